//! 批复核对: a draft against the approved list, cell by cell, and the page that says so.

use rust_decimal::Decimal;

use super::fill::{Filled, column_label, place_lines};
use super::lines::Lines;
use crate::amount::Amount;
use crate::calc::CellKind;
use crate::document::{Align, Block, Document, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Paragraph, Run, Sheet};
use crate::model::{Card, Draft, PaneName, Place, RowId};
use crate::template::plan::CARDS;
use crate::template::{CardRole, Library};
use crate::workings::Workings;

/// A cell in which the draft differs from the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The cell.
    pub place: Place,
    /// The form, or 项目绩效目标表.
    pub form: String,
    /// The row in words.
    pub row: String,
    /// The column in words.
    pub column: String,
    /// What the draft says, in its entry unit.
    pub in_draft: Option<Decimal>,
    /// What the list says, in the same unit.
    pub in_list: Option<Decimal>,
    /// Whether it was typed there. What is computed differs because something typed does.
    pub typed: bool,
}

impl Difference {
    /// Draft less list, blanks as zero.
    #[must_use]
    pub fn difference(&self) -> Decimal {
        let (left, right) = (self.in_draft.unwrap_or_default(), self.in_list.unwrap_or_default());
        left.checked_sub(right).unwrap_or_default()
    }
}

/// What comparing found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// In the order of the forms, then the cards.
    pub differences: Vec<Difference>,
    /// Cells that hold a figure on either side, and were compared.
    pub compared: usize,
    /// What a clerk should know, in Chinese.
    pub remarks: Vec<String>,
}

/// Compares every cell of every form that the list has a say in, and the money of the cards.
///
/// # Errors
/// Every line of the list that cannot be read or has no place.
pub fn verify(work: &Workings, lines: &Lines, library: &Library) -> Result<Verified, Vec<String>> {
    let draft = work.draft();
    let Approved { own, list, placed } = approved(work, lines, library)?;
    let mut blank = own.draft().clone();
    for (pane, column) in &placed.columns {
        blank.forms.get_mut(pane).into_iter().flatten().for_each(|row| {
            row.amounts.remove(column);
        });
    }
    let sides = Sides {
        stated: work,
        own,
        list,
        blank: work.with(blank).map_err(|_| faulty())?,
        columns: placed.columns.iter().map(|(pane, _)| pane).collect(),
        library,
    };
    let mut out = Verified { remarks: lines.remarks.clone(), ..Verified::default() };
    out.remarks.extend(placed.remarks);
    sides.forms("", &mut out);
    for unit in &sides.list.draft().units {
        sides.forms(&unit.id, &mut out);
    }
    sides.cards(&mut out);
    if draft.cards.iter().any(|card| card.classified) {
        out.remarks.push("涉密项目不列金额，没有核对".into());
    }
    Ok(out)
}

fn faulty() -> Vec<String> {
    vec!["公开稿里的模板有误".to_owned()]
}

/// A draft as its lists have it.
pub(super) struct Approved {
    /// The draft without what was typed over computed cells.
    own: Workings,
    /// With the figures of the lists, in the draft's unit; cards that they do not have have no money.
    pub(super) list: Workings,
    pub(super) placed: Filled,
}

/// What the draft would be if it said what the lists do.
pub(super) fn approved(work: &Workings, lines: &Lines, library: &Library) -> Result<Approved, Vec<String>> {
    let draft = work.draft();
    let own = work.with(computed(work)).map_err(|_| faulty())?;
    let mut list = work.with(own.draft().clone()).map_err(|_| faulty())?;
    let placed = place_lines(&mut list, lines, &library.lists, &library.codes)?;
    list.change(|approved| {
        // A draft without any figure takes the list's unit; here both sides have to be in the draft's.
        if approved.entry_unit != draft.entry_unit {
            convert(approved, draft);
        }
        for id in &placed.left_cards {
            approved.cards.iter_mut().filter(|card| card.id == *id).for_each(|card| card.amounts.clear());
        }
    });
    Ok(Approved { own, list, placed })
}

