//! What was found in a card, a table of indicators or a text, remembered with what was read there: after a key only what it touches is read
//! again.
//!
//! Beside what was found lies a copy of all that [`Piece`] shows a rule, ids too, and it is taken again only where the two are equal: what
//! is remembered can never be of another text, as it could by a digest. What is not asked for again is dropped. It leaves to the rules what
//! is wrong.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};
use std::{mem, thread};

use rustc_hash::{FxHashMap, FxHasher};

use super::prose::{self, Paragraph};
use super::rounded::{is_noted, is_rounded};
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
    /// In the order of the walk.
    known: Vec<Arc<Known>>,
}

/// What is the same for every piece of a draft.
#[derive(Clone, Debug, PartialEq)]
struct Setting {
    template: Arc<Template>,
    identity: Identity,
    units: Vec<Unit>,
    rounded: bool,
}

/// What was read of a piece, and what was found in it.
#[derive(Debug)]
pub(super) struct Known {
    name: u64,
    /// All that it was made of.
    content: Box<[u8]>,
    /// The running text, linked figures filled in.
    sentences: Option<String>,
    rows: Vec<Read>,
    paragraphs: Vec<Paragraph>,
    /// With the number of the rule.
    found: Vec<(usize, Found)>,
}

/// What can be read for itself: a card, a table of indicators of the whole department, a text. Rules that need no more see no more.
pub struct Piece<'a> {
    pub(super) identity: &'a Identity,
    pub(super) units: &'a [Unit],
    /// Figures are rounded each by itself.
    pub(super) rounded: bool,
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

/// What nothing is known of yet.
struct Unread {
    /// Its number among the pieces.
    at: usize,
    name: u64,
    content: Box<[u8]>,
    sentences: Option<String>,
}

