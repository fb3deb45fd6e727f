//! `lock`: mutual exclusion.

use std::cell::Cell;
use std::time::{Duration, Instant};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Vm, WaitQueue};

use crate::waiting::Seconds;

/// A lock: what tries to acquire it while it is locked waits until it is released. No thread owns it:
/// any may release it.
#[derive(Payload)]
pub(super) struct Lock {
    locked: Cell<bool>,
    #[payload(skip)]
    waiting: WaitQueue,
}

/// The longest time to wait, in seconds.
pub(super) const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// How long to wait for a lock.
#[derive(Clone, Copy, Debug)]
pub(super) enum Patience {
    /// Not at all.
    None,
    /// Until a moment.
    Until(Instant),
    /// For ever.
    Endless,
}

impl Patience {
    /// Reads the arguments of `acquire`.
    pub(super) fn of(blocking: bool, timeout: Seconds, vm: &mut Vm) -> PyResult<Patience> {
        let Seconds(timeout) = timeout;
        if !blocking && timeout != -1.0 {
            return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
        }
        if timeout < 0.0 && timeout != -1.0 {
            return Err(vm.value_error("timeout value must be a non-negative number"));
        }
        if timeout > i64::MAX as f64 / 1e9 {
            return Err(vm.overflow_error("timestamp out of range for C PyTime_t"));
        }
        if timeout > TIMEOUT_MAX {
            return Err(vm.overflow_error("timeout value is too large"));
        }
        if !blocking || timeout == 0.0 {
            return Ok(Patience::None);
        }
        let deadline = (timeout > 0.0)
            .then(|| Instant::now().checked_add(Duration::from_secs_f64(timeout)))
            .flatten();
        Ok(deadline.map_or(Patience::Endless, Patience::Until))
    }

    /// Takes something by `take`, which says whether it could.
    ///
    /// Errors: what the handlers of signals raise, in the main thread.
    pub(super) fn wait(
        self,
        queue: &WaitQueue,
        mut take: impl FnMut() -> bool,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        if take() {
            return Ok(true);
        }
        let deadline = match self {
            Patience::None => return Ok(false),
            Patience::Until(deadline) => Some(deadline),
            Patience::Endless => None,
        };
        vm.wait_until(queue, deadline, |_| take())
    }
}

impl Lock {
    /// Makes a lock that is not locked.
    pub(super) fn new(vm: &mut Vm) -> Ref<Lock> {
        let lock = Lock {
            locked: Cell::new(false),
            waiting: WaitQueue::new(),
        };
        Ref::new(lock, vm)
    }

    fn take(&self, patience: Patience, vm: &mut Vm) -> PyResult<bool> {
        patience.wait(&self.waiting, || !self.locked.replace(true), vm)
    }

    fn give_back(&self, vm: &mut Vm) -> PyResult<()> {
        if !self.locked.replace(false) {
            return Err(vm.runtime_error("release unlocked lock"));
        }
        self.waiting.wake_one();
        Ok(())
    }
}

#[native_class(name = "_thread.lock", flags(weakref))]
impl Lock {
    #[new(signature = "()")]
    fn make(_class: &Ref<Type>, vm: &mut Vm) -> Ref<Lock> {
        Lock::new(vm)
    }

    #[slot]
    fn repr(this: &Ref<Lock>) -> String {
        let state = if this.locked.get() {
            "locked"
        } else {
            "unlocked"
        };
        let address = this.as_value().bits();
        format!("<{state} _thread.lock object at {address:#x}>")
    }

    /// Locks the lock, and returns whether that succeeded.
    #[method(signature = "($self, /, blocking=True, timeout=-1)")]
    fn acquire(this: &Ref<Lock>, blocking: bool, timeout: Seconds, vm: &mut Vm) -> PyResult<bool> {
        let patience = Patience::of(blocking, timeout, vm)?;
        this.take(patience, vm)
    }

    /// The old name of acquire.
    #[method(signature = "($self, /, blocking=True, timeout=-1)")]
    fn acquire_lock(
        this: &Ref<Lock>,
        blocking: bool,
        timeout: Seconds,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        Lock::acquire(this, blocking, timeout, vm)
    }

    /// Unlocks the lock.
    #[method(signature = "($self, /)")]
    fn release(this: &Ref<Lock>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// The old name of release.
    #[method(signature = "($self, /)")]
    fn release_lock(this: &Ref<Lock>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// Returns whether the lock is locked.
    #[method(signature = "($self, /)")]
    fn locked(this: &Ref<Lock>) -> bool {
        this.locked.get()
    }

    /// The old name of locked.
    #[method(signature = "($self, /)")]
    fn locked_lock(this: &Ref<Lock>) -> bool {
        this.locked.get()
    }

    /// Locks the lock.
    #[method(name = "__enter__", signature = "($self, /)")]
    fn enter(this: &Ref<Lock>, vm: &mut Vm) -> PyResult<bool> {
        this.take(Patience::Endless, vm)
    }

    /// Unlocks the lock.
    #[method(name = "__exit__", signature = "($self, /, *exc_info)")]
    fn exit(this: &Ref<Lock>, _args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// Makes the lock as new, in the child of a fork.
    #[method(signature = "($self, /)")]
    fn _at_fork_reinit(this: &Ref<Lock>) {
        this.locked.set(false);
        this.waiting.forget();
    }
}
