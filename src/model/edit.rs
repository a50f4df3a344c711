//! Every change to a draft is an [`Edit`], and applying one gives the edit that takes it back.

mod list;
mod replace;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::card::{Card, Goal, Indicator};
use super::draft::{Draft, Identity, Row, Term, Unit};
use super::free::{Addition, FreeTable};
use super::names::{FormName, IndicatorOwner, PaneName, RowId};
use super::place::Place;
use super::printed::Printed;
use super::review::{Days, Remark, Step};
use super::tree::{self, Item};
use crate::amount::Amount;
use crate::template::IndicatorField;
use list::Applied;
pub use list::{Keyed, ListEdit, Misplaced};

/// A change to a draft. What it is about is named by id, never by position, so that it means the same in another copy of the draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// Unit, year, cover.
    Identity(Identity),
    /// The units of a department.
    Units(Vec<Unit>),
    /// What a stored row of a form holds.
    Row {
        /// Which pane.
        pane: PaneName,
        /// Which row.
        row: RowId,
        /// The change.
        edit: RowEdit,
    },
    /// Which rows of a pane are stored.
    Rows {
        /// Which pane.
        pane: PaneName,
        /// The change.
        edit: ListEdit<Row>,
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
    /// What a card holds.
    Card {
        /// Card id.
        card: String,
        /// The change.
        edit: CardEdit,
    },
    /// Which cards there are.
    Cards(ListEdit<Card>),
    /// A cell of an indicator row.
    Indicator {
        /// Whose table.
        owner: IndicatorOwner,
        /// Row id.
        row: String,
        /// Column.
        field: IndicatorField,
        /// The new text.
        value: String,
    },
    /// Which rows an indicator table has.
    Indicators {
        /// Whose table.
        owner: IndicatorOwner,
        /// The change.
        edit: ListEdit<Indicator>,
    },
    /// Which terms the glossary has, and what they say.
    Terms(ListEdit<Term>),
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
    /// Which items stand below an item of a tree, or outermost.
    Items {
        /// Part id.
        tree: String,
        /// The item that they stand below; `None` for the outermost.
        parent: Option<String>,
        /// The change; an item comes and goes with all that stands below it.
        edit: ListEdit<Item>,
    },
    /// Which additions there are, and what they are; their texts and tables are edits of their own.
    Additions(ListEdit<Addition>),
    /// A cell of a free table.
    TableCell {
        /// The addition's id.
        table: String,
        /// Row id.
        row: String,
        /// Column id.
        column: String,
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
    /// Whether nothing is known of an imported form; `false` confirms that it is empty.
    Silent {
        /// The form.
        form: FormName,
        /// Whether nothing is known of it.
        silent: bool,
    },
    /// Whether a part is not published.
    Withheld {
        /// The part as a whole: a form, a text, a section, a table.
        part: Place,
        /// Whether it is not published.
        withheld: bool,
    },
    /// What the imported source printed otherwise at a place; none once it is settled.
    Printed {
        /// Where.
        place: Place,
        /// All that is still to be looked at there.
        printed: Vec<Printed>,
    },
    /// The answer to a finding; `None` takes it away.
    Answer {
        /// The finding's id.
        finding: String,
        /// Where it stands.
        place: Place,
        /// The answer.
        answer: Option<Answer>,
    },
    /// Which remarks there are, and what was said to them.
    Remarks(ListEdit<Remark>),
    /// Which steps of the way to publishing were taken.
    Steps(ListEdit<Step>),
    /// When it was approved and published.
    Days(Days),
    /// The whole draft, for changes that touch everything (another entry unit).
    Whole(Box<Draft>),
    /// Several changes as one.
    Several(Vec<Edit>),
}

/// A change of what a stored row holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RowEdit {
    /// A figure; `None` empties it.
    Amount {
        /// Column id.
        column: String,
        /// The new figure.
        value: Option<Amount>,
    },
    /// A text; an empty one is dropped.
    Text {
        /// Column id.
        column: String,
        /// The new text.
        value: String,
    },
    /// Its code.
    Code(String),
}

