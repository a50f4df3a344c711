//! Two drafts side by side: what differs, place by place, each difference with both values and the edit that takes it over ([`compare`]); what
//! follows from that in computed figures ([`follows`]); and two people's changes to one draft brought together ([`merge()`]).
//!
//! Copies of one draft are matched by ids, drafts made apart by codes, names and neighbours ([`aligned`]). Nothing here reads files or draws.

mod align;
mod cards;
mod change;
mod follows;
mod forms;
mod list;
mod merge;
mod page;
mod rest;
mod said;
mod take;
mod texts;
mod trees;
mod words;

pub use align::aligned;
pub use change::{Change, ChangeKind, SECRET};
pub use follows::{as_printed, follows, printed as printed_figure, readable};
pub use merge::{Conflict, Merged, Side, merge};
pub use page::{is_long, lines, page};
pub use take::together;
pub(crate) use texts::likeness;
pub use words::{Piece, words};

use crate::model::Draft;

/// What the new draft says otherwise than the old one, in the order of the document. [`together`] makes one edit of some or all of them; all
/// of them give the new draft, with the old one's ids where it was made apart.
#[must_use]
pub fn compare(old: &Draft, new: &Draft) -> Vec<Change> {
    let aligned = aligned(old, new);
    let mut sheet = change::Sheet::new(old, &aligned, new.entry_unit);
    rest::identity(&mut sheet);
    rest::making(&mut sheet);
    rest::units(&mut sheet);
    rest::names(&mut sheet);
    forms::forms(&mut sheet);
    texts::texts(&mut sheet);
    trees::trees(&mut sheet);
    rest::tables_of_indicators(&mut sheet);
    cards::cards(&mut sheet);
    texts::glossary(&mut sheet);
    texts::additions(&mut sheet);
    texts::tables(&mut sheet);
    rest::withheld(&mut sheet);
    rest::source(&mut sheet);
    rest::answers(&mut sheet);
    said::review(&mut sheet);
    rest::carried(&mut sheet);
    sheet.into_changes()
}
