//! The application: panels read the session and push actions; the actions are carried out after the frame.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui, ViewportCommand};

use super::command::{Action, AddKind, Command};
use super::dialogs::{Answer, Dialog, NewDraft, Then, dialog_ui};
use super::panels::{Imported, bar_ui, findings_ui, outline_ui, report_ui, start_ui, status_ui};
use super::recent::Recent;
use super::session::{Session, View, view_of};
use super::theme::{palette, space};
use super::typed::clean_typed;
use super::views::{ViewState, settle, view_ui};
use crate::model::{Addition, AdditionKind, Draft, Edit, FreeTable, Place, anchor};
use crate::report::Report;
use crate::template::Library;
use crate::{adopt, export, export::Format, read, recognise, store};

/// The window's state.
#[allow(clippy::struct_excessive_bools)] // each is a state of its own: shown, busy, asking, leaving
pub struct App {
    library: Arc<Library>,
    session: Option<Session>,
    view: View,
    views: ViewState,
    dialog: Option<Dialog>,
    /// What happened last, at the foot of the window.
    said: String,
    show_findings: bool,
    /// What the import came to that the open draft is from.
    imported: Option<Imported>,
    show_report: bool,
    /// The clipboard was asked for, to take a whole table over.
    pasting: bool,
    recent: Recent,
    /// The samples with the titles of their documents.
    samples: Vec<(&'static str, String)>,
    /// Work that goes on beside the window answers here.
    done: (Sender<Done>, Receiver<Done>),
    exporting: bool,
    choosing: bool,
    /// The user has agreed to leave.
    leaving: bool,
    /// Counts the drafts opened, so that a file chosen for one is not given to another.
    number: u64,
}

/// Files that are imported.
const IMPORTED: (&str, &[&str]) = ("Word、Excel、文本", &["docx", "xlsx", "xls", "ods", "txt", "md", "doc", "rtf", "odt"]);

/// What work beside the window came to.
enum Done {
    /// A file to open was chosen, or none.
    Open(Option<PathBuf>),
    /// Files to import were chosen, or none.
    Import(Option<Vec<PathBuf>>),
    /// Files to take over into the open draft were chosen, or none.
    ImportInto(Option<Vec<PathBuf>>),
    /// A file to save to was chosen, or none; and then what; of which draft.
    SaveTo(Option<PathBuf>, Option<Then>, u64),
    /// A file to export to was chosen, or none; in which format; of which draft.
    ExportTo(Option<PathBuf>, Format, u64),
    /// Files were read with the help of LibreOffice, for the open draft (of this number) or for a new one.
    Converted(Result<Vec<read::Source>, String>, bool, u64),
    /// An export ended.
    Exported(Result<PathBuf, String>),
}

impl App {
    /// The start page, or a draft.
    #[must_use]
    pub fn new(library: Library, file: Option<PathBuf>, recent: Recent) -> Self {
        let mut app = Self {
            library: Arc::new(library),
            session: None,
            view: View::default(),
            views: ViewState::default(),
            dialog: None,
            said: String::new(),
            show_findings: false,
            imported: None,
            show_report: false,
            pasting: false,
            recent,
            samples: sample_titles(),
            done: channel(),
            exporting: false,
            choosing: false,
            leaving: false,
            number: 0,
        };
        match file {
            Some(file) if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron")) => app.open(&file),
            Some(file) => app.import(&[file]),
            None => {}
        }
        app
    }

