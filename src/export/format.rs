//! The table of formats: what files of each are called, and which writer makes them.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use super::{Options, Purpose};
use crate::document::{Document, Grid, Portion, formulas};
use crate::typeset::{self, Pages};
use crate::verify::{self, CheckedFile};
use crate::workings::Workings;
use crate::write;

/// A format that a draft is exported in. All that there is to know of one stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Format {
    /// Pages to publish.
    Pdf,
    /// Word, to go on editing.
    Docx,
    /// A page for a website.
    Html,
    /// Sheets with live formulas.
    Excel,
    /// The same pages for archives.
    Ofd,
    /// Plain text.
    Text,
    /// Data for other programs.
    Json,
    /// A folder of tables.
    Csv,
    /// Every figure of the forms in one table.
    Parquet,
}

impl Format {
    /// Every format, the usual one first.
    pub const ALL: [Self; 9] = [Self::Pdf, Self::Docx, Self::Excel, Self::Ofd, Self::Html, Self::Text, Self::Json, Self::Csv, Self::Parquet];

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
            Self::Docx => ("Word 文件", &["docx"]),
            Self::Html => ("网页", &["html", "htm"]),
            Self::Ofd => ("OFD 文件", &["ofd"]),
            Self::Excel => ("Excel 工作簿", &["xlsx"]),
            Self::Text => ("文本文件", &["txt"]),
            Self::Json => ("JSON 数据", &["json"]),
            Self::Csv => ("开放数据文件夹（CSV）", &["csv"]),
            Self::Parquet => ("开放数据（Parquet）", &["parquet"]),
        }
    }

    /// The usual ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        self.files().1[0]
    }

    /// Whether a document that is of no draft (批复核对表) can be written in it.
    pub(super) fn takes_pages(self) -> bool {
        match self {
            Self::Pdf | Self::Docx | Self::Html | Self::Ofd | Self::Excel | Self::Text => true,
            // They hold what the draft knows beside what is printed.
            Self::Json | Self::Csv | Self::Parquet => false,
        }
    }

    /// Whether the pages have to be laid out for it.
    pub(super) fn needs_pages(self) -> bool {
        match self {
            Self::Pdf | Self::Docx | Self::Ofd => true,
            Self::Html | Self::Excel | Self::Text | Self::Json | Self::Csv | Self::Parquet => false,
        }
    }

    /// Whether its pages are drawn, in fonts that are embedded.
    pub(super) fn is_drawn(self) -> bool {
        matches!(self, Self::Pdf | Self::Ofd)
    }

    /// Whether what is made is a folder.
    pub(super) fn is_folder(self) -> bool {
        self == Self::Csv
    }

    /// The files that are made for the one that was asked for: itself, or where it is a folder those in it.
    pub(super) fn files_of(self, made: &Composed<'_>, out: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
        let one = |bytes: Vec<u8>| Ok(vec![(out.to_path_buf(), bytes)]);
        match self {
            Self::Pdf => one(made.pages()?.pdf().map_err(|error| error.to_string())?),
            // A character that the pages have no font for is no reason to do without Word: its contents then name no pages.
            Self::Docx => one(write::docx(&made.document, &made.pages().map(Pages::heading_pages).unwrap_or_default(), &made.comments())?),
            Self::Html => one(write::html(&made.document).into_bytes()),
            Self::Ofd => one(made.pages()?.ofd().map_err(|error| error.to_string())?),
            Self::Excel => {
                let mut formulas = made.work.map(|work| formulas(work, &made.document)).unwrap_or_default();
                if made.options.purpose == Purpose::Publish {
                    // Notes beside cells say what no page does.
                    formulas.special.clear();
                }
                one(write::xlsx(&made.document, &formulas, &made.flat())?)
            }
            Self::Csv => {
                let work = made.work.ok_or("开放数据里只放公开稿。")?;
                let files = write::folder(work, &made.document, &made.flat())?;
                Ok(files.into_iter().map(|(name, bytes)| (out.join(name), bytes)).collect())
            }
            Self::Parquet => {
                let work = made.work.ok_or("开放数据里只放公开稿。")?;
                one(write::parquet(&write::figures(work, &made.document))?)
            }
            Self::Text => one(write::text(&made.document).into_bytes()),
            Self::Json => {
                let work = made.work.ok_or("JSON 里只放公开稿。")?;
                let told = made.options.purpose != Purpose::Publish;
                one(write::json_of(work, &made.document, made.options.parts, told).map_err(|error| error.to_string())?.into_bytes())
            }
        }
    }
}

