//! Questions in front of the window: a new draft, unsaved work, files to be replaced, bad news.

use egui::{ComboBox, Context, Id, Modal, RichText, Ui};

use super::approved::{Lists, Purpose, lists_ui};
use super::asked::{Ask, Reply, ask_ui};
use super::command::Command;
use super::exporting::{Asking, Choice, asking_ui};
use super::import::Reading;
use super::theme::{self, space};
use super::widgets::text_ui;
use crate::adopt::{Change, Taken};
use crate::model::{Draft, Place, YEARS};
use crate::template::Template;

/// What is being asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// A new draft.
    New(NewDraft),
    /// There is unsaved work, which this would take away.
    Unsaved(Box<Command>),
    /// The window is to close while a file is being written.
    Leaving,
    /// What is to be exported, and what for?
    Export(Asking),
    /// Are these files to be replaced, which the file dialogue has not asked about?
    Replace(Vec<String>, Box<Command>),
    /// Is this to be classified, under which public name?
    Classify {
        /// The card, or the item of a tree.
        place: Place,
        /// The name that may be public.
        name: String,
    },
    /// Which parts of an import are taken over into the open draft?
    Adopt {
        /// What would change, and whether it is chosen.
        changes: Vec<(Change, bool)>,
        /// The import.
        imported: Box<Draft>,
    },
    /// Are these files, one of them of an old word processor, to be read with the help of LibreOffice?
    Convert {
        /// The files, and what for.
        reading: Reading,
        /// Why they are not read without.
        reason: String,
    },
    /// Next year's draft: of which year, without which cards.
    Roll {
        /// As typed.
        year: String,
        /// The cards' names, and whether each is carried over.
        cards: Vec<(String, bool)>,
    },
    /// What do the columns of these lists hold?
    Lists(Lists),
    /// A question about files.
    File(Ask),
    /// Something went wrong.
    Trouble {
        /// In a few words.
        title: String,
        /// File, place, reason, what to do.
        text: String,
    },
}

/// The fields of the dialogue for a new draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewDraft {
    /// Template by place.
    pub template: usize,
    /// 单位代码
    pub unit_code: String,
    /// 单位名称
    pub unit_name: String,
    /// 预算年度, as typed.
    pub year: String,
    /// Options of the template that are asked for.
    pub options: Vec<String>,
}

/// What the user answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Not yet.
    Waiting,
    /// Never mind.
    Cancel,
    /// Make the new draft.
    Create(NewDraft),
    /// Save, then go on.
    Save(Box<Command>),
    /// Go on without saving.
    Discard(Box<Command>),
    /// Leave without waiting for the file that is being written.
    Leave,
    /// Export this.
    Export(Choice),
    /// Replace the files and go on.
    Replace(Box<Command>),
    /// Show the errors instead.
    ShowFindings,
    /// Classify it under this public name.
    Classify(Place, String),
    /// Take these parts of the import over.
    Adopt(Box<Draft>, Vec<Taken>),
    /// Read these files with the help of LibreOffice.
    Convert(Reading),
    /// Use these lists.
    Lists(Lists, Purpose),
    /// What is to be done about files.
    File(Reply),
    /// Make the draft of this year, without the cards at these positions.
    Roll(u16, Vec<usize>),
}

/// Draws the question; the dialog's fields are changed in place.
pub fn dialog_ui(ctx: &Context, dialog: &mut Dialog, templates: &[Template]) -> Answer {
    let frame = egui::Frame::popup(&ctx.style_of(ctx.theme())).inner_margin(egui::Margin::same(20));
    // Lists that open in the dialogue are in front of it only if it is not in front of everything itself.
    let id = Id::unique("dialog");
    let area = Modal::default_area(id).order(egui::Order::Middle);
    let modal = Modal::new(id).area(area).frame(frame).show(ctx, |ui| {
        ui.set_width(if matches!(dialog, Dialog::Lists(_)) { 620.0 } else { 440.0 });
        match dialog {
            Dialog::New(new) => new_ui(ui, new, templates),
            Dialog::Unsaved(then) => unsaved_ui(ui, then),
            Dialog::Leaving => leaving_ui(ui),
            Dialog::Export(asking) => asking_ui(ui, asking),
            Dialog::Replace(files, then) => replace_ui(ui, files, then),
            Dialog::Classify { place, name } => classify_ui(ui, place, name),
            Dialog::Adopt { changes, imported } => adopt_ui(ui, changes, imported),
            Dialog::Convert { reading, reason } => convert_ui(ui, reading, reason),
            Dialog::Roll { year, cards } => roll_ui(ui, year, cards),
            Dialog::Lists(lists) => lists_ui(ui, lists),
            Dialog::File(ask) => ask_ui(ui, ask).map_or(Answer::Waiting, Answer::File),
            Dialog::Trouble { title, text } => {
                heading_ui(ui, title);
                ui.label(text.as_str());
                if buttons_ui(ui, &["知道了"]).is_some() { Answer::Cancel } else { Answer::Waiting }
            }
        }
    });
    if modal.inner == Answer::Waiting && modal.should_close() { Answer::Cancel } else { modal.inner }
}

