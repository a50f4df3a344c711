//! Open data: a folder of CSV files, one for each table, with a Frictionless Data Package that says what their columns are; and the long form,
//! a row for each figure, as CSV and as Parquet.
//!
//! Money stays the decimal that is printed; a blank is a blank. Cells of text that a sheet would take for a formula begin with `'`.

mod long;
mod package;
mod parquet;
mod table;

pub use long::{Figure, figures};
pub use package::folder;
pub use parquet::{SCALE, parquet};
pub use table::unguarded;

/// A file of the folder: its name and its bytes.
pub type DataFile = (String, Vec<u8>);
