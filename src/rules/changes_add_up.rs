//! N109: a change and the changes it is made of, which do not add up.

use rust_decimal::Decimal;

use super::gap::{Part, of_sum};
use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::{Found, wan};

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    piece.paragraphs().iter().filter_map(|paragraph| Some(paragraph.found(broken(paragraph)?))).collect()
}

/// The first change of the paragraph against those behind it: of 基本支出 and 项目支出; or of a list behind 其中 in which everything that
/// is named has its change.
fn broken(paragraph: &Paragraph) -> Option<String> {
    let money: Vec<usize> = (0..paragraph.numbers.len()).filter(|at| paragraph.numbers[*at].is_money()).collect();
    let changes: Vec<usize> = money.iter().copied().filter(|at| paragraph.change(*at).is_some()).collect();
    let (head, parts) = changes.split_first()?;
    let signed = |at: &usize| Some(paragraph.change(*at)?.times(paragraph.numbers[*at].yuan()?));
    let whole = signed(head)?;
    let says = |part: &usize, word: &str| paragraph.between(*part).contains(word);
    let kinds = matches!(parts, [basic, project] if says(basic, "基本支出") && says(project, "项目支出"));
    let behind = &paragraph.text[paragraph.numbers[*head].at.end..];
    let listed = behind.trim_start_matches(['。', '，', '；']).starts_with("其中");
    let same: usize = ["持平", "一致", "相同", "不变", "无变化", "无增减"].iter().map(|word| behind.matches(word).count()).sum();
    let stated = money.iter().filter(|at| *at > head && paragraph.states(**at)).count();
    // Less than two parts, or parts without their change, are no list.
    let all_told = listed && parts.len() + same >= 2 && stated == parts.len() + same;
    if !(kinds || all_told) || parts.is_empty() {
        return None;
    }
    let sum: Decimal = parts.iter().filter_map(signed).try_fold(Decimal::ZERO, Decimal::checked_add)?;
    let slack = parts.iter().chain([head]).map(|at| paragraph.numbers[*at].half()).sum::<Decimal>();
    if (sum - whole).abs() < slack {
        return None;
    }
    let shown: Vec<String> = parts.iter().filter_map(|part| Some(wan(signed(part)?).to_string())).collect();
    let part = |at: &usize| Some(Part { called: paragraph.label(*at).to_owned(), value: wan(signed(at)?), minus: false });
    let named: Vec<Part> = parts.iter().filter_map(part).collect();
    let why = of_sum(wan(whole), wan(sum), &named, &|_| false).map_or_else(String::new, |why| format!("；{why}"));
    let word = if whole < Decimal::ZERO { "减少" } else { "增加" };
    Some(format!("“{word}{}”与各项增减之和不相等：{} = {}万元{why}", paragraph.said(*head), shown.join(" + "), wan(sum)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N109").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn changes_that_do_not_add_up_are_told() {
        let found = said("与2023年相比，部门预算总额增加70.89万元。基本支出增加584.89万元；项目支出减少655.78万元。");
        assert_eq!(found, ["“增加70.89万元”与各项增减之和不相等：584.89 + -655.78 = -70.89万元；多半是正负号写反了"]);
        let found = said(
            "“三公”经费105万元，较上年减少150万元。其中：运行费97万元，和上年持平；购置费0万元，较上年减少150万元；接待费8万元，较上年减少2万元。",
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn changes_that_do_and_lists_that_leave_something_out_are_fine() {
        for text in [
            "与2023年相比，部门预算总额减少70.89万元。基本支出增加584.89万元；项目支出减少655.78万元。",
            "“三公”经费6.40万元，都是公务接待费，购置费0万元。同上年比，总数增加0.30万元，公务接待费增加0.30万元。",
            "共105万元，较上年减少150万元，其中购置费减少140万元。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
