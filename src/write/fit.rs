//! What a word processor has to be told and Typst finds out by itself: how large the type of a table may be, how high its rows, on what
//! kind of page it stands. The measures are those of `assets/typst/disclosure.typ`, in points.

use std::borrow::Cow;

use crate::document::{Align, Block, Document, Grid, GridRole, GridRowKind, Placed, Sheet};

/// A kind of page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    /// Running text.
    Text,
    /// Forms and cards.
    Form,
    /// A form across the page's long side.
    Wide,
}

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

impl Paper {
    /// That of a sheet.
    pub(crate) fn of(sheet: &Sheet) -> Self {
        let text = |block: &Block| matches!(block, Block::Paragraph(paragraph) if matches!(paragraph.role, "body" | "term"));
        match sheet {
            Sheet { landscape: true, .. } => Self::Wide,
            Sheet { blocks, .. } if blocks.iter().any(text) => Self::Text,
            Sheet { .. } => Self::Form,
        }
    }

    /// Width and height of the page.
    pub(crate) fn size(self) -> (f32, f32) {
        let (long, short) = (297.0 * MM, 210.0 * MM);
        if self == Self::Wide { (long, short) } else { (short, long) }
    }

    /// Margins: top, bottom, left, right.
    pub(crate) fn margins(self) -> [f32; 4] {
        match self {
            Self::Text => [37.0, 33.0, 28.0, 26.0],
            Self::Form => [24.0, 22.0, 20.0, 20.0],
            Self::Wide => [22.0, 20.0, 18.0, 18.0],
        }
        .map(|mm| mm * MM)
    }

    /// Width and height of what is printed on.
    pub(crate) fn area(self) -> (f32, f32) {
        let ((width, height), [top, bottom, left, right]) = (self.size(), self.margins());
        (width - left - right, height - top - bottom)
    }
}

/// How a table is drawn.
pub(crate) struct Fit {
    /// The width of each column.
    pub(crate) columns: Vec<f32>,
    /// The size of its type.
    pub(crate) size: f32,
    /// Space above and below the text of a row.
    pub(crate) inset: f32,
    /// Whether it has room on one page, with a title and its lines.
    pub(crate) on_one_page: bool,
}

/// Space left and right of the text of a cell.
pub(crate) const INSET_X: f32 = 4.0;

/// Height of a line of a table, in sizes of its type. Word is told it exactly, else it would be another with every font.
pub(crate) const LINE: f32 = 1.2;

