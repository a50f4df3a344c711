//! C116: two goals of a card in the same words.

use super::memo::Piece;
use super::shared::Found;
use super::targets::plain;
use crate::model::Place;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    let Some((card, goals)) = piece.goals.filter(|(_, goals)| goals.len() > 1) else { return out };
    let said: Vec<String> = goals.iter().map(|goal| plain(&goal.text).trim_end_matches(['。', '；', '.', ';']).to_owned()).collect();
    for (n, text) in said.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        if let Some(before) = said[..n].iter().position(|other| other == text) {
            let place = Place::Goal { card: card.to_owned(), goal: goals[n].id.clone() };
            out.push(Found::new(place, format!("绩效目标{}与目标{}相同", n + 1, before + 1)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::model::Goal;
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_goal_that_says_the_same_again_is_told() {
        let mut draft = sample();
        draft.cards[0].goals = ["保障通信。", "按期付款", "保障 通信"].map(Goal::from).into();
        draft.give_ids();
        let messages: Vec<String> = found(&draft, "C116").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["绩效目标3与目标1相同"]);
    }
}
