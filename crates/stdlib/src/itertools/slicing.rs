//! `islice`: a slice of an iterable.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::Step;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// Gives every `step`th item from a position on.
#[derive(Payload)]
pub(super) struct Islice {
    /// `None` at the end.
    iterator: HeapCell<Option<Value>>,
    /// Position of the next item to give.
    next: Cell<usize>,
    /// Position that is not reached, if there is a bound.
    stop: Option<usize>,
    step: usize,
    /// Items read so far.
    count: Cell<usize>,
}

/// The items that a slice selects; indices cannot be negative.
#[native_class(name = "itertools.islice", flags(base))]
impl Islice {
    #[new(
        signature = "(iterable, start, stop=<unrepresentable>, step=None, /)",
        hidden
    )]
    fn new(
        class: &Ref<Type>,
        iterable: &Value,
        first: &Value,
        second: Option<&Value>,
        step: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Islice>> {
        // One argument behind the iterable is the stop.
        let (stop, start) = match second {
            None => (index(first, STOP, vm)?, None),
            Some(stop) => {
                let stop = index(stop, STOP, vm)?;
                (stop, index(first, INDICES, vm)?)
            }
        };
        let step = index(step, STEP, vm)?.unwrap_or(1);
        if step == 0 {
            return Err(vm.value_error(STEP));
        }
        let payload = Islice {
            iterator: HeapCell::new(Some(iterable.iter(vm)?)),
            next: Cell::new(start.unwrap_or(0)),
            stop,
            step,
            count: Cell::new(0),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Islice>, vm: &mut Vm) -> PyResult<Step> {
        let Some(iterator) = this.iterator.cloned(vm) else {
            return Ok(Step::END);
        };
        let step = this.advance(&iterator, vm);
        if !matches!(step, Ok(Step::Item(_))) {
            drop(this.iterator.replace(None, vm));
        }
        step
    }
}

const STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const STEP: &str = "Step for islice() must be a positive integer or None.";

/// A position, `None` for None; `ValueError(message)` for all but ints of the right range.
fn index(value: &Value, message: &str, vm: &mut Vm) -> PyResult<Option<usize>> {
    if value.is_none() {
        return Ok(None);
    }
    if !value.is_index(vm) {
        return Err(vm.value_error(message));
    }
    let index = value.index(vm)?;
    match index.as_int().and_then(|index| index.as_i64()) {
        Some(index) if index >= 0 => Ok(Some(index as usize)),
        _ => Err(vm.value_error(message)),
    }
}

impl Islice {
    fn advance(&self, iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
        // What lies in front of the next position is read even if the stop comes first.
        let wanted = self.next.get();
        let last = self.stop.map_or(wanted, |stop| stop.min(wanted));
        while self.count.get() < last {
            if let end @ Step::End(_) = iterator.step(vm)? {
                return Ok(end);
            }
            self.count.set(self.count.get() + 1);
        }
        if self.stop.is_some_and(|stop| self.count.get() >= stop) {
            return Ok(Step::END);
        }
        let item = match iterator.step(vm)? {
            Step::Item(item) => item,
            end => return Ok(end),
        };
        self.count.set(self.count.get() + 1);
        let following = wanted.saturating_add(self.step);
        self.next
            .set(self.stop.map_or(following, |stop| stop.min(following)));
        Ok(Step::Item(item))
    }
}
