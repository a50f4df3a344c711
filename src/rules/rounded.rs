//! A106: sums that are off by a last digit because every figure was rounded by itself from 元 (尾差).
//!
//! Where a draft is typed in 元 it is known; where figures came in 万元 it shows by the document's own note, or by many sums that are off by no
//! more than rounding allows, some up and some down. Then it is no error, and the usual note is offered.

use rust_decimal::Decimal;

use super::Fix;
use super::shared::{Case, Found, scopes};
use crate::amount::MoneyUnit;
use crate::calc::{Cell, CellKind, Operand};
use crate::model::{Draft, Edit, Place};
use crate::template::{Part, TextPart, flat};

/// Words of the note.
const NOTE: &[&str] = &["四舍五入", "尾差"];

/// What is usually said.
const USUAL: &str = "表中金额以万元列示，个别合计数与各分项之和的细微差别由四舍五入造成（尾差）。";

/// So many sums that are off show how a document came to be.
const MANY: usize = 5;

/// A figure typed over its equation that is off.
pub(super) struct Deviation {
    /// Its scope, pane, row and column.
    pub(super) at: (usize, usize, usize, usize),
    pub(super) cell: Cell,
    /// By no more than half a unit of the last digit for each summand.
    pub(super) within: bool,
}

/// All figures that are off, and whether what rounding explains is to be let pass.
pub(super) struct Deviations {
    pub(super) all: Vec<Deviation>,
    pub(super) rounded: bool,
}

/// Whether a document speaks of rounding.
pub(super) fn is_noted(draft: &Draft) -> bool {
    draft.texts.values().any(|text| NOTE.iter().any(|word| text.contains(word)))
}

/// Whether it prints in 万元 what it is typed in 元.
pub(super) fn is_rounded(draft: &Draft) -> bool {
    draft.entry_unit == MoneyUnit::Yuan && draft.template.money.unit == MoneyUnit::Wan
}

pub(super) fn deviations(case: &Case<'_>) -> Deviations {
    let work = case.work;
    let mut all = Vec::new();
    for (n, scope) in scopes(work).enumerate() {
        for (at, pane) in scope.totals.panes.iter().enumerate() {
            // A sum of units is typed by nobody; where it is no sum of its own parts, a unit's finding says why.
            if !scope.has(at) || scope.is_summed(at) {
                continue;
            }
            for row in 0..pane.rows.len() {
                for column in 0..work.plan().panes[at].columns.len() {
                    let cell = pane.cell(row, column);
                    if cell.kind == CellKind::Override && cell.shown != cell.computed {
                        let within = is_within(&cell, || {
                            let (multiplies, operands) = scope.totals.operands(work.plan(), at, row, column);
                            let shown =
                                |one: &&Operand| scope.totals.panes[one.pane].cell(one.row, one.column).shown.is_some_and(|shown| !shown.is_zero());
                            if multiplies { 0 } else { operands.iter().filter(shown).count() }
                        });
                        all.push(Deviation { at: (n, at, row, column), cell, within });
                    }
                }
            }
        }
    }
    let within: Vec<&Deviation> = all.iter().filter(|one| one.within).collect();
    let up = within.iter().filter(|one| one.cell.shown > one.cell.computed).count();
    let shows = within.len() >= MANY && up.min(within.len() - up) >= 2 && within.len() >= 3 * (all.len() - within.len());
    let rounded = !within.is_empty() && (shows || is_noted(work.draft()));
    Deviations { all, rounded }
}

fn is_within(cell: &Cell, summands: impl Fn() -> usize) -> bool {
    let (Some(shown), Some(computed)) = (cell.shown, cell.computed) else { return false };
    let Some(gap) = shown.checked_sub(computed) else { return false };
    let half = Decimal::new(5, shown.scale().max(computed.scale()).min(27) + 1);
    // Nobody rounds so many figures that sums are off by much.
    if shown.scale() == 0 || gap.abs() > half * Decimal::from(20) {
        return false;
    }
    let summands = summands();
    summands > 1 && gap.abs() <= half * Decimal::from(summands)
}

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let draft = work.draft();
    let deviations = case.deviations();
    let mut out = Vec::new();
    if deviations.rounded {
        let scopes: Vec<_> = scopes(work).collect();
        for one in deviations.all.iter().filter(|one| one.within) {
            let (scope, pane, row, column) = one.at;
            let place = scopes[scope].place(pane, row, column);
            let found = Found::differing(place, "合计与各项之和只差最后一位", work, pane, one.cell.shown, one.cell.computed);
            out.push(found.and("；在四舍五入的尾差以内").mended_by(scopes[scope].untyped(pane, row, column)).at(scopes[scope].spot()));
        }
    }
    if is_noted(draft) {
        return out;
    }
    let said = if deviations.rounded { Some(format!("有{}处", out.len())) } else { off(case).map(|example| format!("{example}，")) };
    if let Some(said) = said {
        let place = note(draft).map_or(Place::Identity, |part| Place::Text(part.id));
        let message = format!("各表的金额由元四舍五入到万元，{said}合计与印出的各项之和差最后一位（尾差），请在文字里说明");
        out.push(Found::new(place, message).mended_by(noted(draft)));
    }
    out
}

