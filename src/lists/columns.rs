//! Which column of a list is what, by the meaning of its head.

use serde::{Deserialize, Serialize};

use crate::amount::{Amount, MoneyUnit, is_nothing};
use crate::read::RawGrid;
use crate::template::lists::{ListField, ListWords};

/// Rows in which the head is looked for.
const HEAD_WITHIN: usize = 20;

/// How sure a column's meaning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    /// To be looked at by the clerk.
    Unsure,
    /// The head says it with more words around.
    Likely,
    /// The head says just that, or the clerk did.
    Sure,
}

/// A column and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnMap {
    /// From 0.
    pub at: usize,
    /// Its head; of a head in two rows both, `·` between.
    pub head: String,
    /// What it holds.
    pub field: ListField,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, in Chinese.
    pub reason: String,
}

/// The columns of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Where its lines begin, from 0.
    pub body: usize,
    /// Left to right; columns without a head are not among them.
    pub columns: Vec<ColumnMap>,
    /// The unit of its money, where the list says one.
    pub unit: Option<MoneyUnit>,
}

impl Mapping {
    /// Whether a column holds this.
    #[must_use]
    pub fn has(&self, field: &ListField) -> bool {
        self.columns.iter().any(|column| column.field == *field)
    }

    /// Whether it is a list of approved lines: money by function, and by something that a form of functions does not have.
    #[must_use]
    pub fn is_lines(&self) -> bool {
        let money = |field: &ListField| matches!(field, ListField::Amount | ListField::FundAmount { .. });
        let finer = [ListField::Unit, ListField::Project, ListField::Kind, ListField::Economic];
        self.has(&ListField::Function) && self.columns.iter().any(|column| money(&column.field)) && finer.iter().any(|field| self.has(field))
    }

    /// Whether it is a list of indicators of projects.
    #[must_use]
    pub fn is_indicators(&self) -> bool {
        self.has(&ListField::Project) && self.has(&ListField::Level3)
    }

    /// The heads, whatever their order: lists with the same one are mapped alike.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut heads: Vec<&str> = self.columns.iter().map(|column| column.head.as_str()).collect();
        heads.sort_unstable();
        heads.join("|")
    }

    /// Puts a clerk's word in the place of what was found.
    pub fn correct(&mut self, head: &str, field: &ListField) -> bool {
        let mut found = false;
        for column in self.columns.iter_mut().filter(|column| column.head == head) {
            (column.field, column.confidence, column.reason) = (field.clone(), Confidence::Sure, "由人指定".into());
            found = true;
        }
        found
    }
}

/// Finds the head of a list and what its columns are; `None` where the grid is no list.
#[must_use]
pub fn map(grid: &RawGrid, words: &ListWords) -> Option<Mapping> {
    let mut best: Option<(usize, Mapping)> = None;
    for first in 0..grid.rows.len().min(HEAD_WITHIN) {
        for height in 1..=2 {
            let body = first + height;
            // The title and 单位：元 above a head are no part of it.
            let upper = grid.rows[first].iter().filter(|cell| !cell.trim().is_empty()).count();
            if body > grid.rows.len() || (height == 2 && (upper < 3 || holds_money(&grid.rows[body - 1]))) {
                continue;
            }
            let mapping = with_head(grid, words, first, height);
            let fields = mapping.columns.iter().filter(|column| column.field != ListField::Ignored).count();
            let better = best.as_ref().is_none_or(|(most, _)| fields > *most);
            if (mapping.is_lines() || mapping.is_indicators()) && fields >= 3 && better {
                best = Some((fields, mapping));
            }
        }
    }
    best.map(|(_, mapping)| mapping)
}

/// Without blanks and with one kind of brackets.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            if c == '（' {
                '('
            } else if c == '）' {
                ')'
            } else {
                c
            }
        })
        .collect()
}

