//! Whose disclosure it is, how it is made, names of codes, tables of the whole department, what is left of last year.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cards::{indicators, standing};
use super::change::{ChangeKind, Found, Phase, SECRET, Sheet};
use super::list::lines;
use crate::model::{Answer, Carried, Draft, Edit, Identity, IndicatorOwner, ListEdit, Place, Printed, Unit};

/// Unit, year, cover.
pub(super) fn identity(sheet: &mut Sheet<'_>) {
    sheet.part("", "单位与年度");
    let (old, new) = (&sheet.old.identity, &sheet.new.identity);
    let year = |identity: &Identity| identity.year.map(|year| year.to_string()).unwrap_or_default();
    let own = || old.clone();
    let fields = [
        ("单位代码", old.unit_code.clone(), new.unit_code.clone(), Identity { unit_code: new.unit_code.clone(), ..own() }),
        ("单位名称", old.unit_name.clone(), new.unit_name.clone(), Identity { unit_name: new.unit_name.clone(), ..own() }),
        ("年度", year(old), year(new), Identity { year: new.year, ..own() }),
        ("编制日期", old.date.clone(), new.date.clone(), Identity { date: new.date.clone(), ..own() }),
        ("编制人", old.prepared_by.clone(), new.prepared_by.clone(), Identity { prepared_by: new.prepared_by.clone(), ..own() }),
        ("审核人", old.reviewed_by.clone(), new.reviewed_by.clone(), Identity { reviewed_by: new.reviewed_by.clone(), ..own() }),
        ("稿件状态", old.mark.clone(), new.mark.clone(), Identity { mark: new.mark.clone(), ..own() }),
    ];
    for (label, before, after, identity) in fields {
        if before != after {
            sheet.push(Found::changed(Place::Identity, format!("单位与年度 {label}"), before, after, Edit::Identity(identity)));
        }
    }
}

/// The units of a department.
pub(super) fn units(sheet: &mut Sheet<'_>) {
    let (old, new) = (&sheet.old.units, &sheet.new.units);
    let all = lines(old, new);
    let first = sheet.numbers(all.len());
    let text = |unit: &Unit| format!("{} {}", unit.code, unit.name).trim().to_owned();
    for (n, line) in all.iter().enumerate() {
        let Some((at, unit)) = line.old.or(line.new) else { continue };
        let said = format!("单位与年度 所属单位{} {}", at + 1, unit.name);
        // The list with this change alone.
        let with = |edit: ListEdit<Unit>| {
            let mut units = old.clone();
            let _ = edit.apply(&mut units);
            Edit::Units(units)
        };
        standing(sheet, line, first + all.len() - 1 - n, &Place::Identity, &said, &with, &text);
        let (Some((_, before)), Some((_, after))) = (line.old, line.new) else { continue };
        if before != after {
            let edit = with(ListEdit::Replace(Box::new(after.clone())));
            sheet.push(Found::changed(Place::Identity, said, text(before), text(after), edit));
        }
    }
}

/// The template that the drafts were made with, and the unit that they are typed in. `entered` is the new one's.
pub(super) fn making(sheet: &mut Sheet<'_>) {
    let (old, new) = (sheet.old, sheet.new);
    if !Arc::ptr_eq(&old.template, &new.template) && old.template != new.template {
        let name = |draft: &Draft| {
            let chosen = draft.template.choices.iter().flat_map(|choice| &choice.options).filter(|option| draft.template.chosen.contains(&option.id));
            let chosen: Vec<&str> = chosen.map(|option| option.label.as_str()).collect();
            if chosen.is_empty() { draft.template.title.clone() } else { format!("{}（{}）", draft.template.title, chosen.join("、")) }
        };
        let (before, after) = (name(old), name(new));
        let after = if before == after { format!("{after}（用语或表样不同）") } else { after };
        let edit = Edit::Whole(Box::new(Draft { template: Arc::clone(&new.template), ..old.clone() }));
        sheet.push(Found::changed(Place::Identity, "单位与年度 模板".into(), before, after, edit).order(Phase::Template, 0));
    }
    let entered = sheet.entered;
    if old.entry_unit != entered {
        let edit = Edit::Whole(Box::new(old.converted(entered)));
        let found = Found::changed(Place::Identity, "单位与年度 金额录入单位".into(), old.entry_unit.label(), entered.label(), edit);
        sheet.push(found.order(Phase::Whole, 1));
    }
}

