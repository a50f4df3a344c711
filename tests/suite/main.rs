//! Everything that is promised to a user, tried from outside the library. One program, since each that is linked carries Typst, the
//! window and 24 MB of fonts; its tests run side by side, so none may change what a process has only once, as its environment and its
//! working folder. The program itself is run as a process of its own.

mod additions;
mod adopt;
mod architecture;
#[cfg(feature = "gui")]
mod cards_window;
mod cells;
mod classified;
mod cli;
mod common;
mod compare;
#[cfg(feature = "gui")]
mod compare_window;
mod data;
mod document;
mod edits;
mod excel;
mod export;
mod files;
#[cfg(feature = "gui")]
mod find_window;
mod fuzz;
#[cfg(feature = "gui")]
mod grid_window;
mod hostile;
mod import;
mod journal;
#[cfg(feature = "gui")]
mod keeping;
mod linked_window;
mod lists;
#[cfg(feature = "gui")]
mod lists_window;
#[cfg(feature = "gui")]
mod look_window;
mod ofd;
#[cfg(feature = "gui")]
mod parts;
#[cfg(feature = "gui")]
mod problems;
mod province;
mod published;
#[cfg(feature = "gui")]
mod ranges;
mod readers;
mod review;
#[cfg(feature = "gui")]
mod review_window;
mod roll;
mod rules;
mod samples;
mod settled;
mod templates;
mod totals;
mod units;
mod verify;
#[cfg(feature = "gui")]
mod window;
