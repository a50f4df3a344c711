//! What the window remembers of how it is liked: its scale, light or dark, which panels stand where, and that the tour was taken.

use std::collections::BTreeMap;
use std::path::PathBuf;

use egui::{Context, Theme};
use serde::{Deserialize, Serialize};

use super::app::App;
use crate::store;

/// How the window is liked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Comfort {
    /// In percent; none is as the system says.
    pub scale: Option<u32>,
    /// None is as the system says.
    pub dark: Option<bool>,
    /// The pages beside the part are shown.
    pub preview: bool,
    /// 来源与影响 is shown.
    pub trace: bool,
    /// How wide or high a panel was drawn, in points.
    pub panels: BTreeMap<String, u16>,
    /// The tour was taken, or declined.
    pub toured: bool,
}

impl App {
    /// Begins as it was left.
    pub(super) fn load_comfort(&mut self) {
        let Some(file) = self.comfort_file() else { return };
        self.comfort = store::settings(&file);
        (self.preview.shown, self.tracing.shown) = (self.comfort.preview, self.comfort.trace);
        self.comfort_kept = None;
    }

    /// In the first frame: the scale and the theme that were chosen.
    pub(super) fn take_comfort(&mut self, ctx: &Context) {
        if self.comfort_kept.is_some() {
            return;
        }
        self.comfort_kept = Some(self.comfort.clone());
        if let Some(scale) = self.comfort.scale {
            #[allow(clippy::cast_precision_loss)] // percents
            ctx.set_zoom_factor(scale.clamp(50, 300) as f32 / 100.0);
        }
        if let Some(dark) = self.comfort.dark {
            ctx.set_theme(if dark { Theme::Dark } else { Theme::Light });
        }
    }

    /// Keeps what has changed, once nothing is being dragged.
    pub(super) fn keep_comfort(&mut self, ctx: &Context) {
        (self.comfort.preview, self.comfort.trace) = (self.preview.shown, self.tracing.shown);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a percent
        let scale = (ctx.zoom_factor() * 100.0).round() as u32;
        if scale != self.comfort.scale.unwrap_or(100) {
            self.comfort.scale = Some(scale);
        }
        let dragged = ctx.input(|input| input.pointer.any_down());
        if !dragged
            && self.comfort_kept.as_ref() != Some(&self.comfort)
            && let Some(file) = self.comfort_file()
        {
            self.comfort_kept = Some(self.comfort.clone());
            // Losing it loses no work.
            let _ = store::save_settings(&file, &self.comfort);
        }
    }

    /// How large a panel was; `usual` where it never was drawn.
    pub(super) fn panel_size(&self, name: &str, usual: f32) -> f32 {
        self.comfort.panels.get(name).map_or(usual, |size| f32::from(*size))
    }

    fn comfort_file(&self) -> Option<PathBuf> {
        self.paths.folder().map(|folder| folder.join("window-look.ron"))
    }
}
