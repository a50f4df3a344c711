//! A document that somebody has published or typed, read into a draft: which template it follows, which part of it is which.
//!
//! Nothing is corrected and nothing is lost: published totals are kept as stated figures beside the computed ones; what fits no
//! form is kept as a free section, text or table; the [`Report`] says what became of every block, by its place in the source.

mod card;
mod cards;
mod facts;
mod fill;
mod fit;
mod form;
mod free;
mod listed;
mod number;
mod parts;
mod report;
mod stated;
mod table;
mod tidy;
mod tree;
mod words;
mod wrapped;

pub(crate) use parts::fits;
pub use report::{Entry, Fix, Outcome, Report};

use facts::is_unit_name;

use crate::model::Draft;
use crate::read::Source;
use crate::template::Library;

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
    let mut sources: Vec<Source> = sources.iter().map(|source| wrapped::unwrapped(source).unwrap_or_else(|| source.clone())).collect();
    let lists = listed::split(&mut sources, library);
    let pieces = tidy::tidy(&sources, &mut report);
    if pieces.is_empty() && lists.is_empty() {
        return Err("文件里没有可以导入的内容。".into());
    }
    let facts = facts::facts(&pieces);
    // Beside a list a title or two are no document.
    let mut draft = if !lists.is_empty() && pieces.len() < 4 {
        let draft = listed::base(&lists, &facts, library, template)?;
        report.score = 100;
        draft
    } else {
        let fit = fit::choose(library, &pieces, &facts, template)?;
        report.score = fit.score.min(100);
        fill::fill(fit, &pieces, &facts, &library.codes, &mut report)
    };
    report.template.clone_from(&draft.template.id);
    listed::put(&mut draft, lists, library, &mut report);
    Ok(Recognised { draft, report })
}
