//! The pages as they will be printed, beside what is being edited. A thread of its own lays them out and draws them; only the newest state of
//! the draft is asked for, and never a second one while the first is being worked at, so that typing waits for nothing.
//! `panels::preview` draws the panel.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::document::{Document, Parts, Portion, compose_parts};
use crate::model::{Draft, Place};
use crate::session::{Session, View, view_of};
use crate::template::Library;
use crate::typeset::{Mark, Pages, marked};
use crate::workings::Workings;

/// What is to be seen: of which draft, in which state, which part; without a part all of it.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    number: u64,
    state: u64,
    part: Option<View>,
}

/// Laid-out pages, as the window needs to know them.
pub struct Laid {
    key: Key,
    /// Counts the layouts: pictures of an earlier one are shown until there are new ones.
    generation: u64,
    /// Width and height of each page in points.
    pub sizes: Vec<[f64; 2]>,
    /// Where blocks and cells stand.
    pub marks: Vec<Mark>,
}

enum Task {
    Lay(Box<(Key, Draft, Arc<Library>)>),
    Draw { generation: u64, page: usize, scale: f64 },
}

enum Done {
    Laid(Result<Laid, (Key, String)>),
    Drawn { generation: u64, page: usize, scale: f64, image: Option<ColorImage> },
}

/// A page as a texture: of which layout, with how many pixels a point.
struct Drawn {
    generation: u64,
    scale: f64,
    texture: TextureHandle,
}

/// Pictures that are kept at once; more pages are never seen together.
const PICTURES: usize = 12;

/// The pages beside the draft.
#[derive(Default)]
pub struct Preview {
    /// Whether the panel is there.
    pub shown: bool,
    /// All of the document, not only what is being edited.
    pub whole: bool,
    /// Steps larger or smaller than as wide as the panel.
    pub steps: i32,
    /// The place that was followed last.
    pub followed: Option<Place>,
    worker: Option<(Sender<Task>, Receiver<Done>)>,
    laying: Option<Key>,
    drawing: bool,
    laid: Option<Laid>,
    /// What could not be laid out, and why.
    failed: Option<(Key, String)>,
    pictures: HashMap<usize, Drawn>,
}

impl Preview {
    /// The pages that are known.
    #[must_use]
    pub fn laid(&self) -> Option<&Laid> {
        self.laid.as_ref()
    }

    /// Why there are none of the draft as it is.
    #[must_use]
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_ref().map(|(_, reason)| reason.as_str())
    }

    /// Whether the pages are of the draft as it is.
    #[must_use]
    pub fn is_of(&self, number: u64, session: &Session) -> bool {
        self.laid.as_ref().is_some_and(|laid| (laid.key.number, laid.key.state) == (number, session.state()))
    }

    /// Takes what was done, and asks for the pages of the draft as it is.
    pub fn keep_up(&mut self, ctx: &Context, session: &Session, library: &Arc<Library>, number: u64, view: &View) {
        let key = Key { number, state: session.state(), part: (!self.whole).then(|| view.clone()) };
        let (asks, answers) = self.worker.get_or_insert_with(|| start(ctx.clone()));
        loop {
            let done = match answers.try_recv() {
                Ok(done) => done,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    // The thread has ended over this state of the draft: the next one is given to another.
                    let key = self.laying.take().unwrap_or(key);
                    (self.worker, self.drawing) = (None, false);
                    self.failed = Some((key, "排版出错，没有预览；改动之后再试，导出不受影响".into()));
                    return;
                }
            };
            match done {
                Done::Laid(Ok(laid)) => {
                    // Another part begins with pictures of its own.
                    if self.laid.as_ref().is_none_or(|before| (before.key.number, &before.key.part) != (laid.key.number, &laid.key.part)) {
                        self.pictures.clear();
                        self.followed = None;
                    }
                    (self.laying, self.failed, self.laid) = (None, None, Some(laid));
                    self.drawing = false;
                }
                Done::Laid(Err(failed)) => (self.laying, self.failed) = (None, Some(failed)),
                Done::Drawn { generation, page, scale, image } => {
                    self.drawing = false;
                    if let Some(image) = image {
                        let texture = ctx.load_texture(format!("page {page}"), image, TextureOptions::LINEAR);
                        self.pictures.insert(page, Drawn { generation, scale, texture });
                        drop_far(&mut self.pictures, page);
                    }
                }
            }
        }
        let known = self.laid.as_ref().is_some_and(|laid| laid.key == key) || self.failed.as_ref().is_some_and(|(failed, _)| *failed == key);
        if !known && self.laying.is_none() {
            let task = Task::Lay(Box::new((key.clone(), session.draft().clone(), Arc::clone(library))));
            if asks.send(task).is_ok() {
                self.laying = Some(key);
            }
        }
    }

    /// The picture of a page, in the newest state that there is; asks for a newer or sharper one.
    pub fn picture(&mut self, page: usize, scale: f64) -> Option<&TextureHandle> {
        let generation = self.laid.as_ref()?.generation;
        // A hair's difference is not worth drawing anew.
        let fits = |drawn: &Drawn| drawn.generation == generation && (drawn.scale - scale).abs() < 0.02;
        if !self.pictures.get(&page).is_some_and(fits) && !self.drawing && self.laying.is_none() {
            let asks = self.worker.as_ref().map(|(asks, _)| asks);
            self.drawing = asks.is_some_and(|asks| asks.send(Task::Draw { generation, page, scale }).is_ok());
        }
        self.pictures.get(&page).map(|drawn| &drawn.texture)
    }
}

