//! Word documents: paragraphs with their automatic numbers, tables with their merged cells, tracked changes taken as final.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::limits::{Limits, MAX_CELLS};
use super::numbering::Numbering;
use super::objects::{self, Object};
use super::package::{Elements, Package, attribute, fault, local, reference};
use super::styles::{Styles, outline_level};
use super::{Block, Doubt, Kind, RawGrid, ReadError, Scope, Source, Text, signs};
use crate::model::Span;

/// The part that holds the text.
pub(super) const DOCUMENT: &str = "word/document.xml";

/// Reads a Word document.
pub(super) fn read(name: &str, package: &mut Package<'_>, scope: Scope) -> Result<Source, ReadError> {
    let styles = Styles::read(name, package)?;
    let numbering = Numbering::read(name, package)?;
    let text = package.text(DOCUMENT)?.ok_or_else(|| fault(name, DOCUMENT, "文件里没有正文。"))?;
    let mut reader = DocxReader { name, styles: &styles, numbering, scope, ..DocxReader::empty(name, &styles) };
    reader.part(&text, DOCUMENT)?;
    let objects = std::mem::take(&mut reader.objects);
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(text) = package.text(part)? {
            reader.part(&text, part)?;
        }
    }
    reader.tell();
    let mut source = reader.source;
    source.blocks = reader.blocks;
    objects::put(name, package, objects, &mut source, scope)?;
    source.doubts.splice(..0, package.doubts.drain(..));
    name.clone_into(&mut source.name);
    Ok(source)
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: String,
    level: Option<u8>,
    /// List and level of its automatic number.
    number: Option<(String, usize)>,
    /// Characters that are bold, and all.
    bold: usize,
    all: usize,
    new_page: bool,
    /// Its end was deleted: the next paragraph goes on with it.
    open: bool,
    /// Pictures in it.
    pictures: usize,
}

/// A cell while it is read.
#[derive(Clone, Debug, Default)]
struct Cell {
    text: String,
    column: usize,
    span: usize,
    /// It goes on with the cell above.
    goes_on: bool,
}

/// A table while it is read.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
    /// Columns before the first cell of the row.
    column: usize,
    new_page: bool,
    /// The row that is open was deleted or is not shown.
    gone: bool,
}

/// How a run of characters looks.
#[derive(Debug, Default)]
struct Run {
    bold: bool,
    /// It is not shown.
    vanish: bool,
    /// A font of signs.
    font: String,
}

struct DocxReader<'a> {
    name: &'a str,
    styles: &'a Styles,
    numbering: Numbering,
    blocks: Vec<Block>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Tables inside cells, and paragraphs of text boxes: they follow what they stand in.
    pending: Vec<Block>,
    /// For each open text box how many paragraphs and tables were open around it.
    boxes: Vec<(usize, usize)>,
    /// Of the run that is open.
    run: Run,
    /// Within the properties of a paragraph or of a row.
    properties: bool,
    row_properties: bool,
    /// A paragraph whose end was deleted, and how many tables and text boxes it stands in.
    joined: Option<(Paragraph, usize, usize)>,
    /// A box of a form that is ticked or not, while it is read.
    ticked: Option<bool>,
    objects: Vec<Object>,
    scope: Scope,
    /// What was not shown: how many characters, and where first; rows of tables; signs that are not known; formulas.
    vanished: (usize, String),
    gone_rows: usize,
    unknown: (usize, String),
    maths: (usize, String),
    source: Source,
    new_page: bool,
    count: usize,
    table_count: usize,
    /// Rows, cells and paragraphs that were begun, in whatever table.
    cells: usize,
    limits: Limits<'a>,
}

impl<'a> DocxReader<'a> {
    fn empty(name: &'a str, styles: &'a Styles) -> Self {
        Self {
            name,
            styles,
            numbering: Numbering::default(),
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            pending: Vec::new(),
            boxes: Vec::new(),
            run: Run::default(),
            properties: false,
            row_properties: false,
            joined: None,
            ticked: None,
            objects: Vec::new(),
            scope: Scope::Seen,
            vanished: Default::default(),
            gone_rows: 0,
            unknown: Default::default(),
            maths: Default::default(),
            source: Source::default(),
            new_page: false,
            count: 0,
            table_count: 0,
            cells: 0,
            limits: Limits::of(name),
        }
    }

