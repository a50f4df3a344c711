//! Where the blocks and cells of a document stand on its pages, so that a click on a page leads to what it prints, and the other way round.

use std::num::NonZeroUsize;

use typst::foundations::{NativeElement as _, Value};
use typst::introspection::{Introspector as _, MetadataElem};

use super::Pages;
use crate::document::{Block, FigureOf};
use crate::model::Place;

/// The beginning of a block or a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Page, from 0.
    pub page: usize,
    /// Points from the left edge.
    pub x: f64,
    /// Points from the upper edge.
    pub y: f64,
    /// Where the block comes from.
    pub place: Option<Place>,
    /// The cell of the totals that stands there.
    pub figure: Option<FigureOf>,
    /// Of running text its words.
    pub text: String,
}

impl Pages {
    /// The marks in the order of the document; none unless the pages were made with them.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        let Some(document) = &self.marked else { return Vec::new() };
        let blocks: Vec<&Block> = document.sheets.iter().flat_map(|sheet| &sheet.blocks).collect();
        let placed: Vec<_> = blocks.iter().map(|block| if let Block::Grid(grid) = block { grid.placed() } else { Vec::new() }).collect();
        let introspector = self.paged.introspector();
        let found = introspector.query(&MetadataElem::ELEM.select());
        let mark = |element: &typst::foundations::Content| {
            let value = &element.to_packed::<MetadataElem>()?.value;
            let number = |value: &Value| if let Value::Int(number) = value { usize::try_from(*number).ok() } else { None };
            let (block, cell) = match value {
                Value::Int(_) => (number(value)?, None),
                Value::Array(parts) => {
                    let parts: Vec<usize> = parts.iter().filter_map(number).collect();
                    let [block, row, column] = parts[..] else { return None };
                    (block, Some((row, column)))
                }
                _ => return None,
            };
            let at = introspector.position(element.location()?)?;
            let figure = cell.and_then(|(row, column)| placed.get(block)?.get(row)?.iter().find(|piece| piece.column == column)?.cell?.of);
            let text = if let Some(Block::Paragraph(text)) = blocks.get(block) { text.text() } else { String::new() };
            let place = blocks.get(block)?.place().cloned();
            Some(Mark { page: NonZeroUsize::get(at.page) - 1, x: at.point.x.to_pt(), y: at.point.y.to_pt(), place, figure, text })
        };
        found.iter().filter_map(mark).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::document::compose;
    use crate::model::Place;
    use crate::template::Library;
    use crate::workings::Workings;

    #[test]
    fn every_part_of_the_sample_is_found_on_its_page_and_marks_change_no_page() {
        let work = Workings::of(crate::store::sample("unit-2024.ron").expect("the sample opens")).expect("a sound template");
        let document = compose(&work, &Library::load(None).codes);
        let (plain, marked) = (super::super::pages(&document).expect("pages"), super::super::marked(&document).expect("pages"));
        assert_eq!(plain.marks(), []);
        assert_eq!((plain.paged.pages().len(), plain.heading_pages()), (marked.paged.pages().len(), marked.heading_pages()));
        let marks = marked.marks();
        for card in &work.draft().cards {
            assert!(marks.iter().any(|mark| mark.place == Some(Place::Card(card.id.clone()))), "{}", card.id);
        }
        let figures = marks.iter().filter(|mark| mark.figure.is_some()).count();
        assert!(figures > 300, "{figures} figures");
        assert!(marks.windows(2).all(|pair| pair[0].page <= pair[1].page), "in the order of the pages");
    }
}
