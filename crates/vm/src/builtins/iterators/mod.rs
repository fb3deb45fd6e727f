//! The iterators among the built-in functions, and what iterators have in common.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#iterator-types>

mod callable;
mod enumerate;
mod filter;
mod map;
mod reversed;
mod zip;

pub use callable::CallableIterator;
pub use enumerate::Enumerate;
pub use filter::Filter;
pub use map::Map;
pub use reversed::Reversed;
pub use zip::Zip;

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::convert::FromArgument;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The position that `__setstate__` of an iterator is given: an int, nothing that only converts to one.
#[derive(Clone, Copy)]
pub(crate) struct StoredIndex(pub(crate) isize);

impl StoredIndex {
    /// The position; one before the first is the first.
    pub(crate) fn position(self) -> usize {
        self.0.max(0) as usize
    }
}

impl<'a> FromArgument<'a> for StoredIndex {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<StoredIndex> {
        if value.as_int().is_none() {
            return Err(vm.type_error("an integer is required"));
        }
        Ok(StoredIndex(isize::from_argument(value, vm)?))
    }
}

/// The `iter` slot of an iterator: the iterator itself.
pub fn self_iter(iterator: &Value, _vm: &mut Vm) -> PyResult {
    Ok(iterator.clone())
}

/// The object of a slot, which is called with instances of its own type only.
///
/// # Panics
///
/// If it is of another type.
#[inline(always)]
pub fn expect<T: Payload>(this: &Value) -> &Ref<T> {
    this.downcast()
        .expect("slots are called with their own type")
}

/// What the `__reduce__` of an iterator that has come to its end makes one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// `[]`
    List,
    /// `()`
    Tuple,
    /// `""`
    Str,
}

/// What `__reduce__` of an iterator over a sequence gives: the function that makes the iterator of
/// the sequence, and the position, or an iterator over nothing at the end.
///
/// `state` is asked for when the function was looked up, which may run code that exhausts the iterator.
pub fn reduce(
    function: &str,
    empty: Empty,
    state: impl FnOnce(&mut Vm) -> Option<(Value, Value)>,
    vm: &mut Vm,
) -> PyResult {
    let name = vm.intern(function);
    let function = builtin(&name, vm)?;
    let (sequence, position) = match state(vm) {
        Some((sequence, position)) => (sequence, Some(position)),
        None => (
            match empty {
                Empty::List => vm.new_list(Vec::new()),
                Empty::Tuple => Tuple::new(Vec::new(), vm).into_value(),
                Empty::Str => vm.names.empty.to_value(),
            },
            None,
        ),
    };
    let arguments = Tuple::new(vec![sequence], vm).into_value();
    let mut parts = vec![function, arguments];
    parts.extend(position);
    Ok(Tuple::new(parts, vm).into_value())
}

/// A built-in function, as the builtins of the running frame have it.
pub(crate) fn builtin(name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    let builtins = vm.current_builtins();
    match builtins.as_value().subscript(name.as_value(), vm) {
        Ok(function) => Ok(function),
        Err(raised) if raised.is_instance(&vm.types.exceptions.key_error, vm) => {
            let name = name.to_string_lossy();
            Err(vm.attribute_error(name))
        }
        Err(raised) => Err(raised),
    }
}

/// A tuple of a built-in function, its argument in a tuple, and a state if there is one.
pub(crate) fn reduce_to(
    argument: Value,
    state: Option<Value>,
    function: &str,
    vm: &mut Vm,
) -> PyResult {
    let name = vm.intern(function);
    let function = builtin(&name, vm)?;
    let arguments = Tuple::new(vec![argument], vm).into_value();
    let mut parts = vec![function, arguments];
    parts.extend(state);
    Ok(Tuple::new(parts, vm).into_value())
}

/// Raises the `ValueError` of `zip` and `map` with `strict=True` for the argument at `index`.
pub(crate) fn lengths_differ(function: &str, index: usize, is_longer: bool, vm: &mut Vm) -> Raised {
    let comparison = if is_longer { "longer" } else { "shorter" };
    let others = if index == 1 {
        " 1".to_owned()
    } else {
        format!("s 1-{index}")
    };
    vm.value_error(format!(
        "{function}() argument {} is {comparison} than argument{others}",
        index + 1
    ))
}
