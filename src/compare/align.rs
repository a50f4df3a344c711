//! The new draft with the old one's ids. Copies of one draft share ids, and these say what is what. Drafts made apart (an import, another
//! year's) have ids that mean nothing to each other: there codes, names and labels say it, else what stands between the same neighbours. Money
//! comes in the old draft's unit.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use similar::DiffTag;

use super::words::differences;
use crate::model::{Addition, AdditionKind, Card, Draft, FreeTable, Goal, Indicator, Item, Row, RowId, fresh};
use crate::template::{CardRole, RowKind};

/// The new draft with the ids and in the money unit of the old one.
#[must_use]
pub fn aligned<'a>(old: &Draft, new: &'a Draft) -> Cow<'a, Draft> {
    let mut out = if new.entry_unit == old.entry_unit { Cow::Borrowed(new) } else { Cow::Owned(new.converted(old.entry_unit)) };
    units(old, &mut out);
    rows(old, &mut out);
    cards(old, &mut out);
    terms(old, &mut out);
    trees(old, &mut out);
    additions(old, &mut out);
    tables(old, &mut out);
    for part in new.indicators.keys() {
        let (ours, theirs) = (old.indicators.get(part).map_or(&[][..], Vec::as_slice), out.indicators[part].as_slice());
        let ids = indicators(ours, theirs, Ids::Likely);
        if !ids.is_empty() {
            let rows = out.to_mut().indicators.get_mut(part).into_iter().flatten();
            rows.zip(ids).for_each(|(row, id)| row.id = id);
        }
    }
    out
}

/// How members of a list are known.
struct List<'a, T> {
    old: &'a [T],
    new: &'a [T],
    /// The letter of new ids.
    kind: char,
    /// Codes and names, the surest first; empty for none.
    keys: &'a [&'a dyn Fn(&T) -> String],
    /// What is left is paired by its neighbours: those between the same two.
    neighbours: bool,
    ids: Ids,
}

/// Whether members of equal ids are the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// The lists belong to what is the same.
    Sure,
    /// They are where most of them agree in something else.
    Likely,
    /// They are not.
    Nothing,
}

impl<T> List<'_, T> {
    /// For each new member the position of the old one that it is.
    fn pairs(&self, id: &dyn Fn(&T) -> String) -> Pairs {
        let (old, new) = (self.old, self.new);
        let mut found: Vec<Option<usize>> = vec![None; new.len()];
        let ids: HashMap<String, usize> = old.iter().enumerate().map(|(at, member)| (id(member), at)).collect();
        let shared: Vec<Option<usize>> = new.iter().map(|member| ids.get(&id(member)).copied()).collect();
        // An id given by chance stands in two drafts only where one is a copy of the other; a number may be another thing's.
        let agree = |(at, member): (usize, &T)| {
            let other = shared[at].map(|at| &old[at]);
            other.is_some_and(|other| {
                let mut said = self.keys.iter().map(|key| (key(other), key(member))).filter(|(one, other)| !(one.is_empty() && other.is_empty()));
                // What says nothing in both is the same for all that is known.
                let first = said.next();
                id(member).len() > 12 || first.is_none_or(|(one, other)| one == other) || said.any(|(one, other)| one == other)
            })
        };
        let common = shared.iter().flatten().count();
        let trusted = common > 0
            && match self.ids {
                Ids::Sure => true,
                Ids::Likely => new.iter().enumerate().filter(|member| agree(*member)).count() * 2 >= common,
                Ids::Nothing => false,
            };
        let mut free = vec![true; old.len()];
        if trusted {
            found.clone_from(&shared);
            found.iter().flatten().for_each(|at| free[*at] = false);
        }
        for key in self.keys {
            let mut known: HashMap<String, Vec<usize>> = HashMap::new();
            for at in (0..old.len()).rev().filter(|at| free[*at]) {
                known.entry(key(&old[at])).or_default().push(at);
            }
            for (at, member) in new.iter().enumerate().filter(|(at, _)| found[*at].is_none()).collect::<Vec<_>>() {
                let key = key(member);
                if let Some(same) = known.get_mut(&key).filter(|_| !key.is_empty()).and_then(Vec::pop) {
                    found[at] = Some(same);
                    free[same] = false;
                }
            }
        }
        if self.neighbours && !trusted {
            self.between(&mut found, &mut free);
        }
        Pairs { found, trusted }
    }

    /// What is left between the same neighbours, as many on both sides, is the same.
    fn between(&self, found: &mut [Option<usize>], free: &mut [bool]) {
        let mut done = 0;
        while let Some(from) = (done..found.len()).find(|at| found[*at].is_none()) {
            let to = (from..found.len()).find(|at| found[*at].is_some()).unwrap_or(found.len());
            let first = from.checked_sub(1).and_then(|at| found[at]).map_or(0, |at| at + 1);
            let last = found.get(to).copied().flatten().unwrap_or(self.old.len());
            if first <= last && last - first == to - from && free[first..last].iter().all(|free| *free) {
                for (at, other) in (from..to).zip(first..last) {
                    found[at] = Some(other);
                    free[other] = false;
                }
            }
            done = to;
        }
    }

    /// The new members' ids, none where they are right as they are.
    fn ids(&self, id: &dyn Fn(&T) -> String) -> (Vec<String>, Pairs) {
        let same = self.ids != Ids::Nothing && self.old.len() == self.new.len() && self.old.iter().zip(self.new).all(|(old, new)| id(old) == id(new));
        let sure = self.ids == Ids::Sure || self.new.iter().any(|member| id(member).len() > 12);
        if same && sure || self.new.is_empty() {
            return (Vec::new(), Pairs { found: (0..self.new.len()).map(Some).collect(), trusted: true });
        }
        let pairs = self.pairs(id);
        let taken: HashSet<String> = if pairs.trusted { HashSet::new() } else { self.old.iter().map(id).collect() };
        let ids = self.new.iter().zip(&pairs.found).map(|(member, found)| match found {
            Some(at) => id(&self.old[*at]),
            None if pairs.trusted || !taken.contains(&id(member)) => id(member),
            None => fresh(self.kind),
        });
        let ids: Vec<String> = ids.collect();
        if ids.iter().zip(self.new).all(|(own, member)| *own == id(member)) { (Vec::new(), pairs) } else { (ids, pairs) }
    }
}

