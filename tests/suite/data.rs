//! Open data: every table as CSV with its description, the long form as CSV and Parquet, each figure as it is printed.

use std::collections::{BTreeMap, BTreeSet};

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, RowAccessor as _};

use crate::common::desk::Desk;
use crate::common::{document, json, sample, strings, type_into, workings};
use gongkai::model::Draft;
use gongkai::write;
use serde_json::Value;

fn folder(draft: &Draft) -> BTreeMap<String, String> {
    let work = workings(draft);
    let files = write::folder(&work, &document(draft).cleaned(), &write::flat(&work)).expect("files");
    files.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_table_is_a_file_with_the_cells_that_are_printed() {
    let draft = sample();
    let files = folder(&draft);
    for table in json(&draft)["tables"].as_array().expect("tables") {
        let id = table["id"].as_str().expect("an id");
        let found = rows(&files[&format!("{id}.csv")]);
        let printed: Vec<Vec<String>> = table["rows"].as_array().expect("rows").iter().map(strings).collect();
        assert_eq!(found[1..], printed, "{id}");
    }
    assert_eq!(rows(&files["cards.csv"]).len(), 1 + draft.cards.len());
    let indicators: usize = draft.cards.iter().map(|card| card.indicators.len()).sum();
    assert_eq!(rows(&files["indicators.csv"]).len(), 1 + indicators);
}

#[test]
fn the_package_describes_every_column_of_every_file() {
    let files = folder(&sample());
    let package: Value = serde_json::from_str(&files["datapackage.json"]).expect("JSON");
    assert_eq!(package["name"], "budget-103001-2024");
    let mut described = BTreeSet::from(["datapackage.json".to_owned()]);
    for resource in package["resources"].as_array().expect("resources") {
        let path = resource["path"].as_str().expect("a path");
        let names: Vec<&str> =
            resource["schema"]["fields"].as_array().expect("fields").iter().map(|field| field["name"].as_str().expect("a name")).collect();
        assert_eq!(rows(&files[path])[0], names, "{path}");
        described.insert(path.to_owned());
    }
    assert_eq!(described, files.keys().cloned().collect());
    let general = package["resources"].as_array().expect("resources").iter().find(|resource| resource["name"] == "general").expect("form 5");
    let total = general["schema"]["fields"].as_array().expect("fields").iter().find(|field| field["name"] == "合计").expect("a column");
    assert_eq!((&total["type"], &total["unit"]), (&"number".into(), &"万元".into()));
}

#[test]
fn a_text_is_no_formula_and_a_negative_figure_stays_a_figure() {
    let mut draft = sample();
    draft.cards[0].texts.insert("purpose".into(), "=cmd|'/c calc'!A1".into());
    type_into(&mut draft, "general", "2040220", "project", "-70.01");
    let files = folder(&draft);
    assert!(files["cards.csv"].contains("'=cmd|") && !files["cards.csv"].contains(",=cmd"));
    assert!(files["general.csv"].contains(",-70.01") && !files["general.csv"].contains("'-70.01"));
}

#[test]
fn the_long_form_is_the_same_in_csv_and_parquet_and_says_what_each_figure_is() {
    let draft = sample();
    let work = workings(&draft);
    let figures = write::figures(&work, &document(&draft));
    let long = rows(&folder(&draft)["figures.csv"]);
    assert_eq!(long.len(), figures.len() + 1);
    let of = |form: &str, code: &str, column: &str| {
        let found = figures.iter().find(|figure| figure.form == form && figure.row_code == code && figure.column == column);
        found.map(|figure| (figure.amount.to_string(), figure.row_name.as_str(), figure.fund, figure.money_unit))
    };
    assert_eq!(of("general", "2040220", "项目支出"), Some(("70.00".into(), "执法办案", "一般公共预算", "万元")));
    assert_eq!(of("balance", "all", "支出·预算数").map(|found| found.1), Some("支出总计"));

    let bytes = write::parquet(&figures).expect("Parquet");
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("Parquet");
    let mut n = 0;
    for (row, figure) in reader.get_row_iter(None).expect("rows").zip(&figures) {
        let row = row.expect("a row");
        let Field::Decimal(amount) = row.get_column_iter().find(|(name, _)| *name == "amount").expect("an amount").1 else { panic!("no decimal") };
        let unscaled = i128::from_be_bytes(amount.data().try_into().expect("16 bytes"));
        let printed = rust_decimal::Decimal::from_i128_with_scale(unscaled, write::SCALE);
        assert_eq!(printed, figure.amount);
        assert_eq!(row.get_string(0).expect("a text"), &figure.unit_code);
        n += 1;
    }
    assert_eq!(n, figures.len());
}

#[test]
fn a_folder_is_replaced_whole_and_no_other_folder_is_touched() {
    let desk = Desk::new().with("稿.ron", &sample()).with_file("别的.csv/笔记.txt", "留着");
    desk.run("export 稿.ron -o 表.csv").ends(0);
    std::fs::write(desk.path("表.csv/旧表.csv"), "旧").expect("written");
    desk.run("export 稿.ron -o 表.csv -o 表.parquet").ends(0);
    assert!(!desk.names_in("表.csv").contains("旧表.csv"), "what the draft no longer has is gone");
    assert_eq!(desk.names_in("表.csv").len(), 17);
    desk.run("export 稿.ron -o 别的.csv").ends(2).says("文件夹里有别的文件");
    std::fs::write(desk.path("表.csv/说明.docx"), "别人放的").expect("written");
    desk.run("export 稿.ron -o 表.csv").ends(2).says("文件夹里有别的文件");
    assert_eq!(desk.text("表.csv/说明.docx"), "别人放的", "what somebody has put beside our tables is theirs");
    assert_eq!(desk.text("别的.csv/笔记.txt"), "留着");
}

#[test]
fn a_folder_is_not_written_over_the_draft_that_lies_in_it() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("公开.csv")).expect("a folder");
    let desk = desk.with("公开.csv/稿.ron", &sample());
    desk.run("export 公开.csv/稿.ron -o 公开.csv").fails("在要写的文件夹里");
    assert!(desk.names_in("公开.csv").into_iter().eq(["稿.ron"]), "nothing else is there");
}
