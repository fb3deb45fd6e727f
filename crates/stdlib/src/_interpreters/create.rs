//! Making, entering and ending interpreters.

use std::sync::Arc;

use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::StrBuilder;
use rpy_vm::{Interpreter, PyResult, Value, Vm};

use super::InterpreterError;
use super::config::Config;
use super::runtime::{self, Entry, Own, Runtime, whence};
use crate::ending;
use crate::sys::sys;

/// Makes an interpreter and gives its number.
///
/// Raises `InterpreterError` if that goes wrong, `NotImplementedError` if the host makes none.
pub(super) fn create(config: Config, vm: &mut Vm) -> PyResult<Arc<Entry>> {
    let runtime = runtime::runtime(vm);
    let id = runtime.next_id();
    if !config.is_possible() {
        return Err(vm.native_error::<InterpreterError>("interpreter creation failed"));
    }
    let host = vm.host().clone();
    let Some(interpreter) = host.clone().make_interpreter(runtime.main_thread) else {
        return Err(vm.not_implemented_error("the host of this program makes no interpreters"));
    };
    let (arguments, first) = (arguments(vm), vm.imports.first_entry.clone());
    let entry = Arc::new(Entry::new(id, whence::STDLIB, config, Some(interpreter)));
    let ready = {
        let _running = entry.start();
        let (runtime, entry) = (runtime.clone(), entry.clone());
        inside(&entry.clone(), vm, |vm| {
            *vm.module_state::<Own>() = Own::of(runtime, entry);
            if let Err(raised) = host.set_up_interpreter(vm) {
                return Err(vm.format_exception(raised.exception()));
            }
            set_start(arguments, first, vm);
            Ok(())
        })
    };
    match ready {
        Some(Ok(())) => {
            runtime.insert(entry.clone());
            Ok(entry)
        }
        failed => {
            if let Some(Err(text)) = failed {
                vm.host().report(&text);
            }
            end(&runtime, &entry, vm);
            Err(vm.native_error::<InterpreterError>("interpreter creation failed"))
        }
    }
}

/// The strings of `sys.argv`.
fn arguments(vm: &mut Vm) -> Vec<Vec<u8>> {
    let name = vm.intern("argv");
    let all = vm.sys_attribute(&name);
    let all = all.as_ref().and_then(|all| all.downcast::<List>());
    let all = all.map(|all| all.items(vm).clone()).unwrap_or_default();
    let texts = all
        .iter()
        .filter_map(|text| text.downcast::<rpy_vm::builtins::str::Str>());
    texts.map(|text| text.as_bytes().to_vec()).collect()
}

/// Tells a new interpreter what the program was started with.
fn set_start(arguments: Vec<Vec<u8>>, first: Option<String>, vm: &mut Vm) {
    let texts = arguments.into_iter().filter_map(StrBuilder::from_bytes);
    let texts = texts.map(|text| text.finish(vm).into_value()).collect();
    let list = vm.new_list(texts);
    sys::set("argv", list, vm);
    if let Some(first) = first {
        let entry = vm.new_str(&first);
        vm.imports.first_entry = Some(first);
        let name = vm.names.path.clone();
        if let Some(path) = vm.sys_attribute(&name)
            && let Some(path) = path.downcast::<List>()
        {
            path.items_mut(vm).insert(0, entry);
        }
    }
}

/// Runs `f` in an interpreter; `None` if it has ended.
pub(super) fn inside<R: Send>(
    entry: &Arc<Entry>,
    vm: &mut Vm,
    f: impl FnOnce(&mut Vm) -> R + Send,
) -> Option<R> {
    let interpreter = entry.interpreter()?;
    // SAFETY: `f` takes no values along, and no thread-local variable of this crate holds any.
    Some(unsafe { vm.run_in(&interpreter, f) })
}

/// Ends an interpreter: waits for its threads, calls what is to be called, flushes, finalises.
fn end(runtime: &Arc<Runtime>, entry: &Arc<Entry>, vm: &mut Vm) {
    let interpreter = entry.take_interpreter().and_then(Arc::into_inner);
    if let Some(interpreter) = interpreter {
        end_interpreter(entry, interpreter, vm);
    }
    runtime.remove(entry.id);
}

fn end_interpreter(entry: &Entry, interpreter: Interpreter, vm: &mut Vm) {
    // SAFETY: as in `inside`.
    unsafe {
        vm.run_in(&interpreter, |vm| {
            ending::join_threads(vm);
            ending::end_program(vm);
        });
    }
    if entry.stop_lending() {
        // SAFETY: as before. Nobody has memory of it, and nobody gets any.
        unsafe { vm.end_other(interpreter, |_| ()) };
    } else {
        // Others look at its memory, which has to stay where it is.
        std::mem::forget(interpreter);
    }
}

/// Destroys an interpreter.
///
/// Raises `InterpreterError` if it runs.
pub(super) fn destroy(entry: &Arc<Entry>, vm: &mut Vm) -> PyResult<()> {
    let own = runtime::own(vm);
    let runtime = own.runtime.clone();
    if Arc::ptr_eq(&own.entry, entry) {
        let message = "cannot destroy the current interpreter";
        return Err(vm.native_error::<InterpreterError>(message));
    }
    let Some(_running) = entry.start() else {
        return Err(vm.native_error::<InterpreterError>("interpreter running"));
    };
    end(&runtime, entry, vm);
    Ok(())
}

/// Ends the interpreters that a program has left, when it ends.
pub fn end_all(vm: &mut Vm) {
    if !runtime::is_main(vm) {
        return;
    }
    let runtime = runtime::runtime(vm);
    let mut left = runtime.all();
    left.retain(|entry| entry.id != 0);
    if left.is_empty() {
        return;
    }
    let category = vm.types.exceptions.runtime_warning.clone();
    let message = "remaining subinterpreters; close them with Interpreter.close()";
    if let Err(raised) = vm.warn(&category, message) {
        vm.unraisable("ending", raised, &Value::NONE);
    }
    for entry in left {
        if let Some(_running) = entry.start() {
            end(&runtime, &entry, vm);
        }
    }
}
