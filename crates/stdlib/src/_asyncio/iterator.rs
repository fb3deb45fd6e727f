//! The iterator that `await` runs for a future.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::exceptions::{BaseException, Traceback};
use rpy_vm::object::Step;
use rpy_vm::{HeapCell, PyResult, Raised, Ref, Value, Vm};

use super::value::{Future, Progress};

/// Hands out a future that is pending, once; then ends with its result.
#[derive(Payload)]
pub(super) struct FutureIterator {
    /// None when the iterator has ended.
    future: HeapCell<Option<Ref<Future>>>,
}

impl FutureIterator {
    pub(super) fn new(future: &Ref<Future>, vm: &mut Vm) -> Ref<FutureIterator> {
        let future = HeapCell::new(Some(future.clone()));
        Ref::new(FutureIterator { future }, vm)
    }

    fn advance(&self, vm: &mut Vm) -> PyResult<Step> {
        let Some(future) = self.future.cloned(vm) else {
            return Ok(Step::END);
        };
        if future.progress.get() == Progress::Pending {
            if future.is_blocking.replace(true) {
                return Err(vm.runtime_error("await wasn't used with future"));
            }
            return Ok(Step::Item(future.into_value()));
        }
        drop(self.future.replace(None, vm));
        future.result(vm).map(Step::End)
    }
}

#[native_class(
    name = "_asyncio.FutureIter",
    flags(disallow_instantiation),
    undocumented
)]
impl FutureIterator {
    #[slot]
    fn iternext(this: &Ref<FutureIterator>, vm: &mut Vm) -> PyResult<Step> {
        this.advance(vm)
    }

    /// Goes on; what is sent does not matter.
    #[method(signature = "($self, object, /)")]
    fn send(this: &Ref<FutureIterator>, object: &Value, vm: &mut Vm) -> PyResult {
        let _ = object;
        match this.advance(vm)? {
            Step::Item(item) => Ok(item),
            Step::End(result) => Err(vm.stop_iteration(result)),
        }
    }

    /// Ends, and raises the exception.
    #[method(signature = "($self, type, value=None, traceback=None, /)", hidden)]
    fn throw(
        this: &Ref<FutureIterator>,
        r#type: &Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        if value.is_some() || traceback.is_some() {
            let category = vm.types.exceptions.deprecation_warning.clone();
            let message = "the (type, exc, tb) signature of throw() is deprecated, use the \
                           single-arg signature instead.";
            vm.warn(&category, message)?;
        }
        if let Some(traceback) = &traceback
            && !traceback.has_payload::<Traceback>()
        {
            return Err(vm.type_error("throw() third argument must be a traceback"));
        }
        drop(this.future.replace(None, vm));
        let raised = raised(r#type, value, vm)?;
        if let Some(traceback) = traceback {
            raised.exception().set_traceback(traceback, vm);
        }
        Err(raised)
    }

    /// Ends.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<FutureIterator>, vm: &mut Vm) {
        drop(this.future.replace(None, vm));
    }
}

/// The exception that `throw` raises: `kind`, or an instance of that with `value`.
fn raised(kind: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<Raised> {
    if kind.has_payload::<BaseException>() {
        return match value {
            None => Ok(vm.normalize_raise(kind, None)),
            Some(_) => Err(vm.type_error("instance exception may not have a separate value")),
        };
    }
    if !vm.is_exception_class(kind) {
        let message =
            "exceptions must be classes deriving BaseException or instances of such a class";
        return Err(vm.type_error(message));
    }
    Ok(match value {
        None => vm.normalize_raise(kind, None),
        Some(value) if value.is_instance(kind, vm)? => vm.normalize_raise(&value, None),
        Some(value) => {
            let exception = kind.call_positional(&[value], vm)?;
            vm.normalize_raise(&exception, None)
        }
    })
}
