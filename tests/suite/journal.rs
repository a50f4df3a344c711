//! What was not saved is not lost: the journal beside a draft gives it back after any end of the program, and after any save nothing of it is
//! left.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::desk::Desk;
use crate::common::{UNIT, sample};
use gongkai::model::{Draft, Edit};
use gongkai::session::{Paths, Session};
use gongkai::store::journal::{Journal, beside, found, line};
use gongkai::store::{self, Base};
use gongkai::template::Library;
use gongkai::template::codes::Codes;

const WAIT: Duration = Duration::from_secs(20);

pub(crate) fn text(id: &str, value: &str) -> Edit {
    Edit::Text { id: id.into(), value: value.into() }
}

/// A desk with the sample on it, and the sample open.
fn open(desk: &Desk, codes: &Codes) -> Session {
    let file = desk.path("稿.ron");
    let (draft, base) = store::open_based(&file).expect("opened");
    let mut session = Session::new(draft, Some(file), codes).expect("sound");
    session.keep(base, None, &paths(desk));
    session
}

fn paths(desk: &Desk) -> Paths {
    Paths::in_folder(desk.path("data"))
}

/// What a new start finds beside the draft, put together again.
fn restored(desk: &Desk, codes: &Codes) -> Vec<Draft> {
    let file = desk.path("稿.ron");
    let folder = paths(desk).journals();
    found::of_file(&file, folder.as_deref()).iter().map(|found| Session::restored(found, None, codes).expect("a draft").0.draft().clone()).collect()
}

/// The program ends as by kill -9: what its threads hold is let go, and nothing is tidied up.
fn ended(session: Session) -> Draft {
    assert!(session.sync_journal(WAIT), "{:?}", session.journal_trouble());
    let left = session.draft().clone();
    drop(session);
    left
}

#[test]
fn what_was_not_saved_is_found_beside_the_draft() {
    let desk = Desk::new().with("稿.ron", &sample());
    let codes = Library::load(None).codes;
    let mut session = open(&desk, &codes);
    assert_eq!(desk.names().len(), 1, "nothing is made before the first edit");
    for n in 0..20 {
        assert!(session.edit(text("preamble", &format!("第{n}次\n“改”\u{2028}\\")), "录入", Some("preamble"), &codes));
    }
    session.edit(text("other_text", "另一处"), "录入", None, &codes);
    session.undo(&codes);
    session.redo(&codes);
    session.undo(&codes);
    let left = ended(session);
    assert!(left.text("preamble").starts_with("第19次"));
    assert_eq!(restored(&desk, &codes), [left]);
    assert!(store::open(&desk.path("稿.ron")).expect("opened") == sample(), "the file has not changed");
}

#[test]
fn half_a_line_at_the_end_is_dropped_and_nothing_before_it() {
    let desk = Desk::new().with("稿.ron", &sample());
    let codes = Library::load(None).codes;
    let mut session = open(&desk, &codes);
    let mut states = vec![sample()];
    for n in 0..5 {
        session.edit(text("preamble", &format!("第{n}次")), "录入", None, &codes);
        states.push(session.draft().clone());
    }
    drop(ended(session));
    let path = beside(&desk.path("稿.ron"));
    let whole = fs::read(&path).expect("a journal");
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    let last = &ends[ends.len() - 6..];
    for cut in last[0]..=whole.len() {
        fs::write(&path, &whole[..cut]).expect("written");
        let lines = last.iter().filter(|end| **end <= cut).count() - 1;
        assert!(restored(&desk, &codes) == [states[lines].clone()], "cut at {cut} of {}", whole.len());
    }
    // A byte that has changed on the disk ends what is believed, too.
    let mut damaged = whole.clone();
    damaged[last[2] + 30] ^= 1;
    fs::write(&path, &damaged).expect("written");
    assert!(restored(&desk, &codes) == [states[2].clone()]);
}

