//! Running text between headings and tables: texts of the template's, trees, glossary, or additions.

use std::sync::Arc;

use super::Walk;
use crate::model::{AdditionKind, Place, Term};
use crate::read::Text;
use crate::recognise::caption::is_title;
use crate::recognise::number::numbered;
use crate::recognise::{parts, secret, tree};
use crate::report::Fate;
use crate::template::Part;

impl Walk<'_> {
    /// The paragraphs so far into the texts of the section that is open; `before` is the part that comes next.
    pub(super) fn flush(&mut self, before: Option<&str>) {
        let run = std::mem::take(&mut self.run);
        let Some((at, _)) = run.first().cloned() else { return };
        let waiting = self.waiting();
        let end = before.and_then(|id| waiting.iter().position(|part| part.id() == id)).unwrap_or(waiting.len());
        let waiting: Vec<&Part> = waiting[..end].iter().take_while(|part| !matches!(part, Part::Section(_))).collect();
        let lines: Vec<String> = run.iter().map(|(_, text)| text.text.clone()).collect();
        if waiting.contains(&&Part::Glossary)
            && let Some(terms) = self.glossary(&lines)
        {
            self.report.add(&at, Fate::Understood, 95, format!("名词解释{}条", terms.len()));
            self.report.place(Place::Term(String::new()));
            self.draft.glossary = terms;
            self.pass("glossary");
            return;
        }
        // What has been added behind the text stays behind what comes after it.
        let is_passed = |id: &String| self.draft.additions.iter().any(|added| added.after == *id && !added.inside);
        let mut text_part = waiting.iter().find_map(|part| if let Part::Text(text) = part { Some(text.id.clone()) } else { None });
        text_part = text_part.filter(|id| !is_passed(id));
        if let Some(Part::Tree(part)) = waiting.iter().find(|part| matches!(part, Part::Tree(_))) {
            // What stands before the first number is the introduction.
            let from = if part.level(0).number.is_empty() || text_part.is_none() {
                0
            } else {
                lines.iter().position(|line| numbered(line).is_some()).unwrap_or(lines.len())
            };
            if let Some(read) = tree::tree(part, &lines[from..]).filter(|read| !read.items.is_empty()) {
                let mut items = read.items;
                if let Some(id) = text_part.filter(|_| from > 0) {
                    self.draft.texts.insert(id, lines[..from].join("\n"));
                }
                tree::name_items(&mut items, &mut self.items);
                self.report.add(&at, Fate::Understood, 90, format!("{}{}项", part.label, items.len()));
                self.report.place(Place::Item { tree: part.id.clone(), item: items[0].id.clone() });
                self.draft.trees.insert(part.id.clone(), items);
                parts::replace_tree(&mut Arc::make_mut(&mut self.draft.template).outline, read.part);
                secret::tell_dropped(&at, &read.dropped, self.report);
                secret::tell_wordings(&at, &read.wordings, self.report);
                self.pass(&part.id);
                return;
            }
        }
        let text = printable(&run);
        if let Some(id) = text_part.take() {
            self.report.add(&at, Fate::Understood, 95, format!("正文{}段：{}", run.len(), begins(&lines)));
            self.report.place(Place::Text(id.clone()));
            self.draft.texts.insert(id.clone(), text);
            self.pass(&id);
        } else {
            self.report.add(&at, Fate::KeptFree, 70, format!("文字{}段：{}", run.len(), begins(&lines)));
            let id = self.add(AdditionKind::Text);
            self.report.place(Place::Text(id.clone()));
            self.draft.texts.insert(id, text);
        }
    }

    /// The lines as terms; `None` where they are something else.
    fn glossary(&mut self, lines: &[String]) -> Option<Vec<Term>> {
        let mut terms: Vec<Term> = Vec::new();
        let mut pattern = None;
        for line in lines {
            match numbered(line) {
                Some(found) if found.n == terms.len() + 1 && pattern.as_ref().is_none_or(|known| *known == found.pattern) => {
                    pattern = Some(found.pattern);
                    let (term, definition) = found.rest.split_once(['：', ':']).filter(|(term, _)| term.chars().count() <= 40)?;
                    terms.push(Term { id: String::new(), term: term.trim().to_owned(), definition: definition.trim().to_owned() });
                }
                _ => {
                    let last = terms.last_mut()?;
                    last.definition.push('\n');
                    last.definition.push_str(line);
                }
            }
        }
        let form = &mut Arc::make_mut(&mut self.draft.template).glossary;
        form.number = pattern?;
        // 指 stands between term and definition where all of them have it.
        let all = terms.iter().all(|term| term.definition.starts_with('指'));
        if form.between == "：指" && all {
            for term in &mut terms {
                term.definition = term.definition.chars().skip(1).collect();
            }
        } else {
            form.between = "：".into();
        }
        Some(terms)
    }
}

/// Paragraphs as running text; lines that stand out as headings are headings within it.
fn printable(run: &[(String, Text)]) -> String {
    let line = |text: &Text| {
        let heading = (text.level.is_some() || text.strong) && is_title(&text.text);
        if heading { format!("# {}", text.text) } else { text.text.clone() }
    };
    run.iter().map(|(_, text)| line(text)).collect::<Vec<_>>().join("\n")
}

fn begins(lines: &[String]) -> String {
    lines.first().map(|line| line.chars().take(16).collect()).unwrap_or_default()
}
