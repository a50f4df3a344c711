//! Plain text: the lines between the tables, and the cells of each put together again.

use super::drawn::{Drawn, compare};
use super::expected::{besides, groups};
use super::{Counts, squeezed};
use crate::document::Document;

/// Reads a text again and compares it with the document.
///
/// # Errors
/// It is no text, or the first difference.
pub fn text(bytes: &[u8], document: &Document) -> Result<Counts, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("写出的文本文件读不回来（{error}）"))?;
    let mut wanted = groups(document, true);
    wanted.iter_mut().flatten().for_each(|expected| expected.text = marked(&expected.text));
    compare(&pieces(text), &wanted, &besides(document)).map_err(|difference| difference.to_string())
}

/// The mark that parts columns is written wide inside a cell.
fn marked(text: &str) -> String {
    text.replace('|', "｜")
}

/// Lines of text; between two rules of a table the parts of each column one below the other.
fn pieces(text: &str) -> Vec<Drawn> {
    let mut out: Vec<Drawn> = Vec::new();
    let mut columns: Vec<Vec<&str>> = Vec::new();
    let mut put = |text: &str| {
        let text = marked(&squeezed(text));
        if !text.is_empty() {
            out.push((0, text));
        }
    };
    for line in text.lines() {
        match line.strip_prefix('|') {
            Some(cells) => {
                for (n, cell) in cells.trim_end_matches('|').split('|').enumerate() {
                    if n == columns.len() {
                        columns.push(Vec::new());
                    }
                    columns[n].push(cell);
                }
            }
            None if line.starts_with("+-") && line.ends_with('+') => columns.drain(..).flatten().for_each(&mut put),
            None => put(line.trim_start_matches('#')),
        }
    }
    out
}
