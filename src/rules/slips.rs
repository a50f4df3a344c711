//! N107: slips of typing that nobody wants in print: stops that stand twice, words that stand twice, quotation marks the wrong way round.

use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::Found;
use super::words::around;

const STOPS: &[&str] = &["。。", "，，", "，。", "，；", "、。", "。，", "：，", "；。", "、、", "；；"];

/// Words that stand twice and never rightly so.
const TWICE: &[&str] = &["的的", "和和", "减少减少", "增加增加", "项目项目", "主要原因主要是", "万元元", "^%"];

/// Fixed terms that are wrong by a letter, and as they should be.
const TERMS: &[(&str, &str)] = &[
    ("一般共公", "一般公共"),
    ("行政事务管理支出", "行政管理事务支出"),
    ("机关运行费", "机关运行经费"),
    ("“三公经费”", "“三公”经费"),
    ("财政拔款", "财政拨款"),
];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    let count = |marks: [char; 2]| piece.paragraphs().iter().map(|paragraph| paragraph.text.matches(marks).count()).sum::<usize>();
    // Paragraphs that are torn apart make one whole.
    let torn = count(['（', '(']) == count(['）', ')']);
    for paragraph in piece.paragraphs() {
        if let Some(said) = unpaired(&paragraph.text).filter(|_| !torn) {
            out.push(paragraph.found(format!("“{said}”的括号不成对")));
        }
        let wrong = |terms: &&(&str, &str)| paragraph.text.contains(terms.0);
        for message in messages(paragraph) {
            let term = TERMS.iter().find(wrong).filter(|(_, right)| message.ends_with(&format!("应为“{right}”")));
            out.push(paragraph.found(message).mended_by(term.and_then(|(wrong, right)| piece.reworded(wrong, right))));
        }
    }
    out
}

fn messages(paragraph: &Paragraph) -> Vec<String> {
    let text = &paragraph.text;
    let mut out = Vec::new();
    if let Some(stops) = STOPS.iter().find(|stops| text.contains(**stops)) {
        out.push(format!("标点重复“{}”", around(text, stops, 6, 0)));
    }
    if let Some(twice) = TWICE.iter().find(|twice| text.contains(**twice)) {
        out.push(format!("“{}”多了字", around(text, twice, 6, 0)));
    }
    if let Some((wrong, right)) = TERMS.iter().find(|(wrong, _)| text.contains(wrong)) {
        out.push(format!("“{wrong}”应为“{right}”"));
    }
    if let Some(marked) = turned(text) {
        out.push(format!("“{marked}”的引号方向反了"));
    }
    out
}

/// A bracket that is opened and not closed, or the other way round, with what stands around it. Of a paragraph that a page has cut nothing is
/// said.
fn unpaired(text: &str) -> Option<&str> {
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '（' | '(' => open.push(at),
            '）' | ')' if open.pop().is_none() => {
                let mark = text[..at].rsplit(['。', '；', '：', '，']).next().unwrap_or_default();
                // 1）, a）, 一）: marks of a list.
                let of_list = mark.chars().count() <= 3 && mark.chars().all(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c));
                return (!of_list).then(|| quoted(text, at));
            }
            _ => {}
        }
    }
    open.last().filter(|_| text.ends_with('。')).map(|at| quoted(text, *at))
}

fn quoted(text: &str, at: usize) -> &str {
    let start = text[..at].char_indices().rev().take(8).last().map_or(at, |(start, _)| start);
    let end = text[at..].char_indices().nth(9).map_or(text.len(), |(more, _)| at + more);
    &text[start..end]
}

/// What a closing quotation mark opens and an opening one closes.
fn turned(text: &str) -> Option<&str> {
    let (at, _) = text.match_indices('”').find(|(at, _)| text[..*at].matches('“').count() < text[..*at].matches('”').count() + 1)?;
    let rest = &text[at + '”'.len_utf8()..];
    let end = rest.find('“')?;
    let inner = &rest[..end];
    (!inner.is_empty() && inner.chars().count() <= 20 && !inner.contains('”')).then_some(inner)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N107").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn slips_are_told_where_they_stand() {
        assert_eq!(said("预算安排5万元。。"), ["标点重复“算安排5万元。。”"]);
        assert_eq!(said("本项目的的经费。"), ["“本项目的的”多了字"]);
        assert_eq!(said("财政拨款”三公“经费预算为5万元"), ["“三公”的引号方向反了"]);
        assert_eq!(said("因公出国（境费安排0万元。"), ["“因公出国（境费安排0万元。”的括号不成对"]);
        assert_eq!(said("因公出国境）费安排0万元。").len(), 1);
        assert_eq!(said("机关运行费5万元"), ["“机关运行费”应为“机关运行经费”"]);
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for text in
            ["“三公”经费，即“出国”“用车”和“接待”。", "甲市市级中心的确……", "项目：项目支出", "1）办理户籍；2）办理签证。", "出国（境费\n用）0万元。"]
        {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
