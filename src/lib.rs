//! Gongkai (公开): drafting, checking and publishing Chinese department budget disclosures (部门预算公开).
//!
//! Modules in the order of their dependence; each uses only those above it.

pub mod amount;
pub mod characters;
pub mod day;
pub mod fonts;
pub mod ron_text;
pub mod template;
pub mod model;
pub mod calc;
pub mod workings;
pub mod document;
pub mod compare;
pub mod review;
pub mod numbers;
pub mod rules;
pub mod cards;
pub mod charts;
pub mod store;
pub mod session;
pub mod report;
pub mod read;
pub mod lists;
pub mod recognise;
pub mod roll;
pub mod adopt;
pub mod write;
pub mod typeset;
pub mod verify;
pub mod export;
#[cfg(feature = "gui")]
pub mod gui;

use std::path::{Path, PathBuf};

/// The folder of the user's own templates: `GONGKAI_TEMPLATES`, or `gongkai/templates` in the user's data folder.
#[must_use]
pub fn user_templates() -> Option<PathBuf> {
    std::env::var_os("GONGKAI_TEMPLATES").map(PathBuf::from).or_else(|| Some(dirs::data_dir()?.join("gongkai").join("templates")))
}

/// The folder of the user's own fonts, for characters that those of the program lack: `GONGKAI_FONTS`, or `gongkai/fonts` in the user's
/// data folder.
#[must_use]
pub fn user_fonts() -> Option<PathBuf> {
    std::env::var_os("GONGKAI_FONTS").map(PathBuf::from).or_else(|| Some(dirs::data_dir()?.join("gongkai").join("fonts")))
}

/// The templates built in and those of a folder of the user's. A template whose equations run in a circle is not among
/// them, but among the faults.
#[must_use]
pub fn library(folder: Option<&Path>) -> template::Library {
    let mut library = template::Library::load(folder);
    for template in library.templates.clone() {
        if let Some(circles) = circles(&template) {
            library.reject(&template.id, &circles[0], &format!("等式循环引用，涉及：{}", circles.join("、")));
        }
    }
    library
}

/// The cells of a template whose equations run in a circle, with any of its options; `None` where there are none.
#[must_use]
pub fn circles(template: &template::Template) -> Option<Vec<String>> {
    let resolved = template.combinations().into_iter().filter_map(|options| template.resolved(&options).ok());
    resolved.filter_map(|template| Some(calc::circles(&template, &template::plan::Plan::compile(&template).ok()?))).find(|found| !found.is_empty())
}

/// Whether there is a screen to open a window on.
#[must_use]
pub fn has_display() -> bool {
    !cfg!(target_os = "linux") || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
