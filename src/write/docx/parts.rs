//! The parts of a Word file beside its text: styles, fonts, head and foot of the pages, metadata.

use std::fmt::Write as _;

use crate::document::Document;
use crate::review::Comment;
use crate::write::package::Xml;

/// The namespace of Word's elements.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of references to other parts.
pub(super) const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// 小标宋: titles.
pub(super) const TITLE: &str = "方正小标宋简体";
/// 黑体: headings of the first level of running text.
const HEI: &str = "黑体";
/// 楷体: those of the second.
const KAI: &str = "楷体_GB2312";
/// 仿宋: running text.
const FANGSONG: &str = "仿宋_GB2312";
/// 宋体: tables.
const SONG: &str = "宋体";
/// What stands in for a font of those names, and what replaces figures and letters in all.
const FONTS: [(&str, &str); 5] = [(TITLE, "华文中宋"), (HEI, "SimHei"), (KAI, "楷体"), (FANGSONG, "仿宋"), (SONG, "SimSun")];

pub(super) const RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
Target=\"docProps/core.xml\"/></Relationships>";

/// The part of the comments, where there are any.
const COMMENTS: (&str, &str, &str) = ("comments", "comments", "rId6");

/// The parts of the document, the last piece of their type, and the id by which the text refers to some of them.
const PARTS: [(&str, &str, &str); 5] = [
    ("styles", "styles", "rId1"),
    ("settings", "settings", "rId2"),
    ("fontTable", "fontTable", "rId3"),
    ("footer1", "footer", FOOTER),
    ("header1", "header", HEADER),
];
/// By which the sections name the foot and the head of their pages.
pub(super) const FOOTER: &str = "rId4";
pub(super) const HEADER: &str = "rId5";

pub(super) fn content_types(comments: bool) -> String {
    let mut xml = Xml::part();
    xml.element("Types", &[("xmlns", &"http://schemas.openxmlformats.org/package/2006/content-types")], |xml| {
        xml.leaf("Default", &[("Extension", &"rels"), ("ContentType", &"application/vnd.openxmlformats-package.relationships+xml")]);
        xml.leaf("Default", &[("Extension", &"xml"), ("ContentType", &"application/xml")]);
        let mut part = |name: &str, kind: &str| {
            let kind = format!("application/vnd.openxmlformats-{kind}+xml");
            xml.leaf("Override", &[("PartName", &name), ("ContentType", &kind)]);
        };
        part("/word/document.xml", "officedocument.wordprocessingml.document.main");
        part("/docProps/core.xml", "package.core-properties");
        for (name, kind, _) in PARTS.into_iter().chain(comments.then_some(COMMENTS)) {
            part(&format!("/word/{name}.xml"), &format!("officedocument.wordprocessingml.{kind}"));
        }
    });
    xml.finish()
}

pub(super) fn relationships(comments: bool) -> String {
    let mut xml = Xml::part();
    xml.element("Relationships", &[("xmlns", &"http://schemas.openxmlformats.org/package/2006/relationships")], |xml| {
        for (name, kind, id) in PARTS.into_iter().chain(comments.then_some(COMMENTS)) {
            let (kind, target) = (format!("{R}/{kind}"), format!("{name}.xml"));
            xml.leaf("Relationship", &[("Id", &id), ("Type", &kind), ("Target", &target)]);
        }
    });
    xml.finish()
}

