//! Every change can be taken back: each edit with its inverse, and the history of a clerk's work.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{amount, empty, sample};
use gongkai::model::{
    Addition, AdditionKind, Card, Carried, Draft, Edit, FreeTable, History, Identity, Indicator, IndicatorOwner, Item, ItemField, Misplaced, Row,
    Term, Unit,
};
use gongkai::template::IndicatorField;

/// The edit's name. An edit that is new does not compile here: add it to [`NAMES`] and to the edits below.
fn name(edit: &Edit) -> &'static str {
    match edit {
        Edit::Identity(_) => "Identity",
        Edit::Amount { .. } => "Amount",
        Edit::RowText { .. } => "RowText",
        Edit::Code { .. } => "Code",
        Edit::InsertRow { .. } => "InsertRow",
        Edit::RemoveRow { .. } => "RemoveRow",
        Edit::MoveRow { .. } => "MoveRow",
        Edit::Name { .. } => "Name",
        Edit::Text { .. } => "Text",
        Edit::InsertCard { .. } => "InsertCard",
        Edit::RemoveCard(_) => "RemoveCard",
        Edit::MoveCard { .. } => "MoveCard",
        Edit::CardText { .. } => "CardText",
        Edit::CardAmount { .. } => "CardAmount",
        Edit::Plan { .. } => "Plan",
        Edit::Goals { .. } => "Goals",
        Edit::Indicator { .. } => "Indicator",
        Edit::InsertIndicator { .. } => "InsertIndicator",
        Edit::RemoveIndicator { .. } => "RemoveIndicator",
        Edit::MoveIndicator { .. } => "MoveIndicator",
        Edit::Units(_) => "Units",
        Edit::Card { .. } => "Card",
        Edit::CardUnit { .. } => "CardUnit",
        Edit::ItemText { .. } => "ItemText",
        Edit::InsertItem { .. } => "InsertItem",
        Edit::RemoveItem { .. } => "RemoveItem",
        Edit::InsertAddition { .. } => "InsertAddition",
        Edit::RemoveAddition(_) => "RemoveAddition",
        Edit::Addition { .. } => "Addition",
        Edit::TableCell { .. } => "TableCell",
        Edit::Table { .. } => "Table",
        Edit::Term { .. } => "Term",
        Edit::InsertTerm { .. } => "InsertTerm",
        Edit::RemoveTerm(_) => "RemoveTerm",
        Edit::MoveTerm { .. } => "MoveTerm",
        Edit::Unreviewed { .. } => "Unreviewed",
        Edit::Whole(_) => "Whole",
        Edit::Several(_) => "Several",
    }
}

const NAMES: [&str; 38] = [
    "Identity",
    "Amount",
    "RowText",
    "Code",
    "InsertRow",
    "RemoveRow",
    "MoveRow",
    "Name",
    "Text",
    "InsertCard",
    "RemoveCard",
    "MoveCard",
    "CardText",
    "CardAmount",
    "Plan",
    "Goals",
    "Indicator",
    "InsertIndicator",
    "RemoveIndicator",
    "MoveIndicator",
    "Units",
    "Card",
    "CardUnit",
    "ItemText",
    "InsertItem",
    "RemoveItem",
    "InsertAddition",
    "RemoveAddition",
    "Addition",
    "TableCell",
    "Table",
    "Term",
    "InsertTerm",
    "RemoveTerm",
    "MoveTerm",
    "Unreviewed",
    "Whole",
    "Several",
];

fn amount_edit(pane: &str, row: &str, column: &str, value: Option<&str>) -> Edit {
    Edit::Amount { pane: pane.into(), row: row.into(), column: column.into(), value: value.map(amount) }
}

fn row_text(row: &str, column: &str, value: &str) -> Edit {
    Edit::RowText { pane: "procurement".into(), row: row.into(), column: column.into(), value: value.into() }
}

fn code_name(list: &str, code: &str, name: Option<&str>) -> Edit {
    Edit::Name { list: list.into(), code: code.into(), name: name.map(str::to_owned) }
}

fn text(id: &str, value: &str) -> Edit {
    Edit::Text { id: id.into(), value: value.into() }
}

fn plan(card: &str, values: &[Option<&str>]) -> Edit {
    Edit::Plan { card: card.into(), plan: values.iter().map(|value| value.map(amount)).collect() }
}

fn term(term: &str) -> Term {
    Term { term: term.into(), definition: "解释。".into() }
}

