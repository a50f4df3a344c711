//! A goal card as a form with its indicator table. What can be filled in by itself is offered where it is missing; Tab goes through the fields as
//! they are read.

use egui::{ComboBox, Id, Key, Modifiers, RichText, ScrollArea, Ui};

use super::ViewState;
use super::cards::{entries_ui, name};
use super::chart::curve_ui;
use super::indicators::{IndicatorModel, table_ui};
use crate::amount::Amount;
use crate::calc::CellKind;
use crate::cards;
use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{AmountTyped, amount_ui, button_ui, entry_ui, group_ui, more_ui, named_button_ui, text_ui};
use crate::model::{Card, CardEdit, Edit, Goal, IndicatorOwner, ListEdit, PaneName, Place, RowId, fresh};
use crate::session::Session;
use crate::template::codes::Codes;
use crate::template::plan::CARDS;
use crate::template::{CardField, CardFieldKind, CardForm, IndicatorField, PlanKind};

/// A money field of a card as printed.
fn money(session: &Session, at: usize, field: &str) -> Option<String> {
    let pane = session.plan().pane(CARDS)?;
    let column = session.plan().panes[pane].column(field)?;
    let value = session.totals().panes[pane].cell(at, column).shown?;
    Some(session.draft().template.money.print(value, session.draft().entry_unit))
}

/// One card.
pub(super) fn card_ui(ui: &mut Ui, id: &str, session: &Session, codes: &Codes, state: &mut ViewState, actions: &mut Vec<Action>) {
    let Some(form) = &session.draft().template.card else { return };
    let Some(at) = session.draft().cards.iter().position(|card| card.id == id) else {
        ui.label("这张项目绩效目标表已经删除。");
        return;
    };
    let card = &session.draft().cards[at];
    ui.horizontal(|ui| {
        let title = RichText::new(format!("{}、{}", at + 1, name(card))).font(theme::bold(theme::size::TITLE));
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - 60.0).max(120.0));
            ui.add(egui::Label::new(title).truncate());
        });
        more_ui(ui, &format!("项目{} 的操作", at + 1), |ui| entries_ui(ui, session.draft(), at, actions));
    });
    ui.add_space(space::S);
    let go = state.go.take();
    let table = format!("{}/cards", session.draft().template.id);
    let grid = state.grid(id, &table);
    if let Some(Place::Indicator { row, field, .. }) = &go {
        let column = form.indicators.iter().position(|column| column.field == *field).unwrap_or(0);
        grid.go_to(card.indicators.iter().position(|known| known.id == *row).unwrap_or(0), column, None);
    }
    ScrollArea::vertical().auto_shrink(false).id_salt(("card", id)).show(ui, |ui| {
        let width = ui.available_width() - 12.0;
        ui.set_max_width(width);
        unit_ui(ui, session, at, actions);
        if card.classified {
            classified_ui(ui, form, session, at, actions);
            return;
        }
        fields_ui(ui, form, session, codes, at, actions);
        if form.plan.is_some() {
            plan_ui(ui, form, session, at, actions);
        }
        goals_ui(ui, card, actions);
        group_ui(ui, "绩效指标");
        missing_ui(ui, form, session, at, actions);
        table_ui(ui, id, &IndicatorModel::card(session.draft(), form, at, width), width, grid, actions);
        ui.add_space(space::L);
    });
    state.keep_layout(id, &table);
}

/// Which unit of the department the card belongs to.
fn unit_ui(ui: &mut Ui, session: &Session, at: usize, actions: &mut Vec<Action>) {
    let (draft, card) = (session.draft(), &session.draft().cards[at]);
    if draft.units.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        ui.label("所属单位");
        let shown = draft.unit(&card.unit).map_or("（未选）", |unit| unit.name.as_str());
        let chosen = ComboBox::from_id_salt(("unit", &card.id)).width(320.0).selected_text(shown).show_ui(ui, |ui| {
            draft.units.iter().find(|unit| ui.selectable_label(unit.id == card.unit, format!("{} {}", unit.code, unit.name)).clicked())
        });
        chosen.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("项目{} 所属单位", at + 1)));
        if let Some(unit) = chosen.inner.flatten() {
            actions.push(Action::edit(Edit::Card { card: card.id.clone(), edit: CardEdit::Unit(unit.id.clone()) }, "更换所属单位"));
        }
    });
    ui.add_space(space::S);
}

