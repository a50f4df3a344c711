//! A document that somebody has published or typed, read into a draft: which template it follows, which part of it is which.
//!
//! Nothing is corrected and nothing is lost: published totals are kept as stated figures beside the computed ones; what fits no
//! form is kept as a free section, text or table; the [`Report`] says what became of every block, by its place in the source.

mod caption;
mod card;
mod cards;
mod compare;
mod contents;
mod facts;
mod fit;
mod form;
mod free;
mod furniture;
mod listed;
mod number;
mod parts;
mod pdf_card;
mod secret;
mod stacked;
mod stated;
mod table;
mod tidy;
mod tree;
mod walk;
mod words;
mod wrapped;

pub(crate) use parts::{fits, said};

pub use secret::mentions;

use std::collections::HashMap;

use facts::is_unit_name;

use crate::model::{Draft, Place};
use crate::read::{Kind, Source};
use crate::report::{Fate, Report};
use crate::template::Library;
use crate::workings::Workings;

/// A document as a draft, with what is to be said of it.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The draft.
    pub draft: Draft,
    /// What became of every block.
    pub report: Report,
}

/// Reads sources, which together are one document, into a draft of the template that fits best, or of the one asked for.
///
/// # Errors
/// Where there is no such template, or nothing to read, in Chinese.
pub fn recognise(sources: &[Source], library: &Library, template: Option<&str>) -> Result<Recognised, String> {
    let mut report = Report::default();
    let lists = listed::only(sources, library);
    let prefix = |source: &Source| if sources.len() > 1 { format!("{} ", source.name) } else { String::new() };
    let apart: Vec<Source> = sources.iter().map(|source| stacked::apart(source, &prefix(source), &mut report)).collect();
    let bare: Vec<Source> = apart.iter().map(|source| furniture::dropped(source, &prefix(source), &mut report)).collect();
    let unwrapped: Vec<Source> = bare.into_iter().map(|source| wrapped::unwrapped(&source).unwrap_or(source)).collect();
    let (pieces, entries) = contents::without_contents(tidy::tidy(&unwrapped, &mut report), &mut report);
    if pieces.is_empty() {
        return Err("文件里没有可以导入的内容。".into());
    }
    let facts = facts::facts(&pieces, &entries);
    let from_lists = if lists.is_empty() { None } else { listed::filled(&lists, sources, &facts, library, template, &mut report)? };
    let work = if let Some(work) = from_lists {
        report.score = 100;
        work
    } else {
        let fit = fit::choose(library, &pieces, &facts, template)?;
        report.score = fit.score.min(100);
        walk::walk(fit, walk::Read { pieces: &pieces, facts: &facts, entries: &entries, codes: &library.codes }, &mut report)?
    };
    if facts.is_final {
        let said = "标题写的是决算，不是预算：没有按预算模板导入，请核对。确要按预算导入，请写明模板";
        report.add("", Fate::Doubtful, 0, if template.is_some() { "标题写的是决算，不是预算，请核对" } else { said });
        report.place(Place::Identity);
    }
    show_passages(sources, &mut report);
    report.template.clone_from(&work.draft().template.id);
    if work.draft().identity.year.is_none() {
        report.add("", Fate::Doubtful, 0, "没有找到年度，空着没有填；请在“单位与年度”里填写");
        report.place(Place::Identity);
    }
    Ok(Recognised { draft: work.into_draft(), report })
}

/// Says of every doubt what stands in the source at its place.
fn show_passages(sources: &[Source], report: &mut Report) {
    if report.entries.iter().all(|entry| entry.fate != Fate::Doubtful) {
        return;
    }
    let mut passages: HashMap<String, String> = HashMap::new();
    for source in sources {
        for block in &source.blocks {
            let said = match &block.kind {
                Kind::Text(text) => text.text.clone(),
                Kind::Grid(grid) => {
                    let rows = grid.rows.iter().map(|row| row.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" "));
                    rows.filter(|row| !row.is_empty()).take(3).collect::<Vec<_>>().join("；")
                }
            };
            let short: String = said.chars().take(PASSAGE).collect();
            let at = if sources.len() > 1 { format!("{} {}", source.name, block.at) } else { block.at.clone() };
            passages.entry(at).or_insert(if short.len() < said.len() { short + "…" } else { short });
        }
    }
    for entry in report.entries.iter_mut().filter(|entry| entry.fate == Fate::Doubtful && entry.passage.is_empty()) {
        if let Some(passage) = passages.get(&entry.at) {
            entry.passage.clone_from(passage);
        }
    }
}

/// So many characters of the source are shown beside a doubt.
const PASSAGE: usize = 80;

/// The plan of a draft is compiled here, once for each import, when its template is what it will be.
fn worked_out(draft: Draft) -> Result<Workings, String> {
    Workings::of(draft).map_err(|_| "文件改动了模板的表，公式算不出来，没有导入。请写明另一个模板再试。".into())
}
