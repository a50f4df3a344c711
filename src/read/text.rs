//! Plain text, markdown and what is copied from a web page, a PDF or Word: lines into paragraphs and tables.
//!
//! Five kinds of table are seen: cells apart by tabs, by the bars of markdown, by runs of blanks, one cell a line (as Word gives them: every cell begins with a tab, a
//! blank line ends the row), and tables drawn with `+`, `-` and `|` (our own text export).

use super::decode::decoded;
use super::drawn::{Drawn, drawn_table};
use super::laid_out;
use super::limits::{Limits, MAX_CELLS};
use super::package::fault;
use super::{Block, Kind, RawGrid, ReadError, Scope, Source, Text, html, separated, xml_sheet};
use crate::model::Span;

/// Reads a text file: UTF-8, UTF-16 with a mark, or GB18030.
///
/// # Errors
/// Where the bytes are no text, or more than is read.
pub(super) fn read(name: &str, bytes: &[u8], scope: Scope) -> Result<Source, ReadError> {
    let (text, mut doubts) = decoded(bytes);
    // A NUL stands in no text; it is the mark of some other kind of file.
    if text.contains('\0') {
        let reason = "不是文本文件，也不是能读的 Word、Excel 文件。请另存为 .docx、.xlsx 或 .txt 后再导入。".to_owned();
        return Err(fault(name, "", reason));
    }
    let source = if xml_sheet::is_workbook(&text) {
        xml_sheet::read(name, &text, scope)?
    } else if html::is_page(&text) {
        html::read(name, &text, scope)?
    } else if let Some(refused) = marked_up(name, &text) {
        return Err(refused);
    } else if is_separated(name, &text) {
        table(name, &text)?
    } else {
        parse(name, &text)?
    };
    if source.blocks.is_empty() {
        return Err(fault(name, "", "文件里没有文字。"));
    }
    doubts.extend(source.doubts);
    Ok(Source { doubts, ..source })
}

/// Why a text of marks that is not read is refused: its marks would stand in the draft.
fn marked_up(name: &str, text: &str) -> Option<ReadError> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let head: String = text.chars().take(2000).collect();
    if head.starts_with("MIME-Version:") || head.contains("multipart/related") && head.contains("MIME-Version:") {
        return Some(fault(name, "", "是单个文件的网页，没有读入。请用 Excel、Word 或 WPS 打开后另存为 .xlsx 或 .docx，再导入。"));
    }
    if head.starts_with("<?xml") {
        const REASON: &str = "是 XML 文件，里面不是工作表，没有读入。请用 Word、Excel 或 WPS 打开后另存为 .docx 或 .xlsx，再导入。";
        let convertible = head.contains("wordDocument") || head.contains("xmlPackage") || head.contains("opendocument");
        return Some(ReadError { convertible, ..fault(name, "", REASON) });
    }
    None
}

/// Whether a file is one of cells apart by commas: its name says so, or it is called a sheet and most of its lines have some.
fn is_separated(name: &str, text: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let filled = || text.lines().filter(|line| !line.trim().is_empty());
    match ending.as_str() {
        "csv" => true,
        "xls" | "xlsx" | "et" => !text.contains('\t') && filled().filter(|line| line.contains(',')).count() * 2 > filled().count(),
        _ => false,
    }
}

