//! What a template can say: the forms, their rows and columns, the outline, the goal card, the wording.
//!
//! A template is data (RON under `templates/`). Ids are stable and have no hyphens; labels are what is printed.
//! In every printed wording `{unit}`, `{unit_code}`, `{year}`, `{last_year}` stand for the draft's own.

use serde::{Deserialize, Serialize};

use super::plan::TOTAL;
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
    /// Cover, contents and the lines above the forms.
    pub wording: Wording,
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
    /// Lines of the cover, none for no cover. An empty line after filling in is left out.
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
    /// `{date}`, `{prepared_by}` and `{reviewed_by}` are understood here, too.
    pub text: String,
    /// How it looks.
    pub role: CoverRole,
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

/// A part of the outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// A heading with parts below it.
    Section(Section),
    /// Running text that the clerk writes.
    Text(TextPart),
    /// A form, by id.
    Form(String),
    /// All goal cards.
    Cards,
    /// The glossary.
    Glossary,
}

/// A heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Stable name.
    pub id: String,
    /// The heading without its number.
    pub heading: String,
    /// Its place in the table of contents.
    #[serde(default)]
    pub contents: Contents,
    /// Pattern that numbers this section among its numbered neighbours: `{一}、`, `（{一}）`, `{1}、`.
    #[serde(default)]
    pub number: Option<String>,
    /// The section begins on a new page.
    #[serde(default)]
    pub new_page: bool,
    /// What stands below.
    pub parts: Vec<Part>,
}

/// Whether a heading stands in the table of contents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Contents {
    /// Left out.
    #[default]
    Hidden,
    /// As the heading is printed.
    Listed,
    /// With a wording of its own.
    As(String),
}

/// Running text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextPart {
    /// Stable name; the draft keeps the text under it.
    pub id: String,
    /// What the window calls it.
    pub label: String,
    /// What a new draft begins with; `{general[total, basic]}` is a linked figure.
    #[serde(default)]
    pub default: String,
    /// What has to be said here, shown beside an empty text.
    #[serde(default)]
    pub hint: String,
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
    /// Printed across the page's long side.
    #[serde(default)]
    pub landscape: bool,
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

/// A cross-check (勾稽关系) that the template asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Finding code, stable for ever.
    pub code: String,
    /// An equation with `==`.
    pub rule: String,
    /// The rule in words.
    pub says: String,
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
    /// Rows that equations name together, `#group`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The code of a class that the row stands for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Printed line, 1 for the first; `None` for the line after the row before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// Steps that the label is indented.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub indent: u8,
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
    /// Label of the total row.
    pub total: String,
    /// Panes whose rows are this pane's, too.
    #[serde(default)]
    pub from: Vec<String>,
}

/// The goal card: which fields it has and how it is laid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardForm {
    /// `{n}` is its number, `{name}` the project's.
    pub heading: String,
    /// Line at the upper right.
    #[serde(default)]
    pub right: String,
    /// Texts and amounts, by id. `name` is the project's name in every template.
    pub fields: Vec<CardField>,
    /// What fills the amounts that nobody types: `[*, budget] = [@, fiscal] + [@, other]`.
    #[serde(default)]
    pub equations: Vec<String>,
    /// What has to agree (勾稽关系).
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The payment plan, if the card has one.
    #[serde(default)]
    pub plan: Option<PlanForm>,
    /// Printed widths of the grid's columns; only the ratio counts.
    pub widths: Vec<u16>,
    /// The rows above the indicators.
    pub layout: Vec<Vec<CardCell>>,
    /// The columns of the indicator table.
    pub indicators: Vec<IndicatorColumn>,
    /// First-level kinds with their second-level ones, in order.
    pub kinds: Vec<IndicatorKind>,
}

/// A field of the goal card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardField {
    /// Stable name.
    pub id: String,
    /// As printed and as shown.
    pub label: String,
    /// What it holds.
    pub kind: CardFieldKind,
}

/// What a card's field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardFieldKind {
    /// One line.
    Text,
    /// Several lines.
    Paragraph,
    /// Money.
    Money,
    /// A code of a classification list; not printed unless laid out.
    Code(String),
}

/// Payment plan (资金支出计划): cumulative shares at dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanForm {
    /// Amounts or percentages.
    pub kind: PlanKind,
    /// The dates' labels.
    pub dates: Vec<String>,
}

/// What a payment plan is said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanKind {
    /// Money in the form's unit.
    Amount,
    /// Percent of the budget.
    Percent,
}

/// A cell of the card's printed layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardCell {
    /// What it shows.
    pub show: CardShow,
    /// Columns it covers.
    #[serde(default = "one")]
    pub span: u16,
    /// Rows it covers.
    #[serde(default = "one")]
    pub rows: u16,
}

fn one() -> u16 {
    1
}

/// What a cell of a card's layout shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardShow {
    /// A printed label.
    Label(String),
    /// A field by id.
    Field(String),
    /// The label of a plan's date, by number from 0.
    PlanDate(u8),
    /// The plan's value at that date.
    PlanValue(u8),
    /// All goals, numbered.
    Goals,
}

/// A column of the indicator table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorColumn {
    /// What it holds.
    pub field: IndicatorField,
    /// As printed.
    pub label: String,
    /// Columns of the card's grid that it covers.
    #[serde(default = "one")]
    pub span: u16,
}

/// A cell of an indicator row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IndicatorField {
    /// 一级指标
    Level1,
    /// 二级指标
    Level2,
    /// 三级指标
    Level3,
    /// 绩效指标描述
    Description,
    /// 指标值
    Value,
    /// 指标值确定依据
    Basis,
}

/// A first-level kind of indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorKind {
    /// 产出指标 …
    pub level1: String,
    /// 数量指标 …
    pub level2: Vec<String>,
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

    /// How a form prints money.
    #[must_use]
    pub fn money_of(&self, form: &Form) -> MoneyStyle {
        form.money.unwrap_or(self.money)
    }

    /// Every running text of the outline, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<&TextPart> {
        fn collect<'a>(parts: &'a [Part], out: &mut Vec<&'a TextPart>) {
            for part in parts {
                match part {
                    Part::Section(section) => collect(&section.parts, out),
                    Part::Text(text) => out.push(text),
                    Part::Form(_) | Part::Cards | Part::Glossary => {}
                }
            }
        }
        let mut out = Vec::new();
        collect(&self.outline, &mut out);
        out
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

    /// The name that equations and the draft use.
    #[must_use]
    pub fn name(&self, form: &Form) -> String {
        if self.id.is_empty() { form.id.clone() } else { format!("{}.{}", form.id, self.id) }
    }
}
