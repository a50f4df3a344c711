//! K101: a code that the list does not have. It may be right all the same: the lists are no official text.

use std::cell::OnceCell;

use super::gap::{Slip, slip};
use super::shared::{Case, Found, scopes, typed_codes, year};
use crate::template::codes::Known;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let year = year(case.work);
    let others = OnceCell::new();
    typed_codes(case, |code, known| {
        let unknown = !code.is_empty() && known == Known::Unknown;
        unknown.then(|| {
            let near = near(others.get_or_init(|| codes(case)), code);
            let why = if near.is_empty() { String::new() } else { format!("；可能是{}写错了", near.join("或者")) };
            format!("{year}年的科目表里没有编码{code}，请核对{why}")
        })
    })
}

/// More codes that may be meant are no help.
const FEW: usize = 2;

/// Every code of the forms.
fn codes<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let rows = scopes(case.work).flat_map(|scope| scope.totals.panes.iter().flat_map(|pane| &pane.rows));
    let mut codes: Vec<&str> = rows.map(|row| row.code.as_str()).filter(|code| !code.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The codes of the draft that this one is but for a digit, or two the other way round.
fn near<'a>(codes: &[&'a str], code: &str) -> Vec<&'a str> {
    let is_near = |other: &str| {
        let pair = code.parse().ok().zip(other.parse().ok());
        other.len() == code.len() && pair.is_some_and(|(a, b)| matches!(slip(a, b), Some(Slip::Digit | Slip::Swapped)))
    };
    let near: Vec<&str> = codes.iter().copied().filter(|other| is_near(other)).collect();
    if near.len() > FEW { Vec::new() } else { near }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{card, department, found, sample, type_into};

    #[test]
    fn a_code_of_no_list_is_marked_where_it_was_typed() {
        let mut draft = sample();
        type_into(&mut draft, "general", "2040298", "project", "1.00");
        draft.cards.push(card("c99", "function", "2040298"));
        let found = found(&draft, "K101");
        assert_eq!(found.len(), 2, "the form and the card: {found:?}");
        assert!(found.iter().all(|(_, message)| message.starts_with("2024年的科目表里没有编码2040298，请核对")), "{found:?}");
        assert!(found[0].0.starts_with('5') && found[1].0.contains("项目"), "not in the forms that take it over: {found:?}");
    }

    #[test]
    fn a_units_code_is_marked_in_its_own_form() {
        let mut draft = department();
        type_into(&mut draft, "u2/general", "2040298", "project", "1.00");
        let places: Vec<String> = found(&draft, "K101").into_iter().map(|(place, _)| place).collect();
        assert_eq!(places.len(), 1, "{places:?}");
        assert!(places[0].starts_with("下级单位"), "{places:?}");
    }

    #[test]
    fn a_code_of_the_draft_that_may_be_meant_is_named() {
        let mut draft = sample();
        type_into(&mut draft, "general", "2040230", "project", "1.00");
        assert!(found(&draft, "K101")[0].1.ends_with("；可能是2040220写错了"), "{:?}", found(&draft, "K101"));
    }
}
