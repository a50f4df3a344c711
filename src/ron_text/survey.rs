//! A look at a RON text before it is read: keys that stand twice, brackets too deep, more values than memory has room for.
//!
//! Serde keeps the last of two equal keys and forgets the first, and builds whatever a small file unfolds to. Here nothing is built. What is
//! no RON at all is left to the reader, which says so better.

use std::borrow::Cow;

use super::RonFault;

/// Brackets inside one another. The deepest template has some twenty.
const DEEPEST: usize = 128;
/// Brackets in all; 500 units with all their forms and cards take some 700,000.
const MOST_BRACKETS: usize = 1_000_000;
/// Values that commas part.
const MOST_VALUES: usize = 8_000_000;

/// An open bracket.
struct Level {
    open: u8,
    /// Where the keys of this level begin in the list of all that are open.
    keys: usize,
    /// Where a key begins: at the first token behind the bracket or a comma.
    key: Option<usize>,
    /// Behind the bracket or a comma, where a key may come.
    fresh: bool,
}

/// Looks through the text.
///
/// # Errors
/// The first thing that must not be read, with its line.
pub(super) fn survey(text: &str) -> Result<(), RonFault> {
    let bytes = text.as_bytes();
    let mut levels: Vec<Level> = Vec::new();
    let mut keys: Vec<(Cow<'_, str>, usize)> = Vec::new();
    let (mut brackets, mut values) = (0_usize, 0_usize);
    // Where the last token ended.
    let (mut at, mut behind) = (0, 0);
    while at < bytes.len() {
        let begin = at;
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                at = comment_end(bytes, at);
                continue;
            }
            open @ (b'(' | b'[' | b'{') => {
                at += 1;
                token(&mut levels, begin);
                brackets += 1;
                if levels.len() >= DEEPEST {
                    return Err(fault(text, begin, format!("括号嵌套超过{DEEPEST}层，不像正常的文件")));
                }
                if brackets > MOST_BRACKETS {
                    return Err(fault(text, begin, format!("内容超过{MOST_BRACKETS}组，不像正常的文件")));
                }
                levels.push(Level { open, keys: keys.len(), key: None, fresh: true });
            }
            b')' | b']' | b'}' => {
                at += 1;
                if let Some(level) = levels.pop() {
                    twice(text, &mut keys[level.keys..])?;
                    keys.truncate(level.keys);
                }
            }
            b',' => {
                at += 1;
                values += 1;
                if values > MOST_VALUES {
                    return Err(fault(text, begin, format!("内容超过{MOST_VALUES}项，不像正常的文件")));
                }
                if let Some(level) = levels.last_mut() {
                    (level.key, level.fresh) = (None, true);
                }
            }
            b':' => {
                at += 1;
                if let Some(level) = levels.last_mut()
                    && level.open != b'['
                    && let Some(from) = level.key.take()
                {
                    keys.push((key(&text[from..behind]), from));
                }
            }
            b'"' => {
                at = string_end(bytes, at);
                token(&mut levels, begin);
            }
            b'\'' => {
                at = char_end(bytes, at);
                token(&mut levels, begin);
            }
            b'r' | b'b' if raw_end(bytes, at).is_some() => {
                at = raw_end(bytes, at).unwrap_or(bytes.len());
                token(&mut levels, begin);
            }
            _ => {
                at += 1;
                while at < bytes.len()
                    && !matches!(
                        bytes[at],
                        b' ' | b'\t' | b'\n' | b'\r' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b':' | b'"' | b'\'' | b'/'
                    )
                {
                    at += 1;
                }
                token(&mut levels, begin);
            }
        }
        behind = at;
    }
    Ok(())
}

/// A token begins; behind a bracket or a comma it may be a key.
fn token(levels: &mut [Level], begin: usize) {
    if let Some(level) = levels.last_mut()
        && level.fresh
    {
        (level.key, level.fresh) = (Some(begin), false);
    }
}