/// A file of cells apart by commas, as spreadsheets save them. Several tables may follow one another; a blank row and a row of one cell, its title,
/// part them.
fn table(name: &str, text: &str) -> Result<Source, ReadError> {
    let mut limits = Limits::of(name);
    limits.text("", text.len())?;
    let sign = sign_of(text);
    let widest = text.lines().map(|line| line.matches(sign).count() + 1).max().unwrap_or(0);
    limits.table("", text.matches('\n').count() + 1, widest)?;
    let mut rows: Vec<Vec<String>> = separated(text, sign);
    rows.iter_mut().flatten().for_each(|cell| *cell = cell.trim().replace("\r\n", "\n"));
    let filled: Vec<usize> = rows.iter().map(|row| row.iter().filter(|cell| !cell.is_empty()).count()).collect();
    let mut source = Source { name: name.to_owned(), ..Source::default() };
    let mut from = 0;
    while from < rows.len() {
        let parts = |at: usize| filled[at] == 0 && filled.get(at + 1).is_some_and(|next| *next == 1);
        let end = (from..rows.len()).find(|at| parts(*at)).unwrap_or(rows.len());
        let at = format!("第{}行", from + 1);
        limits.block(&at)?;
        let own = rows[from..end].to_vec();
        if filled[from..end].iter().any(|count| *count > 0) {
            source.blocks.push(Block { at, kind: Kind::Grid(RawGrid { new_page: true, ..RawGrid::of(own) }) });
        }
        from = end + 1;
    }
    Ok(source)
}

/// What parts the cells: of the signs that spreadsheets take the one that the text has most of.
pub(super) fn sign_of(text: &str) -> char {
    let count = |sign: char| text.matches(sign).count();
    if text.contains('\t') && count('\t') >= count(',') {
        '\t'
    } else if count(';') > 2 * count(',') {
        ';'
    } else {
        ','
    }
}

/// Lines of a text; with one cell a line that is as many cells as are read, and blank lines between them.
const MAX_LINES: usize = 2 * MAX_CELLS;

/// A text as blocks.
///
/// # Errors
/// A text that as paragraphs and tables is more than is read.
pub(super) fn parse(name: &str, text: &str) -> Result<Source, ReadError> {
    if text.matches('\n').count() > MAX_LINES {
        return Err(fault(name, "", format!("超过{MAX_LINES}行，不像正常的文件，没有读入。请拆成几个文件。")));
    }
    let mut limits = Limits::of(name);
    limits.text("", text.len())?;
    let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    // Lines that were looked at for a drawn table that was none. Where there are so many that each is looked at again and again, no more are sought.
    let (mut in_vain, patience) = (0, 8 * lines.len() + 1000);
    let mut blocks = Vec::new();
    let (mut at, mut gap, mut page) = (0, true, false);
    let mut columns = None;
    while at < lines.len() {
        let line = lines[at];
        if line.contains('\u{c}') {
            page = true;
        }
        let place = || format!("第{}行", at + 1);
        let drawn = if in_vain > patience { Drawn::Nothing(0) } else { drawn_table(&lines, at, 4 * MAX_CELLS) };
        let (grid, end) = match drawn {
            Drawn::Table(grid, end) => {
                limits.table(&place(), grid.rows.len(), grid.width())?;
                (Some(grid), end)
            }
            Drawn::TooLarge(rows, columns) => {
                limits.table(&place(), rows, columns)?;
                (None, at + 1)
            }
            Drawn::Nothing(looked_at) => {
                in_vain += looked_at;
                let other = other_table(&lines, at, &mut limits)?;
                let laid_out = if other.0.is_some() || in_vain > patience { None } else { laid_out::table(&lines, at, &mut columns, &mut in_vain) };
                if let Some((grid, end)) = laid_out {
                    limits.table(&place(), grid.rows.len(), grid.width())?;
                    (Some(grid), end)
                } else {
                    other
                }
            }
        };
        let mut kind = grid.map_or_else(|| Kind::Text(paragraph(without_bullet(&lines, at))), Kind::Grid);
        match &mut kind {
            Kind::Text(text) if text.text.is_empty() => {
                gap = true;
                at = end;
                continue;
            }
            Kind::Text(text) => {
                limits.block(&place())?;
                (text.gap, text.new_page, text.indent) = (gap, page, indent(line));
            }
            Kind::Grid(grid) => grid.new_page = page,
        }
        blocks.push(Block { at: place(), kind });
        (at, gap, page) = (end, false, false);
    }
    Ok(Source { name: name.to_owned(), blocks, ..Source::default() })
}

