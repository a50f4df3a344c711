//! P106: project codes that the imported source printed with a blank inside.

use super::shared::{Case, Found, settled};
use crate::model::{Place, Printed};
use crate::template::CardRole;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let Some(field) = draft.template.card_field(CardRole::Code) else { return Vec::new() };
    let blank = |one: &Printed| one.printed != one.own && one.printed.split_whitespace().collect::<String>() == one.own;
    let is_code = |one: &&Printed| matches!(&one.place, Place::CardField { field: of, .. } if of == field) && blank(one);
    let codes: Vec<&Printed> = draft.printed.iter().filter(is_code).collect();
    let Some(first) = codes.first() else { return Vec::new() };
    let number = |one: &&Printed| draft.cards.iter().position(|card| one.place.owner() == Some(card.id.as_str()));
    let mut numbers: Vec<usize> = codes.iter().filter_map(number).map(|at| at + 1).collect();
    numbers.sort_unstable();
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let said = format!("例如“{}”，去掉空格才是完整的编码", first.printed);
    let message = format!("原文件{}个项目编码中间有空格，{said}：项目{}", numbers.len(), numbers.join("、"));
    vec![Found::new(first.place.clone(), message).mended_by(settled(case.work, &codes))]
}

#[cfg(test)]
mod tests {
    use crate::model::{Place, Printed};
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_code_printed_with_a_blank_is_told() {
        let mut draft = sample();
        assert_eq!(found(&draft, "P106"), []);
        let place = Place::CardField { card: draft.cards[0].id.clone(), field: "code".into() };
        draft.remember_printed(vec![Printed { place, printed: "13101824P00001 010001G".into(), own: "13101824P00001010001G".into() }]);
        let said = found(&draft, "P106");
        assert_eq!(said[0].1, "原文件1个项目编码中间有空格，例如“13101824P00001 010001G”，去掉空格才是完整的编码：项目1");
        draft.printed[0].printed = "13101824P00001010001H".into();
        assert_eq!(found(&draft, "P106"), [], "another code is another matter");
    }
}
