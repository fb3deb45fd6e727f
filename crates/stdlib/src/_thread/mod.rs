//! `_thread`: locks and thread identities.
//! Reference: <https://docs.python.org/3.14/library/_thread.html>
//!
//! An interpreter runs one thread so far: starting another raises `RuntimeError`, as it does
//! elsewhere when the system has no more threads to give.

mod handle;
mod lock;
mod rlock;

pub use _thread::MODULE;

/// Low-level primitives for threads.
#[rpy_macros::native_module(name = "_thread")]
mod _thread {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::{handle, lock, rlock};

    /// Returns a number that no other running thread has.
    #[function(signature = "()")]
    pub(super) fn get_ident() -> usize {
        // The address of something that each thread has its own of.
        thread_local!(static MARK: u8 = const { 0 });
        MARK.with(|mark| std::ptr::from_ref(mark).addr())
    }

    /// Returns the number of the main thread.
    #[function(signature = "()")]
    fn _get_main_thread_ident() -> usize {
        get_ident()
    }

    /// Returns the number that the system gave to the thread.
    #[function(signature = "()")]
    fn get_native_id() -> usize {
        // That of the first thread of a process is the process's.
        std::process::id() as usize
    }

    /// Makes a lock.
    #[function(signature = "()")]
    fn allocate_lock(vm: &mut Vm) -> Ref<lock::Lock> {
        lock::Lock::new(vm)
    }

    /// Makes a lock.
    #[function(signature = "()")]
    fn allocate(vm: &mut Vm) -> Ref<lock::Lock> {
        lock::Lock::new(vm)
    }

    /// Starts a thread, which is not supported.
    #[function(signature = "(function, args, kwargs={}, /)")]
    fn start_new_thread(_args: Args<'_>, vm: &mut Vm) -> PyResult {
        Err(vm.runtime_error("can't start new thread"))
    }

    /// Starts a thread that can be joined, which is not supported.
    #[function(signature = "(function, handle=None, daemon=True)")]
    fn _start_joinable_thread(_args: Args<'_>, vm: &mut Vm) -> PyResult {
        Err(vm.runtime_error("can't start new thread"))
    }

    /// Makes a handle of the thread with this number.
    #[function(signature = "(ident, /)")]
    fn _make_thread_handle(ident: i64, vm: &mut Vm) -> Ref<handle::ThreadHandle> {
        handle::ThreadHandle::new(ident, vm)
    }

    /// Returns how many threads were started and still run.
    #[function(signature = "()")]
    fn _count() -> usize {
        0
    }

    /// Waits for the threads that must end before the interpreter does.
    #[function(signature = "()")]
    fn _shutdown() {}

    /// Returns whether this is the main interpreter.
    #[function(signature = "()")]
    fn _is_main_interpreter() -> bool {
        true
    }

    /// Returns whether daemon threads may be started.
    #[function(signature = "()")]
    fn daemon_threads_allowed() -> bool {
        true
    }

    /// Returns the size of the stacks of new threads; zero stands for the system's default.
    #[function(signature = "(size=0, /)")]
    fn stack_size(size: Option<isize>, vm: &mut Vm) -> PyResult<usize> {
        match size.unwrap_or(0) {
            0 => Ok(0),
            _ => Err(vm.value_error("setting stack size not supported")),
        }
    }

    /// Names the thread for the system's tools.
    #[function(signature = "(name)")]
    fn set_name(_name: &str) {}

    /// Ends the thread: raises SystemExit.
    #[function(signature = "()")]
    fn exit(vm: &mut Vm) -> PyResult {
        let name = vm.intern("SystemExit");
        let class = vm.builtins.clone().get_str(&name, vm).cloned();
        match class
            .map(|class| class.call_positional(&[], vm))
            .transpose()?
        {
            Some(exception) => match exception.downcast_into() {
                Ok(exception) => Err(rpy_vm::Raised::new(exception)),
                Err(_) => Err(vm.type_error("exceptions must derive from BaseException")),
            },
            None => Err(vm.name_error("name 'SystemExit' is not defined")),
        }
    }

    /// The longest time that a lock can be waited for, in seconds.
    #[constant]
    fn TIMEOUT_MAX(vm: &mut Vm) -> PyResult {
        Ok(vm.new_float(lock::TIMEOUT_MAX))
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let class = vm.register_native_type::<lock::Lock>(&lock::LOCK, None);
        module.add("LockType", class.to_value(), vm);
        module.add_type(&class, vm);
        let class = vm.register_native_type::<rlock::RLock>(&rlock::RLOCK, None);
        module.add_type(&class, vm);
        let spec = &handle::THREAD_HANDLE;
        let class = vm.register_native_type::<handle::ThreadHandle>(spec, None);
        module.add_type(&class, vm);
        let class = vm.register_native_type::<handle::Local>(&handle::LOCAL, None);
        module.add_type(&class, vm);
        let error: Value = vm.types.exceptions.runtime_error.to_value();
        module.add("error", error, vm);
        Ok(())
    }
}

use _thread::get_ident;
