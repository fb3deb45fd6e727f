//! The table of interned strings, and hashing of text.

use hashbrown::HashTable;
use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use crate::builtins::str::Str;
use crate::object::reference::Ref;

/// The interned strings, found by their bytes. Each knows its hash, so that the table grows without
/// looking at texts.
#[derive(Default)]
pub(crate) struct InternTable(HashTable<Ref<Str>>);

impl InternTable {
    /// The string of these bytes, which have this hash.
    #[inline]
    pub(crate) fn find(&self, text: &[u8], hash: u64) -> Option<&Ref<Str>> {
        self.0.find(hash, |name| name.as_bytes() == text)
    }

    /// Adds a string that is not in the table and knows its hash.
    pub(crate) fn insert(&mut self, name: Ref<Str>) {
        debug_assert!(self.find(name.as_bytes(), name.known_hash()).is_none());
        name.mark_interned();
        self.0
            .insert_unique(name.known_hash(), name, |name| name.known_hash());
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps the strings for which this holds, and gives memory back if they are few.
    pub(crate) fn retain(&mut self, few: usize, mut keep: impl FnMut(&Ref<Str>) -> bool) {
        self.0.retain(|name| keep(name));
        if self.0.capacity() > 4 * self.0.len().max(few) {
            self.0.shrink_to(2 * self.0.len(), |name| name.known_hash());
        }
    }
}

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

    /// The hash of a text: neither 0, which says that it is not known, nor -1, which no hash is.
    #[inline]
    pub(crate) fn hash_text(&self, text: &[u8]) -> u64 {
        self.hash_bytes(text).clamp(1, u64::MAX - 1)
    }
}
