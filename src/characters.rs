//! Characters that have no look: what word processors, browsers and PDF readers leave in a text without anybody having typed it. Every way
//! in takes them out, since no font prints them and nobody sees where they stand.
//!
//! What can be seen stays, whether a font has it or not: that is for `rules` to say.

use std::borrow::Cow;

/// The text without them; separators of lines and paragraphs are line ends.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(has_no_look) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().filter(|c| !is_unseen(*c)).map(|c| if is_break(c) { '\n' } else { c }).collect())
}

/// Whether [`clean`] takes it out or makes a line end of it.
#[must_use]
pub fn has_no_look(c: char) -> bool {
    is_break(c) || is_unseen(c)
}

/// [`clean`] in place.
pub fn clean_in(text: &mut String) {
    if let Cow::Owned(cleaned) = clean(text) {
        *text = cleaned;
    }
}

/// Ends a line and is not `\n`: a vertical tab is a line break of older word processors, a form feed one of pages.
fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{02028}' | '\u{02029}')
}

/// Prints nothing at all. Selectors of variants are not among them: they say which of its shapes the character before them has.
fn is_unseen(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        // A soft hyphen, blanks of no width, joiners, marks and overrides of direction, a byte order mark inside a text, marks of annotations,
        // the place of a picture.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' => true,
        c => c.is_control() && !is_break(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_look_goes_and_separators_end_lines() {
        for (from, to) in [
            ("财政\u{200b}拨\u{ad}款\u{2060}\u{feff}", "财政拨款"),
            ("图\u{fffc}片\u{7}\u{7f}\u{9d}", "图片"),
            ("一\u{2028}二\u{2029}三\u{b}四\u{c}五\u{85}六", "一\n二\n三\n四\n五\n六"),
            ("一\r\n二\r三", "一\n二\n三"),
            ("\u{202d}123\u{202c}", "123"),
        ] {
            assert_eq!(clean(from), to);
        }
    }

    #[test]
    fn what_can_be_seen_stays() {
        for text in ["一\t二\n三", "\u{e000}\u{3000}\u{a0}", "㘚\u{e0100}", "𠮷①㎡·"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }
}
