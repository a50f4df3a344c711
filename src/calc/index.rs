//! Where rows are found: their family ties, and a number for every code and id, so that the same row of another pane is an index away
//! and no search. Built once for each calculation; linked figures find rows by it afterwards.

use ecow::EcoString;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::cells::TotalRow;
use super::layout::{NONE, Ties, short};
use super::sources::Source;
use crate::model::RowId;
use crate::template::plan::{CellRef, Plan, RowRef};

/// The row that a right side is seen from.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) pane: usize,
    pub(super) row: usize,
}

/// Where the rows of all panes are.
#[derive(Debug, Default)]
pub(super) struct Index {
    ties: Vec<Ties>,
    /// Numbers for codes and ids.
    numbers: FxHashMap<EcoString, u32>,
    /// The number of each row.
    keys: Vec<Vec<u32>>,
    /// For each number the row of the pane that has it.
    by_key: Vec<Vec<u32>>,
    /// For each filter of the plan the rows by number.
    filtered: Vec<Vec<Vec<u32>>>,
    /// For each filter how many rows have nothing in its column.
    unfiltered: Vec<usize>,
}

impl Index {
    pub(super) fn new(source: &Source<'_>, plan: &Plan, rows: &[Vec<TotalRow>], ties: Vec<Ties>) -> Self {
        let mut index = Self {
            ties,
            numbers: FxHashMap::with_capacity_and_hasher(256, FxBuildHasher),
            keys: Vec::with_capacity(rows.len()),
            by_key: Vec::with_capacity(rows.len()),
            ..Self::default()
        };
        index.number(plan, rows);
        index.filter(source, plan, rows);
        index
    }

    fn number(&mut self, plan: &Plan, rows: &[Vec<TotalRow>]) {
        for (pane, rows) in plan.panes.iter().zip(rows) {
            // Cards are found by filters only.
            let rows = if pane.place.is_none() { &[][..] } else { rows.as_slice() };
            let keys = rows.iter().map(|row| {
                let (RowId::Of(id) | RowId::Own(id)) = &row.id;
                let key = if row.code.is_empty() { id } else { &row.code };
                // Most are known from the panes before.
                if let Some(known) = self.numbers.get(key) {
                    return *known;
                }
                let fresh = short(self.numbers.len());
                self.numbers.insert(key.clone(), fresh);
                fresh
            });
            self.keys.push(keys.collect());
        }
        for keys in &self.keys {
            let mut rows = vec![NONE; self.numbers.len()];
            for (row, key) in keys.iter().enumerate().rev() {
                rows[*key as usize] = short(row);
            }
            self.by_key.push(rows);
        }
    }

    fn filter(&mut self, source: &Source<'_>, plan: &Plan, rows: &[Vec<TotalRow>]) {
        for (pane, column) in &plan.filters {
            let mut found = vec![Vec::new(); self.numbers.len()];
            let mut blank = 0;
            let column = &plan.panes[*pane].columns[*column].id;
            let stored = source.rows[*pane];
            for (row, info) in rows[*pane].iter().enumerate() {
                let Some(n) = info.stored() else { continue };
                let text = match plan.panes[*pane].place {
                    Some(_) => stored[n].texts.get(column).map_or("", String::as_str),
                    None if source.cards[n].classified => continue,
                    None => source.cards[n].text(column),
                };
                blank += usize::from(text.is_empty());
                if let Some(key) = self.numbers.get(text) {
                    found[*key as usize].push(short(row));
                }
            }
            self.filtered.push(found);
            self.unfiltered.push(blank);
        }
    }

    /// The one row that a reference means.
    pub(super) fn row(&self, cell: &CellRef, from: Option<Spot>) -> Option<usize> {
        let number = match &cell.rows {
            RowRef::This => return Some(from?.row),
            RowRef::At(rows) => return rows.first().copied(),
            RowRef::SameKey => self.key(from?)?,
            RowRef::Key(key) => *self.numbers.get(key.as_str())?,
            RowRef::Children | RowRef::Top | RowRef::Leaf | RowRef::Listed | RowRef::Where(_) => return None,
        };
        let found = *self.by_key[cell.pane].get(number as usize)?;
        (found != NONE).then_some(found as usize)
    }

    /// Does `each` with every row that a reference selects, in order.
    pub(super) fn each_row<E>(&self, cell: &CellRef, from: Option<Spot>, mut each: impl FnMut(usize) -> Result<(), E>) -> Result<(), E> {
        let ties = &self.ties[cell.pane];
        let mut all = |rows: &[u32]| rows.iter().try_for_each(|row| each(*row as usize));
        match &cell.rows {
            RowRef::Top => all(&ties.tops),
            RowRef::Leaf => all(&ties.leaves),
            RowRef::Where(filter) => from.and_then(|from| self.key(from)).map_or(Ok(()), |key| all(&self.filtered[*filter][key as usize])),
            RowRef::Children => {
                let mut next = from.map_or(NONE, |from| ties.first_child[from.row]);
                while next != NONE {
                    each(next as usize)?;
                    next = ties.next_sibling[next as usize];
                }
                Ok(())
            }
            RowRef::At(rows) => rows.iter().try_for_each(|row| each(*row)),
            RowRef::Listed => ties.listed.clone().try_for_each(each),
            RowRef::This | RowRef::SameKey | RowRef::Key(_) => self.row(cell, from).map_or(Ok(()), each),
        }
    }

    fn key(&self, of: Spot) -> Option<u32> {
        self.keys[of.pane].get(of.row).copied()
    }

    /// How many rows have nothing in the column of that filter.
    pub(super) fn unfiltered(&self, filter: usize) -> usize {
        self.unfiltered[filter]
    }
}