/// A line without the bullet of a list. Where neither the line before nor behind has the mark, too, a star belongs to a note, and what stands before a
/// figure is a minus.
fn without_bullet<'a>(lines: &[&'a str], at: usize) -> &'a str {
    let line = lines[at];
    let bullet = |line: &str| ["- ", "* "].into_iter().find(|bullet| line.trim_start().starts_with(bullet));
    let Some(own) = bullet(line) else { return line };
    let before = lines[..at].iter().rev().find(|line| !line.trim().is_empty());
    let behind = lines[at + 1..].iter().find(|line| !line.trim().is_empty());
    let alike = |other: Option<&&str>| other.is_some_and(|other| bullet(other) == Some(own));
    let rest = &line.trim_start()[own.len()..];
    // - 1、 is an item, - 1.50 is none.
    let figure =
        rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['、', ')', '）']);
    if alike(before) || alike(behind) || own == "- " && !figure { rest } else { line }
}

/// A line without the marks of markdown and of what a converter has left: `#`, `**`, `<b>`, `[bookmark: …]`.
fn paragraph(line: &str) -> Text {
    let line = clean(line);
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{c}');
    let marks = line.bytes().take_while(|b| *b == b'#').count();
    let (level, rest) = match line[marks..].strip_prefix([' ', '\u{3000}']) {
        Some(rest) if (1..=6).contains(&marks) => (u8::try_from(marks).ok(), rest.trim()),
        _ => (None, line),
    };
    let strong = rest.len() > 4 && rest.starts_with("**") && rest.ends_with("**") && rest.matches("**").count() == 2;
    Text { text: unbold(rest).trim().to_owned(), level, strong, ..Text::default() }
}

/// The blanks that a line begins with.
fn indent(line: &str) -> usize {
    let blanks = line.trim_start_matches('\u{c}').chars().take_while(|c| c.is_whitespace());
    blanks.map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum()
}

/// The cells of a line, apart by tabs.
fn cells(line: &str) -> Vec<String> {
    line.split('\t').map(|cell| unbold(clean(cell).trim()).trim().to_owned()).collect()
}

/// The table that begins at a line, if it is none that is drawn, and the line behind it.
fn other_table(lines: &[&str], at: usize, limits: &mut Limits<'_>) -> Result<(Option<RawGrid>, usize), ReadError> {
    let place = || format!("第{}行", at + 1);
    let widest = |rows: &[&str], between: char| rows.iter().map(|line| line.matches(between).count()).max().unwrap_or(0);
    let end = piped_end(lines, at);
    if end > at {
        let rows: Vec<&str> = lines[at..end].iter().copied().filter(|line| !is_dashes(line)).collect();
        limits.table(&place(), rows.len(), widest(&rows, '|'))?;
        return Ok((Some(RawGrid::of(rows.iter().map(|line| piped(line)).collect())), end));
    }
    if let Some((rows, end)) = cells_in_lines(lines, at) {
        limits.table(&place(), rows.len(), rows.iter().map(Vec::len).max().unwrap_or(0))?;
        return Ok((Some(spread(&rows)), end));
    }
    let (end, goes_on) = tabbed_end(lines, at);
    if end > at {
        limits.table(&place(), end - at, widest(&lines[at..end], '\t') + 1)?;
        if goes_on {
            return Ok((Some(RawGrid::of(tabbed(&lines[at..end]))), end));
        }
        return Ok((Some(RawGrid::of(lines[at..end].iter().map(|line| cells(line)).collect())), end));
    }
    Ok((None, at + 1))
}

/// Behind the lines whose cells are apart by tabs, and whether a cell in quotes goes on over several of them.
fn tabbed_end(lines: &[&str], from: usize) -> (usize, bool) {
    let (mut at, mut goes_on) = (from, false);
    while let Some(line) = lines.get(at) {
        let more = cut_lines(&lines[at..]);
        if more == 0 && !line.contains('\t') {
            break;
        }
        goes_on |= more > 0;
        at += 1 + more;
    }
    (at, goes_on)
}

