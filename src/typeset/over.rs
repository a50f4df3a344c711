//! Forms and cards that run over onto a second page by a little: a note or two rows alone on a page. They are laid out again with their rows
//! closer together, by so much; how high rows become is known only behind the first layout.

use typst::foundations::{Content, NativeElement as _, Value};
use typst::introspection::{Introspector as _, MetadataElem};
use typst_layout::PagedDocument;

use crate::document::{Block, Document, Grid, GridRole};
use crate::write::fit::Paper;

/// More of a page than this, with the head that is repeated, is not saved by rows that are closer together.
const LITTLE: f64 = 0.4;

/// Whether a grid is to stand on one page if it can: the layout tells where it begins and ends.
pub(super) fn is_whole(grid: &Grid) -> bool {
    matches!(grid.role, GridRole::Form | GridRole::Card)
}

/// By how many points each grid that should be whole runs over onto the next page, in the document's order; 0 where it does not, or by much.
pub(super) fn over(document: &Document, paged: &PagedDocument) -> Vec<f64> {
    let introspector = paged.introspector();
    let marks = introspector.query(&MetadataElem::ELEM.select());
    let of_grids = marks.iter().filter(|mark| mark.to_packed::<MetadataElem>().is_some_and(|mark| matches!(mark.value, Value::Bool(_))));
    let place = |mark: &Content| mark.location().and_then(|at| introspector.position(at)).map(|at| (at.page.get(), at.point.y.to_pt()));
    let places: Vec<Option<(usize, f64)>> = of_grids.map(place).collect();
    let papers = document.sheets.iter().flat_map(|sheet| {
        let paper = Paper::of(sheet);
        sheet.blocks.iter().filter(|block| matches!(block, Block::Grid(grid) if is_whole(grid))).map(move |_| paper)
    });
    let over = |(ends, paper): (&[Option<(usize, f64)>], Paper)| {
        let [Some((begins, _)), Some((ends, y))] = ends else { return 0.0 };
        let over = y - f64::from(paper.margins()[0]);
        if *ends == begins + 1 && over > 0.0 && over < LITTLE * f64::from(paper.area().1) { over } else { 0.0 }
    };
    places.chunks(2).zip(papers).map(over).collect()
}

#[cfg(test)]
mod tests {
    use crate::document::{Align, Block, Document, Grid, GridCell, GridRole, GridRow, GridRowKind, Sheet};

    /// A form with so many rows and a note.
    fn pages(rows: usize) -> usize {
        let row = |kind, text: String| GridRow { kind, cells: vec![GridCell::new(text, Align::Left), GridCell::new("1.00", Align::Right)] };
        let head = std::iter::once(row(GridRowKind::Head, "项目".into()));
        let grid = Grid {
            id: "f".into(),
            title: "表".into(),
            role: GridRole::Form,
            left: vec!["某单位".into()],
            right: "单位：万元".into(),
            unit: "万元",
            columns: Vec::new(),
            widths: vec![1, 1],
            rows: head.chain((0..rows).map(|n| row(GridRowKind::Body, format!("第{n}项")))).collect(),
            notes: vec!["注：".to_owned() + &"很长的说明".repeat(60)],
            place: None,
        };
        let document = Document { sheets: vec![Sheet { landscape: false, blocks: vec![Block::Grid(grid)] }], ..Document::default() };
        crate::typeset::pages(&document).expect("pages").paged.pages().len()
    }

    #[test]
    fn a_note_or_a_few_rows_do_not_stand_alone_on_a_page() {
        // Rows with the usual space need a page at 40, and the note, which is taken for one line, runs over before.
        assert!((30..=44).all(|rows| pages(rows) == 1), "{:?}", (30..=44).map(pages).collect::<Vec<_>>());
        assert_eq!(pages(60), 2);
    }
}
