//! What indicator rows say: the kind a row stands under, what it is called, and its target as an operator with number and unit, a date, a
//! word. Read once for all rules about them.
//!
//! Real cards write targets in many ways: in one cell or in three, with signs or with words, with the unit in the name. What cannot be read
//! for certain is [`Shape::Words`] or [`Shape::Several`], of which no rule claims anything.

use std::ops::Deref;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Fix;
use super::shared::Found;
use super::words::Words;
use crate::model::{Edit, Indicator, IndicatorOwner, Place};
use crate::template::IndicatorField;

/// An indicator row that says something.
#[derive(Clone, Copy)]
pub(super) struct TargetRow<'a> {
    /// The card it belongs to, by number from 0; none where it is of the whole department.
    pub(super) card: Option<usize>,
    pub(super) owner: &'a str,
    pub(super) row: &'a Indicator,
    pub(super) read: &'a Read,
}

/// What was read of a row.
#[derive(Debug)]
pub(super) struct Read {
    /// Its number from 0.
    pub(super) at: usize,
    pub(super) kind: Option<Kind>,
    /// 三级指标, without blanks and brackets behind it.
    pub(super) name: String,
    /// The description, without blanks.
    pub(super) description: String,
    /// The target as printed, without blanks.
    pub(super) said: String,
    pub(super) target: Target,
    /// The target as an amount in 元.
    yuan: Option<Decimal>,
    /// Name or description say that it is a price of one of many.
    pub(super) is_unit_price: bool,
}

/// What makes a price of one of many, beside 每.
const UNIT_PRICES: &[&str] = &["单价", "人均", "平均", "标准", "均价", "单套", "单个", "单位成本", "月均", "年均", "日均"];

/// The kinds of indicators that all frameworks know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 数量
    Quantity,
    /// 质量
    Quality,
    /// 时效
    Time,
    /// 成本
    Cost,
    /// 经济效益
    Economic,
    /// 社会效益
    Social,
    /// 生态效益
    Ecological,
    /// 可持续
    Lasting,
    /// 满意度
    Satisfaction,
}

impl Kind {
    /// All of them, in the order of the frameworks.
    pub const ALL: [Self; 9] =
        [Self::Quantity, Self::Quality, Self::Time, Self::Cost, Self::Economic, Self::Social, Self::Ecological, Self::Lasting, Self::Satisfaction];

    /// As kinds are called in every framework, without 指标.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Quantity => "数量",
            Self::Quality => "质量",
            Self::Time => "时效",
            Self::Cost => "成本",
            Self::Economic => "经济效益",
            Self::Social => "社会效益",
            Self::Ecological => "生态效益",
            Self::Lasting => "可持续",
            Self::Satisfaction => "满意度",
        }
    }

    /// The kind that a row stands under, by its second-level kind, else by its first-level one.
    #[must_use]
    pub fn of(row: &Indicator) -> Option<Self> {
        Self::named(&row.level2).or_else(|| Self::named(&row.level1))
    }

    /// The kind that a word of a framework names: 数量指标.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        const WORDS: &[(&str, Kind)] = &[
            ("满意", Kind::Satisfaction),
            ("成本", Kind::Cost),
            ("数量", Kind::Quantity),
            ("质量", Kind::Quality),
            ("时效", Kind::Time),
            ("可持续", Kind::Lasting),
            ("经济", Kind::Economic),
            ("社会", Kind::Social),
            ("生态", Kind::Ecological),
        ];
        WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind)
    }
}

/// A target as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    pub(super) shape: Shape,
    pub(super) operator: Option<Operator>,
    pub(super) number: Decimal,
    pub(super) unit: String,
}

/// What a target is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Blank,
    /// `/`, 无, 不适用.
    Mark,
    Question,
    Date,
    /// One number, with or without operator and unit.
    Number,
    /// A unit and no number.
    Unit,
    Several,
    Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Equal,
}

impl Operator {
    pub(super) fn is_floor(self) -> bool {
        matches!(self, Self::AtLeast | Self::MoreThan)
    }

    pub(super) fn is_cap(self) -> bool {
        matches!(self, Self::AtMost | Self::LessThan)
    }
}

impl Operator {
    /// Its sign.
    fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::MoreThan => ">",
            Self::AtMost => "≤",
            Self::LessThan => "<",
            Self::Equal => "=",
        }
    }
}

/// What a target says, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// ≥, ≤, >, <, =; empty where it has none.
    pub operator: &'static str,
    /// The number.
    pub number: Decimal,
    /// What it counts; empty where it does not say.
    pub unit: String,
}

