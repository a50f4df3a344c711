//! A table as a form of the template: its title and columns by their meaning, its rows by label or code.
//!
//! A table fits a form only whole: every filled cell of it has a place there. Else it is kept as a free table.

mod money;
mod rows;

use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use money::{figures, said_unit, says_yuan};

use money::{is_mislabelled, printed};
use rows::PaneReader;

use crate::amount::{Amount, MoneyUnit};
use crate::model::{Draft, PaneName, Row, RowId};
use crate::recognise::table::{Table, is_numbers};
use crate::recognise::words::{joined, key, likeness, plain};
use crate::template::codes::Codes;
use crate::template::{Column, ColumnKind, Form, RowKind, Template};

/// How the ids of columns begin that a form gets for words beside it.
const WORDS: &str = "words";

/// What a column of the table is in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// The running number.
    Serial,
    /// Nothing stands in it.
    Blank,
    /// It says the same as another one.
    Doubled,
    /// Words that the form has no column for (备注): the draft's form gets one.
    Words,
    /// Pane and column by position.
    Column(usize, usize),
}

/// A table read as a form.
#[derive(Clone, Debug, Default)]
pub(in crate::recognise) struct FormRead {
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
pub(in crate::recognise) struct Figure {
    /// Which pane.
    pub pane: PaneName,
    /// Which row; of a code's by the code, whether it is typed or computed.
    pub row: RowId,
    /// Column id.
    pub column: String,
    /// As printed.
    pub amount: Amount,
    /// The row of the source that it stands in.
    pub passage: Arc<str>,
}

/// How well a table's title and columns fit a form, 0 to 100; below 60 it is another form.
pub(in crate::recognise) fn fitness(table: &Table, form: &Form, word: &dyn Fn(&str) -> String) -> u32 {
    let title = title_likeness(table, form, word);
    let Some((_, columns)) = targets(table, form, word).or_else(|| by_position(table, form, title, word)) else { return 0 };
    if title < 50 && columns < 95 {
        return 0;
    }
    (title * 6 + columns * 4) / 10
}

/// How alike the titles are; the part behind 预算 counts, too, since places put their own words before it.
pub(in crate::recognise) fn title_likeness(table: &Table, form: &Form, word: &dyn Fn(&str) -> String) -> u32 {
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
    let column = |at: usize| table.body().iter().map(move |row| row[at].as_str());
    for at in 0..out.len() {
        let doubled = |other: usize| matches!(out[other], Target::Column(..)) && paths[other] == paths[at] && column(other).eq(column(at));
        if out[at] == Target::Blank && (0..out.len()).any(doubled) {
            out[at] = Target::Doubled;
        }
    }
    for at in 0..out.len() {
        let mut filled = column(at).filter(|cell| !cell.is_empty()).peekable();
        let labelled = paths[at].last().is_some_and(|label| !key(label).is_empty());
        if out[at] == Target::Blank && labelled && filled.peek().is_some() && filled.all(is_words) {
            out[at] = Target::Words;
        }
    }
    // A column that the form does not have may be there as long as it says no figure.
    if (0..out.len()).any(|at| out[at] == Target::Blank && column(at).any(|cell| !cell.is_empty())) || matched == 0 {
        return None;
    }
    // A form of which half is missing is another one.
    (matched * 2 >= columns.len()).then(|| (out, sum / u32::try_from(columns.len()).unwrap_or(1)))
}

/// Whether a cell is neither a figure nor a code.
fn is_words(cell: &str) -> bool {
    // 5万元 is a figure.
    if printed(cell, Some(MoneyUnit::Wan)).is_ok_and(|amount| amount.is_some()) {
        return false;
    }
    !cell.chars().any(|c| c.is_ascii_digit())
        || cell.chars().filter(|c| c.is_alphabetic()).count() > cell.chars().filter(char::is_ascii_digit).count()
}

/// The form with a column more for each column of words that it does not have, at the end of the pane beside which it stands.
fn widened(form: &Form, table: &Table, targets: &mut [Target]) -> Form {
    let mut form = form.clone();
    let paths = table.paths();
    let mut pane = 0;
    for (at, target) in targets.iter_mut().enumerate() {
        match target {
            Target::Column(p, _) => pane = *p,
            Target::Words => {
                let columns = &mut form.panes[pane].columns;
                *target = Target::Column(pane, columns.len());
                let header = paths[at].iter().map(|label| joined(label)).collect();
                let id = format!("{WORDS}{}", columns.len());
                columns.push(Column { id, header, kind: ColumnKind::Text, width: 12, print: true, only: None, when: String::new() });
            }
            Target::Serial | Target::Blank | Target::Doubled => {}
        }
    }
    form
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
pub(in crate::recognise) fn read(
    table: &Table,
    form: &Form,
    draft: &Draft,
    codes: &Codes,
    word: &dyn Fn(&str) -> String,
    elsewhere: &dyn Fn() -> BTreeSet<String>,
) -> Result<FormRead, String> {
    let (template, entry) = (&*draft.template, draft.entry_unit);
    let mut filled = FormRead { score: fitness(table, form, word), ..FormRead::default() };
    let mut own = form.clone();
    let targets = if let Some((mut targets, _)) = targets(table, form, word) {
        own = widened(form, table, &mut targets);
        fit_wording(table, &mut own, &targets, word);
        targets
    } else {
        let (targets, _) = by_position(table, form, title_likeness(table, form, word), word).ok_or("列不一致")?;
        filled.doubts.push("表头与各列没有对齐，已按模板的列次序导入".into());
        let title = Table { title: table.title.clone(), notes: table.notes.clone(), ..Table::default() };
        fit_wording(&title, &mut own, &targets, word);
        targets
    };
    if targets.contains(&Target::Doubled) {
        filled.doubts.push("有一列重复出现，只导入一次".into());
    }
    let mut said = said_unit(table, entry);
    let prints = template.money_of(form).unit;
    // Where the same figures stand in other tables as they are, it is the label that is wrong.
    if said != entry && is_mislabelled(table, &elsewhere()) {
        let other = said.label();
        filled.doubts.push(format!("表上写的金额单位是{other}，数字却与其他表的{}相同，像是单位写错了；没有换算，请核对", entry.label()));
        said = entry;
    } else if said != entry {
        filled.doubts.push(format!("原文件的金额单位是{}，已换算成{}", said.label(), entry.label()));
    }
    let captions = said_unit(table, prints);
    if captions == prints {
        fit_captions(table, &mut own, template, word);
    } else {
        // The form prints in its own unit and keeps the caption that says so.
        fit_captions(&Table { right: String::new(), left: table.left.clone(), ..Table::default() }, &mut own, template, word);
    }
    let wide = own.clone();
    for (p, pane) in wide.panes.iter().enumerate() {
        let columns: Vec<(usize, &Column)> = targets
            .iter()
            .enumerate()
            .filter_map(|(at, target)| if let Target::Column(q, c) = target { (*q == p).then(|| (at, &pane.columns[*c])) } else { None })
            .collect();
        let mut reader = PaneReader {
            name: pane.name(form),
            said,
            entry,
            columns,
            filled: &mut filled,
            own: &mut own.panes[p],
            word,
            rows: Vec::new(),
            left: 0,
            odd: 0,
        };
        match &pane.rows {
            RowKind::Fixed(rows) => reader.fixed(table, rows)?,
            RowKind::Listed { heads } => reader.listed(table, heads)?,
            RowKind::Coded(rows) => reader.coded(table, rows, codes, template.year)?,
        }
        let (name, rows) = (std::mem::take(&mut reader.name), std::mem::take(&mut reader.rows));
        let (left, odd) = (reader.left, reader.odd);
        // A row or a cell that has no place does not cost the form; many of them say that it is another one.
        let count = table.body().len();
        if left > 1 && left * 5 > count || odd > 2 && odd * 3 > filled.figures.len() {
            return Err(filled.doubts.pop().unwrap_or_default());
        }
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
