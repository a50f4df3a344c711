//! Icons of the window, from the Phosphor font (assets/fonts/icons.ttf).

/// The start page.
pub const HOUSE: &str = "\u{e2c2}";
/// A new document.
pub const FILE_PLUS: &str = "\u{e236}";
/// Opening a document.
pub const FOLDER_OPEN: &str = "\u{e256}";
/// Saving.
pub const FLOPPY_DISK: &str = "\u{e248}";
/// Exporting a publishable file.
pub const EXPORT: &str = "\u{eaf0}";
/// Undo.
pub const ARROW_U_UP_LEFT: &str = "\u{e08a}";
/// Redo.
pub const ARROW_U_UP_RIGHT: &str = "\u{e08c}";
/// Adding a row or an entry.
pub const PLUS: &str = "\u{e3d4}";
/// Deleting.
pub const TRASH: &str = "\u{e4a6}";
/// Moving up.
pub const ARROW_UP: &str = "\u{e08e}";
/// Moving down.
pub const ARROW_DOWN: &str = "\u{e03e}";
/// Done, without findings.
pub const CHECK_CIRCLE: &str = "\u{e184}";
/// Begun, not finished.
pub const CIRCLE_HALF: &str = "\u{e18c}";
/// Not checked yet.
pub const CIRCLE_DASHED: &str = "\u{e602}";
/// A hint.
pub const WARNING_CIRCLE: &str = "\u{e4e2}";
/// A finding that is an error.
pub const X_CIRCLE: &str = "\u{e4f8}";
/// Closing or clearing.
pub const X: &str = "\u{e4f6}";
/// A linked number.
pub const LINK_SIMPLE: &str = "\u{e2e6}";
/// A typed figure or an override.
pub const PENCIL_SIMPLE: &str = "\u{e3b4}";
/// Searching.
pub const MAGNIFYING_GLASS: &str = "\u{e30c}";
/// A PDF file.
pub const FILE_PDF: &str = "\u{e702}";
/// A document.
pub const FILE_TEXT: &str = "\u{e23a}";
/// Copying.
pub const COPY: &str = "\u{e1ca}";
/// The glossary.
pub const BOOK_OPEN: &str = "\u{e0e6}";
/// Rows.
pub const ROWS: &str = "\u{e5a2}";
/// Classified matter.
pub const LOCK: &str = "\u{e308}";
/// A free table.
pub const TABLE: &str = "\u{e476}";
/// Running text.
pub const TEXT: &str = "\u{e484}";
/// Earlier versions.
pub const CLOCK: &str = "\u{e1a0}";