/// A target that is one number, with or without operator and unit; none for dates, words and several numbers.
#[must_use]
pub fn said(text: &str) -> Option<Said> {
    let target = Target::read(&plain(text));
    let operator = target.operator.map_or("", Operator::sign);
    (target.shape == Shape::Number).then_some(Said { operator, number: target.number, unit: target.unit })
}

/// What kind of thing a unit counts; what is compared are these, never units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Percent,
    Time,
    Money,
    Area,
    Person,
    Thing,
}

impl Deref for TargetRow<'_> {
    type Target = Read;

    fn deref(&self) -> &Read {
        self.read
    }
}

impl Read {
    /// A target that is one number.
    pub(super) fn number(&self) -> Option<&Target> {
        (self.target.shape == Shape::Number).then_some(&self.target)
    }

    /// An amount in 元.
    pub(super) fn yuan(&self) -> Option<Decimal> {
        self.yuan
    }
}

impl TargetRow<'_> {
    pub(super) fn found(&self, field: IndicatorField, message: String) -> Found {
        let owner = if self.card.is_some() { IndicatorOwner::Card(self.owner.to_owned()) } else { IndicatorOwner::Part(self.owner.to_owned()) };
        let place = Place::Indicator { owner, row: self.row.id.clone(), field };
        Found::new(place, message).at((self.card.unwrap_or(usize::MAX), self.at + 1, 0))
    }

    /// The whole target written otherwise, where it stands in one cell.
    pub(super) fn rewritten(&self, value: String) -> Option<Fix> {
        if self.row.value.trim().is_empty() {
            return None;
        }
        let owner = if self.card.is_some() { IndicatorOwner::Card(self.owner.to_owned()) } else { IndicatorOwner::Part(self.owner.to_owned()) };
        let label = format!("改为“{value}”");
        Some(Fix { label, edit: Edit::Indicator { owner, row: self.row.id.clone(), field: IndicatorField::Value, value } })
    }

    /// The target with a sign of its own before the number.
    pub(super) fn with_sign(&self, sign: char) -> Option<Fix> {
        let said = self.said.trim_start_matches(['≥', '≤', '>', '<', '=']);
        // 29万元以上 has its sign behind it.
        let bare = said.starts_with(|c: char| c.is_ascii_digit()) && self.number().is_some_and(|target| said.trim_end().ends_with(&target.unit));
        bare.then(|| self.rewritten(format!("{sign}{said}"))).flatten()
    }

    /// At the target: its own cell, or its number where it is split.
    pub(super) fn found_at_value(&self, message: String) -> Found {
        let split = self.row.value.trim().is_empty() && !(self.row.number.is_empty() && self.row.unit.is_empty());
        self.found(if split { IndicatorField::Number } else { IndicatorField::Value }, message)
    }
}

/// The rows of a table. A framework prints rows that nobody fills in; these are left out.
pub(super) fn read(rows: &[Indicator]) -> Vec<Read> {
    rows.iter().enumerate().filter_map(|(at, row)| read_row(at, row)).collect()
}

fn read_row(at: usize, row: &Indicator) -> Option<Read> {
    static PRICES: LazyLock<Words> = LazyLock::new(|| Words::of(&[UNIT_PRICES]));
    let mut name = plain(&row.level3);
    if matches!(name.as_str(), "" | "无" | "/" | "-" | "—" | "——") || name.starts_with("不适用") || name.starts_with("不涉及") {
        return None;
    }
    let (said, words_only) = if row.value.trim().is_empty() {
        let operator = plain(&row.operator);
        let words = operator.contains("文字") || operator.contains("定性");
        let shown = if words { "" } else { operator.as_str() };
        (format!("{shown}{}{}", plain(&row.number), plain(&row.unit)), words)
    } else {
        (plain(&row.value), false)
    };
    let mut target = Target::read(&said);
    if words_only && !matches!(target.shape, Shape::Blank | Shape::Question) {
        target.shape = Shape::Words;
    }
    let is_unit_price = [&name, &row.description].into_iter().any(|text| text.contains('每') || PRICES.are_in(text));
    let yuan = target.yuan();
    name.truncate(without_brackets(&name).len());
    Some(Read { at, kind: Kind::of(row), name, description: plain(&row.description), said, target, yuan, is_unit_price })
}

