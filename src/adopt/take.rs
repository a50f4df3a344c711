//! Taking over: what has a place in the open draft goes there, what has none is told by part, row or column with the reason. Nothing
//! that the open draft keeps secret is opened.

use std::collections::{BTreeMap, BTreeSet};

use super::{Taken, converted, moved, same_card};
use crate::model::{Addition, AdditionKind, Card, Draft, FormName, Indicator, Item, PaneName, Place, Row, RowId, fresh, tree};
use crate::report::{Entry, Fate, Report};
use crate::template::plan::{PanePlan, Plan, RowsPlan};
use crate::template::{CardFieldKind, Column, Form, IndicatorColumn, Pane, Part, RowKind};
use crate::workings::Workings;

/// A draft after an import.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// The draft with what had a place.
    pub draft: Draft,
    /// What had none, and why; with the place in the draft that it is about, where there is one.
    pub left: Vec<Entry>,
}

/// The draft with the chosen parts of the import.
#[must_use]
pub fn adopt(work: &Workings, imported: &Draft, chosen: &[Taken]) -> Adopted {
    let begin = || Taking { out: work.draft().clone(), plan: work.plan(), imported, left: Report::default() };
    let mut taking = begin();
    for part in chosen {
        taking.part(part);
    }
    if !taking.out.misfits().is_empty() {
        // Part by part, without the one that cannot be as it is: a draft that could not be saved would be worse.
        taking = begin();
        for part in chosen {
            let before = taking.out.clone();
            taking.part(part);
            let faults = taking.out.misfits();
            if !faults.is_empty() {
                taking.out = before;
                taking.tell(&taking.label(part), &faults.join("；"));
            }
        }
    }
    taking.names();
    taking.beside();
    Adopted { draft: taking.out, left: taking.left.entries }
}

struct Taking<'a> {
    out: Draft,
    plan: &'a Plan,
    imported: &'a Draft,
    left: Report,
}

