//! The document as an Excel workbook: a sheet for the cover, the contents and each piece of running text, one for each table, one for all goal
//! cards, in the order of the document, and at the end flat tables for sorting and loading.
//!
//! Figures are numbers with the decimals that are printed; what an equation gives is a live formula with its result. Everything else is text,
//! whatever it looks like. Which sheet holds what is decided in [`pages`], formulas are written out by [`formula`].

mod formula;
mod look;
mod pages;

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula as Written, IgnoreError, Note, Workbook, Worksheet, XlsxError};

use crate::document::{At, CellValue, Document, Formulas, Grid, GridRole, GridRowKind, Heading, Placed, Special};
use look::{Looks, Role};
use pages::{Page, PageKind, Piece, Spot, pages};

/// The most digits that a number of a sheet holds.
const DIGITS: usize = 15;

/// The document as a workbook, with the formulas of its figures and the flat tables that follow it.
///
/// # Errors
/// What no sheet can hold, in Chinese.
pub fn xlsx(document: &Document, formulas: &Formulas, flat: &[Grid]) -> Result<Vec<u8>, String> {
    let pages = pages(document, flat);
    let mut book = Workbook::new();
    book.set_properties(&properties(document).map_err(reason)?);
    let writer = Writer { formulas, pages: &pages, looks: Looks, inexact: inexact(document) };
    for page in &pages {
        let sheet = writer.sheet(document, page).map_err(|error| format!("“{}”：{}", page.name, reason(error)))?;
        book.push_worksheet(sheet);
    }
    book.save_to_buffer().map_err(reason)
}

/// The cells whose figures a sheet would lose digits of.
fn inexact(document: &Document) -> BTreeSet<At> {
    let mut out = BTreeSet::new();
    for (n, grid) in document.grids().enumerate() {
        for (row, pieces) in grid.placed().iter().enumerate() {
            let lost = pieces.iter().filter(|piece| match piece.cell.map(|cell| cell.value) {
                Some(CellValue::Money(Some(figure)) | CellValue::Number(Some(figure))) => exact(figure).is_none(),
                _ => false,
            });
            out.extend(lost.map(|piece| At { grid: n, row, column: piece.column }));
        }
    }
    out
}

/// The library's reasons are English; these are the ones that a document can come to.
fn reason(error: XlsxError) -> String {
    match error {
        XlsxError::MaxStringLengthExceeded => "有一格的文字超过 Excel 的上限（32767字），请分成几段。".to_owned(),
        XlsxError::RowColumnLimitError => "行或列超过 Excel 的上限。".to_owned(),
        other => format!("写不成 Excel 文件（{other}）。"),
    }
}

fn properties(document: &Document) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = document.date();
    Ok(DocProperties::new()
        .set_title(&document.title)
        .set_author(&document.author)
        .set_subject(&document.subject)
        .set_keywords(document.keywords.join(", "))
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?))
}

struct Writer<'a> {
    formulas: &'a Formulas,
    pages: &'a [Page<'a>],
    looks: Looks,
    /// Figures with more digits than a sheet keeps.
    inexact: BTreeSet<At>,
}

/// A table on its sheet.
struct Laid<'a> {
    grid: &'a Grid,
    /// Which of the document's it is; none for a flat one.
    number: Option<usize>,
    /// Where its first row stands.
    top: u32,
    /// Decimals of each column, for cells that hold nothing yet.
    decimals: Vec<u32>,
}

