//! Where a figure comes from and where it goes: the cells that its equation takes, and every place that would say something else
//! if it were another (影响范围).
//!
//! What follows is not read off the equations but tried: the figure is changed in a copy of the draft, and all that comes out otherwise
//! is listed. So the list is complete by itself, with sentences, shares and units of a department.

use rust_decimal::Decimal;

use crate::amount::{Amount, MoneyUnit};
use crate::calc::{CellKind, Totals};
use crate::compare::{Change, follows, printed_figure};
use crate::model::{Draft, PaneName, Place, Row};
use crate::template::plan::CARDS;
use crate::workings::Workings;

/// A figure with its neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The place in words.
    pub said: String,
    /// As it is printed; empty for a blank.
    pub figure: String,
    /// Whether it was typed or computed.
    pub kind: CellKind,
    /// Its parts are multiplied, not added up.
    pub multiplies: bool,
    /// What its equation takes; nothing for what is typed.
    pub from: Vec<Part>,
    /// What would be another figure or another sentence, in the order of the document.
    pub to: Vec<Change>,
}

/// A figure that gets into another.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// It is subtracted.
    pub minus: bool,
    /// Where it is.
    pub place: Place,
    /// That in words.
    pub said: String,
    /// As it is printed; empty for a blank.
    pub figure: String,
}

/// A cell of the totals.
#[derive(Clone, Copy)]
struct Spot<'a> {
    unit: &'a str,
    totals: &'a Totals,
    pane: usize,
    row: usize,
    column: usize,
}

/// The figure at a place with its neighbours; `None` where there is no figure.
#[must_use]
pub fn trace(work: &Workings, place: &Place) -> Option<Trace> {
    let spot = spot(work, place)?;
    let cell = spot.totals.panes[spot.pane].cell(spot.row, spot.column);
    if cell.kind == CellKind::Closed {
        return None;
    }
    let (multiplies, operands) = spot.totals.operands(work.plan(), spot.pane, spot.row, spot.column);
    let from = operands.iter().map(|operand| {
        let of = Spot { pane: operand.pane, row: operand.row, column: operand.column, ..spot };
        let place = at(work, of);
        Part { minus: operand.minus, said: place.describe(work.draft()), place, figure: figure(work, of) }
    });
    let from = if cell.kind == CellKind::Typed { Vec::new() } else { from.collect() };
    let to = changed(work, place, cell.shown).map_or_else(Vec::new, |other| follows(work, &other));
    // A figure does not follow from itself.
    let to = to.into_iter().filter(|change| change.place != *place).collect();
    Some(Trace { said: place.describe(work.draft()), figure: figure(work, spot), kind: cell.kind, multiplies, from, to })
}

fn spot<'a>(work: &'a Workings, place: &'a Place) -> Option<Spot<'a>> {
    let plan = work.plan();
    match place {
        Place::Cell { pane, row, column } => {
            let at = plan.pane_of(&pane.form, &pane.pane)?;
            let totals = work.totals().of(&pane.unit)?;
            Some(Spot { unit: pane.unit.as_str(), totals, pane: at, row: totals.panes[at].row(row)?, column: plan.panes[at].column(column)? })
        }
        Place::CardField { card, field } => {
            let at = plan.pane(CARDS)?;
            let column = plan.panes[at].column(field).filter(|column| plan.panes[at].columns[*column].figure)?;
            let unit = work.draft().card(card)?.unit.as_str();
            let totals = work.totals().of(unit)?;
            let row = totals.panes[at].rows.iter().position(|row| row.id.as_str() == card)?;
            Some(Spot { unit, totals, pane: at, row, column })
        }
        _ => None,
    }
}

fn at(work: &Workings, spot: Spot<'_>) -> Place {
    let (plan, row) = (&work.plan().panes[spot.pane], &spot.totals.panes[spot.pane].rows[spot.row]);
    let column = plan.columns[spot.column].id.clone();
    if plan.place.is_none() {
        return Place::CardField { card: row.id.as_str().to_owned(), field: column };
    }
    Place::Cell { pane: PaneName::called(spot.unit, &plan.name), row: row.id.clone(), column }
}

fn figure(work: &Workings, spot: Spot<'_>) -> String {
    let plan = &work.plan().panes[spot.pane];
    let shown = spot.totals.panes[spot.pane].cell(spot.row, spot.column).shown;
    let name = PaneName::called(spot.unit, &plan.name);
    shown.map(|figure| printed_figure(work.draft(), &name, plan.columns[spot.column].money, figure)).unwrap_or_default()
}

