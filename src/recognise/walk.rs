//! The walk over a document: each piece into the section, text, form or card that it is, or beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::card::{self, RawCard};
use super::facts::Facts;
use super::fit::Fit;
use super::form::{self, Figure};
use super::number::numbered;
use super::table::{Table, is_title, owner};
use super::tidy::{Piece, What};
use super::words::{key, likeness, plain};
use super::{free, parts, secret, stated, tree};
use crate::model::{Addition, AdditionKind, Card, Draft, FormName, IndicatorOwner, PaneName, Place, Term, Unit};
use crate::read::Text;
use crate::report::{Fate, Report};
use crate::template::codes::Codes;
use crate::template::outline::{fill_words as worded, numbers};
use crate::template::{CoverLine, CoverRole, IndicatorField, Part, Section};
use crate::workings::Workings;

/// A section that is open while its pieces are read.
#[derive(Clone, Debug, Default)]
struct Open {
    /// Its id; empty for the outline itself.
    id: String,
    /// What its heading is numbered by in the document, or its style's level.
    rank: String,
    /// Its own parts that have not been passed yet, by position.
    next: usize,
    /// What comes after the last part that was filled.
    after: (String, bool),
}

struct Walk<'a> {
    draft: Draft,
    codes: &'a Codes,
    report: &'a mut Report,
    open: Vec<Open>,
    /// Sections that were open before, should a later piece belong to them.
    closed: BTreeMap<String, Open>,
    run: Vec<(String, Text)>,
    figures: Vec<Figure>,
    /// Numbers of headings as the document has them: section, figure, whole text.
    numbers: Vec<(String, usize, String)>,
    /// Units of cards: code and name by card id.
    owners: Vec<(String, (String, String))>,
    items: usize,
}

/// Walks over the pieces and puts each into the fitted draft, which is then worked out.
///
/// # Errors
/// Where what the document changes in its template cannot be computed, in Chinese.
pub(super) fn walk(fit: Fit, pieces: &[Piece], facts: &Facts, codes: &Codes, report: &mut Report) -> Result<Workings, String> {
    let mut draft = fit.draft;
    let identity = &mut draft.identity;
    identity.date.clone_from(&facts.date);
    identity.prepared_by.clone_from(&facts.prepared_by);
    identity.reviewed_by.clone_from(&facts.reviewed_by);
    identity.mark.clone_from(&facts.mark);
    let mut walk = Walk {
        draft,
        codes,
        report,
        open: Vec::new(),
        closed: BTreeMap::new(),
        run: Vec::new(),
        figures: Vec::new(),
        numbers: Vec::new(),
        owners: Vec::new(),
        items: 0,
    };
    walk.cover(pieces, &facts.cover.iter().copied().filter(|n| !fit.sections.contains_key(n)).collect::<Vec<_>>());
    walk.open_root();
    let mut n = 0;
    while n < pieces.len() {
        n += walk.piece(pieces, n, &fit.sections, &fit.forms, facts);
    }
    walk.flush(None);
    walk.finish()
}

