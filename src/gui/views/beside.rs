//! Above a view: what a document that is compared says otherwise there, words changed inside a text marked. In forms the cells are
//! marked themselves.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Label, RichText, ScrollArea, Stroke, Ui};

use crate::compare::{Change, ChangeKind, is_long, words};
use crate::gui::command::{Action, Command};
use crate::gui::compare::Beside;
use crate::gui::theme::{self, Palette, palette, space};
use crate::session::View;

/// Draws the strip, if anything is said otherwise in the view.
pub(super) fn beside_ui(ui: &mut Ui, view: &View, beside: &Beside, actions: &mut Vec<Action>) {
    let own: Vec<(usize, &Change)> = if matches!(view, View::Form(_)) { Vec::new() } else { beside.in_view(view).collect() };
    if own.is_empty() {
        return;
    }
    let colours = palette(ui);
    ui.label(RichText::new(format!("“{}”的这一部分有{}处不同", beside.name, own.len())).color(colours.accent));
    ScrollArea::vertical().id_salt("beside").max_height(132.0).show(ui, |ui| {
        for (n, change) in own {
            ui.horizontal_top(|ui| {
                if ui.add_enabled(!change.secret, egui::Button::new("采用那一份的").small()).clicked() {
                    actions.push(Action::Command(Command::TakeOver(vec![n])));
                }
                ui.vertical(|ui| {
                    ui.label(RichText::new(format!("{}　{}", change.kind.label(), change.said)).small().color(colours.weak));
                    ui.add(Label::new(both(change, colours, f32::INFINITY)).wrap());
                });
            });
            ui.add_space(space::XS);
        }
    });
    ui.add_space(space::XS);
}

/// Both values in one: words inside a text marked, others one after the other. In a line (of a `width`) a long text begins near its
/// first difference.
pub fn both(change: &Change, colours: &Palette, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let line = width.is_finite();
    let plain = TextFormat { font_id: theme::body(), color: colours.ink, ..Default::default() };
    let shown = |text: &str| if line { text.replace('\n', " ") } else { text.to_owned() };
    if change.kind == ChangeKind::Changed && is_long(change) {
        let gone = TextFormat { color: colours.error, strikethrough: Stroke::new(1.0, colours.error), ..plain.clone() };
        let come = TextFormat { color: colours.good, underline: Stroke::new(1.0, colours.good), ..plain.clone() };
        for (n, piece) in words(&change.before, &change.after).into_iter().enumerate() {
            let format = match piece.kind {
                None => plain.clone(),
                Some(ChangeKind::Removed) => gone.clone(),
                Some(_) => come.clone(),
            };
            let mut text = shown(&piece.text);
            let skip = text.chars().count().saturating_sub(10);
            if line && n == 0 && piece.kind.is_none() && skip > 0 {
                text = std::iter::once('…').chain(text.chars().skip(skip)).collect();
            }
            job.append(&text, 0.0, format);
        }
    } else {
        let blank = |text: &str| if text.is_empty() { "（空）".to_owned() } else { shown(text) };
        let weak = TextFormat { color: colours.weak, ..plain.clone() };
        job.append(&blank(&change.before), 0.0, weak.clone());
        job.append("　→　", 0.0, weak);
        job.append(&blank(&change.after), 0.0, plain);
    }
    if line {
        job.wrap = TextWrapping::truncate_at_width(width);
    }
    job
}
