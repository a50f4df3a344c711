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
    compare(&pieces(text, document.grids().map(|grid| grid.rows.len())), &wanted, &besides(document)).map_err(|difference| difference.to_string())
}

/// The mark that parts columns is written wide inside a cell.
fn marked(text: &str) -> String {
    text.replace('|', "｜")
}

/// Lines of text, and the cells of each row of the tables, which have so many rows. Where every row of a table stands between rules, its
/// lines are put together column by column; else each line is a row.
fn pieces(text: &str, mut rows: impl Iterator<Item = usize>) -> Vec<Drawn> {
    let mut out: Vec<Drawn> = Vec::new();
    let mut put = |text: &str| {
        let text = marked(&squeezed(text));
        if !text.is_empty() {
            out.push((0, text));
        }
    };
    let is_rule = |line: &str| line.starts_with("+-") && line.ends_with('+');
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if !is_rule(line) {
            put(line.trim_start_matches('#'));
            continue;
        }
        let mut blocks: Vec<Vec<Vec<&str>>> = vec![Vec::new()];
        while let Some(line) = lines.next_if(|line| line.starts_with('|') || is_rule(line)) {
            match line.strip_prefix('|') {
                Some(cells) => blocks.last_mut().into_iter().for_each(|block| block.push(cells.trim_end_matches('|').split('|').collect())),
                None => blocks.push(Vec::new()),
            }
        }
        blocks.retain(|block| !block.is_empty());
        let each_row_is_a_block = rows.next() == Some(blocks.len());
        for block in &blocks {
            let widest = block.iter().map(Vec::len).max().unwrap_or(0);
            if each_row_is_a_block {
                (0..widest).for_each(|n| block.iter().filter_map(|line| line.get(n)).for_each(|cell| put(cell)));
            } else {
                block.iter().flatten().for_each(|cell| put(cell));
            }
        }
    }
    out
}
