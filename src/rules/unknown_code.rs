//! K101: a code that the list does not have. It may be right all the same: the lists are no official text.

use super::shared::{Case, Found, typed_codes, year};
use crate::template::codes::Known;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let year = year(case.work);
    typed_codes(case, |code, known| {
        let unknown = !code.is_empty() && known == Known::Unknown;
        unknown.then(|| format!("{year}年的科目表里没有编码{code}，请核对"))
    })
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
        assert!(found.iter().all(|(_, message)| message == "2024年的科目表里没有编码2040298，请核对"), "{found:?}");
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
}
