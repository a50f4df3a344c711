//! Goal cards in text taken out of a PDF, of which nothing but the order of the lines is left: tables again.

use super::words::{is_wide, plain};
use super::wrapped::Line;
use crate::read::RawGrid;

pub(super) fn is_card_start(lines: &[Line]) -> bool {
    lines[0].text == "项目" && lines.get(1).is_some_and(|line| line.text == "编码") || lines[0].text.starts_with("项目编码 ")
}

/// The lines up to the one where a label begins, and those from it. The label may itself be cut over several lines.
fn until<'a>(lines: &'a [Line], label: &str) -> Option<(&'a [Line], &'a [Line])> {
    let at = (0..lines.len()).find(|n| eat(&lines[*n..], label, false).is_some())?;
    Some((&lines[..at], &lines[at..]))
}

/// Takes a label off the beginning of the lines: how many lines are gone, and what is left of the last one.
fn eat(lines: &[Line], label: &str, cut: bool) -> Option<(usize, String)> {
    let mut wanted = label.chars().peekable();
    for (n, line) in lines.iter().enumerate() {
        let mut chars = line.text.chars();
        loop {
            if wanted.peek().is_none() {
                let rest = chars.as_str().trim().to_owned();
                return Some(if rest.is_empty() { (n + 1, rest) } else { (n, rest) });
            }
            let before = chars.as_str();
            match chars.next() {
                None => break,
                Some(c) if Some(&c) == wanted.peek() => {
                    wanted.next();
                }
                // The last character may be lost at the end of a page.
                Some(_) if cut && n > 0 && before.len() == line.text.len() && wanted.clone().count() == 1 => return Some((n, before.to_owned())),
                Some(_) => return None,
            }
        }
        if wanted.peek().is_none() {
            return Some((n + 1, String::new()));
        }
    }
    None
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect()
}

/// A card's lines as a table.
pub(super) fn grid(lines: &[Line], known: &[String]) -> Option<RawGrid> {
    let (from, rest) = eat(lines, "项目编码", false)?;
    let mut lines: Vec<Line> = lines[from..].to_vec();
    if !rest.is_empty() {
        lines[0].text = rest;
    }
    let (head, lines) = until(&lines, "项目资金主要用途")?;
    let head = joined(head);
    let (code, name) = head.split_once("预算项目名称").or_else(|| head.split_once("项目名称"))?;
    let (purpose, lines) = until(after(lines, "项目资金主要用途")?, "资金支出计划")?;
    let lines = lines.get(lines.iter().position(|line| plain(&line.text).contains("月底"))?..)?;
    let dates: Vec<String> = lines[0].text.split_whitespace().map(str::to_owned).collect();
    let (values, lines) = until(&lines[1..], "绩效目标")?;
    let (goal, lines) = until(after(lines, "绩效目标")?, "一级指标")?;
    let head_end = lines.iter().position(|line| line.text.ends_with("依据"))?;
    let mut rows = vec![
        vec!["项目编码".to_owned(), code.split_whitespace().collect(), "预算项目名称".to_owned(), name.trim().to_owned()],
        vec!["项目资金主要用途".to_owned(), joined(purpose)],
        std::iter::once("资金支出计划（%）".to_owned()).chain(dates.clone()).collect(),
        std::iter::once(String::new()).chain(percentages(&joined_apart(values), dates.len())?).collect(),
        vec!["绩效目标".to_owned(), joined(goal)],
        ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"].map(str::to_owned).to_vec(),
    ];
    rows.extend(indicator_rows(&lines[head_end + 1..], known));
    Some(RawGrid::of(rows))
}

fn joined_apart(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn after<'a>(lines: &'a [Line], label: &str) -> Option<&'a [Line]> {
    eat(lines, label, false).and_then(|(n, _)| lines.get(n..))
}

/// `% 100 % % %` as one value for each date.
fn percentages(text: &str, dates: usize) -> Option<Vec<String>> {
    let text = text.replace(" %", "%").replace('%', "% ");
    // A blank before a sign was the sign of a blank value.
    let mut out: Vec<String> = Vec::new();
    for piece in text.split_whitespace() {
        out.push(piece.to_owned());
    }
    if out.len() != dates {
        // Values and signs apart: every sign ends a value.
        out = text.split('%').map(|value| value.trim().to_owned() + "%").take(dates).collect();
    }
    (out.len() == dates).then_some(out)
}

