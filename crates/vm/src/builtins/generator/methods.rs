//! The protocol of generators: iteration, `send`, `throw` and `close`.

use crate::builtins::generator::Generator;
use crate::builtins::type_::TypeFlags;
use crate::eval::generators::Step;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The type `generator`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "generator",
    doc: "",
    payload: Generator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[],
};

/// The type `coroutine`.
pub(crate) const COROUTINE_SPEC: TypeSpec = TypeSpec {
    name: "coroutine",
    slots: Slots::EMPTY,
    ..SPEC
};

fn iter(generator: &Value, _vm: &mut Vm) -> PyResult {
    Ok(generator.clone())
}

fn next(generator: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let generator = this(generator);
    match vm.resume_generator(generator, Ok(None))? {
        Step::Yielded(value) => Ok(Some(value)),
        Step::Returned(value) => {
            vm.set_stop_value(value);
            Ok(None)
        }
    }
}

fn this(value: &Value) -> &Ref<Generator> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}
