//! An indicator table as a grid: a card's, or the whole department's.

use egui::{Id, Key, Modifiers, RichText, ScrollArea, Ui};

use super::ViewState;
use crate::cards::units;
use crate::gui::command::Action;
use crate::gui::grid::{CellView, Commit, GridColumn, GridModel, GridState, Look, Pasted, Typing, grid_ui, paste_cells};
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{button_ui, icon_button_ui, title_ui};
use crate::model::{Draft, Edit, Indicator, IndicatorOwner, ListEdit, Place, fresh};
use crate::rules::{Kind, said};
use crate::session::Session;
use crate::template::{CardForm, IndicatorColumn, IndicatorField, IndicatorKind, IndicatorsPart};

pub(super) struct IndicatorModel<'a> {
    /// Where other rows have their units.
    draft: &'a Draft,
    /// What the cells are named by: 项目3, or the table's label.
    name: String,
    owner: IndicatorOwner,
    rows: &'a [Indicator],
    table: &'a [IndicatorColumn],
    kinds: &'a [IndicatorKind],
    columns: Vec<GridColumn>,
    /// Where the hint stands that a row can be added.
    hint: usize,
}

impl<'a> IndicatorModel<'a> {
    /// The table of the card at that place.
    pub(super) fn card(draft: &'a Draft, form: &'a CardForm, at: usize, width: f32) -> Self {
        let card = &draft.cards[at];
        let owner = IndicatorOwner::Card(card.id.clone());
        Self::new(draft, format!("项目{}", at + 1), owner, &card.indicators, (&form.indicators, &form.kinds), width)
    }

    /// The table of the whole department.
    pub(super) fn part(draft: &'a Draft, part: &'a IndicatorsPart, width: f32) -> Self {
        let rows = draft.indicators.get(&part.id).map_or(&[][..], Vec::as_slice);
        Self::new(draft, part.label.clone(), IndicatorOwner::Part(part.id.clone()), rows, (&part.columns, &part.kinds), width)
    }

    fn new(
        draft: &'a Draft,
        name: String,
        owner: IndicatorOwner,
        rows: &'a [Indicator],
        (table, kinds): (&'a [IndicatorColumn], &'a [IndicatorKind]),
        width: f32,
    ) -> Self {
        let weight = |field: &IndicatorField| match field {
            IndicatorField::Level1 | IndicatorField::Operator | IndicatorField::Number | IndicatorField::Unit | IndicatorField::More(_) => 1.0,
            IndicatorField::Level2 | IndicatorField::Value => 1.25,
            IndicatorField::Basis => 1.5,
            IndicatorField::Level3 => 2.2,
            IndicatorField::Description => 3.0,
        };
        let all: f32 = table.iter().map(|column| weight(&column.field)).sum();
        let columns = table
            .iter()
            .map(|column| GridColumn {
                id: format!("{:?}", column.field),
                header: if column.group.is_empty() { vec![column.label.clone()] } else { vec![column.group.clone(), column.label.clone()] },
                width: (weight(&column.field) / all * (width - 16.0)).floor().max(72.0),
                figures: false,
                sticky: false,
            })
            .collect();
        let hint = table.iter().position(|column| column.field == IndicatorField::Level3).unwrap_or(0);
        Self { draft, name, owner, rows, table, kinds, columns, hint }
    }

    fn field(&self, column: usize) -> &IndicatorField {
        &self.table[column].field
    }

    fn is_add_row(&self, row: usize) -> bool {
        row == self.rows.len()
    }

    /// A new row begins with the kinds of the last one.
    fn new_row(&self) -> Indicator {
        let first = self.kinds.first();
        let default = || first.map(|kind| (kind.level1.clone(), kind.level2.first().cloned().unwrap_or_default()));
        let last = self.rows.last().map(|row| (row.level1.clone(), row.level2.clone()));
        let (level1, level2) = last.or_else(default).unwrap_or_default();
        Indicator { id: fresh('i'), level1, level2, ..Indicator::default() }
    }

    fn edit(&self, edit: ListEdit<Indicator>) -> Edit {
        Edit::Indicators { owner: self.owner.clone(), edit }
    }

    /// Whether the table has a column.
    fn has(&self, field: &IndicatorField) -> bool {
        self.table.iter().any(|column| column.field == *field)
    }

