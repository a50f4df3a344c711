//! C124: the cards' budgets do not add up to the project expenditure of the forms.
//!
//! Where cards name the code that pays for them, the template compares code by code (T301); this speaks where they do not. Cards may have
//! been left out on purpose, so that it asks.

use rust_decimal::Decimal;

use super::shared::{Case, Found, wan};
use crate::model::Place;
use crate::template::CardRole;
use crate::workings::Workings;

/// What the template's headline calls the figure.
const PROJECTS: &str = "项目支出";

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    differing(case).into_iter().collect()
}

/// The project expenditure of the forms, in the draft's entry unit; none where the template has no such headline or it is blank.
#[must_use]
pub fn projects(work: &Workings) -> Option<Decimal> {
    let headline = work.draft().template.headline.iter().find(|line| line.label == PROJECTS)?;
    let link = work.plan().link(&headline.figure).ok()?;
    work.totals().linked(&link).ok()?
}

fn differing(case: &Case<'_>) -> Option<Found> {
    let work = case.work;
    let draft = work.draft();
    let coded = draft.template.card_field(CardRole::Function).is_some_and(|field| draft.cards.iter().all(|card| !card.text(field).is_empty()));
    if draft.cards.is_empty() || coded || draft.cards.iter().any(|card| card.classified) {
        return None;
    }
    let whole = projects(work)?.checked_mul(case.yuan_per_unit())?;
    let budgets: Vec<Decimal> = (0..draft.cards.len()).filter_map(|card| case.budget(card)).collect();
    let sum = budgets.iter().try_fold(Decimal::ZERO, |sum, budget| sum.checked_add(*budget))?;
    if budgets.is_empty() || whole.is_zero() || sum == whole {
        return None;
    }
    let gap = (whole - sum).abs();
    let twice = budgets.iter().position(|budget| *budget == gap).filter(|_| sum > whole);
    let explained = match twice {
        Some(card) => format!("；正好等于项目{}的预算数，核对是不是重复", card + 1),
        None => case.amount_of(gap).map_or_else(String::new, |place| format!("；正好等于{place}")),
    };
    let message = format!(
        "{}张项目绩效目标表的预算数合计{}万元，不等于项目支出{}万元（差{}万元）{explained}",
        draft.cards.len(),
        wan(sum),
        wan(whole),
        wan(whole - sum)
    );
    Some(Found::new(Place::Card(draft.cards[0].id.clone()), message))
}

#[cfg(test)]
mod tests {
    use crate::model::Draft;
    use crate::rules::tests::{found, sample};

    /// As imported: no card names its code.
    fn without_codes() -> Draft {
        let mut draft = sample();
        draft.cards.iter_mut().for_each(|card| drop(card.texts.remove("function")));
        draft
    }

    #[test]
    fn a_card_too_few_is_told_with_the_gap() {
        let mut draft = without_codes();
        assert_eq!(found(&draft, "C124"), []);
        draft.cards.pop();
        let messages: Vec<String> = found(&draft, "C124").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].starts_with("25张项目绩效目标表的预算数合计2312.12万元，不等于项目支出2337.12万元（差25万元）"), "{messages:?}");
    }

    #[test]
    fn where_something_is_classified_nothing_is_claimed() {
        let mut draft = without_codes();
        let card = draft.cards.pop().expect("a card");
        draft.cards.push(card.redacted("专项业务经费"));
        assert_eq!(found(&draft, "C124"), []);
    }
}
