//! What `staticmethod` and `classmethod` have in common: both wrap a function.

use crate::builtins::str::Str;
use crate::object::attributes::instance_dict;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What both classes have, for a payload with the field `callable`: `SHARED`, a table of attributes,
/// and how Rust makes and reads one.
macro_rules! wrapper {
    ($class:ident) => {
        impl $class {
            /// Wraps a function.
            pub fn new(callable: Value, vm: &mut Vm) -> Ref<$class> {
                let class = <$class as Payload>::class(vm).clone();
                Ref::with_class($class::of(callable), &class, vm)
            }

            /// What is wrapped.
            pub fn callable(&self, vm: &Vm) -> Value {
                self.callable.cloned(vm)
            }

            /// Wraps nothing yet.
            const fn empty() -> $class {
                $class::of(Value::NONE)
            }

            const fn of(callable: Value) -> $class {
                let callable = HeapCell::new(callable);
                $class { callable }
            }

            /// `__init__`
            fn wrap(this: &Ref<$class>, function: &Value, vm: &mut Vm) -> PyResult<()> {
                drop(this.callable.replace(function.clone(), vm));
                copy_description(this.as_value(), function, vm)
            }

            /// `<name(function)>`
            fn shown(&self, name: &str, vm: &mut Vm) -> PyResult {
                let inner = self.callable(vm).repr(vm)?;
                Ok(vm.new_str(&format!("<{name}({})>", inner.to_string_lossy())))
            }
        }

        #[methods(SHARED)]
        impl $class {
            #[getter]
            fn __func__(this: &Ref<$class>, vm: &mut Vm) -> Value {
                this.callable(vm)
            }

            #[getter]
            fn __wrapped__(this: &Ref<$class>, vm: &mut Vm) -> Value {
                this.callable(vm)
            }

            #[getter]
            fn __isabstractmethod__(this: &Ref<$class>, vm: &mut Vm) -> PyResult<bool> {
                is_abstract(&this.callable(vm), vm)
            }

            #[getter]
            fn __annotations__(this: &Ref<$class>, vm: &mut Vm) -> PyResult {
                let name = vm.names.__annotations__.clone();
                own_or_wrapped(this.as_value(), &this.callable(vm), &name, vm)
            }

            #[setter(__annotations__)]
            fn set_annotations(
                this: &Ref<$class>,
                value: Option<Value>,
                vm: &mut Vm,
            ) -> PyResult<()> {
                let name = vm.names.__annotations__.clone();
                set_own(this.as_value(), &name, value, vm)
            }

            #[getter]
            fn __annotate__(this: &Ref<$class>, vm: &mut Vm) -> PyResult {
                let name = vm.names.__annotate__.clone();
                own_or_wrapped(this.as_value(), &this.callable(vm), &name, vm)
            }

            #[setter(__annotate__)]
            fn set_annotate(this: &Ref<$class>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
                let name = vm.names.__annotate__.clone();
                set_own(this.as_value(), &name, value, vm)
            }
        }
    };
}
pub(super) use wrapper;

/// What a wrapper's own dict has under a name; if nothing, what the function has, which is kept there.
pub(super) fn own_or_wrapped(
    wrapper: &Value,
    function: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult {
    let Some(dict) = instance_dict(wrapper, vm) else {
        return function.get_attribute(name, vm);
    };
    if let Some(found) = dict.get_str(name, vm) {
        return Ok(found.clone());
    }
    let found = function.get_attribute(name, vm)?;
    dict.set_str(name, found.clone(), vm);
    Ok(found)
}

/// Sets what a wrapper's own dict has under a name, or removes it.
pub(super) fn set_own(
    wrapper: &Value,
    name: &Ref<Str>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let Some(dict) = instance_dict(wrapper, vm) else {
        return Err(vm.no_attribute_error(wrapper, name));
    };
    match value {
        Some(value) => dict.set_str(name, value, vm),
        None => {
            if dict.remove_str(name, vm).is_none() {
                return Err(vm.no_attribute_error(wrapper, name));
            }
        }
    }
    Ok(())
}

/// Copies what describes a function to the method that wraps it, as `functools.wraps` does.
pub(super) fn copy_description(method: &Value, function: &Value, vm: &mut Vm) -> PyResult<()> {
    for name in [
        &vm.names.__module__,
        &vm.names.__name__,
        &vm.names.__qualname__,
        &vm.names.__doc__,
    ]
    .map(Ref::clone)
    {
        if let Some(value) = function.get_attribute_optional(&name, vm)? {
            method.set_attribute(&name, value, vm)?;
        }
    }
    Ok(())
}

/// The truth of `__isabstractmethod__`.
pub(super) fn is_abstract(function: &Value, vm: &mut Vm) -> PyResult<bool> {
    let name = vm.names.__isabstractmethod__.clone();
    match function.get_attribute_optional(&name, vm)? {
        Some(flag) => flag.is_true(vm),
        None => Ok(false),
    }
}
