//! Several cells at once, as one knows it from Excel and WPS: selected by keys and mouse, copied, cut, pasted, emptied, filled, added up. Each is
//! one step back.

use crate::common::UNIT;
use crate::common::window::{Window, click, draft, go, part, press, sample_window, shortcut, value};
use egui::{Event, Key, Modifiers, OutputCommand, Role};
use egui_kittest::kittest::Queryable as _;
use gongkai::model::Place;
use gongkai::store;
use rust_decimal::Decimal;

const FORM: &str = "5 一般公共预算支出表";
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;

fn cell(code: &str, column: &str) -> String {
    format!("{FORM} {code} {column}")
}

/// The sample with its form 5, a cell of it active.
fn at(code: &str, column: &str) -> (tempfile::TempDir, Window) {
    let (folder, _file, mut window) = sample_window();
    part(&mut window, FORM);
    click(&mut window, &cell(code, column));
    (folder, window)
}

fn ctrl_shift(window: &mut Window, key: Key) {
    shortcut(window, CTRL.plus(SHIFT), key);
}

/// What the clipboard holds after Ctrl+C or Ctrl+X.
fn copied(window: &mut Window, event: Event) -> String {
    window.event(event);
    window.run_steps(1);
    let commands = &window.output().platform_output.commands;
    let text = commands.iter().find_map(|command| if let OutputCommand::CopyText(text) = command { Some(text.clone()) } else { None });
    window.run_steps(3);
    text.expect("something was copied")
}

fn paste(window: &mut Window, text: &str) {
    window.event(Event::Paste(text.to_owned()));
    window.run_steps(4);
}

fn is_as_before(window: &mut Window) -> bool {
    shortcut(window, CTRL, Key::Z);
    draft(window) == store::sample(UNIT).expect("a sample")
}

#[test]
fn cells_are_selected_with_shift_and_added_up_exactly() {
    let (_folder, mut window) = at("2040220", "项目支出");
    assert!(window.query_by_label_contains("求和").is_none(), "one cell is no sum");
    shortcut(&mut window, SHIFT, Key::ArrowDown);
    let figures: Vec<Decimal> =
        ["2040220", "2040221"].iter().map(|code| value(&window, &cell(code, "项目支出")).parse().expect("a figure")).collect();
    let sum = figures[0] + figures[1];
    let mut average = sum / Decimal::TWO;
    average.rescale(2);
    let said = format!("求和 {sum}　平均 {average}　计数 2");
    assert!(window.query_by_label(&said).is_some(), "{said}");
    assert_eq!(copied(&mut window, Event::Copy), format!("{}\r\n{}", figures[0], figures[1]));
    press(&mut window, Key::ArrowDown);
    assert!(window.query_by_label_contains("求和").is_none(), "an arrow alone goes on with one cell");
}

#[test]
fn what_is_cut_is_gone_and_comes_back_in_one_step() {
    let (_folder, mut window) = at("2040220", "项目支出");
    shortcut(&mut window, SHIFT, Key::ArrowDown);
    let text = copied(&mut window, Event::Cut);
    assert!(text.starts_with("70.00\r\n"), "{text}");
    assert_eq!([value(&window, &cell("2040220", "项目支出")), value(&window, &cell("2040221", "项目支出"))], ["", ""]);
    click(&mut window, &cell("2040219", "基本支出"));
    paste(&mut window, &text);
    assert_eq!(value(&window, &cell("2040219", "基本支出")), "70.00");
    shortcut(&mut window, CTRL, Key::Z);
    assert!(is_as_before(&mut window));
}

#[test]
fn a_rectangle_is_emptied_and_what_is_computed_stays() {
    let (_folder, mut window) = at("2040219", "合计");
    ctrl_shift(&mut window, Key::ArrowRight);
    shortcut(&mut window, SHIFT, Key::ArrowDown);
    press(&mut window, Key::Delete);
    assert_eq!(value(&window, &cell("2040220", "项目支出")), "");
    assert_eq!(value(&window, &cell("2040220", "合计")), value(&window, &cell("2040220", "基本支出")));
    assert!(is_as_before(&mut window), "one step for all of it");
}

#[test]
fn ctrl_d_fills_down_and_ctrl_r_to_the_right() {
    let (_folder, mut window) = at("2040220", "项目支出");
    shortcut(&mut window, SHIFT, Key::ArrowDown);
    shortcut(&mut window, CTRL, Key::D);
    assert_eq!(value(&window, &cell("2040221", "项目支出")), "70.00");
    assert!(is_as_before(&mut window));
    // A single cell takes what stands above it, or at its left.
    click(&mut window, &cell("2040221", "项目支出"));
    shortcut(&mut window, CTRL, Key::D);
    assert_eq!(value(&window, &cell("2040221", "项目支出")), "70.00");
    assert!(is_as_before(&mut window));
    click(&mut window, &cell("2040220", "项目支出"));
    shortcut(&mut window, SHIFT, Key::ArrowLeft);
    let basic = value(&window, &cell("2040220", "基本支出"));
    shortcut(&mut window, CTRL, Key::R);
    assert_eq!(value(&window, &cell("2040220", "项目支出")), basic);
    assert!(is_as_before(&mut window));
}

