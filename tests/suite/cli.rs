//! The command line, run as a clerk's script would: exit codes, what is printed where, and which files appear.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::common::{SAMPLE, TEMPLATE, repository, sample, type_into};
use gongkai::store;
use gongkai::template::Library;
use serde_json::Value;
use tempfile::TempDir;

/// A folder in which the program is run, without a screen and without templates of the user's.
struct Desk {
    folder: TempDir,
}

/// What a run left.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A desk with the sample on it, `公开稿.ron`.
    fn with_sample() -> Self {
        let desk = Self::new();
        fs::copy(repository(SAMPLE), desk.path("公开稿.ron")).expect("a copy");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.folder.path()).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    /// A draft whose total of project expenditure has been typed over.
    fn write_broken(&self, name: &str) {
        let mut draft = sample();
        type_into(&mut draft, "general", "total", "project", "2337.10");
        store::save(&draft, &self.path(name)).expect("saved");
    }

    /// A file with a wrong amount, and the line in which it stands.
    fn write_unreadable(&self, name: &str) -> usize {
        let text = fs::read_to_string(repository(SAMPLE)).expect("the sample");
        let at = text.find("\"79.86\"").expect("a figure");
        fs::write(self.path(name), text.replacen("\"79.86\"", "\"12a\"", 1)).expect("written");
        text[..at].matches('\n').count() + 1
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.args(arguments).current_dir(self.folder.path()).env("GONGKAI_TEMPLATES", self.path("templates"));
        let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs what has to fail: exit code 2, one line on standard error, nothing on standard output, no file the more.
    #[track_caller]
    fn fails(&self, arguments: &[&str], says: &str) {
        let before = self.names();
        let run = self.run(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}{}", run.out, run.err);
        assert_eq!(run.out, "", "{arguments:?}");
        assert_eq!(run.err.lines().count(), 1, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(says), "{arguments:?}: {}", run.err);
        assert_eq!(self.names(), before, "{arguments:?}");
    }
}

const NEW: [&str; 11] = ["new", "--template", TEMPLATE, "--unit-code", "103001", "--unit-name", "某单位", "--year", "2024", "-o", "新.ron"];

/// The arguments of [`NEW`] with one of them another.
fn new_with(old: &str, other: &'static str) -> Vec<&'static str> {
    NEW.iter().map(|word| if *word == old { other } else { *word }).collect()
}

#[test]
fn templates_are_listed_by_id_and_title() {
    let run = Desk::new().run(&["templates"]);
    let expected: Vec<String> = Library::load(None).templates.iter().map(|template| format!("{}\t{}", template.id, template.title)).collect();
    assert_eq!(run.out.lines().collect::<Vec<_>>(), expected);
    assert!(run.out.contains("hebei-unit-2024\t河北省"), "{}", run.out);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

#[test]
fn a_faulty_template_is_named_and_the_others_are_listed() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("templates/mine")).expect("a folder");
    fs::write(desk.path("templates/mine/template.ron"), "(\n  id: \"mine\",\n  title: 1,\n)\n").expect("written");
    let run = desk.run(&["templates"]);
    assert_eq!(run.code, Some(2));
    assert!(run.out.contains("hebei-unit-2024\t"), "{}", run.out);
    assert!(run.err.contains("template.ron 第3行"), "{}", run.err);
}

#[test]
fn new_writes_an_empty_draft() {
    let desk = Desk::new();
    let run = desk.run(&NEW);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let draft = store::open(&desk.path("新.ron")).expect("a draft");
    let identity = &draft.identity;
    assert_eq!((identity.unit_code.as_str(), identity.unit_name.as_str(), identity.year), ("103001", "某单位", 2024));
    assert!(draft.forms.is_empty() && draft.cards.is_empty());
    assert!(draft.text("income_text").contains("{income[total, total]}"), "the standard wording is there");
    assert!(*draft.template == *Library::load(None).template(TEMPLATE).expect("built in"));

    // What has been made is never written over.
    let old = fs::read(desk.path("新.ron")).expect("read");
    desk.fails(&NEW, "新.ron：文件已经存在");
    assert!(fs::read(desk.path("新.ron")).expect("read") == old);
}

