//! A folder that is written whole or not at all: made beside its place, then put there for the one that was.
//!
//! Only a folder of tables of ours (`datapackage.json` and .csv files, nothing else), or an empty one, is replaced: nothing else that lies in a folder is
//! touched.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{StoreError, io_reason};

/// What a folder of ours always holds.
const MARK: &str = "datapackage.json";

/// A folder that is written beside its place.
pub(super) struct StagedFolder {
    target: PathBuf,
    temporary: TempDir,
}

fn refuse(folder: &Path, reason: &str, advice: &str) -> StoreError {
    StoreError { file: folder.to_path_buf(), line: None, reason: reason.into(), advice: advice.into() }
}

fn failed(folder: &Path, error: &io::Error) -> StoreError {
    refuse(folder, &format!("没有保存成功（{}）", io_reason(error)), "原有文件没有改动；请换一个文件夹保存，或清理磁盘后重试。")
}

/// Whether a folder is empty, or holds tables of ours and nothing besides.
fn is_ours(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) else { return false };
    let own = |entry: &fs::DirEntry| {
        let is_table = Path::new(&entry.file_name()).extension().is_some_and(|ending| ending == "csv");
        entry.file_type().is_ok_and(|kind| kind.is_file()) && (is_table || entry.file_name() == MARK)
    };
    entries.is_empty() || entries.iter().all(own) && entries.iter().any(|entry| entry.file_name() == MARK)
}

/// Writes the files of a folder beside its place; their paths begin with it.
pub(super) fn stage(folder: &Path, files: &[&(PathBuf, Vec<u8>)]) -> Result<StagedFolder, StoreError> {
    if fs::symlink_metadata(folder).is_ok_and(|old| !old.is_dir() || !is_ours(folder)) {
        let reason = "没有保存成功（已经有同名的文件，或文件夹里有别的文件）";
        return Err(refuse(folder, reason, "原有文件没有改动；请换一个名字，或先移走它。"));
    }
    let beside = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let make = || -> io::Result<TempDir> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(super::whole::PREFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // A new folder has what the user's mask leaves.
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let temporary = builder.tempdir_in(beside)?;
        for (file, bytes) in files {
            let name = file.strip_prefix(folder).unwrap_or(file);
            let mut out = fs::File::create_new(temporary.path().join(name))?;
            out.write_all(bytes)?;
            out.sync_all()?;
        }
        Ok(temporary)
    };
    Ok(StagedFolder { target: folder.to_path_buf(), temporary: make().map_err(|error| failed(folder, &error))? })
}

impl StagedFolder {
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Puts it in its place; the old one stays until then, and comes back where that fails.
    pub(super) fn place(self) -> Result<(), StoreError> {
        let Self { target, temporary } = self;
        let fail = |error: &io::Error| failed(&target, error);
        let beside = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let aside = tempfile::Builder::new().prefix(super::whole::PREFIX).tempdir_in(beside).map_err(|error| fail(&error))?;
        let old = aside.path().join("old");
        let replaces = target.exists();
        if replaces {
            fs::rename(&target, &old).map_err(|error| fail(&error))?;
        }
        let new = temporary.keep();
        if let Err(error) = fs::rename(&new, &target) {
            let _ = fs::remove_dir_all(&new);
            if replaces && fs::rename(&old, &target).is_err() {
                // It must not go with the folder that it was put aside in.
                let kept = aside.keep().join("old");
                let advice = format!("原来的文件夹没有丢，现在在 {}；请把它移回原处。", kept.display());
                return Err(refuse(&target, &format!("没有保存成功（{}）", io_reason(&error)), &advice));
            }
            return Err(fail(&error));
        }
        super::whole::sync_folder(beside);
        Ok(())
    }
}
