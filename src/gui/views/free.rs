//! What the draft has beside its template: a section's heading, a free table as a grid.

use egui::{Id, ScrollArea, Ui};

use super::ViewState;
use crate::gui::command::Action;
use crate::gui::grid::{CellView, Commit, GridColumn, GridModel, Look, Pasted, Typing, grid_ui};
use crate::gui::icons;
use crate::gui::theme::space;
use crate::gui::widgets::{button_ui, text_ui, title_ui};
use crate::model::{Addition, AdditionKind, Edit, FreeTable, ListEdit, Place};
use crate::session::Session;
use crate::template::{Part, flat};

/// The heading of a section that the draft has added.
pub(super) fn section_ui(ui: &mut Ui, id: &str, session: &Session, actions: &mut Vec<Action>) {
    let Some(at) = session.draft().additions.iter().position(|addition| addition.id == id) else {
        ui.label("这一节已经删除。");
        return;
    };
    let addition = &session.draft().additions[at];
    let AdditionKind::Section { heading, number, listed } = &addition.kind else { return };
    title_ui(ui, "补充章节", "在左边的目录里选中它，再添加文字或表，就写在这一节里。");
    let set = |kind: AdditionKind| Edit::Additions(ListEdit::Replace(Box::new(Addition { kind, ..addition.clone() })));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(640.0);
        ui.label("标题（不带序号）");
        if let Some(heading) = text_ui(ui, Id::unique(("section", id)), "补充章节 标题", heading, "如：其他重要事项", 1) {
            let kind = AdditionKind::Section { heading, number: number.clone(), listed: *listed };
            actions.push(Action::typing(set(kind), "录入 章节标题", format!("section:{id}")));
        }
        ui.label("序号样式，{一} 或 {1} 处自动编号；不编号就留空");
        if let Some(number) = text_ui(ui, Id::unique(("section number", id)), "补充章节 序号样式", number, "如：{一}、", 1) {
            let kind = AdditionKind::Section { heading: heading.clone(), number, listed: *listed };
            actions.push(Action::typing(set(kind), "录入 序号样式", format!("section number:{id}")));
        }
        let mut shown = *listed;
        if ui.checkbox(&mut shown, "列入目录").changed() {
            let kind = AdditionKind::Section { heading: heading.clone(), number: number.clone(), listed: shown };
            actions.push(Action::edit(set(kind), "章节列入目录"));
        }
        ui.add_space(space::M);
        if button_ui(ui, icons::TRASH, "删除这一节", true).clicked() {
            actions.push(Action::edit(remove(session, at), "删除补充章节"));
        }
    });
}

/// An addition gone with its text or table; what stood in it and behind it goes on standing in that order.
pub(super) fn remove(session: &Session, at: usize) -> Edit {
    let draft = session.draft();
    let gone = &draft.additions[at];
    let outline = draft.outline();
    let section =
        flat(&outline).into_iter().find_map(|part| if let Part::Section(section) = part { (section.id == gone.id).then_some(section) } else { None });
    let inner: Vec<&str> = section.map(|section| section.parts.iter().map(Part::id).collect()).unwrap_or_default();
    // Each stands behind the one before it, the first where the addition stood.
    let before = |n: usize| if n == 0 { (gone.after.clone(), gone.inside) } else { (inner[n - 1].to_owned(), false) };
    let mut edits = Vec::new();
    for other in draft.additions.iter().filter(|other| other.id != gone.id) {
        let moved = match inner.iter().position(|id| *id == other.id) {
            Some(place) => before(place),
            None if other.after == gone.id => before(inner.len()),
            None => continue,
        };
        edits.push(Edit::Additions(ListEdit::Replace(Box::new(Addition { after: moved.0, inside: moved.1, ..other.clone() }))));
    }
    // What stood in a section that is not published is not published by the section's going.
    let is_withheld = |part: &Place| draft.withheld.contains(part);
    if is_withheld(&Place::Section(gone.id.clone())) {
        for other in draft.additions.iter().filter(|other| inner.contains(&other.id.as_str())) {
            edits.push(Edit::Withheld { part: other.part(), withheld: true });
        }
    }
    if is_withheld(&gone.part()) {
        edits.push(Edit::Withheld { part: gone.part(), withheld: false });
    }
    if draft.tables.contains_key(&gone.id) {
        edits.push(Edit::Table { id: gone.id.clone(), table: None });
    }
    if draft.texts.contains_key(&gone.id) {
        edits.push(Edit::Text { id: gone.id.clone(), value: String::new() });
    }
    edits.push(Edit::Additions(ListEdit::Remove(gone.id.clone())));
    Edit::Several(edits)
}

