//! C105: a project code that does not fit its own check character.
//!
//! Hebei's codes since 2022: six figures of area, two of the year, `P`, eleven more, and a check character; the alphabet is that of
//! GB 32100, each place weighs three times the one before. Whether a draft's codes are of this kind is asked of the codes themselves:
//! other places have codes that look alike and end in a running number.

use super::Fix;
use super::shared::{Case, Found};
use crate::model::{CardEdit, Edit, Place};
use crate::template::CardRole;

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 21;

/// What each character is worth.
const VALUES: [Option<usize>; 128] = {
    let mut values = [None; 128];
    let mut at = 0;
    while at < ALPHABET.len() {
        values[ALPHABET[at] as usize] = Some(at);
        at += 1;
    }
    values
};

/// With fewer codes nobody can tell whether they follow the rule.
const FEWEST: usize = 3;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let Some(field) = draft.template.card_field(CardRole::Code) else { return Vec::new() };
    let codes: Vec<(usize, &str)> =
        draft.cards.iter().enumerate().map(|(at, card)| (at, card.text(field))).filter(|(_, code)| !code.is_empty()).collect();
    let looks_so = |code: &str| code.len() == LENGTH && code.as_bytes()[8] == b'P';
    let holding = codes.iter().filter(|(_, code)| looks_so(code) && proven(code)).count();
    // One in ten may be wrong, and one of few.
    if codes.len() < FEWEST || holding + 1 < FEWEST || holding * 10 < (codes.len() - 1) * 9 {
        return Vec::new();
    }
    let wrong = codes.iter().filter(|(_, code)| !proven(code));
    wrong
        .map(|(at, code)| {
            let place = Place::CardField { card: draft.cards[*at].id.clone(), field: field.to_owned() };
            let (said, right) = fault(code);
            let edit = |right: String| CardEdit::Text { field: field.to_owned(), value: right };
            let fix =
                right.map(|right| Fix { label: format!("改为{right}"), edit: Edit::Card { card: draft.cards[*at].id.clone(), edit: edit(right) } });
            Found::new(place, said).at((*at, 0, 0)).mended_by(fix)
        })
        .collect()
}

/// The number that the check character stands for, where the first twenty places say one.
fn expected(code: &str) -> Option<usize> {
    let mut weight = 1;
    let mut sum = 0;
    for byte in code.bytes().take(LENGTH - 1) {
        sum += VALUES.get(usize::from(byte)).copied().flatten()? * weight;
        weight = weight * 3 % ALPHABET.len();
    }
    Some(ALPHABET.len() - 1 - sum % ALPHABET.len())
}

fn proven(code: &str) -> bool {
    code.len() == LENGTH && expected(code).is_some_and(|check| ALPHABET[check] == code.as_bytes()[LENGTH - 1])
}

/// What is wrong with a code that is not proven, and the code that is likely meant.
fn fault(code: &str) -> (String, Option<String>) {
    let joined: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if proven(&joined) {
        return (format!("项目编码“{code}”中间有空格，去掉空格后校验正确：{joined}"), Some(joined));
    }
    let length = joined.chars().count();
    if length != LENGTH {
        return (format!("项目编码{code}是{length}位，应为{LENGTH}位"), None);
    }
    if let Some(strange) = joined.chars().find(|c| !u8::try_from(*c).is_ok_and(|byte| ALPHABET.contains(&byte))) {
        return (format!("项目编码{code}里的“{strange}”不是编码用的字符（只用数字和大写字母，不用I、O、S、V、Z）"), None);
    }
    match swapped(&joined) {
        Some(likely) => (format!("项目编码{code}的校验码不符，多半是相邻两位写颠倒了，例如应为{likely}，请核对"), Some(likely)),
        None => (format!("项目编码{code}的校验码不符，至少有一位写错了，请对照项目库核对"), None),
    }
}

/// The code with two neighbours the other way round, where only one such code is right.
fn swapped(code: &str) -> Option<String> {
    let mut right = (0..LENGTH - 1).filter_map(|at| {
        let mut bytes = code.as_bytes().to_vec();
        bytes.swap(at, at + 1);
        let likely = String::from_utf8(bytes).ok()?;
        (likely != code && proven(&likely)).then_some(likely)
    });
    right.next().filter(|_| right.next().is_none())
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{card, found, sample};

    const GOOD: &[&str] = &["13101824P00001010001T", "13101824P00001010002E"];

    fn with(codes: &[&str]) -> Vec<String> {
        let mut draft = sample();
        draft.cards = codes.iter().enumerate().map(|(n, code)| card(&format!("c{n}"), "code", code)).collect();
        found(&draft, "C105").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn codes_that_fit_their_check_characters_are_fine() {
        assert_eq!(with(GOOD), [""; 0]);
        assert_eq!(found(&sample(), "C105"), []);
    }

    #[test]
    fn one_wrong_character_is_told() {
        let found = with(&[GOOD[0], GOOD[1], "13101824P00001010002F"]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("项目编码13101824P00001010002F的校验码不符"), "{found:?}");
    }

    #[test]
    fn a_blank_inside_and_a_missing_character_are_named() {
        let found = with(&[GOOD[0], GOOD[1], "13101824P0000101 0002E"]);
        assert_eq!(found, ["项目编码“13101824P0000101 0002E”中间有空格，去掉空格后校验正确：13101824P00001010002E"]);
        assert_eq!(with(&[GOOD[0], GOOD[1], "13101824P0001010002E"]), ["项目编码13101824P0001010002E是20位，应为21位"]);
    }

    #[test]
    fn codes_of_another_kind_are_left_alone() {
        assert_eq!(with(&["11000024T000000000001", "11000024T000000000002", "11000024T000000000003"]), [""; 0]);
        assert_eq!(with(&["1", "2", "3"]), [""; 0]);
    }
}
