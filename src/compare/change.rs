//! What a comparison gives: changes, each with its place, both values and the edit that takes it over; and the sheet that they are
//! collected on.

use std::collections::HashMap;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::amount::{Amount, MoneyUnit};
use crate::model::{Draft, Edit, Place, Places};
use crate::template::{Part, flat};

/// What is shown of classified matter.
pub const SECRET: &str = "涉密";

/// What has become of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It says something else.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere.
    Moved,
}

impl ChangeKind {
    /// As it is said.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Changed => "修改",
            Self::Added => "新增",
            Self::Removed => "删除",
            Self::Moved => "移动",
        }
    }

    /// As programs are told.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
        }
    }
}

/// A difference between two drafts, at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where, by the old draft's ids; what is new has its own.
    pub place: Place,
    /// The part of the document, as the outline calls it.
    pub part: String,
    /// The place in words.
    pub said: String,
    /// What has become of it.
    pub kind: ChangeKind,
    /// What the old draft says there, as printed.
    pub before: String,
    /// What the new draft says there, as printed.
    pub after: String,
    /// Where it is money, both figures, in the old draft's unit.
    pub money: Option<[Option<Decimal>; 2]>,
    /// Takes this change over into the old draft, without any other. `None` for what follows from other changes.
    pub edit: Option<Edit>,
    /// It is about classified matter: shown without a word of it, and never taken over from another file by a click.
    pub secret: bool,
    /// When it is made among others ([`super::together`]).
    pub(super) order: (Phase, usize),
    /// Of a paragraph the lines of the old text whose place it takes, and the new ones.
    pub(super) hunk: Option<Hunk>,
}

/// Lines in the place of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) from: Range<usize>,
    pub(super) lines: Vec<String>,
}

impl Change {
    /// By how much money it differs; `None` where it is not about money.
    #[must_use]
    pub fn by(&self) -> Option<Decimal> {
        let [before, after] = self.money?;
        Some((after.unwrap_or_default() - before.unwrap_or_default()).abs())
    }
}

/// What is done first when several changes are made: what comes needs what goes as its neighbour, and figures are typed in the old unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Template,
    Contents,
    Places,
    Removals,
    Whole,
}

/// The sheet that changes are collected on.
pub(super) struct Sheet<'a> {
    pub(super) old: &'a Draft,
    /// With the ids of the old one.
    pub(super) new: &'a Draft,
    /// The unit that the new one was typed in.
    pub(super) entered: MoneyUnit,
    words: [Places<'a>; 2],
    ranks: HashMap<String, usize>,
    part: (usize, String),
    out: Vec<(usize, Change)>,
    next: usize,
}

/// A change that is found, for the part that is looked at.
pub(super) struct Found {
    pub(super) place: Place,
    pub(super) said: String,
    pub(super) kind: ChangeKind,
    pub(super) texts: [String; 2],
    pub(super) money: Option<[Option<Amount>; 2]>,
    pub(super) edit: Option<Edit>,
    pub(super) secret: bool,
    pub(super) order: (Phase, usize),
}

impl Found {
    /// Other words or another figure at a place.
    pub(super) fn changed(place: Place, said: String, before: impl Into<String>, after: impl Into<String>, edit: Edit) -> Self {
        let texts = [before.into(), after.into()];
        Self { place, said, kind: ChangeKind::Changed, texts, money: None, edit: Some(edit), secret: false, order: (Phase::Contents, 0) }
    }

    pub(super) fn money(self, before: Option<Amount>, after: Option<Amount>) -> Self {
        Self { money: Some([before, after]), ..self }
    }

    pub(super) fn order(self, phase: Phase, at: usize) -> Self {
        Self { order: (phase, at), ..self }
    }

    pub(super) fn kind(self, kind: ChangeKind) -> Self {
        Self { kind, ..self }
    }

    /// Without a word of what is classified: only whether there is such a thing before and after.
    pub(super) fn secret(self, [before, after]: [bool; 2]) -> Self {
        let shown = |secret: bool| if secret { SECRET.to_owned() } else { String::new() };
        Self { texts: [shown(before), shown(after)], money: None, secret: true, ..self }
    }
}

impl<'a> Sheet<'a> {
    pub(super) fn new(old: &'a Draft, new: &'a Draft, entered: MoneyUnit) -> Self {
        let mut ranks = HashMap::new();
        for draft in [old, new] {
            for id in parts(&draft.outline()) {
                let next = ranks.len() + 1;
                ranks.entry(id).or_insert(next);
            }
        }
        let words = [Places::of(old), Places::of(new)];
        Self { old, new, entered, words, ranks, part: (0, String::new()), out: Vec::new(), next: 0 }
    }

    /// From here on changes are in that part of the outline, called so.
    pub(super) fn part(&mut self, id: &str, label: impl Into<String>) {
        let rank = if id.is_empty() { 0 } else { self.ranks.get(id).copied().unwrap_or(usize::MAX) };
        self.part = (rank, label.into());
    }

    /// The place in words: the old draft's where it is there.
    pub(super) fn describe(&mut self, place: &Place, in_new: bool) -> String {
        self.words[usize::from(in_new)].describe(place)
    }

    /// A number after every number given before.
    pub(super) fn number(&mut self) -> usize {
        self.numbers(1)
    }

    /// The first of so many numbers.
    pub(super) fn numbers(&mut self, count: usize) -> usize {
        self.next += count;
        self.next - count
    }

    pub(super) fn push(&mut self, found: Found) {
        self.push_hunk(found, None);
    }

    /// A change of lines of a text.
    pub(super) fn push_hunk(&mut self, found: Found, hunk: Option<Hunk>) {
        let Found { place, said, kind, texts: [before, after], money, edit, secret, order } = found;
        let money = money.map(|money| money.map(|amount| amount.map(|amount| amount.0)));
        let part = self.part.1.clone();
        self.out.push((self.part.0, Change { place, part, said, kind, before, after, money, edit, secret, order, hunk }));
    }

    /// The changes in the order of the document.
    pub(super) fn into_changes(self) -> Vec<Change> {
        let mut out = self.out;
        out.sort_by_key(|(rank, _)| *rank);
        out.into_iter().map(|(_, change)| change).collect()
    }
}

/// The ids of all parts, those that every unit has among them.
fn parts(outline: &[Part]) -> Vec<String> {
    let mut out = Vec::new();
    for part in flat(outline) {
        out.push(part.id().to_owned());
        if let Part::Units(inner) = part {
            out.extend(parts(inner));
        }
    }
    out
}
