//! Goals and measures in levels out of numbered lines. What the items print is compared with the lines: where it is not the
//! same, the lines stay plain text.

use std::collections::BTreeSet;

use super::number::{Numbered, numbered};
use super::secret;
use super::words::plain;
use crate::document::printed_tree;
use crate::model::Item;
use crate::template::{TreeLevel, TreePart};

/// Lines as items.
pub(super) struct ReadTree {
    /// The part with its levels numbered, and its mark worded, as the document does.
    pub part: TreePart,
    /// Without ids.
    pub items: Vec<Item>,
    /// Titles of the classified items below which something stood, once for every line that was not read.
    pub dropped: Vec<String>,
    /// Other wordings of the mark.
    pub wordings: BTreeSet<String>,
}

/// The lines as items; `None` where they would print other words.
pub(super) fn tree(part: &TreePart, lines: &[String]) -> Option<ReadTree> {
    let mut own = part.clone();
    let mut marks = Marks::default();
    let mut dropped = Vec::new();
    // Numbers of what stands below a classified item, and what the items have to print.
    let mut below: Vec<String> = Vec::new();
    let mut wanted = String::new();
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
        let found = numbered(line);
        let depth_of = |found: &Numbered<'_>| patterns.iter().position(|known| plain(known) == plain(&found.pattern));
        if let Some(secret) = last_at(&mut items, path_end).filter(|item| item.classified) {
            let inside = match &found {
                None => !unnumbered,
                Some(found) => depth_of(found).map_or_else(|| found.n == 1 || below.contains(&found.pattern), |depth| depth > path_end),
            };
            if inside {
                dropped.push(secret.title.clone());
                below.extend(found.map(|found| found.pattern));
                continue;
            }
            below.clear();
        }
        let so_far = wanted.len();
        wanted.push_str(&plain(line));
        // 绩效目标：… below its item.
        if !goal.is_empty()
            && let Some(item) = last_at(&mut items, path_end)
            && is_of_pair(item, line, &goal, &indicator)
        {
            continue;
        }
        let depth = match &found {
            Some(found) => match depth_of(found) {
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
                if secret::is_mark(line) && item.goal.is_empty() && item.title.is_empty() != item.text.is_empty() && is_short(&item.text) {
                    // 涉密 in a line of its own.
                    *item = item.redacted(&[item.title.as_str(), &item.text].concat());
                    wanted.truncate(so_far);
                    wanted.push_str(&plain(&format!("{}{}", between(&part.level(path_end)), marks.worded(line))));
                    continue;
                }
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
        let text = found.as_ref().map_or(line.as_str(), |found| found.rest);
        let item = if let Some((title, mark, rest)) = classified(&level, text) {
            dropped.extend((!rest.is_empty()).then(|| title.to_owned()));
            wanted.truncate(so_far);
            let number = &line[..line.len() - text.len()];
            wanted.push_str(&plain(&format!("{number}{title}{}{}", between(&level), marks.worded(mark))));
            Item::default().redacted(title)
        } else {
            item(&level, text)
        };
        if let Some(found) = &found {
            counts[depth].push(found.n);
        }
        push(&mut items, depth, item)?;
    }
    if let Some(first) = marks.first {
        own.classified = first;
    }
    let part = as_printed(own, &patterns, &items, &wanted)?;
    Some(ReadTree { part, items, dropped, wordings: marks.others })
}

/// Puts a line of a pair of goal and indicator into its item; false where it is no such line.
fn is_of_pair(item: &mut Item, line: &str, goal: &str, indicator: &str) -> bool {
    if let Some(rest) = without(line, goal) {
        item.goal = rest;
    } else if let Some(rest) = without(line, indicator) {
        item.indicator = rest;
    } else if !item.indicator.is_empty() && numbered(line).is_none() {
        item.indicator.push('\n');
        item.indicator.push_str(line);
    } else {
        return false;
    }
    true
}

/// The part with these numbers as it prints what is wanted, the innermost running on from one parent to the next or not.
fn as_printed(mut own: TreePart, patterns: &[String], items: &[Item], wanted: &str) -> Option<TreePart> {
    let numbered = |(depth, pattern): (usize, &String)| TreeLevel { number: pattern.clone(), ..own.level(depth) };
    own.levels = patterns.iter().enumerate().map(numbered).chain(own.levels.iter().skip(patterns.len()).cloned()).collect();
    let prints = |own: &TreePart| printed_tree(own, items).iter().map(|line| plain(line)).collect::<String>() == wanted;
    if !prints(&own)
        && let Some(last) = patterns.len().checked_sub(1)
    {
        own.levels[last].runs_on = !own.levels[last].runs_on;
    }
    prints(&own).then_some(own)
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

/// How the document words its marks: all of them print as the first one.
#[derive(Default)]
struct Marks {
    first: Option<String>,
    others: BTreeSet<String>,
}

impl Marks {
    fn worded(&mut self, mark: &str) -> &str {
        let first = self.first.get_or_insert_with(|| mark.to_owned());
        if plain(first) != plain(mark) {
            self.others.insert(mark.to_owned());
        }
        first
    }
}

/// What stands before a mark.
fn between(level: &TreeLevel) -> &str {
    if level.between.is_empty() { "：" } else { &level.between }
}

fn is_short(title: &str) -> bool {
    title.chars().count() <= 30
}

/// The title of a classified item, its mark, and what follows that.
fn classified<'a>(level: &TreeLevel, text: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
    let sign = between(level).trim();
    let parted = text.split_once(if sign.is_empty() { "：" } else { sign });
    let (title, mark, rest) = match parted.and_then(|(title, rest)| Some((title, secret::mark(rest.trim())?))) {
        Some((title, (mark, ""))) => (title, mark, ""),
        Some((title, (mark, rest))) => (title, mark.trim_end_matches(['，', '；', '。']), rest),
        None => secret::bracketed(text).map(|(title, mark)| (title, mark, ""))?,
    };
    (!title.is_empty() && is_short(title)).then_some((title, mark, rest))
}

fn item(level: &TreeLevel, text: &str) -> Item {
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
            Item { title: title.to_owned(), text: rest.to_owned(), ..Item::default() }
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

    fn items(part: &TreePart, lines: &[String]) -> Vec<Item> {
        tree(part, lines).expect("a tree").items
    }

    #[test]
    fn items_in_levels_some_of_them_classified() {
        let level = |number: &str| TreeLevel { number: number.into(), between: "：".into(), ..TreeLevel::default() };
        let items = items(&part(vec![level("{一}、"), level("{1}、")]), &lines(&["一、甲：子丑。", "1、乙：涉密", "2、丙：寅", "二、丁"]));
        assert_eq!((items.len(), items[0].title.as_str(), items[0].items.len()), (2, "甲", 2));
        assert!(items[0].items[0].classified && items[0].items[0].text.is_empty());
        assert_eq!(items[0].items[1].text, "寅");
    }

    #[test]
    fn below_a_classified_item_nothing_is_read() {
        let level = |number: &str| TreeLevel { number: number.into(), between: "：".into(), ..TreeLevel::default() };
        let texts = [
            "一、甲：子丑",
            "1、乙：涉密",
            "秘密的一段",
            "（1）秘密的一项",
            "（2）秘密的另一项",
            "2、丙（涉密）",
            "3、丁：涉密，不予公开。秘密的一句",
            "4、戊：不涉密",
            "5、己",
            "涉密",
            "二、庚",
        ];
        let read = tree(&part(vec![level("{一}、"), level("{1}、")]), &lines(&texts)).expect("a tree");
        let below = &read.items[0].items;
        let said: Vec<(&str, &str, bool)> = below.iter().map(|item| (item.title.as_str(), item.text.as_str(), item.classified)).collect();
        assert_eq!(said, [("乙", "", true), ("丙", "", true), ("丁", "", true), ("戊", "不涉密", false), ("己", "", true)]);
        assert!(below.iter().all(|item| !item.leaks()));
        assert_eq!(read.dropped, ["乙", "乙", "乙", "丁"]);
        assert_eq!((read.part.classified.as_str(), read.wordings.into_iter().collect::<Vec<_>>()), ("涉密", vec!["涉密，不予公开".to_owned()]));
    }

    #[test]
    fn pairs_of_goal_and_indicator() {
        let level =
            TreeLevel {
                number: "（{一}）".into(), heading: true, pair: Some(("绩效目标：".into(), "绩效指标：".into())), ..TreeLevel::default()
            };
        let items = items(&part(vec![level]), &lines(&["（一）甲", "绩效目标：做", "绩效指标： 到", "（二）乙"]));
        assert_eq!((items[0].goal.as_str(), items[0].indicator.as_str(), items[1].title.as_str()), ("做", "到", "乙"));
    }

    #[test]
    fn numbers_that_do_not_run_on_stay_text() {
        let level = TreeLevel { number: "{1}、".into(), ..TreeLevel::default() };
        assert!(tree(&part(vec![level]), &lines(&["1、甲", "3、乙"])).is_none());
    }
}