/// A change of what a card holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CardEdit {
    /// The unit that it belongs to, by id; empty for none.
    Unit(String),
    /// A text.
    Text {
        /// Field id.
        field: String,
        /// The new text.
        value: String,
    },
    /// An amount.
    Amount {
        /// Field id.
        field: String,
        /// The new amount.
        value: Option<Amount>,
    },
    /// The payment plan, a value for each date.
    Plan(Vec<Option<Amount>>),
    /// Which goals it has, and what they say.
    Goals(ListEdit<Goal>),
}

/// A text of an item of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

impl Edit {
    /// Changes the draft and returns the edit that changes it back.
    ///
    /// # Errors
    /// [`Misplaced`] where the edit's place is not there; nothing has changed then.
    pub fn apply(self, draft: &mut Draft) -> Applied<Edit> {
        Ok(match self {
            Self::Identity(identity) => Self::Identity(std::mem::replace(&mut draft.identity, identity)),
            Self::Units(units) => Self::Units(std::mem::replace(&mut draft.units, units)),
            Self::Row { pane, row, edit } => {
                let stored = draft.forms.get_mut(&pane).and_then(|rows| rows.iter_mut().find(|known| known.id == row)).ok_or(Misplaced)?;
                let edit = edit.apply(stored);
                Self::Row { pane, row, edit }
            }
            Self::Rows { pane, edit } => {
                let edit = in_list(&mut draft.forms, &pane, |rows| edit.apply(rows))?;
                Self::Rows { pane, edit }
            }
            Self::Name { list, code, name } => {
                let names = draft.names.entry(list.clone()).or_default();
                let name = set(names, &code, name);
                if names.is_empty() {
                    draft.names.remove(&list);
                }
                Self::Name { list, code, name }
            }
            Self::Text { id, value } => {
                let value = set(&mut draft.texts, &id, filled(value)).unwrap_or_default();
                Self::Text { id, value }
            }
            Self::Card { card, edit } => {
                let slot = draft.cards.iter_mut().find(|known| known.id == card).ok_or(Misplaced)?;
                let edit = edit.apply(slot)?;
                Self::Card { card, edit }
            }
            Self::Cards(edit) => Self::Cards(edit.apply(&mut draft.cards)?),
            Self::Indicator { owner, row, field, value } => {
                let value =
                    in_indicators(draft, &owner, |rows| Ok(rows.iter_mut().find(|known| known.id == row).ok_or(Misplaced)?.set(&field, value)))?;
                Self::Indicator { owner, row, field, value }
            }
            Self::Indicators { owner, edit } => {
                let edit = in_indicators(draft, &owner, |rows| edit.apply(rows))?;
                Self::Indicators { owner, edit }
            }
            Self::Terms(edit) => Self::Terms(edit.apply(&mut draft.glossary)?),
            Self::ItemText { tree, item, field, value } => {
                let slot = draft.trees.get_mut(&tree).and_then(|items| tree::find_mut(items, &item)).ok_or(Misplaced)?;
                // A classified item keeps nothing but a title that may be public.
                if slot.classified && field != ItemField::Title {
                    return Err(Misplaced);
                }
                let value = std::mem::replace(slot.get_mut(field), value);
                Self::ItemText { tree, item, field, value }
            }
            Self::Items { tree, parent, edit } => {
                let edit = in_list(&mut draft.trees, &tree, |items| match &parent {
                    None => edit.apply(items),
                    // Nothing stands below a classified item.
                    Some(id) => edit.apply(&mut tree::find_mut(items, id).filter(|item| !item.classified).ok_or(Misplaced)?.items),
                })?;
                Self::Items { tree, parent, edit }
            }
            Self::Additions(edit) => Self::Additions(edit.apply(&mut draft.additions)?),
            Self::TableCell { table, row, column, value } => {
                let cell = draft.tables.get_mut(&table).and_then(|table| table.cell_mut(&row, &column)).ok_or(Misplaced)?;
                let value = std::mem::replace(cell, value);
                Self::TableCell { table, row, column, value }
            }
            Self::Table { id, table } => {
                let table = set(&mut draft.tables, &id, table.map(|table| *table)).map(Box::new);
                Self::Table { id, table }
            }
            Self::Unreviewed { key, texts } => {
                let unreviewed = &mut draft.last.as_mut().ok_or(Misplaced)?.unreviewed;
                let texts = set(unreviewed, &key, Some(texts).filter(|texts| !texts.is_empty())).unwrap_or_default();
                Self::Unreviewed { key, texts }
            }
            Self::Silent { form, silent } => {
                let silent = draft.set_silent(&form, silent);
                Self::Silent { form, silent }
            }
            Self::Withheld { part, withheld } => {
                if !part.can_be_withheld() {
                    return Err(Misplaced);
                }
                let withheld = draft.set_withheld(&part, withheld);
                Self::Withheld { part, withheld }
            }
            Self::Printed { place, printed } => {
                let printed = draft.set_printed(&place, printed);
                Self::Printed { place, printed }
            }
            Self::Answer { finding, place, answer } => {
                let answer = set(&mut draft.answers, &finding, answer);
                Self::Answer { finding, place, answer }
            }
            Self::Remarks(edit) => Self::Remarks(edit.apply(&mut draft.remarks)?),
            Self::Steps(edit) => Self::Steps(edit.apply(&mut draft.steps)?),
            Self::Days(days) => Self::Days(std::mem::replace(&mut draft.days, days)),
            Self::Whole(whole) => Self::Whole(Box::new(std::mem::replace(draft, *whole))),
            Self::Several(edits) => several(edits, draft)?,
        })
    }

