//! Tables drawn with `+---+` and `|`, as our own text export draws them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::RawGrid;
use crate::model::Span;

/// What stands drawn at a line.
pub(super) enum Drawn {
    /// A table, and the line behind it.
    Table(RawGrid, usize),
    /// No table, though so many lines were looked at.
    Nothing(usize),
    /// More rows and columns than are read.
    TooLarge(usize, usize),
}

fn is_rule(line: &str) -> bool {
    line.len() > 2 && line.starts_with('+') && line.ends_with('+') && line.bytes().all(|c| matches!(c, b'+' | b'-'))
}

/// The table that begins at a line; one that may have so many cells.
pub(super) fn drawn_table(lines: &[&str], from: usize, most: usize) -> Drawn {
    if !is_rule(lines[from].trim_end()) {
        return Drawn::Nothing(0);
    }
    let end = from + lines[from..].iter().take_while(|line| is_rule(line.trim_end()) || line.starts_with('|')).count();
    let rows = lines[from..end].iter().filter(|line| line.starts_with('|')).count();
    let columns = lines[from].matches('+').count() - 1;
    if rows.saturating_mul(columns) > most {
        return Drawn::TooLarge(rows, columns);
    }
    table(lines, from, end).map_or(Drawn::Nothing(end - from), |grid| Drawn::Table(grid, end))
}

fn table(lines: &[&str], from: usize, end: usize) -> Option<RawGrid> {
    let rule = lines[from].trim_end();
    let edges: Vec<usize> = rule.char_indices().filter(|(_, c)| *c == '+').map(|(at, _)| at).collect();
    let width = edges.len() - 1;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut spans = Vec::new();
    let body: Vec<&str> = lines[from..end].iter().map(|line| line.trim_end()).collect();
    // Rules stand between all rows where a cell is wrapped or reaches down; else each line is a row.
    let ruled = body.iter().filter(|line| is_rule(line)).count() > 3;
    // How wide the last line of each cell is: a full one was wrapped, and goes on without a break.
    let mut filled = vec![0; width];
    let mut open = false;
    for line in &body[1..] {
        if is_rule(line) {
            open = false;
            continue;
        }
        let pieces = pieces(line, &edges)?;
        let wrapped = |piece: &Piece| piece.text.is_empty() || filled[piece.column] + 1 >= piece.room;
        if !(open && (ruled || pieces.iter().all(wrapped))) {
            let at = rows.len();
            rows.push(vec![String::new(); width]);
            filled.fill(0);
            spans.extend(pieces.iter().filter(|piece| piece.columns > 1).map(|piece| Span {
                row: at,
                column: piece.column,
                rows: 1,
                columns: piece.columns,
            }));
        }
        open = true;
        let row = rows.last_mut()?;
        for piece in pieces {
            let cell = &mut row[piece.column];
            if !cell.is_empty() && !piece.text.is_empty() && filled[piece.column] + 1 < piece.room {
                cell.push('\n');
            }
            cell.push_str(&piece.text);
            filled[piece.column] = piece.text.width_cjk();
        }
    }
    rows.iter_mut().flatten().for_each(|cell| *cell = cell.trim().to_owned());
    (!rows.is_empty()).then(|| RawGrid { rows, spans, ..RawGrid::default() })
}

struct Piece {
    column: usize,
    columns: usize,
    room: usize,
    text: String,
}

/// A drawn line cut at its bars, each of which stands at an edge of the rule.
fn pieces(line: &str, edges: &[usize]) -> Option<Vec<Piece>> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut from = 0;
    let mut text = String::new();
    for (n, c) in line.chars().enumerate() {
        if c == '|'
            && n > 0
            && let Ok(last) = edges.binary_search(&at)
        {
            let column = edges.binary_search(&from).ok()?;
            // A wrapped cell may end in a blank that is its own only where it is full; drawn blanks are dropped.
            let room = (at - from).saturating_sub(3);
            let inner = text.strip_prefix(' ').unwrap_or(&text);
            out.push(Piece { column, columns: last - column, room, text: inner.trim().to_owned() });
            text.clear();
            from = at;
        } else if n > 0 {
            text.push(c);
        }
        at += UnicodeWidthChar::width_cjk(c).unwrap_or(0);
    }
    text.trim().is_empty().then_some(out)
}
