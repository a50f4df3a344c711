//! Tables laid out with blanks, as `pdftotext -layout` and printers give them: cells stand below one another, apart by runs of blanks. Only rows
//! with figures in columns of their own make such a table; running text with odd blanks stays text.
//!
//! What the labels above the columns mean, and whether a table goes on over pages, is left to the recogniser.

use unicode_width::UnicodeWidthChar;

use super::RawGrid;
use crate::model::Span;

/// A table laid out with blanks that begins at a line, and the line behind it. `known` are the columns of the last one, should this be its rest;
/// `in_vain` counts the lines that were looked at and were none.
pub(super) fn table(lines: &[&str], at: usize, known: &mut Option<Columns>, in_vain: &mut usize) -> Option<(RawGrid, usize)> {
    if !may_begin(lines, at) {
        return None;
    }
    let end = reach(lines, at)?;
    *in_vain += end - at;
    if is_card(lines, at, end) {
        return None;
    }
    let captioned = lines[..at].iter().rev().find(|line| !line.trim().is_empty()).is_some_and(|line| is_caption(line));
    // Converters count a Chinese character as one column or as two: theirs is the count that gives columns with labels, and more of them.
    let found = [2, 1].into_iter().filter_map(|wide| Found::of(&lines[at..end], wide, captioned, known.as_ref()));
    let found = found.max_by_key(|found| (std::cmp::Reverse((found.unlabelled(), found.crossings + found.mixed())), found.columns.0.len()))?;
    let grid = found.grid();
    *in_vain -= end - at;
    *known = Some(found.columns);
    Some((grid, at + found.end))
}

/// From where to where the cells of each column stand.
#[derive(Clone, Debug)]
pub(super) struct Columns(Vec<(usize, usize)>);

/// A text that stands apart in its line.
#[derive(Clone, Debug)]
struct Cell {
    from: usize,
    to: usize,
    text: String,
}

impl Cell {
    fn common(&self, (from, to): (usize, usize)) -> usize {
        self.to.min(to).saturating_sub(self.from.max(from))
    }

    fn is_figure(&self) -> bool {
        is_figure(&self.text)
    }
}

/// 1,280.36, -3.00, 12.5%, 52,360,000.
fn is_figure(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '−', '－', '¥', '￥']).trim_end_matches(['%', '％']);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// A figure that is an amount, and no code, year or number.
fn is_amount(text: &str) -> bool {
    is_figure(text) && (text.contains(',') || text.split_once('.').is_some_and(|(_, decimals)| !decimals.is_empty()))
}

