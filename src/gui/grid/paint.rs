//! How the cells of a grid look.

use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{Align, Align2, FontId, Galley, Id, PointerButton, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};
use egui_table::{CellInfo, HeaderCellInfo, TableDelegate};

use super::range::Range;
use super::{CellView, GridModel, GridState, Look};
use crate::gui::theme::{self, Palette, palette};

/// What the mouse does to the selection.
#[derive(Default)]
pub(super) struct Mouse {
    /// The cell in which it began to drag.
    pub pressed: Option<(usize, usize)>,
    /// The cell that it is over.
    pub over: Option<(usize, usize)>,
    /// The cell that was clicked with Shift.
    pub reached: Option<(usize, usize)>,
    /// Columns whose head was clicked.
    pub columns: Option<std::ops::Range<usize>>,
    /// The column that is dragged wider or less wide, and how wide it is now.
    pub width: Option<(usize, f32)>,
}

/// Where rows that wrap begin, and what that was measured for: the model's revision, the widths, the number of rows.
#[derive(Debug, Default)]
pub(super) struct Measured {
    of: Option<(u64, Vec<f32>, usize)>,
    tops: Vec<f32>,
}

/// How near to a head's right edge the mouse takes hold of it.
const GRIP: f32 = 5.0;

/// What a column can be dragged to.
const NARROWEST: f32 = 40.0;
const WIDEST: f32 = 900.0;

/// Rows that are looked at where a column is made to fit what it holds.
const FITTED: usize = 500;

/// Space left and right of a cell's text.
const PAD: f32 = 6.0;

/// A step of indentation.
const INDENT: f32 = 12.0;

pub(super) struct Painter<'a> {
    model: &'a dyn GridModel,
    id: Id,
    active: (usize, usize),
    selected: Range,
    editing: bool,
    focused: bool,
    /// Tops of rows that wrap, one more than there are rows.
    pub(super) measured: Measured,
    widths: Vec<f32>,
    /// How high the rows of the head are.
    heads: Vec<f32>,
    /// Where the active cell is, if it can be seen.
    pub(super) active_rect: Option<Rect>,
    /// The cell that was clicked, and whether twice.
    pub(super) clicked: Option<(usize, usize, bool)>,
    pub(super) mouse: Mouse,
}

impl<'a> Painter<'a> {
    pub(super) fn new(id: Id, state: &mut GridState, model: &'a dyn GridModel, focused: bool) -> Self {
        let dragged = &state.layout.widths;
        let widths = model.columns().iter().map(|c| dragged.get(&c.id).map_or(c.width, |width| width.clamp(NARROWEST, WIDEST))).collect();
        Self {
            model,
            id,
            active: state.active,
            selected: state.selected(),
            editing: state.is_editing(),
            focused,
            measured: std::mem::take(&mut state.measured),
            widths,
            heads: Vec::new(),
            active_rect: None,
            clicked: None,
            mouse: Mouse::default(),
        }
    }

    /// Heights of rows whose texts wrap, by the widths that the columns have now.
    pub(super) fn measure(&mut self, ui: &Ui) {
        if !self.model.wraps() {
            self.measured = Measured::default();
            return;
        }
        let of = self.model.revision().map(|revision| (revision, self.widths.clone(), self.model.rows()));
        if of.is_some() && self.measured.of == of {
            return;
        }
        let columns: Vec<usize> = (0..self.widths.len()).filter(|column| !self.model.columns()[*column].figures).collect();
        let mut top = 0.0;
        let mut tops = vec![0.0];
        for row in 0..self.model.rows() {
            let tallest = columns
                .iter()
                .map(|column| {
                    let view = self.model.cell(row, *column);
                    wrapped(ui, &view.text, self.widths[*column], view.indent, view.bold).size().y
                })
                .fold(0.0, f32::max);
            top += (tallest + 10.0).max(theme::ROW);
            tops.push(top);
        }
        self.measured = Measured { of, tops };
    }

    /// How wide the columns are now.
    pub(super) fn widths(&self) -> &[f32] {
        &self.widths
    }

