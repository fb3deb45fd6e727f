//! Searching the tables of dicts and sets on fast paths: for keys that are compared without running
//! Python code, and calling nothing.

use crate::builtins::dict::key::hash_small_int;
use crate::builtins::dict::table::{Content, Entry, Table};
use crate::builtins::object::identity_hash;
use crate::builtins::str::Str;
use crate::eval::operation::{header, is_object, keep_branch};
use crate::eval::operators::is_small_int;
use crate::object::reference::Object;
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::vm::Vm;

/// The bytes of the longest text that is compared here.
const SHORT: usize = 32;

/// What a search has found.
pub(super) enum Found<V> {
    /// The entry.
    At(*mut Entry<V>),
    /// The key is not in the table.
    Absent,
    /// To be looked at by the slow path: some key has the same hash.
    Unsure,
}

/// The hash of a key that can be searched for here: a small int, an exact `str` whose hash is known,
/// or a class of the metaclass `type`.
///
/// # Safety
///
/// The word is live.
#[inline(always)]
pub(super) unsafe fn hash_of(key: u64, vm: *mut Vm) -> Option<u64> {
    // SAFETY: an object with the shape of `str` is one; the word stays live.
    unsafe {
        if is_small_int(key) {
            return Some(hash_small_int(key as i64 >> 2) as u64);
        }
        if !is_object(key) {
            return None;
        }
        match (*header(key)).shape() {
            ShapeId::STR => {
                let hash = (*header(key).cast::<Object<Str>>()).payload.known_hash();
                (hash != 0).then_some(hash)
            }
            ShapeId::TYPE if (*header(key)).class().is(&(*vm).types.type_) => {
                Some(identity_hash(&*(&raw const key).cast::<Value>()) as u64)
            }
            _ => None,
        }
    }
}

/// Searches a table for a key with this hash, which [`hash_of`] gave.
///
/// # Safety
///
/// The table and the key are live, and nobody else uses the VM.
#[inline(always)]
pub(super) unsafe fn find<V: Content>(table: *mut Table<V>, key: u64, hash: u64) -> Found<V> {
    // SAFETY: the positions in the index are those of entries.
    unsafe {
        let entries = (*table).entries_ptr();
        let indices = (*table).indices();
        if indices.is_empty() {
            let mut entry = entries;
            let end = entries.add((*table).entries().len());
            while entry != end {
                keep_branch();
                if (*entry).hash == hash && (*entry).is_live() {
                    return compare(entry, key);
                }
                entry = entry.add(1);
            }
            return Found::Absent;
        }
        let mut probe = (*table).probe(hash);
        loop {
            keep_branch();
            match probe.next_in(indices) {
                None => return Found::Absent,
                Some(position) => {
                    if let Some(position) = position {
                        let entry = entries.add(position);
                        if (*entry).hash == hash {
                            return compare(entry, key);
                        }
                    }
                }
            }
        }
    }
}

/// Whether the key of an entry, whose hash is that of `key`, is the same, if that is plain to see.
///
/// # Safety
///
/// As for [`find`].
#[inline(always)]
unsafe fn compare<V>(entry: *mut Entry<V>, key: u64) -> Found<V> {
    // SAFETY: an object with the shape of `str` is one.
    unsafe {
        let known = (*entry).key.bits();
        if known == key {
            return Found::At(entry);
        }
        if !is_object(known)
            || !is_object(key)
            || (*header(known)).shape() != ShapeId::STR
            || (*header(key)).shape() != ShapeId::STR
        {
            return Found::Unsure;
        }
        let known = (*header(known).cast::<Object<Str>>()).payload.as_bytes();
        let key = (*header(key).cast::<Object<Str>>()).payload.as_bytes();
        if known.len() != key.len() || key.len() > SHORT {
            return Found::Unsure;
        }
        let mut index = 0;
        while index < key.len() {
            keep_branch();
            if known.get_unchecked(index) != key.get_unchecked(index) {
                return Found::Unsure;
            }
            index += 1;
        }
        Found::At(entry)
    }
}
