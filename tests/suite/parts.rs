//! Every kind of part in the window: changed by keyboard, undone, saved, opened again.

use crate::common::window::{
    Window, button, click, command, draft, fill, go, more, part, press, sample_of, saved, shortcut, type_text, undo, value, window, window_with,
};
use crate::common::{self, repository};
use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use gongkai::gui::{AddKind, Command};
use gongkai::model::{AdditionKind, Draft, FormName, IndicatorOwner, PaneName, Place};
use gongkai::store;
use gongkai::template::{IndicatorField, Library};

const FOUR_UNITS: &str = "performance-department-2023.ron";
const SECTIONS: &str = "department-2021-sections.ron";
const PARTS: &str = "department-2021.ron";
const PAIRS: &str = "performance-unit-2023.ron";

/// Opens the file anew and gives what is shown.
fn reopened(file: std::path::PathBuf) -> Draft {
    // The file itself is open in a window already.
    let copy = file.with_file_name("又一份.ron");
    std::fs::copy(file, &copy).expect("a copy");
    draft(&window(Some(copy)))
}

#[test]
fn goals_in_levels() {
    let (_folder, file, mut window) = sample_of(FOUR_UNITS);
    let before = draft(&window);
    part(&mut window, "二、分项绩效目标");
    fill(&mut window, "分项绩效目标 1 标题", "和稳定");
    fill(&mut window, "分项绩效目标 2.2 正文", "补充一句。");
    // A new item below the first, then one level up, by keyboard alone.
    more(&mut window, "分项绩效目标 1", "添加下级");
    type_text(&mut window, "反恐演练");
    assert_eq!(draft(&window).trees["subgoals"][0].items[3].title, "反恐演练", "the new item has the keyboard");
    shortcut(&mut window, Modifiers::ALT, Key::ArrowLeft);
    window.run_steps(4);
    let saved = saved(&mut window, &file);
    let tree = &saved.trees["subgoals"];
    assert_eq!((tree[0].title.as_str(), tree[0].items.len()), ("维护政治安全和稳定", 3));
    assert_eq!(tree[1].title, "反恐演练", "out of its parent, behind it");
    assert!(tree[2].items[1].text.ends_with("补充一句。"));
    more(&mut window, "分项绩效目标 2", "降一级");
    assert_eq!(draft(&window).trees["subgoals"][0].items[3].title, "反恐演练");
    more(&mut window, "分项绩效目标 1.4", "删除");
    undo(&mut window, 7);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn pairs_of_goal_and_indicator() {
    let (_folder, file, mut window) = sample_of(PAIRS);
    let before = draft(&window);
    part(&mut window, "二、分项绩效目标");
    fill(&mut window, "分项绩效目标 1 绩效目标", "并持续");
    fill(&mut window, "分项绩效目标 1 绩效指标", "全年12次。");
    let saved = saved(&mut window, &file);
    let item = &saved.trees["subgoals"][0];
    assert!(item.goal.ends_with("并持续") && item.indicator.ends_with("全年12次。"));
    undo(&mut window, 2);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn a_sub_goal_is_classified() {
    let (_folder, file, mut window) = sample_of(FOUR_UNITS);
    part(&mut window, "二、分项绩效目标");
    let secret = draft(&window).trees["subgoals"][1].text.clone();
    fill(&mut window, "分项绩效目标 2 正文", "暗语ZQX");
    more(&mut window, "分项绩效目标 2", "标为涉密");
    assert!(window.query_by_label("清除内容并标为涉密").is_some(), "it asks first");
    button(&mut window, "取消");
    assert!(draft(&window).trees["subgoals"][1].text.ends_with("暗语ZQX"));
    more(&mut window, "分项绩效目标 2", "标为涉密");
    button(&mut window, "清除内容并标为涉密");
    let item = draft(&window).trees["subgoals"][1].clone();
    assert!(item.classified && item.text.is_empty() && item.items.is_empty());
    shortcut(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(!format!("{:?}", draft(&window)).contains("暗语ZQX"), "undo does not bring it back");
    saved(&mut window, &file);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("暗语ZQX") && !text.contains(secret.as_str()));
}

#[test]
fn a_card_is_classified() {
    let (_folder, file, mut window) = sample_of(FOUR_UNITS);
    part(&mut window, "1、警务指挥中心保障经费");
    fill(&mut window, "项目1 资金用途", "暗语ZQX");
    fill(&mut window, "绩效目标1", "暗语ZQX");
    go(&mut window, Place::Indicator { owner: IndicatorOwner::Card("c1".into()), row: "i1".into(), field: IndicatorField::Level3 });
    window.run_steps(6);
    type_text(&mut window, "暗语ZQX");
    press(&mut window, Key::Enter);
    saved(&mut window, &file);
    assert!(std::fs::read_to_string(&file).unwrap().contains("暗语ZQX"));
    more(&mut window, "项目1", "标为涉密");
    assert!(window.query_by_label("清除内容并标为涉密").is_some(), "it asks first");
    // The name that may be public is the template's; it can be typed over.
    button(&mut window, "清除内容并标为涉密");
    let card = draft(&window).cards[0].clone();
    assert!(card.classified && card == card.redacted("专项业务经费"));
    undo(&mut window, 3);
    assert!(draft(&window).cards[0] == card, "nothing can be undone that would bring it back");
    fill(&mut window, "项目1 公开名称", "（一）");
    saved(&mut window, &file);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("暗语ZQX") && !text.contains("警务指挥中心保障经费"), "nor is it in the file");
    assert_eq!(reopened(file).cards[0].text("name"), "专项业务经费（一）");
    // What stands in the window's memory of its fields is gone, too: the next card shows its own.
    more(&mut window, "项目1", "取消涉密");
    assert!(!draft(&window).cards[0].classified);
    assert!(draft(&window).cards[0].goals.is_empty());
}

#[test]
fn a_card_of_several_goals_moves_to_another_unit() {
    let (_folder, file, mut window) = sample_of(FOUR_UNITS);
    let before = draft(&window);
    part(&mut window, "3、公安通信网络经费");
    window.get_by_role_and_label(Role::ComboBox, "项目3 所属单位").click();
    window.run_steps(4);
    button(&mut window, "312005 清溪县看守所");
    button(&mut window, "添加绩效目标");
    let goals = draft(&window).cards[2].goals.len();
    fill(&mut window, &format!("绩效目标{goals}"), "网络故障两小时内修复。");
    fill(&mut window, "项目3 计划 6月底", "5");
    let saved = saved(&mut window, &file);
    let card = &saved.cards[2];
    assert_eq!(card.unit, saved.units.iter().find(|unit| unit.code == "312005").unwrap().id);
    assert_eq!(card.goals.last().unwrap().text, "网络故障两小时内修复。");
    assert_eq!(card.plan[1].unwrap().to_string(), "505");
    undo(&mut window, 4);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn a_card_without_money_has_no_fields_for_it() {
    let (_folder, file, mut window) = sample_of(PARTS);
    let before = draft(&window);
    go(&mut window, Place::Card("c2".into()));
    assert!(window.query_by_label_contains("预算规模").is_none() && window.query_by_label_contains("资金支出计划").is_none());
    fill(&mut window, "项目2 项目名称", "（二期）");
    let saved = saved(&mut window, &file);
    assert!(saved.cards[1].text("name").ends_with("（二期）"));
    undo(&mut window, 1);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn indicators_of_the_whole_department() {
    let (_folder, file, mut window) = sample_of(SECTIONS);
    let before = draft(&window);
    go(&mut window, Place::Indicator { owner: IndicatorOwner::Part("overall_indicators".into()), row: String::new(), field: IndicatorField::Level1 });
    // The first cell has the keyboard: five to the right is the operator's number.
    for _ in 0..5 {
        press(&mut window, Key::ArrowRight);
    }
    type_text(&mut window, "2");
    press(&mut window, Key::Tab);
    type_text(&mut window, "套（组）");
    press(&mut window, Key::Enter);
    shortcut(&mut window, Modifiers::COMMAND, Key::End);
    for _ in 0..2 {
        press(&mut window, Key::ArrowLeft);
    }
    // The row for adding.
    type_text(&mut window, "≥");
    press(&mut window, Key::Tab);
    type_text(&mut window, "90");
    press(&mut window, Key::Enter);
    let saved = saved(&mut window, &file);
    let rows = &saved.indicators["overall_indicators"];
    assert_eq!((rows[0].operator.as_str(), rows[0].number.as_str(), rows[0].unit.as_str()), ("=", "2", "套（组）"));
    let last = rows.last().unwrap();
    assert_eq!((rows.len(), last.operator.as_str(), last.number.as_str()), (20, "≥", "90"));
    assert_eq!((last.level1.as_str(), last.level2.as_str()), ("部门效果", "满意度"), "the kinds of the row above");
    assert_eq!(value(&window, "部门整体支出绩效指标 指标20 指标值 值"), "90");
    shortcut(&mut window, Modifiers::COMMAND, Key::Delete);
    undo(&mut window, 5);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn a_department_gets_units_with_forms_of_their_own() {
    let (_folder, file, mut window) = sample_of(PARTS);
    let before = draft(&window);
    go(&mut window, Place::Identity);
    button(&mut window, "添加单位");
    // What the department had typed is the first unit's now, and the sums are what they were.
    fill(&mut window, "单位1 名称", "本级");
    button(&mut window, "添加单位");
    fill(&mut window, "单位2 代码", "312002");
    fill(&mut window, "单位2 名称", "直属大队");
    let units: Vec<String> = draft(&window).units.iter().map(|unit| unit.id.clone()).collect();
    assert_eq!(draft(&window).forms.keys().filter(|pane| pane.unit == units[0]).count(), 3, "general, basic and procurement");
    go(&mut window, Place::Form("general".into()));
    assert_eq!(value(&window, "5 一般公共预算支出表 合计 合计"), "8451.50");
    // The department's form is a sum and says so.
    click(&mut window, "5 一般公共预算支出表 2040202 项目支出");
    type_text(&mut window, "1");
    assert!(window.state().said().contains("各单位"), "{}", window.state().said());
    // In the second unit's form, below its total row, a code and a figure.
    go(&mut window, Place::Form(FormName::of(&units[1], "general")));
    press(&mut window, Key::ArrowDown);
    type_text(&mut window, "2040202");
    press(&mut window, Key::Enter);
    press(&mut window, Key::Tab);
    type_text(&mut window, "100.25");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "直属大队 5 一般公共预算支出表 合计 项目支出"), "100.25");
    go(&mut window, Place::Form("outlay".into()));
    assert_eq!(value(&window, "3 支出总表 合计 项目支出"), "4202.59");
    let saved = saved(&mut window, &file);
    assert_eq!(saved.rows(&PaneName::called(&units[1], "general")).len(), 1);
    assert!(saved.rows(&"general".into()).is_empty());
    undo(&mut window, 7);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

/// The form of a unit is shown, and the unit is undone under it.
#[test]
fn undoing_a_unit_while_its_form_is_shown_is_no_trouble() {
    let (_folder, file, mut window) = sample_of(PARTS);
    go(&mut window, Place::Identity);
    button(&mut window, "添加单位");
    button(&mut window, "添加单位");
    let second = draft(&window).units[1].id.clone();
    go(&mut window, Place::Form(FormName::of(&second, "general")));
    undo(&mut window, 1);
    assert!(window.query_by_label("这个单位已经删除。").is_some());
    type_text(&mut window, "2040202");
    press(&mut window, Key::Enter);
    assert_eq!(draft(&window).units.len(), 1);
    saved(&mut window, &file);
    shortcut(&mut window, Modifiers::COMMAND, Key::Y);
    assert!(window.query_by_label("这个单位已经删除。").is_none(), "done again, the form is there");
}

/// What stood in a section that is deleted, and behind it, goes on standing in that order.
#[test]
fn a_section_is_deleted_from_around_its_parts() {
    let (_folder, _file, mut window) = sample_of(SECTIONS);
    go(&mut window, Place::Text("operating_text".into()));
    button(&mut window, "添加章节");
    let first = draft(&window).additions[0].id.clone();
    button(&mut window, "添加文字");
    fill(&mut window, "补充文字", "甲");
    go(&mut window, Place::Section(first.clone()));
    button(&mut window, "添加章节");
    fill(&mut window, "补充章节 标题", "：后来的");
    go(&mut window, Place::Section(first));
    button(&mut window, "删除这一节");
    let text = gongkai::write::text(&common::document(&draft(&window)));
    let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("no {word}"));
    assert!(at("\n甲\n") < at("新的一节：后来的"), "the text is not under another section");
}

/// Tab leaves a grid behind its last cell, Shift+Tab before its first, so that what stands around it can be reached.
#[test]
fn the_keyboard_leaves_a_grid_at_its_ends() {
    let (_folder, _file, mut window) = sample_of(SECTIONS);
    go(&mut window, Place::Text("operating_text".into()));
    button(&mut window, "添加表格");
    let in_grid = |window: &Window| window.query_by_label_contains("录入 补充表").is_some_and(|node| node.is_focused());
    assert!(in_grid(&window), "a new table has the keyboard");
    shortcut(&mut window, Modifiers::SHIFT, Key::Tab);
    assert!(!in_grid(&window));
    // The tools stand before it, behind the handles of its columns.
    let at_tool = |window: &Window| window.get_by_role_and_label(Role::Button, "删除这张表").is_focused();
    for _ in 0..8 {
        if !at_tool(&window) {
            shortcut(&mut window, Modifiers::SHIFT, Key::Tab);
        }
    }
    assert!(at_tool(&window));
    press(&mut window, Key::Enter);
    assert!(draft(&window).tables.is_empty());
}

#[test]
fn a_unit_with_figures_is_not_deleted() {
    let (_folder, _file, mut window) = sample_of(FOUR_UNITS);
    go(&mut window, Place::Identity);
    button(&mut window, "删除单位1");
    assert_eq!(draft(&window).units.len(), 4);
    assert!(window.state().said().contains("不能删除"), "{}", window.state().said());
}

#[test]
fn explanations_of_functional_codes() {
    let (_folder, file, mut window) = sample_of(PARTS);
    let before = draft(&window);
    go(&mut window, Place::Form("function_terms".into()));
    click(&mut window, "功能分类名词解释 204 名词解释");
    press(&mut window, Key::F2);
    shortcut(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "反映公共安全方面的支出。");
    press(&mut window, Key::Enter);
    let saved = saved(&mut window, &file);
    assert_eq!(saved.rows(&"function_terms".into()).iter().find(|row| row.code == "204").unwrap().texts["definition"], "反映公共安全方面的支出。");
    undo(&mut window, 1);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn running_text_with_headings_numbers_and_bold_terms() {
    let (_folder, file, mut window) = sample_of(SECTIONS);
    let before = draft(&window);
    go(&mut window, Place::Text("other_text".into()));
    fill(&mut window, "其他事项", "\n会议费情况");
    button(&mut window, "小标题");
    assert!(draft(&window).text("other_text").ends_with("\n# 会议费情况"), "the line of the caret");
    fill(&mut window, "其他事项", "\n安排会议两次");
    button(&mut window, "编号 1、");
    let saved = saved(&mut window, &file);
    assert!(saved.text("other_text").ends_with("\n# 会议费情况\n{1}、安排会议两次"));
    let field = window.get_by_role_and_label(Role::MultilineTextInput, "其他事项").value().unwrap_or_default();
    assert!(field.ends_with("\n# 会议费情况\n1、安排会议两次"), "numbered as it prints: {field}");
    undo(&mut window, 4);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn sections_texts_and_tables_of_ones_own() {
    let (_folder, file, mut window) = sample_of(SECTIONS);
    let before = draft(&window);
    go(&mut window, Place::Text("operating_text".into()));
    button(&mut window, "添加章节");
    fill(&mut window, "补充章节 标题", "：会议费");
    button(&mut window, "添加文字");
    fill(&mut window, "补充文字", "全年会议费3万元。");
    button(&mut window, "添加表格");
    fill(&mut window, "补充表 标题", "会议费情况表");
    // A table from a spreadsheet, longer than the new one.
    click(&mut window, "补充表“会议费情况表” 第1行 第1列");
    window.event(Event::Paste("项目\t金额\t\r\n\t本年\t上年\r\n会议费\t3\t2.5\r\n培训费\t1\t1\r\n合计\t4\t3.5\r\n".into()));
    window.run_steps(6);
    button(&mut window, "表头");
    button(&mut window, "表头加一行");
    click(&mut window, "补充表“会议费情况表” 第1行 第1列");
    button(&mut window, "合并");
    button(&mut window, "向下合并");
    click(&mut window, "补充表“会议费情况表” 第1行 第2列");
    button(&mut window, "合并");
    button(&mut window, "向右合并");
    click(&mut window, "补充表“会议费情况表” 第5行 第3列");
    type_text(&mut window, "3.50");
    press(&mut window, Key::Enter);
    let saved = saved(&mut window, &file);
    let heading =
        saved.additions.iter().find_map(|a| if let AdditionKind::Section { heading, number, .. } = &a.kind { Some((heading, number)) } else { None });
    assert_eq!(heading, Some((&"新的一节：会议费".to_owned(), &"{一}、".to_owned())), "numbered as its neighbours");
    let table = saved.tables.values().next().unwrap();
    assert_eq!((table.rows.len(), table.head, table.spans.len()), (5, 2, 2));
    assert_eq!(table.rows[4], ["合计", "4", "3.50"]);
    let printed = gongkai::write::text(&common::document(&saved));
    let at = |text: &str| printed.find(text).unwrap_or_else(|| panic!("no {text} in the document"));
    assert!(at("# 四、新的一节：会议费") < at("全年会议费3万元。") && at("全年会议费3万元。") < at("会议费情况表"), "in the order of the outline");
    assert!(at("# 三、机关运行经费安排情况") < at("# 四、新的一节") && at("# 五、财政拨款“三公”经费") > at("会议费情况表"));
    // What is wider than the table gets its columns.
    click(&mut window, "补充表“会议费情况表” 第5行 第3列");
    window.event(Event::Paste("3.50\t甲\t乙\n".into()));
    window.run_steps(4);
    assert_eq!(draft(&window).tables.values().next().unwrap().rows[4], ["合计", "4", "3.50", "甲", "乙"]);
    undo(&mut window, 1);
    button(&mut window, "删除这张表");
    assert!(draft(&window).tables.is_empty() && draft(&window).additions.len() == 2);
    undo(&mut window, 12);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn a_table_is_added_after_any_part_by_command() {
    let (_folder, _file, mut window) = sample_of(FOUR_UNITS);
    for place in [Place::Identity, Place::Text("overall_text".into()), Place::Card("c5".into())] {
        go(&mut window, place);
        command(&mut window, Command::Add(AddKind::Table));
    }
    let draft = draft(&window);
    assert_eq!(draft.tables.len(), 3);
    assert_eq!(draft.misfits(), Vec::<String>::new());
    let after: Vec<&str> = draft.additions.iter().map(|addition| addition.after.as_str()).collect();
    assert_eq!(after[1..], ["overall_text", "cards"]);
}

#[test]
fn cover_with_mark_preparer_and_reviewer() {
    let (_folder, file, mut window) = sample_of(FOUR_UNITS);
    let before = draft(&window);
    go(&mut window, Place::Identity);
    fill(&mut window, "稿件状态", "二稿");
    fill(&mut window, "审核单位", "预算科");
    let saved = saved(&mut window, &file);
    assert_eq!((saved.identity.mark.as_str(), saved.identity.reviewed_by.as_str()), ("草案二稿", "清溪县财政局预算科"));
    undo(&mut window, 2);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn another_layout_keeps_what_was_typed() {
    let (_folder, file, mut window) = sample_of(SECTIONS);
    let before = draft(&window);
    go(&mut window, Place::Identity);
    window.get_by_role_and_label(Role::RadioButton, "另有编码、金额和资金支出计划").click();
    window.run_steps(6);
    assert_eq!(draft(&window).template.chosen, ["sections", "money"]);
    go(&mut window, Place::Card("c1".into()));
    fill(&mut window, "项目1 其中：财政资金", "12.5");
    let saved = saved(&mut window, &file);
    assert_eq!(saved.cards[0].goals, before.cards[0].goals);
    // Back again there would be no place for the money, so it is not changed.
    go(&mut window, Place::Identity);
    window.get_by_role_and_label(Role::RadioButton, "只有目标和指标").click();
    window.run_steps(6);
    assert!(draft(&window) == saved);
    assert!(window.state().said().contains("没有更换"), "{}", window.state().said());
    undo(&mut window, 2);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}

#[test]
fn a_new_draft_asks_for_the_options_of_its_template() {
    let mut window = window(None);
    button(&mut window, "新建公开稿");
    assert!(window.query_by_label("版式").is_none(), "the template issued last has no choices");
    window.get_by_role_and_label(Role::ComboBox, "新建 模板").click();
    window.run_steps(4);
    button(&mut window, &Library::load(None).template("hebei-department-2021").unwrap().title);
    assert!(window.query_by_label("版式").is_some());
    fill(&mut window, "新建 单位名称", "某局");
    button(&mut window, "建立");
    assert_eq!(draft(&window).template.chosen, ["parts", "plain"]);
}

#[test]
fn every_sample_is_opened_from_the_start_page() {
    for name in store::samples() {
        let mut window = window(None);
        let title = {
            let draft = store::sample(name).unwrap();
            draft.worded(&draft.template.wording.title)
        };
        window.get_by_role_and_label(Role::Link, &title).click();
        window.run_steps(6);
        assert!(draft(&window) == store::sample(name).unwrap(), "{name}");
    }
}

/// The made-up province, added by RON alone, is opened and filled in.
#[test]
fn a_province_of_ones_own() {
    let library = Library::load(Some(&repository("tests/fixtures")));
    let template = library.template("lanhe-unit-2025").unwrap().clone();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("澜河.ron");
    store::save(&Draft::new(template, "901001", "澜河省某中心", 2025), &file).unwrap();
    let mut window = window_with(library, Some(file.clone()));
    let before = draft(&window);
    part(&mut window, "一般公共预算支出表");
    press(&mut window, Key::ArrowDown);
    type_text(&mut window, "2050101");
    press(&mut window, Key::Enter);
    // The first figure of the row is 基本支出, in 元.
    type_text(&mut window, "1.5万元");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "一般公共预算支出表 2050101 基本支出"), "15000.00");
    assert_eq!(value(&window, "一般公共预算支出表 2050101 科目编码 款"), "01");
    part(&mut window, "单位支出总表");
    click(&mut window, "单位支出总表 2050101 结转下年");
    type_text(&mut window, "20");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "单位支出总表 合计 合计"), "15020.00");
    part(&mut window, "项目绩效目标表（0）");
    button(&mut window, "添加项目");
    fill(&mut window, "项目1 主管处室", "教师工作处");
    let owner = IndicatorOwner::Card(draft(&window).cards[0].id.clone());
    go(&mut window, Place::Indicator { owner, row: String::new(), field: IndicatorField::More("weight".into()) });
    window.run_steps(6);
    type_text(&mut window, "40");
    press(&mut window, Key::Enter);
    let saved = saved(&mut window, &file);
    assert_eq!(saved.cards[0].indicators[0].more["weight"], "40");
    assert_eq!(saved.cards[0].text("office"), "教师工作处");
    undo(&mut window, 6);
    assert!(draft(&window) == before);
    assert!(reopened(file) == saved);
}