/// Finds out how a table is drawn on that paper, below so many headings.
pub(crate) fn fit(grid: &Grid, placed: &[Vec<Placed<'_>>], paper: Paper, headings: usize) -> Fit {
    let (width, height) = paper.area();
    let columns = natural(grid, width);
    let usual = type_size(grid, placed, &columns);
    let count = count(grid.rows.len().max(1));
    let room = height - 70.0 - 18.0 * self::count(grid.notes.len()) - 54.0 * self::count(headings.saturating_sub(1));
    let text_of = |size: f32| placed.iter().map(|row| row_height(row, &columns, size)).sum::<f32>();
    let whole_of = |text: f32| (0.95 * room - text) / (2.0 * count);
    // Rather a little smaller than a few rows alone on the next page.
    let smaller = [1.0, 0.95, 0.9].into_iter().map(|part| part * usual).filter(|size| *size >= READABLE);
    let fits = smaller.filter(|_| grid.role != GridRole::Table).find(|size| whole_of(text_of(*size)) >= 0.7);
    let size = fits.unwrap_or(usual);
    let text = text_of(size);
    let whole = whole_of(text);
    let half = (0.46 * height - text) / (2.0 * count);
    let inset = if whole < 0.7 || grid.role == GridRole::Table || grid.role == GridRole::Card && half > 4.0 { 2.5 } else { whole.min(5.0) };
    Fit { columns, size, inset, on_one_page: text + 2.0 * inset * count < 0.96 * room }
}

/// The widths of the columns as they are asked for.
fn natural(grid: &Grid, width: f32) -> Vec<f32> {
    let whole: f32 = grid.widths.iter().map(|width| f32::from(*width).max(0.5)).sum();
    grid.widths.iter().map(|own| width * f32::from(*own).max(0.5) / whole).collect()
}

/// Counts of rows and characters are small.
#[allow(clippy::cast_precision_loss)]
fn count(n: usize) -> f32 {
    n as f32
}

/// Width of a text in em, near enough.
pub(crate) fn ems(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// Words that a title may be broken before, and behind.
const BEFORE: [&str; 9] = ["部门", "单位", "预算", "信息", "公开", "情况", "说明", "绩效", "（"];
const BEHIND: [&str; 7] = ["年", "年度", "局", "厅", "委员会", "办公室", "中心"];

/// A long title in two lines, broken between words and as evenly as can be, where each has no more than so many sizes of its type. With
/// `falling` the first one is the longer.
pub(crate) fn in_two(title: &str, most: f32, falling: bool) -> Option<(&str, &str)> {
    let before = BEFORE.iter().flat_map(|word| title.match_indices(word).map(|(at, _)| at));
    let behind = BEHIND.iter().flat_map(|word| title.match_indices(word).map(|(at, _)| at + word.len()));
    let years = title
        .match_indices('年')
        .filter_map(|(at, _)| at.checked_sub(4))
        .filter(|at| title.get(*at..at + 4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit())));
    let pieces = before.chain(behind).chain(years).filter(|at| !title[*at..].starts_with('度')).map(|at| {
        let (first, second) = title.split_at(at);
        (first.trim(), second.trim())
    });
    let fits = |(first, second): &(&str, &str)| {
        let (one, other) = (ems(first), ems(second));
        one > 1.0 && other > 1.0 && one <= most && other <= most && (!falling || one > other)
    };
    let uneven = |(first, second): &(&str, &str)| (ems(first) - ems(second)).abs();
    pieces.filter(fits).min_by(|one, other| uneven(one).total_cmp(&uneven(other)))
}

/// Type that is smaller than this is hard to read: columns give way before, or the page is turned.
const READABLE: f32 = 8.0;
/// The smallest.
const SMALLEST: f32 = 6.5;
/// Words give way to this many sizes of their type, if there are as many.
const WORDS: f32 = 5.5;
/// Width of a figure in sizes of its type.
const FIGURE: f32 = 0.57;

/// The document with room for its figures: where they would be hard to read, the columns of words give way, and a form that is still too
/// narrow is printed across the long side of the page.
pub(crate) fn arranged(document: &Document) -> Cow<'_, Document> {
    let small = |grid: &Grid, paper: Paper| type_size(grid, &grid.placed(), &natural(grid, paper.area().0)) < READABLE;
    let small = |sheet: &Sheet| {
        let paper = Paper::of(sheet);
        sheet.blocks.iter().any(|block| matches!(block, Block::Grid(grid) if small(grid, paper)))
    };
    if !document.sheets.iter().any(small) {
        return Cow::Borrowed(document);
    }
    let mut document = document.clone();
    for sheet in document.sheets.iter_mut().filter(|sheet| small(sheet)) {
        let smallest = |sheet: &Sheet, paper: Paper| {
            let grids = sheet.blocks.iter().filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None });
            grids.map(|grid| given_way(grid, paper).0).fold(f32::MAX, f32::min)
        };
        if Paper::of(sheet) == Paper::Form && smallest(sheet, Paper::Form) < READABLE {
            sheet.landscape = true;
        }
        let paper = Paper::of(sheet);
        for block in &mut sheet.blocks {
            if let Block::Grid(grid) = block {
                grid.widths = given_way(grid, paper).1;
            }
        }
    }
    Cow::Owned(document)
}

/// The size of type of a grid on that paper, and the widths of its columns after those of words have given way to figures.
fn given_way(grid: &Grid, paper: Paper) -> (f32, Vec<u16>) {
    let placed = grid.placed();
    let width = paper.area().0;
    let natural = natural(grid, width);
    let size = type_size(grid, &placed, &natural);
    if size >= READABLE {
        return (size, grid.widths.clone());
    }
    let (mut figures, mut words) = (vec![0.0_f32; natural.len()], vec![0.0_f32; natural.len()]);
    for piece in placed.iter().flatten().filter(|piece| piece.above == 0 && piece.columns == 1) {
        if is_amount(&piece.text) {
            figures[piece.column] = figures[piece.column].max(count(piece.text.len()) * FIGURE);
        } else {
            words[piece.column] = words[piece.column].max(ems(&piece.text).min(WORDS));
        }
    }
    let least = |n: usize, size: f32| figures[n].max(words[n]) * size + 2.0 * INSET_X - if figures[n] > words[n] { 2.0 } else { 0.0 };
    let mut size = 9.0;
    loop {
        let least: Vec<f32> = (0..natural.len()).map(|n| least(n, size)).collect();
        let lacking: f32 = natural.iter().zip(&least).map(|(own, least)| (least - own).max(0.0)).sum();
        let spare: f32 = natural.iter().zip(&least).map(|(own, least)| (own - least).max(0.0)).sum();
        if lacking <= spare || size <= SMALLEST {
            let kept = if spare > 0.0 { (1.0 - lacking / spare).max(0.0) } else { 0.0 };
            let widths = natural.iter().zip(&least).map(|(own, least)| least + (own - least).max(0.0) * kept);
            return (size, widths.map(whole).collect());
        }
        size -= 0.25;
    }
}

