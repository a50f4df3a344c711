//! N102: parts in a sentence that do not add up to what it says they are of.
//!
//! A list may be read in several ways: to the end or to the next ；, with or without what stands in brackets or is a part of a part. It is
//! denied only where none of them holds; and less than the whole only where the parts are all there are.

use rust_decimal::Decimal;

use super::gap::{Part, of_sum};
use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::{Found, wan};
use crate::numbers::Unit;

/// What opens a list of parts.
const OPENERS: &[&str] =
    &["其中", "包括", "分别为", "分项来看", "分项如下", "具体如下", "按类别分", "分类别看", "具体为", "构成如下", "组成如下", "由"];

/// Lists that are complete for certain: words of which each has to be there.
const COMPLETE: &[&[&[&str]]] = &[
    &[&["基本支出"], &["项目支出"]],
    &[&["人员"], &["公用"]],
    &[&["货物"], &["工程"], &["服务"]],
    &[&["购置"], &["运行", "运维"]],
    &[&["出国"], &["车"], &["接待"]],
    &[&["车运行", "车运维"], &["车购置"], &["接待"]],
    &[&["流动资产"], &["固定资产"]],
    &[&["一般公共预算"], &["基金"], &["专户", "国有资本", "单位资金", "其他"]],
];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for paragraph in piece.paragraphs().iter().filter(|paragraph| paragraph.numbers.len() > 1) {
        out.extend(lists(paragraph).iter().filter_map(|list| Some(paragraph.found(broken(paragraph, list, piece.rounded)?))));
    }
    out
}

/// A whole and its parts, by their numbers.
struct List {
    whole: usize,
    parts: Vec<usize>,
    /// Where the list begins.
    start: usize,
}

fn lists(paragraph: &Paragraph) -> Vec<List> {
    let text = &paragraph.text;
    let mut starts: Vec<usize> = Vec::new();
    for opener in OPENERS {
        for (at, _) in text.match_indices(opener) {
            // 由 opens a list only in 由甲…万元和乙…万元构成.
            let counts = *opener != "由" || text[at..].split(['。', '；']).next().is_some_and(|rest| rest.contains("构成") || rest.contains("组成"));
            if counts {
                starts.push(at + opener.len());
            }
        }
    }
    for (n, number) in paragraph.numbers.iter().enumerate() {
        if paragraph.states(n) && text[number.at.end..].starts_with(['（', '(']) {
            starts.push(number.at.end + text[number.at.end..].chars().next().map_or(0, char::len_utf8));
        }
    }
    starts.sort_unstable();
    // 其中，包括: one list.
    starts.dedup_by(|b, a| *b - *a < 10 && !text[*a..*b].contains(['万', '元']));
    let mut out = Vec::new();
    for start in starts {
        let depth = paragraph.depth(start);
        let whole = (0..paragraph.numbers.len()).rev().find(|n| {
            let number = &paragraph.numbers[*n];
            number.at.end <= start && paragraph.states(*n) && !paragraph.is_base(*n) && paragraph.depth(number.at.start) <= depth
        });
        // 收入包括…；支出包括…: each is the whole of another list.
        let before = text[..start].trim_end_matches("包括").trim_end_matches(['：', '，']);
        let both_sides = before.ends_with("收入") || before.ends_with("支出");
        let end = end_of_list(text, start, depth);
        let parts: Vec<usize> =
            (0..paragraph.numbers.len()).filter(|n| (start..end).contains(&paragraph.numbers[*n].at.start) && paragraph.states(*n)).collect();
        let other_measures = (0..paragraph.numbers.len()).any(|n| {
            let number = &paragraph.numbers[n];
            (start..end).contains(&number.at.start)
                && matches!(&number.unit, Unit::Count(unit) if ["平方米", "辆", "台", "套"].contains(&unit.as_str()))
        });
        if let (Some(whole), false, false) = (whole, both_sides, other_measures || parts.is_empty()) {
            out.push(List { whole, parts, start });
        }
    }
    out
}

