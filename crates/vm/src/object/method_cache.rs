//! The cache of attribute look-ups on classes.

use std::mem::ManuallyDrop;

use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Entries; a power of two.
const SIZE: usize = 4096;

/// Outcome of one look-up. An entry is valid while a class has its version.
#[derive(Clone, Copy)]
struct Entry {
    /// Version of the class; zero for an unused entry.
    version: u32,
    /// Address of the interned name.
    name: usize,
    /// The value found, borrowed from a class's dict; zero if there is none.
    bits: u64,
}

/// Outcomes of recent look-ups, by version of the class and name.
pub(crate) struct MethodCache {
    entries: Box<[Entry]>,
}

impl MethodCache {
    /// An empty cache.
    pub(crate) fn new() -> MethodCache {
        let unused = Entry {
            version: 0,
            name: 0,
            bits: 0,
        };
        MethodCache {
            entries: vec![unused; SIZE].into(),
        }
    }
}

impl MethodCache {
    /// Forgets all outcomes, as names that some are about are about to be freed.
    pub(crate) fn clear(&mut self) {
        for entry in &mut self.entries {
            entry.version = 0;
        }
    }
}

fn position(version: u32, name: usize) -> usize {
    (version as usize ^ (name >> 4) ^ (name >> 16)) & (SIZE - 1)
}

impl Vm {
    /// As [`Ref::<Type>::lookup`], through the cache. The name is best an interned one.
    #[inline]
    pub(crate) fn lookup_cached(&mut self, class: &Ref<Type>, name: &Ref<Str>) -> Option<Value> {
        let version = class.version();
        let address = name.as_ptr().as_ptr() as usize;
        if version != 0 {
            let entry = self.method_cache.entries[position(version, address)];
            if entry.version == version && entry.name == address {
                #[cfg(debug_assertions)]
                self.compare_entry(class, name, entry.bits);
                if entry.bits == 0 {
                    return None;
                }
                // SAFETY: a version belongs to one class and is given up before any dict of its
                // MRO changes, so the dict that the value was found in still holds it; the clone
                // takes a reference of its own.
                let value = ManuallyDrop::new(unsafe { Value::from_bits(entry.bits) });
                return Some(Value::clone(&value));
            }
        }
        self.lookup_uncached(class, name)
    }

    /// Compares an entry with a look-up, if a check wants it.
    #[cfg(debug_assertions)]
    fn compare_entry(&self, class: &Ref<Type>, name: &Ref<Str>, bits: u64) {
        if self.compares_caches() {
            let found = class.lookup(name, self).map_or(0, Value::bits);
            let text = name.to_string_lossy();
            assert!(found == bits, "the method cache is wrong about '{text}'");
        }
    }

    #[cold]
    #[inline(never)]
    fn lookup_uncached(&mut self, class: &Ref<Type>, name: &Ref<Str>) -> Option<Value> {
        let found = class.lookup(name, self).cloned();
        // Names that are not interned may die and their address be used again.
        if name.is_interned()
            && let Some(version) = class.versioned(self)
        {
            let address = name.as_ptr().as_ptr() as usize;
            self.method_cache.entries[position(version, address)] = Entry {
                version,
                name: address,
                bits: found.as_ref().map_or(0, Value::bits),
            };
        }
        found
    }
}
