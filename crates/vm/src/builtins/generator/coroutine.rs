//! The types `coroutine` and `coroutine_wrapper`.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#coroutine-objects>

use rpy_macros::methods;

use crate::builtins::generator::methods::{self, item_or_stop};
use crate::builtins::generator::throw::Thrown;
use crate::builtins::generator::{Generator, State};
use crate::builtins::iterators::{expect, self_iter};
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The type `coroutine`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "coroutine",
    slots: Slots {
        repr: Some(methods::repr),
        r#await: Some(wrap),
        ..Slots::EMPTY
    },
    members: &[
        Generator::MEMBERS,
        Generator::STEP_MEMBERS,
        Generator::COROUTINE_MEMBERS,
    ],
    ..methods::SPEC
};

/// What only coroutines have.
#[methods(COROUTINE_MEMBERS)]
impl Generator {
    /// The frame, or None when it has been left.
    #[getter]
    fn cr_frame(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        vm.generator_frame(this)
    }

    #[getter]
    fn cr_running(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Running
    }

    #[getter]
    fn cr_suspended(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Suspended
    }

    #[getter]
    fn cr_code(this: &Ref<Generator>) -> Value {
        this.code.to_value()
    }

    /// What the coroutine waits for, or None.
    #[getter]
    fn cr_await(this: &Ref<Generator>) -> Value {
        this.delegate().unwrap_or(Value::NONE)
    }

    /// Where the coroutine was made: file, line and function of the innermost calls, or None.
    #[getter]
    fn cr_origin(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        this.existing_details()
            .map_or(Value::NONE, |details| details.origin.cloned(vm))
    }
}

/// The iterator that `__await__` of a coroutine gives.
pub struct CoroutineWrapper {
    coroutine: Ref<Generator>,
}

impl Payload for CoroutineWrapper {
    const NAME: &'static str = "coroutine_wrapper";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.coroutine.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.coroutine_wrapper
    }
}

/// The type `coroutine_wrapper`.
pub(crate) const WRAPPER_SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "coroutine_wrapper",
    doc: "A wrapper object implementing __await__ for coroutines.",
    payload: CoroutineWrapper::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(self_iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[CoroutineWrapper::MEMBERS],
};

fn wrap(coroutine: &Value, vm: &mut Vm) -> PyResult {
    let coroutine = expect::<Generator>(coroutine).clone();
    Ok(Ref::new(CoroutineWrapper { coroutine }, vm).into_value())
}

fn next(this: &Value, vm: &mut Vm) -> PyResult<Step> {
    let coroutine = expect::<CoroutineWrapper>(this).coroutine.clone();
    vm.resume_generator(&coroutine, Ok(None))
}

#[methods]
impl CoroutineWrapper {
    /// As `send` of the coroutine.
    #[method(signature = "($self, value, /)")]
    fn send(this: &Ref<CoroutineWrapper>, value: Value, vm: &mut Vm) -> PyResult {
        let step = vm.resume_generator(&this.coroutine, Ok(Some(value)))?;
        item_or_stop(step, vm)
    }

    /// As `throw` of the coroutine.
    #[method(signature = "($self, type, value=None, traceback=None, /)")]
    fn throw(
        this: &Ref<CoroutineWrapper>,
        r#type: Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let thrown = Thrown::new(r#type, value, traceback, "coroutine.throw()", vm)?;
        let step = this.coroutine.throw_into(thrown, true, vm)?;
        item_or_stop(step, vm)
    }

    /// As `close` of the coroutine.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<CoroutineWrapper>, vm: &mut Vm) -> PyResult {
        Generator::close(&this.coroutine, vm)
    }
}
