//! An open draft with what is derived from it, and the views that show it.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::calc::{PaneTotals, Totals, calc};
use crate::model::{Draft, Edit, History, IndicatorOwner, Pending, Place, in_unit, scoped};
use crate::rules::{Finding, Severity, Status, check};
use crate::template::codes::Codes;
use crate::template::outline::numbers;
use crate::template::plan::Plan;
use crate::template::{Part, RowKind};
use crate::workings::Workings;

/// An open draft. Panels read it; only [`Session::edit`], [`Session::undo`] and [`Session::redo`] change it.
pub struct Session {
    /// The draft.
    pub draft: Draft,
    /// Its template's equations.
    pub plan: Plan,
    /// Its totals.
    pub totals: Totals,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Where it is saved, if it is.
    pub file: Option<PathBuf>,
    /// The options that the plan was compiled for.
    planned: Vec<String>,
    history: History,
    saved: u64,
    outline: Vec<OutlineItem>,
    /// The first broken finding of each place, and the views that have a serious one.
    problems: HashMap<Place, usize>,
    troubled: HashSet<View>,
    /// What was carried over from the year before and nobody has looked at.
    pending: Vec<Pending>,
}

/// What the middle of the window shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// Unit, year, cover.
    #[default]
    Identity,
    /// A form, by id; a unit's by `u1/general`.
    Form(String),
    /// A running text, by part id.
    Text(String),
    /// Goals or measures in levels, by part id.
    Tree(String),
    /// Indicators of the whole department, by part id.
    Indicators(String),
    /// A section that the draft has beside its template's, by id.
    Section(String),
    /// A free table, by id.
    Table(String),
    /// All cards.
    Cards,
    /// A card, by id.
    Card(String),
    /// The glossary.
    Glossary,
}

/// A line of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineItem {
    /// Steps to the right.
    pub depth: usize,
    /// What it says.
    pub label: String,
    /// What it is called where the label alone would not tell it from others: a unit's form.
    pub name: String,
    /// What a click shows; headings show nothing.
    pub view: Option<View>,
    /// How far it is.
    pub mark: Mark,
}

/// How far a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A heading.
    None,
    /// Nothing typed yet.
    Empty,
    /// Something typed.
    Filled,
    /// Something wrong.
    Problem,
}

impl Session {
    /// A draft, opened. `None` where its template does not work, which opening a file has made sure of.
    #[must_use]
    pub fn new(draft: Draft, file: Option<PathBuf>, codes: &Codes) -> Option<Self> {
        let plan = Plan::compile(&draft.template).ok()?;
        let mut session = Self {
            totals: Totals::default(),
            findings: Vec::new(),
            outline: Vec::new(),
            problems: HashMap::new(),
            troubled: HashSet::new(),
            pending: Vec::new(),
            planned: draft.template.chosen.clone(),
            draft,
            plan,
            file,
            history: History::default(),
            saved: 0,
        };
        session.derive(codes);
        Some(session)
    }

    /// Applies an edit and derives everything anew. False where the edit's place is gone.
    pub fn edit(&mut self, edit: Edit, label: &str, key: Option<&str>, codes: &Codes) -> bool {
        let done = self.history.apply(&mut self.draft, edit, label, key).is_ok();
        if done {
            self.derive(codes);
        }
        done
    }

    /// The next edit is a step of its own.
    pub fn pause(&mut self) {
        self.history.pause();
    }

    /// Takes back what a burst of typing has done, if there is such a burst.
    pub fn rollback(&mut self, key: &str, codes: &Codes) {
        if self.history.is_burst(key) && self.history.undo(&mut self.draft).is_some() {
            self.history.forget_redo();
            self.derive(codes);
        }
    }

    /// Takes the last step back and says what it was.
    pub fn undo(&mut self, codes: &Codes) -> Option<String> {
        let done = self.history.undo(&mut self.draft);
        self.derive(codes);
        done
    }

    /// Does the last undone step again and says what it was.
    pub fn redo(&mut self, codes: &Codes) -> Option<String> {
        let done = self.history.redo(&mut self.draft);
        self.derive(codes);
        done
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

    /// Findings that are broken errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|f| f.severity == Severity::Error && f.status == Status::Broken).count()
    }

    /// Whether a cell has a finding.
    #[must_use]
    pub fn problem_at(&self, place: &Place) -> Option<&Finding> {
        self.problems.get(place).map(|at| &self.findings[*at])
    }

