//! A form as a grid: panes side by side as printed, columns that are typed but not printed behind them, and a last
//! row for adding where the form lets rows be added.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::codes::{OFFERED, suggested};
use super::last_year::Extra;
use crate::amount::Amount;
use crate::calc::{CellKind, PaneTotals, RowOrigin, Totals};
use crate::gui::compare::Beside;
use crate::gui::grid::{CellView, Commit, GridColumn, GridModel, Look, Pasted, Typing, paste_cells};
use crate::model::{Edit, ListEdit, PaneName, Place, Row, RowEdit, RowId, fresh};
use crate::session::Session;
use crate::template::codes::Codes;
use crate::template::plan::{LEAF, TOTAL};
use crate::template::{CodedRows, Column, ColumnKind, Form, Pane, RowKind};

/// The name of the row for adding.
const ADD: &str = "+";

pub(super) struct FormModel<'a> {
    session: &'a Session,
    codes: &'a Codes,
    form: &'a Form,
    /// The unit whose form it is; empty for the draft's own.
    unit: &'a str,
    totals: &'a Totals,
    panes: Vec<PaneView<'a>>,
    columns: Vec<GridColumn>,
    /// For each grid column its pane and the column there.
    places: Vec<(usize, usize)>,
    rows: usize,
    /// The department's form is the sum of its units' and is not typed in.
    summed: bool,
    /// What another document says otherwise.
    beside: Option<&'a Beside>,
    /// Whether rows wrap.
    wraps: bool,
    /// For each grid column what it says of last year's figure; empty where that is not asked for.
    extras: Vec<Option<Extra>>,
}

struct PaneView<'a> {
    name: PaneName,
    pane: &'a Pane,
    at: usize,
    totals: &'a PaneTotals,
    /// For each grid row the pane's row.
    rows: Vec<Option<usize>>,
}

impl<'a> FormModel<'a> {
    /// The form of a unit, or the draft's own for an empty one.
    /// `None` where the draft has no such unit (any more).
    pub(super) fn new(session: &'a Session, codes: &'a Codes, form: &'a Form, unit: &'a str) -> Option<Self> {
        let all = session.totals().of(unit)?;
        let mut panes: Vec<PaneView<'a>> = Vec::new();
        for pane in &form.panes {
            let Some(at) = session.plan().pane(&pane.name(form)) else { continue };
            let name = PaneName::of(unit, form, pane);
            let totals = &all.panes[at];
            let lines = crate::document::printed_lines(pane, totals);
            let mut rows = vec![None; lines.iter().flatten().last().map_or(0, |last| last + 1)];
            for (row, line) in lines.into_iter().enumerate() {
                if let Some(line) = line {
                    rows[line] = Some(row);
                }
            }
            panes.push(PaneView { name, pane, at, totals, rows });
        }
        let summed = panes.first().is_some_and(|pane| all.summed.contains_key(&pane.name));
        let adds = !summed && panes.iter().any(|pane| !matches!(pane.pane.rows, RowKind::Fixed(_)));
        let rows = panes.iter().map(|pane| pane.rows.len()).max().unwrap_or(0) + usize::from(adds);
        let (mut columns, mut places) = (Vec::new(), Vec::new());
        for (n, pane) in panes.iter().enumerate() {
            for (at, column) in pane.pane.columns.iter().enumerate() {
                let lead = matches!(column.kind, ColumnKind::Code | ColumnKind::Segment(_) | ColumnKind::Name | ColumnKind::Label);
                columns.push(GridColumn {
                    id: format!("{}.{}", pane.pane.id, column.id),
                    header: header(session, unit, column),
                    width: width(column),
                    figures: column.kind.is_figure(),
                    sticky: panes.len() == 1 && columns.len() == at && (lead || at == 0),
                });
                places.push((n, at));
            }
        }
        Some(Self { session, codes, form, unit, totals: all, panes, columns, places, rows, summed, beside: None, wraps: false, extras: Vec::new() })
    }

    /// With what another document says otherwise.
    pub(super) fn beside(self, beside: &'a Beside) -> Self {
        Self { beside: Some(beside), ..self }
    }

    /// With last year's figure, the change and its rate behind each column of figures, if that is wanted and last year's figures are known.
    pub(super) fn with_last_year(mut self, wanted: bool) -> Self {
        if !wanted || self.session.draft().last.is_none() {
            return self;
        }
        let (columns, places) = (std::mem::take(&mut self.columns), std::mem::take(&mut self.places));
        for (column, place) in columns.into_iter().zip(places) {
            let extras = if column.figures { Extra::ALL.as_slice() } else { &[] };
            let further: Vec<GridColumn> = extras.iter().map(|extra| extra.column(&column)).collect();
            self.columns.push(column);
            self.extras.push(None);
            self.columns.extend(further);
            self.extras.extend(extras.iter().copied().map(Some));
            self.places.extend(std::iter::repeat_n(place, extras.len() + 1));
        }
        self
    }

