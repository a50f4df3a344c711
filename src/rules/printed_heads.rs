//! P103: heads of a table that the imported source printed in another order than the form, or one of them twice.

use super::shared::{Case, Found, settled};
use crate::model::{Place, Printed};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let heads = draft.printed.iter().filter(|one| matches!(one.place, Place::Form(_) | Place::Indicator { .. }));
    heads.filter_map(|one| Some(Found::new(one.place.clone(), wrong(one)?).mended_by(settled(case.work, &[one])))).collect()
}

fn wrong(one: &Printed) -> Option<String> {
    let (printed, own): (Vec<&str>, Vec<&str>) = (one.printed.split(' ').collect(), one.own.split(' ').collect());
    if printed.len() != own.len() || own.len() < 3 || printed == own {
        return None;
    }
    let differing: Vec<usize> = (0..own.len()).filter(|at| printed[*at] != own[*at]).collect();
    let sorted = |labels: &[&str]| {
        let mut labels = labels.to_vec();
        labels.sort_unstable();
        labels.join(" ")
    };
    if sorted(&printed) == sorted(&own) {
        let shown: Vec<String> = differing.iter().map(|at| format!("“{}”", printed[*at])).collect();
        let wanted: Vec<String> = differing.iter().map(|at| format!("“{}”", own[*at])).collect();
        return Some(format!("原文件表头各列的次序与表样不同：印成{}，应为{}，请核对数字有没有填错列", shown.join(""), wanted.join("")));
    }
    let [at] = differing[..] else { return None };
    let count = |labels: &[&str]| labels.iter().filter(|label| **label == printed[at]).count();
    let twice = count(&printed) > count(&own) && count(&printed) > 1;
    twice.then(|| format!("原文件的表头“{}”重复出现，第{}列应为“{}”", printed[at], at + 1, own[at]))
}

#[cfg(test)]
mod tests {
    use crate::model::{FormName, Place, Printed};
    use crate::rules::tests::{found, sample};

    fn printed(heads: &str) -> Vec<String> {
        let mut draft = sample();
        let place = Place::Form(FormName::of("", "income"));
        draft.remember_printed(vec![Printed { place, printed: heads.into(), own: "科目 合计 其他收入 上年结转".into() }]);
        found(&draft, "P103").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn exchanged_and_doubled_heads_are_told() {
        assert!(printed("科目 合计 上年结转 其他收入")[0].contains("“上年结转”“其他收入”"));
        assert!(printed("科目 合计 其他收入 其他收入")[0].contains("第4列应为“上年结转”"));
    }

    #[test]
    fn another_wording_is_left_alone() {
        assert_eq!(printed("科目 总计 其他收入 上年结转"), [""; 0]);
        assert_eq!(printed("科目 其他收入 上年结转"), [""; 0]);
    }
}
