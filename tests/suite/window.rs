//! The window, used as a clerk uses it: cells by their names, keys, undo, save, reopen. No screen needed.

use std::fs;
use std::path::Path;

use crate::common::window::{
    Window, button, click, command, command_and_wait, draft, go, headline, more, part, press, sample_window, shortcut, type_text, value, wait, window,
};
use crate::common::{self, UNIT};
use egui::{Event, ImeEvent, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gongkai::export::Options;
use gongkai::gui::{AddKind, Command, rescue};
use gongkai::model::{Draft, FormName, IndicatorOwner, Place};
use gongkai::session::Session;
use gongkai::store;
use gongkai::template::{IndicatorField, Library};

const CELL: &str = "5 一般公共预算支出表 2040220 项目支出";

#[test]
fn a_figure_typed_into_a_cell_changes_the_totals_of_other_forms_while_it_is_typed() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    assert_eq!(value(&window, CELL), "70.00");
    click(&mut window, CELL);
    type_text(&mut window, "７０．０１");
    assert_eq!(headline(&window, "收入总计"), "2860.13", "before Enter");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, CELL), "70.01");
    assert_eq!(value(&window, "5 一般公共预算支出表 合计 合计"), "2860.13");
    part(&mut window, "1 收支总表");
    assert_eq!(value(&window, "1 收支总表 一、一般公共预算拨款收入 收入 预算数"), "2860.13");
    assert_eq!(value(&window, "1 收支总表 四、公共安全支出 支出 预算数"), "2337.13");
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&window, CELL), "70.00", "the spot where undo acted is shown");
    part(&mut window, "1 收支总表");
    assert_eq!(value(&window, "1 收支总表 四、公共安全支出 支出 预算数"), "2337.12");
    shortcut(&mut window, Modifiers::COMMAND, Key::Y);
    assert_eq!(value(&window, CELL), "70.01", "and of redo");
    part(&mut window, "1 收支总表");
    assert_eq!(value(&window, "1 收支总表 四、公共安全支出 支出 预算数"), "2337.13");
}

#[test]
fn a_wrong_amount_is_refused_in_place_and_the_old_one_kept() {
    let (_folder, _file, mut window) = sample_window();
    let before = draft(&window);
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, CELL);
    type_text(&mut window, "约70");
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("“约”不是数字，请只填数字").is_some(), "the reason is shown");
    assert_eq!(draft(&window), before, "nothing has changed");
    press(&mut window, Key::Escape);
    assert_eq!(value(&window, CELL), "70.00");
    assert!(window.query_by_label("“约”不是数字，请只填数字").is_none());
}

#[test]
fn characters_that_nobody_can_see_are_not_typed() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, CELL);
    type_text(&mut window, "7\u{2060}1\u{ad}");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, CELL), "71.00");
}

#[test]
fn escape_takes_back_what_was_typed_live() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, CELL);
    type_text(&mut window, "99");
    assert_eq!(headline(&window, "支出总计"), "2889.12");
    press(&mut window, Key::Escape);
    assert_eq!(headline(&window, "支出总计"), "2860.12");
    assert!(window.state().session().unwrap().is_saved(), "as if nothing had been typed");
}

#[test]
fn a_computed_cell_is_protected_until_f2_and_keeps_its_computed_figure() {
    let (_folder, _file, mut window) = sample_window();
    let total = "5 一般公共预算支出表 204 项目支出";
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, total);
    type_text(&mut window, "1");
    assert_eq!(value(&window, total), "2337.12");
    assert!(window.state().said().contains("F2"), "{}", window.state().said());
    press(&mut window, Key::F2);
    shortcut(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "2000");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, total), "2000.00");
    let session = window.state().session().unwrap();
    let finding = session.findings().iter().find(|f| f.code == "A101").expect("the difference is found");
    assert_eq!(finding.figures, Some(("2000.00".into(), "2337.12".into())));
    // The finding leads to the cell; Delete gives the computed figure again.
    window.get_by_role_and_label(Role::Button, "核查问题").click();
    window.run_steps(4);
    part(&mut window, "6 基本支出表");
    let text = format!("{}　{}", finding_place(&window), finding_message(&window));
    window.get_by_label(&text).click();
    window.run_steps(6);
    press(&mut window, Key::Delete);
    assert_eq!(value(&window, total), "2337.12");
}

fn finding_place(window: &Window) -> String {
    let session = window.state().session().unwrap();
    session.findings().iter().find(|f| f.code == "A101").unwrap().place.describe(session.draft())
}

