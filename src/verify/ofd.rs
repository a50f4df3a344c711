//! OFD files, by their XML: the texts of every page in the order in which they are drawn.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::drawn::{Drawn, compare};
use super::expected::{besides, groups};
use super::{Counts, squeezed};
use crate::document::Document;

/// Reads an OFD file again and compares it with the document.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn ofd(bytes: &[u8], document: &Document) -> Result<Counts, String> {
    let drawn = texts(bytes).map_err(|error| format!("写出的 OFD 文件读不回来（{error}）"))?;
    compare(&drawn, &groups(document, true), &besides(document)).map_err(|difference| difference.to_string())
}

fn texts(bytes: &[u8]) -> Result<Vec<Drawn>, String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut part = |name: &str| -> Result<String, String> {
        let mut text = String::new();
        let mut part = package.by_name(name).map_err(|error| format!("{name}：{error}"))?;
        part.read_to_string(&mut text).map_err(|error| error.to_string())?;
        Ok(text)
    };
    let root = elements(&part("OFD.xml")?, "DocRoot", None)?.pop().ok_or("没有 DocRoot")?;
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let pages = elements(&part(&root)?, "Page", Some("BaseLoc"))?;
    let mut out = Vec::new();
    for (n, page) in pages.iter().enumerate() {
        let texts = elements(&part(&format!("{folder}/{page}"))?, "TextCode", None)?;
        out.extend(texts.iter().map(|text| (n, squeezed(text))).filter(|(_, text)| !text.is_empty()));
    }
    Ok(out)
}

/// The text, or an attribute, of every element of that name.
fn elements(xml: &str, name: &str, wanted: Option<&str>) -> Result<Vec<String>, String> {
    let mut reader = Reader::from_str(xml);
    let mut out = Vec::new();
    let mut inside: Option<String> = None;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(out),
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == name => match wanted {
                Some(wanted) => {
                    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == wanted);
                    out.extend(found.map(|attribute| attribute.value.to_string()));
                }
                None => inside = Some(String::new()),
            },
            Event::Text(text) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(inside) = &mut inside {
                    match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                        Some(c) => inside.push(c),
                        None => inside.push_str(quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).unwrap_or_default()),
                    }
                }
            }
            Event::End(element) if element.local_name().as_ref() == name => out.extend(inside.take()),
            _ => {}
        }
    }
}
