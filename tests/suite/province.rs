//! A province of our own invention, said by data alone, and what a template can get wrong.

use std::fs;

use crate::common::{amount, assert_in_order, assert_no_errors, copy_folder, document, json, reopened, repository, table, type_into};
use gongkai::export::export;
use gongkai::model::{Card, Draft, Indicator, Row};
use gongkai::template::{Library, check_folder};
use gongkai::write;

const PROVINCE: &str = "tests/fixtures/lanhe-unit-2025";

/// A draft of the made-up province with figures in 元.
fn province() -> Draft {
    let library = Library::load(Some(&repository("tests/fixtures")));
    assert!(library.faults.is_empty(), "{:?}", library.faults);
    let template = library.template("lanhe-unit-2025").expect("added by RON alone").clone();
    let mut draft = Draft::new(template.resolved(&["result".into()]).expect("an option"), "901001", "澜河省某中心", 2025);
    for (code, column, figure) in [("2050101", "basic", "1234567.89"), ("2050101", "carried", "200000"), ("2050299", "project", "98765.4")] {
        type_into(&mut draft, "general", code, column, figure);
    }
    type_into(&mut draft, "outlay", "2050101", "next", "1000.01");
    type_into(&mut draft, "income", "2050101", "carried_other", "1000.01");
    draft.forms.entry("staff".into()).or_default().push(Row {
        id: "=civil".into(),
        amounts: [("posts".to_owned(), amount("12"))].into(),
        ..Row::default()
    });
    let mut card = Card {
        id: "c1".into(),
        goals: vec!["完成培训。".into()],
        plan: ["30", "60", "100"].map(|share| Some(amount(share))).to_vec(),
        ..Card::default()
    };
    card.texts.insert("name".into(), "教师培训".into());
    card.texts.insert("office".into(), "教师工作处".into());
    card.amounts.insert("budget".into(), amount("98765.4"));
    let mut row = Indicator { level1: "产出指标".into(), level2: "数量指标".into(), value: "≥300人".into(), ..Indicator::default() };
    row.more.insert("weight".into(), "40".into());
    card.indicators.push(row);
    draft.cards.push(card);
    draft.give_ids();
    draft
}

#[test]
fn a_province_is_added_by_data_alone() {
    assert!(check_folder(&repository(PROVINCE), &Library::load(None).codes).is_ok());
    let draft = province();
    assert_no_errors(&draft);
    // One more column in 支出总表, codes in three columns, amounts in 元.
    let outlay = table(&draft, "outlay");
    assert_eq!(outlay.columns, ["科目编码 类", "科目编码 款", "科目编码 项", "科目名称", "合计", "基本支出", "项目支出", "结转下年"]);
    assert_eq!(outlay.rows[0], ["", "", "", "合计", "1334333.30", "1234567.89", "98765.40", "1000.01"]);
    assert_eq!(outlay.rows[3][..5], ["205", "01", "01", "行政运行", "1235567.90"]);
    assert_eq!(outlay.rows[2][..3], ["205", "01", ""], "a section has no item");
    // Carry-over in columns of its own.
    let income = table(&draft, "income");
    assert_eq!(income.columns[7..], ["上年结转 一般公共预算", "上年结转 其他", "上年结转 小计"]);
    assert_eq!(income.rows[0][4..], ["1334333.30", "1133333.29", "", "200000.00", "1000.01", "201000.01"]);
    assert_eq!(table(&draft, "staff").at("退休人员", "编制数"), "—");
    // Another order, another field, weights, the option's words.
    assert_in_order(
        &document(&draft),
        &["第一部分 单位概况", "第二部分 绩效目标", "1. 教师培训", "第三部分 预算情况说明", "第四部分 预算公开表", "单位收入总表", "单位支出总表"],
    );
    let json = json(&draft);
    assert_eq!(json["cards"][0]["fields"]["office"], "教师工作处");
    assert_eq!(json["cards"][0]["indicators"][0]["more"]["weight"], "40");
    assert_eq!(json["tables"][1]["unit"], "元");
    let kinds = &draft.template.card.as_ref().expect("cards").kinds;
    assert_eq!(kinds[2].level2, ["经济效果指标", "社会效果指标"]);
    let text = write::text(&document(&draft));
    assert!(text.contains("2025年收入总计1334333.30元，其中上年结转201000.01元；支出总计1334333.30元。"), "{text}");
    assert!(text.contains("预算98765.40元由教师工作处执行") && text.contains("30%"), "{text}");
    let folder = tempfile::tempdir().expect("a folder");
    for ending in ["txt", "pdf", "json"] {
        export(&draft, &Library::load(None).codes, &folder.path().join(format!("x.{ending}"))).unwrap_or_else(|error| panic!("{error}"));
    }
    // The draft carries its template, so it opens where nobody has that folder.
    assert!(reopened(&draft) == draft);
}

