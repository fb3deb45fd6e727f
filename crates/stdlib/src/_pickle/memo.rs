//! What a pickler has seen already, and under which numbers.

use rpy_macros::Traverse;
use rpy_vm::Value;
use rpy_vm::object::address_map::AddressMap;

/// Objects that there is room for from the beginning: as many as most pickles have.
const ROOM: usize = 56;

/// Objects by their identity. They are kept alive, so that no other object gets it.
#[derive(Traverse)]
pub(super) struct Memo {
    #[payload(skip)]
    numbers: AddressMap<u32>,
    objects: Vec<Value>,
}

impl Default for Memo {
    fn default() -> Memo {
        Memo {
            numbers: AddressMap::with_capacity_and_hasher(ROOM, Default::default()),
            objects: Vec::with_capacity(ROOM),
        }
    }
}

impl Memo {
    /// The number of an object.
    #[inline]
    pub(super) fn find(&self, object: &Value) -> Option<u32> {
        self.numbers.get(&(object.bits() as usize)).copied()
    }

    /// Number of objects.
    pub(super) fn len(&self) -> usize {
        self.objects.len()
    }

    /// Bytes that must be there for one more object.
    #[inline]
    pub(super) fn growth(&self) -> usize {
        match self.numbers.len() == self.numbers.capacity() {
            true => 4 * self.numbers.len() * (2 * size_of::<usize>() + size_of::<Value>()),
            false => 0,
        }
    }

    /// Adds an object under a number.
    #[inline]
    pub(super) fn add(&mut self, object: Value, number: u32) {
        if self.numbers.len() == self.numbers.capacity() {
            self.grow();
        }
        self.numbers.insert(object.bits() as usize, number);
        self.objects.push(object);
    }

    /// Makes four times the room: where there are more objects than usual there are many.
    #[cold]
    fn grow(&mut self) {
        self.numbers.reserve(self.numbers.len() * 3);
    }

    /// All objects with their numbers.
    pub(super) fn entries(&self) -> Vec<(Value, u32)> {
        let numbered = |object: &Value| (object.clone(), self.numbers[&(object.bits() as usize)]);
        self.objects.iter().map(numbered).collect()
    }
}
