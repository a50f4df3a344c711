//! Around the view: tools above, outline to the left, findings and status below; the start page before a draft is open.

mod bar;
mod compare;
mod duties;
mod findings;
mod outline;
mod preview;
mod report;
mod review;
mod search;
mod start;
mod status;
mod trace;
mod work;

pub use bar::bar_ui;
pub use compare::compare_ui;
pub use findings::{Problems, findings_ui};
pub use outline::outline_ui;
pub use preview::preview_ui;
pub use report::{Imported, report_ui};
pub use review::{is_review_field, review_ui};
pub use search::{Search, search_ui};
pub use start::{Listed, start_ui};
pub use status::status_ui;
pub use trace::{Tracing, trace_ui};
pub use work::work_ui;
