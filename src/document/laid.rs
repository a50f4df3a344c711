//! A running text laid over the template's wording of it: which of its figures stand where the template links a cell.
//!
//! Only whole sentences count: a figure is one of the template's where every other word of its sentence is. That two figures are equal says nothing.

use std::ops::Range;

/// A figure of a text that stands where the template has a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid<'a> {
    /// The link, without its braces.
    pub link: &'a str,
    /// Where the figure stands in the text, in bytes.
    pub at: Range<usize>,
}

/// The figures of `text` that stand where `wording` has a link; words of the wording (`{unit}`) are filled in already.
#[must_use]
pub fn laid_over<'a>(wording: &'a str, text: &str) -> Vec<Laid<'a>> {
    let patterns: Vec<Vec<Piece<'a>>> =
        sentences(wording).into_iter().map(|at| pieces(&wording[at])).filter(|pieces| pieces.iter().any(is_link)).collect();
    let mut out = Vec::new();
    for sentence in sentences(text) {
        let from = sentence.start;
        let words = &text[sentence];
        if let Some(found) = patterns.iter().find_map(|pattern| matched(pattern, words)) {
            out.extend(found.into_iter().map(|(link, at)| Laid { link, at: from + at.start..from + at.end }));
        }
    }
    out
}

enum Piece<'a> {
    Words(&'a str),
    Link(&'a str),
}

fn is_link(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Link(_))
}

/// Where the sentences of a text stand; a line ends one, too.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '。' | '\n')) {
        out.push(from..at + c.len_utf8());
        from = at + c.len_utf8();
    }
    out.push(from..text.len());
    out.retain(|at| !text[at.clone()].trim().is_empty());
    out
}

/// A sentence of the wording as words and links.
fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        let inner = &rest[open + 1..open + close];
        if !inner.contains('[') {
            // A word that nobody has filled in: the sentence is none of the text's.
            return Vec::new();
        }
        out.push(Piece::Words(&rest[..open]));
        out.push(Piece::Link(inner));
        rest = &rest[open + close + 1..];
    }
    out.push(Piece::Words(rest));
    out
}

/// Where the figures of a sentence stand that says the same as the pattern, blanks and the width of signs aside.
fn matched<'a>(pattern: &[Piece<'a>], words: &str) -> Option<Vec<(&'a str, Range<usize>)>> {
    let chars: Vec<(usize, char)> = words.char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(at, c)| (at, narrow(c))).collect();
    let mut next = 0;
    let mut out = Vec::new();
    for piece in pattern {
        match piece {
            Piece::Words(words) => {
                for c in words.chars().filter(|c| !c.is_whitespace()).map(narrow) {
                    if chars.get(next).is_none_or(|(_, own)| *own != c) {
                        return None;
                    }
                    next += 1;
                }
            }
            Piece::Link(link) => {
                let from = next;
                while chars.get(next).is_some_and(|(_, c)| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')) {
                    next += 1;
                }
                let ((start, _), (end, last)) = (chars.get(from)?, chars.get(next.checked_sub(1).filter(|last| *last >= from)?)?);
                // A comma behind the figure is a sign of the sentence.
                let (end, last) = if *last == ',' {
                    next -= 1;
                    *chars.get(next.checked_sub(1).filter(|last| *last >= from)?)?
                } else {
                    (*end, *last)
                };
                out.push((*link, *start..end + last.len_utf8()));
            }
        }
    }
    (next == chars.len()).then_some(out)
}

fn narrow(c: char) -> char {
    match c {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDING: &str =
        "收入预算{income[total, total]}万元。其中：拨款{balance.in[general, amount]}万元，其他{balance.in[units, amount]}万元。按规定公开。";

    fn found(text: &str) -> Vec<(&str, &str)> {
        laid_over(WORDING, text).into_iter().map(|laid| (laid.link, &text[laid.at])).collect()
    }

    #[test]
    fn figures_of_whole_sentences_stand_where_the_template_links_a_cell() {
        let wanted = [("income[total, total]", "2,680.12"), ("balance.in[general, amount]", "5.00"), ("balance.in[units, amount]", "0.00")];
        assert_eq!(found("前言。\n收入预算2,680.12万元。其中:拨款 5.00 万元，其他0.00万元。"), wanted);
    }

    #[test]
    fn a_sentence_that_says_something_else_links_nothing() {
        for text in ["收入预算约2680.12万元。", "支出预算2680.12万元。", "收入预算万元。", "其中：拨款5.00万元。"] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
