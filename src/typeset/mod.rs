//! A composed document as pages, and these as PDF and OFD.
//!
//! The look is in `assets/typst/disclosure.typ`, which reads the document as JSON ([`data`]): its texts are data and never
//! markup. The fonts are embedded in the program; only a character that they lack is set in a font of the user's folder or of the system
//! ([`found`]), and what is to look like an official document in those that are asked for by name ([`official`]). The same document gives
//! the same bytes where no such font is needed: no clock and no machine has a part in it. What stands in the document is the business of
//! [`crate::document`].

mod cut;
mod data;
mod marks;
mod ofd;
mod over;
#[cfg(feature = "gui")]
mod picture;
mod plan;
mod world;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::num::NonZeroUsize;

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{NativeElement as _, Smart, Value};
use typst::introspection::{Introspector as _, MetadataElem};
use typst::model::HeadingElem;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::Document;
use crate::fonts::{found, official};
use crate::model::Place;
use crate::write::fit;
use data::Cleaned;
pub use marks::Mark;
#[cfg(feature = "gui")]
pub use picture::Picture;
use world::Desk;

/// How many compilations ago a cached part of the layout must have been used to be kept.
const CACHE_AGE: usize = 10;

/// Why a document could not be typeset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypesetError {
    /// No font has these characters, neither an embedded one nor one of the user's or of the system; in the order in which they first occur.
    MissingCharacters(Vec<Missing>),
    /// The layout or the PDF writer refused the document, with the reason it gave.
    Refused(String),
}

/// A character that no font has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The character.
    pub character: char,
    /// The place of the block where it first occurs.
    pub place: Option<Place>,
    /// What stands around it there.
    pub text: String,
}

impl Missing {
    /// The character by its code point, for it may have no look, and where it stands.
    fn describe(&self, place: &str) -> String {
        let Self { character, text, .. } = self;
        let look = if has_no_look(*character) { String::new() } else { character.to_string() };
        format!("{look}（U+{:04X}，在{place}“{}”）", u32::from(*character), text.trim().replace(['\n', '\r', '\t'], " "))
    }
}

/// Whether nothing would be seen of a character in a message: format characters, placeholders, private use.
fn has_no_look(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{2000}'..='\u{200F}' | '\u{002028}'..='\u{202F}' | '\u{205F}'..='\u{206F}' | '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E0000}'..)
}

impl TypesetError {
    /// The reason in Chinese; `words` says a place as a clerk would look for it.
    #[must_use]
    pub fn describe(&self, words: &dyn Fn(&Place) -> String) -> String {
        match self {
            Self::MissingCharacters(characters) => {
                let named: Vec<String> =
                    characters.iter().map(|missing| missing.describe(&missing.place.as_ref().map(words).unwrap_or_default())).collect();
                format!(
                    "排版失败：字库里没有这些字符：{}。请换用别的字，或把有这些字的字体文件放进用户数据目录的 gongkai/fonts 文件夹，再导出一次",
                    named.join("、")
                )
            }
            Self::Refused(reason) => format!("排版失败：{reason}"),
        }
    }
}

impl fmt::Display for TypesetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(&|_| String::new()))
    }
}

impl Error for TypesetError {}

impl TypesetError {
    fn refused(diagnostics: &[SourceDiagnostic]) -> Self {
        let reasons: Vec<String> = diagnostics
            .iter()
            .map(|found| {
                let hints = found.hints.iter().map(|hint| format!("（{}）", hint.v));
                hints.fold(found.message.to_string(), |reason, hint| reason + &hint)
            })
            .collect();
        Self::Refused(reasons.join("；"))
    }
}

/// The pages of a document, laid out.
pub struct Pages {
    paged: PagedDocument,
    /// What the pages are of; only a hash of it gets into a file.
    ident: String,
    /// Headings that are the layout's own and not the document's.
    own_headings: usize,
    about: ofd::About,
    /// What was laid out, where the layout tells where its blocks stand.
    marked: Option<Document>,
}

/// Lays the document out.
///
/// # Errors
/// A character that no font has, or a reason of the layout. Warnings count as errors: a missing font family is but a warning
/// to Typst.
pub fn pages(document: &Document) -> Result<Pages, TypesetError> {
    laid(document, false)
}

/// As [`pages`], with [`Pages::marks`]: to be looked at, not to be written.
///
/// # Errors
/// As [`pages`].
pub fn marked(document: &Document) -> Result<Pages, TypesetError> {
    laid(document, true)
}

