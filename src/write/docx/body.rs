//! The text of a Word file: cover, contents, sheets, each on pages of their kind.

use super::parts::{FOOTER, HEADER, R, W};
use super::table::{self, Before};
use super::twips;
use crate::document::{Block, CoverLine, Document, GridRole, Heading, Only, Paragraph, Run};
use crate::review::Comment;
use crate::write::fit::{Paper, ems, in_two};
use crate::write::package::Xml;

/// Width of running text, where the numbers of the contents end.
pub(super) const TEXT_WIDTH: i32 = 8844;

/// The part that holds the text.
pub(super) fn document(document: &Document, pages: &[u64], comments: &[Comment]) -> String {
    let mut xml = Xml::part();
    xml.element("w:document", &[("xmlns:w", &W), ("xmlns:r", &R)], |xml| {
        xml.element("w:body", &[], |xml| {
            if !document.cover.is_empty() {
                cover(xml, &document.cover);
                section_break(xml, &Section { paper: Paper::Text, numbers: Numbers::None, marked: document.mark.is_some() });
            }
            if let Some(title) = &document.contents {
                contents(xml, document, title, pages);
                section_break(xml, &Section { paper: Paper::Text, numbers: Numbers::Roman, marked: document.mark.is_some() });
            }
            sheets(xml, document, comments);
        });
    });
    xml.finish()
}

/// Pages of one kind, and how they are numbered.
struct Section {
    paper: Paper,
    numbers: Numbers,
    /// Whether their head says that it is not to be published.
    marked: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Numbers {
    None,
    Roman,
    /// From 1.
    First,
    /// As the section before.
    On,
}

/// A paragraph that ends a section, as low as can be.
fn section_break(xml: &mut Xml, section: &Section) {
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| {
            xml.leaf("w:spacing", &[("w:before", &0), ("w:after", &0), ("w:line", &20), ("w:lineRule", &"exact")]);
            xml.element("w:rPr", &[], |xml| xml.leaf("w:sz", &[("w:val", &2)]));
            properties(xml, section);
        });
    });
}

fn properties(xml: &mut Xml, section: &Section) {
    xml.element("w:sectPr", &[], |xml| {
        // A section without them would have those of the section before.
        if section.marked {
            xml.leaf("w:headerReference", &[("w:type", &"default"), ("r:id", &HEADER)]);
        }
        if section.numbers != Numbers::None {
            xml.leaf("w:footerReference", &[("w:type", &"default"), ("r:id", &FOOTER)]);
        }
        xml.leaf("w:type", &[("w:val", &"nextPage")]);
        let (width, height) = section.paper.size();
        if section.paper == Paper::Wide {
            xml.leaf("w:pgSz", &[("w:w", &twips(width)), ("w:h", &twips(height)), ("w:orient", &"landscape")]);
        } else {
            xml.leaf("w:pgSz", &[("w:w", &twips(width)), ("w:h", &twips(height))]);
        }
        let [top, bottom, left, right] = section.paper.margins().map(twips);
        xml.leaf(
            "w:pgMar",
            &[
                ("w:top", &top),
                ("w:right", &right),
                ("w:bottom", &bottom),
                ("w:left", &left),
                ("w:header", &(top / 3)),
                ("w:footer", &(bottom * 11 / 20)),
                ("w:gutter", &0),
            ],
        );
        match section.numbers {
            Numbers::Roman => xml.leaf("w:pgNumType", &[("w:fmt", &"upperRoman"), ("w:start", &1)]),
            Numbers::First => xml.leaf("w:pgNumType", &[("w:fmt", &"decimal"), ("w:start", &1)]),
            Numbers::None | Numbers::On => {}
        }
    });
}

