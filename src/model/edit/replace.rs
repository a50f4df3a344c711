//! The edit that puts other words in the place of some, wherever a text stands.

use super::super::card::Goal;
use super::super::draft::{Draft, Identity, Term};
use super::super::free::{Addition, AdditionKind};
use super::super::place::Place;
use super::super::tree;
use super::{CardEdit, Edit, ItemField, ListEdit, RowEdit};

impl Edit {
    /// Puts `to` in the place of every `from` in the text of that place; `None` where there is none.
    #[must_use]
    pub fn replacing(draft: &Draft, place: &Place, from: &str, to: &str) -> Option<Self> {
        let new = |text: &str| text.contains(from).then(|| text.replace(from, to));
        let all = |text: &str| text.replace(from, to);
        let edit = match place {
            Place::Text(id) => Self::Text { id: id.clone(), value: new(draft.text(id))? },
            Place::Cell { pane, row, column } => {
                let stored = draft.rows(pane).iter().find(|known| known.id == *row)?;
                let edit = RowEdit::Text { column: column.clone(), value: new(stored.texts.get(column)?)? };
                Self::Row { pane: pane.clone(), row: row.clone(), edit }
            }
            Place::CardField { card, field } => {
                let edit = CardEdit::Text { field: field.clone(), value: new(draft.card(card)?.text(field))? };
                Self::Card { card: card.clone(), edit }
            }
            Place::Goal { card, goal } => {
                let own = draft.card(card)?.goals.iter().find(|known| known.id == *goal)?;
                let edit = ListEdit::Replace(Box::new(Goal { id: own.id.clone(), text: new(&own.text)? }));
                Self::Card { card: card.clone(), edit: CardEdit::Goals(edit) }
            }
            Place::Indicator { owner, row, field } => {
                let own = draft.indicators_of(owner).iter().find(|known| known.id == *row)?;
                Self::Indicator { owner: owner.clone(), row: row.clone(), field: field.clone(), value: new(own.get(field))? }
            }
            Place::Item { tree: part, item } => {
                let (_, own) = tree::find(draft.trees.get(part)?, item)?;
                let fields = [ItemField::Title, ItemField::Text, ItemField::Goal, ItemField::Indicator];
                let changed = fields.into_iter().filter_map(|field| {
                    let value = new(own.get(field))?;
                    Some(Self::ItemText { tree: part.clone(), item: item.clone(), field, value })
                });
                Self::Several(changed.collect())
            }
            Place::Term(id) => {
                let own = draft.glossary.iter().find(|term| term.id == *id)?;
                Self::Terms(ListEdit::Replace(Box::new(Term { id: id.clone(), term: all(&own.term), definition: all(&own.definition) })))
            }
            Place::Table { id, .. } => {
                let mut table = draft.tables.get(id)?.clone();
                let lines = [&mut table.title, &mut table.left, &mut table.right].into_iter().chain(&mut table.notes);
                lines.chain(table.rows.iter_mut().flatten()).for_each(|text| *text = all(text));
                Self::Table { id: id.clone(), table: Some(Box::new(table)) }
            }
            Place::Section(id) => {
                let own = draft.additions.iter().find(|addition| addition.id == *id)?;
                let AdditionKind::Section { heading, number, listed } = &own.kind else { return None };
                let kind = AdditionKind::Section { heading: new(heading)?, number: number.clone(), listed: *listed };
                Self::Additions(ListEdit::Replace(Box::new(Addition { kind, ..own.clone() })))
            }
            Place::Identity => {
                let own = &draft.identity;
                let [date, prepared_by, reviewed_by, mark] = [&own.date, &own.prepared_by, &own.reviewed_by, &own.mark].map(|text| all(text));
                Self::Identity(Identity { date, prepared_by, reviewed_by, mark, ..own.clone() })
            }
            Place::Form(_) | Place::Card(_) | Place::Plan { .. } | Place::Contents => return None,
        };
        let mut after = draft.clone();
        // A text that holds nothing of it is no change, and none is offered.
        (edit.clone().apply(&mut after).is_ok() && after != *draft).then_some(edit)
    }
}
