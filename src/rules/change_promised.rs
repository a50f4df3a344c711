//! S108: a heading that promises what has changed and why, above a text that says nothing of it.

use super::shared::{Case, Found};
use crate::model::Place;
use crate::template::{Part, Section};

/// What speaks of a change.
const SAYS: &[&str] = &["增加", "减少", "增长", "下降", "持平", "一致", "相同", "不变", "无变化", "无增减", "上年", "去年", "同比", "压减", "未发生"];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for part in case.work.draft().outline().iter() {
        sections(case, part, &mut out);
    }
    out
}

fn sections(case: &Case<'_>, part: &Part, out: &mut Vec<Found>) {
    let Part::Section(section) = part else { return };
    let draft = case.work.draft();
    let promised = section.heading.contains("增减变化") || section.heading.contains("增减情况");
    if promised && let Some((place, said)) = text_of(case, section) {
        let last = draft.identity.year.map(|year| format!("{}年", year.saturating_sub(1)));
        let changes = SAYS.iter().any(|word| said.contains(word)) || last.is_some_and(|last| said.contains(&last));
        if !changes {
            let heading = draft.worded(&section.heading).replace("{一}、", "");
            out.push(Found::new(place, format!("标题是“{heading}”，正文没有说比上年增减多少，也没有说变化原因")));
        }
        return;
    }
    section.parts.iter().for_each(|part| sections(case, part, out));
}

/// The running text below a heading, with the place of the first of it.
fn text_of(case: &Case<'_>, section: &Section) -> Option<(Place, String)> {
    fn collect(case: &Case<'_>, parts: &[Part], first: &mut Option<Place>, said: &mut String) {
        let draft = case.work.draft();
        for part in parts {
            match part {
                Part::Text(text) if !draft.text(&text.id).is_empty() => {
                    first.get_or_insert_with(|| Place::Text(text.id.clone()));
                    said.push_str(draft.text(&text.id));
                }
                Part::Section(section) => collect(case, &section.parts, first, said),
                // What stands in a table is not read here.
                Part::Form(_) | Part::Table(_) => said.push_str("上年"),
                _ => {}
            }
        }
    }
    let (mut first, mut said) = (None, String::new());
    collect(case, &section.parts, &mut first, &mut said);
    first.map(|first| (first, said.chars().filter(|c| !c.is_whitespace()).collect()))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn three(text: &str) -> usize {
        let mut draft = sample();
        draft.texts.insert("three_text".into(), text.into());
        found(&draft, "S108").len()
    }

    #[test]
    fn a_promise_that_the_text_does_not_keep_is_told() {
        assert_eq!(three("2024年财政拨款“三公”经费预算为5万元。"), 1);
    }

    #[test]
    fn a_change_or_none_is_what_was_promised() {
        assert_eq!(three("2024年财政拨款“三公”经费预算为5万元，与2023年持平。"), 0);
        assert_eq!(three("“三公”经费5万元，比上年减少1万元，主要原因是压减公务接待。"), 0);
    }
}
