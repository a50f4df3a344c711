//! What a template can say: the forms with their rows and columns, and the wording around the content. The outline's
//! parts are in [`super::part`], the goal card in [`super::card`], choices between variants in [`super::variant`].
//!
//! A template is data (RON under `templates/`). Ids are stable and have no hyphens; labels are what is printed.
//! In every printed wording `{unit}`, `{unit_code}`, `{year}`, `{last_year}` stand for the draft's own (in what belongs to a unit
//! of a department for the unit's, and `{department}` for the department's name), `{money}` for the printed unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::card::{CardForm, CardRole};
use super::check::Check;
use super::choice::{Choice, always};
use super::class::TOTAL;
use super::part::{Contents, IndicatorsPart, Part, TextPart, TreePart};
use crate::amount::MoneyStyle;

/// A province's or year's disclosure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Stable name, that of its folder.
    pub id: String,
    /// What a clerk chooses it by.
    pub title: String,
    /// Whose disclosure it is.
    pub kind: Kind,
    /// The budget year it was issued for.
    pub year: u16,
    /// How money is printed unless a form says otherwise.
    pub money: MoneyStyle,
    /// What a draft is made with: one option of each choice. What differs in little is an option, not a template.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// In a draft's copy the options taken, one for each choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<String>,
    /// Cover, contents and the lines above the forms.
    pub wording: Wording,
    /// Parts that stand in several places of the outline, by the name under which `Shared` fetches them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shared: BTreeMap<String, Vec<Part>>,
    /// The parts of the document, in order.
    pub outline: Vec<Part>,
    /// Figures that the window always shows: 收入总计, 支出总计 and the like.
    #[serde(default)]
    pub headline: Vec<Headline>,
    /// Grids: the nine standard forms and every other table.
    #[serde(default)]
    pub forms: Vec<Form>,
    /// The goal card (项目绩效目标表).
    #[serde(default)]
    pub card: Option<CardForm>,
    /// How glossary terms are printed.
    #[serde(default)]
    pub glossary: GlossaryForm,
}

/// 部门 or 单位.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// 单位: the disclosure of one unit.
    Unit,
    /// 部门: of a department, i.e. of all its units.
    Department,
}

/// Standard wording around the content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// The document's title, also the PDF's.
    pub title: String,
    /// Lines of the cover, none for no cover. A line is left out where a word that it needs (`{date}`, `{mark}`,
    /// `{prepared_by}`, `{reviewed_by}`) has not been filled in.
    #[serde(default)]
    pub cover: Vec<CoverLine>,
    /// Heading of the table of contents, if it has one.
    #[serde(default)]
    pub contents: Option<String>,
    /// Lines at the upper left of a form.
    #[serde(default)]
    pub form_left: Vec<String>,
    /// Line at the upper right of a form; `{money}` is the printed unit.
    #[serde(default)]
    pub form_right: String,
}

/// One line of the cover.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverLine {
    /// `{date}`, `{mark}` (草案), `{prepared_by}` and `{reviewed_by}` are understood here, too.
    pub text: String,
    /// How it looks.
    pub role: CoverRole,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

/// The look of a cover line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CoverRole {
    /// The title, large.
    Title,
    /// Whose document it is.
    Unit,
    /// Anything else.
    Line,
    /// The date, at the foot.
    Date,
}

