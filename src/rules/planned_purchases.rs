//! N113: planned purchases of fixed assets in the text that are less than the equipment in the procurement table.

use rust_decimal::Decimal;

use super::shared::{Case, Found, wan};
use crate::model::Row;

/// Equipment in the catalogue of government procurement.
const EQUIPMENT: &str = "A02";

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let Some(table) = equipment(case).filter(|sum| !sum.is_zero()) else { return Vec::new() };
    let why =
        |paragraph: &super::prose::Paragraph, at: usize| paragraph.numbers[at].yuan().map_or_else(String::new, |yuan| super::gap::why(yuan, table));
    let mut out = Vec::new();
    for (text, paragraph) in case.paragraphs().iter().filter(|(_, paragraph)| paragraph.text.contains("购置")) {
        for at in (0..paragraph.numbers.len()).filter(|at| paragraph.states(*at)) {
            let between = paragraph.between(at);
            let planned = (between.contains("拟购置") || between.contains("计划购置")) && between.contains("固定资产");
            let less = paragraph.numbers[at].yuan().is_some_and(|yuan| yuan + paragraph.numbers[at].half() < table);
            if planned && less {
                let message =
                    format!("拟购置固定资产写“{}”，少于政府采购预算里设备类的合计{}万元{}", paragraph.said(at), wan(table), why(paragraph, at));
                out.push(paragraph.found(message).in_text(*text));
            }
        }
    }
    out
}

/// The lines of equipment in the tables that have a catalogue number, in 元.
fn equipment(case: &Case<'_>) -> Option<Decimal> {
    let draft = case.work.draft();
    let is_equipment = |row: &&Row| row.texts.get("catalog").is_some_and(|code| code.starts_with(EQUIPMENT));
    let rows: Vec<&Row> = draft.forms.values().flatten().filter(is_equipment).collect();
    let amount = |row: &&Row| {
        let price = row.amounts.get("price").map(|price| price.0)?;
        price.checked_mul(row.amounts.get("quantity").map_or(Decimal::ONE, |quantity| quantity.0))
    };
    let sum = rows.iter().filter_map(amount).try_fold(Decimal::ZERO, Decimal::checked_add)?;
    sum.checked_mul(case.yuan_per_unit())
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    #[test]
    fn less_than_the_equipment_that_is_bought_is_told() {
        let said = |text: &str| found(&with_text(text), "N113").into_iter().map(|(_, message)| message).collect::<Vec<_>>();
        let found = said("本年度拟购置固定资产281.62万元。");
        assert_eq!(found, ["拟购置固定资产写“281.62万元”，少于政府采购预算里设备类的合计821.62万元；多半是两位数字写颠倒了"]);
        assert_eq!(said("本年度拟购置固定资产900万元。"), [""; 0]);
    }
}
