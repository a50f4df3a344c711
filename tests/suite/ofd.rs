//! OFD: the same pages as the PDF, with texts that can be searched, fonts that have every character, an outline that leads to its headings.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::common::{document, headings, sample};
use gongkai::model::Draft;
use gongkai::{typeset, verify};

fn ofd(draft: &Draft) -> Vec<u8> {
    typeset::pages(&document(draft)).expect("pages").ofd().expect("an OFD file")
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut package = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    package.by_name(name).unwrap_or_else(|error| panic!("{name}: {error}")).read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn an_ofd_has_the_same_bytes_each_time_and_begins_as_the_standard_wants() {
    let bytes = ofd(&sample());
    assert!(bytes == ofd(&sample()));
    let mut package = ZipArchive::new(Cursor::new(&bytes)).expect("a package");
    assert_eq!(package.by_index(0).expect("a part").name().expect("a name"), "OFD.xml");
    let root = part(&bytes, "OFD.xml");
    for told in ["DocType=\"OFD\"", "<ofd:Author>平川市公安局滨河分局</ofd:Author>", "<ofd:CreationDate>2024-02-01</ofd:CreationDate>"] {
        assert!(root.contains(told), "no {told} in {root}");
    }
}

#[test]
fn the_outline_has_every_heading() {
    let draft = sample();
    let outline = part(&ofd(&draft), "Doc_0/Document.xml");
    let titles = headings(&document(&draft));
    assert_eq!(outline.matches("<ofd:OutlineElem ").count(), titles.len());
    for title in titles {
        assert!(outline.contains(&format!("Title=\"{title}\"")), "no {title}");
    }
}

#[test]
fn odd_texts_are_printed_as_typed() {
    let mut draft = sample();
    let long = "长".repeat(500);
    for odd in ["=1+1", "]]>", "</ofd:Page>", "&amp;", "D:\\budget", "a\u{0}b", long.as_str()] {
        draft.texts.insert("other_text".into(), odd.into());
        draft.cards[0].texts.insert("purpose".into(), odd.into());
        let bytes = ofd(&draft);
        verify::ofd(&bytes, &document(&draft).cleaned()).unwrap_or_else(|reason| panic!("{odd}: {reason}"));
    }
}
