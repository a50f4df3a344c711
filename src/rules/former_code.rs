//! K102: a code that only former years have.

use super::shared::{Case, Found, typed_codes};
use crate::template::codes::Known;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    typed_codes(case, |code, known| match known {
        Known::Former(name) => Some(format!("编码{code}（{name}）是以前年度的科目，请核对是否仍在用")),
        Known::Current(_) | Known::Unknown => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample, type_into};

    #[test]
    fn a_code_of_former_years_is_marked_with_its_name() {
        let mut draft = sample();
        type_into(&mut draft, "general", "2010308", "project", "1.00");
        let found = found(&draft, "K102");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, "编码2010308（信访事务）是以前年度的科目，请核对是否仍在用");
    }
}
