//! A table with what belongs to it: title and captions, header rows, columns by their labels, notes.

use super::caption::{captions_in, is_bare_name, is_note, is_right, is_title, is_year, title_and_unit};
use super::words::{is_figure, plain};
use crate::model::Span;
use crate::read::RawGrid;

/// A table of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The line above it; empty if none.
    pub title: String,
    /// Captions at the left: whose, of which year.
    pub left: Vec<String>,
    /// Caption at the right: the unit of money, a date.
    pub right: String,
    /// The cells, captions and notes no longer among them.
    pub grid: RawGrid,
    /// How many rows from the top are its header, the row that numbers the columns (栏次) among them.
    pub head: usize,
    /// Below it.
    pub notes: Vec<String>,
    /// How many columns it came with, blank ones among them.
    pub width: usize,
    /// A page begins with it.
    pub new_page: bool,
}

impl Table {
    /// A grid as a table: captions and notes that stand in its own rows are taken out of it. Where the line `above` it is its title, its first
    /// row is none.
    pub(super) fn of(mut grid: RawGrid, above: Option<&str>) -> Self {
        let titled = above.is_some_and(|line| is_title(line) && plain(line).ends_with('表'));
        let mut table = Self { width: grid.width(), new_page: grid.new_page, ..Self::default() };
        drop_blank_columns(&mut grid);
        while grid.rows.len() > 1 {
            let mut filled: Vec<String> = grid.rows[0].iter().filter(|cell| !cell.is_empty()).cloned().collect();
            let has_unit = filled.iter().any(|cell| is_right(cell));
            let captions = filled.iter().map(|cell| captions_in(cell).or_else(|| (has_unit && is_bare_name(cell)).then(|| vec![cell.clone()])));
            // 2025年 and 2026年 side by side head columns.
            let years = filled.len() > 1 && filled.iter().all(|cell| is_year(&plain(cell)));
            if let Some(captions) = captions.collect::<Option<Vec<_>>>().filter(|_| !years) {
                // Captions, or a blank row above the header.
                captions.into_iter().flatten().for_each(|line| table.caption(line));
            } else if let Some(title) = table.title_in(&filled, &grid, titled) {
                let title = filled.remove(title);
                let (title, unit) = title_and_unit(&title).map_or((title, None), |(title, unit)| (title, Some(unit)));
                table.title = title;
                if let Some(unit) = unit {
                    table.caption(unit);
                }
                filled.iter().filter_map(|cell| captions_in(cell)).flatten().for_each(|line| table.caption(line));
            } else {
                break;
            }
            remove_row(&mut grid, 0);
        }
        while let Some(last) = grid.rows.last().filter(|_| grid.rows.len() > 1) {
            let mut filled = last.iter().filter(|cell| !cell.is_empty());
            match (filled.next(), filled.next()) {
                (Some(note), None) if is_note(note) => table.notes.insert(0, note.clone()),
                (None, _) => {}
                _ => break,
            }
            let at = grid.rows.len() - 1;
            remove_row(&mut grid, at);
        }
        table.head = head(&grid);
        table.grid = grid;
        table.drop_repeated_heads(above);
        table
    }

    /// A converter puts the pages of a table into one grid, each with its head, and with title and captions above it. A table of words may have
    /// equal rows.
    fn drop_repeated_heads(&mut self, above: Option<&str>) {
        let head = self.head;
        if head == 0 || self.grid.rows.len() < 2 * head + 1 || !self.has_figures() {
            return;
        }
        let rows = &self.grid.rows;
        let mut again = vec![false; rows.len()];
        for at in (head..=rows.len() - head).filter(|at| rows[*at..*at + head] == rows[..head]) {
            let said = (head..at).rev().take_while(|row| self.is_said_above(&rows[*row], above)).last().unwrap_or(at);
            again[said..at + head].fill(true);
        }
        if !again.contains(&true) {
            return;
        }
        let before: Vec<usize> = again.iter().scan(0, |gone, again| Some(std::mem::replace(gone, *gone + usize::from(*again)))).collect();
        self.grid.spans.retain(|span| !again[span.row]);
        self.grid.spans.iter_mut().for_each(|span| span.row -= before[span.row]);
        let mut row = 0;
        self.grid.rows.retain(|_| {
            row += 1;
            !again[row - 1]
        });
    }

