//! Every change can be taken back: each edit with its inverse, and the history of a clerk's work.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::desk::Desk;
use crate::common::{amount, empty, sample};
use gongkai::model::{
    Addition, AdditionKind, Answer, Card, CardEdit, Carried, Days, Draft, Edit, FormName, FreeTable, Goal, History, Identity, Indicator,
    IndicatorOwner, Item, ItemField, Keyed, ListEdit, Misplaced, Place, Printed, Remark, Row, RowEdit, Said, Stage, Step, Term, Unit,
};
use gongkai::ron_text;
use gongkai::session::{Paths, Session};
use gongkai::store::{self, journal::found};
use gongkai::template::{IndicatorField, Library};

/// The edit's name. An edit that is new does not compile here: add it to [`NAMES`] and to the edits below.
fn name(edit: &Edit) -> String {
    match edit {
        Edit::Identity(_) => "identity".into(),
        Edit::Units(_) => "units".into(),
        Edit::Row { edit, .. } => match edit {
            RowEdit::Amount { .. } => "row amount".into(),
            RowEdit::Text { .. } => "row text".into(),
            RowEdit::Code(_) => "row code".into(),
        },
        Edit::Rows { edit, .. } => of_list("rows", edit),
        Edit::Name { .. } => "name".into(),
        Edit::Text { .. } => "text".into(),
        Edit::Card { edit, .. } => match edit {
            CardEdit::Unit(_) => "card unit".into(),
            CardEdit::Text { .. } => "card text".into(),
            CardEdit::Amount { .. } => "card amount".into(),
            CardEdit::Plan(_) => "card plan".into(),
            CardEdit::Goals(edit) => of_list("goals", edit),
        },
        Edit::Cards(edit) => of_list("cards", edit),
        Edit::Indicator { .. } => "indicator".into(),
        Edit::Indicators { edit, .. } => of_list("indicators", edit),
        Edit::Terms(edit) => of_list("terms", edit),
        Edit::ItemText { .. } => "item text".into(),
        Edit::Items { edit, .. } => of_list("items", edit),
        Edit::Additions(edit) => of_list("additions", edit),
        Edit::TableCell { .. } => "table cell".into(),
        Edit::Table { .. } => "table".into(),
        Edit::Unreviewed { .. } => "unreviewed".into(),
        Edit::Silent { .. } => "silent".into(),
        Edit::Withheld { .. } => "withheld".into(),
        Edit::Printed { .. } => "printed".into(),
        Edit::Answer { .. } => "answer".into(),
        Edit::Remarks(edit) => of_list("remarks", edit),
        Edit::Steps(edit) => of_list("steps", edit),
        Edit::Days(_) => "days".into(),
        Edit::Whole(_) => "whole".into(),
        Edit::Several(_) => "several".into(),
    }
}

fn of_list<T: Keyed>(list: &str, edit: &ListEdit<T>) -> String {
    let change = match edit {
        ListEdit::Insert { .. } => "insert",
        ListEdit::Remove(_) => "remove",
        ListEdit::Move { .. } => "move",
        ListEdit::Replace(_) => "replace",
    };
    format!("{list} {change}")
}

const LISTS: [&str; 9] = ["rows", "cards", "goals", "indicators", "terms", "items", "additions", "remarks", "steps"];

const OTHERS: [&str; 22] = [
    "identity",
    "units",
    "row amount",
    "row text",
    "row code",
    "name",
    "text",
    "card unit",
    "card text",
    "card amount",
    "card plan",
    "indicator",
    "item text",
    "table cell",
    "table",
    "unreviewed",
    "silent",
    "withheld",
    "printed",
    "answer",
    "days",
    "whole",
];

/// The names of all edits.
fn names() -> BTreeSet<String> {
    let lists = LISTS.iter().flat_map(|list| ["insert", "remove", "move", "replace"].map(|change| format!("{list} {change}")));
    lists.chain(OTHERS.iter().chain(&["several"]).map(|name| (*name).to_owned())).collect()
}

fn of_row(pane: &str, row: &str, edit: RowEdit) -> Edit {
    Edit::Row { pane: pane.into(), row: row.into(), edit }
}

fn amount_edit(pane: &str, row: &str, column: &str, value: Option<&str>) -> Edit {
    of_row(pane, row, RowEdit::Amount { column: column.into(), value: value.map(amount) })
}

