//! Choices: what differs in little between two places is an option inside a template, not a copy of it.
//!
//! A draft is made with one option of each choice. Its copy of the template is resolved: what belongs to other options
//! is gone, shared parts stand where they are used, and the options' words are filled in.

use super::choice::ChoiceOption;
use super::outline::fill_words;
use super::parse::parse;
use super::part::Part;
use super::plan::CARDS;
use super::schema::{RowKind, Template};
use crate::ron_text;

/// What is filled in elsewhere, so that no option may use it as a word of its own.
const WORDS: [&str; 14] =
    ["unit", "unit_code", "department", "year", "last_year", "money", "date", "mark", "prepared_by", "reviewed_by", "n", "name", "1", "一"];

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
            if let [first, second, ..] =
                asked.iter().filter(|id| choice.options.iter().any(|option| option.id == **id)).collect::<Vec<_>>().as_slice()
            {
                return Err(format!("“{}”只能选一个，写了“{first}”和“{second}”", choice.label));
            }
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
            out = ron_text::read(&fill_words(&text, &words)).map_err(|fault| fault.to_string())?;
        }
        out.choices.clone_from(&self.choices);
        out.chosen = chosen;
        Ok(out)
    }

    /// Every combination of options, as far as there are not too many to try; then every option once.
    #[must_use]
    pub fn combinations(&self) -> Vec<Vec<String>> {
        const MANY: usize = 64;
        let count = self.choices.iter().map(|choice| choice.options.len()).try_fold(1, usize::checked_mul).unwrap_or(usize::MAX);
        if count > MANY {
            let others = self.choices.iter().flat_map(|choice| choice.options.iter().skip(1)).map(|option| vec![option.id.clone()]);
            return std::iter::once(Vec::new()).chain(others).collect();
        }
        let mut out = vec![Vec::new()];
        for choice in &self.choices {
            out = choice
                .options
                .iter()
                .flat_map(|option| out.iter().map(|taken| [taken.as_slice(), std::slice::from_ref(&option.id)].concat()))
                .collect();
        }
        out
    }

    /// What is wrong with the choices themselves: text in the template, and reason.
    pub(super) fn choice_faults(&self) -> Vec<(String, String)> {
        let options: Vec<&ChoiceOption> = self.choices.iter().flat_map(|choice| &choice.options).collect();
        let mut out = Vec::new();
        for (n, option) in options.iter().enumerate() {
            if options[..n].iter().any(|other| other.id == option.id) {
                out.push((option.id.clone(), "可选项的代号重复".to_owned()));
            }
            let fields = self.card.iter().flat_map(|card| card.fields.iter().map(|field| field.id.as_str()));
            let taken: Vec<&str> = WORDS.iter().copied().chain(fields).collect();
            if let Some((word, _)) = option.words.iter().find(|(word, _)| taken.contains(&word.as_str())) {
                out.push((option.id.clone(), format!("words 里的“{word}”另有含义，请换一个词")));
            }
            if option.words.iter().any(|(word, value)| word.contains(['"', '\\']) || value.contains(['"', '\\'])) {
                out.push((option.id.clone(), "words 里不能有英文引号和反斜杠".to_owned()));
            }
        }
        let mut named = Vec::new();
        parts_named(&self.outline, &mut named);
        self.shared.values().for_each(|parts| parts_named(parts, &mut named));
        named.extend(self.wording.cover.iter().map(|line| line.when.as_str()));
        for pane in self.forms.iter().flat_map(|form| &form.panes) {
            named.extend(pane.columns.iter().map(|column| column.when.as_str()));
            named.extend(pane.checks.iter().map(|check| check.when.as_str()));
            if let RowKind::Fixed(rows) | RowKind::Listed { heads: rows } = &pane.rows {
                named.extend(rows.iter().map(|row| row.when.as_str()));
            }
        }
        if let Some(card) = &self.card {
            named.extend(card.fields.iter().map(|field| field.when.as_str()));
            named.extend(card.layout.iter().flatten().map(|cell| cell.when.as_str()));
            named.extend(card.indicators.iter().map(|column| column.when.as_str()));
            named.extend(card.kinds.iter().map(|kind| kind.when.as_str()));
            named.extend(card.checks.iter().map(|check| check.when.as_str()));
            named.extend(card.plan.iter().map(|plan| plan.when.as_str()));
        }
        named.sort_unstable();
        named.dedup();
        let unknown = named.into_iter().filter(|name| !name.is_empty() && options.iter().all(|option| option.id != **name));
        out.extend(unknown.map(|name| (name.to_owned(), "choices 里没有这个可选项".to_owned())));
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

    /// Drops what belongs to other options, forms that stand nowhere without them, and equations over what is gone.
    fn drop_others(&mut self, chosen: &[String]) {
        let before = names(self);
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
        }
        let after = names(self);
        let gone = |pane: &str, name: &str| {
            let named = |list: &[(String, String)]| list.iter().any(|(known, id)| known == pane && id == name);
            named(&before) && !named(&after)
        };
        if before == after {
            return;
        }
        for form in &mut self.forms {
            let id = form.id.clone();
            for pane in &mut form.panes {
                let own = if pane.id.is_empty() { id.clone() } else { format!("{id}.{}", pane.id) };
                prune(&mut pane.equations, &own, &gone);
            }
        }
        if let Some(card) = &mut self.card {
            prune(&mut card.equations, CARDS, &gone);
        }
    }
}

/// Equations without the terms that speak of what is gone. One that cannot be read is left to be refused.
fn prune(equations: &mut Vec<String>, own: &str, gone: &dyn Fn(&str, &str) -> bool) {
    equations.retain_mut(|text| {
        let Ok(equation) = parse(text) else { return true };
        match equation.without(own, gone) {
            Some(left) if left == equation => true,
            Some(left) => {
                *text = left.to_string();
                true
            }
            None => false,
        }
    });
}

/// The options that parts name.
fn parts_named<'a>(parts: &'a [Part], out: &mut Vec<&'a str>) {
    for part in parts {
        match part {
            Part::When(option, inner) => {
                out.push(option);
                parts_named(inner, out);
            }
            Part::Section(section) => parts_named(&section.parts, out),
            Part::Units(inner) => parts_named(inner, out),
            _ => {}
        }
    }
}

/// What equations can speak of: panes, and columns and rows in them.
fn names(template: &Template) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for form in &template.forms {
        for pane in &form.panes {
            let name = pane.name(form);
            out.extend(pane.columns.iter().map(|column| (name.clone(), column.id.clone())));
            if let RowKind::Fixed(rows) | RowKind::Listed { heads: rows } = &pane.rows {
                out.extend(rows.iter().map(|row| (name.clone(), row.id.clone())));
            }
        }
    }
    out.extend(template.card.iter().flat_map(|card| &card.fields).map(|field| (CARDS.to_owned(), field.id.clone())));
    out
}

fn stands(when: &str, chosen: &[String]) -> bool {
    when.is_empty() || chosen.iter().any(|option| option == when)
}

fn keep<T>(list: &mut Vec<T>, chosen: &[String], when: fn(&T) -> &str) {
    list.retain(|item| stands(when(item), chosen));
}
