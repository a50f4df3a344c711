//! U101 to U106: what has to be settled at the moment of publishing, and not before.

use super::shared::Found;
use super::{Finding, Moment, Severity, Status};
use crate::day;
use crate::model::{Place, Stage};
use crate::review::{Standing, clocks, digest, standings};

/// U101: the secrecy list was not gone through.
pub(super) fn secrecy(moment: &Moment<'_>) -> Vec<Found> {
    let open: Vec<&Finding> = of(moment, Severity::Secrecy).collect();
    let Some(first) = open.first() else { return Vec::new() };
    vec![Found::new(first.place.clone(), format!("保密清单还有{}处没有逐处看过并写明说明，公开前须经保密审查", open.len()))]
}

/// U102: warnings without a reason.
pub(super) fn warnings(moment: &Moment<'_>) -> Vec<Found> {
    let open: Vec<&Finding> = of(moment, Severity::Warning).collect();
    let Some(first) = open.first() else { return Vec::new() };
    vec![Found::new(first.place.clone(), format!("还有{}处待说明没有改正，也没有写明理由", open.len()))]
}

/// U103: the cover has no date.
pub(super) fn date(moment: &Moment<'_>) -> Vec<Found> {
    let draft = moment.work.draft();
    let dated = !draft.identity.date.trim().is_empty() || !draft.template.wording.cover.iter().any(|line| line.text.contains("{date}"));
    if dated { Vec::new() } else { vec![Found::new(Place::Identity, "封面没有编制日期")] }
}

/// U104: a way that has begun in the draft has to end in secrecy review and sign-off of what is printed now.
pub(super) fn signed(moment: &Moment<'_>) -> Vec<Found> {
    let draft = moment.work.draft();
    if draft.steps.is_empty() {
        return Vec::new();
    }
    let needed = |stage: &Stage| matches!(stage, Stage::Secrecy | Stage::SignOff);
    let standings = standings(draft, &digest(moment.work, moment.codes));
    let open = standings.into_iter().filter(|(stage, standing, _)| needed(stage) && *standing != Standing::Passed);
    let open: Vec<String> = open.map(|(stage, standing, _)| format!("{}（{}）", stage.label(), standing.label())).collect();
    if open.is_empty() { Vec::new() } else { vec![Found::new(Place::Identity, format!("现在的内容没有办完：{}", open.join("、")))] }
}

/// U106: a draft without any step may have been signed on paper.
pub(super) fn recorded(moment: &Moment<'_>) -> Vec<Found> {
    let said = "没有登记复核、保密审查和审签；纸面上办过的，可以在“审核”里补登";
    if moment.work.draft().steps.is_empty() { vec![Found::new(Place::Identity, said)] } else { Vec::new() }
}

/// U105: within 20 days of its approval.
pub(super) fn in_time(moment: &Moment<'_>) -> Vec<Found> {
    let late = clocks(moment.work.draft(), day::today()).into_iter().filter(|clock| clock.left < 0);
    late.map(|clock| Found::new(Place::Identity, clock.said())).collect()
}

fn of<'a>(moment: &Moment<'a>, severity: Severity) -> impl Iterator<Item = &'a Finding> {
    let draft = moment.work.draft();
    moment.findings.iter().filter(move |finding| finding.severity == severity && finding.status == Status::Broken && finding.is_open(draft))
}

#[cfg(test)]
mod tests {
    use crate::model::{Answer, Days, Draft, Said, Stage};
    use crate::review::{Asked, Verdict, digest, take};
    use crate::rules::tests::sample;
    use crate::rules::{Moment, Severity, check, publishing};
    use crate::template::Library;
    use crate::workings::Workings;

    fn codes(draft: &Draft) -> Vec<String> {
        let work = Workings::of(draft.clone()).expect("a sound template");
        let codes = Library::load(None).codes;
        let findings = check(&work, &codes);
        publishing(&Moment { work: &work, codes: &codes, findings: &findings }).into_iter().map(|finding| finding.code).collect()
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
        assert_eq!(codes(&draft), ["U106"]);
        draft.cards[0].texts.insert("purpose".into(), "用于技侦。".into());
        draft.cards[1].indicators[0].value = "/".into();
        assert_eq!(codes(&draft), ["U101", "U102", "U106"]);
        assert_eq!(codes(&answered(draft)), ["U106"]);
    }

    #[test]
    fn a_cover_without_its_date_is_told() {
        let mut draft = sample();
        draft.identity.date.clear();
        assert_eq!(codes(&draft), ["U103", "U106"]);
    }

    /// As the window signs it.
    fn sign(draft: &mut Draft, stages: &[Stage]) {
        let work = Workings::of(draft.clone()).expect("a sound template");
        let digest = digest(&work, &Library::load(None).codes);
        for stage in stages {
            let said = Said { text: String::new(), by: "张三".into(), on: "2026年2月6日 09:30".into() };
            let asked = Asked { stage: *stage, verdict: Verdict::Pass, said, errors: 0, secrets: 0 };
            take(draft, &digest, asked).expect("a step").apply(draft).expect("it applies");
        }
    }

    #[test]
    fn a_way_that_has_begun_has_to_end_in_a_signature_of_what_is_printed() {
        let mut draft = sample();
        sign(&mut draft, &[Stage::Drafting, Stage::Review, Stage::Secrecy]);
        assert_eq!(codes(&draft), ["U104"]);
        sign(&mut draft, &[Stage::SignOff]);
        assert_eq!(codes(&draft), [""; 0]);
        draft.cards[0].goals[0].text.push('。');
        let work = Workings::of(draft).expect("a sound template");
        let found = publishing(&Moment { work: &work, codes: &Library::load(None).codes, findings: &[] });
        assert!(found[0].severity == Severity::Error && found[0].message.contains("审签（通过后有改动，须重办）"), "{found:?}");
    }

    #[test]
    fn a_disclosure_later_than_twenty_days_is_told() {
        let mut draft = sample();
        draft.days = Days { passed_on: "2024年2月1日".into(), published: "2024年2月21日".into(), ..Days::default() };
        assert_eq!(codes(&draft), ["U106"]);
        draft.days.published = "2024年2月22日".into();
        assert_eq!(codes(&draft), ["U105", "U106"]);
    }
}