#[test]
fn a_restored_draft_goes_on_in_its_journal_and_its_steps_can_be_taken_back() {
    let desk = Desk::new().with("稿.ron", &sample());
    let codes = Library::load(None).codes;
    let mut session = open(&desk, &codes);
    session.edit(text("preamble", "一"), "录入", None, &codes);
    session.edit(text("preamble", "二"), "录入", None, &codes);
    drop(ended(session));
    let path = beside(&desk.path("稿.ron"));
    fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"0123456789abcdef {\"Te"))
        .expect("torn");
    let found = found::of_file(&desk.path("稿.ron"), None).pop().expect("a journal");
    let (mut session, refused) = Session::restored(&found, None, &codes).expect("a draft");
    assert_eq!((refused, session.draft().text("preamble")), (0, "二"));
    assert!(!session.is_saved());
    session.keep_found(found, None, &paths(&desk));
    session.undo(&codes);
    session.edit(text("other_text", "三"), "录入", None, &codes);
    let left = ended(session);
    assert_eq!((left.text("preamble"), left.text("other_text")), ("一", "三"));
    assert_eq!(restored(&desk, &codes), [left]);
}

#[test]
fn nothing_is_left_beside_a_saved_draft_and_a_crash_before_that_offers_nothing() {
    let desk = Desk::new().with("稿.ron", &sample());
    let file = desk.path("稿.ron");
    let codes = Library::load(None).codes;
    let mut session = open(&desk, &codes);
    session.edit(text("preamble", "改过"), "录入", None, &codes);
    assert!(session.sync_journal(WAIT));
    let journal = fs::read(beside(&file)).expect("a journal");
    assert_eq!(session.save(&file, false), Ok(None));
    assert!(session.sync_journal(WAIT) && !beside(&file).exists());
    let saved = session.draft().clone();
    session.put_away();
    // The program ended between saving and cutting: what is in the journal is in the file.
    fs::write(beside(&file), journal).expect("written");
    assert_eq!(restored(&desk, &codes), std::slice::from_ref(&saved));
    assert!(store::open(&file).expect("opened") == saved);
}

#[test]
fn what_was_typed_is_put_together_again_although_a_colleague_has_saved_the_file() {
    let desk = Desk::new().with("稿.ron", &sample());
    let codes = Library::load(None).codes;
    let mut session = open(&desk, &codes);
    session.edit(text("preamble", "我的"), "录入", None, &codes);
    let mine = ended(session);
    let mut theirs = sample();
    theirs.identity.unit_name = "同事改的".into();
    store::save(&theirs, &desk.path("稿.ron")).expect("saved");
    assert_eq!(restored(&desk, &codes), std::slice::from_ref(&mine));
    let found = found::of_file(&desk.path("稿.ron"), None).pop().expect("a journal");
    let (mut session, _) = Session::restored(&found, None, &codes).expect("a draft");
    session.keep_found(found, None, &paths(&desk));
    assert_eq!(session.base().expect("what both began with").draft().expect("a draft"), sample());
    // Saving asks first, and keeps theirs.
    let file = desk.path("稿.ron");
    assert_eq!(session.save(&file, false), Err(gongkai::session::Unsaved::Changed));
    assert!(store::open(&file).expect("opened") == theirs);
    session.save(&file, true).expect("saved");
    assert!(store::open(&file).expect("opened") == mine);
    let versions: Vec<Draft> = session.versions().iter().map(|version| version.read().expect("read").draft().expect("a draft")).collect();
    assert_eq!(versions, [mine, theirs]);
}

#[test]
fn a_new_draft_is_in_the_data_folder_before_anything_is_typed() {
    let desk = Desk::new();
    let codes = Library::load(None).codes;
    let mut session = Session::new(sample(), None, &codes).expect("sound");
    session.mark_unsaved();
    session.keep_new(true, &paths(&desk));
    assert!(session.sync_journal(WAIT));
    session.edit(text("preamble", "新的"), "录入", None, &codes);
    let left = ended(session);
    let folder = paths(&desk).journals().expect("a folder");
    let found = found::all(&folder).pop().expect("a journal");
    assert_eq!(found.file, None);
    let (mut session, _) = Session::restored(&found, None, &codes).expect("a draft");
    assert!(*session.draft() == left && !session.is_saved());
    session.keep_found(found, None, &paths(&desk));
    session.save(&desk.path("新稿.ron"), false).expect("saved");
    session.put_away();
    assert!(found::all(&folder).is_empty(), "it is in a file now");
}

