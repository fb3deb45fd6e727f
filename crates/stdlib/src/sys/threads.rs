//! What `sys` tells of threads.

/// The functions and constants.
#[rpy_macros::native_module(name = "sys", part)]
pub(super) mod threads {
    use std::time::Duration;

    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::str::Str;
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

    /// Returns the number of processors that the program was told to assume (-X cpu_count,
    /// PYTHON_CPU_COUNT), or -1 if it was not.
    #[function(signature = "()")]
    fn _get_cpu_count_config(vm: &mut Vm) -> PyResult<i64> {
        let name = vm.intern("_xoptions");
        let options = vm.sys_attribute(&name);
        let mut given = None;
        if let Some(options) = options.as_ref().and_then(|it| it.downcast::<Dict>()) {
            let key = vm.new_str("cpu_count");
            let count = options.get_item(&key, vm)?;
            given = count.and_then(|it| {
                it.downcast::<Str>()
                    .map(|it| it.to_string_lossy().into_owned())
            });
        }
        let given = given.or_else(|| std::env::var("PYTHON_CPU_COUNT").ok());
        let count = given.and_then(|text| text.trim().parse().ok());
        Ok(count.filter(|&count: &i64| count > 0).unwrap_or(-1))
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
        vm.audit("sys._current_frames", |_| [])?;
        let frames = vm.current_frames();
        by_thread(frames, vm)
    }

    /// Returns a dict of the exception that each thread handles, by the thread's number.
    #[function(signature = "()")]
    fn _current_exceptions(vm: &mut Vm) -> PyResult {
        vm.audit("sys._current_exceptions", |_| [])?;
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
