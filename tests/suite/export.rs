//! Exports: everything that was typed stands in them, the formats keep what they promise, and a failed export writes
//! nothing.

use std::fs;
use std::path::Path;

use crate::common::{self, NINE, document, empty, json, sample, strings, type_into};
use gongkai::export::{Format, export};
use gongkai::model::{Draft, Indicator};
use gongkai::read::read_bytes;
use gongkai::store;
use gongkai::template::{CardShow, IndicatorField, Library};
use gongkai::write;
use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

fn text_of(draft: &Draft) -> String {
    write::text(&document(draft))
}

/// A text as it stands in a table, without its layout.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '|' { '｜' } else { c }).collect()
}

/// The lines of each table of a text export.
fn tables(text: &str) -> Vec<Vec<&str>> {
    let mut tables: Vec<Vec<&str>> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let of_table = line.starts_with(['+', '|']);
        if of_table && !inside {
            tables.push(Vec::new());
        }
        inside = of_table;
        if let Some(table) = tables.last_mut().filter(|_| of_table) {
            table.push(line);
        }
    }
    tables
}

/// The cells of a table with a rule below each row: the pieces of each put together again, one cell a line.
fn cells(table: &[&str]) -> String {
    let mut out = String::new();
    let mut row: Vec<String> = Vec::new();
    for line in table {
        if line.starts_with('+') {
            for cell in row.drain(..) {
                out.push_str(&cell);
                out.push('\n');
            }
            continue;
        }
        for (at, piece) in line.trim_matches('|').split('|').enumerate() {
            if at == row.len() {
                row.push(String::new());
            }
            row[at].push_str(&bare(piece));
        }
    }
    out
}

const FIELDS: [IndicatorField; 6] = [
    IndicatorField::Level1,
    IndicatorField::Level2,
    IndicatorField::Level3,
    IndicatorField::Description,
    IndicatorField::Value,
    IndicatorField::Basis,
];

#[test]
fn the_text_holds_the_nine_titles_and_the_notes_of_the_empty_forms() {
    let draft = sample();
    let text = text_of(&draft);
    for form in NINE {
        let title = draft.worded(&draft.template.form(form).expect("a form").title);
        assert!(text.lines().any(|line| line.starts_with('#') && line.ends_with(&title)), "no heading {title}");
    }
    for note in ["注：无政府性基金预算财政拨款预算，空表列示。", "注：无国有资本经营预算财政拨款预算，空表列示。"]
    {
        assert_eq!(text.lines().filter(|line| *line == note).count(), 1, "{note}");
    }
    assert!(!text.contains("注：无一般公共预算财政拨款预算"), "form 5 is not empty");
    assert!(text.lines().any(|line| line == "103001 平川市公安局滨河分局"));
    assert!(text.lines().any(|line| line == "单位：万元"));
}

#[track_caller]
fn assert_aligned(text: &str, count: usize) {
    let tables = tables(text);
    assert_eq!(tables.len(), count, "tables");
    for table in tables {
        let width = UnicodeWidthStr::width_cjk(table[0]);
        for line in &table {
            assert_eq!(UnicodeWidthStr::width_cjk(*line), width, "in the table of {}\n{line}", table[1]);
        }
    }
}

#[test]
fn the_lines_of_each_table_are_equally_wide() {
    let mut draft = sample();
    assert_aligned(&text_of(&draft), 12 + 26);
    // Column marks, narrow letters, ambiguous signs, a long word and a line break of the clerk's.
    draft.cards[0].texts.insert("purpose".into(), "A|B “三公” ≤12.47 ℃①… ｶﾅ\nSupercalifragilisticexpialidocious 预算".repeat(3));
    draft.cards[1].indicators.push(Indicator { level1: "产出指标".into(), description: "｜——…％".repeat(20), ..Indicator::default() });
    draft.cards[2].indicators.clear();
    draft.cards[3].goals.clear();
    assert_aligned(&text_of(&draft), 12 + 26);
    assert_aligned(&text_of(&empty()), 12);
}