/// A code of the classifications: 208, 2080505, 30101.
fn is_code(text: &str) -> bool {
    (3..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A code, or the next part of one: 201 26 01.
fn ends_code(text: &str) -> bool {
    is_code(text) || text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The cells of a line: two blanks part them, and one a code from its name and an amount from whatever is beside it.
fn cells(line: &str, wide: usize) -> Vec<Cell> {
    let mut words: Vec<(Cell, usize)> = Vec::new();
    let (mut at, mut blanks) = (0, 0);
    let mut open = false;
    for c in line.chars() {
        let width = if wide == 1 { 1 } else { UnicodeWidthChar::width_cjk(c).unwrap_or(0) };
        if c == ' ' || c == '\u{c}' || c == '\u{3000}' && (blanks > 0 || words.is_empty()) {
            blanks += if c == '\u{3000}' { 2 } else { 1 };
            open = false;
        } else {
            match words.last_mut().filter(|_| open) {
                Some((word, _)) => {
                    word.text.push(c);
                    word.to = at + width;
                }
                None => words.push((Cell { from: at, to: at + width, text: c.to_string() }, blanks)),
            }
            (blanks, open) = (0, true);
        }
        at += width;
    }
    let mut out: Vec<Cell> = Vec::new();
    for (word, blanks) in words {
        match out.last_mut() {
            Some(last) if blanks < 2 && !ends_code(&last.text) && !is_amount(&last.text) && !is_amount(&word.text) => {
                last.text.push(' ');
                last.text.push_str(&word.text);
                last.to = word.to;
            }
            _ => out.push(word),
        }
    }
    out
}

/// The unit of money above a table.
fn is_caption(line: &str) -> bool {
    let text: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    text.contains("单位：") || text.contains("单位:")
}

/// What is no line of a table: captions, notes, titles, numbers of pages, sentences.
fn is_other(line: &str) -> bool {
    let text = line.trim();
    let page = text.trim_matches(['-', '—', '－', '–', ' ', '·']);
    is_caption(line)
        || line.contains('\t')
        || text.ends_with(['。', '；', '：', '，', '、'])
        || text.contains('。')
        || text.starts_with(['注', '#', '|', '+'])
        || text.starts_with("备注：")
        || text.starts_with("说明：")
        || page.len() <= 3 && page.bytes().all(|b| b.is_ascii_digit())
        || text.starts_with('第') && (text.contains("部分") || text.contains('页'))
        || text.contains("....")
        || text.contains("……")
        || text.ends_with('表') && cells(line, 2).len() == 1
}

/// Whether a table may begin at a line: two cells, or a label that is put in the middle above such a line.
fn may_begin(lines: &[&str], at: usize) -> bool {
    let line = lines[at];
    if !line.contains("  ") || is_other(line) {
        return false;
    }
    match cells(line, 1).as_slice() {
        [] => false,
        [one] => {
            let next = lines[at + 1..].iter().find(|line| !line.trim().is_empty());
            one.from >= 4 && one.text.chars().count() <= 16 && next.is_some_and(|next| !is_other(next) && cells(next, 1).len() > 1)
        }
        _ => true,
    }
}

/// Whether lines are those of a goal card, or stand right beside some: its frame has no columns that run down.
fn is_card(lines: &[&str], from: usize, end: usize) -> bool {
    const WORDS: [&str; 8] = ["一级指标", "二级指标", "三级指标", "绩效目标", "项目负责人", "年度资金总额", "实施期", "绩效指标"];
    const NEAR: usize = 8;
    let near = |line: &&&str| !line.contains('\u{c}') && !line.trim().ends_with('表');
    let before = lines[from.saturating_sub(NEAR)..from].iter().rev().take_while(near);
    let behind = lines[end..lines.len().min(end + NEAR)].iter().take_while(near);
    before.chain(behind).chain(&lines[from..end]).any(|line| WORDS.iter().any(|word| line.contains(word)))
}

/// Behind the last line that may belong to a table which begins at a line; nothing where no amount follows soon.
fn reach(lines: &[&str], from: usize) -> Option<usize> {
    const LONGEST_HEAD: usize = 14;
    let (mut end, mut blank, mut amounts) = (from, 0, 0);
    for (n, line) in lines[from..].iter().enumerate() {
        if line.trim().is_empty() {
            blank += 1;
            if blank > 2 {
                break;
            }
            continue;
        }
        if n > 0 && line.contains('\u{c}') || is_other(line) {
            break;
        }
        blank = 0;
        let own = cells(line, 1);
        if own.len() > 1 && own.iter().any(|cell| is_amount(&cell.text)) {
            amounts += 1;
        }
        if amounts == 0 && n > LONGEST_HEAD {
            return None;
        }
        end = from + n + 1;
    }
    (end > from + 1).then_some(end)
}

/// The rows of a body, each of one or more lines.
struct Found {
    columns: Columns,
    head: Vec<Vec<Cell>>,
    numbers: Option<Vec<String>>,
    rows: Vec<Vec<String>>,
    crossings: usize,
    end: usize,
}

impl Found {
    fn of(lines: &[&str], wide: usize, captioned: bool, known: Option<&Columns>) -> Option<Self> {
        let all: Vec<(usize, Vec<Cell>)> =
            lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(n, line)| (n, cells(line, wide))).collect();
        let is_row = |cells: &[Cell]| cells.len() > 1 && cells.iter().any(|cell| is_amount(&cell.text)) || begins_row(cells) && cells.len() > 1;
        let first = all.iter().position(|(_, cells)| cells.len() > 1 && cells.iter().any(|cell| is_amount(&cell.text)));
        let last = all.iter().rposition(|(_, cells)| cells.len() > 1 && cells.iter().any(Cell::is_figure));
        let (first, last) = match first.zip(last) {
            Some((first, last)) => {
                // Rows without a figure may stand above the first one that has some.
                let mut first = first;
                while first > 0 && is_numbered(&all[first - 1].1) && !is_number_row(&all[first - 1].1) {
                    first -= 1;
                }
                (first, last)
            }
            // A form that is empty: its head, and 合计.
            None if captioned && all.iter().any(|(_, cells)| cells.len() > 2) => {
                let total = all.iter().position(|(_, cells)| cells.len() == 1 && is_total(&cells[0].text));
                let end = total.unwrap_or_else(|| all.iter().take_while(|(_, cells)| cells.len() > 1 || cells[0].text.chars().count() < 12).count());
                (end, total.unwrap_or(end.checked_sub(1)?))
            }
            None => return None,
        };
        let mut head: Vec<Vec<Cell>> = all[..first].iter().map(|(_, cells)| cells.clone()).collect();
        let mut body: Vec<Vec<Cell>> = all.get(first..=last).unwrap_or_default().iter().map(|(_, cells)| cells.clone()).collect();
        let numbers = head.last().is_some_and(|row| is_number_row(row)).then(|| head.pop()).flatten();
        let columns = columns(&head, numbers.as_deref(), &body, known)?;
        let crossings = body.iter().flatten().filter(|cell| columns.iter().filter(|column| cell.common(**column) > 2).count() > 1).count();
        let amounts = body.iter().filter(|row| row.len() > 1 && row.iter().any(|cell| is_amount(&cell.text))).count();
        let figures = figure_columns(&body, &columns);
        let labelled = head.iter().map(Vec::len).max().unwrap_or(0) > 1;
        let sure = captioned && labelled || amounts > 1 && (labelled || known.is_some()) || amounts > 3;
        let enough = columns.len() > 2 && figures > 0 || columns.len() == 2 && (amounts > 2 || captioned && amounts > 0) || captioned && figures == 0;
        if !sure || !enough || columns.len() < 2 || crossings * 10 > body.iter().flatten().count() {
            return None;
        }
        // Cells of the first row and of the last one may have lines above and below theirs.
        let above = if numbers.is_some() { 0 } else { head.len().saturating_sub(1).min(3) };
        let near = |pair: &[(usize, Vec<Cell>)]| pair[1].0 == pair[0].0 + 1 && pair[1].1.iter().all(|cell| column_of(cell, &columns).is_some());
        let below = all.get(last..).unwrap_or_default().windows(2).take(3).take_while(|pair| near(pair)).count();
        let kept = head.len() - above;
        let mut lines: Vec<Vec<Cell>> = head[kept..].to_vec();
        lines.append(&mut body);
        lines.extend(all[(last + 1).min(all.len())..].iter().take(below).map(|(_, cells)| cells.clone()));
        let is_start = |n: &usize| (above..lines.len() - below).contains(n) && (is_row(&lines[*n]) || begins_row(&lines[*n]));
        let starts: Vec<usize> = (0..lines.len()).filter(is_start).collect();
        let (over, under, rows) = rows(&lines, (above, below), &columns, &starts);
        head.truncate(kept + above - over);
        let numbers = numbers.map(|row| placed(&[row], &columns));
        let rows = if rows.is_empty() { vec![vec![String::new(); columns.len()]] } else { rows };
        Some(Self { columns: Columns(columns), head, numbers, rows, crossings, end: all.get(last + under)?.0 + 1 })
    }

    /// Columns without a label, which blanks that are no edge have made.
    fn unlabelled(&self) -> usize {
        if self.head.is_empty() {
            return 0;
        }
        let said: Vec<usize> = self.head.iter().flat_map(|line| places(line, &self.columns.0)).collect();
        (0..self.columns.0.len()).filter(|column| !said.contains(column)).count()
    }

    /// Amounts in columns of texts, and texts in columns of amounts, whichever are fewer.
    fn mixed(&self) -> usize {
        let column = |n: usize| self.rows.iter().map(move |row| row[n].as_str()).filter(|cell| !cell.is_empty());
        let amounts = |n: usize| column(n).filter(|cell| is_amount(cell)).count();
        (0..self.columns.0.len()).map(|n| amounts(n).min(column(n).count() - amounts(n))).sum()
    }

    fn grid(&self) -> RawGrid {
        let (mut rows, mut spans) = head(&self.head, &self.columns.0);
        rows.extend(self.numbers.clone());
        if self.numbers.is_some() || rows.is_empty() {
            spans.retain(|span| span.row < rows.len());
        }
        rows.extend(self.rows.iter().cloned());
        RawGrid { spans, ..RawGrid::of(rows) }
    }
}

/// In how many columns figures stand, and hardly anything else.
fn figure_columns(body: &[Vec<Cell>], columns: &[(usize, usize)]) -> usize {
    let in_column = |n: usize| body.iter().flatten().filter(move |cell| column_of(cell, columns) == Some(n));
    (0..columns.len())
        .filter(|n| in_column(*n).any(|cell| is_amount(&cell.text)) && in_column(*n).filter(|cell| !cell.is_figure()).count() < 3)
        .count()
}

fn is_total(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(text.as_str(), "合计" | "总计" | "小计")
}

/// Whether a line begins a row of its own, though it has no figure: a code, a number, 合计.
fn begins_row(cells: &[Cell]) -> bool {
    let of_totals = |text: &str| ["上年", "年终", "年末", "本年", "收入总", "支出总", "其中"].iter().any(|start| text.starts_with(start));
    is_numbered(cells) || cells.first().is_some_and(|first| is_total(&first.text) || of_totals(&first.text))
}

/// Whether a line begins with a code or a number.
fn is_numbered(cells: &[Cell]) -> bool {
    let Some(first) = cells.first() else { return false };
    let text = first.text.as_str();
    let number = text.trim_start_matches(['（', '(']);
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    is_code(text) || rest.len() < number.len() && rest.starts_with(['、', '）', ')', '.', '．'])
}

/// 1 2 3 4, ** ** 1 2 3, 栏次 1 2.
fn is_number_row(cells: &[Cell]) -> bool {
    let from = cells.iter().take_while(|cell| matches!(cell.text.as_str(), "栏次" | "行次" | "**" | "*" | "＊＊")).count();
    let figures: Vec<u32> = cells[from..].iter().map_while(|cell| cell.text.parse().ok()).collect();
    figures.len() > 1 && from + figures.len() == cells.len() && figures.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// Where the columns stand: between blanks that run down through the whole body; and where a label stands above blanks.
fn columns(head: &[Vec<Cell>], numbers: Option<&[Cell]>, body: &[Vec<Cell>], known: Option<&Columns>) -> Option<Vec<(usize, usize)>> {
    let lines = || body.iter().map(Vec::as_slice).chain(numbers);
    let width = lines().flatten().map(|cell| cell.to).max().unwrap_or(0);
    if width > 2000 {
        return None;
    }
    let mut covered = vec![0_usize; width];
    for cell in lines().flatten() {
        covered[cell.from..cell.to].iter_mut().for_each(|count| *count += 1);
    }
    let stray = body.len() / 20;
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < width {
        if covered[at] > stray {
            let end = (at..width).find(|n| covered[*n] <= stray).unwrap_or(width);
            columns.push((at, end));
            at = end;
        }
        at += 1;
    }
    let mut columns: Vec<(usize, usize)> = columns.into_iter().flat_map(|column| parted(column, body)).collect();
    // Below no head stands the rest of the table above.
    if head.is_empty()
        && numbers.is_none()
        && let Some(Columns(known)) = known
        && known.len() >= columns.len()
    {
        let over = |own: &(usize, usize)| {
            let near = |column: &&(usize, usize)| own.1.min(column.1 + 2) > own.0.max(column.0.saturating_sub(2));
            let mut found = known.iter().enumerate().filter(|(_, column)| near(column));
            found.next().filter(|_| found.next().is_none()).map(|(n, _)| n)
        };
        let places: Option<Vec<usize>> = columns.iter().map(over).collect();
        if places.is_some_and(|places| places.windows(2).all(|pair| pair[0] < pair[1])) {
            let own = |column: &(usize, usize)| columns.iter().find(|own| own.1 > column.0 && own.0 < column.1);
            return Some(known.iter().map(|column| own(column).map_or(*column, |own| (own.0.min(column.0), own.1.max(column.1)))).collect());
        }
    }
    // Labels of columns that hold nothing, from the lowest line up.
    for (n, line) in head.iter().enumerate().rev() {
        for label in pieces(line, &columns) {
            let touches = columns.iter().any(|column| label.common((column.0.saturating_sub(1), column.1 + 1)) > 0);
            // Put in the middle above the labels to its left and right it is a group.
            let below = || head[n + 1..].iter().flatten();
            let group = below().any(|cell| cell.to <= label.from && label.from - cell.to < 24) && below().any(|cell| cell.from >= label.to);
            let of_group = group && n + 1 < head.len() && !alone_between(&label, head, n, &columns);
            if !touches && !of_group {
                columns.push((label.from, label.to));
                columns.sort_unstable();
            }
        }
    }
    // A label may be wider than what stands below it.
    for label in head.last().into_iter().flatten() {
        let over: Vec<usize> = (0..columns.len()).filter(|n| label.common(columns[*n]) > 0).collect();
        if let [one] = over[..] {
            let left = one.checked_sub(1).map_or(0, |n| columns[n].1);
            let right = columns.get(one + 1).map_or(usize::MAX, |next| next.0);
            columns[one] = (columns[one].0.min(label.from).max(left), columns[one].1.max(label.to).min(right));
        }
    }
    (columns.len() <= 60).then_some(columns)
}

/// A column whose lines hold several cells is as many: what is put at the right or in the middle leaves no blanks that run down through all lines.
fn parted((from, to): (usize, usize), body: &[Vec<Cell>]) -> Vec<(usize, usize)> {
    let within = |line: &Vec<Cell>| -> Vec<usize> { line.iter().filter(|cell| (from..to).contains(&cell.from)).map(|cell| cell.from).collect() };
    let lines: Vec<Vec<usize>> = body.iter().map(within).filter(|starts| !starts.is_empty()).collect();
    let with = |count: usize| lines.iter().filter(|starts| starts.len() >= count).count();
    let Some(count) = (2..12).rev().find(|count| with(*count) * 7 > lines.len()) else { return vec![(from, to)] };
    let median = |n: usize| {
        let mut starts: Vec<usize> = lines.iter().filter(|starts| starts.len() == count).map(|starts| starts[n]).collect();
        starts.sort_unstable();
        starts.get(starts.len() / 2).copied()
    };
    let mut edges: Vec<usize> = (1..count).filter_map(median).collect();
    edges.insert(0, from);
    edges.push(to);
    edges.windows(2).map(|pair| (pair[0], pair[1])).filter(|(from, to)| from < to).collect()
}

/// Whether nothing else of the head stands nearer to the columns beside a label than the label itself: it heads a column of its own.
fn alone_between(label: &Cell, head: &[Vec<Cell>], line: usize, columns: &[(usize, usize)]) -> bool {
    let left = columns.iter().filter(|column| column.1 <= label.from).map(|column| column.1).max().unwrap_or(0);
    let right = columns.iter().filter(|column| column.0 >= label.to).map(|column| column.0).min().unwrap_or(usize::MAX);
    let above = |from: usize, to: usize| head[..=line].iter().flatten().any(|cell| cell.to > from && cell.from < to);
    let neighbours: Vec<&(usize, usize)> = columns.iter().filter(|column| column.1 == left || column.0 == right).collect();
    neighbours.iter().all(|column| above(column.0, column.1))
}

/// The labels of a line, cut at single blanks where the pieces stand above columns of their own.
fn pieces(line: &[Cell], columns: &[(usize, usize)]) -> Vec<Cell> {
    let mut out = Vec::new();
    for cell in line {
        let over = columns.iter().filter(|column| cell.common(**column) > 0).count();
        let words: Vec<&str> = cell.text.split(' ').collect();
        if over < 2 || words.len() < 2 || words.iter().any(|word| word.chars().count() < 2) {
            out.push(cell.clone());
            continue;
        }
        let unit = (cell.to - cell.from).div_ceil(cell.text.chars().count().max(1));
        let mut from = cell.from;
        for word in words {
            let to = from + word.chars().count() * unit;
            out.push(Cell { from, to: to.min(cell.to.max(from + 1)), text: word.to_owned() });
            from = to + 1;
        }
    }
    out
}

/// The column in which a cell stands: the one with which it has most in common, else the nearest.
fn column_of(cell: &Cell, columns: &[(usize, usize)]) -> Option<usize> {
    let best =
        (0..columns.len()).max_by_key(|n| (cell.common(columns[*n]), std::cmp::Reverse(distance(cell, columns[*n])), std::cmp::Reverse(*n)))?;
    (cell.common(columns[best]) > 0 || distance(cell, columns[best]) <= 6).then_some(best)
}

fn distance(cell: &Cell, column: (usize, usize)) -> usize {
    cell.from.saturating_sub(column.1).max(column.0.saturating_sub(cell.to))
}

/// Further than anything stands.
const FAR: usize = usize::MAX / 4;

/// The columns of the cells of a line: each in one of its own, left to right, where it has most in common or is nearest.
fn places(line: &[Cell], columns: &[(usize, usize)]) -> Vec<usize> {
    let (n, m) = (line.len(), columns.len());
    if n > m {
        let nearest = |cell: &Cell| column_of(cell, columns).or_else(|| (0..m).min_by_key(|at| distance(cell, columns[*at]))).unwrap_or(0);
        return line.iter().map(nearest).collect();
    }
    let misfit = |cell: &Cell, column: (usize, usize)| {
        let wide = (cell.to - cell.from).min(column.1 - column.0).max(1);
        if cell.common(column) > 0 { 10 - 10 * cell.common(column) / wide } else { 10 + 10 * distance(cell, column) }
    };
    // least[i][j]: the first i cells in the first j columns.
    let mut least = vec![vec![FAR; m + 1]; n + 1];
    least[0].fill(0);
    for i in 1..=n {
        for j in i..=m {
            let taken = least[i - 1][j - 1].saturating_add(misfit(&line[i - 1], columns[j - 1]));
            least[i][j] = taken.min(least[i][j - 1]);
        }
    }
    let (mut i, mut j, mut out) = (n, m, Vec::with_capacity(n));
    while i > 0 {
        if least[i][j] != least[i][j - 1] || j == i {
            out.push(j - 1);
            i -= 1;
        }
        j -= 1;
    }
    out.reverse();
    out
}

/// Lines as one row.
fn placed(lines: &[Vec<Cell>], columns: &[(usize, usize)]) -> Vec<String> {
    let mut row = vec![String::new(); columns.len()];
    for line in lines {
        for (cell, own) in line.iter().zip(places(line, columns)) {
            let text = &mut row[own];
            let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if ascii(text.chars().next_back()) && ascii(cell.text.chars().next()) {
                text.push(' ');
            }
            text.push_str(&cell.text);
        }
    }
    row
}

/// The lines from the first row to the last one, with `spare` lines above and below that may belong to them, as rows: how many of the spare lines
/// they take above and below, and the rows. A line with figures, a code or a number is a row; the others are what its cells had no room for: as many
/// above as below it where cells are put in the middle of their rows, else below.
fn rows(lines: &[Vec<Cell>], spare: (usize, usize), columns: &[(usize, usize)], starts: &[usize]) -> (usize, usize, Vec<Vec<String>>) {
    if starts.is_empty() {
        let rows = lines[spare.0..lines.len() - spare.1].iter().map(|line| placed(std::slice::from_ref(line), columns)).collect();
        return (0, 0, rows);
    }
    let own: Vec<Vec<usize>> = lines.iter().map(|line| places(line, columns)).collect();
    // Columns that most rows fill with text: a row that does not has its text above and below.
    let filled = |column: usize| starts.iter().filter(|start| own[**start].contains(&column)).count();
    let is_text = |column: usize| lines.iter().zip(&own).any(|(line, own)| own.iter().zip(line).any(|(at, cell)| *at == column && !cell.is_figure()));
    let texts: Vec<usize> = (0..columns.len()).filter(|column| is_text(*column)).collect();
    let centred = |first: usize| {
        let mut above = vec![first];
        for pair in starts.windows(2) {
            above.push((pair[1] - pair[0] - 1).checked_sub(above[above.len() - 1])?);
        }
        (above[above.len() - 1] <= spare.1).then_some(above)
    };
    let taken = |above: &[usize]| {
        let gains = starts.iter().zip(above).map(|(start, above)| {
            let near = (start - above..*start).chain(start + 1..=start + above);
            let says = |column: usize| near.clone().any(|n| own.get(n).is_some_and(|own| own.contains(&column)));
            let bare = texts.iter().filter(|column| !own[*start].contains(column) && says(**column)).count();
            let missing =
                texts.iter().filter(|column| !own[*start].contains(column) && !says(**column) && filled(**column) * 2 > starts.len()).count();
            i64::try_from(bare).unwrap_or(0) - i64::try_from(missing).unwrap_or(0)
        });
        gains.sum::<i64>()
    };
    let choices = (0..=spare.0.min(starts[0])).filter_map(|first| centred(first).map(|above| (taken(&above), std::cmp::Reverse(first), above)));
    let best = choices.max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1))).map(|(_, _, above)| above);
    let best = best.filter(|above| above.iter().any(|count| *count > 0) || starts.windows(2).all(|pair| pair[1] == pair[0] + 1));
    if let Some(above) = best {
        let rows = starts.iter().zip(&above).map(|(start, above)| placed(&lines[start - above..=(start + above).min(lines.len() - 1)], columns));
        return (above[0], above[above.len() - 1], rows.collect());
    }
    let begin = |n: usize| {
        // A cell that is blank in its row stands above and below it.
        let rest = starts[n].checked_sub(1).filter(|at| n > 0 && *at > starts[n - 1]);
        starts[n] - usize::from(rest.is_some_and(|at| own[at].iter().all(|column| !own[starts[n]].contains(column))))
    };
    let end = lines.len() - spare.1;
    let rows = (0..starts.len()).map(|n| placed(&lines[begin(n)..if n + 1 < starts.len() { begin(n + 1) } else { end }], columns)).collect();
    (0, 0, rows)
}

