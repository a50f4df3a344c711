//! The table of contents: where it ends, what it lists, and what of it the text does not have. It is made anew when the draft is printed.

use super::number::numbered;
use super::tidy::{Piece, What};
use super::words::{key, likeness, plain};
use crate::report::{Fate, Report};

/// An entry of the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it stands.
    pub at: String,
    /// Without dots and page.
    pub text: String,
    /// What it means.
    pub key: String,
    dotted: bool,
}

impl Entry {
    /// The pattern of its number; empty for none.
    pub(super) fn pattern(&self) -> String {
        numbered(&self.text).map(|found| found.pattern).unwrap_or_default()
    }
}

/// The lines of a table of contents that came as a table: entry and page, with dots between them; without dots only right below 目录.
pub(super) fn contents_lines(grid: &crate::read::RawGrid, below_heading: bool) -> Option<Vec<String>> {
    if below_heading && let Some(lines) = paged_lines(grid) {
        return Some(lines);
    }
    let entries = grid.rows.iter().map(|row| {
        let mut filled = row.iter().filter(|cell| !cell.is_empty());
        let (entry, page) = (filled.next()?, filled.next());
        let dotted = entry.ends_with(['.', '…', '·']);
        let paged = page.is_none_or(|page| page.parse::<u16>().is_ok());
        (dotted && paged && filled.next().is_none()).then(|| format!("{entry} {}", page.map_or("", String::as_str)))
    });
    entries.collect()
}

/// Rows of an entry and its page, which rises; a long entry may have none in its first row.
fn paged_lines(grid: &crate::read::RawGrid) -> Option<Vec<String>> {
    let (mut last, mut paged, mut lines) = (0, 0, Vec::new());
    for row in &grid.rows {
        let filled: Vec<&String> = row.iter().filter(|cell| !cell.is_empty()).collect();
        let (entry, page) = match filled[..] {
            [] => continue,
            [entry] => (entry.clone(), None),
            [.., page] => (filled[..filled.len() - 1].iter().map(|cell| cell.as_str()).collect::<Vec<_>>().join(" "), page.parse::<u16>().ok()),
        };
        if filled.len() > 3 || filled.len() > 1 && page.is_none_or(|page| page < last || page > 999) {
            return None;
        }
        last = page.unwrap_or(last);
        paged += usize::from(page.is_some());
        lines.push(page.map_or_else(|| entry.clone(), |page| format!("{entry}\t{page}")));
    }
    (paged > 1 && paged * 2 > lines.len()).then_some(lines)
}

/// The entry of a line of contents without its dots and page; `None` for a line without them.
fn leader(line: &str) -> Option<&str> {
    let unpaged = line.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    // A tab stands for the dots of a Word contents.
    if unpaged.ends_with('\t') && unpaged.len() < line.trim_end().len() {
        return Some(unpaged.trim_end());
    }
    let entry = unpaged.trim_end();
    let bare = entry.trim_end_matches(['.', '…', '·', ' ', '。', '\t']);
    // One 。 ends a sentence.
    let dots = &entry[bare.len()..];
    (dots.len() > 2 && dots.trim() != "。").then_some(bare)
}

