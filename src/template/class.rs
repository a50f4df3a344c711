//! The classes of the rows of a coded pane: one equation fills all cells of a class and column.

/// Row class of the total row of a coded pane.
pub const TOTAL: usize = 0;
/// Row class of coded rows that have children.
pub const PARENT: usize = 1;
/// Row class of coded rows that have none.
pub const LEAF: usize = 2;
