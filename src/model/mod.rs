//! The draft and how it changes. Nothing here computes totals, reads files or draws.

mod answer;
mod card;
mod carried;
mod describe;
mod draft;
mod edit;
mod formats;
mod free;
mod history;
mod id;
mod misfits;
mod names;
mod numbering;
mod pending;
mod printed;
mod place;
mod review;
mod texts;
pub mod tree;

pub use answer::Answer;
pub use card::{Card, Goal, Indicator};
pub use carried::{Carried, Figures};
pub use describe::Places;
pub use draft::{Draft, FORMAT, Identity, Row, Term, Unit, YEARS};
pub use edit::{CardEdit, Edit, ItemField, Keyed, ListEdit, Misplaced, RowEdit};
pub use free::{Addition, AdditionKind, FreeTable, Span, anchor};
pub use history::{History, Turned};
pub use id::fresh;
pub use names::{FormName, IndicatorOwner, PaneName, RowId};
pub use pending::Pending;
pub use place::Place;
pub use printed::Printed;
pub use review::{Days, Remark, Said, Stage, Step};
pub use texts::Holder;
pub use tree::Item;
