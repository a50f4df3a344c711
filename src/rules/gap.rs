//! What explains that two figures differ: a line too many or missing, a digit, two digits swapped, the point, the sign, rounding.
//!
//! It only proposes: the first thing that would make both sides agree, where there are few that would.

use rust_decimal::Decimal;

use super::shared::{Case, Scope};
use crate::calc::{Operand, exact_difference};

/// More summands than these are not looked through.
const MOST: usize = 400;

/// More cells than these that one slip may stand in are no explanation.
const FEW: usize = 3;

/// A summand, with its sign.
pub(super) struct Part {
    pub(super) called: String,
    pub(super) value: Decimal,
    pub(super) minus: bool,
}

/// How one figure may have become another by a slip of typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    Swapped,
    Point,
    Unit,
    Sign,
    Digit,
    Lost,
}

impl Slip {
    pub(super) fn said(self) -> &'static str {
        match self {
            Self::Swapped => "两位数字写颠倒了",
            Self::Point => "小数点错了一位",
            Self::Unit => "元与万元写错了",
            Self::Sign => "正负号写反了",
            Self::Digit => "有一位数字写错了",
            Self::Lost => "多写或者少写了一位数字",
        }
    }
}

/// The slip that makes the one figure of the other.
pub(super) fn slip(wrong: Decimal, right: Decimal) -> Option<Slip> {
    if wrong == right || wrong.is_zero() || right.is_zero() {
        return None;
    }
    if wrong == -right {
        return Some(Slip::Sign);
    }
    let times = |n: u32| [(wrong, right), (right, wrong)].iter().any(|(a, b)| b.checked_mul(Decimal::from(n)) == Some(*a));
    if times(10_000) {
        return Some(Slip::Unit);
    }
    if times(10) || times(100) {
        return Some(Slip::Point);
    }
    let scale = wrong.normalize().scale().max(right.normalize().scale());
    // 0.54 is printed with its 0: it is 9.54 but for one digit.
    let least = usize::try_from(scale).unwrap_or_default() + 1;
    let digits = |value: Decimal| {
        let mut value = value;
        value.rescale(scale);
        format!("{:0least$}", value.mantissa()).into_bytes()
    };
    let (a, b) = (digits(wrong), digits(right));
    if a.len() == b.len() {
        let differing: Vec<usize> = (0..a.len()).filter(|at| a[*at] != b[*at]).collect();
        return match differing[..] {
            [_] => Some(Slip::Digit),
            [x, y] if a[x] == b[y] && a[y] == b[x] && y == x + 1 => Some(Slip::Swapped),
            _ => None,
        };
    }
    let (long, short) = if a.len() > b.len() { (&a, &b) } else { (&b, &a) };
    let is_lost = |at: usize| long[..at].iter().chain(&long[at + 1..]).eq(short.iter());
    (long.len() == short.len() + 1 && short.len() >= 3 && (0..long.len()).any(is_lost)).then_some(Slip::Lost)
}

/// What may have made the one figure of the other, to be put behind a message; empty where nothing explains it.
pub(super) fn why(wrong: Decimal, right: Decimal) -> String {
    slip(wrong, right).map_or_else(String::new, |slip| format!("；多半是{}", slip.said()))
}

/// Why what is shown is not what its equation gives, to be put behind a message; empty where nothing explains it.
pub(super) fn of_cell(case: &Case<'_>, scope: &Scope<'_>, cell: (usize, usize, usize), shown: Decimal, computed: Decimal) -> String {
    let (pane, row, column) = cell;
    let (multiplies, operands) = scope.totals.operands(case.work.plan(), pane, row, column);
    if operands.len() > MOST || exact_difference(shown, computed).is_none() {
        return String::new();
    }
    let parts: Vec<Part> = operands.iter().filter_map(|operand| part(case, scope, operand, (pane, row))).collect();
    if multiplies {
        return of_product(shown, &parts);
    }
    if parts.is_empty() && computed.is_zero() {
        return "；据以计算的表里没有这一行的数，可能漏列了，或者编码写错了".to_owned();
    }
    let said = explained(case, shown, computed, &parts).or_else(|| short(shown, computed, &parts));
    said.map_or_else(String::new, |said| format!("；{said}"))
}

