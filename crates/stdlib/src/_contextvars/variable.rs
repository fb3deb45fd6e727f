//! The classes `ContextVar` and `Token`.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::_contextvars::State;
use super::context::{Context, current};

/// A variable that each context has its own value of.
#[derive(Payload)]
pub(crate) struct ContextVar {
    name: Ref<Str>,
    default: Option<Value>,
}

impl ContextVar {
    /// A variable without a default.
    pub(super) fn named(name: &str, vm: &mut Vm) -> Ref<ContextVar> {
        let variable = ContextVar {
            name: vm.intern(name),
            default: None,
        };
        Ref::new(variable, vm)
    }
}

#[native_class(name = "_contextvars.ContextVar", generic)]
impl ContextVar {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<ContextVar>> {
        let [name] = args.positional() else {
            let given = args.positional().len();
            let how = if given == 0 { "exactly" } else { "at most" };
            let message = format!("ContextVar() takes {how} 1 positional argument ({given} given)");
            return Err(vm.type_error(message));
        };
        let mut default = None;
        for (keyword, value) in args.keywords() {
            let keyword = keyword.str(vm)?.to_string_lossy().into_owned();
            if keyword != "default" {
                let message =
                    format!("ContextVar() got an unexpected keyword argument '{keyword}'");
                return Err(vm.type_error(message));
            }
            default = Some(value.clone());
        }
        let Some(name) = name.downcast::<Str>() else {
            return Err(vm.type_error("context variable name must be a str"));
        };
        let variable = ContextVar {
            name: name.clone(),
            default,
        };
        Ok(Ref::with_class(variable, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<ContextVar>, vm: &mut Vm) -> PyResult<String> {
        let name = this
            .name
            .as_value()
            .repr(vm)?
            .to_string_lossy()
            .into_owned();
        let mut text = format!("<ContextVar name={name}");
        if let Some(default) = &this.default {
            // A default may hold the variable.
            vm.check_native_stack(" while getting the repr of an object")?;
            text += &format!(" default={}", default.repr(vm)?.to_string_lossy());
        }
        Ok(format!("{text} at {:p}>", this.as_value().object_pointer()))
    }

    /// Returns the variable's value in the context that is current.
    ///
    /// Where it has none, the default of the call counts, then that of the variable; without
    /// either, a LookupError is raised.
    #[method(signature = "($self, default=<unrepresentable>, /)")]
    fn get(this: &Ref<ContextVar>, default: Option<&Value>, vm: &mut Vm) -> PyResult {
        let context = current(vm);
        if let Some(value) = context.value(this.as_value(), vm)? {
            return Ok(value);
        }
        match default.or(this.default.as_ref()) {
            Some(default) => Ok(default.clone()),
            None => {
                let class = vm.types.exceptions.lookup_error.clone();
                let raised = vm.new_exception(&class, vec![this.to_value()]);
                Err(rpy_vm::Raised::new(raised))
            }
        }
    }

    /// Gives the variable a value in the context that is current.
    ///
    /// The Token that is returned takes the change back, by reset() or by a with statement.
    #[method(signature = "($self, value, /)")]
    fn set(this: &Ref<ContextVar>, value: Value, vm: &mut Vm) -> PyResult<Ref<Token>> {
        let context = current(vm);
        let old = context.value(this.as_value(), vm)?;
        context.set(this.as_value(), Some(value), vm)?;
        let token = Token {
            context,
            variable: this.clone(),
            old,
            is_used: Cell::new(false),
        };
        Ok(Ref::new(token, vm))
    }

    /// Takes a set() back: the variable is again what it was before the token was made.
    #[method(signature = "($self, token, /)")]
    fn reset(this: &Ref<ContextVar>, token: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(token) = token.downcast::<Token>() else {
            let shown = token.repr(vm)?.to_string_lossy().into_owned();
            let message = format!("expected an instance of Token, got {shown}");
            return Err(vm.type_error(message));
        };
        let context = current(vm);
        let wrong = |why: &str, vm: &mut Vm| -> PyResult<String> {
            let shown = token.as_value().repr(vm)?.to_string_lossy().into_owned();
            Ok(format!("{shown} {why}"))
        };
        if token.is_used.get() {
            let message = wrong("has already been used once", vm)?;
            return Err(vm.runtime_error(message));
        }
        if !token.variable.is(this) {
            let message = wrong("was created by a different ContextVar", vm)?;
            return Err(vm.value_error(message));
        }
        if !token.context.is(&context) {
            let message = wrong("was created in a different Context", vm)?;
            return Err(vm.value_error(message));
        }
        token.is_used.set(true);
        context.set(this.as_value(), token.old.clone(), vm)
    }

    #[getter(member)]
    fn name(this: &Ref<ContextVar>) -> Ref<Str> {
        this.name.clone()
    }
}

/// Remembers what a variable held before it was set.
#[derive(Payload)]
pub(super) struct Token {
    context: Ref<Context>,
    variable: Ref<ContextVar>,
    old: Option<Value>,
    is_used: Cell<bool>,
}

/// What stands for no value.
#[derive(Payload)]
pub(super) struct Missing {}

#[native_class(name = "Token.MISSING", flags(disallow_instantiation))]
impl Missing {
    #[slot]
    fn repr(_this: &Ref<Missing>) -> &'static str {
        "<Token.MISSING>"
    }
}

/// `Token.MISSING`
pub(super) fn missing(vm: &mut Vm) -> Ref<Missing> {
    if let Some(missing) = &vm.module_state::<State>().missing {
        return missing.clone();
    }
    let missing = Ref::new(Missing {}, vm);
    vm.module_state::<State>().missing = Some(missing.clone());
    missing
}

#[native_class(name = "_contextvars.Token", generic)]
impl Token {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(_class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult<Value> {
        Err(vm.runtime_error("Tokens can only be created by ContextVars"))
    }

    #[slot]
    fn repr(this: &Ref<Token>, vm: &mut Vm) -> PyResult<String> {
        let used = if this.is_used.get() { " used" } else { "" };
        let variable = this
            .variable
            .as_value()
            .repr(vm)?
            .to_string_lossy()
            .into_owned();
        let address = this.as_value().object_pointer();
        Ok(format!("<Token{used} var={variable} at {address:p}>"))
    }

    #[slot]
    fn hash(this: &Ref<Token>, vm: &mut Vm) -> PyResult<i64> {
        let name = this.class().shown_name(vm);
        Err(vm.type_error(format!("unhashable type: '{name}'")))
    }

    #[getter]
    fn var(this: &Ref<Token>) -> Ref<ContextVar> {
        this.variable.clone()
    }

    #[getter]
    fn old_value(this: &Ref<Token>, vm: &mut Vm) -> Value {
        match &this.old {
            Some(old) => old.clone(),
            None => missing(vm).into_value(),
        }
    }

    /// Returns the token, which the end of the with statement will reset.
    #[method(name = "__enter__", signature = "($self, /)")]
    fn enter(this: &Ref<Token>) -> Ref<Token> {
        this.clone()
    }

    /// Resets the variable that the token comes from.
    #[method(name = "__exit__", signature = "($self, type, value, traceback, /)")]
    fn exit(
        this: &Ref<Token>,
        r#type: &Value,
        value: &Value,
        traceback: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let _ = (r#type, value, traceback);
        ContextVar::reset(&this.variable, this.as_value(), vm)
    }
}
