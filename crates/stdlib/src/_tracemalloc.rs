//! `_tracemalloc`: where memory was asked for. See docs/heap.md.
//! Reference: <https://docs.python.org/3.14/library/tracemalloc.html>

pub use _tracemalloc::start_at_start;

/// Tracing of memory.
#[rpy_macros::native_module(name = "_tracemalloc")]
pub mod _tracemalloc {
    use std::sync::Arc;

    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::object::heap::TracedMemory;
    use rpy_vm::{PyResult, Value, Vm};

    /// Most frames that a traceback may have.
    const MAX_FRAMES: i32 = 65535;

    /// What outlives tracing.
    #[state]
    struct State {
        /// Most frames of a traceback when memory was traced last.
        limit: usize,
    }

    impl Default for State {
        fn default() -> State {
            State { limit: 1 }
        }
    }

    /// Returns whether memory is traced.
    #[function(signature = "()")]
    fn is_tracing(vm: &mut Vm) -> bool {
        vm.memory_tracing_limit().is_some()
    }

    /// Starts tracing, with so many frames of each traceback.
    #[function(signature = "(nframe=1, /)")]
    fn start(nframe: i32, vm: &mut Vm) -> PyResult<()> {
        if !(1..=MAX_FRAMES).contains(&nframe) {
            let message = "the number of frames must be in range [1; 65535]";
            return Err(vm.value_error(message));
        }
        vm.start_memory_tracing(nframe as usize);
        Ok(())
    }

    /// Starts tracing before any module of the program is imported: `-X tracemalloc`.
    pub fn start_at_start(frames: i32, vm: &mut Vm) -> PyResult<()> {
        start(frames, vm)
    }

    /// Ends tracing, and forgets what was traced.
    #[function(signature = "()")]
    fn stop(vm: &mut Vm) {
        if let Some(limit) = vm.memory_tracing_limit() {
            vm.module_state::<State>().limit = limit;
        }
        vm.stop_memory_tracing();
    }

    /// Forgets what was traced.
    #[function(signature = "()")]
    fn clear_traces(vm: &mut Vm) {
        vm.clear_traced_memory();
    }

    /// Returns how many frames a traceback has at most.
    #[function(signature = "()")]
    fn get_traceback_limit(vm: &mut Vm) -> usize {
        let limit = vm.memory_tracing_limit();
        limit.unwrap_or_else(|| vm.module_state::<State>().limit)
    }

    /// Returns the bytes that are traced, and the most that were.
    #[function(signature = "()")]
    fn get_traced_memory(vm: &mut Vm) -> (usize, usize) {
        vm.traced_bytes()
    }

    /// Returns the bytes that tracing itself takes.
    #[function(signature = "()")]
    fn get_tracemalloc_memory(vm: &mut Vm) -> usize {
        vm.tracing_bytes()
    }

    /// Forgets the most bytes that were traced.
    #[function(signature = "()")]
    fn reset_peak(vm: &mut Vm) {
        vm.reset_traced_peak();
    }

    /// Returns the lines that were running when the object was made, or None where that is not known.
    #[function(signature = "(obj, /)")]
    fn _get_object_traceback(obj: &Value, vm: &mut Vm) -> Option<Value> {
        let lines = vm.traceback_of_memory(obj)?;
        let lines = lines
            .into_iter()
            .map(|(file, number)| line(&file, number, vm));
        let lines = lines.collect();
        Some(Tuple::new(lines, vm).into_value())
    }

    /// Returns what is in use: for each block its domain, its size, the lines that were running when it was
    /// asked for, and how many frames there were.
    #[function(signature = "()")]
    fn _get_traces(vm: &mut Vm) -> Value {
        let Some(memory) = vm.traced_memory() else {
            return vm.new_list(Vec::new());
        };
        vm.pause_memory_tracing(true);
        let traces = traces(&memory, vm);
        vm.pause_memory_tracing(false);
        traces
    }

    fn line(file: &Arc<str>, number: u32, vm: &mut Vm) -> Value {
        let file = vm.intern(file).into_value();
        Tuple::new(vec![file, Value::from_usize(number as usize)], vm).into_value()
    }

    fn traces(memory: &TracedMemory, vm: &mut Vm) -> Value {
        let mut lines = Vec::with_capacity(memory.lines.len());
        for &(file, number) in &memory.lines {
            lines.push(line(&memory.files[file], number, vm));
        }
        let mut tracebacks = Vec::with_capacity(memory.tracebacks.len());
        for (frames, total) in &memory.tracebacks {
            let frames = frames.iter().map(|&frame| lines[frame].clone()).collect();
            let frames = Tuple::new(frames, vm).into_value();
            tracebacks.push((frames, Value::from_usize(*total)));
        }
        let mut traces = Vec::with_capacity(memory.blocks.len());
        for block in &memory.blocks {
            let (traceback, total) = tracebacks[block.traceback].clone();
            let (domain, size) = (Value::from_usize(0), Value::from_usize(block.size));
            traces.push(Tuple::new(vec![domain, size, traceback, total], vm).into_value());
        }
        vm.new_list(traces)
    }
}
