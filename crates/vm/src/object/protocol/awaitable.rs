//! Awaiting.

use crate::builtins::generator::{Generator, Thrown};
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Takes a `StopIteration` for the end that it tells of.
fn or_end(step: PyResult<Step>, vm: &mut Vm) -> PyResult<Step> {
    match step {
        Err(raised) => vm.stop_iteration_value(raised).map(Step::End),
        step => step,
    }
}

impl Value {
    /// Whether `await` takes the object as it is: a coroutine, or a generator that `types.coroutine`
    /// has made one.
    pub fn is_coroutine(&self) -> bool {
        self.downcast::<Generator>()
            .is_some_and(|generator| generator.is_awaitable())
    }

    /// Resumes a coroutine, a generator or another iterator, as `send(None)` does; but an end is no
    /// exception.
    pub fn resume(&self, vm: &mut Vm) -> PyResult<Step> {
        if let Some(coroutine) = self.as_resumable() {
            return vm.resume_generator(coroutine, Ok(None));
        }
        let stepped = if self.class(vm).slots(vm).iternext.is_some() {
            self.step(vm)
        } else {
            let send = vm.intern("send");
            self.call_method(&send, &[Value::NONE], vm).map(Step::Item)
        };
        or_end(stepped, vm)
    }

    /// Raises an exception where a coroutine or generator is suspended, as `throw(exception)` does;
    /// but an end is no exception.
    pub fn throw(&self, exception: Value, vm: &mut Vm) -> PyResult<Step> {
        if let Some(coroutine) = self.as_resumable() {
            return coroutine.throw_into(Thrown::exception(exception), true, vm);
        }
        let throw = vm.names.throw.clone();
        let thrown = self.call_method(&throw, &[exception], vm);
        or_end(thrown.map(Step::Item), vm)
    }

    /// The coroutine or generator that this is.
    fn as_resumable(&self) -> Option<&Ref<Generator>> {
        self.downcast::<Generator>()
            .filter(|generator| !generator.is_asynchronous())
    }

    /// What `await self` delegates to: a coroutine itself, else what `__await__` gives.
    pub fn awaitable_iter(&self, vm: &mut Vm) -> PyResult {
        if self.is_coroutine() {
            return Ok(self.clone());
        }
        let Some(slot) = self.class(vm).slots(vm).r#await else {
            let name = self.type_name(vm);
            return Err(vm.type_error(format!("'{name}' object can't be awaited")));
        };
        let iterator = slot(self, vm)?;
        if iterator.is_coroutine() {
            return Err(vm.type_error("__await__() returned a coroutine"));
        }
        if iterator.class(vm).slots(vm).iternext.is_none() {
            let name = iterator.type_name(vm);
            return Err(vm.type_error(format!(
                "__await__() returned non-iterator of type '{name}'"
            )));
        }
        Ok(iterator)
    }
}
