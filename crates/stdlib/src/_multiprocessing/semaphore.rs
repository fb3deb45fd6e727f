//! `SemLock`: a semaphore, or a lock that its thread may take again.

use std::cell::Cell;
use std::ffi::CString;
use std::io::ErrorKind;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::system::{self, HIGHEST, Semaphore};
use crate::posix::path::fs_text;
use crate::waiting;

/// Kinds: a lock that its thread may take again, and a semaphore.
const RECURSIVE_MUTEX: i32 = 0;
const SEMAPHORE: i32 = 1;

/// A semaphore or recursive mutex that several processes share.
#[derive(Payload)]
pub(crate) struct SemLock {
    #[payload(skip)]
    semaphore: Owned,
    #[payload(skip)]
    kind: i32,
    #[payload(skip)]
    maxvalue: i32,
    #[payload(skip)]
    name: Option<CString>,
    /// How often this object's owner has taken it.
    #[payload(skip)]
    count: Cell<i32>,
    /// The thread that has taken it last.
    #[payload(skip)]
    owner: Cell<usize>,
}

/// A semaphore that is closed with its object.
struct Owned(Semaphore);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl SemLock {
    fn is_own(&self, vm: &Vm) -> bool {
        self.count.get() > 0 && self.owner.get() == vm.thread_identity()
    }

    fn make(
        semaphore: Semaphore,
        kind: i32,
        maxvalue: i32,
        name: Option<CString>,
        class: &Ref<Type>,
        vm: &mut Vm,
    ) -> Ref<SemLock> {
        let lock = SemLock {
            semaphore: Owned(semaphore),
            kind,
            maxvalue,
            name,
            count: Cell::new(0),
            owner: Cell::new(0),
        };
        Ref::with_class(lock, class, vm)
    }

