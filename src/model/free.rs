//! What a draft has beyond its template: sections, texts and tables anywhere in the outline, so that nothing that a
//! real document holds is without a place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthStr;

use super::id::fresh;
use super::place::Place;
use crate::template::{Contents, Part, Section, TextPart};

/// A section, text or table that the template does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// Stays, wherever the addition moves.
    pub id: String,
    /// The part of the outline that it follows. Where that is gone, it stands at the end.
    pub after: String,
    /// It is the first within that section instead of following it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inside: bool,
    /// What it is.
    pub kind: AdditionKind,
}

impl Addition {
    /// The place of it as a whole.
    #[must_use]
    pub fn part(&self) -> Place {
        let id = self.id.clone();
        match self.kind {
            AdditionKind::Section { .. } => Place::Section(id),
            AdditionKind::Text => Place::Text(id),
            AdditionKind::Table => Place::Table { id, row: String::new(), column: String::new() },
        }
    }
}

/// What an addition is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdditionKind {
    /// A heading with what is added inside it.
    Section {
        /// The heading without its number.
        heading: String,
        /// Pattern of its number, as its neighbours have it; none if empty.
        #[serde(default)]
        number: String,
        /// It stands in the table of contents.
        #[serde(default)]
        listed: bool,
    },
    /// Running text; the draft keeps it under the addition's id.
    Text,
    /// A free table (补充表); the draft keeps it under the addition's id.
    Table,
}

/// A free table: any header, any spans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeTable {
    /// Printed above it; none if empty.
    #[serde(default)]
    pub title: String,
    /// At the upper left.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub left: String,
    /// At the upper right: the unit of money.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub right: String,
    /// How many rows from the top are its header.
    pub head: usize,
    /// Relative widths, one for each column; 0 for as wide as its texts want.
    pub widths: Vec<u16>,
    /// Texts, a cell for every row and column; what a span covers is empty.
    pub rows: Vec<Vec<String>>,
    /// The rows' ids.
    #[serde(default)]
    pub row_ids: Vec<String>,
    /// The columns' ids.
    #[serde(default)]
    pub column_ids: Vec<String>,
    /// Cells that reach over others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Printed across the page's long side, on a page of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub landscape: bool,
}

/// A cell that reaches over others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Its row, from 0.
    pub row: usize,
    /// Its column, from 0.
    pub column: usize,
    /// Rows it covers.
    pub rows: usize,
    /// Columns it covers.
    pub columns: usize,
}

impl Span {
    /// Whether the span covers the cell, its own first cell among them.
    #[must_use]
    pub fn covers(&self, row: usize, column: usize) -> bool {
        (self.row..self.row + self.rows).contains(&row) && (self.column..self.column + self.columns).contains(&column)
    }

    fn meets(&self, other: &Span) -> bool {
        self.row < other.row + other.rows
            && other.row < self.row + self.rows
            && self.column < other.column + other.columns
            && other.column < self.column + self.columns
    }
}

impl FreeTable {
    /// An empty table with one header row.
    #[must_use]
    pub fn new(rows: usize, columns: usize) -> Self {
        Self {
            head: 1,
            widths: vec![0; columns],
            rows: vec![vec![String::new(); columns]; rows],
            row_ids: (0..rows).map(|_| fresh('r')).collect(),
            column_ids: (0..columns).map(|_| fresh('k')).collect(),
            ..Self::default()
        }
    }

    /// Where a cell stands, by the ids of its row and column.
    #[must_use]
    pub fn position(&self, row: &str, column: &str) -> Option<(usize, usize)> {
        Some((self.row_ids.iter().position(|id| id == row)?, self.column_ids.iter().position(|id| id == column)?))
    }

    /// What a cell says, by the ids of its row and column.
    #[must_use]
    pub fn cell(&self, row: &str, column: &str) -> Option<&str> {
        let (row, column) = self.position(row, column)?;
        self.rows.get(row)?.get(column).map(String::as_str)
    }

    /// A cell that no other reaches over, by the ids of its row and column.
    pub(super) fn cell_mut(&mut self, row: &str, column: &str) -> Option<&mut String> {
        let (row, column) = self.position(row, column).filter(|(row, column)| !self.is_covered(*row, *column))?;
        self.rows.get_mut(row)?.get_mut(column)
    }

    /// The span that covers a cell.
    #[must_use]
    pub fn span_at(&self, row: usize, column: usize) -> Option<&Span> {
        self.spans.iter().find(|span| span.covers(row, column))
    }

