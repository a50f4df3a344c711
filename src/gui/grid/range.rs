//! What is selected in a grid, a rectangle of cells, and what is done with it as a whole: copied, emptied, filled. Each is one step.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use super::{Commit, GridModel, Pasted, Typing, once};
use crate::gui::command::Action;
use crate::model::Edit;

/// A rectangle of cells, both ends within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub rows: RangeInclusive<usize>,
    pub columns: RangeInclusive<usize>,
}

impl Range {
    /// From one corner to the other, whichever comes first.
    pub fn between(one: (usize, usize), other: (usize, usize)) -> Self {
        let span = |a: usize, b: usize| a.min(b)..=a.max(b);
        Self { rows: span(one.0, other.0), columns: span(one.1, other.1) }
    }

    pub fn contains(&self, (row, column): (usize, usize)) -> bool {
        self.rows.contains(&row) && self.columns.contains(&column)
    }

    pub fn start(&self) -> (usize, usize) {
        (*self.rows.start(), *self.columns.start())
    }

    pub fn is_single(&self) -> bool {
        self.rows.start() == self.rows.end() && self.columns.start() == self.columns.end()
    }

    /// Rows and columns.
    pub fn size(&self) -> (usize, usize) {
        (self.rows.end() - self.rows.start() + 1, self.columns.end() - self.columns.start() + 1)
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.rows.clone().flat_map(|row| self.columns.clone().map(move |column| (row, column)))
    }

    /// As Excel and WPS copy it: cells apart by tabs, a line for each row, quoted where a cell holds what parts cells.
    pub fn copied(&self, model: &dyn GridModel) -> String {
        let quoted = |text: String| {
            let parts = text.contains(['\t', '\n', '\r']) || text.starts_with('"');
            if parts { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
        };
        let line = |row: usize| self.columns.clone().map(|column| quoted(model.raw(row, column))).collect::<Vec<_>>().join("\t");
        if self.is_single() {
            return model.raw(*self.rows.start(), *self.columns.start());
        }
        self.rows.clone().map(line).collect::<Vec<_>>().join("\r\n")
    }

    /// Empties the cells that may be typed in.
    pub fn clear(&self, model: &dyn GridModel, actions: &mut Vec<Action>) {
        let filled = self.cells().filter(|(row, column)| model.typing(*row, *column) != Typing::Free || !model.raw(*row, *column).is_empty());
        set(model, filled.map(|(row, column)| (row, column, String::new())), "清空", actions);
    }

    /// Puts one text into all cells.
    pub fn fill(&self, model: &dyn GridModel, text: &str, actions: &mut Vec<Action>) {
        set(model, self.cells().map(|(row, column)| (row, column, text.to_owned())), "粘贴", actions);
    }

    /// Puts what stands in the first row into those below it, or in the first column into those at its right; a single row or column takes
    /// what stands before it.
    pub fn fill_on(&self, right: bool, model: &dyn GridModel, actions: &mut Vec<Action>) {
        let line = if right { &self.columns } else { &self.rows };
        let from = if line.start() == line.end() { line.start().checked_sub(1) } else { Some(*line.start()) };
        let Some(from) = from else { return };
        let source = |(row, column)| if right { (row, from) } else { (from, column) };
        let cells = self.cells().filter(|cell| source(*cell) != *cell).map(|(row, column)| {
            let (from_row, from_column) = source((row, column));
            (row, column, model.raw(from_row, from_column))
        });
        set(model, cells, if right { "向右填充" } else { "向下填充" }, actions);
    }

    /// Sum, average and count of the figures; nothing where there are none.
    pub fn summary(&self, model: &dyn GridModel) -> Option<String> {
        let figures: Vec<Decimal> = self.cells().filter_map(|(row, column)| model.figure(row, column)).collect();
        let sum = figures.iter().try_fold(Decimal::ZERO, |sum, figure| sum.checked_add(*figure))?;
        let average = sum.checked_div(Decimal::from(figures.len()))?;
        let decimals = figures.iter().map(Decimal::scale).max()?;
        // Two decimals more than the figures have; a mean of figures in 万元 with two is one in 元.
        let mut average = average.round_dp(decimals + 2).normalize();
        if average.scale() < decimals {
            average.rescale(decimals);
        }
        Some(format!("求和 {sum}　平均 {average}　计数 {}", figures.len()))
    }
}

/// Puts texts into cells as one step. What is computed can be emptied only of what was typed over it; what was not taken is said.
fn set(model: &dyn GridModel, cells: impl Iterator<Item = (usize, usize, String)>, verb: &str, actions: &mut Vec<Action>) {
    let mut done = Pasted::default();
    for (row, column, text) in cells {
        match model.typing(row, column) {
            Typing::Free => {}
            Typing::AfterF2(_) if text.is_empty() => {}
            Typing::AfterF2(_) | Typing::Never(_) => {
                // An empty text changes nothing in a cell that cannot be typed in.
                done.skipped += usize::from(!text.is_empty());
                continue;
            }
        }
        match model.commit(row, column, text.trim()) {
            Ok(Commit { edit: Some(edit), .. }) => {
                done.edits.push(edit);
                done.count += 1;
            }
            Ok(_) => {}
            Err(reason) => done.refused.push(format!("{}：{reason}", model.name(row, column))),
        }
    }
    finish(model, done, verb, actions);
}

/// One step of all that was changed, and a word on the rest.
pub(super) fn finish(model: &dyn GridModel, done: Pasted, verb: &str, actions: &mut Vec<Action>) {
    let mut said = format!("{verb}了{}格", done.count);
    if done.skipped > 0 {
        let _ = write!(said, "，{}格不可录入已略过", done.skipped);
    }
    if let Some(first) = done.refused.first() {
        let _ = write!(said, "，{}格没有接受（{first}）", done.refused.len());
    }
    if done.count > 0 {
        actions.push(Action::edit(Edit::Several(model.settled(once(done.edits))), &format!("{verb}{}格", done.count)));
    }
    actions.push(Action::Say(said));
}
