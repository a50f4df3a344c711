//! Rules that had nothing to look at in a draft, with the reason: they neither hold nor are broken.

use super::{Finding, RULES, Rule};
use crate::model::PaneName;
use crate::template::RowKind;
use crate::workings::Workings;

/// What a rule can be asked of only where the draft has it: codes or their first letters, and why not.
type Need = (&'static [&'static str], fn(&Workings) -> bool, &'static str);

const NEEDS: [Need; 7] = [
    (&["C123", "N104", "N118", "S109", "P105"], |work| work.draft().identity.year.is_some(), "没有填写预算年度"),
    (&["C129"], has_weights, "模板没有权重一列"),
    (&["C"], has_cards, "没有项目绩效目标表"),
    (&["G"], has_purchases, "没有政府采购预算的行"),
    (&["F"], |work| !work.draft().tables.is_empty(), "没有补充表"),
    (&["N", "L"], has_texts, "没有文字"),
    (&["K"], has_codes, "没有科目编码"),
];

/// The codes of rules that had nothing to look at, with the reason; none of them among these findings.
#[must_use]
pub fn unasked(work: &Workings, findings: &[Finding]) -> Vec<(&'static str, &'static str)> {
    let codes = RULES.iter().copied().flatten().filter_map(|rule| match rule {
        Rule::Own { code, .. } | Rule::Piece { code, .. } | Rule::Text { code, .. } => Some(*code),
        Rule::Template { .. } => None,
    });
    let met: Vec<bool> = NEEDS.iter().map(|(_, is_met, _)| is_met(work)).collect();
    let why = |code: &str| {
        let of = |wanted: &&str| *wanted == code || wanted.len() == 1 && code.starts_with(*wanted);
        NEEDS.iter().zip(&met).find(|((codes, ..), met)| !**met && codes.iter().any(of)).map(|((.., why), _)| *why)
    };
    codes.filter(|code| findings.iter().all(|finding| finding.code != *code)).filter_map(|code| Some((code, why(code)?))).collect()
}

fn has_cards(work: &Workings) -> bool {
    !work.draft().cards.is_empty() || !work.draft().indicators.is_empty()
}

fn has_weights(work: &Workings) -> bool {
    let columns = work.draft().template.card.iter().flat_map(|card| &card.indicators);
    columns.into_iter().any(|column| column.label.contains("权重") || column.label.contains("分值"))
}

fn has_purchases(work: &Workings) -> bool {
    let draft = work.draft();
    let of_purchases = |name: &PaneName| draft.template.forms.iter().any(|form| form.id == name.form && form.title.contains("采购"));
    draft.forms.iter().any(|(name, rows)| !rows.is_empty() && of_purchases(name))
}

fn has_texts(work: &Workings) -> bool {
    work.draft().texts.values().any(|text| !text.trim().is_empty()) || !work.draft().trees.is_empty()
}

fn has_codes(work: &Workings) -> bool {
    let draft = work.draft();
    let coded = |name: &PaneName| draft.pane(name).is_some_and(|pane| matches!(pane.rows, RowKind::Coded(_)));
    draft.forms.iter().any(|(name, rows)| !rows.is_empty() && coded(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::sample;
    use crate::rules::{check, held};
    use crate::template::Library;

    #[test]
    fn what_a_draft_lacks_is_neither_right_nor_wrong() {
        let of = |draft| {
            let work = Workings::of(draft).expect("a sound template");
            let findings = check(&work, &Library::load(None).codes);
            (unasked(&work, &findings), held(&work, &findings))
        };
        let (without, holding) = of(sample());
        assert_eq!(without, [("C129", "模板没有权重一列"), ("F101", "没有补充表"), ("F102", "没有补充表")]);
        assert!(holding.iter().all(|code| code != "F101"));
        let mut draft = sample();
        draft.cards.clear();
        draft.identity.year = None;
        let (without, holding) = of(draft);
        assert!(without.contains(&("C101", "没有项目绩效目标表")) && without.contains(&("N104", "没有填写预算年度")), "{without:?}");
        assert!(holding.iter().any(|code| code == "N105") && holding.iter().all(|code| !code.starts_with('C')), "{holding:?}");
    }
}
