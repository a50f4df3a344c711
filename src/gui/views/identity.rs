//! Unit, year, cover; the unit that amounts are typed in.

use egui::{Id, RichText, Ui};

use crate::amount::MoneyUnit;
use crate::gui::command::Action;
use crate::gui::icons;
use crate::gui::theme::{palette, space};
use crate::gui::widgets::{button_ui, group_ui, icon_button_ui, text_ui, title_ui};
use crate::model::{Draft, Edit, Identity, PaneName, Unit, YEARS, fresh};
use crate::session::Session;
use crate::template::plan::Plan;
use crate::template::{Kind, Library, Part, Template};

pub(super) fn identity_ui(ui: &mut Ui, session: &Session, library: &Library, actions: &mut Vec<Action>) {
    title_ui(ui, "单位与年度", &session.draft().template.title);
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let has_more = session.draft().template.kind == Kind::Department || !session.draft().template.choices.is_empty();
        let more = |ui: &mut Ui, actions: &mut Vec<Action>| {
            choices_ui(ui, session, library, actions);
            if session.draft().template.kind == Kind::Department {
                units_ui(ui, session, actions);
            }
        };
        if has_more && ui.available_width() > 860.0 {
            // Side by side, so that all of it is seen at once.
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(440.0);
                    fields_ui(ui, session, actions);
                });
                ui.add_space(2.0 * space::L);
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width().min(520.0));
                    more(ui, actions);
                });
            });
        } else {
            ui.set_max_width(560.0);
            fields_ui(ui, session, actions);
            more(ui, actions);
        }
        days_ui(ui, session, actions);
        group_ui(ui, "下一年度");
        if button_ui(ui, icons::COPY, "生成下年度稿", true).on_hover_text("数字清空留作对照，文字带入逐处核对").clicked() {
            actions.push(Action::Command(crate::gui::command::Command::Roll));
        }
        ui.add_space(space::L);
    });
}

/// When it was approved and published: the law counts twenty days from there. Not printed.
fn days_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let days = &session.draft().days;
    group_ui(ui, "批复与公开");
    for (field, label, value, hint) in [
        ("approved", "财政批复日期", &days.approved, "财政部门批复部门预算的日期，如 2026年1月25日"),
        ("passed_on", "部门批复日期", &days.passed_on, "主管部门批复本单位预算的日期"),
        ("published", "公开日期", &days.published, "在网站上公开的日期"),
    ] {
        ui.label(label);
        if let Some(text) = text_ui(ui, Id::unique(("days", field)), label, value, hint, 1) {
            let mut changed = days.clone();
            let slot = match field {
                "approved" => &mut changed.approved,
                "passed_on" => &mut changed.passed_on,
                _ => &mut changed.published,
            };
            *slot = text;
            actions.push(Action::typing(Edit::Days(changed), label, format!("days:{field}")));
        }
        if !value.trim().is_empty() && crate::day::read(value).is_none() {
            ui.label(RichText::new("看不出是哪一天，请写成 2026年1月25日；期限不按它计算。").small().color(palette(ui).error));
        }
    }
    for clock in crate::review::clocks(session.draft(), crate::day::today()) {
        let colour = if clock.left < 0 { palette(ui).error } else { palette(ui).weak };
        ui.label(RichText::new(clock.said()).small().color(colour));
    }
    ui.label(RichText::new("这几个日期不印在公开稿上，只用来计算二十日的公开期限，并印在公开审批表上。").small().color(palette(ui).weak));
}