const LEVEL1: [&str; 5] = ["产出指标", "效果指标", "效益指标", "满意度指标", "成本指标"];
const LEVEL2: [&str; 11] = [
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "可持续性影响指标",
    "可持续性影响",
    "服务对象满意度指标",
];

/// The kind that begins at a line: the longest that its text and that of the lines below spell.
fn kind(lines: &[Line], kinds: &[&'static str]) -> Option<(&'static str, usize, String)> {
    let found = kinds.iter().filter_map(|kind| eat(lines, kind, *kind == "服务对象满意度指标").map(|(n, rest)| (*kind, n, rest)));
    found.max_by_key(|(kind, ..)| kind.len())
}

fn indicator_rows(lines: &[Line], known: &[String]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut level1 = "";
    let mut lines = lines.to_vec();
    while !lines.is_empty() {
        let mut level2 = "";
        // 成本指标 is a kind of the second level here, unless another one follows it.
        if let Some((found, n, rest)) = kind(&lines, &LEVEL1[..4]) {
            level1 = found;
            take(&mut lines, n, rest);
        }
        if let Some((found, n, rest)) = kind(&lines, &LEVEL2) {
            level2 = found;
            take(&mut lines, n, rest);
        }
        let end = (usize::from(!lines.is_empty())..lines.len())
            .find(|n| kind(&lines[*n..], &LEVEL2).is_some() || kind(&lines[*n..], &LEVEL1[..4]).is_some())
            .unwrap_or(lines.len());
        let content: Vec<Line> = lines.drain(..end).collect();
        let [level3, description, value, basis] = cells(&content, known);
        rows.push(vec![level1.to_owned(), level2.to_owned(), level3, description, value, basis]);
    }
    rows
}

/// Drops lines from the front; the rest of the last one stays, right behind the kind.
fn take(lines: &mut Vec<Line>, n: usize, rest: String) {
    let at = lines.get(n).map_or(String::new(), |line| line.at.clone());
    let gap = lines.get(n).is_some_and(|line| line.gap);
    lines.drain(..n);
    if !rest.is_empty() && !lines.is_empty() {
        lines[0] = Line { at, text: rest, gap, indent: 0 };
    }
}

/// The words of a line; letters that were spaced out are one word.
fn words(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 2 && words.iter().all(|word| word.chars().count() == 1) {
        return vec![words.concat()];
    }
    words.into_iter().map(str::to_owned).collect()
}

/// What stands in the last column of rows that are read without doubt.
pub(super) fn bases(cards: &[&[Line]]) -> Vec<String> {
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for line in cards.iter().flat_map(|card| card.iter()) {
        let words = words(&line.text);
        if words.len() >= 2
            && let Some(last) = words.last()
        {
            *counts.entry(last.clone()).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(word, count)| *count >= 3 && (3..=6).contains(&word.chars().count()) && word.chars().all(is_wide))
        .map(|(word, _)| word)
        .collect()
}

/// Level three, description, value and basis out of the lines behind the kinds. Cells on the same line are apart by blanks; a cell's
/// own lines are full but the last, and those of the third level are short.
fn cells(lines: &[Line], known: &[String]) -> [String; 4] {
    let words: Vec<Vec<String>> = lines.iter().map(|line| words(&line.text)).collect();
    let Some((last, rest)) = words.split_last() else { return Default::default() };
    let cat = |words: &[String]| words.join(" ");
    let all = |lines: &[Vec<String>]| lines.iter().map(|line| cat(line)).collect::<String>();
    let length = |line: &[String]| cat(line).chars().count();
    // Where the third level ends among lines of single cells.
    let third = |rest: &[Vec<String>]| {
        let mut end = 1;
        // Right behind a cell, without a blank line, stands the next one.
        while end < rest.len() && lines[end].gap && rest[end - 1].len() == 1 && (5..=8).contains(&length(&rest[end - 1])) && length(&rest[end]) <= 8 {
            end += 1;
        }
        end
    };
    match (rest, last.as_slice()) {
        ([], [level3, middle @ .., value, basis]) => [level3.clone(), cat(middle), value.clone(), basis.clone()],
        ([], other) => [other.first().cloned().unwrap_or_default(), cat(other.get(1..).unwrap_or_default()), String::new(), String::new()],
        (rest, [middle @ .., value, basis]) if !middle.is_empty() => {
            // Lines of the description above its last one are long.
            let end = third(rest);
            [all(&rest[..end]), all(&rest[end..]) + &cat(middle), value.clone(), basis.clone()]
        }
        (rest, [value, basis]) => match rest {
            [line] if line.len() > 1 => [line[0].clone(), cat(&line[1..]), value.clone(), basis.clone()],
            _ => {
                let end = if rest[0].len() > 1 { 0 } else { third(rest).min(rest.len().max(2) - 1).max(1) };
                if end == 0 {
                    [rest[0][0].clone(), cat(&rest[0][1..]) + &all(&rest[1..]), value.clone(), basis.clone()]
                } else {
                    [all(&rest[..end]), all(&rest[end..]), value.clone(), basis.clone()]
                }
            }
        },
        (rest, [basis]) => alone(rest, basis, known, &third),
        (rest, _) => [all(rest), String::new(), String::new(), String::new()],
    }
}

/// The last line is one cell: the basis, or what was cut off it.
fn alone(rest: &[Vec<String>], last: &str, known: &[String], third: &dyn Fn(&[Vec<String>]) -> usize) -> [String; 4] {
    let cat = |words: &[String]| words.join(" ");
    let all = |lines: &[Vec<String>]| lines.iter().map(|line| cat(line)).collect::<String>();
    let mut basis = last.to_owned();
    let mut rest = rest.to_vec();
    // A basis of two lines stands where the line above holds all the other cells already.
    if !known.contains(&basis) && rest.len() > 1 && rest[0].len() >= 3 && rest[rest.len() - 1].len() == 1 {
        basis = rest.pop().map(|line| cat(&line)).unwrap_or_default() + &basis;
    }
    if let [line] = rest.as_slice() {
        return match line.as_slice() {
            [level3, middle @ .., value] => [level3.clone(), cat(middle), value.clone(), basis],
            other => [cat(other), String::new(), String::new(), basis],
        };
    }
    if rest[0].len() > 1 {
        return [rest[0][0].clone(), cat(&rest[0][1..]), all(&rest[1..]), basis];
    }
    let end = third(&rest);
    // The value's lines are short, those of the description long.
    let value = rest.iter().rposition(|line| cat(line).chars().count() > 8).map_or(end, |at| at + 1).max(end + 1).min(rest.len());
    [all(&rest[..end]), all(&rest[end..value]), all(&rest[value..]), basis]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let mut gap = true;
        let mut out = Vec::new();
        for (n, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                gap = true;
            } else {
                out.push(Line { at: format!("第{n}行"), text: line.to_owned(), gap, indent: 0 });
                gap = false;
            }
        }
        out
    }

    fn read(text: &str) -> [String; 4] {
        cells(&lines(text), &["年度计划".to_owned()])
    }

    #[test]
    fn rows_are_cut_into_their_cells() {
        let wanted = |cells: [&str; 4]| cells.map(str::to_owned);
        assert_eq!(read("人数 派遣人数 183 协议"), wanted(["人数", "派遣人数", "183", "协议"]));
        assert_eq!(read("查询数量 云镜各 1套 3 计划"), wanted(["查询数量", "云镜各 1套", "3", "计划"]));
        assert_eq!(read("食品被装合格\n\n率\n验收合格率 100% 上级文件"), wanted(["食品被装合格率", "验收合格率", "100%", "上级文件"]));
        assert_eq!(
            read("承租面积\n\n办公楼租赁面积共八千八百平米、停车场\n\n米\n11785 协议"),
            wanted(["承租面积", "办公楼租赁面积共八千八百平米、停车场米", "11785", "协议"])
        );
        assert_eq!(read("运行成本 总支出不超\n\n提高财政\n\n资金\n\n年度计划"), wanted(["运行成本", "总支出不超", "提高财政资金", "年度计划"]));
    }

    #[test]
    fn kinds_are_spelled_over_lines() {
        let text = lines("产出\n\n指标\n\n数量指\n\n标\n人数 甲 1 乙");
        assert_eq!(kind(&text, &LEVEL1).map(|(kind, n, _)| (kind, n)), Some(("产出指标", 2)));
        assert_eq!(indicator_rows(&text, &[]), [["产出指标", "数量指标", "人数", "甲", "1", "乙"]]);
        assert_eq!(percentages("% 100 % % %", 4), Some(vec!["%".into(), "100%".into(), "%".into(), "%".into()]));
    }
}