impl Writer<'_> {
    fn sheet(&self, document: &Document, page: &Page<'_>) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(&page.name)?;
        // A formula without a figure yet is blank, not zero.
        sheet.set_formula_result_default("");
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C&P");
        if let Some(mark) = &document.mark {
            sheet.set_header(format!("&C{mark}"));
        }
        sheet.set_margins(0.6, 0.6, 0.75, 0.75, 0.3, 0.4).set_print_center_horizontally(true);
        if page.landscape {
            sheet.set_landscape();
        }
        for (column, width) in page.widths.iter().enumerate() {
            sheet.set_column_width(small(column), *width)?;
        }
        match page.kind {
            PageKind::Cover => self.cover(&mut sheet, document)?,
            PageKind::Contents => self.contents(&mut sheet, document)?,
            PageKind::Blocks | PageKind::Cards => {
                for (row, piece) in &page.pieces {
                    self.piece(&mut sheet, page, *row, piece)?;
                }
                paper(&mut sheet, page)?;
            }
        }
        Ok(sheet)
    }

    fn cover(&self, sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
        for (n, line) in document.cover.iter().enumerate() {
            let role = if line.role == "title" { Role::Title } else { Role::Cover };
            words(sheet, (tall(n) * 2 + 6, 0), &line.text, &self.looks.of(role))?;
        }
        Ok(())
    }

    /// Entries that lead to what they name.
    fn contents(&self, sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
        let title = document.contents.as_deref().unwrap_or_default();
        words(sheet, (0, 0), title, &self.looks.of(Role::Title))?;
        let spots = self.pages.iter().flat_map(|page| page.headings().map(move |(row, heading)| (page, row, heading)));
        let mut row = 1;
        for (page, at, heading) in spots {
            let Some(entry) = &heading.contents else { continue };
            let format = self.looks.of(Role::Entry(heading.level));
            let link = format!("internal:'{}'!A{}", page.name.replace('\'', "''"), at + 1);
            if entry.trim().is_empty() || entry.chars().count() > 200 {
                words(sheet, (row, 0), entry, &format)?;
            } else {
                sheet.write_url_with_options(row, 0, link.as_str(), entry.as_str(), "", Some(&format.0))?;
            }
            row += 1;
        }
        Ok(())
    }

    fn piece(&self, sheet: &mut Worksheet, page: &Page<'_>, row: u32, piece: &Piece<'_>) -> Result<(), XlsxError> {
        let last = page.widths.len() - 1;
        match piece {
            Piece::Heading(heading) => {
                let role = if heading.centred { Role::Title } else { Role::Heading(heading.level) };
                wide(sheet, (row, 0, last), &page.widths, &heading.text, &self.looks.of(role))
            }
            Piece::Paragraph(paragraph) => {
                let role = match paragraph.role {
                    "centred" => Role::Centred,
                    "right" => Role::Right,
                    "note" => Role::Note,
                    _ => Role::Body,
                };
                wide(sheet, (row, 0, last), &page.widths, &paragraph.text(), &self.looks.of(role))
            }
            Piece::Grid { grid, number, heading } => self.grid(sheet, page, row, grid, *number, *heading),
        }
    }

    fn grid(
        &self,
        sheet: &mut Worksheet,
        page: &Page<'_>,
        row: u32,
        grid: &Grid,
        number: Option<usize>,
        heading: Option<&Heading>,
    ) -> Result<(), XlsxError> {
        let spot = Spot::of(grid, heading, row);
        let (widths, last) = (&page.widths[..grid.widths.len()], grid.widths.len() - 1);
        if let Some(heading) = heading {
            wide(sheet, (row, 0, last), widths, &heading.text, &self.looks.of(Role::Title))?;
        }
        let half = if grid.right.is_empty() { last } else { last / 2 };
        for (n, line) in grid.left.iter().enumerate() {
            let to = if n == 0 { half } else { last };
            wide(sheet, (spot.captions + tall(n), 0, to), widths, line, &self.looks.of(Role::Left))?;
        }
        if !grid.right.is_empty() {
            let from = if grid.left.is_empty() || last == 0 { 0 } else { half + 1 };
            let row = if last == 0 { spot.captions + tall(grid.left.len()) } else { spot.captions };
            wide(sheet, (row, from, last), widths, &grid.right, &self.looks.of(Role::Right))?;
        }
        let laid = Laid { grid, number, top: spot.top, decimals: decimals(grid) };
        let placed = grid.placed();
        for (n, pieces) in placed.iter().enumerate() {
            let mut height: f64 = 18.0;
            for piece in pieces.iter().filter(|piece| piece.above == 0) {
                self.cell(sheet, &laid, n, piece)?;
                if piece.rows == 1 {
                    height = height.max(look::height(&piece.text, &widths[piece.column..piece.column + piece.columns], 10.0));
                }
            }
            sheet.set_row_height(spot.top + tall(n), height.min(400.0))?;
        }
        for (n, note) in grid.notes.iter().enumerate() {
            wide(sheet, (spot.top + tall(placed.len() + n), 0, last), widths, note, &self.looks.of(Role::Note))?;
        }
        Ok(())
    }

    fn cell(&self, sheet: &mut Worksheet, laid: &Laid<'_>, n: usize, piece: &Placed<'_>) -> Result<(), XlsxError> {
        let (row, column) = (laid.top + tall(n), small(piece.column));
        let kind = laid.grid.rows.get(n).map_or(GridRowKind::Body, |row| row.kind);
        let at = laid.number.map(|grid| At { grid, row: n, column: piece.column });
        let value = match piece.cell.map(|cell| cell.value) {
            Some(CellValue::Money(value) | CellValue::Number(value)) => Some(value),
            _ => None,
        };
        let figure = value.flatten().filter(|figure| exact(*figure).is_some());
        let formula = at.and_then(|at| self.formulas.live.get(&at)).filter(|_| figure.is_some() || piece.text.is_empty());
        // A sum leaves out what a sheet cannot hold and has as text.
        let formula = formula.filter(|formula| formula.operands().all(|at| !self.inexact.contains(&at)));
        let scale = figure.map_or_else(|| laid.decimals[piece.column], |figure| figure.scale());
        let mut format = self.looks.cell(piece.cell, kind, value.filter(|_| figure.is_some() || piece.text.is_empty()).map(|_| scale));
        if begins_like_a_formula(&piece.text) && figure.is_none() {
            format = format.set_quote_prefix();
        }
        if piece.rows * piece.columns > 1 {
            let (last_row, last_column) = (row + tall(piece.rows - 1), small(piece.column + piece.columns - 1));
            sheet.merge_range(row, column, last_row, last_column, "", &format)?;
        }
        match (formula, figure) {
            (Some(formula), _) => {
                let result = figure.map(|figure| figure.to_string()).unwrap_or_default();
                let written = Written::new(formula::text(formula, figure.is_none(), laid.number, self.pages)).set_result(result);
                sheet.write_formula_with_format(row, column, written, &format)?;
            }
            (None, Some(figure)) => {
                let Some(number) = exact(figure) else { return Ok(()) };
                sheet.write_number_with_format(row, column, number, &format)?;
            }
            (None, None) if piece.text.is_empty() => {
                sheet.write_blank(row, column, &format)?;
            }
            (None, None) => {
                sheet.write_string_with_format(row, column, piece.text.as_ref(), &format)?;
                if piece.text.parse::<f64>().is_ok() {
                    sheet.ignore_error_range(row, column, row, column, IgnoreError::NumberStoredAsText)?;
                }
            }
        }
        if let Some(special) = at.and_then(|at| self.formulas.special.get(&at)) {
            let note = Note::new(said(special, &piece.text)).set_author("").add_author_prefix(false).set_width(240).set_height(90);
            sheet.insert_note(row, column, &note)?;
        }
        Ok(())
    }
}

