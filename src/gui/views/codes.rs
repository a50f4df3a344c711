//! Codes that are offered while one is typed: by their beginning, by words of their names, by the first letters of their pinyin.

use crate::gui::palette::fits;
use crate::template::codes::Codes;

/// Codes that are offered at once.
pub(super) const OFFERED: usize = 12;

/// The codes of a list that a text may mean, so many at most; none where it is one to its end.
pub(super) fn suggested<'a>(codes: &'a Codes, list: &str, text: &str, year: u16, most: usize) -> Vec<(&'a str, &'a str)> {
    let found = codes.suggest(list, text, year, most);
    // Codes of purchases begin with a letter, too.
    if !found.is_empty() || text.chars().count() < 2 || !text.chars().all(|c| c.is_ascii_alphabetic()) {
        return found;
    }
    codes.suggest(list, "", year, usize::MAX).into_iter().filter(|(_, name)| fits(name, text)).take(most).collect()
}
