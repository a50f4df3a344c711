//! Published documents read into drafts: our own text export of every sample, layouts as clerks have them, documents that
//! follow no template, and broken ones.

use std::time::{Duration, Instant};

use crate::common::{self, document, json, strings};
use gongkai::document::{Block, Document};
use gongkai::model::Draft;
use gongkai::read::{Source, parse_text, read_bytes};
use gongkai::recognise::{Recognised, recognise};
use gongkai::report::Fate;
use gongkai::template::Library;
use gongkai::{store, write};
use serde_json::Value;

fn import(text: &str) -> Recognised {
    recognise(&[parse_text("稿.txt", text).expect("a text")], &Library::load(None), None).expect("a document")
}

/// Every table of a document with its title, as printed.
fn tables(document: &Document) -> Vec<(String, Vec<Vec<String>>)> {
    let mut title = String::new();
    let mut out = Vec::new();
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Heading(heading) => title.clone_from(&heading.text),
            Block::Grid(grid) => out.push((title.clone(), grid.body())),
            Block::Paragraph(_) => {}
        }
    }
    out
}

fn paragraphs(document: &Document) -> Vec<String> {
    let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Heading(heading) => Some(heading.text.clone()),
            Block::Paragraph(paragraph) => Some(paragraph.text()),
            Block::Grid(_) => None,
        })
        .collect()
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What is not printed cannot come back: the functional code that a card is filed under.
fn printed_cards(draft: &Draft) -> Vec<Value> {
    let mut cards = json(draft)["cards"].as_array().expect("cards").clone();
    for card in &mut cards {
        card.as_object_mut().expect("a card").remove("fields");
    }
    cards
}

/// Every format that is read again.
fn exported(document: &Document) -> [(&'static str, Vec<u8>); 2] {
    [("稿.txt", write::text(document).into_bytes()), ("稿.docx", write::docx(document, &[], &[]).expect("a file"))]
}

#[test]
fn our_own_exports_give_figures_and_texts_again() {
    for (name, (file, bytes)) in
        store::samples().into_iter().flat_map(|name| exported(&document(&store::sample(name).expect("it opens"))).map(|made| (name, made)))
    {
        let draft = store::sample(name).expect("the sample opens");
        let before = document(&draft);
        let source = read_bytes(file, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found = recognise(&[source], &Library::load(None), None).expect("a document");
        let name = format!("{name} {file}");
        assert_eq!(found.draft.template.id, draft.template.id, "{name}");
        assert_eq!(found.draft.template.chosen, draft.template.chosen, "{name}");
        assert!(found.draft.misfits().is_empty(), "{name}: {:?}", found.draft.misfits());
        let after = document(&found.draft);
        let (old, new) = (tables(&before), tables(&after));
        assert_eq!(old.len(), new.len(), "{name}");
        for (old, new) in old.iter().zip(&new) {
            let plain = |(title, rows): &(String, Vec<Vec<String>>)| {
                let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| without_blanks(cell)).collect()).collect();
                (without_blanks(title), rows)
            };
            assert_eq!(plain(old), plain(new), "{name}");
        }
        let plain = |document: &Document| paragraphs(document).iter().map(|text| without_blanks(text)).collect::<Vec<_>>();
        assert_eq!(plain(&before), plain(&after), "{name}");
        let plain = |draft: &Draft| printed_cards(draft).iter().map(|card| without_blanks(&card.to_string())).collect::<Vec<_>>();
        assert_eq!(plain(&draft), plain(&found.draft), "{name}");
        assert_eq!(found.report.count(Fate::KeptFree), 0, "{name}: {:#?}", found.report.entries);
        assert_eq!(
            after.cover.iter().map(|line| &line.text).collect::<Vec<_>>(),
            before.cover.iter().map(|line| &line.text).collect::<Vec<_>>(),
            "{name}"
        );
    }
}

/// Cells of the draft that state another figure than is computed, as `stated ≠ computed`.
fn stated(draft: &Draft) -> Vec<String> {
    let json = json(draft);
    let tables = json["tables"].as_array().expect("tables").clone();
    let stated = tables.iter().flat_map(|table| table["stated"].as_array().expect("stated").clone());
    stated.map(|cell| format!("{} ≠ {}", cell["stated"].as_str().unwrap_or_default(), cell["computed"].as_str().unwrap_or_default())).collect()
}

