//! A running text: typed as it prints, with its linked figures; what can be put in stands above it.

use egui::{Id, RichText, ScrollArea, TextEdit, Ui};

use super::ViewState;
use crate::document::{expand, printed_link};
use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::linked::{Chips, Field, cite_ui, field_ui};
use crate::gui::theme::{palette, space};
use crate::gui::widgets::{button_ui, title_ui};
use crate::model::Edit;
use crate::session::Session;
use crate::template::{Library, Offer, TextPart};

/// A place in a running text that a figure is being chosen for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picking {
    /// The part's id.
    pub text: String,
    /// What the window calls it.
    pub label: String,
    /// The byte of the text.
    pub at: usize,
}

pub(super) fn text_ui(ui: &mut Ui, id: &str, session: &Session, library: &Library, state: &mut ViewState, actions: &mut Vec<Action>) {
    let Some(part) = session.draft().text_part(id) else {
        ui.label("这段文字已经删除。");
        return;
    };
    title_ui(ui, &part.label, &session.draft().worded(&part.hint));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(860.0);
        let hint = if part.hint.is_empty() { "在此录入；每段一行" } else { &part.hint };
        tools_ui(ui, &part, session, library, state, actions);
        let field = Id::unique(("text", id));
        let key = format!("text:{id}");
        if let Some(value) = cite_ui(ui, field, session.draft().text(id), session, actions) {
            actions.push(Action::edit(Edit::Text { id: id.to_owned(), value }, &format!("引用数字 {}", part.label)));
        }
        let field = Field { id: field, name: &part.label, value: session.draft().text(id), hint, rows: 12 };
        if let Some(text) = field_ui(ui, &field, session) {
            let edit = Edit::Text { id: id.to_owned(), value: text };
            actions.push(Action::typing(edit, &format!("录入 {}", part.label), key));
        }
        if let Some(at) = session.draft().additions.iter().position(|addition| addition.id == id) {
            ui.add_space(space::M);
            if button_ui(ui, icons::TRASH, "删除这段文字", true).clicked() {
                actions.push(Action::edit(super::free::remove(session, at), "删除补充文字"));
            }
        }
    });
}

/// Marks and figures put into the text at the caret: headings and numbers at the beginning of its line, bold around what is selected.
fn tools_ui(ui: &mut Ui, part: &TextPart, session: &Session, library: &Library, state: &mut ViewState, actions: &mut Vec<Action>) {
    let text = session.draft().text(&part.id);
    let caret = || {
        let seen = Chips::new(text, session.work(), None);
        let range = TextEdit::load_state(ui.ctx(), Id::unique(("text", part.id.as_str()))).and_then(|state| state.cursor.char_range());
        range.map_or(text.len()..text.len(), |range| {
            let range = range.as_sorted_char_range();
            seen.raw_of(range.start.0..range.end.0)
        })
    };
    let caret = caret();
    let set = |value: String, what: &str| Action::edit(Edit::Text { id: part.id.clone(), value }, &format!("{what} {}", part.label));
    ui.horizontal_wrapped(|ui| {
        for (word, mark) in [("小标题", "# "), ("编号 1、", "{1}、"), ("编号（一）", "（{一}）"), ("加粗", "**")] {
            if ui.button(word).clicked() {
                actions.push(set(marked(text, caret.start, caret.end, mark), word));
            }
        }
        if !session.draft().template.forms.is_empty() {
            let pick = button_ui(ui, icons::TABLE, "到表里选数", true).on_hover_text("到表格里选一格，它的数就插入到光标所在的地方");
            if pick.clicked() {
                state.picking = Some(Picking { text: part.id.clone(), label: part.label.clone(), at: caret.end });
                actions.push(Action::Say("在表格里选中一格，再点表上方的“插入”".into()));
            }
        }
        let offers = offers(part, session, library);
        if !offers.is_empty() {
            ui.menu_button("常用写法", |ui| {
                let mut wants_last_year = false;
                for offer in offers {
                    let fault = crate::template::links(&offer.text).into_iter().find_map(|link| printed_link(link, session.work()).err());
                    wants_last_year |= fault.is_some() && session.draft().last.is_none();
                    let button = ui.add_enabled(fault.is_none(), egui::Button::new(&offer.label));
                    let button = button.on_hover_text(expand(&offer.text, session.work())).on_disabled_hover_text(fault.unwrap_or_default());
                    if button.clicked() {
                        actions.push(set(offered(text, caret.end, &offer.text), &offer.label));
                        ui.close();
                    }
                }
                if wants_last_year && ui.button("取上年数…").on_hover_text("从上年的公开稿、Word、Excel 里取数，才写得出与上年相比").clicked()
                {
                    actions.push(Action::Command(Command::LastYear));
                    ui.close();
                }
            });
        }
    });
}

