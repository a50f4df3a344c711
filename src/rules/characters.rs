//! P101: characters that no printed font has. The export would refuse them, so they are said where they stand.

use super::{Finding, Severity, Status};
use crate::fonts::missing_characters;
use crate::model::{AdditionKind, Draft, Indicator, IndicatorOwner, ItemField, Place, tree};
use crate::template::IndicatorColumn;

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut look = |text: &str, place: &dyn Fn() -> Place| {
        // Nearly every text is fine, and this runs after every key.
        let missing = missing_characters(text);
        if !missing.is_empty() {
            let named: Vec<String> = missing.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
            findings.push(Finding {
                code: "P101".into(),
                severity: Severity::Error,
                status: Status::Broken,
                place: place(),
                message: format!("字库里没有这些字符，印不出来：{}", named.join("、")),
                figures: None,
            });
        }
    };
    let identity = &draft.identity;
    let names = draft.units.iter().flat_map(|unit| [&unit.code, &unit.name]);
    for text in [&identity.unit_code, &identity.unit_name, &identity.date, &identity.prepared_by, &identity.reviewed_by, &identity.mark]
        .into_iter()
        .chain(names)
    {
        look(text, &|| Place::Identity);
    }
    for (pane, rows) in &draft.forms {
        for row in rows {
            for (column, text) in &row.texts {
                look(text, &|| Place::Cell { pane: pane.clone(), row: row.id.clone(), column: column.clone() });
            }
        }
    }
    for name in draft.names.values().flat_map(|names| names.values()) {
        look(name, &|| Place::Identity);
    }
    for (id, text) in &draft.texts {
        look(text, &|| Place::Text(id.clone()));
    }
    for (at, term) in draft.glossary.iter().enumerate() {
        look(&term.term, &|| Place::Term(at));
        look(&term.definition, &|| Place::Term(at));
    }
    for card in &draft.cards {
        for (field, text) in &card.texts {
            look(text, &|| Place::CardField { card: card.id.clone(), field: field.clone() });
        }
        for (index, goal) in card.goals.iter().enumerate() {
            look(goal, &|| Place::Goal { card: card.id.clone(), index });
        }
        let columns = draft.template.card.as_ref().map_or(&[][..], |form| form.indicators.as_slice());
        indicators(&card.indicators, columns, &IndicatorOwner::Card(card.id.clone()), &mut look);
    }
    for (id, rows) in &draft.indicators {
        let columns = draft.template.indicators(id).map_or(&[][..], |part| part.columns.as_slice());
        indicators(rows, columns, &IndicatorOwner::Part(id.clone()), &mut look);
    }
    for (id, items) in &draft.trees {
        tree::each(items, 0, &mut |item, _| {
            for field in [ItemField::Title, ItemField::Text, ItemField::Goal, ItemField::Indicator] {
                look(item.get(field), &|| Place::Item { tree: id.clone(), item: item.id.clone() });
            }
        });
    }
    for addition in &draft.additions {
        if let AdditionKind::Section { heading, .. } = &addition.kind {
            look(heading, &|| Place::Section(addition.id.clone()));
        }
    }
    for (id, table) in &draft.tables {
        let place = |row, column| Place::Table { id: id.clone(), row, column };
        for text in [&table.title, &table.left, &table.right].into_iter().chain(&table.notes) {
            look(text, &|| place(0, 0));
        }
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                look(text, &|| place(row, column));
            }
        }
    }
    findings
}

/// The cells of an indicator table: those that every table may have, and the template's own.
fn indicators(rows: &[Indicator], columns: &[IndicatorColumn], owner: &IndicatorOwner, look: &mut dyn FnMut(&str, &dyn Fn() -> Place)) {
    for (index, row) in rows.iter().enumerate() {
        for field in columns.iter().map(|column| &column.field) {
            look(row.get(field), &|| Place::Indicator { owner: owner.clone(), index, field: field.clone() });
        }
    }
}
