//! Word files and web pages, by the readers of the import, which know nothing of the writers.

use super::expected::{besides, groups};
use super::{Counts, Difference, sequence, squeezed};
use crate::document::{Block, Document};
use crate::read::{Kind, read_bytes};

/// What a page says to those who listen to it.
const SKIP: &str = "跳到正文";

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
    // A page says a title again as the caption of its table, and leads past the contents.
    let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let titles = blocks.filter_map(|block| match block {
        Block::Heading(heading) => Some(heading.text.as_str()),
        Block::Grid(grid) => Some(grid.title.as_str()),
        Block::Paragraph(_) => None,
    });
    let mut more = besides(document);
    more.extend(titles.chain([SKIP]).map(squeezed).filter(|text| !text.is_empty()));
    sequence::compare(&found, &groups(document, true), &more).map_err(|difference: Difference| difference.to_string())
}