/// What reviewers have said, a comment for each remark.
pub(super) fn comments(comments: &[Comment]) -> String {
    let mut xml = Xml::part();
    xml.element("w:comments", &[("xmlns:w", &W)], |xml| {
        for (n, comment) in comments.iter().enumerate() {
            let date = crate::day::read(&comment.on).map(|day| format!("{}T00:00:00Z", day.format("%Y-%m-%d"))).unwrap_or_default();
            let initials: String = comment.author.chars().take(1).collect();
            let mut names: Vec<(&'static str, &dyn std::fmt::Display)> = vec![("w:id", &n), ("w:author", &comment.author), ("w:initials", &initials)];
            if !date.is_empty() {
                names.push(("w:date", &date));
            }
            xml.element("w:comment", &names, |xml| {
                for line in &comment.lines {
                    xml.element("w:p", &[], |xml| super::body::run(xml, line, |_| {}));
                }
            });
        }
    });
    xml.finish()
}

/// Whose document it is and what about. No dates: those of the export would make every export differ.
pub(super) fn core(document: &Document) -> String {
    let mut xml = Xml::part();
    let names: [(&'static str, &dyn std::fmt::Display); 2] =
        [("xmlns:cp", &"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"), ("xmlns:dc", &"http://purl.org/dc/elements/1.1/")];
    xml.element("cp:coreProperties", &names, |xml| {
        let keywords: Vec<&str> = document.keywords.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        xml.words("dc:title", &[], &document.title);
        xml.words("dc:subject", &[], &document.subject);
        xml.words("dc:creator", &[], &document.author);
        xml.words("cp:keywords", &[], &keywords.join("，"));
        xml.words("dc:language", &[], "zh-CN");
    });
    xml.finish()
}

pub(super) fn settings() -> String {
    let mut xml = Xml::part();
    xml.element("w:settings", &[("xmlns:w", &W)], |xml| {
        xml.leaf("w:defaultTabStop", &[("w:val", &560)]);
        xml.leaf("w:characterSpacingControl", &[("w:val", &"compressPunctuation")]);
        xml.element("w:compat", &[], |xml| {
            let uri = "http://schemas.microsoft.com/office/word";
            xml.leaf("w:compatSetting", &[("w:name", &"compatibilityMode"), ("w:uri", &uri), ("w:val", &15)]);
        });
        xml.leaf("w:themeFontLang", &[("w:val", &"en-US"), ("w:eastAsia", &"zh-CN")]);
    });
    xml.finish()
}

pub(super) fn fonts() -> String {
    let mut xml = Xml::part();
    xml.element("w:fonts", &[("xmlns:w", &W)], |xml| {
        for (name, other) in FONTS {
            xml.element("w:font", &[("w:name", &name)], |xml| {
                xml.leaf("w:altName", &[("w:val", &other)]);
                xml.leaf("w:charset", &[("w:val", &"86")]);
            });
        }
    });
    xml.finish()
}

/// The foot of a page: its number between dashes.
pub(super) fn footer() -> String {
    let mut xml = Xml::part();
    xml.element("w:ftr", &[("xmlns:w", &W)], |xml| {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| xml.leaf("w:pStyle", &[("w:val", &"Footer")]));
            let run = |xml: &mut Xml, text: &str| {
                xml.element("w:r", &[], |xml| {
                    xml.element("w:rPr", &[], |xml| xml.leaf("w:rFonts", &[("w:hint", &"eastAsia")]));
                    xml.words("w:t", &[("xml:space", &"preserve")], text);
                });
            };
            run(xml, "— ");
            field(xml, " PAGE ", "1");
            run(xml, " —");
        });
    });
    xml.finish()
}

/// The head of a page: a word for those who look it through, else nothing.
pub(super) fn header(mark: Option<&str>) -> String {
    let mut xml = Xml::part();
    xml.element("w:hdr", &[("xmlns:w", &W)], |xml| {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| xml.leaf("w:pStyle", &[("w:val", &"Header")]));
            if let Some(mark) = mark {
                xml.element("w:r", &[], |xml| xml.words("w:t", &[], mark));
            }
        });
    });
    xml.finish()
}

/// A field of one line: what it says to Word, and what it showed last.
pub(super) fn field(xml: &mut Xml, instruction: &str, shown: &str) {
    let mark = |xml: &mut Xml, kind: &str| xml.element("w:r", &[], |xml| xml.leaf("w:fldChar", &[("w:fldCharType", &kind)]));
    mark(xml, "begin");
    xml.element("w:r", &[], |xml| xml.words("w:instrText", &[("xml:space", &"preserve")], instruction));
    mark(xml, "separate");
    xml.element("w:r", &[], |xml| xml.words("w:t", &[], shown));
    mark(xml, "end");
}

/// Properties of a style: its font (if it is not that of running text), its size in half points, whether it is bold.
fn look(font: &str, half_points: u8, bold: bool) -> String {
    let font = if font.is_empty() { String::new() } else { format!("<w:rFonts w:eastAsia=\"{font}\"/>") };
    let bold = if bold { "<w:b/><w:bCs/>" } else { "" };
    format!("<w:rPr>{font}{bold}<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/></w:rPr>")
}

/// The fonts of headings, the highest first, as GB/T 9704 has them; and sizes a degree below its, in half points.
const HEADINGS: [(&str, u8, bool); 4] = [(TITLE, 32, false), (HEI, 28, false), (KAI, 28, false), ("", 28, true)];
/// The sizes of the standard.
const OFFICIAL_HEADINGS: [(&str, u8, bool); 4] = [(TITLE, 44, false), (HEI, 32, false), (KAI, 32, false), ("", 32, false)];

