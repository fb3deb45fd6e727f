//! The types `coroutine` and `coroutine_wrapper`.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#coroutine-objects>

use rpy_macros::{Payload, native_class};

use crate::builtins::generator::methods::item_or_stop;
use crate::builtins::generator::throw::Thrown;
use crate::builtins::generator::{Generator, State};
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The class `coroutine`, whose instances hold what generators do.
pub(crate) struct Coroutine;

#[native_class(
    name = "coroutine",
    payload = Generator,
    registry = coroutine,
    flags(disallow_instantiation, weakref, close),
    generic,
    methods(Generator::NAMES, Generator::STEPS)
)]
impl Coroutine {
    #[slot]
    fn repr(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        Generator::repr(this, vm)
    }

    #[slot]
    fn r#await(this: &Ref<Generator>, vm: &mut Vm) -> Ref<CoroutineWrapper> {
        let coroutine = this.clone();
        Ref::new(CoroutineWrapper { coroutine }, vm)
    }

    // The frame, or None when it has been left.
    #[getter]
    fn cr_frame(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "cr_frame")?;
        Ok(vm.generator_frame(this))
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
    fn cr_code(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "cr_code")?;
        Ok(this.code.to_value())
    }

    /// What the coroutine waits for, or None.
    #[getter]
    fn cr_await(this: &Ref<Generator>) -> Value {
        this.delegate().unwrap_or(Value::NONE)
    }

    // Where the coroutine was made: file, line and function of the innermost calls, or None.
    #[getter(member)]
    fn cr_origin(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        this.existing_details()
            .map_or(Value::NONE, |details| details.origin.cloned(vm))
    }
}

/// What __await__() of a coroutine returns: an iterator that runs it.
#[derive(Payload)]
pub struct CoroutineWrapper {
    coroutine: Ref<Generator>,
}

#[native_class(
    name = "coroutine_wrapper",
    registry = coroutine_wrapper,
    flags(disallow_instantiation)
)]
impl CoroutineWrapper {
    #[slot]
    fn iternext(this: &Ref<CoroutineWrapper>, vm: &mut Vm) -> PyResult<Step> {
        let coroutine = this.coroutine.clone();
        vm.resume_generator(&coroutine, Ok(None))
    }

    /// As `send` of the coroutine.
    #[method(signature = "($self, object, /)")]
    fn send(this: &Ref<CoroutineWrapper>, object: Value, vm: &mut Vm) -> PyResult {
        let step = vm.resume_generator(&this.coroutine, Ok(Some(object)))?;
        item_or_stop(step, vm)
    }

    /// As `throw` of the coroutine.
    #[method(signature = "($self, type, value=None, traceback=None, /)", hidden)]
    fn throw(
        this: &Ref<CoroutineWrapper>,
        r#type: Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let thrown = Thrown::new(r#type, value, traceback, "throw", vm)?;
        let step = this.coroutine.throw_into(thrown, true, vm)?;
        item_or_stop(step, vm)
    }

    /// As `close` of the coroutine.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<CoroutineWrapper>, vm: &mut Vm) -> PyResult {
        Generator::close(&this.coroutine, vm)
    }
}
