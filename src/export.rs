//! One call from a draft to files, by their endings: everything is made before the first of them is written. Used by the command line
//! and the window alike.
//!
//! What there is to know of a format stands in [`Format`]; how it looks is the business of its writer.

mod format;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::document::{Block, Document, Parts, compose_parts};
use crate::fonts::official;
use crate::model::{Draft, Places};
use crate::rules::{Finding, Severity, Status};
use crate::store;
use crate::template::codes::Codes;
use crate::verify::Certificate;
use crate::workings::Workings;
use format::of_file;
pub use format::{Composed, Format, all_endings};

/// What an export is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Nothing is asked and nothing is said.
    #[default]
    Plain,
    /// To be published: it stops at what must not be published, and holds what is printed and nothing else.
    Publish,
    /// To be looked through: every page says so; data for programs has no pages and says nothing.
    Review,
}

/// What of a draft is exported, and what for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Which parts.
    pub parts: Parts,
    /// What for.
    pub purpose: Purpose,
    /// Whether its pages are to look like those of an official document.
    #[serde(default)]
    pub official: bool,
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Stopped {
    /// What must be put right or answered before it is published.
    Findings(Vec<Finding>),
    /// A line in Chinese: file, reason, what to do.
    Failed(String),
    /// Nobody waits for it any more.
    GivenUp,
}

/// What an export does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Pages are laid out that take much memory; what the user is to know of it.
    Heavy(String),
    /// Pages are set as an official document; which fonts are there and which are not.
    Fonts(String),
    /// A file of that name is made.
    Making(String),
    /// What was made is read again and compared.
    Checking,
    /// The files are put in their places; from here on nothing can be given up.
    Writing,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heavy(said) | Self::Fonts(said) => f.write_str(said),
            Self::Making(name) => write!(f, "正在生成 {name}"),
            Self::Checking => f.write_str("正在逐一读回核对"),
            Self::Writing => f.write_str("正在写入文件"),
        }
    }
}

impl From<String> for Stopped {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

/// What a page says that is not to be published yet.
const MARK: &str = "草稿";

/// Writes the draft in the formats of the files' endings; `go_on` is told what is done next, and gives up by answering no.
///
/// # Errors
/// Why not; nothing is written then.
pub fn export_all(draft: &Draft, codes: &Codes, outs: &[&Path], options: Options, go_on: &dyn Fn(&Step) -> bool) -> Result<(), Stopped> {
    // A font that the last export lacked may be there by now.
    crate::fonts::found::look_again();
    let formats = outs.iter().map(|out| Ok((*out, of_file(out, |_| true)?))).collect::<Result<Vec<_>, String>>()?;
    let first = outs.first().map(|out| out.display().to_string()).unwrap_or_default();
    let certificates = outs.first().map(|out| certificate_files(out)).into_iter().flatten();
    if options.purpose == Purpose::Publish
        && let Some(taken) = certificates.into_iter().find(|file| outs.iter().any(|out| store::is_same_file(out, file) || *out == file.as_path()))
    {
        return Err(Stopped::Failed(format!("{}：供公开时这里写一致性核验单，请换一个文件名。", taken.display())));
    }
    let work = Workings::of(draft.clone()).map_err(|_| format!("{first}：公开稿里的模板有误。"))?;
    if options.purpose == Purpose::Publish {
        let found = not_to_be_published(&work, codes);
        if !found.is_empty() {
            return Err(Stopped::Findings(found));
        }
    }
    let mut document = compose_parts(&work, codes, options.parts);
    document.mark = (options.purpose == Purpose::Review).then(|| MARK.to_owned());
    if let Some(said) = heavy(&document).filter(|_| formats.iter().any(|(_, format)| format.needs_pages()))
        && !go_on(&Step::Heavy(said))
    {
        return Err(Stopped::GivenUp);
    }
    document.official = options.official;
    if options.official && formats.iter().any(|(_, format)| format.is_drawn()) && !go_on(&Step::Fonts(official::told())) {
        return Err(Stopped::GivenUp);
    }
    let composed = Composed::of(&document, Some(&work), options);
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (out, format) in &formats {
        if !go_on(&Step::Making(out.file_name().unwrap_or_default().display().to_string())) {
            return Err(Stopped::GivenUp);
        }
        files.extend(format.files_of(&composed, out).map_err(|reason| format!("{}：{reason}", out.display()))?);
    }
    if options.purpose == Purpose::Publish {
        if !go_on(&Step::Checking) {
            return Err(Stopped::GivenUp);
        }
        files.extend(certified(&composed, &formats, &files)?);
    }
    if !go_on(&Step::Writing) {
        return Err(Stopped::GivenUp);
    }
    let folders: Vec<&Path> = formats.iter().filter(|(_, format)| format.is_folder()).map(|(out, _)| *out).collect();
    Ok(store::write_together(&files, &folders).map_err(|error| error.to_string())?)
}

/// Reads every file again; what says that they agree with the draft, to lie beside the first of them.
fn certified(composed: &Composed<'_>, formats: &[(&Path, Format)], files: &[(PathBuf, Vec<u8>)]) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let checked = formats.iter().map(|(out, format)| {
        let own: Vec<&(PathBuf, Vec<u8>)> = files.iter().filter(|(file, _)| file.starts_with(out)).collect();
        format.checked(composed, out, &own).map_err(|reason| format!("{}：{reason}", out.display()))
    });
    let certificate = Certificate::of(&composed.document, checked.collect::<Result<_, String>>()?);
    let Some((first, _)) = formats.first() else { return Ok(Vec::new()) };
    let [json, pdf] = certificate_files(first);
    let page = crate::typeset::pdf(&certificate.page(&composed.document)).map_err(|error| error.to_string())?;
    Ok(vec![(json, certificate.json()?.into_bytes()), (pdf, page)])
}

