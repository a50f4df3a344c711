//! What office files have in common: a zip package that has the same bytes each time, and XML whose texts are data and never markup.

use std::fmt::{Display, Write as _};
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::characters::clean;

/// A package while it is written. No clock has a part in it.
pub(crate) struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    failed: Option<String>,
}

impl Package {
    pub(crate) fn new() -> Self {
        Self { zip: ZipWriter::new(Cursor::new(Vec::new())), failed: None }
    }

    /// Adds a part; what goes wrong is told at the end.
    pub(crate) fn part(&mut self, name: &str, bytes: impl AsRef<[u8]>) {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
        let written = self.zip.start_file(name, options).map_err(|error| error.to_string());
        let written = written.and_then(|()| self.zip.write_all(bytes.as_ref()).map_err(|error| error.to_string()));
        self.failed = self.failed.take().or(written.err());
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// Where memory runs out, or a part is too large for a package.
    pub(crate) fn finish(self) -> Result<Vec<u8>, String> {
        match self.failed {
            Some(reason) => Err(reason),
            None => self.zip.finish().map(Cursor::into_inner).map_err(|error| error.to_string()),
        }
    }
}

/// An attribute: its name and what it says.
pub(crate) type Attribute<'a> = (&'static str, &'a dyn Display);

/// XML while it is written.
pub(crate) struct Xml(String);

impl Xml {
    /// XML with the line that every part begins with.
    pub(crate) fn part() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned())
    }

    /// XML that stands inside other XML.
    pub(crate) fn inner() -> Self {
        Self(String::new())
    }

    /// An element that holds nothing.
    pub(crate) fn leaf(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes, "/>");
    }

    /// An element and what stands in it.
    pub(crate) fn element(&mut self, name: &'static str, attributes: &[Attribute<'_>], inner: impl FnOnce(&mut Self)) {
        self.tag(name, attributes, ">");
        inner(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element with a text.
    pub(crate) fn words(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.element(name, attributes, |xml| xml.text(text));
    }

    /// Text as it is.
    pub(crate) fn text(&mut self, text: &str) {
        self.0.push_str(&escape(printable(text)));
    }

    /// Markup that is known to be well-formed.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>], end: &str) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            let _ = write!(self.0, " {name}=\"{}\"", escape(printable(&value.to_string())));
        }
        self.0.push_str(end);
    }
}

/// The text without what XML cannot hold: what has no look, and the two code points that are no characters.
fn printable(text: &str) -> String {
    clean(text).chars().filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_never_markup() {
        let mut xml = Xml::inner();
        xml.element("a", &[("b", &"\"<>&'")], |xml| xml.text("</a>]]>\0\u{FFFE}&amp;"));
        assert_eq!(xml.finish(), "<a b=\"&quot;&lt;&gt;&amp;&apos;\">&lt;/a&gt;]]&gt;&amp;amp;</a>");
    }

    #[test]
    fn the_same_parts_give_the_same_bytes() {
        let package = || {
            let mut package = Package::new();
            package.part("甲.xml", "一");
            package.part("乙.xml", "二");
            package.finish().expect("a package")
        };
        assert_eq!(package(), package());
    }
}