#[test]
fn new_refuses_what_it_does_not_know() {
    let desk = Desk::new();
    desk.fails(&new_with(TEMPLATE, "no-such"), "没有模板“no-such”");
    desk.fails(&new_with("2024", "24"), "年度“24”");
    desk.fails(&new_with("2024", "二〇二四"), "年度“二〇二四”");
    desk.fails(&new_with("--year", "--jahr"), "没有选项 --jahr");
    desk.fails(&NEW[..9], "缺少 -o");
    desk.fails(&NEW[..10], "-o 后面缺少内容");
    desk.fails(&new_with("新.ron", "没有/新.ron"), "不存在");
}

/// The findings that `check --json` prints.
fn records(run: &Run) -> Vec<Value> {
    let records: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.out));
    records.as_array().expect("an array").clone()
}

#[test]
fn the_sample_has_no_errors() {
    let desk = Desk::with_sample();
    let run = desk.run(&["check", "公开稿.ron"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(!run.out.contains("错误"), "{}", run.out);
    let run = desk.run(&["check", "公开稿.ron", "--json"]);
    assert_eq!(run.code, Some(0));
    let errors: Vec<Value> = records(&run).into_iter().filter(|record| record["severity"] == "error").collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_broken_total_is_an_error() {
    let desk = Desk::new();
    desk.write_broken("改.ron");
    let run = desk.run(&["check", "改.ron"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let line = run.out.lines().find(|line| line.starts_with("A101\t")).unwrap_or_else(|| panic!("no A101: {}", run.out));
    assert!(line.contains("\t错误\t") && line.contains("2337.10 ≠ 2337.12（差 -0.02）"), "{line}");

    let run = desk.run(&["check", "--json", "改.ron"]);
    assert_eq!(run.code, Some(1));
    let records = records(&run);
    for record in &records {
        let keys: BTreeSet<&str> = record.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, BTreeSet::from(["file", "code", "status", "severity", "place", "message", "left", "right"]));
        assert!(record.as_object().expect("an object").values().all(Value::is_string), "{record}");
        assert!(record["status"] == "broken" || record["status"] == "not_checked", "{record}");
        assert!(["error", "warning", "hint"].iter().any(|severity| record["severity"] == *severity), "{record}");
        assert_eq!(record["file"], "改.ron");
    }
    let found = records.iter().find(|record| record["code"] == "A101").expect("A101");
    assert_eq!((found["left"].as_str(), found["right"].as_str()), (Some("2337.10"), Some("2337.12")));
    assert_eq!(found["place"], "5 一般公共预算支出表 合计 项目支出");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_line() {
    let desk = Desk::new();
    let line = desk.write_unreadable("坏.ron");
    for arguments in [&["check", "坏.ron"][..], &["export", "坏.ron", "-o", "坏.txt"][..]] {
        desk.fails(arguments, &format!("坏.ron 第{line}行"));
    }
    desk.fails(&["check", "没有.ron"], "没有.ron：打不开文件（文件或文件夹不存在）");
    desk.fails(&["check"], "没有要核对的公开稿");
}

#[test]
fn checking_goes_on_past_a_file_that_cannot_be_read() {
    let desk = Desk::with_sample();
    let line = desk.write_unreadable("坏.ron");
    desk.write_broken("改.ron");
    let run = desk.run(&["check", "坏.ron", "没有.ron", "改.ron", "公开稿.ron"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains(&format!("坏.ron 第{line}行")) && run.err.contains("没有.ron：打不开"), "{}", run.err);
    assert!(run.out.lines().any(|line| line.starts_with("改.ron\tA101\t")), "{}", run.out);

    // A folder stands for the drafts in it.
    let run = desk.run(&["check", ".", "--json"]);
    assert_eq!(run.code, Some(2));
    let files: BTreeSet<String> = records(&run).iter().filter_map(|record| Some(record["file"].as_str()?.to_owned())).collect();
    assert!(files.iter().any(|file| file.ends_with("改.ron")) && !files.iter().any(|file| file.ends_with("坏.ron")), "{files:?}");
}

#[test]
fn a_draft_is_exported_by_the_ending() {
    let desk = Desk::with_sample();
    for name in ["公开.txt", "公开.json", "公开.pdf"] {
        let run = desk.run(&["export", "公开稿.ron", "-o", name]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""), "{name}");
    }
    let text = fs::read_to_string(desk.path("公开.txt")).expect("a text");
    assert!(text.contains("单位预算收支总表") && text.contains("2860.12"));
    let json: Value = serde_json::from_str(&fs::read_to_string(desk.path("公开.json")).expect("a text")).expect("JSON");
    assert_eq!(json["meta"]["unit_name"], "平川市公安局滨河分局");
    assert!(fs::read(desk.path("公开.pdf")).expect("a file").starts_with(b"%PDF-"));
    assert_eq!(desk.names().len(), 4, "{:?}", desk.names());
}

#[test]
fn an_export_that_fails_writes_nothing() {
    let desk = Desk::with_sample();
    desk.fails(&["export", "公开稿.ron", "-o", "公开.pages"], "不认识的后缀");
    desk.fails(&["export", "公开稿.ron"], "缺少 -o");
    desk.fails(&["export", "-o", "公开.txt"], "没有要导出的公开稿");
    desk.fails(&["export", "公开稿.ron", "-o", "没有/公开.txt"], "不存在");

    desk.write_unreadable("坏.ron");
    fs::write(desk.path("公开.txt"), "旧").expect("written");
    desk.fails(&["export", "坏.ron", "-o", "公开.txt"], "坏.ron");
    assert_eq!(fs::read_to_string(desk.path("公开.txt")).expect("still there"), "旧");
}

#[cfg(target_os = "linux")]
#[test]
fn demo_writes_the_sample_and_does_without_a_screen() {
    let desk = Desk::new();
    let run = desk.run(&["demo"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.contains("gongkai-demo") && run.out.contains("没有图形显示"), "{}", run.out);
    assert_eq!(desk.names(), BTreeSet::from(["gongkai-demo".to_owned()]));
    let inside: BTreeSet<String> = fs::read_dir(desk.path("gongkai-demo"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(inside, BTreeSet::from(["示例公开稿.pdf", "示例公开稿.ron", "示例公开稿.txt"].map(str::to_owned)));
    assert!(store::open(&desk.path("gongkai-demo/示例公开稿.ron")).expect("a draft") == sample());
    assert!(fs::read(desk.path("gongkai-demo/示例公开稿.pdf")).expect("a file").starts_with(b"%PDF-"));
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_screen_no_window_opens() {
    let desk = Desk::with_sample();
    desk.fails(&[], "窗口");
    desk.fails(&["公开稿.ron"], "窗口");
}

#[test]
fn help_names_every_command() {
    for flag in ["--help", "-h"] {
        let run = Desk::new().run(&[flag]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        for command in ["gongkai templates", "gongkai new", "gongkai check", "gongkai export", "gongkai demo"] {
            assert!(run.out.contains(command), "{command}");
        }
    }
    assert_eq!(Desk::new().run(&["--version"]).out, format!("gongkai {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_call_says_so() {
    let desk = Desk::with_sample();
    desk.fails(&["frobnicate"], "没有命令“frobnicate”");
    desk.fails(&["--frobnicate"], "没有选项 --frobnicate");
    desk.fails(&["check", "公开稿.ron", "--jason"], "没有选项 --jason");
    desk.fails(&["export", "公开稿.ron", "多余.ron", "-o", "公开.txt"], "多出了“多余.ron”");
}
