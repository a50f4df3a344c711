//! The samples beside the real disclosures that they follow: parts, numbers and columns as those have them.

use std::fs;

use crate::common::desk::Desk;
use crate::common::{UNIT, assert_in_order, assert_no_errors, document, headings, json, repository, strings, table, template};
use gongkai::document::{Block, Document, section_texts};
use gongkai::model::Draft;
use gongkai::{store, write};

fn opened(name: &str) -> (Draft, Document) {
    let draft = store::sample(name).unwrap_or_else(|error| panic!("{error}"));
    let document = document(&draft);
    (draft, document)
}

#[test]
fn every_sample_opens_without_errors_and_is_saved_as_it_ships() {
    let desk = Desk::new();
    let names = store::samples();
    assert_eq!(names.len(), 5, "{names:?}");
    assert_eq!(names[0], UNIT, "the one to begin with");
    for name in names {
        let draft = store::sample(name).unwrap_or_else(|error| panic!("{error}"));
        assert_no_errors(&draft);
        let shipped = fs::read_to_string(repository("assets/samples").join(name)).expect("a sample");
        store::save(&draft, &desk.path(name)).expect("saved");
        assert!(desk.text(name) == shipped, "{name} is written otherwise than it ships");
        let now = template(&draft.template.id).resolved(&draft.template.chosen).expect("its options");
        assert!(now == *draft.template, "{name} carries another template than the program has");
    }
}

/// Three parts: forms, narrative in eight chapters, performance; cards without code and money.
#[test]
fn a_department_in_three_parts() {
    let (draft, document) = opened("department-2021.ron");
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
    let (draft, document) = opened("department-2021-sections.ron");
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
    let (draft, document) = opened("performance-unit-2023.ron");
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
    let (draft, document) = opened("performance-department-2023.ron");
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
    let (mut draft, _) = opened("performance-department-2023.ron");
    draft.identity.mark.clear();
    draft.identity.reviewed_by.clear();
    let cover: Vec<String> = document(&draft).cover.into_iter().map(|line| line.text).collect();
    assert_eq!(cover, ["清溪县公安局", "2023年部门预算绩效文本", "清溪县公安局编制"]);
}

/// A sentence of a card whose figure is blank would be a stump, so it is left out.
#[test]
fn a_sentence_without_its_figure_is_left_out() {
    let mut draft = store::sample("performance-unit-2023.ron").expect("a sample");
    draft.cards[0].amounts.clear();
    let text = write::text(&document(&draft));
    let first: String = text.split("142001002").next().expect("the first card").chars().filter(|c| !c.is_whitespace() && *c != '|').collect();
    assert!(first.contains("主要用于") && !first.contains("预算数") && !first.contains("万元。"), "{first}");
}
