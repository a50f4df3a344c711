//! Drafts on disk: saved whole or not at all, opened with a clear word on what is wrong.

mod folder;
mod hold;
pub mod journal;
pub mod lock;
pub mod versions;
mod whole;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::model::{Draft, FORMAT, YEARS};
use crate::ron_text;
use crate::template::plan::Plan;

pub(crate) use whole::read_ordinary;
pub use whole::{Stamp, is_same_file, keep_apart, write_together, write_whole};

use whole::Over;

/// Why a file was not read or written; nothing has changed on disk then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// The file.
    pub file: PathBuf,
    /// Line in the file, from 1, where one is known.
    pub line: Option<usize>,
    /// What is wrong, in Chinese.
    pub reason: String,
    /// What to do, in Chinese.
    pub advice: String,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, " 第{line}行")?;
        }
        write!(f, "：{}。{}", self.reason, self.advice)
    }
}

impl std::error::Error for StoreError {}

/// The ending of drafts.
pub const ENDING: &str = "ron";

/// Whether a file is a draft by its name.
#[must_use]
pub fn is_draft(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// A draft that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// What is not as sure as it should be, in Chinese: the folder cannot be synced.
    pub warning: Option<String>,
    /// What the file holds now.
    pub base: Base,
}

/// What a draft's file held when it was read or written last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Its text.
    pub text: Arc<str>,
    /// To tell whether the file still holds it.
    pub stamp: Stamp,
}

impl Base {
    fn new(text: String) -> Self {
        Self { stamp: Stamp::of(text.as_bytes()), text: text.into() }
    }

    /// As a draft would be written.
    ///
    /// # Errors
    /// In Chinese.
    pub fn of(draft: &Draft) -> Result<Self, String> {
        ron_text::write(&draft.tidied(), 4).map(Self::new).map_err(|error| format!("公开稿无法写成文件（{error}）"))
    }

    /// The draft that it is.
    ///
    /// # Errors
    /// What is wrong with it, in Chinese.
    pub fn draft(&self) -> Result<Draft, String> {
        read(&self.text).map_err(|problem| problem.reason)
    }
}

/// Larger files are no drafts: 2,000 cards with 20,000 indicators take about 8 MB.
const LARGEST: u64 = 64 << 20;

/// Opens a draft.
///
/// # Errors
/// A file that cannot be read, is broken, cut off, of a future version, or holds what its template has no place for.
pub fn open(file: &Path) -> Result<Draft, StoreError> {
    open_stamped(file).map(|(draft, _)| draft)
}

/// Opens a draft that is to be saved over its file again, if nobody else has by then.
///
/// # Errors
/// As [`open`].
pub fn open_stamped(file: &Path) -> Result<(Draft, Stamp), StoreError> {
    open_based(file).map(|(draft, base)| (draft, base.stamp))
}

/// Opens a draft with what its file holds.
///
/// # Errors
/// As [`open`].
pub fn open_based(file: &Path) -> Result<(Draft, Base), StoreError> {
    let fail = |line, reason: String, advice: &str| StoreError { file: file.to_path_buf(), line, reason, advice: advice.into() };
    let bytes = read_ordinary(file, LARGEST).map_err(|(reason, advice)| {
        let is_other = fs::metadata(file).is_ok_and(|found| !found.is_file());
        fail(None, if is_other { format!("不是公开稿文件：{reason}") } else { reason }, advice)
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = String::from_utf8_lossy(&error.as_bytes()[..good]).matches('\n').count() + 1;
        fail(Some(line), "文件内容不是 UTF-8 文字，可能已损坏，或不是公开稿".into(), "原文件没有改动，请用备份打开。")
    })?;
    let draft = read(&text).map_err(|problem| fail(problem.line, problem.reason, problem.advice))?;
    Ok((draft, Base::new(text)))
}

/// What is wrong with the text of a draft.
struct Problem {
    line: Option<usize>,
    reason: String,
    advice: &'static str,
}

fn read(text: &str) -> Result<Draft, Problem> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Ok(version) = ron_text::read::<Version>(text)
        && version.format > FORMAT
    {
        let reason = format!("文件由更新版本的软件保存（格式{}，本软件支持到{FORMAT}）", version.format);
        return Err(Problem { line: None, reason, advice: "请升级软件后再打开；原文件没有改动。" });
    }
    if !text.trim_start().starts_with('(') || !text.contains("format:") {
        return Err(Problem { line: Some(1), reason: "不是公开稿文件".into(), advice: "请选择由本软件保存的 .ron 文件。" });
    }
    if !text.trim_end().ends_with(')') {
        let line = Some(text.lines().count());
        return Err(Problem {
            line, reason: "内容不完整，文件可能被截断".into(), advice: "原文件没有改动，请用备份打开。"
        });
    }
    let draft: Draft = ron_text::read(text).map_err(|fault| Problem {
        line: Some(fault.line),
        reason: format!("第{}列：{}", fault.column, fault.reason),
        advice: "原文件没有改动，请用备份打开，或按行号更正后重试。",
    })?;
    let broken = |reason| Problem { line: None, reason, advice: "原文件没有改动，请用备份打开，或更正后重试。" };
    if let Some(year) = draft.identity.year.into_iter().chain([draft.template.year]).find(|year| !YEARS.contains(year)) {
        return Err(broken(format!("年度“{year}”应为{}到{}的四位数", YEARS.start(), YEARS.end())));
    }
    Plan::compile(&draft.template).map_err(|faults| {
        let reasons: Vec<String> = faults.iter().map(|fault| format!("“{}”{}", fault.text, fault.reason)).collect();
        broken(format!("文件里的模板有误：{}", reasons.join("；")))
    })?;
    let unsound = crate::template::outline::unsound(&draft.template);
    if !unsound.is_empty() {
        return Err(broken(format!("文件里的模板有误：{}", unsound.join("；"))));
    }
    let mut draft = draft.upgraded();
    // What was classified since a text was carried over is not even kept in memory.
    draft.forget_changed();
    let misfits = draft.misfits();
    if misfits.is_empty() { Ok(draft) } else { Err(broken(misfits.join("；"))) }
}

