//! What the adapters of slots use: the one place where the object of a slot becomes a typed
//! reference, and the conversion of results.

pub use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::function::convert::IntoResult;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A type that the first parameter of a slot function can have.
pub trait SlotReceiver<'a>: Sized {
    /// Takes the object that the slot is called with.
    fn from_slot(value: &'a Value) -> Self;
}

impl<'a> SlotReceiver<'a> for &'a Value {
    #[inline(always)]
    fn from_slot(value: &'a Value) -> &'a Value {
        value
    }
}

impl<'a, T: Payload> SlotReceiver<'a> for &'a Ref<T> {
    /// # Panics
    ///
    /// If the object has another payload. Slots are found through the class of the object, and slot
    /// wrappers check it, so that is a bug.
    #[inline(always)]
    fn from_slot(value: &'a Value) -> &'a Ref<T> {
        value
            .downcast()
            .expect("a slot is called with its own type")
    }
}

/// What a slot function returns whose slot gives a `T` that is no value.
pub trait SlotResult<T> {
    /// The result as the slot gives it.
    fn into_slot_result(self) -> PyResult<T>;
}

impl<T> SlotResult<T> for T {
    #[inline(always)]
    fn into_slot_result(self) -> PyResult<T> {
        Ok(self)
    }
}

impl<T> SlotResult<T> for PyResult<T> {
    #[inline(always)]
    fn into_slot_result(self) -> PyResult<T> {
        self
    }
}

/// What the slot `iternext` gives.
pub type Next = PyResult<Step>;

/// What a function for the slot `iternext` returns: the next item, if there is one, or a step.
pub trait IntoNext {
    /// The item as the slot gives it.
    fn into_next(self, vm: &mut Vm) -> Next;
}

impl IntoNext for Step {
    #[inline(always)]
    fn into_next(self, _vm: &mut Vm) -> Next {
        Ok(self)
    }
}

impl<T: IntoResult> IntoNext for Option<T> {
    #[inline(always)]
    fn into_next(self, vm: &mut Vm) -> Next {
        match self {
            Some(item) => item.into_result(vm).map(Step::Item),
            None => Ok(Step::END),
        }
    }
}

impl<T: IntoNext> IntoNext for PyResult<T> {
    #[inline(always)]
    fn into_next(self, vm: &mut Vm) -> Next {
        self?.into_next(vm)
    }
}
