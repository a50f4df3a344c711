//! What the imported source printed, where the draft prints otherwise: kept at its place until somebody settles it.
//!
//! Who finds the differences is `recognise`; what follows from them is for the rules.

use serde::{Deserialize, Serialize};

use super::place::Place;

/// Something that the source printed otherwise than the draft does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// Where.
    pub place: Place,
    /// As the source printed it; empty where it printed nothing.
    pub printed: String,
    /// As the draft printed it when it was imported; empty where it printed nothing.
    pub own: String,
}
