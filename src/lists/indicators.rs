//! A list of indicators into the goal cards of its projects.

use std::collections::{BTreeMap, HashMap};

use super::columns::Mapping;
use super::lines::{Coded, LineFault, coded, place};
use crate::model::{Draft, Indicator, fresh};
use crate::read::RawGrid;
use crate::template::lists::ListField;
use crate::template::{CardRole, IndicatorField};

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorLine {
    /// Where it stands.
    pub place: String,
    /// Its project.
    pub project: Coded,
    /// The indicator. A target in three columns fills `value` as well.
    pub indicator: Indicator,
}

const FIELDS: [(ListField, IndicatorField); 9] = [
    (ListField::Level1, IndicatorField::Level1),
    (ListField::Level2, IndicatorField::Level2),
    (ListField::Level3, IndicatorField::Level3),
    (ListField::Description, IndicatorField::Description),
    (ListField::Value, IndicatorField::Value),
    (ListField::Operator, IndicatorField::Operator),
    (ListField::Number, IndicatorField::Number),
    (ListField::Measure, IndicatorField::Unit),
    (ListField::Basis, IndicatorField::Basis),
];

/// Reads every indicator of a list. Project and kinds that a row leaves blank are those of the row above it.
#[must_use]
pub fn indicators(grid: &RawGrid, mapping: &Mapping) -> Vec<IndicatorLine> {
    let mut out: Vec<IndicatorLine> = Vec::new();
    for (at, row) in grid.rows.iter().enumerate().skip(mapping.body) {
        let mut line = IndicatorLine { place: place(grid, at), project: coded(row, mapping, &ListField::Project), indicator: Indicator::default() };
        for (from, to) in FIELDS {
            if let Some(column) = mapping.columns.iter().find(|column| column.field == from) {
                line.indicator.set(&to, row[column.at].trim().to_owned());
            }
        }
        if line.indicator.level3.is_empty() {
            continue;
        }
        if let Some(above) = out.last() {
            if line.project == Coded::default() {
                line.project = above.project.clone();
            }
            if line.project == above.project && line.indicator.level1.is_empty() {
                line.indicator.level1.clone_from(&above.indicator.level1);
                if line.indicator.level2.is_empty() {
                    line.indicator.level2.clone_from(&above.indicator.level2);
                }
            } else if line.project == above.project && line.indicator.level1 == above.indicator.level1 && line.indicator.level2.is_empty() {
                line.indicator.level2.clone_from(&above.indicator.level2);
            }
        }
        let indicator = &mut line.indicator;
        if indicator.value.is_empty() {
            indicator.value = [indicator.operator.as_str(), &indicator.number, &indicator.unit].concat();
        }
        out.push(line);
    }
    out
}

/// Puts the indicators into the cards of their projects, in the place of those that stood there. Says how many cards were filled.
///
/// # Errors
/// Every line whose project has no card, or whose name several cards have. The draft is as it was then.
pub fn place_indicators(draft: &mut Draft, lines: &[IndicatorLine]) -> Result<usize, Vec<LineFault>> {
    let split = draft.template.card.as_ref().is_some_and(|card| card.indicators.iter().any(|column| column.field == IndicatorField::Operator));
    let mut faults = Vec::new();
    let mut found: BTreeMap<usize, Vec<Indicator>> = BTreeMap::new();
    let (by_code, by_name) = (cards_by(draft, CardRole::Code), cards_by(draft, CardRole::Name));
    for line in lines {
        let of_code = by_code.get(line.project.code.as_str()).filter(|_| !line.project.code.is_empty());
        let same = of_code.or_else(|| by_name.get(line.project.name.as_str())).map_or(&[][..], Vec::as_slice);
        let cards: Vec<usize> = same.iter().copied().filter(|at| !draft.cards[*at].classified).collect();
        let shown = format!("{} {}", line.project.code, line.project.name);
        let [at] = cards[..] else {
            let reason = if cards.is_empty() {
                "没有绩效目标表，请先导入项目清单"
            } else {
                "有几张绩效目标表，请在清单里写明项目编码"
            };
            faults.push(LineFault { place: line.place.clone(), reason: format!("项目“{}”{reason}", shown.trim()) });
            continue;
        };
        let mut indicator = Indicator { id: fresh('i'), ..line.indicator.clone() };
        if !split {
            // The three parts stand in the value; parts that this template does not print would be lost from sight.
            (indicator.operator, indicator.number, indicator.unit) = Default::default();
        }
        found.entry(at).or_default().push(indicator);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let cards = found.len();
    for (at, rows) in found {
        draft.cards[at].indicators = rows;
    }
    Ok(cards)
}

/// The cards by what one of their fields says, positions in order.
fn cards_by(draft: &Draft, role: CardRole) -> HashMap<&str, Vec<usize>> {
    let mut out: HashMap<&str, Vec<usize>> = HashMap::new();
    let Some(field) = draft.template.card_field(role) else { return out };
    for (at, card) in draft.cards.iter().enumerate() {
        out.entry(card.text(field)).or_default().push(at);
    }
    out
}