/// The first sum of a draft in 元 whose figures as printed do not add up.
fn off(case: &Case<'_>) -> Option<String> {
    let work = case.work;
    let draft = work.draft();
    if !is_rounded(draft) {
        return None;
    }
    for scope in scopes(work) {
        for (at, pane) in scope.totals.panes.iter().enumerate().filter(|(at, _)| scope.has(*at)) {
            let plan = &work.plan().panes[at];
            let Some((form, _)) = plan.place else { continue };
            let style = draft.template.money_of(&draft.template.forms[form]);
            for row in 0..pane.rows.len() {
                for column in (0..plan.columns.len()).filter(|column| plan.columns[*column].money) {
                    let Some(shown) = pane.cell(row, column).shown.filter(|shown| !shown.is_zero()) else { continue };
                    let (multiplies, operands) = scope.totals.operands(work.plan(), at, row, column);
                    if multiplies || operands.len() < 2 {
                        continue;
                    }
                    let printed = |value: Decimal| style.printed(value, draft.entry_unit);
                    let added = operands.iter().try_fold(Decimal::ZERO, |sum, operand| {
                        let value = scope.totals.panes[operand.pane].cell(operand.row, operand.column).shown.map_or(Decimal::ZERO, printed);
                        sum.checked_add(if operand.minus { -value } else { value })
                    })?;
                    if added != printed(shown) {
                        let place = scope.place(at, row, column).describe(draft);
                        return Some(format!("例如“{place}”印{}，各项相加是{added}", printed(shown)));
                    }
                }
            }
        }
    }
    None
}

/// The text in which such things are said.
fn note(draft: &Draft) -> Option<TextPart> {
    let outline = draft.outline();
    let texts: Vec<&TextPart> = flat(&outline).into_iter().filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None }).collect();
    let of_others = |text: &&&TextPart| text.label.contains("其他") || text.label.contains("说明事项");
    texts.iter().rev().find(of_others).or(texts.last()).map(|text| (*text).clone())
}

fn noted(draft: &Draft) -> Option<Fix> {
    let part = note(draft)?;
    let before = draft.text(&part.id);
    let value = if before.is_empty() { USUAL.to_owned() } else { format!("{before}\n{USUAL}") };
    Some(Fix { label: format!("在“{}”里加上尾差说明", part.label), edit: Edit::Text { id: part.id, value } })
}

#[cfg(test)]
mod tests {
    use crate::amount::MoneyUnit;
    use crate::model::Draft;
    use crate::rules::tests::{found, sample, type_into};

    fn without_note() -> Draft {
        let mut draft = sample();
        let text = draft.texts.get_mut("other_text").expect("a text");
        *text = "没有其他需要说明的事项。".into();
        draft
    }

    #[test]
    fn rounded_figures_that_no_longer_add_up_are_said_with_the_usual_note() {
        let mut draft = without_note().converted(MoneyUnit::Yuan);
        assert_eq!(found(&draft, "A106"), []);
        type_into(&mut draft, "basic", "30201", "operating", "180033.40");
        type_into(&mut draft, "basic", "30202", "operating", "50033.40");
        let told = found(&draft, "A106");
        assert!(told.len() == 1 && told[0].1.contains("尾差") && told[0].1.contains("例如“"), "{told:?}");
        let work = crate::workings::Workings::of(draft).expect("a sound template");
        let findings = crate::rules::check(&work, &crate::template::Library::load(None).codes);
        let fix = findings.iter().find(|one| one.code == "A106").and_then(|one| one.fix.clone()).expect("a note");
        let mut draft = work.draft().clone();
        fix.edit.apply(&mut draft).expect("a text");
        assert!(draft.text("other_text").contains("四舍五入"));
        assert_eq!(found(&draft, "A106"), []);
    }

    #[test]
    fn a_document_that_speaks_of_rounding_may_be_off_by_it() {
        let mut draft = sample();
        draft.texts.insert("other_text".into(), "个别数据的尾差由四舍五入造成。".into());
        type_into(&mut draft, "basic", "302", "operating", "153.01");
        let told = found(&draft, "A106");
        assert!(told.len() == 1 && told[0].1.ends_with("；在四舍五入的尾差以内"), "{told:?}");
        assert!(found(&draft, "A101").iter().all(|(place, _)| !place.contains(" 302 ")));
        type_into(&mut draft, "basic", "302", "operating", "154.01");
        assert!(found(&draft, "A101").iter().any(|(place, _)| place.contains(" 302 ")));
        let mut draft = without_note();
        type_into(&mut draft, "basic", "302", "operating", "153.01");
        assert_eq!(found(&draft, "A106"), []);
    }
}
