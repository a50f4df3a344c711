//! Sources into pieces: lines and tables with their titles, what the page has cut joined again, its furniture dropped.

use super::number::numbered;
use super::table::{Table, is_left, is_note, is_right, is_title};
use super::words::{key, plain};
use crate::read::{Kind, Source, Text};
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

/// All sources as one row of pieces.
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
        let pages = page_numbers(source);
        let heads = running_heads(source);
        let from = out.len();
        for (n, block) in source.blocks.iter().enumerate() {
            let at = format!("{prefix}{}", block.at);
            match &block.kind {
                Kind::Text(text) if pages.contains(&n) => report.add(&at, Fate::LeftOut, 100, format!("页码“{}”", text.text)),
                Kind::Text(text) if heads.contains(&n) => report.add(&at, Fate::LeftOut, 100, format!("页眉“{}”", text.text)),
                Kind::Text(text) => line(&mut out, from, at, text.clone()),
                Kind::Grid(grid) => {
                    if let Some(entries) = contents_lines(grid) {
                        let lines = entries.into_iter().map(|text| Text { text, ..Text::default() });
                        lines.for_each(|text| out.push(Piece { at: at.clone(), what: What::Line(text) }));
                    } else if grid.rows.len() > 1 && grid.rows.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() < 2) {
                        // A sheet of one column holds text: a cover, the contents, a section.
                        let lines = grid.rows.iter().flatten().flat_map(|cell| cell.lines()).map(str::trim).filter(|text| !text.is_empty());
                        lines.for_each(|text| line(&mut out, from, at.clone(), Text { text: text.to_owned(), ..Text::default() }));
                    } else if grid.rows.iter().flatten().any(|cell| !cell.is_empty()) {
                        table(&mut out, from, at, Table::of(grid.clone()));
                    }
                }
            }
        }
    }
    without_contents(out, report)
}

/// A line: a note joins the table above it, a lone number (第一部分) the heading that it numbers.
fn line(out: &mut Vec<Piece>, from: usize, at: String, mut text: Text) {
    if let Some(Piece { what: What::Table(table), .. }) = out[from..].last_mut()
        && is_note(&text.text)
    {
        table.notes.push(text.text);
        return;
    }
    if let Some(Piece { what: What::Line(above), .. }) = out[from..].last()
        && numbered(&above.text).is_some_and(|found| found.rest.is_empty() && found.pattern.starts_with('第'))
        && is_title(&text.text)
    {
        text.text = format!("{} {}", above.text.trim(), text.text);
        text.level = above.level.or(text.level);
        out.pop();
    }
    if let Some(Piece { what: What::Line(above), .. }) = out[from..].last_mut()
        && is_cut(above, &text)
    {
        above.text.push_str(&text.text);
        return;
    }
    out.push(Piece { at, what: What::Line(text) });
}

/// Whether a page break has cut a sentence between two lines: the first one ends without a sign, in the middle of a text.
fn is_cut(above: &Text, below: &Text) -> bool {
    let (first, second) = (above.text.as_str(), below.text.as_str());
    let plain = |text: &Text| text.level.is_none() && !text.strong;
    let open = first.chars().next_back().is_some_and(|c| super::words::is_wide(c) && c.is_alphanumeric());
    let ends = second.contains(['，', '。', '；']);
    // 绩效目标：… begins a paragraph.
    let labelled = second.chars().take(8).any(|c| matches!(c, '：' | ':'));
    !labelled
        && plain(above)
        && plain(below)
        && first.chars().count() >= 24
        && first.contains(['，', '。', '；', '、'])
        && open
        && numbered(second).is_none()
        && ends
}

