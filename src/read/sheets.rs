//! Excel sheets, and what all kinds of sheets have in common: each visible one is a table, its figures as they are shown.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Dimensions, Reader as _, Sheet, SheetType, SheetVisible, Xls, Xlsx, XlsxError};
use quick_xml::events::Event;

use super::format::{Format, Shown};
use super::guard::guarded;
use super::hidden::{Hidden, letters, ranges};
use super::limits::Limits;
use super::package::{Elements, Package, attribute, fault, local};
use super::{Block, Doubt, Kind, RawGrid, ReadError, Scope, Source, Text, apart, survey};
use crate::model::Span;

const PASSWORD: &str = "文件设有打开密码，没有读入。请用 Word、Excel 或 WPS 打开，取消密码后另存一份。";
const OLD_SHEET: &str =
    "旧 Excel 文件（.xls）里隐藏的行、列和单元格的显示格式读不出来，数按存的读入；请对照原件，或用 Excel、WPS 另存为 .xlsx 再导入";
const OLD_WORD: &str = "是旧的 Word 格式（.doc），没有读入。请用 Word 或 WPS 打开后另存为 .docx。";
pub(super) const DAMAGED: &str = "文件不完整或已损坏，读不出来。请用 Excel 或 WPS 打开后另存一份。";

/// Errors in cells of a sheet that are told one by one.
const MAX_REMARKS: usize = 200;
/// Rows that a sheet may have.
const MAX_ROWS: u32 = 1 << 20;
/// Elements of the largest part of a workbook, times its sheets.
const MAX_ELEMENTS: usize = 100_000_000;

/// The cells of a sheet by row and column, as they are shown, and what is to be said of them.
#[derive(Default)]
pub(super) struct Cells {
    found: Vec<((u32, u32), String)>,
    said: Said,
}

/// A sheet that a reader gathers cell by cell.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) name: String,
    pub(super) cells: Cells,
    pub(super) merged: Vec<Dimensions>,
    pub(super) hidden: Hidden,
    /// Formulas without a stored result: how many of each row.
    pub(super) formulas: BTreeMap<u32, usize>,
}

impl Gathered {
    /// Puts its tables into the source, with what is hidden in it where that is asked for.
    pub(super) fn finish(self, scope: Scope, source: &mut Source, limits: &mut Limits<'_>) -> Result<(), ReadError> {
        let hidden = if scope == Scope::Whole { Hidden::default() } else { self.hidden };
        let place = place(&self.name);
        tell_formulas(&place, &self.formulas, source);
        add(&place, &self.name, self.cells, &self.merged, &hidden, source, limits)
    }
}

/// What of a sheet's cells is not as it looks: how many, and the first of them.
#[derive(Default)]
struct Said {
    /// More digits are stored than are shown.
    rounded: (usize, String),
    /// The format shows nothing.
    concealed: (usize, String),
    /// More digits than a sheet keeps.
    long: (usize, String),
}

fn count(counted: &mut (usize, String), first: impl FnOnce() -> String) {
    counted.0 += 1;
    if counted.0 == 1 {
        counted.1 = first();
    }
}

impl Cells {
    /// A cell that is seen as that text.
    pub(super) fn text(&mut self, at: (u32, u32), text: String) {
        if !text.is_empty() {
            self.found.push((at, text));
        }
    }

    pub(super) fn put(&mut self, at: (u32, u32), shown: Shown, is_code: bool) {
        let row = || format!("第{}行", u64::from(at.0) + 1);
        let Shown { text, stored } = shown;
        if let Some(stored) = stored {
            if text.chars().any(|c| c.is_ascii_digit()) {
                count(&mut self.said.rounded, || format!("{}存{stored}，显示{text}", row()));
            } else {
                count(&mut self.said.concealed, row);
            }
        }
        if is_code {
            count(&mut self.said.long, || format!("{}“{text}”", row()));
        }
        if !text.is_empty() {
            self.found.push((at, text));
        }
    }
}