#[test]
fn a_journal_that_a_window_writes_is_nobody_elses() {
    let desk = Desk::new().with("稿.ron", &sample());
    let codes = Library::load(None).codes;
    let mut session = open(&desk, &codes);
    session.edit(text("preamble", "一"), "录入", None, &codes);
    assert!(session.sync_journal(WAIT));
    assert_eq!(restored(&desk, &codes), []);
    assert!(found::is_beside(&desk.path("稿.ron"), None), "but that it is there is told");
    // A second one on the same file keeps its own apart.
    let mut second = open(&desk, &codes);
    second.edit(text("preamble", "二"), "录入", None, &codes);
    let (first, second) = (ended(session), ended(second));
    assert_eq!(restored(&desk, &codes), [first, second]);
}

#[cfg(unix)]
#[test]
fn where_the_folder_is_read_only_the_journal_is_in_the_data_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new().with_file("share/x", "");
    let file = desk.path("share/稿.ron");
    store::save(&sample(), &file).expect("saved");
    let codes = Library::load(None).codes;
    fs::set_permissions(desk.path("share"), fs::Permissions::from_mode(0o555)).expect("read-only");
    // Root may write everywhere; there is nothing to be tested then.
    if fs::write(desk.path("share/probe"), "").is_err() {
        let (draft, base) = store::open_based(&file).expect("opened");
        let mut session = Session::new(draft, Some(file.clone()), &codes).expect("sound");
        session.keep(base, None, &paths(&desk));
        session.edit(text("preamble", "一"), "录入", None, &codes);
        let left = ended(session);
        let found = found::of_file(&file, paths(&desk).journals().as_deref());
        assert_eq!(found.len(), 1);
        assert!(*Session::restored(&found[0], None, &codes).expect("a draft").0.draft() == left);
    }
    fs::set_permissions(desk.path("share"), fs::Permissions::from_mode(0o755)).expect("writable again");
}

#[test]
fn a_journal_that_can_be_written_nowhere_is_told_of_and_written_as_soon_as_it_can_be() {
    let desk = Desk::new().with_file("data/unsaved", "in the way");
    let codes = Library::load(None).codes;
    let mut session = Session::new(sample(), None, &codes).expect("sound");
    session.keep_new(true, &paths(&desk));
    assert!(!session.sync_journal(WAIT));
    let trouble = session.journal_trouble().expect("trouble");
    assert!(trouble.contains("请及时保存"), "{trouble}");
    session.edit(text("preamble", "一"), "录入", None, &codes);
    fs::remove_file(desk.path("data/unsaved")).expect("out of the way");
    assert!(session.sync_journal(WAIT) && session.journal_trouble().is_none());
    let left = ended(session);
    let found = found::all(&desk.path("data/unsaved")).pop().expect("a journal");
    assert!(*Session::restored(&found, None, &codes).expect("a draft").0.draft() == left);
}

/// Every byte of every file below a folder.
fn every_byte(folder: &Path, out: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            every_byte(&entry.path(), out);
        } else {
            let mut bytes = fs::read(entry.path()).expect("a file");
            if let Ok(unpacked) = miniz_unpacked(&bytes) {
                bytes.extend(unpacked);
            }
            out.push((entry.path(), bytes));
        }
    }
}

/// What a packed version holds.
fn miniz_unpacked(bytes: &[u8]) -> Result<Vec<u8>, ()> {
    let body = bytes.strip_prefix(&[0x1f, 0x8b]).and_then(|_| bytes.get(10..)).ok_or(())?;
    miniz_oxide::inflate::decompress_to_vec(body).map_err(|_| ())
}

