//! What is classified leaves no trace: not in the draft, the file, the history or a byte of any export.

use std::fs;

use crate::common::desk::Desk;
use crate::common::{amount, document, findings, sample, table};
use gongkai::export::{Format, Options, Purpose, export, export_all};
use gongkai::model::{
    Addition, AdditionKind, Answer, Card, CardEdit, Carried, Draft, Edit, FormName, FreeTable, History, Indicator, Item, ListEdit, Misplaced, Place,
    Printed, Remark, Said, Stage,
};
use gongkai::recognise::mentions;
use gongkai::report::Fix;
use gongkai::template::Library;
use gongkai::typeset::pdf;
use gongkai::{store, write};

const SENTINEL: &str = "绝密词语ZQXJVKWYQ";

/// A card with the sentinel in each of its fields.
fn telling_card(draft: &Draft) -> Card {
    let form = draft.template.card.as_ref().expect("cards");
    let mut card = Card { id: "c99".into(), unit: "u1".into(), ..Card::default() };
    for field in form.fields.iter().filter(|field| field.kind != gongkai::template::CardFieldKind::Money) {
        card.texts.insert(field.id.clone(), format!("{SENTINEL}{}", field.id));
    }
    card.amounts.insert("fiscal".into(), amount("98765.4321"));
    card.plan = vec![Some(amount("77")); 4];
    card.goals = vec![SENTINEL.into()];
    let mut row = Indicator::default();
    for column in &form.indicators {
        row.set(&column.field, SENTINEL.to_owned());
    }
    card.indicators = vec![row];
    card
}

/// After a card and an item are marked, nothing that stood in them is in the draft, the saved file or any export: each is
/// byte by byte what it would be had the text never been typed.
#[test]
fn nothing_of_what_was_classified_is_in_any_byte() {
    let never = {
        let mut draft = store::sample("performance-department-2023.ron").expect("a sample");
        draft.cards[0] = Card { id: "c99".into(), unit: "u1".into(), ..Card::default() }.redacted("专项业务经费");
        draft.trees.get_mut("subgoals").expect("sub-goals")[0] = Item { id: "g1".into(), ..Item::default() }.redacted("国内安全");
        draft
    };
    let mut draft = never.clone();
    draft.cards[0] = telling_card(&draft);
    let inner = Item { id: "g99".into(), text: SENTINEL.into(), ..Item::default() };
    draft.trees.get_mut("subgoals").expect("sub-goals")[0] = Item {
        id: "g1".into(),
        title: SENTINEL.into(),
        text: SENTINEL.into(),
        goal: SENTINEL.into(),
        indicator: SENTINEL.into(),
        classified: false,
        items: vec![inner],
    };
    assert!(write::text(&document(&draft)).contains(SENTINEL), "it was there");

    let card = ListEdit::Replace(Box::new(draft.cards[0].redacted("专项业务经费")));
    let edit = ListEdit::Replace(Box::new(draft.trees["subgoals"][0].redacted("国内安全")));
    let mut history = History::default();
    let edits = vec![Edit::Cards(card), Edit::Items { tree: "subgoals".into(), parent: None, edit }];
    history.apply(&mut draft, Edit::Several(edits), "标为涉密", None).expect("in place");
    history.clear();
    assert!(draft == never);
    assert!(history.undo(&mut draft).is_none() && !format!("{history:?}").contains(SENTINEL), "undo holds nothing of it");

    let folder = tempfile::tempdir().expect("a folder");
    let codes = Library::load(None).codes;
    for (name, draft) in [("marked", &draft), ("never", &never)] {
        store::save(draft, &folder.path().join(format!("{name}.ron"))).expect("saved");
        for ending in Format::ALL.map(Format::ending) {
            export(draft, &codes, &folder.path().join(format!("{name}.{ending}"))).unwrap_or_else(|error| panic!("{error}"));
        }
    }
    for ending in ["ron"].into_iter().chain(Format::ALL.map(Format::ending)) {
        let read = |name: &str| {
            let path = folder.path().join(format!("{name}.{ending}"));
            if !path.is_dir() {
                return fs::read(path).expect("a file");
            }
            let mut files: Vec<_> = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
            files.sort();
            files.iter().flat_map(|file| fs::read(file).expect("a file")).collect()
        };
        let marked = read("marked");
        assert!(marked == read("never"), "{ending}: differs from one that never held it");
        let unpacked = unpacked(&marked);
        for word in [SENTINEL, "ZQX", "98765"] {
            let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [word.as_bytes(), utf16.as_slice()] {
                assert!(!unpacked.windows(bytes.len()).any(|window| window == bytes), "{ending}: {word} is in it");
            }
        }
    }
}

