//! Classified matter in what is imported: how a document marks it, and where its names stand besides.
//!
//! Of what is marked the public title is kept and the rest is not read; the report says so and does not say what it was.

use std::collections::BTreeSet;

use super::card::RawCard;
use super::table::Table;
use super::words::plain;
use crate::model::{Draft, Place, tree};
use crate::report::{Fate, Report};

/// A mark is made of these alone: 此项目文件涉密, 涉密，不予公开, 该项目涉及国家秘密.
const SAYS: &str = "本此该项目文件内容事信息工作任务资料绩效目标表预算为属于系因由是涉及国家秘密不予以宜便公开示披露的，。、；：()（）[]【】";

/// A name shorter than this stands anywhere.
const SHORT: usize = 4;

/// The mark that a text begins with, and what follows it; `None` where it has none: 不涉密, 非涉密网络, 涉密网络建设.
pub(super) fn mark(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    for clause in text.split_inclusive(['，', '。', '；', ' ', '\u{3000}', '\n']) {
        let says = clause.chars().all(|c| c.is_whitespace() || SAYS.contains(c));
        if !says || end == 0 && !is_secret(clause) {
            break;
        }
        end += clause.len();
    }
    (end > 0).then(|| (text[..end].trim(), text[end..].trim()))
}

/// Whether a text is nothing but a mark.
pub(super) fn is_mark(text: &str) -> bool {
    mark(text).is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether a short line says that something is secret, whatever else it says; one that denies it does not.
pub(super) fn is_secret(line: &str) -> bool {
    let at = ["涉密", "国家秘密"].iter().filter_map(|word| line.find(word)).min();
    at.is_some_and(|at| !line[..at].contains(['不', '非', '未', '无', '没'])) && line.chars().count() <= 30
}

/// The title that a mark in brackets closes: 国内安全保卫（涉密）.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_end().strip_suffix(['）', ')'])?;
    let (title, said) = inner.rsplit_once(['（', '('])?;
    is_mark(said).then_some((title, said))
}

/// The mark that a card's table holds, instead of figures or beside them.
pub(super) fn mark_of_card(table: &Table, raw: &RawCard) -> Option<String> {
    let fields = raw.fields.iter().map(|(_, text)| text).chain(&raw.goals).chain(&raw.left_over);
    let mut texts = [&table.title].into_iter().chain(&table.left).chain(&table.notes).chain(fields);
    texts.find(|text| is_mark(text)).cloned()
}

/// Tells that something stood below classified titles: once for every line or table.
pub(super) fn tell_dropped(at: &str, titles: &[String], report: &mut Report) {
    for title in titles.iter().collect::<BTreeSet<_>>() {
        let count = titles.iter().filter(|known| *known == title).count();
        report.add(at, Fate::LeftOut, 100, format!("“{title}”标为涉密，只导入了名称，其下{count}处内容没有导入"));
    }
}

/// Tells that classified matter is marked in several wordings: a template has one.
pub(super) fn tell_wordings(at: &str, others: &BTreeSet<String>, report: &mut Report) {
    for other in others {
        report.add(at, Fate::Doubtful, 60, format!("涉密的说明写法不一，“{other}”改用文件里先出现的写法"));
    }
}

/// Where names stand, each place once for a name. Names that are too short to say anything are not looked for.
#[must_use]
pub fn mentions<'a>(draft: &Draft, names: &'a [String]) -> Vec<(Place, &'a str)> {
    let names: Vec<(String, &str)> = names.iter().map(|name| (plain(name), name.as_str())).collect();
    let names: Vec<(String, &str)> = names.into_iter().filter(|(name, _)| name.chars().count() >= SHORT).collect();
    let mut spots: Vec<(Place, &str)> = Vec::new();
    if names.is_empty() {
        return spots;
    }
    draft.each_text(&mut |place, text| {
        let text = plain(text);
        for (_, name) in names.iter().filter(|(wanted, _)| text.contains(wanted)) {
            let spot = (place(), *name);
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
    });
    spots
}

/// Tells where the name of something classified stands besides: in the list of procurement its amount stands next to it.
pub(super) fn tell_names(draft: &Draft, report: &mut Report) {
    let (mut own, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut add = |id: &str, name: &str| {
        own.insert(id.to_owned());
        if plain(name).chars().count() >= SHORT {
            names.insert(name.to_owned());
        }
    };
    draft.cards.iter().filter(|card| card.classified).for_each(|card| add(&card.id, card.text("name")));
    for items in draft.trees.values() {
        tree::each(items, 0, &mut |item, _| {
            if item.classified {
                add(&item.id, &item.title);
            }
        });
    }
    if names.is_empty() {
        return;
    }
    let is_own = |place: &Place| matches!(place, Place::CardField { card: id, .. } | Place::Item { item: id, .. } if own.contains(id));
    let names: Vec<String> = names.into_iter().collect();
    for (place, name) in mentions(draft, &names).into_iter().filter(|(place, _)| !is_own(place)) {
        report.add(&place.describe(draft), Fate::Doubtful, 50, format!("这里也写有涉密项目“{name}”的名称，请核对能不能公开"));
        report.place(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_nothing_else() {
        for text in ["涉密", "（涉密）", "此项目文件涉密", "涉密，不予公开。", "该项目涉及国家秘密", "因涉密不予公开"]
        {
            assert!(is_mark(text), "{text}");
        }
        for text in ["不涉密", "非涉密", "本项目不属于涉密项目", "涉密网络建设", "非涉密信息网络运行维护", "不予公开", ""]
        {
            assert!(!is_mark(text), "{text}");
        }
        assert_eq!(mark("涉密，不予公开。布设点位12处"), Some(("涉密，不予公开。", "布设点位12处")));
        assert_eq!(bracketed("国内安全保卫（涉密）"), Some(("国内安全保卫", "涉密")));
        assert_eq!(bracketed("网络安全（不涉密）"), None);
    }
}
