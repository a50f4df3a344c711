//! Workbooks as offices make them: what is read is what whoever opens the file sees, and what is not seen is told.

use crate::common::desk::Desk;
use crate::common::office::Book;
use crate::common::{self, TEMPLATE};
use gongkai::read::{Kind, RawGrid, Scope, Source, read_bytes, read_bytes_scope};
use gongkai::recognise::{Recognised, recognise};
use gongkai::report::Fate;
use gongkai::template::Library;

fn read(book: &Book) -> Source {
    read_bytes("甲局.xlsx", &book.bytes()).expect("a workbook")
}

#[track_caller]
fn grid(source: &Source) -> &RawGrid {
    let found = source.blocks.iter().find_map(|block| if let Kind::Grid(grid) = &block.kind { Some(grid) } else { None });
    found.expect("a table")
}

fn rows(source: &Source) -> Vec<String> {
    grid(source).rows.iter().map(|row| row.join("|")).collect()
}

fn said(source: &Source) -> String {
    source.remarks.iter().cloned().chain(source.doubts.iter().map(|doubt| format!("{}{}", doubt.at, doubt.message))).collect::<Vec<_>>().join("；")
}

#[test]
fn cells_are_read_as_they_are_seen() {
    let book = Book::default().sheet(
        "进度",
        &[
            "项目|一季度|比上年|起始|代码|金额",
            "渔政执法|0.255~0.0%|-0.12~0%|45292~yyyy\"年\"m\"月\"|45~000000|1234.5~#,##0.00_);(#,##0.00)",
            "增殖放流|1~0%|0.5~0%|45657~yyyy-mm-dd|0123|-4~#,##0.00_);(#,##0.00)",
        ],
    );
    let source = read(&book);
    assert_eq!(
        rows(&source),
        ["项目|一季度|比上年|起始|代码|金额", "渔政执法|25.5%|-12%|2024年1月|000045|1,234.50", "增殖放流|100%|50%|2024-12-31|123|(4.00)"]
    );
    assert_eq!(said(&source), "");
}

#[test]
fn more_digits_than_are_shown_count_as_shown_and_are_told() {
    let source = read(&Book::default().sheet("表", &["甲|66.666666666666671~0.00|1.005~0.00", "乙|80.150000000000006~0.00|2~0.00"]));
    assert_eq!(rows(&source), ["甲|66.67|1.01", "乙|80.15|2.00"]);
    assert!(said(&source).contains("工作表“表”有2个数存的位数比显示的多，按显示的读入，如第1行存66.6666666666667，显示66.67"), "{}", said(&source));
}

#[test]
fn figures_that_a_format_conceals_are_not_read_and_told() {
    let source = read(&Book::default().sheet("表", &["甲|12.5~;;;|0~0.00;-0.00;", "乙|3~\"略\"|7"]));
    assert_eq!(rows(&source), ["甲||", "乙|略|7"]);
    assert!(said(&source).contains("有2个数按单元格格式不显示数字"), "{}", said(&source));
    let blank = read(&Book::default().sheet("表", &["甲|0|5"]).without_zeros());
    assert_eq!(rows(&blank), ["甲||5"]);
}

#[test]
fn a_code_longer_than_a_sheet_keeps_is_a_doubt() {
    let source = read(
        &Book::default().sheet("项目", &["编码|名称", "13010224000110000123~0|截断的", "'13010224000110000123|完整的", "130102240001100~0|十五位"]),
    );
    assert_eq!(rows(&source)[2], "13010224000110000123|完整的");
    assert_eq!(rows(&source)[3], "130102240001100|十五位");
    assert!(said(&source).contains("有1个超过15位的数") && said(&source).contains("只存15位"), "{}", said(&source));
}

#[test]
fn formulas_that_nobody_has_computed_are_doubts() {
    let source = read(&Book::default().sheet("总表", &["收入|预算数", "合计|=B3+B4", "甲|3", "乙|=1+1"]));
    assert_eq!(rows(&source)[1], "合计|");
    assert!(
        said(&source).contains("工作表“总表”有2个单元格是公式，文件里没有存算出的结果") && said(&source).contains("第2行、第4行"),
        "{}",
        said(&source)
    );
}

fn with_hidden() -> Book {
    Book::default()
        .sheet("支出表", &["支出预算|||||", "科目|底数|合计||备注|内部", "||基本|项目||", "甲|1|2|3|略|密", "作废|9|9|9||", "乙|4|5|6||"])
        .merged("A1:F1")
        .merged("C2:D2")
        .without_row(5)
        .without_columns(2, 3)
        .without_columns(6, 16384)
        .sheet("底稿", &["过程|1"])
        .hidden()
}

