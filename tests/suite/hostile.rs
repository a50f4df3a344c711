//! Files and calls that are made to do harm: no file ends the program, and no command overwrites anything in silence.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::common::{SAMPLE, repository, sample};
use gongkai::read::{self, ReadError, Source, read_bytes};
use gongkai::store;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A folder of its own for a test.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), bytes).expect("written");
        self.path(name)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.0.path()).env("GONGKAI_TEMPLATES", self.path("templates"));
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().expect("the program runs")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_gongkai"), arguments)
    }

    /// A line for the shell, in which `$GONGKAI` is the program.
    #[cfg(unix)]
    fn shell(&self, line: &str) -> Output {
        self.command("bash", &["-c", &format!("GONGKAI={}\n{line}", env!("CARGO_BIN_EXE_gongkai"))])
    }

    /// Runs what has to be refused; the files stay as they are and none is added.
    #[track_caller]
    fn refuses(&self, arguments: &[&str], says: &str) {
        let before = self.contents();
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
        assert!(self.contents() == before, "{arguments:?} has changed a file");
    }

    fn contents(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(self.0.path()).expect("a folder").map(|entry| entry.expect("an entry").path());
        // A pipe would be waited for.
        let bytes = |path: &Path| if path.is_file() { fs::read(path).expect("a file") } else { Vec::new() };
        let mut files: Vec<_> = entries.map(|path| (path.clone(), bytes(&path))).collect();
        files.sort();
        files
    }
}

/// A document in a text that is imported.
const TEXT: &str = "某单位2024年部门预算公开\n\n一、单位概况\n\n某单位负责某事。\n";

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("a package").into_inner()
}

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