/// The lines of a head as rows of labels, those over several columns with their spans.
fn head(lines: &[Vec<Cell>], columns: &[(usize, usize)]) -> (Vec<Vec<String>>, Vec<Span>) {
    let lines: Vec<Vec<Cell>> = lines.iter().map(|line| pieces(line, columns)).filter(|line| !line.is_empty()).collect();
    let width = columns.len();
    let mut labels: Vec<Vec<(usize, usize, String)>> = vec![Vec::new(); width];
    let own: Vec<Vec<usize>> = lines.iter().map(|line| line.iter().filter_map(|cell| column_of(cell, columns)).collect()).collect();
    for (n, line) in lines.iter().enumerate() {
        let top: Vec<Option<usize>> = (0..width).map(|column| own[n + 1..].iter().position(|own| own.contains(&column))).collect();
        let said: Vec<bool> = labels.iter().map(|labels| !labels.is_empty()).collect();
        for (label, (from, to)) in line.iter().zip(groups(line, &top, &said, columns)) {
            let mark = if from == to { n } else { from + 1000 * (to + 1) };
            (from..=to).for_each(|column| labels[column].push((n, mark, label.text.clone())));
        }
    }
    // What stands over one column in several lines is one label; a group over the same columns, too.
    let mut paths: Vec<Vec<(bool, usize, String)>> = Vec::with_capacity(width);
    for (column, own) in labels.iter().enumerate() {
        let mut path: Vec<(bool, usize, String)> = Vec::new();
        for (line, mark, text) in own {
            let is_group = mark != line;
            let key = if is_group { *mark } else { 1_000_000 + column };
            match path.last_mut() {
                Some((_, last, said)) if *last == key => said.push_str(text),
                _ => path.push((is_group, key, text.clone())),
            }
        }
        paths.push(path);
    }
    let depth = paths.iter().map(Vec::len).max().unwrap_or(0);
    let mut rows = vec![vec![String::new(); width]; depth];
    let mut spans = Vec::new();
    for (level, row) in rows.iter_mut().enumerate() {
        let mut column = 0;
        while column < width {
            let Some((_, key, text)) = paths[column].get(level) else {
                column += 1;
                continue;
            };
            let same = |other: usize| (0..=level).all(|at| paths[other].get(at).map(|found| found.1) == paths[column].get(at).map(|found| found.1));
            let until = (column..width).take_while(|other| *key < 1_000_000 && same(*other) || *other == column).last().unwrap_or(column);
            row[column].clone_from(text);
            let down = if paths[column].len() == level + 1 { depth - level } else { 1 };
            if until > column || down > 1 {
                spans.push(Span { row: level, column, rows: down, columns: until - column + 1 });
            }
            column = until + 1;
        }
    }
    (rows, spans)
}

