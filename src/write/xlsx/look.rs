//! How cells look, and how much room a text takes.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};
use unicode_width::UnicodeWidthStr;

use crate::document::{Align, GridCell, GridRowKind};

/// What a line is.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Cover,
    Title,
    Heading(u8),
    Body,
    Centred,
    Left,
    Right,
    Note,
    Entry(u8),
}

/// The looks of a workbook.
pub(super) struct Looks;

const SONG: &str = "宋体";
const HEI: &str = "黑体";

impl Looks {
    /// The look of a line, and the size of its letters in points.
    #[allow(clippy::unused_self)] // looks may come to depend on the document
    pub fn of(&self, role: Role) -> (Format, f64) {
        let plain = |size: f64| Format::new().set_font_name(SONG).set_font_size(size).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        match role {
            Role::Cover => (plain(18.0).set_align(FormatAlign::Center), 18.0),
            Role::Title => (plain(16.0).set_font_name(HEI).set_align(FormatAlign::Center), 16.0),
            Role::Heading(level) => {
                let size = if level <= 1 { 16.0 } else { 13.0 };
                let look = plain(size).set_font_name(HEI);
                (if level <= 1 { look.set_align(FormatAlign::Center) } else { look.set_align(FormatAlign::Left) }, size)
            }
            Role::Body => (plain(11.0).set_align(FormatAlign::Left), 11.0),
            Role::Centred => (plain(11.0).set_align(FormatAlign::Center), 11.0),
            Role::Left | Role::Note => (plain(10.0).set_align(FormatAlign::Left), 10.0),
            Role::Right => (plain(10.0).set_align(FormatAlign::Right), 10.0),
            Role::Entry(level) => {
                let look = plain(11.0).set_align(FormatAlign::Left).set_indent(level.saturating_sub(1)).set_underline(FormatUnderline::None);
                (look, 11.0)
            }
        }
    }

    /// The look of a cell of a table; `decimals` of a figure.
    #[allow(clippy::unused_self)] // as above
    pub fn cell(&self, cell: Option<&GridCell>, kind: GridRowKind, decimals: Option<u32>) -> Format {
        let mut look = Format::new().set_font_name(SONG).set_font_size(10).set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        if decimals.is_none() {
            look = look.set_text_wrap();
        }
        look = match cell.map(|cell| cell.align) {
            None | Some(Align::Left) => look.set_align(FormatAlign::Left),
            Some(Align::Center) => look.set_align(FormatAlign::Center),
            Some(Align::Right) => look.set_align(FormatAlign::Right).set_indent(1),
        };
        if let Some(steps) = cell.map(|cell| cell.indent).filter(|steps| *steps > 0) {
            look = look.set_indent(steps);
        }
        if kind == GridRowKind::Head || cell.is_some_and(|cell| cell.bold) {
            look = look.set_bold();
        }
        match decimals {
            Some(0) => look.set_num_format("0"),
            Some(decimals) => look.set_num_format(format!("0.{}", "0".repeat(usize::try_from(decimals).unwrap_or(2)))),
            None => look.set_num_format("@"),
        }
    }
}

/// The height in points of a text in letters of that size, over columns of those widths.
pub(super) fn height(text: &str, widths: &[f64], size: f64) -> f64 {
    // Widths are counted in digits of 11 points; a letter of 10 points is a little narrower.
    let room = (widths.iter().sum::<f64>() * 11.0 / size - 1.0).max(2.0);
    let lines: f64 = text.split('\n').map(|line| (u32::try_from(line.width_cjk()).map_or(1.0, f64::from) * 1.03 / room).ceil().max(1.0)).sum();
    lines * size * 1.35 + 6.0
}