impl Said {
    fn tell(&self, place: &str, source: &mut Source) {
        let (n, first) = &self.rounded;
        if *n > 0 {
            source.remarks.push(format!("{place}有{n}个数存的位数比显示的多，按显示的读入，如{first}"));
        }
        let (n, first) = &self.concealed;
        if *n > 0 {
            source.remarks.push(format!("{place}有{n}个数按单元格格式不显示数字，按看得见的读入，如{first}"));
        }
        let (n, first) = &self.long;
        if *n > 0 {
            let message = format!("有{n}个超过15位的数，Excel 只存15位有效数字，末几位已经丢失，如{first}；请对照原件补全，编码应按文本存");
            source.doubts.push(Doubt { at: place.to_owned(), message });
        }
    }
}

/// Reads an Excel workbook (.xlsx).
pub(super) fn read_xlsx(name: &str, bytes: &[u8], package: &mut Package<'_>, scope: Scope) -> Result<Source, ReadError> {
    workbook(name, bytes, package, scope, false)
}

/// Reads a workbook that stands in another document, which shows of it one sheet and of that one an area.
pub(super) fn read_shown(name: &str, bytes: &[u8], package: &mut Package<'_>, scope: Scope) -> Result<Source, ReadError> {
    workbook(name, bytes, package, scope, true)
}

fn workbook(name: &str, bytes: &[u8], package: &mut Package<'_>, scope: Scope, embedded: bool) -> Result<Source, ReadError> {
    // Every part is looked at under limits first: the library reads without any.
    let (most, looks) = survey::workbook(name, package)?;
    let described = described(name, package)?;
    let (parts, is_1904) = (&described.parts, described.is_1904);
    let embedded = embedded && scope == Scope::Seen;
    let doubts = std::mem::take(&mut package.doubts);
    read_guarded(name, || {
        let mut limits = Limits::of(name);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => fault(name, "", PASSWORD),
            other => fault(name, "", format!("{DAMAGED}（{other}）")),
        })?;
        let mut source = Source { doubts, ..Source::default() };
        // Many sheets may be one part of the file, which is read for each of them.
        let sheets = book.sheets_metadata().to_vec();
        if sheets.len().saturating_mul(most) > MAX_ELEMENTS {
            return Err(fault(name, "", format!("{}张工作表，内容多得不正常，没有读入。请拆成几个文件。", sheets.len())));
        }
        let mut formats: BTreeMap<usize, Format> = BTreeMap::new();
        for (n, sheet) in sheets.into_iter().enumerate() {
            if embedded && n != described.active {
                source.hidden = true;
                source.remarks.push(format!("{}没有显示，没有读入", place(&sheet.name)));
                continue;
            }
            if !is_read(&sheet, scope, &mut source) {
                continue;
            }
            let place = place(&sheet.name);
            let look = parts.get(&sheet.name).and_then(|part| looks.get(part)).cloned().unwrap_or_default();
            let mut cells = Cells::default();
            let damaged = |_| fault(name, &place, DAMAGED);
            let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(damaged)?;
            while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
                let format = formats.entry(style).or_insert_with(|| {
                    let format = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
                    format.map(|format| Format::of(&format.format_code, format.format_id)).unwrap_or_default()
                });
                let value = Data::from(cell.get_value().clone());
                let zero = look.hidden.zeros && scope == Scope::Seen && figure_of(&value).is_some_and(|n| n == 0.0);
                let shown = if zero { Shown::default() } else { shown(&value, format, is_1904) };
                limits.text(&place, shown.text.len())?;
                let is_code = figure_of(&value).is_some_and(|n| n.abs() >= 1e15) && shown.text.chars().filter(char::is_ascii_digit).count() > 15;
                cells.put(cell.get_position(), shown, is_code);
            }
            drop(reader);
            tell_formulas(&place, &look.formulas, &mut source);
            if look.drawn && cells.found.is_empty() {
                source
                    .doubts
                    .push(Doubt { at: place.clone(), message: "只有图片，里面的文字和表格没有读入，请对照原件补录".into() });
            }
            let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
            let hidden = match (scope, &described.area) {
                (Scope::Whole, _) => Hidden::default(),
                (Scope::Seen, Some(area)) if embedded => look.hidden.beyond(area.start, area.end),
                (Scope::Seen, _) => look.hidden,
            };
            add(&place, &sheet.name, cells, &merged, &hidden, &mut source, &mut limits)?;
        }
        Ok(source)
    })
}