fn of_forms(sample: &Draft) -> Vec<Edit> {
    let row = |id: &str, code: &str| Row { id: id.into(), code: code.into(), ..Row::default() };
    vec![
        Edit::Identity(Identity { unit_name: "改名单位".into(), year: 2025, ..sample.identity.clone() }),
        amount_edit("general", "r5", "project", Some("70.01")),
        amount_edit("general", "r5", "project", None),
        amount_edit("general", "r5", "carried", Some("10")),
        row_text("r1", "item", "柴油"),
        row_text("r1", "item", ""),
        row_text("r1", "catalog", "A07070102"),
        Edit::Code { pane: "general".into(), row: "r5".into(), code: "2040299".into() },
        Edit::InsertRow { pane: "general".into(), at: 0, row: row("r99", "2040299") },
        Edit::InsertRow { pane: "general".into(), at: sample.rows("general").len(), row: row("r99", "2040299") },
        Edit::InsertRow { pane: "fund".into(), at: 0, row: row("r1", "2120801") },
        Edit::RemoveRow { pane: "general".into(), at: 4 },
        Edit::RemoveRow { pane: "organisation".into(), at: 0 },
        Edit::MoveRow { pane: "procurement".into(), from: 0, to: 10 },
        Edit::MoveRow { pane: "procurement".into(), from: 10, to: 3 },
        code_name("functions", "2040220", Some("执法与办案")),
        code_name("functions", "2040220", None),
        code_name("procurement", "A07070101", Some("汽油")),
        text("preamble", "现将预算公开如下："),
        text("preamble", ""),
    ]
}

fn of_cards(sample: &Draft) -> Vec<Edit> {
    let card = || String::from("c2");
    let last = sample.cards.len() - 1;
    let indicator = Indicator { level1: "产出指标".into(), level2: "数量指标".into(), ..Indicator::default() };
    vec![
        Edit::InsertCard { at: 0, card: Box::new(Card { id: "c99".into(), ..Card::default() }) },
        Edit::InsertCard { at: last + 1, card: Box::new(Card { id: "c99".into(), ..sample.cards[0].clone() }) },
        Edit::RemoveCard(0),
        Edit::RemoveCard(last),
        Edit::MoveCard { from: 0, to: last },
        Edit::MoveCard { from: last, to: 7 },
        Edit::CardText { card: card(), field: "purpose".into(), value: "另作他用。".into() },
        Edit::CardText { card: card(), field: "purpose".into(), value: String::new() },
        Edit::CardAmount { card: card(), field: "fiscal".into(), value: Some(amount("70.01")) },
        Edit::CardAmount { card: card(), field: "fiscal".into(), value: None },
        Edit::CardAmount { card: card(), field: "other".into(), value: Some(amount("1")) },
        plan("c1", &[Some("7.00"), None]),
        plan("c2", &[]),
        plan("c2", &[None, Some("1")]),
        plan("c9", &[None]),
        Edit::Goals { card: card(), goals: vec!["一个目标。".into()] },
        Edit::Goals { card: card(), goals: Vec::new() },
        Edit::Indicator { owner: IndicatorOwner::Card(card()), at: 0, field: IndicatorField::Value, value: "≥1项".into() },
        Edit::Indicator { owner: IndicatorOwner::Card(card()), at: 1, field: IndicatorField::Level1, value: String::new() },
        Edit::InsertIndicator { owner: IndicatorOwner::Card(card()), at: 0, row: indicator.clone() },
        Edit::InsertIndicator { owner: IndicatorOwner::Card(card()), at: sample.cards[1].indicators.len(), row: indicator },
        Edit::RemoveIndicator { owner: IndicatorOwner::Card(card()), at: 0 },
        Edit::MoveIndicator { owner: IndicatorOwner::Card(card()), from: 0, to: 3 },
        Edit::MoveIndicator { owner: IndicatorOwner::Card(card()), from: 3, to: 1 },
        Edit::Term { at: 0, term: term("名词") },
        Edit::InsertTerm { at: sample.glossary.len(), term: term("名词") },
        Edit::RemoveTerm(0),
        Edit::MoveTerm { from: 0, to: 9 },
        Edit::MoveTerm { from: 9, to: 1 },
    ]
}

/// The sample with units, items in levels, and parts of its own.
fn widened() -> Draft {
    let mut draft = sample();
    draft.units = vec![Unit { id: "u1".into(), code: "1".into(), name: "甲".into() }];
    let inner = Item { id: "g2".into(), text: "子".into(), ..Item::default() };
    draft.trees.insert("goals".into(), vec![Item { id: "g1".into(), title: "甲".into(), items: vec![inner], ..Item::default() }]);
    draft.indicators.insert("whole".into(), vec![Indicator::default()]);
    draft.additions.push(addition("a1", "income_text", AdditionKind::Text));
    draft.tables.insert("a2".into(), FreeTable::new(2, 2));
    let unreviewed = [("text/income_text".to_owned(), vec!["一段".to_owned()])].into();
    draft.last = Some(Carried { year: 2023, unreviewed, ..Carried::default() });
    draft
}

