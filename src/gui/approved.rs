//! The finance system's lists in the window: what their columns hold is shown and put right, then they fill the open draft or are compared
//! with it cell by cell (批复核对).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{ComboBox, Context, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::app::App;
use super::dialogs::{Answer, Dialog, buttons_ui, heading_ui};
use super::job::{Kind, Progress};
use super::theme::{self, palette, space};
use crate::lists::columns::Confidence;
use crate::lists::{Found, as_listed, open, put_all, remember};
use crate::model::Edit;
use crate::template::lists::{ListField, ListWords};
use crate::workings::Workings;

/// Lists that were read, and whose columns are being looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Lists {
    /// What their files are called.
    name: String,
    found: Vec<Found>,
    /// Some column was put right.
    corrected: bool,
    /// What a column can hold, with what it is called.
    fields: Vec<(ListField, String)>,
}

/// What is to be done with lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Their figures come into the open draft.
    Fill,
    /// The open draft is compared with them.
    Verify,
}

/// Draws the question what the columns hold.
pub(super) fn lists_ui(ui: &mut Ui, lists: &mut Lists) -> Answer {
    heading_ui(ui, "清单的列对应");
    ui.label("每一列对应的内容如下。打“？”的请看一看，不对的改过来；同样列名的清单下次照此对应。");
    ui.add_space(space::S);
    ScrollArea::vertical().max_height(340.0).show(ui, |ui| {
        for n in 0..lists.found.len() {
            list_ui(ui, n, lists);
        }
    });
    match buttons_ui(ui, &["填入当前公开稿", "与当前公开稿逐处核对", "取消"]) {
        Some(0) => Answer::Lists(lists.clone(), Purpose::Fill),
        Some(1) => Answer::Lists(lists.clone(), Purpose::Verify),
        Some(_) => Answer::Cancel,
        None => Answer::Waiting,
    }
}

fn list_ui(ui: &mut Ui, n: usize, lists: &mut Lists) {
    let Lists { found, corrected, fields, .. } = lists;
    let list = &mut found[n];
    let rows = list.grid.rows.len().saturating_sub(list.mapping.body);
    let unit = list.mapping.unit.map_or_else(|| "没有写明，按元".to_owned(), |unit| unit.label().to_owned());
    let name = if list.grid.name.is_empty() { "清单".to_owned() } else { format!("“{}”", list.grid.name) };
    ui.label(RichText::new(format!("{name}：{rows}行，金额单位：{unit}")).font(theme::bold(theme::size::BODY)));
    // What is to be looked at comes first.
    let mut order: Vec<usize> = (0..list.mapping.columns.len()).collect();
    order.sort_by_key(|at| list.mapping.columns[*at].confidence != Confidence::Unsure);
    let table = TableBuilder::new(ui).id_salt(("columns", n)).vscroll(false).cell_layout(egui::Layout::left_to_right(egui::Align::Center));
    let table = [190.0, 170.0].into_iter().fold(table, |table, width| table.column(Column::exact(width).clip(true))).column(Column::remainder());
    table
        .header(theme::ROW, |mut row| {
            for label in ["列名", "第一行的内容", "对应的内容"] {
                row.col(|ui| drop(ui.label(RichText::new(label).small().color(palette(ui).weak))));
            }
        })
        .body(|body| {
            body.rows(theme::ROW + space::XS, list.mapping.columns.len(), |mut row| {
                let at = order[row.index()];
                let column = &mut list.mapping.columns[at];
                let first = list.grid.rows.get(list.mapping.body).and_then(|row| row.get(column.at)).map_or("", String::as_str);
                row.col(|ui| drop(ui.add(egui::Label::new(&column.head).truncate())));
                row.col(|ui| drop(ui.add(egui::Label::new(RichText::new(first).color(palette(ui).weak)).truncate())));
                row.col(|ui| {
                    let unsure = column.confidence == Confidence::Unsure;
                    let said = fields.iter().find(|(field, _)| *field == column.field).map_or("", |(_, label)| label.as_str());
                    let said = if unsure { format!("{said}？") } else { said.to_owned() };
                    let mut field = column.field.clone();
                    let combo = ComboBox::from_id_salt((n, at)).width(170.0).selected_text(said).show_ui(ui, |ui| {
                        for (known, label) in fields.iter() {
                            ui.selectable_value(&mut field, known.clone(), label);
                        }
                    });
                    let name = format!("列对应 {}", column.head);
                    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
                    combo.response.on_hover_text(&column.reason);
                    if field != column.field {
                        (column.field, column.confidence, column.reason) = (field, Confidence::Sure, "由人指定".into());
                        *corrected = true;
                    }
                });
            });
        });
    ui.add_space(space::M);
}

