//! The fonts of a file: of each the glyphs that are printed, with the tables that readers want and the cutting drops: which character is
//! which glyph (`cmap`), and the measures of `OS/2`.

use std::collections::BTreeMap;

use subsetter::{GlyphRemapper, subset};
use ttf_parser::RawFace;
use typst::text::{Font, FontInstance};

use super::{Ids, SPACE};
use crate::write::package::Xml;

/// The fonts that are used.
#[derive(Default)]
pub(super) struct Fonts {
    used: Vec<Used>,
}

/// A font, and what of it is used.
pub(super) struct Used {
    pub id: u32,
    font: Font,
    glyphs: GlyphRemapper,
    characters: BTreeMap<char, u16>,
}

impl Used {
    /// The number of a glyph in the cut font.
    pub fn glyph(&mut self, glyph: u16) -> u16 {
        self.glyphs.remap(glyph)
    }

    /// Whether the character means that glyph wherever this font is used; the first use decides.
    pub fn stands_for(&mut self, character: char, glyph: u16) -> bool {
        let new = self.glyphs.remap(glyph);
        *self.characters.entry(character).or_insert(new) == new
    }
}

impl Fonts {
    pub fn font(&mut self, font: &FontInstance, ids: &mut Ids) -> &mut Used {
        let known = self.used.iter().position(|used| used.font == **font);
        let at = known.unwrap_or_else(|| {
            self.used.push(Used { id: ids.next(), font: (**font).clone(), glyphs: GlyphRemapper::new(), characters: BTreeMap::new() });
            self.used.len() - 1
        });
        &mut self.used[at]
    }