fn fields_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let identity = &session.draft().identity;
    let date_hint = format!("印在封面上，如 {}年2月", identity.year.unwrap_or(session.draft().template.year));
    for (field, label, value, hint) in [
        ("unit_code", "单位代码", &identity.unit_code, "如 103001"),
        ("unit_name", "单位名称", &identity.unit_name, "与批复文件一致的全称"),
        ("date", "编制日期", &identity.date, date_hint.as_str()),
        ("prepared_by", "编制单位", &identity.prepared_by, "封面要求时填写"),
        ("reviewed_by", "审核单位", &identity.reviewed_by, "封面要求时填写"),
        ("mark", "稿件状态", &identity.mark, "封面要求时填写，如 草案"),
    ] {
        ui.label(label);
        if let Some(text) = text_ui(ui, Id::unique(("identity", field)), label, value, hint, 1) {
            let mut changed = identity.clone();
            let slot = match field {
                "unit_code" => &mut changed.unit_code,
                "unit_name" => &mut changed.unit_name,
                "date" => &mut changed.date,
                "prepared_by" => &mut changed.prepared_by,
                "mark" => &mut changed.mark,
                _ => &mut changed.reviewed_by,
            };
            *slot = text;
            actions.push(Action::typing(Edit::Identity(changed), label, format!("identity:{field}")));
        }
    }
    group_ui(ui, "预算年度");
    ui.horizontal(|ui| {
        let mut set = |year: u16| {
            let changed = Identity { year: Some(year), ..identity.clone() };
            actions.push(Action::typing(Edit::Identity(changed), "预算年度", "identity:year"));
        };
        let Some(known) = identity.year else {
            let likely = session.draft().template.year;
            ui.label("没有填写");
            if ui.button(format!("填为{likely}年")).on_hover_text("填好以后可以再改").clicked() {
                set(likely);
            }
            return;
        };
        let mut year = known;
        let drag = ui.add(egui::DragValue::new(&mut year).range(YEARS).speed(0.05));
        drag.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "预算年度"));
        if year != known {
            set(year);
        }
    });
    group_ui(ui, "金额录入单位");
    ui.horizontal(|ui| {
        for unit in [MoneyUnit::Wan, MoneyUnit::Yuan] {
            if ui.radio(session.draft().entry_unit == unit, unit.label()).clicked() && session.draft().entry_unit != unit {
                actions.push(Action::edit(Edit::Whole(Box::new(session.draft().converted(unit))), "更换录入单位"));
            }
        }
    });
    let weak = palette(ui).weak;
    let remark = "更换后，已录入的金额按新单位精确换算；表格仍按规定的单位打印，每格由准确数四舍五入。";
    ui.label(RichText::new(remark).small().color(weak));
}

/// The options that the draft was made with; another one is taken from the library's template of the same name.
fn choices_ui(ui: &mut Ui, session: &Session, library: &Library, actions: &mut Vec<Action>) {
    let own = &session.draft().template;
    let Some(whole) = library.template(&own.id).filter(|whole| !whole.choices.is_empty()) else { return };
    group_ui(ui, "版式选择");
    for choice in &whole.choices {
        ui.label(&choice.label);
        for option in &choice.options {
            let taken = own.chosen.contains(&option.id);
            if ui.radio(taken, &option.label).clicked() && !taken {
                let kept = own.chosen.iter().filter(|id| choice.options.iter().all(|other| other.id != **id));
                let asked: Vec<String> = kept.cloned().chain([option.id.clone()]).collect();
                // What was emptied again is nothing that could be lost.
                let changed = whole.resolved(&asked).map(|template| Draft { template: template.into(), ..session.draft().tidied() });
                match changed.map(|draft| (draft.misfits(), draft)) {
                    Ok((misfits, draft)) if misfits.is_empty() && Plan::compile(&draft.template).is_ok() => {
                        actions.push(Action::edit(Edit::Whole(Box::new(draft)), "更换版式"));
                    }
                    Ok((misfits, _)) => {
                        let reason = misfits.first().map_or_else(|| "这种版式的模板有误".to_owned(), |first| in_words(own, first));
                        actions.push(Action::Say(format!("没有更换：{reason}。请先清空这些内容")));
                    }
                    Err(reason) => actions.push(Action::Say(reason)),
                }
            }
        }
    }
    let weak = palette(ui).weak;
    ui.label(RichText::new("更换时采用模板库里的同名模板；已录入的内容都保留，放不下时不更换。").small().color(weak));
}

/// A reason with the ids of the template's parts as a clerk knows them.
fn in_words(template: &Template, reason: &str) -> String {
    let forms = template.forms.iter().map(|form| (&form.id, form.short().to_owned()));
    let texts = template.texts().into_iter().map(|text| (&text.id, text.label.clone()));
    let trees = template.trees().into_iter().map(|tree| (&tree.id, tree.label.clone()));
    let tables =
        template.flat().into_iter().filter_map(|part| if let Part::Indicators(table) = part { Some((&table.id, table.label.clone())) } else { None });
    forms
        .chain(texts)
        .chain(trees)
        .chain(tables)
        .fold(reason.to_owned(), |reason, (id, label)| reason.replace(&format!("“{id}”"), &format!("“{label}”")))
}

