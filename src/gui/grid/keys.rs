//! The keys of a grid, taken out of the input before its text field sees them; tables on the clipboard.

use egui::{Event, Key, Modifiers, Ui};

use super::Mode;

/// A key press with a meaning for the grid.
pub(super) enum GridKey {
    Move(Move),
    Edit,
    Cancel,
    Clear,
    Copy { cut: bool },
    Paste(String),
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Up,
    Down,
    Left,
    Right,
    Next,
    Previous,
    Stay,
    PageUp,
    PageDown,
    Home,
    End,
    Top,
    Bottom,
}

/// Takes the grid's keys out of the events of this frame, in their order.
///
/// In a slow frame a text and the Enter behind it come together. The text field has to see the text first, so what
/// follows a text is put off (`later`) to the next frame.
pub(super) fn take(ui: &Ui, mode: Mode, later: &mut Vec<Event>) -> Vec<GridKey> {
    let mut taken = Vec::new();
    ui.input_mut(|input| {
        let mut events = std::mem::take(later);
        events.append(&mut input.events);
        // An input method at work keeps its keys.
        let composing = events.iter().any(|event| matches!(event, Event::Ime(_)));
        let mut typed = false;
        for event in events {
            let key = if composing { None } else { meaning(&event, mode) };
            match key {
                _ if !later.is_empty() && is_typing(&event) => later.push(event),
                Some(_) if typed => later.push(event),
                Some(key) => {
                    // What follows F2 is typed into the open cell.
                    typed |= matches!(key, GridKey::Edit);
                    taken.push(key);
                }
                None => {
                    typed |= is_typing(&event);
                    input.events.push(event);
                }
            }
        }
    });
    if !later.is_empty() {
        ui.ctx().request_repaint();
    }
    taken
}

/// Whether an event is for whatever has the keyboard.
fn is_typing(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Ime(_) | Event::Paste(_) | Event::Copy | Event::Cut | Event::Key { pressed: true, .. })
}

fn meaning(event: &Event, mode: Mode) -> Option<GridKey> {
    let navigating = mode == Mode::Navigate;
    match event {
        Event::Copy if navigating => Some(GridKey::Copy { cut: false }),
        Event::Cut if navigating => Some(GridKey::Copy { cut: true }),
        Event::Paste(text) if navigating => Some(GridKey::Paste(text.clone())),
        Event::Key { key, pressed: true, modifiers, .. } => pressed(*key, *modifiers, mode),
        _ => None,
    }
}

fn pressed(key: Key, modifiers: Modifiers, mode: Mode) -> Option<GridKey> {
    let navigating = mode == Mode::Navigate;
    if modifiers.alt || (modifiers.command && !matches!(key, Key::Home | Key::End)) {
        return None;
    }
    let to = match key {
        Key::Enter if modifiers.shift => Move::Up,
        Key::Tab if modifiers.shift => Move::Previous,
        Key::Tab => Move::Next,
        Key::ArrowUp => Move::Up,
        Key::Enter | Key::ArrowDown => Move::Down,
        Key::ArrowLeft if mode != Mode::Edit => Move::Left,
        Key::ArrowRight if mode != Mode::Edit => Move::Right,
        Key::PageUp => Move::PageUp,
        Key::PageDown => Move::PageDown,
        Key::Home if navigating && modifiers.command => Move::Top,
        Key::End if navigating && modifiers.command => Move::Bottom,
        Key::Home if navigating => Move::Home,
        Key::End if navigating => Move::End,
        Key::F2 if navigating => return Some(GridKey::Edit),
        Key::F2 => Move::Stay,
        Key::Delete | Key::Backspace if navigating => return Some(GridKey::Clear),
        Key::Escape => return Some(GridKey::Cancel),
        _ => return None,
    };
    Some(GridKey::Move(to))
}

/// A clipboard text as rows of cells: tabs and line ends, with quotes round cells that hold these themselves. A cell is quoted only where its last
/// quote stands before a tab or the line's end: `"三公"经费` has quotes of its own. Empty lines are rows, too: a column copied with gaps keeps
/// its gaps.
pub(super) fn table_of(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let mut rest = text;
    // Quotes that nothing closes are sought once only.
    let mut closes = true;
    loop {
        let quoted = if closes && rest.starts_with('"') { quoted(rest) } else { None };
        closes &= quoted.is_some() || !rest.starts_with('"') || rest[1..].contains('"');
        let (cell, behind) = quoted.unwrap_or_else(|| {
            let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
            (
                rest[..end].strip_suffix('\r').filter(|_| rest[end..].starts_with('\n') || end == rest.len()).unwrap_or(&rest[..end]).to_owned(),
                &rest[end..],
            )
        });
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        match behind.as_bytes().first() {
            Some(b'\t') => {}
            Some(_) => rows.push(Vec::new()),
            None => break,
        }
        rest = &behind[1..];
    }
    // The last line's end is no row.
    if rows.len() > 1 && rows.last().is_some_and(|row| row.len() == 1 && row[0].is_empty()) {
        rows.pop();
    }
    rows
}

/// A cell in quotes, and what follows it; `None` where the quotes are its own.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let (piece, behind) = rest.split_once('"')?;
        cell.push_str(piece);
        if let Some(more) = behind.strip_prefix('"') {
            cell.push('"');
            rest = more;
            continue;
        }
        let end = behind.strip_prefix('\r').filter(|rest| rest.is_empty() || rest.starts_with('\n')).unwrap_or(behind);
        return (end.is_empty() || end.starts_with(['\t', '\n'])).then_some((cell, end));
    }
}

#[cfg(test)]
mod tests {
    use super::table_of;

    #[test]
    fn a_table_from_a_spreadsheet_keeps_its_cells() {
        assert_eq!(table_of("1\t2\r\n3\t\r\n"), [["1", "2"], ["3", ""]]);
        assert_eq!(table_of("\"两\n行\"\tb"), [["两\n行", "b"]]);
        assert_eq!(table_of("12.5"), [["12.5"]]);
        assert_eq!(table_of("1\r\n\r\n3\r\n"), [["1"], [""], ["3"]]);
        assert_eq!(table_of("\"他说\"\"好\"\"\"\t2"), [["他说\"好\"", "2"]]);
        assert_eq!(table_of("\"两\r\n行\"\r\n3\r\n"), [["两\r\n行"], ["3"]]);
    }

    #[test]
    fn quotes_of_a_cell_s_own_stay() {
        assert_eq!(table_of("\"三公\"经费\t12.5\n\"两\n行\"\t3"), [["\"三公\"经费", "12.5"], ["两\n行", "3"]]);
        assert_eq!(table_of("5\" 屏\t\"甲\t乙"), [["5\" 屏", "\"甲", "乙"]]);
        assert_eq!(table_of("\"一\"、\"二\"\t1"), [["\"一\"、\"二\"", "1"]]);
        let begun = std::time::Instant::now();
        assert_eq!(table_of(&"\"甲\t1\n".repeat(20_000)).len(), 20_000);
        assert!(begun.elapsed() < std::time::Duration::from_secs(1), "{:?}", begun.elapsed());
    }
}
