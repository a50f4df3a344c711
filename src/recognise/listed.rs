//! Tables that are no forms but lists of the finance system: they fill the forms and cards of the draft, or of a new one.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::free::free_table;
use super::report::{Outcome, Report};
use super::table::Table;
use crate::lists::columns::{Confidence, Mapping, map};
use crate::lists::lines::{Coded, Lines, lines};
use crate::lists::{fill, fill_lines};
use crate::model::{Addition, AdditionKind, Draft, Place};
use crate::read::{Kind, RawGrid, Source};
use crate::template::{Kind as TemplateKind, Library};

/// A list with its columns.
pub(super) struct List {
    at: String,
    grid: RawGrid,
    mapping: Mapping,
}

/// Takes the lists out of the sources.
pub(super) fn split(sources: &mut [Source], library: &Library) -> Vec<List> {
    let mut lists = Vec::new();
    for source in sources {
        source.blocks.retain(|block| {
            let Kind::Grid(grid) = &block.kind else { return true };
            // A list is long; a form of a few lines that has the same heads is none.
            let found = (grid.rows.len() > 2 && !super::card::is_card(grid))
                .then(|| map(grid, &library.lists))
                .flatten()
                .filter(|found| found.is_lines() || found.is_indicators());
            let Some(mapping) = found else { return true };
            lists.push(List { at: format!("{} {}", source.name, block.at), grid: grid.clone(), mapping });
            false
        });
    }
    lists
}

/// A new draft for lists that come alone: of the template asked for, else of the newest with forms, for a unit or, where the
/// lists name several, for a department.
///
/// # Errors
/// Where there is no such template, in Chinese.
pub(super) fn base(lists: &[List], facts: &Facts, library: &Library, asked: Option<&str>) -> Result<Draft, String> {
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
    Ok(Draft::new(template.clone(), &code, &name, facts.year.unwrap_or(template.year)))
}

/// Fills the draft with the lists. What a list says that cannot be read or placed is told, and then the list is kept as a free table.
pub(super) fn put(draft: &mut Draft, lists: Vec<List>, library: &Library, report: &mut Report) {
    let mut all = Lines::default();
    let mut refused: Option<Vec<String>> = None;
    for list in lists.iter().filter(|list| list.mapping.is_lines()) {
        if let Err(reason) = all.join(lines(&list.grid, &list.mapping, &library.lists)) {
            refused = Some(vec![reason]);
        }
    }
    let mut said = Vec::new();
    if refused.is_none() && lists.iter().any(|list| list.mapping.is_lines()) {
        match fill_lines(draft, &all, library) {
            Ok(lines) => said = lines,
            Err(faults) => refused = Some(faults),
        }
    }
    for list in lists {
        for column in list.mapping.columns.iter().filter(|column| column.confidence == Confidence::Unsure) {
            report.add(&list.at, Outcome::Doubtful, 50, format!("列“{}”当作{}，请核对", column.head, library.lists.label(&column.field)));
        }
        let faults = if list.mapping.is_lines() {
            refused.clone()
        } else {
            fill(draft, &list.grid, &list.mapping, library).map(|more| said.extend(more)).err()
        };
        match faults {
            None => report.add(&list.at, Outcome::Understood, 95, format!("清单{}行", list.grid.rows.len().saturating_sub(list.mapping.body))),
            Some(faults) => keep(draft, list, &faults, report),
        }
    }
    for line in said {
        report.add("清单", Outcome::Understood, 95, line);
    }
}

fn keep(draft: &mut Draft, list: List, faults: &[String], report: &mut Report) {
    let id = draft.fresh_addition();
    let first: Vec<&str> = faults.iter().take(5).map(String::as_str).collect();
    report.add(&list.at, Outcome::Doubtful, 30, format!("清单没有填入，保留为补充表，共{}处要先改正：{}", faults.len(), first.join("；")));
    report.place(Place::Table { id: id.clone(), row: 0, column: 0 });
    let after = draft.outline().last().map(|part| part.id().to_owned()).unwrap_or_default();
    draft.additions.push(Addition { id: id.clone(), after, inside: false, kind: AdditionKind::Table });
    draft.tables.insert(id, free_table(Table::of(list.grid)));
}
