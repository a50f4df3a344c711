//! A107: a form, or the whole draft, whose figures are in 元 under a label of 万元: ten thousand times what the other forms or the text say.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::Fix;
use super::shared::{Case, Found, scopes};
use super::text_and_cells::role_of;
use crate::amount::{Amount, MoneyUnit};
use crate::model::{Draft, Edit, FormName, PaneName, Place, RowEdit};
use crate::template::ColumnKind;

const WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    if draft.entry_unit != MoneyUnit::Wan {
        return Vec::new();
    }
    let totals = totals(case);
    let one_form: Vec<Found> = totals.iter().enumerate().filter_map(|(at, (name, own))| of_form(case, name, own, at, &totals)).collect();
    if one_form.is_empty() { of_draft(case, &totals).into_iter().collect() } else { one_form }
}

/// What each form prints in its total rows.
fn totals(case: &Case<'_>) -> Vec<(FormName, Vec<Decimal>)> {
    let (draft, plan) = (case.work.draft(), case.work.plan());
    let mut out: Vec<(FormName, Vec<Decimal>)> = Vec::new();
    for scope in scopes(case.work).take(1) {
        for (at, pane_plan) in plan.panes.iter().enumerate() {
            let Some((form, pane)) = pane_plan.place else { continue };
            let (form, pane) = (&draft.template.forms[form], &draft.template.forms[form].panes[pane]);
            let cells = &scope.totals.panes[at];
            let rows = (0..cells.rows.len()).filter(|row| pane.is_total(cells.rows[*row].class));
            let money =
                |row: usize| (0..pane_plan.columns.len()).filter(|c| pane_plan.columns[*c].money).filter_map(move |c| cells.cell(row, c).shown);
            let shown: Vec<Decimal> = rows.flat_map(money).filter(|shown| !shown.is_zero()).collect();
            let name = FormName::of("", &form.id);
            match out.last_mut() {
                Some((last, known)) if *last == name => known.extend(shown),
                _ => out.push((name, shown)),
            }
        }
    }
    out
}

/// Every total of the form is ten thousand times one of another form, and none is one itself.
fn of_form(case: &Case<'_>, name: &FormName, own: &[Decimal], at: usize, totals: &[(FormName, Vec<Decimal>)]) -> Option<Found> {
    let draft = case.work.draft();
    let most = *own.iter().max()?;
    let others =
        || totals.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, (name, shown))| shown.iter().map(move |shown| (name, *shown)));
    let (other, right) = others().find(|(_, shown)| shown.checked_mul(WAN) == Some(most))?;
    if others().any(|(_, shown)| shown == most) {
        return None;
    }
    let fix = rescaled(draft, name)?;
    let message = format!("这张表的合计{most}正好是“{}”{right}的1万倍：数字是元，标的单位是万元", Place::Form(other.clone()).describe(draft));
    Some(Found::new(Place::Form(name.clone()), message).mended_by(Some(fix)))
}

/// Every figure of the form divided by ten thousand, as one edit.
fn rescaled(draft: &Draft, name: &FormName) -> Option<Fix> {
    let mut edits = Vec::new();
    for (pane, rows) in draft.forms.iter().filter(|(pane, _)| pane.form_name() == *name) {
        let columns = draft.pane(pane).map_or(&[][..], |pane| pane.columns.as_slice());
        let is_money = |id: &str| columns.iter().any(|column| column.id == id && column.kind == ColumnKind::Money);
        for row in rows {
            edits.extend(row.amounts.iter().filter(|(column, _)| is_money(column)).map(|(column, amount)| of_wan(pane, row, column, *amount)));
        }
    }
    (!edits.is_empty()).then(|| Fix { label: "把这张表的数由元改为万元".into(), edit: Edit::Several(edits) })
}

fn of_wan(pane: &PaneName, row: &crate::model::Row, column: &str, amount: Amount) -> Edit {
    let value = Some(amount.converted(MoneyUnit::Yuan, MoneyUnit::Wan));
    Edit::Row { pane: pane.clone(), row: row.id.clone(), edit: RowEdit::Amount { column: column.to_owned(), value } }
}

/// The text says in 万元 what the forms say ten thousand times of.
fn of_draft(case: &Case<'_>, totals: &[(FormName, Vec<Decimal>)]) -> Option<Found> {
    let draft = case.work.draft();
    let mut of_figure: FxHashMap<Decimal, &FormName> = FxHashMap::default();
    for (name, shown) in totals.iter().rev() {
        of_figure.extend(shown.iter().map(|shown| (shown.normalize(), name)));
    }
    let said = case.paragraphs().iter().find_map(|(_, paragraph)| {
        (0..paragraph.numbers.len()).filter(|at| paragraph.states(*at)).find_map(|at| {
            role_of(paragraph.label(at))?;
            let yuan = paragraph.numbers[at].yuan()?.normalize();
            let form = of_figure.get(&yuan).filter(|_| yuan >= WAN && !of_figure.contains_key(&(yuan / WAN).normalize()))?;
            Some((paragraph.said(at).to_owned(), yuan, *form))
        })
    });
    let (said, yuan, form) = said?;
    let meant = Draft { entry_unit: MoneyUnit::Yuan, ..draft.clone() };
    let message = format!("正文写“{said}”，表里是{yuan}万元，正好1万倍：各表的数是按元录入的");
    Some(Found::new(Place::Form(form.clone()), message).mended("改为按元录入（数字不变，打印时换算成万元）", Edit::Whole(Box::new(meant))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{found, sample};
    use crate::rules::{Finding, check};
    use crate::template::Library;
    use crate::workings::Workings;

    fn finding(draft: &Draft) -> Finding {
        let work = Workings::of(draft.clone()).expect("a sound template");
        check(&work, &Library::load(None).codes).into_iter().find(|one| one.code == "A107").expect("it is told")
    }

    #[test]
    fn a_form_in_yuan_is_told_and_rescaled_as_one_edit() {
        let right = sample();
        assert_eq!(found(&right, "A107"), []);
        let mut draft = right.clone();
        for row in draft.forms.get_mut(&"basic".into()).expect("rows") {
            row.amounts.values_mut().for_each(|amount| *amount = amount.converted(MoneyUnit::Wan, MoneyUnit::Yuan));
        }
        let fix = finding(&draft).fix.expect("a fix");
        let back = fix.edit.apply(&mut draft).expect("it fits");
        let figures =
            |draft: &Draft| draft.forms[&"basic".into()].iter().flat_map(|row| row.amounts.values().map(|amount| amount.0)).collect::<Vec<_>>();
        assert_eq!(figures(&draft), figures(&right));
        back.apply(&mut draft).expect("it is taken back");
        assert_ne!(figures(&draft), figures(&right));
    }

    #[test]
    fn a_draft_in_yuan_is_told_by_what_its_text_says() {
        let mut draft = sample().converted(MoneyUnit::Yuan);
        draft.entry_unit = MoneyUnit::Wan;
        draft.texts.insert("outlay_text".into(), "2024年支出预算2860.12万元。".into());
        let fix = finding(&draft).fix.expect("a fix");
        fix.edit.apply(&mut draft).expect("it fits");
        assert_eq!(found(&draft, "A107"), []);
        assert_eq!(found(&draft, "N105"), []);
    }
}
