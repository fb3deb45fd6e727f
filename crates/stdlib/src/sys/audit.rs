//! Audit hooks (PEP 578). Events come from Python code, and from few native functions.

use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Value, Vm};

use audit::Hooks;

/// Calls the audit hooks, if there are any, with an event of a native function.
#[cfg_attr(
    not(feature = "sqlite"),
    expect(dead_code, reason = "what else is native raises no events yet")
)]
pub(crate) fn raise_event(event: &str, arguments: &[Value], vm: &mut Vm) -> PyResult<()> {
    let hooks = vm.module_state::<Hooks>().0.clone();
    if hooks.is_empty() {
        return Ok(());
    }
    let event = vm.new_str(event);
    let arguments = Tuple::from_slice(arguments, vm).into_value();
    for hook in hooks {
        hook.call_positional(&[event.clone(), arguments.clone()], vm)?;
    }
    Ok(())
}

#[rpy_macros::native_module(name = "sys", part)]
pub(super) mod audit {
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{PyResult, Value, Vm};

    /// The hooks of an interpreter, in the order in which they were added.
    #[derive(Default)]
    pub(super) struct Hooks(pub(super) Vec<Value>);

    impl rpy_vm::function::native::ModuleState for Hooks {
        fn new(_vm: &mut Vm) -> Hooks {
            Hooks::default()
        }
    }

    /// Calls the audit hooks with an event and its arguments.
    #[function(signature = "(event, /, *args)")]
    fn audit(event: &Value, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        if event.downcast::<rpy_vm::builtins::str::Str>().is_none() {
            let given = event.type_name(vm);
            let message = format!("audit() argument 1 must be str, not {given}");
            return Err(vm.type_error(message));
        }
        let hooks = vm.module_state::<Hooks>().0.clone();
        if hooks.is_empty() {
            return Ok(());
        }
        let args = Tuple::new(args.to_vec(), vm).into_value();
        for hook in hooks {
            hook.call_positional(&[event.clone(), args.clone()], vm)?;
        }
        Ok(())
    }

    /// Adds a function that is called with every event. It stays as long as the interpreter.
    #[function(signature = "(hook)")]
    fn addaudithook(hook: Value, vm: &mut Vm) {
        vm.module_state::<Hooks>().0.push(hook);
    }
}
