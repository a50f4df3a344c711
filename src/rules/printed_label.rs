//! P102: the imported source printed % above amounts, or 万元 above shares: the payment plan's label does not fit what stands below it.
//!
//! What the values are was told by the values themselves when they were imported; the draft prints the label that fits.

use super::shared::{Case, Found, settled};
use crate::model::{Place, Printed};
use crate::template::CardRole;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let is_percent = |text: &str| text.contains(['%', '％']);
    let is_off = |printed: &&Printed| {
        let of_card = matches!(printed.place, Place::Card(_)) && !printed.printed.is_empty() && !printed.own.is_empty();
        of_card && is_percent(&printed.printed) != is_percent(&printed.own)
    };
    let off: Vec<&Printed> = draft.printed.iter().filter(is_off).collect();
    let Some(first) = off.first() else { return Vec::new() };
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let percent = is_percent(&first.printed);
    let (said, are) = if percent { ("%", "金额（万元）") } else { ("万元", "百分比（%）") };
    let cards = off.iter().filter_map(|one| draft.cards.iter().enumerate().find(|(_, card)| one.place == Place::Card(card.id.clone())));
    let named: Vec<String> = cards.map(|(n, card)| format!("项目{}“{}”", n + 1, short(case.work.draft().card_text(card, CardRole::Name)))).collect();
    let all = if named.len() == draft.cards.len() { "全部" } else { "" };
    let message = format!(
        "原文件的表头印的是“{}”，填的却都是{are}：{all}{}个项目的资金支出计划表头应为“{}”，不是“{said}”（{}）",
        plain(&first.printed),
        named.len(),
        plain(&first.own),
        named.join("、"),
    );
    vec![Found::new(first.place.clone(), message).mended_by(settled(case.work, &off))]
}

fn short(name: &str) -> String {
    if name.chars().count() <= 9 { name.to_owned() } else { name.chars().take(8).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use crate::model::{Place, Printed};
    use crate::rules::tests::{found, sample};

    fn printed(label: &str) -> Vec<String> {
        let mut draft = sample();
        let places: Vec<Place> = draft.cards.iter().take(2).map(|card| Place::Card(card.id.clone())).collect();
        draft
            .remember_printed(places.into_iter().map(|place| Printed { place, printed: label.into(), own: "资金支出计划（万元）".into() }).collect());
        found(&draft, "P102").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_percent_sign_above_amounts_is_told_once_for_all_cards() {
        let found = printed("资金支出计 划（%）");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("2个项目") && found[0].contains("项目1“") && found[0].contains("项目2“"), "{found:?}");
    }

    #[test]
    fn another_wording_of_the_label_is_left_alone() {
        assert_eq!(printed("资金使用计划（万元）"), [""; 0]);
    }
}
