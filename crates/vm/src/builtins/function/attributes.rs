//! The attributes of `function`.

use rpy_macros::methods;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::function::foreign_builtins::ForeignBuiltins;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Function {
    /// `__dict__`, made when first needed.
    pub(crate) fn own_dict(&self, vm: &mut Vm) -> Ref<Dict> {
        if let Some(dict) = self.details().dict.get(vm).downcast::<Dict>() {
            return dict.clone();
        }
        let dict = Dict::new(vm);
        drop(self.details().dict.replace(dict.to_value(), vm));
        dict
    }
}

/// Sets a field; deleting it, or a value that `is_valid` refuses, raises `TypeError(message)`.
fn set(
    field: &HeapCell<Value>,
    value: Option<Value>,
    is_valid: impl Fn(&Value) -> bool,
    message: &str,
    vm: &mut Vm,
) -> PyResult<()> {
    match value {
        Some(value) if is_valid(&value) => {
            drop(field.replace(value, vm));
            Ok(())
        }
        _ => Err(vm.type_error(message)),
    }
}

fn is_str(value: &Value) -> bool {
    value.has_payload::<Str>()
}

#[methods]
impl Function {
    #[getter(name = "__name__")]
    fn get_name(this: &Ref<Function>, vm: &mut Vm) -> Value {
        this.name(vm)
    }

    #[setter(__name__)]
    fn set_name(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        set(
            &this.details().name,
            value,
            is_str,
            "__name__ must be set to a string object",
            vm,
        )
    }

    #[getter(name = "__qualname__")]
    fn get_qualname(this: &Ref<Function>, vm: &mut Vm) -> Value {
        this.qualname(vm)
    }

    #[setter(__qualname__)]
    fn set_qualname(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        set(
            &this.details().qualname,
            value,
            is_str,
            "__qualname__ must be set to a string object",
            vm,
        )
    }

    #[getter(name = "__doc__")]
    fn get_doc(this: &Ref<Function>, vm: &mut Vm) -> Value {
        this.doc(vm)
    }

    #[setter(__doc__)]
    fn set_doc(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        drop(this.details().doc.replace(value.unwrap_or(Value::NONE), vm));
        Ok(())
    }

    #[getter(name = "__module__")]
    fn get_module(this: &Ref<Function>, vm: &mut Vm) -> Value {
        this.module(vm)
    }

    #[setter(__module__)]
    fn set_module(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        drop(
            this.details()
                .module
                .replace(value.unwrap_or(Value::NONE), vm),
        );
        Ok(())
    }

