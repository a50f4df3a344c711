//! The glossary: terms and definitions, in printed order.

use egui::{Id, ScrollArea, Ui};

use crate::gui::command::Action;
use crate::gui::icons;
use crate::gui::theme::space;
use crate::gui::widgets::{button_ui, icon_button_ui, text_ui, title_ui};
use crate::model::{Edit, Term};
use crate::session::Session;

pub(super) fn glossary_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    title_ui(ui, "名词解释", "序号按先后自动编排。");
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(860.0);
        let terms = &session.draft().glossary;
        for (at, term) in terms.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.label(format!("{}、", at + 1));
                ui.scope(|ui| {
                    ui.set_width((ui.available_width() - 110.0).max(120.0));
                    if let Some(text) = text_ui(ui, Id::unique(("term", at)), &format!("名词{}", at + 1), &term.term, "名词", 1) {
                        set(at, Term { term: text, definition: term.definition.clone() }, "term", actions);
                    }
                });
                if icon_button_ui(ui, icons::ARROW_UP, &format!("上移名词{}", at + 1), at > 0).clicked() {
                    actions.push(Action::edit(Edit::MoveTerm { from: at, to: at - 1 }, "移动名词"));
                }
                if icon_button_ui(ui, icons::ARROW_DOWN, &format!("下移名词{}", at + 1), at + 1 < terms.len()).clicked() {
                    actions.push(Action::edit(Edit::MoveTerm { from: at, to: at + 1 }, "移动名词"));
                }
                if icon_button_ui(ui, icons::TRASH, &format!("删除名词{}", at + 1), true).clicked() {
                    actions.push(Action::edit(Edit::RemoveTerm(at), "删除名词"));
                }
            });
            if let Some(text) = text_ui(ui, Id::unique(("definition", at)), &format!("名词{}的解释", at + 1), &term.definition, "解释", 2) {
                set(at, Term { term: term.term.clone(), definition: text }, "definition", actions);
            }
            ui.add_space(space::S);
        }
        if button_ui(ui, icons::PLUS, "添加名词", true).clicked() {
            actions.push(Action::edit(Edit::InsertTerm { at: terms.len(), term: Term::default() }, "添加名词"));
        }
    });
}

fn set(at: usize, term: Term, field: &str, actions: &mut Vec<Action>) {
    actions.push(Action::typing(Edit::Term { at, term }, "录入名词解释", format!("{field}:{at}")));
}
