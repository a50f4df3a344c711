//! The goal card (项目绩效目标表): which fields it has, how it is laid out, which kinds of indicators there are.

use serde::{Deserialize, Serialize};

use super::check::Check;
use super::choice::always;
use super::indicator::{IndicatorColumn, IndicatorKind};
use super::part::Contents;

/// The goal card: which fields it has and how it is laid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardForm {
    /// `{n}` is its number, `{name}` the project's; no heading if empty.
    pub heading: String,
    /// The heading's place in the table of contents.
    #[serde(default)]
    pub contents: Contents,
    /// Line at the upper left; `{unit_code}` and `{unit}` are those of the unit that the card belongs to.
    #[serde(default)]
    pub left: String,
    /// Line at the upper right.
    #[serde(default)]
    pub right: String,
    /// Each card begins on a page of its own.
    #[serde(default)]
    pub own_page: bool,
    /// The line that stands in place of everything below the heading of a classified card.
    #[serde(default = "classified")]
    pub classified: String,
    /// The name that a classified card's heading has unless the clerk chooses another one that may be public.
    #[serde(default = "classified_name")]
    pub classified_name: String,
    /// How goals are numbered.
    #[serde(default)]
    pub goals: GoalsForm,
    /// Texts and amounts, by id. `name` is the project's name in every template.
    pub fields: Vec<CardField>,
    /// What fills the amounts that nobody types: `[*, budget] = [@, fiscal] + [@, other]`.
    #[serde(default)]
    pub equations: Vec<String>,
    /// What has to agree (勾稽关系).
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The payment plan, if the card has one.
    #[serde(default)]
    pub plan: Option<PlanForm>,
    /// Printed widths of the grid's columns; only the ratio counts.
    pub widths: Vec<u16>,
    /// The rows above the indicators.
    pub layout: Vec<Vec<CardCell>>,
    /// The columns of the indicator table.
    pub indicators: Vec<IndicatorColumn>,
    /// First-level kinds with their second-level ones, in order.
    pub kinds: Vec<IndicatorKind>,
}

// Named for serde's attributes above.
fn classified() -> String {
    "此项目涉密，按规定不予公开".into()
}

fn classified_name() -> String {
    "专项业务经费".into()
}

/// How the goals of a card are numbered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalsForm {
    /// Before each goal; `{1}` is its number.
    pub number: String,
    /// A single goal has its number, too.
    #[serde(default)]
    pub single: bool,
}

impl Default for GoalsForm {
    fn default() -> Self {
        Self { number: "{1}．".into(), single: false }
    }
}

/// A field of the goal card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardField {
    /// Stable name.
    pub id: String,
    /// As printed and as shown.
    pub label: String,
    /// What it holds.
    pub kind: CardFieldKind,
    /// What the program knows it as; nothing for a field that only this template has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<CardRole>,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

/// What the program knows a card's field as: lists are matched by it, JSON names it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CardRole {
    /// 项目编码
    Code,
    /// 项目名称
    Name,
    /// 功能分类科目
    Function,
    /// 预算数
    Budget,
    /// 财政资金
    Fiscal,
    /// 其他资金
    Other,
    /// 资金用途
    Purpose,
}

impl CardRole {
    /// What the ids of the first templates meant.
    pub(super) fn of_id(id: &str) -> Option<Self> {
        Some(match id {
            "code" => Self::Code,
            "name" => Self::Name,
            "function" => Self::Function,
            "budget" => Self::Budget,
            "fiscal" => Self::Fiscal,
            "other" => Self::Other,
            "purpose" => Self::Purpose,
            _ => return None,
        })
    }
}

/// What a card's field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardFieldKind {
    /// One line.
    Text,
    /// Several lines.
    Paragraph,
    /// Money.
    Money,
    /// A code of a classification list; not printed unless laid out.
    Code(String),
}

/// Payment plan (资金支出计划): cumulative shares at dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanForm {
    /// Amounts or percentages.
    pub kind: PlanKind,
    /// The dates' labels.
    pub dates: Vec<String>,
    /// Printed behind each value, `%`.
    #[serde(default)]
    pub suffix: String,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

/// What a payment plan is said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanKind {
    /// Money in the form's unit.
    Amount,
    /// Percent of the budget.
    Percent,
}

/// A cell of the card's printed layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardCell {
    /// What it shows.
    pub show: CardShow,
    /// Columns it covers.
    #[serde(default = "one")]
    pub span: u16,
    /// Rows it covers.
    #[serde(default = "one")]
    pub rows: u16,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

fn one() -> u16 {
    1
}

/// What a cell of a card's layout shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardShow {
    /// A printed label.
    Label(String),
    /// A field by id.
    Field(String),
    /// Several fields in sentences, each as `{id}`: 预算数{budget}万元。 A sentence whose field is blank is left out.
    Sentence(String),
    /// The label of a plan's date, by number from 0.
    PlanDate(u8),
    /// The plan's value at that date.
    PlanValue(u8),
    /// All goals, numbered.
    Goals,
}
