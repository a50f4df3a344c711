//! What stands in a Word document and is no text of it: workbooks are read, of everything else it is told that it was there.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::package::{Elements, Package, attribute};
use super::{Block, Doubt, ReadError, Scope, Source, html, sheets};

/// Something that stands in a document.
#[derive(Debug)]
pub(super) struct Object {
    /// Before which block.
    pub at: usize,
    /// Where a clerk finds it.
    pub place: String,
    /// Its relation; empty for a picture.
    pub id: String,
    /// What made it.
    pub program: String,
}

impl Object {
    /// A picture that a paragraph consists of.
    pub(super) fn picture(at: usize, place: String) -> Self {
        Self { at, place, id: String::new(), program: "picture".into() }
    }
}

/// Doubts of this kind that are told one by one.
const TOLD: usize = 50;
/// Objects that are read.
const MOST: usize = 200;

/// Puts what the objects hold where they stand.
pub(super) fn put(name: &str, package: &mut Package<'_>, objects: Vec<Object>, source: &mut Source, scope: Scope) -> Result<(), ReadError> {
    if objects.is_empty() {
        return Ok(());
    }
    let parts = parts(name, package)?;
    let count = objects.len();
    let mut found: Vec<(usize, Vec<Block>)> = Vec::new();
    for (n, object) in objects.into_iter().enumerate() {
        let part = parts.get(&object.id).filter(|_| n < MOST);
        let held = part.and_then(|part| held(name, package, part, &object, scope));
        let Some(held) = held.filter(|held| !held.blocks.is_empty()) else {
            if n < TOLD {
                let rest = if n + 1 == TOLD && count > TOLD { format!("；全文共有{count}处这样的内容") } else { String::new() };
                let what = match object.program.as_str() {
                    "picture" => "是图片，里面的文字和表格没有读入，请对照原件补录".to_owned(),
                    program if program.starts_with("Equation") => "有公式对象，没有读入，请对照原件补录".to_owned(),
                    _ => "有嵌入的对象，里面的内容读不出，没有读入，请对照原件补录".to_owned(),
                };
                source.doubts.push(Doubt { at: object.place, message: format!("{what}{rest}") });
            }
            continue;
        };
        source.remarks.push(format!("{}嵌入的内容已一并读入", object.place));
        source.remarks.extend(held.remarks.into_iter().map(|remark| format!("{}嵌入的{remark}", object.place)));
        source.hidden |= held.hidden;
        source.doubts.extend(held.doubts.into_iter().map(|doubt| Doubt { at: format!("{} {}", object.place, doubt.at), ..doubt }));
        let blocks = held.blocks.into_iter().map(|block| Block { at: format!("{}嵌入的{}", object.place, block.at), ..block });
        found.push((object.at, blocks.collect()));
    }
    for (at, blocks) in found.into_iter().rev() {
        let at = at.min(source.blocks.len());
        source.blocks.splice(at..at, blocks);
    }
    Ok(())
}

/// What an object holds, where that can be read. Its own objects are not looked into.
fn held(name: &str, package: &mut Package<'_>, part: &str, object: &Object, scope: Scope) -> Option<Source> {
    let bytes = package.bytes(part).ok()??;
    let mut held = match bytes.as_slice() {
        [b'P', b'K', 3, 4, ..] => {
            let mut inner = Package::open(name, &bytes).ok()?;
            if !inner.has("xl/workbook.xml") {
                return None;
            }
            sheets::read_shown(name, &bytes, &mut inner, scope).ok()?
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] if object.program.starts_with("Excel") => sheets::read_compound(name, &bytes, scope).ok()?,
        _ if object.program.is_empty() => {
            let (page, _) = super::decode::decoded(&bytes);
            if !html::is_page(&page) {
                return None;
            }
            html::read(name, &page, scope).ok()?
        }
        _ => return None,
    };
    for block in &mut held.blocks {
        if let super::Kind::Grid(grid) = &mut block.kind {
            (grid.new_page, grid.name) = (false, String::new());
        }
    }
    Some(held)
}

/// The parts that the document names, by relation.
fn parts(name: &str, package: &mut Package<'_>) -> Result<BTreeMap<String, String>, ReadError> {
    const RELATIONS: &str = "word/_rels/document.xml.rels";
    let mut out = BTreeMap::new();
    let Some(text) = package.text(RELATIONS)? else { return Ok(out) };
    let mut elements = Elements::new(&text, name, RELATIONS);
    while let Some(event) = elements.next()? {
        let (Event::Start(element) | Event::Empty(element)) = event else { continue };
        if let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target"))
            && attribute(&element, "TargetMode").as_deref() != Some("External")
        {
            let part = target.strip_prefix('/').map_or_else(|| format!("word/{target}"), str::to_owned);
            out.insert(id, part);
        }
    }
    Ok(out)
}