fn finding_message(window: &Window) -> String {
    window.state().session().unwrap().findings().iter().find(|f| f.code == "A101").unwrap().message.clone()
}

#[test]
fn an_empty_form_is_filled_in_by_keyboard_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("新稿.ron");
    let template = Library::load(None).template("hebei-unit-2024").unwrap().clone();
    store::save(&Draft::new(template, "103002", "某单位", 2024), &file).unwrap();
    let mut window = window(Some(file.clone()));
    // The first form is shown; four parts on is 5 一般公共预算支出表.
    for _ in 0..4 {
        shortcut(&mut window, Modifiers::COMMAND, Key::PageDown);
    }
    // The total row, then the row for adding.
    press(&mut window, Key::ArrowDown);
    type_text(&mut window, "2050101");
    press(&mut window, Key::Enter);
    type_text(&mut window, "12.5");
    press(&mut window, Key::Tab);
    type_text(&mut window, "3,000元");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "5 一般公共预算支出表 2050101 合计"), "12.80");
    assert_eq!(value(&window, "5 一般公共预算支出表 205 基本支出"), "12.50");
    assert_eq!(value(&window, "5 一般公共预算支出表 205 功能分类科目 科目名称"), "教育支出");
    assert_eq!(value(&window, "5 一般公共预算支出表 合计 项目支出"), "0.30");
    // The next code typed in the wrong line would carry its figures off.
    click(&mut window, "5 一般公共预算支出表 2050101 功能分类科目 科目编码");
    type_text(&mut window, "2050102");
    assert!(window.state().said().contains("F2"), "{}", window.state().said());
    // 行政运行 stands under many sections; nothing is guessed.
    press(&mut window, Key::ArrowDown);
    type_text(&mut window, "行政运行");
    press(&mut window, Key::Enter);
    assert!(window.query_by_label_contains("名称里有“行政运行”，请输入编码").is_some(), "the reason is shown");
    press(&mut window, Key::Escape);
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    let saved = store::open(&file).unwrap();
    assert_eq!(saved.rows(&"general".into()).len(), 1);
    assert_eq!(saved.rows(&"general".into())[0].code, "2050101");
    assert_eq!(saved.names["functions"]["20501"], "教育管理事务");
    part(&mut window, "2 收入总表");
    assert_eq!(value(&window, "2 收入总表 2050101 本年收入 财政拨款收入"), "12.80");
}

#[test]
fn a_card_is_added_filled_in_undone_saved_and_reopened() {
    let (_folder, file, mut window) = sample_window();
    part(&mut window, "项目绩效目标表（26）");
    window.get_by_role_and_label(Role::Button, "添加项目").click();
    window.run_steps(6);
    let name = window.get_by_role_and_label(Role::TextInput, "项目27 项目名称");
    name.focus();
    window.run_steps(2);
    type_text(&mut window, "档案数字化");
    let money = window.get_by_role_and_label(Role::TextInput, "项目27 其中：财政资金");
    money.focus();
    window.run_steps(2);
    type_text(&mut window, "１，２００．５０");
    assert_eq!(value(&window, "项目27 预算数"), "1200.50");
    window.get_by_role_and_label(Role::Button, "添加绩效目标").click();
    window.run_steps(4);
    let owner = IndicatorOwner::Card(draft(&window).cards[26].id.clone());
    go(&mut window, Place::Indicator { owner, row: String::new(), field: IndicatorField::Level3 });
    window.run_steps(8);
    type_text(&mut window, "扫描页数");
    press(&mut window, Key::Tab);
    assert_eq!(draft(&window).cards[26].indicators[0].level1, "产出指标");
    assert_eq!(draft(&window).cards[26].indicators[0].level3, "扫描页数");
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    let saved = store::open(&file).unwrap();
    assert_eq!(saved, draft(&window));
    assert_eq!(saved.cards.len(), 27);
    for _ in 0..6 {
        shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(draft(&window), store::sample(UNIT).unwrap());
    // What was taken back since is not wanted.
    command(&mut window, Command::Close);
    button(&mut window, "不保存");
    let reopened = common::window::window(Some(file));
    assert_eq!(draft(&reopened).cards[26].text("name"), "档案数字化");
}

#[test]
fn chinese_is_typed_into_a_selected_cell_through_an_input_method() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "机构设置");
    click(&mut window, "机构设置情况 第1行 单位规格");
    for text in ["j", "jiao", "jiaoyu"] {
        window.event(Event::Ime(ImeEvent::Preedit { text: text.into(), active_range_chars: None }));
        window.run_steps(2);
    }
    window.event(Event::Ime(ImeEvent::Commit("教育".into())));
    window.run_steps(3);
    press(&mut window, Key::Enter);
    assert_eq!(draft(&window).rows(&"organisation".into())[0].texts["rank"], "教育");
}

