//! What belongs to the pages and not to the text: page numbers, marks of pages, lines that stand on every page.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::caption::{captions_in, is_number_of_form};
use super::number::numbered;
use super::words::plain;
use crate::read::{Block, Kind, RawGrid, Source, Text};
use crate::report::{Fate, Report};

/// So many pages a line has to stand on to be a running head.
const PAGES: usize = 3;

/// The source without its furniture, which is told.
pub(super) fn dropped(source: &Source, prefix: &str, report: &mut Report) -> Source {
    let numbers = page_numbers(source);
    let heads = running_heads(source, &numbers);
    let mut out = Source { blocks: Vec::with_capacity(source.blocks.len()), ..source.clone() };
    let mut new_page = false;
    for (n, block) in source.blocks.iter().enumerate() {
        let what = if numbers.contains(&n) { "页码" } else { "页眉" };
        match &block.kind {
            Kind::Text(text) if numbers.contains(&n) || heads.contains(&n) => {
                report.add(&format!("{prefix}{}", block.at), Fate::LeftOut, 100, format!("{what}“{}”", text.text));
                new_page = true;
            }
            _ => {
                let mut block = block.clone();
                match &mut block.kind {
                    Kind::Text(text) => text.new_page |= new_page,
                    Kind::Grid(grid) => grid.new_page |= new_page,
                }
                new_page = false;
                out.blocks.push(block);
            }
        }
    }
    out
}

/// Lines that are nothing but a page's number: 第3页, - 3 -, `<!-- page 3 -->`, or lone numbers that run on.
fn page_numbers(source: &Source) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    let mut lone: Vec<(usize, u16)> = Vec::new();
    for (n, block) in source.blocks.iter().enumerate() {
        let Kind::Text(text) = &block.kind else { continue };
        if text.text.chars().count() > 60 {
            continue;
        }
        let text = plain(&text.text);
        let inner = text.trim_matches(['-', '—', '－', '–', '·', '~']);
        if is_mark(&text) || says_page(inner) {
            out.insert(n);
        } else {
            let inner = inner.trim_start_matches(['[', '【', '〔', 'P', 'p']).trim_start_matches('.').trim_end_matches([']', '】', '〕']);
            let number = inner.split_once('/').map_or(inner, |(number, all)| if all.parse::<u16>().is_ok() { number } else { inner });
            if let Some(number) = number.parse::<u16>().ok().or_else(|| roman(inner)) {
                let signed = inner.len() < text.len() && text.starts_with(['-', '—', '－', '–', '·', '~']) && !inner.is_empty();
                // -3 may be a figure; - 3 - is none.
                if signed && text.ends_with(['-', '—', '－', '–', '·', '~']) {
                    out.insert(n);
                } else if text.trim_end_matches([']', '】', '〕']).ends_with(inner) && !text.starts_with(['-', '—', '－', '–', '·', '~']) {
                    lone.push((n, number));
                }
            }
        }
    }
    out.extend(longest_run(&lone));
    out.extend(numbered_heads(source));
    out.extend(lone.iter().map(|(n, _)| *n).filter(|n| parts_a_table(source, *n)));
    out
}

/// The number of a page before the text, in Roman figures: I, IV, ⅲ.
fn roman(text: &str) -> Option<u16> {
    const FIRST: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    const SIGNS: &str = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ";
    let upper = text.to_uppercase();
    let at = FIRST.iter().position(|known| *known == upper).or_else(|| SIGNS.chars().position(|c| upper.chars().eq([c])));
    at.and_then(|at| u16::try_from(at + 1).ok())
}

