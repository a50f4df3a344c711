//! What follows from changes without being one: totals that come out otherwise, sentences that print another figure.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::align::aligned;
use super::change::{Change, ChangeKind, Found, Phase, Sheet};
use super::texts::paragraphs;
use crate::amount::Amount;
use crate::calc::{CellKind, PaneTotals};
use crate::document::expand;
use crate::model::{Card, Draft, PaneName, Place, RowId};
use crate::template::plan::{CARDS, PanePlan};
use crate::workings::Workings;

/// Computed figures and linked ones that differ, in the order of the document; none of them has an edit.
#[must_use]
pub fn follows(old: &Workings, new: &Workings) -> Vec<Change> {
    let entered = new.draft().entry_unit;
    let aligned = aligned(old.draft(), new.draft());
    let other = match aligned {
        std::borrow::Cow::Borrowed(_) => None,
        std::borrow::Cow::Owned(draft) => new.with(draft).ok(),
    };
    let new = other.as_ref().unwrap_or(new);
    let mut sheet = Sheet::new(old.draft(), new.draft(), entered);
    let none = PaneTotals::default();
    for (unit, totals) in new.totals().scopes() {
        let before = old.totals().of(unit);
        for (at, plan) in new.plan().panes.iter().enumerate() {
            let known = before.and_then(|before| Some((before, old.plan().pane(&plan.name)?)));
            let (own, own_plan) = known.map_or((&none, None), |(before, at)| (&before.panes[at], Some(&old.plan().panes[at])));
            pane(&mut sheet, unit, (own, own_plan), (&totals.panes[at], plan));
        }
    }
    texts(&mut sheet, old, new);
    sheet.into_changes()
}

/// Changes of a document that was read off what is printed: a text with linked figures and one with the same figures typed are the same there;
/// where they differ, what is printed is shown.
#[must_use]
pub fn as_printed(changes: Vec<Change>, old: &Workings, new: &Workings) -> Vec<Change> {
    let print = |mut change: Change| {
        if change.before.contains('{') || change.after.contains('{') {
            (change.before, change.after) = (expand(&change.before, old), expand(&change.after, new));
        }
        (change.kind != ChangeKind::Changed || change.before != change.after).then_some(change)
    };
    changes.into_iter().filter_map(print).collect()
}

/// Changes as they are read: linked figures as they print. Where only the linking differs, it is said.
#[must_use]
pub fn readable(changes: Vec<Change>, old: &Workings, new: &Workings) -> Vec<Change> {
    let read = |mut change: Change| {
        if change.before.contains('{') || change.after.contains('{') {
            let (before, after) = (expand(&change.before, old), expand(&change.after, new));
            let linked = before == after && change.before != change.after;
            (change.before, change.after) = (before, if linked { format!("{after}（引用的数字有改动）") } else { after });
        }
        change
    };
    changes.into_iter().map(read).collect()
}

/// The computed cells of a pane; those that were typed in either draft are no consequence.
fn pane(sheet: &mut Sheet<'_>, unit: &str, old: (&PaneTotals, Option<&PanePlan>), new: (&PaneTotals, &PanePlan)) {
    let name = PaneName::called(unit, &new.1.name);
    let of_cards = new.1.name == CARDS;
    if of_cards {
        sheet.part("cards", "项目绩效目标表");
    } else {
        let form = Place::Form(name.form_name());
        let label = sheet.describe(&form, sheet.old.unit(unit).is_none() && !unit.is_empty());
        let short = sheet.old.template.form(&name.form).or(sheet.new.template.form(&name.form));
        let label = short.map_or(label, |form| sheet.old.worded_for(unit, form.short()));
        let owner = sheet.new.unit(unit).map_or("", |unit| unit.name.as_str());
        sheet.part(&name.form, format!("{owner} {label}").trim());
    }
    let key = |id: &RowId, code: &str| if code.is_empty() { id.to_string() } else { code.to_owned() };
    let places: HashMap<String, usize> = old.0.rows.iter().enumerate().map(|(at, row)| (key(&row.id, &row.code), at)).collect();
    let mut seen = vec![false; old.0.rows.len()];
    for (at, row) in new.0.rows.iter().enumerate() {
        let own = places.get(&key(&row.id, &row.code)).copied();
        if let Some(own) = own {
            seen[own] = true;
        }
        row_cells(sheet, &name, &row.id, own.map(|own| (old, own)), Some((new, at)));
    }
    for (at, row) in old.0.rows.iter().enumerate().filter(|(at, _)| !seen[*at]) {
        row_cells(sheet, &name, &row.id, Some((old, at)), None);
    }
}