/// The pieces without the table of contents, and its entries. What it lists and the text does not have is doubtful; a line without number, dots
/// and page that stands nowhere else is text.
pub(super) fn without_contents(mut pieces: Vec<Piece>, report: &mut Report) -> (Vec<Piece>, Vec<Entry>) {
    let is_start = |piece: &Piece| piece.line().is_some_and(|line| plain(line).ends_with("目录") && line.chars().count() <= 40);
    // Without that heading lines with dots and pages, one below another, are the contents.
    let dotted = |piece: &Piece| piece.line().is_some_and(|line| leader(line).is_some_and(|entry| !entry.is_empty() && entry.len() < line.len() - 3));
    let bare = || pieces.iter().take(40).collect::<Vec<_>>().windows(3).position(|three| three.iter().all(|piece| dotted(piece)));
    let Some((start, first)) = pieces.iter().position(is_start).map(|start| (start, start + 1)).or_else(|| bare().map(|first| (first, first))) else {
        return (pieces, Vec::new());
    };
    let (mut entries, ends) = entries(&pieces, first);
    let mut end = first + entries.len();
    let known = if let Some(table) = pieces.get(end).and_then(Piece::table) {
        ends || entries.iter().any(|entry| repeats_entry(&entry.key, &key(&table.title)))
    } else {
        ends
    };
    if !known {
        // Where nothing says that the text has begun only lines with dots and pages are known to be entries.
        entries.truncate(entries.iter().rposition(|entry| entry.dotted).map_or(0, |last| last + 1));
        end = first + entries.len();
    }
    // The lines right above the first heading of the text belong to it: whose text it is, 第一部分.
    while end > first
        && known
        && let Some(line) = pieces[end - 1].line()
        && leader(line).is_none()
        && (numbered(line).is_none() && super::is_unit_name(line) || numbered(line).is_some_and(|found| found.rest.is_empty()))
    {
        end -= 1;
        entries.pop();
    }
    if entries.is_empty() {
        return (pieces, entries);
    }
    report.add(&pieces[start].at, Fate::LeftOut, 100, format!("目录{}条：导出时按正文重新生成", entries.len()));
    let body: Vec<String> =
        pieces[end..].iter().filter_map(|piece| piece.line().or(piece.table().map(|table| table.title.as_str()))).map(key).collect();
    let mut kept = Vec::new();
    let mut missing = Vec::new();
    let mut listed = Vec::new();
    let is_there = |entry: &Entry| body.iter().any(|line| repeats_entry(&entry.key, line) || likeness(line, &entry.key) >= 70);
    let is_bare = |entry: &Entry| !entry.dotted && numbered(&entry.text).is_none();
    let last = entries.iter().rposition(|entry| !is_bare(entry) || is_there(entry)).unwrap_or(0);
    for (n, (piece, entry)) in pieces[first..end].iter().zip(entries).enumerate() {
        let there = is_there(&entry);
        let remark = entry.text.starts_with(['（', '(', '注']);
        if !there && !entry.key.is_empty() && is_bare(&entry) && (remark || n > last) {
            // A remark among the entries, or the first words of the text behind them.
            kept.push(piece.clone());
            continue;
        }
        if !there && !entry.key.is_empty() {
            missing.push(format!("“{}”", entry.text));
        }
        listed.push(entry);
    }
    if !missing.is_empty() {
        report.add(&pieces[start].at, Fate::Doubtful, 50, format!("目录列有、正文没有的{}条：{}", missing.len(), missing.join("、")));
    }
    pieces.splice(start..end, kept);
    (pieces, listed)
}

/// The entries behind the heading of the contents, and whether it is known that the text begins behind them: an entry is repeated, numbering
/// begins again, a sentence, a line without dots behind lines with them, a new page.
fn entries(pieces: &[Piece], first: usize) -> (Vec<Entry>, bool) {
    let mut entries: Vec<Entry> = Vec::new();
    let has_dots = |at: usize| pieces.get(at).and_then(Piece::line).is_some_and(|line| leader(line).is_some());
    while let Some(Piece { what: What::Line(text), at }) = pieces.get(first + entries.len()) {
        let (line, n) = (text.text.as_str(), first + entries.len());
        let dotted = leader(line);
        let entry = Entry {
            at: at.clone(),
            text: dotted.unwrap_or(line).trim().to_owned(),
            key: key(without_count(dotted.unwrap_or(line))),
            dotted: dotted.is_some(),
        };
        if dotted.is_none() {
            let own = numbered(line);
            // 19、 behind 18、 is the next entry, whatever it says.
            let last = entries.last().and_then(|entry| numbered(&entry.text));
            let goes_on = own.as_ref().zip(last).is_some_and(|(own, last)| own.n == last.n + 1 && own.pattern == last.pattern);
            let repeats = !entry.key.is_empty() && entries.iter().any(|known| repeats_entry(&known.key, &entry.key));
            let again = own.is_some_and(|own| own.n == 1 && entries.first().is_some_and(|first| first.pattern() == own.pattern));
            let all_dotted = entries.len() > 1 && entries.iter().filter(|entry| entry.dotted).count() * 5 >= entries.len() * 4;
            // The first half of an entry that was too long for its line has no dots either.
            let bare = all_dotted && !has_dots(n + 1) && !has_dots(n + 2);
            if !goes_on && (repeats || again || bare || text.new_page && !entries.is_empty()) {
                return (entries, true);
            }
            // A sentence: the text has begun, with what stands right above it without a number.
            if line.ends_with(['。', '；', '：'])
                && let Some(last) = entries.iter().rposition(|entry| entry.dotted || numbered(&entry.text).is_some())
            {
                entries.truncate(last + 1);
                return (entries, true);
            }
        }
        if line.chars().count() > 80 {
            break;
        }
        entries.push(entry);
    }
    (entries, false)
}

/// An entry without a number that no heading has: 01 部门概况.
fn without_count(entry: &str) -> &str {
    let rest = entry.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.starts_with([' ', '\u{3000}']) && rest.len() + 3 > entry.trim_start().len() { rest.trim_start() } else { entry }
}

/// Whether a heading is that of an entry of the contents; either may leave out whose disclosure it is.
pub(super) fn repeats_entry(entry: &str, heading: &str) -> bool {
    let long = |text: &str| text.chars().count() >= 8;
    entry == heading || long(entry) && heading.ends_with(entry) || long(heading) && entry.ends_with(heading)
}
