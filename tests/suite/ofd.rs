//! OFD: the same pages as the PDF, with texts that can be searched, fonts that have every character, an outline that leads to its headings.

use std::io::{Cursor, Read as _};
use std::process::Command;

use zip::ZipArchive;

use crate::common::desk::Desk;
use crate::common::{document, headings, repository, sample};
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

#[test]
fn an_official_document_is_set_in_the_type_that_is_there_and_what_is_missing_is_told() {
    let desk = Desk::new().with("稿.ron", &sample());
    let export = |words: &str, out: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.args(["export", "稿.ron", "-o", out]).args(words.split_whitespace()).current_dir(desk.path(""));
        let ran = command.env("GONGKAI_FONTS", repository("tests/fixtures/official")).output().expect("the program runs");
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{told}");
        (desk.bytes(out), told)
    };
    let (usual, said) = export("", "通常.ofd");
    assert!(!part(&usual, "Doc_0/PublicRes.xml").contains("FangSongOfTests") && said.is_empty(), "{said}");
    let (official, said) = export("--official", "公文.ofd");
    assert!(part(&official, "Doc_0/PublicRes.xml").contains("FangSongOfTests"));
    assert!(said.starts_with("公文版式：") && said.contains("仿宋用“仿宋_GB2312”"), "{said}");
    verify::ofd(&official, &document(&sample()).cleaned()).expect("the same texts");
    let body = part(&official, "Doc_0/Pages/Page_11/Content.xml");
    assert!(body.contains("Size=\"5.644\""), "三号 is 16 points");
    let (pdf, _) = export("--official", "公文.pdf");
    verify::pdf(&pdf, &document(&sample()).cleaned()).expect("the same texts");
}
