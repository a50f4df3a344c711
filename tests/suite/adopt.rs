//! An import into a draft that is open: what has a place goes there, what has none is told, and no secret is opened.

use std::sync::Arc;

use crate::common::{amount, sample, template};
use gongkai::adopt::{Adopted, Taken, adopt, changes};
use gongkai::model::{Card, Draft, Item, Row};
use gongkai::store;
use gongkai::template::{Column, ColumnKind, FixedRow, PlanKind, RowKind, TextPart};
use gongkai::workings::Workings;

fn adopted(draft: &Draft, imported: &Draft, chosen: &[Taken]) -> Adopted {
    let adopted = adopt(&Workings::of(draft.clone()).expect("a template that works"), imported, chosen);
    assert_eq!(adopted.draft.misfits(), Vec::<String>::new(), "the draft can be saved");
    adopted
}

/// What is told, `place：reason` for each.
fn told(adopted: &Adopted) -> Vec<String> {
    adopted.left.iter().map(|entry| format!("{}：{}", entry.at, entry.message)).collect()
}

#[track_caller]
fn assert_told(adopted: &Adopted, words: &[&str]) {
    let told = told(adopted);
    assert!(told.iter().any(|line| words.iter().all(|word| line.contains(word))), "{words:?} is not told: {told:#?}");
}

fn row(id: &str, code: &str, column: &str, figure: &str) -> Row {
    Row { id: id.into(), code: code.into(), amounts: [(column.to_owned(), amount(figure))].into(), ..Row::default() }
}

fn general() -> Taken {
    Taken::Form("general".into())
}

/// The figure of a row of codes in 一般公共预算.
fn figure(draft: &Draft, code: &str, column: &str) -> Option<String> {
    draft.rows(&"general".into()).iter().find(|row| row.code == code)?.amounts.get(column).map(ToString::to_string)
}

#[test]
fn what_fits_is_taken_and_nothing_is_told() {
    let draft = sample();
    let mut imported = draft.clone();
    imported.forms.get_mut(&"general".into()).expect("rows")[0].amounts.insert("basic".into(), amount("453.00"));
    let adopted = adopted(&draft, &imported, &[general()]);
    assert_eq!(figure(&adopted.draft, "2010301", "basic").as_deref(), Some("453.00"));
    assert_eq!(told(&adopted), Vec::<String>::new());
}

#[test]
fn a_column_that_the_draft_does_not_have_is_told_and_the_others_are_taken() {
    let draft = sample();
    let mut imported = draft.clone();
    let form = Arc::make_mut(&mut imported.template).forms.iter_mut().find(|form| form.id == "general").expect("the form");
    let basic = form.panes[0].columns.iter().find(|column| column.id == "basic").expect("a column").clone();
    form.panes[0].columns.push(Column { id: "lent".into(), header: vec!["上年借款".into()], kind: ColumnKind::Money, ..basic });
    let rows = imported.forms.get_mut(&"general".into()).expect("rows");
    rows[0].amounts.insert("basic".into(), amount("453.00"));
    rows[0].amounts.insert("lent".into(), amount("7.00"));
    rows[1].amounts.insert("lent".into(), amount("8.00"));
    let adopted = adopted(&draft, &imported, &[general()]);
    assert_eq!(figure(&adopted.draft, "2010301", "basic").as_deref(), Some("453.00"));
    assert_told(&adopted, &["上年借款", "没有这一列", "2格"]);
    assert_eq!(adopted.left.len(), 1);
}

#[test]
fn a_code_of_no_width_is_told_and_the_other_rows_are_taken() {
    let draft = sample();
    let mut imported = draft.clone();
    imported.forms.insert("general".into(), vec![row("r1", "2010301", "basic", "1.00"), row("r2", "20103019", "basic", "2.00")]);
    let adopted = adopted(&draft, &imported, &[general()]);
    assert_eq!(figure(&adopted.draft, "2010301", "basic").as_deref(), Some("1.00"));
    assert_eq!(figure(&adopted.draft, "20103019", "basic"), None);
    assert_told(&adopted, &["行“20103019”", "科目编码"]);
}

#[test]
fn a_form_of_which_nothing_fits_keeps_what_it_held() {
    let draft = sample();
    let mut imported = draft.clone();
    imported.forms.insert("general".into(), vec![row("r1", "20103019", "basic", "2.00")]);
    let adopted = adopted(&draft, &imported, &[general()]);
    assert_eq!(adopted.draft.rows(&"general".into()), draft.rows(&"general".into()));
    assert_told(&adopted, &["没有能放进本公开稿的行"]);
}

#[test]
fn a_fixed_row_that_the_draft_does_not_have_is_told() {
    let draft = sample();
    let mut imported = draft.clone();
    let form = Arc::make_mut(&mut imported.template).forms.iter_mut().find(|form| form.id == "assets").expect("the form");
    let RowKind::Fixed(rows) = &mut form.panes[0].rows else { panic!("fixed rows") };
    rows.push(FixedRow { id: "boats".into(), label: "船舶".into(), ..rows[0].clone() });
    imported.forms.get_mut(&"assets".into()).expect("rows").push(row("=boats", "", "value", "3.00"));
    let adopted = adopted(&draft, &imported, &[Taken::Form("assets".into())]);
    assert_eq!(adopted.draft.rows(&"assets".into()), draft.rows(&"assets".into()));
    assert_told(&adopted, &["行“船舶”", "没有这一行"]);
}

