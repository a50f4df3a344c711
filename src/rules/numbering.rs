//! N120: items of a running text whose numbers skip one or come twice: 1、 2、 4、.
//!
//! Lists stand inside lists, and each begins where it likes: only one missing number of a list that has begun is told, and none that stands
//! inside the paragraph before.

use super::memo::Piece;
use super::shared::Found;
use crate::model::{Edit, Place};

/// How an item is numbered: what stands before and behind the number, and whether it is in Chinese.
type Style = (char, char, bool);

const CHINESE: &str = "一二三四五六七八九十";

/// A numbered item: its line, style, number, and where the number stands in the line.
struct Item {
    line: usize,
    style: Style,
    number: u32,
    at: std::ops::Range<usize>,
}

/// A list that is open: its last number, its line, and how many it has had.
struct Open {
    style: Style,
    last: u32,
    count: usize,
}

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let Some((id, text)) = piece.text else { return Vec::new() };
    let lines: Vec<&str> = text.lines().collect();
    let items: Vec<Item> = lines.iter().enumerate().filter_map(|(at, line)| item(at, line)).collect();
    let mut open: Vec<Open> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let of_style = |list: &&mut Open| list.style == item.style;
        if let Some(list) = open.iter_mut().rev().filter(of_style).find(|list| list.last + 1 == item.number) {
            (list.last, list.count) = (item.number, list.count + 1);
            continue;
        }
        let before = n.checked_sub(1).map_or("", |before| lines[items[before].line]);
        let wrong = open.iter().rev().find(|list| list.style == item.style && list.count >= 2).and_then(|list| {
            let (skipped, twice) = (list.last + 2 == item.number, list.last == item.number);
            let inside = skipped
                && before
                    .char_indices()
                    .skip(1)
                    .any(|(at, _)| numbered(&before[at..]).is_some_and(|(style, number, _)| (style, number) == (item.style, item.number - 1)));
            (item.number > 1 && (skipped || twice) && !inside).then_some((list.last, skipped))
        });
        if let Some((last, skipped)) = wrong {
            let said = &lines[item.line][..item.at.end];
            let message = if skipped {
                format!("“{said}”前面缺第{}项：序号从{last}跳到{}", last + 1, item.number)
            } else {
                format!("“{said}”的序号与上一项重复，应为{}", last + 1)
            };
            return vec![Found::new(Place::Text(id.to_owned()), message).mended(
                format!("从这一项起改为{}、{}……", last + 1, last + 2),
                Edit::Text { id: id.to_owned(), value: renumbered(text, &items[n..], last + 1) },
            )];
        }
        open.push(Open { style: item.style, last: item.number, count: 1 });
    }
    Vec::new()
}

fn item(line: usize, text: &str) -> Option<Item> {
    let blank = text.len() - text.trim_start().len();
    let (style, number, at) = numbered(&text[blank..])?;
    Some(Item { line, style, number, at: at.start + blank..at.end + blank })
}

/// 一、, （一）, 1、, 1., （1）, 1）: style, number, and where it stands.
fn numbered(text: &str) -> Option<(Style, u32, std::ops::Range<usize>)> {
    let bracket = text.chars().next().filter(|c| matches!(c, '（' | '('));
    let start = bracket.map_or(0, char::len_utf8);
    let rest = &text[start..];
    let long = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let chinese = long == 0;
    let long = if chinese { rest.len() - rest.trim_start_matches(|c| CHINESE.contains(c)).len() } else { long };
    let digits = &rest[..long];
    let mut behind = rest[long..].chars();
    let stop = behind.next().filter(|c| if bracket.is_some() { matches!(c, '）' | ')') } else { matches!(c, '、' | '.' | '．' | '）' | ')') })?;
    // 1.5万元, 2.1 are no first items.
    if matches!(stop, '.' | '．') && behind.next().is_none_or(|c| c.is_ascii_digit()) {
        return None;
    }
    let number = if chinese { of_chinese(digits)? } else { digits.parse().ok().filter(|number| (1..100).contains(number))? };
    Some(((bracket.unwrap_or(' '), stop, chinese), number, start..start + long))
}

/// 一 to 九十九.
fn of_chinese(digits: &str) -> Option<u32> {
    let value = |c: char| CHINESE.chars().position(|digit| digit == c).and_then(|at| u32::try_from(at + 1).ok());
    let values: Vec<u32> = digits.chars().map(value).collect::<Option<_>>()?;
    match values[..] {
        [one] => Some(one),
        [10, one] => Some(10 + one),
        [ten, 10] => Some(ten * 10),
        [ten, 10, one] => Some(ten * 10 + one),
        _ => None,
    }
}

fn in_chinese(number: u32) -> String {
    let digit = |n: u32| CHINESE.chars().nth((n as usize).saturating_sub(1)).map(String::from).unwrap_or_default();
    match (number / 10, number % 10) {
        (0, one) => digit(one),
        (ten, one) => format!("{}十{}", if ten > 1 { digit(ten) } else { String::new() }, if one > 0 { digit(one) } else { String::new() }),
    }
}

/// The text with these items of the first one's list numbered on from there.
fn renumbered(text: &str, items: &[Item], from: u32) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (mut next, mut last) = (from, 0);
    for item in items.iter().filter(|item| item.style == items[0].style) {
        // Another list begins.
        if last > 0 && item.number != last + 1 {
            break;
        }
        let number = if item.style.2 { in_chinese(next) } else { next.to_string() };
        lines[item.line].replace_range(item.at.clone(), &number);
        (last, next) = (item.number, next + 1);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use crate::model::Edit;
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N120").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_number_left_out_or_printed_twice_is_told() {
        assert_eq!(said("1、甲。\n2、乙。\n4、丙。\n5、丁。"), ["“4”前面缺第3项：序号从2跳到4"]);
        assert_eq!(said("（一）甲。\n（二）乙。\n（二）丙。"), ["“（二”的序号与上一项重复，应为3"]);
    }

    #[test]
    fn they_are_numbered_on_by_one_edit() {
        let work = crate::workings::Workings::of(with_text("一、甲。\n二、乙。\n四、丙。\n五、丁。\n一、戊。")).expect("a sound template");
        let findings = crate::rules::check(&work, &crate::template::Library::load(None).codes);
        let fix = findings.iter().find(|one| one.code == "N120").and_then(|one| one.fix.clone()).expect("a fix");
        let Edit::Text { value, .. } = fix.edit else { panic!("a text") };
        assert_eq!(value, "一、甲。\n二、乙。\n三、丙。\n四、丁。\n一、戊。");
    }

    #[test]
    fn lists_inside_lists_and_figures_are_left_alone() {
        for text in [
            "一、甲。\n1.子。\n2.丑。\n二、乙。\n1.寅。\n2.卯。\n三、丙。",
            "1、甲。\n2、乙；3、丙。\n4、丁。",
            "3、甲。\n5、乙。",
            "1.5万元。\n2.5万元。\n4.5万元。",
            "2024年甲。\n2025年乙。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
