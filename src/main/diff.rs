//! Comparing two drafts, or what somebody has published with a draft; bringing two people's changes together.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gongkai::compare::{self, Change};
use gongkai::model::Draft;
use gongkai::template::Library;
use gongkai::{export, recognise, store};
use lexopt::prelude::*;
use serde_json::json;

use super::out::{self, say, tell};
use super::{library, read_source, worked_out, wrong};

/// `gongkai diff`: exit status 1 where something differs, or where somebody has to choose.
pub(crate) fn diff(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut files, mut out, mut as_json, mut merging, mut convert) = (Vec::new(), None, false, false, false);
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Long("json") => as_json = true,
            Long("merge") => merging = true,
            Long("libreoffice") => convert = true,
            Long("output") | Short('o') => out = Some(parser.value().map_err(wrong)?),
            Value(path) => files.push(PathBuf::from(path)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    let library = library();
    if merging {
        let [base, mine, theirs] = files.as_slice() else {
            return Err("调用有误：--merge 要写三份公开稿：共同的原稿、自己的、对方的。gongkai --help 列出全部用法。".into());
        };
        let out = out::new_file(out)?;
        out::keep_apart(&files, &[&out])?;
        let [base, mine, theirs] = [base, mine, theirs].map(|file| store::open(file).map_err(|error| error.to_string()));
        return merge(&base?, &mine?, &theirs?, &out);
    }
    let [old, new] = files.as_slice() else {
        return Err("调用有误：diff 要写两份文件，先原后现。gongkai --help 列出全部用法。".into());
    };
    let out = out.map(PathBuf::from);
    if let Some(out) = &out {
        export::check_page(out)?;
        out::keep_apart(&files, &[out])?;
    }
    let (before, after) = both(old, new, convert, &library)?;
    let (before, after) = (worked_out(before, old)?, worked_out(after, new)?);
    let (mut changes, follows) = (compare::compare(before.draft(), after.draft()), compare::follows(&before, &after));
    if [old, new].iter().any(|file| !store::is_draft(file)) {
        changes = compare::as_printed(changes, &before, &after);
    } else if !as_json {
        changes = compare::readable(changes, &before, &after);
    }
    if let Some(out) = &out {
        let names = [old, new].map(|file| file.file_name().unwrap_or_default().display().to_string());
        export::export_page(&compare::page([before.draft(), after.draft()], [&names[0], &names[1]], &changes, &follows), out)?;
    }
    if as_json {
        let records: Vec<_> = changes.iter().map(record).collect();
        say(&serde_json::to_string_pretty(&records).map_err(|error| error.to_string())?);
    } else if out.is_none() {
        for line in compare::lines(&changes, &follows) {
            say(&line);
        }
    }
    Ok(ExitCode::from(u8::from(!changes.is_empty())))
}

fn record(change: &Change) -> serde_json::Value {
    json!({ "place": change.said, "kind": change.kind.name(), "before": change.before, "after": change.after })
}

/// Both drafts; what is no draft is recognised with the template of the other one, where that is known.
fn both(old: &Path, new: &Path, convert: bool, library: &Library) -> Result<(Draft, Draft), String> {
    let open = |file: &Path| if store::is_draft(file) { Some(store::open(file).map_err(|error| error.to_string())) } else { None };
    let (before, after) = (open(old).transpose()?, open(new).transpose()?);
    let template = before.as_ref().or(after.as_ref()).map(|draft| draft.template.id.clone()).filter(|id| library.template(id).is_some());
    let import = |file: &Path| -> Result<Draft, String> {
        let source = read_source(file, convert, gongkai::read::Scope::Seen)?;
        let found = recognise::recognise(&[source], library, template.as_deref()).map_err(|reason| format!("{}：{reason}", file.display()))?;
        Ok(found.draft)
    };
    Ok((before.map_or_else(|| import(old), Ok)?, after.map_or_else(|| import(new), Ok)?))
}

fn merge(base: &Draft, mine: &Draft, theirs: &Draft, out: &Path) -> Result<ExitCode, String> {
    let merged = compare::merge(base, mine, theirs);
    let draft = merged.draft();
    let misfits = draft.misfits();
    if !misfits.is_empty() {
        return Err(format!("没有合并：合在一起以后{}。请先在其中一份里处理。", misfits.join("；")));
    }
    out::save_new(&draft, out)?;
    for conflict in &merged.conflicts {
        let [own, other] = if conflict.secret { [compare::SECRET, compare::SECRET] } else { [conflict.mine.as_str(), conflict.theirs.as_str()] };
        say(&format!("{}\t自己的：{own}\t对方的：{other}", conflict.said));
    }
    if !merged.conflicts.is_empty() {
        tell(format_args!("{}：有{}处两份都改了而且不同，用的是自己的，请核对。", out.display(), merged.conflicts.len()));
    }
    Ok(ExitCode::from(u8::from(!merged.conflicts.is_empty())))
}
