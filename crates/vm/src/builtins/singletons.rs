//! The types of `None`, `Ellipsis` and `NotImplemented`.
//! Reference: <https://docs.python.org/3.14/library/constants.html>

use crate::builtins::object::Instance;
use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::slots::Slots;

/// `NoneType`
pub(crate) const NONE_SPEC: TypeSpec = TypeSpec {
    name: "NoneType",
    doc: "",
    payload: Instance::INFO,
    flags: TypeFlags::empty(),
    slots: Slots::EMPTY,
    members: &[],
};

/// `ellipsis`
pub(crate) const ELLIPSIS_SPEC: TypeSpec = TypeSpec {
    name: "ellipsis",
    ..NONE_SPEC
};

/// `NotImplementedType`
pub(crate) const NOT_IMPLEMENTED_SPEC: TypeSpec = TypeSpec {
    name: "NotImplementedType",
    ..NONE_SPEC
};
