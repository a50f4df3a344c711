//! Pages as pictures, for the window.

use typst::utils::Scalar;
use typst_render::{RenderOptions, render};

use super::Pages;

/// A page as a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across and down.
    pub size: [usize; 2],
    /// Red, green, blue and opacity of each pixel, premultiplied.
    pub pixels: Vec<u8>,
}

impl Pages {
    /// Width and height of each page in points.
    #[must_use]
    pub fn sizes(&self) -> Vec<[f64; 2]> {
        self.paged.pages().iter().map(|page| [page.frame.width().to_pt(), page.frame.height().to_pt()]).collect()
    }

    /// A page, from 0, with so many pixels a point; `None` where there is no such page.
    #[must_use]
    pub fn picture(&self, page: usize, pixels_per_point: f64) -> Option<Picture> {
        // More than any screen shows would only take memory.
        let options = RenderOptions { pixel_per_pt: Scalar::new(pixels_per_point.clamp(0.1, 6.0)), ..RenderOptions::default() };
        let drawn = render(self.paged.pages().get(page)?, &options);
        let size = [drawn.width(), drawn.height()].map(|length| usize::try_from(length).unwrap_or_default());
        Some(Picture { size, pixels: drawn.take() })
    }
}
