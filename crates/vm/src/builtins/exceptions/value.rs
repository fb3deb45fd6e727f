//! What an exception holds.

use std::cell::Cell;

use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::Garbage;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An exception of any class. Attributes that some classes have beside these (`errno`, `name`,
/// `value` …) are kept in `fields`.
pub struct BaseException {
    /// `args`
    pub(crate) args: HeapCell<Ref<Tuple>>,
    /// `__traceback__`: a Traceback or None.
    pub(crate) traceback: HeapCell<Value>,
    /// `__context__`: an exception or None.
    pub(crate) context: HeapCell<Value>,
    /// `__cause__`: an exception or None.
    pub(crate) cause: HeapCell<Value>,
    /// `__suppress_context__`
    pub(crate) suppress_context: Cell<bool>,
    /// Attributes of the concrete class, in the order that the class's members give.
    pub(crate) fields: HeapCell<Vec<Value>>,
}

impl Payload for BaseException {
    const NAME: &'static str = "BaseException";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cells.
        unsafe {
            visit((*self.args.as_ptr()).as_value());
            visit(&*self.traceback.as_ptr());
            visit(&*self.context.as_ptr());
            visit(&*self.cause.as_ptr());
            (*self.fields.as_ptr()).iter().for_each(visit);
        }
    }

    fn clear(&self, garbage: &mut Garbage) {
        // SAFETY: as in `traverse`.
        unsafe {
            garbage.push(std::mem::replace(
                &mut *self.traceback.as_ptr(),
                Value::NONE,
            ));
            garbage.push(std::mem::replace(&mut *self.context.as_ptr(), Value::NONE));
            garbage.push(std::mem::replace(&mut *self.cause.as_ptr(), Value::NONE));
            garbage.append(&mut *self.fields.as_ptr());
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.exceptions.base_exception
    }
}

impl BaseException {
    /// The payload of an exception with these arguments and nothing else.
    pub(crate) fn with_args(args: Ref<Tuple>) -> BaseException {
        BaseException {
            args: HeapCell::new(args),
            traceback: HeapCell::new(Value::NONE),
            context: HeapCell::new(Value::NONE),
            cause: HeapCell::new(Value::NONE),
            suppress_context: Cell::new(false),
            fields: HeapCell::new(Vec::new()),
        }
    }

    /// `args`
    pub fn args(&self, vm: &Vm) -> Ref<Tuple> {
        self.args.cloned(vm)
    }

    /// `__traceback__`: a traceback or None.
    pub fn traceback(&self, vm: &Vm) -> Value {
        self.traceback.cloned(vm)
    }

    /// Sets `__traceback__`, to a traceback or None.
    pub fn set_traceback(&self, traceback: Value, vm: &mut Vm) {
        self.traceback.replace(traceback, vm);
    }

    /// `__context__`: an exception or None.
    pub fn context(&self, vm: &Vm) -> Value {
        self.context.cloned(vm)
    }

    /// Sets `__context__`, to an exception or None.
    pub fn set_context(&self, context: Value, vm: &mut Vm) {
        self.context.replace(context, vm);
    }

    /// `__cause__`: an exception or None.
    pub fn cause(&self, vm: &Vm) -> Value {
        self.cause.cloned(vm)
    }

    /// Sets `__cause__`, to an exception or None, and with it `__suppress_context__`.
    pub fn set_cause(&self, cause: Value, vm: &mut Vm) {
        self.cause.replace(cause, vm);
        self.suppress_context.set(true);
    }

    /// `__suppress_context__`
    pub fn suppresses_context(&self) -> bool {
        self.suppress_context.get()
    }
}

/// The exception that a member of an exception class was called with.
pub(super) fn exception_payload<'a>(
    value: &'a Value,
    vm: &mut Vm,
) -> PyResult<&'a Ref<BaseException>> {
    match value.downcast::<BaseException>() {
        Some(exception) => Ok(exception),
        None => {
            let name = value.type_name(vm);
            Err(vm.type_error(format!(
                "descriptor for 'BaseException' objects doesn't apply to a '{name}' object"
            )))
        }
    }
}