#[test]
fn the_year_may_stand_before_the_name_on_the_cover() {
    let draft = import("2026年临河县妇幼保健院单位预算\n\n第一部分 单位概况\n\n一、主要职能\n\n承担妇女儿童保健工作。\n").draft;
    assert_eq!((draft.identity.unit_name.as_str(), draft.identity.year), ("临河县妇幼保健院", Some(2026)));
}

#[test]
fn another_units_name_above_one_form_is_told_and_does_not_become_the_documents() {
    let text = write::text(&document(&common::sample()));
    let at = text.find("## 单位预算收入总表").expect("form 2");
    let slip = format!("{}{}", &text[..at], text[at..].replacen("103001 平川市公安局滨河分局", "103002 平川市公安局东城分局", 1));
    assert_ne!(text, slip);
    let draft = import(&slip).draft;
    assert_eq!(draft.identity.unit_code, "103001");
    let told: Vec<String> = common::findings(&draft).into_iter().filter(|finding| finding.code == "P105").map(|finding| finding.message).collect();
    assert!(told.len() == 1 && told[0].contains("东城"), "{told:?}");
}

#[test]
fn a_published_total_that_is_wrong_is_kept_beside_the_right_one() {
    let draft = store::sample("unit-2024.ron").expect("the sample opens");
    let text = write::text(&document(&draft));
    // 卫生健康支出 of form 3, and nothing else.
    let at = text.find("单位预算支出总表\n\n").expect("form 3");
    let wrong = format!(
        "{}{}",
        &text[..at],
        text[at..].replacen(
            "| 210      | 卫生健康支出                     |    9.54 |",
            "| 210      | 卫生健康支出                     |    9.45 |",
            1
        )
    );
    assert_ne!(text, wrong);
    let found = import(&wrong);
    assert_eq!(stated(&import(&text).draft), Vec::<String>::new());
    // The class is stated otherwise; what rests on it is printed as it was, and so stated, too.
    let found_stated = stated(&found.draft);
    assert!(found_stated.contains(&"9.45 ≠ 9.54".to_owned()), "{found_stated:?}");
    assert!(
        found.report.entries.iter().any(|entry| entry.fate == Fate::Doubtful && entry.message.contains("9.45") && entry.message.contains("9.54"))
    );
    let cells = tables(&document(&found.draft));
    let wanted = tables(&document(&draft));
    let differing: usize =
        cells.iter().zip(&wanted).flat_map(|((_, a), (_, b))| a.iter().flatten().zip(b.iter().flatten())).filter(|(a, b)| a != b).count();
    assert_eq!(differing, 1, "everything but the one cell is printed as it was");
}

/// Every text of the JSON export in one, without blanks.
fn everything(draft: &Draft) -> String {
    fn collect(value: &Value, out: &mut String) {
        match value {
            Value::String(text) => out.push_str(&without_blanks(text)),
            Value::Array(values) => values.iter().for_each(|value| collect(value, out)),
            Value::Object(map) => map.values().for_each(|value| collect(value, out)),
            _ => {}
        }
    }
    let mut out = String::new();
    collect(&json(draft), &mut out);
    out
}

/// A department's disclosure as another province has it.
const FOREIGN: &str = "第一部分 某市水务局概况
一、主要职责
负责全市水资源的统一管理。主要任务包括：
（一）编制水资源规划；
（二）监督节约用水，全年检查不少于36次。
二、机构设置
纳入汇总的单位共2个，见下表：
序号\t单位名称\t单位性质
1\t某市水务局（本级）\t行政单位
2\t某市灌区中心\t公益一类

第二部分 2024年部门预算表
表1
收支总体情况表
单位名称：某市水务局\t单位：万元
收入\t\t支出\t
项目\t2024年预算\t项目\t2024年预算
一、财政拨款\t12,345.67\t一、农林水支出\t11,000.00
二、其他资金\t100.00\t二、社会保障和就业支出\t1,445.67
收入总计\t12,445.67\t支出总计\t12,445.67
注：其他资金为利息。
表2
一般公共预算支出情况表（按功能分类）
单位：元
科目编码\t\t\t科目名称\t合计
类\t款\t项\t\t
213\t03\t01\t行政运行\t40000000.00
213\t03\t05\t水利工程建设\t70000000.00

第三部分 情况说明
2024年收入预算12,445.67万元，比上年增加345.67万元，增长2.86%。
";

