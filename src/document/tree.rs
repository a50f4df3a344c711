//! Goals and measures in levels as they are printed: numbers, titles, texts, pairs of goal and indicator.

use super::narrative::{self, Line};
use crate::model::Item;
use crate::template::TreePart;
use crate::template::outline::number;

/// The items of a tree, one below the other: each line with the id of its item. Links are not filled in yet.
pub(super) fn lines<'a>(part: &TreePart, items: &'a [Item]) -> Vec<(&'a str, Line)> {
    let mut out = Vec::new();
    below(part, items, 0, &mut Vec::new(), &mut out);
    out
}

/// The lines that a tree prints; links are not filled in.
pub(crate) fn printed_tree(part: &TreePart, items: &[Item]) -> Vec<String> {
    let text = |line| match line {
        Line::Heading(_, text) | Line::Paragraph(text) => text,
    };
    lines(part, items).into_iter().map(|(_, line)| text(line)).collect()
}

fn below<'a>(part: &TreePart, items: &'a [Item], depth: usize, counters: &mut Vec<usize>, out: &mut Vec<(&'a str, Line)>) {
    let level = part.level(depth);
    counters.resize(counters.len().max(depth + 1), 0);
    if !level.runs_on {
        counters[depth] = 0;
    }
    for item in items.iter().filter(|item| !item.is_blank()) {
        counters[depth] += 1;
        let mut print = |line: Line| out.push((item.id.as_str(), line));
        let numbered = if level.number.is_empty() { String::new() } else { number(&level.number, counters[depth]) };
        let mut texts = narrative::lines(&item.text).into_iter();
        let lead = if item.classified {
            let between = if level.between.is_empty() { "：" } else { &level.between };
            Some(format!("{between}{}", part.classified))
        } else if level.heading && !item.title.is_empty() {
            None
        } else {
            // The first paragraph follows the title.
            match texts.next() {
                Some(Line::Paragraph(first)) if item.title.is_empty() => Some(first),
                Some(Line::Paragraph(first)) => Some(format!("{}{first}", level.between)),
                Some(heading @ Line::Heading(..)) => {
                    texts = std::iter::once(heading).chain(texts).collect::<Vec<_>>().into_iter();
                    None
                }
                None => None,
            }
        };
        let first = format!("{numbered}{}{}", item.title, lead.unwrap_or_default());
        let depth_below = u8::try_from(depth).unwrap_or(u8::MAX);
        if level.heading && !item.classified && !item.title.is_empty() {
            print(Line::Heading(depth_below, first));
        } else if !first.is_empty() {
            print(Line::Paragraph(first));
        }
        for line in texts {
            print(match line {
                Line::Heading(down, text) => Line::Heading(depth_below + 1 + down, text),
                Line::Paragraph(text) => Line::Paragraph(text),
            });
        }
        // An item may have come with its pair from a level that has one: what was typed is printed.
        let (goal, indicator) = level.pair.clone().unwrap_or_else(|| ("绩效目标：".to_owned(), "绩效指标：".to_owned()));
        for (label, text) in [(goal, &item.goal), (indicator, &item.indicator)] {
            let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.next().into_iter().for_each(|first| print(Line::Paragraph(format!("{label}{first}"))));
            lines.for_each(|line| print(Line::Paragraph(line.to_owned())));
        }
        below(part, &item.items, depth + 1, counters, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::TreeLevel;

    fn item(title: &str, text: &str, items: Vec<Item>) -> Item {
        Item { title: title.into(), text: text.into(), items, ..Item::default() }
    }

    fn printed(part: &TreePart, items: &[Item]) -> Vec<String> {
        lines(part, items)
            .into_iter()
            .map(|(_, line)| match line {
                Line::Heading(level, text) => format!("<{level}>{text}"),
                Line::Paragraph(text) => text,
            })
            .collect()
    }

    fn part(levels: Vec<TreeLevel>) -> TreePart {
        TreePart { id: "t".into(), label: String::new(), hint: String::new(), levels, classified: "涉密".into() }
    }

    #[test]
    fn titles_texts_and_secrets_stand_in_one_paragraph() {
        let level = |number: &str| TreeLevel { number: number.into(), between: "：".into(), ..TreeLevel::default() };
        let secret = Item { classified: true, ..item("丙", "", Vec::new()) };
        let items = [item("甲", "一\n二", vec![item("", "子", Vec::new()), secret]), item("乙", "", Vec::new())];
        assert_eq!(printed(&part(vec![level("{一}、"), level("{1}、")]), &items), ["一、甲：一", "二", "1、子", "2、丙：涉密", "二、乙"]);
    }

    #[test]
    fn headings_pairs_and_numbers_that_run_on() {
        let pair = Some(("绩效目标：".to_owned(), "绩效指标：".to_owned()));
        let first = TreeLevel { number: "（{一}）".into(), heading: true, pair, ..TreeLevel::default() };
        let second = TreeLevel { number: "{1}、".into(), runs_on: true, ..TreeLevel::default() };
        let mut one = item("甲", "", vec![item("", "子", Vec::new())]);
        (one.goal, one.indicator) = ("做".into(), "到".into());
        let items = [one, item("乙", "", vec![item("", "丑", Vec::new())])];
        let wanted = ["<0>（一）甲", "绩效目标：做", "绩效指标：到", "1、子", "<0>（二）乙", "2、丑"];
        assert_eq!(printed(&part(vec![first, second]), &items), wanted);
    }
}
