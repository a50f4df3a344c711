//! Tables of a Word file: fixed widths, merged cells, headers that every page repeats, rows that stay whole.

use super::body::{paragraph, run};
use super::twips;
use crate::document::{Align, Grid, GridRole, GridRowKind, Placed};
use crate::write::fit::{Fit, INSET_X, LINE, Paper, fit, head_rows, is_long};
use crate::write::package::Xml;

/// What stands before a table.
pub(super) struct Before {
    /// A heading that is its title.
    pub(super) titled: bool,
    /// Headings right above it.
    pub(super) headings: usize,
    /// Whether it begins a page.
    pub(super) new_page: bool,
}

const HEAD_TINT: &str = "E9EEF4";
const LABEL_TINT: &str = "F3F5F8";
const RULE: &str = "595959";

pub(super) fn table(xml: &mut Xml, grid: &Grid, paper: Paper, before: &Before) {
    let mut new_page = before.new_page;
    let mut turn = |xml: &mut Xml| {
        if std::mem::take(&mut new_page) {
            xml.leaf("w:pageBreakBefore", &[]);
        }
    };
    if !grid.title.is_empty() && !before.titled {
        paragraph(xml, "TableTitle", &mut turn, |xml| run(xml, &grid.title, |_| {}));
    }
    let placed = grid.placed();
    let fit = fit(grid, &placed, paper, before.headings);
    let columns = whole_twips(&fit.columns);
    let left: Vec<&str> = grid.left.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    if !left.is_empty() || !grid.right.is_empty() {
        let width: i32 = columns.iter().sum();
        paragraph(
            xml,
            "TableLine",
            |xml| {
                turn(xml);
                xml.element("w:tabs", &[], |xml| xml.leaf("w:tab", &[("w:val", &"right"), ("w:pos", &width)]));
            },
            |xml| {
                run(xml, &left.join("　　"), |_| {});
                if !grid.right.is_empty() {
                    xml.element("w:r", &[], |xml| xml.leaf("w:tab", &[]));
                    run(xml, &grid.right, |_| {});
                }
            },
        );
    } else if before.new_page && before.titled {
        // The heading has turned the page.
    } else if before.new_page {
        paragraph(xml, "TableLine", &mut turn, |_| {});
    }
    put(xml, grid, &placed, &fit, &columns, paper);
    for note in &grid.notes {
        paragraph(xml, "TableNote", |_| {}, |xml| run(xml, note, |_| {}));
    }
    if grid.notes.is_empty() {
        // Two tables without a paragraph between them would be one.
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.leaf("w:spacing", &[("w:before", &0), ("w:after", &0), ("w:line", &200), ("w:lineRule", &"exact")]);
                xml.element("w:rPr", &[], |xml| xml.leaf("w:sz", &[("w:val", &2)]));
            });
        });
    }
}

/// The widths in whole units, which together are the width of the page.
fn whole_twips(columns: &[f32]) -> Vec<i32> {
    let mut end = 0.0;
    let mut done = 0;
    let next = |width: &f32| {
        end += width;
        let own = twips(end) - done;
        done += own;
        own
    };
    columns.iter().map(next).collect()
}

