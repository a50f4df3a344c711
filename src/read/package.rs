//! Zip packages of office files, under limits: a file may be made to burst whoever opens it.

use std::io::{Cursor, Read};

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Doubt, ReadError};

/// Bytes that all parts of a package may unpack to.
const MAX_UNPACKED: u64 = 128 << 20;
/// Files in a package.
const MAX_PARTS: usize = 10_000;
/// Elements inside one another.
pub(super) const MAX_DEPTH: usize = 256;

/// A package, opened.
pub(super) struct Package<'a> {
    name: String,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// What of the parts that were read could not be.
    pub doubts: Vec<Doubt>,
    /// A part that was not written in UTF-8.
    pub foreign: Option<String>,
}

/// What is wrong with a file, and what to do.
pub(super) fn fault(file: &str, place: &str, reason: impl Into<String>) -> ReadError {
    ReadError { file: file.to_owned(), place: place.to_owned(), reason: reason.into(), convertible: false }
}

impl<'a> Package<'a> {
    /// Opens a package.
    pub(super) fn open(name: &str, bytes: &'a [u8]) -> Result<Self, ReadError> {
        // Counted before the library keeps a record of each.
        let parts = bytes.windows(4).filter(|at| at == b"PK\x01\x02").count();
        if parts > 4 * MAX_PARTS {
            return Err(fault(name, "", format!("文件里有{parts}个部分，多得不正常，没有读入。")));
        }
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| fault(name, "", "文件不完整或已损坏，打不开。请重新下载，或用 Word、Excel、WPS 打开后另存一份。"))?;
        if zip.len() > MAX_PARTS {
            return Err(fault(name, "", format!("文件里有{}个部分，多得不正常，没有读入。", zip.len())));
        }
        Ok(Self { name: name.to_owned(), zip, left: MAX_UNPACKED, doubts: Vec::new(), foreign: None })
    }

    /// Whether there is a part of that name.
    pub(super) fn has(&self, part: &str) -> bool {
        self.zip.index_for_name(part).is_some()
    }

    /// The names of all parts.
    pub(super) fn parts(&self) -> Vec<String> {
        self.zip.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// A part; `None` where there is none of that name.
    pub(super) fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !self.has(part) {
            return Ok(None);
        }
        let damaged = || fault(&self.name, part, "这一部分已损坏，读不出来。请用 Word、Excel、WPS 打开后另存一份。");
        let mut bytes = Vec::new();
        let file = self.zip.by_name(part).map_err(|_| damaged())?;
        file.take(self.left + 1).read_to_end(&mut bytes).map_err(|_| damaged())?;
        let size = bytes.len() as u64;
        if size > self.left {
            return Err(fault(&self.name, part, format!("解压后超过{}MB，不像正常的文件，没有读入。", MAX_UNPACKED >> 20)));
        }
        self.left -= size;
        Ok(Some(bytes))
    }

    /// A part as text; `None` where there is none of that name.
    pub(super) fn text(&mut self, part: &str) -> Result<Option<String>, ReadError> {
        let Some(bytes) = self.bytes(part)? else { return Ok(None) };
        let encoding = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(|| declared(&bytes)).unwrap_or(UTF_8);
        // Nearly always UTF-8 without a mark; then nothing is copied.
        let bytes = match String::from_utf8(bytes) {
            Ok(mut text) if encoding == UTF_8 => {
                if text.starts_with('\u{feff}') {
                    text.remove(0);
                }
                return Ok(Some(text));
            }
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        };
        let (text, _, bad) = encoding.decode(&bytes);
        if encoding != UTF_8 {
            self.foreign = Some(part.to_owned());
        }
        if bad && is_xml(part) {
            let message = "有字节不是文字，已用“�”代替，请对照原件改正".to_owned();
            self.doubts.push(Doubt { at: part.to_owned(), message });
        }
        Ok(Some(text.into_owned()))
    }
}

/// Whether a part is XML by its name.
pub(super) fn is_xml(part: &str) -> bool {
    let ending = part.rsplit('.').next().unwrap_or("");
    ending.eq_ignore_ascii_case("xml") || ending.eq_ignore_ascii_case("rels")
}

/// The encoding that an XML part names in its first line.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(&head[..head.len().min(200)]);
    let label = head.split("?>").next()?.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    // A part whose first line can be read byte by byte is in no encoding of two bytes, whatever it says.
    Encoding::for_label(label.split(['"', '\'']).nth(1)?.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

/// Reads the elements of an XML part one by one under limits: depth, no document type (and so no entities of its own).
pub(super) struct Elements<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    file: &'a str,
    part: &'a str,
}

impl<'a> Elements<'a> {
    pub(super) fn new(text: &'a str, file: &'a str, part: &'a str) -> Self {
        Self { reader: Reader::from_str(text), depth: 0, file, part }
    }

    /// The next event; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Event<'a>>, ReadError> {
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                return Err(fault(
                    self.file,
                    self.part,
                    format!("内容不完整或已损坏（第{}字节：{error}）。请用 Word、Excel、WPS 打开后另存一份。", self.reader.error_position()),
                ));
            }
        };
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(fault(
                        self.file,
                        self.part,
                        format!("内容嵌套超过{MAX_DEPTH}层，不像正常的文件，没有读入。请用 Word、Excel、WPS 打开后另存一份。"),
                    ));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => {
                return Err(fault(
                    self.file,
                    self.part,
                    "文件里有文档类型声明（DOCTYPE），为安全起见没有读入。请用 Word、Excel、WPS 打开后另存一份。",
                ));
            }
            Event::Eof if self.depth > 0 => {
                return Err(fault(self.file, self.part, "内容不完整，后面的部分丢失了。请重新下载或另存一份。"));
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
        Ok(Some(event))
    }
}

/// The name of an element or attribute without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|attribute| local(attribute.key.as_ref()) == name)?;
    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned))
}

/// The character that a reference (`&amp;`, `&#20013;`) stands for.
pub(super) fn reference(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    match reference.xml10_content().as_ref() {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}
