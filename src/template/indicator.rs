//! Tables of indicators: their columns, the cells of a row, the kinds that the window suggests. A card has one, and so may the whole
//! department.

use serde::{Deserialize, Serialize};

use super::choice::always;

/// A column of the indicator table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorColumn {
    /// What it holds.
    pub field: IndicatorField,
    /// As printed.
    pub label: String,
    /// A label that it shares with its neighbours of the same group, above its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Columns of the card's grid that it covers.
    #[serde(default = "one")]
    pub span: u16,
    /// A kind is printed on every row, not once for all rows that share it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeat: bool,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

/// A cell of an indicator row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IndicatorField {
    /// 一级指标
    Level1,
    /// 二级指标
    Level2,
    /// 三级指标
    Level3,
    /// 绩效指标描述
    Description,
    /// 指标值 in one: operator, number and unit, or words, or a date.
    Value,
    /// 符号, where the target is split in columns: ≥, =, 文字描述.
    Operator,
    /// 值, where the target is split.
    Number,
    /// 计量单位, where the target is split; of a target in words the words.
    Unit,
    /// 指标值确定依据
    Basis,
    /// What only this template asks for, by id: a weight (权重).
    More(String),
}

impl IndicatorField {
    /// Those that every table may have, in the order in which tables usually have them.
    pub const COMMON: [Self; 9] =
        [Self::Level1, Self::Level2, Self::Level3, Self::Description, Self::Value, Self::Operator, Self::Number, Self::Unit, Self::Basis];
}

/// A first-level kind of indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorKind {
    /// 产出指标 …
    pub level1: String,
    /// 数量指标 …
    pub level2: Vec<String>,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

// Named for serde's attribute above.
fn one() -> u16 {
    1
}