/// A grid with a title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Stable name, as used in equations.
    pub id: String,
    /// The printed title.
    pub title: String,
    /// A shorter name for the window.
    #[serde(default)]
    pub label: Option<String>,
    /// What belongs there, said to who fills it in; never printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// The title's place in the table of contents.
    #[serde(default)]
    pub contents: Contents,
    /// How money is printed here; the template's way if not said.
    #[serde(default)]
    pub money: Option<MoneyStyle>,
    /// Lines at the upper left, instead of the template's.
    #[serde(default)]
    pub left: Option<Vec<String>>,
    /// Line at the upper right, instead of the template's.
    #[serde(default)]
    pub right: Option<String>,
    /// Heading of the running-number column (序号), if there is one.
    #[serde(default)]
    pub serial: Option<String>,
    /// Label of the row that numbers the columns (栏次), if there is one.
    #[serde(default)]
    pub numbers: Option<String>,
    /// Printed on a page of its own.
    #[serde(default)]
    pub own_page: bool,
    /// Printed across the page's long side; only with `own_page`.
    #[serde(default)]
    pub landscape: bool,
    /// In a department each of its units fills in a form of its own, and the department's is their sum.
    #[serde(default)]
    pub per_unit: bool,
    /// The grids side by side; nearly always one.
    pub panes: Vec<Pane>,
    /// Printed below a form without figures (空表列示).
    #[serde(default)]
    pub when_empty: Option<String>,
    /// Printed below the form always.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// One grid of a form. Equations name it `form` or, where it has an id, `form.pane`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pane {
    /// Empty where the form has one pane.
    #[serde(default)]
    pub id: String,
    /// What the window calls it.
    #[serde(default)]
    pub label: String,
    /// Left to right.
    pub columns: Vec<Column>,
    /// Top to bottom.
    pub rows: RowKind,
    /// What fills the cells that nobody types.
    #[serde(default)]
    pub equations: Vec<String>,
    /// What has to agree (勾稽关系).
    #[serde(default)]
    pub checks: Vec<Check>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Stable name, as used in equations.
    pub id: String,
    /// Header groups from the outermost to the column's own label.
    pub header: Vec<String>,
    /// What it holds.
    pub kind: ColumnKind,
    /// Printed width, in half-width characters; only the ratio counts.
    pub width: u16,
    /// False for what is typed but not printed.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub print: bool,
    /// The rows in which it may be typed; all if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<String>>,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

// Named for serde's attributes above.
fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands a reference
fn is_yes(value: &bool) -> bool {
    *value
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// The fixed label of a fixed row.
    Label,
    /// The code of a coded row.
    Code,
    /// Of the code of a coded row the piece of that level, from 0: 类, 款 and 项 in columns of their own. The code
    /// itself is typed in a column of kind `Code`, which then need not be printed.
    Segment(u8),
    /// The name of that code.
    Name,
    /// Money in the draft's entry unit.
    Money,
    /// A quantity.
    Number,
    /// Anything.
    Text,
    /// A code of a classification list in a listed row; typing it fills the column `name` where that is blank.
    Catalog {
        /// File under `templates/codes/`, without its ending.
        list: String,
        /// The column of the name.
        name: String,
    },
}

impl ColumnKind {
    /// Whether the column holds figures.
    #[must_use]
    pub fn is_figure(&self) -> bool {
        matches!(self, Self::Money | Self::Number)
    }
}

/// Where a pane's rows come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RowKind {
    /// Printed rows that never change.
    Fixed(Vec<FixedRow>),
    /// Codes of a classification with their parents, sorted; a total row before them.
    Coded(CodedRows),
    /// Rows that the clerk adds, in the clerk's order, below fixed total rows.
    Listed {
        /// Total rows, above.
        #[serde(default)]
        heads: Vec<FixedRow>,
    },
}

/// A fixed row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedRow {
    /// Stable name.
    pub id: String,
    /// As printed.
    pub label: String,
    /// Rows that equations name together, `#group`. Heads of a list in the group `unit` (小计) are printed once for each unit of a
    /// department, above that unit's lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The code of a class that the row stands for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Printed line, 1 for the first; `None` for the line after the row before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// What is printed in a column where there is no figure: `{"quantity": "——"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, String>,
    /// Steps that the label is indented.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub indent: u8,
    /// The option with which it stands; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands a reference
fn is_zero(value: &u8) -> bool {
    *value == 0
}

/// Rows by code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodedRows {
    /// File under `templates/codes/`, without its ending.
    pub list: String,
    /// Lengths of the codes from class to item: 3, 5, 7.
    pub widths: Vec<u8>,
    /// Label of the total row; without one no total row is shown.
    #[serde(default)]
    pub total: String,
    /// Panes whose rows are this pane's, too.
    #[serde(default)]
    pub from: Vec<String>,
}

