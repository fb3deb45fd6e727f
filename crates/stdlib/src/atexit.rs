//! `atexit`: functions that are called when the program ends.
//! Reference: <https://docs.python.org/3.14/library/atexit.html>

use std::rc::Rc;

use rpy_macros::native_module;
use rpy_vm::function::args::Args;
use rpy_vm::{PyResult, Value, Vm};

/// A function, and what it is called with.
struct Callback {
    function: Value,
    /// The arguments, those by keyword last.
    values: Vec<Value>,
    /// The names of those by keyword.
    names: Vec<Value>,
}

/// Functions that are called at the normal end of the program, the last one first: register and
/// unregister.
#[native_module(name = "atexit")]
pub(crate) mod atexit {
    use super::*;

    /// What is to be called, the oldest first.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        pub(super) callbacks: Vec<Rc<Callback>>,
    }

    /// Lets a function be called with these arguments when the program ends. Returns the function, so
    /// that this can decorate it.
    #[function(signature = "(func, /, *args, **kwargs)")]
    fn register(args: Args<'_>, vm: &mut Vm) -> PyResult {
        let Some((function, rest)) = args.split_first() else {
            return Err(vm.type_error("register() takes at least 1 argument (0 given)"));
        };
        if !function.is_callable(vm) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let callback = Callback {
            function: function.clone(),
            values: rest.values().to_vec(),
            names: rest.names().to_vec(),
        };
        let callbacks = &mut vm.module_state::<State>().callbacks;
        callbacks.push(Rc::new(callback));
        Ok(function.clone())
    }

    /// Forgets a function, as often as it was registered.
    #[function(signature = "(func, /)")]
    fn unregister(func: &Value, vm: &mut Vm) -> PyResult<()> {
        // Comparing may run code that registers and unregisters others.
        let callbacks = vm.module_state::<State>().callbacks.clone();
        for callback in callbacks.into_iter().rev() {
            let is_known = |vm: &mut Vm| {
                let mut known = vm.module_state::<State>().callbacks.iter();
                known.any(|known| Rc::ptr_eq(known, &callback))
            };
            if is_known(vm) && func.equals(&callback.function, vm)? {
                let callbacks = &mut vm.module_state::<State>().callbacks;
                callbacks.retain(|known| !Rc::ptr_eq(known, &callback));
            }
        }
        Ok(())
    }

    /// Forgets all functions.
    #[function(signature = "()")]
    fn _clear(vm: &mut Vm) {
        drop(std::mem::take(&mut vm.module_state::<State>().callbacks));
    }

    /// Returns how many functions there are.
    #[function(signature = "()")]
    fn _ncallbacks(vm: &mut Vm) -> usize {
        vm.module_state::<State>().callbacks.len()
    }

    /// Calls all functions, and forgets them.
    ///
    /// What they raise is given to sys.unraisablehook.
    #[function(signature = "()")]
    fn _run_exitfuncs(vm: &mut Vm) {
        run_functions(vm);
    }
}

/// Calls the functions that the program has registered, the last one first, and forgets them and what
/// they register. What they raise is reported.
pub fn run_functions(vm: &mut Vm) {
    let callbacks = vm.module_state::<atexit::State>().callbacks.clone();
    for callback in callbacks.into_iter().rev() {
        let function = &callback.function;
        let result = function.call(Args::new(&callback.values, &callback.names), vm);
        if let Err(raised) = result {
            let text = function.repr(vm);
            let text = text.map(|text| text.to_string_lossy().into_owned());
            let text = text.unwrap_or_else(|_| "<object repr() failed>".to_owned());
            vm.report_unraisable(
                &format!("Exception ignored in atexit callback {text}"),
                &raised,
            );
        }
    }
    drop(std::mem::take(
        &mut vm.module_state::<atexit::State>().callbacks,
    ));
}
