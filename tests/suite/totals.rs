//! Figures typed once and printed everywhere: what a clerk sees in the nine forms after typing.

use std::collections::BTreeSet;

use crate::common::{NINE, Table, amount, assert_no_errors, empty, errors, findings, json, sample, table, totals, type_into};
use gongkai::amount::MoneyUnit;
use gongkai::calc::CellKind;
use gongkai::model::{Draft, PaneName, Place};
use gongkai::rules::Severity;
use rust_decimal::Decimal;
use serde_json::json;

/// The printed columns of a form that hold money, by position.
fn money_columns(draft: &Draft, form: &str) -> Vec<usize> {
    let form = draft.template.form(form).expect("a form");
    let printed = form.panes.iter().flat_map(|pane| &pane.columns).filter(|column| column.print);
    let serial = usize::from(form.serial.is_some());
    printed.enumerate().filter(|(_, column)| column.kind.is_figure()).map(|(at, _)| at + serial).collect()
}

/// Every printed figure of a form.
fn figures(draft: &Draft, form: &str) -> Vec<String> {
    let columns = money_columns(draft, form);
    let rows = table(draft, form).rows;
    rows.iter().flat_map(|row| columns.iter().map(move |at| row[*at].clone())).filter(|text| !text.is_empty()).collect()
}

/// A printed cell that differs.
struct Change {
    row: String,
    column: String,
    was: String,
    is: String,
}

/// The cells that differ between two tables of the same shape; `money` are the columns of figures.
fn changes(before: &Table, after: &Table, money: &[usize]) -> Vec<Change> {
    assert_eq!(before.columns, after.columns);
    assert_eq!(before.rows.len(), after.rows.len());
    let mut out = Vec::new();
    for (old, new) in before.rows.iter().zip(&after.rows) {
        for (at, (was, is)) in old.iter().zip(new).enumerate() {
            if was != is {
                let label = (0..at).rev().find(|left| !money.contains(left) && !old[*left].is_empty());
                let row = label.map(|left| old[left].clone()).unwrap_or_default();
                out.push(Change { row, column: before.columns[at].clone(), was: was.clone(), is: is.clone() });
            }
        }
    }
    out
}

fn cells(rows: &[&str], columns: &[&str]) -> BTreeSet<(String, String)> {
    rows.iter().flat_map(|row| columns.iter().map(move |column| ((*row).to_owned(), (*column).to_owned()))).collect()
}

#[track_caller]
fn assert_printed(draft: &Draft, expected: &[(&str, &str, &str, &str)]) {
    for (form, row, column, text) in expected {
        assert_eq!(table(draft, form).at(row, column), *text, "{form} [{row}, {column}]");
    }
}

#[test]
fn a_few_typed_figures_fill_the_nine_forms() {
    let draft = sample();
    let panes: Vec<PaneName> = draft
        .template
        .forms
        .iter()
        .filter(|form| NINE.contains(&form.id.as_str()))
        .flat_map(|form| form.panes.iter().map(move |pane| PaneName::of("", form, pane)))
        .collect();
    assert_eq!(panes.len(), 11, "two forms have two panes each");
    let names: Vec<&PaneName> = panes.iter().collect();
    let typed = draft.typed_amounts(&names);
    assert!((1..=36).contains(&typed), "{typed} amounts are stored");
    let printed: Vec<usize> = NINE.iter().map(|form| figures(&draft, form).len()).collect();
    assert_eq!(printed, [10, 63, 43, 17, 43, 59, 0, 0, 10], "245 figures are printed");
    assert_printed(
        &draft,
        &[
            ("balance", "收入总计", "收入 预算数", "2860.12"),
            ("balance", "支出总计", "支出 预算数", "2860.12"),
            ("outlay", "合计", "基本支出", "523.00"),
            ("outlay", "合计", "项目支出", "2337.12"),
            ("basic", "合计", "一般公共预算基本支出 人员经费", "270.00"),
            ("basic", "合计", "一般公共预算基本支出 公用经费", "253.00"),
            ("three", "“三公”经费小计", "资金性质 合计", "138.64"),
        ],
    );
}

