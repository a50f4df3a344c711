//! What every reader has read, without the characters that nobody can see.

use super::{Kind, Source};
use crate::characters::{clean, clean_in};

/// The source without them; a paragraph that held nothing else is none.
pub(super) fn cleaned(mut source: Source) -> Source {
    source.blocks.retain_mut(|block| match &mut block.kind {
        Kind::Text(text) => {
            if let std::borrow::Cow::Owned(rest) = clean(&text.text) {
                rest.trim().clone_into(&mut text.text);
            }
            !text.text.is_empty()
        }
        Kind::Grid(grid) => {
            grid.rows.iter_mut().flatten().chain([&mut grid.name]).for_each(clean_in);
            true
        }
    });
    source
}
