//! The table of interned strings, and hashing of text.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use crate::builtins::str::Str;
use crate::object::reference::Ref;

/// A string in the table: compared by its bytes.
pub(crate) struct InternedStr(pub(crate) Ref<Str>);

impl Borrow<[u8]> for InternedStr {
    fn borrow(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Hash for InternedStr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}

impl PartialEq for InternedStr {
    fn eq(&self, other: &InternedStr) -> bool {
        self.0.as_bytes() == other.0.as_bytes()
    }
}

impl Eq for InternedStr {}

/// What makes this interpreter's hashes differ from those of others, so that nobody can prepare
/// texts whose hashes collide. Source: rapidhash, version 3.
pub(crate) struct HashSecrets(RapidSecrets);

impl HashSecrets {
    /// The secrets of a seed: equal seeds give equal hashes.
    pub(crate) fn new(seed: u64) -> HashSecrets {
        HashSecrets(RapidSecrets::seed(seed))
    }

    /// Hashes bytes.
    #[inline]
    pub(crate) fn hash_bytes(&self, bytes: &[u8]) -> u64 {
        rapidhash_v3_seeded(bytes, &self.0)
    }
}