/// What a column can hold, as it is called; carry-overs of a fund behind the fund.
fn fields(words: &ListWords) -> Vec<(ListField, String)> {
    let plain = words.fields.iter().map(|field| field.field.clone());
    let funds = words.funds.iter().flat_map(|fund| [false, true].map(|carried| ListField::FundAmount { fund: fund.id.clone(), carried }));
    plain.chain(funds).map(|field| (words.label(&field), field)).map(|(label, field)| (field, label)).collect()
}

impl App {
    /// Reads lists beside the window; then their columns are shown.
    pub(super) fn read_lists(&mut self, ctx: &Context, files: Vec<PathBuf>) {
        let (library, number, remembered) = (Arc::clone(&self.library), self.number, self.paths.lists());
        let name = files.first().and_then(|file| file.file_name()).unwrap_or_default().display().to_string();
        let work = move |progress: &Progress| -> Result<(Vec<Found>, Vec<String>), String> {
            let (mut found, mut remarks) = (Vec::new(), Vec::new());
            for file in files.iter().take_while(|_| !progress.is_given_up()) {
                progress.say(format!("正在读取 {}", file.file_name().unwrap_or_default().display()));
                let (lists, said) = open(file, &library, remembered.as_deref())?;
                found.extend(lists);
                remarks.extend(said);
            }
            Ok((found, remarks))
        };
        self.start(ctx, Kind::Reading, "正在读取清单", work, move |app, ctx, read| match read {
            Ok((found, remarks)) if app.is_still(number) => {
                app.settle(ctx, false);
                app.said = remarks.join("；");
                let fields = fields(&app.library.lists);
                app.dialog = Some(Dialog::Lists(Lists { name, found, corrected: false, fields }));
            }
            Ok(_) => {}
            Err(reason) => app.trouble("清单没有读入", reason),
        });
    }

    /// Fills the open draft with lists, or compares it with a copy that they have filled.
    pub(super) fn use_lists(&mut self, ctx: &Context, lists: Lists, purpose: Purpose) {
        let Some((draft, state)) = self.session.as_ref().map(|session| (session.draft().clone(), session.state())) else { return };
        let (library, number) = (Arc::clone(&self.library), self.number);
        if lists.corrected
            && let Some(file) = self.paths.lists()
        {
            self.keep_columns(&lists, &file);
        }
        let found = lists.found;
        let work = move |_: &Progress| {
            let mut work = Workings::of(draft).map_err(|_| vec!["公开稿里的模板有误".to_owned()])?;
            let said = match purpose {
                Purpose::Fill => put_all(&mut work, &found, &library)?,
                Purpose::Verify => as_listed(&work, &found, &library)?.1,
            };
            Ok::<_, Vec<String>>((work.into_draft(), found, said))
        };
        self.start(ctx, Kind::Reading, "正在填入清单", work, move |app, ctx, filled| match filled {
            Err(faults) => {
                let shown: Vec<&str> = faults.iter().take(12).map(String::as_str).collect();
                let more = if faults.len() > shown.len() { format!("\n……共{}处", faults.len()) } else { String::new() };
                app.trouble("清单没有填入", format!("{}{more}\n公开稿没有改动。请在清单里改正，或改列的对应。", shown.join("\n")));
            }
            Ok(_) if !app.is_still(number) => {}
            Ok((_, found, remarks)) if purpose == Purpose::Verify => {
                app.settle(ctx, false);
                app.compare_lists(found, format!("清单 {}", lists.name), &remarks);
            }
            Ok((filled, _, said)) => {
                let Some(session) = &mut app.session else { return };
                if let Some(reason) = session.read_only() {
                    app.said = format!("没有填入：{reason}");
                } else if session.state() != state {
                    app.said = "公开稿刚刚改动过，没有填入；请再填一次".into();
                } else if filled == *session.draft() {
                    app.said = "与清单一致，没有改动".into();
                } else if session.edit(Edit::Whole(Box::new(filled)), "填入清单", None, &app.library.codes) {
                    app.said = format!("已填入，可以撤销：{}", said.join("；"));
                }
            }
        });
    }

    fn keep_columns(&mut self, lists: &Lists, file: &Path) {
        for list in &lists.found {
            if let Err(error) = remember(&list.mapping, file) {
                self.said = error.to_string();
            }
        }
    }
}
