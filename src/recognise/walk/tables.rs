//! Tables: forms, tables of indicators, goal cards; what is none of them stays a free table in its place.

use std::sync::Arc;

use super::Walk;
use super::cards::card_name;
use crate::model::{AdditionKind, FormName, IndicatorOwner, PaneName, Place};
use crate::recognise::caption::is_nil;
use crate::recognise::table::Table;
use crate::recognise::{card, form, free, parts, secret};
use crate::report::Fate;
use crate::template::{IndicatorField, Part};

impl Walk<'_> {
    pub(super) fn table(&mut self, at: &str, table: Table, form: Option<&str>) {
        if self.draft.template.card.is_some() && card::is_card(&table.grid) {
            // A mark between heading and table.
            let heading = self.run.last().and_then(|(_, text)| card_name(&text.text)).filter(|_| secret::is_mark(&table.title));
            if heading.is_some() {
                self.run.pop();
            }
            self.flush(None);
            if let Some(raw) = card::card(&table) {
                match secret::mark_of_card(&table, &raw) {
                    Some(mark) => {
                        let name = heading.or_else(|| card_name(&table.title)).or_else(|| raw.field("name").map(str::to_owned));
                        let name = name.unwrap_or_default();
                        self.classified_card(&name, &mark, at);
                        secret::tell_dropped(at, &[name], self.report);
                    }
                    None => self.card(at, &table, raw),
                }
                return;
            }
        }
        if card::indicator_head(&table.grid) == Some(0) {
            let part = self.waiting().into_iter().find_map(|part| if let Part::Indicators(part) = part { Some(part) } else { None });
            if let Some(part) = part {
                self.flush(Some(&part.id));
                let rows = card::indicators(&table.grid, 0);
                let columns: Vec<_> = part.columns.iter().map(|column| column.field.clone()).collect();
                if rows.iter().all(|row| parts::fits(row, &columns)) {
                    self.report.add(at, Fate::Understood, 95, format!("{}{}行", part.label, rows.len()));
                    self.draft.indicators.insert(part.id.clone(), rows);
                    self.draft.give_ids();
                    let owner = IndicatorOwner::Part(part.id.clone());
                    let row = self.draft.indicators_of(&owner).first().map(|row| row.id.clone()).unwrap_or_default();
                    self.report.place(Place::Indicator { owner, row, field: IndicatorField::Level1 });
                    self.pass(&part.id);
                    return;
                }
            }
        }
        if let Some(id) = form.filter(|id| !self.draft.forms.keys().any(|pane| pane.pane.is_empty() && pane.form == *id)) {
            self.flush(Some(id));
            match self.form(id, &table) {
                Ok(filled) => {
                    self.report.add(at, Fate::Understood, filled.score, format!("表：{}", table.title));
                    self.report.place(Place::Form(FormName::of("", id)));
                    for doubt in &filled.doubts {
                        self.report.add(at, Fate::Doubtful, 60, doubt.clone());
                        self.report.place(Place::Form(FormName::of("", id)));
                    }
                    if !table.has_figures() && table.notes.iter().any(|note| is_nil(note)) {
                        self.nil.insert(id.to_owned());
                    }
                    self.pass(id);
                    return;
                }
                Err(reason) => self.report.add(at, Fate::Doubtful, 40, format!("表“{}”没有按模板导入：{reason}", table.title)),
            }
        }
        self.flush(None);
        // In the place of a form of texts that it could not be stands the table; of the nine forms each stays, to be filled in.
        if let Some(form) = form
            .and_then(|id| self.draft.template.form(id))
            .filter(|form| form.panes.iter().all(|pane| pane.columns.iter().all(|column| !column.kind.is_figure())))
        {
            let id = form.id.clone();
            parts::remove_form(&mut Arc::make_mut(&mut self.draft.template).outline, &id);
        }
        let title = table.title.clone();
        let id = self.add(AdditionKind::Table);
        self.draft.tables.insert(id.clone(), free::free_table(table));
        self.report.add(at, Fate::KeptFree, 70, format!("补充表：{title}"));
        self.report.place(Place::Table { id, row: String::new(), column: String::new() });
    }

    fn form(&mut self, id: &str, table: &Table) -> Result<form::FormRead, String> {
        let place = self.draft.template.forms.iter().position(|form| form.id == id).ok_or("模板没有这张表")?;
        let draft = &self.draft;
        let elsewhere = || {
            let others = self.forms.iter().filter(|(_, other)| *other != id).filter_map(|(n, _)| self.read.pieces.get(*n)?.table());
            others.filter(|other| form::said_unit(other, draft.entry_unit) == draft.entry_unit).flat_map(form::figures).collect()
        };
        let filled = form::read(table, &draft.template.forms[place], draft, self.codes, &|text| draft.worded(text), &elsewhere)?;
        for (pane, rows) in &filled.rows {
            if !rows.is_empty() {
                self.draft.forms.insert(PaneName::called("", pane), rows.clone());
            }
        }
        for (list, code, name) in &filled.names {
            self.draft.names.entry(list.clone()).or_default().insert(code.clone(), name.clone());
        }
        self.figures.extend(filled.figures.iter().cloned());
        if let Some(form) = &filled.form {
            Arc::make_mut(&mut self.draft.template).forms[place] = form.clone();
        }
        Ok(filled)
    }
}
