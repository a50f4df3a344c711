//! A101: a figure typed over an equation (手工调整) that differs from what the equation gives.

use super::shared::{Case, Found, Scope, scopes};
use crate::calc::Cell;

/// So many are explained.
const EXPLAINED: usize = 100;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let deviations = case.deviations();
    let scopes: Vec<Scope<'_>> = scopes(work).collect();
    let off = deviations.all.iter().filter(|one| !(deviations.rounded && one.within));
    let told = off.enumerate().map(|(n, one)| {
        let (scope, pane, row, column) = one.at;
        let scope = &scopes[scope];
        let place = scope.place(pane, row, column);
        let found = Found::differing(place, "手工调整与计算结果不一致", work, pane, one.cell.shown, one.cell.computed).at(scope.spot());
        // Where so many are off, no single slip explains it.
        let why = if n < EXPLAINED { explained(case, scope, (pane, row, column), &one.cell) } else { String::new() };
        found.and(&why).mended_by(scope.untyped(pane, row, column))
    });
    told.collect()
}

fn explained(case: &Case<'_>, scope: &Scope<'_>, at: (usize, usize, usize), cell: &Cell) -> String {
    match (cell.shown, cell.computed) {
        (Some(shown), Some(computed)) => super::gap::of_cell(case, scope, at, shown, computed),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample, type_into};

    #[test]
    fn a_total_typed_over_is_told_with_what_it_should_be() {
        let mut draft = sample();
        type_into(&mut draft, "outlay", "total", "total", "2860.10");
        let found = found(&draft, "A101");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            found[0].1,
            "手工调整与计算结果不一致：2860.10 ≠ 2860.12（差 -0.02）；如果“项目支出”2337.12应为2337.10（有一位数字写错了）就相符，或者本数有一位数字写错了"
        );
    }

    #[test]
    fn the_same_figure_typed_over_is_fine() {
        let mut draft = sample();
        type_into(&mut draft, "outlay", "total", "total", "2860.12");
        assert_eq!(found(&draft, "A101"), []);
    }

    /// Quantity times price fills a decimal to the brim; what was typed over it goes beyond.
    #[test]
    fn a_difference_beyond_all_decimals_is_told_all_the_same() {
        let mut draft = sample();
        type_into(&mut draft, "procurement", "r99", "quantity", "792281625142643");
        type_into(&mut draft, "procurement", "r99", "price", "100000000000000");
        type_into(&mut draft, "procurement", "r99", "total", "-999999999999999");
        let messages: Vec<String> = found(&draft, "A101").into_iter().map(|(_, message)| message).collect();
        assert!(messages.iter().any(|message| message.ends_with("（差额太大，无法精确计算）")), "{messages:?}");
    }
}
