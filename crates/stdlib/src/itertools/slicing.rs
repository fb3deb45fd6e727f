//! `islice`: a slice of an iterable.

use std::cell::Cell;

use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::TypeSpec;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::support::{iterator_spec, payload, positional};

/// Gives every `step`th item from a position on.
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

payload!(
    Islice,
    "itertools.islice",
    holds[iterator],
    clears[iterator]
);

pub(super) const ISLICE: TypeSpec = iterator_spec!(
    Islice,
    "itertools.islice",
    "The items that a slice selects; indices cannot be negative.",
    new Some(new),
    next next,
    members &[]
);

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
    match value.index(vm)?.as_small_int() {
        Some(index) if index >= 0 => Ok(Some(index as usize)),
        _ => Err(vm.value_error(message)),
    }
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (iterable, start, stop, step) = match positional("islice", args, 2, 4, vm)? {
        [iterable, stop] => (iterable, None, index(stop, STOP, vm)?, None),
        [iterable, start, stop, rest @ ..] => {
            let stop = index(stop, STOP, vm)?;
            let start = index(start, INDICES, vm)?;
            let step = match rest.first() {
                Some(step) => index(step, STEP, vm)?,
                None => None,
            };
            (iterable, start, stop, step)
        }
        _ => unreachable!("the number of arguments was checked"),
    };
    let step = step.unwrap_or(1);
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
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Islice> = expect(this);
    let Some(iterator) = this.iterator.cloned(vm) else {
        return Ok(None);
    };
    let item = this.advance(&iterator, vm)?;
    if item.is_none() {
        drop(this.iterator.replace(None, vm));
    }
    Ok(item)
}

impl Islice {
    fn advance(&self, iterator: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        // What lies in front of the next position is read even if the stop comes first.
        let wanted = self.next.get();
        let last = self.stop.map_or(wanted, |stop| stop.min(wanted));
        while self.count.get() < last {
            if iterator.next(vm)?.is_none() {
                return Ok(None);
            }
            self.count.set(self.count.get() + 1);
        }
        if self.stop.is_some_and(|stop| self.count.get() >= stop) {
            return Ok(None);
        }
        let Some(item) = iterator.next(vm)? else {
            return Ok(None);
        };
        self.count.set(self.count.get() + 1);
        let following = wanted.saturating_add(self.step);
        self.next
            .set(self.stop.map_or(following, |stop| stop.min(following)));
        Ok(Some(item))
    }
}
