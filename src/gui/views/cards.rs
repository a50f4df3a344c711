//! The list of goal cards: found by words, by unit, by what is wrong with them; put in order by dragging; their budgets held against the
//! project expenditure.

use std::collections::HashMap;

use egui::{ComboBox, Id, Key, Modifiers, RichText, ScrollArea, Sense, Stroke, TextEdit, Ui, UiBuilder, Vec2};

use crate::cards::{short_of_projects, together};
use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::palette::fits;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{button_ui, entry_ui, more_ui, title_ui};
use crate::model::{Card, Draft, Edit, ListEdit, Place, fresh};
use crate::rules::Severity;
use crate::session::{Session, View, view_of};

/// What the list shows, and which card is being dragged.
#[derive(Default)]
pub struct CardsState {
    sought: String,
    /// A unit's id; none for all of them.
    unit: Option<String>,
    /// Only cards with something wrong.
    troubled: bool,
    /// The card that the mouse drags, by id.
    dragged: Option<String>,
    /// What was found by these, so that it is not looked for with every picture.
    shown: Shown,
}

#[derive(Default)]
struct Shown {
    of: Option<(u64, String, Option<String>, bool)>,
    cards: Vec<usize>,
    /// By card how much is wrong with it, and how badly.
    problems: HashMap<String, (usize, Severity)>,
}

impl CardsState {
    fn is_filtered(&self) -> bool {
        !self.sought.trim().is_empty() || self.unit.is_some() || self.troubled
    }

    fn keep_up(&mut self, session: &Session) {
        let of = (session.state(), self.sought.clone(), self.unit.clone(), self.troubled);
        if self.shown.of.as_ref() == Some(&of) {
            return;
        }
        let mut problems: HashMap<String, (usize, Severity)> = HashMap::new();
        for finding in session.open_findings() {
            if let View::Card(id) = view_of(&finding.place) {
                let known = problems.entry(id).or_insert((0, finding.severity));
                *known = (known.0 + 1, known.1.min(finding.severity));
            }
        }
        let sought = self.sought.trim();
        let is_sought =
            |card: &Card| sought.is_empty() || card.texts.values().any(|text| text.contains(sought)) || fits(card.text(Card::NAME), sought);
        let cards = session.draft().cards.iter().enumerate().filter(|(_, card)| {
            is_sought(card) && self.unit.as_ref().is_none_or(|unit| card.unit == *unit) && (!self.troubled || problems.contains_key(&card.id))
        });
        self.shown = Shown { cards: cards.map(|(at, _)| at).collect(), of: Some(of), problems };
    }
}

/// All cards with their budgets: open, add, find, move.
pub(super) fn cards_ui(ui: &mut Ui, session: &Session, state: &mut CardsState, actions: &mut Vec<Action>) {
    let draft = session.draft();
    title_ui(ui, "项目绩效目标表", &summary(session));
    against_ui(ui, session);
    state.keep_up(session);
    filter_ui(ui, session, state, actions);
    ui.add_space(space::XS);
    if state.shown.cards.is_empty() {
        let weak = palette(ui).weak;
        ui.label(RichText::new(if draft.cards.is_empty() { "还没有项目。" } else { "没有符合条件的项目。" }).color(weak));
    }
    let height = theme::ROW + 4.0;
    let pitch = height + ui.spacing().item_spacing.y;
    let shown = std::mem::take(&mut state.shown);
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, shown.cards.len(), |ui, rows| {
        let top = ui.cursor().top();
        for n in rows.clone() {
            let at = shown.cards[n];
            // By the card, so that the keyboard stays with it when it moves.
            let builder = UiBuilder::new().scope_id(Id::unique(("card line", &draft.cards[at].id)));
            ui.scope_builder(builder, |ui| line_ui(ui, session, state, &shown, at, height, actions));
        }
        drag_ui(ui, draft, state, (rows.start, top, pitch), actions);
    });
    state.shown = shown;
}

