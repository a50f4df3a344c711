//! Linked figures of running text: what stands in braces and names a cell.
//!
//! `{basic[total, operating]}` is a figure of the forms; `{last …}` what it was the year before, `{change …}` how it has changed since,
//! in words; `{share a / b}` how much of `b` the figure `a` is, in percent. Equations have no division: a share is said, never computed with.

use super::plan::{Node, Plan};

/// What a link says of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link<T> {
    /// The figure itself.
    Figure(T),
    /// What it was the year before.
    Last(T),
    /// By how much it is more or less than the year before, in words.
    Change(T),
    /// How much of the second the first is, in percent.
    Share(T, T),
}

impl<'a> Link<&'a str> {
    /// What a link says, by its first word; the cells are not read yet.
    #[must_use]
    pub fn read(text: &'a str) -> Self {
        let text = text.trim();
        if let Some(of) = text.strip_prefix("last ") {
            Self::Last(of)
        } else if let Some(of) = text.strip_prefix("change ") {
            Self::Change(of)
        } else if let Some((part, whole)) = text.strip_prefix("share ").and_then(|of| of.split_once('/')) {
            Self::Share(part, whole)
        } else {
            Self::Figure(text)
        }
    }
}

impl<T> Link<T> {
    /// With each of its figures read.
    ///
    /// # Errors
    /// The first that cannot be.
    pub fn each<U, E>(self, mut read: impl FnMut(T) -> Result<U, E>) -> Result<Link<U>, E> {
        Ok(match self {
            Self::Figure(of) => Link::Figure(read(of)?),
            Self::Last(of) => Link::Last(read(of)?),
            Self::Change(of) => Link::Change(read(of)?),
            Self::Share(part, whole) => Link::Share(read(part)?, read(whole)?),
        })
    }

    /// The figure that it is about first.
    #[must_use]
    pub fn first(&self) -> &T {
        match self {
            Self::Figure(of) | Self::Last(of) | Self::Change(of) | Self::Share(of, _) => of,
        }
    }
}

impl Plan {
    /// What stands in the braces of a running text, with its names looked up.
    ///
    /// # Errors
    /// What is wrong with it, in Chinese.
    pub fn said(&self, text: &str) -> Result<Link<Node>, String> {
        Link::read(text).each(|of| self.link(of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_tells_what_is_said_of_a_cell() {
        assert_eq!(Link::read("a[b, c]"), Link::Figure("a[b, c]"));
        assert_eq!(Link::read("last a[b, c]"), Link::Last("a[b, c]"));
        assert_eq!(Link::read("change a[b, c] - d[e, f]"), Link::Change("a[b, c] - d[e, f]"));
        assert_eq!(Link::read("share a[b, c] / a[total, c]"), Link::Share("a[b, c] ", " a[total, c]"));
        assert_eq!(Link::read("share a[b, c]"), Link::Figure("share a[b, c]"), "no share without its whole");
    }
}
