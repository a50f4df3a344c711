//! What the source printed otherwise than the draft prints: one comparison of the source's blocks with the composed document.
//!
//! Nothing is judged here. What is kept stands at its place in the draft ([`Printed`]) until somebody settles it. Of a draft that holds something
//! classified no running text is kept: it might be what was left out.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::card;
use super::table::Table;
use super::tidy::{Piece, What};
use super::walk::Read;
use super::words::{key, likeness, plain};
use crate::document::{Block, Document, Grid, GridRowKind, compose, printed_lines};
use crate::model::{Draft, PaneName, Place, Printed, tree};
use crate::report::{Fate, Report};
use crate::template::{CardRole, ColumnKind};
use crate::workings::Workings;

/// Finds every difference.
pub(super) fn differences(work: &Workings, read: &Read<'_>, report: &Report) -> Vec<Printed> {
    let document = compose(work, read.codes);
    let draft = work.draft();
    let mut found = Found { out: Vec::new() };
    let places = places(report);
    let grids: Vec<&Grid> = blocks(&document).filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None }).collect();
    for piece in read.pieces {
        let (Some(table), Some(place)) = (piece.table(), places.get(piece.at.as_str())) else { continue };
        let own = grids.iter().find(|grid| grid.place.as_ref().is_some_and(|own| is_same(own, place)));
        match (own, place) {
            (Some(grid), Place::Form(_)) => found.form(work, table, grid, place),
            (Some(grid), Place::Indicator { .. }) => {
                found.heads(table, grid, place);
            }
            (Some(grid), Place::Card(id)) if draft.card(id).is_some_and(|card| !card.classified) => {
                found.labels(table, grid, place);
                found.code(table, draft, id);
            }
            _ => {}
        }
    }
    if !holds_secrets(draft) {
        found.contents(&document, read);
        found.texts(&document, read.pieces, &places);
    }
    found.out
}

/// Where the pieces of the source went, by their places in it.
fn places(report: &Report) -> BTreeMap<&str, &Place> {
    let mut out: BTreeMap<&str, &Place> = BTreeMap::new();
    for entry in report.entries.iter().filter(|entry| matches!(entry.fate, Fate::Understood | Fate::KeptFree)) {
        if let Some(place) = &entry.place {
            out.entry(entry.at.as_str()).or_insert(place);
        }
    }
    out
}

fn is_same(a: &Place, b: &Place) -> bool {
    match (a, b) {
        (Place::Indicator { owner: a, .. }, Place::Indicator { owner: b, .. }) => a == b,
        _ => a == b,
    }
}

fn holds_secrets(draft: &Draft) -> bool {
    let mut any = draft.cards.iter().any(|card| card.classified);
    for items in draft.trees.values() {
        tree::each(items, 0, &mut |item, _| any |= item.classified);
    }
    any
}

fn blocks(document: &Document) -> impl Iterator<Item = &Block> {
    document.sheets.iter().flat_map(|sheet| &sheet.blocks)
}

struct Found {
    out: Vec<Printed>,
}

impl Found {
    fn add(&mut self, place: Place, printed: impl Into<String>, own: impl Into<String>) {
        self.out.push(Printed { place, printed: printed.into(), own: own.into() });
    }

    /// The labels above the columns: which column of the draft each of the source's is, and what it was called there.
    fn heads(&mut self, table: &Table, grid: &Grid, place: &Place) -> Vec<Option<usize>> {
        let paths = table.paths();
        let map = columns(&paths, &grid.columns);
        let leaf = |path: &[String]| path.last().cloned().unwrap_or_default();
        let order: Vec<usize> = map.iter().flatten().copied().collect();
        let differs = |(path, own): (&Vec<String>, &Option<usize>)| {
            let label = plain(&leaf(path));
            !label.is_empty() && own.is_none_or(|own| plain(&leaf(&grid.columns[own])) != label)
        };
        if !order.is_sorted() || paths.iter().zip(&map).any(differs) {
            let labels = |paths: &[Vec<String>]| paths.iter().map(|path| leaf(path)).filter(|label| !label.is_empty()).collect::<Vec<_>>().join(" ");
            self.add(place.clone(), labels(&paths), labels(&grid.columns));
        }
        map
    }

