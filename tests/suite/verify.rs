//! One truth: what is written for publishing is read again, and one figure or one word that differs stops all of it.

use std::collections::BTreeMap;

use crate::common::desk::Desk;
use crate::common::{document, sample, type_into, workings};
use gongkai::document::{Document, Parts};
use gongkai::export::{Format, export};
use gongkai::model::{Draft, Row};
use gongkai::store;
use gongkai::template::Library;
use gongkai::verify::{self, Counts};
use gongkai::write;

/// A draft in every format: the files of each.
fn exported(draft: &Draft) -> Vec<(Format, BTreeMap<String, Vec<u8>>)> {
    let desk = Desk::new();
    let codes = Library::load(None).codes;
    Format::ALL
        .into_iter()
        .map(|format| {
            let name = format!("稿.{}", format.ending());
            export(draft, &codes, &desk.path(&name)).unwrap_or_else(|error| panic!("{error}"));
            if !desk.path(&name).is_dir() {
                return (format, [(name.clone(), desk.bytes(&name))].into());
            }
            (format, desk.names_in(&name).into_iter().map(|file| (file.clone(), desk.bytes(&format!("{name}/{file}")))).collect())
        })
        .collect()
}

fn checked(format: Format, files: &BTreeMap<String, Vec<u8>>, draft: &Draft, document: &Document) -> Result<Counts, String> {
    let bytes = files.values().next().expect("a file").as_slice();
    let flat = write::flat(&workings(draft));
    match format {
        Format::Pdf => verify::pdf(bytes, document),
        Format::Ofd => verify::ofd(bytes, document),
        Format::Docx => verify::blocks("稿.docx", bytes, document),
        Format::Html => verify::blocks("稿.html", bytes, document),
        Format::Excel => verify::xlsx(bytes, document, &flat),
        Format::Text => verify::text(bytes, document),
        Format::Json => verify::json(bytes, &workings(draft), document, Parts::default()),
        Format::Csv => {
            let files = files.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect();
            verify::csv(&files, &workings(draft), document, &flat)
        }
        Format::Parquet => verify::parquet(bytes, &workings(draft), document),
    }
}

#[test]
fn every_format_of_every_sample_says_what_the_draft_says() {
    let samples =
        ["unit-2024.ron", "department-2021.ron", "department-2021-sections.ron", "performance-department-2023.ron", "performance-unit-2023.ron"];
    for name in samples {
        let draft = store::sample(name).expect("a sample");
        let document = document(&draft).cleaned();
        for (format, files) in exported(&draft) {
            if let Err(reason) = checked(format, &files, &draft, &document) {
                panic!("{name} {format:?}: {reason}");
            }
        }
    }
}

#[test]
fn one_figure_that_differs_is_found_in_every_format() {
    let draft = sample();
    let document = document(&draft).cleaned();
    let mut other = draft.clone();
    type_into(&mut other, "basic", "30201", "operating", "63.47");
    for (format, files) in exported(&other) {
        let reason = checked(format, &files, &draft, &document).expect_err("one figure differs");
        assert!(reason.contains("不一致"), "{format:?}: {reason}");
    }
}

#[test]
fn one_word_that_differs_is_found_in_every_format_with_texts() {
    let draft = sample();
    let document = document(&draft).cleaned();
    let mut other = draft.clone();
    let text = other.texts.get_mut("other_text").expect("a text");
    *text = text.replacen("没有使用", "已经使用", 1);
    assert_ne!(other.texts, draft.texts, "the sample says 没有使用 there");
    for (format, files) in exported(&other).into_iter().filter(|(format, _)| *format != Format::Parquet) {
        let reason = checked(format, &files, &draft, &document).expect_err("one word differs");
        assert!(reason.contains("不一致"), "{format:?}: {reason}");
    }
}

/// Two figures that are right by themselves, each in the other's place: no sum of all figures and no list of them is another one.
#[test]
fn two_figures_that_have_changed_places_are_found_in_every_format() {
    let draft = sample();
    let document = document(&draft).cleaned();
    let mut other = draft.clone();
    // Two kinds of running costs of one class: every total stays.
    let rows = other.forms.get_mut(&"basic".into()).expect("the form");
    let at = |rows: &[Row], code: &str| rows.iter().position(|row| row.code == code).expect("the code");
    let (one, two) = (at(rows, "30201"), at(rows, "30202"));
    let amounts = std::mem::take(&mut rows[one].amounts);
    rows[one].amounts = std::mem::replace(&mut rows[two].amounts, amounts);
    assert_ne!(rows[one].amounts, rows[two].amounts);
    for (format, files) in exported(&other) {
        let reason = checked(format, &files, &draft, &document).expect_err("two figures have changed places");
        assert!(reason.contains("不一致"), "{format:?}: {reason}");
    }
}

#[test]
fn two_texts_that_have_changed_places_are_found_in_every_format_that_has_them() {
    let draft = sample();
    let document = document(&draft).cleaned();
    let mut other = draft.clone();
    other.cards.swap(0, 1);
    for (format, files) in exported(&other).into_iter().filter(|(format, _)| *format != Format::Parquet) {
        let reason = checked(format, &files, &draft, &document).expect_err("two cards have changed places");
        assert!(reason.contains("不一致"), "{format:?}: {reason}");
    }
}

#[test]
fn an_export_for_publishing_has_its_certificate_beside_it() {
    let desk = Desk::new().with("稿.ron", &sample());
    desk.run("export 稿.ron -o 公开.xlsx -o 公开.csv -o 公开.txt --publish").ends(0);
    let certificate: serde_json::Value = serde_json::from_str(&desk.text("公开.一致性核验单.json")).expect("JSON");
    let files = certificate["files"].as_array().expect("files");
    assert_eq!(files.iter().map(|file| file["name"].as_str().expect("a name")).collect::<Vec<_>>(), ["公开.xlsx", "公开.csv", "公开.txt"]);
    for file in files {
        assert!(file["figures"].as_u64() > Some(400) && file["digest"].as_str().is_some_and(|digest| digest.len() == 64), "{file}");
    }
    assert!(desk.bytes("公开.一致性核验单.pdf").starts_with(b"%PDF"));
    desk.run("export 稿.ron -o 普通.txt").ends(0);
    assert!(!desk.names().iter().any(|name| name.starts_with("普通.一致")), "only what is published is certified");
}

/// Texts that would be code somewhere, in fields of every kind.
#[test]
fn odd_texts_in_every_field_are_printed_as_typed_in_every_format() {
    const LONG: &str = "长";
    let odd =
        ["=1+1", "#panic()", "</td><script>", "]]>", "D:\\budget", "\u{0}零", LONG, "&amp;", "@SUM(A1)", "-1+1", "a|b", "\"引\"", "**粗**", "# 题"];
    for (name, round) in [("unit-2024.ron", 0), ("unit-2024.ron", 6), ("performance-department-2023.ron", 3)] {
        let mut draft = store::sample(name).expect("a sample");
        let mut count = round;
        draft.each_text_mut(&mut |text| {
            count += 1;
            if count % 5 == 0 {
                match odd[(count / 5 + round) % odd.len()] {
                    // 500 letters without a gap, others in each field.
                    LONG => text.extend((0..100).map(|n| format!("长{count}x{n}"))),
                    odd => text.push_str(odd),
                }
            }
        });
        let document = document(&draft).cleaned();
        for (format, files) in exported(&draft) {
            if let Err(reason) = checked(format, &files, &draft, &document) {
                panic!("{name}, round {round}, {format:?}: {reason}");
            }
        }
    }
}
