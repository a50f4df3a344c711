//! What is said of a draft stays with what it was said of, and out of what is published.

use std::fs;

use gongkai::compare::{Side, merge};
use gongkai::export::{Format, Options, Purpose, export_all};
use gongkai::model::{Draft, Edit, Goal, ListEdit, Place, Remark, Said, Stage, Step};
use gongkai::review::{At, about, found, pack};
use gongkai::session::Session;
use gongkai::template::Library;
use gongkai::{ron_text, store};

use crate::classified::unpacked;
use crate::common::sample;
use crate::edits::Chance;

const SENTINEL: &str = "意见词语ZQX";

fn said(text: &str) -> Said {
    Said { text: text.into(), by: "李四".into(), on: "2024年2月1日 09:30".into() }
}

fn remark(draft: &Draft, id: &str, place: Place, quote: &str) -> Remark {
    let about = about(&crate::common::workings(draft), &place, quote);
    let (answers, settled) = (Vec::new(), None);
    Remark { id: id.into(), place, quote: quote.into(), about, stage: Stage::Review, said: said("请核实"), answers, settled }
}

/// A remark on a paragraph is found at that paragraph whatever comes, goes and moves around it, and is told to be without one once it is gone.
#[test]
fn a_remark_on_a_paragraph_follows_it_through_any_edits_around_it() {
    let mut draft = sample();
    let mut lines: Vec<String> =
        (0..8).map(|n| format!("第{n}段说的是另外{n}件事，各不相同。{}", "甲乙丙丁戊己庚辛".chars().nth(n).unwrap())).collect();
    let wanted = lines[3].clone();
    let text = |lines: &[String]| Edit::Text { id: "duties_list".into(), value: lines.join("\n") };
    text(&lines).apply(&mut draft).unwrap();
    let remark = remark(&draft, "m1", Place::Text("duties_list".into()), &wanted);
    for seed in 0..30 {
        let mut chance = Chance(seed);
        for _ in 0..40 {
            let at = chance.below(lines.len() + 1);
            match chance.below(3) {
                0 => lines.insert(at, format!("新的一段{}。", chance.below(1000))),
                1 if lines.len() > 2 && lines.get(at).is_some_and(|line| *line != wanted) => drop(lines.remove(at)),
                _ => {
                    let to = chance.below(lines.len());
                    let from = chance.below(lines.len());
                    let line = lines.remove(from);
                    lines.insert(to.min(lines.len()), line);
                }
            }
            text(&lines).apply(&mut draft).unwrap();
            let at = lines.iter().position(|line| *line == wanted).unwrap();
            assert_eq!(found(&draft, &remark), At::Paragraph(at), "seed {seed}");
        }
    }
    lines.retain(|line| *line != wanted && !line.starts_with('第'));
    text(&lines).apply(&mut draft).unwrap();
    assert_eq!(found(&draft, &remark), At::Text);
}

/// Cards and goals come, go and move; a remark is at its own goal as long as that is there, and afterwards says what it was about.
#[test]
fn a_remark_on_a_goal_stays_with_it_and_outlives_it() {
    for seed in 0..40 {
        let (mut draft, mut chance) = (sample(), Chance(seed));
        let remarks: Vec<Remark> = (0..6)
            .map(|n| {
                let card = &draft.cards[n * 2];
                remark(&draft, &format!("m{n}"), Place::Goal { card: card.id.clone(), goal: card.goals[0].id.clone() }, "")
            })
            .collect();
        draft.remarks.clone_from(&remarks);
        for n in 0..40 {
            let (cards, at) = (draft.cards.clone(), chance.below(draft.cards.len()));
            let edit = match chance.below(4) {
                0 => Edit::Cards(ListEdit::Remove(cards[at].id.clone())),
                1 => Edit::Cards(ListEdit::shift(&cards, at, chance.below(cards.len())).unwrap()),
                2 => Edit::Cards(ListEdit::insert(&cards, at, gongkai::model::Card { id: format!("n{seed}-{n}"), ..Default::default() })),
                _ => {
                    let goal = Goal { id: format!("g{n}"), text: "另一个".into() };
                    let edit = gongkai::model::CardEdit::Goals(ListEdit::insert(&cards[at].goals, 0, goal));
                    Edit::Card { card: cards[at].id.clone(), edit }
                }
            };
            edit.apply(&mut draft).unwrap();
        }
        assert_eq!(draft.remarks, remarks, "no edit touches what was said");
        for remark in &remarks {
            let Place::Goal { card, goal } = &remark.place else { unreachable!() };
            let there = draft.cards.iter().any(|known| known.id == *card && known.goals.iter().any(|known| known.id == *goal));
            assert_eq!(found(&draft, remark), if there { At::Place } else { At::Gone });
            assert!(remark.about.contains('“'), "it says what the place said: {}", remark.about);
        }
    }
}

#[test]
fn what_two_people_said_of_two_copies_is_all_in_the_merged_draft() {
    let base = sample();
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    let goal = |n: usize| Place::Goal { card: base.cards[n].id.clone(), goal: base.cards[n].goals[0].id.clone() };
    mine.remarks.push(remark(&base, "m1", goal(1), ""));
    mine.steps.push(Step { id: "s1".into(), stage: Stage::Review, sent_back: true, said: said(""), digest: "d".into(), kept: pack(&base) });
    Edit::Cards(ListEdit::Remove(base.cards[4].id.clone())).apply(&mut mine).unwrap();
    theirs.remarks.push(remark(&base, "m2", goal(4), ""));
    Edit::Cards(ListEdit::shift(&base.cards, 1, 0).unwrap()).apply(&mut theirs).unwrap();
    theirs.days.approved = "2024年1月20日".into();
    let mut merged = merge(&base, &mine, &theirs);
    merged.conflicts.iter_mut().for_each(|conflict| conflict.side = Side::Mine);
    let draft = merged.draft();
    assert_eq!((draft.remarks.len(), draft.steps.len(), draft.days.approved.as_str()), (2, 1, "2024年1月20日"));
    let at = |id: &str| found(&draft, draft.remarks.iter().find(|remark| remark.id == id).unwrap());
    assert_eq!((at("m1"), at("m2")), (At::Place, At::Gone));
}

