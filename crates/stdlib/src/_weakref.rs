//! `_weakref`: weak references, the native part of `weakref`.
//! Reference: <https://docs.python.org/3.14/library/weakref.html>

/// References that do not keep an object alive.
#[rpy_macros::native_module(name = "_weakref")]
pub mod _weakref {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::weakref::{self, WeakReference};
    use rpy_vm::{PyResult, Ref, Value, Vm};

    /// Returns how many weak references to the object there are.
    #[function(signature = "(object, /)")]
    fn getweakrefcount(object: &Value, vm: &mut Vm) -> usize {
        weakref::references(object, vm).len()
    }

    /// Returns the weak references to the object, in a list.
    #[function(signature = "(object, /)")]
    fn getweakrefs(object: &Value, vm: &mut Vm) -> Ref<List> {
        let references = weakref::references(object, vm);
        List::new(references.into_iter().map(Ref::into_value).collect(), vm)
    }

    /// Returns an object that passes everything on to another, which it does not keep alive.
    ///
    /// The callback is called with the proxy when the other is about to go.
    #[function(signature = "(object, callback=None, /)")]
    fn proxy(object: &Value, callback: Option<Value>, vm: &mut Vm) -> PyResult {
        weakref::new_proxy(object, callback.unwrap_or(Value::NONE), vm).map(Ref::into_value)
    }

    /// Deletes a key of a dict whose value is a weak reference to what no longer exists.
    #[function(signature = "(dct, key, /)")]
    fn _remove_dead_weakref(dct: &Ref<Dict>, key: &Value, vm: &mut Vm) -> PyResult<()> {
        let dict = dct.as_value();
        if !dict.contains(key, vm)? {
            return Ok(());
        }
        let value = dict.subscript(key, vm)?;
        let Some(reference) = value.downcast::<WeakReference>() else {
            return Err(vm.type_error("not a weakref"));
        };
        if reference.target(vm).is_none() {
            dict.delete_subscript(key, vm)?;
        }
        Ok(())
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let reference = vm.types.weak_reference.to_value();
        module.add("ref", reference.clone(), vm);
        module.add("ReferenceType", reference, vm);
        let proxy = vm.types.weak_proxy.to_value();
        module.add("ProxyType", proxy, vm);
        let proxy = vm.types.weak_callable_proxy.to_value();
        module.add("CallableProxyType", proxy, vm);
        Ok(())
    }
}
