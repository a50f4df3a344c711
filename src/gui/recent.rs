//! Files opened lately, kept in the user's configuration folder. Losing the list loses no work, so its faults are not
//! worth a message.

use std::fs;
use std::path::{Path, PathBuf};

const MOST: usize = 8;

/// The list, newest first.
#[derive(Debug, Default)]
pub struct Recent {
    files: Vec<PathBuf>,
    kept_in: Option<PathBuf>,
}

impl Recent {
    /// The user's list.
    #[must_use]
    pub fn load() -> Self {
        let kept_in = dirs::config_dir().map(|folder| folder.join("gongkai").join("recent.txt"));
        let text = kept_in.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        let files = text.lines().map(PathBuf::from).filter(|file| file.is_file()).take(MOST).collect();
        Self { files, kept_in }
    }

    /// Newest first.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Puts a file first.
    pub fn add(&mut self, file: &Path) {
        self.files.retain(|other| other != file);
        self.files.insert(0, file.to_path_buf());
        self.files.truncate(MOST);
        if let Some(list) = &self.kept_in {
            let text = self.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join("\n");
            let _ = list.parent().map(fs::create_dir_all);
            let _ = fs::write(list, text);
        }
    }
}