/// Which members are the same.
struct Pairs {
    found: Vec<Option<usize>>,
    /// By their ids.
    trusted: bool,
}

fn units(old: &Draft, new: &mut Cow<'_, Draft>) {
    let list = List {
        old: &old.units,
        new: &new.units,
        kind: 'u',
        keys: &[&|unit| unit.code.clone(), &|unit| unit.name.clone()],
        neighbours: false,
        ids: Ids::Likely,
    };
    let (ids, _) = list.ids(&|unit| unit.id.clone());
    if ids.is_empty() {
        return;
    }
    let new = new.to_mut();
    let renamed: HashMap<String, String> = new.units.iter().map(|unit| unit.id.clone()).zip(ids.iter().cloned()).collect();
    new.units.iter_mut().zip(ids).for_each(|(unit, id)| unit.id = id);
    let forms = std::mem::take(&mut new.forms).into_iter();
    let name = |id: &str| renamed.get(id).map_or_else(|| id.to_owned(), Clone::clone);
    new.forms = forms.map(|(pane, rows)| (pane.in_unit(&name(&pane.unit)), rows)).collect();
    for card in &mut new.cards {
        card.unit = name(&card.unit);
    }
    if let Some(last) = &mut new.last {
        let figures = std::mem::take(&mut last.figures).into_iter();
        last.figures = figures.map(|(pane, rows)| (pane.in_unit(&name(&pane.unit)), rows)).collect();
    }
}

/// Rows of the form's own are what they are called; codes make rows the same; listed rows are found by what they say.
fn rows(old: &Draft, new: &mut Cow<'_, Draft>) {
    let panes: Vec<_> = new.forms.keys().filter(|pane| old.forms.contains_key(*pane)).cloned().collect();
    for pane in panes {
        let listed = old.pane(&pane).is_some_and(|pane| matches!(pane.rows, RowKind::Listed { .. }));
        let texts = |row: &Row| row.texts.values().cloned().collect::<Vec<_>>().join("\t");
        let first = |row: &Row| row.texts.values().find(|text| !text.is_empty()).cloned().unwrap_or_default();
        let form_row = |row: &Row| if row.id.is_of_form() && row.code.is_empty() { row.id.to_string() } else { String::new() };
        let code = |row: &Row| {
            // A row that a code elsewhere brings has its code for its id.
            if row.code.is_empty() && row.id.is_of_form() { row.id.to_string() } else { row.code.clone() }
        };
        let by_texts: [&dyn Fn(&Row) -> String; 3] = [&form_row, &texts, &first];
        let by_code: [&dyn Fn(&Row) -> String; 1] = [&code];
        let keys: &[&dyn Fn(&Row) -> String] = if listed { &by_texts } else { &by_code };
        let list = List { old: old.rows(&pane), new: new.rows(&pane), kind: 'r', keys, neighbours: listed, ids: Ids::Likely };
        let written = |row: &Row| if row.id.is_of_form() { format!("={}", row.id) } else { row.id.to_string() };
        let (ids, _) = list.ids(&written);
        if !ids.is_empty() {
            let rows = new.to_mut().forms.get_mut(&pane).into_iter().flatten();
            rows.zip(ids).for_each(|(row, id)| row.id = RowId::from(id.as_str()));
        }
    }
}

