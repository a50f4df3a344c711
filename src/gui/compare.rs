//! Another document beside the open draft: which file, what differs, and what is taken over; `panels::compare` draws it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use egui::Context;

use super::app::App;
use super::import::Reading;
use super::job::{Kind, Progress};
use crate::compare::{Change, as_printed, compare, follows, readable, together};
use crate::lists;
use crate::model::{Draft, Edit, IndicatorOwner, Place};
use crate::recognise::recognise;
use crate::session::{Session, View, view_of};
use crate::store;
use crate::template::Library;
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

/// What the open draft is compared with.
enum Other {
    /// A draft, or with `true` a document that was read off what is printed.
    Draft(Box<Workings>, bool),
    /// Lists of the finance system: what the draft would be if it said what they do.
    Lists(Vec<lists::Found>, Arc<Library>),
}

impl Other {
    /// What it says otherwise than the open draft, and what follows from that.
    fn differences(&self, session: &Session) -> Result<[Vec<Change>; 2], String> {
        let (mine, differs) = (session.work(), |other: &Workings| compare(session.draft(), other.draft()));
        match self {
            Self::Draft(other, false) => Ok([readable(differs(other), mine, other), follows(mine, other)]),
            Self::Draft(other, true) => Ok([as_printed(differs(other), mine, other), follows(mine, other)]),
            Self::Lists(found, library) => {
                let (other, _) = lists::as_listed(mine, found, library).map_err(|faults| faults.join("；"))?;
                Ok([differs(&other), follows(mine, &other)])
            }
        }
    }
}

/// Another document beside the open draft.
pub struct Comparing {
    /// What it says otherwise.
    pub beside: Rc<Beside>,
    other: Other,
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
    fn new(session: &Session, other: Other, name: String) -> Result<Self, String> {
        let beside = Rc::new(Beside::new(name, other.differences(session)?));
        let state = session.state();
        Ok(Self { beside, other, state, since: None, part: None, least: String::new(), looked: None })
    }

    fn again(&mut self, session: &Session) -> Result<(), String> {
        self.beside = Rc::new(Beside::new(self.beside.name.clone(), self.other.differences(session)?));
        (self.state, self.since, self.looked) = (session.state(), None, None);
        Ok(())
    }

    /// After a change of the open draft compares anew, once nobody types.
    ///
    /// # Errors
    /// Why the two can no longer be compared.
    pub(super) fn keep_up(&mut self, ctx: &Context, session: &Session) -> Result<(), String> {
        if session.state() == self.state {
            return Ok(());
        }
        let now = ctx.input(|input| input.time);
        if self.since.is_some_and(|since| now - since > PAUSE) {
            return self.again(session);
        }
        self.since = self.since.or(Some(now));
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(PAUSE));
        Ok(())
    }
}

impl App {
    /// Compares with a file: a draft, or a document that is recognised first.
    pub(super) fn compare_file(&mut self, ctx: &Context, file: PathBuf) {
        let number = self.number;
        let name = file.file_name().unwrap_or_default().display().to_string();
        let is_read = !store::is_draft(&file);
        let work = self.reads(file);
        self.start(ctx, Kind::Reading, "正在读取", work, move |app, ctx, read| match read {
            Ok(other) if app.is_still(number) => {
                app.settle(ctx, false);
                app.compare_draft(other, name, is_read);
            }
            Ok(_) => {}
            Err(reason) => app.trouble("没有比较", reason),
        });
    }

    /// Reads another file: a draft, or a document that is recognised by the open draft's template.
    fn reads(&self, file: PathBuf) -> impl FnOnce(&Progress) -> Result<Draft, String> + Send + 'static {
        let library = Arc::clone(&self.library);
        let template = self.session.as_ref().map(|session| session.draft().template.id.clone()).filter(|id| library.template(id).is_some());
        move |progress: &Progress| {
            if store::is_draft(&file) {
                return store::open(&file).map_err(|error| error.to_string());
            }
            let sources = Reading::of(vec![file], true).sources(progress).map_err(|unread| unread.reason)?;
            progress.say("正在识别");
            Ok(recognise(&sources, &library, template.as_deref())?.draft)
        }
    }

    /// Takes last year's figures out of a file, to compare with and to be said in sentences.
    pub(super) fn last_year_file(&mut self, ctx: &Context, file: PathBuf) {
        let number = self.number;
        let work = self.reads(file);
        self.start(ctx, Kind::Reading, "正在读取上年数", work, move |app, ctx, read| match read {
            Ok(other) if app.is_still(number) => {
                app.settle(ctx, false);
                app.take_last_year(other);
            }
            Ok(_) => {}
            Err(reason) => app.trouble("没有取到上年数", reason),
        });
    }

    /// Last year's figures out of another draft, as one step.
    pub fn take_last_year(&mut self, other: Draft) {
        let Some(session) = &mut self.session else { return };
        let found = Workings::of(other).map_err(|_| "那份文件的模板有误".to_owned());
        match found.and_then(|other| crate::roll::last_year(&other, session.draft())) {
            Ok(last) => {
                let count: usize = last.figures.values().flat_map(std::collections::BTreeMap::values).map(std::collections::BTreeMap::len).sum();
                let said = format!("已取{}的数{count}个；表格里可以对照，文字里可以引用与上年相比的增减", last.year_said());
                let edit = Edit::Whole(Box::new(Draft { last: Some(last), ..session.draft().clone() }));
                if session.edit(edit, "取上年数", None, &self.library.codes) {
                    self.said = said;
                }
            }
            Err(reason) => self.said = format!("没有取到上年数：{reason}"),
        }
    }

    /// Shows what another draft says otherwise than the open one; one that was `read` off a document is compared as it is printed.
    pub fn compare_draft(&mut self, other: Draft, name: String, read: bool) {
        match Workings::of(other) {
            Ok(other) => self.compare_other(Other::Draft(Box::new(other), read), name, "两份内容相同"),
            Err(_) => self.said = "没有比较：那份文件的模板有误".into(),
        }
    }

    /// Compares with lists of the finance system, cell by cell (批复核对); `remarks` is what is to be known of them.
    pub(super) fn compare_lists(&mut self, found: Vec<lists::Found>, name: String, remarks: &[String]) {
        let library = Arc::clone(&self.library);
        self.compare_other(Other::Lists(found, library), name, "与清单没有不同");
        if !remarks.is_empty() {
            self.said = format!("{}；{}", self.said, remarks.join("；"));
        }
    }

    fn compare_other(&mut self, other: Other, name: String, alike: &str) {
        let Some(session) = &self.session else { return };
        match Comparing::new(session, other, name) {
            Ok(comparing) => {
                let count = comparing.beside.found[0].len();
                self.said = if count == 0 { alike.to_owned() } else { format!("共有{count}处不同，列在下面") };
                self.comparing = Some(comparing);
            }
            Err(reason) => self.said = format!("没有比较：{reason}"),
        }
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
            // What cannot be compared any more is told when it is compared anew.
            let _ = comparing.again(session);
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
