//! Files of old word processors by way of LibreOffice, where it is installed and the user agrees.
//!
//! The binary .doc, .rtf and .odt are read by nothing that is kept well in Rust; a converter that every second office has beats
//! a reader of our own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{ReadError, Scope, Source, read_scope};

/// Longest time a conversion may take. A first start of LibreOffice takes some ten seconds on an old machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// LibreOffice on this machine: on the path, or where its installer puts it.
#[must_use]
pub fn libreoffice() -> Option<PathBuf> {
    let names = if cfg!(windows) { ["soffice.exe", "soffice.com"] } else { ["soffice", "libreoffice"] };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = [r"C:\Program Files\LibreOffice\program", "/Applications/LibreOffice.app/Contents/MacOS"].map(PathBuf::from);
    std::env::split_paths(&path).chain(usual).flat_map(|folder| names.map(|name| folder.join(name))).find(|program| program.is_file())
}

/// Reads a file, one of an old word processor through LibreOffice.
///
/// # Errors
/// As [`super::read`] and [`read_converted`].
pub fn read_or_convert(file: &Path, office: &Path, scope: Scope) -> Result<Source, ReadError> {
    match read_scope(file, scope) {
        Err(error) if error.convertible => read_converted(file, office, scope),
        done => done,
    }
}

/// Whether a file is an old Excel file by its name: its new form says more of what is seen.
#[must_use]
pub fn is_old_sheet(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xls"))
}

/// Reads a file that [`super::read`] refuses as [`ReadError::convertible`], through a copy that LibreOffice makes of it. The file itself
/// is not touched; the copy is gone afterwards.
///
/// # Errors
/// A message in Chinese: file, reason, what to do.
pub fn read_converted(file: &Path, office: &Path, scope: Scope) -> Result<Source, ReadError> {
    let fail = |reason: String| ReadError { file: file.display().to_string(), reason, ..ReadError::default() };
    let advice = "请用 Word 或 WPS 打开后另存为 .docx。";
    let unwell = |error: std::io::Error| fail(format!("LibreOffice 没有转换成功（{error}）。{advice}"));
    let folder = tempfile::tempdir().map_err(unwell)?;
    // A profile of its own, for a LibreOffice that is open at the moment would take the order and forget it.
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let made = folder.path().join("made");
    let whole = std::path::absolute(file).map_err(unwell)?;
    let mut child = Command::new(office)
        .arg(profile)
        .args(["--headless", "--norestore", "--convert-to", if is_old_sheet(file) { "xlsx" } else { "docx" }, "--outdir"])
        .args([&made, &whole])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(unwell)?;
    let begun = Instant::now();
    while child.try_wait().map_err(unwell)?.is_none() {
        if begun.elapsed() > PATIENCE {
            // It may have ended just now, and then there is nothing to stop.
            let _ = child.kill();
            let _ = child.wait();
            return Err(fail(format!("LibreOffice 转换超过{}秒，已停止，没有读入。{advice}", PATIENCE.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let copy = std::fs::read_dir(&made).ok().and_then(|mut entries| entries.next()?.ok());
    let copy = copy.ok_or_else(|| fail(format!("LibreOffice 没有转换出文件，文件可能已损坏或有密码。{advice}")))?;
    let mut source = read_scope(&copy.path(), scope).map_err(|error| ReadError { file: file.display().to_string(), ..error })?;
    source.name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(source)
}