#[test]
fn every_text_of_the_cards_is_in_the_text() {
    let draft = sample();
    let text = text_of(&draft);
    let tables = tables(&text);
    let form = draft.template.card.as_ref().expect("cards");
    let laid_out = |field: &str| form.layout.iter().flatten().any(|cell| matches!(&cell.show, CardShow::Field(id) if id == field));
    let of_cards: Vec<_> = tables.iter().filter(|table| table[1].trim_start_matches(['|', ' ']).starts_with("项目编码")).collect();
    assert_eq!(of_cards.len(), draft.cards.len());
    for (card, table) in draft.cards.iter().zip(of_cards) {
        let cells = cells(table);
        let texts = card.texts.iter().filter(|(field, _)| laid_out(field)).map(|(_, text)| text.as_str());
        let of_rows = card.indicators.iter().flat_map(|row| FIELDS.map(|field| row.get(&field)));
        for text in texts.chain(card.goals.iter().map(|goal| goal.text.as_str())).chain(of_rows) {
            assert!(cells.contains(&bare(text)), "{}: {text}", card.id);
        }
        for value in card.amounts.values().chain(card.plan.iter().flatten()) {
            let printed = value.to_string();
            assert!(cells.lines().any(|cell| cell == printed), "{}: {value}", card.id);
        }
    }
    assert!(!text.contains("功能分类科目（不打印）"), "what is not laid out is not printed");
}

#[test]
fn every_running_text_and_term_is_in_the_text() {
    let draft = sample();
    let text = text_of(&draft);
    for term in &draft.glossary {
        assert!(text.contains(&format!("、{}：{}", term.term, term.definition)), "{}", term.term);
    }
    for (id, typed) in &draft.texts {
        // Between the linked figures it stands as it was typed.
        let pieces =
            typed.split('{').enumerate().map(|(n, piece)| if n == 0 { piece } else { piece.split_once('}').map_or(piece, |(_, rest)| rest) });
        for piece in pieces.flat_map(str::lines) {
            assert!(text.contains(piece.trim()), "{id}: {piece}");
        }
    }
    assert!(!text.contains(['{', '}']), "a linked figure has not been filled in");
}

/// The value below a path of keys; every one has to be there.
fn get<'a>(value: &'a Value, keys: &[&str]) -> &'a Value {
    keys.iter().fold(value, |value, key| value.get(key).unwrap_or_else(|| panic!("no {key} in {keys:?}")))
}

#[track_caller]
fn assert_strings(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(get(value, &[*key]).is_string(), "{key}: {value}");
    }
}

#[test]
fn json_tells_whose_disclosure_it_is() {
    let export = json(&sample());
    let meta = get(&export, &["meta"]);
    assert_strings(meta, &["template", "kind", "unit_code", "unit_name", "date", "prepared_by", "reviewed_by"]);
    assert_eq!(meta["template"], common::TEMPLATE);
    assert_eq!(meta["kind"], "unit");
    assert_eq!(meta["unit_code"], "103001");
    assert_eq!(meta["year"], 2024);
    assert_eq!(strings(&meta["cover"]), ["平川市公安局滨河分局", "2024年单位预算信息公开", "2024年2月"]);
    let units = meta["units"].as_array().expect("units");
    assert_eq!(units.len(), 1);
    assert_strings(&units[0], &["code", "name"]);
}

#[test]
fn json_holds_every_table_with_a_cell_for_every_column() {
    let export = json(&sample());
    let tables = export["tables"].as_array().expect("tables");
    let ids: Vec<&str> = tables.iter().map(|table| table["id"].as_str().expect("an id")).collect();
    assert_eq!(ids[..9], NINE);
    assert_eq!(ids[9..], ["organisation", "procurement", "assets"]);
    for table in tables {
        assert_strings(table, &["id", "title", "unit"]);
        strings(get(table, &["notes"]));
        assert!(get(table, &["stated"]).as_array().is_some_and(Vec::is_empty), "{}: nothing differs", table["id"]);
        let columns = get(table, &["columns"]).as_array().expect("columns");
        assert!(columns.iter().all(|path| !strings(path).is_empty()), "{}: a column without a header", table["id"]);
        for row in get(table, &["rows"]).as_array().expect("rows") {
            assert_eq!(strings(row).len(), columns.len(), "{}: {row}", table["id"]);
        }
    }
    let income = &tables[1];
    assert_eq!(strings(&income["columns"][4]), ["本年收入", "小计"]);
    assert_eq!(strings(&income["rows"][0])[..6], ["1", "", "合计", "2860.12", "2860.12", "2860.12"]);
    assert_eq!(tables[6]["rows"].as_array().map(Vec::len), Some(0), "an empty form has no rows");
}

