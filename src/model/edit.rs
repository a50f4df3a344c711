//! Every change to a draft is an [`Edit`], and applying one gives the edit that takes it back.

use super::draft::{Card, Draft, Identity, Indicator, Row, Term};
use crate::amount::Amount;
use crate::template::IndicatorField;

/// A change to a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Unit, year, cover.
    Identity(Identity),
    /// A figure of a form's row that is stored; `None` empties it.
    Amount {
        /// Pane name.
        pane: String,
        /// Row id.
        row: String,
        /// Column id.
        column: String,
        /// The new figure.
        value: Option<Amount>,
    },
    /// A text of a form's row that is stored; an empty one is dropped.
    RowText {
        /// Pane name.
        pane: String,
        /// Row id.
        row: String,
        /// Column id.
        column: String,
        /// The new text.
        value: String,
    },
    /// The code of a stored row.
    Code {
        /// Pane name.
        pane: String,
        /// Row id.
        row: String,
        /// The new code.
        code: String,
    },
    /// A new stored row.
    InsertRow {
        /// Pane name.
        pane: String,
        /// Its place among the stored rows.
        at: usize,
        /// The row.
        row: Row,
    },
    /// A stored row, gone.
    RemoveRow {
        /// Pane name.
        pane: String,
        /// Its place among the stored rows.
        at: usize,
    },
    /// A stored row, elsewhere.
    MoveRow {
        /// Pane name.
        pane: String,
        /// From this place …
        from: usize,
        /// … to this one, counted without it.
        to: usize,
    },
    /// The name of a code; `None` gives it the list's name again.
    Name {
        /// List.
        list: String,
        /// Code.
        code: String,
        /// The new name.
        name: Option<String>,
    },
    /// A running text.
    Text {
        /// Part id.
        id: String,
        /// The new text.
        value: String,
    },
    /// A new card.
    InsertCard {
        /// Its place.
        at: usize,
        /// The card.
        card: Box<Card>,
    },
    /// A card, gone.
    RemoveCard(usize),
    /// A card, elsewhere.
    MoveCard {
        /// From this place …
        from: usize,
        /// … to this one, counted without it.
        to: usize,
    },
    /// A text of a card.
    CardText {
        /// Card id.
        card: String,
        /// Field id.
        field: String,
        /// The new text.
        value: String,
    },
    /// An amount of a card.
    CardAmount {
        /// Card id.
        card: String,
        /// Field id.
        field: String,
        /// The new amount.
        value: Option<Amount>,
    },
    /// The payment plan of a card.
    Plan {
        /// Card id.
        card: String,
        /// The new plan, a value for each date.
        plan: Vec<Option<Amount>>,
    },
    /// All goals of a card.
    Goals {
        /// Card id.
        card: String,
        /// The new goals.
        goals: Vec<String>,
    },
    /// A cell of an indicator row.
    Indicator {
        /// Card id.
        card: String,
        /// From 0.
        at: usize,
        /// Column.
        field: IndicatorField,
        /// The new text.
        value: String,
    },
    /// A new indicator row.
    InsertIndicator {
        /// Card id.
        card: String,
        /// Its place.
        at: usize,
        /// The row.
        row: Indicator,
    },
    /// An indicator row, gone.
    RemoveIndicator {
        /// Card id.
        card: String,
        /// Its place.
        at: usize,
    },
    /// An indicator row, elsewhere.
    MoveIndicator {
        /// Card id.
        card: String,
        /// From this place …
        from: usize,
        /// … to this one, counted without it.
        to: usize,
    },
    /// A glossary term.
    Term {
        /// From 0.
        at: usize,
        /// The new term.
        term: Term,
    },
    /// A new glossary term.
    InsertTerm {
        /// Its place.
        at: usize,
        /// The term.
        term: Term,
    },
    /// A glossary term, gone.
    RemoveTerm(usize),
    /// A glossary term, elsewhere.
    MoveTerm {
        /// From this place …
        from: usize,
        /// … to this one, counted without it.
        to: usize,
    },
    /// The whole draft, for changes that touch everything (another entry unit).
    Whole(Box<Draft>),
    /// Several changes as one.
    Several(Vec<Edit>),
}