/// At the 。 outside of the list's own brackets, where its bracket closes, or before what is said to come on top.
fn end_of_list(text: &str, start: usize, depth: usize) -> usize {
    let mut now = depth;
    let text = &text[..["另有", "此外", "另外"].iter().filter_map(|word| Some(start + text[start..].find(word)?)).min().unwrap_or(text.len())];
    for (at, c) in text[start..].char_indices() {
        match c {
            '（' | '(' => now += 1,
            '）' | ')' => {
                if now == depth && depth > 0 {
                    return start + at;
                }
                now = now.saturating_sub(1);
            }
            '。' if now <= depth => return start + at,
            _ => {}
        }
    }
    text.len()
}

fn broken(paragraph: &Paragraph, list: &List, rounded: bool) -> Option<String> {
    let whole = paragraph.numbers[list.whole].yuan()?;
    let half = paragraph.numbers[list.whole].half();
    let readings = readings(paragraph, list);
    let fits = |parts: &Vec<usize>| {
        let Some(sum) = sum(paragraph, parts) else { return true };
        let slack = parts.iter().map(|part| paragraph.numbers[*part].half()).sum::<Decimal>() + half;
        // At the same scale every part may be off by half a unit; the whole too.
        let scale = paragraph.numbers[list.whole].value.scale();
        let exact = !rounded && parts.len() <= 2 && parts.iter().all(|part| paragraph.numbers[*part].value.scale() <= scale);
        (sum - whole).abs() <= if exact { Decimal::ZERO } else { slack.min(half * Decimal::from(parts.len().max(1))) }
    };
    if readings.iter().any(fits) {
        return None;
    }
    let shown = readings.iter().min_by_key(|parts| (parts.len() < 2, (sum(paragraph, parts).unwrap_or_default() - whole).abs()))?;
    let added = sum(paragraph, shown)?;
    let least = readings.iter().filter_map(|parts| sum(paragraph, parts)).min()?;
    let open = paragraph.text[list.start..].split('。').next().is_some_and(|rest| rest.contains('等'));
    let complete = is_complete(paragraph, list) && !(open && added < whole);
    if least <= whole && (shown.len() < 2 || !complete) {
        return None;
    }
    let said: Vec<&str> = shown.iter().map(|part| paragraph.said(*part)).collect();
    if shown.len() == 1 {
        return Some(format!("“{}”里的一部分是“{}”，部分大于全部", paragraph.said(list.whole), said[0]));
    }
    let part = |part: &usize| {
        let called = paragraph.label(*part).chars().rev().take(12).collect::<Vec<char>>().into_iter().rev().collect();
        Some(Part { called, value: wan(paragraph.numbers[*part].yuan()?), minus: false })
    };
    let parts: Vec<Part> = shown.iter().filter_map(part).collect();
    let why = of_sum(wan(whole), wan(added), &parts, &|_| false).map_or_else(String::new, |why| format!("；{why}"));
    Some(format!(
        "“{}”与各部分之和不相等：{} = {}万元（差 {}万元）{why}",
        paragraph.said(list.whole),
        said.join(" + "),
        wan(added),
        wan(added - whole)
    ))
}

fn sum(paragraph: &Paragraph, parts: &[usize]) -> Option<Decimal> {
    parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(paragraph.numbers[*part].yuan()?))
}

/// Every way in which the list may be meant.
fn readings(paragraph: &Paragraph, list: &List) -> Vec<Vec<usize>> {
    let text = &paragraph.text;
    let all = &list.parts;
    let depth = paragraph.depth(list.start);
    let semicolon = text[list.start..].find('；').map_or(text.len(), |at| list.start + at);
    let to_semicolon: Vec<usize> = all.iter().copied().filter(|part| paragraph.numbers[*part].at.start < semicolon).collect();
    let mut out = Vec::new();
    for scope in [all.clone(), to_semicolon] {
        let flat: Vec<usize> = scope.iter().copied().filter(|part| paragraph.depth(paragraph.numbers[*part].at.start) <= depth).collect();
        for some in [scope, flat] {
            let outer = without_nested(paragraph, list, &some);
            for reading in [some, outer] {
                let tree = without_sums(paragraph, &reading);
                out.extend([reading, tree].into_iter().filter(|parts| !parts.is_empty()));
            }
        }
    }
    out
}

