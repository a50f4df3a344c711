//! Goals and measures in levels. An item may stand below another one than before; with all that stands below it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::change::{ChangeKind, Found, Phase, SECRET, Sheet};
use super::list::lines;
use crate::model::{Edit, Item, ItemField, ListEdit, Place};

/// Every tree.
pub(super) fn trees(sheet: &mut Sheet<'_>) {
    let (old, new) = (sheet.old, sheet.new);
    let parts: BTreeSet<&String> = old.trees.keys().chain(new.trees.keys()).collect();
    for part in parts {
        let [before, after] = [old, new].map(|draft| draft.trees.get(part).map_or(&[][..], Vec::as_slice));
        if before == after {
            continue;
        }
        let label = [old, new].into_iter().find_map(|draft| draft.template.tree(part)).map_or_else(|| part.clone(), |tree| tree.label.clone());
        sheet.part(part, label.clone());
        let (ours, theirs) = (index(before), index(after));
        let closed = |at: &At<'_>| at.item.classified;
        let mut secret: HashSet<String> = HashSet::new();
        for (id, at) in ours.iter().chain(&theirs) {
            if ours.get(id).is_some_and(closed) || theirs.get(id).is_some_and(closed) {
                let mut below = Vec::new();
                crate::model::tree::ids(std::slice::from_ref(at.item), &mut below);
                secret.extend(below.into_iter().map(str::to_owned));
            }
        }
        let tree = Tree { part, label, old: ours, new: theirs, secret };
        tree.level(sheet, None, before, after);
        tree.gone(sheet, before);
    }
}

/// An item and where it stands.
struct At<'a> {
    item: &'a Item,
    parent: Option<&'a str>,
    /// 1.2.1
    number: String,
}

fn index(items: &[Item]) -> HashMap<&str, At<'_>> {
    fn collect<'a>(items: &'a [Item], parent: Option<&'a str>, number: &str, out: &mut HashMap<&'a str, At<'a>>) {
        for (n, item) in items.iter().enumerate() {
            let number = format!("{number}{}", n + 1);
            collect(&item.items, Some(&item.id), &format!("{number}."), out);
            out.insert(&item.id, At { item, parent, number });
        }
    }
    let mut out = HashMap::new();
    collect(items, None, "", &mut out);
    out
}

struct Tree<'a> {
    part: &'a str,
    label: String,
    old: HashMap<&'a str, At<'a>>,
    new: HashMap<&'a str, At<'a>>,
    /// Items that are classified in either draft, and all that stands below them.
    secret: HashSet<String>,
}

impl<'a> Tree<'a> {
    fn said(&self, id: &str) -> String {
        let Some(at) = self.old.get(id).or_else(|| self.new.get(id)) else { return self.label.clone() };
        let title = if self.secret.contains(id) { format!("（{SECRET}）") } else { at.item.title.clone() };
        format!("{} {} {title}", self.label, at.number).trim_end().to_owned()
    }

    fn edit(&self, parent: Option<&str>, edit: ListEdit<Item>) -> Edit {
        Edit::Items { tree: self.part.to_owned(), parent: parent.map(str::to_owned), edit }
    }

    fn found(&self, id: &str, kind: ChangeKind, texts: [String; 2], edit: Edit, order: (Phase, usize)) -> Found {
        let place = Place::Item { tree: self.part.to_owned(), item: id.to_owned() };
        let found = Found { place, said: self.said(id), kind, texts, money: None, edit: Some(edit), secret: false, order };
        let closed = [self.old.get(id), self.new.get(id)].map(|at| at.is_some());
        if self.secret.contains(id) { found.secret(closed) } else { found }
    }

