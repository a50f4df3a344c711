//! A page: its texts and lines, in the order in which they are drawn.

use std::fmt::Display;

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::{CurveItem, FixedStroke, Geometry, Paint, Shape};
use typst_layout::Page;

use super::font::Fonts;
use super::{Ids, SPACE, millimetres, number};
use crate::typeset::TypesetError;
use crate::write::package::Xml;

/// The content of a page as XML.
///
/// # Errors
/// What the layout holds and this writer does not know.
pub(super) fn content(page: &Page, ids: &mut Ids, fonts: &mut Fonts) -> Result<String, TypesetError> {
    let size = page.frame.size();
    let whole = format!("0 0 {} {}", millimetres(size.x), millimetres(size.y));
    let layer = ids.next();
    let mut drawn = Xml::inner();
    let mut drawer = Drawer { ids, fonts, whole: &whole, xml: &mut drawn };
    drawer.frame(&page.frame, Transform::identity())?;
    let drawn = drawn.finish();
    let mut xml = Xml::part();
    xml.element("ofd:Page", &[("xmlns:ofd", &SPACE)], |xml| {
        xml.element("ofd:Area", &[], |xml| xml.words("ofd:PhysicalBox", &[], &whole));
        xml.element("ofd:Content", &[], |xml| {
            xml.element("ofd:Layer", &[("ID", &layer), ("Type", &"Body")], |xml| xml.raw(&drawn));
        });
    });
    Ok(xml.finish())
}

struct Drawer<'a> {
    ids: &'a mut Ids,
    fonts: &'a mut Fonts,
    /// The whole page as a boundary.
    whole: &'a str,
    xml: &'a mut Xml,
}

fn unknown(what: &str) -> TypesetError {
    TypesetError::Refused(format!("OFD 里写不了{what}"))
}

/// Where an object stands: moved, or, where it is also turned or stretched, by a matrix over the whole page.
enum Stands {
    Moved(Point),
    Turned(String),
}

fn stands(transform: Transform) -> Stands {
    let Transform { sx, ky, kx, sy, tx, ty } = transform;
    if sx.is_one() && sy.is_one() && ky.is_zero() && kx.is_zero() {
        return Stands::Moved(Point::new(tx, ty));
    }
    let of = [sx.get(), ky.get(), kx.get(), sy.get(), tx.to_mm(), ty.to_mm()];
    Stands::Turned(of.map(|value| format!("{value:.5}")).join(" "))
}

