//! The table of interned strings, and hashing of text.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

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

/// Hashes bytes: multiply-fold over 8-byte blocks, seeded.
pub(crate) fn hash_bytes(bytes: &[u8], seed: u64) -> u64 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ (product >> 64) as u64
    };
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let mut blocks = bytes.chunks_exact(8);
    for block in &mut blocks {
        let block = u64::from_le_bytes(block.try_into().expect("blocks have 8 bytes"));
        hash = fold(hash ^ block, MULTIPLIER);
    }
    let mut last = [0; 8];
    last[..blocks.remainder().len()].copy_from_slice(blocks.remainder());
    fold(
        fold(hash ^ u64::from_le_bytes(last), MULTIPLIER),
        MULTIPLIER ^ seed,
    )
}