    fn part(&mut self, text: &str, part: &str) -> Result<(), ReadError> {
        let name = self.name;
        let mut elements = Elements::new(text, name, part);
        let mut in_text = false;
        // Inside what is left out: deleted text, the second form of a drawing, separators of footnotes.
        let mut skipped = 0_usize;
        while let Some(event) = elements.next()? {
            match event {
                Event::Start(element) if skipped > 0 => {
                    let _ = element;
                    skipped += 1;
                }
                Event::Start(element) if is_left_out(&element) => {
                    self.deleted(&element);
                    skipped = 1;
                }
                Event::End(_) if skipped > 0 => skipped -= 1,
                _ if skipped > 0 => {}
                Event::Start(element) => {
                    in_text = is_word(&element, "t") || is_maths(&element, "t");
                    self.start(&element, part)?;
                }
                Event::Empty(element) if is_left_out(&element) => self.deleted(&element),
                Event::Empty(element) => {
                    self.start(&element, part)?;
                    self.end(element.name().as_ref(), part)?;
                }
                Event::End(element) => {
                    in_text = false;
                    self.end(element.name().as_ref(), part)?;
                }
                Event::Text(text) if in_text => self.push(&text.xml10_content()),
                Event::CData(text) if in_text => self.push(&text.xml10_content()),
                Event::GeneralRef(found) if in_text => self.push(&reference(&found)),
                _ => {}
            }
        }
        self.close_joined(part)
    }

