//! JSON for other programs: every grid, text, card and term, each string as it would be printed.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::calc::CellKind;
use crate::document::{Block, Document, Grid, GridRole, Parts, Portion, expand, section_texts};
use crate::model::{Draft, Place, Places};
use crate::template::plan::CARDS;
use crate::template::{CardRole, Kind, PlanKind};
use crate::workings::Workings;

#[derive(Serialize)]
struct Export<'a> {
    meta: Meta<'a>,
    tables: Vec<Table<'a>>,
    sections: Vec<Section>,
    cards: Vec<Card<'a>>,
    glossary: Vec<Term<'a>>,
    printed: Vec<Printed<'a>>,
}

/// What the imported source printed otherwise.
#[derive(Serialize)]
#[allow(clippy::struct_field_names)] // the contract's names
struct Printed<'a> {
    place: String,
    printed: &'a str,
    own: &'a str,
}

#[derive(Serialize)]
struct Meta<'a> {
    template: &'a str,
    kind: &'a str,
    unit_code: &'a str,
    unit_name: &'a str,
    /// `null` where nobody has stated it.
    year: Option<u16>,
    cover: Vec<&'a str>,
    date: &'a str,
    prepared_by: &'a str,
    reviewed_by: &'a str,
    units: Vec<Unit<'a>>,
}

#[derive(Serialize)]
struct Unit<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Table<'a> {
    id: &'a str,
    title: &'a str,
    unit: &'a str,
    columns: &'a [Vec<String>],
    rows: Vec<Vec<String>>,
    notes: &'a [String],
    stated: Vec<Stated>,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names)] // the contract's names
struct Stated {
    row: usize,
    column: usize,
    stated: String,
    computed: String,
}

#[derive(Serialize)]
struct Section {
    path: Vec<String>,
    paragraphs: Vec<String>,
}

#[derive(Serialize)]
struct Card<'a> {
    number: String,
    classified: bool,
    unit_code: &'a str,
    unit_name: &'a str,
    code: &'a str,
    name: &'a str,
    budget: String,
    fiscal: String,
    other: String,
    purpose: &'a str,
    plan: PaymentPlan,
    goals: Vec<&'a str>,
    indicators: Vec<Indicator<'a>>,
    /// Fields that only this template has.
    fields: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
struct PaymentPlan {
    kind: &'static str,
    values: Vec<String>,
}

#[derive(Serialize)]
struct Indicator<'a> {
    level1: &'a str,
    level2: &'a str,
    level3: &'a str,
    description: &'a str,
    value: String,
    operator: String,
    number: String,
    unit: String,
    basis: &'a str,
    /// Columns that only this template has.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    more: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Term<'a> {
    term: &'a str,
    definition: String,
}

/// The draft as JSON; `document` is composed of the same draft.
///
/// # Errors
/// Only where memory for the text runs out.
pub fn json(work: &Workings, document: &Document) -> serde_json::Result<String> {
    json_of(work, document, Parts::default(), true)
}