#[test]
fn a_table_pasted_from_a_spreadsheet_is_one_step() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, "5 一般公共预算支出表 2040220 项目支出");
    window.event(Event::Paste("71.00\r\n271.00\r\n50.59\r\n".into()));
    window.run_steps(4);
    assert_eq!(value(&window, "5 一般公共预算支出表 2040221 项目支出"), "271.00");
    assert_eq!(headline(&window, "项目支出"), "2340.12");
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(draft(&window), store::sample(UNIT).unwrap());
}

#[test]
fn rows_cards_and_terms_are_moved_and_removed() {
    let (_folder, _file, mut window) = sample_window();
    go(&mut window, Place::Term(String::new()));
    window.get_by_role_and_label(Role::Button, "下移名词1").click();
    window.run_steps(4);
    assert_eq!(draft(&window).glossary[1], store::sample(UNIT).unwrap().glossary[0]);
    go(&mut window, Place::Form("procurement".into()));
    click(&mut window, "政府采购预算 第2行 政府采购项目来源 项目名称");
    window.get_by_role_and_label(Role::Button, "上移").click();
    window.run_steps(4);
    assert_eq!(draft(&window).rows(&"procurement".into())[0].id, "r2".into());
    shortcut(&mut window, Modifiers::COMMAND, Key::Delete);
    assert_eq!(draft(&window).rows(&"procurement".into()).len(), 10);
    assert_eq!(draft(&window).rows(&"procurement".into())[0].id, "r1".into());
    for _ in 0..40 {
        shortcut(&mut window, Modifiers::COMMAND, Key::PageUp);
    }
    part(&mut window, "项目绩效目标表（26）");
    more(&mut window, "项目1", "下移");
    assert_eq!(draft(&window).cards[1].id, "c1");
}

#[test]
fn closing_with_unsaved_work_asks() {
    let (_folder, file, mut window) = sample_window();
    go(&mut window, Place::Text("other_text".into()));
    window.get_by_role_and_label(Role::MultilineTextInput, "其他事项").focus();
    window.run_steps(2);
    type_text(&mut window, "补充说明。");
    window.get_by_role_and_label(Role::Button, "回到起始页").click();
    window.run_steps(4);
    assert!(window.query_by_label("还有没保存的内容").is_some());
    window.get_by_role_and_label(Role::Button, "取消").click();
    window.run_steps(4);
    assert!(window.state().session().is_some(), "the work is still there");
    window.get_by_role_and_label(Role::Button, "回到起始页").click();
    window.run_steps(4);
    window.get_by_role_and_label(Role::Button, "先保存").click();
    window.run_steps(4);
    assert!(window.state().session().is_none());
    assert!(store::open(&file).unwrap().text("other_text").contains("补充说明。"));
}

#[test]
fn a_broken_file_is_told_by_file_line_and_reason_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("坏稿.ron");
    fs::write(&file, "(\n  format: 1,\n  identity: (unit_code: 5),\n)").unwrap();
    let window = window(Some(file.clone()));
    assert!(window.query_by_label("打不开这个文件").is_some());
    assert!(window.state().session().is_none());
    let said = window.query_all_by_role(Role::Label).filter_map(|node| node.value()).collect::<String>();
    assert!(said.contains("坏稿.ron 第3行"), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("unit_code: 5"));
}

#[test]
fn a_failed_save_says_so_and_keeps_the_work() {
    let (folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, CELL);
    type_text(&mut window, "71");
    press(&mut window, Key::Enter);
    remove(folder.path());
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    assert!(window.query_by_label("没有保存成功").is_some());
    assert!(!window.state().session().unwrap().is_saved());
    assert_eq!(value(&window, CELL), "71.00");
}

