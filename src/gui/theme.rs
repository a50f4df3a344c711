//! The look of the window: colours, type scale, spacing scale. Colours stand nowhere else.
#![allow(clippy::disallowed_methods)] // this is the one place that makes colours

use std::sync::Arc;

use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Theme, Ui, Vec2};

use crate::fonts;

/// Text sizes.
pub mod size {
    /// Marks and side remarks.
    pub const SMALL: f32 = 12.5;
    /// Everything that is read or typed.
    pub const BODY: f32 = 14.5;
    /// Titles of views.
    pub const TITLE: f32 = 20.0;
    /// The start page's name.
    pub const DISPLAY: f32 = 32.0;
}

/// Distances, each for one purpose everywhere.
pub mod space {
    /// Between a mark and its word.
    pub const XS: f32 = 4.0;
    /// Between neighbours.
    pub const S: f32 = 8.0;
    /// Between groups.
    pub const M: f32 = 16.0;
    /// Around a view.
    pub const L: f32 = 24.0;
}

/// Height of a grid row.
pub const ROW: f32 = 28.0;

/// Height of a line of running text.
pub const LINE: f32 = 24.0;

/// The colours of one theme, named for what they mean.
#[derive(Debug)]
pub struct Palette {
    /// Behind panels.
    pub ground: Color32,
    /// Behind what is read and typed.
    pub paper: Color32,
    /// Behind table heads.
    pub head: Color32,
    /// Behind computed cells.
    pub computed: Color32,
    /// Behind cells that cannot be filled in.
    pub closed: Color32,
    /// Behind overrides.
    pub adjusted: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Text.
    pub ink: Color32,
    /// Side remarks.
    pub weak: Color32,
    /// Selection, links, main buttons.
    pub accent: Color32,
    /// Behind what is selected.
    pub selected: Color32,
    /// Errors.
    pub error: Color32,
    /// What wants a look.
    pub warning: Color32,
    /// What is done.
    pub good: Color32,
    /// Parts of a chart, one beside the other.
    pub series: [Color32; 4],
}

const LIGHT: Palette = Palette {
    ground: Color32::from_rgb(0xF4, 0xF5, 0xF7),
    paper: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    head: Color32::from_rgb(0xDF, 0xE5, 0xEC),
    computed: Color32::from_rgb(0xEE, 0xF1, 0xF5),
    closed: Color32::from_rgb(0xE7, 0xE9, 0xEC),
    adjusted: Color32::from_rgb(0xFD, 0xF3, 0xDC),
    line: Color32::from_rgb(0xD9, 0xDE, 0xE4),
    ink: Color32::from_rgb(0x1F, 0x29, 0x33),
    weak: Color32::from_rgb(0x66, 0x70, 0x7C),
    accent: Color32::from_rgb(0x1F, 0x5F, 0x99),
    selected: Color32::from_rgb(0xDC, 0xE9, 0xF5),
    error: Color32::from_rgb(0xB4, 0x2B, 0x21),
    warning: Color32::from_rgb(0x9A, 0x67, 0x0A),
    good: Color32::from_rgb(0x2C, 0x74, 0x50),
    series: [
        Color32::from_rgb(0x3A, 0x7C, 0xB8),
        Color32::from_rgb(0xD9, 0x8A, 0x2B),
        Color32::from_rgb(0x4F, 0x9A, 0x72),
        Color32::from_rgb(0x8C, 0x6B, 0xB1),
    ],
};

const DARK: Palette = Palette {
    ground: Color32::from_rgb(0x1B, 0x1F, 0x24),
    paper: Color32::from_rgb(0x23, 0x28, 0x2E),
    head: Color32::from_rgb(0x2C, 0x33, 0x3B),
    computed: Color32::from_rgb(0x27, 0x2D, 0x34),
    closed: Color32::from_rgb(0x1F, 0x24, 0x29),
    adjusted: Color32::from_rgb(0x45, 0x3A, 0x20),
    line: Color32::from_rgb(0x3B, 0x43, 0x4C),
    ink: Color32::from_rgb(0xE3, 0xE7, 0xEB),
    weak: Color32::from_rgb(0x97, 0xA2, 0xAE),
    accent: Color32::from_rgb(0x7F, 0xB5, 0xE6),
    selected: Color32::from_rgb(0x2B, 0x44, 0x5C),
    error: Color32::from_rgb(0xF0, 0x8A, 0x80),
    warning: Color32::from_rgb(0xE3, 0xB3, 0x5A),
    good: Color32::from_rgb(0x7C, 0xC4, 0x9C),
    series: [
        Color32::from_rgb(0x6F, 0xAA, 0xDF),
        Color32::from_rgb(0xE0, 0xA5, 0x52),
        Color32::from_rgb(0x74, 0xBE, 0x97),
        Color32::from_rgb(0xB5, 0x97, 0xD8),
    ],
};

