//! `_contextvars`: values that belong to a context (PEP 567).
//! Reference: <https://docs.python.org/3.14/library/contextvars.html>

pub(crate) mod context;
mod variable;

pub use _contextvars::MODULE;

use std::cell::Cell;
use std::rc::Rc;

use rpy_vm::{PyResult, Ref, Value, Vm};

pub(crate) use variable::ContextVar;

/// A number that changes with every context and variable, for those who remember what a variable
/// holds.
pub(crate) fn generation(vm: &mut Vm) -> Rc<Cell<u64>> {
    vm.module_state::<_contextvars::State>().generation.clone()
}

/// Changes the number that [`generation`] gives.
fn change_generation(vm: &mut Vm) {
    let generation = &vm.module_state::<_contextvars::State>().generation;
    generation.set(generation.get() + 1);
}

/// A variable without a default.
pub(crate) fn new_variable(name: &str, vm: &mut Vm) -> Ref<ContextVar> {
    ContextVar::named(name, vm)
}

/// What a variable holds in the current context.
pub(crate) fn value_of(variable: &Ref<ContextVar>, vm: &mut Vm) -> PyResult<Option<Value>> {
    let context = context::current(vm);
    context.value(variable.as_value(), vm)
}

/// Lets a variable hold a value in the current context.
pub(crate) fn set_value(variable: &Ref<ContextVar>, value: Value, vm: &mut Vm) -> PyResult<()> {
    let context = context::current(vm);
    context.set(variable.as_value(), Some(value), vm)
}

/// Variables whose values belong to a context, such as a task.
#[rpy_macros::native_module(
    name = "_contextvars",
    classes(
        super::context::Context,
        super::variable::ContextVar,
        super::variable::Token
    )
)]
mod _contextvars {
    use std::cell::Cell;
    use std::collections::HashMap;
    use std::rc::Rc;

    use rpy_vm::builtins::module::Module;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::{PyResult, Ref, Vm};

    use super::context::{Context, current};
    use super::variable::{Token, missing};

    /// The contexts that threads are in.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        /// The number of the thread that `current` belongs to.
        pub(super) thread: u64,
        pub(super) current: Option<Ref<Context>>,
        /// Those of other threads, by number.
        pub(super) others: HashMap<u64, Ref<Context>>,
        /// How often a context or a variable has changed.
        pub(super) generation: Rc<Cell<u64>>,
        pub(super) missing: Option<Ref<super::variable::Missing>>,
    }

    #[execute]
    fn execute(_module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let name = vm.intern("MISSING");
        let missing = missing(vm).into_value();
        let class = Token::class(vm).clone();
        class.dict().set_str(&name, missing, vm);
        Ok(())
    }

    /// Returns a context with the variables and values of the current one.
    #[function(signature = "()")]
    fn copy_context(vm: &mut Vm) -> Ref<Context> {
        let context = current(vm);
        context.copied(vm)
    }
}
