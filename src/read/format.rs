//! Number formats of a workbook: a stored figure as its cell shows it, in decimal.
//!
//! Formats that offices use in tables: decimals, separators, percentages, leading zeros, units of thousands, signs in brackets, dates of all kinds,
//! conditions. Scientific figures and fractions are shown with the digits that are stored: what they leave out would be lost.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::template::outline::chinese;

/// A figure as its cell shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// What is seen, without blanks around it.
    pub text: String,
    /// As it is stored, where more of it is stored than is seen.
    pub stored: Option<String>,
}

/// A format, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Format {
    sections: Vec<Section>,
}

#[derive(Clone, Debug, Default)]
struct Section {
    tokens: Vec<Token>,
    /// For figures that are so.
    condition: Option<(String, Decimal)>,
    /// Figures of dates in Chinese.
    chinese: bool,
    /// 1.2E+03 or 1/2.
    other: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(String),
    /// 0, # or ?
    Digit(char),
    Point,
    Comma,
    Percent,
    /// The figure as it is.
    General,
    /// The text of a cell.
    Text,
    /// Letters of a date or time: year, month …
    Date(char, usize),
    /// Hours, minutes or seconds beyond a day.
    Elapsed(char),
    /// Before or after noon, and whether in Chinese.
    Half(bool),
}

/// Of a figure that is noise of binary arithmetic so little differs.
pub(super) const NOISE: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

/// A binary figure in decimal: 15 digits are what a sheet keeps, what is beyond them is noise. `None` beyond what any amount or code has.
pub(super) fn decimal(n: f64) -> Option<Decimal> {
    if n.abs() < 1e-12 {
        return Some(Decimal::ZERO);
    }
    if !n.is_finite() || n.abs() >= 1e25 {
        return None;
    }
    Decimal::from_scientific(&format!("{n:.14e}")).ok().map(|value| value.normalize())
}

impl Format {
    /// The format of a cell by its code and, where the file leaves the code to the language, by its number.
    pub(super) fn of(code: &str, id: Option<u32>) -> Self {
        Self { sections: sections(native(code, id)).into_iter().map(Section::of).collect() }
    }

    /// Whether the file does not say how a figure is shown.
    pub(super) fn is_none(&self) -> bool {
        self.sections.is_empty()
    }

    /// A figure, as days where it is a date.
    pub(super) fn show(&self, n: f64, is_1904: bool) -> Shown {
        let Some(value) = decimal(n) else {
            return Shown { text: if n.is_finite() { format!("{n:.14e}") } else { String::new() }, stored: None };
        };
        let Some((section, minus)) = self.section(value) else { return general(value) };
        if section.is_date() {
            return section.date(n, is_1904).map_or_else(|| general(value), |text| Shown { text: text.trim().to_owned(), stored: None });
        }
        if section.other || section.tokens.contains(&Token::Text) && !section.tokens.iter().any(|token| matches!(token, Token::Digit(_))) {
            return general(value);
        }
        section.figure(value, minus)
    }

    /// A text: formats may put something before or behind it.
    pub(super) fn show_text(&self, text: &str) -> String {
        let section = match self.sections.as_slice() {
            [only] => Some(only),
            [_, _, _, last, ..] => Some(last),
            _ => None,
        };
        let Some(section) = section.filter(|section| section.tokens.contains(&Token::Text)) else { return text.trim().to_owned() };
        let shown = section.tokens.iter().map(|token| match token {
            Token::Text => text,
            Token::Literal(literal) => literal,
            _ => "",
        });
        shown.collect::<String>().trim().to_owned()
    }

