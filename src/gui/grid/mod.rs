//! The grid: every table of the window, filled in by keyboard alone.
//!
//! One text field with a fixed id lies over the active cell and always has the focus, empty and without a caret
//! while navigating. So the first key of a Chinese input method reaches it and no composition is interrupted. What
//! the cells hold and what typing does is the [`GridModel`]'s business.

mod below;
mod heads;
mod keys;
mod moves;
mod paint;
mod paste;
mod range;
mod steady;

use egui::text::{CCursor, CCursorRange};
use egui::{Align2, Event, EventFilter, Id, ImeEvent, Margin, Rect, Response, TextEdit, Ui, Vec2};
use egui_table::{Column, HeaderRow, Table};
use rust_decimal::Decimal;

use super::command::Action;
use super::layouts::Layout;
use super::theme::{self, palette};
use crate::amount::Amount;
use crate::model::Edit;
use heads::{groups, sticky};
use keys::Move;
use moves::{leaves, target};
pub use paste::paste_cells;
use paste::{once, paste};
use range::Range;
pub use steady::Steady;

/// What a grid shows and what typing into it does. Rows and columns by position.
pub trait GridModel {
    /// Left to right.
    fn columns(&self) -> &[GridColumn];
    /// How many rows, the row for adding included.
    fn rows(&self) -> usize;
    /// A name of the row that survives sorting.
    fn row_key(&self, row: usize) -> String;
    /// The row of that name.
    fn find_row(&self, key: &str) -> Option<usize>;
    /// What a cell shows.
    fn cell(&self, row: usize, column: usize) -> CellView;
    /// The cell's name, unique in the window, for assistive technology and tests.
    fn name(&self, row: usize, column: usize) -> String;
    /// The text that editing begins with.
    fn raw(&self, row: usize, column: usize) -> String;
    /// The figure that a cell shows, to be added up with others; none in a cell of words.
    fn figure(&self, row: usize, column: usize) -> Option<Decimal> {
        Amount::plain(&self.raw(row, column)).ok().flatten().map(|amount| amount.0)
    }
    /// Whether a row is none yet, but where one is added.
    fn adds(&self, _row: usize) -> bool {
        false
    }
    /// Whether a cell may be typed in.
    fn typing(&self, row: usize, column: usize) -> Typing;
    /// Whether what is typed takes effect with every key.
    fn is_live(&self, row: usize, column: usize) -> bool;
    /// What a typed text does.
    ///
    /// # Errors
    /// Why it is refused, in Chinese; the old value stays.
    fn commit(&self, row: usize, column: usize, text: &str) -> Result<Commit, String>;
    /// Codes to choose from while `text` is typed, with their names.
    fn suggest(&self, _row: usize, _column: usize, _text: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    /// What pasting cells into a row does; rows beyond the last one are added where the model can.
    fn paste_line(&self, row: usize, cells: &[(usize, &str)], pasted: &mut Pasted);
    /// What is left of the changes of a paste once all of them are known.
    fn settled(&self, edits: Vec<Edit>) -> Vec<Edit> {
        edits
    }
    /// Whether pasting makes room: cells beyond the last column are handed to [`GridModel::paste_line`], too.
    fn makes_room(&self) -> bool {
        false
    }
    /// Whether long texts wrap and rows grow.
    fn wraps(&self) -> bool {
        false
    }
    /// Another number whenever a cell may show something else; `None` where nobody knows.
    fn revision(&self) -> Option<u64> {
        None
    }
}

/// What a typed text does.
#[derive(Debug, Default, PartialEq)]
pub struct Commit {
    /// The change; `None` where nothing changes.
    pub edit: Option<Edit>,
    /// The cell to go on with, by row name and column.
    pub go: Option<(String, usize)>,
}

/// What pasting a table does.
#[derive(Debug, Default)]
pub struct Pasted {
    /// The changes, in order.
    pub edits: Vec<Edit>,
    /// Cells that took their text.
    pub count: usize,
    /// Cells that cannot be typed in.
    pub skipped: usize,
    /// Texts that were refused: cell and reason.
    pub refused: Vec<String>,
    /// Rows added so far.
    pub added: usize,
}

impl From<Option<Edit>> for Commit {
    fn from(edit: Option<Edit>) -> Self {
        Self { edit, go: None }
    }
}

/// A column of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct GridColumn {
    /// Stays, by which its width is remembered.
    pub id: String,
    /// Header groups from the outermost.
    pub header: Vec<String>,
    /// Width to begin with.
    pub width: f32,
    /// Figures stand to the right.
    pub figures: bool,
    /// Stays when scrolling sideways.
    pub sticky: bool,
}

