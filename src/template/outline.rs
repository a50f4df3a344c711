//! The outline's wording: section numbers, words filled in, and what can be wrong with an outline.

use super::card::{CardField, CardFieldKind, CardForm, CardShow};
use super::codes::Codes;
use super::indicator::{IndicatorColumn, IndicatorField};
use super::part::{Part, Section};
use super::plan::PlanFault;
use super::schema::{Column, ColumnKind, Pane, RowKind, Template};

/// `text` with `{name}` replaced for every word given; anything else in braces stays.
#[must_use]
pub fn fill_words(text: &str, words: &[(&str, &str)]) -> String {
    let mut out = text.to_owned();
    for (name, value) in words {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

/// A section's number by its pattern: `{一}` counts in Chinese, `{1}` in digits.
#[must_use]
pub fn number(pattern: &str, n: usize) -> String {
    fill_words(pattern, &[("一", &chinese(n)), ("1", &n.to_string())])
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
    collect(&template.outline, template, false, &mut used, &mut faults);
    for (at, form) in template.forms.iter().enumerate() {
        let mut fault = |text: &str, reason: String| faults.push(PlanFault { form: Some(at), text: text.to_owned(), reason });
        if !used.contains(&form.id) {
            fault(&form.id, "这张表没有放进 outline".into());
        }
        if form.per_unit != used.contains(&per_unit(&form.id)) {
            fault(&form.id, "分单位填的表（per_unit）要放进 outline 的 Units，其他表不放".into());
        }
        for pane in &form.panes {
            if let RowKind::Coded(coded) = &pane.rows
                && !codes.has(&coded.list)
            {
                fault(&coded.list, format!("没有科目表“{}”", coded.list));
            }
            row_faults(pane, &mut fault);
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

/// The name under which a form stands in `Units`, beside its place in the department's own outline.
fn per_unit(form: &str) -> String {
    format!("Units {form}")
}

/// What of a draft's own template could not be drawn or printed. Less than what the author of a template is told: an issued
/// template stays as it was issued.
#[must_use]
pub fn unsound(template: &Template) -> Vec<String> {
    let mut out = Vec::new();
    for form in &template.forms {
        if form.panes.is_empty()
            || form.panes.iter().any(|pane| pane.columns.is_empty() || pane.columns.iter().any(|column| column.header.is_empty()))
        {
            out.push(format!("表“{}”没有列，或列没有表头", form.id));
        }
    }
    if template.card.as_ref().is_some_and(|card| card.indicators.is_empty() || card.widths.is_empty()) {
        out.push("项目卡没有指标列或版式列宽".to_owned());
    }
    for part in template.flat() {
        if let Part::Indicators(table) = part
            && table.columns.is_empty()
        {
            out.push(format!("指标表“{}”没有列", table.id));
        }
    }
    out
}

/// Fixed rows whose ids stand twice.
fn row_faults(pane: &Pane, fault: &mut impl FnMut(&str, String)) {
    if let RowKind::Fixed(rows) | RowKind::Listed { heads: rows } = &pane.rows {
        for (n, row) in rows.iter().enumerate() {
            if rows[..n].iter().any(|other| other.id == row.id) {
                fault(&row.id, "行的代号重复".into());
            }
        }
    }
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
    if let ColumnKind::Segment(level) = column.kind
        && !matches!(&pane.rows, RowKind::Coded(rows) if usize::from(level) < rows.widths.len())
    {
        fault(&column.id, "Segment 的级次超出了编码的级数，或这张表不按编码列行".into());
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
    for (at, field) in card.fields.iter().enumerate() {
        if field.role.is_some() && card.fields[..at].iter().any(|other| other.role == field.role) {
            fault(&field.id, format!("字段“{}”的 role 另一个字段已经有了", field.id));
        }
        if let CardFieldKind::Code(list) = &field.kind
            && !codes.has(list)
        {
            fault(list, format!("没有科目表“{list}”"));
        }
    }
    let dates = card.plan.as_ref().map_or(0, |plan| plan.dates.len());
    let is_field = |id: &str| card.fields.iter().any(|field| field.id == id);
    for cell in card.layout.iter().flatten() {
        let shown = match &cell.show {
            CardShow::Field(id) => is_field(id),
            CardShow::Sentence(text) => words(text).all(is_field),
            CardShow::PlanDate(n) | CardShow::PlanValue(n) => usize::from(*n) < dates,
            CardShow::Label(_) | CardShow::Goals => true,
        };
        if !shown {
            fault("layout", format!("项目卡的版式用到了不存在的内容：{:?}", cell.show));
        }
    }
    for (n, gaps) in layout_gaps(card) {
        fault("layout", format!("项目卡版式第{}行各格没有正好占满 widths 的{}格（{gaps}）", n + 1, card.widths.len()));
    }
    let width: u16 = card.indicators.iter().map(|column| column.span).sum();
    if usize::from(width) != card.widths.len() {
        fault("indicators", format!("指标表各列共占{width}格，与 widths 的{}格不一致", card.widths.len()));
    }
    faults.extend(indicator_faults(&card.indicators));
    faults
}

/// Rows of a card's layout that do not fill its grid, with what is wrong: a row's own cells and those that reach down into it.
fn layout_gaps(card: &CardForm) -> Vec<(usize, String)> {
    let width = card.widths.len();
    let mut hanging = vec![0_u16; width];
    let mut out = Vec::new();
    for (n, row) in card.layout.iter().enumerate() {
        let taken = hanging.iter().filter(|left| **left > 0).count();
        let own: usize = row.iter().map(|cell| usize::from(cell.span)).sum();
        if taken + own != width {
            out.push((n, format!("占了{}格", taken + own)));
        }
        let mut cells = row.iter().flat_map(|cell| std::iter::repeat_n(cell.rows, usize::from(cell.span)));
        for left in &mut hanging {
            if *left == 0 {
                *left = cells.next().unwrap_or(1);
            }
            *left = left.saturating_sub(1);
        }
    }
    out
}

/// The words in braces of a sentence.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0))
}

/// What makes an indicator table unusable: no column for a kind, or a column twice.
fn indicator_faults(columns: &[IndicatorColumn]) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    for (n, column) in columns.iter().enumerate() {
        if columns[..n].iter().any(|other| other.field == column.field) {
            faults.push(PlanFault { form: None, text: column.label.clone(), reason: "指标表有两列是同一项内容".into() });
        }
    }
    if !columns.iter().any(|column| column.field == IndicatorField::Level1) {
        faults.push(PlanFault { form: None, text: "indicators".into(), reason: "指标表没有一级指标列 Level1".into() });
    }
    faults
}

/// Whether a field is shown by the layout.
#[must_use]
pub fn is_laid_out(card: &CardForm, field: &CardField) -> bool {
    card.layout.iter().flatten().any(|cell| match &cell.show {
        CardShow::Field(id) => *id == field.id,
        CardShow::Sentence(text) => words(text).any(|word| word == field.id),
        _ => false,
    })
}

fn collect(parts: &[Part], template: &Template, in_units: bool, used: &mut Vec<String>, faults: &mut Vec<PlanFault>) {
    for part in parts {
        let mut fault = |text: &str, reason: &str| faults.push(PlanFault { form: None, text: text.to_owned(), reason: reason.to_owned() });
        let mut id = part.id().to_owned();
        match part {
            Part::Section(section) => collect(&section.parts, template, in_units, used, faults),
            Part::Units(_) if in_units => fault("Units", "Units 里不能再放 Units"),
            Part::Units(inner) => collect(inner, template, true, used, faults),
            Part::Form(name) => {
                if template.form(name).is_none() {
                    fault(name, "outline 用到了不存在的表");
                }
                if in_units {
                    id = per_unit(name);
                }
            }
            Part::Text(_) | Part::Tree(_) | Part::Indicators(_) | Part::Cards | Part::Glossary if in_units => {
                fault(part.id(), "Units 里只能放表和标题");
            }
            Part::Cards => {
                if template.card.is_none() {
                    fault("Cards", "outline 有项目卡，但没有 card.ron");
                }
            }
            Part::Tree(tree) if tree.levels.is_empty() => fault(&tree.id, "分级条目至少要写一级 levels"),
            Part::Indicators(table) => faults.extend(indicator_faults(&table.columns)),
            Part::Table(name) => fault(name, "模板里不能放补充表"),
            Part::Text(_) | Part::Tree(_) | Part::Glossary | Part::When(..) | Part::Shared(_) => {}
        }
        if used.contains(&id) {
            faults.push(PlanFault { form: None, text: id.clone(), reason: "outline 里代号重复".into() });
        }
        // Additions of a draft are named so.
        if id.strip_prefix('a').is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())) {
            faults.push(PlanFault { form: None, text: id.clone(), reason: "代号不能是 a 加数字，这样的代号留给补充内容".into() });
        }
        if id.contains('/') {
            faults.push(PlanFault { form: None, text: id.clone(), reason: "代号里不能有斜杠".into() });
        }
        used.push(id);
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