/// All that a classified card has: its public name, and what will be printed.
fn classified_ui(ui: &mut Ui, form: &CardForm, session: &Session, at: usize, actions: &mut Vec<Action>) {
    let card = &session.draft().cards[at];
    ui.label("标题中公开的名称");
    ui.scope(|ui| {
        ui.set_max_width(480.0);
        let id = Id::unique(("card", &card.id, Card::NAME));
        if let Some(value) = text_ui(ui, id, &format!("项目{} 公开名称", at + 1), card.text(Card::NAME), "不能泄露项目内容", 1) {
            let edit = Edit::Card { card: card.id.clone(), edit: CardEdit::Text { field: Card::NAME.into(), value } };
            actions.push(Action::typing(edit, "录入 公开名称", format!("card:{}:name", card.id)));
        }
    });
    let weak = palette(ui).weak;
    ui.add_space(space::S);
    ui.label(RichText::new(format!("这张表只印标题和一行字：{}", form.classified)).color(weak));
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
    if !amounts.is_empty() {
        group_ui(ui, &format!("预算规模（{}）", session.draft().entry_unit.label()));
        ui.columns(amounts.len(), |columns| {
            for (ui, field) in columns.iter_mut().zip(&amounts) {
                amount_field_ui(ui, field, session, at, actions);
            }
        });
    }
    for field in long {
        ui.label(&field.label);
        text_field_ui(ui, field, session, codes, at, actions);
    }
}

fn text_field_ui(ui: &mut Ui, field: &CardField, session: &Session, codes: &Codes, at: usize, actions: &mut Vec<Action>) {
    let card = &session.draft().cards[at];
    let lines = if field.kind == CardFieldKind::Paragraph { 2 } else { 1 };
    let value = card.text(&field.id);
    ui.vertical(|ui| {
        ui.set_width((ui.available_width() - 8.0).clamp(200.0, 640.0));
        let id = Id::unique(("card", &card.id, &field.id));
        if let Some(text) = text_ui(ui, id, &format!("项目{} {}", at + 1, field.label), value, "", lines) {
            let key = format!("card:{}:{}", card.id, field.id);
            let edit = Edit::Card { card: card.id.clone(), edit: CardEdit::Text { field: field.id.clone(), value: text } };
            actions.push(Action::typing(edit, &format!("录入 {}", field.label), key));
        }
        if let CardFieldKind::Code(list) = &field.kind
            && !value.is_empty()
        {
            let name = session.draft().name_of(codes, list, value);
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
    let card = &session.draft().cards[at];
    ui.label(&field.label);
    let Some(cell) = session.totals().at(session.plan(), &PaneName::called("", CARDS), &RowId::own(&card.id), &field.id) else { return };
    let unit = session.draft().entry_unit;
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
        let edit = Edit::Card { card: card.id.clone(), edit: CardEdit::Amount { field: field.id.clone(), value } };
        actions.push(Action::typing(edit, &format!("录入 {}", field.label), key));
    }
}

fn plan_ui(ui: &mut Ui, form: &CardForm, session: &Session, at: usize, actions: &mut Vec<Action>) {
    let (Some(plan), card) = (&form.plan, &session.draft().cards[at]) else { return };
    let unit = session.draft().entry_unit;
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
                let edit = Edit::Card { card: card.id.clone(), edit: CardEdit::Plan(plan) };
                actions.push(Action::typing(edit, "录入 资金支出计划", format!("plan:{}:{date}", card.id)));
            }
        }
    });
    let filled = cards::fill_plan(session.work(), form, at);
    let known = plan.kind == PlanKind::Percent || cards::budget(session.work(), at).is_some();
    let steps: Vec<String> = (1..=plan.dates.len()).map(|n| format!("{}", n * 100 / plan.dates.len())).collect();
    let button = button_ui(ui, icons::CIRCLE_HALF, &format!("按 {}% 填", steps.join("、")), filled.is_some());
    let button = button.on_hover_text("各期累计支出按这个比例填，填好可以再改");
    let button = button.on_disabled_hover_text(if known { "已经是这样" } else { "先填预算数" });
    if let (true, Some(edit)) = (button.clicked(), filled) {
        actions.push(Action::edit(edit, "填写 资金支出计划"));
    }
    egui::CollapsingHeader::new("支出进度图").id_salt("plan curve").show(ui, |ui| {
        let curve = crate::charts::plan_curve(form, card, cards::budget(session.work(), at));
        curve_ui(ui, name(card), &curve, label);
    });
}

