//! A page for a government website (HTML): one file that needs nothing else, without a script. Tables have captions and headers that a
//! screen reader follows, every form and every card an address of its own, and a wide table is moved by itself on a phone.

mod table;

use std::collections::BTreeSet;

use super::package::Xml;
use crate::document::{Block, CoverLine, Document, GridRole, Heading, Only, Paragraph, Run};
use crate::document::{Grid, Sheet};

const STYLE: &str = include_str!("../../../assets/html/page.css");

/// The document as a page.
#[must_use]
pub fn html(document: &Document) -> String {
    let mut xml = Xml::inner();
    let title = if document.title.is_empty() { "预算公开" } else { &document.title };
    xml.raw("<!DOCTYPE html>\n");
    xml.element("html", &[("lang", &"zh-CN")], |xml| {
        xml.element("head", &[], |xml| {
            xml.leaf("meta", &[("charset", &"utf-8")]);
            xml.leaf("meta", &[("name", &"viewport"), ("content", &"width=device-width, initial-scale=1")]);
            xml.words("title", &[], title);
            let keywords: Vec<&str> = document.keywords.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
            for (name, text) in [("author", document.author.as_str()), ("description", &document.subject), ("keywords", &keywords.join(","))] {
                if !text.is_empty() {
                    xml.leaf("meta", &[("name", &name), ("content", &text)]);
                }
            }
            xml.element("style", &[], |xml| xml.raw(STYLE));
        });
        xml.raw("\n");
        xml.element("body", &[], |xml| {
            xml.words("a", &[("class", &"skip"), ("href", &"#main")], "跳到正文");
            if let Some(mark) = &document.mark {
                xml.words("div", &[("class", &"mark"), ("aria-hidden", &"true")], mark);
            }
            header(xml, &document.cover, title, document.mark.as_deref());
            contents(xml, document);
            xml.raw("\n");
            xml.element("main", &[("id", &"main")], |xml| Page::default().sheets(xml, &document.sheets));
        });
    });
    xml.raw("\n");
    xml.finish()
}

/// The lines of the cover: one of them, or else the document's title, is the heading of the page.
fn header(xml: &mut Xml, cover: &[CoverLine], title: &str, mark: Option<&str>) {
    xml.element("header", &[], |xml| {
        if let Some(mark) = mark {
            xml.element("p", &[], |xml| xml.words("strong", &[], mark));
        }
        let headline = cover.iter().position(|line| line.role == "title");
        if headline.is_none() {
            xml.words("h1", &[], title);
        }
        for (n, line) in cover.iter().enumerate() {
            if Some(n) == headline {
                xml.element("h1", &[], |xml| lines(xml, &line.text));
            } else {
                xml.element("p", &[("class", &line.role)], |xml| lines(xml, &line.text));
            }
        }
    });
}

/// The name by which a heading is gone to, by its place among all.
fn anchor(n: usize) -> String {
    format!("h{}", n + 1)
}

fn contents(xml: &mut Xml, document: &Document) {
    let Some(title) = &document.contents else { return };
    let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let headings = blocks.filter_map(|block| if let Block::Heading(heading) = block { Some(heading) } else { None });
    xml.element("nav", &[("aria-labelledby", &"contents")], |xml| {
        xml.words("h2", &[("id", &"contents")], title);
        xml.element("ol", &[], |xml| {
            for (n, heading) in headings.enumerate() {
                let Some(text) = &heading.contents else { continue };
                let class = format!("l{}", heading.level.min(4));
                let place = format!("#{}", anchor(n));
                xml.element("li", &[("class", &class)], |xml| xml.words("a", &[("href", &place)], text));
            }
        });
    });
}

/// What is known while the page is written.
#[derive(Default)]
struct Page {
    /// Headings so far.
    headings: usize,
    /// Levels of the headings that are open: a page leaves out no level, which documents do.
    open: Vec<u8>,
    /// Addresses that are taken.
    taken: BTreeSet<String>,
}

impl Page {
    fn sheets(&mut self, xml: &mut Xml, sheets: &[Sheet]) {
        for sheet in sheets {
            let class = if sheet.landscape { "wide" } else { "upright" };
            xml.raw("\n");
            xml.element("section", &[("class", &class)], |xml| self.sheet(xml, sheet));
        }
    }

    fn sheet(&mut self, xml: &mut Xml, sheet: &Sheet) {
        for (at, block) in sheet.blocks.iter().enumerate() {
            xml.raw("\n");
            match block {
                Block::Heading(heading) => self.heading(xml, heading),
                Block::Paragraph(text) => paragraph(xml, text),
                Block::Grid(grid) => {
                    let above = at.checked_sub(1).map(|at| &sheet.blocks[at]);
                    let titled = matches!(above, Some(Block::Heading(heading)) if heading.text == grid.title);
                    let address = self.address(grid);
                    table::figure(xml, grid, &address, titled);
                }
            }
        }
    }

