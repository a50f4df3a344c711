//! C128: goals that still have the words of the empty form before them: 目标内容 1.

use super::Fix;
use super::shared::{Case, Found};
use crate::model::{CardEdit, Edit, Goal, ListEdit, Place};

const WORDS: &str = "目标内容";

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let goals = draft.cards.iter().enumerate().flat_map(|(n, card)| card.goals.iter().map(move |goal| (n, card, goal)));
    let left: Vec<_> = goals.filter_map(|(n, card, goal)| Some((n, card, goal, bare(&goal.text)?))).collect();
    let Some((_, card, goal, _)) = left.first() else { return Vec::new() };
    let mut named: Vec<String> = left.iter().map(|(n, card, ..)| format!("项目{}“{}”", n + 1, card.text("name"))).collect();
    named.dedup();
    let edits = left.iter().map(|(_, card, goal, text)| {
        let goal = Goal { id: goal.id.clone(), text: (*text).to_owned() };
        Edit::Card { card: card.id.clone(), edit: CardEdit::Goals(ListEdit::Replace(Box::new(goal))) }
    });
    let fix = Fix { label: "删去表样的字".into(), edit: Edit::Several(edits.collect()) };
    let place = Place::Goal { card: card.id.clone(), goal: goal.id.clone() };
    let begins: String = goal.text.chars().take(10).collect();
    let message = format!("绩效目标留有表样的字“{begins}…”，公开前应删除：{}个项目（{}）", named.len(), named.join("、"));
    vec![Found::new(place, message).mended_by(Some(fix))]
}

/// What stands behind the words and their number.
fn bare(text: &str) -> Option<&str> {
    let rest = text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '、' | '．')).trim_start();
    let rest = rest.strip_prefix(WORDS)?;
    let behind = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五".contains(c));
    // 目标内容丰富 is a sentence.
    (behind.len() < rest.trim_start().len()).then(|| behind.trim_start_matches([' ', '：', ':', '、', '.', '．']).trim_start())
}

#[cfg(test)]
mod tests {
    use crate::model::Goal;
    use crate::rules::tests::{found, sample};

    fn with(text: &str) -> Vec<String> {
        let mut draft = sample();
        draft.cards[0].goals = vec![Goal { id: "o1".into(), text: text.into() }];
        found(&draft, "C128").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn words_of_the_empty_form_before_a_goal_are_told() {
        let found = with("目标内容 1 保障线路畅通");
        assert!(found[0].contains("1个项目（项目1“"), "{found:?}");
        assert_eq!(with("1.目标内容1：保障线路畅通").len(), 1);
    }

    #[test]
    fn a_goal_by_itself_is_left_alone() {
        assert_eq!(with("保障线路畅通，目标内容 1 项"), [""; 0]);
        assert_eq!(with("目标内容丰富"), [""; 0]);
    }
}
