//! Several changes as one edit. Each change is the edit that makes it alone in the old draft; together they meet a draft in which others are made
//! already, and each is made anew for it.

use std::collections::BTreeMap;

use super::change::{Change, Hunk};
use super::texts::replaced;
use crate::model::{Card, CardEdit, Days, Draft, Edit, Identity, Keyed, ListEdit, RowEdit, Unit, tree};

/// The edit that makes all these changes, which were found in the draft; what has lost its place is left out.
#[must_use]
pub fn together<'a>(draft: &Draft, changes: impl IntoIterator<Item = &'a Change>) -> Edit {
    Edit::Several(made(draft, changes).0)
}

/// The edits that make changes, the draft with them, and the changes that have lost their place.
pub(super) fn made<'a>(draft: &Draft, changes: impl IntoIterator<Item = &'a Change>) -> (Vec<Edit>, Draft, Vec<&'a Change>) {
    let mut changes: Vec<&Change> = changes.into_iter().collect();
    changes.sort_by_key(|change| change.order);
    let mut hunks: BTreeMap<&str, Vec<Hunk>> = BTreeMap::new();
    let (mut edits, mut at, mut lost) = (Vec::new(), draft.clone(), Vec::new());
    let mut make = |edit: Edit, at: &mut Draft| {
        let done = edit.clone().apply(at).is_ok();
        if done {
            edits.push(edit);
        }
        done
    };
    let mut whole_ones = Vec::new();
    for change in changes {
        match (&change.hunk, &change.edit) {
            (Some(hunk), Some(Edit::Text { id, .. })) => hunks.entry(id).or_default().push(hunk.clone()),
            (_, Some(edit @ Edit::Whole(_))) if change.order.0 != super::change::Phase::Template => whole_ones.push(edit),
            (_, Some(edit)) => {
                if !anew(edit, draft, &at).is_some_and(|edit| make(edit, &mut at)) {
                    lost.push(change);
                }
            }
            (_, None) => {}
        }
    }
    for (id, mut hunks) in hunks {
        hunks.sort_by_key(|hunk| (hunk.from.start, hunk.from.end));
        make(Edit::Text { id: id.to_owned(), value: replaced(draft.text(id), &hunks) }, &mut at);
    }
    for edit in whole_ones {
        if let Some(edit) = anew(edit, draft, &at) {
            make(edit, &mut at);
        }
    }
    (edits, at, lost)
}

/// An edit of `base` as it has to be where that has become `at`; `None` where there is nothing left to do.
fn anew(edit: &Edit, base: &Draft, at: &Draft) -> Option<Edit> {
    Some(match edit {
        Edit::Identity(new) => Edit::Identity(identity(&base.identity, new, &at.identity)),
        Edit::Units(new) => Edit::Units(units(&base.units, new, &at.units)),
        Edit::Whole(new) => Edit::Whole(Box::new(whole(base, new, at))),
        Edit::Rows { pane, edit: ListEdit::Insert { new, .. } } if at.rows(pane).iter().any(|row| row.id == new.id) => {
            // A row of the form's own has been stored for another cell.
            let of = |edit| Edit::Row { pane: pane.clone(), row: new.id.clone(), edit };
            let amounts = new.amounts.iter().map(|(column, value)| of(RowEdit::Amount { column: column.clone(), value: Some(*value) }));
            let texts = new.texts.iter().map(|(column, value)| of(RowEdit::Text { column: column.clone(), value: value.clone() }));
            Edit::Several(amounts.chain(texts).collect())
        }
        Edit::Rows { pane, edit } => Edit::Rows { pane: pane.clone(), edit: anchored(edit, base.rows(pane), at.rows(pane)) },
        Edit::Card { card, edit } => {
            let [own, now] = [base, at].map(|draft| draft.card(card));
            let (Some(own), Some(now)) = (own, now) else { return Some(edit_of(card, edit)) };
            match edit {
                CardEdit::Plan(new) => edit_of(card, &CardEdit::Plan(plan(own, new, now))),
                CardEdit::Goals(edit) => edit_of(card, &CardEdit::Goals(anchored(edit, &own.goals, &now.goals))),
                edit => edit_of(card, edit),
            }
        }
        Edit::Cards(edit) => Edit::Cards(anchored(edit, &base.cards, &at.cards)),
        Edit::Indicators { owner, edit } => {
            Edit::Indicators { owner: owner.clone(), edit: anchored(edit, base.indicators_of(owner), at.indicators_of(owner)) }
        }
        Edit::Terms(edit) => Edit::Terms(anchored(edit, &base.glossary, &at.glossary)),
        Edit::Additions(edit) => Edit::Additions(anchored(edit, &base.additions, &at.additions)),
        Edit::Remarks(edit) => Edit::Remarks(anchored(edit, &base.remarks, &at.remarks)),
        Edit::Steps(edit) => Edit::Steps(anchored(edit, &base.steps, &at.steps)),
        Edit::Days(new) => Edit::Days(days(&base.days, new, &at.days)),
        Edit::Items { tree: part, parent, edit } => {
            let below = |draft: &'_ Draft| {
                let items = draft.trees.get(part).cloned().unwrap_or_default();
                match parent {
                    None => items,
                    Some(id) => tree::find(&items, id).map(|(_, item)| item.items.clone()).unwrap_or_default(),
                }
            };
            Edit::Items { tree: part.clone(), parent: parent.clone(), edit: anchored(edit, &below(base), &below(at)) }
        }
        Edit::Several(edits) => match edits.as_slice() {
            // An item that goes elsewhere, with what stands below it by now.
            [Edit::Items { tree: part, edit: ListEdit::Remove(id), .. }, Edit::Items { parent, edit: ListEdit::Insert { after, new }, .. }]
                if *id == new.id =>
            {
                let items = at.trees.get(part)?;
                let (from, _) = tree::siblings(items, id)?;
                let (_, item) = tree::find(items, id)?;
                let take = Edit::Items { tree: part.clone(), parent: from.map(str::to_owned), edit: ListEdit::Remove(id.clone()) };
                let put = ListEdit::Insert { after: after.clone(), new: Box::new(item.clone()) };
                let put = anew(&Edit::Items { tree: part.clone(), parent: parent.clone(), edit: put }, base, at)?;
                Edit::Several(vec![take, put])
            }
            edits => Edit::Several(edits.iter().filter_map(|edit| anew(edit, base, at)).collect()),
        },
        edit => edit.clone(),
    })
}

