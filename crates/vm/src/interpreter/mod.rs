//! Interpreters, and the OS threads in them. See docs/threads.md.
//!
//! `lock` decides who may touch an interpreter's objects, `binding` which interpreter a thread may
//! enter, `threads` keeps the states of the threads that do not run, `wait` is how they wait, `foreign` is
//! how functions of C call back, `inner` how a thread goes to another interpreter and back.

mod binding;
mod foreign;
mod inner;
mod lock;
mod threads;
mod wait;

use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};

use crate::breaker::Breaker;
use crate::host::{Host, NoHost};
use crate::vm::Vm;

pub use binding::EnterError;
pub(crate) use binding::{Claim, Fate};
pub use foreign::Door;
pub(crate) use lock::InterpreterLock;
pub(crate) use threads::{AtEnd, Threads};
pub use wait::{Parker, WaitQueue};

/// What is said of an interpreter when it is made.
pub struct Config {
    /// What lies outside of it.
    pub host: Arc<dyn Host>,
    /// What hashes of texts depend on (`PYTHONHASHSEED`).
    pub hash_seed: u64,
    /// The identity of the main thread; `None` for the first that enters.
    pub main_thread: Option<usize>,
}

impl Default for Config {
    /// No host, and hashes that are always the same.
    fn default() -> Config {
        Config {
            host: Arc::new(NoHost),
            hash_seed: 0,
            main_thread: None,
        }
    }
}

/// A Python interpreter with its own heap, types and modules.
///
/// Its objects are within reach inside of [`Interpreter::enter`] only. Any thread may enter, one at a
/// time; and a process may have several interpreters. Dropping it runs the finalisers that are due
/// and frees its memory.
pub struct Interpreter {
    shared: Arc<Shared>,
}

/// What the threads of an interpreter share.
pub(crate) struct Shared {
    pub(crate) lock: InterpreterLock,
    pub(crate) fate: Arc<Fate>,
    /// Null when it is gone. Who has the lock may use it.
    vm: AtomicPtr<Vm>,
}

impl Shared {
    /// The machine.
    ///
    /// # Safety
    ///
    /// The caller has the lock, keeps it as long as it uses the reference, and has no other one.
    unsafe fn vm<'a>(&self) -> &'a mut Vm {
        let vm = self.vm.load(Ordering::Acquire);
        debug_assert!(!vm.is_null());
        // SAFETY: while the lock can be had, the machine is alive; as promised by the caller.
        unsafe { &mut *vm }
    }
}

impl Interpreter {
    /// Makes an interpreter with its types and the `builtins` module.
    pub fn new(config: Config) -> Interpreter {
        let breaker = Breaker::default();
        let shared = Arc::new(Shared {
            lock: InterpreterLock::new(breaker.clone()),
            fate: Arc::default(),
            vm: AtomicPtr::new(std::ptr::null_mut()),
        });
        let vm = Box::new(Vm::new(config, breaker, shared.clone()));
        shared.vm.store(Box::into_raw(vm), Ordering::Release);
        Interpreter { shared }
    }

    /// Runs `f` with the interpreter. The first thread to enter is its main thread.
    ///
    /// Values do not leave: neither what `f` takes along nor its result can hold one, as values
    /// cannot be sent to other threads.
    ///
    /// Errors: [`EnterError::Nested`] if the thread is inside an interpreter already;
    /// [`EnterError::Bound`] if it has been in another one that is still there, or that left values.
    pub fn enter<R: Send>(&self, f: impl FnOnce(&mut Vm) -> R + Send) -> Result<R, EnterError> {
        let _claim = Claim::new(&self.shared.fate)?;
        let mut attached = threads::Attached::new(&self.shared, threads::Identity::of_caller());
        Ok(f(attached.vm()))
    }
}

impl Drop for Interpreter {
    fn drop(&mut self) {
        if self.shared.vm.load(Ordering::Acquire).is_null() {
            return;
        }
        let shared = &self.shared;
        match Claim::new(&shared.fate) {
            Ok(_claim) => threads::end(shared),
            // This thread may have values of another interpreter.
            Err(_) => std::thread::scope(|scope| {
                scope.spawn(|| {
                    let _claim = Claim::new(&shared.fate);
                    threads::end(shared);
                });
            }),
        }
    }
}

#[cfg(test)]
mod tests;

/// An interpreter that a test is inside of.
#[cfg(test)]
pub(crate) struct TestVm {
    interpreter: Interpreter,
    attached: threads::Attached,
    _claim: Claim,
}

#[cfg(test)]
impl TestVm {
    /// Makes an interpreter and enters it.
    pub(crate) fn new() -> TestVm {
        TestVm::with_config(Config::default())
    }

    /// Makes an interpreter and enters it.
    pub(crate) fn with_config(config: Config) -> TestVm {
        let interpreter = Interpreter::new(config);
        let shared = &interpreter.shared;
        let claim = Claim::new(&shared.fate).expect("a test is in one interpreter at a time");
        let attached = threads::Attached::new(shared, threads::Identity::of_caller());
        TestVm {
            attached,
            interpreter,
            _claim: claim,
        }
    }
}

#[cfg(test)]
impl std::ops::Deref for TestVm {
    type Target = Vm;

    fn deref(&self) -> &Vm {
        self.attached.vm_ref()
    }
}

#[cfg(test)]
impl std::ops::DerefMut for TestVm {
    fn deref_mut(&mut self) -> &mut Vm {
        self.attached.vm()
    }
}

#[cfg(test)]
impl Drop for TestVm {
    fn drop(&mut self) {
        threads::end_inside(&self.interpreter.shared);
    }
}