    /// What stands below an item, or outermost: first what comes here, then what stands below each.
    fn level(&self, sheet: &mut Sheet<'_>, parent: Option<&str>, old: &'a [Item], new: &'a [Item]) {
        // Below a new item stands what came with it.
        let with = |item: &&Item| !self.old.contains_key(item.id.as_str());
        let came: Vec<Item> = new.iter().filter(with).cloned().collect();
        let is_new = parent.is_some_and(|id| !self.old.contains_key(id));
        let before: Vec<Item> = if is_new { came } else { old.to_vec() };
        let stays: Vec<Item> = before.iter().filter(|item| new.iter().any(|other| other.id == item.id)).cloned().collect();
        let all = lines(&stays, new);
        let first = sheet.numbers(all.len());
        for (n, line) in all.iter().enumerate() {
            let (Some((_, item)), Some(edit)) = (line.new, line.edit()) else { continue };
            let order = (Phase::Places, first + all.len() - 1 - n);
            let number = |at: Option<&At<'_>>| at.map(|at| at.number.clone()).unwrap_or_default();
            let found = match (self.old.get(item.id.as_str()), edit) {
                (Some(before), ListEdit::Insert { after, .. }) => {
                    let take = self.edit(before.parent, ListEdit::Remove(item.id.clone()));
                    let put = self.edit(parent, ListEdit::Insert { after, new: Box::new(before.item.clone()) });
                    let texts = [before.number.clone(), number(self.new.get(item.id.as_str()))];
                    self.found(&item.id, ChangeKind::Moved, texts, Edit::Several(vec![take, put]), order)
                }
                (before, edit @ ListEdit::Move { .. }) => {
                    let texts = [number(before), number(self.new.get(item.id.as_str()))];
                    self.found(&item.id, ChangeKind::Moved, texts, self.edit(parent, edit), order)
                }
                (_, ListEdit::Insert { after, .. }) => {
                    let edit = self.edit(parent, ListEdit::Insert { after, new: Box::new(self.fresh(item)) });
                    self.found(&item.id, ChangeKind::Added, [String::new(), self.text(&self.fresh(item))], edit, order)
                }
                _ => continue,
            };
            sheet.push(found);
        }
        for item in new {
            let before = self.old.get(item.id.as_str());
            if let Some(before) = before {
                self.texts(sheet, before, item, parent);
            }
            self.level(sheet, Some(&item.id), before.map_or(&[][..], |at| &at.item.items), &item.items);
        }
    }

    fn texts(&self, sheet: &mut Sheet<'_>, at: &At<'a>, new: &Item, parent: Option<&str>) {
        let old = at.item;
        if old.classified || new.classified {
            let bare = |item: &Item| Item { items: Vec::new(), ..item.clone() };
            if bare(old) != bare(new) {
                // Closing drops what stands below; what goes elsewhere has gone before.
                let (parent, phase) = if new.classified { (parent, Phase::Removals) } else { (at.parent, Phase::Contents) };
                let edit = self.edit(parent, ListEdit::Replace(Box::new(self.fresh(new))));
                let number = sheet.number();
                let found = self.found(&new.id, ChangeKind::Changed, [String::new(), String::new()], edit, (phase, number));
                sheet.push(found.secret([old.classified, new.classified]));
            }
            return;
        }
        for (field, label) in
            [(ItemField::Title, "标题"), (ItemField::Text, "内容"), (ItemField::Goal, "绩效目标"), (ItemField::Indicator, "绩效指标")]
        {
            if old.get(field) != new.get(field) {
                let edit = Edit::ItemText { tree: self.part.to_owned(), item: new.id.clone(), field, value: new.get(field).to_owned() };
                let texts = [old.get(field).to_owned(), new.get(field).to_owned()];
                let found = self.found(&new.id, ChangeKind::Changed, texts, edit, (Phase::Contents, 0));
                sheet.push(Found { said: format!("{} {label}", found.said), ..found });
            }
        }
    }

    /// An item with what is new below it.
    fn fresh(&self, item: &Item) -> Item {
        let below = item.items.iter().filter(|item| !self.old.contains_key(item.id.as_str()));
        Item { items: below.map(|item| self.fresh(item)).collect(), ..item.clone() }
    }

    /// All that an item says, with what stands below it.
    fn text(&self, item: &Item) -> String {
        let mut out: Vec<String> = Vec::new();
        crate::model::tree::each(std::slice::from_ref(item), 0, &mut |item, _| {
            let own = if item.classified || self.secret.contains(&item.id) { [SECRET, "", "", ""] } else { item.texts() };
            out.extend(own.into_iter().filter(|text| !text.is_empty()).map(str::to_owned));
        });
        out.join("\n")
    }

    /// Items that are gone, with all that stood below them.
    fn gone(&self, sheet: &mut Sheet<'_>, items: &[Item]) {
        for item in items {
            match self.new.get(item.id.as_str()) {
                None => {
                    let parent = self.old.get(item.id.as_str()).and_then(|at| at.parent);
                    let order = (Phase::Removals, sheet.number());
                    let edit = self.edit(parent, ListEdit::Remove(item.id.clone()));
                    sheet.push(self.found(&item.id, ChangeKind::Removed, [self.text(item), String::new()], edit, order));
                }
                // What stood below it has gone with it.
                Some(at) if at.item.classified => {}
                Some(_) => self.gone(sheet, &item.items),
            }
        }
    }
}
