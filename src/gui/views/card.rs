//! Goal cards: the list of all, and one as a form with its indicator table.

use egui::{ComboBox, Id, RichText, ScrollArea, Ui};

use super::ViewState;
use super::indicators::{IndicatorModel, table_ui};
use crate::amount::Amount;
use crate::calc::CellKind;
use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{AmountTyped, amount_ui, button_ui, group_ui, icon_button_ui, text_ui, title_ui};
use crate::model::{Card, CardEdit, Draft, Edit, Goal, ListEdit, PaneName, Place, RowId, fresh};
use crate::session::Session;
use crate::template::codes::Codes;
use crate::template::plan::CARDS;
use crate::template::{CardField, CardFieldKind, CardForm, CardRole, PlanKind};

/// All cards with their budgets: open, add, move.
pub(super) fn cards_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let draft = session.draft();
    title_ui(ui, "项目绩效目标表", &summary(session));
    if button_ui(ui, icons::PLUS, "添加项目", true).clicked() {
        let id = fresh('c');
        // In a department a new card goes to the unit of the one before it.
        let unit = draft.cards.last().map(|card| card.unit.clone()).or(draft.units.first().map(|unit| unit.id.clone())).unwrap_or_default();
        let card = Card { id: id.clone(), unit, ..Card::default() };
        actions.push(Action::edit(Edit::Cards(ListEdit::push(&draft.cards, card)), "添加项目"));
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
    let card = &session.draft().cards[at];
    ui.horizontal(|ui| {
        let n = at + 1;
        let last = session.draft().cards.len() - 1;
        if icon_button_ui(ui, icons::ARROW_UP, &format!("上移项目{n}"), at > 0).clicked() {
            actions.extend(moved(session.draft(), at, at - 1));
        }
        if icon_button_ui(ui, icons::ARROW_DOWN, &format!("下移项目{n}"), at < last).clicked() {
            actions.extend(moved(session.draft(), at, at + 1));
        }
        let name = if card.text(Card::NAME).is_empty() { "（未命名项目）" } else { card.text(Card::NAME) };
        let field = session.draft().template.card_field(CardRole::Budget);
        let budget = field.and_then(|field| money(session, at, field)).unwrap_or_default();
        let weak = palette(ui).weak;
        let link = egui::Button::new(RichText::new(format!("{n}、{name}"))).frame(false);
        if ui.add(link).clicked() {
            actions.push(Action::Command(Command::GoTo(Place::Card(card.id.clone()))));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if card.classified {
                ui.label(RichText::new("涉密").color(weak));
                return;
            }
            ui.label(budget);
            ui.label(RichText::new(format!("{}条指标", card.indicators.len())).small().color(weak));
            if let Some(unit) = session.draft().unit(&card.unit) {
                ui.label(RichText::new(&unit.name).small().color(weak));
            }
        });
    });
}

fn moved(draft: &Draft, from: usize, to: usize) -> Option<Action> {
    ListEdit::shift(&draft.cards, from, to).map(|edit| Action::edit(Edit::Cards(edit), "移动项目"))
}

/// How many cards there are and what they cost together, unit by unit.
fn summary(session: &Session) -> String {
    let draft = session.draft();
    let line = |name: &str, cards: Vec<usize>| {
        let secret = cards.iter().filter(|at| draft.cards[**at].classified).count();
        let secret = if secret > 0 { format!("（其中涉密{secret}张，不计金额）") } else { String::new() };
        let money = total(session, &cards).map(|sum| format!("，合计 {sum}{}", draft.template.money.unit.label())).unwrap_or_default();
        format!("{name}{}张{money}{secret}", cards.len())
    };
    let mut out = vec![line("共", (0..draft.cards.len()).collect())];
    for unit in &draft.units {
        let own = (0..draft.cards.len()).filter(|at| draft.cards[*at].unit == unit.id).collect();
        out.push(line(&format!("{} ", unit.name), own));
    }
    out.join("\n")
}