/// What is looked for, and adding.
fn filter_ui(ui: &mut Ui, session: &Session, state: &mut CardsState, actions: &mut Vec<Action>) {
    let draft = session.draft();
    ui.horizontal_wrapped(|ui| {
        if button_ui(ui, icons::PLUS, "添加项目", true).clicked() {
            let id = fresh('c');
            // In a department a new card goes to the unit that is looked at, else to that of the one before it.
            let unit = state.unit.clone().or_else(|| draft.cards.last().map(|card| card.unit.clone()));
            let unit = unit.or_else(|| draft.units.first().map(|unit| unit.id.clone())).unwrap_or_default();
            let card = Card { id: id.clone(), unit, ..Card::default() };
            actions.push(Action::edit(Edit::Cards(ListEdit::push(&draft.cards, card)), "添加项目"));
            actions.push(Action::Command(Command::GoTo(Place::Card(id))));
        }
        let id = Id::unique("cards sought");
        ui.add(TextEdit::singleline(&mut state.sought).id(id).hint_text("查找：名称、编码或拼音首字母").desired_width(240.0));
        ui.ctx().accesskit_node_builder(id, |node| node.set_label("查找项目"));
        if !draft.units.is_empty() {
            let name = |id: &Option<String>| {
                id.as_ref().map_or("全部单位", |id| draft.unit(id).map_or("（未选单位）", |unit| unit.name.as_str())).to_owned()
            };
            let chosen = ComboBox::from_id_salt("cards unit").width(200.0).selected_text(name(&state.unit)).show_ui(ui, |ui| {
                ui.selectable_value(&mut state.unit, None, "全部单位");
                for unit in &draft.units {
                    ui.selectable_value(&mut state.unit, Some(unit.id.clone()), &unit.name);
                }
                if draft.cards.iter().any(|card| draft.unit(&card.unit).is_none()) {
                    ui.selectable_value(&mut state.unit, Some(String::new()), "（未选单位）");
                }
            });
            chosen.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "按单位筛选项目"));
        }
        let troubled = state.shown.problems.len();
        ui.add_enabled_ui(troubled > 0 || state.troubled, |ui| ui.checkbox(&mut state.troubled, format!("只看有问题的（{troubled}张）")));
        if state.is_filtered() {
            if button_ui(ui, icons::X, "全部显示", true).clicked() {
                (state.sought, state.unit, state.troubled) = (String::new(), None, false);
            }
            let weak = palette(ui).weak;
            let money = together(session.work(), state.shown.cards.iter().copied()).map(|sum| said(session, sum));
            let money = money.map(|sum| format!("，预算合计 {sum}")).unwrap_or_default();
            ui.label(RichText::new(format!("符合的{}张{money}", state.shown.cards.len())).color(weak));
        }
    });
}

/// Whether the budgets come to the project expenditure.
fn against_ui(ui: &mut Ui, session: &Session) {
    let Some((whole, short)) = short_of_projects(session.work()) else { return };
    let colours = palette(ui);
    let secret = session.draft().cards.iter().any(|card| card.classified);
    let whole = said(session, whole);
    let (icon, colour, text) = if short.is_zero() {
        (icons::CHECK_CIRCLE, colours.good, format!("预算合计与项目支出 {whole} 相符"))
    } else {
        let word = if short.is_sign_negative() { "多" } else { "少" };
        let why = if secret { "（涉密项目不计金额）" } else { "" };
        (icons::WARNING_CIRCLE, colours.warning, format!("项目支出 {whole}，预算合计比它{word} {}{why}", said(session, short.abs())))
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new(icon).font(theme::icon(theme::size::BODY)).color(colour));
        ui.label(RichText::new(text).color(colour));
    });
    ui.add_space(space::XS);
}