/// A figure that the window always shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headline {
    /// What it is.
    pub label: String,
    /// An address, `balance.in[all, amount]`.
    pub figure: String,
}

/// How glossary terms are printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GlossaryForm {
    /// Before each term; `{1}` is its number.
    pub number: String,
    /// Between term and definition.
    pub between: String,
    /// What a new draft begins with: terms and definitions.
    #[serde(default)]
    pub terms: Vec<(String, String)>,
}

impl Default for GlossaryForm {
    fn default() -> Self {
        Self { number: "{1}、".into(), between: "：".into(), terms: Vec::new() }
    }
}

impl Template {
    /// The form of that id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// The pane of that id in the form of that id.
    #[must_use]
    pub fn pane(&self, form: &str, pane: &str) -> Option<&Pane> {
        self.form(form)?.panes.iter().find(|known| known.id == pane)
    }

    /// The id of the card's field that holds that.
    #[must_use]
    pub fn card_field(&self, role: CardRole) -> Option<&str> {
        self.card.as_ref()?.fields.iter().find(|field| field.role == Some(role)).map(|field| field.id.as_str())
    }

    /// Up to draft format 3 what a card's field holds was known by its id alone.
    pub(crate) fn declare_roles(&mut self) {
        for field in self.card.iter_mut().flat_map(|card| &mut card.fields) {
            field.role = field.role.or_else(|| CardRole::of_id(&field.id));
        }
    }

    /// How a form prints money.
    #[must_use]
    pub fn money_of(&self, form: &Form) -> MoneyStyle {
        form.money.unwrap_or(self.money)
    }

    /// Every running text of the template's own outline, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<&TextPart> {
        self.flat().into_iter().filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None }).collect()
    }

    /// Every tree of goals or measures.
    #[must_use]
    pub fn trees(&self) -> Vec<&TreePart> {
        self.flat().into_iter().filter_map(|part| if let Part::Tree(tree) = part { Some(tree) } else { None }).collect()
    }

    /// The tree of that id.
    #[must_use]
    pub fn tree(&self, id: &str) -> Option<&TreePart> {
        self.trees().into_iter().find(|tree| tree.id == id)
    }

    /// The whole-department indicator table of that id.
    #[must_use]
    pub fn indicators(&self, id: &str) -> Option<&IndicatorsPart> {
        self.flat().into_iter().find_map(|part| if let Part::Indicators(table) = part { (table.id == id).then_some(table) } else { None })
    }

    /// Every part of the outline at any depth, in order.
    #[must_use]
    pub fn flat(&self) -> Vec<&Part> {
        super::part::flat(&self.outline)
    }
}

impl Form {
    /// What the window calls the form.
    #[must_use]
    pub fn short(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.title)
    }
}

impl Pane {
    /// The fixed row of a row class: every row of a fixed pane, the heads of a listed one.
    #[must_use]
    pub fn fixed_row(&self, class: usize) -> Option<&FixedRow> {
        match &self.rows {
            RowKind::Fixed(rows) | RowKind::Listed { heads: rows } => rows.get(class),
            RowKind::Coded(_) => None,
        }
    }

    /// Whether rows of this class are totals: in a fixed pane with groups, what stands outside them.
    #[must_use]
    pub fn is_total(&self, class: usize) -> bool {
        match &self.rows {
            RowKind::Coded(_) => class == TOTAL,
            RowKind::Listed { heads } => class < heads.len(),
            RowKind::Fixed(rows) => rows.iter().any(|r| !r.group.is_empty()) && rows.get(class).is_some_and(|r| r.group.is_empty() && r.indent == 0),
        }
    }

    /// The name that equations use.
    #[must_use]
    pub fn name(&self, form: &Form) -> String {
        if self.id.is_empty() { form.id.clone() } else { format!("{}.{}", form.id, self.id) }
    }
}