fn remove(folder: &Path) {
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_new_draft_is_made_from_a_template() {
    let mut window = window(None);
    window.get_by_role_and_label(Role::Button, "新建公开稿").click();
    window.run_steps(4);
    for (field, text) in [("新建 单位代码", "201001"), ("新建 单位名称", "某县教育局"), ("新建 预算年度", "2025")] {
        window.get_by_role_and_label(Role::TextInput, field).focus();
        window.run_steps(2);
        // The year is there already; it is typed over.
        shortcut(&mut window, Modifiers::COMMAND, Key::A);
        type_text(&mut window, text);
    }
    window.get_by_role_and_label(Role::Button, "建立").click();
    window.run_steps(6);
    let made = draft(&window);
    assert_eq!((made.identity.unit_name.as_str(), made.identity.year), ("某县教育局", Some(2025)));
    assert!(!window.state().session().unwrap().is_saved());
    part(&mut window, "9 “三公”经费支出表");
    assert_eq!(value(&window, "9 “三公”经费支出表 合计 资金性质 合计"), "");
}

#[test]
fn what_is_being_typed_counts_when_another_part_is_shown_or_the_draft_is_saved() {
    let (_folder, file, mut window) = sample_window();
    part(&mut window, "6 基本支出表");
    click(&mut window, "6 基本支出表 30201 支出部门经济分类科目 科目名称");
    type_text(&mut window, "办公用品费");
    part(&mut window, "5 一般公共预算支出表");
    assert_eq!(draft(&window).names["economic"]["30201"], "办公用品费");
    part(&mut window, "6 基本支出表");
    click(&mut window, "6 基本支出表 30202 支出部门经济分类科目 科目名称");
    type_text(&mut window, "印刷装订费");
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    assert_eq!(store::open(&file).unwrap().names["economic"]["30202"], "印刷装订费");
}

#[test]
fn undo_while_typing_takes_back_just_that() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, CELL);
    type_text(&mut window, "55");
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, CELL), "70.00");
    assert!(window.state().session().unwrap().is_saved());
}

#[test]
fn a_figure_pasted_onto_a_computed_cell_changes_nothing() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, "5 一般公共预算支出表 204 项目支出");
    window.event(Event::Paste("999.99".into()));
    window.run_steps(4);
    assert_eq!(draft(&window), store::sample(UNIT).unwrap());
}

#[test]
fn procurement_lines_pasted_below_the_last_row_become_rows() {
    let (_folder, file, mut window) = sample_window();
    go(&mut window, Place::Form("procurement".into()));
    click(&mut window, "政府采购预算 添加行 政府采购项目来源 项目名称");
    window.event(Event::Paste("甲项目\t10\t桌椅\tA05010000\t套\t2\t(1.50)\r\n乙项目\t-\t柜子\tA05010500\t套\t1\t3\r\n".into()));
    window.run_steps(4);
    let rows = draft(&window).rows(&"procurement".into()).to_vec();
    assert_eq!(rows.len(), 13);
    assert_eq!((rows[11].texts["item"].as_str(), rows[11].amounts["price"].to_string()), ("桌椅", "-1.50".to_owned()));
    assert!(!rows[12].amounts.contains_key("budget"), "a lone dash is nothing");
    shortcut(&mut window, Modifiers::COMMAND, Key::S);
    assert_eq!(store::open(&file).unwrap(), draft(&window), "what was pasted can be opened again");
}

#[test]
fn twenty_thousand_lines_are_pasted_in_time() {
    let (_folder, _file, mut window) = sample_window();
    go(&mut window, Place::Form("procurement".into()));
    click(&mut window, "政府采购预算 添加行 政府采购项目来源 项目名称");
    let lines: String = (1..=20_000).map(|n| format!("\"三公\"经费{n}\t（{n}.50）\r\n")).collect::<Vec<_>>().concat();
    let begun = std::time::Instant::now();
    window.event(Event::Paste(lines));
    window.run_steps(4);
    let rows = draft(&window).rows(&"procurement".into()).to_vec();
    assert_eq!(rows.len(), 11 + 20_000);
    assert!(rows[20_010].texts.values().any(|text| text == "\"三公\"经费20000"), "{:?}", rows[20_010]);
    assert!(begun.elapsed() < std::time::Duration::from_mins(1), "{:?}", begun.elapsed());
}

#[test]
fn keys_that_come_in_one_slow_frame_keep_their_order() {
    let (_folder, _file, mut window) = sample_window();
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, "5 一般公共预算支出表 2040219 项目支出");
    // Down, 7, 0, ., 0, 1, Enter, 2 and Enter before the window draws again.
    let key = |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    let mut events = vec![key(Key::ArrowDown)];
    events.extend(["7", "0", ".", "0", "1"].map(|c| Event::Text(c.into())));
    events.extend([key(Key::Enter), Event::Text("2".into()), key(Key::Enter)]);
    window.input_mut().events.extend(events);
    window.run_steps(8);
    assert_eq!(value(&window, CELL), "70.01");
    assert_eq!(value(&window, "5 一般公共预算支出表 2040221 项目支出"), "2.00");
}

