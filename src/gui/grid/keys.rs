//! The keys of a grid, taken out of the input before its text field sees them.

use egui::{Event, Key, Modifiers, Ui};

use super::Mode;

/// A key press with a meaning for the grid.
pub(super) enum GridKey {
    Move(Move),
    /// The selection goes on to there.
    Reach(Move),
    All,
    /// The rows, the columns of what is selected as a whole.
    Rows,
    Columns,
    /// The first row goes into those below, or the first column into those at the right.
    Fill {
        right: bool,
    },
    Edit,
    Cancel,
    Clear,
    Copy {
        cut: bool,
    },
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
    /// As Enter goes on, and Shift+Enter back.
    Below,
    Above,
    Stay,
    PageUp,
    PageDown,
    Home,
    End,
    Top,
    Bottom,
    /// To the end of what is filled.
    EdgeUp,
    EdgeDown,
    EdgeLeft,
    EdgeRight,
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
            // Shift with the space bar selects and types nothing.
            if matches!((&event, taken.last()), (Event::Text(text), Some(GridKey::Rows)) if text == " ") {
                continue;
            }
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
    if modifiers.alt {
        return None;
    }
    if navigating && let Some(key) = selecting(key, modifiers) {
        return Some(key);
    }
    // Within a text Shift selects characters.
    let is_arrow = matches!(key, Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight);
    if (modifiers.command && !matches!(key, Key::Home | Key::End)) || (modifiers.shift && is_arrow) {
        return None;
    }
    let to = match key {
        Key::Enter if modifiers.shift => Move::Above,
        Key::Enter => Move::Below,
        Key::Tab if modifiers.shift => Move::Previous,
        Key::Tab => Move::Next,
        Key::ArrowUp => Move::Up,
        Key::ArrowDown => Move::Down,
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

/// Keys about more than one cell, and those that go far.
fn selecting(key: Key, modifiers: Modifiers) -> Option<GridKey> {
    let Modifiers { shift, command, .. } = modifiers;
    let to = match key {
        Key::A if command && !shift => return Some(GridKey::All),
        Key::D if command && !shift => return Some(GridKey::Fill { right: false }),
        Key::R if command && !shift => return Some(GridKey::Fill { right: true }),
        Key::Space if shift && !command => return Some(GridKey::Rows),
        Key::Space if command && !shift => return Some(GridKey::Columns),
        Key::ArrowUp if command => Move::EdgeUp,
        Key::ArrowDown if command => Move::EdgeDown,
        Key::ArrowLeft if command => Move::EdgeLeft,
        Key::ArrowRight if command => Move::EdgeRight,
        Key::ArrowUp if shift => Move::Up,
        Key::ArrowDown if shift => Move::Down,
        Key::ArrowLeft if shift => Move::Left,
        Key::ArrowRight if shift => Move::Right,
        Key::PageUp if shift && !command => Move::PageUp,
        Key::PageDown if shift && !command => Move::PageDown,
        Key::Home if shift && command => Move::Top,
        Key::End if shift && command => Move::Bottom,
        Key::Home if shift => Move::Home,
        Key::End if shift => Move::End,
        _ => return None,
    };
    Some(if shift { GridKey::Reach(to) } else { GridKey::Move(to) })
}
