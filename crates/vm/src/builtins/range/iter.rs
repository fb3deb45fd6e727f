//! Iterators over ranges: `range_iterator` and `longrange_iterator`.

use std::cell::Cell;

use crate::builtins::range::value::{Range, to_big};
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::vm::Vm;

/// The iterator of a range of small ints.
#[repr(C)]
pub struct RangeIterator {
    /// The next number, if any remain: then a small int.
    pub(crate) next: Cell<i64>,
    /// How many numbers remain; not negative.
    pub(crate) remaining: Cell<i64>,
    /// Distance of neighbours.
    pub(crate) step: i64,
}

impl Payload for RangeIterator {
    const NAME: &'static str = "range_iterator";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.range_iterator
    }
}

impl RangeIterator {
    /// The next number.
    #[inline(always)]
    pub(crate) fn advance(&self) -> Option<Value> {
        let remaining = self.remaining.get();
        if remaining <= 0 {
            return None;
        }
        let number = self.next.get();
        self.remaining.set(remaining - 1);
        self.next.set(number.wrapping_add(self.step));
        Value::small_int(number)
    }
}

/// The iterator of a range with numbers beyond 62 bits.
pub struct LongRangeIterator {
    pub(crate) start: Value,
    pub(crate) step: Value,
    pub(crate) length: Value,
    /// Index of the next number, an int.
    pub(crate) index: HeapCell<Value>,
}

impl Payload for LongRangeIterator {
    const NAME: &'static str = "longrange_iterator";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.long_range_iterator
    }
}

impl LongRangeIterator {
    /// The next number.
    pub(crate) fn advance(&self, vm: &mut Vm) -> Option<Value> {
        let index = to_big(self.index.get(vm));
        if index >= to_big(&self.length) {
            return None;
        }
        let number = to_big(&self.start) + &index * to_big(&self.step);
        let next = vm.new_big_int(index + 1u8);
        self.index.replace(next, vm);
        Some(vm.new_big_int(number))
    }
}

impl Ref<Range> {
    /// Makes an iterator over the numbers.
    #[inline]
    pub fn iterator(&self, vm: &mut Vm) -> Value {
        match self.small() {
            Some(small) => {
                let payload = RangeIterator {
                    next: Cell::new(small.start),
                    remaining: Cell::new(small.length),
                    step: small.step,
                };
                Ref::new(payload, vm).into_value()
            }
            None => {
                let payload = LongRangeIterator {
                    start: self.start.clone(),
                    step: self.step.clone(),
                    length: self.length.clone(),
                    index: HeapCell::new(Value::from_i32(0)),
                };
                Ref::new(payload, vm).into_value()
            }
        }
    }
}

/// The type `range_iterator`.
pub(crate) const ITERATOR_SPEC: TypeSpec = TypeSpec {
    name: "range_iterator",
    doc: "",
    payload: RangeIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[],
};

/// The type `longrange_iterator`.
pub(crate) const LONG_ITERATOR_SPEC: TypeSpec = TypeSpec {
    name: "longrange_iterator",
    doc: "",
    payload: LongRangeIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[],
};