    /// Whether another cell reaches over this one.
    #[must_use]
    pub fn is_covered(&self, row: usize, column: usize) -> bool {
        self.span_at(row, column).is_some_and(|span| (span.row, span.column) != (row, column))
    }

    /// A row of blanks at a place; spans that reach over it grow.
    pub fn insert_row(&mut self, at: usize) {
        let at = at.min(self.rows.len());
        self.rows.insert(at, vec![String::new(); self.widths.len()]);
        self.row_ids.insert(at, fresh('r'));
        if at < self.head {
            self.head += 1;
        }
        for span in &mut self.spans {
            if span.row >= at {
                span.row += 1;
            } else if span.row + span.rows > at {
                span.rows += 1;
            }
        }
    }

    /// A row, gone; the last one stays.
    pub fn remove_row(&mut self, at: usize) {
        if self.rows.len() < 2 || at >= self.rows.len() {
            return;
        }
        let gone = self.rows.remove(at);
        self.row_ids.remove(at);
        self.head -= usize::from(at < self.head);
        for span in &mut self.spans {
            if span.row > at {
                span.row -= 1;
            } else if span.row + span.rows > at {
                span.rows -= 1;
                // What stood in its first row moves down with it.
                if span.row == at && span.rows > 0 {
                    self.rows[at][span.column].clone_from(&gone[span.column]);
                }
            }
        }
        self.spans.retain(|span| span.rows > 0 && span.rows * span.columns > 1);
    }

    /// A column of blanks at a place; spans that reach over it grow.
    pub fn insert_column(&mut self, at: usize) {
        let at = at.min(self.widths.len());
        self.widths.insert(at, 0);
        self.column_ids.insert(at, fresh('k'));
        self.rows.iter_mut().for_each(|row| row.insert(at, String::new()));
        for span in &mut self.spans {
            if span.column >= at {
                span.column += 1;
            } else if span.column + span.columns > at {
                span.columns += 1;
            }
        }
    }

    /// A column, gone; the last one stays.
    pub fn remove_column(&mut self, at: usize) {
        if self.widths.len() < 2 || at >= self.widths.len() {
            return;
        }
        self.widths.remove(at);
        self.column_ids.remove(at);
        let gone: Vec<String> = self.rows.iter_mut().map(|row| row.remove(at)).collect();
        for span in &mut self.spans {
            if span.column > at {
                span.column -= 1;
            } else if span.column + span.columns > at {
                span.columns -= 1;
                if span.column == at && span.columns > 0 {
                    self.rows[span.row][at].clone_from(&gone[span.row]);
                }
            }
        }
        self.spans.retain(|span| span.columns > 0 && span.rows * span.columns > 1);
    }

    /// What a cell would cover if it reached one column or one row further; spans that it meets become part of it. `None`
    /// where the table ends there, or where header and body would be one.
    #[must_use]
    pub fn grown(&self, row: usize, column: usize, right: bool) -> Option<Span> {
        let own = self.span_at(row, column).copied().unwrap_or(Span { row, column, rows: 1, columns: 1 });
        let mut grown = own;
        if right {
            grown.columns += 1;
        } else {
            grown.rows += 1;
        }
        // Until no span sticks out any more.
        loop {
            let before = grown;
            for span in self.spans.iter().filter(|span| span.meets(&before)) {
                let (bottom, end) =
                    ((grown.row + grown.rows).max(span.row + span.rows), (grown.column + grown.columns).max(span.column + span.columns));
                (grown.row, grown.column) = (grown.row.min(span.row), grown.column.min(span.column));
                (grown.rows, grown.columns) = (bottom - grown.row, end - grown.column);
            }
            if grown == before {
                break;
            }
        }
        let fits = grown.row + grown.rows <= self.rows.len() && grown.column + grown.columns <= self.widths.len();
        let cut = grown.row < self.head && grown.row + grown.rows > self.head;
        (fits && !cut).then_some(grown)
    }

    /// Lets a cell reach one column or one row further; the texts that it covers then are joined.
    pub fn grow(&mut self, row: usize, column: usize, right: bool) {
        let Some(grown) = self.grown(row, column, right) else { return };
        let mut texts = Vec::new();
        for r in grown.row..grown.row + grown.rows {
            for c in grown.column..grown.column + grown.columns {
                texts.push(std::mem::take(&mut self.rows[r][c]));
            }
        }
        texts.retain(|text| !text.is_empty());
        self.rows[grown.row][grown.column] = texts.join("\n");
        self.spans.retain(|span| !span.meets(&grown));
        self.spans.push(grown);
        self.spans.sort_by_key(|span| (span.row, span.column));
    }

