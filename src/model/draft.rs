//! The draft: everything that a clerk types, and nothing that can be computed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::card::{Card, Indicator};
use super::carried::Carried;
use super::free::{Addition, FreeTable, spliced};
use super::names::{FormName, IndicatorOwner, PaneName, RowId};
use super::place::Place;
use super::printed::Printed;
use super::review::{Days, Remark, Step};
use super::tree::Item;
use crate::amount::{Amount, MoneyUnit};
use crate::template::codes::Codes;
use crate::template::outline::fill_words;
use crate::template::{CardRole, ColumnKind, Pane, Part, PlanKind, Template, TextPart, flat};

/// Version of the file format that this program writes; earlier ones are read.
pub const FORMAT: u32 = 7;

/// The years that a budget can be of: those of the republic, and not far ahead.
pub const YEARS: RangeInclusive<u16> = 1949..=2100;

/// A disclosure in the making.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Version of the file format.
    pub format: u32,
    /// Who, when, by whom.
    pub identity: Identity,
    /// The unit that every amount of the draft is in.
    pub entry_unit: MoneyUnit,
    /// The units of a department, in printed order; none where the draft is a unit's own, or the department is one unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Unit>,
    /// Typed rows by pane (`general`, `fiscal.out`), those of a unit's form by its id before it (`u1/general`).
    pub forms: BTreeMap<PaneName, Vec<Row>>,
    /// Names of the codes used, by list and code; editable, so kept with the draft.
    pub names: BTreeMap<String, BTreeMap<String, String>>,
    /// Running text by the id of its part; paragraphs are lines.
    pub texts: BTreeMap<String, String>,
    /// Goals and measures in levels, by the id of their part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub trees: BTreeMap<String, Vec<Item>>,
    /// Indicators of the whole department, by the id of their part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub indicators: BTreeMap<String, Vec<Indicator>>,
    /// Goal cards in printed order.
    pub cards: Vec<Card>,
    /// Glossary in printed order.
    pub glossary: Vec<Term>,
    /// Sections, texts and tables that the template does not have, and where they stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additions: Vec<Addition>,
    /// Free tables (补充表), by the id of their addition.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, FreeTable>,
    /// What was carried over from the year before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Carried>,
    /// What the imported source printed otherwise, in the order of the places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub printed: Vec<Printed>,
    /// Forms on which the imported source was silent: nothing is claimed of them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub silent: BTreeSet<FormName>,
    /// Parts that are not published (不公开): forms, texts, sections, tables, each as a whole.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub withheld: BTreeSet<Place>,
    /// Answers to findings, by the finding's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answer>,
    /// Remarks, in the order in which they were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// Steps of the way to publishing, in the order in which they were taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// When it was approved and published.
    #[serde(default, skip_serializing_if = "Days::is_blank")]
    pub days: Days,
    /// The template that the draft was made with, options chosen.
    pub template: Arc<Template>,
}

/// Whose disclosure it is, and of which year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// 单位代码
    pub unit_code: String,
    /// 单位名称
    pub unit_name: String,
    /// 预算年度; `None` while nobody has stated it.
    pub year: Option<u16>,
    /// 编制日期, as printed on the cover.
    #[serde(default)]
    pub date: String,
    /// 编制单位 or 经办人, where the cover names one.
    #[serde(default)]
    pub prepared_by: String,
    /// 审核单位, where the cover names one.
    #[serde(default)]
    pub reviewed_by: String,
    /// What the cover says of the draft's standing: 草案.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
}

/// A unit of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Stays, whatever becomes of the unit.
    pub id: String,
    /// 单位代码
    pub code: String,
    /// 单位名称
    pub name: String,
}

/// A typed row of a form: of a fixed row only what was typed into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Which row of the pane.
    pub id: RowId,
    /// The code of a coded row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Figures by column; in a column that is computed, a 手工调整.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, Amount>,
    /// Texts by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
}

impl Row {
    /// Whether nothing at all was typed into it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.amounts.is_empty() && self.texts.is_empty()
    }
}

/// A glossary term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Stays, wherever the term moves.
    #[serde(default)]
    pub id: String,
    /// 名词
    pub term: String,
    /// 解释
    pub definition: String,
}

impl Draft {
    /// An empty draft: no figures, the template's standard wording, the first option of each of its choices.
    #[must_use]
    pub fn new(template: impl Into<Arc<Template>>, unit_code: &str, unit_name: &str, year: impl Into<Option<u16>>) -> Self {
        // Loading a template has made sure that its options can be taken.
        let template = template.into();
        Self::of_resolved(template.resolved(&[]).map_or(template, Arc::new), unit_code, unit_name, year)
    }

