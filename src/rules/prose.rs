//! Running text as rules read it: its paragraphs in plain form, with the numbers in them, linked figures filled in.
//!
//! Read once for all rules about sentences. What numbers are said of (a change, a threshold, a part) is asked here; what has to hold
//! among them is the rules'.

use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::shared::Found;
use super::text_and_cells::{Role, role_of};
use crate::model::Place;
use crate::numbers::{Number, numbers, plain};

/// A paragraph of running text.
#[derive(Debug)]
pub(super) struct Paragraph {
    place: Place,
    /// Without blanks.
    pub(super) text: String,
    pub(super) numbers: Vec<Number>,
    roles: OnceLock<Vec<Option<Role>>>,
}

/// More numbers than these in a paragraph are not read.
const MOST: usize = 200;

/// Words of a change, with its sign.
pub(super) const CHANGES: &[(&str, Sign)] = &[
    ("增加", Sign::Up),
    ("减少", Sign::Down),
    ("增长", Sign::Up),
    ("下降", Sign::Down),
    ("降低", Sign::Down),
    ("减低", Sign::Down),
    ("压减", Sign::Down),
    ("上升", Sign::Up),
    ("提高", Sign::Up),
    ("增幅", Sign::Up),
    ("减幅", Sign::Down),
    ("降幅", Sign::Down),
];

/// Whether more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Up,
    Down,
}

impl Sign {
    pub(super) fn times(self, value: Decimal) -> Decimal {
        if self == Self::Up { value } else { -value }
    }
}

impl Paragraph {
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    pub(super) fn found(&self, message: String) -> Found {
        Found::new(self.place.clone(), message)
    }

    /// The text between the number before and this one.
    pub(super) fn between(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.numbers[before].at.end);
        &self.text[start..self.numbers[at].at.start]
    }

    pub(super) fn behind(&self, at: usize) -> &str {
        &self.text[self.numbers[at].at.end..]
    }

    pub(super) fn said(&self, at: usize) -> &str {
        self.numbers[at].said(&self.text)
    }

    /// What a number is said of: the words before it since the last stop or number.
    pub(super) fn label(&self, at: usize) -> &str {
        let between = self.between(at);
        between.rsplit(['，', '。', '；', '：', '、', ',', ';', ':']).next().unwrap_or(between)
    }

    /// What of the forms a number is said of; read once.
    pub(super) fn role(&self, at: usize) -> Option<Role> {
        self.roles.get_or_init(|| (0..self.numbers.len()).map(|at| role_of(self.label(at))).collect())[at]
    }

    /// The sign where a number is a change: the word of it stands right before the number.
    pub(super) fn change(&self, at: usize) -> Option<Sign> {
        let before = self.between(at).trim_end_matches(['了', '为', '约', '近', '：', ':']);
        CHANGES.iter().find(|(word, _)| before.ends_with(word)).map(|(_, sign)| *sign)
    }

    /// An amount that something is, and neither a change nor a threshold nor a price of one of many.
    pub(super) fn states(&self, at: usize) -> bool {
        let behind = self.behind(at);
        self.numbers[at].is_money()
            && self.change(at).is_none()
            && !["以上", "以下", "以内", "（含）", "(含)", "（不含", "及以上", "及以下", "左右", "/", "每", "起"]
                .iter()
                .any(|word| behind.starts_with(word))
            && !behind.starts_with("的标准")
    }

    /// What something is compared with: 比2025年1198.20万元, 较上年300万元.
    pub(super) fn is_base(&self, at: usize) -> bool {
        let before = &self.text[..self.numbers[at].at.start];
        let clause = before.rsplit(['，', '。', '；', '：', '（', ',', ';', ':', '(']).next().unwrap_or(before);
        ["比", "较", "与上年", "与去年"].iter().any(|word| clause.starts_with(word))
    }

    /// The part of the text from the stop before to the stop behind a number: 。 outside of brackets.
    pub(super) fn sentence(&self, at: usize) -> std::ops::Range<usize> {
        let stops = self.stops();
        let number = &self.numbers[at].at;
        let start = stops.iter().rev().find(|stop| **stop <= number.start).copied().unwrap_or(0);
        let end = stops.iter().find(|stop| **stop >= number.end).copied().unwrap_or(self.text.len());
        start..end
    }

    /// Behind each 。 outside of brackets.
    fn stops(&self) -> Vec<usize> {
        let mut depth = 0_usize;
        let mut out = Vec::new();
        for (at, c) in self.text.char_indices() {
            match c {
                '（' | '(' => depth += 1,
                '）' | ')' => depth = depth.saturating_sub(1),
                '。' if depth == 0 => out.push(at + c.len_utf8()),
                _ => {}
            }
        }
        out
    }

    /// Brackets that are open before each number.
    pub(super) fn depth(&self, byte: usize) -> usize {
        let open = self.text[..byte].matches(['（', '(']).count();
        let closed = self.text[..byte].matches(['）', ')']).count();
        open.saturating_sub(closed)
    }
}

/// The paragraphs of a running text.
pub(super) fn paragraphs(place: &Place, text: &str) -> Vec<Paragraph> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let read = |line: &str| {
        let text = plain(line).into_owned();
        // What holds so many is no sentence.
        let numbers = Some(numbers(&text)).filter(|numbers| numbers.len() <= MOST).unwrap_or_default();
        Paragraph { place: place.clone(), numbers, text, roles: OnceLock::new() }
    };
    lines.map(read).collect()
}
