//! A table with what belongs to it: title and captions, header rows, columns by their labels, notes.

use super::words::{is_figure, key, plain};
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
}

impl Table {
    /// A grid as a table: captions and notes that stand in its own rows are taken out of it.
    pub(super) fn of(mut grid: RawGrid) -> Self {
        let mut table = Self::default();
        drop_blank_columns(&mut grid);
        while grid.rows.len() > 1 {
            let filled: Vec<String> = grid.rows[0].iter().filter(|cell| !cell.is_empty()).cloned().collect();
            // A blank row may part the title from the rest.
            let goes_on = grid.rows[1..].iter().flatten().any(|cell| !cell.is_empty());
            let captions = !filled.is_empty() && filled.iter().all(|cell| is_left(cell) || is_right(cell));
            let title = filled.len() == 1 && table.title.is_empty() && goes_on && is_title(&filled[0]) && grid.width() > 2;
            if filled.is_empty() {
                // A blank row above the header.
            } else if captions {
                for cell in filled {
                    table.caption(cell);
                }
            } else if title && grid.rows[0][0] == filled[0] {
                table.title.clone_from(&filled[0]);
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
        table
    }

    /// Puts a line above the table in its place.
    pub(super) fn caption(&mut self, line: String) {
        if is_right(&line) && self.right.is_empty() {
            self.right = line;
        } else if !self.left.contains(&line) {
            self.left.push(line);
        }
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

    /// The rest of this table on the next page.
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

/// How many rows from the top are header.
fn head(grid: &RawGrid) -> usize {
    let Some(first) = grid.rows.first() else { return 0 };
    // What the merged cells of the first row cover belongs to it.
    let mut head = grid.spans.iter().filter(|span| span.row == 0).map(|span| span.rows).max().unwrap_or(1).min(4);
    if first.iter().any(|cell| is_figure(cell)) && !is_numbers(first) {
        return 0;
    }
    while head < grid.rows.len() && head < 5 {
        let (row, above) = (&grid.rows[head], &grid.rows[head - 1]);
        let below_blank = row.iter().enumerate().any(|(n, cell)| n > 0 && !cell.is_empty() && above[n].is_empty());
        let wide = grid.spans.iter().any(|span| span.row == head - 1 && span.columns > 1);
        let labels = !row.iter().any(|cell| is_figure(cell) || cell.chars().count() > 24);
        let more = labels && (grid.spans.is_empty() && below_blank || wide) && head < 3 && row.iter().any(|cell| !cell.is_empty());
        if !(is_numbers(row) || more && !is_numbers(above)) {
            break;
        }
        head += 1;
    }
    let reaches = |head: usize| grid.spans.iter().filter(|span| span.row < head).map(|span| span.row + span.rows).max().unwrap_or(0);
    let reach = reaches(head);
    if reach > head { reach.min(grid.rows.len()) } else { head.min(grid.rows.len()) }
}

/// The row that numbers the columns: 栏次, 1, 2, 3.
pub(super) fn is_numbers(row: &[String]) -> bool {
    let filled: Vec<&String> = row.iter().filter(|cell| !cell.is_empty()).collect();
    let from = filled.iter().take_while(|cell| matches!(plain(cell).as_str(), "栏次" | "**" | "行次")).count();
    let letters = filled.iter().skip(from).take_while(|cell| matches!(cell.as_str(), "甲" | "乙" | "丙")).count();
    let figures = &filled[from + letters..];
    filled.len() > 2 && !figures.is_empty() && figures.iter().enumerate().all(|(n, cell)| **cell == (n + 1).to_string())
}

/// 单位：万元, 截止时间：…: stands above a table at the right.
pub(super) fn is_right(line: &str) -> bool {
    let text = plain(line);
    let short = text.chars().count() <= 22;
    short
        && (text.starts_with("单位:") && text.contains('元')
            || text.starts_with("金额单位")
            || text.starts_with("计量单位:")
            || text.starts_with("截止")
            || text.starts_with("截至"))
}

/// 103001 某单位, 预算年度：2024, 编制部门：…, 公开01表: stands above a table at the left.
pub(super) fn is_left(line: &str) -> bool {
    let text = plain(line);
    if text.chars().count() > 50 || text.ends_with(['。', ';', ',']) {
        return false;
    }
    let starts =
        ["预算年度", "编制部门", "编制单位", "填报单位", "填报部门", "部门名称:", "单位名称:", "部门:", "单位:", "部门公开表", "公开表", "附件"];
    let form = text.ends_with('表')
        && text.trim_start_matches("预算").trim_start_matches("公开").chars().next().is_some_and(|c| c.is_ascii_digit())
        && text.chars().count() < 8;
    let numbered = text
        .trim_start_matches("附")
        .strip_prefix('表')
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十-".contains(c)) && !rest.is_empty());
    // （…年度） below the title.
    let year = text.strip_prefix('(').and_then(|text| text.strip_suffix("年度)").or_else(|| text.strip_suffix("年)")));
    let dated = year.is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()));
    form || numbered
        || dated
        || owner(line).is_some()
        || starts.iter().any(|start| text.starts_with(start) && text.chars().count() > start.chars().count())
}

/// Code and name of the unit in a caption: `103001 某单位`, `编制部门：某单位`.
pub(super) fn owner(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let name = line[digits..].trim_start_matches([' ', '-', '—', '\u{3000}', '_']).trim();
    let is_name = |name: &str| {
        let count = name.chars().count();
        (3..=40).contains(&count)
            && !name.contains(['。', '，', '；', '、', '：', '.', '％', '%'])
            && name.chars().next().is_some_and(super::words::is_wide)
    };
    if (3..=12).contains(&digits) && is_name(name) && !name.starts_with(['年', '万', '元', '个']) {
        return Some((line[..digits].to_owned(), name.to_owned()));
    }
    let (label, rest) = line.split_once(['：', ':'])?;
    let label = plain(label);
    let other = ["主管", "上级", "审核", "金额", "计量"].iter().any(|word| label.contains(word));
    let ends = ["单位", "部门", "单位)", "部门)", "单位名称", "部门名称"].iter().any(|end| label.ends_with(end));
    if other || !ends || label.chars().count() > 8 {
        return None;
    }
    let rest = rest.trim();
    owner(rest).or_else(|| (is_name(rest) && !rest.ends_with('元')).then(|| (String::new(), rest.to_owned())))
}

/// A note below a table.
pub(super) fn is_note(line: &str) -> bool {
    let text = plain(line);
    ["注:", "备注:", "说明:", "注1", "注释"].iter().any(|start| text.starts_with(start))
}

/// Whether a line may be the title of what stands below it.
pub(super) fn is_title(line: &str) -> bool {
    let count = line.chars().count();
    let text = line.trim();
    // 见下表： leads to a table, and is no title.
    let leads = count > 12 && text.ends_with(['：', ':']);
    (2..=60).contains(&count)
        && !leads
        && !text.ends_with(['。', '；', '，', '、', ';', ','])
        && !text.contains(['。', '；'])
        && !key(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&str]) -> RawGrid {
        RawGrid::of(rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect())
    }

    #[test]
    fn headers_of_two_rows_and_a_row_of_numbers() {
        let table = Table::of(grid(&["序号|收入||支出|", "|项目|预算数|项目|预算数", "栏次|1|2|3|4", "1|一、甲|2860.12|一、乙|"]));
        assert_eq!(table.head, 3);
        let wanted: [&[&str]; 5] = [&["序号"], &["收入", "项目"], &["收入", "预算数"], &["支出", "项目"], &["支出", "预算数"]];
        assert_eq!(table.paths(), wanted);
        let plain = Table::of(grid(&["项目|数量|价值", "资产总额||784.2857"]));
        assert_eq!((plain.head, plain.body().len()), (1, 1));
        let text = Table::of(grid(&["单位名称|性质", "合计|", "某局|行政"]));
        assert_eq!(text.head, 1);
    }

    #[test]
    fn captions_within_the_grid_are_taken_out() {
        let table = Table::of(grid(&[
            "某某固定资产占用情况表||",
            "编制部门：某某委员会|截止时间：2020年12月31日|",
            "项目|数量|价值",
            "资产总额||3",
            "注：略||",
        ]));
        assert_eq!((table.title.as_str(), table.right.as_str()), ("某某固定资产占用情况表", "截止时间：2020年12月31日"));
        assert_eq!((table.left, table.notes, table.head), (vec!["编制部门：某某委员会".to_owned()], vec!["注：略".to_owned()], 1));
        assert_eq!(table.grid.rows, [["项目", "数量", "价值"], ["资产总额", "", "3"]]);
    }

    #[test]
    fn owners_of_tables() {
        assert_eq!(owner("103001 某市公安局"), Some(("103001".into(), "某市公安局".into())));
        assert_eq!(owner("216政法委"), Some(("216".into(), "政法委".into())));
        assert_eq!(owner("编制部门：某某局"), Some((String::new(), "某某局".into())));
        assert_eq!(owner("部门（单位）：某区图书馆"), Some((String::new(), "某区图书馆".into())));
        assert_eq!(owner("主管部门：某市文物局"), None);
        assert_eq!(owner("单位：万元"), None);
        assert_eq!(owner("2024年预算"), None);
    }
}
