//! How long it takes to derive everything from a draft, and to open and save it. `README.md` keeps the figures.
//!
//! Wanted after every key: totals of the sample in at most 0.1 ms, of a draft with 2,000 cards and 20,000
//! indicators in at most 2 ms.

use std::path::PathBuf;

use divan::Bencher;
use gongkai::amount::{Amount, MoneyUnit};
use gongkai::calc::calc;
use gongkai::compare::compare;
use gongkai::document::compose;
use gongkai::model::{Card, Draft, Edit, Goal, Indicator, PaneName, Row, RowEdit, Unit};
use gongkai::template::Library;
use gongkai::template::codes::Codes;
use gongkai::template::plan::Plan;
use gongkai::workings::Workings;
use gongkai::{rules, store, write};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// The drafts measured: the sample (26 cards), and one with 2,000 cards of 10 indicators each.
const SIZES: [&str; 2] = ["sample", "large"];

/// A draft with what is derived from it.
struct Desk {
    work: Workings,
    codes: Codes,
}

impl Desk {
    fn new(size: &str) -> Self {
        let mut draft = store::sample("unit-2024.ron").expect("the sample opens");
        if size == "large" {
            draft.cards = cards(&draft.cards, 2_000, 10);
        }
        draft = with_ids(draft);
        Self { work: Workings::of(draft).expect("the sample's template works"), codes: Library::load(None).codes }
    }
}

/// Copies of these cards, each with an id of its own and as many indicators as asked for.
fn cards(models: &[Card], count: usize, indicators: usize) -> Vec<Card> {
    let copy = |(n, model): (usize, &Card)| {
        let rows = model.indicators.iter().cycle().take(indicators);
        let rows = rows.map(|row| Indicator { id: String::new(), ..row.clone() }).collect();
        let goals = model.goals.iter().map(|goal| Goal::from(goal.text.clone())).collect();
        Card { id: format!("c{}", n + 1), indicators: rows, goals, ..model.clone() }
    };
    models.iter().cycle().take(count).enumerate().map(copy).collect()
}

/// With an id for everything that was copied.
fn with_ids(mut draft: Draft) -> Draft {
    draft.give_ids();
    draft
}

/// A file of the draft in a folder that goes when it is dropped.
fn saved(draft: &Draft) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("draft.ron");
    store::save(draft, &file).expect("the draft is saved");
    (folder, file)
}

/// A figure changed, and every total anew: what happens at every key.
#[divan::bench(args = SIZES)]
fn totals_after_an_edit(bencher: Bencher, size: &str) {
    let mut desk = Desk::new(size);
    let value = Amount::typed("1098.19", MoneyUnit::Wan).expect("an amount");
    let mut edit = Edit::Row { pane: "general".into(), row: "r3".into(), edit: RowEdit::Amount { column: "project".into(), value } };
    bencher.bench_local(move || {
        // The inverse is the next edit, so the figure goes back and forth.
        desk.work.change(|draft| edit = edit.clone().apply(draft).expect("the sample has this row"));
    });
}

/// Totals of a department with so many units, each with forms as full as the sample's.
#[divan::bench(args = [1, 4, 20])]
fn totals_of_units(bencher: Bencher, units: usize) {
    let mut draft = store::sample("department-2021.ron").expect("the sample opens");
    let own: Vec<(PaneName, Vec<Row>)> = ["general", "basic"].map(|pane| (pane.into(), draft.rows(&pane.into()).to_vec())).into();
    for n in 1..=units {
        let id = format!("u{n}");
        draft.forms.extend(own.iter().map(|(pane, rows)| (pane.in_unit(&id), rows.clone())));
        draft.units.push(Unit { id, code: n.to_string(), name: "单位".into() });
    }
    draft.forms.retain(|pane, _| !pane.unit.is_empty());
    let plan = Plan::compile(&draft.template).expect("the sample's template works");
    bencher.bench(|| calc(&draft, &plan));
}

/// What differs between two drafts: a figure, a text and the order of the cards in one case, every card in the other.
#[divan::bench(args = ["sample", "large", "large, every card"])]
fn comparing(bencher: Bencher, size: &str) {
    let old = Desk::new(size.split(',').next().unwrap_or(size)).work.into_draft();
    let mut new = old.clone();
    let last = new.cards.len() - 1;
    new.cards.swap(0, last);
    let changed = if size.ends_with("every card") { new.cards.len() } else { 1 };
    for card in new.cards.iter_mut().take(changed) {
        card.texts.insert("purpose".to_owned(), "另有用途。".to_owned());
        card.indicators.iter_mut().for_each(|row| row.value.push('1'));
    }
    bencher.bench(|| compare(&old, &new));
}

/// Every finding.
#[divan::bench(args = SIZES)]
fn findings(bencher: Bencher, size: &str) {
    let desk = Desk::new(size);
    bencher.bench(|| rules::check(&desk.work, &desk.codes));
}

/// Every finding after a key typed into a card, and after one typed into a sentence: only what it touches is looked at again.
#[divan::bench(args = SIZES)]
fn findings_after_a_key(bencher: Bencher, size: &str) {
    let mut desk = Desk::new(size);
    let mut memo = rules::Memo::default();
    let mut longer = false;
    bencher.bench_local(move || {
        longer = !longer;
        desk.work.change(|draft| {
            let row = &mut draft.cards[1].indicators[0];
            row.description = if longer { "光纤".to_owned() } else { "专线".to_owned() };
        });
        rules::check_again(&desk.work, &desk.codes, &mut memo)
    });
}

/// The neutral document that every format is written from.
#[divan::bench(args = SIZES)]
fn composing(bencher: Bencher, size: &str) {
    let desk = Desk::new(size);
    bencher.bench(|| compose(&desk.work, &desk.codes));
}

/// The document as text.
#[divan::bench(args = SIZES)]
fn text(bencher: Bencher, size: &str) {
    let desk = Desk::new(size);
    let document = compose(&desk.work, &desk.codes);
    bencher.bench(|| write::text(&document));
}

/// The document as JSON.
#[divan::bench(args = SIZES)]
fn json(bencher: Bencher, size: &str) {
    let desk = Desk::new(size);
    let document = compose(&desk.work, &desk.codes);
    bencher.bench(|| write::json(&desk.work, &document));
}

/// A file read, its template compiled, everything checked to have its place.
#[divan::bench(args = SIZES)]
fn opening(bencher: Bencher, size: &str) {
    let (_folder, file) = saved(Desk::new(size).work.draft());
    bencher.bench(|| store::open(&file));
}

/// A file written, synced and renamed.
#[divan::bench(args = SIZES)]
fn saving(bencher: Bencher, size: &str) {
    let draft = Desk::new(size).work.into_draft();
    let (_folder, file) = saved(&draft);
    bencher.bench(|| store::save(&draft, &file));
}

/// The program's templates and code lists, read and verified: once at every start.
#[divan::bench]
fn templates() -> Library {
    Library::load(None)
}
