//! The protocol of `function`.

use rpy_macros::native_class;

use crate::builtins::cell::Cell;
use crate::builtins::code::Code;
use crate::builtins::descriptors::BoundMethod;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::attributes::{generic_get_attribute, generic_set_attribute};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A function defined by `def` or `lambda`.
#[native_class(
    name = "function",
    registry = function,
    flags(method_descriptor, weakref),
    methods(Function::MEMBERS),
    slots(call = crate::eval::call::function_call)
)]
impl Function {
    /// `types.FunctionType(code, globals, name, argdefs, closure, kwdefaults)`
    #[new(signature = "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)")]
    #[expect(clippy::too_many_arguments, reason = "they are Python's")]
    fn new_slot(
        _class: &Ref<Type>,
        code: &Ref<Code>,
        globals: &Ref<Dict>,
        name: Option<Value>,
        defaults: Option<Value>,
        closure: &Value,
        keyword_defaults: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        if name.as_ref().is_some_and(|it| !it.has_payload::<Str>()) {
            return Err(vm.type_error("arg 3 (name) must be None or string"));
        }
        if defaults
            .as_ref()
            .is_some_and(|it| !it.has_payload::<Tuple>())
        {
            return Err(vm.type_error("arg 4 (defaults) must be None or tuple"));
        }
        let wanted = code.free_variable_count();
        let cells = match wanted {
            _ if closure.has_payload::<Tuple>() => closure.clone(),
            0 if closure.is_none() => Value::NONE,
            0 => return Err(vm.type_error("arg 5 (closure) must be None or tuple")),
            _ => return Err(vm.type_error("arg 5 (closure) must be tuple")),
        };
        if keyword_defaults
            .as_ref()
            .is_some_and(|it| !it.has_payload::<Dict>())
        {
            return Err(vm.type_error("arg 6 (kwdefaults) must be None or dict"));
        }
        vm.audit("function.__new__", |_| [code.to_value()])?;
        if let Some(tuple) = cells.downcast::<Tuple>() {
            if tuple.length() != wanted {
                let (name, count) = (code.code_name().to_owned(), tuple.length());
                return Err(vm.value_error(format!(
                    "{name} requires closure of length {wanted}, not {count}"
                )));
            }
            if let Some(other) = tuple.as_slice().iter().find(|it| !it.has_payload::<Cell>()) {
                let class = other.type_name(vm);
                let message = format!("arg 5 (closure) expected cell, found {class}");
                return Err(vm.type_error(message));
            }
        }
        let function = Function::new(code.clone(), globals.clone(), vm);
        let value = function.to_value();
        if wanted > 0 {
            drop(function.closure.replace(cells, vm));
        }
        let attributes = [
            ("__name__", name),
            ("__defaults__", defaults),
            ("__kwdefaults__", keyword_defaults),
        ];
        for (name, content) in attributes {
            if let Some(content) = content {
                let name = vm.intern(name);
                value.set_attribute(&name, content, vm)?;
            }
        }
        Ok(value)
    }

    #[slot]
    fn repr(this: &Ref<Function>, vm: &mut Vm) -> PyResult {
        let name = this.display_name(vm);
        let address = this.as_value().bits();
        Ok(vm.new_str(&format!("<function {name} at {address:#x}>")))
    }

    /// Reading a function through an instance makes a method of it.
    #[slot(descriptor_get)]
    fn bind(function: &Value, object: Option<&Value>, _class: &Value, vm: &mut Vm) -> PyResult {
        match object {
            Some(object) => Ok(BoundMethod::new(function.clone(), object.clone(), vm).into_value()),
            None => Ok(function.clone()),
        }
    }

    /// Attributes are those of the type, or in the function's own dict.
    #[slot]
    fn get_attribute(this: &Ref<Function>, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let own = this.existing_dict(vm);
        if let Some(value) = own.and_then(|dict| dict.get_str(name, vm)) {
            let value = value.clone();
            let class = vm.types.function.clone();
            let name = vm.intern_ref(name);
            let data = vm
                .lookup_cached(&class, &name)
                .is_some_and(|found| found.class(vm).slots(vm).descriptor_set.is_some());
            if !data {
                return Ok(value);
            }
        }
        generic_get_attribute(this.as_value(), name, vm)
    }

    #[slot]
    fn set_attribute(
        function: &Value,
        name: &Ref<Str>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let class = vm.types.function.clone();
        let name = &vm.intern_ref(name);
        let data = vm
            .lookup_cached(&class, name)
            .is_some_and(|found| found.class(vm).slots(vm).descriptor_set.is_some());
        if data {
            return generic_set_attribute(function, name, value, vm);
        }
        let dict = this(function).own_dict(vm);
        match value {
            Some(value) => dict.set_str(name, value, vm),
            None => {
                if dict.remove_str(name, vm).is_none() {
                    return Err(vm.no_attribute_error(function, name));
                }
            }
        }
        Ok(())
    }
}

fn this(value: &Value) -> &Ref<Function> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}
