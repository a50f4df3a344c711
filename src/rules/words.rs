//! Looking for any of some words in many short texts: nearly no text has even the first character of one.

/// Words to be looked for.
pub(super) struct Words {
    words: Vec<&'static str>,
    /// By the last byte of a word's first character.
    firsts: [bool; 256],
}

impl Words {
    pub(super) fn of(lists: &[&[&'static str]]) -> Self {
        let words: Vec<&'static str> = lists.concat();
        let mut firsts = [false; 256];
        for first in words.iter().filter_map(|word| word.chars().next()) {
            firsts[key(first)] = true;
        }
        Self { words, firsts }
    }

    /// Whether a text has any of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        text.char_indices().any(|(at, c)| self.firsts[key(c)] && self.words.iter().any(|word| text[at..].starts_with(word)))
    }
}

fn key(c: char) -> usize {
    (u32::from(c) & 0xff) as usize
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        let words = Words::of(&[&["技侦", "SM"], &["停尸"]]);
        assert!(words.are_in("李某停尸费") && words.are_in("SM机房") && words.are_in("支付技侦"));
        assert!(!words.are_in("技术") && !words.are_in(""));
    }
}
