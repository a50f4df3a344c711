//! How long a PDF of the sample takes: the first one, the next after an edit, and by the command line from its
//! start to the file. `README.md` keeps the figures.

use std::process::Command;

use divan::Bencher;
use gongkai::amount::{Amount, MoneyUnit};
use gongkai::document::{Document, compose};
use gongkai::model::{Draft, Edit, RowEdit};
use gongkai::template::Library;
use gongkai::template::codes::Codes;
use gongkai::workings::Workings;
use gongkai::{store, typeset};

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
