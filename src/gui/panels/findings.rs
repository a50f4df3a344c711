//! The findings, worst first: filtered and searched, mended one by one or all of a kind, answered; a click shows the place.

use egui::{RichText, ScrollArea, TextEdit, Ui};

use crate::gui::command::{Action, Command};
use crate::gui::theme::palette;
use crate::model::{Answer, Draft, Edit};
use crate::rules::{Finding, LABELS, Severity, Status, fixes};
use crate::session::Session;

/// What the list shows, and what is being answered.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// Only findings of this kind.
    kind: Option<&'static str>,
    /// Only findings with these words.
    sought: String,
    /// Those that are answered, too.
    answered: bool,
    /// The finding that is being answered, by id, with the reason typed so far.
    answering: Option<(String, String)>,
    /// Who answers; kept from one answer to the next.
    by: String,
    /// By duty (公开完整性自评) in the place of the list.
    duties: bool,
    /// The finding shown last, by id.
    current: Option<String>,
}

impl Problems {
    /// The finding after the one shown last, or before it: open ones, in the order of the list, round and round.
    pub fn turn<'a>(&mut self, session: &'a Session, forth: bool) -> Option<&'a Finding> {
        let open: Vec<&Finding> = session.findings().iter().filter(|finding| finding.is_open(session.draft())).collect();
        let at = self.current.as_ref().and_then(|id| open.iter().position(|finding| finding.id() == *id));
        let next = match (at, forth) {
            (None, true) => 0,
            (Some(at), true) => (at + 1) % open.len().max(1),
            (None | Some(0), false) => open.len().checked_sub(1)?,
            (Some(at), false) => at - 1,
        };
        let finding = open.get(next).copied()?;
        self.current = Some(finding.id());
        Some(finding)
    }

    fn shows(&self, finding: &Finding, draft: &Draft) -> bool {
        let of_kind = self.kind.is_none_or(|kind| kind == finding.label());
        let sought = self.sought.trim();
        let said = || {
            sought.is_empty() || finding.code.contains(sought) || finding.message.contains(sought) || finding.place.describe(draft).contains(sought)
        };
        of_kind && (self.answered || !finding.answered(draft)) && said()
    }
}

/// Draws the list. `today` is the day that an answer is of.
pub fn findings_ui(ui: &mut Ui, session: &Session, problems: &mut Problems, today: &str, actions: &mut Vec<Action>) {
    let draft = session.draft();
    if problems.duties {
        ui.horizontal(|ui| ui.toggle_value(&mut problems.duties, "公开完整性自评"));
        super::duties::duties_ui(ui, session, actions);
        return;
    }
    if session.findings().is_empty() {
        ui.toggle_value(&mut problems.duties, "公开完整性自评");
        ui.label("没有发现问题：勾稽关系全部成立，科目编码都在科目表里。");
        return;
    }
    head_ui(ui, session, problems);
    answer_ui(ui, session, problems, today, actions);
    let shown: Vec<&Finding> = session.findings().iter().filter(|finding| problems.shows(finding, draft)).collect();
    if shown.is_empty() {
        ui.label("没有符合条件的问题。");
    }
    // A line is as high as its buttons.
    let height = ui.spacing().interact_size.y.max(26.0);
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, shown.len(), |ui, rows| {
        for finding in &shown[rows] {
            ui.horizontal(|ui| {
                ui.set_height(height);
                line_ui(ui, session, finding, problems, actions);
            });
        }
    });
}

/// How many of each kind, what is looked for.
fn head_ui(ui: &mut Ui, session: &Session, problems: &mut Problems) {
    let draft = session.draft();
    ui.horizontal(|ui| {
        let open = session.findings().iter().filter(|finding| problems.answered || !finding.answered(draft));
        let labels: Vec<&'static str> = open.map(Finding::label).collect();
        ui.selectable_value(&mut problems.kind, None, format!("全部 {}", labels.len()));
        for kind in LABELS {
            let count = labels.iter().filter(|label| **label == kind).count();
            if count > 0 || problems.kind == Some(kind) {
                ui.selectable_value(&mut problems.kind, Some(kind), format!("{kind} {count}"));
            }
        }
        let field = TextEdit::singleline(&mut problems.sought).hint_text("查找问题").desired_width(140.0);
        let response = ui.add(field.id(egui::Id::unique("problems sought")));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label("查找问题"));
        let count = session.findings().iter().filter(|finding| finding.answered(draft)).count();
        if count > 0 {
            ui.checkbox(&mut problems.answered, format!("也列出已说明的 {count}"));
        }
        ui.toggle_value(&mut problems.duties, "公开完整性自评");
    });
}

