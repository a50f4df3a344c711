//! From a printed figure back to the cell that it was printed of.

use super::FigureOf;
use crate::model::{PaneName, Place};
use crate::template::plan::CARDS;
use crate::workings::Workings;

impl FigureOf {
    /// The place of the figure in the draft that the document was composed of.
    #[must_use]
    pub fn place(self, work: &Workings) -> Option<Place> {
        let (unit, totals) = work.totals().scopes().nth(self.scope)?;
        let pane = work.plan().panes.get(self.pane)?;
        let column = pane.columns.get(self.column)?.id.clone();
        if pane.name == CARDS {
            return Some(Place::CardField { card: work.draft().cards.get(self.row)?.id.clone(), field: column });
        }
        let row = totals.panes.get(self.pane)?.rows.get(self.row)?.id.clone();
        Some(Place::Cell { pane: PaneName::called(unit, &pane.name), row, column })
    }
}