fn addition(id: &str, after: &str, kind: AdditionKind) -> Addition {
    Addition { id: id.into(), after: after.into(), inside: false, kind }
}

fn of_parts(sample: &Draft) -> Vec<Edit> {
    let owner = || IndicatorOwner::Part("whole".into());
    let item = |id: &str| Box::new(Item { id: id.into(), title: "乙".into(), ..Item::default() });
    let text = |item: &str, field| Edit::ItemText { tree: "goals".into(), item: item.into(), field, value: "改".into() };
    vec![
        Edit::Units(Vec::new()),
        Edit::Card { at: 1, card: Box::new(sample.cards[1].redacted("专项")) },
        Edit::CardUnit { card: "c1".into(), unit: "u1".into() },
        text("g1", ItemField::Title),
        text("g2", ItemField::Text),
        text("g2", ItemField::Goal),
        text("g2", ItemField::Indicator),
        Edit::InsertItem { tree: "goals".into(), path: vec![1], item: item("g3") },
        Edit::InsertItem { tree: "goals".into(), path: vec![0, 0, 0], item: item("g3") },
        Edit::InsertItem { tree: "measures".into(), path: vec![0], item: item("g3") },
        Edit::RemoveItem { tree: "goals".into(), path: vec![0] },
        Edit::RemoveItem { tree: "goals".into(), path: vec![0, 0] },
        Edit::InsertAddition { at: 0, addition: addition("a3", "a1", AdditionKind::Table) },
        Edit::RemoveAddition(0),
        Edit::Addition { at: 0, addition: addition("a1", "outlay_text", AdditionKind::Text) },
        Edit::TableCell { id: "a2".into(), row: 1, column: 1, value: "改".into() },
        Edit::Table { id: "a2".into(), table: None },
        Edit::Table { id: "a3".into(), table: Some(Box::new(FreeTable::new(1, 1))) },
        Edit::Indicator { owner: owner(), at: 0, field: IndicatorField::Operator, value: "≥".into() },
        Edit::Indicator { owner: owner(), at: 0, field: IndicatorField::More("weight".into()), value: "10".into() },
        Edit::RemoveIndicator { owner: owner(), at: 0 },
        Edit::InsertIndicator { owner: IndicatorOwner::Part("other".into()), at: 0, row: Indicator::default() },
    ]
}

/// Edits that depend on one another: in the inverse they come in the opposite order.
fn several() -> Edit {
    let card = Card { id: "c99".into(), ..Card::default() };
    Edit::Several(vec![
        Edit::InsertCard { at: 1, card: Box::new(card) },
        Edit::CardText { card: "c99".into(), field: "name".into(), value: "新项目".into() },
        Edit::MoveCard { from: 1, to: 5 },
        Edit::RemoveCard(0),
        amount_edit("general", "r5", "project", Some("71")),
        amount_edit("general", "r5", "project", Some("72")),
    ])
}

fn edits(sample: &Draft) -> Vec<Edit> {
    let mut edits = of_forms(sample);
    edits.extend(of_cards(sample));
    edits.extend(of_parts(sample));
    edits.push(several());
    edits.push(Edit::Unreviewed { key: "text/income_text".into(), texts: Vec::new() });
    edits.push(Edit::Unreviewed { key: "terms".into(), texts: vec!["甲".into()] });
    edits.push(Edit::Whole(Box::new(empty())));
    edits
}