#[test]
fn one_cent_more_changes_exactly_43_printed_figures() {
    let before = sample();
    let mut after = before.clone();
    type_into(&mut after, "general", "2040220", "project", "70.01");

    let classes = ["合计", "公共安全支出", "公安", "执法办案"];
    let expected = |form: &str| match form {
        "balance" => {
            let mut both = cells(&["一、一般公共预算拨款收入", "本年收入合计", "收入总计"], &["收入 预算数"]);
            both.extend(cells(&["四、公共安全支出", "本年支出合计", "支出总计"], &["支出 预算数"]));
            both
        }
        "income" => cells(&classes, &["合计", "本年收入 小计", "本年收入 财政拨款收入"]),
        "outlay" | "general" => cells(&classes, &["合计", "项目支出"]),
        "fiscal" => {
            let mut both = cells(&["一、一般公共预算拨款", "本年收入合计", "收入总计"], &["收入 金额"]);
            both.extend(cells(&["四、公共安全支出", "本年支出合计", "支出总计"], &["支出 合计", "支出 一般公共预算财政拨款"]));
            both
        }
        _ => BTreeSet::new(),
    };

    let mut counts = Vec::new();
    for form in NINE {
        let found = changes(&table(&before, form), &table(&after, form), &money_columns(&before, form));
        for change in &found {
            let (was, is): (Decimal, Decimal) = (change.was.parse().expect("a figure"), change.is.parse().expect("a figure"));
            assert_eq!((is - was).to_string(), "0.01", "{form} [{}, {}]", change.row, change.column);
        }
        counts.push(found.len());
        let places: BTreeSet<(String, String)> = found.into_iter().map(|change| (change.row, change.column)).collect();
        assert_eq!(places, expected(form), "{form}");
    }
    assert_eq!(counts, [6, 12, 8, 9, 8, 0, 0, 0, 0]);
    assert_eq!(counts.iter().sum::<usize>(), 43);
}

#[test]
fn carrying_over_lowers_this_years_income_and_keeps_the_totals() {
    let mut draft = sample();
    type_into(&mut draft, "general", "2040220", "carried", "10.00");
    assert_printed(
        &draft,
        &[
            ("balance", "本年收入合计", "收入 预算数", "2850.12"),
            ("balance", "上年结转结余", "收入 预算数", "10.00"),
            ("balance", "收入总计", "收入 预算数", "2860.12"),
            ("balance", "支出总计", "支出 预算数", "2860.12"),
            ("income", "合计", "本年收入 小计", "2850.12"),
            ("income", "合计", "上年结转", "10.00"),
            ("income", "合计", "合计", "2860.12"),
            ("income", "2040220", "本年收入 小计", "60.00"),
            ("income", "2040220", "上年结转", "10.00"),
            ("fiscal", "本年收入合计", "收入 金额", "2850.12"),
            ("fiscal", "年初财政拨款结转和结余", "收入 金额", "10.00"),
            ("fiscal", "收入总计", "收入 金额", "2860.12"),
            ("fiscal", "支出总计", "支出 合计", "2860.12"),
            ("general", "合计", "合计", "2860.12"),
        ],
    );
    assert_no_errors(&draft);
}

#[test]
fn other_funds_typed_in_columns_that_are_not_printed_flow_on() {
    let before = sample();
    let mut draft = before.clone();
    type_into(&mut draft, "income", "2040220", "other_carried", "5.00");
    let codes: Vec<String> = errors(&draft).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["T101"], "income without its expenditure");

    // A code that no form of the fiscal funds has: both total forms get a row for it.
    type_into(&mut draft, "outlay", "2040299", "other_basic", "5.00");
    assert_printed(
        &draft,
        &[
            ("income", "合计", "上年结转", "5.00"),
            ("income", "合计", "本年收入 小计", "2860.12"),
            ("income", "合计", "合计", "2865.12"),
            ("income", "2040299", "合计", ""),
            ("outlay", "2040299", "基本支出", "5.00"),
            ("outlay", "204", "合计", "2342.12"),
            ("outlay", "合计", "基本支出", "528.00"),
            ("balance", "上年结转结余", "收入 预算数", "5.00"),
            ("balance", "收入总计", "收入 预算数", "2865.12"),
            ("balance", "支出总计", "支出 预算数", "2865.12"),
        ],
    );
    let codes: Vec<String> = errors(&draft).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["N102"], "only the sentence that names the parts of form 6 alone adds up no more");
    for form in ["fiscal", "general", "basic"] {
        assert_eq!(table(&draft, form), table(&before, form), "{form} is about the fiscal funds alone");
    }
    for form in ["income", "outlay"] {
        assert!(!table(&draft, form).columns.iter().any(|label| label.contains("非财政拨款")), "{form} prints no such column");
    }
}

