//! What others have published, taken in: files into a new draft or into the open one, a table from the clipboard; the report on it,
//! and doubts settled one by one. Next year's draft comes with such a report, too.
//!
//! Files are read and recognised beside the window. Whether unsaved work may go is asked when there is a draft to put in its place.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Context, ViewportCommand};

use super::app::App;
use super::command::Command;
use super::dialogs::Dialog;
use super::job::{Kind, Progress};
use super::panels::Imported;
use crate::model::{Draft, Edit, Pending};
use crate::read::{Scope, Source, office};
use crate::recognise::{Recognised, mentions, recognise};
use crate::report::{Entry, Fate, Fix, Report};
use crate::session::View;
use crate::{adopt, document, read, roll};

/// Files that together are one document, and what is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The files.
    pub files: Vec<PathBuf>,
    /// For the open draft, or for a new one?
    pub into: bool,
    /// With the help of LibreOffice?
    pub convert: bool,
    /// With what is hidden?
    pub scope: Scope,
}

/// Why nothing came of it.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) reason: String,
    /// LibreOffice might help.
    convertible: bool,
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Self { reason, convertible: false }
    }
}

impl Reading {
    /// Files as whoever opens them sees them, read by ourselves.
    pub fn of(files: Vec<PathBuf>, into: bool) -> Self {
        Self { files, into, convert: false, scope: Scope::Seen }
    }

    pub(super) fn sources(&self, progress: &Progress) -> Result<Vec<Source>, Unread> {
        let office = office::libreoffice().filter(|_| self.convert);
        let mut sources = Vec::new();
        for file in self.files.iter().take_while(|_| !progress.is_given_up()) {
            progress.say(format!("正在读取 {}", file.file_name().unwrap_or_default().display()));
            let source = match &office {
                Some(office) => office::read_or_convert(file, office, self.scope),
                None => read::read_scope(file, self.scope),
            };
            sources.push(source.map_err(|error| Unread { reason: error.to_string(), convertible: error.convertible && !self.convert })?);
        }
        Ok(sources)
    }
}

impl App {
    /// Reads files beside the window; then the draft made of them is shown, or what it would change in the open one.
    pub(super) fn read(&mut self, ctx: &Context, reading: Reading) {
        let asked = reading.clone();
        let sources = move |progress: &Progress| reading.sources(progress);
        self.hidden = (!asked.into && asked.scope == Scope::Seen).then(|| Reading { scope: Scope::Whole, ..asked.clone() });
        self.understand(ctx, asked.into, sources, move |app, unread| {
            if unread.convertible && office::libreoffice().is_some() {
                app.dialog = Some(Dialog::Convert { reading: Reading { convert: true, ..asked }, reason: unread.reason });
            } else {
                app.trouble("没有导入", unread.reason);
            }
        });
    }

    /// Recognises sources beside the window, with the open draft's template where it is `into` that.
    fn understand(
        &mut self,
        ctx: &Context,
        into: bool,
        sources: impl FnOnce(&Progress) -> Result<Vec<Source>, Unread> + Send + 'static,
        failed: impl FnOnce(&mut Self, Unread) + Send + 'static,
    ) {
        let (library, number) = (Arc::clone(&self.library), self.number);
        let own = self.session.as_ref().filter(|_| into).map(|session| session.draft().template.id.clone());
        let template = own.filter(|id| library.template(id).is_some());
        let work = move |progress: &Progress| -> Result<(Recognised, bool), Unread> {
            let sources = sources(progress)?;
            progress.say("正在识别");
            Ok((recognise(&sources, &library, template.as_deref())?, sources.iter().any(|source| source.hidden)))
        };
        self.start(ctx, Kind::Reading, "正在读取", work, move |app, ctx, found| match found {
            Ok((found, hidden)) if !into => {
                app.hidden = app.hidden.take().filter(|_| hidden);
                app.command(ctx, Command::Take(Box::new((found.draft, found.report))));
            }
            Ok((found, _)) if app.is_still(number) => app.ask_adopt(ctx, found.draft),
            Ok(_) => {}
            Err(unread) => failed(app, unread),
        });
    }

    /// Shows an imported draft with its report.
    pub(super) fn take(&mut self, draft: Draft, report: Report) {
        let otherwise = if report.printed > 0 { format!("，{}处与原文件印的不同", report.printed) } else { String::new() };
        let said = format!("已导入，{}处请核对{otherwise}；请及时保存", report.count(Fate::Doubtful));
        if self.show_new(draft, &said) {
            self.view = View::Identity;
            let again = self.hidden.take();
            self.report(report);
            if let Some(imported) = &mut self.imported {
                imported.hidden = again;
            }
        }
    }

    fn report(&mut self, report: Report) {
        self.imported = Some(Imported::new(report));
        self.show_report = true;
    }

    /// Asks which parts of what was read are taken over.
    fn ask_adopt(&mut self, ctx: &Context, imported: Draft) {
        self.settle(ctx, false);
        let Some(session) = &self.session else { return };
        let printed = |text: &str| document::expand(text, session.work());
        let changes = adopt::changes(session.draft(), &imported, &printed).into_iter().map(|change| (change, true)).collect();
        self.dialog = Some(Dialog::Adopt { changes, imported: Box::new(imported) });
    }

