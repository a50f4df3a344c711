//! S101: a unit without a name; cover and forms print it.

use super::shared::{Case, Found};
use crate::model::Place;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let draft = work.draft();
    let own = draft.identity.unit_name.trim().is_empty().then(|| "没有填写单位名称，封面和各表都印不出单位".to_owned());
    let units = draft.units.iter().enumerate().filter(|(_, unit)| unit.name.trim().is_empty());
    let units = units.map(|(n, unit)| format!("第{}个所属单位（{}）没有填写名称", n + 1, unit.code));
    own.into_iter().chain(units).map(|message| Found::new(Place::Identity, message)).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{department, found};

    #[test]
    fn every_unit_without_a_name_is_told() {
        let mut draft = department();
        draft.identity.unit_name = " ".into();
        draft.units[1].name.clear();
        draft.units[1].code = "103002".into();
        let messages: Vec<String> = found(&draft, "S101").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["没有填写单位名称，封面和各表都印不出单位", "第2个所属单位（103002）没有填写名称"]);
    }
}