impl Taking<'_> {
    fn tell(&mut self, at: &str, reason: &str) {
        self.left.say(at, Fate::LeftOut, reason);
    }

    fn tell_at(&mut self, at: &str, reason: &str, place: Place) {
        self.tell(at, reason);
        self.left.place(place);
    }

    /// As the window calls a part of the import.
    fn label(&self, part: &Taken) -> String {
        let template = &self.imported.template;
        match part {
            Taken::Form(id) => template.form(id).map_or_else(|| id.clone(), |form| self.imported.worded(form.short())),
            Taken::Text(id) => self.imported.text_part(id).map_or_else(|| id.clone(), |text| text.label),
            Taken::Tree(id) => template.tree(id).map_or_else(|| id.clone(), |tree| tree.label.clone()),
            Taken::Indicators(id) => template.indicators(id).map_or_else(|| id.clone(), |table| table.label.clone()),
            Taken::Card(n) => format!("项目“{}”", self.imported.cards.get(*n).map_or("", |card| card.text("name"))),
            Taken::Glossary => "名词解释".into(),
        }
    }

    /// Whether the open draft's template has the part.
    fn has(&self, part: &Taken) -> bool {
        let template = &self.out.template;
        let parts = template.flat();
        match part {
            Taken::Form(id) => template.form(id).is_some(),
            Taken::Text(id) => template.texts().iter().any(|text| text.id == *id),
            Taken::Tree(id) => template.tree(id).is_some(),
            Taken::Indicators(id) => template.indicators(id).is_some(),
            Taken::Card(_) => template.card.is_some() && parts.contains(&&Part::Cards),
            Taken::Glossary => parts.contains(&&Part::Glossary),
        }
    }

    fn part(&mut self, part: &Taken) {
        if !self.has(part) {
            return self.tell(&self.label(part), "本公开稿没有这一部分");
        }
        let label = self.label(part);
        match part {
            Taken::Form(id) => self.form(id, &label),
            Taken::Text(id) => {
                self.out.texts.insert(id.clone(), self.imported.text(id).to_owned());
            }
            Taken::Tree(id) => self.tree(id, &label),
            Taken::Indicators(id) => {
                let mut rows = self.imported.indicators.get(id).cloned().unwrap_or_default();
                let own = self.out.template.indicators(id).map(|table| table.columns.clone()).unwrap_or_default();
                let others = self.imported.template.indicators(id).map(|table| table.columns.clone()).unwrap_or_default();
                self.columns(&label, &mut rows, &own, &others);
                for row in &mut rows {
                    row.id = fresh('i');
                }
                self.out.indicators.insert(id.clone(), rows);
            }
            Taken::Glossary => {
                self.out.glossary.clone_from(&self.imported.glossary);
                for term in &mut self.out.glossary {
                    term.id = fresh('t');
                }
            }
            Taken::Card(n) if *n < self.imported.cards.len() => self.card(*n, &label),
            Taken::Card(_) => {}
        }
    }

    /// A form's typed rows, in the draft's unit. Where none of them has a place, the old ones stay.
    fn form(&mut self, id: &str, label: &str) {
        let imported = self.imported;
        let (Some(own), Some(other)) = (self.out.template.form(id).cloned(), imported.template.form(id)) else { return };
        let place = Place::Form(FormName::of("", id));
        if own.per_unit && !self.out.units.is_empty() {
            return self.tell_at(label, "由各单位的表相加得出，不能另有数字", place);
        }
        for pane in &other.panes {
            let name = PaneName::of("", other, pane);
            let rows = imported.rows(&name);
            let Some(own_pane) = own.panes.iter().find(|own| own.id == pane.id) else {
                if !rows.is_empty() {
                    self.tell_at(label, &format!("本公开稿没有这一栏，{}行没有导入", rows.len()), place.clone());
                }
                continue;
            };
            let plan = self.plan.pane_of(&name.form, &name.pane).map(|at| &self.plan.panes[at]);
            let mut fitting = Fitting { own: own_pane, plan, other: pane, columns: BTreeMap::new(), spots: Vec::new() };
            let kept: Vec<Row> = rows.iter().enumerate().filter_map(|(n, row)| fitting.row(n, row, imported, &self.out)).collect();
            let Fitting { columns, spots, .. } = fitting;
            for (spot, reason) in spots {
                self.tell_at(&format!("{label} {spot}"), reason, place.clone());
            }
            for (column, count) in columns {
                self.tell_at(&format!("{label} 列“{column}”"), &format!("本公开稿没有这一列，{count}格没有导入"), place.clone());
            }
            if rows.is_empty() {
                self.out.forms.remove(&name);
            } else if kept.is_empty() {
                self.tell_at(label, "没有能放进本公开稿的行，原来的内容没有改动", place.clone());
            } else {
                let kept = with_own_ids(kept, self.out.rows(&name));
                self.out.forms.insert(name, kept);
            }
        }
    }

    /// Goals or measures in levels. What is classified in the open draft keeps nothing but its title, whatever the file says.
    fn tree(&mut self, id: &str, label: &str) {
        let mut secret = BTreeSet::new();
        tree::each(self.out.trees.get(id).map_or(&[][..], Vec::as_slice), 0, &mut |item, _| {
            if item.classified {
                secret.insert(item.title.trim().to_owned());
            }
        });
        let mut items = self.imported.trees.get(id).cloned().unwrap_or_default();
        let (mut shut, mut there) = (Vec::new(), BTreeSet::new());
        redact(&mut items, &secret, &mut shut, &mut there);
        rename(&mut items);
        self.out.trees.insert(id.to_owned(), items);
        for title in shut {
            self.tell(&format!("{label} {title}"), "本公开稿里标为涉密，只留名称，内容没有导入");
        }
        for title in secret.difference(&there) {
            self.left.say(
                &format!("{label} {title}"),
                Fate::Doubtful,
                "本公开稿里标为涉密，文件里没有这一条，已随之删除；请核对文件里有没有改了名称的涉密内容",
            );
        }
    }

    fn card(&mut self, n: usize, label: &str) {
        let mut card = moved(&self.out, self.imported, n);
        let same = same_card(&self.out, &card);
        if let Some(own) = same.map(|at| &self.out.cards[at]).filter(|own| own.classified || card.classified) {
            let reason = if own.classified {
                "本公开稿里标为涉密，没有改动"
            } else {
                "文件里标为涉密，本公开稿里的内容没有改动；如要公开名称、清除内容，请在这张卡上标为涉密"
            };
            let place = Place::Card(own.id.clone());
            return self.tell_at(label, reason, place);
        }
        if card.classified {
            card = card.redacted(card.text("name"));
        } else {
            self.fields(&mut card, label);
        }
        for goal in &mut card.goals {
            goal.id = fresh('o');
        }
        for row in &mut card.indicators {
            row.id = fresh('i');
        }
        if let Some(own) = same.map(|at| &mut self.out.cards[at]) {
            *own = Card { id: own.id.clone(), unit: own.unit.clone(), ..card };
        } else {
            let unit = self.out.units.first().map(|unit| unit.id.clone()).unwrap_or_default();
            let id = fresh('c');
            self.out.cards.push(Card { id, unit, ..card });
        }
    }

    /// Takes off a card what the open draft's has no place for.
    fn fields(&mut self, card: &mut Card, label: &str) {
        let Some(form) = self.out.template.card.clone() else { return };
        let other = self.imported.template.card.as_ref();
        let called = |id: &str| {
            let field = other.and_then(|other| other.fields.iter().find(|field| field.id == id));
            field.map_or_else(|| id.to_owned(), |field| field.label.clone())
        };
        let money = |id: &str| form.fields.iter().find(|field| field.id == id).map(|field| matches!(field.kind, CardFieldKind::Money));
        let texts = card.texts.keys().filter(|id| money(id) != Some(false));
        let left: Vec<String> = texts.chain(card.amounts.keys().filter(|id| money(id) != Some(true))).map(|id| called(id)).collect();
        card.texts.retain(|id, _| money(id) == Some(false));
        card.amounts.retain(|id, _| money(id) == Some(true));
        for field in left {
            self.tell(&format!("{label} {field}"), "本公开稿的项目卡没有这一项");
        }
        let values = std::mem::take(&mut card.plan);
        let plan = other.and_then(|other| other.plan.as_ref());
        let dates = values.iter().enumerate().filter_map(|(n, value)| Some((plan.and_then(|plan| plan.dates.get(n)), (*value)?)));
        for (date, value) in dates {
            let own = form.plan.as_ref().filter(|own| plan.is_some_and(|plan| plan.kind == own.kind));
            if let Some(at) = own.and_then(|own| own.dates.iter().position(|known| Some(known) == date)) {
                card.plan.resize(card.plan.len().max(at + 1), None);
                card.plan[at] = Some(value);
            } else {
                let date = date.map_or("", String::as_str);
                self.tell(&format!("{label} 资金支出计划 {date}"), "本公开稿的项目卡没有这一期，或不按这样填");
            }
        }
        let others = other.map(|other| other.indicators.clone()).unwrap_or_default();
        self.columns(label, &mut card.indicators, &form.indicators, &others);
    }

    /// Takes out of indicators what the open draft's table has no column for.
    fn columns(&mut self, label: &str, rows: &mut [Indicator], own: &[IndicatorColumn], others: &[IndicatorColumn]) {
        for column in others.iter().filter(|column| own.iter().all(|own| own.field != column.field)) {
            let count = rows.iter_mut().map(|row| row.set(&column.field, String::new())).filter(|text| !text.is_empty()).count();
            if count > 0 {
                self.tell(&format!("{label} 列“{}”", column.label), &format!("本公开稿没有这一列，{count}格没有导入"));
            }
        }
    }

    /// Names of codes that the open draft has none of.
    fn names(&mut self) {
        for (list, names) in &self.imported.names {
            let own = self.out.names.entry(list.clone()).or_default();
            for (code, name) in names {
                own.entry(code.clone()).or_insert_with(|| name.clone());
            }
        }
    }

    /// What nobody could choose: parts that the open draft does not have, and what the import has beside its template.
    fn beside(&mut self) {
        let imported = self.imported;
        let mut parts: Vec<Taken> = Vec::new();
        for part in imported.template.flat() {
            parts.extend(match part {
                Part::Form(id) => imported.template.form(id).filter(|form| is_filled(imported, form)).map(|_| Taken::Form(id.clone())),
                Part::Text(text) => Some(Taken::Text(text.id.clone())).filter(|_| !imported.text(&text.id).is_empty()),
                Part::Tree(tree) => Some(Taken::Tree(tree.id.clone())).filter(|_| imported.trees.contains_key(&tree.id)),
                Part::Indicators(table) => Some(Taken::Indicators(table.id.clone())).filter(|_| imported.indicators.contains_key(&table.id)),
                Part::Glossary => Some(Taken::Glossary).filter(|_| !imported.glossary.is_empty()),
                _ => None,
            });
        }
        parts.extend((0..imported.cards.len()).map(Taken::Card));
        for part in parts.iter().filter(|part| !self.has(part)).collect::<Vec<_>>() {
            self.tell(&self.label(part), "本公开稿没有这一部分");
        }
        for Addition { id, kind, .. } in &imported.additions {
            let what = match kind {
                AdditionKind::Section { .. } => continue,
                AdditionKind::Text => format!("文字“{}”", imported.text(id).chars().take_while(|c| *c != '\n').take(16).collect::<String>()),
                AdditionKind::Table => format!("表“{}”", imported.tables.get(id).map_or("", |table| &table.title)),
            };
            self.tell(&what, "在模板之外，没有导入；需要时请复制到补充内容");
        }
    }
}