/// What a workbook says of itself.
#[derive(Default)]
struct Described {
    /// The part of the file that each sheet stands in, by its name.
    parts: BTreeMap<String, String>,
    /// Whether days are counted from 1904.
    is_1904: bool,
    /// Which sheet is shown where the workbook stands in another document, and of it which area.
    active: usize,
    area: Option<Dimensions>,
}

fn described(name: &str, package: &mut Package<'_>) -> Result<Described, ReadError> {
    const BOOK: &str = "xl/workbook.xml";
    const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    if let Some(text) = package.text(RELATIONS)? {
        let mut elements = Elements::new(&text, name, RELATIONS);
        while let Some(event) = elements.next()? {
            if let Event::Start(element) | Event::Empty(element) = event
                && let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target"))
            {
                let part = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None if target.starts_with("xl/") => target,
                    None => format!("xl/{target}"),
                };
                targets.insert(id, part);
            }
        }
    }
    let mut out = Described::default();
    if let Some(text) = package.text(BOOK)? {
        let mut elements = Elements::new(&text, name, BOOK);
        while let Some(event) = elements.next()? {
            let (Event::Start(element) | Event::Empty(element)) = event else { continue };
            match local(element.name().as_ref()) {
                "workbookPr" => out.is_1904 = matches!(attribute(&element, "date1904").as_deref(), Some("1" | "true" | "on")),
                "sheet" => {
                    if let (Some(sheet), Some(part)) = (attribute(&element, "name"), attribute(&element, "id").and_then(|id| targets.get(&id))) {
                        out.parts.insert(sheet, part.clone());
                    }
                }
                "workbookView" => out.active = attribute(&element, "activeTab").and_then(|n| n.parse().ok()).unwrap_or(0),
                "oleSize" => out.area = attribute(&element, "ref").and_then(|area| area_of(&area)),
                _ => {}
            }
        }
    }
    Ok(out)
}

/// `A1:F19`, or one cell.
fn area_of(text: &str) -> Option<Dimensions> {
    let cell = |text: &str| {
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let column = text[..digits]
            .bytes()
            .try_fold(0_u32, |n, c| n.checked_mul(26)?.checked_add(u32::from(c.to_ascii_uppercase().checked_sub(b'A')?) + 1))?;
        Some((text[digits..].parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
    };
    let (start, end) = text.split_once(':').unwrap_or((text, text));
    Some(Dimensions { start: cell(start)?, end: cell(end)? })
}

/// A formula that nobody has computed says nothing, and must not look like a blank cell: how many there are in which row.
fn tell_formulas(place: &str, formulas: &BTreeMap<u32, usize>, source: &mut Source) {
    let count: usize = formulas.values().sum();
    if count > 0 {
        let rows: Vec<u32> = formulas.keys().map(|row| row + 1).collect();
        let rows = ranges(&rows, |row| format!("第{row}行"));
        let message =
            format!("有{count}个单元格是公式，文件里没有存算出的结果，读不出数，现在是空的（{rows}）；请用 Excel 或 WPS 打开这个文件，保存后再导入");
        source.doubts.push(Doubt { at: place.to_owned(), message });
    }
}

/// Reads an old Excel workbook (.xls), or says what else the compound file is.
pub(super) fn read_compound(name: &str, bytes: &[u8], scope: Scope) -> Result<Source, ReadError> {
    // Names of streams stand in the directory as UTF-16.
    let holds = |stream: &str| {
        let wanted: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    };
    if holds("EncryptedPackage") {
        return Err(fault(name, "", PASSWORD));
    }
    if holds("WordDocument") {
        return Err(ReadError { convertible: true, ..fault(name, "", OLD_WORD) });
    }
    apart::read(name, bytes, scope, || {
        read_guarded(name, || {
            let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                calamine::XlsError::Password => fault(name, "", PASSWORD),
                other => fault(name, "", format!("{DAMAGED}（{other}）")),
            })?;
            let mut source = values(name, &mut book, scope, |book, sheet| book.merge_cells_by_sheet_name(sheet).unwrap_or_default())?;
            source.remarks.push(OLD_SHEET.into());
            Ok(source)
        })
    })
}

