//! The lines of a list: each row's unit, codes, kind, fund and money, or where it cannot be read and why.

use std::collections::BTreeSet;
use std::fmt;

use rust_decimal::Decimal;

use super::columns::Mapping;
use crate::amount::{Amount, MoneyUnit};
use crate::read::RawGrid;
use crate::template::lists::{FundWords, KindWords, ListField, ListWords};

/// A code and its name; either may be blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coded {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Money of one fund, as approved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, as a clerk would look for it.
    pub place: String,
    /// 单位
    pub unit: Coded,
    /// Kind by id.
    pub kind: String,
    /// 项目
    pub project: Coded,
    /// Functional item.
    pub function: Coded,
    /// Departmental economic item.
    pub economic: Coded,
    /// Government economic item.
    pub gov_economic: Coded,
    /// 政府采购
    pub procurement: bool,
    /// Fund by id.
    pub fund: String,
    /// 资金来源, as written.
    pub source: String,
    /// 上年结转
    pub carried: bool,
    /// In the list's unit.
    pub amount: Decimal,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// 工作表“批复”第3行
    pub place: String,
    /// In Chinese.
    pub reason: String,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place, self.reason)
    }
}

/// What a list says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// Top to bottom; a row with a column for each fund gives one for each.
    pub lines: Vec<Line>,
    /// Every row that cannot be read.
    pub faults: Vec<LineFault>,
    /// What a clerk should know, in Chinese.
    pub remarks: Vec<String>,
    /// The unit of the money.
    pub unit: MoneyUnit,
    /// Funds that the list speaks of; `None` for all.
    pub funds: Option<BTreeSet<String>>,
    /// What it tells: its columns' fields; [`ListField::Carried`] however it says so.
    pub tells: BTreeSet<ListField>,
}

impl Lines {
    /// Adds the lines of another list: an approval may come in several.
    ///
    /// # Errors
    /// Lists of which one tells what the other leaves open, or in other units of money: they cannot count as one.
    pub fn join(&mut self, other: Self) -> Result<(), String> {
        if self.lines.is_empty() && self.faults.is_empty() {
            *self = other;
            return Ok(());
        }
        let needed = [ListField::Economic, ListField::GovEconomic, ListField::Carried, ListField::Project];
        let said = |lines: &Self| needed.clone().map(|field| lines.tells.contains(&field));
        let told = |lines: &Self| (lines.unit, said(lines), lines.funds.clone());
        if told(self) != told(&other) {
            return Err("与前一份清单的列不同（资金、经济科目、结转、项目或金额单位），不能合在一起，请逐份处理".into());
        }
        self.lines.extend(other.lines);
        self.faults.extend(other.faults);
        self.remarks.extend(other.remarks);
        Ok(())
    }
}

/// A code and its name out of one cell: `2010301-行政运行`, `2010301 行政运行`, `[2010301]行政运行`.
#[must_use]
pub fn split(cell: &str) -> Coded {
    let cell = cell.trim();
    let inner = cell.trim_start_matches(['[', '【', '［']);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (code, rest) = inner.split_at(end);
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "-—－_]】］.:：、".contains(c)).trim();
    // 2024-2025年水费 is a name, and so is 2024年水费; 2010301行政运行 begins with a code.
    let long = code.len() >= 5 && code.chars().all(|c| c.is_ascii_digit());
    let parted = rest.is_empty() || inner.len() != cell.len() || inner[end..].starts_with(separates) || long;
    if code.chars().any(|c| c.is_ascii_digit()) && parted && !(code.len() == 4 && rest.starts_with(|c: char| c.is_ascii_digit())) {
        Coded { code: code.to_owned(), name: rest.to_owned() }
    } else {
        Coded { code: String::new(), name: cell.to_owned() }
    }
}

/// What may stand between a code and its name.
fn separates(c: char) -> bool {
    c.is_whitespace() || "-—－_.:：、".contains(c)
}

/// Reads every line of a list.
#[must_use]
pub fn lines(grid: &RawGrid, mapping: &Mapping, words: &ListWords) -> Lines {
    let rows = filled(grid);
    let mut tells: BTreeSet<ListField> = mapping.columns.iter().map(|column| column.field.clone()).collect();
    let money: Vec<(usize, ListField)> = mapping
        .columns
        .iter()
        .filter(|column| matches!(column.field, ListField::Amount | ListField::FundAmount { .. }))
        .map(|column| (column.at, column.field.clone()))
        .collect();
    let by_fund: BTreeSet<String> =
        money.iter().filter_map(|(_, field)| if let ListField::FundAmount { fund, .. } = field { Some(fund.clone()) } else { None }).collect();
    let carried_column = money.iter().any(|(_, field)| matches!(field, ListField::FundAmount { carried: true, .. }));
    if carried_column || tells.contains(&ListField::Source) {
        tells.insert(ListField::Carried);
    }
    let mut out = Lines { unit: mapping.unit.unwrap_or(MoneyUnit::Yuan), funds: (!by_fund.is_empty()).then_some(by_fund), tells, ..Lines::default() };
    if mapping.unit.is_none() {
        out.remarks.push("清单没有写明金额单位，按“元”读入，请核对".into());
    }
    if !out.tells.contains(&ListField::Fund) && out.funds.is_none() {
        out.remarks.push(format!("清单没有资金性质列，全部按“{}”读入，请核对", words.funds.first().map_or("", |fund| &fund.label)));
    }
    let mut reader = Reader { grid, rows: &rows, mapping, words, money: &money, sum: Vec::new(), out };
    for row in mapping.body..rows.len() {
        reader.row(row);
    }
    reader.out
}

