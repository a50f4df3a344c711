//! An open draft with all that is derived from it: totals, findings, outline, what is carried over; its history, and whether it
//! is saved. The window shows one; a list of many drafts may hold one for each.
//!
//! It leaves to others how a draft is shown and where its file is chosen; what it has to do with that file stands in `file`.

mod duties;
mod file;
mod find;
mod outline;
mod trace;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

pub use duties::{Assessed, Square, State, assess, duties};
pub use file::{Paths, Unsaved};
pub use find::Hit;
pub use outline::{Mark, OutlineItem, View, part_of, view_of};
pub use trace::{Part, Trace, trace};

use crate::calc::Totals;
use crate::model::{Card, Draft, Edit, History, ListEdit, Pending, Place, Remark, Turned};
use crate::rules::{Finding, Memo, Severity, Status, check_again};
use crate::store::journal;
use crate::template::codes::Codes;
use crate::template::plan::{Plan, PlanFault};
use crate::workings::Workings;

/// A step that was taken back or done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stepped {
    /// What it is called.
    pub label: String,
    /// Where it acted, where that is one place.
    pub place: Option<Place>,
}

/// An open draft. Only [`Session::edit`], [`Session::undo`], [`Session::redo`] and classifying change it, and each derives everything
/// anew.
#[derive(Debug)]
pub struct Session {
    work: Workings,
    findings: Vec<Finding>,
    /// What the rules found in what has not changed since.
    memo: Memo,
    file: Option<PathBuf>,
    history: History,
    saved: u64,
    outline: Vec<OutlineItem>,
    /// The first broken finding of each place, and the views that have a serious one.
    problems: HashMap<Place, usize>,
    /// The findings that are broken and not answered.
    open: Vec<usize>,
    troubled: HashSet<View>,
    pending: Vec<Pending>,
    /// Open remarks: the first of each place, and how many each view has.
    remarks: HashMap<Place, usize>,
    remarked: HashMap<View, usize>,
    kept: file::Kept,
}

impl Session {
    /// A draft, opened.
    ///
    /// # Errors
    /// The faults of its template's equations; opening a file has made sure that there are none.
    pub fn new(draft: Draft, file: Option<PathBuf>, codes: &Codes) -> Result<Self, Vec<PlanFault>> {
        let mut session = Self {
            work: Workings::of(draft)?,
            findings: Vec::new(),
            memo: Memo::default(),
            file,
            history: History::default(),
            saved: 0,
            outline: Vec::new(),
            problems: HashMap::new(),
            open: Vec::new(),
            troubled: HashSet::new(),
            pending: Vec::new(),
            remarks: HashMap::new(),
            remarked: HashMap::new(),
            kept: file::Kept::default(),
        };
        session.derive(codes);
        Ok(session)
    }

    /// The draft with its plan and totals.
    #[must_use]
    pub fn work(&self) -> &Workings {
        &self.work
    }

