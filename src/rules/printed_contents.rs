//! S105 and S106: the imported source's contents beside its headings: entries that no heading has, and others under another number or year.
//!
//! The draft makes its contents out of its headings; what is told here is how the source was. Other wordings of the same heading are not told.

use super::shared::{Case, Found, settled};
use crate::model::{FormName, Place, Printed};

/// More entries than these without a heading are another way of making contents.
const MANY: usize = 6;

/// S105: headings that the contents promise and that are not there.
pub(super) fn missing(case: &Case<'_>) -> Vec<Found> {
    let titles = titles(case);
    let is_table = |one: &Printed| {
        let (_, entry) = parted(&one.printed);
        let entry = entry.trim_end_matches('）').rsplit_once('（').map_or(entry.as_str(), |(entry, _)| entry).to_owned();
        entry.ends_with('表') && titles.iter().any(|title| title.contains(&entry) || entry.contains(title.as_str()))
    };
    let missing: Vec<&Printed> = of_contents(case).filter(|one| one.own.is_empty() && !is_table(one)).collect();
    if missing.is_empty() || missing.len() > MANY {
        return Vec::new();
    }
    let named: Vec<String> = missing.iter().map(|one| format!("“{}”", one.printed)).collect();
    vec![Found::new(Place::Contents, format!("原文件目录里有{}，正文没有这些标题", named.join("、"))).mended_by(settled(case.work, &missing))]
}

/// What the tables and the forms with figures are called: contents may list them, too.
fn titles(case: &Case<'_>) -> Vec<String> {
    let draft = case.work.draft();
    let forms = draft.template.forms.iter().filter(|form| case.work.has_figures(&FormName::of("", &form.id)));
    let titles = forms.map(|form| draft.worded(&form.title)).chain(draft.tables.values().map(|table| table.title.clone()));
    let plain = titles.map(|title| title.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    plain.filter(|title| title.chars().count() >= 4).collect()
}

/// S106: headings under another number, or of another year.
pub(super) fn other_number(case: &Case<'_>) -> Vec<Found> {
    let mut numbers: Vec<&Printed> = Vec::new();
    let mut out = Vec::new();
    for one in of_contents(case).filter(|one| !one.own.is_empty()) {
        let ((number, printed), (own_number, own)) = (parted(&one.printed), parted(&one.own));
        if printed == own && !number.is_empty() && !own_number.is_empty() && number != own_number {
            numbers.push(one);
        }
        let years = |text: &str| text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4).map(str::to_owned).collect::<Vec<_>>();
        let (theirs, ours) = (years(&printed), years(&own));
        if !theirs.is_empty() && !ours.is_empty() && theirs != ours {
            out.push(Found::new(Place::Contents, format!("原文件目录写“{}”，正文标题是“{}”，年份不一致", one.printed, one.own)));
        }
    }
    if let Some(first) = numbers.first() {
        let more = if numbers.len() > 1 { format!("等{}处", numbers.len()) } else { String::new() };
        let message = format!("原文件目录与正文标题的序号不一致：目录写“{}”，正文是“{}”{more}", first.printed, first.own);
        let all = numbers.iter().skip(1).map(|one| format!("；目录“{}”、正文“{}”", one.printed, one.own)).collect::<Vec<_>>().concat();
        out.push(Found::new(Place::Contents, message + &all).mended_by(settled(case.work, &numbers)));
    }
    out
}

/// Entries of the contents that the source's headings do not have either: the draft may number its own otherwise.
fn of_contents<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Printed> {
    let printed = &case.work.draft().printed;
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let in_text = move |one: &Printed| printed.iter().any(|other| other.place != Place::Contents && plain(&other.printed) == plain(&one.printed));
    printed.iter().filter(move |one| one.place == Place::Contents && !one.printed.is_empty() && !in_text(one))
}

/// 七、, 第六部分, （三）, 3. before a heading, and the heading.
fn parted(text: &str) -> (String, String) {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十第部分章节（）()".contains(c);
    let rest = text.trim_start_matches(is_number);
    let number = &text[..text.len() - rest.len()];
    let stopped = rest.trim_start_matches(['、', '.', '．', '，']);
    // 2024年预算 begins with no number of a heading, and 一般公共预算 neither.
    let is_heading = stopped.len() < rest.len() || number.starts_with(['第', '（', '(']) && number.ends_with(['分', '章', '节', '）', ')']);
    if number.is_empty() || !is_heading { (String::new(), text) } else { (number.to_owned(), stopped.to_owned()) }
}

#[cfg(test)]
mod tests {
    use crate::model::{Place, Printed};
    use crate::rules::tests::{found, sample};

    fn entry(printed: &str, own: &str, code: &str) -> Vec<String> {
        let mut draft = sample();
        draft.remember_printed(vec![Printed { place: Place::Contents, printed: printed.into(), own: own.into() }]);
        found(&draft, code).into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn an_entry_without_its_heading_is_told() {
        assert_eq!(entry("五、部门整体绩效目标", "", "S105"), ["原文件目录里有“五、部门整体绩效目标”，正文没有这些标题"]);
        assert_eq!(entry("五、绩效目标", "五、绩效目标情况", "S105"), [""; 0]);
    }

    #[test]
    fn tables_that_the_contents_list_are_there_by_their_titles() {
        assert_eq!(entry("2.收入总表", "", "S105"), [""; 0]);
        assert_eq!(entry("9.债务情况表", "", "S105").len(), 1);
    }

    #[test]
    fn another_number_or_year_is_told() {
        assert_eq!(entry("十、名词解释", "八、名词解释", "S106").len(), 1);
        assert_eq!(entry("第六部分 国有资产", "第五部分 国有资产", "S106").len(), 1);
        assert_eq!(entry("2023年收入预算", "2024年收入预算", "S106").len(), 1);
    }

    #[test]
    fn what_the_headings_say_too_is_left_alone() {
        let mut draft = sample();
        let one = |place, own: &str| Printed { place, printed: "十、名词解释".into(), own: own.into() };
        draft.remember_printed(vec![one(Place::Contents, "八、名词解释"), one(Place::Identity, "")]);
        assert_eq!(found(&draft, "S106"), []);
    }

    #[test]
    fn other_words_and_a_number_that_only_one_of_them_has_are_left_alone() {
        assert_eq!(entry("1. 部门收支总表", "部门收支总表", "S106"), [""; 0]);
        assert_eq!(entry("六、国有资产", "六、国有资产信息", "S106"), [""; 0]);
        assert_eq!(entry("一般公共预算支出表", "一般公共预算支出表", "S106"), [""; 0]);
    }
}
