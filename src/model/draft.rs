//! The draft: everything that a clerk types, and nothing that can be computed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::amount::{Amount, MoneyUnit};
use crate::template::codes::Codes;
use crate::template::outline::fill;
use crate::template::{IndicatorField, Pane, RowKind, Template};

/// Version of the file format that this program writes.
pub const FORMAT: u32 = 1;

/// A disclosure in the making.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Version of the file format.
    pub format: u32,
    /// Who, when, by whom.
    pub identity: Identity,
    /// The unit that every amount of the draft is in.
    pub entry_unit: MoneyUnit,
    /// Typed rows by pane name (`general`, `fiscal.out`).
    pub forms: BTreeMap<String, Vec<Row>>,
    /// Names of the codes used, by list and code; editable, so kept with the draft.
    pub names: BTreeMap<String, BTreeMap<String, String>>,
    /// Running text by the id of its part; paragraphs are lines.
    pub texts: BTreeMap<String, String>,
    /// Goal cards in printed order.
    pub cards: Vec<Card>,
    /// Glossary in printed order.
    pub glossary: Vec<Term>,
    /// The template that the draft was made with.
    pub template: Template,
}

/// Whose disclosure it is, and of which year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// 单位代码
    pub unit_code: String,
    /// 单位名称
    pub unit_name: String,
    /// 预算年度
    pub year: u16,
    /// 编制日期, as printed on the cover.
    #[serde(default)]
    pub date: String,
    /// 编制单位 or 经办人, where the cover names one.
    #[serde(default)]
    pub prepared_by: String,
    /// 审核单位, where the cover names one.
    #[serde(default)]
    pub reviewed_by: String,
}

/// A typed row of a form: of a fixed row only what was typed into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Stable within the pane: the id of a fixed row, the code of a computed row, else `r1`, `r2` …
    pub id: String,
    /// The code of a coded row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Figures by column; in a column that is computed, a 手工调整.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, Amount>,
    /// Texts by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
}

impl Row {
    /// Whether nothing at all was typed into it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.amounts.is_empty() && self.texts.is_empty()
    }
}

/// A goal card (项目绩效目标表).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Stable within the draft: `c1`, `c2` …
    pub id: String,
    /// Texts by field: `name`, `code`, `purpose` …
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    /// Amounts by field.
    #[serde(default)]
    pub amounts: BTreeMap<String, Amount>,
    /// Cumulative payment plan, one for each date of the template; amounts or percentages as the template says.
    #[serde(default)]
    pub plan: Vec<Option<Amount>>,
    /// 绩效目标, one paragraph each.
    #[serde(default)]
    pub goals: Vec<String>,
    /// The indicator table.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
}

impl Card {
    /// A text field; empty where nothing was typed.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }
}

/// An indicator row. Both kinds are kept on every row; printing joins the cells of equal kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Indicator {
    /// 一级指标
    pub level1: String,
    /// 二级指标
    pub level2: String,
    /// 三级指标
    pub level3: String,
    /// 绩效指标描述
    pub description: String,
    /// 指标值
    pub value: String,
    /// 指标值确定依据
    pub basis: String,
}

impl Indicator {
    /// One cell.
    #[must_use]
    pub fn get(&self, field: IndicatorField) -> &str {
        match field {
            IndicatorField::Level1 => &self.level1,
            IndicatorField::Level2 => &self.level2,
            IndicatorField::Level3 => &self.level3,
            IndicatorField::Description => &self.description,
            IndicatorField::Value => &self.value,
            IndicatorField::Basis => &self.basis,
        }
    }

    /// One cell, to be changed.
    pub fn get_mut(&mut self, field: IndicatorField) -> &mut String {
        match field {
            IndicatorField::Level1 => &mut self.level1,
            IndicatorField::Level2 => &mut self.level2,
            IndicatorField::Level3 => &mut self.level3,
            IndicatorField::Description => &mut self.description,
            IndicatorField::Value => &mut self.value,
            IndicatorField::Basis => &mut self.basis,
        }
    }
}

/// A glossary term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// 名词
    pub term: String,
    /// 解释
    pub definition: String,
}

impl Draft {
    /// An empty draft: no figures, the template's standard wording.
    #[must_use]
    pub fn new(template: Template, unit_code: &str, unit_name: &str, year: u16) -> Self {
        let texts = template.texts().iter().filter(|t| !t.default.is_empty()).map(|t| (t.id.clone(), t.default.clone())).collect();
        let glossary = template.glossary.terms.iter().map(|(term, definition)| Term { term: term.clone(), definition: definition.clone() }).collect();
        Self {
            format: FORMAT,
            identity: Identity { unit_code: unit_code.into(), unit_name: unit_name.into(), year, ..Identity::default() },
            entry_unit: template.money.unit,
            forms: BTreeMap::new(),
            names: BTreeMap::new(),
            texts,
            cards: Vec::new(),
            glossary,
            template,
        }
    }

    /// The typed rows of a pane.
    #[must_use]
    pub fn rows(&self, pane: &str) -> &[Row] {
        self.forms.get(pane).map_or(&[], Vec::as_slice)
    }

