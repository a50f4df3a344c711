//! Looking for any of some words in many short texts: nearly no text has even the first two characters of one.

/// Words of two characters or more to be looked for.
pub(super) struct Words {
    words: Vec<&'static str>,
    /// By the first two characters of a word.
    starts: Vec<bool>,
}

const STARTS: usize = 1 << 14;

impl Words {
    pub(super) fn of(lists: &[&[&'static str]]) -> Self {
        let words: Vec<&'static str> = lists.concat();
        let mut starts = vec![false; STARTS];
        for word in &words {
            let mut chars = word.chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                starts[key(first, second)] = true;
            }
        }
        Self { words, starts }
    }

    /// Whether a text has any of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let mut before = '\0';
        let mut start = 0;
        for (at, c) in text.char_indices() {
            if self.starts[key(before, c)] && self.words.iter().any(|word| text[start..].starts_with(word)) {
                return true;
            }
            (before, start) = (c, at);
        }
        false
    }
}

fn key(first: char, second: char) -> usize {
    (u32::from(first).wrapping_mul(0x9e5) ^ u32::from(second)) as usize % STARTS
}