/// Every file and folder that an export writes: those asked for, and for publishing what certifies them.
#[must_use]
pub fn written_by(outs: &[PathBuf], purpose: Purpose) -> Vec<PathBuf> {
    let certificate = outs.first().filter(|_| purpose == Purpose::Publish).map(|first| certificate_files(first));
    outs.iter().cloned().chain(certificate.into_iter().flatten()).collect()
}

/// Where the certificate of an export is written, as data and as a page: beside its first file.
fn certificate_files(first: &Path) -> [PathBuf; 2] {
    let stem = first.file_stem().unwrap_or_default().to_string_lossy();
    ["json", "pdf"].map(|ending| first.with_file_name(format!("{stem}.一致性核验单.{ending}")))
}

/// What must be put right or answered before the draft is published: errors, and what the secrecy reviewer has not gone through.
#[must_use]
pub fn not_to_be_published(work: &Workings, codes: &Codes) -> Vec<Finding> {
    let stops = |finding: &Finding| finding.is_open(work.draft()) && matches!(finding.severity, Severity::Error | Severity::Secrecy);
    let mut findings = crate::rules::check(work, codes);
    let mut more = crate::rules::publishing(&crate::rules::Moment { work, codes, findings: &findings });
    // That the secrecy list is open is said by its places.
    more.retain(|finding| finding.code != "U101");
    findings.append(&mut more);
    findings.into_iter().filter(stops).collect()
}

/// Cells of all tables from which on pages take long; those of the largest published disclosure are some 20,000.
const MANY: usize = 40_000;
/// Cells for which laying out takes 100 MB, measured with 130,000.
const FOR_100_MB: usize = 4_200;

/// What a user is told before pages of very large tables are laid out.
fn heavy(document: &Document) -> Option<String> {
    let cells = |block: &Block| if let Block::Grid(grid) = block { grid.rows.iter().map(|row| row.cells.len()).sum() } else { 0 };
    let cells: usize = document.sheets.iter().flat_map(|sheet| &sheet.blocks).map(cells).sum();
    (cells > MANY).then(|| {
        let tenths = cells / FOR_100_MB;
        format!("各表共有{cells}格，排版约需{}.{}GB 内存，要等一会儿；内存不够时请拆成几份，或导出文本。", tenths / 10, tenths % 10)
    })
}

