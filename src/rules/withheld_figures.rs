//! M104: a sentence that is published and prints a figure of a form that is not. Whether it may stand, people decide (保密审查): the same figure
//! often stands in a form that is published, and the message says so.

use super::shared::{Case, Found};
use crate::document::{compose, printed_link};
use crate::model::{FormName, Place};
use crate::template::plan::Node;
use crate::template::{Link, links};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let (work, plan) = (case.work, case.work.plan());
    let draft = work.draft();
    let is_withheld = |form: &usize| draft.withheld.contains(&Place::Form(FormName::of("", &draft.template.forms[*form].id)));
    if !(0..draft.template.forms.len()).any(|form| is_withheld(&form)) {
        return Vec::new();
    }
    // The figures that readers of the published forms see anyway.
    let document = compose(work, case.codes);
    let is_printed = |figure: &str| document.grids().flat_map(|grid| &grid.rows).flat_map(|row| &row.cells).any(|cell| cell.text == figure);
    let mut out = Vec::new();
    draft.each_linked_text(&mut |place, text| {
        let mut place_of = None;
        for link in links(text) {
            let (Ok(said), Ok(figure)) = (plan.said(link), printed_link(link, work)) else { continue };
            let nodes: Vec<Node> = match said {
                Link::Figure(node) | Link::Last(node) | Link::Change(node) => vec![node],
                Link::Share(part, whole) => vec![part, whole],
            };
            let forms = nodes.iter().flat_map(Node::cells).filter_map(|cell| plan.panes[cell.pane].place).map(|(form, _)| form);
            let Some(form) = forms.into_iter().find(is_withheld) else { continue };
            let place = place_of.get_or_insert_with(place);
            if draft.withholds(place) {
                break;
            }
            let form = draft.worded_for("", &draft.template.forms[form].title);
            let elsewhere = if is_printed(&figure) { "公开的表里也有这个数" } else { "公开的各表里没有这个数" };
            out.push(Found::new(
                place.clone(),
                format!("《{form}》不公开，但是公开的文字引用了它的数“{figure}”（{{{link}}}）；{elsewhere}，公开前须经保密审查"),
            ));
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use crate::model::{Edit, FormName, Place};
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_figure_of_a_form_that_is_not_published_is_told_where_a_published_sentence_has_it() {
        let mut draft = sample();
        draft.texts.insert("other_text".into(), "采购{procurement[total, total]}万元，收入{income[total, total]}万元。".into());
        let withhold = |draft: &mut crate::model::Draft, part: Place| Edit::Withheld { part, withheld: true }.apply(draft).expect("a part");
        let here = |draft: &crate::model::Draft| -> Vec<String> {
            found(draft, "M104").into_iter().map(|(_, message)| message).filter(|message| message.contains("{procurement[total, total]}")).collect()
        };
        assert_eq!(here(&draft), [""; 0]);
        withhold(&mut draft, Place::Form(FormName::of("", "procurement")));
        let told = here(&draft);
        assert!(!told.is_empty() && told[0].contains("不公开，但是公开的文字引用了它的数"), "{told:?}");
        let all = found(&draft, "M104").len();
        withhold(&mut draft, Place::Text("other_text".into()));
        assert_eq!(found(&draft, "M104").len(), all - 1, "what is not published itself prints nothing");
    }
}
