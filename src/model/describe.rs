//! Places in words, as a finance clerk would say them, and whether a draft has them.

use std::collections::HashMap;

use super::draft::Draft;
use super::names::{IndicatorOwner, PaneName, RowId};
use super::place::Place;
use crate::template::RowKind;

impl Place {
    /// The spot in words, as a finance clerk would say it.
    #[must_use]
    pub fn describe(&self, draft: &Draft) -> String {
        let card_name = |id: &str| {
            let (n, card) = draft.cards.iter().enumerate().find(|(_, card)| card.id == id)?;
            Some(format!("项目{}“{}”", n + 1, card.text("name")))
        };
        let in_card = |id: &str| card_name(id).unwrap_or_else(|| format!("项目“{id}”"));
        match self {
            Self::Identity => "单位与年度".into(),
            Self::Contents => "目录".into(),
            Self::Form(name) => {
                let title = |form: &crate::template::Form| draft.worded_for(&name.unit, &form.title);
                in_words(draft, &name.unit, draft.template.form(&name.form).map_or_else(|| name.form.to_string(), title))
            }
            Self::Cell { pane, row, column } => {
                describe_cell(draft, pane, row, column, &|| draft.rows(pane).iter().position(|known| known.id == *row))
            }
            Self::Text(id) => draft.text_part(id).map_or_else(|| id.clone(), |text| text.label),
            Self::Card(id) => in_card(id),
            Self::CardField { card, field } => {
                let label = draft.template.card.iter().flat_map(|c| &c.fields).find(|f| f.id == *field).map_or(field.as_str(), |f| &f.label);
                format!("{} {label}", in_card(card))
            }
            Self::Plan { card, date } => {
                let plan = draft.template.card.as_ref().and_then(|c| c.plan.as_ref());
                let label = plan.and_then(|p| p.dates.get(*date)).map_or("", String::as_str);
                format!("{} 资金支出计划 {label}", in_card(card))
            }
            Self::Goal { card, goal } => {
                let at = draft.card(card).and_then(|card| card.goals.iter().position(|known| known.id == *goal));
                format!("{} 绩效目标{}", in_card(card), at.map_or_else(String::new, |at| (at + 1).to_string()))
            }
            Self::Indicator { owner, row, .. } => {
                let at = draft.indicators_of(owner).iter().position(|known| known.id == *row);
                let at = at.map_or_else(String::new, |at| format!("第{}行", at + 1));
                match owner {
                    IndicatorOwner::Card(card) => format!("{} 指标{at}", in_card(card)),
                    IndicatorOwner::Part(id) => {
                        let label = draft.template.indicators(id).map_or(id.as_str(), |table| &table.label);
                        format!("{label} {at}").trim_end().to_owned()
                    }
                }
            }
            Self::Item { tree, item } => {
                let label = draft.template.tree(tree).map_or(tree.as_str(), |tree| &tree.label);
                let found = draft.trees.get(tree).and_then(|items| super::tree::find(items, item));
                found.map_or_else(
                    || label.to_owned(),
                    |(path, item)| {
                        let at: Vec<String> = path.iter().map(|n| (n + 1).to_string()).collect();
                        format!("{label} {} {}", at.join("."), item.title).trim_end().to_owned()
                    },
                )
            }
            Self::Section(id) => draft.additions.iter().find(|addition| addition.id == *id).map_or_else(
                || id.clone(),
                |addition| match &addition.kind {
                    super::free::AdditionKind::Section { heading, .. } => format!("补充章节“{heading}”"),
                    _ => id.clone(),
                },
            ),
            Self::Table { id, row, .. } => {
                let table = draft.tables.get(id);
                let title = table.map_or(id.as_str(), |table| &table.title);
                let at = table.and_then(|table| table.row_ids.iter().position(|known| known == row));
                // The table's title and notes are found at its first row.
                format!("补充表“{title}” 第{}行", at.unwrap_or(0) + 1)
            }
            Self::Term(id) => {
                let at = draft.glossary.iter().position(|term| term.id == *id);
                format!("名词解释 第{}条", at.unwrap_or(0) + 1)
            }
        }
    }
}