    /// The running text of a part.
    #[must_use]
    pub fn text(&self, id: &str) -> &str {
        self.texts.get(id).map_or("", String::as_str)
    }

    /// The name that this draft gives a code; the list's where the draft has none.
    #[must_use]
    pub fn name_of<'a>(&'a self, codes: &'a Codes, list: &str, code: &str) -> &'a str {
        self.names
            .get(list)
            .and_then(|names| names.get(code))
            .map(String::as_str)
            .or_else(|| codes.name(list, code, self.identity.year))
            .unwrap_or("")
    }

    /// A template's wording with this draft's unit, year and money unit filled in.
    #[must_use]
    pub fn worded(&self, text: &str) -> String {
        let (year, last_year) = (self.identity.year.to_string(), self.identity.year.saturating_sub(1).to_string());
        fill(
            text,
            &[
                ("unit_code", &self.identity.unit_code),
                ("unit", &self.identity.unit_name),
                ("year", &year),
                ("last_year", &last_year),
                ("money", self.template.money.unit.label()),
                ("date", &self.identity.date),
                ("prepared_by", &self.identity.prepared_by),
                ("reviewed_by", &self.identity.reviewed_by),
            ],
        )
    }

    /// A row id that the pane does not use yet.
    #[must_use]
    pub fn fresh_row(&self, pane: &str) -> String {
        format!("r{}", 1 + self.rows(pane).iter().filter_map(|row| row.id.strip_prefix('r')?.parse::<u64>().ok()).max().unwrap_or(0))
    }

    /// A card id that the draft does not use yet.
    #[must_use]
    pub fn fresh_card(&self) -> String {
        format!("c{}", 1 + self.cards.iter().filter_map(|card| card.id.strip_prefix('c')?.parse::<u64>().ok()).max().unwrap_or(0))
    }

    /// This draft without stored rows that hold nothing: rows of a form's own, emptied again.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let mut tidy = self.clone();
        for (pane, rows) in &mut tidy.forms {
            let own = |row: &Row| row.id == row.code || self.pane(pane).is_some_and(|form| matches!(form.rows, RowKind::Fixed(_)));
            rows.retain(|row| !(row.is_blank() && own(row)));
        }
        tidy.forms.retain(|_, rows| !rows.is_empty());
        tidy
    }

    /// How many amounts the forms store; totals are not among them.
    #[must_use]
    pub fn typed_amounts(&self, panes: &[&str]) -> usize {
        panes.iter().flat_map(|pane| self.rows(pane)).map(|row| row.amounts.len()).sum()
    }

    /// Everything in this draft that its own template has no place for, in Chinese. Such a draft is not opened:
    /// figures that are stored but never shown would be worse than a refusal.
    #[must_use]
    pub fn misfits(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (pane, rows) in &self.forms {
            let Some(form) = self.pane(pane) else {
                out.push(format!("模板没有表“{pane}”"));
                continue;
            };
            for row in rows {
                if let RowKind::Fixed(fixed) = &form.rows
                    && !fixed.iter().any(|f| f.id == row.id)
                {
                    out.push(format!("表“{pane}”没有行“{}”", row.id));
                }
                for column in row.amounts.keys() {
                    if !form.columns.iter().any(|c| c.id == *column && c.kind.is_figure()) {
                        out.push(format!("表“{pane}”没有数字列“{column}”"));
                    }
                }
                for column in row.texts.keys() {
                    if !form.columns.iter().any(|c| c.id == *column && !c.kind.is_figure()) {
                        out.push(format!("表“{pane}”没有文字列“{column}”"));
                    }
                }
            }
            if let Some(twice) = twice(rows.iter().map(|row| row.id.as_str())) {
                out.push(format!("表“{pane}”有两行代号都是“{twice}”"));
            }
        }
        if let Some(twice) = twice(self.cards.iter().map(|card| card.id.as_str())) {
            out.push(format!("有两张项目卡代号都是“{twice}”"));
        }
        let fields = self.template.card.as_ref().map_or(&[][..], |card| card.fields.as_slice());
        let dates = self.template.card.as_ref().and_then(|card| card.plan.as_ref()).map_or(0, |plan| plan.dates.len());
        for card in &self.cards {
            for field in card.texts.keys().chain(card.amounts.keys()) {
                if !fields.iter().any(|f| f.id == *field) {
                    out.push(format!("项目卡“{}”有模板没有的字段“{field}”", card.text("name")));
                }
            }
            if card.plan.len() > dates {
                out.push(format!("项目卡“{}”的资金支出计划多于{dates}期", card.text("name")));
            }
        }
        let texts = self.template.texts();
        for id in self.texts.keys() {
            if !texts.iter().any(|text| text.id == *id) {
                out.push(format!("模板没有正文“{id}”"));
            }
        }
        out
    }

    /// A pane by the name that equations use.
    fn pane(&self, name: &str) -> Option<&Pane> {
        self.template.forms.iter().find_map(|form| form.panes.iter().find(|pane| pane.name(form) == name))
    }
}

/// An id that stands there twice.
fn twice<'a>(ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.array_windows().find(|[a, b]| a == b).map(|[a, _]| *a)
}