    /// The end of a paragraph, or a row, that somebody has deleted.
    fn deleted(&mut self, element: &BytesStart<'_>) {
        if !matches!(word(element.name().as_ref()), "del" | "moveFrom") {
            return;
        }
        if self.properties
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.open = true;
        } else if self.row_properties
            && let Some(table) = self.tables.last_mut()
        {
            table.gone = true;
        }
    }

    /// Where the paragraph that is open stands.
    fn here(&self) -> String {
        format!("第{}段", self.count + 1)
    }

    fn push(&mut self, text: &str) {
        if self.ticked.is_some() {
            return;
        }
        if self.run.vanish && self.scope == Scope::Seen {
            let characters = text.chars().filter(|c| !c.is_whitespace()).count();
            if self.vanished.0 == 0 {
                self.vanished.1 = self.here();
            }
            self.vanished.0 += characters;
            return;
        }
        let bold = self.run.bold;
        let (text, unknown) = if self.run.font.is_empty() { (text.to_owned(), false) } else { signs::signs(&self.run.font, text) };
        if unknown {
            self.unknown_sign();
        }
        let text = text.as_str();
        if let Some(paragraph) = self.paragraphs.last_mut() {
            let count = text.chars().filter(|c| !c.is_whitespace()).count();
            paragraph.all += count;
            paragraph.bold += if bold { count } else { 0 };
            paragraph.text.push_str(text);
        }
    }

    fn unknown_sign(&mut self) {
        if self.unknown.0 == 0 {
            self.unknown.1 = self.here();
        }
        self.unknown.0 += 1;
    }

    /// What was left out or may be wrong, over the whole document.
    fn tell(&mut self) {
        let (n, first) = &self.vanished;
        if *n > 0 {
            self.source.hidden = true;
            self.source.remarks.push(format!("隐藏的文字没有读入，共{n}字，第一处在{first}"));
        }
        if self.gone_rows > 0 {
            self.source.remarks.push(format!("表格里已删除或隐藏的{}行没有读入", self.gone_rows));
            self.source.hidden |= self.scope == Scope::Seen;
        }
        for ((n, first), what) in [(&self.unknown, "个符号认不出，没有读入，请对照原件补上"), (&self.maths, "个公式按文字读入，请对照原件核对")]
        {
            if *n > 0 {
                self.source.doubts.push(Doubt { at: first.clone(), message: format!("从这里起有{n}{what}") });
            }
        }
    }

    /// What is no element of the word processor's own: formulas, drawings, objects.
    fn foreign(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        let Some((prefix, name)) = name.as_ref().split_once(':') else { return };
        match (prefix, name) {
            ("m", "rad") => self.push("√"),
            ("m", "sup") => self.push("^"),
            ("m", "f" | "nary" | "m" | "sSup" | "sSub" | "sSubSup") => {
                if self.maths.0 == 0 {
                    self.maths.1 = self.here();
                }
                self.maths.0 += 1;
            }
            ("a", "blip") | ("v", "imagedata") | ("c", "chart") | ("dgm", "relIds") => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.pictures += 1;
                }
            }
            ("o", "OLEObject") => {
                let (id, program) = (attribute(element, "id").unwrap_or_default(), attribute(element, "ProgID").unwrap_or_default());
                self.object(id, program);
            }
            _ => {}
        }
    }

    fn object(&mut self, id: String, program: String) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            // The picture of the object.
            paragraph.pictures = paragraph.pictures.saturating_sub(1);
        }
        // What stands in a cell follows its table.
        let at = self.blocks.len() + usize::from(!self.tables.is_empty());
        self.objects.push(Object { at, place: self.here(), id, program });
    }

    fn start(&mut self, element: &BytesStart<'_>, part: &str) -> Result<(), ReadError> {
        let value = || attribute(element, "val").unwrap_or_default();
        let on = || !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"));
        let number = || attribute(element, "val").and_then(|value| value.parse::<usize>().ok());
        match word(element.name().as_ref()) {
            "p" => {
                self.count_cell(part)?;
                let new_page = std::mem::take(&mut self.new_page);
                let own = self.joined.take_if(|(_, tables, boxes)| (*tables, *boxes) == (self.tables.len(), self.boxes.len()));
                self.close_joined(part)?;
                let before = own.map(|(paragraph, ..)| paragraph).unwrap_or_default();
                self.paragraphs.push(Paragraph {
                    new_page: new_page || before.new_page,
                    text: before.text,
                    bold: before.bold,
                    all: before.all,
                    pictures: before.pictures,
                    ..Paragraph::default()
                });
            }
            "pPr" => self.properties = true,
            "trPr" => self.row_properties = true,
            "hidden" if self.row_properties && self.scope == Scope::Seen => {
                let on = on();
                if let Some(table) = self.tables.last_mut() {
                    table.gone |= on;
                }
            }
            "altChunk" | "subDoc" => {
                let id = attribute(element, "id").unwrap_or_default();
                self.object(id, String::new());
            }
            "pStyle" => {
                let style = value();
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = style;
                }
            }
            "outlineLvl" => {
                let level = number().and_then(outline_level);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.level = level.or(paragraph.level);
                }
            }
            "ilvl" => {
                let level = number().unwrap_or(0);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.number.get_or_insert_with(Default::default).1 = level;
                }
            }
            "numId" => {
                let list = value();
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.number.get_or_insert_with(Default::default).0 = list;
                }
            }
            "pageBreakBefore" => {
                let on = on();
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.new_page |= on;
                }
            }
            "sectPr" => self.new_page = true,
            "tbl" => {
                self.close_joined(part)?;
                let new_page = std::mem::take(&mut self.new_page);
                self.tables.push(Table { new_page, ..Table::default() });
            }
            "tr" | "tc" | "gridBefore" | "gridSpan" | "vMerge" => self.row_start(element, part)?,
            "txbxContent" => self.boxes.push((self.paragraphs.len(), self.tables.len())),
            "" => self.foreign(element),
            name => self.run_start(element, name),
        }
        Ok(())
    }

    /// A row or cell of a table, and how it lies.
    fn row_start(&mut self, element: &BytesStart<'_>, part: &str) -> Result<(), ReadError> {
        let number = || attribute(element, "val").and_then(|value| value.parse::<usize>().ok());
        match word(element.name().as_ref()) {
            "tr" => {
                self.count_cell(part)?;
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                    table.column = 0;
                    table.gone = false;
                }
            }
            "gridBefore" => {
                let before = number().unwrap_or(0).min(1000);
                if let Some(table) = self.tables.last_mut() {
                    table.column = before;
                }
            }
            "tc" => {
                self.count_cell(part)?;
                if let Some(table) = self.tables.last_mut() {
                    let column = table.column;
                    if let Some(row) = table.rows.last_mut() {
                        row.push(Cell { column, span: 1, ..Cell::default() });
                    }
                }
            }
            "gridSpan" => {
                let span = number().unwrap_or(1).clamp(1, 1000);
                if let Some(cell) = self.cell() {
                    cell.span = span;
                }
            }
            "vMerge" => {
                let goes_on = attribute(element, "val").is_none_or(|value| value != "restart");
                if let Some(cell) = self.cell() {
                    cell.goes_on = goes_on;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// An element within a run of characters: how it looks, and what is written there without a text.
    fn run_start(&mut self, element: &BytesStart<'_>, name: &str) {
        let value = || attribute(element, "val").unwrap_or_default();
        let on = || !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"));
        match name {
            "r" => {
                let vanish = self.paragraphs.last().is_some_and(|paragraph| self.styles.of(&paragraph.style).vanish);
                self.run = Run { vanish, ..Run::default() };
            }
            "b" => self.run.bold = on(),
            "vanish" if !self.properties => self.run.vanish = on(),
            "rStyle" if !self.properties => self.run.vanish |= self.styles.of(&value()).vanish,
            "rFonts" if !self.properties => {
                let font = attribute(element, "ascii").or_else(|| attribute(element, "hAnsi")).unwrap_or_default();
                self.run.font = if signs::sign(&font, 0x20).is_some() { font } else { String::new() };
            }
            "sym" => {
                let code = attribute(element, "char").and_then(|code| u32::from_str_radix(&code, 16).ok()).unwrap_or(0);
                let font = attribute(element, "font").unwrap_or_default();
                self.run.font.clear();
                match signs::sign(&font, code) {
                    Some(Ok(found)) => self.push(&found.to_string()),
                    None if char::from_u32(code).is_some_and(|c| !(0xE000..=0xF8FF).contains(&code) && !c.is_control()) => {
                        self.push(&char::from_u32(code).map(String::from).unwrap_or_default());
                    }
                    _ => self.unknown_sign(),
                }
            }
            "checkBox" => self.ticked = Some(false),
            "default" | "checked" if self.ticked.is_some() => self.ticked = Some(on()),
            "tab" if attribute(element, "pos").is_none() => self.push("\t"),
            "br" if attribute(element, "type").as_deref() == Some("page") => self.new_page = true,
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            _ => {}
        }
    }

    /// Rows, cells and the paragraphs in them take memory before it is known how large their table is.
    fn count_cell(&mut self, part: &str) -> Result<(), ReadError> {
        self.cells += 1;
        if self.cells > 3 * MAX_CELLS {
            return Err(fault(self.name, part, format!("表格超过{MAX_CELLS}格，没有读入。请拆成几个文件。")));
        }
        Ok(())
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        self.tables.last_mut()?.rows.last_mut()?.last_mut()
    }

    fn end(&mut self, name: &str, part: &str) -> Result<(), ReadError> {
        match word(name) {
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    if paragraph.open {
                        self.joined = Some((paragraph, self.tables.len(), self.boxes.len()));
                    } else {
                        self.finish_paragraph(&paragraph, part)?;
                    }
                }
            }
            "pPr" => self.properties = false,
            "trPr" => self.row_properties = false,
            "checkBox" => {
                if let Some(ticked) = self.ticked.take() {
                    self.push(if ticked { "☑" } else { "□" });
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut()
                    && std::mem::take(&mut table.gone)
                {
                    table.rows.pop();
                    self.gone_rows += 1;
                }
            }
            "tc" => {
                self.close_joined(part)?;
                if let Some(table) = self.tables.last_mut()
                    && let Some(cell) = table.rows.last().and_then(|row| row.last())
                {
                    table.column = cell.column + cell.span;
                }
            }
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.finish_table(table)?;
                }
            }
            "txbxContent" => {
                self.close_joined(part)?;
                self.boxes.pop();
            }
            _ if is_maths_name(name, "num") => self.push("/"),
            _ => {}
        }
        Ok(())
    }

    /// A paragraph whose end was deleted and that nothing follows ends all the same.
    fn close_joined(&mut self, part: &str) -> Result<(), ReadError> {
        self.joined.take().map_or(Ok(()), |(paragraph, ..)| self.finish_paragraph(&paragraph, part))
    }

    /// How many tables are open within the innermost text box.
    fn open_tables(&self) -> usize {
        self.tables.len() - self.boxes.last().map_or(0, |(_, tables)| (*tables).min(self.tables.len()))
    }

    fn finish_paragraph(&mut self, paragraph: &Paragraph, part: &str) -> Result<(), ReadError> {
        let style = self.styles.of(&paragraph.style);
        let number = match &paragraph.number {
            Some((list, level)) => self.numbering.next(list, *level),
            None => style.number.as_ref().and_then(|(list, level)| self.numbering.next(list, *level)),
        };
        let text = format!("{}{}", number.unwrap_or_default(), paragraph.text.trim());
        let text = text.trim().to_owned();
        self.limits.text(part, text.len())?;
        let level = paragraph.level.or(style.level);
        if self.open_tables() > 0 {
            if paragraph.pictures > 0 && text.is_empty() {
                self.objects.push(Object::picture(self.blocks.len() + 1, format!("第{}个表", self.table_count + 1)));
            }
            if let Some(cell) = self.cell() {
                if !cell.text.is_empty() && !text.is_empty() {
                    cell.text.push('\n');
                }
                cell.text.push_str(&text);
            }
            return Ok(());
        }
        self.count += 1;
        if paragraph.pictures > 0 && text.is_empty() {
            self.objects.push(Object::picture(self.blocks.len(), format!("第{}段", self.count)));
        }
        if text.is_empty() {
            self.new_page |= paragraph.new_page;
        } else {
            self.limits.block(part)?;
            let strong = (paragraph.bold == paragraph.all && paragraph.all > 0) || paragraph.bold == 0 && style.bold;
            let block = Block {
                at: format!("第{}段", self.count),
                kind: Kind::Text(Text { text, level, strong, new_page: paragraph.new_page, ..Text::default() }),
            };
            // What stands in a text box follows the paragraph that it is anchored in.
            if self.boxes.is_empty() { self.blocks.push(block) } else { self.pending.push(block) }
        }
        if self.boxes.is_empty() && self.tables.is_empty() {
            self.blocks.append(&mut self.pending);
        }
        Ok(())
    }

    fn finish_table(&mut self, table: Table) -> Result<(), ReadError> {
        self.table_count += 1;
        let at = format!("第{}个表", self.table_count);
        let new_page = table.new_page;
        let width = table.rows.iter().flatten().map(|cell| cell.column + cell.span).max().unwrap_or(0);
        self.limits.table(&at, table.rows.len(), width)?;
        let block = Block { at, kind: Kind::Grid(RawGrid { new_page, ..grid(table, width) }) };
        if self.tables.is_empty() && self.boxes.is_empty() {
            self.blocks.push(block);
            self.blocks.append(&mut self.pending);
        } else {
            self.pending.push(block);
        }
        Ok(())
    }
}

