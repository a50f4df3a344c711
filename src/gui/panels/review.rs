//! How far the open draft is on its way to publishing: who works here, how the stages stand, then what is open, what has changed and what is
//! wrong, each a click from its place.

use egui::{ComboBox, Id, Label, RichText, ScrollArea, TextEdit, Ui};

use crate::compare::Change;
use crate::gui::command::{Action, Command, shortcut_text};
use crate::gui::compare::nearest;
use crate::gui::icons;
use crate::gui::reviewing::{Known, Reviewing};
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{button_ui, icon_button_ui};
use crate::model::{Edit, ListEdit, Remark, Stage, Step};
use crate::review::{At, Standing, clocks, found, standings};
use crate::rules::{Finding, Severity};
use crate::session::Session;
use crate::{day, rules};

/// The fields of this panel.
const FIELDS: [&str; 4] = ["who name", "step words", "remark text", "remark answer"];

/// Whether a field is one of this panel's.
pub fn is_review_field(id: Id) -> bool {
    FIELDS.iter().any(|name| Id::unique(*name) == id)
}

/// A line of the list: two lines of text.
const LINE: f32 = 44.0;

/// Draws the panel. True where who works here was changed.
pub fn review_ui(ui: &mut Ui, session: &Session, reviewing: &mut Reviewing, fresh: bool, actions: &mut Vec<Action>) -> bool {
    ui.horizontal(|ui| {
        ui.label(RichText::new("审核").font(theme::bold(theme::size::BODY + 1.0)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button_ui(ui, icons::X, "收起审核", true).clicked() {
                actions.push(Action::Command(Command::Review));
            }
        });
    });
    let changed = who_ui(ui, reviewing);
    ui.add_space(space::XS);
    way_ui(ui, session, reviewing, fresh);
    step_ui(ui, reviewing, actions);
    ui.separator();
    let height = if reviewing.writing.is_some() || reviewing.looked.is_some() { 190.0 } else { 0.0 };
    if height > 0.0 {
        egui::Panel::bottom("remark").resizable(true).default_size(height).min_size(130.0).frame(egui::Frame::NONE).show(ui, |ui| {
            ui.add_space(space::S);
            if reviewing.writing.is_some() { writing_ui(ui, session, reviewing, actions) } else { looked_ui(ui, session, reviewing, actions) }
        });
    }
    list_ui(ui, session, reviewing, actions);
    changed
}

fn who_ui(ui: &mut Ui, reviewing: &mut Reviewing) -> bool {
    let before = reviewing.who.clone();
    let mut done = false;
    ui.horizontal(|ui| {
        let role = &mut reviewing.who.role;
        let combo = ComboBox::from_id_salt("role").width(96.0).selected_text(role.label()).show_ui(ui, |ui| {
            for stage in Stage::ALL {
                ui.selectable_value(role, stage, stage.label());
            }
        });
        combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "身份"));
        let id = Id::unique(FIELDS[0]);
        let name = ui.add(TextEdit::singleline(&mut reviewing.who.name).id(id).hint_text("姓名").desired_width(f32::INFINITY));
        ui.ctx().accesskit_node_builder(id, |node| node.set_label("姓名"));
        done = name.lost_focus() || before.role != reviewing.who.role;
    });
    done
}

/// The stages, one below another.
fn way_ui(ui: &mut Ui, session: &Session, reviewing: &Reviewing, fresh: bool) {
    let colours = palette(ui);
    let Some(known) = &reviewing.known else { return };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (stage, standing, step) in standings(session.draft(), &known.digest) {
            let (icon, colour) = match standing {
                Standing::Passed => (icons::CHECK_CIRCLE, colours.good),
                Standing::Open => (icons::CIRCLE_DASHED, colours.weak),
                Standing::Broken => (icons::WARNING_CIRCLE, colours.warning),
                Standing::SentBack => (icons::X_CIRCLE, colours.error),
            };
            ui.horizontal(|ui| {
                ui.label(RichText::new(icon).font(theme::icon(theme::size::BODY)).color(colour));
                let name = ui.label(RichText::new(stage.label()).font(theme::bold(theme::size::BODY - 0.5)));
                name.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, format!("{} {}", stage.label(), standing.label())));
                let said = step.map_or_else(|| standing.label().to_owned(), |step| told(step, standing));
                ui.add(Label::new(RichText::new(&said).small().color(colour)).truncate()).on_hover_text(said);
            });
        }
        if !fresh {
            ui.label(RichText::new("内容刚改动，正在重新核对…").small().color(colours.weak));
        }
        for clock in clocks(session.draft(), day::today()) {
            let colour = if clock.left < 0 { colours.error } else { colours.weak };
            ui.add(Label::new(RichText::new(clock.said()).small().color(colour)).wrap());
        }
    });
}

