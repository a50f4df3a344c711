//! What an import understood, kept as it was, or doubts, by the place in the source.

use serde::Serialize;

use crate::model::{Edit, Place};

/// What became of the blocks of a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// The template that was taken.
    pub template: String,
    /// How well the document fits it, 0 to 100.
    pub score: u32,
    /// In the order of the source.
    pub entries: Vec<Entry>,
}

/// What became of one block.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Where it stands in the source.
    pub at: String,
    /// What became of it.
    pub outcome: Outcome,
    /// In Chinese: what it is, and what is to be looked at.
    pub message: String,
    /// How sure, 0 to 100.
    pub score: u32,
    /// Where it stands in the draft.
    #[serde(skip)]
    pub place: Option<Place>,
    /// What settles a doubt otherwise than by leaving it: the computed figure instead of the stated one.
    #[serde(skip)]
    pub fix: Option<Edit>,
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// In a place of the template.
    Understood,
    /// As a section, text or table beside the template.
    KeptFree,
    /// In a place, but to be looked at.
    Doubtful,
    /// Not taken over: page numbers, running heads, the contents.
    LeftOut,
}

impl Outcome {
    /// As the window and the command line say it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Understood => "已识别",
            Self::KeptFree => "保留为补充内容",
            Self::Doubtful => "请核对",
            Self::LeftOut => "未导入",
        }
    }
}

impl Report {
    pub(super) fn add(&mut self, at: &str, outcome: Outcome, score: u32, message: impl Into<String>) {
        self.entries.push(Entry { at: at.to_owned(), outcome, message: message.into(), score, place: None, fix: None });
    }

    /// The place in the draft of what was added last.
    pub(super) fn place(&mut self, place: Place) {
        if let Some(entry) = self.entries.last_mut() {
            entry.place = Some(place);
        }
    }

    /// What settles the doubt that was added last.
    pub(super) fn fix(&mut self, fix: Edit) {
        if let Some(entry) = self.entries.last_mut() {
            entry.fix = Some(fix);
        }
    }

    /// How many entries have an outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.entries.iter().filter(|entry| entry.outcome == outcome).count()
    }
}
