//! The glossary: terms and definitions, in printed order.

use egui::{Id, ScrollArea, Ui};

use crate::gui::command::Action;
use crate::gui::icons;
use crate::gui::linked::{Field, linked_ui};
use crate::gui::theme::space;
use crate::gui::widgets::{button_ui, icon_button_ui, text_ui, title_ui};
use crate::model::{Edit, ListEdit, Term, fresh};
use crate::session::Session;

pub(super) fn glossary_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    title_ui(ui, "名词解释", "序号按先后自动编排。");
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(860.0);
        let terms = &session.draft().glossary;
        for (at, term) in terms.iter().enumerate() {
            let shift = |to: usize| ListEdit::shift(terms, at, to).map(|edit| Action::edit(Edit::Terms(edit), "移动名词"));
            ui.horizontal(|ui| {
                ui.label(format!("{}、", at + 1));
                ui.scope(|ui| {
                    ui.set_width((ui.available_width() - 110.0).max(120.0));
                    if let Some(text) = text_ui(ui, Id::unique(("term", &term.id)), &format!("名词{}", at + 1), &term.term, "名词", 1) {
                        set(Term { term: text, ..term.clone() }, "term", actions);
                    }
                });
                if icon_button_ui(ui, icons::ARROW_UP, &format!("上移名词{}", at + 1), at > 0).clicked() {
                    actions.extend(shift(at - 1));
                }
                if icon_button_ui(ui, icons::ARROW_DOWN, &format!("下移名词{}", at + 1), at + 1 < terms.len()).clicked() {
                    actions.extend(shift(at + 1));
                }
                if icon_button_ui(ui, icons::TRASH, &format!("删除名词{}", at + 1), true).clicked() {
                    actions.push(Action::edit(Edit::Terms(ListEdit::Remove(term.id.clone())), "删除名词"));
                }
            });
            let name = format!("名词{}的解释", at + 1);
            let field = Field { id: Id::unique(("definition", &term.id)), name: &name, value: &term.definition, hint: "解释", rows: 2 };
            if let Some(text) = linked_ui(ui, &field, session, actions) {
                set(Term { definition: text, ..term.clone() }, "definition", actions);
            }
            ui.add_space(space::S);
        }
        if button_ui(ui, icons::PLUS, "添加名词", true).clicked() {
            actions.push(Action::edit(Edit::Terms(ListEdit::push(terms, Term { id: fresh('t'), ..Term::default() })), "添加名词"));
        }
    });
}

fn set(term: Term, field: &str, actions: &mut Vec<Action>) {
    let key = format!("{field}:{}", term.id);
    actions.push(Action::typing(Edit::Terms(ListEdit::Replace(Box::new(term))), "录入名词解释", key));
}
