//! What a draft holds that its own template has no place for. Such a draft is not opened: figures that are stored but
//! never shown would be worse than a refusal, and so would a secret that nobody sees.

use super::card::Indicator;
use super::draft::{Draft, Row};
use super::free::AdditionKind;
use super::names::{IndicatorOwner, PaneName};
use super::place::Place;
use super::tree;
use crate::template::{IndicatorColumn, IndicatorField, Pane, Part, RowKind};

impl Draft {
    /// Everything in this draft that has no place, in Chinese.
    #[must_use]
    pub fn misfits(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (name, rows) in &self.forms {
            let per_unit = self.is_per_unit(&name.form);
            match self.pane(name) {
                _ if !name.unit.is_empty() && self.unit(&name.unit).is_none() => {
                    out.push(format!("表“{name}”的单位“{}”不在单位名单里", name.unit));
                }
                Some(_) if !name.unit.is_empty() && !per_unit => out.push(format!("表“{name}”不分单位填")),
                Some(_) if name.unit.is_empty() && per_unit && !self.units.is_empty() => {
                    out.push(format!("表“{name}”由各单位的表相加得出，不能另有数字"));
                }
                Some(pane) => rows_misfit(name, pane, rows, &mut out),
                None => out.push(format!("模板没有表“{name}”")),
            }
        }
        self.cards_misfit(&mut out);
        let texts = self.template.texts();
        let added = |id: &str| self.additions.iter().any(|addition| addition.id == id);
        for id in self.texts.keys() {
            if !texts.iter().any(|text| text.id == *id) && !added(id) {
                out.push(format!("模板没有正文“{id}”"));
            }
        }
        for (id, table) in &self.tables {
            if !self.additions.iter().any(|addition| addition.id == *id && addition.kind == AdditionKind::Table) {
                out.push(format!("补充表“{}”没有位置", table.title));
            }
            if let Some(fault) = table.fault() {
                out.push(format!("补充表“{}”{fault}", table.title));
            }
        }
        for (id, items) in &self.trees {
            if self.template.tree(id).is_none() {
                out.push(format!("模板没有分级条目“{id}”"));
            }
            tree::each(items, 0, &mut |item, _| {
                if item.leaks() {
                    out.push(format!("涉密条目“{}”还有内容", item.title));
                }
            });
        }
        for (id, rows) in &self.indicators {
            match self.template.indicators(id) {
                Some(table) => indicators_misfit(&table.label, rows, &table.columns, &mut out),
                None => out.push(format!("模板没有指标表“{id}”")),
            }
        }
        let parts = self.template.flat();
        if !self.glossary.is_empty() && !parts.contains(&&Part::Glossary) {
            out.push("模板没有名词解释".to_owned());
        }
        if !self.cards.is_empty() && !parts.contains(&&Part::Cards) {
            out.push("模板没有项目卡".to_owned());
        }
        for unit in self.units.iter().filter(|unit| unit.id.is_empty() || unit.id.contains(['/', '.'])) {
            out.push(format!("单位“{}”的代号“{}”不能为空，也不能有斜杠和点", unit.name, unit.id));
        }
        self.printed_misfit(&mut out);
        self.twice(&mut out);
        out
    }

    /// Remembered words at places that are classified, or that the draft does not have.
    fn printed_misfit(&self, out: &mut Vec<String>) {
        for printed in &self.printed {
            let card = match &printed.place {
                Place::Card(card)
                | Place::CardField { card, .. }
                | Place::Plan { card, .. }
                | Place::Goal { card, .. }
                | Place::Indicator { owner: IndicatorOwner::Card(card), .. } => self.card(card),
                _ => None,
            };
            if card.is_some_and(|card| card.classified) {
                out.push(format!("涉密的{}还记着原文件的内容", printed.place.describe(self)));
            }
        }
        out.extend(self.silent.iter().filter(|name| self.template.form(&name.form).is_none()).map(|name| format!("模板没有表“{name}”")));
    }

