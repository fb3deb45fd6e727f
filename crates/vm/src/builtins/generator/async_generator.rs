//! The type `async_generator`.
//! Reference: <https://docs.python.org/3.14/reference/expressions.html#asynchronous-generator-iterator-methods>

use rpy_macros::native_class;

use crate::builtins::code::GeneratorKind;
use crate::builtins::generator::asend::AsyncGeneratorSend;
use crate::builtins::generator::athrow::AsyncGeneratorThrow;
use crate::builtins::generator::throw::Thrown;
use crate::builtins::generator::{Generator, State};
use crate::builtins::iterators::self_iter;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The class `async_generator`, whose instances hold what generators do.
pub(crate) struct AsyncGenerator;

#[native_class(
    name = "async_generator",
    payload = Generator,
    registry = async_generator,
    flags(disallow_instantiation, weakref, close),
    generic,
    methods(Generator::NAMES),
    slots(aiter = self_iter)
)]
impl AsyncGenerator {
    #[slot]
    fn repr(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        Generator::repr(this, vm)
    }

    #[slot]
    fn anext(this: &Ref<Generator>, vm: &mut Vm) -> PyResult<Ref<AsyncGeneratorSend>> {
        AsyncGeneratorSend::new(this, Value::NONE, vm)
    }

    /// Returns an awaitable that resumes the generator; the value becomes the result of its `yield`.
    #[method(signature = "($self, object, /)")]
    fn asend(this: &Ref<Generator>, object: Value, vm: &mut Vm) -> PyResult {
        Ok(AsyncGeneratorSend::new(this, object, vm)?.into_value())
    }

    /// Returns an awaitable that raises an exception where the generator is suspended.
    #[method(signature = "($self, /, *arguments)", hidden)]
    fn athrow(this: &Ref<Generator>, arguments: &[Value], vm: &mut Vm) -> PyResult {
        let thrown = Thrown::deferred(arguments, vm)?;
        Ok(AsyncGeneratorThrow::new(this, Some(thrown), vm)?.into_value())
    }

    /// Returns an awaitable that raises `GeneratorExit` where the generator is suspended.
    #[method(signature = "($self, /)")]
    fn aclose(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        Ok(AsyncGeneratorThrow::new(this, None, vm)?.into_value())
    }

    // The frame, or None when it has been left.
    #[getter]
    fn ag_frame(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "ag_frame")?;
        Ok(vm.generator_frame(this))
    }

    // Whether an awaitable of the generator has been begun and not ended.
    #[getter(member)]
    fn ag_running(this: &Ref<Generator>) -> bool {
        this.is_stepped()
    }

    #[getter]
    fn ag_suspended(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Suspended
    }

    #[getter]
    fn ag_code(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "ag_code")?;
        Ok(this.code.to_value())
    }

    /// What the generator waits for, or None.
    #[getter]
    fn ag_await(this: &Ref<Generator>) -> Value {
        this.delegate().unwrap_or(Value::NONE)
    }
}

impl Generator {
    /// Whether it is an asynchronous generator.
    pub(crate) fn is_asynchronous(&self) -> bool {
        self.code.kind == GeneratorKind::AsyncGenerator
    }

    /// Whether an awaitable of an asynchronous generator has been begun and not ended.
    pub(super) fn is_stepped(&self) -> bool {
        self.existing_details()
            .is_some_and(|details| details.stepped_by.get() != 0)
    }

    /// What a step of the generator is to the awaitable that made it: the end, with the item, or one
    /// of the values that it yields while it awaits something itself.
    ///
    /// Raises `StopAsyncIteration` at the end of the generator.
    pub(super) fn awaited(&self, step: PyResult<Step>, vm: &mut Vm) -> PyResult<Step> {
        if matches!(step, Ok(Step::Item(_))) && self.is_delegating() {
            return step;
        }
        self.details().stepped_by.set(0);
        match step? {
            Step::Item(item) => Ok(Step::End(item)),
            Step::End(_) => Err(vm.async_iteration_end()),
        }
    }
}
