//! Work beside the window: reading, writing, and asking for a file go on in threads of their own, while the window goes on drawing.
//!
//! A [`Job`] is a closure that runs, what it says of its progress, and what the window does with its answer. Of each kind one goes on
//! at a time. Answers are taken after a frame, and none while a question is open: what they bring may be a question itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::Context;

use super::app::App;
use super::dialogs::Dialog;

/// Shorter work is over before anyone could read what it says.
const SHOWN_AFTER: Duration = Duration::from_millis(300);

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file is being chosen, in a window of the system's own.
    Choosing,
    /// Files are read; that can be given up.
    Reading,
    /// Files are written; that can be given up until the first of them is in its place.
    Writing,
    /// Whether somebody else has saved the file.
    Looking,
}

/// What a job says while it runs, and whether it is still wanted.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    text: Arc<Mutex<String>>,
    given_up: Arc<AtomicBool>,
}

impl Progress {
    /// What is being done right now.
    pub fn say(&self, text: impl Into<String>) {
        *self.text.lock().unwrap_or_else(PoisonError::into_inner) = text.into();
    }

    /// What was said last.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Nobody waits for the answer any more.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }
}

/// Work that goes on.
#[derive(Debug)]
pub struct Job {
    number: u64,
    kind: Kind,
    since: Instant,
    progress: Progress,
}

/// What the window does with the answer of a job.
type Answer = Box<dyn FnOnce(&mut App, &Context) + Send>;

/// An answer, and the number of its job.
type Numbered = (u64, Answer);

/// All work that goes on.
pub struct Jobs {
    running: Vec<Job>,
    last: u64,
    answers: (Sender<Numbered>, Receiver<Numbered>),
}

impl Default for Jobs {
    fn default() -> Self {
        Self { running: Vec::new(), last: 0, answers: channel() }
    }
}

impl Jobs {
    /// Whether work of that kind goes on.
    #[must_use]
    pub fn is_running(&self, kind: Kind) -> bool {
        self.running.iter().any(|job| job.kind == kind)
    }

    /// What the user is told of: the kind of work and what it says, as soon as it takes long.
    pub fn shown(&self) -> impl Iterator<Item = (Kind, String)> {
        let long = |job: &&Job| !matches!(job.kind, Kind::Choosing | Kind::Looking) && job.since.elapsed() >= SHOWN_AFTER;
        self.running.iter().filter(long).map(|job| (job.kind, job.progress.text()))
    }

    /// Nobody waits for work of that kind any more: it ends when it can, and its answer is dropped.
    pub fn give_up(&mut self, kind: Kind) {
        for job in self.running.iter().filter(|job| job.kind == kind) {
            job.progress.given_up.store(true, Ordering::Relaxed);
        }
        self.running.retain(|job| job.kind != kind);
    }

    /// Work of that kind is to end as soon as it can; its answer says how it ended.
    pub fn ask_to_stop(&self, kind: Kind) {
        for job in self.running.iter().filter(|job| job.kind == kind) {
            job.progress.given_up.store(true, Ordering::Relaxed);
        }
    }

    /// The next answer that is still wanted.
    fn answer(&mut self) -> Option<Answer> {
        while let Ok((number, answer)) = self.answers.1.try_recv() {
            if let Some(at) = self.running.iter().position(|job| job.number == number) {
                self.running.remove(at);
                return Some(answer);
            }
        }
        None
    }
}

impl App {
    /// Starts work beside the window; `then` is what is done with its answer. Where work of this kind goes on, nothing is started, and
    /// the user is told so.
    pub(super) fn start<T: Send + 'static>(
        &mut self,
        ctx: &Context,
        kind: Kind,
        text: &str,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
        then: impl FnOnce(&mut Self, &Context, T) + Send + 'static,
    ) {
        if let Some(job) = self.jobs.running.iter().find(|job| job.kind == kind) {
            self.said = format!("{}，请等它完成", job.progress.text());
            return;
        }
        let progress = Progress::default();
        progress.say(text);
        self.jobs.last += 1;
        let number = self.jobs.last;
        self.jobs.running.push(Job { number, kind, since: Instant::now(), progress: progress.clone() });
        let (sender, ctx) = (self.jobs.answers.0.clone(), ctx.clone());
        ctx.request_repaint_after(SHOWN_AFTER);
        std::thread::spawn(move || {
            let answer: Answer = match catch_unwind(AssertUnwindSafe(|| work(&progress))) {
                Ok(answer) => Box::new(move |app: &mut Self, ctx: &Context| then(app, ctx, answer)),
                Err(_) => Box::new(move |app: &mut Self, _: &Context| {
                    app.trouble("没有完成", format!("{}时程序内部出错，公开稿没有改动。", progress.text()));
                }),
            };
            // The window may be gone by now; then nobody waits for the answer.
            let _ = sender.send((number, answer));
            ctx.request_repaint();
        });
    }

    /// Takes the answers that have come.
    pub(super) fn answers(&mut self, ctx: &Context) {
        while matches!(self.dialog, None | Some(Dialog::Leaving))
            && let Some(answer) = self.jobs.answer()
        {
            answer(self, ctx);
        }
    }

    /// Whether files are being read or written.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.jobs.is_running(Kind::Reading) || self.jobs.is_running(Kind::Writing)
    }
}
