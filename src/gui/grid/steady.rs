//! The input method stays with the grid while the keyboard goes from cell to cell.
//!
//! egui takes the focus from its text field with each click beside it and gives it back a moment later. Each time the input method is switched off and on, so
//! that what was being composed is lost and Pinyin has to be turned on anew. Where the grid has the keyboard again in the same frame, nobody is told.

use egui::output::IMEOutput;
use egui::{Context, FullOutput, Id, Plugin};

/// Looks after the input method.
#[derive(Debug, Default)]
pub struct Steady {
    last: Option<IMEOutput>,
}

/// The grid has the keyboard in this frame, whatever has been clicked.
pub(super) fn keep(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(mark(), true));
}

fn mark() -> Id {
    Id::unique("the grid keeps the keyboard")
}

impl Plugin for Steady {
    fn debug_name(&self) -> &'static str {
        "steady input method"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        let kept = ctx.data_mut(|data| data.remove_temp::<bool>(mark())).unwrap_or_default();
        let ime = &mut output.platform_output.ime;
        if kept {
            *ime = ime.map(|ime| IMEOutput { should_interrupt_composition: false, ..ime }).or(self.last);
        }
        self.last = *ime;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_from_cell_to_cell_does_not_switch_the_input_method_off() {
        let ctx = Context::default();
        let rect = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(10.0, 10.0));
        let on = IMEOutput { purpose: egui::IMEPurpose::Normal, rect, cursor_rect: rect, should_interrupt_composition: true };
        let mut steady = Steady::default();
        let mut frame = |ime: Option<IMEOutput>, kept: bool| {
            if kept {
                keep(&ctx);
            }
            let mut output = FullOutput::default();
            output.platform_output.ime = ime;
            steady.output_hook(&ctx, &mut output);
            output.platform_output.ime
        };
        assert!(frame(Some(on), true).is_some_and(|ime| !ime.should_interrupt_composition));
        assert!(frame(None, true).is_some(), "the focus is between two cells");
        assert!(frame(None, false).is_none(), "it has gone elsewhere");
        assert!(frame(None, true).is_none(), "and nothing is made up");
    }
}
