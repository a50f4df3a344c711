//! What a figure of a sentence can be linked by: a name behind `=`, the cell that a typed number equals, and what is said of a cell.

use std::ops::Range;

use egui::{Id, RichText, TextEdit, Ui};
use rust_decimal::Decimal;

use super::chips::{Chips, Kind};
use crate::calc::PaneTotals;
use crate::document::printed_link;
use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::palette::initials;
use crate::gui::theme::{self, palette};
use crate::gui::widgets::button_ui;
use crate::model::{PaneName, Place};
use crate::session::Session;
use crate::template::plan::{CellRef, PanePlan, RowRef, TOTAL};
use crate::template::{Form, Link, Pane, RowKind};

/// A figure of the forms that a sentence can link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citable {
    /// Form, row and column, as they are printed.
    pub label: String,
    /// What stands between the braces.
    pub link: String,
}

/// How many are offered at once.
pub const OFFERED: usize = 8;

/// The figures whose form, row and column have all the words that are sought, or the first letters of their pinyin.
pub fn found(session: &Session, sought: &str) -> Vec<Citable> {
    let words: Vec<String> = sought.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut out = Vec::new();
    for view in panes(session) {
        let columns = view.columns(session);
        for (row, total) in view.totals.rows.iter().enumerate() {
            let Some(name) = view.row(session, row) else { continue };
            let (name, key) = (&name.0, &name.1);
            let lead = format!("{} {name}", view.form);
            let letters = initials(&lead);
            for (at, header, of_header) in &columns {
                if view.totals.cell(row, *at).shown.is_none() {
                    continue;
                }
                let fits = words.iter().all(|word| {
                    lead.contains(word.as_str())
                        || header.contains(word.as_str())
                        || format!("{letters}{of_header}").contains(word.as_str())
                        || total.code == **word
                });
                if fits {
                    out.push(Citable {
                        label: format!("{lead} {header}"),
                        link: format!("{}[{key}, {}]", view.plan.name, view.plan.columns[*at].id),
                    });
                    if out.len() == OFFERED {
                        return out;
                    }
                }
            }
        }
    }
    out
}

/// The figures that are printed as `number`; a zero, of which there are many, is nobody's.
pub fn equal(session: &Session, number: Decimal) -> Vec<Citable> {
    let mut out = Vec::new();
    if number.is_zero() {
        return out;
    }
    let entry = session.draft().entry_unit;
    for view in panes(session) {
        let money = session.draft().template.money_of(view.of);
        for row in 0..view.totals.rows.len() {
            for (at, column) in view.plan.columns.iter().enumerate().filter(|(_, column)| column.figure) {
                let Some(shown) = view.totals.cell(row, at).shown else { continue };
                let printed = if column.money { money.printed(shown, entry) } else { shown };
                if printed == number
                    && let Some((name, key)) = view.row(session, row)
                    && let Some((_, header, _)) = view.columns(session).into_iter().find(|(known, ..)| *known == at)
                {
                    out.push(Citable { label: format!("{} {name} {header}", view.form), link: format!("{}[{key}, {}]", view.plan.name, column.id) });
                    if out.len() == OFFERED {
                        return out;
                    }
                }
            }
        }
    }
    out
}

/// A pane of the draft's own forms; links know no others.
struct View<'a> {
    of: &'a Form,
    form: String,
    pane: &'a Pane,
    plan: &'a PanePlan,
    totals: &'a PaneTotals,
}

fn panes(session: &Session) -> Vec<View<'_>> {
    let forms = session.draft().template.forms.iter().flat_map(|form| form.panes.iter().map(move |pane| (form, pane)));
    let view = |(of, pane): (&'_ Form, &'_ Pane)| session.plan().pane(&pane.name(of));
    forms
        .filter_map(|(of, pane)| {
            let at = view((of, pane))?;
            let form = session.draft().worded(of.short());
            Some(View { of, form, pane, plan: &session.plan().panes[at], totals: &session.totals().panes[at] })
        })
        .collect()
}

impl View<'_> {
    /// The columns with figures: where, what they are called, and the first letters of that.
    fn columns(&self, session: &Session) -> Vec<(usize, String, String)> {
        let figures = self.pane.columns.iter().enumerate().filter(|(at, _)| self.plan.columns[*at].figure);
        figures
            .map(|(at, column)| {
                let header = session.draft().worded(&column.header.join(" "));
                let letters = initials(&header);
                (at, header, letters)
            })
            .collect()
    }

    /// What a row is called, and by what a link names it; `None` for rows that only have a place.
    fn row(&self, session: &Session, at: usize) -> Option<(String, String)> {
        let draft = session.draft();
        let row = &self.totals.rows[at];
        if let RowKind::Coded(coded) = &self.pane.rows {
            if row.class == TOTAL {
                return Some((coded.total.clone(), "total".into()));
            }
            let name = draft.names.get(&coded.list).and_then(|names| names.get(row.code.as_str()));
            return Some((format!("{} {}", row.code, name.map_or("", String::as_str)).trim().to_owned(), row.code.to_string()));
        }
        let fixed = self.pane.fixed_row(row.class)?;
        Some((draft.worded(&fixed.label), fixed.id.clone()))
    }
}

