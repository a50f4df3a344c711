//! Goal cards: the list of all, and one as a form with its indicator table.

use egui::{Id, Key, Modifiers, RichText, ScrollArea, Ui};

use super::ViewState;
use super::indicators::IndicatorModel;
use crate::amount::Amount;
use crate::calc::CellKind;
use crate::gui::command::{Action, Command};
use crate::gui::grid::{GridModel as _, GridState, grid_ui};
use crate::gui::icons;
use crate::gui::session::Session;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{AmountTyped, amount_ui, button_ui, group_ui, icon_button_ui, text_ui, title_ui};
use crate::model::{Card, Edit, Place};
use crate::template::codes::Codes;
use crate::template::plan::CARDS;
use crate::template::{CardField, CardFieldKind, CardForm, PlanKind};

/// All cards with their budgets: open, add, move.
pub(super) fn cards_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let draft = &session.draft;
    title_ui(ui, "项目绩效目标表", &format!("共{}张，合计 {}{}。", draft.cards.len(), total(session), draft.template.money.unit.label()));
    if button_ui(ui, icons::PLUS, "添加项目", true).clicked() {
        let id = draft.fresh_card();
        let card = Card { id: id.clone(), ..Card::default() };
        actions.push(Action::edit(Edit::InsertCard { at: draft.cards.len(), card: Box::new(card) }, "添加项目"));
        actions.push(Action::Command(Command::GoTo(Place::Card(id))));
    }
    ui.add_space(space::S);
    let height = theme::ROW + 4.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, draft.cards.len(), |ui, rows| {
        for at in rows {
            line_ui(ui, session, at, actions);
        }
    });
}

fn line_ui(ui: &mut Ui, session: &Session, at: usize, actions: &mut Vec<Action>) {
    let card = &session.draft.cards[at];
    ui.horizontal(|ui| {
        let n = at + 1;
        let last = session.draft.cards.len() - 1;
        if icon_button_ui(ui, icons::ARROW_UP, &format!("上移项目{n}"), at > 0).clicked() {
            actions.push(Action::edit(Edit::MoveCard { from: at, to: at - 1 }, "移动项目"));
        }
        if icon_button_ui(ui, icons::ARROW_DOWN, &format!("下移项目{n}"), at < last).clicked() {
            actions.push(Action::edit(Edit::MoveCard { from: at, to: at + 1 }, "移动项目"));
        }
        let name = if card.text("name").is_empty() { "（未命名项目）" } else { card.text("name") };
        let budget = money(session, at, "budget").unwrap_or_default();
        let weak = palette(ui).weak;
        let link = egui::Button::new(RichText::new(format!("{n}、{name}"))).frame(false);
        if ui.add(link).clicked() {
            actions.push(Action::Command(Command::GoTo(Place::Card(card.id.clone()))));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(budget);
            ui.label(RichText::new(format!("{}条指标", card.indicators.len())).small().color(weak));
        });
    });
}

fn total(session: &Session) -> String {
    let Some(pane) = session.plan.pane(CARDS) else { return String::new() };
    let Some(column) = session.plan.panes[pane].column("budget") else { return String::new() };
    let totals = &session.totals.panes[pane];
    let sum = (0..totals.rows.len()).filter_map(|row| totals.cell(row, column).shown).sum();
    session.draft.template.money.print(sum, session.draft.entry_unit)
}

/// A money field of a card as printed.
fn money(session: &Session, at: usize, field: &str) -> Option<String> {
    let pane = session.plan.pane(CARDS)?;
    let column = session.plan.panes[pane].column(field)?;
    let value = session.totals.panes[pane].cell(at, column).shown?;
    Some(session.draft.template.money.print(value, session.draft.entry_unit))
}

