//! The draft and how it changes. Nothing here computes totals, reads files or draws.

mod card;
mod carried;
mod draft;
mod edit;
mod free;
mod history;
mod misfits;
mod place;
mod texts;
pub mod tree;

pub use card::{Card, Indicator};
pub use carried::{Carried, Pending};
pub use draft::{Draft, FORMAT, Identity, Row, Term, Unit};
pub use edit::{Edit, ItemField, Misplaced};
pub use free::{Addition, AdditionKind, FreeTable, Span, anchor};
pub use history::History;
pub use place::{IndicatorOwner, Place, in_unit, scoped};
pub use tree::Item;