/// The budgets of cards together, where the template's cards have a budget.
fn total(session: &Session, cards: &[usize]) -> Option<String> {
    let pane = session.plan().pane(CARDS)?;
    let column = session.plan().panes[pane].column(session.draft().template.card_field(CardRole::Budget)?)?;
    let sum = cards.iter().filter_map(|row| session.totals().panes[pane].cell(*row, column).shown).sum();
    Some(session.draft().template.money.print(sum, session.draft().entry_unit))
}

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
    let name = if card.text(Card::NAME).is_empty() { "（未命名项目）" } else { card.text(Card::NAME) };
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("{}、{name}", at + 1)).font(theme::bold(theme::size::TITLE)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if button_ui(ui, icons::TRASH, "删除项目", true).clicked() {
                actions.push(Action::edit(Edit::Cards(ListEdit::Remove(card.id.clone())), "删除项目"));
                actions.push(Action::Say("项目已删除，可撤销".into()));
            }
            if card.classified {
                if button_ui(ui, icons::X, "取消涉密", true).clicked() {
                    let open = Card { classified: false, ..card.clone() };
                    actions.push(Action::edit(Edit::Cards(ListEdit::Replace(Box::new(open))), "取消涉密"));
                    actions.push(Action::Say("已取消涉密；原来的内容没有保留，请重新录入".into()));
                }
                return;
            }
            if button_ui(ui, icons::LOCK, "标为涉密", true).clicked() {
                actions.push(Action::Command(Command::Classify(Place::Card(card.id.clone()))));
            }
            if button_ui(ui, icons::COPY, "复制项目", true).clicked() {
                let copy = copied(card);
                let go = Place::Card(copy.id.clone());
                actions.push(Action::edit(Edit::Cards(ListEdit::insert(&session.draft().cards, at + 1, copy)), "复制项目"));
                actions.push(Action::Command(Command::GoTo(go)));
            }
        });
    });
    ui.add_space(space::S);
    let go = state.go.take();
    let grid = state.grid(id);
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
        table_ui(ui, id, &IndicatorModel::card(form, card, at + 1, width), width, grid, actions);
        ui.add_space(space::L);
    });
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
}

fn goals_ui(ui: &mut Ui, card: &Card, actions: &mut Vec<Action>) {
    group_ui(ui, "绩效目标");
    let set = |edit: ListEdit<Goal>| Edit::Card { card: card.id.clone(), edit: CardEdit::Goals(edit) };
    for (at, goal) in card.goals.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(format!("{}.", at + 1));
            ui.scope(|ui| {
                ui.set_width((ui.available_width() - 110.0).max(160.0));
                if let Some(text) = text_ui(ui, Id::unique(("goal", &goal.id)), &format!("绩效目标{}", at + 1), &goal.text, "", 2) {
                    let edit = set(ListEdit::Replace(Box::new(Goal { id: goal.id.clone(), text })));
                    actions.push(Action::typing(edit, "录入 绩效目标", format!("goal:{}", goal.id)));
                }
            });
            let shift = |to: usize| ListEdit::shift(&card.goals, at, to).map(|edit| Action::edit(set(edit), "移动绩效目标"));
            if icon_button_ui(ui, icons::ARROW_UP, &format!("上移绩效目标{}", at + 1), at > 0).clicked() {
                actions.extend(shift(at - 1));
            }
            if icon_button_ui(ui, icons::ARROW_DOWN, &format!("下移绩效目标{}", at + 1), at + 1 < card.goals.len()).clicked() {
                actions.extend(shift(at + 1));
            }
            if icon_button_ui(ui, icons::TRASH, &format!("删除绩效目标{}", at + 1), true).clicked() {
                actions.push(Action::edit(set(ListEdit::Remove(goal.id.clone())), "删除绩效目标"));
            }
        });
    }
    if button_ui(ui, icons::PLUS, "添加绩效目标", true).clicked() {
        let edit = ListEdit::push(&card.goals, Goal { id: fresh('o'), text: String::new() });
        actions.push(Action::edit(set(edit), "添加绩效目标"));
    }
}

/// A card with the same content, and ids of its own.
fn copied(card: &Card) -> Card {
    let mut copy = Card { id: fresh('c'), ..card.clone() };
    copy.goals.iter_mut().for_each(|goal| goal.id = fresh('o'));
    copy.indicators.iter_mut().for_each(|row| row.id = fresh('i'));
    copy
}
