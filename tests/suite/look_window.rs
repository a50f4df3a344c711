//! What is looked at rather than typed: last year's figures beside this year's, charts with their figures as text.

use crate::common::window::{Window, click, draft, go, part, press, type_text, value, window};
use crate::common::{sample, type_into};
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gongkai::model::{Draft, Place};
use gongkai::store;
use gongkai::workings::Workings;

const FORM: &str = "5 一般公共预算支出表";

fn cell(code: &str, column: &str) -> String {
    format!("{FORM} {code} {column}")
}

/// The sample with the figures of the year before, in which one item was less and one was not there.
fn with_last_year() -> Draft {
    let mut before = sample();
    before.identity.year = before.identity.year.map(|year| year - 1);
    type_into(&mut before, "general", "2040220", "project", "60.00");
    before.forms.get_mut(&"general".into()).expect("rows").retain(|row| row.code != "2040221");
    let mut now = sample();
    now.last = Some(gongkai::roll::last_year(&Workings::of(before).expect("no faults"), &now).expect("figures"));
    now
}

fn shown(draft: &Draft) -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("公开稿.ron");
    store::save(draft, &file).expect("saved");
    let mut window = window(Some(file));
    part(&mut window, FORM);
    (folder, window)
}

fn tick(window: &mut Window, label: &str) {
    window.get_by_role_and_label(Role::CheckBox, label).click();
    window.run_steps(6);
}

#[test]
fn last_years_figures_stand_beside_and_follow_what_is_typed() {
    let (_folder, mut window) = shown(&with_last_year());
    click(&mut window, &cell("2040220", "项目支出"));
    tick(&mut window, "上年对比");
    // As wide as the form is now, what stands behind a column comes into sight from there.
    let walk = |window: &mut Window, key: Key| (0..3).for_each(|_| press(window, key));
    let of = |window: &Window, code: &str| ["上年数", "增减", "增减%"].map(|what| value(window, &cell(code, &format!("项目支出 {what}"))));
    walk(&mut window, Key::ArrowRight);
    walk(&mut window, Key::ArrowLeft);
    assert_eq!(of(&window, "2040220"), ["60.00", "+10.00", "+16.67"]);
    let new = value(&window, &cell("2040221", "项目支出"));
    assert_eq!(of(&window, "2040221"), [String::new(), format!("+{new}"), "新增".to_owned()]);
    type_text(&mut window, "45");
    assert_eq!(of(&window, "2040220"), ["60.00", "-15.00", "-25.00"], "while it is typed");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, &cell("2040220", "项目支出")), "45.00", "it went into its own column");
    let before = draft(&window);
    click(&mut window, &cell("2040220", "项目支出 上年数"));
    type_text(&mut window, "1");
    assert!(window.state().said().contains("只供对照"), "{}", window.state().said());
    assert!(draft(&window) == before, "it is not typed in");
    tick(&mut window, "上年对比");
    assert!(window.query_by_label(&cell("2040220", "项目支出 上年数")).is_none());
}

#[test]
fn without_last_years_figures_they_are_offered_to_be_taken() {
    let (_folder, window) = shown(&sample());
    assert!(window.query_by_role_and_label(Role::CheckBox, "上年对比").is_none());
    assert!(window.query_by_role_and_label(Role::Button, "上年对比…").is_some());
}

#[test]
fn a_form_is_drawn_with_every_figure_in_words() {
    let (_folder, mut window) = shown(&sample());
    part(&mut window, "3 支出总表");
    tick(&mut window, "图");
    let said = |window: &Window| {
        let images = window.query_all_by_role(Role::Image).filter_map(|node| node.accesskit_node().label());
        images.filter(|label| label.starts_with("图 ")).collect::<String>()
    };
    assert!(said(&window).contains("公共安全支出 2600.01万元") || said(&window).contains("项目支出 2337.12"), "{}", said(&window));
    window.get_by_label("合计的构成").click();
    window.run_steps(4);
    assert!(said(&window).contains("项目支出 2337.12万元（81.71%）"), "{}", said(&window));
    assert!(window.query_by_label("81.71%").is_some(), "and beside the chart");
    tick(&mut window, "图");
    assert_eq!(said(&window), "");
}

#[test]
fn a_plan_is_drawn_as_a_curve() {
    let (_folder, mut window) = shown(&sample());
    go(&mut window, Place::Card("c2".into()));
    window.get_by_label("支出进度图").click();
    window.run_steps(30);
    let curve = window.query_all_by_role(Role::Image).filter_map(|node| node.accesskit_node().label()).find(|label| label.contains("支出进度"));
    assert!(curve.is_some_and(|said| said.contains("3月底 21.00万元（30.0%）") && said.contains("12月底 70.00万元（100.0%）")));
}
