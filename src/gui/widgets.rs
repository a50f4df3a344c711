//! Small widgets that every view uses: icon buttons, titles, fields that push edits.

use egui::{Button, Id, Response, RichText, TextEdit, Ui};

use super::theme::{self, palette, space};
use crate::amount::{Amount, AmountError};

/// A button with an icon and a word.
pub fn button_ui(ui: &mut Ui, icon: &str, label: &str, enabled: bool) -> Response {
    named_button_ui(ui, icon, label, label, enabled)
}

/// A button with an icon and a word that is shorter than its name.
pub fn named_button_ui(ui: &mut Ui, icon: &str, word: &str, label: &str, enabled: bool) -> Response {
    let mut text = egui::text::LayoutJob::default();
    let format = |font| egui::TextFormat { font_id: font, color: egui::Color32::PLACEHOLDER, valign: egui::Align::Center, ..Default::default() };
    text.append(icon, 0.0, format(theme::icon(theme::size::BODY + 2.0)));
    text.append(word, space::XS, format(theme::body()));
    let response = ui.add_enabled(enabled, Button::new(text));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, label));
    response
}

/// A small button with a sign of the text font, where the icon font has none; `label` is its name and tooltip.
pub fn sign_button_ui(ui: &mut Ui, sign: &str, label: &str, enabled: bool) -> Response {
    let response = ui.add_enabled(enabled, Button::new(RichText::new(sign).font(theme::body())).frame(false));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, label));
    response.on_hover_text(label)
}

/// A button with only an icon; `label` is its name and tooltip.
pub fn icon_button_ui(ui: &mut Ui, icon: &str, label: &str, enabled: bool) -> Response {
    let response = ui.add_enabled(enabled, Button::new(RichText::new(icon).font(theme::icon(theme::size::BODY + 1.0))).frame(false));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, label));
    response.on_hover_text(label)
}

/// A small button that opens a menu of what else can be done with something; `label` is its name.
pub fn more_ui(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui)) {
    let button = Button::new(RichText::new("…").font(theme::bold(theme::size::BODY))).frame(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(140.0);
        content(ui);
    });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
    response.on_hover_text(label);
}

/// A line of a menu; it closes the menu.
pub fn entry_ui(ui: &mut Ui, icon: &str, label: &str, enabled: bool) -> bool {
    let clicked = button_ui(ui, icon, label, enabled).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

/// The title of a view with a line of side remarks below.
pub fn title_ui(ui: &mut Ui, title: &str, remark: &str) {
    ui.label(RichText::new(title).font(theme::bold(theme::size::TITLE)));
    if !remark.is_empty() {
        let weak = palette(ui).weak;
        ui.label(RichText::new(remark).color(weak).small());
    }
    ui.add_space(space::S);
}

/// The heading of a group of fields.
pub fn group_ui(ui: &mut Ui, title: &str) {
    ui.add_space(space::M);
    ui.label(RichText::new(title).font(theme::bold(theme::size::BODY + 1.0)));
    ui.add_space(space::XS);
}

/// A text field over a value of the draft; the new text when it was changed. `name` is unique in the window.
pub fn text_ui(ui: &mut Ui, id: Id, name: &str, value: &str, hint: &str, lines: usize) -> Option<String> {
    let mut text = value.to_owned();
    let edit = if lines > 1 { TextEdit::multiline(&mut text).desired_rows(lines) } else { TextEdit::singleline(&mut text) };
    let response = ui.add(edit.id(id).desired_width(f32::INFINITY).hint_text(hint.to_owned()).margin(egui::Margin::symmetric(8, 6)));
    ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
    response.changed().then_some(text)
}

/// What an amount field has to say.
pub enum AmountTyped {
    /// Nothing new.
    Same,
    /// Another amount; `None` is blank.
    Changed(Option<Amount>),
}

/// A field for a figure of the draft. What is typed takes effect with every key; what is no amount is said below the
/// field in red while the old value stays.
pub fn amount_ui(ui: &mut Ui, id: Id, name: &str, value: Option<Amount>, read: &dyn Fn(&str) -> Result<Option<Amount>, AmountError>) -> AmountTyped {
    // What stands in the field counts while it is what the draft has; undo changes that under it.
    let focused = ui.memory(|memory| memory.has_focus(id));
    let kept = focused.then(|| ui.data(|data| data.get_temp::<(String, Option<Amount>)>(id))).flatten();
    let kept = kept.filter(|(_, meant)| *meant == value).map(|(text, _)| text);
    let mut text = kept.unwrap_or_else(|| value.map(|value| value.to_string()).unwrap_or_default());
    let mut typed = AmountTyped::Same;
    ui.vertical(|ui| {
        let edit = TextEdit::singleline(&mut text).id(id).desired_width(f32::INFINITY);
        let response = ui.add(edit.align(egui::Align2::RIGHT_CENTER).margin(egui::Margin::symmetric(8, 6)));
        ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
        let parsed = read(&text);
        if response.changed() {
            let meant = parsed.as_ref().ok().copied().unwrap_or(value);
            ui.data_mut(|data| data.insert_temp(id, (text.clone(), meant)));
            if let Ok(amount) = &parsed
                && *amount != value
            {
                typed = AmountTyped::Changed(*amount);
            }
        }
        if response.lost_focus() {
            ui.data_mut(|data| data.remove_temp::<(String, Option<Amount>)>(id));
        }
        if let (true, Err(reason)) = (response.has_focus(), &parsed) {
            let error = palette(ui).error;
            ui.label(RichText::new(reason.to_string()).color(error).small());
        }
    });
    typed
}
