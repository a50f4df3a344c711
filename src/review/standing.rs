//! Which stages of the way a draft has passed as it is now, what comes next, and taking a step.

use chrono::NaiveDate;

use super::kept::pack;
use crate::day;
use crate::model::{Days, Draft, Edit, ListEdit, Said, Stage, Step, fresh};

/// How a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has had a say yet, or not since it was handed over again.
    Open,
    /// Passed, and what is printed is still the same.
    Passed,
    /// Passed, but what is printed has changed since.
    Broken,
    /// Sent back.
    SentBack,
}

/// What somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// It goes back to the drafter.
    SendBack,
}

/// A step that is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// In which role.
    pub stage: Stage,
    /// The decision.
    pub verdict: Verdict,
    /// Words, name, time.
    pub said: Said,
    /// Errors that are neither mended nor answered.
    pub errors: usize,
    /// Places of the secrecy list that nobody has gone through.
    pub secrets: usize,
}

/// Why a step is not taken, in Chinese.
pub type Refused = String;

/// How every stage stands; `digest` is the one of the draft as it is.
#[must_use]
pub fn standings<'a>(draft: &'a Draft, digest: &str) -> [(Stage, Standing, Option<&'a Step>); 5] {
    let handed_over = draft.steps.iter().rposition(|step| step.stage == Stage::Drafting);
    Stage::ALL.map(|stage| {
        let Some(at) = draft.steps.iter().rposition(|step| step.stage == stage) else { return (stage, Standing::Open, None) };
        let step = &draft.steps[at];
        let standing = match step.sent_back {
            true if handed_over.is_some_and(|over| over > at) => Standing::Open,
            true => Standing::SentBack,
            false if step.digest == digest => Standing::Passed,
            false => Standing::Broken,
        };
        (stage, standing, Some(step))
    })
}

/// The stage whose say comes next; `None` once it is published as it is.
#[must_use]
pub fn next(draft: &Draft, digest: &str) -> Option<Stage> {
    standings(draft, digest).into_iter().find(|(_, standing, _)| *standing != Standing::Passed).map(|(stage, ..)| stage)
}

/// The edit that takes a step. What the draft was is kept with the last step of each stage and with no other.
///
/// # Errors
/// Why the step cannot be taken.
pub fn take(draft: &Draft, digest: &str, asked: Asked) -> Result<Edit, Refused> {
    allowed(draft, digest, &asked)?;
    let sent_back = asked.verdict == Verdict::SendBack;
    let mut step = Step { id: fresh('s'), stage: asked.stage, sent_back, said: asked.said, digest: digest.to_owned(), kept: String::new() };
    let needed: Vec<&str> = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != step.stage)
        .filter_map(|stage| draft.steps.iter().rfind(|known| known.stage == stage))
        .map(|known| known.digest.as_str())
        .chain([digest])
        .collect();
    if !draft.steps.iter().any(|known| known.digest == digest && !known.kept.is_empty()) {
        step.kept = pack(draft);
    }
    let outdated = draft.steps.iter().filter(|known| !known.kept.is_empty() && !needed.contains(&known.digest.as_str()));
    let mut edits: Vec<Edit> =
        outdated.map(|known| Edit::Steps(ListEdit::Replace(Box::new(Step { kept: String::new(), ..known.clone() })))).collect();
    if step.stage == Stage::Publishing && draft.days.published.is_empty() {
        let published = day::read(&step.said.on).map_or_else(|| step.said.on.clone(), day::said);
        edits.push(Edit::Days(Days { published, ..draft.days.clone() }));
    }
    edits.push(Edit::Steps(ListEdit::push(&draft.steps, step)));
    Ok(Edit::Several(edits))
}