/// The draft without what was typed over computed cells.
fn computed(work: &Workings) -> Draft {
    let mut out = work.draft().clone();
    for (unit, totals) in work.totals().scopes() {
        for (pane, own) in work.plan().panes.iter().zip(&totals.panes).filter(|(pane, _)| pane.name != CARDS) {
            for (at, row) in own.rows.iter().enumerate() {
                for (column, name) in pane.columns.iter().enumerate() {
                    if own.cell(at, column).kind == CellKind::Override {
                        let rows = out.forms.get_mut(&PaneName::called(unit, &pane.name)).into_iter().flatten();
                        rows.filter(|stored| row.id == stored.id).for_each(|stored| {
                            stored.amounts.remove(&name.id);
                        });
                    }
                }
            }
        }
    }
    out
}

fn convert(approved: &mut Draft, draft: &Draft) {
    let (from, to) = (approved.entry_unit, draft.entry_unit);
    let in_forms = approved.forms.values_mut().flatten().flat_map(|row| row.amounts.values_mut());
    let in_cards = approved.cards.iter_mut().flat_map(|card| card.amounts.values_mut());
    in_forms.chain(in_cards).for_each(|amount: &mut Amount| *amount = amount.converted(from, to));
    approved.entry_unit = to;
}

struct Sides<'a> {
    /// The draft as it stands.
    stated: &'a Workings,
    /// The draft without what was typed over.
    own: Workings,
    /// What the list makes of it.
    list: Workings,
    /// The draft without anything that the list says.
    blank: Workings,
    /// Panes that the list fills.
    columns: std::collections::BTreeSet<&'a PaneName>,
    library: &'a Library,
}