#[test]
fn every_edit_taken_back_gives_the_draft_as_it_was() {
    let before = widened();
    let edits = edits(&before);
    let tried: BTreeSet<&str> = edits.iter().map(name).collect();
    assert_eq!(tried, BTreeSet::from(NAMES), "each kind of edit is tried");
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
fn misplaced(sample: &Draft) -> Vec<Edit> {
    let cards = sample.cards.len();
    vec![
        amount_edit("general", "r99", "project", Some("1")),
        amount_edit("fund", "r1", "project", Some("1")),
        row_text("r99", "item", "x"),
        Edit::Code { pane: "general".into(), row: "r99".into(), code: "2040299".into() },
        Edit::InsertRow { pane: "general".into(), at: 11, row: Row::default() },
        Edit::RemoveRow { pane: "general".into(), at: 10 },
        Edit::RemoveRow { pane: "fund".into(), at: 0 },
        Edit::MoveRow { pane: "general".into(), from: 0, to: 10 },
        Edit::MoveRow { pane: "general".into(), from: 10, to: 0 },
        Edit::InsertCard { at: cards + 1, card: Box::default() },
        Edit::RemoveCard(cards),
        Edit::MoveCard { from: 0, to: cards },
        Edit::CardText { card: "c99".into(), field: "name".into(), value: "x".into() },
        Edit::CardAmount { card: "c99".into(), field: "fiscal".into(), value: None },
        plan("c99", &[]),
        Edit::Goals { card: "c99".into(), goals: Vec::new() },
        Edit::Indicator { owner: IndicatorOwner::Card("c1".into()), at: 99, field: IndicatorField::Value, value: "x".into() },
        Edit::InsertIndicator { owner: IndicatorOwner::Card("c1".into()), at: 99, row: Indicator::default() },
        Edit::RemoveIndicator { owner: IndicatorOwner::Card("c1".into()), at: 99 },
        Edit::MoveIndicator { owner: IndicatorOwner::Card("c1".into()), from: 0, to: 99 },
        Edit::Indicator { owner: IndicatorOwner::Part("none".into()), at: 0, field: IndicatorField::Value, value: "x".into() },
        Edit::Card { at: cards, card: Box::default() },
        Edit::CardUnit { card: "c99".into(), unit: String::new() },
        Edit::ItemText { tree: "none".into(), item: "g1".into(), field: ItemField::Title, value: "x".into() },
        Edit::InsertItem { tree: "none".into(), path: vec![0, 0], item: Box::default() },
        Edit::RemoveItem { tree: "none".into(), path: vec![0] },
        Edit::TableCell { id: "a9".into(), row: 0, column: 0, value: "x".into() },
        Edit::RemoveAddition(0),
        Edit::Addition { at: 0, addition: addition("a1", "x", AdditionKind::Text) },
        Edit::Term { at: 10, term: term("名词") },
        Edit::InsertTerm { at: 11, term: term("名词") },
        Edit::RemoveTerm(10),
        Edit::MoveTerm { from: 10, to: 0 },
    ]
}

#[test]
fn a_misplaced_edit_changes_nothing_alone_or_among_others() {
    let before = sample();
    for edit in misplaced(&before) {
        let what = format!("{edit:?}");
        let mut draft = before.clone();
        assert_eq!(edit.clone().apply(&mut draft), Err(Misplaced), "{what}");
        assert!(draft == before, "changed by {what}");
        let first =
            vec![text("preamble", "改"), Edit::RemoveCard(0), Edit::InsertCard { at: 3, card: Box::default() }, edit, text("preamble", "又改")];
        assert_eq!(Edit::Several(first).apply(&mut draft), Err(Misplaced), "{what}");
        assert!(draft == before, "changed by several edits with {what}");
    }
}

#[test]
fn a_row_misplaced_in_a_form_without_rows_changes_nothing() {
    let before = sample();
    let mut draft = before.clone();
    let edit = Edit::InsertRow { pane: "fund".into(), at: 1, row: Row::default() };
    assert_eq!(edit.apply(&mut draft), Err(Misplaced));
    assert!(draft == before, "the form has become {:?}", draft.forms.get("fund"));
}

/// Types a figure into the project expenditure of 2040220, as one of a burst of keystrokes if `key` says so.
fn keystroke(history: &mut History, draft: &mut Draft, figure: &str, key: Option<&str>) {
    history.apply(draft, amount_edit("general", "r5", "project", Some(figure)), "录入金额", key).expect("a place");
}

fn figure(draft: &Draft) -> String {
    draft.rows("general")[4].amounts["project"].to_string()
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
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
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
    let mut done = BTreeSet::new();
    for seed in 0..40 {
        let mut chance = Chance(seed);
        let (mut draft, mut history) = (start.clone(), History::default());
        let mut states = BTreeMap::from([(history.state(), start.clone())]);
        for _ in 0..60 {
            match chance.below(8) {
                0 => drop(history.undo(&mut draft)),
                1 => drop(history.redo(&mut draft)),
                _ => {
                    let edit = edits[chance.below(edits.len())].clone();
                    let name = name(&edit);
                    if history.apply(&mut draft, edit, name, None).is_ok() {
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
    assert_eq!(done, BTreeSet::from(NAMES), "each kind of edit was among them");
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

    assert_eq!(history.apply(&mut draft, Edit::RemoveCard(999), "删除项目", None), Err(Misplaced));
    assert!(history.redo(&mut draft).is_none());
    history.pause();
    assert_eq!((history.state(), history.undoable()), (last, Some("录入金额")), "nothing has changed, and no step is left");

    assert!(history.undo(&mut draft).is_some());
    keystroke(&mut history, &mut draft, "3", None);
    assert!(![start, within, burst, last].contains(&history.state()), "done anew it is another change");
}