    /// Makes a card a classified one: everything in it is dropped but a name that may be public, and nothing can be undone
    /// that would bring it back.
    pub fn classify_card(&mut self, id: &str, public_name: &str, codes: &Codes) -> bool {
        let Some(at) = self.draft.cards.iter().position(|card| card.id == id) else { return false };
        let card = self.draft.cards[at].redacted(public_name.trim());
        self.forget(Edit::Card { at, card: Box::new(card) }, codes)
    }

    /// Makes an item of a tree a classified one, as [`Session::classify_card`].
    pub fn classify_item(&mut self, tree: &str, id: &str, public_title: &str, codes: &Codes) -> bool {
        let found = self.draft.trees.get(tree).and_then(|items| crate::model::tree::find(items, id));
        let Some((path, item)) = found else { return false };
        let item = Box::new(item.redacted(public_title.trim()));
        let tree = tree.to_owned();
        let edits = vec![Edit::RemoveItem { tree: tree.clone(), path: path.clone() }, Edit::InsertItem { tree, path, item }];
        self.forget(Edit::Several(edits), codes)
    }

    fn forget(&mut self, edit: Edit, codes: &Codes) -> bool {
        let done = self.edit(edit, "标为涉密", None, codes);
        if done {
            self.history.clear();
            self.draft.forget_changed();
        }
        done
    }

    fn derive(&mut self, codes: &Codes) {
        // Another option of the template was taken, or that was taken back.
        if self.planned != self.draft.template.chosen
            && let Ok(plan) = Plan::compile(&self.draft.template)
        {
            self.plan = plan;
            self.planned.clone_from(&self.draft.template.chosen);
        }
        self.totals = calc(&self.draft, &self.plan);
        if let Ok(work) = Workings::of(self.draft.clone()) {
            self.findings = check(&work, codes);
        }
        self.pending = self.draft.pending();
        self.problems.clear();
        self.troubled.clear();
        for (at, finding) in self.findings.iter().enumerate().filter(|(_, finding)| finding.status == Status::Broken) {
            self.problems.entry(finding.place.clone()).or_insert(at);
            if finding.severity <= Severity::Warning {
                self.troubled.insert(view_of(&finding.place));
            }
        }
        let mut items = Vec::new();
        self.item(&mut items, 0, "单位与年度".into(), View::Identity);
        self.collect(&self.draft.outline(), "", 0, &mut items);
        self.outline = items;
    }

    fn collect(&self, parts: &[Part], unit: &str, depth: usize, items: &mut Vec<OutlineItem>) {
        let added = |id: &str| self.draft.additions.iter().any(|addition| addition.id == id);
        for (part, number) in parts.iter().zip(numbers(parts)) {
            match part {
                Part::Section(section) => {
                    let heading = match &section.contents {
                        crate::template::Contents::As(short) => self.draft.worded(short),
                        _ => format!("{}{}", number.unwrap_or_default(), self.draft.worded_for(unit, &section.heading)),
                    };
                    // A heading over a single text or form is that text's line.
                    match section.parts.as_slice() {
                        _ if added(&section.id) => {
                            self.item(items, depth, heading, View::Section(section.id.clone()));
                            self.collect(&section.parts, unit, depth + 1, items);
                        }
                        [single] if !added(single.id()) && (depth > 0 || !matches!(single, Part::Form(_))) && self.view(single, unit).is_some() => {
                            self.item(items, depth, heading, self.view(single, unit).unwrap_or_default());
                        }
                        _ => {
                            items.push(OutlineItem { depth, name: heading.clone(), label: heading, view: None, mark: Mark::None });
                            self.collect(&section.parts, unit, depth + 1, items);
                        }
                    }
                }
                Part::Cards => {
                    self.item(items, depth, format!("项目绩效目标表（{}）", self.draft.cards.len()), View::Cards);
                    for (n, card) in self.draft.cards.iter().enumerate() {
                        self.item(items, depth + 1, format!("{}、{}", n + 1, card.text("name")), View::Card(card.id.clone()));
                    }
                }
                Part::Units(inner) => self.draft.units.iter().for_each(|unit| self.collect(inner, &unit.id, depth, items)),
                other => {
                    if let Some(view) = self.view(other, unit) {
                        self.item(items, depth, self.label(other), view);
                    }
                }
            }
        }
    }

    /// What shows a part that is neither a heading nor the list of cards.
    fn view(&self, part: &Part, unit: &str) -> Option<View> {
        Some(match part {
            Part::Text(text) => View::Text(text.id.clone()),
            Part::Tree(tree) => View::Tree(tree.id.clone()),
            Part::Indicators(table) => View::Indicators(table.id.clone()),
            Part::Form(id) => {
                self.draft.template.form(id)?;
                View::Form(in_unit(unit, id))
            }
            Part::Glossary => View::Glossary,
            Part::Table(id) => View::Table(id.clone()),
            Part::Section(_) | Part::Cards | Part::Units(_) | Part::When(..) | Part::Shared(_) => return None,
        })
    }

