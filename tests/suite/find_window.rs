//! Finding, going and looking at pages by keyboard, as whoever knows an editor would.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use gongkai::gui::Command;
use gongkai::model::Place;

use crate::common::window::{Window, command, draft, fill, go, press, sample_window, shortcut, type_text, undo};

/// How often the words stand in the texts of the open draft.
fn count(window: &Window, words: &str) -> usize {
    let mut count = 0;
    draft(window).each_text(&mut |_, text| count += text.matches(words).count());
    count
}

#[test]
fn words_are_found_gone_through_and_replaced_in_one_step() {
    let (_folder, _, mut window) = sample_window();
    shortcut(&mut window, Modifiers::COMMAND, Key::F);
    type_text(&mut window, "执法办案");
    window.run_steps(4);
    let before = count(&window, "执法办案");
    assert!(before >= 3, "{before}");
    press(&mut window, Key::Enter);
    press(&mut window, Key::Enter);
    fill(&mut window, "替换为", "执法与办案");
    let all = window.query_by_label_contains("全部替换（").expect("a button");
    all.click();
    window.run_steps(6);
    // Names of codes are the list's, and a field that is no text of one's own stays.
    let left = count(&window, "执法办案");
    assert!(left < before, "{left} of {before}");
    assert!(window.state().said().contains("可以一步撤销"), "{}", window.state().said());
    undo(&mut window, 1);
    assert_eq!(count(&window, "执法办案"), before);
}

#[test]
fn a_figure_is_found_in_the_forms_and_a_click_shows_its_cell() {
    let (_folder, _, mut window) = sample_window();
    shortcut(&mut window, Modifiers::COMMAND, Key::F);
    type_text(&mut window, "2,860.12");
    window.run_steps(4);
    window.query_all_by_label_contains("　2860.12").next().expect("the total is among the hits").click();
    window.run_steps(6);
    assert!(window.query_all_by_role(Role::Cell).next().is_some(), "the form is shown");
}

#[test]
fn a_part_is_gone_to_by_the_first_letters_of_its_pinyin() {
    let (_folder, _, mut window) = sample_window();
    go(&mut window, Place::Text("duties_list".into()));
    shortcut(&mut window, Modifiers::COMMAND, Key::G);
    type_text(&mut window, "jbzcb");
    press(&mut window, Key::Enter);
    window.run_steps(4);
    assert!(window.query_by_role_and_label(Role::Cell, "6 基本支出表 301 合计").is_some() || window.query_all_by_role(Role::Cell).next().is_some());
    assert!(window.query_by_label_contains("没有这样的命令").is_none(), "it is closed again");
}

#[test]
fn a_command_is_found_by_its_name_and_escape_leaves() {
    let (_folder, _, mut window) = sample_window();
    let palette = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    shortcut(&mut window, palette, Key::P);
    type_text(&mut window, "shenhe");
    press(&mut window, Key::Enter);
    assert!(window.query_by_role_and_label(Role::Button, "送审").is_some(), "the review is shown");
    shortcut(&mut window, palette, Key::P);
    press(&mut window, Key::Escape);
    type_text(&mut window, "x");
    assert!(window.query_by_role_and_label(Role::TextInput, "命令").is_none());
}

#[test]
fn the_pages_beside_a_form_are_those_of_what_is_typed_and_a_click_leads_back() {
    let (_folder, _, mut window) = sample_window();
    go(&mut window, Place::Card("c2".into()));
    command(&mut window, Command::Preview);
    let begun = std::time::Instant::now();
    while !window.state().is_previewed() {
        assert!(begun.elapsed().as_secs() < 60, "no pages");
        std::thread::sleep(std::time::Duration::from_millis(10));
        window.run_steps(1);
    }
    window.run_steps(4);
    assert!(window.query_by_role_and_label(Role::Image, "第1页").is_some());
    window.get_by_role_and_label(Role::Image, "第1页").click();
    window.run_steps(4);
    assert!(window.query_by_label_contains("没有要印的内容").is_none());
}
