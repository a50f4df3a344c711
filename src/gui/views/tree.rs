//! Goals and measures in levels: every item with its texts, moved and nested by a menu or by Alt with the arrows.

use egui::{Id, Key, Modifiers, RichText, ScrollArea, Ui};

use super::ViewState;
use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::linked::{Field, linked_ui};
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{button_ui, entry_ui, more_ui, text_ui, title_ui};
use crate::model::{Edit, Item, ItemField, ListEdit, Place, fresh};
use crate::session::Session;
use crate::template::TreePart;
use crate::template::outline::number;

pub(super) fn tree_ui(ui: &mut Ui, id: &str, session: &Session, state: &mut ViewState, actions: &mut Vec<Action>) {
    let Some(part) = session.draft().template.tree(id) else { return };
    let items = session.draft().trees.get(id).map_or(&[][..], Vec::as_slice);
    let hint = if part.hint.is_empty() { "序号按先后自动编排。" } else { &part.hint };
    title_ui(ui, &part.label, hint);
    let go = match state.go.take() {
        Some(Place::Item { item, .. }) => Some(item),
        _ => None,
    };
    ScrollArea::vertical().auto_shrink(false).id_salt(("tree", id)).show(ui, |ui| {
        ui.set_max_width(900.0);
        let mut list = List { part, session, all: items, go, counters: Vec::new(), actions };
        list.items_ui(ui, items, None, &mut Vec::new());
        ui.add_space(space::S);
        if button_ui(ui, icons::PLUS, "添加条目", true).clicked() {
            add(part, None, items, actions);
        }
        ui.add_space(space::L);
    });
}

/// A new item as the last of those below a parent, and there.
fn add(part: &TreePart, parent: Option<&str>, siblings: &[Item], actions: &mut Vec<Action>) {
    let item = Item { id: fresh('g'), ..Item::default() };
    let place = Place::Item { tree: part.id.clone(), item: item.id.clone() };
    let edit = ListEdit::push(siblings, item);
    actions.push(Action::edit(Edit::Items { tree: part.id.clone(), parent: parent.map(str::to_owned), edit }, "添加条目"));
    actions.push(Action::Command(Command::GoTo(place)));
}

/// Levels that no real document reaches. What is deeper could not be read back from a file at some point.
const DEEPEST: usize = 8;

struct List<'a> {
    part: &'a TreePart,
    session: &'a Session,
    /// The outermost items.
    all: &'a [Item],
    /// The item to be shown.
    go: Option<String>,
    /// How far each level has been counted.
    counters: Vec<usize>,
    actions: &'a mut Vec<Action>,
}