/// A column that stands with one option only: without it the equations do without its terms.
#[test]
fn equations_do_without_what_an_option_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(&repository(PROVINCE), folder.path());
    let path = folder.path().join("forms/2-outlay.ron");
    let text = fs::read_to_string(&path).expect("a form");
    let text = text.replace("kind: Money, width: 14),\n      ],", "kind: Money, width: 14, when: \"result\"),\n      ],");
    fs::write(&path, text).expect("written");
    let template = check_folder(folder.path(), &Library::load(None).codes).unwrap_or_else(|faults| panic!("{faults:?}"));
    let columns = |options: &[&str]| {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let form = template.resolved(&options).expect("an option").form("outlay").expect("the form").clone();
        (form.panes[0].columns.len(), form.panes[0].equations.last().expect("an equation").clone())
    };
    assert_eq!(columns(&["result"]), (9, "[*, total] = [@, basic] + [@, project] + [@, next]".to_owned()));
    assert_eq!(columns(&["effect"]), (8, "[*, total] = [@, basic] + [@, project]".to_owned()));
}

/// Changes one place of the province and gives the faults that are found.
fn spoiled(file: &str, from: &str, to: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(&repository(PROVINCE), folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("a file of the template");
    assert!(text.contains(from), "no {from} in {file}");
    fs::write(&path, text.replacen(from, to, 1)).expect("written");
    let faults = check_folder(folder.path(), &Library::load(None).codes).expect_err("a fault");
    faults.iter().map(|fault| fault.to_string().replace(&folder.path().display().to_string(), "")).collect()
}

#[test]
fn faults_of_a_template_are_told_with_file_line_and_reason() {
    for (file, from, to, wanted) in [
        ("forms/2-outlay.ron", "kind: Segment(2)", "kind: Segment(5)", "/forms/2-outlay.ron 第13行：“item”：Segment 的级次"),
        ("forms/2-outlay.ron", "general[@, project]", "general[@, projct]", "表“general”没有列“projct”"),
        ("forms/4-staff.ron", "left: [],", "left: [],\n  per_unit: true,", "Units"),
        ("card.ron", "{office}执行", "{offise}执行", "/card.ron"),
        ("card.ron", "label: \"权重\"", "label: \"权重\", span: 3", "共占8格"),
        ("card.ron", "More(\"weight\")", "Level3", "两列是同一项内容"),
        ("template.ron", "Form(\"staff\")", "Form(\"people\")", "outline 用到了不存在的表"),
        ("template.ron", "levels: [(number: \"{1}．\", between: \"：\", pair: (\"目标：\", \"指标：\"))]", "levels: []", "至少要写一级"),
        ("template.ron", "Glossary,", "Shared(\"none\"),", "shared 里没有“none”"),
        ("template.ron", "(id: \"duties\"", "(id: \"goals\"", "outline 里代号重复"),
        ("forms/4-staff.ron", "id: \"service\"", "id: \"civil\"", "/forms/4-staff.ron 第15行：“civil”：行的代号重复"),
        ("forms/4-staff.ron", "width: 12),", "width: 12, when: \"extra\"),", "“extra”：choices 里没有这个可选项"),
        ("card.ron", "(show: Field(\"office\"), span: 2)", "(show: Field(\"office\"), span: 3)", "版式第1行各格没有正好占满 widths 的6格（占了7格）"),
        ("card.ron", "widths:", "equations: [\"[*, budget] = [@, budgte]\"],\n  widths:", "没有列“budgte”"),
        ("template.ron", "id: \"result\"", "id: \"effect\"", "可选项的代号重复"),
        ("template.ron", "\"效果\")", "\"“\\\"效果\")", "words 里不能有英文引号"),
        ("template.ron", "words: [(\"effect\", \"效益\")]", "words: [(\"unit\", \"效益\")]", "words 里的“unit”另有含义"),
        ("template.ron", "id: \"summary\"", "id: \"a12\"", "留给补充内容"),
        ("template.ron", "year: 2025,", "year: 2025,\n  yaer: 1,", "不认识的字段“yaer”"),
    ] {
        let found = spoiled(file, from, to);
        assert!(found.iter().any(|fault| fault.contains(wanted)), "{from} → {to}: {found:?}");
    }
}