/// A table: lines above it become its captions and title; the rest of a table that a page has cut joins its beginning.
fn table(out: &mut Vec<Piece>, from: usize, at: String, mut table: Table) {
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
    let titled = out[from..].last().and_then(Piece::line).filter(|text| table.title.is_empty() && is_title(text)).map(str::to_owned);
    let above = out[from..].iter().rposition(|piece| piece.table().is_some()).map(|n| from + n);
    // Only a line that is not the heading of a section with a text of its own is a title; the walk over the outline decides.
    if let Some(title) = titled {
        // 表3 may stand above the title on every page.
        let again = |n: &usize| *n + 2 == out.len() || *n + 3 == out.len() && out[n + 1].line().is_some_and(is_number_of_table);
        if let Some(n) = above.filter(again)
            && let What::Table(earlier) = &mut out[n].what
            && key(&earlier.title) == key(&title)
            && table.has_head_of(earlier)
        {
            earlier.append(table);
            out.truncate(n + 1);
            return;
        }
        table.title = title;
        let at = out.pop().map_or(at, |piece| piece.at);
        // 表1 above the title.
        if let Some(number) = out[from..].last().and_then(Piece::line).filter(|line| is_number_of_table(line)).map(str::to_owned) {
            table.left.insert(0, number);
            out.pop();
        }
        out.push(Piece { at, what: What::Table(table) });
        return;
    }
    if let Some(n) = above.filter(|n| *n + 1 == out.len())
        && let What::Table(earlier) = &mut out[n].what
        && (table.title.is_empty() || key(&table.title) == key(&earlier.title))
    {
        // A page may go on without the head: its first row is a row of figures then.
        let is_bare = |table: &Table| super::card::indicator_head(&table.grid).is_none() && table.left.is_empty() && table.right.is_empty();
        let goes_on = table.head == 0 && is_bare(&table) && table.grid.width() == earlier.grid.width();
        if table.has_head_of(earlier) || goes_on && !earlier.body().is_empty() {
            earlier.append(table);
            return;
        }
        if super::card::goes_on(earlier, &table) {
            super::card::append(earlier, table);
            return;
        }
    }
    out.push(Piece { at, what: What::Table(table) });
}

/// 表3, 公开01表.
fn is_number_of_table(line: &str) -> bool {
    is_left(line) && line.chars().count() < 8
}

/// The captions that a line holds, apart by tabs or wide blanks, before the unit of money by any; `None` where it holds anything else.
fn captions_in(line: &str) -> Option<Vec<String>> {
    let money =
        line.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).find(|at| line[*at..].contains('元') && is_right(&line[*at..]));
    let (line, money) = money.map_or((line, None), |at| (&line[..at], Some(line[at..].trim().to_owned())));
    let parts = line.split('\t').flat_map(|part| part.split("   ")).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.chain(money).collect();
    (!parts.is_empty() && parts.iter().all(|part| is_right(part) || is_left(part))).then_some(parts)
}

/// Lines that are nothing but a page's number: 第3页, - 3 -, or lone numbers that run on.
fn page_numbers(source: &Source) -> Vec<usize> {
    let mut out = Vec::new();
    let mut lone = Vec::new();
    for (n, block) in source.blocks.iter().enumerate() {
        let Kind::Text(text) = &block.kind else { continue };
        let text = plain(&text.text);
        let inner = text.trim_matches(['-', '—', '－', '–', '·', '~']);
        let said =
            inner.strip_prefix('第').and_then(|rest| rest.split_once('页')).map(|(number, rest)| (number, rest.trim_start_matches(['/', ',', '共'])));
        match said {
            Some((number, rest)) if number.parse::<u16>().is_ok() && rest.trim_end_matches('页').chars().all(|c| c.is_ascii_digit()) => out.push(n),
            _ => {
                let number = inner.split_once('/').map_or(inner, |(number, all)| if all.parse::<u16>().is_ok() { number } else { inner });
                if let Ok(number) = number.parse::<u16>() {
                    if inner.len() < text.len() { out.push(n) } else { lone.push((n, number)) }
                }
            }
        }
    }
    // Figures by themselves are pages only where they run on without a gap.
    if lone.len() > 2 && lone.array_windows().all(|[(_, a), (_, b)]| b > a && b - a <= 3) {
        out.extend(lone.into_iter().map(|(n, _)| n));
    }
    out
}

/// The title of the document where it stands on every page: all but the first.
fn running_heads(source: &Source) -> Vec<usize> {
    let titled = |text: &str| text.contains("预算") && text.contains("20") && !text.ends_with('表') && text.chars().count() <= 40;
    let lines = source
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(n, block)| if let Kind::Text(text) = &block.kind { Some((n, plain(&text.text))) } else { None });
    let lines: Vec<(usize, String)> = lines.collect();
    // A title that repeats stands among the first lines, once by itself.
    let Some((_, title)) = lines.iter().take(3).find(|(_, text)| titled(text)) else { return Vec::new() };
    let again: Vec<usize> = lines.iter().filter(|(_, text)| text == title).map(|(n, _)| *n).collect();
    if again.len() > 3 { again[1..].to_vec() } else { Vec::new() }
}

