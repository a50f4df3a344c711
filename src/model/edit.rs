//! Every change to a draft is an [`Edit`], and applying one gives the edit that takes it back.

use super::card::{Card, Indicator};
use super::draft::{Draft, Identity, Row, Term, Unit};
use super::free::{Addition, FreeTable};
use super::place::IndicatorOwner;
use super::tree::{self, Item};
use crate::amount::Amount;
use crate::template::IndicatorField;

/// A change to a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Unit, year, cover.
    Identity(Identity),
    /// The units of a department.
    Units(Vec<Unit>),
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
    /// A card as a whole.
    Card {
        /// Its place.
        at: usize,
        /// The new card.
        card: Box<Card>,
    },
    /// The unit that a card belongs to.
    CardUnit {
        /// Card id.
        card: String,
        /// Unit id; empty for none.
        unit: String,
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
        /// Whose table.
        owner: IndicatorOwner,
        /// From 0.
        at: usize,
        /// Column.
        field: IndicatorField,
        /// The new text.
        value: String,
    },
    /// A new indicator row.
    InsertIndicator {
        /// Whose table.
        owner: IndicatorOwner,
        /// Its place.
        at: usize,
        /// The row.
        row: Indicator,
    },
    /// An indicator row, gone.
    RemoveIndicator {
        /// Whose table.
        owner: IndicatorOwner,
        /// Its place.
        at: usize,
    },
    /// An indicator row, elsewhere.
    MoveIndicator {
        /// Whose table.
        owner: IndicatorOwner,
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
    /// A text of an item of a tree.
    ItemText {
        /// Part id.
        tree: String,
        /// Item id.
        item: String,
        /// Which text.
        field: ItemField,
        /// The new text.
        value: String,
    },
    /// A new item with all that stands below it.
    InsertItem {
        /// Part id.
        tree: String,
        /// Its place: positions from the outermost level inwards.
        path: Vec<usize>,
        /// The item.
        item: Box<Item>,
    },
    /// An item, gone with all that stood below it.
    RemoveItem {
        /// Part id.
        tree: String,
        /// Its place.
        path: Vec<usize>,
    },
    /// A new section, text or table of the draft's own.
    InsertAddition {
        /// Its place among the additions.
        at: usize,
        /// The addition.
        addition: Addition,
    },
    /// An addition, gone; its text and table are edits of their own.
    RemoveAddition(usize),
    /// An addition, changed.
    Addition {
        /// Its place among the additions.
        at: usize,
        /// The new addition.
        addition: Addition,
    },
    /// A cell of a free table.
    TableCell {
        /// The addition's id.
        id: String,
        /// From 0.
        row: usize,
        /// From 0.
        column: usize,
        /// The new text.
        value: String,
    },
    /// A free table; `None` for none.
    Table {
        /// The addition's id.
        id: String,
        /// The new table.
        table: Option<Box<FreeTable>>,
    },
    /// What is not yet looked at of the texts of one key ([`super::Carried::unreviewed`]); none once they are confirmed.
    Unreviewed {
        /// `text/…`, `item/…`, `card/…`, `table/…`, `terms`.
        key: String,
        /// The texts.
        texts: Vec<String>,
    },
    /// The whole draft, for changes that touch everything (another entry unit).
    Whole(Box<Draft>),
    /// Several changes as one.
    Several(Vec<Edit>),
}

/// A text of an item of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemField {
    /// Its title.
    Title,
    /// Its running text.
    Text,
    /// 绩效目标
    Goal,
    /// 绩效指标
    Indicator,
}

impl Item {
    /// One text.
    #[must_use]
    pub fn get(&self, field: ItemField) -> &str {
        match field {
            ItemField::Title => &self.title,
            ItemField::Text => &self.text,
            ItemField::Goal => &self.goal,
            ItemField::Indicator => &self.indicator,
        }
    }

