//! What a sheet's file says of its cells beside their values: rows and columns that are hidden, zeros that are not shown, formulas without a result.
//! The library for sheets tells none of it.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::package::{attribute, local};

/// What is hidden in a sheet, counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    /// Rows.
    pub rows: Ranges,
    /// Columns.
    pub columns: Ranges,
    /// Cells that are 0 look blank.
    pub zeros: bool,
}

/// Rows or columns from and to, each range behind the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    /// Adds some; what stands before the last ones is a damaged file's and left out.
    pub(super) fn push(&mut self, from: u32, to: u32) {
        match self.0.last_mut() {
            Some((_, last)) if from <= *last => {}
            Some((_, last)) if last.checked_add(1) == Some(from) => *last = to.max(from),
            _ => self.0.push((from, to.max(from))),
        }
    }

    pub(super) fn contains(&self, n: u32) -> bool {
        let at = self.0.partition_point(|(_, to)| *to < n);
        self.0.get(at).is_some_and(|(from, _)| *from <= n)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first of some that is none of these.
    pub(super) fn first_beside(&self, from: u32, to: u32) -> Option<u32> {
        let mut n = from;
        while n <= to {
            let at = self.0.partition_point(|(_, to)| *to < n);
            match self.0.get(at).filter(|(from, _)| *from <= n) {
                Some((_, last)) => n = last.checked_add(1)?,
                None => return Some(n),
            }
        }
        None
    }
}

impl Hidden {
    /// With everything outside an area.
    pub(super) fn beyond(&self, start: (u32, u32), end: (u32, u32)) -> Self {
        let within = |own: &Ranges, from: u32, to: u32| {
            let mut out = Ranges::default();
            if let Some(before) = from.checked_sub(1) {
                out.push(0, before);
            }
            for (first, last) in &own.0 {
                if *last >= from && *first <= to {
                    out.push((*first).max(from), (*last).min(to));
                }
            }
            out.push(to.saturating_add(1), u32::MAX);
            out
        };
        Self { rows: within(&self.rows, start.0, end.0), columns: within(&self.columns, start.1, end.1), zeros: self.zeros }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }
}

/// What the file of a sheet says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// What is hidden.
    pub hidden: Hidden,
    /// How many formulas in a row have no result.
    pub formulas: BTreeMap<u32, usize>,
    /// There are pictures or charts on it.
    pub drawn: bool,
}

/// The look of each sheet by its part of the file, while the parts are gone through.
#[derive(Clone, Debug, Default)]
pub(super) struct Looking {
    look: Look,
    is_sheet: bool,
    row: Option<u32>,
    cell: Cell,
}

/// Of the cell that is open: a formula, a value, and whether that is being read.
#[derive(Clone, Debug, Default)]
struct Cell {
    formula: bool,
    value: bool,
    inside: bool,
}

impl Looking {
    pub(super) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(element) => self.start(element),
            Event::Empty(element) => {
                self.start(element);
                self.end(local(element.name().as_ref()));
            }
            Event::End(element) => self.end(local(element.name().as_ref())),
            Event::Text(text) if self.cell.inside => self.cell.value |= !text.trim().is_empty(),
            Event::CData(_) | Event::GeneralRef(_) if self.cell.inside => self.cell.value = true,
            _ => {}
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        let name = local(name.as_ref());
        if !self.is_sheet {
            self.is_sheet = name == "worksheet";
            return;
        }
        let on = |name: &str| matches!(attribute(element, name).as_deref(), Some("1" | "true" | "on"));
        let flat = |name: &str| attribute(element, name).and_then(|size| size.parse::<f32>().ok()).is_some_and(|size| size <= 0.0);
        match name {
            "sheetView" => self.look.hidden.zeros |= matches!(attribute(element, "showZeros").as_deref(), Some("0" | "false" | "off")),
            "col" if on("hidden") || flat("width") => {
                let number = |name: &str| attribute(element, name).and_then(|n| n.parse::<u32>().ok()).and_then(|n| n.checked_sub(1));
                if let (Some(from), Some(to)) = (number("min"), number("max")) {
                    self.look.hidden.columns.push(from, to);
                }
            }
            "row" => {
                let told = attribute(element, "r").and_then(|n| n.parse::<u32>().ok()).and_then(|n| n.checked_sub(1));
                let row = told.unwrap_or_else(|| self.row.map_or(0, |row| row.saturating_add(1)));
                self.row = Some(row);
                if on("hidden") || flat("ht") {
                    self.look.hidden.rows.push(row, row);
                }
            }
            // A text is a result, too, if it is empty.
            "c" => self.cell = Cell { value: attribute(element, "t").as_deref() == Some("str"), ..Cell::default() },
            "f" => self.cell.formula = true,
            "drawing" | "picture" => self.look.drawn = true,
            "v" | "is" => self.cell.inside = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "v" | "is" => self.cell.inside = false,
            "c" if std::mem::take(&mut self.cell.formula) && !self.cell.value => {
                *self.look.formulas.entry(self.row.unwrap_or(0)).or_default() += 1;
            }
            _ => {}
        }
    }

    /// What was seen; `None` where the part is no sheet.
    pub(super) fn done(self) -> Option<Look> {
        self.is_sheet.then_some(self.look)
    }
}

/// Rows or columns by their numbers, counted from 1, those beside one another together: 第3行、第7—9行.
pub(super) fn ranges(numbers: &[u32], name: impl Fn(u32) -> String) -> String {
    const TOLD: usize = 6;
    let mut out: Vec<(u32, u32)> = Vec::new();
    for n in numbers {
        match out.last_mut().filter(|(_, to)| to.checked_add(1) == Some(*n)) {
            Some((_, to)) => *to = *n,
            None => out.push((*n, *n)),
        }
    }
    let told: Vec<String> =
        out.iter().take(TOLD).map(|(from, to)| if from == to { name(*from) } else { format!("{}—{}", name(*from), name(*to)) }).collect();
    format!("{}{}", told.join("、"), if out.len() > TOLD { "等" } else { "" })
}

/// The name of a column: A, B, … Z, AA.
pub(super) fn letters(column: u32) -> String {
    let (mut n, mut out) = (column + 1, Vec::new());
    while n > 0 {
        n -= 1;
        out.push(char::from(b'A' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    out.into_iter().rev().collect()
}
