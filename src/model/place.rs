//! One address for any spot of a draft: edits, findings and navigation all speak it.

use serde::{Deserialize, Serialize};

use super::names::{FormName, IndicatorOwner, PaneName, RowId};
use crate::template::IndicatorField;

/// A spot of a draft, by ids that stay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// Unit, year, cover.
    Identity,
    /// A form as a whole.
    Form(FormName),
    /// A cell, by pane, row and column.
    Cell {
        /// Which pane.
        pane: PaneName,
        /// Which row.
        row: RowId,
        /// Column id; empty for the row as a whole.
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
        /// Goal id.
        goal: String,
    },
    /// A cell of an indicator table.
    Indicator {
        /// Whose table.
        owner: IndicatorOwner,
        /// Row id.
        row: String,
        /// Column.
        field: IndicatorField,
    },
    /// An item of a tree of goals or measures.
    Item {
        /// Part id.
        tree: String,
        /// Item id.
        item: String,
    },
    /// A section that the draft has beside its template's, by id.
    Section(String),
    /// A cell of a free table.
    Table {
        /// The addition's id.
        id: String,
        /// Row id; empty for the table as a whole.
        row: String,
        /// Column id; empty for the row or table as a whole.
        column: String,
    },
    /// A glossary term, by id; empty for the glossary as a whole.
    Term(String),
    /// The table of contents, which is made of the headings.
    Contents,
}

impl Place {
    /// Whether it is a part that may be left out of what is published. Cards and items have a mark of their own (涉密).
    #[must_use]
    pub fn can_be_withheld(&self) -> bool {
        match self {
            Self::Form(_) | Self::Text(_) | Self::Section(_) => true,
            Self::Table { row, column, .. } => row.is_empty() && column.is_empty(),
            _ => false,
        }
    }
}

impl Place {
    /// The card or item that it is in, by id.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        match self {
            Self::Card(card)
            | Self::CardField { card, .. }
            | Self::Plan { card, .. }
            | Self::Goal { card, .. }
            | Self::Indicator { owner: IndicatorOwner::Card(card), .. } => Some(card),
            Self::Item { item, .. } => Some(item),
            _ => None,
        }
    }
}
