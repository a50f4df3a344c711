//! What totals are computed from: the draft's own rows and cards, those of one unit, or the sums of all units.

use std::collections::{BTreeMap, BTreeSet};

use super::exact::exact_sum;
use crate::amount::Amount;
use crate::model::{Card, Draft, PaneName, Row, RowId};
use crate::template::plan::{LEAF, PanePlan, Plan, RowsPlan};

/// The typed rows of every pane of a plan, and the cards.
pub(super) struct Source<'a> {
    pub(super) rows: Vec<&'a [Row]>,
    pub(super) cards: Vec<&'a Card>,
}

impl<'a> Source<'a> {
    /// The draft's own; where it has units, the sums of theirs.
    pub(super) fn whole(draft: &'a Draft, plan: &Plan, summed: &'a BTreeMap<PaneName, Vec<Row>>) -> Self {
        let rows = plan.panes.iter().map(|pane| PaneName::called("", &pane.name));
        let rows = rows.map(|name| summed.get(&name).map_or_else(|| draft.rows(&name), Vec::as_slice)).collect();
        Self { rows, cards: draft.cards.iter().collect() }
    }

    /// What one unit typed, and its cards.
    pub(super) fn unit(draft: &'a Draft, plan: &Plan, unit: &str) -> Self {
        let rows = plan.panes.iter().map(|pane| draft.rows(&PaneName::called(unit, &pane.name))).collect();
        Self { rows, cards: draft.cards.iter().filter(|card| card.unit == unit).collect() }
    }

    /// Cards that say nothing of their money.
    pub(super) fn classified(&self) -> usize {
        self.cards.iter().filter(|card| card.classified).count()
    }
}

/// What the units of a department typed, added up.
#[derive(Default)]
pub(super) struct Summed {
    /// The rows, by pane.
    pub(super) rows: BTreeMap<PaneName, Vec<Row>>,
    /// Sums that an exact decimal cannot hold, and which are blank: pane, id of the row, column.
    pub(super) too_large: Vec<(usize, RowId, usize)>,
}

/// The rows of the forms that every unit has, added up: figures that are typed, by code or id; listed rows one after
/// another. What the equations give is left to them. Empty where the draft has no units.
pub(super) fn summed(draft: &Draft, plan: &Plan) -> Summed {
    let mut out = Summed::default();
    if draft.units.is_empty() {
        return out;
    }
    for (at, pane) in plan.panes.iter().enumerate() {
        let Some((form, _)) = pane.place else { continue };
        if !draft.template.forms[form].per_unit {
            continue;
        }
        let sources = sources(plan, at);
        let mut sums = Sums { rows: Vec::new(), too_large: BTreeSet::new() };
        for unit in &draft.units {
            let own = draft.rows(&PaneName::called(&unit.id, &pane.name));
            // A figure on a 类 or 款 of a coded form is an override, and the sum's own is computed from its 项.
            let is_parent = |code: &str| {
                let below = |row: &Row| row.code.len() > code.len() && row.code.starts_with(code);
                !code.is_empty()
                    && (own.iter().any(below) || sources.iter().any(|other| draft.rows(&PaneName::called(&unit.id, other)).iter().any(below)))
            };
            for row in own {
                if is_parent(&row.code) {
                    sums.add(&Row { amounts: BTreeMap::new(), ..row.clone() }, pane, &unit.id);
                } else {
                    sums.add(row, pane, &unit.id);
                }
            }
        }
        if matches!(pane.rows, RowsPlan::Coded { .. }) {
            sums.add_below();
        }
        let (rows, too_large) = sums.finish();
        out.rows.insert(PaneName::called("", &pane.name), rows);
        out.too_large.extend(too_large.into_iter().filter_map(|(row, column)| Some((at, row, pane.column(&column)?))));
    }
    out
}

/// The panes whose rows are a pane's, too, at any distance.
fn sources(plan: &Plan, pane: usize) -> Vec<&str> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![pane];
    while let Some(next) = waiting.pop() {
        if let RowsPlan::Coded { from, .. } = &plan.panes[next].rows {
            waiting.extend(from.iter().copied().filter(|at| found.insert(*at)));
        }
    }
    found.into_iter().map(|at| plan.panes[at].name.as_str()).collect()
}

/// The sums of a pane.
struct Sums {
    rows: Vec<Row>,
    /// Row and column of those that an exact decimal cannot hold.
    too_large: BTreeSet<(RowId, String)>,
}

impl Sums {
    fn add(&mut self, row: &Row, pane: &PanePlan, unit: &str) {
        let class = match &pane.rows {
            RowsPlan::Fixed(fixed) => fixed.iter().position(|known| known.id == row.id.as_str()),
            RowsPlan::Coded { .. } => (row.id != RowId::of("total")).then_some(LEAF),
            RowsPlan::Listed(heads) => (!row.id.is_of_form()).then_some(heads.len()),
        };
        let Some(class) = class else { return };
        let typed = |column: &str| pane.column(column).is_some_and(|column| pane.fill(class, column).is_none());
        let listed = matches!(pane.rows, RowsPlan::Listed(_));
        let id = match &pane.rows {
            RowsPlan::Fixed(_) => row.id.clone(),
            RowsPlan::Coded { .. } => RowId::of(&row.code),
            RowsPlan::Listed(_) => RowId::Own(format!("{unit}/{}", row.id).into()),
        };
        let at = self.rows.iter().position(|known| known.id == id).unwrap_or_else(|| {
            self.rows.push(Row { id, code: row.code.clone(), ..Row::default() });
            self.rows.len() - 1
        });
        for (column, amount) in row.amounts.iter().filter(|(column, _)| typed(column) || listed) {
            self.add_amount(at, column, *amount);
        }
        for (column, text) in &row.texts {
            self.rows[at].texts.entry(column.clone()).or_insert_with(|| text.clone());
        }
    }

    fn add_amount(&mut self, at: usize, column: &str, amount: Amount) {
        let row = &mut self.rows[at];
        match row.amounts.get_mut(column) {
            None => drop(row.amounts.insert(column.to_owned(), amount)),
            Some(sum) => match exact_sum(sum.0, amount.0) {
                Some(more) => sum.0 = more,
                None => drop(self.too_large.insert((row.id.clone(), column.to_owned()))),
            },
        }
    }

    /// One unit may fill in a 款 where another goes down to its 项 (which is a finding there). The department's figure for that
    /// code is both together.
    fn add_below(&mut self) {
        // What each code was typed with; the rows of parents hold nothing else.
        let typed = self.rows.clone();
        for at in 0..self.rows.len() {
            if self.rows[at].amounts.is_empty() || self.rows[at].code.is_empty() {
                continue;
            }
            let below = |other: &&Row| other.code.len() > typed[at].code.len() && other.code.starts_with(&typed[at].code);
            for (column, amount) in typed.iter().filter(below).flat_map(|other| &other.amounts) {
                if self.rows[at].amounts.contains_key(column) {
                    self.add_amount(at, column, *amount);
                }
            }
        }
    }

    /// The rows, without the figures that are none.
    fn finish(mut self) -> (Vec<Row>, BTreeSet<(RowId, String)>) {
        for row in &mut self.rows {
            row.amounts.retain(|column, _| !self.too_large.contains(&(row.id.clone(), column.clone())));
        }
        (self.rows, self.too_large)
    }
}
