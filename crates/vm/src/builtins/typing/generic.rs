//! `typing.Generic`: the base of generic classes.

use rpy_macros::native_class;

use super::{call_typing, typing_attribute, unpack_type_var_tuples};
use crate::builtins::object::{self, Instance};
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::native::NativeClass;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Stands for the class, whose instances hold nothing.
pub(super) struct Generic;

/// `Generic[params]`, the base that a class with type parameters gets.
pub(crate) fn subscript_generic(params: &Value, vm: &mut Vm) -> PyResult {
    let Some(params) = params.downcast::<Tuple>() else {
        return Err(vm.system_error("type parameters are no tuple"));
    };
    let params = unpack_type_var_tuples(params, vm)?.into_value();
    let generic = Generic::class(vm).to_value();
    call_typing("_GenericAlias", &[generic, params], vm)
}

/// The base of classes that have type parameters.
#[native_class(
    name = "typing.Generic",
    payload = Instance,
    flags(base, weakref),
    slots(new = object::new)
)]
impl Generic {
    /// Gives the class arguments for its type parameters.
    #[class_method(signature = "($type, /, *args, **kwargs)")]
    fn __class_getitem__(class: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        forward("_generic_class_getitem", class, args, vm)
    }

    /// Finds the type parameters of a class when it is made.
    #[class_method(signature = "($type, /, *args, **kwargs)")]
    fn __init_subclass__(class: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        forward("_generic_init_subclass", class, args, vm)
    }
}

/// Calls a function of `typing` with the class and the arguments.
fn forward(function: &str, class: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let function = typing_attribute(function, vm)?;
    let values: Vec<Value> = std::iter::once(class)
        .chain(args.values())
        .cloned()
        .collect();
    function.call(Args::new(&values, args.names()), vm)
}