/// What a cell shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellView {
    /// As printed.
    pub text: String,
    /// Where it comes from.
    pub look: Look,
    /// Steps to the right.
    pub indent: usize,
    /// Totals.
    pub bold: bool,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// What else there is to know, e.g. the computed figure beside an override.
    pub remark: Option<String>,
    /// What a document that is compared says here.
    pub other: Option<String>,
    /// What a reviewer has said of it.
    pub said: Option<String>,
}

/// Where a cell's content comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Typed, or to be typed.
    #[default]
    Typed,
    /// Filled by an equation.
    Computed,
    /// Typed over an equation.
    Adjusted,
    /// Nothing to be typed.
    Closed,
    /// Typed, and a header of what is below.
    Head,
    /// A hint that a row can be added.
    Hint,
}

/// Whether a cell may be typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// At once.
    Free,
    /// Only after F2, for the reason said.
    AfterF2(String),
    /// Not at all, for the reason said.
    Never(String),
}

/// What a grid remembers between frames.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // what is to be done in the next frame
pub struct GridState {
    active: (usize, usize),
    active_key: Option<String>,
    /// Two opposite corners of what is selected, where that is more than the active cell, which is one of them or within.
    span: Option<((usize, usize), (usize, usize))>,
    /// Where the mouse has begun to draw the selection, while it does.
    drawn_from: Option<(usize, usize)>,
    mode: Mode,
    buffer: String,
    /// Why what stands in the buffer is refused.
    refused: Option<String>,
    take_focus: bool,
    /// An input method shows what it composes in the field.
    composing: bool,
    scroll: bool,
    content_height: f32,
    caret_to_end: bool,
    /// Events that have to wait until the text field has seen those before them.
    later: Vec<Event>,
    /// What the open cell offers to choose from.
    offer: below::Offer,
    /// How wide its columns are and whether rows wrap, where somebody has said so, and whether that is still to be kept.
    layout: Layout,
    changed: bool,
    /// Where rows that wrap begin, so that they are measured only when something has changed.
    measured: paint::Measured,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Navigate,
    /// Typing replaces what was there; arrows leave the cell.
    Replace,
    /// Editing what was there; arrows move the caret.
    Edit,
}

impl GridState {
    /// A grid that is looked at so.
    #[must_use]
    pub fn laid_out(layout: Layout) -> Self {
        Self { layout, ..Self::default() }
    }

    /// What was changed of how it is looked at since this was asked last.
    pub fn take_changed(&mut self) -> Option<Layout> {
        std::mem::take(&mut self.changed).then(|| self.layout.clone())
    }

    /// Whether rows wrap, if somebody has said so.
    #[must_use]
    pub fn wraps(&self) -> Option<bool> {
        self.layout.wraps
    }

    /// Lets rows wrap, or no longer.
    pub fn set_wraps(&mut self, wraps: bool) {
        self.layout.wraps = Some(wraps);
        self.changed = true;
        self.scroll = true;
    }

    /// Makes a cell the active one, shows it and takes the keyboard.
    pub fn go_to(&mut self, row: usize, column: usize, key: Option<String>) {
        self.active = (row, column);
        self.active_key = key;
        self.span = None;
        self.mode = Mode::Navigate;
        self.buffer.clear();
        self.refused = None;
        self.take_focus = true;
        self.scroll = true;
        self.later.clear();
    }