/// All visible sheets of a workbook that is read sheet by sheet.
fn values<R: calamine::Reader<Cursor<B>>, B: AsRef<[u8]>>(
    name: &str,
    book: &mut R,
    scope: Scope,
    merged: impl Fn(&R, &str) -> Vec<Dimensions>,
) -> Result<Source, ReadError> {
    let mut source = Source::default();
    let mut limits = Limits::of(name);
    for sheet in book.sheets_metadata().to_vec() {
        if !is_read(&sheet, scope, &mut source) {
            continue;
        }
        let place = place(&sheet.name);
        let range = book.worksheet_range(&sheet.name).map_err(|_| fault(name, &place, DAMAGED))?;
        let (top, left) = range.start().unwrap_or_default();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut cells = Cells::default();
        for (row, column, value) in range.used_cells() {
            let shown = shown(value, &Format::default(), false);
            limits.text(&place, shown.text.len())?;
            let is_code = figure_of(value).is_some_and(|n| n.abs() >= 1e15);
            cells.put((top.saturating_add(small(row)), left.saturating_add(small(column))), shown, is_code);
        }
        let merged = merged(book, &sheet.name);
        add(&place, &sheet.name, cells, &merged, &Hidden::default(), &mut source, &mut limits)?;
    }
    Ok(source)
}

/// The library is well kept, but a file may be broken in ways that nobody thought of: a panic of its is a message, too.
fn read_guarded(name: &str, read: impl FnOnce() -> Result<Source, ReadError>) -> Result<Source, ReadError> {
    guarded(read).unwrap_or_else(|| Err(fault(name, "", DAMAGED)))
}

/// How a sheet is called in messages. Excel's names have 31 characters; one that is made to fill the report has more.
pub(super) fn place(sheet: &str) -> String {
    const LONGEST: usize = 40;
    let end = sheet.char_indices().nth(LONGEST).map_or(sheet.len(), |(at, _)| at);
    format!("工作表“{}{}”", &sheet[..end], if end < sheet.len() { "…" } else { "" })
}

/// Whether a sheet is read; what is hidden is said.
fn is_read(sheet: &Sheet, scope: Scope, source: &mut Source) -> bool {
    is_seen(&sheet.name, sheet.visible != SheetVisible::Visible, scope, source) && sheet.typ == SheetType::WorkSheet
}

/// Whether a sheet of that name is read; a hidden one is told.
pub(super) fn is_seen(name: &str, hidden: bool, scope: Scope, source: &mut Source) -> bool {
    if hidden && scope == Scope::Seen {
        source.hidden = true;
        source.remarks.push(format!("隐藏的{}没有读入", place(name)));
        return false;
    }
    true
}

/// The rows or columns between two that are seen, and where each stands among them.
struct Axis {
    from: u32,
    /// For each how many are seen before it, and one more for the end.
    before: Vec<usize>,
}

impl Axis {
    fn of(from: u32, to: u32, is_hidden: impl Fn(u32) -> bool) -> Self {
        let mut before = vec![0];
        let mut seen = 0;
        for n in from..=to {
            seen += usize::from(!is_hidden(n));
            before.push(seen);
        }
        Self { from, before }
    }

    fn seen(&self) -> usize {
        self.before.last().copied().unwrap_or(0)
    }

    /// How many are seen before one.
    fn at(&self, n: u32) -> usize {
        let at = usize::try_from(n.saturating_sub(self.from)).unwrap_or(usize::MAX);
        self.before[at.min(self.before.len() - 1)]
    }

