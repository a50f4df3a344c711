//! Sentences with linked figures, as a clerk writes them: no braces are seen, and none is typed.

use crate::common::window::{Window, button, command, draft, part, press, sample_window, shortcut, type_text};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use gongkai::gui::Command;

const TEXT: &str = "支出说明";

/// What the field of the text shows.
fn seen(window: &Window) -> String {
    window.get_by_role_and_label(egui::Role::MultilineTextInput, TEXT).value().unwrap_or_default()
}

fn focus(window: &mut Window) {
    part(window, "2、支出说明");
    window.get_by_role_and_label(egui::Role::MultilineTextInput, TEXT).focus();
    window.run_steps(6);
    shortcut(window, Modifiers::COMMAND, Key::End);
}

fn raw(window: &Window) -> String {
    draft(window).text("outlay_text").to_owned()
}

#[test]
fn a_linked_figure_reads_as_it_prints_and_goes_as_one() {
    let (_folder, _file, mut window) = sample_window();
    focus(&mut window);
    assert!(seen(&window).contains("基本支出523.00万元") && !seen(&window).contains('{'), "{}", seen(&window));
    let before = raw(&window);
    for key in [Key::ArrowUp, Key::Home] {
        press(&mut window, key);
    }
    // 2024 is one piece, too; then 年支出预算.
    for _ in 0..7 {
        press(&mut window, Key::ArrowRight);
    }
    press(&mut window, Key::Backspace);
    assert_eq!(raw(&window), before.replacen("{outlay[total, total]}", "", 1));
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(raw(&window), before);
}

#[test]
fn a_figure_is_put_in_by_equals_and_the_first_letters_of_its_name() {
    let (_folder, _file, mut window) = sample_window();
    focus(&mut window);
    let before = raw(&window);
    type_text(&mut window, "公用经费=zczbhjjb");
    press(&mut window, Key::Enter);
    assert_eq!(raw(&window), format!("{before}公用经费{{outlay[total, basic]}}"));
    type_text(&mut window, "万元。");
    assert!(seen(&window).ends_with("公用经费523.00万元。"), "{}", seen(&window));
}

#[test]
fn a_typed_number_that_equals_a_cell_is_linked_by_a_click() {
    let (_folder, _file, mut window) = sample_window();
    focus(&mut window);
    let before = raw(&window);
    type_text(&mut window, "即523.00");
    window.run_steps(6);
    window.get_by_label("3 支出总表 合计 基本支出").click();
    window.run_steps(6);
    assert_eq!(raw(&window), format!("{before}即{{outlay[total, basic]}}"));
}

#[test]
fn how_much_more_or_less_than_last_year_is_said_by_one_click() {
    let (_folder, _file, mut window) = sample_window();
    let mut last = draft(&window);
    last.identity.year = Some(2023);
    crate::common::type_into(&mut last, "general", "2040220", "project", "50");
    window.state_mut().take_last_year(last);
    window.run_steps(6);
    focus(&mut window);
    let before = raw(&window);
    type_text(&mut window, "与上年相比=zczbhjhj");
    press(&mut window, Key::Enter);
    window.get_by_label("比上年增减").click();
    window.run_steps(6);
    assert_eq!(raw(&window), format!("{before}与上年相比{{change outlay[total, total]}}"));
    assert!(seen(&window).ends_with("与上年相比增加20.00万元，增长0.70%"), "{}", seen(&window));
}

#[test]
fn a_figure_is_picked_in_its_form() {
    let (_folder, _file, mut window) = sample_window();
    focus(&mut window);
    let before = raw(&window);
    window.get_by_label("到表里选数").click();
    window.run_steps(6);
    part(&mut window, "3 支出总表");
    crate::common::window::click(&mut window, "3 支出总表 合计 项目支出");
    window.run_steps(6);
    button(&mut window, "插入");
    assert_eq!(raw(&window), format!("{before}{{outlay[total, project]}}"));
    assert!(seen(&window).ends_with("2337.12"));
}

#[test]
fn a_figure_tells_where_it_comes_from_and_where_it_goes() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "3 支出总表");
    crate::common::window::click(&mut window, "3 支出总表 合计 项目支出");
    command(&mut window, Command::Trace);
    assert!(window.query_by_label("由下面的数相加减得出").is_some());
    assert!(window.query_by_label("影响2处").is_some());
    window.get_by_label("支出说明 第1段").click();
    window.run_steps(6);
    assert!(seen(&window).contains("2337.12"), "the sentence is shown");
}

#[test]
fn all_keys_are_in_one_window() {
    let (_folder, _file, mut window) = sample_window();
    press(&mut window, Key::F1);
    assert!(window.query_by_label("Ctrl+Shift+P").is_some());
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Ctrl+Shift+P").is_none());
}
