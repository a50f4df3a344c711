//! P101: characters that no printed font has. The export would refuse them, so they are said where they stand.

use crate::fonts::missing_characters;

pub(super) fn check(text: &str) -> Vec<String> {
    let missing = missing_characters(text);
    if missing.is_empty() {
        return Vec::new();
    }
    let named: Vec<String> = missing.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
    vec![format!("字库里没有这些字符，印不出来：{}", named.join("、"))]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_character_without_a_font_is_told_wherever_it_stands() {
        let mut draft = sample();
        draft.identity.date = "☑".into();
        draft.cards[0].goals = vec!["好☑".into()];
        draft.cards[0].indicators[0].basis = "☑☐☑".into();
        draft.glossary[0].term = "☑".into();
        let found = found(&draft, "P101");
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found[3].1, "字库里没有这些字符，印不出来：☑（U+2611）、☐（U+2610）");
    }
}
