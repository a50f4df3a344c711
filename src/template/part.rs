//! The parts of an outline: what a document is made of, in order.

use serde::{Deserialize, Serialize};

use super::indicator::{IndicatorColumn, IndicatorKind};

/// A part of the outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// A heading with parts below it.
    Section(Section),
    /// Running text that the clerk writes.
    Text(TextPart),
    /// Goals or measures in levels (分项绩效目标, 工作保障措施).
    Tree(TreePart),
    /// A table of indicators of the whole department (部门整体绩效指标).
    Indicators(IndicatorsPart),
    /// A form, by id.
    Form(String),
    /// All goal cards.
    Cards,
    /// The glossary.
    Glossary,
    /// Parts that every unit of a department has: its forms. They hold forms with `per_unit`, and sections.
    Units(Vec<Part>),
    /// Parts that stand only with an option of a choice. Not in a draft's copy.
    When(String, Vec<Part>),
    /// The parts of that name in the template's `shared`. Not in a draft's copy.
    Shared(String),
    /// A free table of the draft, by id. Not in a template.
    Table(String),
}

/// A heading and what stands below it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// Wordings that are offered beside the text, to be put in where the caret stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
}

/// A usual wording of a duty: the figures are linked, only reasons are left to be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// What it says, in a few words.
    pub label: String,
    /// The wording, with linked figures.
    pub text: String,
}

/// Items in levels: each has a title, text, perhaps a goal with its indicator, and items below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreePart {
    /// Stable name; the draft keeps the items under it.
    pub id: String,
    /// What the window calls it.
    pub label: String,
    /// What has to be said here.
    #[serde(default)]
    pub hint: String,
    /// From the outermost inwards; an item deeper than the last is printed as the last.
    pub levels: Vec<TreeLevel>,
    /// What is printed in place of the text of an item marked 涉密.
    #[serde(default = "classified")]
    pub classified: String,
}

// Named for serde's attribute above.
fn classified() -> String {
    "涉密".into()
}

/// How items of a level are printed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TreeLevel {
    /// Pattern of the number: `{一}、`, `（{一}）`, `{1}、`; none if empty.
    pub number: String,
    /// Numbers run on from one parent to the next.
    pub runs_on: bool,
    /// The title is a heading of its own; else the text follows in the same paragraph.
    pub heading: bool,
    /// Between title and text in one paragraph, and before the mark of a classified item.
    pub between: String,
    /// Labels of goal and indicator, where items of this level have the pair: `绩效目标：`, `绩效指标：`.
    pub pair: Option<(String, String)>,
}

/// A table of indicators of the whole department.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorsPart {
    /// Stable name; the draft keeps the rows under it.
    pub id: String,
    /// The printed title; none if empty.
    #[serde(default)]
    pub title: String,
    /// What the window calls it.
    pub label: String,
    /// Line at the upper left.
    #[serde(default)]
    pub left: String,
    /// Line at the upper right.
    #[serde(default)]
    pub right: String,
    /// Printed across the page's long side, on a page of its own.
    #[serde(default)]
    pub landscape: bool,
    /// The columns; `span` is their printed width.
    pub columns: Vec<IndicatorColumn>,
    /// First-level kinds with their second-level ones, in order.
    pub kinds: Vec<IndicatorKind>,
}

impl TreePart {
    /// How items at that depth are printed.
    #[must_use]
    pub fn level(&self, depth: usize) -> TreeLevel {
        self.levels.get(depth).or(self.levels.last()).cloned().unwrap_or_default()
    }
}

impl Part {
    /// Its stable name: the id, or for what stands but once `cards`, `glossary`, `units`.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Section(section) => &section.id,
            Self::Text(text) => &text.id,
            Self::Tree(tree) => &tree.id,
            Self::Indicators(table) => &table.id,
            Self::Form(id) | Self::Table(id) | Self::Shared(id) | Self::When(id, _) => id,
            Self::Cards => "cards",
            Self::Glossary => "glossary",
            Self::Units(_) => "units",
        }
    }
}

/// Every part at any depth, in order; not those that stand once for each unit.
#[must_use]
pub fn flat(parts: &[Part]) -> Vec<&Part> {
    fn collect<'a>(parts: &'a [Part], out: &mut Vec<&'a Part>) {
        for part in parts {
            out.push(part);
            if let Part::Section(section) = part {
                collect(&section.parts, out);
            }
        }
    }
    let mut out = Vec::new();
    collect(parts, &mut out);
    out
}