fn holds_money(row: &[String]) -> bool {
    row.iter().any(|cell| cell.chars().any(|c| c.is_ascii_digit()) && matches!(Amount::typed(cell, MoneyUnit::Yuan), Ok(Some(_))))
}

fn with_head(grid: &RawGrid, words: &ListWords, first: usize, height: usize) -> Mapping {
    let paths = paths(grid, first, height);
    let mut columns = Vec::new();
    for (at, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        let (field, confidence, reason) = meaning(path, words);
        columns.push(ColumnMap { at, head: path.join("·"), field, confidence, reason });
    }
    let body = first + height;
    flags(grid, body, &mut columns);
    stages(words, &mut columns);
    totals(&mut columns);
    let heads = paths.iter().flatten().map(String::as_str);
    let lines = grid.rows[..first].iter().flatten().map(String::as_str);
    Mapping { body, columns, unit: money_unit(lines.chain(heads)) }
}

/// The head cells above each column, from the outermost.
fn paths(grid: &RawGrid, first: usize, height: usize) -> Vec<Vec<String>> {
    let mut paths: Vec<Vec<String>> = vec![Vec::new(); grid.width()];
    for row in first..first + height {
        let mut left = String::new();
        for (at, path) in paths.iter_mut().enumerate() {
            let own = plain(&grid.rows[row][at]);
            if !own.is_empty() {
                left.clone_from(&own);
            }
            // A cell over several columns has its text in the first of them; files without spans leave the others blank.
            let under = row + 1 < first + height && !grid.rows[row + 1][at].trim().is_empty();
            let text = if own.is_empty() && under { left.clone() } else { own };
            if !text.is_empty() && path.last() != Some(&text) {
                path.push(text);
            }
        }
    }
    paths
}

/// What a head means: its innermost cell, and where that says nothing all of them.
fn meaning(path: &[String], words: &ListWords) -> (ListField, Confidence, String) {
    let is_carried = path.iter().any(|part| words.carried.iter().any(|word| part.contains(word.as_str())));
    let whole = path.concat();
    for text in [path.last().map_or("", String::as_str), whole.as_str()] {
        let Some((field, word, clash)) = longest(text, words) else { continue };
        let field = match field {
            ListField::FundAmount { fund, .. } => ListField::FundAmount { fund, carried: is_carried },
            // 上年结转小计 and the like add up; a plain 预算数 below 上年结转 does not say the fund.
            other => other,
        };
        if clash {
            return (field, Confidence::Unsure, format!("“{text}”有两种理解"));
        }
        let bare = text.split('(').next().unwrap_or(text);
        let confidence = if bare == word { Confidence::Sure } else { Confidence::Likely };
        return (field, confidence, if bare == word { String::new() } else { format!("列名含“{word}”") });
    }
    if is_carried {
        let field = ListField::FundAmount { fund: words.funds.first().map_or_else(String::new, |fund| fund.id.clone()), carried: true };
        let fund = words.label(&field);
        return (field, Confidence::Unsure, format!("没有写明是哪一项资金的结转，按“{fund}”"));
    }
    (ListField::Ignored, Confidence::Unsure, "没有认出，不用".into())
}

/// The field whose wording covers most of a head, that wording, and whether another one covers as much.
fn longest(text: &str, words: &ListWords) -> Option<(ListField, String, bool)> {
    let fields = words.fields.iter().flat_map(|field| field.words.iter().map(move |word| (field.field.clone(), word)));
    let amount_of = |id: &str| ListField::FundAmount { fund: id.to_owned(), carried: false };
    let funds = words.funds.iter().flat_map(|words| words.words.iter().map(move |word| (amount_of(&words.id), word)));
    let mut found: Vec<(usize, ListField, &String)> =
        fields.chain(funds).filter(|(_, word)| text.contains(word.as_str())).map(|(field, word)| (word.chars().count(), field, word)).collect();
    found.sort_by_key(|(length, ..)| std::cmp::Reverse(*length));
    let (length, field, word) = found.first()?;
    let clash = found.iter().any(|(other, another, _)| other == length && another != field);
    Some((field.clone(), (*word).clone(), clash))
}

