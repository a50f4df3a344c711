//! What Typst may ask for, all of it in memory: the layout, the document as data, the embedded fonts and those that were read for what
//! these lack.
//!
//! No file, no network, no clock: the pages depend on the document alone.

use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::data;
use crate::fonts;
use crate::fonts::found::Outside;

/// The page layout.
const LAYOUT: &str = include_str!("../../assets/typst/disclosure.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

static MAIN: LazyLock<Source> = LazyLock::new(|| Source::new(file_id("/main.typ"), LAYOUT.to_owned()));

static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("/document.json"));

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    // Side by side: what the fonts cover takes 0.15 s to read, a sixth of a whole export.
    let read = |data: &'static [u8]| Font::iter(Bytes::new(data)).collect::<Vec<Font>>();
    let fonts: Vec<Font> = std::thread::scope(|scope| {
        let readers: Vec<_> = fonts::PRINTED.iter().map(|data| scope.spawn(move || read(data))).collect();
        readers.into_iter().flat_map(|reader| reader.join().unwrap_or_default()).collect()
    });
    Shelf { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// The embedded fonts, read once.
struct Shelf {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// The id of a file of the project.
fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the two paths used here are plain names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The layout with the data of one document.
pub(super) struct Desk {
    data: Bytes,
    /// Fonts that are not the program's, and with them the book of all; none nearly always.
    outside: Option<(Vec<Font>, LazyHash<FontBook>)>,
}

impl Desk {
    /// A desk on which a document lies, as JSON, fonts for what the program's fonts lack, and those that the layout asks for by name.
    pub(super) fn new(json: String, outside: Vec<Outside>, official: Vec<(&str, Outside)>) -> Self {
        // Under names of their own: one may be called as one of the program's, which would then be set in it.
        let outside = outside.into_iter().enumerate().map(|(n, font)| (format!("outside {n}"), font));
        let official = official.into_iter().map(|(id, font)| (data::family(id), font));
        let (fonts, infos): (Vec<Font>, Vec<FontInfo>) = outside
            .chain(official)
            .filter_map(|(family, font)| {
                let font = Font::new(Bytes::new(font.data), font.index)?;
                let info = FontInfo { family, ..font.info().clone() };
                Some((font, info))
            })
            .unzip();
        let outside = (!fonts.is_empty()).then(|| {
            let mut book = (*SHELF.book).clone();
            for info in infos {
                book.push(info);
            }
            (fonts, LazyHash::new(book))
        });
        Self { data: Bytes::from_string(json), outside }
    }

    /// The same with other data.
    pub(super) fn with(self, json: String) -> Self {
        Self { data: Bytes::from_string(json), ..self }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.outside.as_ref().map_or(&SHELF.book, |(_, book)| book)
    }

    fn main(&self) -> FileId {
        MAIN.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == MAIN.id() { Ok(MAIN.clone()) } else { Err(not_found(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            Ok(self.data.clone())
        } else if id == MAIN.id() {
            Ok(Bytes::from_string(LAYOUT))
        } else {
            Err(not_found(id))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        let outside = || self.outside.as_ref()?.0.get(index.checked_sub(SHELF.fonts.len())?);
        SHELF.fonts.get(index).or_else(outside).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_with_slash()))
}