    /// What a cell of a target is read as: an operator, a number and a unit.
    fn target(&self, row: usize, column: usize) -> Option<String> {
        let row = self.rows.get(row)?;
        let text = match self.field(column) {
            IndicatorField::Value => row.value.clone(),
            IndicatorField::Number if !row.operator.contains("文字") => format!("{}{}{}", row.operator, row.number, row.unit),
            _ => return None,
        };
        let said = said(&text)?;
        let operator = match said.operator {
            "" => "",
            "≥" => "不少于（≥）",
            "≤" => "不超过（≤）",
            ">" => "多于（>）",
            "<" => "少于（<）",
            _ => "等于（=）",
        };
        let unit = if said.unit.is_empty() { "没有单位".to_owned() } else { format!("单位“{}”", said.unit) };
        Some(format!("{operator} {}，{unit}", said.number).trim().to_owned())
    }

    /// A whole target typed where the table has its parts in columns of their own: each part goes into its own.
    fn split(&self, row: usize, field: &IndicatorField, text: &str) -> Option<Edit> {
        let parts = [IndicatorField::Operator, IndicatorField::Number, IndicatorField::Unit];
        if *field != IndicatorField::Number || !parts.iter().all(|part| self.has(part)) {
            return None;
        }
        let said = said(text).filter(|said| !said.operator.is_empty() || !said.unit.is_empty())?;
        let old = &self.rows[row];
        let kept = |part: &str, old: &str| if part.is_empty() { old.to_owned() } else { part.to_owned() };
        let values = [kept(said.operator, &old.operator), said.number.to_string(), kept(&said.unit, &old.unit)];
        let edits =
            parts.into_iter().zip(values).map(|(field, value)| Edit::Indicator { owner: self.owner.clone(), row: old.id.clone(), field, value });
        Some(Edit::Several(edits.collect()))
    }

    /// The units that fit a row, those of other rows of its kind first.
    fn units(&self, row: usize) -> Vec<String> {
        let rows = self.draft.cards.iter().flat_map(|card| &card.indicators).chain(self.draft.indicators.values().flatten());
        units(rows, self.rows.get(row).and_then(Kind::of))
    }

    /// What is typed, with each unit that fits it behind.
    fn with_units(&self, row: usize, text: &str) -> Vec<(String, String)> {
        let ends = text.char_indices().rev().take_while(|(_, c)| !c.is_ascii_digit() && *c != '.').last().map_or(text.len(), |(at, _)| at);
        let (number, begun) = text.split_at(ends);
        if number.is_empty() {
            return Vec::new();
        }
        let fit = self.units(row).into_iter().filter(|unit| unit.starts_with(begun) && unit != begun);
        fit.map(|unit| (format!("{number}{unit}"), String::new())).collect()
    }

    fn removed(&self, row: usize) -> Option<Action> {
        let id = self.rows.get(row)?.id.clone();
        Some(Action::edit(self.edit(ListEdit::Remove(id)), "删除指标"))
    }
}

