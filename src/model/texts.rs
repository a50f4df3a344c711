//! The one walk over the texts of a draft: each with its place, once. What looks at texts, whatever for, goes this way, so that a text
//! that is new in the draft is forgotten by none of them.
//!
//! It leaves out what is no text: ids, codes of rows, figures, number patterns, and the draft's copy of its template.

use std::collections::BTreeMap;

use super::card::{Card, Indicator};
use super::draft::{Draft, Row, Term};
use super::edit::ItemField;
use super::free::{AdditionKind, FreeTable};
use super::names::{IndicatorOwner, PaneName};
use super::place::Place;
use super::tree::{self, Item};
use crate::template::IndicatorField;

/// What holds texts: the walk goes from one to the next.
#[derive(Clone, Copy)]
pub enum Holder<'a> {
    /// Unit, year, cover; the units of a department.
    Identity(&'a Draft),
    /// A row of a form.
    Row(&'a PaneName, &'a Row),
    /// The names that the draft gives the codes of a list.
    Names(&'a BTreeMap<String, String>),
    /// A running text, by the id of its part.
    Text(&'a str, &'a str),
    /// A term of the glossary.
    Term(&'a Term),
    /// A goal card.
    Card(&'a Card),
    /// A table of indicators of the whole department, by the id of its part.
    Indicators(&'a str, &'a [Indicator]),
    /// An item of the tree of that id, without those below it.
    Item(&'a str, &'a Item),
    /// The heading of a section of the draft's own, by its id.
    Section(&'a str, &'a str),
    /// A free table, by its id.
    Table(&'a str, &'a FreeTable),
}

impl Holder<'_> {
    /// Every text that is not blank, with its place, and whether linked figures are filled into it. A place is made only where it is
    /// wanted: texts are walked after every key, and most of them are fine.
    pub fn each_text(&self, with: &mut Give<'_>) {
        let mut give = |place: &dyn Fn() -> Place, text: &str, links: bool| {
            if !text.is_empty() {
                with(place, text, links);
            }
        };
        match *self {
            Self::Identity(draft) => {
                let identity = &draft.identity;
                let own = [&identity.unit_code, &identity.unit_name, &identity.date, &identity.prepared_by, &identity.reviewed_by, &identity.mark];
                for text in own.into_iter().chain(draft.units.iter().flat_map(|unit| [&unit.code, &unit.name])) {
                    give(&|| Place::Identity, text, false);
                }
            }
            Self::Row(pane, row) => {
                for (column, text) in &row.texts {
                    give(&|| Place::Cell { pane: pane.clone(), row: row.id.clone(), column: column.clone() }, text, false);
                }
            }
            Self::Names(names) => names.values().for_each(|name| give(&|| Place::Identity, name, false)),
            Self::Text(id, text) => give(&|| Place::Text(id.to_owned()), text, true),
            Self::Term(term) => {
                give(&|| Place::Term(term.id.clone()), &term.term, false);
                give(&|| Place::Term(term.id.clone()), &term.definition, true);
            }
            Self::Card(card) => {
                for (field, text) in &card.texts {
                    give(&|| Place::CardField { card: card.id.clone(), field: field.clone() }, text, false);
                }
                for goal in &card.goals {
                    give(&|| Place::Goal { card: card.id.clone(), goal: goal.id.clone() }, &goal.text, false);
                }
                each_of_indicators(&card.indicators, &|| IndicatorOwner::Card(card.id.clone()), &mut give);
            }
            Self::Indicators(id, rows) => each_of_indicators(rows, &|| IndicatorOwner::Part(id.to_owned()), &mut give),
            Self::Item(tree, item) => {
                for text in item.texts() {
                    give(&|| Place::Item { tree: tree.to_owned(), item: item.id.clone() }, text, true);
                }
            }
            Self::Section(id, heading) => give(&|| Place::Section(id.to_owned()), heading, true),
            Self::Table(id, table) => {
                let place = |row: &str, column: &str| Place::Table { id: id.to_owned(), row: row.to_owned(), column: column.to_owned() };
                let ids = |ids: &[String], at: usize| ids.get(at).cloned().unwrap_or_default();
                for text in [&table.title, &table.left, &table.right].into_iter().chain(&table.notes) {
                    give(&|| place("", ""), text, true);
                }
                for (row, cells) in table.rows.iter().enumerate() {
                    for (column, text) in cells.iter().enumerate() {
                        give(&|| place(&ids(&table.row_ids, row), &ids(&table.column_ids, column)), text, true);
                    }
                }
            }
        }
    }
}

type Give<'a> = dyn FnMut(&dyn Fn() -> Place, &str, bool) + 'a;

fn each_of_indicators(rows: &[Indicator], owner: &dyn Fn() -> IndicatorOwner, give: &mut Give<'_>) {
    for row in rows {
        let place = |field: &IndicatorField| Place::Indicator { owner: owner(), row: row.id.clone(), field: field.clone() };
        for field in &IndicatorField::COMMON {
            give(&|| place(field), row.get(field), false);
        }
        for (id, text) in &row.more {
            give(&|| place(&IndicatorField::More(id.clone())), text, false);
        }
    }
}

impl Draft {
    /// Every text that is not blank, with its place: identity, forms, names of codes, running texts, glossary, cards, indicators and
    /// trees of the whole department, what the draft has beside its template.
    pub fn each_text(&self, with: &mut dyn FnMut(&dyn Fn() -> Place, &str)) {
        self.each_holder(&mut |holder| holder.each_text(&mut |place, text, _| with(place, text)));
    }

    /// As [`Draft::each_text`], but only those that linked figures are filled into. Cards, which hold nearly all that is typed, have none.
    pub fn each_linked_text(&self, with: &mut dyn FnMut(&dyn Fn() -> Place, &str)) {
        self.each_holder(&mut |holder| {
            if !matches!(holder, Holder::Card(_) | Holder::Indicators(..)) {
                holder.each_text(&mut |place, text, links| {
                    if links {
                        with(place, text);
                    }
                });
            }
        });
    }

    /// Everything that holds texts, in the order of the walk.
    pub fn each_holder<'a>(&'a self, with: &mut dyn FnMut(Holder<'a>)) {
        with(Holder::Identity(self));
        for (pane, rows) in &self.forms {
            rows.iter().filter(|row| !row.texts.is_empty()).for_each(|row| with(Holder::Row(pane, row)));
        }
        self.names.values().for_each(|names| with(Holder::Names(names)));
        self.texts.iter().for_each(|(id, text)| with(Holder::Text(id, text)));
        self.glossary.iter().for_each(|term| with(Holder::Term(term)));
        self.cards.iter().for_each(|card| with(Holder::Card(card)));
        self.indicators.iter().for_each(|(id, rows)| with(Holder::Indicators(id, rows)));
        for (id, items) in &self.trees {
            tree::each(items, 0, &mut |item, _| with(Holder::Item(id, item)));
        }
        // Running texts among the additions stand with those of the template.
        for addition in &self.additions {
            if let AdditionKind::Section { heading, .. } = &addition.kind {
                with(Holder::Section(&addition.id, heading));
            }
        }
        self.tables.iter().for_each(|(id, table)| with(Holder::Table(id, table)));
    }

    /// The texts of [`Draft::each_text`], blank ones too, to be changed: what comes from outside is cleaned by this.
    pub fn each_text_mut(&mut self, with: &mut dyn FnMut(&mut String)) {
        let identity = &mut self.identity;
        let own = [
            &mut identity.unit_code,
            &mut identity.unit_name,
            &mut identity.date,
            &mut identity.prepared_by,
            &mut identity.reviewed_by,
            &mut identity.mark,
        ];
        own.into_iter().for_each(&mut *with);
        self.units.iter_mut().flat_map(|unit| [&mut unit.code, &mut unit.name]).for_each(&mut *with);
        self.forms.values_mut().flatten().flat_map(|row| row.texts.values_mut()).for_each(&mut *with);
        self.names.values_mut().flat_map(|names| names.values_mut()).for_each(&mut *with);
        self.texts.values_mut().for_each(&mut *with);
        self.glossary.iter_mut().flat_map(|term| [&mut term.term, &mut term.definition]).for_each(&mut *with);
        for card in &mut self.cards {
            card.texts.values_mut().chain(card.goals.iter_mut().map(|goal| &mut goal.text)).for_each(&mut *with);
            card.indicators.iter_mut().for_each(|row| row.each_mut(with));
        }
        self.indicators.values_mut().flatten().for_each(|row| row.each_mut(with));
        self.trees.values_mut().flatten().for_each(|item| item.each_mut(with));
        for addition in &mut self.additions {
            if let AdditionKind::Section { heading, .. } = &mut addition.kind {
                with(heading);
            }
        }
        for table in self.tables.values_mut() {
            [&mut table.title, &mut table.left, &mut table.right].into_iter().for_each(&mut *with);
            table.notes.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(&mut *with);
        }
    }
}

impl Indicator {
    /// The cells that every table may have, blank ones too.
    #[must_use]
    pub fn cells(&self) -> [&str; 9] {
        IndicatorField::COMMON.each_ref().map(|field| self.get(field))
    }

    /// Every cell: those that every table may have, blank ones too, and what only this template asks for.
    pub fn each(&self, with: &mut dyn FnMut(&IndicatorField, &str)) {
        for field in &IndicatorField::COMMON {
            with(field, self.get(field));
        }
        for (id, text) in &self.more {
            with(&IndicatorField::More(id.clone()), text);
        }
    }

    fn each_mut(&mut self, with: &mut dyn FnMut(&mut String)) {
        for field in &IndicatorField::COMMON {
            let mut text = self.set(field, String::new());
            with(&mut text);
            self.set(field, text);
        }
        self.more.values_mut().for_each(&mut *with);
    }
}

impl Item {
    /// Its own texts, blank ones too; not those of the items below it.
    #[must_use]
    pub fn texts(&self) -> [&str; 4] {
        [ItemField::Title, ItemField::Text, ItemField::Goal, ItemField::Indicator].map(|field| self.get(field))
    }

    fn each_mut(&mut self, with: &mut dyn FnMut(&mut String)) {
        [&mut self.title, &mut self.text, &mut self.goal, &mut self.indicator].into_iter().for_each(&mut *with);
        self.items.iter_mut().for_each(|item| item.each_mut(with));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::model::{Addition, Card, FreeTable, Goal, Row, RowId, Term, Unit};
    use crate::template::Library;

    /// A draft that has every kind of text, all of them different.
    fn full() -> Draft {
        let template = Library::load(None).templates[0].clone();
        let mut draft = Draft::of_resolved(template, "", "", 2024);
        (draft.texts, draft.glossary) = (std::collections::BTreeMap::new(), vec![Term::default()]);
        draft.units = vec![Unit { id: "u1".into(), ..Unit::default() }];
        let row = Row { id: RowId::own("r1"), texts: [("remark".to_owned(), String::new())].into(), ..Row::default() };
        draft.forms.insert("general".into(), vec![row]);
        draft.names.insert("functions".into(), [("201".to_owned(), String::new())].into());
        draft.texts.insert("duties".into(), String::new());
        let indicator = || Indicator { more: [("weight".to_owned(), String::new())].into(), ..Indicator::default() };
        let texts = [("name".to_owned(), String::new())].into();
        draft.cards = vec![Card { id: "c1".into(), texts, goals: vec![Goal::default()], indicators: vec![indicator()], ..Card::default() }];
        draft.indicators.insert("whole".into(), vec![indicator()]);
        let below = Item { id: "g2".into(), ..Item::default() };
        draft.trees.insert("goals".into(), vec![Item { id: "g1".into(), items: vec![below], ..Item::default() }]);
        let kind = AdditionKind::Section { heading: String::new(), number: String::new(), listed: false };
        draft.additions = vec![Addition { id: "a1".into(), after: "cards".into(), inside: false, kind }];
        draft.tables.insert("a2".into(), FreeTable { notes: vec![String::new()], ..FreeTable::new(1, 2) });
        draft.give_ids();
        let mut n = 0;
        draft.each_text_mut(&mut |text| {
            n += 1;
            *text = format!("文{n}");
        });
        draft
    }

    /// Every string in what is stored of a draft but what is no text.
    fn stored(value: &Value, out: &mut Vec<String>) {
        let no_text = ["id", "row_ids", "column_ids", "unit", "after", "number", "entry_unit", "template", "last"];
        match value {
            Value::String(text) => out.push(text.clone()),
            Value::Array(values) => values.iter().for_each(|value| stored(value, out)),
            // A card names its unit, an indicator has one of measure.
            Value::Object(fields) => fields
                .iter()
                .filter(|(name, _)| *name != "id" && (!no_text.contains(&name.as_str()) || fields.contains_key("level1")))
                .for_each(|(_, value)| stored(value, out)),
            _ => {}
        }
    }

    fn walked(draft: &Draft) -> Vec<String> {
        let mut out = Vec::new();
        draft.each_text(&mut |_, text| out.push(text.to_owned()));
        out
    }

    #[test]
    fn every_text_that_a_draft_stores_is_walked_once() {
        let draft = full();
        let (mut all, mut walked) = (Vec::new(), walked(&draft));
        stored(&serde_json::to_value(&draft).expect("a draft"), &mut all);
        assert!(all.len() > 45 && all.iter().all(|text| text.starts_with('文')), "{all:?}");
        all.sort();
        walked.sort();
        assert_eq!(walked, all);
    }

    #[test]
    fn what_is_stored_of_the_samples_is_walked_too() {
        for name in crate::store::samples() {
            let mut draft = crate::store::sample(name).expect("the sample opens");
            let count = walked(&draft).len();
            draft.each_text_mut(&mut |text| {
                if !text.is_empty() {
                    *text = "文".into();
                }
            });
            assert_eq!(walked(&draft), vec!["文"; count], "{name}");
        }
    }

    #[test]
    fn places_lead_back_to_their_texts() {
        let draft = full();
        let mut found = 0;
        draft.each_text(&mut |place, text| {
            let there = match place() {
                Place::Text(id) => draft.text(&id).to_owned(),
                Place::CardField { card, field } if card == "c1" => draft.cards[0].text(&field).to_owned(),
                Place::Goal { goal, .. } => draft.cards[0].goals.iter().find(|known| known.id == goal).unwrap().text.clone(),
                Place::Indicator { owner, row, field } => {
                    draft.indicators_of(&owner).iter().find(|known| known.id == row).unwrap().get(&field).to_owned()
                }
                _ => return,
            };
            found += 1;
            assert_eq!(there, text);
        });
        assert!(found > 20, "{found}");
    }

    #[test]
    fn only_texts_that_figures_are_filled_into_are_linked_ones() {
        let draft = full();
        let mut linked = Vec::new();
        draft.each_linked_text(&mut |_, text| linked.push(text.to_owned()));
        assert!(linked.contains(&draft.texts["duties"]) && linked.contains(&draft.glossary[0].definition));
        assert!(!linked.contains(&draft.glossary[0].term) && !linked.contains(&draft.cards[0].goals[0].text));
    }
}
