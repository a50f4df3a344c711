//! A form as a grid: header groups with their spans, panes side by side, every figure as printed.

use super::{Align, CellValue, FigureOf, Grid, GridCell, GridRole, GridRow, GridRowKind};
use crate::calc::{PaneTotals, Totals};
use crate::model::{FormName, PaneName, Place};
use crate::template::codes::Codes;
use crate::template::plan::{CARDS, Plan, TOTAL};
use crate::template::{Column, ColumnKind, Form, Pane, RowKind};
use crate::workings::Workings;

/// What a form is printed from.
pub(super) struct FormSource<'a> {
    pub(super) work: &'a Workings,
    pub(super) codes: &'a Codes,
    /// Those of the unit.
    pub(super) totals: &'a Totals,
    /// The unit whose form it is; empty for the draft's own.
    pub(super) unit: &'a str,
}

impl FormSource<'_> {
    /// Which cell of the totals is printed there.
    fn figure(&self, form: &Form, pane: &Pane, row: usize, column: usize) -> Option<FigureOf> {
        let pane = self.work.plan().pane(&pane.name(form))?;
        Some(FigureOf { scope: self.work.totals().scope(self.unit)?, pane, row, column })
    }
}

/// A form as it is printed.
pub(super) fn form_grid(source: &FormSource<'_>, form_at: usize) -> Grid {
    let (draft, plan, totals) = (source.work.draft(), source.work.plan(), source.totals);
    let form = &draft.template.forms[form_at];
    let money = draft.template.money_of(form);
    let word = |text: &str| draft.worded_for(source.unit, &text.replace("{money}", money.unit.label()));
    let printed: Vec<Vec<&Column>> = form.panes.iter().map(|pane| pane.columns.iter().filter(|c| c.print).collect()).collect();

    let mut columns: Vec<Vec<String>> = Vec::new();
    let mut widths: Vec<u16> = Vec::new();
    if let Some(serial) = &form.serial {
        columns.push(vec![serial.clone()]);
        widths.push(7);
    }
    for column in printed.iter().flatten() {
        columns.push(column.header.iter().map(|label| word(label)).collect());
        widths.push(column.width);
    }

    let panes: Vec<&PaneTotals> = pane_totals(plan, totals, form_at);
    let no_figures = panes.iter().all(|pane| !pane.has_figures());
    let lists_rows = form.panes.iter().all(|pane| !matches!(pane.rows, RowKind::Fixed(_)));
    let holds_figures = printed.iter().flatten().any(|column| column.kind.is_figure());
    let mut rows = header(form, &columns);
    if !(no_figures && lists_rows && holds_figures && panes.iter().all(|pane| pane.rows.iter().all(|row| row.stored().is_none()))) {
        rows.extend(unit_by_unit(source, form, &printed).unwrap_or_else(|| body(source, form, &printed, &panes)));
    }
    let name = FormName::of(source.unit, &form.id);
    // Where nobody knows that it is empty nothing claims so.
    let empty_note = form.when_empty.iter().filter(|_| no_figures && !draft.silent.contains(&name));
    let left_out = left_out(source, form);
    let left_out = (left_out > 0).then(|| format!("注：有{left_out}个单位的本表按规定不予公开，所列合计包括其数额。"));
    Grid {
        place: Some(Place::Form(name.clone())),
        id: name.to_string(),
        title: word(&form.title),
        role: if form.own_page { GridRole::Form } else { GridRole::Table },
        left: form.left.as_ref().unwrap_or(&draft.template.wording.form_left).iter().map(|line| word(line)).filter(|l| !l.is_empty()).collect(),
        right: word(form.right.as_ref().unwrap_or(&draft.template.wording.form_right)),
        unit: money.unit.label(),
        columns,
        widths,
        rows,
        notes: left_out.into_iter().chain(empty_note.chain(&form.notes).map(|note| word(note))).collect(),
    }
}

fn pane_totals<'a>(plan: &Plan, totals: &'a Totals, form_at: usize) -> Vec<&'a PaneTotals> {
    let of_form = |at: &usize| plan.panes[*at].place.is_some_and(|(form, _)| form == form_at) && plan.panes[*at].name != CARDS;
    (0..plan.panes.len()).filter(of_form).map(|at| &totals.panes[at]).collect()
}

