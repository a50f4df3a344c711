//! S111: the note of an empty form that speaks of another form's money.

use super::shared::{Case, Found};
use crate::model::{FormName, Place};

/// What forms are of, and so their notes.
const MONEY: &[&str] = &["政府性基金", "国有资本经营", "三公", "采购", "专户"];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let mut out = Vec::new();
    for form in &draft.template.forms {
        let name = FormName::of("", &form.id);
        let Some(note) = form.when_empty.as_ref().filter(|_| !case.work.has_figures(&name)) else { continue };
        let note = draft.worded(note);
        let (title, of_title) = (draft.worded(&form.title), |word: &&&str| form.title.contains(**word));
        let Some(own) = MONEY.iter().find(of_title) else { continue };
        if let Some(other) = MONEY.iter().find(|other| *other != own && note.contains(**other) && !title.contains(**other) && !note.contains(*own)) {
            out.push(Found::new(Place::Form(name), format!("“{title}”的空表说明写成了“{other}”：“{note}”，应当说明“{own}”")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::rules::tests::{said, sample};

    fn noted(note: &str) -> usize {
        let mut draft = sample();
        let mut template = (*draft.template).clone();
        template.forms.iter_mut().find(|form| form.id == "capital").expect("a form").when_empty = Some(note.into());
        draft.template = Arc::new(template);
        said(&draft, "S111").len()
    }

    #[test]
    fn the_note_of_a_form_speaks_of_its_own_money() {
        assert_eq!(noted("注：无政府性基金预算财政拨款预算，空表列示。"), 1);
        assert_eq!(noted("注：无国有资本经营预算财政拨款预算，空表列示。"), 0);
        assert_eq!(noted("注：本表无数据。"), 0);
    }
}
