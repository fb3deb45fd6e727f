//! The end of a program, or of one of its interpreters: threads, functions of `atexit`, streams, modules.

use rpy_vm::{PyResult, Vm};

use crate::_interpreters;
use crate::_io::flush_open_files;
use crate::atexit;

/// Waits for the threads that have to be waited for, as far as `threading` knows of them.
pub fn join_threads(vm: &mut Vm) {
    let (name, shutdown) = (vm.intern("threading"), vm.intern("_shutdown"));
    let modules = vm.modules.clone();
    let Some(threading) = modules.get_str(&name, vm).cloned() else {
        return;
    };
    if let Err(raised) = threading.call_method(&shutdown, &[], vm) {
        vm.report_unraisable("Exception ignored on threading shutdown:", &raised);
    }
}

/// Calls what is to be called at the end, ends the interpreters that are left, stops all threads, closes what
/// was left open and flushes the streams. `false` if the output could not be written.
pub fn end_program(vm: &mut Vm) -> bool {
    atexit::run_functions(vm);
    _interpreters::end_all(vm);
    vm.stop_other_threads();
    let flushed = flush(true, vm);
    vm.finalize_modules();
    // What could not be written before cannot now, which has been told.
    let flushed = flush(flushed, vm) && flushed;
    flush_open_files(vm);
    flushed
}

/// Flushes the standard stream of this name.
///
/// Errors: what the stream raises.
pub fn flush_stream(name: &str, vm: &mut Vm) -> PyResult<()> {
    let name = vm.intern(name);
    let Some(stream) = vm.sys_attribute(&name).filter(|stream| !stream.is_none()) else {
        return Ok(());
    };
    let closed = vm.intern("closed");
    if let Some(closed) = stream.get_attribute_optional(&closed, vm)?
        && closed.is_true(vm)?
    {
        return Ok(());
    }
    let flush = vm.names.flush.clone();
    stream.call_method(&flush, &[], vm).map(drop)
}

/// Flushes both streams; `false` if the output could not be written, which is reported if `tells`.
fn flush(tells: bool, vm: &mut Vm) -> bool {
    let result = flush_stream("stdout", vm);
    let _ = flush_stream("stderr", vm);
    let Err(raised) = result else {
        return true;
    };
    if !tells {
        return false;
    }
    let text = vm.format_exception_only(raised.exception());
    vm.host().report(&format!(
        "Exception ignored while flushing sys.stdout:\n{}",
        text.trim_end()
    ));
    false
}