fn allowed(draft: &Draft, digest: &str, asked: &Asked) -> Result<(), Refused> {
    let passed = |stage: Stage| standings(draft, digest).into_iter().any(|(known, standing, _)| known == stage && standing == Standing::Passed);
    let missing = |stages: &[Stage]| {
        let open: Vec<&str> = stages.iter().filter(|stage| !passed(**stage)).map(|stage| stage.label()).collect();
        (!open.is_empty()).then(|| open.join("、"))
    };
    if asked.said.by.trim().is_empty() {
        return Err("请先填写姓名，登记要写明是谁办理的。".into());
    }
    match (asked.stage, asked.verdict) {
        (Stage::Drafting | Stage::Publishing, Verdict::SendBack) => Err(format!("“{}”这一步没有退回。", asked.stage.label())),
        (_, Verdict::SendBack) if asked.said.text.trim().is_empty() && !draft.remarks.iter().any(crate::model::Remark::is_open) => {
            Err("退回请写明理由，或者先在有问题的地方加意见。".into())
        }
        (Stage::Secrecy, Verdict::Pass) if asked.secrets > 0 => {
            Err(format!("保密清单还有{}处没有逐处看过并写明说明，看完才能通过保密审查。", asked.secrets))
        }
        (Stage::SignOff, Verdict::Pass) if asked.errors > 0 => Err(format!("还有{}处错误没有改正，也没有说明，不能审签。", asked.errors)),
        (Stage::SignOff, Verdict::Pass) => missing(&[Stage::Review, Stage::Secrecy])
            .map_or(Ok(()), |open| Err(format!("现在的内容还没有通过{open}（通过之后又改动过的要重新办理），不能审签。"))),
        (_, Verdict::SendBack) | (Stage::Drafting | Stage::Review | Stage::Secrecy, Verdict::Pass) => Ok(()),
        (Stage::Publishing, Verdict::Pass) => {
            missing(&[Stage::SignOff]).map_or(Ok(()), |_| Err("现在的内容还没有审签（审签之后又改动过的要重新审签），不能登记公开。".into()))
        }
    }
}

/// A period of 20 days that the law gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What it counts from, in words.
    pub from: &'static str,
    /// The day that it counts from.
    pub since: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Days left until the last day, from the day of publishing or today; below 0 where it is over.
    pub left: i64,
    /// Whether it has been published.
    pub published: bool,
}

/// Days within which a budget is to be published after its approval.
const WITHIN: u64 = 20;

