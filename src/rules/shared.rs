//! What several rules need: the cells of a draft and of its units, the codes that were typed, what cards plan to pay.
//!
//! It leaves to the rules what is wrong with them.

use std::cell::OnceCell;

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use super::memo::Laid;
use super::prose::Paragraph;
use super::purchase_and_project::{self, Bought};
use super::rounded::{self, Deviations};
use super::targets::TargetRow;
use super::text_and_cells::Cells;
use super::{Finding, Fix, Severity, Status};
use crate::amount::{Amount, MoneyUnit};
use crate::calc::{FaultReason, Operand, RowOrigin, TotalRow, Totals, exact_difference};
use crate::model::{Card, CardEdit, Edit, PaneName, Place, Printed, Row, RowEdit};
use crate::template::codes::{Codes, Known};
use crate::template::plan::{CARDS, LEAF};
use crate::template::{CardFieldKind, CardRole, ColumnKind, PlanKind, RowKind};
use crate::workings::Workings;

/// What rules are asked about: a draft's workings and the code lists, and what several rules read of them, laid out once.
pub struct Case<'a> {
    pub(super) work: &'a Workings,
    pub(super) codes: &'a Codes,
    coded_rows: OnceCell<Vec<CodedRow<'a>>>,
    card_codes: OnceCell<Vec<CardCode<'a>>>,
    payments: OnceCell<Vec<Payments<'a>>>,
    printed: OnceCell<FxHashSet<Decimal>>,
    deviations: OnceCell<Deviations>,
    bought: OnceCell<Vec<Bought>>,
    cells: OnceCell<Cells>,
    targets: Vec<TargetRow<'a>>,
    paragraphs: Vec<(usize, &'a Paragraph)>,
    laid: &'a Laid<'a>,
}

impl<'a> Case<'a> {
    pub(super) fn new(work: &'a Workings, codes: &'a Codes, laid: &'a Laid<'a>) -> Self {
        Self {
            work,
            codes,
            coded_rows: OnceCell::new(),
            card_codes: OnceCell::new(),
            payments: OnceCell::new(),
            printed: OnceCell::new(),
            deviations: OnceCell::new(),
            bought: OnceCell::new(),
            cells: OnceCell::new(),
            targets: laid.targets(),
            paragraphs: laid.paragraphs(),
            laid,
        }
    }

    /// The rows of all forms in which a code was typed, not those that only take one over.
    pub(super) fn coded_rows(&self) -> &[CodedRow<'a>] {
        self.coded_rows.get_or_init(|| coded_rows(self.work, self.codes))
    }

    /// The codes that were typed into cards.
    pub(super) fn card_codes(&self) -> &[CardCode<'a>] {
        self.card_codes.get_or_init(|| card_codes(self.work, self.codes))
    }

    /// The figures that are typed over their equations and differ.
    pub(super) fn deviations(&self) -> &Deviations {
        self.deviations.get_or_init(|| rounded::deviations(self))
    }

    /// The lines of the procurement tables that name a project with its budget.
    pub(super) fn bought(&self) -> &[Bought] {
        self.bought.get_or_init(|| purchase_and_project::bought(self))
    }

    /// The amounts of all forms, by what the text may say of them.
    pub(super) fn cells(&self) -> &Cells {
        self.cells.get_or_init(|| Cells::of(self))
    }

    /// The payment plans of all cards.
    pub(super) fn payments(&self) -> &[Payments<'a>] {
        self.payments.get_or_init(|| payments(self.work))
    }

    /// What the indicator rows of cards and of the whole department say.
    pub(super) fn targets(&self) -> &[TargetRow<'a>] {
        &self.targets
    }

    /// The paragraphs of running text with their numbers, each with the number of its text.
    pub(super) fn paragraphs(&self) -> &[(usize, &'a Paragraph)] {
        &self.paragraphs
    }

    /// A running text, linked figures filled in.
    pub(super) fn sentences(&self, id: &str) -> &'a str {
        self.laid.sentences(id).unwrap_or_default()
    }

