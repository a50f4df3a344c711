//! A goal card as a grid: the template's layout above, the indicator table below with equal kinds joined. The indicator
//! table of the whole department is the same without a card above it.

use rust_decimal::Decimal;

use super::{Align, CellValue, FigureOf, Grid, GridCell, GridRole, GridRow, GridRowKind};
use crate::amount::Amount;
use crate::model::{Card, Draft, Indicator, IndicatorOwner, Place};
use crate::template::outline::{fill_words, number, words};
use crate::template::{CardFieldKind, CardForm, CardShow, IndicatorColumn, IndicatorField, IndicatorsPart, PlanKind};

/// Gives the figure of a money field, computed ones included, and where it is from.
pub(super) type Amounts<'a> = dyn Fn(&str) -> (Option<FigureOf>, Option<Decimal>) + 'a;

/// A card as it is printed; `amount` gives the figure of a money field, computed ones included.
pub(super) fn card_grid(draft: &Draft, form: &CardForm, card: &Card, title: &str, amount: &Amounts<'_>) -> Grid {
    let mut rows: Vec<GridRow> = form
        .layout
        .iter()
        .map(|line| GridRow {
            kind: GridRowKind::Body,
            cells: line.iter().map(|cell| shown(draft, form, card, &cell.show, amount).spanning(cell.span, cell.rows)).collect(),
        })
        .collect();
    rows.extend(head(&form.indicators, |column| column.span));
    rows.extend(indicators(&form.indicators, &card.indicators, |column| column.span));
    Grid {
        id: card.id.clone(),
        title: title.to_owned(),
        role: GridRole::Card,
        left: vec![draft.worded_for(&card.unit, &form.left)].into_iter().filter(|line| !line.trim().is_empty()).collect(),
        right: draft.worded(&form.right),
        unit: draft.template.money.unit.label(),
        columns: Vec::new(),
        widths: form.widths.clone(),
        rows,
        notes: Vec::new(),
        place: Some(Place::Card(card.id.clone())),
    }
}

/// A table of indicators of the whole department as it is printed.
pub(super) fn indicators_grid(draft: &Draft, part: &IndicatorsPart) -> Grid {
    let rows = draft.indicators.get(&part.id).map_or(&[][..], Vec::as_slice);
    let columns = &part.columns;
    // Here each column is one of the grid's, and its span is its width.
    let mut body = head(columns, |_| 1);
    body.extend(indicators(columns, rows, |_| 1));
    Grid {
        id: part.id.clone(),
        title: draft.worded(&part.title),
        role: GridRole::Indicators,
        left: vec![draft.worded(&part.left)].into_iter().filter(|line| !line.trim().is_empty()).collect(),
        right: draft.worded(&part.right),
        unit: draft.template.money.unit.label(),
        columns: columns.iter().map(|c| if c.group.is_empty() { vec![c.label.clone()] } else { vec![c.group.clone(), c.label.clone()] }).collect(),
        widths: columns.iter().map(|column| column.span).collect(),
        rows: body,
        notes: Vec::new(),
        place: Some(indicators_place(draft, &part.id)),
    }
}

/// Where a table of indicators begins.
pub(super) fn indicators_place(draft: &Draft, part: &str) -> Place {
    let owner = IndicatorOwner::Part(part.to_owned());
    let row = draft.indicators_of(&owner).first().map(|row| row.id.clone()).unwrap_or_default();
    Place::Indicator { owner, row, field: IndicatorField::Level1 }
}

/// The header of an indicator table: groups above their columns, where there are any.
fn head(columns: &[IndicatorColumn], span: fn(&IndicatorColumn) -> u16) -> Vec<GridRow> {
    let cell = |label: &str, column, rows| GridCell::new(label, Align::Center).spanning(span(column), rows);
    let row = |cells| GridRow { kind: GridRowKind::Head, cells };
    if columns.iter().all(|column| column.group.is_empty()) {
        return vec![row(columns.iter().map(|column| cell(&column.label, column, 1)).collect())];
    }
    let mut upper: Vec<GridCell> = Vec::new();
    let mut last = "";
    for column in columns {
        match upper.last_mut().filter(|_| !column.group.is_empty() && column.group == last) {
            Some(group) => group.columns += span(column),
            None if column.group.is_empty() => upper.push(cell(&column.label, column, 2)),
            None => upper.push(cell(&column.group, column, 1)),
        }
        last = &column.group;
    }
    let lower = columns.iter().filter(|column| !column.group.is_empty()).map(|column| cell(&column.label, column, 1)).collect();
    vec![row(upper), row(lower)]
}

