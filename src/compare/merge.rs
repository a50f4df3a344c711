//! Two people's changes to one draft, whose common version is known. What only one of them has changed is taken from whoever did; where both
//! have, and not alike, somebody has to choose.

use std::collections::HashMap;

use super::change::{Change, ChangeKind, Phase};
use super::take::made;
use super::{compare, together};
use crate::model::{Draft, Edit, IndicatorOwner, ListEdit, PaneName, Place, Row, RowId, tree};

/// Whose version of a place counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// One's own.
    #[default]
    Mine,
    /// The other one's.
    Theirs,
}

/// A place that both have changed, and not alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Where.
    pub place: Place,
    /// The part of the document.
    pub part: String,
    /// The place in words.
    pub said: String,
    /// What stood there before.
    pub base: String,
    /// What stands there in one's own.
    pub mine: String,
    /// What stands there in the other one's.
    pub theirs: String,
    /// Whose counts.
    pub side: Side,
    /// It is about classified matter.
    pub secret: bool,
    changes: [Vec<usize>; 2],
}

/// What both have changed, brought together.
#[derive(Clone, Debug)]
pub struct Merged {
    base: Draft,
    changes: [Vec<Change>; 2],
    /// What somebody has to choose. Until then it is one's own that counts.
    pub conflicts: Vec<Conflict>,
}

/// Brings the changes of two copies of `base` together.
#[must_use]
pub fn merge(base: &Draft, mine: &Draft, theirs: &Draft) -> Merged {
    let mut mine = compare(base, mine);
    let mut theirs = compare(base, theirs);
    theirs.retain(|change| !mine.iter().any(|own| alike(own, change)));
    // What both put in the same place stands there one after another, not in turns.
    for change in &mut mine {
        change.order.1 += usize::MAX / 2;
    }
    let conflicts = conflicts(base, &mine, &theirs);
    let mut merged = Merged { base: base.clone(), changes: [mine, theirs], conflicts };
    merged.lost();
    merged
}

impl Merged {
    /// The draft with everything of both, and of conflicts what is chosen.
    #[must_use]
    pub fn draft(&self) -> Draft {
        made(&self.base, self.chosen()).1
    }

    /// The edit that makes it of one's own draft.
    #[must_use]
    pub fn edit(&self, mine: &Draft) -> Edit {
        together(mine, &compare(mine, &self.draft()))
    }

    /// How many changes come from the other side, chosen ones among them.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.chosen().filter(|change| self.changes[1].iter().any(|own| std::ptr::eq(own, *change))).count()
    }

    fn chosen(&self) -> impl Iterator<Item = &Change> {
        let mut kept = self.changes.each_ref().map(|changes| vec![true; changes.len()]);
        for conflict in &self.conflicts {
            let out = usize::from(conflict.side == Side::Mine);
            conflict.changes[out].iter().for_each(|at| kept[out][*at] = false);
        }
        let [mine, theirs] = kept;
        let pick = |side: usize, kept: Vec<bool>| self.changes[side].iter().zip(kept).filter(|(_, kept)| *kept).map(|(change, _)| change);
        pick(1, theirs).chain(pick(0, mine)).collect::<Vec<_>>().into_iter()
    }

    /// What has no place beside the changes of the other side is told, too.
    fn lost(&mut self) {
        let lost: Vec<usize> = {
            let lost = made(&self.base, self.chosen()).2;
            let theirs = self.changes[1].iter().enumerate();
            theirs.filter(|(_, own)| lost.iter().any(|change| std::ptr::eq(*change, *own))).map(|(at, _)| at).collect()
        };
        for at in lost {
            self.conflicts.push(conflict(&self.changes[0], &self.changes[1], &[], &[at]));
        }
    }
}

/// Whether both have done the same.
fn alike(one: &Change, other: &Change) -> bool {
    one.place == other.place && one.kind == other.kind && one.edit == other.edit && one.hunk == other.hunk
}

