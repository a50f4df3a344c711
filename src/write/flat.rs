//! Cards and their indicators as flat tables, a row for each: what is sorted, filtered and loaded elsewhere, and read again as a list.
//!
//! They hold what the cards print and nothing else; of a classified card that is its public name.

use crate::characters::clean;
use crate::document::{Align, CellValue, Grid, GridCell, GridRole, GridRow, GridRowKind, printed_plan};
use crate::lists::OWN;
use crate::model::Card;
use crate::template::plan::CARDS;
use crate::template::{CardFieldKind, CardForm, CardRole, CardShow, IndicatorField, PlanKind};
use crate::workings::Workings;

/// The flat tables of a draft; none where it has no cards.
#[must_use]
pub fn flat(work: &Workings) -> Vec<Grid> {
    let draft = work.draft();
    match &draft.template.card {
        Some(form) if !draft.cards.is_empty() => vec![cards(work, form), indicators(work, form)],
        _ => Vec::new(),
    }
}

fn table(work: &Workings, id: &str, title: &str, heads: Vec<String>, rows: Vec<Vec<GridCell>>) -> Grid {
    let head = heads.iter().map(|head| GridCell::new(head.clone(), Align::Center)).collect();
    let body = rows.into_iter().map(|cells| GridRow { kind: GridRowKind::Body, cells });
    Grid {
        id: id.to_owned(),
        title: title.to_owned(),
        role: GridRole::Table,
        left: Vec::new(),
        right: String::new(),
        unit: work.draft().template.money.unit.label(),
        widths: heads.iter().map(|head| width(head)).collect(),
        columns: heads.into_iter().map(|head| vec![head]).collect(),
        rows: std::iter::once(GridRow { kind: GridRowKind::Head, cells: head }).chain(body).collect(),
        notes: Vec::new(),
        place: None,
    }
}

/// What stands below a head takes more or less room.
fn width(head: &str) -> u16 {
    match head {
        "序号" => 4,
        "绩效目标" | "资金用途" | "指标描述" | "指标值确定依据" => 24,
        "单位名称" | "项目编码" | "项目名称" | "三级指标" => 16,
        _ => 9,
    }
}

fn text(text: &str) -> GridCell {
    GridCell::new(clean(text), Align::Left)
}

/// Whether the card prints a field.
fn is_printed(form: &CardForm, id: &str) -> bool {
    form.layout.iter().flatten().any(|cell| match &cell.show {
        CardShow::Field(field) => field == id,
        CardShow::Sentence(words) => words.contains(&format!("{{{id}}}")),
        _ => false,
    })
}

/// Number, unit, code and name begin both tables.
fn begins(work: &Workings, n: usize, card: &Card) -> Vec<GridCell> {
    let field = |role| work.draft().template.card_field(role).map_or("", |field| card.text(field));
    // Whose classified project it is stands on no page.
    let (unit_code, unit_name) = if card.classified { ("", "") } else { work.draft().owner(&card.unit) };
    let own = [unit_code, unit_name, field(CardRole::Code), field(CardRole::Name)];
    std::iter::once(text(&(n + 1).to_string())).chain(own.map(text)).collect()
}

const BEGIN: [&str; 5] = ["序号", "单位编码", "单位名称", "项目编码", "项目名称"];

fn cards(work: &Workings, form: &CardForm) -> Grid {
    let (draft, plan) = (work.draft(), work.plan());
    let fields: Vec<_> = form
        .fields
        .iter()
        .filter(|field| !matches!(field.role, Some(CardRole::Code | CardRole::Name | CardRole::Function)) && is_printed(form, &field.id))
        .collect();
    let dates = form.plan.as_ref();
    let mut heads: Vec<String> = BEGIN.map(str::to_owned).to_vec();
    heads.extend(fields.iter().map(|field| field.label.clone()));
    heads.extend(dates.iter().flat_map(|plan| &plan.dates).map(|date| format!("支出计划 {date}")));
    heads.extend(["绩效目标", "是否涉密"].map(str::to_owned));
    let pane = plan.pane(CARDS);
    let money = |n: usize, id: &str| {
        let shown = pane.and_then(|pane| work.totals().panes[pane].cell(n, plan.panes[pane].column(id)?).shown);
        GridCell::figure(CellValue::Money(shown.map(|value| draft.template.money.printed(value, draft.entry_unit))))
    };
    let rows = draft.cards.iter().enumerate().map(|(n, card)| {
        let mut row = begins(work, n, card);
        row.extend(fields.iter().map(|field| match field.kind {
            CardFieldKind::Money => money(n, &field.id),
            _ => text(card.text(&field.id)),
        }));
        row.extend((0..dates.map_or(0, |plan| plan.dates.len())).map(|at| {
            let typed = card.plan.get(at).copied().flatten();
            match dates.filter(|plan| plan.suffix.is_empty()).map(|plan| plan.kind) {
                Some(PlanKind::Amount) => {
                    GridCell::figure(CellValue::Money(typed.map(|value| draft.template.money.printed(value.0, draft.entry_unit))))
                }
                Some(PlanKind::Percent) => GridCell::figure(CellValue::Number(typed.map(|value| value.0))),
                None => text(&typed.map(|value| printed_plan(draft, form, value)).unwrap_or_default()),
            }
        }));
        let goals: Vec<&str> = card.goals.iter().map(|goal| goal.text.as_str()).collect();
        row.push(text(&goals.join("\n")));
        row.push(text(if card.classified { "是" } else { "否" }));
        row
    });
    table(work, "cards", OWN[0], heads, rows.collect())
}

fn indicators(work: &Workings, form: &CardForm) -> Grid {
    let columns: Vec<&IndicatorField> = form.indicators.iter().map(|column| &column.field).collect();
    let mut heads: Vec<String> = BEGIN.map(str::to_owned).to_vec();
    heads.extend(form.indicators.iter().map(|column| match column.field {
        // As lists call them; what a card calls them differs by place.
        IndicatorField::Level1 => "一级指标".to_owned(),
        IndicatorField::Level2 => "二级指标".to_owned(),
        IndicatorField::Level3 => "三级指标".to_owned(),
        IndicatorField::Description => "指标描述".to_owned(),
        IndicatorField::Value => "指标值".to_owned(),
        IndicatorField::Operator => "符号".to_owned(),
        IndicatorField::Number => "数值".to_owned(),
        IndicatorField::Unit => "计量单位".to_owned(),
        IndicatorField::Basis => "指标值确定依据".to_owned(),
        IndicatorField::More(_) => column.label.clone(),
    }));
    let mut rows = Vec::new();
    for (n, card) in work.draft().cards.iter().enumerate() {
        for indicator in &card.indicators {
            let mut row = begins(work, n, card);
            row.extend(columns.iter().map(|field| text(indicator.get(field))));
            rows.push(row);
        }
    }
    table(work, "indicators", OWN[1], heads, rows)
}
