//! P105: what stands above a form is of another year, another unit, or another unit of money than the document.

use super::shared::{Case, Found};
use crate::model::{FormName, Place};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let mut out = Vec::new();
    for form in &draft.template.forms {
        let place = || Place::Form(FormName::of("", &form.id));
        let lines = form.left.iter().flatten().map(|line| draft.worded(line));
        out.extend(lines.filter_map(|line| wrong(case, &line)).map(|message| Found::new(place(), message)));
        out.extend(other_day(case, &draft.worded(form.right.as_deref().unwrap_or_default())).map(|message| Found::new(place(), message)));
    }
    // The draft prints its own unit of money; the source's figures were of that unit, whatever it said.
    for one in draft.printed.iter().filter(|one| matches!(one.place, Place::Form(_)) && one.own.is_empty()) {
        let said: String = one.printed.chars().filter(|c| !c.is_whitespace()).collect();
        let money = ["单位：", "单位:"].iter().find_map(|label| Some(said.split_once(label)?.1));
        let unit = draft.template.money.unit.label();
        let (label, entered) = (["元", "万元", "千元", "亿元"], draft.entry_unit.label());
        if let Some(other) = money.filter(|money| label.contains(money) && *money != unit && *money != entered) {
            out.push(Found::new(
                one.place.clone(),
                format!("原文件这张表写“单位：{other}”，数字却与其他表的{unit}相同：金额单位写错了，应为“单位：{unit}”"),
            ));
        }
    }
    out
}

fn wrong(case: &Case<'_>, line: &str) -> Option<String> {
    let draft = case.work.draft();
    let identity = &draft.identity;
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(year) = identity.year {
        let said = year_in(&line).filter(|said| *said != year);
        if let Some(said) = said {
            return Some(format!("表的左上角写“{line}”，是{said}年，本文件是{year}年的"));
        }
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (code, name) = line.split_at(digits);
    let name = name.trim_start_matches(['-', '—', '_']);
    if digits < 3 || name.chars().count() < 4 || year_in(&line).is_some() {
        return None;
    }
    // A unit's form may name its department, whose code begins its own.
    let owners = || {
        std::iter::once((identity.unit_code.as_str(), identity.unit_name.as_str()))
            .chain(draft.units.iter().map(|unit| (unit.code.as_str(), unit.name.as_str())))
    };
    let same = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let is_known =
        owners().any(|(own, called)| same(called) == name || !own.is_empty() && (own == code || own.starts_with(code) || code.starts_with(own)));
    let known = !identity.unit_code.is_empty() && !identity.unit_name.is_empty();
    (known && !is_known).then(|| format!("表的左上角写“{line}”，不是本单位（{} {}）", identity.unit_code, identity.unit_name))
}

/// 截止时间：2022-12-31 in the budget of 2024.
fn other_day(case: &Case<'_>, line: &str) -> Option<String> {
    let year = case.work.draft().identity.year?;
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let said = ["截止", "截至"].iter().find_map(|word| Some(line.split_once(word)?.1))?;
    let digits: String = said.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let said = digits.parse::<u16>().ok().filter(|_| digits.len() == 4)?;
    let last = year.saturating_sub(1);
    (said != last && said != year).then(|| format!("表的右上角写“{line}”，预算公开一般截至上年末（{last}年）"))
}

/// 2023年, 预算年度：2023.
fn year_in(line: &str) -> Option<u16> {
    let at = line.find("20")?;
    let digits: String = line[at..].chars().take_while(char::is_ascii_digit).collect();
    let behind = &line[at + digits.len()..];
    let said = behind.starts_with('年') || line.contains("年度");
    let alone = !line[..at].ends_with(|c: char| c.is_ascii_digit());
    (digits.len() == 4 && said && alone).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::model::{FormName, Place, Printed};
    use crate::rules::tests::{found, sample};

    fn captioned(line: &str) -> Vec<String> {
        let mut draft = sample();
        let mut template = (*draft.template).clone();
        template.forms[1].left = Some(vec![line.into()]);
        draft.template = Arc::new(template);
        found(&draft, "P105").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn another_year_or_unit_above_a_form_is_told() {
        assert_eq!(captioned("预算年度：2023"), ["表的左上角写“预算年度：2023”，是2023年，本文件是2024年的"]);
        assert!(captioned("203002 平川市农业局")[0].contains("不是本单位"));
    }

    #[test]
    fn its_own_year_and_unit_are_right() {
        for line in ["预算年度：2024", "{unit_code} {unit}", "公开01表", "编制部门：平川市公安局"] {
            assert_eq!(captioned(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn assets_are_those_of_the_end_of_last_year() {
        let with = |line: &str| {
            let mut draft = sample();
            let mut template = (*draft.template).clone();
            template.forms.iter_mut().find(|form| form.id == "assets").expect("a form").right = Some(line.into());
            draft.template = Arc::new(template);
            found(&draft, "P105").into_iter().map(|(_, message)| message).collect::<Vec<_>>()
        };
        assert_eq!(with("截止时间：2022-12-31"), ["表的右上角写“截止时间：2022-12-31”，预算公开一般截至上年末（2023年）"]);
        assert_eq!(with("截止时间：{last_year}-12-31"), [""; 0]);
    }

    #[test]
    fn yuan_above_figures_in_ten_thousand_is_told() {
        let mut draft = sample();
        let place = Place::Form(FormName::of("", "income"));
        draft.remember_printed(vec![Printed { place, printed: "单位：元".into(), own: String::new() }]);
        assert_eq!(found(&draft, "P105").len(), 1);
    }
}