impl Drawer<'_> {
    fn frame(&mut self, frame: &Frame, transform: Transform) -> Result<(), TypesetError> {
        for (at, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, here.pre_concat(group.transform))?,
                FrameItem::Text(text) => self.text(text, here)?,
                FrameItem::Shape(shape, _) => self.shape(shape, here)?,
                FrameItem::Image(..) => return Err(unknown("图片")),
                // The outline leads to the same places.
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
        Ok(())
    }

    fn text(&mut self, item: &TextItem, transform: Transform) -> Result<(), TypesetError> {
        let clusters = clusters(item);
        if clusters.is_empty() {
            return Ok(());
        }
        let fill = colour(&item.fill)?;
        let font = self.fonts.font(&item.font, self.ids);
        let text: String = clusters.iter().map(|cluster| cluster.text).collect();
        // A code stands where its cluster does; more codes of a cluster stand in the same place.
        let mut xs: Vec<Abs> = Vec::new();
        let mut glyphs: Vec<u16> = Vec::new();
        let mut one_to_one = true;
        for cluster in &clusters {
            let codes = cluster.text.chars().count();
            xs.extend(std::iter::repeat_n(cluster.x, codes));
            one_to_one &= codes == 1 && cluster.glyphs.len() == 1;
            // A PDF with such a glyph is refused by its writer.
            if cluster.glyphs.contains(&0) {
                return Err(unknown(&format!("“{}”，字体 {} 里没有这个字", cluster.text, item.font.info().family)));
            }
            for glyph in &cluster.glyphs {
                glyphs.push(font.glyph(*glyph));
            }
            if let (Some(code), [glyph], true) = (cluster.text.chars().next(), cluster.glyphs.as_slice(), codes == 1) {
                one_to_one &= font.stands_for(code, *glyph);
            }
        }
        let (above, below) = (item.font.metrics().ascender.at(item.size), item.font.metrics().descender.at(item.size).abs());
        let id = self.ids.next();
        let size = millimetres(item.size);
        let (boundary, matrix, x, y) = match stands(transform) {
            Stands::Moved(at) => {
                let corner = [at.x, at.y - above, item.width(), above + below].map(millimetres).join(" ");
                (corner, None, xs[0], above)
            }
            Stands::Turned(matrix) => (self.whole.to_owned(), Some(matrix), xs[0], Abs::zero()),
        };
        let mut attributes: Vec<(&'static str, &dyn Display)> = vec![("ID", &id), ("Boundary", &boundary), ("Font", &font.id), ("Size", &size)];
        if let Some(matrix) = &matrix {
            attributes.push(("CTM", matrix));
        }
        let deltas: Vec<String> = xs.windows(2).map(|pair| millimetres(pair[1] - pair[0])).collect();
        let deltas = deltas.join(" ");
        let (x, y) = (millimetres(x), millimetres(y));
        let (codes, count) = (text.chars().count(), glyphs.len());
        self.xml.element("ofd:TextObject", &attributes, |xml| {
            if let Some(fill) = &fill {
                xml.leaf("ofd:FillColor", &[("Value", fill)]);
            }
            if !one_to_one {
                xml.element("ofd:CGTransform", &[("CodePosition", &0), ("CodeCount", &codes), ("GlyphCount", &count)], |xml| {
                    xml.words("ofd:Glyphs", &[], &glyphs.iter().map(u16::to_string).collect::<Vec<_>>().join(" "));
                });
            }
            let mut attributes: Vec<(&'static str, &dyn Display)> = vec![("X", &x), ("Y", &y)];
            if codes > 1 {
                attributes.push(("DeltaX", &deltas));
            }
            xml.words("ofd:TextCode", &attributes, &text);
        });
        Ok(())
    }

    fn shape(&mut self, shape: &Shape, transform: Transform) -> Result<(), TypesetError> {
        let fill = shape.fill.as_ref().map(colour).transpose()?.flatten();
        let stroke = shape.stroke.as_ref().filter(|stroke| stroke.thickness > Abs::zero());
        let line = stroke.map(|stroke| colour(&stroke.paint)).transpose()?.flatten();
        if fill.is_none() && line.is_none() {
            return Ok(());
        }
        let bounds = shape.bbox(false);
        // What stands outside its boundary is cut off.
        let room = stroke.map_or(Abs::zero(), |stroke| stroke.thickness / 2.0) + Abs::mm(0.05);
        let (boundary, matrix, origin) = match stands(transform) {
            Stands::Moved(at) => {
                let corner = Point::new(bounds.min.x - room, bounds.min.y - room);
                let size = bounds.max - corner;
                let boundary = [at.x + corner.x, at.y + corner.y, size.x + room, size.y + room].map(millimetres).join(" ");
                (boundary, None, corner)
            }
            Stands::Turned(matrix) => (self.whole.to_owned(), Some(matrix), Point::zero()),
        };
        let path = path(&shape.geometry, origin);
        let id = self.ids.next();
        let width = stroke.map_or_else(|| "0".to_owned(), |stroke| millimetres(stroke.thickness));
        let dashes = stroke.and_then(dashes);
        let mut attributes: Vec<(&'static str, &dyn Display)> = vec![("ID", &id), ("Boundary", &boundary)];
        if line.is_some() {
            attributes.push(("LineWidth", &width));
        } else {
            attributes.push(("Stroke", &"false"));
        }
        if fill.is_some() {
            attributes.push(("Fill", &"true"));
        }
        if let Some(dashes) = &dashes {
            attributes.push(("DashPattern", dashes));
        }
        if let Some(matrix) = &matrix {
            attributes.push(("CTM", matrix));
        }
        self.xml.element("ofd:PathObject", &attributes, |xml| {
            if let Some(line) = &line {
                xml.leaf("ofd:StrokeColor", &[("Value", line)]);
            }
            if let Some(fill) = &fill {
                xml.leaf("ofd:FillColor", &[("Value", fill)]);
            }
            xml.words("ofd:AbbreviatedData", &[], &path);
        });
        Ok(())
    }
}

/// Glyphs that stand for the same piece of text.
struct Cluster<'a> {
    text: &'a str,
    x: Abs,
    glyphs: Vec<u16>,
}

/// The pieces of a text as it is set; what no glyph stands for belongs to the piece before it.
fn clusters(item: &TextItem) -> Vec<Cluster<'_>> {
    let mut found: Vec<(usize, Abs, Vec<u16>)> = Vec::new();
    let mut x = Abs::zero();
    for glyph in &item.glyphs {
        let start = glyph.range().start;
        match found.last_mut().filter(|(last, ..)| *last == start) {
            Some((.., glyphs)) => glyphs.push(glyph.id),
            None => found.push((start, x + glyph.x_offset.at(item.size), vec![glyph.id])),
        }
        x += glyph.x_advance.at(item.size);
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|(start, ..)| *start).chain([item.text.len()]).collect();
    let mut out = Vec::new();
    for (n, ((start, x, glyphs), end)) in found.into_iter().zip(ends).enumerate() {
        let start = if n == 0 { 0 } else { start };
        out.push(Cluster { text: item.text.get(start..end).unwrap_or_default(), x, glyphs });
    }
    out
}

