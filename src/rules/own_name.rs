//! N112: the unit's own name with one character wrong.

use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::Found;

/// Shorter names are like others by chance.
const SHORTEST: usize = 9;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let identity = piece.identity;
    let name: Vec<char> = identity.unit_name.chars().filter(|c| !c.is_whitespace()).collect();
    if name.len() < SHORTEST {
        return Vec::new();
    }
    let right: String = name.iter().collect();
    let others: Vec<&str> = piece.units.iter().map(|unit| unit.name.as_str()).collect();
    let misprinted = |paragraph: &Paragraph| {
        let start: String = name[..3].iter().collect();
        paragraph.text.match_indices(&start).find_map(|(at, _)| {
            let there: String = paragraph.text[at..].chars().take(name.len()).collect();
            let wrong = there.chars().zip(&name).filter(|(a, b)| a != *b).count();
            let ends_alike = there.chars().last() == name.last().copied();
            (wrong == 1 && ends_alike && there.chars().count() == name.len() && !others.contains(&there.as_str())).then_some(there)
        })
    };
    let found = piece.paragraphs().iter().filter_map(|paragraph| {
        let there = misprinted(paragraph)?;
        Some(paragraph.found(format!("单位名称写成“{there}”，应为“{right}”")).mended_by(piece.reworded(&there, &right)))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    #[test]
    fn one_wrong_character_in_the_own_name_is_told() {
        let said = |text: &str| found(&with_text(text), "N112").into_iter().map(|(_, message)| message).collect::<Vec<_>>();
        assert_eq!(said("平川市公安局宾河分局负责治安。"), ["单位名称写成“平川市公安局宾河分局”，应为“平川市公安局滨河分局”"]);
        assert_eq!(said("平川市公安局滨河分局和平川市公安局东城分局、平川市公安局。"), [""; 0]);
    }
}
