//! Text that a page has cut: every printed line stands by itself, sentences are cut where the line was full. Lines are joined to paragraphs.

use unicode_width::UnicodeWidthStr;

use super::caption::{captions_in, is_title};
use super::number::numbered;
use super::pdf_card::{bases, grid, is_card_start};
use super::words::{is_figure, is_wide};
use crate::read::{Block, Kind, Source, Text};

/// A line with its place, and whether a blank one stands before it: a cell's own lines are apart by blanks, the next cell
/// follows right behind.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub at: String,
    pub text: String,
    pub gap: bool,
    pub indent: usize,
}

/// No line that a page has cut is wider.
pub(super) const WIDEST: usize = 130;

/// The source with its lines joined; `None` where it is no text, or its lines are not cut at a width.
pub(super) fn unwrapped(source: &Source) -> Option<Source> {
    if !super::tidy::is_text_file(source) {
        return None;
    }
    let line = |block: &Block| match &block.kind {
        Kind::Text(Text { text, gap, indent, level: None, strong: false, .. }) => {
            Some(Line { at: block.at.clone(), text: text.clone(), gap: *gap, indent: *indent })
        }
        _ => None,
    };
    let lines: Vec<Option<Line>> = source.blocks.iter().map(line).collect();
    let all: Option<Vec<Line>> = lines.iter().cloned().collect();
    let mut blocks = Vec::new();
    if let Some(lines) = all {
        let width = Width::of(&lines)?;
        let starts: Vec<usize> = (0..lines.len()).filter(|n| is_card_start(&lines[*n..])).collect();
        let first = starts.first().copied().unwrap_or(lines.len());
        paragraphs(&lines[..first], width, &mut blocks);
        let cards: Vec<&[Line]> =
            starts.iter().enumerate().map(|(n, from)| &lines[*from..starts.get(n + 1).copied().unwrap_or(lines.len())]).collect();
        let known = bases(&cards);
        for card in cards {
            match grid(card, &known) {
                Some(grid) => blocks.push(Block { at: card[0].at.clone(), kind: Kind::Grid(grid) }),
                None => paragraphs(card, width, &mut blocks),
            }
        }
    } else {
        // Between tables and headings.
        let width = Width::of(&lines.iter().flatten().cloned().collect::<Vec<_>>())?;
        let mut run: Vec<Line> = Vec::new();
        for (line, block) in lines.into_iter().zip(&source.blocks) {
            let new_page = matches!(&block.kind, Kind::Text(text) if text.new_page);
            match line {
                Some(line) if !new_page || run.is_empty() || is_open(&run) => run.push(line),
                Some(line) => {
                    paragraphs(&run, width, &mut blocks);
                    run = vec![line];
                }
                None => {
                    paragraphs(&run, width, &mut blocks);
                    run.clear();
                    blocks.push(block.clone());
                }
            }
        }
        paragraphs(&run, width, &mut blocks);
    }
    Some(Source { blocks, ..source.clone() })
}

/// Whether the last line stands in the middle of a sentence.
fn is_open(run: &[Line]) -> bool {
    run.last().is_some_and(|line| !ends_sentence(&line.text))
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['。', '；', '：', ';', ':', '！', '？'])
}

/// How wide a full line is, and whether blank lines part paragraphs (taken out of a PDF they stand behind every line).
#[derive(Clone, Copy, Debug)]
struct Width {
    full: usize,
    gaps: bool,
    /// Whether a line that begins with so many blanks, and more than others, begins a paragraph.
    indent: Option<usize>,
}

