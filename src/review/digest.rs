//! The digest of what a disclosure says.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::document::{Block, Document, compose};
use crate::template::codes::Codes;
use crate::workings::Workings;

/// SHA-256 of what a draft prints, in hexadecimal digits: every word and figure in its order, and nothing of how it looks. A later version of
/// the program that lays the same words out otherwise comes to the same digest.
#[must_use]
pub fn digest(work: &Workings, codes: &Codes) -> String {
    of(&compose(work, codes))
}

/// Of a composed document.
fn of(document: &Document) -> String {
    let mut hash = Sha256::new();
    // Each piece ends with what stands in no text, so that no two documents are one sequence.
    let mut put = |kind: &str, text: &str| {
        hash.update(kind.as_bytes());
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    put("t", &document.title);
    document.cover.iter().for_each(|line| put("c", &line.text));
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Heading(heading) => put("h", &heading.text),
            Block::Paragraph(paragraph) => put("p", &paragraph.text()),
            Block::Grid(grid) => {
                put("g", &grid.title);
                grid.left.iter().for_each(|line| put("l", line));
                put("r", &grid.right);
                for row in &grid.rows {
                    put("w", "");
                    row.cells.iter().for_each(|cell| put("x", &cell.text));
                }
                grid.notes.iter().for_each(|note| put("n", note));
            }
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut out, byte| {
        // Writing into a text cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Answer, Edit, Place};
    use crate::template::Library;

    fn sample() -> Workings {
        Workings::of(crate::store::sample("unit-2024.ron").expect("the sample opens")).expect("a sound template")
    }

    #[test]
    fn what_is_printed_makes_the_digest_and_nothing_else_does() {
        let (mut work, codes) = (sample(), Library::load(None).codes);
        let before = digest(&work, &codes);
        assert_eq!(before.len(), 64);
        let place = Place::Identity;
        let answer = Answer { place: place.clone(), reason: "已核对".into(), by: "李".into(), on: String::new() };
        work.change(|draft| Edit::Answer { finding: "X".into(), place, answer: Some(answer) }.apply(draft)).expect("an answer");
        assert_eq!(digest(&work, &codes), before);
        work.change(|draft| draft.cards[0].goals[0].text.push('。'));
        assert_ne!(digest(&work, &codes), before);
    }

    #[test]
    fn saved_and_opened_again_it_is_the_same() {
        let (work, codes) = (sample(), Library::load(None).codes);
        let text = crate::store::Base::of(work.draft()).expect("a draft");
        let again = Workings::of(text.draft().expect("a draft")).expect("a sound template");
        assert_eq!(digest(&again, &codes), digest(&work, &codes));
    }

    /// A draft in a drawer keeps its sign-off: whoever changes how documents are composed sees here that words have changed, too.
    #[test]
    fn the_digest_of_a_draft_of_an_earlier_format_stays() {
        let text = include_str!("../../tests/fixtures/format6.ron");
        let draft: crate::model::Draft = crate::ron_text::read::<crate::model::Draft>(text).expect("a draft").upgraded();
        let work = Workings::of(draft).expect("a sound template");
        assert_eq!(digest(&work, &Library::load(None).codes), "54077860b22b27ce01aa2dd2e27d4ab2b8f865c0f9547aeaeabe49d853237c62");
    }
}
