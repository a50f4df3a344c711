//! The finance system's lists in the window: columns put right, figures filled in or compared cell by cell.

use egui::Role;
use egui_kittest::kittest::Queryable as _;
use gongkai::gui::Command;
use gongkai::model::Draft;
use gongkai::store;

use crate::common::window::{Window, button, command_and_wait, draft, part, undo, value, wait, window};
use crate::common::{sample, type_into};
use crate::lists::{leaves, narrow};

const CELL: &str = "5 一般公共预算支出表 2040220 项目支出";

/// The sample with another figure than was approved, and the approved list's columns shown, one of them under another head.
fn asked(head: &str) -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("公开稿.ron");
    store::save(&changed(), &file).unwrap();
    let mut window = window(Some(file));
    let list = narrow(&leaves(&sample())).rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n");
    let file = folder.path().join("批复.txt");
    std::fs::write(&file, list.replace("项目类别", head)).unwrap();
    command_and_wait(&mut window, Command::ListFiles(vec![file]));
    (folder, window)
}

/// The sample with one figure otherwise than it was approved.
fn changed() -> Draft {
    let mut draft = sample();
    type_into(&mut draft, "general", "2040220", "project", "75.50");
    draft
}

fn click(window: &mut Window, label: &str) {
    button(window, label);
    wait(window);
    window.run_steps(6);
}

#[test]
fn a_draft_is_compared_with_its_list_cell_by_cell_and_takes_a_figure_over() {
    let (_folder, mut window) = asked("项目类别");
    click(&mut window, "与当前公开稿逐处核对");
    assert_eq!(window.state().said(), "共有1处不同，列在下面");
    button(&mut window, &format!("采用 {CELL}"));
    part(&mut window, "5 一般公共预算支出表");
    assert_eq!(value(&window, CELL), "70.00");
}

#[test]
fn a_list_fills_the_draft_in_one_step() {
    let (_folder, mut window) = asked("项目类别");
    click(&mut window, "填入当前公开稿");
    assert!(window.state().said().starts_with("已填入，可以撤销"), "{}", window.state().said());
    assert_eq!(crate::common::table(&draft(&window), "general").at("2040220", "项目支出"), "70.00");
    undo(&mut window, 1);
    assert_eq!(draft(&window), changed());
}

#[test]
fn a_column_that_is_not_known_is_put_right_before_anything_is_filled() {
    let (_folder, mut window) = asked("口径");
    window.get_by_role_and_label(Role::ComboBox, "列对应 口径").click();
    window.run_steps(6);
    let kind = window.get_all_by_label("项目类别").last().expect("what a column can hold");
    kind.click();
    window.run_steps(6);
    click(&mut window, "与当前公开稿逐处核对");
    assert_eq!(window.state().said(), "共有1处不同，列在下面");
}
