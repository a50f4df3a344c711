//! The application: panels read the session and push actions; the actions are carried out after the frame.
//!
//! Its other work has files of its own: drafts in files (`files`), imports (`import`), what goes on beside the window (`job`).

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui, ViewportCommand};

use super::asked::Ask;
use super::comfort::Comfort;
use super::command::{Action, AddKind, Command};
use super::compare::Comparing;
use super::dialogs::{Answer, Dialog, NewDraft, dialog_ui};
use super::exporting::Choice;
use super::fit::Fit;
use super::help::{Help, Parts, help_ui};
use super::import::Reading;
use super::job::{Jobs, Kind};
use super::layouts::Layouts;
use super::merging::Merging;
use super::opening::{Left, Offered, left};
use super::palette::{Of, Palette, palette_ui};
use super::panels::{
    Imported, Listed, Problems, Search, Tracing, bar_ui, compare_ui, findings_ui, outline_ui, preview_ui, report_ui, review_ui, search_ui, start_ui,
    status_ui, trace_ui, work_ui,
};
use super::preview::Preview;
use super::recent::Recent;
use super::reviewing::Reviewing;
use super::theme::{palette, space};
use super::typed::clean_typed;
use super::views::{ViewState, settle, view_ui};
use crate::day;
use crate::model::{Addition, AdditionKind, Card, Draft, Edit, FreeTable, ListEdit, Place, anchor, fresh};
use crate::session::{Paths, Session, View, view_of};
use crate::store;
use crate::template::Library;

/// The window's state.
#[allow(clippy::struct_excessive_bools)] // each is a state of its own: shown, asking, leaving
pub struct App {
    pub(super) library: Arc<Library>,
    pub(super) session: Option<Session>,
    pub(super) view: View,
    pub(super) views: ViewState,
    pub(super) dialog: Option<Dialog>,
    /// What happened last, at the foot of the window.
    pub(super) said: String,
    show_findings: bool,
    /// What the list of findings shows.
    problems: Problems,
    /// What the import came to that the open draft is from.
    pub(super) imported: Option<Imported>,
    /// Files in which something hidden was left out, as they would be read with it.
    pub(super) hidden: Option<Reading>,
    pub(super) show_report: bool,
    /// What the open draft is compared with.
    pub(super) comparing: Option<Comparing>,
    /// The way to publishing.
    pub(super) reviewing: Reviewing,
    /// The pages beside the part.
    pub(super) preview: Preview,
    search: Search,
    palette: Palette,
    /// Where the figure that is worked at comes from and goes.
    pub(super) tracing: Tracing,
    /// Keys and tour.
    help: Help,
    /// How the window is liked, and as it was kept last; `None` before the first frame.
    pub(super) comfort: Comfort,
    pub(super) comfort_kept: Option<Comfort>,
    /// The clipboard was asked for, to take a whole table over.
    pub(super) pasting: bool,
    pub(super) recent: Recent,
    /// The samples with the titles of their documents.
    samples: Vec<(&'static str, String)>,
    /// Work that goes on beside the window.
    pub(super) jobs: Jobs,
    /// What the first frame begins with.
    first: Option<Command>,
    /// The user has agreed to leave.
    leaving: bool,
    /// Where journals and versions are that are not beside a draft.
    pub(super) paths: Paths,
    /// Drafts in no file that were not saved, for the start page.
    pub(super) left: Vec<Left>,
    /// What was not saved, until somebody says what becomes of it.
    pub(super) offered: Option<Box<Offered>>,
    /// Two people's changes, until somebody says whose count where they differ.
    pub(super) merging: Option<Merging>,
    /// Why edits are not taken down, which is told once.
    trouble_told: Option<String>,
    /// Whether the window had the focus in the frame before.
    focused: bool,
    fit: Fit,
    /// What was exported last, and what for.
    pub(super) export_choice: Choice,
    /// Whether that is kept for the next time, and whether files that were made are shown: not in tests.
    pub(super) keeps_choices: bool,
    pub(super) shows_files: bool,
    /// Pages that were handed to the viewer; they go with the window.
    pub(super) printed: Option<tempfile::TempDir>,
    /// Counts the drafts opened, so that a file chosen for one is not given to another.
    pub(super) number: u64,
}

impl App {
    /// The start page, or a draft, or a file to be imported.
    #[must_use]
    pub fn new(library: Library, file: Option<PathBuf>, recent: Recent) -> Self {
        Self {
            library: Arc::new(library),
            session: None,
            view: View::default(),
            views: ViewState::default(),
            dialog: None,
            said: String::new(),
            show_findings: false,
            problems: Problems::default(),
            imported: None,
            hidden: None,
            show_report: false,
            comparing: None,
            reviewing: Reviewing::default(),
            preview: Preview::default(),
            search: Search::default(),
            palette: Palette::default(),
            tracing: Tracing::default(),
            help: Help::default(),
            comfort: Comfort::default(),
            comfort_kept: None,
            pasting: false,
            recent,
            samples: sample_titles(),
            jobs: Jobs::default(),
            first: file.map(|file| Command::for_files(vec![file])),
            leaving: false,
            paths: Paths::default(),
            left: Vec::new(),
            offered: None,
            merging: None,
            trouble_told: None,
            focused: true,
            fit: Fit::default(),
            export_choice: Choice::default(),
            keeps_choices: false,
            shows_files: false,
            printed: None,
            number: 0,
        }
    }