fn row_text(row: &str, column: &str, value: &str) -> Edit {
    of_row("procurement", row, RowEdit::Text { column: column.into(), value: value.into() })
}

fn rows(pane: &str, edit: ListEdit<Row>) -> Edit {
    Edit::Rows { pane: pane.into(), edit }
}

fn code_name(list: &str, code: &str, name: Option<&str>) -> Edit {
    Edit::Name { list: list.into(), code: code.into(), name: name.map(str::to_owned) }
}

fn text(id: &str, value: &str) -> Edit {
    Edit::Text { id: id.into(), value: value.into() }
}

fn of_card(card: &str, edit: CardEdit) -> Edit {
    Edit::Card { card: card.into(), edit }
}

fn card_text(card: &str, field: &str, value: &str) -> Edit {
    of_card(card, CardEdit::Text { field: field.into(), value: value.into() })
}

fn card_amount(card: &str, field: &str, value: Option<&str>) -> Edit {
    of_card(card, CardEdit::Amount { field: field.into(), value: value.map(amount) })
}

fn plan(card: &str, values: &[Option<&str>]) -> Edit {
    of_card(card, CardEdit::Plan(values.iter().map(|value| value.map(amount)).collect()))
}

fn goals(card: &str, edit: ListEdit<Goal>) -> Edit {
    of_card(card, CardEdit::Goals(edit))
}

fn indicators(card: &str, edit: ListEdit<Indicator>) -> Edit {
    Edit::Indicators { owner: IndicatorOwner::Card(card.into()), edit }
}

fn indicator(card: &str, row: &str, field: IndicatorField, value: &str) -> Edit {
    Edit::Indicator { owner: IndicatorOwner::Card(card.into()), row: row.into(), field, value: value.into() }
}

fn new_card(id: &str) -> Card {
    Card { id: id.into(), ..Card::default() }
}

fn term(id: &str) -> Term {
    Term { id: id.into(), term: "名词".into(), definition: "解释。".into() }
}

fn row(id: &str, code: &str) -> Row {
    Row { id: id.into(), code: code.into(), ..Row::default() }
}

fn otherwise(place: Place) -> Printed {
    Printed { place, printed: "资金支出计划（%）".into(), own: "资金支出计划（万元）".into() }
}

fn of_forms(sample: &Draft) -> Vec<Edit> {
    let (general, procurement) = (sample.rows(&"general".into()), sample.rows(&"procurement".into()));
    vec![
        Edit::Identity(Identity { unit_name: "改名单位".into(), year: Some(2025), ..sample.identity.clone() }),
        Edit::Identity(Identity { year: None, ..sample.identity.clone() }),
        amount_edit("general", "r5", "project", Some("70.01")),
        amount_edit("general", "r5", "project", None),
        amount_edit("general", "r5", "carried", Some("10")),
        row_text("r1", "item", "柴油"),
        row_text("r1", "item", ""),
        row_text("r1", "catalog", "A07070102"),
        of_row("general", "r5", RowEdit::Code("2040299".into())),
        rows("general", ListEdit::insert(general, 0, row("r99", "2040299"))),
        rows("general", ListEdit::push(general, row("r99", "2040299"))),
        rows("general", ListEdit::Replace(Box::new(row("r5", "2040299")))),
        rows("fund", ListEdit::push(&[], row("r1", "2120801"))),
        rows("general", ListEdit::Remove(general[4].id.clone())),
        rows("organisation", ListEdit::Remove(sample.rows(&"organisation".into())[0].id.clone())),
        rows("procurement", ListEdit::shift(procurement, 0, 10).expect("eleven rows")),
        rows("procurement", ListEdit::shift(procurement, 10, 3).expect("eleven rows")),
        code_name("functions", "2040220", Some("执法与办案")),
        code_name("functions", "2040220", None),
        code_name("procurement", "A07070101", Some("汽油")),
        text("preamble", "现将预算公开如下："),
        text("preamble", ""),
        Edit::Silent { form: FormName::of("", "fund"), silent: true },
        Edit::Withheld { part: Place::Form(FormName::of("", "fund")), withheld: true },
        Edit::Silent { form: FormName::of("", "capital"), silent: false },
        Edit::Printed { place: Place::Contents, printed: Vec::new() },
        answer("A101-1", "按批复"),
        Edit::Remarks(ListEdit::push(&[], remark("m1", Place::Card("c2".into())))),
        Edit::Remarks(ListEdit::push(&[], remark("m2", Place::Text("duties".into())))),
        Edit::Steps(ListEdit::push(&[], step("s1", false))),
        Edit::Steps(ListEdit::push(&[], step("s2", true))),
        Edit::Remarks(ListEdit::Remove("m8".to_owned())),
        Edit::Remarks(ListEdit::Move { id: "m9".to_owned(), after: None }),
        Edit::Remarks(ListEdit::Replace(Box::new(Remark { settled: Some(said("已核实")), ..remark("m9", Place::Card("c3".into())) }))),
        Edit::Steps(ListEdit::Remove("s8".to_owned())),
        Edit::Steps(ListEdit::Move { id: "s9".to_owned(), after: None }),
        Edit::Steps(ListEdit::Replace(Box::new(Step { kept: "x".into(), ..step("s8", true) }))),
        Edit::Days(Days { approved: "2024年1月20日".into(), ..Days::default() }),
        Edit::Printed { place: Place::Card("c1".into()), printed: vec![otherwise(Place::Card("c1".into()))] },
        Edit::Printed { place: Place::Text("duties".into()), printed: vec![otherwise(Place::Text("duties".into()))] },
    ]
}

