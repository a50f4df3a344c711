//! Ids for what came in without any: from an earlier file format, from an import. The same draft gets the same ids every time.

use std::collections::HashSet;

use super::draft::Draft;
use super::free::FreeTable;
use super::tree::Item;

/// Gives the next free of `x1`, `x2` … to what has no id yet: the same draft gets the same ids every time.
struct Numbers {
    kind: char,
    used: HashSet<String>,
    next: usize,
}

impl Numbers {
    fn new<'a>(kind: char, used: impl Iterator<Item = &'a String>) -> Self {
        Self { kind, used: used.cloned().collect(), next: 1 }
    }

    fn give(&mut self, id: &mut String) {
        while id.is_empty() {
            let next = format!("{}{}", self.kind, self.next);
            self.next += 1;
            if !self.used.contains(&next) {
                *id = next;
            }
        }
    }
}

impl Draft {
    /// Numbers everything that has no id: what an earlier format knew by position, and what an import has found.
    pub fn give_ids(&mut self) {
        let mut cards = Numbers::new('c', self.cards.iter().map(|card| &card.id));
        self.cards.iter_mut().for_each(|card| cards.give(&mut card.id));

        let mut goals = Numbers::new('o', self.cards.iter().flat_map(|card| &card.goals).map(|goal| &goal.id));
        self.cards.iter_mut().flat_map(|card| &mut card.goals).for_each(|goal| goals.give(&mut goal.id));

        let rows = self.cards.iter().flat_map(|card| &card.indicators).chain(self.indicators.values().flatten());
        let mut indicators = Numbers::new('i', rows.map(|row| &row.id));
        let rows = self.cards.iter_mut().flat_map(|card| &mut card.indicators).chain(self.indicators.values_mut().flatten());
        rows.for_each(|row| indicators.give(&mut row.id));

        let mut terms = Numbers::new('t', self.glossary.iter().map(|term| &term.id));
        self.glossary.iter_mut().for_each(|term| terms.give(&mut term.id));

        let mut known = Vec::new();
        self.trees.values().for_each(|tree| super::tree::each(tree, 0, &mut |item, _| known.push(&item.id)));
        let mut items = Numbers::new('g', known.into_iter());
        self.trees.values_mut().for_each(|tree| number_items(tree, &mut items));

        for table in self.tables.values_mut() {
            table.give_ids();
        }
    }
}

impl FreeTable {
    /// Numbers rows and columns that have no id.
    pub fn give_ids(&mut self) {
        self.row_ids.resize(self.rows.len(), String::new());
        self.column_ids.resize(self.widths.len(), String::new());
        let mut rows = Numbers::new('r', self.row_ids.iter());
        self.row_ids.iter_mut().for_each(|id| rows.give(id));
        let mut columns = Numbers::new('k', self.column_ids.iter());
        self.column_ids.iter_mut().for_each(|id| columns.give(id));
    }
}

fn number_items(items: &mut [Item], numbers: &mut Numbers) {
    for item in items {
        numbers.give(&mut item.id);
        number_items(&mut item.items, numbers);
    }
}
