//! The table of interned strings, and hashing of text.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, Hasher};

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use crate::builtins::str::Str;
use crate::object::reference::Ref;

/// The table.
pub(crate) type InternTable = HashSet<InternedStr, HashSecrets>;

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
#[derive(Clone)]
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

impl BuildHasher for HashSecrets {
    type Hasher = TextHasher;

    fn build_hasher(&self) -> TextHasher {
        TextHasher {
            secrets: self.clone(),
            hash: 0,
        }
    }
}

/// Hashes one text, as [`HashSecrets::hash_bytes`] does.
pub(crate) struct TextHasher {
    secrets: HashSecrets,
    hash: u64,
}

impl Hasher for TextHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.hash = self.secrets.hash_bytes(bytes);
    }

    /// The length of the text, which its hash depends on anyway.
    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.hash
    }
}
