//! Every command and every part of the draft in one list, found by a few words or by the first letters of their pinyin.

use egui::{Align2, Area, Context, Frame, Id, Key, Order, RichText, TextEdit};
use pinyin::ToPinyin as _;

use super::command::{Action, AddKind, Command, shortcut_text};
use super::theme::{self, palette, space};
use crate::session::Session;

/// What is typed, and which line is chosen.
#[derive(Default)]
pub struct Palette {
    /// Whether it is open: with commands, or with parts alone.
    pub open: Option<Of>,
    /// The field takes the keyboard in the next frame.
    pub focus: bool,
    sought: String,
    at: usize,
}

/// What the palette lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Commands, then parts.
    Everything,
    /// Parts alone (转到).
    Parts,
}

/// Lines that are shown at once.
const SHOWN: usize = 12;

/// Commands that the palette lists, those that are used most first.
const COMMANDS: [Command; 38] = [
    Command::Save,
    Command::Export,
    Command::Preview,
    Command::Search,
    Command::Findings,
    Command::NextProblem,
    Command::PreviousProblem,
    Command::Review,
    Command::AddRemark,
    Command::NextRemark,
    Command::PreviousRemark,
    Command::Step { sent_back: false },
    Command::Step { sent_back: true },
    Command::ApprovalSheet,
    Command::Compare,
    Command::Versions,
    Command::Undo,
    Command::Redo,
    Command::ImportInto,
    Command::List,
    Command::LastYear,
    Command::PasteWhole,
    Command::Add(AddKind::Section),
    Command::Add(AddKind::Text),
    Command::Add(AddKind::Table),
    Command::SaveAs,
    Command::Print,
    Command::Roll,
    Command::Open,
    Command::New,
    Command::Trace,
    Command::Keys,
    Command::Tour,
    Command::Larger,
    Command::Smaller,
    Command::UsualSize,
    Command::Theme,
    Command::Close,
];

/// A line: what it says, what stands behind it, what it does.
struct Line {
    said: String,
    beside: String,
    action: Action,
}

impl Palette {
    /// Opens it.
    pub fn ask(&mut self, of: Of) {
        *self = Self { open: Some(of), focus: true, ..Self::default() };
    }

    fn lines(&self, session: &Session, of: Of) -> Vec<Line> {
        let commands = COMMANDS.iter().filter(|_| of == Of::Everything).map(|command| Line {
            said: command.label().to_owned(),
            beside: shortcut_text(command).unwrap_or_default(),
            action: Action::Command(command.clone()),
        });
        let parts = session.outline().iter().filter_map(|item| {
            let view = item.view.clone()?;
            Some(Line { said: item.name.clone(), beside: "转到".to_owned(), action: Action::Command(Command::Part(view)) })
        });
        commands.chain(parts).filter(|line| fits(&line.said, &self.sought)).collect()
    }
}

/// Whether a label has the words that are sought, or the first letters of their pinyin.
#[must_use]
pub fn fits(label: &str, sought: &str) -> bool {
    let sought: String = sought.to_lowercase().split_whitespace().collect();
    let plain: String = label.to_lowercase().split_whitespace().collect();
    if plain.contains(&sought) {
        return true;
    }
    let whole: String = plain.chars().map(|c| c.to_pinyin().map_or_else(|| c.to_string(), |pinyin| pinyin.plain().to_owned())).collect();
    initials(&plain).contains(&sought) || whole.starts_with(&sought)
}

/// The first letters of the pinyin of a label; a letter or a figure stands for itself.
#[must_use]
pub fn initials(label: &str) -> String {
    let letter = |c: char| c.to_pinyin().map_or(c, |pinyin| pinyin.plain().chars().next().unwrap_or(c));
    label.chars().filter(|c| !c.is_whitespace()).map(letter).collect::<String>().to_lowercase()
}

/// Draws it, if it is open.
pub fn palette_ui(ctx: &Context, session: &Session, state: &mut Palette, actions: &mut Vec<Action>) {
    let Some(of) = state.open else { return };
    let lines = state.lines(session, of);
    state.at = state.at.min(lines.len().saturating_sub(1));
    let (mut chosen, mut left) = (None, false);
    ctx.input_mut(|input| {
        if input.consume_key(egui::Modifiers::NONE, Key::ArrowDown) {
            state.at = (state.at + 1).min(lines.len().saturating_sub(1));
        }
        if input.consume_key(egui::Modifiers::NONE, Key::ArrowUp) {
            state.at = state.at.saturating_sub(1);
        }
        if input.consume_key(egui::Modifiers::NONE, Key::Enter) {
            chosen = Some(state.at);
        }
        left = input.consume_key(egui::Modifiers::NONE, Key::Escape);
    });
    let area = Area::new(Id::unique("palette")).order(Order::Foreground).anchor(Align2::CENTER_TOP, [0.0, 60.0]);
    let shown = area.show(ctx, |ui| {
        Frame::popup(ui.style()).inner_margin(egui::Margin::same(12)).show(ui, |ui| {
            ui.set_width(460.0);
            let id = Id::unique("palette sought");
            let hint = if of == Of::Parts { "转到：名称或拼音首字母" } else { "命令或部分：名称或拼音首字母" };
            let field = ui.add(TextEdit::singleline(&mut state.sought).id(id).hint_text(hint).desired_width(f32::INFINITY));
            ui.ctx().accesskit_node_builder(id, |node| node.set_label("命令"));
            if std::mem::take(&mut state.focus) {
                field.request_focus();
            }
            if field.changed() {
                state.at = 0;
            }
            ui.add_space(space::XS);
            let from = state.at.saturating_sub(SHOWN - 1);
            for (n, line) in lines.iter().enumerate().skip(from).take(SHOWN) {
                let width = ui.available_width();
                let button = egui::Button::selectable(n == state.at, line.said.as_str()).truncate().min_size(egui::vec2(width, theme::ROW));
                let response = ui.add(button.shortcut_text(RichText::new(&line.beside).small().color(palette(ui).weak)));
                if response.clicked() {
                    chosen = Some(n);
                }
            }
            if lines.is_empty() {
                ui.label(RichText::new("没有这样的命令或部分").color(palette(ui).weak));
            }
        });
    });
    let outside = ctx.input(|input| input.pointer.any_pressed()) && !shown.response.contains_pointer();
    if let Some(line) = chosen.and_then(|n| lines.into_iter().nth(n)) {
        actions.push(line.action);
        state.open = None;
    } else if left || outside || chosen.is_some() {
        state.open = None;
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_line_is_found_by_its_words_by_initials_and_by_pinyin() {
        for sought in ["导出", "出", "dc", "DC", "daochu", "", " d c "] {
            assert!(fits("导出", sought), "{sought}");
        }
        assert!(fits("9 “三公”经费支出表", "jfzcb") && fits("5 一般公共预算支出表", "5ybgg"));
        assert!(!fits("导出", "dr") && !fits("保存", "导出"));
    }
}
