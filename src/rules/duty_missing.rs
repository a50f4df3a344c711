//! S110: what has to be public and of which the document says nothing at all: 机关运行经费, 国有资产 and the like.
//!
//! The duties are data (`duties.ron`), the same by which 公开完整性自评 shows a draft. It speaks of drafts with figures: one just begun lacks
//! everything.

use std::sync::LazyLock;

use serde::Deserialize;

use super::shared::{Case, Found};
use crate::model::{FormName, Place};
use crate::template::{Part, Section};

/// What has to be public.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// What it is called.
    pub label: String,
    /// Why it counts.
    pub why: String,
    /// By whose order.
    pub clause: String,
    /// A line of the outline that has one of these is a part of it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Goal cards and tables of goals are parts of it, whatever they are called.
    #[serde(default)]
    pub cards: bool,
    /// Findings of these codes are about it; a letter stands for all codes that begin with it.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// Every duty, in the order in which they are shown.
pub static DUTIES: LazyLock<Vec<Duty>> = LazyLock::new(|| ron::from_str(include_str!("duties.ron")).expect("a test reads the duties"));

/// Of forms and glossary other rules speak.
const ELSEWHERE: &[&str] = &["公开报表", "名词解释"];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    if !draft.template.forms.iter().any(|form| case.work.has_figures(&FormName::of("", &form.id))) {
        return Vec::new();
    }
    let outline = draft.outline();
    // Whether a duty has a part at all, where its first part is, and whether any of them says something.
    let mut told: Vec<(Option<Place>, bool)> = vec![(None, false); DUTIES.len()];
    walk(case, &outline, None, &mut told);
    let missing: Vec<(&str, &Place)> = DUTIES
        .iter()
        .zip(&told)
        .filter(|(duty, (_, said))| !said && !ELSEWHERE.contains(&duty.label.as_str()))
        .filter_map(|(duty, (place, _))| Some((duty.label.as_str(), place.as_ref()?)))
        .collect();
    let Some((_, first)) = missing.first() else { return Vec::new() };
    let named: Vec<String> = missing.iter().map(|(label, _)| format!("“{label}”")).collect();
    vec![Found::new((*first).clone(), format!("按规定应当公开的{}没有内容；没有数的也要写明没有", named.join("、")))]
}

fn duty_of(label: &str) -> Option<usize> {
    DUTIES.iter().position(|duty| duty.words.iter().any(|word| label.contains(word)))
}

fn walk(case: &Case<'_>, parts: &[Part], above: Option<usize>, told: &mut [(Option<Place>, bool)]) {
    let draft = case.work.draft();
    // A form of words, as of 机构设置, has no figures.
    let is_typed = |name: &FormName| draft.forms.iter().any(|(pane, rows)| pane.form_name() == *name && !rows.is_empty());
    for part in parts {
        let (label, place, says) = match part {
            Part::Section(Section { heading, parts, .. }) => {
                walk(case, parts, duty_of(heading).or(above), told);
                continue;
            }
            Part::Text(text) => (text.label.as_str(), Place::Text(text.id.clone()), !draft.text(&text.id).trim().is_empty()),
            Part::Form(id) => {
                let name = FormName::of("", id);
                let form = draft.template.forms.iter().find(|form| form.id == *id);
                // Printed empty with its note, it says that there is nothing.
                let noted = form.is_some_and(|form| form.when_empty.is_some()) && !draft.silent.contains(&name);
                (form.map_or("", |form| form.title.as_str()), Place::Form(name.clone()), case.work.has_figures(&name) || is_typed(&name) || noted)
            }
            Part::Cards | Part::Indicators(_) | Part::Tree(_) => {
                if let Some(duty) = DUTIES.iter().position(|duty| duty.cards) {
                    told[duty].0.get_or_insert(Place::Identity);
                    told[duty].1 |= !draft.cards.is_empty() || !matches!(part, Part::Cards);
                }
                continue;
            }
            Part::Table(id) => ("", Place::Table { id: id.clone(), row: String::new(), column: String::new() }, true),
            Part::Units(_) => {
                for duty in told.iter_mut() {
                    duty.1 = true;
                }
                continue;
            }
            Part::Glossary | Part::When(..) | Part::Shared(_) => continue,
        };
        if let Some(duty) = duty_of(label).or(above) {
            told[duty].0.get_or_insert(place);
            told[duty].1 |= says;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Draft;
    use crate::rules::tests::{said, sample};
    use crate::template::Library;

    #[test]
    fn a_duty_of_which_nothing_is_said_is_told() {
        let mut draft = sample();
        assert_eq!(said(&draft, "S110"), [""; 0]);
        draft.texts.insert("operating_text".into(), String::new());
        assert_eq!(said(&draft, "S110"), ["按规定应当公开的“机关运行经费”没有内容；没有数的也要写明没有"]);
    }

    #[test]
    fn what_a_form_or_another_text_says_is_enough_and_a_draft_just_begun_is_left_alone() {
        let mut draft = sample();
        draft.texts.insert("procurement_note".into(), String::new());
        draft.texts.insert("income_text".into(), String::new());
        assert_eq!(said(&draft, "S110"), [""; 0]);
        let template = Library::load(None).template("hebei-unit-2024").expect("built in").clone();
        assert_eq!(said(&Draft::new(template, "103002", "某单位", 2024), "S110"), [""; 0]);
    }
}