/// The draft with another figure there: more by one of what is printed, so that nothing stays the same by rounding.
fn changed(work: &Workings, place: &Place, shown: Option<Decimal>) -> Option<Workings> {
    let mut draft = work.draft().clone();
    let more = if draft.entry_unit == MoneyUnit::Yuan { Decimal::from(12_345_678) } else { Decimal::from(1_234) };
    let value = Amount(shown.unwrap_or_default().checked_add(more)?);
    put(&mut draft, place, value, work)?;
    work.with(draft).ok()
}

fn put(draft: &mut Draft, place: &Place, value: Amount, work: &Workings) -> Option<()> {
    match place {
        Place::CardField { card, field } => {
            let card = draft.cards.iter_mut().find(|known| known.id == *card).filter(|card| !card.classified)?;
            card.amounts.insert(field.clone(), value);
        }
        Place::Cell { pane, row, column } => {
            let of = spot(work, place)?;
            let code = &of.totals.panes[of.pane].rows[of.row].code;
            let rows = draft.forms.entry(pane.clone()).or_default();
            if !rows.iter().any(|known| known.id == *row) {
                rows.push(Row { id: row.clone(), code: code.to_string(), ..Row::default() });
            }
            let row = rows.iter_mut().find(|known| known.id == *row)?;
            row.amounts.insert(column.clone(), value);
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::document::expand;

    fn work(sample: &str) -> Workings {
        Workings::of(crate::store::sample(sample).expect("a sample")).expect("a sound template")
    }

    /// Every figure and every linked text of a draft, by where it is in words.
    fn everything(work: &Workings) -> BTreeSet<(String, String)> {
        let mut out = BTreeSet::new();
        for (unit, totals) in work.totals().scopes() {
            for (pane, plan) in work.plan().panes.iter().enumerate() {
                for row in 0..totals.panes[pane].rows.len() {
                    for column in (0..plan.columns.len()).filter(|column| plan.columns[*column].figure) {
                        let spot = Spot { unit, totals, pane, row, column };
                        out.insert((at(work, spot).describe(work.draft()), figure(work, spot)));
                    }
                }
            }
        }
        work.draft().each_linked_text(&mut |place, text| {
            let many = matches!(place(), Place::Text(_));
            for (n, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
                let said = place().describe(work.draft());
                out.insert((if many { format!("{said} 第{}段", n + 1) } else { said }, expand(line, work)));
            }
        });
        out
    }

    #[test]
    fn what_changes_when_a_figure_is_typed_is_what_was_listed() {
        for sample in ["unit-2024.ron", "department-2021.ron"] {
            let work = work(sample);
            let before = everything(&work);
            let mut tried = 0;
            for (unit, totals) in work.totals().scopes() {
                for (pane, plan) in work.plan().panes.iter().enumerate() {
                    for row in 0..totals.panes[pane].rows.len() {
                        for column in 0..plan.columns.len() {
                            let spot = Spot { unit, totals, pane, row, column };
                            let cell = totals.panes[pane].cell(row, column);
                            if cell.kind != CellKind::Typed || cell.shown.is_none() {
                                continue;
                            }
                            let place = at(&work, spot);
                            let listed: BTreeSet<String> = trace(&work, &place).expect("a figure").to.into_iter().map(|change| change.said).collect();
                            // Another figure than the one that was tried.
                            let mut draft = work.draft().clone();
                            let typed = Amount(cell.shown.unwrap_or_default() * Decimal::TWO + Decimal::from(77));
                            put(&mut draft, &place, typed, &work).expect("its place");
                            let other = work.with(draft).expect("the same template");
                            let own = place.describe(work.draft());
                            let changed: BTreeSet<String> =
                                everything(&other).difference(&before).map(|(said, _)| said.clone()).filter(|said| *said != own).collect();
                            assert_eq!(listed, changed, "{sample}: {own}");
                            tried += 1;
                        }
                    }
                }
            }
            assert!(tried > 20, "{sample} has {tried} figures that are typed");
        }
    }

    #[test]
    fn a_total_names_its_parts_with_their_figures() {
        let work = work("unit-2024.ron");
        let place = Place::Cell { pane: "outlay".into(), row: crate::model::RowId::of("total"), column: "total".into() };
        let trace = trace(&work, &place).expect("a figure");
        assert_eq!(trace.kind, CellKind::Computed);
        let parts: Decimal = trace.from.iter().filter_map(|part| part.figure.parse::<Decimal>().ok()).sum();
        assert_eq!(parts.to_string(), trace.figure, "{:?}", trace.from);
        assert!(trace.to.iter().any(|change| change.said.contains("支出说明")), "the sentence that links it: {:?}", trace.to);
    }
}
