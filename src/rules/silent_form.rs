//! S104: a form on which the imported document was silent, or whose table found no place. It prints no note that it is empty, since nobody has
//! said so, until it is filled in or its being empty is confirmed.

use super::shared::{Case, Found};
use crate::model::{Edit, FormName, Place};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let silent = work.draft().silent.iter().filter(|name| !work.has_figures(name));
    let said = "导入的文件里没有这张表的数，也没有写明本表为空；请填写，或者确认“本表为空”，确认之前不打印空表说明";
    let confirm = |name: &FormName| Edit::Silent { form: name.clone(), silent: false };
    let silent: Vec<&FormName> = silent.collect();
    match silent[..] {
        [] => Vec::new(),
        [name] => vec![Found::new(Place::Form(name.clone()), said).mended("确认本表为空", confirm(name))],
        [first, ..] => {
            let named: Vec<String> = silent.iter().map(|name| format!("“{}”", Place::Form((*name).clone()).describe(work.draft()))).collect();
            let message = format!("{}张表{said}：{}", silent.len(), named.join("、"));
            let all = silent.iter().map(|name| confirm(name)).collect();
            vec![Found::new(Place::Form(first.clone()), message).mended("确认各表都为空", Edit::Several(all))]
        }
    }
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
