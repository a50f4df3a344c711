//! Two drafts compared: every difference with its place and both values, and all of them together make one draft of the other.

use proptest::prelude::*;

use crate::common::desk::Desk;
use crate::common::{empty, sample, type_into, workings};
use crate::edits::{edits, widened};
use gongkai::compare::{Change, ChangeKind, Side, aligned, compare, follows, merge, together};
use gongkai::model::{CardEdit, Draft, Edit, FormName, ListEdit, Place};
use gongkai::store;
use gongkai::template::RowKind;

/// What differs, as `kind place: before → after`.
fn said(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| format!("{} {}: {} → {}", change.kind.name(), change.said, change.before, change.after)).collect()
}

/// A draft as it is stored: without rows that hold nothing, rows by code in their order.
fn settled(draft: &Draft) -> Draft {
    let mut draft = draft.tidied();
    for (pane, rows) in &mut draft.forms.clone() {
        if !draft.pane(pane).is_some_and(|pane| matches!(pane.rows, RowKind::Listed { .. })) {
            rows.sort_by(|a, b| a.id.cmp(&b.id));
            draft.forms.insert(pane.clone(), rows.clone());
        }
    }
    draft
}

/// The old draft with all that differs taken over.
fn taken_over(old: &Draft, new: &Draft) -> Draft {
    let mut draft = old.clone();
    together(old, &compare(old, new)).apply(&mut draft).expect("every change has its place");
    draft
}

#[track_caller]
fn assert_same(one: &Draft, other: &Draft) {
    let (one, other) = (settled(one), settled(other));
    if one != other {
        let text = |draft: &Draft| gongkai::ron_text::write(draft, 4).expect("it can be written");
        let (one, other) = (text(&one), text(&other));
        let differ: Vec<(&str, &str)> = one.lines().zip(other.lines()).filter(|(one, other)| one != other).take(4).collect();
        panic!("not the same: {differ:#?}");
    }
}

/// A draft after edits of a list, by number; those without a place there are passed over.
fn after(start: &Draft, script: &[usize]) -> Draft {
    let all = edits(start);
    let mut draft = start.clone();
    for number in script {
        let _ = all[number % all.len()].clone().apply(&mut draft);
    }
    draft
}

