//! Goal cards and tables of indicators.

use std::collections::BTreeSet;

use super::change::{ChangeKind, Found, Phase, SECRET, Sheet};
use super::forms::figures;
use super::list::{Line, lines};
use crate::amount::Amount;
use crate::document::printed_plan;
use crate::model::{Card, CardEdit, Draft, Edit, Goal, Indicator, IndicatorOwner, ListEdit, Place};
use crate::template::{CardRole, IndicatorColumn, IndicatorField};

/// Every card.
pub(super) fn cards(sheet: &mut Sheet<'_>) {
    sheet.part("cards", "项目绩效目标表");
    let (old, new) = (sheet.old, sheet.new);
    let all = lines(&old.cards, &new.cards);
    let first = sheet.numbers(all.len());
    for (n, line) in all.iter().enumerate() {
        let order = first + all.len() - 1 - n;
        let both = [line.old, line.new].map(|side| side.map(|(_, card)| card));
        let Some((at, card)) = line.old.or(line.new) else { continue };
        let secret = both.map(|card| card.is_some_and(|card| card.classified));
        let hidden = secret.contains(&true);
        let name = if hidden { format!("项目{}（{SECRET}）", at + 1) } else { format!("项目{}“{}”", at + 1, card.text(Card::NAME)) };
        let place = Place::Card(card.id.clone());
        let standing = |kind, phase, texts: [String; 2]| {
            let edit = line.edit().map(Edit::Cards);
            let found = Found { place: place.clone(), said: name.clone(), kind, texts, money: None, edit, secret: false, order: (phase, order) };
            if hidden && kind != ChangeKind::Moved { found.secret(secret) } else { found }
        };
        match both {
            [Some(before), Some(after)] => {
                if line.moved
                    && let Some((to, _)) = line.new
                {
                    sheet.push(standing(ChangeKind::Moved, Phase::Places, [at, to].map(|at| format!("第{}个", at + 1))));
                }
                if hidden {
                    if before != after {
                        let edit = Edit::Cards(ListEdit::Replace(Box::new(after.clone())));
                        sheet.push(Found::changed(place, name, "", "", edit).secret(secret));
                    }
                } else if !same(before, after) {
                    card_changes(sheet, before, after, &name);
                }
            }
            [before, after] => {
                let (kind, phase) = if before.is_some() { (ChangeKind::Removed, Phase::Removals) } else { (ChangeKind::Added, Phase::Places) };
                let shown = |card: Option<&Card>, draft| card.map_or_else(String::new, |card| card_text(draft, card));
                let found = standing(kind, phase, [shown(before, old), shown(after, new)]);
                let money = [before.and_then(|card| budget(old, card)), after.and_then(|card| budget(new, card))];
                let told = !hidden && money.iter().any(Option::is_some);
                sheet.push(if told { found.money(money[0], money[1]) } else { found });
            }
        }
    }
}

/// Whether cards are the same to the last digit.
fn same(old: &Card, new: &Card) -> bool {
    let figures =
        |card: &Card| card.amounts.values().copied().chain(card.plan.iter().flatten().copied()).map(|amount| amount.0.scale()).collect::<Vec<_>>();
    old == new && figures(old) == figures(new)
}

fn budget(draft: &Draft, card: &Card) -> Option<Amount> {
    let field = draft.template.card_field(CardRole::Budget).and_then(|field| card.amounts.get(field)).copied();
    field.or_else(|| card.amounts.values().copied().max_by_key(|amount| amount.0.abs()))
}

/// What a card is, in a line.
fn card_text(draft: &Draft, card: &Card) -> String {
    let money = budget(draft, card).map(|amount| format!("，{}{}", printed(draft, amount), draft.template.money.unit.label())).unwrap_or_default();
    format!("{}{money}，绩效目标{}条，指标{}行", card.text(Card::NAME), card.goals.len(), card.indicators.len())
}

fn printed(draft: &Draft, amount: Amount) -> String {
    draft.template.money.print(amount.0, draft.entry_unit)
}

