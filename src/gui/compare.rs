//! Another document beside the open draft: which file, what differs, and what is taken over; `panels::compare` draws it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use egui::Context;

use super::app::App;
use super::import::Reading;
use super::job::{Kind, Progress};
use crate::compare::{Change, as_printed, compare, follows, together};
use crate::model::{Draft, Edit, IndicatorOwner, Place};
use crate::recognise::recognise;
use crate::session::{Session, View, view_of};
use crate::store;
use crate::workings::Workings;

/// What another document says otherwise than the open draft, for those who draw.
#[derive(Default)]
pub struct Beside {
    /// Its file name, or what it is.
    pub name: String,
    /// What it says otherwise, and what follows from that.
    pub found: [Vec<Change>; 2],
    /// Where in these a place stands.
    at: HashMap<Place, (usize, usize)>,
}

impl Beside {
    fn new(name: String, found: [Vec<Change>; 2]) -> Self {
        let mut at = HashMap::new();
        // What is said otherwise comes before what only follows.
        for (which, changes) in found.iter().enumerate() {
            for (n, change) in changes.iter().enumerate() {
                at.entry(change.place.clone()).or_insert((which, n));
            }
        }
        Self { name, found, at }
    }

    /// What is otherwise at a place.
    pub fn at(&self, place: &Place) -> Option<&Change> {
        let (which, n) = self.at.get(place)?;
        self.found[*which].get(*n)
    }

    /// What is said otherwise in a view, by number.
    pub fn in_view(&self, view: &View) -> impl Iterator<Item = (usize, &Change)> {
        self.found[0].iter().enumerate().filter(move |(_, change)| view_of(&change.place) == *view)
    }
}

/// Another document beside the open draft.
pub struct Comparing {
    /// What it says otherwise.
    pub beside: Rc<Beside>,
    other: Workings,
    /// It was read off what is printed.
    read: bool,
    /// The state of the open draft that was compared, and since when it is another one.
    state: u64,
    since: Option<f64>,
    /// What is shown: of one part, from so much money on.
    pub part: Option<String>,
    /// As typed.
    pub least: String,
    /// The change that is looked at.
    pub looked: Option<usize>,
}

/// Typing goes on for as long as this without a pause, in seconds.
const PAUSE: f64 = 0.4;

impl Comparing {
    fn new(session: &Session, other: Draft, name: String, read: bool) -> Option<Self> {
        let other = Workings::of(other).ok()?;
        let beside = Rc::new(Beside::new(name, differences(session, &other, read)));
        let state = session.state();
        Some(Self { beside, other, read, state, since: None, part: None, least: String::new(), looked: None })
    }

    fn again(&mut self, session: &Session) {
        self.beside = Rc::new(Beside::new(self.beside.name.clone(), differences(session, &self.other, self.read)));
        (self.state, self.since, self.looked) = (session.state(), None, None);
    }

    /// After a change of the open draft compares anew, once nobody types.
    pub(super) fn keep_up(&mut self, ctx: &Context, session: &Session) {
        if session.state() == self.state {
            return;
        }
        let now = ctx.input(|input| input.time);
        if self.since.is_some_and(|since| now - since > PAUSE) {
            self.again(session);
        } else {
            self.since = self.since.or(Some(now));
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(PAUSE));
        }
    }
}

fn differences(session: &Session, other: &Workings, read: bool) -> [Vec<Change>; 2] {
    let changes = compare(session.draft(), other.draft());
    [if read { as_printed(changes, session.work(), other) } else { changes }, follows(session.work(), other)]
}

impl App {
    /// Compares with a file: a draft, or a document that is recognised first.
    pub(super) fn compare_file(&mut self, ctx: &Context, file: PathBuf) {
        let Some(session) = &self.session else { return };
        let (library, number) = (Arc::clone(&self.library), self.number);
        let template = Some(session.draft().template.id.clone()).filter(|id| library.template(id).is_some());
        let name = file.file_name().unwrap_or_default().display().to_string();
        let is_read = !store::is_draft(&file);
        let work = move |progress: &Progress| -> Result<Draft, String> {
            if store::is_draft(&file) {
                return store::open(&file).map_err(|error| error.to_string());
            }
            let sources = Reading::of(vec![file], true).sources(progress).map_err(|unread| unread.reason)?;
            progress.say("正在识别");
            Ok(recognise(&sources, &library, template.as_deref())?.draft)
        };
        self.start(ctx, Kind::Reading, "正在读取", work, move |app, ctx, read| match read {
            Ok(other) if app.is_still(number) => {
                app.settle(ctx, false);
                app.compare_draft(other, name, is_read);
            }
            Ok(_) => {}
            Err(reason) => app.trouble("没有比较", reason),
        });
    }

    /// Shows what another draft says otherwise than the open one; one that was `read` off a document is compared as it is printed.
    pub fn compare_draft(&mut self, other: Draft, name: String, read: bool) {
        let Some(session) = &self.session else { return };
        self.comparing = Comparing::new(session, other, name, read);
        self.said = match self.comparing.as_ref().map(|comparing| comparing.beside.found[0].len()) {
            None => "没有比较：那份文件的模板有误".into(),
            Some(0) => "两份内容相同".into(),
            Some(count) => format!("共有{count}处不同，列在下面"),
        };
    }

    /// Takes over what the other document says in these places, as one step; what would have no place in the open draft is left.
    pub(super) fn take_over(&mut self, chosen: &[usize]) {
        let (Some(session), Some(comparing)) = (&mut self.session, &mut self.comparing) else { return };
        let beside = Rc::clone(&comparing.beside);
        if session.state() != comparing.state {
            self.said = "公开稿刚刚改动过，没有采用；请看过新的不同之处再采用".into();
            return;
        }
        let changes: Vec<&Change> = chosen.iter().filter_map(|n| beside.found[0].get(*n)).filter(|change| !change.secret).collect();
        let fits = |edit: &Edit| {
            let mut draft = session.draft().clone();
            edit.clone().apply(&mut draft).is_ok() && draft.misfits().is_empty()
        };
        let mut edit = together(session.draft(), changes.iter().copied());
        let mut kept = changes.len();
        if !fits(&edit) {
            // One by one: what fits with those before it stays.
            let mut good: Vec<&Change> = Vec::new();
            for change in changes.iter().copied() {
                good.push(change);
                if !fits(&together(session.draft(), good.iter().copied())) {
                    good.pop();
                }
            }
            edit = together(session.draft(), good.iter().copied());
            kept = good.len();
        }
        let left = chosen.len() - kept;
        if kept > 0 && session.edit(edit, "采用比较的内容", None, &self.library.codes) {
            comparing.again(session);
        }
        self.said = match (kept, left) {
            (0, _) => "没有采用：当前公开稿的模板里没有这些位置，或者内容涉密".into(),
            (_, 0) => format!("已采用{kept}处，可以撤销"),
            _ => format!("已采用{kept}处，可以撤销；另有{left}处在当前公开稿里没有位置或者涉密，没有采用"),
        };
    }
}

/// Where a change is to be looked at in the open draft, which lacks what is new.
pub(super) fn nearest(change: &Change, draft: &Draft) -> Option<Place> {
    if change.place.is_there(draft) {
        return Some(change.place.clone());
    }
    match &change.place {
        Place::Cell { pane, .. } => Some(Place::Form(pane.form_name())),
        Place::Goal { card, .. }
        | Place::CardField { card, .. }
        | Place::Plan { card, .. }
        | Place::Indicator { owner: IndicatorOwner::Card(card), .. } => Some(Place::Card(card.clone())),
        _ => None,
    }
    .filter(|place| place.is_there(draft))
}
