//! A table as a form of the template: its title and columns by their meaning, its rows by label or code.
//!
//! A table fits a form only whole: every filled cell of it has a place there. Else it is kept as a free table.

use std::collections::BTreeMap;

use super::table::{Table, is_numbers};
use super::words::{joined, key, likeness, plain};
use crate::amount::{Amount, MoneyUnit};
use crate::model::{Draft, PaneName, Row, RowId};
use crate::template::codes::Codes;
use crate::template::{CodedRows, Column, ColumnKind, FixedRow, Form, Pane, RowKind, Template};

/// What a column of the table is in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// The running number.
    Serial,
    /// Nothing stands in it.
    Blank,
    /// Pane and column by position.
    Column(usize, usize),
}

/// A table read as a form.
#[derive(Clone, Debug, Default)]
pub(super) struct FormRead {
    /// Rows by pane name; texts are in, figures are not.
    pub rows: Vec<(String, Vec<Row>)>,
    /// Figures by pane name, row key and column, as printed; money in the draft's unit.
    pub figures: Vec<Figure>,
    /// Names that the document gives to codes, by list.
    pub names: Vec<(String, String, String)>,
    /// The template's wording of this form as the document has it.
    pub form: Option<Form>,
    /// How well it fits, 0 to 100.
    pub score: u32,
    /// What is odd about it, in Chinese.
    pub doubts: Vec<String>,
}

/// A printed figure with its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Which pane.
    pub pane: PaneName,
    /// Which row; of a code's by the code, whether it is typed or computed.
    pub row: RowId,
    /// Column id.
    pub column: String,
    /// As printed.
    pub amount: Amount,
}

/// How well a table's title and columns fit a form, 0 to 100; below 60 it is another form.
pub(super) fn fitness(table: &Table, form: &Form, word: &dyn Fn(&str) -> String) -> u32 {
    let title = title_likeness(table, form, word);
    let Some((_, columns)) = targets(table, form, word).or_else(|| by_position(table, form, title, word)) else { return 0 };
    if title < 50 && columns < 95 {
        return 0;
    }
    (title * 6 + columns * 4) / 10
}

/// How alike the titles are; the part behind 预算 counts, too, since places put their own words before it.
pub(super) fn title_likeness(table: &Table, form: &Form, word: &dyn Fn(&str) -> String) -> u32 {
    let titles = [table.title.as_str(), table.grid.name.as_str()];
    let own = key(&word(&form.title));
    let short = key(form.short());
    let mut best = 0;
    for title in titles.into_iter().filter(|title| !title.is_empty()) {
        let title = key(title);
        best = best.max(likeness(&title, &own));
        if !short.is_empty() && form.label.is_some() {
            best = best.max(likeness(&title, &short).saturating_sub(5));
        }
    }
    best
}

/// What each column of the table is, and how alike the labels are; `None` where a filled column is nothing of this form.
fn targets(table: &Table, form: &Form, word: &dyn Fn(&str) -> String) -> Option<(Vec<Target>, u32)> {
    let paths = table.paths();
    let columns: Vec<(usize, usize, Vec<String>)> = form
        .panes
        .iter()
        .enumerate()
        .flat_map(|(p, pane)| pane.columns.iter().enumerate().filter(|(_, c)| c.print).map(move |(c, column)| (p, c, column)))
        .map(|(p, c, column)| (p, c, column.header.iter().map(|label| key(&word(label))).collect()))
        .collect();
    let mut out = vec![Target::Blank; paths.len()];
    let mut free: Vec<usize> = (0..columns.len()).collect();
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (at, path) in paths.iter().enumerate() {
        let leaf = path.last().map(|label| key(label)).unwrap_or_default();
        if at == 0 && form.serial.as_deref().is_some_and(|serial| key(serial) == leaf) {
            out[at] = Target::Serial;
            continue;
        }
        for (n, (_, _, header)) in columns.iter().enumerate() {
            let own = header.last().map(String::as_str).unwrap_or_default();
            let mut like = likeness(&leaf, own);
            // One may hold the other: 财政专户收入, 财政专户管理资金收入.
            if like < 60 && (own.contains(&leaf) || leaf.contains(own)) && leaf.chars().count().min(own.chars().count()) > 2 {
                like = 60;
            }
            if like < 60 {
                continue;
            }
            let group = |path: &[String]| path.len().checked_sub(2).map(|n| key(&path[n]));
            let groups = match (group(path), group(header)) {
                (Some(a), Some(b)) => likeness(&a, &b),
                (None, None) => 100,
                _ => 60,
            };
            // Of equally alike ones the one at the same place.
            let near = 10_u32.saturating_sub(u32::try_from(at.abs_diff(n + usize::from(form.serial.is_some()))).unwrap_or(10));
            pairs.push((like * 10 + groups * 3 + near, at, n));
        }
    }
    pairs.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    let mut sum = 0;
    let mut matched = 0;
    for (score, at, n) in pairs {
        if out[at] == Target::Blank && free.contains(&n) {
            out[at] = Target::Column(columns[n].0, columns[n].1);
            free.retain(|known| *known != n);
            sum += (score / 13).min(100);
            matched += 1;
        }
    }
    let filled = |at: usize| table.body().iter().any(|row| !row[at].is_empty());
    if (0..out.len()).any(|at| out[at] == Target::Blank && (filled(at) || !paths[at].is_empty())) || matched == 0 {
        return None;
    }
    // A form of which half is missing is another one.
    (matched * 2 >= columns.len()).then(|| (out, sum / u32::try_from(columns.len()).unwrap_or(1)))
}

