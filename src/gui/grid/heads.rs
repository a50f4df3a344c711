//! The heads of a grid: which neighbours share one, and how many columns stay when scrolling sideways.

use super::GridColumn;

/// What the scrolling columns have at least beside those that stay.
const LEAST: f32 = 120.0;

/// How many columns stay when scrolling sideways: only so many that the others can be seen beside them. Where they have no room at all,
/// the table cannot be drawn.
pub(super) fn sticky(columns: &[GridColumn], widths: &[f32], room: f32) -> usize {
    let wanted = columns.iter().take_while(|column| column.sticky).count();
    let fits = |count: &usize| widths[..*count].iter().sum::<f32>() + LEAST <= room;
    (0..=wanted).rev().find(fits).unwrap_or(0)
}

/// Neighbours whose header paths agree down to this level are one group.
pub(super) fn groups(columns: &[GridColumn], sticky: usize, level: usize) -> Vec<std::ops::Range<usize>> {
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    for at in 0..columns.len() {
        let joins = out.last().is_some_and(|group| {
            let (a, b) = (&columns[group.start], &columns[at]);
            a.header.len() > level + 1
                && b.header.len() > level + 1
                && a.header[..=level] == b.header[..=level]
                && (at < sticky) == (group.start < sticky)
        });
        match out.last_mut().filter(|_| joins) {
            Some(group) => group.end = at + 1,
            None => out.push(at..at + 1),
        }
    }
    out
}
