//! K104: a row that has no code, or one that does not reach the lowest level. The budget law wants functional items (项) and economic
//! sections (款) published.

use super::shared::{Case, Found};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let rows = case.coded_rows();
    let short = rows.iter().filter(|row| row.is_leaf && row.code.len() < row.deepest);
    short
        .map(|row| {
            row.found(match row.code {
                "" => "这一行没有科目编码".into(),
                code => format!("科目编码{code}没有填到最末级（{}位）", row.deepest),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Row;
    use crate::rules::tests::{found, sample, type_into};

    #[test]
    fn a_class_with_nothing_below_it_is_told() {
        let mut draft = sample();
        type_into(&mut draft, "general", "20499", "project", "1.00");
        let messages: Vec<String> = found(&draft, "K104").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["科目编码20499没有填到最末级（7位）"]);
    }

    #[test]
    fn a_row_without_a_code_is_told_and_so_are_two() {
        let mut draft = sample();
        draft.forms.get_mut(&"general".into()).expect("typed rows").extend(["r98", "r99"].map(|id| Row { id: id.into(), ..Row::default() }));
        let messages: Vec<String> = found(&draft, "K104").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["这一行没有科目编码", "这一行没有科目编码"]);
    }
}
