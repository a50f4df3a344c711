//! Fonts that are not the program's: of the user's folder and of the system. They are looked at only for a character that the embedded
//! fonts lack, such as 𠮷 in a name, and for the type of official documents, by its name; which file has one is read off its tables, and
//! only that file is read whole.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use ttf_parser::{cmap, name, name_id};

/// Folders, the first one first; none until somebody says so.
static FOLDERS: OnceLock<Vec<PathBuf>> = OnceLock::new();
/// What has been found in them.
static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// What has been found since somebody looked.
#[derive(Default)]
struct Known {
    /// The fonts; none until one is asked for.
    faces: Option<Vec<Face>>,
    /// What was asked before: the font that has a character, if one has.
    of: HashMap<char, Option<usize>>,
    /// What each font is called, in every language; none until one is asked for by its name.
    names: Option<Vec<Vec<String>>>,
}

impl Known {
    fn faces(&mut self) -> &[Face] {
        self.faces.get_or_insert_with(|| FOLDERS.get().map_or_else(Vec::new, |folders| faces(folders)))
    }

    /// The first font that has the character.
    fn face(&mut self, character: char) -> Option<&Face> {
        self.faces();
        let faces = self.faces.as_deref()?;
        let found = self.of.entry(character).or_insert_with(|| faces.iter().position(|face| face.has(character)));
        faces.get((*found)?)
    }

    /// The first font that is called so.
    fn named(&mut self, family: &str) -> Option<&Face> {
        self.faces();
        let faces = self.faces.as_deref()?;
        let names = self.names.get_or_insert_with(|| faces.iter().map(Face::families).collect());
        faces.get(names.iter().position(|names| names.iter().any(|name| name.eq_ignore_ascii_case(family)))?)
    }
}

fn known() -> MutexGuard<'static, Known> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Forgets what was found: the user may have put a font there, or taken one away.
pub fn look_again() {
    *known() = Known::default();
}

/// Font files looked at, and how deep folders are in one another.
const MOST_FILES: usize = 5_000;
const DEEPEST: usize = 6;
/// Bytes of a font file, and of its table of characters.
const LARGEST: u64 = 192 << 20;
const LARGEST_TABLE: u32 = 8 << 20;

/// A font in a file.
struct Face {
    file: PathBuf,
    /// Which of a collection.
    index: u32,
    /// Where its table of characters is.
    at: u64,
    length: u32,
    /// Where its names are, if it has any.
    names: Option<(u64, u32)>,
}

/// A font file that is not the program's, read.
pub struct Outside {
    /// The file.
    pub data: Vec<u8>,
    /// Which font of a collection.
    pub index: u32,
}

/// From here on characters are looked for in these folders, the first one first. Only the first call counts.
pub fn look_in(folders: Vec<PathBuf>) {
    let _ = FOLDERS.set(folders);
}

/// Where systems keep their fonts.
#[must_use]
pub fn system_folders() -> Vec<PathBuf> {
    let home = dirs::home_dir();
    let of_home = |path: &str| home.as_ref().map(|home| home.join(path));
    let fixed = |path: &str| Some(PathBuf::from(path));
    let folders = if cfg!(windows) {
        let windows = std::env::var_os("WINDIR").map(|folder| PathBuf::from(folder).join("Fonts"));
        vec![windows, dirs::data_local_dir().map(|folder| folder.join("Microsoft").join("Windows").join("Fonts"))]
    } else if cfg!(target_os = "macos") {
        vec![of_home("Library/Fonts"), fixed("/Library/Fonts"), fixed("/System/Library/Fonts")]
    } else {
        vec![of_home(".local/share/fonts"), of_home(".fonts"), fixed("/usr/local/share/fonts"), fixed("/usr/share/fonts")]
    };
    folders.into_iter().flatten().collect()
}

/// Whether a font that is not the program's has the character.
#[must_use]
pub fn has(character: char) -> bool {
    known().face(character).is_some()
}

/// The fonts that have these characters, each once.
///
/// # Errors
/// One that was there and cannot be read any more; in Chinese.
pub fn fonts(characters: &[char]) -> Result<Vec<Outside>, String> {
    let mut known = known();
    let mut wanted: Vec<(PathBuf, u32)> = Vec::new();
    for character in characters {
        let face = known.face(*character).ok_or_else(|| format!("没有字体有“{character}”（U+{:04X}）这个字", u32::from(*character)))?;
        wanted.push((face.file.clone(), face.index));
    }
    wanted.sort();
    wanted.dedup();
    wanted.into_iter().map(|(file, index)| read(&file, index)).collect()
}

/// A font by the name of its family, in whatever language.
///
/// # Errors
/// As [`fonts`].
pub fn named(family: &str) -> Result<Option<Outside>, String> {
    let mut known = known();
    let Some(face) = known.named(family) else { return Ok(None) };
    read(&face.file, face.index).map(Some)
}

/// Whether there is a font of that name, see [`named`].
#[must_use]
pub fn has_named(family: &str) -> bool {
    known().named(family).is_some()
}

fn read(file: &Path, index: u32) -> Result<Outside, String> {
    match fs::read(file) {
        Ok(data) => Ok(Outside { data, index }),
        Err(error) => Err(format!("字体文件 {} 读不出来了（{error}），请放回这个文件，再导出", file.display())),
    }
}

impl Face {
    fn has(&self, character: char) -> bool {
        let Some(table) = piece(&mut File::open(&self.file).ok(), self.at, self.length) else { return false };
        let Some(table) = cmap::Table::parse(&table) else { return false };
        let point = u32::from(character);
        table.subtables.into_iter().filter(cmap::Subtable::is_unicode).any(|subtable| subtable.glyph_index(point).is_some_and(|glyph| glyph.0 > 0))
    }

