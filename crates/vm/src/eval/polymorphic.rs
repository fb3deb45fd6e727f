//! The cache behind polymorphic attribute sites: one table for the interpreter.
//!
//! A site that has seen a second shape looks for shape, class version and name here when its inline
//! cache does not fit, and puts what it finds into the inline cache.

use crate::builtins::str::Str;
use crate::eval::operation::{Regs, header, is_object};
use crate::frame::layout::CODE;
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::vm::Vm;

/// Entries of the table; a power of two.
const SIZE: usize = 2048;

/// A number that is no shape's.
pub(crate) const NO_SHAPE: u32 = u32::MAX;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Kind {
    /// Nothing.
    Empty = 0,
    /// A slot at an offset in bytes.
    Slot = 1,
    /// A value of the class, by its word.
    ClassValue = 2,
    /// A function to be called with the object first, by its word.
    Method = 3,
    /// For a store: an unbound slot at an offset in the lower half, the new shape in the upper.
    Add = 4,
    /// Something in the instance's dict, which lies at an offset in bytes.
    Dict = 5,
    /// As `Method`, of an object with a dict, as long as that has nothing of the name.
    MethodBesideDict = 6,
    /// For a store: a slot at an offset in bytes that is written to.
    Store = 7,
}

impl Kind {
    /// Whether it is about a store, which is added to the name, as addresses are even: where a class has its own
    /// way to read or to write attributes, what holds of one does not hold of the other.
    const fn stores(self) -> bool {
        matches!(self, Kind::Add | Kind::Store)
    }
}

/// What is known about a name on instances with a shape, while the class has a version. The class
/// keeps name and value alive as long as the version is its own.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    shape: u32,
    version: u32,
    name: u64,
    pub(crate) kind: Kind,
    pub(crate) content: u64,
}

/// The table.
pub(crate) struct AttributeCache {
    entries: Box<[Entry; SIZE]>,
}

impl AttributeCache {
    pub(crate) fn new() -> AttributeCache {
        let empty = Entry {
            shape: 0,
            version: 0,
            name: 0,
            kind: Kind::Empty,
            content: 0,
        };
        AttributeCache {
            entries: Box::new([empty; SIZE]),
        }
    }
}

impl AttributeCache {
    /// Forgets all entries, as names that some are about are about to be freed.
    pub(crate) fn clear(&mut self) {
        *self = AttributeCache::new();
    }
}

#[inline(always)]
fn index(shape: u32, name: u64, stores: bool) -> usize {
    // Loads and stores of an attribute lie beside each other.
    let mixed = (name >> 4) ^ stores as u64 ^ u64::from(shape).wrapping_mul(0x9e37_79b1);
    mixed as usize & (SIZE - 1)
}

/// The entry for an object and a name of the running code, if there is one.
///
/// # Safety
///
/// The registers are a frame's, `object` is a live word, and the name exists. The table is not
/// changed while the entry is in use.
#[inline(always)]
pub(crate) unsafe fn find<'a, const STORES: bool>(
    regs: &Regs,
    object: u64,
    name: usize,
    vm: *mut Vm,
) -> Option<&'a Entry> {
    if !is_object(object) {
        return None;
    }
    // SAFETY: as promised by the caller; the table is read only.
    unsafe {
        let code = *regs.fp.sub(CODE) as *const Object<crate::builtins::code::Code>;
        let name = (*code).payload.name(name).as_value().bits() | STORES as u64;
        let shape = (*header(object)).shape().0;
        let entry = &(&(*vm).attribute_cache.entries)[index(shape, name, STORES)];
        let matches = entry.shape == shape
            && entry.name == name
            && entry.version == (*header(object)).class().version();
        matches.then_some(entry)
    }
}

impl Regs {
    /// Puts an entry into the inline cache, for the next object of this shape.
    ///
    /// # Safety
    ///
    /// The registers are those of a frame at a polymorphic attribute instruction, and the entry is
    /// of the kind that its inline cache is for.
    #[inline(always)]
    pub(crate) unsafe fn refill(&self, entry: &Entry) {
        // SAFETY: the running copy is this interpreter's own; no reference into it is held.
        unsafe {
            let cache = self.pc.cast_mut().add(1);
            *cache = entry.shape;
            *cache.add(1) = entry.version;
            cache.add(2).cast::<u64>().write_unaligned(entry.content);
        }
    }
}

impl Vm {
    /// Notes what reading `name` on objects of this shape and class will find.
    pub(crate) fn note_attribute(
        &mut self,
        object: &Value,
        name: &Ref<Str>,
        kind: Kind,
        content: u64,
    ) {
        let Some(shape) = object.as_object().map(|header| header.shape().0) else {
            return;
        };
        let class = self.class_of(object).clone();
        let Some(version) = class.versioned(self) else {
            return;
        };
        let stores = kind.stores();
        let name = name.as_value().bits() | stores as u64;
        self.attribute_cache.entries[index(shape, name, stores)] = Entry {
            shape,
            version,
            name,
            kind,
            content,
        };
    }
}
