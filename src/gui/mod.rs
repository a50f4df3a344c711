//! The window. It draws the session and sends commands; what a disclosure is, it takes from the modules above.

mod app;
mod approved;
mod asked;
mod comfort;
mod command;
mod compare;
mod dialogs;
mod exporting;
mod files;
mod fit;
mod grid;
mod help;
mod icons;
mod import;
mod job;
mod layouts;
mod linked;
mod merging;
mod opening;
mod palette;
mod panels;
mod preview;
mod recent;
mod rescue;
mod reviewing;
mod theme;
mod typed;
mod views;
mod widgets;

use std::path::PathBuf;

pub use app::App;
pub use command::{Action, AddKind, Command};
pub use exporting::{Asking, Choice};
pub use recent::Recent;
pub use rescue::{Rescued, rescue};
pub use theme::install;

use crate::session::Paths;
use crate::template::Library;

/// Opens the window and returns when it is closed.
///
/// # Errors
/// A line in Chinese where no window can be opened.
pub fn open(library: Library, file: Option<PathBuf>) -> Result<(), String> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("公开 · 部门预算公开")
        .with_app_id("gongkai")
        .with_inner_size([1360.0, 860.0])
        .with_min_inner_size(fit::SMALLEST);
    // Remote desktops on Windows lack OpenGL 2; elsewhere OpenGL is what is always there.
    #[cfg(not(windows))]
    let renderer = eframe::Renderer::Glow;
    #[cfg(windows)]
    let renderer = eframe::Renderer::Wgpu;
    // Where the window was; nothing else is remembered (`Guarded::persist_egui_memory`).
    let persistence_path = Paths::of_user().folder().map(|folder| folder.join("window.ron"));
    let options = eframe::NativeOptions { viewport, renderer, persistence_path, ..Default::default() };
    let start = |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        install(&creation.egui_ctx);
        let app = App::new(library, file, Recent::load()).keeping(Paths::of_user()).remembering(Choice::load());
        Ok(Box::new(rescue::Guarded::new(app, rescue::note().as_deref())))
    };
    eframe::run_native("gongkai", options, Box::new(start)).map_err(|error| format!("窗口打不开（{error}）。请检查图形驱动；命令行功能不受影响。"))
}