#[test]
fn a_document_of_no_known_layout_loses_nothing() {
    let found = import(FOREIGN);
    assert_eq!(found.draft.template.id, "free-layout");
    let all = everything(&found.draft);
    for cell in FOREIGN.split(['\n', '\t']).map(without_blanks).filter(|cell| !cell.is_empty()) {
        // Captions at the left of a table are printed, but are no part of the data.
        assert!(all.contains(&cell) || ["表1", "表2", "单位名称：某市水务局", "单位：万元", "单位：元"].contains(&cell.as_str()), "lost: {cell}");
    }
    let text = write::text(&document(&found.draft));
    for caption in ["表1", "单位名称：某市水务局", "单位：元"] {
        assert!(text.contains(caption), "lost: {caption}");
    }
    let shapes: Vec<(String, usize, usize, usize)> =
        found.draft.tables.values().map(|table| (table.title.clone(), table.rows.len(), table.widths.len(), table.head)).collect();
    let wanted = [("", 3, 3, 1), ("收支总体情况表", 5, 4, 2), ("一般公共预算支出情况表（按功能分类）", 4, 5, 2)];
    assert_eq!(shapes, wanted.map(|(title, rows, columns, head)| (title.to_owned(), rows, columns, head)));
    let headings: Vec<Vec<String>> =
        json(&found.draft)["sections"].as_array().expect("sections").iter().map(|section| strings(&section["path"])).collect();
    assert!(headings.contains(&vec!["第一部分 某市水务局概况".to_owned(), "一、主要职责".to_owned()]), "{headings:?}");
}

/// A performance text as it is copied out of a PDF: lines cut where they were full, cells of a card one below the other.
const WRAPPED: &str = "临江市港区公安分局

一、总体绩效目标

全年围绕港口生产安全和群众出行安全安排各项工作，把辖区治安

状况保持在全市前列，做到重大活动期间不发生有影响的案件，让

企业和群众都能感到踏实。

二、分项绩效目标

（一）守住港口安全

绩效目标：全年港口不发生责任事故，重点部位每月检查不少于两

次，发现的隐患当月整改完毕。

绩效指标：检查覆盖率达 100%；隐患整改率不低于 98%，复查记录

完整保存两年，随时可供上级抽查。

三、目标规划及保障措施

（一）建立每周调度的制度，由分管领导主持，各所队负责人参加并

逐项通报进度，对没有完成的事项说明原因和补救的办法。

（二）落实经费。



项目

编码
150001001 预算项目名称 港口巡防经费

项目资金

主要用途

预算数 12.5 万元。其中：财政资金 12.5 万元。主要用于巡防艇的燃油、保险和船员的夜班补

助。

资金支出

计划（%）

3月底 6月底 10月底 12月底

% 50% 75 % 100%

绩效

目标
保证巡防艇全年可用。

一级

指标

二级指

标
三级指标 绩效指标描述 指标值

指标值确

定依据

产出

指标

数量指

标
巡防次数 全年出艇巡防次数 200 年度计划

质量指

标

发现隐患整改

率
当月整改的隐患占发现数的比例 98% 年度计划

效果

指标

可持续

性影响

港区治安状况
港区治安状况平稳

保持平稳

可控

年度计划

满意度指

标

服务对

象满意

度指标

企业满意度 港口企业对巡防的满意度 ≥95% 问卷结果
";

#[test]
fn text_out_of_a_pdf_becomes_paragraphs_and_cards() {
    let found = import(WRAPPED);
    assert_eq!(found.draft.template.id, "hebei-performance-unit-2023");
    let draft = &found.draft;
    assert_eq!(draft.identity.unit_name, "临江市港区公安分局");
    assert_eq!(
        draft.text("overall_text"),
        "全年围绕港口生产安全和群众出行安全安排各项工作，把辖区治安状况保持在全市前列，做到重大活动期间不发生有影响的案件，让企业和群众都能感到踏实。"
    );
    let goal = &draft.trees["subgoals"][0];
    assert_eq!(
        (goal.title.as_str(), goal.goal.as_str()),
        ("守住港口安全", "全年港口不发生责任事故，重点部位每月检查不少于两次，发现的隐患当月整改完毕。")
    );
    assert_eq!(draft.trees["measures"].len(), 2);
    let [card] = draft.cards.as_slice() else { panic!("{} cards", draft.cards.len()) };
    assert_eq!(
        (card.text("code"), card.text("name"), card.text("purpose")),
        ("150001001", "港口巡防经费", "主要用于巡防艇的燃油、保险和船员的夜班补助。")
    );
    assert_eq!(card.amounts["fiscal"].to_string(), "12.5");
    let plan: Vec<String> = card.plan.iter().map(|value| value.map_or_else(String::new, |value| value.to_string())).collect();
    assert_eq!(plan, ["", "50", "75", "100"]);
    let rows: Vec<[&str; 6]> = card
        .indicators
        .iter()
        .map(|row| [&row.level1, &row.level2, &row.level3, &row.description, &row.value, &row.basis].map(String::as_str))
        .collect();
    assert_eq!(
        rows,
        [
            ["产出指标", "数量指标", "巡防次数", "全年出艇巡防次数", "200", "年度计划"],
            ["产出指标", "质量指标", "发现隐患整改率", "当月整改的隐患占发现数的比例", "98%", "年度计划"],
            ["效果指标", "可持续性影响", "港区治安状况", "港区治安状况平稳", "保持平稳可控", "年度计划"],
            ["满意度指标", "服务对象满意度指标", "企业满意度", "港口企业对巡防的满意度", "≥95%", "问卷结果"],
        ]
    );
}

