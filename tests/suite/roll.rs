//! Next year's draft: what is emptied, what is carried over, what has to be looked at.

use std::collections::BTreeSet;

use crate::common::desk::Desk;
use crate::common::{self, document, reopened, sample};
use gongkai::model::{CardEdit, Draft, Edit, Goal, History, ListEdit, Place};
use gongkai::report::{Fate, Report};
use gongkai::roll::roll;
use gongkai::store;
use gongkai::template::Library;
use gongkai::workings::Workings;

fn rolled(old: &Draft, template: Option<&str>, dropped: &[usize]) -> (Draft, Report) {
    let library = Library::load(None);
    let template = library.template(template.unwrap_or(&old.template.id)).expect("a template");
    let template = template.resolved(&old.template.chosen).or_else(|_| template.resolved(&[])).expect("options");
    roll(&Workings::of(old.clone()).expect("a template that works"), old.identity.year.expect("a year") + 1, template, dropped)
}

#[test]
fn figures_are_emptied_and_texts_are_carried_over() {
    for name in store::samples() {
        let old = store::sample(name).expect("the sample opens");
        let (new, _) = rolled(&old, None, &[]);
        assert_eq!(new.identity.year, old.identity.year.map(|year| year + 1), "{name}");
        assert!(new.forms.values().flatten().all(|row| row.amounts.is_empty()), "{name}: a figure is left in a form");
        assert!(new.cards.iter().all(|card| card.amounts.is_empty() && card.plan.is_empty()), "{name}: money is left on a card");
        assert_eq!((&new.texts, &new.trees, &new.glossary), (&old.texts, &old.trees, &old.glossary), "{name}");
        let names = |draft: &Draft| {
            draft
                .cards
                .iter()
                .map(|card| (card.text("name").to_owned(), card.goals.clone(), card.indicators.clone(), card.classified))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&new), names(&old), "{name}");
        assert!(new.cards.iter().all(|card| !card.leaks()), "{name}");
        // What is saved is what is opened.
        assert_eq!(reopened(&new).last, new.last, "{name}");
    }
}

#[test]
fn last_years_figures_stand_beside_the_new_ones() {
    let old = sample();
    let (new, _) = rolled(&old, None, &[]);
    let last = |pane: &str, row: &str, column: &str| new.last_year(&pane.into(), row, column).map(|amount| amount.to_string());
    // Typed, summed by code, and fetched from another form.
    assert_eq!(last("general", "2040220", "project").as_deref(), Some("70.00"));
    assert_eq!(last("general", "204", "project").as_deref(), Some("2337.12"));
    assert_eq!(last("balance.out", "all", "amount").as_deref(), Some("2860.12"));
    assert_eq!(last("general", "2040220", "basic"), None, "blank is not zero");
    assert!(new.rows(&"general".into()).iter().any(|row| row.code == "2040220"), "the codes stay, to be filled in");
    assert!(new.rows(&"procurement".into()).is_empty(), "purchases of last year end with it");
    assert_eq!(new.rows(&"organisation".into()), old.rows(&"organisation".into()));
    let headline = common::table(&new, "balance");
    assert!(headline.rows.iter().flatten().all(|cell| !cell.contains("2860")), "nothing of last year is printed");
}

#[test]
fn each_paragraph_and_card_is_looked_at_once() {
    let (mut new, _) = rolled(&sample(), None, &[]);
    let mut history = History::default();
    let open = |draft: &Draft| -> BTreeSet<String> { draft.pending().into_iter().map(|place| place.key).collect() };
    let before = open(&new);
    assert!(before.contains("text/income_text") && before.contains("card/c1") && before.contains("terms"), "{before:?}");
    // Confirmed as it is.
    history.apply(&mut new, Edit::Unreviewed { key: "text/income_text".into(), texts: Vec::new() }, "已核对", None).expect("it is there");
    assert!(!open(&new).contains("text/income_text"));
    history.undo(&mut new);
    assert_eq!(open(&new), before, "a confirmation can be taken back");
    // Changed.
    let value = format!("{}新增一段。", new.text("income_text"));
    history.apply(&mut new, Edit::Text { id: "income_text".into(), value }, "录入", None).expect("it is there");
    assert!(!open(&new).contains("text/income_text"));
    // Of several paragraphs only the one that was changed.
    let duties: Vec<String> = new.text("duties_list").lines().map(str::to_owned).collect();
    assert!(duties.len() > 2);
    let value = std::iter::once("改过的一条。".to_owned()).chain(duties.iter().skip(1).cloned()).collect::<Vec<_>>().join("\n");
    history.apply(&mut new, Edit::Text { id: "duties_list".into(), value }, "录入", None).expect("it is there");
    let left = new.pending().into_iter().find(|place| place.key == "text/duties_list").expect("the others are open");
    assert_eq!(left.texts, duties[1..].to_vec());
    // A card's money is no change of its texts.
    let amount = Edit::Card { card: "c1".into(), edit: CardEdit::Amount { field: "fiscal".into(), value: Some(common::amount("30")) } };
    history.apply(&mut new, amount, "录入", None).expect("it is there");
    assert!(open(&new).contains("card/c1"));
    let goal = Goal { text: "新的目标。".into(), ..new.cards[0].goals[0].clone() };
    let edit = CardEdit::Goals(ListEdit::Replace(Box::new(goal)));
    history.apply(&mut new, Edit::Card { card: "c1".into(), edit }, "录入", None).expect("it is there");
    assert!(!open(&new).contains("card/c1"));
}

