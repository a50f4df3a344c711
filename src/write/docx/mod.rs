//! Word (DOCX), for those who go on editing: headings with outline levels, contents as a field with its entries filled in, tables that keep
//! their widths and repeat their headers, landscape sections, page numbers as in the PDF.
//!
//! The fonts are those of official documents (GB/T 9704), by name: whoever lacks them gets what stands in for them. It holds what is
//! printed and nothing else: no author's name of a machine, no dates, no hidden text.

mod body;
mod parts;
mod table;

use super::fit;
use super::package::Package;
use crate::document::Document;
use crate::review::Comment;

/// The document as a Word file; `pages` are the numbers of the pages that its headings stand on, as far as they are known. `comments` stand
/// beside their blocks; without any the file has no part for them.
///
/// # Errors
/// Where memory runs out.
pub fn docx(document: &Document, pages: &[u64], comments: &[Comment]) -> Result<Vec<u8>, String> {
    let document = &*fit::arranged(document);
    let mut package = Package::new();
    package.part("[Content_Types].xml", parts::content_types(!comments.is_empty()));
    package.part("_rels/.rels", parts::RELATIONSHIPS);
    package.part("docProps/core.xml", parts::core(document));
    package.part("word/_rels/document.xml.rels", parts::relationships(!comments.is_empty()));
    package.part("word/document.xml", body::document(document, pages, comments));
    package.part("word/styles.xml", parts::styles(document.official));
    package.part("word/settings.xml", parts::settings());
    package.part("word/fontTable.xml", parts::fonts());
    package.part("word/footer1.xml", parts::footer());
    package.part("word/header1.xml", parts::header(document.mark.as_deref()));
    if !comments.is_empty() {
        package.part("word/comments.xml", parts::comments(comments));
    }
    package.finish()
}

/// A length in twentieths of a point, as Word measures.
fn twips(points: f32) -> i32 {
    #[allow(clippy::cast_possible_truncation)] // pages are small
    let twips = (points * 20.0).round() as i32;
    twips
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::document::{Align, Block, CoverLine, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Paragraph, Run, Sheet};

    fn heading(level: u8, text: &str, listed: bool) -> Block {
        Block::Heading(Heading { level, text: text.into(), contents: listed.then(|| text.into()), centred: false, place: None })
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph { runs: vec![Run::plain(text)], role: "body", place: None })
    }

    fn form(rows: Vec<GridRow>) -> Block {
        Block::Grid(Grid {
            id: "general".into(),
            title: "收支总表".into(),
            role: GridRole::Form,
            left: vec!["103001 某单位".into()],
            right: "单位：万元".into(),
            unit: "万元",
            columns: Vec::new(),
            widths: vec![4, 8, 8],
            rows,
            notes: vec!["注：空表列示。".into()],
            place: None,
        })
    }

    fn row(kind: GridRowKind, cells: Vec<GridCell>) -> GridRow {
        GridRow { kind, cells }
    }

    fn cell(text: &str) -> GridCell {
        GridCell::new(text, Align::Left)
    }

    fn document() -> Document {
        let rows = vec![
            row(GridRowKind::Head, vec![cell("项目").spanning(1, 2), cell("金额").spanning(2, 1)]),
            row(GridRowKind::Head, vec![cell("本年"), cell("上年")]),
            row(GridRowKind::Body, vec![cell("甲"), GridCell::new("12.50", Align::Right), cell("")]),
        ];
        Document {
            title: "某单位2024年预算".into(),
            contents: Some("目录".into()),
            cover: vec![CoverLine { text: "某单位".into(), role: "unit" }],
            sheets: vec![
                Sheet { landscape: false, blocks: vec![heading(1, "一、说明", true), paragraph("共12.50万元。")] },
                Sheet { landscape: true, blocks: vec![heading(2, "收支总表", true), form(rows)] },
                Sheet { landscape: false, blocks: vec![heading(2, "小题", false), paragraph("完")] },
            ],
            ..Document::default()
        }
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
        let mut text = String::new();
        zip.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    }

    fn body(document: &Document) -> String {
        part(&docx(document, &[1, 2, 3], &[]).expect("a file"), "word/document.xml")
    }

    #[test]
    fn contents_are_a_field_whose_entries_name_the_page() {
        let body = body(&document());
        assert!(body.contains("TOC \\h \\z \\t"), "{body}");
        for page in ["1", "2"] {
            assert!(body.contains(&format!("<w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{page}</w:t></w:r>")), "{page}: {body}");
        }
        // What the contents leave out has a style of its own, so that an update leaves it out, too.
        assert!(body.contains("<w:pStyle w:val=\"Heading1\"/>") && body.contains("<w:pStyle w:val=\"Unlisted2\"/>"), "{body}");
    }

    #[test]
    fn a_header_is_merged_repeated_and_stays_whole() {
        let body = body(&document());
        assert_eq!(body.matches("<w:tblHeader/>").count(), 2);
        assert_eq!(body.matches("<w:cantSplit/>").count(), 3);
        assert_eq!(body.matches("<w:vMerge w:val=\"restart\"/>").count(), 1);
        assert_eq!(body.matches("<w:vMerge/>").count(), 1);
        assert_eq!(body.matches("<w:gridSpan w:val=\"2\"/>").count(), 1);
    }

    #[test]
    fn a_wide_form_stands_on_pages_of_its_own() {
        let body = body(&document());
        assert_eq!(body.matches("<w:sectPr>").count(), 5, "cover, contents, text, form, text");
        assert_eq!(body.matches("w:orient=\"landscape\"").count(), 1);
        assert_eq!(body.matches("<w:pgNumType w:fmt=\"decimal\" w:start=\"1\"/>").count(), 1, "numbers begin once");
    }

    #[test]
    fn a_draft_for_review_says_so_on_every_page() {
        let header = |mark: Option<&str>| {
            let document = Document { mark: mark.map(str::to_owned), ..document() };
            part(&docx(&document, &[], &[]).expect("a file"), "word/header1.xml")
        };
        assert!(header(Some("草稿")).contains("草稿"));
        assert!(!header(None).contains("<w:t"));
    }

    #[test]
    fn odd_texts_are_texts() {
        let odd = "</w:t></w:r><w:r/> ]]> &amp; =1+1 D:\\budget 𠮷🎉\0";
        let document = Document { sheets: vec![Sheet { landscape: false, blocks: vec![paragraph(odd)] }], ..Document::default() };
        let source = crate::read::read_bytes("稿.docx", &docx(&document, &[], &[]).expect("a file")).expect("it is read again");
        let crate::read::Kind::Text(text) = &source.blocks[0].kind else { panic!("no text") };
        assert_eq!(text.text, odd.trim_end_matches('\0'));
    }
}
