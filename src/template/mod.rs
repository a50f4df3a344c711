//! Templates: what a disclosure looks like and how its figures hang together, as data.
//!
//! This module reads and verifies templates. It holds no figure of any draft; filling in is [`crate::calc`]'s.

pub mod card;
mod check;
pub mod choice;
mod class;
pub mod codes;
mod compile;
pub mod equation;
mod indicator;
mod link;
pub mod lists;
mod load;
pub mod outline;
pub mod parse;
pub mod part;
pub mod plan;
mod schema;
pub mod variant;

pub use card::*;
pub use check::Check;
pub use indicator::*;
pub use link::Link;
pub use load::{Fault, Library, check_folder};
pub use part::*;
pub use schema::*;

/// The linked figures of a running text: what stands in `{…}` and names a cell, without the braces.
///
/// `{unit}` and the like are wording, not figures; see [`outline::fill_words`].
#[must_use]
pub fn links(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        let inner = &rest[open + 1..open + close];
        if inner.contains('[') {
            out.push(inner);
        }
        rest = &rest[open + close + 1..];
    }
    out
}
