//! The awaitable of `__anext__` and `asend`: one step of an asynchronous generator.
//! Source: PEP 525.

use std::cell::Cell;

use rpy_macros::native_class;

use crate::builtins::generator::Generator;
use crate::builtins::generator::methods::item_or_stop;
use crate::builtins::generator::throw::Thrown;
use crate::builtins::iterators::self_iter;
use crate::builtins::type_::Type;
use crate::eval::cursor::Cursor;
use crate::eval::generators;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// How far an awaitable of an asynchronous generator is. One that has been begun has ended when the
/// generator is no longer stepped by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    New,
    Begun,
    /// It failed to begin.
    Ended,
}

/// One step of an asynchronous generator.
pub struct AsyncGeneratorSend {
    pub(super) generator: Ref<Generator>,
    /// What is sent.
    value: Value,
    progress: Cell<Progress>,
}

impl Payload for AsyncGeneratorSend {
    const NAME: &'static str = "async_generator_asend";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.generator.as_value());
        visit(&self.value);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.async_generator_asend
    }

    fn begin_finalizing(&self) -> bool {
        self.progress.get() == Progress::New && {
            self.progress.set(Progress::Ended);
            true
        }
    }
}

impl AsyncGeneratorSend {
    /// Makes the awaitable, and shows the generator to the hooks if it is the first.
    pub(crate) fn new(
        generator: &Ref<Generator>,
        value: Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<AsyncGeneratorSend>> {
        vm.hook_async_generator(generator)?;
        let payload = AsyncGeneratorSend {
            generator: generator.clone(),
            value,
            progress: Cell::new(Progress::New),
        };
        Ok(Ref::new(payload, vm))
    }
}

impl Ref<AsyncGeneratorSend> {
    /// Marks the generator as stepped by this; gives what is to be sent to it in place of `value`.
    fn begin(&self, value: Value, vm: &mut Vm) -> PyResult {
        let details = self.generator.details();
        let address = self.as_value().bits() as usize;
        match self.progress.get() {
            Progress::New => {
                if details.stepped_by.get() != 0 {
                    self.progress.set(Progress::Ended);
                    return Err(
                        vm.runtime_error("anext(): asynchronous generator is already running")
                    );
                }
                self.progress.set(Progress::Begun);
                details.stepped_by.set(address);
                Ok(if value.is_none() {
                    self.value.clone()
                } else {
                    value
                })
            }
            Progress::Begun if details.stepped_by.get() == address => Ok(value),
            Progress::Begun | Progress::Ended => {
                Err(vm.runtime_error("cannot reuse already awaited __anext__()/asend()"))
            }
        }
    }

    fn step(&self, value: Value, vm: &mut Vm) -> PyResult<Step> {
        let value = self.begin(value, vm)?;
        let step = vm.resume_generator(&self.generator, Ok(Some(value)));
        self.generator.awaited(step, vm)
    }

    /// Steps the generator for a `SEND`: puts its frame on the stack, to be run next.
    pub(crate) fn enter(&self, value: Value, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
        let value = self.begin(value, vm)?;
        let generator = self.generator.clone();
        let entered = generators::enter(&generator, Some(value), 0, cursor, vm);
        if !matches!(entered, Ok(true)) {
            generator.details().stepped_by.set(0);
        }
        if entered? {
            Ok(())
        } else {
            Err(vm.async_iteration_end())
        }
    }
}

#[native_class(
    name = "async_generator_asend",
    registry = async_generator_asend,
    flags(disallow_instantiation, awaited),
    slots(await = self_iter)
)]
impl AsyncGeneratorSend {
    #[slot]
    fn iternext(this: &Ref<AsyncGeneratorSend>, vm: &mut Vm) -> PyResult<Step> {
        this.step(Value::NONE, vm)
    }

    /// Goes on with the step.
    #[method(signature = "($self, value, /)")]
    fn send(this: &Ref<AsyncGeneratorSend>, value: Value, vm: &mut Vm) -> PyResult {
        let step = this.step(value, vm)?;
        item_or_stop(step, vm)
    }

    /// Raises an exception where the generator is suspended.
    #[method(signature = "($self, type, value=None, traceback=None, /)")]
    fn throw(
        this: &Ref<AsyncGeneratorSend>,
        r#type: Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        this.begin(Value::NONE, vm)?;
        let thrown = match Thrown::new(r#type, value, traceback, "throw", vm) {
            Ok(thrown) => this.generator.throw_into(thrown, true, vm),
            Err(raised) => Err(raised),
        };
        let step = this.generator.awaited(thrown, vm)?;
        item_or_stop(step, vm)
    }

    /// Ends the step: raises `GeneratorExit` where the generator is suspended.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<AsyncGeneratorSend>, vm: &mut Vm) -> PyResult<()> {
        if this.has_ended() {
            return Ok(());
        }
        let exit = vm.types.exceptions.generator_exit.to_value();
        let result = AsyncGeneratorSend::throw(this, exit, None, None, vm);
        vm.expect_exit(result)
    }
}

impl Ref<AsyncGeneratorSend> {
    fn has_ended(&self) -> bool {
        has_ended(self.progress.get(), &self.generator, self.as_value())
    }
}

/// Whether `awaitable`, of this generator, has ended.
pub(super) fn has_ended(progress: Progress, generator: &Ref<Generator>, awaitable: &Value) -> bool {
    match progress {
        Progress::New => false,
        Progress::Begun => generator.details().stepped_by.get() != awaitable.bits() as usize,
        Progress::Ended => true,
    }
}

impl Vm {
    /// Takes an exception that ends an awaitable for what it was closed for.
    ///
    /// Raises `RuntimeError` if it yielded instead.
    pub(super) fn expect_exit(&mut self, result: PyResult) -> PyResult<()> {
        match result {
            Ok(_) => Err(self.runtime_error("coroutine ignored GeneratorExit")),
            Err(raised) => {
                let exceptions = &self.types.exceptions;
                let ends = [
                    &exceptions.stop_iteration,
                    &exceptions.stop_async_iteration,
                    &exceptions.generator_exit,
                ];
                if ends.iter().any(|class| raised.is_instance(class, self)) {
                    Ok(())
                } else {
                    Err(raised)
                }
            }
        }
    }
}
