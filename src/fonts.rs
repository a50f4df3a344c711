//! The fonts that come with the program, and which characters they have; licences are in `assets/fonts/README.md`. What they lack may be in
//! fonts of the user's or of the system ([`found`]), and so is the type of official documents ([`official`]).

pub mod found;
pub mod official;

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

/// Characters that no font has, each once, in the order in which they first occur. What has no look is not printed and needs none
/// ([`crate::characters`]), nor do selectors of variants.
#[must_use]
pub fn missing_characters(text: &str) -> Vec<char> {
    let mut missing = foreign_characters(text);
    missing.retain(|character| !found::has(*character));
    missing
}

/// As [`missing_characters`], but what a font has that is not the program's is among them.
#[must_use]
pub fn foreign_characters(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    let bits: &[u64] = &COVERED;
    if all_covered(bits, text) {
        return missing;
    }
    for character in text.chars().filter(|c| !is_set(bits, *c)) {
        if !needs_no_font(character) && !missing.contains(&character) {
            missing.push(character);
        }
    }
    missing
}

/// Whether every character of the text has a font. Every text is looked at after every key and nearly none holds another character, so
/// that UTF-8 is read as it is laid out: 64 code points, a word of the table, share all bytes but the last.
fn all_covered(bits: &[u64], text: &str) -> bool {
    let mut bytes = text.as_bytes();
    loop {
        let (word, point, rest) = match bytes {
            [] => return true,
            [a @ ..0x80, rest @ ..] => (usize::from(a >> 6), a & 0x3F, rest),
            [a @ ..0xE0, b, rest @ ..] => (usize::from(a & 0x1F), b & 0x3F, rest),
            [a @ ..0xF0, b, c, rest @ ..] => (usize::from(a & 0xF) << 6 | usize::from(b & 0x3F), c & 0x3F, rest),
            // Beyond the plane that nearly all characters are in.
            _ => return false,
        };
        if bits[word] >> point & 1 == 0 {
            return false;
        }
        bytes = rest;
    }
}

fn needs_no_font(character: char) -> bool {
    character.is_control() || has_no_look(character) || matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_covered_where_each_of_its_characters_is() {
        for character in (0..=0x3_FFFF).filter_map(char::from_u32) {
            let beyond = character.len_utf8() == 4;
            assert_eq!(all_covered(&COVERED, &format!("预{character}算")), covers(character) && !beyond, "U+{:04X}", u32::from(character));
        }
        assert_eq!(missing_characters("预☑算\n☑☐"), ['☑', '☐'], "each once");
    }
}