impl Sides<'_> {
    /// The forms of a unit, or the draft's own.
    fn forms(&self, unit: &str, out: &mut Verified) {
        for pane in self.stated.plan().panes.iter().filter(|pane| pane.name != CARDS) {
            let name = PaneName::called(unit, &pane.name);
            if !unit.is_empty() && !self.stated.draft().is_per_unit(&name.form) {
                continue;
            }
            let keys = self.keys(unit, &pane.name);
            let cell = |work: &Workings, row: &RowId, column: &str| work.totals().at(self.stated.plan(), &name, row, column);
            let shown = |work: &Workings, row: &RowId, column: &str| cell(work, row, column).and_then(|cell| cell.shown);
            let moved = |row: &RowId, column: &str| {
                let base = shown(&self.blank, row, column);
                shown(&self.list, row, column) != base || shown(&self.own, row, column) != base
            };
            let money: Vec<&str> = pane.columns.iter().filter(|column| column.money).map(|column| column.id.as_str()).collect();
            let has_a_say = self.columns.contains(&name) || keys.iter().any(|row| money.iter().any(|column| moved(row, column)));
            if !has_a_say {
                continue;
            }
            for row in &keys {
                for column in &money {
                    let (left, right) = (shown(self.stated, row, column), shown(&self.list, row, column));
                    out.compared += usize::from(left.is_some() || right.is_some());
                    if left.unwrap_or_default() == right.unwrap_or_default() {
                        continue;
                    }
                    let kind = cell(self.stated, row, column).or_else(|| cell(&self.list, row, column)).map(|cell| cell.kind);
                    // In a department of units its own forms are sums, whatever their cells are called.
                    let summed = unit.is_empty() && !self.list.draft().units.is_empty() && self.stated.draft().is_per_unit(&name.form);
                    out.differences.push(Difference {
                        place: Place::Cell { pane: name.clone(), row: self.stored_id(&name, row), column: (*column).to_owned() },
                        form: self.form_label(unit, &pane.name),
                        row: self.row_label(&pane.name, row.as_str()),
                        column: column_label(self.stated.draft(), &pane.name, column).unwrap_or_else(|| (*column).to_owned()),
                        in_draft: left,
                        in_list: right,
                        typed: !summed && kind.is_none_or(|kind| kind != CellKind::Computed),
                    });
                }
            }
        }
    }

    /// The rows of either side, in order; those of a code by the code.
    fn keys(&self, unit: &str, pane: &str) -> Vec<RowId> {
        let Some(at) = self.stated.plan().pane(pane) else { return Vec::new() };
        let rows = |work: &Workings| -> Vec<RowId> {
            let rows = work.totals().of(unit).and_then(|totals| totals.panes.get(at)).map_or(&[][..], |pane| &pane.rows);
            rows.iter().map(|row| if row.code.is_empty() { row.id.clone() } else { RowId::Of(row.code.clone()) }).collect()
        };
        let fixed = self.stated.plan().panes[at]
            .place
            .is_some_and(|(form, pane)| !matches!(self.stated.draft().template.forms[form].panes[pane].rows, crate::template::RowKind::Coded(_)));
        if fixed {
            let own = self.stated.totals().of(unit).and_then(|totals| totals.panes.get(at)).map_or(&[][..], |pane| &pane.rows);
            return own.iter().map(|row| row.id.clone()).collect();
        }
        let mut keys = rows(self.stated);
        for key in rows(&self.list) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        // 合计 first, codes in their order.
        keys.sort_by(|a, b| {
            let order = |id: &RowId| (id.as_str().starts_with(|c: char| c.is_ascii_digit()), id.clone());
            order(a).cmp(&order(b))
        });
        keys
    }

    /// The id of the draft's row with that code; the code where the row is only computed.
    fn stored_id(&self, pane: &PaneName, row: &RowId) -> RowId {
        let stored = self.stated.draft().rows(pane).iter().find(|stored| stored.id == *row || stored.code == row.as_str());
        stored.map_or_else(|| row.clone(), |stored| stored.id.clone())
    }

    fn form_label(&self, unit: &str, pane: &str) -> String {
        let form = self.stated.draft().template.forms.iter().find(|form| form.panes.iter().any(|other| other.name(form) == pane));
        let label = form.map_or_else(|| pane.to_owned(), |form| self.stated.draft().worded(form.short()));
        if unit.is_empty() { label } else { format!("{} {label}", self.list.draft().owner(unit).1) }
    }

    fn row_label(&self, pane: &str, row: &str) -> String {
        let found = self.stated.draft().template.forms.iter().find_map(|form| form.panes.iter().find(|other| other.name(form) == pane));
        match found.map(|pane| &pane.rows) {
            Some(crate::template::RowKind::Coded(coded)) if row == "total" => coded.total.clone(),
            Some(crate::template::RowKind::Coded(coded)) => format!("{row} {}", self.list.draft().name_of(&self.library.codes, &coded.list, row)),
            Some(crate::template::RowKind::Fixed(rows) | crate::template::RowKind::Listed { heads: rows }) => {
                rows.iter().find(|fixed| fixed.id == row).map_or_else(|| row.to_owned(), |fixed| self.stated.draft().worded(&fixed.label))
            }
            None => row.to_owned(),
        }
    }

    fn cards(&self, out: &mut Verified) {
        let Some(form) = &self.stated.draft().template.card else { return };
        for card in self.list.draft().cards.iter().filter(|card| !card.classified) {
            let own = self.stated.draft().cards.iter().find(|other| other.id == card.id);
            for (field, _) in &self.library.lists.cards.amounts {
                let Some(label) = form.fields.iter().find(|known| known.id == *field).map(|known| known.label.clone()) else { continue };
                let amount = |card: &crate::model::Card| card.amounts.get(field).map(|amount| amount.0);
                let (left, right) = (own.and_then(amount), amount(card));
                out.compared += usize::from(left.is_some() || right.is_some());
                if left.unwrap_or_default() != right.unwrap_or_default() {
                    out.differences.push(Difference {
                        place: Place::CardField { card: card.id.clone(), field: field.clone() },
                        form: "项目绩效目标表".into(),
                        row: format!("{} {}", self.list.draft().card_text(card, CardRole::Code), card.text(Card::NAME)).trim().to_owned(),
                        column: label,
                        in_draft: left,
                        in_list: right,
                        typed: true,
                    });
                }
            }
        }
    }
}