#[test]
fn json_holds_every_card_as_it_was_typed() {
    let draft = sample();
    let export = json(&draft);
    let cards = export["cards"].as_array().expect("cards");
    assert_eq!(cards.len(), 26);
    for (n, (card, typed)) in cards.iter().zip(&draft.cards).enumerate() {
        assert_strings(card, &["number", "unit_code", "unit_name", "code", "name", "budget", "fiscal", "other", "purpose"]);
        assert_eq!(card["number"], (n + 1).to_string());
        assert!(get(card, &["classified"]).is_boolean());
        for field in ["code", "name", "purpose"] {
            assert_eq!(card[field], typed.text(field));
        }
        assert_eq!(card["fiscal"], typed.amounts["fiscal"].to_string());
        assert_eq!(card["budget"], card["fiscal"], "no other funds");
        assert_eq!(card["other"], "");
        assert_eq!(strings(&card["goals"]), typed.goals.iter().map(|goal| goal.text.clone()).collect::<Vec<_>>());
        assert_eq!(get(card, &["plan", "kind"]), "amount");
        assert_eq!(strings(&card["plan"]["values"]).len(), 4);
        let rows = card["indicators"].as_array().expect("indicators");
        assert_eq!(rows.len(), typed.indicators.len());
        for (row, typed) in rows.iter().zip(&typed.indicators) {
            assert_strings(row, &["level1", "level2", "level3", "description", "value", "operator", "number", "unit", "basis"]);
            assert!(row["level1"] != "" && row["level2"] != "", "both kinds are on every row: {row}");
            let names = ["level1", "level2", "level3", "description", "value", "basis"];
            for (name, field) in names.iter().zip(FIELDS) {
                assert_eq!(row[name], typed.get(&field));
            }
        }
    }
    assert_eq!(strings(&cards[0]["plan"]["values"]), ["", "29.00", "29.00", "29.00"], "a blank is not zero");
}

#[test]
fn json_sections_hold_the_figures_they_speak_of() {
    let mut draft = sample();
    let paragraphs = |draft: &Draft, path: &[&str]| -> Vec<String> {
        let export = json(draft);
        let sections = export["sections"].as_array().expect("sections");
        let section = sections.iter().find(|section| strings(&section["path"]) == path).unwrap_or_else(|| panic!("no section {path:?}"));
        strings(&section["paragraphs"])
    };
    let path = ["平川市公安局滨河分局2024年单位预算信息公开情况说明", "二、单位预算安排的总体情况", "1、收入说明"];
    let income = "2024年收入预算2860.12万元。其中：一般公共预算拨款2860.12万元，政府性基金预算拨款0.00万元，国有资本经营预算拨款0.00万元，财政专户管理资金0.00万元，单位资金0.00万元，上年结转结余0.00万元。";
    assert_eq!(paragraphs(&draft, &path), [income]);
    type_into(&mut draft, "general", "2040220", "project", "70.01");
    assert_eq!(paragraphs(&draft, &path), [income.replace("2860.12", "2860.13")], "a linked figure never goes stale");

    let export = json(&draft);
    for section in export["sections"].as_array().expect("sections") {
        let all = strings(&section["paragraphs"]).concat();
        assert!(!all.contains(['{', '}']), "{section}");
    }
}

#[test]
fn json_tells_headings_that_have_only_tables_below_them() {
    let export = json(&sample());
    let paths: Vec<Vec<String>> = export["sections"].as_array().expect("sections").iter().map(|section| strings(&section["path"])).collect();
    let ends = |heading: &str| paths.iter().filter(|path| path.last().is_some_and(|last| last == heading)).count();
    assert_eq!(["单位预算公开表", "五、部门项目预算安排情况及绩效目标", "八、名词解释"].map(ends), [1, 1, 1]);
    // Titles of tables are told with the tables.
    assert_eq!(ends("单位预算收支总表"), 0);
}