    /// Where it acts; `None` where that is everywhere, or where nothing can be shown. Of several the first place.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(match self {
            Self::Identity(_) | Self::Units(_) | Self::Days(_) => Place::Identity,
            Self::Row { pane, row, edit } => match edit {
                RowEdit::Amount { column, .. } | RowEdit::Text { column, .. } => {
                    Place::Cell { pane: pane.clone(), row: row.clone(), column: column.clone() }
                }
                RowEdit::Code(_) => Place::Cell { pane: pane.clone(), row: row.clone(), column: String::new() },
            },
            Self::Rows { pane, edit } => match edit.stays() {
                Some(row) => Place::Cell { pane: pane.clone(), row: row.clone(), column: String::new() },
                None => Place::Form(pane.form_name()),
            },
            Self::Name { .. }
            | Self::Unreviewed { .. }
            | Self::Whole(_)
            | Self::Steps(_)
            | Self::Remarks(ListEdit::Remove(_) | ListEdit::Move { .. }) => return None,
            Self::Remarks(ListEdit::Insert { new, .. } | ListEdit::Replace(new)) => new.place.clone(),
            Self::Silent { form, .. } => Place::Form(form.clone()),
            Self::Printed { place, .. } | Self::Answer { place, .. } => place.clone(),
            Self::Withheld { part, .. } => part.clone(),
            Self::Text { id, .. } => Place::Text(id.clone()),
            Self::Card { card, edit } => match edit {
                CardEdit::Unit(_) => Place::Card(card.clone()),
                CardEdit::Text { field, .. } | CardEdit::Amount { field, .. } => Place::CardField { card: card.clone(), field: field.clone() },
                CardEdit::Plan(_) => Place::Plan { card: card.clone(), date: 0 },
                CardEdit::Goals(edit) => match edit.stays() {
                    Some(goal) => Place::Goal { card: card.clone(), goal: goal.clone() },
                    None => Place::Card(card.clone()),
                },
            },
            Self::Cards(edit) => Place::Card(edit.stays().or(edit.neighbour())?.clone()),
            Self::Indicator { owner, row, field, .. } => Place::Indicator { owner: owner.clone(), row: row.clone(), field: field.clone() },
            Self::Indicators { owner, edit } => match edit.stays().or(edit.neighbour()) {
                Some(row) => Place::Indicator { owner: owner.clone(), row: row.clone(), field: IndicatorField::Level3 },
                None => match owner {
                    IndicatorOwner::Card(card) => Place::Card(card.clone()),
                    IndicatorOwner::Part(_) => return None,
                },
            },
            Self::Terms(edit) => Place::Term(edit.stays().or(edit.neighbour())?.clone()),
            Self::ItemText { tree, item, .. } => Place::Item { tree: tree.clone(), item: item.clone() },
            Self::Items { tree, parent, edit } => {
                Place::Item { tree: tree.clone(), item: edit.stays().or(edit.neighbour()).or(parent.as_ref())?.clone() }
            }
            Self::Additions(edit) => Place::Section(edit.stays().or(edit.neighbour())?.clone()),
            Self::TableCell { table, row, column, .. } => Place::Table { id: table.clone(), row: row.clone(), column: column.clone() },
            Self::Table { id, table } => {
                let table = table.as_ref()?;
                Place::Table { id: id.clone(), row: table.row_ids.first()?.clone(), column: table.column_ids.first()?.clone() }
            }
            Self::Several(edits) => return edits.iter().find_map(Edit::place),
        })
    }
}