    /// Keeps here what is not beside a draft, and lists what was left there.
    #[must_use]
    pub fn keeping(mut self, paths: Paths) -> Self {
        self.left = left(&paths);
        self.paths = paths;
        self.load_who();
        self.load_comfort();
        self
    }

    /// Begins with what was chosen last, keeps what is chosen, and shows files that were made.
    #[must_use]
    pub fn remembering(mut self, choice: Choice) -> Self {
        self.export_choice = choice;
        (self.keeps_choices, self.shows_files) = (true, true);
        self.views.layouts = Layouts::load();
        self
    }

    /// The open draft.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Whether the pages beside the draft are those of the draft as it is.
    #[must_use]
    pub fn is_previewed(&self) -> bool {
        self.session.as_ref().is_some_and(|session| self.preview.is_of(self.number, session))
    }

    /// What happened last.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Draws everything, then carries out what was asked for.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        if let Some(first) = self.first.take() {
            self.command(&ctx, first);
        }
        self.fit.fit(&ctx);
        self.take_comfort(&ctx);
        let mut actions = Vec::new();
        self.pasted(&ctx);
        clean_typed(&ctx);
        self.shortcuts(&ctx, &mut actions);
        self.panels_ui(ui, &mut actions);
        for action in actions {
            self.act(&ctx, action);
        }
        self.answers(&ctx);
        self.watch(&ctx);
        self.dropped(&ctx);
        self.help(&ctx);
        self.keep_comfort(&ctx);
        if let Some(mut dialog) = self.dialog.take() {
            let answer = dialog_ui(&ctx, &mut dialog, &self.library.templates);
            if answer == Answer::Waiting {
                self.dialog = Some(dialog);
            } else {
                self.answer(&ctx, answer);
            }
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.leaving {
            self.settle(&ctx, false);
            if !self.is_saved() || self.jobs.is_running(Kind::Writing) {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.command(&ctx, Command::Quit);
            }
        }
    }

    /// What happens to the file while the window is looked at: somebody else's saving, a journal that cannot be written.
    fn watch(&mut self, ctx: &Context) {
        let focused = ctx.input(|input| input.focused);
        if focused && !self.focused {
            self.look_at_file(ctx);
        }
        self.focused = focused;
        let trouble = self.session.as_ref().and_then(Session::journal_trouble);
        if trouble != self.trouble_told {
            if let Some(trouble) = &trouble {
                self.said.clone_from(trouble);
            }
            self.trouble_told = trouble;
        }
    }

    /// Keys and tour; the tour begins with the first draft that is ever open here.
    fn help(&mut self, ctx: &Context) {
        if self.session.is_some() && !self.comfort.toured && self.paths.folder().is_some() && self.dialog.is_none() {
            self.comfort.toured = true;
            self.help.step = Some(0);
        }
        if self.session.is_none() {
            self.help.step = None;
        }
        help_ui(ctx, &mut self.help);
    }

    /// Files dropped on the window.
    fn dropped(&mut self, ctx: &Context) {
        let files: Vec<PathBuf> = ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if !files.is_empty() && self.dialog.is_none() {
            self.command(ctx, Command::for_files(files));
        }
    }