fn cards(old: &Draft, new: &mut Cow<'_, Draft>) {
    let code = |draft: &Draft, card: &Card| draft.card_text(card, CardRole::Code).trim().to_owned();
    let name = |draft: &Draft, card: &Card| draft.card_text(card, CardRole::Name).trim().to_owned();
    // Both templates may keep code and name in fields of other ids.
    let (ours, theirs): (Vec<_>, Vec<_>) = (
        old.cards.iter().map(|card| (&card.id, code(old, card), name(old, card))).collect(),
        new.cards.iter().map(|card| (&card.id, code(new, card), name(new, card))).collect(),
    );
    let list =
        List { old: &ours, new: &theirs, kind: 'c', keys: &[&|card| card.1.clone(), &|card| card.2.clone()], neighbours: false, ids: Ids::Likely };
    let (ids, pairs) = list.ids(&|card| card.0.clone());
    let mut changed: Vec<(usize, Card)> = Vec::new();
    let (mut goals_taken, mut rows_taken) = (HashSet::new(), HashSet::new());
    if !pairs.trusted {
        goals_taken.extend(old.cards.iter().flat_map(|card| &card.goals).map(|goal| goal.id.as_str()));
        rows_taken.extend(old.cards.iter().flat_map(|card| &card.indicators).map(|row| row.id.as_str()));
        rows_taken.extend(old.indicators.values().flatten().map(|row| row.id.as_str()));
    }
    for (at, card) in new.cards.iter().enumerate() {
        let own = pairs.found[at].map(|at| &old.cards[at]);
        let id = ids.get(at).filter(|id| **id != card.id);
        let empty = Card::default();
        let (mut goal_ids, mut row_ids) = if own.is_some_and(|own| same_ids(own, card)) && pairs.trusted {
            (Vec::new(), Vec::new())
        } else {
            let own = own.unwrap_or(&empty);
            // What stands on another card is something else, whatever its id.
            let kind = if pairs.trusted { Ids::Sure } else { Ids::Nothing };
            (goals(&own.goals, &card.goals, kind), indicators(&own.indicators, &card.indicators, kind))
        };
        if !pairs.trusted {
            apart(&mut goal_ids, card.goals.iter().map(|goal| &goal.id), own.map_or(&[][..], |own| &own.goals), |goal| &goal.id, &goals_taken, 'o');
            let own_rows = own.map_or(&[][..], |own| own.indicators.as_slice());
            apart(&mut row_ids, card.indicators.iter().map(|row| &row.id), own_rows, |row| &row.id, &rows_taken, 'i');
        }
        if id.is_some() || !goal_ids.is_empty() || !row_ids.is_empty() {
            let mut card = card.clone();
            if let Some(id) = id {
                card.id.clone_from(id);
            }
            card.goals.iter_mut().zip(goal_ids).for_each(|(goal, id)| goal.id = id);
            card.indicators.iter_mut().zip(row_ids).for_each(|(row, id)| row.id = id);
            changed.push((at, card));
        }
    }
    if changed.is_empty() {
        return;
    }
    let new = new.to_mut();
    for (at, card) in changed {
        if card.id != new.cards[at].id {
            rename_unreviewed(new, "card", at, &card.id);
        }
        new.cards[at] = card;
    }
}

fn same_ids(old: &Card, new: &Card) -> bool {
    old.goals.len() == new.goals.len()
        && old.indicators.len() == new.indicators.len()
        && old.goals.iter().zip(&new.goals).all(|(old, new)| old.id == new.id)
        && old.indicators.iter().zip(&new.indicators).all(|(old, new)| old.id == new.id)
}