/// The columns over which each label of a line is put: evenly about it, or from where it begins, and no two over the same. `top` says for each column
/// how many lines below its next label stands, if it has one; `said` whether it has one above.
fn groups(line: &[Cell], top: &[Option<usize>], said: &[bool], columns: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let width = columns.len();
    if line.len() > width {
        let nearest = |label: &Cell| (0..width).min_by_key(|n| distance(label, columns[*n])).unwrap_or(0);
        return line.iter().map(nearest).map(|at| (at, at)).collect();
    }
    let cost = |label: &Cell, from: usize, to: usize| {
        let (start, end) = (columns[from].0, columns[to].1);
        let about = (start + end).abs_diff(label.from + label.to) / 2;
        let mixed = (from..=to).filter(|column| top[*column].is_none() || top[*column] != top[from]).count();
        let over = if from == to { 0 } else { mixed * 10 };
        let apart = distance(label, (start, end)) * 4;
        about.min(start.abs_diff(label.from) + 1) + over + apart
    };
    // A column that has labels below and none above wants a group, if there is one.
    let left_out = |column: usize| if top[column].is_some() && !said[column] { 5 } else { 0 };
    // least[i][j]: the first i labels over the first j columns, and where the last one begins.
    let mut least = vec![vec![(FAR, 0, 0); width + 1]; line.len() + 1];
    least[0] = (0..=width).map(|j| ((0..j).map(left_out).sum(), 0, 0)).collect();
    for i in 1..=line.len() {
        for j in i..=width {
            let skipped = least[i][j - 1].0.saturating_add(left_out(j - 1));
            let mut best = (skipped, usize::MAX, j - 1);
            for from in (i - 1..j).rev() {
                let own = least[i - 1][from].0.saturating_add(cost(&line[i - 1], from, j - 1));
                if own <= best.0 {
                    best = (own, from, j);
                }
            }
            least[i][j] = best;
        }
    }
    let (mut i, mut j, mut out) = (line.len(), width, Vec::new());
    while i > 0 {
        let (_, from, _) = least[i][j];
        if from == usize::MAX {
            j -= 1;
            continue;
        }
        out.push((from, j - 1));
        (i, j) = (i - 1, from);
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, text::parse};
    use super::*;

    fn grids(text: &str) -> Vec<RawGrid> {
        let source = parse("表.txt", text).expect("a text");
        source.blocks.into_iter().filter_map(|block| if let Kind::Grid(grid) = block.kind { Some(grid) } else { None }).collect()
    }

    #[test]
    fn columns_apart_by_blanks_are_a_table() {
        let text = "\
                          支出总表
部门：某市水务局                                          单位：万元
              科目                 合计        基本支出      项目支出
    科目编码       科目名称
      213 农林水支出               1,050.00    650.00    400.00
 2130301 行政运行                   650.00    650.00
 2130304 水利行业业务管理             400.00              400.00
        合计                     1,050.00    650.00    400.00
注：略。
";
        let [grid] = &grids(text)[..] else { panic!("one table") };
        assert_eq!(grid.rows[0], ["科目", "", "合计", "基本支出", "项目支出"]);
        assert_eq!(grid.rows[1], ["科目编码", "科目名称", "", "", ""]);
        assert_eq!(grid.rows[3], ["2130301", "行政运行", "650.00", "650.00", ""]);
        assert_eq!(grid.rows[4], ["2130304", "水利行业业务管理", "400.00", "", "400.00"]);
        assert_eq!(grid.rows.len(), 6);
    }

    #[test]
    fn what_a_cell_has_no_room_for_stands_above_and_below_its_row() {
        let text = "\
单位：万元
科目编码    科目名称       合计
         机关事业单位基本
2080505             65.40
         养老保险缴费支出
2101101 行政单位医疗      45.24
";
        let [grid] = &grids(text)[..] else { panic!("one table") };
        assert_eq!(grid.rows[1..], [["2080505", "机关事业单位基本养老保险缴费支出", "65.40"], ["2101101", "行政单位医疗", "45.24"]]);
    }

    #[test]
    fn running_text_with_odd_blanks_is_no_table() {
        for text in [
            "    2026年收入预算1,280.36  万元，比上年增加  82.16 万元，\n增长  6.86%，其中：财政拨款   1,250.36 万元。\n",
            "（二）其他收入：指除上述“财政拨款收入”\n                     “事业收入”\n                          “经营收入”\n等以外的收入。\n",
            "单位负责人：张某    经办人：李某\n联系电话：0716-8000    日期：2026.01.20\n",
            "一、概况 ............ 1\n二、说明 ............ 2\n",
        ] {
            assert!(grids(text).is_empty(), "{text}");
        }
    }
}