    fn shortcuts(&self, ctx: &Context, actions: &mut Vec<Action>) {
        if self.dialog.is_some() {
            return;
        }
        for (command, shortcut) in Command::SHORTCUTS {
            if ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
                actions.push(Action::Command(command));
            }
        }
    }

    fn panels_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let colours = palette(ui);
        let strip = |x, y| Frame::new().fill(colours.ground).inner_margin(Margin::symmetric(x, y));
        if self.jobs.shown().next().is_some() {
            Panel::bottom("work").frame(strip(16, 6)).show(ui, |ui| work_ui(ui, &self.jobs, actions));
        }
        let Some(session) = &self.session else {
            CentralPanel::default().frame(Frame::new().fill(colours.ground).inner_margin(Margin::same(24))).show(ui, |ui| {
                let recent = self.recent.files();
                let listed = Listed { left: &self.left, recent, samples: &self.samples, faults: &self.library.faults };
                start_ui(ui, &listed, &self.said, actions);
            });
            return;
        };
        let (doubts, writing) = (self.imported.as_ref().map(Imported::doubts), self.jobs.is_running(Kind::Writing));
        let bar = Panel::top("bar").frame(strip(12, 8)).show(ui, |ui| bar_ui(ui, session, doubts, writing, actions));
        let status = Panel::bottom("status").frame(strip(16, 6)).show(ui, |ui| status_ui(ui, session, &self.said));
        let mut sizes = Vec::new();
        if self.show_findings {
            let panel = Panel::bottom("findings").resizable(true).default_size(200.0).min_size(130.0);
            panel.frame(strip(16, 8)).show(ui, |ui| findings_ui(ui, session, &mut self.problems, &day::said(day::today()), actions));
        }
        if let Some(imported) = self.imported.as_mut().filter(|_| self.show_report) {
            let panel = Panel::bottom("report").resizable(true).default_size(190.0).min_size(130.0);
            panel.frame(strip(16, 8)).show(ui, |ui| report_ui(ui, imported, actions));
        }
        if let Some(comparing) = &mut self.comparing {
            if let Err(reason) = comparing.keep_up(ui.ctx(), session) {
                self.said = format!("不再比较：{reason}");
                actions.push(Action::Command(Command::StopComparing));
            }
            let panel = Panel::bottom("compare").resizable(true).default_size(280.0).min_size(150.0);
            panel.frame(strip(16, 8)).show(ui, |ui| compare_ui(ui, session, comparing, actions));
        }
        if self.search.shown {
            let panel = Panel::bottom("search").resizable(true).default_size(190.0).min_size(110.0);
            panel.frame(strip(16, 8)).show(ui, |ui| search_ui(ui, session, &mut self.search, self.number, actions));
        }
        palette_ui(ui.ctx(), session, &mut self.palette, actions);
        let mut who_changed = false;
        if self.reviewing.shown {
            self.reviewing.keep_up(ui.ctx(), session, &self.library.codes, self.number);
            let fresh = self.reviewing.is_of(self.number, session);
            let panel = Panel::right("review").resizable(true).default_size(320.0).min_size(250.0);
            panel.frame(strip(12, 8)).show(ui, |ui| who_changed = review_ui(ui, session, &mut self.reviewing, fresh, actions));
        }
        if self.preview.shown {
            self.preview.keep_up(ui.ctx(), session, &self.library, self.number, &self.view);
            let fresh = self.preview.is_of(self.number, session);
            let spot = super::views::spot(ui.ctx(), &self.view, session, &self.library.codes, &self.views).map(|(place, _)| place);
            let panel = Panel::right("preview").resizable(true).default_size(self.panel_size("preview", 460.0)).min_size(240.0);
            let drawn = panel.frame(strip(8, 8)).show(ui, |ui| preview_ui(ui, session, &mut self.preview, fresh, spot.as_ref(), actions));
            sizes.push(("preview", drawn.response.rect.width()));
        }
        if self.tracing.shown {
            let spot = super::views::spot(ui.ctx(), &self.view, session, &self.library.codes, &self.views).map(|(place, _)| place);
            let panel = Panel::right("trace").resizable(true).default_size(self.panel_size("trace", 320.0)).min_size(220.0);
            let drawn = panel.frame(strip(12, 8)).show(ui, |ui| trace_ui(ui, session, &mut self.tracing, self.number, spot, actions));
            sizes.push(("trace", drawn.response.rect.width()));
        }
        self.views.beside = self.comparing.as_ref().map(|comparing| Rc::clone(&comparing.beside)).unwrap_or_default();
        let mut chosen = None;
        let panel = Panel::left("outline").resizable(true).default_size(self.panel_size("outline", 280.0)).min_size(180.0);
        let outline = panel.frame(strip(8, 8)).show(ui, |ui| chosen = outline_ui(ui, session, &self.view, actions));
        sizes.push(("outline", outline.response.rect.width()));
        let paper = Frame::new().fill(colours.ground).inner_margin(Margin { left: 20, right: 16, top: 12, bottom: 8 });
        let view = CentralPanel::default().frame(paper).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            ui.push_id(("view", view_name(&self.view)), |ui| {
                view_ui(ui, &self.view, session, &self.library, &mut self.views, actions);
            });
        });
        self.help.parts = Parts {
            bar: Some(bar.response.rect),
            outline: Some(outline.response.rect),
            view: Some(view.response.rect),
            status: Some(status.response.rect),
        };
        for (name, size) in sizes {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // points of a window
            self.comfort.panels.insert(name.to_owned(), size.clamp(0.0, 10_000.0).round() as u16);
        }
        if who_changed {
            self.keep_who();
        }
        if let Some(view) = chosen {
            let ctx = ui.ctx().clone();
            self.settle(&ctx, false);
            self.view = view;
        }
    }

    pub(super) fn act(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::Edit { edit, label, key } => {
                // What was said of earlier steps is no longer true of this one.
                self.said.clear();
                let Some(session) = &mut self.session else { return };
                if let Some(reason) = session.read_only() {
                    self.said = format!("没有改动：{reason}");
                } else if !session.edit(edit, &label, key.as_deref(), &self.library.codes) {
                    self.said = "这一处已经不在了，没有改动".into();
                }
            }
            Action::Pause => {
                if let Some(session) = &mut self.session {
                    session.pause();
                }
            }
            Action::Rollback(key) => {
                if let Some(session) = &mut self.session {
                    session.rollback(&key, &self.library.codes);
                }
            }
            Action::Say(text) => self.said = text,
            Action::Copy(text) => ctx.copy_text(text),
            Action::Command(command) => self.command(ctx, command),
        }
    }

    /// Before anything else: what is being typed in a grid counts, or with `drop` is taken back.
    pub(super) fn settle(&mut self, ctx: &Context, drop: bool) -> bool {
        let mut actions = Vec::new();
        let Some(session) = &self.session else { return false };
        let editing = settle(&self.view, session, &self.library.codes, &mut self.views, drop, &mut actions);
        for action in actions {
            self.act(ctx, action);
        }
        editing
    }

    /// Carries out a command; first asks about unsaved work that it would take away.
    pub fn command(&mut self, ctx: &Context, command: Command) {
        // Undo in the middle of typing takes back just that.
        let undoing = matches!(command, Command::Undo | Command::Redo);
        if self.settle(ctx, undoing) && undoing {
            self.said = "已撤销正在录入的内容".into();
            return;
        }
        if command.needs_saved() && !self.is_saved() {
            self.dialog = Some(Dialog::Unsaved(Box::new(command)));
        } else {
            self.carry_out(ctx, command);
        }
    }

    /// Carries out a command, whatever becomes of unsaved work.
    pub(super) fn carry_out(&mut self, ctx: &Context, command: Command) {
        if let Some(reason) = self.session.as_ref().and_then(Session::read_only).filter(|_| command.changes()) {
            self.said = format!("没有改动：{reason}");
            return;
        }
        match command {
            Command::New => self.ask_new(),
            Command::Open => self.choose_open(ctx),
            Command::OpenFile(file) => self.open(&file),
            Command::Import => self.choose_import(ctx, false),
            Command::ImportFiles(files) => self.read(ctx, Reading::of(files, false)),
            Command::ImportHidden(reading) => self.read(ctx, *reading),
            Command::Take(read) => {
                let (draft, report) = *read;
                self.take(draft, report);
            }
            Command::StopReading => {
                self.jobs.give_up(Kind::Reading);
                self.hidden = None;
                self.said = "已停止读取，公开稿没有改动".into();
            }
            Command::ImportInto => self.choose_import(ctx, true),
            Command::ImportFilesInto(files) => self.read(ctx, Reading::of(files, true)),
            Command::PasteWhole => self.ask_paste(ctx),
            Command::Roll => self.ask_roll(),
            Command::Report => self.show_report = !self.show_report,
            Command::Settle(n, computed) => self.settle_doubt(n, computed),
            Command::Sample(name) => match store::sample(name) {
                Ok(draft) => self.show_sample(draft),
                Err(error) => self.trouble("示例打不开", error.to_string()),
            },
            Command::Classify(place) => self.ask_classify(place),
            Command::Add(kind) => self.add(ctx, kind),
            Command::Restore(path) => self.restore(&path),
            Command::DropUnsaved(path, title) => self.dialog = Some(Dialog::File(Ask::Drop(path, title))),
            Command::Versions => {
                let versions = self.session.as_ref().map_or_else(Vec::new, Session::versions);
                self.dialog = Some(Dialog::File(Ask::Versions(versions)));
            }
            Command::Close => {
                self.comparing = None;
                self.close_session();
                self.left = left(&self.paths);
                self.number += 1;
                self.said.clear();
            }
            Command::Quit if self.jobs.is_running(Kind::Writing) => self.dialog = Some(Dialog::Leaving),
            Command::Quit => self.leave(ctx),
            Command::Save => self.save(ctx, None),
            Command::SaveAs => self.choose_save(ctx, None),
            Command::Export => self.ask_export(),
            Command::ExportFiles(files, options) => self.export(ctx, files, options),
            Command::StopExport => self.jobs.ask_to_stop(Kind::Writing),
            Command::Print => self.print(ctx),
            Command::Undo | Command::Redo => self.step(command == Command::Undo),
            Command::Findings => self.show_findings = !self.show_findings,
            Command::NextProblem | Command::PreviousProblem => self.turn_problem(ctx, command == Command::NextProblem),
            Command::Compare => self.choose_compare(ctx),
            Command::CompareFile(file) => self.compare_file(ctx, file),
            Command::LastYear => self.choose_last_year(ctx),
            Command::LastYearFile(file) => self.last_year_file(ctx, file),
            Command::List => self.choose_lists(ctx),
            Command::ListFiles(files) => self.read_lists(ctx, files),
            Command::TakeOver(chosen) => self.take_over(&chosen),
            Command::StopComparing => self.comparing = None,
            Command::Review => self.reviewing.shown = !self.reviewing.shown,
            Command::Preview => self.preview.shown = !self.preview.shown,
            Command::Search => (self.search.shown, self.search.focus) = (!self.search.shown, true),
            Command::Trace => self.tracing.shown = !self.tracing.shown,
            Command::Keys => self.help.keys = !self.help.keys,
            Command::Tour => self.help.step = Some(0),
            Command::Larger => egui::gui_zoom::zoom_in(ctx),
            Command::Smaller => egui::gui_zoom::zoom_out(ctx),
            Command::UsualSize => ctx.set_zoom_factor(1.0),
            Command::Palette => self.palette.ask(Of::Everything),
            Command::GoToPart => self.palette.ask(Of::Parts),
            Command::Part(view) => self.view = view,
            Command::AddRemark => self.begin_remark(ctx),
            Command::PutRemark => self.put_remark(ctx),
            Command::ShowRemark(id) => self.show_remark(ctx, &id),
            Command::NextRemark | Command::PreviousRemark => self.turn_remark(ctx, command == Command::NextRemark),
            Command::Step { sent_back } => self.take_step(ctx, sent_back),
            Command::CompareStep(id) => self.compare_step(&id),
            Command::ApprovalSheet => self.choose_sheet(ctx),
            Command::ApprovalSheetFile(file) => self.write_sheet(ctx, file),
            Command::GoTo(place) => {
                if self.session.is_some() {
                    self.view = view_of(&place);
                    self.views.go_to(place);
                }
            }
            Command::PreviousPart => self.turn(|at| at.saturating_sub(1)),
            Command::NextPart => self.turn(|at| at + 1),
            Command::Theme => {
                let dark = ctx.theme() == egui::Theme::Dark;
                self.comfort.dark = Some(!dark);
                ctx.set_theme(if dark { egui::Theme::Light } else { egui::Theme::Dark });
            }
        }
    }

    fn is_saved(&self) -> bool {
        self.session.as_ref().is_none_or(Session::is_saved)
    }

    fn leave(&mut self, ctx: &Context) {
        self.close_session();
        self.leaving = true;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// One step back, or forth again.
    fn step(&mut self, back: bool) {
        let Some(session) = &mut self.session else { return };
        let codes = &self.library.codes;
        let (step, word) = if back { (session.undo(codes), "已撤销") } else { (session.redo(codes), "已重做") };
        let Some(step) = step else {
            self.said = "没有可以撤销或重做的步骤".into();
            return;
        };
        self.said = format!("{word}：{}", step.label);
        self.show_place(step.place);
    }

    /// Shows where something has changed, so that nobody has to look for it; a place that is gone is not gone to.
    pub(super) fn show_place(&mut self, place: Option<Place>) {
        let (Some(session), Some(place)) = (&self.session, place) else { return };
        let view = view_of(&place);
        if view == self.view || session.outline().iter().any(|item| item.view.as_ref() == Some(&view)) {
            self.view = view;
            self.views.go_to(place);
        }
    }

    /// Shows another part, by its place among all that can be shown.
    fn turn(&mut self, to: impl FnOnce(usize) -> usize) {
        let Some(session) = &self.session else { return };
        let views: Vec<&View> = session.outline().iter().filter_map(|item| item.view.as_ref()).collect();
        let at = views.iter().position(|view| **view == self.view).unwrap_or(0);
        if let Some(view) = views.get(to(at)) {
            self.view = (*view).clone();
        }
    }

    fn ask_new(&mut self) {
        // The form set issued last is what most are looking for.
        let newest = self.library.templates.iter().enumerate().max_by_key(|(at, template)| (template.year, std::cmp::Reverse(*at)));
        let template = newest.map_or(0, |(at, _)| at);
        self.dialog = Some(Dialog::New(NewDraft { template, year: this_year(), ..NewDraft::default() }));
    }

    fn ask_roll(&mut self) {
        let Some(session) = &self.session else { return };
        let cards = session.draft().cards.iter().map(|card| (card.text("name").to_owned(), true)).collect();
        self.dialog = Some(Dialog::Roll { year: session.draft().identity.year.map_or_else(String::new, |year| (year + 1).to_string()), cards });
    }

    fn answer(&mut self, ctx: &Context, answer: Answer) {
        match answer {
            Answer::Waiting => {}
            Answer::Cancel => self.offered = None,
            Answer::Lists(lists, purpose) => self.use_lists(ctx, lists, purpose),
            Answer::File(reply) => self.replied(ctx, reply),
            Answer::Create(new) => self.create(&new),
            Answer::Save(then) => self.save(ctx, Some(*then)),
            Answer::Discard(then) => self.carry_out(ctx, *then),
            Answer::Leave => self.leave(ctx),
            Answer::Export(choice) => self.choose_export(ctx, choice),
            Answer::Replace(command) => self.command(ctx, *command),
            Answer::ShowFindings => self.show_findings = true,
            Answer::Classify(place, name) => self.classify(ctx, &place, &name),
            Answer::Adopt(imported, chosen) => self.adopt(&imported, &chosen),
            Answer::Convert(reading) => self.read(ctx, reading),
            Answer::Roll(year, dropped) => self.roll(year, &dropped),
        }
    }

    fn create(&mut self, new: &NewDraft) {
        if let (Some(template), Ok(year)) = (self.library.templates.get(new.template), new.year.trim().parse::<u16>()) {
            // The dialogue offers only options that are there.
            let template = template.resolved(&new.options).unwrap_or_else(|_| template.clone());
            let draft = Draft::new(template, new.unit_code.trim(), new.unit_name.trim(), year);
            if self.show_new(draft, "已建立新的公开稿，请及时保存") {
                self.view = View::Identity;
            }
        }
    }

    fn ask_classify(&mut self, place: Place) {
        let Some(session) = &self.session else { return };
        if self.jobs.is_running(Kind::Writing) {
            // What is being exported still holds it.
            self.said = "正在导出，请等导出完成再标为涉密".into();
            return;
        }
        let name = match &place {
            Place::Item { tree, item } => {
                let found = session.draft().trees.get(tree).and_then(|items| crate::model::tree::find(items, item));
                found.map_or_else(String::new, |(_, item)| item.title.clone())
            }
            _ => session.draft().template.card.as_ref().map_or_else(String::new, |card| card.classified_name.clone()),
        };
        self.dialog = Some(Dialog::Classify { place, name });
    }

    /// Drops what is classified from the draft, from undo, and from what the window remembers of its fields.
    fn classify(&mut self, ctx: &Context, place: &Place, name: &str) {
        let Some(session) = &mut self.session else { return };
        let codes = &self.library.codes;
        // Afterwards nobody knows what it was called.
        let (secret, done) = match place {
            Place::Card(id) => {
                let secret = session.draft().card(id).map(|card| card.text(Card::NAME).to_owned());
                (secret, session.classify_card(id, name, codes))
            }
            Place::Item { tree, item } => {
                let found = session.draft().trees.get(tree).and_then(|items| crate::model::tree::find(items, item));
                let secret = found.map(|(_, item)| item.title.clone());
                (secret, session.classify_item(tree, item, name, codes))
            }
            _ => (None, false),
        };
        if done {
            self.views.clear();
            // The list of an import or of a new year quotes texts of the draft, and so does a comparison.
            (self.imported, self.comparing) = (None, None);
            self.show_report = false;
            ctx.data_mut(egui::util::IdTypeMap::clear);
            self.said = "已标为涉密，内容已清除；请保存，使文件里也不再有。复制过的内容可能还在剪贴板里".into();
            self.tell_mentions(secret.as_deref().unwrap_or_default(), name);
        } else {
            self.said = "这一处已经不在了，没有改动".into();
        }
    }

    /// Adds a section, a text or a table after the part that is shown, and shows it.
    fn add(&mut self, ctx: &Context, kind: AddKind) {
        let Some(session) = &self.session else { return };
        let draft = session.draft();
        let at = match &self.view {
            View::Identity => draft.outline().first().map(|part| part.id().to_owned()).unwrap_or_default(),
            View::Form(name) if !name.unit.is_empty() => "units".to_owned(),
            View::Form(name) => name.form.to_string(),
            View::Text(id) | View::Tree(id) | View::Indicators(id) | View::Section(id) | View::Table(id) => id.clone(),
            View::Cards | View::Card(_) => "cards".to_owned(),
            View::Glossary => "glossary".to_owned(),
        };
        let Some((after, inside, number)) = anchor(&draft.outline(), &at, kind == AddKind::Section) else {
            self.said = "这一部分已经不在了，请先在目录里选一处".into();
            return;
        };
        let id = fresh('a');
        let (what, place) = match kind {
            AddKind::Section => (AdditionKind::Section { heading: "新的一节".into(), number, listed: false }, Place::Section(id.clone())),
            AddKind::Text => (AdditionKind::Text, Place::Text(id.clone())),
            AddKind::Table => (AdditionKind::Table, Place::Table { id: id.clone(), row: String::new(), column: String::new() }),
        };
        let addition = Addition { id: id.clone(), after, inside, kind: what };
        let mut edits = vec![Edit::Additions(ListEdit::push(&draft.additions, addition))];
        if kind == AddKind::Table {
            edits.push(Edit::Table { id, table: Some(Box::new(FreeTable::new(4, 3))) });
        }
        self.act(ctx, Action::edit(Edit::Several(edits), Command::Add(kind).label()));
        self.command(ctx, Command::GoTo(place));
    }

    /// Shows the next problem, or the one before.
    fn turn_problem(&mut self, ctx: &Context, forth: bool) {
        let Some(session) = &self.session else { return };
        let Some(finding) = self.problems.turn(session, forth) else {
            self.said = "没有未处理的核查问题".into();
            return;
        };
        let (place, said) = (finding.place.clone(), format!("{} {}", finding.code, finding.message));
        self.carry_out(ctx, Command::GoTo(place));
        self.said = said;
    }

    pub(super) fn trouble(&mut self, title: &str, text: String) {
        self.dialog = Some(Dialog::Trouble { title: title.into(), text });
    }
}

/// The samples that come with the program, each with what its document is called.
fn sample_titles() -> Vec<(&'static str, String)> {
    let title = |name| store::sample(name).map(|draft| draft.worded(&draft.template.wording.title)).ok();
    store::samples().into_iter().filter_map(|name| Some((name, title(name)?))).collect()
}

/// The year of the clock, as a clerk would most likely type it.
fn this_year() -> String {
    chrono::Datelike::year(&day::today()).to_string()
}

fn view_name(view: &View) -> String {
    format!("{view:?}")
}
