//! A card as it was read into a card of the template.

use super::card::RawCard;
use super::parts::{fits, said};
use super::words::plain;
use crate::amount::{Amount, MoneyUnit};
use crate::calc::CellKind;
use crate::model::{Card, Draft, Goal};
use crate::report::{Fate, Report};
use crate::template::plan::CARDS;
use crate::template::{CardFieldKind, CardForm, CardRole, IndicatorField, PlanKind};
use crate::workings::Workings;

/// The card, and texts that have no place on it.
pub(super) fn card(id: &str, form: &mut CardForm, raw: RawCard, titled: Option<&str>, entry: MoneyUnit) -> (Card, Vec<String>) {
    let mut card = Card { id: id.to_owned(), ..Card::default() };
    let mut left = raw.left_over.clone();
    for (field, text) in &raw.fields {
        if text.is_empty() {
            continue;
        }
        match form.fields.iter().find(|own| own.id == *field).map(|own| &own.kind) {
            Some(CardFieldKind::Money) => match Amount::printed(text, Some(MoneyUnit::Wan)) {
                Ok(Some(amount)) => {
                    card.amounts.insert((*field).to_owned(), amount.converted(MoneyUnit::Wan, entry));
                }
                Ok(None) => {}
                Err(_) => left.push(text.clone()),
            },
            Some(_) => {
                card.texts.insert((*field).to_owned(), text.clone());
            }
            None => left.push(text.clone()),
        }
    }
    if card.text("name").is_empty()
        && let Some(name) = titled
    {
        card.texts.insert("name".into(), name.to_owned());
    }
    plan(form, &raw, &mut card, &mut left, entry);
    card.goals = raw.goals.iter().cloned().map(Goal::from).collect();
    let columns: Vec<IndicatorField> = form.indicators.iter().map(|column| column.field.clone()).collect();
    for mut row in raw.indicators {
        let more = std::mem::take(&mut row.more);
        left.extend(more.into_iter().map(|(label, text)| format!("{} {label}：{text}", row.level3)));
        if columns.contains(&IndicatorField::Value) && !columns.contains(&IndicatorField::Operator) && row.value.is_empty() {
            row.value = format!("{}{}{}", row.operator, row.number, row.unit);
            (row.operator, row.number, row.unit) = Default::default();
        }
        if fits(&row, &columns) {
            card.indicators.push(row);
        } else {
            left.push(said(&row));
        }
    }
    (card, left)
}

/// The payment plan, date by date. The template says 万元 or percent for all cards; the first card with values decides.
fn plan(form: &mut CardForm, raw: &RawCard, card: &mut Card, left: &mut Vec<String>, entry: MoneyUnit) {
    if raw.plan.is_empty() {
        return;
    }
    let Some(own) = &mut form.plan else {
        left.extend(raw.plan.iter().filter(|(_, value)| !value.is_empty()).map(|(date, value)| format!("{date}{value}")));
        return;
    };
    card.plan = vec![None; own.dates.len()];
    for (date, value) in &raw.plan {
        let bare = value.trim_end_matches(['%', '^']).trim_end_matches("万元");
        if bare.is_empty() {
            continue;
        }
        let place = own.dates.iter().position(|known| plain(known) == *date);
        match (place, Amount::printed(bare, None)) {
            (Some(place), Ok(Some(amount))) => {
                let money = own.kind == PlanKind::Amount;
                card.plan[place] = Some(if money { amount.converted(MoneyUnit::Wan, entry) } else { amount });
            }
            (Some(_), Ok(None)) => {}
            _ => left.push(format!("{date}{value}")),
        }
    }
}

/// Budgets that are not the sum of what the template adds up: both figures are kept.
pub(super) fn check_budgets(work: &mut Workings, report: &mut Report) {
    let Some(pane) = work.plan().pane(CARDS) else { return };
    let mut same: Vec<(usize, String)> = Vec::new();
    for (n, card) in work.draft().cards.iter().enumerate().filter(|(_, card)| !card.amounts.is_empty()) {
        for (at, column) in work.plan().panes[pane].columns.iter().enumerate() {
            let cell = work.totals().panes[pane].cell(n, at);
            if cell.kind == CellKind::Override {
                if cell.computed == cell.shown {
                    same.push((n, column.id.clone()));
                } else {
                    let figures = [cell.shown, cell.computed].map(|value| value.map_or_else(|| "空".to_owned(), |value| value.to_string()));
                    report.add(
                        card.texts.get("name").map_or("", String::as_str),
                        Fate::Doubtful,
                        60,
                        format!("预算数{}与各项资金之和{}不一致；两个数都保留", figures[0], figures[1]),
                    );
                }
            }
        }
    }
    if !same.is_empty() {
        work.change(|draft| {
            for (n, column) in same {
                draft.cards[n].amounts.remove(&column);
            }
        });
    }
}

/// Where nothing else says the unit's code: codes of nine digits are the unit's six with a running number.
pub(super) fn unit_code(draft: &mut Draft) {
    let codes: Vec<&str> = draft.cards.iter().map(|card| draft.card_text(card, CardRole::Code)).filter(|code| !code.is_empty()).collect();
    let Some(unit) = codes.first().and_then(|code| code.get(..6)) else { return };
    if draft.identity.unit_code.is_empty()
        && codes.len() > 1
        && codes.iter().all(|code| code.len() == 9 && code.starts_with(unit) && code.bytes().all(|b| b.is_ascii_digit()))
    {
        draft.identity.unit_code = unit.to_owned();
    }
}