#[test]
fn what_is_classified_is_in_no_byte_of_journal_and_versions() {
    const SENTINEL: &str = "绝密词语ZQX";
    let mut secret = sample();
    secret.cards[0].texts.insert("purpose".into(), SENTINEL.into());
    let desk = Desk::new().with("稿.ron", &secret);
    let file = desk.path("稿.ron");
    let codes = Library::load(None).codes;
    let mut session = open(&desk, &codes);
    session.edit(text("preamble", SENTINEL), "录入", None, &codes);
    session.save(&file, false).expect("saved");
    session.edit(text("preamble", "不再有"), "录入", None, &codes);
    session.edit(text("other_text", "也改了"), "录入", None, &codes);
    assert!(session.sync_journal(WAIT));
    let holding = |desk: &Desk| {
        let mut all = Vec::new();
        every_byte(&desk.path("."), &mut all);
        let holds = |bytes: &[u8]| bytes.windows(3).any(|bytes| bytes == b"ZQX");
        all.into_iter()
            .filter(|(_, bytes)| holds(bytes))
            .map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(holding(&desk).len(), 4, "the file, its journal, two versions: {:?}", holding(&desk));
    let card = session.draft().cards[0].id.clone();
    assert!(session.classify_card(&card, "专项业务经费", &codes));
    assert!(session.sync_journal(WAIT));
    assert_eq!(holding(&desk), ["稿.ron"], "only what was saved, until it is saved again");
    session.edit(text("preamble", "之后"), "录入", None, &codes);
    assert!(session.sync_journal(WAIT));
    // The program ends: what is restored has the card classified.
    let left = session.draft().clone();
    drop(session);
    assert_eq!(restored(&desk, &codes), std::slice::from_ref(&left));
    let found = found::of_file(&file, None).pop().expect("a journal");
    let (mut session, _) = Session::restored(&found, None, &codes).expect("a draft");
    session.keep_found(found, None, &paths(&desk));
    assert!(!session.is_saved());
    assert!(session.base().is_none(), "what it was before is nowhere");
    session.save(&file, false).expect("saved");
    session.put_away();
    assert_eq!(holding(&desk), Vec::<String>::new());
    assert!(store::open(&file).expect("opened") == left);
}

#[test]
fn ten_thousand_edits_are_taken_down_and_put_together_again_fast() {
    let desk = Desk::new().with("稿.ron", &sample());
    let file = desk.path("稿.ron");
    let codes = Library::load(None).codes;
    let (draft, base) = store::open_based(&file).expect("opened");
    let journal = Journal::of_file(&file, &base, None);
    let begun = Instant::now();
    for n in 0..10_000 {
        journal.record(line(&text("preamble", &format!("第{n}次改动开头语，这是一行普通长短的文字。"))).expect("a line"));
    }
    let each = begun.elapsed() / 10_000;
    assert!(journal.sync(WAIT));
    drop(journal);
    let begun = Instant::now();
    let found = found::of_file(&file, None).pop().expect("a journal");
    let (session, refused) = Session::restored(&found, Some((&draft, &base)), &codes).expect("a draft");
    let took = begun.elapsed();
    assert_eq!(refused, 0);
    assert!(session.draft().text("preamble").starts_with("第9999次"));
    eprintln!("an edit takes {each:?} of the window's time; 10,000 are put together again in {took:?}");
    // Ten times what is wanted: this machine may have other things to do.
    assert!(each < Duration::from_millis(1) && took < Duration::from_secs(2), "{each:?}, {took:?}");
}

#[test]
fn versions_are_bounded_and_the_same_text_is_kept_once() {
    let desk = Desk::new();
    let (data, file) = (desk.path("data"), desk.path("稿.ron"));
    let mut draft = store::sample(UNIT).expect("a sample");
    for n in 0..60 {
        draft.texts.insert("preamble".into(), format!("第{}版", n / 2));
        store::versions::keep(&data, &file, &Base::of(&draft).expect("a text")).expect("kept");
    }
    let versions = store::versions::list(&data, &file);
    assert_eq!(versions.iter().map(|version| version.number).collect::<Vec<_>>(), (1..=30).rev().collect::<Vec<_>>());
    assert!(versions[0].read().expect("read").draft().expect("a draft") == draft);
    for n in 0..20 {
        draft.texts.insert("preamble".into(), format!("又一版{n}"));
        store::versions::keep(&data, &file, &Base::of(&draft).expect("a text")).expect("kept");
    }
    let versions = store::versions::list(&data, &file);
    assert_eq!((versions.len(), versions[39].number), (40, 11));
}