/// The numbers of rows, as a table counts them.
pub(super) fn numbers(rows: &[&TargetRow<'_>]) -> String {
    rows.iter().map(|row| (row.at + 1).to_string()).collect::<Vec<_>>().join("、")
}

/// Without blanks, and with one sign for what looks alike.
pub(super) fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '％' | '﹪' => '%',
        '≧' | '⩾' => '≥',
        '≦' | '⩽' => '≤',
        '＝' => '=',
        '＞' | '﹥' => '>',
        '＜' | '﹤' => '<',
        '．' => '.',
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        other => other,
    };
    let mut joined = String::with_capacity(text.len());
    joined.extend(text.chars().filter(|c| !c.is_whitespace()).map(sign));
    if joined.contains(">=") || joined.contains("<=") { joined.replace(">=", "≥").replace("<=", "≤") } else { joined }
}

/// A name without the bracket and stop behind it: 培训人数（人）.
fn without_brackets(name: &str) -> &str {
    let name = name.trim_end_matches(['.', '。', '；', ';', '：', ':']);
    let opened = if name.ends_with(['）', ')']) { name.rfind(['（', '(']) } else { None };
    match opened {
        Some(at) if at > 0 => name[..at].trim_end(),
        _ => name,
    }
}

/// Operators before the number, the longer ones first.
const BEFORE: &[(&str, Operator)] = &[
    ("大于或等于", Operator::AtLeast),
    ("小于或等于", Operator::AtMost),
    ("大于等于", Operator::AtLeast),
    ("小于等于", Operator::AtMost),
    ("不少于", Operator::AtLeast),
    ("不低于", Operator::AtLeast),
    ("不小于", Operator::AtLeast),
    ("不超过", Operator::AtMost),
    ("不高于", Operator::AtMost),
    ("不大于", Operator::AtMost),
    ("不多于", Operator::AtMost),
    ("控制在", Operator::AtMost),
    ("达到", Operator::AtLeast),
    ("至少", Operator::AtLeast),
    ("不超", Operator::AtMost),
    ("低于", Operator::LessThan),
    ("少于", Operator::LessThan),
    ("小于", Operator::LessThan),
    ("高于", Operator::MoreThan),
    ("大于", Operator::MoreThan),
    ("超过", Operator::MoreThan),
    ("等于", Operator::Equal),
    ("达", Operator::AtLeast),
    ("≥", Operator::AtLeast),
    ("≤", Operator::AtMost),
    (">", Operator::MoreThan),
    ("<", Operator::LessThan),
    ("=", Operator::Equal),
];

/// Operators behind unit and number.
const BEHIND: &[(&str, Operator)] = &[
    ("及以上", Operator::AtLeast),
    ("及以下", Operator::AtMost),
    ("以上", Operator::AtLeast),
    ("以内", Operator::AtMost),
    ("以下", Operator::AtMost),
    ("之内", Operator::AtMost),
    ("左右", Operator::Equal),
    ("内", Operator::AtMost),
];

impl Target {
    fn yuan(&self) -> Option<Decimal> {
        let times = match self.unit.as_str() {
            "元" => Decimal::ONE,
            "万元" => Decimal::from(10_000),
            "亿元" => Decimal::from(100_000_000),
            _ => return None,
        };
        if self.shape == Shape::Number { self.number.checked_mul(times) } else { None }
    }

    /// Reads a target without blanks.
    pub(super) fn read(said: &str) -> Self {
        let words = |shape| Self { shape, operator: None, number: Decimal::ZERO, unit: String::new() };
        let said = said.trim_end_matches(['.', '。', '；', ';']);
        match said {
            "" => return words(Shape::Blank),
            "/" | "-" | "—" | "——" | "无" | "无此项" | "不适用" | "不涉及" | "\\" | "--" => return words(Shape::Mark),
            _ => {}
        }
        if said.contains("是否") || said.contains("能否") || said.contains("有无") || said.ends_with(['？', '?']) {
            return words(Shape::Question);
        }
        let (before, rest) = BEFORE.iter().find_map(|(word, op)| Some((Some(*op), said.strip_prefix(word)?))).unwrap_or((None, said));
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, mut unit) = rest.split_at(digits);
        if unit.chars().any(|c| c.is_ascii_digit()) {
            let date = said.contains('月') || said.contains('年');
            return words(if date { Shape::Date } else { Shape::Several });
        }
        if number.is_empty() {
            let is_unit = measure(unit).is_some() && unit.chars().count() <= 3 && unit != "日";
            return words(if is_unit { Shape::Unit } else { Shape::Words });
        }
        let Ok(number) = number.parse::<Decimal>() else { return words(Shape::Several) };
        let mut operator = before;
        if let Some((word, op)) = BEHIND.iter().find(|(word, _)| unit.len() > word.len() && unit.ends_with(word) || unit == *word) {
            unit = unit.strip_suffix(word).unwrap_or(unit);
            operator = operator.or(Some(*op));
        }
        // 6月, 12月底前, ≤12月: a date or months, no count.
        if ["月", "月底", "月份", "月底前", "月前", "月末", "日前", "月中旬", "月上旬", "月下旬", "月初", "号", "年度", "年底", "年底前"]
            .contains(&unit)
        {
            return Self { shape: Shape::Date, operator, number, unit: unit.to_owned() };
        }
        let is_short = unit.chars().count() <= 6 && !unit.contains(['，', '、', '；', '（', '(', '*', '×', '-', '~', '～', '至', '：', ':']);
        Self { shape: if is_short { Shape::Number } else { Shape::Words }, operator, number, unit: unit.to_owned() }
    }
}

