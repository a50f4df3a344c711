//! Which parts of a draft a document holds: all of them, unless somebody asked for some.

use serde::{Deserialize, Serialize};

use super::{Block, Sheet};

/// What can be asked for by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Portion {
    /// The forms that stand on pages of their own.
    Forms,
    /// Running text with its tables, and the glossary.
    Text,
    /// The goal cards.
    Cards,
    /// What every unit of a department has.
    Units,
}

impl Portion {
    /// All that there are.
    pub const ALL: [Self; 4] = [Self::Forms, Self::Text, Self::Cards, Self::Units];

    /// Its name on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Forms => "forms",
            Self::Text => "text",
            Self::Cards => "cards",
            Self::Units => "units",
        }
    }

    /// As a clerk calls it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Forms => "预算表",
            Self::Text => "文字说明",
            Self::Cards => "绩效目标表",
            Self::Units => "所属单位",
        }
    }
}

/// The parts that are asked for. Cover and contents stand before any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts([bool; Portion::ALL.len()]);

impl Default for Parts {
    fn default() -> Self {
        Self([true; Portion::ALL.len()])
    }
}

impl Parts {
    /// Those and no others.
    #[must_use]
    pub fn of(portions: &[Portion]) -> Self {
        Self(Portion::ALL.map(|portion| portions.contains(&portion)))
    }

    /// Whether it is among them.
    #[must_use]
    pub fn has(self, portion: Portion) -> bool {
        self.0[portion as usize]
    }

    /// Asks for one, or no longer.
    pub fn set(&mut self, portion: Portion, asked: bool) {
        self.0[portion as usize] = asked;
    }

    /// Whether it is everything.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Self::default()
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_none(self) -> bool {
        !self.0.contains(&true)
    }
}

/// Takes away headings below which nothing is left.
pub(super) fn drop_bare_headings(sheets: &mut Vec<Sheet>) {
    // From the end: the highest level of heading that something stands below, if anything does.
    let mut needed = 0;
    for sheet in sheets.iter_mut().rev() {
        let mut kept = Vec::new();
        for block in std::mem::take(&mut sheet.blocks).into_iter().rev() {
            match &block {
                Block::Heading(heading) if heading.level >= needed => continue,
                Block::Heading(heading) => needed = heading.level,
                Block::Paragraph(_) | Block::Grid(_) => needed = u8::MAX,
            }
            kept.push(block);
        }
        kept.reverse();
        sheet.blocks = kept;
    }
    sheets.retain(|sheet| !sheet.blocks.is_empty());
}

#[cfg(test)]
mod tests {
    use super::super::{Heading, Paragraph, Run};
    use super::*;

    #[test]
    fn headings_with_nothing_below_them_go() {
        let heading = |level, text: &str| Block::Heading(Heading { level, text: text.into(), contents: None, centred: false, place: None });
        let text = || Block::Paragraph(Paragraph { runs: vec![Run::plain("文")], role: "body", place: None });
        let sheet = |blocks| Sheet { landscape: false, blocks };
        let mut sheets = vec![
            sheet(vec![heading(1, "一"), heading(2, "空")]),
            sheet(vec![heading(2, "有"), heading(3, "下"), text(), heading(3, "空")]),
            sheet(vec![heading(1, "空"), heading(2, "空")]),
        ];
        drop_bare_headings(&mut sheets);
        let left: Vec<String> = sheets
            .iter()
            .flat_map(|sheet| &sheet.blocks)
            .filter_map(|block| if let Block::Heading(heading) = block { Some(heading.text.clone()) } else { None })
            .collect();
        assert_eq!(left, ["一", "有", "下"]);
        assert_eq!(sheets.len(), 2);
    }
}