/// The factors, and which of them another one would make right.
fn of_product(shown: Decimal, parts: &[Part]) -> String {
    let said: Vec<String> = parts.iter().map(|part| format!("{}{}", part.called, part.value)).collect();
    let right = |part: &Part| {
        let others =
            parts.iter().filter(|other| !std::ptr::eq(*other, part)).try_fold(Decimal::ONE, |product, other| product.checked_mul(other.value))?;
        let right = shown.checked_div(others)?.normalize();
        let few_digits = right.scale() <= part.value.scale();
        (few_digits && (slip(part.value, right).is_some() || part.value.is_zero())).then(|| format!("“{}”{}应为{right}", part.called, part.value))
    };
    let mended: Vec<String> = parts.iter().filter_map(right).collect();
    let why = if mended.is_empty() { String::new() } else { format!("，如果{}就相符", mended.join("，或者")) };
    format!("；{}{why}", said.join(" × "))
}

/// A sum of several rows that is less than what is printed as their sum.
fn short(shown: Decimal, computed: Decimal, parts: &[Part]) -> Option<String> {
    let gap = exact_difference(shown, computed)?;
    let plain = parts.len() > 1 && !parts.iter().any(|part| part.minus);
    (plain && gap.is_sign_positive()).then(|| format!("各行合计少{gap}，可能漏列了一行"))
}

fn part(case: &Case<'_>, scope: &Scope<'_>, operand: &Operand, from: (usize, usize)) -> Option<Part> {
    let value = scope.totals.panes[operand.pane].cell(operand.row, operand.column).shown?;
    Some(Part { called: scope.called(case, operand, from), value, minus: operand.minus })
}

/// What would make a sum of these parts what is shown; where nothing among them would, a line of another form with just that amount.
pub(super) fn explained(case: &Case<'_>, shown: Decimal, computed: Decimal, parts: &[Part]) -> Option<String> {
    let elsewhere = || {
        let gap = exact_difference(shown, computed)?.abs();
        case.amount_of(gap.checked_mul(case.yuan_per_unit())?).map(|place| format!("差额正好等于{place}"))
    };
    of_sum(shown, computed, parts, &|value| case.prints(value)).or_else(elsewhere)
}

