//! How long a PDF of the sample takes: the first one, the next after an edit, and by the command line from its
//! start to the file; every format in one go; Word and the web page by themselves. `README.md` keeps the figures.

use std::path::{Path, PathBuf};
use std::process::Command;

use divan::Bencher;
use gongkai::amount::{Amount, MoneyUnit};
use gongkai::document::{Document, compose};
use gongkai::export::{Format, Options, export_all};
use gongkai::model::{Draft, Edit, RowEdit};
use gongkai::template::Library;
use gongkai::template::codes::Codes;
use gongkai::workings::Workings;
use gongkai::{store, typeset, write};

fn main() {
    divan::main();
}

fn composed(draft: &Draft, codes: &Codes) -> Document {
    compose(&Workings::of(draft.clone()).expect("the sample's template works"), codes)
}

/// Nothing laid out before, the fonts read already.
#[divan::bench(sample_count = 20)]
fn first(bencher: Bencher) {
    let document = composed(&store::sample("unit-2024.ron").expect("the sample opens"), &Library::load(None).codes);
    bencher.with_inputs(|| comemo::evict(0)).bench_local_values(|()| typeset::pdf(&document));
}

/// A figure changed since the last one: what has not changed is not laid out again.
#[divan::bench(sample_count = 20)]
fn after_an_edit(bencher: Bencher) {
    let codes = Library::load(None).codes;
    let mut draft = store::sample("unit-2024.ron").expect("the sample opens");
    let mut cents = 0;
    // Another figure every time, so that no earlier layout fits.
    let next = move || {
        cents += 1;
        let value = Amount::typed(&format!("1098.{cents:03}"), MoneyUnit::Wan).expect("an amount");
        let edit = Edit::Row { pane: "general".into(), row: "r3".into(), edit: RowEdit::Amount { column: "project".into(), value } };
        edit.apply(&mut draft).expect("the sample has this row");
        composed(&draft, &codes)
    };
    bencher.with_inputs(next).bench_local_refs(|document| typeset::pdf(document));
}

/// Every format of the sample in one go, from the draft to the files, nothing laid out before.
#[divan::bench(sample_count = 10)]
fn every_format(bencher: Bencher) {
    let codes = Library::load(None).codes;
    let draft = store::sample("unit-2024.ron").expect("the sample opens");
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let outs: Vec<PathBuf> = Format::ALL.iter().map(|format| folder.path().join("draft").with_extension(format.ending())).collect();
    let outs: Vec<&Path> = outs.iter().map(PathBuf::as_path).collect();
    bencher.with_inputs(|| comemo::evict(0)).bench_local_values(|()| export_all(&draft, &codes, &outs, Options::default(), &|_| true).is_ok());
}

/// The sample with its 26 cards so many times over.
fn many_cards(times: usize) -> Document {
    let mut draft = store::sample("unit-2024.ron").expect("the sample opens");
    let cards = std::mem::take(&mut draft.cards);
    draft.cards =
        (0..times).flat_map(|n| cards.iter().cloned().map(move |card| gongkai::model::Card { id: format!("{}x{n}", card.id), ..card })).collect();
    composed(&draft, &Library::load(None).codes)
}

/// A Word file without the layout that its page numbers come from.
#[divan::bench(args = [1, 20], sample_count = 10)]
fn word(bencher: Bencher, times: usize) {
    let document = many_cards(times);
    bencher.bench_local(|| write::docx(&document, &[], &[]));
}

/// A web page.
#[divan::bench(args = [1, 20], sample_count = 10)]
fn page(bencher: Bencher, times: usize) {
    let document = many_cards(times);
    bencher.bench_local(|| write::html(&document));
}

/// `gongkai export` as a process of its own, from its start to the file.
#[divan::bench(sample_count = 20)]
fn from_start_to_file(bencher: Bencher) {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("draft.ron");
    let pdf = folder.path().join("draft.pdf");
    store::save(&store::sample("unit-2024.ron").expect("the sample opens"), &file).expect("the sample is saved");
    bencher.bench_local(|| {
        let mut export = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        let status = export.arg("export").arg(&file).arg("-o").arg(&pdf).status().expect("the program starts");
        assert!(status.success(), "the export failed");
    });
}