    /// The section for a figure, and whether a minus stands before what it shows.
    fn section(&self, value: Decimal) -> Option<(&Section, bool)> {
        let negative = value.is_sign_negative() && !value.is_zero();
        if self.sections.iter().any(|section| section.condition.is_some()) {
            let chosen =
                self.sections.iter().take(3).find(|section| section.condition.as_ref().is_none_or(|(sign, with)| holds(value, sign, *with)))?;
            return Some((chosen, negative));
        }
        match self.sections.as_slice() {
            [] => None,
            [only] => Some((only, negative)),
            [first, second] => Some(if negative { (second, false) } else { (first, false) }),
            [first, second, third, ..] => Some(if value.is_zero() {
                (third, false)
            } else if negative {
                (second, false)
            } else {
                (first, false)
            }),
        }
    }
}

fn holds(value: Decimal, sign: &str, with: Decimal) -> bool {
    match sign {
        "<" => value < with,
        "<=" => value <= with,
        ">" => value > with,
        ">=" => value >= with,
        "<>" => value != with,
        _ => value == with,
    }
}

/// Formats that a file names by number alone are those of the language; here of the Chinese one.
fn native(code: &str, id: Option<u32>) -> &str {
    match (id, code) {
        (Some(14), "mm-dd-yy") => "yyyy/m/d",
        (Some(22), "m/d/yy h:mm") => "yyyy/m/d h:mm",
        (Some(5 | 6), "General") => "¥#,##0;¥-#,##0",
        (Some(7 | 8), "General") => "¥#,##0.00;¥-#,##0.00",
        (Some(42), code) if code.contains("_($") => "¥#,##0;¥-#,##0;\"-\"",
        (Some(44), code) if code.contains("_($") => "¥#,##0.00;¥-#,##0.00;\"-\"",
        (Some(27 | 36 | 50 | 52 | 57), "General") => "yyyy年m月",
        (Some(28 | 29 | 51 | 53 | 54 | 58), "General") => "m月d日",
        (Some(30), "General") => "m/d/yy",
        (Some(31), "General") => "yyyy年m月d日",
        (Some(32), "General") => "h时mm分",
        (Some(33), "General") => "h时mm分ss秒",
        (Some(34 | 55), "General") => "上午/下午h时mm分",
        (Some(35 | 56), "General") => "上午/下午h时mm分ss秒",
        _ => code,
    }
}