/// The units of a department: each has forms and cards of its own.
fn units_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let draft = session.draft();
    group_ui(ui, "所属单位");
    let weak = palette(ui).weak;
    let remark = "部门只有一个单位时不用填。填写以后，各单位分别录入自己的表和项目，部门的表由它们相加得出。";
    ui.label(RichText::new(remark).small().color(weak));
    let set = |units: Vec<Unit>| Edit::Units(units);
    for (at, unit) in draft.units.iter().enumerate() {
        ui.horizontal(|ui| {
            for (field, label, value, width) in [("code", "代码", &unit.code, 90.0), ("name", "名称", &unit.name, 270.0)] {
                ui.scope(|ui| {
                    ui.set_width(width);
                    if let Some(text) = text_ui(ui, Id::unique(("unit", &unit.id, field)), &format!("单位{} {label}", at + 1), value, label, 1) {
                        let mut units = draft.units.clone();
                        *(if field == "code" { &mut units[at].code } else { &mut units[at].name }) = text;
                        actions.push(Action::typing(set(units), &format!("录入 单位{label}"), format!("unit:{}:{field}", unit.id)));
                    }
                });
            }
            let mut shift = |icon, label: &str, to: Option<usize>| {
                let to = to.filter(|to| *to < draft.units.len());
                if let (true, Some(to)) = (icon_button_ui(ui, icon, &format!("{label}单位{}", at + 1), to.is_some()).clicked(), to) {
                    let mut units = draft.units.clone();
                    units.swap(at, to);
                    actions.push(Action::edit(set(units), "移动单位"));
                }
            };
            shift(icons::ARROW_UP, "上移", at.checked_sub(1));
            shift(icons::ARROW_DOWN, "下移", Some(at + 1));
            if icon_button_ui(ui, icons::TRASH, &format!("删除单位{}", at + 1), true).clicked() {
                actions.push(without(draft, &unit.id));
            }
        });
    }
    if button_ui(ui, icons::PLUS, "添加单位", true).clicked() {
        actions.push(added(draft));
    }
}

/// A new unit. The first one takes over what the department has typed as its own: a department with units has no figures
/// but theirs.
fn added(draft: &Draft) -> Action {
    let id = fresh('u');
    let mut changed = draft.clone();
    let first = changed.units.is_empty();
    let (code, name) = if first { (draft.identity.unit_code.clone(), draft.identity.unit_name.clone()) } else { Default::default() };
    changed.units.push(Unit { id: id.clone(), code, name });
    if first {
        for form in draft.template.forms.iter().filter(|form| form.per_unit) {
            for pane in &form.panes {
                if let Some(rows) = changed.forms.remove(&PaneName::of("", form, pane)) {
                    changed.forms.insert(PaneName::of(&id, form, pane), rows);
                }
            }
        }
        for card in &mut changed.cards {
            card.unit.clone_from(&id);
        }
    }
    Action::edit(Edit::Whole(Box::new(changed)), "添加单位")
}

/// The draft without a unit that has neither figures nor cards; the last one gives them back to the department.
fn without(draft: &Draft, id: &str) -> Action {
    // Rows that were emptied again hold nothing that could be lost.
    let draft = &draft.tidied();
    let mut changed = draft.clone();
    changed.units.retain(|unit| unit.id != id);
    let used = draft.cards.iter().any(|card| card.unit == id) || draft.forms.iter().any(|(pane, rows)| pane.unit == id && !rows.is_empty());
    if used && !changed.units.is_empty() {
        return Action::Say("这个单位还有表格数字或项目，不能删除；请先移走或清空".into());
    }
    changed.forms = changed.forms.into_iter().map(|(pane, rows)| if pane.unit == id { (pane.in_unit(""), rows) } else { (pane, rows) }).collect();
    for card in changed.cards.iter_mut().filter(|card| card.unit == id) {
        card.unit.clear();
    }
    Action::edit(Edit::Whole(Box::new(changed)), "删除单位")
}
