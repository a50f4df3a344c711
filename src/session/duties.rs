//! 公开完整性自评: by duty what of a draft is complete, what wants a look, what is missing. The duties are data (`rules/duties.ron`); a part is
//! known by its line in the outline, what is wrong by the findings.
//!
//! It leaves to others how that looks.

use super::outline::outline;
use super::{Mark, OutlineItem, View, view_of};
use crate::model::{Draft, IndicatorOwner, Place};
use crate::rules::{DUTIES, Duty, Finding, Severity};
use crate::template::IndicatorField;
use crate::workings::Workings;

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 完整.
    Complete,
    /// 待核: it is there, with something that wants a look.
    Look,
    /// 缺.
    Missing,
}

impl State {
    /// As shown.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Complete => "完整",
            Self::Look => "待核",
            Self::Missing => "缺",
        }
    }

    /// As a square in text.
    #[must_use]
    pub fn square(self) -> char {
        match self {
            Self::Complete => '■',
            Self::Look => '◪',
            Self::Missing => '□',
        }
    }
}

/// A part of a duty, or a finding about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Square {
    /// What it is called.
    pub label: String,
    /// How far it is.
    pub state: State,
    /// Where it is, if it is anywhere.
    pub place: Option<Place>,
}

/// A duty with what of it a draft has.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// The duty.
    pub duty: &'static Duty,
    /// Its parts; none where the draft's template has no such part.
    pub squares: Vec<Square>,
}

impl Assessed {
    /// The worst of its parts; nothing where it has none.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.squares.iter().map(|square| square.state).max()
    }

    /// What is missing and what wants a look, in words.
    #[must_use]
    pub fn said(&self) -> String {
        let named = |state: State| {
            let labels: Vec<&str> = self.squares.iter().filter(|square| square.state == state).map(|square| square.label.as_str()).collect();
            let more = if labels.len() > SHOWN { format!("等{}处", labels.len()) } else { String::new() };
            (!labels.is_empty()).then(|| format!("{}：{}{more}", state.label(), labels[..labels.len().min(SHOWN)].join("、")))
        };
        match self.state() {
            None => "本稿的模板没有这一部分".into(),
            Some(State::Complete) => State::Complete.label().into(),
            Some(_) => [State::Missing, State::Look].into_iter().filter_map(named).collect::<Vec<_>>().join("；"),
        }
    }
}

/// How a template's hint says that a text may be left out.
const OPTIONAL: &str = "可以不写";

/// More than these are not named one by one.
const SHOWN: usize = 4;

/// Every duty with what of it a draft has, in the order of the table; what somebody has answered is settled.
#[must_use]
pub fn assess(work: &Workings, findings: &[Finding]) -> Vec<Assessed> {
    let open: Vec<&Finding> = findings.iter().filter(|finding| finding.is_open(work.draft())).collect();
    let troubled = open.iter().filter(|finding| finding.severity < Severity::Hint).map(|finding| view_of(&finding.place)).collect();
    duties(work.draft(), &outline(work, &troubled), &open)
}

/// As [`assess`], of a draft's outline and of what is open in it.
#[must_use]
pub fn duties(draft: &Draft, outline: &[OutlineItem], open: &[&Finding]) -> Vec<Assessed> {
    let may_be_empty = |id: &str| draft.text_part(id).is_some_and(|part| part.hint.contains(OPTIONAL));
    let mut out: Vec<Assessed> = DUTIES.iter().map(|duty| Assessed { duty, squares: Vec::new() }).collect();
    let mut above: Vec<&OutlineItem> = Vec::new();
    let is_filled = |item: &OutlineItem| matches!(item.view, Some(View::Form(_))) && item.mark != Mark::Empty;
    let any_figures = outline.iter().any(is_filled);
    for (at, item) in outline.iter().enumerate() {
        above.truncate(above.iter().position(|upper| upper.depth >= item.depth).unwrap_or(above.len()));
        if let Some(view) = item.view.as_ref().filter(|view| **view != View::Identity)
            && let Some(duty) = duty_of(item, view, &above)
        {
            // What is above its own parts is not counted beside them.
            let has_parts = outline.get(at + 1).is_some_and(|next| next.depth > item.depth);
            if !has_parts || !matches!(view, View::Cards | View::Section(_)) {
                // What may be left out is not missing.
                let optional = item.mark == Mark::Empty && matches!(view, View::Text(id) if may_be_empty(id));
                if !optional {
                    let state = state(item, view, open, any_figures);
                    out[duty].squares.push(Square { label: item.name.clone(), state, place: place_of(view) });
                }
            }
        }
        above.push(item);
    }
    for one in out.iter_mut().filter(|one| !one.duty.codes.is_empty()) {
        one.squares = of_codes(&one.duty.codes, open);
    }
    out
}

/// By its own line, else by the nearest heading.
fn duty_of(item: &OutlineItem, view: &View, above: &[&OutlineItem]) -> Option<usize> {
    if matches!(view, View::Card(_) | View::Cards | View::Indicators(_) | View::Tree(_)) {
        return DUTIES.iter().position(|duty| duty.cards);
    }
    let lines = std::iter::once(item).chain(above.iter().rev().copied());
    lines.map(|line| &line.label).find_map(|label| DUTIES.iter().position(|duty| duty.words.iter().any(|word| label.contains(word))))
}