/// A published form whose class of medical care is not the sum of its items.
const WRONG: &str = "103001 某市分局
预算年度：2024
单位：万元
序号\t功能分类科目\t\t合计\t基本支出\t项目支出
\t科目编码\t科目名称\t\t\t
栏次\t1\t2\t3\t4\t5
1\t\t合计\t30.00\t30.00\t
2\t210\t卫生健康支出\t29.00\t29.00\t
3\t21011\t行政事业单位医疗\t30.00\t30.00\t
4\t2101101\t行政单位医疗\t30.00\t30.00\t
";

#[test]
fn a_published_file_is_imported_with_its_report_and_a_doubt_is_settled_by_a_click() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("某局.txt");
    let forms =
        ["单位预算一般公共预算财政拨款支出表", "单位预算政府性基金预算财政拨款支出表", "单位预算国有资本经营预算财政拨款支出表", "单位预算支出总表"];
    let text = format!("{}\n{WRONG}\n", forms[0]);
    // The blank forms of the other funds say that this is the disclosure of a unit.
    let blank = |title: &&str| {
        format!("{title}\n序号\t功能分类科目\t\t合计\t基本支出\t项目支出\n\t科目编码\t科目名称\t\t\t\n栏次\t1\t2\t3\t4\t5\n注：空表列示。\n")
    };
    let blanks: String = forms[1..3].iter().map(blank).collect();
    fs::write(&file, format!("{text}{blanks}一、部门职责及机构设置情况\n二、单位预算安排的总体情况\n三、机关运行经费安排情况\n四、财政拨款“三公”经费预算情况及增减变化原因\n五、政府采购预算情况\n六、国有资产信息\n七、名词解释\n八、其他需要说明的事项\n本单位没有其他事项。\n")).unwrap();
    let mut window = window(None);
    command_and_wait(&mut window, Command::ImportFiles(vec![file]));
    assert!(window.state().said().starts_with("已导入"), "{}", window.state().said());
    assert!(!window.state().session().unwrap().is_saved(), "an import is in no file yet");
    assert!(window.query_by_label_contains("原文件的数是29.00，按公式算得30.00").is_some(), "the report says which figure differs");
    go(&mut window, Place::Form("general".into()));
    let cell = "5 一般公共预算支出表 210 基本支出";
    assert_eq!(value(&window, cell), "29.00", "what was published is kept");
    let report = window.get_all_by_label_contains("按公式算得").map(|line| line.accesskit_node().label().unwrap_or_default()).collect::<Vec<_>>();
    let line = report.iter().position(|line| line.contains("原文件的数是29.00") && line.contains("基本支出")).expect("a line of the report");
    window.get_all_by_label("改用计算数").nth(line).unwrap().click();
    window.run_steps(4);
    assert_eq!(value(&window, cell), "30.00");
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(value(&window, cell), "29.00", "and can be taken back");
}

#[test]
fn a_file_that_cannot_be_imported_says_why_and_leaves_the_draft() {
    let (folder, _file, mut window) = sample_window();
    let file = folder.path().join("稿.pdf");
    fs::write(&file, b"%PDF-1.7 nothing").unwrap();
    let before = draft(&window);
    command_and_wait(&mut window, Command::ImportFiles(vec![file]));
    assert!(window.query_by_label_contains("是 PDF 文件").is_some());
    assert_eq!(draft(&window), before);
}

#[test]
fn next_years_draft_is_made_and_its_texts_are_confirmed() {
    let (_folder, _file, mut window) = sample_window();
    let cards = draft(&window).cards.len();
    command(&mut window, Command::Roll);
    // The first project has ended.
    let ended = format!("1、{}", draft(&window).cards[0].text("name"));
    window.get_by_role_and_label(Role::CheckBox, &ended).click();
    window.run_steps(2);
    window.get_by_label("生成").click();
    window.run_steps(6);
    let next = draft(&window);
    assert_eq!((next.identity.year, next.cards.len()), (Some(2025), cards - 1));
    assert!(!window.state().session().unwrap().is_saved());
    assert_eq!(headline(&window, "支出总计"), "0.00");
    // Last year's figure is at the cell, the new one is typed.
    part(&mut window, "5 一般公共预算支出表");
    assert_eq!(value(&window, CELL), "");
    click(&mut window, CELL);
    type_text(&mut window, "71");
    press(&mut window, Key::Enter);
    assert_eq!(headline(&window, "支出总计"), "71.00");
    // A text is confirmed by a click, which can be taken back.
    go(&mut window, Place::Text("operating_text".into()));
    let open = |window: &Window| window.state().session().unwrap().pending().iter().any(|place| place.key == "text/operating_text");
    assert!(open(&window) && window.query_by_label_contains("从2024年稿带入，尚未核对").is_some());
    window.get_by_label("这一部分已核对").click();
    window.run_steps(4);
    assert!(!open(&window));
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(open(&window));
}