/// Running heads with the number of their page: the same line but for one number, which rises from page to page.
fn numbered_heads(source: &Source) -> Vec<usize> {
    let mut alike: BTreeMap<(String, String), Vec<(usize, u16)>> = BTreeMap::new();
    for (n, block) in source.blocks.iter().enumerate() {
        let Kind::Text(Text { text: whole, .. }) = &block.kind else { continue };
        let text = plain(whole);
        let is_number = |c: char| c.is_ascii_digit();
        // 表3 counts the tables.
        let parted =
            whole.split(is_number).any(|piece| piece.ends_with(' ') || piece.starts_with(' ') || piece.ends_with(['|', '/', '-', '—', '·', '第']));
        if !parted
            || captions_in(whole).is_some()
            || is_number_of_form(&text)
            || text.contains(['表', '件', '图'])
            || text.chars().count() > 40
            || !text.contains(is_number)
            || text.ends_with(['。', ';', ',', ':'])
        {
            continue;
        }
        // The number stands first or last, or before 页.
        let behind = text.trim_end_matches(|c: char| !is_number(c));
        let before = text.trim_start_matches(is_number);
        let cut =
            |from: usize, to: usize| text[from..to].parse::<u16>().ok().map(|number| ((text[..from].to_owned(), text[to..].to_owned()), number));
        let last = behind.len() - behind.chars().rev().take_while(|c| is_number(*c)).count();
        let tail = &text[behind.len()..];
        let ends = (matches!(tail, "" | "页" | "-" | "—" | "]" | ")") && !text[..last].ends_with('.')).then(|| cut(last, behind.len())).flatten();
        let begins = (before.len() < text.len() && before.starts_with(['|', '/', '-', '—'])).then(|| cut(0, text.len() - before.len())).flatten();
        if let Some((around, number)) = ends.or(begins)
            && around.0.chars().chain(around.1.chars()).filter(|c| c.is_alphabetic()).count() > 1
            && numbered(&text).is_none()
        {
            alike.entry(around).or_default().push((n, number));
        }
    }
    let rises =
        |places: &Vec<(usize, u16)>| places.len() >= PAGES && places.windows(2).all(|pair| pair[1].1 > pair[0].1 && pair[1].1 - pair[0].1 <= 3);
    // Rows of a list that count on stand right below one another; pages do not.
    let apart = |places: &Vec<(usize, u16)>| places.windows(2).all(|pair| pair[1].0 - pair[0].0 > 2);
    alike.into_values().filter(|places| rises(places) && apart(places)).flatten().map(|(n, _)| n).collect()
}

/// Whether a lone number stands between two tables with the same head, and nothing but their title and captions: the second is the first one's rest.
fn parts_a_table(source: &Source, n: usize) -> bool {
    let above = n.checked_sub(1).map(|at| &source.blocks[at].kind);
    let below = source.blocks[n + 1..].iter().take(5).find_map(|block| if let Kind::Grid(grid) = &block.kind { Some(grid) } else { None });
    match (above, below) {
        (Some(Kind::Grid(above)), Some(below)) => above.rows.len() > 1 && below.rows.len() > 1 && has_head_of(below, above),
        _ => false,
    }
}

/// Whether a table begins with one of the first rows of another.
fn has_head_of(below: &RawGrid, above: &RawGrid) -> bool {
    below.rows.first().is_some_and(|row| row.iter().any(|cell| !cell.is_empty()) && above.rows.iter().take(3).any(|first| first == row))
}

/// `<!-- page 3 -->`, `[page 3]`, Page 3 of 12.
fn is_mark(text: &str) -> bool {
    let comment = text.starts_with("<!--") && text.ends_with("-->");
    let inner = text.trim_matches(['[', ']', '(', ')', '-', '=', '{', '}', '<', '>']).to_ascii_lowercase();
    let page = inner.strip_prefix("page").is_some_and(|rest| {
        let rest = rest.trim_start_matches([':', '.', '#', '-']);
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.replace("of", "").chars().all(|c| c.is_ascii_digit() || c == '/')
    });
    comment || page
}

