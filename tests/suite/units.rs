//! A department with its units: the forms are sums, rules look at each unit, and no figure stands where nobody would see it.

use crate::common::desk::Desk;
use crate::common::{amount, assert_in_order, document, findings, headings, json, reopened, table, type_into, with_options};
use gongkai::model::{Card, Draft, FormName, Indicator, PaneName, Place, Row, Unit};
use gongkai::rules::Status;
use gongkai::store;

fn two_units() -> Draft {
    let mut draft = with_options("hebei-department-2021", &["parts", "money"]);
    let unit = |id: &str, code: &str, name: &str| Unit { id: id.into(), code: code.into(), name: name.into() };
    draft.units = vec![unit("u1", "312001", "本级"), unit("u2", "312003", "大队")];
    for (unit, code, basic, project) in [("u1", "2040201", "100.50", "7"), ("u2", "2040201", "20.25", "0.5"), ("u2", "2040220", "", "3")] {
        if !basic.is_empty() {
            type_into(&mut draft, &format!("{unit}/general"), code, "basic", basic);
        }
        type_into(&mut draft, &format!("{unit}/general"), code, "project", project);
    }
    type_into(&mut draft, "u1/basic", "30101", "personnel", "100.50");
    type_into(&mut draft, "u2/basic", "30201", "operating", "20.25");
    draft
}

fn notes(draft: &Draft, id: &str) -> Vec<String> {
    document(draft).grids().find(|grid| grid.id == id).expect("the form").notes.clone()
}

#[test]
fn a_departments_forms_are_the_sums_of_its_units() {
    let draft = two_units();
    let general = table(&draft, "general");
    assert_eq!((general.at("2040201", "基本支出"), general.at("2040201", "项目支出")), ("120.75", "7.50"));
    assert_eq!(general.at("合计", "合计"), "131.25");
    assert_eq!(table(&draft, "u1/general").at("合计", "合计"), "107.50");
    assert_eq!(table(&draft, "u2/outlay").at("204", "项目支出"), "3.50");
    assert_eq!(table(&draft, "u2/balance").at("收入总计", "收入 预算数"), "23.75");
    assert_eq!(table(&draft, "balance").at("收入总计", "收入 预算数"), "131.25");
    // Every unit's nine forms follow the department's, under the unit's name.
    let document = document(&draft);
    assert_in_order(&document, &["部门预算收支总表", "312001 本级", "部门预算收支总表", "312003 大队", "部门预算收支总表"]);
    assert_eq!(headings(&document).iter().filter(|text| *text == "部门预算收支总表").count(), 3);
    assert_eq!(json(&draft)["meta"]["units"][1]["code"], "312003");
}

/// An override on a 款 of one unit's form is that form's alone: the department adds up what was typed by 项.
#[test]
fn an_override_of_one_unit_is_not_the_departments() {
    let mut draft = two_units();
    type_into(&mut draft, "u1/general", "20402", "project", "5");
    assert_eq!(table(&draft, "u1/general").at("20402", "项目支出"), "5.00");
    assert_eq!(table(&draft, "general").at("20402", "项目支出"), "10.50");
    // Nor does one on a code whose 项 stands in another form of the unit.
    type_into(&mut draft, "u2/outlay", "204", "business", "9");
    assert_eq!(table(&draft, "outlay").at("204", "经营支出"), "");
}

