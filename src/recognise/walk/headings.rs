//! Headings: those of the template, those of the document's own, and how deep each stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Open, Walk};
use crate::model::{Addition, AdditionKind, Place};
use crate::read::Text;
use crate::recognise::caption::is_title;
use crate::recognise::contents::{Entry, repeats_entry};
use crate::recognise::number::numbered;
use crate::recognise::parts;
use crate::recognise::tidy::Piece;
use crate::recognise::words::{key, plain};
use crate::report::Fate;
use crate::template::outline::numbers;
use crate::template::{Part, Section};

impl Walk<'_> {
    /// A heading of the template.
    pub(super) fn section(&mut self, id: &str, text: &str, at: &str) {
        self.flush(None);
        let Some(path) = parts::path(&self.draft.template.outline, id) else { return };
        // Down to it from the outline, leaving what is open beside it.
        let mut open = vec![self.open.first().cloned().unwrap_or_default()];
        for level in self.open.drain(1..) {
            self.closed.insert(level.id.clone(), level);
        }
        for id in &path {
            let parent = open.last_mut();
            let siblings = parent.as_ref().and_then(|parent| parts::children(&self.draft.template.outline, &parent.id)).unwrap_or_default();
            if let Some(parent) = parent
                && let Some(place) = siblings.iter().position(|part| part.id() == id)
                && place >= parent.next
            {
                (parent.next, parent.after) = (place + 1, (id.clone(), false));
            }
            open.push(self.closed.remove(id).unwrap_or_else(|| Open { id: id.clone(), after: (id.clone(), true), ..Open::default() }));
        }
        self.open = open;
        let found = numbered(text);
        let rest = found.as_ref().map_or(text, |found| found.rest);
        if let (Some(level), Some(found)) = (self.open.last_mut(), &found) {
            (level.rank, level.n) = (plain(&found.pattern), found.n);
        }
        let own =
            parts::section_mut(&mut Arc::make_mut(&mut self.draft.template).outline, id).map(|section| section.heading.clone()).unwrap_or_default();
        let same = plain(&self.draft.worded(&own)) == plain(rest);
        if let Some(section) = parts::section_mut(&mut Arc::make_mut(&mut self.draft.template).outline, id) {
            if !same {
                rest.trim().clone_into(&mut section.heading);
            }
            section.number = found.as_ref().map(|found| found.pattern.clone());
        }
        if let Some(found) = found {
            self.numbers.push((id.to_owned(), found.n, text.trim().to_owned()));
        }
        self.report.add(at, Fate::Understood, if same { 100 } else { 85 }, format!("标题：{text}"));
    }

    /// Whether a line that is no heading of the template begins a section of the document's own.
    pub(super) fn is_own_heading(&self, text: &Text, n: usize) -> bool {
        let line = &text.text;
        if !is_title(line) || line.chars().count() > 45 || line.ends_with(['：', ':']) && text.level.is_none() {
            return false;
        }
        let rank = rank(text);
        if !self.is_free() {
            // Beside a section of the template only what is numbered as that is or as what it stands in.
            return numbered(line).is_some_and(|found| found.pattern.starts_with('第') || found.pattern.contains("{一}、"))
                && self.open.iter().any(|level| !level.rank.is_empty() && level.rank == rank);
        }
        text.level.is_some()
            || text.strong
            || numbered(line).is_some_and(|found| found.pattern.starts_with('第') || found.pattern.contains("{一}"))
            || self.entry(line).is_some()
            || self.opens_numbering(line, n)
    }

    /// Whether no section of the template is there that the document's own would stand beside.
    fn is_free(&self) -> bool {
        self.draft.template.outline.len() < 2 && !(self.open.len() > 1 && self.is_template_section())
    }

    fn is_template_section(&self) -> bool {
        self.open.last().is_some_and(|level| parts::path(&self.draft.template.outline, &level.id).is_some())
    }

    /// The entry of the contents that lists a line as a heading.
    fn entry(&self, line: &str) -> Option<&Entry> {
        let own = key(line);
        self.read.entries.iter().find(|entry| !own.is_empty() && repeats_entry(&entry.key, &own))
    }

    /// Whether a short line stands right above a heading with which numbering begins: it is a heading itself.
    fn opens_numbering(&self, line: &str, n: usize) -> bool {
        let plain = line.chars().count() <= 20 && !line.contains(['，', '：', ':', '、', ',']) && numbered(line).is_none();
        let next = self.read.pieces.get(n + 1).and_then(Piece::line).filter(|next| is_title(next) && next.chars().count() <= 45);
        let begins = next.and_then(numbered).is_some_and(|found| found.n == 1 && found.pattern.contains("{一}、"));
        let ended = self.run.last().is_none_or(|(_, above)| above.text.ends_with(['。', '；', '！', '？']));
        plain && begins && ended && n > 0
    }

    /// How deep a heading of the document's own stands, the levels from there on being closed; `None` for below the innermost.
    fn depth(&self, text: &Text, rank: &str, n: Option<usize>) -> Option<usize> {
        let alike = |level: &Open| level.rank == rank && !level.id.is_empty();
        let Some(n) = n.filter(|_| self.is_free()) else {
            if rank == TITLE {
                // Annexes stand beside the parts, other titles over all numbering but theirs.
                if text.text.starts_with('附') {
                    return (self.open.len() > 1).then_some(1);
                }
                return self.open.iter().position(|level| !level.id.is_empty() && !level.rank.trim_start_matches("目录").starts_with('第'));
            }
            return self.open.iter().rposition(alike).or_else(|| {
                // A style's level closes what is as deep or deeper.
                let own = text.level?;
                let deep = |level: &Open| level.rank.strip_prefix('L').and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| n >= own);
                let kept = self.open.iter().rposition(|level| !deep(level)).map_or(1, |last| last + 1).max(1);
                (kept < self.open.len()).then_some(kept)
            });
        };
        let next = self.open.iter().rposition(|level| alike(level) && level.n + 1 == n);
        // 一、 again while another level stands in between opens a level of its own.
        let again = n == 1 && self.open.last().is_some_and(|level| !alike(level));
        if again && next.is_none() { None } else { next.or_else(|| self.open.iter().rposition(alike)) }
    }

    /// A section of the document's own.
    pub(super) fn own_section(&mut self, text: &Text, at: &str) {
        self.flush(None);
        // Headings that the contents list are ranked as they are there, with a number or without.
        let listed = self.entry(&text.text).filter(|_| self.is_free() && text.level.is_none());
        let of_entry = listed.and_then(|entry| numbered(&entry.text).map(|found| (format!("目录{}", plain(&found.pattern)), found.n)));
        let own = numbered(&text.text).map(|found| (plain(&found.pattern), found.n));
        let n = own.as_ref().or(of_entry.as_ref()).map(|(_, n)| *n);
        let rank = of_entry.or(own).map_or_else(|| rank(text), |(rank, _)| rank);
        if let Some(depth) = self.depth(text, &rank, n) {
            for level in self.open.drain(depth..) {
                self.closed.insert(level.id.clone(), level);
            }
        }
        let found = numbered(&text.text);
        let (number, heading) = found.as_ref().map_or((String::new(), text.text.trim()), |found| (found.pattern.clone(), found.rest.trim()));
        let id = self.add(AdditionKind::Section { heading: heading.to_owned(), number, listed: self.open.len() < 3 });
        if let Some(found) = found {
            self.numbers.push((id.clone(), found.n, text.text.trim().to_owned()));
        }
        self.open.push(Open { id: id.clone(), rank, n: n.unwrap_or_default(), next: 0, after: (id, true) });
        self.report.add(at, Fate::KeptFree, 80, format!("标题：{}", text.text));
        if let Some(level) = self.open.last() {
            self.report.place(Place::Section(level.id.clone()));
        }
    }

    /// Puts an addition where the walk stands, and stands behind it then.
    pub(super) fn add(&mut self, kind: AdditionKind) -> String {
        let id = format!("a{}", self.draft.additions.len() + 1);
        if let Some(level) = self.open.last_mut() {
            let (after, inside) = std::mem::replace(&mut level.after, (id.clone(), false));
            self.draft.additions.push(Addition { id: id.clone(), after, inside, kind });
        }
        id
    }

    /// The parts of the section that is open, from the first that has not been passed.
    pub(super) fn waiting(&self) -> Vec<Part> {
        let Some(level) = self.open.last() else { return Vec::new() };
        let children = parts::children(&self.draft.template.outline, &level.id).unwrap_or_default();
        children.get(level.next..).map(<[Part]>::to_vec).unwrap_or_default()
    }

    /// Stands behind a part of the section that is open.
    pub(super) fn pass(&mut self, id: &str) {
        let Some(level) = self.open.last_mut() else { return };
        let children = parts::children(&self.draft.template.outline, &level.id).unwrap_or_default();
        if let Some(place) = children.iter().position(|part| part.id() == id)
            && place >= level.next
        {
            level.next = place + 1;
        }
        level.after = (id.to_owned(), false);
    }

    /// Where sections do not number themselves as the document does, its own numbers are kept as text.
    pub(super) fn literal_numbers(&mut self) {
        let outline = self.draft.outline().into_owned();
        let mut printed: BTreeMap<String, String> = BTreeMap::new();
        each(&outline, &mut |parts| {
            for (part, number) in parts.iter().zip(numbers(parts)) {
                if let (Part::Section(section), Some(number)) = (part, number) {
                    printed.insert(section.id.clone(), number);
                }
            }
        });
        for (id, n, whole) in std::mem::take(&mut self.numbers) {
            let same = printed.get(&id).zip(numbered(&whole)).is_some_and(|(number, found)| {
                numbered(&format!("{number}x")).is_some_and(|own| own.n == n && plain(&own.pattern) == plain(&found.pattern))
            });
            if same {
                continue;
            }
            if let Some(section) = parts::section_mut(&mut Arc::make_mut(&mut self.draft.template).outline, &id) {
                (section.number, section.heading) = (None, whole);
            } else if let Some(addition) = self.draft.additions.iter_mut().find(|addition| addition.id == id)
                && let AdditionKind::Section { heading, number, .. } = &mut addition.kind
            {
                (*heading, *number) = (whole, String::new());
            }
        }
    }
}

/// Calls `with` on every row of parts at any depth.
fn each(parts: &[Part], with: &mut dyn FnMut(&[Part])) {
    with(parts);
    for part in parts {
        if let Part::Section(Section { parts, .. }) = part {
            each(parts, with);
        }
    }
}

/// The rank of a heading that has neither number nor style.
const TITLE: &str = "title";

/// How a heading is numbered, or its style's level.
fn rank(text: &Text) -> String {
    let styled = || text.level.map_or_else(|| if text.strong { "bold" } else { TITLE }.to_owned(), |level| format!("L{level}"));
    numbered(&text.text).map_or_else(styled, |found| plain(&found.pattern))
}