    /// The active cell.
    #[must_use]
    pub fn active(&self) -> (usize, usize) {
        self.active
    }

    /// What is selected: the active cell at least.
    fn selected(&self) -> Range {
        let (one, other) = self.span.unwrap_or((self.active, self.active));
        Range::between(one, other)
    }

    /// The end of what is selected from the active cell on.
    fn reach(&self) -> (usize, usize) {
        self.span.filter(|(one, _)| *one == self.active).map_or(self.active, |(_, other)| other)
    }

    /// Selects from the active cell to that one.
    fn reach_to(&mut self, to: (usize, usize)) {
        self.span = Some((self.active, to)).filter(|_| to != self.active);
    }

    /// How high all rows are together, as drawn last.
    #[must_use]
    pub fn content_height(&self) -> f32 {
        self.content_height
    }

    /// Whether something is being typed right now.
    #[must_use]
    pub fn is_editing(&self) -> bool {
        self.mode != Mode::Navigate
    }
}

/// Draws the grid in all the space that is left and handles its keys. `salt` names it; grids of other parts have others.
pub fn grid_ui(ui: &mut Ui, salt: &str, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let id = Id::unique(("grid", salt));
    let edit_id = id.with("edit");
    resolve(state, model);
    let before = state.selected();
    let focused = ui.memory(|memory| memory.has_focus(edit_id));
    if focused && model.rows() > 0 {
        handle_keys(ui, salt, state, model, actions);
    } else if state.is_editing() && !state.take_focus {
        // The focus went elsewhere: what was typed counts, what is wrong is dropped.
        leave(salt, state, model, actions);
    }

    let scrolls = state.scroll;
    let corner = ui.cursor().min;
    let mut painter = paint::Painter::new(id, state, model, focused || state.take_focus);
    table(ui, salt, state, model, &mut painter);
    state.content_height = painter.height();
    let end = state.reach().0;
    let far = painter.row_rect(end).map(|rect| rect.translate(corner.to_vec2()));
    let paint::Painter { active_rect, clicked, mouse, measured, .. } = painter;
    state.measured = measured;
    if let Some((column, width)) = mouse.width {
        // Kept once the mouse lets go.
        state.layout.widths.insert(model.columns()[column].id.clone(), width);
        state.changed |= !ui.input(|input| input.pointer.primary_down());
        ui.ctx().request_repaint();
    }
    // A grid that is shown whole may stand in a view that scrolls. A row far out of sight is not drawn, so its place is
    // reckoned.
    if let (true, Some(rect)) = (scrolls, active_rect.filter(|_| end == state.active.0).or(far)) {
        ui.scroll_to_rect(rect, None);
    }
    select(ui, salt, state, model, &mouse, actions);
    summarise(ui, state, model);
    if let Some((row, column, double)) = clicked {
        if (row, column) != state.active && state.is_editing() {
            leave(salt, state, model, actions);
        }
        if (row, column) != state.active {
            state.go_to(row, column, Some(model.row_key(row)));
            state.scroll = false;
        }
        state.span = None;
        if double {
            begin_edit(state, model, actions);
        }
        state.take_focus = true;
    }
    if model.rows() > 0 {
        field(ui, salt, edit_id, active_rect, state, model, actions);
    }
    if state.selected() != before {
        // The foot of the window is drawn before.
        ui.ctx().request_repaint();
    }
}

/// Whether an input method shows letters that are no text yet.
fn composing(ui: &Ui, before: bool) -> bool {
    ui.input(|input| {
        input.events.iter().fold(before, |before, event| match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => !text.is_empty(),
            Event::Ime(ImeEvent::Commit(_)) => false,
            _ => before,
        })
    })
}

