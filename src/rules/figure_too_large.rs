//! A102: a cell whose figure has more digits than an exact decimal holds.

use super::shared::{Case, Found, faults};
use crate::calc::FaultReason;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    faults(work, FaultReason::Overflow, "数太大，无法精确计算，请核对录入的数")
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample, type_into};

    #[test]
    fn a_product_that_no_decimal_holds_is_told() {
        let mut draft = sample();
        type_into(&mut draft, "procurement", "r99", "quantity", "999999999999999");
        type_into(&mut draft, "procurement", "r99", "price", "999999999999999.99");
        assert!(!found(&draft, "A102").is_empty());
        assert_eq!(found(&sample(), "A102"), []);
    }

    #[test]
    fn a_zero_typed_with_its_decimals_makes_no_figure_too_large() {
        let mut draft = sample();
        type_into(&mut draft, "basic", "30101", "personnel", "0.00");
        type_into(&mut draft, "basic", "30102", "personnel", "37");
        assert_eq!(found(&draft, "A102"), []);
    }
}
