//! Draft to [`Document`]: the template's outline walked once.

use super::card::{card_grid, indicators_grid, indicators_place};
use super::form::{FormSource, form_grid};
use super::free::free_grid;
use super::narrative::{self, Line};
use super::parts::{Parts, Portion, drop_bare_headings};
use super::runs::{expand, runs};
use super::{Block, CoverLine, Document, FigureOf, Grid, Heading, Paragraph, Run, Sheet, tree};
use crate::model::{Draft, FormName, Item, Place};
use crate::template::codes::Codes;
use crate::template::outline::{fill_words, number, numbers, words};
use crate::template::plan::CARDS;
use crate::template::{CardForm, Contents, CoverRole, Part};
use crate::workings::Workings;

/// What is printed instead of a part that is not published.
const WITHHELD_FORM: &str = "（本表按规定不予公开。）";
const WITHHELD_TEXT: &str = "本部分按规定不予公开。";

/// Composes the whole document.
#[must_use]
pub fn compose(work: &Workings, codes: &Codes) -> Document {
    compose_parts(work, codes, Parts::default())
}

/// Composes those parts, with cover and contents.
#[must_use]
pub fn compose_parts(work: &Workings, codes: &Codes, asked: Parts) -> Document {
    let draft = work.draft();
    let wording = &draft.template.wording;
    // A line that needs a word which nobody has filled in is left out with all that stands around it.
    let needed = |word: &str| matches!(word, "date" | "mark" | "prepared_by" | "reviewed_by");
    let has_words = |text: &str| words(text).filter(|word| needed(word)).all(|word| !draft.worded(&format!("{{{word}}}")).trim().is_empty());
    let cover = wording.cover.iter().filter(|line| has_words(&line.text)).map(|line| CoverLine {
        text: draft.worded(&line.text),
        role: match line.role {
            CoverRole::Title => "title",
            CoverRole::Unit => "unit",
            CoverRole::Line => "line",
            CoverRole::Date => "date",
        },
    });
    let mut composer = Composer { work, draft, codes, asked, unit: "", place: None, sheets: vec![Sheet::default()] };
    composer.parts(&draft.outline(), 1);
    composer.sheets.retain(|sheet| !sheet.blocks.is_empty());
    if !asked.is_all() {
        drop_bare_headings(&mut composer.sheets);
    }
    Document {
        title: draft.worded(&wording.title),
        author: draft.identity.unit_name.clone(),
        subject: "部门预算公开".into(),
        keywords: vec!["预算公开".into(), draft.identity.year.map(|year| year.to_string()).unwrap_or_default(), draft.identity.unit_code.clone()],
        cover: cover.filter(|line| !line.text.trim().is_empty()).collect(),
        contents: wording.contents.clone(),
        sheets: composer.sheets,
        mark: None,
        official: false,
    }
}

/// Every running text with the path of its headings: what the document says between its tables. Glossary terms are not among it.
#[must_use]
pub fn section_texts(document: &Document) -> Vec<(Vec<String>, Vec<String>)> {
    let blocks: Vec<&Block> = document.sheets.iter().flat_map(|sheet| &sheet.blocks).collect();
    let mut path: Vec<(u8, String)> = Vec::new();
    let mut out: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            // What stands right above a table is its title.
            Block::Heading(_) if matches!(blocks.get(at + 1), Some(Block::Grid(_))) => {}
            Block::Heading(heading) => {
                path.retain(|(level, _)| *level < heading.level);
                path.push((heading.level, heading.text.clone()));
                // A heading with nothing but tables or terms below it is said, too.
                let deeper = |next: &&Block| {
                    matches!(next, Block::Heading(next) if next.level > heading.level) && !matches!(blocks.get(at + 2), Some(Block::Grid(_)))
                };
                let text = |next: &&Block| matches!(next, Block::Paragraph(paragraph) if paragraph.role != "term");
                if !blocks.get(at + 1).is_some_and(|next| deeper(next) || text(next)) {
                    out.push((path.iter().map(|(_, text)| text.clone()).collect(), Vec::new()));
                }
            }
            Block::Paragraph(paragraph) if paragraph.role == "term" => {}
            Block::Paragraph(paragraph) => {
                let path: Vec<String> = path.iter().map(|(_, text)| text.clone()).collect();
                match out.last_mut().filter(|(last, _)| *last == path) {
                    Some((_, paragraphs)) => paragraphs.push(paragraph.text()),
                    None => out.push((path, vec![paragraph.text()])),
                }
            }
            Block::Grid(_) => {}
        }
    }
    out
}

struct Composer<'a> {
    work: &'a Workings,
    draft: &'a Draft,
    codes: &'a Codes,
    asked: Parts,
    /// The unit whose parts are being composed; empty for the draft's own.
    unit: &'a str,
    /// Where what is being composed comes from.
    place: Option<Place>,
    sheets: Vec<Sheet>,
}