/// An edit that names something that is not there. The draft is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misplaced;

impl Edit {
    /// Changes the draft and returns the edit that changes it back.
    ///
    /// # Errors
    /// [`Misplaced`] where the edit's place is not there; nothing has changed then.
    pub fn apply(self, draft: &mut Draft) -> Result<Edit, Misplaced> {
        match self {
            Self::Identity(identity) => Ok(Self::Identity(std::mem::replace(&mut draft.identity, identity))),
            Self::Amount { pane, row, column, value } => {
                let stored = row_mut(draft, &pane, &row)?;
                let value = set(&mut stored.amounts, &column, value);
                Ok(Self::Amount { pane, row, column, value })
            }
            Self::RowText { pane, row, column, value } => {
                let stored = row_mut(draft, &pane, &row)?;
                let value = set(&mut stored.texts, &column, filled(value)).unwrap_or_default();
                Ok(Self::RowText { pane, row, column, value })
            }
            Self::Code { pane, row, code } => {
                let stored = row_mut(draft, &pane, &row)?;
                let code = std::mem::replace(&mut stored.code, code);
                Ok(Self::Code { pane, row, code })
            }
            Self::InsertRow { pane, at, row } => {
                if at > draft.rows(&pane).len() {
                    return Err(Misplaced);
                }
                insert(draft.forms.entry(pane.clone()).or_default(), at, row)?;
                Ok(Self::RemoveRow { pane, at })
            }
            Self::RemoveRow { pane, at } => {
                let rows = draft.forms.get_mut(&pane).ok_or(Misplaced)?;
                let row = remove(rows, at)?;
                if rows.is_empty() {
                    draft.forms.remove(&pane);
                }
                Ok(Self::InsertRow { pane, at, row })
            }
            Self::MoveRow { pane, from, to } => {
                shift(draft.forms.get_mut(&pane).ok_or(Misplaced)?, from, to)?;
                Ok(Self::MoveRow { pane, from: to, to: from })
            }
            Self::Name { list, code, name } => {
                let names = draft.names.entry(list.clone()).or_default();
                let name = set(names, &code, name);
                if names.is_empty() {
                    draft.names.remove(&list);
                }
                Ok(Self::Name { list, code, name })
            }
            Self::Text { id, value } => {
                let value = set(&mut draft.texts, &id, filled(value)).unwrap_or_default();
                Ok(Self::Text { id, value })
            }
            Self::Whole(whole) => Ok(Self::Whole(Box::new(std::mem::replace(draft, *whole)))),
            Self::Several(edits) => several(edits, draft),
            card => card.apply_to_cards(draft),
        }
    }

