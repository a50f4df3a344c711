//! A form: its title, what can be done with its rows, and the grid.

use std::rc::Rc;

use egui::{Key, Modifiers, RichText, Ui};
use egui_extras::{Size, StripBuilder};

use super::ViewState;
use super::chart::charts_ui;
use super::form_model::FormModel;
use crate::charts::charts;
use crate::gui::command::{Action, Command};
use crate::gui::grid::{GridModel as _, GridState, grid_ui};
use crate::gui::icons;
use crate::gui::theme::{palette, space};
use crate::gui::widgets::{button_ui, title_ui};
use crate::model::{Carried, Edit, FormName, Keyed as _, ListEdit, PaneName, Place, Row, RowId, fresh};
use crate::session::Session;
use crate::template::{Form, Library};

pub(super) fn form_ui(
    ui: &mut Ui,
    id: &FormName,
    session: &Session,
    library: &Library,
    state: &mut ViewState,
    fresh: bool,
    actions: &mut Vec<Action>,
) {
    let (unit, codes) = (id.unit.as_str(), &library.codes);
    let Some(form) = session.draft().template.form(&id.form) else { return };
    let beside = Rc::clone(&state.beside);
    let wanted = state.last_year;
    let Some(model) = FormModel::new(session, codes, form, unit).map(|model| model.beside(&beside).with_last_year(wanted)) else {
        ui.label("这个单位已经删除。");
        return;
    };
    let money = session.draft().template.money_of(form).unit.label();
    let remark = if session.draft().entry_unit.label() == money {
        format!("金额单位：{money}。白底为录入项，灰底自动计算。")
    } else {
        format!("录入单位：{}，打印单位：{money}。白底为录入项，灰底自动计算。", session.draft().entry_unit.label())
    };
    let remark =
        if model.is_summed() { format!("{remark}本表由所属各单位的表相加得出，请在单位的表里录入。") } else { remark };
    let owner = if unit.is_empty() { String::new() } else { format!("{}　", session.draft().owner(unit).1) };
    title_ui(ui, &format!("{owner}{}", session.draft().worded_for(unit, &form.title)), &remark);

    let go = match &state.go {
        Some(Place::Cell { pane, row, column }) => model.find(pane, row, column),
        _ => None,
    };
    let name = id.to_string();
    let table = format!("{}/{}", session.draft().template.id, id.form);
    state.go = None;
    let layouts = &state.layouts;
    let grid = state.grids.entry(name.clone()).or_insert_with(|| GridState::laid_out(layouts.of(&table)));
    let model = model.wrapping(grid.wraps());
    if let Some((row, column)) = go {
        grid.go_to(row, column, Some(model.row_key(row)));
    } else if fresh {
        // In a form without rows the first thing to do is to add one.
        let (row, column) = if model.is_blank() { (model.rows() - 1, 0) } else { grid.active() };
        grid.go_to(row, column, None);
    }

    let silent = session.draft().silent.contains(id) && !session.work().has_figures(id);
    if silent {
        ui.horizontal(|ui| {
            ui.label(RichText::new("导入的文件里没有这张表的数，也没有写明本表为空。").color(palette(ui).warning));
            if button_ui(ui, icons::CHECK_CIRCLE, "确认本表为空", true).on_hover_text("确认后打印空表说明；不空就请填写").clicked()
            {
                actions.push(Action::edit(Edit::Silent { form: id.clone(), silent: false }, "确认本表为空"));
            }
        });
    }
    if session.draft().withheld.contains(&Place::Form(id.clone())) {
        ui.label(
            RichText::new("本表不公开：导出的文件里只印表名和一句“按规定不予公开”，合计照算。左边目录里点右键可以恢复。").color(palette(ui).warning),
        );
    }
    let active = grid.active();
    let link = model.link(active.0, active.1);
    super::text::picking_ui(ui, link.as_deref(), session, &mut state.picking, actions);
    ui.horizontal_wrapped(|ui| {
        toolbar_ui(ui, &model, session, id, active, help(form, &session.draft().template.id, library), actions);
        let mut wraps = model.wraps();
        if ui.checkbox(&mut wraps, "自动换行").on_hover_text("长的文字折成几行，行高随着变").changed() {
            grid.set_wraps(wraps);
        }
        if session.draft().last.is_none() {
            let take = ui.button("上年对比…");
            if take.on_hover_text("先从上年的公开稿取上年数").clicked() {
                actions.push(Action::Command(Command::LastYear));
            }
        } else if ui.checkbox(&mut state.last_year, "上年对比").on_hover_text("每列金额后面列出上年数、增减和增减的百分比").changed()
        {
            // Columns come and go: the active cell is found again.
            state.go = model.place(active.0, active.1);
        }
        let mut shown = state.chart.is_some();
        if ui.checkbox(&mut shown, "图").on_hover_text("这张表的数画成图").changed() {
            state.chart = shown.then_some(0);
        }
    });
    if wanted && let Some(year) = session.draft().last.as_ref().map(Carried::year_said) {
        let gone = model.gone();
        if !gone.is_empty() {
            let weak = palette(ui).weak;
            let text = format!("{year}有、现在没有的科目：{}", gone.join("、"));
            ui.add(egui::Label::new(RichText::new(&text).small().color(weak)).truncate()).on_hover_text(text);
        }
    }
    if !grid.is_editing() {
        row_keys(ui, &model, session, grid.active(), actions);
    }
    ui.add_space(space::XS);
    if let Some(chosen) = &mut state.chart {
        let charts = charts(session.work(), codes, id);
        let panel = egui::Panel::bottom("chart").resizable(true).default_size(220.0).min_size(120.0);
        panel.frame(egui::Frame::NONE).show(ui, |ui| charts_ui(ui, &charts, chosen));
    }
    let notes: Vec<&String> = form.notes.iter().chain(form.when_empty.iter().filter(|_| !silent && !session.work().has_figures(id))).collect();
    let foot = if notes.is_empty() { 0.0 } else { 28.0 };
    StripBuilder::new(ui).size(Size::remainder()).size(Size::exact(foot)).vertical(|mut strip| {
        strip.cell(|ui| grid_ui(ui, &name, grid, &model, actions));
        strip.cell(|ui| {
            let weak = palette(ui).weak;
            let text = notes.iter().map(|note| session.draft().worded_for(unit, note)).collect::<Vec<_>>().join("　");
            ui.label(RichText::new(text).color(weak).small());
        });
    });
    state.keep_layout(&name, &table);
}