fn told(step: &Step, standing: Standing) -> String {
    let said = [standing.label(), &step.said.by, &step.said.on, &step.said.text];
    said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("　")
}

/// What the role can do now.
fn step_ui(ui: &mut Ui, reviewing: &mut Reviewing, actions: &mut Vec<Action>) {
    let role = reviewing.who.role;
    let (pass, back) = match role {
        Stage::Drafting => ("送审", false),
        Stage::Review => ("通过复核", true),
        Stage::Secrecy => ("通过保密审查", true),
        Stage::SignOff => ("审签", true),
        Stage::Publishing => ("登记已公开", false),
    };
    ui.add_space(space::XS);
    let id = Id::unique(FIELDS[1]);
    let hint = if back { "意见；退回时写理由" } else { "说明（可不填）" };
    ui.add(TextEdit::singleline(&mut reviewing.words).id(id).hint_text(hint).desired_width(f32::INFINITY));
    ui.ctx().accesskit_node_builder(id, |node| node.set_label("办理意见"));
    ui.horizontal_wrapped(|ui| {
        if button_ui(ui, icons::CHECK_CIRCLE, pass, true).clicked() {
            actions.push(Action::Command(Command::Step { sent_back: false }));
        }
        if back && button_ui(ui, icons::ARROW_U_UP_LEFT, "退回修改", true).clicked() {
            actions.push(Action::Command(Command::Step { sent_back: true }));
        }
        if button_ui(ui, icons::FILE_PDF, "审批表…", true).on_hover_text("公开审批表：谁、何时、内容摘要、未了事项，可打印").clicked()
        {
            actions.push(Action::Command(Command::ApprovalSheet));
        }
    });
}

