//! Audit hooks (PEP 578).

/// The two functions.
#[rpy_macros::native_module(name = "sys", part)]
pub(super) mod audit {
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Value, Vm};

    /// Calls the audit hooks with an event and its arguments.
    #[function(signature = "(event, /, *args)")]
    fn audit(event: &Value, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        if !event.has_payload::<Str>() {
            let given = event.type_name(vm);
            let message = format!("audit() argument 1 must be str, not {given}");
            return Err(vm.type_error(message));
        }
        if vm.is_audited() {
            let name = <&str>::from_argument(event, vm)?;
            if name.contains('\0') {
                return Err(vm.value_error("embedded null character"));
            }
            let args = Tuple::new(args.to_vec(), vm);
            vm.call_audit_hooks(event, args)?;
        }
        Ok(())
    }

    /// Adds a function that is called with every event. It stays as long as the interpreter.
    #[function(signature = "(hook)")]
    fn addaudithook(hook: Value, vm: &mut Vm) -> PyResult<()> {
        vm.add_audit_hook(hook)
    }
}
