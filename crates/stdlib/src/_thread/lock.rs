//! `lock`: mutual exclusion.

use std::cell::Cell;
use std::time::Duration;

use rpy_macros::methods;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{Args, Payload, PyResult, Ref, Value, Vm};

use crate::support::{payload, positional};

/// A lock, which no thread owns: any may release it.
pub(super) struct Lock {
    locked: Cell<bool>,
}

payload!(Lock, "_thread.lock", holds [], clears []);

pub(super) const LOCK: TypeSpec = TypeSpec {
    signature: "",
    name: "_thread.lock",
    doc: "A lock: what tries to acquire it while it is locked waits until it is released.",
    payload: Lock::INFO,
    flags: TypeFlags::WEAKREF,
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[Lock::MEMBERS],
};

/// The longest time to wait, in seconds.
pub(super) const TIMEOUT_MAX: f64 = 9_223_372_036.0;

fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    positional("lock", args, 0, 0, vm)?;
    Ok(Lock::new(vm).into_value())
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let state = if expect::<Lock>(this).locked.get() {
        "locked"
    } else {
        "unlocked"
    };
    Ok(vm.new_str(&format!(
        "<{state} _thread.lock object at {:#x}>",
        this.bits()
    )))
}

/// Reads how long to wait: `None` for ever.
pub(super) fn waiting_time(
    blocking: Option<bool>,
    timeout: Option<f64>,
    vm: &mut Vm,
) -> PyResult<Option<Duration>> {
    let timeout = timeout.unwrap_or(-1.0);
    let blocking = blocking.unwrap_or(true);
    if !blocking && timeout != -1.0 {
        return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
    }
    if timeout < 0.0 && timeout != -1.0 {
        return Err(vm.value_error("timeout value must be a non-negative number"));
    }
    if timeout > TIMEOUT_MAX {
        return Err(vm.overflow_error("timeout value is too large"));
    }
    if !blocking {
        return Ok(Some(Duration::ZERO));
    }
    Ok((timeout != -1.0).then(|| Duration::from_secs_f64(timeout)))
}

impl Lock {
    /// Makes a lock that is not locked.
    pub(super) fn new(vm: &mut Vm) -> Ref<Lock> {
        let locked = Cell::new(false);
        Ref::new(Lock { locked }, vm)
    }

    fn take(&self, wait: Option<Duration>, vm: &mut Vm) -> PyResult<bool> {
        if !self.locked.replace(true) {
            return Ok(true);
        }
        match wait {
            Some(time) => {
                std::thread::sleep(time);
                Ok(false)
            }
            None => Err(vm.runtime_error("deadlock: no other thread can release the lock")),
        }
    }

    fn give_back(&self, vm: &mut Vm) -> PyResult<()> {
        if !self.locked.replace(false) {
            return Err(vm.runtime_error("release unlocked lock"));
        }
        Ok(())
    }
}

#[methods]
impl Lock {
    /// Locks the lock, and returns whether that succeeded.
    #[method(signature = "($self, /, blocking=True, timeout=-1)")]
    fn acquire(
        this: &Ref<Lock>,
        blocking: Option<bool>,
        timeout: Option<f64>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        let wait = waiting_time(blocking, timeout, vm)?;
        this.take(wait, vm)
    }

    /// Unlocks the lock.
    #[method(signature = "($self, /)")]
    fn release(this: &Ref<Lock>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// Returns whether the lock is locked.
    #[method(signature = "($self, /)")]
    fn locked(this: &Ref<Lock>) -> bool {
        this.locked.get()
    }

    /// Locks the lock.
    #[method(name = "__enter__", signature = "($self, /)")]
    fn enter(this: &Ref<Lock>, vm: &mut Vm) -> PyResult<bool> {
        this.take(None, vm)
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
    }
}
