//! Running text: linked figures filled in, bold terms apart.

use rust_decimal::Decimal;

use super::Run;
use crate::amount::MoneyStyle;
use crate::calc::{self, exact_difference, last_year};
use crate::template::Link;
use crate::template::plan::Node;
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

/// A linked figure as it is printed: in its form's unit and decimals, a blank cell as zero (a sentence cannot leave it out); how it has
/// changed in words; a share in percent. What is computed from two figures is computed from them as they are printed, so that a reader gets the
/// same.
///
/// # Errors
/// What is wrong with the link, or why its figure is not known, in Chinese.
pub fn printed_link(link: &str, work: &Workings) -> Result<String, String> {
    match work.plan().said(link)? {
        Link::Figure(node) => Ok(this_year(&node, work)?.to_string()),
        Link::Last(node) => Ok(last(&node, work)?.to_string()),
        Link::Change(node) => change(&node, work),
        Link::Share(part, whole) => percent(this_year(&part, work)?, this_year(&whole, work)?).ok_or_else(|| "分母为零，算不出占比".into()),
    }
}

/// The first cell of a link decides in which unit and with how many decimals it is printed; a quantity is no money, whatever unit that is typed in.
fn style(node: &Node, work: &Workings) -> Option<MoneyStyle> {
    let (draft, plan) = (work.draft(), work.plan());
    let cell = node.cells().first().copied();
    if cell.is_some_and(|cell| !plan.panes[cell.pane].columns[cell.column].money) {
        return None;
    }
    let form = cell.and_then(|cell| plan.panes[cell.pane].place).map(|(form, _)| &draft.template.forms[form]);
    Some(form.map_or(draft.template.money, |form| draft.template.money_of(form)))
}

fn this_year(node: &Node, work: &Workings) -> Result<Decimal, String> {
    let value = work.totals().linked(node).map_err(|reason| reason.to_string())?.unwrap_or_default();
    Ok(style(node, work).map_or(value, |style| style.printed(value, work.draft().entry_unit)))
}

fn last(node: &Node, work: &Workings) -> Result<Decimal, String> {
    let carried = work.draft().last.as_ref().ok_or("这份公开稿里没有上年数")?;
    let value = last_year(node, work.plan(), carried)?.unwrap_or_default();
    Ok(style(node, work).map_or(value, |style| style.printed(value, carried.unit)))
}

/// 增加12.00万元，增长5.26% · 减少12.00万元，下降5.00% · 持平. There is no rate where there was nothing the year before.
fn change(node: &Node, work: &Workings) -> Result<String, String> {
    let (now, before) = (this_year(node, work)?, last(node, work)?);
    let difference = exact_difference(now, before).ok_or("数太大，无法精确计算")?;
    if difference.is_zero() {
        return Ok("持平".into());
    }
    let unit = style(node, work).map_or("", |style| style.unit.label());
    let (more, rate) = if difference.is_sign_positive() { ("增加", "增长") } else { ("减少", "下降") };
    let rate = percent(difference.abs(), before).filter(|_| before.is_sign_positive()).map(|percent| format!("，{rate}{percent}"));
    Ok(format!("{more}{}{unit}{}", difference.abs(), rate.unwrap_or_default()))
}

/// How much of the whole, as rates are printed.
fn percent(part: Decimal, whole: Decimal) -> Option<String> {
    calc::percent(part, whole).map(|rate| format!("{rate}%"))
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

    /// A draft with last year's figures of one cell, and this year's in another.
    fn with_last_year(now: &str, before: Option<&str>) -> Workings {
        let template = crate::template::Library::load(None).template("hebei-unit-2024").expect("built in").clone();
        let mut draft = crate::model::Draft::new(template, "103002", "某单位", 2024);
        let amount = |text: &str| crate::amount::Amount::plain(text).expect("an amount").expect("no blank");
        let row = crate::model::Row {
            id: "r1".into(),
            code: "2040220".into(),
            amounts: [("project".to_owned(), amount(now))].into(),
            ..Default::default()
        };
        draft.forms.entry("general".into()).or_default().push(row);
        if let Some(before) = before {
            let rows = [("total".to_owned(), [("project".to_owned(), amount(before))].into())].into();
            draft.last = Some(crate::model::Carried { year: Some(2023), figures: [("general".into(), rows)].into(), ..Default::default() });
        }
        Workings::of(draft).expect("a sound template")
    }

    #[test]
    fn a_change_says_more_or_less_how_much_and_at_which_rate() {
        for (now, before, said) in [
            ("120", "100", "增加20.00万元，增长20.00%"),
            ("100", "120", "减少20.00万元，下降16.67%"),
            ("1.5", "1.50", "持平"),
            ("7", "0", "增加7.00万元"),
            ("7", "-7", "增加14.00万元"),
        ] {
            let work = with_last_year(now, Some(before));
            assert_eq!(expand("比上年{change general[total, project]}", &work), format!("比上年{said}"), "{now} after {before}");
        }
        let work = with_last_year("120", Some("100.5"));
        assert_eq!(expand("上年{last general[total, project]}万元", &work), "上年100.50万元");
    }

    #[test]
    fn last_year_is_never_made_up() {
        let work = with_last_year("120", None);
        let text = "比上年{change general[total, project]}";
        assert_eq!(expand(text, &work), text);
        assert_eq!(printed_link("change general[total, project]", &work), Err("这份公开稿里没有上年数".into()));
        let work = with_last_year("120", Some("100"));
        assert_eq!(printed_link("change basic[total, operating]", &work), Err("上年稿的表“basic”没有数".into()));
        assert_eq!(printed_link("last sum(general[leaf, project])", &work), Err("上年数只能引用一格，或几格相加减".into()));
    }

    #[test]
    fn a_share_is_said_in_percent_to_two_decimals() {
        let work = with_last_year("2", None);
        assert_eq!(expand("占{share general[2040220, project] / general[total, total] + 4}", &work), "占33.33%");
        assert_eq!(printed_link("share general[total, project] / general[total, basic]", &work), Err("分母为零，算不出占比".into()));
    }
}