/// The colours of the theme that `ui` is drawn in.
#[must_use]
pub fn palette(ui: &Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// The colours of the theme that is shown.
#[must_use]
pub fn of(ctx: &egui::Context) -> &'static Palette {
    if ctx.theme() == Theme::Dark { &DARK } else { &LIGHT }
}

/// Paper, in both themes: a page is white.
pub const PAGE: Color32 = Color32::WHITE;

/// A picture as it is.
pub const UNTINTED: Color32 = Color32::WHITE;

/// No colour at all.
pub const CLEAR: Color32 = Color32::TRANSPARENT;

/// A bold font; egui's `strong` only changes the colour.
#[must_use]
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("bold".into()))
}

/// The icon font.
#[must_use]
pub fn icon(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// The body font.
#[must_use]
pub fn body() -> FontId {
    FontId::proportional(size::BODY)
}

/// Installs fonts and both themes.
pub fn install(ctx: &egui::Context) {
    let mut definitions = FontDefinitions::empty();
    for (name, data) in [("sans", fonts::SANS), ("sans-bold", fonts::SANS_BOLD), ("icons", fonts::ICONS), ("serif", fonts::SERIF)] {
        definitions.font_data.insert(name.into(), Arc::new(FontData::from_static(data)));
    }
    // The Song font has rare characters that the others lack.
    let family = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    definitions.families.insert(FontFamily::Proportional, family(&["sans", "icons", "serif"]));
    definitions.families.insert(FontFamily::Monospace, family(&["sans", "icons", "serif"]));
    definitions.families.insert(FontFamily::Name("bold".into()), family(&["sans-bold", "sans", "icons", "serif"]));
    definitions.families.insert(FontFamily::Name("icons".into()), family(&["icons", "sans"]));
    ctx.set_fonts(definitions);
    ctx.add_plugin(super::grid::Steady::default());
    // As the desktop says; light where it says nothing.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    style(ctx, Theme::Light, &LIGHT);
    style(ctx, Theme::Dark, &DARK);
}

fn style(ctx: &egui::Context, theme: Theme, palette: &Palette) {
    ctx.style_mut_of(theme, |style| {
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(size::SMALL)),
            (TextStyle::Body, FontId::proportional(size::BODY)),
            (TextStyle::Button, FontId::proportional(size::BODY)),
            (TextStyle::Monospace, FontId::monospace(size::BODY)),
            (TextStyle::Heading, bold(size::TITLE)),
        ]
        .into();
        style.spacing.item_spacing = Vec2::new(space::S, space::S);
        style.spacing.button_padding = Vec2::new(10.0, 5.0);
        style.spacing.interact_size = Vec2::new(28.0, 28.0);
        style.spacing.window_margin = Margin::same(20);
        style.spacing.menu_margin = Margin::same(6);
        style.spacing.scroll.floating = false;
        style.spacing.scroll.bar_width = 9.0;
        style.spacing.scroll.foreground_color = false;
        style.interaction.tooltip_delay = 0.4;
        style.interaction.selectable_labels = false;

        let visuals = &mut style.visuals;
        visuals.panel_fill = palette.ground;
        visuals.window_fill = palette.paper;
        visuals.window_stroke = Stroke::new(1.0, palette.line);
        visuals.extreme_bg_color = palette.paper;
        visuals.text_edit_bg_color = Some(palette.paper);
        visuals.faint_bg_color = palette.computed;
        visuals.override_text_color = None;
        visuals.weak_text_color = Some(palette.weak);
        visuals.hyperlink_color = palette.accent;
        visuals.error_fg_color = palette.error;
        visuals.warn_fg_color = palette.warning;
        visuals.selection.bg_fill = palette.selected;
        visuals.selection.stroke = Stroke::new(1.0, palette.accent);
        visuals.text_cursor.stroke = Stroke::new(1.5, palette.accent);
        visuals.menu_corner_radius = CornerRadius::same(6);
        visuals.window_corner_radius = CornerRadius::same(8);
        let radius = CornerRadius::same(4);
        for (state, fill, line, ink) in [
            (&mut visuals.widgets.noninteractive, palette.ground, palette.line, palette.ink),
            (&mut visuals.widgets.inactive, palette.paper, palette.line, palette.ink),
            (&mut visuals.widgets.hovered, palette.head, palette.line, palette.ink),
            (&mut visuals.widgets.active, palette.selected, palette.accent, palette.ink),
            (&mut visuals.widgets.open, palette.selected, palette.line, palette.ink),
        ] {
            // Scroll bars and sliders are drawn in the strong fill, buttons in the weak one.
            state.bg_fill = line;
            state.weak_bg_fill = fill;
            state.bg_stroke = Stroke::new(1.0, line);
            state.fg_stroke = Stroke::new(1.0, ink);
            state.corner_radius = radius;
            state.expansion = 0.0;
        }
    });
}