/// The page that is printed: every difference, what was typed before what follows from it.
#[must_use]
pub fn page(draft: &Draft, verified: &Verified) -> Document {
    let title = "批复核对表".to_owned();
    let mut blocks = vec![Block::Heading(Heading { level: 1, text: title.clone(), contents: None, centred: true, place: None })];
    let said = if verified.differences.is_empty() {
        format!("共核对{}个数，公开稿与批复全部一致。", verified.compared)
    } else {
        let typed = verified.differences.iter().filter(|difference| difference.typed).count();
        format!("共核对{}个数，{typed}处录入的数与批复不一致，另有{}处合计随之不同。", verified.compared, verified.differences.len() - typed)
    };
    blocks.push(paragraph(&said));
    for (heading, typed) in [("与批复不一致的录入数", true), ("随之不同的合计数", false)] {
        let some: Vec<&Difference> = verified.differences.iter().filter(|difference| difference.typed == typed).collect();
        if !some.is_empty() {
            blocks.push(Block::Heading(Heading { level: 2, text: heading.into(), contents: None, centred: false, place: None }));
            blocks.push(Block::Grid(grid(draft, heading, &some)));
        }
    }
    if !verified.remarks.is_empty() {
        blocks.extend(verified.remarks.iter().map(|remark| paragraph(&format!("注：{remark}。"))));
    }
    Document {
        title,
        author: draft.identity.unit_name.clone(),
        subject: "部门预算公开".into(),
        keywords: vec!["批复核对".into(), draft.identity.year.map(|year| year.to_string()).unwrap_or_default()],
        cover: Vec::new(),
        contents: None,
        sheets: vec![Sheet { landscape: true, blocks }],
        mark: None,
        official: false,
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph { runs: vec![Run::plain(text)], role: "body", place: None })
}

fn grid(draft: &Draft, title: &str, differences: &[&Difference]) -> Grid {
    let columns = ["表", "行", "列", "公开稿", "批复", "差额"];
    let cells = |texts: [String; 6]| -> Vec<GridCell> {
        let aligned = texts.into_iter().enumerate();
        aligned.map(|(at, text)| GridCell::new(text, if at < 3 { Align::Left } else { Align::Right })).collect()
    };
    let figure = |value: Option<Decimal>| value.map_or_else(String::new, |value| value.normalize().to_string());
    let mut rows = vec![GridRow { kind: GridRowKind::Head, cells: columns.iter().map(|label| GridCell::new(*label, Align::Center)).collect() }];
    for difference in differences {
        let texts = [
            difference.form.clone(),
            difference.row.clone(),
            difference.column.clone(),
            figure(difference.in_draft),
            figure(difference.in_list),
            figure(Some(difference.difference())),
        ];
        rows.push(GridRow { kind: GridRowKind::Body, cells: cells(texts) });
    }
    Grid {
        id: "verify".into(),
        title: title.to_owned(),
        role: GridRole::Table,
        left: vec![format!("{} {}", draft.identity.unit_code, draft.identity.unit_name)],
        right: format!("单位：{}", draft.entry_unit.label()),
        unit: draft.entry_unit.label(),
        columns: columns.iter().map(|label| vec![(*label).to_owned()]).collect(),
        widths: vec![22, 36, 28, 16, 16, 14],
        rows,
        notes: Vec::new(),
        place: None,
    }
}
