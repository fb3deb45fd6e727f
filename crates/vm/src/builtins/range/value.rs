//! What a `range` holds, and its arithmetic.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

use crate::builtins::int::Int;
use crate::builtins::type_::Type;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// A range. All fields are ints.
#[repr(C)]
pub struct Range {
    /// First number, if there is one.
    pub(crate) start: Value,
    /// Bound that is not reached.
    pub(crate) stop: Value,
    /// Distance of neighbours; not zero.
    pub(crate) step: Value,
    /// Count of numbers, of any size.
    pub(crate) length: Value,
}

impl Payload for Range {
    const NAME: &'static str = "range";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        [&self.start, &self.stop, &self.step, &self.length]
            .into_iter()
            .for_each(visit);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.range
    }
}

impl Range {
    /// Makes a range. The step is not zero, and all are ints.
    pub fn new(start: Value, stop: Value, step: Value, vm: &mut Vm) -> Ref<Range> {
        let length = length(&start, &stop, &step, vm);
        let payload = Range {
            start,
            stop,
            step,
            length,
        };
        Ref::new(payload, vm)
    }

    /// Start, step and length, if every number of the range is a small int and so is the step.
    #[inline]
    pub(crate) fn small(&self) -> Option<SmallRange> {
        let start = self.start.as_small_int()?;
        // The numbers lie between start and stop.
        self.stop.as_small_int()?;
        Some(SmallRange {
            start,
            step: self.step.as_small_int()?,
            length: self.length.as_small_int()?,
        })
    }
}

/// A range of small ints.
#[derive(Clone, Copy)]
pub(crate) struct SmallRange {
    pub(crate) start: i64,
    pub(crate) step: i64,
    pub(crate) length: i64,
}

impl SmallRange {
    /// The number at `index`, which is below the length.
    #[inline(always)]
    pub(crate) fn get(self, index: i64) -> Value {
        let number = self.start.wrapping_add(self.step.wrapping_mul(index));
        Value::small_int(number).expect("the numbers lie between start and stop")
    }
}

/// The number of an int, immediate or not, as a big one.
pub(crate) fn to_big(value: &Value) -> BigInt {
    if let Some(small) = value.as_small_int() {
        BigInt::from(small)
    } else if let Some(bool) = value.as_bool() {
        BigInt::from(u8::from(bool))
    } else {
        let int = value.downcast::<Int>();
        int.expect("ranges are made of ints")
            .view()
            .to_big()
            .into_owned()
    }
}

/// Count of the numbers from `start` to below (or above) `stop`.
fn length(start: &Value, stop: &Value, step: &Value, vm: &mut Vm) -> Value {
    if let (Some(start), Some(stop), Some(step)) = (
        start.as_small_int(),
        stop.as_small_int(),
        step.as_small_int(),
    ) {
        // Small ints have 62 bits, so that no difference overflows.
        let (distance, step) = if step > 0 {
            (stop - start, step)
        } else {
            (start - stop, -step)
        };
        let length = if distance <= 0 {
            0
        } else if step == 1 {
            // Spares the division, which takes longer than all the rest.
            distance
        } else {
            (distance - 1) / step + 1
        };
        return vm.new_int(length);
    }
    let step = to_big(step);
    let distance = if step.is_positive() {
        to_big(stop) - to_big(start)
    } else {
        to_big(start) - to_big(stop)
    };
    let length = if distance.is_positive() {
        (distance - 1u8).div_floor(&step.abs()) + 1u8
    } else {
        BigInt::zero()
    };
    vm.new_big_int(length)
}
