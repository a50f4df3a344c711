//! L101: a linked figure that names no cell, or is too large to be exact. It would be printed as it was typed, braces and all.

use super::shared::{Case, Found};
use crate::document::printed_link;
use crate::model::Place;
use crate::template::links;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let mut out = Vec::new();
    work.draft().each_linked_text(&mut |place, text| {
        for link in links(text) {
            let Err(reason) = printed_link(link, work) else { continue };
            let fault = match work.plan().said(link) {
                Ok(_) => format!("引用“{{{link}}}”得不出数字：{reason}，请核对录入的数"),
                Err(_) => format!("引用“{{{link}}}”找不到对应的数字：{reason}"),
            };
            let place = place();
            // The glossary is the document's end.
            let spot = (usize::from(matches!(place, Place::Term(_))), 0, 0);
            out.push(Found::new(place, fault).at(spot));
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use crate::model::{Addition, AdditionKind, FreeTable, Term};
    use crate::rules::tests::{found, sample, type_into};

    #[test]
    fn a_link_to_a_column_that_is_not_there_is_told_with_the_reason() {
        let mut draft = sample();
        let text = draft.texts.values_mut().next().expect("a text");
        *text = "共{outlay[total, totl]}万元，即{outlay[total, total]}万元，见第{1}条".into();
        let messages: Vec<String> = found(&draft, "L101").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["引用“{outlay[total, totl]}”找不到对应的数字：表“outlay”没有列“totl”"]);
    }

    #[test]
    fn a_figure_too_large_to_be_exact_is_told_and_not_printed_as_zero() {
        let mut draft = sample();
        type_into(&mut draft, "general", "2040220", "project", "999999999999999.99");
        let text = draft.texts.values_mut().next().expect("a text");
        *text = "共{outlay[total, total] * outlay[total, total]}万元".into();
        let messages: Vec<String> = found(&draft, "L101").into_iter().map(|(_, message)| message).collect();
        let link = "{outlay[total, total] * outlay[total, total]}";
        assert_eq!(messages, [format!("引用“{link}”得不出数字：数太大，无法精确计算，请核对录入的数")]);
        let work = crate::workings::Workings::of(draft.clone()).expect("a sound template");
        assert_eq!(crate::document::expand(link, &work), link);
    }

    #[test]
    fn a_link_of_a_hundred_thousand_brackets_is_told_and_ends_nothing() {
        let mut draft = sample();
        let text = draft.texts.values_mut().next().expect("a text");
        *text = format!("共{{{}outlay[total, total]}}万元", "(".repeat(100_000));
        let found = found(&draft, "L101");
        assert!(found.len() == 1 && found[0].1.contains("括号套得太深"));
    }

    #[test]
    fn every_kind_of_text_that_links_is_looked_at() {
        let mut draft = sample();
        let link = || "{outlay[total, totl]}".to_owned();
        let section = AdditionKind::Section { heading: link(), number: String::new(), listed: false };
        let addition = |id: &str, kind| Addition { id: id.into(), after: "cards".into(), inside: false, kind };
        draft.additions = vec![addition("a1", section), addition("a2", AdditionKind::Table)];
        let mut table = FreeTable::new(1, 2);
        table.rows[0][1] = link();
        table.notes.push(link());
        draft.tables.insert("a2".into(), table);
        draft.glossary.insert(0, Term { id: "t9".into(), term: link(), definition: link() });
        let places: Vec<String> = found(&draft, "L101").into_iter().map(|(place, _)| place).collect();
        assert_eq!(places.len(), 4, "a term itself links nothing: {places:?}");
        assert!(places[0].starts_with("补充章节") && places[3].starts_with("名词解释"), "{places:?}");
    }
}
