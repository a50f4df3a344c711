//! Workbooks: the figures of the draft as numbers, what is computed as live formulas, text as text, and the draft again when it is imported.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use crate::common::desk::Desk;
use crate::common::{NINE, amount, document, empty, json, sample, type_into, workings};
use gongkai::amount::MoneyUnit;
use gongkai::document::formulas;
use gongkai::model::{Draft, RowId};
use gongkai::store;
use gongkai::write;
use serde_json::Value;

/// The workbook of a draft.
fn workbook(draft: &Draft) -> Vec<u8> {
    let (work, document) = (workings(draft), document(draft));
    write::xlsx(&document.cleaned(), &formulas(&work, &document), &write::flat(&work)).expect("a workbook")
}

/// What another reader finds in it: values and formulas by sheet and place.
struct Book {
    values: BTreeMap<String, BTreeMap<(u32, u32), Data>>,
    formulas: BTreeMap<String, BTreeMap<(u32, u32), String>>,
}

impl Book {
    fn of(draft: &Draft) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook(draft))).expect("a workbook");
        let names = book.sheet_names();
        let mut found = Self { values: BTreeMap::new(), formulas: BTreeMap::new() };
        let index = |n: usize| u32::try_from(n).expect("few rows");
        for name in names {
            let values = book.worksheet_range(&name).expect("a sheet");
            let (top, left) = values.start().unwrap_or_default();
            let cells = values.used_cells().map(|(row, column, value)| ((top + index(row), left + index(column)), value.clone()));
            found.values.insert(name.clone(), cells.collect());
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            let (top, left) = formulas.start().unwrap_or_default();
            let cells = formulas.used_cells().map(|(row, column, text)| ((top + index(row), left + index(column)), text.clone()));
            found.formulas.insert(name, cells.collect());
        }
        found
    }

    /// The value, and the formula if there is one, in the row of that text, so many columns behind it.
    fn at(&self, sheet: &str, row: &str, behind: u32) -> (Data, Option<&str>) {
        let cells = self.values.get(sheet).unwrap_or_else(|| panic!("no sheet {sheet} in {:?}", self.values.keys()));
        let is = |value: &Data| matches!(value, Data::String(text) if text == row);
        let found = cells.iter().filter(|(_, value)| is(value)).map(|((row, column), _)| (*row, column + behind));
        // A head may say the same as a row.
        let places: Vec<(u32, u32)> = found.collect();
        let is_figure = |place: &&(u32, u32)| matches!(cells.get(place), Some(Data::Float(_))) || self.formulas[sheet].contains_key(place);
        let place = *places.iter().find(is_figure).or(places.first()).unwrap_or_else(|| panic!("no {row} in {sheet}"));
        let value = cells.get(&place).cloned().unwrap_or(Data::Empty);
        let formula = self.formulas[sheet].get(&place).map(String::as_str);
        (value, formula.filter(|formula| !formula.is_empty()))
    }
}

#[test]
fn every_figure_of_the_nine_forms_is_a_number_and_every_total_a_formula() {
    let draft = sample();
    let book = Book::of(&draft);
    assert_eq!(book.at("单位预算一般公共预算财政拨款支出表", "合计", 1), (Data::Float(2860.12), Some("SUM(E7:F7)")));
    assert_eq!(book.at("单位预算收支总表", "收入总计", 1), (Data::Float(2860.12), Some("SUM(C38:C39)")));
    let (total, link) = book.at("单位预算收支总表", "一、一般公共预算拨款收入", 1);
    assert_eq!((total, link), (Data::Float(2860.12), Some("'单位预算财政拨款收支总表'!C7")));
    let json = json(&draft);
    for id in NINE {
        let table = json["tables"].as_array().expect("tables").iter().find(|table| table["id"] == id).expect("a form");
        let title = table["title"].as_str().expect("a title");
        let numbers = |value: &Data| if let Data::Float(number) = value { Some(number.to_string()) } else { None };
        let mut found: Vec<String> = book.values[title].values().filter_map(numbers).collect();
        let plain = |text: &str| text.parse::<f64>().map(|number| number.to_string()).ok();
        let body = table["rows"].as_array().expect("rows").iter().flat_map(|row| row.as_array().expect("cells"));
        // Codes and running numbers are texts.
        let printed = body.filter_map(Value::as_str).filter(|text| text.contains('.')).filter_map(plain);
        for figure in printed {
            let at = found.iter().position(|other| *other == figure).unwrap_or_else(|| panic!("{title}: no {figure}"));
            found.swap_remove(at);
        }
    }
}

#[test]
fn a_blank_total_is_a_formula_that_waits_and_no_zero() {
    let book = Book::of(&sample());
    let (value, formula) = book.at("单位预算收支总表", "二、政府性基金预算拨款收入", 1);
    assert!(matches!(&value, Data::Empty) || value == Data::String(String::new()), "{value:?}");
    assert!(formula.is_some_and(|formula| formula.starts_with("IF(COUNT(")), "{formula:?}");
}

