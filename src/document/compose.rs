//! Draft to [`Document`]: the template's outline walked once.

use super::card::{card_grid, indicators_grid};
use super::free::free_grid;
use super::grid::{FormSource, form_grid};
use super::narrative::{self, Line};
use super::runs::{expand, runs};
use super::tree::{self, Piece};
use super::{Block, CoverLine, Document, Grid, Heading, Paragraph, Run, Sheet};
use crate::calc::Totals;
use crate::model::Draft;
use crate::template::codes::Codes;
use crate::template::outline::{fill, number, numbers, words};
use crate::template::plan::{CARDS, Plan};
use crate::template::{CardForm, Contents, CoverRole, Part};

/// Composes the whole document.
#[must_use]
pub fn compose(draft: &Draft, codes: &Codes, plan: &Plan, totals: &Totals) -> Document {
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
    let mut composer = Composer { draft, codes, plan, totals, unit: "", sheets: vec![Sheet::default()] };
    composer.parts(&draft.outline(), 1);
    composer.sheets.retain(|sheet| !sheet.blocks.is_empty());
    Document {
        title: draft.worded(&wording.title),
        author: draft.identity.unit_name.clone(),
        subject: "部门预算公开".into(),
        keywords: vec!["预算公开".into(), draft.identity.year.to_string(), draft.identity.unit_code.clone()],
        cover: cover.filter(|line| !line.text.trim().is_empty()).collect(),
        contents: wording.contents.clone(),
        sheets: composer.sheets,
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
    draft: &'a Draft,
    codes: &'a Codes,
    plan: &'a Plan,
    totals: &'a Totals,
    /// The unit whose parts are being composed; empty for the draft's own.
    unit: &'a str,
    sheets: Vec<Sheet>,
}

impl Composer<'_> {
    fn parts(&mut self, parts: &[Part], level: u8) {
        for (part, numbered) in parts.iter().zip(numbers(parts)) {
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
                        match line {
                            Line::Heading(down, text) => self.heading(level + down, self.expanded(&text), &Contents::Hidden, false),
                            Line::Paragraph(text) => self.paragraph(&text),
                        }
                    }
                }
                Part::Tree(part) => {
                    let items = self.draft.trees.get(&part.id).map_or(&[][..], Vec::as_slice);
                    for piece in tree::pieces(part, items) {
                        match piece {
                            Piece::Heading(down, text) => self.heading(level + down, self.expanded(&text), &Contents::Hidden, false),
                            Piece::Paragraph(text) => self.paragraph(&text),
                        }
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

    fn expanded(&self, text: &str) -> String {
        expand(text, self.draft, self.plan, self.totals)
    }

    fn paragraph(&mut self, text: &str) {
        let text = self.expanded(text);
        self.push(Block::Paragraph(Paragraph { runs: runs(text.trim()), role: "body" }));
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
        self.push(Block::Heading(Heading { level, text, contents, centred }));
    }

    fn form(&mut self, id: &str, level: u8) {
        let Some(at) = self.draft.template.forms.iter().position(|form| form.id == id) else { return };
        let form = &self.draft.template.forms[at];
        let Some(totals) = self.totals.of(self.unit) else { return };
        let source = FormSource { draft: self.draft, codes: self.codes, plan: self.plan, totals, unit: self.unit };
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
        let Some(pane) = self.plan.pane(CARDS) else { return };
        // A classified card has nothing but its heading, so it has one where the others do without.
        let heading = if card.classified && form.heading.is_empty() { "{name}" } else { &form.heading };
        let title = fill(heading, &[("n", &(n + 1).to_string()), ("name", card.text("name"))]);
        if form.own_page && !card.classified {
            self.turn(false);
        }
        if !title.is_empty() {
            self.heading(level, title.clone(), &form.contents, false);
        }
        if card.classified {
            self.push(Block::Paragraph(Paragraph { runs: runs(&form.classified), role: "centred" }));
            return;
        }
        let amount = |field: &str| self.plan.panes[pane].column(field).and_then(|column| self.totals.panes[pane].cell(n, column).shown);
        let grid = card_grid(self.draft, form, card, &title, &amount);
        self.push(Block::Grid(grid));
    }

    fn glossary(&mut self) {
        let form = &self.draft.template.glossary;
        for (n, term) in self.draft.glossary.iter().enumerate() {
            let runs = vec![
                Run { text: number(&form.number, n + 1), bold: false },
                Run { text: term.term.clone(), bold: true },
                Run { text: format!("{}{}", form.between, expand(&term.definition, self.draft, self.plan, self.totals)), bold: false },
            ];
            self.push(Block::Paragraph(Paragraph { runs, role: "term" }));
        }
    }
}