/// Without what stands behind another 其中 or 包括, up to the next ；.
fn without_nested(paragraph: &Paragraph, list: &List, parts: &[usize]) -> Vec<usize> {
    let text = &paragraph.text;
    let is_nested = |part: &usize| {
        let at = paragraph.numbers[*part].at.start;
        let since = text[list.start..at].rfind(['；', '。']).map_or(list.start, |stop| list.start + stop);
        let first_since = parts.iter().find(|other| paragraph.numbers[**other].at.start > since);
        let clause = &text[since..at];
        first_since != Some(part) && ["其中", "包括", "含", "由", "分别为", "用于"].iter().any(|word| clause.contains(word))
    };
    parts.iter().copied().filter(|part| !is_nested(part)).collect()
}

/// Without amounts that add up to the one before them.
fn without_sums(paragraph: &Paragraph, parts: &[usize]) -> Vec<usize> {
    let mut out = parts.to_vec();
    let mut at = 0;
    while at + 2 < out.len() {
        let yuan = |n: usize| paragraph.numbers[n].yuan().unwrap_or_default();
        let mut added = Decimal::ZERO;
        let end = (at + 1..out.len()).find(|end| {
            added += yuan(out[*end]);
            *end > at + 1 && added == yuan(out[at]) && !added.is_zero()
        });
        if let Some(end) = end {
            out.drain(at + 1..=end);
        }
        at += 1;
    }
    out
}

fn is_complete(paragraph: &Paragraph, list: &List) -> bool {
    let labels: Vec<&str> = list.parts.iter().map(|part| paragraph.between(*part)).collect();
    let has = |words: &&[&str]| labels.iter().any(|label| words.iter().any(|word| label.contains(word)));
    // A fund by which a part is paid is no part.
    let paid_by = labels.iter().any(|label| label.contains("中小企业") || label.contains("预留"));
    !paid_by && COMPLETE.iter().any(|kinds| kinds.iter().all(has))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N102").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn parts_that_are_all_and_do_not_add_up_are_told() {
        let found = said("支出预算80万元，其中基本支出50.00万元、项目支出40.00万元。");
        assert!(found[0].starts_with("“80万元”与各部分之和不相等：50.00万元 + 40.00万元 = 90万元（差 10万元）；"), "{found:?}");
        assert_eq!(said("采购预算70万元，其中：货物20万元、工程0万元、服务40万元。").len(), 1);
        assert_eq!(said("车辆费8万元（其中：购置费1万元，运行费6万元）。").len(), 1);
        assert_eq!(said("资产合计19.00万元。按类别分，流动资产为5.00万元；固定资产净值为11.00万元；无形资产为2.00万元。").len(), 1);
    }

    #[test]
    fn more_than_the_whole_is_told_of_any_list() {
        assert_eq!(said("共安排30万元，其中物业40万元。"), ["“30万元”里的一部分是“40万元”，部分大于全部"]);
        assert_eq!(said("共安排30万元，其中物业10万元。"), [""; 0]);
    }

    #[test]
    fn what_is_compared_with_is_not_the_whole() {
        let text =
            |whole: &str| format!("2026年收入预算{whole}万元，比2025年1,198.20万元增加82.16万元。其中：拨款收入1,250.36万元，其他收入30.00万元。");
        assert_eq!(said(&text("1,280.36")), [""; 0]);
        assert!(said(&text("1,270.36"))[0].starts_with("“1,270.36万元”"));
    }

    #[test]
    fn any_reading_that_works_is_right() {
        for text in [
            "收支总预算64万元。收入包括：拨款收入60万元、上年结转4万元；支出包括：一般公共服务支出50万元、教育支出14万元。",
            "支出80万元。其中：基本支出50万元，包括人员经费30万元、公用经费20万元；项目支出30万元，主要用于物业10万元、维修5万元。",
            "“三公”经费共9.1万元。其中，出国（境）费0万元；车辆费9万元（其中：购置费0万元，运维费9万元)；接待费0.1万元。比上年增加0.1万元。",
            "固定资产300万元，其中：房屋1200平方米，车辆2辆，其他固定资产0万元。",
            "支出80万元，其中基本支出50万元，项目支出30万元。比上年减少20万元，其中：基本支出减少5万元，项目支出减少15万元。",
            "收入80万元，其中：一般公共预算拨款80万元、基金预算拨款0万元、其他来源0万元，另有上年结转2万元。",
            "采购预算100.00万元，其中面向中小企业预留40万元，小微企业30万元。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
