//! Sources into pieces: lines, and tables with their captions and titles; what the page has cut is joined again.

use unicode_width::UnicodeWidthStr;

use super::caption::{captions_in, is_nil, is_note, is_number_of_form, is_right, is_title, owner, title_and_unit};
use super::contents::contents_lines;
use super::number::numbered;
use super::table::Table;
use super::words::{is_figure, key, plain};
use crate::read::{Kind, RawGrid, Source, Text};
use crate::report::{Fate, Report};

/// A line or table of the source, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it stands.
    pub at: String,
    /// What it is.
    pub what: What,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A line.
    Line(Text),
    /// A table.
    Table(Table),
}

impl Piece {
    /// The text of a line.
    pub(super) fn line(&self) -> Option<&str> {
        if let What::Line(text) = &self.what { Some(&text.text) } else { None }
    }

    /// A table.
    pub(super) fn table(&self) -> Option<&Table> {
        if let What::Table(table) = &self.what { Some(table) } else { None }
    }
}

/// All sources as one row of pieces, the table of contents among them.
pub(super) fn tidy(sources: &[Source], report: &mut Report) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for source in sources {
        let prefix = if sources.len() > 1 { format!("{} ", source.name) } else { String::new() };
        for remark in &source.remarks {
            report.add(&source.name, Fate::LeftOut, 100, remark.clone());
        }
        for doubt in &source.doubts {
            report.add(&format!("{} {}", source.name, doubt.at), Fate::Doubtful, 50, doubt.message.clone());
        }
        let mut tidier = Tidier { from: out.len(), lines: is_text_file(source).then(|| is_narrow(source)), out: &mut out };
        for block in &source.blocks {
            let at = format!("{prefix}{}", block.at);
            match &block.kind {
                Kind::Text(text) => tidier.line(at, text.clone()),
                Kind::Grid(grid) => tidier.grid(&at, grid),
            }
        }
    }
    out
}

/// Whether the blocks of a source are the lines of a text, and not paragraphs or sheets.
pub(super) fn is_text_file(source: &Source) -> bool {
    source.blocks.iter().all(|block| block.at.starts_with('第') && block.at.ends_with('行'))
}

/// Whether the lines of a text are no longer than a page is wide: only then may any of them be the rest of the one above it.
fn is_narrow(source: &Source) -> bool {
    let text = |block: &crate::read::Block| if let Kind::Text(text) = &block.kind { text.text.width_cjk() } else { 0 };
    let widths: Vec<usize> = source.blocks.iter().map(text).filter(|width| *width > 40).collect();
    widths.iter().filter(|width| **width > super::wrapped::WIDEST).count() * 8 <= widths.len()
}

struct Tidier<'a> {
    out: &'a mut Vec<Piece>,
    /// Where the pieces of this source begin.
    from: usize,
    /// Whether its lines may have been cut, and if so whether it is by their width (else only by the end of a page).
    lines: Option<bool>,
}

