//! `gongkai list` and `gongkai verify`: the finance system's flat lists into a draft, and a draft against them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gongkai::lists::columns::Confidence;
use gongkai::lists::{self, Found};
use gongkai::model::{Draft, YEARS};
use gongkai::session::Paths;
use gongkai::template::Library;
use gongkai::{export, store, write};
use lexopt::prelude::*;

use super::out::{self, say, tell};
use super::{library, text, worked_out, wrong};

/// Where a filled draft goes.
enum Target {
    /// A new file.
    New(PathBuf),
    /// The file that it was read from, as it was then.
    Filled(PathBuf, store::Stamp),
}

impl Target {
    fn file(&self) -> &Path {
        match self {
            Self::New(file) | Self::Filled(file, _) => file,
        }
    }
}

/// Fills a new draft, or one that is there, with lists.
pub(crate) fn list(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut template, mut code, mut name, mut year, mut into, mut out) = (None, None, None, None, None, None);
    let (mut files, mut columns) = (Vec::new(), Vec::new());
    while let Some(argument) = parser.next().map_err(wrong)? {
        let slot = match argument {
            Long("template") => &mut template,
            Long("unit-code") => &mut code,
            Long("unit-name") => &mut name,
            Long("year") => &mut year,
            Long("into") => &mut into,
            Long("output") | Short('o') => &mut out,
            Long("column") => {
                columns.push(text(parser.value().map_err(wrong)?)?);
                continue;
            }
            Value(file) => {
                files.push(PathBuf::from(file));
                continue;
            }
            other => return Err(wrong(other.unexpected())),
        };
        *slot = Some(parser.value().map_err(wrong)?);
    }
    let library = library();
    let held;
    let (draft, target) = if let Some(into) = into {
        let into = PathBuf::from(into);
        let other = out.filter(|out| !store::is_same_file(&into, Path::new(out)));
        // From before it is read until it is written: what another command fills in meanwhile would be lost.
        held = if other.is_none() && into.is_file() { out::hold(&into)? } else { None };
        let (draft, stamp) = store::open_stamped(&into).map_err(|error| error.to_string())?;
        out::keep_apart(&files, &[&into])?;
        out::tell_unsaved(&into);
        (draft, other.map_or_else(|| Ok(Target::Filled(into, stamp)), |out| out::new_file(Some(out)).map(Target::New))?)
    } else {
        held = None;
        let out = out::new_file(out)?;
        (new_draft(&library, template, code, name, year)?, Target::New(out))
    };
    let found = open_lists(&files, &columns, &library)?;
    let mut work = worked_out(draft, target.file())?;
    let filled = lists::put_all(&mut work, &found, &library);
    let said = filled.map_err(|faults| format!("{}\n没有写文件：以上{}处请先改正。", faults.join("\n"), faults.len()))?;
    match target {
        Target::New(file) => out::save_new(work.draft(), &file)?,
        Target::Filled(file, stamp) => out::saved(&file, store::save_over(work.draft(), &file, &stamp))?,
    }
    drop(held);
    for line in &said {
        say(line);
    }
    if !columns.is_empty()
        && let Some(file) = Paths::of_user().lists()
    {
        for list in &found {
            lists::remember(&list.mapping, &file).map_err(|error| error.to_string())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares a draft with lists.
pub(crate) fn verify(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut file, mut files, mut columns, mut out) = (None, Vec::new(), Vec::new(), None);
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Long("output") | Short('o') => out = Some(PathBuf::from(parser.value().map_err(wrong)?)),
            Long("column") => columns.push(text(parser.value().map_err(wrong)?)?),
            Value(path) if file.is_none() => file = Some(PathBuf::from(path)),
            Value(path) => files.push(PathBuf::from(path)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    let file = file.ok_or("调用有误：没有要核对的公开稿。gongkai --help 列出全部用法。")?;
    if let Some(out) = &out {
        export::check_page(out)?;
    }
    if let Some(out) = &out {
        out::keep_apart(files.iter().chain([&file]).collect::<Vec<_>>().as_slice(), &[out])?;
    }
    let draft = store::open(&file).map_err(|error| error.to_string())?;
    out::tell_unsaved(&file);
    let library = library();
    let found = open_lists(&files, &columns, &library)?;
    let all = lists::joined(&found, &library)?;
    let work = worked_out(draft, &file)?;
    let verified = lists::verify::verify(&work, &all, &library).map_err(|faults| faults.join("\n"))?;
    let page = lists::verify::page(work.draft(), &verified);
    match out {
        Some(out) => export::export_page(&page, &out)?,
        None => say(write::text(&page).trim_end()),
    }
    Ok(ExitCode::from(u8::from(!verified.differences.is_empty())))
}

fn need(value: Option<OsString>, option: &str) -> Result<OsString, String> {
    value.ok_or_else(|| format!("调用有误：缺少 {option}。gongkai --help 列出全部用法。"))
}

fn new_draft(
    library: &Library,
    template: Option<OsString>,
    code: Option<OsString>,
    name: Option<OsString>,
    year: Option<OsString>,
) -> Result<Draft, String> {
    let id = text(need(template, "--template")?)?;
    let template = library.template(&id).ok_or_else(|| format!("没有模板“{id}”。gongkai templates 列出全部模板。"))?;
    let year = text(need(year, "--year")?)?;
    let year = out::year(&year, *YEARS.start()).ok_or_else(|| out::wrong_year(&year))?;
    Ok(Draft::new(template.clone(), &text(need(code, "--unit-code")?)?, &text(need(name, "--unit-name")?)?, year))
}

/// Every list of the files, its columns remembered or corrected, and shown.
fn open_lists(files: &[PathBuf], corrections: &[String], library: &Library) -> Result<Vec<Found>, String> {
    if files.is_empty() {
        return Err("调用有误：没有清单文件。gongkai --help 列出全部用法。".into());
    }
    let mut found = Vec::new();
    for file in files {
        let (lists, remarks) = lists::open(file, library, Paths::of_user().lists().as_deref())?;
        remarks.iter().for_each(tell);
        found.extend(lists);
    }
    for correction in corrections {
        let wrong = |reason: String| format!("调用有误：--column “{correction}”{reason}");
        let (head, label) = correction.split_once('=').ok_or_else(|| wrong("应为 列名=内容。".into()))?;
        let field = library.lists.named(label).ok_or_else(|| wrong(format!("的内容不认识。可用：{}。", library.lists.labels().join("、"))))?;
        let mut any = false;
        for list in &mut found {
            any |= list.mapping.correct(head, &field);
        }
        if !any {
            return Err(wrong("的列名清单里没有。".into()));
        }
    }
    for list in &found {
        for column in &list.mapping.columns {
            let sure = if column.confidence == Confidence::Unsure { "？" } else { "" };
            let reason = if column.reason.is_empty() { String::new() } else { format!("（{}）", column.reason) };
            tell(format_args!("第{}列 {} → {}{sure}{reason}", column.at + 1, column.head, library.lists.label(&column.field)));
        }
    }
    Ok(found)
}
