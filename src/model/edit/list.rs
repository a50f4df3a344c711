//! A change of a list whose members have ids: what comes, goes, moves, and behind which other member.

use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::super::card::{Card, Goal, Indicator};
use super::super::draft::{Row, Term, Unit};
use super::super::free::Addition;
use super::super::names::RowId;
use super::super::review::{Remark, Step};
use super::super::tree::Item;

/// An edit that names something that is not there. The draft is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misplaced;

pub(crate) type Applied<T> = Result<T, Misplaced>;

/// A member of a list, known by its id.
pub trait Keyed {
    /// What its id is.
    type Id: Clone + Eq + Hash;

    /// Its id.
    fn id(&self) -> &Self::Id;
}

/// A change of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "T: Serialize, T::Id: Serialize", deserialize = "T: Deserialize<'de>, T::Id: Deserialize<'de>"))]
pub enum ListEdit<T: Keyed> {
    /// A new member.
    Insert {
        /// The member that it follows; `None` for the first place.
        after: Option<T::Id>,
        /// The member.
        new: Box<T>,
    },
    /// A member, gone.
    Remove(T::Id),
    /// A member, elsewhere.
    Move {
        /// Which one.
        id: T::Id,
        /// The member that it follows then; `None` for the first place.
        after: Option<T::Id>,
    },
    /// A member, changed; its id stays.
    Replace(Box<T>),
}

impl<T: Keyed> ListEdit<T> {
    /// A new member at a position.
    #[must_use]
    pub fn insert(list: &[T], at: usize, new: T) -> Self {
        Self::Insert { after: before(list, at), new: Box::new(new) }
    }

    /// A new member behind the last.
    #[must_use]
    pub fn push(list: &[T], new: T) -> Self {
        Self::insert(list, list.len(), new)
    }

    /// The member at `from` to the position `to`, counted without it; `None` where there is none.
    #[must_use]
    pub fn shift(list: &[T], from: usize, to: usize) -> Option<Self> {
        let id = list.get(from)?.id().clone();
        // Behind whom it stands once it is out of the list.
        let at = if to <= from { to } else { to + 1 };
        Some(Self::Move { id, after: before(list, at) })
    }

    /// The id of the member that is there afterwards.
    pub(super) fn stays(&self) -> Option<&T::Id> {
        match self {
            Self::Insert { new, .. } | Self::Replace(new) => Some(new.id()),
            Self::Move { id, .. } => Some(id),
            Self::Remove(_) => None,
        }
    }

    /// The id of one that was there before and stays, near the change.
    pub(super) fn neighbour(&self) -> Option<&T::Id> {
        match self {
            Self::Insert { after, .. } | Self::Move { after, .. } => after.as_ref(),
            Self::Remove(_) | Self::Replace(_) => None,
        }
    }

    /// Changes the list and returns the change back. Refused where a member that it names is not there, or where a new one
    /// would have an id that another has.
    pub(crate) fn apply(self, list: &mut Vec<T>) -> Applied<Self> {
        // From the end, where most is added.
        let at = |list: &[T], id: &T::Id| list.iter().rposition(|known| known.id() == id).ok_or(Misplaced);
        let behind = |list: &[T], after: &Option<T::Id>| match after {
            None => Ok(0),
            Some(id) => at(list, id).map(|at| at + 1),
        };
        Ok(match self {
            Self::Insert { after, new } => {
                if at(list, new.id()).is_ok() {
                    return Err(Misplaced);
                }
                let id = new.id().clone();
                let to = behind(list, &after)?;
                list.insert(to, *new);
                Self::Remove(id)
            }
            Self::Remove(id) => {
                let from = at(list, &id)?;
                let after = before(list, from);
                Self::Insert { after, new: Box::new(list.remove(from)) }
            }
            Self::Move { id, after } => {
                if after.as_ref() == Some(&id) {
                    return Err(Misplaced);
                }
                behind(list, &after)?;
                let from = at(list, &id)?;
                let back = before(list, from);
                let member = list.remove(from);
                let to = behind(list, &after)?;
                list.insert(to, member);
                Self::Move { id, after: back }
            }
            Self::Replace(new) => {
                let at = at(list, new.id())?;
                Self::Replace(Box::new(std::mem::replace(&mut list[at], *new)))
            }
        })
    }
}

/// The id of the member in front of a position.
fn before<T: Keyed>(list: &[T], at: usize) -> Option<T::Id> {
    at.checked_sub(1).and_then(|at| list.get(at.min(list.len().checked_sub(1)?))).map(|member| member.id().clone())
}

impl Keyed for Row {
    type Id = RowId;

    fn id(&self) -> &RowId {
        &self.id
    }
}

impl Keyed for Unit {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Card {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Goal {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Indicator {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Term {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Item {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Addition {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Remark {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

impl Keyed for Step {
    type Id = String;

    fn id(&self) -> &String {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(ids: &str) -> Vec<Term> {
        ids.chars().map(|id| Term { id: id.to_string(), ..Term::default() }).collect()
    }

    fn ids(list: &[Term]) -> String {
        list.iter().map(|term| term.id.as_str()).collect()
    }

    #[test]
    fn members_come_go_and_move_and_come_back() {
        let mut list = terms("abcd");
        for (edit, after) in [
            (ListEdit::insert(&list, 1, terms("x").remove(0)), "axbcd"),
            (ListEdit::Remove("b".to_owned()), "acd"),
            (ListEdit::shift(&list, 0, 3).unwrap(), "bcda"),
            (ListEdit::shift(&list, 3, 0).unwrap(), "dabc"),
            (ListEdit::shift(&list, 1, 2).unwrap(), "acbd"),
            (ListEdit::shift(&list, 2, 2).unwrap(), "abcd"),
        ] {
            let back = edit.apply(&mut list).unwrap();
            assert_eq!(ids(&list), after);
            back.apply(&mut list).unwrap();
            assert_eq!(ids(&list), "abcd");
        }
    }

    #[test]
    fn a_change_that_names_what_is_not_there_changes_nothing() {
        let mut list = terms("abc");
        let gone = || Some("x".to_owned());
        for edit in [
            ListEdit::Insert { after: gone(), new: Box::new(terms("y").remove(0)) },
            ListEdit::Insert { after: None, new: Box::new(terms("a").remove(0)) },
            ListEdit::Remove("x".to_owned()),
            ListEdit::Move { id: "a".to_owned(), after: gone() },
            ListEdit::Move { id: "a".to_owned(), after: Some("a".to_owned()) },
            ListEdit::Replace(Box::new(terms("x").remove(0))),
        ] {
            assert_eq!(edit.apply(&mut list), Err(Misplaced));
            assert_eq!(ids(&list), "abc");
        }
    }
}