fn said(text: &str) -> Said {
    Said { text: text.into(), by: "李某".into(), on: "2024年2月1日 09:30".into() }
}

fn remark(id: &str, place: Place) -> Remark {
    let (answers, settled) = (vec![said("已改")], None);
    Remark { id: id.into(), place, quote: String::new(), about: "一处".into(), stage: Stage::Review, said: said("请核实"), answers, settled }
}

fn step(id: &str, sent_back: bool) -> Step {
    Step { id: id.into(), stage: Stage::Review, sent_back, said: said(""), digest: "d".into(), kept: String::new() }
}

fn answer(finding: &str, reason: &str) -> Edit {
    let place = Place::Card("c1".into());
    let said = |reason: &str| Answer { place: place.clone(), reason: reason.into(), by: "李某".into(), on: "2024年2月1日".into() };
    Edit::Answer { finding: finding.into(), place: place.clone(), answer: Some(said(reason)) }
}

fn of_cards(sample: &Draft) -> Vec<Edit> {
    let cards = &sample.cards;
    let last = cards.len() - 1;
    let (first, other) = (&cards[1].indicators[0], &cards[1].indicators[3]);
    let new = Indicator { id: "i999".into(), level1: "产出指标".into(), level2: "数量指标".into(), ..Indicator::default() };
    let goal = Goal { id: "o999".into(), text: "一个目标。".into() };
    let terms = &sample.glossary;
    vec![
        Edit::Cards(ListEdit::insert(cards, 0, new_card("c99"))),
        Edit::Cards(ListEdit::push(cards, Card { id: "c99".into(), ..cards[0].clone() })),
        Edit::Cards(ListEdit::Remove(cards[0].id.clone())),
        Edit::Cards(ListEdit::Remove(cards[last].id.clone())),
        Edit::Cards(ListEdit::shift(cards, 0, last).expect("cards")),
        Edit::Cards(ListEdit::shift(cards, last, 7).expect("cards")),
        Edit::Cards(ListEdit::Replace(Box::new(cards[1].redacted("专项")))),
        card_text("c2", "purpose", "另作他用。"),
        card_text("c2", "purpose", ""),
        card_amount("c2", "fiscal", Some("70.01")),
        card_amount("c2", "fiscal", None),
        card_amount("c2", "other", Some("1")),
        plan("c1", &[Some("7.00"), None]),
        plan("c2", &[]),
        plan("c2", &[None, Some("1")]),
        plan("c9", &[None]),
        goals("c2", ListEdit::push(&cards[1].goals, goal.clone())),
        goals("c2", ListEdit::insert(&cards[1].goals, 0, goal.clone())),
        goals("c2", ListEdit::Replace(Box::new(Goal { text: "改".into(), ..cards[1].goals[0].clone() }))),
        goals("c2", ListEdit::Remove(cards[1].goals[0].id.clone())),
        goals("c1", ListEdit::shift(&cards[0].goals, 0, 1).expect("two goals")),
        indicator("c2", &first.id, IndicatorField::Value, "≥1项"),
        indicator("c2", &cards[1].indicators[1].id, IndicatorField::Level1, ""),
        indicators("c2", ListEdit::insert(&cards[1].indicators, 0, new.clone())),
        indicators("c2", ListEdit::push(&cards[1].indicators, new.clone())),
        indicators("c2", ListEdit::Replace(Box::new(Indicator { id: other.id.clone(), ..new }))),
        indicators("c2", ListEdit::Remove(first.id.clone())),
        indicators("c2", ListEdit::shift(&cards[1].indicators, 0, 3).expect("rows")),
        indicators("c2", ListEdit::shift(&cards[1].indicators, 3, 1).expect("rows")),
        Edit::Terms(ListEdit::Replace(Box::new(term(&terms[0].id)))),
        Edit::Terms(ListEdit::push(terms, term("t99"))),
        Edit::Terms(ListEdit::Remove(terms[0].id.clone())),
        Edit::Terms(ListEdit::shift(terms, 0, 9).expect("ten terms")),
        Edit::Terms(ListEdit::shift(terms, 9, 1).expect("ten terms")),
    ]
}