/// The lines of a table of contents that came as a table: entry and page.
fn contents_lines(grid: &crate::read::RawGrid) -> Option<Vec<String>> {
    let entries = grid.rows.iter().map(|row| {
        let mut filled = row.iter().filter(|cell| !cell.is_empty());
        let (entry, page) = (filled.next()?, filled.next());
        let dotted = entry.ends_with(['.', '…', '·']);
        let paged = page.is_none_or(|page| page.parse::<u16>().is_ok());
        (dotted && paged && filled.next().is_none()).then(|| format!("{entry} {}", page.map_or("", String::as_str)))
    });
    entries.collect()
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

/// The pieces without the table of contents: it is made anew. What it lists and the text does not have is doubtful.
fn without_contents(mut pieces: Vec<Piece>, report: &mut Report) -> Vec<Piece> {
    let is_start = |piece: &Piece| piece.line().is_some_and(|line| plain(line).ends_with("目录") && line.chars().count() <= 40);
    let Some(start) = pieces.iter().position(is_start) else { return pieces };
    let mut entries: Vec<(String, String, bool)> = Vec::new();
    let mut end = start + 1;
    let mut repeats = false;
    while let Some(line) = pieces.get(end).and_then(Piece::line) {
        let dotted = leader(line);
        let entry = key(dotted.unwrap_or(line));
        // 19、 behind 18、 is the next entry, whatever it says.
        let goes_on = numbered(line)
            .zip(entries.last().and_then(|(_, last, _)| numbered(last)))
            .is_some_and(|(own, last)| own.n == last.n + 1 && own.pattern == last.pattern);
        if dotted.is_none() && !goes_on && !entry.is_empty() && entries.iter().any(|(known, ..)| repeats_entry(known, &entry)) {
            repeats = true;
            break;
        }
        // A sentence: the text has begun, with what stands right above it without a number.
        if dotted.is_none()
            && line.ends_with(['。', '；', '：'])
            && let Some(last) = entries.iter().rposition(|(_, text, dotted)| *dotted || numbered(text).is_some())
        {
            entries.truncate(last + 1);
            end = start + 1 + entries.len();
            repeats = true;
            break;
        }
        if line.chars().count() > 80 {
            break;
        }
        entries.push((entry, dotted.unwrap_or(line).trim().to_owned(), dotted.is_some()));
        end += 1;
    }
    if let Some(table) = pieces.get(end).and_then(Piece::table) {
        repeats |= entries.iter().any(|(known, ..)| repeats_entry(known, &key(&table.title)));
    }
    if !repeats {
        // Without a repeated heading only lines with dots and pages are known to be entries.
        end = start + 1 + entries.iter().rposition(|(_, _, dotted)| *dotted).map_or(0, |last| last + 1);
        entries.truncate(end - start - 1);
    }
    // The lines right above the first heading of the text belong to it: whose text it is, 第一部分.
    while end > start + 1
        && repeats
        && let Some(line) = pieces[end - 1].line()
        && leader(line).is_none()
        && (numbered(line).is_none() && super::is_unit_name(line) || numbered(line).is_some_and(|found| found.rest.is_empty()))
    {
        end -= 1;
        entries.pop();
    }
    if entries.is_empty() {
        return pieces;
    }
    report.add(&pieces[start].at, Fate::LeftOut, 100, format!("目录{}条：导出时按正文重新生成", entries.len()));
    let body: Vec<String> =
        pieces[end..].iter().filter_map(|piece| piece.line().or(piece.table().map(|table| table.title.as_str()))).map(key).collect();
    let mut kept = Vec::new();
    let mut missing = Vec::new();
    for (piece, (entry, text, dotted)) in pieces[start + 1..end].iter().zip(&entries) {
        let there = body.iter().any(|line| line == entry || super::words::likeness(line, entry) >= 70);
        if there || entry.is_empty() {
            continue;
        }
        // A remark among the entries is no entry.
        if !dotted && numbered(text).is_none() && text.starts_with(['（', '(', '注']) {
            kept.push(piece.clone());
        } else {
            missing.push(format!("“{text}”"));
        }
    }
    if !missing.is_empty() {
        report.add(&pieces[start].at, Fate::Doubtful, 50, format!("目录列有、正文没有的{}条：{}", missing.len(), missing.join("、")));
    }
    pieces.splice(start..end, kept);
    pieces
}

/// Whether a heading is that of an entry of the contents; either may leave out whose disclosure it is.
fn repeats_entry(entry: &str, heading: &str) -> bool {
    let long = |text: &str| text.chars().count() >= 8;
    entry == heading || long(entry) && heading.ends_with(entry) || long(heading) && entry.ends_with(heading)
}