impl Tidier<'_> {
    fn own(&self) -> &[Piece] {
        &self.out[self.from..]
    }

    /// A line: a note joins the table above it, a lone number (第一部分) the heading that it numbers.
    fn line(&mut self, at: String, mut text: Text) {
        let from = self.from;
        if let Some(Piece { what: What::Table(table), .. }) = self.out[from..].last_mut()
            && (is_note(&text.text) || is_nil(&text.text) && !table.has_figures())
        {
            table.notes.push(text.text);
            return;
        }
        if let Some(Piece { what: What::Table(table), .. }) = self.out[from..].last_mut()
            && let Some(note) = table.notes.last_mut()
            && self.lines.is_some()
            && note.chars().count() >= 20
            && goes_into(note)
            && note.ends_with(|c: char| c == '，' || c == '、' || super::words::is_wide(c) && c.is_alphanumeric())
            && text.text.ends_with('。')
            && numbered(&text.text).is_none()
            && !text.new_page
        {
            note.push_str(&text.text);
            return;
        }
        if let Some(Piece { what: What::Line(above), .. }) = self.own().last()
            && numbered(&above.text).is_some_and(|found| found.rest.is_empty() && found.pattern.starts_with('第'))
            && is_title(&text.text)
        {
            text.text = format!("{} {}", above.text.trim(), text.text);
            text.level = above.level.or(text.level);
            text.new_page |= above.new_page;
            self.out.pop();
        }
        let lines = self.lines;
        if let Some(Piece { what: What::Line(above), .. }) = self.out[from..].last_mut()
            && let Some(narrow) = lines
            && is_cut(above, &text, narrow)
        {
            above.text.push_str(&text.text);
            return;
        }
        self.out.push(Piece { at, what: What::Line(text) });
    }

    /// A grid: contents, text in one column, or a table.
    fn grid(&mut self, at: &str, grid: &RawGrid) {
        let mut new_page = grid.new_page;
        let mut text = |text: String| Text { text, new_page: std::mem::take(&mut new_page), ..Text::default() };
        let below_contents = self.own().last().and_then(Piece::line).is_some_and(|line| plain(line).ends_with("目录"));
        if let Some(entries) = contents_lines(grid, below_contents) {
            self.out.extend(entries.into_iter().map(|entry| Piece { at: at.to_owned(), what: What::Line(text(entry)) }));
        } else if grid.rows.len() > 1 && grid.rows.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() < 2) {
            // A sheet of one column holds text: a cover, the contents, a section.
            let lines = grid.rows.iter().flatten().flat_map(|cell| cell.lines()).map(str::trim).filter(|text| !text.is_empty());
            lines.for_each(|line| self.line(at.to_owned(), text(line.to_owned())));
        } else if grid.rows.iter().flatten().any(|cell| !cell.is_empty()) {
            let titled = self.own().iter().rev().map_while(Piece::line).find(|line| captions_in(line).is_none());
            let end = behind_table(grid);
            let mut own = grid.clone();
            own.rows.truncate(end);
            own.spans.retain(|span| span.row + span.rows <= end);
            let table = Table::of(own, titled);
            self.table(at.to_owned(), table);
            // What stands below it in the same sheet.
            let below = grid.rows[end..].iter().flatten().flat_map(|cell| cell.lines()).map(str::trim).filter(|text| !text.is_empty());
            below.for_each(|line| self.line(at.to_owned(), Text { text: line.to_owned(), ..Text::default() }));
        }
    }

    /// A table: lines above it become its captions and title; the rest of a table that a page has cut joins its beginning.
    fn table(&mut self, at: String, mut table: Table) {
        let (from, out) = (self.from, &mut *self.out);
        let inner = std::mem::take(&mut table.left);
        let mut captions = Vec::new();
        while captions.len() < 6
            && let Some(text) = out[from..].last().and_then(Piece::line)
        {
            // 单位：万 and 元 in two lines.
            let split = text == "元" && out.len() > from + 1 && out[out.len() - 2].line().is_some_and(|line| plain(line) == "单位:万");
            if split {
                out.pop();
                captions.push("单位：万元".to_owned());
            } else if let Some(parts) = captions_in(text) {
                captions.extend(parts.into_iter().rev());
            } else {
                break;
            }
            out.pop();
        }
        captions.into_iter().rev().chain(inner).for_each(|line| table.caption(line));
        if let [.., Piece { what: What::Line(title), .. }, Piece { what: What::Line(empty), .. }] = &out[from..]
            && plain(&title.text).ends_with('表')
            && empty.text.starts_with(['（', '('])
            && (is_nil(&empty.text) || empty.text.contains("空表"))
        {
            // （此表为空表） below a title is a note.
            table.notes.push(empty.text.clone());
            out.pop();
        }
        if table.title.is_empty() {
            join_title(out, from, self.lines.is_some());
        }
        let mut titled = out[from..].last().and_then(Piece::line).filter(|text| table.title.is_empty() && is_title(text)).map(str::to_owned);
        if let Some((title, unit)) = titled.as_deref().and_then(title_and_unit) {
            table.caption(unit);
            titled = Some(title);
        }
        if titled.as_deref().is_some_and(|title| whole_title(title).is_empty()) {
            // 续表 alone says no title.
            out.pop();
            titled = None;
        }
        let above = out[from..].iter().rposition(|piece| piece.table().is_some()).map(|n| from + n);
        // Only a line that is not the heading of a section with a text of its own is a title; the walk over the outline decides.
        if let Some(title) = titled {
            // 表3 may stand above the title on every page.
            let again = |n: &usize| *n + 2 == out.len() || *n + 3 == out.len() && out[n + 1].line().is_some_and(is_number_of_form);
            let again_above = above.filter(again);
            if let Some(n) = again_above
                && let What::Table(earlier) = &mut out[n].what
                && key(&whole_title(&earlier.title)) == key(&whole_title(&title))
                && !of_others(earlier, &table)
                && (table.has_head_of(earlier) || table.has_last_head_of(earlier) || goes_on(earlier, &table))
            {
                earlier.go_on(table);
                out.truncate(n + 1);
                return;
            }
            if let Some(n) = again_above
                && let What::Table(earlier) = &mut out[n].what
                && key(&whole_title(&earlier.title)) == key(&whole_title(&title))
                && !of_others(earlier, &table)
                && super::card::is_rest_of(earlier, &table)
            {
                earlier.append(Table { head: 0, ..table });
                out.truncate(n + 1);
                return;
            }
            table.title = title;
            let at = out.pop().map_or(at, |piece| piece.at);
            // 表1 above the title, and sometimes the unit of money.
            while let Some(line) = out[from..].last().and_then(Piece::line)
                && (is_number_of_form(line) || table.right.is_empty() && is_right(line))
            {
                if is_number_of_form(line) {
                    table.left.insert(0, line.to_owned());
                } else {
                    line.clone_into(&mut table.right);
                }
                out.pop();
            }
            out.push(Piece { at, what: What::Table(table) });
            return;
        }
        if let Some(n) = above.filter(|n| *n + 1 == out.len())
            && let What::Table(earlier) = &mut out[n].what
            && (table.title.is_empty() || key(&whole_title(&table.title)) == key(&whole_title(&earlier.title)))
            && !of_others(earlier, &table)
        {
            let is_bare = table.left.is_empty() && table.right.is_empty();
            if table.has_head_of(earlier) || is_bare && (table.has_last_head_of(earlier) || goes_on(earlier, &table)) {
                earlier.go_on(table);
                return;
            }
            if is_bare && super::card::is_rest_of(earlier, &table) {
                earlier.append(Table { head: 0, ..table });
                return;
            }
            if super::card::goes_on(earlier, &table) {
                super::card::append(earlier, table);
                return;
            }
        }
        out.push(Piece { at, what: What::Table(table) });
    }
}

