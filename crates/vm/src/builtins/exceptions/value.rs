//! What an exception holds.

use std::cell::Cell;

use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
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

    fn clear(&self, garbage: &mut Vec<Value>) {
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

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.exceptions.base_exception
    }
}
