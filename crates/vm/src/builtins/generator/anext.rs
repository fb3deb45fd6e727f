//! The awaitable of `anext(iterator, default)`.
//! Reference: <https://docs.python.org/3.14/library/functions.html#anext>

use rpy_macros::{Payload, native_class};

use crate::builtins::generator::Generator;
use crate::builtins::iterators::self_iter;
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Awaits the next item of an asynchronous iterator, or gives a default at its end.
#[derive(Payload)]
pub struct AnextAwaitable {
    awaitable: Value,
    default: Value,
}

impl AnextAwaitable {
    /// Gives `default` where `awaitable` raises `StopAsyncIteration`.
    pub(crate) fn new(awaitable: Value, default: Value, vm: &mut Vm) -> Ref<AnextAwaitable> {
        Ref::new(AnextAwaitable { awaitable, default }, vm)
    }

    /// The iterator of the awaitable.
    fn iterator(&self, vm: &mut Vm) -> PyResult {
        let iterator = self.awaitable.awaitable_iter(vm)?;
        if iterator.has_payload::<Generator>()
            && let Some(slot) = iterator.class(vm).slots(vm).r#await
        {
            // Coroutines are no iterators themselves.
            return slot(&iterator, vm);
        }
        Ok(iterator)
    }

    fn default_at_end(&self, raised: Raised, vm: &mut Vm) -> PyResult {
        let stop = &vm.types.exceptions.stop_async_iteration;
        if raised.is_instance(stop, vm) {
            Ok(self.default.clone())
        } else {
            Err(raised)
        }
    }

    /// Calls a method of the awaitable's iterator.
    fn forward(&self, method: &Ref<Str>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let iterator = self.iterator(vm)?;
        let method = iterator.get_attribute(method, vm)?;
        match method.call(args, vm) {
            Ok(value) => Ok(value),
            Err(raised) => {
                let default = self.default_at_end(raised, vm)?;
                Err(vm.stop_iteration(default))
            }
        }
    }
}

#[native_class(
    name = "anext_awaitable",
    registry = anext_awaitable,
    flags(disallow_instantiation),
    slots(await = self_iter)
)]
impl AnextAwaitable {
    #[slot]
    fn iternext(this: &Ref<AnextAwaitable>, vm: &mut Vm) -> PyResult<Step> {
        let iterator = this.iterator(vm)?;
        match iterator.step(vm) {
            Err(raised) => this.default_at_end(raised, vm).map(Step::End),
            step => step,
        }
    }

    /// As `send` of what is awaited.
    #[method(signature = "($self, value, /)")]
    fn send(this: &Ref<AnextAwaitable>, value: Value, vm: &mut Vm) -> PyResult {
        let method = vm.names.send.clone();
        this.forward(&method, Args::positional_only(&[value]), vm)
    }

    /// As `throw` of what is awaited.
    #[method(signature = "($self, *args)")]
    fn throw(this: &Ref<AnextAwaitable>, args: &[Value], vm: &mut Vm) -> PyResult {
        let method = vm.names.throw.clone();
        this.forward(&method, Args::positional_only(args), vm)
    }

    /// As `close` of what is awaited.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<AnextAwaitable>, vm: &mut Vm) -> PyResult {
        let method = vm.names.close.clone();
        this.forward(&method, Args::EMPTY, vm)
    }
}
