//! `_collections`: the native part of `collections`.
//! Reference: <https://docs.python.org/3.14/library/collections.html>

mod counting;
mod default_dict;
mod deque;
mod deque_iterator;
mod tuple_getter;

pub use _collections::MODULE;

/// Containers that `collections` offers: deque, defaultdict, OrderedDict, and its helpers.
#[rpy_macros::native_module(
    name = "_collections",
    classes(
        deque::Deque,
        deque_iterator::DequeIterator,
        deque_iterator::DequeReverseIterator,
        tuple_getter::TupleGetter,
        default_dict::DefaultDict,
        OrderedDict
    )
)]
mod _collections {
    use rpy_vm::builtins::ordered_dict::OrderedDict;
    use rpy_vm::{PyResult, Value, Vm};

    use super::{counting, default_dict, deque, deque_iterator, tuple_getter};

    /// Counts the items of an iterable in a mapping.
    #[function(name = "_count_elements", signature = "(mapping, iterable, /)")]
    fn count_elements(mapping: &Value, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        counting::count_elements(mapping, iterable, vm)
    }
}
