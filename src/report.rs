//! What an import, or making next year's draft, understood, kept as it was, or doubts, by the place in the source; and what settles a
//! doubt. Those who read and carry over write it; the window and the command line show it.

use serde::Serialize;

use crate::model::{Draft, Edit, Indicator, ItemField, ListEdit, Place, Term};

/// What became of the blocks of a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// The template that was taken.
    pub template: String,
    /// How well the document fits it, 0 to 100.
    pub score: u32,
    /// How much the source printed otherwise than the draft does: it is kept in the draft.
    pub printed: usize,
    /// In the order of the source.
    pub entries: Vec<Entry>,
}

/// What became of one block.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Where it stands in the source.
    pub at: String,
    /// What became of it.
    #[serde(rename = "outcome")]
    pub fate: Fate,
    /// In Chinese: what it is, and what is to be looked at.
    pub message: String,
    /// How sure, 0 to 100.
    pub score: u32,
    /// What stands there in the source, where it is doubtful what has become of it.
    #[serde(rename = "source", skip_serializing_if = "String::is_empty")]
    pub passage: String,
    /// Where it stands in the draft.
    #[serde(skip)]
    pub place: Option<Place>,
    /// What settles a doubt otherwise than by leaving it: the computed figure instead of the stated one.
    #[serde(skip)]
    pub fix: Option<Fix>,
}

/// What settles a doubt. It is made an edit only when it is asked for, since the draft has changed by then.
#[derive(Clone, Debug, PartialEq)]
pub enum Fix {
    /// The computed figure instead of the stated one.
    Computed(Edit),
    /// Another wording of a text.
    Text {
        /// Where the text stands.
        place: Place,
        /// As it stands there.
        from: String,
        /// The other wording.
        to: String,
    },
    /// The name of what is classified, no longer there: a row that was added for it goes, elsewhere stands its public name. Nothing of
    /// it may be brought back.
    Secret {
        /// Where it stands.
        place: Place,
        /// As it stands there.
        name: String,
        /// What may be public.
        public: String,
    },
}

impl Fix {
    /// As a button says it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Computed(_) => "改用计算数",
            Self::Text { .. } => "改",
            Self::Secret { place: Place::Cell { .. }, .. } => "删除这一行",
            Self::Secret { .. } => "改为公开名称",
        }
    }

    /// The edit that settles the doubt in the draft as it is now; `None` where the text is no longer there.
    #[must_use]
    pub fn edit(&self, draft: &Draft) -> Option<Edit> {
        let (place, from, to) = match self {
            Self::Computed(edit) => return Some(edit.clone()),
            Self::Secret { place, name, public } => return without(draft, place, name, public),
            Self::Text { place, from, to } => (place, from, to),
        };
        let lines = |text: &str| {
            let found = text.lines().any(|line| line.trim() == from);
            found.then(|| text.lines().map(|line| if line.trim() == from { to.as_str() } else { line }).collect::<Vec<_>>().join("\n"))
        };
        match place {
            Place::Text(id) => Some(Edit::Text { id: id.clone(), value: lines(draft.text(id))? }),
            Place::Item { tree, item } => {
                let (_, found) = crate::model::tree::find(draft.trees.get(tree)?, item)?;
                let fields = [ItemField::Title, ItemField::Text, ItemField::Goal, ItemField::Indicator];
                let (field, value) = fields.into_iter().find_map(|field| Some((field, lines(found.get(field))?)))?;
                Some(Edit::ItemText { tree: tree.clone(), item: item.clone(), field, value })
            }
            Place::Card(id) => {
                let before = draft.card(id)?;
                let mut card = before.clone();
                let row = |row: &mut Indicator| {
                    let cells: Vec<(&str, &str)> = from.split('\t').zip(to.split('\t')).filter(|(a, b)| a != b).collect();
                    for cell in [&mut row.level3, &mut row.description, &mut row.value, &mut row.number, &mut row.basis] {
                        if let Some((_, to)) = cells.iter().find(|(from, _)| from == cell) {
                            (*to).clone_into(cell);
                        }
                    }
                };
                if from.contains('\t') {
                    card.indicators.iter_mut().for_each(row);
                } else {
                    for text in card.texts.values_mut().chain(card.goals.iter_mut().map(|goal| &mut goal.text)).filter(|text| *text == from) {
                        text.clone_from(to);
                    }
                }
                (card != *before).then(|| Edit::Cards(ListEdit::Replace(Box::new(card))))
            }
            Place::Table { id, .. } => {
                let mut table = draft.tables.get(id)?.clone();
                let row = table.rows.iter_mut().find(|row| row.join("\t") == *from)?;
                *row = to.split('\t').map(str::to_owned).collect();
                (table.fault().is_none()).then(|| Edit::Table { id: id.clone(), table: Some(Box::new(table)) })
            }
            Place::Term(_) => {
                let own = draft.glossary.iter().find(|term| format!("{}\t{}", term.term, term.definition) == *from)?;
                let (term, definition) = to.split_once('\t')?;
                let term = Term { id: own.id.clone(), term: term.to_owned(), definition: definition.to_owned() };
                Some(Edit::Terms(ListEdit::Replace(Box::new(term))))
            }
            _ => None,
        }
    }
}

/// The row that holds a name gone, where somebody has added it; else the name gone from the text.
fn without(draft: &Draft, place: &Place, name: &str, public: &str) -> Option<Edit> {
    if let Place::Cell { pane, row, .. } = place
        && !row.is_of_form()
        && draft.rows(pane).iter().any(|known| known.id == *row)
    {
        return Some(Edit::Rows { pane: pane.clone(), edit: ListEdit::Remove(row.clone()) });
    }
    Edit::replacing(draft, place, name, public)
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// In a place of the template.
    Understood,
    /// As a section, text or table beside the template.
    KeptFree,
    /// In a place, but to be looked at.
    Doubtful,
    /// Not taken over: page numbers, running heads, the contents.
    LeftOut,
}

impl Fate {
    /// As the window and the command line say it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Understood => "已识别",
            Self::KeptFree => "保留为补充内容",
            Self::Doubtful => "请核对",
            Self::LeftOut => "未导入",
        }
    }
}

impl Report {
    pub(crate) fn add(&mut self, at: &str, fate: Fate, score: u32, message: impl Into<String>) {
        self.entries.push(Entry { at: at.to_owned(), fate, message: message.into(), score, passage: String::new(), place: None, fix: None });
    }

    /// The place in the draft of what was added last.
    pub(crate) fn place(&mut self, place: Place) {
        if let Some(entry) = self.entries.last_mut() {
            entry.place = Some(place);
        }
    }

    /// What stands in the source where what was added last comes from.
    pub(crate) fn passage(&mut self, passage: &str) {
        if let Some(entry) = self.entries.last_mut() {
            passage.clone_into(&mut entry.passage);
        }
    }

    /// What settles the doubt that was added last.
    pub(crate) fn fix(&mut self, fix: Edit) {
        self.fix_with(Fix::Computed(fix));
    }

    /// As [`Report::fix`], in any way.
    pub(crate) fn fix_with(&mut self, fix: Fix) {
        if let Some(entry) = self.entries.last_mut() {
            entry.fix = Some(fix);
        }
    }

    /// An entry that is sure.
    pub(crate) fn say(&mut self, at: &str, fate: Fate, message: impl Into<String>) {
        self.add(at, fate, 100, message);
    }

    /// How many entries met that fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.entries.iter().filter(|entry| entry.fate == fate).count()
    }
}
