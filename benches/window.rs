//! How long the window takes for a frame of its own, without drawing: a form of 2,000 rows, a card, the whole window.
//!
//! Wanted: at most 2 ms at 2,000 rows.

use divan::Bencher;
use egui_kittest::Harness;
use gongkai::gui::{App, Command, Recent, install};
use gongkai::model::{Card, Draft, Place, Remark, Row, RowId, Said, Stage};
use gongkai::store;
use gongkai::template::Library;

fn main() {
    divan::main();
}

/// The sample with `rows` further items in the general public budget's form.
fn draft(rows: usize) -> Draft {
    let mut draft = store::sample("unit-2024.ron").expect("the sample opens");
    let list = draft.forms.entry("general".into()).or_default();
    for n in 0..rows {
        list.push(Row { id: RowId::own(&format!("x{n}")), code: format!("23{n:05}"), ..Row::default() });
    }
    draft
}

fn window(rows: usize, place: Place) -> Harness<'static, App> {
    window_of(&draft(rows), place)
}

fn window_of(draft: &Draft, place: Place) -> Harness<'static, App> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("draft.ron");
    store::save(draft, &file).expect("saved");
    let app = App::new(Library::load(None), Some(file), Recent::default());
    let mut ready = false;
    let mut window = Harness::builder().with_size([1360.0, 860.0]).build_ui_state(
        move |ui, app: &mut App| {
            if !ready {
                install(ui.ctx());
                ready = true;
            }
            app.ui(ui);
        },
        app,
    );
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::GoTo(place));
    window.run_steps(8);
    window
}

/// A frame with the form open, by number of rows.
#[divan::bench(args = [10, 200, 2_000])]
fn form(bencher: Bencher, rows: usize) {
    let mut window = window(rows, Place::Form("general".into()));
    bencher.bench_local(|| window.step());
}

/// The sample's cards over and over, so many of them.
fn multiply(draft: &mut Draft, cards: usize) {
    let known = draft.cards.clone();
    let copy = |n: usize| {
        let mut card = Card { id: format!("card{n}"), ..known[n % known.len()].clone() };
        card.goals.iter_mut().for_each(|goal| goal.id = format!("{}-{n}", goal.id));
        card.indicators.iter_mut().for_each(|row| row.id = format!("{}-{n}", row.id));
        card
    };
    draft.cards = (0..cards).map(copy).collect();
}

/// A frame of a reviewer's: 2,000 cards, 500 remarks on them and on cells, the panel of the review beside a form.
#[divan::bench]
fn reviewed(bencher: Bencher) {
    let mut many = draft(0);
    multiply(&mut many, 2_000);
    let place = |n: usize| if n.is_multiple_of(2) { Place::Card(format!("card{n}")) } else { Place::Text("duties_list".into()) };
    let said = Said { text: "请核实这一处的数".into(), by: "李四".into(), on: "2024年2月1日 09:30".into() };
    let remark = |n: usize| Remark {
        id: format!("m{n}"),
        place: place(n),
        quote: String::new(),
        about: "一处".into(),
        stage: Stage::Review,
        said: said.clone(),
        answers: Vec::new(),
        settled: None,
    };
    many.remarks = (0..500).map(remark).collect();
    let mut window = window_of(&many, Place::Form("general".into()));
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::Review);
    window.run_steps(8);
    bencher.bench_local(|| window.step());
}

/// From a keystroke in a cell to the pages of its form, by number of cards: laid out by the other thread, as long as that takes.
#[divan::bench(args = [26, 500], sample_count = 40)]
fn previewed(bencher: Bencher, cards: usize) {
    let mut many = draft(0);
    multiply(&mut many, cards);
    let row = many.rows(&"general".into()).iter().find(|row| row.code == "2040220").expect("a row").id.clone();
    let mut window = window_of(&many, Place::Cell { pane: "general".into(), row, column: "project".into() });
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::Preview);
    let shown = |window: &mut Harness<'static, App>| {
        while !window.state().is_previewed() {
            window.step();
        }
    };
    shown(&mut window);
    // Another figure each time: nothing of its form has been laid out before. The keys that leave the cell and come back take two frames.
    let mut figure = 1_000;
    bencher.bench_local(|| {
        figure += 7;
        window.event(egui::Event::Text(figure.to_string()));
        window.step();
        shown(&mut window);
        for key in [egui::Key::Enter, egui::Key::ArrowUp] {
            window.key_press(key);
            window.step();
        }
    });
}

/// A frame with a card open.
#[divan::bench]
fn card(bencher: Bencher) {
    let mut window = window(0, Place::Card("c1".into()));
    bencher.bench_local(|| window.step());
}
