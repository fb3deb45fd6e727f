//! `tuple_iterator`: the iterator of a tuple.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::iterators::{self, Empty, StoredIndex};
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The iterator of a tuple.
#[derive(Payload)]
#[repr(C)]
pub struct TupleIterator {
    pub(crate) tuple: Ref<Tuple>,
    /// Index of the next item.
    pub(crate) index: Cell<usize>,
}

impl TupleIterator {
    /// Makes an iterator that starts with the first item.
    #[inline]
    pub fn new(tuple: Ref<Tuple>, vm: &mut Vm) -> Ref<TupleIterator> {
        Ref::new(TupleIterator::at_start(tuple), vm)
    }

    /// The payload of an iterator that starts with the first item.
    #[inline(always)]
    pub(crate) const fn at_start(tuple: Ref<Tuple>) -> TupleIterator {
        TupleIterator {
            tuple,
            index: Cell::new(0),
        }
    }
}

#[native_class(
    name = "tuple_iterator",
    registry = tuple_iterator,
    flags(disallow_instantiation),
    undocumented
)]
impl TupleIterator {
    #[slot]
    fn iternext(this: &Ref<TupleIterator>, _vm: &mut Vm) -> PyResult<Step> {
        Ok(this.advance().into())
    }

    /// Returns how many items are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<TupleIterator>) -> usize {
        this.remaining()
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<TupleIterator>, vm: &mut Vm) -> PyResult {
        let state = |_: &mut Vm| {
            let index = this.index.get();
            let left = index < this.tuple.length() || this.tuple.length() == 0;
            left.then(|| (this.tuple.to_value(), Value::from_usize(index)))
        };
        iterators::reduce("iter", Empty::Tuple, state, vm)
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<TupleIterator>, state: StoredIndex) {
        let index = state.position().min(this.tuple.length());
        this.index.set(index);
    }
}

impl TupleIterator {
    /// How many items are left.
    pub(crate) fn remaining(&self) -> usize {
        self.tuple.length().saturating_sub(self.index.get())
    }

    /// The next item.
    #[inline(always)]
    pub(crate) fn advance(&self) -> Option<Value> {
        let index = self.index.get();
        let item = self.tuple.as_slice().get(index)?;
        self.index.set(index + 1);
        Some(item.clone())
    }
}
