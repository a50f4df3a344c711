//! One address for any spot of a draft: edits, findings and navigation all speak it.

use crate::template::IndicatorField;

use super::Draft;

/// A spot of a draft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Unit, year, cover.
    Identity,
    /// A form as a whole.
    Form(String),
    /// A cell, by pane, row and column.
    Cell {
        /// Pane name.
        pane: String,
        /// The row's key: its stored id, or the code of a computed row.
        row: String,
        /// Column id.
        column: String,
    },
    /// A running text, by the id of its part.
    Text(String),
    /// A card, by id.
    Card(String),
    /// A text or an amount of a card.
    CardField {
        /// Card id.
        card: String,
        /// Field id.
        field: String,
    },
    /// A value of a card's payment plan.
    Plan {
        /// Card id.
        card: String,
        /// From 0.
        date: usize,
    },
    /// A goal of a card.
    Goal {
        /// Card id.
        card: String,
        /// From 0.
        index: usize,
    },
    /// A cell of an indicator table.
    Indicator {
        /// Whose table.
        owner: IndicatorOwner,
        /// From 0.
        index: usize,
        /// Column.
        field: IndicatorField,
    },
    /// An item of a tree of goals or measures.
    Item {
        /// Part id.
        tree: String,
        /// Item id.
        item: String,
    },
    /// A section that the draft has beside its template's, by id.
    Section(String),
    /// A cell of a free table, from 0.
    Table {
        /// The addition's id.
        id: String,
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
    /// A glossary term, from 0.
    Term(usize),
}

/// Whose indicator table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorOwner {
    /// A card's, by id.
    Card(String),
    /// The whole department's, by the id of the part.
    Part(String),
}

/// A pane or form of a unit: `u1/general`; the name alone for the draft's own.
#[must_use]
pub fn in_unit(unit: &str, name: &str) -> String {
    if unit.is_empty() { name.to_owned() } else { format!("{unit}/{name}") }
}

/// The unit and the name in it: `u1` and `general`.
#[must_use]
pub fn scoped(name: &str) -> (&str, &str) {
    name.split_once('/').unwrap_or(("", name))
}

impl Place {
    /// The spot in words, as a finance clerk would say it.
    #[must_use]
    pub fn describe(&self, draft: &Draft) -> String {
        let card_name = |id: &str| {
            let (n, card) = draft.cards.iter().enumerate().find(|(_, card)| card.id == id)?;
            Some(format!("项目{}“{}”", n + 1, card.text("name")))
        };
        let in_card = |id: &str| card_name(id).unwrap_or_else(|| format!("项目“{id}”"));
        match self {
            Self::Identity => "单位与年度".into(),
            Self::Form(id) => {
                let (unit, form) = scoped(id);
                in_words(draft, unit, draft.template.form(form).map_or_else(|| id.clone(), |form| draft.worded_for(unit, &form.title)))
            }
            Self::Cell { pane, row, column } => describe_cell(draft, pane, row, column),
            Self::Text(id) => draft.text_part(id).map_or_else(|| id.clone(), |text| text.label),
            Self::Card(id) => in_card(id),
            Self::CardField { card, field } => {
                let label = draft.template.card.iter().flat_map(|c| &c.fields).find(|f| f.id == *field).map_or(field.as_str(), |f| &f.label);
                format!("{} {label}", in_card(card))
            }
            Self::Plan { card, date } => {
                let plan = draft.template.card.as_ref().and_then(|c| c.plan.as_ref());
                let label = plan.and_then(|p| p.dates.get(*date)).map_or("", String::as_str);
                format!("{} 资金支出计划 {label}", in_card(card))
            }
            Self::Goal { card, index } => format!("{} 绩效目标{}", in_card(card), index + 1),
            Self::Indicator { owner: IndicatorOwner::Card(card), index, .. } => format!("{} 指标第{}行", in_card(card), index + 1),
            Self::Indicator { owner: IndicatorOwner::Part(id), index, .. } => {
                let label = draft.template.indicators(id).map_or(id.as_str(), |table| &table.label);
                format!("{label} 第{}行", index + 1)
            }
            Self::Item { tree, item } => {
                let label = draft.template.tree(tree).map_or(tree.as_str(), |tree| &tree.label);
                let found = draft.trees.get(tree).and_then(|items| super::tree::find(items, item));
                found.map_or_else(
                    || label.to_owned(),
                    |(path, item)| {
                        let at: Vec<String> = path.iter().map(|n| (n + 1).to_string()).collect();
                        format!("{label} {} {}", at.join("."), item.title).trim_end().to_owned()
                    },
                )
            }
            Self::Section(id) => draft.additions.iter().find(|addition| addition.id == *id).map_or_else(
                || id.clone(),
                |addition| match &addition.kind {
                    super::AdditionKind::Section { heading, .. } => format!("补充章节“{heading}”"),
                    _ => id.clone(),
                },
            ),
            Self::Table { id, row, .. } => {
                let title = draft.tables.get(id).map_or(id.as_str(), |table| &table.title);
                format!("补充表“{title}” 第{}行", row + 1)
            }
            Self::Term(index) => format!("名词解释 第{}条", index + 1),
        }
    }
}

/// The unit before what is its own.
fn in_words(draft: &Draft, unit: &str, text: String) -> String {
    if unit.is_empty() { text } else { format!("{} {text}", draft.owner(unit).1) }
}

fn describe_cell(draft: &Draft, name: &str, row: &str, column: &str) -> String {
    let (unit, pane) = scoped(name);
    let found = draft.template.forms.iter().find_map(|form| form.panes.iter().find(|p| p.name(form) == pane).map(|p| (form, p)));
    let Some((form, pane_form)) = found else { return format!("{pane} {row} {column}") };
    let label = match &pane_form.rows {
        crate::template::RowKind::Fixed(rows) | crate::template::RowKind::Listed { heads: rows } => {
            rows.iter().find(|r| r.id == row).map(|r| draft.worded_for(unit, &r.label))
        }
        crate::template::RowKind::Coded(coded) => (row == "total").then(|| coded.total.clone()),
    };
    let rows = draft.rows(name);
    let stored = rows.iter().position(|r| r.id == row);
    let label = label.unwrap_or_else(|| match stored {
        Some(n) if !rows[n].code.is_empty() => rows[n].code.clone(),
        Some(n) => format!("第{}行", n + 1),
        None => row.to_owned(),
    });
    let header = pane_form.columns.iter().find(|c| c.id == column).map_or(column.to_owned(), |c| draft.worded(&c.header.join("·")));
    in_words(draft, unit, format!("{} {label} {header}", form.short()))
}
