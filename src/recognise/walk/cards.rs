//! Goal cards and classified ones, and the units that they name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Walk;
use crate::model::{Addition, AdditionKind, Card, Place, Unit};
use crate::recognise::caption::owner;
use crate::recognise::card::RawCard;
use crate::recognise::number::numbered;
use crate::recognise::table::Table;
use crate::recognise::words::{key, plain};
use crate::recognise::{parts, secret};
use crate::report::Fate;
use crate::template::outline::fill_words as worded;

impl Walk<'_> {
    pub(super) fn is_classified(&self, title: &str, next: &str) -> bool {
        self.draft.template.card.is_some() && card_name(title).is_some() && secret::is_secret(next) && card_name(next).is_none()
    }

    pub(super) fn classified_card(&mut self, name: &str, line: &str, at: &str) {
        self.flush(None);
        // As the document words it first.
        let first = self.draft.cards.iter().all(|card| !card.classified);
        if let Some(form) = &mut Arc::make_mut(&mut self.draft.template).card {
            if first {
                line.clone_into(&mut form.classified);
            } else if plain(line) != plain(&form.classified) {
                secret::tell_wordings(at, &[line.to_owned()].into(), self.report);
            }
        }
        let id = format!("c{}", self.draft.cards.len() + 1);
        self.report.add(at, Fate::Understood, 100, format!("涉密项目：{name}"));
        self.report.place(Place::Card(id.clone()));
        let unit = self.owners.last().map(|(_, owner)| owner.clone());
        self.owners.extend(unit.map(|unit| (id.clone(), unit)));
        self.draft.cards.push(Card { id, ..Card::default() }.redacted(name));
        self.pass("cards");
    }

    pub(super) fn card(&mut self, at: &str, table: &Table, raw: RawCard) {
        let entry = self.draft.entry_unit;
        let Some(form) = &mut Arc::make_mut(&mut self.draft.template).card else { return };
        let id = format!("c{}", self.draft.cards.len() + 1);
        let titled = card_name(&table.title);
        let (card, mut left) = crate::recognise::cards::card(&id, form, raw, titled.as_deref(), entry);
        let heading = worded(&form.heading, &[("n", &(self.draft.cards.len() + 1).to_string()), ("name", card.text("name"))]);
        if titled.is_some() && plain(&heading) != plain(&table.title) && key(&heading) != key(&table.title) {
            left.push(table.title.clone());
        }
        self.report.add(at, Fate::Understood, 95, format!("项目绩效目标表：{}", card.text("name")));
        self.report.place(Place::Card(id.clone()));
        if let Some(found) = table.left.iter().find_map(|line| owner(line)).filter(|(code, _)| !code.is_empty()) {
            self.owners.push((id, found));
        }
        self.draft.cards.push(card);
        if parts::path_of_cards(&self.draft.template.outline) == self.open.last().map(|level| level.id.clone()) {
            self.pass("cards");
        }
        left.extend(table.notes.iter().cloned());
        if !left.is_empty() {
            self.report.add(at, Fate::Doubtful, 50, format!("项目卡里没有位置的内容，已保留为补充文字：{}", left.join("；")));
            self.report.place(Place::Text(format!("a{}", self.draft.additions.len() + 1)));
            self.draft.additions.push(Addition {
                id: format!("a{}", self.draft.additions.len() + 1),
                after: "cards".into(),
                inside: false,
                kind: AdditionKind::Text,
            });
            let text: String = std::iter::once(table.title.clone()).chain(left).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            self.draft.texts.insert(format!("a{}", self.draft.additions.len()), text);
        }
    }

    /// The units that the cards name, where they are more than the draft's own.
    pub(super) fn units(&mut self) {
        let identity = &self.draft.identity;
        let owners: BTreeSet<(String, String)> = self.owners.iter().map(|(_, owner)| owner.clone()).collect();
        let own = owners.len() == 1 && owners.iter().all(|(code, name)| *code == identity.unit_code && plain(name) == plain(&identity.unit_name));
        if owners.is_empty()
            || own
            || self.draft.template.kind == crate::template::Kind::Unit
            || self.draft.template.forms.iter().any(|form| form.per_unit && !self.figures.is_empty())
        {
            return;
        }
        self.draft.units =
            owners.iter().enumerate().map(|(n, (code, name))| Unit { id: format!("u{}", n + 1), code: code.clone(), name: name.clone() }).collect();
        let ids: BTreeMap<&(String, String), String> = owners.iter().enumerate().map(|(n, owner)| (owner, format!("u{}", n + 1))).collect();
        for card in &mut self.draft.cards {
            if let Some((_, owner)) = self.owners.iter().find(|(id, _)| *id == card.id) {
                card.unit = ids.get(owner).cloned().unwrap_or_default();
            }
        }
    }
}

/// The project's name in a heading: 3、某项目绩效目标表.
pub(in crate::recognise) fn card_name(title: &str) -> Option<String> {
    let rest = numbered(title).map_or(title, |found| found.rest).trim();
    let name = ["项目支出绩效目标表", "绩效目标申报表", "绩效目标表", "绩效目标"].iter().find_map(|end| rest.strip_suffix(end))?;
    let general = ["部门整体", "单位整体", "整体", "总体", "分项", "预算项目", "资金", "项目", "部门"];
    (!name.trim().is_empty() && !general.contains(&plain(name).as_str())).then(|| name.trim().to_owned())
}
