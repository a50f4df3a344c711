//! Goal cards and indicator rows, as typed.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::amount::Amount;
use crate::template::IndicatorField;

/// A goal card (项目绩效目标表).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Stays, wherever the card moves.
    #[serde(default)]
    pub id: String,
    /// The unit of the department that it belongs to, by id; empty where the draft has no units.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// 涉密: heading and fixed line are printed and nothing else. Such a card holds nothing but its public name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub classified: bool,
    /// Texts by field: `name`, `code`, `purpose` …
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    /// Amounts by field.
    #[serde(default)]
    pub amounts: BTreeMap<String, Amount>,
    /// Cumulative payment plan, one for each date of the template; amounts or percentages as the template says.
    #[serde(default)]
    pub plan: Vec<Option<Amount>>,
    /// 绩效目标, one paragraph each.
    #[serde(default)]
    pub goals: Vec<Goal>,
    /// The indicator table.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
}

/// A goal of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Goal {
    /// Stays, wherever the goal moves.
    pub id: String,
    /// The paragraph.
    pub text: String,
}

/// A goal without an id yet ([`super::Draft::give_ids`]).
impl From<String> for Goal {
    fn from(text: String) -> Self {
        Self { id: String::new(), text }
    }
}

/// A goal without an id yet.
impl From<&str> for Goal {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// Up to format 3 a goal was its text alone.
impl<'de> Deserialize<'de> for Goal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GoalVisitor)
    }
}

struct GoalVisitor;

impl<'de> Visitor<'de> for GoalVisitor {
    type Value = Goal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a goal")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Goal, E> {
        Ok(Goal::from(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Goal, A::Error> {
        let mut goal = Goal::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => goal.id = map.next_value()?,
                "text" => goal.text = map.next_value()?,
                other => return Err(serde::de::Error::unknown_field(other, &["id", "text"])),
            }
        }
        Ok(goal)
    }
}

impl Card {
    /// The field that is the project's name in every template.
    pub const NAME: &str = "name";

    /// A text field; empty where nothing was typed.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }

    /// What is left of the card once it is classified: where it stands and the name that may be public.
    #[must_use]
    pub fn redacted(&self, public_name: &str) -> Self {
        let texts = BTreeMap::from([(Self::NAME.to_owned(), public_name.to_owned())]);
        Self { id: self.id.clone(), unit: self.unit.clone(), classified: true, texts, ..Self::default() }
    }

    /// Whether a classified card holds more than it may.
    #[must_use]
    pub fn leaks(&self) -> bool {
        self.classified && *self != self.redacted(self.text(Self::NAME))
    }
}

/// An indicator row. Both kinds are kept on every row; printing joins the cells of equal kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Indicator {
    /// Stays, wherever the row moves.
    pub id: String,
    /// 一级指标
    pub level1: String,
    /// 二级指标
    pub level2: String,
    /// 三级指标
    pub level3: String,
    /// 绩效指标描述
    pub description: String,
    /// 指标值 in one, where the template's table has it so.
    pub value: String,
    /// 符号, where the target is split in columns.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub operator: String,
    /// 值, where the target is split.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 计量单位, where the target is split.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// 指标值确定依据
    pub basis: String,
    /// What only this template asks for, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<String, String>,
}

impl Indicator {
    /// One cell.
    #[must_use]
    pub fn get(&self, field: &IndicatorField) -> &str {
        match field {
            IndicatorField::Level1 => &self.level1,
            IndicatorField::Level2 => &self.level2,
            IndicatorField::Level3 => &self.level3,
            IndicatorField::Description => &self.description,
            IndicatorField::Value => &self.value,
            IndicatorField::Operator => &self.operator,
            IndicatorField::Number => &self.number,
            IndicatorField::Unit => &self.unit,
            IndicatorField::Basis => &self.basis,
            IndicatorField::More(id) => self.more.get(id).map_or("", String::as_str),
        }
    }

    /// Puts a text into one cell and returns what was there.
    pub fn set(&mut self, field: &IndicatorField, value: String) -> String {
        let slot = match field {
            IndicatorField::Level1 => &mut self.level1,
            IndicatorField::Level2 => &mut self.level2,
            IndicatorField::Level3 => &mut self.level3,
            IndicatorField::Description => &mut self.description,
            IndicatorField::Value => &mut self.value,
            IndicatorField::Operator => &mut self.operator,
            IndicatorField::Number => &mut self.number,
            IndicatorField::Unit => &mut self.unit,
            IndicatorField::Basis => &mut self.basis,
            IndicatorField::More(id) => {
                let old = if value.is_empty() { self.more.remove(id) } else { self.more.insert(id.clone(), value) };
                return old.unwrap_or_default();
            }
        };
        std::mem::replace(slot, value)
    }
}
