//! Which template a document follows, and which of its lines and tables are which section and form.

use std::collections::BTreeMap;

use super::card;
use super::facts::Facts;
use super::form;
use super::parts::is_free;
use super::tidy::{Piece, What};
use super::words::{key, likeness};
use crate::model::Draft;
use crate::template::{Library, Part, Template};

/// How a document lies over a template.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// An empty draft of the template, with the document's identity.
    pub draft: Draft,
    /// Section ids by the pieces that are their headings.
    pub sections: BTreeMap<usize, String>,
    /// Form ids by the pieces that are their tables.
    pub forms: BTreeMap<usize, String>,
    /// 0 to 100.
    pub score: u32,
}

/// So many headings or exact forms say which template a document follows.
const TELLING: usize = 2;

/// A heading as alike as this says which template it is; disclosures of all places have many of the same words.
const ALIKE: u32 = 80;

fn by(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(0).min(20)
}

/// Below this a document follows none of the templates.
const FOREIGN: u32 = 45;

/// The template that fits best, or the one that was asked for.
///
/// # Errors
/// Where there is no such template, in Chinese.
pub(super) fn choose(library: &Library, pieces: &[Piece], facts: &Facts, asked: Option<&str>) -> Result<Fit, String> {
    let best = |wanted: &dyn Fn(&Template) -> bool| {
        let fits = library.variants().iter().filter(|template| wanted(template)).map(|template| lay(template, pieces, facts));
        // Of equally good ones the first.
        fits.reduce(|best, fit| if best.score >= fit.score { best } else { fit })
    };
    if let Some(id) = asked {
        return best(&|template| template.id == id).ok_or_else(|| format!("没有模板“{id}”。gongkai templates 列出全部模板。"));
    }
    // A year's final accounts have the same tables; they are no budget.
    let budget = !facts.is_final;
    let found = best(&|template| budget && !is_free(template)).filter(|fit| fit.score >= FOREIGN);
    found.or_else(|| best(&is_free)).ok_or_else(|| "没有可用的模板。".to_owned())
}

/// Lays a document over a template.
fn lay(template: &Template, pieces: &[Piece], facts: &Facts) -> Fit {
    let mut draft = Draft::of_resolved(template.clone(), &facts.unit_code, &facts.unit_name, facts.stated_year(template));
    draft.texts.clear();
    draft.glossary.clear();
    let mut sections = Vec::new();
    collect(&draft.template.outline, &draft, &mut sections);
    let matched = align(&sections, pieces, &facts.cover);
    let (forms, exact) = tables(&draft, pieces);
    let score = score(&draft, pieces, facts, &sections, &matched, &forms);
    // Exact forms say which template it is, a single word does not.
    let own = matched.iter().filter(|(.., like)| *like >= ALIKE).count().min(TELLING) + exact;
    let score = if exact >= TELLING { score.max(FOREIGN + by(exact) + if facts.kind == Some(template.kind) { 2 } else { 0 }) } else { score };
    let score = if own < TELLING { score.min(FOREIGN - 1) } else { score };
    Fit { draft, sections: matched.into_iter().map(|(piece, section, _)| (piece, sections[section].0.clone())).collect(), forms, score }
}

/// Ids and keys of the sections in order; not those of units.
fn collect(parts: &[Part], draft: &Draft, out: &mut Vec<(String, String)>) {
    for part in parts {
        if let Part::Section(section) = part {
            out.push((section.id.clone(), key(&draft.worded(&section.heading))));
            collect(&section.parts, draft, out);
        }
    }
}

