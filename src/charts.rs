//! What can be shown as a chart: of a form its rows or the columns of its total row, by what it has; of a card its payment plan. Labels and exact
//! figures as printed, and for drawing parts of a thousand: money never passes through a float.
//!
//! It leaves how a chart looks to the window.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::calc::{PaneTotals, percent};
use crate::model::{Card, FormName, PaneName};
use crate::template::codes::Codes;
use crate::template::plan::TOTAL;
use crate::template::{CardForm, ColumnKind, Form, Pane, PlanKind, RowKind};
use crate::workings::Workings;

/// What a bar of a chart is made of, by the words of the trade.
const SPLIT: [&str; 2] = ["基本支出", "项目支出"];

/// Bars with labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What its figures are in.
    pub unit: &'static str,
    /// What the parts of its bars are.
    pub series: Vec<String>,
    /// The bars, in the form's order.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// Its parts, one for each series, as printed; a blank is none.
    pub parts: Vec<Option<Decimal>>,
}

impl Bar {
    /// All of it.
    #[must_use]
    pub fn whole(&self) -> Decimal {
        self.parts.iter().copied().flatten().fold(Decimal::ZERO, Decimal::saturating_add)
    }
}

impl Chart {
    /// The parts of a bar that have a figure, each with its name.
    #[must_use]
    pub fn parts_said(&self, bar: &Bar) -> Vec<String> {
        self.series.iter().zip(&bar.parts).filter_map(|(name, part)| part.map(|part| format!("{name} {part}"))).collect()
    }

    /// A figure in parts of a thousand of the largest bar.
    #[must_use]
    pub fn permille(&self, figure: Decimal) -> i32 {
        permille(figure, self.bars.iter().map(|bar| bar.whole().abs()).max().unwrap_or_default())
    }

    /// How much of all bars together one is, in percent to two decimals; none where they are nothing together, or not all of one sign.
    #[must_use]
    pub fn share(&self, bar: &Bar) -> Option<Decimal> {
        let whole = self.bars.iter().map(Bar::whole).try_fold(Decimal::ZERO, Decimal::checked_add)?;
        let together = self.bars.iter().all(|bar| !bar.whole().is_sign_negative());
        if together { percent(bar.whole(), whole) } else { None }
    }

    /// All of it in words.
    #[must_use]
    pub fn said(&self) -> String {
        let bar = |bar: &Bar| {
            let share = self.share(bar).map(|share| format!("（{share}%）")).unwrap_or_default();
            let parts = self.parts_said(bar);
            let parts = if self.series.len() > 1 { format!("，其中{}", parts.join("、")) } else { String::new() };
            format!("{} {}{}{share}{parts}", bar.label, bar.whole(), self.unit)
        };
        format!("{}：{}", self.title, self.bars.iter().map(bar).collect::<Vec<_>>().join("；"))
    }
}

fn permille(figure: Decimal, whole: Decimal) -> i32 {
    let part = figure.checked_mul(Decimal::ONE_THOUSAND).and_then(|figure| figure.checked_div(whole));
    part.and_then(|part| part.round().to_i32()).unwrap_or_default()
}

/// The charts of a form: each pane by its rows, and a coded one by the columns that make its total. What has fewer than two bars is none.
#[must_use]
pub fn charts(work: &Workings, codes: &Codes, name: &FormName) -> Vec<Chart> {
    let (draft, plan) = (work.draft(), work.plan());
    let (Some(form), Some(all)) = (draft.template.form(&name.form), work.totals().of(&name.unit)) else { return Vec::new() };
    let mut out = Vec::new();
    for pane in &form.panes {
        let Some(at) = plan.pane(&pane.name(form)) else { continue };
        let of = Of { work, codes, form, pane, name: PaneName::of(&name.unit, form, pane), at, totals: &all.panes[at] };
        out.extend([of.by_rows(), of.by_columns()].into_iter().flatten().filter(|chart| chart.bars.len() > 1));
    }
    out
}

/// A pane of a form.
struct Of<'a> {
    work: &'a Workings,
    codes: &'a Codes,
    form: &'a Form,
    pane: &'a Pane,
    name: PaneName,
    at: usize,
    totals: &'a PaneTotals,
}