    /// Whether a row only says what stands above the table: its title, or captions.
    fn is_said_above(&self, row: &[String], above: Option<&str>) -> bool {
        let mut filled = row.iter().filter(|cell| !cell.is_empty()).peekable();
        let said =
            |cell: &String| *cell == self.title || above == Some(cell.as_str()) || is_right(cell) || *cell == self.right || self.left.contains(cell);
        filled.peek().is_some() && filled.all(said)
    }

    /// Which of the filled cells of the first row is the title: the only one that is no caption, with something below that may be a table.
    fn title_in(&self, filled: &[String], grid: &RawGrid, titled: bool) -> Option<usize> {
        let mut others = filled.iter().enumerate().filter(|(_, cell)| captions_in(cell).is_none());
        let (at, title) = others.next().filter(|_| others.next().is_none())?;
        let goes_on = grid.rows[1..].iter().flatten().any(|cell| !cell.is_empty());
        let below = grid.rows[1..].iter().find(|row| row.iter().any(|cell| !cell.is_empty()));
        let of_table = plain(title).ends_with('表');
        // What stands over the whole width below a title of its own is a group of columns.
        let group = titled && !of_table && !below.is_some_and(|row| row.iter().all(|cell| cell.is_empty() || captions_in(cell).is_some()));
        let wide = grid.width() > 2 || of_table && grid.width() > 1;
        (self.title.is_empty() && goes_on && is_title(title) && wide && !group && (of_table || grid.rows[0][0] == *title)).then_some(at)
    }

    /// Puts a line above the table in its place.
    pub(super) fn caption(&mut self, line: String) {
        if is_right(&line) && self.right.is_empty() {
            self.right = line;
        } else if !self.left.contains(&line) {
            self.left.push(line);
        }
    }

    /// Whether a figure stands below the header.
    pub(super) fn has_figures(&self) -> bool {
        self.body().iter().flatten().any(|cell| is_figure(cell))
    }

    /// The rows below the header.
    pub(super) fn body(&self) -> &[Vec<String>] {
        &self.grid.rows[self.head.min(self.grid.rows.len())..]
    }

    /// For each column the labels above it, from the outermost.
    pub(super) fn paths(&self) -> Vec<Vec<String>> {
        let rows: Vec<usize> = (0..self.head).filter(|row| !is_numbers(&self.grid.rows[*row])).collect();
        (0..self.grid.width())
            .map(|column| {
                let mut path: Vec<String> = Vec::new();
                let mut last = None;
                for (n, row) in rows.iter().enumerate() {
                    let origin = self.label_at(*row, column, &rows[n + 1..]);
                    if origin != last
                        && let Some((row, column)) = origin
                        && !self.grid.rows[row][column].is_empty()
                    {
                        path.push(self.grid.rows[row][column].clone());
                    }
                    last = origin.or(last);
                }
                path
            })
            .collect()
    }

    /// The cell whose label stands above a column in a header row. Where the file tells of no spans, a blank belongs to the cell
    /// to its left if something stands below it, and to the cell above if not.
    fn label_at(&self, row: usize, column: usize, below: &[usize]) -> Option<(usize, usize)> {
        if let Some(span) = self.grid.spans.iter().find(|span| span.covers(row, column)) {
            return Some((span.row, span.column));
        }
        let cells = &self.grid.rows[row];
        if !cells[column].is_empty() {
            return Some((row, column));
        }
        if !self.grid.spans.is_empty() || below.iter().all(|row| self.grid.rows[*row][column].is_empty()) {
            return None;
        }
        (0..column).rev().find(|at| !cells[*at].is_empty()).map(|at| (row, at))
    }

    /// Whether the header is the same, and so what follows is the rest of the same table.
    pub(super) fn has_head_of(&self, other: &Self) -> bool {
        let rows = |table: &Self| table.grid.rows[..table.head].iter().map(|row| labels(row)).collect::<Vec<_>>();
        self.head > 0 && rows(self) == rows(other)
    }

    /// Whether the header is the lowest rows of another's, repeated on the next page.
    pub(super) fn has_last_head_of(&self, other: &Self) -> bool {
        let rows = |table: &Self| table.grid.rows[..table.head].iter().map(|row| labels(row)).collect::<Vec<_>>();
        self.head > 0 && self.head < other.head && rows(other).ends_with(&rows(self))
    }

    /// The rest of this table on the next page, with its head again or without.
    pub(super) fn go_on(&mut self, mut other: Self) {
        if !other.has_head_of(self) && !other.has_last_head_of(self) {
            other.head = 0;
        }
        self.append(other);
    }

