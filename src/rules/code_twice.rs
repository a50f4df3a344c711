//! K103: two rows of a form with one code. What takes the code over would take the first row alone.

use super::shared::{Case, Found};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let rows = case.coded_rows();
    // Rows stand in the order of their codes, so that equal ones are neighbours.
    let again = rows.iter().filter(|row| !row.code.is_empty() && row.above.last().is_some_and(|before| before.code == row.code));
    again.map(|row| row.found(format!("科目编码{}出现了两次", row.code))).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Row;
    use crate::rules::tests::{found, sample};

    #[test]
    fn the_second_row_of_a_code_is_told() {
        let mut draft = sample();
        let rows = draft.forms.get_mut(&"basic".into()).expect("typed rows");
        let code = rows.iter().find(|row| row.code.len() == 5).expect("a code of the lowest level").code.clone();
        rows.push(Row { id: "r99".into(), code: code.clone(), ..Row::default() });
        let messages: Vec<String> = found(&draft, "K103").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, [format!("科目编码{code}出现了两次")]);
    }

    #[test]
    fn two_rows_without_a_code_are_not_the_same_one() {
        let mut draft = sample();
        let rows = draft.forms.get_mut(&"basic".into()).expect("typed rows");
        rows.extend(["r98", "r99"].map(|id| Row { id: id.into(), ..Row::default() }));
        assert_eq!(found(&draft, "K103"), []);
    }
}