/// The rows of a table as a matrix. A cell that goes on with the one above is part of its span.
fn grid(table: Table, width: usize) -> RawGrid {
    let mut rows = vec![vec![String::new(); width]; table.rows.len()];
    let mut spans: Vec<Span> = Vec::new();
    // For each column the span that may go on below.
    let mut open: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, cells) in table.rows.into_iter().enumerate() {
        let mut next = BTreeMap::new();
        for cell in cells {
            let above =
                open.get(&cell.column).copied().filter(|n| cell.goes_on && spans[*n].columns == cell.span && spans[*n].row + spans[*n].rows == at);
            if let Some(n) = above {
                spans[n].rows += 1;
                let origin = &mut rows[spans[n].row][cell.column];
                if !cell.text.is_empty() && !origin.is_empty() {
                    origin.push('\n');
                }
                origin.push_str(&cell.text);
                next.insert(cell.column, n);
                continue;
            }
            rows[at][cell.column] = cell.text;
            next.insert(cell.column, spans.len());
            spans.push(Span { row: at, column: cell.column, rows: 1, columns: cell.span });
        }
        open = next;
    }
    spans.retain(|span| span.rows * span.columns > 1);
    RawGrid { rows, spans, ..RawGrid::default() }
}

/// The local name of an element of the word-processing namespace; empty for others, whose `p` and `t` mean something else.
fn word(name: &str) -> &str {
    match name.split_once(':') {
        Some(("w" | "wne" | "wx" | "ns0", name)) => name,
        Some(_) => "",
        None => name,
    }
}

/// Whether it is an element of a formula.
fn is_maths(element: &BytesStart<'_>, name: &str) -> bool {
    is_maths_name(element.name().as_ref(), name)
}

fn is_maths_name(element: &str, name: &str) -> bool {
    element.split_once(':').is_some_and(|(prefix, own)| prefix == "m" && own == name)
}

fn is_word(element: &BytesStart<'_>, name: &str) -> bool {
    word(element.name().as_ref()) == name
}

/// What is no text of the document: how characters are read, deletions, where moved text came from, instructions of fields, the second form of a drawing,
/// the lines between text and footnotes.
fn is_left_out(element: &BytesStart<'_>) -> bool {
    let name = element.name();
    match local(name.as_ref()) {
        "del" | "moveFrom" | "instrText" | "delText" | "rPrChange" | "pPrChange" | "tblPrChange" | "tcPrChange" | "trPrChange" | "sectPrChange"
        | "tblGridChange" => true,
        // How a character is read, above it.
        "rt" => word(name.as_ref()) == "rt",
        "Fallback" => name.as_ref().starts_with("mc:"),
        "footnote" | "endnote" => matches!(attribute(element, "type").as_deref(), Some("separator" | "continuationSeparator")),
        _ => false,
    }
}
