//! K106: a code under a name of former years, or under the name of another code.
//!
//! Local ways to write a name are many and right; only a name that the list knows of another year or of another code is told.

use std::collections::BTreeSet;

use super::shared::{Case, Found, year};
use crate::template::codes::{CodeStatus, Known};

/// Shorter names are used for several things.
const SHORTEST: usize = 5;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut out = Vec::new();
    for row in case.coded_rows() {
        let Some(name) = draft.names.get(row.list).and_then(|names| names.get(row.code)) else { continue };
        if let Some(message) = message(case, row.list, row.code, name).filter(|_| told.insert((row.list, row.code))) {
            out.push(row.found(message));
        }
    }
    out
}

fn message(case: &Case<'_>, list: &str, code: &str, name: &str) -> Option<String> {
    let Known::Current(now) = case.codes.look_up(list, code, year(case.work)) else { return None };
    if name == now {
        return None;
    }
    if let Some(row) = case.codes.called(list, code, name) {
        let gone = row.status == CodeStatus::Former && row.until.is_some_and(|until| until < year(case.work));
        return gone.then(|| format!("科目{code}的名称“{name}”是{}年以前用的，现在是“{now}”", row.until.map_or(0, |until| until + 1)));
    }
    let other = case.codes.code_called(list, name).filter(|other| *other != code && name.chars().count() >= SHORTEST)?;
    // 行政运行 and the like stand below every department: only one that nobody else has is wrong here.
    Some(format!("科目{code}应为“{now}”，写成的“{name}”是科目{other}的名称"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn named(code: &str, name: &str) -> Vec<String> {
        let mut draft = sample();
        draft.names.entry("functions".into()).or_default().insert(code.into(), name.into());
        found(&draft, "K106").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn names_of_former_years_and_of_other_codes_are_told() {
        assert!(named("2101101", "行政单位医疗").is_empty());
        let other = named("2040220", "住房公积金");
        assert_eq!(other, ["科目2040220应为“执法办案”，写成的“住房公积金”是科目2210201的名称"]);
    }

    #[test]
    fn local_ways_to_write_a_name_are_left_alone() {
        assert_eq!(named("2040220", "执法办案（分局）"), [""; 0]);
    }
}