/// Where the reason is typed.
fn answer_ui(ui: &mut Ui, session: &Session, problems: &mut Problems, today: &str, actions: &mut Vec<Action>) {
    let Some((id, mut reason)) = problems.answering.clone() else { return };
    let Some(finding) = session.findings().iter().find(|finding| finding.id() == id) else {
        problems.answering = None;
        return;
    };
    let (mut done, mut left) = (false, false);
    ui.horizontal(|ui| {
        ui.label(format!("说明 {}：", finding.code)).on_hover_text(&finding.message);
        let response =
            ui.add(TextEdit::singleline(&mut reason).hint_text("为什么可以保留").desired_width(320.0).id(egui::Id::unique("problem reason")));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label("理由"));
        ui.label("说明人");
        let by = ui.add(TextEdit::singleline(&mut problems.by).desired_width(80.0).id(egui::Id::unique("problem by")));
        ui.ctx().accesskit_node_builder(by.id, |node| node.set_label("说明人"));
        let typed = !reason.trim().is_empty();
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let clicked = ui.add_enabled(typed, egui::Button::new("确定")).clicked();
        done = typed && (clicked || entered);
        left = ui.button("取消").clicked();
    });
    problems.answering = Some((id.clone(), reason.clone())).filter(|_| !done && !left);
    if done {
        let answer =
            Answer { place: finding.place.clone(), reason: reason.trim().to_owned(), by: problems.by.trim().to_owned(), on: today.to_owned() };
        let edit = Edit::Answer { finding: id, place: finding.place.clone(), answer: Some(answer) };
        actions.push(Action::edit(edit, "说明核查问题"));
    }
}

fn line_ui(ui: &mut Ui, session: &Session, finding: &Finding, problems: &mut Problems, actions: &mut Vec<Action>) {
    let (colours, draft) = (palette(ui), session.draft());
    let colour = match (finding.status, finding.severity) {
        (Status::NotChecked, _) | (_, Severity::Hint) => colours.weak,
        (_, Severity::Error) => colours.error,
        (_, Severity::Warning | Severity::Secrecy) => colours.warning,
    };
    ui.label(RichText::new(finding.label()).color(colour));
    ui.label(RichText::new(&finding.code).color(colours.weak));
    if let Some(fix) = &finding.fix {
        if ui.small_button(&fix.label).on_hover_text("改好这一处，可以撤销").clicked() {
            actions.push(Action::edit(fix.edit.clone(), &fix.label));
        }
        let is_alone = session.findings().iter().filter(|other| other.code == finding.code && other.fix.is_some()).nth(1).is_none();
        let alike = if is_alone { Vec::new() } else { fixes(session.findings(), &finding.code, draft) };
        let label = format!("同类{}处", alike.len());
        if alike.len() > 1 && ui.small_button(label).on_hover_text("没有说明过的同类问题一次改好，可以一步撤销").clicked() {
            actions.push(Action::edit(Edit::Several(alike), "一次改好同类问题"));
        }
    }
    if finding.status == Status::Broken {
        match finding.answer(draft) {
            Some(answer) => {
                let by = [answer.by.as_str(), answer.on.as_str()].join(" ");
                ui.label(RichText::new(format!("已说明：{}", answer.reason)).color(colours.weak)).on_hover_text(by);
                if ui.small_button("取消说明").clicked() {
                    let edit = Edit::Answer { finding: finding.id(), place: finding.place.clone(), answer: None };
                    actions.push(Action::edit(edit, "取消说明"));
                }
            }
            None if ui.small_button("说明").on_hover_text("写明为什么可以保留，随公开稿保存").clicked() => {
                problems.answering = Some((finding.id(), String::new()));
            }
            None => {}
        }
    }
    let text = format!("{}　{}", finding.place.describe(draft), finding.message);
    let line = egui::Button::new(&text).frame(false).truncate();
    if ui.add(line).on_hover_text(format!("{text}\n（点一下转到这一处）")).clicked() {
        problems.current = Some(finding.id());
        actions.push(Action::Command(Command::GoTo(finding.place.clone())));
    }
}
