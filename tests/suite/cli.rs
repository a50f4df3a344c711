//! The command line, run as a clerk's script would: exit codes, what is printed where, and which files appear.

use std::collections::BTreeSet;
use std::fs;

use crate::common::desk::Desk;
use crate::common::{SAMPLE, TEMPLATE, repository, sample, type_into};
use gongkai::model::Draft;
use gongkai::template::Library;
use serde_json::Value;

/// A desk with the sample on it, `公开稿.ron`.
fn desk() -> Desk {
    Desk::new().with_file("公开稿.ron", &sample_text())
}

fn sample_text() -> String {
    fs::read_to_string(repository(SAMPLE)).expect("the sample")
}

/// A draft whose total of project expenditure has been typed over.
fn broken() -> Draft {
    let mut draft = sample();
    type_into(&mut draft, "general", "total", "project", "2337.10");
    draft
}

/// The sample with a wrong amount.
fn unreadable() -> String {
    sample_text().replacen("\"79.86\"", "\"12a\"", 1)
}

/// How [`unreadable`] is named with the line of that amount.
fn bad_line() -> String {
    let text = unreadable();
    let at = text.find("\"12a\"").expect("the amount");
    format!("坏.ron 第{}行", text[..at].matches('\n').count() + 1)
}

/// Makes an empty draft, `新.ron`.
const NEW: &str = "new --template hebei-unit-2024 --unit-code 103001 --unit-name 某单位 --year 2024 -o 新.ron";