fn laid(document: &Document, marks: bool) -> Result<Pages, TypesetError> {
    let Cleaned { document, missing, foreign } = data::cleaned(document);
    if !missing.is_empty() {
        return Err(TypesetError::MissingCharacters(missing));
    }
    let refused = |error: serde_json::Error| TypesetError::Refused(error.to_string());
    let mut arranged = fit::arranged(&document);
    let official = if document.official { official::fonts().map_err(TypesetError::Refused)? } else { Vec::new() };
    let kinds: Vec<&str> = official.iter().map(|(id, _)| *id).collect();
    let json = |document: &Document, over: &[f64]| data::json(document, marks, &kinds, over).map_err(refused);
    let mut desk = Desk::new(json(&arranged, &[])?, found::fonts(&foreign).map_err(TypesetError::Refused)?, official);
    let mut paged = laid_out(&desk)?;
    // What runs over onto another page by a little is drawn closer; where that does not help, once more, it stays as it was.
    let mut over = over::over(&arranged, &paged);
    for once_more in [true, false, false] {
        if over.iter().all(|over| *over == 0.0) {
            break;
        }
        desk = desk.with(json(&arranged, &over)?);
        paged = laid_out(&desk)?;
        let still = over::over(&arranged, &paged);
        if still.iter().all(|over| *over == 0.0) {
            break;
        }
        for (over, still) in over.iter_mut().zip(still).filter(|(_, still)| *still > 0.0) {
            *over = if once_more { *over + still } else { 0.0 };
        }
    }
    // Cells that a page has cut are printed again on the next one: where that is, is known only now. (Laying out only the sheets that have
    // such cells before all others took longer: on other pages nothing is known again.)
    if let Some(cut) = cut::again(&arranged, &row_pages(&paged)) {
        desk = desk.with(json(&cut, &over)?);
        paged = laid_out(&desk)?;
        arranged = Cow::Owned(cut);
    }
    comemo::evict(CACHE_AGE);
    // Of the document, not of what the layout makes of it.
    Ok(Pages {
        paged,
        ident: serde_json::to_string(&document).map_err(refused)?,
        own_headings: usize::from(document.contents.is_some()),
        about: ofd::About::of(&document),
        marked: marks.then(|| arranged.into_owned()),
    })
}

fn laid_out(desk: &Desk) -> Result<PagedDocument, TypesetError> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(desk);
    let paged = output.map_err(|errors| TypesetError::refused(&errors))?;
    if warnings.is_empty() { Ok(paged) } else { Err(TypesetError::refused(&warnings)) }
}

/// The pages, from 1, of the rows whose place the layout tells, in their order.
fn row_pages(paged: &PagedDocument) -> Vec<usize> {
    let introspector = paged.introspector();
    let marks = introspector.query(&MetadataElem::ELEM.select());
    let of_rows = marks.iter().filter(|mark| mark.to_packed::<MetadataElem>().is_some_and(|mark| mark.value == Value::None));
    of_rows.map(|mark| mark.location().and_then(|at| introspector.page(at)).map_or(0, NonZeroUsize::get)).collect()
}

impl Pages {
    /// A PDF that is archivable (PDF/A-2a) and accessible (PDF/UA-1).
    ///
    /// The same document gives the same bytes: the date in the file is the one on the cover, and the file's identifier
    /// comes from the content.
    ///
    /// # Errors
    /// A reason of the PDF writer.
    pub fn pdf(&self) -> Result<Vec<u8>, TypesetError> {
        let standards =
            PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|error| TypesetError::Refused(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(self.ident.clone()),
            creator: Smart::Custom(Some(concat!("Gongkai ", env!("CARGO_PKG_VERSION")).to_owned())),
            timestamp: None,
            page_ranges: None,
            standards,
            tagged: true,
            pretty: false,
        };
        let written = typst_pdf::pdf(&self.paged, &options).map_err(|errors| TypesetError::refused(&errors));
        comemo::evict(CACHE_AGE);
        written
    }

    /// An OFD file (GB/T 33190). The same document gives the same bytes.
    ///
    /// # Errors
    /// A reason of the writer.
    pub fn ofd(&self) -> Result<Vec<u8>, TypesetError> {
        ofd::ofd(self)
    }

    /// The printed number of the page that each heading of the document stands on, in the document's order.
    #[must_use]
    pub fn heading_pages(&self) -> Vec<u64> {
        let introspector = self.paged.introspector();
        let headings = introspector.query(&HeadingElem::ELEM.select());
        let page = |at: usize| at.checked_sub(1).and_then(|at| self.paged.pages().get(at)).map_or(0, |page| page.number);
        let places = headings.iter().skip(self.own_headings).map(|heading| heading.location().and_then(|at| introspector.page(at)));
        places.map(|place| place.map_or(0, |place| page(place.get()))).collect()
    }
}

