//! Whose document it is and of which year, read off captions, titles and the cover.

use std::collections::BTreeMap;

use super::caption::owner;
use super::contents::Entry;
use super::parts::is_free;
use super::tidy::{Piece, What};
use super::words::{key, plain};
use crate::read::Text;
use crate::template::{Kind, Template};

/// What the document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// 单位代码; empty if it says none.
    pub unit_code: String,
    /// 单位名称; empty if it says none.
    pub unit_name: String,
    /// 预算年度, if its titles say one.
    pub year: Option<u16>,
    /// The year that its text speaks of most.
    pub spoken: Option<u16>,
    /// 部门 or 单位, if its titles say which.
    pub kind: Option<Kind>,
    /// It is no budget but the accounts of a year that is over (决算).
    pub is_final: bool,
    /// Lines of the cover, by position of their pieces.
    pub cover: Vec<usize>,
    /// 编制日期, 编制单位, 审核单位 and 草案, as on the cover.
    pub date: String,
    pub prepared_by: String,
    pub reviewed_by: String,
    pub mark: String,
}

impl Facts {
    /// The year that the document says it is of; of one that follows no layout, the year it speaks of most.
    pub(super) fn stated_year(&self, template: &Template) -> Option<u16> {
        self.year.or(self.spoken.filter(|_| is_free(template)))
    }
}

/// Whether a line by itself is the name of a unit.
pub(super) fn is_unit_name(line: &str) -> bool {
    let text = plain(line);
    let count = text.chars().count();
    let ends = [
        "局",
        "委员会",
        "委",
        "办公室",
        "部",
        "院",
        "厅",
        "会",
        "中心",
        "政府",
        "站",
        "所",
        "学校",
        "大学",
        "协会",
        "总队",
        "支队",
        "大队",
        "分局",
        "本级",
    ];
    (4..=30).contains(&count)
        && ends.iter().any(|end| text.ends_with(end))
        && text.chars().all(|c| super::words::is_wide(c) || matches!(c, '(' | ')'))
}

/// Reads the facts.
pub(super) fn facts(pieces: &[Piece], entries: &[Entry]) -> Facts {
    let mut facts = Facts::default();
    let mut owners: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut years: BTreeMap<u16, usize> = BTreeMap::new();
    let (mut units, mut departments) = (0, 0);
    let (mut accounts, mut budgets) = (0, 0);
    for piece in pieces {
        let lines: Vec<&str> = match &piece.what {
            What::Table(table) => table.left.iter().map(String::as_str).chain([table.title.as_str()]).collect(),
            What::Line(text) => vec![text.text.as_str()],
        };
        let captions = matches!(piece.what, What::Table(_));
        for line in lines {
            if let Some(found) = owner(line).filter(|_| captions) {
                *owners.entry(found).or_default() += 1;
            }
            let text = plain(line);
            let titled = line.chars().count() <= 45 && (text.contains("预算") || text.contains("绩效"));
            if line.chars().count() <= 45 && text.contains("决算") != text.contains("预算") {
                *(if text.contains("决算") { &mut accounts } else { &mut budgets }) += 1;
            }
            if captions || titled {
                for year in years_in(&text) {
                    *years.entry(year).or_default() += if text.starts_with("预算年度") { 5 } else { usize::from(titled) };
                }
                units += text.matches("单位预算").count();
                departments += text.matches("部门预算").count();
            }
        }
    }
    let spoken = |pieces: &[Piece]| {
        let mut spoken: BTreeMap<u16, usize> = BTreeMap::new();
        for year in pieces.iter().filter_map(Piece::line).flat_map(|line| years_in(&plain(line))) {
            *spoken.entry(year).or_default() += 1;
        }
        spoken.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
    };
    facts.year = years.iter().filter(|(_, count)| **count > 0).max_by_key(|(_, count)| **count).map(|(year, _)| *year);
    facts.spoken = spoken(pieces);
    facts.kind = match units.cmp(&departments) {
        std::cmp::Ordering::Greater => Some(Kind::Unit),
        std::cmp::Ordering::Less => Some(Kind::Department),
        std::cmp::Ordering::Equal => None,
    };
    facts.is_final = accounts > budgets && pieces.iter().take(8).filter_map(Piece::line).any(|line| plain(line).contains("决算"));
    cover(pieces, entries, &mut facts);
    let named: Vec<&(String, String)> = owners.keys().filter(|(code, _)| !code.is_empty()).collect();
    let codes: std::collections::BTreeSet<&str> = named.iter().map(|(code, _)| code.as_str()).collect();
    // A unit's document is of one unit: another one above a few of its forms is a slip of last year's file.
    let most = owners.iter().filter(|((code, _), _)| !code.is_empty()).max_by_key(|(_, count)| **count).map_or(0, |(_, count)| *count);
    let of_one = facts.kind == Some(Kind::Unit) && most * 10 >= owners.values().sum::<usize>() * 8;
    if codes.len() > 1 && !of_one {
        // Several units: the department's code is what theirs begin with.
        let first = codes.first().copied().unwrap_or_default();
        let common = (0..first.len()).take_while(|n| codes.iter().all(|code| code.as_bytes().get(*n) == first.as_bytes().get(*n))).count();
        facts.unit_code = if common >= 3 { first[..3].to_owned() } else { String::new() };
    } else if let Some(((code, name), _)) = owners.iter().filter(|((code, _), _)| !code.is_empty()).max_by_key(|(_, count)| **count) {
        facts.unit_code.clone_from(code);
        if facts.unit_name.is_empty() || !facts.unit_name.contains(name.as_str()) && name.chars().count() > 4 {
            facts.unit_name.clone_from(name);
        }
    }
    if facts.unit_name.is_empty() {
        let named = owners.iter().max_by_key(|(_, count)| **count).map(|((_, name), _)| name.clone());
        facts.unit_name =
            named.or_else(|| pieces.iter().filter_map(Piece::line).find(|line| is_unit_name(line)).map(str::to_owned)).unwrap_or_default();
    }
    facts
}