/// Where the first cell of a link is.
pub fn place(session: &Session, link: &str) -> Option<Place> {
    let said = session.plan().said(link).ok()?;
    cell_place(session, said.first().cells().first()?)
}

fn cell_place(session: &Session, cell: &CellRef) -> Option<Place> {
    let (plan, rows) = (&session.plan().panes[cell.pane], &session.totals().panes[cell.pane].rows);
    plan.place?;
    let row = match &cell.rows {
        RowRef::At(at) => rows.get(*at.first()?)?,
        RowRef::Key(key) => rows.iter().find(|row| row.code == *key || row.id.as_str() == key)?,
        _ => rows.first()?,
    };
    Some(Place::Cell { pane: PaneName::called("", &plan.name), row: row.id.clone(), column: plan.columns[cell.column].id.clone() })
}

/// A link in words: what it says of which cell.
pub fn described(session: &Session, link: &str) -> String {
    let Ok(said) = session.plan().said(link) else { return "找不到这个数".into() };
    let words = |node: &crate::template::plan::Node| {
        let cells: Vec<String> = node.cells().into_iter().filter_map(|cell| Some(cell_place(session, cell)?.describe(session.draft()))).collect();
        cells.join("、")
    };
    match &said {
        Link::Figure(node) => words(node),
        Link::Last(node) => format!("{} 的上年数", words(node)),
        Link::Change(node) => format!("{} 比上年", words(node)),
        Link::Share(part, whole) => format!("{} 占 {}", words(part), words(whole)),
    }
}

/// What else can be said of the cell of a link: a word for it, the link, and what it prints.
pub fn sayings(session: &Session, link: &str) -> Vec<(String, String)> {
    let of = match Link::read(link) {
        Link::Figure(of) | Link::Last(of) | Link::Change(of) | Link::Share(of, _) => of.trim().to_owned(),
    };
    let mut out =
        vec![("本年数".to_owned(), of.clone()), ("上年数".to_owned(), format!("last {of}")), ("比上年增减".to_owned(), format!("change {of}"))];
    for (label, whole) in wholes(session, &of) {
        out.push((format!("占{label}"), format!("share {of} / {whole}")));
    }
    // What has no figure is no choice, but for the one that is there.
    out.retain(|(_, known)| known == link || *known == of || printed_link(known, session.work()).is_ok());
    out
}

/// What a cell is a part of within its form: 合计 of its column, and the columns that its own is added into.
fn wholes(session: &Session, of: &str) -> Vec<(String, String)> {
    let Some(Place::Cell { pane, row, column }) = place(session, of) else { return Vec::new() };
    let name = of.split('[').next().unwrap_or_default();
    let Some(at) = session.plan().pane(name) else { return Vec::new() };
    let (plan, totals) = (&session.plan().panes[at], &session.totals().panes[at]);
    let (Some(line), Some(own)) = (totals.row(&row), plan.column(&column)) else { return Vec::new() };
    let key = of.split_once('[').and_then(|(_, rest)| rest.split_once(',')).map_or("", |(key, _)| key);
    let mut out = Vec::new();
    let header = |column: usize| {
        let pane = session.draft().pane(&pane);
        pane.and_then(|pane| pane.columns.get(column))
            .map_or_else(String::new, |column| session.draft().worded(column.header.last().map_or("", String::as_str)))
    };
    if totals.rows[line].class != TOTAL && plan.name == name && totals.rows.first().is_some_and(|row| row.id.as_str() == "total") {
        out.push(("合计的比重".to_owned(), format!("{name}[total, {column}]")));
    }
    for column in (0..plan.columns.len()).filter(|column| *column != own) {
        let inputs = session.plan().inputs(at, totals.rows[line].class, column);
        if inputs.iter().any(|cell| cell.pane == at && cell.column == own && matches!(cell.rows, RowRef::This)) {
            out.push((format!("{}的比重", header(column)), format!("{name}[{key}, {}]", plan.columns[column].id)));
        }
    }
    out
}

/// Above a text: what the figure at the caret is and what else can be said of its cell, or by what a typed number can be linked. The new
/// text, where somebody chose.
pub fn cite_ui(ui: &mut Ui, field: Id, text: &str, session: &Session, actions: &mut Vec<Action>) -> Option<String> {
    let mut chips = Chips::new(text, session.work(), None);
    let caret = TextEdit::load_state(ui.ctx(), field).and_then(|state| state.cursor.char_range()).map_or(0, |range| range.primary.index.0);
    let chip = chips.touched(caret).filter(|chip| matches!(chip.kind, Kind::Figure | Kind::Broken));
    let mut put = None;
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(theme::ROW);
        if let Some(chip) = chip {
            let link = chips.raw()[chip.raw.start + 1..chip.raw.end - 1].to_owned();
            put = chip_ui(ui, &link, chip.kind, &chips.seen()[chip.bytes.clone()], session, actions).map(|with| (chip.seen, with));
            return;
        }
        let number = number_at(chips.seen(), caret).filter(|(at, _)| chips.touched(at.start + 1).is_none());
        let offers = number.as_ref().map_or_else(Vec::new, |(_, number)| equals(ui, *number, session));
        match number {
            Some((at, _)) if !offers.is_empty() => {
                ui.label(RichText::new("这个数等于").small().color(palette(ui).weak));
                for offer in offers.iter().take(3) {
                    if ui.button(&offer.label).on_hover_text("改成引用：以后随表格更新").clicked() {
                        put = Some((at.clone(), format!("{{{}}}", offer.link)));
                    }
                }
            }
            _ if session.draft().template.forms.is_empty() => {}
            _ => {
                let said = "输入“=”和名称（或拼音首字母），插入随表格更新的数。";
                ui.label(RichText::new(said).small().color(palette(ui).weak));
            }
        }
    });
    let (at, with) = put?;
    chips.put(at, &with);
    Some(chips.raw().to_owned())
}

