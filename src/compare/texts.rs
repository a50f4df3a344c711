//! Running texts by paragraphs, the glossary, and what a draft has beside its template: sections, texts, free tables.

use std::collections::{BTreeSet, HashMap, HashSet};

use similar::DiffTag;

use super::cards::standing;
use super::change::{ChangeKind, Found, Hunk, Phase, Sheet};
use super::list::lines;
use super::words::differences;
use crate::model::{Addition, AdditionKind, Draft, Edit, FreeTable, ListEdit, Place, Term};

/// Every text but those that come and go with their addition.
pub(super) fn texts(sheet: &mut Sheet<'_>) {
    let (old, new) = (sheet.old, sheet.new);
    let alone = lonely(old, new, &AdditionKind::Text);
    let ids: BTreeSet<&String> = old.texts.keys().chain(new.texts.keys()).filter(|id| !alone.contains(id.as_str())).collect();
    let differ = ids.into_iter().filter(|id| old.text(id) != new.text(id));
    for id in differ {
        let place = Place::Text(id.clone());
        let label = sheet.describe(&place, old.text_part(id).is_none());
        sheet.part(id, label.clone());
        let (before, after) = (old.text(id), new.text(id));
        for (hunk, kind) in hunks(before, after) {
            let value = replaced(before, std::slice::from_ref(&hunk));
            let said = format!("{label} 第{}段", hunk.from.start + 1);
            let texts = [before.split('\n').skip(hunk.from.start).take(hunk.from.len()).collect(), hunk.lines.join("\n")];
            let edit = Some(Edit::Text { id: id.clone(), value });
            let order = (Phase::Contents, 0);
            let found = Found { place: place.clone(), said, kind, texts, money: None, edit, secret: false, order };
            sheet.push_hunk(found, Some(hunk));
        }
    }
}

/// The ids of additions of a kind that only one of the drafts has.
fn lonely<'a>(old: &'a Draft, new: &'a Draft, kind: &AdditionKind) -> HashSet<&'a str> {
    let of_kind = |draft: &'a Draft| draft.additions.iter().filter(|addition| addition.kind == *kind);
    let ids = |draft: &'a Draft| of_kind(draft).map(|addition| addition.id.as_str()).collect::<HashSet<_>>();
    ids(old).symmetric_difference(&ids(new)).copied().collect()
}

/// The paragraphs of a text; none where there is no text.
pub(super) fn paragraphs(text: &str) -> Vec<&str> {
    if text.is_empty() { Vec::new() } else { text.split('\n').collect() }
}

/// A text with some of its lines replaced; hunks stand in order and do not overlap.
pub(super) fn replaced(text: &str, hunks: &[Hunk]) -> String {
    let own = paragraphs(text);
    let mut out: Vec<&str> = Vec::new();
    let mut done = 0;
    for hunk in hunks {
        out.extend(&own[done..hunk.from.start.max(done)]);
        out.extend(hunk.lines.iter().map(String::as_str));
        done = hunk.from.end.max(done);
    }
    out.extend(&own[done..]);
    out.join("\n")
}

/// The differences of two texts, paragraph by paragraph.
fn hunks(old: &str, new: &str) -> Vec<(Hunk, ChangeKind)> {
    let (old, new) = (paragraphs(old), paragraphs(new));
    let mut out = Vec::new();
    for op in differences(&old, &new) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            continue;
        }
        let (mut a, mut b) = (from.start, to.start);
        for (x, y) in pairs(&old[from.clone()], &new[to.clone()]).into_iter().map(|(x, y)| (from.start + x, to.start + y)).chain([(from.end, to.end)])
        {
            out.extend((a..x).map(|at| (Hunk { from: at..at + 1, lines: Vec::new() }, ChangeKind::Removed)));
            out.extend((b..y).map(|at| (Hunk { from: x..x, lines: vec![new[at].to_owned()] }, ChangeKind::Added)));
            if x < from.end && y < to.end {
                out.push((Hunk { from: x..x + 1, lines: vec![new[y].to_owned()] }, ChangeKind::Changed));
            }
            (a, b) = (x + 1, y + 1);
        }
    }
    out
}

