//! Layouts of real disclosures said by data alone: the samples beside the documents that they follow, a province of our own
//! invention, several units, what is classified.

use std::fs;
use std::path::Path;

use crate::common::{self, amount, assert_no_errors, findings, json, repository, strings, table, type_into};
use gongkai::document::{Block, Document, section_texts};
use gongkai::export::export;
use gongkai::model::{Addition, AdditionKind, Card, Draft, Edit, FreeTable, History, Indicator, Item, Misplaced, Row, Span, Unit, anchor};
use gongkai::rules::Status;
use gongkai::store;
use gongkai::template::{Library, Template, check_folder};
use gongkai::write;

fn template(id: &str) -> Template {
    Library::load(None).template(id).unwrap_or_else(|| panic!("no template {id}")).clone()
}

fn with_options(id: &str, options: &[&str]) -> Draft {
    let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
    Draft::new(template(id).resolved(&options).expect("options of the template"), "312", "某县公安局", 2021)
}

fn headings(document: &Document) -> Vec<String> {
    let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks);
    blocks.filter_map(|block| if let Block::Heading(heading) = block { Some(heading.text.clone()) } else { None }).collect()
}

/// Fails unless the headings stand among those of the document, in this order.
#[track_caller]
fn assert_in_order(document: &Document, wanted: &[&str]) {
    let found = headings(document);
    let mut rest = found.iter();
    for heading in wanted {
        assert!(rest.any(|text| text == heading), "no {heading} in its place among {found:?}");
    }
}

fn sample(name: &str) -> (Draft, Document) {
    let draft = store::sample(name).unwrap_or_else(|error| panic!("{error}"));
    let document = common::document(&draft);
    (draft, document)
}

#[test]
fn every_sample_opens_without_errors_and_is_saved_as_it_ships() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = store::samples();
    assert_eq!(names.len(), 5, "{names:?}");
    assert_eq!(names[0], common::UNIT, "the one to begin with");
    for name in names {
        let draft = store::sample(name).unwrap_or_else(|error| panic!("{error}"));
        assert_no_errors(&draft);
        let shipped = fs::read_to_string(repository("assets/samples").join(name)).expect("a sample");
        store::save(&draft, &folder.path().join(name)).expect("saved");
        assert!(fs::read_to_string(folder.path().join(name)).expect("read") == shipped, "{name} is written otherwise than it ships");
        let now = template(&draft.template.id).resolved(&draft.template.chosen).expect("its options");
        assert!(now == *draft.template, "{name} carries another template than the program has");
    }
}

/// Three parts: forms, narrative in eight chapters, performance; cards without code and money.
#[test]
fn a_department_in_three_parts() {
    let (draft, document) = sample("department-2021.ron");
    assert_in_order(
        &document,
        &[
            "一、2021年部门预算公开表",
            "部门预算财政拨款“三公”经费支出预算总表",
            "二、2021年度部门预算信息公开情况说明",
            "第一部分 部门职责及机构设置情况",
            "第二部分 部门预算安排的总体情况",
            "3、比上年增减情况",
            "第三部分 机关运行经费安排情况",
            "第四部分 财政拨款“三公”经费预算情况及增减变化原因",
            "第五部分 政府采购预算情况",
            "第六部分 国有资产信息",
            "第七部分 名词解释",
            "第八部分 其他需要说明的事项",
            "三、2021年部门预算绩效信息",
            "第一部分 部门整体绩效目标",
            "（一）总体绩效目标",
            "（二）分项绩效目标",
            "（三）工作保障措施",
            "第二部分 预算项目绩效目标",
        ],
    );
    // What the document states of its figures.
    let outlay = table(&draft, "outlay");
    assert_eq!((outlay.at("合计", "合计"), outlay.at("合计", "基本支出"), outlay.at("合计", "项目支出")), ("8451.50", "4349.16", "4102.34"));
    let basic = table(&draft, "basic");
    let column = |label: &str| format!("一般公共预算基本支出 {label}");
    assert_eq!((basic.at("合计", &column("人员经费")), basic.at("合计", &column("公用经费"))), ("3457.07", "892.09"));
    assert_eq!(table(&draft, "three").at("“三公”经费小计", "资金性质 合计"), "105.46");
    // Organisation with a total row; procurement without the columns of later years; the mark of a cell without a quantity.
    assert_eq!(table(&draft, "organisation").rows[0][0], "合计");
    let procurement = table(&draft, "procurement");
    assert_eq!(procurement.columns.len(), 13);
    assert_eq!(procurement.rows[0][7], "901.13");
    assert_eq!(table(&draft, "assets").at("资产总额", "数量"), "——");
    let terms = table(&draft, "function_terms");
    assert_eq!(terms.columns, ["功能编码", "功能名称", "名词解释"]);
    assert!(terms.rows.len() == 25 && terms.rows.iter().all(|row| !row[2].is_empty()), "every code explained, parents too");
    let json = json(&draft);
    let cards = json["cards"].as_array().expect("cards");
    assert_eq!(cards.len(), 28);
    assert!(cards.iter().all(|card| card["code"] == "" && card["budget"] == ""));
    assert_eq!(cards[15]["indicators"].as_array().expect("rows").len(), 7, "two of a kind");
}

