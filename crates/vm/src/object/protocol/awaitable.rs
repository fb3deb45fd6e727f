//! Awaiting.

use crate::builtins::generator::Generator;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// Whether `await` takes the object as it is: a coroutine, or a generator that `types.coroutine`
    /// has made one.
    pub fn is_coroutine(&self) -> bool {
        self.downcast::<Generator>()
            .is_some_and(|generator| generator.is_awaitable())
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
