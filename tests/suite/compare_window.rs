//! Another document beside the open draft, as a reviewer uses it: filtering, going to the place, taking single changes over; and undo
//! that shows where it acted.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gongkai::gui::Command;
use gongkai::model::{Draft, Place};
use gongkai::store;

use crate::common::window::{
    Window, button, click, command, command_and_wait, draft, fill, go, part, press, sample_window, shortcut, type_text, undo, value,
};
use crate::common::{sample, type_into};

const CELL: &str = "5 一般公共预算支出表 2040220 项目支出";

/// The sample as somebody else has it: a figure, a goal and a paragraph are others.
fn other() -> Draft {
    let mut draft = sample();
    type_into(&mut draft, "general", "2040220", "project", "75.50");
    draft.cards[1].goals[0].text.push_str("另有一句。");
    let text = format!("{}\n新的一段。", draft.text("duties_list"));
    draft.texts.insert("duties_list".into(), text);
    draft
}

/// The sample's window, compared with the other draft.
fn compared() -> (tempfile::TempDir, Window) {
    let (folder, _, mut window) = sample_window();
    let file = folder.path().join("另一份.ron");
    store::save(&other(), &file).unwrap();
    command_and_wait(&mut window, Command::CompareFile(file));
    (folder, window)
}

fn figure(draft: &Draft) -> String {
    crate::common::table(draft, "general").at("2040220", "项目支出").to_owned()
}

#[test]
fn differences_are_listed_and_a_click_shows_the_place() {
    let (_folder, mut window) = compared();
    assert_eq!(window.state().said(), "共有3处不同，列在下面");
    button(&mut window, CELL);
    assert_eq!(value(&window, CELL), "70.00", "the form is shown, and what is one's own stays");
}

#[test]
fn what_the_other_says_stands_beside_ones_own_in_form_and_text() {
    let (_folder, mut window) = compared();
    button(&mut window, CELL);
    let cell = window.get_by_role_and_label(Role::Cell, CELL).accesskit_node();
    assert!(cell.description().is_some_and(|said| said.contains("那一份：75.50")), "the cell tells the other figure");
    go(&mut window, Place::Text("duties_list".into()));
    assert!(window.query_by_label_contains("“另一份.ron”的这一部分有1处不同").is_some());
    button(&mut window, "采用那一份的");
    assert_eq!(draft(&window).text("duties_list"), other().text("duties_list"));
    assert!(window.query_by_label_contains("的这一部分有").is_none(), "it no longer differs");
}

#[test]
fn a_single_change_is_taken_over_and_can_be_undone() {
    let (_folder, mut window) = compared();
    button(&mut window, &format!("采用 {CELL}"));
    assert_eq!((figure(&draft(&window)).as_str(), draft(&window).cards.clone()), ("75.50", sample().cards));
    assert!(window.query_by_role_and_label(Role::Button, &format!("采用 {CELL}")).is_none(), "it no longer differs");
    undo(&mut window, 1);
    assert_eq!(draft(&window), sample());
}

#[test]
fn all_that_is_shown_is_taken_over_in_one_step() {
    let (_folder, mut window) = compared();
    fill(&mut window, "比较 金额相差不少于", "5");
    button(&mut window, "全部采用");
    assert_eq!((figure(&draft(&window)).as_str(), draft(&window).cards.clone()), ("75.50", sample().cards), "texts are no money");
    undo(&mut window, 1);
    fill(&mut window, "比较 金额相差不少于", "0");
    command(&mut window, Command::TakeOver(vec![0, 1, 2]));
    assert_eq!(draft(&window).cards, other().cards);
    assert_eq!(draft(&window).text("duties_list"), other().text("duties_list"));
    undo(&mut window, 1);
    assert_eq!(draft(&window), sample());
}

#[test]
fn typing_goes_on_while_it_is_compared_and_the_list_keeps_up() {
    let (_folder, mut window) = compared();
    button(&mut window, CELL);
    type_text(&mut window, "75.50");
    press(&mut window, Key::Enter);
    window.run_steps(60);
    assert_eq!(figure(&draft(&window)), "75.50");
    let left: Vec<String> = window.query_all_by_label_contains("采用 ").filter_map(|button| button.accesskit_node().label()).collect();
    assert!(!left.contains(&format!("采用 {CELL}")), "what is typed as the other has it no longer differs: {left:?}, {}", window.state().said());
}

#[test]
fn undo_and_redo_show_where_they_acted() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, CELL);
    type_text(&mut window, "71");
    press(&mut window, Key::Enter);
    go(&mut window, Place::Text("duties_list".into()));
    assert!(window.query_by_role_and_label(Role::Cell, CELL).is_none(), "elsewhere");
    undo(&mut window, 1);
    assert_eq!(value(&window, CELL), "70.00");
    go(&mut window, Place::Text("duties_list".into()));
    shortcut(&mut window, Modifiers::COMMAND, Key::Y);
    assert_eq!(value(&window, CELL), "71.00");
}
