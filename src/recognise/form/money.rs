//! Money as a table prints it: figures, dashes, and the unit that its caption says.

use std::collections::BTreeSet;

use crate::amount::{Amount, MoneyUnit};
use crate::recognise::table::Table;
use crate::recognise::words::plain;

/// A printed figure, in money of that unit or as a quantity.
pub(super) fn printed(text: &str, money: Option<MoneyUnit>) -> Result<Option<Amount>, String> {
    Amount::printed(text, money).map_err(|_| format!("“{text}”不是数字"))
}

/// The figures of a table that say something, as they are printed.
pub(in crate::recognise) fn figures(table: &Table) -> BTreeSet<String> {
    let figure = |cell: &String| {
        let amount = Amount::plain(cell).ok().flatten().filter(|amount| !amount.0.is_zero() && cell.contains('.'))?;
        Some(amount.0.normalize().to_string())
    };
    table.body().iter().flatten().filter_map(figure).collect()
}

/// Whether most figures of a table stand in other tables as they are.
pub(super) fn is_mislabelled(table: &Table, elsewhere: &BTreeSet<String>) -> bool {
    let own = figures(table);
    own.len() > 1 && own.intersection(elsewhere).count() * 5 >= own.len() * 3
}

/// Whether the caption of a table says that its money is in 元.
pub(in crate::recognise) fn says_yuan(table: &Table) -> bool {
    said_unit(table, MoneyUnit::Wan) == MoneyUnit::Yuan
}

/// The unit of the money of a table, where its caption says another than the draft is typed in.
pub(in crate::recognise) fn said_unit(table: &Table, entry: MoneyUnit) -> MoneyUnit {
    // 单位：元（人民币）, 单位：元、人
    let said = plain(&table.right);
    match said.rsplit_once(':') {
        Some((_, unit)) if unit.starts_with('元') => MoneyUnit::Yuan,
        Some((_, unit)) if unit.starts_with("万元") => MoneyUnit::Wan,
        _ => entry,
    }
}
