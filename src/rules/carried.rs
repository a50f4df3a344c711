//! R101: texts that were carried over from the year before and that nobody has confirmed or changed.

use super::{Finding, Severity, Status};
use crate::model::Draft;

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let Some(carried) = &draft.last else { return Vec::new() };
    let finding = |place: crate::model::Pending| Finding {
        code: "R101".into(),
        severity: Severity::Warning,
        status: Status::Broken,
        message: format!(
            "从{}年稿带入，尚未核对：{}",
            carried.year,
            place.texts.first().map_or(String::new(), |text| text.chars().take(20).collect())
        ),
        place: place.place,
        figures: None,
    };
    draft.pending().into_iter().map(finding).collect()
}
