//! N101: a change whose percentage, sign or base does not follow from its amounts.
//!
//! A sentence often allows several bases; it is denied only where none of them works.

use rust_decimal::Decimal;

use super::memo::Piece;
use super::prose::{CHANGES, Paragraph, Sign};
use super::shared::Found;
use crate::numbers::Unit;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    let paragraphs = piece.paragraphs();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        for at in 0..paragraph.numbers.len() {
            let Some(sign) = paragraph.change(at) else { continue };
            let before = n.checked_sub(1).map(|before| &paragraphs[before]);
            let message = match paragraph.numbers[at].unit {
                Unit::Money(_) => of_amount(paragraph, before, at, sign),
                Unit::Percent => of_percent(paragraph, at, sign),
                _ => None,
            };
            out.extend(message.map(|message| paragraph.found(message)));
        }
    }
    out
}

/// `A … 增加 D，增长 P`: the base is A less D, and D is P of it.
fn of_amount(paragraph: &Paragraph, before: Option<&Paragraph>, at: usize, sign: Sign) -> Option<String> {
    let change = paragraph.numbers[at].yuan()?;
    let said = paragraph.said(at);
    let mut amounts: Vec<(Decimal, Decimal)> = stated(paragraph, 0..at);
    if amounts.is_empty() {
        // Items whose comparison stands in a line of its own.
        let compares = ["比", "较", "与", "和", "同比"].iter().any(|word| paragraph.text.starts_with(word));
        amounts = before.filter(|_| compares).map(|before| stated(before, 0..before.numbers.len())).unwrap_or_default();
    }
    if amounts.is_empty() || change.is_zero() {
        return None;
    }
    let Some((percent, other)) = percent_of(paragraph, at) else {
        return impossible(paragraph, at, sign, change, &amounts);
    };
    if other.is_some_and(|other| other != sign) {
        return Some(format!("“{}{said}”与后面的“{}”方向相反", word(sign), paragraph.said(percent)));
    }
    let holds = |amount: &(Decimal, Decimal)| percent_fits(paragraph, at, percent, sign, *amount);
    if amounts.iter().any(holds) {
        return None;
    }
    let base = amounts.last()?.0 - sign.times(change);
    if base <= Decimal::ZERO {
        return impossible(paragraph, at, sign, change, &amounts);
    }
    let right = (change / base * Decimal::ONE_HUNDRED).round_dp(paragraph.numbers[percent].value.scale().max(1));
    Some(format!("“{}{said}”是上年数的{right}%，而后面写“{}”", word(sign), paragraph.said(percent)))
}

/// Whether the percentage is what the change is of the base, with an amount of now and half of its last digit.
pub(super) fn percent_fits(paragraph: &Paragraph, at: usize, percent: usize, sign: Sign, (amount, half_amount): (Decimal, Decimal)) -> bool {
    let Some(change) = paragraph.numbers[at].yuan() else { return true };
    let (printed, half) = (paragraph.numbers[percent].value.abs(), paragraph.numbers[percent].half());
    let half_change = paragraph.numbers[at].half();
    let base = amount - sign.times(change);
    if base <= Decimal::ZERO {
        return base.is_zero();
    }
    let (least, most) = ((change - half_change).max(Decimal::ZERO), change + half_change);
    let slack = half_change + half_amount;
    let low = least / (base + slack) * Decimal::ONE_HUNDRED;
    let high = if base > slack { most / (base - slack) * Decimal::ONE_HUNDRED } else { return true };
    // A unit of the last digit: cut off instead of rounded is no error.
    printed + half * Decimal::TWO >= low && printed - half * Decimal::TWO <= high
}

/// More added than there is now.
fn impossible(paragraph: &Paragraph, at: usize, sign: Sign, change: Decimal, amounts: &[(Decimal, Decimal)]) -> Option<String> {
    let sentence = paragraph.sentence(at);
    let same: Vec<Decimal> = (0..at)
        .filter(|n| paragraph.states(*n) && !is_of_before(paragraph, *n) && paragraph.numbers[*n].at.start >= sentence.start)
        .filter_map(|n| paragraph.numbers[n].yuan())
        .collect();
    let all_less = !same.is_empty() && amounts.iter().all(|(amount, _)| *amount < change);
    (sign == Sign::Up && all_less).then(|| format!("“增加{}”比现在的数还大，上年数成了负数，请核对", paragraph.said(at)))
}

/// The percentage that belongs to a change, and the sign of the word before it.
pub(super) fn percent_of(paragraph: &Paragraph, at: usize) -> Option<(usize, Option<Sign>)> {
    let percent = at + 1;
    if paragraph.numbers.get(percent)?.unit != Unit::Percent {
        return None;
    }
    let between = paragraph.between(percent);
    let bare = between.trim_start_matches(['，', '、', '（', '(', ',']);
    let bare = ["同比", "比例为", "比例", "幅度为", "幅度", "上年", "约", "，"].iter().fold(bare.to_owned(), |text, word| text.replace(word, ""));
    let word = CHANGES.iter().find(|(word, _)| bare.starts_with(word));
    let rest = word.map_or(bare.as_str(), |(word, _)| &bare[word.len()..]).trim_start_matches(['了', '为', '约', '率']);
    let target = ["以上", "以内", "左右"].iter().any(|word| paragraph.behind(percent).starts_with(word));
    let bracket = between.starts_with(['（', '(']);
    (rest.is_empty() && !target && (word.is_some() || bracket)).then_some((percent, word.map(|(_, sign)| *sign)))
}

