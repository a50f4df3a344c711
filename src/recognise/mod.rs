//! A document that somebody has published or typed, read into a draft: which template it follows, which part of it is which.
//!
//! Nothing is corrected and nothing is lost: published totals are kept as stated figures beside the computed ones; what fits no
//! form is kept as a free section, text or table; the [`Report`] says what became of every block, by its place in the source.

mod card;
mod cards;
mod facts;
mod fit;
mod form;
mod free;
mod listed;
mod number;
mod parts;
mod secret;

mod stated;
mod table;
mod tidy;
mod tree;
mod walk;
mod words;
mod wrapped;

pub(crate) use parts::{fits, said};

pub use secret::mentions;

use facts::is_unit_name;

use crate::model::{Draft, Place};
use crate::read::Source;
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
    let lists = listed::only(sources, library, &mut report);
    let sources: Vec<Source> = sources.iter().map(|source| wrapped::unwrapped(source).unwrap_or_else(|| source.clone())).collect();
    let pieces = tidy::tidy(&sources, &mut report);
    if pieces.is_empty() {
        return Err("文件里没有可以导入的内容。".into());
    }
    let facts = facts::facts(&pieces);
    let work = if lists.is_empty() {
        let fit = fit::choose(library, &pieces, &facts, template)?;
        report.score = fit.score.min(100);
        walk::walk(fit, &pieces, &facts, &library.codes, &mut report)?
    } else {
        report.score = 100;
        let mut work = worked_out(listed::base(&lists, &facts, library, template)?)?;
        listed::put(&mut work, lists, library, &mut report);
        work
    };
    report.template.clone_from(&work.draft().template.id);
    if work.draft().identity.year.is_none() {
        report.add("", Fate::Doubtful, 0, "没有找到年度，空着没有填；请在“单位与年度”里填写");
        report.place(Place::Identity);
    }
    Ok(Recognised { draft: work.into_draft(), report })
}

/// The plan of a draft is compiled here, once for each import, when its template is what it will be.
fn worked_out(draft: Draft) -> Result<Workings, String> {
    Workings::of(draft).map_err(|_| "文件改动了模板的表，公式算不出来，没有导入。请写明另一个模板再试。".into())
}