/// One card.
pub(super) fn card_ui(ui: &mut Ui, id: &str, session: &Session, codes: &Codes, state: &mut ViewState, actions: &mut Vec<Action>) {
    let Some(form) = &session.draft.template.card else { return };
    let Some(at) = session.draft.cards.iter().position(|card| card.id == id) else {
        ui.label("这张项目绩效目标表已经删除。");
        return;
    };
    let card = &session.draft.cards[at];
    let name = if card.text("name").is_empty() { "（未命名项目）" } else { card.text("name") };
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("{}、{name}", at + 1)).font(theme::bold(theme::size::TITLE)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if button_ui(ui, icons::TRASH, "删除项目", true).clicked() {
                actions.push(Action::edit(Edit::RemoveCard(at), "删除项目"));
                actions.push(Action::Say("项目已删除，可撤销".into()));
            }
            if button_ui(ui, icons::COPY, "复制项目", true).clicked() {
                let copy = Card { id: session.draft.fresh_card(), ..card.clone() };
                let go = Place::Card(copy.id.clone());
                actions.push(Action::edit(Edit::InsertCard { at: at + 1, card: Box::new(copy) }, "复制项目"));
                actions.push(Action::Command(Command::GoTo(go)));
            }
        });
    });
    ui.add_space(space::S);
    let go = state.go.take();
    let grid = state.grid(id);
    if let Some(Place::Indicator { index, field, .. }) = &go {
        let column = form.indicators.iter().position(|column| column.field == *field).unwrap_or(0);
        grid.go_to(*index, column, None);
    }
    ScrollArea::vertical().auto_shrink(false).id_salt(("card", id)).show(ui, |ui| {
        let width = ui.available_width() - 12.0;
        ui.set_max_width(width);
        fields_ui(ui, form, session, codes, at, actions);
        if form.plan.is_some() {
            plan_ui(ui, form, session, at, actions);
        }
        goals_ui(ui, card, actions);
        indicators_ui(ui, form, card, at, width, grid, actions);
        ui.add_space(space::L);
    });
}

fn fields_ui(ui: &mut Ui, form: &CardForm, session: &Session, codes: &Codes, at: usize, actions: &mut Vec<Action>) {
    let (amounts, texts): (Vec<&CardField>, Vec<&CardField>) = form.fields.iter().partition(|field| field.kind == CardFieldKind::Money);
    let (long, short): (Vec<&CardField>, Vec<&CardField>) = texts.into_iter().partition(|field| field.kind == CardFieldKind::Paragraph);
    egui::Grid::new("card texts").num_columns(2).spacing([space::M, space::S]).show(ui, |ui| {
        for field in short {
            ui.label(&field.label);
            text_field_ui(ui, field, session, codes, at, actions);
            ui.end_row();
        }
    });
    group_ui(ui, &format!("预算规模（{}）", session.draft.entry_unit.label()));
    ui.columns(amounts.len().max(1), |columns| {
        for (ui, field) in columns.iter_mut().zip(&amounts) {
            amount_field_ui(ui, field, session, at, actions);
        }
    });
    for field in long {
        ui.label(&field.label);
        text_field_ui(ui, field, session, codes, at, actions);
    }
}

fn text_field_ui(ui: &mut Ui, field: &CardField, session: &Session, codes: &Codes, at: usize, actions: &mut Vec<Action>) {
    let card = &session.draft.cards[at];
    let lines = if field.kind == CardFieldKind::Paragraph { 2 } else { 1 };
    let value = card.text(&field.id);
    ui.vertical(|ui| {
        ui.set_width((ui.available_width() - 8.0).clamp(200.0, 640.0));
        let id = Id::unique(("card", &card.id, &field.id));
        if let Some(text) = text_ui(ui, id, &format!("项目{} {}", at + 1, field.label), value, "", lines) {
            let key = format!("card:{}:{}", card.id, field.id);
            let edit = Edit::CardText { card: card.id.clone(), field: field.id.clone(), value: text };
            actions.push(Action::typing(edit, &format!("录入 {}", field.label), key));
        }
        if let CardFieldKind::Code(list) = &field.kind
            && !value.is_empty()
        {
            let name = session.draft.name_of(codes, list, value);
            let weak = palette(ui).weak;
            ui.label(RichText::new(if name.is_empty() { "科目表里没有这个编码" } else { name }).small().color(weak));
        }
        let place = Place::CardField { card: card.id.clone(), field: field.id.clone() };
        if let Some(finding) = session.problem_at(&place) {
            let error = palette(ui).error;
            ui.label(RichText::new(&finding.message).small().color(error));
        }
    });
}

