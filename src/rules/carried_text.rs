//! R101: texts that were carried over from the year before and that nobody has confirmed or changed.

use super::shared::{Case, Found};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let Some(carried) = &work.draft().last else { return Vec::new() };
    let found = |open: crate::model::Pending| {
        let begins: String = open.texts.first().map_or(String::new(), |text| text.chars().take(20).collect());
        Found::new(open.place, format!("从{}稿带入，尚未核对：{begins}", carried.year_said()))
    };
    work.draft().pending().into_iter().map(found).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Carried;
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_carried_text_is_told_until_it_is_changed() {
        let mut draft = sample();
        let id = draft.texts.keys().next().expect("a text").clone();
        draft.texts.insert(id.clone(), "去年的话".into());
        let unreviewed = [(format!("text/{id}"), vec!["去年的话".to_owned()])].into();
        draft.last = Some(Carried { year: Some(2023), unreviewed, ..Carried::default() });
        let messages: Vec<String> = found(&draft, "R101").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["从2023年稿带入，尚未核对：去年的话"]);
        draft.texts.insert(id, "今年的话".into());
        assert_eq!(found(&draft, "R101"), []);
    }
}