/// What a unit counts; nothing for one that is not known.
pub(super) fn measure(unit: &str) -> Option<Measure> {
    const TIME: [&str; 17] =
        ["秒", "分钟", "小时", "天", "日", "周", "月", "个月", "季度", "个季度", "年", "工作日", "个工作日", "课时", "学期", "学时", "年以上"];
    const AREA: &[&str] = &["平方米", "㎡", "m²", "米²", "平米", "亩", "公顷", "平方公里", "万平方米"];
    const PERSON: &[&str] = &["人", "名", "位", "人次", "人/次", "万人", "万人次"];
    const THING: &str = "个项处条台套件份家户辆册次场期批轮趟部张座只篇种间组幅本枚支把艘所宗例块盒箱袋节点";
    if unit.starts_with(['%', '‰']) || unit == "百分比" || unit.ends_with("百分点") {
        return Some(Measure::Percent);
    }
    if TIME.contains(&unit) {
        return Some(Measure::Time);
    }
    if unit.split('/').next().is_some_and(|first| first.ends_with('元')) {
        return Some(Measure::Money);
    }
    if AREA.contains(&unit) {
        return Some(Measure::Area);
    }
    if PERSON.contains(&unit) {
        return Some(Measure::Person);
    }
    let bare = unit.trim_start_matches('万');
    let mut chars = bare.chars();
    match (chars.next(), chars.next()) {
        (Some(counter), None) if THING.contains(counter) => Some(Measure::Thing),
        (Some(counter), Some('/')) if THING.contains(counter) => Some(Measure::Thing),
        (Some('车' | '人'), Some('次')) => Some(Measure::Thing),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(said: &str) -> (Shape, Option<Operator>, String, String) {
        let target = Target::read(&plain(said));
        let number = if target.shape == Shape::Number { target.number.to_string() } else { String::new() };
        (target.shape, target.operator, number, target.unit)
    }

    #[test]
    fn numbers_are_read_with_signs_and_with_words() {
        let number = |op, number: &str, unit: &str| (Shape::Number, op, number.to_owned(), unit.to_owned());
        assert_eq!(shown("≤ 5 万元"), number(Some(Operator::AtMost), "5", "万元"));
        assert_eq!(shown("＞=95％"), number(Some(Operator::AtLeast), "95", "%"));
        assert_eq!(shown("不少于3次"), number(Some(Operator::AtLeast), "3", "次"));
        assert_eq!(shown("8万元以内"), number(Some(Operator::AtMost), "8", "万元"));
        assert_eq!(shown("12"), number(None, "12", ""));
    }

    #[test]
    fn what_is_no_number_is_told_apart() {
        let shape = |said| shown(said).0;
        assert_eq!(shape(""), Shape::Blank);
        assert_eq!(shape("/"), Shape::Mark);
        assert_eq!(shape("是否及时"), Shape::Question);
        assert_eq!(shape("万元"), Shape::Unit);
        assert_eq!(shape("≤12月"), Shape::Date);
        assert_eq!(shape("2026年12月31日前完成"), Shape::Date);
        assert_eq!(shape("8、15、20"), Shape::Several);
        assert_eq!(shape("显著提升"), Shape::Words);
        assert_eq!(shape("100%（及时）"), Shape::Words);
    }

    #[test]
    fn units_are_told_apart_by_what_they_count() {
        let of = |unit| measure(unit);
        assert_eq!(
            [of("%"), of("天"), of("万元/年"), of("平方米"), of("人次")].map(Option::unwrap),
            [Measure::Percent, Measure::Time, Measure::Money, Measure::Area, Measure::Person]
        );
        assert_eq!([of("个"), of("万户"), of("条/天/元")], [Some(Measure::Thing); 3]);
        assert_eq!(of("千瓦"), None);
    }
}
