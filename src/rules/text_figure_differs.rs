//! L102: a sentence of the template whose figure was typed and is not that of its cell.

use super::Fix;
use super::shared::{Case, Found};
use crate::document::{laid_over, printed_link};
use crate::model::{Edit, Place};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let draft = work.draft();
    let mut out = Vec::new();
    for part in draft.template.texts().into_iter().filter(|part| !part.default.is_empty()) {
        // What is linked already says what its cell says.
        if draft.text(&part.id) == part.default {
            continue;
        }
        let (wording, text) = (draft.worded(&part.default), case.sentences(&part.id));
        for laid in laid_over(&wording, text) {
            let Ok(own) = printed_link(laid.link, work) else { continue };
            let said = text[laid.at.clone()].replace([',', '，', ' '], "");
            if said.parse::<rust_decimal::Decimal>().ok() == own.parse().ok() {
                continue;
            }
            let message = format!("正文写的是{said}，表里的数是{own}；请改正，或者改成引用“{{{}}}”", laid.link);
            // Where other figures are linked already, places in the text are others.
            let raw = draft.text(&part.id);
            let linked = (!raw.contains('{')).then(|| format!("{}{{{}}}{}", &raw[..laid.at.start], laid.link, &raw[laid.at.end..]));
            let fix = linked.map(|value| Fix { label: "改成引用".into(), edit: Edit::Text { id: part.id.clone(), value } });
            out.push(Found::new(Place::Text(part.id.clone()), message).comparing(said, own).mended_by(fix));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_typed_figure_that_is_not_its_cells_is_told_with_both() {
        let mut draft = sample();
        assert_eq!(found(&draft, "L102"), []);
        let text = draft.texts.values_mut().find(|text| text.contains("{income[total, total]}")).expect("the income");
        *text = text.replace("{income[total, total]}", "2,680.12");
        // The other figures of the sentence are links still.
        let messages: Vec<String> = found(&draft, "L102").into_iter().map(|(_, message)| message).collect();
        assert!(messages.len() == 1 && messages[0].contains("2680.12") && messages[0].contains("2860.12"), "{messages:?}");
    }
}
