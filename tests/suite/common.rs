//! What the tests share: the sample, typing into a draft, and what is printed of it.

pub mod desk;
pub mod office;
#[cfg(feature = "gui")]
pub mod window;

use std::fs;
use std::path::{Path, PathBuf};

use gongkai::amount::Amount;
use gongkai::calc::{Totals, calc};
use gongkai::document::{Block, Document, compose};
use gongkai::model::{Draft, Row, RowId};
use gongkai::rules::{Finding, Severity, check};
use gongkai::template::plan::Plan;
use gongkai::template::{Library, Template};
use gongkai::workings::Workings;
use gongkai::{store, write};
use serde_json::Value;

use desk::Desk;

/// The template that the sample is made with.
pub const TEMPLATE: &str = "hebei-unit-2024";

/// The sample as it comes with the program.
pub const SAMPLE: &str = "assets/samples/unit-2024.ron";

/// The file name of that sample.
pub const UNIT: &str = "unit-2024.ron";

/// The nine standard forms, in order.
pub const NINE: [&str; 9] = ["balance", "income", "outlay", "fiscal", "general", "basic", "fund", "capital", "three"];

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let into = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &into);
        } else {
            fs::copy(&path, into).expect("a copy");
        }
    }
}

/// The sample, opened.
pub fn sample() -> Draft {
    store::sample(UNIT).expect("the sample opens")
}

/// A new draft of the sample's template.
pub fn empty() -> Draft {
    Draft::new(template(TEMPLATE), "103001", "某单位", 2024)
}

/// A built-in template.
pub fn template(id: &str) -> Template {
    Library::load(None).template(id).unwrap_or_else(|| panic!("no template {id}")).clone()
}

/// A new draft of a department of 2021, with options of the template.
pub fn with_options(id: &str, options: &[&str]) -> Draft {
    let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
    Draft::new(template(id).resolved(&options).expect("options of the template"), "312", "某县公安局", 2021)
}

/// The draft as its file gives it again.
pub fn reopened(draft: &Draft) -> Draft {
    Desk::new().with("公开稿.ron", draft).draft("公开稿.ron")
}

/// An amount in the draft's entry unit.
pub fn amount(text: &str) -> Amount {
    Amount(text.parse().expect("a number"))
}

/// Types a figure into the row of that code or id; where there is none yet, the row is made.
pub fn type_into(draft: &mut Draft, pane: &str, row: &str, column: &str, figure: &str) {
    let rows = draft.forms.entry(pane.into()).or_default();
    let at = rows.iter().position(|stored| stored.id.as_str() == row || stored.code == row).unwrap_or_else(|| {
        let code = if row.starts_with(|c: char| c.is_ascii_digit()) { row.to_owned() } else { String::new() };
        // Rows that a clerk has listed are called r1, r2 …
        let listed = row.strip_prefix('r').is_some_and(|n| n.parse::<u32>().is_ok());
        rows.push(Row { id: if listed { RowId::own(row) } else { RowId::of(row) }, code, ..Row::default() });
        rows.len() - 1
    });
    rows[at].amounts.insert(column.to_owned(), amount(figure));
}

/// The compiled template and the totals of a draft.
pub fn totals(draft: &Draft) -> (Plan, Totals) {
    let plan = Plan::compile(&draft.template).expect("a sound template");
    let totals = calc(draft, &plan);
    (plan, totals)
}

/// The draft with its plan and its totals.
pub fn workings(draft: &Draft) -> Workings {
    Workings::of(draft.clone()).expect("a sound template")
}

/// The draft, composed.
pub fn document(draft: &Draft) -> Document {
    compose(&workings(draft), &Library::load(None).codes)
}

/// The headings of a document, in order.
pub fn headings(document: &Document) -> Vec<String> {
    let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks);
    blocks.filter_map(|block| if let Block::Heading(heading) = block { Some(heading.text.clone()) } else { None }).collect()
}

/// Fails unless the headings stand among those of the document, in this order.
#[track_caller]
pub fn assert_in_order(document: &Document, wanted: &[&str]) {
    let found = headings(document);
    let mut rest = found.iter();
    for heading in wanted {
        assert!(rest.any(|text| text == heading), "no {heading} in its place among {found:?}");
    }
}

/// The draft as its JSON export.
pub fn json(draft: &Draft) -> Value {
    let text = write::json(&workings(draft), &document(draft)).expect("JSON");
    serde_json::from_str(&text).expect("well-formed JSON")
}

/// Everything that is found in a draft.
pub fn findings(draft: &Draft) -> Vec<Finding> {
    check(&workings(draft), &Library::load(None).codes)
}

/// The codes of the findings that are errors, with their messages.
pub fn errors(draft: &Draft) -> Vec<(String, String)> {
    findings(draft).into_iter().filter(|finding| finding.severity == Severity::Error).map(|finding| (finding.code, finding.message)).collect()
}

/// Fails with every error that is found in the draft.
#[track_caller]
pub fn assert_no_errors(draft: &Draft) {
    let found = errors(draft);
    assert!(found.is_empty(), "{found:?}");
}

/// A table as it is printed.
#[derive(Debug, PartialEq)]
pub struct Table {
    /// The header above each column, its groups parted by a blank.
    pub columns: Vec<String>,
    /// The body.
    pub rows: Vec<Vec<String>>,
    /// Below it.
    pub notes: Vec<String>,
}

impl Table {
    /// The printed text in the row that has `row` in one of its cells.
    pub fn at(&self, row: &str, column: &str) -> &str {
        let at = self.columns.iter().position(|label| label == column).unwrap_or_else(|| panic!("no column {column} in {:?}", self.columns));
        let row = self.rows.iter().find(|cells| cells.iter().any(|cell| cell == row)).unwrap_or_else(|| panic!("no row {row}"));
        &row[at]
    }
}

/// A table of the draft's JSON export.
pub fn table(draft: &Draft, id: &str) -> Table {
    let json = json(draft);
    let tables = json["tables"].as_array().expect("tables");
    let table = tables.iter().find(|table| table["id"] == id).unwrap_or_else(|| panic!("no table {id}"));
    let rows: Vec<Vec<String>> = strings_of_strings(&table["rows"]);
    let columns = strings_of_strings(&table["columns"]).iter().map(|path| path.join(" ")).collect();
    Table { columns, rows, notes: strings(&table["notes"]) }
}

/// An array of strings.
pub fn strings(value: &Value) -> Vec<String> {
    value.as_array().expect("an array").iter().map(|text| text.as_str().expect("a string").to_owned()).collect()
}

fn strings_of_strings(value: &Value) -> Vec<Vec<String>> {
    value.as_array().expect("an array").iter().map(strings).collect()
}