    /// 项目3“名称”, or 部门整体 for a row of the whole department.
    pub(super) fn project_of(&self, row: &TargetRow<'_>) -> String {
        let card = row.card.map(|card| (card, &self.work.draft().cards[card]));
        card.map_or_else(|| "部门整体".to_owned(), |(at, card)| format!("项目{}“{}”", at + 1, card.text(Card::NAME)))
    }

    /// The line of a listed form (procurement and the like) that prints this amount of 元, where it is the only one.
    pub(super) fn amount_of(&self, yuan: Decimal) -> Option<String> {
        let draft = self.work.draft();
        let listed = |name: &PaneName| draft.pane(name).is_some_and(|pane| matches!(pane.rows, RowKind::Listed { .. }));
        let unit = self.yuan_per_unit();
        let mut rows = draft.forms.iter().filter(|(name, _)| listed(name)).flat_map(|(name, rows)| rows.iter().map(move |row| (name, row)));
        let mut equal = rows.by_ref().filter(|(_, row)| row.amounts.values().any(|amount| amount.0.checked_mul(unit) == Some(yuan)));
        let (name, row) = equal.next()?;
        if equal.next().is_some() {
            return None;
        }
        let said = row.texts.values().next().map_or("", String::as_str);
        let place = Place::Cell { pane: name.clone(), row: row.id.clone(), column: String::new() };
        Some(format!("{}“{said}”", place.describe(draft)))
    }

    /// So many 元 is one unit of what is typed.
    pub(super) fn yuan_per_unit(&self) -> Decimal {
        match self.work.draft().entry_unit {
            MoneyUnit::Yuan => Decimal::ONE,
            MoneyUnit::Wan => Decimal::from(10_000),
        }
    }

    /// Whether any form prints this figure.
    pub(super) fn prints(&self, value: Decimal) -> bool {
        self.printed.get_or_init(|| printed(self.work)).contains(&value)
    }

    /// A card's budget in 元, where the template has one and it is filled in.
    pub(super) fn budget(&self, card: usize) -> Option<Decimal> {
        let draft = self.work.draft();
        let pane = self.work.plan().pane(CARDS)?;
        let column = self.work.plan().panes[pane].column(draft.template.card_field(CardRole::Budget)?)?;
        let shown = self.work.totals().panes[pane].cell(card, column).shown?;
        shown.checked_mul(self.yuan_per_unit())
    }
}

/// What a rule has found in one place; its code and severity are the rule's.
#[derive(Clone, Debug)]
pub struct Found {
    place: Place,
    message: String,
    figures: Option<(String, String)>,
    status: Status,
    spot: Spot,
    fix: Option<Box<Fix>>,
}

/// Where something found stands among what other rules of its subject find: scope, pane and row, or the number of a card.
pub(super) type Spot = (usize, usize, usize);

impl Found {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), figures: None, status: Status::Broken, spot: Spot::default(), fix: None }
    }

    /// What could not be checked, and why.
    pub(super) fn not_checked(place: Place, message: String) -> Self {
        Self { status: Status::NotChecked, ..Self::new(place, message) }
    }

    /// Two figures of a pane that ought to be the same.
    pub(super) fn differing(place: Place, what: &str, work: &Workings, pane: usize, left: Option<Decimal>, right: Option<Decimal>) -> Self {
        let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
        let print = |value| print(work, pane, value);
        let difference = exact_difference(left, right);
        let difference = difference.map_or_else(|| "差额太大，无法精确计算".into(), |difference| format!("差 {}", print(difference)));
        let message = format!("{what}：{} ≠ {}（{difference}）", print(left), print(right));
        Self { figures: Some((print(left), print(right))), ..Self::new(place, message) }
    }

    /// With what would mend it.
    pub(super) fn mended(self, label: impl Into<String>, edit: Edit) -> Self {
        self.mended_by(Some(Fix { label: label.into(), edit }))
    }

    /// With what would mend it, where something would.
    pub(super) fn mended_by(self, fix: Option<Fix>) -> Self {
        Self { fix: fix.map(Box::new), ..self }
    }

    /// With more said behind the message.
    pub(super) fn and(mut self, more: &str) -> Self {
        self.message.push_str(more);
        self
    }

    /// The two figures that it is about, as printed.
    pub(super) fn comparing(self, left: String, right: String) -> Self {
        Self { figures: Some((left, right)), ..self }
    }

    pub(super) fn at(self, spot: Spot) -> Self {
        Self { spot, ..self }
    }

    /// Found in the paragraph of that text.
    pub(super) fn in_text(self, text: usize) -> Self {
        self.at((text, 0, 0))
    }

    /// Found in the piece of that number, at whatever row of it.
    pub(super) fn in_piece(self, piece: usize) -> Self {
        let (_, row, column) = self.spot;
        self.at((piece, row, column))
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The finding of a rule.
    pub(super) fn under(self, code: &str, severity: Severity) -> (Spot, Finding) {
        let Self { place, message, figures, status, spot, fix } = self;
        // What could not be checked is no error yet.
        let severity = if status == Status::Broken { severity } else { Severity::Hint };
        (spot, Finding { code: code.to_owned(), severity, status, place, message, figures, fix })
    }
}

