//! The keys of a grid, taken out of the input before its text field sees them.

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