fn goals_ui(ui: &mut Ui, card: &Card, actions: &mut Vec<Action>) {
    group_ui(ui, "绩效目标");
    let set = |edit: ListEdit<Goal>| Edit::Card { card: card.id.clone(), edit: CardEdit::Goals(edit) };
    let last = card.goals.len().saturating_sub(1);
    for (at, goal) in card.goals.iter().enumerate() {
        let id = Id::unique(("goal", &goal.id));
        let shift = |to: Option<usize>| Some(Action::edit(set(ListEdit::shift(&card.goals, at, to.filter(|to| *to <= last)?)?), "移动绩效目标"));
        let remove = || Action::edit(set(ListEdit::Remove(goal.id.clone())), "删除绩效目标");
        let (up, down) = (at.checked_sub(1), Some(at + 1));
        // As in the table of indicators.
        if ui.memory(|memory| memory.has_focus(id)) {
            let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
            if pressed(Modifiers::ALT, Key::ArrowUp) {
                actions.extend(shift(up));
            }
            if pressed(Modifiers::ALT, Key::ArrowDown) {
                actions.extend(shift(down));
            }
            if pressed(Modifiers::COMMAND, Key::Delete) {
                actions.push(remove());
            }
        }
        ui.horizontal(|ui| {
            ui.label(format!("{}.", at + 1));
            ui.scope(|ui| {
                ui.set_width((ui.available_width() - 44.0).max(160.0));
                if let Some(text) = text_ui(ui, id, &format!("绩效目标{}", at + 1), &goal.text, "", 2) {
                    let edit = set(ListEdit::Replace(Box::new(Goal { id: goal.id.clone(), text })));
                    actions.push(Action::typing(edit, "录入 绩效目标", format!("goal:{}", goal.id)));
                }
            });
            more_ui(ui, &format!("绩效目标{} 的操作", at + 1), |ui| {
                for (icon, word, to) in [(icons::ARROW_UP, "上移", up), (icons::ARROW_DOWN, "下移", down)] {
                    if entry_ui(ui, icon, word, to.is_some_and(|to| to <= last)) {
                        actions.extend(shift(to));
                    }
                }
                if entry_ui(ui, icons::TRASH, "删除", true) {
                    actions.push(remove());
                }
            });
        });
    }
    if button_ui(ui, icons::PLUS, "添加绩效目标", true).clicked() {
        let edit = ListEdit::push(&card.goals, Goal { id: fresh('o'), text: String::new() });
        actions.push(Action::edit(set(edit), "添加绩效目标"));
    }
}

/// Kinds of indicators that the card still wants, and the row of its cost, each by one click.
fn missing_ui(ui: &mut Ui, form: &CardForm, session: &Session, at: usize, actions: &mut Vec<Action>) {
    let card = &session.draft().cards[at];
    let missing = cards::missing(&form.kinds, &card.indicators);
    let cost = cards::cost_row(session.work(), form, at).zip(cards::cost_said(session.work(), at));
    if missing.is_empty() && cost.is_none() {
        return;
    }
    let owner = || IndicatorOwner::Card(card.id.clone());
    ui.horizontal_wrapped(|ui| {
        let weak = palette(ui).weak;
        if !missing.is_empty() {
            ui.label(RichText::new("还没有：").color(weak));
        }
        for (level1, level2) in &missing {
            if named_button_ui(ui, icons::PLUS, level2, &format!("添加{level2}"), true).clicked() {
                let (row, place) = cards::with_kind(&form.kinds, &card.indicators, (level1, level2));
                let go = Place::Indicator { owner: owner(), row: row.id.clone(), field: IndicatorField::Level3 };
                let edit = ListEdit::insert(&card.indicators, place, row);
                actions.push(Action::edit(Edit::Indicators { owner: owner(), edit }, &format!("添加{level2}")));
                actions.push(Action::Command(Command::GoTo(go)));
            }
        }
        if let Some((edit, said)) = cost {
            let button = named_button_ui(ui, icons::PENCIL_SIMPLE, &format!("成本取预算数 {said}"), "成本指标取预算数", true);
            if button.on_hover_text("项目总成本的指标值按预算数写，原来写的数换掉，可以撤销").clicked() {
                actions.push(Action::edit(edit, "成本指标取预算数"));
            }
        }
    });
    ui.add_space(space::XS);
}