/// Nine sections with the performance text as the fifth, and the indicators of the whole department in columns of their own.
#[test]
fn a_department_in_nine_sections() {
    let (draft, document) = sample("department-2021-sections.ron");
    assert_in_order(
        &document,
        &[
            "中共青禾县委政法委员会2021年部门预算信息公开情况说明",
            "一、部门职责及机构设置情况",
            "二、部门预算安排的总体情况",
            "三、机关运行经费安排情况",
            "四、财政拨款“三公”经费预算情况及增减变化原因",
            "五、预算绩效信息",
            "第一部分 部门整体绩效目标",
            "一、总体绩效目标",
            "二、分项绩效目标",
            "三、工作保障措施",
            "四、部门整体支出绩效指标",
            "第二部分 资金绩效目标",
            "六、政府采购预算情况",
            "七、国有资产信息",
            "八、名词解释",
            "九、其他需要说明的事项",
        ],
    );
    let whole = table(&draft, "overall_indicators");
    assert_eq!(whole.columns[4..7], ["指标值 符号", "指标值 值", "指标值 单位"]);
    assert_eq!(whole.rows.len(), 19);
    assert!(whole.rows.iter().all(|row| !row[0].is_empty() && !row[1].is_empty()), "kinds on every row");
    assert_eq!(whole.rows[1][4..7], ["=", "1629", "条"]);
    assert!(whole.rows.iter().any(|row| row[4..7] == ["文字描述", "", "显著"]), "a target in words");
    // Numbers of the second level run on from one sub-goal to the next.
    let texts = section_texts(&document);
    let numbered = |prefix: &str| texts.iter().flat_map(|(_, paragraphs)| paragraphs).any(|text| text.starts_with(prefix));
    assert!(numbered("4、") && numbered("6、"));
    assert_eq!(table(&draft, "organisation").rows.len(), 1, "no total row");
    let cards = json(&draft)["cards"].as_array().expect("cards").clone();
    assert_eq!(cards.len(), 20);
    assert!(cards.iter().any(|card| card["goals"].as_array().expect("goals").len() == 3), "several goals");
}