impl Of<'_> {
    /// Its printed columns of money.
    fn money(&self) -> Vec<usize> {
        let columns = self.pane.columns.iter().enumerate();
        columns.filter(|(_, column)| column.kind == ColumnKind::Money && column.print).map(|(at, _)| at).collect()
    }

    fn label(&self, column: usize) -> String {
        let draft = self.work.draft();
        self.pane.columns[column].header.last().map(|label| draft.worded_for(&self.name.unit, label)).unwrap_or_default()
    }

    fn figure(&self, row: usize, column: usize) -> Option<Decimal> {
        let draft = self.work.draft();
        let shown = self.totals.cell(row, column).shown?;
        Some(draft.template.money_of(self.form).printed(shown, draft.entry_unit))
    }

    fn chart(&self, title: String, series: Vec<String>, bars: Vec<Bar>) -> Chart {
        let bars = bars.into_iter().filter(|bar| bar.parts.iter().flatten().any(|part| !part.is_zero())).collect();
        Chart { title, unit: self.work.draft().template.money_of(self.form).unit.label(), series, bars }
    }

    /// Its outermost rows that are no totals; with basic and project expenditure each in its own colour.
    fn by_rows(&self) -> Option<Chart> {
        let draft = self.work.draft();
        let money = self.money();
        let split: Vec<usize> = SPLIT.iter().filter_map(|word| money.iter().copied().find(|column| self.label(*column) == *word)).collect();
        let columns = if split.len() == SPLIT.len() { split } else { vec![*money.first()?] };
        let mut bars = Vec::new();
        for (row, info) in self.totals.rows.iter().enumerate() {
            let label = match &self.pane.rows {
                RowKind::Coded(coded) if info.class != TOTAL && info.depth == 0 => draft.name_of(self.codes, &coded.list, &info.code).to_owned(),
                RowKind::Fixed(_) if !self.pane.is_total(info.class) => {
                    let Some(fixed) = self.pane.fixed_row(info.class).filter(|fixed| fixed.indent == 0) else { continue };
                    draft.worded_for(&self.name.unit, &fixed.label)
                }
                _ => continue,
            };
            bars.push(Bar { label, parts: columns.iter().map(|column| self.figure(row, *column)).collect() });
        }
        let series: Vec<String> = columns.iter().map(|column| self.label(*column)).collect();
        let what = match &self.pane.rows {
            RowKind::Coded(_) => "按科目（类）".to_owned(),
            _ if self.pane.label.is_empty() => "按项目".to_owned(),
            _ => self.pane.label.clone(),
        };
        Some(self.chart(format!("{what}　{}", series.join("和")), series, bars))
    }

    /// The columns of its total row but those that are sums of others in their row.
    fn by_columns(&self) -> Option<Chart> {
        let RowKind::Coded(_) = self.pane.rows else { return None };
        let total = self.totals.rows.iter().position(|row| row.class == TOTAL)?;
        let other = self.totals.rows.iter().position(|row| row.class != TOTAL)?;
        let is_sum = |column: usize| {
            let (_, cells) = self.work.totals().operands(self.work.plan(), self.at, other, column);
            cells.len() > 1 && cells.iter().all(|cell| cell.pane == self.at && cell.row == other)
        };
        let columns: Vec<usize> = self.money().into_iter().filter(|column| !is_sum(*column)).collect();
        let bars = columns.iter().map(|column| Bar { label: self.label(*column), parts: vec![self.figure(total, *column)] });
        Some(self.chart("合计的构成".to_owned(), vec!["合计".to_owned()], bars.collect()))
    }
}

/// A card's payment plan as a curve: its dates with what is paid by then, as typed and in parts of a thousand of the whole.
#[must_use]
pub fn plan_curve(form: &CardForm, card: &Card, budget: Option<Decimal>) -> Vec<(String, Decimal, i32)> {
    let Some(plan) = &form.plan else { return Vec::new() };
    let known = || plan.dates.iter().zip(&card.plan).filter_map(|(date, amount)| Some((date, (*amount)?.0)));
    let largest = known().map(|(_, amount)| amount.abs()).max().unwrap_or_default();
    let whole = if plan.kind == PlanKind::Percent { Decimal::ONE_HUNDRED } else { budget.unwrap_or_default() };
    let whole = if whole.is_zero() { largest } else { whole };
    known().map(|(date, amount)| (date.clone(), amount, permille(amount, whole))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Library;
    use crate::{amount::Amount, store};

    fn sample(form: &str) -> Vec<Chart> {
        let work = Workings::of(store::sample("unit-2024.ron").expect("a sample")).expect("no faults");
        charts(&work, &Library::load(None).codes, &form.into())
    }

    #[test]
    fn expenditure_is_shown_by_function_with_basic_and_project_apart() {
        let charts = sample("outlay");
        assert_eq!((charts[0].title.as_str(), charts[0].series.len()), ("按科目（类）　基本支出和项目支出", 2));
        let police = charts[0].bars.iter().find(|bar| bar.label == "公共安全支出").expect("the police");
        assert_eq!((police.label.as_str(), police.parts[1].map(|part| part.to_string()).as_deref()), ("公共安全支出", Some("2337.12")));
        assert_eq!(police.parts[0], None, "a blank is no zero");
        assert!(!charts[0].said().contains("基本支出 0"), "{}", charts[0].said());
        assert_eq!(charts[0].permille(police.whole()), 1000, "the largest");
        let parts: Vec<String> = charts[1].bars.iter().map(|bar| format!("{} {}", bar.label, bar.whole())).collect();
        assert_eq!(parts, ["基本支出 523.00", "项目支出 2337.12"], "the total is no part of itself");
        assert!(charts[1].said().contains("项目支出 2337.12万元（81.71%）"), "{}", charts[1].said());
    }

    #[test]
    fn what_has_one_bar_is_no_chart() {
        let bars: Vec<usize> =
            ["balance", "income", "outlay", "procurement"].iter().flat_map(|form| sample(form)).map(|chart| chart.bars.len()).collect();
        assert!(!bars.is_empty() && bars.iter().all(|bars| *bars > 1));
    }

    #[test]
    fn a_plan_is_a_part_of_the_budget() {
        let draft = store::sample("unit-2024.ron").expect("a sample");
        let form = draft.template.card.clone().expect("cards");
        let card = Card { plan: vec![Some(Amount("21".parse().unwrap())), None, Some(Amount("70".parse().unwrap()))], ..Card::default() };
        let curve = plan_curve(&form, &card, Some("70".parse().unwrap()));
        let said: Vec<(&str, i32)> = curve.iter().map(|(date, _, part)| (date.as_str(), *part)).collect();
        assert_eq!(said, [("3月底", 300), ("10月底", 1000)]);
    }
}