impl Place {
    /// Whether the draft has such a place.
    #[must_use]
    pub fn is_there(&self, draft: &Draft) -> bool {
        match self {
            Self::Identity | Self::Contents => true,
            Self::Form(name) => draft.template.form(&name.form).is_some() && (name.unit.is_empty() || draft.unit(&name.unit).is_some()),
            Self::Cell { pane, row, .. } => {
                let known = draft.pane(pane).is_some() && (pane.unit.is_empty() || draft.unit(&pane.unit).is_some());
                known && (row.is_of_form() || draft.rows(pane).iter().any(|stored| stored.id == *row))
            }
            Self::Text(id) => draft.text_part(id).is_some(),
            Self::Card(card) | Self::CardField { card, .. } | Self::Plan { card, .. } => draft.card(card).is_some(),
            Self::Goal { card, goal } => draft.card(card).is_some_and(|card| card.goals.iter().any(|known| known.id == *goal)),
            Self::Indicator { owner, row, .. } => draft.indicators_of(owner).iter().any(|known| known.id == *row),
            Self::Item { tree, item } => draft.trees.get(tree).is_some_and(|items| super::tree::find(items, item).is_some()),
            Self::Section(id) => draft.additions.iter().any(|addition| addition.id == *id),
            Self::Table { id, .. } => draft.tables.contains_key(id),
            Self::Term(id) => id.is_empty() || draft.glossary.iter().any(|term| term.id == *id),
        }
    }
}

/// Places in words, one after another: where there are thousands of rows, none is looked for twice.
pub struct Places<'a> {
    draft: &'a Draft,
    rows: HashMap<PaneName, HashMap<&'a RowId, usize>>,
}

impl<'a> Places<'a> {
    /// The places of a draft.
    #[must_use]
    pub fn of(draft: &'a Draft) -> Self {
        Self { draft, rows: HashMap::new() }
    }

    /// As [`Place::describe`].
    pub fn describe(&mut self, place: &Place) -> String {
        let Place::Cell { pane, row, column } = place else { return place.describe(self.draft) };
        if !self.rows.contains_key(pane) {
            let rows = self.draft.rows(pane).iter().enumerate().map(|(at, row)| (&row.id, at)).collect();
            self.rows.insert(pane.clone(), rows);
        }
        describe_cell(self.draft, pane, row, column, &|| self.rows.get(pane)?.get(row).copied())
    }
}

/// The unit before what is its own.
fn in_words(draft: &Draft, unit: &str, text: String) -> String {
    if unit.is_empty() { text } else { format!("{} {text}", draft.owner(unit).1) }
}

/// `stored` finds the row among the stored ones.
fn describe_cell(draft: &Draft, name: &PaneName, row: &RowId, column: &str, stored: &dyn Fn() -> Option<usize>) -> String {
    let found = draft.template.form(&name.form).and_then(|form| form.panes.iter().find(|pane| name.is(form, pane)).map(|pane| (form, pane)));
    let Some((form, pane)) = found else { return format!("{name} {row} {column}") };
    let label = match (&pane.rows, row) {
        (RowKind::Fixed(rows) | RowKind::Listed { heads: rows }, RowId::Of(id)) => {
            rows.iter().find(|known| known.id == *id).map(|known| draft.worded_for(&name.unit, &known.label))
        }
        (RowKind::Coded(coded), RowId::Of(id)) if id == "total" => Some(coded.total.clone()),
        _ => None,
    };
    let rows = draft.rows(name);
    let label = label.unwrap_or_else(|| match stored() {
        Some(n) if !rows[n].code.is_empty() => rows[n].code.clone(),
        Some(n) => format!("第{}行", n + 1),
        None => row.to_string(),
    });
    let header = pane.columns.iter().find(|c| c.id == column).map_or(column.to_owned(), |c| draft.worded(&c.header.join("·")));
    in_words(draft, &name.unit, format!("{} {label} {header}", form.short()).trim_end().to_owned())
}
