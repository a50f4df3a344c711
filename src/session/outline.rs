//! The outline of an open draft: its parts in document order, what shows each, and how far each is.
//!
//! It leaves to others what is wrong with a part (`rules`) and how the parts are drawn.

use std::collections::HashSet;

use crate::model::{Draft, FormName, IndicatorOwner, Place};
use crate::template::outline::numbers;
use crate::template::{Contents, Part, RowKind};
use crate::workings::Workings;

/// What the middle of the window shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// Unit, year, cover.
    #[default]
    Identity,
    /// A form, the draft's or a unit's.
    Form(FormName),
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
    /// Whether it is not published.
    pub withheld: bool,
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

/// The view that shows a place.
#[must_use]
pub fn view_of(place: &Place) -> View {
    match place {
        Place::Identity | Place::Contents => View::Identity,
        Place::Form(id) => View::Form(id.clone()),
        Place::Cell { pane, .. } => View::Form(pane.form_name()),
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

/// The part that a view shows, if it is one that may be left out of what is published.
#[must_use]
pub fn part_of(view: &View) -> Option<Place> {
    match view {
        View::Form(name) => Some(Place::Form(name.clone())),
        View::Text(id) => Some(Place::Text(id.clone())),
        View::Section(id) => Some(Place::Section(id.clone())),
        View::Table(id) => Some(Place::Table { id: id.clone(), row: String::new(), column: String::new() }),
        View::Identity | View::Tree(_) | View::Indicators(_) | View::Cards | View::Card(_) | View::Glossary => None,
    }
}

/// The outline, in document order; `troubled` are the views with something wrong in them.
pub(super) fn outline(work: &Workings, troubled: &HashSet<View>) -> Vec<OutlineItem> {
    let mut lines = Lines { work, draft: work.draft(), troubled, items: Vec::new() };
    lines.add(0, "单位与年度".into(), View::Identity);
    lines.collect(&work.draft().outline(), "", 0);
    lines.items
}

/// The lines so far, and what they are made of.
struct Lines<'a> {
    work: &'a Workings,
    draft: &'a Draft,
    troubled: &'a HashSet<View>,
    items: Vec<OutlineItem>,
}

impl Lines<'_> {
    fn collect(&mut self, parts: &[Part], unit: &str, depth: usize) {
        let draft = self.draft;
        let added = |id: &str| draft.additions.iter().any(|addition| addition.id == id);
        for (part, number) in parts.iter().zip(numbers(parts)) {
            match part {
                Part::Section(section) => {
                    let heading = match &section.contents {
                        Contents::As(short) => draft.worded(short),
                        _ => format!("{}{}", number.unwrap_or_default(), draft.worded_for(unit, &section.heading)),
                    };
                    // A heading over a single text or form is that text's line.
                    let single = match section.parts.as_slice() {
                        [single] if !added(single.id()) && (depth > 0 || !matches!(single, Part::Form(_))) => self.view(single, unit),
                        _ => None,
                    };
                    if added(&section.id) {
                        self.add(depth, heading, View::Section(section.id.clone()));
                        self.collect(&section.parts, unit, depth + 1);
                    } else if let Some(view) = single {
                        self.add(depth, heading, view);
                    } else {
                        self.items.push(OutlineItem { depth, name: heading.clone(), label: heading, view: None, mark: Mark::None, withheld: false });
                        self.collect(&section.parts, unit, depth + 1);
                    }
                }
                Part::Cards => {
                    self.add(depth, format!("项目绩效目标表（{}）", draft.cards.len()), View::Cards);
                    for (n, card) in draft.cards.iter().enumerate() {
                        self.add(depth + 1, format!("{}、{}", n + 1, card.text("name")), View::Card(card.id.clone()));
                    }
                }
                Part::Units(inner) => draft.units.iter().for_each(|unit| self.collect(inner, &unit.id, depth)),
                other => {
                    if let Some(view) = self.view(other, unit) {
                        self.add(depth, self.label(other), view);
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
                View::Form(FormName::of(unit, id))
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

    fn add(&mut self, depth: usize, label: String, view: View) {
        let mark = if self.troubled.contains(&view) {
            Mark::Problem
        } else if self.is_filled(&view) {
            Mark::Filled
        } else {
            Mark::Empty
        };
        let unit = if let View::Form(name) = &view { self.draft.unit(&name.unit) } else { None };
        let name = unit.map_or_else(|| label.clone(), |unit| format!("{} {label}", unit.name));
        let withheld = part_of(&view).is_some_and(|part| self.draft.withheld.contains(&part));
        self.items.push(OutlineItem { depth, label, name, view: Some(view), mark, withheld });
    }

    fn is_filled(&self, view: &View) -> bool {
        let draft = self.draft;
        match view {
            View::Identity => !draft.identity.unit_name.is_empty(),
            View::Form(id) => self.form_is_filled(id),
            View::Text(id) => !draft.text(id).trim().is_empty(),
            View::Tree(id) => draft.trees.get(id).is_some_and(|items| items.iter().any(|item| !item.is_blank())),
            View::Indicators(id) => draft.indicators.get(id).is_some_and(|rows| !rows.is_empty()),
            View::Section(_) => true,
            View::Table(id) => draft.tables.get(id).is_some_and(|table| table.rows.iter().flatten().any(|text| !text.is_empty())),
            View::Cards => !draft.cards.is_empty(),
            View::Card(id) => draft.cards.iter().any(|card| card.id == *id && (card.classified || !card.indicators.is_empty())),
            View::Glossary => !draft.glossary.is_empty(),
        }
    }

    fn form_is_filled(&self, name: &FormName) -> bool {
        let panes = self.draft.template.form(&name.form).map_or(&[][..], |form| form.panes.as_slice());
        let listed = panes.iter().any(|pane| matches!(pane.rows, RowKind::Listed { .. }));
        self.work.has_figures(name) || (listed && self.work.panes_of(name).any(|pane| pane.rows.iter().any(|row| row.stored().is_some())))
    }
}