/// Form 5 as it is copied from a web page, one item other than in the sample.
fn copied_form() -> String {
    let sample = common::sample();
    let table = common::table(&sample, "general");
    let rows = table.rows.iter().map(|row| row.join("\t").replace("70.00", "75.50")).collect::<Vec<_>>().join("\n");
    format!(
        "单位预算一般公共预算财政拨款支出表\n单位：万元\n序号\t功能分类科目\t\t合计\t基本支出\t项目支出\n\t科目编码\t科目名称\t\t\t\n栏次\t1\t2\t3\t4\t5\n{rows}\n"
    )
}

#[test]
fn a_whole_table_that_is_pasted_finds_its_form_and_is_one_step() {
    let (_folder, _file, mut window) = sample_window();
    let before = draft(&window);
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::PasteWhole);
    window.event(Event::Paste(copied_form()));
    window.run_steps(2);
    wait(&mut window);
    assert!(window.query_by_label_contains("2040220 项目支出：70.00 → 75.50").is_some(), "the difference is shown before it is applied");
    assert_eq!(draft(&window), before);
    window.get_by_label("导入选中的部分").click();
    window.run_steps(6);
    part(&mut window, "5 一般公共预算支出表");
    assert_eq!(value(&window, CELL), "75.50");
    assert_eq!(draft(&window).texts, before.texts, "what was not pasted stays");
    assert_eq!(draft(&window).cards, before.cards);
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(draft(&window), before, "one step");
}

#[test]
fn only_the_chosen_parts_of_a_file_are_taken_over() {
    let (folder, _file, mut window) = sample_window();
    let before = draft(&window);
    let mut other = common::sample();
    other.texts.insert("other_text".into(), "另有一事说明。".into());
    common::type_into(&mut other, "general", "2040220", "project", "99");
    let file = folder.path().join("修改稿.txt");
    fs::write(&file, gongkai::write::text(&common::document(&other))).unwrap();
    command_and_wait(&mut window, Command::ImportFilesInto(vec![file]));
    window.get_by_label_contains("5 一般公共预算支出表（").click();
    window.run_steps(2);
    window.get_by_label("导入选中的部分").click();
    window.run_steps(6);
    let after = draft(&window);
    assert_eq!(after.text("other_text"), "另有一事说明。");
    assert_eq!(after.rows(&"general".into()), before.rows(&"general".into()), "the form was not chosen");
    assert_eq!(after.text("income_text"), before.text("income_text"), "linked figures stay linked where they print the same");
}

#[test]
fn what_of_a_file_has_no_place_in_the_open_draft_is_listed() {
    let mut sample = common::sample();
    sample.cards[0] = sample.cards[0].redacted("涉密项目");
    let (folder, published) = published();
    let file = folder.path().join("草稿.ron");
    store::save(&sample, &file).unwrap();
    let mut window = window(Some(file));
    command_and_wait(&mut window, Command::ImportFilesInto(vec![published]));
    window.get_by_label("导入选中的部分").click();
    window.run_steps(6);
    let said = window.state().said().to_owned();
    let listed = window.query_all_by_label("未导入").count() + window.query_all_by_label("请核对").count();
    assert!(!said.contains("列在下面") || listed > 0, "{said}");
    assert!(draft(&window).cards.iter().any(|card| card.classified && card.goals.is_empty()), "no secret is opened: {said}");
}

