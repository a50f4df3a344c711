//! Exports: the dialogue that asks what for, in which formats and which parts, the job that writes them, and pages for the printer.
//!
//! What was chosen last is kept in the user's configuration folder. Losing it loses no work, so its faults are not worth a message.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, Grid, RichText, ScrollArea, Ui, vec2};
use serde::{Deserialize, Serialize};

use super::app::App;
use super::command::Command;
use super::dialogs::{Answer, Dialog, buttons_ui, heading_ui};
use super::job::{Kind, Progress};
use super::theme::{palette, space};
use crate::document::Portion;
use crate::export::{self, Format, Options, Purpose, Step, Stopped};
use crate::fonts::official;
use crate::rules::Severity;

/// What is exported: remembered from one time to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// In which formats, in the order of the table.
    pub formats: Vec<Format>,
    /// Which parts, and what for.
    pub options: Options,
}

impl Default for Choice {
    fn default() -> Self {
        Self { formats: vec![Format::Pdf], options: Options { purpose: Purpose::Publish, ..Options::default() } }
    }
}

impl Choice {
    fn kept_in() -> Option<PathBuf> {
        Some(dirs::config_dir()?.join("gongkai").join("export.ron"))
    }

    /// What was chosen last.
    #[must_use]
    pub fn load() -> Self {
        let text = Self::kept_in().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        ron::from_str(&text).ok().filter(|choice: &Self| !choice.formats.is_empty() && !choice.options.parts.is_none()).unwrap_or_default()
    }

    fn keep(&self) {
        if let (Some(file), Ok(text)) = (Self::kept_in(), ron::to_string(self)) {
            let _ = file.parent().map(fs::create_dir_all);
            let _ = fs::write(file, text);
        }
    }

    fn set(&mut self, format: Format, chosen: bool) {
        self.formats = Format::ALL.into_iter().filter(|other| if *other == format { chosen } else { self.formats.contains(other) }).collect();
    }
}

/// The dialogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// What is chosen in it.
    pub choice: Choice,
    /// Errors that are not answered, and what the secrecy reviewer has not gone through.
    pub errors: (usize, usize),
    /// Parts that the draft can have.
    pub portions: Vec<Portion>,
    /// Which fonts an official document would be set in.
    pub fonts: String,
}

/// Draws the dialogue.
pub(super) fn asking_ui(ui: &mut Ui, asking: &mut Asking) -> Answer {
    heading_ui(ui, "导出");
    let Asking { choice, errors, portions, fonts } = asking;
    // With room for the heading and the buttons.
    let height = (ui.ctx().content_rect().height() - 200.0).max(200.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        ui.label("用途");
        for (purpose, label, hint) in [
            (Purpose::Publish, "供公开", "有错误或保密事项没有处理时不导出；不含页面以外的内容"),
            (Purpose::Review, "供审阅", "PDF、OFD、Word、网页、Excel 每页印“草稿”，文本在开头；数据文件不印"),
            (Purpose::Plain, "其他", "不检查，不加字样"),
        ] {
            ui.horizontal(|ui| {
                ui.radio_value(&mut choice.options.purpose, purpose, label);
                ui.label(RichText::new(hint).small().color(palette(ui).weak));
            });
        }
        ui.add_space(space::S);
        ui.label("格式（可以选几种，一次导出）");
        Grid::new("formats").spacing(vec2(space::M, space::S)).show(ui, |ui| {
            for (n, format) in Format::ALL.into_iter().enumerate() {
                let mut chosen = choice.formats.contains(&format);
                if ui.checkbox(&mut chosen, called(format)).changed() {
                    choice.set(format, chosen);
                }
                if n % 3 == 2 {
                    ui.end_row();
                }
            }
        });
        ui.add_space(space::S);
        ui.label("版式");
        let drawn = [Format::Pdf, Format::Ofd, Format::Docx].iter().any(|format| choice.formats.contains(format));
        ui.add_enabled_ui(drawn, |ui| ui.checkbox(&mut choice.options.official, "公文版式（PDF、OFD、Word 的正文用小标宋、仿宋、黑体、楷体）"));
        if drawn && choice.options.official {
            ui.label(RichText::new(&*fonts).small().color(palette(ui).weak));
        }
        ui.add_space(space::S);
        ui.label("内容");
        ui.horizontal_wrapped(|ui| {
            for portion in portions.iter() {
                let mut asked = choice.options.parts.has(*portion);
                if ui.checkbox(&mut asked, portion.label()).changed() {
                    choice.options.parts.set(*portion, asked);
                }
            }
        });
    });
    let (broken, secret) = *errors;
    let stops = choice.options.purpose == Purpose::Publish && broken + secret > 0;
    if broken + secret > 0 {
        let what = [(broken, "错误"), (secret, "保密事项")].into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n}处{what}"));
        let what = what.collect::<Vec<_>>().join("、");
        let rest = if stops { "没有处理，供公开的文件不能导出。" } else { "没有处理，导出的文件会带着这些问题。" };
        ui.add_space(space::S);
        ui.label(RichText::new(format!("核查发现{what}{rest}")).color(palette(ui).error));
    }
    let nothing = choice.formats.is_empty() || portions.iter().all(|portion| !choice.options.parts.has(*portion));
    if nothing {
        ui.label(RichText::new("请至少选一种格式和一项内容。").small());
    }
    let ready = !stops && !nothing;
    let labels: &[&str] = if broken + secret > 0 { &["导出到…", "取消", "查看问题"] } else { &["导出到…", "取消"] };
    match buttons_ui(ui, labels) {
        Some(0) if ready => Answer::Export(choice.clone()),
        Some(1) => Answer::Cancel,
        Some(2) => Answer::ShowFindings,
        _ => Answer::Waiting,
    }
}

