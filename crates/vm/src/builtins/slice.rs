//! `slice`: what stands between the brackets of `sequence[start:stop:step]`.
//! Reference: <https://docs.python.org/3.14/library/functions.html#slice>

use num_traits::{Signed, Zero};
use rpy_macros::{Payload, native_class};

use num_bigint::BigInt;
use rpy_bytecode::CompareOperator;

use crate::builtins::range::to_big;
use crate::builtins::str::StrBuilder;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::convert::FromArgument;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A slice; absent parts are None.
#[derive(Payload)]
#[repr(C)]
pub struct Slice {
    pub(crate) start: Value,
    pub(crate) stop: Value,
    pub(crate) step: Value,
}

/// What a slice selects of a sequence of known length: `count` items, the first at `start`, each
/// `step` from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SliceIndices {
    /// Index of the first item; may be -1 or the length if there are none.
    pub start: isize,
    /// Index that is not reached; -1 if the step is negative and nothing stops it.
    pub stop: isize,
    /// Distance of neighbours; not zero.
    pub step: isize,
    /// Number of items.
    pub count: usize,
}

impl SliceIndices {
    /// The indices selected, in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = usize> {
        (0..self.count).map(move |position| (self.start + position as isize * self.step) as usize)
    }

    /// The bytes selected of those that the indices are of.
    pub(crate) fn take(self, bytes: &[u8]) -> Vec<u8> {
        let step = self.step.unsigned_abs();
        let (start, count) = (self.start as usize, self.count);
        if count == 0 {
            Vec::new()
        } else if self.step > 0 {
            let bytes = bytes[start..].iter().step_by(step);
            bytes.take(count).copied().collect()
        } else if step == 1 {
            let bytes = bytes[start + 1 - count..=start].iter();
            bytes.rev().copied().collect()
        } else {
            let bytes = bytes[..=start].iter().rev().step_by(step);
            bytes.take(count).copied().collect()
        }
    }

    /// The same selection in ascending order.
    #[must_use]
    pub fn ascending(self) -> SliceIndices {
        if self.step > 0 || self.count == 0 {
            return self;
        }
        let last = self.start + (self.count as isize - 1) * self.step;
        SliceIndices {
            start: last,
            stop: self.start + 1,
            step: -self.step,
            count: self.count,
        }
    }

    /// Clones of the items selected.
    #[inline]
    pub fn select(self, items: &[Value]) -> Vec<Value> {
        if self.step == 1 {
            let start = self.start as usize;
            return Value::clones(&items[start..start + self.count]);
        }
        if self.step == -1 {
            let end = (self.start + 1) as usize;
            return items[end - self.count..end].iter().rev().cloned().collect();
        }
        self.iter().map(|index| items[index].clone()).collect()
    }
}

impl Slice {
    /// Makes a slice.
    #[inline]
    pub fn new(start: Value, stop: Value, step: Value, vm: &mut Vm) -> Ref<Slice> {
        Ref::new(Slice { start, stop, step }, vm)
    }
}

impl Ref<Slice> {
    /// Start, stop and step for a sequence whose length may be of any size, as `slice.indices`
    /// gives them.
    pub(crate) fn long_indices(&self, length: &BigInt, vm: &mut Vm) -> PyResult<[BigInt; 3]> {
        let step = match self.step.is_none() {
            true => BigInt::from(1),
            false => long_part(&self.step, vm)?,
        };
        if step.is_zero() {
            return Err(vm.value_error("slice step cannot be zero"));
        }
        let (low, high) = if step.is_negative() {
            (BigInt::from(-1), length - 1)
        } else {
            (BigInt::zero(), length.clone())
        };
        let mut bound = |part: &Value, default: &BigInt| {
            if part.is_none() {
                return Ok(default.clone());
            }
            let index = long_part(part, vm)?;
            let index = if index.is_negative() {
                index + length
            } else {
                index
            };
            Ok(index.clamp(low.clone(), high.clone()))
        };
        let (first, last) = if step.is_negative() {
            (&high, &low)
        } else {
            (&low, &high)
        };
        let start = bound(&self.start, first)?;
        let stop = bound(&self.stop, last)?;
        Ok([start, stop, step])
    }

    /// What the slice selects of a sequence of `length` items.
    ///
    /// The conversion of the parts may run Python code (`__index__`); call it before looking at
    /// the sequence, then clamp with [`SliceParts::indices`].
    ///
    /// Raises TypeError if a part has no `__index__`, ValueError if the step is zero.
    pub fn indices(&self, length: usize, vm: &mut Vm) -> PyResult<SliceIndices> {
        Ok(self.parts(vm)?.indices(length))
    }