fn put(xml: &mut Xml, grid: &Grid, placed: &[Vec<Placed<'_>>], fit: &Fit, columns: &[i32], paper: Paper) {
    xml.element("w:tbl", &[], |xml| {
        xml.element("w:tblPr", &[], |xml| {
            let width: i32 = columns.iter().sum();
            xml.leaf("w:tblW", &[("w:w", &width), ("w:type", &"dxa")]);
            xml.leaf("w:jc", &[("w:val", &"center")]);
            xml.element("w:tblBorders", &[], |xml| {
                for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                    xml.leaf(side, &[("w:val", &"single"), ("w:sz", &4), ("w:space", &0), ("w:color", &RULE)]);
                }
            });
            xml.leaf("w:tblLayout", &[("w:type", &"fixed")]);
            xml.element("w:tblCellMar", &[], |xml| {
                let (x, y) = (twips(INSET_X), twips(fit.inset));
                for (side, inset) in [("w:top", y), ("w:left", x), ("w:bottom", y), ("w:right", x)] {
                    xml.leaf(side, &[("w:w", &inset), ("w:type", &"dxa")]);
                }
            });
            let title = if grid.title.is_empty() { &grid.id } else { &grid.title };
            xml.leaf("w:tblCaption", &[("w:val", &title)]);
        });
        xml.element("w:tblGrid", &[], |xml| columns.iter().for_each(|width| xml.leaf("w:gridCol", &[("w:w", width)])));
        let head = head_rows(grid);
        // Rows of a table that has room on a page stay with the next one, so that it does.
        let together = fit.on_one_page && grid.role != GridRole::Table;
        for (n, (row, cells)) in grid.rows.iter().zip(placed).enumerate() {
            xml.element("w:tr", &[], |xml| {
                xml.element("w:trPr", &[], |xml| {
                    if !is_long(cells, fit, paper) {
                        xml.leaf("w:cantSplit", &[]);
                    }
                    if n < head {
                        xml.leaf("w:tblHeader", &[]);
                    }
                });
                for piece in cells {
                    cell(xml, piece, row.kind, fit, columns, together && n + 1 < grid.rows.len());
                }
            });
        }
    });
}

fn cell(xml: &mut Xml, piece: &Placed<'_>, kind: GridRowKind, fit: &Fit, columns: &[i32], keep: bool) {
    let cell = piece.cell;
    let (head, label) = (kind == GridRowKind::Head, cell.is_some_and(|cell| cell.label));
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            let width: i32 = columns[piece.column..piece.column + piece.columns].iter().sum();
            xml.leaf("w:tcW", &[("w:w", &width), ("w:type", &"dxa")]);
            if piece.columns > 1 {
                xml.leaf("w:gridSpan", &[("w:val", &piece.columns)]);
            }
            if piece.above > 0 {
                xml.leaf("w:vMerge", &[]);
            } else if piece.rows > 1 {
                xml.leaf("w:vMerge", &[("w:val", &"restart")]);
            }
            if head || label {
                let tint = if head { HEAD_TINT } else { LABEL_TINT };
                xml.leaf("w:shd", &[("w:val", &"clear"), ("w:color", &"auto"), ("w:fill", &tint)]);
            }
            xml.leaf("w:vAlign", &[("w:val", &"center")]);
        });
        let side = match cell.map(|cell| cell.align) {
            Some(Align::Center) => "center",
            Some(Align::Right) => "right",
            Some(Align::Left) | None => "left",
        };
        let bold = head || kind == GridRowKind::Total || cell.is_some_and(|cell| cell.bold);
        #[allow(clippy::cast_possible_truncation)] // a size of type
        let half_points = (fit.size * 2.0).floor() as i32;
        paragraph(
            xml,
            "TableText",
            |xml| {
                if keep {
                    xml.leaf("w:keepNext", &[]);
                }
                if half_points != 20 {
                    xml.leaf("w:spacing", &[("w:line", &twips(LINE * fit.size)), ("w:lineRule", &"exact")]);
                }
                if let Some(cell) = cell.filter(|cell| cell.indent > 0) {
                    xml.leaf("w:ind", &[("w:left", &(i32::from(cell.indent) * twips(fit.size)))]);
                }
                xml.leaf("w:jc", &[("w:val", &side)]);
            },
            |xml| {
                run(xml, &piece.text, |xml| {
                    if bold {
                        xml.leaf("w:b", &[]);
                        xml.leaf("w:bCs", &[]);
                    }
                    if half_points != 20 {
                        xml.leaf("w:sz", &[("w:val", &half_points)]);
                        xml.leaf("w:szCs", &[("w:val", &half_points)]);
                    }
                });
            },
        );
    });
}
