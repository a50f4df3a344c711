//! Sums, differences and products that are exact or none. The operators of a decimal round, or abort the program, where there is no room
//! for all digits.

use rust_decimal::Decimal;

/// `a + b`; `None` where the decimal could only hold it rounded.
pub(super) fn exact_sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    // A zero adds nothing, and a sum with one may leave its decimals out: 0.00 and 37 are 37.
    a.checked_add(b).filter(|sum| sum.scale() == a.scale().max(b.scale()) || a.is_zero() || b.is_zero())
}

/// `a - b`; `None` where the decimal could only hold it rounded.
#[must_use]
pub fn exact_difference(a: Decimal, b: Decimal) -> Option<Decimal> {
    exact_sum(a, -b)
}

/// `a * b`; `None` where the decimal could only hold it rounded.
pub(super) fn exact_product(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_mul(b).filter(|product| product.is_zero() || product.scale() == a.scale() + b.scale())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_with_more_decimals_takes_nothing_from_a_sum() {
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        assert_eq!(exact_sum(number("0.00"), number("37")), Some(number("37")));
        assert_eq!(exact_sum(number("37"), number("0.00")), Some(number("37")));
        assert_eq!(exact_difference(number("0.00"), number("37")), Some(number("-37")));
    }

    #[test]
    fn a_difference_that_has_no_room_is_none() {
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        assert_eq!(exact_difference(Decimal::MAX, Decimal::MIN), None);
        assert_eq!(exact_difference(Decimal::MAX, number("0.01")), None, "would lose its cents");
        assert_eq!(exact_difference(number("5.00"), number("0.01")), Some(number("4.99")));
    }
}