/// Header rows from the columns' paths: equal neighbours are joined, short paths reach down to the last row.
fn header(form: &Form, columns: &[Vec<String>]) -> Vec<GridRow> {
    let depth = columns.iter().map(Vec::len).max().unwrap_or(1);
    let mut rows: Vec<GridRow> = Vec::new();
    for level in 0..depth {
        let mut cells = Vec::new();
        let mut at = 0;
        while at < columns.len() {
            let path = &columns[at];
            let joined =
                |other: &Vec<String>| other.len() > level && path.len() > level + 1 && other.len() > level + 1 && other[..=level] == path[..=level];
            let mut end = at + 1;
            while end < columns.len() && joined(&columns[end]) {
                end += 1;
            }
            if level < path.len() {
                let down = if level + 1 == path.len() { depth - level } else { 1 };
                let cell = GridCell::new(path[level].clone(), Align::Center);
                cells.push(cell.spanning(u16::try_from(end - at).unwrap_or(1), u16::try_from(down).unwrap_or(1)));
            }
            at = end;
        }
        rows.push(GridRow { kind: GridRowKind::Head, cells });
    }
    if let Some(label) = &form.numbers {
        let numbered = columns.len() - usize::from(form.serial.is_some());
        let mut cells = vec![GridCell::new(label.clone(), Align::Center)];
        cells.extend((1..=numbered).map(|n| GridCell::new(n.to_string(), Align::Center)));
        if form.serial.is_none() {
            cells.remove(1);
        }
        rows.push(GridRow { kind: GridRowKind::Head, cells });
    }
    rows
}

/// The rows of a department's list, unit by unit: the heads of the whole, then each unit's own heads (小计) and lines. `None` where
/// the form is no such list: it has heads of the group `unit`, and units that fill it in.
fn unit_by_unit(source: &FormSource<'_>, form: &Form, printed: &[Vec<&Column>]) -> Option<Vec<GridRow>> {
    let [pane] = form.panes.as_slice() else { return None };
    let RowKind::Listed { heads } = &pane.rows else { return None };
    let at = source.work.plan().pane(&pane.name(form))?;
    if !source.totals.summed.contains_key(&PaneName::of("", form, pane)) || heads.iter().all(|head| head.group != PER_UNIT) {
        return None;
    }
    let of_unit = |class: usize| heads.get(class).is_none_or(|head| head.group == PER_UNIT);
    let mut rows = Vec::new();
    let mut add = |source: &FormSource<'_>, row: usize, number: usize| {
        let totals = &source.totals.panes[at];
        let serial = form.serial.is_some().then(|| GridCell::new((number + 1).to_string(), Align::Center));
        let cells = serial.into_iter().chain(printed[0].iter().map(|column| cell(source, form, pane, totals, row, column))).collect();
        let kind = if pane.is_total(totals.rows[row].class) { GridRowKind::Total } else { GridRowKind::Body };
        rows.push(GridRow { kind, cells });
    };
    let mut number = 0;
    let whole = &source.totals.panes[at].rows;
    for row in (0..whole.len()).filter(|row| !of_unit(whole[*row].class)) {
        add(source, row, number);
        number += 1;
    }
    for (unit, totals) in &source.totals.units {
        // What a unit does not publish is in the department's sums and nowhere else.
        if source.work.draft().withheld.contains(&Place::Form(FormName::of(unit, &form.id))) {
            continue;
        }
        let own = FormSource { totals, unit, ..*source };
        let pane = &totals.panes[at];
        // A unit without a line has no subtotal either.
        if pane.rows.iter().all(|info| info.class < heads.len()) {
            continue;
        }
        for row in (0..pane.rows.len()).filter(|row| of_unit(pane.rows[*row].class)) {
            add(&own, row, number);
            number += 1;
        }
    }
    Some(rows)
}

/// How many units are in a department's sums and not in its list, since they do not publish theirs.
fn left_out(source: &FormSource<'_>, form: &Form) -> usize {
    let draft = source.work.draft();
    if !source.unit.is_empty() || draft.withheld.is_empty() {
        return 0;
    }
    draft.units.iter().filter(|unit| draft.withheld.contains(&Place::Form(FormName::of(&unit.id, &form.id)))).count()
}

/// The group of the heads that a department's list repeats for each of its units.
const PER_UNIT: &str = "unit";

/// Body rows: the panes zipped by their printed lines.
fn body(source: &FormSource<'_>, form: &Form, printed: &[Vec<&Column>], panes: &[&PaneTotals]) -> Vec<GridRow> {
    let lines: Vec<Vec<Option<usize>>> = form.panes.iter().zip(panes).map(|(pane, totals)| lines(pane, totals)).collect();
    let count = lines.iter().flatten().flatten().copied().max().map_or(0, |last| last + 1);
    (0..count)
        .map(|line| {
            let mut cells = Vec::new();
            if form.serial.is_some() {
                cells.push(GridCell::new((line + 1).to_string(), Align::Center));
            }
            let mut total = false;
            for ((pane, totals), (columns, lines)) in form.panes.iter().zip(panes).zip(printed.iter().zip(&lines)) {
                let row = lines.iter().position(|at| *at == Some(line));
                total |= row.is_some_and(|row| pane.is_total(totals.rows[row].class));
                cells.extend(columns.iter().map(|column| row.map_or_else(|| blank(column), |row| cell(source, form, pane, totals, row, column))));
            }
            GridRow { kind: if total { GridRowKind::Total } else { GridRowKind::Body }, cells }
        })
        .collect()
}