    /// The first that is seen of some, and how many are.
    fn range(&self, from: u32, to: u32) -> (usize, usize) {
        let first = self.at(from);
        (first, self.at(to.saturating_add(1)) - first)
    }
}

/// What stands in hidden rows and columns is taken out and told. A merged cell is seen as long as a part of it is.
fn without_hidden(place: &str, cells: &mut Cells, merged: &[Dimensions], hidden: &Hidden, source: &mut Source) {
    if hidden.is_empty() {
        return;
    }
    let is_hidden = |(row, column): (u32, u32)| hidden.rows.contains(row) || hidden.columns.contains(column);
    let areas: BTreeMap<(u32, u32), (u32, u32)> = merged.iter().map(|area| (area.start, area.end)).collect();
    let first_seen = |start: (u32, u32)| {
        let end = areas.get(&start)?;
        Some((hidden.rows.first_beside(start.0, end.0)?, hidden.columns.first_beside(start.1, end.1)?))
    };
    let (mut rows, mut columns): (BTreeMap<u32, usize>, BTreeMap<u32, usize>) = Default::default();
    cells.found.retain_mut(|(at, _)| {
        if !is_hidden(*at) {
            return true;
        }
        if let Some(seen) = first_seen(*at) {
            *at = seen;
            return true;
        }
        if hidden.rows.contains(at.0) {
            *rows.entry(at.0 + 1).or_default() += 1;
        } else {
            *columns.entry(at.1).or_default() += 1;
        }
        false
    });
    for (what, found, name) in
        [("行", rows, (|row| format!("第{row}行")) as fn(u32) -> String), ("列", columns, |column| format!("{}列", letters(column)))]
    {
        let count: usize = found.values().sum();
        if count > 0 {
            let numbers: Vec<u32> = found.into_keys().collect();
            source.hidden = true;
            source.remarks.push(format!("{place}隐藏的{what}没有读入：{}，有内容的单元格{count}个", ranges(&numbers, name)));
        }
    }
}