#[test]
fn a_part_that_the_draft_does_not_have_is_told_whether_it_was_chosen_or_not() {
    let draft = sample();
    let mut imported = draft.clone();
    let text = TextPart { id: "audit_text".into(), label: "审计情况".into(), default: String::new(), hint: String::new(), offers: Vec::new() };
    Arc::make_mut(&mut imported.template).outline.push(gongkai::template::Part::Text(text));
    imported.texts.insert("audit_text".into(), "已经审计。".into());
    for chosen in [&[][..], &[Taken::Text("audit_text".into())]] {
        assert_told(&adopted(&draft, &imported, chosen), &["审计情况", "没有这一部分"]);
    }
}

#[test]
fn a_field_a_date_and_a_column_that_the_card_does_not_have_are_told() {
    let draft = sample();
    let mut imported = draft.clone();
    let form = Arc::make_mut(&mut imported.template).card.as_mut().expect("cards");
    let mut field = form.fields[0].clone();
    (field.id, field.label) = ("leader".into(), "项目负责人".into());
    form.fields.push(field);
    form.plan.as_mut().expect("a plan").dates.push("次年3月底".into());
    let basis = form.indicators.last_mut().expect("columns");
    (basis.field, basis.label) = (gongkai::template::IndicatorField::Unit, "计量单位".into());
    let card = &mut imported.cards[0];
    card.texts.insert("leader".into(), "张三".into());
    card.texts.insert("purpose".into(), "新的用途".into());
    card.plan.resize(4, None);
    card.plan.push(Some(amount("9.00")));
    card.indicators[0].unit = "台".into();
    let adopted = adopted(&draft, &imported, &[Taken::Card(0)]);
    assert_eq!(adopted.draft.cards[0].text("purpose"), "新的用途");
    for words in [&["项目负责人"][..], &["次年3月底"], &["列“计量单位”", "1格"]] {
        assert_told(&adopted, words);
    }
}

#[test]
fn a_plan_that_is_said_otherwise_is_not_taken_for_money() {
    let draft = sample();
    let mut imported = draft.clone();
    Arc::make_mut(&mut imported.template).card.as_mut().expect("cards").plan.as_mut().expect("a plan").kind = PlanKind::Percent;
    imported.cards[0].plan = vec![None, None, None, Some(amount("100"))];
    let adopted = adopted(&draft, &imported, &[Taken::Card(0)]);
    assert!(adopted.draft.cards[0].plan.iter().all(Option::is_none));
    assert_told(&adopted, &["资金支出计划 12月底"]);
}

#[test]
fn what_is_classified_in_the_draft_stays_closed() {
    let mut draft = store::sample("performance-department-2023.ron").expect("a sample");
    draft.cards[0] = draft.cards[0].redacted("巡防项目");
    let shut = draft.cards[0].clone();
    let mut imported = draft.clone();
    imported.cards[0] =
        Card { texts: [("name".to_owned(), "巡防项目".to_owned()), ("purpose".to_owned(), "秘密".to_owned())].into(), ..Card::default() };
    let secret = imported.trees.get_mut("subgoals").expect("sub-goals")[0].items.iter_mut().find(|item| item.classified).expect("one classified");
    *secret = Item {
        text: "秘密".into(),
        items: vec![Item { id: "g999".into(), text: "秘密".into(), ..Item::default() }],
        classified: false,
        ..secret.clone()
    };
    assert!(changes(&draft, &imported, &|text: &str| text.to_owned()).iter().all(|change| change.part != Taken::Card(0)), "it is not even offered");
    let adopted = adopted(&draft, &imported, &[Taken::Card(0), Taken::Tree("subgoals".into())]);
    assert_eq!(adopted.draft.cards[0], shut);
    assert!(!format!("{:?}", adopted.draft).contains("秘密\""), "{:#?}", adopted.draft.trees["subgoals"][0]);
    assert_told(&adopted, &["巡防项目", "涉密"]);
    assert_told(&adopted, &["国内安全保卫", "涉密"]);
}

#[test]
fn a_file_does_not_close_an_open_card_behind_the_back_of_undo() {
    let draft = sample();
    let mut imported = draft.clone();
    let name = draft.cards[0].text("name").to_owned();
    imported.cards[0] = imported.cards[0].redacted(&name);
    let adopted = adopted(&draft, &imported, &[Taken::Card(0)]);
    assert_eq!(adopted.draft.cards[0], draft.cards[0]);
    assert_told(&adopted, &[&name, "标为涉密"]);
}

#[test]
fn a_draft_that_could_not_be_saved_is_not_made() {
    let draft = sample();
    let mut imported = draft.clone();
    let twice = row("r1", "2010301", "basic", "1.00");
    imported.forms.insert("general".into(), vec![twice.clone(), twice]);
    imported.texts.insert("operating_text".into(), "新的说明。".into());
    let adopted = adopted(&draft, &imported, &[general(), Taken::Text("operating_text".into())]);
    assert_eq!(adopted.draft.rows(&"general".into()), draft.rows(&"general".into()));
    assert_eq!(adopted.draft.text("operating_text"), "新的说明。", "and the rest is taken");
    assert_told(&adopted, &["一般公共预算", "两行"]);
}

#[test]
fn cards_find_no_place_in_a_draft_without_cards() {
    let draft = Draft::new(template("free-layout"), "1", "某单位", 2024);
    let adopted = adopted(&draft, &sample(), &[]);
    assert_told(&adopted, &["项目“", "没有这一部分"]);
}
