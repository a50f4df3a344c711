//! `gongkai export`: one draft or many, each in several formats in one go.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gongkai::document::{Parts, Portion};
use gongkai::export::{self, Options, Purpose, Step, Stopped};
use gongkai::model::Places;
use gongkai::store;
use gongkai::template::codes::Codes;
use lexopt::prelude::*;

use super::out::{self, say, tell};
use super::{drafts, library, text, wrong};

/// In the name of an output: the name of the draft that it is of.
const NAME: &str = "{name}";

/// The parts that can be asked for, as help and messages list them.
pub(crate) fn portions() -> String {
    Portion::ALL.map(|portion| format!("{}（{}）", portion.id(), portion.label())).join("、")
}

pub(crate) fn export(parser: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let (mut paths, mut outs, mut options) = (Vec::new(), Vec::new(), Options::default());
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Long("output") | Short('o') => outs.push(PathBuf::from(parser.value().map_err(wrong)?)),
            Long("parts") => options.parts = parts(&text(parser.value().map_err(wrong)?)?)?,
            Long("publish") => purpose(&mut options, Purpose::Publish)?,
            Long("review") => purpose(&mut options, Purpose::Review)?,
            Long("official") => options.official = true,
            Value(path) => paths.push(PathBuf::from(path)),
            other => return Err(wrong(other.unexpected())),
        }
    }
    if outs.is_empty() {
        return Err("调用有误：缺少 -o 文件.后缀。gongkai --help 列出全部用法。".into());
    }
    let named = !paths.is_empty();
    let (files, whole) = drafts(paths);
    if files.is_empty() {
        return Err(if whole && !named {
            "调用有误：没有要导出的公开稿。gongkai --help 列出全部用法。"
        } else {
            "文件夹里没有要导出的公开稿。"
        }
        .into());
    }
    let many = files.len() > 1;
    let outputs: Vec<Vec<PathBuf>> = files.iter().map(|file| outs.iter().map(|out| output(out, file)).collect()).collect();
    if many && outs.iter().any(|out| !out.to_string_lossy().contains(NAME)) {
        return Err(format!("调用有误：导出几份公开稿时，每个 -o 的文件名里要有 {NAME}，如 -o 导出/{NAME}.pdf。"));
    }
    let all: Vec<&Path> = outputs.iter().flatten().map(PathBuf::as_path).collect();
    out::keep_apart(&files, &all)?;
    let library = library();
    let (mut stopped, mut unreadable) = (false, !whole);
    for (n, (file, outs)) in files.iter().zip(&outputs).enumerate() {
        if many {
            tell(format_args!("[{}/{}] {}", n + 1, files.len(), file.display()));
        }
        match one(file, outs, options, &library.codes) {
            Ok(done) => stopped |= !done,
            Err(reason) if many => {
                tell(reason);
                unreadable = true;
            }
            Err(reason) => return Err(reason),
        }
    }
    Ok(ExitCode::from(if unreadable { 2 } else { u8::from(stopped) }))
}

/// Exports a draft; false where it must not be published.
fn one(file: &Path, outs: &[PathBuf], options: Options, codes: &Codes) -> Result<bool, String> {
    let draft = store::open(file).map_err(|error| error.to_string())?;
    out::tell_unsaved(file);
    let outs: Vec<&Path> = outs.iter().map(PathBuf::as_path).collect();
    let go_on = |step: &Step| {
        if let Step::Heavy(said) | Step::Fonts(said) = step {
            tell(said);
        }
        true
    };
    match export::export_all(&draft, codes, &outs, options, &go_on) {
        Ok(()) | Err(Stopped::GivenUp) => Ok(true),
        Err(Stopped::Failed(reason)) => Err(reason),
        Err(Stopped::Findings(found)) => {
            let mut places = Places::of(&draft);
            for finding in &found {
                say(&format!("{}\t{}\t{}\t{}", finding.code, finding.label(), places.describe(&finding.place), finding.message));
            }
            tell(format_args!("{}：有{}处错误或保密事项没有处理，没有导出。请更正或写明处理意见后再导出。", file.display(), found.len()));
            Ok(false)
        }
    }
}

/// The output of a draft.
fn output(out: &Path, file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    match out.to_str() {
        Some(name) if name.contains(NAME) => PathBuf::from(name.replace(NAME, &stem)),
        _ => out.to_path_buf(),
    }
}

fn parts(typed: &str) -> Result<Parts, String> {
    let find = |id: &str| Portion::ALL.into_iter().find(|portion| portion.id() == id.trim());
    let portions = typed.split([',', '，']).map(|id| find(id).ok_or_else(|| format!("调用有误：没有部分“{id}”。可用的部分：{}。", portions())));
    Ok(Parts::of(&portions.collect::<Result<Vec<_>, _>>()?))
}

fn purpose(options: &mut Options, asked: Purpose) -> Result<(), String> {
    if options.purpose != Purpose::Plain && options.purpose != asked {
        return Err("调用有误：--publish 与 --review 只能用一个。".into());
    }
    options.purpose = asked;
    Ok(())
}
