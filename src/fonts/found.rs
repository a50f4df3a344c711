//! Fonts that are not the program's: of the user's folder and of the system. They are looked at only for a character that the embedded
//! fonts lack, such as 𠮷 in a name; which file has one is read off its tables, and only that file is read whole.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use ttf_parser::cmap;

/// Folders, the first one first; none until somebody says so.
static FOLDERS: OnceLock<Vec<PathBuf>> = OnceLock::new();
/// The fonts in them.
static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| FOLDERS.get().map_or_else(Vec::new, |folders| faces(folders)));
/// What was asked before: the font that has a character, if one has.
static KNOWN: LazyLock<Mutex<HashMap<char, Option<usize>>>> = LazyLock::new(Mutex::default);

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
    face_of(character).is_some()
}

/// The fonts that have these characters, each once; one that cannot be read is left out.
#[must_use]
pub fn fonts(characters: &[char]) -> Vec<Outside> {
    let mut wanted: Vec<usize> = characters.iter().filter_map(|character| face_of(*character)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let read = |face: &Face| Some(Outside { data: fs::read(&face.file).ok()?, index: face.index });
    wanted.into_iter().filter_map(|n| read(FACES.get(n)?)).collect()
}

/// The first font that has the character, by its place among all.
fn face_of(character: char) -> Option<usize> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    *known.entry(character).or_insert_with(|| FACES.iter().position(|face| face.has(character)))
}

impl Face {
    fn has(&self, character: char) -> bool {
        let Some(table) = piece(&mut File::open(&self.file).ok(), self.at, self.length) else { return false };
        let Some(table) = cmap::Table::parse(&table) else { return false };
        let point = u32::from(character);
        table.subtables.into_iter().filter(cmap::Subtable::is_unicode).any(|subtable| subtable.glyph_index(point).is_some_and(|glyph| glyph.0 > 0))
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
        let (at, length) = table_of_characters(&mut file, start)?;
        Some(Face { file: path.to_path_buf(), index: u32::try_from(index).ok()?, at, length })
    };
    starts.into_iter().enumerate().filter_map(face).collect()
}

/// Where the table of characters of a font is that begins there.
fn table_of_characters(file: &mut Option<File>, start: u64) -> Option<(u64, u32)> {
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
    table(b"cmap").filter(|(_, length)| *length <= LARGEST_TABLE)
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
    }

    #[test]
    fn what_is_no_font_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("坏.ttf"), b"ttcf\0\0\0\0\xff\xff\xff\xff").expect("written");
        fs::write(folder.path().join("空.otf"), b"").expect("written");
        assert!(faces(&[folder.path().to_path_buf(), folder.path().join("没有")]).is_empty());
    }
}
