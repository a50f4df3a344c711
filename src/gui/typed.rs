//! The one way in for what is typed, pasted or composed with an input method: every field of the window gets its text from these events.

use egui::{Context, Event, ImeEvent};

use crate::characters::clean_in;

/// Takes out the characters that nobody can see.
pub fn clean_typed(ctx: &Context) {
    ctx.input_mut(|input| {
        for event in &mut input.events {
            if let Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) = event {
                clean_in(text);
            }
        }
    });
}
