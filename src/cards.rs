//! Help with goal cards: kinds of indicators that are still missing, a plan filled, the cost row out of the budget, units that fit a row,
//! budgets against the project expenditure of the forms. What helps is an ordinary edit or a word to choose.
//!
//! It leaves what is wrong with a card to `rules`, and which words a framework has to the template.

use std::collections::HashMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::amount::Amount;
use crate::model::{CardEdit, Edit, Indicator, IndicatorOwner, ListEdit, fresh};
use crate::rules::{Kind, is_whole, projects, said};
use crate::template::plan::CARDS;
use crate::template::{CardForm, CardRole, IndicatorField, IndicatorKind, PlanKind};
use crate::workings::Workings;

/// What the whole of a project costs is called so, where the program writes the row.
const WHOLE: &str = "项目总成本";

/// Kinds that every card has; of those about benefits one is enough.
const WANTED: [Kind; 5] = [Kind::Quantity, Kind::Quality, Kind::Time, Kind::Cost, Kind::Satisfaction];

/// What benefits are.
const BENEFITS: [Kind; 4] = [Kind::Economic, Kind::Social, Kind::Ecological, Kind::Lasting];

/// The budget of a card as it is shown, in the draft's entry unit; none where it is blank or the template's cards have none.
#[must_use]
pub fn budget(work: &Workings, card: usize) -> Option<Decimal> {
    let pane = work.plan().pane(CARDS)?;
    let column = work.plan().panes[pane].column(work.draft().template.card_field(CardRole::Budget)?)?;
    work.totals().panes[pane].cell(card, column).shown
}

/// The budgets of cards together; none where none of them has one, or where they are too large to be added up.
#[must_use]
pub fn together(work: &Workings, cards: impl Iterator<Item = usize>) -> Option<Decimal> {
    let budgets: Vec<Decimal> = cards.filter_map(|card| budget(work, card)).collect();
    if budgets.is_empty() { None } else { budgets.iter().try_fold(Decimal::ZERO, |sum, budget| sum.checked_add(*budget)) }
}

/// The project expenditure of the forms less the budgets of all cards, both in the draft's entry unit; none where one of the two is not known.
#[must_use]
pub fn short_of_projects(work: &Workings) -> Option<(Decimal, Decimal)> {
    let (whole, sum) = (projects(work)?, together(work, 0..work.draft().cards.len())?);
    Some((whole, whole.checked_sub(sum)?))
}

/// Kinds of the framework that a card still wants, as first-level and second-level kind: of each of quantity, quality, time, cost and
/// satisfaction the first that the framework lists, and all of the benefits where there is none yet.
#[must_use]
pub fn missing(kinds: &[IndicatorKind], rows: &[Indicator]) -> Vec<(String, String)> {
    let has = |kind: Kind| rows.iter().any(|row| Kind::of(row) == Some(kind));
    let benefits = BENEFITS.into_iter().any(has);
    let mut offered: Vec<Kind> = Vec::new();
    let mut out = Vec::new();
    for first in kinds {
        for second in &first.level2 {
            let Some(kind) = Kind::named(second).or_else(|| Kind::named(&first.level1)) else { continue };
            let wanted = if WANTED.contains(&kind) { !has(kind) } else { !benefits };
            if wanted && !offered.contains(&kind) {
                offered.push(kind);
                out.push((first.level1.clone(), second.clone()));
            }
        }
    }
    out
}

/// A new row of a kind at its place in the framework's order, behind those of the same kind.
#[must_use]
pub fn with_kind(kinds: &[IndicatorKind], rows: &[Indicator], (level1, level2): (&str, &str)) -> (Indicator, usize) {
    let order = |level1: &str, level2: &str| {
        let first = kinds.iter().position(|kind| kind.level1 == level1)?;
        Some((first, kinds[first].level2.iter().position(|name| name == level2)?))
    };
    let own = order(level1, level2);
    let at = rows.iter().rposition(|row| own.is_some() && order(&row.level1, &row.level2).is_some_and(|other| Some(other) <= own));
    // What stands before all others begins the table; of a kind that the framework does not have nothing is known.
    let at = at.map_or(if own.is_some() { 0 } else { rows.len() }, |at| at + 1);
    (Indicator { id: fresh('i'), level1: level1.to_owned(), level2: level2.to_owned(), ..Indicator::default() }, at)
}

/// The plan of even steps up to the whole budget (25, 50, 75, 100 % at four dates), in what the template's plan is said in; none where a plan
/// of amounts has no budget to be a part of.
#[must_use]
pub fn even_plan(form: &CardForm, budget: Option<Decimal>) -> Option<Vec<Option<Amount>>> {
    let plan = form.plan.as_ref()?;
    let dates = plan.dates.len();
    let whole = if plan.kind == PlanKind::Percent { Decimal::ONE_HUNDRED } else { budget? };
    // No finer than the budget itself, or than a fen in 万元 is printed; the last is the budget to the last digit.
    let scale = whole.scale().max(if plan.kind == PlanKind::Percent { 0 } else { 2 });
    let part = |n: usize| {
        let share = whole.checked_mul(Decimal::from(n))?.checked_div(Decimal::from(dates))?;
        Some(share.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero))
    };
    (1..=dates).map(|n| Some(Some(Amount(if n == dates { whole } else { part(n)?.normalize() })))).collect()
}

