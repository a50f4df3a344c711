//! How a draft has been looked through: who has passed it, whether that still stands, what is open.

use std::path::PathBuf;
use std::process::ExitCode;

use gongkai::model::{Draft, Remark};
use gongkai::review::{At, Standing, clocks, digest, found, next, standings};
use gongkai::{day, export, store};
use lexopt::prelude::*;
use serde_json::{Value as Json, json};

use super::out::{self, say};
use super::{library, worked_out, wrong};

/// `gongkai review`: exit status 1 where it is not signed as it is now.
pub(crate) fn review(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut file, mut out, mut as_json) = (None, None, false);
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Long("json") => as_json = true,
            Long("output") | Short('o') => out = Some(PathBuf::from(parser.value().map_err(wrong)?)),
            Value(path) if file.is_none() => file = Some(PathBuf::from(path)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    let file = file.ok_or("调用有误：review 要写一份公开稿。gongkai --help 列出全部用法。")?;
    if let Some(out) = &out {
        export::check_page(out)?;
        out::keep_apart(std::slice::from_ref(&file), &[out])?;
    }
    let library = library();
    let work = worked_out(store::open(&file).map_err(|error| error.to_string())?, &file)?;
    let digest = digest(&work, &library.codes);
    let draft = work.draft();
    if let Some(out) = &out {
        export::export_page(&export::approval_sheet(&work, &library.codes), out)?;
    }
    if as_json {
        say(&serde_json::to_string_pretty(&record(draft, &digest)).map_err(|error| error.to_string())?);
    } else if out.is_none() {
        for line in lines(draft, &digest) {
            say(&line);
        }
    }
    let signed = standings(draft, &digest).into_iter().take(4).all(|(_, standing, _)| standing == Standing::Passed);
    Ok(ExitCode::from(u8::from(!signed)))
}

fn lines(draft: &Draft, digest: &str) -> Vec<String> {
    let mut out = vec![format!("内容摘要\t{digest}")];
    for (stage, standing, step) in standings(draft, digest) {
        let said = step.map_or_else(String::new, |step| [&step.said.by, &step.said.on, &step.said.text].map(String::as_str).join("\t"));
        out.push(format!("{}\t{}\t{said}", stage.label(), standing.label()).trim_end().to_owned());
    }
    out.extend(clocks(draft, day::today()).iter().map(|clock| format!("期限\t{}", clock.said())));
    out.extend(draft.remarks.iter().map(|remark| {
        let state = if remark.is_open() { "未了意见" } else { "已办结" };
        format!("{state}\t{}\t{}\t{}\t{}", remark.about.replace('\n', " "), remark.said.text.replace('\n', " "), remark.said.by, remark.said.on)
    }));
    out
}

fn record(draft: &Draft, digest: &str) -> Json {
    let steps = draft.steps.iter().map(|step| {
        json!({ "stage": step.stage.label(), "sent_back": step.sent_back, "by": step.said.by, "on": step.said.on, "text": step.said.text, "digest": step.digest })
    });
    let stages = standings(draft, digest).map(|(stage, standing, _)| json!({ "stage": stage.label(), "standing": standing.label() }));
    let remarks = draft.remarks.iter().map(|remark| of_remark(draft, remark));
    let days = &draft.days;
    json!({
        "digest": digest,
        "next": next(draft, digest).map(gongkai::model::Stage::label),
        "stages": stages,
        "steps": steps.collect::<Vec<_>>(),
        "remarks": remarks.collect::<Vec<_>>(),
        "days": { "approved": days.approved, "passed_on": days.passed_on, "published": days.published },
    })
}

fn of_remark(draft: &Draft, remark: &Remark) -> Json {
    let at = match found(draft, remark) {
        At::Place | At::Paragraph(_) => "there",
        At::Text => "paragraph_gone",
        At::Gone => "gone",
    };
    let said = |said: &gongkai::model::Said| json!({ "text": said.text, "by": said.by, "on": said.on });
    json!({
        "place": remark.place.describe(draft),
        "about": remark.about,
        "at": at,
        "role": remark.stage.label(),
        "said": said(&remark.said),
        "answers": remark.answers.iter().map(said).collect::<Vec<_>>(),
        "settled": remark.settled.as_ref().map(said),
    })
}