/// Red, green and blue; nothing where nothing is seen.
fn colour(paint: &Paint) -> Result<Option<String>, TypesetError> {
    let Paint::Solid(colour) = paint else { return Err(unknown("渐变和花纹")) };
    let [red, green, blue, alpha] = colour.to_vec4_u8();
    Ok((alpha > 0).then(|| format!("{red} {green} {blue}")))
}

fn dashes(stroke: &FixedStroke) -> Option<String> {
    let pattern = stroke.dash.as_ref().filter(|pattern| !pattern.array.is_empty())?;
    Some(pattern.array.iter().map(|length| millimetres(*length)).collect::<Vec<_>>().join(" "))
}

/// A figure in the short notation of the standard.
fn path(geometry: &Geometry, origin: Point) -> String {
    let at = |x: Abs, y: Abs| format!("{} {}", number((x - origin.x).to_mm()), number((y - origin.y).to_mm()));
    let point = |point: &Point| at(point.x, point.y);
    let zero = Abs::zero();
    match geometry {
        Geometry::Line(to) => format!("M {} L {}", at(zero, zero), point(to)),
        Geometry::Rect(size) => {
            format!("M {} L {} L {} L {} C", at(zero, zero), at(size.x, zero), at(size.x, size.y), at(zero, size.y))
        }
        Geometry::Curve(curve) => {
            let pieces = curve.0.iter().map(|piece| match piece {
                CurveItem::Move(to) => format!("M {}", point(to)),
                CurveItem::Line(to) => format!("L {}", point(to)),
                CurveItem::Cubic(a, b, to) => format!("B {} {} {}", point(a), point(b), point(to)),
                CurveItem::Close => "C".to_owned(),
            });
            pieces.collect::<Vec<_>>().join(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use typst::layout::GroupItem;

    use super::*;
    use crate::document::{Block, Document, Paragraph, Run, Sheet};
    use crate::typeset::pages;

    /// The frame with every glyph of its texts gone, as a font leaves them that lacks the characters.
    fn without_glyphs(frame: &Frame) -> Frame {
        let mut out = Frame::new(frame.size(), frame.kind());
        for (at, item) in frame.items() {
            let item = match item {
                FrameItem::Group(group) => FrameItem::Group(GroupItem { frame: without_glyphs(&group.frame), ..group.clone() }),
                FrameItem::Text(text) => {
                    let mut text = text.clone();
                    text.glyphs.iter_mut().for_each(|glyph| glyph.id = 0);
                    FrameItem::Text(text)
                }
                other => other.clone(),
            };
            out.push(*at, item);
        }
        out
    }

    #[test]
    fn a_character_without_a_glyph_is_named_and_not_written_as_a_box() {
        let paragraph = Paragraph { runs: vec![Run::plain("预算")], role: "body", place: None };
        let sheets = vec![Sheet { landscape: false, blocks: vec![Block::Paragraph(paragraph)] }];
        let laid = pages(&Document { sheets, ..Document::default() }).expect("pages");
        let page = &laid.paged.pages()[0];
        assert!(content(page, &mut Ids::default(), &mut Fonts::default()).is_ok());
        let lacking = Page { frame: without_glyphs(&page.frame), ..page.clone() };
        let error = content(&lacking, &mut Ids::default(), &mut Fonts::default()).expect_err("no glyph");
        assert_eq!(error.to_string(), "排版失败：OFD 里写不了“预”，字体 Noto Serif CJK SC 里没有这个字");
    }
}
