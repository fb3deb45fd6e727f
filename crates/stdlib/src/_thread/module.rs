//! The functions and types of `_thread`.

pub use _thread::MODULE;

/// Low-level primitives for threads.
#[rpy_macros::native_module(
    name = "_thread",
    classes(lock::Lock as "LockType", lock::Lock, rlock::RLock, handle::ThreadHandle, local::Local)
)]
mod _thread {
    use std::os::unix::ffi::OsStrExt;

    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::import::paths::path_str;
    use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

    use crate::_interpreters::{self, Config};
    use crate::_signal;
    use crate::_thread::{handle, hook, local, lock, rlock, start};

    /// Returns a number that no other running thread has.
    #[function(signature = "()")]
    fn get_ident(vm: &mut Vm) -> usize {
        vm.thread_identity()
    }

    /// Returns the number of the main thread.
    #[function(signature = "()")]
    fn _get_main_thread_ident(vm: &mut Vm) -> usize {
        vm.main_thread_identity()
    }

    /// Returns the number that the system gave to the thread.
    #[function(signature = "()")]
    fn get_native_id() -> i32 {
        rustix::thread::gettid().as_raw_nonzero().get()
    }

    /// Makes a lock.
    #[function(signature = "()")]
    fn allocate_lock(vm: &mut Vm) -> Ref<lock::Lock> {
        lock::Lock::new(vm)
    }

    /// The old name of allocate_lock.
    #[function(signature = "()")]
    fn allocate(vm: &mut Vm) -> Ref<lock::Lock> {
        lock::Lock::new(vm)
    }

    /// Starts a thread that calls a function, and returns its number.
    #[function(signature = "(function, args, kwargs={}, /)")]
    fn start_new_thread(
        function: &Value,
        args: &Value,
        kwargs: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        start::start_new(function, args, kwargs, vm)
    }

    /// The old name of start_new_thread.
    #[function(signature = "(function, args, kwargs={}, /)")]
    fn start_new(
        function: &Value,
        args: &Value,
        kwargs: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        start::start_new(function, args, kwargs, vm)
    }

    /// Starts a thread that calls a function, and returns a handle that can be joined.
    #[function(signature = "(function, handle=None, daemon=True)")]
    fn start_joinable_thread(
        function: &Value,
        handle: Option<&Value>,
        daemon: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<handle::ThreadHandle>> {
        start::start_joinable(function, handle, daemon, vm)
    }

    /// Makes a handle of the thread with this number.
    #[function(signature = "(ident, /)")]
    fn _make_thread_handle(ident: usize, vm: &mut Vm) -> Ref<handle::ThreadHandle> {
        handle::ThreadHandle::running(ident, vm)
    }

    /// Returns how many threads were started and still run.
    #[function(signature = "()")]
    fn _count(vm: &mut Vm) -> usize {
        start::count(vm)
    }

    /// Waits for the threads that must end before the interpreter does.
    #[function(signature = "()")]
    fn _shutdown(vm: &mut Vm) -> PyResult<()> {
        start::join_threads(vm)
    }

    /// Returns whether this is the main interpreter.
    #[function(signature = "()")]
    fn _is_main_interpreter(vm: &mut Vm) -> bool {
        _interpreters::is_main(vm)
    }

    /// Returns whether daemon threads may be started.
    #[function(signature = "()")]
    fn daemon_threads_allowed(vm: &mut Vm) -> bool {
        _interpreters::allows(Config::allows_daemon_threads, vm)
    }

    /// Behaves as if a signal had come: the main thread handles it.
    #[function(signature = "(signum=signal.SIGINT, /)")]
    fn interrupt_main(signum: Option<i32>, vm: &mut Vm) -> PyResult<()> {
        let number = signum.unwrap_or(_signal::SIGINT);
        if !(1..65).contains(&number) {
            return Err(vm.value_error("signal number out of range"));
        }
        _signal::simulate(number, vm);
        Ok(())
    }

    /// The smallest stack, in bytes, that a thread can be asked for to have.
    const SMALLEST_STACK: i64 = 53_248;

    /// Sets the size of the stacks of new threads, in bytes, and returns what it was; zero stands
    /// for the default.
    #[function(signature = "(size=0, /)")]
    fn stack_size(size: i64, vm: &mut Vm) -> PyResult<usize> {
        let old = vm.thread_stack_size();
        if size != 0 && size < SMALLEST_STACK {
            return Err(vm.value_error(format!("size must be at least {SMALLEST_STACK} bytes")));
        }
        vm.set_thread_stack_size(size as usize);
        Ok(old)
    }

    /// Names the running thread for the system's tools; they show 15 bytes.
    #[function(signature = "(name)")]
    fn set_name(name: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        // As with the error handler "replace": surrogates cannot be encoded.
        let name: String = (name.code_points())
            .map(|point| char::from_u32(point).unwrap_or('?'))
            .collect();
        let mut bytes: Vec<u8> = name.bytes().take_while(|&byte| byte != 0).collect();
        bytes.truncate(NAME_LENGTH);
        let Ok(name) = std::ffi::CString::new(bytes) else {
            return Ok(());
        };
        rustix::thread::set_name(&name).map_err(|error| vm.io_error(&error.into(), None))
    }

    /// Returns the name that the system's tools show.
    #[function(signature = "()")]
    fn _get_name(vm: &mut Vm) -> PyResult<Ref<Str>> {
        let name = rustix::thread::name().map_err(|error| vm.io_error(&error.into(), None))?;
        // What is no UTF-8 becomes surrogates, as in names of files.
        let name = std::ffi::OsStr::from_bytes(name.to_bytes());
        Ok(path_str(std::path::Path::new(name), vm))
    }

    /// Bytes of a name that the system's tools show.
    const NAME_LENGTH: usize = 15;

    /// What threading.excepthook() is told of an exception that ended a thread.
    #[struct_sequence]
    struct _ExceptHookArgs {
        /// the exception's class
        exc_type: Value,
        /// the exception, or None
        exc_value: Value,
        /// where it was raised, or None
        exc_traceback: Value,
        /// the thread that it ended, or None
        thread: Value,
    }

    /// Prints an exception that has ended a thread.
    #[function(signature = "(args, /)")]
    fn _excepthook(args: &Value, vm: &mut Vm) -> PyResult<()> {
        let class = _ExceptHookArgs::class(vm).clone();
        let tuple = args
            .downcast::<Tuple>()
            .filter(|tuple| tuple.class().is(&class));
        let Some(tuple) = tuple else {
            return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs"));
        };
        hook::print(tuple, vm)
    }

    /// Ends the thread: raises SystemExit.
    #[function(signature = "()")]
    fn exit(vm: &mut Vm) -> PyResult<()> {
        let class = vm.types.exceptions.system_exit.clone();
        Err(Raised::new(vm.new_exception(&class, Vec::new())))
    }

    /// The old name of exit.
    #[function(signature = "()")]
    fn exit_thread(vm: &mut Vm) -> PyResult<()> {
        exit(vm)
    }

    #[constant]
    fn _NAME_MAXLEN(_vm: &mut Vm) -> usize {
        NAME_LENGTH
    }

    /// The longest time that a lock can be waited for, in seconds.
    #[constant]
    fn TIMEOUT_MAX(vm: &mut Vm) -> PyResult {
        Ok(vm.new_float(lock::TIMEOUT_MAX))
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let error: Value = vm.types.exceptions.runtime_error.to_value();
        module.add("error", error, vm);
        Ok(())
    }
}