    /// What a column says of last year's figure.
    fn extra(&self, column: usize) -> Option<Extra> {
        self.extras.get(column).copied().flatten()
    }

    /// This year's and last year's figure of a cell as they are printed.
    fn years(&self, row: usize, column: usize) -> (Option<Decimal>, Option<Decimal>) {
        let Some((pane, info, place)) = self.at(row, column) else { return (None, None) };
        let draft = self.session.draft();
        let key = if info.code.is_empty() { info.id.as_str() } else { &info.code };
        let before = draft.last.as_ref().zip(draft.last_year(&pane.name, key, &place.id));
        let money = (place.kind == ColumnKind::Money).then(|| draft.template.money_of(self.form));
        let print = |value, unit| money.map_or(value, |money| money.printed(value, unit));
        let now = pane.totals.cell(self.line(row, column), self.places[column].1).shown;
        (now.map(|now| print(now, draft.entry_unit)), before.map(|(last, amount)| print(amount.0, last.unit)))
    }

    /// Codes that had figures last year and have no row now, with their names.
    pub(super) fn gone(&self) -> Vec<String> {
        let Some(last) = &self.session.draft().last else { return Vec::new() };
        let mut out = Vec::new();
        for pane in &self.panes {
            let (RowKind::Coded(coded), Some(rows)) = (&pane.pane.rows, last.figures.get(&pane.name)) else { continue };
            let known: std::collections::HashSet<&str> = pane.totals.rows.iter().map(|row| row.code.as_str()).collect();
            let gone = rows.keys().filter(|code| code.chars().all(|c| c.is_ascii_digit()) && !known.contains(code.as_str()));
            out.extend(gone.map(|code| format!("{code} {}", self.session.draft().name_of(self.codes, &coded.list, code))));
        }
        out
    }

    /// With rows that wrap, as somebody has said; else where the clerk lists rows, whose texts are long.
    pub(super) fn wrapping(mut self, wraps: Option<bool>) -> Self {
        self.wraps = wraps.unwrap_or_else(|| self.is_listed());
        self
    }

    /// The grid cell of a place of this form.
    pub(super) fn find(&self, pane: &PaneName, row: &RowId, column: &str) -> Option<(usize, usize)> {
        let n = self.panes.iter().position(|p| p.name == *pane)?;
        let view = &self.panes[n];
        let at = view.totals.row(row)?;
        let line = view.rows.iter().position(|r| *r == Some(at))?;
        // The row as a whole is shown at its first cell.
        let column = if column.is_empty() { 0 } else { view.pane.columns.iter().position(|c| c.id == column)? };
        Some((line, self.places.iter().position(|place| *place == (n, column))?))
    }

    /// The place of a grid cell.
    pub(super) fn place(&self, row: usize, column: usize) -> Option<Place> {
        let (pane, info, column) = self.at(row, column)?;
        Some(Place::Cell { pane: pane.name.clone(), row: info.id.clone(), column: column.id.clone() })
    }

    /// The link that names a cell in running text.
    pub(super) fn link(&self, row: usize, column: usize) -> Option<String> {
        let (pane, info, column) = self.at(row, column)?;
        // Links know the draft's own forms, and rows by the template's ids or by code.
        let listed = matches!(&pane.pane.rows, RowKind::Listed { heads } if info.class >= heads.len());
        if !column.kind.is_figure() || !self.unit.is_empty() || listed {
            return None;
        }
        let key = if info.code.is_empty() { info.id.as_str() } else { &info.code };
        Some(format!("{{{}[{key}, {}]}}", pane.name, column.id))
    }

    /// The stored row behind a grid row that the clerk added, to be removed or moved: pane and place among the stored ones.
    pub(super) fn own_row(&self, row: usize) -> Option<(&PaneName, usize)> {
        let pane = self.panes.first().filter(|_| !self.summed)?;
        let at = (*pane.rows.get(row)?)?;
        let info = &pane.totals.rows[at];
        // A code that has got others below it stays for them.
        let stays = matches!(pane.pane.rows, RowKind::Coded(_)) && info.class != LEAF;
        if let RowOrigin::Own(stored) = info.origin { (!stays).then_some((&pane.name, stored)) } else { None }
    }

    /// Whether the clerk decides the rows' order.
    pub(super) fn is_listed(&self) -> bool {
        !self.summed && self.panes.first().is_some_and(|pane| matches!(pane.pane.rows, RowKind::Listed { .. }))
    }