/// A line of the list.
enum Line<'a> {
    Head(String, Option<(&'static str, Command)>),
    Remark(&'a Remark),
    Change(&'a Change),
    Finding(&'a Finding),
}

/// What is open, what has changed, what is wrong.
fn list_ui(ui: &mut Ui, session: &Session, reviewing: &mut Reviewing, actions: &mut Vec<Action>) {
    let draft = session.draft();
    let mut lines: Vec<Line<'_>> = Vec::new();
    let open = draft.remarks.iter().filter(|remark| remark.is_open());
    let count = open.clone().count();
    lines.push(Line::Head(format!("未了意见 {count}"), Some(("加意见", Command::AddRemark))));
    lines.extend(open.map(Line::Remark));
    if reviewing.settled {
        lines.extend(draft.remarks.iter().filter(|remark| !remark.is_open()).map(Line::Remark));
    }
    if let Some(Known { since_step: Some((step, since)), changes, .. }) = reviewing.known.as_ref() {
        let compare = (!changes.is_empty()).then(|| ("逐处对照", Command::CompareStep(step.clone())));
        lines.push(Line::Head(format!("改动 {}，自{since}以来", changes.len()), compare));
        lines.extend(changes.iter().map(Line::Change));
    }
    let mut findings: Vec<&Finding> = session.open_findings().collect();
    if reviewing.who.role == Stage::Secrecy {
        findings.sort_by_key(|finding| finding.severity != Severity::Secrecy);
    }
    lines.push(Line::Head(format!("核查问题 {}", findings.len()), Some(("列出并处理", Command::Findings))));
    lines.extend(findings.into_iter().map(Line::Finding));

    let settled = draft.remarks.len() - count;
    if settled > 0 {
        ui.checkbox(&mut reviewing.settled, format!("也列出已办结的意见 {settled}"));
    }
    let looked = reviewing.looked.as_ref().map(|(id, _)| id.clone());
    ScrollArea::vertical().id_salt("review list").auto_shrink(false).show_rows(ui, LINE, lines.len(), |ui, rows| {
        for line in &lines[rows] {
            line_ui(ui, session, line, looked.as_deref(), actions);
        }
    });
}

fn line_ui(ui: &mut Ui, session: &Session, line: &Line<'_>, looked: Option<&str>, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    match line {
        Line::Head(text, button) => {
            // The button has its place, whatever the words are.
            ui.allocate_ui_with_layout(egui::vec2(ui.available_width(), LINE), egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if let Some((word, command)) = button
                    && ui.small_button(*word).on_hover_text(shortcut_text(command).unwrap_or_default()).clicked()
                {
                    actions.push(Action::Command(command.clone()));
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let words = RichText::new(text).font(theme::bold(theme::size::BODY - 0.5));
                    ui.add(Label::new(words).truncate()).on_hover_text(text);
                });
            });
        }
        Line::Remark(remark) => {
            let gone = matches!(found(session.draft(), remark), At::Gone);
            let below = if gone { format!("{}（这一处已经不在了）", remark.about) } else { remark.about.clone() };
            let colour = if remark.is_open() { colours.ink } else { colours.weak };
            let by = if remark.said.by.is_empty() { remark.stage.label() } else { &remark.said.by };
            let text = format!("{by}：{}", remark.said.text);
            if two_ui(ui, &text, colour, &below, looked == Some(remark.id.as_str())) {
                actions.push(Action::Command(Command::ShowRemark(remark.id.clone())));
            }
        }
        Line::Change(change) => {
            let value = |text: &str| if text.is_empty() { "（空）".to_owned() } else { text.replace('\n', " ") };
            let text = format!("{}：{} → {}", change.kind.label(), value(&change.before), value(&change.after));
            if two_ui(ui, &text, colours.ink, &change.said, false)
                && let Some(place) = nearest(change, session.draft())
            {
                actions.push(Action::Command(Command::GoTo(place)));
            }
        }
        Line::Finding(finding) => {
            let colour = match finding.severity {
                Severity::Error => colours.error,
                Severity::Warning | Severity::Secrecy => colours.warning,
                Severity::Hint => colours.weak,
            };
            let text = format!("{} {}", rules::Severity::label(finding.severity), finding.message);
            if two_ui(ui, &text, colour, &finding.place.describe(session.draft()), false) {
                actions.push(Action::Command(Command::GoTo(finding.place.clone())));
            }
        }
    }
}

/// Two lines that are one button. True where it was clicked.
fn two_ui(ui: &mut Ui, text: &str, colour: egui::Color32, below: &str, selected: bool) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), LINE), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, selected, format!("{text} {below}")));
    if selected || response.hovered() {
        ui.painter().rect_filled(rect, 4.0, if selected { colours.selected } else { colours.head });
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), 4.0, egui::Stroke::new(1.5, colours.accent), egui::StrokeKind::Inside);
    }
    let line = |text: &str, font: egui::FontId, colour: egui::Color32| {
        let mut job = egui::text::LayoutJob::simple_singleline(text.replace('\n', " "), font, colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width((rect.width() - 2.0 * space::S).max(20.0));
        ui.painter().layout_job(job)
    };
    let first = line(text, theme::body(), colour);
    let second = line(below, egui::FontId { size: theme::size::SMALL, ..theme::body() }, colours.weak);
    ui.painter().galley(rect.left_top() + egui::vec2(space::S, 3.0), first, colour);
    ui.painter().galley(rect.left_top() + egui::vec2(space::S, 23.0), second, colours.weak);
    response.on_hover_text(format!("{text}\n{below}")).clicked()
}

