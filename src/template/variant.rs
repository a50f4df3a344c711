//! Choices: what differs in little between two places is an option inside a template, not a copy of it.
//!
//! A draft is made with one option of each choice. Its copy of the template is resolved: what belongs to other options
//! is gone, shared parts stand where they are used, and the options' words are filled in.

use serde::{Deserialize, Serialize};

use super::outline::fill;
use super::part::Part;
use super::schema::{RowKind, Template};
use crate::ron_text;

/// Something to choose when a draft is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is chosen: 版式.
    pub label: String,
    /// The first one is taken unless another is asked for.
    pub options: Vec<ChoiceOption>,
}

/// One of the things to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Stable name, unique in the template; `when` and `When` speak of it.
    pub id: String,
    /// What a clerk chooses it by.
    pub label: String,
    /// Words and what stands for them with this option, in every wording of the template: `{chapter}`.
    #[serde(default)]
    pub words: Vec<(String, String)>,
}

/// Whether something stands with every option.
#[must_use]
#[allow(clippy::ptr_arg)] // serde hands a reference to the field
pub fn always(when: &String) -> bool {
    when.is_empty()
}

impl Template {
    /// The template with one option of each choice: those asked for, else those it was made with, else the first.
    ///
    /// # Errors
    /// In Chinese, where an option is not there or a shared part is missing.
    pub fn resolved(&self, asked: &[String]) -> Result<Self, String> {
        if let Some(unknown) = asked.iter().find(|id| !self.choices.iter().flat_map(|choice| &choice.options).any(|option| option.id == **id)) {
            return Err(format!("模板没有可选项“{unknown}”"));
        }
        let mut words = Vec::new();
        let mut chosen = Vec::new();
        for choice in &self.choices {
            let named = |ids: &[String]| choice.options.iter().find(|option| ids.contains(&option.id));
            let Some(option) = named(asked).or_else(|| named(&self.chosen)).or(choice.options.first()) else { continue };
            words.extend(option.words.iter().map(|(word, value)| (word.as_str(), value.as_str())));
            chosen.push(option.id.clone());
        }
        let mut out = self.clone();
        out.outline = self.parts(&self.outline, &chosen, 0)?;
        out.shared.clear();
        out.drop_others(&chosen);
        if !words.is_empty() {
            // Words stand in labels, headings, numbers and notes alike, so they are filled in in all texts at once.
            let text = ron_text::write(&out, 4).map_err(|error| error.to_string())?;
            out = ron_text::read(&fill(&text, &words)).map_err(|fault| fault.to_string())?;
        }
        out.choices.clone_from(&self.choices);
        out.chosen = chosen;
        Ok(out)
    }

    /// Every option once, the other choices as they are by default.
    #[must_use]
    pub fn combinations(&self) -> Vec<Vec<String>> {
        let mut out = vec![Vec::new()];
        out.extend(self.choices.iter().flat_map(|choice| choice.options.iter().skip(1)).map(|option| vec![option.id.clone()]));
        out
    }

    fn parts(&self, parts: &[Part], chosen: &[String], depth: usize) -> Result<Vec<Part>, String> {
        if depth > 12 {
            return Err("shared 里的部分互相引用，没有尽头".into());
        }
        let mut out = Vec::new();
        for part in parts {
            match part {
                Part::When(option, inner) if chosen.contains(option) => out.extend(self.parts(inner, chosen, depth + 1)?),
                Part::When(..) => {}
                Part::Shared(name) => {
                    let inner = self.shared.get(name).ok_or_else(|| format!("shared 里没有“{name}”"))?;
                    out.extend(self.parts(inner, chosen, depth + 1)?);
                }
                Part::Section(section) => {
                    let mut section = section.clone();
                    section.parts = self.parts(&section.parts, chosen, depth + 1)?;
                    out.push(Part::Section(section));
                }
                Part::Units(inner) => out.push(Part::Units(self.parts(inner, chosen, depth + 1)?)),
                other => out.push(other.clone()),
            }
        }
        Ok(out)
    }

    /// Drops what belongs to other options, and forms that stand nowhere without them.
    fn drop_others(&mut self, chosen: &[String]) {
        keep(&mut self.wording.cover, chosen, |line| &line.when);
        if !self.choices.is_empty() {
            let used: Vec<String> = super::part::flat(&self.outline).iter().map(|part| part.id().to_owned()).collect();
            self.forms.retain(|form| used.contains(&form.id));
        }
        for pane in self.forms.iter_mut().flat_map(|form| &mut form.panes) {
            keep(&mut pane.columns, chosen, |column| &column.when);
            keep(&mut pane.checks, chosen, |check| &check.when);
            match &mut pane.rows {
                RowKind::Fixed(rows) | RowKind::Listed { heads: rows } => keep(rows, chosen, |row| &row.when),
                RowKind::Coded(_) => {}
            }
        }
        if let Some(card) = &mut self.card {
            keep(&mut card.fields, chosen, |field| &field.when);
            card.layout.iter_mut().for_each(|row| keep(row, chosen, |cell| &cell.when));
            card.layout.retain(|row| !row.is_empty());
            keep(&mut card.indicators, chosen, |column| &column.when);
            keep(&mut card.kinds, chosen, |kind| &kind.when);
            card.plan = card.plan.take().filter(|plan| stands(&plan.when, chosen));
            keep(&mut card.checks, chosen, |check| &check.when);
            let ids: Vec<&String> = card.fields.iter().map(|field| &field.id).collect();
            // Equations over fields that are gone have nothing to say.
            card.equations.retain(|text| names_of(text).all(|name| ids.iter().any(|id| **id == name)));
        }
    }
}

/// The field names of a card's equation: the words before each closing bracket.
fn names_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(']').filter_map(|piece| piece.rsplit_once(',')).flat_map(|(_, names)| names.split('|')).map(str::trim)
}

fn stands(when: &str, chosen: &[String]) -> bool {
    when.is_empty() || chosen.iter().any(|option| option == when)
}

fn keep<T>(list: &mut Vec<T>, chosen: &[String], when: fn(&T) -> &str) {
    list.retain(|item| stands(when(item), chosen));
}