/// The rows of such lines.
fn tabbed(lines: &[&str]) -> Vec<Vec<String>> {
    let (mut at, mut rows) = (0, Vec::new());
    while let Some(line) = lines.get(at) {
        let more = cut_lines(&lines[at..]);
        if more == 0 {
            rows.push(cells(line));
        } else {
            let row = separated(&lines[at..=at + more].join("\n"), '\t').into_iter().next().unwrap_or_default();
            rows.push(row.iter().map(|cell| clean(cell).trim().to_owned()).collect());
        }
        at += 1 + more;
    }
    rows
}

/// How many lines below its first one a row takes, since a cell of it is in quotes and goes on over them.
fn cut_lines(lines: &[&str]) -> usize {
    const LONGEST: usize = 40;
    let is_odd = |cell: &str| cell.matches('"').count() % 2 == 1;
    let opens = |line: &str| line.rsplit('\t').next().is_some_and(|cell| cell.starts_with('"') && is_odd(cell));
    let mut at = 0;
    while at < 10 * LONGEST && opens(lines[at]) {
        let first = |line: &str| line.split('\t').next().is_some_and(|cell| cell.ends_with('"') && is_odd(cell));
        let Some(closes) = (at + 1..lines.len().min(at + LONGEST)).find(|n| first(lines[*n])) else { break };
        if !lines[0].contains('\t') && !lines[closes].contains('\t') {
            break;
        }
        at = closes;
        if !lines[at].contains('\t') {
            break;
        }
    }
    at
}

fn is_piped(line: &str) -> bool {
    line.trim().len() > 2 && line.trim().starts_with('|') && line.trim().ends_with('|')
}

fn is_dashes(line: &str) -> bool {
    is_piped(line) && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// Behind a table of markdown: cells apart by bars, a line of dashes below the header. Where none begins, the line itself.
fn piped_end(lines: &[&str], from: usize) -> usize {
    if !is_piped(lines[from]) || !lines.get(from + 1).is_some_and(|line| is_dashes(line)) {
        return from;
    }
    from + lines[from..].iter().take_while(|line| is_piped(line)).count()
}

fn piped(line: &str) -> Vec<String> {
    let line = line.trim();
    line[1..line.len() - 1].split('|').map(|cell| unbold(clean(cell).trim()).trim().to_owned()).collect()
}

/// A table of one cell a line: each cell begins with a tab and has no other; its text may run on over the lines below.
fn cells_in_lines(lines: &[&str], from: usize) -> Option<(Vec<Vec<String>>, usize)> {
    let lone = |line: &str| line.starts_with('\t') && line.matches('\t').count() == 1;
    // A title row has one cell, so the next one may stand below a blank line.
    let next = lines[from + 1..].iter().take(5).find(|line| lone(line) || !line.trim().is_empty());
    if !lone(lines[from]) || !next.is_some_and(|next| lone(next)) {
        return None;
    }
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let (mut at, mut end) = (from, from);
    while at < lines.len() {
        let text = lines[at];
        if lone(text) {
            if let Some(row) = rows.last_mut() {
                row.push(unbold(clean(&text[1..]).trim()).trim().to_owned());
            }
            end = at + 1;
        } else if text.trim().is_empty() {
            // A table goes on below blank lines where another cell follows.
            let Some(next) = lines[at..].iter().position(|line| !line.trim().is_empty() || lone(line)) else { break };
            if !lone(lines[at + next]) || next > 4 {
                break;
            }
            at += next;
            if rows.last().is_some_and(|row| !row.is_empty()) {
                rows.push(Vec::new());
            }
            continue;
        } else if at == end && !text.contains('\t') {
            if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                cell.push('\n');
                cell.push_str(clean(text).trim());
            }
            end = at + 1;
        } else {
            break;
        }
        at += 1;
    }
    rows.retain(|row| !row.is_empty());
    let rows = whole_rows(rows);
    (rows.iter().map(Vec::len).sum::<usize>() > 1).then_some((rows, end))
}