/// What the mouse selects: by dragging, with Shift, at the head of a column.
fn select(ui: &Ui, salt: &str, state: &mut GridState, model: &dyn GridModel, mouse: &paint::Mouse, actions: &mut Vec<Action>) {
    let mut begin = |state: &mut GridState, (row, column): (usize, usize)| {
        if state.is_editing() {
            leave(salt, state, model, actions);
        }
        state.go_to(row, column, Some(model.row_key(row)));
        state.scroll = false;
    };
    if let Some(cell) = mouse.pressed {
        begin(state, cell);
        state.drawn_from = Some(cell);
    }
    state.drawn_from = state.drawn_from.filter(|_| ui.input(|input| input.pointer.primary_down()));
    if let Some(cell) = mouse.over.filter(|_| state.drawn_from.is_some()).or(mouse.reached) {
        state.reach_to(cell);
    } else if state.drawn_from.is_some() {
        draw_on(ui, state, model);
    }
    if let Some(columns) = &mouse.columns
        && let Some(last) = last_row(model)
    {
        begin(state, (0, columns.start));
        state.reach_to((last, columns.end - 1));
    }
    if mouse.reached.is_some() {
        state.take_focus = true;
    }
}

/// Beyond the edge of what is seen the selection goes on, a cell with each picture.
fn draw_on(ui: &Ui, state: &mut GridState, model: &dyn GridModel) {
    let Some(at) = ui.input(|input| input.pointer.latest_pos()) else { return };
    let seen = ui.clip_rect();
    let ways =
        [(at.y > seen.bottom(), Move::Down), (at.y < seen.top(), Move::Up), (at.x > seen.right(), Move::Right), (at.x < seen.left(), Move::Left)];
    for (_, way) in ways.into_iter().filter(|(beyond, _)| *beyond) {
        state.reach_to(target(model, state.reach(), way));
        state.scroll = true;
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(30));
    }
}

/// The last row that is one.
fn last_row(model: &dyn GridModel) -> Option<usize> {
    (0..model.rows()).rev().find(|row| !model.adds(*row))
}

/// Where the foot of the window finds what the selected figures come to.
fn summary_id() -> Id {
    Id::unique("grid summary")
}

/// What the figures that are selected come to, as the last grid drawn tells it.
#[must_use]
pub fn summary(ui: &Ui) -> Option<String> {
    ui.data(|data| data.get_temp(summary_id()))
}

/// Before any grid is drawn: nothing is selected.
pub fn forget_summary(ui: &Ui) {
    ui.data_mut(|data| data.remove::<String>(summary_id()));
}

fn summarise(ui: &Ui, state: &GridState, model: &dyn GridModel) {
    let range = state.selected();
    if range.is_single() {
        return;
    }
    if let Some(said) = range.summary(model) {
        ui.data_mut(|data| data.insert_temp(summary_id(), said));
    }
}

/// The active row may have moved: rows are sorted, added and removed.
fn resolve(state: &mut GridState, model: &dyn GridModel) {
    let rows = model.rows();
    if rows == 0 {
        state.active = (0, 0);
        state.span = None;
        return;
    }
    let before = state.active.0;
    if let Some(key) = &state.active_key
        && (state.active.0 >= rows || model.row_key(state.active.0) != *key)
    {
        match model.find_row(key) {
            Some(row) => state.active.0 = row,
            None => state.active_key = None,
        }
    }
    state.active.0 = state.active.0.min(rows - 1);
    state.active.1 = state.active.1.min(model.columns().len().saturating_sub(1));
    if state.active_key.is_none() {
        state.active_key = Some(model.row_key(state.active.0));
    }
    let columns = model.columns().len();
    // Where rows have moved nobody can tell what was meant.
    let within = |(row, column): (usize, usize)| (row.min(rows - 1), column.min(columns.saturating_sub(1)));
    state.span = state.span.filter(|_| before == state.active.0).map(|(one, other)| (within(one), within(other)));
}