/// What belongs into a form: as the draft's template says, or of a draft from before it said so, the same template here.
fn help<'a>(form: &'a Form, template: &str, library: &'a Library) -> &'a str {
    if !form.help.is_empty() {
        return &form.help;
    }
    library.template(template).and_then(|template| template.form(&form.id)).map_or("", |form| form.help.as_str())
}

fn toolbar_ui(ui: &mut Ui, model: &FormModel<'_>, session: &Session, form: &FormName, active: (usize, usize), help: &str, actions: &mut Vec<Action>) {
    let own = model.own_row(active.0);
    if model.is_listed() && button_ui(ui, icons::ROWS, "插入行", true).clicked() {
        let pane = listed_pane(session, form);
        let rows = session.draft().rows(&pane);
        let row = Row { id: RowId::own(&fresh('r')), ..Row::default() };
        let edit = ListEdit::insert(rows, own.map_or(rows.len(), |(_, at)| at), row);
        actions.push(Action::edit(Edit::Rows { pane, edit }, "插入行"));
    }
    if model.adds_rows() {
        let remove = button_ui(ui, icons::TRASH, "删除行", own.is_some()).on_hover_text("Ctrl+Delete");
        if remove.clicked() {
            actions.extend(removed(session, own));
        }
    }
    if model.is_listed() {
        for (icon, label, up) in [(icons::ARROW_UP, "上移", true), (icons::ARROW_DOWN, "下移", false)] {
            if button_ui(ui, icon, label, own.is_some()).clicked() {
                shift(session, own, up, actions);
            }
        }
    }
    let trace = Command::Trace;
    if button_ui(ui, trace.icon(), trace.label(), true).on_hover_text("这个数由哪些数得出、会影响哪些地方（F4）").clicked() {
        actions.push(Action::Command(trace));
    }
    let link = model.link(active.0, active.1);
    let copy = button_ui(ui, icons::LINK_SIMPLE, "复制引用", link.is_some());
    if let (true, Some(link)) = (copy.on_hover_text("复制后粘贴到情况说明里，数字随表格自动更新").clicked(), link) {
        actions.push(Action::Say("已复制引用，可粘贴到情况说明".into()));
        actions.push(Action::Copy(link));
    }
    if !help.is_empty() {
        ui.menu_button("怎么填", |ui| {
            ui.set_max_width(420.0);
            ui.add(egui::Label::new(help).wrap());
        });
    }
}

/// The listed pane of a form; forms that list rows have one pane.
fn listed_pane(session: &Session, name: &FormName) -> PaneName {
    let pane = session.draft().template.form(&name.form).and_then(|form| form.panes.first());
    PaneName { unit: name.unit.clone(), form: name.form.clone(), pane: pane.map(|pane| pane.id.as_str().into()).unwrap_or_default() }
}

fn removed(session: &Session, own: Option<(&PaneName, usize)>) -> Option<Action> {
    let (pane, at) = own?;
    let id = session.draft().rows(pane).get(at)?.id().clone();
    Some(Action::edit(Edit::Rows { pane: pane.clone(), edit: ListEdit::Remove(id) }, "删除行"))
}

fn shift(session: &Session, own: Option<(&PaneName, usize)>, up: bool, actions: &mut Vec<Action>) {
    let Some((pane, from)) = own else { return };
    let rows = session.draft().rows(pane);
    let to = if up { from.checked_sub(1) } else { Some(from + 1) };
    let edit = to.filter(|to| *to < rows.len()).and_then(|to| ListEdit::shift(rows, from, to));
    if let Some(edit) = edit {
        actions.push(Action::edit(Edit::Rows { pane: pane.clone(), edit }, "移动行"));
    }
}

fn row_keys(ui: &Ui, model: &FormModel<'_>, session: &Session, active: (usize, usize), actions: &mut Vec<Action>) {
    let own = model.own_row(active.0);
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::Delete) {
        actions.extend(removed(session, own));
    }
    if model.is_listed() {
        for (key, up) in [(Key::ArrowUp, true), (Key::ArrowDown, false)] {
            if pressed(Modifiers::ALT, key) {
                shift(session, own, up, actions);
            }
        }
    }
}