impl RowEdit {
    fn apply(self, row: &mut Row) -> Self {
        match self {
            Self::Amount { column, value } => {
                let value = set(&mut row.amounts, &column, value);
                Self::Amount { column, value }
            }
            Self::Text { column, value } => {
                let value = set(&mut row.texts, &column, filled(value)).unwrap_or_default();
                Self::Text { column, value }
            }
            Self::Code(code) => Self::Code(std::mem::replace(&mut row.code, code)),
        }
    }
}

impl CardEdit {
    fn apply(self, card: &mut Card) -> Applied<Self> {
        // A classified card keeps nothing but a name that may be public and the unit that it belongs to.
        let closed = card.classified && !matches!(&self, Self::Unit(_)) && !matches!(&self, Self::Text { field, .. } if field == Card::NAME);
        if closed {
            return Err(Misplaced);
        }
        Ok(match self {
            Self::Unit(unit) => Self::Unit(std::mem::replace(&mut card.unit, unit)),
            Self::Text { field, value } => {
                let value = set(&mut card.texts, &field, filled(value)).unwrap_or_default();
                Self::Text { field, value }
            }
            Self::Amount { field, value } => {
                let value = set(&mut card.amounts, &field, value);
                Self::Amount { field, value }
            }
            Self::Plan(plan) => Self::Plan(std::mem::replace(&mut card.plan, plan)),
            Self::Goals(edit) => Self::Goals(edit.apply(&mut card.goals)?),
        })
    }
}

/// All or nothing: what was done before a misplaced edit is taken back.
fn several(edits: Vec<Edit>, draft: &mut Draft) -> Applied<Edit> {
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

/// Changes the rows of an indicator table.
fn in_indicators<T>(draft: &mut Draft, owner: &IndicatorOwner, change: impl FnOnce(&mut Vec<Indicator>) -> Applied<T>) -> Applied<T> {
    match owner {
        IndicatorOwner::Card(id) => {
            let card = draft.cards.iter_mut().find(|card| card.id == *id && !card.classified).ok_or(Misplaced)?;
            change(&mut card.indicators)
        }
        IndicatorOwner::Part(id) => in_list(&mut draft.indicators, id, change),
    }
}

/// Changes a list of a map. One without members is not kept, so that taking back leaves nothing behind.
fn in_list<K: Ord + Clone, V, T>(lists: &mut BTreeMap<K, Vec<V>>, key: &K, change: impl FnOnce(&mut Vec<V>) -> Applied<T>) -> Applied<T> {
    let list = lists.entry(key.clone()).or_default();
    let done = change(list);
    if list.is_empty() {
        lists.remove(key);
    }
    done
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn set<V>(map: &mut BTreeMap<String, V>, key: &str, value: Option<V>) -> Option<V> {
    match value {
        Some(value) => map.insert(key.to_owned(), value),
        None => map.remove(key),
    }
}
