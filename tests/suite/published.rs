//! Published documents as people lay them out: each test is one oddness of layout that a reader does not notice and a program has to know.

use crate::common::{document, json};
use gongkai::model::Draft;
use gongkai::read::{Block, Kind, RawGrid, Source, parse_text};
use gongkai::recognise::{Recognised, recognise};
use gongkai::report::Fate;
use gongkai::template::Library;
use gongkai::write;
use serde_json::Value;

fn import(text: &str) -> Recognised {
    recognise(&[parse_text("稿.txt", text).expect("a text")], &Library::load(None), None).expect("a document")
}

fn import_as(template: &str, text: &str) -> Recognised {
    recognise(&[parse_text("稿.txt", text).expect("a text")], &Library::load(None), Some(template)).expect("a document")
}

fn text(draft: &Draft) -> String {
    write::text(&document(draft))
}

/// The table of that title in the JSON export.
#[track_caller]
fn table(draft: &Draft, title: &str) -> Value {
    let data = json(draft);
    let found = data["tables"].as_array().expect("tables").iter().find(|table| table["title"] == title).cloned();
    found.unwrap_or_else(|| panic!("no table {title} in {}", text(draft)))
}

fn rows(table: &Value) -> usize {
    table["rows"].as_array().expect("rows").len()
}

const FORM: &str = "单位预算一般公共预算财政拨款支出表
单位：万元
功能分类科目\t\t合计\t基本支出\t项目支出
科目编码\t科目名称\t\t\t
合计\t\t372.15\t330.15\t42.00
201\t一般公共服务支出\t372.15\t330.15\t42.00
20126\t档案事务\t372.15\t330.15\t42.00
2012601\t行政运行\t330.15\t330.15\t
2012604\t档案馆\t42.00\t\t42.00
";

/// A typed figure of the form.
fn figure(draft: &Draft, code: &str, column: &str) -> String {
    let row = draft.rows(&"general".into()).iter().find(|row| row.code == code);
    row.and_then(|row| row.amounts.get(column)).map_or_else(String::new, ToString::to_string)
}

#[test]
fn a_table_of_projects_inside_a_document_is_no_list_of_approved_lines() {
    let projects = "项目支出明细表\n单位：万元\n单位名称\t功能科目\t项目名称\t金额\n某站\t2012604\t雷达维护\t12.00\n某站\t2012604\t设备购置\t30.00\n";
    let found = import_as("hebei-unit-2024", &format!("{FORM}\n{projects}"));
    assert_eq!((figure(&found.draft, "2012601", "basic"), figure(&found.draft, "2012604", "project")), ("330.15".into(), "42.00".into()));
    assert_eq!(rows(&table(&found.draft, "项目支出明细表")), 2);
}

#[test]
fn a_dash_is_a_blank_and_brackets_are_a_minus() {
    let odd = FORM.replace("330.15\t330.15\t\n", "330.15\t330.15\t-\n").replace("42.00\t\t42.00", "(42.00)\t—\t（42.00）");
    let found = import_as("hebei-unit-2024", &odd);
    assert_eq!((figure(&found.draft, "2012601", "basic"), figure(&found.draft, "2012604", "project")), ("330.15".into(), "-42.00".into()));
}

#[test]
fn a_form_in_yuan_is_converted_and_says_so() {
    let yuan = FORM.replace("单位：万元", "单位：元").replace(".15", "1500").replace("42.00", "420000");
    let found = import_as("hebei-unit-2024", &yuan);
    assert_eq!((figure(&found.draft, "2012601", "basic"), figure(&found.draft, "2012604", "project")), ("330.15".into(), "42".into()));
    assert!(found.report.entries.iter().any(|entry| entry.fate == Fate::Doubtful && entry.message.contains("换算")), "{:#?}", found.report.entries);
    assert!(!text(&found.draft).contains("单位：元"));
}

#[test]
fn captions_in_one_line_name_the_unit_and_the_money() {
    let found = import(
        "第二部分 预算表\n2026年单位支出预算总表\n部门（单位）：青桥区图书馆 单位：元\n科目编码\t科目名称\t合计\n207\t文化支出\t5,120,400\n合计\t\t5,120,400\n",
    );
    let table = table(&found.draft, "2026年单位支出预算总表");
    assert_eq!(rows(&table), 2);
    assert_eq!(found.draft.identity.unit_name, "青桥区图书馆");
    assert!(text(&found.draft).contains("单位：元"));
}