/// Ids that are another card's in the old draft are given anew.
fn apart<'a, T>(
    ids: &mut Vec<String>,
    new: impl Iterator<Item = &'a String>,
    own: &[T],
    id: impl Fn(&T) -> &String,
    taken: &HashSet<&str>,
    kind: char,
) {
    if ids.is_empty() {
        ids.extend(new.cloned());
    }
    let own: HashSet<&String> = own.iter().map(id).collect();
    for id in ids.iter_mut().filter(|id| taken.contains(id.as_str()) && !own.contains(&**id)) {
        *id = fresh(kind);
    }
}

fn rename_unreviewed(draft: &mut Draft, what: &str, at: usize, id: &str) {
    let key = format!("{what}/{}", draft.cards[at].id);
    if let Some(last) = &mut draft.last
        && let Some(texts) = last.unreviewed.remove(&key)
    {
        last.unreviewed.insert(format!("{what}/{id}"), texts);
    }
}

fn goals(old: &[Goal], new: &[Goal], ids: Ids) -> Vec<String> {
    let list = List { old, new, kind: 'o', keys: &[&|goal| goal.text.clone()], neighbours: true, ids };
    list.ids(&|goal| goal.id.clone()).0
}

fn indicators(old: &[Indicator], new: &[Indicator], ids: Ids) -> Vec<String> {
    let all = |row: &Indicator| row.cells().join("\t");
    let name = |row: &Indicator| if row.level3.is_empty() { String::new() } else { format!("{}\t{}", row.level2, row.level3) };
    let list = List { old, new, kind: 'i', keys: &[&all, &name], neighbours: true, ids };
    list.ids(&|row| row.id.clone()).0
}

fn terms(old: &Draft, new: &mut Cow<'_, Draft>) {
    let list = List { old: &old.glossary, new: &new.glossary, kind: 't', keys: &[&|term| term.term.clone()], neighbours: false, ids: Ids::Likely };
    let (ids, _) = list.ids(&|term| term.id.clone());
    if !ids.is_empty() {
        new.to_mut().glossary.iter_mut().zip(ids).for_each(|(term, id)| term.id = id);
    }
}

fn trees(old: &Draft, new: &mut Cow<'_, Draft>) {
    let parts: Vec<String> = new.trees.keys().filter(|part| old.trees.contains_key(*part)).cloned().collect();
    for part in parts {
        let mut names = HashMap::new();
        let known = |items: &[Item]| {
            let mut ids = Vec::new();
            crate::model::tree::each(items, 0, &mut |item, _| ids.push((item.id.clone(), item.title.clone())));
            ids
        };
        let (ours, theirs) = (known(&old.trees[&part]), known(&new.trees[&part]));
        let list = List { old: &ours, new: &theirs, kind: 'g', keys: &[&|item| item.1.clone()], neighbours: false, ids: Ids::Likely };
        let (ids, pairs) = list.ids(&|item| item.0.clone());
        if pairs.trusted {
            names.extend(theirs.iter().map(|item| item.0.clone()).zip(ids));
        } else {
            let taken: HashSet<&String> = ours.iter().map(|item| &item.0).collect();
            level(&old.trees[&part], &new.trees[&part], &taken, &mut names);
        }
        if names.iter().any(|(from, to)| from != to) {
            new.to_mut().trees.get_mut(&part).into_iter().flatten().for_each(|item| rename(item, &names));
        }
    }
}

/// Level by level where the trees were made apart: an item is the same below the same one.
fn level(old: &[Item], new: &[Item], taken: &HashSet<&String>, names: &mut HashMap<String, String>) {
    let list = List { old, new, kind: 'g', keys: &[&|item| item.title.clone(), &|item| item.text.clone()], neighbours: true, ids: Ids::Nothing };
    let pairs = list.pairs(&|item| item.id.clone());
    for (item, found) in new.iter().zip(pairs.found) {
        let same = found.map(|at| &old[at]);
        let id = match same {
            Some(same) => same.id.clone(),
            None if taken.contains(&item.id) => fresh('g'),
            None => item.id.clone(),
        };
        names.insert(item.id.clone(), id);
        level(same.map_or(&[][..], |same| &same.items), &item.items, taken, names);
    }
}