/// Saves a draft whole or not at all, over whatever stands there.
///
/// # Errors
/// A folder that cannot be written, a full disk, a file that is read-only; the old file is untouched then.
pub fn save(draft: &Draft, file: &Path) -> Result<Saved, StoreError> {
    put(draft, file, Over::Any)
}

/// Saves a draft as a new file. Of two that do so at once, one fails.
///
/// # Errors
/// As [`save`], and where there is a file of that name.
pub fn save_new(draft: &Draft, file: &Path) -> Result<Saved, StoreError> {
    put(draft, file, Over::Nothing)
}

/// Saves a draft over the file that it was read from.
///
/// # Errors
/// As [`save`], and where somebody has written the file since.
pub fn save_over(draft: &Draft, file: &Path, read: &Stamp) -> Result<Saved, StoreError> {
    put(draft, file, Over::Read(read))
}

fn put(draft: &Draft, file: &Path, over: Over<'_>) -> Result<Saved, StoreError> {
    let base = Base::of(draft).map_err(|reason| StoreError {
        file: file.to_path_buf(),
        line: None,
        reason,
        advice: "内容仍在窗口中，请联系维护人员。".into(),
    })?;
    // What was written is read again before it replaces anything: a file that cannot be opened is no saved work.
    if let Err(problem) = read(&base.text) {
        return Err(StoreError {
            file: file.to_path_buf(),
            line: problem.line,
            reason: format!("没有保存：写出的内容读不回来（{}）", problem.reason),
            advice: "原有文件没有改动，内容仍在窗口中；请更正这一处后再保存。".into(),
        });
    }
    let warning = whole::write(file, base.text.as_bytes(), over)?;
    Ok(Saved { warning, base })
}

/// A small file of the user's own settings; what it would be without anything where it is missing or unreadable.
#[must_use]
pub fn settings<T: serde::de::DeserializeOwned + Default>(file: &Path) -> T {
    let text = read_ordinary(file, 1 << 20).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| ron_text::read(&text).ok()).unwrap_or_default()
}

/// Saves a small file of the user's own settings, with its folder.
///
/// # Errors
/// The old file is untouched then.
pub fn save_settings<T: serde::Serialize>(file: &Path, value: &T) -> Result<(), StoreError> {
    let fail = |reason: String| StoreError { file: file.to_path_buf(), line: None, reason, advice: "原有文件没有改动。".into() };
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| fail(format!("建不了文件夹（{}）", io_reason(&error))))?;
    }
    let text = ron_text::write(value, 3).map_err(|error| fail(format!("写不成文件（{error}）")))?;
    write_whole(file, text.as_bytes())
}

/// The usual reasons in Chinese.
pub(crate) fn io_reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "文件或文件夹不存在".into(),
        Kind::PermissionDenied => "没有权限".into(),
        Kind::StorageFull | Kind::QuotaExceeded => "磁盘已满".into(),
        Kind::ReadOnlyFilesystem => "磁盘是只读的".into(),
        Kind::IsADirectory => "这是一个文件夹".into(),
        _ => error.to_string(),
    }
}

/// How long ago, as one says it. No time of day: the standard library knows no time zones, and who waits wants the span.
#[must_use]
pub fn ago(at: SystemTime) -> String {
    const HOUR: u64 = 3600;
    const DAY: u64 = 24 * HOUR;
    match SystemTime::now().duration_since(at).map_or(0, |span: Duration| span.as_secs()) {
        0..60 => "不到1分钟前".into(),
        seconds @ 60..HOUR => format!("{}分钟前", seconds / 60),
        seconds @ HOUR..DAY => format!("{}小时前", seconds / HOUR),
        seconds => format!("{}天前", seconds / DAY),
    }
}

static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/samples");

/// The files of the samples that come with the program, by name: disclosures real in their figures, invented in their
/// names and sentences.
#[must_use]
pub fn samples() -> Vec<&'static str> {
    let mut names: Vec<&str> = SAMPLES.files().filter_map(|file| file.path().to_str()).collect();
    // A unit's whole disclosure is the one to begin with, and its name comes last.
    names.sort_unstable_by(|a, b| b.cmp(a));
    names
}

/// The sample of that name.
///
/// # Errors
/// A name that no sample has. Never else in a built program; a test opens them all.
pub fn sample(name: &str) -> Result<Draft, StoreError> {
    let fail = |line, reason: String, advice: &str| StoreError { file: name.into(), line, reason, advice: advice.into() };
    let file = SAMPLES.get_file(name).and_then(include_dir::File::contents_utf8);
    let text = file.ok_or_else(|| fail(None, "没有这份示例".into(), "请从列表里选一份。"))?;
    read(text).map_err(|problem| fail(problem.line, problem.reason, problem.advice))
}