/// The rows with every merged cell's text in all rows that it covers.
fn filled(grid: &RawGrid) -> Vec<Vec<String>> {
    let mut rows = grid.rows.clone();
    for span in &grid.spans {
        let Some(text) = rows.get(span.row).and_then(|row| row.get(span.column)).cloned() else { continue };
        for row in rows.iter_mut().skip(span.row + 1).take(span.rows.saturating_sub(1)) {
            if let Some(cell) = row.get_mut(span.column) {
                cell.clone_from(&text);
            }
        }
    }
    rows
}

/// Where a row of a grid stands.
pub(super) fn place(grid: &RawGrid, row: usize) -> String {
    if grid.name.is_empty() { format!("第{}行", row + 1) } else { format!("工作表“{}”第{}行", grid.name, row + 1) }
}

/// What the cells of all columns of a kind say together: code and name in one cell or in two, a code in pieces.
pub(super) fn coded(row: &[String], mapping: &Mapping, field: &ListField) -> Coded {
    let mut all = Coded::default();
    for column in mapping.columns.iter().filter(|column| column.field == *field) {
        let cell = split(&row[column.at]);
        if cell.code.starts_with(&all.code) || all.code.is_empty() {
            all.code = if cell.code.is_empty() { all.code } else { cell.code };
        } else {
            all.code.push_str(&cell.code);
        }
        if !cell.name.is_empty() {
            all.name = cell.name;
        }
    }
    all
}

struct Reader<'a> {
    grid: &'a RawGrid,
    rows: &'a [Vec<String>],
    mapping: &'a Mapping,
    words: &'a ListWords,
    money: &'a [(usize, ListField)],
    /// What was read so far in each money column.
    sum: Vec<Decimal>,
    out: Lines,
}

