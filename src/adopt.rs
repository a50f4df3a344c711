//! Import into a draft that is there: what an imported draft would change, part by part ([`changes`]), and the draft with the chosen
//! parts taken over ([`adopt`]). One step, which can be taken back.

mod take;

use std::collections::BTreeMap;

pub use take::{Adopted, adopt};

use crate::amount::{Amount, MoneyUnit};
use crate::model::{Card, Draft, Indicator, Item, PaneName, Term};
use crate::template::{CardRole, ColumnKind, Part, PlanKind};

/// A part that an import would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which one.
    pub part: Taken,
    /// As the window calls it.
    pub label: String,
    /// What is there and what would be, line by line: 2040201 项目支出：70 → 71.
    pub lines: Vec<String>,
}

/// A part of an imported draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A form, by id.
    Form(String),
    /// A running text, by id.
    Text(String),
    /// Goals or measures in levels, by id.
    Tree(String),
    /// Indicators of the whole department, by id.
    Indicators(String),
    /// A card, by its position in the import.
    Card(usize),
    /// The glossary.
    Glossary,
}

/// What the import would change, in document order. What it has nothing of stays as it is, and so does a text that prints the same:
/// `printed` fills in the linked figures of the draft's own.
#[must_use]
pub fn changes(draft: &Draft, imported: &Draft, printed: &dyn Fn(&str) -> String) -> Vec<Change> {
    let mut out = Vec::new();
    for part in draft.template.flat() {
        match part {
            Part::Form(id) => form_change(draft, imported, id, &mut out),
            Part::Text(text) => {
                let (before, after) = (draft.text(&text.id), imported.text(&text.id));
                // Linked figures follow their cells, so that a sentence which differs in nothing else is the same.
                let linked = !crate::template::links(before).is_empty();
                let plain =
                    |text: &str| text.chars().filter(|c| !c.is_whitespace() && !(linked && (c.is_ascii_digit() || *c == '.'))).collect::<String>();
                if !after.is_empty() && before != after && plain(&printed(before)) != plain(&printed(after)) {
                    let lines = vec![format!("{} → {}", short(before), short(after))];
                    out.push(Change { part: Taken::Text(text.id.clone()), label: text.label.clone(), lines });
                }
            }
            Part::Tree(tree) => {
                let (before, after) = (draft.trees.get(&tree.id).map_or(0, Vec::len), imported.trees.get(&tree.id));
                if let Some(after) = after.filter(|after| draft.trees.get(&tree.id).is_none_or(|before| bare_items(before) != bare_items(after))) {
                    out.push(Change {
                        part: Taken::Tree(tree.id.clone()),
                        label: tree.label.clone(),
                        lines: vec![format!("{before}项 → {}项", after.len())],
                    });
                }
            }
            Part::Indicators(table) => {
                let (before, after) = (draft.indicators.get(&table.id).map_or(0, Vec::len), imported.indicators.get(&table.id));
                if let Some(after) = after.filter(|after| draft.indicators.get(&table.id).is_none_or(|before| bare_rows(before) != bare_rows(after)))
                {
                    out.push(Change {
                        part: Taken::Indicators(table.id.clone()),
                        label: table.label.clone(),
                        lines: vec![format!("{before}行 → {}行", after.len())],
                    });
                }
            }
            Part::Cards => (0..imported.cards.len()).for_each(|n| card_change(draft, imported, n, &mut out)),
            Part::Glossary if !imported.glossary.is_empty() && bare_terms(&imported.glossary) != bare_terms(&draft.glossary) => {
                let lines = vec![format!("{}条 → {}条", draft.glossary.len(), imported.glossary.len())];
                out.push(Change { part: Taken::Glossary, label: "名词解释".into(), lines });
            }
            _ => {}
        }
    }
    out
}

/// Without ids: two documents that say the same are the same, whatever their parts were called when they came in.
fn bare_items(items: &[Item]) -> Vec<Item> {
    items.iter().map(|item| Item { id: String::new(), items: bare_items(&item.items), ..item.clone() }).collect()
}

fn bare_rows(rows: &[Indicator]) -> Vec<Indicator> {
    rows.iter().map(|row| Indicator { id: String::new(), ..row.clone() }).collect()
}

fn bare_terms(terms: &[Term]) -> Vec<(&str, &str)> {
    terms.iter().map(|term| (term.term.as_str(), term.definition.as_str())).collect()
}

fn bare_card(mut card: Card) -> Card {
    card.goals.iter_mut().for_each(|goal| goal.id.clear());
    card.indicators = bare_rows(&card.indicators);
    card
}