/// The columns one by one, where a header whose merged cells have slipped does not say: the title is the form's, there are as many
/// columns, and many labels stand above their own.
fn by_position(table: &Table, form: &Form, title: u32, word: &dyn Fn(&str) -> String) -> Option<(Vec<Target>, u32)> {
    let mut all: Vec<Target> = if form.serial.is_some() { vec![Target::Serial] } else { Vec::new() };
    let mut labels: Vec<String> = form.serial.iter().map(|label| key(label)).collect();
    for (p, pane) in form.panes.iter().enumerate() {
        for (c, column) in pane.columns.iter().enumerate().filter(|(_, column)| column.print) {
            all.push(Target::Column(p, c));
            labels.push(column.header.last().map(|label| key(&word(label))).unwrap_or_default());
        }
    }
    let paths = table.paths();
    let alike = paths.iter().zip(&labels).filter(|(path, label)| path.last().is_some_and(|own| likeness(&key(own), label) >= 60)).count();
    (title >= 80 && paths.len() == all.len() && alike * 5 >= all.len() * 2).then_some((all, 60))
}

/// The table read as the form.
///
/// # Errors
/// Why it does not fit, in Chinese.
pub(super) fn read(table: &Table, form: &Form, draft: &Draft, codes: &Codes, word: &dyn Fn(&str) -> String) -> Result<FormRead, String> {
    let (template, entry) = (&*draft.template, draft.entry_unit);
    let mut filled = FormRead { score: fitness(table, form, word), ..FormRead::default() };
    let mut own = form.clone();
    let targets = if let Some((targets, _)) = targets(table, form, word) {
        fit_wording(table, &mut own, &targets, word);
        targets
    } else {
        let (targets, _) = by_position(table, form, title_likeness(table, form, word), word).ok_or("列不一致")?;
        filled.doubts.push("表头与各列没有对齐，已按模板的列次序导入".into());
        let title = Table { title: table.title.clone(), notes: table.notes.clone(), ..Table::default() };
        fit_wording(&title, &mut own, &targets, word);
        targets
    };
    let said = said_unit(table, entry);
    if said == template.money_of(form).unit || said == entry {
        fit_captions(table, &mut own, template, word);
    } else {
        // The form prints in its own unit and keeps the caption that says so.
        fit_captions(&Table { right: String::new(), left: table.left.clone(), ..Table::default() }, &mut own, template, word);
        filled.doubts.push(format!("原文件的金额单位是{}，已换算成{}", said.label(), entry.label()));
    }
    for (p, pane) in form.panes.iter().enumerate() {
        let columns: Vec<(usize, &Column)> = targets
            .iter()
            .enumerate()
            .filter_map(|(at, target)| if let Target::Column(q, c) = target { (*q == p).then(|| (at, &pane.columns[*c])) } else { None })
            .collect();
        let mut reader =
            PaneReader { name: pane.name(form), said, entry, columns, filled: &mut filled, own: &mut own.panes[p], word, rows: Vec::new() };
        match &pane.rows {
            RowKind::Fixed(rows) => reader.fixed(table, rows)?,
            RowKind::Listed { heads } => reader.listed(table, heads)?,
            RowKind::Coded(rows) => reader.coded(table, rows, codes, template.year)?,
        }
        let (name, rows) = (reader.name, reader.rows);
        filled.rows.push((name, rows));
    }
    // A column of the form that the document does not have is not printed here either.
    for (p, pane) in own.panes.iter_mut().enumerate() {
        for (c, column) in pane.columns.iter_mut().enumerate() {
            column.print &= targets.contains(&Target::Column(p, c));
        }
    }
    filled.form = Some(own);
    Ok(filled)
}