fn is_filled(draft: &Draft, form: &Form) -> bool {
    form.panes.iter().any(|pane| !draft.rows(&PaneName::of("", form, pane)).is_empty())
}

/// What of an imported pane has no place in the open draft's.
struct Fitting<'a> {
    own: &'a Pane,
    plan: Option<&'a PanePlan>,
    other: &'a Pane,
    /// Cells left out, by column.
    columns: BTreeMap<String, usize>,
    /// Rows and cells left out, with the reason.
    spots: Vec<(String, &'static str)>,
}

impl Fitting<'_> {
    /// The row with what fits of it; `None` where nothing does.
    fn row(&mut self, n: usize, row: &Row, imported: &Draft, draft: &Draft) -> Option<Row> {
        let fixed = |pane: &Pane, id: &RowId| match (&pane.rows, id) {
            (RowKind::Fixed(rows) | RowKind::Listed { heads: rows }, RowId::Of(id)) => rows.iter().find(|fixed| fixed.id == *id).cloned(),
            _ => None,
        };
        let label = fixed(self.other, &row.id).map(|fixed| imported.worded(&fixed.label));
        let called = || match &label {
            Some(label) => format!("行“{label}”"),
            None if row.code.is_empty() => format!("第{}行", n + 1),
            None => format!("行“{}”", row.code),
        };
        let reason = match &self.own.rows {
            RowKind::Fixed(_) | RowKind::Listed { .. } if label.is_some() && fixed(self.own, &row.id).is_none() => Some("本公开稿没有这一行"),
            RowKind::Fixed(_) if fixed(self.own, &row.id).is_none() => Some("本公开稿没有这一行"),
            RowKind::Coded(coded) if row.code.is_empty() && (row.id != RowId::of("total") || coded.total.is_empty()) => Some("没有科目编码"),
            RowKind::Coded(coded) if !row.code.is_empty() && !coded.widths.iter().any(|width| usize::from(*width) == row.code.len()) => {
                Some("本公开稿这张表没有这样长的科目编码")
            }
            _ => None,
        };
        if let Some(reason) = reason {
            self.spots.push((called(), reason));
            return None;
        }
        let mut out = Row { amounts: BTreeMap::new(), texts: BTreeMap::new(), ..row.clone() };
        for (id, amount) in &row.amounts {
            let column = self.column(id).filter(|own| self.other.columns.iter().any(|other| other.id == *id && other.kind == own.kind));
            match column.filter(|own| own.kind.is_figure()) {
                Some(own) if self.is_shut(row.id.as_str(), id) => {
                    self.spots.push((format!("{} {}", called(), own.header.join("·")), "本公开稿这一格不能填数"));
                }
                Some(own) => {
                    out.amounts.insert(id.clone(), converted(*amount, &own.kind, imported.entry_unit, draft.entry_unit));
                }
                None => self.leave(id),
            }
        }
        for (id, text) in &row.texts {
            if self.column(id).is_some_and(|own| !own.kind.is_figure()) {
                out.texts.insert(id.clone(), text.clone());
            } else {
                self.leave(id);
            }
        }
        (!out.is_blank() || row.is_blank()).then_some(out)
    }

    /// Whether the cell of a fixed row can hold no figure: a figure there would never be shown.
    fn is_shut(&self, row: &str, column: &str) -> bool {
        let Some((plan, column)) = self.plan.and_then(|plan| Some((plan, plan.column(column)?))) else { return false };
        let RowsPlan::Fixed(rows) = &plan.rows else { return false };
        let class = rows.iter().position(|fixed| fixed.id == row);
        class.is_some_and(|class| !plan.is_open(class, column) && plan.fill(class, column).is_none())
    }

    fn column(&self, id: &str) -> Option<&Column> {
        self.own.columns.iter().find(|own| own.id == id)
    }

    fn leave(&mut self, id: &str) {
        let header = self.other.columns.iter().find(|other| other.id == id).map_or_else(|| id.to_owned(), |other| other.header.join("·"));
        *self.columns.entry(header).or_default() += 1;
    }
}

