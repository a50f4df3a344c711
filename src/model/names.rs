//! Names of what a draft holds by name: forms, panes, rows. In files and in equations each is one word; here its parts are apart.

use std::fmt;

use ecow::EcoString;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::template::{Form, Pane};

/// A form of the draft, or of a unit of the department: `general`, `u1/general`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormName {
    /// The unit's id; empty for the draft's own form.
    pub unit: EcoString,
    /// The form's id in the template.
    pub form: EcoString,
}

/// A pane of a form: `general`, `fiscal.out`, `u1/fiscal.out`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaneName {
    /// The unit's id; empty for the draft's own form.
    pub unit: EcoString,
    /// The form's id in the template.
    pub form: EcoString,
    /// The pane's id; empty where the form is one pane.
    pub pane: EcoString,
}

/// Which row of a pane.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowId {
    /// A row that the form has by itself, by its id or its code: a fixed row, 合计, a code that other rows lead to. Stored only for what
    /// was typed over it. Written with `=` before it.
    Of(EcoString),
    /// A row that somebody added, by the id that it got then.
    Own(EcoString),
}

/// Whose indicator table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IndicatorOwner {
    /// A card's, by id.
    Card(String),
    /// The whole department's, by the id of the part.
    Part(String),
}

impl FormName {
    /// A form of a unit; of the draft itself for an empty one.
    #[must_use]
    pub fn of(unit: &str, form: &str) -> Self {
        Self { unit: unit.into(), form: form.into() }
    }
}

impl PaneName {
    /// A pane of a unit's form; of the draft's own for an empty unit.
    #[must_use]
    pub fn of(unit: &str, form: &Form, pane: &Pane) -> Self {
        Self { unit: unit.into(), form: form.id.as_str().into(), pane: pane.id.as_str().into() }
    }

    /// The pane that equations call so (`fiscal.out`), of a unit.
    #[must_use]
    pub fn called(unit: &str, name: &str) -> Self {
        let (form, pane) = name.split_once('.').unwrap_or((name, ""));
        Self { unit: unit.into(), form: form.into(), pane: pane.into() }
    }

    /// Its form.
    #[must_use]
    pub fn form_name(&self) -> FormName {
        FormName { unit: self.unit.clone(), form: self.form.clone() }
    }

    /// The same pane of another unit's form.
    #[must_use]
    pub fn in_unit(&self, unit: &str) -> Self {
        Self { unit: unit.into(), ..self.clone() }
    }

    /// Whether it is this pane, of whatever unit.
    #[must_use]
    pub fn is(&self, form: &Form, pane: &Pane) -> bool {
        self.form == form.id && self.pane == pane.id
    }
}

impl RowId {
    /// A row of the form's own.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self::Of(id.into())
    }

    /// A row that was added.
    #[must_use]
    pub fn own(id: &str) -> Self {
        Self::Own(id.into())
    }

    /// The id or code alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Of(id) | Self::Own(id) => id,
        }
    }

    /// Whether the form has the row by itself.
    #[must_use]
    pub fn is_of_form(&self) -> bool {
        matches!(self, Self::Of(_))
    }
}

impl Default for RowId {
    fn default() -> Self {
        Self::Own(EcoString::new())
    }
}

impl fmt::Display for FormName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unit.is_empty() { write!(f, "{}", self.form) } else { write!(f, "{}/{}", self.unit, self.form) }
    }
}

impl fmt::Display for PaneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.unit.is_empty() {
            write!(f, "{}/", self.unit)?;
        }
        if self.pane.is_empty() { write!(f, "{}", self.form) } else { write!(f, "{}.{}", self.form, self.pane) }
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What has no slash is the draft's own, what has no dot is a form of one pane.
impl From<&str> for PaneName {
    fn from(name: &str) -> Self {
        let (unit, name) = name.split_once('/').unwrap_or(("", name));
        Self::called(unit, name)
    }
}

/// As it is written: `=total` is a row of the form's own.
impl From<&str> for RowId {
    fn from(text: &str) -> Self {
        text.strip_prefix('=').map_or_else(|| Self::own(text), Self::of)
    }
}

impl From<&str> for FormName {
    fn from(name: &str) -> Self {
        let (unit, form) = name.split_once('/').unwrap_or(("", name));
        Self::of(unit, form)
    }
}

impl Serialize for FormName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FormName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(EcoString::deserialize(deserializer)?.as_str()))
    }
}

impl Serialize for PaneName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PaneName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(EcoString::deserialize(deserializer)?.as_str()))
    }
}

impl Serialize for RowId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Of(id) => serializer.collect_str(&format_args!("={id}")),
            Self::Own(id) => serializer.serialize_str(id),
        }
    }
}

impl<'de> Deserialize<'de> for RowId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = Self::from(EcoString::deserialize(deserializer)?.as_str());
        if id == Self::of("") { Err(D::Error::custom("行的代号不能为空")) } else { Ok(id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for name in ["general", "fiscal.out", "u1/general", "u1/fiscal.out"] {
            assert_eq!(PaneName::from(name).to_string(), name);
        }
        let pane = PaneName::from("u1/fiscal.out");
        assert_eq!((pane.unit.as_str(), pane.form.as_str(), pane.pane.as_str()), ("u1", "fiscal", "out"));
        assert_eq!(pane.form_name().to_string(), "u1/fiscal");
        assert_eq!(pane.in_unit("").to_string(), "fiscal.out");
    }
}