    /// A form, cell by cell.
    fn form(&mut self, work: &Workings, table: &Table, grid: &Grid, place: &Place) {
        let map = self.heads(table, grid, place);
        let width = grid.widths.len();
        let scale = if super::form::says_yuan(table) && grid.unit == "万元" { Decimal::from(10_000) } else { Decimal::ONE };
        let serial = work.draft().template.form(form_of(place)).is_some_and(|form| form.serial.is_some());
        let theirs: Vec<Vec<String>> = table
            .body()
            .iter()
            .map(|row| {
                let mut cells = vec![String::new(); width];
                for (text, own) in row.iter().zip(&map) {
                    if let Some(own) = own {
                        cells[*own].clone_from(text);
                    }
                }
                cells
            })
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let ours = grid.body();
        let from = usize::from(serial);
        let name = |row: &Vec<String>| {
            row[from.min(row.len())..].iter().filter(|cell| figure(cell, Decimal::ONE).is_none()).map(|cell| plain(cell)).collect::<String>()
        };
        let codes =
            |row: &Vec<String>| row[from.min(row.len())..].iter().take_while(|cell| !cell.contains('.')).map(|cell| plain(cell)).collect::<String>();
        let keys = |rows: &[Vec<String>]| {
            rows.iter()
                .map(|row| (name(row), codes(row).chars().take(24).collect::<String>()))
                .map(|(name, code)| if name.is_empty() { code } else { name })
                .collect::<Vec<_>>()
        };
        let cells = places_of_cells(work, place, ours.len());
        let joined = |row: &[String]| row[from.min(row.len())..].iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        for pair in align(&keys(&theirs), &keys(&ours)) {
            match pair {
                (Some(n), Some(m)) => {
                    for column in from..width {
                        let (printed, own) = (&theirs[n][column], &ours[m][column]);
                        if !prints_same(printed, own, scale) {
                            let at = cells.get(m).and_then(|row| row.get(column)?.clone()).unwrap_or_else(|| place.clone());
                            self.add(at, printed.clone(), own.clone());
                        }
                    }
                }
                (Some(n), None) => self.add(place.clone(), joined(&theirs[n]), ""),
                // Rows that a form has and that say nothing are no difference.
                (None, Some(m))
                    if ours[m][from..]
                        .iter()
                        .any(|cell| figure(cell, Decimal::ONE).is_some_and(|figure| !figure.is_zero()) && cell.contains('.')) =>
                {
                    self.add(place.clone(), "", joined(&ours[m]));
                }
                _ => {}
            }
        }
    }

    /// The labels of a card, where they are worded otherwise.
    fn labels(&mut self, table: &Table, grid: &Grid, place: &Place) {
        let Some(head) = card::indicator_head(&table.grid) else { return };
        let theirs: Vec<&String> =
            table.grid.rows[..(head + 2).min(table.grid.rows.len())].iter().flatten().filter(|text| !text.is_empty()).collect();
        let printed: BTreeSet<String> = theirs.iter().map(|text| plain(text)).collect();
        let ours: BTreeSet<String> = grid.rows.iter().flat_map(|row| &row.cells).map(|cell| plain(&cell.text)).collect();
        let labels = grid.rows.iter().flat_map(|row| row.cells.iter().filter(move |cell| cell.label || row.kind == GridRowKind::Head));
        for label in labels.filter(|label| !label.text.is_empty() && !printed.contains(&plain(&label.text))) {
            let like = |text: &&&String| likeness(&key(text), &key(&label.text));
            let best = theirs.iter().filter(|text| !ours.contains(&plain(text)) && text.chars().count() < 24).max_by_key(like);
            if let Some(best) = best.filter(|best| like(best) >= 60) {
                self.add(place.clone(), (*best).clone(), label.text.clone());
            }
        }
    }

    /// A project code with blanks inside, which the draft's has not.
    fn code(&mut self, table: &Table, draft: &Draft, id: &str) {
        let field = draft.template.card_field(CardRole::Code);
        let Some((field, card)) = field.zip(draft.card(id)) else { return };
        let own = card.text(field);
        let joined = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let is_parted = |text: &&String| text.trim().contains(char::is_whitespace) && !own.contains(char::is_whitespace) && joined(text) == own;
        if let Some(printed) = table.grid.rows.iter().take(3).flatten().find(is_parted) {
            self.add(Place::CardField { card: id.to_owned(), field: field.to_owned() }, printed.trim(), own);
        }
    }