/// The edit that fills a card's plan evenly; none where nothing would change.
#[must_use]
pub fn fill_plan(work: &Workings, form: &CardForm, card: usize) -> Option<Edit> {
    let plan = even_plan(form, budget(work, card))?;
    let card = &work.draft().cards[card];
    (plan != card.plan).then(|| Edit::Card { card: card.id.clone(), edit: CardEdit::Plan(plan) })
}

/// What the row of the whole cost says: the card's budget as a cap, in the unit that money is printed in.
#[must_use]
pub fn cost_said(work: &Workings, card: usize) -> Option<String> {
    let (number, unit) = cost(work, card)?;
    Some(format!("≤{number}{unit}"))
}

fn cost(work: &Workings, card: usize) -> Option<(Decimal, &'static str)> {
    let draft = work.draft();
    let unit = draft.template.money.unit;
    let budget = budget(work, card).filter(|budget| !budget.is_zero())?;
    Some((Amount(budget).converted(draft.entry_unit, unit).0.normalize(), unit.label()))
}

/// The edit by which the card's row of the whole cost says its budget: the row that is there, one of costs that is still empty, or a new one;
/// none where it says it already, where there is no budget, or where the framework has no costs.
#[must_use]
pub fn cost_row(work: &Workings, form: &CardForm, card: usize) -> Option<Edit> {
    let (number, unit) = cost(work, card)?;
    let card = &work.draft().cards[card];
    let rows = &card.indicators;
    let has = |field: &IndicatorField| form.indicators.iter().any(|column| column.field == *field);
    let split = !has(&IndicatorField::Value) && has(&IndicatorField::Number);
    let target = |row: &mut Indicator| {
        if !split {
            row.value = format!("≤{number}{unit}");
        } else if has(&IndicatorField::Operator) {
            (row.operator, row.number, row.unit) = ("≤".into(), number.to_string(), unit.into());
        } else {
            (row.number, row.unit) = (format!("≤{number}"), unit.into());
        }
    };
    let is_cost = |row: &&Indicator| Kind::of(row) == Some(Kind::Cost);
    let costs = || rows.iter().filter(is_cost);
    let whole = costs().find(|row| is_whole(row.level3.trim()));
    // By whatever name, one that is the budget is its row.
    let is_budget = |row: &Indicator| {
        let text = if row.value.trim().is_empty() { format!("{}{}", row.number, row.unit) } else { row.value.clone() };
        said(&text).is_some_and(|said| said.number == number && said.unit == unit)
    };
    if whole.is_none() && costs().any(is_budget) {
        return None;
    }
    let empty = || costs().find(|row| [&row.level3, &row.description, &row.value, &row.number].iter().all(|text| text.trim().is_empty()));
    if let Some(known) = whole.or_else(empty) {
        let mut row = known.clone();
        target(&mut row);
        if row.level3.trim().is_empty() {
            row.level3 = WHOLE.into();
        }
        let owner = IndicatorOwner::Card(card.id.clone());
        return (row != *known).then(|| Edit::Indicators { owner, edit: ListEdit::Replace(Box::new(row)) });
    }
    let kind = form.kinds.iter().find_map(|first| {
        let second = first.level2.iter().find(|second| Kind::named(second).or_else(|| Kind::named(&first.level1)) == Some(Kind::Cost))?;
        Some((first.level1.as_str(), second.as_str()))
    })?;
    let (mut row, at) = with_kind(&form.kinds, rows, kind);
    row.level3 = WHOLE.into();
    target(&mut row);
    Some(Edit::Indicators { owner: IndicatorOwner::Card(card.id.clone()), edit: ListEdit::insert(rows, at, row) })
}