#[test]
fn negative_amounts_are_taken_off() {
    let mut draft = sample();
    type_into(&mut draft, "general", "2040220", "project", "-0.01");
    assert_printed(
        &draft,
        &[
            ("general", "2040220", "项目支出", "-0.01"),
            ("general", "合计", "项目支出", "2267.11"),
            ("balance", "支出总计", "支出 预算数", "2790.11"),
            ("balance", "收入总计", "收入 预算数", "2790.11"),
        ],
    );
}

#[test]
fn an_empty_draft_prints_no_figure() {
    let draft = empty();
    for form in NINE {
        assert_eq!(figures(&draft, form), Vec::<String>::new(), "{form}");
    }
    for form in ["general", "basic", "fund", "capital", "three"] {
        let notes = table(&draft, form).notes;
        assert!(notes.iter().any(|note| note.contains("空表列示")), "{form} says that it is empty: {notes:?}");
    }
    assert_no_errors(&draft);
}

#[test]
fn zero_is_a_figure_and_blank_is_none() {
    let mut draft = empty();
    type_into(&mut draft, "general", "2040220", "project", "0");
    assert_printed(
        &draft,
        &[
            ("general", "2040220", "项目支出", "0.00"),
            ("general", "2040220", "基本支出", ""),
            ("general", "合计", "合计", "0.00"),
            ("general", "合计", "基本支出", ""),
            ("balance", "四、公共安全支出", "支出 预算数", "0.00"),
            ("balance", "五、教育支出", "支出 预算数", ""),
            ("balance", "支出总计", "支出 预算数", "0.00"),
        ],
    );
    assert_eq!(table(&draft, "general").notes, Vec::<String>::new(), "a form with a figure is not empty");
}

#[test]
fn decimals_are_kept_as_typed_and_filled_up_to_two() {
    for (typed, printed, total) in
        [("784.2857", "784.2857", "3051.4057"), ("1.5", "1.50", "2268.62"), ("1.500", "1.500", "2268.620"), ("3", "3.00", "2270.12")]
    {
        let mut draft = sample();
        type_into(&mut draft, "general", "2040220", "project", typed);
        assert_printed(
            &draft,
            &[("general", "2040220", "项目支出", printed), ("outlay", "2040220", "合计", printed), ("general", "合计", "项目支出", total)],
        );
    }
}

#[test]
fn an_override_counts_and_keeps_the_computed_figure_beside() {
    let mut draft = sample();
    type_into(&mut draft, "general", "total", "project", "2337.10");

    let (plan, totals) = totals(&draft);
    let cell = totals.at(&plan, &"general".into(), &"=total".into(), "project").expect("a cell");
    assert_eq!(cell.kind, CellKind::Override);
    assert_eq!((cell.shown, cell.computed), (Some(amount("2337.10").0), Some(amount("2337.12").0)));

    assert_printed(
        &draft,
        &[
            ("general", "合计", "项目支出", "2337.10"),
            ("general", "合计", "合计", "2860.10"),
            ("general", "204", "项目支出", "2337.12"),
            ("outlay", "合计", "合计", "2860.10"),
            ("balance", "一、一般公共预算拨款收入", "收入 预算数", "2860.10"),
        ],
    );

    let found = findings(&draft);
    let overrides: Vec<_> = found.iter().filter(|finding| finding.code == "A101").collect();
    assert_eq!(overrides.len(), 1);
    assert_eq!(overrides[0].severity, Severity::Error);
    assert_eq!(overrides[0].place, Place::Cell { pane: "general".into(), row: "=total".into(), column: "project".into() });
    assert_eq!(overrides[0].figures, Some(("2337.10".into(), "2337.12".into())));
    assert!(overrides[0].message.contains("2337.10 ≠ 2337.12（差 -0.02）"), "{}", overrides[0].message);

    let export = json(&draft);
    for table in export["tables"].as_array().expect("tables") {
        let stated = if table["id"] == "general" { json!([{"row": 0, "column": 5, "stated": "2337.10", "computed": "2337.12"}]) } else { json!([]) };
        assert_eq!(table["stated"], stated, "{}", table["id"]);
        if table["id"] == "general" {
            assert_eq!(table["rows"][0][5], "2337.10");
        }
    }
}