    fn heading(&mut self, xml: &mut Xml, heading: &Heading) {
        while self.open.last().is_some_and(|level| *level >= heading.level) {
            self.open.pop();
        }
        self.open.push(heading.level);
        let name = ["h2", "h3", "h4", "h5", "h6"][self.open.len().min(5) - 1];
        let id = anchor(self.headings);
        self.headings += 1;
        let class = if heading.centred { "centred" } else { "" };
        let attributes: &[(&'static str, &dyn std::fmt::Display)] = if heading.centred { &[("id", &id), ("class", &class)] } else { &[("id", &id)] };
        xml.element(name, attributes, |xml| lines(xml, &heading.text));
    }

    /// The address of a table: what it is and its id, which stay from year to year.
    fn address(&mut self, grid: &Grid) -> String {
        let kind = match grid.role {
            GridRole::Form => "form",
            GridRole::Table => "table",
            GridRole::Indicators => "indicators",
            GridRole::Card => "card",
        };
        let id: String = grid.id.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let wanted = format!("{kind}-{id}");
        let mut address = wanted.clone();
        let mut n = 1;
        while !self.taken.insert(address.clone()) {
            n += 1;
            address = format!("{wanted}-{n}");
        }
        address
    }
}

fn paragraph(xml: &mut Xml, text: &Paragraph) {
    let inner = |xml: &mut Xml| text.runs.iter().for_each(|piece| run(xml, piece));
    match text.role {
        role @ ("right" | "centred" | "note") => xml.element("p", &[("class", &role)], inner),
        _ => xml.element("p", &[], inner),
    }
}

fn run(xml: &mut Xml, piece: &Run) {
    let words = |xml: &mut Xml| {
        if piece.bold {
            xml.element("strong", &[], |xml| lines(xml, &piece.text));
        } else {
            lines(xml, &piece.text);
        }
    };
    match piece.only {
        Some(Only::Before) => xml.element("del", &[], words),
        Some(Only::After) => xml.element("ins", &[], words),
        None => words(xml),
    }
}

/// Text with its line breaks.
fn lines(xml: &mut Xml, text: &str) {
    for (n, line) in crate::characters::clean(text).split('\n').enumerate() {
        if n > 0 {
            xml.leaf("br", &[]);
        }
        xml.text(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Align, GridCell, GridRow, GridRowKind};

    fn heading(level: u8, text: &str) -> Block {
        Block::Heading(Heading { level, text: text.into(), contents: Some(text.into()), centred: false, place: None })
    }

    fn form(id: &str, rows: Vec<GridRow>) -> Block {
        Block::Grid(Grid {
            id: id.into(),
            title: "收支总表".into(),
            role: GridRole::Form,
            left: Vec::new(),
            right: "单位：万元".into(),
            unit: "万元",
            columns: Vec::new(),
            widths: vec![4, 8, 8],
            rows,
            notes: vec!["注：空表列示。".into()],
            place: None,
        })
    }

    fn page(blocks: Vec<Block>) -> String {
        html(&Document { contents: Some("目录".into()), sheets: vec![Sheet { landscape: false, blocks }], ..Document::default() })
    }

    #[test]
    fn contents_lead_to_headings_and_no_level_is_left_out() {
        let page = page(vec![heading(1, "一"), heading(4, "深"), heading(2, "二")]);
        assert!(page.contains("<li class=\"l4\"><a href=\"#h2\">深</a>") && page.contains("<h3 id=\"h2\">深</h3>"), "{page}");
        assert!(page.contains("<h2 id=\"h1\">一</h2>") && page.contains("<h3 id=\"h3\">二</h3>"), "{page}");
    }

    #[test]
    fn headers_say_what_they_are_over_and_addresses_are_unlike() {
        let cell = |text: &str, columns, rows| GridCell::new(text, Align::Center).spanning(columns, rows);
        let rows = || {
            vec![
                GridRow { kind: GridRowKind::Head, cells: vec![cell("项目", 1, 2), cell("金额", 2, 1)] },
                GridRow { kind: GridRowKind::Head, cells: vec![cell("本年", 1, 1), cell("上年", 1, 1)] },
                GridRow { kind: GridRowKind::Total, cells: vec![cell("甲", 1, 1), GridCell::new("1.50", Align::Right)] },
            ]
        };
        let page = page(vec![form("u1/general", rows()), form("u1/general", rows())]);
        for wanted in [
            "id=\"form-u1-general\"",
            "id=\"form-u1-general-2\"",
            "<caption>收支总表</caption>",
            "scope=\"colgroup\" colspan=\"2\"",
            "headers=\"form-u1-general-0-1 form-u1-general-1-1\"",
        ] {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
    }

    #[test]
    fn texts_are_never_markup() {
        let odd = "</td><script>alert(1)</script> =1+1 ]]> 🎉";
        let page = page(vec![heading(1, odd), form(odd, vec![GridRow { kind: GridRowKind::Body, cells: vec![GridCell::new(odd, Align::Left)] }])]);
        assert!(!page.contains("<script") && page.contains("&lt;/td&gt;&lt;script&gt;alert(1)"), "{page}");
    }

    #[test]
    fn a_draft_for_review_says_so() {
        let document = Document { mark: Some("草稿".into()), ..Document::default() };
        assert!(html(&document).contains("<strong>草稿</strong>"));
        assert!(!html(&Document::default()).contains("草稿"));
    }
}