/// What would make a sum of these parts what is shown. `known` says whether a figure stands elsewhere.
pub(super) fn of_sum(shown: Decimal, computed: Decimal, parts: &[Part], known: &dyn Fn(Decimal) -> bool) -> Option<String> {
    let gap = shown.checked_sub(computed)?;
    let signed = |part: &Part| if part.minus { -part.value } else { part.value };
    let named = |parts: &[&Part]| parts.iter().map(|part| format!("“{}”{}", part.called, part.value)).collect::<Vec<_>>().join("、");
    let of = |is: &dyn Fn(Decimal) -> bool| parts.iter().filter(|part| !part.value.is_zero() && is(signed(part))).collect::<Vec<_>>();
    let own = slip(shown, computed);
    let or_own = own.map_or_else(String::new, |own| format!("，或者本数{}", own.said()));
    if parts.len() > 1 {
        let missing = of(&|value| value == -gap);
        if (1..=FEW).contains(&missing.len()) {
            return Some(format!("差额正好等于{}，可能多列了这一行，或者合计漏加{or_own}", named(&missing)));
        }
        let twice = of(&|value| value == gap);
        if (1..=FEW).contains(&twice.len()) {
            return Some(format!("差额正好等于{}，可能重复加了，或者漏列了相同的一行{or_own}", named(&twice)));
        }
        let turned = of(&|value| value.checked_add(value) == Some(-gap));
        if (1..=FEW).contains(&turned.len()) {
            return Some(format!("差额是{}的两倍，可能正负号写反了", named(&turned)));
        }
    }
    // A slip in what is shown, or in one of the parts.
    let mut of_parts: Vec<(Slip, &Part, Decimal)> = parts
        .iter()
        .filter_map(|part| {
            let right = if part.minus { part.value.checked_sub(gap)? } else { part.value.checked_add(gap)? };
            Some((slip(part.value, right)?, part, right))
        })
        .collect();
    of_parts.sort_by_key(|(slip, ..)| *slip);
    if let Some((best, ..)) = of_parts.first().copied() {
        // What stands elsewhere is the better guess.
        let elsewhere: Vec<&(Slip, &Part, Decimal)> = of_parts.iter().filter(|(_, _, right)| known(*right)).collect();
        let likely: Vec<&(Slip, &Part, Decimal)> =
            if elsewhere.is_empty() { of_parts.iter().filter(|(slip, ..)| *slip == best).collect() } else { elsewhere };
        if likely.len() <= FEW && own.is_none_or(|own| likely[0].0 <= own) {
            let said: Vec<String> =
                likely.iter().map(|(slip, part, right)| format!("“{}”{}应为{right}（{}）", part.called, part.value, slip.said())).collect();
            return Some(format!("如果{}就相符{or_own}", said.join("，或者")));
        }
    }
    if let Some(own) = own {
        return Some(format!("多半是{}", own.said()));
    }
    let half = Decimal::new(5, shown.scale().min(27) + 1);
    if parts.len() > 1 && gap.abs() <= half.checked_mul(Decimal::from(parts.len()))? {
        return Some("多半是四舍五入的尾差".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{found, sample, type_into};

    fn slip_of(wrong: &str, right: &str) -> Option<Slip> {
        slip(wrong.parse().expect("a number"), right.parse().expect("a number"))
    }

    #[test]
    fn slips_of_typing_are_told_apart() {
        assert_eq!(slip_of("2806.12", "2860.12"), Some(Slip::Swapped));
        assert_eq!(slip_of("286.012", "2860.12"), Some(Slip::Point));
        assert_eq!(slip_of("28601200", "2860.12"), Some(Slip::Unit));
        assert_eq!(slip_of("-5", "5"), Some(Slip::Sign));
        assert_eq!(slip_of("2870.12", "2860.12"), Some(Slip::Digit));
        assert_eq!(slip_of("28860.12", "2860.12"), Some(Slip::Lost));
        assert_eq!(slip_of("0.54", "9.54"), Some(Slip::Digit));
        assert_eq!(slip_of("2871.13", "2860.12"), None);
        assert_eq!(slip_of("0", "2860.12"), None);
    }

    fn told(row: &str, figure: &str) -> Vec<String> {
        let mut draft = sample();
        type_into(&mut draft, "basic", row, "operating", figure);
        found(&draft, "A101").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_sum_that_is_off_says_what_would_make_it_right() {
        // 302 is 153.00 in the sample; 30201 in it is 9.33.
        let messages = told("302", "135.00");
        assert!(messages.iter().any(|message| message.contains("两位数字写颠倒了")), "{messages:?}");
        let messages = told("302", "114.36");
        assert!(messages.iter().any(|message| message.contains("差额正好等于“30231")), "{messages:?}");
    }

    #[test]
    fn a_line_left_out_is_thought_of() {
        let mut draft = sample();
        type_into(&mut draft, "basic", "302", "operating", "199.77");
        let messages: Vec<String> = found(&draft, "A101").into_iter().map(|(_, message)| message).collect();
        assert!(messages.iter().any(|message| message.contains("各行合计少46.77，可能漏列了一行")), "{messages:?}");
    }

    #[test]
    fn of_factors_the_one_that_is_off_is_named() {
        let mut draft = sample();
        type_into(&mut draft, "procurement", "r3", "quantity", "3");
        type_into(&mut draft, "procurement", "r3", "total", "108.00");
        let messages: Vec<String> = found(&draft, "A101").into_iter().map(|(_, message)| message).collect();
        assert!(
            messages.iter().any(|message| message.ends_with("；数量3 × 单价108.00，如果“数量”3应为1就相符，或者“单价”108.00应为36就相符")
                || message.ends_with("如果“数量”3应为1就相符")),
            "{messages:?}"
        );
    }
}