    /// What a file says of its fonts.
    pub fn resources(&self) -> String {
        let mut xml = Xml::part();
        xml.element("ofd:Res", &[("xmlns:ofd", &SPACE), ("BaseLoc", &"Res")], |xml| {
            xml.element("ofd:Fonts", &[], |xml| {
                for (n, used) in self.used.iter().enumerate() {
                    let info = used.font.info();
                    let bold = info.variant.weight.to_number() >= 600;
                    let name = used.font.post_script_name().unwrap_or_else(|| info.family.clone());
                    let attributes: [(&'static str, &dyn std::fmt::Display); 4] =
                        [("ID", &used.id), ("FontName", &name), ("FamilyName", &info.family), ("Bold", &bold)];
                    xml.element("ofd:Font", &attributes, |xml| xml.words("ofd:FontFile", &[], &file(n, &used.font)));
                }
            });
        });
        xml.finish()
    }

    /// The cut fonts with their names.
    ///
    /// # Errors
    /// A font that cannot be cut.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        let each = self.used.iter().enumerate();
        each.map(|(n, used)| Ok((file(n, &used.font), used.cut().ok_or_else(|| format!("字体 {} 裁不出来", used.font.info().family))?))).collect()
    }
}

fn file(n: usize, font: &Font) -> String {
    let ending = if font.data().starts_with(b"OTTO") { "otf" } else { "ttf" };
    format!("font_{n}.{ending}")
}

impl Used {
    fn cut(&self) -> Option<Vec<u8>> {
        let cut = subset(self.font.data(), self.font.index(), &self.glyphs).ok()?;
        let whole = RawFace::parse(self.font.data(), self.font.index()).ok()?;
        let face = RawFace::parse(&cut, 0).ok()?;
        let mut tables: BTreeMap<[u8; 4], Vec<u8>> = BTreeMap::new();
        for record in face.table_records {
            tables.insert(record.tag.to_bytes(), face.table(record.tag)?.to_vec());
        }
        for tag in [b"OS/2", b"name"] {
            if let Some(table) = whole.table(ttf_parser::Tag::from_bytes(tag)) {
                tables.entry(*tag).or_insert_with(|| table.to_vec());
            }
        }
        // No names of glyphs.
        tables.entry(*b"post").or_insert_with(|| [[0, 3, 0, 0].as_slice(), &[0; 28]].concat());
        tables.insert(*b"cmap", cmap(&self.characters));
        Some(font_file(cut.get(..4)?, tables))
    }
}

/// Which character is which glyph: all of them in format 12, those of the first plane in format 4, too.
fn cmap(characters: &BTreeMap<char, u16>) -> Vec<u8> {
    let runs = |most: u32| {
        let mut runs: Vec<(u32, u32, u16)> = Vec::new();
        for (character, glyph) in characters.iter().map(|(character, glyph)| (u32::from(*character), *glyph)).filter(|(code, _)| *code < most) {
            match runs.last_mut() {
                Some((from, to, first)) if *to + 1 == character && u32::from(*first) + (character - *from) == u32::from(glyph) => *to = character,
                _ => runs.push((character, character, glyph)),
            }
        }
        runs
    };
    let mut narrow: Vec<(u16, u16, u16)> = runs(0xFFFF)
        .into_iter()
        .map(|(from, to, glyph)| {
            (u16::try_from(from).unwrap_or(0), u16::try_from(to).unwrap_or(0), glyph.wrapping_sub(u16::try_from(from).unwrap_or(0)))
        })
        .collect();
    narrow.push((0xFFFF, 0xFFFF, 1));
    let count = u16::try_from(narrow.len()).unwrap_or(u16::MAX);
    let log = count.ilog2();
    let search = 2 * (1_u16 << log);
    let mut four: Vec<u8> = Vec::new();
    let words = [count * 2, search, u16::try_from(log).unwrap_or(0), count * 2 - search];
    let ends = narrow.iter().map(|(_, to, _)| *to);
    let starts = narrow.iter().map(|(from, ..)| *from);
    let deltas = narrow.iter().map(|(.., delta)| *delta);
    let all = words.into_iter().chain(ends).chain([0]).chain(starts).chain(deltas).chain(std::iter::repeat_n(0, usize::from(count)));
    all.for_each(|word| four.extend(word.to_be_bytes()));
    let length = u16::try_from(four.len() + 6).unwrap_or(u16::MAX);
    let four = [[4_u16, length, 0].map(u16::to_be_bytes).concat(), four].concat();

    let groups = runs(u32::MAX);
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut twelve = [12_u16, 0].map(u16::to_be_bytes).concat();
    twelve.extend([size(16 + 12 * groups.len()), 0, size(groups.len())].map(u32::to_be_bytes).concat());
    for (from, to, glyph) in groups {
        twelve.extend([from, to, u32::from(glyph)].map(u32::to_be_bytes).concat());
    }

    let mut out = [0_u16, 2].map(u16::to_be_bytes).concat();
    for (encoding, at) in [(1_u16, 20), (10, 20 + four.len())] {
        out.extend([3_u16, encoding].map(u16::to_be_bytes).concat());
        out.extend(size(at).to_be_bytes());
    }
    [out, four, twelve].concat()
}

/// A font file of its tables, with its sums.
fn font_file(kind: &[u8], mut tables: BTreeMap<[u8; 4], Vec<u8>>) -> Vec<u8> {
    const SUM_AT: usize = 8;
    if let Some(sum) = tables.get_mut(b"head").and_then(|head| head.get_mut(SUM_AT..SUM_AT + 4)) {
        sum.fill(0);
    }
    let count = u16::try_from(tables.len()).unwrap_or(0);
    let log = count.max(1).ilog2();
    let search = 16 * (1_u16 << log);
    let mut out = kind.to_vec();
    out.extend([count, search, u16::try_from(log).unwrap_or(0), count * 16 - search].map(u16::to_be_bytes).concat());
    let mut at = 12 + 16 * tables.len();
    let mut body = Vec::new();
    let mut head = None;
    for (tag, table) in &tables {
        let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
        out.extend(tag);
        out.extend(sum(table).to_be_bytes());
        out.extend(size(at));
        out.extend(size(table.len()));
        if tag == b"head" {
            head = Some(at);
        }
        body.extend(table);
        body.resize(body.len().next_multiple_of(4), 0);
        at += table.len().next_multiple_of(4);
    }
    out.extend(body);
    let whole = 0xB1B0_AFBA_u32.wrapping_sub(sum(&out));
    if let Some(sum) = head.and_then(|head| out.get_mut(head + SUM_AT..head + SUM_AT + 4)) {
        sum.copy_from_slice(&whole.to_be_bytes());
    }
    out
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_finds_its_glyph_again() {
        let characters: BTreeMap<char, u16> = [('a', 1), ('b', 2), ('d', 9), ('中', 3), ('𠮷', 4)].into();
        let table = cmap(&characters);
        let table = ttf_parser::cmap::Table::parse(&table).expect("a table");
        for (character, glyph) in characters {
            let found: Vec<u16> = table.subtables.into_iter().filter_map(|table| table.glyph_index(character.into())).map(|glyph| glyph.0).collect();
            assert!(!found.is_empty() && found.iter().all(|found| *found == glyph), "{character}: {found:?}");
        }
    }
}
