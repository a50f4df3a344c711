//! S102: a section of the draft's own without a heading; what stands in it would follow the section before.

use super::shared::{Case, Found};
use crate::model::{AdditionKind, Place};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let blank = |kind: &AdditionKind| matches!(kind, AdditionKind::Section { heading, .. } if heading.trim().is_empty());
    let additions = work.draft().additions.iter().filter(|addition| blank(&addition.kind));
    additions.map(|addition| Found::new(Place::Section(addition.id.clone()), "补充章节没有标题，印不出来")).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::{Addition, AdditionKind};
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_section_without_a_heading_is_told() {
        let mut draft = sample();
        let section = |id: &str, heading: &str| {
            let kind = AdditionKind::Section { heading: heading.into(), number: String::new(), listed: false };
            Addition { id: id.into(), after: "cards".into(), inside: false, kind }
        };
        draft.additions = vec![section("a1", "补充说明"), section("a2", " ")];
        assert_eq!(found(&draft, "S102").len(), 1);
    }
}
