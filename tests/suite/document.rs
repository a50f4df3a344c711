//! The composed document: every block knows where it comes from, every cell what it says and where it stands.

use gongkai::document::{Align, Block, CellValue, Document, Grid, GridRowKind};
use gongkai::model::{AdditionKind, Place};
use gongkai::store;
use gongkai::template::ColumnKind;

use crate::common::{document, sample, type_into};

fn blocks(document: &Document) -> impl Iterator<Item = &Block> {
    document.sheets.iter().flat_map(|sheet| &sheet.blocks)
}

fn grids(document: &Document) -> impl Iterator<Item = &Grid> {
    blocks(document).filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None })
}

/// The place of the first block that says this.
fn place_of(document: &Document, text: &str) -> Option<Place> {
    let says = |block: &&Block| match block {
        Block::Heading(heading) => heading.text.contains(text),
        Block::Paragraph(paragraph) => paragraph.text().contains(text),
        Block::Grid(grid) => grid.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text.contains(text)),
    };
    blocks(document).find(says).unwrap_or_else(|| panic!("nothing says {text}")).place().cloned()
}

#[test]
fn every_block_of_the_samples_knows_where_it_comes_from() {
    for name in store::samples() {
        let draft = store::sample(name).unwrap_or_else(|error| panic!("{error}"));
        for block in blocks(&document(&draft)) {
            let place = block.place().unwrap_or_else(|| panic!("{name}: from nowhere: {block:?}"));
            assert!(!place.describe(&draft).is_empty(), "{name}: {place:?}");
            if let (Place::Text(id), Block::Paragraph(paragraph)) = (place, block)
                && !draft.text(id).contains(['{', '*'])
            {
                assert!(draft.text(id).contains(&paragraph.text()), "{name}: {id} does not say {paragraph:?}");
            }
        }
    }
}

#[test]
fn headings_texts_cards_and_terms_lead_to_what_is_typed_there() {
    let mut draft = sample();
    let kind = AdditionKind::Section { heading: "会议费情况".into(), number: String::new(), listed: true };
    draft.additions.push(gongkai::model::Addition { id: "a1".into(), after: "operating".into(), inside: false, kind });
    draft.texts.insert("other_text".into(), "说明其他。".into());
    let (project, term) = (draft.cards[3].text("name").to_owned(), draft.glossary[2].term.clone());
    let document = document(&draft);
    assert_eq!(place_of(&document, "会议费情况"), Some(Place::Section("a1".into())));
    assert_eq!(place_of(&document, "说明其他。"), Some(Place::Text("other_text".into())));
    assert_eq!(place_of(&document, &project), Some(Place::Card(draft.cards[3].id.clone())));
    assert_eq!(place_of(&document, &term), Some(Place::Term(draft.glossary[2].id.clone())));
    assert_eq!(place_of(&document, "单位预算收支总表"), Some(Place::Form("balance".into())));
    // A heading of the template leads to what stands first below it.
    assert_eq!(place_of(&document, "1、收入说明"), Some(Place::Text("income_text".into())));
}

#[test]
fn a_figure_stands_beside_its_text() {
    let mut draft = sample();
    type_into(&mut draft, "general", "2040220", "project", "70.015");
    let document = document(&draft);
    let mut figures = 0;
    for grid in grids(&document) {
        for cell in grid.rows.iter().flat_map(|row| &row.cells) {
            if let CellValue::Money(Some(figure)) | CellValue::Number(Some(figure)) = cell.value {
                assert_eq!(figure.to_string(), cell.text, "{}", grid.id);
                assert_eq!(cell.align, Align::Right, "{}: {cell:?}", grid.id);
                figures += 1;
            }
        }
    }
    assert!(figures > 400, "only {figures} figures");
    let general = grids(&document).find(|grid| grid.id == "general").expect("form 5");
    let cells = || general.rows.iter().flat_map(|row| &row.cells);
    assert!(cells().any(|cell| cell.text == "70.015" && matches!(cell.value, CellValue::Money(Some(_)))));
    // Blank is not zero, and no text either.
    assert!(cells().any(|cell| cell.text.is_empty() && cell.value == CellValue::Money(None)));
    // A code is no figure, though it is all digits.
    assert!(cells().filter(|cell| cell.text == "2040220").all(|cell| cell.value == CellValue::Text));
}

#[test]
fn every_money_column_of_a_form_holds_money() {
    let draft = sample();
    let document = document(&draft);
    for form in &draft.template.forms {
        let grid = grids(&document).find(|grid| grid.id == form.id).expect("a form");
        let columns: Vec<_> = form.panes.iter().flat_map(|pane| &pane.columns).filter(|column| column.print).collect();
        let serial = usize::from(form.serial.is_some());
        for (row, placed) in grid.rows.iter().zip(grid.placed()).filter(|(row, _)| row.kind != GridRowKind::Head) {
            assert_eq!(placed.len(), columns.len() + serial, "{}", form.id);
            for (column, cell) in columns.iter().zip(&row.cells[serial..]) {
                let money = matches!(cell.value, CellValue::Money(_));
                assert_eq!(money, matches!(column.kind, ColumnKind::Money), "{} {}: {cell:?}", form.id, column.id);
            }
        }
    }
}

#[test]
fn every_row_of_a_table_reaches_from_the_first_column_to_the_last() {
    for name in store::samples() {
        let document = document(&store::sample(name).unwrap_or_else(|error| panic!("{error}")));
        for grid in grids(&document) {
            for row in grid.placed() {
                let ends = row.iter().fold(0, |at, placed| if placed.column == at { at + placed.columns } else { usize::MAX });
                assert_eq!(ends, grid.widths.len(), "{name} {}", grid.id);
                assert!(row.iter().all(|placed| placed.cell.is_some()), "{name} {}: a hole", grid.id);
            }
        }
    }
}