pub(super) fn heading_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(theme::size::TITLE)));
    ui.add_space(space::S);
}

/// A row of buttons, the main one first; the one that was clicked.
pub(super) fn buttons_ui(ui: &mut Ui, labels: &[&str]) -> Option<usize> {
    ui.add_space(space::M);
    let mut clicked = None;
    ui.horizontal(|ui| {
        for (n, label) in labels.iter().enumerate() {
            if ui.button(*label).clicked() {
                clicked = Some(n);
            }
        }
    });
    clicked
}

fn new_ui(ui: &mut Ui, new: &mut NewDraft, templates: &[Template]) -> Answer {
    heading_ui(ui, "新建公开稿");
    ui.label("模板");
    let title = |n: usize| templates.get(n).map_or("（没有模板）", |template| template.title.as_str());
    let combo = ComboBox::from_id_salt("template").width(400.0).selected_text(title(new.template)).show_ui(ui, |ui| {
        for n in 0..templates.len() {
            ui.selectable_value(&mut new.template, n, title(n));
        }
    });
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "新建 模板"));
    let choices = templates.get(new.template).map_or(&[][..], |template| template.choices.as_slice());
    for choice in choices {
        ui.label(&choice.label);
        let shown = choice.options.iter().find(|option| new.options.contains(&option.id)).or(choice.options.first());
        let label = shown.map_or("", |option| option.label.as_str());
        let combo = ComboBox::from_id_salt(("choice", &choice.label)).width(400.0).selected_text(label).show_ui(ui, |ui| {
            for option in &choice.options {
                if ui.selectable_label(shown == Some(option), &option.label).clicked() {
                    new.options.retain(|id| choice.options.iter().all(|other| other.id != *id));
                    new.options.push(option.id.clone());
                }
            }
        });
        combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("新建 {}", choice.label)));
    }
    new.options.retain(|id| choices.iter().any(|choice| choice.options.iter().any(|option| option.id == *id)));
    for (field, label, hint) in [("code", "单位代码", "如 103001"), ("name", "单位名称", "与批复文件一致的全称"), ("year", "预算年度", "四位数")]
    {
        ui.label(label);
        let value = match field {
            "code" => &mut new.unit_code,
            "name" => &mut new.unit_name,
            _ => &mut new.year,
        };
        let id = Id::unique(("new", field));
        if field == "code" && ui.memory(|memory| memory.focused().is_none()) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if let Some(text) = text_ui(ui, id, &format!("新建 {label}"), value, hint, 1) {
            *value = text;
        }
    }
    let year_is_right = new.year.trim().parse::<u16>().is_ok_and(|year| YEARS.contains(&year));
    let ready = year_is_right && !new.unit_name.trim().is_empty() && new.template < templates.len();
    if !ready {
        ui.label(RichText::new("请填写单位名称和四位数的年度。").small());
    }
    let entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
    match buttons_ui(ui, &["建立", "取消"]) {
        None if entered && ready => Answer::Create(new.clone()),
        Some(0) if ready => Answer::Create(new.clone()),
        Some(1) => Answer::Cancel,
        _ => Answer::Waiting,
    }
}

fn unsaved_ui(ui: &mut Ui, then: &Command) -> Answer {
    heading_ui(ui, "还有没保存的内容");
    ui.label("要先保存吗？不保存的话，上次保存以后的改动会丢失。");
    match buttons_ui(ui, &["先保存", "不保存", "取消"]) {
        Some(0) => Answer::Save(Box::new(then.clone())),
        Some(1) => Answer::Discard(Box::new(then.clone())),
        Some(_) => Answer::Cancel,
        None => Answer::Waiting,
    }
}

fn leaving_ui(ui: &mut Ui) -> Answer {
    heading_ui(ui, "正在导出");
    ui.label("导出完成后窗口自动关闭。现在就关闭的话，这次导出的文件不会写出。");
    match buttons_ui(ui, &["不等导出，关闭窗口", "不关闭"]) {
        Some(0) => Answer::Leave,
        Some(_) => Answer::Cancel,
        None => Answer::Waiting,
    }
}