fn cover(xml: &mut Xml, lines: &[CoverLine]) {
    let (width, height) = Paper::Text.area();
    let look = |line: &CoverLine| match line.role {
        "title" => ("CoverTitle", 30.0),
        "unit" => ("CoverUnit", 24.0),
        _ => ("CoverLine", 16.0),
    };
    let high = |line: &&CoverLine| matches!(line.role, "title" | "unit");
    let tall = |line: &CoverLine| {
        let size = look(line).1;
        (ems(&line.text) * size / width).ceil().max(1.0) * size * 1.35 + 26.0
    };
    let above = 136.0;
    let used: f32 = above + lines.iter().map(tall).sum::<f32>() + 45.0;
    let mut put = |line: &CoverLine, before: f32| {
        let size = look(line).1;
        // The longer line comes first: then the paragraph is as wide as that one, and no break stands in the text.
        let first = if ems(&line.text) * size > width { in_two(&line.text, width / size - 0.5, true) } else { None };
        let aside = first.map_or(0.0, |(first, _)| (width - (ems(first) + 0.6) * size).max(0.0) / 2.0);
        let place = |xml: &mut Xml| {
            space_before(xml, before);
            if aside > 0.0 {
                xml.leaf("w:ind", &[("w:left", &twips(aside)), ("w:right", &twips(aside))]);
            }
        };
        paragraph(xml, look(line).0, place, |xml| run(xml, &line.text, |_| {}));
    };
    for (n, line) in lines.iter().filter(high).enumerate() {
        put(line, if n == 0 { above } else { 0.0 });
    }
    for (n, line) in lines.iter().filter(|line| !high(line)).enumerate() {
        put(line, if n == 0 { (height - used).max(0.0) } else { 0.0 });
    }
}

fn space_before(xml: &mut Xml, points: f32) {
    if points > 0.0 {
        xml.leaf("w:spacing", &[("w:before", &twips(points)), ("w:after", &520)]);
    }
}

/// The headings that stand in the contents: level, text there, place among all headings.
fn listed(document: &Document) -> impl Iterator<Item = (&Heading, &str, usize)> {
    let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let headings = blocks.filter_map(|block| if let Block::Heading(heading) = block { Some(heading) } else { None });
    headings.enumerate().filter_map(|(n, heading)| Some((heading, heading.contents.as_deref()?, n)))
}

/// The name by which the contents know a heading.
fn bookmark(n: usize) -> String {
    format!("_Toc{:06}", n + 1)
}

fn level(heading: &Heading) -> u8 {
    heading.level.clamp(1, 9)
}

/// The contents: one field over all entries, in each of them a field for the page. On an update it takes the headings of those styles.
fn contents(xml: &mut Xml, document: &Document, title: &str, pages: &[u64]) {
    paragraph(xml, "TOCHeading", |_| {}, |xml| run(xml, title, |_| {}));
    let mark = |xml: &mut Xml, kind: &str| xml.element("w:r", &[], |xml| xml.leaf("w:fldChar", &[("w:fldCharType", &kind)]));
    let styles: Vec<String> = (1..=9).map(|level| format!("heading {level},{level}")).collect();
    let mut begun = false;
    for (heading, text, n) in listed(document) {
        let style = format!("TOC{}", level(heading));
        paragraph(
            xml,
            &style,
            |_| {},
            |xml| {
                if !begun {
                    mark(xml, "begin");
                    let instruction = format!(" TOC \\h \\z \\t \"{}\" ", styles.join(","));
                    xml.element("w:r", &[], |xml| xml.words("w:instrText", &[("xml:space", &"preserve")], &instruction));
                    mark(xml, "separate");
                    begun = true;
                }
                let name = bookmark(n);
                xml.element("w:hyperlink", &[("w:anchor", &name), ("w:history", &1)], |xml| {
                    run(xml, &text.replace('\n', " "), |_| {});
                    xml.element("w:r", &[], |xml| xml.leaf("w:tab", &[]));
                    let page = pages.get(n).map(u64::to_string).unwrap_or_default();
                    super::parts::field(xml, &format!(" PAGEREF {name} \\h "), &page);
                });
            },
        );
    }
    if begun {
        paragraph(xml, "Normal", |_| {}, |xml| mark(xml, "end"));
    }
}