fn shown(draft: &Draft, form: &CardForm, card: &Card, show: &CardShow, amount: &Amounts<'_>) -> GridCell {
    let label = |text: &str| GridCell { label: true, ..GridCell::new(text, Align::Center) };
    match show {
        CardShow::Label(text) => label(&draft.worded(text)),
        CardShow::PlanDate(n) => label(form.plan.as_ref().and_then(|plan| plan.dates.get(usize::from(*n))).map_or("", String::as_str)),
        CardShow::PlanValue(n) => {
            let value = card.plan.get(usize::from(*n)).copied().flatten();
            let text = value.map(|value| printed_plan(draft, form, value)).unwrap_or_default();
            let value = match form.plan.as_ref().filter(|plan| plan.suffix.is_empty()).map(|plan| plan.kind) {
                Some(PlanKind::Percent) => CellValue::Number(value.map(|value| value.0)),
                Some(PlanKind::Amount) => CellValue::Money(value.map(|value| printed_money(draft, value.0))),
                None => CellValue::Text,
            };
            GridCell { value, ..GridCell::new(text, Align::Right) }
        }
        CardShow::Goals => {
            let numbered = card.goals.len() > 1 || form.goals.single;
            let goals = card
                .goals
                .iter()
                .enumerate()
                .map(|(n, goal)| if numbered { format!("{}{}", number(&form.goals.number, n + 1), goal.text) } else { goal.text.clone() });
            GridCell::new(goals.collect::<Vec<_>>().join("\n"), Align::Left)
        }
        CardShow::Sentence(text) => {
            let values: Vec<(&str, String)> = words(text).map(|id| (id, field_text(draft, form, card, id, amount))).collect();
            let values: Vec<(&str, &str)> = values.iter().map(|(id, value)| (*id, value.as_str())).collect();
            // A blank would leave a stump: 预算数万元。
            let sentences = text
                .split_inclusive('。')
                .filter(|sentence| words(sentence).all(|word| values.iter().any(|(id, value)| *id == word && !value.trim().is_empty())));
            GridCell::new(fill_words(&sentences.collect::<String>(), &values), Align::Left)
        }
        CardShow::Field(id) => match form.fields.iter().find(|field| field.id == *id).map(|field| &field.kind) {
            Some(CardFieldKind::Money) => {
                let (of, value) = amount(id);
                GridCell { of, ..GridCell::figure(CellValue::Money(value.map(|value| printed_money(draft, value)))) }
            }
            _ => GridCell::new(card.text(id), Align::Left),
        },
    }
}

/// A field as printed.
fn field_text(draft: &Draft, form: &CardForm, card: &Card, id: &str, amount: &Amounts<'_>) -> String {
    match form.fields.iter().find(|field| field.id == id).map(|field| &field.kind) {
        Some(CardFieldKind::Money) => amount(id).1.map(|value| printed_money(draft, value).to_string()).unwrap_or_default(),
        _ => card.text(id).to_owned(),
    }
}

fn printed_money(draft: &Draft, value: Decimal) -> Decimal {
    draft.template.money.printed(value, draft.entry_unit)
}

/// A value of the payment plan as printed: money in the template's unit, or a percentage as typed.
pub(crate) fn printed_plan(draft: &Draft, form: &CardForm, value: Amount) -> String {
    let plan = form.plan.as_ref();
    let text = match plan.map(|plan| plan.kind) {
        Some(PlanKind::Percent) => value.to_string(),
        _ => printed_money(draft, value.0).to_string(),
    };
    text + plan.map_or("", |plan| &plan.suffix)
}

fn indicators(columns: &[IndicatorColumn], rows: &[Indicator], span: fn(&IndicatorColumn) -> u16) -> Vec<GridRow> {
    // A second-level kind is joined only within its first-level one.
    let same = |column: &IndicatorColumn, a: usize, b: usize| match column.field {
        _ if column.repeat => false,
        IndicatorField::Level1 => rows[a].level1 == rows[b].level1 && !rows[a].level1.is_empty(),
        IndicatorField::Level2 => rows[a].level1 == rows[b].level1 && rows[a].level2 == rows[b].level2 && !rows[a].level2.is_empty(),
        _ => false,
    };
    (0..rows.len())
        .map(|at| {
            let mut cells = Vec::new();
            for column in columns {
                if at > 0 && same(column, at - 1, at) {
                    continue;
                }
                let mut down = 1;
                while at + usize::from(down) < rows.len() && same(column, at, at + usize::from(down)) {
                    down += 1;
                }
                let align = match column.field {
                    IndicatorField::Level3 | IndicatorField::Description | IndicatorField::Basis => Align::Left,
                    _ => Align::Center,
                };
                cells.push(GridCell::new(rows[at].get(&column.field), align).spanning(span(column), down));
            }
            GridRow { kind: GridRowKind::Body, cells }
        })
        .collect()
}
