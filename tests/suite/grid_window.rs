//! The grid as one knows it from Excel and WPS: Tab and Enter go round in what is selected, columns are dragged wider and stay so, rows wrap,
//! codes are found by a few letters.

use crate::common::window::{Window, button, click, draft, focused, go, part, press, sample_window, shortcut, type_text, undo, value};
use egui::{Key, Modifiers, PointerButton, Pos2, Role, vec2};
use egui_kittest::kittest::Queryable as _;
use gongkai::model::Place;

const FORM: &str = "5 一般公共预算支出表";

fn cell(code: &str, column: &str) -> String {
    format!("{FORM} {code} {column}")
}

/// The cell that the grid's field lies over.
fn active(window: &Window) -> String {
    focused(window).trim_start_matches("录入 ").to_owned()
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    let button = |pos, pressed| egui::Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
    window.hover_at(from);
    window.run_steps(2);
    window.event(button(from, true));
    window.run_steps(2);
    for step in [0.3_f32, 0.7, 1.0] {
        window.event(egui::Event::PointerMoved(from + (to - from) * step));
        window.run_steps(1);
    }
    window.event(button(to, false));
    window.run_steps(4);
}

#[test]
fn tab_and_enter_go_round_in_what_is_selected() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, FORM);
    click(&mut window, &cell("2040220", "基本支出"));
    shortcut(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    shortcut(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    let mut seen = Vec::new();
    for _ in 0..4 {
        press(&mut window, Key::Tab);
        seen.push(active(&window));
    }
    let all = ["2040220 项目支出", "2040221 基本支出", "2040221 项目支出", "2040220 基本支出"];
    assert_eq!(seen, all.map(|name| format!("{FORM} {name}")), "row by row, and round");
    assert!(window.query_by_label_contains("求和").is_some(), "they are selected still");
    press(&mut window, Key::Enter);
    assert_eq!(active(&window), cell("2040221", "基本支出"), "Enter goes down");
    press(&mut window, Key::Enter);
    assert_eq!(active(&window), cell("2040220", "项目支出"), "and begins the next column");
    shortcut(&mut window, Modifiers::SHIFT, Key::Enter);
    assert_eq!(active(&window), cell("2040221", "基本支出"));
    press(&mut window, Key::ArrowDown);
    assert!(window.query_by_label_contains("求和").is_none(), "an arrow leaves them");
}

#[test]
fn a_rectangle_is_typed_into_without_touching_the_mouse() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, FORM);
    click(&mut window, &cell("2040220", "基本支出"));
    shortcut(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    shortcut(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    for figure in ["1.00", "2.00", "3.00", "4.00"] {
        type_text(&mut window, figure);
        press(&mut window, Key::Tab);
    }
    let values = [("2040220", "基本支出"), ("2040220", "项目支出"), ("2040221", "基本支出"), ("2040221", "项目支出")];
    assert_eq!(values.map(|(code, column)| value(&window, &cell(code, column))), ["1.00", "2.00", "3.00", "4.00"]);
    undo(&mut window, 4);
    assert_eq!(value(&window, &cell("2040220", "项目支出")), "70.00");
}

#[test]
fn a_column_is_dragged_wider_and_stays_so() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, FORM);
    let width = |window: &Window| window.get_by_role_and_label(Role::Cell, &cell("2040220", "项目支出")).rect().width();
    let before = width(&window);
    let edge = window.get_by_role_and_label(Role::Splitter, "列宽 项目支出").rect().center();
    drag(&mut window, edge, edge + vec2(60.0, 0.0));
    let after = width(&window);
    assert!((after - before - 60.0).abs() < 8.0, "{before} {after}");
    part(&mut window, "6 基本支出表");
    part(&mut window, FORM);
    assert!((width(&window) - after).abs() < 0.5);
    assert!(window.state().session().expect("open").is_saved(), "nothing of the draft has changed");
}

#[test]
fn rows_wrap_where_they_are_asked_to() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, FORM);
    let height = |window: &Window| window.get_by_role_and_label(Role::Cell, &cell("2040220", "项目支出")).rect().height();
    let edge = window.get_by_role_and_label(Role::Splitter, "列宽 功能分类科目 科目名称").rect().center();
    let name = window.get_by_role_and_label(Role::Cell, &cell("2040220", "功能分类科目 科目名称")).rect();
    drag(&mut window, edge, Pos2::new(name.left() + 84.0, edge.y));
    let flat = height(&window);
    window.get_by_role_and_label(Role::CheckBox, "自动换行").click();
    window.run_steps(4);
    assert!(height(&window) > flat + 10.0, "{flat} {}", height(&window));
    // Figures are typed as ever.
    click(&mut window, &cell("2040220", "项目支出"));
    type_text(&mut window, "71");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, &cell("2040220", "项目支出")), "71.00");
}

#[test]
fn a_code_is_found_by_the_initials_of_its_name_and_chosen_by_keys() {
    let (_folder, _file, mut window) = sample_window();
    go(&mut window, Place::Form("general".into()));
    shortcut(&mut window, Modifiers::COMMAND, Key::End);
    press(&mut window, Key::Home);
    type_text(&mut window, "zfba");
    assert!(window.query_by_label_contains("2040220　执法办案").is_some());
    press(&mut window, Key::Escape);
    type_text(&mut window, "20502");
    let offered = window.query_all_by_label_contains("（普通教育）").count();
    assert!(offered > 2, "{offered}");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    let codes: Vec<String> = draft(&window).rows(&"general".into()).iter().map(|row| row.code.clone()).collect();
    assert!(codes.contains(&"2050201".to_owned()), "the second line, the first item below it: {codes:?}");
}

#[test]
fn tab_comes_to_a_grid_without_stopping_at_nameless_things() {
    let (_folder, _file, mut window) = sample_window();
    go(&mut window, Place::Card("c2".into()));
    window.get_by_role_and_label(Role::Button, "插入指标").focus();
    for _ in 0..3 {
        press(&mut window, Key::Tab);
        assert!(!focused(&window).is_empty());
    }
    assert!(active(&window).starts_with("项目2 指标1"));
    button(&mut window, "删除指标");
}
