//! What Typst may ask for, all of it in memory: the layout, the document as data, the embedded fonts.
//!
//! No file, no network, no clock: the pages depend on the document alone.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts;

/// The page layout.
const LAYOUT: &str = include_str!("../../assets/typst/disclosure.typ");

/// The fonts of a document; the layout names their families.
static FONTS: [&[u8]; 5] = [fonts::SERIF, fonts::SERIF_BOLD, fonts::SANS, fonts::SANS_BOLD, fonts::KAI];

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

static MAIN: LazyLock<Source> = LazyLock::new(|| Source::new(file_id("/main.typ"), LAYOUT.to_owned()));

static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("/document.json"));

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
    let covered = fonts.iter().flat_map(|font| font.info().coverage.iter().collect::<Vec<u32>>()).collect();
    Shelf { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, covered }
});

/// The embedded fonts, read once.
struct Shelf {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// Code points that at least one of them has.
    covered: HashSet<u32>,
}

/// The id of a file of the project.
fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the two paths used here are plain names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Whether one of the embedded fonts has the character.
pub(super) fn covers(character: char) -> bool {
    SHELF.covered.contains(&u32::from(character))
}

/// The layout with the data of one document.
pub(super) struct Desk {
    data: Bytes,
}

impl Desk {
    /// A desk on which a document lies, as JSON.
    pub(super) fn new(json: String) -> Self {
        Self { data: Bytes::from_string(json) }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
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
        SHELF.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_with_slash()))
}