fn line_ui(ui: &mut Ui, session: &Session, state: &mut CardsState, shown: &Shown, at: usize, height: f32, actions: &mut Vec<Action>) {
    let (draft, card) = (session.draft(), &session.draft().cards[at]);
    let (n, count) = (at + 1, draft.cards.len());
    let colours = palette(ui);
    ui.horizontal(|ui| {
        ui.set_height(height);
        let free = !state.is_filtered();
        grip_ui(ui, card, n, free, state);
        let right = ui.available_width();
        let link = format!("{n}、{}", name(card));
        let text = RichText::new(link).color(colours.ink);
        // What stands at the right has its room.
        ui.scope(|ui| {
            ui.set_max_width((right - 330.0).max(120.0));
            let response = ui.add(egui::Button::new(text).frame(false).truncate());
            if response.clicked() {
                actions.push(Action::Command(Command::GoTo(Place::Card(card.id.clone()))));
            }
            if response.has_focus() && free {
                for (key, to) in [(Key::ArrowUp, at.checked_sub(1)), (Key::ArrowDown, Some(at + 1))] {
                    if ui.input_mut(|input| input.consume_key(Modifiers::ALT, key)) {
                        actions.extend(to.and_then(|to| moved(draft, at, to)));
                    }
                }
            }
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            more_ui(ui, &format!("项目{n} 的操作"), |ui| {
                let ends = [
                    (icons::ARROW_UP, "上移", at.checked_sub(1)),
                    (icons::ARROW_DOWN, "下移", Some(at + 1)),
                    (icons::ARROW_UP, "移到最前", Some(0)),
                    (icons::ARROW_DOWN, "移到最后", Some(count - 1)),
                ];
                for (icon, word, to) in ends {
                    let to = to.filter(|to| *to < count && *to != at);
                    if entry_ui(ui, icon, word, to.is_some()) {
                        actions.extend(to.and_then(|to| moved(draft, at, to)));
                    }
                }
                entries_ui(ui, draft, at, actions);
            });
            if card.classified {
                ui.label(RichText::new("涉密").color(colours.weak));
                return;
            }
            let budget = crate::cards::budget(session.work(), at).map(|budget| printed(session, budget)).unwrap_or_default();
            ui.allocate_ui_with_layout(Vec2::new(96.0, height), egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.set_width(96.0);
                ui.label(budget);
            });
            ui.label(RichText::new(format!("{}条指标", card.indicators.len())).small().color(colours.weak));
            if let Some((count, severity)) = shown.problems.get(&card.id) {
                let colour = if *severity == Severity::Error { colours.error } else { colours.warning };
                ui.label(RichText::new(format!("{count}个问题")).small().color(colour));
            }
            if let Some(unit) = draft.unit(&card.unit) {
                ui.add(egui::Label::new(RichText::new(&unit.name).small().color(colours.weak)).truncate());
            }
        });
    });
}

/// Copying, classifying and deleting a card.
pub(super) fn entries_ui(ui: &mut Ui, draft: &Draft, at: usize, actions: &mut Vec<Action>) {
    let card = &draft.cards[at];
    if !card.classified && entry_ui(ui, icons::COPY, "复制项目", true) {
        let copy = copied(card);
        let go = Place::Card(copy.id.clone());
        actions.push(Action::edit(Edit::Cards(ListEdit::insert(&draft.cards, at + 1, copy)), "复制项目"));
        actions.push(Action::Command(Command::GoTo(go)));
    }
    if card.classified {
        if entry_ui(ui, icons::X, "取消涉密", true) {
            let open = Card { classified: false, ..card.clone() };
            actions.push(Action::edit(Edit::Cards(ListEdit::Replace(Box::new(open))), "取消涉密"));
            actions.push(Action::Say("已取消涉密；原来的内容没有保留，请重新录入".into()));
        }
    } else if entry_ui(ui, icons::LOCK, "标为涉密", true) {
        actions.push(Action::Command(Command::Classify(Place::Card(card.id.clone()))));
    }
    if entry_ui(ui, icons::TRASH, "删除项目", true) {
        actions.push(Action::edit(Edit::Cards(ListEdit::Remove(card.id.clone())), "删除项目"));
        actions.push(Action::Say("项目已删除，可撤销".into()));
    }
}

/// Six dots by which a card is dragged.
fn grip_ui(ui: &mut Ui, card: &Card, n: usize, free: bool, state: &mut CardsState) {
    let colours = palette(ui);
    // Not focusable: the keyboard moves a card by Alt with the arrows.
    let (rect, response) = ui.allocate_exact_size(Vec2::new(16.0, theme::ROW + 4.0), Sense::DRAG);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, free, format!("拖动项目{n}")));
    let colour = if free && (response.hovered() || state.dragged.as_ref() == Some(&card.id)) { colours.ink } else { colours.weak };
    let centre = rect.center();
    for (x, y) in [(-3.0, -6.0), (3.0, -6.0), (-3.0, 0.0), (3.0, 0.0), (-3.0, 6.0), (3.0, 6.0)] {
        ui.painter().circle_filled(centre + Vec2::new(x, y), 1.4, if free { colour } else { colours.line });
    }
    if free && response.drag_started() {
        state.dragged = Some(card.id.clone());
    }
    let hint = if free { "拖动调整先后（在名称上按 Alt+↑、Alt+↓ 也可以）" } else { "全部显示以后才能拖动" };
    response.on_hover_text(hint);
}

