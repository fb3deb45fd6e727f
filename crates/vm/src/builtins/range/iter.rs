//! Iterators over ranges: `range_iterator` and `longrange_iterator`.

use std::cell::Cell;

use rpy_macros::native_class;

use crate::builtins::iterators;
use crate::builtins::range::value::{Range, SmallRange, to_big};
use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
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

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.range_iterator
    }
}

impl RangeIterator {
    /// The payload of an iterator that starts with the first number.
    #[inline(always)]
    pub(crate) const fn at_start(range: SmallRange) -> RangeIterator {
        RangeIterator {
            next: Cell::new(range.start),
            remaining: Cell::new(range.length),
            step: range.step,
        }
    }

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

    fn traverse(&self, visit: &mut Visitor<'_>) {
        [&self.start, &self.step, &self.length]
            .into_iter()
            .for_each(&mut *visit);
        self.index.traverse(visit);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
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
            Some(small) => Ref::new(RangeIterator::at_start(small), vm).into_value(),
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

#[native_class(name = "range_iterator", registry = range_iterator, flags(disallow_instantiation))]
impl RangeIterator {
    #[slot]
    fn iternext(this: &Ref<RangeIterator>, _vm: &mut Vm) -> PyResult<Step> {
        Ok(this.advance().into())
    }

    /// Returns how many numbers are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<RangeIterator>) -> i64 {
        this.remaining.get()
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<RangeIterator>, vm: &mut Vm) -> PyResult {
        let start = this.next.get();
        let stop = i128::from(start) + i128::from(this.remaining.get()) * i128::from(this.step);
        let (start, stop) = (vm.new_int(start), vm.new_big_int(stop.into()));
        let step = vm.new_int(this.step);
        let range = Range::new(start, stop, step, vm).into_value();
        iterators::reduce_to(range, Some(Value::NONE), "iter", vm)
    }

    /// Skips numbers, for unpickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<RangeIterator>, state: i64) {
        let skipped = state.clamp(0, this.remaining.get());
        let distance = skipped.wrapping_mul(this.step);
        this.next.set(this.next.get().wrapping_add(distance));
        this.remaining.set(this.remaining.get() - skipped);
    }
}

#[native_class(
    name = "longrange_iterator",
    registry = long_range_iterator,
    flags(disallow_instantiation),
)]
impl LongRangeIterator {
    #[slot]
    fn iternext(this: &Ref<LongRangeIterator>, vm: &mut Vm) -> PyResult<Step> {
        Ok(this.advance(vm).into())
    }

    /// Returns how many numbers are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<LongRangeIterator>, vm: &mut Vm) -> Value {
        let left = to_big(&this.length) - to_big(this.index.get(vm));
        vm.new_big_int(left)
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<LongRangeIterator>, vm: &mut Vm) -> PyResult {
        let (step, index) = (to_big(&this.step), to_big(this.index.get(vm)));
        let start = to_big(&this.start) + &index * &step;
        let stop = &start + (to_big(&this.length) - index) * step;
        let (start, stop) = (vm.new_big_int(start), vm.new_big_int(stop));
        let range = Range::new(start, stop, this.step.clone(), vm).into_value();
        iterators::reduce_to(range, Some(Value::NONE), "iter", vm)
    }

    /// Sets the index of the next number, for unpickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<LongRangeIterator>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        if state.as_int().is_none() {
            let class = state.type_name(vm);
            return Err(vm.type_error(format!("state must be an int, not {class}")));
        }
        let index = to_big(state).clamp(0.into(), to_big(&this.length));
        let index = vm.new_big_int(index);
        drop(this.index.replace(index, vm));
        Ok(())
    }
}
