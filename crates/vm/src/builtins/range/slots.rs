//! The protocol of `range`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use rpy_bytecode::CompareOperator;

use crate::builtins::int::Int;
use crate::builtins::range::Range;
use crate::builtins::range::value::to_big;
use crate::builtins::sequence;
use crate::builtins::slice::Slice;
use crate::builtins::str::StrBuilder;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    hash: Some(hash),
    compare: Some(compare),
    iter: Some(iter),
    new: Some(new),
    bool: Some(truth),
    length: Some(length),
    subscript: Some(subscript),
    contains: Some(contains),
    ..Slots::EMPTY
};

fn range_of(this: &Value) -> &Ref<Range> {
    this.downcast()
        .expect("slots are called with their own type")
}

fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
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
            return Err(vm.type_error(format!("range expected at most 3 arguments, got {count}")));
        }
    };
    if step.as_small_int() == Some(0) {
        return Err(vm.value_error("range() arg 3 must not be zero"));
    }
    Ok(Range::new(start, stop, step, vm).into_value())
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let range = range_of(this);
    let mut text = StrBuilder::new();
    text.push_str("range(");
    text.push_text(&*range.start.repr(vm)?);
    text.push_str(", ");
    text.push_text(&*range.stop.repr(vm)?);
    if range.step.as_small_int() != Some(1) {
        text.push_str(", ");
        text.push_text(&*range.step.repr(vm)?);
    }
    text.push_str(")");
    Ok(text.finish(vm).into_value())
}

/// Ranges are equal if they give the same numbers, so empty ones hash alike, and for one number
/// the step does not count.
fn hash(this: &Value, vm: &mut Vm) -> PyResult<i64> {
    let range = range_of(this);
    let mut parts = vec![range.length.clone(), Value::NONE, Value::NONE];
    if range.length.as_small_int() != Some(0) {
        parts[1] = range.start.clone();
        if range.length.as_small_int() != Some(1) {
            parts[2] = range.step.clone();
        }
    }
    Tuple::new(parts, vm).as_value().hash(vm)
}

fn same_int(a: &Value, b: &Value) -> bool {
    if a.is_small_int() || b.is_small_int() {
        return a.is(b);
    }
    to_big(a) == to_big(b)
}

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

fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    Ok(range_of(this).iterator(vm))
}

fn truth(this: &Value, _vm: &mut Vm) -> PyResult<bool> {
    Ok(range_of(this).length.as_small_int() != Some(0))
}

fn length(this: &Value, vm: &mut Vm) -> PyResult<usize> {
    let length = &range_of(this).length;
    let length = match length.as_small_int() {
        Some(length) => Some(length as usize),
        None => to_big(length).to_isize().map(|length| length as usize),
    };
    length.ok_or_else(|| vm.overflow_error("Python int too large to convert to C ssize_t"))
}

fn subscript(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    let range = range_of(this);
    if let Some(slice) = key.downcast::<Slice>() {
        return range.slice(slice, vm);
    }
    if let (Some(index), Some(small)) = (key.as_small_int(), range.small()) {
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
    let (mut index, length) = (to_big(&index), to_big(&range.length));
    if index.is_negative() {
        index += &length;
    }
    if index.is_negative() || index >= length {
        return Err(vm.index_error("range object index out of range"));
    }
    Ok(range.number(&index, vm))
}

impl Ref<Range> {
    /// The number at an index, which may be out of range.
    fn number(&self, index: &BigInt, vm: &mut Vm) -> Value {
        let number = to_big(&self.start) + index * to_big(&self.step);
        vm.new_big_int(number)
    }

    /// The range of the numbers that a slice selects.
    fn slice(&self, slice: &Ref<Slice>, vm: &mut Vm) -> PyResult {
        let [start, stop, step] = slice.long_indices(&to_big(&self.length), vm)?;
        let start = self.number(&start, vm);
        let stop = self.number(&stop, vm);
        let step = vm.new_big_int(step * to_big(&self.step));
        Ok(Range::new(start, stop, step, vm).into_value())
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

fn contains(this: &Value, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    let range = range_of(this);
    if is_plain_int(item, vm) {
        let item = item.index(vm)?;
        return Ok(range.contains_int(&item));
    }
    let iterator = range.iterator(vm);
    while let Some(number) = iterator.next(vm)? {
        if number.equals(item, vm)? {
            return Ok(true);
        }
    }
    Ok(false)
}
