//! The protocol of generators and coroutines: iteration, `send`, `throw` and `close`.
//! Reference: <https://docs.python.org/3.14/reference/expressions.html#generator-iterator-methods>

use rpy_bytecode::{Instruction, Opcode};
use rpy_macros::methods;

use crate::builtins::generator::{Generator, State};
use crate::builtins::str::Str;
use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The type `generator`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "generator",
    doc: "",
    payload: Generator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION
        .union(TypeFlags::WEAKREF)
        .union(TypeFlags::CLOSE),
    slots: Slots {
        repr: Some(repr),
        iter: Some(iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[Generator::MEMBERS, Generator::GENERATOR_MEMBERS],
};

/// The type `coroutine`.
pub(crate) const COROUTINE_SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "coroutine",
    slots: Slots {
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[Generator::MEMBERS, Generator::COROUTINE_MEMBERS],
    ..SPEC
};

fn repr(generator: &Value, vm: &mut Vm) -> PyResult {
    let this = this(generator);
    let name = this.shown_qualname(vm);
    let name = name
        .downcast::<Str>()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let kind = this.kind_name();
    let address = generator.bits();
    Ok(vm.new_str(&format!("<{kind} object {name} at {address:#x}>")))
}

fn iter(generator: &Value, _vm: &mut Vm) -> PyResult {
    Ok(generator.clone())
}

fn next(generator: &Value, vm: &mut Vm) -> PyResult<Step> {
    let generator = this(generator).clone();
    vm.resume_generator(&generator, Ok(None))
}

fn this(value: &Value) -> &Ref<Generator> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

/// The value that a step yielded; `StopIteration` with what it returned.
fn step_result(step: Step, vm: &mut Vm) -> PyResult {
    match step {
        Step::Item(value) => Ok(value),
        Step::End(value) => Err(vm.stop_iteration(value)),
    }
}

#[methods]
impl Generator {
    /// Resumes the generator; the value becomes the result of its `yield`.
    #[method(signature = "($self, value, /)")]
    fn send(this: &Ref<Generator>, value: Value, vm: &mut Vm) -> PyResult {
        if this.state.get() == State::Finished && this.is_coroutine() {
            return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
        }
        let step = vm.resume_generator(this, Ok(Some(value)))?;
        step_result(step, vm)
    }

    /// Raises an exception where the generator is suspended and returns what it yields next.
    #[method(signature = "($self, type, value=None, traceback=None, /)")]
    fn throw(
        this: &Ref<Generator>,
        r#type: &Value,
        value: Option<Value>,
        traceback: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let _ = traceback;
        let exception = match value {
            Some(value) if !value.is_none() && vm.is_exception_class(r#type) => {
                let is_instance = vm.class_of(&value).clone();
                let wanted = r#type.clone();
                if is_instance.is_value(&wanted) {
                    value
                } else {
                    wanted.call_positional(&[value], vm)?
                }
            }
            _ => r#type.clone(),
        };
        if vm.instantiate_exception(&exception)?.is_none() {
            let found = exception.type_name(vm);
            return Err(vm.type_error(format!(
                "exceptions must be classes or instances deriving from BaseException, not {found}"
            )));
        }
        let raised = vm.normalize_raise(&exception, None);
        let step = throw_into(this, raised, vm)?;
        step_result(step, vm)
    }

    /// Raises `GeneratorExit` where the generator is suspended, if anything there would notice.
    #[method(signature = "($self, /)")]
    pub(crate) fn close(this: &Ref<Generator>, vm: &mut Vm) -> PyResult {
        let state = this.state.get();
        if state == State::Finished {
            return Ok(Value::NONE);
        }
        if state == State::Created || state == State::Suspended && !this.has_cleanup() {
            this.abandon();
            return Ok(Value::NONE);
        }
        let class = vm.types.exceptions.generator_exit.clone();
        let exit = Raised::new(vm.new_exception(&class, Vec::new()));
        match throw_into(this, exit, vm) {
            Ok(Step::Item(_)) => {
                let kind = this.kind_name();
                Err(vm.runtime_error(format!("{kind} ignored GeneratorExit")))
            }
            Ok(Step::End(value)) => Ok(value),
            Err(raised) => {
                let stop = vm.types.exceptions.stop_iteration.clone();
                if raised.is_instance(&class, vm) || raised.is_instance(&stop, vm) {
                    Ok(Value::NONE)
                } else {
                    Err(raised)
                }
            }
        }
    }

    #[getter(name = "__name__")]
    fn name(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        let own = this.name.cloned(vm);
        if own.is_unbound() {
            this.function.name(vm)
        } else {
            own
        }
    }

    #[getter(name = "__qualname__")]
    fn qualname(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        this.shown_qualname(vm)
    }
}

/// What only generators have.
#[methods(GENERATOR_MEMBERS)]
impl Generator {
    /// The frame, or None when it has been left.
    #[getter]
    fn gi_frame(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        vm.generator_frame(this)
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
    fn gi_code(this: &Ref<Generator>) -> Value {
        this.code.to_value()
    }

    /// What the generator waits for, or None.
    #[getter]
    fn gi_yieldfrom(this: &Ref<Generator>) -> Value {
        this.delegate().unwrap_or(Value::NONE)
    }
}

/// What only coroutines have.
#[methods(COROUTINE_MEMBERS)]
impl Generator {
    /// The frame, or None when it has been left.
    #[getter]
    fn cr_frame(this: &Ref<Generator>, vm: &mut Vm) -> Value {
        vm.generator_frame(this)
    }

    #[getter]
    fn cr_running(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Running
    }

    #[getter]
    fn cr_suspended(this: &Ref<Generator>) -> bool {
        this.state.get() == State::Suspended
    }

    #[getter]
    fn cr_code(this: &Ref<Generator>) -> Value {
        this.code.to_value()
    }

    /// What the coroutine waits for, or None.
    #[getter]
    fn cr_await(this: &Ref<Generator>) -> Value {
        this.delegate().unwrap_or(Value::NONE)
    }

    /// Where the coroutine was made: not recorded.
    #[getter]
    fn cr_origin(_this: &Ref<Generator>) -> Value {
        Value::NONE
    }
}

impl Generator {
    fn shown_qualname(&self, vm: &mut Vm) -> Value {
        let own = self.qualname.cloned(vm);
        if own.is_unbound() {
            self.function.qualname(vm)
        } else {
            own
        }
    }

    fn is_coroutine(&self) -> bool {
        self.kind_name() == "coroutine"
    }

    /// The iterator that a suspended `yield from` or `await` delegates to.
    fn delegate(&self) -> Option<Value> {
        if self.state.get() != State::Suspended {
            return None;
        }
        // A generator suspended at a `yield` goes on behind a YIELD_VALUE, whose operand tells.
        let word = *self.code.source().instructions.get(self.offset())?;
        if word != Instruction::new(Opcode::YieldValue, 1) {
            return None;
        }
        self.top()
    }
}

/// Raises an exception where a generator is suspended: in what it delegates to, if that can be
/// thrown into, else in itself.
fn throw_into(this: &Ref<Generator>, raised: Raised, vm: &mut Vm) -> PyResult<Step> {
    let raised = match this.delegate() {
        None => raised,
        Some(delegate) => {
            let exit = vm.types.exceptions.generator_exit.clone();
            if raised.is_instance(&exit, vm) {
                let close = vm.names.close.clone();
                let close = delegate.get_attribute_optional(&close, vm)?;
                match close.map(|close| close.call_positional(&[], vm)) {
                    Some(Err(failed)) => failed,
                    _ => raised,
                }
            } else {
                let throw = vm.names.throw.clone();
                match delegate.get_attribute_optional(&throw, vm)? {
                    None => raised,
                    Some(throw) => {
                        let exception = raised.into_exception().into_value();
                        this.state.set(State::Running);
                        let result = throw.call_positional(&[exception], vm);
                        this.state.set(State::Suspended);
                        match result {
                            Ok(value) => return Ok(Step::Item(value)),
                            Err(raised) => raised,
                        }
                    }
                }
            }
        }
    };
    vm.resume_generator(this, Err(raised))
}
