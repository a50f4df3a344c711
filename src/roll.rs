//! Next year's draft (生成下年度稿): figures emptied and kept as last year's, texts carried over and marked as not looked at yet,
//! years proposed for change one by one. What the template of the new year has no place for is kept beside it and told.

use std::collections::BTreeMap;

use crate::amount::Amount;
use crate::document::printed_tree;
use crate::model::{Addition, AdditionKind, Card, Carried, Draft, Figures, PaneName, Place, Row, Unit, fresh};
use crate::report::{Fate, Fix, Report};
use crate::template::plan::CARDS;
use crate::template::{ColumnKind, Part, RowKind, Template};
use crate::workings::Workings;

/// The draft of `year` made of another year's. `template` is the new year's, its options chosen; cards at the positions in `dropped`
/// (from 0) end with the old year.
#[must_use]
pub fn roll(work: &Workings, year: u16, template: Template, dropped: &[usize]) -> (Draft, Report) {
    let old = work.draft();
    let mut report = Report { template: template.id.clone(), score: 100, ..Report::default() };
    let identity = &old.identity;
    let mut new = Draft::of_resolved(template, &identity.unit_code, &identity.unit_name, year);
    new.entry_unit = old.entry_unit;
    new.units.clone_from(&old.units);
    new.names.clone_from(&old.names);
    new.identity.prepared_by.clone_from(&identity.prepared_by);
    new.identity.reviewed_by.clone_from(&identity.reviewed_by);
    // What stands beside the template comes first: what finds no place below is put there, too.
    new.additions.clone_from(&old.additions);
    // What was not published is published only when somebody says so.
    new.withheld.clone_from(&old.withheld);
    for part in &new.withheld {
        report.say("", Fate::Understood, format!("{}仍不公开；要公开，在目录里点右键恢复", part.describe(old)));
    }
    new.tables.clone_from(&old.tables);
    forms(old, &mut new, &mut report);
    texts(old, &mut new, &mut report);
    trees(old, &mut new, &mut report);
    cards(old, &mut new, dropped, &mut report);
    if !old.glossary.is_empty() {
        if new.template.flat().contains(&&Part::Glossary) {
            new.glossary.clone_from(&old.glossary);
        } else {
            let terms: Vec<String> = old.glossary.iter().map(|term| format!("{}：{}", term.term, term.definition)).collect();
            beside(&mut new, "名词解释", terms.join("\n"), &mut report);
        }
    }
    let unreviewed = new.texts_by_place().into_iter().map(|place| (place.key, place.texts)).collect();
    let figures = figures(work);
    let kept: usize = figures.values().flat_map(BTreeMap::values).map(BTreeMap::len).sum();
    let carried = Carried { year: identity.year, unit: old.entry_unit, figures, unreviewed };
    report.say("", Fate::Understood, format!("各表的{kept}个数已清空，留作{}的数对照", carried.year_said()));
    new.last = Some(carried);
    if let Some(before) = identity.year {
        propose_years(&new, before, year, &mut report);
    }
    (new, report)
}

/// The figures of last year's disclosure, to compare `draft` with (取上年数): those of the forms that it has, of its units by their codes and
/// names. What was carried over before and is still to be looked at stays so.
///
/// # Errors
/// Why it has nothing to compare with, in Chinese.
pub fn last_year(work: &Workings, draft: &Draft) -> Result<Carried, String> {
    let old = work.draft();
    if let (Some(before), Some(year)) = (old.identity.year, draft.identity.year)
        && before >= year
    {
        return Err(format!("那份是{before}年的，这份是{year}年的；请选上年的公开稿"));
    }
    let same = |unit: &Unit| draft.units.iter().find(|own| (!unit.code.is_empty() && own.code == unit.code) || own.name == unit.name);
    let own_id = |id: &str| if id.is_empty() { Some(String::new()) } else { Some(same(old.unit(id)?)?.id.clone()) };
    let mut own = Figures::new();
    for (name, rows) in figures(work) {
        if let Some(unit) = own_id(&name.unit) {
            let name = PaneName { unit: unit.into(), ..name };
            if draft.pane(&name).is_some() {
                own.insert(name, rows);
            }
        }
    }
    if own.is_empty() {
        return Err("那份文件里没有这份公开稿的表".into());
    }
    let unreviewed = draft.last.as_ref().map(|last| last.unreviewed.clone()).unwrap_or_default();
    Ok(Carried { year: old.identity.year, unit: old.entry_unit, figures: own, unreviewed })
}