/// Goal and indicator in pairs, the budget in a sentence, the plan in percent.
#[test]
fn a_performance_text_with_goals_and_indicators_in_pairs() {
    let (draft, document) = sample("performance-unit-2023.ron");
    assert!(document.cover.is_empty() && document.contents.is_none());
    assert_in_order(&document, &["临港市公安局海湾经济区分局", "一、总体绩效目标", "二、分项绩效目标", "三、目标规划及保障措施"]);
    let texts = section_texts(&document);
    let all: Vec<&String> = texts.iter().flat_map(|(_, paragraphs)| paragraphs).collect();
    assert_eq!(all.iter().filter(|text| text.starts_with("绩效目标：")).count(), 7);
    assert_eq!(all.iter().filter(|text| text.starts_with("绩效指标：")).count(), 7);
    assert!(headings(&document).iter().any(|text| text.starts_with("（七）")));
    assert!(all.iter().any(|text| text.starts_with("（十）")), "ten measures");
    let text = write::text(&document);
    let flat: String = text.chars().filter(|c| !c.is_whitespace() && *c != '|').collect();
    assert!(flat.contains("预算数1174万元。其中：财政资金1174万元。"), "the budget as it was typed, without needless zeros");
    let json = json(&draft);
    let card = &json["cards"][0];
    assert_eq!((card["code"].as_str(), card["budget"].as_str()), (Some("142001001"), Some("1174")));
    assert_eq!(strings(&card["plan"]["values"]), ["25%", "50%", "75%", "100%"]);
    assert_eq!(card["plan"]["kind"], "percent");
    let kinds: Vec<&str> = card["indicators"].as_array().expect("rows").iter().filter_map(|row| row["level2"].as_str()).collect();
    assert_eq!(kinds[4..], ["经济效益指标", "社会效益指标", "生态效益指标", "可持续性影响", "服务对象满意度指标"]);
}

/// Cover with preparer and reviewer, contents with every card, cards under their units, some classified.
#[test]
fn a_performance_text_of_four_units() {
    let (draft, document) = sample("performance-department-2023.ron");
    let cover: Vec<&str> = document.cover.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(cover, ["清溪县公安局", "2023年部门预算绩效文本", "（草案）", "清溪县公安局编制", "清溪县财政局审核"]);
    let listed = document.sheets.iter().flat_map(|sheet| &sheet.blocks).filter(|block| matches!(block, Block::Heading(h) if h.contents.is_some()));
    assert_eq!(listed.count(), 2 + 3 + 39, "parts, sections and cards stand in the contents");
    let json = json(&draft);
    assert_eq!(json["meta"]["units"].as_array().expect("units").len(), 4);
    let cards = json["cards"].as_array().expect("cards");
    let of = |code: &str| cards.iter().filter(|card| card["unit_code"] == code && card["classified"] == false).count();
    assert_eq!([of("312001"), of("312003"), of("312005"), of("312006")], [20, 4, 7, 1]);
    let secret: Vec<&serde_json::Value> = cards.iter().filter(|card| card["classified"] == true).collect();
    assert_eq!(secret.len(), 7);
    assert!(secret.iter().all(|card| card["goals"] == serde_json::json!([]) && card["budget"] == "" && card["code"] == ""));
    let text = write::text(&document);
    assert_eq!(text.matches("此项目文件涉密").count(), 7);
    assert_eq!(text.matches("312003 清溪县公安局交通警察大队").count(), 4, "the unit above each of its cards");
    assert!(text.contains("1、国内安全保卫：涉密"));
}

/// A cover line that needs a word which nobody has filled in is left out.
#[test]
fn a_cover_without_mark_and_reviewer_has_no_lines_for_them() {
    let (mut draft, _) = sample("performance-department-2023.ron");
    draft.identity.mark.clear();
    draft.identity.reviewed_by.clear();
    let cover: Vec<String> = common::document(&draft).cover.into_iter().map(|line| line.text).collect();
    assert_eq!(cover, ["清溪县公安局", "2023年部门预算绩效文本", "清溪县公安局编制"]);
}

/// An option has its own outline and fields; what belongs to another one is gone, words stand where it says.
#[test]
fn an_option_is_no_copy_of_the_template() {
    let plain = with_options("hebei-department-2021", &[]);
    assert_eq!(plain.template.chosen, ["parts", "plain"]);
    let money = with_options("hebei-department-2021", &["sections", "money"]);
    assert_eq!(money.template.chosen, ["sections", "money"]);
    let fields = |draft: &Draft| draft.template.card.as_ref().expect("cards").fields.len();
    assert_eq!((fields(&plain), fields(&money)), (1, 7));
    assert!(plain.template.indicators("overall_indicators").is_none() && money.template.indicators("overall_indicators").is_some());
    assert!(money.template.form("function_terms").is_none(), "a form that the option does not print");
    let error = template("hebei-department-2021").resolved(&["none".into()]).expect_err("no such option");
    assert!(error.contains("none"), "{error}");
    // A check of the option: project expenditure against the cards.
    let mut draft = money;
    type_into(&mut draft, "general", "2040202", "project", "10");
    let mut card = Card { id: "c1".into(), ..Card::default() };
    card.texts.insert("function".into(), "2040202".into());
    card.amounts.insert("fiscal".into(), amount("9"));
    draft.cards.push(card);
    assert!(findings(&draft).iter().any(|finding| finding.code == "T301" && finding.status == Status::Broken));
}

