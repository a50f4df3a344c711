//! Texts that were carried over from the year before and that nobody has looked at yet. A paragraph is found by the part that it stands in and
//! by its words, so that it is the same wherever it moves.

use super::draft::Draft;
use super::names::PaneName;
use super::place::Place;
use super::tree;
use crate::amount::Amount;

/// Texts of one place that nobody has looked at yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// As in [`Carried::unreviewed`].
    pub key: String,
    /// Where they stand.
    pub place: Place,
    /// The texts.
    pub texts: Vec<String>,
}

impl Pending {
    /// Whether the place is looked at as a whole: a card, a table.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.key.starts_with("card/") || self.key.starts_with("table/")
    }

    /// How many times somebody has to look.
    #[must_use]
    pub fn count(&self) -> usize {
        if self.is_whole() { 1 } else { self.texts.len() }
    }
}

impl Draft {
    /// The texts of every place that has some, by the keys of [`Carried::unreviewed`]: paragraphs of running texts, items, cards,
    /// free tables, the glossary.
    #[must_use]
    pub fn texts_by_place(&self) -> Vec<Pending> {
        let lines = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let mut out: Vec<Pending> = Vec::new();
        let mut add = |key: String, place: Place, texts: Vec<String>| {
            if !texts.is_empty() {
                out.push(Pending { key, place, texts });
            }
        };
        for (id, text) in &self.texts {
            add(format!("text/{id}"), Place::Text(id.clone()), lines(text));
        }
        for (id, items) in &self.trees {
            tree::each(items, 0, &mut |item, _| {
                let texts = item.texts().into_iter().flat_map(lines).collect();
                add(format!("item/{}", item.id), Place::Item { tree: id.clone(), item: item.id.clone() }, texts);
            });
        }
        for card in &self.cards {
            let rows = card.indicators.iter().map(|row| row.cells().join("\t"));
            let texts = card
                .texts
                .values()
                .cloned()
                .chain(card.goals.iter().map(|goal| goal.text.clone()))
                .chain(rows)
                .filter(|text| !text.is_empty())
                .collect();
            add(format!("card/{}", card.id), Place::Card(card.id.clone()), texts);
        }
        for (id, table) in &self.tables {
            let rows = table.rows.iter().map(|row| row.join("\t")).collect();
            add(format!("table/{id}"), Place::Table { id: id.clone(), row: String::new(), column: String::new() }, rows);
        }
        let terms = self.glossary.iter().map(|term| format!("{}\t{}", term.term, term.definition)).collect();
        add("terms".into(), Place::Term(String::new()), terms);
        out
    }

    /// What was carried over and nobody has confirmed or changed yet, in document order of kinds.
    #[must_use]
    pub fn pending(&self) -> Vec<Pending> {
        let Some(carried) = &self.last else { return Vec::new() };
        let open = |mut now: Pending| {
            let before = carried.unreviewed.get(&now.key)?;
            // A card or a table is looked at as a whole.
            if now.is_whole() {
                return (now.texts == *before).then_some(now);
            }
            now.texts.retain(|text| before.contains(text));
            (!now.texts.is_empty()).then_some(now)
        };
        self.texts_by_place().into_iter().filter_map(open).collect()
    }

    /// Drops the carried-over wording of what is no longer to be looked at. A text that was deleted, rewritten or classified would
    /// otherwise stay in the file where nobody sees it.
    pub fn forget_changed(&mut self) {
        let pending = self.pending();
        if let Some(carried) = &mut self.last {
            carried.unreviewed = pending.into_iter().map(|place| (place.key, place.texts)).collect();
        }
    }

    /// Last year's figure of a cell, in that year's unit.
    #[must_use]
    pub fn last_year(&self, pane: &PaneName, row: &str, column: &str) -> Option<Amount> {
        self.last.as_ref()?.figures.get(pane)?.get(row)?.get(column).copied()
    }
}