/// 第3页, 第3页共12页, 第3页/共12页.
fn says_page(text: &str) -> bool {
    let Some((number, rest)) = text.strip_prefix('第').and_then(|rest| rest.split_once('页')) else { return false };
    let rest = rest.trim_start_matches(['/', ',', '(', '共', '第']).trim_end_matches([')', '页']);
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十百零〇".contains(c));
    !number.is_empty() && is_number(number) && is_number(rest)
}

/// Figures by themselves are pages only where they run on: the longest run of numbers of which each is the next one or nearly so.
fn longest_run(lone: &[(usize, u16)]) -> Vec<usize> {
    // best[n]: length of the longest run that ends with the number at n, and the one before it. Pages are few, and so is what is looked back at.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(lone.len());
    for (n, (_, number)) in lone.iter().enumerate() {
        let from = n.saturating_sub(20);
        let before = (from..n).filter(|at| *number > lone[*at].1 && number - lone[*at].1 <= 3).max_by_key(|at| best[*at].0);
        best.push((before.map_or(1, |at| best[at].0 + 1), before));
    }
    let Some(mut at) = (0..best.len()).max_by_key(|n| best[*n].0).filter(|n| best[*n].0 >= PAGES) else { return Vec::new() };
    let mut out = vec![lone[at].0];
    while let Some(before) = best[at].1 {
        out.push(lone[before].0);
        at = before;
    }
    out
}

/// Lines that stand on every page: the title of the document where it repeats, and any line that begins or ends pages, or cuts sentences and
/// tables. Where the title stands for the first time it is the title.
fn running_heads(source: &Source, numbers: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let first: Vec<usize> = (0..source.blocks.len()).filter(|n| !numbers.contains(n)).take(6).collect();
    for (n, block) in source.blocks.iter().enumerate().filter(|(n, _)| !numbers.contains(n)) {
        if let Kind::Text(text) = &block.kind
            && (2..=40).contains(&text.text.chars().count())
        {
            places.entry(plain(&text.text)).or_default().push(n);
        }
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for block in &source.blocks {
        if let Kind::Text(text) = &block.kind {
            *counts.entry(&text.text).or_default() += 1;
        }
    }
    let mut out = BTreeSet::new();
    for (text, at) in places {
        if at.len() < PAGES || captions_in(&text).is_some() || is_number_of_form(&text) || numbered(&text).is_some() || text.ends_with(['。', ';']) {
            continue;
        }
        let title = first.contains(&at[0]);
        let names_budget = text.contains("预算") && text.contains("20") && !text.ends_with('表');
        // A paragraph that is printed again has the same lines above and below, and none of them cuts it.
        let repeats = |block: Option<&Block>| matches!(block.map(|block| &block.kind), Some(Kind::Text(text)) if counts[text.text.as_str()] > 1);
        let again = |n: &usize| {
            let (above, below) = beside(source, *n, numbers);
            repeats(above) && repeats(below)
        };
        let strictly = at.iter().filter(|n| cuts(source, **n, numbers, false) && !again(n)).count();
        // A title between tables with the same head is theirs, unless it cuts a sentence, too, or is the document's.
        let loosely = at.iter().filter(|n| cuts(source, **n, numbers, true) && !again(n)).count();
        let cutting = if strictly > 0 || title && names_budget { loosely } else { strictly };
        let at_edges = at.iter().filter(|n| is_at_edge(source, **n, numbers)).count();
        if title && names_budget && at.len() > PAGES || cutting >= 2 || at_edges >= PAGES && at_edges * 4 >= at.len() * 3 {
            // On the cover or in its first place it says what the document is.
            out.extend(at.iter().skip(usize::from(title && !cuts(source, at[0], numbers, false))));
        }
    }
    out
}

/// The blocks above and below one, numbers of pages aside.
fn beside<'a>(source: &'a Source, n: usize, numbers: &BTreeSet<usize>) -> (Option<&'a Block>, Option<&'a Block>) {
    let above = source.blocks[..n].iter().enumerate().rev().find(|(at, _)| !numbers.contains(at));
    let below = source.blocks[n + 1..].iter().enumerate().find(|(at, _)| !numbers.contains(&(n + 1 + at)));
    (above.map(|(_, block)| block), below.map(|(_, block)| block))
}

