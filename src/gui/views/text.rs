//! A running text: what is typed above, how it will be printed below.

use egui::{Id, RichText, ScrollArea, TextEdit, Ui};

use crate::document::{Line, expand, narrative_lines};
use crate::gui::command::Action;
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{button_ui, group_ui, text_ui as field_ui, title_ui};
use crate::model::Edit;
use crate::session::Session;

pub(super) fn text_ui(ui: &mut Ui, id: &str, session: &Session, actions: &mut Vec<Action>) {
    let Some(part) = session.draft().text_part(id) else {
        ui.label("这段文字已经删除。");
        return;
    };
    title_ui(ui, &part.label, &session.draft().worded(&part.hint));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(860.0);
        let hint = if part.hint.is_empty() { "在此录入；每段一行" } else { &part.hint };
        tools_ui(ui, id, &part.label, session, actions);
        if let Some(text) = field_ui(ui, Id::unique(("text", id)), &part.label, session.draft().text(id), hint, 10) {
            let edit = Edit::Text { id: id.to_owned(), value: text };
            actions.push(Action::typing(edit, &format!("录入 {}", part.label), format!("text:{id}")));
        }
        let weak = palette(ui).weak;
        let marks = "行首的“# ”是小标题，“{1}、”“（{一}）”自动编号，两个星号之间的字印成粗体。";
        let links = "花括号里是引用的表格数字，随表格自动更新；在表格中选中一格后点“复制引用”，即可粘贴到这里。";
        let remark = if session.draft().template.forms.is_empty() { marks.to_owned() } else { format!("{links}{marks}") };
        ui.label(RichText::new(remark).small().color(weak));
        let printed = narrative_lines(session.draft().text(id));
        if !printed.is_empty() {
            group_ui(ui, "打印效果");
            paper_ui(ui, session, &printed);
        }
        if let Some(at) = session.draft().additions.iter().position(|addition| addition.id == id) {
            ui.add_space(space::M);
            if button_ui(ui, icons::TRASH, "删除这段文字", true).clicked() {
                actions.push(Action::edit(super::free::remove(session, at), "删除补充文字"));
            }
        }
    });
}

/// Marks put into the text at the caret: headings and numbers at the beginning of its line, bold around what is selected.
fn tools_ui(ui: &mut Ui, id: &str, label: &str, session: &Session, actions: &mut Vec<Action>) {
    let field = Id::unique(("text", id));
    ui.horizontal(|ui| {
        for (word, mark) in [("小标题", "# "), ("编号 1、", "{1}、"), ("编号（一）", "（{一}）"), ("加粗", "**")] {
            if !ui.button(word).clicked() {
                continue;
            }
            let text = session.draft().text(id);
            let range = TextEdit::load_state(ui.ctx(), field).and_then(|state| state.cursor.char_range());
            let (from, to) = range.map_or((text.chars().count(), text.chars().count()), |range| {
                let range = range.as_sorted_char_range();
                (range.start.0, range.end.0)
            });
            let value = marked(text, from, to, mark);
            actions.push(Action::edit(Edit::Text { id: id.to_owned(), value }, &format!("{word} {label}")));
        }
    });
}

/// A text with a mark at the beginning of the line that holds character `from`, or around the characters `from..to`.
fn marked(text: &str, from: usize, to: usize, mark: &str) -> String {
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    let (from, to) = (at(from), at(to));
    if mark == "**" {
        return format!("{}**{}**{}", &text[..from], &text[from..to], &text[to..]);
    }
    let line = text[..from].rfind('\n').map_or(0, |at| at + 1);
    match text[line..].strip_prefix(mark) {
        // A second click takes the mark away again.
        Some(rest) => format!("{}{rest}", &text[..line]),
        None => format!("{}{mark}{}", &text[..line], &text[line..]),
    }
}

fn paper_ui(ui: &mut Ui, session: &Session, lines: &[Line]) {
    let colours = palette(ui);
    let printed = |text: &str| expand(text, session.work()).replace("**", "");
    egui::Frame::new().fill(colours.paper).stroke(egui::Stroke::new(1.0, colours.line)).inner_margin(egui::Margin::same(16)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::S;
        for line in lines {
            match line {
                Line::Heading(_, text) => ui.label(RichText::new(printed(text)).font(theme::bold(theme::size::BODY))),
                Line::Paragraph(text) => ui.label(format!("　　{}", printed(text))),
            };
        }
    });
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn marks_go_to_the_line_of_the_caret_or_around_the_selection() {
        assert_eq!(marked("甲\n乙丙", 3, 3, "# "), "甲\n# 乙丙");
        assert_eq!(marked("甲\n# 乙丙", 4, 4, "# "), "甲\n乙丙");
        assert_eq!(marked("甲乙丙", 1, 2, "**"), "甲**乙**丙");
        assert_eq!(marked("", 0, 0, "{1}、"), "{1}、");
    }
}