    fn label(&self, part: &Part) -> String {
        match part {
            Part::Text(text) => text.label.clone(),
            Part::Tree(tree) => tree.label.clone(),
            Part::Indicators(table) => table.label.clone(),
            Part::Form(id) => self.draft.template.form(id).map(|form| self.draft.worded(form.short())).unwrap_or_default(),
            Part::Table(id) => {
                let title = self.draft.tables.get(id).map_or("", |table| table.title.as_str());
                if title.is_empty() { "补充表".to_owned() } else { format!("补充表：{title}") }
            }
            _ => "名词解释".into(),
        }
    }

    fn item(&self, items: &mut Vec<OutlineItem>, depth: usize, label: String, view: View) {
        let filled = match &view {
            View::Identity => !self.draft.identity.unit_name.is_empty(),
            View::Form(id) => self.form_is_filled(id),
            View::Text(id) => !self.draft.text(id).trim().is_empty(),
            View::Tree(id) => self.draft.trees.get(id).is_some_and(|items| items.iter().any(|item| !item.is_blank())),
            View::Indicators(id) => self.draft.indicators.get(id).is_some_and(|rows| !rows.is_empty()),
            View::Section(_) => true,
            View::Table(id) => self.draft.tables.get(id).is_some_and(|table| table.rows.iter().flatten().any(|text| !text.is_empty())),
            View::Cards => !self.draft.cards.is_empty(),
            View::Card(id) => self.draft.cards.iter().any(|card| card.id == *id && (card.classified || !card.indicators.is_empty())),
            View::Glossary => !self.draft.glossary.is_empty(),
        };
        let mark = if filled { Mark::Filled } else { Mark::Empty };
        let unit = if let View::Form(id) = &view { self.draft.unit(scoped(id).0) } else { None };
        let name = unit.map_or_else(|| label.clone(), |unit| format!("{} {label}", unit.name));
        items.push(OutlineItem { depth, label, name, view: Some(view), mark });
        if let Some(item) = items.last_mut()
            && item.view.as_ref().is_some_and(|view| self.troubled.contains(view))
        {
            item.mark = Mark::Problem;
        }
    }

    fn form_is_filled(&self, id: &str) -> bool {
        let (unit, form) = scoped(id);
        let panes = self.draft.template.form(form).map_or(&[][..], |form| form.panes.as_slice());
        let listed = panes.iter().any(|pane| matches!(pane.rows, RowKind::Listed { .. }));
        self.has_figures(id) || (listed && self.panes_of(unit, form).any(|pane| pane.rows.iter().any(|row| row.stored().is_some())))
    }

    /// Whether a form, of a unit by `u1/general`, shows any figure.
    #[must_use]
    pub fn has_figures(&self, id: &str) -> bool {
        let (unit, form) = scoped(id);
        self.panes_of(unit, form).any(PaneTotals::has_figures)
    }

    fn panes_of(&self, unit: &str, form: &str) -> impl Iterator<Item = &PaneTotals> {
        let at = self.draft.template.forms.iter().position(|other| other.id == form);
        let panes = self.totals.of(unit).map_or(&[][..], |totals| totals.panes.as_slice());
        panes.iter().zip(&self.plan.panes).filter(move |(_, plan)| at.is_some() && plan.place.map(|(form, _)| form) == at).map(|(pane, _)| pane)
    }
}

/// The view that shows a place.
#[must_use]
pub fn view_of(place: &Place) -> View {
    match place {
        Place::Identity => View::Identity,
        Place::Form(id) => View::Form(id.clone()),
        Place::Cell { pane, .. } => View::Form(pane.split('.').next().unwrap_or(pane).to_owned()),
        Place::Text(id) => View::Text(id.clone()),
        Place::Card(card)
        | Place::CardField { card, .. }
        | Place::Plan { card, .. }
        | Place::Goal { card, .. }
        | Place::Indicator { owner: IndicatorOwner::Card(card), .. } => View::Card(card.clone()),
        Place::Indicator { owner: IndicatorOwner::Part(id), .. } => View::Indicators(id.clone()),
        Place::Item { tree, .. } => View::Tree(tree.clone()),
        Place::Section(id) => View::Section(id.clone()),
        Place::Table { id, .. } => View::Table(id.clone()),
        Place::Term(_) => View::Glossary,
    }
}
