//! The methods and attributes of `range`.

use std::cell::Cell;
use std::ops::ControlFlow;

use rpy_macros::methods;

use crate::builtins::range::slots::is_plain_int;
use crate::builtins::range::value::to_big;
use crate::builtins::range::{LongRangeIterator, Range, RangeIterator};
use crate::builtins::tuple::Tuple;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl Range {
    // The first number, if the range is not empty.
    #[getter(member)]
    fn start(this: &Ref<Range>) -> Value {
        this.start.clone()
    }

    // The bound that the range does not reach.
    #[getter(member)]
    fn stop(this: &Ref<Range>) -> Value {
        this.stop.clone()
    }

    // The distance of neighbours.
    #[getter(member)]
    fn step(this: &Ref<Range>) -> Value {
        this.step.clone()
    }

    /// Returns how many numbers equal the value.
    #[method(signature = "($self, object, /)")]
    fn count(this: &Ref<Range>, value: &Value, vm: &mut Vm) -> PyResult<i64> {
        if is_plain_int(value, vm) {
            let value = value.index(vm)?;
            return Ok(i64::from(this.contains_int(&value)));
        }
        let mut count = 0;
        let _ = vm.iterate(this.as_value(), |number, vm| {
            count += i64::from(number.equals(value, vm)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }

    /// Returns the index of the value.
    ///
    /// Raises ValueError if it is not in the range.
    #[method(signature = "($self, object, /)")]
    fn index(this: &Ref<Range>, value: &Value, vm: &mut Vm) -> PyResult {
        if is_plain_int(value, vm) {
            let value = value.index(vm)?;
            return match this.index_of(&value) {
                Some(index) => Ok(vm.new_big_int(index)),
                None => Err(vm.value_error("range.index(x): x not in range")),
            };
        }
        let mut index = 0;
        let found = vm.iterate(this.as_value(), |number, vm| {
            if number.equals(value, vm)? {
                return Ok(ControlFlow::Break(()));
            }
            index += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        if found.is_break() {
            Ok(vm.new_int(index))
        } else {
            Err(vm.value_error("sequence.index(x): x not in sequence"))
        }
    }

    /// Returns an iterator from the last number to the first.
    #[method(name = "__reversed__", signature = "($self, /)")]
    fn reversed(this: &Ref<Range>, vm: &mut Vm) -> Value {
        if let Some(small) = this.small()
            && let Some(last) = small.start.checked_add((small.length - 1) * small.step)
        {
            let payload = RangeIterator {
                next: Cell::new(last),
                remaining: Cell::new(small.length),
                step: -small.step,
            };
            return Ref::new(payload, vm).into_value();
        }
        let (length, step) = (to_big(&this.length), to_big(&this.step));
        let last = to_big(&this.start) + (length - 1u8) * &step;
        let payload = LongRangeIterator {
            start: vm.new_big_int(last),
            step: vm.new_big_int(-step),
            length: this.length.clone(),
            index: HeapCell::new(Value::from_i32(0)),
        };
        Ref::new(payload, vm).into_value()
    }

    // Returns how to make such a range, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Range>, vm: &mut Vm) -> Ref<Tuple> {
        let parts = vec![this.start.clone(), this.stop.clone(), this.step.clone()];
        let arguments = Tuple::new(parts, vm).into_value();
        Tuple::new(vec![vm.types.range.to_value(), arguments], vm)
    }
}