/// Two pages of a card, some of it cut by the page break, and a classified one.
const CARDS: &str = "某县公安局
2023年部门预算绩效文本

第一部分 部门整体绩效目标
一、总体绩效目标
全力做好各项工作。
二、分项绩效目标
一、治安：保持平稳。
1、内部保卫：涉密
三、工作保障措施
一是落实责任。
第二部分 预算项目绩效目标
1.巡查经费绩效目标表
312001 某县公安局本级
单位：万元
项目编码\t13032423P0044281013 9H\t\t项目名称\t巡查经费\t\t
预算规模及 资金用途\t预算数\t5.00\t其中：财政 资金\t5.00\t其他资金\t
\t巡查支出\t\t\t\t\t
资金支出计 划（%）\t3月底\t\t6月底\t10月底\t12月底\t
\t0%\t\t50%\t100%\t100%\t
绩效目标\t<p>1.保证巡查。</p> <p>2.按时出勤，共2.5万人次。</p>\t\t\t\t\t
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定 依据\t
产出指标\t数量指标\t巡查次 数\t全年巡查次数\t≥6次\t计划\t
满意度指标\t服务对象满\t群众及\t群众及家属的\t≥90%\t调查\t
- 8 -
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据
\t意度指标\t家属满意度\t满意程度\t\t
2.专项业务经费绩效目标表
此项目文件涉密
3.看守经费绩效目标表
312005 某县看守所
单位：万元
项目编码\t13032423P004431104871\t\t项目名称\t看守经费\t\t
预算规模及资金用途\t预算数\t40.44\t其中：财政资金\t40.44\t其他资金\t
\t看守支出\t\t\t\t\t
资金支出计划（%）\t3月底\t\t6月底\t10月底\t12月底\t
\t25%\t\t50%\t75%\t100%\t
绩效目标\t1.保障看守。\t\t\t\t\t
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据\t
产出指标\t数量指标\t人数\t人数\t49人\t计划\t
";

#[test]
fn cards_over_two_pages_of_several_units_and_a_classified_one() {
    let found = import(CARDS);
    let draft = &found.draft;
    assert_eq!(draft.template.id, "hebei-performance-department-2023");
    assert_eq!(
        draft.units.iter().map(|unit| (unit.code.as_str(), unit.name.as_str())).collect::<Vec<_>>(),
        [("312001", "某县公安局本级"), ("312005", "某县看守所")]
    );
    let [first, secret, last] = draft.cards.as_slice() else { panic!("{} cards", draft.cards.len()) };
    assert_eq!(first.text("code"), "13032423P00442810139H", "a blank inside a code is none of it");
    let goals: Vec<&str> = first.goals.iter().map(|goal| goal.text.as_str()).collect();
    assert_eq!(goals, ["保证巡查。", "按时出勤，共2.5万人次。"]);
    let row = &first.indicators[1];
    assert_eq!(
        (row.level2.as_str(), row.level3.as_str(), row.description.as_str(), row.value.as_str()),
        ("服务对象满意度指标", "群众及家属满意度", "群众及家属的满意程度", "≥90%")
    );
    assert!(secret.classified && !secret.leaks());
    assert_eq!((draft.owner(&first.unit).0, draft.owner(&last.unit).0), ("312001", "312005"));
    let goals = &draft.trees["subgoals"];
    assert!(goals[0].items[0].classified);
    assert!(found.report.entries.iter().any(|entry| entry.fate == Fate::LeftOut && entry.message.contains("页码“- 8 -")));
    let text = write::text(&document(draft));
    assert!(!text.lines().any(|line| line.trim().trim_matches('-').trim() == "8"), "a page's number is no text");
}

