//! N119: a printed calculation that does not hold: 130人×42元=1.5万元.
//!
//! A whole product with its result is read, and nothing less. Months may be left out, and 万 too: what holds in any reading is right.

use rust_decimal::Decimal;

use crate::numbers::{Number, Unit, numbers, plain};

const TIMES: &[char] = &['×', '*', 'x', 'X', '＊', '✕'];

pub(super) fn check(text: &str) -> Vec<String> {
    if !text.contains(['=', '＝']) || !text.contains(TIMES) {
        return Vec::new();
    }
    let text = plain(text);
    let read = numbers(&text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < read.len() {
        let end = (at..read.len() - 1).find(|n| joined(&text, &read, *n) != Some(Joint::Times)).unwrap_or(read.len() - 1);
        if end > at && joined(&text, &read, end) == Some(Joint::Is) && is_whole(&text, &read, at, end + 1) {
            out.extend(denied(&text, &read, at, end + 1));
        }
        at = end + 1;
    }
    out
}

/// What stands between a number and the next.
#[derive(PartialEq)]
enum Joint {
    Times,
    Is,
}

fn joined(text: &str, read: &[Number], at: usize) -> Option<Joint> {
    let between = text.get(read[at].at.end..read.get(at + 1)?.at.start)?;
    let last = between.chars().next_back()?;
    let unit = &between[..between.len() - last.len_utf8()];
    // 42元/人·月: a few words of the unit, and nothing else that calculates.
    let plain =
        unit.chars().count() <= 8 && !unit.contains(['，', '。', '；', '、', '+', '＋', '-', '－', '÷', '(', ')', '（', '）', '[', ']', '=', '＝']);
    match last {
        _ if !plain || unit.contains(TIMES) => None,
        '=' | '＝' => Some(Joint::Is),
        last if TIMES.contains(&last) => Some(Joint::Times),
        _ => None,
    }
}

/// No more is calculated before or behind it.
fn is_whole(text: &str, read: &[Number], first: usize, last: usize) -> bool {
    let calculates = |c: Option<char>| c.is_some_and(|c| "+＋-－÷/×*＊xX)）]=".contains(c) || c.is_ascii_digit());
    let behind = text[read[last].at.end..].trim_start_matches('元');
    !calculates(text[..read[first].at.start].chars().next_back()) && !calculates(behind.chars().next())
}

fn denied(text: &str, read: &[Number], first: usize, last: usize) -> Option<String> {
    let value = |number: &Number| match number.unit {
        Unit::Money(times) => number.value.checked_mul(Decimal::from(times)),
        Unit::Percent => number.value.checked_div(Decimal::ONE_HUNDRED),
        _ => Some(number.value),
    };
    let product = read[first..last].iter().try_fold(Decimal::ONE, |product, number| product.checked_mul(value(number)?))?;
    let (shown, half) = (value(&read[last])?, read[last].half());
    let wan = Decimal::from(10_000);
    let holds = |product: Decimal| (product - shown).abs() <= half * Decimal::TWO;
    let readings = [Some(product), product.checked_mul(wan), product.checked_div(wan), product.checked_mul(Decimal::from(12))];
    // A year is no factor, and a product without any amount may be of whatever.
    let is_plain = read[first..=last].iter().all(|number| number.unit != Unit::Year) && read[last].unit != Unit::Percent;
    if !is_plain || readings.into_iter().flatten().any(holds) {
        return None;
    }
    let said = &text[read[first].at.start..read[last].at.end];
    let right = match read[last].unit {
        Unit::Money(times) => format!("{}{}", (product / Decimal::from(times)).normalize(), if times == 10_000 { "万元" } else { "元" }),
        _ => product.normalize().to_string(),
    };
    Some(format!("“{said}”算不出来：乘积是{right}"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N119").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_product_that_is_something_else_is_told() {
        assert_eq!(said("工会经费130人×42元=1.5万元。"), ["“130人×42元=1.5万元”算不出来：乘积是0.546万元"]);
        assert_eq!(said("线路租金10条*2万元＝29万元").len(), 1);
    }

    #[test]
    fn what_holds_in_any_reading_and_what_is_no_calculation_is_left_alone() {
        for text in [
            "130人×42元=0.55万元",
            "130人×42元/人·月×12月=6.55万元",
            "239*7.55=1804.45万元",
            "3人×600元/月=2.16万元",
            "满意人数/抽样人数×100%=满意度",
            "5+10×2=25万元",
            "7×24小时值守，A1×3张，1920*1080=分辨率",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