/// Prints an amount as the pane's form does.
fn print(work: &Workings, pane: usize, value: Decimal) -> String {
    let draft = work.draft();
    let form = work.plan().panes[pane].place.map(|(form, _)| &draft.template.forms[form]);
    form.map_or(draft.template.money, |form| draft.template.money_of(form)).print(value, draft.entry_unit)
}

/// The figures that the forms print, and those of the cards.
fn printed(work: &Workings) -> FxHashSet<Decimal> {
    let mut out = FxHashSet::default();
    for scope in scopes(work) {
        for (pane, plan) in scope.totals.panes.iter().zip(&work.plan().panes) {
            let money = (0..plan.columns.len()).filter(|column| plan.columns[*column].money);
            out.extend(money.flat_map(|column| (0..pane.rows.len()).filter_map(move |row| pane.cell(row, column).shown)));
        }
    }
    out
}

/// Settles what the source printed otherwise.
pub(super) fn settled(work: &Workings, ones: &[&Printed]) -> Option<Fix> {
    let places: std::collections::BTreeSet<&Place> = ones.iter().map(|one| &one.place).collect();
    let left = |place: &Place| work.draft().printed.iter().filter(|known| known.place == *place && !ones.contains(known)).cloned().collect();
    let mut edits: Vec<Edit> = places.into_iter().map(|place| Edit::Printed { place: place.clone(), printed: left(place) }).collect();
    let edit = if edits.len() == 1 { edits.pop()? } else { Edit::Several(edits) };
    Some(Fix { label: "已核对".into(), edit })
}

/// A running text with one wording in the place of another, where that stands there once.
pub(super) fn reworded(id: &str, raw: &str, wrong: &str, right: &str) -> Option<Fix> {
    let once = !wrong.is_empty() && raw.matches(wrong).count() == 1;
    let edit = || Edit::Text { id: id.to_owned(), value: raw.replacen(wrong, right, 1) };
    once.then(|| Fix { label: format!("改为“{right}”"), edit: edit() })
}

/// So many 万元 are an amount of 元.
pub(super) fn wan(yuan: Decimal) -> Decimal {
    (yuan / Decimal::from(10_000)).normalize()
}

/// The year whose codes count. Here alone rules read it.
pub(super) fn year(work: &Workings) -> u16 {
    work.draft().code_year()
}

/// The totals of the whole, or of a unit.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    work: &'a Workings,
    at: usize,
    unit: &'a str,
    pub(super) totals: &'a Totals,
}

/// The whole and every unit.
pub(super) fn scopes(work: &Workings) -> impl Iterator<Item = Scope<'_>> {
    work.totals().scopes().enumerate().map(move |(at, (unit, totals))| Scope { work, at, unit, totals })
}

