//! What a reader sees, without any format: headings, paragraphs, grids with spans, on sheets of paper.
//!
//! The middle of the hourglass: [`compose`] makes a [`Document`] of a draft, every format is a small writer of it.

mod card;
mod compose;
mod figure;
mod form;
mod formulas;
mod free;
mod laid;
mod narrative;
mod parts;
mod runs;
mod table;
mod tree;

use serde::Serialize;

use crate::model::Place;

pub(crate) use card::printed_plan;
pub use compose::{compose, compose_parts, section_texts};
pub(crate) use form::lines as printed_lines;
#[cfg(feature = "gui")]
pub(crate) use form::segment;
pub use formulas::{At, Formula, Formulas, Operand, Special, formulas};
pub use laid::{Laid, laid_over};
pub use narrative::{Line, lines as narrative_lines, numbers};
pub use parts::{Parts, Portion};
pub use runs::{expand, printed_link};
pub use table::{Align, CellValue, FigureOf, Grid, GridCell, GridRole, GridRow, GridRowKind, Placed};
pub(crate) use tree::printed_tree;

/// A composed disclosure.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// Title, for metadata and running heads.
    pub title: String,
    /// The unit.
    pub author: String,
    /// What it is about.
    pub subject: String,
    /// For search.
    pub keywords: Vec<String>,
    /// Lines of the cover; none for no cover.
    pub cover: Vec<CoverLine>,
    /// Heading of the table of contents, if it has one.
    pub contents: Option<String>,
    /// In order; each begins on a new page.
    pub sheets: Vec<Sheet>,
    /// A word that stands on every page (草稿), where it is not to be published yet.
    pub mark: Option<String>,
    /// Whether its pages are to look like those of an official document (GB/T 9704).
    pub official: bool,
}

/// A line of the cover.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoverLine {
    /// What it says.
    pub text: String,
    /// `title`, `unit`, `line` or `date`.
    pub role: &'static str,
}

/// Pages of one orientation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sheet {
    /// Across the page's long side.
    pub landscape: bool,
    /// Top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// Running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heading {
    /// 1 for the largest.
    pub level: u8,
    /// With its number.
    pub text: String,
    /// Text in the table of contents, if it stands there.
    pub contents: Option<String>,
    /// Whether it stands in the middle of the line.
    pub centred: bool,
    /// Where it comes from; not printed. A heading of the template leads to the first part below it.
    #[serde(skip)]
    pub place: Option<Place>,
}

/// Running text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paragraph {
    /// Pieces of the text.
    pub runs: Vec<Run>,
    /// `body`, `term` (of the glossary), `note`, `right` or `centred`.
    pub role: &'static str,
    /// Where it comes from; not printed.
    #[serde(skip)]
    pub place: Option<Place>,
}

impl Block {
    /// Where it comes from.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Heading(heading) => heading.place.as_ref(),
            Self::Paragraph(paragraph) => paragraph.place.as_ref(),
            Self::Grid(grid) => grid.place.as_ref(),
        }
    }
}

impl Document {
    /// Year, month and day of the cover, else the first of January of a year that the title names; of 2000 where nothing is named. The day of an
    /// export would make every export differ.
    #[must_use]
    pub fn date(&self) -> (u16, u8, u8) {
        let mut texts = self.cover.iter().filter(|line| line.role == "date").map(|line| line.text.as_str()).chain([self.title.as_str()]);
        texts.find_map(date_in).unwrap_or((2000, 1, 1))
    }

    /// Every table, top to bottom.
    pub fn grids(&self) -> impl Iterator<Item = &Grid> {
        self.sheets.iter().flat_map(|sheet| &sheet.blocks).filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None })
    }

    /// The same document without characters that have no look, which no format prints.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let mut cleaned = self.clone();
        cleaned.each_text(&mut |_, text| crate::characters::clean_in(text));
        cleaned
    }

    /// Goes over every text that is printed, with the place that it comes from.
    pub fn each_text(&mut self, look: &mut dyn FnMut(Option<&Place>, &mut String)) {
        for text in [&mut self.title, &mut self.author, &mut self.subject]
            .into_iter()
            .chain(&mut self.keywords)
            .chain(&mut self.contents)
            .chain(&mut self.mark)
        {
            look(Some(&Place::Identity), text);
        }
        self.cover.iter_mut().for_each(|line| look(Some(&Place::Identity), &mut line.text));
        for block in self.sheets.iter_mut().flat_map(|sheet| &mut sheet.blocks) {
            match block {
                Block::Heading(Heading { text, contents, place, .. }) => {
                    std::iter::once(text).chain(contents).for_each(|text| look(place.as_ref(), text));
                }
                Block::Paragraph(Paragraph { runs, place, .. }) => runs.iter_mut().for_each(|run| look(place.as_ref(), &mut run.text)),
                Block::Grid(Grid { title, left, right, rows, notes, place, .. }) => {
                    let cells = rows.iter_mut().flat_map(|row| &mut row.cells).map(|cell| &mut cell.text);
                    [title, right].into_iter().chain(left).chain(cells).chain(notes).for_each(|text| look(place.as_ref(), text));
                }
            }
        }
    }
}

/// The first date of a text; month and day may be missing.
fn date_in(text: &str) -> Option<(u16, u8, u8)> {
    let chars: Vec<char> = text.chars().collect();
    let number = |from: usize, most: usize| chars[from..].iter().take(most).take_while(|c| c.is_ascii_digit()).collect::<String>();
    let at = (0..chars.len()).find(|at| matches!(number(*at, 4).parse::<u16>(), Ok(1900..=2099)))?;
    let year = number(at, 4).parse().ok()?;
    let mut rest = at + 4;
    let mut next = |mark: char| -> Option<u8> {
        while chars.get(rest).is_some_and(|c| c.is_whitespace() || *c == '年') {
            rest += 1;
        }
        let digits = number(rest.min(chars.len()), 2);
        let after = rest + digits.len();
        (chars.get(after) == Some(&mark)).then(|| rest = after + 1)?;
        digits.parse().ok()
    };
    let month = next('月').map(|month| month.clamp(1, 12));
    let day = month.and_then(|_| next('日'));
    let last = match month {
        Some(2) => 28,
        Some(4 | 6 | 9 | 11) => 30,
        _ => 31,
    };
    Some((year, month.unwrap_or(1), day.unwrap_or(1).clamp(1, last)))
}

impl Paragraph {
    /// The text without its looks.
    #[must_use]
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// What it says.
    pub text: String,
    /// Whether it is bold.
    pub bold: bool,
    /// Of two texts side by side, what only one of them says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<Only>,
}

/// Which of two texts says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// The one before; printed struck out.
    Before,
    /// The one after; printed underlined.
    After,
}

impl Run {
    /// Words without any look.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: false, only: None }
    }

    /// Bold words.
    #[must_use]
    pub fn bold(text: impl Into<String>) -> Self {
        Self { bold: true, ..Self::plain(text) }
    }
}
