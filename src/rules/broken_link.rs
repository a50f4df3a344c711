//! L101: a linked figure that names no cell. It would be printed as it was typed, braces and all.

use super::shared::Found;
use crate::model::Place;
use crate::template::codes::Codes;
use crate::template::links;
use crate::workings::Workings;

pub(super) fn check(work: &Workings, _codes: &Codes) -> Vec<Found> {
    let mut out = Vec::new();
    work.draft().each_linked_text(&mut |place, text| {
        for link in links(text) {
            let Err(reason) = work.plan().link(link) else { continue };
            let place = place();
            // The glossary is the document's end.
            let spot = (usize::from(matches!(place, Place::Term(_))), 0, 0);
            out.push(Found::new(place, format!("引用“{{{link}}}”找不到对应的数字：{reason}")).at(spot));
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use crate::model::{Addition, AdditionKind, FreeTable, Term};
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_link_to_a_column_that_is_not_there_is_told_with_the_reason() {
        let mut draft = sample();
        let text = draft.texts.values_mut().next().expect("a text");
        *text = "共{outlay[total, totl]}万元，即{outlay[total, total]}万元，见第{1}条".into();
        let messages: Vec<String> = found(&draft, "L101").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["引用“{outlay[total, totl]}”找不到对应的数字：表“outlay”没有列“totl”"]);
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
        draft.glossary.insert(0, Term { term: link(), definition: link() });
        let places: Vec<String> = found(&draft, "L101").into_iter().map(|(place, _)| place).collect();
        assert_eq!(places.len(), 4, "a term itself links nothing: {places:?}");
        assert!(places[0].starts_with("补充章节") && places[3].starts_with("名词解释"), "{places:?}");
    }
}