    /// How high the head and all rows are together.
    pub(super) fn height(&self) -> f32 {
        #[allow(clippy::cast_precision_loss)] // pixels
        let rows = self.measured.tops.last().copied().unwrap_or(self.model.rows() as f32 * theme::ROW);
        rows + self.heads.iter().sum::<f32>()
    }

    /// Where a row of a grid that wraps is, seen from the grid's upper left corner.
    pub(super) fn row_rect(&self, row: usize) -> Option<Rect> {
        let head: f32 = self.heads.iter().sum();
        let (top, bottom) = (*self.measured.tops.get(row)?, *self.measured.tops.get(row + 1)?);
        Some(Rect::from_min_max(egui::pos2(0.0, head + top), egui::pos2(1.0, head + bottom)))
    }

    /// What a header cell says and how many header rows above it belong to it: a path shorter than the others is
    /// written across the rows that it does not fill.
    fn header_label(&self, row: usize, column: usize) -> Option<(&str, usize)> {
        let path = &self.model.columns()[column].header;
        let depth = self.depth();
        if row + 1 == depth {
            return path.last().map(|label| (label.as_str(), depth - path.len()));
        }
        if row + 1 < path.len() { path.get(row).map(|label| (label.as_str(), 0)) } else { None }
    }

    /// The rows of the head, each as high as its labels need: level by level the groups of columns.
    pub(super) fn measure_head(&mut self, ui: &Ui, groups: &[Vec<std::ops::Range<usize>>]) -> Vec<f32> {
        self.heads.clear();
        for (row, groups) in groups.iter().enumerate() {
            let needed = groups.iter().filter_map(|group| {
                let (label, above) = self.header_label(row, group.start)?;
                let width: f32 = self.widths[group.clone()].iter().sum();
                let room: f32 = self.heads[row - above..].iter().sum();
                Some(head(ui, label, width, palette(ui)).size().y + 6.0 - room)
            });
            let height = needed.fold(theme::ROW, f32::max);
            self.heads.push(height);
        }
        self.heads.clone()
    }
}

/// A label of the head, wrapped into the width of its columns.
fn head(ui: &Ui, label: &str, width: f32, colours: &Palette) -> Arc<Galley> {
    let mut text = LayoutJob::simple(label.to_owned(), theme::bold(theme::size::SMALL), colours.ink, (width - 2.0 * PAD).max(8.0));
    text.halign = Align::Center;
    ui.painter().layout_job(text)
}

