//! Pieces that are drawn on pages: a text may be cut at the end of a line or of a page, cells that reach down are drawn where the layout wants
//! them, page numbers and repeated heads stand between. Every text of the document has pieces of its own, no figure is left over, and what
//! has its place in a line begins behind what stands before it in the document.

use std::collections::HashMap;

use super::expected::{Expected, Groups, counts};
use super::{Counts, Difference};

/// A piece of a page: its number, and the text without blanks.
pub(super) type Drawn = (usize, String);

/// Compares what is drawn with what has to stand there and `besides`.
///
/// # Errors
/// The first difference.
pub(super) fn compare(drawn: &[Drawn], wanted: &Groups, besides: &[String]) -> Result<Counts, Difference> {
    let mut by_text: HashMap<&str, Vec<usize>> = HashMap::new();
    for (n, (_, text)) in drawn.iter().enumerate() {
        by_text.entry(text).or_default().push(n);
    }
    let mut pages = Pages { drawn, by_text, used: vec![false; drawn.len()] };
    pages.in_order(wanted)?;
    // What is long first: its pieces are told from others, and short texts may be pieces of long ones.
    let mut all: Vec<(&str, &str)> = wanted.iter().flatten().map(|expected| (expected.text.as_str(), expected.place.as_str())).collect();
    all.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    // What lies together lies so where it can, and only then may a text be one that a page has cut; or a text that is cut goes before shorter
    // ones, which may be called as its first line is.
    if pages.all(&all, false).is_err() {
        pages.used.fill(false);
        if let Err((text, place)) = pages.all(&all, true) {
            return Err(Difference { expected: text.to_owned(), found: String::new(), place: place.to_owned() });
        }
    }
    // Entries of the contents say again what has been found already.
    for text in besides {
        pages.takes(text, false);
    }
    let left = drawn.iter().zip(&pages.used).find(|((_, text), used)| !**used && is_figure(text));
    match left {
        Some(((page, text), _)) => Err(Difference { expected: String::new(), found: text.clone(), place: format!("第{}页：", page + 1) }),
        None => Ok(counts(wanted)),
    }
}

/// `-12.30`: a number with decimals is a figure of a form, whatever stands around it.
fn is_figure(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix('-').unwrap_or(text).split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part))
}

struct Pages<'a> {
    drawn: &'a [Drawn],
    by_text: HashMap<&'a str, Vec<usize>>,
    used: Vec<bool>,
}

