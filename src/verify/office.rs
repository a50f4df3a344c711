//! Word files and web pages, by the readers of the import, which know nothing of the writers.

use super::expected::{besides, groups};
use super::{Counts, Difference, sequence, squeezed};
use crate::document::Document;
use crate::read::{Kind, read_bytes};

/// Reads a file of that name again and compares it with the document.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn blocks(name: &str, bytes: &[u8], document: &Document) -> Result<Counts, String> {
    let source = read_bytes(name, bytes).map_err(|error| error.to_string())?;
    let mut found: Vec<String> = Vec::new();
    for block in source.blocks {
        match block.kind {
            Kind::Text(text) => found.push(text.text),
            Kind::Grid(grid) => found.extend(grid.rows.into_iter().flatten()),
        }
    }
    let found: Vec<String> = found.iter().map(|text| squeezed(text)).filter(|text| !text.is_empty()).collect();
    sequence::compare(&found, &groups(document, true), &besides(document)).map_err(|difference: Difference| difference.to_string())
}
