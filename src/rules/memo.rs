//! What was found in a card, a table of indicators or a text, remembered by what was read there: after a key only what it touches is read
//! again.
//!
//! The key is made of everything that [`Piece`] shows a rule and of the ids in it, so that what is remembered can never be of another text;
//! what is not asked for again is dropped. It leaves to the rules what is wrong.

use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};
use std::mem;
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHasher};

use super::prose::{self, Paragraph};
use super::shared::{Found, reworded};
use super::targets::{self, Read, TargetRow};
use super::{Fix, RULES, Rule};
use crate::document::expand;
use crate::model::{FreeTable, Goal, Holder, Identity, Place, Unit};
use crate::template::Template;
use crate::workings::Workings;

/// What was found where nothing has changed since.
#[derive(Debug, Default)]
pub struct Memo {
    setting: Option<Setting>,
    known: FxHashMap<u64, Arc<Known>>,
}

/// What is the same for every piece of a draft.
#[derive(Clone, Debug, PartialEq)]
struct Setting {
    template: Arc<Template>,
    identity: Identity,
    units: Vec<Unit>,
}

/// What was read of a piece, and what was found in it.
#[derive(Debug)]
pub(super) struct Known {
    rows: Vec<Read>,
    paragraphs: Vec<Paragraph>,
    /// With the number of the rule.
    found: Vec<(usize, Found)>,
}

/// What can be read for itself: a card, a table of indicators of the whole department, a text. Rules that need no more see no more.
pub struct Piece<'a> {
    pub(super) template: &'a Template,
    pub(super) identity: &'a Identity,
    pub(super) units: &'a [Unit],
    /// The card's id with its goals.
    pub(super) goals: Option<(&'a str, &'a [Goal])>,
    /// The running text's id with the text as typed.
    pub(super) text: Option<(&'a str, &'a str)>,
    /// The free table with its id.
    pub(super) table: Option<(&'a str, &'a FreeTable)>,
    targets: Vec<TargetRow<'a>>,
    paragraphs: &'a [Paragraph],
}

impl<'a> Piece<'a> {
    /// Its indicator rows.
    pub(super) fn targets(&self) -> &[TargetRow<'a>] {
        &self.targets
    }

    /// The text with one wording in the place of another.
    pub(super) fn reworded(&self, wrong: &str, right: &str) -> Option<Fix> {
        self.text.and_then(|(id, raw)| reworded(id, raw, wrong, right))
    }

    /// Its paragraphs.
    pub(super) fn paragraphs(&self) -> &'a [Paragraph] {
        self.paragraphs
    }
}

/// The pieces of a draft, in the order of the walk over its texts.
pub(super) struct Laid<'a> {
    pieces: Vec<(Holder<'a>, Arc<Known>)>,
}

impl<'a> Laid<'a> {
    pub(super) fn of(work: &'a Workings, memo: &mut Memo) -> Self {
        let draft = work.draft();
        let same = memo
            .setting
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(&known.template, &draft.template) && known.identity == draft.identity && known.units == draft.units);
        if !same {
            memo.known.clear();
            memo.setting = Some(Setting { template: Arc::clone(&draft.template), identity: draft.identity.clone(), units: draft.units.clone() });
        }
        let mut before = mem::take(&mut memo.known);
        let mut pieces = Vec::with_capacity(before.len());
        draft.each_holder(&mut |holder| {
            let sentences = sentences(holder, work);
            let known = match memo.known.entry(key(holder, sentences.as_deref())) {
                Entry::Occupied(known) => Arc::clone(known.get()),
                Entry::Vacant(place) => {
                    let known = before.remove(place.key()).unwrap_or_else(|| Arc::new(Known::of(work, holder, sentences.as_deref())));
                    Arc::clone(place.insert(known))
                }
            };
            pieces.push((holder, known));
        });
        Self { pieces }
    }

    /// The rows of all cards and of the tables of the whole department.
    pub(super) fn targets(&self) -> Vec<TargetRow<'_>> {
        let mut out = Vec::with_capacity(self.pieces.iter().map(|(_, known)| known.rows.len()).sum());
        let mut card = 0;
        for (holder, known) in &self.pieces {
            out.extend(rows(*holder, known, card));
            card += usize::from(matches!(holder, Holder::Card(_)));
        }
        out
    }

    /// The paragraphs of running text, each with the number of its text.
    pub(super) fn paragraphs(&self) -> Vec<(usize, &Paragraph)> {
        let texts = self.pieces.iter().filter(|(holder, _)| is_text(*holder)).enumerate();
        texts.flat_map(|(at, (_, known))| known.paragraphs.iter().map(move |paragraph| (at, paragraph))).collect()
    }

    /// What was found in the pieces by themselves, with the number of the rule.
    pub(super) fn found(&self) -> Vec<(usize, Found)> {
        let mut out = Vec::new();
        let (mut card, mut text) = (0, 0);
        for (n, (holder, known)) in self.pieces.iter().enumerate() {
            let at = match holder {
                Holder::Card(_) => card,
                Holder::Indicators(..) => usize::MAX,
                _ => text,
            };
            card += usize::from(matches!(holder, Holder::Card(_)));
            text += usize::from(is_text(*holder));
            // What is looked for in texts of whatever kind stands in the order of the walk.
            out.extend(known.found.iter().map(|(rule, found)| (*rule, found.clone().in_piece(if rule_of(*rule).is_of_texts() { n } else { at }))));
        }
        out
    }
}