impl Pages<'_> {
    /// Gives each text, and its place, pieces of its own; `early` whether those that are cut take theirs before shorter ones do.
    ///
    /// # Errors
    /// The first that has none.
    fn all<'t>(&mut self, all: &[(&'t str, &'t str)], early: bool) -> Result<(), (&'t str, &'t str)> {
        let mut left = Vec::new();
        for one in all {
            if !(self.takes(one.0, false) || early && self.takes(one.0, true)) {
                left.push(*one);
            }
        }
        left.into_iter().find(|(text, _)| !self.takes(text, true)).map_or(Ok(()), Err)
    }

    /// Uses up the pieces of a text, which lie one behind the other; where it may be cut, the rest on the next page.
    fn takes(&mut self, text: &str, cut: bool) -> bool {
        for start in self.starting(text, None) {
            if let Some(pieces) = self.from(start, text, cut) {
                for n in pieces {
                    self.used[n] = true;
                }
                return true;
            }
        }
        false
    }

    /// Goes through the document and finds each text behind the one before it. A text begins as early as it can, so that where it can be done
    /// at all it is done; together with each text having its own pieces no two of them can have changed places.
    fn in_order(&self, wanted: &Groups) -> Result<(), Difference> {
        let mut behind = 0;
        for expected in wanted.iter().filter(|group| group.len() == 1).flatten().filter(|expected| !expected.reaches) {
            match self.first(&expected.text, behind) {
                Some(start) => behind = start + 1,
                None => return Err(self.out_of_order(expected, behind)),
            }
        }
        Ok(())
    }

    /// Where a text begins for the first time from there on.
    fn first(&self, text: &str, behind: usize) -> Option<usize> {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        let begun = ends.filter_map(|end| self.by_text.get(&text[..end]));
        let first = |places: &Vec<usize>| {
            let later = &places[places.partition_point(|n| *n < behind)..];
            later.iter().copied().find(|n| self.from(*n, text, true).is_some())
        };
        begun.filter_map(first).min()
    }

    fn out_of_order(&self, expected: &Expected, behind: usize) -> Difference {
        // Of a figure the next figure is told, of a text the next piece.
        let next = self.drawn[behind.min(self.drawn.len())..].iter().find(|(_, piece)| !expected.figure || is_figure(piece));
        let found = next.map(|(_, piece)| piece.clone()).filter(|piece| *piece != expected.text).unwrap_or_default();
        Difference { expected: expected.text.clone(), found, place: expected.place.clone() }
    }

    /// Unused pieces that the text begins with, the longest first; on one page if that is asked for.
    fn starting(&self, text: &str, page: Option<usize>) -> Vec<usize> {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect::<Vec<_>>();
        let on_page = |n: &usize| page.is_none_or(|page| self.drawn[*n].0 == page);
        let found = ends.into_iter().rev().filter_map(|end| self.by_text.get(&text[..end]));
        found.flatten().copied().filter(|n| !self.used[*n]).filter(on_page).collect()
    }

    fn from(&self, start: usize, text: &str, cut: bool) -> Option<Vec<usize>> {
        let mut rest = text.strip_prefix(self.drawn[start].1.as_str())?;
        let mut pieces = vec![start];
        let mut n = start + 1;
        while !rest.is_empty() {
            if let Some(more) = self
                .drawn
                .get(n)
                .filter(|(page, _)| !self.used[n] && *page <= self.drawn[n - 1].0 + 1)
                .and_then(|(_, piece)| rest.strip_prefix(piece.as_str()))
            {
                pieces.push(n);
                (rest, n) = (more, n + 1);
                continue;
            }
            if !cut {
                return None;
            }
            // On the next page, behind its repeated head.
            let page = self.drawn[*pieces.last()?].0 + 1;
            let next = self.starting(rest, Some(page)).into_iter().find_map(|start| self.from(start, rest, cut))?;
            pieces.extend(next);
            rest = "";
        }
        Some(pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(drawn: &[(usize, &str)], wanted: &[&str]) -> bool {
        let wanted: Groups =
            wanted.iter().map(|text| vec![Expected { text: (*text).into(), figure: false, reaches: false, place: String::new() }]).collect();
        let drawn: Vec<Drawn> = drawn.iter().map(|(page, text)| (*page, (*text).to_owned())).collect();
        compare(&drawn, &wanted, &[]).is_ok()
    }

    #[test]
    fn a_text_may_go_on_in_the_next_line_and_on_the_next_page() {
        assert!(same(&[(0, "甲乙"), (0, "丙"), (0, "1"), (1, "表头"), (1, "丁戊")], &["甲乙丙丁戊"]));
        assert!(!same(&[(0, "甲乙"), (0, "丙"), (2, "丁戊")], &["甲乙丙丁戊"]));
        // The first line of what is cut may be another text, too.
        assert!(same(&[(0, "效益"), (0, "丙"), (1, "丁"), (1, "效益")], &["效益丙丁", "效益"]));
    }

    #[test]
    fn what_has_changed_places_is_found() {
        assert!(same(&[(0, "目录"), (0, "乙"), (0, "甲"), (0, "1.00"), (0, "乙"), (0, "2.00")], &["甲", "1.00", "乙", "2.00"]));
        assert!(!same(&[(0, "甲"), (0, "2.00"), (0, "乙"), (0, "1.00")], &["甲", "1.00", "乙", "2.00"]), "figures");
        assert!(!same(&[(0, "乙"), (0, "1.00"), (0, "甲"), (0, "2.00")], &["甲", "1.00", "乙", "2.00"]), "names of rows");
        assert!(same(&[(0, "甲"), (0, "1.00"), (0, "子"), (1, "表头"), (1, "乙"), (1, "丑")], &["甲乙", "1.00", "子丑"]), "a row cut by a page");
    }

    #[test]
    fn a_wrong_figure_is_missed_and_left_over() {
        assert!(same(&[(0, "合计"), (0, "1.00"), (0, "1.00")], &["合计", "1.00", "1.00"]));
        assert!(!same(&[(0, "合计"), (0, "1.00"), (0, "1.01")], &["合计", "1.00", "1.00"]));
        assert!(!same(&[(0, "合计"), (0, "1.00"), (0, "1.01")], &["合计", "1.00"]));
    }
}