/// A blank line inside a cell looks like the end of its row: two short rows that together are as long as the one before are one.
fn whole_rows(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut out: Vec<Vec<String>> = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while let Some(mut row) = rows.next() {
        if out.last().is_some_and(|above| above.len() == width)
            && row.len() < width
            && let Some(rest) = rows.next_if(|rest| row.len() + rest.len() == width)
        {
            row.extend(rest);
        }
        out.push(row);
    }
    out
}

/// Rows as a grid. A header row that is shorter than the one below it has cells over several columns: those that stand over
/// what is filled below, while each blank below stands under a cell of its own.
fn spread(rows: &[Vec<String>]) -> RawGrid {
    let mut spans = Vec::new();
    let mut out: Vec<Vec<String>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let groups = rows
            .get(at + 1)
            .filter(|below| below.len() > row.len() && row.len() > 2)
            .map(|below| groups(below))
            .filter(|groups| groups.len() == row.len());
        let Some(groups) = groups else {
            out.push(row.clone());
            continue;
        };
        let mut cells = Vec::new();
        for (cell, columns) in row.iter().zip(groups) {
            if columns > 1 {
                spans.push(Span { row: at, column: cells.len(), rows: 1, columns });
            }
            cells.push(cell.clone());
            cells.resize(cells.len() + columns - 1, String::new());
        }
        out.push(cells);
    }
    RawGrid { spans, ..RawGrid::of(out) }
}

/// How many columns each cell over a row covers: one over a blank, all of a run of filled ones.
fn groups(below: &[String]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (n, cell) in below.iter().enumerate() {
        match out.last_mut().filter(|_| n > 0 && !cell.is_empty() && !below[n - 1].is_empty()) {
            Some(run) => *run += 1,
            None => out.push(1),
        }
    }
    out
}

/// Without tags, bookmarks and character references.
fn clean(line: &str) -> String {
    let mut out = line.to_owned();
    if let (Some(0), Some(close)) = (out.find("[bookmark:"), out.find(']')) {
        out.replace_range(..=close, "");
    }
    if out.contains('<') {
        for (tag, with) in [("<br>", "\n"), ("<br/>", "\n"), ("<br />", "\n"), ("</p>", "\n"), ("<p>", ""), ("<b>", ""), ("</b>", "")] {
            out = out.replace(tag, with);
        }
        for tag in ["<strong>", "</strong>", "<i>", "</i>", "<em>", "</em>", "<u>", "</u>"] {
            out = out.replace(tag, "");
        }
        if out.contains('\n') {
            out = out.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        }
    }
    if out.contains('&') {
        for (name, with) in [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
            out = out.replace(name, with);
        }
    }
    out
}

