//! The cover of a document: its lines as it words them; unit and year stay the draft's own.

use std::sync::Arc;

use super::Walk;
use crate::recognise::parts;
use crate::recognise::words::plain;
use crate::template::{CoverLine, CoverRole};

impl Walk<'_> {
    /// The cover as the document words it, where it does so otherwise; unit and year stay the draft's own.
    pub(super) fn cover(&mut self) {
        let facts = self.read.facts;
        let said: Vec<&str> =
            facts.cover.iter().filter(|n| !self.sections.contains_key(n)).filter_map(|n| self.read.pieces.get(*n)?.line()).collect();
        let wording = &self.draft.template.wording;
        let printed: Vec<String> = wording.cover.iter().map(|line| plain(&self.draft.worded(&line.text))).collect();
        // A document of no layout has no cover but its own.
        if !(said.is_empty() && parts::is_free(&self.draft.template)) && said.iter().all(|line| printed.contains(&plain(line))) {
            return;
        }
        let identity = &self.draft.identity;
        let general = |line: &str| {
            let line = if identity.unit_name.is_empty() { line.to_owned() } else { line.replace(&identity.unit_name, "{unit}") };
            identity.year.map_or_else(|| line.clone(), |year| line.replace(&year.to_string(), "{year}"))
        };
        let role = |line: &str| {
            let text = plain(line);
            if text.contains("预算") || text.contains("绩效") {
                CoverRole::Title
            } else if text == plain(&identity.date) {
                CoverRole::Date
            } else if crate::recognise::is_unit_name(line) {
                CoverRole::Unit
            } else {
                CoverRole::Line
            }
        };
        let lines: Vec<CoverLine> = said
            .iter()
            .map(|line| CoverLine {
                text: if role(line) == CoverRole::Date { "{date}".into() } else { general(line) },
                role: role(line),
                when: String::new(),
            })
            .collect();
        Arc::make_mut(&mut self.draft.template).wording.cover = lines;
    }
}
