//! A103: a cell that depends on itself by the equations of its template.

use super::shared::{Case, Found, faults};
use crate::calc::FaultReason;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    faults(work, FaultReason::Circle, "模板的等式循环引用，这一格无法计算")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::rules::tests::{found, sample};

    #[test]
    fn a_cell_that_goes_round_to_itself_is_told() {
        let mut draft = sample();
        let form = Arc::make_mut(&mut draft.template).forms.iter_mut().find(|form| form.id == "procurement").expect("a form");
        form.panes[0].equations[0] = "[rows, total] = [@, total] + [@, price]".into();
        let found = found(&draft, "A103");
        assert!(!found.is_empty() && found.iter().all(|(_, message)| message.contains("循环引用")), "{found:?}");
    }
}