/// The sections of a format; a semicolon within quotes or brackets is none's end.
fn sections(code: &str) -> Vec<&str> {
    let (mut out, mut from, mut quoted, mut inside, mut escaped) = (Vec::new(), 0, false, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '!' | '_' | '*' => escaped = true,
            '[' => inside = true,
            ']' => inside = false,
            ';' if !inside => {
                out.push(&code[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(&code[from..]);
    out
}

/// A figure in a cell without a format: as many digits as a column of usual width has room for, and whole codes with all of them.
fn general(value: Decimal) -> Shown {
    let whole = value.trunc().abs().to_string().len();
    let places = if whole >= 12 { value.scale() } else { u32::try_from(10 - whole.min(10)).unwrap_or(0).clamp(1, 8) };
    let seen = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).normalize();
    Shown { text: seen.to_string(), stored: stored(value, seen) }
}

fn stored(value: Decimal, seen: Decimal) -> Option<String> {
    ((value - seen).abs() > NOISE).then(|| value.to_string())
}

impl Section {
    fn of(code: &str) -> Self {
        let mut section = Self::default();
        let mut rest = code;
        while let Some(c) = rest.chars().next() {
            let behind = &rest[c.len_utf8()..];
            rest = match c {
                '"' => {
                    let (literal, behind) = behind.split_once('"').unwrap_or((behind, ""));
                    section.literal(literal);
                    behind
                }
                '\\' | '!' => section.escaped(behind, true),
                '_' => {
                    section.literal(" ");
                    section.escaped(behind, false)
                }
                '*' => section.escaped(behind, false),
                '[' => {
                    let (inner, behind) = behind.split_once(']').unwrap_or((behind, ""));
                    section.bracket(inner);
                    behind
                }
                _ => section.token(rest, c),
            };
        }
        section
    }

    fn literal(&mut self, text: &str) {
        self.tokens.push(Token::Literal(text.to_owned()));
    }

    /// What follows a sign that takes the next one; that one is kept or not.
    fn escaped<'a>(&mut self, rest: &'a str, kept: bool) -> &'a str {
        let end = rest.chars().next().map_or(0, char::len_utf8);
        if kept {
            self.literal(&rest[..end]);
        }
        &rest[end..]
    }

    /// `[>=10000]`, `[$¥-804]`, `[h]`, `[DBNum1]`; colours are none of ours.
    fn bracket(&mut self, inner: &str) {
        if let Some(currency) = inner.strip_prefix('$') {
            self.literal(currency.split('-').next().unwrap_or_default());
        } else if inner.starts_with(['<', '>', '=']) {
            let figure = inner.trim_start_matches(['<', '>', '=']);
            self.condition = figure.trim().parse().ok().map(|with| (inner[..inner.len() - figure.len()].to_owned(), with));
        } else if inner.starts_with("DBNum") {
            self.chinese = true;
        } else if let Some(c) = inner.chars().next().map(|c| c.to_ascii_lowercase()).filter(|c| matches!(c, 'h' | 'm' | 's'))
            && inner.chars().all(|other| other.to_ascii_lowercase() == c)
        {
            self.tokens.push(Token::Elapsed(c));
        }
    }

    /// The token that begins at `c`; what follows it.
    fn token<'a>(&mut self, rest: &'a str, c: char) -> &'a str {
        let starts = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        for (word, token) in [
            ("General", Token::General),
            ("G/通用格式", Token::General),
            ("AM/PM", Token::Half(false)),
            ("A/P", Token::Half(false)),
            ("上午/下午", Token::Half(true)),
        ] {
            if starts(word) {
                self.tokens.push(token);
                return &rest[word.len()..];
            }
        }
        let letter = c.to_ascii_lowercase();
        let has_digits = self.tokens.iter().any(|token| matches!(token, Token::Digit(_)));
        let run = rest.chars().take_while(|other| other.to_ascii_lowercase() == letter).count();
        match letter {
            'e' if has_digits && rest[1..].starts_with(['+', '-']) => {
                self.other = true;
                return &rest[2..];
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'e' => {
                self.tokens.push(Token::Date(letter, run));
                return &rest[run..];
            }
            'a' if run >= 3 => {
                self.tokens.push(Token::Date('a', run));
                return &rest[run..];
            }
            _ => {}
        }
        match c {
            '0' | '#' | '?' => self.tokens.push(Token::Digit(c)),
            '.' => self.tokens.push(Token::Point),
            ',' => self.tokens.push(Token::Comma),
            '%' => self.tokens.push(Token::Percent),
            '@' => self.tokens.push(Token::Text),
            '/' if has_digits => self.other = true,
            _ => self.literal(&rest[..c.len_utf8()]),
        }
        &rest[c.len_utf8()..]
    }

    fn is_date(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Date(..) | Token::Elapsed(_) | Token::Half(_)))
    }

    fn figure(&self, value: Decimal, minus: bool) -> Shown {
        let end = self.tokens.iter().position(|token| *token == Token::Point).unwrap_or(self.tokens.len());
        let is_digit = |token: &Token| matches!(token, Token::Digit(_));
        let (whole, behind) = self.tokens.split_at(end);
        let room = whole.iter().filter(|token| is_digit(token)).count();
        let places = behind.iter().filter(|token| is_digit(token)).count();
        // A comma between digits parts them by threes, one behind the last divides by a thousand.
        let last = whole.iter().rposition(is_digit);
        let groups = last.is_some_and(|last| whole[..last].contains(&Token::Comma));
        let behind_last = |tokens: &[Token]| {
            tokens.iter().rposition(is_digit).map_or(0, |last| tokens[last + 1..].iter().take_while(|token| **token == Token::Comma).count())
        };
        let thousands = behind_last(whole) + behind_last(behind);
        let percents = self.tokens.iter().filter(|token| **token == Token::Percent).count();
        let mut scaled = value.abs();
        for _ in 0..percents.min(3) {
            scaled = scaled.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(scaled);
        }
        for _ in 0..thousands.min(6) {
            scaled /= Decimal::ONE_THOUSAND;
        }
        if self.tokens.contains(&Token::General) {
            let shown = general(scaled);
            let text = self.tokens.iter().map(|token| match token {
                Token::General => shown.text.as_str(),
                Token::Literal(literal) => literal,
                _ => "",
            });
            let text: String = text.collect();
            return Shown { text: format!("{}{}", if minus { "-" } else { "" }, text.trim()), stored: shown.stored };
        }
        if room + places == 0 {
            let text: String = self.tokens.iter().map(|token| if let Token::Literal(literal) = token { literal.as_str() } else { "" }).collect();
            return Shown { text: text.trim().to_owned(), stored: (!value.is_zero()).then(|| value.to_string()) };
        }
        let seen = scaled.round_dp_with_strategy(u32::try_from(places).unwrap_or(0), RoundingStrategy::MidpointAwayFromZero);
        // Thousands are left out on purpose, and what is rounded away then is no more than the format says.
        let stored = if (scaled - seen).abs() > NOISE { Some(value.to_string()) } else { None };
        let digits = seen.normalize().to_string();
        let (figures, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let figures = if figures == "0" { "" } else { figures };
        let mut out = String::new();
        whole_of(whole, room, figures, groups, &mut out);
        fraction_of(behind, fraction, places, &mut out);
        Shown { text: format!("{}{}", if minus { "-" } else { "" }, out.trim()), stored }
    }

    fn date(&self, days: f64, is_1904: bool) -> Option<String> {
        if !(0.0..2_958_466.0).contains(&days) {
            return None;
        }
        let (year, month, day, hour, minute, second, _) = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_1904).to_ymd_hms_milli();
        let two = |n: u8, run: usize| {
            if self.chinese {
                chinese_figure(n)
            } else if run > 1 {
                format!("{n:02}")
            } else {
                n.to_string()
            }
        };
        let half = self.tokens.iter().any(|token| matches!(token, Token::Half(_)));
        let mut out = String::new();
        for (at, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Date('y' | 'e', run) => {
                    let text = if *run == 2 && matches!(token, Token::Date('y', _)) { format!("{:02}", year % 100) } else { year.to_string() };
                    out.push_str(&if self.chinese { text.chars().map(chinese_digit).collect() } else { text });
                }
                Token::Date('m', run) if self.is_minute(at) => out.push_str(&two(minute, *run)),
                Token::Date('m', run @ 3..) => out.push_str(month_name(month, *run)),
                Token::Date('m', run) => out.push_str(&two(month, *run)),
                Token::Date('d' | 'a', run @ 3..) => out.push_str(&weekday(days, is_1904, *run)),
                Token::Date('d', run) => out.push_str(&two(day, *run)),
                Token::Date('h', run) => out.push_str(&two(if half { (hour + 11) % 12 + 1 } else { hour }, *run)),
                Token::Date('s', run) => out.push_str(&two(second, *run)),
                Token::Elapsed(c) => {
                    let seconds = decimal(days)?.checked_mul(Decimal::from(86_400))?.round();
                    let divisor = match c {
                        'h' => 3600,
                        'm' => 60,
                        _ => 1,
                    };
                    out.push_str(&(seconds / Decimal::from(divisor)).trunc().to_string());
                }
                Token::Half(true) => out.push_str(if hour < 12 { "上午" } else { "下午" }),
                Token::Half(false) => out.push_str(if hour < 12 { "AM" } else { "PM" }),
                Token::Literal(literal) => out.push_str(literal),
                Token::Comma => out.push(','),
                Token::Point if !matches!(self.tokens.get(at + 1), Some(Token::Digit(_)) | None) => out.push('.'),
                _ => {}
            }
        }
        Some(out)
    }

    /// An m behind hours or before seconds means minutes.
    fn is_minute(&self, at: usize) -> bool {
        let letters = |token: &Token| match token {
            Token::Date(c, _) | Token::Elapsed(c) => Some(*c),
            _ => None,
        };
        self.tokens[..at].iter().rev().find_map(letters) == Some('h') || self.tokens[at + 1..].iter().find_map(letters) == Some('s')
    }
}

