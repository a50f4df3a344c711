//! The way to publishing in the window, as drafter, reviewer, secrecy reviewer and whoever signs go it, one after another, at one file.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gongkai::gui::Command;
use gongkai::model::{Place, RowId, Stage};

use crate::common::window::{Window, button, command, draft, fill, go, press, sample_window, saved, shortcut, type_text, undo};

const CELL: &str = "5 一般公共预算支出表 2040220 项目支出";

/// The sample's window with the panel, somebody of that name at work in it.
fn reviewed(name: &str) -> (tempfile::TempDir, std::path::PathBuf, Window) {
    let (folder, file, mut window) = sample_window();
    shortcut(&mut window, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    fill(&mut window, "姓名", name);
    (folder, file, window)
}

fn work_as(window: &mut Window, role: &str) {
    window.get_by_role_and_label(Role::ComboBox, "身份").click();
    window.run_steps(4);
    window.get_by_role_and_label(Role::Button, role).click();
    window.run_steps(6);
}

/// Goes to the cell, which may have been out of sight beside the panel.
fn show_cell(window: &mut Window) {
    go(window, Place::Cell { pane: "general".into(), row: RowId::of("2040220"), column: "project".into() });
    window.run_steps(4);
}

/// How a stage stands, as the panel says it.
fn stands(window: &Window, stage: &str) -> String {
    let all = window.query_all_by_role(Role::Status).filter_map(|node| node.accesskit_node().label()).collect::<Vec<_>>();
    all.iter().find_map(|said| said.strip_prefix(&format!("{stage} "))).unwrap_or_else(|| panic!("{stage} among {all:?}")).to_owned()
}

#[test]
fn from_drafting_over_sending_back_to_signing_and_an_edit_after_it() {
    let (_folder, file, mut window) = reviewed("王编制");
    button(&mut window, "送审");
    assert_eq!(stands(&window, "编制"), "通过");

    // The reviewer finds a figure and sends it back.
    work_as(&mut window, "复核");
    show_cell(&mut window);
    shortcut(&mut window, Modifiers::COMMAND.plus(Modifiers::ALT), Key::M);
    type_text(&mut window, "与批复不一致，请核实");
    shortcut(&mut window, Modifiers::COMMAND, Key::Enter);
    let remark = draft(&window).remarks[0].clone();
    assert_eq!((remark.said.text.as_str(), remark.said.by.as_str(), remark.stage), ("与批复不一致，请核实", "王编制", Stage::Review));
    assert!(remark.about.contains("2040220") && remark.about.contains("70"), "{}", remark.about);
    let cell = window.get_by_role_and_label(Role::Cell, CELL).accesskit_node();
    assert!(cell.description().is_some_and(|said| said.contains("与批复不一致")), "the cell tells it");
    button(&mut window, "退回修改");
    assert_eq!(stands(&window, "复核"), "退回修改", "{}", window.state().said());

    // The drafter mends it and hands it over again.
    work_as(&mut window, "编制");
    show_cell(&mut window);
    type_text(&mut window, "71");
    press(&mut window, Key::Enter);
    window.run_steps(60);
    assert_eq!(stands(&window, "编制"), "通过后有改动，须重办");
    undo(&mut window, 1);
    window.run_steps(60);
    assert_eq!(stands(&window, "编制"), "通过", "taken back, it is what was handed over");
    command(&mut window, Command::NextRemark);
    button(&mut window, "办结");
    assert!(draft(&window).remarks[0].settled.is_some());
    button(&mut window, "送审");

    // Review, secrecy review, sign-off; none before what has to come first.
    work_as(&mut window, "审签");
    button(&mut window, "审签");
    assert!(window.state().said().contains("还没有通过复核、保密审查"), "{}", window.state().said());
    work_as(&mut window, "复核");
    button(&mut window, "通过复核");
    work_as(&mut window, "保密审查");
    button(&mut window, "通过保密审查");
    work_as(&mut window, "审签");
    button(&mut window, "审签");
    assert_eq!(stands(&window, "审签"), "通过");
    let signed = saved(&mut window, &file);
    assert_eq!(signed.steps.len(), 6);

    // Opened again it stands; an edit shows at once.
    command(&mut window, Command::Close);
    let mut window = crate::common::window::window(Some(file));
    shortcut(&mut window, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    assert_eq!(stands(&window, "审签"), "通过");
    show_cell(&mut window);
    type_text(&mut window, "71");
    press(&mut window, Key::Enter);
    window.run_steps(60);
    assert_eq!(stands(&window, "审签"), "通过后有改动，须重办");
    assert!(window.query_by_label_contains("修改：70.00 → 71.00").is_some(), "what has changed since is listed");
}

#[test]
fn a_step_wants_a_name_and_sending_back_a_reason() {
    let (_folder, _, mut window) = sample_window();
    command(&mut window, Command::Review);
    button(&mut window, "送审");
    assert_eq!(window.state().said(), "请先填写姓名，登记要写明是谁办理的。");
    fill(&mut window, "姓名", "李四");
    work_as(&mut window, "复核");
    button(&mut window, "退回修改");
    assert!(window.state().said().starts_with("退回请写明理由"), "{}", window.state().said());
    fill(&mut window, "办理意见", "三公经费请写明原因");
    button(&mut window, "退回修改");
    assert_eq!(draft(&window).steps[0].said.text, "三公经费请写明原因");
}

#[test]
fn remarks_are_gone_through_by_keyboard_answered_and_settled() {
    let (_folder, _, mut window) = reviewed("李四");
    for place in [Place::Text("duties_list".into()), Place::Card("c2".into())] {
        go(&mut window, place);
        shortcut(&mut window, Modifiers::COMMAND.plus(Modifiers::ALT), Key::M);
        type_text(&mut window, "请看这里");
        shortcut(&mut window, Modifiers::COMMAND, Key::Enter);
    }
    assert!(!draft(&window).remarks[0].quote.is_empty(), "a remark on a text knows its paragraph");
    press(&mut window, Key::F7);
    fill(&mut window, "答复", "已改");
    button(&mut window, "答复");
    assert_eq!(draft(&window).remarks[0].answers[0].text, "已改");
    button(&mut window, "办结");
    assert!(draft(&window).remarks[0].settled.is_some(), "{:?}", draft(&window).remarks);
    press(&mut window, Key::F7);
    button(&mut window, "办结");
    assert!(draft(&window).remarks[1].settled.is_some(), "{:?}", draft(&window).remarks);
    press(&mut window, Key::F7);
    assert_eq!(window.state().said(), "没有未了的意见");
    undo(&mut window, 1);
    assert!(draft(&window).remarks[1].is_open());
}