fn amount_field_ui(ui: &mut Ui, field: &CardField, session: &Session, at: usize, actions: &mut Vec<Action>) {
    let card = &session.draft.cards[at];
    ui.label(&field.label);
    let Some(cell) = session.totals.at(&session.plan, CARDS, &card.id, &field.id) else { return };
    let unit = session.draft.entry_unit;
    let name = format!("项目{} {}", at + 1, field.label);
    if cell.kind == CellKind::Computed {
        let colours = palette(ui);
        let text = money(session, at, &field.id).unwrap_or_default();
        let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), theme::ROW + 5.0), egui::Sense::hover());
        ui.painter().rect(rect, 4.0, colours.computed, egui::Stroke::new(1.0, colours.line), egui::StrokeKind::Inside);
        let at = rect.right_center() - egui::vec2(space::S, 0.0);
        ui.painter().text(at, egui::Align2::RIGHT_CENTER, &text, theme::body(), colours.ink);
        response.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::Cell, true, &name);
            info.current_text_value = Some(text.clone());
            info
        });
        response.on_hover_text("自动计算");
        return;
    }
    let value = card.amounts.get(&field.id).copied();
    let id = Id::unique(("card", &card.id, &field.id));
    if let AmountTyped::Changed(value) = amount_ui(ui, id, &name, value, &|text| Amount::typed(text, unit)) {
        let key = format!("card:{}:{}", card.id, field.id);
        let edit = Edit::CardAmount { card: card.id.clone(), field: field.id.clone(), value };
        actions.push(Action::typing(edit, &format!("录入 {}", field.label), key));
    }
}

fn plan_ui(ui: &mut Ui, form: &CardForm, session: &Session, at: usize, actions: &mut Vec<Action>) {
    let (Some(plan), card) = (&form.plan, &session.draft.cards[at]) else { return };
    let unit = session.draft.entry_unit;
    let label = if plan.kind == PlanKind::Percent { "%" } else { unit.label() };
    group_ui(ui, &format!("资金支出计划（累计，{label}）"));
    ui.columns(plan.dates.len().max(1), |columns| {
        for (date, (ui, label)) in columns.iter_mut().zip(&plan.dates).enumerate() {
            ui.label(label);
            let value = card.plan.get(date).copied().flatten();
            let read = |text: &str| {
                if plan.kind == PlanKind::Percent { Amount::plain(text.trim_end_matches(['%', '％'])) } else { Amount::typed(text, unit) }
            };
            let name = format!("项目{} 计划 {label}", at + 1);
            if let AmountTyped::Changed(value) = amount_ui(ui, Id::unique(("plan", &card.id, date)), &name, value, &read) {
                let mut plan = card.plan.clone();
                plan.resize(plan.len().max(date + 1), None);
                plan[date] = value;
                let edit = Edit::Plan { card: card.id.clone(), plan };
                actions.push(Action::typing(edit, "录入 资金支出计划", format!("plan:{}:{date}", card.id)));
            }
        }
    });
}