/// The styles by which everything looks as it does, so that a clerk changes it in one place. An official document has the sizes and lines of
/// the standard: 三号, 22 lines a page.
pub(super) fn styles(official: bool) -> String {
    // In half points, and in twentieths of a point.
    let (size, line) = if official { (32, 579) } else { (28, 480) };
    let indent = size * 20;
    let headings = if official { OFFICIAL_HEADINGS } else { HEADINGS };
    let mut out = format!(
        "<w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{FANGSONG}\" w:cs=\"Times New Roman\"/>\
<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>\
</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    );
    let mut style = |id: &str, name: &str, based_on: &str, paragraph: &str, run: &str| {
        let default = if based_on.is_empty() { " w:default=\"1\"" } else { "" };
        let based_on = if based_on.is_empty() { String::new() } else { format!("<w:basedOn w:val=\"{based_on}\"/>") };
        let next = if id.starts_with("Heading") || id.starts_with("Unlisted") { "<w:next w:val=\"BodyText\"/>" } else { "" };
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{based_on}{next}<w:qFormat/><w:pPr>{paragraph}</w:pPr>{run}</w:style>"
        );
    };
    style("Normal", "Normal", "", "", "");
    let text = format!(
        "<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"200\" w:firstLine=\"{indent}\"/><w:jc w:val=\"both\"/>"
    );
    style("BodyText", "Body Text", "Normal", &text, "");
    for level in 1..=9_u8 {
        let (font, size, bold) = headings[usize::from(level).min(headings.len()) - 1];
        let (place, before) = match level {
            1 => ("<w:jc w:val=\"center\"/>".to_owned(), 320),
            _ => (format!("<w:ind w:firstLineChars=\"200\" w:firstLine=\"{indent}\"/>"), if official { 0 } else { 200 }),
        };
        let line = match level {
            1 if official => 640,
            1 => 520,
            _ if official => line,
            _ => 400,
        };
        let paragraph = format!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"{before}\" w:after=\"{}\" w:line=\"{line}\" w:lineRule=\"exact\"/>{place}<w:outlineLvl w:val=\"{}\"/>",
            before * 7 / 10,
            level - 1
        );
        style(&format!("Heading{level}"), &format!("heading {level}"), "Normal", &paragraph, &look(font, size, bold));
        style(&format!("Unlisted{level}"), &format!("目录外标题{level}"), &format!("Heading{level}"), "", "");
        let paragraph = format!(
            "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{}\"/></w:tabs><w:spacing w:before=\"{}\" w:line=\"360\" w:lineRule=\"atLeast\"/><w:ind w:left=\"{}\"/>",
            super::body::TEXT_WIDTH,
            if level == 1 { 160 } else { 80 },
            420 * i32::from(level - 1)
        );
        let run = if level == 1 { look(HEI, 26, false) } else { look("", 26, false) };
        style(&format!("TOC{level}"), &format!("toc {level}"), "Normal", &paragraph, &run);
    }
    let centred = |after: u16| format!("<w:keepNext/><w:spacing w:after=\"{after}\" w:line=\"560\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>");
    style("TOCHeading", "TOC Heading", "Normal", &centred(360), &look(HEI, 40, false));
    style("CoverTitle", "封面标题", "Normal", "<w:spacing w:after=\"520\"/><w:jc w:val=\"center\"/>", &look(TITLE, 60, false));
    style("CoverUnit", "封面单位", "Normal", "<w:spacing w:after=\"520\"/><w:jc w:val=\"center\"/>", &look(TITLE, 48, false));
    style("CoverLine", "封面文字", "Normal", "<w:spacing w:after=\"520\"/><w:jc w:val=\"center\"/>", &look("", 32, false));
    style("TableTitle", "表格标题", "Normal", &centred(120), &look(TITLE, 26, false));
    style(
        "TableLine",
        "表格单位行",
        "Normal",
        "<w:keepNext/><w:spacing w:after=\"60\" w:line=\"280\" w:lineRule=\"exact\"/>",
        &look(SONG, 20, false),
    );
    style("TableText", "表格文字", "Normal", "<w:spacing w:line=\"240\" w:lineRule=\"exact\"/>", &look(SONG, 20, false));
    style("TableNote", "表格注", "Normal", "<w:spacing w:before=\"80\" w:line=\"280\" w:lineRule=\"exact\"/>", &look(SONG, 19, false));
    style("Footer", "footer", "Normal", "<w:jc w:val=\"center\"/>", &look(SONG, 24, false));
    style(
        "Header",
        "header",
        "Normal",
        "<w:jc w:val=\"center\"/>",
        &look(HEI, 44, false).replace("<w:sz ", "<w:color w:val=\"A6A6A6\"/><w:spacing w:val=\"400\"/><w:sz "),
    );
    out += "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
<w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"80\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/>\
<w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>";
    let mut xml = Xml::part();
    xml.raw(&out);
    xml.finish()
}
