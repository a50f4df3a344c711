//! S107: the outline has a glossary, and nothing stands in it.

use super::shared::{Case, Found};
use crate::model::Place;
use crate::template::{Part, flat};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let wanted = flat(&draft.template.outline).into_iter().any(|part| matches!(part, Part::Glossary));
    if !wanted || !draft.glossary.is_empty() {
        return Vec::new();
    }
    vec![Found::new(Place::Term(String::new()), "“名词解释”没有内容：缺少对专业名词的解释")]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_glossary_without_terms_is_told() {
        let mut draft = sample();
        assert_eq!(found(&draft, "S107"), []);
        draft.glossary.clear();
        assert_eq!(found(&draft, "S107").len(), 1);
    }
}
