//! N112: the unit's own name with one character wrong, or another office's where the document speaks of itself.

use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::Found;
use crate::model::Unit;

/// What tells offices apart that are called alike.
const SISTERS: &str = "东西南北中上下左右前后新老大小一二三四五六七八九十";

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
            let differing: Vec<(char, char)> = there.chars().zip(name.iter().copied()).filter(|(a, b)| a != b).collect();
            // 东城分局 beside 西城分局 is another office.
            let is_sister = differing.iter().all(|(a, b)| SISTERS.contains(*a) && SISTERS.contains(*b));
            let wrong = if is_sister { 0 } else { differing.len() };
            let ends_alike = there.chars().last() == name.last().copied();
            (wrong == 1 && ends_alike && there.chars().count() == name.len() && !others.contains(&there.as_str())).then_some(there)
        })
    };
    let found = piece.paragraphs().iter().filter_map(|paragraph| {
        if let Some(there) = misprinted(paragraph) {
            return Some(paragraph.found(format!("单位名称写成“{there}”，应为“{right}”")).mended_by(piece.reworded(&there, &right)));
        }
        let other = other_office(&paragraph.text, &right, piece.units)?;
        Some(paragraph.found(format!("说的是“{other}”，不是本单位（{right}）")).mended_by(piece.reworded(&other, &right)))
    });
    found.collect()
}

/// What stands behind the name of whoever the document is of.
const SPEAKS: &[&str] = &[
    "把经批复",
    "将经批复",
    "单位预算",
    "部门预算",
    "预算",
    "收入预算",
    "支出预算",
    "机关运行",
    "“三公”",
    "财政拨款",
    "政府采购",
    "固定资产",
    "（含",
    "收支",
];

/// Another office of the own place, called as the own one is, of which the document speaks as of itself.
pub(super) fn other_office(text: &str, own: &str, units: &[Unit]) -> Option<String> {
    let own: Vec<char> = own.chars().filter(|c| !c.is_whitespace()).collect();
    if own.len() < SHORTEST {
        return None;
    }
    let start: String = own[..3].iter().collect();
    let end: String = own[own.len() - 2..].iter().collect();
    text.match_indices(&start).find_map(|(at, _)| {
        let begins = at == 0 || text[..at].ends_with(['，', '。', '；', '：']);
        let most: String = text[at..].chars().take(own.len() + 4).collect();
        let there = &most[..most.find(&end)? + end.len()];
        let rest = &text[at + there.len()..];
        let dated = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches("年度").trim_start_matches('年');
        let speaks = SPEAKS.iter().any(|word| dated.starts_with(word));
        // A part of the own name is who is above.
        let is_other =
            !own.iter().collect::<String>().contains(there) && !units.iter().any(|unit| unit.name == there) && there.chars().count() >= SHORTEST;
        (begins && speaks && is_other).then(|| there.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    #[test]
    fn one_wrong_character_in_the_own_name_is_told() {
        let said = |text: &str| found(&with_text(text), "N112").into_iter().map(|(_, message)| message).collect::<Vec<_>>();
        assert_eq!(said("平川市公安局宾河分局负责治安。"), ["单位名称写成“平川市公安局宾河分局”，应为“平川市公安局滨河分局”"]);
        assert_eq!(said("平川市公安局滨河分局和平川市公安局东城分局、平川市公安局。"), [""; 0]);
        assert_eq!(said("平川市公安局东城分局把经批复的2024年单位预算公开。"), ["说的是“平川市公安局东城分局”，不是本单位（平川市公安局滨河分局）"]);
        let mut draft = with_text("会同平川市公安局西城分局办理。");
        draft.identity.unit_name = "平川市公安局东城分局".into();
        assert_eq!(found(&draft, "N112"), []);
    }
}
