//! Goals and measures in levels: a tree of items, each found by its id.

use serde::{Deserialize, Serialize};

/// An item of a tree: a sub-goal (分项绩效目标), a measure (工作保障措施), or what stands below one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Stays, wherever the item moves.
    #[serde(default)]
    pub id: String,
    /// Title without its number; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Running text; paragraphs are lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// 绩效目标, where items of its level have the pair.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goal: String,
    /// 绩效指标, where items of its level have the pair.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub indicator: String,
    /// 涉密: title and mark are printed and nothing else; such an item holds nothing but its public title.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub classified: bool,
    /// What stands below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

impl Item {
    /// What is left of the item once it is classified.
    #[must_use]
    pub fn redacted(&self, public_title: &str) -> Self {
        Self { id: self.id.clone(), title: public_title.to_owned(), classified: true, ..Self::default() }
    }

    /// Whether a classified item holds more than it may.
    #[must_use]
    pub fn leaks(&self) -> bool {
        self.classified && *self != self.redacted(&self.title)
    }

    /// Whether nothing was typed into it or below it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let texts = [&self.title, &self.text, &self.goal, &self.indicator];
        !self.classified && texts.iter().all(|text| text.trim().is_empty()) && self.items.iter().all(Item::is_blank)
    }
}

/// The item of that id at any depth, with its path of positions.
#[must_use]
pub fn find<'a>(items: &'a [Item], id: &str) -> Option<(Vec<usize>, &'a Item)> {
    for (at, item) in items.iter().enumerate() {
        if item.id == id {
            return Some((vec![at], item));
        }
        if let Some((mut path, found)) = find(&item.items, id) {
            path.insert(0, at);
            return Some((path, found));
        }
    }
    None
}

/// The ids of all items at any depth.
pub fn ids<'a>(items: &'a [Item], out: &mut Vec<&'a str>) {
    for item in items {
        out.push(&item.id);
        ids(&item.items, out);
    }
}

/// Calls `with` on every item at any depth, with its depth.
pub fn each<'a>(items: &'a [Item], depth: usize, with: &mut dyn FnMut(&'a Item, usize)) {
    for item in items {
        with(item, depth);
        each(&item.items, depth + 1, with);
    }
}

/// The item of that id at any depth, to be changed.
pub fn find_mut<'a>(items: &'a mut [Item], id: &str) -> Option<&'a mut Item> {
    for item in items {
        if item.id == id {
            return Some(item);
        }
        if let Some(found) = find_mut(&mut item.items, id) {
            return Some(found);
        }
    }
    None
}

/// The list that an item stands in, and the id of the item above it.
#[must_use]
pub fn siblings<'a>(items: &'a [Item], id: &str) -> Option<(Option<&'a str>, &'a [Item])> {
    if items.iter().any(|item| item.id == id) {
        return Some((None, items));
    }
    items.iter().find_map(|item| siblings(&item.items, id).map(|(parent, list)| (parent.or(Some(item.id.as_str())), list)))
}