/// Names that the drafts give codes.
pub(super) fn names(sheet: &mut Sheet<'_>) {
    sheet.part("", "科目名称");
    let (old, new) = (&sheet.old.names, &sheet.new.names);
    let keys: BTreeSet<(&String, &String)> =
        [old, new].into_iter().flatten().flat_map(|(list, names)| names.keys().map(move |code| (list, code))).collect();
    // Names that only one draft keeps come and go with the codes that it uses, and are told together.
    let (mut gone, mut come): (Names, Names) = (Names::default(), Names::default());
    for (list, code) in keys {
        let of = |names: &'_ BTreeMap<String, BTreeMap<String, String>>| names.get(list).and_then(|names| names.get(code)).cloned();
        let edit = Edit::Name { list: list.clone(), code: code.clone(), name: of(new) };
        match (of(old), of(new)) {
            (Some(before), Some(after)) if before != after => {
                sheet.push(Found::changed(Place::Identity, format!("科目名称 {code}"), before, after, edit));
            }
            (Some(name), None) => gone.add(code, &name, edit),
            (None, Some(name)) => come.add(code, &name, edit),
            _ => {}
        }
    }
    for (names, kind) in [(gone, ChangeKind::Removed), (come, ChangeKind::Added)] {
        if !names.edits.is_empty() {
            let told = names.told.join("；");
            let (before, after) = if kind == ChangeKind::Removed { (told, String::new()) } else { (String::new(), told) };
            let said = format!("科目名称 {}个科目", names.edits.len());
            sheet.push(Found::changed(Place::Identity, said, before, after, Edit::Several(names.edits)).kind(kind));
        }
    }
}

/// Names of codes, told together.
#[derive(Default)]
struct Names {
    told: Vec<String>,
    edits: Vec<Edit>,
}

impl Names {
    fn add(&mut self, code: &str, name: &str, edit: Edit) {
        self.told.push(format!("{code} {name}"));
        self.edits.push(edit);
    }
}

/// Indicators of the whole department.
pub(super) fn tables_of_indicators(sheet: &mut Sheet<'_>) {
    let (old, new) = (sheet.old, sheet.new);
    let parts: BTreeSet<&String> = old.indicators.keys().chain(new.indicators.keys()).collect();
    for part in parts {
        let table = [old, new].into_iter().find_map(|draft| draft.template.indicators(part));
        let label = table.map_or(part.as_str(), |table| &table.label);
        sheet.part(part, label);
        let owner = IndicatorOwner::Part(part.clone());
        let columns = table.map_or(&[][..], |table| table.columns.as_slice());
        indicators(sheet, &owner, old.indicators_of(&owner), new.indicators_of(&owner), columns, &format!("{label} "));
    }
}

/// Parts that are not published.
pub(super) fn withheld(sheet: &mut Sheet<'_>) {
    sheet.part("不公开", "不公开的部分");
    let (old, new) = (sheet.old, sheet.new);
    for part in old.withheld.symmetric_difference(&new.withheld) {
        let said = |draft: &Draft| if draft.withheld.contains(part) { "不公开" } else { "公开" };
        let edit = Edit::Withheld { part: part.clone(), withheld: new.withheld.contains(part) };
        sheet.push(Found::changed(part.clone(), format!("{} 公开与否", part.describe(old)), said(old), said(new), edit));
    }
}

/// What is remembered of an imported source. Its words are not said: they may be of something that is classified by now.
pub(super) fn source(sheet: &mut Sheet<'_>) {
    sheet.part("来源", "导入的文件");
    let (old, new) = (sheet.old, sheet.new);
    for form in old.silent.symmetric_difference(&new.silent) {
        let said = |draft: &Draft| if draft.silent.contains(form) { "没有确认为空" } else { "" };
        let place = Place::Form(form.clone());
        let edit = Edit::Silent { form: form.clone(), silent: new.silent.contains(form) };
        sheet.push(Found::changed(place.clone(), format!("{} 空表", place.describe(old)), said(old), said(new), edit));
    }
    let places: BTreeSet<&Place> = old.printed.iter().chain(&new.printed).map(|printed| &printed.place).collect();
    for place in places {
        let [before, after] = [old, new].map(|draft| draft.printed.iter().filter(|printed| printed.place == *place).cloned().collect::<Vec<_>>());
        if before != after {
            let said = |printed: &[Printed]| format!("{}处", printed.len());
            let (was, is) = (said(&before), said(&after));
            let is = if was == is { format!("{is}（有不同）") } else { is };
            let edit = Edit::Printed { place: place.clone(), printed: after };
            sheet.push(Found::changed(place.clone(), format!("{} 原文件的印法", place.describe(old)), was, is, edit));
        }
    }
}

