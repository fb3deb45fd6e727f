//! The types of `None`, `Ellipsis` and `NotImplemented`.
//! Reference: <https://docs.python.org/3.14/library/constants.html>

use crate::builtins::object::Instance;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `NoneType`
pub(crate) const NONE_SPEC: TypeSpec = TypeSpec {
    signature: "()",
    name: "NoneType",
    doc: "The type of None, its only instance.",
    payload: Instance::INFO,
    flags: TypeFlags::empty(),
    slots: Slots {
        repr: Some(repr),
        new: Some(new_none),
        bool: Some(none_is_true),
        ..Slots::EMPTY
    },
    members: &[],
};

/// `ellipsis`
pub(crate) const ELLIPSIS_SPEC: TypeSpec = TypeSpec {
    signature: "()",
    name: "ellipsis",
    doc: "The type of Ellipsis, its only instance.",
    slots: Slots {
        repr: Some(repr),
        new: Some(new_ellipsis),
        ..Slots::EMPTY
    },
    ..NONE_SPEC
};

/// `NotImplementedType`
pub(crate) const NOT_IMPLEMENTED_SPEC: TypeSpec = TypeSpec {
    signature: "()",
    name: "NotImplementedType",
    doc: "The type of NotImplemented, its only instance.",
    slots: Slots {
        repr: Some(repr),
        new: Some(new_not_implemented),
        bool: Some(not_implemented_is_true),
        ..Slots::EMPTY
    },
    ..NONE_SPEC
};

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let text = if value.is_none() {
        "None"
    } else if value.is_ellipsis() {
        "Ellipsis"
    } else {
        "NotImplemented"
    };
    Ok(vm.intern(text).into_value())
}

fn none_is_true(_none: &Value, _vm: &mut Vm) -> PyResult<bool> {
    Ok(false)
}

fn not_implemented_is_true(_value: &Value, vm: &mut Vm) -> PyResult<bool> {
    Err(vm.type_error("NotImplemented should not be used in a boolean context"))
}

fn new_none(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    singleton(Value::NONE, "NoneType", args, vm)
}

fn new_ellipsis(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    singleton(Value::ELLIPSIS, "EllipsisType", args, vm)
}

fn new_not_implemented(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    singleton(Value::NOT_IMPLEMENTED, "NotImplementedType", args, vm)
}

fn singleton(value: Value, name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if args.is_empty() {
        Ok(value)
    } else {
        Err(vm.type_error(format!("{name} takes no arguments")))
    }
}
