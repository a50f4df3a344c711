//! The outline's wording: section numbers, words filled in, and what can be wrong with an outline.

use super::codes::Codes;
use super::plan::PlanFault;
use super::schema::{CardFieldKind, CardForm, CardShow, Column, ColumnKind, Pane, Part, RowKind, Section, Template};

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

/// Parts that name what is not there, forms that stand nowhere, lists that nobody has, cells of a card that show nothing.
pub(super) fn faults(template: &Template, codes: &Codes) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    let mut used = Vec::new();
    collect(&template.outline, template, &mut used, &mut faults);
    for (at, form) in template.forms.iter().enumerate() {
        let mut fault = |text: &str, reason: String| faults.push(PlanFault { form: Some(at), text: text.to_owned(), reason });
        if !used.contains(&form.id) {
            fault(&form.id, "这张表没有放进 outline".into());
        }
        for pane in &form.panes {
            if let RowKind::Coded(coded) = &pane.rows
                && !codes.has(&coded.list)
            {
                fault(&coded.list, format!("没有科目表“{}”", coded.list));
            }
            for column in &pane.columns {
                column_faults(pane, column, codes, &mut fault);
            }
        }
    }
    if let Some(card) = &template.card {
        faults.extend(card_faults(card, codes));
    }
    faults
}

fn column_faults(pane: &Pane, column: &Column, codes: &Codes, fault: &mut impl FnMut(&str, String)) {
    if column.header.is_empty() {
        fault(&column.id, "列没有表头 header".into());
    }
    if let ColumnKind::Catalog { list, name } = &column.kind {
        if !pane.columns.iter().any(|other| other.id == *name) {
            fault(&column.id, format!("名称列“{name}”不存在"));
        }
        if !codes.has(list) {
            fault(list, format!("没有科目表“{list}”"));
        }
    }
    for row in column.only.iter().flatten() {
        if !matches!(&pane.rows, RowKind::Fixed(rows) if rows.iter().any(|fixed| fixed.id == *row)) {
            fault(row, format!("列“{}”的 only 写了不存在的行", column.id));
        }
    }
}

fn card_faults(card: &CardForm, codes: &Codes) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    let mut fault = |text: &str, reason: String| faults.push(PlanFault { form: None, text: text.to_owned(), reason });
    if !card.fields.iter().any(|field| field.id == "name") {
        fault("fields", "项目卡必须有字段“name”".into());
    }
    for field in &card.fields {
        if let CardFieldKind::Code(list) = &field.kind
            && !codes.has(list)
        {
            fault(list, format!("没有科目表“{list}”"));
        }
    }
    let dates = card.plan.as_ref().map_or(0, |plan| plan.dates.len());
    for cell in card.layout.iter().flatten() {
        let shown = match &cell.show {
            CardShow::Field(id) => card.fields.iter().any(|field| field.id == *id),
            CardShow::PlanDate(n) | CardShow::PlanValue(n) => usize::from(*n) < dates,
            CardShow::Label(_) | CardShow::Goals => true,
        };
        if !shown {
            fault("layout", format!("项目卡的版式用到了不存在的内容：{:?}", cell.show));
        }
    }
    faults
}

fn collect(parts: &[Part], template: &Template, used: &mut Vec<String>, faults: &mut Vec<PlanFault>) {
    for part in parts {
        let mut fault = |text: &str, reason: &str| faults.push(PlanFault { form: None, text: text.to_owned(), reason: reason.to_owned() });
        let id = match part {
            Part::Section(section) => {
                collect(&section.parts, template, used, faults);
                &section.id
            }
            Part::Text(text) => &text.id,
            Part::Form(id) => {
                if template.form(id).is_none() {
                    fault(id, "outline 用到了不存在的表");
                }
                id
            }
            Part::Cards => {
                if template.card.is_none() {
                    fault("Cards", "outline 有项目卡，但没有 card.ron");
                }
                continue;
            }
            Part::Glossary => continue,
        };
        if used.contains(id) {
            faults.push(PlanFault { form: None, text: id.clone(), reason: "outline 里代号重复".into() });
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