/// The remark that is being written.
fn writing_ui(ui: &mut Ui, session: &Session, reviewing: &mut Reviewing, actions: &mut Vec<Action>) {
    let focus = std::mem::take(&mut reviewing.focus);
    let Some((place, quote, text)) = &mut reviewing.writing else { return };
    let about = crate::review::about(session.work(), place, quote);
    ui.add(Label::new(RichText::new(format!("意见：{about}")).font(theme::bold(theme::size::BODY - 0.5))).wrap());
    let id = Id::unique(FIELDS[2]);
    let field =
        ui.add(TextEdit::multiline(text).id(id).desired_rows(3).desired_width(f32::INFINITY).hint_text("哪里不对，要怎么改；Ctrl+Enter 确定"));
    ui.ctx().accesskit_node_builder(id, |node| node.set_label("意见内容"));
    if focus {
        field.request_focus();
    }
    let typed = !text.trim().is_empty();
    // The event's own modifiers count: the keys may be up again by the end of the frame.
    let entered = field.has_focus() && ui.input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, egui::Key::Enter));
    let left = field.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape));
    ui.horizontal(|ui| {
        if (ui.add_enabled(typed, egui::Button::new("确定")).clicked() || entered) && typed {
            actions.push(Action::Command(Command::PutRemark));
        }
        if ui.button("取消").clicked() || left {
            reviewing.writing = None;
        }
    });
}

/// The remark that is looked at: all of it, and what can be said to it.
fn looked_ui(ui: &mut Ui, session: &Session, reviewing: &mut Reviewing, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    let Some((id, mut answer)) = reviewing.looked.clone() else { return };
    let Some(remark) = session.draft().remarks.iter().find(|remark| remark.id == id) else {
        reviewing.looked = None;
        return;
    };
    let mut closed = false;
    // What can be done stays in sight, however much was said.
    egui::Panel::bottom("remark tools").show_separator_line(false).frame(egui::Frame::NONE).show(ui, |ui| {
        let field = Id::unique(FIELDS[3]);
        ui.add(TextEdit::singleline(&mut answer).id(field).hint_text("答复").desired_width(f32::INFINITY));
        ui.ctx().accesskit_node_builder(field, |node| node.set_label("答复"));
        let replaced = |new: Remark| Edit::Remarks(ListEdit::Replace(Box::new(new)));
        ui.horizontal_wrapped(|ui| {
            let typed = !answer.trim().is_empty();
            if ui.add_enabled(typed, egui::Button::new("答复")).clicked() {
                let mut new = remark.clone();
                new.answers.push(reviewing.said(&answer));
                actions.push(Action::edit(replaced(new), "答复意见"));
                answer.clear();
            }
            if remark.is_open() {
                if ui.button("办结").on_hover_text("已经改好或说清楚；以后仍可查看").clicked() {
                    let new = Remark { settled: Some(reviewing.said(&answer)), ..remark.clone() };
                    actions.push(Action::edit(replaced(new), "办结意见"));
                    answer.clear();
                }
            } else if ui.button("重新打开").clicked() {
                actions.push(Action::edit(replaced(Remark { settled: None, ..remark.clone() }), "重新打开意见"));
            }
            if ui.button("删除").on_hover_text("连同答复一起删除，可以撤销").clicked() {
                actions.push(Action::edit(Edit::Remarks(ListEdit::Remove(id.clone())), "删除意见"));
            }
            closed = ui.button("收起").clicked();
        });
    });
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let weak = |text: String| RichText::new(text).small().color(colours.weak);
        ui.add(Label::new(weak(remark.about.clone())).wrap());
        ui.add(Label::new(&remark.said.text).wrap());
        ui.label(weak(format!("{} {} {}", remark.stage.label(), remark.said.by, remark.said.on)));
        for said in remark.answers.iter().chain(&remark.settled) {
            let what = if Some(said) == remark.settled.as_ref() { "办结" } else { "答复" };
            ui.add(Label::new(format!("{what}：{}", said.text)).wrap());
            ui.label(weak(format!("{} {}", said.by, said.on)));
        }
    });
    reviewing.looked = (!closed).then_some((id, answer));
}
