//! The typeset pages as OFD (GB/T 33190-2016): text that can be selected and searched, the fonts it needs, an outline, metadata.
//!
//! Everything is in millimetres from the upper left corner. The parts of a page are drawn by [`page`], the fonts are made by [`font`].

mod font;
mod page;

use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::hash::Hasher as _;
use typst::foundations::NativeElement as _;
use typst::introspection::Introspector as _;
use typst::layout::Abs;
use typst::model::HeadingElem;

use super::{Pages, TypesetError};
use crate::document::{Block, Document};
use crate::write::package::{Package, Xml};
use font::Fonts;

const SPACE: &str = "http://www.ofdspec.org/2016";

/// What a document says of itself and its headings, for the files of its pages.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    title: String,
    author: String,
    subject: String,
    keywords: Vec<String>,
    date: (u16, u8, u8),
    headings: Vec<(u8, String)>,
}

impl About {
    pub(super) fn of(document: &Document) -> Self {
        let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks);
        Self {
            title: document.title.clone(),
            author: document.author.clone(),
            subject: document.subject.clone(),
            keywords: document.keywords.iter().filter(|word| !word.is_empty()).cloned().collect(),
            date: document.date(),
            headings: blocks
                .filter_map(|block| if let Block::Heading(heading) = block { Some((heading.level, heading.text.clone())) } else { None })
                .collect(),
        }
    }
}

/// Numbers of everything in the file; no two are alike.
#[derive(Default)]
struct Ids(u32);

impl Ids {
    fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

/// The pages as an OFD file. The same pages give the same bytes.
///
/// # Errors
/// What the layout holds and the writer does not know, or a font that cannot be cut.
pub(super) fn ofd(pages: &Pages) -> Result<Vec<u8>, TypesetError> {
    let mut ids = Ids::default();
    let mut fonts = Fonts::default();
    let page_ids: Vec<u32> = pages.paged.pages().iter().map(|_| ids.next()).collect();
    let contents = pages.paged.pages().iter().map(|page| page::content(page, &mut ids, &mut fonts)).collect::<Result<Vec<_>, _>>()?;
    let mut package = Package::new();
    package.part("OFD.xml", root(pages));
    package.part("Doc_0/Document.xml", document(pages, &page_ids, ids.0));
    package.part("Doc_0/PublicRes.xml", fonts.resources());
    for (n, content) in contents.into_iter().enumerate() {
        package.part(&format!("Doc_0/Pages/Page_{n}/Content.xml"), content);
    }
    for (name, bytes) in fonts.files().map_err(TypesetError::Refused)? {
        package.part(&format!("Doc_0/Res/{name}"), bytes);
    }
    package.finish().map_err(TypesetError::Refused)
}

/// Who made it, what it is, where it begins.
fn root(pages: &Pages) -> String {
    let about = &pages.about;
    let mut hasher = SipHasher13::new();
    hasher.write(pages.ident.as_bytes());
    let id = hasher.finish128().as_u128();
    let (year, month, day) = about.date;
    let mut xml = Xml::part();
    xml.element("ofd:OFD", &[("xmlns:ofd", &SPACE), ("Version", &"1.0"), ("DocType", &"OFD")], |xml| {
        xml.element("ofd:DocBody", &[], |xml| {
            xml.element("ofd:DocInfo", &[], |xml| {
                xml.words("ofd:DocID", &[], &format!("{id:032x}"));
                xml.words("ofd:Title", &[], &about.title);
                xml.words("ofd:Author", &[], &about.author);
                xml.words("ofd:Subject", &[], &about.subject);
                xml.words("ofd:CreationDate", &[], &format!("{year:04}-{month:02}-{day:02}"));
                xml.words("ofd:Creator", &[], "Gongkai");
                xml.words("ofd:CreatorVersion", &[], env!("CARGO_PKG_VERSION"));
                if !about.keywords.is_empty() {
                    xml.element("ofd:Keywords", &[], |xml| about.keywords.iter().for_each(|word| xml.words("ofd:Keyword", &[], word)));
                }
            });
            xml.words("ofd:DocRoot", &[], "Doc_0/Document.xml");
        });
    });
    xml.finish()
}

/// The pages and the outline.
fn document(pages: &Pages, page_ids: &[u32], last: u32) -> String {
    let mut xml = Xml::part();
    xml.element("ofd:Document", &[("xmlns:ofd", &SPACE)], |xml| {
        xml.element("ofd:CommonData", &[], |xml| {
            xml.words("ofd:MaxUnitID", &[], &last.to_string());
            xml.element("ofd:PageArea", &[], |xml| xml.words("ofd:PhysicalBox", &[], "0 0 210 297"));
            xml.words("ofd:PublicRes", &[], "PublicRes.xml");
        });
        xml.element("ofd:Pages", &[], |xml| {
            for (n, id) in page_ids.iter().enumerate() {
                xml.leaf("ofd:Page", &[("ID", id), ("BaseLoc", &format!("Pages/Page_{n}/Content.xml"))]);
            }
        });
        let entries = outline(pages, page_ids);
        if !entries.is_empty() {
            xml.element("ofd:Outlines", &[], |xml| branches(&entries, xml));
        }
    });
    xml.finish()
}

/// A heading of the outline.
struct Entry<'a> {
    level: u8,
    title: &'a str,
    page: u32,
    left: String,
    top: String,
}

fn outline<'a>(pages: &'a Pages, page_ids: &[u32]) -> Vec<Entry<'a>> {
    let introspector = pages.paged.introspector();
    let headings = introspector.query(&HeadingElem::ELEM.select());
    let places = headings.iter().skip(pages.own_headings).map(|heading| {
        let position = heading.location().and_then(|at| introspector.position(at))?;
        Some((*page_ids.get(position.page.get() - 1)?, position.point))
    });
    let entries = pages.about.headings.iter().zip(places).filter_map(|((level, title), place)| {
        let (page, point) = place?;
        Some(Entry { level: *level, title, page, left: millimetres(point.x), top: millimetres(point.y) })
    });
    entries.collect()
}

/// Entries with what stands below each.
fn branches(entries: &[Entry<'_>], xml: &mut Xml) {
    let mut rest = entries;
    while let Some((first, after)) = rest.split_first() {
        let below = after.iter().take_while(|entry| entry.level > first.level).count();
        let direct = after[..below].iter().map(|entry| entry.level).min().unwrap_or(0);
        let count = after[..below].iter().filter(|entry| entry.level == direct).count();
        xml.element("ofd:OutlineElem", &[("Title", &first.title), ("Count", &count), ("Expanded", &"true")], |xml| {
            xml.element("ofd:Actions", &[], |xml| {
                xml.element("ofd:Action", &[("Event", &"CLICK")], |xml| {
                    xml.element("ofd:Goto", &[], |xml| {
                        let to: [(&'static str, &dyn std::fmt::Display); 5] =
                            [("Type", &"XYZ"), ("PageID", &first.page), ("Left", &first.left), ("Top", &first.top), ("Zoom", &"0")];
                        xml.leaf("ofd:Dest", &to);
                    });
                });
            });
            branches(&after[..below], xml);
        });
        rest = &after[below..];
    }
}

/// A length, to a thousandth.
fn millimetres(length: Abs) -> String {
    number(length.to_mm())
}

fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.to_owned() }
}