    /// The parts as machine integers.
    pub fn parts(&self, vm: &mut Vm) -> PyResult<SliceParts> {
        let step = if self.step.is_none() {
            1
        } else {
            // `-isize::MAX`, so that the step can be negated.
            part(&self.step, vm)?.max(-isize::MAX)
        };
        if step == 0 {
            return Err(vm.value_error("slice step cannot be zero"));
        }
        let mut bound = |value: &Value| match value.is_none() {
            true => Ok(None),
            false => part(value, vm).map(Some),
        };
        let (start, stop) = (bound(&self.start)?, bound(&self.stop)?);
        Ok(SliceParts::new(start, stop, step))
    }
}

/// The parts of a slice as machine integers, still without regard to a length.
#[derive(Clone, Copy, Debug)]
pub struct SliceParts {
    start: isize,
    stop: isize,
    step: isize,
}

impl SliceParts {
    /// Parts with the defaults for bounds that are missing. The step is not zero.
    #[inline]
    pub fn new(start: Option<isize>, stop: Option<isize>, step: isize) -> SliceParts {
        let (first, last) = if step < 0 {
            (isize::MAX, isize::MIN)
        } else {
            (0, isize::MAX)
        };
        SliceParts {
            start: start.unwrap_or(first),
            stop: stop.unwrap_or(last),
            step,
        }
    }

    /// The parts of `slice(start, stop, step)`, if all are small ints or None and the step is not
    /// zero.
    #[inline]
    pub(crate) fn of_small(start: &Value, stop: &Value, step: &Value) -> Option<SliceParts> {
        let bound = |value: &Value| match value.as_small_int() {
            Some(index) => Some(Some(index as isize)),
            None => value.is_none().then_some(None),
        };
        let step = bound(step)?.unwrap_or(1);
        (step != 0).then_some(SliceParts::new(bound(start)?, bound(stop)?, step))
    }

    /// Counts negative indices from the end, and clamps all.
    #[inline]
    pub fn indices(self, length: usize) -> SliceIndices {
        let length = length as isize;
        let step = self.step;
        let (low, high) = if step < 0 {
            (-1, length - 1)
        } else {
            (0, length)
        };
        let clamp = |index: isize| {
            let index = if index < 0 {
                index.saturating_add(length)
            } else {
                index
            };
            index.clamp(low, high)
        };
        let (start, stop) = (clamp(self.start), clamp(self.stop));
        let count = if step == 1 || step == -1 {
            // Spares the division, which takes longer than all the rest.
            ((stop - start) * step).max(0) as usize
        } else if step < 0 && stop < start {
            ((start - stop - 1) / -step + 1) as usize
        } else if step > 0 && start < stop {
            ((stop - start - 1) / step + 1) as usize
        } else {
            0
        };
        SliceIndices {
            start,
            stop,
            step,
            count,
        }
    }
}

/// A part that is not None.
fn long_part(value: &Value, vm: &mut Vm) -> PyResult<BigInt> {
    if !value.is_index(vm) {
        let message = "slice indices must be integers or None or have an __index__ method";
        return Err(vm.type_error(message));
    }
    Ok(to_big(&value.index(vm)?))
}

/// A part that is not None, clamped to a machine integer.
fn part(value: &Value, vm: &mut Vm) -> PyResult<isize> {
    match value.as_small_int() {
        Some(small) => Ok(small as isize),
        None => clamped_index(
            value,
            "slice indices must be integers or None or have an __index__ method",
            vm,
        ),
    }
}

/// The index that a value stands for, clamped; `TypeError(message)` if it has no `__index__`.
#[cold]
fn clamped_index(value: &Value, message: &str, vm: &mut Vm) -> PyResult<isize> {
    if !value.is_index(vm) {
        return Err(vm.type_error(message));
    }
    let index = value.index(vm)?;
    Ok(match index.as_small_int() {
        Some(small) => small as isize,
        None if to_big(&index).is_negative() => isize::MIN,
        None => isize::MAX,
    })
}

/// An argument such as the bounds of `list.index`: any int, clamped to a machine integer.
#[derive(Clone, Copy, Debug)]
pub struct SliceIndex(pub isize);