#[test]
fn where_the_name_of_a_classified_project_stands_besides_is_listed_and_taken_away_by_a_click() {
    let mut sample = common::sample();
    let card = sample.cards[0].clone();
    let name = card.text("name").to_owned();
    sample.texts.insert("other_text".into(), format!("另安排{name}。"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("草稿.ron");
    store::save(&sample, &file).unwrap();
    let mut window = window(Some(file));
    command(&mut window, Command::Classify(Place::Card(card.id.clone())));
    window.get_by_label("清除内容并标为涉密").click();
    window.run_steps(6);
    assert!(window.state().said().contains("还写有它的名称"), "{}", window.state().said());
    assert!(draft(&window).text("other_text").contains(&name), "nothing is taken away without a word");
    assert!(window.query_all_by_label_contains("这里还写有它原来的名称").next().is_some());
    loop {
        let Some(fix) = window.query_all_by_label("改为公开名称").chain(window.query_all_by_label("删除这一行")).next() else { break };
        fix.click();
        window.run_steps(4);
    }
    assert!(!gongkai::write::text(&common::document(&draft(&window))).contains(&name), "it is printed nowhere any more");
}

/// A published file of a few paragraphs, in a folder of its own.
fn published() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("公开.txt");
    fs::write(&file, gongkai::write::text(&common::document(&common::sample()))).unwrap();
    (folder, file)
}

#[test]
fn an_import_asks_about_unsaved_work_before_it_takes_its_place() {
    let (_folder, _file, mut window) = sample_window();
    let (_other, file) = published();
    // A text is added while the file is being read.
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::ImportFiles(vec![file.clone()]));
    window.state_mut().command(&ctx, Command::Add(AddKind::Text));
    wait(&mut window);
    assert!(window.query_by_label("还有没保存的内容").is_some());
    window.get_by_role_and_label(Role::Button, "取消").click();
    window.run_steps(4);
    assert_eq!(draft(&window).additions.len(), 1, "what was added is still there");
    command_and_wait(&mut window, Command::ImportFiles(vec![file]));
    window.get_by_role_and_label(Role::Button, "不保存").click();
    window.run_steps(6);
    assert!(window.state().said().starts_with("已导入"), "{}", window.state().said());
}

#[test]
fn reading_a_file_can_be_given_up() {
    let (_folder, _file, mut window) = sample_window();
    let before = draft(&window);
    let (_other, file) = published();
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::ImportFiles(vec![file.clone()]));
    assert!(window.state().is_busy());
    window.state_mut().command(&ctx, Command::StopReading);
    assert!(!window.state().is_busy());
    // Its answer comes all the same, and nobody takes it; the next one is taken.
    std::thread::sleep(std::time::Duration::from_millis(500));
    window.run_steps(4);
    assert_eq!(draft(&window), before);
    command_and_wait(&mut window, Command::ImportFiles(vec![file]));
    assert!(window.state().said().starts_with("已导入"), "{}", window.state().said());
}

#[test]
fn choosing_a_file_takes_nothing_away_yet() {
    let chosen = Command::for_files(vec!["甲.ron".into()]);
    assert!(chosen == Command::OpenFile("甲.ron".into()) && chosen.needs_saved());
    assert!(!Command::Open.needs_saved() && !Command::Import.needs_saved(), "the draft may be worked on while the dialogue is open");
    assert_eq!(Command::for_files(vec!["甲.RTF".into()]), Command::ImportFiles(vec!["甲.RTF".into()]));
}

fn closes(window: &Window) -> bool {
    window.output().viewport_output.values().any(|viewport| viewport.commands.contains(&egui::ViewportCommand::Close))
}

#[test]
fn the_window_closes_when_an_export_is_complete() {
    let (folder, _file, mut window) = sample_window();
    let file = folder.path().join("公开.txt");
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::ExportFiles(vec![file.clone()], Options::default()));
    window.state_mut().command(&ctx, Command::Quit);
    let begun = std::time::Instant::now();
    while !closes(&window) {
        assert!(begun.elapsed().as_secs() < 60, "still open");
        assert!(window.state().is_busy() || file.exists(), "it does not close before the file is written");
        window.run_steps(1);
    }
    assert!(fs::read_to_string(&file).unwrap().contains("名词解释"));
}

#[test]
fn an_export_says_what_it_is_for_and_is_stopped_by_errors_only_where_it_is_published() {
    let (folder, _file, mut window) = sample_window();
    command(&mut window, Command::Export);
    assert!(window.query_by_label_contains("核查发现").is_none(), "nothing is wrong");
    // Nobody knows whose it is.
    let mut draft = store::sample(UNIT).unwrap();
    draft.identity.unit_name.clear();
    let file = folder.path().join("无名.ron");
    store::save(&draft, &file).unwrap();
    let mut window = common::window::window(Some(file));
    command(&mut window, Command::Export);
    assert!(window.query_by_label_contains("供公开的文件不能导出").is_some());
    window.get_by_role_and_label(Role::RadioButton, "供审阅").click();
    window.run_steps(4);
    assert!(window.query_by_label_contains("导出的文件会带着这些问题").is_some());
    window.get_by_role_and_label(Role::Button, "查看问题").click();
    window.run_steps(4);
    assert!(window.query_by_label("用途").is_none());
}

#[test]
fn several_formats_are_exported_in_one_go_and_pages_are_handed_to_the_printer() {
    let (folder, _file, mut window) = sample_window();
    let files: Vec<_> = ["docx", "html", "txt"].iter().map(|ending| folder.path().join(format!("公开.{ending}"))).collect();
    command_and_wait(&mut window, Command::ExportFiles(files.clone(), Options::default()));
    assert!(files.iter().all(|file| file.exists()) && window.state().said().starts_with("已导出3个文件"), "{}", window.state().said());
    command_and_wait(&mut window, Command::Print);
    assert!(window.state().said().contains("在那里打印"), "{}", window.state().said());
}

