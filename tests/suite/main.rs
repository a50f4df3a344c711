//! Everything that is promised to a user, tried from outside the library. One program, since each that is linked carries Typst, the
//! window and 24 MB of fonts; its tests run side by side, so none may change what the process has but once: environment, working
//! folder. The program itself is run as a process of its own.

mod architecture;
mod cli;
mod common;
mod edits;
mod export;
mod files;
mod import;
mod layouts;
mod lists;
#[cfg(feature = "gui")]
mod parts;
mod readers;
mod roll;
mod templates;
mod totals;
#[cfg(feature = "gui")]
mod window;