/// Pictures are large: only those of pages near the one drawn last stay.
fn drop_far(pictures: &mut HashMap<usize, Drawn>, near: usize) {
    while pictures.len() > PICTURES {
        let Some(far) = pictures.keys().copied().max_by_key(|page| page.abs_diff(near)) else { return };
        pictures.remove(&far);
    }
}

/// The thread that lays out and draws; it ends with the window.
fn start(ctx: Context) -> (Sender<Task>, Receiver<Done>) {
    let (asks, tasks) = mpsc::channel();
    let (answers, done) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut pages, mut generation): (Option<Pages>, u64) = (None, 0);
        let mut before = None;
        while let Ok(task) = tasks.recv() {
            let answer = match task {
                Task::Lay(task) => {
                    let (key, draft, library) = *task;
                    generation += 1;
                    match lay(draft, &library, key.part.as_ref(), &mut before) {
                        Ok(laid) => {
                            let (sizes, marks) = (laid.sizes(), laid.marks());
                            pages = Some(laid);
                            Done::Laid(Ok(Laid { key, generation, sizes, marks }))
                        }
                        Err(reason) => Done::Laid(Err((key, reason))),
                    }
                }
                Task::Draw { generation, page, scale } => {
                    let drawn = pages.as_ref().and_then(|pages| pages.picture(page, scale));
                    let image = drawn.map(|drawn| ColorImage::from_rgba_premultiplied(drawn.size, &drawn.pixels));
                    Done::Drawn { generation, page, scale, image }
                }
            };
            if answers.send(answer).is_err() {
                return;
            }
            ctx.request_repaint();
        }
    });
    (asks, done)
}

/// `before` is what was worked out last: of the same template, its equations are not compiled again.
fn lay(draft: Draft, library: &Library, part: Option<&View>, before: &mut Option<Workings>) -> Result<Pages, String> {
    let work = match before.take() {
        Some(known) => known.with(draft),
        None => Workings::of(draft),
    };
    let work = before.insert(work.map_err(|_| "公开稿里的模板有误".to_owned())?);
    // Of a form no card is composed, and of a card no form: there may be hundreds.
    let asked = match part {
        Some(View::Form(_) | View::Text(_)) => Parts::of(&[Portion::Forms, Portion::Text, Portion::Units]),
        Some(View::Card(_) | View::Cards) => Parts::of(&[Portion::Cards, Portion::Units]),
        _ => Parts::default(),
    };
    let document = compose_parts(work, &library.codes, asked);
    let document = match part {
        None => document,
        Some(part) => only(document, part).ok_or("这一部分没有要印的内容")?,
    };
    marked(&document).map_err(|error| error.describe(&|place| place.describe(work.draft())))
}

