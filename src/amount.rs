//! Exact money: what a clerk types, what is kept, what is printed.
//!
//! An [`Amount`] is a decimal with the scale it was typed with. It does not know its unit: every amount of a
//! draft is in the draft's entry unit ([`MoneyUnit`]). Blank is `Option::None`, never zero. Nothing here, or
//! anywhere else, turns money into a float.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// The unit that amounts are typed or printed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 万元 (10,000 yuan), what the standard forms print
    #[default]
    Wan,
}

impl MoneyUnit {
    /// The unit as printed.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::Wan => "万元",
        }
    }
}

/// An exact amount, in the unit of its draft, with the scale it was typed with (`5.0` stays `5.0`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub Decimal);

/// Why a typed amount was not understood. The old value stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// A character that no number holds.
    Character(char),
    /// Two decimal points, a sign in the middle, or no digit at all.
    NotANumber,
    /// `1,23`: separators that do not stand between groups of three.
    Separator,
    /// More than 15 digits before or 8 after the point.
    TooLarge,
    /// A unit in a field that counts things, not money.
    Unit,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => write!(f, "“{c}”不是数字，请只填数字"),
            Self::NotANumber => f.write_str("不是一个数，请检查小数点和正负号"),
            Self::Separator => f.write_str("千分位逗号的位置不对，应每三位一个"),
            Self::TooLarge => f.write_str("数太大或小数位太多，整数最多15位、小数最多8位"),
            Self::Unit => f.write_str("此处不是金额，不要带单位"),
        }
    }
}

impl std::error::Error for AmountError {}

const MAX_WHOLE: usize = 15;
const MAX_SCALE: u32 = 8;

impl Amount {
    /// Reads what a clerk typed into a money cell of a draft whose entry unit is `unit`.
    ///
    /// Full-width digits, thousands separators, blanks, ¥ and brackets for a minus are understood, and so is a trailing 万元 or 元,
    /// which is converted exactly. Nothing but blanks is `Ok(None)`: the cell is emptied.
    ///
    /// # Errors
    /// Says in Chinese what is wrong with anything else.
    pub fn typed(text: &str, unit: MoneyUnit) -> Result<Option<Self>, AmountError> {
        let text = narrow(text);
        if text.is_empty() {
            return Ok(None);
        }
        let said_in = |text: &str| {
            if let Some(rest) = text.strip_suffix("万元").or_else(|| text.strip_suffix('万')) {
                (rest.to_owned(), Some(MoneyUnit::Wan))
            } else if let Some(rest) = text.strip_suffix('元') {
                (rest.to_owned(), Some(MoneyUnit::Yuan))
            } else {
                (text.to_owned(), None)
            }
        };
        // The unit may stand within the brackets or behind them.
        let (outside, said) = said_in(&text);
        let (figure, inside) = said_in(&signed(&outside));
        let said = said.or(inside).unwrap_or(unit);
        let value = number(&figure)?;
        if said == unit { Ok(Some(Self(value))) } else { Self(value).converted(said, unit).kept() }
    }

    /// Reads a plain number (a quantity): as [`Amount::typed`], but without any unit.
    ///
    /// # Errors
    /// As [`Amount::typed`]; a unit is refused.
    pub fn plain(text: &str) -> Result<Option<Self>, AmountError> {
        let text = narrow(text);
        if text.is_empty() {
            return Ok(None);
        }
        if text.ends_with(['元', '万']) {
            return Err(AmountError::Unit);
        }
        number(&signed(&text)).map(|value| Some(Self(value)))
    }

    /// Reads a figure as somebody has printed it into a table, in that unit, or a quantity without one. As [`Amount::typed`] and
    /// [`Amount::plain`], and what tables print for nothing is `Ok(None)`: see [`is_nothing`].
    ///
    /// # Errors
    /// As [`Amount::typed`].
    pub fn printed(text: &str, unit: Option<MoneyUnit>) -> Result<Option<Self>, AmountError> {
        if is_nothing(text) {
            return Ok(None);
        }
        unit.map_or_else(|| Self::plain(text), |unit| Self::typed(text, unit))
    }

    /// This amount, if a draft can keep it.
    fn kept(self) -> Result<Option<Self>, AmountError> {
        let digits = self.0.trunc().abs().to_string().len();
        if digits > MAX_WHOLE || self.0.scale() > MAX_SCALE { Err(AmountError::TooLarge) } else { Ok(Some(self)) }
    }

    /// This amount of unit `from` in unit `to`, exactly, without needless zeros. A draft that changes its unit keeps up to
    /// 12 decimals.
    #[must_use]
    pub fn converted(self, from: MoneyUnit, to: MoneyUnit) -> Self {
        if from == to { self } else { Self(convert(self.0, from, to)) }
    }
}