/// A width in tenths of a point.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a page is at most 842 points wide
fn whole(points: f32) -> u16 {
    (points * 10.0).round().clamp(1.0, 9_999.0) as u16
}

/// The largest type, up to the usual, in which every amount stays on one line.
fn type_size(grid: &Grid, placed: &[Vec<Placed<'_>>], columns: &[f32]) -> f32 {
    let usual: f32 = if grid.role == GridRole::Table { 10.5 } else { 10.0 };
    let figures = placed.iter().flatten().filter(|piece| piece.above == 0 && piece.columns == 1 && is_amount(&piece.text));
    let figures = figures.filter(|piece| piece.cell.is_some_and(|cell| cell.align == Align::Right));
    let fits = figures.map(|piece| (columns[piece.column] - 2.0 * INSET_X + 2.0) / (count(piece.text.len()) * FIGURE));
    fits.fold(usual, f32::min).max(SMALLEST)
}

/// Whether a text is an amount of money, which stays on its line.
pub(crate) fn is_amount(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '−' | '－'))
}

/// About how high the text of a row is.
fn row_height(row: &[Placed<'_>], columns: &[f32], size: f32) -> f32 {
    let lines = |piece: &Placed<'_>| {
        let width: f32 = columns[piece.column..piece.column + piece.columns].iter().sum();
        let room = ((width - 2.0 * INSET_X) / size - f32::from(piece.cell.map_or(0, |cell| cell.indent))).max(1.0);
        let lines: f32 = piece.text.split('\n').map(|line| (ems(line) / room).ceil().max(1.0)).sum();
        (lines / count(piece.rows.max(1))).ceil()
    };
    let most = row.iter().filter(|piece| piece.above == 0).map(lines).fold(1.0, f32::max);
    LINE * size * most + 0.5
}

/// Whether a row is so high that it cannot stay in one piece.
pub(crate) fn is_long(row: &[Placed<'_>], fit: &Fit, paper: Paper) -> bool {
    row_height(row, &fit.columns, fit.size) > 0.5 * paper.area().1
}

/// The rows of the header that stand above all others, which every page repeats.
pub(crate) fn head_rows(grid: &Grid) -> usize {
    let head = grid.rows.iter().take_while(|row| row.kind == GridRowKind::Head).count();
    if head == grid.rows.len() { 0 } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{CellValue, GridCell, GridRow};

    fn form(columns: usize, figure: &str) -> Document {
        let figure = CellValue::Money(Some(figure.parse().expect("a number")));
        let cells = std::iter::once(GridCell::new("一般公共服务支出", Align::Left)).chain((0..columns).map(|_| GridCell::figure(figure))).collect();
        let grid = Grid {
            id: "f".into(),
            title: "表".into(),
            role: GridRole::Form,
            left: Vec::new(),
            right: String::new(),
            unit: "元",
            columns: Vec::new(),
            widths: std::iter::once(30).chain(std::iter::repeat_n(10, columns)).collect(),
            rows: vec![GridRow { kind: GridRowKind::Body, cells }],
            notes: Vec::new(),
            place: None,
        };
        Document { sheets: vec![Sheet { landscape: false, blocks: vec![Block::Grid(grid)] }], ..Document::default() }
    }

    fn drawn(document: &Document) -> (bool, f32) {
        let sheet = &document.sheets[0];
        let Block::Grid(grid) = &sheet.blocks[0] else { panic!("a form") };
        (sheet.landscape, fit(grid, &grid.placed(), Paper::of(sheet), 0).size)
    }

    #[test]
    fn a_long_title_is_broken_between_words() {
        let long = "2021年部门预算信息公开情况说明";
        assert_eq!(in_two(long, 14.7, false), Some(("2021年部门预算", "信息公开情况说明")));
        assert_eq!(in_two(long, 14.7, true), Some(("2021年部门预算信息", "公开情况说明")));
        assert_eq!(in_two("某某经济技术开发区公安分局部门2021年预算公开", 14.7, false), Some(("某某经济技术开发区公安分局", "部门2021年预算公开")));
        assert_eq!(in_two("名称里没有可以断开的词语这样很长很长的标题", 14.7, false), None);
    }

    #[test]
    fn figures_have_room_before_they_become_small() {
        assert!(matches!(arranged(&form(5, "123.45")), Cow::Borrowed(_)), "nothing has to give way");
        let (landscape, size) = drawn(&arranged(&form(7, "123456789.12")));
        assert!(!landscape && size >= READABLE, "words give way: {size}");
        let (landscape, size) = drawn(&arranged(&form(10, "123456789.12")));
        assert!(landscape && size >= READABLE, "the page is turned: {size}");
    }
}