/// A draft that has the word in every text of a form, of a running text, of a section of its own with a text in it, and of a table, all of
/// them not to be published.
fn withholding(word: &str) -> Draft {
    let mut draft = sample();
    for row in draft.forms.get_mut(&"procurement".into()).expect("rows") {
        row.texts.values_mut().for_each(|text| word.clone_into(text));
    }
    let addition = |id: &str, after: &str, inside, kind| Addition { id: id.into(), after: after.into(), inside, kind };
    draft.additions = vec![
        addition("a1", "other_text", false, AdditionKind::Section { heading: word.into(), number: String::new(), listed: true }),
        addition("a2", "a1", true, AdditionKind::Text),
        addition("a3", "a1", false, AdditionKind::Table),
    ];
    for id in ["other_text", "a1", "a2"] {
        draft.texts.insert(id.into(), format!("# {word}\n{word}"));
    }
    let mut table = FreeTable::new(2, 2);
    table.title = word.into();
    table.rows.iter_mut().flatten().for_each(|cell| *cell = word.into());
    draft.tables.insert("a3".into(), table);
    let parts = [
        Place::Form(FormName::of("", "procurement")),
        Place::Text("other_text".into()),
        Place::Section("a1".into()),
        Place::Table { id: "a3".into(), row: String::new(), column: String::new() },
    ];
    draft.printed = vec![Printed { place: parts[1].clone(), printed: word.into(), own: word.into() }];
    let said = || Said { text: word.into(), by: "甲".into(), on: String::new() };
    let remark = |id: &str, place: Place| Remark {
        id: id.into(),
        place,
        quote: word.into(),
        about: word.into(),
        stage: Stage::Review,
        said: said(),
        answers: vec![said()],
        settled: Some(said()),
    };
    // What stands in a section goes with it.
    draft.remarks = parts.iter().cloned().chain([Place::Text("a2".into())]).enumerate().map(|(n, part)| remark(&format!("m{n}"), part)).collect();
    for part in parts {
        Edit::Withheld { part, withheld: true }.apply(&mut draft).expect("a part");
    }
    draft
}

#[test]
fn nothing_of_what_is_not_published_is_in_any_byte() {
    let codes = Library::load(None).codes;
    let desk = Desk::new();
    for (name, word) in [("有", SENTINEL), ("无", "别的")] {
        for ending in Format::ALL.map(Format::ending) {
            // For review, since that may hold most: words of reviewers beside the text.
            let (file, options) = (desk.path(&format!("{name}.{ending}")), Options { purpose: Purpose::Review, ..Options::default() });
            export_all(&withholding(word), &codes, &[&file], options, &|_| true).unwrap_or_else(|error| panic!("{error:?}"));
        }
    }
    for ending in Format::ALL.map(Format::ending) {
        let read = |name: &str| -> Vec<u8> {
            let name = format!("{name}.{ending}");
            if !desk.path(&name).is_dir() {
                return desk.bytes(&name);
            }
            desk.names_in(&name).iter().flat_map(|file| desk.bytes(&format!("{name}/{file}"))).collect()
        };
        let bytes = read("有");
        assert!(bytes == read("无"), "{ending}: differs from one that holds another word");
        let unpacked = unpacked(&bytes);
        assert!(!unpacked.windows(9).any(|window| window == b"ZQXJVKWYQ"), "{ending}: the word is in it");
    }
}

#[test]
fn what_is_not_published_stays_in_the_totals_and_a_note_says_so() {
    let mut draft = sample();
    let (whole, names) = (table(&draft, "general").at("合计", "合计").to_owned(), ["outlay", "procurement"]);
    let part = |name: &str| Place::Form(FormName::of("", name));
    for name in names {
        Edit::Withheld { part: part(name), withheld: true }.apply(&mut draft).expect("a form");
    }
    Edit::Withheld { part: Place::Text("other_text".into()), withheld: true }.apply(&mut draft).expect("a text");
    assert_eq!(table(&draft, "general").at("合计", "合计"), whole);
    let text = write::text(&document(&draft));
    assert!(text.contains("（本表按规定不予公开。）") && text.contains("\n本部分按规定不予公开。\n"), "{text}");
    assert!(document(&draft).grids().all(|grid| grid.place != Some(part("procurement")) && grid.place != Some(part("outlay"))));
    // A whole part is marked, not a cell of it.
    let cell = Place::Table { id: "a3".into(), row: "r1".into(), column: "c1".into() };
    assert_eq!(Edit::Withheld { part: cell, withheld: true }.apply(&mut draft), Err(Misplaced));
    let publish =
        "export 稿.ron -o 公开.pdf -o 公开.xlsx -o 公开.json -o 公开.parquet -o 公开.docx -o 公开.ofd -o 公开.html -o 公开.csv -o 公开.txt --publish";
    // Sentences print figures of the form that is left out: somebody has to look at each.
    Desk::new().with("稿.ron", &draft).run(publish).ends(1).prints("M104\t保密");
    let seen = |place: Place| Answer { place, reason: "公开的表里也有".into(), by: String::new(), on: String::new() };
    draft.answers = findings(&draft).into_iter().filter(|one| one.code == "M104").map(|one| (one.id(), seen(one.place))).collect();
    let desk = Desk::new().with("稿.ron", &draft);
    desk.run(publish).ends(0);
    assert!(desk.names().contains("公开.一致性核验单.json"), "what is left out is left out of what is compared, too");
}

