//! Numbers read out of sentences: amounts, percents, counts, years, with the words that are said of a change, and where they stand.
//!
//! A sentence is read in a plain form, without blanks and with one sign for what looks alike, so that what a line break has torn apart is one
//! number again. It leaves to the rules what a number means and whether it is right.

mod plain;

use std::ops::Range;

use rust_decimal::Decimal;

pub use plain::plain;

/// A number of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Where number and unit stand in the plain text.
    pub at: Range<usize>,
    /// As printed; money not in 元 but in its own unit.
    pub value: Decimal,
    /// What it counts.
    pub unit: Unit,
}

/// What a number counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// So many 元.
    Money(u32),
    /// Percent, or percent points.
    Percent,
    /// A calendar year.
    Year,
    /// Anything else: 辆, 人, 平方米; empty where nothing that is known stands behind the number.
    Count(String),
}

impl Number {
    /// The amount in 元.
    #[must_use]
    pub fn yuan(&self) -> Option<Decimal> {
        match self.unit {
            Unit::Money(times) => self.value.checked_mul(Decimal::from(times)),
            _ => None,
        }
    }

    /// Half a unit of the last printed digit, in 元 where it is money.
    #[must_use]
    pub fn half(&self) -> Decimal {
        let times = if let Unit::Money(times) = self.unit { times } else { 1 };
        Decimal::new(5, self.value.scale().min(27) + 1) * Decimal::from(times)
    }

    /// As printed, with its unit.
    #[must_use]
    pub fn said<'a>(&self, plain: &'a str) -> &'a str {
        &plain[self.at.clone()]
    }

    /// Whether it is an amount of money.
    #[must_use]
    pub fn is_money(&self) -> bool {
        matches!(self.unit, Unit::Money(_))
    }
}

/// Units behind a number that are no money, the longer ones first.
const COUNTED: &[&str] = &[
    "平方米",
    "个百分点",
    "万平方米",
    "公里",
    "万人",
    "人次",
    "辆",
    "台",
    "套",
    "人",
    "名",
    "个",
    "家",
    "户",
    "项",
    "次",
    "件",
    "批",
    "吨",
    "亩",
    "条",
    "天",
];

/// The numbers of a plain text.
#[must_use]
pub fn numbers(plain: &str) -> Vec<Number> {
    let mut out = Vec::new();
    let bytes = plain.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + found;
        let end = end_of_number(bytes, start);
        at = end;
        // 2.1.3 and the like are numbers of chapters; figures inside codes and words are none.
        let glued = start > 0 && (bytes[start - 1].is_ascii_alphabetic() || bytes[start - 1] == b'.');
        if glued || end < bytes.len() && bytes[end].is_ascii_alphabetic() && bytes[end] != b'm' {
            continue;
        }
        // No amount is as large as that, and sums and shares of larger ones are no exact numbers.
        let Some(value) = plain[start..end].replace(',', "").parse::<Decimal>().ok().filter(|value| *value < LARGEST) else { continue };
        let (unit, long) = unit_of(&plain[end..], &plain[start..end]);
        let minus = start > 0 && bytes[start - 1] == b'-' && (start < 2 || !bytes[start - 2].is_ascii_digit());
        at = end + long;
        out.push(Number { at: start..at, value: if minus { -value } else { value }, unit });
    }
    out
}

/// Numbers of a text are less than this.
pub const LARGEST: Decimal = Decimal::from_parts(0xA764_0000, 0x0DE0_B6B3, 0, false, 0);

/// Digits with one point; commas only before three digits, and at most three before the first.
fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    let mut point = false;
    while end < bytes.len() {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let thousands = || {
            !point
                && (1..=3).all(|n| digit(end + n))
                && !digit(end + 4)
                && bytes[start..end].iter().position(|b| *b == b',').unwrap_or(end - start) <= 3
        };
        match bytes[end] {
            b'0'..=b'9' => end += 1,
            b'.' if !point && digit(end + 1) => (point, end) = (true, end + 1),
            b',' if thousands() => end += 1,
            _ => break,
        }
    }
    end
}

/// What stands behind a number, and how many bytes of it.
fn unit_of(behind: &str, digits: &str) -> (Unit, usize) {
    const MONEY: [(&str, u32); 4] = [("亿元", 100_000_000), ("万元", 10_000), ("千元", 1_000), ("元", 1)];
    if let Some((said, times)) = MONEY.iter().find(|(said, _)| behind.starts_with(said)) {
        return (Unit::Money(*times), said.len());
    }
    if behind.starts_with('%') {
        return (Unit::Percent, 1);
    }
    if digits.len() == 4 && behind.starts_with('年') && !behind.starts_with("年期") {
        return (Unit::Year, '年'.len_utf8());
    }
    let counted = COUNTED.iter().find(|said| behind.starts_with(**said));
    (Unit::Count(counted.map_or(String::new(), |said| (*said).to_owned())), counted.map_or(0, |said| said.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let text = plain(text);
        let shown = |number: &Number| format!("{} {:?}", number.value, number.unit);
        numbers(&text).iter().map(shown).collect()
    }

    #[test]
    fn amounts_are_read_with_their_unit() {
        assert_eq!(
            read("２０２４年收入 1,019.91 万元，其中 30元、2亿元"),
            ["2024 Year", "1019.91 Money(10000)", "30 Money(1)", "2 Money(100000000)"]
        );
    }

    #[test]
    fn percents_counts_and_bare_numbers_are_told_apart() {
        assert_eq!(read("占30.63％，车辆 9 辆，第3条"), ["30.63 Percent", "9 Count(\"辆\")", "3 Count(\"条\")"]);
    }

    #[test]
    fn what_belongs_to_a_code_is_no_number() {
        assert_eq!(read("5G终端、H264编码、A07070101"), [""; 0]);
        assert_eq!(read("2040201,2040202"), ["2040201 Count(\"\")", "2040202 Count(\"\")"]);
    }

    #[test]
    fn half_of_the_last_digit_is_what_rounding_may_take_away() {
        let number = &numbers("30.63万元")[0];
        assert_eq!((number.yuan(), number.half()), (Some(Decimal::from(306_300)), Decimal::from(50)));
    }
}