/// Every figure that is shown, of every pane and unit.
fn figures(work: &Workings) -> Figures {
    let mut out = Figures::new();
    for (unit, totals) in work.totals().scopes() {
        for (pane, rows) in work.plan().panes.iter().zip(&totals.panes).filter(|(pane, _)| pane.name != CARDS) {
            for (n, row) in rows.rows.iter().enumerate() {
                let shown = pane.columns.iter().enumerate().filter_map(|(at, column)| Some((column.id.clone(), Amount(rows.cell(n, at).shown?))));
                let shown: BTreeMap<String, Amount> = shown.collect();
                if !shown.is_empty() {
                    let key = if row.code.is_empty() { row.id.to_string() } else { row.code.to_string() };
                    out.entry(PaneName::called(unit, &pane.name)).or_default().insert(key, shown);
                }
            }
        }
    }
    out
}

/// Rows that are texts alone and rows of codes stay, without their figures; lines of purchases and the like end with their year.
fn forms(old: &Draft, new: &mut Draft, report: &mut Report) {
    for (name, rows) in &old.forms {
        let per_unit = name.unit.is_empty() != new.is_per_unit(&name.form) || old.units.is_empty();
        let Some(own) = new.pane(name).filter(|_| per_unit) else {
            report.say(&name.to_string(), Fate::Doubtful, format!("新模板没有表“{name}”，原来的{}行没有带入", rows.len()));
            continue;
        };
        let texts_only = own.columns.iter().all(|column| !column.kind.is_figure());
        let text =
            |column: &str| own.columns.iter().any(|known| known.id == column && matches!(known.kind, ColumnKind::Text | ColumnKind::Catalog { .. }));
        let kept: Vec<Row> = match &own.rows {
            RowKind::Listed { .. } if !texts_only => {
                if !rows.is_empty() {
                    report.say(&name.to_string(), Fate::LeftOut, format!("“{name}”的{}行是上年的明细，没有带入", rows.len()));
                }
                Vec::new()
            }
            kind => {
                let stays = |row: &&Row| match kind {
                    RowKind::Fixed(fixed) => fixed.iter().any(|known| known.id == row.id.as_str()),
                    _ => true,
                };
                let emptied = rows.iter().filter(stays).map(|row| Row {
                    amounts: BTreeMap::new(),
                    texts: row.texts.iter().filter(|(column, _)| text(column)).map(|(column, text)| (column.clone(), text.clone())).collect(),
                    ..row.clone()
                });
                // A blank row of the form's own was only a total typed over.
                emptied.filter(|row| !row.is_blank() || !row.code.is_empty() && !row.id.is_of_form()).collect()
            }
        };
        if !kept.is_empty() {
            new.forms.insert(name.clone(), kept);
        }
    }
}

fn texts(old: &Draft, new: &mut Draft, report: &mut Report) {
    let known: Vec<String> = new.template.texts().iter().map(|text| text.id.clone()).collect();
    // A text that the old draft had emptied does not come back with the template's own words.
    new.texts.retain(|id, _| old.texts.contains_key(id) || old.template.texts().iter().all(|text| text.id != *id));
    for (id, text) in &old.texts {
        if known.contains(id) || new.additions.iter().any(|addition| addition.id == *id) {
            new.texts.insert(id.clone(), text.clone());
        } else {
            let label = old.text_part(id).map_or_else(|| id.clone(), |part| part.label);
            beside(new, &label, text.clone(), report);
        }
    }
}

fn trees(old: &Draft, new: &mut Draft, report: &mut Report) {
    for (id, items) in &old.trees {
        if new.template.tree(id).is_some() {
            new.trees.insert(id.clone(), items.clone());
        } else if let Some(part) = old.template.tree(id) {
            beside(new, &part.label, printed_tree(part, items).join("\n"), report);
        }
    }
    for (id, rows) in &old.indicators {
        let columns: Vec<_> =
            new.template.indicators(id).map(|part| part.columns.iter().map(|column| column.field.clone()).collect()).unwrap_or_default();
        if rows.iter().all(|row| crate::recognise::fits(row, &columns)) {
            new.indicators.insert(id.clone(), rows.clone());
        } else {
            let lines: Vec<String> = rows.iter().map(crate::recognise::said).collect();
            beside(new, "部门整体绩效指标", lines.join("\n"), report);
        }
    }
}

