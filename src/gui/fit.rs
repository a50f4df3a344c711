//! The window fits the screen that it opens on: a laptop's of 1366 × 768 points at 150 % is 911 × 512 points large, and its taskbar stands on it.

use egui::{Context, Vec2, ViewportCommand, vec2};

/// Smaller than this nothing can be worked with.
pub const SMALLEST: Vec2 = vec2(720.0, 400.0);
/// What a title bar and a taskbar take of a screen's height.
const BARS: f32 = 80.0;
/// Frames until the screen must be known.
const FRAMES: u32 = 30;

/// Fits the window once, as soon as the screen is known.
#[derive(Debug, Default)]
pub struct Fit {
    frames: u32,
}

impl Fit {
    /// Makes a window that is larger than the screen has room for fill it instead.
    pub fn fit(&mut self, ctx: &Context) {
        if self.frames >= FRAMES {
            return;
        }
        self.frames += 1;
        let (screen, inner, full) = ctx.input(|input| {
            let viewport = input.viewport();
            (viewport.monitor_size, viewport.inner_rect, viewport.maximized == Some(true) || viewport.fullscreen == Some(true))
        });
        let (Some(screen), Some(inner)) = (screen, inner) else { return };
        self.frames = FRAMES;
        let room = screen - vec2(0.0, BARS);
        if !full && (inner.height() > room.y || inner.width() > room.x) {
            // The size is what it goes back to when it no longer fills the screen.
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(inner.size().min(room).max(SMALLEST)));
            ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
        }
    }
}