fn conflicts(base: &Draft, mine: &[Change], theirs: &[Change]) -> Vec<Conflict> {
    let (own, other) = (Touched::of(base, mine), Touched::of(base, theirs));
    // Pairs of changes that cannot both be; what hangs together by them is one conflict.
    let mut pairs = Vec::new();
    for (key, at) in &own.spots {
        pairs.extend(other.spots.get(key).into_iter().flatten().flat_map(|b| at.iter().map(|a| (*a, *b))));
    }
    for (key, at) in &own.ends {
        pairs.extend(other.inside.get(key).into_iter().flatten().flat_map(|b| at.iter().map(|a| (*a, *b))));
    }
    for (key, at) in &other.ends {
        pairs.extend(own.inside.get(key).into_iter().flatten().flat_map(|a| at.iter().map(|b| (*a, *b))));
    }
    pairs.retain(|(a, b)| {
        let (own, other) = (names(&mine[*a]), names(&theirs[*b]));
        if !own.is_empty() && !other.is_empty() {
            return own.iter().any(|(code, name)| other.iter().any(|(same, otherwise)| same == code && otherwise != name));
        }
        let both_gone = |one: &Change| one.kind == ChangeKind::Removed && mine[*a].kind == theirs[*b].kind;
        !(both_gone(&mine[*a]) && mine[*a].place == theirs[*b].place)
    });
    let mut group: Vec<usize> = (0..mine.len() + theirs.len()).collect();
    for (a, b) in &pairs {
        let (a, b) = (root(&group, *a), root(&group, mine.len() + b));
        group[a.max(b)] = a.min(b);
    }
    let mut members: std::collections::BTreeMap<usize, [Vec<usize>; 2]> = std::collections::BTreeMap::new();
    for (a, b) in &pairs {
        let sides = members.entry(root(&group, *a)).or_default();
        for (side, at) in [(0, *a), (1, *b)] {
            if !sides[side].contains(&at) {
                sides[side].push(at);
            }
        }
    }
    members.into_values().map(|[a, b]| conflict(mine, theirs, &a, &b)).collect()
}

/// The first of a group.
fn root(group: &[usize], mut at: usize) -> usize {
    while group[at] != at {
        at = group[at];
    }
    at
}

fn conflict(mine: &[Change], theirs: &[Change], a: &[usize], b: &[usize]) -> Conflict {
    let own: Vec<&Change> = a.iter().map(|at| &mine[*at]).collect();
    let other: Vec<&Change> = b.iter().map(|at| &theirs[*at]).collect();
    let first = own.iter().chain(&other).min_by_key(|change| change.kind == ChangeKind::Removed).copied().unwrap_or(&theirs[b[0]]);
    let said = |changes: &[&Change]| {
        let line = |change: &&Change| match (changes.len(), change.kind) {
            (1, ChangeKind::Removed) => "（删除）".to_owned(),
            (1, _) => change.after.clone(),
            (_, ChangeKind::Removed) => format!("{}：（删除）", change.said),
            _ => format!("{}：{}", change.said, change.after),
        };
        changes.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    Conflict {
        place: first.place.clone(),
        part: first.part.clone(),
        said: first.said.clone(),
        base: first.before.clone(),
        mine: said(&own),
        theirs: said(&other),
        side: Side::Mine,
        secret: own.iter().chain(&other).any(|change| change.secret),
        changes: [a.to_vec(), b.to_vec()],
    }
}

/// What changes are about, by names that say the same for both sides.
#[derive(Default)]
struct Touched {
    /// One spot, one value: two of these cannot both be.
    spots: HashMap<String, Vec<usize>>,
    /// Things that are gone, or replaced whole.
    ends: HashMap<String, Vec<usize>>,
    /// Things that something is in.
    inside: HashMap<String, Vec<usize>>,
}

impl Touched {
    fn of(base: &Draft, changes: &[Change]) -> Self {
        let mut out = Self::default();
        for (at, change) in changes.iter().enumerate() {
            if let Some(spot) = spot(change) {
                out.spots.entry(spot).or_default().push(at);
            }
            for thing in things(base, change) {
                if change.kind != ChangeKind::Moved || thing.starts_with("below ") {
                    out.inside.entry(thing.trim_start_matches("below ").to_owned()).or_default().push(at);
                }
            }
            if let Some(thing) = end(base, change) {
                out.ends.entry(thing).or_default().push(at);
            }
        }
        out
    }
}

/// The names of codes that a change gives or takes, each by list and code; many may be told together.
fn names(change: &Change) -> Vec<((&str, &str), Option<&str>)> {
    let edits = match &change.edit {
        Some(Edit::Several(edits)) => edits.as_slice(),
        Some(edit) => std::slice::from_ref(edit),
        None => &[],
    };
    edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Name { list, code, name } => Some(((list.as_str(), code.as_str()), name.as_deref())),
            _ => None,
        })
        .collect()
}

/// The spot that a change is about; `None` for what stands beside anything else.
fn spot(change: &Change) -> Option<String> {
    match (&change.edit, change.kind) {
        // Which codes they are is looked at where both sides name some.
        _ if !names(change).is_empty() => Some("names".to_owned()),
        // New lines stand one after another.
        _ if change.hunk.as_ref().is_some_and(|hunk| hunk.from.is_empty()) => None,
        // What was said stands beside what others said, and is of one place only in itself.
        (Some(Edit::Remarks(ListEdit::Insert { .. }) | Edit::Steps(ListEdit::Insert { .. })), _) => None,
        (Some(Edit::Remarks(ListEdit::Replace(new))), _) => Some(format!("remark {}", new.id)),
        (Some(Edit::Remarks(ListEdit::Remove(id))), _) => Some(format!("remark {id}")),
        (Some(Edit::Steps(ListEdit::Replace(new))), _) => Some(format!("step {}", new.id)),
        (Some(Edit::Steps(ListEdit::Remove(id))), _) => Some(format!("step {id}")),
        (Some(Edit::Rows { pane, edit: ListEdit::Insert { new, .. } }), ChangeKind::Added) if !new.code.is_empty() => Some(row_code(pane, new)),
        (Some(Edit::Cards(ListEdit::Insert { new, .. })), _) => Some(format!("card {}", new.text(crate::model::Card::NAME))),
        (Some(Edit::Terms(ListEdit::Insert { new, .. })), _) => Some(format!("term {}", new.term)),
        (_, kind) => {
            Some(format!("{} {:?} {}", kind == ChangeKind::Moved, change.place, if change.order.0 == Phase::Places { "" } else { &change.said }))
        }
    }
}

