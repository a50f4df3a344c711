//! N111: a day that no calendar has.

use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::Found;
use crate::numbers::numbers;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out: Vec<Found> = piece.paragraphs().iter().filter_map(|paragraph| Some(paragraph.found(told(&of_paragraph(paragraph)?)))).collect();
    let rows = piece.targets().iter().filter(|row| row.said.contains('月'));
    out.extend(rows.filter_map(|row| Some(row.found_at_value(told(&impossible(&row.said, &numbers(&row.said))?)))));
    out
}

fn told(date: &str) -> String {
    format!("没有“{date}”这一天，请核对")
}

fn of_paragraph(paragraph: &Paragraph) -> Option<String> {
    if paragraph.text.contains('月') { impossible(&paragraph.text, &paragraph.numbers) } else { None }
}

/// `6月31日`, `13月`: the first one.
fn impossible(text: &str, numbers: &[crate::numbers::Number]) -> Option<String> {
    numbers.iter().enumerate().find_map(|(n, number)| {
        let rest = text[number.at.end..].strip_prefix('月')?;
        // 13个月 is none, and 2023.12月 has a year before it.
        let month = u32::try_from(number.value).ok().filter(|_| number.value.scale() == 0)?;
        let day = numbers.get(n + 1).filter(|day| day.at.start == text.len() - rest.len() && text[day.at.end..].starts_with('日'));
        let day_of = day.and_then(|day| u32::try_from(day.value).ok());
        let most = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        let wrong = day_of.is_some_and(|day| day == 0 || day > most) || most == 0 && day.is_some();
        wrong.then(|| format!("{month}月{}日", day_of.unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    #[test]
    fn a_day_that_is_not_in_the_calendar_is_told() {
        let said = |text: &str| found(&with_text(text), "N111").into_iter().map(|(_, message)| message).collect::<Vec<_>>();
        assert_eq!(said("截至2023年6月31日，资产合计5万元。"), ["没有“6月31日”这一天，请核对"]);
        assert_eq!(said("截至2023年13月1日。"), ["没有“13月1日”这一天，请核对"]);
        assert_eq!(said("截至2023年12月31日，历时13个月，2月29日完成。"), [""; 0]);
    }
}
