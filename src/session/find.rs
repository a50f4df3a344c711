//! Finding words, figures and codes anywhere in an open draft.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::Session;
use crate::document::expand;
use crate::model::{PaneName, Place, Places};
use crate::template::plan::CARDS;

/// A place that holds what is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where.
    pub place: Place,
    /// The place in words.
    pub said: String,
    /// The text around it, or the figure.
    pub text: String,
    /// Whether it is a text, whose words can be replaced.
    pub is_text: bool,
}

/// More are not listed: nobody goes through them one by one.
const MOST: usize = 1_000;
/// Characters before and behind what is found that are shown.
const AROUND: usize = 14;

impl Session {
    /// Every place that holds the words or the figure, in the order of the draft: texts first, then the cells of the forms and the money of the
    /// cards. Letters count as the same in either size; a figure is found with commas and without.
    #[must_use]
    pub fn find(&self, sought: &str) -> Vec<Hit> {
        let sought = sought.trim();
        let mut hits = Vec::new();
        if sought.is_empty() {
            return hits;
        }
        let draft = self.draft();
        let mut words = Places::of(draft);
        let lower = sought.to_lowercase();
        draft.each_text(&mut |place, text| {
            if hits.len() >= MOST {
                return;
            }
            // What is read is found, linked figures and all; only what was typed can be replaced.
            let read = if text.contains('{') { Cow::Owned(expand(text, self.work())) } else { Cow::Borrowed(text) };
            if let Some(found) = around(&read, &lower) {
                let place = place();
                let is_text = matches!(read, Cow::Borrowed(_)) || around(text, &lower).is_some();
                hits.push(Hit { said: words.describe(&place), place, text: found, is_text });
            }
        });
        let figure: String = sought.chars().filter(|c| *c != ',').collect();
        let is_figure = figure.chars().any(|c| c.is_ascii_digit()) && figure.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
        if is_figure {
            self.each_figure(&mut |place, shown, code| {
                if hits.len() < MOST && (shown.contains(&figure) || code.starts_with(&figure)) {
                    let text = if shown.contains(&figure) { shown.to_owned() } else { code.to_owned() };
                    hits.push(Hit { said: words.describe(&place), place, text, is_text: false });
                }
            });
        }
        hits
    }

    /// Every figure as it is printed, and every code of a row once.
    fn each_figure(&self, with: &mut dyn FnMut(Place, &str, &str)) {
        let (draft, plan) = (self.draft(), self.plan());
        for (unit, totals) in self.totals().scopes() {
            for (pane, of_pane) in plan.panes.iter().zip(&totals.panes) {
                if pane.name == CARDS && !unit.is_empty() {
                    continue;
                }
                let name = PaneName::called(unit, &pane.name);
                for (n, row) in of_pane.rows.iter().enumerate() {
                    let place = |column: &str| match (pane.name == CARDS, draft.cards.get(n)) {
                        (true, Some(card)) => Place::CardField { card: card.id.clone(), field: column.to_owned() },
                        _ => Place::Cell { pane: name.clone(), row: row.id.clone(), column: column.to_owned() },
                    };
                    if pane.name != CARDS && !row.code.is_empty() {
                        with(place(""), "", &row.code);
                    }
                    for (at, column) in pane.columns.iter().enumerate() {
                        if let Some(value) = of_pane.cell(n, at).shown {
                            with(place(&column.id), &self.shown(value, column.money), "");
                        }
                    }
                }
            }
        }
    }

    fn shown(&self, value: Decimal, money: bool) -> String {
        let draft = self.draft();
        if money { draft.template.money.printed(value, draft.entry_unit).to_string() } else { value.to_string() }
    }
}

/// The words around what is found in a text, on one line; `None` where it is not in it. `lower` is in small letters.
fn around(text: &str, lower: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    // Letters of either size have as many characters here: what has more is not typed.
    let small: Vec<char> = chars.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let sought: Vec<char> = lower.chars().collect();
    let at = small.windows(sought.len()).position(|window| window == sought)?;
    let (from, to) = (at.saturating_sub(AROUND), (at + sought.len() + AROUND).min(chars.len()));
    let mut out = String::new();
    out.extend((from > 0).then_some('…'));
    out.extend(chars[from..to].iter().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { *c }));
    out.extend((to < chars.len()).then_some('…'));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Library;

    fn session() -> Session {
        Session::new(crate::store::sample("unit-2024.ron").expect("the sample opens"), None, &Library::load(None).codes).expect("a sound template")
    }

    #[test]
    fn words_are_found_in_texts_cards_and_glossary_and_nowhere_else() {
        let session = session();
        let hits = session.find("执法");
        let mut counted = 0;
        session.draft().each_text(&mut |_, text| counted += usize::from(text.contains("执法")));
        assert_eq!(hits.len(), counted);
        assert!(hits.iter().all(|hit| hit.is_text && hit.text.contains("执法")), "{hits:?}");
        assert!(hits.iter().any(|hit| matches!(hit.place, Place::CardField { .. })));
        assert_eq!(session.find("没有这样的话"), []);
        assert_eq!(session.find("  "), []);
    }

    #[test]
    fn a_figure_is_found_where_it_is_typed_and_where_it_is_computed() {
        let session = session();
        let hits = session.find("2,860.12");
        let cells = hits.iter().filter(|hit| matches!(hit.place, Place::Cell { .. })).count();
        assert!(cells > 5, "{hits:?}");
        let hits = session.find("2040220");
        assert!(hits.iter().any(|hit| matches!(&hit.place, Place::Cell { column, .. } if column.is_empty())), "{hits:?}");
        assert!(hits.iter().all(|hit| hit.place.is_there(session.draft())));
    }

    #[test]
    fn letters_count_in_either_size() {
        assert_eq!(around("一个PDF文件", "pdf").as_deref(), Some("一个PDF文件"));
        assert_eq!(around(&format!("{}目标{}", "甲".repeat(30), "乙".repeat(30)), "目标").map(|text| text.chars().count()), Some(2 + 2 * 14 + 2));
    }
}