/// The document as a PDF, see [`Pages::pdf`].
///
/// # Errors
/// As [`pages`] and [`Pages::pdf`].
pub fn pdf(document: &Document) -> Result<Vec<u8>, TypesetError> {
    pages(document)?.pdf()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Align, Block, CoverLine, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Paragraph, Run, Sheet};

    fn heading(level: u8, text: &str) -> Block {
        Block::Heading(Heading { level, text: text.into(), contents: Some(text.into()), centred: false, place: None })
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph { runs: vec![Run::plain(text)], role: "body", place: None })
    }

    fn grid(role: GridRole, rows: Vec<GridRow>) -> Block {
        Block::Grid(Grid {
            id: "general".into(),
            title: "收支总表".into(),
            role,
            left: vec!["103001 某单位".into()],
            right: "单位：万元".into(),
            unit: "万元",
            columns: Vec::new(),
            widths: vec![4, 8],
            rows,
            notes: vec!["注：空表列示。".into()],
            place: None,
        })
    }

    fn document(blocks: Vec<Block>) -> Document {
        Document {
            title: "某单位2024年单位预算公开".into(),
            author: "某单位".into(),
            subject: "部门预算公开".into(),
            keywords: vec!["预算公开".into()],
            cover: vec![CoverLine { text: "2024年3月".into(), role: "date" }],
            contents: Some("目录".into()),
            sheets: vec![Sheet { landscape: false, blocks }],
            mark: None,
            official: false,
        }
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let row = |kind, text: &str| GridRow { kind, cells: vec![GridCell::new(text, Align::Left), GridCell::new("1234.50", Align::Right)] };
        let rows = vec![row(GridRowKind::Head, "项目"), row(GridRowKind::Body, "预算数"), row(GridRowKind::Total, "合计")];
        let document = document(vec![heading(1, "收支总表"), grid(GridRole::Form, rows), paragraph("共计≤12.47万元。")]);
        let first = pdf(&document).expect("a plain document");
        assert!(first.starts_with(b"%PDF-1.7"));
        assert_eq!(first, pdf(&document).expect("again"));
    }

    #[test]
    fn text_is_never_markup() {
        let text = "#panic(\"x\") *粗* _斜_ $x$ [链] <a> @b \\ // ` ``` “三公”";
        let cell = GridRow { kind: GridRowKind::Body, cells: vec![GridCell::new(text, Align::Left)] };
        assert!(pdf(&document(vec![heading(1, text), paragraph(text), grid(GridRole::Card, vec![cell])])).is_ok());
    }

    #[test]
    fn skipped_levels_ragged_rows_and_wrong_spans_are_laid_out() {
        let cell = |text: &str| GridCell::new(text, Align::Center);
        let rows = vec![
            GridRow { kind: GridRowKind::Head, cells: vec![cell("头").spanning(9, 9)] },
            GridRow { kind: GridRowKind::Body, cells: vec![cell("高").spanning(1, 9)] },
            GridRow { kind: GridRowKind::Head, cells: vec![] },
            GridRow { kind: GridRowKind::Body, cells: vec![cell("一"), cell("二"), cell("三")] },
        ];
        let blocks = vec![heading(3, "三"), heading(1, "一"), heading(4, "四"), grid(GridRole::Table, rows)];
        assert!(pdf(&document(blocks)).is_ok());
    }

    #[test]
    fn a_character_without_a_font_is_named_with_its_place() {
        let mut body = paragraph("已核☑，见附件一二三四\u{E000}");
        let error = pdf(&document(vec![body.clone()])).expect_err("no font has it");
        let told = error.to_string();
        assert!(
            told.starts_with("排版失败：字库里没有这些字符：☑（U+2611，在“已核☑，见附件一二”）、（U+E000，在“附件一二三四\u{E000}”）。"),
            "{told}"
        );
        if let Block::Paragraph(paragraph) = &mut body {
            paragraph.place = Some(Place::Term("t3".into()));
        }
        let error = pdf(&document(vec![body])).expect_err("no font has it");
        assert!(error.describe(&|place| format!("{place:?}")).contains("☑（U+2611，在Term(\"t3\")“已核☑，见附件一二”）"), "{error:?}");
    }

    #[test]
    fn what_has_no_look_is_left_out_and_a_backslash_is_not() {
        let texts = ["D:\\budget", "E:\\ftp", "C:\\users", "\\u0041", "\"引\" '引'", "甲\u{7}乙\u{8}丙丁\u{0}\u{9f}\u{feff}", "子\u{2028}丑\u{85}寅"];
        let Cleaned { document, missing, .. } = data::cleaned(&document(texts.map(paragraph).to_vec()));
        assert_eq!(missing, []);
        let json: serde_json::Value = serde_json::from_str(&data::json(&document, false, &[], &[]).expect("JSON")).expect("JSON");
        let blocks = json["sheets"][0]["blocks"].as_array().expect("blocks");
        let found: Vec<&str> = blocks.iter().map(|block| block["paragraph"]["runs"][0]["text"].as_str().expect("a text")).collect();
        assert_eq!(found[..5], texts[..5]);
        assert_eq!(found[5..], ["甲乙丙丁", "子\n丑\n寅"]);
        assert!(pdf(&document).is_ok());
    }
}