fn handle_keys(ui: &mut Ui, salt: &str, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    for key in keys::take(ui, state.mode, &mut state.later) {
        if below::takes(&key, salt, state, model, actions) {
            continue;
        }
        match key {
            keys::GridKey::Move(to) if leaves(state, model, to) => {
                // Behind the last cell and before the first the keyboard goes on to what stands there.
                if state.is_editing() {
                    leave(salt, state, model, actions);
                }
                let direction = if to == Move::Next { egui::FocusDirection::Next } else { egui::FocusDirection::Previous };
                ui.memory_mut(|memory| memory.move_focus(direction));
            }
            keys::GridKey::Move(to) => {
                let ended = if state.is_editing() { finish(salt, state, model, actions) } else { Ended::Here };
                if ended == Ended::Here {
                    step(state, model, to);
                }
            }
            keys::GridKey::Reach(to) => {
                state.reach_to(target(model, state.reach(), to));
                state.scroll = true;
            }
            keys::GridKey::All => select_to(state, model, (0, 0), (usize::MAX, usize::MAX)),
            keys::GridKey::Rows => {
                let rows = state.selected().rows;
                select_to(state, model, (*rows.start(), 0), (*rows.end(), usize::MAX));
            }
            keys::GridKey::Columns => {
                let columns = state.selected().columns;
                select_to(state, model, (0, *columns.start()), (usize::MAX, *columns.end()));
            }
            keys::GridKey::Fill { right } => state.selected().fill_on(right, model, actions),
            keys::GridKey::Edit => begin_edit(state, model, actions),
            keys::GridKey::Cancel => {
                if !state.is_editing() {
                    state.span = None;
                }
                cancel(salt, state, actions);
            }
            keys::GridKey::Clear => clear(state, model, actions),
            keys::GridKey::Copy { cut } => {
                actions.push(Action::Copy(state.selected().copied(model)));
                if cut {
                    clear(state, model, actions);
                }
            }
            keys::GridKey::Paste(text) => paste(state, &text, model, actions),
        }
    }
}

/// Empties what is selected.
fn clear(state: &GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let range = state.selected();
    if range.is_single() { put(state.active, "", model, actions) } else { range.clear(model, actions) }
}

/// Selects from one corner to the other, as far as there are cells.
fn select_to(state: &mut GridState, model: &dyn GridModel, from: (usize, usize), to: (usize, usize)) {
    let Some(last) = last_row(model) else { return };
    state.active = (from.0.min(last), from.1);
    state.active_key = Some(model.row_key(state.active.0));
    state.reach_to((to.0.min(last), to.1.min(model.columns().len().saturating_sub(1))));
}

/// Puts a text into a cell as one step.
fn put((row, column): (usize, usize), text: &str, model: &dyn GridModel, actions: &mut Vec<Action>) {
    match model.typing(row, column) {
        Typing::Never(reason) => return actions.push(Action::Say(reason)),
        // Emptying gives the computed figure back; putting another there takes F2.
        Typing::AfterF2(reason) if !text.is_empty() => return actions.push(Action::Say(reason)),
        Typing::AfterF2(_) | Typing::Free => {}
    }
    match model.commit(row, column, text) {
        Ok(Commit { edit: Some(edit), .. }) => actions.push(Action::edit(edit, &step_name(model, row, column))),
        Ok(_) => {}
        Err(reason) => actions.push(Action::Say(format!("{}：{reason}", model.name(row, column)))),
    }
}

fn step(state: &mut GridState, model: &dyn GridModel, to: Move) {
    let within = moves::cycled(&state.selected(), state.active, to);
    if within.is_none() && to != Move::Stay {
        state.span = None;
    }
    state.active = within.unwrap_or_else(|| target(model, state.active, to));
    state.active_key = Some(model.row_key(state.active.0));
    state.scroll = true;
}

fn begin_edit(state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let (row, column) = state.active;
    if let Typing::Never(reason) = model.typing(row, column) {
        actions.push(Action::Say(reason));
        return;
    }
    state.buffer = model.raw(row, column);
    state.mode = Mode::Edit;
    state.caret_to_end = true;
}