/// Units for a row of that kind: those that other rows of the kind have, the commonest first, then what is usual.
#[must_use]
pub fn units<'a>(rows: impl Iterator<Item = &'a Indicator>, kind: Option<Kind>) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for row in rows.filter(|row| Kind::of(row) == kind) {
        let unit = if row.value.trim().is_empty() { row.unit.trim().to_owned() } else { said(&row.value).map(|said| said.unit).unwrap_or_default() };
        if !unit.is_empty() && unit.chars().count() <= 6 {
            *counts.entry(unit).or_default() += 1;
        }
    }
    let mut known: Vec<(String, usize)> = counts.into_iter().collect();
    known.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut out: Vec<String> = known.into_iter().map(|(unit, _)| unit).take(8).collect();
    let usual: &[&str] = match kind {
        Some(Kind::Quantity) | None => &["个", "次", "人", "台", "套", "项"],
        Some(Kind::Quality | Kind::Satisfaction) => &["%"],
        Some(Kind::Time) => &["%", "天", "个工作日"],
        Some(Kind::Cost | Kind::Economic) => &["万元", "元", "%"],
        Some(Kind::Social | Kind::Ecological | Kind::Lasting) => &["%", "年", "人", "次"],
    };
    for unit in usual {
        if !out.iter().any(|known| known == unit) {
            out.push((*unit).to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Draft;
    use crate::store;

    fn sample() -> Workings {
        Workings::of(store::sample("unit-2024.ron").expect("a sample")).expect("no faults")
    }

    fn changed(change: impl FnOnce(&mut Draft)) -> Workings {
        let mut draft = sample().into_draft();
        change(&mut draft);
        Workings::of(draft).expect("no faults")
    }

    fn form(work: &Workings) -> &CardForm {
        work.draft().template.card.as_ref().expect("cards")
    }

    fn amounts(plan: Option<Vec<Option<Amount>>>) -> Vec<String> {
        plan.into_iter().flatten().map(|amount| amount.map(|amount| amount.0.to_string()).unwrap_or_default()).collect()
    }

    #[test]
    fn a_plan_is_filled_in_even_steps_and_ends_with_the_budget() {
        let work = sample();
        let form = form(&work);
        assert_eq!(amounts(even_plan(form, Some("70.00".parse().unwrap()))), ["17.5", "35", "52.5", "70.00"]);
        assert_eq!(amounts(even_plan(form, Some("0.33".parse().unwrap()))), ["0.08", "0.17", "0.25", "0.33"]);
        assert_eq!(even_plan(form, None), None, "no amount is a part of nothing");
        let mut percent = form.clone();
        percent.plan.as_mut().expect("a plan").kind = PlanKind::Percent;
        assert_eq!(amounts(even_plan(&percent, None)), ["25", "50", "75", "100"]);
    }

    #[test]
    fn kinds_are_missed_once_and_benefits_only_where_there_is_none() {
        let work = sample();
        let kinds = &form(&work).kinds;
        let of = |rows: &[(&str, &str)]| {
            let rows: Vec<Indicator> =
                rows.iter().map(|(one, two)| Indicator { level1: (*one).into(), level2: (*two).into(), ..Indicator::default() }).collect();
            missing(kinds, &rows).into_iter().map(|(_, level2)| level2).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]).len(), 9);
        assert_eq!(
            of(&[("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标")]),
            ["时效指标", "成本指标", "服务对象满意度指标"]
        );
    }

    #[test]
    fn a_new_row_stands_in_the_order_of_the_framework() {
        let work = sample();
        let rows: Vec<Indicator> = ["数量指标", "数量指标", "成本指标"]
            .iter()
            .map(|two| Indicator { level1: "产出指标".into(), level2: (*two).into(), ..Indicator::default() })
            .collect();
        let at = |level2| with_kind(&form(&work).kinds, &rows, ("产出指标", level2)).1;
        assert_eq!([at("数量指标"), at("质量指标"), at("成本指标")], [2, 2, 3]);
    }

    #[test]
    fn the_cost_row_says_the_budget_and_is_not_written_twice() {
        let work = changed(|draft| draft.cards[1].indicators.retain(|row| Kind::of(row) != Some(Kind::Cost)));
        let edit = cost_row(&work, form(&work), 1).expect("it lacks one");
        let after = changed(|draft| {
            draft.cards[1].indicators.retain(|row| Kind::of(row) != Some(Kind::Cost));
            edit.apply(draft).expect("in place");
        });
        let row = after.draft().cards[1].indicators.iter().find(|row| Kind::of(row) == Some(Kind::Cost)).expect("a cost");
        assert_eq!((row.level3.as_str(), row.value.as_str()), ("项目总成本", "≤70万元"));
        assert_eq!(cost_row(&after, form(&after), 1), None, "it says so already");
        let more = changed(|draft| {
            *draft = after.draft().clone();
            draft.cards[1].amounts.insert("fiscal".into(), Amount("71.5".parse().unwrap()));
        });
        let Some(Edit::Indicators { edit: ListEdit::Replace(row), .. }) = cost_row(&more, form(&more), 1) else { panic!("the row that is there") };
        assert_eq!(row.value, "≤71.5万元");
    }

    #[test]
    fn budgets_are_held_against_the_project_expenditure() {
        let (whole, short) = short_of_projects(&sample()).expect("both are known");
        assert_eq!((whole.normalize().to_string().as_str(), short.normalize()), ("2337.12", Decimal::ZERO));
        let less = changed(|draft| drop(draft.cards.remove(1)));
        assert_eq!(short_of_projects(&less).expect("both are known").1.normalize().to_string(), "70");
    }

    #[test]
    fn units_of_other_rows_come_before_the_usual_ones() {
        let row = |value: &str| Indicator { level2: "数量指标".into(), value: value.into(), ..Indicator::default() };
        let rows = [row("≥3公里"), row("≥5公里"), row("2人次"), row("显著提升")];
        assert_eq!(units(rows.iter(), Some(Kind::Quantity))[..3], ["公里", "人次", "个"]);
    }
}