/// The printed line of each row, from 0; `None` for a total row that the form does not show.
pub(crate) fn lines(pane: &Pane, totals: &PaneTotals) -> Vec<Option<usize>> {
    let no_total = matches!(&pane.rows, RowKind::Coded(coded) if coded.total.is_empty());
    let mut next = 0;
    (0..totals.rows.len())
        .map(|row| {
            if no_total && totals.rows[row].class == TOTAL {
                return None;
            }
            let asked = pane.fixed_row(totals.rows[row].class).and_then(|fixed| fixed.line).map(|line| usize::from(line).saturating_sub(1));
            let line = asked.unwrap_or(next).max(next);
            next = line + 1;
            Some(line)
        })
        .collect()
}

fn blank(column: &Column) -> GridCell {
    match &column.kind {
        ColumnKind::Money => GridCell::figure(CellValue::Money(None)),
        ColumnKind::Number => GridCell::figure(CellValue::Number(None)),
        ColumnKind::Label | ColumnKind::Name | ColumnKind::Text | ColumnKind::Code => GridCell::new("", Align::Left),
        ColumnKind::Catalog { .. } | ColumnKind::Segment(_) => GridCell::new("", Align::Center),
    }
}

fn cell(source: &FormSource<'_>, form: &Form, pane: &Pane, totals: &PaneTotals, row: usize, column: &Column) -> GridCell {
    let draft = source.work.draft();
    let mut cell = blank(column);
    let at = pane.columns.iter().position(|c| c.id == column.id).unwrap_or_default();
    let info = &totals.rows[row];
    let stored = info.stored().and_then(|n| source.totals.rows(draft, &PaneName::of(source.unit, form, pane)).get(n));
    let fixed = pane.fixed_row(totals.rows[row].class);
    match &column.kind {
        ColumnKind::Money => {
            let money = draft.template.money_of(form);
            cell = GridCell::figure(CellValue::Money(totals.cell(row, at).shown.map(|value| money.printed(value, draft.entry_unit))));
            cell.of = source.figure(form, pane, row, at);
        }
        ColumnKind::Number => {
            cell = GridCell::figure(CellValue::Number(totals.cell(row, at).shown));
            cell.of = source.figure(form, pane, row, at);
        }
        ColumnKind::Label => {
            cell.text = fixed.map(|row| draft.worded_for(source.unit, &row.label)).unwrap_or_default();
            cell.indent = fixed.map_or(0, |row| row.indent);
        }
        ColumnKind::Code => cell.text = info.code.to_string(),
        ColumnKind::Segment(level) => {
            segment(pane, &info.code, *level).clone_into(&mut cell.text);
        }
        ColumnKind::Name => {
            if let RowKind::Coded(coded) = &pane.rows {
                let name = if info.class == TOTAL { coded.total.as_str() } else { draft.name_of(source.codes, &coded.list, &info.code) };
                name.clone_into(&mut cell.text);
            }
        }
        ColumnKind::Text | ColumnKind::Catalog { .. } => {
            let typed = stored.and_then(|row| row.texts.get(&column.id)).cloned();
            let first = pane.columns.first().is_some_and(|c| c.id == column.id);
            cell.text = typed.or_else(|| fixed.filter(|_| first).map(|row| draft.worded_for(source.unit, &row.label))).unwrap_or_default();
        }
    }
    if cell.text.is_empty()
        && let Some(mark) = fixed.and_then(|row| row.marks.get(&column.id))
    {
        cell.text.clone_from(mark);
        cell.align = Align::Center;
    }
    cell
}

/// The piece of a code that belongs to a level: of 2040201 204, 02 and 01.
pub(crate) fn segment<'a>(pane: &Pane, code: &'a str, level: u8) -> &'a str {
    let RowKind::Coded(coded) = &pane.rows else { return "" };
    let mut widths: Vec<usize> = coded.widths.iter().map(|width| usize::from(*width)).collect();
    widths.sort_unstable();
    let level = usize::from(level);
    let from = level.checked_sub(1).and_then(|above| widths.get(above)).copied().unwrap_or(0);
    let to = widths.get(level).copied().unwrap_or(from).min(code.len());
    code.get(from..to).unwrap_or("")
}