    /// The width of a column: the one it has, or what its texts want, within reason.
    #[must_use]
    pub fn width(&self, column: usize) -> u16 {
        if self.widths[column] > 0 {
            return self.widths[column];
        }
        let single = |row: &usize| self.span_at(*row, column).is_none_or(|span| span.columns == 1);
        let texts = (0..self.rows.len()).filter(single).flat_map(|row| self.rows[row][column].lines());
        let widest = texts.map(UnicodeWidthStr::width_cjk).max().unwrap_or(0);
        u16::try_from(widest.clamp(8, 40)).unwrap_or(40) + 2
    }

    /// Whether a header of so many rows cuts through no cell.
    #[must_use]
    pub fn can_have_head(&self, head: usize) -> bool {
        head <= self.rows.len() && self.spans.iter().all(|span| span.row >= head || span.row + span.rows <= head)
    }

    /// The cells that a span covered stand for themselves again; the text stays in the first.
    pub fn split(&mut self, row: usize, column: usize) {
        self.spans.retain(|span| !span.covers(row, column));
    }

    /// What is wrong with it, in Chinese: a file may say anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let width = self.widths.len();
        if width == 0 || self.rows.is_empty() {
            return Some("没有行或列".into());
        }
        if let Some(at) = self.rows.iter().position(|row| row.len() != width) {
            return Some(format!("第{}行有{}格，应为{width}格", at + 1, self.rows[at].len()));
        }
        if self.row_ids.len() != self.rows.len() || self.column_ids.len() != width {
            return Some("行、列的代号与行数、列数不符".into());
        }
        if twice(&self.row_ids) || twice(&self.column_ids) {
            return Some("有两行或两列代号相同".into());
        }
        if self.head > self.rows.len() {
            return Some("表头行数多于全部行数".into());
        }
        // Each by itself first: what is far out of the table must not be added up.
        let fits = |from: usize, count: usize, all: usize| from < all && (1..=all - from).contains(&count);
        if !self.spans.iter().all(|span| fits(span.row, span.rows, self.rows.len()) && fits(span.column, span.columns, width)) {
            return Some("合并的单元格超出表格".into());
        }
        if (1..self.spans.len()).any(|n| self.spans[..n].iter().any(|other| other.meets(&self.spans[n]))) {
            return Some("合并的单元格互相重叠".into());
        }
        if !self.can_have_head(self.head) {
            return Some("有单元格跨在表头和表体之间".into());
        }
        None
    }
}

fn twice(ids: &[String]) -> bool {
    let mut seen = std::collections::HashSet::with_capacity(ids.len());
    ids.iter().any(|id| !seen.insert(id))
}

/// What stands at `at` in an outline, to put an addition there: the addition's anchor, whether it goes inside that, and the
/// number pattern of the sections around. A text or table follows what is there; a section follows the section that it
/// is in.
#[must_use]
pub fn anchor(outline: &[Part], at: &str, section: bool) -> Option<(String, bool, String)> {
    let mut path: Vec<&Section> = Vec::new();
    let mut parts = outline;
    // Down to the part, remembering the sections on the way.
    'down: loop {
        for part in parts {
            if part.id() == at {
                break 'down;
            }
            if let Part::Section(inner) = part
                && holds(&inner.parts, at)
            {
                path.push(inner);
                parts = &inner.parts;
                continue 'down;
            }
        }
        return None;
    }
    let own = parts.iter().find(|part| part.id() == at)?;
    let number_of = |section: &Section| section.number.clone().unwrap_or_default();
    match (own, section) {
        (Part::Section(own), true) => Some((at.to_owned(), false, number_of(own))),
        (Part::Section(own), false) => {
            Some(own.parts.last().map_or((at.to_owned(), true, String::new()), |last| (last.id().to_owned(), false, String::new())))
        }
        (_, true) if !path.is_empty() => path.last().map(|parent| (parent.id.clone(), false, number_of(parent))),
        _ => Some((at.to_owned(), false, String::new())),
    }
}

fn holds(parts: &[Part], id: &str) -> bool {
    crate::template::flat(parts).iter().any(|part| part.id() == id)
}