impl<'a> Composer<'a> {
    fn parts(&mut self, parts: &[Part], level: u8) {
        for (part, numbered) in parts.iter().zip(numbers(parts)) {
            if !self.is_asked(part) {
                continue;
            }
            self.place = self.place_of(part, self.unit);
            if self.is_withheld(part) {
                self.withheld(part, level);
                continue;
            }
            match part {
                Part::Section(section) => {
                    let heading = format!("{}{}", numbered.unwrap_or_default(), self.expanded(&self.draft.worded_for(self.unit, &section.heading)));
                    if section.new_page {
                        self.turn(false);
                    }
                    self.heading(level, heading, &section.contents, level == 1);
                    self.parts(&section.parts, level + 1);
                }
                Part::Text(text) => {
                    for line in narrative::lines(self.draft.text(&text.id)) {
                        self.line(level, line);
                    }
                }
                Part::Tree(part) => {
                    for (item, line) in tree::lines(part, self.items(&part.id)) {
                        self.place = Some(Place::Item { tree: part.id.clone(), item: item.to_owned() });
                        self.line(level, line);
                    }
                }
                Part::Indicators(part) => {
                    let grid = indicators_grid(self.draft, part);
                    self.grid(grid, level, part.landscape);
                }
                Part::Table(id) => {
                    if let Some(table) = self.draft.tables.get(id) {
                        let grid = free_grid(id, table, &|text| self.expanded(text));
                        self.grid(grid, level, table.landscape);
                    }
                }
                Part::Form(id) => self.form(id, level),
                Part::Cards => self.cards(level),
                Part::Glossary => self.glossary(),
                Part::Units(inner) => {
                    let draft = self.draft;
                    for unit in &draft.units {
                        self.unit = &unit.id;
                        self.parts(inner, level);
                    }
                    self.unit = "";
                }
                // Resolved when the draft was made.
                Part::When(..) | Part::Shared(_) => {}
            }
        }
    }

    /// Whether a part is among those that are asked for; what holds others is asked for with them.
    fn is_asked(&self, part: &Part) -> bool {
        let portion = match part {
            Part::Section(_) | Part::When(..) | Part::Shared(_) => return true,
            Part::Units(_) => Portion::Units,
            // The unit has been asked for with all that it has.
            _ if !self.unit.is_empty() => return true,
            Part::Form(id) if self.draft.template.form(id).is_some_and(|form| form.own_page) => Portion::Forms,
            Part::Cards => Portion::Cards,
            Part::Form(_) | Part::Text(_) | Part::Tree(_) | Part::Indicators(_) | Part::Table(_) | Part::Glossary => Portion::Text,
        };
        self.asked.has(portion)
    }

    /// Whether a part is not published.
    fn is_withheld(&self, part: &Part) -> bool {
        let withheld = &self.draft.withheld;
        !withheld.is_empty()
            && match part {
                Part::Section(section) => withheld.contains(&Place::Section(section.id.clone())),
                Part::Form(_) | Part::Text(_) | Part::Table(_) => self.place.as_ref().is_some_and(|place| withheld.contains(place)),
                _ => false,
            }
    }

    /// What stands in the place of a part that is not published: that it is not, where the template wants the part; nothing of what the
    /// draft alone has.
    fn withheld(&mut self, part: &Part, level: u8) {
        let own = self.draft.additions.iter().any(|addition| addition.id == part.id());
        match part {
            Part::Form(id) => {
                let Some(form) = self.draft.template.form(id) else { return };
                if form.own_page {
                    self.turn(false);
                }
                let contents = if self.unit.is_empty() { &form.contents } else { &Contents::Hidden };
                self.heading(level, self.draft.worded_for(self.unit, &form.title), contents, true);
                self.paragraph(vec![Run::plain(WITHHELD_FORM)], "centred");
            }
            Part::Text(_) if !own => self.paragraph(vec![Run::plain(WITHHELD_TEXT)], "body"),
            _ => {}
        }
    }

    /// Where the blocks of a part of that unit come from. A section of the template has nothing that could be changed: its heading
    /// leads to the first part below it.
    fn place_of(&self, part: &Part, unit: &str) -> Option<Place> {
        match part {
            Part::Section(section) if self.draft.additions.iter().any(|addition| addition.id == section.id) => {
                Some(Place::Section(section.id.clone()))
            }
            Part::Section(section) => section.parts.iter().find_map(|part| self.place_of(part, unit)),
            Part::Text(text) => Some(Place::Text(text.id.clone())),
            Part::Tree(part) => self.items(&part.id).first().map(|item| Place::Item { tree: part.id.clone(), item: item.id.clone() }),
            Part::Indicators(part) => Some(indicators_place(self.draft, &part.id)),
            Part::Form(id) => Some(Place::Form(FormName::of(unit, id))),
            Part::Table(id) => Some(Place::Table { id: id.clone(), row: String::new(), column: String::new() }),
            Part::Cards => self.draft.cards.first().map(|card| Place::Card(card.id.clone())),
            Part::Glossary => self.draft.glossary.first().map(|term| Place::Term(term.id.clone())),
            Part::Units(inner) => {
                let first = self.draft.units.first()?;
                inner.iter().find_map(|part| self.place_of(part, &first.id))
            }
            Part::When(..) | Part::Shared(_) => None,
        }
    }