impl GridModel for IndicatorModel<'_> {
    fn columns(&self) -> &[GridColumn] {
        &self.columns
    }

    fn rows(&self) -> usize {
        self.rows.len() + 1
    }

    fn row_key(&self, row: usize) -> String {
        row.to_string()
    }

    fn find_row(&self, key: &str) -> Option<usize> {
        key.parse().ok().filter(|row| *row < GridModel::rows(self))
    }

    fn cell(&self, row: usize, column: usize) -> CellView {
        if self.is_add_row(row) {
            let text = if column == self.hint { "＋ 添加指标" } else { "" };
            return CellView { text: text.into(), look: Look::Hint, ..CellView::default() };
        }
        let text = self.rows[row].get(self.field(column)).to_owned();
        let remark = self.target(row, column).map(|said| format!("读作：{said}"));
        CellView { text, remark, ..CellView::default() }
    }

    fn name(&self, row: usize, column: usize) -> String {
        let label = self.columns[column].header.join(" ");
        if self.is_add_row(row) { format!("{} 添加指标 {label}", self.name) } else { format!("{} 指标{} {label}", self.name, row + 1) }
    }

    fn raw(&self, row: usize, column: usize) -> String {
        if self.is_add_row(row) { String::new() } else { self.cell(row, column).text }
    }

    fn typing(&self, _row: usize, _column: usize) -> Typing {
        Typing::Free
    }

    fn is_live(&self, _row: usize, _column: usize) -> bool {
        false
    }

    fn commit(&self, row: usize, column: usize, text: &str) -> Result<Commit, String> {
        let field = self.field(column).clone();
        let owner = self.owner.clone();
        if self.is_add_row(row) {
            if text.is_empty() {
                return Ok(Commit::default());
            }
            let mut new = self.new_row();
            new.set(&field, text.to_owned());
            let next = (column + 1).min(self.columns.len() - 1);
            return Ok(Commit { edit: Some(self.edit(ListEdit::push(self.rows, new))), go: Some((row.to_string(), next)) });
        }
        if self.rows[row].get(&field) == text {
            return Ok(Commit::default());
        }
        if let Some(edit) = self.split(row, &field, text) {
            return Ok(Some(edit).into());
        }
        let id = &self.rows[row].id;
        // A second-level kind belongs under its first-level one.
        let is_kind = field == IndicatorField::Level2;
        let mut edits = vec![Edit::Indicator { owner: owner.clone(), row: id.clone(), field, value: text.to_owned() }];
        if is_kind
            && let Some(kind) = self.kinds.iter().find(|kind| kind.level2.iter().any(|name| name == text))
            && kind.level1 != self.rows[row].level1
        {
            edits.push(Edit::Indicator { owner, row: id.clone(), field: IndicatorField::Level1, value: kind.level1.clone() });
        }
        let edit = if edits.len() == 1 { edits.swap_remove(0) } else { Edit::Several(edits) };
        Ok(Some(edit).into())
    }

    fn adds(&self, row: usize) -> bool {
        row >= self.rows.len()
    }

    fn paste_line(&self, row: usize, cells: &[(usize, &str)], pasted: &mut Pasted) {
        if row < self.rows.len() {
            return paste_cells(self, row, cells, pasted);
        }
        let mut new = self.new_row();
        for (column, text) in cells {
            new.set(self.field(*column), (*text).to_owned());
        }
        let before = pasted.edits.iter().rev().find_map(|edit| match edit {
            Edit::Indicators { edit: ListEdit::Insert { new, .. }, .. } => Some(new.id.clone()),
            _ => None,
        });
        let after = before.or_else(|| self.rows.last().map(|row| row.id.clone()));
        pasted.edits.push(self.edit(ListEdit::Insert { after, new: Box::new(new) }));
        pasted.count += cells.len();
        pasted.added += 1;
    }

    fn suggest(&self, row: usize, column: usize, text: &str) -> Vec<(String, String)> {
        const OPERATORS: [&str; 6] = ["≥", "≤", "=", ">", "<", "文字描述"];
        let names: Vec<&str> = match self.field(column) {
            IndicatorField::Level1 => self.kinds.iter().map(|kind| kind.level1.as_str()).collect(),
            IndicatorField::Level2 => self.kinds.iter().flat_map(|kind| &kind.level2).map(String::as_str).collect(),
            IndicatorField::Operator => OPERATORS.to_vec(),
            IndicatorField::Value => return self.with_units(row, text),
            IndicatorField::Unit => {
                let fit = self.units(row).into_iter().filter(|unit| unit.contains(text) && unit != text);
                return fit.map(|unit| (unit, String::new())).collect();
            }
            _ => return Vec::new(),
        };
        let fits = |name: &&str| text.is_empty() || (name.contains(text) && *name != text);
        names.into_iter().filter(fits).map(|name| (name.to_owned(), String::new())).collect()
    }

    fn wraps(&self) -> bool {
        true
    }
}

