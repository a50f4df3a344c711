//! The fonts that come with the program; licences and coverage are in `assets/fonts/README.md`.

/// 宋, full cut: running text of printed pages.
pub static SERIF: &[u8] = include_bytes!("../assets/fonts/NotoSerifCJKsc-Regular.otf");
/// 宋 bold.
pub static SERIF_BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSerifCJKsc-Bold.otf");
/// 黑: headings of printed pages, and the window.
pub static SANS: &[u8] = include_bytes!("../assets/fonts/NotoSansCJKsc-Regular.otf");
/// 黑 bold.
pub static SANS_BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSansCJKsc-Bold.otf");
/// 楷: third-level headings.
pub static KAI: &[u8] = include_bytes!("../assets/fonts/LXGWWenKai-Regular.ttf");
/// The window's icons.
pub static ICONS: &[u8] = include_bytes!("../assets/fonts/icons.ttf");
