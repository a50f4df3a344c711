//! Tables that are no forms but lists of the finance system: they fill the forms and cards of the draft, or of a new one.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::free::free_table;
use super::table::{Table, is_left, is_right, is_title};
use crate::lists::columns::{Confidence, Mapping, map, money_unit};
use crate::lists::lines::{Coded, Lines, lines};
use crate::lists::{put_lines, put_list};
use crate::model::{Addition, AdditionKind, Draft, Place, fresh};
use crate::read::{Kind, RawGrid, Source};
use crate::report::{Fate, Report};
use crate::template::{Kind as TemplateKind, Library};
use crate::workings::Workings;

/// A list with its columns.
pub(super) struct List {
    at: String,
    /// The line above it; empty if none.
    title: String,
    grid: RawGrid,
    mapping: Mapping,
}

/// More lines of text than these are a document, not the title and captions of a list.
const FEW: usize = 3;

/// The lists, where the sources hold nothing else. A published document has tables with the same heads, which are none.
pub(super) fn only(sources: &[Source], library: &Library, report: &mut Report) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    let mut above: Vec<(String, &str)> = Vec::new();
    for source in sources {
        for block in &source.blocks {
            let at = format!("{} {}", source.name, block.at);
            let grid = match &block.kind {
                Kind::Text(text) => {
                    above.push((at, &text.text));
                    continue;
                }
                Kind::Grid(grid) => grid,
            };
            // A list is long; a form of a few lines that has the same heads is none.
            let found = (grid.rows.len() > 2 && !super::card::is_card(grid)).then(|| map(grid, &library.lists)).flatten();
            match found.filter(|found| found.is_lines() || found.is_indicators()) {
                Some(mut mapping) => {
                    mapping.unit = mapping.unit.or_else(|| money_unit(above.iter().map(|(_, text)| *text)));
                    let title = above.iter().map(|(_, text)| *text).rfind(|text| is_title(text) && !is_right(text) && !is_left(text));
                    lists.push(List { at, title: title.unwrap_or_default().to_owned(), grid: grid.clone(), mapping });
                }
                // Remarks in one column are no table.
                None if grid.width() < 2 => {}
                None => return Vec::new(),
            }
        }
    }
    if above.len() > FEW {
        return Vec::new();
    }
    if !lists.is_empty() {
        for (at, text) in above {
            report.add(&at, Fate::LeftOut, 100, format!("清单外的文字：{text}"));
        }
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
    Ok(Draft::new(template.clone(), &code, &name, facts.stated_year(template)))
}

/// Fills the draft with the lists. What a list says that cannot be read or placed is told, and then the list is kept as a free table.
pub(super) fn put(work: &mut Workings, lists: Vec<List>, library: &Library, report: &mut Report) {
    let mut all = Lines::default();
    let mut refused: Option<Vec<String>> = None;
    for list in lists.iter().filter(|list| list.mapping.is_lines()) {
        if let Err(reason) = all.join(lines(&list.grid, &list.mapping, &library.lists)) {
            refused = Some(vec![reason]);
        }
    }
    let mut said = Vec::new();
    if refused.is_none() && lists.iter().any(|list| list.mapping.is_lines()) {
        match put_lines(work, &all, library) {
            Ok(lines) => said = lines,
            Err(faults) => refused = Some(faults),
        }
    }
    for list in lists {
        for column in list.mapping.columns.iter().filter(|column| column.confidence == Confidence::Unsure) {
            report.add(&list.at, Fate::Doubtful, 50, format!("列“{}”当作{}，请核对", column.head, library.lists.label(&column.field)));
        }
        let faults = if list.mapping.is_lines() {
            refused.clone()
        } else {
            put_list(work, &list.grid, &list.mapping, library).map(|more| said.extend(more)).err()
        };
        match faults {
            None => report.add(&list.at, Fate::Understood, 95, format!("清单{}行", list.grid.rows.len().saturating_sub(list.mapping.body))),
            Some(faults) => work.change(|draft| keep(draft, list, &faults, report)),
        }
    }
    for line in said {
        report.add("清单", Fate::Understood, 95, line);
    }
}

fn keep(draft: &mut Draft, list: List, faults: &[String], report: &mut Report) {
    let id = fresh('a');
    let first: Vec<&str> = faults.iter().take(5).map(String::as_str).collect();
    report.add(&list.at, Fate::Doubtful, 30, format!("清单没有填入，保留为补充表，共{}处要先改正：{}", faults.len(), first.join("；")));
    report.place(Place::Table { id: id.clone(), row: String::new(), column: String::new() });
    let after = draft.outline().last().map(|part| part.id().to_owned()).unwrap_or_default();
    draft.additions.push(Addition { id: id.clone(), after, inside: false, kind: AdditionKind::Table });
    let mut table = Table::of(list.grid);
    if table.title.is_empty() {
        table.title = list.title;
    }
    draft.tables.insert(id, free_table(table));
}