/// A sheet's cells as a table without blank margins, with the merged areas that lie within it. `place` is what messages call the sheet.
///
/// # Errors
/// More cells or text than is read.
pub(super) fn add(
    place: &str,
    name: &str,
    mut cells: Cells,
    merged: &[Dimensions],
    hidden: &Hidden,
    source: &mut Source,
    limits: &mut Limits<'_>,
) -> Result<(), ReadError> {
    without_hidden(place, &mut cells, merged, hidden, source);
    cells.said.tell(place, source);
    let cells = cells.found;
    let Some(top) = cells.iter().map(|((row, _), _)| *row).min() else { return Ok(()) };
    let left = cells.iter().map(|((_, column), _)| *column).min().unwrap_or(0);
    let bottom = cells.iter().map(|((row, _), _)| *row).max().unwrap_or(0);
    let right = cells.iter().map(|((_, column), _)| *column).max().unwrap_or(0);
    let at = format!("{place}第{}行", u64::from(top) + 1);
    // Far apart cells must not claim all between them.
    let index = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let whole = hidden.is_empty() || bottom - top > MAX_ROWS || right - left > MAX_ROWS;
    if whole {
        limits.table(&at, index(bottom - top).saturating_add(1), index(right - left).saturating_add(1))?;
    }
    let (down, across) = (Axis::of(top, bottom, |row| hidden.rows.contains(row)), Axis::of(left, right, |column| hidden.columns.contains(column)));
    let (height, width) = (down.seen(), across.seen());
    if !whole {
        limits.table(&at, height, width)?;
    }
    limits.text(&at, name.len())?;
    let mut rows = vec![vec![String::new(); width]; height];
    let mut broken = 0_usize;
    for ((row, column), text) in cells {
        if text.starts_with('#') && text.ends_with(['!', '?', 'A']) {
            broken += 1;
            if broken <= MAX_REMARKS {
                source.remarks.push(format!("{place}第{}行有出错的单元格：{text}", u64::from(row) + 1));
            }
        }
        rows[down.at(row)][across.at(column)] = text;
    }
    if broken > MAX_REMARKS {
        source.remarks.push(format!("{place}共有{broken}个出错的单元格"));
    }
    let mut spans: Vec<Span> = Vec::new();
    for area in merged {
        let (from, to) = ((area.start.0.max(top), area.start.1.max(left)), (area.end.0.min(bottom), area.end.1.min(right)));
        if from.0 <= to.0 && from.1 <= to.1 {
            let ((row, rows), (column, columns)) = (down.range(from.0, to.0), across.range(from.1, to.1));
            if rows > 0 && columns > 0 && rows * columns > 1 {
                spans.push(Span { row, column, rows, columns });
            }
        }
    }
    // Areas that are merged lie beside one another; where they do not, the file is damaged, and all of it would be gone through for each.
    let covered = spans.iter().map(|span| span.rows.saturating_mul(span.columns)).fold(0_usize, usize::saturating_add);
    if covered > 4 * height * width {
        source.remarks.push(format!("{place}的合并单元格互相重叠，没有采用"));
        spans.clear();
    }
    spans.sort_by_key(|span| (span.row, span.column));
    // What a merged cell covers is not seen, and a broken file may put something there: it is joined to what is seen.
    for span in &spans {
        for row in span.row..span.row + span.rows {
            for column in span.column..span.column + span.columns {
                if (row, column) != (span.row, span.column) && !rows[row][column].is_empty() {
                    let hidden = std::mem::take(&mut rows[row][column]);
                    let seen = &mut rows[span.row][span.column];
                    if !seen.is_empty() {
                        seen.push('\n');
                    }
                    seen.push_str(&hidden);
                }
            }
        }
    }
    if !name.is_empty() && rows.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() < 2) {
        return lines(place, top, rows, source, limits);
    }
    source.blocks.push(Block { at, kind: Kind::Grid(RawGrid { rows, spans, name: name.to_owned(), new_page: !name.is_empty() }) });
    Ok(())
}

/// A sheet of one column is text: a cover, the contents, a section.
fn lines(place: &str, top: u32, rows: Vec<Vec<String>>, source: &mut Source, limits: &mut Limits<'_>) -> Result<(), ReadError> {
    let (mut new_page, mut gap) = (true, true);
    for (n, row) in rows.into_iter().enumerate() {
        let at = format!("{place}第{}行", u64::from(top) + 1 + n as u64);
        let cell = row.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default();
        gap |= cell.is_empty();
        for line in cell.lines().map(str::trim).filter(|line| !line.is_empty()) {
            limits.block(&at)?;
            let (new_page, gap) = (std::mem::take(&mut new_page), std::mem::take(&mut gap));
            source.blocks.push(Block { at: at.clone(), kind: Kind::Text(Text { text: line.to_owned(), new_page, gap, ..Text::default() }) });
        }
    }
    Ok(())
}

/// A cell as it is shown.
fn shown(value: &Data, format: &Format, is_1904: bool) -> Shown {
    let text = match value {
        Data::Empty => String::new(),
        Data::String(text) => format.show_text(text),
        Data::Float(n) => return format.show(*n, is_1904),
        Data::Int(n) => return decimal_of(*n).map_or_else(Shown::default, |n| format.show(n, is_1904)),
        Data::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        // A date in a file that does not say how it is shown.
        Data::DateTime(date) if format.is_none() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        Data::DateTime(date) => return format.show(date.as_f64(), is_1904),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    };
    Shown { text, stored: None }
}

/// The figure that a cell holds.
fn figure_of(value: &Data) -> Option<f64> {
    match value {
        Data::Float(n) => Some(*n),
        Data::Int(n) => decimal_of(*n),
        _ => None,
    }
}

/// A whole figure as the sheet keeps all of them.
fn decimal_of(n: i64) -> Option<f64> {
    n.to_string().parse().ok()
}
