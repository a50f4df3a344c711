//! Automatic numbers of a Word document: they are printed, but stand nowhere in its text.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::Event;

use super::ReadError;
use super::package::{Elements, Package, attribute, fault, local};
use crate::template::outline::chinese;

/// How a level of a list is numbered.
#[derive(Clone, Debug, Default)]
struct Level {
    start: usize,
    format: String,
    /// `%1、` with the figures of the levels above as `%1`, `%2`.
    text: String,
}

/// The lists of a document and where each has come to.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels by list definition.
    definitions: BTreeMap<String, BTreeMap<usize, Level>>,
    /// Definition and levels that begin anew, by list.
    lists: BTreeMap<String, (String, BTreeMap<usize, usize>)>,
    counters: BTreeMap<String, Vec<Option<usize>>>,
    begun: BTreeSet<String>,
}

/// Bytes of the wording of a number, which is printed at every paragraph. Word takes some dozens.
const LONGEST: usize = 400;

impl Numbering {
    /// Reads them; none where the document has none.
    pub(super) fn read(name: &str, package: &mut Package<'_>) -> Result<Self, ReadError> {
        const PART: &str = "word/numbering.xml";
        let Some(text) = package.text(PART)? else { return Ok(Self::default()) };
        let mut out = Self::default();
        let mut elements = Elements::new(&text, name, PART);
        let (mut definition, mut list, mut level) = (None::<String>, None::<String>, 0_usize);
        while let Some(event) = elements.next()? {
            let (Event::Start(element) | Event::Empty(element)) = &event else {
                if let Event::End(element) = &event {
                    match local(element.name().as_ref()) {
                        "abstractNum" => definition = None,
                        "num" => list = None,
                        _ => {}
                    }
                }
                continue;
            };
            let value = || attribute(element, "val").unwrap_or_default();
            match local(element.name().as_ref()) {
                "abstractNum" => definition = attribute(element, "abstractNumId"),
                "num" => {
                    list = attribute(element, "numId");
                }
                "abstractNumId" => {
                    if let Some(list) = &list {
                        out.lists.entry(list.clone()).or_default().0 = value();
                    }
                }
                "lvl" | "lvlOverride" => level = attribute(element, "ilvl").and_then(|n| n.parse().ok()).unwrap_or(0).min(8),
                "startOverride" => {
                    if let Some(list) = &list {
                        out.lists.entry(list.clone()).or_default().1.insert(level, value().parse().unwrap_or(1));
                    }
                }
                tag @ ("start" | "numFmt" | "lvlText") => {
                    if let Some(definition) = &definition {
                        let own = out.definitions.entry(definition.clone()).or_default().entry(level).or_default();
                        match tag {
                            "start" => own.start = value().parse().unwrap_or(1),
                            "numFmt" => own.format = value(),
                            _ => {
                                own.text = value();
                                if own.text.len() > LONGEST {
                                    return Err(fault(name, PART, "自动编号的格式长得不正常，没有读入。请用 Word 或 WPS 打开后另存一份。"));
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(out)
    }

    /// The next number of a list at a level; `None` where nothing is printed.
    pub(super) fn next(&mut self, list: &str, level: usize) -> Option<String> {
        let (definition, overrides) = self.lists.get(list)?;
        let levels = self.definitions.get(definition)?;
        let own = levels.get(&level)?;
        let counters = self.counters.entry(definition.clone()).or_default();
        counters.resize(counters.len().max(level + 1), None);
        // A list that begins anew does so once.
        if !self.begun.contains(list) {
            self.begun.insert(list.to_owned());
            for (level, start) in overrides {
                counters.resize(counters.len().max(level + 1), None);
                counters[*level] = start.checked_sub(1);
            }
        }
        let n = counters[level].map_or(own.start, |n| n.saturating_add(1));
        counters.truncate(level + 1);
        counters[level] = Some(n);
        if own.format == "bullet" || own.format == "none" || own.text.is_empty() {
            return None;
        }
        let mut out = own.text.clone();
        for (at, counter) in counters.iter().enumerate() {
            let format = levels.get(&at).map_or("decimal", |level| level.format.as_str());
            let start = levels.get(&at).map_or(1, |level| level.start);
            out = out.replace(&format!("%{}", at + 1), &figure(counter.unwrap_or(start), format));
        }
        Some(out)
    }
}

fn figure(n: usize, format: &str) -> String {
    let letter = |first: char| {
        u32::try_from(n.saturating_sub(1) % 26).ok().and_then(|n| char::from_u32(u32::from(first) + n)).map_or_else(|| n.to_string(), String::from)
    };
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "chineseLegalSimplified"
        | "ideographTraditional"
        | "japaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital" => chinese(n),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&n) => {
            u32::try_from(n).ok().and_then(|n| char::from_u32(0x2460 + n - 1)).map_or_else(|| n.to_string(), String::from)
        }
        "upperLetter" => letter('A'),
        "lowerLetter" => letter('a'),
        _ => n.to_string(),
    }
}
