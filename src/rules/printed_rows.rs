//! P104: rows that the imported source printed twice in a form, or left out.
//!
//! A form may be printed without its sums where a place does so: what is left out is told only where nearly all other rows are there.

use std::collections::BTreeMap;

use super::shared::{Case, Found, settled};
use crate::model::{FormName, Place, Printed};

/// So many rows left out are a slip, more are a way of printing.
const FEW: usize = 3;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let mut of_forms: BTreeMap<&FormName, Vec<&Printed>> = BTreeMap::new();
    for one in &case.work.draft().printed {
        if let Place::Form(name) = &one.place {
            of_forms.entry(name).or_default().push(one);
        }
    }
    let mut out = Vec::new();
    for (name, of_form) in of_forms {
        let (more, less): (Vec<&Printed>, Vec<&Printed>) = of_form
            .into_iter()
            .filter(|one| is_row(&one.printed) != is_row(&one.own) && (one.printed.is_empty() || one.own.is_empty()))
            .partition(|one| one.own.is_empty());
        let place = || Place::Form(name.clone());
        if !more.is_empty() {
            let said = if more.len() <= FEW {
                listed(more.iter().map(|one| &one.printed))
            } else {
                format!("{}等{}行", listed(more.iter().take(FEW).map(|one| &one.printed)), more.len())
            };
            out.push(
                Found::new(place(), format!("原文件这张表还印有{said}，本稿没有：可能重复，或者是多出来的行")).mended_by(settled(case.work, &more)),
            );
        }
        if (1..=FEW).contains(&less.len()) {
            out.push(Found::new(place(), format!("原文件这张表没有{}，按其他表和下级科目应当有：可能漏印", listed(less.iter().map(|one| &one.own)))));
        }
    }
    out
}

/// Words and at least one figure.
fn is_row(text: &str) -> bool {
    let mut words = text.split(' ').rev();
    let figure = |word: &str| word.replace(',', "").parse::<rust_decimal::Decimal>().is_ok();
    words.next().is_some_and(figure) && !text.is_ascii()
}

fn listed<'a>(rows: impl Iterator<Item = &'a String>) -> String {
    rows.map(|row| format!("“{row}”")).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use crate::model::{FormName, Place, Printed};
    use crate::rules::tests::{found, sample};

    fn printed(rows: &[(&str, &str)]) -> Vec<String> {
        let mut draft = sample();
        let one = |(printed, own): &(&str, &str)| Printed {
            place: Place::Form(FormName::of("", "income")),
            printed: (*printed).into(),
            own: (*own).into(),
        };
        draft.remember_printed(rows.iter().map(one).collect());
        found(&draft, "P104").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_row_that_is_there_twice_or_not_at_all_is_told() {
        assert!(printed(&[("2040220 执法办案 70.00", "")])[0].contains("可能重复"));
        assert!(printed(&[("", "20402 公安 2337.12")])[0].contains("可能漏印"));
    }

    #[test]
    fn a_form_without_sums_and_a_caption_are_left_alone() {
        assert_eq!(printed(&[("", "201 甲 1.00"), ("", "204 乙 1.00"), ("", "208 丙 1.00"), ("", "210 丁 1.00")]), [""; 0]);
        assert_eq!(printed(&[("单位：元", "")]), [""; 0]);
    }
}