    /// As [`Draft::new`], of a template whose options have been chosen already.
    #[must_use]
    pub fn of_resolved(template: impl Into<Arc<Template>>, unit_code: &str, unit_name: &str, year: impl Into<Option<u16>>) -> Self {
        let template = template.into();
        let texts = template.texts().iter().filter(|t| !t.default.is_empty()).map(|t| (t.id.clone(), t.default.clone())).collect();
        let glossary = template
            .glossary
            .terms
            .iter()
            .map(|(term, definition)| Term { id: String::new(), term: term.clone(), definition: definition.clone() })
            .collect();
        let mut draft = Self {
            format: FORMAT,
            identity: Identity { unit_code: unit_code.into(), unit_name: unit_name.into(), year: year.into(), ..Identity::default() },
            entry_unit: template.money.unit,
            units: Vec::new(),
            forms: BTreeMap::new(),
            names: BTreeMap::new(),
            texts,
            trees: BTreeMap::new(),
            indicators: BTreeMap::new(),
            cards: Vec::new(),
            glossary,
            additions: Vec::new(),
            tables: BTreeMap::new(),
            last: None,
            printed: Vec::new(),
            silent: BTreeSet::new(),
            withheld: BTreeSet::new(),
            answers: BTreeMap::new(),
            remarks: Vec::new(),
            steps: Vec::new(),
            days: Days::default(),
            template,
        };
        draft.give_ids();
        draft
    }

