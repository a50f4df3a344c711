//! Draft to [`Document`]: the template's outline walked once.

use super::card::card_grid;
use super::grid::form_grid;
use super::runs::{expand, runs};
use super::{Block, CoverLine, Document, Heading, Paragraph, Run, Sheet};
use crate::calc::Totals;
use crate::model::Draft;
use crate::template::codes::Codes;
use crate::template::outline::{fill, number, numbers};
use crate::template::plan::{CARDS, Plan};
use crate::template::{Contents, CoverRole, Part};

/// Composes the whole document.
#[must_use]
pub fn compose(draft: &Draft, codes: &Codes, plan: &Plan, totals: &Totals) -> Document {
    let wording = &draft.template.wording;
    let cover = wording.cover.iter().map(|line| CoverLine {
        text: draft.worded(&line.text),
        role: match line.role {
            CoverRole::Title => "title",
            CoverRole::Unit => "unit",
            CoverRole::Line => "line",
            CoverRole::Date => "date",
        },
    });
    let mut composer = Composer { draft, codes, plan, totals, sheets: vec![Sheet::default()] };
    composer.parts(&draft.template.outline, 1);
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
    let mut path: Vec<(u8, String)> = Vec::new();
    let mut out: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Heading(heading) => {
                path.retain(|(level, _)| *level < heading.level);
                path.push((heading.level, heading.text.clone()));
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
    sheets: Vec<Sheet>,
}

impl Composer<'_> {
    fn parts(&mut self, parts: &[Part], level: u8) {
        for (part, numbered) in parts.iter().zip(numbers(parts)) {
            match part {
                Part::Section(section) => {
                    let heading = format!("{}{}", numbered.unwrap_or_default(), self.draft.worded(&section.heading));
                    if section.new_page {
                        self.turn(false);
                    }
                    self.heading(level, heading, &section.contents, level == 1);
                    self.parts(&section.parts, level + 1);
                }
                Part::Text(text) => {
                    let text = expand(self.draft.text(&text.id), self.draft, self.plan, self.totals);
                    for line in text.lines().filter(|line| !line.trim().is_empty()) {
                        self.push(Block::Paragraph(Paragraph { runs: runs(line.trim()), role: "body" }));
                    }
                }
                Part::Form(id) => self.form(id, level),
                Part::Cards => self.cards(level),
                Part::Glossary => self.glossary(),
            }
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
        let grid = form_grid(self.draft, self.codes, self.plan, self.totals, at);
        if form.own_page {
            self.turn(form.landscape);
        }
        self.heading(level, grid.title.clone(), &form.contents, true);
        self.push(Block::Grid(grid));
        if form.own_page && form.landscape {
            // What follows stands upright again.
            self.sheets.push(Sheet::default());
        }
    }

    fn cards(&mut self, level: u8) {
        let Some(form) = &self.draft.template.card else { return };
        let Some(pane) = self.plan.pane(CARDS) else { return };
        for (n, card) in self.draft.cards.iter().enumerate() {
            let title = fill(&form.heading, &[("n", &(n + 1).to_string()), ("name", card.text("name"))]);
            let amount = |field: &str| self.plan.panes[pane].column(field).and_then(|column| self.totals.panes[pane].cell(n, column).shown);
            let grid = card_grid(self.draft, form, card, &title, &amount);
            self.heading(level, title, &Contents::Hidden, false);
            self.push(Block::Grid(grid));
        }
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