/// Title, captions, column labels and notes as the document words them, where it does so otherwise.
fn fit_wording(table: &Table, own: &mut Form, targets: &[Target], word: &dyn Fn(&str) -> String) {
    let differs = |a: &str, b: &str| plain(a) != plain(&word(b));
    if !table.title.is_empty() && differs(&table.title, &own.title) {
        own.title.clone_from(&table.title);
    }
    if table.paths().iter().flatten().next().is_some() {
        for (path, target) in table.paths().into_iter().zip(targets) {
            if let Target::Column(p, c) = target {
                let header = &mut own.panes[*p].columns[*c].header;
                let path: Vec<String> = path.iter().map(|label| joined(label)).collect();
                if !path.is_empty() && (path.len() != header.len() || path.iter().zip(header.iter()).any(|(a, b)| differs(a, b))) {
                    *header = path;
                }
            }
        }
    }
    if table.grid.rows.is_empty() {
        own.notes.extend(table.notes.iter().cloned());
        return;
    }
    own.numbers = own.numbers.take().filter(|_| table.grid.rows[..table.head].iter().any(|row| is_numbers(row)) || table.head == 0);
    own.serial = own.serial.take().filter(|_| targets.contains(&Target::Serial));
    let known = |note: &String| own.when_empty.iter().chain(&own.notes).any(|own| plain(&word(own)) == plain(note));
    let others: Vec<String> = table.notes.iter().filter(|note| !known(note)).cloned().collect();
    if table.body().is_empty() && !others.is_empty() && table.notes.len() == 1 {
        own.when_empty = others.into_iter().next();
    } else {
        own.notes.extend(others);
    }
}

/// Captions as the document words them, where it does so otherwise.
fn fit_captions(table: &Table, own: &mut Form, template: &Template, word: &dyn Fn(&str) -> String) {
    let money = template.money_of(own).unit.label();
    let printed = |text: &str| plain(&word(&text.replace("{money}", money)));
    let left: Vec<String> =
        own.left.as_ref().unwrap_or(&template.wording.form_left).iter().map(|line| printed(line)).filter(|line| !line.is_empty()).collect();
    let mut said: Vec<String> = table.left.iter().map(|line| plain(line)).collect();
    said.sort_unstable();
    let mut known = left.clone();
    known.sort_unstable();
    if !said.is_empty() && said != known {
        own.left = Some(table.left.clone());
    }
    if !table.right.is_empty() && plain(&table.right) != printed(own.right.as_ref().unwrap_or(&template.wording.form_right)) {
        own.right = Some(table.right.clone());
    }
}

/// A printed figure: a dash is a blank, brackets are a minus.
fn printed(text: &str) -> Result<Option<Amount>, String> {
    if text.chars().all(is_dash) {
        return Ok(None);
    }
    let bracketed = text.strip_prefix(['(', '（']).and_then(|text| text.strip_suffix([')', '）'])).filter(|text| !text.contains('-'));
    let amount = Amount::plain(bracketed.unwrap_or(text)).ok().flatten().ok_or_else(|| format!("“{text}”不是数字"))?;
    Ok(Some(if bracketed.is_some() { Amount(-amount.0) } else { amount }))
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '-' | '－' | '/' | '×' | '─')
}

/// The unit of the money of a table, where its caption says another than the draft is typed in.
fn said_unit(table: &Table, entry: MoneyUnit) -> MoneyUnit {
    let said = plain(&table.right);
    if said.ends_with(":元") {
        MoneyUnit::Yuan
    } else if said.ends_with(":万元") {
        MoneyUnit::Wan
    } else {
        entry
    }
}

struct PaneReader<'a> {
    name: String,
    /// The units that money is printed in and stored in.
    said: MoneyUnit,
    entry: MoneyUnit,
    /// Columns of the table with what they are.
    columns: Vec<(usize, &'a Column)>,
    filled: &'a mut FormRead,
    own: &'a mut Pane,
    word: &'a dyn Fn(&str) -> String,
    rows: Vec<Row>,
}

