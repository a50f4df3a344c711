//! The lists of a file with their columns, and several lists as one: what the command line and the window both begin with.

use std::path::Path;

use super::columns::{Mapping, map};
use super::lines::{self, Lines};
use super::verify::approved;
use super::{put_lines, put_list, recall, text_grid};
use crate::read::{self, Doubt, Kind, RawGrid};
use crate::template::Library;
use crate::workings::Workings;

/// A list with its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The table.
    pub grid: RawGrid,
    /// What its columns are, as far as is known.
    pub mapping: Mapping,
}

/// The lists of a file, their columns as they were `remembered`, and what a clerk should know of its reading.
///
/// # Errors
/// A line in Chinese: file, place, reason. A figure that is half read is no figure; a file without a list is none, either.
pub fn open(file: &Path, library: &Library, remembered: Option<&Path>) -> Result<(Vec<Found>, Vec<String>), String> {
    let (grids, remarks) = grids(file)?;
    let with_columns = |grid: RawGrid| {
        let mut mapping = map(&grid, &library.lists)?;
        if let Some(remembered) = remembered {
            recall(&mut mapping, remembered);
        }
        Some(Found { grid, mapping })
    };
    let found: Vec<Found> = grids.into_iter().filter_map(with_columns).collect();
    if found.is_empty() {
        return Err(format!("{}：没有找到清单。清单要有一行列名，其中有功能科目和金额，或有项目和三级指标。", file.display()));
    }
    Ok((found, remarks))
}

/// The lines of all lists of lines.
///
/// # Errors
/// Which list does not go with those before it, and why.
pub fn joined(found: &[Found], library: &Library) -> Result<Lines, String> {
    let mut all = Lines::default();
    for list in found.iter().filter(|list| list.mapping.is_lines()) {
        let lines = lines::lines(&list.grid, &list.mapping, &library.lists);
        all.join(lines).map_err(|reason| format!("清单“{}”{reason}。", list.grid.name))?;
    }
    Ok(all)
}

/// Puts all lists into a draft, and says what was done. Lists of lines count as one, else the second would empty what the first has filled;
/// cards have to be there before their indicators.
///
/// # Errors
/// As [`put_list`], and as [`joined`].
pub fn put_all(work: &mut Workings, found: &[Found], library: &Library) -> Result<Vec<String>, Vec<String>> {
    let mut said = Vec::new();
    if found.iter().any(|list| list.mapping.is_lines()) {
        let all = joined(found, library).map_err(|reason| vec![reason])?;
        said = put_lines(work, &all, library)?;
    }
    for list in found.iter().filter(|list| !list.mapping.is_lines()) {
        said.extend(put_list(work, &list.grid, &list.mapping, library)?);
    }
    Ok(said)
}

/// The draft as all lists have it, to be compared with it, and what a clerk should know of that.
///
/// # Errors
/// As [`put_all`].
pub fn as_listed(work: &Workings, found: &[Found], library: &Library) -> Result<(Workings, Vec<String>), Vec<String>> {
    let (mut listed, mut said) = if found.iter().any(|list| list.mapping.is_lines()) {
        let lines = joined(found, library).map_err(|reason| vec![reason])?;
        let approved = approved(work, &lines, library)?;
        (approved.list, [lines.remarks, approved.placed.remarks].concat())
    } else {
        (work.with(work.draft().clone()).map_err(|_| vec!["公开稿里的模板有误".to_owned()])?, Vec::new())
    };
    for list in found.iter().filter(|list| !list.mapping.is_lines()) {
        put_list(&mut listed, &list.grid, &list.mapping, library)?;
    }
    if work.draft().cards.iter().any(|card| card.classified) {
        said.push("涉密项目不列金额，没有核对".into());
    }
    Ok((listed, said))
}

/// The tables of a file. Text is read here, since tabs and commas part its cells.
fn grids(file: &Path) -> Result<(Vec<RawGrid>, Vec<String>), String> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if matches!(ending.as_deref(), Some("txt" | "tsv" | "csv")) {
        let (text, doubts) = read::text_of(file).map_err(|error| error.to_string())?;
        certain(file, &doubts)?;
        return Ok((vec![text_grid("", &text)], Vec::new()));
    }
    let source = read::read(file).map_err(|error| error.to_string())?;
    certain(file, &source.doubts)?;
    let remarks = source.remarks.iter().map(|remark| format!("{}：{remark}", file.display())).collect();
    let grids = source.blocks.into_iter().filter_map(|block| if let Kind::Grid(grid) = block.kind { Some(grid) } else { None });
    Ok((grids.collect(), remarks))
}

fn certain(file: &Path, doubts: &[Doubt]) -> Result<(), String> {
    doubts.first().map_or(Ok(()), |doubt| Err(format!("{} {}：{}", file.display(), doubt.at, doubt.message)))
}
