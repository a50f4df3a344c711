//! Readers fed with what nobody thought of: real inputs, damaged again and again. Each target runs for a second, or for as many as
//! `GONGKAI_FUZZ_SECONDS` says. What makes one panic or dawdle is kept in a file, whose name the failure tells.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::common::{SAMPLE, document, repository, sample};
use gongkai::document::expand;
use gongkai::lists::{self, columns, lines};
use gongkai::read::read_bytes;
use gongkai::recognise::recognise;
use gongkai::template::Library;
use gongkai::template::parse::parse;
use gongkai::workings::Workings;
use gongkai::{store, write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Longest time for one input, on a machine under load.
const LONGEST: Duration = Duration::from_secs(10);

/// Numbers by chance, the same in every run of as many inputs.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (most.max(1) as u64)).expect("below a usize")
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// What breaks readers: ends of ranges, brackets, marks of tables, characters that are seen by none.
const WORDS: [&str; 34] = [
    "0",
    "-1",
    "18446744073709551615",
    "4294967296",
    "1e400",
    "999999999999999999999999999999",
    "65535",
    "\"",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&",
    "&#0;",
    "|",
    "+--+",
    "\t",
    "\n",
    "\r\n",
    "\u{c}",
    "\u{feff}",
    "\u{7f}",
    "\u{200d}",
    "合计",
    "一、",
    "（1）",
    "单位：元",
    "项目支出绩效目标表",
    "不涉密",
];

/// A damaged copy: pieces dropped, doubled, moved and put in.
fn damaged(input: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut out = input.to_vec();
    for _ in 0..=chance.below(6) {
        let from = chance.below(out.len());
        let most = if chance.below(4) == 0 { 4_000 } else { 12 };
        let to = (from + chance.below(most)).min(out.len());
        match chance.below(6) {
            0 => drop(out.drain(from..to)),
            1 => {
                let piece = out[from..to].repeat(1 + chance.below(if to - from < 40 { 300 } else { 3 }));
                out.splice(from..from, piece);
            }
            2 => {
                let piece: Vec<u8> = out.drain(from..to).collect();
                let at = chance.below(out.len() + 1);
                out.splice(at..at, piece);
            }
            3 => {
                for byte in &mut out[from..to.min(from + 4)] {
                    *byte = u8::try_from(chance.below(256)).expect("a byte");
                }
            }
            // A figure becomes another, which keeps the rest readable.
            4 => {
                if let Some(n) = out[from..].iter().position(u8::is_ascii_digit) {
                    let begin = from + n;
                    let end = begin + out[begin..].iter().take_while(|b| b.is_ascii_digit()).count();
                    out.splice(begin..end, chance.of(&WORDS[..7]).bytes());
                }
            }
            _ => drop(out.splice(from..from, chance.of(&WORDS).bytes())),
        }
        if out.is_empty() {
            return input.to_vec();
        }
    }
    out
}

/// Damages inputs until the time is over.
fn fuzz(target: &str, inputs: &[Vec<u8>], run: impl Fn(&[u8])) {
    let seconds = std::env::var("GONGKAI_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (begun, mut count) = (Instant::now(), 0_u64);
    while begun.elapsed() < Duration::from_secs(seconds) {
        let input = damaged(&inputs[chance.below(inputs.len())], &mut chance);
        let takes = || {
            let start = Instant::now();
            (catch_unwind(AssertUnwindSafe(|| run(&input))).is_ok(), start.elapsed())
        };
        let (mut survived, mut took) = takes();
        // The machine may have had no time for us; what dawdles twice is slow.
        if survived && took > LONGEST {
            (survived, took) = takes();
        }
        if !survived || took > LONGEST {
            let kept = std::env::temp_dir().join(format!("gongkai-fuzz-{target}-{count}"));
            fs::write(&kept, &input).expect("written");
            panic!("{target}: input {count} {}: {}", if survived { "dawdles" } else { "panics" }, kept.display());
        }
        count += 1;
    }
    println!("{target}: {count} inputs in {seconds} s");
}

/// A package with one of its parts another.
fn with_part(package: &[u8], part: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = ZipArchive::new(Cursor::new(package)).expect("a package");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).expect("a part");
        let name = file.name().expect("a name").into_owned();
        out.start_file(&*name, stored).expect("a part");
        if name == part {
            out.write_all(bytes).expect("written");
        } else {
            let mut whole = Vec::new();
            file.read_to_end(&mut whole).expect("a part");
            out.write_all(&whole).expect("written");
        }
    }
    out.finish().expect("a package").into_inner()
}

fn part(package: &[u8], part: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut zip = ZipArchive::new(Cursor::new(package)).expect("a package");
    zip.by_name(part).expect("a part").read_to_end(&mut out).expect("a part");
    out
}

/// Reads and recognises; what comes out can be saved.
fn import(name: &str, bytes: &[u8], library: &Library) {
    if let Ok(source) = read_bytes(name, bytes)
        && let Ok(found) = recognise(&[source], library, Some("free-layout"))
    {
        assert_eq!(found.draft.misfits(), Vec::<String>::new());
    }
}

/// A text as the program prints it, and pieces of it, which change more at one blow.
fn texts() -> Vec<Vec<u8>> {
    let whole = write::text(&document(&sample()));
    let lines: Vec<&str> = whole.lines().collect();
    lines.chunks(60).map(|chunk| chunk.join("\n").into_bytes()).collect()
}

