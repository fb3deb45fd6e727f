//! `callable_iterator`: `iter(callable, sentinel)`.

use rpy_macros::methods;

use crate::builtins::iterators::{self, self_iter};
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Calls a function until it gives the sentinel.
pub struct CallableIterator {
    /// Function and sentinel; `None` at the end.
    state: HeapCell<Option<(Value, Value)>>,
}

impl Payload for CallableIterator {
    const NAME: &'static str = "callable_iterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        if let Some((callable, sentinel)) = unsafe { &*self.state.as_ptr() } {
            visit(callable);
            visit(sentinel);
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        if let Some((callable, sentinel)) = unsafe { (*self.state.as_ptr()).take() } {
            garbage.push(callable);
            garbage.push(sentinel);
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.callable_iterator
    }
}

impl CallableIterator {
    /// Makes an iterator over the results of calling `callable`, up to `sentinel`.
    pub fn new(callable: Value, sentinel: Value, vm: &mut Vm) -> Ref<CallableIterator> {
        let state = HeapCell::new(Some((callable, sentinel)));
        Ref::new(CallableIterator { state }, vm)
    }
}

#[methods]
impl CallableIterator {
    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<CallableIterator>, vm: &mut Vm) -> PyResult {
        let Some((callable, sentinel)) = this.state.cloned(vm) else {
            let empty = Tuple::new(Vec::new(), vm).into_value();
            return iterators::reduce_to(empty, None, "iter", vm);
        };
        let name = vm.intern("iter");
        let function = vm.builtins.clone().get_str(&name, vm).cloned();
        let arguments = Tuple::new(vec![callable, sentinel], vm).into_value();
        let parts = vec![function.unwrap_or(Value::NONE), arguments];
        Ok(Tuple::new(parts, vm).into_value())
    }
}

fn next(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
    let this: &Ref<CallableIterator> = iterators::expect(iterator);
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

/// The type `callable_iterator`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "callable_iterator",
    doc: "",
    payload: CallableIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(self_iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[CallableIterator::MEMBERS],
};