fn sheets(xml: &mut Xml, document: &Document, comments: &[Comment]) {
    let mut block_at = 0;
    let mut numbers = Numbers::First;
    let mut heading_at = 0;
    let papers: Vec<Paper> = document.sheets.iter().map(Paper::of).collect();
    for (n, sheet) in document.sheets.iter().enumerate() {
        let paper = papers[n];
        // The first of its section begins on a new page anyway.
        let mut new_page = n > 0 && papers[n - 1] == paper;
        let mut headings = 0;
        for (at, block) in sheet.blocks.iter().enumerate() {
            let turn = std::mem::take(&mut new_page);
            let own = || comments.iter().enumerate().filter(|(_, comment)| comment.block == block_at);
            own().for_each(|(n, _)| xml.leaf("w:commentRangeStart", &[("w:id", &n)]));
            match block {
                Block::Heading(heading) => {
                    let next = if let Some(Block::Grid(grid)) = sheet.blocks.get(at + 1) { Some(grid) } else { None };
                    let titles = next.filter(|grid| grid.title == heading.text).map(|grid| grid.role);
                    put_heading(xml, heading, heading_at, paper, titles, turn);
                    heading_at += 1;
                    headings += 1;
                }
                Block::Paragraph(text) => {
                    put_paragraph(xml, text, turn);
                    headings = 0;
                }
                Block::Grid(grid) => {
                    let above = if at == 0 { None } else { sheet.blocks.get(at - 1) };
                    let titled = matches!(above, Some(Block::Heading(heading)) if heading.text == grid.title);
                    table::table(xml, grid, paper, &Before { titled, headings, new_page: turn });
                    headings = 0;
                }
            }
            if own().next().is_some() {
                commented(xml, own().map(|(n, _)| n));
            }
            block_at += 1;
        }
        let section = Section { paper, numbers, marked: document.mark.is_some() };
        match papers.get(n + 1) {
            Some(next) if *next == paper => {}
            Some(_) => {
                section_break(xml, &section);
                numbers = Numbers::On;
            }
            None => properties(xml, &section),
        }
    }
    if document.sheets.is_empty() {
        properties(xml, &Section { paper: Paper::Text, numbers, marked: document.mark.is_some() });
    }
}

/// The end of what comments are about, and a paragraph as low as can be that they hang on.
fn commented(xml: &mut Xml, comments: impl Iterator<Item = usize> + Clone) {
    comments.clone().for_each(|n| xml.leaf("w:commentRangeEnd", &[("w:id", &n)]));
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| {
            xml.leaf("w:spacing", &[("w:before", &0), ("w:after", &0), ("w:line", &20), ("w:lineRule", &"exact")]);
            xml.element("w:rPr", &[], |xml| xml.leaf("w:sz", &[("w:val", &2)]));
        });
        comments.for_each(|n| xml.element("w:r", &[], |xml| xml.leaf("w:commentReference", &[("w:id", &n)])));
    });
}

/// A heading; `titles` is what the table right below it is, if it is that table's title.
fn put_heading(xml: &mut Xml, heading: &Heading, n: usize, paper: Paper, titles: Option<GridRole>, new_page: bool) {
    let level = level(heading);
    let style = if heading.contents.is_some() { format!("Heading{level}") } else { format!("Unlisted{level}") };
    // The sizes that pages of forms and tables have, which are smaller than those of running text.
    let size = match titles {
        Some(GridRole::Form) => Some(34),
        Some(GridRole::Table | GridRole::Indicators) => Some(25),
        _ if paper != Paper::Text && !heading.centred => Some(28),
        _ => None,
    };
    let title = matches!(titles, Some(GridRole::Form | GridRole::Table | GridRole::Indicators));
    let centred = heading.centred || title;
    let left = paper != Paper::Text && !centred;
    paragraph(
        xml,
        &style,
        |xml| {
            if new_page {
                xml.leaf("w:pageBreakBefore", &[]);
            }
            if title {
                xml.leaf(
                    "w:spacing",
                    &[
                        ("w:before", &if titles == Some(GridRole::Form) { 0 } else { 200 }),
                        ("w:after", &140),
                        ("w:line", &480),
                        ("w:lineRule", &"exact"),
                    ],
                );
            }
            if centred || left {
                xml.leaf("w:ind", &[("w:firstLineChars", &0), ("w:firstLine", &0)]);
                xml.leaf("w:jc", &[("w:val", &if centred { "center" } else { "left" })]);
            } else if level == 1 {
                xml.leaf("w:ind", &[("w:firstLineChars", &200), ("w:firstLine", &560)]);
                xml.leaf("w:jc", &[("w:val", &"left")]);
            }
        },
        |xml| {
            let name = bookmark(n);
            if heading.contents.is_some() {
                xml.leaf("w:bookmarkStart", &[("w:id", &n), ("w:name", &name)]);
            }
            run(xml, &heading.text, |xml| {
                if title {
                    xml.leaf("w:rFonts", &[("w:hint", &"eastAsia"), ("w:eastAsia", &super::parts::TITLE)]);
                }
                if title {
                    xml.leaf("w:b", &[("w:val", &0)]);
                }
                if let Some(size) = size {
                    xml.leaf("w:sz", &[("w:val", &size)]);
                    xml.leaf("w:szCs", &[("w:val", &size)]);
                }
            });
            if heading.contents.is_some() {
                xml.leaf("w:bookmarkEnd", &[("w:id", &n)]);
            }
        },
    );
}

