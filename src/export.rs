//! One call from a draft to a file, by the file's ending. Used by the command line and the window alike.

use std::path::Path;

use serde::Serialize;

use crate::document::{Block, Document, compose};
use crate::model::{Draft, Places};
use crate::rules::{Finding, Severity, Status};
use crate::store;
use crate::template::codes::Codes;
use crate::workings::Workings;
use crate::{typeset, write};

/// A format that a draft is exported in. All that there is to know of one stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Pages to publish.
    Pdf,
    /// Plain text.
    Text,
    /// Data for other programs.
    Json,
}

impl Format {
    /// Every format, the usual one first.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Text, Self::Json];

    /// The format of a file by its ending, in letters of any size.
    #[must_use]
    pub fn of(file: &Path) -> Option<Self> {
        let ending = file.extension()?;
        Self::ALL.into_iter().find(|format| format.files().1.iter().any(|known| ending.eq_ignore_ascii_case(known)))
    }

    /// What a clerk calls its files, and their endings, the usual one first.
    #[must_use]
    pub fn files(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Pdf => ("PDF 文件", &["pdf"]),
            Self::Text => ("文本文件", &["txt"]),
            Self::Json => ("JSON 数据", &["json"]),
        }
    }

    /// The usual ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        self.files().1[0]
    }

    /// What exporting in it is called.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Pdf => "导出 PDF",
            Self::Text => "导出文本",
            Self::Json => "导出 JSON",
        }
    }

    /// Whether a document that is of no draft (批复核对表) can be written in it.
    fn takes_pages(self) -> bool {
        match self {
            Self::Pdf | Self::Text => true,
            // It holds fields of the draft beside what is printed.
            Self::Json => false,
        }
    }

    /// The bytes of a file of this format; `work` is what the document is composed of, if it is of a draft.
    fn write(self, document: &Document, work: Option<&Workings>) -> Result<Vec<u8>, String> {
        match (self, work) {
            (Self::Pdf, Some(work)) => typeset::pdf(document).map_err(|error| error.describe(&|place| place.describe(work.draft()))),
            (Self::Pdf, None) => typeset::pdf(document).map_err(|error| error.to_string()),
            (Self::Text, _) => Ok(write::text(document).into_bytes()),
            (Self::Json, Some(work)) => write::json(work, document).map(String::into_bytes).map_err(|error| error.to_string()),
            (Self::Json, None) => Err("JSON 里只放公开稿。".to_owned()),
        }
    }
}

/// The format of a file, among those that fit.
fn format(out: &Path, fits: fn(Format) -> bool) -> Result<Format, String> {
    Format::of(out).filter(|format| fits(*format)).ok_or_else(|| format!("{}：不认识的后缀。可用的后缀：{}。", out.display(), endings(fits)))
}

/// The endings of the formats that fit, as help and messages list them.
fn endings(fits: fn(Format) -> bool) -> String {
    Format::ALL.into_iter().filter(|format| fits(*format)).map(Format::ending).collect::<Vec<_>>().join(" ")
}

/// The endings of all formats, as help lists them.
#[must_use]
pub fn all_endings() -> String {
    endings(|_| true)
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
        format!("各表共有{cells}格，导出 PDF 约需{}.{}GB 内存，要等一会儿；内存不够时请拆成几份，或导出文本。", tenths / 10, tenths % 10)
    })
}

/// Writes the draft in the format of the file's ending.
///
/// # Errors
/// A line in Chinese: file, reason, what to do. Nothing is written then.
pub fn export(draft: &Draft, codes: &Codes, out: &Path) -> Result<(), String> {
    export_telling(draft, codes, out, &|_| {})
}

/// As [`export`]; `tell` is told before what will take much memory.
///
/// # Errors
/// As [`export`].
pub fn export_telling(draft: &Draft, codes: &Codes, out: &Path, tell: &dyn Fn(&str)) -> Result<(), String> {
    let fail = |reason: &str| format!("{}：{reason}", out.display());
    let format = format(out, |_| true)?;
    let work = Workings::of(draft.clone()).map_err(|_| fail("公开稿里的模板有误。"))?;
    let document = compose(&work, codes);
    if let Some(said) = heavy(&document).filter(|_| format == Format::Pdf) {
        tell(&said);
    }
    let bytes = format.write(&document, Some(&work)).map_err(|reason| fail(&reason))?;
    store::write_whole(out, &bytes).map_err(|error| error.to_string())
}

/// Whether a document that is of no draft can be written to that file.
///
/// # Errors
/// A line in Chinese: file, and which endings can be used.
pub fn check_page(out: &Path) -> Result<(), String> {
    format(out, Format::takes_pages).map(|_| ())
}

/// Writes a document that is of no draft.
///
/// # Errors
/// As [`export`].
pub fn export_page(document: &Document, out: &Path) -> Result<(), String> {
    let bytes = format(out, Format::takes_pages)?.write(document, None).map_err(|reason| format!("{}：{reason}", out.display()))?;
    store::write_whole(out, &bytes).map_err(|error| error.to_string())
}

/// A finding as `check --json` prints it.
#[derive(Debug, Serialize)]
pub struct FindingRecord {
    file: String,
    code: String,
    id: String,
    status: Status,
    severity: Severity,
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
        place: empty(),
        message: "成立".into(),
        left: empty(),
        right: empty(),
    }
}

/// A finding of a file's draft as a record.
#[must_use]
pub fn finding_record(file: &Path, places: &mut Places<'_>, finding: &Finding) -> FindingRecord {
    let (left, right) = finding.figures.clone().unwrap_or_default();
    FindingRecord {
        file: file.display().to_string(),
        code: finding.code.clone(),
        id: finding.id(),
        status: finding.status,
        severity: finding.severity,
        place: places.describe(&finding.place),
        message: finding.message.clone(),
        left,
        right,
    }
}