/// A department's list has a subtotal for each unit above that unit's lines, and one sum of all.
#[test]
fn procurement_has_a_subtotal_for_each_unit() {
    let mut draft = two_units();
    let line = |id: &str, project: &str, quantity: &str, price: &str| Row {
        id: id.into(),
        amounts: [("quantity", quantity), ("price", price)].map(|(column, figure)| (column.to_owned(), amount(figure))).into(),
        texts: [("project".to_owned(), project.to_owned())].into(),
        ..Row::default()
    };
    draft.forms.insert("u1/procurement".into(), vec![line("r1", "甲", "2", "5"), line("r2", "乙", "1", "0.5")]);
    draft.forms.insert("u2/procurement".into(), vec![line("r1", "丙", "3", "4")]);
    let printed = table(&draft, "procurement");
    let total = printed.columns.iter().position(|label| label.ends_with("合计")).expect("the amount");
    let rows: Vec<(&str, &str)> = printed.rows.iter().map(|row| (row[0].as_str(), row[total].as_str())).collect();
    assert_eq!(rows, [("合计", "22.50"), ("本级小计", "10.50"), ("甲", "10.00"), ("乙", "0.50"), ("大队小计", "12.00"), ("丙", "12.00")]);
    assert_eq!(table(&draft, "u2/procurement").rows.len(), 3, "the unit's own: total, subtotal, line");
    // What a unit does not publish stays in the sum, and a note says why the lines are less.
    let mut withheld = draft.clone();
    withheld.withheld.insert(Place::Form(FormName::of("u2", "procurement")));
    let printed = table(&withheld, "procurement");
    let rows: Vec<(&str, &str)> = printed.rows.iter().map(|row| (row[0].as_str(), row[total].as_str())).collect();
    assert_eq!(rows, [("合计", "22.50"), ("本级小计", "10.50"), ("甲", "10.00"), ("乙", "0.50")]);
    assert_eq!(notes(&withheld, "procurement"), ["注：有1个单位的本表按规定不予公开，所列合计包括其数额。"]);
    // Without units the one subtotal is the department's.
    let one = store::sample("department-2021.ron").expect("a sample");
    assert_eq!(table(&one, "procurement").rows[1][0], "平川经济技术开发区公安分局小计");
}

/// One unit fills in a 款, another its 项: the first is told so, and the department's figure is both together.
#[test]
fn units_that_fill_in_different_levels_lose_no_money() {
    let mut draft = with_options("hebei-department-2021", &["parts", "money"]);
    draft.units = two_units().units;
    type_into(&mut draft, "u1/general", "20402", "project", "100");
    type_into(&mut draft, "u2/general", "2040201", "project", "50");
    type_into(&mut draft, "u2/general", "2040220", "project", "0.5");
    assert_eq!(table(&draft, "general").at("20402", "项目支出"), "150.50");
    type_into(&mut draft, "u1/general", "205", "project", "7");
    type_into(&mut draft, "u2/general", "20501", "project", "8");
    draft.units.push(Unit { id: "u3".into(), code: "312005".into(), name: "所".into() });
    type_into(&mut draft, "u3/general", "2050101", "project", "9");
    assert_eq!(table(&draft, "general").at("205", "项目支出"), "24.00", "three levels");
    for (unit, code) in [("u1", "205"), ("u2", "20501"), ("u3", "2050101")] {
        draft.forms.get_mut(&PaneName::called(unit, "general")).expect("rows").retain(|row| row.code != code);
    }
    assert_eq!(table(&draft, "general").at("合计", "合计"), "150.50");
    let found = findings(&draft);
    assert!(found.iter().any(|f| f.code == "K104" && f.place.describe(&draft).starts_with("本级")), "{found:?}");
    assert!(found.iter().all(|f| f.code != "A101"), "nobody has typed over anything: {found:?}");
}

/// Rules look at a unit's own forms: not at the department's other tables once more for each unit, and a card's code at
/// the forms of the card's unit.
#[test]
fn rules_look_at_each_unit_by_itself() {
    let mut draft = two_units();
    let line = Row {
        id: "r1".into(),
        amounts: [("quantity", "2"), ("price", "5"), ("total", "11")].map(|(column, figure)| (column.to_owned(), amount(figure))).into(),
        ..Row::default()
    };
    draft.forms.insert("u1/procurement".into(), vec![line]);
    let mut card = Card { id: "c1".into(), unit: "u1".into(), ..Card::default() };
    card.texts.insert("function".into(), "2040220".into());
    card.amounts.extend([("fiscal".to_owned(), amount("3")), ("budget".to_owned(), amount("4"))]);
    draft.cards.push(card);
    let found = findings(&draft);
    let of = |code: &str| found.iter().filter(|f| f.code == code).count();
    assert_eq!(of("A101"), 2, "the procurement line and the card's budget, each once: {found:?}");
    assert_eq!(of("K105"), 1, "only the other unit has that code");
}

