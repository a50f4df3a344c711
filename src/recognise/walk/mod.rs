//! The walk over a document: each piece into the section, text, form or card that it is, or beside them.

mod cards;
mod cover;
mod headings;
mod tables;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use cards::card_name;

use super::card;
use super::contents::Entry;
use super::facts::Facts;
use super::fit::Fit;
use super::form::{self, Figure};
use super::tidy::{Piece, What};
use super::words::{key, likeness, plain};
use super::{compare, secret, stated};
use crate::amount::MoneyUnit;
use crate::document::{laid_over, printed_link};
use crate::model::{Draft, FormName, Place};
use crate::read::Text;
use crate::report::{Fate, Report};
use crate::template::Part;
use crate::template::codes::Codes;
use crate::workings::Workings;

/// A section that is open while its pieces are read.
#[derive(Clone, Debug, Default)]
struct Open {
    /// Its id; empty for the outline itself.
    id: String,
    /// What its heading is numbered by in the document, or its style's level.
    rank: String,
    /// The figure of its number.
    n: usize,
    /// Its own parts that have not been passed yet, by position.
    next: usize,
    /// What comes after the last part that was filled.
    after: (String, bool),
}

/// What is walked over, and what is known of it before.
pub(super) struct Read<'a> {
    /// Top to bottom.
    pub pieces: &'a [Piece],
    /// What it says of itself.
    pub facts: &'a Facts,
    /// What its contents list.
    pub entries: &'a [Entry],
    /// The program's code lists.
    pub codes: &'a Codes,
}

struct Walk<'a> {
    draft: Draft,
    read: Read<'a>,
    codes: &'a Codes,
    /// Section ids by the pieces that are their headings.
    sections: BTreeMap<usize, String>,
    /// Form ids by the pieces that are their tables.
    forms: BTreeMap<usize, String>,
    report: &'a mut Report,
    open: Vec<Open>,
    /// Sections that were open before, should a later piece belong to them.
    closed: BTreeMap<String, Open>,
    run: Vec<(String, Text)>,
    figures: Vec<Figure>,
    /// Numbers of headings as the document has them: section, figure, whole text.
    numbers: Vec<(String, usize, String)>,
    /// Units of cards: code and name by card id.
    owners: Vec<(String, (String, String))>,
    items: usize,
    /// Forms of which the source itself says that they are empty.
    nil: BTreeSet<String>,
}

/// Walks over the pieces and puts each into the fitted draft, which is then worked out.
///
/// # Errors
/// Where what the document changes in its template cannot be computed, in Chinese.
pub(super) fn walk(fit: Fit, read: Read<'_>, report: &mut Report) -> Result<Workings, String> {
    let mut draft = fit.draft;
    let (identity, facts) = (&mut draft.identity, read.facts);
    identity.date.clone_from(&facts.date);
    identity.prepared_by.clone_from(&facts.prepared_by);
    identity.reviewed_by.clone_from(&facts.reviewed_by);
    identity.mark.clone_from(&facts.mark);
    let mut walk = Walk {
        draft,
        codes: read.codes,
        read,
        sections: fit.sections,
        forms: fit.forms,
        report,
        open: Vec::new(),
        closed: BTreeMap::new(),
        run: Vec::new(),
        figures: Vec::new(),
        numbers: Vec::new(),
        owners: Vec::new(),
        items: 0,
        nil: BTreeSet::new(),
    };
    walk.entry_unit();
    walk.cover();
    walk.open_root();
    let mut n = 0;
    while n < walk.read.pieces.len() {
        n += walk.piece(n);
    }
    walk.flush(None);
    walk.finish()
}