fn docx(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(r#"<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>"#);
    package(&[&[("word/document.xml", document.as_str())], others].concat())
}

/// An Excel workbook of one part that many sheets show.
fn xlsx(rows: &str, rest: &str, shared: &str, sheets: usize) -> Vec<u8> {
    const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const P: &str = "http://schemas.openxmlformats.org/package/2006";
    let names = (1..=sheets).fold(String::new(), |mut out, n| {
        let _ = write!(out, r#"<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>"#);
        out
    });
    let workbook =
        format!(r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{R}"><sheets>{names}</sheets></workbook>"#);
    let sheet =
        format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{rest}</worksheet>"#);
    let relations = format!(
        r#"<Relationships xmlns="{P}/relationships"><Relationship Id="rId1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{R}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{P}/relationships"><Relationship Id="rId1" Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let types = format!(r#"<Types xmlns="{P}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#);
    package(&[
        ("[Content_Types].xml", &types),
        ("_rels/.rels", &root),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", shared),
    ])
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="表一">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("META-INF/manifest.xml", manifest), ("content.xml", &content)])
}

/// Small files that would grow to far more than memory has room for, or take far longer than anybody waits.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let cell = |rows: &str, across: usize, text: &str| {
        format!(
            r#"<table:table-row{rows}><table:table-cell office:value-type="string" table:number-columns-repeated="{across}"><text:p>{text}</text:p></table:table-cell></table:table-row>"#
        )
    };
    let blank = r#"<table:table-cell table:number-columns-repeated="16384"/>"#;
    let filled = r#"<table:table-cell office:value-type="float" office:value="1"/>"#;
    let spans = r#"<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000"/></w:tcPr><w:p/></w:tc></w:tr>"#.repeat(900);
    let numbered = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>"#.repeat(3_000);
    let numbering = |start: &str, text: &str| {
        format!(
            r#"<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
        )
    };
    let sst = |count: usize, text: &str| {
        format!(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{count}"><si><t>{text}</t></si></sst>"#)
    };
    let cells = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(10_000)).repeat(10);
    let merged = format!("<mergeCells>{}</mergeCells>", r#"<mergeCell ref="A1:ALL1000"/>"#.repeat(100_000));
    let corners = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1000"><c r="ALL1000"><v>1</v></c></row>"#;
    vec![
        ("tabs.txt", format!("{}\n{}", "\t".repeat(20_000), "\ta\n".repeat(20_000)).into_bytes()),
        ("bars.txt", format!("{}|\n|--|\n{}", "|a".repeat(20_000), "|a|\n".repeat(20_000)).into_bytes()),
        ("drawn.txt", format!("{}+\n{}", "+-".repeat(20_000), "|a\n".repeat(200_000)).into_bytes()),
        ("rules.txt", "+--+\n".repeat(200_000).into_bytes()),
        ("lines.txt", "a\n".repeat(3_000_000).into_bytes()),
        ("blank-lines.txt", "\n".repeat(30_000_000).into_bytes()),
        ("one-cell.txt", "\t甲\n\t乙\n\n\t1\n\n\t2\n\n".repeat(60_000).into_bytes()),
        ("spans.docx", docx(&format!("<w:tbl>{spans}</w:tbl>").repeat(60), &[])),
        ("numbers.docx", docx(&numbered, &[("word/numbering.xml", &numbering("1", &"%1".repeat(500_000)))])),
        ("number.docx", docx(&numbered, &[("word/numbering.xml", &numbering("18446744073709551615", "%1、"))])),
        ("outline.docx", docx(r#"<w:p><w:pPr><w:outlineLvl w:val="18446744073709551615"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"#, &[])),
        ("deep.docx", docx(&"<w:tbl><w:tr><w:tc>".repeat(50_000), &[])),
        ("strings.xlsx", xlsx(&cells, "", &sst(1, &"字".repeat(100_000)), 1)),
        ("count.xlsx", xlsx("", "", &sst(usize::MAX / 100, "甲"), 1)),
        ("merged.xlsx", xlsx(corners, &merged, &sst(1, "甲"), 1)),
        ("sheets.xlsx", xlsx(&"<row><c/></row>".repeat(200_000), "", &sst(1, "甲"), 5_000)),
        ("long.ods", ods(&cell(r#" table:number-rows-repeated="10000""#, 100, &"字".repeat(3_000)))),
        ("far.ods", ods(&format!("<table:table-row>{blank}{filled}</table:table-row>").repeat(20_000))),
        ("blank.ods", ods(&format!("<table:table-row>{blank}{blank}</table:table-row>").repeat(20_000))),
        (
            "below.ods",
            ods(&format!(
                r#"{}<table:table-row table:number-rows-repeated="1000000">{blank}</table:table-row>{}"#,
                cell("", 16_000, "甲"),
                cell("", 1, "乙")
            )),
        ),
        ("spaces.ods", ods(&cell("", 1, r#"<text:s text:c="1000000000000"/>"#))),
    ]
}

/// Reads bytes, and says what came of it with the time that it took.
fn timed(name: &str, bytes: &[u8]) -> (Result<Source, ReadError>, Duration) {
    let begun = Instant::now();
    (read_bytes(name, bytes), begun.elapsed())
}

#[test]
fn a_small_file_that_grows_without_end_is_refused_with_a_message() {
    for (name, bytes) in bombs() {
        let (found, took) = timed(name, &bytes);
        assert!(took < Duration::from_secs(20), "{name} took {took:?}");
        match found {
            // These are harmless as soon as they are counted rightly.
            Ok(_) => assert!(["number.docx", "outline.docx", "merged.xlsx", "one-cell.txt"].contains(&name), "{name} was read"),
            Err(error) => assert!(error.reason.contains("没有读入") && error.reason.contains('请'), "{name}: {error}"),
        }
    }
}

/// 1.4 GB of address space, some 150 MB of which the program takes for itself.
#[cfg(target_os = "linux")]
#[test]
fn every_such_file_is_told_within_a_gigabyte() {
    let desk = Desk::new();
    for (name, bytes) in bombs() {
        desk.write(name, bytes);
        let output = desk.shell(&format!("ulimit -v 1400000; exec $GONGKAI import {name} -o {name}.ron"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 2)) && !said.contains("panicked"), "{name}: {:?} {said}", output.status);
    }
}

/// An old Excel file of nothing but one sheet whose cells reach as far as the record says.
#[test]
fn a_damaged_old_excel_file_is_a_message() {
    let desk = Desk::new();
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.extend((0..9_000_u32).map(|n| u8::try_from(n * 37 % 251).expect("a byte")));
    // Sectors of 512 bytes, and as many of everything as there can be.
    bytes[24..76].fill(0xff);
    bytes[30..34].copy_from_slice(&[9, 0, 6, 0]);
    for at in (44..76).step_by(4) {
        let mut damaged = bytes.clone();
        damaged[at..at + 4].copy_from_slice(&[0xf0, 0xff, 0xff, 0x7f]);
        desk.write("坏.xls", damaged);
        desk.refuses(&["import", "坏.xls", "-o", "稿.ron"], "坏.xls");
    }
}

/// Read in another process, which reads it itself and asks no third one.
#[test]
fn an_old_excel_file_is_read_at_once() {
    let desk = Desk::new();
    let bytes = fs::read(repository("tests/fixtures/hostile/sheet.xls")).expect("a workbook");
    assert_eq!(read_bytes("表.xls", &bytes).expect("read in this process").blocks.len(), 1);
    desk.write("表.xls", bytes);
    let begun = Instant::now();
    let output = desk.run(&["import", "表.xls", "-o", "稿.ron"]);
    assert!(output.status.success() && begun.elapsed() < Duration::from_secs(6), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(fs::read_to_string(desk.path("稿.ron")).expect("a draft").contains("2860.12"));
}

#[test]
fn what_is_no_ordinary_file_is_refused_at_once() {
    let desk = Desk::new();
    fs::create_dir(desk.path("夹")).expect("a folder");
    desk.refuses(&["import", "夹", "-o", "稿.ron"], "文件夹");
    desk.refuses(&["export", "夹", "-o", "稿.txt"], "文件夹");
    assert!(read::read(&desk.path("没有.docx")).expect_err("no file").reason.contains("不存在"));
    if cfg!(unix) {
        desk.command("mkfifo", &["管.docx"]);
        for arguments in [["import", "管.docx", "-o", "稿.ron"], ["export", "管.docx", "-o", "稿.txt"], ["import", "/dev/zero", "-o", "稿.ron"]]
        {
            desk.refuses(&arguments, "不是普通文件");
        }
        fs::remove_file(desk.path("管.docx")).expect("a pipe");
    }
}

#[test]
fn a_closed_or_full_output_is_no_panic_and_no_success() {
    let desk = Desk::new();
    store::save(&sample(), &desk.path("甲.ron")).expect("saved");
    store::save(&sample(), &desk.path("乙.ron")).expect("saved");
    #[cfg(target_os = "linux")]
    {
        for (line, codes) in [
            ("$GONGKAI check --json 甲.ron > /dev/full; echo $?", &["2"][..]),
            ("$GONGKAI templates > /dev/full; echo $?", &["2"]),
            ("$GONGKAI check 甲.ron 乙.ron 2> /dev/full >/dev/null; echo $?", &["0", "1"]),
            ("$GONGKAI check 甲.ron 乙.ron 2>&- >/dev/null; echo $?", &["0", "1"]),
            ("$GONGKAI check 甲.ron 乙.ron 2>&1 | true; echo ${PIPESTATUS[0]}", &["0", "1"]),
        ] {
            let output = desk.shell(line);
            let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            assert!(codes.contains(&said.as_str()), "{line}: {said}");
            assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{line}");
        }
    }
}

#[test]
fn nothing_is_written_over_what_is_read() {
    let desk = Desk::new();
    store::save(&sample(), &desk.path("稿.ron")).expect("saved");
    desk.write("文.txt", TEXT);
    desk.write("单.txt", "单位\t功能科目\t金额\n103001\t2010301\t30000\n");
    desk.refuses(&["import", "文.txt", "-o", "文.txt"], "应以 .ron 结尾");
    desk.refuses(&["import", "文.txt", "-o", "新.ron", "--report", "文.txt"], "就是要读的");
    desk.refuses(&["import", "文.txt", "-o", "新.ron", "--report", "./文.txt"], "就是要读的");
    desk.refuses(&["import", "文.txt", "-o", "新.ron", "--report", "稿.ron"], "不能以 .ron 结尾");
    desk.refuses(&["verify", "稿.ron", "单.txt", "-o", "单.txt"], "就是要读的");
    desk.refuses(&["list", "单.txt", "--into", "稿.ron", "-o", "单.txt"], "应以 .ron 结尾");
    desk.refuses(&["import", "文.txt", "-o", "稿.ron"], "已经存在");
    fs::copy(desk.path("稿.ron"), desk.path("稿.txt")).expect("copied");
    desk.refuses(&["export", "稿.txt", "-o", "稿.txt"], "就是要读的");
    if cfg!(unix) {
        desk.command("ln", &["-s", "文.txt", "链.txt"]);
        desk.command("ln", &["文.txt", "硬.txt"]);
        for link in ["链.txt", "硬.txt"] {
            desk.refuses(&["import", "文.txt", "-o", "新.ron", "--report", link], "就是要读的");
        }
    }
}

#[test]
fn an_existing_draft_is_replaced_only_on_demand() {
    let desk = Desk::new();
    desk.write("文.txt", TEXT);
    store::save(&sample(), &desk.path("稿.ron")).expect("saved");
    let before = fs::read(desk.path("稿.ron")).expect("read");
    assert!(desk.run(&["import", "文.txt", "-o", "稿.ron", "--replace"]).status.success());
    assert!(fs::read(desk.path("稿.ron")).expect("read") != before);
}

#[test]
fn the_demo_opens_what_is_there() {
    let desk = Desk::new();
    assert!(desk.run(&["demo"]).status.success());
    let file = desk.path("gongkai-demo/示例公开稿.ron");
    let mut draft = store::open(&file).expect("the sample");
    draft.identity.unit_name = "改过的单位".into();
    store::save(&draft, &file).expect("saved");
    assert!(desk.run(&["demo"]).status.success());
    assert_eq!(store::open(&file).expect("the sample").identity.unit_name, "改过的单位");
}

#[test]
fn of_two_that_write_one_file_the_second_is_told() {
    let desk = Desk::new();
    let file = desk.path("稿.ron");
    store::save_new(&sample(), &file).expect("saved");
    assert!(store::save_new(&sample(), &file).expect_err("there already").reason.contains("已经存在"));
    let (draft, stamp) = store::open_stamped(&file).expect("opened");
    let mut other = draft.clone();
    other.identity.unit_name = "另一个人改的".into();
    let saved = store::save(&other, &file).expect("saved");
    let refused = store::save_over(&draft, &file, &stamp).expect_err("another has written it");
    assert!(refused.reason.contains("改动"), "{refused}");
    assert!(store::open(&file).expect("opened") == other);
    store::save_over(&draft, &file, &saved.base.stamp).expect("what is there has been read");
}

#[test]
fn of_many_that_make_one_file_at_once_one_succeeds() {
    let desk = Desk::new();
    let (file, draft) = (desk.path("稿.ron"), sample());
    let done = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..6).map(|_| scope.spawn(|| store::save_new(&draft, &file).is_ok())).collect();
        tries.into_iter().filter(|_| true).map(|one| one.join().expect("no panic")).filter(|done| *done).count()
    });
    assert_eq!(done, 1);
}

#[cfg(unix)]
#[test]
fn saving_keeps_the_permissions_and_leaves_a_read_only_file_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let file = desk.path("稿.ron");
    store::save(&sample(), &file).expect("saved");
    let mode = || fs::metadata(&file).expect("a file").permissions().mode() & 0o777;
    for kept in [0o664, 0o600, 0o646] {
        fs::set_permissions(&file, fs::Permissions::from_mode(kept)).expect("set");
        store::save(&sample(), &file).expect("saved");
        assert_eq!(mode(), kept, "{:o} has become {:o}", kept, mode());
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("set");
    assert!(store::save(&sample(), &file).expect_err("read-only").reason.contains("只读"));
    assert_eq!(mode(), 0o444);
}

#[test]
fn what_a_dead_process_left_is_cleaned_when_the_next_one_saves() {
    let desk = Desk::new();
    let left = desk.write(".gongkai-abc", "内容");
    let own = desk.write(".gongkai.txt", "别的文件");
    store::save(&sample(), &desk.path("稿.ron")).expect("saved");
    assert!(own.exists());
    assert_eq!(left.exists(), !cfg!(unix), "elsewhere it is kept for a day");
}

/// The sample's file with one part changed.
fn changed(from: &str, to: &str) -> String {
    let text = fs::read_to_string(repository(SAMPLE)).expect("the sample");
    assert!(text.contains(from), "no {from}");
    text.replacen(from, to, 1)
}

fn refusal(desk: &Desk, text: &str) -> String {
    let file = desk.write("稿.ron", text);
    store::open(&file).err().map(|error| error.to_string()).expect("a refusal")
}

#[test]
fn a_form_that_stands_twice_in_a_draft_is_refused_with_both_lines() {
    let desk = Desk::new();
    let text = changed("forms: {", "forms: {\n\"basic\": [],");
    let lines: Vec<usize> = text.lines().enumerate().filter(|(_, line)| line.trim().starts_with("\"basic\": [")).map(|(n, _)| n + 1).collect();
    let said = refusal(&desk, &text);
    assert!(lines.len() == 2 && said.contains(&format!("第{}行", lines[0])) && said.contains(&format!("第{}行", lines[1])), "{said} {lines:?}");
}

#[test]
fn a_draft_nested_without_end_or_of_no_year_is_told() {
    let desk = Desk::new();
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    assert!(refusal(&desk, &changed("forms: {", &format!("forms: {{\"x\": {deep},"))).contains("嵌套"));
    let deep = "(items:[".repeat(60_000) + &"])".repeat(60_000);
    assert!(refusal(&desk, &changed("forms: {", &format!("trees: {{\"x\": [{deep}]}},\nforms: {{"))).contains("嵌套"));
    for year in ["65535", "0", "1948"] {
        let said = refusal(&desk, &changed("year: 2024", &format!("year: {year}")));
        assert!(said.contains("1949到2100"), "{said}");
    }
}

#[test]
fn a_mark_of_the_byte_order_does_not_hide_a_draft() {
    let desk = Desk::new();
    let text = fs::read_to_string(repository(SAMPLE)).expect("the sample");
    assert!(store::open(&desk.write("稿.ron", format!("\u{feff}{text}"))).expect("a draft") == sample());
}

#[test]
fn one_bad_byte_is_reported_and_the_text_stays_what_it_is() {
    let desk = Desk::new();
    let mut bytes = TEXT.as_bytes().to_vec();
    let at = bytes.len() - 6;
    bytes[at] = 0xff;
    desk.write("文.txt", bytes);
    let output = desk.run(&["import", "文.txt", "-o", "稿.ron"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("第5行") && said.contains("不是文字"), "{said}");
    assert!(fs::read_to_string(desk.path("稿.ron")).expect("a draft").contains("单位概况"));
}

#[test]
fn drafts_in_folders_within_a_folder_are_checked_too() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("夹/内")).expect("folders");
    store::save(&sample(), &desk.path("夹/甲.RON")).expect("saved");
    store::save(&sample(), &desk.path("夹/内/乙.ron")).expect("saved");
    let output = desk.run(&["check", "夹"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("甲.RON") && said.contains(&Path::new("内").join("乙.ron").display().to_string()), "{said}");
}