// ---- Several units ------------------------------------------------------------------------

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
    let document = common::document(&draft);
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
        draft.forms.get_mut(&format!("{unit}/general")).expect("rows").retain(|row| row.code != code);
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
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.ron");
    let refused = |change: &dyn Fn(&mut Draft), wanted: &str| {
        let mut draft = two_units();
        change(&mut draft);
        let error = store::save(&draft, &file).expect_err(wanted);
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
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("部门.ron");
    let draft = two_units();
    store::save(&draft, &file).expect("saved");
    assert!(store::open(&file).expect("opened") == draft);
    let text = fs::read_to_string(&file).expect("read").replace("\"u2/general\"", "\"u9/general\"");
    fs::write(&file, text).expect("written");
    let error = store::open(&file).expect_err("no such unit");
    assert!(error.reason.contains("u9/general") && error.reason.contains("单位名单"), "{error}");
}

// ---- What is classified -------------------------------------------------------------------

const SENTINEL: &str = "绝密词语ZQX";

/// A card with the sentinel in each of its fields.
fn telling_card(draft: &Draft) -> Card {
    let form = draft.template.card.as_ref().expect("cards");
    let mut card = Card { id: "c99".into(), unit: "u1".into(), ..Card::default() };
    for field in form.fields.iter().filter(|field| field.kind != gongkai::template::CardFieldKind::Money) {
        card.texts.insert(field.id.clone(), format!("{SENTINEL}{}", field.id));
    }
    card.amounts.insert("fiscal".into(), amount("98765.4321"));
    card.plan = vec![Some(amount("77")); 4];
    card.goals = vec![SENTINEL.into()];
    let mut row = Indicator::default();
    for column in &form.indicators {
        row.set(&column.field, SENTINEL.to_owned());
    }
    card.indicators = vec![row];
    card
}

/// After a card and an item are marked, nothing that stood in them is in the draft, the saved file or any export: each is
/// byte by byte what it would be had the text never been typed.
#[test]
fn nothing_of_what_was_classified_is_in_any_byte() {
    let never = {
        let mut draft = store::sample("performance-department-2023.ron").expect("a sample");
        draft.cards[0] = Card { id: "c99".into(), unit: "u1".into(), ..Card::default() }.redacted("专项业务经费");
        draft.trees.get_mut("subgoals").expect("sub-goals")[0] = Item { id: "g1".into(), ..Item::default() }.redacted("国内安全");
        draft
    };
    let mut draft = never.clone();
    draft.cards[0] = telling_card(&draft);
    let inner = Item { id: "g99".into(), text: SENTINEL.into(), ..Item::default() };
    draft.trees.get_mut("subgoals").expect("sub-goals")[0] = Item {
        id: "g1".into(),
        title: SENTINEL.into(),
        text: SENTINEL.into(),
        goal: SENTINEL.into(),
        indicator: SENTINEL.into(),
        classified: false,
        items: vec![inner],
    };
    assert!(write::text(&common::document(&draft)).contains(SENTINEL), "it was there");

    let card = Box::new(draft.cards[0].redacted("专项业务经费"));
    let item = Box::new(draft.trees["subgoals"][0].redacted("国内安全"));
    let (tree, path) = ("subgoals".to_owned(), vec![0]);
    let mut history = History::default();
    let edits = vec![Edit::Card { at: 0, card }, Edit::RemoveItem { tree: tree.clone(), path: path.clone() }, Edit::InsertItem { tree, path, item }];
    history.apply(&mut draft, Edit::Several(edits), "标为涉密", None).expect("in place");
    history.clear();
    assert!(draft == never);
    assert!(history.undo(&mut draft).is_none() && !format!("{history:?}").contains(SENTINEL), "undo holds nothing of it");

    let folder = tempfile::tempdir().expect("a folder");
    let codes = Library::load(None).codes;
    for (name, draft) in [("marked", &draft), ("never", &never)] {
        store::save(draft, &folder.path().join(format!("{name}.ron"))).expect("saved");
        for (ending, _) in gongkai::export::FORMATS {
            export(draft, &codes, &folder.path().join(format!("{name}.{ending}"))).unwrap_or_else(|error| panic!("{error}"));
        }
    }
    for ending in ["ron"].into_iter().chain(gongkai::export::FORMATS.map(|(ending, _)| ending)) {
        let read = |name: &str| fs::read(folder.path().join(format!("{name}.{ending}"))).expect("a file");
        let marked = read("marked");
        assert!(marked == read("never"), "{ending}: differs from one that never held it");
        let unpacked = unpacked(&marked);
        for word in [SENTINEL, "ZQX", "98765"] {
            let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [word.as_bytes(), utf16.as_slice()] {
                assert!(!unpacked.windows(bytes.len()).any(|window| window == bytes), "{ending}: {word} is in it");
            }
        }
    }
}