/// A line over several columns; its row is as high as it needs.
fn wide(sheet: &mut Worksheet, (row, from, to): (u32, usize, usize), widths: &[f64], text: &str, format: &(Format, f64)) -> Result<(), XlsxError> {
    if to > from {
        sheet.merge_range(row, small(from), row, small(to), "", &format.0)?;
    }
    words(sheet, (row, small(from)), text, format)?;
    let height = look::height(text, &widths[from..=to], format.1);
    if from == 0 {
        sheet.set_row_height(row, height.min(409.0))?;
    }
    Ok(())
}

fn words(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, (format, _): &(Format, f64)) -> Result<(), XlsxError> {
    let format = if begins_like_a_formula(text) { format.clone().set_quote_prefix() } else { format.clone() };
    sheet.write_string_with_format(row, column, text, &format)?;
    Ok(())
}

/// What stays in sight, and what is printed on every page.
fn paper(sheet: &mut Worksheet, page: &Page<'_>) -> Result<(), XlsxError> {
    let mut breaks = Vec::new();
    for (n, (row, piece)) in page.pieces.iter().enumerate() {
        let Piece::Grid { grid, heading, .. } = piece else { continue };
        if grid.role == GridRole::Card {
            if n > 0 && heading.is_some() {
                breaks.push(*row);
            }
            continue;
        }
        let top = Spot::of(grid, *heading, *row).top;
        let heads = tall(grid.rows.iter().take_while(|row| row.kind == GridRowKind::Head).count());
        if heads > 0 {
            sheet.set_repeat_rows(top, top + heads - 1)?;
            sheet.set_freeze_panes(top + heads, small(pages::stays(grid)))?;
        }
    }
    if !breaks.is_empty() {
        sheet.set_page_breaks(&breaks)?;
    }
    Ok(())
}

/// Decimals of each column where nothing is typed yet: as most of its figures have.
fn decimals(grid: &Grid) -> Vec<u32> {
    let mut scales: Vec<Vec<u32>> = vec![Vec::new(); grid.widths.len()];
    for piece in grid.placed().iter().flatten() {
        if let Some(CellValue::Money(Some(figure))) = piece.cell.map(|cell| cell.value) {
            scales[piece.column].push(figure.scale());
        }
    }
    let usual = scales.iter().flatten().copied().min().unwrap_or(2);
    scales.into_iter().map(|scales| scales.into_iter().min().unwrap_or(usual)).collect()
}

/// A figure as a sheet keeps it; `None` where a sheet would lose digits.
fn exact(figure: Decimal) -> Option<f64> {
    let text = figure.abs().normalize().to_string();
    let digits = text.chars().filter(char::is_ascii_digit).collect::<String>();
    // A sheet knows no other numbers; this is where they become ones, and they are printed with the scale that they had.
    if digits.trim_start_matches('0').len() > DIGITS { None } else { figure.to_string().parse().ok() }
}

/// What a sheet would compute if a person typed it.
fn begins_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn said(special: &Special, printed: &str) -> String {
    match special {
        Special::Stated(computed) if computed.is_empty() => format!("手工填列：{printed}；按公式计算为空。"),
        Special::Stated(computed) => format!("手工填列：{printed}；按公式计算为{computed}。"),
        Special::Rounded(parts) => format!("各数按元计算、分别四舍五入：印出的各分项合计为{parts}，与{printed}有尾差，所以这一格不设公式。"),
    }
}

/// Columns of a sheet; a table has far fewer than it can hold.
fn small(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn tall(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