/// The periods that run for a draft: the department's from the finance bureau's approval, the unit's from the department's.
#[must_use]
pub fn clocks(draft: &Draft, today: NaiveDate) -> Vec<Clock> {
    let days = &draft.days;
    let published = day::read(&days.published);
    let stated = [("财政批复部门预算", &days.approved), ("部门批复单位预算", &days.passed_on)];
    // A unit's own disclosure counts from the department's approval where both are known.
    let both = stated.iter().all(|(_, day)| day::read(day).is_some());
    let skip = usize::from(both && draft.template.kind == crate::template::Kind::Unit);
    let clock = |(from, text): (&'static str, &String)| {
        let since = day::read(text)?;
        let until = day::until(since, WITHIN);
        let left = until.signed_duration_since(published.unwrap_or(today)).num_days();
        Some(Clock { from, since, until, left, published: published.is_some() })
    };
    stated.into_iter().skip(skip).filter_map(clock).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, Remark};

    fn asked(stage: Stage, verdict: Verdict) -> Asked {
        let said = Said { text: String::new(), by: "张三".into(), on: "2026年2月6日 09:30".into() };
        Asked { stage, verdict, said, errors: 0, secrets: 0 }
    }

    fn sample() -> Draft {
        crate::store::sample("unit-2024.ron").expect("the sample opens")
    }

    fn done(draft: &mut Draft, digest: &str, stage: Stage, verdict: Verdict) {
        take(draft, digest, asked(stage, verdict)).expect("a step").apply(draft).expect("it applies");
    }

    fn shown(draft: &Draft, digest: &str) -> Vec<Standing> {
        standings(draft, digest).map(|(_, standing, _)| standing).to_vec()
    }

    #[test]
    fn the_whole_way_from_drafting_to_publishing() {
        use Standing::{Broken, Open, Passed, SentBack};
        let mut draft = sample();
        assert_eq!(next(&draft, "a"), Some(Stage::Drafting));
        done(&mut draft, "a", Stage::Drafting, Verdict::Pass);
        assert_eq!(
            take(&draft, "a", asked(Stage::Review, Verdict::SendBack)).expect_err("no reason"),
            "退回请写明理由，或者先在有问题的地方加意见。"
        );
        let said = Said { text: "请核实".into(), ..Said::default() };
        let place = Place::Identity;
        let remark =
            Remark { id: "m1".into(), place, quote: String::new(), about: String::new(), stage: Stage::Review, said, answers: vec![], settled: None };
        draft.remarks.push(remark);
        done(&mut draft, "a", Stage::Review, Verdict::SendBack);
        assert_eq!(shown(&draft, "a"), [Passed, SentBack, Open, Open, Open]);
        // The drafter changes something and hands it over again.
        assert_eq!(shown(&draft, "b"), [Broken, SentBack, Open, Open, Open]);
        done(&mut draft, "b", Stage::Drafting, Verdict::Pass);
        assert_eq!(next(&draft, "b"), Some(Stage::Review));
        done(&mut draft, "b", Stage::Review, Verdict::Pass);
        assert!(take(&draft, "b", asked(Stage::SignOff, Verdict::Pass)).expect_err("no secrecy review").contains("还没有通过保密审查"));
        done(&mut draft, "b", Stage::Secrecy, Verdict::Pass);
        done(&mut draft, "b", Stage::SignOff, Verdict::Pass);
        assert_eq!(shown(&draft, "b"), [Passed, Passed, Passed, Passed, Open]);
        // An edit after sign-off.
        assert_eq!(shown(&draft, "c"), [Broken, Broken, Broken, Broken, Open]);
        assert!(take(&draft, "c", asked(Stage::Publishing, Verdict::Pass)).is_err());
        done(&mut draft, "b", Stage::Publishing, Verdict::Pass);
        assert_eq!((next(&draft, "b"), draft.days.published.as_str()), (None, "2026年2月6日"));
    }

    #[test]
    fn what_the_draft_was_is_kept_once_for_each_content_that_somebody_signed_last() {
        let mut draft = sample();
        done(&mut draft, "a", Stage::Drafting, Verdict::Pass);
        done(&mut draft, "a", Stage::Review, Verdict::Pass);
        let kept = |draft: &Draft| draft.steps.iter().map(|step| !step.kept.is_empty()).collect::<Vec<_>>();
        assert_eq!(kept(&draft), [true, false]);
        done(&mut draft, "b", Stage::Drafting, Verdict::Pass);
        // The reviewer's last look was at the first content: it stays.
        assert_eq!(kept(&draft), [true, false, true]);
        done(&mut draft, "b", Stage::Review, Verdict::Pass);
        assert_eq!(kept(&draft), [false, false, true, false]);
    }

    #[test]
    fn open_secrets_and_errors_stop_whoever_has_to_answer_for_them() {
        let draft = sample();
        let secret = Asked { secrets: 2, ..asked(Stage::Secrecy, Verdict::Pass) };
        assert!(take(&draft, "a", secret).expect_err("not gone through").contains("还有2处"));
        let error = Asked { errors: 1, ..asked(Stage::SignOff, Verdict::Pass) };
        assert!(take(&draft, "a", error).expect_err("an error").contains("还有1处错误"));
        let nobody = Asked { said: Said::default(), ..asked(Stage::Review, Verdict::Pass) };
        assert!(take(&draft, "a", nobody).expect_err("nobody").contains("姓名"));
    }

    #[test]
    fn a_unit_counts_from_its_departments_approval() {
        let mut draft = sample();
        let today = day::read("2026-2-25").expect("a day");
        assert_eq!(clocks(&draft, today), []);
        draft.days = Days { approved: "2026年1月20日".into(), passed_on: "2026年2月1日".into(), published: String::new() };
        let clock = &clocks(&draft, today)[0];
        assert_eq!((clock.from, day::said(clock.until), clock.left), ("部门批复单位预算", "2026年2月21日".to_owned(), -4));
        draft.days.published = "2026年2月20日".into();
        assert_eq!(clocks(&draft, today)[0].left, 1);
    }
}
