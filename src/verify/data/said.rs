//! What JSON says of cards and terms, beside what the draft says of them: text by text, each card a row.

use serde_json::Value;

use crate::document::{Parts, Portion, expand, printed_plan};
use crate::template::CardRole;
use crate::template::plan::CARDS;
use crate::workings::Workings;

/// The texts of the cards in a file: those that every card has, then goals and indicators.
pub(super) fn cards(cards: &Value) -> Vec<Vec<String>> {
    let card = |card: &Value| {
        let mut row = texts(card, &["code", "name", "purpose", "budget", "fiscal", "other"]);
        row.extend(list(&card["plan"]["values"]).map(text));
        row.extend(list(&card["goals"]).map(text));
        for indicator in list(&card["indicators"]) {
            row.extend(texts(indicator, &["level1", "level2", "level3", "description", "value", "basis"]));
            row.extend(indicator["more"].as_object().into_iter().flat_map(serde_json::Map::values).map(text));
        }
        row
    };
    list(cards).map(card).collect()
}

/// The same of the draft's cards.
pub(super) fn of_cards(work: &Workings, parts: Parts) -> Vec<Vec<String>> {
    let (draft, plan) = (work.draft(), work.plan());
    let Some(form) = draft.template.card.as_ref().filter(|_| parts.has(Portion::Cards)) else { return Vec::new() };
    let amount = |n: usize, role: CardRole| {
        let (field, pane) = (draft.template.card_field(role)?, plan.pane(CARDS)?);
        let shown = work.totals().panes[pane].cell(n, plan.panes[pane].column(field)?).shown?;
        Some(draft.template.money.print(shown, draft.entry_unit))
    };
    let card = |(n, card)| {
        let card: &crate::model::Card = card;
        let mut row: Vec<String> = [CardRole::Code, CardRole::Name, CardRole::Purpose].map(|role| draft.card_text(card, role).to_owned()).to_vec();
        row.extend([CardRole::Budget, CardRole::Fiscal, CardRole::Other].map(|role| amount(n, role).unwrap_or_default()));
        let dates = form.plan.as_ref().map_or(0, |plan| plan.dates.len());
        let paid = |at: usize| card.plan.get(at).copied().flatten().map(|value| printed_plan(draft, form, value)).unwrap_or_default();
        row.extend((0..dates).map(paid));
        row.extend(card.goals.iter().map(|goal| goal.text.clone()));
        for indicator in &card.indicators {
            let value = match indicator.value.as_str() {
                "" => [indicator.operator.as_str(), &indicator.number, &indicator.unit].concat(),
                value => value.to_owned(),
            };
            let [level1, level2, level3, description, basis] =
                [&indicator.level1, &indicator.level2, &indicator.level3, &indicator.description, &indicator.basis].map(Clone::clone);
            row.extend([level1, level2, level3, description, value, basis]);
            row.extend(indicator.more.values().cloned());
        }
        row
    };
    draft.cards.iter().enumerate().map(card).collect()
}

/// The terms in a file.
pub(super) fn terms(terms: &Value) -> Vec<Vec<String>> {
    list(terms).map(|term| texts(term, &["term", "definition"])).collect()
}

/// The draft's terms.
pub(super) fn of_terms(work: &Workings, parts: Parts) -> Vec<Vec<String>> {
    let terms = work.draft().glossary.iter().filter(|_| parts.has(Portion::Text));
    terms.map(|term| vec![term.term.clone(), expand(&term.definition, work)]).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(of: &Value, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| text(&of[*name])).collect()
}