fn short(text: &str) -> String {
    if text.is_empty() {
        return "（空）".into();
    }
    let begins: String = text.chars().filter(|c| !c.is_control()).take(20).collect();
    if text.chars().count() > 20 { format!("{begins}…（{}字）", text.chars().count()) } else { begins }
}

/// The stored figures and texts of a form, by row and column as they are called.
fn cells(draft: &Draft, id: &str, unit: MoneyUnit) -> BTreeMap<(String, String), String> {
    let Some(form) = draft.template.form(id) else { return BTreeMap::new() };
    let mut out = BTreeMap::new();
    for pane in &form.panes {
        for row in draft.rows(&PaneName::of("", form, pane)) {
            let key = if row.code.is_empty() { row.id.to_string() } else { row.code.clone() };
            for column in &pane.columns {
                let amount = row.amounts.get(&column.id).map(|amount| converted(*amount, &column.kind, draft.entry_unit, unit).to_string());
                if let Some(text) = amount.or_else(|| row.texts.get(&column.id).cloned()) {
                    out.insert((key.clone(), column.header.join("·")), text);
                }
            }
        }
    }
    out
}

fn converted(amount: Amount, kind: &ColumnKind, from: MoneyUnit, to: MoneyUnit) -> Amount {
    if *kind == ColumnKind::Money { amount.converted(from, to) } else { amount }
}

fn form_change(draft: &Draft, imported: &Draft, id: &str, out: &mut Vec<Change>) {
    let (before, after) = (cells(draft, id, draft.entry_unit), cells(imported, id, draft.entry_unit));
    if after.is_empty() || draft.is_per_unit(id) && !draft.units.is_empty() {
        return;
    }
    let mut lines = Vec::new();
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (from, to) = (before.get(key), after.get(key));
        if from != to {
            let show = |text: Option<&String>| text.map_or_else(|| "（空）".to_owned(), |text| short(text));
            lines.push(format!("{} {}：{} → {}", key.0, key.1, show(from), show(to)));
        }
    }
    if !lines.is_empty() {
        let label = draft.template.form(id).map_or_else(String::new, |form| draft.worded(form.short()));
        out.push(Change { part: Taken::Form(id.to_owned()), label, lines });
    }
}

/// The card of the draft that an imported one is: the same code, else the same name.
fn same_card(draft: &Draft, card: &Card) -> Option<usize> {
    let by = |role| {
        let wanted = draft.card_text(card, role);
        draft.cards.iter().position(|own| !wanted.is_empty() && draft.card_text(own, role) == wanted)
    };
    by(CardRole::Code).or_else(|| by(CardRole::Name))
}

fn card_change(draft: &Draft, imported: &Draft, n: usize, out: &mut Vec<Change>) {
    let card = moved(draft, imported, n);
    let lines = match same_card(draft, &card).map(|at| &draft.cards[at]) {
        None => vec!["新的项目".to_owned()],
        // A secret is not opened by a file.
        Some(own) if own.classified || bare_card(Card { id: own.id.clone(), unit: own.unit.clone(), ..card.clone() }) == bare_card(own.clone()) => {
            return;
        }
        Some(own) => {
            let mut lines = Vec::new();
            for (field, after) in &card.amounts {
                let before = own.amounts.get(field);
                if before != Some(after) {
                    lines.push(format!("{field}：{} → {after}", before.map_or_else(|| "（空）".to_owned(), ToString::to_string)));
                }
            }
            lines.push(format!(
                "绩效目标{}条 → {}条，指标{}行 → {}行",
                own.goals.len(),
                card.goals.len(),
                own.indicators.len(),
                card.indicators.len()
            ));
            lines
        }
    };
    out.push(Change { part: Taken::Card(n), label: format!("项目“{}”", card.text("name")), lines });
}

/// An imported card with its money in the draft's unit.
fn moved(draft: &Draft, imported: &Draft, n: usize) -> Card {
    let mut card = imported.cards[n].clone();
    for amount in card.amounts.values_mut() {
        *amount = amount.converted(imported.entry_unit, draft.entry_unit);
    }
    let plan = imported.template.card.as_ref().and_then(|card| card.plan.as_ref());
    if plan.is_some_and(|plan| plan.kind == PlanKind::Amount) {
        for amount in card.plan.iter_mut().flatten() {
            *amount = amount.converted(imported.entry_unit, draft.entry_unit);
        }
    }
    card.unit.clear();
    card
}
