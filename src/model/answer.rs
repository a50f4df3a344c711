//! Why a finding may stay as it is: what somebody has answered to it, kept under the finding's id.
//!
//! What a finding is, and which may be answered, is the rules' to say.

use serde::{Deserialize, Serialize};

use super::place::Place;

/// An answer to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Where the finding stood.
    pub place: Place,
    /// Why it may stay.
    pub reason: String,
    /// Who says so; empty where nobody is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The day, as printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on: String,
}
