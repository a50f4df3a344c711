//! Unit, year, cover; the unit that amounts are typed in.

use egui::{Id, Ui};

use crate::amount::MoneyUnit;
use crate::gui::command::Action;
use crate::gui::session::Session;
use crate::gui::widgets::{group_ui, text_ui, title_ui};
use crate::model::{Draft, Edit};

pub(super) fn identity_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let identity = &session.draft.identity;
    title_ui(ui, "单位与年度", &session.draft.template.title);
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(560.0);
        for (field, label, value, hint) in [
            ("unit_code", "单位代码", &identity.unit_code, "如 103001"),
            ("unit_name", "单位名称", &identity.unit_name, "与批复文件一致的全称"),
            ("date", "编制日期", &identity.date, "印在封面上，如 2024年2月"),
            ("prepared_by", "编制单位", &identity.prepared_by, "封面要求时填写"),
            ("reviewed_by", "审核单位", &identity.reviewed_by, "封面要求时填写"),
        ] {
            ui.label(label);
            if let Some(text) = text_ui(ui, Id::unique(("identity", field)), label, value, hint, 1) {
                let mut changed = identity.clone();
                let slot = match field {
                    "unit_code" => &mut changed.unit_code,
                    "unit_name" => &mut changed.unit_name,
                    "date" => &mut changed.date,
                    "prepared_by" => &mut changed.prepared_by,
                    _ => &mut changed.reviewed_by,
                };
                *slot = text;
                actions.push(Action::typing(Edit::Identity(changed), label, format!("identity:{field}")));
            }
        }
        group_ui(ui, "预算年度");
        ui.horizontal(|ui| {
            let mut year = identity.year;
            let drag = ui.add(egui::DragValue::new(&mut year).range(2000..=2100).speed(0.05));
            drag.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "预算年度"));
            if year != identity.year {
                let mut changed = identity.clone();
                changed.year = year;
                actions.push(Action::typing(Edit::Identity(changed), "预算年度", "identity:year"));
            }
        });
        group_ui(ui, "金额录入单位");
        ui.horizontal(|ui| {
            for unit in [MoneyUnit::Wan, MoneyUnit::Yuan] {
                if ui.radio(session.draft.entry_unit == unit, unit.label()).clicked() && session.draft.entry_unit != unit {
                    actions.push(Action::edit(Edit::Whole(Box::new(converted(&session.draft, unit))), "更换录入单位"));
                }
            }
        });
        ui.label("更换后，已录入的金额按新单位精确换算；表格仍按规定的单位打印，每格由准确数四舍五入。");
    });
}

/// The draft with every amount of money in another unit, exactly.
fn converted(draft: &Draft, unit: MoneyUnit) -> Draft {
    let mut other = draft.clone();
    let from = draft.entry_unit;
    for form in &draft.template.forms {
        for pane in &form.panes {
            let money: Vec<&String> = pane.columns.iter().filter(|c| c.kind == crate::template::ColumnKind::Money).map(|c| &c.id).collect();
            for row in other.forms.get_mut(&pane.name(form)).into_iter().flatten() {
                for (column, amount) in &mut row.amounts {
                    if money.contains(&column) {
                        *amount = amount.converted(from, unit);
                    }
                }
            }
        }
    }
    let plan_is_money =
        draft.template.card.as_ref().and_then(|card| card.plan.as_ref()).is_some_and(|plan| plan.kind == crate::template::PlanKind::Amount);
    for card in &mut other.cards {
        for amount in card.amounts.values_mut() {
            *amount = amount.converted(from, unit);
        }
        for amount in card.plan.iter_mut().flatten().filter(|_| plan_is_money) {
            *amount = amount.converted(from, unit);
        }
    }
    other.entry_unit = unit;
    other
}