fn rename(item: &mut Item, names: &HashMap<String, String>) {
    if let Some(name) = names.get(&item.id) {
        item.id.clone_from(name);
    }
    item.items.iter_mut().for_each(|item| rename(item, names));
}

/// What an addition says of itself: its heading, its table's title, how its text begins.
fn says(draft: &Draft, addition: &Addition) -> String {
    match &addition.kind {
        AdditionKind::Section { heading, .. } => format!("章{heading}"),
        AdditionKind::Text => format!("文{}", draft.text(&addition.id).chars().take(12).collect::<String>()),
        AdditionKind::Table => {
            let table = draft.tables.get(&addition.id);
            let head = table.and_then(|table| table.rows.first()).map(|row| row.join("\t")).unwrap_or_default();
            format!("表{}\t{head}", table.map_or("", |table| &table.title))
        }
    }
}

fn additions(old: &Draft, new: &mut Cow<'_, Draft>) {
    let said = |draft: &Draft| draft.additions.iter().map(|addition| (addition.id.clone(), says(draft, addition))).collect::<Vec<_>>();
    let (ours, theirs) = (said(old), said(new));
    let list = List { old: &ours, new: &theirs, kind: 'a', keys: &[&|addition| addition.1.clone()], neighbours: false, ids: Ids::Likely };
    let (ids, _) = list.ids(&|addition| addition.0.clone());
    if ids.is_empty() {
        return;
    }
    let new = new.to_mut();
    let names: HashMap<String, String> = theirs.into_iter().map(|addition| addition.0).zip(ids).collect();
    let rename = |id: &mut String| {
        if let Some(name) = names.get(id) {
            id.clone_from(name);
        }
    };
    for addition in &mut new.additions {
        rename(&mut addition.id);
        rename(&mut addition.after);
    }
    let keyed = |mut id: String| {
        rename(&mut id);
        id
    };
    new.texts = std::mem::take(&mut new.texts).into_iter().map(|(id, text)| (keyed(id), text)).collect();
    new.tables = std::mem::take(&mut new.tables).into_iter().map(|(id, table)| (keyed(id), table)).collect();
}

fn tables(old: &Draft, new: &mut Cow<'_, Draft>) {
    let ids: Vec<String> = new.tables.keys().filter(|id| old.tables.contains_key(*id)).cloned().collect();
    for id in ids {
        let (ours, theirs) = (&old.tables[&id], &new.tables[&id]);
        let shared = |old: &[String], new: &[String]| new.iter().filter(|id| old.contains(id)).count();
        let by_chance = theirs.row_ids.iter().any(|id| id.len() > 12 && ours.row_ids.contains(id));
        if ours.row_ids == theirs.row_ids && ours.column_ids == theirs.column_ids || by_chance || ours.column_ids.len() != theirs.column_ids.len() {
            continue;
        }
        if shared(&ours.row_ids, &theirs.row_ids) * 2 >= theirs.row_ids.len() && ours.column_ids == theirs.column_ids && alike(ours, theirs) {
            continue;
        }
        let rows = same_rows(ours, theirs);
        let columns = ours.column_ids.clone();
        let table = new.to_mut().tables.get_mut(&id).expect("it is among its keys");
        (table.row_ids, table.column_ids) = (rows, columns);
    }
}

/// Whether rows of equal ids say something in common.
fn alike(old: &FreeTable, new: &FreeTable) -> bool {
    let common = new.row_ids.iter().enumerate().filter_map(|(at, id)| Some((at, old.row_ids.iter().position(|known| known == id)?)));
    let pairs: Vec<(usize, usize)> = common.collect();
    let equal = |(new_at, old_at): &&(usize, usize)| old.rows[*old_at].iter().any(|cell| new.rows[*new_at].contains(cell));
    pairs.iter().filter(equal).count() * 2 >= pairs.len()
}

/// The rows' ids by what the rows say; as many rows between the same ones are the same.
fn same_rows(old: &FreeTable, new: &FreeTable) -> Vec<String> {
    let mut ids: Vec<Option<String>> = vec![None; new.rows.len()];
    for op in differences(&old.rows, &new.rows) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal || tag == DiffTag::Replace && from.len() == to.len() {
            from.zip(to).for_each(|(from, to)| ids[to] = Some(old.row_ids[from].clone()));
        }
    }
    ids.into_iter().map(|id| id.unwrap_or_else(|| fresh('r'))).collect()
}