type OldRow<'a> = ((&'a PaneTotals, Option<&'a PanePlan>), usize);
type NewRow<'a> = ((&'a PaneTotals, &'a PanePlan), usize);

fn row_cells(sheet: &mut Sheet<'_>, name: &PaneName, row: &RowId, old: Option<OldRow<'_>>, new: Option<NewRow<'_>>) {
    // A card that comes or goes is a change itself.
    if name.form == CARDS && (old.is_none() || new.is_none()) {
        return;
    }
    let columns = new.map(|((_, plan), _)| plan).or(old.and_then(|((_, plan), _)| plan)).map_or(&[][..], |plan| plan.columns.as_slice());
    for column in columns.iter().filter(|column| column.figure) {
        let before = old.and_then(|((totals, plan), row)| Some(totals.cell(row, plan?.column(&column.id)?)));
        let after = new.and_then(|((totals, plan), row)| Some(totals.cell(row, plan.column(&column.id)?)));
        let kinds = [before, after].map(|cell| cell.map_or(CellKind::Closed, |cell| cell.kind));
        let shown = [before, after].map(|cell| cell.and_then(|cell| cell.shown));
        let typed = kinds.iter().any(|kind| matches!(kind, CellKind::Typed | CellKind::Override));
        if typed || shown[0] == shown[1] || !kinds.contains(&CellKind::Computed) {
            continue;
        }
        let (place, said) =
            if name.form == CARDS { card_place(sheet, row, &column.id) } else { cell_place(sheet, name, row, &column.id, before.is_none()) };
        let texts = shown.map(|figure| figure.map(|figure| printed(sheet.old, name, column.money, figure)).unwrap_or_default());
        let money = column.money.then(|| shown.map(|figure| figure.map(Amount)));
        let order = (Phase::Contents, 0);
        sheet.push(Found { place, said, kind: ChangeKind::Changed, texts, money, edit: None, secret: false, order });
    }
}

fn cell_place(sheet: &mut Sheet<'_>, pane: &PaneName, row: &RowId, column: &str, in_new: bool) -> (Place, String) {
    let place = Place::Cell { pane: pane.clone(), row: row.clone(), column: column.to_owned() };
    let said = sheet.describe(&place, in_new);
    (place, said)
}

fn card_place(sheet: &mut Sheet<'_>, card: &RowId, field: &str) -> (Place, String) {
    let place = Place::CardField { card: card.to_string(), field: field.to_owned() };
    let name = |draft: &Draft| draft.card(card.as_str()).map(|card| card.text(Card::NAME).to_owned());
    let said = if name(sheet.old).is_some() { sheet.describe(&place, false) } else { sheet.describe(&place, true) };
    (place, said)
}

/// A figure of a pane as it is printed; one that is no money as it is.
#[must_use]
pub fn printed(draft: &Draft, pane: &PaneName, money: bool, figure: Decimal) -> String {
    if !money {
        return figure.to_string();
    }
    let style = draft.template.form(&pane.form).map_or(draft.template.money, |form| draft.template.money_of(form));
    style.print(figure, draft.entry_unit)
}

/// Paragraphs that are typed the same and printed otherwise, of every kind of text that links figures.
fn texts(sheet: &mut Sheet<'_>, old: &Workings, new: &Workings) {
    let mut own: HashMap<Place, Vec<String>> = HashMap::new();
    new.draft().each_linked_text(&mut |place, text| {
        if text.contains('{') {
            own.entry(place()).or_default().push(text.to_owned());
        }
    });
    let mut found = Vec::new();
    old.draft().each_linked_text(&mut |place, text| {
        if text.contains('{') {
            let place = place();
            if own.get(&place).is_some_and(|texts| texts.iter().any(|own| own == text)) {
                found.push((place, text.to_owned()));
            }
        }
    });
    for (place, text) in found {
        let label = sheet.describe(&place, false);
        let part = match &place {
            Place::Text(id) | Place::Section(id) | Place::Table { id, .. } | Place::Item { tree: id, .. } => id.clone(),
            _ => String::new(),
        };
        sheet.part(&part, if part.is_empty() { "名词解释".to_owned() } else { label.clone() }.as_str());
        let lines = paragraphs(&text);
        let many = matches!(place, Place::Text(_));
        for (n, line) in lines.into_iter().enumerate().filter(|(_, line)| line.contains('{')) {
            let texts = [old, new].map(|work| expand(line, work));
            if texts[0] != texts[1] {
                let said = if many { format!("{label} 第{}段", n + 1) } else { label.clone() };
                let order = (Phase::Contents, 0);
                let kind = ChangeKind::Changed;
                sheet.push(Found { place: place.clone(), said, kind, texts, money: None, edit: None, secret: false, order });
            }
        }
    }
}
