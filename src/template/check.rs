//! What a template asks to be checked. Whether it holds is found out by `calc`.

use serde::{Deserialize, Serialize};

use super::choice::always;

/// A cross-check (勾稽关系) that the template asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Finding code, stable for ever.
    pub code: String,
    /// An equation with `==`.
    pub rule: String,
    /// The rule in words.
    pub says: String,
    /// The option with which it is checked; always if not said.
    #[serde(default, skip_serializing_if = "always")]
    pub when: String,
}