/// The bytes of a file, and those of its compressed streams behind them.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let (begin, end) = (b"stream\n".as_slice(), b"\nendstream".as_slice());
    let mut rest = bytes;
    while let Some(at) = rest.windows(begin.len()).position(|window| window == begin) {
        rest = &rest[at + begin.len()..];
        let Some(length) = rest.windows(end.len()).position(|window| window == end) else { break };
        if let Ok(stream) = miniz_oxide::inflate::decompress_to_vec_zlib(&rest[..length]) {
            out.extend(stream);
        }
        rest = &rest[length + end.len()..];
    }
    out
}

#[test]
fn streams_are_unpacked_before_they_are_searched() {
    let draft = store::sample("performance-department-2023.ron").expect("a sample");
    let pdf = gongkai::typeset::pdf(&common::document(&draft)).expect("pages");
    let found = unpacked(&pdf).windows(2).filter(|window| window == b"BT").count();
    assert!(found > 100, "only {found} texts found in the streams");
}

#[test]
fn a_classified_card_takes_no_text_but_its_public_name() {
    let mut draft = store::sample("performance-department-2023.ron").expect("a sample");
    let card = draft.cards.iter().find(|card| card.classified).expect("a classified card").id.clone();
    let text = |field: &str| Edit::CardText { card: card.clone(), field: field.into(), value: "x".into() };
    assert_eq!(text("purpose").apply(&mut draft), Err(Misplaced));
    assert_eq!(Edit::Goals { card: card.clone(), goals: vec!["x".into()] }.apply(&mut draft), Err(Misplaced));
    assert!(text("name").apply(&mut draft).is_ok());
    // Nor does anything go below a classified item.
    let items = &draft.trees["subgoals"];
    let (path, _) = gongkai::model::tree::find(items, &items[0].items[0].id).expect("an item");
    assert!(items[0].items[0].classified);
    let below = Edit::InsertItem { tree: "subgoals".into(), path: [path.as_slice(), &[0]].concat(), item: Box::default() };
    assert_eq!(below.apply(&mut draft), Err(Misplaced));
    // A file that holds more is not opened, and not written.
    let at = draft.cards.iter().position(|card| card.classified).expect("a classified card");
    draft.cards[at].texts.insert("purpose".into(), "x".into());
    let folder = tempfile::tempdir().expect("a folder");
    let error = store::save(&draft, &folder.path().join("x.ron")).expect_err("a secret");
    assert!(error.reason.contains("涉密项目卡"), "{error}");
    assert!(!folder.path().join("x.ron").exists());
}

// ---- What the draft adds ------------------------------------------------------------------