impl Known {
    fn of(work: &Workings, holder: Holder<'_>, sentences: Option<&str>) -> Self {
        let draft = work.draft();
        let read = match holder {
            Holder::Card(card) if !card.classified => targets::read(&card.indicators),
            Holder::Indicators(_, rows) => targets::read(rows),
            _ => Vec::new(),
        };
        let paragraphs = match (holder, sentences) {
            (Holder::Text(id, _), Some(text)) => prose::paragraphs(&Place::Text(id.to_owned()), text),
            (Holder::Item(tree, item), Some(text)) => prose::paragraphs(&Place::Item { tree: tree.to_owned(), item: item.id.clone() }, text),
            _ => Vec::new(),
        };
        let mut known = Self { rows: read, paragraphs, found: Vec::new() };
        let goals = if let Holder::Card(card) = holder { Some((card.id.as_str(), card.goals.as_slice())) } else { None };
        let piece = Piece {
            template: &draft.template,
            identity: &draft.identity,
            units: &draft.units,
            goals,
            text: if let Holder::Text(id, text) = holder { Some((id, text)) } else { None },
            table: if let Holder::Table(id, table) = holder { Some((id, table)) } else { None },
            targets: rows(holder, &known, 0).collect(),
            paragraphs: &known.paragraphs,
        };
        let mut found = Vec::new();
        for (n, check) in &*OF_PIECES {
            found.extend(check(&piece).into_iter().map(|found| (*n, found)));
        }
        holder.each_text(&mut |place, text, _| {
            for (n, check) in &*OF_TEXTS {
                found.extend(check(text).into_iter().map(|message| (*n, Found::new(place(), message))));
            }
        });
        known.found = found;
        known
    }
}

type OfPiece = fn(&Piece<'_>) -> Vec<Found>;
type OfText = fn(&str) -> Vec<String>;

/// The rules about pieces and about texts, with their numbers.
static OF_PIECES: LazyLock<Vec<(usize, OfPiece)>> = LazyLock::new(|| {
    let rules = RULES.iter().copied().flatten().enumerate();
    rules.filter_map(|(n, rule)| if let Rule::Piece { check, .. } = rule { Some((n, *check)) } else { None }).collect()
});
static OF_TEXTS: LazyLock<Vec<(usize, OfText)>> = LazyLock::new(|| {
    let rules = RULES.iter().copied().flatten().enumerate();
    rules.filter_map(|(n, rule)| if let Rule::Text { check, .. } = rule { Some((n, *check)) } else { None }).collect()
});

fn rule_of(number: usize) -> &'static Rule {
    RULES.iter().copied().flatten().nth(number).expect("rules are numbered by this table")
}

/// The rows of a holder with what was read of them.
fn rows<'a>(holder: Holder<'a>, known: &'a Known, at: usize) -> impl Iterator<Item = TargetRow<'a>> {
    let (card, owner, rows) = match holder {
        Holder::Card(card) => (Some(at), card.id.as_str(), card.indicators.as_slice()),
        Holder::Indicators(id, rows) => (None, id, rows),
        _ => (None, "", &[][..]),
    };
    known.rows.iter().map(move |read| TargetRow { card, owner, row: &rows[read.at], read })
}

fn is_text(holder: Holder<'_>) -> bool {
    matches!(holder, Holder::Text(..) | Holder::Item(..))
}

/// The running text of a holder, linked figures filled in.
fn sentences(holder: Holder<'_>, work: &Workings) -> Option<String> {
    let expanded = |text: &str| if text.contains('{') { expand(text, work) } else { text.to_owned() };
    match holder {
        Holder::Text(_, text) => Some(expanded(text)),
        Holder::Item(_, item) => Some(item.texts().map(expanded).join("\n")),
        _ => None,
    }
}

/// Of all that a piece is made of.
fn key(holder: Holder<'_>, sentences: Option<&str>) -> u64 {
    let mut hasher = FxHasher::default();
    mem::discriminant(&holder).hash(&mut hasher);
    sentences.hash(&mut hasher);
    match holder {
        Holder::Identity(draft) => (&draft.identity, &draft.units).hash(&mut hasher),
        Holder::Row(pane, row) => (pane, &row.id, &row.texts).hash(&mut hasher),
        Holder::Names(names) => names.hash(&mut hasher),
        Holder::Text(id, text) | Holder::Section(id, text) => (id, text).hash(&mut hasher),
        Holder::Term(term) => term.hash(&mut hasher),
        Holder::Card(card) => (&card.id, card.classified, &card.texts, &card.goals, &card.indicators).hash(&mut hasher),
        Holder::Indicators(id, rows) => (id, rows).hash(&mut hasher),
        Holder::Item(tree, item) => (tree, &item.id, item.texts()).hash(&mut hasher),
        Holder::Table(id, table) => (id, table).hash(&mut hasher),
    }
    hasher.finish()
}
