//! Functions of attributes and namespaces.

#[rpy_macros::native_module(name = "builtins", part)]
pub(super) mod functions {
    use crate::builtins::list::List;
    use crate::builtins::str::Str;
    use crate::object::reference::Ref;
    use crate::object::value::Value;
    use crate::result::PyResult;
    use crate::vm::Vm;

    /// The name of an attribute, interned.
    fn attribute_name(name: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        match name.downcast::<Str>() {
            Some(name) => Ok(vm.intern_ref(name)),
            None => {
                let found = name.type_name(vm);
                Err(vm.type_error(format!("attribute name must be string, not '{found}'")))
            }
        }
    }

    /// Returns an attribute; if the object does not have it, the default, if there is one.
    #[function(signature = "(object, name, default=<unrepresentable>, /)", hidden)]
    fn getattr(object: &Value, name: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let name = attribute_name(name, vm)?;
        match default {
            None => object.get_attribute(&name, vm),
            Some(default) => {
                let found = object.get_attribute_optional(&name, vm)?;
                Ok(found.unwrap_or(default))
            }
        }
    }

    /// Sets an attribute.
    #[function(signature = "(obj, name, value, /)")]
    fn setattr(obj: &Value, name: &Value, value: Value, vm: &mut Vm) -> PyResult<()> {
        let name = attribute_name(name, vm)?;
        obj.set_attribute(&name, value, vm)
    }

    /// Deletes an attribute.
    #[function(signature = "(obj, name, /)")]
    fn delattr(obj: &Value, name: &Value, vm: &mut Vm) -> PyResult<()> {
        let name = attribute_name(name, vm)?;
        obj.delete_attribute(&name, vm)
    }

    /// Returns whether getattr() would find the attribute.
    #[function(signature = "(obj, name, /)")]
    fn hasattr(obj: &Value, name: &Value, vm: &mut Vm) -> PyResult<bool> {
        let name = attribute_name(name, vm)?;
        Ok(obj.get_attribute_optional(&name, vm)?.is_some())
    }

    /// Returns the names of an object's attributes, or of the local variables without an
    /// argument.
    #[function(signature = "(object=<unrepresentable>, /)", hidden)]
    fn dir(object: Option<Value>, vm: &mut Vm) -> PyResult<Ref<List>> {
        let names = match object {
            Some(object) => {
                let name = vm.names.__dir__.clone();
                match object.call_special(&name, &[], vm)? {
                    Some(names) => names,
                    None => return Err(vm.type_error("object does not provide __dir__")),
                }
            }
            None => {
                let locals = vm.current_locals();
                let name = vm.names.keys.clone();
                locals.call_method(&name, &[], vm)?
            }
        };
        let items = vm.collect(&names)?;
        let list = List::new(items, vm);
        list.sort(None, false, vm)?;
        Ok(list)
    }

    /// Returns the `__dict__` of an object, or the local variables without an argument.
    #[function(signature = "(object=<unrepresentable>, /)", hidden)]
    fn vars(object: Option<Value>, vm: &mut Vm) -> PyResult {
        let Some(object) = object else {
            return Ok(vm.current_locals());
        };
        let name = vm.names.__dict__.clone();
        match object.get_attribute_optional(&name, vm)? {
            Some(dict) => Ok(dict),
            None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
        }
    }
}