/// The sample with units, items in levels, and parts of its own.
pub fn widened() -> Draft {
    let mut draft = sample();
    draft.units = vec![Unit { id: "u1".into(), code: "1".into(), name: "甲".into() }];
    draft.cards[0].goals.push(Goal { id: "o998".into(), text: "又一个目标。".into() });
    let inner = Item { id: "g2".into(), text: "子".into(), ..Item::default() };
    let other = Item { id: "g4".into(), title: "丙".into(), ..Item::default() };
    draft.trees.insert("goals".into(), vec![Item { id: "g1".into(), title: "甲".into(), items: vec![inner], ..Item::default() }, other]);
    draft.indicators.insert("whole".into(), vec![Indicator { id: "w1".into(), ..Indicator::default() }]);
    draft.additions = vec![addition("a1", "income_text", AdditionKind::Text), addition("a4", "income_text", AdditionKind::Text)];
    draft.tables.insert("a2".into(), table());
    let unreviewed = [("text/income_text".to_owned(), vec!["一段".to_owned()])].into();
    draft.last = Some(Carried { year: Some(2023), unreviewed, ..Carried::default() });
    draft.silent = [FormName::of("", "capital")].into();
    draft.remember_printed(vec![otherwise(Place::Contents), otherwise(Place::Card("c2".into()))]);
    draft.remarks = vec![remark("m8", Place::Identity), remark("m9", Place::Card("c3".into()))];
    draft.steps = vec![step("s8", true), step("s9", false)];
    draft
}

fn table() -> FreeTable {
    let ids = |kind: &str| (1..=2).map(|n| format!("{kind}{n}")).collect();
    FreeTable { row_ids: ids("r"), column_ids: ids("k"), ..FreeTable::new(2, 2) }
}

fn addition(id: &str, after: &str, kind: AdditionKind) -> Addition {
    Addition { id: id.into(), after: after.into(), inside: false, kind }
}

fn items(tree: &str, parent: Option<&str>, edit: ListEdit<Item>) -> Edit {
    Edit::Items { tree: tree.into(), parent: parent.map(str::to_owned), edit }
}

fn cell(table: &str, row: &str, column: &str) -> Edit {
    Edit::TableCell { table: table.into(), row: row.into(), column: column.into(), value: "改".into() }
}

fn of_parts(sample: &Draft) -> Vec<Edit> {
    let owner = || IndicatorOwner::Part("whole".into());
    let item = |id: &str| Item { id: id.into(), title: "乙".into(), ..Item::default() };
    let text = |item: &str, field| Edit::ItemText { tree: "goals".into(), item: item.into(), field, value: "改".into() };
    let tree = &sample.trees["goals"];
    let of_whole = |field, value: &str| Edit::Indicator { owner: owner(), row: "w1".into(), field, value: value.into() };
    vec![
        Edit::Units(Vec::new()),
        of_card("c1", CardEdit::Unit("u1".into())),
        text("g1", ItemField::Title),
        text("g2", ItemField::Text),
        text("g2", ItemField::Goal),
        text("g2", ItemField::Indicator),
        items("goals", None, ListEdit::push(tree, item("g3"))),
        items("goals", None, ListEdit::shift(tree, 0, 1).expect("two items")),
        items("goals", None, ListEdit::Replace(Box::new(tree[0].redacted("专项")))),
        items("goals", Some("g2"), ListEdit::push(&[], item("g5"))),
        items("measures", None, ListEdit::push(&[], item("g3"))),
        items("goals", None, ListEdit::Remove("g1".into())),
        items("goals", Some("g1"), ListEdit::Remove("g2".into())),
        Edit::Additions(ListEdit::insert(&sample.additions, 0, addition("a3", "a1", AdditionKind::Table))),
        Edit::Additions(ListEdit::Remove("a1".into())),
        Edit::Additions(ListEdit::shift(&sample.additions, 0, 1).expect("two additions")),
        Edit::Additions(ListEdit::Replace(Box::new(addition("a1", "outlay_text", AdditionKind::Text)))),
        cell("a2", "r2", "k2"),
        Edit::Table { id: "a2".into(), table: None },
        Edit::Table { id: "a3".into(), table: Some(Box::new(FreeTable::new(1, 1))) },
        of_whole(IndicatorField::Operator, "≥"),
        of_whole(IndicatorField::More("weight".into()), "10"),
        Edit::Indicators { owner: owner(), edit: ListEdit::Remove("w1".into()) },
        Edit::Indicators { owner: IndicatorOwner::Part("other".into()), edit: ListEdit::push(&[], Indicator::default()) },
    ]
}

