//! Goal cards in the window: found, put in order, filled in by one click where that can be known, gone through by Tab.

use crate::common::window::{Window, button, draft, fill, focused, go, more, part, press, sample_of, sample_window, shortcut, type_text, undo};
use egui::{Key, Modifiers, PointerButton, Pos2, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gongkai::model::{IndicatorOwner, Place};
use gongkai::template::IndicatorField;

const UNITS: &str = "performance-department-2023.ron";

/// The sample with its list of cards.
fn cards() -> (tempfile::TempDir, Window) {
    let (folder, _file, mut window) = sample_window();
    part(&mut window, "项目绩效目标表（26）");
    (folder, window)
}

fn names(window: &Window) -> Vec<String> {
    draft(window).cards.iter().map(|card| card.text("name").to_owned()).collect()
}

/// How many lines of cards can be seen.
fn lines(window: &Window) -> usize {
    window.query_all_by_label_contains("拖动项目").count()
}

fn centre(window: &Window, label: &str) -> Pos2 {
    window.get_by_role_and_label(Role::Button, label).rect().center()
}

#[test]
fn the_list_says_whether_the_budgets_come_to_the_project_expenditure() {
    let (_folder, mut window) = cards();
    assert!(window.query_by_label("预算合计与项目支出 2337.12万元 相符").is_some());
    more(&mut window, "项目2", "删除项目");
    assert!(window.query_by_label("项目支出 2337.12万元，预算合计比它少 70.00万元").is_some());
}

#[test]
fn cards_are_found_by_words_by_initials_and_by_what_is_wrong() {
    let (_folder, mut window) = cards();
    let name = names(&window)[3].clone();
    fill(&mut window, "查找项目", &name);
    assert_eq!(lines(&window), 1);
    assert!(window.query_by_label(&format!("4、{name}")).is_some(), "with its number");
    button(&mut window, "全部显示");
    assert!(lines(&window) > 10);
    go(&mut window, Place::Plan { card: "c5".into(), date: 3 });
    fill(&mut window, "项目5 计划 12月底", "9");
    part(&mut window, "项目绩效目标表（26）");
    window.get_by_role_and_label(Role::CheckBox, "只看有问题的（1张）").click();
    window.run_steps(4);
    assert_eq!(lines(&window), 1, "the one whose plan does not end with the budget");
}

#[test]
fn cards_of_one_unit_are_shown_alone_with_their_sum() {
    let (_folder, _file, mut window) = sample_of(UNITS);
    let all = draft(&window);
    part(&mut window, &format!("项目绩效目标表（{}）", all.cards.len()));
    window.get_by_role_and_label(Role::ComboBox, "按单位筛选项目").click();
    window.run_steps(4);
    let unit = &all.units[1];
    window.get_by_role_and_label(Role::Button, &unit.name).click();
    window.run_steps(4);
    let own = all.cards.iter().filter(|card| card.unit == unit.id).count();
    assert!(window.query_by_label_contains(&format!("符合的{own}张")).is_some());
    assert_eq!(lines(&window), own);
}

#[test]
fn a_card_is_dragged_to_another_place_in_one_step() {
    let (_folder, mut window) = cards();
    let before = names(&window);
    let from = centre(&window, "拖动项目1");
    let to = centre(&window, "拖动项目4") + egui::vec2(0.0, 14.0);
    window.hover_at(from);
    window.run_steps(2);
    window.event(egui::Event::PointerButton { pos: from, button: PointerButton::Primary, pressed: true, modifiers: Modifiers::NONE });
    window.run_steps(2);
    for step in 1..=6 {
        #[allow(clippy::cast_precision_loss)] // a few steps
        window.event(egui::Event::PointerMoved(from + (to - from) * (step as f32 / 6.0)));
        window.run_steps(1);
    }
    assert_eq!(names(&window), before, "not before it is let go");
    window.event(egui::Event::PointerButton { pos: to, button: PointerButton::Primary, pressed: false, modifiers: Modifiers::NONE });
    window.run_steps(3);
    let mut after = before.clone();
    let moved = after.remove(0);
    after.insert(3, moved);
    assert_eq!(names(&window), after);
    undo(&mut window, 1);
    assert_eq!(names(&window), before);
}

#[test]
fn the_keyboard_moves_a_card_and_keeps_it() {
    let (_folder, mut window) = cards();
    let before = names(&window);
    window.get_by_role_and_label(Role::Button, &format!("1、{}", before[0])).focus();
    window.run_steps(2);
    for _ in 0..2 {
        shortcut(&mut window, Modifiers::ALT, Key::ArrowDown);
    }
    assert_eq!(names(&window)[2], before[0]);
}

#[test]
fn a_plan_and_the_cost_row_are_filled_from_the_budget_by_one_click() {
    let (_folder, mut window) = cards();
    button(&mut window, "添加项目");
    fill(&mut window, "项目27 其中：财政资金", "33.4");
    button(&mut window, "按 25、50、75、100% 填");
    let card = draft(&window).cards[26].clone();
    let plan: Vec<String> = card.plan.iter().map(|amount| amount.expect("filled").to_string()).collect();
    assert_eq!(plan, ["8.35", "16.7", "25.05", "33.4"]);
    assert!(window.get_by_role_and_label(Role::Button, "按 25、50、75、100% 填").accesskit_node().is_disabled(), "it says so already");
    window.get_by_role_and_label(Role::Button, "成本指标取预算数").click_accesskit();
    window.run_steps(4);
    let row = draft(&window).cards[26].indicators[0].clone();
    assert_eq!([row.level2.as_str(), row.level3.as_str(), row.value.as_str()], ["成本指标", "项目总成本", "≤33.4万元"]);
    assert!(window.query_by_label("成本指标取预算数").is_none(), "nothing is left to be written");
    undo(&mut window, 2);
    assert!(draft(&window).cards[26].plan.is_empty() && draft(&window).cards[26].indicators.is_empty());
}

#[test]
fn a_kind_that_is_missing_is_offered_and_stands_where_the_framework_has_it() {
    let (_folder, mut window) = cards();
    go(&mut window, Place::Card("c2".into()));
    assert!(window.query_by_label("添加质量指标").is_none(), "nothing is missing");
    let rows = draft(&window).cards[1].indicators.clone();
    let quality = rows.iter().position(|row| row.level2 == "质量指标").expect("a row");
    let of = |row: usize, field| Place::Indicator { owner: IndicatorOwner::Card("c2".into()), row: rows[row].id.clone(), field };
    for _ in rows.iter().filter(|row| row.level2 == "质量指标") {
        go(&mut window, of(quality, IndicatorField::Level3));
        window.run_steps(4);
        shortcut(&mut window, Modifiers::COMMAND, Key::Delete);
    }
    button(&mut window, "添加质量指标");
    let after = draft(&window).cards[1].indicators.clone();
    assert_eq!(after[quality].level2, "质量指标");
    assert!(after[quality].level3.is_empty());
    type_text(&mut window, "培训合格率");
    press(&mut window, Key::Enter);
    assert_eq!(draft(&window).cards[1].indicators[quality].level3, "培训合格率", "the new row has the keyboard");
}

#[test]
fn a_target_is_read_out_and_units_are_suggested() {
    let (_folder, mut window) = cards();
    let row = draft(&window).cards[1].indicators.iter().position(|row| row.value == "≤5万元").expect("a part of the cost");
    let id = draft(&window).cards[1].indicators[row].id.clone();
    go(&mut window, Place::Indicator { owner: IndicatorOwner::Card("c2".into()), row: id, field: IndicatorField::Value });
    window.run_steps(40);
    assert!(window.query_by_label(&format!("指标{}的指标值读作：不超过（≤） 5，单位“万元”", row + 1)).is_some());
    type_text(&mut window, "≤6");
    assert!(window.query_by_label("≤6万元").is_some());
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert_eq!(draft(&window).cards[1].indicators[row].value, "≤6万元");
}

#[test]
fn tab_goes_through_a_card_as_it_is_read() {
    let (_folder, mut window) = cards();
    go(&mut window, Place::Card("c2".into()));
    window.get_by_role_and_label(Role::TextInput, "项目2 项目编码").focus();
    window.run_steps(2);
    let mut seen = Vec::new();
    for _ in 0..40 {
        let label = focused(&window);
        if label.starts_with("录入 项目2 指标1") {
            break;
        }
        seen.push(label);
        press(&mut window, Key::Tab);
    }
    let at = |label: &str| seen.iter().position(|known| known == label).unwrap_or_else(|| panic!("{label} is not among {seen:?}"));
    let order = [
        "项目2 项目编码",
        "项目2 项目名称",
        "项目2 其中：财政资金",
        "项目2 其他资金",
        "项目2 资金用途",
        "项目2 计划 3月底",
        "项目2 计划 12月底",
        "绩效目标1",
    ];
    let places: Vec<usize> = order.iter().map(|label| at(label)).collect();
    assert!(places.is_sorted(), "{seen:?}");
    assert!(seen.len() < 30, "it comes to the table: {seen:?}");
}

#[test]
fn goals_are_moved_by_keys_in_them() {
    let (_folder, mut window) = cards();
    go(&mut window, Place::Card("c2".into()));
    let goals = draft(&window).cards[1].goals.clone();
    fill(&mut window, "绩效目标2", "甲");
    shortcut(&mut window, Modifiers::ALT, Key::ArrowUp);
    let moved = draft(&window).cards[1].goals.clone();
    assert!(moved[0].id == goals[1].id && moved[0].text.ends_with('甲'));
    type_text(&mut window, "乙");
    assert!(draft(&window).cards[1].goals[0].text.ends_with("甲乙"), "the keyboard went with it");
    more(&mut window, "绩效目标1", "删除");
    assert_eq!(draft(&window).cards[1].goals.len(), 1);
}
