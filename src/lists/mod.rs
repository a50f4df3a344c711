//! The finance system's flat lists of approved lines, and lists of indicators: recognised by the meaning of their heads, put into a
//! draft's forms and cards, and compared with it (批复核对).
//!
//! What things are called and where money goes is data ([`crate::template::lists`]). A list is a [`RawGrid`]. The way is [`open`],
//! which finds the columns ([`columns::map`]), the clerk's corrections ([`columns::Mapping::correct`]), [`lines::lines`], [`put_all`].

pub mod columns;
pub mod fill;
pub mod indicators;
pub mod lines;
mod open;
mod remembered;
pub mod verify;

pub use open::{Found, as_listed, joined, open, put_all};
pub use remembered::{recall, remember};

use crate::characters::clean;
use crate::read::{RawGrid, separated};
use crate::template::Library;
use crate::workings::Workings;

/// Titles of the flat tables that exports hold beside what is printed: cards, and their indicators. They say nothing that the cards do not.
pub const OWN: [&str; 2] = ["项目清单", "绩效指标清单"];

/// Whether a grid is a list of approved lines or of indicators.
#[must_use]
pub fn is_list(grid: &RawGrid, library: &Library) -> bool {
    columns::map(grid, &library.lists).is_some()
}

/// Puts a list whose columns are known into a draft, and says what was done.
///
/// # Errors
/// Every line that cannot be read or has no place, in Chinese with its place. The draft is as it was then.
pub fn put_list(work: &mut Workings, grid: &RawGrid, mapping: &columns::Mapping, library: &Library) -> Result<Vec<String>, Vec<String>> {
    if mapping.is_lines() {
        return put_lines(work, &lines::lines(grid, mapping, &library.lists), library);
    }
    let lines = indicators::indicators(grid, mapping);
    let cards = work
        .change(|draft| indicators::place_indicators(draft, &lines))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(vec![format!("读入{}条指标，填了{cards}张绩效目标表", lines.len())])
}

/// Puts lines that were read into a draft, and says what was done.
///
/// # Errors
/// As [`put_list`].
pub fn put_lines(work: &mut Workings, lines: &lines::Lines, library: &Library) -> Result<Vec<String>, Vec<String>> {
    let filled = fill::place_lines(work, lines, &library.lists, &library.codes)?;
    let mut said = lines.remarks.clone();
    said.push(format!("读入{}行，填了{}张绩效目标表", filled.lines, filled.cards.len()));
    said.extend(filled.remarks);
    let left = work.draft().cards.iter().filter(|card| filled.left_cards.contains(&card.id));
    said.extend(left.map(|card| format!("绩效目标表“{}”不在清单里，没有改动", card.text("name"))));
    Ok(said)
}

/// A text as a grid: a line is a row, tabs part its cells; commas do where no line has a tab.
#[must_use]
pub fn text_grid(name: &str, text: &str) -> RawGrid {
    let rows = separated(text, if text.contains('\t') { '\t' } else { ',' });
    let rows = rows.into_iter().map(|row| row.iter().map(|cell| clean(cell).into_owned()).collect());
    RawGrid { name: name.to_owned(), ..RawGrid::of(rows.collect()) }
}
