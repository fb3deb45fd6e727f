//! The awaitable of `athrow` and `aclose`.
//! Source: PEP 525.

use std::cell::Cell;

use rpy_macros::native_class;

use crate::builtins::generator::asend::{Progress, has_ended};
use crate::builtins::generator::methods::item_or_stop;
use crate::builtins::generator::throw::Thrown;
use crate::builtins::generator::{Generator, State};
use crate::builtins::iterators::self_iter;
use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Throws an exception into an asynchronous generator, or closes it.
pub struct AsyncGeneratorThrow {
    pub(super) generator: Ref<Generator>,
    /// What is thrown, until that has been done; nothing for `aclose`.
    thrown: HeapCell<Option<Thrown>>,
    pub(super) closes: bool,
    progress: Cell<Progress>,
}

impl Payload for AsyncGeneratorThrow {
    const NAME: &'static str = "async_generator_athrow";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.generator.as_value());
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        if let Some(thrown) = unsafe { &*self.thrown.as_ptr() } {
            thrown.traverse(visit);
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.async_generator_athrow
    }

    fn begin_finalizing(&self) -> bool {
        self.progress.get() == Progress::New && {
            self.progress.set(Progress::Ended);
            true
        }
    }
}

impl AsyncGeneratorThrow {
    /// Makes the awaitable of `athrow`, or of `aclose` if nothing is thrown, and shows the generator to
    /// the hooks if it is the first.
    pub(super) fn new(
        generator: &Ref<Generator>,
        thrown: Option<Thrown>,
        vm: &mut Vm,
    ) -> PyResult<Ref<AsyncGeneratorThrow>> {
        vm.hook_async_generator(generator)?;
        let payload = AsyncGeneratorThrow {
            generator: generator.clone(),
            closes: thrown.is_none(),
            thrown: HeapCell::new(thrown),
            progress: Cell::new(Progress::New),
        };
        Ok(Ref::new(payload, vm))
    }
}

impl Ref<AsyncGeneratorThrow> {
    fn has_ended(&self) -> bool {
        has_ended(self.progress.get(), &self.generator, self.as_value())
    }

    /// Marks the generator as stepped by this.
    fn begin(&self, vm: &mut Vm) -> PyResult<()> {
        if self.generator.is_stepped() {
            self.progress.set(Progress::Ended);
            let method = if self.closes { "aclose" } else { "athrow" };
            return Err(vm.runtime_error(format!(
                "{method}(): asynchronous generator is already running"
            )));
        }
        self.progress.set(Progress::Begun);
        let address = self.as_value().bits() as usize;
        self.generator.details().stepped_by.set(address);
        Ok(())
    }

    fn check_not_ended(&self, vm: &mut Vm) -> PyResult<()> {
        if self.has_ended() {
            return Err(vm.runtime_error("cannot reuse already awaited aclose()/athrow()"));
        }
        Ok(())
    }

    fn step(&self, value: Value, vm: &mut Vm) -> PyResult<Step> {
        self.check_not_ended(vm)?;
        let generator = &self.generator;
        if generator.state.get() == State::Finished {
            self.progress.set(Progress::Ended);
            return Ok(Step::END);
        }
        if self.progress.get() == Progress::Begun {
            let step = vm.resume_generator(generator, Ok(Some(value)));
            return self.awaited(step, vm);
        }
        if !generator.is_stepped() {
            if generator.details().is_closed.get() {
                self.progress.set(Progress::Ended);
                return Err(vm.async_iteration_end());
            }
            if !value.is_none() {
                return Err(
                    vm.runtime_error("can't send non-None value to a just-started coroutine")
                );
            }
        }
        self.begin(vm)?;
        let thrown = match self.thrown.replace(None, vm) {
            Some(thrown) => thrown,
            None => {
                generator.details().is_closed.set(true);
                Thrown::exception(vm.types.exceptions.generator_exit.to_value())
            }
        };
        let step = generator.throw_into(thrown, false, vm);
        self.awaited(step, vm)
    }

    /// As [`Generator::awaited`]; the end of the generator is what `aclose` asks for, and an item is not.
    fn awaited(&self, step: PyResult<Step>, vm: &mut Vm) -> PyResult<Step> {
        let awaited = self.generator.awaited(step, vm);
        if !self.closes {
            return awaited;
        }
        match awaited {
            Ok(Step::End(_)) => Err(vm.runtime_error("async generator ignored GeneratorExit")),
            Err(raised) => {
                let exceptions = &vm.types.exceptions;
                if raised.is_instance(&exceptions.stop_async_iteration, vm)
                    || raised.is_instance(&exceptions.generator_exit, vm)
                {
                    Ok(Step::END)
                } else {
                    Err(raised)
                }
            }
            item => item,
        }
    }
}

#[native_class(
    name = "async_generator_athrow",
    registry = async_generator_athrow,
    flags(disallow_instantiation, awaited),
    slots(await = self_iter)
)]
impl AsyncGeneratorThrow {
    #[slot]
    fn iternext(this: &Ref<AsyncGeneratorThrow>, vm: &mut Vm) -> PyResult<Step> {
        this.step(Value::NONE, vm)
    }

    /// Goes on.
    #[method(signature = "($self, value, /)")]
    fn send(this: &Ref<AsyncGeneratorThrow>, value: Value, vm: &mut Vm) -> PyResult {
        let step = this.step(value, vm)?;
        item_or_stop(step, vm)
    }

    /// Raises another exception where the generator is suspended.
    #[method(signature = "($self, type, value=None, traceback=None, /)")]
    fn throw(
        this: &Ref<AsyncGeneratorThrow>,
        r#type: Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        this.check_not_ended(vm)?;
        if this.progress.get() == Progress::New {
            this.begin(vm)?;
        }
        let thrown = match Thrown::new(r#type, value, traceback, "throw", vm) {
            Ok(thrown) => this.generator.throw_into(thrown, true, vm),
            Err(raised) => Err(raised),
        };
        let step = this.awaited(thrown, vm)?;
        item_or_stop(step, vm)
    }

    /// Ends it: raises `GeneratorExit` where the generator is suspended.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<AsyncGeneratorThrow>, vm: &mut Vm) -> PyResult<()> {
        if this.has_ended() {
            return Ok(());
        }
        let exit = vm.types.exceptions.generator_exit.to_value();
        let result = AsyncGeneratorThrow::throw(this, exit, None, None, vm);
        vm.expect_exit(result)
    }
}
