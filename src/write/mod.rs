//! Writers of the composed [`Document`](crate::document::Document), one small file for each format.

mod json;
mod text;

pub use json::{json, json_of};
pub use text::text;