#[test]
fn a_typed_row_that_gains_a_child_becomes_an_override() {
    let mut draft = empty();
    type_into(&mut draft, "general", "20402", "project", "100.00");
    let kind_and_figures = |draft: &Draft| {
        let (plan, totals) = totals(draft);
        let cell = totals.at(&plan, &"general".into(), &"=20402".into(), "project").expect("a cell");
        (cell.kind, cell.shown.map(|value| value.to_string()), cell.computed.map(|value| value.to_string()))
    };
    assert_eq!(kind_and_figures(&draft), (CellKind::Typed, Some("100.00".into()), None));
    assert!(!errors(&draft).iter().any(|(code, _)| code == "A101"));

    type_into(&mut draft, "general", "2040220", "project", "60.00");
    assert_eq!(kind_and_figures(&draft), (CellKind::Override, Some("100.00".into()), Some("60.00".into())));
    assert_printed(&draft, &[("general", "20402", "项目支出", "100.00"), ("general", "合计", "项目支出", "100.00")]);
    let messages: Vec<String> = errors(&draft).into_iter().filter(|(code, _)| code == "A101").map(|(_, message)| message).collect();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("100.00 ≠ 60.00（差 40.00）"), "{}", messages[0]);
}

#[test]
fn a_card_that_is_a_cent_off_is_found() {
    let mut draft = sample();
    assert_no_errors(&draft);
    let card = draft.cards.iter_mut().find(|card| card.text("function") == "2040220").expect("the card of 2040220");
    card.amounts.insert("fiscal".into(), amount("70.01"));

    let found: Vec<_> = findings(&draft).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(found.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(), ["T301", "C102"], "{found:?}");
    assert_eq!(found[0].place, Place::Cell { pane: "outlay".into(), row: "=2040220".into(), column: "project".into() });
    assert_eq!(found[0].figures, Some(("70.00".into(), "70.01".into())));
    assert!(found[0].message.contains("（2040220）：70.00 ≠ 70.01（差 -0.01）"), "{}", found[0].message);
}

/// The same draft with every amount in 元.
fn in_yuan(draft: &Draft) -> Draft {
    let mut yuan = draft.clone();
    yuan.entry_unit = MoneyUnit::Yuan;
    for row in yuan.forms.values_mut().flatten() {
        for (column, value) in &mut row.amounts {
            if column != "quantity" {
                *value = value.converted(MoneyUnit::Wan, MoneyUnit::Yuan);
            }
        }
    }
    for card in &mut yuan.cards {
        for value in card.amounts.values_mut().chain(card.plan.iter_mut().flatten()) {
            *value = value.converted(MoneyUnit::Wan, MoneyUnit::Yuan);
        }
    }
    yuan
}

#[test]
fn typed_in_yuan_the_same_draft_prints_the_same() {
    let wan = sample();
    let yuan = in_yuan(&wan);
    let (plan, of_yuan) = totals(&yuan);
    let total = of_yuan.at(&plan, &"general".into(), &"=total".into(), "total").expect("a cell").shown;
    assert_eq!(total, Some(amount("28601200").0), "computed in 元");
    for form in NINE {
        assert_eq!(table(&yuan, form), table(&wan, form), "{form}");
    }
    assert_eq!(json(&yuan)["cards"], json(&wan)["cards"]);
    assert_no_errors(&yuan);
}

#[test]
fn each_printed_cell_is_rounded_by_itself() {
    let mut draft = empty();
    draft.entry_unit = MoneyUnit::Yuan;
    for code in ["2040201", "2040202", "2040219"] {
        type_into(&mut draft, "general", code, "project", "3333");
    }
    assert_printed(
        &draft,
        &[
            ("general", "2040201", "项目支出", "0.33"),
            ("general", "2040202", "项目支出", "0.33"),
            ("general", "2040219", "项目支出", "0.33"),
            ("general", "204", "项目支出", "1.00"),
            ("general", "合计", "合计", "1.00"),
            ("balance", "收入总计", "收入 预算数", "1.00"),
        ],
    );
}
