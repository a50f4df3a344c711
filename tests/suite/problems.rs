//! The list of problems: mended from it, answered, gone through by keyboard.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use gongkai::gui::Command;
use gongkai::store;

use crate::common::window::{Window, button, command, draft, fill, shortcut, undo, window};
use crate::common::{sample, type_into};

/// The sample with two totals typed over and a target that says nothing.
fn troubled() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("示例.ron");
    let mut draft = sample();
    type_into(&mut draft, "outlay", "total", "total", "2860.10");
    type_into(&mut draft, "income", "total", "total", "2860.10");
    draft.cards[1].indicators[0].value = "/".into();
    store::save(&draft, &file).unwrap();
    let mut window = window(Some(file));
    command(&mut window, Command::Findings);
    (folder, window)
}

fn open(window: &Window) -> Vec<String> {
    let session = window.state().session().unwrap();
    session.findings().iter().filter(|finding| finding.is_open(session.draft())).map(|finding| finding.code.clone()).collect()
}

#[test]
fn all_of_a_kind_are_mended_in_one_step() {
    let (_folder, mut window) = troubled();
    let overrides = |window: &Window| open(window).iter().filter(|code| *code == "A101").count();
    assert_eq!(overrides(&window), 2);
    window.get_all_by_role_and_label(Role::Button, "同类2处").next().expect("for each of them").click();
    window.run_steps(4);
    assert_eq!(overrides(&window), 0);
    undo(&mut window, 1);
    assert_eq!(overrides(&window), 2);
}

#[test]
fn a_warning_is_answered_with_a_reason_that_the_draft_keeps() {
    let (_folder, mut window) = troubled();
    button(&mut window, "待说明 1");
    button(&mut window, "说明");
    fill(&mut window, "理由", "按批复填写");
    button(&mut window, "确定");
    assert!(!open(&window).contains(&"C108".to_owned()));
    assert!(draft(&window).answers.values().any(|answer| answer.reason == "按批复填写" && !answer.on.is_empty()));
    undo(&mut window, 1);
    assert!(open(&window).contains(&"C108".to_owned()));
}

#[test]
fn f8_goes_from_problem_to_problem_and_back() {
    let (_folder, mut window) = troubled();
    shortcut(&mut window, Modifiers::NONE, Key::F8);
    let first = window.state().said().to_owned();
    assert!(first.starts_with("T102"), "the worst stands first: {first}");
    shortcut(&mut window, Modifiers::NONE, Key::F8);
    assert_ne!(window.state().said(), first);
    shortcut(&mut window, Modifiers::SHIFT, Key::F8);
    assert_eq!(window.state().said(), first);
}

#[test]
fn the_duties_are_shown_as_squares_that_lead_to_their_places() {
    let (_folder, mut window) = troubled();
    button(&mut window, "公开完整性自评");
    let card = window.get_by_label_contains("、执法办案业务经费：待核");
    card.click();
    window.run_steps(4);
    assert_eq!(window.query_all_by_label_contains("：缺").count(), 0);
    button(&mut window, "公开完整性自评");
    assert!(window.query_by_label("待说明 1").is_some(), "the list is there again");
}
