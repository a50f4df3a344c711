//! The draft as it was when a step was taken, packed into the step, so that what has changed since can be shown from the one file.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::compare::{Change, compare};
use crate::model::{Draft, FORMAT, Step};
use crate::ron_text;

/// What a packed draft may grow to: as a draft's file.
const LARGEST: u64 = 64 << 20;

/// A draft without what was said of it.
fn bare(draft: &Draft) -> Draft {
    let mut bare = draft.tidied();
    bare.remarks.clear();
    bare.steps.clear();
    bare.answers.clear();
    bare.printed.clear();
    bare.last = None;
    bare.days = crate::model::Days::default();
    bare
}

/// The draft, packed; empty where it cannot be.
#[must_use]
pub fn pack(draft: &Draft) -> String {
    let packed = || {
        let text = ron_text::write(&bare(draft), 0).ok()?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text.as_bytes()).ok()?;
        Some(STANDARD.encode(packed.finish().ok()?))
    };
    packed().unwrap_or_default()
}

fn unpack(kept: &str) -> Option<Draft> {
    let bytes = STANDARD.decode(kept).ok()?;
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice()).take(LARGEST).read_to_string(&mut text).ok()?;
    let draft: Draft = ron_text::read(&text).ok()?;
    let draft = (draft.format <= FORMAT).then(|| draft.upgraded())?;
    draft.misfits().is_empty().then_some(draft)
}

/// The draft as it was when a step was taken; `None` where that is not kept: something was classified since.
#[must_use]
pub fn kept(draft: &Draft, step: &Step) -> Option<Draft> {
    let kept = draft.steps.iter().find(|other| other.digest == step.digest && !other.kept.is_empty())?;
    let mut then = unpack(&kept.kept)?;
    // Of the same template, nothing has to be worked out anew.
    if then.template == draft.template {
        then.template = std::sync::Arc::clone(&draft.template);
    }
    Some(then)
}

/// What has changed in the draft since a step was taken; `None` as for [`kept`].
#[must_use]
pub fn changes_since(draft: &Draft, step: &Step) -> Option<Vec<Change>> {
    Some(compare(&kept(draft, step)?, &bare(draft)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Said, Stage};

    fn step(draft: &Draft) -> Step {
        Step { id: "s1".into(), stage: Stage::Review, sent_back: false, said: Said::default(), digest: "d".into(), kept: pack(draft) }
    }

    #[test]
    fn what_has_changed_since_is_told_from_the_file_alone() {
        let mut draft = crate::store::sample("unit-2024.ron").expect("the sample opens");
        draft.steps.push(step(&draft));
        assert_eq!(changes_since(&draft, &draft.steps[0]), Some(Vec::new()));
        let id = draft.texts.keys().next().expect("a text").clone();
        Edit::Text { id, value: "另写的一段。".into() }.apply(&mut draft).expect("a text");
        let changes = changes_since(&draft, &draft.steps[0]).expect("what it was is kept");
        assert!(!changes.is_empty() && changes.iter().any(|change| change.after.contains("另写的一段")), "{changes:?}");
    }

    #[test]
    fn the_sample_takes_no_more_than_forty_thousand_characters() {
        let draft = crate::store::sample("unit-2024.ron").expect("the sample opens");
        assert!(pack(&draft).len() < 40_000, "{}", pack(&draft).len());
    }

    #[test]
    fn what_is_damaged_is_nothing_that_is_known() {
        let mut draft = crate::store::sample("unit-2024.ron").expect("the sample opens");
        let step = Step { kept: "H4sIAAAA".into(), ..step(&draft) };
        draft.steps.push(step.clone());
        assert_eq!(changes_since(&draft, &step), None);
    }
}