/// Answers to findings.
pub(super) fn answers(sheet: &mut Sheet<'_>) {
    sheet.part("核查", "对核查问题的说明");
    let (old, new) = (sheet.old, sheet.new);
    let ids: BTreeSet<&String> = old.answers.keys().chain(new.answers.keys()).collect();
    for id in ids {
        let [before, after] = [old, new].map(|draft| draft.answers.get(id));
        if let Some(answer) = after.or(before).filter(|_| before != after) {
            let said = |answer: Option<&Answer>| {
                let words = |answer: &Answer| {
                    [&answer.reason, &answer.by, &answer.on].into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>()
                };
                answer.map_or_else(String::new, |answer| words(answer).join("　"))
            };
            let edit = Edit::Answer { finding: id.clone(), place: answer.place.clone(), answer: after.cloned() };
            let what = format!("{} 对核查问题的说明", answer.place.describe(old));
            sheet.push(Found::changed(answer.place.clone(), what, said(before), said(after), edit));
        }
    }
}

/// What is left of the year before: its figures as one, texts that nobody has looked at place by place.
pub(super) fn carried(sheet: &mut Sheet<'_>) {
    sheet.part("上年", "上年数据");
    let (old, new) = (sheet.old.last.as_ref(), sheet.new.last.as_ref());
    let bare = |last: Option<&Carried>| last.map(|last| Carried { unreviewed: [].into(), ..last.clone() });
    if bare(old) != bare(new) {
        let shown = |last: Option<&Carried>| last.map_or_else(String::new, |last| format!("{}的数", last.year_said()));
        let (before, after) = (shown(old), shown(new));
        let after = if before == after { format!("{after}（有不同）") } else { after };
        let kind = match (old, new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let edit = Edit::Whole(Box::new(Draft { last: sheet.new.last.clone(), ..sheet.old.clone() }));
        sheet.push(Found::changed(Place::Identity, "上年数据".into(), before, after, edit).kind(kind).order(Phase::Whole, 0));
        return;
    }
    let (Some(old), Some(new)) = (old, new) else { return };
    let keys: BTreeSet<&String> = old.unreviewed.keys().chain(new.unreviewed.keys()).collect();
    for key in keys {
        let [before, after] = [old, new].map(|last| last.unreviewed.get(key).cloned().unwrap_or_default());
        if before != after {
            let place = place_of(sheet.old, key);
            // The name of what is closed now may be one that tells.
            let said = if is_secret(sheet.old, &place) || is_secret(sheet.new, &place) { SECRET.to_owned() } else { sheet.describe(&place, false) };
            let shown = |texts: &[String]| if texts.is_empty() { "已核对".to_owned() } else { format!("待核对{}处", texts.len()) };
            let (from, to) = (shown(&before), shown(&after));
            let edit = Edit::Unreviewed { key: key.clone(), texts: after };
            let order = sheet.number();
            sheet.push(Found::changed(place, said, from, to, edit).order(Phase::Whole, order + 2));
        }
    }
}

/// Whether a card or an item is classified, or stands below one that is.
fn is_secret(draft: &Draft, place: &Place) -> bool {
    match place {
        Place::Card(id) => draft.card(id).is_some_and(|card| card.classified),
        Place::Item { tree, item } => {
            let items = draft.trees.get(tree).map_or(&[][..], Vec::as_slice);
            crate::model::tree::find(items, item).is_some_and(|(_, item)| item.classified)
        }
        _ => false,
    }
}

/// The place that a key of [`Carried::unreviewed`] is about.
fn place_of(draft: &Draft, key: &str) -> Place {
    let (what, id) = key.split_once('/').unwrap_or((key, ""));
    let id = id.to_owned();
    match what {
        "text" => Place::Text(id),
        "card" => Place::Card(id),
        "table" => Place::Table { id, row: String::new(), column: String::new() },
        "item" => {
            let tree = draft.trees.iter().find(|(_, items)| crate::model::tree::find(items, &id).is_some());
            Place::Item { tree: tree.map(|(tree, _)| tree.clone()).unwrap_or_default(), item: id }
        }
        _ => Place::Term(String::new()),
    }
}
