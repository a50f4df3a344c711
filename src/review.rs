//! The way of a draft from drafting to publishing: what was signed, whether it still stands, what has changed since, and what is open.
//!
//! A sign-off is of what is printed: its digest is one of the composed document's words and figures, so that a remark or an answer does not
//! break it, nor a newer version of the program. Nothing here draws or writes files.

mod comments;
mod digest;
mod kept;
mod remarks;
mod sheet;
mod standing;

pub use comments::{Comment, comments};
pub use digest::digest;
pub use kept::{changes_since, kept, pack};
pub use remarks::{At, about, found};
pub use sheet::sheet;
pub use standing::{Asked, Clock, Refused, Standing, Verdict, clocks, next, standings, take};
