//! The class `Context`, and which one a thread is in.

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::_contextvars::State;
use super::variable::ContextVar;

/// What context variables hold.
#[derive(Payload)]
pub(crate) struct Context {
    /// By variable. Copies and iterators share the dict; it is replaced when it is to be changed and
    /// somebody else has it.
    pub(super) values: HeapCell<Ref<Dict>>,
    /// The context to go back to, while this one is entered.
    outer: HeapCell<Option<Ref<Context>>>,
}

/// The state, in which the running thread's context is the current one.
fn state(vm: &mut Vm) -> &mut State {
    let thread = vm.thread_number();
    let state = vm.module_state::<State>();
    if state.thread != thread {
        let (before, current) = (state.thread, state.current.take());
        state
            .others
            .extend(current.map(|context| (before, context)));
        state.current = state.others.remove(&thread);
        state.thread = thread;
    }
    state
}

/// The context of the running thread.
pub(crate) fn current(vm: &mut Vm) -> Ref<Context> {
    if let Some(context) = &state(vm).current {
        return context.clone();
    }
    let context = first(vm);
    drop(exchange(context.clone(), vm));
    context
}

/// The context that a thread begins with.
#[cold]
fn first(vm: &mut Vm) -> Ref<Context> {
    vm.at_thread_end(|vm| drop(state(vm).current.take()));
    let values = Dict::new(vm);
    Context::of(values, vm)
}

/// Makes a context the current one of the running thread, and gives the one before.
fn exchange(context: Ref<Context>, vm: &mut Vm) -> Option<Ref<Context>> {
    let state = state(vm);
    state.generation.set(state.generation.get() + 1);
    state.current.replace(context)
}

impl Context {
    fn of(values: Ref<Dict>, vm: &mut Vm) -> Ref<Context> {
        let context = Context {
            values: HeapCell::new(values),
            outer: HeapCell::new(None),
        };
        Ref::new(context, vm)
    }

    /// A context with the same values.
    pub(crate) fn copied(&self, vm: &mut Vm) -> Ref<Context> {
        let values = self.values.cloned(vm);
        Context::of(values, vm)
    }

    /// What a variable holds.
    pub(super) fn value(&self, variable: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let values = self.values.cloned(vm);
        values.get_item(variable, vm)
    }

    /// Lets a variable hold a value, or nothing.
    pub(super) fn set(&self, variable: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let values = self.values.get(vm).as_value();
        let is_shared = values.as_object().is_some_and(|it| it.refcount() > 1);
        if is_shared {
            let own = self.values.cloned(vm).copy(vm);
            drop(self.values.replace(own, vm));
        }
        let values = self.values.cloned(vm);
        match value {
            Some(value) => values.set_item(variable.clone(), value, vm)?,
            None => drop(values.remove_item(variable, vm)?),
        }
        super::change_generation(vm);
        Ok(())
    }
}

impl Context {
    /// Runs `f` with the context as the current one.
    ///
    /// Raises `RuntimeError` if it is entered already.
    pub(crate) fn within<T>(
        this: &Ref<Context>,
        f: impl FnOnce(&mut Vm) -> PyResult<T>,
        vm: &mut Vm,
    ) -> PyResult<T> {
        if this.outer.get(vm).is_some() {
            let shown = this.as_value().repr(vm)?.to_string_lossy().into_owned();
            let message = format!("cannot enter context: {shown} is already entered");
            return Err(vm.runtime_error(message));
        }
        let outer = match exchange(this.clone(), vm) {
            Some(outer) => outer,
            None => first(vm),
        };
        this.outer.replace(Some(outer), vm);
        let result = f(vm);
        if let Some(outer) = this.outer.replace(None, vm) {
            drop(exchange(outer, vm));
        }
        result
    }
}

/// Raises `TypeError` for a key that is no variable.
fn checked(key: &Value, vm: &mut Vm) -> PyResult<()> {
    if key.has_payload::<ContextVar>() {
        return Ok(());
    }
    let shown = key.repr(vm)?.to_string_lossy().into_owned();
    Err(vm.type_error(format!("a ContextVar key was expected, got {shown}")))
}

#[native_class(name = "_contextvars.Context", flags(weakref, mapping))]
impl Context {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Context>> {
        let _ = class;
        if !args.is_empty() {
            return Err(vm.type_error("Context() does not accept any arguments"));
        }
        let values = Dict::new(vm);
        Ok(Context::of(values, vm))
    }

    /// Calls a callable with the arguments in this context.
    #[method(signature = "($self, callable, /, *args, **kwargs)", hidden)]
    fn run(this: &Ref<Context>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let function = (!args.positional().is_empty()).then(|| args.split_first());
        let Some((callable, rest)) = function.flatten() else {
            let message = "run() missing 1 required positional argument";
            return Err(vm.type_error(message));
        };
        Context::within(this, |vm| callable.call(rest, vm), vm)
    }

    /// Returns a context with the same variables and values.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<Context>, vm: &mut Vm) -> Ref<Context> {
        this.copied(vm)
    }

    /// Returns the value that the context has for a variable, otherwise the default.
    #[method(signature = "($self, key, default=None, /)")]
    fn get(this: &Ref<Context>, key: &Value, default: &Value, vm: &mut Vm) -> PyResult {
        checked(key, vm)?;
        Ok(this.value(key, vm)?.unwrap_or_else(|| default.clone()))
    }

    /// Returns a list of pairs, each a variable and its value.
    #[method(signature = "($self, /)")]
    fn items(this: &Ref<Context>, vm: &mut Vm) -> PyResult {
        view(this, "items", vm)
    }

    /// Returns a list of the variables that have a value here.
    #[method(signature = "($self, /)")]
    fn keys(this: &Ref<Context>, vm: &mut Vm) -> PyResult {
        view(this, "keys", vm)
    }

    /// Returns a list of the values, in the order of keys().
    #[method(signature = "($self, /)")]
    fn values(this: &Ref<Context>, vm: &mut Vm) -> PyResult {
        view(this, "values", vm)
    }

    #[slot]
    fn length(this: &Ref<Context>, vm: &mut Vm) -> usize {
        this.values.get(vm).length(vm)
    }

    #[slot]
    fn iter(this: &Ref<Context>, vm: &mut Vm) -> PyResult {
        let values = this.values.cloned(vm);
        values.as_value().iter(vm)
    }

    #[slot]
    fn subscript(this: &Ref<Context>, key: &Value, vm: &mut Vm) -> PyResult {
        checked(key, vm)?;
        match this.value(key, vm)? {
            Some(value) => Ok(value),
            None => Err(vm.key_error(key.clone())),
        }
    }

    #[slot]
    fn contains(this: &Ref<Context>, key: &Value, vm: &mut Vm) -> PyResult<bool> {
        checked(key, vm)?;
        Ok(this.value(key, vm)?.is_some())
    }

    #[slot]
    fn compare(this: &Ref<Context>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let Some(other) = other.downcast::<Context>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CompareOperator::Equal | CompareOperator::NotEqual) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left, right) = (this.values.cloned(vm), other.values.cloned(vm));
        let is_equal = left.as_value().equals(right.as_value(), vm)?;
        Ok(Value::bool(is_equal == (op == CompareOperator::Equal)))
    }
}

/// A view of the values as they are now.
fn view(context: &Ref<Context>, method: &str, vm: &mut Vm) -> PyResult {
    let values = context.values.cloned(vm);
    let name = vm.intern(method);
    values.as_value().call_method(&name, &[], vm)
}