#[test]
fn a_stated_figure_stays_as_it_is_with_a_note() {
    let mut draft = sample();
    type_into(&mut draft, "general", "total", "total", "2860.10");
    let book = Book::of(&draft);
    assert_eq!(book.at("单位预算一般公共预算财政拨款支出表", "合计", 1), (Data::Float(2860.10), None));
    let notes = package_text(&workbook(&draft), "xl/comments");
    assert!(notes.contains("手工填列：2860.10；按公式计算为2860.12。"), "{notes}");
}

#[test]
fn a_total_that_differs_from_its_rounded_parts_stays_as_it_is_with_a_note() {
    let mut draft = empty();
    draft.entry_unit = MoneyUnit::Yuan;
    for code in ["2040201", "2080505", "2101101"] {
        type_into(&mut draft, "general", code, "basic", "130");
    }
    let work = workings(&draft);
    let cell = work.totals().at(work.plan(), &"general".into(), &RowId::of("total"), "basic").expect("a cell");
    assert_eq!(cell.shown, Some(amount("390").0));
    let book = Book::of(&draft);
    // 0.01 of each, and 0.04 altogether.
    assert_eq!(book.at("单位预算一般公共预算财政拨款支出表", "合计", 2), (Data::Float(0.04), None));
    assert!(package_text(&workbook(&draft), "xl/comments").contains("尾差"));
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    let mut draft = sample();
    for odd in ["=1+1", "+1", "-1+2", "@SUM(1)", "]]>", "</td><script>", "D:\\budget"] {
        draft.cards[0].texts.insert("purpose".into(), odd.into());
        draft.texts.insert("other_text".into(), odd.into());
        let book = Book::of(&draft);
        let texts = book.values.values().flat_map(BTreeMap::values).filter(|value| **value == Data::String(odd.into())).count();
        assert!(texts >= 3, "{odd} is not printed as typed in card, list and text: {texts}");
        assert!(book.formulas.values().flat_map(BTreeMap::values).all(|formula| !formula.contains(odd)), "{odd} became a formula");
    }
}

#[test]
fn a_workbook_has_the_same_bytes_each_time() {
    let draft = sample();
    assert!(workbook(&draft) == workbook(&draft));
}

/// What the two print, without what an import cannot know.
fn printed(draft: &Draft) -> (Value, Value) {
    let mut json = json(draft);
    for table in json["tables"].as_array_mut().expect("tables") {
        table["id"] = Value::Null;
    }
    (json["tables"].take(), json["sections"].take())
}

#[test]
fn an_imported_workbook_is_the_draft_again() {
    for name in ["unit-2024.ron", "department-2021.ron", "department-2021-sections.ron"] {
        let draft = store::sample(name).expect("a sample");
        let desk = Desk::new().with("稿.ron", &draft);
        std::fs::write(desk.path("稿.xlsx"), workbook(&draft)).expect("written");
        desk.run("import 稿.xlsx -o 再.ron").ends(0);
        let again = desk.draft("再.ron");
        let ((tables, sections), (own_tables, own_sections)) = (printed(&again), printed(&draft));
        assert_eq!(tables, own_tables, "{name}");
        assert_eq!(sections, own_sections, "{name}");
        let cards = |draft: &Draft| draft.cards.iter().map(|card| (card.text("name").to_owned(), card.indicators.len())).collect::<Vec<_>>();
        assert_eq!(cards(&again), cards(&draft), "{name}");
    }
}

#[test]
fn the_flat_sheets_fill_the_cards_again() {
    let draft = sample();
    let mut bare = draft.clone();
    bare.cards.iter_mut().for_each(|card| card.indicators.clear());
    let desk = Desk::new().with("稿.ron", &bare);
    std::fs::write(desk.path("稿.xlsx"), workbook(&draft)).expect("written");
    desk.run("list 稿.xlsx --into 稿.ron").ends(0);
    let filled = desk.draft("稿.ron");
    for (card, own) in filled.cards.iter().zip(&draft.cards) {
        let rows = |card: &gongkai::model::Card| {
            card.indicators.iter().map(|row| (row.level1.clone(), row.level3.clone(), row.value.clone())).collect::<Vec<_>>()
        };
        assert_eq!(rows(card), rows(own));
    }
}

/// The text of the parts of a package whose names begin so.
fn package_text(bytes: &[u8], begin: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = String::new();
    for at in 0..package.len() {
        let mut part = package.by_index(at).expect("a part");
        if part.name().expect("a name").starts_with(begin) {
            std::io::Read::read_to_string(&mut part, &mut out).expect("UTF-8");
        }
    }
    out
}
