//! Columns that a clerk has put right, kept by the heads of the list.

use std::collections::BTreeMap;
use std::path::Path;

use super::columns::{Confidence, Mapping};
use crate::store::{self, StoreError};
use crate::template::lists::ListField;

/// By the heads of a list what each of its columns holds.
type Remembered = BTreeMap<String, BTreeMap<String, ListField>>;

/// Takes the columns as they were for the last list with these heads. Says whether there was one.
pub fn recall(mapping: &mut Mapping, file: &Path) -> bool {
    let mut all: Remembered = store::settings(file);
    let Some(known) = all.remove(&mapping.fingerprint()) else { return false };
    for column in &mut mapping.columns {
        if let Some(field) = known.get(&column.head) {
            (column.field, column.confidence, column.reason) = (field.clone(), Confidence::Sure, "同上次".into());
        }
    }
    true
}

/// Keeps the columns for the next list with these heads.
///
/// # Errors
/// As [`store::save_settings`].
pub fn remember(mapping: &Mapping, file: &Path) -> Result<(), StoreError> {
    let mut all: Remembered = store::settings(file);
    let known = mapping.columns.iter().map(|column| (column.head.clone(), column.field.clone())).collect();
    all.insert(mapping.fingerprint(), known);
    store::save_settings(file, &all)
}