/// A free table: its title and lines, what can be done with its rows and columns, and the grid.
pub(super) fn table_ui(ui: &mut Ui, id: &str, session: &Session, state: &mut ViewState, fresh: bool, actions: &mut Vec<Action>) {
    let Some(table) = session.draft().tables.get(id) else {
        ui.label("这张补充表已经删除。");
        return;
    };
    title_ui(ui, "补充表", "任意表头和合并单元格；从 Excel、WPS 复制的表可以直接粘贴。");
    let go = state.go.take();
    let grid = state.grid(id, "");
    if let Some(Place::Table { row, column, .. }) = go {
        let (row, column) = table.position(&row, &column).unwrap_or_default();
        grid.go_to(row, column, None);
    } else if fresh {
        let (row, column) = grid.active();
        grid.go_to(row, column, None);
    }
    fields_ui(ui, id, table, actions);
    let active = grid.active();
    tools_ui(ui, id, table, session, active, actions);
    ui.add_space(space::XS);
    grid_ui(ui, id, grid, &TableModel::new(id, table), actions);
}

fn set(id: &str, table: FreeTable) -> Edit {
    Edit::Table { id: id.to_owned(), table: Some(Box::new(table)) }
}

fn fields_ui(ui: &mut Ui, id: &str, table: &FreeTable, actions: &mut Vec<Action>) {
    ui.columns(4, |columns| {
        let notes = table.notes.join("\n");
        let fields = [("标题", &table.title), ("左上角", &table.left), ("右上角", &table.right), ("表下注", &notes)];
        for (ui, (label, value)) in columns.iter_mut().zip(fields) {
            ui.label(label);
            if let Some(text) =
                text_ui(ui, Id::unique(("table", id, label)), &format!("补充表 {label}"), value, "", if label == "表下注" { 2 } else { 1 })
            {
                let mut changed = table.clone();
                match label {
                    "标题" => changed.title = text,
                    "左上角" => changed.left = text,
                    "右上角" => changed.right = text,
                    _ => changed.notes = text.lines().map(str::to_owned).collect(),
                }
                actions.push(Action::typing(set(id, changed), &format!("录入 补充表{label}"), format!("table:{id}:{label}")));
            }
        }
    });
}

fn tools_ui(ui: &mut Ui, id: &str, table: &FreeTable, session: &Session, (row, column): (usize, usize), actions: &mut Vec<Action>) {
    type Change = fn(&mut FreeTable, usize, usize);
    let (more_rows, more_columns) = (table.rows.len() > 1, table.widths.len() > 1);
    let rows: [(&str, bool, Change); 3] = [
        ("上方插行", true, |table, row, _| table.insert_row(row)),
        ("下方插行", true, |table, row, _| table.insert_row(row + 1)),
        ("删除行", more_rows, |table, row, _| table.remove_row(row)),
    ];
    let columns: [(&str, bool, Change); 3] = [
        ("左侧插列", true, |table, _, column| table.insert_column(column)),
        ("右侧插列", true, |table, _, column| table.insert_column(column + 1)),
        ("删除列", more_columns, |table, _, column| table.remove_column(column)),
    ];
    let spans: [(&str, bool, Change); 3] = [
        ("向右合并", table.grown(row, column, true).is_some(), |table, row, column| table.grow(row, column, true)),
        ("向下合并", table.grown(row, column, false).is_some(), |table, row, column| table.grow(row, column, false)),
        ("取消合并", table.span_at(row, column).is_some(), FreeTable::split),
    ];
    let head: [(&str, bool, Change); 2] = [
        ("表头加一行", table.can_have_head(table.head + 1), |table, _, _| table.head += 1),
        ("表头减一行", table.head > 0 && table.can_have_head(table.head - 1), |table, _, _| table.head -= 1),
    ];
    ui.horizontal_wrapped(|ui| {
        for (menu, tools) in [("行", &rows[..]), ("列", &columns[..]), ("合并", &spans[..]), ("表头", &head[..])] {
            ui.menu_button(menu, |ui| {
                for (label, possible, change) in tools {
                    if ui.add_enabled(*possible, egui::Button::new(*label)).clicked() {
                        let mut changed = table.clone();
                        change(&mut changed, row, column);
                        actions.push(Action::edit(set(id, changed), label));
                        ui.close();
                    }
                }
            });
        }
        let mut landscape = table.landscape;
        if ui.checkbox(&mut landscape, "横向单独一页").changed() {
            actions.push(Action::edit(set(id, FreeTable { landscape, ..table.clone() }), "补充表横向"));
        }
        if button_ui(ui, icons::TRASH, "删除这张表", true).clicked()
            && let Some(at) = session.draft().additions.iter().position(|addition| addition.id == id)
        {
            actions.push(Action::edit(remove(session, at), "删除补充表"));
        }
    });
}