impl Walk<'_> {
    /// The cover as the document words it, where it does so otherwise; unit and year stay the draft's own.
    fn cover(&mut self, pieces: &[Piece], cover: &[usize]) {
        let said: Vec<&str> = cover.iter().filter_map(|n| pieces.get(*n)?.line()).collect();
        let wording = &self.draft.template.wording;
        let printed: Vec<String> = wording.cover.iter().map(|line| plain(&self.draft.worded(&line.text))).collect();
        if said.iter().all(|line| printed.contains(&plain(line))) {
            return;
        }
        let identity = &self.draft.identity;
        let general = |line: &str| {
            let line = if identity.unit_name.is_empty() { line.to_owned() } else { line.replace(&identity.unit_name, "{unit}") };
            identity.year.map_or_else(|| line.clone(), |year| line.replace(&year.to_string(), "{year}"))
        };
        let role = |line: &str| {
            let text = plain(line);
            if text.contains("预算") || text.contains("绩效") {
                CoverRole::Title
            } else if text == plain(&identity.date) {
                CoverRole::Date
            } else if super::is_unit_name(line) {
                CoverRole::Unit
            } else {
                CoverRole::Line
            }
        };
        let lines: Vec<CoverLine> = said
            .iter()
            .map(|line| CoverLine {
                text: if role(line) == CoverRole::Date { "{date}".into() } else { general(line) },
                role: role(line),
                when: String::new(),
            })
            .collect();
        Arc::make_mut(&mut self.draft.template).wording.cover = lines;
    }

    fn open_root(&mut self) {
        // What stands before everything follows the first part, or stands first in it.
        let first = self.draft.template.outline.first();
        let after = first.map(|part| (part.id().to_owned(), matches!(part, Part::Section(_)))).unwrap_or_default();
        self.open.push(Open { after, ..Open::default() });
    }

    /// Reads the piece at `n`; how many pieces it took.
    fn piece(&mut self, pieces: &[Piece], n: usize, sections: &BTreeMap<usize, String>, forms: &BTreeMap<usize, String>, facts: &Facts) -> usize {
        let piece = &pieces[n];
        match &piece.what {
            What::Line(_) if facts.cover.contains(&n) && !sections.contains_key(&n) => {
                self.report.add(&piece.at, Fate::Understood, 90, format!("封面：{}", piece.line().unwrap_or_default()));
            }
            What::Line(text) => {
                if let Some(id) = sections.get(&n) {
                    self.section(id, &text.text, &piece.at);
                } else if let Some(next) = pieces.get(n + 1).and_then(Piece::line).filter(|next| self.is_classified(&text.text, next)) {
                    self.classified_card(&card_name(&text.text).unwrap_or_default(), next, &piece.at);
                    return 2;
                } else if text.text.chars().count() <= 40 && self.is_identity(&text.text) {
                    self.report.add(&piece.at, Fate::Understood, 90, format!("单位：{}", text.text));
                } else if self.is_own_heading(text) {
                    self.own_section(text, &piece.at);
                } else {
                    self.run.push((piece.at.clone(), text.clone()));
                }
            }
            What::Table(table) => {
                let mut table = table.clone();
                if let Some(id) = sections.get(&n) {
                    let title = std::mem::take(&mut table.title);
                    self.section(id, &title, &piece.at);
                } else if card::is_card(&table.grid) && !table.title.is_empty() && card_name(&table.title).is_none() && !secret::is_mark(&table.title)
                {
                    // The line above a card that has no heading of its own.
                    let text = Text { text: std::mem::take(&mut table.title), ..Text::default() };
                    if self.is_own_heading(&text) { self.own_section(&text, &piece.at) } else { self.run.push((piece.at.clone(), text)) }
                }
                self.table(&piece.at, table, forms.get(&n).map(String::as_str));
            }
        }
        1
    }

    /// A line that says nothing but whose document this is.
    fn is_identity(&self, line: &str) -> bool {
        let (line, identity) = (plain(line), &self.draft.identity);
        let name = plain(&identity.unit_name);
        !name.is_empty() && (line == name || line == format!("{}{name}", identity.unit_code))
            || self.open.len() == 1 && super::is_unit_name(&line) && likeness(&key(&line), &key(&name)) > 60
    }

    /// A heading of the template.
    fn section(&mut self, id: &str, text: &str, at: &str) {
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
            level.rank = plain(&found.pattern);
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
    fn is_own_heading(&self, text: &Text) -> bool {
        let line = &text.text;
        if !is_title(line) || line.chars().count() > 45 || line.ends_with(['：', ':']) && text.level.is_none() {
            return false;
        }
        let rank = rank(text);
        if self.draft.template.outline.len() > 1 || self.open.len() > 1 && self.is_template_section() {
            // Beside a section of the template only what is numbered as that is or as what it stands in.
            return numbered(line).is_some_and(|found| found.pattern.starts_with('第') || found.pattern.contains("{一}、"))
                && self.open.iter().any(|level| !level.rank.is_empty() && level.rank == rank);
        }
        text.level.is_some() || text.strong || numbered(line).is_some_and(|found| found.pattern.starts_with('第') || found.pattern.contains("{一}"))
    }

    fn is_template_section(&self) -> bool {
        self.open.last().is_some_and(|level| parts::path(&self.draft.template.outline, &level.id).is_some())
    }

    /// A section of the document's own.
    fn own_section(&mut self, text: &Text, at: &str) {
        self.flush(None);
        let rank = rank(text);
        // As high as one that is open and numbered alike, else below the innermost.
        if let Some(depth) = self.open.iter().rposition(|level| level.rank == rank && !level.id.is_empty()) {
            for level in self.open.drain(depth..) {
                self.closed.insert(level.id.clone(), level);
            }
        } else if let Some(own) = text.level {
            // A style's level closes what is as deep or deeper.
            while self.open.len() > 1
                && self.open.last().and_then(|level| level.rank.strip_prefix('L')).and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| n >= own)
            {
                self.open.pop();
            }
        }
        let found = numbered(&text.text);
        let (number, heading) = found.as_ref().map_or((String::new(), text.text.trim()), |found| (found.pattern.clone(), found.rest.trim()));
        let id = self.add(AdditionKind::Section { heading: heading.to_owned(), number, listed: self.open.len() < 3 });
        if let Some(found) = found {
            self.numbers.push((id.clone(), found.n, text.text.trim().to_owned()));
        }
        self.open.push(Open { id: id.clone(), rank, next: 0, after: (id, true) });
        self.report.add(at, Fate::KeptFree, 80, format!("标题：{}", text.text));
        if let Some(level) = self.open.last() {
            self.report.place(Place::Section(level.id.clone()));
        }
    }

    /// Puts an addition where the walk stands, and stands behind it then.
    fn add(&mut self, kind: AdditionKind) -> String {
        let id = format!("a{}", self.draft.additions.len() + 1);
        if let Some(level) = self.open.last_mut() {
            let (after, inside) = std::mem::replace(&mut level.after, (id.clone(), false));
            self.draft.additions.push(Addition { id: id.clone(), after, inside, kind });
        }
        id
    }

    /// The parts of the section that is open, from the first that has not been passed.
    fn waiting(&self) -> Vec<Part> {
        let Some(level) = self.open.last() else { return Vec::new() };
        let children = parts::children(&self.draft.template.outline, &level.id).unwrap_or_default();
        children.get(level.next..).map(<[Part]>::to_vec).unwrap_or_default()
    }

    /// Stands behind a part of the section that is open.
    fn pass(&mut self, id: &str) {
        let Some(level) = self.open.last_mut() else { return };
        let children = parts::children(&self.draft.template.outline, &level.id).unwrap_or_default();
        if let Some(place) = children.iter().position(|part| part.id() == id)
            && place >= level.next
        {
            level.next = place + 1;
        }
        level.after = (id.to_owned(), false);
    }

    /// The paragraphs so far into the texts of the section that is open; `before` is the part that comes next.
    fn flush(&mut self, before: Option<&str>) {
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
        let mut text_part = waiting.iter().find_map(|part| if let Part::Text(text) = part { Some(text.id.clone()) } else { None });
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

    fn table(&mut self, at: &str, table: Table, form: Option<&str>) {
        if self.draft.template.card.is_some() && card::is_card(&table.grid) {
            // A mark between heading and table.
            let heading = self.run.last().and_then(|(_, text)| card_name(&text.text)).filter(|_| secret::is_mark(&table.title));
            if heading.is_some() {
                self.run.pop();
            }
            self.flush(None);
            if let Some(raw) = card::card(&table) {
                match secret::mark_of_card(&table, &raw) {
                    Some(mark) => {
                        let name = heading.or_else(|| card_name(&table.title)).or_else(|| raw.field("name").map(str::to_owned));
                        let name = name.unwrap_or_default();
                        self.classified_card(&name, &mark, at);
                        secret::tell_dropped(at, &[name], self.report);
                    }
                    None => self.card(at, &table, raw),
                }
                return;
            }
        }
        if card::indicator_head(&table.grid) == Some(0) {
            let part = self.waiting().into_iter().find_map(|part| if let Part::Indicators(part) = part { Some(part) } else { None });
            if let Some(part) = part {
                self.flush(Some(&part.id));
                let rows = card::indicators(&table.grid, 0);
                let columns: Vec<_> = part.columns.iter().map(|column| column.field.clone()).collect();
                if rows.iter().all(|row| parts::fits(row, &columns)) {
                    self.report.add(at, Fate::Understood, 95, format!("{}{}行", part.label, rows.len()));
                    self.draft.indicators.insert(part.id.clone(), rows);
                    self.draft.give_ids();
                    let owner = IndicatorOwner::Part(part.id.clone());
                    let row = self.draft.indicators_of(&owner).first().map(|row| row.id.clone()).unwrap_or_default();
                    self.report.place(Place::Indicator { owner, row, field: IndicatorField::Level1 });
                    self.pass(&part.id);
                    return;
                }
            }
        }
        if let Some(id) = form.filter(|id| !self.draft.forms.keys().any(|pane| pane.pane.is_empty() && pane.form == *id)) {
            self.flush(Some(id));
            match self.form(id, &table) {
                Ok(filled) => {
                    self.report.add(at, Fate::Understood, filled.score, format!("表：{}", table.title));
                    self.report.place(Place::Form(FormName::of("", id)));
                    for doubt in &filled.doubts {
                        self.report.add(at, Fate::Doubtful, 60, doubt.clone());
                        self.report.place(Place::Form(FormName::of("", id)));
                    }
                    self.pass(id);
                    return;
                }
                Err(reason) => self.report.add(at, Fate::Doubtful, 40, format!("表“{}”没有按模板导入：{reason}", table.title)),
            }
        }
        self.flush(None);
        // In the place of a form of texts that it could not be stands the table; of the nine forms each stays, to be filled in.
        if let Some(form) = form
            .and_then(|id| self.draft.template.form(id))
            .filter(|form| form.panes.iter().all(|pane| pane.columns.iter().all(|column| !column.kind.is_figure())))
        {
            let id = form.id.clone();
            parts::remove_form(&mut Arc::make_mut(&mut self.draft.template).outline, &id);
        }
        let title = table.title.clone();
        let id = self.add(AdditionKind::Table);
        self.draft.tables.insert(id.clone(), free::free_table(table));
        self.report.add(at, Fate::KeptFree, 70, format!("补充表：{title}"));
        self.report.place(Place::Table { id, row: String::new(), column: String::new() });
    }

    fn form(&mut self, id: &str, table: &Table) -> Result<form::FormRead, String> {
        let place = self.draft.template.forms.iter().position(|form| form.id == id).ok_or("模板没有这张表")?;
        let draft = &self.draft;
        let filled = form::read(table, &draft.template.forms[place], draft, self.codes, &|text| draft.worded(text))?;
        for (pane, rows) in &filled.rows {
            if !rows.is_empty() {
                self.draft.forms.insert(PaneName::called("", pane), rows.clone());
            }
        }
        for (list, code, name) in &filled.names {
            self.draft.names.entry(list.clone()).or_default().insert(code.clone(), name.clone());
        }
        self.figures.extend(filled.figures.iter().cloned());
        if let Some(form) = &filled.form {
            Arc::make_mut(&mut self.draft.template).forms[place] = form.clone();
        }
        Ok(filled)
    }

    fn is_classified(&self, title: &str, next: &str) -> bool {
        self.draft.template.card.is_some() && card_name(title).is_some() && secret::is_secret(next) && card_name(next).is_none()
    }

    fn classified_card(&mut self, name: &str, line: &str, at: &str) {
        self.flush(None);
        // As the document words it first.
        let first = self.draft.cards.iter().all(|card| !card.classified);
        if let Some(form) = &mut Arc::make_mut(&mut self.draft.template).card {
            if first {
                line.clone_into(&mut form.classified);
            } else if plain(line) != plain(&form.classified) {
                secret::tell_wordings(at, &[line.to_owned()].into(), self.report);
            }
        }
        let id = format!("c{}", self.draft.cards.len() + 1);
        self.report.add(at, Fate::Understood, 100, format!("涉密项目：{name}"));
        self.report.place(Place::Card(id.clone()));
        let unit = self.owners.last().map(|(_, owner)| owner.clone());
        self.owners.extend(unit.map(|unit| (id.clone(), unit)));
        self.draft.cards.push(Card { id, ..Card::default() }.redacted(name));
        self.pass("cards");
    }

    fn card(&mut self, at: &str, table: &Table, raw: RawCard) {
        let Some(form) = &mut Arc::make_mut(&mut self.draft.template).card else { return };
        let id = format!("c{}", self.draft.cards.len() + 1);
        let titled = card_name(&table.title);
        let (card, mut left) = super::cards::card(&id, form, raw, titled.as_deref());
        let heading = worded(&form.heading, &[("n", &(self.draft.cards.len() + 1).to_string()), ("name", card.text("name"))]);
        if titled.is_some() && plain(&heading) != plain(&table.title) && key(&heading) != key(&table.title) {
            left.push(table.title.clone());
        }
        self.report.add(at, Fate::Understood, 95, format!("项目绩效目标表：{}", card.text("name")));
        self.report.place(Place::Card(id.clone()));
        if let Some(found) = table.left.iter().find_map(|line| owner(line)).filter(|(code, _)| !code.is_empty()) {
            self.owners.push((id, found));
        }
        self.draft.cards.push(card);
        if parts::path_of_cards(&self.draft.template.outline) == self.open.last().map(|level| level.id.clone()) {
            self.pass("cards");
        }
        left.extend(table.notes.iter().cloned());
        if !left.is_empty() {
            self.report.add(at, Fate::Doubtful, 50, format!("项目卡里没有位置的内容，已保留为补充文字：{}", left.join("；")));
            self.report.place(Place::Text(format!("a{}", self.draft.additions.len() + 1)));
            self.draft.additions.push(Addition {
                id: format!("a{}", self.draft.additions.len() + 1),
                after: "cards".into(),
                inside: false,
                kind: AdditionKind::Text,
            });
            let text: String = std::iter::once(table.title.clone()).chain(left).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            self.draft.texts.insert(format!("a{}", self.draft.additions.len()), text);
        }
    }

    fn finish(mut self) -> Result<Workings, String> {
        self.units();
        self.literal_numbers();
        self.draft.give_ids();
        super::cards::unit_code(&mut self.draft);
        let mut work = super::worked_out(self.draft)?;
        if !work.draft().forms.is_empty() || !self.figures.is_empty() {
            stated::put(&mut work, &self.figures);
            stated::name_rows(&mut work);
            stated::doubts(&work, &self.figures, self.report);
        }
        super::cards::check_budgets(&mut work, self.report);
        secret::tell_names(work.draft(), self.report);
        Ok(work)
    }

    /// The units that the cards name, where they are more than the draft's own.
    fn units(&mut self) {
        let identity = &self.draft.identity;
        let owners: BTreeSet<(String, String)> = self.owners.iter().map(|(_, owner)| owner.clone()).collect();
        let own = owners.len() == 1 && owners.iter().all(|(code, name)| *code == identity.unit_code && plain(name) == plain(&identity.unit_name));
        if owners.is_empty()
            || own
            || self.draft.template.kind == crate::template::Kind::Unit
            || self.draft.template.forms.iter().any(|form| form.per_unit && !self.figures.is_empty())
        {
            return;
        }
        self.draft.units =
            owners.iter().enumerate().map(|(n, (code, name))| Unit { id: format!("u{}", n + 1), code: code.clone(), name: name.clone() }).collect();
        let ids: BTreeMap<&(String, String), String> = owners.iter().enumerate().map(|(n, owner)| (owner, format!("u{}", n + 1))).collect();
        for card in &mut self.draft.cards {
            if let Some((_, owner)) = self.owners.iter().find(|(id, _)| *id == card.id) {
                card.unit = ids.get(owner).cloned().unwrap_or_default();
            }
        }
    }

    /// Where sections do not number themselves as the document does, its own numbers are kept as text.
    fn literal_numbers(&mut self) {
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

/// How a heading is numbered, or its style's level.
fn rank(text: &Text) -> String {
    numbered(&text.text).map_or_else(|| text.level.map_or_else(|| "bold".to_owned(), |level| format!("L{level}")), |found| plain(&found.pattern))
}

/// The project's name in a heading: 3、某项目绩效目标表.
pub(super) fn card_name(title: &str) -> Option<String> {
    let rest = numbered(title).map_or(title, |found| found.rest).trim();
    let name = ["项目支出绩效目标表", "绩效目标申报表", "绩效目标表", "绩效目标"].iter().find_map(|end| rest.strip_suffix(end))?;
    let general = ["部门整体", "单位整体", "整体", "总体", "分项", "预算项目", "资金", "项目", "部门"];
    (!name.trim().is_empty() && !general.contains(&plain(name).as_str())).then(|| name.trim().to_owned())
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
