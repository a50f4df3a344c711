//! How long an import takes: reading and recognising the text export of the largest sample, once, twice and four times as long,
//! and a Word file. `README.md` keeps the figures.

use divan::Bencher;
use gongkai::document::compose;
use gongkai::read::read_bytes;
use gongkai::recognise::recognise;
use gongkai::template::Library;
use gongkai::workings::Workings;
use gongkai::{store, write};

fn main() {
    divan::main();
}

/// The text of the sample with its cards so many times.
fn text(name: &str, times: usize) -> String {
    let mut draft = store::sample(name).expect("the sample opens");
    let cards = draft.cards.clone();
    for round in 1..times {
        draft.cards.extend(cards.iter().cloned().map(|mut card| {
            card.id = format!("{}{round}", card.id);
            card
        }));
    }
    write::text(&compose(&Workings::of(draft).expect("the sample's template works"), &Library::load(None).codes))
}

#[divan::bench(args = ["unit-2024.ron", "department-2021.ron", "performance-department-2023.ron", "performance-unit-2023.ron"])]
fn sample(bencher: Bencher, name: &str) {
    let (text, library) = (text(name, 1), Library::load(None));
    bencher.bench_local(|| recognise(&[read_bytes("a.txt", text.as_bytes()).expect("a text")], &library, None).expect("a document"));
}

/// Linear in size: twice the cards, twice the time.
#[divan::bench(args = [1, 2, 4, 8])]
fn times_as_long(bencher: Bencher, times: usize) {
    let (text, library) = (text("unit-2024.ron", times), Library::load(None));
    bencher.bench_local(|| recognise(&[read_bytes("a.txt", text.as_bytes()).expect("a text")], &library, None).expect("a document"));
}

/// The largest table that is read; wanted in two seconds.
#[divan::bench(sample_count = 10)]
fn million_cells(bencher: Bencher) {
    let (text, library) = (("12\t".repeat(99) + "12\n").repeat(10_000), Library::load(None));
    bencher.bench_local(|| recognise(&[read_bytes("a.txt", text.as_bytes()).expect("a text")], &library, None).expect("a document"));
}
