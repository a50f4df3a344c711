//! What there is to choose in a template, and what stands with an option. Taking one is `variant`'s.

use serde::{Deserialize, Serialize};

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