#[test]
fn what_is_hidden_is_left_out_and_told_and_the_table_stays_whole() {
    let source = read(&with_hidden());
    assert_eq!(
        rows(&source),
        ["支出预算||", "科目|合计|备注", "|项目|", "甲|3|略", "乙|6|"],
        "the head over two columns is seen over the one that is left"
    );
    assert_eq!(grid(&source).spans.iter().map(|span| (span.row, span.column, span.columns)).collect::<Vec<_>>(), [(0, 0, 3)]);
    let said = said(&source);
    for wanted in ["隐藏的行没有读入：第5行，有内容的单元格4个", "隐藏的列没有读入：B列—C列、F列", "隐藏的工作表“底稿”没有读入"]
    {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(source.hidden);
}

#[test]
fn what_is_hidden_is_read_where_it_is_asked_for() {
    let source = read_bytes_scope("甲局.xlsx", &with_hidden().bytes(), Scope::Whole).expect("a workbook");
    assert_eq!(rows(&source)[4], "作废|9|9|9||");
    assert_eq!((source.blocks.len(), source.hidden, said(&source).as_str()), (2, false, ""));

    let desk = Desk::new();
    std::fs::write(desk.path("甲局.xlsx"), with_hidden().bytes()).expect("written");
    let asked = desk.run("import 甲局.xlsx -o 见到的.ron");
    assert!(asked.out.contains("--hidden"), "{}", asked.out);
    desk.run("import 甲局.xlsx --hidden -o 全部.ron");
    assert!(!desk.text("见到的.ron").contains("作废") && desk.text("全部.ron").contains("作废"));
}

/// A form of the template as a sheet; the cells of its only item as given.
fn form_with(total: &str, basic: &str, project: &str) -> Recognised {
    let item = format!("4|2130104|事业运行|{total}|{basic}|{project}");
    let book = Book::default().sheet(
        "表5",
        &[
            "单位预算一般公共预算财政拨款支出表|||||",
            "317004 柳溪市农技站||||| 单位：万元",
            "序号|功能分类科目||合计|基本支出|项目支出",
            "|科目编码|科目名称|||",
            "栏次|1|2|3|4|5",
            "1||合计|88~0.00|88~0.00|-",
            "2|213|农林水支出|88~0.00|88~0.00|",
            "3|21301|农业农村|88~0.00|88~0.00|／",
            &item,
        ],
    );
    recognise(&[read(&book)], &Library::load(None), Some(TEMPLATE)).expect("a draft")
}

#[test]
fn what_offices_write_for_nothing_and_around_figures_costs_no_form() {
    let found = form_with("¥88.00", "８８．００", "无");
    let table = common::table(&found.draft, "general");
    assert_eq!((table.at("2130104", "基本支出"), table.at("2130104", "项目支出"), table.at("合计", "合计")), ("88.00", "", "88.00"));
    let table = common::table(&form_with("84", "88", "（4.00）").draft, "general");
    assert_eq!((table.at("2130104", "项目支出"), table.at("2130104", "合计")), ("-4.00", "84.00"));
}

#[test]
fn a_cell_that_is_no_figure_is_told_by_its_place_and_the_rest_is_read() {
    let found = form_with("88", "88", "见附件");
    assert_eq!(common::table(&found.draft, "general").at("2130104", "基本支出"), "88.00");
    let doubt = found.report.entries.iter().find(|entry| entry.message.contains("见附件")).expect("a doubt");
    assert!(doubt.fate == Fate::Doubtful && doubt.message.contains("不是数字"), "{doubt:?}");
}

#[test]
fn sheets_of_one_column_are_text() {
    let book = Book::default()
        .sheet("封面", &["柳溪市农技站2026年单位预算公开"])
        .sheet("说明", &["一、主要职责", "", "负责农业技术推广。&#10;指导三个乡镇。"])
        .sheet("表1", &["项目|金额", "甲|3"]);
    let source = read(&book);
    let texts: Vec<&str> =
        source.blocks.iter().filter_map(|block| if let Kind::Text(text) = &block.kind { Some(text.text.as_str()) } else { None }).collect();
    assert_eq!(texts, ["柳溪市农技站2026年单位预算公开", "一、主要职责", "负责农业技术推广。", "指导三个乡镇。"]);
    assert_eq!((source.blocks[2].at.as_str(), rows(&source)[1].as_str()), ("工作表“说明”第3行", "甲|3"));
}