/// The lines at the beginning that stand on the cover.
fn cover(pieces: &[Piece], entries: &[Entry], facts: &mut Facts) {
    for (n, piece) in pieces.iter().enumerate().take(8) {
        let What::Line(Text { text: line, level: None, .. }) = &piece.what else { break };
        let text = plain(line);
        let listed = entries.iter().any(|entry| entry.key == key(line));
        if text.chars().count() > 45 || super::number::numbered(line).is_some() || listed {
            break;
        }
        let year = years_in(&text).first().copied();
        let is_dated = is_date(&text);
        let text = if is_dated { text } else { in_figures(&text) };
        let budget = text.find("部门预算").or_else(|| text.find("单位预算")).filter(|at| is_unit_name(&text[..*at]));
        if year.is_some() && text.trim_end_matches('度').trim_end_matches('年').len() == 4 {
            // The year in a line of its own.
            facts.year = facts.year.or(year);
        } else if let Some(at) = text.find("20").filter(|_| year.is_some() && text.contains("预算") && !text.starts_with('(')) {
            let name = &text[..at];
            let name = name.strip_suffix("部门").unwrap_or(name);
            // 2026年某县妇幼保健院单位预算: the year stands first.
            let behind = text.get(at + 4..).unwrap_or_default().trim_start_matches('年').trim_start_matches('度');
            let named = ["部门预算", "单位预算"].iter().find_map(|word| Some(behind.split_once(word)?.0)).filter(|name| is_unit_name(name));
            let name = named.filter(|_| name.is_empty()).unwrap_or(name);
            if facts.unit_name.is_empty() && is_unit_name(name) {
                name.clone_into(&mut facts.unit_name);
            }
        } else if let Some(at) = budget {
            if facts.unit_name.is_empty() {
                text[..at].clone_into(&mut facts.unit_name);
            }
        } else if is_unit_name(line) {
            if facts.unit_name.is_empty() {
                facts.unit_name = text;
            }
        } else if let Some(name) = text.strip_suffix("编制").or_else(|| text.strip_prefix("编制单位:")) {
            name.clone_into(&mut facts.prepared_by);
        } else if let Some(name) = text.strip_suffix("审核").or_else(|| text.strip_prefix("审核单位:")) {
            name.clone_into(&mut facts.reviewed_by);
        } else if let Some(mark) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).filter(|mark| mark.chars().count() <= 8) {
            mark.clone_into(&mut facts.mark);
        } else if is_date(&text) {
            facts.date = line.split_whitespace().collect();
        } else if facts.unit_name.is_empty() && stands_beside_title(pieces, n) && is_name(&text) {
            // Whatever it ends in: 馆, 园, 队.
            facts.unit_name = text;
        } else {
            break;
        }
        facts.cover.push(n);
    }
}

/// Whether the line above or below is the title of the cover.
fn stands_beside_title(pieces: &[Piece], n: usize) -> bool {
    let is_title = |n: usize| pieces.get(n).and_then(Piece::line).map(plain).is_some_and(|text| text.contains("预算") && !years_in(&text).is_empty());
    is_title(n + 1) || n > 0 && is_title(n - 1)
}

/// Whether a line may be a name: short, of Chinese characters, and none of the words that a cover has besides.
fn is_name(text: &str) -> bool {
    (4..=30).contains(&text.chars().count())
        && text.chars().all(|c| super::words::is_wide(c) || matches!(c, '(' | ')'))
        && !["目录", "预算", "公开", "年度", "说明", "部分", "职能", "职责", "概况", "情况"].iter().any(|word| text.contains(word))
        && !text.ends_with(['。', '，', '；', '：'])
}

/// 二〇二一年三月, 2021年3月5日.
fn is_date(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || "〇零一二三四五六七八九○O".contains(c));
    text.len() > rest.len() && rest.starts_with('年') && (rest.ends_with('月') || rest.ends_with('日')) && rest.chars().count() <= 9
}

/// 二〇二六年 as 2026年.
fn in_figures(text: &str) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| DIGITS.chars().position(|known| known == if "零○OＯ0".contains(c) { '〇' } else { c });
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let year = chars.get(at..at + 4).filter(|four| four[0] == '二' && chars.get(at + 4) == Some(&'年') && "〇零○OＯ0".contains(four[1]));
        if let Some(digits) = year.and_then(|four| four.iter().map(|c| digit(*c)).collect::<Option<Vec<usize>>>()) {
            out.extend(digits.iter().map(usize::to_string));
            at += 4;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

fn years_in(text: &str) -> Vec<u16> {
    let text = &in_figures(text);
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices("20")
        .filter(|(at, _)| !is_digit(text[..*at].chars().next_back()))
        .filter_map(|(at, _)| {
            let digits = text.get(at..at + 4)?;
            let year: u16 = digits.parse().ok()?;
            let behind = text[at + 4..].chars().next();
            ((2005..=2100).contains(&year) && !is_digit(behind) && behind.is_none_or(|c| c == '年' || c == '-' || !c.is_ascii())).then_some(year)
        })
        .collect()
}