fn put_paragraph(xml: &mut Xml, text: &Paragraph, new_page: bool) {
    let side = match text.role {
        "right" => Some("right"),
        "centred" => Some("center"),
        _ => None,
    };
    paragraph(
        xml,
        if text.role == "note" { "TableNote" } else { "BodyText" },
        |xml| {
            if new_page {
                xml.leaf("w:pageBreakBefore", &[]);
            }
            if let Some(side) = side {
                xml.leaf("w:ind", &[("w:firstLineChars", &0), ("w:firstLine", &0)]);
                xml.leaf("w:jc", &[("w:val", &side)]);
            }
        },
        |xml| text.runs.iter().for_each(|piece| styled_run(xml, piece)),
    );
}

fn styled_run(xml: &mut Xml, piece: &Run) {
    run(xml, &piece.text, |xml| {
        if piece.bold {
            xml.leaf("w:b", &[]);
            xml.leaf("w:bCs", &[]);
        }
        match piece.only {
            Some(Only::Before) => {
                xml.leaf("w:strike", &[]);
                xml.leaf("w:color", &[("w:val", &"9B1C1C")]);
            }
            Some(Only::After) => {
                xml.leaf("w:color", &[("w:val", &"0B5345")]);
                xml.leaf("w:u", &[("w:val", &"single")]);
            }
            None => {}
        }
    });
}

/// A paragraph of a style, with properties of its own in the schema's order.
pub(super) fn paragraph(xml: &mut Xml, style: &str, own: impl FnOnce(&mut Xml), inner: impl FnOnce(&mut Xml)) {
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| {
            xml.leaf("w:pStyle", &[("w:val", &style)]);
            own(xml);
        });
        inner(xml);
    });
}

/// Quotes, dashes and dots, which are as wide as a Han character among them and half as wide among letters.
const WIDE: [char; 7] = ['“', '”', '‘', '’', '—', '…', '·'];

/// Text with its line breaks; `look` are properties of its own.
pub(super) fn run(xml: &mut Xml, text: &str, look: impl FnOnce(&mut Xml)) {
    if text.is_empty() {
        return;
    }
    xml.element("w:r", &[], |xml| {
        let mut own = Xml::inner();
        look(&mut own);
        let mut own = own.finish();
        if text.contains(WIDE) && !own.contains("<w:rFonts") {
            own.insert_str(0, "<w:rFonts w:hint=\"eastAsia\"/>");
        }
        if !own.is_empty() {
            xml.element("w:rPr", &[], |xml| xml.raw(&own));
        }
        for (n, line) in crate::characters::clean(text).split('\n').enumerate() {
            if n > 0 {
                xml.leaf("w:br", &[]);
            }
            for (n, piece) in line.split('\t').enumerate() {
                if n > 0 {
                    xml.leaf("w:tab", &[]);
                }
                if !piece.is_empty() {
                    xml.words("w:t", if piece.trim() == piece { &[] } else { &[("xml:space", &"preserve")] }, piece);
                }
            }
        }
    });
}
