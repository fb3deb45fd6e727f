//! `slice`: what stands between the brackets of `sequence[start:stop:step]`.
//! Reference: <https://docs.python.org/3.14/library/functions.html#slice>

use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A slice; absent parts are None.
#[repr(C)]
pub struct Slice {
    pub(crate) start: Value,
    pub(crate) stop: Value,
    pub(crate) step: Value,
}

impl Payload for Slice {
    const NAME: &'static str = "slice";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(&self.start);
        visit(&self.stop);
        visit(&self.step);
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.slice
    }
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
}

impl Slice {
    /// Makes a slice.
    #[inline]
    pub fn new(start: Value, stop: Value, step: Value, vm: &mut Vm) -> Ref<Slice> {
        Ref::new(Slice { start, stop, step }, vm)
    }
}

impl Ref<Slice> {
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
        let start = match self.start.is_none() {
            true if step < 0 => isize::MAX,
            true => 0,
            false => part(&self.start, vm)?,
        };
        let stop = match self.stop.is_none() {
            true if step < 0 => isize::MIN,
            true => isize::MAX,
            false => part(&self.stop, vm)?,
        };
        Ok(SliceParts { start, stop, step })
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
    /// Counts negative indices from the end, and clamps all.
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
        let count = if step < 0 && stop < start {
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

/// A part that is not None, clamped to a machine integer.
fn part(value: &Value, vm: &mut Vm) -> PyResult<isize> {
    if let Some(small) = value.as_small_int() {
        return Ok(small as isize);
    }
    Err(vm.type_error("slice indices must be integers or None or have an __index__ method"))
}

/// The type `slice`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "slice",
    doc: "",
    payload: Slice::INFO,
    flags: TypeFlags::empty(),
    slots: Slots::EMPTY,
    members: &[],
};

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