/// The lines that are the sections' headings, and how alike: as many and as alike as can be, in order.
fn align(sections: &[(String, String)], pieces: &[Piece], cover: &[usize]) -> Vec<(usize, usize, u32)> {
    // Only lines that are like some section are looked at.
    let mut rows: Vec<(usize, Vec<(usize, u32)>)> = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let text = match &piece.what {
            What::Line(text) => text.text.as_str(),
            What::Table(table) => table.title.as_str(),
        };
        if text.is_empty() || text.chars().count() > 60 {
            continue;
        }
        let key = key(text);
        let like = |own: &str| {
            // A heading may leave out whose disclosure it is.
            let tail = key.chars().count() > 8 && own.ends_with(&key);
            let like = if tail { 90 } else { likeness(&key, own) };
            // The title on the cover is rarely a heading, too.
            if cover.contains(&n) { like.saturating_sub(25) } else { like }
        };
        let alike: Vec<(usize, u32)> = sections
            .iter()
            .enumerate()
            .map(|(at, (_, own))| (at, like(own)))
            .filter(|(_, like)| *like >= if cover.contains(&n) { 50 } else { 62 })
            .collect();
        if !alike.is_empty() {
            rows.push((n, alike));
        }
    }
    // best[s]: the best sum over the lines so far with sections below s only.
    let width = sections.len() + 1;
    let mut best = vec![vec![0_u32; width]];
    for (_, alike) in &rows {
        let above = best.last().cloned().unwrap_or_default();
        let mut row = above.clone();
        for (section, like) in alike {
            row[section + 1] = row[section + 1].max(above[*section] + like);
        }
        for at in 1..width {
            row[at] = row[at].max(row[at - 1]);
        }
        best.push(row);
    }
    let mut out = Vec::new();
    let (mut row, mut column) = (rows.len(), width - 1);
    while row > 0 && column > 0 {
        if best[row][column] == best[row - 1][column] {
            row -= 1;
        } else if best[row][column] == best[row][column - 1] {
            column -= 1;
        } else {
            let (piece, alike) = &rows[row - 1];
            let like = alike.iter().find(|(section, _)| *section == column - 1).map_or(0, |(_, like)| *like);
            out.push((*piece, column - 1, like));
            (row, column) = (row - 1, column - 1);
        }
    }
    out.reverse();
    out
}

/// The tables that are forms, each form once, and how many of them are so to the letter.
fn tables(draft: &Draft, pieces: &[Piece]) -> (BTreeMap<usize, String>, usize) {
    let word = |text: &str| draft.worded(text);
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let Some(table) = piece.table().filter(|table| card::indicator_head(&table.grid).is_none()) else { continue };
        for (at, form) in draft.template.forms.iter().enumerate() {
            let fitness = form::fitness(table, form, &word);
            if fitness >= 60 {
                pairs.push((fitness, n, at));
            }
        }
    }
    pairs.sort_by_key(|(fitness, n, at)| (std::cmp::Reverse(*fitness), *n, *at));
    let mut out: BTreeMap<usize, String> = BTreeMap::new();
    let mut exact = 0;
    for (fitness, n, at) in pairs {
        let id = &draft.template.forms[at].id;
        if !out.contains_key(&n) && !out.values().any(|known| known == id) {
            exact += usize::from(fitness >= EXACT);
            out.insert(n, id.clone());
        }
    }
    (out, exact)
}

/// So well a table fits a form that has its title and its columns.
const EXACT: u32 = 92;

fn score(
    draft: &Draft,
    pieces: &[Piece],
    facts: &Facts,
    sections: &[(String, String)],
    matched: &[(usize, usize, u32)],
    forms: &BTreeMap<usize, String>,
) -> u32 {
    if sections.is_empty() {
        return 0;
    }
    let of = |part: usize, whole: usize| u32::try_from(100 * part / whole.max(1)).unwrap_or(100).min(100);
    let grids = pieces.iter().filter_map(Piece::table).filter(|table| card::indicator_head(&table.grid).is_none()).count();
    // The forms may be published in a file of their own, so that they alone can say which template it is.
    let by_forms = if grids >= 4 { of(forms.len(), grids) * 6 / 10 } else { 0 };
    let mut score = (of(matched.len(), sections.len()) * 7 / 10).max(by_forms);
    // And their absence says nothing.
    score += if grids == 0 { 5 } else { of(forms.len(), grids) / 10 };
    if let (Some(form), Some(card)) = (&draft.template.card, pieces.iter().filter_map(Piece::table).find_map(card::card)) {
        let laid: Vec<&str> =
            form.fields.iter().filter(|field| crate::template::outline::is_laid_out(form, field)).map(|field| field.id.as_str()).collect();
        let there = laid.iter().filter(|id| card.field(id).is_some()).count();
        let both = laid.len() + card.fields.iter().filter(|(id, _)| !laid.contains(id)).count();
        score += if both == 0 { 10 } else { of(there, both) / 10 };
        let kinds: Vec<&str> = form.kinds.iter().map(|kind| kind.level1.as_str()).collect();
        let known = card.indicators.iter().filter(|row| kinds.contains(&row.level1.as_str())).count();
        score += of(known, card.indicators.len()) / 20;
        // A table of its own heading, or none.
        let titled = pieces.iter().filter_map(Piece::table).filter(|table| card::is_card(&table.grid) && !table.title.is_empty()).count() > 1;
        score += if titled == form.heading.is_empty() { 0 } else { 3 };
    }
    score + if facts.kind == Some(draft.template.kind) { 2 } else { 0 }
}