#[test]
fn damaged_texts() {
    let library = Library::load(None);
    fuzz("text", &texts(), |bytes| import("a.txt", bytes, &library));
}

#[test]
fn damaged_word_files() {
    const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let document = format!(
        r#"<w:document {W}><w:body><w:p><w:pPr><w:pStyle w:val="a"/><w:outlineLvl w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>一、单位概况</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>项目&amp;</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:p><w:r><w:t>12.50</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:br/><w:tab/></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr/></w:body></w:document>"#
    );
    let numbering = format!(
        r#"<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num></w:numbering>"#
    );
    let styles = format!(
        r#"<w:styles {W}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>"#
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [("word/document.xml", &document), ("word/numbering.xml", &numbering), ("word/styles.xml", &styles)];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    let whole = zip.finish().expect("a package").into_inner();
    let library = Library::load(None);
    for (name, text) in parts {
        fuzz(name.trim_start_matches("word/"), &[text.clone().into_bytes()], |bytes| import("a.docx", &with_part(&whole, name, bytes), &library));
    }
}

#[test]
fn damaged_workbooks() {
    let library = Library::load(None);
    let folder = repository("tests/fixtures/hostile");
    for (file, names) in [
        ("sheet.xlsx", &["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"][..]),
        ("sheet.ods", &["content.xml"]),
    ] {
        let whole = fs::read(folder.join(file)).expect("a workbook");
        for name in names {
            let target = name.rsplit('/').next().unwrap_or(name);
            fuzz(target, &[part(&whole, name)], |bytes| import(file, &with_part(&whole, name, bytes), &library));
        }
    }
}

#[test]
fn damaged_pages_xml_sheets_and_separated_texts() {
    let library = Library::load(None);
    let page = r#"<html><head><meta charset="utf-8"><style>td{x:1}</style></head><body><p>某局2024年单位预算公开</p><table border=1><caption>收支总表</caption><tr><th rowspan="2" colspan=3>项目&nbsp;</th><td>1&#44;234.50</td></tr><tr><td style='display:none'>9</td><td>一、本年收入<br>小计</td></tr></table><!-- x --></body></html>"#;
    let sheet = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="收支总表"><Table><Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">项目</Data></Cell><Cell ss:Index="5"><Data ss:Type="Number">2860.1199999999999</Data></Cell></Row></Table></Worksheet></Workbook>"#;
    let separated = "科目编码,科目名称,合计\n201,\"一般公共\"\"服务\"\"支出\",1234.50\n合计,,1234.50\n";
    for (name, text) in [("page.xls", page), ("sheet.xls", sheet), ("table.csv", separated)] {
        assert!(read_bytes(name, text.as_bytes()).is_ok(), "{name} is read while it is whole");
        fuzz(name, &[text.into()], |bytes| import(name, bytes, &library));
    }
}

#[test]
fn damaged_drafts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("稿.ron");
    let text = fs::read(repository(SAMPLE)).expect("the sample");
    fuzz("draft", &[text], |bytes| {
        fs::write(&file, bytes).expect("written");
        if let Ok(draft) = store::open(&file) {
            store::save(&draft, &file).expect("what opens can be saved");
        }
    });
}

#[test]
fn damaged_lists() {
    let library = Library::load(None);
    let list = "单位代码\t单位名称\t项目类别\t项目名称\t功能科目\t经济分类\t资金性质\t金额（元）\n103001\t某单位\t人员类\t\t2010301 行政运行\t30101\t一般公共预算\t30000\n103001\t某单位\t特定目标类\t某项目\t2010302\t30201\t政府性基金\t1,200.50\n合计\t\t\t\t\t\t\t31200.50\n";
    let indicators = "项目名称\t一级指标\t二级指标\t三级指标\t指标值\n某项目\t产出指标\t数量指标\t个数\t≥10个\n";
    fuzz("list", &[list.into(), indicators.into()], |bytes| {
        let grid = lists::text_grid("", &String::from_utf8_lossy(bytes));
        if let Some(mapping) = columns::map(&grid, &library.lists) {
            if mapping.is_lines() {
                let _ = lines::lines(&grid, &mapping, &library.lists);
            }
            // Whether it fits the sample or not, it is filled or refused.
            let mut work = Workings::of(sample()).expect("a sound template");
            let _ = lists::put_list(&mut work, &grid, &mapping, &library);
        }
    });
}

#[test]
fn damaged_equations_and_links() {
    let work = Workings::of(sample()).expect("a sound template");
    let template = &work.draft().template;
    let panes = template.forms.iter().flat_map(|form| &form.panes);
    let equations = panes.flat_map(|pane| pane.equations.iter().chain(pane.checks.iter().map(|check| &check.rule)));
    let links = ["income[total, year]", "sum(basic[30201|30202, total]) - 2 * general[2010301, basic]", "((balance[income, amount]))"];
    let inputs: Vec<Vec<u8>> = equations.map(|text| text.clone().into_bytes()).chain(links.map(|text| text.as_bytes().to_vec())).collect();
    fuzz("equation", &inputs, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Err(fault) = parse(&text) {
            assert!(!fault.to_string().is_empty());
        }
        if let Ok(link) = work.plan().link(&text) {
            let _ = work.totals().linked(&link);
        }
        let printed = expand(&format!("前{{{text}}}后"), &work);
        assert!(printed.starts_with('前') && printed.ends_with('后'), "{printed}");
    });
}
