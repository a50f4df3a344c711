//! The outline's wording: section numbers, words filled in, and what can be wrong with an outline.

use super::schema::{CardShow, ColumnKind, Part, Section, Template};

/// `text` with `{name}` replaced for every word given; anything else in braces stays.
#[must_use]
pub fn fill(text: &str, words: &[(&str, &str)]) -> String {
    let mut out = text.to_owned();
    for (name, value) in words {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

/// A section's number by its pattern: `{一}` counts in Chinese, `{1}` in digits.
#[must_use]
pub fn number(pattern: &str, n: usize) -> String {
    fill(pattern, &[("一", &chinese(n)), ("1", &n.to_string())])
}

/// The numbers of a row of parts: sections that have a pattern are counted.
#[must_use]
pub fn numbers(parts: &[Part]) -> Vec<Option<String>> {
    let mut n = 0;
    parts
        .iter()
        .map(|part| match part {
            Part::Section(Section { number: Some(pattern), .. }) => {
                n += 1;
                Some(number(pattern, n))
            }
            _ => None,
        })
        .collect()
}

/// 1 to 99 in Chinese (一, 十, 十一, 二十); digits beyond.
#[must_use]
pub fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        0 | 100.. => n.to_string(),
        1..=9 => DIGITS[n].into(),
        _ => format!("{}十{}", if n < 20 { "" } else { DIGITS[n / 10] }, DIGITS[n % 10]),
    }
}

/// Parts that name what is not there, forms that stand nowhere, cells of a card that show nothing.
pub(super) fn faults(template: &Template) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    let mut used = Vec::new();
    collect(&template.outline, template, &mut used, &mut faults);
    for form in &template.forms {
        if !used.contains(&form.id) {
            faults.push((form.id.clone(), "这张表没有放进 outline".into()));
        }
        for column in form.panes.iter().flat_map(|pane| &pane.columns) {
            if column.header.is_empty() {
                faults.push((column.id.clone(), "列没有表头 header".into()));
            }
        }
        for pane in &form.panes {
            for column in &pane.columns {
                if let ColumnKind::Catalog { name, .. } = &column.kind
                    && !pane.columns.iter().any(|other| other.id == *name)
                {
                    faults.push((column.id.clone(), format!("名称列“{name}”不存在")));
                }
            }
        }
    }
    if let Some(card) = &template.card {
        if !card.fields.iter().any(|field| field.id == "name") {
            faults.push(("fields".into(), "项目卡必须有字段“name”".into()));
        }
        let dates = card.plan.as_ref().map_or(0, |plan| plan.dates.len());
        for cell in card.layout.iter().flatten() {
            let shown = match &cell.show {
                CardShow::Field(id) => card.fields.iter().any(|field| field.id == *id),
                CardShow::PlanDate(n) | CardShow::PlanValue(n) => usize::from(*n) < dates,
                CardShow::Label(_) | CardShow::Goals => true,
            };
            if !shown {
                faults.push(("layout".into(), format!("项目卡的版式用到了不存在的内容：{:?}", cell.show)));
            }
        }
    }
    faults
}

fn collect(parts: &[Part], template: &Template, used: &mut Vec<String>, faults: &mut Vec<(String, String)>) {
    for part in parts {
        let id = match part {
            Part::Section(section) => {
                collect(&section.parts, template, used, faults);
                &section.id
            }
            Part::Text(text) => &text.id,
            Part::Form(id) => {
                if template.form(id).is_none() {
                    faults.push((id.clone(), "outline 用到了不存在的表".into()));
                }
                id
            }
            Part::Cards => {
                if template.card.is_none() {
                    faults.push(("Cards".into(), "outline 有项目卡，但没有 card.ron".into()));
                }
                continue;
            }
            Part::Glossary => continue,
        };
        if used.contains(id) {
            faults.push((id.clone(), "outline 里代号重复".into()));
        }
        used.push(id.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_on_in_chinese() {
        assert_eq!([1, 9, 10, 11, 20, 23].map(chinese), ["一", "九", "十", "十一", "二十", "二十三"]);
        assert_eq!(number("（{一}）", 12), "（十二）");
        assert_eq!(number("{1}、", 3), "3、");
    }
}
