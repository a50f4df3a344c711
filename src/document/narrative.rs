//! Running text as typed: a line is a paragraph; `# ` begins a heading; `{1}、` or `（{一}）` at its beginning numbers it.

use std::ops::Range;

use crate::template::outline::number;

/// A line of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A heading, so many levels below the part that it stands in.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
}

/// The lines of a running text, numbered, blank ones left out.
///
/// Each pattern counts for itself. It begins anew behind a heading, and below a line of a pattern that came before it:
/// `（{一}）` and below it `{1}、`.
#[must_use]
pub fn lines(text: &str) -> Vec<Line> {
    let mut counters = Counters::default();
    let mut out = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((level, heading)) = heading(line) {
            counters.0.clear();
            out.push(Line::Heading(level, heading.to_owned()));
        } else if let Some(pattern) = pattern(line) {
            out.push(Line::Paragraph(format!("{}{}", number(pattern, counters.next(pattern)), &line[pattern.len()..])));
        } else {
            out.push(Line::Paragraph(line.to_owned()));
        }
    }
    out
}

/// Where a running text has number patterns, in bytes, and the numbers that are printed for them.
#[must_use]
pub fn numbers(text: &str) -> Vec<(Range<usize>, String)> {
    let mut counters = Counters::default();
    let mut out = Vec::new();
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim();
        if heading(line).is_some() {
            counters.0.clear();
        } else if let Some(pattern) = pattern(line) {
            let from = at + (whole.len() - whole.trim_start().len());
            out.push((from..from + pattern.len(), number(pattern, counters.next(pattern))));
        }
        at += whole.len();
    }
    out
}

/// What counts, by pattern, those below behind those above.
#[derive(Default)]
struct Counters<'a>(Vec<(&'a str, usize)>);

impl<'a> Counters<'a> {
    fn next(&mut self, pattern: &'a str) -> usize {
        match self.0.iter().position(|(known, _)| *known == pattern) {
            Some(at) => self.0.truncate(at + 1),
            None => self.0.push((pattern, 0)),
        }
        self.0.last_mut().map_or(1, |(_, n)| {
            *n += 1;
            *n
        })
    }
}

/// The level and words of a heading, if a line is one.
fn heading(line: &str) -> Option<(u8, &str)> {
    let marks = line.chars().take_while(|c| *c == '#').count();
    let heading = line[marks..].strip_prefix(' ').filter(|_| (1..=3).contains(&marks))?;
    Some((u8::try_from(marks).unwrap_or(1) - 1, heading.trim()))
}

/// The number pattern that a line begins with: `{1}` or `{一}`, with a bracket before it and a mark behind it.
fn pattern(line: &str) -> Option<&str> {
    let open = line.strip_prefix(['（', '(', '第']).unwrap_or(line);
    let inner = ["{1}", "{一}"].iter().find(|inner| open.starts_with(**inner))?;
    let rest = &open[inner.len()..];
    let end = rest.chars().next().filter(|c| "、．.）)，是 ".contains(*c)).map_or(0, char::len_utf8);
    Some(&line[..line.len() - rest.len() + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_by_their_patterns() {
        let text = "前言\n（{一}）甲\n{1}、子\n{1}、丑\n\n（{一}）乙\n{1}、寅\n# 标题\n（{一}）丙\n{income[total, year]}万元\n#不是标题";
        let plain: Vec<String> = lines(text)
            .into_iter()
            .map(|line| match line {
                Line::Heading(level, text) => format!("<{level}>{text}"),
                Line::Paragraph(text) => text,
            })
            .collect();
        let wanted = ["前言", "（一）甲", "1、子", "2、丑", "（二）乙", "1、寅", "<0>标题", "（一）丙", "{income[total, year]}万元", "#不是标题"];
        assert_eq!(plain, wanted);
    }

    #[test]
    fn numbers_stand_where_their_patterns_do() {
        let text = "前言\n （{一}）甲\n{1}、子\n{1}、丑\n# 标题\n（{一}）丙";
        let found: Vec<(&str, String)> = numbers(text).into_iter().map(|(at, number)| (&text[at], number)).collect();
        let wanted = [("（{一}）", "（一）"), ("{1}、", "1、"), ("{1}、", "2、"), ("（{一}）", "（一）")];
        assert_eq!(found, wanted.map(|(pattern, number)| (pattern, number.to_owned())));
    }
}
