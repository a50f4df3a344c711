//! The draft and how it changes. Nothing here computes totals, reads files or draws.

mod draft;
mod edit;
mod history;
mod place;

pub use draft::{Card, Draft, FORMAT, Identity, Indicator, Row, Term};
pub use edit::{Edit, Misplaced};
pub use history::History;
pub use place::Place;
