//! C117: what the whole project may cost is not its budget.
//!
//! What speaks of the whole is told by its name, or by what the draft's other cards do with names of that kind. A part of another name may
//! be more than a year's budget, where a contract runs for years.

use rust_decimal::Decimal;
use rustc_hash::FxHashSet;

use super::gap::why;
use super::shared::{Case, Found, wan};
use super::targets::{Kind, TargetRow};

/// With fewer cards that say their budget no custom shows.
const FEWEST: usize = 8;

/// Words around the whole.
const GENERAL: &[&str] = &["本项目", "项目", "经费", "年度", "本年度", "全年", "该", "预算", "总", "控制"];

/// What means the whole, after these.
const WHOLE: &[&str] = &["成本", "总成本", "总支出", "总费用", "成本控制", "成本控制数", "预算控制数", "支出控制数", "项目支出", "支出", "控制数"];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let rows: Vec<(&TargetRow<'_>, Decimal, Decimal)> = case.targets().iter().filter_map(|row| of_cost(case, row)).collect();
    // 建设总成本, 购置总成本: parts in places, the whole in others. Where nearly all of a draft's are the budget, they are the whole.
    let totals: Vec<&(&TargetRow<'_>, Decimal, Decimal)> = rows.iter().filter(|(row, ..)| row.name.ends_with("总成本")).collect();
    let equal = totals.iter().filter(|(_, cost, budget)| fits(*cost, *budget)).count();
    let custom = totals.len() >= 5 && equal * 10 >= (totals.len() - 1) * 9;
    let lone = lone(&rows);
    let is_of_whole =
        |row: &TargetRow<'_>| is_whole(&row.name) || custom && row.name.ends_with("总成本") || row.card.is_some_and(|card| lone.contains(&card));
    let off = rows.iter().filter(|(row, cost, budget)| !fits(*cost, *budget) && is_of_whole(row));
    off.filter_map(|(row, cost, budget)| Some(row.found_at_value(message(row, *cost, *budget)?))).collect()
}

/// The cards whose one and only cost must be the whole: nearly every card of the draft has a row that is its budget.
fn lone(rows: &[(&TargetRow<'_>, Decimal, Decimal)]) -> FxHashSet<usize> {
    let cards: Vec<_> = rows.chunk_by(|a, b| a.0.card == b.0.card).collect();
    let holding = cards.iter().filter(|rows| rows.iter().any(|(_, cost, budget)| fits(*cost, *budget))).count();
    if holding < FEWEST || holding * 10 < (cards.len() - 1) * 9 {
        return FxHashSet::default();
    }
    cards.iter().filter(|rows| rows.len() == 1 && !rows[0].0.is_unit_price).filter_map(|rows| rows[0].0.card).collect()
}

/// A cost in money that is a cap, with the card's budget, both in 元.
fn of_cost<'a, 'b>(case: &Case<'_>, row: &'b TargetRow<'a>) -> Option<(&'b TargetRow<'a>, Decimal, Decimal)> {
    if row.kind != Some(Kind::Cost) || row.number()?.operator.is_some_and(super::targets::Operator::is_floor) {
        return None;
    }
    let budget = case.budget(row.card?)?;
    (!budget.is_zero()).then_some((row, row.yuan()?, budget))
}

/// Whether a cost is that of the whole project, by its name: one of nothing but general words.
#[must_use]
pub fn is_whole(name: &str) -> bool {
    let mut rest = name;
    loop {
        if WHOLE.contains(&rest) && rest != name || ["总成本", "总支出", "总费用", "预算控制数", "支出控制数"].contains(&rest) {
            return true;
        }
        match GENERAL.iter().find_map(|word| rest.strip_prefix(word)) {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => return false,
        }
    }
}

/// Equal, or one of them rounded to what the cap prints, up too; or a number of years of it.
fn fits(cost: Decimal, budget: Decimal) -> bool {
    let off = (cost - budget).abs();
    off.is_zero() || off < unit_of_last_digit(cost)
}

/// The cap's last digit in 元: of 35.35 万元 it is 100.
fn unit_of_last_digit(cost: Decimal) -> Decimal {
    // In 万元 the cap was printed with so many digits behind the point.
    let wan = cost / Decimal::from(10_000);
    let places = wan.normalize().scale();
    if places == 0 { Decimal::from(10_000) } else { Decimal::from(10_000) / Decimal::from(10_u64.pow(places.min(8))) }
}

fn message(row: &TargetRow<'_>, cost: Decimal, budget: Decimal) -> Option<String> {
    let (name, said) = (&row.name, &row.said);
    let ratio = cost.checked_div(budget)?.normalize();
    if [2, 3, 4, 5].map(Decimal::from).contains(&ratio) {
        return None;
    }
    let why = why(wan(cost), wan(budget));
    Some(format!("“{name}”的指标值“{said}”不等于预算数{}万元（差 {}万元）{why}", wan(budget), wan(cost - budget)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, with_target};

    fn with(name: &str, value: &str) -> Vec<String> {
        said(&with_target(1, "成本", name, value), "C117")
    }

    #[test]
    fn a_cap_that_is_not_the_budget_is_told_with_what_explains_it() {
        assert_eq!(with("项目总成本", "≤90万元"), ["“项目总成本”的指标值“≤90万元”不等于预算数70万元（差 20万元）；多半是有一位数字写错了"]);
        assert_eq!(with("项目总成本", "≤7万元"), ["“项目总成本”的指标值“≤7万元”不等于预算数70万元（差 -63万元）；多半是小数点错了一位"]);
        assert_eq!(with("项目总成本", "≤70元"), ["“项目总成本”的指标值“≤70元”不等于预算数70万元（差 -69.993万元）；多半是元与万元写错了"]);
    }

    #[test]
    fn what_is_the_whole_in_all_other_cards_is_it_here_too() {
        assert_eq!(with("办案业务总成本", "≤90万元").len(), 1);
    }

    #[test]
    fn the_only_cost_of_a_card_is_its_whole_where_the_other_cards_say_theirs() {
        let mut draft = crate::rules::tests::sample();
        let card = &mut draft.cards[9];
        let row = card.indicators.iter_mut().find(|row| row.level3 == "等级测评服务成本").expect("its only cost");
        row.value = "≤2.1万元".into();
        assert_eq!(said(&draft, "C117"), ["“等级测评服务成本”的指标值“≤2.1万元”不等于预算数7.1万元（差 -5万元）；多半是有一位数字写错了"]);
        draft.cards.drain(..9);
        draft.cards.truncate(4);
        assert_eq!(said(&draft, "C117"), [""; 0]);
    }

    #[test]
    fn a_part_the_budget_itself_and_the_sum_of_years_are_fine() {
        for (name, value) in [("项目总成本", "≤70万元"), ("项目总成本", "≤700000元"), ("项目总成本", "≤210万元"), ("差旅成本", "≤90万元")]
        {
            assert_eq!(with(name, value), [""; 0], "{name} {value}");
        }
    }
}