    #[getter(name = "__code__")]
    fn get_code(this: &Ref<Function>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "__code__")?;
        Ok(this.code.get(vm).to_value())
    }

    #[setter(__code__)]
    fn set_code(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(Ok(code)) = value.map(Value::downcast_into::<Code>) else {
            return Err(vm.type_error("__code__ must be set to a code object"));
        };
        vm.audit_attribute_store(this.as_value(), "__code__", Some(code.as_value()))?;
        let free = code.free_variable_count();
        let cells = this.closure(vm).map_or(0, |closure| closure.length());
        if free != cells {
            let name = this.name(vm).str(vm)?.to_string_lossy().into_owned();
            return Err(vm.value_error(format!(
                "{name}() requires a code object with {cells} free vars, not {free}"
            )));
        }
        // These are taken from the code when first asked for, but it is the first code that says them.
        this.name(vm);
        this.qualname(vm);
        this.doc(vm);
        let old = this.code.replace(code, vm);
        vm.retire_code(old);
        Ok(())
    }

    #[getter(name = "__defaults__")]
    fn get_defaults(this: &Ref<Function>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "__defaults__")?;
        Ok(this.defaults.cloned(vm))
    }

    #[setter(__defaults__)]
    fn set_defaults(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = value.unwrap_or(Value::NONE);
        let shown = Some(value.clone()).filter(|value| !value.is_none());
        let is_valid = |value: &Value| value.is_none() || value.has_payload::<Tuple>();
        if !is_valid(&value) {
            return Err(vm.type_error("__defaults__ must be set to a tuple object"));
        }
        vm.audit_attribute_store(this.as_value(), "__defaults__", shown.as_ref())?;
        drop(this.defaults.replace(value, vm));
        Ok(())
    }

    #[getter(name = "__kwdefaults__")]
    fn get_kwdefaults(this: &Ref<Function>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "__kwdefaults__")?;
        Ok(this.keyword_defaults(vm))
    }

    #[setter(__kwdefaults__)]
    fn set_kwdefaults(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = value.unwrap_or(Value::NONE);
        let shown = Some(value.clone()).filter(|value| !value.is_none());
        let is_valid = |value: &Value| value.is_none() || value.has_payload::<Dict>();
        if !is_valid(&value) {
            return Err(vm.type_error("__kwdefaults__ must be set to a dict object"));
        }
        vm.audit_attribute_store(this.as_value(), "__kwdefaults__", shown.as_ref())?;
        drop(this.details().keyword_defaults.replace(value, vm));
        Ok(())
    }

    #[getter(name = "__globals__", member)]
    fn get_globals(this: &Ref<Function>) -> Value {
        this.globals.to_value()
    }

    #[getter(name = "__builtins__", member)]
    fn get_builtins(this: &Ref<Function>, vm: &mut Vm) -> Value {
        ForeignBuiltins::shown(&this.builtins, vm)
    }

    #[getter(name = "__closure__", member)]
    fn get_closure(this: &Ref<Function>, vm: &mut Vm) -> Value {
        this.closure.cloned(vm)
    }

    #[getter(name = "__dict__")]
    fn get_dict(this: &Ref<Function>, vm: &mut Vm) -> Value {
        this.own_dict(vm).into_value()
    }

    #[setter(__dict__)]
    fn set_dict(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let wrong = match &value {
            None => "cannot delete __dict__".to_owned(),
            Some(value) => {
                let found = value.type_name(vm);
                format!("__dict__ must be set to a dictionary, not a '{found}'")
            }
        };
        let is_valid = |value: &Value| value.has_payload::<Dict>();
        set(&this.details().dict, value, is_valid, &wrong, vm)
    }

    /// The type parameters, as a tuple.
    #[getter(name = "__type_params__")]
    fn get_type_params(this: &Ref<Function>, vm: &mut Vm) -> Value {
        let params = this.details().type_params.cloned(vm);
        if params.is_unbound() {
            Tuple::new(Vec::new(), vm).into_value()
        } else {
            params
        }
    }

    #[setter(__type_params__)]
    fn set_type_params(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let is_valid = |value: &Value| value.has_payload::<Tuple>();
        set(
            &this.details().type_params,
            value,
            is_valid,
            "__type_params__ must be set to a tuple",
            vm,
        )
    }

    /// The function that computes the annotations, or None.
    #[getter(name = "__annotate__")]
    fn get_annotate(this: &Ref<Function>, vm: &mut Vm) -> Value {
        this.details().annotate.cloned(vm)
    }

    #[setter(__annotate__)]
    fn set_annotate(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("__annotate__ cannot be deleted"));
        };
        if !value.is_none() && !value.is_callable(vm) {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        if !value.is_none() {
            drop(this.details().annotations.replace(Value::UNBOUND, vm));
        }
        drop(this.details().annotate.replace(value, vm));
        Ok(())
    }

    /// The annotations of parameters and result, by name.
    #[getter(name = "__annotations__")]
    fn get_annotations(this: &Ref<Function>, vm: &mut Vm) -> PyResult {
        let known = this.details().annotations.cloned(vm);
        if !known.is_unbound() {
            return Ok(known);
        }
        let annotate = this.details().annotate.cloned(vm);
        let annotations = if annotate.is_none() {
            Dict::new(vm).into_value()
        } else {
            let annotations = annotate.call_positional(&[Value::from_i32(1)], vm)?;
            if !annotations.has_payload::<Dict>() {
                let found = annotations.type_name(vm);
                let message = format!("__annotate__ returned non-dict of type '{found}'");
                return Err(vm.type_error(message));
            }
            annotations
        };
        drop(this.details().annotations.replace(annotations.clone(), vm));
        Ok(annotations)
    }

    #[setter(__annotations__)]
    fn set_annotations(this: &Ref<Function>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = match value {
            Some(value) if !value.is_none() => value,
            _ => Value::UNBOUND,
        };
        let is_valid = |value: &Value| value.is_unbound() || value.has_payload::<Dict>();
        let message = "__annotations__ must be set to a dict object";
        let field = &this.details().annotations;
        set(field, Some(value), is_valid, message, vm)?;
        drop(this.details().annotate.replace(Value::NONE, vm));
        Ok(())
    }
}
