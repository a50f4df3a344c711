//! Goals and measures in levels out of numbered lines. What the items print is compared with the lines: where it is not the
//! same, the lines stay plain text.

use super::number::numbered;
use super::words::plain;
use crate::document::printed_tree;
use crate::model::Item;
use crate::template::{TreeLevel, TreePart};

/// The lines as items, and the part with its levels numbered as the document does. `None` where items would print other words.
pub(super) fn tree(part: &TreePart, lines: &[String]) -> Option<(TreePart, Vec<Item>)> {
    let mut own = part.clone();
    let mut patterns: Vec<String> = Vec::new();
    let unnumbered = part.level(0).number.is_empty();
    if unnumbered {
        patterns.push(String::new());
    }
    let mut items: Vec<Item> = Vec::new();
    let mut counts: Vec<Vec<usize>> = Vec::new();
    for line in lines {
        let (goal, indicator) = part.levels.iter().find_map(|level| level.pair.clone()).unwrap_or_default();
        let path_end = counts.len().saturating_sub(1);
        // 绩效目标：… below its item.
        if !goal.is_empty()
            && let Some(item) = last_at(&mut items, path_end)
        {
            if let Some(rest) = without(line, &goal) {
                item.goal = rest;
                continue;
            }
            if let Some(rest) = without(line, &indicator) {
                item.indicator = rest;
                continue;
            }
            if !item.indicator.is_empty() && numbered(line).is_none() {
                item.indicator.push('\n');
                item.indicator.push_str(line);
                continue;
            }
        }
        let found = numbered(line);
        let depth = match &found {
            Some(found) => match patterns.iter().position(|known| plain(known) == plain(&found.pattern)) {
                Some(depth) => depth,
                None if patterns.len() < 4 && (found.n == 1 || patterns.is_empty()) => {
                    patterns.push(found.pattern.clone());
                    patterns.len() - 1
                }
                None => return None,
            },
            None if unnumbered => 0,
            None => {
                // A paragraph of the item above.
                let item = last_at(&mut items, path_end)?;
                if !item.text.is_empty() {
                    item.text.push('\n');
                }
                item.text.push_str(line);
                continue;
            }
        };
        if depth > counts.len() {
            return None;
        }
        counts.truncate(depth + 1);
        if counts.len() == depth {
            counts.push(Vec::new());
        }
        let level = part.level(depth);
        let item = item(&level, part, found.as_ref().map_or(line.as_str(), |found| found.rest));
        if let Some(found) = &found {
            counts[depth].push(found.n);
        }
        push(&mut items, depth, item)?;
    }
    own.levels = patterns
        .iter()
        .enumerate()
        .map(|(depth, pattern)| TreeLevel { number: pattern.clone(), ..part.level(depth) })
        .chain(part.levels.iter().skip(patterns.len()).cloned())
        .collect();
    let wanted: String = lines.iter().map(|line| plain(line)).collect();
    let prints = |own: &TreePart| printed_tree(own, &items).iter().map(|line| plain(line)).collect::<String>() == wanted;
    // Numbers that run on from one parent to the next.
    if !prints(&own)
        && let Some(last) = patterns.len().checked_sub(1)
    {
        own.levels[last].runs_on = !own.levels[last].runs_on;
    }
    prints(&own).then_some((own, items))
}

/// The line without its label.
fn without(line: &str, label: &str) -> Option<String> {
    let mut rest = line.chars();
    for c in label.chars().filter(|c| !c.is_whitespace()) {
        let next = rest.find(|c| !c.is_whitespace())?;
        if plain(&next.to_string()) != plain(&c.to_string()) {
            return None;
        }
    }
    Some(rest.as_str().trim().to_owned())
}

fn item(level: &TreeLevel, part: &TreePart, text: &str) -> Item {
    let between = level.between.trim();
    let whole = |text: &str| {
        if level.heading { Item { title: text.to_owned(), ..Item::default() } } else { Item { text: text.to_owned(), ..Item::default() } }
    };
    if level.heading || between.is_empty() {
        return whole(text);
    }
    match text.split_once(between) {
        // A title is short; what follows its sign is the text.
        Some((title, rest)) if title.chars().count() <= 30 && !title.contains(['。', '，', '；']) && (!rest.is_empty() || between == "：") => {
            let classified = plain(rest) == plain(&part.classified);
            let text = if classified { String::new() } else { rest.to_owned() };
            Item { title: title.to_owned(), text, classified, ..Item::default() }
        }
        _ => whole(text),
    }
}

/// The last item at a depth.
fn last_at(items: &mut [Item], depth: usize) -> Option<&mut Item> {
    let last = items.last_mut()?;
    if depth == 0 { Some(last) } else { last_at(&mut last.items, depth - 1) }
}

fn push(items: &mut Vec<Item>, depth: usize, item: Item) -> Option<()> {
    if depth == 0 {
        items.push(item);
        return Some(());
    }
    let last = items.last_mut().filter(|item| !item.classified)?;
    push(&mut last.items, depth - 1, item)
}

/// Gives every item an id that the draft does not use.
pub(super) fn name_items(items: &mut [Item], next: &mut usize) {
    for item in items {
        *next += 1;
        item.id = format!("g{next}");
        name_items(&mut item.items, next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(levels: Vec<TreeLevel>) -> TreePart {
        TreePart { id: "t".into(), label: String::new(), hint: String::new(), levels, classified: "涉密".into() }
    }

    fn lines(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn items_in_levels_some_of_them_classified() {
        let level = |number: &str| TreeLevel { number: number.into(), between: "：".into(), ..TreeLevel::default() };
        let (_, items) =
            tree(&part(vec![level("{一}、"), level("{1}、")]), &lines(&["一、甲：子丑。", "1、乙：涉密", "2、丙：寅", "二、丁"])).expect("a tree");
        assert_eq!((items.len(), items[0].title.as_str(), items[0].items.len()), (2, "甲", 2));
        assert!(items[0].items[0].classified && items[0].items[0].text.is_empty());
        assert_eq!(items[0].items[1].text, "寅");
    }

    #[test]
    fn pairs_of_goal_and_indicator() {
        let level =
            TreeLevel {
                number: "（{一}）".into(), heading: true, pair: Some(("绩效目标：".into(), "绩效指标：".into())), ..TreeLevel::default()
            };
        let (_, items) = tree(&part(vec![level]), &lines(&["（一）甲", "绩效目标：做", "绩效指标： 到", "（二）乙"])).expect("a tree");
        assert_eq!((items[0].goal.as_str(), items[0].indicator.as_str(), items[1].title.as_str()), ("做", "到", "乙"));
    }

    #[test]
    fn numbers_that_do_not_run_on_stay_text() {
        let level = TreeLevel { number: "{1}、".into(), ..TreeLevel::default() };
        assert!(tree(&part(vec![level]), &lines(&["1、甲", "3、乙"])).is_none());
    }
}
