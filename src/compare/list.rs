//! Two lists whose members have ids, side by side: what is new, gone, moved. The fewest members are called moved.

use std::collections::HashMap;

use crate::model::{Keyed, ListEdit};

/// A member in one list or in both, by position.
pub(super) struct Line<'a, T: Keyed> {
    pub(super) old: Option<(usize, &'a T)>,
    pub(super) new: Option<(usize, &'a T)>,
    /// It stands elsewhere among those that are in both.
    pub(super) moved: bool,
    /// The nearest member before it that stays where it is.
    after: Option<T::Id>,
}

impl<T: Keyed + Clone> Line<'_, T> {
    /// The edit that brings it, takes it away or moves it; `None` where it is where it was.
    pub(super) fn edit(&self) -> Option<ListEdit<T>> {
        match (self.old, self.new) {
            (None, Some((_, new))) => Some(ListEdit::Insert { after: self.after.clone(), new: Box::new(new.clone()) }),
            (Some((_, old)), None) => Some(ListEdit::Remove(old.id().clone())),
            (Some((_, old)), Some(_)) if self.moved => Some(ListEdit::Move { id: old.id().clone(), after: self.after.clone() }),
            _ => None,
        }
    }
}

/// The members in the order of the new list, those that are gone where they stood. Edits of what comes and moves name only members that stay;
/// made from the last to the first they give the new list.
pub(super) fn lines<'a, T: Keyed>(old: &'a [T], new: &'a [T]) -> Vec<Line<'a, T>> {
    if old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.id() == new.id()) {
        let both = old.iter().zip(new).enumerate();
        return both.map(|(at, (old, new))| Line { old: Some((at, old)), new: Some((at, new)), moved: false, after: None }).collect();
    }
    let places: HashMap<&T::Id, usize> = old.iter().enumerate().map(|(at, member)| (member.id(), at)).collect();
    let found: Vec<Option<usize>> = new.iter().map(|member| places.get(member.id()).copied()).collect();
    let mut stays = vec![false; old.len()];
    for at in rising(&found.iter().flatten().copied().collect::<Vec<_>>()) {
        stays[at] = true;
    }
    let mut there = vec![false; old.len()];
    found.iter().flatten().for_each(|at| there[*at] = true);

    let mut out = Vec::with_capacity(new.len());
    let (mut done, mut after) = (0, None);
    let gone = |upto: usize, done: &mut usize, out: &mut Vec<Line<'a, T>>| {
        for at in *done..upto {
            if !there[at] {
                out.push(Line { old: Some((at, &old[at])), new: None, moved: false, after: None });
            }
        }
        *done = upto.max(*done);
    };
    for (at, (member, found)) in new.iter().zip(&found).enumerate() {
        let known = found.map(|at| (at, &old[at]));
        let kept = known.filter(|(at, _)| stays[*at]);
        if let Some((from, _)) = kept {
            gone(from + 1, &mut done, &mut out);
            after = Some(member.id().clone());
        }
        out.push(Line { old: known, new: Some((at, member)), moved: known.is_some() && kept.is_none(), after: after.clone() });
    }
    gone(old.len(), &mut done, &mut out);
    out
}

/// A longest rising run among different numbers.
fn rising(numbers: &[usize]) -> Vec<usize> {
    // The position of the smallest end of a run of each length, and for each position the one before it in its run.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::with_capacity(numbers.len()));
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(position) = at {
        out.push(numbers[position]);
        at = before[position];
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_members_are_called_moved() {
        assert_eq!(rising(&[4, 0, 1, 2, 3]), [0, 1, 2, 3]);
        assert_eq!(rising(&[2, 0, 1, 5, 3, 4]), [0, 1, 3, 4]);
        assert_eq!(rising(&[]), Vec::<usize>::new());
    }
}