/// Closes what is secret: `shut` gets the titles of items that held something, `there` those that were found.
fn redact(items: &mut [Item], secret: &BTreeSet<String>, shut: &mut Vec<String>, there: &mut BTreeSet<String>) {
    for item in items {
        let known = secret.contains(item.title.trim());
        if known {
            there.insert(item.title.trim().to_owned());
        }
        if known || item.classified {
            let closed = item.redacted(&item.title);
            if closed.items != item.items || closed.text != item.text || closed.goal != item.goal || closed.indicator != item.indicator {
                shut.push(item.title.clone());
            }
            *item = closed;
        } else {
            redact(&mut item.items, secret, shut, there);
        }
    }
}

/// What comes in has ids of its own: those of the file may be other things' here.
fn rename(items: &mut [Item]) {
    for item in items {
        item.id = fresh('g');
        rename(&mut item.items);
    }
}

/// Rows of codes that were there keep their ids, others get new ones.
fn with_own_ids(rows: Vec<Row>, before: &[Row]) -> Vec<Row> {
    let known: BTreeMap<&str, &RowId> = before.iter().filter(|row| !row.code.is_empty()).map(|row| (row.code.as_str(), &row.id)).collect();
    let renamed = rows.into_iter().map(|row| match known.get(row.code.as_str()) {
        _ if row.id.is_of_form() => row,
        Some(id) if !id.is_of_form() => Row { id: (*id).clone(), ..row },
        _ => Row { id: RowId::own(&fresh('r')), ..row },
    });
    renamed.collect()
}
