//! Last year's figure beside this year's, and how it has changed: columns of a form that are there on wish and cannot be typed in.

use rust_decimal::Decimal;

use crate::calc::{Changed, changed};
use crate::gui::grid::{CellView, GridColumn, Look};

/// What such a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extra {
    Before,
    Change,
    Rate,
}

/// This year's and last year's figure, as printed.
type Years = (Option<Decimal>, Option<Decimal>);

impl Extra {
    pub(super) const ALL: [Self; 3] = [Self::Before, Self::Change, Self::Rate];

    fn label(self) -> &'static str {
        match self {
            Self::Before => "上年数",
            Self::Change => "增减",
            Self::Rate => "增减%",
        }
    }

    /// The column behind that of the figures.
    pub(super) fn column(self, of: &GridColumn) -> GridColumn {
        let header = of.header.iter().cloned().chain([self.label().to_owned()]).collect();
        let width = if self == Self::Rate { 84.0 } else { 104.0 };
        GridColumn { id: format!("{}.{self:?}", of.id), header, width, figures: true, sticky: false }
    }

    /// What a cell shows. A rate needs a base: what is new says so, of nothing there is none.
    pub(super) fn view(self, (now, before): Years, bold: bool) -> CellView {
        let text = match self {
            Self::Before => before.map(|before| before.to_string()).unwrap_or_default(),
            Self::Change => changed(now, before).map(|change| signed(change.difference)).unwrap_or_default(),
            Self::Rate => changed(now, before).map(rate).unwrap_or_default(),
        };
        CellView { text, look: Look::Computed, bold, ..CellView::default() }
    }

    /// The figure, to be added up with others; rates are none.
    pub(super) fn figure(self, (now, before): Years) -> Option<Decimal> {
        match self {
            Self::Before => before,
            Self::Change => changed(now, before).map(|change| change.difference),
            Self::Rate => None,
        }
    }
}

fn rate(change: Changed) -> String {
    match change.rate {
        Some(rate) => signed(rate),
        None if change.is_new => "新增".into(),
        None => "—".into(),
    }
}

fn signed(value: Decimal) -> String {
    if value.is_sign_negative() || value.is_zero() { value.to_string() } else { format!("+{value}") }
}