    /// Entries of the contents.
    fn contents(&mut self, document: &Document, read: &Read<'_>) {
        let mut own: Vec<&str> =
            blocks(document).filter_map(|block| if let Block::Heading(heading) = block { heading.contents.as_deref() } else { None }).collect();
        let mut others = Vec::new();
        for entry in read.entries {
            match own.iter().position(|own| plain(own) == plain(&entry.text)) {
                Some(at) => {
                    own.remove(at);
                }
                None => others.push(entry),
            }
        }
        for entry in others {
            let alike = own.iter().position(|own| key(own) == entry.key || likeness(&key(own), &entry.key) >= 80);
            let own = alike.map(|at| own.remove(at)).unwrap_or_default();
            self.add(Place::Contents, entry.text.clone(), own);
        }
    }

    /// Lines that stand nowhere in the draft.
    fn texts(&mut self, document: &Document, pieces: &[Piece], places: &BTreeMap<&str, &Place>) {
        let mut own: BTreeSet<String> = document.cover.iter().map(|line| plain(&line.text)).collect();
        own.extend(document.contents.iter().map(|text| plain(text)));
        for block in blocks(document) {
            match block {
                Block::Heading(heading) => {
                    own.insert(plain(&heading.text));
                }
                Block::Paragraph(paragraph) => {
                    own.insert(plain(&paragraph.text()));
                }
                Block::Grid(grid) => {
                    let cells = grid.rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.text);
                    own.extend([&grid.title, &grid.right].into_iter().chain(&grid.left).chain(&grid.notes).chain(cells).map(|text| plain(text)));
                }
            }
        }
        let mut all: Option<String> = None;
        for piece in pieces {
            let place = places.get(piece.at.as_str()).copied();
            let lines: Vec<&String> = match &piece.what {
                What::Line(text) => vec![&text.text],
                What::Table(table) if matches!(place, Some(Place::Form(_) | Place::Card(_) | Place::Indicator { .. })) => {
                    [&table.title, &table.right].into_iter().chain(&table.left).chain(&table.notes).collect()
                }
                What::Table(_) => Vec::new(),
            };
            for line in lines {
                let said = plain(line);
                if said.is_empty() || own.contains(&said) {
                    continue;
                }
                // Several lines may have become one.
                let all = all.get_or_insert_with(|| own.iter().map(String::as_str).collect::<Vec<_>>().join("\n"));
                if !all.contains(&said) {
                    self.add(place.cloned().unwrap_or(Place::Identity), line.clone(), "");
                }
            }
        }
    }
}

fn form_of(place: &Place) -> &str {
    if let Place::Form(name) = place { &name.form } else { "" }
}

/// Which column of the draft each of the source's is: the same path, at the same place first; the same label; the same place.
fn columns(theirs: &[Vec<String>], ours: &[Vec<String>]) -> Vec<Option<usize>> {
    let whole = |path: &[String]| path.iter().map(|label| plain(label)).collect::<Vec<_>>().join("·");
    let leaf = |path: &[String]| path.last().map(|label| plain(label)).unwrap_or_default();
    let mut out: Vec<Option<usize>> = vec![None; theirs.len()];
    let mut free = vec![true; ours.len()];
    let passes: [&dyn Fn(usize, usize) -> bool; 4] = [
        &|n, m| n == m && whole(&theirs[n]) == whole(&ours[m]),
        &|n, m| whole(&theirs[n]) == whole(&ours[m]),
        &|n, m| leaf(&theirs[n]) == leaf(&ours[m]),
        &|n, m| n == m,
    ];
    for is in passes {
        for (n, slot) in out.iter_mut().enumerate() {
            if slot.is_none()
                && let Some(m) = (0..ours.len()).find(|m| free[*m] && is(n, *m))
            {
                (*slot, free[m]) = (Some(m), false);
            }
        }
    }
    out
}

/// The figure of a cell, in the unit that is `scale` times as large.
fn figure(text: &str, scale: Decimal) -> Option<Decimal> {
    let text = plain(text).replace(',', "");
    let bracketed = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map(|text| format!("-{text}"));
    bracketed.unwrap_or(text).parse::<Decimal>().ok()?.checked_div(scale)
}

/// Whether two cells print the same: the same words, or the same figure; a dash and a zero are as good as a blank.
fn prints_same(printed: &str, own: &str, scale: Decimal) -> bool {
    let blank = |text: &str| text.chars().all(|c| matches!(c, '—' | '-' | '－' | '/' | '×' | '─' | ' '));
    let nothing = |text: &str| blank(text) || figure(text, Decimal::ONE).is_some_and(|figure| figure.is_zero());
    match (figure(printed, scale), figure(own, Decimal::ONE)) {
        (Some(printed), Some(own)) => printed == own || scale != Decimal::ONE && printed.round_dp(own.scale()) == own,
        _ => plain(printed) == plain(own) || nothing(printed) && nothing(own),
    }
}