    fn get_mut(&mut self, field: ItemField) -> &mut String {
        match field {
            ItemField::Title => &mut self.title,
            ItemField::Text => &mut self.text,
            ItemField::Goal => &mut self.goal,
            ItemField::Indicator => &mut self.indicator,
        }
    }
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
            Self::Units(units) => Ok(Self::Units(std::mem::replace(&mut draft.units, units))),
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
            Self::Unreviewed { key, texts } => {
                let unreviewed = &mut draft.last.as_mut().ok_or(Misplaced)?.unreviewed;
                let texts = set(unreviewed, &key, Some(texts).filter(|texts| !texts.is_empty())).unwrap_or_default();
                Ok(Self::Unreviewed { key, texts })
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
            Self::Card { at, card } => {
                let slot = draft.cards.get_mut(at).ok_or(Misplaced)?;
                Ok(Self::Card { at, card: Box::new(std::mem::replace(slot, *card)) })
            }
            Self::CardUnit { card, unit } => {
                let slot = draft.cards.iter_mut().find(|known| known.id == card).ok_or(Misplaced)?;
                let unit = std::mem::replace(&mut slot.unit, unit);
                Ok(Self::CardUnit { card, unit })
            }
            Self::CardText { card, field, value } if field == "name" => {
                let slot = draft.cards.iter_mut().find(|known| known.id == card).ok_or(Misplaced)?;
                let value = set(&mut slot.texts, &field, filled(value)).unwrap_or_default();
                Ok(Self::CardText { card, field, value })
            }
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
            Self::Indicator { owner, at, field, value } => in_indicators(draft, &owner, |rows| {
                let value = rows.get_mut(at).ok_or(Misplaced)?.set(&field, value);
                Ok(Self::Indicator { owner: owner.clone(), at, field, value })
            }),
            Self::InsertIndicator { owner, at, row } => {
                in_indicators(draft, &owner, |rows| insert(rows, at, row)).map(|()| Self::RemoveIndicator { owner, at })
            }
            Self::RemoveIndicator { owner, at } => {
                in_indicators(draft, &owner, |rows| remove(rows, at)).map(|row| Self::InsertIndicator { owner, at, row })
            }
            Self::MoveIndicator { owner, from, to } => {
                in_indicators(draft, &owner, |rows| shift(rows, from, to)).map(|()| Self::MoveIndicator { owner, from: to, to: from })
            }
            other => other.apply_to_parts(draft),
        }
    }

    fn apply_to_parts(self, draft: &mut Draft) -> Result<Edit, Misplaced> {
        match self {
            Self::ItemText { tree, item, field, value } => {
                let slot = item_mut(draft, &tree, &item)?;
                // A classified item keeps nothing but a title that may be public.
                if slot.classified && field != ItemField::Title {
                    return Err(Misplaced);
                }
                let value = std::mem::replace(slot.get_mut(field), value);
                Ok(Self::ItemText { tree, item, field, value })
            }
            Self::InsertItem { tree, path, item } => {
                let last = *path.last().ok_or(Misplaced)?;
                in_tree(draft, &tree, |items| insert(tree::list_mut(items, &path).ok_or(Misplaced)?, last, *item))?;
                Ok(Self::RemoveItem { tree, path })
            }
            Self::RemoveItem { tree, path } => {
                let last = *path.last().ok_or(Misplaced)?;
                let item = in_tree(draft, &tree, |items| remove(tree::list_mut(items, &path).ok_or(Misplaced)?, last))?;
                Ok(Self::InsertItem { tree, path, item: Box::new(item) })
            }
            Self::InsertAddition { at, addition } => insert(&mut draft.additions, at, addition).map(|()| Self::RemoveAddition(at)),
            Self::RemoveAddition(at) => remove(&mut draft.additions, at).map(|addition| Self::InsertAddition { at, addition }),
            Self::Addition { at, addition } => {
                let slot = draft.additions.get_mut(at).ok_or(Misplaced)?;
                Ok(Self::Addition { at, addition: std::mem::replace(slot, addition) })
            }
            Self::TableCell { id, row, column, value } => {
                let table = draft.tables.get_mut(&id).ok_or(Misplaced)?;
                if table.is_covered(row, column) {
                    return Err(Misplaced);
                }
                let cell = table.rows.get_mut(row).and_then(|cells| cells.get_mut(column)).ok_or(Misplaced)?;
                let value = std::mem::replace(cell, value);
                Ok(Self::TableCell { id, row, column, value })
            }
            Self::Table { id, table } => {
                let table = set(&mut draft.tables, &id, table.map(|table| *table)).map(Box::new);
                Ok(Self::Table { id, table })
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

/// A card to be filled in: a classified one keeps nothing but a name that may be public.
fn card_mut<'a>(draft: &'a mut Draft, id: &str) -> Result<&'a mut Card, Misplaced> {
    draft.cards.iter_mut().find(|card| card.id == id && !card.classified).ok_or(Misplaced)
}

/// Changes the rows of an indicator table. One without rows is not kept, so that taking back leaves nothing behind.
fn in_indicators<T>(
    draft: &mut Draft,
    owner: &IndicatorOwner,
    change: impl FnOnce(&mut Vec<Indicator>) -> Result<T, Misplaced>,
) -> Result<T, Misplaced> {
    match owner {
        IndicatorOwner::Card(id) => change(&mut card_mut(draft, id)?.indicators),
        IndicatorOwner::Part(id) => in_list(&mut draft.indicators, id, change),
    }
}

/// Changes the items of a tree.
fn in_tree<T>(draft: &mut Draft, tree: &str, change: impl FnOnce(&mut Vec<Item>) -> Result<T, Misplaced>) -> Result<T, Misplaced> {
    in_list(&mut draft.trees, tree, change)
}

fn in_list<V, T>(
    lists: &mut std::collections::BTreeMap<String, Vec<V>>,
    key: &str,
    change: impl FnOnce(&mut Vec<V>) -> Result<T, Misplaced>,
) -> Result<T, Misplaced> {
    let list = lists.entry(key.to_owned()).or_default();
    let done = change(list);
    if list.is_empty() {
        lists.remove(key);
    }
    done
}

fn item_mut<'a>(draft: &'a mut Draft, tree: &str, id: &str) -> Result<&'a mut Item, Misplaced> {
    let items = draft.trees.get_mut(tree).ok_or(Misplaced)?;
    let (path, _) = tree::find(items, id).ok_or(Misplaced)?;
    tree::list_mut(items, &path).and_then(|list| list.get_mut(*path.last()?)).ok_or(Misplaced)
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
