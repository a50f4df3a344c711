//! Finding words, figures and codes across the whole draft, and replacing words hit by hit or all at once.

use egui::{Id, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};

use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::theme::{self, palette};
use crate::gui::widgets::icon_button_ui;
use crate::model::Edit;
use crate::session::{Hit, Session};

/// What is looked for.
#[derive(Default)]
pub struct Search {
    /// Whether the panel is there.
    pub shown: bool,
    /// The field takes the keyboard in the next frame.
    pub focus: bool,
    sought: String,
    other: String,
    hits: Vec<Hit>,
    /// What the hits are of: words, number of the draft, its state.
    of: Option<(String, u64, u64)>,
    at: usize,
}

impl Search {
    fn keep_up(&mut self, session: &Session, number: u64) {
        let of = (self.sought.clone(), number, session.state());
        if self.of.as_ref() != Some(&of) {
            // While the draft changes, one stays where one was in the list; other words begin at the first.
            if self.of.as_ref().is_none_or(|before| before.0 != of.0) {
                self.at = 0;
            }
            self.hits = session.find(&self.sought);
            self.at = self.at.min(self.hits.len().saturating_sub(1));
            self.of = Some(of);
        }
    }

    /// The next hit, or the one before, round and round.
    fn turn(&mut self, forth: bool) -> Option<&Hit> {
        let count = self.hits.len().max(1);
        self.at = if forth { (self.at + 1) % count } else { (self.at + count - 1) % count };
        self.hits.get(self.at)
    }
}

/// Draws the panel. `number` counts the drafts that were opened.
pub fn search_ui(ui: &mut Ui, session: &Session, search: &mut Search, number: u64, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    let mut go = None;
    ui.horizontal(|ui| {
        if icon_button_ui(ui, icons::X, "收起查找", true).clicked() {
            actions.push(Action::Command(Command::Search));
        }
        let id = Id::unique("search sought");
        let field = ui.add(TextEdit::singleline(&mut search.sought).id(id).hint_text("查找文字、数、编码").desired_width(200.0));
        ui.ctx().accesskit_node_builder(id, |node| node.set_label("查找"));
        if std::mem::take(&mut search.focus) {
            field.request_focus();
        }
        let changed = field.changed();
        search.keep_up(session, number);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let back = ui.input(|input| input.modifiers.matches_logically(Modifiers::SHIFT));
        if ui.button("上一处").clicked() || entered && back {
            go = search.turn(false).map(|hit| hit.place.clone());
        }
        if ui.button("下一处").clicked() || entered && !back {
            // The first Enter shows the first hit.
            let first = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or(id, true), false));
            let hit = if first { search.hits.get(search.at) } else { search.turn(true) };
            go = hit.map(|hit| hit.place.clone());
        }
        if changed {
            ui.data_mut(|data| data.insert_temp(id, true));
        }
        if entered {
            field.request_focus();
        }
        let count = search.hits.len();
        let said = match (search.sought.trim().is_empty(), count) {
            (true, _) => String::new(),
            (_, 0) => "没有找到".to_owned(),
            _ => format!("{count}处"),
        };
        ui.label(RichText::new(said).color(colours.weak));
        ui.separator();
        let id = Id::unique("search other");
        ui.add(TextEdit::singleline(&mut search.other).id(id).hint_text("替换为").desired_width(160.0));
        ui.ctx().accesskit_node_builder(id, |node| node.set_label("替换为"));
        let texts = search.hits.iter().filter(|hit| hit.is_text).count();
        let here = search.hits.get(search.at).is_some_and(|hit| hit.is_text);
        if ui.add_enabled(here, egui::Button::new("替换这一处")).on_hover_text("选中的这一处里的都换").clicked() {
            let hit = search.hits.get(search.at);
            replace(session, hit.into_iter(), search, actions);
        }
        let all = ui.add_enabled(texts > 0, egui::Button::new(format!("全部替换（{texts}处）")));
        if all.on_hover_text("只换文字，不换数和编码；一步可以撤销").clicked() {
            replace(session, search.hits.iter().filter(|hit| hit.is_text), search, actions);
        }
    });
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, theme::ROW, search.hits.len(), |ui, rows| {
        for n in rows {
            let hit = &search.hits[n];
            let text = RichText::new(format!("{}　{}", hit.said, hit.text));
            let line = ui.add(egui::Button::selectable(n == search.at, text).truncate().min_size(egui::vec2(ui.available_width(), theme::ROW - 2.0)));
            if line.clicked() {
                search.at = n;
                go = Some(hit.place.clone());
            }
        }
    });
    if let Some(place) = go {
        actions.push(Action::Command(Command::GoTo(place)));
    }
}

fn replace<'a>(session: &Session, hits: impl Iterator<Item = &'a Hit>, search: &Search, actions: &mut Vec<Action>) {
    let (from, draft) = (search.sought.trim(), session.draft());
    let mut places = std::collections::BTreeSet::new();
    let edits: Vec<Edit> =
        hits.filter(|hit| places.insert(hit.place.clone())).filter_map(|hit| Edit::replacing(draft, &hit.place, from, search.other.trim())).collect();
    let count = edits.len();
    if count == 0 {
        actions.push(Action::Say("没有可以替换的：名称和编码请到它们自己的格里改".into()));
        return;
    }
    actions.push(Action::edit(Edit::Several(edits), &format!("替换“{from}”")));
    actions.push(Action::Say(format!("替换了{count}处，可以一步撤销")));
}