    /// Whether rows can be added and none has been.
    pub(super) fn is_blank(&self) -> bool {
        self.adds_rows()
            && (0..self.rows).all(|row| self.own_row(row).is_none())
            && self.panes.iter().all(|pane| pane.totals.rows.iter().all(|row| row.class == TOTAL || row.stored().is_none() && row.code.is_empty()))
    }

    /// Whether rows can be added.
    pub(super) fn adds_rows(&self) -> bool {
        !self.summed && self.panes.iter().any(|pane| !matches!(pane.pane.rows, RowKind::Fixed(_)))
    }

    /// Whether it is the sum of the units' forms.
    pub(super) fn is_summed(&self) -> bool {
        self.summed
    }

    fn is_add_row(&self, row: usize) -> bool {
        self.adds_rows() && row + 1 == self.rows
    }

    fn at(&self, row: usize, column: usize) -> Option<(&PaneView<'a>, &'a crate::calc::TotalRow, &'a Column)> {
        let (n, at) = *self.places.get(column)?;
        let pane = &self.panes[n];
        let row = (*pane.rows.get(row)?)?;
        Some((pane, &pane.totals.rows[row], &pane.pane.columns[at]))
    }

    /// The pane's row at a grid cell.
    fn line(&self, row: usize, column: usize) -> usize {
        let (n, _) = self.places[column];
        self.panes[n].rows.get(row).copied().flatten().unwrap_or_default()
    }

