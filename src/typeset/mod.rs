//! A composed document as pages, and these as PDF.
//!
//! The look is in `assets/typst/disclosure.typ`, which reads the document as JSON: its texts are data and never
//! markup. The fonts are embedded in the program. The same document gives the same bytes: no clock, no machine, no
//! system font has a part in it. What stands in the document is the business of [`crate::document`].

mod world;

use std::error::Error;
use std::fmt;

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::Document;
use crate::fonts::missing_characters;
use world::Desk;

/// How many compilations ago a cached part of the layout must have been used to be kept.
const CACHE_AGE: usize = 10;

/// Why a document could not be typeset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypesetError {
    /// No embedded font has these characters; in the order in which they first occur.
    MissingCharacters(Vec<char>),
    /// The layout or the PDF writer refused the document, with the reason it gave.
    Refused(String),
}

impl fmt::Display for TypesetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCharacters(characters) => {
                let named: Vec<String> = characters.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
                write!(f, "排版失败：字库里没有这些字符：{}", named.join("、"))
            }
            Self::Refused(reason) => write!(f, "排版失败：{reason}"),
        }
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

/// The document as a PDF that is archivable (PDF/A-2a) and accessible (PDF/UA-1).
///
/// The same document gives the same bytes: the date in the file is the one on the cover, and the file's identifier
/// comes from the content.
///
/// # Errors
/// A character that no embedded font has, or a reason of the layout or the PDF writer. Warnings count as errors:
/// a missing font family is but a warning to Typst.
pub fn pdf(document: &Document) -> Result<Vec<u8>, TypesetError> {
    let mut json = serde_json::to_string(document).map_err(|error| TypesetError::Refused(error.to_string()))?;
    // Control characters have no look and no font; they come with text pasted from other programs.
    for control in (0_u8..0x20).filter(|c| !matches!(c, b'\t' | b'\n' | b'\r')) {
        json = json.replace(&format!("\\u{control:04x}"), "");
    }
    json = json.replace("\\b", "").replace("\\f", "");
    // JSON escapes control characters only, so every character to be printed is in it as itself.
    let missing = missing_characters(&json);
    if !missing.is_empty() {
        return Err(TypesetError::MissingCharacters(missing));
    }
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|error| TypesetError::Refused(error.message().to_string()))?;
    let options = PdfOptions {
        // Only a hash of it gets into the file.
        ident: Smart::Custom(json.clone()),
        creator: Smart::Custom(Some(concat!("Gongkai ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: None,
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };

    let desk = Desk::new(json);
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);
    let result = output.map_err(|errors| TypesetError::refused(&errors)).and_then(|pages| {
        if warnings.is_empty() {
            typst_pdf::pdf(&pages, &options).map_err(|errors| TypesetError::refused(&errors))
        } else {
            Err(TypesetError::refused(&warnings))
        }
    });
    comemo::evict(CACHE_AGE);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Align, Block, CoverLine, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Paragraph, Run, Sheet};

    fn heading(level: u8, text: &str) -> Block {
        Block::Heading(Heading { level, text: text.into(), contents: Some(text.into()), centred: false })
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph { runs: vec![Run { text: text.into(), bold: false }], role: "body" })
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
    fn a_character_without_a_font_is_named() {
        assert_eq!(missing_characters("预算\n“三公”≤12.47万元☑㐀☑"), ['☑']);
        let error = pdf(&document(vec![paragraph("已核☑")])).expect_err("no font has it");
        assert_eq!(error.to_string(), "排版失败：字库里没有这些字符：☑（U+2611）");
    }
}
