//! Running text: linked figures filled in, bold terms apart.

use super::Run;
use crate::workings::Workings;

/// `text` with the draft's wording and every linked figure `{income[total, year]}` filled in.
///
/// A link that names no cell, or whose figure has more digits than an exact decimal holds, stays as it was typed, so that it is seen
/// and not lost.
#[must_use]
pub fn expand(text: &str, work: &Workings) -> String {
    let text = work.draft().worded(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else {
            rest = &rest[open..];
            break;
        };
        let whole = &rest[open..=open + close];
        // Only what names a cell is a link; other braces are text.
        let link = Some(&whole[1..whole.len() - 1]).filter(|inner| inner.contains('['));
        match link.map(|link| printed_link(link, work)) {
            Some(Ok(figure)) => out.push_str(&figure),
            Some(Err(_)) | None => out.push_str(whole),
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

/// A linked figure as it is printed: in its form's unit and decimals, a blank cell as zero (a sentence cannot leave it out).
///
/// # Errors
/// What is wrong with the link, or why its figure is not known, in Chinese.
pub fn printed_link(link: &str, work: &Workings) -> Result<String, String> {
    let (draft, plan) = (work.draft(), work.plan());
    let node = plan.link(link)?;
    let value = work.totals().linked(&node).map_err(|reason| reason.to_string())?.unwrap_or_default();
    let cell = node.cells().first().copied();
    // A quantity is no money, whatever unit that is typed in.
    if cell.is_some_and(|cell| !plan.panes[cell.pane].columns[cell.column].money) {
        return Ok(value.to_string());
    }
    let form = cell.and_then(|cell| plan.panes[cell.pane].place).map(|(form, _)| &draft.template.forms[form]);
    let money = form.map_or(draft.template.money, |form| draft.template.money_of(form));
    Ok(money.print(value, draft.entry_unit))
}

/// Text with `**bold**` terms as pieces; a lone mark stays.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("**") {
        let Some((bold, following)) = after.split_once("**") else { break };
        // A number masked by **** is no bold text.
        let before = if bold.is_empty() { format!("{before}****") } else { before.to_owned() };
        if !before.is_empty() {
            out.push(Run::plain(before));
        }
        if !bold.is_empty() {
            out.push(Run::bold(bold));
        }
        rest = following;
    }
    if !rest.is_empty() || out.is_empty() {
        out.push(Run::plain(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_terms_are_pieces_and_lone_marks_stay() {
        let plain = |text: &str| runs(text).into_iter().map(|r| (r.text, r.bold)).collect::<Vec<_>>();
        assert_eq!(plain("甲**乙**丙"), [("甲".into(), false), ("乙".into(), true), ("丙".into(), false)]);
        assert_eq!(plain("023-6000****"), [("023-6000****".into(), false)]);
        assert_eq!(plain("3**"), [("3**".into(), false)]);
    }

    #[test]
    fn braces_that_name_no_cell_are_text() {
        let library = crate::template::Library::load(None);
        let template = library.template("hebei-unit-2024").expect("built in").clone();
        let draft = crate::model::Draft::new(template, "103002", "某单位", 2024);
        let work = Workings::of(draft).expect("a sound template");
        let text = "第{2}条，共{income[total, total]}万元，见{nothing[total, total]}";
        assert_eq!(expand(text, &work), "第{2}条，共0.00万元，见{nothing[total, total]}");
    }
}