/// Writes the draft in the format of the file's ending.
///
/// # Errors
/// A line in Chinese: file, reason, what to do. Nothing is written then.
pub fn export(draft: &Draft, codes: &Codes, out: &Path) -> Result<(), String> {
    match export_all(draft, codes, &[out], Options::default(), &|_| true) {
        Ok(()) | Err(Stopped::GivenUp | Stopped::Findings(_)) => Ok(()),
        Err(Stopped::Failed(reason)) => Err(reason),
    }
}

/// The approval sheet of a draft, with what of the check is open today.
#[must_use]
pub fn approval_sheet(work: &Workings, codes: &Codes) -> Document {
    let draft = work.draft();
    let findings = crate::rules::check(work, codes);
    let open = [Severity::Error, Severity::Warning, Severity::Secrecy].map(|severity| {
        let count = findings.iter().filter(|finding| finding.severity == severity && finding.is_open(draft)).count();
        (count > 0).then(|| format!("核查：{}{count}处没有处理，也没有说明。", severity.label()))
    });
    let open: Vec<String> = open.into_iter().flatten().collect();
    crate::review::sheet(draft, &crate::review::digest(work, codes), &open, crate::day::today())
}

/// Whether a document that is of no draft can be written to that file.
///
/// # Errors
/// A line in Chinese: file, and which endings can be used.
pub fn check_page(out: &Path) -> Result<(), String> {
    of_file(out, Format::takes_pages).map(|_| ())
}

/// Writes a document that is of no draft.
///
/// # Errors
/// As [`export`].
pub fn export_page(document: &Document, out: &Path) -> Result<(), String> {
    let format = of_file(out, Format::takes_pages)?;
    let composed = Composed::of(document, None, Options::default());
    let files = format.files_of(&composed, out).map_err(|reason| format!("{}：{reason}", out.display()))?;
    store::write_together(&files, &[]).map_err(|error| error.to_string())
}

/// A finding as `check --json` prints it.
#[derive(Debug, Serialize)]
pub struct FindingRecord {
    file: String,
    code: String,
    id: String,
    status: Status,
    severity: Severity,
    answered: bool,
    /// What was answered, of an error too.
    reason: String,
    place: String,
    message: String,
    left: String,
    right: String,
}

/// A rule that holds in a file's draft, as a record.
#[must_use]
pub fn held_record(file: &Path, code: &str) -> FindingRecord {
    let empty = String::new;
    let (file, code) = (file.display().to_string(), code.to_owned());
    let id = format!("{code}-held");
    FindingRecord {
        file,
        code,
        id,
        status: Status::Held,
        severity: Severity::Hint,
        answered: false,
        reason: empty(),
        place: empty(),
        message: "成立".into(),
        left: empty(),
        right: empty(),
    }
}

/// A rule that had nothing to look at in a file's draft, as a record.
#[must_use]
pub fn unasked_record(file: &Path, code: &str, why: &str) -> FindingRecord {
    FindingRecord { id: format!("{code}-unasked"), status: Status::NotChecked, message: why.into(), ..held_record(file, code) }
}

/// A finding of a file's draft as a record.
#[must_use]
pub fn finding_record(file: &Path, draft: &Draft, places: &mut Places<'_>, finding: &Finding) -> FindingRecord {
    let (left, right) = finding.figures.clone().unwrap_or_default();
    FindingRecord {
        file: file.display().to_string(),
        code: finding.code.clone(),
        id: finding.id(),
        status: finding.status,
        severity: finding.severity,
        answered: finding.answered(draft),
        reason: finding.answer(draft).map_or_else(String::new, |answer| answer.reason.clone()),
        place: places.describe(&finding.place),
        message: finding.message.clone(),
        left,
        right,
    }
}