    /// The outline with the draft's own sections, texts and tables in their places.
    #[must_use]
    pub fn outline(&self) -> Cow<'_, [Part]> {
        if self.additions.is_empty() {
            Cow::Borrowed(&self.template.outline)
        } else {
            Cow::Owned(spliced(&self.template.outline, &self.additions, &self.texts))
        }
    }

    /// The running text of that id as a part: the template's, or one that the draft has added.
    #[must_use]
    pub fn text_part(&self, id: &str) -> Option<TextPart> {
        let outline = self.outline();
        flat(&outline).into_iter().find_map(|part| if let Part::Text(text) = part { (text.id == id).then(|| text.clone()) } else { None })
    }

    /// A unit of the department.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// Code and name of the unit with that id; the draft's own for an empty or unknown one.
    #[must_use]
    pub fn owner(&self, unit: &str) -> (&str, &str) {
        self.unit(unit).map_or((&self.identity.unit_code, &self.identity.unit_name), |unit| (&unit.code, &unit.name))
    }

    /// The typed rows of a pane.
    #[must_use]
    pub fn rows(&self, pane: &PaneName) -> &[Row] {
        self.forms.get(pane).map_or(&[], Vec::as_slice)
    }

    /// A card.
    #[must_use]
    pub fn card(&self, id: &str) -> Option<&Card> {
        self.cards.iter().find(|card| card.id == id)
    }

    /// What a card says in the field of that role; nothing where the template has none.
    #[must_use]
    pub fn card_text<'a>(&self, card: &'a Card, role: CardRole) -> &'a str {
        self.template.card_field(role).map_or("", |field| card.text(field))
    }

    /// The rows of an indicator table.
    #[must_use]
    pub fn indicators_of(&self, owner: &IndicatorOwner) -> &[Indicator] {
        match owner {
            IndicatorOwner::Card(id) => self.card(id).map_or(&[], |card| card.indicators.as_slice()),
            IndicatorOwner::Part(id) => self.indicators.get(id).map_or(&[], Vec::as_slice),
        }
    }

    /// The running text of a part.
    #[must_use]
    pub fn text(&self, id: &str) -> &str {
        self.texts.get(id).map_or("", String::as_str)
    }

    /// The name that this draft gives a code; the list's where the draft has none.
    #[must_use]
    pub fn name_of<'a>(&'a self, codes: &'a Codes, list: &str, code: &str) -> &'a str {
        self.names.get(list).and_then(|names| names.get(code)).map(String::as_str).or_else(|| codes.name(list, code, self.code_year())).unwrap_or("")
    }

    /// The year whose code lists count: the draft's, or its form set's while nobody has stated one.
    #[must_use]
    pub fn code_year(&self) -> u16 {
        self.identity.year.unwrap_or(self.template.year)
    }

    /// A template's wording with this draft's unit, year and money unit filled in.
    #[must_use]
    pub fn worded(&self, text: &str) -> String {
        self.worded_for("", text)
    }

    /// A template's wording as it stands in what belongs to a unit of the department.
    #[must_use]
    pub fn worded_for(&self, unit: &str, text: &str) -> String {
        // Nearly all texts have nothing to fill in.
        if !text.contains('{') {
            return text.to_owned();
        }
        let (unit_code, unit_name) = self.owner(unit);
        // A year that nobody has stated is printed as a blank to be filled in.
        let shown = |year: Option<u16>| year.map_or_else(|| "    ".to_owned(), |year| year.to_string());
        let (year, last_year) = (shown(self.identity.year), shown(self.identity.year.map(|year| year.saturating_sub(1))));
        fill_words(
            text,
            &[
                ("unit_code", unit_code),
                ("unit", unit_name),
                ("department", &self.identity.unit_name),
                ("year", &year),
                ("last_year", &last_year),
                ("money", self.template.money.unit.label()),
                ("date", &self.identity.date),
                ("mark", &self.identity.mark),
                ("prepared_by", &self.identity.prepared_by),
                ("reviewed_by", &self.identity.reviewed_by),
            ],
        )
    }

    /// This draft without stored rows that hold nothing: rows of a form's own, emptied again; and without last year's wording of what
    /// has been changed or dropped since.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let mut tidy = self.clone();
        for rows in tidy.forms.values_mut() {
            rows.retain(|row| !(row.is_blank() && row.id.is_of_form()));
        }
        tidy.forms.retain(|_, rows| !rows.is_empty());
        for card in &mut tidy.cards {
            while card.plan.last() == Some(&None) {
                card.plan.pop();
            }
        }
        tidy.trees.retain(|_, items| !items.is_empty());
        tidy.indicators.retain(|_, rows| !rows.is_empty());
        tidy.forget_changed();
        tidy
    }

    /// This draft with every amount of money in another unit, exactly.
    #[must_use]
    pub fn converted(&self, unit: MoneyUnit) -> Self {
        let mut other = self.clone();
        let from = self.entry_unit;
        for (name, rows) in &mut other.forms {
            let columns = self.pane(name).map_or(&[][..], |pane| pane.columns.as_slice());
            let money: Vec<&String> = columns.iter().filter(|column| column.kind == ColumnKind::Money).map(|column| &column.id).collect();
            for (_, amount) in rows.iter_mut().flat_map(|row| &mut row.amounts).filter(|(column, _)| money.contains(column)) {
                *amount = amount.converted(from, unit);
            }
        }
        let plan = self.template.card.as_ref().and_then(|card| card.plan.as_ref());
        let plan_is_money = plan.is_some_and(|plan| plan.kind == PlanKind::Amount);
        for card in &mut other.cards {
            let plan = card.plan.iter_mut().flatten().filter(|_| plan_is_money);
            card.amounts.values_mut().chain(plan).for_each(|amount| *amount = amount.converted(from, unit));
        }
        other.entry_unit = unit;
        other
    }

    /// Remembers other differences at a place, and gives those that were remembered there. They stand in the order of their places, so that
    /// taking a change back brings back the order, too.
    pub(super) fn set_printed(&mut self, place: &Place, printed: Vec<Printed>) -> Vec<Printed> {
        let from = self.printed.partition_point(|known| known.place < *place);
        let to = self.printed.partition_point(|known| known.place <= *place);
        self.printed.splice(from..to, printed).collect()
    }

    /// Remembers differences.
    pub fn remember_printed(&mut self, mut printed: Vec<Printed>) {
        self.printed.append(&mut printed);
        self.printed.sort_by(|a, b| a.place.cmp(&b.place));
    }

    /// Drops the answers to what was found in a card or an item, the remarks on it, what the source printed, and what is kept of the draft
    /// as it was signed: they may hold the same words. Remarks that say the `name` elsewhere go with them.
    pub fn forget_said(&mut self, of: Option<&Place>, name: &str) {
        self.printed.clear();
        let owner = of.and_then(Place::owner);
        self.answers.retain(|_, answer| owner.is_none() || answer.place.owner() != owner);
        let tells = |remark: &Remark| owner.is_some() && remark.place.owner() == owner || !name.is_empty() && remark.mentions(name);
        self.remarks.retain(|remark| !tells(remark));
        self.steps.iter_mut().for_each(|step| step.kept.clear());
    }

    /// Says whether nothing is known of a form; gives what was said before.
    /// Whether a place is in a part that is not published, by itself or with the section that it stands in.
    #[must_use]
    pub fn withholds(&self, place: &Place) -> bool {
        if self.withheld.is_empty() {
            return false;
        }
        let part = match place {
            Place::Cell { pane, .. } => Place::Form(pane.form_name()),
            Place::Table { id, .. } => Place::Table { id: id.clone(), row: String::new(), column: String::new() },
            other => other.clone(),
        };
        let (Place::Text(id) | Place::Section(id) | Place::Table { id, .. }) = &part else { return self.withheld.contains(&part) };
        let holds = |section: &&Part| matches!(section, Part::Section(section) if self.withheld.contains(&Place::Section(section.id.clone())));
        let inside = |section: &Part| flat(std::slice::from_ref(section)).iter().any(|part| part.id() == id);
        self.withheld.contains(&part) || flat(&self.outline()).into_iter().filter(holds).any(inside)
    }

    pub(super) fn set_withheld(&mut self, part: &Place, withheld: bool) -> bool {
        if withheld { !self.withheld.insert(part.clone()) } else { self.withheld.remove(part) }
    }

    pub(super) fn set_silent(&mut self, form: &FormName, silent: bool) -> bool {
        if silent { !self.silent.insert(form.clone()) } else { self.silent.remove(form) }
    }

    /// How many amounts the forms store; totals are not among them.
    #[must_use]
    pub fn typed_amounts(&self, panes: &[&PaneName]) -> usize {
        panes.iter().flat_map(|pane| self.rows(pane)).map(|row| row.amounts.len()).sum()
    }

    /// Whether every unit of a department has a form of its own that is called so.
    #[must_use]
    pub fn is_per_unit(&self, form: &str) -> bool {
        self.template.form(form).is_some_and(|form| form.per_unit)
    }

    /// A pane of the template, of whatever unit.
    #[must_use]
    pub fn pane(&self, name: &PaneName) -> Option<&Pane> {
        self.template.pane(&name.form, &name.pane)
    }
}