/// Before anything else happens to the draft: what is being typed counts, or with `drop` is dropped. True where
/// something was being typed.
pub fn settle(salt: &str, state: &mut GridState, model: &dyn GridModel, drop: bool, actions: &mut Vec<Action>) -> bool {
    let editing = state.is_editing();
    if editing && drop {
        cancel(salt, state, actions);
    } else if editing {
        resolve(state, model);
        leave(salt, state, model, actions);
    }
    editing
}

/// How typing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// What was typed is refused; the cell stays open with the reason.
    Refused,
    /// The cell holds it.
    Here,
    /// The model said where to go on: a row was added.
    Elsewhere,
}

/// The keyboard goes elsewhere: what was typed counts, what is refused is dropped.
fn leave(salt: &str, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    if finish(salt, state, model, actions) == Ended::Refused {
        cancel(salt, state, actions);
    }
}

/// Ends typing.
fn finish(salt: &str, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) -> Ended {
    let (row, column) = state.active;
    let text = std::mem::take(&mut state.buffer);
    match model.commit(row, column, text.trim()) {
        Ok(commit) => {
            if let Some(edit) = commit.edit {
                actions.push(Action::typing(edit, &step_name(model, row, column), burst(salt, state)));
            }
            actions.push(Action::Pause);
            state.mode = Mode::Navigate;
            state.refused = None;
            if let Some((key, column)) = commit.go {
                state.active_key = Some(key);
                state.active.1 = column;
                state.span = None;
                state.scroll = true;
                return Ended::Elsewhere;
            }
            Ended::Here
        }
        Err(reason) => {
            state.buffer = text;
            state.refused = Some(reason);
            Ended::Refused
        }
    }
}

fn cancel(salt: &str, state: &mut GridState, actions: &mut Vec<Action>) {
    if state.is_editing() {
        actions.push(Action::Rollback(burst(salt, state)));
    }
    state.mode = Mode::Navigate;
    state.buffer.clear();
    state.refused = None;
}

fn burst(salt: &str, state: &GridState) -> String {
    format!("{salt}:{}:{}", state.active_key.as_deref().unwrap_or(""), state.active.1)
}

fn step_name(model: &dyn GridModel, row: usize, column: usize) -> String {
    format!("录入 {}", model.name(row, column))
}

fn table(ui: &mut Ui, salt: &str, state: &mut GridState, model: &dyn GridModel, painter: &mut paint::Painter<'_>) {
    let columns = model.columns();
    let depth = columns.iter().map(|c| c.header.len()).max().unwrap_or(1);
    let mut table = Table::new()
        .id_salt(salt)
        .num_rows(model.rows() as u64)
        .columns(painter.widths().iter().map(|width| Column::new(*width).resizable(false)).collect::<Vec<_>>());
    painter.measure(ui);
    let room = ui.available_width().min(ui.clip_rect().right() - ui.cursor().left());
    let sticky = sticky(columns, painter.widths(), room);
    let groups: Vec<_> = (0..depth).map(|level| groups(columns, sticky, level)).collect();
    let heights = painter.measure_head(ui, &groups);
    let headers = groups.into_iter().zip(heights).map(|(groups, height)| HeaderRow { height, groups });
    table = table.num_sticky_cols(sticky).headers(headers.collect::<Vec<_>>());
    if std::mem::take(&mut state.scroll) && model.rows() > 0 {
        let (row, column) = state.reach();
        table = table.scroll_to_row(row as u64, None);
        if column >= sticky {
            table = table.scroll_to_column(column, None);
        }
    }
    table.show(ui, painter);
}