/// Cards without their money and plans. Fields and columns that the new card does not have are told.
fn cards(old: &Draft, new: &mut Draft, dropped: &[usize], report: &mut Report) {
    let Some(form) = new.template.card.clone() else {
        if !old.cards.is_empty() {
            report.say("", Fate::Doubtful, format!("新模板没有项目绩效目标表，{}张没有带入", old.cards.len()));
        }
        return;
    };
    let columns: Vec<_> = form.indicators.iter().map(|column| column.field.clone()).collect();
    for (n, card) in old.cards.iter().enumerate() {
        if dropped.contains(&n) {
            report.say(card.text("name"), Fate::LeftOut, format!("项目{}已结束，没有带入", n + 1));
            continue;
        }
        let mut own = Card { amounts: BTreeMap::new(), plan: Vec::new(), ..card.clone() };
        if !card.classified {
            own.texts.retain(|field, text| {
                let stays = form.fields.iter().any(|known| known.id == *field);
                if !stays {
                    report.say(card.text("name"), Fate::Doubtful, format!("新模板的项目卡没有“{field}”，没有带入：{text}"));
                }
                stays
            });
            own.indicators.retain(|row| {
                let stays = crate::recognise::fits(row, &columns);
                if !stays {
                    report.say(card.text("name"), Fate::Doubtful, format!("指标“{}”有新模板没有的列，没有带入", row.level3));
                }
                stays
            });
        }
        new.cards.push(own);
    }
}

/// A text that the new template has no place for, kept at the end.
fn beside(new: &mut Draft, label: &str, text: String, report: &mut Report) {
    if text.trim().is_empty() {
        return;
    }
    let id = fresh('a');
    let after = new.outline().last().map(|part| part.id().to_owned()).unwrap_or_default();
    new.additions.push(Addition { id: id.clone(), after, inside: false, kind: AdditionKind::Text });
    new.texts.insert(id.clone(), text);
    report.say(label, Fate::KeptFree, format!("新模板没有“{label}”，原文保留为补充文字"));
    report.place(Place::Text(id));
}

/// Years that may have to move on, a proposal for each text that holds some.
fn propose_years(new: &Draft, old_year: u16, year: u16, report: &mut Report) {
    let on = year.saturating_sub(old_year);
    for place in new.texts_by_place() {
        for text in place.texts {
            let Some(moved) = moved(&text, old_year, on) else { continue };
            report.say(&place.place.describe(new), Fate::Doubtful, format!("年度要不要改：{} → {}", around(&text, old_year), around(&moved, year)));
            report.place(place.place.clone());
            report.fix_with(Fix::Text { place: place.place.clone(), from: text, to: moved });
        }
    }
}

/// The text with its years moved on: last year's and the two before it. Years in numbers of documents (〔2016〕143号), in references to
/// cells and inside longer numbers stay.
fn moved(text: &str, old_year: u16, on: u16) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    let mut in_reference = false;
    while let Some(c) = rest.chars().next() {
        in_reference = in_reference && c != '}' || c == '{';
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let number = &rest[..digits];
        let before = out.chars().next_back();
        let behind = &rest[digits..];
        let document =
            before.is_some_and(|c| "〔[【（(［".contains(c)) && behind.starts_with(|c| "〕]】）)］".contains(c)) || behind.starts_with('号');
        let year = number.parse::<u16>().ok().filter(|year| digits == 4 && (old_year.saturating_sub(2)..=old_year).contains(year));
        // 2024万元 and 2024.5 are figures.
        let unit = behind.trim_start().chars().next().is_some_and(|c| "万元个人名台套辆亩米号件批项次户条家%％.,，".contains(c));
        match year.filter(|_| !unit && !document && !in_reference && !before.is_some_and(|c| matches!(c, '.' | ','))) {
            Some(year) => {
                out.push_str(&(year + on).to_string());
                changed = true;
            }
            None => out.push_str(number),
        }
        rest = behind;
    }
    changed.then_some(out)
}

/// The words around the first place of a year.
fn around(text: &str, year: u16) -> String {
    let at = text.find(&year.to_string()).or_else(|| text.find("20")).unwrap_or(0);
    let from = text[..at].char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    let piece: String = text[from..].chars().take(24).collect();
    piece.replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn years_move_on_but_not_in_numbers_of_documents() {
        assert_eq!(moved("2024年预算比2023年增加2024.5万元", 2024, 1).as_deref(), Some("2025年预算比2024年增加2024.5万元"));
        assert_eq!(moved("截至2023-12-31，2023看守所", 2024, 1).as_deref(), Some("截至2024-12-31，2024看守所"));
        for text in ["财预〔2024〕143号", "【2023】8号", "{general[2024, total]}", "编码12024001", "2019年建成", "2024号文", "支出2024万元"]
        {
            assert_eq!(moved(text, 2024, 1), None, "{text}");
        }
    }
}
