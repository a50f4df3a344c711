//! A text as it is edited: what is seen is what is printed, each link and each number of a line in one piece.

use std::any::TypeId;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use egui::TextBuffer;
use egui::text::CharIndex;

use crate::document::{numbers, printed_link};
use crate::workings::Workings;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A linked figure.
    Figure,
    /// A link that has no figure.
    Broken,
    /// A word of the draft's: its unit, its year.
    Word,
    /// The number of a line.
    Number,
}

/// A piece that the caret does not enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What it is.
    pub kind: Kind,
    /// Where it is seen, in characters.
    pub seen: Range<usize>,
    /// Where it stands in the text, in bytes.
    pub raw: Range<usize>,
    /// Where it is seen, in bytes.
    pub bytes: Range<usize>,
}

/// A part of a text that was copied: as it is seen, and as it is.
pub type Copied = (String, String);

/// The text.
#[allow(clippy::struct_field_names)] // the chips of a text with chips
pub struct Chips<'a> {
    work: &'a Workings,
    /// As it is in the draft.
    raw: String,
    /// As it is seen.
    seen: String,
    /// In order; shared with what lays the text out.
    chips: Rc<RefCell<Vec<Chip>>>,
    /// What was copied out of such a text: it is pasted with its links.
    copied: Option<Copied>,
}

impl<'a> Chips<'a> {
    /// A text of the draft.
    pub fn new(text: &str, work: &'a Workings, copied: Option<Copied>) -> Self {
        let mut chips = Self { work, raw: text.to_owned(), seen: String::new(), chips: Rc::default(), copied };
        chips.look();
        chips
    }

    /// As it is in the draft.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// As it is seen.
    pub fn seen(&self) -> &str {
        &self.seen
    }

    /// Its pieces, for what lays it out.
    pub fn pieces(&self) -> Rc<RefCell<Vec<Chip>>> {
        Rc::clone(&self.chips)
    }

    /// The piece that holds a place between two characters, its ends aside.
    pub fn around(&self, at: usize) -> Option<Chip> {
        self.chips.borrow().iter().find(|chip| chip.seen.start < at && at < chip.seen.end).cloned()
    }

    /// The piece that a caret stands at or in; where two meet, the one before.
    pub fn touched(&self, at: usize) -> Option<Chip> {
        self.chips.borrow().iter().find(|chip| chip.seen.start <= at && at <= chip.seen.end).cloned()
    }

    /// What stands in the text for some of what is seen; a piece counts whole.
    pub fn raw_of(&self, seen: Range<usize>) -> Range<usize> {
        let seen = self.whole(seen);
        self.raw_at(seen.start)..self.raw_at(seen.end)
    }

    /// Puts `with` in place of some of what is seen.
    pub fn put(&mut self, seen: Range<usize>, with: &str) {
        let raw = self.raw_of(seen);
        self.raw.replace_range(raw, with);
        self.look();
    }

    /// How many characters are seen before a place in the text.
    pub fn seen_at(&self, raw: usize) -> usize {
        let chips = self.chips.borrow();
        let before = chips.iter().rev().find(|chip| chip.raw.end <= raw);
        let (from, seen) = before.map_or((0, 0), |chip| (chip.raw.end, chip.seen.end));
        seen + self.raw.get(from..raw).map_or(0, |text| text.chars().count())
    }

    /// Some of what is seen, with the pieces that it cuts.
    fn whole(&self, seen: Range<usize>) -> Range<usize> {
        let start = self.around(seen.start).map_or(seen.start, |chip| chip.seen.start);
        let end = self.around(seen.end).map_or(seen.end, |chip| chip.seen.end);
        start..end.max(start)
    }

    /// The byte of the text at which a place between two characters stands.
    fn raw_at(&self, seen: usize) -> usize {
        let chips = self.chips.borrow();
        let last = chips.iter().rev().find(|chip| chip.seen.end <= seen);
        let (from, left) = last.map_or((0, seen), |chip| (chip.raw.end, seen - chip.seen.end));
        self.raw[from..].char_indices().nth(left).map_or(self.raw.len(), |(at, _)| from + at)
    }

    /// Finds the pieces, and what is seen.
    fn look(&mut self) {
        let mut chips = Vec::new();
        let mut seen = String::with_capacity(self.raw.len());
        let mut count = 0;
        let plain = |seen: &mut String, text: &str| {
            seen.push_str(text);
            text.chars().count()
        };
        let mut from = 0;
        for (raw, kind, shown) in pieces(&self.raw, self.work) {
            count += plain(&mut seen, &self.raw[from..raw.start]);
            let start = (count, seen.len());
            count += plain(&mut seen, &shown);
            from = raw.end;
            chips.push(Chip { kind, seen: start.0..count, raw, bytes: start.1..seen.len() });
        }
        plain(&mut seen, &self.raw[from..]);
        self.seen = seen;
        *self.chips.borrow_mut() = chips;
    }
}