impl<'a> Laid<'a> {
    pub(super) fn of(work: &'a Workings, memo: &mut Memo) -> Self {
        let draft = work.draft();
        let rounded = is_rounded(draft) || is_noted(draft);
        let same = memo.setting.as_ref().is_some_and(|known| {
            Arc::ptr_eq(&known.template, &draft.template)
                && known.identity == draft.identity
                && known.units == draft.units
                && known.rounded == rounded
        });
        if !same {
            memo.known.clear();
            memo.setting =
                Some(Setting { template: Arc::clone(&draft.template), identity: draft.identity.clone(), units: draft.units.clone(), rounded });
        }
        let before = mem::take(&mut memo.known);
        let mut known = Search { before: &before, next: 0, by_name: None };
        let mut pieces: Vec<(Holder<'a>, Option<Arc<Known>>)> = Vec::with_capacity(before.len());
        let mut unread: Vec<Unread> = Vec::new();
        let mut content = Content::default();
        draft.each_holder(&mut |holder| {
            let (name, sentences) = (name(holder), sentences(holder, work));
            let found = known.find(name, |known| {
                let mut same = Same { rest: known, same: true };
                hash(holder, sentences.as_deref(), &mut same);
                same.same && same.rest.is_empty()
            });
            if found.is_none() {
                content.0.clear();
                hash(holder, sentences.as_deref(), &mut content);
                unread.push(Unread { at: pieces.len(), name, content: content.0.as_slice().into(), sentences });
            }
            pieces.push((holder, found.cloned()));
        });
        for (at, read) in read(work, &pieces, unread, rounded) {
            pieces[at].1 = Some(Arc::new(read));
        }
        let pieces: Vec<_> = pieces.into_iter().filter_map(|(holder, known)| Some((holder, known?))).collect();
        memo.known = pieces.iter().map(|(_, known)| Arc::clone(known)).collect();
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

    /// The running text of that id, linked figures filled in.
    pub(super) fn sentences(&self, id: &str) -> Option<&str> {
        let (_, known) = self.pieces.iter().find(|(holder, _)| matches!(holder, Holder::Text(own, _) if *own == id))?;
        known.sentences.as_deref()
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

/// Looks for what is known of a piece: where the walk is, and by name where pieces have come, gone or moved.
struct Search<'a> {
    before: &'a [Arc<Known>],
    next: usize,
    by_name: Option<FxHashMap<u64, usize>>,
}

impl<'a> Search<'a> {
    fn find(&mut self, name: u64, is_same: impl Fn(&[u8]) -> bool) -> Option<&'a Arc<Known>> {
        if self.before.get(self.next).is_none_or(|known| known.name != name) {
            let names = || self.before.iter().enumerate().map(|(at, known)| (known.name, at)).collect();
            self.next = *self.by_name.get_or_insert_with(names).get(&name)?;
        }
        let known = &self.before[self.next];
        self.next += 1;
        is_same(&known.content).then_some(known)
    }
}

/// With fewer pieces than these a second thread costs more time than it saves.
const MANY: usize = 400;

/// Reads pieces and finds what is wrong in them; many on all processors.
fn read(work: &Workings, pieces: &[(Holder<'_>, Option<Arc<Known>>)], mut unread: Vec<Unread>, rounded: bool) -> Vec<(usize, Known)> {
    let each = |some: Vec<Unread>| -> Vec<(usize, Known)> {
        some.into_iter().map(|unread| (unread.at, Known::of(work, pieces[unread.at].0, unread, rounded))).collect()
    };
    if unread.len() < MANY {
        return each(unread);
    }
    let share = unread.len().div_ceil(thread::available_parallelism().map_or(1, usize::from));
    thread::scope(|scope| {
        let mut others = Vec::new();
        while unread.len() > share {
            let some = unread.split_off(unread.len() - share);
            others.push(scope.spawn(|| each(some)));
        }
        let own = each(unread);
        let others = others.into_iter().flat_map(|other| other.join().expect("a rule that panics ends the check in one thread, too"));
        own.into_iter().chain(others).collect()
    })
}

impl Known {
    fn of(work: &Workings, holder: Holder<'_>, unread: Unread, rounded: bool) -> Self {
        let Unread { name, content, sentences, .. } = unread;
        let draft = work.draft();
        let read = match holder {
            Holder::Card(card) if !card.classified => targets::read(&card.indicators),
            Holder::Indicators(_, rows) => targets::read(rows),
            _ => Vec::new(),
        };
        let paragraphs = match (holder, sentences.as_deref()) {
            (Holder::Text(id, _), Some(text)) => prose::paragraphs(&Place::Text(id.to_owned()), text),
            (Holder::Item(tree, item), Some(text)) => prose::paragraphs(&Place::Item { tree: tree.to_owned(), item: item.id.clone() }, text),
            _ => Vec::new(),
        };
        let mut known = Self { name, content, sentences, rows: read, paragraphs, found: Vec::new() };
        let goals = if let Holder::Card(card) = holder { Some((card.id.as_str(), card.goals.as_slice())) } else { None };
        let piece = Piece {
            identity: &draft.identity,
            units: &draft.units,
            rounded,
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

/// All that a piece is made of, as its hash is made of it: every text, its end, and how many there are.
#[derive(Default)]
struct Content(Vec<u8>);

impl Hasher for Content {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

/// Compares instead of copying: what is written is what is known, as far as it goes.
struct Same<'a> {
    rest: &'a [u8],
    same: bool,
}

impl Hasher for Same<'_> {
    fn write(&mut self, bytes: &[u8]) {
        match self.rest.split_at_checked(bytes.len()) {
            Some((known, rest)) if self.same && known == bytes => self.rest = rest,
            _ => self.same = false,
        }
    }

    fn finish(&self) -> u64 {
        0
    }
}

fn hash(holder: Holder<'_>, sentences: Option<&str>, to: &mut impl Hasher) {
    mem::discriminant(&holder).hash(to);
    sentences.hash(to);
    match holder {
        Holder::Identity(draft) => (&draft.identity, &draft.units).hash(to),
        Holder::Row(pane, row) => (pane, &row.id, &row.texts).hash(to),
        Holder::Names(names) => names.hash(to),
        Holder::Text(id, text) | Holder::Section(id, text) => (id, text).hash(to),
        Holder::Term(term) => term.hash(to),
        Holder::Card(card) => (&card.id, card.classified, &card.texts, &card.goals, &card.indicators).hash(to),
        Holder::Indicators(id, rows) => (id, rows).hash(to),
        Holder::Item(tree, item) => (tree, &item.id, item.texts()).hash(to),
        Holder::Table(id, table) => (id, table).hash(to),
    }
}

/// What tells a piece from others of its draft, to find what may be known of it: whether it is that is asked of the content.
fn name(holder: Holder<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    mem::discriminant(&holder).hash(&mut hasher);
    match holder {
        Holder::Identity(_) | Holder::Names(_) => {}
        Holder::Row(pane, row) => (pane, &row.id).hash(&mut hasher),
        Holder::Text(id, _) | Holder::Section(id, _) | Holder::Indicators(id, _) | Holder::Table(id, _) => id.hash(&mut hasher),
        Holder::Term(term) => term.id.hash(&mut hasher),
        Holder::Card(card) => card.id.hash(&mut hasher),
        Holder::Item(tree, item) => (tree, &item.id).hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Draft, Goal};
    use crate::rules::tests::{sample, type_into, with_table};
    use crate::rules::{check, check_again};
    use crate::template::Library;

    /// An edit of a kind at a place, by chance.
    fn change(draft: &mut Draft, kind: u8, at: usize, figure: u16) {
        let card = at % draft.cards.len();
        match kind {
            0 => draft.cards[card].indicators[0].value = format!("≥{figure}%"),
            1 => draft.cards[card].goals.push(Goal::from(format!("2020年底前完成{figure}"))),
            2 => draft.cards.swap(0, card),
            3 if draft.cards.len() > 2 => drop(draft.cards.remove(card)),
            4 => {
                let twin = draft.cards[card].clone();
                draft.cards.insert(at % 3, crate::model::Card { id: format!("n{figure}"), ..twin });
            }
            5 => type_into(draft, "basic", "30201", "operating", &format!("{figure}.00")),
            6 => {
                let text = draft.texts.values_mut().nth(at % 4).expect("the sample has texts");
                *text = format!("{text}共{figure}万元，其中：甲1万元、乙{figure}万元。");
            }
            7 => draft.identity.unit_name = format!("某单位{figure}"),
            8 => drop(draft.glossary.pop()),
            9 => draft.cards[card].classified = !draft.cards[card].classified,
            _ => {
                let texts = draft.texts.values().next().cloned().unwrap_or_default();
                draft.texts.insert(format!("own{}", at % 3), texts);
            }
        }
        draft.give_ids();
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_is_remembered_is_what_would_be_found_anew(edits in prop::collection::vec((0..11_u8, any::<usize>(), 1..200_u16), 1..12)) {
            let codes = Library::load(None).codes;
            let mut work = Workings::of(with_table(&[&["项目", "金额"], &["甲", "1.00"], &["合计", "2.00"]])).expect("a sound template");
            let mut memo = Memo::default();
            let before = check_again(&work, &codes, &mut memo);
            prop_assert!(!before.is_empty());
            for (kind, at, figure) in edits {
                work.change(|draft| change(draft, kind, at, figure));
                prop_assert_eq!(check_again(&work, &codes, &mut memo), check(&work, &codes), "after {} at {}", kind, at);
            }
        }
    }

    #[test]
    fn many_cards_are_read_as_few_are() {
        let (mut many, codes) = (sample(), Library::load(None).codes);
        many.cards[0].indicators[0].value = "是否完成".into();
        let own = |draft: Draft| {
            let work = Workings::of(draft).expect("a sound template");
            let found = check(&work, &codes).into_iter().filter(|finding| finding.code == "C108");
            found.map(|finding| finding.place.describe(work.draft())).collect::<Vec<_>>()
        };
        let few = own(many.clone());
        let twin = crate::model::Card { indicators: Vec::new(), ..many.cards[1].clone() };
        many.cards.extend((0..2 * MANY).map(|n| crate::model::Card { id: format!("n{n}"), ..twin.clone() }));
        assert_eq!((few.len(), own(many)), (1, few));
    }
}