    /// What its family is called, in every language.
    fn families(&self) -> Vec<String> {
        let table = self.names.and_then(|(at, length)| piece(&mut File::open(&self.file).ok(), at, length));
        let Some(table) = table.as_deref().and_then(name::Table::parse) else { return Vec::new() };
        let families = table.names.into_iter().filter(|name| [name_id::FAMILY, name_id::TYPOGRAPHIC_FAMILY].contains(&name.name_id));
        families.filter_map(|name| name.to_string()).collect()
    }
}

fn faces(folders: &[PathBuf]) -> Vec<Face> {
    let mut files = Vec::new();
    for folder in folders {
        collect(folder, DEEPEST, &mut files);
    }
    files.iter().flat_map(|file| faces_in(file)).collect()
}

/// The font files of a folder and its folders, by name.
fn collect(folder: &Path, deepest: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            if deepest > 0 {
                collect(&path, deepest - 1, files);
            }
        } else if path
            .extension()
            .and_then(OsStr::to_str)
            .is_some_and(|ending| ["ttf", "otf", "ttc", "otc"].contains(&ending.to_lowercase().as_str()))
            && files.len() < MOST_FILES
        {
            files.push(path);
        }
    }
}

/// The fonts of a file that may be embedded and have outlines.
fn faces_in(path: &Path) -> Vec<Face> {
    let mut file = File::open(path).ok();
    if file.as_ref().and_then(|file| file.metadata().ok()).is_none_or(|found| !found.is_file() || found.len() > LARGEST) {
        return Vec::new();
    }
    let Some(head) = piece(&mut file, 0, 12) else { return Vec::new() };
    let starts: Vec<u64> = if head.starts_with(b"ttcf") {
        let count = number(&head, 8).min(64);
        let offsets = piece(&mut file, 12, count * 4).unwrap_or_default();
        (0..count).map(|n| u64::from(number(&offsets, 4 * n as usize))).collect()
    } else {
        vec![0]
    };
    let face = |(index, start): (usize, u64)| {
        let ((at, length), names) = tables(&mut file, start)?;
        Some(Face { file: path.to_path_buf(), index: u32::try_from(index).ok()?, at, length, names })
    };
    starts.into_iter().enumerate().filter_map(face).collect()
}

/// Where a table of a font is, and how long.
type Piece = (u64, u32);

/// Where the table of characters of a font is that begins there, and that of its names.
fn tables(file: &mut Option<File>, start: u64) -> Option<(Piece, Option<Piece>)> {
    let head = piece(file, start, 12)?;
    let count = number(&head, 2) & 0xFFFF;
    let records = piece(file, start + 12, count.min(256) * 16)?;
    let table = |tag: &[u8]| {
        let record = records.chunks_exact(16).find(|record| record.starts_with(tag))?;
        Some((u64::from(number(record, 8)), number(record, 12)))
    };
    table(b"glyf").or_else(|| table(b"CFF "))?;
    if let Some((at, _)) = table(b"OS/2") {
        // Licences that forbid to embed it.
        let kind = piece(file, at + 8, 4).map_or(0, |bytes| number(&bytes, 0) >> 16);
        if kind & 0xF == 2 {
            return None;
        }
    }
    let small = |(_, length): &Piece| *length <= LARGEST_TABLE;
    Some((table(b"cmap").filter(small)?, table(b"name").filter(small)))
}

/// Bytes of a file, if it has them.
fn piece(file: &mut Option<File>, at: u64, length: u32) -> Option<Vec<u8>> {
    let file = file.as_mut()?;
    file.seek(SeekFrom::Start(at)).ok()?;
    let mut bytes = vec![0; length as usize];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Four bytes as a number, the largest first; 0 where there are none.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_of_a_font_are_read_off_its_tables() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fonts");
        let faces = faces(&[folder]);
        assert_eq!(faces.len(), 1);
        assert!(faces[0].has('𠮷') && faces[0].has('𫰠') && !faces[0].has('☑'));
        assert_eq!(faces[0].families(), ["Rare Han of the tests"]);
    }

    #[test]
    fn a_font_that_was_put_there_is_found_when_somebody_looks_again_and_one_that_vanished_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut known = Known { faces: Some(faces(&[folder.path().to_path_buf()])), ..Known::default() };
        assert!(known.face('𠮷').is_none());
        let of_tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fonts");
        for file in fs::read_dir(of_tests).expect("the folder").flatten().filter(|file| file.path().is_file()) {
            fs::copy(file.path(), folder.path().join(file.file_name())).expect("copied");
        }
        assert!(known.face('𠮷').is_none(), "what was found is kept");
        known = Known { faces: Some(faces(&[folder.path().to_path_buf()])), ..Known::default() };
        let face = known.face('𠮷').expect("there now");
        let gone = face.file.clone();
        fs::remove_file(&gone).expect("removed");
        let told = read(&gone, 0).err().expect("it is gone");
        assert!(told.contains("读不出来了") && told.contains(&gone.display().to_string()), "{told}");
    }

    #[test]
    fn what_is_no_font_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("坏.ttf"), b"ttcf\0\0\0\0\xff\xff\xff\xff").expect("written");
        fs::write(folder.path().join("空.otf"), b"").expect("written");
        assert!(faces(&[folder.path().to_path_buf(), folder.path().join("没有")]).is_empty());
    }
}