impl Walk<'_> {
    /// Where all forms are printed in 元 they are entered so, and nothing is rounded.
    fn entry_unit(&mut self) {
        let units =
            |entry| self.forms.keys().filter_map(|n| self.read.pieces.get(*n)?.table()).all(|table| form::said_unit(table, entry) == MoneyUnit::Yuan);
        if !self.forms.is_empty() && units(MoneyUnit::Wan) {
            self.draft.entry_unit = MoneyUnit::Yuan;
            self.report.add("", Fate::Doubtful, 60, "原文件各表的金额单位是元：按元录入，按模板的单位打印，请核对");
            self.report.place(Place::Identity);
        }
    }

    /// Sentences of the template's, with the figures of their cells: such a figure is a link, and follows its cell from now on.
    fn link(work: &mut Workings) {
        let mut linked: Vec<(String, String)> = Vec::new();
        for part in work.draft().template.texts().into_iter().filter(|part| !part.default.is_empty()) {
            let mut text = work.draft().text(&part.id).to_owned();
            let wording = work.draft().worded(&part.default);
            let found = laid_over(&wording, &text);
            for laid in found.iter().rev() {
                if printed_link(laid.link, work).is_ok_and(|own| own == text[laid.at.clone()]) {
                    text.replace_range(laid.at.clone(), &format!("{{{}}}", laid.link));
                }
            }
            if text != work.draft().text(&part.id) {
                linked.push((part.id.clone(), text));
            }
        }
        if !linked.is_empty() {
            work.change(|draft| draft.texts.extend(linked));
        }
    }

    fn open_root(&mut self) {
        // What stands before everything follows the first part, or stands first in it.
        let first = self.draft.template.outline.first();
        let after = first.map(|part| (part.id().to_owned(), matches!(part, Part::Section(_)))).unwrap_or_default();
        self.open.push(Open { after, ..Open::default() });
    }

    /// Whether a piece is a line of the cover and nothing else.
    fn is_cover(&self, n: usize) -> bool {
        self.read.facts.cover.contains(&n) && !self.sections.contains_key(&n)
    }

    /// Reads the piece at `n`; how many pieces it took.
    fn piece(&mut self, n: usize) -> usize {
        let pieces = self.read.pieces;
        let piece = &pieces[n];
        match &piece.what {
            What::Line(_) if self.is_cover(n) => {
                self.report.add(&piece.at, Fate::Understood, 90, format!("封面：{}", piece.line().unwrap_or_default()));
            }
            What::Line(text) => {
                if let Some(id) = self.sections.get(&n).cloned() {
                    self.section(&id, &text.text, &piece.at);
                } else if let Some(next) = pieces.get(n + 1).and_then(Piece::line).filter(|next| self.is_classified(&text.text, next)) {
                    self.classified_card(&card_name(&text.text).unwrap_or_default(), next, &piece.at);
                    return 2;
                } else if self.is_identity(&text.text, n) {
                    self.report.add(&piece.at, Fate::Understood, 90, format!("单位：{}", text.text));
                } else if self.is_own_heading(text, n) {
                    self.own_section(text, &piece.at);
                } else {
                    self.run.push((piece.at.clone(), text.clone()));
                }
            }
            What::Table(table) => {
                let mut table = table.clone();
                if let Some(id) = self.sections.get(&n).cloned() {
                    let title = std::mem::take(&mut table.title);
                    self.section(&id, &title, &piece.at);
                } else if card::is_card(&table.grid) && !table.title.is_empty() && card_name(&table.title).is_none() && !secret::is_mark(&table.title)
                {
                    // The line above a card that has no heading of its own.
                    let text = Text { text: std::mem::take(&mut table.title), ..Text::default() };
                    if self.is_own_heading(&text, n) { self.own_section(&text, &piece.at) } else { self.run.push((piece.at.clone(), text)) }
                }
                let form = self.forms.get(&n).cloned();
                self.table(&piece.at, table, form.as_deref());
            }
        }
        1
    }

    /// A line right above a heading of the template that says nothing but whose document this is.
    fn is_identity(&self, line: &str, n: usize) -> bool {
        if line.chars().count() > 40 || !(n + 1..n + 3).any(|next| self.sections.contains_key(&next)) {
            return false;
        }
        let (line, identity) = (plain(line), &self.draft.identity);
        let name = plain(&identity.unit_name);
        !name.is_empty() && (line == name || line == format!("{}{name}", identity.unit_code))
            || self.open.len() == 1 && super::is_unit_name(&line) && likeness(&key(&line), &key(&name)) > 60
    }

    fn finish(mut self) -> Result<Workings, String> {
        self.units();
        self.literal_numbers();
        self.draft.give_ids();
        super::cards::unit_code(&mut self.draft);
        let mut work = super::worked_out(self.draft)?;
        if !work.draft().forms.is_empty() || !self.figures.is_empty() {
            stated::put(&mut work, &self.figures);
            stated::name_rows(&mut work);
            stated::doubts(&work, &self.figures, self.report);
        }
        super::cards::check_budgets(&mut work, self.report);
        secret::tell_names(work.draft(), self.report);
        Self::link(&mut work);
        // Nobody has said of a form that it is empty where the source is silent on it.
        let forms = work.draft().template.forms.iter().filter(|form| form.when_empty.is_some() && !self.nil.contains(&form.id));
        let silent: BTreeSet<FormName> = forms.map(|form| FormName::of("", &form.id)).filter(|name| !work.has_figures(name)).collect();
        work.change(|draft| draft.silent = silent);
        let printed = compare::differences(&work, &self.read, self.report);
        self.report.printed = printed.len();
        work.change(|draft| draft.remember_printed(printed));
        Ok(work)
    }
}
