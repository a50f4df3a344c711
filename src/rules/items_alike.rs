//! N115: two goals or measures of the whole department in the same words: one of them is a copy.

use rustc_hash::FxHashMap;

use super::shared::{Case, Found};
use crate::model::{Item, Place, tree};

/// Shorter texts are alike rightly.
const SHORTEST: usize = 30;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for (id, items) in &case.work.draft().trees {
        let mut seen: FxHashMap<String, &Item> = FxHashMap::default();
        tree::each(items, 0, &mut |item, _| {
            let said: String = item.text.chars().chain(item.goal.chars()).filter(|c| !c.is_whitespace()).collect();
            if said.chars().count() < SHORTEST {
                return;
            }
            if let Some(before) = seen.get(&said) {
                let begins: String = said.chars().take(16).collect();
                let title = if before.title.is_empty() { "前面一条" } else { before.title.as_str() };
                let place = Place::Item { tree: id.clone(), item: item.id.clone() };
                out.push(Found::new(place, format!("“{begins}…”与“{title}”的内容完全相同，多半是重复")));
            } else {
                seen.insert(said, item);
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::model::Item;
    use crate::rules::tests::{found, sample};

    fn with(texts: &[&str]) -> usize {
        let mut draft = sample();
        let item = |(n, text): (usize, &&str)| Item { id: format!("n{n}"), text: (*text).to_owned(), ..Item::default() };
        draft.trees.insert("goals".into(), texts.iter().enumerate().map(item).collect());
        found(&draft, "N115").len()
    }

    const LONG: &str = "及时更换老旧线路，按月巡检机房和前端设备，遇有中断当天修复，年底前把台账补齐归档。";

    #[test]
    fn a_text_that_stands_there_twice_is_told() {
        assert_eq!(with(&[LONG, "另一条", LONG]), 1);
    }

    #[test]
    fn short_and_different_texts_are_left_alone() {
        assert_eq!(with(&["涉密", "涉密", LONG]), 0);
    }
}
