//! A text without blanks and with one sign for what looks alike.

use std::borrow::Cow;

/// Full-width digits, signs and points as plain ones, blanks taken out. What is plain already is lent.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !c.is_whitespace() && one(c) == c;
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !c.is_whitespace()).map(one).collect())
}

fn one(c: char) -> char {
    match c {
        '％' | '﹪' => '%',
        '．' => '.',
        '－' | '−' => '-',
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        // Between digits it is a comma of thousands; nobody else looks at it.
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_go_and_digits_are_plain() {
        assert_eq!(plain("共 １２．５ 万元，占 3％"), "共12.5万元，占3%");
        assert!(matches!(plain("共12.5万元"), Cow::Borrowed(_)));
    }
}