/// Which of two runs of paragraphs are the same, written anew: all in order where there are as many, else those that are most alike.
fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    if old.len() == new.len() || old.len() * new.len() > 2_500 {
        return (0..old.len().min(new.len())).map(|at| (at, at)).collect();
    }
    // The best sum of likenesses for the rest of both, from the end.
    let alike: Vec<Vec<u32>> = old.iter().map(|old| new.iter().map(|new| likeness(old, new)).collect()).collect();
    let mut best = vec![vec![0; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            best[a][b] = (best[a + 1][b + 1] + alike[a][b]).max(best[a + 1][b]).max(best[a][b + 1]);
        }
    }
    let (mut a, mut b, mut out) = (0, 0, Vec::new());
    while a < old.len() && b < new.len() {
        if alike[a][b] > 0 && best[a][b] == best[a + 1][b + 1] + alike[a][b] {
            out.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if best[a][b] == best[a + 1][b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    out
}

/// How much of two paragraphs is of the same characters, in percent; 0 below forty.
pub(crate) fn likeness(old: &str, new: &str) -> u32 {
    let mut count: HashMap<char, i32> = HashMap::new();
    old.chars().for_each(|c| *count.entry(c).or_default() += 1);
    let mut common = 0;
    for c in new.chars() {
        let left = count.entry(c).or_default();
        *left -= 1;
        common += u32::from(*left >= 0);
    }
    let all = u32::try_from(old.chars().count() + new.chars().count()).unwrap_or(u32::MAX).max(1);
    let percent = common.saturating_mul(200) / all;
    if percent < 40 { 0 } else { percent }
}

/// The glossary.
pub(super) fn glossary(sheet: &mut Sheet<'_>) {
    sheet.part("glossary", "名词解释");
    let all = lines(&sheet.old.glossary, &sheet.new.glossary);
    let first = sheet.numbers(all.len());
    let whole = |term: &Term| format!("{}：{}", term.term, term.definition);
    for (n, line) in all.iter().enumerate() {
        let Some((at, term)) = line.old.or(line.new) else { continue };
        let said = format!("名词解释 第{}条 {}", at + 1, term.term);
        let place = Place::Term(term.id.clone());
        standing(sheet, line, first + all.len() - 1 - n, &place, &said, &Edit::Terms, &whole);
        let (Some((_, before)), Some((_, after))) = (line.old, line.new) else { continue };
        if before != after {
            let shown = |term: &Term| if before.term == after.term { term.definition.clone() } else { whole(term) };
            sheet.push(Found::changed(place, said, shown(before), shown(after), Edit::Terms(ListEdit::Replace(Box::new(after.clone())))));
        }
    }
}

/// What the drafts have beside their template.
pub(super) fn additions(sheet: &mut Sheet<'_>) {
    let (old, new) = (sheet.old, sheet.new);
    let all = lines(&old.additions, &new.additions);
    let first = sheet.numbers(all.len());
    for (n, line) in all.iter().enumerate() {
        let in_new = line.old.is_none();
        let Some((_, addition)) = line.old.or(line.new) else { continue };
        let id = &addition.id;
        let draft = if in_new { new } else { old };
        let label = addition_name(draft, addition);
        sheet.part(id, label.clone());
        let place = place_of(addition);
        // Its text or table comes and goes with it.
        let edit = |edit: ListEdit<Addition>| match (&edit, &addition.kind) {
            (ListEdit::Move { .. }, _) | (_, AdditionKind::Section { .. }) => Edit::Additions(edit),
            (_, AdditionKind::Text) => Edit::Several(vec![Edit::Additions(edit), Edit::Text { id: id.clone(), value: new.text(id).to_owned() }]),
            (_, AdditionKind::Table) => {
                let table = new.tables.get(id).map(|table| Box::new(table.clone()));
                Edit::Several(vec![Edit::Additions(edit), Edit::Table { id: id.clone(), table }])
            }
        };
        let text = |addition: &Addition| match &addition.kind {
            AdditionKind::Section { heading, .. } => heading.clone(),
            AdditionKind::Text => draft.text(&addition.id).to_owned(),
            AdditionKind::Table => draft.tables.get(&addition.id).map_or_else(String::new, |table| table_text(table, &HashSet::new())),
        };
        standing(sheet, line, first + all.len() - 1 - n, &place, &label, &edit, &text);
        let (Some((_, before)), Some((_, after))) = (line.old, line.new) else { continue };
        if before == after {
            continue;
        }
        let replace = Edit::Additions(ListEdit::Replace(Box::new(after.clone())));
        if before.kind == after.kind {
            let [from, to] = [(old, before), (new, after)].map(|(draft, addition)| anchor_name(draft, addition));
            sheet.push(Found::changed(place, label, from, to, replace).kind(ChangeKind::Moved));
        } else {
            sheet.push(Found::changed(place, label, text(before), text(after), replace));
        }
    }
}

fn place_of(addition: &Addition) -> Place {
    let id = addition.id.clone();
    match addition.kind {
        AdditionKind::Section { .. } => Place::Section(id),
        AdditionKind::Text => Place::Text(id),
        AdditionKind::Table => Place::Table { id, row: String::new(), column: String::new() },
    }
}

fn addition_name(draft: &Draft, addition: &Addition) -> String {
    match &addition.kind {
        AdditionKind::Section { heading, .. } => format!("补充章节“{heading}”"),
        AdditionKind::Text => draft.text_part(&addition.id).map_or_else(String::new, |text| text.label),
        AdditionKind::Table => table_name(draft, &addition.id),
    }
}

fn table_name(draft: &Draft, id: &str) -> String {
    format!("补充表“{}”", draft.tables.get(id).map_or("", |table| table.title.as_str()))
}

/// Where an addition stands: behind or in which part.
fn anchor_name(draft: &Draft, addition: &Addition) -> String {
    let outline = draft.outline();
    let part = crate::template::flat(&outline).into_iter().find(|part| part.id() == addition.after).cloned();
    let name = match part {
        Some(crate::template::Part::Section(section)) => draft.worded(&section.heading),
        Some(crate::template::Part::Text(text)) => text.label,
        Some(crate::template::Part::Form(id)) => draft.template.form(&id).map_or(id, |form| draft.worded(form.short())),
        _ => addition.after.clone(),
    };
    if addition.inside { format!("“{name}”内") } else { format!("“{name}”后") }
}

/// Free tables: cells where the shape is the same, else the table as a whole.
pub(super) fn tables(sheet: &mut Sheet<'_>) {
    let (old, new) = (sheet.old, sheet.new);
    let alone = lonely(old, new, &AdditionKind::Table);
    let ids: BTreeSet<&String> = old.tables.keys().chain(new.tables.keys()).filter(|id| !alone.contains(id.as_str())).collect();
    for id in ids {
        let label = table_name(if old.tables.contains_key(id) { old } else { new }, id);
        sheet.part(id, label.clone());
        let place = |row: &str, column: &str| Place::Table { id: id.clone(), row: row.to_owned(), column: column.to_owned() };
        match (old.tables.get(id), new.tables.get(id)) {
            (Some(before), Some(after)) if same_shape(before, after) => {
                for (r, (from, to)) in before.rows.iter().zip(&after.rows).enumerate() {
                    for (c, (from, to)) in from.iter().zip(to).enumerate().filter(|(_, (from, to))| from != to) {
                        let (row, column) = (&before.row_ids[r], &before.column_ids[c]);
                        let edit = Edit::TableCell { table: id.clone(), row: row.clone(), column: column.clone(), value: to.clone() };
                        sheet.push(Found::changed(place(row, column), format!("{label} 第{}行 第{}列", r + 1, c + 1), from, to, edit));
                    }
                }
            }
            (before, after) => {
                let (empty, whole) = (FreeTable::default(), HashSet::new());
                let [rows, others] = [before, after].map(|table| table.unwrap_or(&empty).rows.iter().collect::<HashSet<_>>());
                let common: HashSet<_> = rows.intersection(&others).copied().collect();
                let common = if before.is_some() && after.is_some() { &common } else { &whole };
                let shown = |table: Option<&FreeTable>| table.map_or_else(String::new, |table| table_text(table, common));
                let kind = match (before, after) {
                    (None, _) => ChangeKind::Added,
                    (_, None) => ChangeKind::Removed,
                    _ => ChangeKind::Changed,
                };
                let edit = Edit::Table { id: id.clone(), table: after.map(|table| Box::new(table.clone())) };
                sheet.push(Found::changed(place("", ""), label, shown(before), shown(after), edit).kind(kind));
            }
        }
    }
}

/// Whether tables differ in nothing but cells.
fn same_shape(old: &FreeTable, new: &FreeTable) -> bool {
    let bare = |table: &FreeTable| FreeTable { rows: Vec::new(), ..table.clone() };
    bare(old) == bare(new)
}

/// What a table says beside the rows that both have, a line for each row.
fn table_text(table: &FreeTable, common: &HashSet<&Vec<String>>) -> String {
    let around = [&table.title, &table.left, &table.right].into_iter().chain(&table.notes).filter(|text| !text.is_empty()).cloned();
    let size = format!("{}行{}列", table.rows.len(), table.widths.len());
    let rows = table.rows.iter().filter(|row| !common.contains(row)).map(|row| row.join(" │ "));
    around.chain([size]).chain(rows).collect::<Vec<_>>().join("\n")
}