/// Edits that depend on one another: in the inverse they come in the opposite order.
fn several(sample: &Draft) -> Edit {
    Edit::Several(vec![
        Edit::Cards(ListEdit::insert(&sample.cards, 1, new_card("c99"))),
        card_text("c99", "name", "新项目"),
        Edit::Cards(ListEdit::Move { id: "c99".into(), after: Some("c5".into()) }),
        Edit::Cards(ListEdit::Remove("c1".into())),
        amount_edit("general", "r5", "project", Some("71")),
        amount_edit("general", "r5", "project", Some("72")),
    ])
}

/// One and more of each kind of edit.
pub fn edits(sample: &Draft) -> Vec<Edit> {
    let mut edits = of_forms(sample);
    edits.extend(of_cards(sample));
    edits.extend(of_parts(sample));
    edits.push(several(sample));
    edits.push(Edit::Unreviewed { key: "text/income_text".into(), texts: Vec::new() });
    edits.push(Edit::Unreviewed { key: "terms".into(), texts: vec!["甲".into()] });
    edits.push(Edit::Whole(Box::new(empty())));
    edits
}

/// The edit, written to text and read again.
fn rewritten(edit: &Edit) -> Edit {
    let text = ron_text::write(edit, 4).expect("it can be written");
    let again: Edit = ron_text::read(&text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    assert!(again == *edit, "read again it differs: {text}");
    again
}

/// Text and back in the other way that edits may be kept.
fn in_json(edit: &Edit) -> Edit {
    let text = serde_json::to_string(edit).expect("it can be written");
    serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

#[test]
fn every_edit_taken_back_gives_the_draft_as_it_was() {
    let before = widened();
    let edits = edits(&before);
    let tried: BTreeSet<String> = edits.iter().map(name).collect();
    assert_eq!(tried, names(), "each kind of edit is tried");
    for edit in edits {
        let what: String = format!("{edit:?}").chars().take(200).collect();
        let mut draft = before.clone();
        let inverse = edit.apply(&mut draft).unwrap_or_else(|Misplaced| panic!("misplaced: {what}"));
        assert!(draft != before, "nothing changed: {what}");
        let after = draft.clone();
        let again = inverse.apply(&mut draft).unwrap_or_else(|Misplaced| panic!("cannot be taken back: {what}"));
        assert!(draft == before, "not as it was: {what}");
        again.apply(&mut draft).unwrap_or_else(|Misplaced| panic!("cannot be done again: {what}"));
        assert!(draft == after, "done again, it differs: {what}");
    }
}

/// Edits whose place is not there.
fn misplaced() -> Vec<Edit> {
    let none = || Some("none".to_owned());
    let default = |id: &str| Box::new(Indicator { id: id.into(), ..Indicator::default() });
    vec![
        amount_edit("general", "r99", "project", Some("1")),
        amount_edit("fund", "r1", "project", Some("1")),
        row_text("r99", "item", "x"),
        of_row("general", "r99", RowEdit::Code("2040299".into())),
        rows("general", ListEdit::Insert { after: Some("none".into()), new: Box::new(row("r99", "")) }),
        rows("general", ListEdit::Insert { after: None, new: Box::new(row("r5", "")) }),
        rows("general", ListEdit::Remove("r99".into())),
        rows("fund", ListEdit::Remove("r1".into())),
        rows("general", ListEdit::Move { id: "r5".into(), after: Some("r99".into()) }),
        rows("general", ListEdit::Move { id: "r99".into(), after: None }),
        Edit::Cards(ListEdit::Insert { after: none(), new: Box::new(new_card("c99")) }),
        Edit::Cards(ListEdit::Remove("c99".into())),
        Edit::Cards(ListEdit::Move { id: "c1".into(), after: none() }),
        Edit::Cards(ListEdit::Replace(Box::new(new_card("c99")))),
        card_text("c99", "name", "x"),
        card_amount("c99", "fiscal", None),
        plan("c99", &[]),
        goals("c99", ListEdit::Remove("o1".into())),
        goals("c1", ListEdit::Remove("none".into())),
        of_card("c99", CardEdit::Unit(String::new())),
        indicator("c1", "none", IndicatorField::Value, "x"),
        indicators("c1", ListEdit::Insert { after: none(), new: default("i999") }),
        indicators("c1", ListEdit::Remove("none".into())),
        indicators("c1", ListEdit::Move { id: "none".into(), after: None }),
        Edit::Indicator { owner: IndicatorOwner::Part("none".into()), row: "i1".into(), field: IndicatorField::Value, value: "x".into() },
        Edit::ItemText { tree: "none".into(), item: "g1".into(), field: ItemField::Title, value: "x".into() },
        items("none", Some("g1"), ListEdit::push(&[], Item::default())),
        items("none", None, ListEdit::Remove("g1".into())),
        cell("a9", "r1", "k1"),
        Edit::Additions(ListEdit::Remove("a1".into())),
        Edit::Additions(ListEdit::Replace(Box::new(addition("a1", "x", AdditionKind::Text)))),
        Edit::Terms(ListEdit::Replace(Box::new(term("none")))),
        Edit::Terms(ListEdit::Insert { after: none(), new: Box::new(term("t99")) }),
        Edit::Terms(ListEdit::Remove("none".into())),
        Edit::Terms(ListEdit::Move { id: "none".into(), after: None }),
    ]
}

#[test]
fn a_misplaced_edit_changes_nothing_alone_or_among_others() {
    let before = sample();
    for edit in misplaced() {
        let what = format!("{edit:?}");
        let mut draft = before.clone();
        assert_eq!(edit.clone().apply(&mut draft), Err(Misplaced), "{what}");
        assert!(draft == before, "changed by {what}");
        let remove = Edit::Cards(ListEdit::Remove("c3".into()));
        let insert = Edit::Cards(ListEdit::Insert { after: Some("c4".into()), new: Box::new(new_card("c98")) });
        let first = vec![text("preamble", "改"), remove, insert, edit, text("preamble", "又改")];
        assert_eq!(Edit::Several(first).apply(&mut draft), Err(Misplaced), "{what}");
        assert!(draft == before, "changed by several edits with {what}");
    }
}

#[test]
fn a_row_misplaced_in_a_form_without_rows_changes_nothing() {
    let before = sample();
    let mut draft = before.clone();
    let edit = rows("fund", ListEdit::Insert { after: Some("r1".into()), new: Box::default() });
    assert_eq!(edit.apply(&mut draft), Err(Misplaced));
    assert!(draft == before, "the form has become {:?}", draft.forms.get(&"fund".into()));
}

/// Types a figure into the project expenditure of 2040220, as one of a burst of keystrokes if `key` says so.
fn keystroke(history: &mut History, draft: &mut Draft, figure: &str, key: Option<&str>) {
    history.apply(draft, amount_edit("general", "r5", "project", Some(figure)), "录入金额", key).expect("a place");
}

fn figure(draft: &Draft) -> String {
    draft.rows(&"general".into())[4].amounts["project"].to_string()
}

#[test]
fn a_burst_of_typing_is_one_step() {
    let before = sample();
    let (mut draft, mut history) = (before.clone(), History::default());
    for typed in ["7", "78", "784"] {
        keystroke(&mut history, &mut draft, typed, Some("general/r5/project"));
    }
    assert_eq!((figure(&draft).as_str(), history.undoable()), ("784", Some("录入金额")));
    assert_eq!(history.undo(&mut draft).as_deref(), Some("录入金额"));
    assert!(draft == before, "one step back and it is as it was");
    assert_eq!((history.undoable(), history.redoable()), (None, Some("录入金额")));
    assert_eq!(history.redo(&mut draft).as_deref(), Some("录入金额"));
    assert_eq!(figure(&draft), "784");
}

#[test]
fn a_burst_ends_with_a_pause_another_field_or_an_undo() {
    let key = Some("general/r5/project");
    let (mut draft, mut history) = (sample(), History::default());
    keystroke(&mut history, &mut draft, "1", key);
    history.pause();
    keystroke(&mut history, &mut draft, "2", key);
    history.apply(&mut draft, text("preamble", "改"), "录入文字", Some("preamble")).expect("a place");
    keystroke(&mut history, &mut draft, "3", key);
    // Without a key every edit is a step.
    keystroke(&mut history, &mut draft, "4", None);
    keystroke(&mut history, &mut draft, "5", None);

    let mut seen = vec![figure(&draft)];
    while history.undo(&mut draft).is_some() {
        seen.push(figure(&draft));
    }
    assert_eq!(seen, ["5", "4", "3", "2", "2", "1", "70.00"]);
    assert!(draft == sample());

    assert!(history.redo(&mut draft).is_some());
    keystroke(&mut history, &mut draft, "6", key);
    assert!(history.undo(&mut draft).is_some());
    assert_eq!(figure(&draft), "1", "what was done again is a step of its own");
}

/// Numbers as if by chance, the same in every run (the generator of Knuth's MMIX).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// Edits in any order, each on what the others left, with steps back and forth between them; those without a place there are
/// passed over.
#[test]
fn a_random_script_undone_to_the_beginning_and_done_again_to_the_end_gives_the_same_draft() {
    let start = widened();
    let edits = edits(&start);
    let mut done: BTreeSet<String> = BTreeSet::new();
    for seed in 0..40 {
        let mut chance = Chance(seed);
        let (mut draft, mut history) = (start.clone(), History::default());
        let mut states = BTreeMap::from([(history.state(), start.clone())]);
        for _ in 0..60 {
            match chance.below(8) {
                0 => drop(history.undo(&mut draft)),
                1 => drop(history.redo(&mut draft)),
                _ => {
                    // As a journal would hand it back, in either spelling.
                    let edit = &edits[chance.below(edits.len())];
                    let edit = if chance.below(2) == 0 { rewritten(edit) } else { in_json(edit) };
                    let name = name(&edit);
                    if history.apply(&mut draft, edit, &name, None).is_ok() {
                        done.insert(name);
                        states.insert(history.state(), draft.clone());
                    }
                }
            }
            assert!(draft == states[&history.state()], "seed {seed}: not the draft that was left here");
        }
        while history.redo(&mut draft).is_some() {}
        let end = history.state();
        while history.undo(&mut draft).is_some() {
            assert!(draft == states[&history.state()], "seed {seed}: taken back, it differs");
        }
        assert!(draft == start, "seed {seed}: not back at the beginning");
        while history.redo(&mut draft).is_some() {
            assert!(draft == states[&history.state()], "seed {seed}: done again, it differs");
        }
        assert!(history.state() == end && draft == states[&end], "seed {seed}: not at the end again");
    }
    assert_eq!(done, names(), "each kind of edit was among them");
}

#[test]
fn an_edit_says_where_it_acts_and_the_place_leads_there() {
    let draft = widened();
    for edit in edits(&draft) {
        let what: String = format!("{edit:?}").chars().take(200).collect();
        let place = edit.place();
        // Names of codes, what is looked at, and the whole draft stand nowhere in particular; nor do the first and the last of a list.
        let nowhere = matches!(edit, Edit::Name { .. } | Edit::Unreviewed { .. } | Edit::Whole(_) | Edit::Table { table: None, .. } | Edit::Steps(_));
        let gone = name(&edit).ends_with("remove") || name(&edit) == "remarks move";
        assert!(place.is_some() != nowhere || gone, "{what}: {place:?}");
        if let Some(place) = place {
            let mut after = draft.clone();
            edit.apply(&mut after).expect("it is there");
            assert!(!place.describe(&after).contains("none"), "{what}");
        }
    }
    let place = Edit::Cards(ListEdit::Move { id: "c3".into(), after: None }).place();
    assert_eq!(place, Some(Place::Card("c3".into())));
}

/// Two copies of a draft that go on apart, as by mail: what is added in one is not what is added in the other.
#[test]
fn what_two_copies_add_has_different_ids_also_after_something_was_deleted() {
    let mut ids = BTreeSet::new();
    for _ in 0..2 {
        let mut copy = FreeTable::new(2, 2);
        copy.insert_row(1);
        copy.remove_row(1);
        copy.insert_row(1);
        ids.insert(copy.row_ids[1].clone());
        assert!(ids.insert(gongkai::model::fresh('c')));
    }
    assert_eq!(ids.len(), 4);
}

#[test]
fn a_new_edit_ends_what_could_be_done_again() {
    let (mut draft, mut history) = (sample(), History::default());
    keystroke(&mut history, &mut draft, "1", None);
    history.undo(&mut draft);
    keystroke(&mut history, &mut draft, "2", None);
    assert_eq!(history.redoable(), None);
    assert_eq!(history.redo(&mut draft), None);
    assert_eq!(figure(&draft), "2");
}

#[test]
fn undo_and_redo_lead_back_to_the_same_state_and_every_change_to_another() {
    let (mut draft, mut history) = (sample(), History::default());
    let start = history.state();
    keystroke(&mut history, &mut draft, "1", Some("key"));
    let within = history.state();
    keystroke(&mut history, &mut draft, "12", Some("key"));
    let burst = history.state();
    keystroke(&mut history, &mut draft, "3", None);
    let last = history.state();
    assert_eq!(BTreeSet::from([start, within, burst, last]).len(), 4, "within a burst, too, each keystroke is a change");

    assert!(history.undo(&mut draft).is_some());
    assert_eq!((history.state(), figure(&draft).as_str()), (burst, "12"));
    assert!(history.undo(&mut draft).is_some());
    assert_eq!((history.state(), figure(&draft).as_str()), (start, "70.00"));
    assert!(history.redo(&mut draft).is_some() && history.redo(&mut draft).is_some());
    assert_eq!((history.state(), figure(&draft).as_str()), (last, "3"));

    assert_eq!(history.apply(&mut draft, Edit::Cards(ListEdit::Remove("none".into())), "删除项目", None), Err(Misplaced));
    assert!(history.redo(&mut draft).is_none());
    history.pause();
    assert_eq!((history.state(), history.undoable()), (last, Some("录入金额")), "nothing has changed, and no step is left");

    assert!(history.undo(&mut draft).is_some());
    keystroke(&mut history, &mut draft, "3", None);
    assert!(![start, within, burst, last].contains(&history.state()), "done anew it is another change");
}

/// The same through an open draft with its file: whatever was done in whatever order, what its journal gives back after the program has ended
/// is what was on the screen.
#[test]
fn a_random_script_is_given_back_by_the_journal() {
    let codes = Library::load(None).codes;
    let (mut restored, mut in_the_file) = (0, 0);
    for seed in 0..10 {
        let mut chance = Chance(seed);
        let desk = Desk::new().with("稿.ron", &sample());
        let file = desk.path("稿.ron");
        let (start, base) = store::open_based(&file).expect("opened");
        let edits = edits(&widened());
        let mut session = Session::new(start.clone(), Some(file.clone()), &codes).expect("sound");
        session.keep(base, None, &Paths::default());
        for _ in 0..30 {
            match chance.below(12) {
                0 => drop(session.undo(&codes)),
                1 => drop(session.redo(&codes)),
                2 => session.pause(),
                // What has no place in a draft is not saved; that is no matter here.
                3 => drop(session.save(&file, false)),
                _ => {
                    let at = chance.below(edits.len());
                    // A key names the field.
                    let key = format!("x{at}");
                    session.edit(edits[at].clone(), "随机", (chance.below(2) == 0).then_some(&key), &codes);
                }
            }
        }
        while session.undo(&codes).is_some() {}
        assert!(*session.draft() == start, "seed {seed}: not back at the beginning");
        while chance.below(30) > 0 && session.redo(&codes).is_some() {}
        let left = session.draft().clone();
        assert!(session.sync_journal(std::time::Duration::from_secs(20)));
        drop(session);
        if let Some(found) = found::of_file(&file, None).pop() {
            let (again, refused) = Session::restored(&found, None, &codes).expect("a draft");
            assert!(refused == 0 && *again.draft() == left, "seed {seed}: the journal gives another draft");
            restored += 1;
        } else {
            assert!(store::open(&file).expect("opened") == left, "seed {seed}: the file is another draft");
            in_the_file += 1;
        }
    }
    assert!(restored > 5, "{restored} from a journal, {in_the_file} from the file");
}