impl Scope<'_> {
    /// Whether a pane is looked at here: in a unit's scope the forms that each unit has are, and nothing else.
    pub(super) fn has(&self, pane: usize) -> bool {
        let per_unit = |(form, _): (usize, usize)| self.work.draft().template.forms[form].per_unit;
        self.unit.is_empty() || self.work.plan().panes[pane].place.is_some_and(per_unit)
    }

    /// Whether the pane is what units have typed, added up.
    pub(super) fn is_summed(&self, pane: usize) -> bool {
        self.totals.summed.contains_key(&PaneName::called("", &self.work.plan().panes[pane].name))
    }

    /// The stored rows that the rows of a pane come from.
    pub(super) fn stored(&self, pane: usize) -> &[Row] {
        self.totals.rows(self.work.draft(), &PaneName::called(self.unit, &self.work.plan().panes[pane].name))
    }

    /// Takes away what was typed into a cell over its equation.
    pub(super) fn untyped(&self, pane: usize, row: usize, column: usize) -> Option<Fix> {
        let plan = &self.work.plan().panes[pane];
        let name = PaneName::called(self.unit, &plan.name);
        plan.place?;
        let stored = self.totals.panes[pane].rows[row].stored()?;
        let row = self.work.draft().rows(&name).get(stored)?.id.clone();
        let edit = RowEdit::Amount { column: plan.columns[column].id.clone(), value: None };
        Some(Fix { label: "取计算结果".into(), edit: Edit::Row { pane: name, row, edit } })
    }

    /// A cell's place in the forms of a unit; of the cards, the card's field.
    pub(super) fn place(&self, pane: usize, row: usize, column: usize) -> Place {
        let plan = &self.work.plan().panes[pane];
        let row = &self.totals.panes[pane].rows[row].id;
        let column = plan.columns[column].id.clone();
        match plan.place {
            Some(_) => Place::Cell { pane: PaneName::called(self.unit, &plan.name), row: row.clone(), column },
            None => Place::CardField { card: row.to_string(), field: column },
        }
    }

    /// What a cell is called beside that of another pane and row: its row, its column where that is what differs, its form where it is in
    /// another one.
    pub(super) fn called(&self, case: &Case<'_>, cell: &Operand, from: (usize, usize)) -> String {
        let (draft, plan) = (self.work.draft(), &self.work.plan().panes[cell.pane]);
        let row = &self.totals.panes[cell.pane].rows[cell.row];
        let Some((form, pane)) = plan.place else {
            return row.stored().and_then(|card| draft.cards.get(card)).map_or_else(String::new, |card| format!("项目{}", card.text(Card::NAME)));
        };
        let (form, pane) = (&draft.template.forms[form], &draft.template.forms[form].panes[pane]);
        let column = pane.columns[cell.column].header.last().map_or("", String::as_str);
        if (cell.pane, cell.row) == from {
            return column.to_owned();
        }
        let stored = || {
            let name = PaneName::called(self.unit, &plan.name);
            let rows = self.totals.rows(draft, &name);
            row.stored().and_then(|at| rows.get(at)?.texts.values().next().cloned()).unwrap_or_default()
        };
        let label = match &pane.rows {
            RowKind::Coded(coded) if row.code.is_empty() => coded.total.clone(),
            RowKind::Coded(coded) => format!("{} {}", row.code, draft.name_of(case.codes, &coded.list, &row.code)),
            _ => pane.fixed_row(row.class).map_or_else(stored, |fixed| fixed.label.clone()),
        };
        if cell.pane == from.0 { label } else { format!("{}{}", form.short(), label) }
    }

    pub(super) fn spot(&self) -> Spot {
        (self.at, 0, 0)
    }
}

/// The cells that could not be computed for that reason.
pub(super) fn faults(work: &Workings, reason: FaultReason, message: &str) -> Vec<Found> {
    let mut out = Vec::new();
    for scope in scopes(work) {
        for fault in scope.totals.faults.iter().filter(|fault| fault.reason == reason && scope.has(fault.pane)) {
            out.push(Found::new(scope.place(fault.pane, fault.row, fault.column), message).at(scope.spot()));
        }
    }
    out
}

