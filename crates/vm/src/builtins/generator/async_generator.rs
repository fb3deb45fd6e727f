//! The type `async_generator`.
//! Reference: <https://docs.python.org/3.14/reference/expressions.html#asynchronous-generator-iterator-methods>

use rpy_macros::methods;

use crate::builtins::code::GeneratorKind;
use crate::builtins::generator::asend::AsyncGeneratorSend;
use crate::builtins::generator::athrow::AsyncGeneratorThrow;
use crate::builtins::generator::throw::Thrown;
use crate::builtins::generator::{Generator, State, methods};
use crate::builtins::iterators::{expect, self_iter};
use crate::function::native::TypeSpec;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The type `async_generator`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "async_generator",
    slots: Slots {
        repr: Some(methods::repr),
        aiter: Some(self_iter),
        anext: Some(anext),
        ..Slots::EMPTY
    },
    members: &[Generator::MEMBERS, Generator::ASYNC_GENERATOR_MEMBERS],
    ..methods::SPEC
};

fn anext(this: &Value, vm: &mut Vm) -> PyResult {
    let step = AsyncGeneratorSend::new(expect(this), Value::NONE, vm)?;
    Ok(step.into_value())
}

/// What only asynchronous generators have.
#[methods(ASYNC_GENERATOR_MEMBERS)]
impl Generator {
    /// Returns an awaitable that resumes the generator; the value becomes the result of its `yield`.
    #[method(signature = "($self, value, /)")]
    fn asend(this: &Ref<Generator>, value: Value, vm: &mut Vm) -> PyResult {
        Ok(AsyncGeneratorSend::new(this, value, vm)?.into_value())
    }

    /// Returns an awaitable that raises an exception where the generator is suspended.
    #[method(signature = "($self, type, value=None, traceback=None, /)")]
    fn athrow(
        this: &Ref<Generator>,
        r#type: Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let thrown = Thrown::new(r#type, value, traceback, "athrow()", vm)?;
        Ok(AsyncGeneratorThrow::new(this, Some(thrown), vm)?.into_value())
    }

    /// Returns an awaitable that raises `GeneratorExit` where the generator is suspended.
    #[method(signature = "($self, /)")]
    fn aclose(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        Ok(AsyncGeneratorThrow::new(this, None, vm)?.into_value())
    }

    /// The frame, or None when it has been left.
    #[getter]
    fn ag_frame(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        vm.generator_frame(this)
    }

    /// Whether an awaitable of the generator has been begun and not ended.
    #[getter]
    fn ag_running(this: &Ref<Generator>) -> bool {
        this.is_stepped()
    }

    #[getter]
    fn ag_suspended(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Suspended
    }

    #[getter]
    fn ag_code(this: &Ref<Generator>) -> Value {
        this.code.to_value()
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