/// Behind the rows of a table where text follows in the same grid: rows of one cell, the first of them a sentence or the heading of a part.
fn behind_table(grid: &RawGrid) -> usize {
    let lone = |row: &Vec<String>| row.iter().skip(1).all(String::is_empty) && !row.first().is_some_and(|cell| is_figure(cell));
    let from = grid.rows.iter().rposition(|row| !lone(row)).map_or(grid.rows.len(), |last| last + 1);
    if grid.width() < 3 || from < 2 {
        return grid.rows.len();
    }
    let is_text = |row: &Vec<String>| {
        let text = row[0].as_str();
        text.ends_with('。') && text.chars().count() > 20 && !is_note(text) || numbered(text).is_some_and(|found| found.pattern.starts_with('第'))
    };
    (from..grid.rows.len()).find(|at| is_text(&grid.rows[*at])).unwrap_or(grid.rows.len())
}

/// A title in two lines as one: cut in the middle of a word or bracket, or with a line in dashes or brackets below it.
fn join_title(out: &mut Vec<Piece>, from: usize, cut: bool) {
    let [.., Piece { what: What::Line(above), .. }, Piece { what: What::Line(below), .. }] = &out[from..] else { return };
    let (first, second) = (above.text.trim(), below.text.trim());
    let is_own = |text: &str| numbered(text).is_none() && captions_in(text).is_none() && !text.contains(['。', '；']);
    if !is_title(second) || !is_own(first) || !is_own(second) || below.new_page || first.chars().count() > 60 || first.ends_with(['：', ':']) {
        return;
    }
    let dashed = second.starts_with("——") || second.starts_with("--") || second.starts_with("—");
    let bracketed = second.starts_with(['（', '(']) && second.ends_with(['）', ')']) && !is_nil(second) && !second.contains('空');
    let count = |text: &str, signs: &[char]| text.matches(|c| signs.contains(&c)).count();
    let open = count(first, &['（', '(', '“', '《']) > count(first, &['）', ')', '”', '》']);
    let linked = first.ends_with(['、', '和', '与', '及', '（', '“', '-', '—']);
    let named = plain(first).ends_with(['表', '明', '况', '开', '录', '算', '附', '分']);
    // A line that says year or whose it is, and no more, wants what it is of.
    let long = cut && first.chars().count() >= 14 && first.contains("20") && first.contains('年') && !named && plain(second).ends_with('表');
    let of_table = plain(first).ends_with('表') || plain(first).ends_with("表)");
    if (dashed || bracketed) && of_table || (open || linked || long) && first.chars().count() >= 8 && !of_table {
        let whole = format!("{first}{second}");
        out.pop();
        if let Some(Piece { what: What::Line(text), .. }) = out.last_mut() {
            text.text = whole;
        }
    }
}