impl Width {
    /// `None` where lines are not cut at a width: few of them are near the widest without ending a sentence.
    fn of(lines: &[Line]) -> Option<Self> {
        let mut widths: Vec<usize> = lines.iter().map(|line| line.text.width_cjk()).filter(|width| *width > 30).collect();
        if widths.is_empty() {
            return None;
        }
        widths.sort_unstable();
        // Blank lines part paragraphs where most lines that follow a full one in the middle of a sentence have none before them.
        let gaps = |full: usize| {
            let open = |line: &Line| line.text.width_cjk() + 5 >= full && !ends_sentence(&line.text);
            let rests = || lines.windows(2).filter(|pair| open(&pair[0])).map(|pair| pair[1].gap);
            rests().filter(|gap| *gap).count() * 2 <= rests().count()
        };
        let cut = |full: usize| {
            let cut = |line: &&Line| {
                (full.saturating_sub(6)..=full + 8).contains(&line.text.width_cjk())
                    && line.text.chars().next_back().is_some_and(|c| is_wide(c) && c.is_alphanumeric())
            };
            lines.iter().filter(cut).count()
        };
        let long = |full: usize| widths.iter().filter(|width| **width > full + 8).count();
        let quarter = widths[widths.len() * 3 / 4];
        if widths.len() >= 12 && quarter < WIDEST && cut(quarter) * 4 > widths.len() && long(quarter) * 3 < widths.len() {
            return Some(Self { full: quarter, gaps: gaps(quarter), indent: indent(lines, quarter) });
        }
        // A few lines say so only where they are cut at the same place, and no other goes beyond it.
        let ends: Vec<usize> = lines
            .iter()
            .filter(|line| line.text.chars().next_back().is_some_and(|c| is_wide(c) && c.is_alphanumeric() || c.is_ascii_digit()))
            .map(|line| line.text.width_cjk())
            .filter(|width| *width > 40)
            .collect();
        let near = |full: usize| ends.iter().filter(|width| (full.saturating_sub(2)..=full).contains(*width)).count();
        let full = ends.iter().copied().max_by_key(|full| (near(*full), *full)).filter(|full| near(*full) >= 3 && *full < WIDEST)?;
        let beyond = widths.iter().filter(|width| **width > full + 6).count();
        (near(full) * 4 >= widths.len() && beyond * 8 <= widths.len()).then(|| Self { full, gaps: gaps(full), indent: indent(lines, full) })
    }
}

/// The blanks that first lines have more than others: where hardly any line that goes on behind a full one has them, and many that begin with a
/// number do.
fn indent(lines: &[Line], full: usize) -> Option<usize> {
    let open = |line: &Line| line.text.width_cjk() + 5 >= full && line.text.chars().next_back().is_some_and(|c| is_wide(c) && c.is_alphanumeric());
    let mut rests: Vec<usize> =
        lines.windows(2).filter(|pair| open(&pair[0]) && numbered(&pair[1].text).is_none()).map(|pair| pair[1].indent).collect();
    rests.sort_unstable();
    let usual = *rests.get(rests.len() * 9 / 10)?;
    let first = usual + 2;
    let begins = |line: &&Line| line.indent >= first && line.indent <= first + 6;
    let long: Vec<&Line> = lines.iter().filter(|line| line.text.width_cjk() + 10 >= full).collect();
    (rests.len() > 2 && long.iter().copied().filter(begins).count() > 2).then_some(first)
}

fn paragraphs(lines: &[Line], width: Width, blocks: &mut Vec<Block>) {
    let mut open: Option<(String, String, usize)> = None;
    let begins = |text: &str| {
        numbered(text).is_some() || ["绩效目标：", "绩效指标：", "绩效目标:", "绩效指标:", "注："].iter().any(|start| text.starts_with(start))
    };
    let mut close = |paragraph: Option<(String, String, usize)>| {
        if let Some((at, text, _)) = paragraph {
            blocks.push(Block { at, kind: Kind::Text(Text { text, gap: true, ..Text::default() }) });
        }
    };
    for line in lines {
        // Behind a full line that ends a sentence a title or caption is no rest of it.
        let apart = |text: &str| ends_sentence(text) && (line.gap || is_title(&line.text) || captions_in(&line.text).is_some());
        let indented = width.indent.is_some_and(|first| line.indent >= first);
        let rest = |text: &str| {
            // 二是 in the middle of a sentence begins no paragraph.
            let goes_on = !indented && !ends_sentence(text) && numbered(&line.text).is_some_and(|found| found.pattern == "{一}是");
            let begins_anew = begins(&line.text) && !goes_on || is_row(&line.text) || is_row(text) || indented && ends_sentence(text);
            !(begins_anew || width.gaps && apart(text))
        };
        match &mut open {
            // A line that is not full ends its paragraph.
            Some((_, text, last)) if *last + 5 >= width.full && rest(text) => {
                text.push_str(&line.text);
                *last = line.text.width_cjk();
            }
            _ => {
                close(open.take());
                open = Some((line.at.clone(), line.text.clone(), line.text.width_cjk()));
            }
        }
    }
    close(open);
}

/// A row of a table that is laid out with blanks: a figure behind wide blanks, or three cells.
fn is_row(text: &str) -> bool {
    let cells = || text.split("   ").filter(|cell| !cell.trim().is_empty());
    cells().count() > 1 && (cells().any(is_figure) || cells().count() > 2)
}