    fn apply_to_cards(self, draft: &mut Draft) -> Result<Edit, Misplaced> {
        match self {
            Self::InsertCard { at, card } => insert(&mut draft.cards, at, *card).map(|()| Self::RemoveCard(at)),
            Self::RemoveCard(at) => remove(&mut draft.cards, at).map(|card| Self::InsertCard { at, card: Box::new(card) }),
            Self::MoveCard { from, to } => shift(&mut draft.cards, from, to).map(|()| Self::MoveCard { from: to, to: from }),
            Self::CardText { card, field, value } => {
                let value = set(&mut card_mut(draft, &card)?.texts, &field, filled(value)).unwrap_or_default();
                Ok(Self::CardText { card, field, value })
            }
            Self::CardAmount { card, field, value } => {
                let value = set(&mut card_mut(draft, &card)?.amounts, &field, value);
                Ok(Self::CardAmount { card, field, value })
            }
            Self::Plan { card, plan } => {
                let plan = std::mem::replace(&mut card_mut(draft, &card)?.plan, plan);
                Ok(Self::Plan { card, plan })
            }
            Self::Goals { card, goals } => {
                let goals = std::mem::replace(&mut card_mut(draft, &card)?.goals, goals);
                Ok(Self::Goals { card, goals })
            }
            Self::Indicator { card, at, field, value } => {
                let row = card_mut(draft, &card)?.indicators.get_mut(at).ok_or(Misplaced)?;
                let value = std::mem::replace(row.get_mut(field), value);
                Ok(Self::Indicator { card, at, field, value })
            }
            Self::InsertIndicator { card, at, row } => {
                insert(&mut card_mut(draft, &card)?.indicators, at, row)?;
                Ok(Self::RemoveIndicator { card, at })
            }
            Self::RemoveIndicator { card, at } => {
                let row = remove(&mut card_mut(draft, &card)?.indicators, at)?;
                Ok(Self::InsertIndicator { card, at, row })
            }
            Self::MoveIndicator { card, from, to } => {
                shift(&mut card_mut(draft, &card)?.indicators, from, to)?;
                Ok(Self::MoveIndicator { card, from: to, to: from })
            }
            Self::Term { at, term } => {
                let old = draft.glossary.get_mut(at).ok_or(Misplaced)?;
                Ok(Self::Term { at, term: std::mem::replace(old, term) })
            }
            Self::InsertTerm { at, term } => insert(&mut draft.glossary, at, term).map(|()| Self::RemoveTerm(at)),
            Self::RemoveTerm(at) => remove(&mut draft.glossary, at).map(|term| Self::InsertTerm { at, term }),
            Self::MoveTerm { from, to } => shift(&mut draft.glossary, from, to).map(|()| Self::MoveTerm { from: to, to: from }),
            _ => Err(Misplaced),
        }
    }
}

/// All or nothing: what was done before a misplaced edit is taken back.
fn several(edits: Vec<Edit>, draft: &mut Draft) -> Result<Edit, Misplaced> {
    let mut inverses = Vec::with_capacity(edits.len());
    for edit in edits {
        match edit.apply(draft) {
            Ok(inverse) => inverses.push(inverse),
            Err(misplaced) => {
                for inverse in inverses.into_iter().rev() {
                    inverse.apply(draft)?;
                }
                return Err(misplaced);
            }
        }
    }
    inverses.reverse();
    Ok(Edit::Several(inverses))
}

fn row_mut<'a>(draft: &'a mut Draft, pane: &str, row: &str) -> Result<&'a mut Row, Misplaced> {
    draft.forms.get_mut(pane).and_then(|rows| rows.iter_mut().find(|r| r.id == row)).ok_or(Misplaced)
}

fn card_mut<'a>(draft: &'a mut Draft, id: &str) -> Result<&'a mut Card, Misplaced> {
    draft.cards.iter_mut().find(|card| card.id == id).ok_or(Misplaced)
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn set<V>(map: &mut std::collections::BTreeMap<String, V>, key: &str, value: Option<V>) -> Option<V> {
    match value {
        Some(value) => map.insert(key.to_owned(), value),
        None => map.remove(key),
    }
}

fn insert<T>(list: &mut Vec<T>, at: usize, item: T) -> Result<(), Misplaced> {
    if at > list.len() {
        return Err(Misplaced);
    }
    list.insert(at, item);
    Ok(())
}

fn remove<T>(list: &mut Vec<T>, at: usize) -> Result<T, Misplaced> {
    if at < list.len() { Ok(list.remove(at)) } else { Err(Misplaced) }
}

fn shift<T>(list: &mut Vec<T>, from: usize, to: usize) -> Result<(), Misplaced> {
    if from >= list.len() || to >= list.len() {
        return Err(Misplaced);
    }
    let item = list.remove(from);
    list.insert(to, item);
    Ok(())
}
