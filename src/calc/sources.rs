//! What totals are computed from: the draft's own rows and cards, those of one unit, or the sums of all units.

use std::collections::BTreeMap;

use crate::amount::Amount;
use crate::model::{Card, Draft, Row, in_unit};
use crate::template::plan::{LEAF, PanePlan, Plan, RowsPlan};

/// The typed rows of every pane of a plan, and the cards.
pub(super) struct Source<'a> {
    pub(super) rows: Vec<&'a [Row]>,
    pub(super) cards: Vec<&'a Card>,
}

impl<'a> Source<'a> {
    /// The draft's own; where it has units, the sums of theirs.
    pub(super) fn whole(draft: &'a Draft, plan: &Plan, summed: &'a BTreeMap<String, Vec<Row>>) -> Self {
        let rows = plan.panes.iter().map(|pane| summed.get(&pane.name).map_or_else(|| draft.rows(&pane.name), Vec::as_slice)).collect();
        Self { rows, cards: draft.cards.iter().collect() }
    }

    /// What one unit typed, and its cards.
    pub(super) fn unit(draft: &'a Draft, plan: &Plan, unit: &str) -> Self {
        let rows = plan.panes.iter().map(|pane| draft.rows(&in_unit(unit, &pane.name))).collect();
        Self { rows, cards: draft.cards.iter().filter(|card| card.unit == unit).collect() }
    }

    /// Cards that say nothing of their money.
    pub(super) fn classified(&self) -> usize {
        self.cards.iter().filter(|card| card.classified).count()
    }
}

/// The rows of the forms that every unit has, added up: figures that are typed, by code or id; listed rows one after
/// another. What the equations give is left to them. Empty where the draft has no units.
pub(super) fn summed(draft: &Draft, plan: &Plan) -> BTreeMap<String, Vec<Row>> {
    let mut out = BTreeMap::new();
    if draft.units.is_empty() {
        return out;
    }
    for pane in &plan.panes {
        let Some((form, _)) = pane.place else { continue };
        if !draft.template.forms[form].per_unit {
            continue;
        }
        let mut rows = Vec::new();
        for unit in &draft.units {
            let own = draft.rows(&in_unit(&unit.id, &pane.name));
            // A figure on a 类 or 款 of a coded form is an override, and the sum's own is computed from its 项.
            let is_parent = |code: &str| {
                let below = |row: &Row| row.code.len() > code.len() && row.code.starts_with(code);
                !code.is_empty()
                    && (own.iter().any(below) || sources(plan, pane).any(|other| draft.rows(&in_unit(&unit.id, other)).iter().any(below)))
            };
            for row in own {
                if is_parent(&row.code) {
                    add(&mut rows, &Row { amounts: BTreeMap::new(), ..row.clone() }, pane, &unit.id);
                } else {
                    add(&mut rows, row, pane, &unit.id);
                }
            }
        }
        if matches!(pane.rows, RowsPlan::Coded { .. }) {
            add_below(&mut rows);
        }
        out.insert(pane.name.clone(), rows);
    }
    out
}

/// One unit may fill in a 款 where another goes down to its 项 (which is a finding there). The department's figure for that
/// code is both together.
fn add_below(rows: &mut [Row]) {
    // What each code was typed with; the rows of parents hold nothing else.
    let typed = rows.to_vec();
    for row in rows.iter_mut().filter(|row| !row.amounts.is_empty() && !row.code.is_empty()) {
        let below = typed.iter().filter(|other| other.code.len() > row.code.len() && other.code.starts_with(&row.code));
        for (column, amount) in below.flat_map(|other| &other.amounts) {
            if let Some(known) = row.amounts.get_mut(column) {
                known.0 = known.0.checked_add(amount.0).unwrap_or(known.0);
            }
        }
    }
}

/// The panes whose rows are a coded pane's, too, at any distance.
fn sources<'a>(plan: &'a Plan, pane: &'a PanePlan) -> impl Iterator<Item = &'a str> {
    let mut names: Vec<&str> = Vec::new();
    let mut waiting = vec![pane];
    while let Some(next) = waiting.pop() {
        if let RowsPlan::Coded { from, .. } = &next.rows {
            for at in from {
                names.push(&plan.panes[*at].name);
                waiting.push(&plan.panes[*at]);
            }
        }
    }
    names.into_iter()
}

fn add(rows: &mut Vec<Row>, row: &Row, pane: &PanePlan, unit: &str) {
    let class = match &pane.rows {
        RowsPlan::Fixed(fixed) => fixed.iter().position(|known| known.id == row.id),
        RowsPlan::Coded { .. } => (row.id != "total").then_some(LEAF),
        RowsPlan::Listed(heads) => (!heads.iter().any(|head| head.id == row.id)).then_some(heads.len()),
    };
    let Some(class) = class else { return };
    let typed = |column: &str| pane.column(column).is_some_and(|column| pane.fill(class, column).is_none());
    let listed = matches!(pane.rows, RowsPlan::Listed(_));
    let id = match &pane.rows {
        RowsPlan::Fixed(_) => row.id.clone(),
        RowsPlan::Coded { .. } => row.code.clone(),
        RowsPlan::Listed(_) => in_unit(unit, &row.id),
    };
    let at = rows.iter().position(|known| known.id == id).unwrap_or_else(|| {
        rows.push(Row { id, code: row.code.clone(), ..Row::default() });
        rows.len() - 1
    });
    for (column, amount) in row.amounts.iter().filter(|(column, _)| typed(column) || listed) {
        // Where the sum has more digits than an exact decimal holds, the unit's own totals have said so already.
        let sum = rows[at].amounts.get(column).map_or(Some(amount.0), |known| known.0.checked_add(amount.0));
        rows[at].amounts.insert(column.clone(), Amount(sum.unwrap_or(amount.0)));
    }
    for (column, text) in &row.texts {
        rows[at].texts.entry(column.clone()).or_insert_with(|| text.clone());
    }
}
