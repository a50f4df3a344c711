//! Pieces that lie in the order of the document: Word, web page, workbook. A piece of the document may lie in several of the file and the
//! other way round, but a figure is a piece of its own.

use super::expected::{Groups, counts};
use super::{Counts, Difference};

/// Compares the pieces of a file, without blanks and in its order, with what has to stand there. Before a text of the document may stand what
/// stands `besides`, followed by the number of a page.
///
/// # Errors
/// The first difference.
pub(super) fn compare(found: &[String], wanted: &Groups, besides: &[String]) -> Result<Counts, Difference> {
    let mut at = At { found, piece: 0, byte: 0 };
    for group in wanted {
        let mut left: Vec<_> = group.iter().collect();
        while !left.is_empty() {
            let whole = |piece: &str| left.iter().any(|expected| expected.text == piece);
            // A title may begin as a heading does.
            let begins = |piece: &str| left.iter().any(|expected| piece.starts_with(expected.text.as_str()));
            let is_other = at.is_entry(besides) || at.is_known(besides) && begins(at.rest());
            if is_other && !whole(at.rest()) {
                at.piece += 1;
            } else if let Some(n) = left.iter().position(|expected| at.takes(&expected.text, expected.figure)) {
                left.remove(n);
            } else if !at.skips(besides) {
                return Err(Difference { expected: left[0].text.clone(), found: at.rest().to_owned(), place: left[0].place.clone() });
            }
        }
    }
    while at.piece < found.len() {
        if !at.skips(besides) {
            return Err(Difference { expected: String::new(), found: at.rest().to_owned(), place: "末尾：".into() });
        }
    }
    Ok(counts(wanted))
}

struct At<'a> {
    found: &'a [String],
    piece: usize,
    byte: usize,
}

impl At<'_> {
    fn rest(&self) -> &str {
        self.found.get(self.piece).map_or("", |piece| &piece[self.byte..])
    }

    /// Goes over a text where it stands here.
    fn takes(&mut self, text: &str, alone: bool) -> bool {
        let (mut piece, mut byte, mut left) = (self.piece, self.byte, text);
        if alone {
            let whole = byte == 0 && self.found.get(piece).is_some_and(|found| found == text);
            self.piece += usize::from(whole);
            return whole;
        }
        while !left.is_empty() {
            let Some(rest) = self.found.get(piece).map(|found| &found[byte..]) else { return false };
            if let Some(more) = left.strip_prefix(rest) {
                (piece, byte, left) = (piece + 1, 0, more);
            } else if rest.starts_with(left) {
                (byte, left) = (byte + left.len(), "");
            } else {
                return false;
            }
        }
        (self.piece, self.byte) = (piece, byte);
        true
    }

    /// Whether an entry of the contents stands here, with the number of its page.
    fn is_entry(&self, besides: &[String]) -> bool {
        let piece = self.rest();
        let entry = piece.trim_end_matches(|c: char| c.is_ascii_digit());
        self.byte == 0 && entry.len() < piece.len() && besides.iter().any(|text| text == entry)
    }

    /// Goes over a whole piece that may stand anywhere.
    fn skips(&mut self, besides: &[String]) -> bool {
        let known = !self.rest().is_empty() && (self.is_known(besides) || self.is_entry(besides));
        self.piece += usize::from(known);
        known
    }

    /// Whether a whole piece that may stand anywhere stands here.
    fn is_known(&self, besides: &[String]) -> bool {
        self.byte == 0 && besides.iter().any(|text| text == self.rest())
    }
}

#[cfg(test)]
mod tests {
    use super::super::expected::Expected;
    use super::*;

    fn groups(texts: &[&str]) -> Groups {
        let is_figure = |text: &str| text.contains('.');
        texts.iter().map(|text| vec![Expected { text: (*text).into(), figure: is_figure(text), reaches: false, place: String::new() }]).collect()
    }

    fn found(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn texts_may_be_cut_and_joined_and_figures_may_not() {
        let wanted = groups(&["甲乙丙", "丁", "1.00", "2.00"]);
        let same = |pieces: &[&str]| compare(&found(pieces), &wanted, &["目录".into()]).is_ok();
        assert!(
            same(&["甲乙丙", "丁", "1.00", "2.00"])
                && same(&["目录", "甲", "乙丙丁", "1.00", "2.00"])
                && same(&["目录3", "甲乙丙", "丁", "1.00", "2.00"])
        );
        let titled = |pieces: &[&str]| compare(&found(pieces), &wanted, &["甲乙丙公开".into()]).is_ok();
        assert!(titled(&["甲乙丙公开", "甲乙丙", "丁", "1.00", "2.00"]) && !titled(&["甲乙丙公示", "甲乙丙", "丁", "1.00", "2.00"]));
        assert!(!same(&["甲乙丙", "丁", "1.002.00"]) && !same(&["甲乙丙", "丁", "1.00", "2.01"]) && !same(&["甲乙丙", "丁", "1.00"]));
        assert!(!same(&["甲乙丙", "丁", "1.00", "2.00", "3.00"]) && !same(&["甲乙", "丁", "1.00", "2.00"]));
    }
}