#[test]
fn the_window_stays_where_an_export_that_it_waits_for_fails() {
    let (folder, _file, mut window) = sample_window();
    let ctx = window.ctx.clone();
    window.state_mut().command(&ctx, Command::ExportFiles(vec![folder.path().join("没有这个文件夹").join("公开.txt")], Options::default()));
    window.state_mut().command(&ctx, Command::Quit);
    wait(&mut window);
    assert!(window.query_by_label("没有导出成功").is_some());
    assert!(!closes(&window));
}

#[test]
fn a_form_is_shown_in_a_window_narrower_than_the_columns_that_stay() {
    for width in [1360.0, 700.0, 560.0, 430.0, 330.0, 200.0] {
        // Not scrolled sideways yet.
        let (_folder, _file, mut window) = sample_window();
        window.set_size(egui::vec2(width, 560.0));
        window.run_steps(4);
        for form in ["general", "balance", "procurement", "three"] {
            go(&mut window, Place::Form(form.into()));
        }
        go(&mut window, Place::Card("c1".into()));
        go(&mut window, Place::Cell { pane: "general".into(), row: "=2040220".into(), column: "project".into() });
        if width > 500.0 {
            assert_eq!(value(&window, CELL), "70.00", "{width}: the cell is scrolled into sight");
        }
    }
}

#[test]
fn what_was_not_saved_is_kept_when_the_program_fails() {
    let (folder, file, mut window) = sample_window();
    let nothing = rescue(window.state().session(), None);
    assert_eq!(nothing.file, None, "{}", nothing.said);
    part(&mut window, "5 一般公共预算支出表");
    click(&mut window, CELL);
    type_text(&mut window, "71");
    press(&mut window, Key::Enter);
    let journaled = rescue(window.state().session(), None);
    assert!(journaled.file.is_none() && journaled.said.contains("示例.ron 时会问是否恢复"), "{}", journaled.said);
    // Where no journal is written, the draft is saved beside its file.
    let codes = Library::load(None).codes;
    let mut session = Session::new(draft(&window), Some(file.clone()), &codes).unwrap();
    session.mark_unsaved();
    for name in ["示例（恢复）.ron", "示例（恢复2）.ron"] {
        let rescued = rescue(Some(&session), None);
        assert_eq!(rescued.file, Some(folder.path().join(name)));
        assert!(rescued.said.contains(name) && rescued.said.contains("没有改动"), "{}", rescued.said);
        assert_eq!(store::open(&folder.path().join(name)).unwrap(), draft(&window));
    }
    assert_eq!(store::open(&file).unwrap(), store::sample(UNIT).unwrap());
}

#[test]
fn a_draft_that_is_in_no_file_is_kept_in_the_folder_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let codes = Library::load(None).codes;
    let mut session = Session::new(store::sample(UNIT).unwrap(), None, &codes).unwrap();
    session.mark_unsaved();
    let kept = folder.path().join("gongkai");
    let rescued = rescue(Some(&session), Some(&kept));
    assert_eq!(rescued.file, Some(kept.join("公开稿（恢复）.ron")), "{}", rescued.said);
    let lost = rescue(Some(&session), None);
    assert!(lost.file.is_none() && lost.said.contains("已经丢失"), "{}", lost.said);
}

#[test]
fn a_part_is_left_out_of_what_is_published_and_taken_back() {
    let (_folder, _file, mut window) = sample_window();
    let asked = |window: &mut Window, label: &str| {
        window.get_by_role_and_label(Role::TreeItem, "5 一般公共预算支出表").click_secondary();
        window.run_steps(4);
        window.get_by_label(label).click();
        window.run_steps(6);
    };
    let form = Place::Form(FormName::of("", "general"));
    asked(&mut window, "设为不公开");
    assert!(draft(&window).withheld.contains(&form));
    part(&mut window, "5 一般公共预算支出表");
    assert!(window.query_by_label_contains("本表不公开").is_some(), "the form says so");
    assert_eq!(headline(&window, "收入总计"), "2860.12", "the totals stay");
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(draft(&window).withheld.is_empty(), "undone");
    shortcut(&mut window, Modifiers::COMMAND, Key::Y);
    asked(&mut window, "恢复公开");
    assert!(draft(&window).withheld.is_empty());
}