fn edit_of(card: &str, edit: &CardEdit) -> Edit {
    Edit::Card { card: card.to_owned(), edit: edit.clone() }
}

/// The change of a list where the neighbour that it names may be gone: then the next one before it counts.
fn anchored<T: Keyed + Clone>(edit: &ListEdit<T>, base: &[T], at: &[T]) -> ListEdit<T> {
    let there = |id: &T::Id| at.iter().any(|member| member.id() == id);
    let behind = |after: &Option<T::Id>| {
        let after = after.as_ref()?;
        if there(after) {
            return Some(after.clone());
        }
        let place = base.iter().position(|member| member.id() == after)?;
        base[..place].iter().rev().map(Keyed::id).find(|id| there(id)).cloned()
    };
    match edit {
        ListEdit::Insert { after, new } => ListEdit::Insert { after: behind(after), new: new.clone() },
        ListEdit::Move { id, after } => ListEdit::Move { id: id.clone(), after: behind(after) },
        other => other.clone(),
    }
}

/// What differs between the first two, done to the third.
fn three<T: PartialEq + Clone>(base: &T, new: &T, at: &T) -> T {
    if new == base { at.clone() } else { new.clone() }
}

fn identity(base: &Identity, new: &Identity, at: &Identity) -> Identity {
    Identity {
        unit_code: three(&base.unit_code, &new.unit_code, &at.unit_code),
        unit_name: three(&base.unit_name, &new.unit_name, &at.unit_name),
        year: three(&base.year, &new.year, &at.year),
        date: three(&base.date, &new.date, &at.date),
        prepared_by: three(&base.prepared_by, &new.prepared_by, &at.prepared_by),
        reviewed_by: three(&base.reviewed_by, &new.reviewed_by, &at.reviewed_by),
        mark: three(&base.mark, &new.mark, &at.mark),
    }
}

fn days(base: &Days, new: &Days, at: &Days) -> Days {
    Days {
        approved: three(&base.approved, &new.approved, &at.approved),
        passed_on: three(&base.passed_on, &new.passed_on, &at.passed_on),
        published: three(&base.published, &new.published, &at.published),
    }
}

/// Of changes of the whole draft those that have no edit of their own: template, money unit, last year's figures.
fn whole(base: &Draft, new: &Draft, at: &Draft) -> Draft {
    let mut out = if new.entry_unit == base.entry_unit { at.clone() } else { at.converted(new.entry_unit) };
    out.template = three(&base.template, &new.template, &at.template);
    out.last = three(&base.last, &new.last, &at.last);
    out
}

fn units(base: &[Unit], new: &[Unit], at: &[Unit]) -> Vec<Unit> {
    let mut out = at.to_vec();
    for line in super::list::lines(base, new) {
        if let Some(edit) = line.edit() {
            let _ = anchored(&edit, base, &out).apply(&mut out);
        } else if let (Some((_, before)), Some((_, after))) = (line.old, line.new)
            && before != after
        {
            let _ = ListEdit::Replace(Box::new(after.clone())).apply(&mut out);
        }
    }
    out
}

fn plan(base: &Card, new: &[Option<crate::amount::Amount>], at: &Card) -> Vec<Option<crate::amount::Amount>> {
    let of = |values: &[Option<crate::amount::Amount>], date: usize| values.get(date).copied().flatten();
    let dates = new.len().max(at.plan.len());
    let figures = |date| {
        if of(new, date) == of(&base.plan, date) && !rescaled(of(new, date), of(&base.plan, date)) { of(&at.plan, date) } else { of(new, date) }
    };
    (0..dates).map(figures).collect()
}

/// Whether one figure is the other with another number of decimals.
fn rescaled(one: Option<crate::amount::Amount>, other: Option<crate::amount::Amount>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.0.scale() != other.0.scale())
}
