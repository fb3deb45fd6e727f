//! The protocol of `range`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::int::Int;
use crate::builtins::range::Range;
use crate::builtins::range::value::to_big;
use crate::builtins::sequence;
use crate::builtins::slice::{Slice, SliceParts};
use crate::builtins::str::StrBuilder;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The numbers from start (0) to below stop, in steps of step (1).
#[native_class(name = "range", registry = range, flags(sequence), methods(Range::MEMBERS))]
impl Range {
    #[slot]
    fn repr(this: &Ref<Range>, vm: &mut Vm) -> PyResult {
        let mut text = StrBuilder::new();
        text.push_str("range(");
        text.push_text(&*this.start.repr(vm)?);
        text.push_str(", ");
        text.push_text(&*this.stop.repr(vm)?);
        if this.step.as_small_int() != Some(1) {
            text.push_str(", ");
            text.push_text(&*this.step.repr(vm)?);
        }
        text.push_str(")");
        Ok(text.finish(vm).into_value())
    }

    /// Ranges are equal if they give the same numbers, so empty ones hash alike, and for one number
    /// the step does not count.
    #[slot]
    fn hash(this: &Ref<Range>, vm: &mut Vm) -> PyResult<i64> {
        let mut parts = vec![this.length.clone(), Value::NONE, Value::NONE];
        if this.length.as_small_int() != Some(0) {
            parts[1] = this.start.clone();
            if this.length.as_small_int() != Some(1) {
                parts[2] = this.step.clone();
            }
        }
        Tuple::new(parts, vm).as_value().hash(vm)
    }

