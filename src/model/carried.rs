//! What a draft has of last year's (生成下年度稿): figures to compare with, and texts that somebody has to look at
//! once (`pending`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::names::PaneName;
use crate::amount::{Amount, MoneyUnit};

/// What was carried over from the year before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// The year it is from; `None` where nobody has stated it.
    pub year: Option<u16>,
    /// The unit that its amounts are in.
    pub unit: MoneyUnit,
    /// Every figure that was shown, by pane (a unit's as `u1/general`), row (its code, or its id where it has none) and column.
    pub figures: Figures,
    /// Texts as they were carried over, by what they are of (`text/…`, `item/…`, `card/…`, `table/…`, `terms`), until they are
    /// confirmed. One that has been changed since is no longer there, and so has been looked at.
    pub unreviewed: BTreeMap<String, Vec<String>>,
}

/// Figures by pane, row (its code, or its id where it has none) and column.
pub type Figures = BTreeMap<PaneName, BTreeMap<String, BTreeMap<String, Amount>>>;

impl Carried {
    /// The year it is from, as it is said: 2023年, or 上年.
    #[must_use]
    pub fn year_said(&self) -> String {
        self.year.map_or_else(|| "上年".to_owned(), |year| format!("{year}年"))
    }
}
