//! A running text: what is typed above, how it will be printed below.

use egui::{Id, RichText, ScrollArea, Ui};

use crate::document::expand;
use crate::gui::command::Action;
use crate::gui::session::Session;
use crate::gui::theme::{palette, space};
use crate::gui::widgets::{group_ui, text_ui as field_ui, title_ui};
use crate::model::Edit;

pub(super) fn text_ui(ui: &mut Ui, id: &str, session: &Session, actions: &mut Vec<Action>) {
    let Some(part) = session.draft.template.texts().into_iter().find(|text| text.id == id) else { return };
    title_ui(ui, &part.label, &session.draft.worded(&part.hint));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(860.0);
        let hint = if part.hint.is_empty() { "在此录入；每段一行" } else { &part.hint };
        if let Some(text) = field_ui(ui, Id::unique(("text", id)), &part.label, session.draft.text(id), hint, 10) {
            let edit = Edit::Text { id: id.to_owned(), value: text };
            actions.push(Action::typing(edit, &format!("录入 {}", part.label), format!("text:{id}")));
        }
        let weak = palette(ui).weak;
        let remark = "花括号里是引用的表格数字，随表格自动更新；在表格中选中一格后点“复制引用”，即可粘贴到这里。两个星号之间的字印成粗体。";
        ui.label(RichText::new(remark).small().color(weak));
        let printed = expand(session.draft.text(id), &session.draft, &session.plan, &session.totals);
        if !printed.trim().is_empty() {
            group_ui(ui, "打印效果");
            paper_ui(ui, &printed);
        }
    });
}

fn paper_ui(ui: &mut Ui, text: &str) {
    let colours = palette(ui);
    egui::Frame::new().fill(colours.paper).stroke(egui::Stroke::new(1.0, colours.line)).inner_margin(egui::Margin::same(16)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::S;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            ui.label(format!("　　{}", line.trim().replace("**", "")));
        }
    });
}