#[test]
fn templates_are_listed_by_id_and_title() {
    let run = Desk::new().run("templates").succeeds().prints("hebei-unit-2024\t河北省");
    let expected: Vec<String> = Library::load(None).templates.iter().map(|template| format!("{}\t{}", template.id, template.title)).collect();
    assert_eq!(run.out.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_faulty_template_is_named_and_the_others_are_listed() {
    let desk = Desk::new().with_file("templates/mine/template.ron", "(\n  id: \"mine\",\n  title: 1,\n)\n");
    desk.run("templates").ends(2).prints("hebei-unit-2024\t").says("template.ron 第3行");
}

#[test]
fn new_writes_an_empty_draft() {
    let desk = Desk::new();
    desk.run(NEW).succeeds();
    let draft = desk.draft("新.ron");
    let identity = &draft.identity;
    assert_eq!((identity.unit_code.as_str(), identity.unit_name.as_str(), identity.year), ("103001", "某单位", Some(2024)));
    assert!(draft.forms.is_empty() && draft.cards.is_empty());
    assert!(draft.text("income_text").contains("{income[total, total]}"), "the standard wording is there");
    assert!(*draft.template == *Library::load(None).template(TEMPLATE).expect("built in"));

    // What has been made is never written over.
    let old = desk.bytes("新.ron");
    desk.run(NEW).fails("新.ron：文件已经存在");
    assert!(desk.bytes("新.ron") == old);
}

#[test]
fn new_refuses_what_it_does_not_know() {
    for (from, to, why) in [
        (TEMPLATE, "no-such", "没有模板“no-such”"),
        ("--year 2024", "--year 24", "年度“24”"),
        ("--year 2024", "--year 二〇二四", "年度“二〇二四”"),
        ("--year", "--jahr", "没有选项 --jahr"),
        (" -o 新.ron", "", "缺少 -o"),
        (" 新.ron", "", "-o 后面缺少内容"),
        ("新.ron", "没有/新.ron", "不存在"),
    ] {
        Desk::new().run(&NEW.replace(from, to)).fails(why);
    }
}

#[test]
fn the_sample_has_no_errors() {
    let run = desk().run("check 公开稿.ron").succeeds();
    assert!(!run.out.contains("错误"), "{}", run.out);
    let records = desk().run("check 公开稿.ron --json").succeeds().records();
    let errors: Vec<Value> = records.into_iter().filter(|record| record["severity"] == "error").collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn what_has_to_be_public_is_assessed_by_duty() {
    let mut draft = sample();
    draft.texts.insert("duties_list".into(), String::new());
    let run = Desk::new().with("缺.ron", &draft).run("check 缺.ron --duties").succeeds();
    assert!(run.line("公开报表\t").ends_with("■■■■■■■■■\t完整"), "{}", run.out);
    let missing = run.line("职责和机构\t");
    assert!(missing.contains("□") && missing.contains("缺：") && missing.contains("《地方预决算公开操作规程》"), "{missing}");
}

#[test]
fn a_broken_total_is_an_error() {
    let desk = Desk::new().with("改.ron", &broken());
    let run = desk.run("check 改.ron").ends(1);
    assert_eq!(run.err, "");
    let line = run.line("A101\t");
    assert!(line.contains("\t错误\t") && line.contains("2337.10 ≠ 2337.12（差 -0.02）"), "{line}");

    let records = desk.run("check --json 改.ron").ends(1).records();
    for record in &records {
        let keys: BTreeSet<&str> = record.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, BTreeSet::from(["file", "code", "id", "status", "severity", "answered", "reason", "place", "message", "left", "right"]));
        assert!(record.as_object().expect("an object").iter().all(|(key, value)| value.is_string() || key == "answered"), "{record}");
        assert!(record["status"] == "broken" || record["status"] == "not_checked", "{record}");
        assert!(["error", "warning", "hint"].iter().any(|severity| record["severity"] == *severity), "{record}");
        assert_eq!(record["file"], "改.ron");
    }
    let all = desk.run("check --json --all 改.ron").ends(1).records();
    assert!(all.iter().any(|record| record["code"] == "K103" && record["status"] == "held"), "{all:?}");
    let tally = desk.run("check --all 改.ron").ends(1).out;
    assert!(tally.contains("K103\t成立") && tally.contains("条规则；错误"), "{tally}");
    let found = records.iter().find(|record| record["code"] == "A101").expect("A101");
    assert_eq!((found["left"].as_str(), found["right"].as_str()), (Some("2337.10"), Some("2337.12")));
    assert_eq!(found["place"], "5 一般公共预算支出表 合计 项目支出");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_line() {
    let desk = Desk::new().with_file("坏.ron", &unreadable());
    desk.run("check 坏.ron").fails(&bad_line());
    desk.run("export 坏.ron -o 坏.txt").fails(&bad_line());
    desk.run("check 没有.ron").fails("没有.ron：打不开文件（文件或文件夹不存在）");
    desk.run("check").fails("没有要核对的公开稿");
}

#[test]
fn checking_goes_on_past_a_file_that_cannot_be_read() {
    let desk = desk().with_file("坏.ron", &unreadable()).with("改.ron", &broken());
    let run = desk.run("check 坏.ron 没有.ron 改.ron 公开稿.ron").ends(2).says(&bad_line()).says("没有.ron：打不开");
    run.line("改.ron\tA101\t");

    // A folder stands for the drafts in it.
    let records = desk.run("check . --json").ends(2).records();
    let files: BTreeSet<&str> = records.iter().filter_map(|record| record["file"].as_str()).collect();
    assert!(files.iter().any(|file| file.ends_with("改.ron")) && !files.iter().any(|file| file.ends_with("坏.ron")), "{files:?}");
}

#[test]
fn a_draft_is_exported_by_the_ending() {
    let desk = desk();
    for name in ["公开.txt", "公开.json", "公开.pdf"] {
        let run = desk.run(&format!("export 公开稿.ron -o {name}")).succeeds();
        assert_eq!((run.out.as_str(), run.made), ("", BTreeSet::from([name.to_owned()])));
    }
    let text = desk.text("公开.txt");
    assert!(text.contains("单位预算收支总表") && text.contains("2860.12"));
    let json: Value = serde_json::from_str(&desk.text("公开.json")).expect("JSON");
    assert_eq!(json["meta"]["unit_name"], "平川市公安局滨河分局");
    assert!(desk.bytes("公开.pdf").starts_with(b"%PDF-"));
}

#[test]
fn several_formats_are_written_in_one_go_or_none_is() {
    let desk = desk();
    let run = desk.run("export 公开稿.ron -o 公开.docx -o 公开.html -o 公开.pdf -o 公开.txt").succeeds();
    assert_eq!(run.made, ["公开.docx", "公开.html", "公开.pdf", "公开.txt"].map(str::to_owned).into());
    let desk = Desk::new().with("公开稿.ron", &sample());
    desk.run("export 公开稿.ron -o 公开.txt -o 没有/公开.html").fails("不存在");
    desk.run("export 公开稿.ron -o 公开.txt -o 公开.txt").fails("同一个文件");
    assert_eq!(desk.names(), ["公开稿.ron".to_owned()].into());
}

#[test]
fn drafts_of_a_folder_are_exported_under_their_names() {
    let desk = Desk::new().with_file("出/空.md", "");
    fs::create_dir(desk.path("稿")).expect("a folder");
    let desk = desk.with("稿/甲.ron", &sample()).with("稿/乙.ron", &sample()).with_file("稿/坏.ron", &unreadable());
    let run = desk.run("export 稿 -o 出/{name}.txt").ends(2).says("坏.ron");
    assert!(run.err.contains("[3/3]"), "{}", run.err);
    assert_eq!(desk.names_in("出"), ["乙.txt", "甲.txt", "空.md"].map(str::to_owned).into());
}

#[test]
fn parts_are_exported_by_themselves() {
    let desk = desk();
    let text = |parts: &str| {
        desk.run(&format!("export 公开稿.ron -o 部分.txt --parts {parts}")).succeeds();
        desk.text("部分.txt")
    };
    let (form, term, card) = ("单位预算收支总表\n", "、机关运行经费：", "项目编码");
    for (parts, wanted) in
        [("forms", [true, false, false]), ("text", [false, true, false]), ("cards", [false, false, true]), ("text,cards", [false, true, true])]
    {
        let text = text(parts);
        // The contents name what is there and nothing else.
        assert_eq!([form, term, card].map(|word| text.contains(word)), wanted, "{parts}");
        assert!(text.contains("2024年单位预算信息公开"), "{parts}: whose it is");
    }
}

#[test]
fn what_must_not_be_published_stops_an_export_for_publishing() {
    let mut draft = sample();
    draft.texts.insert("other_text".into(), "联系人身份证号11010519491231002X。".into());
    let desk = Desk::new().with("稿.ron", &draft).with("好.ron", &sample());
    let run = desk.run("export 稿.ron -o 公开.txt -o 公开.pdf --publish").ends(1).says("没有导出");
    assert!(run.out.contains("M103") && run.made.is_empty(), "{}", run.out);
    desk.run("export 稿.ron -o 公开.txt --review").succeeds();
    desk.run("export 好.ron -o 好.txt --publish").succeeds();
}

#[test]
fn an_export_that_fails_writes_nothing() {
    let desk = desk();
    desk.run("export 公开稿.ron -o 公开.pages").fails("不认识的后缀");
    desk.run("export 公开稿.ron").fails("缺少 -o");
    desk.run("export -o 公开.txt").fails("没有要导出的公开稿");
    desk.run("export 公开稿.ron -o 没有/公开.txt").fails("不存在");

    let desk = desk.with_file("坏.ron", &unreadable()).with_file("公开.txt", "旧");
    desk.run("export 坏.ron -o 公开.txt").fails("坏.ron");
    assert_eq!(desk.text("公开.txt"), "旧");
}

#[cfg(target_os = "linux")]
#[test]
fn demo_writes_the_sample_and_does_without_a_screen() {
    let desk = Desk::new();
    let run = desk.run("demo").succeeds().prints("gongkai-demo").prints("没有图形显示");
    assert_eq!(run.made, BTreeSet::from(["gongkai-demo".to_owned()]));
    assert_eq!(desk.names_in("gongkai-demo"), BTreeSet::from(["示例公开稿.pdf", "示例公开稿.ron", "示例公开稿.txt"].map(str::to_owned)));
    assert!(desk.draft("gongkai-demo/示例公开稿.ron") == sample());
    assert!(desk.bytes("gongkai-demo/示例公开稿.pdf").starts_with(b"%PDF-"));
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_screen_no_window_opens() {
    desk().run("").fails("窗口");
    desk().run("公开稿.ron").fails("窗口");
}

#[test]
fn help_names_every_command() {
    for flag in ["--help", "-h"] {
        let mut run = Desk::new().run(flag).succeeds();
        for command in ["templates", "new", "check", "export", "demo"] {
            run = run.prints(&format!("gongkai {command}"));
        }
    }
    let run = Desk::new().run("--version").succeeds();
    assert_eq!(run.out, format!("gongkai {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_call_says_so() {
    let desk = desk();
    desk.run("frobnicate").fails("没有命令“frobnicate”");
    desk.run("--frobnicate").fails("没有选项 --frobnicate");
    desk.run("check 公开稿.ron --jason").fails("没有选项 --jason");
    desk.run("export 公开稿.ron 多余.ron -o 公开.txt").fails("文件名里要有 {name}");
    desk.run("export 公开稿.ron -o 公开.txt --parts 表").fails("没有部分“表”");
    desk.run("export 公开稿.ron -o 公开.txt --publish --review").fails("只能用一个");
}