/// Usual wordings of a text: the draft's template's, or of a draft from before there were any, those of the same template here.
fn offers<'a>(part: &TextPart, session: &'a Session, library: &'a Library) -> &'a [Offer] {
    let of =
        |template: &'a crate::template::Template| template.texts().into_iter().find(|text| text.id == part.id).map(|text| text.offers.as_slice());
    let own = of(&session.draft().template).filter(|offers| !offers.is_empty());
    let here = || library.template(&session.draft().template.id).and_then(of);
    own.or_else(here).unwrap_or_default()
}

/// A text with a usual wording behind the sentence at `at`; it takes the place of nothing.
fn offered(text: &str, at: usize, wording: &str) -> String {
    // Not into the middle of a sentence.
    let end = text[at..]
        .find(['。', '\n'])
        .map_or(text.len(), |found| if text[at + found..].starts_with('\n') { at + found } else { at + found + '。'.len_utf8() });
    format!("{}{wording}{}", &text[..end], &text[end..])
}

/// A text with a mark at the beginning of the line that holds byte `from`, or around the bytes `from..to`.
fn marked(text: &str, from: usize, to: usize, mark: &str) -> String {
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

/// Above a form, while a figure is being chosen for a text: the link of the chosen cell goes there.
pub(super) fn picking_ui(ui: &mut Ui, link: Option<&str>, session: &Session, state: &mut Option<Picking>, actions: &mut Vec<Action>) {
    let Some(picking) = state.clone() else { return };
    let text = session.draft().text(&picking.text);
    if session.draft().text_part(&picking.text).is_none() || !text.is_char_boundary(picking.at) {
        *state = None;
        return;
    }
    let accent = palette(ui).accent;
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("为“{}”选一个数：", picking.label)).color(accent));
        if let (true, Some(link)) = (button_ui(ui, icons::LINK_SIMPLE, "插入", link.is_some()).clicked(), link) {
            let value = format!("{}{link}{}", &text[..picking.at], &text[picking.at..]);
            actions.push(Action::edit(Edit::Text { id: picking.text.clone(), value }, &format!("引用数字 {}", picking.label)));
            actions.push(Action::Command(Command::GoTo(crate::model::Place::Text(picking.text.clone()))));
            *state = None;
        }
        if button_ui(ui, icons::X, "不插入", true).clicked() {
            *state = None;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{marked, offered};

    #[test]
    fn marks_go_to_the_line_of_the_caret_or_around_the_selection() {
        assert_eq!(marked("甲\n乙丙", 7, 7, "# "), "甲\n# 乙丙");
        assert_eq!(marked("甲\n# 乙丙", 9, 9, "# "), "甲\n乙丙");
        assert_eq!(marked("甲乙丙", 3, 6, "**"), "甲**乙**丙");
        assert_eq!(marked("", 0, 0, "{1}、"), "{1}、");
    }

    #[test]
    fn a_usual_wording_stands_behind_the_sentence_of_the_caret() {
        assert_eq!(offered("甲乙。丙", 3, "丁。"), "甲乙。丁。丙");
        assert_eq!(offered("甲乙\n丙", 3, "丁。"), "甲乙丁。\n丙");
        assert_eq!(offered("", 0, "丁。"), "丁。");
    }
}