/// The places of the cells of a form, by printed row and column.
fn places_of_cells(work: &Workings, place: &Place, rows: usize) -> Vec<Vec<Option<Place>>> {
    let mut out: Vec<Vec<Option<Place>>> = vec![Vec::new(); rows];
    let Some(form) = work.draft().template.form(form_of(place)) else { return out };
    let mut offset = usize::from(form.serial.is_some());
    for pane in &form.panes {
        let columns: Vec<_> = pane.columns.iter().filter(|column| column.print).collect();
        if let Some(at) = work.plan().pane(&pane.name(form)) {
            let totals = &work.totals().panes[at];
            for (row, line) in printed_lines(pane, totals).into_iter().enumerate() {
                let Some(cells) = line.and_then(|line| out.get_mut(line)) else { continue };
                cells.resize(cells.len().max(offset + columns.len()), None);
                let stored = totals.rows[row].stored().and_then(|n| work.draft().rows(&PaneName::of("", form, pane)).get(n));
                let id = stored.map_or_else(|| totals.rows[row].id.clone(), |row| row.id.clone());
                for (n, column) in columns.iter().enumerate() {
                    let column = if column.kind == ColumnKind::Label { String::new() } else { column.id.clone() };
                    cells[offset + n] = Some(Place::Cell { pane: PaneName::of("", form, pane), row: id.clone(), column });
                }
            }
        }
        offset += columns.len();
    }
    out
}

/// Rows of the same name, in order; the others by themselves. Where the two are much too long the longest common run is not looked for.
fn align(theirs: &[String], ours: &[String]) -> Vec<(Option<usize>, Option<usize>)> {
    let head = theirs.iter().zip(ours).take_while(|(a, b)| a == b).count();
    let tail = theirs[head..].iter().rev().zip(ours[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&theirs[head..theirs.len() - tail], &ours[head..ours.len() - tail]);
    let mut out: Vec<(Option<usize>, Option<usize>)> = (0..head).map(|n| (Some(n), Some(n))).collect();
    if a.len() * b.len() > 4_000_000 {
        let longest = a.len().max(b.len());
        out.extend((0..longest).map(|n| ((n < a.len()).then_some(head + n), (n < b.len()).then_some(head + n))));
    } else {
        // most[n][m]: how many rows the rest of a from n and of b from m have in common.
        let mut most = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
        for n in (0..a.len()).rev() {
            for m in (0..b.len()).rev() {
                most[n][m] = if a[n] == b[m] { most[n + 1][m + 1] + 1 } else { most[n + 1][m].max(most[n][m + 1]) };
            }
        }
        let (mut n, mut m) = (0, 0);
        while n < a.len() || m < b.len() {
            if n < a.len() && m < b.len() && a[n] == b[m] {
                out.push((Some(head + n), Some(head + m)));
                (n, m) = (n + 1, m + 1);
            } else if m >= b.len() || n < a.len() && most[n + 1][m] >= most[n][m + 1] {
                out.push((Some(head + n), None));
                n += 1;
            } else {
                out.push((None, Some(head + m)));
                m += 1;
            }
        }
    }
    out.extend((0..tail).map(|n| (Some(theirs.len() - tail + n), Some(ours.len() - tail + n))));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_doubled_and_a_missing_row_stand_by_themselves() {
        let pairs = align(&words("合计 201 201 208 221"), &words("合计 201 208 210 221"));
        assert!(pairs.contains(&(Some(2), None)) || pairs.contains(&(Some(1), None)));
        assert!(pairs.contains(&(None, Some(3))) && pairs.contains(&(Some(4), Some(4))));
        assert_eq!(pairs.len(), 6);
    }

    #[test]
    fn cells_print_the_same_where_they_say_the_same() {
        let same = |a, b| prints_same(a, b, Decimal::ONE);
        assert!(same("1,234.50", "1234.5") && same("—", "") && same("0.00", "") && same("(4.00)", "-4.00"));
        assert!(!same("12.00", "") && !same("约12万", "12.00") && !same("", "523.00"));
        assert!(prints_same("3301500", "330.15", Decimal::from(10_000)));
    }
}