    fn coded(&self) -> Option<&'a CodedRows> {
        match &self.panes.first()?.pane.rows {
            RowKind::Coded(coded) => Some(coded),
            _ => None,
        }
    }

    fn stored(&self, pane: &PaneView<'_>, info: &crate::calc::TotalRow) -> Option<&'a Row> {
        self.totals.rows(self.session.draft(), &pane.name).get(info.stored()?)
    }

    /// `edit` on a stored row; a row that holds nothing yet is stored first.
    fn on_row(&self, pane: &PaneView<'_>, info: &crate::calc::TotalRow, edit: Edit) -> Edit {
        if info.stored().is_some() {
            return edit;
        }
        let rows = self.session.draft().rows(&pane.name);
        // A row that was emptied again is still stored, though it does not count.
        if rows.iter().any(|r| r.id == info.id) {
            return edit;
        }
        let row = Row { id: info.id.clone(), code: info.code.to_string(), ..Row::default() };
        Edit::Several(vec![Edit::Rows { pane: pane.name.clone(), edit: ListEdit::push(rows, row) }, edit])
    }

    /// Names of a code and its parents that the draft does not keep yet.
    fn names(&self, coded: &CodedRows, code: &str) -> Vec<Edit> {
        let draft = self.session.draft();
        let lengths = coded.widths.iter().map(|w| usize::from(*w)).filter(|w| *w < code.len()).chain([code.len()]);
        lengths
            .filter_map(|length| code.get(..length))
            .filter(|code| draft.names.get(&coded.list).is_none_or(|names| !names.contains_key(*code)))
            .filter_map(|code| {
                let name = self.codes.name(&coded.list, code, draft.code_year())?;
                Some(Edit::Name { list: coded.list.clone(), code: code.to_owned(), name: Some(name.to_owned()) })
            })
            .collect()
    }

    fn add_row(&self, column: usize, text: &str) -> Result<Commit, String> {
        if text.is_empty() {
            return Ok(Commit::default());
        }
        let Some(pane) = self.panes.first() else { return Ok(Commit::default()) };
        let draft = self.session.draft();
        let id = RowId::own(&fresh('r'));
        let mut row = Row { id: id.clone(), ..Row::default() };
        let insert = |row| Edit::Rows { pane: pane.name.clone(), edit: ListEdit::push(draft.rows(&pane.name), row) };
        if let Some(coded) = self.coded() {
            let code = self.code_of(coded, text)?;
            if let Some(known) = pane.totals.rows.iter().find(|r| r.code == code && r.class != TOTAL) {
                // The row is there already: go to it.
                return Ok(Commit { edit: None, go: Some((key_of(&known.id), self.first_figure())) });
            }
            let mut edits = self.names(coded, &code);
            row.code = code;
            edits.push(insert(row));
            return Ok(Commit { edit: Some(Edit::Several(edits)), go: Some((key_of(&id), self.first_figure())) });
        }
        let place = &pane.pane.columns[self.places[column].1];
        match &place.kind {
            ColumnKind::Money | ColumnKind::Number => {
                if let Some(amount) = self.amount(&place.kind, text)? {
                    row.amounts.insert(place.id.clone(), amount);
                }
            }
            ColumnKind::Catalog { list, name } => {
                if let Some(found) = self.codes.name(list, text, draft.code_year()) {
                    row.texts.insert(name.clone(), found.to_owned());
                }
                row.texts.insert(place.id.clone(), text.to_owned());
            }
            _ => {
                row.texts.insert(place.id.clone(), text.to_owned());
            }
        }
        let next = (column + 1..self.columns.len()).find(|next| self.extra(*next).is_none()).unwrap_or(column);
        Ok(Commit { edit: Some(insert(row)), go: Some((key_of(&id), next)) })
    }

    /// A whole new row from pasted cells, behind those pasted before it. Columns that are computed are left to their
    /// equations; an amount that is none is said and left out.
    fn new_row(&self, pane: &PaneView<'_>, cells: &[(usize, &str)], pasted: &mut Pasted) -> Result<Vec<Edit>, String> {
        let added = pasted.added;
        let draft = self.session.draft();
        let mut row = Row { id: RowId::own(&fresh('r')), ..Row::default() };
        let mut edits = Vec::new();
        for (column, text) in cells {
            let place = &pane.pane.columns[self.places[*column].1];
            match &place.kind {
                ColumnKind::Code => {
                    let coded = self.coded().ok_or("这张表没有科目编码")?;
                    row.code = self.code_of(coded, text)?;
                    if pane.totals.rows.iter().any(|known| known.code == *row.code) {
                        return Err(format!("科目{}已经有一行", row.code));
                    }
                    edits.extend(self.names(coded, &row.code));
                }
                ColumnKind::Money | ColumnKind::Number if self.opens_when_added(*column) => match self.amount(&place.kind, text) {
                    Ok(Some(amount)) => drop(row.amounts.insert(place.id.clone(), amount)),
                    Ok(None) => {}
                    Err(reason) => pasted.refused.push(format!("第{}行“{text}”：{reason}", added + 1)),
                },
                ColumnKind::Text | ColumnKind::Catalog { .. } => {
                    row.texts.insert(place.id.clone(), (*text).to_owned());
                }
                ColumnKind::Money | ColumnKind::Number | ColumnKind::Label | ColumnKind::Segment(_) | ColumnKind::Name => {}
            }
        }
        if self.coded().is_some() && row.code.is_empty() {
            return Err("新的一行要从科目编码列开始粘贴".into());
        }
        let before = pasted.edits.iter().rev().find_map(|edit| match edit {
            Edit::Rows { edit: ListEdit::Insert { new, .. }, .. } => Some(new.id.clone()),
            _ => None,
        });
        let after = before.or_else(|| draft.rows(&pane.name).last().map(|row| row.id.clone()));
        edits.push(Edit::Rows { pane: pane.name.clone(), edit: ListEdit::Insert { after, new: Box::new(row) } });
        Ok(edits)
    }

    /// A typed code, or the code of the first name that holds what was typed.
    fn code_of(&self, coded: &CodedRows, text: &str) -> Result<String, String> {
        let code: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
        if code.chars().all(|c| c.is_ascii_digit()) {
            let lengths: Vec<String> = coded.widths.iter().map(ToString::to_string).collect();
            if coded.widths.iter().any(|width| usize::from(*width) == code.len()) {
                return Ok(code);
            }
            return Err(format!("科目编码应为{}位数字", lengths.join("、")));
        }
        let deepest = coded.widths.iter().copied().max().map_or(0, usize::from);
        let mut found = suggested(self.codes, &coded.list, text, self.session.draft().code_year(), 200);
        found.retain(|(code, _)| code.len() == deepest);
        // The same item stands under many sections (行政运行, 事业运行): which one is meant nobody can guess.
        let exact: Vec<&(&str, &str)> = found.iter().filter(|(_, name)| *name == text).collect();
        match (exact.as_slice(), found.as_slice()) {
            ([(code, _)], _) | ([], [(code, _)]) => Ok((*code).to_owned()),
            ([], []) => Err("请输入科目编码，或科目名称中的几个字".to_owned()),
            _ => Err(format!("有{}个科目的名称里有“{text}”，请输入编码", found.len())),
        }
    }

    fn first_figure(&self) -> usize {
        let open = |n: usize| {
            let (pane, at) = self.places[n];
            let pane = &self.panes[pane];
            self.session.plan().panes[pane.at].is_open(LEAF, at) && self.session.plan().panes[pane.at].fill(LEAF, at).is_none()
        };
        (0..self.columns.len()).find(|n| self.columns[*n].figures && self.coded().is_some() && open(*n)).unwrap_or(0)
    }

    fn amount(&self, kind: &ColumnKind, text: &str) -> Result<Option<Amount>, String> {
        let parsed = if *kind == ColumnKind::Number { Amount::plain(text) } else { Amount::typed(text, self.session.draft().entry_unit) };
        parsed.map_err(|error| error.to_string())
    }

    fn set_amount(&self, row: usize, column: usize, text: &str) -> Result<Commit, String> {
        let Some((pane, info, place)) = self.at(row, column) else { return Ok(Commit::default()) };
        let value = self.amount(&place.kind, text)?;
        let old = self.stored(pane, info).and_then(|row| row.amounts.get(&place.id)).copied();
        // The same figure with another scale is another text: 5 and 5.00.
        if value == old && value.map(|v| v.0.scale()) == old.map(|v| v.0.scale()) {
            return Ok(Commit::default());
        }
        let edit = Edit::Row { pane: pane.name.clone(), row: info.id.clone(), edit: RowEdit::Amount { column: place.id.clone(), value } };
        Ok(Some(self.on_row(pane, info, edit)).into())
    }

    fn set_text(&self, row: usize, column: usize, text: &str) -> Commit {
        let Some((pane, info, place)) = self.at(row, column) else { return Commit::default() };
        let old = self.stored(pane, info).and_then(|row| row.texts.get(&place.id)).map_or("", String::as_str);
        if old == text {
            return Commit::default();
        }
        let set = |column: &str, value: &str| Edit::Row {
            pane: pane.name.clone(),
            row: info.id.clone(),
            edit: RowEdit::Text { column: column.to_owned(), value: value.to_owned() },
        };
        let mut edit = set(&place.id, text);
        if let ColumnKind::Catalog { list, name } = &place.kind {
            let blank = self.stored(pane, info).is_none_or(|row| row.texts.get(name).is_none_or(String::is_empty));
            if let Some(found) = self.codes.name(list, text, self.session.draft().code_year()).filter(|_| blank) {
                edit = Edit::Several(vec![edit, set(name, found)]);
            }
        }
        Some(self.on_row(pane, info, edit)).into()
    }

    fn set_code(&self, row: usize, column: usize, text: &str) -> Result<Commit, String> {
        let (Some((pane, info, _)), Some(coded)) = (self.at(row, column), self.coded()) else { return Ok(Commit::default()) };
        if text.is_empty() {
            return Err("科目编码不能为空；要删除这一行请用“删除行”".into());
        }
        let code = self.code_of(coded, text)?;
        if code == info.code {
            return Ok(Commit::default());
        }
        if pane.totals.rows.iter().any(|r| r.code == *code) {
            return Err(format!("科目{code}已经有一行"));
        }
        let mut edits = self.names(coded, &code);
        edits.push(Edit::Row { pane: pane.name.clone(), row: info.id.clone(), edit: RowEdit::Code(code) });
        Ok(Some(Edit::Several(edits)).into())
    }

    fn set_name(&self, row: usize, column: usize, text: &str) -> Commit {
        let (Some((_, info, _)), Some(coded)) = (self.at(row, column), self.coded()) else { return Commit::default() };
        let draft = self.session.draft();
        if text == draft.name_of(self.codes, &coded.list, &info.code) {
            return Commit::default();
        }
        let name = (!text.is_empty()).then(|| text.to_owned());
        Some(Edit::Name { list: coded.list.clone(), code: info.code.to_string(), name }).into()
    }
}