/// How money is printed in a form: the unit and the least number of decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyStyle {
    /// The printed unit.
    pub unit: MoneyUnit,
    /// Decimals that are always printed; more appear only where they were typed.
    pub decimals: u32,
    /// Decimals that a figure typed in 元 keeps in 万元; as many as are always printed if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<u32>,
}

impl MoneyStyle {
    /// `value`, an amount in `entry`, as it is printed.
    ///
    /// In the entry unit itself nothing is rounded: what was typed is what is printed, with zeros added up to
    /// `decimals`. From 元 to 万元 the cell is rounded by itself, half away from zero (四舍五入), from the exact figure.
    #[must_use]
    pub fn print(self, value: Decimal, entry: MoneyUnit) -> String {
        self.printed(value, entry).to_string()
    }

    /// As [`MoneyStyle::print`], as a figure: in the printed unit, with the scale that it is printed with.
    #[must_use]
    pub fn printed(self, value: Decimal, entry: MoneyUnit) -> Decimal {
        let mut printed = match (entry, self.unit) {
            (MoneyUnit::Yuan, MoneyUnit::Wan) => {
                let kept = self.kept.unwrap_or(self.decimals);
                convert(value, entry, self.unit).round_dp_with_strategy(kept, RoundingStrategy::MidpointAwayFromZero).normalize()
            }
            _ => convert(value, entry, self.unit),
        };
        if printed.scale() < self.decimals {
            printed.rescale(self.decimals);
        }
        if printed.is_zero() {
            printed.set_sign_positive(true);
        }
        printed
    }
}

fn convert(value: Decimal, from: MoneyUnit, to: MoneyUnit) -> Decimal {
    match (from, to) {
        (MoneyUnit::Yuan, MoneyUnit::Wan) => {
            let mut shifted = value;
            // Typed amounts have at most 8 decimals and sums no more than their terms, so 4 more always fit.
            if shifted.set_scale(value.scale() + 4).is_err() {
                shifted = value / Decimal::from(10_000);
            }
            shifted.normalize()
        }
        (MoneyUnit::Wan, MoneyUnit::Yuan) => value.checked_mul(Decimal::from(10_000)).unwrap_or(value).normalize(),
        _ => value,
    }
}

/// Whether a text is what tables print where there is no figure: blanks, dashes, `/`, 无.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text == "无" || text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '―' | '－' | '−' | '─' | '/' | '／' | '×'))
}

/// `(3.20)` as `-3.20`, and without a sign of currency.
fn signed(text: &str) -> String {
    let figure = |text: &str| text.replacen('¥', "", 1);
    match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) if !inner.contains(['-', '+', '(']) => format!("-{}", figure(inner)),
        _ if text.trim_start_matches(['-', '+']).starts_with('¥') => match figure(text) {
            // ¥(3.20)
            rest if rest.starts_with('(') => signed(&rest),
            rest => rest,
        },
        _ => text.to_owned(),
    }
}

/// Full-width characters as their narrow ones, blanks dropped.
fn narrow(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200B}' && *c != '\u{FEFF}')
        .map(|c| match c {
            '０'..='９' | '．' | '，' | '－' | '＋' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '。' => '.',
            '−' | '–' | '—' => '-',
            '（' => '(',
            '）' => ')',
            '￥' => '¥',
            _ => c,
        })
        .collect()
}

