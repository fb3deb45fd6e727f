//! Hooks: what `breakpoint()` and exceptions that cannot be raised call.

#[rpy_macros::native_module(name = "sys", part)]
pub(super) mod hooks {
    use rpy_vm::{Args, PyResult, Value, Vm};

    /// The variable that names what `breakpoint()` calls.
    const VARIABLE: &str = "PYTHONBREAKPOINT";

    /// Calls what `PYTHONBREAKPOINT` names, or the debugger. `breakpoint()` calls this.
    #[function(signature = "(*args, **kwargs)")]
    fn breakpointhook(args: Args<'_>, vm: &mut Vm) -> PyResult {
        let wanted = match ignores_environment(vm)? {
            true => None,
            false => std::env::var(VARIABLE).ok(),
        };
        let wanted = wanted.filter(|it| !it.is_empty());
        let path = wanted.as_deref().unwrap_or("pdb.set_trace");
        if path == "0" {
            return Ok(Value::NONE);
        }
        let (module, attribute) = path.rsplit_once('.').unwrap_or(("builtins", path));
        let found = if module.is_empty() || attribute.is_empty() {
            None
        } else {
            let (module, attribute) = (vm.intern(module), vm.intern(attribute));
            match vm.import_name(&module) {
                Ok(module) => module.get_attribute_optional(&attribute, vm)?,
                Err(raised) if raised.is_instance(&vm.types.exceptions.import_error, vm) => None,
                Err(raised) => return Err(raised),
            }
        };
        match found {
            Some(function) => function.call(args, vm),
            None => {
                let category = vm.types.exceptions.runtime_warning.clone();
                vm.warn(
                    &category,
                    &format!("Ignoring unimportable ${VARIABLE}: \"{path}\""),
                )?;
                Ok(Value::NONE)
            }
        }
    }

    fn ignores_environment(vm: &mut Vm) -> PyResult<bool> {
        let name = vm.intern("flags");
        let Some(flags) = vm.sys_attribute(&name) else {
            return Ok(false);
        };
        let name = vm.intern("ignore_environment");
        match flags.get_attribute_optional(&name, vm)? {
            Some(flag) => flag.is_true(vm),
            None => Ok(false),
        }
    }

    /// Writes an exception that could not be raised where it occurred to `sys.stderr`.
    #[function(signature = "(unraisable, /)")]
    fn unraisablehook(unraisable: &Value, vm: &mut Vm) -> PyResult<()> {
        vm.write_unraisable(unraisable)
    }

    /// Sets the function that is told of what this thread runs; debuggers do.
    #[function(signature = "(function, /)")]
    fn settrace(function: Value, vm: &mut Vm) -> PyResult<()> {
        vm.audit("sys.settrace", |_| [])?;
        vm.set_trace(function);
        Ok(())
    }

    /// Sets the function that is told of the calls of this thread; profilers do.
    #[function(signature = "(function, /)")]
    fn setprofile(function: Value, vm: &mut Vm) -> PyResult<()> {
        vm.audit("sys.setprofile", |_| [])?;
        vm.set_profile(function);
        Ok(())
    }

    /// As `settrace`, for all threads.
    #[function(signature = "(function, /)")]
    fn _settraceallthreads(function: &Value, vm: &mut Vm) -> PyResult<()> {
        vm.audit("sys.settrace", |_| [])?;
        vm.set_trace_of_all_threads(function);
        Ok(())
    }

    /// As `setprofile`, for all threads.
    #[function(signature = "(function, /)")]
    fn _setprofileallthreads(function: &Value, vm: &mut Vm) -> PyResult<()> {
        vm.audit("sys.setprofile", |_| [])?;
        vm.set_profile_of_all_threads(function);
        Ok(())
    }

    /// Returns the function that `settrace` has set.
    #[function(signature = "()")]
    fn gettrace(vm: &mut Vm) -> Value {
        vm.trace_function()
    }

    /// Returns the function that `setprofile` has set.
    #[function(signature = "()")]
    fn getprofile(vm: &mut Vm) -> Value {
        vm.profile_function()
    }

    /// Calls a function while it is traced, as debuggers do.
    #[function(signature = "(func, args, /)")]
    fn call_tracing(func: &Value, args: &Value, vm: &mut Vm) -> PyResult {
        match args.downcast::<rpy_vm::builtins::tuple::Tuple>() {
            Some(args) => vm.call_traced(|vm| func.call_positional(args.as_slice(), vm)),
            None => {
                let class = args.type_name(vm);
                Err(vm.type_error(format!(
                    "call_tracing() argument 2 must be tuple, not {class}"
                )))
            }
        }
    }
}
