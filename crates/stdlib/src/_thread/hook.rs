//! What happens to an exception that ends a thread.

use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Raised, Ref, Vm};

/// Whether a thread may end by an exception without a word.
pub(super) fn is_silent(raised: &Raised, vm: &Vm) -> bool {
    raised.is_instance(&vm.types.exceptions.system_exit, vm)
}

/// `_thread._excepthook`: prints an exception and the thread that it has ended.
///
/// Errors: what writing to `sys.stderr` raises.
pub(super) fn print(args: &Ref<Tuple>, vm: &mut Vm) -> PyResult<()> {
    let [class, exception, _traceback, thread] = args.as_slice() else {
        return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs"));
    };
    if class.is(vm.types.exceptions.system_exit.as_value()) {
        return Ok(());
    }
    let stderr = vm.names.stderr.clone();
    let mut stream = vm.sys_attribute(&stderr).filter(|stream| !stream.is_none());
    if stream.is_none() && !thread.is_none() {
        // The stream that the thread was started with.
        let name = vm.intern("_stderr");
        stream = thread
            .get_attribute_optional(&name, vm)?
            .filter(|stream| !stream.is_none());
    }
    let Some(stream) = stream else {
        return Ok(());
    };
    let mut name = None;
    if !thread.is_none() {
        let attribute = vm.intern("name");
        if let Some(value) = thread.get_attribute_optional(&attribute, vm)? {
            name = Some(value.str(vm)?.to_string_lossy().into_owned());
        }
    }
    let name = name.unwrap_or_else(|| vm.thread_identity().to_string());
    let mut text = format!("Exception in thread {name}:\n");
    let instance = vm.instantiate_exception(exception)?;
    let instance = match instance {
        Some(instance) => Some(instance),
        None => exception.downcast::<BaseException>().cloned(),
    };
    match instance {
        Some(exception) => text.push_str(&vm.format_exception(&exception)),
        None => text.push_str("NoneType: None\n"),
    }
    let (write, flush) = (vm.names.write.clone(), vm.names.flush.clone());
    let text = vm.new_str(&text);
    stream.call_method(&write, &[text], vm)?;
    stream.call_method(&flush, &[], vm).map(drop)
}