    fn items(&self, tree: &str) -> &'a [Item] {
        self.draft.trees.get(tree).map_or(&[], Vec::as_slice)
    }

    fn expanded(&self, text: &str) -> String {
        expand(text, self.work)
    }

    /// A line of running text in a part of that level.
    fn line(&mut self, level: u8, line: Line) {
        match line {
            Line::Heading(down, text) => self.heading(level + down, self.expanded(&text), &Contents::Hidden, false),
            Line::Paragraph(text) => {
                let text = self.expanded(&text);
                self.paragraph(runs(text.trim()), "body");
            }
        }
    }

    fn paragraph(&mut self, runs: Vec<Run>, role: &'static str) {
        self.push(Block::Paragraph(Paragraph { runs, role, place: self.place.clone() }));
    }

    /// A table with its title as a heading above it.
    fn grid(&mut self, grid: Grid, level: u8, landscape: bool) {
        if landscape {
            self.turn(true);
        }
        if !grid.title.is_empty() {
            self.heading(level, grid.title.clone(), &Contents::Hidden, true);
        }
        self.push(Block::Grid(grid));
        if landscape {
            self.sheets.push(Sheet::default());
        }
    }

    fn push(&mut self, block: Block) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.blocks.push(block);
        }
    }

    /// A new sheet, unless the last one is still blank or holds nothing but the heading that leads here.
    fn turn(&mut self, landscape: bool) {
        match self.sheets.last_mut() {
            Some(sheet) if sheet.blocks.iter().all(|block| matches!(block, Block::Heading(_))) => sheet.landscape = landscape,
            _ => self.sheets.push(Sheet { landscape, blocks: Vec::new() }),
        }
    }

    fn heading(&mut self, level: u8, text: String, contents: &Contents, centred: bool) {
        // A heading without a word is none (and PDF/UA forbids it); the rules say so where it was left blank.
        if text.trim().is_empty() {
            return;
        }
        let contents = match contents {
            Contents::Hidden => None,
            Contents::Listed => Some(text.clone()),
            Contents::As(other) => Some(self.draft.worded(other)),
        };
        self.push(Block::Heading(Heading { level, text, contents, centred, place: self.place.clone() }));
    }

    fn form(&mut self, id: &str, level: u8) {
        let Some(at) = self.draft.template.forms.iter().position(|form| form.id == id) else { return };
        let form = &self.draft.template.forms[at];
        let Some(totals) = self.work.totals().of(self.unit) else { return };
        let source = FormSource { work: self.work, codes: self.codes, totals, unit: self.unit };
        let grid = form_grid(&source, at);
        if form.own_page {
            self.turn(form.landscape);
        }
        // The forms of the units follow the department's under the unit's heading.
        let contents = if self.unit.is_empty() { &form.contents } else { &Contents::Hidden };
        self.heading(level, grid.title.clone(), contents, true);
        self.push(Block::Grid(grid));
        if form.own_page && form.landscape {
            // What follows stands upright again.
            self.sheets.push(Sheet::default());
        }
    }

    fn cards(&mut self, level: u8) {
        let Some(form) = &self.draft.template.card else { return };
        for n in 0..self.draft.cards.len() {
            self.card(form, n, level);
        }
    }

    fn card(&mut self, form: &CardForm, n: usize, level: u8) {
        let card = &self.draft.cards[n];
        let (plan, totals) = (self.work.plan(), self.work.totals());
        let Some(pane) = plan.pane(CARDS) else { return };
        self.place = Some(Place::Card(card.id.clone()));
        // A classified card has nothing but its heading, so it has one where the others do without.
        let heading = if card.classified && form.heading.is_empty() { "{name}" } else { &form.heading };
        let title = fill_words(heading, &[("n", &(n + 1).to_string()), ("name", card.text("name"))]);
        if form.own_page && !card.classified {
            self.turn(false);
        }
        if !title.is_empty() {
            self.heading(level, title.clone(), &form.contents, false);
        }
        if card.classified {
            self.paragraph(runs(&form.classified), "centred");
            return;
        }
        let amount = |field: &str| {
            let of = plan.panes[pane].column(field).map(|column| FigureOf { scope: 0, pane, row: n, column });
            (of, of.and_then(|of| totals.panes[pane].cell(n, of.column).shown))
        };
        let grid = card_grid(self.draft, form, card, &title, &amount);
        self.push(Block::Grid(grid));
    }

    fn glossary(&mut self) {
        let form = &self.draft.template.glossary;
        for (n, term) in self.draft.glossary.iter().enumerate() {
            let runs = vec![
                Run::plain(number(&form.number, n + 1)),
                Run::bold(&term.term),
                Run::plain(format!("{}{}", form.between, self.expanded(&term.definition))),
            ];
            self.place = Some(Place::Term(term.id.clone()));
            self.paragraph(runs, "term");
        }
    }
}