impl PaneReader<'_> {
    fn column(&self, kind: &ColumnKind) -> Option<usize> {
        self.columns.iter().find(|(_, column)| column.kind == *kind).map(|(at, _)| *at)
    }

    /// Puts the figures and texts of a printed row into a stored one.
    fn cells(&mut self, cells: &[String], row: &mut Row, marks: &BTreeMap<String, String>) -> Result<(), String> {
        for (at, column) in &self.columns {
            let text = cells[*at].trim();
            if text.is_empty() || marks.get(&column.id).is_some_and(|mark| plain(mark) == plain(text)) {
                continue;
            }
            match column.kind {
                ColumnKind::Money | ColumnKind::Number => {
                    let Some(mut amount) = printed(text)? else { continue };
                    if column.kind == ColumnKind::Money {
                        amount = amount.converted(self.said, self.entry);
                    }
                    self.filled.figures.push(Figure {
                        pane: PaneName::called("", &self.name),
                        row: row.id.clone(),
                        column: column.id.clone(),
                        amount,
                    });
                }
                ColumnKind::Text | ColumnKind::Catalog { .. } => {
                    row.texts.insert(column.id.clone(), joined(text));
                }
                ColumnKind::Label | ColumnKind::Code | ColumnKind::Segment(_) | ColumnKind::Name => {}
            }
        }
        Ok(())
    }

    /// Fixed rows are found by their labels, in order.
    fn fixed(&mut self, table: &Table, rows: &[FixedRow]) -> Result<(), String> {
        let label_at = self.column(&ColumnKind::Label).or(self.columns.first().map(|(at, _)| *at)).ok_or("没有项目列")?;
        let mut next = 0;
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
                .ok_or_else(|| format!("没有行“{label}”"))?;
            next = found + 1;
            let mut row = Row { id: RowId::of(&rows[found].id), ..Row::default() };
            let fixed = &rows[found];
            if !exact(&found) {
                self.relabel(&fixed.id, &joined(label));
            }
            // A dash where no figure stands is a mark of this row.
            let mut marks = fixed.marks.clone();
            for (at, column) in &self.columns {
                let text = &cells[*at];
                if column.kind.is_figure() && !text.is_empty() && text.chars().all(is_dash) {
                    marks.insert(column.id.clone(), text.clone());
                }
            }
            self.remark(&fixed.id, &marks);
            self.cells(cells, &mut row, &marks)?;
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
    fn listed(&mut self, table: &Table, heads: &[FixedRow]) -> Result<(), String> {
        let first = self.columns.first().map(|(at, _)| *at).ok_or("没有列")?;
        let mut next_head = 0;
        for cells in table.body() {
            if self.columns.iter().all(|(at, _)| cells[*at].is_empty()) {
                continue;
            }
            let label = &cells[first];
            let wanted = key(label);
            let texts = self.columns.iter().filter(|(at, column)| !column.kind.is_figure() && !cells[*at].is_empty()).count();
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
                self.cells(cells, &mut row, &heads[n].marks.clone())?;
                continue;
            }
            let mut row = Row { id: RowId::own(&format!("r{}", self.rows.len() + 1)), ..Row::default() };
            self.cells(cells, &mut row, &BTreeMap::new())?;
            self.rows.push(row);
        }
        Ok(())
    }

    /// Rows by code, with the name that the document prints; parents and the total are the form's own.
    fn coded(&mut self, table: &Table, list: &CodedRows, codes: &Codes, year: u16) -> Result<(), String> {
        let code_at = self.column(&ColumnKind::Code);
        let segments: Vec<usize> =
            self.columns.iter().filter(|(_, column)| matches!(column.kind, ColumnKind::Segment(_))).map(|(at, _)| *at).collect();
        let name_at = self.column(&ColumnKind::Name);
        let mut seen: Vec<String> = Vec::new();
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
                    return Err(format!("“{code}{name}”不是科目编码"));
                }
                if plain(&list.total) != label
                    && let RowKind::Coded(own) = &mut self.own.rows
                {
                    own.total.clone_from(if name.is_empty() { &code } else { &name });
                }
                let mut row = Row { id: RowId::of("total"), ..Row::default() };
                self.cells(cells, &mut row, &BTreeMap::new())?;
                continue;
            }
            if !list.widths.contains(&u8::try_from(code.len()).unwrap_or(0)) || seen.contains(&code) {
                return Err(format!("科目编码“{code}”的位数不对，或者重复"));
            }
            if !name.is_empty() && codes.name(&list.list, &code, year).is_none_or(|known| known != name) {
                self.filled.names.push((list.list.clone(), code.clone(), name));
            }
            // Figures name it by its code; an id of its own makes it a row even while it is blank.
            let mut row = Row { id: RowId::of(&code), code: code.clone(), ..Row::default() };
            self.cells(cells, &mut row, &BTreeMap::new())?;
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
