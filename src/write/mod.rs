//! Writers of the composed [`Document`](crate::document::Document), one small file for each format.

mod data;
mod docx;
pub(crate) mod fit;
mod flat;
mod html;
mod json;
pub(crate) mod package;
mod text;
mod xlsx;

pub use data::{DataFile, Figure, SCALE, figures, folder, parquet, unguarded};
pub use docx::docx;
pub use flat::flat;
pub use html::html;
pub use json::{json, json_of};
pub use text::text;
pub use xlsx::xlsx;
