//! `callable_iterator`: `iter(callable, sentinel)`.

use rpy_macros::{Payload, native_class};

use crate::builtins::iterators;
use crate::builtins::tuple::Tuple;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Calls a function until it gives the sentinel.
#[derive(Payload)]
pub struct CallableIterator {
    /// Function and sentinel; `None` at the end.
    state: HeapCell<Option<(Value, Value)>>,
}

impl CallableIterator {
    /// Makes an iterator over the results of calling `callable`, up to `sentinel`.
    pub fn new(callable: Value, sentinel: Value, vm: &mut Vm) -> Ref<CallableIterator> {
        let state = HeapCell::new(Some((callable, sentinel)));
        Ref::new(CallableIterator { state }, vm)
    }
}

#[native_class(
    name = "callable_iterator",
    registry = callable_iterator,
    flags(disallow_instantiation),
    undocumented,
)]
impl CallableIterator {
    #[slot]
    fn iternext(this: &Ref<CallableIterator>, vm: &mut Vm) -> PyResult<Step> {
        let Some((callable, _)) = this.state.cloned(vm) else {
            return Ok(Step::END);
        };
        let result = match callable.call_positional(&[], vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.stop_iteration, vm) => {
                drop(this.state.replace(None, vm));
                return Ok(Step::END);
            }
            result => result?,
        };
        // The call may have exhausted this iterator.
        let Some((_, sentinel)) = this.state.cloned(vm) else {
            return Ok(Step::END);
        };
        if sentinel.equals(&result, vm)? {
            drop(this.state.replace(None, vm));
            return Ok(Step::END);
        }
        Ok(Step::Item(result))
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<CallableIterator>, vm: &mut Vm) -> PyResult {
        // Looking `iter` up may run code that exhausts the iterator.
        let name = vm.intern("iter");
        let function = iterators::builtin(&name, vm)?;
        let arguments = match this.state.cloned(vm) {
            Some((callable, sentinel)) => vec![callable, sentinel],
            None => vec![Tuple::new(Vec::new(), vm).into_value()],
        };
        let arguments = Tuple::new(arguments, vm).into_value();
        let parts = vec![function, arguments];
        Ok(Tuple::new(parts, vm).into_value())
    }
}
