//! C123: a deadline that lies before the budget year.

use super::memo::Piece;
use super::shared::Found;
use super::targets::Kind;
use crate::model::Place;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let Some(year) = piece.identity.year else { return Vec::new() };
    let goals = piece.goals.into_iter().flat_map(|(card, goals)| goals.iter().map(move |goal| (card, goal)));
    let promised = goals.filter_map(|(card, goal)| {
        let promised = past_promise(&goal.text, year)?;
        let place = Place::Goal { card: card.to_owned(), goal: goal.id.clone() };
        Some(Found::new(place, format!("绩效目标写“{promised}”，早于预算年度{year}年")))
    });
    let rows = piece.targets().iter().filter(|row| row.kind == Some(Kind::Time)).filter_map(|row| {
        let past = years(&row.said).into_iter().max().filter(|latest| *latest < year)?;
        let message = format!("“{}”的指标值“{}”是{past}年，早于预算年度{year}年", row.name, row.said);
        Some(row.found_at_value(message))
    });
    promised.chain(rows).collect()
}

/// `2020年底前…完成`: what is to be done by a time that is over.
fn past_promise(text: &str, year: u16) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found = text.match_indices("20").filter_map(|(at, _)| {
        let said = text[at..].get(..4)?.parse::<u16>().ok().filter(|said| *said < year)?;
        let behind = text[at + 4..].strip_prefix('年')?;
        let before = ["底前", "年底前", "末前", "内"].iter().find(|word| behind.starts_with(**word));
        let month =
            behind.split_once("月").is_some_and(|(month, rest)| month.parse::<u8>().is_ok() && (rest.starts_with("前") || rest.starts_with("底前")));
        let clause = behind.split(['。', '；']).next().unwrap_or_default();
        let done = ["完成", "建成", "实现", "投入使用"].iter().any(|word| clause.contains(word));
        let own = !text[..at].ends_with(|c: char| c.is_ascii_digit()) && !text[..at].ends_with("于");
        (own && done && (before.is_some() || month)).then(|| format!("{said}年{}", clause.chars().take(12).collect::<String>()))
    });
    found.next()
}

/// The years in a target: four digits before 年, or before a point or stroke with another number.
fn years(said: &str) -> Vec<u16> {
    let mut out = Vec::new();
    for (at, _) in said.match_indices("20") {
        let rest = &said[at..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let starts = at == 0 || !said[..at].ends_with(|c: char| c.is_ascii_digit());
        if digits == 4 && starts && rest[4..].starts_with(['年', '.', '-', '/']) {
            out.extend(rest[..4].parse::<u16>());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, with_target};

    fn with(value: &str) -> Vec<String> {
        said(&with_target(0, "时效", "续费时间", value), "C123")
    }

    #[test]
    fn a_deadline_of_last_year_is_told() {
        assert_eq!(with("2023年12月31日前完成"), ["“续费时间”的指标值“2023年12月31日前完成”是2023年，早于预算年度2024年"]);
    }

    #[test]
    fn this_year_and_times_over_years_are_fine() {
        for said in ["2024年12月底前", "2023年7月-2024年6月", "2025.6.30", "12月底前", "2000次"] {
            assert_eq!(with(said), [""; 0], "{said}");
        }
    }
}
