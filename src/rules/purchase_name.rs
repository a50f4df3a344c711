//! G105: a project in the procurement table whose name is that of a card but for one character.

use super::purchase_and_project::bare;
use super::shared::{Case, Found};
use crate::model::{Card, Edit, Place, RowEdit};

/// Shorter names are like others by chance.
const SHORTEST: usize = 6;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let lines = case.bought();
    if lines.is_empty() {
        return Vec::new();
    }
    let names: Vec<(String, &str)> = case.work.draft().cards.iter().map(|card| card.text(Card::NAME)).map(|name| (bare(name), name)).collect();
    let mut out = Vec::new();
    for line in lines.iter().filter(|line| line.name.chars().count() >= SHORTEST && names.iter().all(|(name, _)| *name != line.name)) {
        let mut near = names.iter().filter(|(name, _)| is_near(name, &line.name));
        // Two that it may be are no explanation, and what the other lines buy for is another project.
        let (Some((name, printed)), None) = (near.next(), near.next()) else { continue };
        if lines.iter().any(|other| other.name == *name) {
            continue;
        }
        let message = format!("项目名称“{}”与项目绩效目标表的“{printed}”差一个字，请核对是否同一个项目", line.said);
        let fix = |(pane, row, column): (&crate::model::PaneName, &crate::model::RowId, &str)| super::Fix {
            label: format!("改为“{printed}”"),
            edit: Edit::Row { pane: pane.clone(), row: row.clone(), edit: RowEdit::Text { column: column.to_owned(), value: (*printed).to_owned() } },
        };
        let cell = if let Place::Cell { pane, row, .. } = &line.place { Some((pane, row, line.project.as_str())) } else { None };
        out.push(Found::new(line.place.clone(), message).at(line.spot).mended_by(cell.map(fix)));
    }
    out
}

/// One character is another, or one is missing.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) => rest == a,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, sample};

    fn with(name: &str) -> Vec<String> {
        let mut draft = sample();
        draft.forms.get_mut(&"procurement".into()).expect("lines")[3].texts.insert("project".into(), name.into());
        said(&draft, "G105")
    }

    #[test]
    fn a_name_with_one_wrong_character_is_told() {
        let other = ["项目名称“信息化机房改建项目”与项目绩效目标表的“信息化机房改造项目”差一个字，请核对是否同一个项目"];
        assert_eq!(with("信息化机房改建项目"), other);
        assert_eq!(with("信息化机房改造的项目").len(), 1);
    }

    #[test]
    fn a_project_without_a_card_may_be_called_whatever_it_is() {
        for name in ["信息化机房改造项目", "信息化 机房改造项目", "专项业务设备采购", "2024年公用经费申报"] {
            assert_eq!(with(name), [""; 0], "{name}");
        }
    }
}