/// The one text field of the grid, over the active cell.
fn field(ui: &mut Ui, salt: &str, id: Id, cell: Option<Rect>, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let (row, column) = state.active;
    let (editing, was_focused) = (state.is_editing(), ui.memory(|memory| memory.has_focus(id)));
    let place = cell.unwrap_or_else(|| Rect::from_min_size(ui.min_rect().left_top(), Vec2::new(1.0, theme::ROW)));
    let colours = palette(ui);
    let inner = place.shrink2(Vec2::new(6.0, 1.0));
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inner).id_salt("grid field"));
    child.set_clip_rect(ui.clip_rect());
    if editing && cell.is_some() {
        paint::open_cell(&child, place, colours, state.refused.is_some());
    }
    if !editing {
        child.visuals_mut().text_cursor.stroke.color = theme::CLEAR;
        child.visuals_mut().text_cursor.blink = false;
        child.visuals_mut().selection.stroke.color = theme::CLEAR;
    }
    let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
    let mut buffer = std::mem::take(&mut state.buffer);
    if std::mem::take(&mut state.caret_to_end) {
        let mut caret = TextEdit::load_state(child.ctx(), id).unwrap_or_default();
        caret.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(buffer.chars().count()))));
        TextEdit::store_state(child.ctx(), id, caret);
    }
    let wraps = model.wraps() && !model.columns()[column].figures;
    let edit = if wraps { TextEdit::multiline(&mut buffer).desired_rows(1).return_key(None) } else { TextEdit::singleline(&mut buffer) };
    let align = if model.columns()[column].figures { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let output = edit
        .id(id)
        .frame(egui::Frame::NONE)
        .background_color(theme::CLEAR)
        .margin(Margin::ZERO)
        .desired_width(inner.width())
        .align(align)
        .min_size(inner.size())
        .event_filter(filter)
        .show(&mut child);
    let response: Response = output.response.response.clone();
    child.ctx().accesskit_node_builder(id, |node| node.set_label(format!("录入 {}", model.name(row, column))));
    let changed = response.changed();
    state.buffer = buffer;
    // A click on nothing in particular leaves the keyboard where it is, as in a spreadsheet; what was typed counts.
    let clicked_away = was_focused
        && !response.has_focus()
        && ui.input(|input| input.pointer.any_click())
        && ui.input(|input| input.pointer.interact_pos()).is_none_or(|at| ui.ctx().layer_id_at(at) == Some(ui.layer_id()))
        && ui.memory(|memory| memory.focused().is_none() && memory.is_above_modal_layer(ui.layer_id()));
    if clicked_away && state.is_editing() {
        leave(salt, state, model, actions);
    }
    state.composing = composing(ui, state.composing);
    let taken = std::mem::take(&mut state.take_focus) || clicked_away;
    if taken {
        response.request_focus();
    }
    // What is seen of a composition stays in its old cell; the input method must not go on with it in the new one.
    let ended = taken && std::mem::take(&mut state.composing);
    if response.has_focus() && !ended {
        steady::keep(child.ctx());
    }
    // The candidates of an input method belong below the cell, not over it.
    let focused = response.has_focus();
    child.ctx().output_mut(|output| {
        if let Some(ime) = output.ime.as_mut().filter(|_| focused) {
            ime.cursor_rect =
                Rect::from_min_max(egui::pos2(ime.cursor_rect.left(), place.top()), egui::pos2(ime.cursor_rect.right(), place.bottom()));
        }
    });
    if changed {
        typed(salt, state, model, actions);
    }
    if state.is_editing() {
        below::below_ui(ui, salt, place, state, model, actions);
    }
}

/// Something was typed into the field.
fn typed(salt: &str, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let (row, column) = state.active;
    if state.mode == Mode::Navigate && !state.buffer.is_empty() {
        match model.typing(row, column) {
            Typing::Free => state.mode = Mode::Replace,
            Typing::AfterF2(reason) | Typing::Never(reason) => {
                state.buffer.clear();
                actions.push(Action::Say(reason));
                return;
            }
        }
    }
    state.refused = None;
    if !model.is_live(row, column) {
        return;
    }
    match model.commit(row, column, state.buffer.trim()) {
        Ok(Commit { edit: Some(edit), .. }) => {
            actions.push(Action::typing(edit, &step_name(model, row, column), burst(salt, state)));
        }
        Ok(_) => {}
        Err(reason) => state.refused = Some(reason),
    }
}