/// An outline with a draft's additions in their places.
#[must_use]
pub fn spliced(outline: &[Part], additions: &[Addition], texts: &BTreeMap<String, String>) -> Vec<Part> {
    let mut out = outline.to_vec();
    // An addition may stand beside a later one, so those that find no place are tried again.
    let mut waiting: Vec<&Addition> = additions.iter().collect();
    loop {
        let before = waiting.len();
        waiting.retain(|addition| !place(&mut out, addition, texts));
        if waiting.len() == before {
            break;
        }
    }
    out.extend(waiting.into_iter().map(|addition| part(addition, texts)));
    out
}

fn part(addition: &Addition, texts: &BTreeMap<String, String>) -> Part {
    let id = addition.id.clone();
    match &addition.kind {
        AdditionKind::Section { heading, number, listed } => Part::Section(Section {
            id,
            heading: heading.clone(),
            contents: if *listed { Contents::Listed } else { Contents::Hidden },
            number: (!number.is_empty()).then(|| number.clone()),
            ..Section::default()
        }),
        AdditionKind::Text => {
            let begins: String = texts.get(&id).map(|text| text.chars().filter(|c| !c.is_control()).take(12).collect()).unwrap_or_default();
            let label = if begins.is_empty() { "补充文字".to_owned() } else { format!("补充文字：{begins}") };
            Part::Text(TextPart { id, label, default: String::new(), hint: String::new(), offers: Vec::new() })
        }
        AdditionKind::Table => Part::Table(id),
    }
}

/// Puts an addition right behind the part that it names, or first into it. False where there is none.
fn place(parts: &mut Vec<Part>, addition: &Addition, texts: &BTreeMap<String, String>) -> bool {
    if let Some(at) = parts.iter().position(|part| part.id() == addition.after) {
        if !addition.inside {
            parts.insert(at + 1, part(addition, texts));
            return true;
        }
        if let Part::Section(section) = &mut parts[at] {
            section.parts.insert(0, part(addition, texts));
            return true;
        }
        return false;
    }
    parts.iter_mut().any(|part| if let Part::Section(section) = part { place(&mut section.parts, addition, texts) } else { false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> FreeTable {
        let mut table = FreeTable::new(3, 3);
        for (r, row) in table.rows.iter_mut().enumerate() {
            for (c, cell) in row.iter_mut().enumerate() {
                *cell = format!("{r}{c}");
            }
        }
        table
    }

    #[test]
    fn cells_grow_over_their_neighbours_and_keep_every_text() {
        let mut table = table();
        assert!(table.grown(0, 0, false).is_none(), "header and body stay apart");
        table.head = 2;
        table.grow(0, 0, true);
        table.grow(0, 0, false);
        assert_eq!(table.spans, [Span { row: 0, column: 0, rows: 2, columns: 2 }]);
        assert!(!table.can_have_head(1) && table.can_have_head(3));
        assert_eq!(table.rows[0][0], "00\n01\n10\n11");
        assert!(table.is_covered(1, 1) && !table.is_covered(0, 0));
        // Growing into another span takes it in whole.
        let mut other = self::table();
        other.head = 0;
        other.grow(0, 1, false);
        other.grow(0, 0, true);
        assert_eq!(other.spans, [Span { row: 0, column: 0, rows: 2, columns: 2 }]);
        assert_eq!(other.fault(), None);
        other.split(1, 1);
        assert!(other.spans.is_empty());
    }

    #[test]
    fn a_span_far_out_of_the_table_is_told() {
        let mut table = table();
        table.spans = vec![Span { row: usize::MAX, column: 0, rows: 1, columns: 1 }, Span { row: 0, column: 0, rows: usize::MAX, columns: 2 }];
        assert_eq!(table.fault().as_deref(), Some("合并的单元格超出表格"));
    }

    #[test]
    fn rows_and_columns_come_and_go_below_spans() {
        let mut table = table();
        table.head = 0;
        table.grow(0, 0, false);
        table.insert_row(1);
        assert_eq!(table.spans, [Span { row: 0, column: 0, rows: 3, columns: 1 }]);
        table.remove_row(0);
        assert_eq!(table.rows[0][0], "00\n10", "the joined text moves down");
        table.insert_column(0);
        table.remove_column(0);
        table.remove_row(0);
        assert_eq!(table.fault(), None);
        assert_eq!(table.rows.len(), 2);
    }
}