impl<'a> FromArgument<'a> for SliceIndex {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<SliceIndex> {
        if let Some(small) = value.as_small_int() {
            return Ok(SliceIndex(small as isize));
        }
        let message = "slice indices must be integers or have an __index__ method";
        clamped_index(value, message, vm).map(SliceIndex)
    }
}

/// What stands between the brackets of sequence[start:stop:step].
#[native_class(name = "slice", registry = slice)]
impl Slice {
    #[new]
    fn new_slot(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() {
            return Err(vm.type_error("slice() takes no keyword arguments"));
        }
        let (start, stop, step) = match args.positional() {
            [stop] => (&Value::NONE, stop, &Value::NONE),
            [start, stop] => (start, stop, &Value::NONE),
            [start, stop, step] => (start, stop, step),
            [] => return Err(vm.type_error("slice expected at least 1 argument, got 0")),
            more => {
                let count = more.len();
                return Err(
                    vm.type_error(format!("slice expected at most 3 arguments, got {count}"))
                );
            }
        };
        let slice = Slice::new(start.clone(), stop.clone(), step.clone(), vm);
        Ok(slice.into_value())
    }

    #[slot]
    fn repr(this: &Ref<Slice>, vm: &mut Vm) -> PyResult {
        let mut text = StrBuilder::new();
        text.push_str("slice(");
        text.push_text(&*this.start.repr(vm)?);
        text.push_str(", ");
        text.push_text(&*this.stop.repr(vm)?);
        text.push_str(", ");
        text.push_text(&*this.step.repr(vm)?);
        text.push_str(")");
        Ok(text.finish(vm).into_value())
    }

    #[slot]
    fn hash(this: &Value, vm: &mut Vm) -> PyResult<i64> {
        slice_of(this).to_tuple(vm).as_value().hash(vm)
    }

    /// Slices compare as the tuples of their parts do.
    #[slot]
    fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<Slice>(), other.downcast::<Slice>())
        else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let (left, right) = (left.to_tuple(vm), right.to_tuple(vm));
        left.as_value().compare(right.as_value(), op, vm)
    }

    // Where the slice starts, or None.
    #[getter(member)]
    fn start(this: &Ref<Slice>) -> Value {
        this.start.clone()
    }

    // Where the slice stops, or None.
    #[getter(member)]
    fn stop(this: &Ref<Slice>) -> Value {
        this.stop.clone()
    }

    // The distance of neighbours, or None.
    #[getter(member)]
    fn step(this: &Ref<Slice>) -> Value {
        this.step.clone()
    }

    /// Returns start, stop and step of what the slice selects of a sequence of this length.
    #[method(name = "indices", signature = "($self, object, /)")]
    fn indices_method(this: &Ref<Slice>, length: BigInt, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        if length.is_negative() {
            return Err(vm.value_error("length should not be negative"));
        }
        let indices = this.long_indices(&length, vm)?;
        let indices = indices.map(|index| vm.new_big_int(index));
        Ok(Tuple::from_array(indices, vm))
    }

    /// Returns how to make such a slice, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Slice>, vm: &mut Vm) -> Ref<Tuple> {
        let arguments = this.to_tuple(vm).into_value();
        Tuple::from_array([vm.types.slice.to_value(), arguments], vm)
    }
}

impl Ref<Slice> {
    /// The parts as a tuple.
    fn to_tuple(&self, vm: &mut Vm) -> Ref<Tuple> {
        let parts = [self.start.clone(), self.stop.clone(), self.step.clone()];
        Tuple::from_array(parts, vm)
    }
}

fn slice_of(this: &Value) -> &Ref<Slice> {
    this.downcast()
        .expect("slots are called with their own type")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(start: isize, stop: isize, step: isize, length: usize) -> Vec<usize> {
        SliceParts { start, stop, step }
            .indices(length)
            .iter()
            .collect()
    }

    #[test]
    fn indices_count_from_either_end() {
        assert_eq!(indices(1, 3, 1, 5), [1, 2]);
        assert_eq!(indices(-2, isize::MAX, 1, 5), [3, 4]);
        assert_eq!(indices(0, isize::MAX, 2, 5), [0, 2, 4]);
        assert_eq!(indices(isize::MAX, isize::MIN, -1, 3), [2, 1, 0]);
        assert_eq!(indices(-1, -3, -1, 3), [2, 1]);
        assert_eq!(indices(4, 1, 1, 5), []);
        assert_eq!(indices(isize::MIN, isize::MAX, isize::MAX, 3), [0]);
        assert_eq!(indices(9, isize::MIN, -isize::MAX, 3), [2]);
    }
}