#[test]
fn sections_texts_and_tables_of_the_drafts_own_stand_where_they_were_put() {
    let mut draft = common::sample();
    let mut add = |id: &str, at: &str, kind: AdditionKind| {
        let section = matches!(kind, AdditionKind::Section { .. });
        let (after, inside, number) = anchor(&draft.outline(), at, section).expect("a place");
        let kind = match kind {
            AdditionKind::Section { heading, listed, .. } => AdditionKind::Section { heading, listed, number },
            other => other,
        };
        draft.additions.push(Addition { id: id.into(), after, inside, kind });
    };
    let section = |heading: &str| AdditionKind::Section { heading: heading.into(), number: String::new(), listed: true };
    add("a1", "operating_text", section("会议费和培训费情况"));
    add("a2", "a1", AdditionKind::Text);
    add("a3", "a1", AdditionKind::Table);
    add("a4", "income_text", AdditionKind::Table);
    draft.texts.insert("a2".into(), "# 会议费\n{1}、甲\n{1}、乙\n**共计**{outlay[total, total]}万元".into());
    let mut table = FreeTable::new(3, 3);
    table.head = 2;
    for (at, text) in [((0, 0), "项目"), ((0, 1), "金额"), ((1, 1), "本年"), ((1, 2), "上年"), ((2, 0), "会议费"), ((2, 1), "1.50"), ((2, 2), "2")]
    {
        table.rows[at.0][at.1] = text.into();
    }
    table.spans = vec![Span { row: 0, column: 0, rows: 2, columns: 1 }, Span { row: 0, column: 1, rows: 1, columns: 2 }];
    table.title = "会议费情况表".into();
    draft.tables.insert("a3".into(), table.clone());
    draft.tables.insert("a4".into(), FreeTable { title: "收入构成".into(), ..FreeTable::new(2, 2) });
    assert_eq!(draft.misfits(), Vec::<String>::new());

    // The numbers of the sections after it run on.
    let document = common::document(&draft);
    assert_in_order(
        &document,
        &[
            "1、收入说明",
            "收入构成",
            "2、支出说明",
            "三、机关运行经费安排情况",
            "四、会议费和培训费情况",
            "会议费",
            "会议费情况表",
            "五、财政拨款“三公”经费预算情况及增减变化原因",
        ],
    );
    let texts = section_texts(&document);
    let own = texts.iter().find(|(path, _)| path.last().is_some_and(|heading| heading == "会议费")).expect("the text");
    assert_eq!(own.1, ["1、甲", "2、乙", "共计2860.12万元"]);
    let printed = common::table(&draft, "a3");
    assert_eq!(printed.columns, ["项目", "金额 本年", "金额 上年"]);
    assert_eq!(printed.rows, [["会议费", "1.50", "2"]]);

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.ron");
    store::save(&draft, &file).expect("saved");
    assert!(store::open(&file).expect("opened") == draft);
    export(&draft, &Library::load(None).codes, &folder.path().join("x.pdf")).expect("pages with the free table");
    // Spans of a file that reach out of their table are refused, not drawn.
    draft.tables.get_mut("a3").expect("a table").spans.push(Span { row: 2, column: 2, rows: 1, columns: 2 });
    assert!(store::save(&draft, &file).expect_err("a broken table").reason.contains("会议费情况表"));
}

/// A heading without a word is none: the pages are made all the same, and the blank is told.
#[test]
fn a_blank_heading_hinders_no_export() {
    let mut draft = common::sample();
    let kind = AdditionKind::Section { heading: String::new(), number: String::new(), listed: true };
    draft.additions.push(Addition { id: "a1".into(), after: "operating".into(), inside: false, kind });
    draft.texts.insert("other_text".into(), "# {mark}\n文字。".into());
    assert!(gongkai::typeset::pdf(&common::document(&draft)).is_ok());
    assert!(findings(&draft).iter().any(|finding| finding.code == "S102"));
}