/// A free table as a grid.
pub(super) struct TableModel<'a> {
    id: &'a str,
    table: &'a FreeTable,
    columns: Vec<GridColumn>,
}

impl<'a> TableModel<'a> {
    pub(super) fn new(id: &'a str, table: &'a FreeTable) -> Self {
        let columns = (0..table.widths.len()).map(|n| GridColumn {
            id: table.column_ids.get(n).cloned().unwrap_or_default(),
            header: vec![format!("第{}列", n + 1)],
            width: (f32::from(table.width(n)) * 9.0).clamp(90.0, 300.0),
            figures: false,
            sticky: false,
        });
        Self { id, table, columns: columns.collect() }
    }
}

impl GridModel for TableModel<'_> {
    fn columns(&self) -> &[GridColumn] {
        &self.columns
    }

    fn rows(&self) -> usize {
        self.table.rows.len()
    }

    fn row_key(&self, row: usize) -> String {
        row.to_string()
    }

    fn find_row(&self, key: &str) -> Option<usize> {
        key.parse().ok().filter(|row| *row < self.table.rows.len())
    }

    fn cell(&self, row: usize, column: usize) -> CellView {
        let head = row < self.table.head;
        let look = match (self.table.is_covered(row, column), head) {
            (true, _) => Look::Closed,
            (false, true) => Look::Head,
            (false, false) => Look::Typed,
        };
        let span = self.table.span_at(row, column).filter(|_| !self.table.is_covered(row, column));
        let remark = span.map(|span| format!("合并了{}行{}列", span.rows, span.columns));
        CellView { text: self.table.rows[row][column].clone(), look, bold: head, remark, ..CellView::default() }
    }

    fn name(&self, row: usize, column: usize) -> String {
        format!("补充表“{}” 第{}行 第{}列", self.table.title, row + 1, column + 1)
    }

    fn raw(&self, row: usize, column: usize) -> String {
        self.table.rows[row][column].clone()
    }

    fn typing(&self, row: usize, column: usize) -> Typing {
        if self.table.is_covered(row, column) { Typing::Never("这一格已经并入旁边的单元格".into()) } else { Typing::Free }
    }

    fn is_live(&self, _row: usize, _column: usize) -> bool {
        false
    }

    fn commit(&self, row: usize, column: usize, text: &str) -> Result<Commit, String> {
        if self.table.rows[row][column] == text {
            return Ok(Commit::default());
        }
        Ok(Some(Edit::TableCell {
            table: self.id.to_owned(),
            row: self.table.row_ids[row].clone(),
            column: self.table.column_ids[column].clone(),
            value: text.to_owned(),
        })
        .into())
    }

    fn paste_line(&self, row: usize, cells: &[(usize, &str)], pasted: &mut Pasted) {
        // Each line goes on from what the lines before have made of the table.
        let mut changed = match pasted.edits.pop() {
            Some(Edit::Table { table: Some(table), .. }) => *table,
            _ => self.table.clone(),
        };
        while changed.rows.len() <= row {
            changed.insert_row(changed.rows.len());
        }
        while changed.widths.len() <= cells.iter().map(|(column, _)| *column).max().unwrap_or(0) {
            changed.insert_column(changed.widths.len());
        }
        for (column, text) in cells {
            if changed.is_covered(row, *column) {
                pasted.skipped += 1;
            } else {
                (*text).clone_into(&mut changed.rows[row][*column]);
                pasted.count += 1;
            }
        }
        pasted.edits = vec![set(self.id, changed)];
    }

    fn makes_room(&self) -> bool {
        true
    }

    fn wraps(&self) -> bool {
        true
    }
}
