//! `chain`: several iterables one after the other.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// Goes through the iterables that an iterator gives.
#[derive(Payload)]
pub(super) struct Chain {
    /// The iterator over iterables, `None` at the end.
    source: HeapCell<Option<Value>>,
    /// The iterator that items come from.
    active: HeapCell<Option<Value>>,
}

fn make(class: &Ref<Type>, iterables: &Value, vm: &mut Vm) -> PyResult {
    let payload = Chain {
        source: HeapCell::new(Some(iterables.iter(vm)?)),
        active: HeapCell::new(None),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

/// The items of the first iterable, then those of the next, and so on.
#[native_class(name = "itertools.chain", flags(base), generic)]
impl Chain {
    #[new(signature = "(*iterables)")]
    fn new(class: &Ref<Type>, iterables: Ref<Tuple>, vm: &mut Vm) -> PyResult {
        make(class, iterables.as_value(), vm)
    }

    #[slot]
    fn iternext(this: &Ref<Chain>, vm: &mut Vm) -> PyResult<Option<Value>> {
        loop {
            if let Some(active) = this.active.cloned(vm) {
                if let Some(item) = active.next(vm)? {
                    return Ok(Some(item));
                }
                drop(this.active.replace(None, vm));
            }
            let Some(source) = this.source.cloned(vm) else {
                return Ok(None);
            };
            let iterator = match source.next(vm) {
                Ok(Some(iterable)) => iterable.iter(vm),
                Ok(None) => {
                    drop(this.source.replace(None, vm));
                    return Ok(None);
                }
                Err(raised) => Err(raised),
            };
            match iterator {
                Ok(iterator) => drop(this.active.replace(Some(iterator), vm)),
                Err(raised) => {
                    drop(this.source.replace(None, vm));
                    return Err(raised);
                }
            }
        }
    }

    /// Makes a chain of the iterables that one iterable gives.
    #[class_method(signature = "($type, iterable, /)")]
    fn from_iterable(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult {
        make(class, iterable, vm)
    }
}