/// Whether a page begins with a block or ends with it, as far as the file says.
fn is_at_edge(source: &Source, n: usize, numbers: &BTreeSet<usize>) -> bool {
    let begins = |n: usize| match source.blocks.get(n).map(|block| &block.kind) {
        Some(Kind::Text(text)) => text.new_page,
        Some(Kind::Grid(grid)) => grid.new_page,
        None => false,
    };
    begins(n) || begins(n + 1) || n > 0 && numbers.contains(&(n - 1)) || numbers.contains(&(n + 1))
}

/// Whether a block stands in the middle of a sentence or of the rows of a table, which may have its head again below it.
fn cuts(source: &Source, n: usize, numbers: &BTreeSet<usize>, head_again: bool) -> bool {
    let (before, behind) = beside(source, n, numbers);
    match (before.map(|block| &block.kind), behind.map(|block| &block.kind)) {
        (Some(Kind::Text(above)), Some(Kind::Text(below))) => {
            let open = above.text.chars().count() >= 20 && !above.text.ends_with(['。', '；', '：', ';', ':', '！', '？']);
            open && above.level.is_none() && below.level.is_none() && numbered(&below.text).is_none() && below.text.contains(['，', '。', '；'])
        }
        (Some(Kind::Grid(above)), Some(Kind::Grid(below))) => {
            above.width() == below.width()
                && (head_again && has_head_of(below, above)
                    || below.rows.first().is_some_and(|row| row.iter().any(|cell| super::words::is_figure(cell))))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::parse_text;

    fn left(text: &str) -> Vec<String> {
        let source = dropped(&parse_text("稿.txt", text).expect("a text"), "", &mut Report::default());
        let line = |block: &Block| if let Kind::Text(text) = &block.kind { Some(text.text.clone()) } else { None };
        source.blocks.iter().filter_map(line).collect()
    }

    #[test]
    fn page_numbers_go_wherever_they_stand_and_lone_figures_stay() {
        assert_eq!(left("甲\n- 1 -\n乙\n第2页 共9页\n丙\n<!-- page 3 -->\n丁\n—4—\n-3\n"), ["甲", "乙", "丙", "丁", "-3"]);
        assert_eq!(left("甲\n1\n乙\n2\n丙\n2026\n丁\n3\n戊\n17\n己\n4\n"), ["甲", "乙", "丙", "2026", "丁", "戊", "17", "己"]);
    }

    #[test]
    fn a_paragraph_that_is_printed_again_keeps_its_middle_line() {
        let paragraph = "以上各项资金按照批复的项目和用途安排使用，由各科室按照职责分工组织\n实施，年度执行中确需调整的按照规定程序报批\n后办理，严禁超出范围安排。\n";
        let text = format!("一、甲\n{paragraph}二、乙\n{paragraph}三、丙\n{paragraph}四、丁\n{paragraph}");
        assert_eq!(left(&text).len(), 16);
    }

    #[test]
    fn a_line_that_cuts_sentences_is_a_running_head_whatever_it_says() {
        let sentence = |what: &str| {
            format!("某局主管全市{what}审计工作，负责对财政收支和法律法规规定属于审计监督范\n某市审计局\n围的{what}财务收支进行审计监督。\n")
        };
        let text = format!("{}一、甲\n{}二、乙\n{}", sentence("农业"), sentence("教育"), sentence("交通"));
        assert!(!left(&text).iter().any(|line| line == "某市审计局"));
        assert_eq!(left("一、甲\n某市审计局\n支出预算3.00万元。\n二、乙\n某市审计局\n支出预算3.00万元。\n三、丙\n某市审计局\n").len(), 8);
    }
}