impl Reader<'_> {
    fn row(&mut self, at: usize) {
        let row = &self.rows[at];
        let place = place(self.grid, at);
        let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        // Blank rows, notes below the list and the row that numbers the columns.
        if cells.len() < 2 || cells[0].contains("栏次") || numbers_columns(&cells) {
            return;
        }
        let mut amounts = Vec::new();
        let mut faulty = false;
        for (column, _) in self.money {
            match Amount::printed(&row[*column], Some(self.out.unit)) {
                Ok(amount) => amounts.push(amount.map_or(Decimal::ZERO, |amount| amount.0)),
                Err(error) => {
                    let head = self.mapping.columns.iter().find(|found| found.at == *column).map_or("", |found| &found.head);
                    self.fault(&place, format!("“{head}”一栏“{}”{error}", row[*column].trim()));
                    faulty = true;
                }
            }
        }
        if faulty {
            return;
        }
        let function = coded(row, self.mapping, &ListField::Function);
        if function.code.is_empty() && cells.iter().any(|cell| self.words.totals.contains(&super::columns::plain(cell))) {
            self.total(&place, &amounts);
            return;
        }
        if amounts.iter().all(Decimal::is_zero) {
            return;
        }
        self.line(&place, row, function, &amounts);
    }

    fn fault(&mut self, place: &str, reason: impl Into<String>) {
        self.out.faults.push(LineFault { place: place.to_owned(), reason: reason.into() });
    }

    fn line(&mut self, place: &str, row: &[String], function: Coded, amounts: &[Decimal]) {
        let text = |field: &ListField| self.mapping.columns.iter().find(|column| column.field == *field).map_or("", |column| row[column.at].trim());
        let economic = coded(row, self.mapping, &ListField::Economic);
        let (kind_cell, fund_cell, source) = (text(&ListField::Kind), text(&ListField::Fund), text(&ListField::Source));
        let flag = text(&ListField::Carried);
        let mut reasons = Vec::new();
        for (what, code, needed) in [("功能科目", &function, true), ("部门经济科目", &economic, self.out.tells.contains(&ListField::Economic))]
        {
            if needed && (code.code.is_empty() || !code.code.chars().all(|c| c.is_ascii_digit())) {
                let shown = [code.code.as_str(), code.name.as_str()].concat();
                reasons.push(if shown.is_empty() { format!("没有{what}") } else { format!("{what}“{shown}”不是数字编码") });
            }
        }
        let kind = kind(kind_cell, &economic.code, &self.words.kinds);
        if kind.is_none() {
            let shown = if kind_cell.is_empty() { "没有写明项目类别".into() } else { format!("项目类别“{kind_cell}”没有认出") };
            reasons.push(format!("{shown}，分不清基本支出和项目支出"));
        }
        let says_carried =
            |cell: &str| self.words.carried.iter().any(|word| cell.contains(word.as_str())) || self.words.yes.iter().any(|yes| yes == cell);
        let carried = says_carried(flag) || self.words.carried.iter().any(|word| source.contains(word.as_str()));
        // The source is finer than the fund: 单位资金, 事业收入.
        let fund_of_line = fund(source, &self.words.funds).or_else(|| fund(fund_cell, &self.words.funds)).or_else(|| {
            let first = self.words.funds.first().map(|fund| fund.id.clone());
            first.filter(|_| !self.mapping.has(&ListField::Fund))
        });
        let base = Line {
            place: place.to_owned(),
            unit: coded(row, self.mapping, &ListField::Unit),
            kind: kind.unwrap_or_default(),
            project: coded(row, self.mapping, &ListField::Project),
            gov_economic: coded(row, self.mapping, &ListField::GovEconomic),
            procurement: self.words.yes.iter().any(|yes| yes == text(&ListField::Procurement)),
            source: source.to_owned(),
            function,
            economic,
            ..Line::default()
        };
        let mut read = Vec::new();
        for ((_, field), amount) in self.money.iter().zip(amounts).filter(|(_, amount)| !amount.is_zero()) {
            let (fund, carried) = if let ListField::FundAmount { fund, carried: column } = field {
                (fund, carried || *column)
            } else if let Some(fund) = &fund_of_line {
                (fund, carried)
            } else {
                reasons.push(format!("资金性质“{fund_cell}”没有认出"));
                continue;
            };
            read.push(Line { fund: fund.clone(), carried, amount: *amount, ..base.clone() });
        }
        self.compare_total(place, row, amounts);
        if reasons.is_empty() {
            self.add(amounts);
            self.out.lines.extend(read);
        } else {
            self.fault(place, reasons.join("；"));
        }
    }

    fn add(&mut self, amounts: &[Decimal]) {
        self.sum.resize(amounts.len(), Decimal::ZERO);
        for (sum, amount) in self.sum.iter_mut().zip(amounts) {
            *sum = sum.checked_add(*amount).unwrap_or(*sum);
        }
    }

    /// A row that adds up: it is not taken, and a grand total that is none is told.
    fn total(&mut self, place: &str, amounts: &[Decimal]) {
        if self.sum.is_empty() {
            // Above its lines: nothing to compare with yet.
            return;
        }
        for (amount, sum) in amounts.iter().zip(&self.sum).filter(|(amount, sum)| amount != sum) {
            self.out.remarks.push(format!("{place}的合计{amount}与以上各行之和{sum}不同，合计行没有读入"));
        }
    }

    /// The sum of a line's funds, where the list has one, against these.
    fn compare_total(&mut self, place: &str, row: &[String], amounts: &[Decimal]) {
        let total = self.mapping.columns.iter().find(|column| column.field == ListField::Total);
        let stated = total.and_then(|column| Amount::printed(&row[column.at], Some(self.out.unit)).ok().flatten());
        let sum = amounts.iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(*amount));
        if let (Some(stated), Some(sum)) = (stated, sum)
            && stated.0 != sum
        {
            self.out.remarks.push(format!("{place}：合计{stated}与各项资金之和{sum}不同，按各项资金读入"));
        }
    }
}

/// `1 2 3 4 …`
fn numbers_columns(cells: &[&str]) -> bool {
    cells.len() > 2 && cells.iter().enumerate().all(|(n, cell)| cell.parse() == Ok(n + 1))
}

/// The wording that covers most of a cell.
fn kind(cell: &str, economic: &str, kinds: &[KindWords]) -> Option<String> {
    let matches =
        kinds.iter().flat_map(|kind| kind.words.iter().filter(|word| cell.contains(word.as_str())).map(move |word| (word.chars().count(), kind)));
    let (_, kind) = matches.max_by_key(|(length, _)| *length)?;
    if kind.by_economic.is_empty() {
        return Some(kind.id.clone());
    }
    kind.by_economic.iter().find(|(start, _)| !economic.is_empty() && economic.starts_with(start.as_str())).map(|(_, id)| id.clone())
}

fn fund(cell: &str, funds: &[FundWords]) -> Option<String> {
    let matches =
        funds.iter().flat_map(|fund| fund.words.iter().filter(|word| cell.contains(word.as_str())).map(move |word| (word.chars().count(), fund)));
    matches.max_by_key(|(length, _)| *length).map(|(_, fund)| fund.id.clone())
}