fn goals_ui(ui: &mut Ui, card: &Card, actions: &mut Vec<Action>) {
    group_ui(ui, "绩效目标");
    let set = |goals: Vec<String>| Edit::Goals { card: card.id.clone(), goals };
    for (at, goal) in card.goals.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(format!("{}.", at + 1));
            ui.scope(|ui| {
                ui.set_width((ui.available_width() - 110.0).max(160.0));
                if let Some(text) = text_ui(ui, Id::unique(("goal", &card.id, at)), &format!("绩效目标{}", at + 1), goal, "", 2) {
                    let mut goals = card.goals.clone();
                    goals[at] = text;
                    actions.push(Action::typing(set(goals), "录入 绩效目标", format!("goal:{}:{at}", card.id)));
                }
            });
            let mut swap = |to: usize| {
                let mut goals = card.goals.clone();
                goals.swap(at, to);
                actions.push(Action::edit(set(goals), "移动绩效目标"));
            };
            if icon_button_ui(ui, icons::ARROW_UP, &format!("上移绩效目标{}", at + 1), at > 0).clicked() {
                swap(at - 1);
            }
            if icon_button_ui(ui, icons::ARROW_DOWN, &format!("下移绩效目标{}", at + 1), at + 1 < card.goals.len()).clicked() {
                swap(at + 1);
            }
            if icon_button_ui(ui, icons::TRASH, &format!("删除绩效目标{}", at + 1), true).clicked() {
                let mut goals = card.goals.clone();
                goals.remove(at);
                actions.push(Action::edit(set(goals), "删除绩效目标"));
            }
        });
    }
    if button_ui(ui, icons::PLUS, "添加绩效目标", true).clicked() {
        let mut goals = card.goals.clone();
        goals.push(String::new());
        actions.push(Action::edit(set(goals), "添加绩效目标"));
    }
}

fn indicators_ui(ui: &mut Ui, form: &CardForm, card: &Card, at: usize, width: f32, grid: &mut GridState, actions: &mut Vec<Action>) {
    group_ui(ui, "绩效指标");
    let (row, _) = grid.active();
    let kept = row < card.indicators.len();
    ui.horizontal(|ui| {
        if button_ui(ui, icons::ROWS, "插入指标", true).clicked() {
            let mut new = card.indicators.get(row).cloned().unwrap_or_default();
            (new.level3, new.description, new.value, new.basis) = Default::default();
            actions.push(Action::edit(Edit::InsertIndicator { card: card.id.clone(), at: row.min(card.indicators.len()), row: new }, "插入指标"));
        }
        if button_ui(ui, icons::TRASH, "删除指标", kept).on_hover_text("Ctrl+Delete").clicked() {
            actions.push(Action::edit(Edit::RemoveIndicator { card: card.id.clone(), at: row }, "删除指标"));
        }
        for (icon, label, to) in [(icons::ARROW_UP, "上移指标", row.checked_sub(1)), (icons::ARROW_DOWN, "下移指标", Some(row + 1))] {
            let to = to.filter(|to| kept && *to < card.indicators.len());
            if let (true, Some(to)) = (button_ui(ui, icon, label, to.is_some()).clicked(), to) {
                move_indicator(card, row, to, grid, actions);
            }
        }
    });
    if kept && !grid.is_editing() {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::COMMAND, Key::Delete) {
            actions.push(Action::edit(Edit::RemoveIndicator { card: card.id.clone(), at: row }, "删除指标"));
        }
        if pressed(Modifiers::ALT, Key::ArrowUp) && row > 0 {
            move_indicator(card, row, row - 1, grid, actions);
        }
        if pressed(Modifiers::ALT, Key::ArrowDown) && row + 1 < card.indicators.len() {
            move_indicator(card, row, row + 1, grid, actions);
        }
    }
    ui.add_space(space::XS);
    let model = IndicatorModel::new(form, card, at + 1, width);
    // As high as its rows: the card scrolls, not the table in it.
    let key = Id::unique(("indicator height", &card.id));
    #[allow(clippy::cast_precision_loss)] // pixels
    let guess = theme::ROW * (model.rows() as f32 * 2.0 + 1.0);
    let height = ui.data(|data| data.get_temp::<f32>(key)).unwrap_or(guess);
    let (rect, _) = ui.allocate_exact_size(egui::vec2(width, height), egui::Sense::hover());
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt("indicators"));
    grid_ui(&mut inner, &card.id, grid, &model, actions);
    let wanted = grid.content_height() + theme::ROW + 1.0;
    if (wanted - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(key, wanted));
        ui.ctx().request_repaint();
    }
}

fn move_indicator(card: &Card, from: usize, to: usize, grid: &mut GridState, actions: &mut Vec<Action>) {
    actions.push(Action::edit(Edit::MoveIndicator { card: card.id.clone(), from, to }, "移动指标"));
    let column = grid.active().1;
    grid.go_to(to, column, None);
}