    fn take(&self, block: bool, timeout: Option<&Value>, vm: &mut Vm) -> PyResult<bool> {
        if self.kind == RECURSIVE_MUTEX && self.is_own(vm) {
            self.count.set(self.count.get() + 1);
            return Ok(true);
        }
        let seconds = match timeout {
            None => None,
            Some(timeout) => Some(f64::from_argument(timeout, vm)?.max(0.0)),
        };
        let semaphore = self.semaphore.0;
        let mut result = semaphore.try_wait();
        let would_block = |result: &std::io::Result<()>| matches!(result, Err(error) if error.kind() == ErrorKind::WouldBlock);
        if would_block(&result) && block {
            let deadline = match seconds {
                None => None,
                // A time that is too long to be counted is for ever.
                Some(seconds) => waiting::deadline((seconds * 1e9).min(9e18) as i64),
            };
            result = waiting::until(deadline, vm, |left| semaphore.wait(left))?;
        }
        match result {
            Ok(()) => {
                self.count.set(self.count.get() + 1);
                self.owner.set(vm.thread_identity());
                Ok(true)
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(false)
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    fn give_back(&self, vm: &mut Vm) -> PyResult<()> {
        let semaphore = self.semaphore.0;
        if self.kind == RECURSIVE_MUTEX {
            if !self.is_own(vm) {
                let message = "attempt to release recursive lock not owned by thread";
                return Err(vm.assertion_error(message));
            }
            if self.count.get() > 1 {
                self.count.set(self.count.get() - 1);
                return Ok(());
            }
        } else {
            let value = semaphore
                .value()
                .map_err(|error| vm.io_error(&error, None))?;
            if value >= self.maxvalue {
                let message = "semaphore or lock released too many times";
                return Err(vm.value_error(message));
            }
        }
        semaphore
            .post()
            .map_err(|error| vm.io_error(&error, None))?;
        self.count.set(self.count.get() - 1);
        Ok(())
    }
}

#[native_class(name = "_multiprocessing.SemLock", flags(base))]
impl SemLock {
    #[new(signature = "(kind, value, maxvalue, name, unlink)", hidden)]
    fn new(
        class: &Ref<Type>,
        kind: i32,
        value: i32,
        maxvalue: i32,
        name: &Ref<Str>,
        unlink: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<SemLock>> {
        if kind != RECURSIVE_MUTEX && kind != SEMAPHORE {
            return Err(vm.value_error("unrecognized kind"));
        }
        let name = fs_text(name.as_value(), vm)?;
        let made = Semaphore::create(&name, value as u32).and_then(|semaphore| {
            if unlink {
                system::unlink(&name)?;
            }
            Ok(semaphore)
        });
        let semaphore = made.map_err(|error| vm.io_error(&error, None))?;
        let name = (!unlink).then_some(name);
        Ok(SemLock::make(semaphore, kind, maxvalue, name, class, vm))
    }

    /// The highest value of a semaphore.
    #[constant]
    const SEM_VALUE_MAX: i64 = HIGHEST as i64;

    /// The address of the semaphore.
    #[getter(member)]
    fn handle(this: &Ref<SemLock>) -> usize {
        this.semaphore.0.handle()
    }

    /// Whether it is a lock or a semaphore.
    #[getter(member)]
    fn kind(this: &Ref<SemLock>) -> i32 {
        this.kind
    }

    /// The highest value that it may have.
    #[getter(member)]
    fn maxvalue(this: &Ref<SemLock>) -> i32 {
        this.maxvalue
    }

    /// The name, or None if it was removed.
    #[getter(member)]
    fn name(this: &Ref<SemLock>) -> Option<String> {
        let name = this.name.as_ref()?;
        Some(name.to_string_lossy().into_owned())
    }

    /// Takes the lock, and waits for it, at most so many seconds. Returns whether that succeeded.
    #[method(signature = "($self, /, block=True, timeout=None)")]
    fn acquire(
        this: &Ref<SemLock>,
        block: bool,
        timeout: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        this.take(block, timeout, vm)
    }

    /// Gives the lock back.
    #[method(signature = "($self, /)")]
    fn release(this: &Ref<SemLock>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// Makes an object of a semaphore that another process has made.
    #[class_method(signature = "($type, handle, kind, maxvalue, name, /)")]
    fn _rebuild(
        class: &Ref<Type>,
        handle: usize,
        kind: i32,
        maxvalue: i32,
        name: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<SemLock>> {
        let (semaphore, name) = match name.is_none() {
            false => {
                let name = fs_text(name, vm)?;
                let opened = Semaphore::open(&name);
                (
                    opened.map_err(|error| vm.io_error(&error, None))?,
                    Some(name),
                )
            }
            // A copy of the process has the semaphore at the same place.
            true => (Semaphore::of_handle(handle), None),
        };
        Ok(SemLock::make(semaphore, kind, maxvalue, name, class, vm))
    }

    /// Returns how often this object's owner has taken it.
    #[method(signature = "($self, /)")]
    fn _count(this: &Ref<SemLock>) -> i32 {
        this.count.get()
    }

    /// Returns whether this thread has taken it.
    #[method(signature = "($self, /)")]
    fn _is_mine(this: &Ref<SemLock>, vm: &mut Vm) -> bool {
        this.is_own(vm)
    }

    /// Returns how many more may acquire it.
    #[method(signature = "($self, /)")]
    fn _get_value(this: &Ref<SemLock>, vm: &mut Vm) -> PyResult<i32> {
        let value = this.semaphore.0.value();
        value.map_err(|error| vm.io_error(&error, None))
    }

    /// Returns whether nobody can acquire it now.
    #[method(signature = "($self, /)")]
    fn _is_zero(this: &Ref<SemLock>, vm: &mut Vm) -> PyResult<bool> {
        SemLock::_get_value(this, vm).map(|value| value == 0)
    }

    /// Forgets that it was taken, in a copy of the process.
    #[method(signature = "($self, /)")]
    fn _after_fork(this: &Ref<SemLock>) {
        this.count.set(0);
    }

    /// Takes the lock.
    #[method(signature = "($self, /)")]
    fn __enter__(this: &Ref<SemLock>, vm: &mut Vm) -> PyResult<bool> {
        this.take(true, None, vm)
    }

    /// Gives the lock back.
    #[method(signature = "($self, exc_type=None, exc_value=None, exc_tb=None, /)")]
    fn __exit__(
        this: &Ref<SemLock>,
        exc_type: &Value,
        exc_value: &Value,
        exc_tb: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let _ = (exc_type, exc_value, exc_tb);
        this.give_back(vm)
    }
}
