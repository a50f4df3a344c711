//! The rows of every pane, top to bottom, with their family ties: what the template fixes, what was typed, and what codes of other forms
//! and of rows below bring. Figures are the engine's.

use ecow::EcoString;

use super::cells::{RowOrigin, TotalRow};
use super::sources::Source;
use crate::model::{Row, RowId};
use crate::template::FixedRow;
use crate::template::plan::{LEAF, PARENT, PanePlan, Plan, RowsPlan, TOTAL};

/// No row.
pub(super) const NONE: u32 = u32::MAX;

/// How the rows of a pane belong together, by position; [`NONE`] ends a chain.
#[derive(Debug, Default)]
pub(super) struct Ties {
    pub(super) first_child: Vec<u32>,
    pub(super) next_sibling: Vec<u32>,
    /// Of coded rows those without a parent.
    pub(super) tops: Vec<u32>,
    /// Of coded rows those without children.
    pub(super) leaves: Vec<u32>,
    /// The rows that the clerk listed.
    pub(super) listed: std::ops::Range<usize>,
}

/// A position as it is kept.
pub(super) fn short(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(NONE)
}

/// The rows of a pane.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) rows: Vec<TotalRow>,
    pub(super) ties: Ties,
}

/// The rows of every pane of a plan.
pub(super) fn lay_out(source: &Source<'_>, plan: &Plan) -> Vec<Layout> {
    let mut layouts: Vec<Layout> = plan.panes.iter().map(|_| Layout::default()).collect();
    for at in &plan.order {
        layouts[*at] = match &plan.panes[*at].rows {
            RowsPlan::Fixed(rows) => Layout { rows: fixed_rows(rows, source.rows[*at]), ties: Ties::default() },
            RowsPlan::Listed(heads) => listed(&plan.panes[*at], heads, source, source.rows[*at]),
            RowsPlan::Coded { widths, from } => coded(widths, from.iter().map(|other| &layouts[*other]), source.rows[*at]),
        };
    }
    layouts
}

fn fixed_rows(rows: &[FixedRow], stored: &[Row]) -> Vec<TotalRow> {
    rows.iter().enumerate().map(|(class, row)| fixed(&row.id, &row.code, class, stored)).collect()
}

fn fixed(id: &str, code: &str, class: usize, stored: &[Row]) -> TotalRow {
    let id = RowId::of(id);
    let stored = stored.iter().position(|row| row.id == id);
    TotalRow { id, code: code.into(), class, depth: 0, origin: RowOrigin::Fixed(stored) }
}

fn listed(pane: &PanePlan, heads: &[FixedRow], source: &Source<'_>, stored: &[Row]) -> Layout {
    let mut rows = fixed_rows(heads, stored);
    let own = |n: usize, id: RowId| TotalRow { id, code: EcoString::new(), class: heads.len(), depth: 0, origin: RowOrigin::Own(n) };
    if pane.place.is_some() {
        rows.extend(stored.iter().enumerate().filter(|(_, row)| !row.id.is_of_form()).map(|(n, row)| own(n, row.id.clone())));
    } else {
        rows.extend(source.cards.iter().enumerate().map(|(n, card)| own(n, RowId::own(&card.id))));
    }
    let listed = heads.len()..rows.len();
    Layout { rows, ties: Ties { listed, ..Ties::default() } }
}

fn coded<'a>(widths: &[usize], from: impl Iterator<Item = &'a Layout>, stored: &[Row]) -> Layout {
    let mut codes: Vec<(&str, Option<usize>)> =
        stored.iter().enumerate().filter(|(_, row)| counts(row)).map(|(n, row)| (row.code.as_str(), Some(n))).collect();
    for other in from {
        codes.extend(other.rows.iter().filter(|row| row.class != TOTAL).map(|row| (row.code.as_str(), None)));
    }
    // Codes mostly come in their order, so that the one before has the same parents.
    let mut before = "";
    for n in 0..codes.len() {
        let code = codes[n].0;
        let parents = widths.iter().filter(|w| **w < code.len()).filter_map(|w| code.get(..*w));
        codes.extend(parents.filter(|parent| !before.starts_with(parent)).map(|parent| (parent, None)));
        before = code;
    }
    // Stored rows first among equals, so that a computed twin is dropped and not the stored one.
    codes.sort_by(|a, b| a.0.cmp(b.0).then(a.1.is_none().cmp(&b.1.is_none())).then(a.1.cmp(&b.1)));
    codes.dedup_by(|b, a| a.0 == b.0 && b.1.is_none());
    family(&codes, stored)
}

/// A stored row makes its code a row of the form, unless it is a computed row's own that was emptied again.
fn counts(row: &Row) -> bool {
    match &row.id {
        RowId::Of(id) => id != "total" && !row.is_blank(),
        RowId::Own(_) => true,
    }
}

/// 合计 and the rows of these codes, in their order.
fn family(codes: &[(&str, Option<usize>)], stored: &[Row]) -> Layout {
    let count = codes.len() + 1;
    let mut rows = Vec::with_capacity(count);
    let mut ties = Ties { first_child: vec![NONE; count], next_sibling: vec![NONE; count], ..Ties::default() };
    rows.push(fixed("total", "", TOTAL, stored));
    // Rows whose subtree is still open, and the last child seen of each depth.
    let mut open: Vec<usize> = Vec::new();
    let mut last: Vec<u32> = vec![NONE];
    for (code, at) in codes {
        let row = rows.len();
        while open.last().is_some_and(|parent| {
            let parent = codes[*parent - 1].0;
            parent.is_empty() || !(code.len() > parent.len() && code.starts_with(parent))
        }) {
            open.pop();
        }
        let depth = open.len();
        last.truncate(depth + 1);
        let position = short(row);
        match (last[depth], open.last()) {
            (NONE, Some(parent)) => ties.first_child[*parent] = position,
            (NONE, None) => {}
            (sibling, _) => ties.next_sibling[sibling as usize] = position,
        }
        if depth == 0 {
            ties.tops.push(position);
        }
        last[depth] = position;
        last.push(NONE);
        if let Some(parent) = open.last() {
            rows[*parent].class = PARENT;
        }
        rows.push(coded_row(code, depth, at.map(|n| (n, &stored[n]))));
        open.push(row);
    }
    ties.leaves = (0..count).filter(|row| rows[*row].class == LEAF).map(short).collect();
    Layout { rows, ties }
}

fn coded_row(code: &str, depth: usize, stored: Option<(usize, &Row)>) -> TotalRow {
    let (id, origin) = match stored {
        None => (RowId::of(code), RowOrigin::Computed(None)),
        Some((n, row)) if row.id.is_of_form() => (row.id.clone(), RowOrigin::Computed(Some(n))),
        Some((n, row)) => (row.id.clone(), RowOrigin::Own(n)),
    };
    TotalRow { id, code: code.into(), class: LEAF, depth, origin }
}