/// The bytes of a file, and those of its compressed streams, or of its parts if it is a package, behind them.
pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    if let Ok(mut package) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
        for n in 0..package.len() {
            std::io::Read::read_to_end(&mut package.by_index(n).expect("a part"), &mut out).expect("read");
        }
    }
    let (begin, end) = (b"stream\n".as_slice(), b"\nendstream".as_slice());
    let mut rest = bytes;
    while let Some(at) = rest.windows(begin.len()).position(|window| window == begin) {
        rest = &rest[at + begin.len()..];
        let Some(length) = rest.windows(end.len()).position(|window| window == end) else { break };
        if let Ok(stream) = miniz_oxide::inflate::decompress_to_vec_zlib(&rest[..length]) {
            out.extend(stream);
        }
        rest = &rest[length + end.len()..];
    }
    out
}

#[test]
fn streams_are_unpacked_before_they_are_searched() {
    let draft = store::sample("performance-department-2023.ron").expect("a sample");
    let pdf = pdf(&document(&draft)).expect("pages");
    let found = unpacked(&pdf).windows(2).filter(|window| window == b"BT").count();
    assert!(found > 100, "only {found} texts found in the streams");
}

#[test]
fn a_classified_card_takes_no_text_but_its_public_name() {
    let mut draft = store::sample("performance-department-2023.ron").expect("a sample");
    let card = draft.cards.iter().find(|card| card.classified).expect("a classified card").id.clone();
    let edit = |edit| Edit::Card { card: card.clone(), edit };
    let text = |field: &str| edit(CardEdit::Text { field: field.into(), value: "x".into() });
    assert_eq!(text("purpose").apply(&mut draft), Err(Misplaced));
    assert_eq!(edit(CardEdit::Goals(ListEdit::push(&[], "x".into()))).apply(&mut draft), Err(Misplaced));
    assert!(text("name").apply(&mut draft).is_ok());
    // Nor does anything go below a classified item.
    let items = &draft.trees["subgoals"];
    assert!(items[0].items[0].classified);
    let (parent, edit) = (Some(items[0].items[0].id.clone()), ListEdit::push(&[], Item::default()));
    let below = Edit::Items { tree: "subgoals".into(), parent, edit };
    assert_eq!(below.apply(&mut draft), Err(Misplaced));
    // A file that holds more is not opened, and not written.
    let at = draft.cards.iter().position(|card| card.classified).expect("a classified card");
    draft.cards[at].texts.insert("purpose".into(), "x".into());
    let desk = Desk::new();
    let error = store::save(&draft, &desk.path("x.ron")).expect_err("a secret");
    assert!(error.reason.contains("涉密项目卡"), "{error}");
    assert!(desk.names().is_empty());
}

/// A project's name stands in more places than on its card, and its money beside it.
#[test]
fn the_name_of_what_is_classified_is_found_everywhere_and_taken_away() {
    let name = "情报指挥系统维护费";
    let mut draft = sample();
    draft.forms.get_mut(&"procurement".into()).expect("rows")[2].texts.insert("project".into(), format!("{name}（续）"));
    draft.texts.insert("other_text".into(), format!("其中{name}12万元。"));
    draft.cards[4].goals[0].text = format!("与{name}配合。");
    draft.cards[4].indicators[1].level3 = name.into();
    draft.glossary[1].definition = format!("见{name}。");
    let rows = draft.rows(&"procurement".into()).len();
    let names = [name.to_owned()];
    let found = mentions(&draft, &names);
    assert_eq!(found.len(), 5, "{found:?}");
    for (place, _) in found {
        let fix = Fix::Secret { place, name: name.into(), public: "专项业务经费".into() };
        fix.edit(&draft).expect("it can be taken away").apply(&mut draft).expect("it is there");
    }
    assert_eq!(mentions(&draft, &names), []);
    assert_eq!(draft.rows(&"procurement".into()).len(), rows - 1, "the row goes with its money");
    assert_eq!(draft.text("other_text"), "其中专项业务经费12万元。");
}

/// A file of somebody else may still hold last year's words of what has been classified since.
#[test]
fn what_was_classified_since_is_not_even_opened() {
    let mut draft = sample();
    let unreviewed = [("card/c1".to_owned(), vec![SENTINEL.to_owned()])].into();
    draft.last = Some(Carried { year: Some(2023), unreviewed, ..Carried::default() });
    draft.cards[0] = draft.cards[0].redacted("专项业务经费");
    let desk = Desk::new();
    let text = gongkai::ron_text::write(&draft, 4).expect("written");
    assert!(text.contains(SENTINEL));
    std::fs::write(desk.path("公开稿.ron"), text).expect("written");
    let opened = store::open(&desk.path("公开稿.ron")).expect("opened");
    assert!(!format!("{opened:?}").contains(SENTINEL));
}