    /// All rows of another table below those of this one.
    pub(super) fn append(&mut self, other: Self) {
        self.notes.extend(other.notes);
        if self.title.is_empty() {
            self.title = other.title;
        }
        for line in other.left {
            self.caption(line);
        }
        let (at, width) = (self.grid.rows.len(), self.grid.width().max(other.grid.width()));
        // Most have the same columns, and there may be thousands of pages.
        if width > self.grid.width() {
            self.grid.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        }
        let head = other.head;
        self.grid.spans.extend(other.grid.spans.into_iter().filter(|span| span.row >= head).map(|span| Span { row: at + span.row - head, ..span }));
        for mut row in other.grid.rows.into_iter().skip(head) {
            row.resize(width, String::new());
            self.grid.rows.push(row);
        }
    }
}

/// The labels of a row without the blanks behind them.
fn labels(row: &[String]) -> Vec<String> {
    let mut out: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

fn remove_row(grid: &mut RawGrid, at: usize) {
    grid.rows.remove(at);
    grid.spans.retain(|span| span.row != at || span.rows > 1);
    for span in &mut grid.spans {
        if span.row > at {
            span.row -= 1;
        } else if span.row + span.rows > at {
            span.rows -= 1;
        }
    }
}

/// Columns without a text, where no cell reaches over them.
fn drop_blank_columns(grid: &mut RawGrid) {
    let blank = |grid: &RawGrid, column: usize| grid.rows.iter().all(|row| row[column].is_empty());
    for column in (0..grid.width()).rev() {
        let spanned = grid.spans.iter().any(|span| (span.column..span.column + span.columns).contains(&column) && span.columns > 1);
        if column + 1 == grid.width() && grid.width() > 1 && blank(grid, column) && !spanned {
            grid.rows.iter_mut().for_each(|row| {
                row.pop();
            });
        }
    }
}

/// A header has no more rows than these, its number row aside.
const MOST_HEAD: usize = 6;

/// How many rows from the top are header.
fn head(grid: &RawGrid) -> usize {
    let Some(first) = grid.rows.first() else { return 0 };
    // What the merged cells of the first row cover belongs to it.
    let mut head = grid.spans.iter().filter(|span| span.row == 0).map(|span| span.rows).max().unwrap_or(1).min(MOST_HEAD);
    // 项目 | 2025 | 2026: years that follow one another beside a label are labels.
    let year = |cell: &String| cell.parse::<u16>().ok().filter(|year| crate::model::YEARS.contains(year));
    let years: Vec<u16> = first.iter().filter_map(year).collect();
    let labelled = first.iter().any(|cell| !cell.is_empty() && !is_figure(cell)) && years.windows(2).any(|pair| pair[0].abs_diff(pair[1]) == 1);
    if first.iter().any(|cell| is_figure(cell) && !(labelled && year(cell).is_some())) && !is_numbers(first) {
        return 0;
    }
    while head < grid.rows.len() && head <= MOST_HEAD {
        let (row, above) = (&grid.rows[head], &grid.rows[head - 1]);
        let wide = grid.spans.iter().any(|span| span.row == head - 1 && span.columns > 1);
        let labels =
            row.iter().any(|cell| !cell.is_empty()) && !row.iter().any(|cell| is_figure(cell) || cell.chars().count() > 45 || cell.contains('。'));
        let more = labels && head < MOST_HEAD && if grid.spans.is_empty() { goes_deeper(&grid.rows[..head], row) } else { wide };
        if !(is_numbers(row) || more && !is_numbers(above)) {
            break;
        }
        head += 1;
    }
    let reaches = |head: usize| grid.spans.iter().filter(|span| span.row < head).map(|span| span.row + span.rows).max().unwrap_or(0);
    let reach = reaches(head);
    if reach > head { reach.min(grid.rows.len()) } else { head.min(grid.rows.len()) }
}

/// Whether a row below a header without spans labels what is still open there: columns without a label of their own, or the first one below a
/// label that reaches over the blanks to its right. A lone 合计 below a label is a row.
fn goes_deeper(head: &[Vec<String>], row: &[String]) -> bool {
    let is_open = |column: usize| {
        let own = head.iter().rev().find(|row| !row[column].is_empty());
        // A converter may repeat the label where a merged cell was.
        let beside = |row: &Vec<String>, at: Option<usize>| at.and_then(|at| row.get(at)).is_some_and(|cell| *cell == row[column]);
        own.is_none_or(|row| row.get(column + 1).is_some_and(String::is_empty) || beside(row, Some(column + 1)) || beside(row, column.checked_sub(1)))
    };
    // A label that is repeated where a merged cell was says nothing.
    let repeats = |column: usize| head.iter().any(|above| plain(&above[column]) == plain(&row[column]));
    let mut new = (0..row.len()).filter(|column| !row[*column].is_empty() && !repeats(*column)).peekable();
    let first_open = new.peek().copied().is_some_and(|column| head.iter().all(|row| row[column].is_empty()) && column == 0);
    new.peek().is_some() && !first_open && new.all(is_open)
}

/// `**`, `*`: stands in the number row below a column that has no number.
fn is_stars(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|c| matches!(c, '*' | '＊'))
}