impl Format {
    /// Reads what was made again, with another reader than its writer, and compares it with the document.
    ///
    /// # Errors
    /// The first difference, in Chinese.
    pub(super) fn checked(self, made: &Composed<'_>, out: &Path, files: &[&(PathBuf, Vec<u8>)]) -> Result<CheckedFile, String> {
        let document = &made.document;
        let bytes = files.first().map_or(&[][..], |(_, bytes)| bytes);
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let (reader, counts) = match self {
            Self::Pdf => ("hayro", verify::pdf(bytes, document)?),
            Self::Ofd => ("quick-xml", verify::ofd(bytes, document)?),
            Self::Excel => ("calamine", verify::xlsx(bytes, document, &made.flat())?),
            Self::Docx | Self::Html => ("导入所用的读取程序", verify::blocks(&name, bytes, document)?),
            Self::Text => ("按行读回", verify::text(bytes, document)?),
            Self::Json => {
                let work = made.work.ok_or("JSON 里只放公开稿。")?;
                ("serde_json", verify::json(bytes, work, document, made.options.parts)?)
            }
            Self::Csv => {
                let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let by_name = files.iter().map(|(file, bytes)| (name(file), bytes.as_slice())).collect();
                let work = made.work.ok_or("开放数据里只放公开稿。")?;
                ("csv", verify::csv(&by_name, work, document, &made.flat())?)
            }
            Self::Parquet => {
                let work = made.work.ok_or("开放数据里只放公开稿。")?;
                ("parquet", verify::parquet(bytes, work, document)?)
            }
        };
        let mut by_name: Vec<_> = files.iter().collect();
        by_name.sort_by_key(|(file, _)| file);
        let parts: Vec<&[u8]> = by_name.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        Ok(CheckedFile::of(&name, self.files().0, &parts, reader, counts))
    }
}

/// A document that is to be written, and what the writers need beside it.
pub struct Composed<'a> {
    /// What a reader sees.
    pub document: Document,
    /// What it is composed of, if it is of a draft.
    pub work: Option<&'a Workings>,
    /// Which parts of the draft, and what for.
    pub options: Options,
    pages: OnceCell<Result<Pages, String>>,
}

impl<'a> Composed<'a> {
    pub(super) fn of(document: &Document, work: Option<&'a Workings>, options: Options) -> Self {
        // What has no look no format prints.
        Self { document: document.cleaned(), work, options, pages: OnceCell::new() }
    }

    /// What reviewers have said, where it is for them.
    fn comments(&self) -> Vec<crate::review::Comment> {
        let work = self.work.filter(|_| self.options.purpose == Purpose::Review);
        work.map(|work| crate::review::comments(work.draft(), &self.document)).unwrap_or_default()
    }

    /// Its goal cards as flat tables, where they are asked for.
    fn flat(&self) -> Vec<Grid> {
        self.work.filter(|_| self.options.parts.has(Portion::Cards)).map(write::flat).unwrap_or_default()
    }

    /// Its pages, laid out once for all formats that need them.
    ///
    /// # Errors
    /// Why they could not be laid out, in Chinese.
    pub fn pages(&self) -> Result<&Pages, String> {
        let laid_out = self.pages.get_or_init(|| {
            typeset::pages(&self.document).map_err(|error| match self.work {
                Some(work) => error.describe(&|place| place.describe(work.draft())),
                None => error.to_string(),
            })
        });
        laid_out.as_ref().map_err(Clone::clone)
    }
}

/// The format of a file, among those that fit.
pub(super) fn of_file(out: &Path, fits: fn(Format) -> bool) -> Result<Format, String> {
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
