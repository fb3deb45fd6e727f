//! `_contextvars`: values that belong to a context (PEP 567).
//! Reference: <https://docs.python.org/3.14/library/contextvars.html>

mod context;
mod variable;

pub use _contextvars::MODULE;

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
    use std::collections::HashMap;

    use rpy_vm::builtins::module::Module;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::{PyResult, Ref, Vm};

    use super::context::{Context, current};
    use super::variable::{Token, missing};

    /// The contexts that threads are in.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        /// By the number of a thread.
        pub(super) contexts: HashMap<u64, Ref<Context>>,
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