/// The document with nothing but a part of it.
fn only(mut document: Document, part: &View) -> Option<Document> {
    document.contents = None;
    if *part == View::Identity {
        document.sheets.clear();
        return (!document.cover.is_empty()).then_some(document);
    }
    document.cover.clear();
    for sheet in &mut document.sheets {
        sheet.blocks.retain(|block| block.place().is_some_and(|place| is_in(place, part)));
    }
    document.sheets.retain(|sheet| !sheet.blocks.is_empty());
    (!document.sheets.is_empty()).then_some(document)
}

fn is_in(place: &Place, part: &View) -> bool {
    let view = view_of(place);
    // The list of all cards shows all of them.
    view == *part || *part == View::Cards && matches!(view, View::Card(_))
}

/// What stands at a point of a page: the nearest cell or block that begins above it.
#[must_use]
pub fn hit(marks: &[Mark], page: usize, x: f64, y: f64) -> Option<&Mark> {
    /// Half a line: cells are marked where their text begins.
    const HALF: f64 = 6.0;
    let own = || marks.iter().filter(|mark| mark.page == page);
    let cells = own().filter(|mark| mark.figure.is_some() && mark.x <= x + HALF && (mark.y + HALF - y).abs() < 2.0 * HALF);
    let cell = cells.max_by(|a, b| a.x.total_cmp(&b.x));
    let above = || own().filter(|mark| mark.y <= y + 2.0 && mark.place.is_some()).max_by(|a, b| a.y.total_cmp(&b.y));
    // A block may have begun on a page before.
    let before = || marks.iter().rfind(|mark| mark.page < page && mark.place.is_some());
    cell.or_else(above).or_else(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Draft, Arc<Library>) {
        (crate::store::sample("unit-2024.ron").expect("the sample opens"), Arc::new(Library::load(None)))
    }

    #[test]
    fn a_part_is_laid_out_alone_and_a_click_on_its_figure_leads_to_the_cell() {
        let (draft, library) = sample();
        let work = Workings::of(draft.clone()).expect("a sound template");
        let part = View::Form(crate::model::FormName::of("", "general"));
        let pages = lay(draft, &library, Some(&part), &mut None).expect("pages");
        assert_eq!(pages.sizes().len(), 1);
        let marks = pages.marks();
        let figures: Vec<&Mark> = marks.iter().filter(|mark| mark.figure.is_some()).collect();
        assert!(figures.len() > 20, "{}", figures.len());
        for mark in figures {
            let there = hit(&marks, mark.page, mark.x + 3.0, mark.y + 5.0).expect("something stands there");
            assert_eq!(there.figure, mark.figure);
            let place = mark.figure.and_then(|figure| figure.place(&work)).expect("a cell");
            assert!(matches!(&place, Place::Cell { pane, .. } if pane.form == "general") && place.is_there(work.draft()), "{place:?}");
        }
    }

    #[test]
    fn a_card_and_a_text_are_shown_as_they_are_printed() {
        let (draft, library) = sample();
        let card = draft.cards[2].id.clone();
        let pages = lay(draft.clone(), &library, Some(&View::Card(card.clone())), &mut None).expect("pages");
        assert!(pages.marks().iter().all(|mark| mark.place == Some(Place::Card(card.clone()))));
        let picture = pages.picture(0, 1.0).expect("a page");
        assert_eq!(picture.pixels.len(), picture.size[0] * picture.size[1] * 4);
        assert!(picture.pixels.chunks(4).filter(|pixel| pixel[0] < 100).count() > 500, "there is ink on it");
        assert!(lay(draft, &library, Some(&View::Text("duties_list".into())), &mut None).is_ok());
    }
}