/// Links are filled in in free tables and headings as in running text, and told where they name no cell.
#[test]
fn links_work_in_tables_and_headings_of_the_drafts_own() {
    let mut draft = common::sample();
    let kind = AdditionKind::Section { heading: "支出{outlay[total, total]}万元".into(), number: String::new(), listed: false };
    draft.additions.push(Addition { id: "a1".into(), after: "operating".into(), inside: false, kind });
    draft.additions.push(Addition { id: "a2".into(), after: "a1".into(), inside: true, kind: AdditionKind::Table });
    let mut own = FreeTable::new(2, 2);
    own.rows = vec![vec!["{year}年".into(), "设备（台）".into()], vec!["{outlay[total, project]}".into(), "{assets[equipment, quantity]}".into()]];
    draft.tables.insert("a2".into(), own);
    assert!(headings(&common::document(&draft)).contains(&"支出2860.12万元".to_owned()));
    let printed = table(&draft, "a2");
    assert_eq!(printed.columns, ["2024年", "设备（台）"]);
    assert_eq!(printed.rows, [["2337.12", "2"]], "money as its form prints it, a quantity as it is");
    for at in 0..2 {
        let mut broken = draft.clone();
        let own = broken.tables.get_mut("a2").expect("a table");
        let text = if at == 0 { &mut own.rows[1][0] } else { &mut own.title };
        *text = "{outlay[total, none]}".into();
        assert!(findings(&broken).iter().any(|finding| finding.code == "L101"), "{at}");
    }
}

#[test]
fn an_addition_whose_place_is_gone_is_printed_at_the_end() {
    let mut draft = common::sample();
    draft.additions.push(Addition { id: "a1".into(), after: "gone".into(), inside: false, kind: AdditionKind::Text });
    draft.texts.insert("a1".into(), "没有丢。".into());
    let texts = section_texts(&common::document(&draft));
    assert!(texts.last().expect("texts").1.contains(&"没有丢。".to_owned()));
}

// ---- A province of our own invention ------------------------------------------------------

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
        id: "civil".into(),
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
        &common::document(&draft),
        &["第一部分 单位概况", "第二部分 绩效目标", "1. 教师培训", "第三部分 预算情况说明", "第四部分 预算公开表", "单位收入总表", "单位支出总表"],
    );
    let json = json(&draft);
    assert_eq!(json["cards"][0]["fields"]["office"], "教师工作处");
    assert_eq!(json["cards"][0]["indicators"][0]["more"]["weight"], "40");
    assert_eq!(json["tables"][1]["unit"], "元");
    let kinds = &draft.template.card.as_ref().expect("cards").kinds;
    assert_eq!(kinds[2].level2, ["经济效果指标", "社会效果指标"]);
    let text = write::text(&common::document(&draft));
    assert!(text.contains("2025年收入总计1334333.30元，其中上年结转201000.01元；支出总计1334333.30元。"), "{text}");
    assert!(text.contains("预算98765.40元由教师工作处执行") && text.contains("30%"), "{text}");
    let folder = tempfile::tempdir().expect("a folder");
    for ending in ["txt", "pdf", "json"] {
        export(&draft, &Library::load(None).codes, &folder.path().join(format!("x.{ending}"))).unwrap_or_else(|error| panic!("{error}"));
    }
    // The draft carries its template, so it opens where nobody has that folder.
    let file = folder.path().join("x.ron");
    store::save(&draft, &file).expect("saved");
    assert!(store::open(&file).expect("opened without the province") == draft);
}

/// A column that stands with one option only: without it the equations do without its terms.
#[test]
fn equations_do_without_what_an_option_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&repository(PROVINCE), folder.path());
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

/// A sentence of a card whose figure is blank would be a stump, so it is left out.
#[test]
fn a_sentence_without_its_figure_is_left_out() {
    let mut draft = store::sample("performance-unit-2023.ron").expect("a sample");
    draft.cards[0].amounts.clear();
    let text = write::text(&common::document(&draft));
    let first: String = text.split("142001002").next().expect("the first card").chars().filter(|c| !c.is_whitespace() && *c != '|').collect();
    assert!(first.contains("主要用于") && !first.contains("预算数") && !first.contains("万元。"), "{first}");
}

/// Changes one place of the province and gives the faults that are found.
fn spoiled(file: &str, from: &str, to: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&repository(PROVINCE), folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("a file of the template");
    assert!(text.contains(from), "no {from} in {file}");
    fs::write(&path, text.replacen(from, to, 1)).expect("written");
    let faults = check_folder(folder.path(), &Library::load(None).codes).expect_err("a fault");
    faults.iter().map(|fault| fault.to_string().replace(&folder.path().display().to_string(), "")).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("a copy");
        }
    }
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
