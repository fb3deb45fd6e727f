//! What a pickler has seen already, and under which numbers.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rpy_macros::Traverse;
use rpy_vm::Value;

/// A hash of identities.
#[derive(Clone, Copy, Default)]
pub(super) struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn write_u64(&mut self, number: u64) {
        // Addresses differ in their middle; the table looks at both ends.
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

/// Objects by their identity. They are kept alive, so that no other object gets it.
#[derive(Default, Traverse)]
pub(super) struct Memo {
    #[payload(skip)]
    numbers: HashMap<u64, u32, BuildHasherDefault<IdentityHasher>>,
    objects: Vec<Value>,
}

impl Memo {
    /// The number of an object.
    #[inline]
    pub(super) fn find(&self, object: &Value) -> Option<u32> {
        self.numbers.get(&object.bits()).copied()
    }

    /// Number of objects.
    pub(super) fn len(&self) -> usize {
        self.objects.len()
    }

    /// Adds an object under a number.
    #[inline]
    pub(super) fn add(&mut self, object: Value, number: u32) {
        self.numbers.insert(object.bits(), number);
        self.objects.push(object);
    }

    /// All objects with their numbers.
    pub(super) fn entries(&self) -> Vec<(Value, u32)> {
        let numbered = |object: &Value| (object.clone(), self.numbers[&object.bits()]);
        self.objects.iter().map(numbered).collect()
    }
}
