//! The way of the open draft to publishing: in which role somebody works, what is being said of which place, how the stages stand.
//! `panels::review` draws it; what a step or a remark is, `review` and the model say.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::Context;
use serde::{Deserialize, Serialize};

use super::app::App;
use super::command::{Action, Command};
use super::job::{Kind, Progress};
use crate::compare::Change;
use crate::model::{Edit, ListEdit, Place, Remark, Said, Stage, fresh};
use crate::review::{Asked, Verdict, about, changes_since, digest, kept, take};
use crate::rules::Severity;
use crate::session::Session;
use crate::template::codes::Codes;
use crate::{day, export, store};

/// Who works at this window, and in which role; remembered from one time to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Who {
    /// The role.
    pub role: Stage,
    /// The name.
    pub name: String,
}

/// What the panel shows, and what is being typed in it.
#[derive(Default)]
pub struct Reviewing {
    /// Whether the panel is there.
    pub shown: bool,
    /// Who works here.
    pub who: Who,
    /// What goes with the next step.
    pub words: String,
    /// The remark that is being written: where, on which paragraph, and its words.
    pub writing: Option<(Place, String, String)>,
    /// The remark that is looked at, by id, and the answer typed so far.
    pub looked: Option<(String, String)>,
    /// Whether settled remarks are listed, too.
    pub settled: bool,
    /// The field that takes the keyboard in the next frame.
    pub focus: bool,
    /// What is known of the draft as it is; nothing before the first frame.
    pub known: Option<Known>,
}

/// What is known of the draft as it is: made anew after a change, once nobody types.
pub struct Known {
    /// Of which draft and which state of it.
    of: (u64, u64),
    role: Stage,
    since: Option<f64>,
    took: Duration,
    /// The digest of what is printed.
    pub digest: String,
    /// Since which step changes are listed, in words; `None` where there was none, or it is not kept.
    pub since_step: Option<(String, String)>,
    /// What has changed since.
    pub changes: Vec<Change>,
}

/// What takes longer than is quick waits for this long, in seconds.
const PAUSE: f64 = 0.4;
const QUICK: Duration = Duration::from_millis(6);

impl Known {
    fn of(session: &Session, codes: &Codes, of: (u64, u64), role: Stage) -> Self {
        let began = Instant::now();
        let digest = digest(session.work(), codes);
        let draft = session.draft();
        // What the role has seen last; before it has had a say, what anybody has.
        let last = draft.steps.iter().rfind(|step| step.stage == role).or(draft.steps.last());
        let found = last.and_then(|step| Some((step, changes_since(draft, step)?)));
        let since_step = found.as_ref().map(|(step, _)| (step.id.clone(), format!("{}（{} {}）", step.stage.label(), step.said.by, step.said.on)));
        Self { of, role, since: None, took: began.elapsed(), digest, since_step, changes: found.map_or_else(Vec::new, |(_, changes)| changes) }
    }
}

impl Reviewing {
    /// Whether what is known is of the draft as it is.
    #[must_use]
    pub fn is_of(&self, number: u64, session: &Session) -> bool {
        self.known.as_ref().is_some_and(|known| known.of == (number, session.state()))
    }

    /// Looks at the draft again where it has changed.
    pub fn keep_up(&mut self, ctx: &Context, session: &Session, codes: &Codes, number: u64) {
        let of = (number, session.state());
        let role = self.who.role;
        if let Some(known) = self.known.as_mut().filter(|known| known.of.0 == number) {
            if known.of == of && known.role == role {
                return;
            }
            let now = ctx.input(|input| input.time);
            let since = *known.since.get_or_insert(now);
            if known.took > QUICK && now - since < PAUSE {
                ctx.request_repaint_after(Duration::from_secs_f64(PAUSE));
                return;
            }
        }
        self.known = Some(Known::of(session, codes, of, role));
    }

    /// Another draft was opened: what is typed is not about it.
    pub fn forget(&mut self) {
        (self.writing, self.looked, self.known) = (None, None, None);
        self.words.clear();
    }

    /// The open remarks one after another, round and round.
    pub fn turn<'a>(&mut self, session: &'a Session, forth: bool) -> Option<&'a Remark> {
        let open: Vec<&Remark> = session.draft().remarks.iter().filter(|remark| remark.is_open()).collect();
        let at = self.looked.as_ref().and_then(|(id, _)| open.iter().position(|remark| remark.id == *id));
        let next = match (at, forth) {
            (None, true) => 0,
            (Some(at), true) => (at + 1) % open.len().max(1),
            (None | Some(0), false) => open.len().checked_sub(1)?,
            (Some(at), false) => at - 1,
        };
        let remark = open.get(next).copied()?;
        self.looked = Some((remark.id.clone(), String::new()));
        Some(remark)
    }

    /// What somebody says here and now.
    #[must_use]
    pub fn said(&self, text: &str) -> Said {
        Said { text: text.trim().to_owned(), by: self.who.name.trim().to_owned(), on: day::now() }
    }
}

impl App {
    /// Begins a remark on the place that is worked at.
    pub(super) fn begin_remark(&mut self, ctx: &Context) {
        let Some(session) = &self.session else { return };
        let Some((place, quote)) = super::views::spot(ctx, &self.view, session, &self.library.codes, &self.views) else {
            self.said = "请先在目录里选一处，再加意见".into();
            return;
        };
        self.reviewing.shown = true;
        self.reviewing.focus = true;
        self.reviewing.writing = Some((place, quote, String::new()));
    }

