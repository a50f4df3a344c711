//! Files into a [`Source`]: what stands in them, block by block, without any idea of what it means.
//!
//! A source is no [`crate::document::Document`]: what a file says has no roles, no columns and no notes yet. Finding those is
//! the work of the recogniser. Every reader keeps every character that can be seen; what is left out (a hidden sheet) is said as a remark.

pub mod apart;
mod cleaned;
mod decode;
mod docx;
mod drawn;
mod format;
mod guard;
mod hidden;
mod html;
mod laid_out;
mod limits;
mod numbering;
mod objects;
mod ods;
pub mod office;
mod package;
mod separated;
mod sheets;
mod signs;
mod styles;
mod survey;
mod text;
mod xml_sheet;

pub use separated::separated;

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::Span;
use crate::store;

/// Bytes of a file that are read; more is refused.
pub const MAX_FILE: u64 = 64 << 20;

/// Endings of files that are read, those that need LibreOffice last.
pub const ENDINGS: &[&str] = &["docx", "xlsx", "xls", "ods", "csv", "txt", "md", "html", "htm", "xml", "doc", "rtf", "odt"];

/// Whether a file is one that is read, by its name. What it is, its contents say.
#[must_use]
pub fn is_known(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// What stands in a file, top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file's name, as the report says it.
    pub name: String,
    /// Top to bottom.
    pub blocks: Vec<Block>,
    /// What was left out and why, in Chinese: 隐藏的工作表“底稿”没有读入.
    pub remarks: Vec<String>,
    /// What may have been read wrongly.
    pub doubts: Vec<Doubt>,
    /// Something was left out because it is hidden; see [`Scope::Whole`].
    pub hidden: bool,
}

/// How much of a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What whoever opens it sees.
    #[default]
    Seen,
    /// Hidden sheets, rows, columns and texts, too.
    Whole,
}

/// Something that may have been read wrongly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Where it stands: 第12行.
    pub at: String,
    /// What was read and what to do, in Chinese.
    pub message: String,
}

/// A paragraph or table of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands, as a clerk would look for it: 第12行, 第3段, 工作表“收支总表”第1行.
    pub at: String,
    /// What it is.
    pub kind: Kind,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A paragraph.
    Text(Text),
    /// A table.
    Grid(RawGrid),
}

/// A paragraph, as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Without leading and trailing blanks. A line break inside stays `\n`.
    pub text: String,
    /// Its level where the file's style (or a markdown `#`) makes it a heading, 1 for the highest. A hint, no more: published
    /// files mark headings as they please.
    pub level: Option<u8>,
    /// Wholly bold or large, without being styled as a heading.
    pub strong: bool,
    /// A blank line stands before it: in text taken out of a PDF that is the only trace of its cells and lines.
    pub gap: bool,
    /// A page begins with it.
    pub new_page: bool,
    /// How many blanks stand before it in its line, a wide one as two.
    #[serde(default)]
    pub indent: usize,
}

/// A table as a matrix of texts: a cell for every row and column; what a span covers is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawGrid {
    /// All rows equally long.
    pub rows: Vec<Vec<String>>,
    /// Cells that reach over others, in reading order; none where the file does not say.
    pub spans: Vec<Span>,
    /// What the file names it (a sheet's name); empty if nothing.
    pub name: String,
    /// A page begins with it.
    pub new_page: bool,
}

impl RawGrid {
    /// A grid of rows of unequal length, filled up with blanks.
    #[must_use]
    pub fn of(mut rows: Vec<Vec<String>>) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in &mut rows {
            row.resize(width, String::new());
        }
        Self { rows, ..Self::default() }
    }

    /// Columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }
}

/// Why a file could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadError {
    /// The file.
    pub file: String,
    /// Where in it, if that is known.
    pub place: String,
    /// What is wrong and what to do, in Chinese.
    pub reason: String,
    /// A file of an old word processor, which [`office::read_converted`] reads.
    pub convertible: bool,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { String::new() } else { format!(" {}", self.place) };
        write!(f, "{}{place}：{}", self.file, self.reason)
    }
}

impl std::error::Error for ReadError {}

/// Reads a file by what it holds; its ending is only believed where the contents do not tell.
///
/// # Errors
/// A message in Chinese: file, place, reason, what to do.
pub fn read(file: &Path) -> Result<Source, ReadError> {
    read_scope(file, Scope::Seen)
}