/// The first key of a level that stands there twice.
fn twice(text: &str, keys: &mut [(Cow<'_, str>, usize)]) -> Result<(), RonFault> {
    keys.sort_unstable();
    let again = keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).min_by_key(|pair| pair[1].1);
    match again {
        Some([(key, first), (_, second)]) => {
            Err(fault(text, *second, format!("“{}”写了两次，第一次在第{}行。请删去一处", key.trim_matches('"'), line(text, *first))))
        }
        _ => Ok(()),
    }
}

/// A key as it is compared: `"a"`, `"\u{61}"` and `r"a"` are the same.
fn key(token: &str) -> Cow<'_, str> {
    if token.starts_with('"') && !token.contains('\\') {
        return Cow::Borrowed(token);
    }
    match ron::from_str::<String>(token) {
        Ok(text) if token.ends_with(['"', '#']) => Cow::Owned(format!("\"{text}\"")),
        _ => Cow::Borrowed(token),
    }
}

fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Behind a raw string, `r#"…"#` or `br"…"`; `None` where none begins here.
fn raw_end(bytes: &[u8], from: usize) -> Option<usize> {
    let at = from + usize::from(bytes[from] == b'b');
    if bytes.get(at) != Some(&b'r') {
        return None;
    }
    let marks = bytes[at + 1..].iter().take_while(|b| **b == b'#').count();
    let mut at = at + 1 + marks;
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    at += 1;
    while at < bytes.len() {
        if bytes[at] == b'"' && bytes[at + 1..].iter().take(marks).filter(|b| **b == b'#').count() == marks {
            return Some(at + 1 + marks);
        }
        at += 1;
    }
    Some(bytes.len())
}

fn char_end(bytes: &[u8], from: usize) -> usize {
    let escaped = bytes.get(from + 1) == Some(&b'\\');
    let inside = from + if escaped { 3 } else { 2 };
    bytes.iter().skip(inside).position(|b| *b == b'\'').map_or(bytes.len(), |n| inside + n + 1)
}

/// Behind a comment; those in `/* */` stand inside one another.
fn comment_end(bytes: &[u8], from: usize) -> usize {
    if bytes.get(from + 1) == Some(&b'/') {
        return bytes[from..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| from + n);
    }
    let (mut at, mut depth) = (from + 2, 1_usize);
    while at < bytes.len() && depth > 0 {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => (at, depth) = (at + 2, depth + 1),
            (b'*', Some(b'/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    at
}

fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn fault(text: &str, at: usize, reason: String) -> RonFault {
    let column = text[..at].rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    RonFault { line: line(text, at), column, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        survey(text).expect_err("a refusal").to_string()
    }

    #[test]
    fn a_key_that_stands_twice_is_told_with_both_lines() {
        assert_eq!(refused("(\n a: 1,\n b: 2,\n a: 3)"), "第4行第2列：“a”写了两次，第一次在第2行。请删去一处");
        assert_eq!(refused("{\"甲\": [],\n\"乙\": {}, \"甲\": []}"), "第2行第10列：“甲”写了两次，第一次在第1行。请删去一处");
        assert!(refused("{r#\"a\"#: 1, \"\\u{61}\": 2}").contains("“a”写了两次"));
        assert!(refused("{('x', 1): 1, /* , */ ('x', 1): 2}").contains("写了两次"));
    }

    #[test]
    fn the_same_key_in_another_map_or_within_a_text_is_none() {
        for sound in [
            "(a: {\"x\": 1}, b: {\"x\": 1}, c: [(x: 1), (x: 1)])",
            "(a: \"a: 1, a: 2\", b: 'a', c: r#\"a: \"1\", a\"#, d: '\\'', e: '\"', f: \"\\\"\")",
            "[1, 1, 1]",
            "(\n// a: 1,\na: 1 /* a: /* a: */ a: */)",
            "{1: 2, 2: 1}",
            ")]}",
            "{\"a",
        ] {
            assert_eq!(survey(sound), Ok(()), "{sound}");
        }
    }

    #[test]
    fn brackets_without_end_are_refused_before_anything_follows_them() {
        assert!(refused(&"[".repeat(100_000)).contains("嵌套超过"));
        assert!(refused(&format!("[{}]", "(),".repeat(1_100_000))).contains("不像正常的文件"));
    }
}