    /// Puts the remark that was written into the draft.
    pub(super) fn put_remark(&mut self, ctx: &Context) {
        let (Some(session), Some((place, quote, text))) = (&self.session, self.reviewing.writing.take()) else { return };
        let draft = session.draft();
        let (about, stage) = (about(session.work(), &place, &quote), self.reviewing.who.role);
        let said = self.reviewing.said(&text);
        let remark = Remark { id: fresh('m'), place, quote, about, stage, said, answers: Vec::new(), settled: None };
        self.reviewing.looked = Some((remark.id.clone(), String::new()));
        let edit = Edit::Remarks(ListEdit::push(&draft.remarks, remark));
        self.act(ctx, Action::edit(edit, "加意见"));
    }

    /// Takes a step of the way.
    pub(super) fn take_step(&mut self, ctx: &Context, sent_back: bool) {
        self.settle(ctx, false);
        let (Some(session), stage) = (&self.session, self.reviewing.who.role) else { return };
        let draft = session.draft();
        let open = |severity: Severity| session.open_findings().filter(|finding| finding.severity == severity).count();
        let verdict = if sent_back { Verdict::SendBack } else { Verdict::Pass };
        let said = self.reviewing.said(&self.reviewing.words);
        let asked = Asked { stage, verdict, said, errors: open(Severity::Error), secrets: open(Severity::Secrecy) };
        // Of the draft as it is now, not as the panel has seen it last.
        match take(draft, &digest(session.work(), &self.library.codes), asked) {
            Ok(edit) => {
                let label = format!("{}{}", stage.label(), if sent_back { "：退回修改" } else { "" });
                self.reviewing.words.clear();
                self.act(ctx, Action::edit(edit, &label));
                if self.said.is_empty() {
                    self.said = format!("已登记{label}，请保存");
                }
            }
            Err(reason) => self.said = reason,
        }
    }

    /// Shows a remark with its place.
    pub(super) fn show_remark(&mut self, ctx: &Context, id: &str) {
        let Some(remark) = self.session.as_ref().and_then(|session| session.draft().remarks.iter().find(|remark| remark.id == id)) else { return };
        let (place, there) = (remark.place.clone(), self.session.as_ref().is_some_and(|session| remark.place.is_there(session.draft())));
        self.reviewing.shown = true;
        if self.reviewing.looked.as_ref().is_none_or(|(known, _)| known != id) {
            self.reviewing.looked = Some((id.to_owned(), String::new()));
        }
        if there {
            self.carry_out(ctx, Command::GoTo(place));
        }
    }

    /// The next open remark, or the one before.
    pub(super) fn turn_remark(&mut self, ctx: &Context, forth: bool) {
        let Some(session) = &self.session else { return };
        match self.reviewing.turn(session, forth).map(|remark| remark.id.clone()) {
            Some(id) => self.show_remark(ctx, &id),
            None => self.said = "没有未了的意见".into(),
        }
    }

    /// Compares the draft with what it was when a step was taken: marks in the forms, words in the texts.
    pub(super) fn compare_step(&mut self, id: &str) {
        let Some(session) = &self.session else { return };
        let Some(step) = session.draft().steps.iter().find(|step| step.id == id) else { return };
        match kept(session.draft(), step) {
            Some(then) => {
                let name = format!("{}时的内容（{} {}）", step.stage.label(), step.said.by, step.said.on);
                self.compare_draft(then, name, false);
            }
            None => self.said = "当时的内容没有留存，不能逐处对照".into(),
        }
    }

    /// Asks where the approval sheet is to be written.
    pub(super) fn choose_sheet(&mut self, ctx: &Context) {
        let (name, number) = (self.file_name("pdf").replace(".pdf", "审批表.pdf"), self.number);
        let write = move |app: &mut Self, ctx: &Context, file| {
            if app.is_still(number) {
                app.write_sheet(ctx, file);
            }
        };
        self.choose(ctx, ("PDF、Word", vec!["pdf", "docx"]), |dialog| dialog.set_file_name(name).save_file(), write);
    }

    /// Writes the approval sheet.
    pub(super) fn write_sheet(&mut self, ctx: &Context, file: PathBuf) {
        let Some(session) = &self.session else { return };
        let (draft, library) = (session.draft().clone(), std::sync::Arc::clone(&self.library));
        let work = move |_: &Progress| -> Result<PathBuf, String> {
            let work = crate::workings::Workings::of(draft).map_err(|_| "公开稿里的模板有误。".to_owned())?;
            export::export_page(&export::approval_sheet(&work, &library.codes), &file)?;
            Ok(file)
        };
        self.start(ctx, Kind::Writing, "正在生成公开审批表", work, |app, _, written| match written {
            Ok(file) => {
                app.said = format!("已写成 {}", file.display());
                if app.shows_files {
                    // A sheet that cannot be shown is written all the same.
                    let _ = open::that_detached(&file);
                }
            }
            Err(reason) => app.trouble("没有写成审批表", reason),
        });
    }

    /// Who works at this window, as kept.
    pub(super) fn load_who(&mut self) {
        if let Some(file) = self.who_file() {
            self.reviewing.who = store::settings(&file);
        }
    }

    /// Keeps who works at this window.
    pub(super) fn keep_who(&mut self) {
        if let Some(file) = self.who_file()
            && let Err(error) = store::save_settings(&file, &self.reviewing.who)
        {
            self.said = format!("姓名没有记住：{error}");
        }
    }

    fn who_file(&self) -> Option<PathBuf> {
        self.paths.folder().map(|folder| folder.join("who.ron"))
    }
}
