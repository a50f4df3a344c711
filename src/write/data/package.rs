//! The folder: a CSV file for each table, the texts, the long form, and `datapackage.json` (Frictionless Data Package).

use std::collections::BTreeSet;

use serde::Serialize;

use super::table::{Field, Table, csv, guarded, table};
use super::{DataFile, figures};
use crate::document::{Block, Document, Grid, GridRole};
use crate::workings::Workings;

#[derive(Serialize)]
struct Package<'a> {
    profile: &'static str,
    name: String,
    title: &'a str,
    description: &'a str,
    keywords: &'a [String],
    contributors: Vec<Contributor<'a>>,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct Contributor<'a> {
    title: &'a str,
    role: &'static str,
}

#[derive(Serialize)]
struct Resource {
    profile: &'static str,
    name: String,
    path: String,
    title: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    /// What stands above the table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    captions: Vec<String>,
    /// What stands below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: Vec<String>,
}

/// Every file of the folder; `flat` are the cards as tables.
///
/// # Errors
/// Only where memory runs out.
pub fn folder(work: &Workings, document: &Document, flat: &[Grid]) -> Result<Vec<DataFile>, String> {
    let mut files = Files { written: Vec::new(), resources: Vec::new(), names: BTreeSet::new() };
    let mut heading = "";
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Heading(found) => heading = &found.text,
            // Cards are laid out for the eye; their flat tables say the same.
            Block::Grid(grid) if grid.role != GridRole::Card => files.grid(grid, heading)?,
            _ => {}
        }
    }
    for grid in flat {
        files.grid(grid, "")?;
    }
    files.add("texts", "文字", texts(document), &[], &[])?;
    files.add("figures", "各表数字（长表）", long(work, document), &[], &[])?;
    let identity = &work.draft().identity;
    let year = identity.year.map(|year| format!("-{year}")).unwrap_or_default();
    let package = Package {
        profile: "tabular-data-package",
        name: format!("budget-{}{year}", plain(&identity.unit_code)),
        title: &document.title,
        description: &document.subject,
        keywords: &document.keywords,
        contributors: vec![Contributor { title: &document.author, role: "publisher" }],
        resources: files.resources,
    };
    let described = serde_json::to_string_pretty(&package).map_err(|error| error.to_string())?;
    files.written.push(("datapackage.json".to_owned(), (described + "\n").into_bytes()));
    Ok(files.written)
}

struct Files {
    written: Vec<DataFile>,
    resources: Vec<Resource>,
    names: BTreeSet<String>,
}

impl Files {
    fn grid(&mut self, grid: &Grid, heading: &str) -> Result<(), String> {
        let title = if grid.title.is_empty() { heading } else { &grid.title };
        let captions: Vec<String> = grid.left.iter().chain(Some(&grid.right)).filter(|line| !line.is_empty()).cloned().collect();
        self.add(&grid.id, title, table(grid), &captions, &grid.notes)
    }

    fn add(&mut self, id: &str, title: &str, table: Table, captions: &[String], notes: &[String]) -> Result<(), String> {
        let base = Some(plain(id)).filter(|name| !name.is_empty()).unwrap_or_else(|| "table".to_owned());
        let mut name = base.clone();
        let mut n = 2;
        while !self.names.insert(name.clone()) {
            name = format!("{base}-{n}");
            n += 1;
        }
        let path = format!("{name}.csv");
        self.written.push((path.clone(), csv(&table.fields, &table.rows)?));
        self.resources.push(Resource {
            profile: "tabular-data-resource",
            name,
            path,
            title: title.to_owned(),
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            captions: captions.to_vec(),
            notes: notes.to_vec(),
            schema: Schema { fields: table.fields, missing_values: std::iter::once(String::new()).chain(table.marks).collect() },
        });
        Ok(())
    }
}

/// A name of small letters and digits, as data packages want it.
fn plain(id: &str) -> String {
    let name: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' }).collect();
    name.trim_matches('-').to_owned()
}

/// Everything between the tables, in order.
fn texts(document: &Document) -> Table {
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut put = |kind: &str, level: &str, text: &str| rows.push([kind.to_owned(), level.to_owned(), guarded(text)]);
    for line in &document.cover {
        put("封面", "", &line.text);
    }
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Heading(heading) => put("标题", &heading.level.to_string(), &heading.text),
            Block::Paragraph(paragraph) if paragraph.role == "term" => put("名词", "", &paragraph.text()),
            Block::Paragraph(paragraph) => put("正文", "", &paragraph.text()),
            Block::Grid(_) => {}
        }
    }
    let fields = ["序号", "类别", "级别", "文字"].map(|name| match name {
        "序号" | "级别" => Field { kind: "integer", ..Field::text(name) },
        _ => Field::text(name),
    });
    let rows = rows.into_iter().enumerate().map(|(n, row)| std::iter::once((n + 1).to_string()).chain(row).collect()).collect();
    Table { fields: fields.to_vec(), rows, marks: BTreeSet::new() }
}

/// The names of the long form's columns, here and in Parquet.
pub(super) const LONG: [&str; 11] =
    ["unit_code", "unit_name", "year", "form", "form_title", "row_code", "row_name", "column", "fund", "amount", "money_unit"];

fn long(work: &Workings, document: &Document) -> Table {
    let rows = figures(work, document)
        .into_iter()
        .map(|figure| {
            let year = figure.year.map(|year| year.to_string()).unwrap_or_default();
            let texts = [
                guarded(&figure.unit_code),
                guarded(&figure.unit_name),
                year,
                guarded(&figure.form),
                guarded(&figure.title),
                guarded(&figure.row_code),
                guarded(&figure.row_name),
                guarded(&figure.column),
                figure.fund.to_owned(),
                figure.amount.to_string(),
                figure.money_unit.to_owned(),
            ];
            texts.to_vec()
        })
        .collect();
    let fields = LONG.map(|name| match name {
        "year" => Field { kind: "integer", ..Field::text(name) },
        "amount" => Field { kind: "number", ..Field::text(name) },
        _ => Field::text(name),
    });
    Table { fields: fields.to_vec(), rows, marks: BTreeSet::new() }
}