    #[slot]
    fn compare(this: &Value, other: &Value, op: CompareOperator, _vm: &mut Vm) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<Range>(), other.downcast::<Range>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let equal = a.is(b)
            || same_int(&a.length, &b.length)
                && (a.length.as_small_int() == Some(0)
                    || same_int(&a.start, &b.start)
                        && (a.length.as_small_int() == Some(1) || same_int(&a.step, &b.step)));
        Ok(match op {
            CompareOperator::Equal => Value::bool(equal),
            CompareOperator::NotEqual => Value::bool(!equal),
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot]
    fn iter(this: &Ref<Range>, vm: &mut Vm) -> PyResult {
        Ok(this.iterator(vm))
    }

    #[new]
    fn new_slot(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() {
            return Err(vm.type_error("range() takes no keyword arguments"));
        }
        let (zero, one) = (Value::from_i32(0), Value::from_i32(1));
        let (start, stop, step) = match args.positional() {
            [stop] => (zero, stop.index(vm)?, one),
            [start, stop] => (start.index(vm)?, stop.index(vm)?, one),
            [start, stop, step] => (start.index(vm)?, stop.index(vm)?, step.index(vm)?),
            [] => return Err(vm.type_error("range expected at least 1 argument, got 0")),
            more => {
                let count = more.len();
                return Err(
                    vm.type_error(format!("range expected at most 3 arguments, got {count}"))
                );
            }
        };
        if step.as_small_int() == Some(0) {
            return Err(vm.value_error("range() arg 3 must not be zero"));
        }
        Ok(Range::new(start, stop, step, vm).into_value())
    }

    #[slot(bool)]
    fn truth(this: &Ref<Range>, _vm: &mut Vm) -> PyResult<bool> {
        Ok(this.length.as_small_int() != Some(0))
    }

    #[slot]
    fn length(this: &Ref<Range>, vm: &mut Vm) -> PyResult<usize> {
        let length = &this.length;
        let length = match length.as_small_int() {
            Some(length) => Some(length as usize),
            None => to_big(length).to_isize().map(|length| length as usize),
        };
        length.ok_or_else(|| vm.overflow_error("Python int too large to convert to C ssize_t"))
    }

    #[slot]
    fn subscript(this: &Ref<Range>, key: &Value, vm: &mut Vm) -> PyResult {
        if let Some(slice) = key.downcast::<Slice>() {
            return this.slice(slice, vm);
        }
        if let (Some(index), Some(small)) = (key.as_small_int(), this.small()) {
            return match sequence::position(index as isize, small.length as usize) {
                Some(index) => Ok(small.get(index as i64)),
                None => Err(vm.index_error("range object index out of range")),
            };
        }
        if !key.is_index(vm) {
            let name = key.type_name(vm);
            return Err(vm.type_error(format!(
                "range indices must be integers or slices, not {name}"
            )));
        }
        let index = key.index(vm)?;
        let (mut index, length) = (to_big(&index), to_big(&this.length));
        if index.is_negative() {
            index += &length;
        }
        if index.is_negative() || index >= length {
            return Err(vm.index_error("range object index out of range"));
        }
        Ok(this.number(&index, vm))
    }

    #[slot]
    fn contains(this: &Ref<Range>, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        if is_plain_int(item, vm) {
            let item = item.index(vm)?;
            return Ok(this.contains_int(&item));
        }
        let iterator = this.iterator(vm);
        while let Some(number) = iterator.next(vm)? {
            if number.equals(item, vm)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn same_int(a: &Value, b: &Value) -> bool {
    if a.is_small_int() || b.is_small_int() {
        return a.is(b);
    }
    to_big(a) == to_big(b)
}

impl Ref<Range> {
    /// The number at an index, which may be out of range.
    fn number(&self, index: &BigInt, vm: &mut Vm) -> Value {
        let number = to_big(&self.start) + index * to_big(&self.step);
        vm.new_big_int(number)
    }

    /// The range of the numbers that a slice selects.
    fn slice(&self, slice: &Ref<Slice>, vm: &mut Vm) -> PyResult {
        if let Some(range) = self.small_slice(slice, vm) {
            return Ok(range.into_value());
        }
        let [start, stop, step] = slice.long_indices(&to_big(&self.length), vm)?;
        let start = self.number(&start, vm);
        let stop = self.number(&stop, vm);
        let step = vm.new_big_int(step * to_big(&self.step));
        Ok(Range::new(start, stop, step, vm).into_value())
    }

    /// [`Self::slice`] if all numbers on the way to it are machine integers.
    fn small_slice(&self, slice: &Ref<Slice>, vm: &mut Vm) -> Option<Ref<Range>> {
        let range = self.small()?;
        let parts = SliceParts::of_small(&slice.start, &slice.stop, &slice.step)?;
        let selected = parts.indices(range.length as usize);
        let step = range.step.checked_mul(selected.step as i64)?;
        // At most one step before the first number or behind the last: small ints have 62 bits.
        let number = |index: isize| range.start + index as i64 * range.step;
        let (start, stop) = (number(selected.start), number(selected.stop));
        let (start, stop, step) = (vm.new_int(start), vm.new_int(stop), vm.new_int(step));
        Some(Range::new(start, stop, step, vm))
    }

    /// The index of an int in the range; `None` if it is not in it.
    pub(super) fn index_of(&self, number: &Value) -> Option<BigInt> {
        let (start, step) = (to_big(&self.start), to_big(&self.step));
        let (index, rest) = (to_big(number) - start).div_rem(&step);
        let inside = rest.is_zero() && !index.is_negative() && index < to_big(&self.length);
        inside.then_some(index)
    }

    /// Whether an int is in the range.
    pub(super) fn contains_int(&self, number: &Value) -> bool {
        if let (Some(number), Some(small)) = (number.as_small_int(), self.small()) {
            let distance = number - small.start;
            return distance % small.step == 0 && {
                let index = distance / small.step;
                (0..small.length).contains(&index)
            };
        }
        self.index_of(number).is_some()
    }
}

/// Whether the value is an `int` or `bool`, but of no subclass, which may compare as it likes.
pub(super) fn is_plain_int(value: &Value, vm: &Vm) -> bool {
    value.is_small_int()
        || value.as_bool().is_some()
        || value
            .downcast::<Int>()
            .is_some_and(|int| int.class().is(&vm.types.int))
}
