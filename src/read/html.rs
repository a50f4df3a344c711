//! Web pages, which finance systems and websites give out under the names of Excel and Word files: their tables with spans, and the lines
//! between them. What is scripted, styled or hidden is not read.

use calamine::Dimensions;

use super::hidden::Hidden;
use super::limits::Limits;
use super::package::fault;
use super::sheets::{Cells, add};
use super::{Block, Kind, ReadError, Scope, Source, Text};

/// Whether a text begins as a web page does.
pub(super) fn is_page(text: &str) -> bool {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // Comments and a declaration may stand before it.
    while let Some(end) = rest
        .strip_prefix("<!--")
        .and_then(|rest| rest.find("-->").map(|at| at + 7))
        .or_else(|| rest.strip_prefix("<?xml").and_then(|_| rest.find("?>").map(|at| at + 2)))
    {
        rest = rest[end..].trim_start();
    }
    let word: String = rest.chars().take(16).collect::<String>().to_lowercase();
    ["<!doctype html", "<html", "<head", "<meta", "<body", "<table"].iter().any(|start| word.starts_with(start))
}

/// A piece of a page.
enum Piece<'a> {
    Text(&'a str),
    /// Its name, whether it ends an element, its attributes.
    Tag(String, bool, &'a str),
}

/// The tags and texts of a page one by one, without comments, scripts and styles.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let rest = self.0;
            if rest.is_empty() {
                return None;
            }
            let Some(tag) = rest.strip_prefix('<').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')))
            else {
                let first = rest.chars().next().map_or(0, char::len_utf8);
                let end = rest[first..].find('<').map_or(rest.len(), |at| at + first);
                self.0 = &rest[end..];
                return Some(Piece::Text(&rest[..end]));
            };
            if let Some(comment) = tag.strip_prefix("!--") {
                self.0 = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let end = tag_end(tag);
            let inner = &tag[..end];
            self.0 = tag.get(end + 1..).unwrap_or("");
            if inner.starts_with(['!', '?']) {
                continue;
            }
            let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
            let name_end = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
            let name = inner[..name_end].to_ascii_lowercase();
            if !closing && matches!(name.as_str(), "script" | "style" | "xml" | "title") {
                let mut rest = self.0;
                while let Some(at) = rest.find("</") {
                    rest = &rest[at + 2..];
                    if rest.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(&name)) {
                        break;
                    }
                }
                self.0 = rest.find('>').map_or("", |end| &rest[end + 1..]);
                continue;
            }
            return Some(Piece::Tag(name, closing, &inner[name_end..]));
        }
    }
}

/// Where a tag ends; a `>` in quotes is part of an attribute.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '>' => return at,
            _ => {}
        }
    }
    tag.find('>').unwrap_or(tag.len())
}

/// An attribute of a tag.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (own, behind) = rest.split_at(end);
        let Some(value) = behind.trim_start().strip_prefix('=').map(str::trim_start) else {
            if own.eq_ignore_ascii_case(name) {
                return Some(String::new());
            }
            rest = if end == 0 { "" } else { behind };
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, behind) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if own.eq_ignore_ascii_case(name) {
            return Some(value.to_owned());
        }
        rest = behind;
    }
    None
}

/// A table while it is read.
#[derive(Default)]
struct Table {
    cells: Cells,
    merged: Vec<Dimensions>,
    hidden: Hidden,
    row: Option<u32>,
    column: u32,
    /// Columns that were described so far.
    described: u32,
    /// For each column the first row that no cell above reaches into.
    free: Vec<u32>,
    /// The open cell: where it stands, its text, and whether it is not shown.
    cell: Option<((u32, u32), String)>,
    concealed: bool,
}

/// Columns of a page's table; what is beyond is a damaged file's.
const MOST_COLUMNS: u32 = 16_384;

struct Page<'a> {
    limits: Limits<'a>,
    source: Source,
    tables: Vec<Table>,
    /// The open paragraph, the level of its heading, and whether all of it is bold.
    line: String,
    level: Option<u8>,
    lines: usize,
    count: usize,
    scope: Scope,
    /// Something that is not shown was left out.
    left_out: bool,
}

