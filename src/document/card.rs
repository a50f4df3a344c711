//! A goal card as a grid: the template's layout above, the indicator table below with equal kinds joined.

use rust_decimal::Decimal;

use super::{Align, Grid, GridCell, GridRole, GridRow, GridRowKind};
use crate::amount::Amount;
use crate::model::{Card, Draft};
use crate::template::{CardFieldKind, CardForm, CardShow, IndicatorField, PlanKind};

/// A card as it is printed; `amount` gives the figure of a money field, computed ones included.
pub(super) fn card_grid(draft: &Draft, form: &CardForm, card: &Card, title: &str, amount: &dyn Fn(&str) -> Option<Decimal>) -> Grid {
    let mut rows: Vec<GridRow> = form
        .layout
        .iter()
        .map(|line| GridRow {
            kind: GridRowKind::Body,
            cells: line.iter().map(|cell| shown(draft, form, card, &cell.show, amount).spanning(cell.span, cell.rows)).collect(),
        })
        .collect();
    let head = |label: &str, span| GridCell::new(label, Align::Center).spanning(span, 1);
    rows.push(GridRow { kind: GridRowKind::Head, cells: form.indicators.iter().map(|column| head(&column.label, column.span)).collect() });
    rows.extend(indicators(form, card));
    Grid {
        id: card.id.clone(),
        title: title.to_owned(),
        role: GridRole::Card,
        left: Vec::new(),
        right: draft.worded(&form.right),
        unit: draft.template.money.unit.label(),
        columns: Vec::new(),
        widths: form.widths.clone(),
        rows,
        notes: Vec::new(),
    }
}

fn shown(draft: &Draft, form: &CardForm, card: &Card, show: &CardShow, amount: &dyn Fn(&str) -> Option<Decimal>) -> GridCell {
    let label = |text: &str| GridCell { label: true, ..GridCell::new(text, Align::Center) };
    match show {
        CardShow::Label(text) => label(&draft.worded(text)),
        CardShow::PlanDate(n) => label(form.plan.as_ref().and_then(|plan| plan.dates.get(usize::from(*n))).map_or("", String::as_str)),
        CardShow::PlanValue(n) => {
            let value = card.plan.get(usize::from(*n)).copied().flatten();
            GridCell::new(value.map(|value| printed_plan(draft, form, value)).unwrap_or_default(), Align::Right)
        }
        CardShow::Goals => {
            let numbered = card.goals.len() > 1;
            let goals = card.goals.iter().enumerate().map(|(n, goal)| if numbered { format!("{}．{goal}", n + 1) } else { goal.clone() });
            GridCell::new(goals.collect::<Vec<_>>().join("\n"), Align::Left)
        }
        CardShow::Field(id) => match form.fields.iter().find(|field| field.id == *id).map(|field| &field.kind) {
            Some(CardFieldKind::Money) => {
                let text = amount(id).map(|value| draft.template.money.print(value, draft.entry_unit)).unwrap_or_default();
                GridCell::new(text, Align::Right)
            }
            _ => GridCell::new(card.text(id), Align::Left),
        },
    }
}

/// A value of the payment plan as printed: money in the template's unit, or a percentage as typed.
pub(crate) fn printed_plan(draft: &Draft, form: &CardForm, value: Amount) -> String {
    match form.plan.as_ref().map(|plan| plan.kind) {
        Some(PlanKind::Percent) => value.to_string(),
        _ => draft.template.money.print(value.0, draft.entry_unit),
    }
}

fn indicators(form: &CardForm, card: &Card) -> Vec<GridRow> {
    let rows = &card.indicators;
    // A second-level kind is joined only within its first-level one.
    let same = |field: IndicatorField, a: usize, b: usize| match field {
        IndicatorField::Level1 => rows[a].level1 == rows[b].level1 && !rows[a].level1.is_empty(),
        IndicatorField::Level2 => rows[a].level1 == rows[b].level1 && rows[a].level2 == rows[b].level2 && !rows[a].level2.is_empty(),
        _ => false,
    };
    (0..rows.len())
        .map(|at| {
            let mut cells = Vec::new();
            for column in &form.indicators {
                if at > 0 && same(column.field, at - 1, at) {
                    continue;
                }
                let mut down = 1;
                while at + usize::from(down) < rows.len() && same(column.field, at, at + usize::from(down)) {
                    down += 1;
                }
                let align = match column.field {
                    IndicatorField::Level1 | IndicatorField::Level2 | IndicatorField::Value => Align::Center,
                    _ => Align::Left,
                };
                cells.push(GridCell::new(rows[at].get(column.field), align).spanning(column.span, down));
            }
            GridRow { kind: GridRowKind::Body, cells }
        })
        .collect()
}