/// A row's name among the grid's: one that was added may be called as a code is.
fn key_of(id: &RowId) -> String {
    if id.is_of_form() { format!("={id}") } else { id.to_string() }
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The header of a column, saying so where it is not printed.
fn header(session: &Session, unit: &str, column: &Column) -> Vec<String> {
    let mut header: Vec<String> = column.header.iter().map(|label| session.draft().worded_for(unit, label)).collect();
    if let Some(last) = header.last_mut().filter(|_| !column.print) {
        last.push_str("（不打印）");
    }
    header
}

/// Pixels for a column: enough for what it usually holds.
fn width(column: &Column) -> f32 {
    let wide = f32::from(column.width) * 8.0 + 20.0;
    match column.kind {
        ColumnKind::Money => wide.clamp(108.0, 150.0),
        ColumnKind::Number => wide.clamp(72.0, 120.0),
        ColumnKind::Code => 96.0,
        ColumnKind::Segment(_) => 48.0,
        _ => wide.clamp(72.0, 290.0),
    }
}

impl GridModel for FormModel<'_> {
    fn columns(&self) -> &[GridColumn] {
        &self.columns
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn row_key(&self, row: usize) -> String {
        if self.is_add_row(row) {
            return ADD.into();
        }
        // The pane with the longer list names the line.
        let named = self.panes.iter().rev().find_map(|pane| pane.rows.get(row).copied().flatten().map(|at| &pane.totals.rows[at].id));
        named.map_or_else(|| row.to_string(), key_of)
    }

    fn find_row(&self, key: &str) -> Option<usize> {
        if key == ADD {
            return self.adds_rows().then(|| self.rows - 1);
        }
        self.panes.iter().rev().find_map(|pane| {
            let at = pane.totals.rows.iter().position(|row| key_of(&row.id) == key)?;
            pane.rows.iter().position(|row| *row == Some(at))
        })
    }

    fn wraps(&self) -> bool {
        self.wraps
    }

    fn revision(&self) -> Option<u64> {
        Some(self.session.state())
    }

    fn cell(&self, row: usize, column: usize) -> CellView {
        if self.is_add_row(row) {
            let text = match (column, self.coded()) {
                (0, Some(_)) => "＋ 输入编码",
                (0, None) => "＋ 添加一行",
                _ => "",
            };
            let look = if self.typing(row, column) == Typing::Free { Look::Hint } else { Look::Closed };
            return CellView { text: text.into(), look, ..CellView::default() };
        }
        let Some((pane, info, place)) = self.at(row, column) else {
            return CellView { look: Look::Closed, ..CellView::default() };
        };
        let draft = self.session.draft();
        if let Some(extra) = self.extra(column) {
            return extra.view(self.years(row, column), pane.pane.is_total(info.class));
        }
        let at = self.places[column].1;
        let line = self.line(row, column);
        let cell = pane.totals.cell(line, at);
        let mut view = CellView { bold: pane.pane.is_total(info.class), ..CellView::default() };
        match &place.kind {
            ColumnKind::Money | ColumnKind::Number => {
                let money = draft.template.money_of(self.form);
                let print = |value| if place.kind == ColumnKind::Money { money.print(value, draft.entry_unit) } else { value.to_string() };
                view.text = cell.shown.map(print).unwrap_or_default();
                view.look = match cell.kind {
                    CellKind::Typed if self.summed => Look::Computed,
                    CellKind::Closed => Look::Closed,
                    CellKind::Typed => Look::Typed,
                    CellKind::Computed => Look::Computed,
                    CellKind::Override => Look::Adjusted,
                };
                if cell.kind == CellKind::Override {
                    let computed = cell.computed.map_or_else(|| "空".to_owned(), print);
                    view.remark = Some(format!("手工调整；计算结果为 {computed}"));
                }
                let row = if info.code.is_empty() { info.id.as_str() } else { &info.code };
                if let (Some(last), Some(amount)) = (&draft.last, draft.last_year(&pane.name, row, &place.id)) {
                    let shown = if place.kind == ColumnKind::Money { money.print(amount.0, last.unit) } else { amount.to_string() };
                    let said = format!("{}：{shown}", last.year_said());
                    view.remark = Some(view.remark.map_or_else(|| said.clone(), |remark| format!("{remark}\n{said}")));
                }
            }
            ColumnKind::Label => {
                view.text = self.label(pane, info);
                view.look = Look::Computed;
                view.indent = pane.pane.fixed_row(info.class).map_or(0, |row| usize::from(row.indent));
            }
            ColumnKind::Code => {
                view.text = info.code.to_string();
                view.look = if self.typing(row, column) == Typing::Free { Look::Typed } else { Look::Computed };
                view.indent = info.depth;
            }
            ColumnKind::Segment(level) => {
                crate::document::segment(pane.pane, &info.code, *level).clone_into(&mut view.text);
                view.look = Look::Computed;
            }
            ColumnKind::Name => {
                view.text = match self.coded() {
                    Some(coded) if info.class == TOTAL => coded.total.clone(),
                    Some(coded) => draft.name_of(self.codes, &coded.list, &info.code).to_owned(),
                    None => String::new(),
                };
                view.look = Look::Computed;
                view.indent = info.depth;
            }
            ColumnKind::Text | ColumnKind::Catalog { .. } => {
                let typed = self.stored(pane, info).and_then(|row| row.texts.get(&place.id)).cloned();
                let head = at == 0 && matches!(self.typing(row, column), Typing::Never(_));
                view.text = typed.unwrap_or_else(|| if head { self.label(pane, info) } else { String::new() });
                if matches!(self.typing(row, column), Typing::Never(_)) {
                    view.look = Look::Computed;
                }
            }
        }
        let place = Place::Cell { pane: pane.name.clone(), row: info.id.clone(), column: place.id.clone() };
        view.said = self.session.remark_at(&place).map(|remark| format!("意见（{}）：{}", remark.said.by, remark.said.text));
        view.problem = self.session.problem_at(&place).map(|finding| format!("{} {}", finding.code, finding.message));
        if let Some(change) = self.beside.and_then(|beside| beside.at(&place)).filter(|change| !change.secret) {
            let said = if change.after.is_empty() { "（空）" } else { &change.after };
            view.other = Some(said.to_owned());
        }
        view
    }

    fn name(&self, row: usize, column: usize) -> String {
        let form = self.session.draft().worded_for(self.unit, self.form.short());
        let form = if self.unit.is_empty() { form } else { format!("{} {form}", self.session.draft().owner(self.unit).1) };
        let header = self.columns[column].header.join(" ");
        if self.is_add_row(row) {
            return format!("{form} 添加行 {header}");
        }
        let Some((pane, info, _)) = self.at(row, column) else { return format!("{form} 第{}行 {header}", row + 1) };
        let label = match &pane.pane.rows {
            RowKind::Coded(coded) if info.class == TOTAL => coded.total.clone(),
            RowKind::Coded(_) => info.code.to_string(),
            RowKind::Fixed(_) => self.label(pane, info),
            RowKind::Listed { heads } if info.class < heads.len() => self.label(pane, info),
            RowKind::Listed { heads } => format!("第{}行", row + 1 - heads.len()),
        };
        format!("{form} {label} {header}")
    }

    fn raw(&self, row: usize, column: usize) -> String {
        if self.is_add_row(row) {
            return String::new();
        }
        let Some((pane, _, place)) = self.at(row, column) else { return String::new() };
        if place.kind.is_figure() && self.extra(column).is_none() {
            let line = self.line(row, column);
            return pane.totals.cell(line, self.places[column].1).shown.map(|value| value.to_string()).unwrap_or_default();
        }
        self.cell(row, column).text
    }

    fn figure(&self, row: usize, column: usize) -> Option<Decimal> {
        if self.is_add_row(row) {
            return None;
        }
        let (pane, _, place) = self.at(row, column)?;
        if let Some(extra) = self.extra(column) {
            return extra.figure(self.years(row, column));
        }
        let draft = self.session.draft();
        let shown = pane.totals.cell(self.line(row, column), self.places[column].1).shown?;
        match place.kind {
            // As it is seen.
            ColumnKind::Money => Some(draft.template.money_of(self.form).printed(shown, draft.entry_unit)),
            ColumnKind::Number => Some(shown),
            _ => None,
        }
    }

    fn adds(&self, row: usize) -> bool {
        self.is_add_row(row)
    }

    fn typing(&self, row: usize, column: usize) -> Typing {
        let never = |reason: &str| Typing::Never(reason.into());
        if self.extra(column).is_some() {
            return never("上年数和增减只供对照，不在这里改");
        }
        if self.is_add_row(row) {
            return match self.coded() {
                Some(_) if column == 0 => Typing::Free,
                Some(_) => never("先在左边的编码列输入科目编码，再填金额"),
                None => match self.panes.first().map(|pane| &pane.pane.columns[self.places[column].1]) {
                    Some(place) if place.kind.is_figure() && !self.opens_when_added(column) => never("这一列由公式计算"),
                    _ => Typing::Free,
                },
            };
        }
        let Some((pane, info, place)) = self.at(row, column) else { return never("这一格不填") };
        if self.summed && place.kind != ColumnKind::Name {
            return never("部门的表由各单位的表相加得出，请在单位的表里改");
        }
        let line = self.line(row, column);
        match &place.kind {
            ColumnKind::Money | ColumnKind::Number => match pane.totals.cell(line, self.places[column].1).kind {
                CellKind::Typed | CellKind::Override => Typing::Free,
                CellKind::Computed => Typing::AfterF2("这一格由公式计算；确需改动请按 F2 手工调整".into()),
                CellKind::Closed => never("这一格不填"),
            },
            ColumnKind::Label => never("固定行次，不能改"),
            ColumnKind::Segment(_) => never("类、款、项随科目编码自动列出"),
            ColumnKind::Code if info.stored().is_some() && info.class == LEAF && !info.id.is_of_form() => {
                // The next code typed in the wrong line must not carry a figure off to another 科目.
                let has_figures = self.stored(pane, info).is_some_and(|row| !row.amounts.is_empty());
                if has_figures { Typing::AfterF2("这一行已有金额；确要改科目编码请按 F2".into()) } else { Typing::Free }
            }
            ColumnKind::Code => never("上级科目和取自其他表的科目自动列出"),
            ColumnKind::Name if info.class == TOTAL => never("合计行自动计算"),
            ColumnKind::Name => Typing::Free,
            ColumnKind::Text | ColumnKind::Catalog { .. } => match &pane.pane.rows {
                RowKind::Listed { heads } if info.class < heads.len() => never("合计行自动计算"),
                _ => Typing::Free,
            },
        }
    }

    fn is_live(&self, row: usize, column: usize) -> bool {
        self.columns[column].figures && !self.is_add_row(row) && self.extra(column).is_none()
    }

    fn commit(&self, row: usize, column: usize, text: &str) -> Result<Commit, String> {
        if self.extra(column).is_some() {
            return Ok(Commit::default());
        }
        if self.is_add_row(row) {
            return self.add_row(column, text);
        }
        let Some((_, _, place)) = self.at(row, column) else { return Ok(Commit::default()) };
        match &place.kind {
            ColumnKind::Money | ColumnKind::Number => self.set_amount(row, column, text),
            ColumnKind::Text | ColumnKind::Catalog { .. } => Ok(self.set_text(row, column, text)),
            ColumnKind::Code => self.set_code(row, column, text),
            ColumnKind::Name => Ok(self.set_name(row, column, text)),
            ColumnKind::Label | ColumnKind::Segment(_) => Ok(Commit::default()),
        }
    }

    fn paste_line(&self, row: usize, cells: &[(usize, &str)], pasted: &mut Pasted) {
        let Some(pane) = self.panes.first() else { return };
        if !self.adds_rows() || row + 1 < self.rows {
            return paste_cells(self, row, cells, pasted);
        }
        let own: Vec<(usize, &str)> = cells.iter().copied().filter(|(column, _)| self.extra(*column).is_none()).collect();
        pasted.skipped += cells.len() - own.len();
        match self.new_row(pane, &own, pasted) {
            Ok(edits) => {
                pasted.edits.extend(edits);
                pasted.count += own.len();
                pasted.added += 1;
            }
            Err(reason) => pasted.refused.push(reason),
        }
    }

    /// A pasted row that turns out to stand above others says what is computed from these; where it says the same, it is no change by hand.
    fn settled(&self, mut edits: Vec<Edit>) -> Vec<Edit> {
        let new = |edit: &Edit| matches!(edit, Edit::Rows { edit: ListEdit::Insert { new, .. }, .. } if !new.amounts.is_empty());
        let mut draft = self.session.draft().clone();
        if !edits.iter().any(new) || Edit::Several(edits.clone()).apply(&mut draft).is_err() {
            return edits;
        }
        let (Some(pane), Ok(work)) = (self.panes.first(), self.session.work().with(draft)) else { return edits };
        let Some(totals) = work.totals().of(self.unit).map(|all| &all.panes[pane.at]) else { return edits };
        let lines: HashMap<&RowId, usize> = totals.rows.iter().enumerate().map(|(line, row)| (&row.id, line)).collect();
        for edit in &mut edits {
            if let Edit::Rows { pane: name, edit: ListEdit::Insert { new, .. } } = edit
                && *name == pane.name
                && let Some(line) = lines.get(&new.id)
            {
                for (at, column) in pane.pane.columns.iter().enumerate() {
                    let cell = totals.cell(*line, at);
                    if cell.kind == CellKind::Override && cell.computed == cell.shown {
                        new.amounts.remove(&column.id);
                    }
                }
            }
        }
        edits
    }

    fn suggest(&self, row: usize, column: usize, text: &str) -> Vec<(String, String)> {
        if text.is_empty() {
            return Vec::new();
        }
        let year = self.session.draft().code_year();
        let list = match (self.coded(), self.at(row, column).map(|(_, _, place)| &place.kind)) {
            (Some(coded), kind) if column == 0 && matches!(kind, None | Some(ColumnKind::Code)) => &coded.list,
            (_, Some(ColumnKind::Catalog { list, .. })) => list,
            _ => return Vec::new(),
        };
        let section = |code: &str| -> Option<&str> {
            let widths = &self.coded()?.widths;
            let above = widths.iter().map(|width| usize::from(*width)).filter(|width| *width < code.len()).max()?;
            self.codes.name(list, code.get(..above)?, year)
        };
        // With what it stands under, since many items have the same name.
        let named = |code: &str, name: &str| section(code).map_or_else(|| name.to_owned(), |above| format!("{name}（{above}）"));
        let found = suggested(self.codes, list, text, year, OFFERED);
        // A code that is typed to its end is no question any more.
        if matches!(found[..], [(code, _)] if code == text) {
            return Vec::new();
        }
        found.into_iter().map(|(code, name)| (code.to_owned(), named(code, name))).collect()
    }
}

impl FormModel<'_> {
    fn label(&self, pane: &PaneView<'_>, info: &crate::calc::TotalRow) -> String {
        pane.pane.fixed_row(info.class).map(|row| self.session.draft().worded_for(self.unit, &row.label)).unwrap_or_default()
    }

    /// Whether a figure column is typed in the rows that the clerk adds.
    fn opens_when_added(&self, column: usize) -> bool {
        let (pane, at) = self.places[column];
        let plan = &self.session.plan().panes[self.panes[pane].at];
        let class = plan.classes() - 1;
        plan.is_open(class, at) && plan.fill(class, at).is_none()
    }
}
