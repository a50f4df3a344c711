//! What a draft has beside its template: sections, texts and tables of its own, where they were put.

use crate::common::desk::Desk;
use crate::common::{assert_in_order, document, findings, headings, reopened, sample, table};
use gongkai::document::section_texts;
use gongkai::model::{Addition, AdditionKind, FreeTable, Span, anchor};
use gongkai::store;
use gongkai::typeset::pdf;

#[test]
fn sections_texts_and_tables_of_the_drafts_own_stand_where_they_were_put() {
    let mut draft = sample();
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
    let mut own = FreeTable::new(3, 3);
    own.head = 2;
    for (at, text) in [((0, 0), "项目"), ((0, 1), "金额"), ((1, 1), "本年"), ((1, 2), "上年"), ((2, 0), "会议费"), ((2, 1), "1.50"), ((2, 2), "2")]
    {
        own.rows[at.0][at.1] = text.into();
    }
    own.spans = vec![Span { row: 0, column: 0, rows: 2, columns: 1 }, Span { row: 0, column: 1, rows: 1, columns: 2 }];
    own.title = "会议费情况表".into();
    draft.tables.insert("a3".into(), own);
    draft.tables.insert("a4".into(), FreeTable { title: "收入构成".into(), ..FreeTable::new(2, 2) });
    assert_eq!(draft.misfits(), Vec::<String>::new());

    // The numbers of the sections after it run on.
    let document = document(&draft);
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
    let text = texts.iter().find(|(path, _)| path.last().is_some_and(|heading| heading == "会议费")).expect("the text");
    assert_eq!(text.1, ["1、甲", "2、乙", "共计2860.12万元"]);
    let printed = table(&draft, "a3");
    assert_eq!(printed.columns, ["项目", "金额 本年", "金额 上年"]);
    assert_eq!(printed.rows, [["会议费", "1.50", "2"]]);

    assert!(reopened(&draft) == draft);
    pdf(&document).expect("pages with the free table");
    // Spans of a file that reach out of their table are refused, not drawn.
    draft.tables.get_mut("a3").expect("a table").spans.push(Span { row: 2, column: 2, rows: 1, columns: 2 });
    assert!(store::save(&draft, &Desk::new().path("x.ron")).expect_err("a broken table").reason.contains("会议费情况表"));
}

/// A heading without a word is none: the pages are made all the same, and the blank is told.
#[test]
fn a_blank_heading_hinders_no_export() {
    let mut draft = sample();
    let kind = AdditionKind::Section { heading: String::new(), number: String::new(), listed: true };
    draft.additions.push(Addition { id: "a1".into(), after: "operating".into(), inside: false, kind });
    draft.texts.insert("other_text".into(), "# {mark}\n文字。".into());
    assert!(pdf(&document(&draft)).is_ok());
    assert!(findings(&draft).iter().any(|finding| finding.code == "S102"));
}

/// Links are filled in in free tables and headings as in running text, and told where they name no cell.
#[test]
fn links_work_in_tables_and_headings_of_the_drafts_own() {
    let mut draft = sample();
    let kind = AdditionKind::Section { heading: "支出{outlay[total, total]}万元".into(), number: String::new(), listed: false };
    draft.additions.push(Addition { id: "a1".into(), after: "operating".into(), inside: false, kind });
    draft.additions.push(Addition { id: "a2".into(), after: "a1".into(), inside: true, kind: AdditionKind::Table });
    let mut own = FreeTable::new(2, 2);
    own.rows = vec![vec!["{year}年".into(), "设备（台）".into()], vec!["{outlay[total, project]}".into(), "{assets[equipment, quantity]}".into()]];
    draft.tables.insert("a2".into(), own);
    assert!(headings(&document(&draft)).contains(&"支出2860.12万元".to_owned()));
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
    let mut draft = sample();
    draft.additions.push(Addition { id: "a1".into(), after: "gone".into(), inside: false, kind: AdditionKind::Text });
    draft.texts.insert("a1".into(), "没有丢。".into());
    let texts = section_texts(&document(&draft));
    assert!(texts.last().expect("texts").1.contains(&"没有丢。".to_owned()));
}