impl TableDelegate for Painter<'_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let colours = palette(ui);
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, colours.head);
        let label = self.header_label(cell.row_nr, cell.col_range.start);
        if let Some((label, above)) = label {
            let whole = rect.with_min_y(rect.top() - self.heads.get(cell.row_nr - above..cell.row_nr).map_or(0.0, |heads| heads.iter().sum()));
            let clip = ui.clip_rect().with_min_y(whole.top());
            let galley = head(ui, label, rect.width(), colours);
            let at = egui::pos2(whole.center().x, whole.center().y - galley.size().y / 2.0);
            let mut painter = ui.painter().clone();
            painter.set_clip_rect(clip);
            painter.galley(at, galley, colours.ink);
        }
        border(ui, rect, colours, label.is_some());
        if ui.interact(rect, self.id.with(("head", cell.row_nr, cell.col_range.start)), Sense::CLICK).clicked() {
            self.mouse.columns = Some(cell.col_range.clone());
        }
        if cell.col_range.len() == 1 && cell.row_nr + 1 == self.depth() {
            self.grip_ui(ui, rect, cell.col_range.start, colours);
        }
        let wanted: f32 = self.widths[cell.col_range.clone()].iter().sum();
        ui.allocate_exact_size(Vec2::new(wanted, rect.height()), Sense::hover());
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let colours = palette(ui);
        let (row, column) = (usize::try_from(cell.row_nr).unwrap_or_default(), cell.col_nr);
        let rect = ui.max_rect();
        let view = self.model.cell(row, column);
        let active = self.active == (row, column);
        // Not focusable: the keyboard is the one text field's, and Tab must not go through the cells one by one.
        let response = ui.interact(rect, self.id.with((row, column)), Sense::CLICK | Sense::DRAG);
        let selected = self.selected.contains((row, column));
        let name = || {
            let mut info = WidgetInfo::labeled(Role::Cell, true, self.model.name(row, column));
            info.current_text_value = Some(view.text.clone());
            info.selected = Some(selected);
            info
        };
        response.widget_info(name);
        if response.clicked() && ui.input(|input| input.modifiers.shift) {
            self.mouse.reached = Some((row, column));
        } else if response.clicked() || response.double_clicked() {
            self.clicked = Some((row, column, response.double_clicked()));
        }
        if response.drag_started_by(PointerButton::Primary) {
            self.mouse.pressed = Some((row, column));
        }
        if response.contains_pointer() {
            self.mouse.over = Some((row, column));
        }
        ui.painter().rect_filled(rect, 0.0, ground(&view, colours));
        if selected && !active {
            ui.painter().rect_filled(rect, 0.0, colours.selected.gamma_multiply(0.75));
        }
        if !(active && self.editing) {
            self.text(ui, rect, &view, column, colours);
        }
        border(ui, rect, colours, true);
        if view.problem.is_some() {
            mark(ui, rect, colours.error);
        }
        if view.said.is_some() {
            remark(ui, rect, colours.accent);
        }
        if let Some(other) = &view.other {
            self.other(ui, rect, other, column, colours);
        }
        if active {
            self.active_rect = Some(rect);
            let colour = if self.focused { colours.accent } else { colours.weak };
            ui.painter().rect_stroke(rect.shrink(1.0), 0.0, Stroke::new(2.0, colour), StrokeKind::Inside);
        }
        let other = view.other.as_ref().map(|other| format!("那一份：{other}"));
        let remarks = [view.said.as_deref(), view.problem.as_deref(), view.remark.as_deref(), other.as_deref()];
        let said: Vec<&str> = remarks.into_iter().flatten().collect();
        if !said.is_empty() {
            let said = said.join("\n");
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(said.clone()));
            response.on_hover_text(said);
        }
        ui.allocate_exact_size(Vec2::new(self.widths[column], rect.height()), Sense::hover());
    }

    fn default_row_height(&self) -> f32 {
        theme::ROW
    }

    fn row_top_offset(&self, _ctx: &egui::Context, _table: Id, row: u64) -> f32 {
        let row = usize::try_from(row).unwrap_or_default();
        #[allow(clippy::cast_precision_loss)] // pixels
        self.measured.tops.get(row).copied().unwrap_or(row as f32 * theme::ROW)
    }
}