fn number(text: &str) -> Result<Decimal, AmountError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(odd) = digits.chars().find(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '+')) {
        return Err(AmountError::Character(odd));
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.contains(['.', ',', '-', '+']) || whole.contains(['-', '+']) || (whole.is_empty() && fraction.is_empty()) {
        return Err(AmountError::NotANumber);
    }
    let groups: Vec<&str> = whole.split(',').collect();
    if groups.len() > 1 && (groups[0].is_empty() || groups[0].len() > 3 || groups[1..].iter().any(|g| g.len() != 3)) {
        return Err(AmountError::Separator);
    }
    let plain = format!("{}{}.{}", if negative { "-" } else { "" }, groups.concat(), fraction);
    let too_large = groups.concat().trim_start_matches('0').len() > MAX_WHOLE || fraction.len() > MAX_SCALE as usize;
    let plain = plain.trim_end_matches('.');
    match plain.parse::<Decimal>() {
        Ok(value) if !too_large => Ok(value),
        Ok(_) | Err(_) if too_large => Err(AmountError::TooLarge),
        _ => Err(AmountError::NotANumber),
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Wider than what can be typed: a draft may have changed its unit since, and last year's figures may be products.
        if let Ok(value) = Decimal::from_str_exact(&text) {
            return Ok(Self(value));
        }
        match Self::plain(&text) {
            Ok(Some(amount)) => Ok(amount),
            Ok(None) => Err(serde::de::Error::custom("金额为空")),
            Err(error) => Err(serde::de::Error::custom(format!("金额“{text}”：{error}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(text: &str) -> String {
        Amount::typed(text, MoneyUnit::Wan).unwrap().map_or_else(String::new, |a| a.to_string())
    }

    #[test]
    fn what_clerks_type_is_understood() {
        for (typed, kept) in [
            ("452.55", "452.55"),
            ("１２．５", "12.5"),
            ("1,234.50", "1234.50"),
            ("１，２３４", "1234"),
            (" 12万元", "12"),
            ("5000元", "0.5"),
            ("12345元", "1.2345"),
            ("－3.20", "-3.20"),
            ("￥7", "7"),
            ("-¥7", "-7"),
            ("(4.00)", "-4.00"),
            ("（4.00）", "-4.00"),
            ("（¥1,234.50）", "-1234.50"),
            ("¥(3)", "-3"),
            ("(5000元)", "-0.5"),
            ("（2）万元", "-2"),
            (".5", "0.5"),
            ("", ""),
            ("　", ""),
        ] {
            assert_eq!(wan(typed), kept, "typed {typed:?}");
        }
        assert_eq!(Amount::typed("12.5万元", MoneyUnit::Yuan).unwrap().unwrap().to_string(), "125000");
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_reason() {
        for (typed, error) in [
            ("12a", AmountError::Character('a')),
            ("约12", AmountError::Character('约')),
            ("1.2.3", AmountError::NotANumber),
            ("1-2", AmountError::NotANumber),
            ("-", AmountError::NotANumber),
            ("(-4)", AmountError::Character('(')),
            ("4(2)", AmountError::Character('(')),
            ("万元", AmountError::NotANumber),
            ("1,23", AmountError::Separator),
            ("1234,567", AmountError::Separator),
            ("1234567890123456", AmountError::TooLarge),
            ("0.123456789", AmountError::TooLarge),
            ("0.00001元", AmountError::TooLarge),
        ] {
            assert_eq!(Amount::typed(typed, MoneyUnit::Wan), Err(error), "typed {typed:?}");
        }
        assert_eq!(Amount::plain("3元"), Err(AmountError::Unit));
    }

    #[test]
    fn what_tables_print_for_nothing_is_blank() {
        for text in ["-", "—", "－", "──", "/", "／", "无", " - ", "", "×"] {
            assert_eq!(Amount::printed(text, Some(MoneyUnit::Wan)), Ok(None), "{text}");
        }
        let printed = |text: &str, unit| Amount::printed(text, unit).unwrap().unwrap().to_string();
        assert_eq!([printed("（1,234.50）", Some(MoneyUnit::Wan)), printed("１２台".trim_end_matches('台'), None)], ["-1234.50", "12"]);
        assert!(Amount::printed("无法确定", None).is_err());
        assert_eq!(Amount::printed("12元", None), Err(AmountError::Unit));
    }

    #[test]
    fn printing_pads_and_rounds_from_the_exact_figure() {
        let style = MoneyStyle { unit: MoneyUnit::Wan, decimals: 2, kept: None };
        let print = |text: &str, entry| style.print(text.parse().unwrap(), entry);
        assert_eq!(print("523", MoneyUnit::Wan), "523.00");
        assert_eq!(print("784.2857", MoneyUnit::Wan), "784.2857");
        assert_eq!(print("171915169", MoneyUnit::Yuan), "17191.52");
        assert_eq!(print("49.99", MoneyUnit::Yuan), "0.00");
        assert_eq!(print("50", MoneyUnit::Yuan), "0.01");
        assert_eq!(print("-50", MoneyUnit::Yuan), "-0.01");
        assert_eq!(print("-49", MoneyUnit::Yuan), "0.00");
        let short = MoneyStyle { unit: MoneyUnit::Wan, decimals: 0, kept: Some(2) };
        assert_eq!(["3455200", "11740000", "49"].map(|text| short.print(text.parse().unwrap(), MoneyUnit::Yuan)), ["345.52", "1174", "0"]);
        let yuan = MoneyStyle { unit: MoneyUnit::Yuan, decimals: 0, kept: None };
        assert_eq!(yuan.print("0.5".parse().unwrap(), MoneyUnit::Wan), "5000");
    }
}