fn classify_ui(ui: &mut Ui, place: &Place, name: &mut String) -> Answer {
    heading_ui(ui, "标为涉密");
    ui.label("标为涉密后，这里已经录入的全部内容会从公开稿中清除，此前的操作也都不能再撤销。请先确认另有保存。");
    ui.add_space(space::S);
    let item = matches!(place, Place::Item { .. });
    ui.label(if item {
        "照印的标题（现有标题会泄露内容的，请改掉）"
    } else {
        "标题中公开的名称（不能泄露内容）"
    });
    let id = Id::unique("public name");
    if ui.memory(|memory| memory.focused().is_none()) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    if let Some(text) = text_ui(ui, id, "公开的名称", name, "", 1) {
        *name = text;
    }
    if name.trim().is_empty() {
        ui.label(RichText::new("请先填写可以公开的名称。").small());
    }
    match buttons_ui(ui, &["清除内容并标为涉密", "取消"]) {
        Some(0) if !name.trim().is_empty() => Answer::Classify(place.clone(), name.trim().to_owned()),
        Some(1) => Answer::Cancel,
        _ => Answer::Waiting,
    }
}

fn adopt_ui(ui: &mut Ui, changes: &mut [(Change, bool)], imported: &Draft) -> Answer {
    heading_ui(ui, "导入到当前公开稿");
    if changes.is_empty() {
        ui.label("文件里没有与当前公开稿不同的内容，或没有能放进当前模板的内容。");
        return if buttons_ui(ui, &["知道了"]).is_some() { Answer::Cancel } else { Answer::Waiting };
    }
    ui.label("选中的部分按文件替换，其余不动；可以一步撤销。");
    ui.add_space(space::S);
    egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for (change, chosen) in changes.iter_mut() {
            ui.checkbox(chosen, format!("{}（{}处）", change.label, change.lines.len()));
            for line in change.lines.iter().take(4) {
                ui.label(RichText::new(format!("　　{line}")).small());
            }
            if change.lines.len() > 4 {
                ui.label(RichText::new(format!("　　……另有{}处", change.lines.len() - 4)).small());
            }
        }
    });
    match buttons_ui(ui, &["导入选中的部分", "取消"]) {
        Some(0) => {
            Answer::Adopt(Box::new(imported.clone()), changes.iter().filter(|(_, chosen)| *chosen).map(|(change, _)| change.part.clone()).collect())
        }
        Some(_) => Answer::Cancel,
        None => Answer::Waiting,
    }
}

fn convert_ui(ui: &mut Ui, reading: &Reading, reason: &str) -> Answer {
    heading_ui(ui, "旧格式的文件");
    ui.label(reason);
    ui.add_space(space::S);
    ui.label("这台电脑装有 LibreOffice，可以由它转换一份副本来导入，约需几秒到十几秒。原来的文件不变，副本用完即删。");
    match buttons_ui(ui, &["转换后导入", "取消"]) {
        Some(0) => Answer::Convert(reading.clone()),
        Some(_) => Answer::Cancel,
        None => Answer::Waiting,
    }
}

fn roll_ui(ui: &mut Ui, year: &mut String, cards: &mut [(String, bool)]) -> Answer {
    heading_ui(ui, "生成下年度稿");
    ui.label("各表的数清空，留作上年数对照；文字、绩效目标和名词解释带入，逐处核对。当前的公开稿不变。");
    ui.add_space(space::S);
    ui.label("预算年度");
    if let Some(text) = text_ui(ui, Id::unique("roll year"), "下年度", year, "四位数", 1) {
        *year = text;
    }
    if !cards.is_empty() {
        ui.add_space(space::S);
        ui.label("带入的项目（已结束的项目去掉勾选）");
        egui::ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
            for (n, (name, kept)) in cards.iter_mut().enumerate() {
                ui.checkbox(kept, format!("{}、{name}", n + 1));
            }
        });
    }
    let typed = year.trim().parse::<u16>().ok().filter(|year| YEARS.contains(year));
    match (buttons_ui(ui, &["生成", "取消"]), typed) {
        (Some(0), Some(year)) => Answer::Roll(year, cards.iter().enumerate().filter(|(_, (_, kept))| !kept).map(|(n, _)| n).collect()),
        (Some(1), _) => Answer::Cancel,
        _ => Answer::Waiting,
    }
}

fn replace_ui(ui: &mut Ui, files: &[String], then: &Command) -> Answer {
    heading_ui(ui, "已经有这些文件");
    ui.label(format!("{}：要换成新导出的吗？", files.join("、")));
    match buttons_ui(ui, &["替换", "取消"]) {
        Some(0) => Answer::Replace(Box::new(then.clone())),
        Some(_) => Answer::Cancel,
        None => Answer::Waiting,
    }
}