/// The same as text of any bytes: a message or a draft that can be saved, and soon.
fn survives(name: &str, bytes: &[u8], library: &Library) {
    let start = Instant::now();
    if let Ok(source) = read_bytes(name, bytes) {
        match recognise(&[source], library, None) {
            Ok(found) => assert_eq!(found.draft.misfits(), Vec::<String>::new()),
            Err(reason) => assert!(!reason.is_empty()),
        }
    }
    // Two seconds are wanted, and measured in benches/import.rs; a machine under load may take longer, what runs away far longer.
    assert!(start.elapsed() < Duration::from_secs(10), "{name} took {:?}", start.elapsed());
}

#[test]
fn truncated_at_every_thousandth_byte() {
    let library = Library::load(None);
    for name in store::samples() {
        let text = write::text(&document(&store::sample(name).expect("the sample opens")));
        for end in (0..text.len()).step_by(1000) {
            survives(name, &text.as_bytes()[..end], &library);
        }
    }
}

#[test]
fn ten_thousand_flipped_bytes() {
    let library = Library::load(None);
    let texts = [FOREIGN, WRAPPED, CARDS];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    for round in 0..10_000 {
        let mut bytes = texts[round % texts.len()].as_bytes().to_vec();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            bytes[at] = u8::try_from(random(256)).expect("a byte");
        }
        survives("稿.txt", &bytes, &library);
    }
}

#[test]
fn a_million_cells_are_read_in_time() {
    let row = "12\t".repeat(100) + "\n";
    let text = row.repeat(10_000);
    survives("大表.txt", text.as_bytes(), &Library::load(None));
}

#[test]
fn several_files_are_one_document() {
    let (forms, rest) = CARDS.split_once("第二部分").expect("two parts");
    let rest = format!("第二部分{rest}");
    let sources: Vec<Source> = [("一.txt", forms), ("二.txt", rest.as_str())].map(|(name, text)| parse_text(name, text).expect("a text")).into();
    let found = recognise(&sources, &Library::load(None), None).expect("a document");
    assert_eq!((found.draft.cards.len(), found.draft.trees["subgoals"].len()), (3, 1));
    assert!(found.report.entries.iter().any(|entry| entry.at.starts_with("二.txt 第")), "places name their file");
}

/// A list of approved lines as the finance system gives it out.
const LIST: &str = "批复明细
单位：元
预算单位\t项目类别\t项目名称\t支出功能分类\t部门支出经济分类\t资金性质\t批复数
103001-某市分局\t人员类\t基本工资\t2010301-行政运行\t30101-基本工资\t一般公共预算\t700000
103001-某市分局\t公用经费\t公用经费\t2010301-行政运行\t30201-办公费\t一般公共预算\t180000.5
103001-某市分局\t特定目标类\t巡防项目\t2040220-执法办案\t30299-其他商品和服务支出\t一般公共预算\t120000
合计\t\t\t\t\t\t1000000.5
";

#[test]
fn a_list_of_the_finance_system_fills_a_new_draft() {
    let found = import(LIST);
    let draft = &found.draft;
    assert_eq!((draft.identity.unit_code.as_str(), draft.identity.unit_name.as_str()), ("103001", "某市分局"));
    let table = common::table(draft, "general");
    assert_eq!((table.at("2010301", "合计"), table.at("2040220", "项目支出")), ("88.00", "12.00"));
    assert_eq!(common::table(draft, "basic").at("30201", "一般公共预算基本支出 公用经费"), "18.00", "half a yuan is rounded in print only");
    assert_eq!(draft.cards.iter().map(|card| card.text("name")).collect::<Vec<_>>(), ["巡防项目"]);
    assert!(draft.tables.is_empty());
}

#[test]
fn a_list_with_a_line_that_cannot_be_read_is_kept_whole_and_said() {
    let found = import(&LIST.replace("120000", "约12万"));
    assert_eq!(found.draft.tables.len(), 1, "the list is kept as a free table");
    assert!(found.draft.forms.is_empty(), "and nothing of it was filled in");
    assert!(found.report.entries.iter().any(|entry| entry.fate == Fate::Doubtful && entry.message.contains("约12万")), "{:#?}", found.report.entries);
}
