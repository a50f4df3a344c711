//! One address for any spot of a draft: edits, findings and navigation all speak it.

use crate::template::IndicatorField;

use super::Draft;

/// A spot of a draft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Unit, year, cover.
    Identity,
    /// A form as a whole.
    Form(String),
    /// A cell, by pane, row and column.
    Cell {
        /// Pane name.
        pane: String,
        /// The row's key: its stored id, or the code of a computed row.
        row: String,
        /// Column id.
        column: String,
    },
    /// A running text, by the id of its part.
    Text(String),
    /// A card, by id.
    Card(String),
    /// A text or an amount of a card.
    CardField {
        /// Card id.
        card: String,
        /// Field id.
        field: String,
    },
    /// A value of a card's payment plan.
    Plan {
        /// Card id.
        card: String,
        /// From 0.
        date: usize,
    },
    /// A goal of a card.
    Goal {
        /// Card id.
        card: String,
        /// From 0.
        index: usize,
    },
    /// A cell of a card's indicator table.
    Indicator {
        /// Card id.
        card: String,
        /// From 0.
        index: usize,
        /// Column.
        field: IndicatorField,
    },
    /// A glossary term, from 0.
    Term(usize),
}

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
            Self::Form(id) => draft.template.form(id).map_or_else(|| id.clone(), |form| draft.worded(&form.title)),
            Self::Cell { pane, row, column } => describe_cell(draft, pane, row, column),
            Self::Text(id) => draft.template.texts().iter().find(|t| t.id == *id).map_or_else(|| id.clone(), |t| t.label.clone()),
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
            Self::Goal { card, index } => format!("{} 绩效目标{}", in_card(card), index + 1),
            Self::Indicator { card, index, .. } => format!("{} 指标第{}行", in_card(card), index + 1),
            Self::Term(index) => format!("名词解释 第{}条", index + 1),
        }
    }
}

fn describe_cell(draft: &Draft, pane: &str, row: &str, column: &str) -> String {
    let found = draft.template.forms.iter().find_map(|form| form.panes.iter().find(|p| p.name(form) == pane).map(|p| (form, p)));
    let Some((form, pane_form)) = found else { return format!("{pane} {row} {column}") };
    let label = match &pane_form.rows {
        crate::template::RowKind::Fixed(rows) | crate::template::RowKind::Listed { heads: rows } => {
            rows.iter().find(|r| r.id == row).map(|r| draft.worded(&r.label))
        }
        crate::template::RowKind::Coded(coded) => (row == "total").then(|| coded.total.clone()),
    };
    let stored = draft.rows(pane).iter().position(|r| r.id == row);
    let label = label.unwrap_or_else(|| match stored {
        Some(n) if !draft.rows(pane)[n].code.is_empty() => draft.rows(pane)[n].code.clone(),
        Some(n) => format!("第{}行", n + 1),
        None => row.to_owned(),
    });
    let header = pane_form.columns.iter().find(|c| c.id == column).map_or(column.to_owned(), |c| draft.worded(&c.header.join("·")));
    format!("{} {label} {header}", form.short())
}
