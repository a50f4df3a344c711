//! Running text with linked figures: a figure reads as it is printed and is one piece for the caret; what stands in braces is never seen.
//!
//! `chips` is the text as it is edited, `field` the field itself, `cite` what a figure can be linked by: `=` and a name, the offer for a number
//! that equals a cell, last year's and the like.

mod chips;
mod cite;
mod field;

pub use chips::Chips;
pub use cite::cite_ui;
pub use field::{Field, caret_line, field_ui};

use egui::Ui;

use crate::gui::command::Action;
use crate::session::Session;

/// The field with what can be said of its figures below it while it is worked at; the new text where it was changed.
pub fn linked_ui(ui: &mut Ui, field: &Field<'_>, session: &Session, actions: &mut Vec<Action>) -> Option<String> {
    let typed = field_ui(ui, field, session);
    let linked = ui.memory(|memory| memory.has_focus(field.id)).then(|| cite_ui(ui, field.id, field.value, session, actions)).flatten();
    typed.or(linked)
}