fn card_changes(sheet: &mut Sheet<'_>, old: &Card, new: &Card, name: &str) {
    let of = |edit: CardEdit| Edit::Card { card: old.id.clone(), edit };
    if old.unit != new.unit {
        let [before, after] = [(sheet.old, &old.unit), (sheet.new, &new.unit)].map(|(draft, unit)| draft.unit(unit).map_or("", |unit| &unit.name));
        let said = format!("{name} 所属单位");
        sheet.push(Found::changed(Place::Card(old.id.clone()), said, before, after, of(CardEdit::Unit(new.unit.clone()))));
    }
    for (field, label) in fields(sheet, old, new) {
        let place = || Place::CardField { card: old.id.clone(), field: field.clone() };
        let said = format!("{name} {label}");
        if old.text(&field) != new.text(&field) {
            let edit = of(CardEdit::Text { field: field.clone(), value: new.text(&field).to_owned() });
            sheet.push(Found::changed(place(), said.clone(), old.text(&field), new.text(&field), edit));
        }
        let (before, after) = (old.amounts.get(&field).copied(), new.amounts.get(&field).copied());
        if let Some([from, to]) = figures(before, after, |amount| printed(sheet.old, amount), sheet) {
            let edit = of(CardEdit::Amount { field: field.clone(), value: after });
            sheet.push(Found::changed(place(), said, from, to, edit).money(before, after));
        }
    }
    plan(sheet, old, new, name);
    goals(sheet, old, new, name);
    let owner = IndicatorOwner::Card(old.id.clone());
    let draft = if sheet.old.template.card.is_some() { sheet.old } else { sheet.new };
    let columns = draft.template.card.as_ref().map_or(&[][..], |card| card.indicators.as_slice());
    indicators(sheet, &owner, &old.indicators, &new.indicators, columns, &format!("{name} 指标"));
}

/// The fields that one of the cards says something in, as the template has them, with their labels.
fn fields(sheet: &Sheet<'_>, old: &Card, new: &Card) -> Vec<(String, String)> {
    let mut used: BTreeSet<&String> = [old, new].into_iter().flat_map(|card| card.texts.keys().chain(card.amounts.keys())).collect();
    let known = [sheet.old, sheet.new].into_iter().filter_map(|draft| draft.template.card.as_ref()).flat_map(|card| &card.fields);
    let mut out = Vec::new();
    for field in known {
        if used.remove(&field.id) {
            out.push((field.id.clone(), field.label.clone()));
        }
    }
    out.extend(used.into_iter().map(|id| (id.clone(), id.clone())));
    out
}

fn plan(sheet: &mut Sheet<'_>, old: &Card, new: &Card, name: &str) {
    let Some(form) = sheet.old.template.card.as_ref().or(sheet.new.template.card.as_ref()) else { return };
    let money = form.plan.as_ref().is_some_and(|plan| plan.kind == crate::template::PlanKind::Amount);
    for date in 0..old.plan.len().max(new.plan.len()) {
        let [before, after] = [old, new].map(|card| card.plan.get(date).copied().flatten());
        let Some([from, to]) = figures(before, after, |amount| printed_plan(sheet.old, form, amount), sheet) else { continue };
        let mut values = old.plan.clone();
        values.resize(values.len().max(date + 1), None);
        values[date] = after;
        let label = form.plan.as_ref().and_then(|plan| plan.dates.get(date)).map_or("", String::as_str);
        let edit = Edit::Card { card: old.id.clone(), edit: CardEdit::Plan(values) };
        let said = format!("{name} 资金支出计划 {label}");
        let found = Found::changed(Place::Plan { card: old.id.clone(), date }, said.trim_end().to_owned(), from, to, edit);
        sheet.push(if money { found.money(before, after) } else { found });
    }
}