/// A row of a form that stands for a code. The code is empty where it has not been typed yet.
pub(super) struct CodedRow<'a> {
    pub(super) list: &'a str,
    pub(super) code: &'a str,
    /// What its list says of it.
    known: Known<'a>,
    /// Nothing stands below it.
    pub(super) is_leaf: bool,
    /// The digits of the lowest level.
    pub(super) deepest: usize,
    /// The rows above it.
    pub(super) above: &'a [TotalRow],
    scope: Scope<'a>,
    pane: usize,
    column: usize,
}

impl CodedRow<'_> {
    pub(super) fn found(&self, message: String) -> Found {
        let row = self.above.len();
        Found::new(self.scope.place(self.pane, row, self.column), message).at((self.scope.at, self.pane, row))
    }
}

fn coded_rows<'a>(work: &'a Workings, codes: &'a Codes) -> Vec<CodedRow<'a>> {
    let year = year(work);
    let (template, plan) = (&work.draft().template, work.plan());
    let mut out = Vec::new();
    for scope in scopes(work) {
        for (at, pane_plan) in plan.panes.iter().enumerate() {
            let Some((form, pane)) = pane_plan.place else { continue };
            let pane = &template.forms[form].panes[pane];
            let RowKind::Coded(kind) = &pane.rows else { continue };
            // What the department adds up was said of its units.
            if scope.is_summed(at) {
                continue;
            }
            let column = pane.columns.iter().position(|column| column.kind == ColumnKind::Code).unwrap_or_default();
            let deepest = kind.widths.iter().copied().max().map_or(0, usize::from);
            let others: Vec<usize> = kind.from.iter().filter_map(|name| plan.pane(name)).collect();
            let rows = &scope.totals.panes[at].rows;
            for (n, row) in rows.iter().enumerate() {
                // Said where the code is typed, not in every form that takes it over, be it to say more of it.
                let is_of_others = || others.iter().any(|other| scope.totals.panes[*other].has_code(&row.code));
                if row.stored().is_none() || (matches!(row.origin, RowOrigin::Computed(_)) && is_of_others()) {
                    continue;
                }
                let (is_leaf, above) = (row.class == LEAF, &rows[..n]);
                let known = codes.look_up(&kind.list, &row.code, year);
                out.push(CodedRow { list: &kind.list, code: &row.code, known, is_leaf, deepest, above, scope, pane: at, column });
            }
        }
    }
    out
}

/// A code that was typed into a field of a card.
pub(super) struct CardCode<'a> {
    pub(super) list: &'a str,
    pub(super) code: &'a str,
    /// What the list says of it.
    known: Known<'a>,
    /// The unit that the card belongs to.
    pub(super) unit: &'a str,
    card: &'a str,
    field: &'a str,
}

impl CardCode<'_> {
    pub(super) fn found(&self, message: String) -> Found {
        let place = Place::CardField { card: self.card.to_owned(), field: self.field.to_owned() };
        // Behind all forms.
        Found::new(place, message).at((usize::MAX, 0, 0))
    }
}

fn card_codes<'a>(work: &'a Workings, codes: &'a Codes) -> Vec<CardCode<'a>> {
    let (draft, year) = (work.draft(), year(work));
    let mut out = Vec::new();
    for field in draft.template.card.iter().flat_map(|card| &card.fields) {
        let CardFieldKind::Code(list) = &field.kind else { continue };
        // Many projects share few codes.
        let mut looked_up: FxHashMap<&str, Known<'_>> = FxHashMap::default();
        for card in &draft.cards {
            let code = card.text(&field.id);
            if !code.is_empty() {
                let known = *looked_up.entry(code).or_insert_with(|| codes.look_up(list, code, year));
                out.push(CardCode { list, code, known, unit: &card.unit, card: &card.id, field: &field.id });
            }
        }
    }
    out
}

/// What is said of the codes that were typed, in forms and then in cards, by what their lists say of them.
pub(super) fn typed_codes(case: &Case<'_>, message: impl Fn(&str, Known<'_>) -> Option<String>) -> Vec<Found> {
    let of_rows = case.coded_rows().iter().filter_map(|row| Some(row.found(message(row.code, row.known)?)));
    let of_cards = case.card_codes().iter().filter_map(|typed| Some(typed.found(message(typed.code, typed.known)?)));
    of_rows.chain(of_cards).collect()
}