#[test]
fn years_are_proposed_and_changed_one_by_one() {
    let mut old = sample();
    old.texts.insert("other_text".into(), "2024年没有其他事项。\n依据财预〔2024〕9号文。".into());
    let (mut new, report) = rolled(&old, None, &[]);
    let proposals: Vec<_> = report.entries.iter().filter(|entry| entry.place == Some(Place::Text("other_text".into()))).collect();
    let [proposal] = proposals[..] else { panic!("{} proposals", proposals.len()) };
    assert!(new.text("other_text").starts_with("2024年"), "nothing is changed before it is asked for");
    let edit = proposal.fix.as_ref().and_then(|fix| fix.edit(&new)).expect("an edit");
    let back = edit.apply(&mut new).expect("the text is there");
    assert_eq!(new.text("other_text"), "2025年没有其他事项。\n依据财预〔2024〕9号文。");
    assert!(proposal.fix.as_ref().and_then(|fix| fix.edit(&new)).is_none(), "what was changed is not changed again");
    back.apply(&mut new).expect("undone");
    // On a card, in a goal or an indicator.
    let on_cards = report.entries.iter().filter(|entry| matches!(entry.place, Some(Place::Card(_))) && entry.fix.is_some());
    for entry in on_cards {
        entry.fix.as_ref().and_then(|fix| fix.edit(&new)).expect("each proposal can be taken").apply(&mut new).expect("the card is there");
    }
    assert!(new.misfits().is_empty());
}

#[test]
fn cards_of_ended_projects_are_left_out_by_choice() {
    let old = sample();
    let (new, report) = rolled(&old, None, &[0, 2]);
    assert_eq!(new.cards.len(), old.cards.len() - 2);
    assert_eq!(new.cards[0].text("name"), old.cards[1].text("name"));
    assert_eq!(report.entries.iter().filter(|entry| entry.fate == Fate::LeftOut && entry.message.contains("已结束")).count(), 2);
}

#[test]
fn what_another_template_has_no_place_for_is_kept_beside_it_and_told() {
    let old = store::sample("performance-unit-2023.ron").expect("the sample opens");
    let (new, report) = rolled(&old, Some("hebei-unit-2024"), &[]);
    assert_eq!(new.misfits(), Vec::<String>::new());
    let kept: Vec<&str> = report.entries.iter().filter(|entry| entry.fate == Fate::KeptFree).map(|entry| entry.at.as_str()).collect();
    assert_eq!(kept, ["总体绩效目标", "目标规划及保障措施", "分项绩效目标"]);
    let printed: String = document(&new)
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.blocks)
        .filter_map(|block| if let gongkai::document::Block::Paragraph(paragraph) = block { Some(paragraph.text()) } else { None })
        .collect();
    for line in old.text("overall_text").lines() {
        assert!(printed.contains(line), "lost: {line}");
    }
    for item in &old.trees["subgoals"] {
        assert!(printed.contains(&item.indicator), "lost: {}", item.indicator);
    }
}

#[test]
fn a_text_that_was_emptied_does_not_come_back() {
    let mut old = sample();
    for id in old.texts.keys().cloned().collect::<Vec<_>>() {
        Edit::Text { id, value: String::new() }.apply(&mut old).expect("it is there");
    }
    let (new, _) = rolled(&old, None, &[]);
    assert!(new.texts.values().all(String::is_empty), "{:?}", new.texts);
}

/// What is kept of last year's texts to find out what was looked at must not outlive them: not in the file, whether they were deleted,
/// rewritten or classified.
#[test]
fn a_carried_over_text_that_is_gone_is_not_in_the_file() {
    let (mut new, _) = rolled(&sample(), None, &[]);
    let written = |draft: &Draft| Desk::new().with("下年度.ron", draft).text("下年度.ron");
    let (secret, deleted) = (new.cards[0].clone(), new.cards[1].clone());
    let rewritten = new.text("operating_text").lines().next().expect("a paragraph").to_owned();
    let words = [secret.text("name"), secret.text("purpose"), &secret.goals[0].text, deleted.text("purpose"), &deleted.goals[0].text, &rewritten];
    let before = written(&new);
    for word in words {
        assert!(before.contains(word), "{word}");
    }
    Edit::Cards(ListEdit::Replace(Box::new(secret.redacted("专项业务经费")))).apply(&mut new).expect("it is there");
    Edit::Cards(ListEdit::Remove(deleted.id.clone())).apply(&mut new).expect("it is there");
    Edit::Text { id: "operating_text".into(), value: "重写的一段。".into() }.apply(&mut new).expect("it is there");
    let open = new.pending();
    let after = written(&new);
    for word in words {
        assert!(!after.contains(word), "still in the file: {word}");
    }
    assert_eq!(reopened(&new).pending(), open, "what was open is open, what was not is not");
}

#[test]
fn a_carried_over_item_that_is_classified_is_not_in_the_file() {
    let (mut new, _) = rolled(&store::sample("performance-department-2023.ron").expect("the sample opens"), None, &[]);
    let item = new.trees["subgoals"][0].clone();
    let below = item.items[0].title.clone();
    assert!(!below.is_empty());
    let edit = ListEdit::Replace(Box::new(item.redacted("专项")));
    Edit::Items { tree: "subgoals".into(), parent: None, edit }.apply(&mut new).expect("it is there");
    let text = Desk::new().with("下年度.ron", &new).text("下年度.ron");
    assert!(!text.contains(&below) && !text.contains(&item.title), "{below}, {}", item.title);
}
