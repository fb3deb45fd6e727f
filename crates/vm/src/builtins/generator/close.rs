//! `close`: ending a generator that is suspended.
//! Source: PEP 342; <https://docs.python.org/3.14/reference/expressions.html#generator.close>

use crate::builtins::generator::{Generator, State};
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

impl Generator {
    /// Raises `GeneratorExit` where the generator is suspended, if anything there would notice. Gives
    /// the value that it returns then.
    ///
    /// Raises `RuntimeError` if it yields instead.
    pub(crate) fn close(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        vm.check_native_stack("")?;
        match this.state.get() {
            State::Finished => return Ok(Value::NONE),
            State::Created => {
                this.abandon();
                return Ok(Value::NONE);
            }
            State::Suspended | State::Running => {}
        }
        let mut raised = None;
        if let Some(delegate) = this.delegate() {
            raised = this
                .while_delegating(|vm| vm.close_iterator(&delegate), vm)
                .err();
        }
        let is_unnoticed = !this.has_cleanup() && !vm.instruments.watches_unwinding();
        if raised.is_none() && this.state.get() == State::Suspended && is_unnoticed {
            this.abandon();
            return Ok(Value::NONE);
        }
        let exit = vm.types.exceptions.generator_exit.clone();
        let raised = match raised {
            Some(raised) => raised,
            None => Raised::new(vm.new_exception(&exit, Vec::new())),
        };
        match vm.resume_generator(this, Err(raised)) {
            Ok(Step::Item(_)) => {
                let kind = this.kind_name();
                Err(vm.runtime_error(format!("{kind} ignored GeneratorExit")))
            }
            Ok(Step::End(value)) => Ok(value),
            Err(raised) if raised.is_instance(&exit, vm) => Ok(Value::NONE),
            Err(raised) => Err(raised),
        }
    }
}

impl Vm {
    /// Closes what a generator delegates to, if it can be closed.
    pub(super) fn close_iterator(&mut self, iterator: &Value) -> PyResult<()> {
        if let Some(generator) = iterator.downcast::<Generator>()
            && !generator.is_asynchronous()
        {
            return Generator::close(generator, self).map(drop);
        }
        let close = self.names.close.clone();
        match iterator.get_attribute_optional(&close, self) {
            Ok(Some(close)) => close.call_positional(&[], self).map(drop),
            Ok(None) => Ok(()),
            Err(raised) => {
                self.unraisable("closing generator", raised, iterator);
                Ok(())
            }
        }
    }
}