#[test]
fn one_figure_goes_into_all_that_is_selected_and_a_table_as_often_as_it_fits() {
    let (_folder, mut window) = at("2040220", "项目支出");
    shortcut(&mut window, SHIFT, Key::ArrowDown);
    paste(&mut window, "1,234.50");
    let both = |window: &Window| [value(window, &cell("2040220", "项目支出")), value(window, &cell("2040221", "项目支出"))];
    assert_eq!(both(&window), ["1234.50", "1234.50"]);
    assert!(is_as_before(&mut window));
    click(&mut window, &cell("2040220", "基本支出"));
    shortcut(&mut window, SHIFT, Key::ArrowDown);
    shortcut(&mut window, SHIFT, Key::ArrowRight);
    paste(&mut window, "（１．５０）\t2\r\n");
    assert_eq!(both(&window), ["2.00", "2.00"]);
    assert_eq!(value(&window, &cell("2040221", "基本支出")), "-1.50");
    assert!(is_as_before(&mut window));
}

#[test]
fn all_of_it_is_selected_and_copied_as_a_table() {
    let (_folder, mut window) = at("2040220", "项目支出");
    shortcut(&mut window, CTRL, Key::A);
    let text = copied(&mut window, Event::Copy);
    let rows: Vec<Vec<&str>> = text.split("\r\n").map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() > 10 && rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
    let line = rows.iter().find(|row| row[0] == "2040220").expect("the row");
    assert!(line.contains(&"70.00"), "{line:?}");
    assert!(!text.contains('＋'), "the row for adding is none");
}

#[test]
fn the_mouse_selects_by_dragging_with_shift_and_at_the_head_of_a_column() {
    let (_folder, mut window) = at("2040219", "基本支出");
    let middle = |window: &Window, code: &str, column: &str| window.get_by_role_and_label(Role::Cell, &cell(code, column)).rect().center();
    let (from, to) = (middle(&window, "2040220", "基本支出"), middle(&window, "2040221", "项目支出"));
    window.drag_at(from);
    window.run_steps(2);
    for step in 1..=4_u8 {
        window.hover_at(from + (to - from) * (f32::from(step) / 4.0));
        window.run_steps(2);
    }
    window.drop_at(to);
    window.run_steps(3);
    let text = copied(&mut window, Event::Copy);
    assert_eq!(text.split("\r\n").map(|line| line.split('\t').count()).collect::<Vec<_>>(), [2, 2], "{text}");
    click(&mut window, &cell("2040219", "项目支出"));
    window.get_by_role_and_label(Role::Cell, &cell("2040221", "项目支出")).click_modifiers(SHIFT);
    window.run_steps(3);
    assert_eq!(copied(&mut window, Event::Copy).split("\r\n").count(), 3);
    // The head stands right above the first row.
    shortcut(&mut window, CTRL, Key::A);
    let all = copied(&mut window, Event::Copy).split("\r\n").count();
    let first = window.get_by_role_and_label(Role::Cell, &cell("合计", "项目支出")).rect();
    let head = first.center() - egui::vec2(0.0, first.height());
    window.drag_at(head);
    window.run_steps(1);
    window.drop_at(head);
    window.run_steps(3);
    let column = copied(&mut window, Event::Copy);
    assert!(column.split("\r\n").count() == all && !column.contains('\t'), "{column}");
}

#[test]
fn ctrl_with_an_arrow_goes_to_the_end_of_what_is_filled() {
    let (_folder, mut window) = at("2040220", "项目支出");
    ctrl_shift(&mut window, Key::ArrowUp);
    let text = copied(&mut window, Event::Copy);
    assert!(text.ends_with("70.00") && text.split("\r\n").all(|figure| !figure.is_empty()), "{text}");
    press(&mut window, Key::Escape);
    assert_eq!(copied(&mut window, Event::Copy), "70.00", "the cell where it began is still the one that is typed into");
    // 基本支出 is blank: the next that is filled is the total, and from there on all is filled.
    shortcut(&mut window, CTRL, Key::ArrowLeft);
    press(&mut window, Key::ArrowLeft);
    assert_eq!(copied(&mut window, Event::Copy), "执法办案");
    shortcut(&mut window, CTRL, Key::ArrowLeft);
    assert_eq!(copied(&mut window, Event::Copy), "2040220");
}

#[test]
fn whole_rows_and_columns_are_selected_by_the_space_bar() {
    let (_folder, mut window) = at("2040220", "项目支出");
    let space = |modifiers| Event::Key { key: Key::Space, physical_key: None, pressed: true, repeat: false, modifiers };
    window.event_modifiers(space(SHIFT), SHIFT);
    window.event(Event::Text(" ".into()));
    window.run_steps(3);
    let row = copied(&mut window, Event::Copy);
    assert!(row.starts_with("2040220\t") && row.contains("\t70.00\t") && !row.contains('\n'), "{row}");
    assert_eq!(draft(&window), store::sample(UNIT).expect("a sample"), "no blank was typed");
}

#[test]
fn a_cell_with_lines_and_tabs_is_copied_in_quotes() {
    let (_folder, _file, mut window) = sample_window();
    go(&mut window, Place::Form("procurement".into()));
    click(&mut window, "政府采购预算 第1行 政府采购项目来源 项目名称");
    paste(&mut window, "\"甲\n乙\"\t1\r\n");
    click(&mut window, "政府采购预算 第1行 政府采购项目来源 项目名称");
    shortcut(&mut window, SHIFT, Key::ArrowRight);
    let text = copied(&mut window, Event::Copy);
    assert!(text.starts_with("\"甲\n乙\"\t"), "{text:?}");
}