/// What a linked figure is, and what it can become.
fn chip_ui(ui: &mut Ui, link: &str, kind: Kind, seen: &str, session: &Session, actions: &mut Vec<Action>) -> Option<String> {
    let mut put = None;
    let colours = palette(ui);
    let said = match (kind, printed_link(link, session.work())) {
        (Kind::Broken, Err(reason)) => RichText::new(format!("{}：{reason}", described(session, link))).color(colours.error),
        _ => RichText::new(described(session, link)).color(colours.accent),
    };
    ui.add(egui::Label::new(said.small()).truncate());
    if let Some(place) = place(session, link)
        && button_ui(ui, icons::MAGNIFYING_GLASS, "看这一格", true).clicked()
    {
        actions.push(Action::Command(Command::GoTo(place)));
    }
    for (label, other) in sayings(session, link) {
        let is = Link::read(&other) == Link::read(link);
        if ui.selectable_label(is, &label).clicked() && !is {
            put = Some(format!("{{{other}}}"));
        }
    }
    if kind == Kind::Figure && ui.button("改成文字").on_hover_text("这个数不再随表格更新").clicked() {
        put = Some(seen.to_owned());
    }
    put
}

/// The number that a caret stands at, and where it is seen.
fn number_at(seen: &str, caret: usize) -> Option<(Range<usize>, Decimal)> {
    let chars: Vec<char> = seen.chars().collect();
    let is = |at: usize| chars.get(at).is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let mut at = caret.min(chars.len())..caret.min(chars.len());
    while at.start > 0 && is(at.start - 1) {
        at.start -= 1;
    }
    while is(at.end) {
        at.end += 1;
    }
    while at.start < at.end && !chars[at.end - 1].is_ascii_digit() {
        at.end -= 1;
    }
    let text: String = chars.get(at.clone())?.iter().filter(|c| **c != ',').collect();
    Some((at, text.parse().ok()?))
}

/// As [`equal`], once for each state of the draft.
fn equals(ui: &Ui, number: Decimal, session: &Session) -> Vec<Citable> {
    type Known = ((u64, String, Decimal), Vec<Citable>);
    let key = (session.state(), session.draft().identity.unit_name.clone(), number.normalize());
    let id = Id::unique("equal figures");
    if let Some((_, known)) = ui.data(|data| data.get_temp::<Known>(id)).filter(|(of, _)| *of == key) {
        return known;
    }
    let found = equal(session, number);
    ui.data_mut(|data| data.insert_temp(id, (key, found.clone())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Library;

    fn session() -> Session {
        Session::new(crate::store::sample("unit-2024.ron").expect("a sample"), None, &Library::load(None).codes).expect("a sound template")
    }

    #[test]
    fn a_figure_is_found_by_words_and_by_the_first_letters_of_their_pinyin() {
        let session = session();
        for sought in ["支出总表 合计 基本", "zczb jbzc"] {
            let found = found(&session, sought);
            assert!(found.iter().any(|found| found.link == "outlay[total, basic]"), "{sought}: {found:?}");
        }
    }

    #[test]
    fn a_number_is_offered_the_cells_that_print_it() {
        let session = session();
        let total: Decimal = printed_link("outlay[total, basic]", session.work()).expect("a figure").parse().expect("a number");
        assert!(equal(&session, total).iter().any(|found| found.link == "outlay[total, basic]"));
        assert!(equal(&session, Decimal::ZERO).is_empty());
    }

    #[test]
    fn of_a_part_its_shares_can_be_said() {
        let session = session();
        let said = sayings(&session, "outlay[total, basic]");
        assert!(said.iter().any(|(label, link)| label == "占合计的比重" && link == "share outlay[total, basic] / outlay[total, total]"), "{said:?}");
        assert!(said.iter().all(|(_, link)| !link.starts_with("last")), "nothing of last year's is known: {said:?}");
    }

    #[test]
    fn the_number_at_the_caret_is_read_with_its_commas() {
        let number = |seen, caret| number_at(seen, caret).map(|(at, number)| (at, number.to_string()));
        assert_eq!(number("共1,234.50万元", 4), Some((1..9, "1234.50".into())));
        assert_eq!(number("共12。", 3), Some((1..3, "12".into())));
        assert_eq!(number("共", 1), None);
    }
}
