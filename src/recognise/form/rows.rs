//! The rows of a table into those of a pane: found by label, by code, or taken as they come. A row or cell that has no place does not cost the form.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::money::printed;
use super::{Figure, FormRead};
use crate::amount::{MoneyUnit, is_nothing};
use crate::model::{PaneName, Row, RowId};
use crate::recognise::table::Table;
use crate::recognise::words::{joined, key, likeness, plain};
use crate::template::codes::Codes;
use crate::template::{CodedRows, Column, ColumnKind, FixedRow, Pane, RowKind};

/// A row of the source in one line.
fn said(cells: &[String]) -> String {
    cells.iter().filter(|cell| !cell.is_empty()).map(|cell| joined(cell)).collect::<Vec<_>>().join(" ")
}

/// Whether the form has a column only for words that the document has and the template does not.
fn is_widened(column: &Column) -> bool {
    column.id.starts_with(super::WORDS)
}

pub(super) struct PaneReader<'a> {
    pub name: String,
    /// The units that money is printed in and stored in.
    pub said: MoneyUnit,
    pub entry: MoneyUnit,
    /// Columns of the table with what they are.
    pub columns: Vec<(usize, &'a Column)>,
    pub filled: &'a mut FormRead,
    pub own: &'a mut Pane,
    pub word: &'a dyn Fn(&str) -> String,
    pub rows: Vec<Row>,
    /// Rows without a place.
    pub left: usize,
    /// Cells that hold something else than they should.
    pub odd: usize,
}

