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
/// Taking a row or an entry away.
pub const MINUS: &str = "\u{e32a}";
/// Deleting.
pub const TRASH: &str = "\u{e4a6}";
/// Moving up.
pub const ARROW_UP: &str = "\u{e08e}";
/// Moving down.
pub const ARROW_DOWN: &str = "\u{e03e}";
/// A folded branch; the next one.
pub const CARET_RIGHT: &str = "\u{e13a}";
/// An unfolded branch.
pub const CARET_DOWN: &str = "\u{e136}";
/// A ticked choice.
pub const CHECK: &str = "\u{e182}";
/// Done, without findings.
pub const CHECK_CIRCLE: &str = "\u{e184}";
/// Not begun.
pub const CIRCLE: &str = "\u{e18a}";
/// Begun, not finished.
pub const CIRCLE_HALF: &str = "\u{e18c}";
/// Not checked yet.
pub const CIRCLE_DASHED: &str = "\u{e602}";
/// A finding that needs a reason.
pub const WARNING: &str = "\u{e4e0}";
/// A hint.
pub const WARNING_CIRCLE: &str = "\u{e4e2}";
/// A finding that is an error.
pub const X_CIRCLE: &str = "\u{e4f8}";
/// Closing or clearing.
pub const X: &str = "\u{e4f6}";
/// The light theme.
pub const SUN: &str = "\u{e472}";
/// The dark theme.
pub const MOON: &str = "\u{e330}";
/// A linked number.
pub const LINK_SIMPLE: &str = "\u{e2e6}";
/// A computed or locked cell; classified matter.
pub const LOCK_SIMPLE: &str = "\u{e308}";
/// A typed figure or an override.
pub const PENCIL_SIMPLE: &str = "\u{e3b4}";
/// A table.
pub const TABLE: &str = "\u{e476}";
/// The goal cards.
pub const CARDS: &str = "\u{e0f8}";
/// The narrative.
pub const TEXT_ALIGN_LEFT: &str = "\u{e484}";
/// A list; the menu.
pub const LIST: &str = "\u{e2f0}";
/// Searching.
pub const MAGNIFYING_GLASS: &str = "\u{e30c}";
/// Information.
pub const INFO: &str = "\u{e2ce}";
/// Settings.
pub const GEAR: &str = "\u{e270}";
/// Computed figures and cross-checks.
pub const CALCULATOR: &str = "\u{e538}";
/// A PDF file.
pub const FILE_PDF: &str = "\u{e702}";
/// A document.
pub const FILE_TEXT: &str = "\u{e23a}";
/// The history of a document.
pub const CLOCK_COUNTER_CLOCKWISE: &str = "\u{e1a0}";
/// Copying.
pub const COPY: &str = "\u{e1ca}";
/// More actions.
pub const DOTS_THREE: &str = "\u{e1fe}";
/// Help.
pub const QUESTION: &str = "\u{e3e8}";
/// Keyboard shortcuts.
pub const KEYBOARD: &str = "\u{e2d8}";
/// Back to the computed figure.
pub const ARROW_COUNTER_CLOCKWISE: &str = "\u{e038}";
/// Government procurement.
pub const SHOPPING_CART: &str = "\u{e41e}";
/// A department and its units.
pub const BUILDINGS: &str = "\u{e102}";
/// The glossary.
pub const BOOK_OPEN: &str = "\u{e0e6}";
/// State assets.
pub const PACKAGE: &str = "\u{e390}";
/// Performance goals.
pub const TARGET: &str = "\u{e47c}";
/// The people of a draft.
pub const USERS: &str = "\u{e4d6}";
/// Secrecy review.
pub const SHIELD_CHECK: &str = "\u{e40c}";
/// Handing in.
pub const UPLOAD_SIMPLE: &str = "\u{e4c0}";
/// Importing.
pub const DOWNLOAD_SIMPLE: &str = "\u{e20c}";
/// The preview.
pub const EYE: &str = "\u{e220}";
/// Showing or hiding a side panel.
pub const SIDEBAR_SIMPLE: &str = "\u{ec24}";
/// Roll-up; where a figure goes.
pub const TREE_STRUCTURE: &str = "\u{e67c}";
/// A comment or a note.
pub const NOTE: &str = "\u{e348}";
/// Signed off; the certificate.
pub const SEAL_CHECK: &str = "\u{e606}";
/// Columns.
pub const COLUMNS: &str = "\u{e546}";
/// Rows.
pub const ROWS: &str = "\u{e5a2}";
/// A date or a year.
pub const CALENDAR_BLANK: &str = "\u{e10a}";