#[test]
fn a_table_goes_on_behind_a_page_break_with_its_number_or_without_a_head() {
    let page = |rows: &str| format!("表3\n支出总表\n部门名称：某区统计局\t\t单位：万元\n科目编码\t科目名称\t合计\n{rows}\n\n");
    let found = import(&format!(
        "第三部分 表格\n{}{}2010550\t事业运行\t0.00\n合计\t\t520.00\n",
        page("201\t一般公共服务支出\t520.00\n20105\t统计信息事务\t520.00"),
        page("2010501\t行政运行\t400.00")
    ));
    assert_eq!(rows(&table(&found.draft, "支出总表")), 5, "{}", text(&found.draft));
}

#[test]
fn the_year_below_the_title_of_a_table_is_a_caption() {
    let found = import("七、绩效情况\n目标表见后。\n馆藏修复情况表\n（2026年度）\n项目\t金额\t比例\n馆藏修复\t86.00\t10\n");
    assert_eq!(rows(&table(&found.draft, "馆藏修复情况表")), 1);
}

#[test]
fn the_title_on_every_page_is_furniture() {
    let head = "某市审计局2026年度部门预算公开";
    let found = import(&format!(
        "{head}\n一、主要职能\n某市审计局主管全市审计工作，负责对财政收支和法律法规规定属于审计监督范\n{head}\n围的财务收支进行审计监督，维护财政经济秩序。\n\
         二、支出表\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t640.00\n{head}\n20108\t审计事务\t640.00\n{head}\n三、其他\n没有其他事项。\n"
    ));
    assert!(text(&found.draft).contains("审计监督范围的财务收支"));
    assert_eq!(rows(&table(&found.draft, "支出总表")), 2);
    assert_eq!(found.report.entries.iter().filter(|entry| entry.message.starts_with("页眉")).count(), 3);
}

#[test]
fn the_name_beside_the_title_of_the_cover_is_the_unit_whatever_it_ends_in() {
    let text = "青禾县图书馆\n2024年单位预算信息公开\n2024年2月\n一、部门职责及机构设置情况\n部门职责\n负责本县有关工作。\n";
    assert_eq!(import_as("hebei-unit-2024", text).draft.identity.unit_name, "青禾县图书馆");
}

#[test]
fn a_sheet_of_one_column_is_text_and_a_blank_row_parts_a_title_from_its_table() {
    let cells = |rows: &[&str]| RawGrid::of(rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect());
    let sheets = [
        cells(&["某局2026年部门预算"]),
        cells(&["主要职能", "", "某局是政府工作部门。\n组织群众体育活动。"]),
        cells(&["2026年支出总表||", "||", "科目编码|科目名称|合计", "207|文化支出|184.00", "合计||184.00"]),
    ];
    let blocks = sheets.into_iter().map(|grid| Block { at: "工作表".into(), kind: Kind::Grid(grid) }).collect();
    let source = Source { name: "稿.xlsx".into(), blocks, ..Source::default() };
    let found = recognise(&[source], &Library::load(None), None).expect("a document");
    assert!(text(&found.draft).lines().any(|line| line == "某局是政府工作部门。"), "{}", text(&found.draft));
    assert_eq!(rows(&table(&found.draft, "2026年支出总表")), 2);
}

#[test]
fn the_contents_end_where_sentences_begin() {
    let found = import(
        "某市2026年市级单位预算\n预算单位：某市群众艺术馆\n\n目 录\n一、单位主要职能\n二、单位机构设置\n三、单位预算编制说明\n\n某市群众艺术馆（单位）主要职能\n\
         某市群众艺术馆是公益一类事业单位。\n1.组织群众文艺创作；\n2.开展公益培训。\n某市群众艺术馆（单位）机构设置\n人员编制23名。\n三、单位预算编制说明\n收入预算612.30万元。\n",
    );
    let text = text(&found.draft);
    for words in ["公益一类事业单位", "组织群众文艺创作", "人员编制23名"] {
        assert!(text.contains(words), "{words} is lost: {text}");
    }
}

#[test]
fn rows_laid_out_with_blanks_are_not_joined_to_running_text() {
    let line = "某局按照过紧日子的要求从严从紧编制预算压减一般性支出全年安排教育支出主要用于各级学校的日常运转";
    let rows = [
        "2050101              行政运行                              1,311.20",
        "2050102              一般行政管理事务                        262.05",
    ];
    let found = import(&format!("{}\n{}\n", [line; 14].join("\n"), rows.join("\n")));
    assert!(!text(&found.draft).contains("1,311.202050102"));
}