/// Where the text has pieces, what they are and what is seen of them.
fn pieces(raw: &str, work: &Workings) -> Vec<(Range<usize>, Kind, String)> {
    let mut out: Vec<(Range<usize>, Kind, String)> = numbers(raw).into_iter().map(|(at, number)| (at, Kind::Number, number)).collect();
    let mut from = 0;
    while let Some(open) = raw[from..].find('{').map(|open| from + open) {
        let Some(close) = raw[open..].find('}').map(|close| open + close + 1) else { break };
        let whole = &raw[open..close];
        from = close;
        if out.iter().any(|(at, ..)| at.start <= open && open < at.end) {
            continue;
        }
        let inner = &whole[1..whole.len() - 1];
        if inner.contains('[') {
            let (kind, seen) = printed_link(inner, work).map_or_else(|_| (Kind::Broken, "〔无此数〕".to_owned()), |figure| (Kind::Figure, figure));
            out.push((open..close, kind, seen));
        } else {
            let said = work.draft().worded(whole);
            // One that nobody has filled in prints nothing; it is shown as it stands, or nobody would see it.
            if said != whole && !said.is_empty() {
                out.push((open..close, Kind::Word, said.replace('\n', " ")));
            }
        }
    }
    out.sort_by_key(|(at, ..)| at.start);
    out
}

impl TextBuffer for Chips<'_> {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        &self.seen
    }

    fn insert_text(&mut self, text: &str, at: CharIndex) -> usize {
        // Inside a piece it goes behind it, and so it does before the number of a line, which is none anywhere else.
        let numbered = |chip: &Chip| chip.kind == Kind::Number && chip.seen.start == at.0 && !text.starts_with('\n');
        let chip = self.around(at.0).or_else(|| self.chips.borrow().iter().find(|chip| numbered(chip)).cloned());
        let seen = chip.map_or(at.0, |chip| chip.seen.end);
        let raw = self.raw_at(seen);
        let linked = self.copied.as_ref().filter(|(seen, _)| seen == text).map(|(_, raw)| raw.as_str());
        self.raw.insert_str(raw, linked.unwrap_or(text));
        self.look();
        text.chars().count() + (seen - at.0)
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        let (start, mut end) = (range.start.0, range.end.0);
        // With the break before a numbered line its number goes, too.
        let number = self.chips.borrow().iter().find(|chip| chip.kind == Kind::Number && chip.seen.start == end).map(|chip| chip.seen.end);
        if let Some(behind) = number.filter(|_| start < end) {
            end = behind;
        }
        self.put(start..end, "");
    }

    fn type_id(&self) -> TypeId {
        TypeId::of::<Chips<'static>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> Workings {
        Workings::of(crate::store::sample("unit-2024.ron").expect("a sample")).expect("a sound template")
    }

    const TEXT: &str = "{1}、共{outlay[total, total]}万元，{year}年。";

    #[test]
    fn what_is_seen_is_what_is_printed() {
        let work = work();
        let chips = Chips::new(TEXT, &work, None);
        let printed = crate::document::expand(TEXT, &work).replace("{1}、", "1、");
        assert_eq!(chips.seen(), printed);
        assert!(!chips.seen().contains(['{', '[']));
    }

    #[test]
    fn a_link_is_deleted_whole_and_typed_around() {
        let work = work();
        let mut chips = Chips::new(TEXT, &work, None);
        let figure = chips.pieces().borrow().iter().find(|chip| chip.kind == Kind::Figure).cloned().expect("a figure");
        chips.insert_text("约", CharIndex(figure.seen.start + 1));
        assert_eq!(chips.raw(), TEXT.replace("]}万", "]}约万"), "typed inside, it stands behind");
        chips.delete_char_range(CharIndex(figure.seen.end - 1)..CharIndex(figure.seen.end));
        assert_eq!(chips.raw(), "{1}、共约万元，{year}年。");
    }

    #[test]
    fn every_key_leaves_the_rest_as_it_was() {
        let work = work();
        let chips = Chips::new(TEXT, &work, None);
        let length = chips.seen().chars().count();
        for at in 0..=length {
            let mut typed = Chips::new(TEXT, &work, None);
            let count = typed.insert_text("甲", CharIndex(at));
            let back = at + count;
            typed.delete_char_range(CharIndex(back - 1)..CharIndex(back));
            assert_eq!(typed.raw(), TEXT, "at {at}");
        }
    }

    #[test]
    fn what_is_cut_is_pasted_with_its_links() {
        let work = work();
        let chips = Chips::new(TEXT, &work, None);
        let all = 0..chips.seen().chars().count();
        let copied = (chips.seen().to_owned(), chips.raw()[chips.raw_of(all)].to_owned());
        let mut other = Chips::new("", &work, Some(copied.clone()));
        other.insert_text(&copied.0, CharIndex(0));
        assert_eq!(other.raw(), TEXT);
    }

    #[test]
    fn a_line_that_is_joined_to_the_one_before_has_no_number() {
        let work = work();
        let mut chips = Chips::new("{1}、甲\n{1}、乙", &work, None);
        assert_eq!(chips.seen(), "1、甲\n2、乙");
        chips.delete_char_range(CharIndex(3)..CharIndex(4));
        assert_eq!((chips.raw(), chips.seen()), ("{1}、甲乙", "1、甲乙"));
        chips.insert_text("\n", CharIndex(0));
        assert_eq!(chips.raw(), "\n{1}、甲乙");
    }
}