/// Whether a table without a head is the rest of an earlier one: it has the same columns, and its first row is a row of figures, or it begins a
/// page with a row that cannot be a head.
fn goes_on(earlier: &Table, later: &Table) -> bool {
    let width = earlier.grid.width();
    let same = later.grid.width() == width || later.width == width || later.width == earlier.width;
    let is_card = super::card::indicator_head(&later.grid).is_some() || super::card::indicator_head(&earlier.grid).is_some();
    // A code or a running number begins a row of the body; cells that reach over others begin a head.
    let first = later.grid.rows.first();
    let body = first.is_some_and(|row| row.iter().any(|cell| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit())));
    let bare = later.head == 0 || later.new_page && later.head == 1 && body && !later.grid.spans.iter().any(|span| span.row == 0);
    same && (bare || begins_with_words(earlier, later)) && !is_card && !earlier.body().is_empty()
}

/// Whether the first row of a page is no head though it has no figure: it says nothing where the rows above have figures, and the rows below have
/// theirs there.
fn begins_with_words(earlier: &Table, later: &Table) -> bool {
    if !later.new_page || later.head != 1 || later.grid.spans.iter().any(|span| span.row == 0) {
        return false;
    }
    let (first, below) = later.grid.rows.split_first().map_or((&[][..], &[][..]), |(first, below)| (first.as_slice(), below));
    let holds = |rows: &[Vec<String>], column: usize| rows.iter().filter_map(|row| row.get(column)).any(|cell| is_figure(cell));
    let mut figures = (0..first.len()).filter(|column| holds(earlier.body(), *column)).peekable();
    let again = figures.clone().any(|column| holds(below, column));
    figures.peek().is_some() && again && figures.all(|column| first[column].is_empty())
}

/// Whether a line has the marks of a sentence behind its number. A long numbered heading has none but those between its words.
fn goes_into(line: &str) -> bool {
    match numbered(line) {
        Some(found) => found.rest.contains(['，', '。', '；']),
        None => line.contains(['，', '。', '；', '、']),
    }
}

/// A title without what says that the table goes on: （续）, 续表.
fn whole_title(title: &str) -> String {
    let title = plain(title);
    let title = title.strip_prefix("续表").map_or(title.as_str(), |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-'));
    ["(续表)", "(续)", "续表", "续"].iter().find_map(|end| title.strip_suffix(end)).unwrap_or(title).to_owned()
}

/// Whether both tables say whose they are, and it is not the same.
fn of_others(one: &Table, other: &Table) -> bool {
    let owner = |table: &Table| table.left.iter().find_map(|line| owner(line)).map(|(_, name)| name);
    owner(one).zip(owner(other)).is_some_and(|(one, other)| one != other)
}

/// Whether a line or page break has cut a sentence between two lines: the first one ends in the middle of a text.
fn is_cut(above: &Text, below: &Text, narrow: bool) -> bool {
    let (first, second) = (above.text.as_str(), below.text.as_str());
    let plain = |text: &Text| text.level.is_none() && !text.strong;
    let open = if narrow {
        !first.ends_with(['。', '；', '：', ';', ':', '！', '？', '!', '?', '.'])
    } else {
        first.chars().next_back().is_some_and(|c| super::words::is_wide(c) && c.is_alphanumeric())
    };
    let ends = second.contains(['，', '。', '；']);
    // 绩效目标：… begins a paragraph.
    let labelled = second.chars().take(8).any(|c| matches!(c, '：' | ':'));
    let laid_out = |text: &str| text.contains("   ");
    !labelled
        && plain(above)
        && plain(below)
        && (first.chars().count() >= 24 || below.new_page && first.chars().count() >= 16)
        && goes_into(first)
        && open
        && numbered(second).is_none()
        && ends
        && !laid_out(first)
        && !laid_out(second)
        && !second.starts_with(['-', '*', '＊', '注'])
}
