//! Ids: what is added gets one that nothing else has, in this draft or in any other, also after it was deleted.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A new id: a letter for the kind of thing, and 60 bits by chance. A number after the highest one in use would be given again after
/// a deletion, and twice where two copies of a draft go on apart.
#[must_use]
pub fn fresh(kind: char) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    // The standard library seeds every such state from the operating system's randomness.
    let mut bits = RandomState::new().build_hasher().finish();
    let mut id = String::from(kind);
    for _ in 0..12 {
        id.push(char::from(DIGITS[(bits & 31) as usize]));
        bits >>= 5;
    }
    id
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_id_comes_twice() {
        let ids: HashSet<String> = (0..10_000).map(|_| fresh('c')).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 13 && id.starts_with('c')));
    }
}