/// As [`read`], with what is hidden where it is asked for.
///
/// # Errors
/// As [`read`].
pub fn read_scope(file: &Path, scope: Scope) -> Result<Source, ReadError> {
    let bytes = bytes_of(file)?;
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    read_bytes_scope(&name, &bytes, scope).map_err(|error| ReadError { file: file.display().to_string(), ..error })
}

/// The text of a text file in whatever encoding, and what in it could not be read.
///
/// # Errors
/// As [`read`]; also where as a table it would have more cells than are read.
pub fn text_of(file: &Path) -> Result<(String, Vec<Doubt>), ReadError> {
    let (text, doubts) = decode::decoded(&bytes_of(file)?);
    let widest = text.lines().map(|line| line.matches(['\t', ',']).count() + 1).max().unwrap_or(0);
    let rows = text.lines().count();
    limits::Limits::of(&file.display().to_string()).table("", rows, widest)?;
    Ok((text, doubts))
}

fn bytes_of(file: &Path) -> Result<Vec<u8>, ReadError> {
    store::read_ordinary(file, MAX_FILE).map_err(|(reason, advice)| ReadError {
        file: file.display().to_string(),
        reason: format!("{reason}。{advice}"),
        ..ReadError::default()
    })
}

/// Reads the bytes of a file of that name.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(name: &str, bytes: &[u8]) -> Result<Source, ReadError> {
    read_bytes_scope(name, bytes, Scope::Seen)
}

/// As [`read_bytes`], with what is hidden where it is asked for.
///
/// # Errors
/// As [`read`].
pub fn read_bytes_scope(name: &str, bytes: &[u8], scope: Scope) -> Result<Source, ReadError> {
    let mut source = match kind(bytes) {
        FileKind::Package => packaged(name, bytes, scope)?,
        FileKind::Compound => sheets::read_compound(name, bytes, scope)?,
        FileKind::Rtf => return Err(ReadError { convertible: true, ..package::fault(name, "", RTF) }),
        FileKind::Other(reason) => return Err(package::fault(name, "", reason)),
        FileKind::Text => text::read(name, bytes, scope)?,
    };
    source = cleaned::cleaned(source);
    if source.blocks.is_empty() {
        return Err(package::fault(name, "", "文件里没有文字和表格。"));
    }
    name.clone_into(&mut source.name);
    Ok(source)
}

/// Text that was copied or typed, as blocks.
///
/// # Errors
/// Text that as paragraphs and tables is more than is read.
pub fn parse_text(name: &str, text: &str) -> Result<Source, ReadError> {
    text::parse(name, text).map(cleaned::cleaned)
}

const RTF: &str = "是 RTF 文件，没有读入。请用 Word 或 WPS 打开后另存为 .docx。";

/// What a file is by its first bytes.
enum FileKind {
    /// A zip: .docx, .xlsx, .ods.
    Package,
    /// OLE: .xls, .doc, or an encrypted package.
    Compound,
    /// Rich text.
    Rtf,
    /// Something that is not read, and what to do.
    Other(&'static str),
    /// Text, or nothing known.
    Text,
}

fn kind(bytes: &[u8]) -> FileKind {
    const PDF: &str = "是 PDF 文件，表格读不准，没有读入。请导入它的 Word 或 Excel 原件；没有原件时，从 PDF 里全选、复制文字，存成 .txt 再导入。";
    const RAR: &str = "是压缩包，没有读入。请先解压，再导入里面的文件。";
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => FileKind::Package,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => FileKind::Compound,
        [b'%', b'P', b'D', b'F', ..] => FileKind::Other(PDF),
        [b'{', b'\\', b'r', b't', b'f', ..] => FileKind::Rtf,
        [b'R', b'a', b'r', b'!', ..] | [0x37, 0x7a, 0xbc, 0xaf, ..] => FileKind::Other(RAR),
        _ => FileKind::Text,
    }
}

fn packaged(name: &str, bytes: &[u8], scope: Scope) -> Result<Source, ReadError> {
    let mut package = package::Package::open(name, bytes)?;
    if package.has(docx::DOCUMENT) {
        docx::read(name, &mut package, scope)
    } else if package.has("xl/workbook.xml") || package.has("xl/workbook.bin") {
        sheets::read_xlsx(name, bytes, &mut package, scope)
    } else if package.has("content.xml") {
        ods::read(name, &mut package, scope)
    } else {
        Err(package::fault(name, "", "是压缩包，里面不是 Word、Excel 文档，没有读入。请先解压，再导入里面的文件。"))
    }
}
