//! P101: characters that no printed font has. The export would refuse them, so they are said where they stand.

use super::{Finding, Severity, Status};
use crate::fonts::missing_characters;
use crate::model::{Draft, Place};
use crate::template::IndicatorField;

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
    for text in [&identity.unit_code, &identity.unit_name, &identity.date, &identity.prepared_by, &identity.reviewed_by] {
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
        for (index, row) in card.indicators.iter().enumerate() {
            use IndicatorField::{Basis, Description, Level1, Level2, Level3, Value};
            for field in [Level1, Level2, Level3, Description, Value, Basis] {
                look(row.get(field), &|| Place::Indicator { card: card.id.clone(), index, field });
            }
        }
    }
    findings
}
