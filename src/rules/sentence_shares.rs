//! N103: a share that is not the share of any whole the text names.

use rust_decimal::Decimal;

use super::prose::Paragraph;
use super::shared::{Case, Found, wan};
use crate::numbers::Unit;

/// So many paragraphs before may name the whole.
const FAR: usize = 14;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let paragraphs = case.paragraphs();
    let mut out = Vec::new();
    for (n, (text, paragraph)) in paragraphs.iter().enumerate() {
        for at in 1..paragraph.numbers.len() {
            if is_share(paragraph, at) {
                let near = &paragraphs[n.saturating_sub(FAR)..n];
                out.extend(broken(paragraph, near, at).map(|message| paragraph.found(message).in_text(*text)));
            } else if lost_percent(paragraph, at) {
                out.push(paragraph.found(format!("“占{}”后面缺“%”", paragraph.said(at))).in_text(*text));
            }
        }
    }
    out
}

/// `A，占P%`, `A，占比P%`, `A（占P%）`: the percentage of the amount before it.
fn is_share(paragraph: &Paragraph, at: usize) -> bool {
    if paragraph.numbers[at].unit != Unit::Percent || !paragraph.states(at - 1) {
        return false;
    }
    let between = paragraph.between(at).trim_start_matches(['，', '（', '(', ',', '、']);
    matches!(
        between.trim_end_matches(['为', '约', '：']),
        "占" | "占比" | "占总额的" | "占总支出" | "占总支出的" | "占本年支出" | "占比例" | "所占比例"
    )
}

/// `占45.20，`: nothing behind the number.
fn lost_percent(paragraph: &Paragraph, at: usize) -> bool {
    let between = paragraph.between(at);
    let bare = matches!(&paragraph.numbers[at].unit, Unit::Count(unit) if unit.is_empty());
    let ends = paragraph.behind(at).is_empty() || paragraph.behind(at).starts_with(['，', '。', '；', '、']);
    bare && ends && paragraph.numbers[at].value.scale() > 0 && (between.ends_with('占') || between.ends_with("占比"))
}

fn broken(paragraph: &Paragraph, near: &[(usize, &Paragraph)], at: usize) -> Option<String> {
    let part = paragraph.numbers[at - 1].yuan()?;
    let (printed, half) = (paragraph.numbers[at].value, paragraph.numbers[at].half());
    if part.is_zero() && printed.is_zero() {
        return None;
    }
    let mut wholes: Vec<Decimal> = near.iter().map(|(_, near)| *near).chain([paragraph]).flat_map(amounts).filter(|whole| *whole >= part).collect();
    // 三公's three kinds are printed without their sum.
    let sentence = paragraph.sentence(at);
    let siblings: Vec<Decimal> = (1..paragraph.numbers.len())
        .filter(|n| is_share(paragraph, *n) && sentence.contains(&paragraph.numbers[*n].at.start))
        .filter_map(|n| paragraph.numbers[n - 1].yuan())
        .collect();
    wholes.extend(siblings.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part)).filter(|sum| !sum.is_zero() && siblings.len() > 1));
    let share = |whole: Decimal| part / whole * Decimal::ONE_HUNDRED;
    let holds = |whole: &Decimal| whole.is_zero() || (share(*whole) - printed).abs() <= half * Decimal::TWO;
    if wholes.len() < 2 || wholes.iter().any(holds) {
        return None;
    }
    let whole = wholes.iter().find(|whole| **whole > part)?;
    let right = share(*whole).round_dp(paragraph.numbers[at].value.scale());
    let why = super::gap::why(printed, right);
    Some(format!("“{}”占{}万元的{right}%，而写成“{}”{why}", paragraph.said(at - 1), wan(*whole), paragraph.said(at)))
}

fn amounts(paragraph: &Paragraph) -> impl Iterator<Item = Decimal> {
    (0..paragraph.numbers.len()).filter(|at| paragraph.states(*at)).filter_map(|at| paragraph.numbers[at].yuan())
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N103").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_share_of_nothing_in_the_text_is_told() {
        let found = said("资产合计1930.85万元，流动资产591.36万元，占36.03%。");
        assert_eq!(found, ["“591.36万元”占1930.85万元的30.63%，而写成“36.03%”；多半是两位数字写颠倒了"]);
        assert_eq!(said("总额100万元，其中流动资产45.20万元，占45.20，其余为固定资产。"), ["“占45.20”后面缺“%”"]);
    }

    #[test]
    fn the_whole_may_stand_before_or_be_the_sum_of_the_parts() {
        for text in [
            "合计1930.85万元。\n流动资产591.36万元，占30.63%。",
            "出国费16万元，占40.00%；接待费24万元，占60.00%。",
            "共100万元，甲47.04万元，占47.1%，乙33.43万元，占33.4%，丙19.53万元，占19.5%。",
            "共0万元，甲0万元，占0%。",
            "共10万元，甲3万元，占财政性资金的12%。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