/// A column called 上年结转 that holds no figures says of each line whether it is carried over.
fn flags(grid: &RawGrid, body: usize, columns: &mut [ColumnMap]) {
    for column in columns.iter_mut().filter(|column| matches!(column.field, ListField::FundAmount { carried: true, .. })) {
        let cells: Vec<&str> =
            grid.rows[body.min(grid.rows.len())..].iter().map(|row| row[column.at].trim()).filter(|cell| !is_nothing(cell)).collect();
        if !cells.is_empty() && cells.iter().all(|cell| Amount::typed(cell, MoneyUnit::Yuan).is_err()) {
            (column.field, column.confidence, column.reason) = (ListField::Carried, Confidence::Likely, "不是数字，逐行写明是否结转".into());
        }
    }
}

/// Where 申报, 审核 and 批复 stand side by side, 批复 counts.
fn stages(words: &ListWords, columns: &mut [ColumnMap]) {
    let says = |column: &ColumnMap, list: &[String]| list.iter().any(|word| column.head.contains(word.as_str()));
    let is_money = |field: &ListField| matches!(field, ListField::Amount | ListField::FundAmount { .. });
    let any_approved = columns.iter().any(|column| is_money(&column.field) && says(column, &words.approved));
    let mut taken: Vec<ListField> = Vec::new();
    for column in columns.iter_mut().filter(|column| is_money(&column.field)) {
        let proposed = says(column, &words.proposed) && !says(column, &words.approved);
        if proposed && any_approved {
            (column.field, column.confidence, column.reason) = (ListField::Ignored, Confidence::Sure, "与批复数并列，取批复数".into());
        } else if taken.contains(&column.field) && !says(column, &words.approved) {
            // One fund may be split: 一般公共预算 and 一般债券 are added up; two plain amounts are not.
            if column.field == ListField::Amount {
                (column.field, column.confidence, column.reason) = (ListField::Ignored, Confidence::Unsure, "前面已有金额列，不用".into());
            }
        } else {
            if proposed {
                (column.confidence, column.reason) = (Confidence::Unsure, "只有申报或审核数，没有批复数".into());
            } else if says(column, &words.approved) && column.field == ListField::Amount {
                column.reason = "取批复数".into();
            }
            taken.push(column.field.clone());
        }
    }
}

/// Amounts beside a column for each fund are their sum; a sum without any other money is the amount.
fn totals(columns: &mut [ColumnMap]) {
    let by_fund = columns.iter().any(|column| matches!(column.field, ListField::FundAmount { .. }));
    let has = |field: &ListField, columns: &[ColumnMap]| columns.iter().any(|column| column.field == *field);
    let (fund, amount) = (has(&ListField::Fund, columns), has(&ListField::Amount, columns));
    for column in columns.iter_mut() {
        match &column.field {
            ListField::Amount if by_fund && !fund => (column.field, column.reason) = (ListField::Total, "各项资金之和，只作核对".into()),
            ListField::FundAmount { .. } if fund && amount => {
                (column.field, column.confidence, column.reason) = (ListField::Ignored, Confidence::Unsure, "已有资金性质和金额列，不用".into());
            }
            ListField::Total if !by_fund && !amount => column.field = ListField::Amount,
            _ => {}
        }
    }
}

/// 单位：元 in the lines above, or the unit in a head.
/// The unit that one of the texts states.
pub(crate) fn money_unit<'a>(texts: impl Iterator<Item = &'a str>) -> Option<MoneyUnit> {
    texts.map(plain).find_map(|text| {
        let text = text.replace('：', ":");
        if text.contains("单位:万元") || text.contains("(万元)") {
            Some(MoneyUnit::Wan)
        } else if text.contains("单位:元") || text.contains("(元)") {
            Some(MoneyUnit::Yuan)
        } else {
            None
        }
    })
}
