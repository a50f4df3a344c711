//! What the journal costs: an edit with and without it, and opening a draft with 10,000 edits that were not saved.
//!
//! Wanted: at most 0.1 ms an edit more, at most 200 ms for opening.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use divan::Bencher;
use gongkai::model::Edit;
use gongkai::session::{Paths, Session};
use gongkai::store::journal::{Journal, found, line};
use gongkai::store::{self, Base};
use gongkai::template::Library;
use gongkai::template::codes::Codes;

fn main() {
    divan::main();
}

fn edit(n: usize) -> Edit {
    Edit::Text { id: "preamble".into(), value: format!("第{n}次改动开头语，这是一行普通长短的文字。") }
}

/// The sample in a folder, open.
fn opened(folder: &Path, codes: &Codes, keeps: bool) -> (Session, PathBuf, Base) {
    let file = folder.join("draft.ron");
    store::save(&store::sample("unit-2024.ron").expect("the sample"), &file).expect("saved");
    let (draft, base) = store::open_based(&file).expect("opened");
    let mut session = Session::new(draft, Some(file.clone()), codes).expect("sound");
    if keeps {
        session.keep(base.clone(), None, &Paths::default());
    }
    (session, file, base)
}

/// An edit, without and with a journal.
#[divan::bench(args = [false, true])]
fn one_edit(bencher: Bencher, keeps: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let codes = Library::load(None).codes;
    let (mut session, ..) = opened(folder.path(), &codes, keeps);
    let n = Cell::new(0);
    bencher.bench_local(|| {
        n.set(n.get() + 1);
        session.edit(edit(n.get()), "录入", Some("preamble"), &codes)
    });
}

/// Opening with 10,000 edits that were not saved, without and with them.
#[divan::bench(args = [0, 10_000])]
fn opening(bencher: Bencher, edits: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let codes = Library::load(None).codes;
    let (_, file, base) = opened(folder.path(), &codes, false);
    let journal = Journal::of_file(&file, &base, None);
    for n in 0..edits {
        journal.record(line(&edit(n)).expect("a line"));
    }
    assert!(journal.sync(Duration::from_mins(1)));
    drop(journal);
    bencher.bench_local(|| {
        let (draft, base) = store::open_based(&file).expect("opened");
        let found = found::of_file(&file, None);
        match found.first() {
            Some(found) => Session::restored(found, Some((&draft, &base)), &codes).expect("sound").0,
            None => Session::new(draft, Some(file.clone()), &codes).expect("sound"),
        }
    });
}
