//! Hashing and finding keys, where that may run Python code.

use crate::builtins::dict::table::{Content, Probe, Table, is_exact_str};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::heap::BufferCell;
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What a key is for, in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyRole {
    /// A key of a `dict`.
    DictKey,
    /// An element of a `set`.
    SetElement,
}

/// The modulus of the hash of numbers: 2^61 - 1, as in CPython.
const HASH_MODULUS: i64 = (1 << 61) - 1;

/// Hashes a key. A `TypeError` says what the key was for.
#[inline(always)]
pub(crate) fn hash_key(key: &Value, role: KeyRole, vm: &mut Vm) -> PyResult<u64> {
    match simple_hash(key, vm) {
        Some(hash) => Ok(hash),
        None => hash_key_slow(key, role, vm),
    }
}

/// The hash of an int without a heap object or of a `str`.
#[inline(always)]
pub(crate) fn simple_hash(key: &Value, vm: &Vm) -> Option<u64> {
    if let Some(int) = key.as_small_int() {
        return Some(hash_small_int(int) as u64);
    }
    if is_exact_str(key) {
        return key.downcast::<Str>().map(|text| text.hash(vm));
    }
    None
}

/// The hash of an int without a heap object: itself, modulo 2^61 - 1, but never -1.
#[inline(always)]
pub(crate) fn hash_small_int(int: i64) -> i64 {
    let hash = if int >= HASH_MODULUS {
        int - HASH_MODULUS
    } else if int <= -HASH_MODULUS {
        int + HASH_MODULUS
    } else {
        int
    };
    if hash == -1 { -2 } else { hash }
}

#[inline(never)]
fn hash_key_slow(key: &Value, role: KeyRole, vm: &mut Vm) -> PyResult<u64> {
    match key.hash(vm) {
        Ok(hash) => Ok(hash as u64),
        Err(raised) => Err(explain_unhashable(key, role, raised, vm)),
    }
}

/// Puts in place of a `TypeError` one that says what the key was for.
#[cold]
fn explain_unhashable(key: &Value, role: KeyRole, raised: Raised, vm: &mut Vm) -> Raised {
    let exception = raised.exception();
    if !exception.class().is(&vm.types.exceptions.type_error) {
        return raised;
    }
    let reason = match exception.as_value().str(vm) {
        Ok(reason) => reason,
        Err(raised) => return raised,
    };
    let class = key.class(vm).clone().full_name(vm);
    let role = match role {
        KeyRole::DictKey => "dict key",
        KeyRole::SetElement => "set element",
    };
    vm.type_error(format!(
        "cannot use '{class}' as a {role} ({})",
        reason.to_string_lossy()
    ))
}

/// Whether two values are the same or equal, if that can be told without Python code.
#[inline(always)]
pub(crate) fn simple_equals(known: &Value, key: &Value) -> Option<bool> {
    if known.is(key) {
        return Some(true);
    }
    if known.is_small_int() && key.is_small_int() {
        return Some(false);
    }
    if is_exact_str(known) && is_exact_str(key) {
        return Some(known.downcast::<Str>()?.equals(key.downcast::<Str>()?));
    }
    None
}

/// Whether two tuples of ints and strs are equal; `None` for what is not that simple.
fn tuples_equal(known: &Value, key: &Value) -> Option<bool> {
    let (known, key) = (exact_tuple(known)?, exact_tuple(key)?);
    if known.len() != key.len() {
        return Some(false);
    }
    for (a, b) in known.iter().zip(key) {
        if !simple_equals(a, b)? {
            return Some(false);
        }
    }
    Some(true)
}

/// The items of a tuple, if its class is `tuple` itself.
fn exact_tuple(value: &Value) -> Option<&[Value]> {
    if value.as_object()?.shape() != ShapeId::TUPLE {
        return None;
    }
    Some(value.downcast::<Tuple>()?.as_slice())
}

/// Position of a key. Compares by identity, then by `==`, which may run Python code and change
/// the table: the search then starts again.
#[inline(always)]
pub(crate) fn find_key<V: Content>(
    cell: &BufferCell<Table<V>>,
    key: &Value,
    hash: u64,
    vm: &mut Vm,
) -> PyResult<Option<usize>> {
    let table = cell.get(vm);
    let mut probe = table.probe(hash);
    while let Some(position) = table.next_candidate(&mut probe) {
        match simple_equals(&table.entry(position).key, key) {
            Some(true) => return Ok(Some(position)),
            Some(false) => {}
            None => return find_key_slow(cell, key, hash, (probe, position), vm),
        }
    }
    Ok(None)
}

/// Goes on with a search at a key that must be compared by its `__eq__`.
#[inline(never)]
fn find_key_slow<V: Content>(
    cell: &BufferCell<Table<V>>,
    key: &Value,
    hash: u64,
    (mut probe, mut position): (Probe, usize),
    vm: &mut Vm,
) -> PyResult<Option<usize>> {
    loop {
        let known = cell.get(vm).entry(position).key.clone();
        let equal = match simple_equals(&known, key).or_else(|| tuples_equal(&known, key)) {
            Some(equal) => equal,
            None => known.equals(key, vm)?,
        };
        let table = cell.get(vm);
        if !table.still_at(&probe, position, &known) {
            probe = table.probe(hash);
        } else if equal {
            return Ok(Some(position));
        }
        match table.next_candidate(&mut probe) {
            Some(next) => position = next,
            None => return Ok(None),
        }
    }
}