fn state(item: &OutlineItem, view: &View, open: &[&Finding], any_figures: bool) -> State {
    match (item.mark, view) {
        // S110 is that nothing is there.
        (Mark::Problem, _) if open.iter().any(|finding| finding.code == "S110" && view_of(&finding.place) == *view) => State::Missing,
        (Mark::Problem, _) => State::Look,
        (Mark::Filled | Mark::None, _) => State::Complete,
        // A form without figures is printed empty, with a note: nothing is missing unless it was never said, or nothing was typed at all.
        (Mark::Empty, View::Form(_)) if any_figures => {
            // S104 names all forms that nobody has filled in or confirmed to be empty, in one line under the first of them.
            if open.iter().any(|finding| finding.code == "S104") { State::Missing } else { State::Complete }
        }
        (Mark::Empty, _) => State::Missing,
    }
}

/// A square for each code of which something is open, or one for all of them.
fn of_codes(codes: &[String], open: &[&Finding]) -> Vec<Square> {
    let is_of = |code: &str| codes.iter().any(|wanted| wanted == code || wanted.len() == 1 && code.starts_with(wanted.as_str()));
    let mut found: Vec<&Finding> = open.iter().copied().filter(|finding| finding.severity != Severity::Hint && is_of(&finding.code)).collect();
    found.sort_by(|a, b| a.code.cmp(&b.code));
    let squares = found.chunk_by(|a, b| a.code == b.code).map(|of_code| Square {
        label: format!("{} {}处", of_code[0].code, of_code.len()),
        state: State::Look,
        place: Some(of_code[0].place.clone()),
    });
    let squares: Vec<Square> = squares.collect();
    if squares.is_empty() { vec![Square { label: "没有发现问题".into(), state: State::Complete, place: None }] } else { squares }
}

fn place_of(view: &View) -> Option<Place> {
    Some(match view {
        View::Identity => Place::Identity,
        View::Form(name) => Place::Form(name.clone()),
        View::Text(id) => Place::Text(id.clone()),
        View::Tree(id) => Place::Item { tree: id.clone(), item: String::new() },
        View::Indicators(id) => Place::Indicator { owner: IndicatorOwner::Part(id.clone()), row: String::new(), field: IndicatorField::Level1 },
        View::Section(id) => Place::Section(id.clone()),
        View::Table(id) => Place::Table { id: id.clone(), row: String::new(), column: String::new() },
        View::Card(id) => Place::Card(id.clone()),
        View::Glossary => Place::Term(String::new()),
        View::Cards => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::check;
    use crate::template::Library;

    fn assessed(draft: Draft) -> Vec<(String, String, usize)> {
        let work = Workings::of(draft).expect("a sound template");
        let findings = check(&work, &Library::load(None).codes);
        assess(&work, &findings).iter().map(|one| (one.duty.label.clone(), one.said(), one.squares.len())).collect()
    }

    fn sample() -> Draft {
        crate::store::sample("unit-2024.ron").expect("the sample opens")
    }

    fn of(assessed: &[(String, String, usize)], label: &str) -> (String, usize) {
        let (_, said, parts) = assessed.iter().find(|(known, ..)| known == label).expect("a duty of the table");
        (said.clone(), *parts)
    }

    #[test]
    fn the_sample_shows_every_duty_and_lacks_none() {
        let assessed = assessed(sample());
        assert_eq!(assessed.len(), 12);
        assert!(assessed.iter().all(|(_, said, parts)| *parts > 0 && !said.contains("缺")), "{assessed:?}");
        assert_eq!(of(&assessed, "公开报表").1, 9);
        assert_eq!(of(&assessed, "预算绩效").1, 26);
    }

    #[test]
    fn what_may_be_left_out_is_not_missing() {
        let template = Library::load(None).template("hebei-unit-2024").expect("built in").clone();
        let mut draft = sample();
        draft.template = std::sync::Arc::new(template.resolved(&draft.template.chosen).unwrap_or(template));
        draft.texts.insert("procurement_note".into(), String::new());
        assert_eq!(of(&assessed(draft), "政府采购"), ("完整".into(), 1));
    }

    #[test]
    fn what_is_blank_is_missing_and_named() {
        let mut draft = sample();
        draft.texts.insert("duties_list".into(), String::new());
        draft.glossary.clear();
        let assessed = assessed(draft);
        assert!(of(&assessed, "职责和机构").0.contains("缺：") && of(&assessed, "职责和机构").0.contains("部门职责"), "{assessed:?}");
        assert!(of(&assessed, "名词解释").0.starts_with("缺："), "{assessed:?}");
    }

    #[test]
    fn an_empty_draft_has_no_forms_and_what_a_template_lacks_is_no_fault() {
        let library = Library::load(None);
        let of_template = |id: &str| Draft::new(library.template(id).expect("built in").clone(), "103002", "某单位", 2024);
        assert!(of(&assessed(of_template("hebei-unit-2024")), "公开报表").0.contains("等9处"));
        assert_eq!(of(&assessed(of_template("hebei-performance-unit-2023")), "政府采购").0, "本稿的模板没有这一部分");
    }

    #[test]
    fn a_figure_that_does_not_add_up_wants_a_look() {
        let mut draft = sample();
        let row = draft.forms.get_mut(&"basic".into()).and_then(|rows| rows.first_mut()).expect("a row");
        let figure = row.amounts.values_mut().next().expect("a figure");
        *figure = crate::amount::Amount::typed("9999.00", draft.entry_unit).expect("an amount").expect("no blank");
        let said = of(&assessed(draft), "数字勾稽").0;
        assert!(said.starts_with("待核：") && said.contains("处"), "{said}");
    }
}
