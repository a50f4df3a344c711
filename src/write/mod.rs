//! Writers of the composed [`Document`](crate::document::Document), one small file for each format.

mod docx;
pub(crate) mod fit;
mod html;
mod json;
pub(crate) mod package;
mod text;

pub use docx::docx;
pub use html::html;
pub use json::{json, json_of};
pub use text::text;
