//! Where a remark stands now, whatever has become of the draft since.

use crate::compare::likeness;
use crate::document::expand;
use crate::model::{Draft, IndicatorOwner, Place, Remark, tree};
use crate::workings::Workings;

/// Where a remark is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// At its place.
    Place,
    /// At this paragraph of its text, from 0.
    Paragraph(usize),
    /// The text is there, the paragraph is not.
    Text,
    /// The place is gone.
    Gone,
}

/// Paragraphs less alike than this, in percent, are not one rewritten.
const ALIKE: u32 = 50;
/// What a remark quotes of a place at most.
const LONGEST: usize = 80;

/// Where a remark is now.
#[must_use]
pub fn found(draft: &Draft, remark: &Remark) -> At {
    let Place::Text(id) = &remark.place else {
        return if remark.place.is_there(draft) && is_row_there(draft, &remark.place) { At::Place } else { At::Gone };
    };
    if draft.text_part(id).is_none() {
        return At::Gone;
    }
    if remark.quote.is_empty() {
        return At::Place;
    }
    let paragraphs = || draft.text(id).split('\n').enumerate();
    let same = paragraphs().find(|(_, text)| *text == remark.quote);
    let nearest = || paragraphs().map(|(at, text)| (at, likeness(&remark.quote, text))).filter(|(_, alike)| *alike >= ALIKE);
    // The first of those that are most alike.
    let best = || nearest().max_by_key(|(at, alike)| (*alike, std::cmp::Reverse(*at))).map(|(at, _)| at);
    same.map(|(at, _)| at).or_else(best).map_or(At::Text, At::Paragraph)
}

/// A cell of a free table is not there when only its table is.
fn is_row_there(draft: &Draft, place: &Place) -> bool {
    match place {
        Place::Table { id, row, .. } if !row.is_empty() => draft.tables.get(id).is_some_and(|table| table.row_ids.contains(row)),
        _ => true,
    }
}

/// What a place is called and what it says: what a remark on it goes by once it is gone.
#[must_use]
pub fn about(work: &Workings, place: &Place, quote: &str) -> String {
    let draft = work.draft();
    let said = if quote.is_empty() { said_at(draft, place) } else { quote.to_owned() };
    // As it is read: figures, no braces.
    let said = expand(&said, work);
    let mut short: String = said.replace('\n', " ").chars().take(LONGEST).collect();
    if short.chars().count() < said.chars().count() {
        short.push('…');
    }
    let called = place.describe(draft);
    if short.is_empty() { called } else { format!("{called}：“{short}”") }
}

/// What was typed at a place; nothing where it is computed or a whole part.
fn said_at(draft: &Draft, place: &Place) -> String {
    let text = match place {
        Place::Cell { pane, row, column } => draft.rows(pane).iter().find(|known| known.id == *row).map(|row| {
            let amount = row.amounts.get(column).map(ToString::to_string);
            amount.or_else(|| row.texts.get(column).cloned()).unwrap_or_default()
        }),
        Place::CardField { card, field } => draft.card(card).map(|card| {
            let amount = card.amounts.get(field).map(ToString::to_string);
            amount.unwrap_or_else(|| card.text(field).to_owned())
        }),
        Place::Goal { card, goal } => {
            draft.card(card).and_then(|card| card.goals.iter().find(|known| known.id == *goal)).map(|goal| goal.text.clone())
        }
        Place::Indicator { owner, row, field } => {
            let rows = draft.indicators_of(owner);
            rows.iter().find(|known| known.id == *row).map(|row| match (row.get(field), owner) {
                ("", IndicatorOwner::Card(_) | IndicatorOwner::Part(_)) => row.level3.clone(),
                (text, _) => text.to_owned(),
            })
        }
        Place::Item { tree: part, item } => draft.trees.get(part).and_then(|items| tree::find(items, item)).map(|(_, item)| item.title.clone()),
        Place::Term(id) => draft.glossary.iter().find(|term| term.id == *id).map(|term| term.term.clone()),
        Place::Table { id, row, column } => draft.tables.get(id).and_then(|table| table.cell(row, column)).map(str::to_owned),
        Place::Identity | Place::Form(_) | Place::Text(_) | Place::Card(_) | Place::Plan { .. } | Place::Section(_) | Place::Contents => None,
    };
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Said, Stage};

    fn remark(place: Place, quote: &str) -> Remark {
        let said = Said { text: "请核实".into(), by: "李".into(), on: String::new() };
        Remark { id: "m1".into(), place, quote: quote.into(), about: String::new(), stage: Stage::Review, said, answers: Vec::new(), settled: None }
    }

    fn sample() -> (Draft, String) {
        let draft = crate::store::sample("unit-2024.ron").expect("the sample opens");
        let id = draft.texts.iter().find(|(_, text)| text.lines().count() > 2).expect("a text of several paragraphs").0.clone();
        (draft, id)
    }

    #[test]
    fn a_remark_on_a_paragraph_goes_with_it_when_others_come_before_and_it_is_written_anew() {
        let (mut draft, id) = sample();
        let paragraphs: Vec<String> = draft.text(&id).split('\n').map(str::to_owned).collect();
        let remark = remark(Place::Text(id.clone()), &paragraphs[1]);
        assert_eq!(found(&draft, &remark), At::Paragraph(1));
        let value = format!("新的一段。\n{}\n{}。另有说明", paragraphs[0], paragraphs[1]);
        Edit::Text { id: id.clone(), value }.apply(&mut draft).expect("a text");
        assert_eq!(found(&draft, &remark), At::Paragraph(2));
        Edit::Text { id, value: "完全不同".into() }.apply(&mut draft).expect("a text");
        assert_eq!(found(&draft, &remark), At::Text);
    }

    #[test]
    fn a_remark_on_what_is_gone_says_what_it_was_about() {
        let (mut draft, _) = sample();
        let card = draft.cards[3].clone();
        let place = Place::Goal { card: card.id.clone(), goal: card.goals[0].id.clone() };
        let said = about(&Workings::of(draft.clone()).expect("a sound template"), &place, "");
        let remark = remark(place, "");
        assert_eq!(found(&draft, &remark), At::Place);
        draft.cards.remove(3);
        assert_eq!(found(&draft, &remark), At::Gone);
        assert!(said.contains(card.text("name")) && said.contains(&card.goals[0].text.chars().take(20).collect::<String>()), "{said}");
    }
}