/// What a format is called, with the ending of its files where that does not say it.
fn called(format: Format) -> String {
    let (name, ending) = (format.files().0, format.ending());
    if name.to_lowercase().contains(ending) { name.to_owned() } else { format!("{name}（{ending}）") }
}

/// The file with an ending of the format, added behind what was typed if it has none.
fn with_ending(file: &Path, format: Format) -> PathBuf {
    if Format::of(file) == Some(format) {
        return file.to_path_buf();
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(format.ending());
    PathBuf::from(name)
}

impl App {
    /// Asks what is to be exported, and what for.
    pub(super) fn ask_export(&mut self) {
        let Some(session) = &mut self.session else { return };
        if session.findings().iter().any(|found| found.code == "P101") {
            // The font that was missing may be there by now.
            crate::fonts::found::look_again();
            session.check_anew(&self.library.codes);
        }
        let count = |severity| session.findings().iter().filter(|found| found.is_open(session.draft()) && found.severity == severity).count();
        let department = !session.draft().units.is_empty();
        let portions = Portion::ALL.into_iter().filter(|portion| *portion != Portion::Units || department).collect();
        let errors = (count(Severity::Error), count(Severity::Secrecy));
        let asking = Asking { choice: self.export_choice.clone(), errors, portions, fonts: official::told() };
        self.dialog = Some(Dialog::Export(asking));
    }

    /// Asks where to export to; the other formats stand beside the file that is named, under the same name.
    pub(super) fn choose_export(&mut self, ctx: &Context, choice: Choice) {
        self.export_choice = choice.clone();
        if self.keeps_choices {
            choice.keep();
        }
        let Some(first) = choice.formats.first().copied() else { return };
        let (name, number) = (self.file_name(first.ending()), self.number);
        let export = move |app: &mut Self, ctx: &Context, file: PathBuf| {
            if !app.is_still(number) {
                return;
            }
            let own = with_ending(&file, first);
            let files: Vec<PathBuf> = choice.formats.iter().map(|format| own.with_extension(format.ending())).collect();
            // Whether the file that was named is to be replaced, the system's dialogue has asked.
            let there: Vec<String> = export::written_by(&files, choice.options.purpose)
                .iter()
                .filter(|other| **other != file && other.exists())
                .map(|other| other.file_name().unwrap_or_default().display().to_string())
                .collect();
            let command = Command::ExportFiles(files, choice.options);
            if there.is_empty() {
                app.command(ctx, command);
            } else {
                app.dialog = Some(Dialog::Replace(there, Box::new(command)));
            }
        };
        self.choose(ctx, first.files(), |dialog| dialog.set_file_name(name).save_file(), export);
    }

    /// Exports beside the window, and shows the folder.
    pub(super) fn export(&mut self, ctx: &Context, files: Vec<PathBuf>, options: Options) {
        self.write(ctx, files, options, |app, files| {
            let folder = files[0].parent().map(Path::to_path_buf);
            app.said = match files {
                [file] => format!("已导出 {}", file.display()),
                [file, ..] => format!("已导出{}个文件，在 {}", files.len(), file.parent().unwrap_or(Path::new("")).display()),
                [] => String::new(),
            };
            // Showing it is a courtesy; a desktop without a file manager is no fault of the export.
            if let Some(folder) = folder.filter(|_| app.shows_files) {
                let _ = open::that_detached(folder);
            }
        });
    }

    /// Hands the pages to the program that shows PDF files, which prints them.
    pub(super) fn print(&mut self, ctx: &Context) {
        // What was printed before is not kept.
        let folder = match tempfile::Builder::new().prefix("gongkai-print-").tempdir() {
            Ok(folder) => folder,
            Err(error) => return self.trouble("没有打印", format!("临时文件夹建不了（{error}）。请先导出 PDF，再打印它。")),
        };
        let file = folder.path().join(self.file_name(Format::Pdf.ending()));
        self.printed = Some(folder);
        self.write(ctx, vec![file], Options::default(), |app, files| {
            let shown = if app.shows_files { open::that_detached(&files[0]).map_err(|error| error.to_string()) } else { Ok(()) };
            match shown {
                Ok(()) => app.said = "已交给看 PDF 的程序，请在那里打印".into(),
                Err(reason) => app.trouble("没有打印", format!("没有找到看 PDF 的程序（{reason}）。请先导出 PDF，再用别的程序打印。")),
            }
        });
    }

    fn write(&mut self, ctx: &Context, files: Vec<PathBuf>, options: Options, then: impl FnOnce(&mut Self, &[PathBuf]) + Send + 'static) {
        let Some(session) = &self.session else { return };
        let (draft, library) = (session.draft().clone(), Arc::clone(&self.library));
        self.said = "正在导出…".into();
        let work = move |progress: &Progress| {
            let go_on = |step: &Step| {
                progress.say(step.to_string());
                !progress.is_given_up()
            };
            let outs: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
            export::export_all(&draft, &library.codes, &outs, options, &go_on).map(|()| files)
        };
        self.start(ctx, Kind::Writing, "正在导出", work, |app, ctx, written| match written {
            Ok(_) if app.dialog == Some(Dialog::Leaving) => app.carry_out(ctx, Command::Quit),
            Ok(files) => then(app, &files),
            Err(Stopped::GivenUp) => app.said = "已停止导出，没有写文件".into(),
            Err(Stopped::Failed(reason)) => app.trouble("没有导出成功", reason),
            Err(Stopped::Findings(found)) => {
                app.trouble("没有导出", format!("有{}处错误或保密事项没有处理，供公开的文件不能导出。请先处理，再导出。", found.len()));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_export_writes_is_known_before_with_the_endings_and_the_certificate() {
        let named = |file: &str| with_ending(Path::new(file), Format::Pdf).display().to_string();
        assert_eq!([named("年度"), named("年度.PDF"), named("2024.5")], ["年度.pdf", "年度.PDF", "2024.5.pdf"]);
        let files = export::written_by(&[PathBuf::from("年度.pdf"), PathBuf::from("年度.docx")], Purpose::Publish);
        let written: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        assert_eq!(written, ["年度.pdf", "年度.docx", "年度.一致性核验单.json", "年度.一致性核验单.pdf"]);
        assert_eq!(export::written_by(&[PathBuf::from("年度.pdf")], Purpose::Review).len(), 1);
    }
}