#[test]
fn json_holds_the_glossary() {
    let draft = sample();
    let export = json(&draft);
    let terms = export["glossary"].as_array().expect("a glossary");
    assert_eq!(terms.len(), 10);
    for (term, typed) in terms.iter().zip(&draft.glossary) {
        assert_eq!((&term["term"], &term["definition"]), (&Value::from(typed.term.as_str()), &Value::from(typed.definition.as_str())));
    }
}

/// Exports in the format of the name's ending; the error is the line that the clerk reads.
fn export_to(draft: &Draft, out: &Path) -> Result<(), String> {
    export(draft, &Library::load(None).codes, out)
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn count(folder: &TempDir) -> usize {
    fs::read_dir(folder.path()).expect("a folder").count()
}

#[test]
fn a_pdf_has_the_same_bytes_each_time() {
    let folder = folder();
    let (first, second) = (folder.path().join("1.pdf"), folder.path().join("2.PDF"));
    export_to(&sample(), &first).expect("a PDF");
    export_to(&sample(), &second).expect("a PDF");
    let bytes = fs::read(&first).expect("read");
    assert!(bytes.starts_with(b"%PDF-"));
    assert!(bytes == fs::read(&second).expect("read"), "the same draft gives other bytes");
    assert_eq!(count(&folder), 2, "no temporary file is left");
}

#[test]
fn a_character_that_no_font_has_is_named_and_nothing_is_written() {
    let folder = folder();
    let mut draft = sample();
    draft.texts.insert("other_text".into(), "已核☑".into());
    let out = folder.path().join("公开.pdf");
    let message = export_to(&draft, &out).expect_err("no font has it");
    for told in ["公开.pdf", "☑（U+2611", "其他事项“已核☑”"] {
        assert!(message.contains(told), "{message}");
    }
    assert_eq!(count(&folder), 0);

    fs::write(&out, "旧").expect("written");
    export_to(&draft, &out).expect_err("no font has it");
    assert_eq!(fs::read_to_string(&out).expect("still there"), "旧", "the old file stays");

    let text = folder.path().join("公开.txt");
    export_to(&draft, &text).expect("text needs no font");
    assert!(fs::read_to_string(&text).expect("read").contains("已核☑"));
}

/// A character without a look is told by its code point and by where it stands, else the message would show nothing.
#[test]
fn a_character_without_a_look_is_told_by_its_place() {
    let folder = folder();
    let mut draft = sample();
    draft.cards[1].texts.insert("purpose".into(), "购置\u{E000}设备".into());
    let name = draft.cards[1].text("name").to_owned();
    let message = export_to(&draft, &folder.path().join("公开.pdf")).expect_err("no font has it");
    for told in ["U+E000", "项目2", &name, "设备"] {
        assert!(message.contains(told), "{message}");
    }
}

/// Paths and quotes look like escapes to a program, and what was pasted may hold control characters.
#[test]
fn backslashes_and_quotes_are_printed_as_typed() {
    let folder = folder();
    let odd = r#"D:\budget E:\ftp C:\users \u0041 "x" 'y'"#;
    let mut draft = sample();
    draft.identity.unit_name = odd.into();
    draft.texts.insert("other_text".into(), format!("# {odd}\n见{odd}。\u{7}\u{8}\u{c}"));
    let read = |name: &str| {
        let out = folder.path().join(name);
        export_to(&draft, &out).unwrap_or_else(|error| panic!("{error}"));
        fs::read(out).expect("read")
    };
    // A bookmark of the pages, as PDF writes it.
    let pdf = read("公开.pdf");
    let bookmark = format!("/Title({})", odd.replace('\\', r"\\"));
    assert!(pdf.windows(bookmark.len()).any(|window| window == bookmark.as_bytes()), "no {bookmark}");
    let text = String::from_utf8(read("公开.txt")).expect("UTF-8");
    assert!(text.contains(&format!("# {odd}\n")) && text.contains(&format!("\n见{odd}。")), "{text}");
    let json: Value = serde_json::from_slice(&read("公开.json")).expect("JSON");
    assert_eq!(json["meta"]["unit_name"], odd);
}

#[test]
fn a_format_is_known_by_its_ending_in_letters_of_any_size() {
    for format in Format::ALL {
        for name in [format.ending().to_owned(), format.ending().to_uppercase()] {
            assert_eq!(Format::of(&Path::new("公开").with_extension(name)), Some(format));
        }
    }
}

#[test]
fn an_ending_that_is_not_known_is_refused() {
    let folder = folder();
    for name in ["公开.pages", "公开", "公开."] {
        let message = export_to(&sample(), &folder.path().join(name)).expect_err("no such format");
        assert!(message.contains("后缀") && Format::ALL.iter().all(|format| message.contains(format.ending())), "{message}");
    }
    assert_eq!(count(&folder), 0);
}

#[test]
fn an_output_that_cannot_be_written_is_refused() {
    let folder = folder();
    let plain = folder.path().join("plain");
    fs::write(&plain, "旧").expect("written");
    for out in [plain.join("公开.txt"), folder.path().join("没有/公开.json")] {
        let message = export_to(&sample(), &out).expect_err("nowhere to write");
        assert!(message.contains("没有保存成功") && message.contains(out.to_str().expect("UTF-8")), "{message}");
    }
    assert_eq!(fs::read_to_string(&plain).expect("still there"), "旧");
    assert_eq!(count(&folder), 1);
}

#[test]
fn an_export_takes_the_place_of_the_old_file() {
    let folder = folder();
    let out = folder.path().join("公开.json");
    fs::write(&out, "旧".repeat(1_000_000)).expect("written");
    export_to(&sample(), &out).expect("written");
    let export: Value = serde_json::from_str(&fs::read_to_string(&out).expect("read")).expect("JSON and nothing of the old file");
    assert!(export == json(&sample()), "the file holds something else");
}

/// Texts that would be code somewhere: in a sheet, in Typst, in a page, in XML; and words without a gap.
#[test]
fn odd_texts_are_printed_as_typed_in_every_format() {
    let long = "长词abc".repeat(100);
    let odd =
        ["=1+1", "#panic()", "</td><script>alert(1)</script>", "]]>", "D:\\budget", "\u{0}零", &long, "{not a link}", "&amp;", "@SUM(A1)", "'引'"];
    let mut draft = sample();
    draft.cards[0].texts.insert("purpose".into(), odd.join(" "));
    draft.cards[0].indicators[0].description = long.clone();
    draft.texts.insert("other_text".into(), odd.join("\n"));
    draft.forms.get_mut(&"procurement".into()).expect("rows")[0].texts.insert("project".into(), odd[2].to_owned());
    let folder = folder();
    let read = |ending: &str| {
        let out = folder.path().join(format!("公开.{ending}"));
        export_to(&draft, &out).unwrap_or_else(|error| panic!("{error}"));
        fs::read(out).expect("read")
    };
    let docx = read_bytes("公开.docx", &read("docx")).expect("it is read again");
    let docx = format!("{docx:?}");
    let html = String::from_utf8(read("html")).expect("UTF-8");
    assert!(!html.contains("<script"), "a text became markup");
    let html =
        ["&lt;", "&gt;", "&quot;", "&apos;", "&amp;"].iter().zip(["<", ">", "\"", "'", "&"]).fold(html, |html, (from, to)| html.replace(from, to));
    let text = String::from_utf8(read("txt")).expect("UTF-8");
    for word in odd {
        let word = word.replace('\0', "");
        let shown = format!("{word:?}");
        assert!(docx.contains(shown.trim_matches('"')), "docx: {word}");
        assert!(html.contains(&word), "html: {word}");
        assert!(text.contains(&word), "txt: {word}");
    }
    assert!(read("pdf").starts_with(b"%PDF-"));
}

#[test]
fn a_rare_character_of_a_name_is_printed_in_a_font_of_the_users() {
    let folder = folder();
    let file = folder.path().join("稿.ron");
    let mut draft = sample();
    draft.texts.insert("other_text".into(), "联系人：𠮷𫰠。".into());
    store::save(&draft, &file).expect("saved");
    let run = |word: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.arg(word).arg(&file).env("GONGKAI_FONTS", common::repository("tests/fixtures/fonts"));
        if word == "export" {
            command.arg("-o").arg(folder.path().join("公开.pdf"));
        }
        command.output().expect("the program runs")
    };
    let export = run("export");
    assert!(export.status.success(), "{}", String::from_utf8_lossy(&export.stderr));
    assert!(!String::from_utf8_lossy(&run("check").stdout).contains("P101"));
}