/// Reads a web page.
pub(super) fn read(name: &str, text: &str, scope: Scope) -> Result<Source, ReadError> {
    let mut page = Page {
        limits: Limits::of(name),
        source: Source::default(),
        tables: Vec::new(),
        line: String::new(),
        level: None,
        lines: 0,
        count: 0,
        scope,
        left_out: false,
    };
    // An element that is not shown, and how many of its kind are open in it.
    let mut unseen: Option<(String, usize)> = None;
    for piece in Pieces(text) {
        match (piece, &mut unseen) {
            (Piece::Tag(name, closing, _), Some((own, open))) => {
                if name == *own {
                    *open = if closing { *open - 1 } else { *open + 1 };
                }
                if *open == 0 {
                    unseen = None;
                }
            }
            (Piece::Text(text), Some(_)) => page.left_out |= text.chars().any(|c| !c.is_whitespace()),
            (Piece::Text(text), None) => page.text(text)?,
            (Piece::Tag(name, false, attributes), None) => {
                let concealed = is_concealed(attributes) && scope == Scope::Seen;
                // Rows, columns and cells keep their places though they are not shown.
                let placed = matches!(name.as_str(), "td" | "th" | "tr" | "col" | "table" | "tbody" | "html" | "body");
                if concealed && !placed && !is_void(&name) {
                    unseen = Some((name, 1));
                } else {
                    page.start(&name, attributes, concealed);
                }
            }
            (Piece::Tag(name, true, _), None) => page.end(&name)?,
        }
    }
    while !page.tables.is_empty() {
        page.end("table")?;
    }
    page.flush()?;
    let mut source = std::mem::take(&mut page.source);
    if page.left_out {
        source.hidden = true;
        source.remarks.push("网页里不显示的内容没有读入".into());
    }
    if source.blocks.is_empty() {
        const FRAMES: &str = "是网页，里面没有表格和文字；Excel 另存的网页把表放在旁边的文件夹里。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。";
        return Err(fault(name, "", FRAMES));
    }
    Ok(source)
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "meta" | "link" | "col" | "wbr" | "base" | "area" | "embed")
}

fn is_concealed(attributes: &str) -> bool {
    let style = attribute(attributes, "style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    style.contains("display:none") || style.contains("visibility:hidden") || attribute(attributes, "hidden").is_some()
}

impl Page<'_> {
    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        let text = referred(text);
        self.limits.text("", text.len())?;
        match self.tables.last_mut() {
            Some(Table { cell: Some((_, cell)), concealed: false, .. }) => push(cell, &text),
            Some(Table { cell: Some(_), .. }) => self.left_out |= !text.trim().is_empty(),
            // What stands in a table but in none of its cells, as its caption, stands before it.
            _ => push(&mut self.line, &text),
        }
        Ok(())
    }

    fn start(&mut self, name: &str, attributes: &str, concealed: bool) {
        let number = |name: &str| attribute(attributes, name).and_then(|n| n.trim().parse::<u32>().ok());
        match name {
            "table" => {
                // A table within a cell follows the one that it stands in.
                if self.tables.is_empty() {
                    let _ = self.flush();
                }
                self.tables.push(Table::default());
            }
            "col" => {
                if let Some(table) = self.tables.last_mut() {
                    let span = number("span").unwrap_or(1).clamp(1, MOST_COLUMNS);
                    if concealed {
                        table.hidden.columns.push(table.described, table.described.saturating_add(span - 1));
                    }
                    table.described = table.described.saturating_add(span);
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.close();
                    let row = table.row.map_or(0, |row| row.saturating_add(1));
                    (table.row, table.column) = (Some(row), 0);
                    if concealed {
                        table.hidden.rows.push(row, row);
                    }
                }
            }
            "td" | "th" => {
                if let Some(table) = self.tables.last_mut() {
                    table.open(number("colspan").unwrap_or(1), number("rowspan").unwrap_or(1));
                    table.concealed = concealed;
                }
            }
            "br" => self.newline(),
            "p" | "div" | "li" | "dt" | "dd" => self.break_line(),
            heading if is_heading(heading) => {
                self.break_line();
                if self.tables.is_empty() {
                    self.level = heading[1..].parse().ok();
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "table" => {
                if let Some(mut table) = self.tables.pop() {
                    table.close();
                    self.flush()?;
                    self.count += 1;
                    let place = format!("第{}个表", self.count);
                    if self.scope == Scope::Whole {
                        table.hidden = Hidden::default();
                    }
                    add(&place, "", table.cells, &table.merged, &table.hidden, &mut self.source, &mut self.limits)?;
                }
            }
            "td" | "th" | "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.close();
                }
            }
            "p" | "div" | "li" | "dt" | "dd" | "body" | "html" => self.break_line(),
            heading if is_heading(heading) => self.break_line(),
            _ => {}
        }
        Ok(())
    }

    fn newline(&mut self) {
        match self.tables.last_mut() {
            Some(table) => {
                if let Some((_, cell)) = &mut table.cell {
                    cell.push('\n');
                }
            }
            None => self.break_line(),
        }
    }

    /// A block begins or ends: within a cell a new line, else a paragraph.
    fn break_line(&mut self) {
        match self.tables.last_mut() {
            Some(Table { cell: Some((_, cell)), .. }) => {
                if !cell.trim().is_empty() && !cell.ends_with('\n') {
                    cell.push('\n');
                }
            }
            Some(_) => {}
            None => {
                // What is over the limits is told with the next text.
                let _ = self.flush();
            }
        }
    }

    fn flush(&mut self) -> Result<(), ReadError> {
        let line = std::mem::take(&mut self.line);
        let level = self.level.take();
        let text = line.trim();
        if !text.is_empty() {
            self.lines += 1;
            let at = format!("第{}段", self.lines);
            self.limits.block(&at)?;
            self.source.blocks.push(Block { at, kind: Kind::Text(Text { text: text.to_owned(), level, ..Text::default() }) });
        }
        Ok(())
    }
}

