//! A draft with what follows from it: the compiled plan of its template, and its totals. What rules, composing, writers and the
//! window read; made through one door, so that the three always fit one another.
//!
//! It leaves to others what is wrong with the draft (`rules`) and how it looks (`document`).

use std::sync::Arc;

use crate::calc::{PaneTotals, Totals, calc};
use crate::model::{Draft, FormName};
use crate::template::plan::{Plan, PlanFault};

/// A draft, the plan of its template, its totals.
#[derive(Debug)]
pub struct Workings {
    draft: Draft,
    plan: Arc<Plan>,
    totals: Totals,
}

impl Workings {
    /// Works a draft out.
    ///
    /// # Errors
    /// The faults of its template's equations; opening a file has made sure that there are none.
    pub fn of(draft: Draft) -> Result<Self, Vec<PlanFault>> {
        let plan = Arc::new(Plan::compile(&draft.template)?);
        Ok(Self { totals: calc(&draft, &plan), draft, plan })
    }

    /// Another draft of the same template, without compiling the plan again; of another template as [`Workings::of`].
    ///
    /// # Errors
    /// As [`Workings::of`].
    pub fn with(&self, draft: Draft) -> Result<Self, Vec<PlanFault>> {
        if !Arc::ptr_eq(&draft.template, &self.draft.template) {
            return Self::of(draft);
        }
        Ok(Self { totals: calc(&draft, &self.plan), draft, plan: Arc::clone(&self.plan) })
    }

    /// What was typed.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The equations of its template.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What they give.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Whether a form shows any figure.
    #[must_use]
    pub fn has_figures(&self, name: &FormName) -> bool {
        self.panes_of(name).any(PaneTotals::has_figures)
    }

    /// The totals of the panes of a form.
    pub fn panes_of(&self, name: &FormName) -> impl Iterator<Item = &PaneTotals> {
        let at = self.draft.template.forms.iter().position(|form| form.id == name.form);
        let panes = self.totals.of(&name.unit).map_or(&[][..], |totals| totals.panes.as_slice());
        let plans = panes.iter().zip(&self.plan.panes);
        plans.filter(move |(_, plan)| at.is_some() && plan.place.map(|(form, _)| form) == at).map(|(pane, _)| pane)
    }

    /// The draft alone.
    #[must_use]
    pub fn into_draft(self) -> Draft {
        self.draft
    }

    /// Changes the draft and works it out anew. A template whose equations have faults is not taken: the draft keeps the one it had.
    pub fn change<T>(&mut self, with: impl FnOnce(&mut Draft) -> T) -> T {
        let before = Arc::clone(&self.draft.template);
        let done = with(&mut self.draft);
        if !Arc::ptr_eq(&before, &self.draft.template) {
            match Plan::compile(&self.draft.template) {
                Ok(plan) => self.plan = Arc::new(plan),
                Err(_) => self.draft.template = before,
            }
        }
        self.totals = calc(&self.draft, &self.plan);
        done
    }
}
