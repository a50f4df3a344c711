//! One truth: what has been written is read again, by readers that share nothing with the writers, and every figure and text is compared with
//! the document that it is of.
//!
//! A reader of a format gives what stands in a file, piece by piece; what has to stand there is told by [`expected`]; two ways of comparing
//! know how pieces may lie: in the order of the document ([`sequence`]), or drawn on pages ([`drawn`]). What is said of a whole export is the
//! [`certificate`].

mod certificate;
mod data;
mod drawn;
mod expected;
mod office;
mod ofd;
mod pdf;
mod sequence;
mod sheets;
mod text;

use std::fmt;

pub use certificate::{Certificate, CheckedFile};
pub use data::{csv, json, parquet};
pub use ofd::ofd;
pub use office::blocks;
pub use pdf::pdf;
pub use sheets::xlsx;
pub use text::text;

/// How much of a file was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Figures.
    pub figures: usize,
    /// Other texts.
    pub texts: usize,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.figures += more.figures;
        self.texts += more.texts;
    }
}

/// A file does not say what the draft says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the draft says; blank where the file says more.
    pub expected: String,
    /// What the file says there; blank where it says nothing.
    pub found: String,
    /// Where, as far as that is known.
    pub place: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, found, place } = self;
        let short = |text: &str| if text.chars().count() > 40 { text.chars().take(40).collect::<String>() + "…" } else { text.to_owned() };
        write!(f, "写出的文件与公开稿不一致（{place}")?;
        match (expected.as_str(), found.as_str()) {
            (expected, "") => write!(f, "缺“{}”", short(expected))?,
            ("", found) => write!(f, "多出“{}”", short(found))?,
            (expected, found) => write!(f, "应为“{}”，读出“{}”", short(expected), short(found))?,
        }
        f.write_str("），没有导出。请把公开稿和这条信息反馈给软件的维护者。")
    }
}

/// A text without blanks, which pages and cells put where they like.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
