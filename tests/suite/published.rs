//! Published documents as people lay them out: each test is one oddness of layout that a reader does not notice and a program has to know.

use crate::common::{self, document, json};
use gongkai::model::{Draft, FormName};
use gongkai::read::{Block, Kind, RawGrid, Source, Text, parse_text};
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
fn forms_in_yuan_are_entered_in_yuan_and_printed_in_the_templates_unit() {
    let yuan = FORM.replace("单位：万元", "单位：元").replace(".15", "1542").replace("42.00", "420000");
    let found = import_as("hebei-unit-2024", &yuan);
    assert_eq!((figure(&found.draft, "2012601", "basic"), figure(&found.draft, "2012604", "project")), ("3301542".into(), "420000".into()));
    assert!(
        found.report.entries.iter().any(|entry| entry.fate == Fate::Doubtful && entry.message.contains("按元录入")),
        "{:#?}",
        found.report.entries
    );
    let text = text(&found.draft);
    assert!(!text.contains("单位：元") && text.contains("330.15"), "{text}");
    assert!(found.draft.printed.iter().any(|printed| printed.printed == "单位：元"), "{:#?}", found.draft.printed);
}

const FUND: &str = "单位预算政府性基金预算财政拨款支出表
单位：万元
功能分类科目\t\t合计\t基本支出\t项目支出
科目编码\t科目名称\t\t\t
合计\t\t12.50\t\t12.50
212\t城乡社区支出\t12.50\t\t12.50
21208\t土地出让收入安排的支出\t12.50\t\t12.50
2120801\t征地和拆迁补偿支出\t12.50\t\t12.50
";

#[test]
fn a_form_in_yuan_beside_forms_in_wan_is_converted_and_one_that_is_only_labelled_so_is_not() {
    let mixed = |fund: &str| import_as("hebei-unit-2024", &format!("{FORM}\n{fund}"));
    let fund = |found: &Recognised| {
        let row = found.draft.rows(&"fund".into()).iter().find(|row| row.code == "2120801");
        row.and_then(|row| row.amounts.get("project")).map_or_else(String::new, ToString::to_string)
    };
    let said = |found: &Recognised, word: &str| found.report.entries.iter().any(|entry| entry.fate == Fate::Doubtful && entry.message.contains(word));
    let converted = mixed(&FUND.replace("万元", "元").replace("12.50", "125000"));
    assert_eq!(fund(&converted), "12.5");
    assert!(said(&converted, "换算"));
    // The same figures as the other table's: its label is what is wrong.
    let labelled = mixed(
        &FUND.replace("万元", "元").replace("12.50\t\t12.50", "330.15\t\t330.15").replace("合计\t\t330.15\t\t330.15", "合计\t\t372.15\t\t330.15"),
    );
    assert_eq!(fund(&labelled), "330.15");
    assert!(said(&labelled, "单位写错"), "{:#?}", labelled.report.entries);
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

/// The paths of all headings in the JSON export.
fn paths(draft: &Draft) -> Vec<String> {
    let data = json(draft);
    let path = |section: &Value| section["path"].as_array().expect("a path").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" > ");
    data["sections"].as_array().expect("sections").iter().map(path).collect()
}

fn cells(rows: &[&str]) -> Kind {
    Kind::Grid(RawGrid::of(rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect()))
}

fn workbook(sheets: Vec<Kind>) -> Recognised {
    let blocks = sheets.into_iter().enumerate().map(|(n, kind)| Block { at: format!("工作表“{n}”第1行"), kind }).collect();
    recognise(&[Source { name: "稿.xlsx".into(), blocks, ..Source::default() }], &Library::load(None), None).expect("a document")
}

#[test]
fn a_list_beside_other_sheets_is_a_table_like_them_and_nothing_is_lost() {
    let list = ["支出明细", "单位：万元|", "功能科目|部门经济科目|金额", "2070104|30101|41.00", "2070104|30201|3.00"];
    let found = workbook(vec![cells(&list), cells(&["资产情况表||", "项目|数量|价值", "房屋|2|617.35"])]);
    assert_eq!((table(&found.draft, "支出明细")["unit"].as_str(), rows(&table(&found.draft, "支出明细"))), (Some("万元"), 2));
    assert_eq!(rows(&table(&found.draft, "资产情况表")), 1);
    assert!(found.draft.forms.is_empty(), "nothing was filled from the list");
}

