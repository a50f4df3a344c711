//! Styles of a Word document: which are headings, which are bold, which number their paragraphs.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::ReadError;
use super::package::{Elements, Package, attribute, local};

/// What a paragraph or a run has by its style.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// 1 for the highest heading.
    pub level: Option<u8>,
    /// Whether its text is bold.
    pub bold: bool,
    /// Whether its text is not shown.
    pub vanish: bool,
    /// List and level of its automatic number.
    pub number: Option<(String, usize)>,
    based_on: String,
}

/// Styles by id.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

/// Styles that rest on one another are followed so far; a circle ends there.
const DEEPEST: usize = 12;

impl Styles {
    /// Reads them; none where the document has none.
    pub(super) fn read(name: &str, package: &mut Package<'_>) -> Result<Self, ReadError> {
        const PART: &str = "word/styles.xml";
        let Some(text) = package.text(PART)? else { return Ok(Self::default()) };
        let mut styles = Self::default();
        let mut elements = Elements::new(&text, name, PART);
        let mut id = None;
        while let Some(event) = elements.next()? {
            match event {
                Event::Start(element) if local(element.name().as_ref()) == "style" => {
                    id = attribute(&element, "styleId").filter(|_| matches!(attribute(&element, "type").as_deref(), Some("paragraph" | "character")));
                }
                Event::End(element) if local(element.name().as_ref()) == "style" => id = None,
                Event::Start(element) | Event::Empty(element) => {
                    if let Some(id) = &id {
                        property(styles.0.entry(id.clone()).or_default(), &element);
                    }
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// A style with what it rests on.
    pub(super) fn of(&self, id: &str) -> Style {
        let mut out = Style::default();
        let mut next = id;
        for _ in 0..DEEPEST {
            let Some(style) = self.0.get(next) else { break };
            out.level = out.level.or(style.level);
            out.bold |= style.bold;
            out.vanish |= style.vanish;
            out.number = out.number.or_else(|| style.number.clone());
            next = &style.based_on;
        }
        out
    }
}

/// The level of a heading by the number of its outline, which counts from 0; 9 is running text.
pub(super) fn outline_level(number: usize) -> Option<u8> {
    u8::try_from(number).ok().filter(|n| *n < 9).map(|n| n + 1)
}

fn property(style: &mut Style, element: &BytesStart<'_>) {
    let value = attribute(element, "val");
    let number = || value.as_deref().and_then(|value| value.parse::<usize>().ok());
    match local(element.name().as_ref()) {
        "name" => {
            let name = value.unwrap_or_default().to_lowercase();
            let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 ")).and_then(|n| n.trim().parse().ok());
            style.level = level.filter(|n| (1..=9).contains(n)).or(style.level);
        }
        "outlineLvl" => style.level = number().and_then(outline_level),
        "basedOn" => style.based_on = value.unwrap_or_default(),
        "b" => style.bold = !matches!(value.as_deref(), Some("0" | "false" | "off")),
        "vanish" => style.vanish = !matches!(value.as_deref(), Some("0" | "false" | "off")),
        "numId" => style.number.get_or_insert_with(Default::default).0 = value.unwrap_or_default(),
        "ilvl" => style.number.get_or_insert_with(Default::default).1 = number().unwrap_or(0),
        _ => {}
    }
}
