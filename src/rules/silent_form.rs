//! S104: a form on which the imported document was silent, or whose table found no place. It prints no note that it is empty, since nobody has
//! said so, until it is filled in or its being empty is confirmed.

use super::shared::{Case, Found};
use crate::model::Place;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let silent = work.draft().silent.iter().filter(|name| !work.has_figures(name));
    let said = "导入的文件里没有这张表的数，也没有写明本表为空；请填写，或者确认“本表为空”，确认之前不打印空表说明";
    silent.map(|name| Found::new(Place::Form(name.clone()), said)).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::{Edit, FormName};
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_form_of_which_nothing_is_known_is_told_until_somebody_confirms_it() {
        let mut draft = sample();
        let form = FormName::of("", "capital");
        let back = Edit::Silent { form: form.clone(), silent: true }.apply(&mut draft).expect("a form");
        assert_eq!(found(&draft, "S104").len(), 1);
        assert_eq!(back, Edit::Silent { form, silent: false });
        back.apply(&mut draft).expect("a form");
        assert_eq!(found(&draft, "S104"), []);
    }

    #[test]
    fn figures_speak_for_themselves() {
        let mut draft = sample();
        Edit::Silent { form: FormName::of("", "general"), silent: true }.apply(&mut draft).expect("a form");
        assert_eq!(found(&draft, "S104"), []);
    }
}