    /// Takes the chosen parts over, and tells what has no place in the open draft.
    pub(super) fn adopt(&mut self, imported: &Draft, chosen: &[adopt::Taken]) {
        let Some(session) = &mut self.session else { return };
        let adopted = adopt::adopt(session.work(), imported, chosen);
        let (changed, left) = (adopted.draft != *session.draft(), adopted.left.len());
        if changed {
            session.edit(Edit::Whole(Box::new(adopted.draft)), "导入到当前公开稿", None, &self.library.codes);
        }
        self.said = match (changed, left) {
            (true, 0) => format!("已导入{}部分，可以撤销", chosen.len()),
            (true, _) => format!("已导入选中的{}部分，可以撤销；其中{left}处没有位置，没有导入，列在下面", chosen.len()),
            (false, 0) => "选中的部分与当前公开稿相同，没有改动".into(),
            (false, _) => format!("没有导入：选中的部分里有{left}处没有位置，列在下面"),
        };
        self.tell_left(adopted.left);
    }

    /// What was left out stands in the report, behind what an earlier import said.
    fn tell_left(&mut self, left: Vec<Entry>) {
        let Some(template) = self.session.as_ref().filter(|_| !left.is_empty()).map(|session| session.draft().template.id.clone()) else { return };
        if let Some(imported) = &mut self.imported {
            imported.report.entries.extend(left);
            self.show_report = true;
        } else {
            self.report(Report { template, score: 100, entries: left, ..Report::default() });
        }
    }

    /// Asks for the clipboard, which comes as an event of its own.
    pub(super) fn ask_paste(&mut self, ctx: &Context) {
        self.pasting = true;
        ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
    }

    /// Takes over what was asked for.
    pub(super) fn pasted(&mut self, ctx: &Context) {
        if !self.pasting {
            return;
        }
        let text = ctx.input_mut(|input| {
            let at = input.events.iter().position(|event| matches!(event, egui::Event::Paste(_)))?;
            if let egui::Event::Paste(text) = input.events.remove(at) { Some(text) } else { None }
        });
        if let Some(text) = text {
            self.pasting = false;
            let sources = move |_: &Progress| Ok(vec![read::parse_text("剪贴板", &text).map_err(|error| error.to_string())?]);
            self.understand(ctx, true, sources, |app, unread| app.trouble("没有导入", unread.reason));
        }
    }

    /// Next year's draft in place of the one that is open, which is saved.
    pub(super) fn roll(&mut self, year: u16, dropped: &[usize]) {
        let Some(session) = &self.session else { return };
        let draft = session.draft();
        let template = self.library.template(&draft.template.id).unwrap_or(&draft.template);
        let resolved = template.resolved(&draft.template.chosen).or_else(|_| template.resolved(&[]));
        let (next, report) = match resolved {
            Ok(template) => roll::roll(session.work(), year, template, dropped),
            Err(reason) => return self.trouble("没有生成", reason),
        };
        let open = next.pending().iter().map(Pending::count).sum::<usize>();
        if self.show_new(next, &format!("已生成{year}年的公开稿，{open}处文字待核对；请及时保存")) {
            self.report(report);
        }
    }

    /// A doubt was looked at; with `change` it is settled as the report proposes.
    pub(super) fn settle_doubt(&mut self, n: usize, change: bool) {
        let Some(imported) = &mut self.imported else { return };
        let fix = imported.report.entries.get(n).and_then(|entry| entry.fix.as_ref()).filter(|_| change);
        if let (Some(session), Some(fix)) = (&mut self.session, fix) {
            let edit = fix.edit(session.draft());
            let secret = matches!(fix, Fix::Secret { .. });
            let codes = &self.library.codes;
            let done = edit.is_some_and(|edit| if secret { session.forget(edit, "", codes) } else { session.edit(edit, fix.label(), None, codes) });
            if !done {
                self.said = "这一处已经改过或不在了，没有改动".into();
            }
        }
        imported.settled.insert(n);
    }

    /// Lists where the name of what has just been classified stands besides, each place with what takes it away there.
    pub(super) fn tell_mentions(&mut self, name: &str, public: &str) {
        let Some(session) = self.session.as_ref().filter(|_| name.trim() != public.trim()) else { return };
        let draft = session.draft();
        let names = [name.to_owned()];
        let entries: Vec<Entry> = mentions(draft, &names)
            .into_iter()
            .map(|(place, name)| {
                let fix = Fix::Secret { place: place.clone(), name: name.to_owned(), public: public.to_owned() };
                let message = "这里还写有它原来的名称，旁边可能有它的金额，请处理".to_owned();
                let fix = fix.edit(draft).is_some().then_some(fix);
                Entry { at: place.describe(draft), fate: Fate::Doubtful, message, score: 50, passage: String::new(), place: Some(place), fix }
            })
            .collect();
        if !entries.is_empty() {
            self.said = format!("已标为涉密，内容已清除；另有{}处还写有它的名称，列在下面", entries.len());
            let template = draft.template.id.clone();
            self.report(Report { template, score: 100, entries, ..Report::default() });
        }
    }
}