/// The table of the whole department, in a view of its own.
pub(super) fn indicators_ui(ui: &mut Ui, id: &str, session: &Session, state: &mut ViewState, fresh: bool, actions: &mut Vec<Action>) {
    let Some(part) = session.draft().template.indicators(id) else { return };
    let rows = session.draft().indicators.get(id).map_or(&[][..], Vec::as_slice);
    title_ui(ui, &part.label, "一级、二级指标每行都填，打印时相同的自动合并。");
    let go = state.go.take();
    let table = format!("{}/{id}", session.draft().template.id);
    let grid = state.grid(id, &table);
    if let Some(Place::Indicator { row, field, .. }) = &go {
        let column = part.columns.iter().position(|column| column.field == *field).unwrap_or(0);
        grid.go_to(rows.iter().position(|known| known.id == *row).unwrap_or(0), column, None);
    } else if fresh {
        let (row, column) = grid.active();
        grid.go_to(row, column, None);
    }
    ScrollArea::vertical().auto_shrink(false).id_salt(("indicators", id)).show(ui, |ui| {
        let width = ui.available_width() - 12.0;
        table_ui(ui, id, &IndicatorModel::part(session.draft(), part, width), width, grid, actions);
    });
    state.keep_layout(id, &table);
}

/// The tools and the grid, as high as its rows: what is around it scrolls, not the table.
pub(super) fn table_ui(ui: &mut Ui, salt: &str, model: &IndicatorModel<'_>, width: f32, grid: &mut GridState, actions: &mut Vec<Action>) {
    tools_ui(ui, model, grid, actions);
    ui.add_space(space::XS);
    let key = Id::unique(("indicator height", salt));
    #[allow(clippy::cast_precision_loss)] // pixels
    let guess = theme::ROW * (GridModel::rows(model) as f32 * 2.0 + 1.0);
    let height = ui.data(|data| data.get_temp::<f32>(key)).unwrap_or(guess);
    let (rect, _) = ui.allocate_exact_size(egui::vec2(width, height), egui::Sense::hover());
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt("indicators"));
    grid_ui(&mut inner, salt, grid, model, actions);
    let wanted = grid.content_height() + 1.0;
    if (wanted - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(key, wanted));
        ui.ctx().request_repaint();
    }
}

fn tools_ui(ui: &mut Ui, model: &IndicatorModel<'_>, grid: &mut GridState, actions: &mut Vec<Action>) {
    let (row, _) = grid.active();
    let count = model.rows.len();
    let kept = row < count;
    ui.horizontal(|ui| {
        if button_ui(ui, icons::ROWS, "插入指标", true).on_hover_text("在选中的一行之前").clicked() {
            let kinds = model.rows.get(row).map(|row| (row.level1.clone(), row.level2.clone()));
            let mut new = model.new_row();
            if let Some(kinds) = kinds {
                (new.level1, new.level2) = kinds;
            }
            actions.push(Action::edit(model.edit(ListEdit::insert(model.rows, row.min(count), new)), "插入指标"));
        }
        if icon_button_ui(ui, icons::TRASH, "删除指标", kept).on_hover_text("Ctrl+Delete").clicked() {
            actions.extend(model.removed(row));
        }
        for (icon, label, to) in [(icons::ARROW_UP, "上移指标", row.checked_sub(1)), (icons::ARROW_DOWN, "下移指标", Some(row + 1))] {
            let to = to.filter(|to| kept && *to < count);
            if let (true, Some(to)) = (icon_button_ui(ui, icon, label, to.is_some()).clicked(), to) {
                shift(model, row, to, grid, actions);
            }
        }
        let target = model.table.iter().position(|column| matches!(column.field, IndicatorField::Value | IndicatorField::Number));
        if let Some(said) = target.and_then(|column| model.target(row, column)) {
            let weak = palette(ui).weak;
            ui.label(RichText::new(format!("指标{}的指标值读作：{said}", row + 1)).small().color(weak));
        }
    });
    if kept && !grid.is_editing() {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::COMMAND, Key::Delete) {
            actions.extend(model.removed(row));
        }
        if pressed(Modifiers::ALT, Key::ArrowUp) && row > 0 {
            shift(model, row, row - 1, grid, actions);
        }
        if pressed(Modifiers::ALT, Key::ArrowDown) && row + 1 < count {
            shift(model, row, row + 1, grid, actions);
        }
    }
}

fn shift(model: &IndicatorModel<'_>, from: usize, to: usize, grid: &mut GridState, actions: &mut Vec<Action>) {
    actions.extend(ListEdit::shift(model.rows, from, to).map(|edit| Action::edit(model.edit(edit), "移动指标")));
    let column = grid.active().1;
    grid.go_to(to, column, None);
}