/// The row that numbers the columns: 栏次, 1, 2, 3.
pub(super) fn is_numbers(row: &[String]) -> bool {
    let filled: Vec<&String> = row.iter().filter(|cell| !cell.is_empty()).collect();
    let from = filled.iter().take_while(|cell| matches!(plain(cell).as_str(), "栏次" | "行次") || is_stars(cell)).count();
    let letters = filled.iter().skip(from).take_while(|cell| matches!(cell.as_str(), "甲" | "乙" | "丙")).count();
    let Some(figures) = filled[from + letters..].iter().map(|cell| ordinal(cell)).collect::<Option<Vec<u32>>>() else { return false };
    let in_order = figures.windows(2).all(|pair| pair[1] == pair[0] + 1);
    // Columns may be counted on from another table only where the row says that it counts them.
    let says = filled.iter().take(from).any(|cell| matches!(plain(cell).as_str(), "栏次" | "行次"));
    // A number that is that of its column counts it, whatever stands before.
    let at = row.iter().position(|cell| ordinal(cell).is_some()).and_then(|at| u32::try_from(at + 1).ok());
    filled.len() > 2
        && in_order
        && figures.first().is_some_and(|first| *first == 1 || says || from + letters == 0 && *first > 1 && at == Some(*first))
}

/// The number of a column, which may say how it is computed: 3, C, ③, `1=2+3`, `A=B+C`.
fn ordinal(cell: &str) -> Option<u32> {
    let text = plain(cell).replace('＝', "=").replace('＋', "+").replace('－', "-");
    let (own, sum) = text.split_once('=').map_or((text.as_str(), None), |(own, sum)| (own, Some(sum)));
    let circled = |c: char| u32::from(c).checked_sub(u32::from('①')).filter(|n| *n < 20);
    let is_term = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || circled(c).is_some() || "+-*/()×".contains(c);
    if sum.is_some_and(|sum| sum.is_empty() || !sum.chars().all(is_term)) {
        return None;
    }
    let mut chars = own.chars();
    match (chars.next()?, chars.next()) {
        (letter @ 'A'..='Z', None) => Some(u32::from(letter) - u32::from('A') + 1),
        (c, None) if circled(c).is_some() => circled(c).map(|n| n + 1),
        _ => own.parse().ok().filter(|n| (1..100).contains(n) && !own.starts_with('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&str]) -> RawGrid {
        RawGrid::of(rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect())
    }

    #[test]
    fn headers_of_two_rows_and_a_row_of_numbers() {
        let table = Table::of(grid(&["序号|收入||支出|", "|项目|预算数|项目|预算数", "栏次|1|2|3|4", "1|一、甲|2860.12|一、乙|"]), None);
        assert_eq!(table.head, 3);
        let wanted: [&[&str]; 5] = [&["序号"], &["收入", "项目"], &["收入", "预算数"], &["支出", "项目"], &["支出", "预算数"]];
        assert_eq!(table.paths(), wanted);
        let plain = Table::of(grid(&["项目|数量|价值", "资产总额||784.2857"]), None);
        assert_eq!((plain.head, plain.body().len()), (1, 1));
        let text = Table::of(grid(&["单位名称|性质", "合计|", "某局|行政"]), None);
        assert_eq!(text.head, 1);
    }

    #[test]
    fn captions_within_the_grid_are_taken_out() {
        let rows = ["某某固定资产占用情况表||", "编制部门：某某委员会|截止时间：2020年12月31日|", "项目|数量|价值", "资产总额||3", "注：略||"];
        let table = Table::of(grid(&rows), None);
        assert_eq!((table.title.as_str(), table.right.as_str()), ("某某固定资产占用情况表", "截止时间：2020年12月31日"));
        assert_eq!((table.left, table.notes, table.head), (vec!["编制部门：某某委员会".to_owned()], vec!["注：略".to_owned()], 1));
        assert_eq!(table.grid.rows, [["项目", "数量", "价值"], ["资产总额", "", "3"]]);
    }
}
