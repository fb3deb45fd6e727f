//! Functions of any object: text, identity, classes.

#[rpy_macros::native_module(name = "builtins", part)]
pub(super) mod functions {
    use num_bigint::BigInt;

    use crate::builtins::str::Str;
    use crate::function::args::Args;
    use crate::object::reference::Ref;
    use crate::object::value::Value;
    use crate::result::PyResult;
    use crate::vm::Vm;

    /// Returns the text that stands for an object in source and messages.
    #[function(signature = "(obj, /)")]
    fn repr(obj: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        obj.repr(vm)
    }

    /// As `repr`, with everything but ASCII escaped.
    #[function(signature = "(obj, /)")]
    fn ascii(obj: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        obj.ascii(vm)
    }

    /// Formats a value as the specification says.
    #[function(signature = "(value, format_spec='', /)")]
    fn format(value: &Value, format_spec: Option<&Ref<Str>>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        match format_spec {
            Some(spec) => value.format(spec, vm),
            None => {
                let empty = vm.names.empty.clone();
                value.format(&empty, vm)
            }
        }
    }

    /// Returns the hash of an object.
    #[function(signature = "(obj, /)")]
    fn hash(obj: &Value, vm: &mut Vm) -> PyResult<i64> {
        obj.hash(vm)
    }

    /// Returns a number that no other object has at the same time.
    #[function(signature = "(obj, /)")]
    fn id(obj: &Value, vm: &mut Vm) -> PyResult {
        let id = vm.new_big_int(BigInt::from(obj.bits()));
        vm.audit("builtins.id", |_| [id.clone()])?;
        Ok(id)
    }

    /// Returns whether the object can be called.
    #[function(signature = "(obj, /)")]
    fn callable(obj: &Value, vm: &mut Vm) -> bool {
        obj.is_callable(vm)
    }

    /// Calls `sys.breakpointhook` with the arguments, which starts the debugger.
    ///
    /// Raises RuntimeError if there is no such function.
    #[function(signature = "(*args, **kws)")]
    fn breakpoint(args: Args<'_>, vm: &mut Vm) -> PyResult {
        let name = vm.intern("breakpointhook");
        match vm.sys_attribute(&name) {
            Some(hook) => {
                vm.audit("builtins.breakpoint", |_| [hook.clone()])?;
                hook.call(args, vm)
            }
            None => Err(vm.runtime_error("lost sys.breakpointhook")),
        }
    }

    /// Returns whether an object belongs to a class; to one of them, if they are a tuple or a union.
    #[function(signature = "(obj, class_or_tuple, /)")]
    fn isinstance(obj: &Value, class_or_tuple: &Value, vm: &mut Vm) -> PyResult<bool> {
        obj.is_instance(class_or_tuple, vm)
    }

    /// Returns whether a class inherits from a class or from one of several.
    #[function(signature = "(cls, class_or_tuple, /)")]
    fn issubclass(cls: &Value, class_or_tuple: &Value, vm: &mut Vm) -> PyResult<bool> {
        cls.is_subclass(class_or_tuple, vm)
    }
}