/// `B（执行数）… A（预算）… 增加 P`: exactly two amounts in the sentence, and no other measure.
fn of_percent(paragraph: &Paragraph, at: usize, sign: Sign) -> Option<String> {
    if at > 0 && paragraph.change(at - 1).is_some() && paragraph.numbers[at - 1].is_money() {
        return None;
    }
    let sentence = paragraph.sentence(at);
    let text = &paragraph.text[sentence.clone()];
    let compares = ["执行数", "上年预算", "预算数", "上年决算", "去年"].iter().any(|word| text.contains(word));
    let inside: Vec<usize> =
        (0..at).filter(|n| paragraph.numbers[*n].at.start >= sentence.start && paragraph.numbers[*n].unit != Unit::Year).collect();
    let [before, now] = inside[..] else { return None };
    if !compares || !paragraph.states(before) || !paragraph.states(now) {
        return None;
    }
    let target = ["以上", "以内", "左右"].iter().any(|word| paragraph.behind(at).starts_with(word));
    let (one, other) = (paragraph.numbers[before].yuan()?, paragraph.numbers[now].yuan()?);
    let (number, printed) = (&paragraph.numbers[at], paragraph.numbers[at].value.abs());
    let share = |base: Decimal, now: Decimal| (!base.is_zero()).then(|| (now - base) / base * Decimal::ONE_HUNDRED);
    let fits = |share: Decimal| (sign.times(share) - printed).abs() <= number.half() * Decimal::TWO;
    let shares: Vec<Decimal> = [share(one, other), share(other, one)].into_iter().flatten().collect();
    if target || shares.len() < 2 || shares.iter().any(|share| fits(*share)) {
        return None;
    }
    let right = shares[0].round_dp(number.value.scale().max(2));
    Some(format!(
        "从“{}”到“{}”是{}{}%，而后面写“{}{}”",
        paragraph.said(before),
        paragraph.said(now),
        if right < Decimal::ZERO { "减少" } else { "增加" },
        right.abs(),
        word(sign),
        paragraph.said(at)
    ))
}

/// Amounts with half of their last digit.
fn stated(paragraph: &Paragraph, range: std::ops::Range<usize>) -> Vec<(Decimal, Decimal)> {
    range
        .filter(|at| paragraph.states(*at) && !is_of_before(paragraph, *at))
        .filter_map(|at| Some((paragraph.numbers[at].yuan()?, paragraph.numbers[at].half())))
        .collect()
}

/// Whether an amount is the one that is compared with: 上年预算10万元.
fn is_of_before(paragraph: &Paragraph, at: usize) -> bool {
    ["上年", "去年", "上一年", "执行数"].iter().any(|word| paragraph.label(at).contains(word))
}

fn word(sign: Sign) -> &'static str {
    if sign == Sign::Up { "增加" } else { "减少" }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N101").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_percentage_that_does_not_follow_is_told_with_the_right_one() {
        assert_eq!(said("接待费7万元，较上年增加2万元（0.4%）。"), ["“增加2万元”是上年数的40.0%，而后面写“0.4%”"]);
        assert_eq!(said("共80万元，比上年减少20万元，下降15.1%。"), ["“减少20万元”是上年数的20.0%，而后面写“15.1%”"]);
    }

    #[test]
    fn directions_that_contradict_and_bases_below_nothing_are_told() {
        assert_eq!(said("共80万元，比上年减少20万元，增长20%。"), ["“减少20万元”与后面的“20%”方向相反"]);
        assert_eq!(said("乙支出66万元，与上年相比增加88万元。"), ["“增加88万元”比现在的数还大，上年数成了负数，请核对"]);
    }

    #[test]
    fn two_amounts_give_their_percentage() {
        let found = said("2029年执行数为43269.30万元，2030年预算数为3845.49万元，增加17.62%。");
        assert_eq!(found, ["从“43269.30万元”到“3845.49万元”是减少91.11%，而后面写“增加17.62%”"]);
        assert_eq!(said("执行数为20.00万元，预算安排31.50万元，比执行数增加57.50%。"), [""; 0]);
    }

    #[test]
    fn any_base_that_works_is_right() {
        for text in [
            "甲局2030年预算80.00万元，其中基本支出50.00万元、项目支出30.00万元。比上年减少20.00万元，下降20.00%。",
            "总计100万元。与上年相比收、支总计各增加25万元，增长33.33%。",
            "车辆费9万元（购置费0万元，比上年增加0万元；运行费9万元，比上年减少6万元。）比上年减少6万元，下降40%。",
            "丙支出12万元，与上年相比增加12万元，增长100%。",
            "共3万元，全年收运垃圾3.6吨，比去年增加2.4%。",
            "戊科目0万元，与上年相比减少500万元，减少100%。",
            "共12万元，比上年增加2万元，增长20%以上的任务由各科室承担。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