/// Without the marks of bold text. A lone pair around a whole clause is a mask (`**系统、**网`), and stays.
fn unbold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("**") {
        let Some((bold, following)) = after.split_once("**") else { break };
        let is_bold = !bold.is_empty() && bold.chars().count() <= 60 && !bold.contains(['，', '。', '、', '；', '\n'])
            || out.is_empty() && before.is_empty() && following.is_empty();
        if !is_bold || bold.starts_with(' ') || bold.ends_with(' ') {
            out.push_str(&rest[..before.len() + 2]);
            rest = after;
            continue;
        }
        out.push_str(before);
        out.push_str(bold);
        rest = following;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(block: &Block) -> &RawGrid {
        match &block.kind {
            Kind::Grid(grid) => grid,
            Kind::Text(text) => panic!("no table: {text:?}"),
        }
    }

    fn texts(source: &Source) -> Vec<&str> {
        source.blocks.iter().filter_map(|block| if let Kind::Text(text) = &block.kind { Some(text.text.as_str()) } else { None }).collect()
    }

    #[test]
    fn marks_of_markdown_are_no_text_but_masks_are() {
        let source = parse("a", "## **一、总体**\n\n- 1、甲：**乙**丙\n建设**系统、**网，共两处\n[bookmark: _Toc1]二、<b>下</b>&nbsp;文").unwrap();
        assert_eq!(texts(&source), ["一、总体", "1、甲：乙丙", "建设**系统、**网，共两处", "二、下 文"]);
        assert!(matches!(&source.blocks[0].kind, Kind::Text(Text { level: Some(2), strong: true, .. })));
    }

    #[test]
    fn cells_apart_by_tabs_are_a_table() {
        let source = parse("a", "题\n甲\t乙\t\n1\t2\t3\n\n后").unwrap();
        assert_eq!(grid(&source.blocks[1]).rows, [["甲", "乙", ""], ["1", "2", "3"]]);
        assert_eq!(source.blocks[1].at, "第2行");
        assert_eq!(texts(&source), ["题", "后"]);
    }

    #[test]
    fn a_cell_in_quotes_goes_on_over_several_lines() {
        let source = parse("a", "\"三公\"经费\t说明\n\"两\n行\"\t12\n甲\t\"一\n二\n三\"\n后文\n\"引言\n下文\"").unwrap();
        assert_eq!(grid(&source.blocks[0]).rows, [["\"三公\"经费", "说明"], ["两\n行", "12"], ["甲", "一\n二\n三"]]);
        assert_eq!(texts(&source), ["后文", "\"引言", "下文\""], "what is quoted in a text is no cell");
    }

    #[test]
    fn cells_apart_by_bars_are_a_table() {
        let source = parse("a", "| 甲 | 乙 |\n|---|:--|\n| 1 | |\n后").unwrap();
        assert_eq!(grid(&source.blocks[0]).rows, [["甲", "乙"], ["1", ""]]);
        assert_eq!(texts(&source), ["后"]);
    }

    #[test]
    fn one_cell_a_line_is_a_table() {
        let text = "\t名称\n\t性质\n\n\t甲\n\t\n\n\n \n\t乙\n丙\n\t丁\n\n\n后";
        let source = parse("a", text).unwrap();
        assert_eq!(grid(&source.blocks[0]).rows, [["名称", "性质"], ["甲", ""], ["乙\n丙", "丁"]]);
        assert_eq!(texts(&source), ["后"]);
    }

    #[test]
    fn a_drawn_column_may_be_as_narrow_as_one_character() {
        let source = parse("a", "+-+--+\n|a|bc|\n+-+--+\n").unwrap();
        assert_eq!(grid(&source.blocks[0]).rows, [["a", "bc"]]);
    }

    #[test]
    fn what_only_begins_like_a_table_is_text_and_costs_no_time() {
        let begun = std::time::Instant::now();
        let rules = "+--+\n".repeat(40_000);
        assert_eq!(parse("a", &rules).unwrap().blocks.len(), 40_000);
        let never_ends = "+--+\n|ab|\n".repeat(20_000) + "|abc|";
        assert!(parse("a", &never_ends).unwrap().blocks.len() > 20_000);
        let short_rows = "\t甲\n\t乙\n\n\t1\n\n\t2\n\n".repeat(40_000);
        assert!(parse("a", &short_rows).is_ok());
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_table_as_wide_as_its_longest_line_is_refused_where_that_is_too_much() {
        let long = "\t".repeat(20_000);
        for text in [format!("{long}\n{}", "\ta\n".repeat(20_000)), format!("{}+\n{}", "+-".repeat(20_000), "|a\n".repeat(400_000))] {
            assert!(parse("a", &text).unwrap_err().reason.contains("超过1000000格"));
        }
    }

    #[test]
    fn old_encodings_are_read() {
        let (bytes, _, _) = encoding_rs::GB18030.encode("收支总表\t金额");
        let source = read("a.txt", &bytes, Scope::Seen).unwrap();
        assert_eq!(grid(&source.blocks[0]).rows, [["收支总表", "金额"]]);
        assert!(read("a.txt", &[0, 1, 2], Scope::Seen).is_err());
    }
}