/// Where the dragged card would stand, and there it is put when the mouse lets go. `first` line, its top, and how far lines are apart.
fn drag_ui(ui: &Ui, draft: &Draft, state: &mut CardsState, (first, top, pitch): (usize, f32, f32), actions: &mut Vec<Action>) {
    let Some(id) = &state.dragged else { return };
    let (down, at) = ui.input(|input| (input.pointer.primary_down(), input.pointer.latest_pos()));
    let (Some(at), Some(from)) = (at, draft.cards.iter().position(|card| card.id == *id)) else {
        state.dragged = None;
        return;
    };
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        state.dragged = None;
        return;
    }
    let clip = ui.clip_rect();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // lines on the screen
    let gap = ((at.y - top) / pitch + first as f32).round().clamp(0.0, draft.cards.len() as f32) as usize;
    if down {
        #[allow(clippy::cast_precision_loss)] // lines
        let y = top + (gap as f32 - first as f32) * pitch - ui.spacing().item_spacing.y / 2.0;
        ui.painter().hline(clip.x_range(), y.max(clip.top() + 1.0), Stroke::new(2.0, palette(ui).accent));
        let beyond = if at.y < clip.top() + 12.0 { 10.0 } else { -10.0 };
        if !clip.shrink2(Vec2::new(0.0, 12.0)).y_range().contains(at.y) {
            ui.scroll_with_delta(Vec2::new(0.0, beyond));
        }
        ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
        ui.ctx().request_repaint();
        return;
    }
    state.dragged = None;
    let to = if gap > from { gap - 1 } else { gap };
    if to != from {
        actions.extend(moved(draft, from, to));
    }
}

fn moved(draft: &Draft, from: usize, to: usize) -> Option<Action> {
    let to = (to < draft.cards.len()).then_some(to)?;
    ListEdit::shift(&draft.cards, from, to).map(|edit| Action::edit(Edit::Cards(edit), "移动项目"))
}

/// What a card is called.
pub(super) fn name(card: &Card) -> &str {
    if card.text(Card::NAME).is_empty() { "（未命名项目）" } else { card.text(Card::NAME) }
}

fn printed(session: &Session, value: rust_decimal::Decimal) -> String {
    session.draft().template.money.print(value, session.draft().entry_unit)
}

fn said(session: &Session, value: rust_decimal::Decimal) -> String {
    format!("{}{}", printed(session, value), session.draft().template.money.unit.label())
}

/// How many cards there are and what they cost together, unit by unit.
fn summary(session: &Session) -> String {
    let draft = session.draft();
    let line = |name: &str, cards: Vec<usize>| {
        let secret = cards.iter().filter(|at| draft.cards[**at].classified).count();
        let secret = if secret > 0 { format!("（其中涉密{secret}张，不计金额）") } else { String::new() };
        let money = together(session.work(), cards.iter().copied()).map(|sum| format!("，合计 {}", said(session, sum))).unwrap_or_default();
        format!("{name}{}张{money}{secret}", cards.len())
    };
    let mut out = vec![line("共", (0..draft.cards.len()).collect())];
    for unit in &draft.units {
        let own = (0..draft.cards.len()).filter(|at| draft.cards[*at].unit == unit.id).collect();
        out.push(line(&format!("{} ", unit.name), own));
    }
    out.join("\n")
}

/// A card with the same content, and ids of its own.
fn copied(card: &Card) -> Card {
    let mut copy = Card { id: fresh('c'), ..card.clone() };
    copy.goals.iter_mut().for_each(|goal| goal.id = fresh('o'));
    copy.indicators.iter_mut().for_each(|row| row.id = fresh('i'));
    copy
}
