//! PDF files, by hayro: the characters that are drawn, by the codes that copying and searching use.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use hayro_syntax::Pdf;
use kurbo::{Affine, BezPath, Point, Rect};

use super::drawn::{Drawn, compare};
use super::expected::{besides, groups};
use super::{Counts, squeezed};
use crate::document::Document;

/// Reads a PDF file again and compares it with the document.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn pdf(bytes: &[u8], document: &Document) -> Result<Counts, String> {
    let drawn = texts(bytes)?;
    compare(&drawn, &groups(document, true), &besides(document)).map_err(|difference| difference.to_string())
}

fn texts(bytes: &[u8]) -> Result<Vec<Drawn>, String> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| format!("写出的 PDF 文件读不回来（{error:?}）"))?;
    let cache = InterpreterCache::new();
    let mut out = Vec::new();
    for (n, page) in pdf.pages().iter().enumerate() {
        let mut context = Context::new(Affine::IDENTITY, Rect::new(0.0, 0.0, 1.0, 1.0), &cache, pdf.xref(), InterpreterSettings::default());
        let mut taken = Taken::default();
        interpret_page(page, &mut context, &mut taken);
        taken.cut();
        out.extend(taken.pieces.iter().map(|piece| (n, squeezed(piece))).filter(|(_, piece)| !piece.is_empty()));
    }
    Ok(out)
}

/// What is drawn on a page, a piece for each line of each marked part.
#[derive(Default)]
struct Taken {
    pieces: Vec<String>,
    line: String,
    /// The height of the line that is being drawn.
    height: f64,
    /// For each mark that is open whether it is none of the document's: page numbers, heads that are repeated.
    besides: Vec<bool>,
}

impl Taken {
    /// Ends a piece.
    fn cut(&mut self) {
        if !self.line.is_empty() {
            self.pieces.push(std::mem::take(&mut self.line));
        }
    }
}

impl Device<'_> for Taken {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, glyph_transform: Affine, _: &Paint<'_>, _: &GlyphDrawMode) {
        if self.besides.contains(&true) {
            return;
        }
        let height = (transform * glyph_transform * Point::ZERO).y;
        if (height - self.height).abs() > 1.0 {
            self.cut();
        }
        self.height = height;
        match glyph.as_unicode() {
            Some(BfString::Char(c)) => self.line.push(c),
            Some(BfString::String(text)) => self.line.push_str(&text),
            // It cannot be copied or searched: then it is not what the document says.
            None => self.line.push(char::REPLACEMENT_CHARACTER),
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<i32>) {
        self.cut();
        self.besides.push(tag == b"Artifact");
    }

    fn end_marked_content(&mut self) {
        self.cut();
        self.besides.pop();
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
