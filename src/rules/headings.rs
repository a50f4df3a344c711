//! S109: a heading or the title of a table that names another year than the document's, or another office.

use super::own_name::other_office;
use super::shared::{Case, Found};
use crate::model::{FormName, Place};
use crate::template::{Part, Section, flat};

/// What a heading states of the own year.
const OWN: &[&str] = &["预算", "公开", "收入", "支出", "三公", "绩效", "采购", "资产", "运行"];

/// What it may state of another.
const OTHERS: &[&str] = &["上年", "去年", "比", "较", "决算", "执行", "完成", "结转", "增减", "规划", "以前", "-", "—", "至", "～"];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let outline = draft.outline();
    let mut out = Vec::new();
    for part in flat(&outline) {
        let Part::Section(section) = part else { continue };
        let heading = draft.worded(&section.heading);
        out.extend(wrong(case, &heading).map(|message| Found::new(place(case, section), message)));
    }
    for form in &draft.template.forms {
        let title = draft.worded(&form.title);
        out.extend(wrong(case, &title).map(|message| Found::new(Place::Form(FormName::of("", &form.id)), message)));
    }
    out
}

/// A heading of the draft's own; one of the template is shown with what stands below it.
fn place(case: &Case<'_>, section: &Section) -> Place {
    if case.work.draft().additions.iter().any(|addition| addition.id == section.id) {
        return Place::Section(section.id.clone());
    }
    let below = flat(&section.parts).into_iter().find_map(|part| match part {
        Part::Text(text) => Some(Place::Text(text.id.clone())),
        Part::Form(id) => Some(Place::Form(FormName::of("", id))),
        _ => None,
    });
    below.unwrap_or(Place::Identity)
}

fn wrong(case: &Case<'_>, heading: &str) -> Option<String> {
    let identity = &case.work.draft().identity;
    let heading: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(year) = identity.year
        && OWN.iter().any(|word| heading.contains(word))
        && !OTHERS.iter().any(|word| heading.contains(word))
    {
        let mut years = heading.match_indices('年').filter_map(|(at, _)| {
            let digits = heading.get(at.checked_sub(4)?..at)?;
            let alone = !heading[..at - 4].ends_with(|c: char| c.is_ascii_digit() || "《〔[".contains(c));
            digits.parse::<u16>().ok().filter(|said| alone && (1990..=2100).contains(said))
        });
        if let Some(said) = years.find(|said| *said != year) {
            return Some(format!("标题“{heading}”写的是{said}年，本文件是{year}年的"));
        }
    }
    let other = other_office(&heading, &identity.unit_name, &case.work.draft().units)?;
    Some(format!("标题“{heading}”里的“{other}”不是本单位（{}）", identity.unit_name))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::rules::tests::{said, sample};
    use crate::template::Part;

    fn headed(heading: &str) -> Vec<String> {
        let mut draft = sample();
        let mut template = (*draft.template).clone();
        let section = template.outline.iter_mut().find_map(|part| if let Part::Section(section) = part { Some(section) } else { None });
        section.expect("a heading").heading = heading.into();
        draft.template = Arc::new(template);
        said(&draft, "S109")
    }

    #[test]
    fn a_heading_of_another_year_or_office_is_told() {
        assert_eq!(headed("2023年单位预算信息公开情况说明"), ["标题“2023年单位预算信息公开情况说明”写的是2023年，本文件是2024年的"]);
        assert_eq!(headed("平川市公安局东城分局2024年单位预算公开").len(), 1);
    }

    #[test]
    fn the_own_year_and_comparisons_are_fine() {
        for heading in
            ["{year}年单位预算公开", "2024年单位预算公开", "与2023年相比收支预算增减情况", "2021—2025年规划", "2023年预算执行情况", "{unit}预算公开"]
        {
            assert_eq!(headed(heading), [""; 0], "{heading}");
        }
    }
}
