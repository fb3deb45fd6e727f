//! What `sys` tells of threads.

/// The functions and constants.
#[rpy_macros::native_module(name = "sys", part)]
pub(super) mod threads {
    use std::time::Duration;

    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::{PyResult, Value, Vm};

    use crate::sys::structures::ThreadInfo;

    #[constant]
    fn thread_info(vm: &mut Vm) -> ThreadInfo {
        ThreadInfo {
            name: vm.intern("pthread").into_value(),
            lock: vm.intern("mutex+cond").into_value(),
            version: Value::NONE,
        }
    }

    /// Returns how long a thread runs while others wait, in seconds.
    #[function(signature = "()")]
    fn getswitchinterval(vm: &mut Vm) -> f64 {
        vm.switch_interval().as_micros() as f64 * 1e-6
    }

    /// Sets how long a thread runs while others wait, in seconds.
    #[function(signature = "(interval, /)")]
    fn setswitchinterval(interval: f64, vm: &mut Vm) -> PyResult<()> {
        if interval.is_nan() || interval <= 0.0 {
            return Err(vm.value_error("switch interval must be strictly positive"));
        }
        let interval = Duration::try_from_secs_f64(interval).unwrap_or(Duration::MAX);
        vm.set_switch_interval(interval);
        Ok(())
    }

    /// Returns a dict of the topmost frame of each thread, by the thread's number.
    #[function(signature = "()")]
    fn _current_frames(vm: &mut Vm) -> PyResult {
        let frames = vm.current_frames();
        by_thread(frames, vm)
    }

    /// Returns a dict of the exception that each thread handles, by the thread's number.
    #[function(signature = "()")]
    fn _current_exceptions(vm: &mut Vm) -> PyResult {
        let exceptions = vm.current_exceptions();
        by_thread(exceptions, vm)
    }

    fn by_thread(values: Vec<(usize, Value)>, vm: &mut Vm) -> PyResult {
        let dict = Dict::new(vm);
        for (thread, value) in values {
            dict.set_item(Value::from_usize(thread), value, vm)?;
        }
        Ok(dict.into_value())
    }
}