fn row_code(pane: &PaneName, row: &Row) -> String {
    format!("code {pane} {}", row.code)
}

fn row_key(pane: &PaneName, row: &RowId) -> String {
    format!("row {pane} {row}")
}

/// The things that a change is in, itself among them; `below` is what it comes below.
fn things(base: &Draft, change: &Change) -> Vec<String> {
    let mut out = Vec::new();
    // A remark outlives its place.
    if matches!(change.edit, Some(Edit::Remarks(_) | Edit::Steps(_))) {
        return out;
    }
    let unit = |pane: &PaneName| format!("unit {}", pane.unit);
    match &change.place {
        Place::Form(name) => out.push(format!("unit {}", name.unit)),
        Place::Cell { pane, row, .. } => out.extend([row_key(pane, row), unit(pane)]),
        Place::Card(id) | Place::CardField { card: id, .. } | Place::Plan { card: id, .. } => out.push(format!("card {id}")),
        Place::Goal { card, goal } => out.extend([format!("card {card}"), format!("goal {goal}")]),
        Place::Indicator { owner, row, .. } => {
            out.push(format!("indicator {row}"));
            if let IndicatorOwner::Card(id) = owner {
                out.push(format!("card {id}"));
            }
        }
        Place::Item { tree: part, item } => {
            let items = base.trees.get(part).map_or(&[][..], Vec::as_slice);
            let with = |id: &str, mark: &str, out: &mut Vec<String>| {
                let mut next = Some(id.to_owned());
                while let Some(id) = next {
                    next = tree::siblings(items, &id).and_then(|(parent, _)| parent.map(str::to_owned));
                    out.push(format!("{mark}item {id}"));
                }
            };
            with(item, "", &mut out);
            let below = match &change.edit {
                Some(Edit::Items { parent, .. }) => parent.as_deref(),
                Some(Edit::Several(edits)) => {
                    edits.iter().rev().find_map(|edit| if let Edit::Items { parent, .. } = edit { parent.as_deref() } else { None })
                }
                _ => None,
            };
            if let Some(id) = below.filter(|_| change.kind != ChangeKind::Removed) {
                with(id, "below ", &mut out);
            }
        }
        Place::Text(id) | Place::Section(id) | Place::Table { id, .. } => out.push(format!("part {id}")),
        Place::Term(id) => out.push(format!("term {id}")),
        Place::Identity | Place::Contents => {}
    }
    if let Some(Edit::Card { edit: crate::model::CardEdit::Unit(id), .. }) = &change.edit {
        out.push(format!("unit {id}"));
    }
    if let Some(Edit::Cards(ListEdit::Insert { new, .. })) = &change.edit
        && !new.unit.is_empty()
    {
        out.push(format!("unit {}", new.unit));
    }
    out
}

/// The thing that a change takes away, or puts another whole one in the place of.
fn end(base: &Draft, change: &Change) -> Option<String> {
    let edit = change.edit.as_ref()?;
    Some(match edit {
        Edit::Rows { pane, edit: ListEdit::Remove(id) } => row_key(pane, id),
        Edit::Cards(ListEdit::Remove(id)) => format!("card {id}"),
        Edit::Cards(ListEdit::Replace(card)) => format!("card {}", card.id),
        Edit::Card { edit: crate::model::CardEdit::Goals(ListEdit::Remove(id)), .. } => format!("goal {id}"),
        Edit::Indicators { edit: ListEdit::Remove(id), .. } => format!("indicator {id}"),
        Edit::Items { edit: ListEdit::Remove(id), .. } => format!("item {id}"),
        Edit::Items { edit: ListEdit::Replace(item), .. } => format!("item {}", item.id),
        Edit::Terms(ListEdit::Remove(id)) => format!("term {id}"),
        Edit::Additions(ListEdit::Remove(id)) | Edit::Table { id, .. } => format!("part {id}"),
        Edit::Several(edits) => match edits.first()? {
            Edit::Additions(ListEdit::Remove(id)) => format!("part {id}"),
            _ => return None,
        },
        // A unit that is gone takes its forms with it.
        Edit::Units(left) if change.kind == ChangeKind::Removed => {
            format!("unit {}", base.units.iter().find(|unit| left.iter().all(|other| other.id != unit.id))?.id)
        }
        _ => return None,
    })
}
