//! The fonts that come with the program, and which characters they have; licences are in `assets/fonts/README.md`.

use std::sync::LazyLock;

use crate::characters::has_no_look;

/// 宋, full cut: running text of printed pages.
pub static SERIF: &[u8] = include_bytes!("../assets/fonts/NotoSerifCJKsc-Regular.otf");
/// 宋 bold.
pub static SERIF_BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSerifCJKsc-Bold.otf");
/// 黑: headings of printed pages, and the window.
pub static SANS: &[u8] = include_bytes!("../assets/fonts/NotoSansCJKsc-Regular.otf");
/// 黑 bold.
pub static SANS_BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSansCJKsc-Bold.otf");
/// 楷: third-level headings.
pub static KAI: &[u8] = include_bytes!("../assets/fonts/LXGWWenKai-Regular.ttf");
/// The window's icons.
pub static ICONS: &[u8] = include_bytes!("../assets/fonts/icons.ttf");

/// The fonts of printed pages.
pub static PRINTED: [&[u8]; 5] = [SERIF, SERIF_BOLD, SANS, SANS_BOLD, KAI];

/// A bit for each code point of the planes in use that one of the printed fonts has.
static COVERED: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0_u64; 0x4_0000 / 64];
    // Every font has what Song has and no more, but for a few symbols; all are read all the same.
    for face in PRINTED.iter().filter_map(|data| ttf_parser::Face::parse(data, 0).ok()) {
        for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(ttf_parser::cmap::Subtable::is_unicode) {
            table.codepoints(|point| {
                if let Some(word) = bits.get_mut(point as usize / 64) {
                    *word |= 1 << (point % 64);
                }
            });
        }
    }
    bits
});

/// Whether one of the printed fonts has the character.
#[must_use]
pub fn covers(character: char) -> bool {
    is_set(&COVERED, character)
}

fn is_set(bits: &[u64], character: char) -> bool {
    let point = u32::from(character);
    bits.get(point as usize / 64).is_some_and(|word| word >> (point % 64) & 1 == 1)
}

/// Characters that none of the printed fonts has, each once, in the order in which they first occur. What has no look is not printed
/// and needs none ([`crate::characters`]), nor do selectors of variants.
#[must_use]
pub fn missing_characters(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    let bits: &[u64] = &COVERED;
    // Nearly every character has a font: what else it may be is asked of the others only.
    for character in text.chars().filter(|c| !is_set(bits, *c)) {
        if !needs_no_font(character) && !missing.contains(&character) {
            missing.push(character);
        }
    }
    missing
}

fn needs_no_font(character: char) -> bool {
    character.is_control() || has_no_look(character) || matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