fn goals(sheet: &mut Sheet<'_>, old: &Card, new: &Card, name: &str) {
    let all = lines(&old.goals, &new.goals);
    let first = sheet.numbers(all.len());
    for (n, line) in all.iter().enumerate() {
        let Some((at, goal)) = line.old.or(line.new) else { continue };
        let place = Place::Goal { card: old.id.clone(), goal: goal.id.clone() };
        let said = format!("{name} 绩效目标{}", at + 1);
        let of = |edit| Edit::Card { card: old.id.clone(), edit: CardEdit::Goals(edit) };
        standing(sheet, line, first + all.len() - 1 - n, &place, &said, &of, &|goal: &Goal| goal.text.clone());
        if let (Some((_, before)), Some((_, after))) = (line.old, line.new)
            && before.text != after.text
        {
            sheet.push(Found::changed(place, said, &before.text, &after.text, of(ListEdit::Replace(Box::new(after.clone())))));
        }
    }
}

/// That a member of a list comes, goes or moves.
pub(super) fn standing<T: crate::model::Keyed + Clone>(
    sheet: &mut Sheet<'_>,
    line: &Line<'_, T>,
    order: usize,
    place: &Place,
    said: &str,
    edit: &dyn Fn(ListEdit<T>) -> Edit,
    text: &dyn Fn(&T) -> String,
) {
    let Some(change) = line.edit() else { return };
    let shown = |side: Option<(usize, &T)>| side.map_or_else(String::new, |(_, member)| text(member));
    let (kind, phase, texts) = match (line.old, line.new) {
        (Some((from, _)), Some((to, _))) => (ChangeKind::Moved, Phase::Places, [from, to].map(|at| format!("第{}", at + 1))),
        (None, _) => (ChangeKind::Added, Phase::Places, [shown(line.old), shown(line.new)]),
        (_, None) => (ChangeKind::Removed, Phase::Removals, [shown(line.old), shown(line.new)]),
    };
    let (place, said, edit) = (place.clone(), said.to_owned(), Some(edit(change)));
    sheet.push(Found { place, said, kind, texts, money: None, edit, secret: false, order: (phase, order) });
}

/// The rows of an indicator table; `name` is what they are called.
pub(super) fn indicators(
    sheet: &mut Sheet<'_>,
    owner: &IndicatorOwner,
    old: &[Indicator],
    new: &[Indicator],
    columns: &[IndicatorColumn],
    name: &str,
) {
    if old == new {
        return;
    }
    let all = lines(old, new);
    let first = sheet.numbers(all.len());
    for (n, line) in all.iter().enumerate() {
        let Some((at, row)) = line.old.or(line.new) else { continue };
        let place = |field: &IndicatorField| Place::Indicator { owner: owner.clone(), row: row.id.clone(), field: field.clone() };
        let said = format!("{name}第{}行", at + 1);
        let of = |edit| Edit::Indicators { owner: owner.clone(), edit };
        standing(sheet, line, first + all.len() - 1 - n, &place(&IndicatorField::Level3), &said, &of, &row_text);
        let (Some((_, before)), Some((_, after))) = (line.old, line.new) else { continue };
        let own = IndicatorField::COMMON.iter().cloned();
        let more: BTreeSet<&String> = before.more.keys().chain(after.more.keys()).collect();
        for field in own.chain(more.into_iter().map(|id| IndicatorField::More(id.clone()))) {
            let (from, to) = (before.get(&field), after.get(&field));
            if from != to {
                let label = columns.iter().find(|column| column.field == field).map_or("", |column| &column.label);
                let edit = Edit::Indicator { owner: owner.clone(), row: row.id.clone(), field: field.clone(), value: to.to_owned() };
                sheet.push(Found::changed(place(&field), format!("{said} {label}").trim_end().to_owned(), from, to, edit));
            }
        }
    }
}

fn row_text(row: &Indicator) -> String {
    let mut cells = Vec::new();
    row.each(&mut |_, text| cells.extend((!text.is_empty()).then(|| text.to_owned())));
    cells.join("；")
}
