//! Drafts of earlier file formats, brought to this one. The same file gives the same draft every time.
//!
//! - Format 1 had no units, trees, additions and tables; format 2 nothing of last year's. What is missing is empty.
//! - Format 6 knew no remarks, steps and days of approval, and published every part.
//! - Format 5 knew no answers to findings; format 4 remembered nothing of an imported source.
//! - Format 3 knew goals, indicator rows, glossary terms and the cells of free tables by position, a row of the form's own by
//!   its bare id or code, and what a card's field is for by its id.

use std::sync::Arc;

use super::draft::{Draft, FORMAT};
use super::names::RowId;
use crate::template::RowKind;

impl Draft {
    /// The draft as this program would have written it.
    #[must_use]
    pub fn upgraded(mut self) -> Self {
        if self.format < 4 {
            self.name_rows();
            Arc::make_mut(&mut self.template).declare_roles();
        }
        self.give_ids();
        self.format = FORMAT;
        self
    }

    /// Says of every stored row whether it is the form's own.
    fn name_rows(&mut self) {
        let template = Arc::clone(&self.template);
        for (name, rows) in &mut self.forms {
            let Some(pane) = template.pane(&name.form, &name.pane) else { continue };
            for row in rows {
                let id = row.id.as_str();
                let of_form = match &pane.rows {
                    RowKind::Fixed(_) => true,
                    RowKind::Listed { heads } => heads.iter().any(|head| head.id == id),
                    RowKind::Coded(_) => id == "total" || (!row.code.is_empty() && id == row.code),
                };
                if of_form {
                    row.id = RowId::of(id);
                }
            }
        }
    }
}
