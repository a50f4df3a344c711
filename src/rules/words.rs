//! Looking for any of some words in many short texts: nearly no text has even the first two characters of one. And quoting one.

/// Words of two characters or more to be looked for.
pub(super) struct Words {
    words: Vec<&'static str>,
    /// By the first two characters of a word.
    starts: Vec<u64>,
}

/// Bits for what words start with: few enough for all of them to stay near the processor.
const STARTS: usize = 1 << 14;

impl Words {
    pub(super) fn of(lists: &[&[&'static str]]) -> Self {
        let words: Vec<&'static str> = lists.concat();
        let mut starts = vec![0; STARTS / 64];
        for word in &words {
            let mut chars = word.chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                let key = key(first, second);
                starts[key / 64] |= 1 << (key % 64);
            }
        }
        Self { words, starts }
    }

    /// Whether a text has any of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let mut before = '\0';
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let key = key(before, c);
            if self.starts[key / 64] >> (key % 64) & 1 == 1 && self.words.iter().any(|word| text[start..].starts_with(word)) {
                return true;
            }
            (before, start) = (c, at);
        }
        false
    }
}

/// A word of a text with so many characters of what stands before and behind it, as a message quotes it.
pub(super) fn around<'a>(text: &'a str, word: &str, before: usize, behind: usize) -> &'a str {
    let at = text.find(word).unwrap_or(0);
    let start = text[..at].char_indices().rev().take(before).last().map_or(at, |(at, _)| at);
    let end = at + word.len().min(text.len() - at);
    &text[start..text[end..].char_indices().nth(behind).map_or(text.len(), |(more, _)| end + more)]
}

fn key(first: char, second: char) -> usize {
    (u32::from(first).wrapping_mul(0x9e5) ^ u32::from(second)) as usize % STARTS
}
