//! Tables that are no forms but lists of the finance system: where nothing else is there, they fill the forms and cards of a new draft.
//!
//! A published document has tables with the same heads, which are none. So a table is a list only in a file of nothing but lists, their titles and
//! units, and only if it fills the draft without a fault; else it is read as any table is, in its place.

use std::collections::BTreeSet;

use super::caption::{captions_in, is_note, is_title};
use super::facts::Facts;
use super::table::Table;
use crate::lists::columns::{Confidence, Mapping, map, money_unit};
use crate::lists::lines::{Coded, Lines, lines};
use crate::lists::{put_lines, put_list};
use crate::model::Draft;
use crate::read::{Kind, RawGrid, Source};
use crate::report::{Fate, Report};
use crate::template::{Kind as TemplateKind, Library};
use crate::workings::Workings;

/// A list with its columns.
pub(super) struct List {
    at: String,
    grid: RawGrid,
    mapping: Mapping,
}

/// More lines above a list than its title, captions and the unit of its money are a document.
const ABOVE: usize = 4;

/// The lists, where the sources hold nothing else.
pub(super) fn only(sources: &[Source], library: &Library) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    for source in sources {
        let mut above: Vec<&str> = Vec::new();
        for block in &source.blocks {
            let grid = match &block.kind {
                Kind::Text(text) => {
                    above.push(&text.text);
                    continue;
                }
                // Remarks in one column are no table.
                Kind::Grid(grid) if grid.width() < 2 && grid.rows.len() <= ABOVE => {
                    above.extend(grid.rows.iter().flatten().filter(|text| !text.is_empty()).map(String::as_str));
                    continue;
                }
                Kind::Grid(grid) => grid,
            };
            let Some(list) = list(format!("{} {}", source.name, block.at), grid, &above, library) else { return Vec::new() };
            lists.push(list);
            above.clear();
        }
        // Below a list stands nothing but a remark.
        if !above.iter().all(|text| is_note(text)) {
            return Vec::new();
        }
    }
    lists
}

/// A grid with what stands above it, where it is a list and that is no more than its title, captions and unit.
fn list(at: String, grid: &RawGrid, above: &[&str], library: &Library) -> Option<List> {
    let is_caption = |text: &&str| captions_in(text).is_some();
    let title = above.iter().copied().rfind(|text| !is_caption(text) && !is_note(text));
    let others = above.iter().filter(|text| !is_caption(text) && !is_note(text) && !is_title(text)).count();
    // A list is long; a form of a few lines that has the same heads is none.
    if above.len() > ABOVE || others > 0 || grid.rows.len() < 3 || super::card::is_card(grid) {
        return None;
    }
    let mut mapping = map(grid, &library.lists).filter(|found| found.is_lines() || found.is_indicators())?;
    mapping.unit = mapping.unit.or_else(|| money_unit(above.iter().copied()));
    let title = title.unwrap_or_default().to_owned();
    let table = Table { title: title.clone(), ..Table::of(grid.clone(), None) };
    (!is_form(&table, library)).then_some(List { at, grid: grid.clone(), mapping })
}

/// Whether a table is titled as a form of some template is.
fn is_form(table: &Table, library: &Library) -> bool {
    let forms = library.templates.iter().flat_map(|template| &template.forms);
    forms.into_iter().any(|form| super::form::title_likeness(table, form, &|text| text.replace("{kind}", "单位")) >= TITLED)
}

/// So alike is the title of a form to its own.
const TITLED: u32 = 80;