/// A draft about which much was said.
fn talked_about() -> Draft {
    let mut draft = sample();
    let place = Place::Card(draft.cards[0].id.clone());
    let mut one = remark(&draft, "m1", place, "");
    (one.said, one.answers, one.settled) = (said(SENTINEL), vec![said(SENTINEL)], None);
    one.said.by = SENTINEL.into();
    draft.remarks.push(one);
    let step = |stage| Step { id: format!("{stage:?}"), stage, sent_back: false, said: said(SENTINEL), digest: String::new(), kept: pack(&draft) };
    draft.steps = Stage::ALL.map(step).to_vec();
    draft.days.approved = SENTINEL.into();
    draft
}

#[test]
fn nothing_that_was_said_is_in_any_byte_of_an_export() {
    let (draft, folder, codes) = (talked_about(), tempfile::tempdir().unwrap(), Library::load(None).codes);
    let text = ron_text::write(&draft, 4).unwrap();
    assert!(text.contains(SENTINEL), "it is in the draft");
    let files: Vec<_> = Format::ALL.iter().map(|format| folder.path().join(format!("稿.{}", format.ending()))).collect();
    let outs: Vec<&std::path::Path> = files.iter().map(std::path::PathBuf::as_path).collect();
    let options = Options { purpose: Purpose::Plain, ..Options::default() };
    export_all(&draft, &codes, &outs, options, &|_| true).unwrap();
    for file in walk(folder.path()) {
        let bytes = unpacked(&fs::read(&file).unwrap());
        for word in [SENTINEL, "ZQX"] {
            let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for sought in [word.as_bytes(), utf16.as_slice()] {
                assert!(!bytes.windows(sought.len()).any(|window| window == sought), "{}: {word}", file.display());
            }
        }
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// A card is classified: what was said of it goes, what mentions it elsewhere goes, and so does what the draft was when it was signed.
#[test]
fn classifying_a_card_takes_what_was_said_of_it_along() {
    let codes = Library::load(None).codes;
    let mut draft = talked_about();
    let name = draft.cards[0].text("name").to_owned();
    let mut elsewhere = remark(&draft, "m2", Place::Identity, "");
    elsewhere.said.text = format!("与“{name}”重复");
    let other = remark(&draft, "m3", Place::Card(draft.cards[1].id.clone()), "");
    draft.remarks.extend([elsewhere, other]);
    let id = draft.cards[0].id.clone();
    let mut session = Session::new(draft, None, &codes).unwrap();
    assert!(session.classify_card(&id, "专项业务经费", &codes));
    let draft = session.draft();
    assert_eq!(draft.remarks.iter().map(|remark| remark.id.as_str()).collect::<Vec<_>>(), ["m3"]);
    assert!(draft.steps.iter().all(|step| step.kept.is_empty()));
    let file = tempfile::tempdir().unwrap().keep().join("稿.ron");
    store::save(draft, &file).unwrap();
    assert!(!fs::read_to_string(&file).unwrap().contains(&name));
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

/// What reviewers have said, as Word has it: by who, about what, with the answers; and only in a file that is for them.
#[test]
fn a_word_file_for_review_has_the_remarks_as_comments() {
    let (mut draft, folder, codes) = (sample(), tempfile::tempdir().unwrap(), Library::load(None).codes);
    let paragraph = draft.text("duties_list").split('\n').nth(1).unwrap().to_owned();
    let mut one = remark(&draft, "m1", Place::Text("duties_list".into()), &paragraph);
    one.answers.push(Said { text: "已改".into(), by: "王五".into(), on: "2024年2月2日 10:00".into() });
    draft.remarks = vec![one, remark(&draft, "m2", Place::Card(draft.cards[1].id.clone()), "")];
    let written = |purpose: Purpose| {
        let file = folder.path().join(format!("{purpose:?}.docx"));
        export_all(&draft, &codes, &[&file], Options { purpose, ..Options::default() }, &|_| true).unwrap();
        let mut package = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
        ["word/comments.xml", "word/document.xml"].map(|part| {
            let mut text = String::new();
            if let Ok(mut part) = package.by_name(part) {
                std::io::Read::read_to_string(&mut part, &mut text).unwrap();
            }
            text
        })
    };
    let [comments, body] = written(Purpose::Review);
    assert_eq!(comments.matches("<w:comment ").count(), 2);
    assert!(comments.contains("w:author=\"李四\"") && comments.contains("w:date=\"2024-02-01T00:00:00Z\""), "{comments}");
    assert!(comments.contains("请核实") && comments.contains("答复（王五 2024年2月2日 10:00）：已改"), "{comments}");
    let text = body.split("<w:commentRangeStart w:id=\"0\"/>").nth(1).unwrap().split("<w:commentRangeEnd w:id=\"0\"/>").next().unwrap();
    assert!(text.contains(&paragraph.chars().take(12).collect::<String>()), "the comment stands beside its paragraph: {text}");
    let card = body.split("<w:commentRangeStart w:id=\"1\"/>").nth(1).unwrap().split("<w:commentRangeEnd w:id=\"1\"/>").next().unwrap();
    assert!(card.contains(draft.cards[1].text("name")), "and the other beside its card");
    assert_eq!(written(Purpose::Plain)[0], "");
}
