//! A desk: a folder with what a clerk has lying there, and the program run in it as from a script.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gongkai::model::Draft;
use gongkai::store;
use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty one.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// With a draft on it.
    pub fn with(self, name: &str, draft: &Draft) -> Self {
        store::save(draft, &self.path(name)).expect("saved");
        self
    }

    /// With a file on it, in folders that are made for it.
    pub fn with_file(self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the desk")).expect("folders");
        fs::write(path, text).expect("written");
        self
    }

    /// Where a file lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What lies on it.
    pub fn names(&self) -> BTreeSet<String> {
        names(self.folder.path())
    }

    /// What lies in a folder on it.
    pub fn names_in(&self, folder: &str) -> BTreeSet<String> {
        names(&self.path(folder))
    }

    /// A file.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A file of text.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    /// A draft, opened.
    pub fn draft(&self, name: &str) -> Draft {
        store::open(&self.path(name)).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Runs the program with these words behind its name: without a screen, and without templates and remembered lists but those on
    /// the desk.
    pub fn run(&self, words: &str) -> Run {
        let before = self.names();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.args(words.split_whitespace()).current_dir(self.folder.path());
        command.env("GONGKAI_TEMPLATES", self.path("templates")).env("GONGKAI_LISTS", self.path("lists.ron"));
        command.env("XDG_DATA_HOME", self.path("data"));
        let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Run {
            words: words.to_owned(),
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
            made: self.names().difference(&before).cloned().collect(),
        }
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

/// What a run of the program left.
pub struct Run {
    words: String,
    code: Option<i32>,
    /// On standard output.
    pub out: String,
    /// On standard error.
    pub err: String,
    /// Files and folders that were not on the desk before.
    pub made: BTreeSet<String>,
}

impl Run {
    /// It ended with this code: 0 all is well, 1 something was found, 2 it could not be done.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}{}", self.words, self.out, self.err);
        self
    }

    /// It did what was asked and had nothing to say about it.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.err, "", "{}", self.words);
        self.ends(0)
    }

    /// This stands on standard output.
    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert!(self.out.contains(text), "{}: no {text} on standard output\n{}{}", self.words, self.out, self.err);
        self
    }

    /// This stands on standard error.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{}: no {text} on standard error\n{}{}", self.words, self.out, self.err);
        self
    }

    /// It could not be done: one line says why, nothing is printed, and no file is made.
    #[track_caller]
    pub fn fails(self, why: &str) {
        let run = self.ends(2).says(why);
        assert_eq!(run.err.lines().count(), 1, "{}: {}", run.words, run.err);
        assert_eq!((run.out.as_str(), run.made), ("", BTreeSet::new()), "{}", run.words);
    }

    /// The printed line that begins so.
    #[track_caller]
    pub fn line(&self, start: &str) -> &str {
        self.out.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{}: no line {start}\n{}", self.words, self.out))
    }

    /// What is printed as an array of JSON.
    #[track_caller]
    pub fn records(&self) -> Vec<Value> {
        let records: Value = serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{}: {error}\n{}", self.words, self.out));
        records.as_array().expect("an array").clone()
    }
}
