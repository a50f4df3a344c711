//! Finding parts of a draft's own template by id.

use crate::model::Indicator;
use crate::template::{IndicatorField, Part, Section, Template, TreePart};

/// Whether a template has no layout of its own: the one for documents that follow none, of which everything is kept beside it.
pub(super) fn is_free(template: &Template) -> bool {
    template.forms.is_empty() && template.card.is_none() && !template.outline.iter().any(|part| matches!(part, Part::Section(_)))
}

/// The ids of the sections down to that one.
pub(super) fn path(parts: &[Part], id: &str) -> Option<Vec<String>> {
    parts.iter().find_map(|part| {
        let Part::Section(section) = part else { return None };
        if section.id == id {
            return Some(vec![id.to_owned()]);
        }
        let mut below = path(&section.parts, id)?;
        below.insert(0, section.id.clone());
        Some(below)
    })
}

/// The parts of a section; of the outline itself for an empty id.
pub(super) fn children(parts: &[Part], id: &str) -> Option<Vec<Part>> {
    if id.is_empty() {
        return Some(parts.to_vec());
    }
    parts.iter().find_map(|part| {
        let Part::Section(section) = part else { return None };
        if section.id == id { Some(section.parts.clone()) } else { children(&section.parts, id) }
    })
}

/// The section of that id.
pub(super) fn section_mut<'a>(parts: &'a mut [Part], id: &str) -> Option<&'a mut Section> {
    parts.iter_mut().find_map(|part| {
        let Part::Section(section) = part else { return None };
        if section.id == id { Some(section) } else { section_mut(&mut section.parts, id) }
    })
}

/// The section that the goal cards stand in; empty for the outline itself.
pub(super) fn path_of_cards(parts: &[Part]) -> Option<String> {
    fn find(parts: &[Part], own: &str) -> Option<String> {
        parts.iter().find_map(|part| match part {
            Part::Cards => Some(own.to_owned()),
            Part::Section(section) => find(&section.parts, &section.id),
            _ => None,
        })
    }
    find(parts, "")
}

/// Puts a tree with other levels in the place of the one of its id.
pub(super) fn replace_tree(parts: &mut [Part], own: TreePart) {
    for part in parts {
        match part {
            Part::Tree(tree) if tree.id == own.id => {
                *tree = own;
                return;
            }
            Part::Section(section) => replace_tree(&mut section.parts, own.clone()),
            _ => {}
        }
    }
}

/// Takes a form out of the outline.
pub(super) fn remove_form(parts: &mut Vec<Part>, id: &str) {
    parts.retain(|part| !matches!(part, Part::Form(form) if form == id));
    for part in parts {
        if let Part::Section(section) = part {
            remove_form(&mut section.parts, id);
        }
    }
}

/// Whether every text of an indicator has a column.
pub(crate) fn fits(row: &Indicator, columns: &[IndicatorField]) -> bool {
    let mut fits = true;
    row.each(&mut |field, text| fits &= text.is_empty() || columns.contains(field));
    fits
}

/// An indicator in one line.
pub(crate) fn said(row: &Indicator) -> String {
    let mut texts = Vec::new();
    row.each(&mut |_, text| texts.push(text.to_owned()));
    texts.join(" ").trim().to_owned()
}
