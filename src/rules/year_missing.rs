//! S103: a draft of no year; headings, forms and the cover print a blank in its place.

use super::shared::{Case, Found};
use crate::model::Place;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let missing = work.draft().identity.year.is_none();
    missing.then(|| Found::new(Place::Identity, "没有填写预算年度，标题和各表的年度空着")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_year_that_nobody_has_stated_is_told() {
        let mut draft = sample();
        assert_eq!(found(&draft, "S103"), []);
        draft.identity.year = None;
        assert_eq!(found(&draft, "S103").len(), 1);
    }
}