/// Numbers of edits; the last of them, which replaces everything, is left out.
fn script() -> impl Strategy<Value = Vec<usize>> {
    let count = edits(&widened()).len() - 1;
    prop::collection::vec(0..count, 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_changes_taken_over_give_the_new_draft(one in script(), other in script()) {
        let start = widened();
        let (old, new) = (after(&start, &one), after(&start, &other));
        let new = aligned(&old, &new).into_owned();
        assert_same(&taken_over(&old, &new), &new);
        prop_assert!(compare(&new, &new).is_empty());
    }

    #[test]
    fn a_merge_has_what_either_has_changed_and_tells_the_rest(one in script(), other in script()) {
        let base = widened();
        let (mine, theirs) = (after(&base, &one), after(&base, &other));
        assert_same(&merge(&base, &mine, &base).draft(), &aligned(&base, &mine));
        assert_same(&merge(&base, &base, &theirs).draft(), &aligned(&base, &theirs));
        let merged = merge(&base, &mine, &theirs);
        if merged.conflicts.is_empty() {
            let found = compare(&base, &merged.draft());
            for change in compare(&base, &mine).iter().chain(&compare(&base, &theirs)).filter(|change| change.kind == ChangeKind::Changed) {
                let there = |other: &Change| other.place == change.place && other.after == change.after;
                prop_assert!(found.iter().any(there), "{change:?} is lost");
            }
        }
    }

    #[test]
    fn every_change_has_a_place_by_itself(one in script()) {
        let old = widened();
        for change in compare(&old, &after(&old, &one)) {
            let mut draft = old.clone();
            prop_assert!(change.edit.clone().expect("an edit").apply(&mut draft).is_ok(), "{change:?}");
            prop_assert!(draft != old || change.before == change.after, "{change:?} changes nothing");
        }
    }
}

#[test]
fn a_draft_compared_with_itself_differs_in_nothing() {
    for name in store::samples() {
        let draft = store::sample(name).expect("the sample opens");
        assert_eq!(said(&compare(&draft, &draft)), Vec::<String>::new(), "{name}");
        assert_eq!(said(&compare(&draft, &crate::common::reopened(&draft))), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_figure_is_told_with_form_code_and_column_as_it_is_printed() {
    let (old, mut new) = (sample(), sample());
    type_into(&mut new, "general", "2040220", "project", "75.5");
    let changes = compare(&old, &new);
    assert_eq!(said(&changes), ["changed 5 一般公共预算支出表 2040220 项目支出: 70.00 → 75.50"]);
    assert_eq!(changes[0].by().map(|by| by.to_string()), Some("5.50".into()));
    assert_eq!(changes[0].part, "5 一般公共预算支出表");
}

#[test]
fn a_paragraph_that_comes_is_one_change_and_the_others_stay() {
    let (mut old, mut new) = (sample(), sample());
    old.texts.insert("duties_list".into(), "甲段文字。\n乙段文字。\n丙段文字。".into());
    new.texts.insert("duties_list".into(), "新段。\n甲段文字。\n乙段另一文字。\n丙段文字。".into());
    let changes = compare(&old, &new);
    let kinds: Vec<(ChangeKind, &str)> = changes.iter().map(|change| (change.kind, change.after.as_str())).collect();
    assert_eq!(kinds, [(ChangeKind::Added, "新段。"), (ChangeKind::Changed, "乙段另一文字。")]);
    let mut one = old.clone();
    changes[1].edit.clone().expect("an edit").apply(&mut one).expect("a place");
    assert_eq!(one.text("duties_list"), "甲段文字。\n乙段另一文字。\n丙段文字。");
    assert_eq!(taken_over(&old, &new).text("duties_list"), new.text("duties_list"));
}

#[test]
fn cards_that_come_go_and_move_are_told_once_each() {
    let old = sample();
    let mut new = old.clone();
    let first = new.cards.remove(0);
    new.cards.insert(5, first);
    let gone = new.cards.remove(10);
    let mut come = new.cards[2].clone();
    (come.id, come.goals, come.indicators) = ("c99".into(), Vec::new(), Vec::new());
    come.texts.insert("name".into(), "新项目".into());
    come.texts.insert("code".into(), "99".into());
    new.cards.insert(3, come);
    let changes = compare(&old, &new);
    let kinds: Vec<(ChangeKind, &Place)> = changes.iter().map(|change| (change.kind, &change.place)).collect();
    let place = |id: &str| Place::Card(id.into());
    let expected = [(ChangeKind::Added, place("c99")), (ChangeKind::Moved, place(&old.cards[0].id)), (ChangeKind::Removed, place(&gone.id))];
    assert_eq!(kinds, expected.iter().map(|(kind, place)| (*kind, place)).collect::<Vec<_>>());
    assert_same(&taken_over(&old, &new), &new);
}

/// The same content, made apart: all ids are others.
fn made_apart(draft: &Draft) -> Draft {
    let mut other = draft.clone();
    other.cards.iter_mut().for_each(|card| {
        card.id.clear();
        card.goals.iter_mut().for_each(|goal| goal.id.clear());
        card.indicators.iter_mut().for_each(|row| row.id.clear());
    });
    other.cards.reverse();
    other.glossary.reverse();
    other.glossary.iter_mut().for_each(|term| term.id.clear());
    other.give_ids();
    other.cards.reverse();
    other.glossary.reverse();
    for (n, row) in other.forms.values_mut().flatten().rev().enumerate().filter(|(_, row)| !row.id.is_of_form()) {
        row.id = gongkai::model::RowId::own(&format!("r{}", n + 1));
    }
    other
}

#[test]
fn drafts_made_apart_are_matched_by_codes_names_and_neighbours() {
    for name in store::samples() {
        let old = store::sample(name).expect("the sample opens");
        let mut new = made_apart(&old);
        assert_eq!(said(&compare(&old, &new)), Vec::<String>::new(), "{name}");
        let card = new.cards.iter_mut().find(|card| !card.classified && !card.goals.is_empty()).expect("a card");
        card.goals[0].text.push_str("另有一句。");
        assert_eq!(compare(&old, &new).len(), 1, "{name}");
    }
}

#[test]
fn another_money_unit_alone_is_one_change_and_figures_are_compared_exactly() {
    let old = sample();
    let mut new = old.converted(gongkai::amount::MoneyUnit::Yuan);
    assert_eq!(said(&compare(&old, &new)), ["changed 单位与年度 金额录入单位: 万元 → 元"]);
    type_into(&mut new, "general", "2040220", "project", "755000");
    assert_eq!(said(&compare(&old, &new))[1], "changed 5 一般公共预算支出表 2040220 项目支出: 70.00 → 75.50");
    assert_same(&taken_over(&old, &new), &new);
}

#[test]
fn what_is_classified_in_either_draft_is_shown_without_a_word() {
    let mut old = sample();
    let secret = "绝密代号七";
    Edit::Card { card: "c2".into(), edit: CardEdit::Text { field: "name".into(), value: secret.into() } }.apply(&mut old).expect("a card");
    let mut closed = old.clone();
    let card = old.card("c2").expect("a card").redacted("专项业务经费");
    Edit::Cards(ListEdit::Replace(Box::new(card))).apply(&mut closed).expect("a card");
    for (one, other) in [(&old, &closed), (&closed, &old)] {
        let changes = compare(one, other);
        assert_eq!(changes.len(), 1);
        assert!(changes[0].secret && said(&changes)[0].contains("涉密"));
        assert!(!format!("{:?}", said(&changes)).contains(secret));
        assert_same(&taken_over(one, other), other);
    }
}

#[test]
fn an_empty_draft_filled_differs_in_every_figure_and_in_its_template_only_by_name() {
    let (old, new) = (empty(), sample());
    let changes = compare(&old, &new);
    assert!(changes.iter().filter(|change| change.kind == ChangeKind::Added && matches!(change.place, Place::Card(_))).count() == new.cards.len());
    assert_same(&taken_over(&old, &new), &aligned(&old, &new));
}

#[test]
fn totals_that_move_are_told_behind_the_changes() {
    let (old, mut new) = (sample(), sample());
    type_into(&mut new, "general", "2040220", "project", "75.50");
    let moved = said(&follows(&workings(&old), &workings(&new)));
    assert!(moved.iter().any(|line| line.starts_with("changed 5 一般公共预算支出表 204 项目支出: ")), "{moved:?}");
    assert!(moved.iter().any(|line| line.starts_with("changed 1 收支总表 支出总计 ")), "{moved:?}");
    assert!(moved.iter().all(|line| !line.starts_with("changed 5 一般公共预算支出表 2040220 项目支出: ")), "what was typed does not follow");
}

/// Two people's work: the one types figures, the other rewrites a goal and adds a card.
#[test]
fn changes_of_two_people_to_different_places_are_all_there() {
    let base = sample();
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    type_into(&mut mine, "general", "2040220", "project", "75.50");
    mine.texts.insert("duties_list".into(), format!("{}\n甲的一段。", base.text("duties_list")));
    theirs.texts.insert("duties_list".into(), format!("乙的一段。\n{}", base.text("duties_list")));
    theirs.cards.swap(0, 1);
    theirs.identity.date = "某日".into();
    mine.identity.mark = "草案".into();
    let merged = merge(&base, &mine, &theirs);
    assert_eq!(merged.conflicts, []);
    let draft = merged.draft();
    assert_eq!(draft.text("duties_list"), format!("乙的一段。\n{}\n甲的一段。", base.text("duties_list")));
    assert_eq!((draft.identity.date.as_str(), draft.identity.mark.as_str()), ("某日", "草案"));
    assert_eq!(draft.cards[0].id, base.cards[1].id);
    assert_eq!(crate::common::table(&draft, "general").at("2040220", "项目支出"), "75.50");
}

#[test]
fn where_both_changed_a_place_somebody_chooses() {
    let base = sample();
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    type_into(&mut mine, "general", "2040220", "project", "75.50");
    type_into(&mut theirs, "general", "2040220", "project", "80.00");
    type_into(&mut theirs, "general", "2040220", "basic", "1.00");
    mine.cards.remove(3);
    theirs.cards[3].goals[0].text = "另一个目标。".into();
    let mut merged = merge(&base, &mine, &theirs);
    let shown: Vec<(&str, &str, &str)> = merged.conflicts.iter().map(|one| (one.base.as_str(), one.mine.as_str(), one.theirs.as_str())).collect();
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert_eq!(shown[0], ("70.00", "75.50", "80.00"));
    assert_eq!((shown[1].1, shown[1].2), ("（删除）", "另一个目标。"));
    let figure = |draft: &Draft| crate::common::table(draft, "general").at("2040220", "项目支出").to_owned();
    assert_eq!((figure(&merged.draft()).as_str(), merged.draft().cards.len()), ("75.50", base.cards.len() - 1));
    merged.conflicts.iter_mut().for_each(|conflict| conflict.side = Side::Theirs);
    let draft = merged.draft();
    assert_eq!((figure(&draft).as_str(), draft.cards.len()), ("80.00", base.cards.len()));
    assert_eq!(draft.cards[3].goals[0].text, "另一个目标。");
    let mut taken = mine.clone();
    merged.edit(&mine).apply(&mut taken).expect("every change has its place");
    assert_same(&taken, &draft);
}

#[test]
fn diff_prints_what_differs_as_text_and_as_json() {
    let (old, mut new) = (sample(), sample());
    type_into(&mut new, "general", "2040220", "project", "75.50");
    let desk = Desk::new().with("原.ron", &old).with("现.ron", &new);
    let expected = serde_json::json!([{"place": "5 一般公共预算支出表 2040220 项目支出", "kind": "changed", "before": "70.00", "after": "75.50"}]);
    assert_eq!(serde_json::Value::Array(desk.run("diff 原.ron 现.ron --json").ends(1).records()), expected);
    desk.run("diff 原.ron 现.ron").ends(1).prints("2040220 项目支出　修改　70.00 → 75.50").prints("随之不同");
    desk.run("diff 原.ron 原.ron --json").succeeds().prints("[]");
    desk.run("diff 原.ron").fails("先原后现");
    desk.run("diff 原.ron 没有.ron").fails("没有.ron");
}

#[test]
fn a_document_that_prints_the_same_differs_in_no_text() {
    let desk = Desk::new().with("原.ron", &sample());
    desk.run("export 原.ron -o 公开.txt").succeeds();
    let found = desk.run("diff 原.ron 公开.txt --json").ends(1).records();
    let texts: Vec<_> = found.iter().filter(|record| record["place"].as_str().is_some_and(|place| place.contains("说明 第"))).collect();
    assert!(texts.is_empty(), "{texts:?}");
}

#[test]
fn pages_of_a_comparison_say_nothing_of_what_is_not_published() {
    let old = sample();
    let mut new = old.clone();
    new.texts.insert("other_text".into(), "机密词语ZQX。".into());
    type_into(&mut new, "general", "2040220", "project", "77.0707");
    new.texts.insert("three_text".into(), "公开的改动。".into());
    let desk = Desk::new().with("原.ron", &old);
    let text = |desk: &Desk| {
        desk.run("diff 原.ron 现.ron -o 比较.txt").ends(1);
        desk.text("比较.txt")
    };
    let desk = desk.with("现.ron", &new);
    let all = text(&desk);
    assert!(all.contains("ZQX") && all.contains("77.0707") && !all.contains("不公开"), "{all}");
    for part in [Place::Text("other_text".into()), Place::Form(FormName::of("", "general"))] {
        new.withheld.insert(part);
    }
    let desk = Desk::new().with("原.ron", &old).with("现.ron", &new);
    let shown = text(&desk);
    // The figure itself is not among them; the totals of published forms that rest on it are.
    assert!(!shown.contains("ZQX") && shown.contains("公开的改动") && shown.contains("共有1处不同"), "{shown}");
    assert!(shown.contains("标为不公开的部分还有"), "{shown}");
}