/// As [`json`], with those parts alone; what no page says (who has prepared it, what an imported source printed otherwise, computed figures
/// beside stated ones, the unit of a classified card) is among it only where that is to be `told`.
///
/// # Errors
/// As [`json`].
pub fn json_of(work: &Workings, document: &Document, parts: Parts, told: bool) -> serde_json::Result<String> {
    let draft = work.draft();
    let identity = &draft.identity;
    let mut export = Export {
        meta: Meta {
            template: &draft.template.id,
            kind: match draft.template.kind {
                Kind::Unit => "unit",
                Kind::Department => "department",
            },
            unit_code: &identity.unit_code,
            unit_name: &identity.unit_name,
            year: identity.year,
            cover: document.cover.iter().map(|line| line.text.as_str()).collect(),
            date: &identity.date,
            prepared_by: &identity.prepared_by,
            reviewed_by: &identity.reviewed_by,
            units: if draft.units.is_empty() {
                vec![Unit { code: &identity.unit_code, name: &identity.unit_name }]
            } else {
                draft.units.iter().map(|unit| Unit { code: &unit.code, name: &unit.name }).collect()
            },
        },
        tables: grids(document).map(|(heading, grid)| table(work, heading, grid)).collect(),
        sections: sections(document),
        cards: (0..draft.cards.len()).filter(|_| parts.has(Portion::Cards)).map(|at| card(work, at)).collect(),
        glossary: draft
            .glossary
            .iter()
            .filter(|_| parts.has(Portion::Text))
            .map(|t| Term { term: &t.term, definition: expand(&t.definition, work) })
            .collect(),
        // A printed word may be of a part that is not published.
        printed: if told && draft.withheld.is_empty() { printed(draft) } else { Vec::new() },
    };
    if !told {
        export.keep_what_is_printed(draft);
    }
    serde_json::to_string_pretty(&export).map(|text| text + "\n")
}

impl Export<'_> {
    fn keep_what_is_printed(&mut self, draft: &Draft) {
        let meta = &mut self.meta;
        for name in [&mut meta.prepared_by, &mut meta.reviewed_by] {
            if !meta.cover.iter().any(|line| line.contains(*name)) {
                *name = "";
            }
        }
        self.tables.iter_mut().for_each(|table| table.stated.clear());
        let function = draft.template.card_field(CardRole::Function);
        for card in &mut self.cards {
            card.fields.retain(|field, _| Some(*field) != function);
            if card.classified {
                (card.unit_code, card.unit_name) = ("", "");
            }
        }
    }
}

fn printed(draft: &Draft) -> Vec<Printed<'_>> {
    let mut places = Places::of(draft);
    draft.printed.iter().map(|known| Printed { place: places.describe(&known.place), printed: &known.printed, own: &known.own }).collect()
}

/// Every table but the cards, with the heading that it stands below.
fn grids(document: &Document) -> impl Iterator<Item = (&str, &Grid)> {
    let mut heading = "";
    document.sheets.iter().flat_map(|sheet| &sheet.blocks).filter_map(move |block| match block {
        Block::Heading(found) => {
            heading = &found.text;
            None
        }
        Block::Grid(grid) if grid.role != GridRole::Card => Some((heading, grid)),
        _ => None,
    })
}

fn table<'a>(work: &Workings, heading: &'a str, grid: &'a Grid) -> Table<'a> {
    Table {
        id: &grid.id,
        // A table without a title of its own is known by the heading above it.
        title: if grid.title.is_empty() { heading } else { &grid.title },
        unit: grid.unit,
        columns: &grid.columns,
        rows: grid.body(),
        notes: &grid.notes,
        stated: stated(work, grid),
    }
}

/// Overrides that differ from what the equation gives, by their place in the printed body.
fn stated(work: &Workings, grid: &Grid) -> Vec<Stated> {
    let (draft, plan) = (work.draft(), work.plan());
    let mut out = Vec::new();
    let Some(Place::Form(name)) = &grid.place else { return out };
    let (Some(form), Some(totals)) = (draft.template.form(&name.form), work.totals().of(&name.unit)) else { return out };
    let money = draft.template.money_of(form);
    let mut offset = usize::from(form.serial.is_some());
    for pane in &form.panes {
        if let Some(at) = plan.pane(&pane.name(form)) {
            let columns: Vec<usize> = (0..pane.columns.len()).filter(|c| pane.columns[*c].print).collect();
            for (row, line) in crate::document::printed_lines(pane, &totals.panes[at]).into_iter().enumerate() {
                let Some(line) = line else { continue };
                for (n, column) in columns.iter().enumerate() {
                    let cell = totals.panes[at].cell(row, *column);
                    if cell.kind == CellKind::Override && cell.shown != cell.computed {
                        let print = |value: Option<_>| value.map(|value| money.print(value, draft.entry_unit)).unwrap_or_default();
                        out.push(Stated { row: line, column: offset + n, stated: print(cell.shown), computed: print(cell.computed) });
                    }
                }
            }
        }
        offset += pane.columns.iter().filter(|c| c.print).count();
    }
    out
}

