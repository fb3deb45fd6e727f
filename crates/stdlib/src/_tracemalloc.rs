//! `_tracemalloc`: where memory was asked for. It is never known here: tracing cannot be started.

/// Tracing of memory, which is always off.
#[rpy_macros::native_module(name = "_tracemalloc")]
pub mod _tracemalloc {
    use rpy_vm::{PyResult, Value, Vm};

    /// Returns whether memory is traced: it is not.
    #[function(signature = "()")]
    fn is_tracing() -> bool {
        false
    }

    /// Starts tracing, which is not possible.
    #[function(signature = "(nframe=1, /)")]
    fn start(nframe: i32, vm: &mut Vm) -> PyResult<()> {
        if !(1..=65535).contains(&nframe) {
            let message = "the number of frames must be in range [1; 65535]";
            return Err(vm.value_error(message));
        }
        Err(vm.not_implemented_error("tracing of memory allocations is not implemented"))
    }

    /// Ends tracing.
    #[function(signature = "()")]
    fn stop() {}

    /// Forgets what was traced.
    #[function(signature = "()")]
    fn clear_traces() {}

    /// Returns how many frames a traceback has at most.
    #[function(signature = "()")]
    fn get_traceback_limit() -> i32 {
        1
    }

    /// Returns the bytes that are traced, and the most that were.
    #[function(signature = "()")]
    fn get_traced_memory() -> (i32, i32) {
        (0, 0)
    }

    /// Returns the bytes that tracing itself takes.
    #[function(signature = "()")]
    fn get_tracemalloc_memory() -> i32 {
        0
    }

    /// Forgets the most bytes that were traced.
    #[function(signature = "()")]
    fn reset_peak() {}

    /// Returns where the memory of an object was asked for: nothing is known.
    #[function(signature = "(obj, /)")]
    fn _get_object_traceback(obj: &Value) -> Option<Value> {
        let _ = obj;
        None
    }

    /// Returns what was traced: nothing.
    #[function(signature = "()")]
    fn _get_traces(vm: &mut Vm) -> Value {
        vm.new_list(Vec::new())
    }
}
