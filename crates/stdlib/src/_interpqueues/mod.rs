//! `_interpqueues`: queues between interpreters, for `concurrent.interpreters`. Waiting is up to the Python code there.
//! Reference: <https://docs.python.org/3.14/library/concurrent.interpreters.html#concurrent.interpreters.Queue>

mod module;
mod queues;

use std::sync::Arc;

use rpy_macros::exception;
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::{PyResult, Raised, Value, Vm};

pub use module::MODULE;
pub(crate) use queues::{Item, QueueRef, Queues, Unbound};

use crate::_interpreters::runtime::{number_of, own, runtime};

/// Something is wrong with a queue.
#[exception(name = "concurrent.interpreters.QueueError", base = RuntimeError)]
pub(crate) struct QueueError;

/// There is no queue of this number.
#[exception(name = "concurrent.interpreters.QueueNotFoundError", base = self::QueueError)]
pub(crate) struct QueueNotFoundError;

/// Why something cannot be done with a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is no such queue.
    NotFound,
    /// It has no references to give up.
    NotBound,
    /// It has no items.
    Empty,
    /// It has as many items as it may.
    Full,
}

/// The places of the registered classes.
const EMPTY: usize = 1;
const FULL: usize = 2;

impl Refused {
    /// The exception for this.
    fn raise(self, id: i64, vm: &mut Vm) -> Raised {
        let (place, state) = match self {
            Refused::NotFound => {
                return vm.native_error::<QueueNotFoundError>(format!("queue {id} not found"));
            }
            Refused::NotBound => {
                return vm.native_error::<QueueError>(format!("queue {id} not bound"));
            }
            Refused::Empty => (EMPTY, "empty"),
            Refused::Full => (FULL, "full"),
        };
        let message = vm.new_str(&format!("queue {id} is {state}"));
        let made = registered(place, vm).and_then(|class| class.call_positional(&[message], vm));
        match made {
            Ok(exception) if exception.has_payload::<BaseException>() => {
                vm.normalize_raise(&exception, None)
            }
            Ok(_) => vm.type_error("exceptions must derive from BaseException"),
            Err(raised) => raised,
        }
    }
}

/// A class that `concurrent.interpreters` has registered; it is imported if it has not.
///
/// Raises what importing it does.
fn registered(place: usize, vm: &mut Vm) -> PyResult {
    if own(vm).queue_types.is_none() {
        let name = vm.intern("concurrent.interpreters._queues");
        vm.import_name(&name)?;
    }
    match &own(vm).queue_types {
        Some(classes) => Ok(classes[place].clone()),
        None => Err(vm.runtime_error("no classes of queues are registered")),
    }
}

/// The data of a queue, which counts as a reference on its way.
///
/// Raises `QueueNotFoundError` if it has gone.
pub(crate) fn share(queue: &Value, vm: &mut Vm) -> PyResult<QueueRef> {
    let name = vm.intern("_id");
    let id = queue.get_attribute(&name, vm)?;
    let id = number_of(&id, "queue", vm)?;
    let runtime = runtime(vm);
    match runtime.queues().bind(id) {
        Ok(()) => Ok(QueueRef::new(Arc::downgrade(&runtime), id)),
        Err(refused) => Err(refused.raise(id, vm)),
    }
}

/// The object of a queue.
///
/// Raises what its class does.
pub(crate) fn receive(queue: &QueueRef, vm: &mut Vm) -> PyResult {
    let class = registered(0, vm)?;
    let id = vm.new_int(queue.id());
    class.call_positional(&[id], vm)
}