    /// What was typed.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        self.work.draft()
    }

    /// The equations of its template.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.work.plan()
    }

    /// Its totals.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        self.work.totals()
    }

    /// What is wrong with it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What is wrong with it and not answered, worst first.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        self.open.iter().map(|at| &self.findings[*at])
    }

    /// Where it is saved, if it is.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The outline, in document order.
    #[must_use]
    pub fn outline(&self) -> &[OutlineItem] {
        &self.outline
    }

    /// What was carried over from the year before and nobody has looked at.
    #[must_use]
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// Applies an edit. `key` names the field where a burst of typing is to be one step. False where the edit's place is gone.
    pub fn edit(&mut self, edit: Edit, label: &str, key: Option<&str>, codes: &Codes) -> bool {
        let line = self.line(&edit);
        self.change(codes, |history, draft| history.apply(draft, edit, label, key).ok().map(|()| ((), line))).is_some()
    }

    /// The next edit is a step of its own.
    pub fn pause(&mut self) {
        self.history.pause();
    }

    /// Takes back what a burst of typing has done, if there is such a burst.
    pub fn rollback(&mut self, key: &str, codes: &Codes) {
        if self.history.is_burst(key) && self.undo(codes).is_some() {
            self.history.forget_redo();
        }
    }

    /// Takes the last step back and says what it was, and where.
    pub fn undo(&mut self, codes: &Codes) -> Option<Stepped> {
        self.turn(codes, History::step_back)
    }

    /// Does the last undone step again and says what it was, and where.
    pub fn redo(&mut self, codes: &Codes) -> Option<Stepped> {
        self.turn(codes, History::step_forth)
    }

    fn turn(&mut self, codes: &Codes, step: impl FnOnce(&mut History, &mut Draft) -> Option<Turned>) -> Option<Stepped> {
        let writes = self.kept.journal.is_some();
        self.change(codes, |history, draft| {
            let turned = step(history, draft)?;
            let line = writes.then(|| journal::line(&turned.edit).ok()).flatten();
            Some((Stepped { label: turned.label, place: turned.edit.place() }, line))
        })
    }

    /// How the journal takes an edit down, if there is one.
    fn line(&self, edit: &Edit) -> Option<String> {
        self.kept.journal.as_ref().and_then(|_| journal::line(edit).ok())
    }

    /// What undo would take back.
    #[must_use]
    pub fn undoable(&self) -> Option<&str> {
        self.history.undoable()
    }

    /// What redo would do again.
    #[must_use]
    pub fn redoable(&self) -> Option<&str> {
        self.history.redoable()
    }

    /// Names the draft as it is now: another number after every change.
    #[must_use]
    pub fn state(&self) -> u64 {
        self.history.state()
    }

    /// Whether everything is in the file.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.history.state() == self.saved
    }

    /// Everything is in the file now.
    pub fn mark_saved(&mut self, file: PathBuf) {
        self.file = Some(file);
        self.saved = self.history.state();
        self.history.pause();
    }

    /// A draft that is in no file yet counts as unsaved from the start.
    pub fn mark_unsaved(&mut self) {
        self.saved = u64::MAX;
    }

    /// Findings that are broken errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|f| f.severity == Severity::Error && f.status == Status::Broken).count()
    }

    /// What is wrong with a cell or another place.
    #[must_use]
    pub fn problem_at(&self, place: &Place) -> Option<&Finding> {
        self.problems.get(place).map(|at| &self.findings[*at])
    }

    /// The first open remark at a cell or another place.
    #[must_use]
    pub fn remark_at(&self, place: &Place) -> Option<&Remark> {
        self.remarks.get(place).and_then(|at| self.draft().remarks.get(*at))
    }

    /// How many open remarks there are in a view.
    #[must_use]
    pub fn remarks_in(&self, view: &View) -> usize {
        self.remarked.get(view).copied().unwrap_or(0)
    }

    /// Makes a card a classified one: everything in it is dropped but a name that may be public, and nothing can be undone
    /// that would bring it back.
    pub fn classify_card(&mut self, id: &str, public_name: &str, codes: &Codes) -> bool {
        let Some(card) = self.draft().card(id) else { return false };
        let name = card.text(Card::NAME).to_owned();
        let card = card.redacted(public_name.trim());
        self.forget(Edit::Cards(ListEdit::Replace(Box::new(card))), &name, codes)
    }

    /// Makes an item of a tree a classified one, as [`Session::classify_card`].
    pub fn classify_item(&mut self, tree: &str, id: &str, public_title: &str, codes: &Codes) -> bool {
        let found = self.draft().trees.get(tree).and_then(|items| crate::model::tree::siblings(items, id));
        let Some((parent, list)) = found else { return false };
        let Some(item) = list.iter().find(|item| item.id == id) else { return false };
        let (name, edit) = (item.title.clone(), ListEdit::Replace(Box::new(item.redacted(public_title.trim()))));
        self.forget(Edit::Items { tree: tree.to_owned(), parent: parent.map(str::to_owned), edit }, &name, codes)
    }

    /// An edit that drops a secret: neither the history nor what was carried over holds it any more, nor the journal, nor a version.
    /// What was called by the `name` is not mentioned in remarks either.
    pub fn forget(&mut self, edit: Edit, name: &str, codes: &Codes) -> bool {
        let of = edit.place();
        let done = self.change(codes, |history, draft| {
            history.apply(draft, edit, "标为涉密", None).ok()?;
            history.clear();
            draft.forget_changed();
            draft.forget_said(of.as_ref(), name);
            Some(((), None))
        });
        if done.is_some() {
            self.forget_kept();
        }
        done.is_some()
    }

    /// The one way in which the draft changes; with it goes the line that the journal takes down. A draft that is open for reading does
    /// not change.
    fn change<T>(&mut self, codes: &Codes, with: impl FnOnce(&mut History, &mut Draft) -> Option<(T, Option<String>)>) -> Option<T> {
        if self.read_only().is_some() {
            return None;
        }
        let (done, line) = self.work.change(|draft| with(&mut self.history, draft))?;
        // Before anything is derived: what was typed is safe, whatever comes of it.
        if let (Some(journal), Some(line)) = (&self.kept.journal, line) {
            journal.record(line);
        }
        self.derive(codes);
        Some(done)
    }

    /// Checks everything again, also what has not changed: what was not in the draft may have.
    pub fn check_anew(&mut self, codes: &Codes) {
        self.memo = Memo::default();
        self.derive(codes);
    }

    fn derive(&mut self, codes: &Codes) {
        self.findings = check_again(&self.work, codes, &mut self.memo);
        self.pending = self.work.draft().pending();
        self.problems.clear();
        self.open.clear();
        self.troubled.clear();
        for (at, finding) in self.findings.iter().enumerate().filter(|(_, finding)| finding.is_open(self.work.draft())) {
            self.problems.entry(finding.place.clone()).or_insert(at);
            self.open.push(at);
            if finding.severity < Severity::Hint {
                self.troubled.insert(view_of(&finding.place));
            }
        }
        self.remarks.clear();
        self.remarked.clear();
        for (at, remark) in self.work.draft().remarks.iter().enumerate().filter(|(_, remark)| remark.is_open()) {
            self.remarks.entry(remark.place.clone()).or_insert(at);
            *self.remarked.entry(view_of(&remark.place)).or_default() += 1;
        }
        self.outline = outline::outline(&self.work, &self.troubled);
    }
}