    /// The open draft.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// What happened last.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Draws everything, then carries out what was asked for.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let mut actions = Vec::new();
        self.pasted(&ctx);
        clean_typed(&ctx);
        self.shortcuts(&ctx, &mut actions);
        self.panels_ui(ui, &mut actions);
        for action in actions {
            self.act(&ctx, action);
        }
        while let Ok(done) = self.done.1.try_recv() {
            self.take(&ctx, done);
        }
        self.dropped(&ctx);
        if let Some(mut dialog) = self.dialog.take() {
            let answer = dialog_ui(&ctx, &mut dialog, &self.library.templates);
            if answer == Answer::Waiting {
                self.dialog = Some(dialog);
            } else {
                self.answer(&ctx, answer);
            }
        }
        let closing = ctx.input(|input| input.viewport().close_requested()) && !self.leaving;
        if closing {
            self.settle(&ctx, false);
        }
        if closing && !self.is_saved() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.dialog = Some(Dialog::Unsaved(Then::Quit));
        }
    }

    /// Files dropped on the window: a draft is opened, anything else is imported.
    fn dropped(&mut self, ctx: &Context) {
        let files: Vec<PathBuf> = ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        match files.as_slice() {
            [] => {}
            _ if self.dialog.is_some() => {}
            [file] if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron")) => self.command(ctx, Command::OpenFile(file.clone())),
            _ => self.command(ctx, Command::ImportFiles(files)),
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
        let Some(session) = &self.session else {
            CentralPanel::default().frame(Frame::new().fill(colours.ground).inner_margin(Margin::same(24))).show(ui, |ui| {
                start_ui(ui, self.recent.files(), &self.samples, &self.library.faults, &self.said, actions);
            });
            return;
        };
        Panel::top("bar")
            .frame(strip(12, 8))
            .show(ui, |ui| bar_ui(ui, session, self.imported.as_ref().map(Imported::doubts), self.exporting, actions));
        Panel::bottom("status").frame(strip(16, 6)).show(ui, |ui| status_ui(ui, session, &self.said));
        if self.show_findings {
            let panel = Panel::bottom("findings").resizable(true).default_size(170.0).min_size(130.0);
            panel.frame(strip(16, 8)).show(ui, |ui| findings_ui(ui, session, actions));
        }
        if let Some(imported) = self.imported.as_mut().filter(|_| self.show_report) {
            let panel = Panel::bottom("report").resizable(true).default_size(190.0).min_size(130.0);
            panel.frame(strip(16, 8)).show(ui, |ui| report_ui(ui, imported, actions));
        }
        let mut chosen = None;
        let panel = Panel::left("outline").resizable(true).default_size(280.0).min_size(180.0);
        panel.frame(strip(8, 8)).show(ui, |ui| chosen = outline_ui(ui, session, &self.view, actions));
        let paper = Frame::new().fill(colours.ground).inner_margin(Margin { left: 20, right: 16, top: 12, bottom: 8 });
        CentralPanel::default().frame(paper).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            ui.push_id(("view", view_name(&self.view)), |ui| {
                view_ui(ui, &self.view, session, &self.library, &mut self.views, actions);
            });
        });
        if let Some(view) = chosen {
            let ctx = ui.ctx().clone();
            self.settle(&ctx, false);
            self.view = view;
        }
    }

    fn act(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::Edit { edit, label, key } => {
                // What was said of earlier steps is no longer true of this one.
                self.said.clear();
                if let Some(session) = &mut self.session
                    && !session.edit(edit, &label, key.as_deref(), &self.library.codes)
                {
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
    fn settle(&mut self, ctx: &Context, drop: bool) -> bool {
        let mut actions = Vec::new();
        let Some(session) = &self.session else { return false };
        let editing = settle(&self.view, session, &self.library.codes, &mut self.views, drop, &mut actions);
        for action in actions {
            self.act(ctx, action);
        }
        editing
    }

    /// Carries out a command.
    pub fn command(&mut self, ctx: &Context, command: Command) {
        // Undo in the middle of typing takes back just that.
        let undoing = matches!(command, Command::Undo | Command::Redo);
        if self.settle(ctx, undoing) && undoing {
            self.said = "已撤销正在录入的内容".into();
            return;
        }
        match command {
            Command::New => self.unless_unsaved(ctx, Then::New),
            Command::Open => self.unless_unsaved(ctx, Then::Open),
            Command::OpenFile(file) => self.unless_unsaved(ctx, Then::OpenFile(file)),
            Command::Import => self.unless_unsaved(ctx, Then::Import),
            Command::ImportFiles(files) => self.unless_unsaved(ctx, Then::ImportFiles(files)),
            Command::ImportInto => self.choose(ctx, |dialog| Done::ImportInto(dialog.pick_files()), Some(IMPORTED)),
            Command::ImportFilesInto(files) => {
                if let Some(sources) = self.read_all(&files, true) {
                    self.import_into(Ok(sources));
                }
            }
            Command::PasteWhole => {
                self.pasting = true;
                ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
            }
            Command::Roll => self.unless_unsaved(ctx, Then::Roll),
            Command::Report => self.show_report = !self.show_report,
            Command::Settle(n, computed) => self.settle_doubt(n, computed),
            Command::Sample(name) => self.unless_unsaved(ctx, Then::Sample(name)),
            Command::Classify(place) => self.ask_classify(place),
            Command::Add(kind) => self.add(ctx, kind),
            Command::Close => self.unless_unsaved(ctx, Then::Close),
            Command::Quit => self.unless_unsaved(ctx, Then::Quit),
            Command::Save => self.save(ctx, None),
            Command::SaveAs => self.choose_save(ctx, None),
            Command::Export(format) => {
                let errors = self.session.as_ref().map_or(0, Session::errors);
                if errors > 0 {
                    self.dialog = Some(Dialog::Errors { count: errors, format });
                } else {
                    self.choose_export(ctx, format);
                }
            }
            Command::Undo | Command::Redo => {
                if let Some(session) = &mut self.session {
                    let (step, word) = if command == Command::Undo {
                        (session.undo(&self.library.codes), "已撤销")
                    } else {
                        (session.redo(&self.library.codes), "已重做")
                    };
                    self.said = step.map_or_else(|| "没有可以撤销或重做的步骤".to_owned(), |step| format!("{word}：{step}"));
                }
            }
            Command::Findings => self.show_findings = !self.show_findings,
            Command::GoTo(place) => {
                if self.session.is_some() {
                    self.view = view_of(&place);
                    self.views.go_to(place);
                }
            }
            Command::PreviousPart | Command::NextPart => {
                if let Some(session) = &self.session {
                    let views: Vec<&View> = session.outline().iter().filter_map(|item| item.view.as_ref()).collect();
                    let at = views.iter().position(|view| **view == self.view).unwrap_or(0);
                    let to = if command == Command::NextPart { at + 1 } else { at.saturating_sub(1) };
                    if let Some(view) = views.get(to) {
                        self.view = (*view).clone();
                    }
                }
            }
            Command::Theme => {
                let dark = ctx.theme() == egui::Theme::Dark;
                ctx.set_theme(if dark { egui::Theme::Light } else { egui::Theme::Dark });
            }
        }
    }

    fn is_saved(&self) -> bool {
        self.session.as_ref().is_none_or(Session::is_saved)
    }

    fn unless_unsaved(&mut self, ctx: &Context, then: Then) {
        if self.is_saved() {
            self.then(ctx, then);
        } else {
            self.dialog = Some(Dialog::Unsaved(then));
        }
    }

    fn then(&mut self, ctx: &Context, then: Then) {
        match then {
            Then::Quit => {
                self.leaving = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Then::Close => {
                self.session = None;
                self.said.clear();
            }
            Then::New => {
                // The form set issued last is what most are looking for.
                let newest = self.library.templates.iter().enumerate().max_by_key(|(at, template)| (template.year, std::cmp::Reverse(*at)));
                let template = newest.map_or(0, |(at, _)| at);
                self.dialog = Some(Dialog::New(NewDraft { template, year: this_year(), ..NewDraft::default() }));
            }
            Then::Open => self.choose(ctx, |dialog| Done::Open(dialog.pick_file()), None),
            Then::OpenFile(file) => self.open(&file),
            Then::Import => self.choose(ctx, |dialog| Done::Import(dialog.pick_files()), Some(IMPORTED)),
            Then::ImportFiles(files) => self.import(&files),
            Then::Roll => {
                if let Some(session) = &self.session {
                    let draft = &session.draft;
                    let cards = draft.cards.iter().map(|card| (card.text("name").to_owned(), true)).collect();
                    self.dialog = Some(Dialog::Roll { year: (draft.identity.year + 1).to_string(), cards });
                }
            }
            Then::Sample(name) => match store::sample(name) {
                Ok(draft) => {
                    self.show(draft, None, "这是示例，改动后可另存为自己的文件");
                }
                Err(error) => self.trouble("示例打不开", error.to_string()),
            },
        }
    }

    fn answer(&mut self, ctx: &Context, answer: Answer) {
        match answer {
            Answer::Waiting | Answer::Cancel => {}
            Answer::Create(new) => {
                if let (Some(template), Ok(year)) = (self.library.templates.get(new.template), new.year.trim().parse()) {
                    // The dialogue offers only options that are there.
                    let template = template.resolved(&new.options).unwrap_or_else(|_| template.clone());
                    let draft = Draft::new(template, new.unit_code.trim(), new.unit_name.trim(), year);
                    if self.show(draft, None, "已建立新的公开稿，请及时保存") {
                        self.view = View::Identity;
                        if let Some(session) = &mut self.session {
                            session.mark_unsaved();
                        }
                    }
                }
            }
            Answer::Save(then) => self.save(ctx, Some(then)),
            Answer::Discard(then) => self.then(ctx, then),
            Answer::Export(format) => self.choose_export(ctx, format),
            Answer::ShowFindings => self.show_findings = true,
            Answer::Classify(place, name) => self.classify(ctx, &place, &name),
            Answer::Adopt(imported, chosen) => {
                if let Some(session) = &mut self.session
                    && let Ok(work) = crate::workings::Workings::of(session.draft.clone())
                {
                    let adopted = adopt::adopt(&work, &imported, &chosen);
                    session.edit(Edit::Whole(Box::new(adopted.draft)), "导入到当前公开稿", None, &self.library.codes);
                    self.said = format!("已导入{}部分，可以撤销", chosen.len());
                    if !adopted.left.is_empty() {
                        self.said = format!("已导入，可以撤销；{}处没有位置，没有导入，列在下面", adopted.left.len());
                        let template = session.draft.template.id.clone();
                        self.imported = Some(Imported::new(Report { template, score: 100, entries: adopted.left }));
                        self.show_report = true;
                    }
                }
            }
            Answer::Convert(files, into) => self.convert(ctx, files, into),
            Answer::Roll(year, dropped) => self.roll(year, &dropped),
        }
    }

    fn ask_classify(&mut self, place: Place) {
        let Some(session) = &self.session else { return };
        if self.exporting {
            // What is being exported still holds it.
            self.said = "正在导出，请等导出完成再标为涉密".into();
            return;
        }
        let name = match &place {
            Place::Item { tree, item } => {
                let found = session.draft.trees.get(tree).and_then(|items| crate::model::tree::find(items, item));
                found.map_or_else(String::new, |(_, item)| item.title.clone())
            }
            _ => session.draft.template.card.as_ref().map_or_else(String::new, |card| card.classified_name.clone()),
        };
        self.dialog = Some(Dialog::Classify { place, name });
    }

    /// Drops what is classified from the draft, from undo, and from what the window remembers of its fields.
    fn classify(&mut self, ctx: &Context, place: &Place, name: &str) {
        let Some(session) = &mut self.session else { return };
        let codes = &self.library.codes;
        let done = match place {
            Place::Card(id) => session.classify_card(id, name, codes),
            Place::Item { tree, item } => session.classify_item(tree, item, name, codes),
            _ => false,
        };
        if done {
            self.views.clear();
            // The list of an import or of a new year quotes texts of the draft.
            self.imported = None;
            self.show_report = false;
            ctx.data_mut(egui::util::IdTypeMap::clear);
            self.said = "已标为涉密，内容已清除；请保存，使文件里也不再有。复制过的内容可能还在剪贴板里".into();
        } else {
            self.said = "这一处已经不在了，没有改动".into();
        }
    }

    /// Adds a section, a text or a table after the part that is shown, and shows it.
    fn add(&mut self, ctx: &Context, kind: AddKind) {
        let Some(session) = &self.session else { return };
        let draft = &session.draft;
        let at = match &self.view {
            View::Identity => draft.outline().first().map(|part| part.id().to_owned()).unwrap_or_default(),
            View::Form(id) if id.contains('/') => "units".to_owned(),
            View::Form(id) | View::Text(id) | View::Tree(id) | View::Indicators(id) | View::Section(id) | View::Table(id) => id.clone(),
            View::Cards | View::Card(_) => "cards".to_owned(),
            View::Glossary => "glossary".to_owned(),
        };
        let Some((after, inside, number)) = anchor(&draft.outline(), &at, kind == AddKind::Section) else {
            self.said = "这一部分已经不在了，请先在目录里选一处".into();
            return;
        };
        let id = draft.fresh_addition();
        let (what, place) = match kind {
            AddKind::Section => (AdditionKind::Section { heading: "新的一节".into(), number, listed: false }, Place::Section(id.clone())),
            AddKind::Text => (AdditionKind::Text, Place::Text(id.clone())),
            AddKind::Table => (AdditionKind::Table, Place::Table { id: id.clone(), row: 0, column: 0 }),
        };
        let addition = Addition { id: id.clone(), after, inside, kind: what };
        let mut edits = vec![Edit::InsertAddition { at: draft.additions.len(), addition }];
        if kind == AddKind::Table {
            edits.push(Edit::Table { id, table: Some(Box::new(FreeTable::new(4, 3))) });
        }
        self.act(ctx, Action::edit(Edit::Several(edits), Command::Add(kind).label()));
        self.command(ctx, Command::GoTo(place));
    }

    fn trouble(&mut self, title: &str, text: String) {
        self.dialog = Some(Dialog::Trouble { title: title.into(), text });
    }

    /// Opens a draft in place of the one that is shown; that one stays if the file is no good.
    fn open(&mut self, file: &Path) {
        match store::open(file) {
            Ok(draft) => {
                let file = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
                self.recent.add(&file);
                self.show(draft, Some(file), "已打开");
            }
            Err(error) => self.trouble("打不开这个文件", error.to_string()),
        }
    }

    /// Shows a draft in place of the one before. False, with a word on it, where its template does not work.
    fn show(&mut self, draft: Draft, file: Option<PathBuf>, said: &str) -> bool {
        let Some(session) = Session::new(draft, file, &self.library.codes) else {
            self.trouble("打不开这个文件", "文件里的模板有误，原文件没有改动。".into());
            return false;
        };
        self.view = session.outline().iter().filter_map(|item| item.view.clone()).find(|view| *view != View::Identity).unwrap_or_default();
        if session.draft.identity.unit_name.is_empty() {
            self.view = View::Identity;
        }
        self.session = Some(session);
        (self.imported, self.show_report) = (None, false);
        self.number += 1;
        self.views.clear();
        said.clone_into(&mut self.said);
        true
    }

    fn save(&mut self, ctx: &Context, then: Option<Then>) {
        match self.session.as_ref().map(|session| session.file.clone()) {
            Some(Some(file)) => self.save_to(ctx, &file, then),
            Some(None) => self.choose_save(ctx, then),
            None => {}
        }
    }

    fn save_to(&mut self, ctx: &Context, file: &Path, then: Option<Then>) {
        let Some(session) = &mut self.session else { return };
        match store::save(&session.draft, file) {
            Ok(()) => {
                session.mark_saved(file.to_path_buf());
                self.recent.add(file);
                self.said = format!("已保存到 {}", file.display());
                if let Some(then) = then {
                    self.then(ctx, then);
                }
            }
            Err(error) => self.trouble("没有保存成功", error.to_string()),
        }
    }

    fn choose_save(&mut self, ctx: &Context, then: Option<Then>) {
        let (name, number) = (self.file_name("ron"), self.number);
        self.choose(ctx, move |dialog| Done::SaveTo(dialog.set_file_name(name).save_file(), then, number), None);
    }

    fn choose_export(&mut self, ctx: &Context, format: Format) {
        let (name, number) = (self.file_name(format.ending()), self.number);
        self.choose(ctx, move |dialog| Done::ExportTo(dialog.set_file_name(name).save_file(), format, number), Some(format.files()));
    }

    /// A file name that says what is in it.
    fn file_name(&self, ending: &str) -> String {
        let Some(session) = &self.session else { return format!("公开稿.{ending}") };
        let stem = session.file.as_ref().and_then(|file| file.file_stem()).map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_else(|| session.draft.worded(&session.draft.template.wording.title));
        let stem: String = stem.chars().filter(|c| !"/\\:*?\"<>|".contains(*c)).collect();
        format!("{stem}.{ending}")
    }

    /// Asks for a file beside the window, so that the window goes on drawing.
    fn choose(
        &mut self,
        ctx: &Context,
        ask: impl FnOnce(rfd::FileDialog) -> Done + Send + 'static,
        filter: Option<(&'static str, &'static [&'static str])>,
    ) {
        if self.choosing {
            return;
        }
        self.choosing = true;
        let (label, endings) = filter.unwrap_or(("公开稿", &["ron"]));
        let folder = self.session.as_ref().and_then(|session| session.file.as_ref()?.parent().map(Path::to_path_buf));
        let (sender, ctx) = (self.done.0.clone(), ctx.clone());
        std::thread::spawn(move || {
            let mut dialog = rfd::FileDialog::new().add_filter(label, endings);
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            // The window may be gone by now; then nobody waits for the answer.
            let _ = sender.send(ask(dialog));
            ctx.request_repaint();
        });
    }

    fn take(&mut self, ctx: &Context, done: Done) {
        if !matches!(done, Done::Exported(_) | Done::Converted(..)) {
            self.choosing = false;
        }
        match done {
            Done::Open(Some(file)) => self.open(&file),
            Done::Import(Some(files)) => self.import(&files),
            Done::ImportInto(Some(files)) => self.command(ctx, Command::ImportFilesInto(files)),
            Done::SaveTo(_, _, number) | Done::ExportTo(_, _, number) if number != self.number => {
                self.said = "选择文件时已经换了公开稿，没有写入".into();
            }
            Done::SaveTo(Some(file), then, _) => {
                if let Some(file) = self.with_ending(file, "ron") {
                    self.save_to(ctx, &file, then);
                }
            }
            Done::ExportTo(Some(file), format, _) => {
                if let Some(file) = self.with_ending(file, format.ending()) {
                    self.export_to(ctx, file);
                }
            }
            Done::Open(None) | Done::Import(None) | Done::ImportInto(None) | Done::SaveTo(None, ..) | Done::ExportTo(None, ..) => {
                self.said = "没有选择文件。没有弹出选择窗口的，请安装 zenity 或 xdg-desktop-portal".into();
            }
            Done::Converted(_, _, number) if number != self.number => {
                self.said = "转换时已经换了公开稿，没有导入".into();
            }
            Done::Converted(sources, true, _) => self.import_into(sources),
            Done::Converted(Ok(_), false, _) if !self.is_saved() => {
                self.said = "转换时公开稿有了改动，没有导入；请保存后再导入一次".into();
            }
            Done::Converted(Ok(sources), false, _) => self.import_sources(&sources),
            Done::Converted(Err(reason), false, _) => self.trouble("没有导入", reason),
            Done::Exported(Ok(file)) => {
                self.exporting = false;
                self.said = format!("已导出 {}", file.display());
                // Showing the file is a courtesy; a desktop without a viewer is no fault of the export.
                let _ = open::that_detached(&file);
            }
            Done::Exported(Err(reason)) => {
                self.exporting = false;
                self.trouble("没有导出成功", reason);
            }
        }
    }

    /// The chosen name with its ending. The dialogue has asked about replacing the name that was typed, not this one.
    fn with_ending(&mut self, file: PathBuf, ending: &str) -> Option<PathBuf> {
        if file.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)) {
            return Some(file);
        }
        let mut name = file.into_os_string();
        name.push(".");
        name.push(ending);
        let file = PathBuf::from(name);
        if file.exists() {
            self.trouble("没有写入", format!("{}：已经有这个文件。请重新选择，并连同后缀写全文件名。", file.display()));
            return None;
        }
        Some(file)
    }

    /// Reads files that together are one document into a new draft.
    fn import(&mut self, files: &[PathBuf]) {
        if let Some(sources) = self.read_all(files, false) {
            self.import_sources(&sources);
        }
    }

    /// What stands in the files. None where one is not read: then the user is told why, or asked whether LibreOffice may help.
    fn read_all(&mut self, files: &[PathBuf], into: bool) -> Option<Vec<read::Source>> {
        let sources: Result<Vec<_>, _> = files.iter().map(|file| read::read(file)).collect();
        match sources {
            Ok(sources) => return Some(sources),
            Err(error) if error.convertible && read::office::libreoffice().is_some() => {
                self.dialog = Some(Dialog::Convert { files: files.to_vec(), reason: error.to_string(), into });
            }
            Err(error) => self.trouble("没有导入", error.to_string()),
        }
        None
    }

    /// Reads files beside the window, with the help of LibreOffice where they need it.
    fn convert(&mut self, ctx: &Context, files: Vec<PathBuf>, into: bool) {
        self.said = "正在由 LibreOffice 转换…".into();
        let (sender, ctx, number) = (self.done.0.clone(), ctx.clone(), self.number);
        std::thread::spawn(move || {
            let sources = files.iter().map(|file| match read::office::libreoffice() {
                Some(office) => read::office::read_or_convert(file, &office),
                None => read::read(file),
            });
            let sources = sources.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string());
            let _ = sender.send(Done::Converted(sources, into, number));
            ctx.request_repaint();
        });
    }

    fn import_sources(&mut self, sources: &[read::Source]) {
        match recognise::recognise(sources, &self.library, None) {
            Ok(found) => {
                let doubts = found.report.count(crate::report::Fate::Doubtful);
                let said = format!("已导入，{doubts}处请核对；请及时保存");
                if self.show(found.draft, None, &said) {
                    self.view = View::Identity;
                    self.imported = Some(Imported::new(found.report));
                    self.show_report = true;
                    if let Some(session) = &mut self.session {
                        session.mark_unsaved();
                    }
                }
            }
            Err(reason) => self.trouble("没有导入", reason),
        }
    }

    /// Asks which parts of what was read are taken over.
    fn import_into(&mut self, sources: Result<Vec<read::Source>, String>) {
        let Some(session) = &self.session else { return };
        let id = self.library.template(&session.draft.template.id).map(|template| template.id.clone());
        let found = sources.and_then(|sources| recognise::recognise(&sources, &self.library, id.as_deref()));
        match found {
            Ok(found) => {
                let printed = |text: &str| crate::document::expand(text, &session.draft, &session.plan, &session.totals);
                let changes = adopt::changes(&session.draft, &found.draft, &printed).into_iter().map(|change| (change, true)).collect();
                self.dialog = Some(Dialog::Adopt { changes, imported: Box::new(found.draft) });
            }
            Err(reason) => self.trouble("没有导入", reason),
        }
    }

    /// What was asked for by [`Command::PasteWhole`] comes as an event of its own.
    fn pasted(&mut self, ctx: &Context) {
        if !self.pasting {
            return;
        }
        let text = ctx.input_mut(|input| {
            let at = input.events.iter().position(|event| matches!(event, egui::Event::Paste(_)))?;
            if let egui::Event::Paste(text) = input.events.remove(at) { Some(text) } else { None }
        });
        if let Some(text) = text {
            self.pasting = false;
            self.import_into(Ok(vec![read::parse_text("剪贴板", &text)]));
        }
    }

    /// Next year's draft in place of the one that is open, which is saved.
    fn roll(&mut self, year: u16, dropped: &[usize]) {
        let Some(session) = &self.session else { return };
        let draft = &session.draft;
        let template = self.library.template(&draft.template.id).unwrap_or(&draft.template);
        let resolved = template.resolved(&draft.template.chosen).or_else(|_| template.resolved(&[]));
        let (next, report) = match resolved {
            Ok(template) => match crate::workings::Workings::of(draft.clone()) {
                Ok(work) => crate::roll::roll(&work, year, template, dropped),
                Err(_) => return self.trouble("没有生成", "公开稿里的模板有误。".into()),
            },
            Err(reason) => return self.trouble("没有生成", reason),
        };
        let said =
            format!("已生成{year}年的公开稿，{}处文字待核对；请及时保存", next.pending().iter().map(crate::model::Pending::count).sum::<usize>());
        if self.show(next, None, &said) {
            self.imported = Some(Imported::new(report));
            self.show_report = true;
            if let Some(session) = &mut self.session {
                session.mark_unsaved();
            }
        }
    }

    /// A doubt was looked at; with `change` it is settled as the report proposes.
    fn settle_doubt(&mut self, n: usize, change: bool) {
        let Some(imported) = &mut self.imported else { return };
        if let (Some(session), Some(fix)) =
            (&mut self.session, imported.report.entries.get(n).and_then(|entry| entry.fix.as_ref()).filter(|_| change))
        {
            let edit = fix.edit(&session.draft);
            if !edit.is_some_and(|edit| session.edit(edit, fix.label(), None, &self.library.codes)) {
                self.said = "这一处已经改过或不在了，没有改动".into();
            }
        }
        imported.settled.insert(n);
    }

    /// Exports beside the window.
    fn export_to(&mut self, ctx: &Context, file: PathBuf) {
        let Some(session) = &self.session else { return };
        self.exporting = true;
        self.said = "正在导出…".into();
        let (draft, library, sender, ctx) = (session.draft.clone(), Arc::clone(&self.library), self.done.0.clone(), ctx.clone());
        std::thread::spawn(move || {
            let result = export::export(&draft, &library.codes, &file).map(|()| file);
            let _ = sender.send(Done::Exported(result));
            ctx.request_repaint();
        });
    }
}

/// The samples that come with the program, each with what its document is called.
fn sample_titles() -> Vec<(&'static str, String)> {
    let title = |name| store::sample(name).map(|draft| draft.worded(&draft.template.wording.title)).ok();
    store::samples().into_iter().filter_map(|name| Some((name, title(name)?))).collect()
}

/// The year of the clock, as a clerk would most likely type it.
fn this_year() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    (1970 + seconds / 31_556_952).to_string()
}

fn view_name(view: &View) -> String {
    format!("{view:?}")
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        Self::ui(self, ui);
    }
}