    fn cards_misfit(&self, out: &mut Vec<String>) {
        let fields = self.template.card.as_ref().map_or(&[][..], |card| card.fields.as_slice());
        let dates = self.template.card.as_ref().and_then(|card| card.plan.as_ref()).map_or(0, |plan| plan.dates.len());
        let columns = self.template.card.as_ref().map_or(&[][..], |card| card.indicators.as_slice());
        for card in &self.cards {
            let name = card.text("name");
            indicators_misfit(&format!("项目卡“{name}”"), &card.indicators, columns, out);
            for field in card.texts.keys().chain(card.amounts.keys()) {
                if !fields.iter().any(|f| f.id == *field) {
                    out.push(format!("项目卡“{name}”有模板没有的字段“{field}”"));
                }
            }
            if card.plan.iter().skip(dates).any(Option::is_some) {
                out.push(format!("项目卡“{name}”的资金支出计划多于{dates}期"));
            }
            if !card.unit.is_empty() && self.unit(&card.unit).is_none() {
                out.push(format!("项目卡“{name}”的单位“{}”不在单位名单里", card.unit));
            }
            if card.leaks() {
                out.push(format!("涉密项目卡“{name}”还有内容"));
            }
        }
    }

    /// Ids that stand twice where they have to be unique.
    fn twice(&self, out: &mut Vec<String>) {
        let mut items = Vec::new();
        self.trees.values().for_each(|tree| tree::ids(tree, &mut items));
        let indicators = self.cards.iter().flat_map(|card| &card.indicators).chain(self.indicators.values().flatten());
        let lists: [(&str, Vec<&str>); 7] = [
            ("张项目卡", self.cards.iter().map(|card| card.id.as_str()).collect()),
            ("个单位", self.units.iter().map(|unit| unit.id.as_str()).collect()),
            ("个补充内容", self.additions.iter().map(|addition| addition.id.as_str()).collect()),
            ("个分级条目", items),
            ("条绩效目标", self.cards.iter().flat_map(|card| &card.goals).map(|goal| goal.id.as_str()).collect()),
            ("行指标", indicators.map(|row| row.id.as_str()).collect()),
            ("条名词", self.glossary.iter().map(|term| term.id.as_str()).collect()),
        ];
        for (what, ids) in lists {
            if let Some(twice) = twice(ids.into_iter()) {
                out.push(format!("有两{what}代号都是“{twice}”"));
            }
        }
    }
}

/// Texts of indicators in columns that the table does not have.
fn indicators_misfit(name: &str, rows: &[Indicator], columns: &[IndicatorColumn], out: &mut Vec<String>) {
    let shown = |field: &IndicatorField| columns.iter().any(|column| column.field == *field);
    for (n, row) in rows.iter().enumerate() {
        let mut hidden = false;
        row.each(&mut |field, text| hidden |= !text.is_empty() && !shown(field));
        if hidden {
            out.push(format!("{name}的指标第{}行有模板没有的列", n + 1));
        }
    }
}

fn rows_misfit(name: &PaneName, pane: &Pane, rows: &[Row], out: &mut Vec<String>) {
    for row in rows {
        if let RowKind::Fixed(fixed) = &pane.rows
            && !(row.id.is_of_form() && fixed.iter().any(|f| f.id == row.id.as_str()))
        {
            out.push(format!("表“{name}”没有行“{}”", row.id));
        }
        for column in row.amounts.keys() {
            if !pane.columns.iter().any(|c| c.id == *column && c.kind.is_figure()) {
                out.push(format!("表“{name}”没有数字列“{column}”"));
            }
        }
        for column in row.texts.keys() {
            if !pane.columns.iter().any(|c| c.id == *column && !c.kind.is_figure()) {
                out.push(format!("表“{name}”没有文字列“{column}”"));
            }
        }
    }
    if let Some(twice) = twice(rows.iter().map(|row| &row.id)) {
        out.push(format!("表“{name}”有两行代号都是“{twice}”"));
    }
}

/// An id that stands there twice.
fn twice<'a, T: Ord + ?Sized>(ids: impl Iterator<Item = &'a T>) -> Option<&'a T> {
    let mut ids: Vec<&T> = ids.collect();
    ids.sort_unstable();
    ids.array_windows().find(|[a, b]| a == b).map(|[a, _]| *a)
}
