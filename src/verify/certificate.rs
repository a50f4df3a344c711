//! 一致性核验单: which files an export has made, that each was read again and says what the draft says, and by which digest it is known.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::Counts;
use crate::document::{Align, Block, CoverLine, Document, Grid, GridCell, GridRole, GridRow, GridRowKind, Heading, Paragraph, Run, Sheet};

/// A file that was read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckedFile {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub format: String,
    /// Its size.
    pub bytes: usize,
    /// Its digest.
    pub digest: String,
    /// What read it again.
    pub reader: String,
    /// Figures that were compared.
    pub figures: usize,
    /// Other texts that were compared.
    pub texts: usize,
}

/// What is said of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The disclosure.
    pub title: String,
    /// Whose it is.
    pub unit: String,
    /// What made it.
    pub made_by: String,
    /// How digests are made.
    pub digest: &'static str,
    /// The files.
    pub files: Vec<CheckedFile>,
}

/// How digests are made, as the certificate says it: so that anybody can make them again with a program of the system.
const DIGEST: &str = "SHA-256";

impl CheckedFile {
    /// Of the bytes of a file, or of all files of a folder one behind the other, in the order that they are given in.
    #[must_use]
    pub fn of(name: &str, format: &str, parts: &[&[u8]], reader: &str, counts: Counts) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self {
            name: name.to_owned(),
            format: format.to_owned(),
            bytes: parts.iter().map(|part| part.len()).sum(),
            digest: hasher.finalize().iter().fold(String::with_capacity(64), |out, byte| out + &format!("{byte:02x}")),
            reader: reader.to_owned(),
            figures: counts.figures,
            texts: counts.texts,
        }
    }
}

impl Certificate {
    /// Of the files of a document.
    #[must_use]
    pub fn of(document: &Document, files: Vec<CheckedFile>) -> Self {
        Self {
            title: document.title.clone(),
            unit: document.author.clone(),
            made_by: concat!("Gongkai ", env!("CARGO_PKG_VERSION")).to_owned(),
            digest: DIGEST,
            files,
        }
    }

    /// As JSON.
    ///
    /// # Errors
    /// Only where memory runs out.
    pub fn json(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|error| error.to_string())
    }

    /// As a page.
    #[must_use]
    pub fn page(&self, of: &Document) -> Document {
        let title = "一致性核验单";
        let heads = ["文件", "格式", "大小（字节）", "核对的数", "核对的文字", "读回所用", "校验值"];
        let head = GridRow { kind: GridRowKind::Head, cells: heads.map(|text| GridCell::new(text, Align::Center)).to_vec() };
        let rows = self.files.iter().map(|file| GridRow {
            kind: GridRowKind::Body,
            cells: vec![
                GridCell::new(file.name.clone(), Align::Left),
                GridCell::new(file.format.clone(), Align::Left),
                GridCell::new(file.bytes.to_string(), Align::Right),
                GridCell::new(file.figures.to_string(), Align::Right),
                GridCell::new(file.texts.to_string(), Align::Right),
                GridCell::new(file.reader.clone(), Align::Left),
                // In pieces that fit a cell.
                GridCell::new(file.digest.as_bytes().chunks(8).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" "), Align::Left),
            ],
        });
        let grid = Grid {
            id: "files".into(),
            title: String::new(),
            role: GridRole::Table,
            left: vec![self.unit.clone()],
            right: String::new(),
            unit: "",
            columns: heads.map(|text| vec![text.to_owned()]).to_vec(),
            widths: vec![18, 14, 11, 9, 9, 16, 20],
            rows: std::iter::once(head).chain(rows).collect(),
            notes: vec![format!("校验值：{}，由 {} 计算；文件夹的校验值是其中各文件按名称排列、首尾相接后的。", self.digest, self.made_by)],
            place: None,
        };
        let said = format!("《{}》导出的下列文件，写出后逐一另行读回，表中所列的数和文字都与公开稿一致。", self.title);
        let blocks = vec![
            Block::Heading(Heading { level: 1, text: title.into(), contents: None, centred: true, place: None }),
            Block::Paragraph(Paragraph { runs: vec![Run::plain(said)], role: "body", place: None }),
            Block::Grid(grid),
        ];
        Document {
            title: format!("{}{title}", self.title),
            author: self.unit.clone(),
            subject: title.into(),
            // The date of the pages is the one on its cover; the certificate has none, so it takes the disclosure's.
            cover: Vec::<CoverLine>::new(),
            sheets: vec![Sheet { landscape: false, blocks }],
            ..Document { keywords: of.keywords.clone(), ..Document::default() }
        }
    }
}