/// The digits before the point, with what stands between them.
fn whole_of(tokens: &[Token], room: usize, figures: &str, groups: bool, out: &mut String) {
    let mut at = 0;
    let mut begun = false;
    let mut put = |digit: char, left: usize, out: &mut String| {
        begun |= digit != ' ';
        out.push(digit);
        if groups && begun && left > 0 && left.is_multiple_of(3) {
            out.push(',');
        }
    };
    for token in tokens {
        match token {
            Token::Digit(sign) => {
                // Whatever has no place of its own stands before the first.
                let from = if at == 0 { 0 } else { (figures.len() + at).saturating_sub(room) };
                let to = (figures.len() + at + 1).saturating_sub(room);
                for (n, digit) in figures.char_indices().take(to).skip(from) {
                    put(digit, figures.len() - n - 1, out);
                }
                if to == 0 && *sign != '#' {
                    put(if *sign == '0' { '0' } else { ' ' }, room - at - 1, out);
                }
                at += 1;
            }
            Token::Percent => out.push('%'),
            Token::Literal(literal) => out.push_str(literal),
            _ => {}
        }
    }
    // `.00` has no place for what is before the point.
    if room == 0 {
        out.push_str(figures);
    }
}

/// The point and the digits behind it, with what stands between and behind them.
fn fraction_of(tokens: &[Token], fraction: &str, places: usize, out: &mut String) {
    let mut at = 0;
    // How many digits are seen: those that are there, and as many as the format has zeros.
    let zeros = tokens.iter().filter(|token| matches!(token, Token::Digit(_))).enumerate().filter(|(_, token)| **token == Token::Digit('0'));
    let least = zeros.map(|(n, _)| n + 1).max().unwrap_or(0);
    let shown = fraction.len().max(least).min(places);
    for token in tokens {
        match token {
            Token::Point if shown > 0 => out.push('.'),
            Token::Digit(_) => {
                if at < shown {
                    out.push(fraction.chars().nth(at).unwrap_or('0'));
                }
                at += 1;
            }
            Token::Percent => out.push('%'),
            Token::Literal(literal) => out.push_str(literal),
            _ => {}
        }
    }
}