#[test]
fn figures_beside_units_and_columns_that_nobody_sees_are_refused() {
    let desk = Desk::new();
    let refused = |change: &dyn Fn(&mut Draft), wanted: &str| {
        let mut draft = two_units();
        change(&mut draft);
        let error = store::save(&draft, &desk.path("x.ron")).expect_err(wanted);
        assert!(error.reason.contains(wanted), "{error}");
    };
    refused(&|draft| type_into(draft, "general", "2040201", "basic", "777"), "由各单位的表相加得出");
    refused(&|draft| type_into(draft, "u1/assets", "rest", "value", "777"), "不分单位填");
    let hidden = Indicator { number: "5".into(), ..Indicator::default() };
    refused(
        &|draft| draft.cards.push(Card { id: "c1".into(), unit: "u1".into(), indicators: vec![hidden.clone()], ..Card::default() }),
        "模板没有的列",
    );
    refused(&|draft| draft.units[0].id = "a/b".into(), "不能有斜杠");
}

#[test]
fn a_units_mistake_is_told_with_its_unit() {
    let mut draft = two_units();
    type_into(&mut draft, "u2/basic", "30201", "operating", "20");
    let found = findings(&draft);
    let places: Vec<String> = found.iter().filter(|f| f.code == "T501").map(|f| f.place.describe(&draft)).collect();
    assert!(places.iter().any(|place| place.starts_with("大队 5 一般公共预算支出表")), "{places:?}");
    assert!(!places.iter().any(|place| place.starts_with("本级")), "{places:?}");
    // A card that belongs to no unit is in no unit's sum.
    draft.cards.push(Card { id: "c1".into(), ..Card::default() });
    assert!(findings(&draft).iter().any(|finding| finding.code == "C104"));
}

#[test]
fn each_units_projects_are_checked_against_its_own_cards() {
    let mut draft = two_units();
    for (n, (unit, code, money)) in [("u1", "2040201", "7"), ("u2", "2040201", "0.5"), ("u2", "2040220", "3")].into_iter().enumerate() {
        let mut card = Card { id: format!("c{}", n + 1), unit: unit.into(), ..Card::default() };
        card.texts.insert("function".into(), code.into());
        card.amounts.insert("fiscal".into(), amount(money));
        draft.cards.push(card);
    }
    assert!(findings(&draft).iter().all(|finding| finding.code != "T301"), "all agree");
    // The money of one unit's project moved to the other: the department still agrees, its units do not.
    draft.cards[1].unit = "u1".into();
    let broken: Vec<String> = findings(&draft).iter().filter(|f| f.code == "T301").map(|f| f.place.describe(&draft)).collect();
    assert_eq!(broken.len(), 2, "{broken:?}");
    // What a classified project costs is not in the draft, so the check says that it was not made.
    draft.cards[1] = draft.cards[1].redacted("专项业务经费");
    draft.cards[1].unit = "u2".into();
    let found = findings(&draft);
    let not_checked =
        found.iter().filter(|f| f.code == "T301").all(|f| f.status == Status::NotChecked || f.place.describe(&draft).starts_with("本级"));
    assert!(not_checked, "{found:?}");
    assert!(found.iter().any(|f| f.message.contains("1个涉密项目的预算数不在内")), "{found:?}");
}

#[test]
fn a_draft_of_units_is_saved_and_an_unknown_unit_refused() {
    let draft = two_units();
    assert!(reopened(&draft) == draft);
    let desk = Desk::new().with("部门.ron", &draft);
    let text = desk.text("部门.ron").replace("\"u2/general\"", "\"u9/general\"");
    let desk = desk.with_file("部门.ron", &text);
    let error = store::open(&desk.path("部门.ron")).expect_err("no such unit");
    assert!(error.reason.contains("u9/general") && error.reason.contains("单位名单"), "{error}");
}