fn sections(document: &Document) -> Vec<Section> {
    section_texts(document).into_iter().map(|(path, paragraphs)| Section { path, paragraphs }).collect()
}

fn card(work: &Workings, at: usize) -> Card<'_> {
    let (draft, plan, totals) = (work.draft(), work.plan(), work.totals());
    let card = &draft.cards[at];
    let form = draft.template.card.as_ref();
    let pane = plan.pane(CARDS);
    let money = |field: &str| {
        let value = pane.and_then(|pane| Some(totals.panes[pane].cell(at, plan.panes[pane].column(field)?)))?.shown?;
        Some(draft.template.money.print(value, draft.entry_unit))
    };
    let text = |role| draft.template.card_field(role).map_or("", |field| card.text(field));
    let amount = |role| draft.template.card_field(role).and_then(money).unwrap_or_default();
    let is_own = |role| matches!(role, None | Some(CardRole::Function));
    let others = form.iter().flat_map(|form| &form.fields).filter(|field| is_own(field.role));
    let dates = form.and_then(|form| form.plan.as_ref());
    let (unit_code, unit_name) = draft.owner(&card.unit);
    Card {
        number: (at + 1).to_string(),
        classified: card.classified,
        unit_code,
        unit_name,
        code: text(CardRole::Code),
        name: text(CardRole::Name),
        budget: amount(CardRole::Budget),
        fiscal: amount(CardRole::Fiscal),
        other: amount(CardRole::Other),
        purpose: text(CardRole::Purpose),
        plan: PaymentPlan {
            kind: match dates.map(|plan| plan.kind) {
                Some(PlanKind::Percent) => "percent",
                _ => "amount",
            },
            values: (0..dates.map_or(0, |plan| plan.dates.len()))
                .map(|n| {
                    let value = card.plan.get(n).copied().flatten();
                    value.zip(form).map(|(value, form)| crate::document::printed_plan(draft, form, value)).unwrap_or_default()
                })
                .collect(),
        },
        goals: card.goals.iter().map(|goal| goal.text.as_str()).collect(),
        indicators: card
            .indicators
            .iter()
            .map(|row| {
                let split = (row.operator.clone(), row.number.clone(), row.unit.clone());
                let (operator, number, unit) = if row.value.is_empty() { split } else { target(&row.value) };
                Indicator {
                    level1: &row.level1,
                    level2: &row.level2,
                    level3: &row.level3,
                    description: &row.description,
                    value: if row.value.is_empty() { format!("{}{}{}", row.operator, row.number, row.unit) } else { row.value.clone() },
                    operator,
                    number,
                    unit,
                    basis: &row.basis,
                    more: &row.more,
                }
            })
            .collect(),
        fields: others.map(|field| (field.id.as_str(), money(&field.id).unwrap_or_else(|| card.text(&field.id).to_owned()))).collect(),
    }
}

/// `≤70万元` as operator, number and unit; all blank for a target in words.
fn target(value: &str) -> (String, String, String) {
    let value = value.trim();
    let operator: String = value.chars().take_while(|c| "≤≥＜＞<>=＝".contains(*c)).collect();
    let rest = value[operator.len()..].trim_start();
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    if number.is_empty() {
        return Default::default();
    }
    let unit = rest[number.len()..].trim().to_owned();
    (operator, number, unit)
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn a_target_is_operator_number_and_unit() {
        let parts = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(target("≤12.47万元"), parts("≤", "12.47", "万元"));
        assert_eq!(target("10 项"), parts("", "10", "项"));
        assert_eq!(target("提升"), parts("", "", ""));
    }
}