/// What a card plans to pay, by dates, where anything is planned.
pub(super) struct Payments<'a> {
    work: &'a Workings,
    card: usize,
    pub(super) kind: PlanKind,
    /// The values that are not blank, with the number of their date.
    pub(super) values: Vec<(usize, Decimal)>,
    /// Where they ought to end: at the budget, or at 100 %.
    pub(super) end: Decimal,
    /// The values add up to the end: some places print what is paid in each period.
    adds_up: bool,
}

impl Payments<'_> {
    /// What is paid by each date, added up: not what is paid in each period. A lone value at the end is both.
    pub(super) fn is_cumulative(&self) -> bool {
        !self.adds_up
    }

    /// What is paid in each period and cannot be anything else.
    pub(super) fn is_by_period(&self) -> bool {
        self.adds_up && self.values.iter().filter(|(_, value)| !value.is_zero()).count() > 1
    }

    /// The last date of the template, where nothing was filled in there.
    pub(super) fn open_end(&self) -> Option<(usize, &str)> {
        let dates = self.work.draft().template.card.as_ref().and_then(|card| card.plan.as_ref()).map_or(&[][..], |plan| &plan.dates);
        let last = dates.len().checked_sub(1)?;
        (self.values.last()?.0 < last).then(|| (last, dates[last].as_str()))
    }

    /// Each value is not below the one before it.
    pub(super) fn fall(&self) -> Option<[(usize, Decimal); 2]> {
        self.values.array_windows().find(|[before, after]| after.1 < before.1).copied()
    }

    pub(super) fn print(&self, value: Decimal) -> String {
        let draft = self.work.draft();
        match self.kind {
            PlanKind::Amount => draft.template.money.print(value, draft.entry_unit),
            PlanKind::Percent => value.to_string(),
        }
    }

    /// The plan with the end at its later dates, too.
    pub(super) fn filled(&self) -> Option<Fix> {
        let draft = self.work.draft();
        let dates = draft.template.card.as_ref()?.plan.as_ref()?.dates.len();
        let card = &draft.cards[self.card];
        let mut plan = card.plan.clone();
        plan.resize(dates.max(plan.len()), None);
        let (last, _) = *self.values.last()?;
        plan[last + 1..].iter_mut().for_each(|value| *value = Some(Amount(self.end)));
        let edit = Edit::Card { card: card.id.clone(), edit: CardEdit::Plan(plan) };
        Some(Fix { label: format!("以后各期填{}", self.print(self.end)), edit })
    }

    pub(super) fn found(&self, date: usize, message: String) -> Found {
        let place = Place::Plan { card: self.work.draft().cards[self.card].id.clone(), date };
        Found::new(place, message).at((self.card, 0, 0))
    }
}

fn payments(work: &Workings) -> Vec<Payments<'_>> {
    let (draft, plan) = (work.draft(), work.plan());
    let Some(form) = draft.template.card.as_ref().and_then(|card| card.plan.as_ref()) else { return Vec::new() };
    let field = draft.template.card_field(CardRole::Budget);
    let budget = plan.pane(CARDS).and_then(|pane| Some((pane, plan.panes[pane].column(field?)?)));
    let mut out = Vec::new();
    for (card, typed) in draft.cards.iter().enumerate() {
        let end = match (form.kind, budget) {
            (PlanKind::Percent, _) => Decimal::ONE_HUNDRED,
            (PlanKind::Amount, Some((pane, column))) => work.totals().panes[pane].cell(card, column).shown.unwrap_or_default(),
            (PlanKind::Amount, None) => continue,
        };
        let values: Vec<(usize, Decimal)> = typed.plan.iter().enumerate().filter_map(|(date, value)| Some((date, (*value)?.0))).collect();
        let sum = values.iter().try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(*value));
        if !values.is_empty() {
            out.push(Payments { work, card, kind: form.kind, values, end, adds_up: sum == Some(end) });
        }
    }
    out
}