impl Painter<'_> {
    /// How many rows the head has.
    fn depth(&self) -> usize {
        self.model.columns().iter().map(|column| column.header.len()).max().unwrap_or(1)
    }

    /// The right edge of a head, by which its column is made wider or less wide; a double click makes it fit what it holds.
    fn grip_ui(&mut self, ui: &Ui, rect: Rect, column: usize, colours: &Palette) {
        let edge = rect.with_min_x(rect.right() - 2.0 * GRIP);
        // Not focusable: Tab goes from what is typed to what is typed.
        let response = ui.interact(edge, self.id.with(("width", column)), Sense::CLICK | Sense::DRAG);
        let label = || format!("列宽 {}", self.model.columns()[column].header.join(" "));
        response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, label()));
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeColumn);
            ui.painter().vline(rect.right() - 1.0, rect.y_range(), Stroke::new(2.0, colours.accent));
        }
        let at = response.interact_pointer_pos();
        if response.double_clicked() {
            self.mouse.width = Some((column, self.fitting(ui, column)));
        } else if let Some(at) = at.filter(|_| response.dragged() || response.drag_stopped()) {
            self.mouse.width = Some((column, (at.x - rect.left()).round().clamp(NARROWEST, WIDEST)));
        }
    }

    /// How wide a column is that shows all that it holds in one line.
    fn fitting(&self, ui: &Ui, column: usize) -> f32 {
        let text = |text: String, font: FontId| ui.painter().layout_no_wrap(text, font, palette(ui).ink).size().x;
        let head = self.model.columns()[column].header.last().map_or(0.0, |label| text(label.clone(), theme::bold(theme::size::SMALL)));
        let cells = (0..self.model.rows().min(FITTED)).map(|row| {
            let view = self.model.cell(row, column);
            let font = if view.bold { theme::bold(theme::size::BODY) } else { theme::body() };
            #[allow(clippy::cast_precision_loss)] // steps of indentation
            let indent = view.indent as f32 * INDENT;
            text(view.text, font) + indent
        });
        (cells.fold(head, f32::max) + 2.0 * PAD + 4.0).ceil().clamp(NARROWEST, WIDEST)
    }

    /// The figure of the other document beside one's own, and a line along the cell: here they differ.
    fn other(&self, ui: &Ui, rect: Rect, other: &str, column: usize, colours: &Palette) {
        ui.painter().vline(rect.left() + 1.5, rect.y_range(), Stroke::new(3.0, colours.accent));
        if self.model.columns()[column].figures {
            let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
            let small = FontId { size: theme::size::SMALL, ..theme::body() };
            painter.text(rect.left_center() + Vec2::new(PAD, 0.0), Align2::LEFT_CENTER, other, small, colours.accent);
        }
    }

    fn text(&self, ui: &Ui, rect: Rect, view: &CellView, column: usize, colours: &Palette) {
        let colour = match view.look {
            Look::Hint => colours.weak,
            _ => colours.ink,
        };
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let font = if view.bold { theme::bold(theme::size::BODY) } else { theme::body() };
        #[allow(clippy::cast_precision_loss)] // steps of indentation
        let inner = rect.shrink2(Vec2::new(PAD, 0.0)).with_min_x(rect.left() + PAD + view.indent as f32 * INDENT);
        if self.model.columns()[column].figures {
            painter.text(inner.right_center(), Align2::RIGHT_CENTER, &view.text, font, colour);
        } else if self.model.wraps() {
            let galley = wrapped(ui, &view.text, rect.width(), view.indent, view.bold);
            painter.galley_with_override_text_color(inner.left_center() - Vec2::new(0.0, galley.size().y / 2.0), galley, colour);
        } else {
            painter.text(inner.left_center(), Align2::LEFT_CENTER, &view.text, font, colour);
        }
    }
}

fn wrapped(ui: &Ui, text: &str, width: f32, indent: usize, bold: bool) -> Arc<Galley> {
    let font: FontId = if bold { theme::bold(theme::size::BODY) } else { theme::body() };
    #[allow(clippy::cast_precision_loss)] // steps of indentation
    let room = width - 2.0 * PAD - indent as f32 * INDENT;
    ui.painter().layout(text.to_owned(), font, palette(ui).ink, room.max(8.0))
}

fn ground(view: &CellView, colours: &Palette) -> egui::Color32 {
    match view.look {
        Look::Typed | Look::Hint => colours.paper,
        Look::Computed => colours.computed,
        Look::Adjusted => colours.adjusted,
        Look::Closed => colours.closed,
        Look::Head => colours.head,
    }
}

fn border(ui: &Ui, rect: Rect, colours: &Palette, below: bool) {
    let line = Stroke::new(1.0, colours.line);
    ui.painter().vline(rect.right() - 0.5, rect.y_range(), line);
    if below {
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    }
}

/// A corner that says: here is something wrong.
fn mark(ui: &Ui, rect: Rect, colour: egui::Color32) {
    let corner = rect.right_top();
    let points = vec![corner, corner - Vec2::new(8.0, 0.0), corner + Vec2::new(0.0, 8.0)];
    ui.painter().add(egui::Shape::convex_polygon(points, colour, Stroke::NONE));
}

/// A corner that says: somebody has said something of it.
fn remark(ui: &Ui, rect: Rect, colour: egui::Color32) {
    let corner = rect.left_top();
    let points = vec![corner, corner + Vec2::new(8.0, 0.0), corner + Vec2::new(0.0, 8.0)];
    ui.painter().add(egui::Shape::convex_polygon(points, colour, Stroke::NONE));
}

/// The ground of a cell that is being typed in.
pub(super) fn open_cell(ui: &Ui, rect: Rect, colours: &Palette, refused: bool) {
    let colour = if refused { colours.error } else { colours.accent };
    ui.painter().rect_filled(rect.shrink(1.0), 0.0, colours.paper);
    ui.painter().rect_stroke(rect.shrink(1.0), 0.0, Stroke::new(2.0, colour), StrokeKind::Inside);
}