impl Table {
    fn open(&mut self, across: u32, down: u32) {
        self.close();
        let row = *self.row.get_or_insert(0);
        let at = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
        while self.column < MOST_COLUMNS && self.free.get(at(self.column)).is_some_and(|free| *free > row) {
            self.column += 1;
        }
        let (across, down) = (across.clamp(1, 1000), down.clamp(1, 65_536));
        let column = self.column.min(MOST_COLUMNS);
        let end = (column + across).min(MOST_COLUMNS + 1);
        if across * down > 1 {
            self.merged.push(Dimensions { start: (row, column), end: (row.saturating_add(down - 1), end - 1) });
        }
        if down > 1 {
            if self.free.len() < at(end) {
                self.free.resize(at(end), 0);
            }
            self.free[at(column)..at(end)].fill(row.saturating_add(down));
        }
        self.column = end;
        self.cell = Some(((row, column), String::new()));
    }

    fn close(&mut self) {
        if let Some((at, text)) = self.cell.take() {
            let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
            if !lines.is_empty() {
                self.cells.text(at, lines.join("\n"));
            }
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// Puts a text behind another: runs of blanks are one, as a page shows them.
fn push(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_ascii_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
}

/// A text with the characters that its references stand for.
fn referred(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let end = behind.find(';').filter(|end| *end <= 10);
        let found = end.and_then(|end| {
            let name = &behind[..end];
            if let Some(number) = name.strip_prefix('#') {
                let code = number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
                return char::from_u32(code).map(|c| (c, end));
            }
            let c = match name {
                "nbsp" | "ensp" | "emsp" => ' ',
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                "apos" => '\'',
                "ldquo" => '“',
                "rdquo" => '”',
                "lsquo" => '‘',
                "rsquo" => '’',
                "mdash" => '—',
                "ndash" => '–',
                "hellip" => '…',
                "middot" => '·',
                "times" => '×',
                "yen" => '¥',
                "ge" => '≥',
                "le" => '≤',
                _ => return None,
            };
            Some((c, end))
        });
        let (c, from) = found.map_or(('&', 0), |(c, end)| (c, end + 1));
        out.push(c);
        rest = &behind[from..];
    }
    out.push_str(rest);
    out
}
