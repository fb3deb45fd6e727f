//! What generators, coroutines and asynchronous generators have in common, and the type `generator`.
//! Reference: <https://docs.python.org/3.14/reference/expressions.html#generator-iterator-methods>

use rpy_macros::{methods, native_class};

use crate::builtins::generator::throw::Thrown;
use crate::builtins::generator::{Generator, State};
use crate::builtins::str::Str;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The item of a step; `StopIteration` with the value of an end.
pub(super) fn item_or_stop(step: Step, vm: &mut Vm) -> PyResult {
    match step {
        Step::Item(value) => Ok(value),
        Step::End(value) => Err(vm.stop_iteration(value)),
    }
}

/// Sets a name, which must be a `str`.
fn set_name(
    cell: &HeapCell<Value>,
    value: Option<Value>,
    message: &str,
    vm: &mut Vm,
) -> PyResult<()> {
    match value {
        Some(value) if value.has_payload::<Str>() => {
            drop(cell.replace(value, vm));
            Ok(())
        }
        _ => Err(vm.type_error(message)),
    }
}

/// What all of them have.
#[methods(NAMES)]
impl Generator {
    /// The name of the coroutine or generator, at first that of the function.
    #[getter(name = "__name__")]
    fn get_name(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        let own = this
            .existing_details()
            .map_or(Value::UNBOUND, |details| details.name.cloned(vm));
        if own.is_unbound() {
            this.function.name(vm)
        } else {
            own
        }
    }

    #[setter(__name__)]
    fn set_name(this: &Ref<Generator>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let message = "__name__ must be set to a string object";
        set_name(&this.details().name, value, message, vm)
    }

    /// The qualified name of the coroutine or generator, at first that of the function.
    #[getter(name = "__qualname__")]
    fn get_qualname(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        this.shown_qualname(vm)
    }

    #[setter(__qualname__)]
    fn set_qualname(this: &Ref<Generator>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let message = "__qualname__ must be set to a string object";
        set_name(&this.details().qualname, value, message, vm)
    }
}

/// What generators and coroutines have.
#[methods(STEPS)]
impl Generator {
    /// Sends a value into coroutine or generator: it becomes the result of what has suspended it.
    #[method(signature = "($self, object, /)")]
    fn send(this: &Ref<Generator>, object: Value, vm: &mut Vm) -> PyResult {
        let step = vm.resume_generator(this, Ok(Some(object)))?;
        item_or_stop(step, vm)
    }

    /// Raises an exception in coroutine or generator, where it is suspended, and returns what it yields
    /// next.
    #[method(signature = "($self, type, value=None, traceback=None, /)", hidden)]
    fn throw(
        this: &Ref<Generator>,
        r#type: Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let thrown = Thrown::new(r#type, value, traceback, "throw", vm)?;
        let step = this.throw_into(thrown, true, vm)?;
        item_or_stop(step, vm)
    }

    /// Raises `GeneratorExit` inside coroutine or generator, where it is suspended, if anything there
    /// would notice.
    #[method(name = "close", signature = "($self, /)")]
    fn close_method(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        Generator::close(this, vm)
    }
}

#[native_class(
    name = "generator",
    registry = generator,
    flags(disallow_instantiation, weakref, close),
    generic,
    methods(Generator::NAMES, Generator::STEPS)
)]
impl Generator {
    #[slot]
    pub(super) fn repr(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        let name = this.shown_qualname(vm);
        let name = name
            .downcast::<Str>()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let kind = this.class().name(vm);
        let address = this.as_value().bits();
        Ok(vm.new_str(&format!("<{kind} object {name} at {address:#x}>")))
    }

    #[slot]
    fn iternext(this: &Ref<Generator>, vm: &mut Vm) -> PyResult<Step> {
        let generator = this.clone();
        vm.resume_generator(&generator, Ok(None))
    }

    // The frame, or None when it has been left.
    #[getter]
    fn gi_frame(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "gi_frame")?;
        Ok(vm.generator_frame(this))
    }

    #[getter]
    fn gi_running(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Running
    }

    #[getter]
    fn gi_suspended(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Suspended
    }

    #[getter]
    fn gi_code(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "gi_code")?;
        Ok(this.code.to_value())
    }

    /// What the generator waits for, or None.
    #[getter]
    fn gi_yieldfrom(this: &Ref<Generator>) -> Value {
        this.delegate().unwrap_or(Value::NONE)
    }
}

impl Generator {
    pub(super) fn shown_qualname(&self, vm: &mut Vm) -> Value {
        let own = self
            .existing_details()
            .map_or(Value::UNBOUND, |details| details.qualname.cloned(vm));
        if own.is_unbound() {
            self.function.qualname(vm)
        } else {
            own
        }
    }
}
