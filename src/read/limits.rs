//! What a file may grow to while it is read. A small file may say much: a table as wide as its longest line, one text in 100,000 cells.
//!
//! Everything is counted before memory is asked for, over the whole file.

use super::ReadError;
use super::package::fault;

/// Cells of all tables of a file, blank ones among them.
pub(super) const MAX_CELLS: usize = 1_000_000;
/// Bytes of all texts of a file, a repeated one each time. The largest department's disclosure has some 3 MB.
pub(super) const MAX_TEXT: usize = 32 << 20;
/// Paragraphs and tables of a file; the largest department's disclosure has some 5,000.
const MAX_BLOCKS: usize = 50_000;

/// What of the limits a file has not used up.
pub(super) struct Limits<'a> {
    file: &'a str,
    cells: usize,
    text: usize,
    blocks: usize,
}

impl<'a> Limits<'a> {
    pub(super) fn of(file: &'a str) -> Self {
        Self { file, cells: MAX_CELLS, text: MAX_TEXT, blocks: MAX_BLOCKS }
    }

    /// A table of so many rows and columns follows.
    pub(super) fn table(&mut self, place: &str, rows: usize, columns: usize) -> Result<(), ReadError> {
        self.cells = self.cells.checked_sub(rows.saturating_mul(columns)).ok_or_else(|| {
            let reason = format!("表格有{rows}行{columns}列，全文超过{MAX_CELLS}格，没有读入。请拆成几个文件，或删去没有用的行列。");
            fault(self.file, place, reason)
        })?;
        self.block(place)
    }

    /// A text of so many bytes follows.
    pub(super) fn text(&mut self, place: &str, bytes: usize) -> Result<(), ReadError> {
        self.text = self.text.checked_sub(bytes).ok_or_else(|| {
            let reason = format!("全文的文字超过{}MB，不像正常的文件，没有读入。请拆成几个文件。", MAX_TEXT >> 20);
            fault(self.file, place, reason)
        })?;
        Ok(())
    }

    /// A paragraph or table follows.
    pub(super) fn block(&mut self, place: &str) -> Result<(), ReadError> {
        self.blocks = self.blocks.checked_sub(1).ok_or_else(|| {
            let reason = format!("全文超过{MAX_BLOCKS}段，不像正常的文件，没有读入。请拆成几个文件。");
            fault(self.file, place, reason)
        })?;
        Ok(())
    }
}