impl List<'_> {
    fn items_ui(&mut self, ui: &mut Ui, items: &[Item], parent: Option<&str>, path: &mut Vec<usize>) {
        let depth = path.len();
        let level = self.part.level(depth);
        self.counters.resize(self.counters.len().max(depth + 1), 0);
        if !level.runs_on {
            self.counters[depth] = 0;
        }
        for (at, item) in items.iter().enumerate() {
            path.push(at);
            // As in print: an item without a word has no number.
            self.counters[depth] += usize::from(!item.is_blank());
            #[allow(clippy::cast_precision_loss)] // steps of indentation
            let indent = depth as f32 * 28.0;
            ui.horizontal(|ui| {
                ui.add_space(indent);
                ui.vertical(|ui| self.item_ui(ui, item, path, (parent, items)));
            });
            ui.add_space(space::S);
            self.items_ui(ui, &item.items, Some(&item.id), path);
            path.pop();
        }
    }

    /// What the fields of an item are called: 分项绩效目标 2.1.
    fn name(&self, path: &[usize]) -> String {
        let at: Vec<String> = path.iter().map(|n| (n + 1).to_string()).collect();
        format!("{} {}", self.part.label, at.join("."))
    }

    fn item_ui(&mut self, ui: &mut Ui, item: &Item, path: &[usize], siblings: (Option<&str>, &[Item])) {
        let depth = path.len() - 1;
        let level = self.part.level(depth);
        let name = self.name(path);
        let place = Place::Item { tree: self.part.id.clone(), item: item.id.clone() };
        let shown = if level.number.is_empty() || item.is_blank() { "·".to_owned() } else { number(&level.number, self.counters[depth]) };
        let line = ui.horizontal(|ui| {
            ui.label(RichText::new(shown).font(theme::bold(theme::size::BODY)));
            ui.scope(|ui| {
                ui.set_width((ui.available_width() - 44.0).max(160.0));
                self.field_ui(ui, item, ItemField::Title, &format!("{name} 标题"), "标题，可以不写", 1);
            });
            self.more_ui(ui, item, path, siblings);
        });
        if self.go.as_deref() == Some(item.id.as_str()) {
            line.response.scroll_to_me(Some(egui::Align::Center));
            ui.memory_mut(|memory| memory.request_focus(field_id(item, ItemField::Title)));
        }
        if let Some(finding) = self.session.problem_at(&place) {
            let error = palette(ui).error;
            ui.label(RichText::new(&finding.message).small().color(error));
        }
        if item.classified {
            let weak = palette(ui).weak;
            ui.label(RichText::new(format!("涉密：只印标题和“{}”", self.part.classified)).small().color(weak));
            return;
        }
        self.field_ui(ui, item, ItemField::Text, &format!("{name} 正文"), "正文；每段一行", 2);
        let labels = level.pair.clone().unwrap_or_else(|| ("绩效目标".to_owned(), "绩效指标".to_owned()));
        if level.pair.is_some() || !item.goal.is_empty() || !item.indicator.is_empty() {
            for (label, field) in [(&labels.0, ItemField::Goal), (&labels.1, ItemField::Indicator)] {
                let label = label.trim_end_matches(['：', ':']);
                ui.label(RichText::new(label).small());
                self.field_ui(ui, item, field, &format!("{name} {label}"), "", 2);
            }
        }
    }

    fn field_ui(&mut self, ui: &mut Ui, item: &Item, field: ItemField, name: &str, hint: &str, lines: usize) {
        let (id, value) = (field_id(item, field), item.get(field));
        let typed = if lines > 1 {
            linked_ui(ui, &Field { id, name, value, hint, rows: lines }, self.session, self.actions)
        } else {
            text_ui(ui, id, name, value, hint, lines)
        };
        if let Some(value) = typed {
            let edit = Edit::ItemText { tree: self.part.id.clone(), item: item.id.clone(), field, value };
            self.actions.push(Action::typing(edit, &format!("录入 {name}"), format!("item:{}:{field:?}", item.id)));
        }
    }

    /// What else can be done with an item, so that nothing stands between its title and its text.
    fn more_ui(&mut self, ui: &mut Ui, item: &Item, path: &[usize], (parent, siblings): (Option<&str>, &[Item])) {
        let at = path[path.len() - 1];
        let name = self.name(path);
        let edit = |parent: Option<&str>, edit: ListEdit<Item>| Edit::Items { tree: self.part.id.clone(), parent: parent.map(str::to_owned), edit };
        let remove = || edit(parent, ListEdit::Remove(item.id.clone()));
        let shift = |to: usize| ListEdit::shift(siblings, at, to).map(|shifted| edit(parent, shifted));
        let up = at.checked_sub(1).and_then(shift);
        let down = if at + 1 < siblings.len() { shift(at + 1) } else { None };
        // Out of its parent, behind it; into the item before it, as the last.
        let out = parent.and_then(|id| Some((id, crate::model::tree::siblings(self.all, id)?.0))).map(|(id, above)| {
            let insert = ListEdit::Insert { after: Some(id.to_owned()), new: Box::new(item.clone()) };
            Edit::Several(vec![remove(), edit(above, insert)])
        });
        let before = at.checked_sub(1).map(|before| &siblings[before]).filter(|before| !before.classified && path.len() < DEEPEST);
        let into = before.map(|before| Edit::Several(vec![remove(), edit(Some(&before.id), ListEdit::push(&before.items, item.clone()))]));
        let mut moves = [
            ("↑", "上移", Key::ArrowUp, up),
            ("↓", "下移", Key::ArrowDown, down),
            ("←", "升一级", Key::ArrowLeft, out),
            ("→", "降一级", Key::ArrowRight, into),
        ];
        let mut done = None;
        // In any of its fields, as in the grids.
        if ui.memory(|memory| fields(item).iter().any(|id| memory.has_focus(*id))) {
            for (_, label, key, moved) in &mut moves {
                if ui.input_mut(|input| input.consume_key(Modifiers::ALT, *key)) {
                    done = moved.take().map(|moved| Action::edit(moved, &format!("{label}条目")));
                }
            }
        }
        more_ui(ui, &format!("{name} 的操作"), |ui| {
            for (sign, label, _, moved) in moves {
                let button = ui.add_enabled(moved.is_some(), egui::Button::new(format!("{sign} {label}")));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, moved.is_some(), label));
                if let (true, Some(moved)) = (button.clicked(), moved) {
                    done = Some(Action::edit(moved, &format!("{label}条目")));
                    ui.close();
                }
            }
            if entry_ui(ui, icons::PLUS, "添加下级", !item.classified && path.len() < DEEPEST) {
                add(self.part, Some(&item.id), &item.items, self.actions);
            }
            if item.classified {
                if entry_ui(ui, icons::X, "取消涉密", true) {
                    let open = Item { classified: false, ..item.clone() };
                    done = Some(Action::edit(edit(parent, ListEdit::Replace(Box::new(open))), "取消涉密"));
                }
            } else if entry_ui(ui, icons::LOCK, "标为涉密", true) {
                let place = Place::Item { tree: self.part.id.clone(), item: item.id.clone() };
                done = Some(Action::Command(Command::Classify(place)));
            }
            if entry_ui(ui, icons::TRASH, "删除", true) {
                done = Some(Action::edit(remove(), "删除条目"));
            }
        });
        self.actions.extend(done);
    }
}

/// The fields of an item.
pub(super) fn fields(item: &Item) -> [Id; 4] {
    [ItemField::Title, ItemField::Text, ItemField::Goal, ItemField::Indicator].map(|field| field_id(item, field))
}

fn field_id(item: &Item, field: ItemField) -> Id {
    Id::unique(("item", &item.id, format!("{field:?}")))
}