#[test]
fn every_table_says_the_unit_of_its_money_wherever_it_is_written() {
    let unit = |above: &str, head: &str| {
        let found = import(&format!("第二部分 预算表\n支出总表\n{above}科目编码\t科目名称\t{head}\n206\t科学技术支出\t1,840\n"));
        table(&found.draft, "支出总表")["unit"].as_str().map(str::to_owned)
    };
    let wanted = |unit: &str| Some(unit.to_owned());
    assert_eq!(unit("编制单位：某市科协单位：元\n", "合计"), wanted("元"));
    assert_eq!(unit("（2026年度）\n金额单位：人民币万元\n", "合计"), wanted("万元"));
    assert_eq!(unit("417-某市科协\t\t单位：千元\n", "合计"), wanted("千元"));
    assert_eq!(unit("", "合计（万元）"), wanted("万元"));
    assert_eq!(unit("", "合计"), wanted(""), "where nothing says it nothing is invented");
}

#[test]
fn a_header_of_four_rows_a_group_over_the_whole_width_and_a_lone_total_row() {
    let found = import(
        "第二部分 预算表\n收支总表\n单位：元\n收入\t\t支出\t\t\t\t\n项目\t预算数\t项目\t预算数\t\t\t\n\t\t\t合计\t基本支出\t\t项目支出\n\t\t\t\t人员\t公用\t\n一、拨款\t7\t一、教育\t7\t5\t1\t1\n\n\
         基金支出表\n单位：万元\n科目编码\t科目名称\t本年支出\t\t\n\t\t合计\t基本支出\t项目支出\n\t合计\t\t\t\n\n\
         “三公”经费表\n单位：万元\n2026年预算数\t\t\n合计\t出国费\t接待费\n3.00\t2.50\t0.50\n",
    );
    let head = |title: &str| table(&found.draft, title)["columns"].to_string();
    assert!(head("收支总表").contains(r#"["支出","预算数","基本支出","公用"]"#), "{}", head("收支总表"));
    assert_eq!((rows(&table(&found.draft, "收支总表")), rows(&table(&found.draft, "基金支出表"))), (1, 1));
    assert!(head("“三公”经费表").contains(r#"["2026年预算数","出国费"]"#), "{}", head("“三公”经费表"));
}

#[test]
fn numbers_that_begin_again_nest_and_a_title_above_them_is_a_heading() {
    let found = import(
        "一、文字\n第一部分 概况\n一、职能\n某中心负责协调。\n二、编制\n编制12名。\n第二部分 收支\n收入300.00万元。\n\
         其他事项\n一、项目概况\n项目为疏浚。\n二、立项依据\n依据规划。\n",
    );
    let paths = paths(&found.draft);
    for path in ["一、文字 > 第一部分 概况 > 一、职能", "一、文字 > 第一部分 概况 > 二、编制", "其他事项 > 一、项目概况", "其他事项 > 二、立项依据"]
    {
        assert!(paths.iter().any(|known| known.ends_with(path)), "{path} is not among {paths:#?}");
    }
}

#[test]
fn what_the_contents_list_is_a_heading_without_a_number_and_the_name_of_nobody() {
    let found = import(
        "某区文化馆2026年单位预算\n目 录\n一、主要职能\n二、编制说明\n\n主要职能\n组织开展群众文化活动。\n编制说明\n收入210.50万元。\n一、采购情况\n采购18.00万元。\n",
    );
    assert_ne!(found.draft.identity.unit_name, "主要职能");
    let paths = paths(&found.draft);
    assert_eq!(paths, ["主要职能", "编制说明", "编制说明 > 一、采购情况"]);
}

#[test]
fn the_first_words_behind_the_contents_stay_whatever_they_are() {
    let dotted = "目录\n一、职能......1\n二、名词......3\n某馆是事业单位\n有编制23名\n一、职能\n负责展览。\n二、名词\n略。\n";
    let again = "目录\n一、职能\n二、名词\n某馆基本情况\n一、单位职能如下\n负责展览。\n";
    let found = (text(&import(dotted).draft), text(&import(again).draft));
    assert!(found.0.contains("某馆是事业单位") && found.0.contains("有编制23名"), "{}", found.0);
    assert!(found.1.contains("某馆基本情况") && found.1.contains("负责展览"), "{}", found.1);
}

#[test]
fn names_of_units_stay_in_lists_and_above_what_is_said_of_them() {
    let found = import(
        "2026年\n某市卫生委员会部门预算\n第一部分 概况\n一、预算构成\n（一）某市第二医院\n（二）某市卫生委员会\n第二部分 情况\n某市卫生委员会\n支出预算3,200.50万元。\n",
    );
    let text = text(&found.draft);
    assert!(text.contains("（一）某市第二医院") && text.contains("（二）某市卫生委员会"), "{text}");
    assert!(text.lines().any(|line| line.trim() == "某市卫生委员会"), "{text}");
}

#[test]
fn an_item_that_the_width_of_the_page_has_cut_is_a_paragraph_also_beside_tables() {
    let found = import(
        "第一部分 概况\n一、职责\n某县水务局贯彻落实中央和省、市、县关于水务工作的方针和各\n项政策，主要职责是：\n（一）负责全县水资源的统一调度、配置以及中长期供求规划和年\n度计划编制与监督实施工作并组织开展取水许可和水资源论证与\n评价工作，发布公报。\n\
         （二）指导灌区改造。\n第二部分 表\n收支表\n单位：万元\n收入\t预算数\n拨款\t880.00\n",
    );
    let text = text(&found.draft);
    assert!(
        text.lines().any(|line| line.trim().ends_with("规划和年度计划编制与监督实施工作并组织开展取水许可和水资源论证与评价工作，发布公报。")),
        "{text}"
    );
    assert!(paths(&found.draft).iter().all(|path| !path.contains("负责全县")), "{text}");
}

#[test]
fn the_paragraphs_of_a_word_file_are_never_joined() {
    let block = |n: usize, words: &str| Block { at: format!("第{n}段"), kind: Kind::Text(Text { text: words.into(), ..Text::default() }) };
    let paragraphs = ["主要工作包括开展群众文化活动、公益培训和展览，以及民间艺术资料的收集整理", "另外还有志愿服务，由各分馆承担。"];
    let blocks = paragraphs.iter().enumerate().map(|(n, words)| block(n + 1, words)).collect();
    let found = recognise(&[Source { name: "稿.docx".into(), blocks, ..Source::default() }], &Library::load(None), None).expect("a document");
    assert!(text(&found.draft).lines().any(|line| line.trim() == paragraphs[1]), "{}", text(&found.draft));
}

#[test]
fn a_page_mark_between_the_rows_of_a_table_does_not_end_it() {
    let found = import("<!-- page 1 -->\n收入表\n单位：万元\n项目\t预算数\t备注\n拨款\t51.00\t\n第 2 页 共 3 页\n其他\t9.00\t\n合计\t60.00\t\n");
    assert_eq!(rows(&table(&found.draft, "收入表")), 3, "{}", text(&found.draft));
    assert!(!text(&found.draft).contains("page"));
}

#[test]
fn a_minus_is_no_bullet_and_a_star_belongs_to_its_note() {
    let found = import("一、变化\n与上年相比的增减数为\n- 3.00万元。\n* 名称暂不变更。\n二、职责\n- 编制预算；\n- 执行预算。\n");
    let text = text(&found.draft);
    assert!(text.contains("- 3.00万元") && text.contains("* 名称暂不变更"), "{text}");
    assert!(text.lines().any(|line| line.trim() == "编制预算；"), "{text}");
}

#[test]
fn two_exact_forms_say_which_template_it_is_and_a_word_does_not() {
    let grid = |title: &str, head: [&str; 2], rows: &[&str]| {
        let lines: Vec<&str> = [title, "208001 某县档案局|单位：万元"].into_iter().chain(head).chain(rows.iter().copied()).collect();
        cells(&lines)
    };
    let general = grid(
        "单位预算一般公共预算财政拨款支出表",
        ["功能分类科目||合计|基本支出|项目支出", "科目编码|科目名称|||"],
        &[
            "合计||530.15|330.15|200.00",
            "201|一般公共服务支出|530.15|330.15|200.00",
            "2012601|行政运行|330.15|330.15|",
            "2012604|档案馆|200.00||200.00",
        ],
    );
    let basic = grid(
        "单位预算一般公共预算财政拨款基本支出表",
        ["支出部门经济分类科目||一般公共预算基本支出||", "科目编码|科目名称|合计|人员经费|公用经费"],
        &["合计||330.15|330.15|", "301|工资福利支出|330.15|330.15|", "30101|基本工资|330.15|330.15|"],
    );
    let found = workbook(vec![general, basic]);
    assert_eq!(found.draft.template.id, "hebei-unit-2024");
    assert_eq!(figure(&found.draft, "2012601", "basic"), "330.15");
    assert_eq!(found.draft.identity.year, None);
    assert_eq!(import("某局说明\n机关运行经费12.00万元。\n").draft.template.id, "free-layout");
}

#[test]
fn final_accounts_are_not_imported_as_a_budget_without_a_question() {
    let accounts = format!("某县档案局2024年度单位决算公开\n{}", FORM.replace("预算", "决算"));
    let found = import(&format!("{accounts}\n{}", accounts.replace("一般公共", "政府性基金")));
    assert_eq!(found.draft.template.id, "free-layout");
    assert!(found.report.entries.iter().any(|entry| entry.fate == Fate::Doubtful && entry.message.contains("决算")), "{:#?}", found.report.entries);
}

#[test]
fn a_form_of_which_the_source_says_nothing_claims_nothing() {
    let found = import_as("hebei-unit-2024", FORM);
    assert!(found.draft.silent.contains(&FormName::of("", "fund")) && !found.draft.silent.contains(&FormName::of("", "general")));
    assert!(!text(&found.draft).contains("空表列示"), "{}", text(&found.draft));
    let empty = format!(
        "{FORM}\n单位预算政府性基金预算财政拨款支出表\n单位：万元\n功能分类科目\t\t合计\t基本支出\t项目支出\n科目编码\t科目名称\t\t\t\n本单位没有政府性基金预算支出。\n"
    );
    let found = import_as("hebei-unit-2024", &empty);
    assert!(!found.draft.silent.contains(&FormName::of("", "fund")), "the source says itself that it is empty");
    assert!(text(&found.draft).contains("本单位没有政府性基金预算支出"), "{}", text(&found.draft));
}

#[test]
fn a_doubled_row_a_missing_one_and_an_odd_cell_do_not_cost_the_form_and_are_remembered() {
    let row = "2012604\t档案馆\t42.00\t\t42.00\n";
    let printed = |found: &Recognised| found.draft.printed.iter().map(|printed| (printed.printed.clone(), printed.own.clone())).collect::<Vec<_>>();
    let doubled = import_as("hebei-unit-2024", &FORM.replace(row, &row.repeat(2)));
    assert_eq!(figure(&doubled.draft, "2012604", "project"), "42.00");
    assert!(printed(&doubled).iter().any(|(printed, own)| printed.contains("档案馆") && own.is_empty()), "{:#?}", printed(&doubled));
    let missing = import_as("hebei-unit-2024", &FORM.replace("20126\t档案事务\t372.15\t330.15\t42.00\n", ""));
    assert_eq!(figure(&missing.draft, "2012604", "project"), "42.00");
    assert!(printed(&missing).iter().any(|(printed, own)| printed.is_empty() && own.contains("20126")), "{:#?}", printed(&missing));
    let odd = import_as("hebei-unit-2024", &FORM.replace("2012601\t行政运行\t330.15\t330.15", "2012601\t行政运行\t330.15\t约330"));
    assert_eq!(figure(&odd.draft, "2012604", "project"), "42.00");
    let doubt = odd.report.entries.iter().find(|entry| entry.message.contains("约330")).expect("the odd cell is told");
    assert!(doubt.message.contains("行政运行") && !doubt.passage.is_empty(), "{doubt:?}");
    let exchanged = FORM.replace("基本支出\t项目支出", "项目支出\t基本支出");
    assert_eq!(figure(&import_as("hebei-unit-2024", &exchanged).draft, "2012604", "basic"), "42.00");
}

#[test]
fn a_column_of_words_beside_a_form_stays_in_it() {
    let more = |line: &str| match line.split('\t').next() {
        Some("功能分类科目") => format!("{line}\t备注\n"),
        Some("2012604") => format!("{line}\t含库房改造\n"),
        _ if line.contains('\t') => format!("{line}\t\n"),
        _ => format!("{line}\n"),
    };
    let wide: String = FORM.lines().map(more).collect();
    let found = import_as("hebei-unit-2024", &wide);
    assert_eq!(figure(&found.draft, "2012604", "project"), "42.00");
    let table = common::table(&found.draft, "general");
    assert_eq!(table.at("2012604", "备注"), "含库房改造");
    assert_eq!(found.report.count(Fate::KeptFree), 0, "{:#?}", found.report.entries);
}

/// A table of an unknown place, with its title and the caption that says whose it is.
fn foreign(title: &str, owner: &str, rows: &str) -> String {
    format!("{title}\n单位名称：{owner}\t\t单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n{rows}")
}

#[test]
fn a_table_that_goes_on_is_one_and_the_tables_of_two_units_are_two() {
    let (first, second) = ("2010301\t行政运行\t650.00\t600.00\t50.00\n", "2110101\t环境监测\t400.00\t400.00\t\n");
    let tables = |text: &str| import(text).draft.tables.len();
    assert_eq!(tables(&format!("{}- 1 -\n{}", foreign("支出总表", "甲市文物局", first), foreign("支出总表（续）", "甲市文物局", second))), 1);
    assert_eq!(tables(&format!("{}{}", foreign("支出总表", "甲市文物局", first), foreign("支出总表", "乙市文物局", first))), 2);
}

#[test]
fn a_title_gives_up_its_unit_in_its_own_line_or_cell_and_whoever_filled_the_table_in_is_a_caption() {
    let rows = "科目编码\t科目名称\t合计\n2010301\t行政运行\t650.00\n";
    for above in [
        "支出总表（单位：元）\n",
        "甲市文物局2026年单位支出总表  金额单位：元\n",
        "支出总表\n填表单位：甲市文物局\t\t单位：元（人民币）\n",
        "支出总表（单位：元）\t\t\n",
    ] {
        let found = import(&format!("{above}{rows}"));
        let table = found.draft.tables.values().next().expect("a table");
        assert!(table.title.ends_with("支出总表"), "{above}: {}", table.title);
        assert!(table.right.contains("单位：元"), "{above}: {}", table.right);
    }
}

#[test]
fn a_headless_row_of_a_large_figure_and_rows_of_words_that_are_equal_stay_rows() {
    let table = |rows: &str| import(&format!("情况表\n{rows}")).draft.tables.values().next().expect("a table").clone();
    assert_eq!(table("房屋\t2050\t12.50\n车辆\t3\t20.00\n").head, 0);
    assert_eq!(table("单位\t性质\n甲局\t行政\n乙局\t行政\n单位\t性质\n").rows.len(), 4);
}

#[test]
fn what_comes_behind_a_table_stays_behind_it() {
    let found = import(&format!(
        "{}以上各表由甲市文物局编制。\n第一部分 情况说明\n本年支出650.00万元。\n",
        foreign("支出总表", "甲市文物局", "2010301\t行政运行\t650.00\t600.00\t50.00\n")
    ));
    let printed = text(&found.draft);
    let at = |word: &str| printed.find(word).unwrap_or_else(|| panic!("no {word} in {printed}"));
    assert!(at("行政运行") < at("以上各表由甲市文物局编制") && at("以上各表由甲市文物局编制") < at("本年支出650.00万元"), "{printed}");
}

#[test]
fn number_rows_may_say_how_a_column_is_computed() {
    for numbers in ["栏次\t\t1=2+3\t2\t3", "甲\t乙\t1\t2\t3", "A\tB\tC=D+E\tD\tE", "①\t②\t③=④+⑤\t④\t⑤"] {
        let found = import(&foreign("支出总表", "甲市文物局", &format!("{numbers}\n2010301\t行政运行\t650.00\t600.00\t50.00\n")));
        let table = found.draft.tables.values().next().expect("a table");
        assert_eq!((table.head, table.rows.len()), (2, 3), "{numbers}");
    }
}

#[test]
fn our_own_export_comes_back_without_a_doubt_and_prints_the_same() {
    let found = import(&text(&common::sample()));
    let doubts: Vec<&str> = found.report.entries.iter().filter(|entry| entry.fate == Fate::Doubtful).map(|entry| entry.message.as_str()).collect();
    assert_eq!(doubts, [] as [&str; 0]);
    assert_eq!(found.draft.printed, []);
    assert!(found.draft.silent.is_empty(), "{:?}", found.draft.silent);
}

#[test]
fn a_sentence_of_the_templates_with_its_cells_figures_follows_them_from_then_on() {
    let printed = text(&common::sample());
    let found = import(&printed);
    assert!(found.draft.text("income_text").contains("{income[total, total]}"), "{}", found.draft.text("income_text"));
    let wrong = import(&printed.replace("收入预算2860.12万元", "收入预算2680.12万元"));
    assert!(wrong.draft.text("income_text").contains("2680.12"), "what was printed stays: {}", wrong.draft.text("income_text"));
}

#[test]
fn what_a_card_does_not_know_is_kept_by_its_own_label_and_its_budget_is_found() {
    let card = "项目名称\t馆藏修复\t\t\t\n主管部门及代码\t417_某市文物局\t实施单位\t某市博物馆\t\n项目资金\t年度资金总额：\t86.00\t执行率分值\t10\n\
        年度总体目标\t完成纸质文物修复。\t\t\t\n一级指标\t二级指标\t三级指标\t指标值\t分值\n产出指标\t数量指标\t件数\t≥35件\t50\n效益指标\t社会效益指标\t展出\t≥3次\t50\n";
    let found = import_as("hebei-unit-2024", card);
    let own = found.draft.cards.first().expect("a card");
    assert_eq!((own.text("name"), own.goals[0].text.as_str(), own.indicators[0].value.as_str()), ("馆藏修复", "完成纸质文物修复。", "≥35件"));
    let printed = text(&found.draft);
    assert!(printed.contains("86.00") && printed.contains("实施单位：某市博物馆") && printed.contains("417_某市文物局"), "{printed}");
    let data = json(&found.draft);
    assert_eq!(data["cards"][0]["budget"], "86.00");
}

#[test]
fn one_lone_page_number_between_the_pages_of_a_table_is_enough() {
    let page = |row: &str| format!("附表2\n收入总表\n填报单位（公章）：某区图书馆　　单位：万元\n科目编码\t科目名称\t合计\n{row}\n");
    let found = import(&format!("第二部分 表\n{}3\n{}", page("207\t文化\t20.00"), page("2070104\t图书馆\t20.00")));
    assert_eq!(rows(&table(&found.draft, "收入总表")), 2, "{}", text(&found.draft));
}

#[test]
fn a_group_ends_where_the_next_label_begins_whatever_numbers_stand_below() {
    let found = import(
        "三公经费表\n单位：元\n单位\t三公经费\t\t\t\n\t合计\t公务用车\t\t接待费\n\t\t购置\t运行\t\n**\t1\t2\t3\t4\n某局\t6.00\t0.00\t5.00\t1.00\n",
    );
    let columns = table(&found.draft, "三公经费表")["columns"].to_string();
    assert!(columns.contains(r#"["三公经费","接待费""#) && columns.contains(r#"["三公经费","公务用车","运行""#), "{columns}");
}