impl PaneReader<'_> {
    fn column(&self, kind: &ColumnKind) -> Option<usize> {
        self.columns.iter().find(|(_, column)| column.kind == *kind).map(|(at, _)| *at)
    }

    /// Puts the figures and texts of a printed row into a stored one.
    fn cells(&mut self, cells: &[String], row: &mut Row, marks: &BTreeMap<String, String>) {
        let passage: Arc<str> = said(cells).into();
        for (at, column) in &self.columns {
            let text = cells[*at].trim();
            if text.is_empty() || marks.get(&column.id).is_some_and(|mark| plain(mark) == plain(text)) {
                continue;
            }
            match column.kind {
                ColumnKind::Money | ColumnKind::Number => {
                    let money = (column.kind == ColumnKind::Money).then_some(self.said);
                    let mut amount = match printed(text, money) {
                        Ok(Some(amount)) => amount,
                        Ok(None) => continue,
                        Err(reason) => {
                            let head = column.header.last().map_or("", String::as_str);
                            self.filled.doubts.push(format!("“{passage}”一行的“{head}”{reason}，没有填入"));
                            self.odd += 1;
                            continue;
                        }
                    };
                    if column.kind == ColumnKind::Money {
                        amount = amount.converted(self.said, self.entry);
                    }
                    self.filled.figures.push(Figure {
                        pane: PaneName::called("", &self.name),
                        row: row.id.clone(),
                        column: column.id.clone(),
                        amount,
                        passage: Arc::clone(&passage),
                    });
                }
                ColumnKind::Text | ColumnKind::Catalog { .. } => {
                    row.texts.insert(column.id.clone(), joined(text));
                }
                ColumnKind::Label | ColumnKind::Code | ColumnKind::Segment(_) | ColumnKind::Name => {}
            }
        }
    }

    /// Words in the row of a total have no place.
    fn tell_words(&mut self, total: &Row) {
        let words = total.texts.iter().filter(|(column, _)| self.columns.iter().any(|(_, own)| own.id == **column && is_widened(own)));
        let told: Vec<String> = words.map(|(_, text)| format!("合计行里的“{text}”没有填入：合计行只有金额")).collect();
        self.filled.doubts.extend(told);
    }

    /// A row that the form has no place for: it is told, and what it printed is remembered.
    fn leave(&mut self, cells: &[String], reason: &str) {
        self.left += 1;
        self.filled.doubts.push(format!("“{}”一行没有填入：{reason}", said(cells)));
    }

    /// Fixed rows are found by their labels, in order.
    pub(super) fn fixed(&mut self, table: &Table, rows: &[FixedRow]) -> Result<(), String> {
        let label_at = self.column(&ColumnKind::Label).or(self.columns.first().map(|(at, _)| *at)).ok_or("没有项目列")?;
        let mut next = 0;
        let mut taken = vec![false; rows.len()];
        for cells in table.body() {
            let label = &cells[label_at];
            if self.columns.iter().all(|(at, _)| cells[*at].is_empty()) {
                continue;
            }
            let wanted = key(label);
            let like = |n: &usize| likeness(&key(&(self.word)(&rows[*n].label)), &wanted);
            let exact = |n: &usize| plain(&(self.word)(&rows[*n].label)) == plain(label);
            let found = (next..rows.len()).find(exact).or_else(|| (next..rows.len()).find(|n| like(n) == 100));
            let found = found
                .or_else(|| (next..rows.len().min(next + 3)).filter(|n| like(n) >= 60).max_by_key(like))
                // Rows may have been exchanged.
                .or_else(|| (0..rows.len()).find(|n| !taken[*n] && exact(n)));
            let Some(found) = found else {
                let doubled = (0..rows.len()).any(|n| taken[n] && exact(&n));
                self.leave(cells, if doubled { "重复出现" } else { "模板的表没有这一行" });
                continue;
            };
            taken[found] = true;
            next = next.max(found + 1);
            let mut row = Row { id: RowId::of(&rows[found].id), ..Row::default() };
            let fixed = &rows[found];
            if !exact(&found) {
                self.relabel(&fixed.id, &joined(label));
            }
            // A dash where no figure stands is a mark of this row.
            let mut marks = fixed.marks.clone();
            for (at, column) in &self.columns {
                let text = &cells[*at];
                if column.kind.is_figure() && !text.is_empty() && is_nothing(text) {
                    marks.insert(column.id.clone(), text.clone());
                }
            }
            self.remark(&fixed.id, &marks);
            self.cells(cells, &mut row, &marks);
            if !row.texts.is_empty() {
                self.rows.push(row);
            }
        }
        Ok(())
    }

    fn own_row(&mut self, id: &str) -> Option<&mut FixedRow> {
        match &mut self.own.rows {
            RowKind::Fixed(rows) | RowKind::Listed { heads: rows } => rows.iter_mut().find(|row| row.id == id),
            RowKind::Coded(_) => None,
        }
    }

    fn relabel(&mut self, id: &str, label: &str) {
        if let Some(row) = self.own_row(id) {
            label.clone_into(&mut row.label);
        }
    }

    fn remark(&mut self, id: &str, marks: &BTreeMap<String, String>) {
        if let Some(row) = self.own_row(id) {
            row.marks.clone_from(marks);
        }
    }

    /// Total rows first, found by their labels; then the clerk's own.
    pub(super) fn listed(&mut self, table: &Table, heads: &[FixedRow]) -> Result<(), String> {
        let first = self.columns.first().map(|(at, _)| *at).ok_or("没有列")?;
        let mut next_head = 0;
        for cells in table.body() {
            if self.columns.iter().all(|(at, _)| cells[*at].is_empty()) {
                continue;
            }
            let label = &cells[first];
            let wanted = key(label);
            // Words beside a total do not make it another row.
            let own = |column: &Column| !column.kind.is_figure() && !is_widened(column);
            let texts = self.columns.iter().filter(|(at, column)| own(column) && !cells[*at].is_empty()).count();
            let is_head = |n: &usize| {
                let own = key(&(self.word)(&heads[*n].label));
                own == wanted
                    || likeness(&own, &wanted) >= 70
                    || ["合计", "小计", "总计"].iter().any(|end| own.ends_with(end) && wanted.ends_with(end) && *end == "小计")
            };
            if let Some(n) = (next_head..heads.len()).find(|n| texts == 1 && is_head(n)) {
                next_head = n + 1;
                if plain(&(self.word)(&heads[n].label)) != plain(label) {
                    self.relabel(&heads[n].id, &joined(label));
                }
                let mut row = Row { id: RowId::of(&heads[n].id), ..Row::default() };
                self.cells(cells, &mut row, &heads[n].marks.clone());
                self.tell_words(&row);
                continue;
            }
            let mut row = Row { id: RowId::own(&format!("r{}", self.rows.len() + 1)), ..Row::default() };
            self.cells(cells, &mut row, &BTreeMap::new());
            self.rows.push(row);
        }
        Ok(())
    }

    /// Rows by code, with the name that the document prints; parents and the total are the form's own.
    pub(super) fn coded(&mut self, table: &Table, list: &CodedRows, codes: &Codes, year: u16) -> Result<(), String> {
        let code_at = self.column(&ColumnKind::Code);
        let segments: Vec<usize> =
            self.columns.iter().filter(|(_, column)| matches!(column.kind, ColumnKind::Segment(_))).map(|(at, _)| *at).collect();
        let name_at = self.column(&ColumnKind::Name);
        let mut seen: Vec<String> = Vec::new();
        let mut total = false;
        for cells in table.body() {
            if self.columns.iter().all(|(at, _)| cells[*at].is_empty()) {
                continue;
            }
            let code: String = match code_at {
                Some(at) => cells[at].split_whitespace().collect(),
                None => segments.iter().map(|at| cells[*at].trim()).collect(),
            };
            let name = name_at.map(|at| joined(&cells[at])).unwrap_or_default();
            if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
                let label = if name.is_empty() { plain(&code) } else { plain(&name) };
                if !label.contains("合计") && !label.contains("总计") {
                    self.leave(cells, &format!("“{code}{name}”不是科目编码"));
                    continue;
                }
                if std::mem::replace(&mut total, true) {
                    self.leave(cells, "重复出现");
                    continue;
                }
                if plain(&list.total) != label
                    && let RowKind::Coded(own) = &mut self.own.rows
                {
                    own.total.clone_from(if name.is_empty() { &code } else { &name });
                }
                let mut row = Row { id: RowId::of("total"), ..Row::default() };
                self.cells(cells, &mut row, &BTreeMap::new());
                self.tell_words(&row);
                continue;
            }
            if !list.widths.contains(&u8::try_from(code.len()).unwrap_or(0)) {
                self.leave(cells, &format!("科目编码“{code}”的位数不对"));
                continue;
            }
            if seen.contains(&code) {
                self.leave(cells, &format!("科目编码“{code}”重复出现"));
                continue;
            }
            if !name.is_empty() && codes.name(&list.list, &code, year).is_none_or(|known| known != name) {
                self.filled.names.push((list.list.clone(), code.clone(), name));
            }
            // Figures name it by its code; an id of its own makes it a row even while it is blank.
            let mut row = Row { id: RowId::of(&code), code: code.clone(), ..Row::default() };
            self.cells(cells, &mut row, &BTreeMap::new());
            row.id = RowId::own(&format!("r{}", self.rows.len() + 1));
            seen.push(code);
            self.rows.push(row);
        }
        // The form prints codes in their order; a table of texts in another order is kept as it is.
        let money = self.columns.iter().any(|(_, column)| column.kind.is_figure());
        if !seen.is_sorted() {
            if !money {
                return Err("科目没有按编码顺序排列".into());
            }
            self.filled.doubts.push("科目没有按编码顺序排列，导入后按编码排列".into());
        }
        Ok(())
    }
}
