//! Which words of a paragraph have changed. Chinese is taken character by character, numbers and words of letters whole, so that 70.00 becomes
//! 75.50 and not 7`0.0`0 `5.5`0.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::change::ChangeKind;

/// A piece of a text that is compared: what both have, what only the new or only the old one has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub text: String,
    /// `None` where both have it, else [`ChangeKind::Added`] or [`ChangeKind::Removed`].
    pub kind: Option<ChangeKind>,
}

/// Both texts as one, in pieces. Texts that have next to nothing in common are two pieces.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (split(before), split(after));
    let mut out: Vec<Piece> = Vec::new();
    let mut add = |text: String, kind: Option<ChangeKind>| match out.last_mut().filter(|last| last.kind == kind) {
        Some(last) => last.text.push_str(&text),
        None if text.is_empty() => {}
        None => out.push(Piece { text, kind }),
    };
    let ops = differences(&old, &new);
    let common: usize = ops.iter().filter(|op| op.tag() == DiffTag::Equal).map(|op| old[op.old_range()].concat().chars().count()).sum();
    if common * 4 < before.chars().count().max(after.chars().count()) {
        add(before.to_owned(), Some(ChangeKind::Removed));
        add(after.to_owned(), Some(ChangeKind::Added));
        return out;
    }
    for op in ops {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            add(old[from].concat(), None);
        } else {
            add(old[from].concat(), Some(ChangeKind::Removed));
            add(new[to].concat(), Some(ChangeKind::Added));
        }
    }
    out
}

/// Above this many pairs nothing in common is looked for between what differs at both ends: a file may say anything.
const MOST: usize = 50_000_000;

/// The differences of two sequences; what begins and ends alike is common without a search.
pub(super) fn differences<T: Eq + std::hash::Hash + Ord>(old: &[T], new: &[T]) -> Vec<similar::DiffOp> {
    use similar::DiffOp;
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (middle, other) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut out = Vec::new();
    if head > 0 {
        out.push(DiffOp::Equal { old_index: 0, new_index: 0, len: head });
    }
    if middle.len().saturating_mul(other.len()) > MOST {
        out.push(DiffOp::Replace { old_index: head, old_len: middle.len(), new_index: head, new_len: other.len() });
    } else {
        out.extend(capture_diff_slices(Algorithm::Myers, middle, other).into_iter().map(|op| shifted(op, head)));
    }
    if tail > 0 {
        out.push(DiffOp::Equal { old_index: old.len() - tail, new_index: new.len() - tail, len: tail });
    }
    out
}

fn shifted(op: similar::DiffOp, by: usize) -> similar::DiffOp {
    use similar::DiffOp;
    match op {
        DiffOp::Equal { old_index, new_index, len } => DiffOp::Equal { old_index: old_index + by, new_index: new_index + by, len },
        DiffOp::Delete { old_index, old_len, new_index } => DiffOp::Delete { old_index: old_index + by, old_len, new_index: new_index + by },
        DiffOp::Insert { old_index, new_index, new_len } => DiffOp::Insert { old_index: old_index + by, new_index: new_index + by, new_len },
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            DiffOp::Replace { old_index: old_index + by, old_len, new_index: new_index + by, new_len }
        }
    }
}

/// Words of letters and numbers whole, anything else by itself.
fn split(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_alphanumeric() {
            let end = |(at, c): &(usize, char)| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ',') && follows_a_digit(&rest[at + 1..]));
            rest.char_indices().find(end).map_or(rest.len(), |(at, _)| at)
        } else {
            first.len_utf8()
        };
        let (word, others) = rest.split_at(length);
        out.push(word);
        rest = others;
    }
    out
}

/// Whether a point is one within a number.
fn follows_a_digit(after: &str) -> bool {
    after.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(before: &str, after: &str) -> String {
        let mark = |piece: Piece| match piece.kind {
            None => piece.text,
            Some(ChangeKind::Removed) => format!("[-{}]", piece.text),
            Some(_) => format!("[+{}]", piece.text),
        };
        words(before, after).into_iter().map(mark).collect()
    }

    #[test]
    fn numbers_and_words_are_changed_whole_and_characters_one_by_one() {
        assert_eq!(said("收入预算70.00万元。", "收入预算75.50万元。"), "收入预算[-70.00][+75.50]万元。");
        assert_eq!(said("购置Office软件，计1,200元", "购置WPS软件，计1,300元"), "购置[-Office][+WPS]软件，计[-1,200][+1,300]元");
        assert_eq!(said("保障机关运转", "保障机关日常运转"), "保障机关[+日常]运转");
        assert_eq!(said("甲", "甲"), "甲");
    }

    #[test]
    fn texts_without_anything_in_common_are_told_whole() {
        assert_eq!(said("保障机关运转的经费", "购置公务用车的支出"), "[-保障机关运转的经费][+购置公务用车的支出]");
    }
}