fn chinese_digit(c: char) -> char {
    c.to_digit(10).and_then(|n| "〇一二三四五六七八九".chars().nth(n as usize)).unwrap_or(c)
}

fn chinese_figure(n: u8) -> String {
    if n == 0 { "〇".into() } else { chinese(usize::from(n)) }
}

fn month_name(month: u8, run: usize) -> &'static str {
    const NAMES: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let name = NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
    if run == 3 { &name[..name.len().min(3)] } else { name }
}

/// 星期一 or 一. The first day of the sheet was a Sunday for it.
fn weekday(days: f64, is_1904: bool, run: usize) -> String {
    let day = decimal(days.floor()).unwrap_or_default() + Decimal::from(if is_1904 { 5 } else { 6 });
    let at = (day % Decimal::from(7)).to_string().parse::<usize>().unwrap_or(0);
    let day = "日一二三四五六".chars().nth(at).unwrap_or_default();
    if run == 3 { day.to_string() } else { format!("星期{day}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(n: f64, code: &str) -> String {
        Format::of(code, None).show(n, false).text
    }

    #[test]
    fn figures_are_seen_as_excel_shows_them() {
        for (n, code, wanted) in [
            (523.0, "0.00", "523.00"),
            (2860.12, "General", "2860.12"),
            (0.1 + 0.2, "General", "0.3"),
            (100.0 / 3.0, "General", "33.33333333"),
            (100.0 / 3.0, "0.00", "33.33"),
            (1.005, "0.00", "1.01"),
            (0.285, "0.00", "0.29"),
            (1_234_567.891, "#,##0.00", "1,234,567.89"),
            (1234.0, "#,##0", "1,234"),
            (0.0, "#,##0", "0"),
            (0.5, "#.##", ".5"),
            (5.0, "0.##", "5"),
            (5.25, "0.0##", "5.25"),
            (-4.0, "0.00_);(0.00)", "(4.00)"),
            (-4.0, "#,##0.00;-#,##0.00", "-4.00"),
            (-4.0, "0.00", "-4.00"),
            (8.0, "0000000", "0000008"),
            (2_010_301.0, "000-00-00", "201-03-01"),
            (8.0, "0000,000", "0,000,008"),
            (1234.5, "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "1,234.50"),
            (0.0, "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-"),
            (0.0, "0.00;-0.00;;@", ""),
            (12345.0, "0!.0,\"万\"", "1.2万"),
            (12_345_678.0, "#,##0,", "12,346"),
            (0.25, "0%", "25%"),
            (-0.083, "0.0%", "-8.3%"),
            (1.0, "0%", "100%"),
            (1234.5, "[>=10000]0!.0,\"万\";0.00", "1234.50"),
            (7.0, "[$¥-804]#,##0.00", "¥7.00"),
            (3.0, "0\"人\"", "3人"),
            (3.0, "General\"人\"", "3人"),
            (3.0, "G/通用格式\"元\"", "3元"),
            (130_130_242_080_012.0, "0", "130130242080012"),
            (123_456_789_012.0, "General", "123456789012"),
            (1_234.0, "0.00E+00", "1234"),
            (0.5, "# ?/?", "0.5"),
            (7.0, "\"不公开\"", "不公开"),
        ] {
            assert_eq!(shown(n, code), wanted, "{n} as {code}");
        }
    }

    #[test]
    fn dates_are_seen_as_their_format_has_them() {
        for (n, code, wanted) in [
            (45_444.0, "yyyy\"年\"m\"月\"", "2024年6月"),
            (45_444.0, "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "2024年6月1日"),
            (45_444.0, "yyyy-mm-dd", "2024-06-01"),
            (45_444.0, "yyyy.m", "2024.6"),
            (45_444.0, "yyyy年m月", "2024年6月"),
            (45_444.0, "m/d", "6/1"),
            (45_444.0, "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", "二〇二四年六月一日"),
            (45_444.0, "aaaa", "星期六"),
            (45_444.5, "yyyy/m/d h:mm", "2024/6/1 12:00"),
            (45_444.75, "上午/下午h时mm分", "下午6时00分"),
            (1.5, "[h]:mm:ss", "36:00:00"),
            (45_444.0, "mmm-yy", "Jun-24"),
        ] {
            assert_eq!(shown(n, code), wanted, "{n} as {code}");
        }
        assert_eq!(Format::of("General", Some(57)).show(45_444.0, false).text, "2024年6月");
        assert_eq!(Format::of("mm-dd-yy", Some(14)).show(45_444.0, false).text, "2024/6/1");
        assert_eq!(Format::of("yyyy/m/d", None).show(43_982.0, true).text, "2024/6/1");
    }

    #[test]
    fn more_than_is_seen_is_told() {
        let stored = |n: f64, code: &str| Format::of(code, None).show(n, false).stored;
        assert_eq!(stored(330.154_567, "0.00").as_deref(), Some("330.154567"));
        assert_eq!(stored(80.1 + 0.05, "0.00"), None);
        assert_eq!(stored(0.1 + 0.2, "General"), None);
        assert_eq!(stored(7.5, ";;;").as_deref(), Some("7.5"));
        assert_eq!(stored(0.0, "0.00;-0.00;;@"), None);
    }

    #[test]
    fn texts_keep_what_their_format_puts_beside_them() {
        let text = |code: &str| Format::of(code, None).show_text("档案馆");
        assert_eq!([text("@"), text("General"), text("0.00;-0.00;0;\"附：\"@")], ["档案馆", "档案馆", "附：档案馆"]);
    }
}