/// A new draft for lists that come alone: of the template asked for, else of the newest with forms, for a unit or, where the
/// lists name several, for a department.
///
/// # Errors
/// Where there is no such template, in Chinese.
fn base(lists: &[List], facts: &Facts, library: &Library, asked: Option<&str>) -> Result<Draft, String> {
    let mut units: BTreeSet<(String, String)> = BTreeSet::new();
    for list in lists.iter().filter(|list| list.mapping.is_lines()) {
        let found = lines(&list.grid, &list.mapping, &library.lists);
        units.extend(found.lines.into_iter().map(|line| line.unit).filter(|unit| !unit.code.is_empty()).map(|Coded { code, name, .. }| (code, name)));
    }
    let template = if let Some(id) = asked {
        library.template(id).ok_or_else(|| format!("没有模板“{id}”。gongkai templates 列出全部模板。"))?
    } else {
        let kind = if units.len() > 1 { TemplateKind::Department } else { TemplateKind::Unit };
        let fits = library.templates.iter().filter(|template| template.kind == kind && !template.forms.is_empty());
        fits.max_by_key(|template| template.year).ok_or("没有带各张表的模板。")?
    };
    let (mut code, mut name) = units.first().cloned().unwrap_or_else(|| (facts.unit_code.clone(), facts.unit_name.clone()));
    if units.len() > 1 {
        // The department's code is what its units' begin with.
        code.truncate(3);
        name.clone_from(&facts.unit_name);
    }
    Ok(Draft::new(template.clone(), &code, &name, facts.stated_year(template)))
}

/// A new draft that the lists fill, with what is to be said of it; `None` where they do not do so without a fault, which is told.
///
/// # Errors
/// As [`base`].
pub(super) fn filled(
    lists: &[List],
    sources: &[Source],
    facts: &Facts,
    library: &Library,
    asked: Option<&str>,
    report: &mut Report,
) -> Result<Option<Workings>, String> {
    let mut work = super::worked_out(base(lists, facts, library, asked)?)?;
    let mut own = Report::default();
    match put(&mut work, lists, library, &mut own) {
        Ok(()) => {
            tell_texts(sources, &mut own);
            report.entries.append(&mut own.entries);
            Ok(Some(work))
        }
        Err(faults) => {
            let first: Vec<&str> = faults.iter().take(5).map(String::as_str).collect();
            let said = format!("清单没有填入各表，保留为补充表，共{}处要先改正：{}", faults.len(), first.join("；"));
            report.add(lists.first().map_or("", |list| &list.at), Fate::Doubtful, 30, said);
            Ok(None)
        }
    }
}

/// Titles and remarks of lists find no place in a draft.
fn tell_texts(sources: &[Source], report: &mut Report) {
    for source in sources {
        for block in &source.blocks {
            if let Kind::Text(text) = &block.kind {
                report.add(&format!("{} {}", source.name, block.at), Fate::LeftOut, 100, format!("清单外的文字：{}", text.text));
            }
        }
    }
}

/// Fills the draft with the lists.
///
/// # Errors
/// Every line that cannot be read or placed, in Chinese.
fn put(work: &mut Workings, lists: &[List], library: &Library, report: &mut Report) -> Result<(), Vec<String>> {
    let mut all = Lines::default();
    for list in lists.iter().filter(|list| list.mapping.is_lines()) {
        all.join(lines(&list.grid, &list.mapping, &library.lists)).map_err(|reason| vec![reason])?;
    }
    let mut said = Vec::new();
    if lists.iter().any(|list| list.mapping.is_lines()) {
        said = put_lines(work, &all, library)?;
    }
    for list in lists {
        for column in list.mapping.columns.iter().filter(|column| column.confidence == Confidence::Unsure) {
            report.add(&list.at, Fate::Doubtful, 50, format!("列“{}”当作{}，请核对", column.head, library.lists.label(&column.field)));
        }
        if !list.mapping.is_lines() {
            said.extend(put_list(work, &list.grid, &list.mapping, library)?);
        }
        report.add(&list.at, Fate::Understood, 95, format!("清单{}行", list.grid.rows.len().saturating_sub(list.mapping.body)));
    }
    for line in said {
        report.add("清单", Fate::Understood, 95, line);
    }
    Ok(())
}
