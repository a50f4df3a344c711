//! What import settles by itself and tells: classified matter that came with text, a year that nobody stated, characters without a look.

use crate::common::desk::Desk;
use crate::common::{document, sample};
use gongkai::model::{Draft, tree};
use gongkai::read::{parse_text, read_bytes};
use gongkai::recognise::{Recognised, recognise};
use gongkai::report::Fate;
use gongkai::template::Library;
use gongkai::{store, write};

fn import(text: &str) -> Recognised {
    let found = recognise(&[parse_text("稿.txt", text).expect("a text")], &Library::load(None), None).expect("a document");
    assert_eq!(found.draft.misfits(), Vec::<String>::new(), "the draft can be saved");
    found
}

/// The text export of a department with classified goals and cards.
fn published() -> String {
    write::text(&document(&store::sample("performance-department-2023.ron").expect("a sample")))
}

/// Titles of what is classified.
fn classified(draft: &Draft) -> Vec<String> {
    let mut titles = Vec::new();
    for items in draft.trees.values() {
        tree::each(items, 0, &mut |item, _| titles.extend(item.classified.then(|| item.title.clone())));
    }
    titles.extend(draft.cards.iter().filter(|card| card.classified).map(|card| card.text("name").to_owned()));
    titles
}

#[track_caller]
fn assert_said(found: &Recognised, fate: Fate, words: &[&str]) {
    let entries = &found.report.entries;
    assert!(entries.iter().any(|entry| entry.fate == fate && words.iter().all(|word| entry.message.contains(word))), "{words:?}: {entries:#?}");
}

#[test]
fn below_a_classified_goal_only_its_public_title_is_kept() {
    let plain = import(&published());
    let secret = "布设技侦点位12处。";
    let found = import(&published().replacen("国内安全保卫：涉密", &format!("国内安全保卫：涉密\n{secret}"), 1));
    assert_eq!(found.draft, plain.draft, "as if it had never stood there");
    assert!(!format!("{:?}", found.report).contains(secret), "and the report does not say what it was");
    assert_said(&found, Fate::LeftOut, &["国内安全保卫", "涉密", "1处"]);
}

#[test]
fn what_is_said_not_to_be_classified_is_not() {
    let text = published().replacen("国内安全保卫：涉密", "国内安全保卫：不涉密", 1);
    let found = import(&text);
    assert!(!classified(&found.draft).contains(&"国内安全保卫".to_owned()));
    assert!(write::text(&document(&found.draft)).contains("国内安全保卫：不涉密"));
}

#[test]
fn marks_in_two_wordings_print_as_the_first_and_the_report_says_so() {
    let found = import(&published().replacen("反恐怖工作：涉密", "反恐怖工作：涉密，不予公开", 1));
    assert_eq!(classified(&found.draft), classified(&import(&published()).draft));
    assert_said(&found, Fate::Doubtful, &["写法不一", "涉密，不予公开"]);
}

#[test]
fn the_name_of_a_classified_project_that_stands_elsewhere_is_told() {
    let quiet = import(&published());
    assert!(quiet.report.entries.iter().all(|entry| !entry.message.contains("国内安全保卫")), "its own line is no other place");
    let found = import(&published().replacen("始终把党的领导", "抓好国内安全保卫。始终把党的领导", 1));
    assert_said(&found, Fate::Doubtful, &["国内安全保卫", "名称"]);
}

#[test]
fn a_year_that_the_document_does_not_say_is_told() {
    let text = write::text(&document(&sample()));
    let stated = import(&text);
    assert_eq!(stated.draft.identity.year, Some(2024));
    assert!(stated.report.entries.iter().all(|entry| !entry.message.contains("没有找到年度")));
    let years = |text: &str| ["2024", "2023", "2022"].iter().fold(text.to_owned(), |text, year| text.replace(year, "本"));
    let found = import(&years(&text));
    assert_said(&found, Fate::Doubtful, &["没有找到年度"]);
}

#[test]
fn characters_without_a_look_do_not_come_in() {
    let text = write::text(&document(&sample()));
    let spoilt = text.replace("公安", "公\u{200b}安").replace("预算", "预\u{ad}算\u{2060}").replacen("一、", "\u{feff}一、", 3);
    assert_eq!(import(&spoilt).draft, import(&text).draft);
    let read = read_bytes("批复.csv", "名\u{fffc}称,金额\n水\u{200d}费,1\u{2028}".as_bytes()).expect("text");
    assert!(!format!("{read:?}").contains("\\u{"), "{read:?}");
}

#[test]
fn nor_with_a_name_on_the_command_line() {
    let desk = Desk::new();
    desk.run("new --template hebei-unit-2024 --unit-code 103001 --unit-name 某\u{200b}单位\u{ad} --year 2024 -o 稿.ron").succeeds();
    assert_eq!(desk.draft("稿.ron").identity.unit_name, "某单位");
}
