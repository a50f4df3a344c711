//! U101, U102, U103: what has to be settled at the moment of publishing, and not before.

use super::shared::Found;
use super::{Finding, Severity, Status};
use crate::model::{Draft, Place};

/// U101: the secrecy list was not gone through.
pub(super) fn secrecy(draft: &Draft, findings: &[Finding]) -> Vec<Found> {
    let open: Vec<&Finding> = of(draft, findings, Severity::Secrecy).collect();
    let Some(first) = open.first() else { return Vec::new() };
    vec![Found::new(first.place.clone(), format!("保密清单还有{}处没有逐处看过并写明说明，公开前须经保密审查", open.len()))]
}

/// U102: warnings without a reason.
pub(super) fn warnings(draft: &Draft, findings: &[Finding]) -> Vec<Found> {
    let open: Vec<&Finding> = of(draft, findings, Severity::Warning).collect();
    let Some(first) = open.first() else { return Vec::new() };
    vec![Found::new(first.place.clone(), format!("还有{}处待说明没有改正，也没有写明理由", open.len()))]
}

/// U103: the cover has no date.
pub(super) fn date(draft: &Draft, _: &[Finding]) -> Vec<Found> {
    let dated = !draft.identity.date.trim().is_empty() || !draft.template.wording.cover.iter().any(|line| line.text.contains("{date}"));
    if dated { Vec::new() } else { vec![Found::new(Place::Identity, "封面没有编制日期")] }
}

fn of<'a>(draft: &'a Draft, findings: &'a [Finding], severity: Severity) -> impl Iterator<Item = &'a Finding> {
    findings.iter().filter(move |finding| finding.severity == severity && finding.status == Status::Broken && finding.is_open(draft))
}

#[cfg(test)]
mod tests {
    use crate::model::{Answer, Draft};
    use crate::rules::tests::sample;
    use crate::rules::{check, publishing};
    use crate::template::Library;
    use crate::workings::Workings;

    fn codes(draft: &Draft) -> Vec<String> {
        let work = Workings::of(draft.clone()).expect("a sound template");
        let findings = check(&work, &Library::load(None).codes);
        publishing(&work, &findings).into_iter().map(|finding| finding.code).collect()
    }

    fn answered(mut draft: Draft) -> Draft {
        let work = Workings::of(draft.clone()).expect("a sound template");
        for finding in check(&work, &Library::load(None).codes) {
            let answer = Answer { place: finding.place.clone(), reason: "已核对".into(), by: String::new(), on: String::new() };
            draft.answers.insert(finding.id(), answer);
        }
        draft
    }

    #[test]
    fn what_is_open_is_told_until_it_is_answered() {
        let mut draft = sample();
        assert_eq!(codes(&draft), [""; 0]);
        draft.cards[0].texts.insert("purpose".into(), "用于技侦。".into());
        draft.cards[1].indicators[0].value = "/".into();
        assert_eq!(codes(&draft), ["U101", "U102"]);
        assert_eq!(codes(&answered(draft)), [""; 0]);
    }

    #[test]
    fn a_cover_without_its_date_is_told() {
        let mut draft = sample();
        draft.identity.date.clear();
        assert_eq!(codes(&draft), ["U103"]);
    }
}
