//! The indicator table of a card as a grid.

use crate::gui::grid::{CellView, Commit, GridColumn, GridModel, Look, Pasted, Typing, paste_cells};
use crate::model::{Card, Edit, Indicator};
use crate::template::{CardForm, IndicatorField};

pub(super) struct IndicatorModel<'a> {
    form: &'a CardForm,
    card: &'a Card,
    columns: Vec<GridColumn>,
    number: usize,
}

impl<'a> IndicatorModel<'a> {
    /// The table of a card; `number` is the card's, from 1.
    pub(super) fn new(form: &'a CardForm, card: &'a Card, number: usize, width: f32) -> Self {
        let weight = |field| match field {
            IndicatorField::Level1 => 1.0,
            IndicatorField::Level2 | IndicatorField::Value => 1.25,
            IndicatorField::Basis => 1.5,
            IndicatorField::Level3 => 2.2,
            IndicatorField::Description => 3.0,
        };
        let all: f32 = form.indicators.iter().map(|column| weight(column.field)).sum();
        let columns = form
            .indicators
            .iter()
            .map(|column| GridColumn {
                header: vec![column.label.clone()],
                width: (weight(column.field) / all * (width - 16.0)).floor().max(72.0),
                figures: false,
                sticky: false,
            })
            .collect();
        Self { form, card, columns, number }
    }

    fn field(&self, column: usize) -> IndicatorField {
        self.form.indicators[column].field
    }

    fn is_add_row(&self, row: usize) -> bool {
        row == self.card.indicators.len()
    }

    /// The kinds that a new row begins with: those of the last row.
    fn kinds(&self) -> (String, String) {
        let first = self.form.kinds.first();
        let default = || first.map(|kind| (kind.level1.clone(), kind.level2.first().cloned().unwrap_or_default()));
        self.card.indicators.last().map(|row| (row.level1.clone(), row.level2.clone())).or_else(default).unwrap_or_default()
    }
}

impl GridModel for IndicatorModel<'_> {
    fn columns(&self) -> &[GridColumn] {
        &self.columns
    }

    fn rows(&self) -> usize {
        self.card.indicators.len() + 1
    }

    fn row_key(&self, row: usize) -> String {
        row.to_string()
    }

    fn find_row(&self, key: &str) -> Option<usize> {
        key.parse().ok().filter(|row| *row < self.rows())
    }

    fn cell(&self, row: usize, column: usize) -> CellView {
        if self.is_add_row(row) {
            let text = if self.field(column) == IndicatorField::Level3 { "＋ 添加指标" } else { "" };
            return CellView { text: text.into(), look: Look::Hint, ..CellView::default() };
        }
        CellView { text: self.card.indicators[row].get(self.field(column)).to_owned(), ..CellView::default() }
    }

    fn name(&self, row: usize, column: usize) -> String {
        let label = &self.form.indicators[column].label;
        if self.is_add_row(row) {
            format!("项目{} 添加指标 {label}", self.number)
        } else {
            format!("项目{} 指标{} {label}", self.number, row + 1)
        }
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
        let field = self.field(column);
        let card = self.card.id.clone();
        if self.is_add_row(row) {
            if text.is_empty() {
                return Ok(Commit::default());
            }
            let (level1, level2) = self.kinds();
            let mut new = Indicator { level1, level2, ..Indicator::default() };
            text.clone_into(new.get_mut(field));
            let next = (column + 1).min(self.columns.len() - 1);
            return Ok(Commit { edit: Some(Edit::InsertIndicator { card, at: row, row: new }), go: Some((row.to_string(), next)) });
        }
        if self.card.indicators[row].get(field) == text {
            return Ok(Commit::default());
        }
        // A second-level kind belongs under its first-level one.
        let mut edits = vec![Edit::Indicator { card: card.clone(), at: row, field, value: text.to_owned() }];
        if field == IndicatorField::Level2
            && let Some(kind) = self.form.kinds.iter().find(|kind| kind.level2.iter().any(|name| name == text))
            && kind.level1 != self.card.indicators[row].level1
        {
            edits.push(Edit::Indicator { card, at: row, field: IndicatorField::Level1, value: kind.level1.clone() });
        }
        let edit = if edits.len() == 1 { edits.swap_remove(0) } else { Edit::Several(edits) };
        Ok(Some(edit).into())
    }

    fn paste_line(&self, row: usize, cells: &[(usize, &str)], pasted: &mut Pasted) {
        if row < self.card.indicators.len() {
            return paste_cells(self, row, cells, pasted);
        }
        let (level1, level2) = self.kinds();
        let mut new = Indicator { level1, level2, ..Indicator::default() };
        for (column, text) in cells {
            (*text).clone_into(new.get_mut(self.field(*column)));
        }
        let at = self.card.indicators.len() + pasted.added;
        pasted.edits.push(Edit::InsertIndicator { card: self.card.id.clone(), at, row: new });
        pasted.count += cells.len();
        pasted.added += 1;
    }

    fn suggest(&self, _row: usize, column: usize, text: &str) -> Vec<(String, String)> {
        let names: Vec<&String> = match self.field(column) {
            IndicatorField::Level1 => self.form.kinds.iter().map(|kind| &kind.level1).collect(),
            IndicatorField::Level2 => self.form.kinds.iter().flat_map(|kind| &kind.level2).collect(),
            _ => return Vec::new(),
        };
        let fits = |name: &&String| text.is_empty() || (name.contains(text) && name.as_str() != text);
        names.into_iter().filter(fits).map(|name| (name.clone(), String::new())).collect()
    }

    fn wraps(&self) -> bool {
        true
    }
}
