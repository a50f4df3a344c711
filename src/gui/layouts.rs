//! How tables are looked at: how wide columns are that somebody has dragged, whether rows wrap; by template and form, kept in the user's
//! configuration folder. Losing it loses no work, so its faults are not worth a message.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The layouts of all tables.
#[derive(Debug, Default)]
pub struct Layouts {
    tables: BTreeMap<String, Layout>,
    kept_in: Option<PathBuf>,
}

/// How one table is looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Widths by column, where they were dragged.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub widths: BTreeMap<String, f32>,
    /// Whether rows wrap, where somebody has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wraps: Option<bool>,
}

impl Layouts {
    /// The user's.
    #[must_use]
    pub fn load() -> Self {
        dirs::config_dir().map_or_else(Self::default, |folder| Self::kept_in(folder.join("gongkai").join("tables.ron")))
    }

    /// Those in a file.
    #[must_use]
    pub fn kept_in(file: PathBuf) -> Self {
        let tables = fs::read_to_string(&file).ok().and_then(|text| ron::from_str(&text).ok()).unwrap_or_default();
        Self { tables, kept_in: Some(file) }
    }

    /// A table's, by template and form.
    #[must_use]
    pub fn of(&self, table: &str) -> Layout {
        self.tables.get(table).cloned().unwrap_or_default()
    }

    /// Keeps a table's.
    pub fn keep(&mut self, table: &str, layout: Layout) {
        if layout == Layout::default() {
            self.tables.remove(table);
        } else {
            self.tables.insert(table.to_owned(), layout);
        }
        if let (Some(file), Ok(text)) = (&self.kept_in, ron::ser::to_string_pretty(&self.tables, ron::ser::PrettyConfig::default())) {
            let _ = file.parent().map(fs::create_dir_all);
            let _ = fs::write(file, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_there_again_and_a_broken_file_is_no_fault() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("in").join("tables.ron");
        let mut layouts = Layouts::kept_in(file.clone());
        let layout = Layout { widths: BTreeMap::from([("name".to_owned(), 250.5)]), wraps: Some(true) };
        layouts.keep("unit/procurement", layout.clone());
        assert_eq!(Layouts::kept_in(file.clone()).of("unit/procurement"), layout);
        fs::write(&file, "(").expect("written");
        assert_eq!(Layouts::kept_in(file).of("unit/procurement"), Layout::default());
    }
}
