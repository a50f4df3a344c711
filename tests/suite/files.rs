//! Draft files: what was saved is what opens, a broken file is refused with line and reason, and a save that fails
//! leaves everything as it was.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::desk::Desk;
use crate::common::{SAMPLE, TEMPLATE, amount, document, empty, errors, reopened, repository, sample};
use gongkai::model::{FORMAT, Term};
use gongkai::store::{self, StoreError};
use gongkai::template::Library;
use gongkai::write;
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The sample's file as text.
fn sample_text() -> String {
    fs::read_to_string(repository(SAMPLE)).expect("the sample's file")
}

/// The line in which `part` first stands.
fn line_of(text: &str, part: &str) -> usize {
    let at = text.find(part).unwrap_or_else(|| panic!("no {part}"));
    text[..at].matches('\n').count() + 1
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Opens a file that must be refused; it stays as it is.
#[track_caller]
fn refused(bytes: &[u8]) -> StoreError {
    let folder = folder();
    let file = folder.path().join("公开稿.ron");
    fs::write(&file, bytes).expect("written");
    let Err(error) = store::open(&file) else { panic!("opened as a draft") };
    assert_eq!(error.file, file);
    assert!(is_chinese(&error.reason) && is_chinese(&error.advice), "{error}");
    assert!(fs::read(&file).expect("still there") == bytes, "the file has been touched");
    error
}

/// The sample's text with one part changed, to be refused.
#[track_caller]
fn refused_with(from: &str, to: &str) -> StoreError {
    let text = sample_text();
    assert!(text.contains(from), "no {from}");
    refused(text.replacen(from, to, 1).as_bytes())
}

#[test]
fn what_was_saved_opens_as_the_same_draft() {
    let folder = folder();
    let file = folder.path().join("公开稿.ron");
    let draft = sample();
    store::save(&draft, &file).expect("saved");
    assert!(store::open(&file).expect("opened") == draft);
    assert_eq!(names(folder.path()), ["公开稿.ron"], "no temporary file is left");
}

#[test]
fn odd_characters_come_back_as_they_were_typed() {
    let odd = "“引号” \"quote\" \\反斜杠\\ r#\"raw\"# \"## {括号} 'x' // 注 /* */ \t制表\n第二行\r\n｜|末尾\\";
    let mut draft = sample();
    draft.texts.insert("preamble".into(), odd.into());
    draft.identity.unit_name = odd.into();
    draft.cards[0].texts.insert("name".into(), odd.into());
    draft.cards[0].goals[0].text = odd.into();
    draft.cards[0].indicators[0].value = odd.into();
    draft.glossary.insert(0, Term { id: "t99".into(), term: odd.into(), definition: String::new() });
    draft.names.entry("functions".into()).or_default().insert("201".into(), odd.into());
    assert!(reopened(&draft) == draft);
}

#[test]
fn an_empty_draft_is_a_file_too() {
    assert!(reopened(&empty()) == empty());
}

#[test]
fn saving_twice_gives_the_same_bytes() {
    let folder = folder();
    let (first, second) = (folder.path().join("1.ron"), folder.path().join("2.ron"));
    store::save(&sample(), &first).expect("saved");
    store::save(&store::open(&first).expect("opened"), &second).expect("saved");
    assert!(fs::read(&first).expect("read") == fs::read(&second).expect("read"));
}

#[test]
fn the_sample_is_what_the_program_would_save() {
    let folder = folder();
    let file = folder.path().join("sample.ron");
    store::save(&sample(), &file).expect("saved");
    let saved = fs::read_to_string(&file).expect("read");
    let shipped = sample_text();
    let differs = saved.lines().zip(shipped.lines()).position(|(a, b)| a != b).map(|at| at + 1);
    assert!(saved == shipped, "{SAMPLE} is out of date, first in line {differs:?}");
    assert!(*sample().template == *Library::load(None).template(TEMPLATE).expect("built in"), "its template is not the built-in one");
}

#[test]
fn a_file_that_was_cut_off_never_opens() {
    let whole = sample_text().into_bytes();
    // Without its last character, which closes everything, it is cut off, too.
    for cut in (0..whole.len()).step_by(1000).chain([whole.len() - 2]) {
        let error = refused(&whole[..cut]);
        let lines = String::from_utf8_lossy(&whole[..cut]).matches('\n').count() + 1;
        let line = error.line.unwrap_or_else(|| panic!("cut at {cut}: no line in {error}"));
        assert!((1..=lines).contains(&line), "cut at {cut}: line {line} of {lines}");
        // Within the text that the cut broke: the longest one has 11 lines.
        assert!(lines - line <= 12, "cut at {cut}: line {line}, but the file ends in line {lines}");
    }
}

fn this_format() -> String {
    format!("format: {FORMAT},")
}

#[test]
fn a_file_of_a_later_version_is_refused_as_such() {
    let error = refused_with(&this_format(), "format: 99,");
    assert!(error.reason.contains("更新版本") && error.reason.contains("99"), "{error}");
    assert!(error.advice.contains("升级"), "{error}");
    // Whatever that version has learned to store.
    let error = refused_with(&this_format(), "format: 99,\n  reviews: [(by: \"李某\", said: Agreed)],");
    assert!(error.reason.contains("更新版本"), "{error}");
}

/// As each format was written; beside it what was printed of it then.
#[test]
fn a_draft_of_each_format_opens_with_all_that_was_in_it_and_is_saved_in_this_one() {
    for format in 1..=6 {
        let name = format!("tests/fixtures/format{format}");
        let draft = store::open(&repository(&format!("{name}.ron"))).unwrap_or_else(|error| panic!("{error}"));
        let wanted = fs::read_to_string(repository(&format!("{name}.txt"))).expect("what is printed of it");
        let printed = write::text(&document(&draft));
        let differs = printed.lines().zip(wanted.lines()).find(|(printed, wanted)| printed != wanted);
        assert!(printed == wanted, "{name} is printed otherwise: {differs:?}");
        let desk = Desk::new().with("新.ron", &draft);
        assert!(desk.text("新.ron").contains(&format!("\n  format: {FORMAT},\n")));
        assert!(desk.draft("新.ron") == draft, "{name} is saved otherwise");
    }
}

/// What is not printed: figures typed over computed ones, last year's, what is still to be looked at, codes of cards.
#[test]
fn a_draft_of_the_third_format_keeps_what_is_not_printed() {
    let draft = store::open(&repository("tests/fixtures/format3.ron")).unwrap_or_else(|error| panic!("{error}"));
    let overridden: Vec<String> = errors(&draft).into_iter().filter(|(code, _)| code == "A101").map(|(_, message)| message).collect();
    assert_eq!(overridden.len(), 5, "{overridden:?}");
    assert_eq!(draft.last_year(&"u1/general".into(), "2070104", "basic"), Some(amount("110.00")));
    let open: Vec<String> = draft.pending().into_iter().map(|pending| pending.key).collect();
    assert_eq!(open, ["text/change_text", "item/g7", "card/c2", "table/a4", "terms"]);
    let functions: Vec<&str> = draft.cards.iter().map(|card| card.text("function")).collect();
    assert_eq!(functions, ["2070199", "", "2070104"]);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let text = sample_text();
    let at = text.find("cards: [").expect("cards");
    let mut bytes = text.clone().into_bytes();
    bytes.insert(at, 0xFF);
    let error = refused(&bytes);
    assert_eq!(error.line, Some(line_of(&text, "cards: [")));
    assert!(error.reason.contains("UTF-8"), "{error}");
    // 公开 in GBK, as an old program would write it.
    assert_eq!(refused(&[0xB9, 0xAB, 0xBF, 0xAA]).line, Some(1));
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = folder();
    let error = store::open(folder.path()).expect_err("a folder");
    assert!(error.reason.contains("不是公开稿文件"), "{error}");
    let missing = folder.path().join("没有.ron");
    let error = store::open(&missing).expect_err("nothing there");
    assert!(error.reason.contains("不存在"), "{error}");
    assert!(error.to_string().contains("没有.ron"), "{error}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_wrong_amount_names_its_line() {
    let line = line_of(&sample_text(), "\"79.86\"");
    for (wrong, reason) in [("\"12a\"", "金额“12a”"), ("\"1.2.3\"", "金额“1.2.3”"), ("\"\"", "金额为空"), ("\"3元\"", "金额“3元”")]
    {
        let error = refused_with("\"79.86\"", wrong);
        assert_eq!(error.line, Some(line), "{error}");
        assert!(error.reason.contains(reason), "{error}");
        assert!(error.to_string().contains(&format!("第{line}行")), "{error}");
    }
}

#[test]
fn a_field_that_no_draft_has_names_its_line() {
    let error = refused_with("\n  cards: [", "\n  cartes: [");
    assert_eq!(error.line, Some(line_of(&sample_text(), "cards: [")));
    assert!(error.reason.contains("“cartes”"), "{error}");
}

#[test]
fn what_the_template_has_no_place_for_is_refused_by_name() {
    for (from, to, named) in [
        ("\"general\": [", "\"generell\": [", "模板没有表“generell”"),
        ("id: \"=equipment\"", "id: \"=equipage\"", "表“assets”没有行“equipage”"),
        ("{\"personnel\": \"79.86\"}", "{\"personal\": \"79.86\"}", "表“basic”没有数字列“personal”"),
        ("\"nature\": \"行政\"", "\"natur\": \"行政\"", "表“organisation”没有文字列“natur”"),
        ("\"preamble\": ", "\"preambel\": ", "模板没有正文“preambel”"),
        ("\"purpose\": ", "\"porpoise\": ", "模板没有的字段“porpoise”"),
        ("id: \"r2\"", "id: \"r1\"", "有两行代号都是“r1”"),
        ("id: \"c2\"", "id: \"c1\"", "有两张项目卡代号都是“c1”"),
    ] {
        let error = refused_with(from, to);
        assert!(error.reason.contains(named), "{error}");
    }
}

#[test]
fn a_template_inside_a_draft_is_verified() {
    let error = refused_with("\"[special, amount] = income[total, special]\"", "\"[special, amount] = income[total, spezial]\"");
    assert!(error.reason.contains("模板有误") && error.reason.contains("spezial"), "{error}");
}

/// Saves where it cannot succeed; `file` names a place in `folder`, in which nothing may change.
#[track_caller]
fn assert_not_saved(folder: &TempDir, file: &Path) {
    let before = names(folder.path());
    let error = store::save(&sample(), file).expect_err("cannot be saved");
    assert_eq!(error.file, PathBuf::from(file));
    assert!(error.reason.contains("没有保存成功"), "{error}");
    assert!(error.advice.contains("原有文件没有改动"), "{error}");
    assert_eq!(names(folder.path()), before);
}

#[test]
fn saving_into_a_folder_that_is_not_there_leaves_nothing() {
    let folder = folder();
    assert_not_saved(&folder, &folder.path().join("没有/公开稿.ron"));
}

#[test]
fn saving_below_a_plain_file_leaves_it_alone() {
    let folder = folder();
    let plain = folder.path().join("plain");
    fs::write(&plain, "旧").expect("written");
    assert_not_saved(&folder, &plain.join("公开稿.ron"));
    assert_eq!(fs::read_to_string(&plain).expect("still there"), "旧");
}

#[test]
fn saving_over_a_folder_leaves_it_alone_and_no_litter() {
    let folder = folder();
    let target = folder.path().join("公开稿.ron");
    fs::create_dir(&target).expect("a folder");
    fs::write(target.join("里面"), "旧").expect("written");
    assert_not_saved(&folder, &target);
    assert_eq!(names(&target), ["里面"]);
}

#[cfg(unix)]
#[test]
fn saving_into_a_read_only_folder_keeps_the_old_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let file = folder.path().join("公开稿.ron");
    store::save(&sample(), &file).expect("saved");
    let old = fs::read(&file).expect("read");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).expect("read-only");
    // Root may write everywhere; there is nothing to be tested then.
    if fs::write(folder.path().join("probe"), "").is_err() {
        assert_not_saved(&folder, &file);
        assert!(fs::read(&file).expect("still there") == old);
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("writable again");
}

#[cfg(unix)]
#[test]
fn saving_through_a_link_keeps_the_link() {
    let (desk, share) = (folder(), folder());
    let (link, real) = (desk.path().join("公开稿.ron"), share.path().join("2024.ron"));
    store::save(&empty(), &real).expect("saved");
    std::os::unix::fs::symlink(&real, &link).expect("a link");

    store::save(&sample(), &link).expect("saved");
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert!(store::open(&real).expect("opened") == sample(), "what it points to has been saved");
    assert_eq!((names(desk.path()), names(share.path())), (vec!["公开稿.ron".to_owned()], vec!["2024.ron".to_owned()]));
}

#[cfg(unix)]
#[test]
fn saving_keeps_who_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let file = folder.path().join("公开稿.ron");
    store::save(&empty(), &file).expect("saved");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("private");
    store::save(&sample(), &file).expect("saved");
    assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
}
