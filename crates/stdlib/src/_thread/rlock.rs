//! `RLock`: a lock that its owner can acquire again.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm, WaitQueue};

use super::lock::Patience;
use crate::waiting::Seconds;

/// A lock that the thread which has it can acquire again.
#[derive(Payload)]
pub(super) struct RLock {
    /// How often the owner has acquired the lock.
    count: Cell<usize>,
    /// The identity of the owner; zero for none.
    owner: Cell<usize>,
    #[payload(skip)]
    waiting: WaitQueue,
}

impl RLock {
    /// Acquires the lock `count` times, if no other thread has it.
    fn take(&self, count: usize, patience: Patience, vm: &mut Vm) -> PyResult<bool> {
        let own = vm.thread_identity();
        if self.is_owned(own) {
            self.count.set(self.count.get() + count);
            return Ok(true);
        }
        let take = || {
            let free = self.count.get() == 0;
            if free {
                self.owner.set(own);
                self.count.set(count);
            }
            free
        };
        patience.wait(&self.waiting, take, vm)
    }

    fn is_owned(&self, thread: usize) -> bool {
        self.count.get() > 0 && self.owner.get() == thread
    }

    fn check_owned(&self, vm: &mut Vm) -> PyResult<()> {
        if self.is_owned(vm.thread_identity()) {
            return Ok(());
        }
        Err(vm.runtime_error("cannot release un-acquired lock"))
    }

    fn set_count(&self, count: usize) {
        self.count.set(count);
        if count == 0 {
            self.owner.set(0);
            self.waiting.wake_one();
        }
    }

    fn give_back(&self, vm: &mut Vm) -> PyResult<()> {
        self.check_owned(vm)?;
        self.set_count(self.count.get() - 1);
        Ok(())
    }
}

#[native_class(name = "_thread.RLock", flags(base, weakref))]
impl RLock {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn make(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<RLock> {
        let lock = RLock {
            count: Cell::new(0),
            owner: Cell::new(0),
            waiting: WaitQueue::new(),
        };
        Ref::with_class(lock, class, vm)
    }

    #[slot]
    fn repr(this: &Ref<RLock>, vm: &mut Vm) -> String {
        let state = if this.count.get() > 0 {
            "locked"
        } else {
            "unlocked"
        };
        let class = this.as_value().type_name(vm);
        let (owner, count) = (this.owner.get(), this.count.get());
        let address = this.as_value().bits();
        format!("<{state} {class} object owner={owner} count={count} at {address:#x}>")
    }

    /// Acquires the lock, and returns whether that succeeded.
    #[method(signature = "($self, /, blocking=True, timeout=-1)")]
    fn acquire(this: &Ref<RLock>, blocking: bool, timeout: Seconds, vm: &mut Vm) -> PyResult<bool> {
        let patience = Patience::of(blocking, timeout, vm)?;
        this.take(1, patience, vm)
    }

    /// Gives back one acquisition; the last one lets others have the lock.
    #[method(signature = "($self, /)")]
    fn release(this: &Ref<RLock>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// Returns whether a thread has the lock.
    #[method(signature = "($self, /)")]
    fn locked(this: &Ref<RLock>) -> bool {
        this.count.get() > 0
    }

    /// Acquires the lock.
    #[method(name = "__enter__", signature = "($self, /)")]
    fn enter(this: &Ref<RLock>, vm: &mut Vm) -> PyResult<bool> {
        this.take(1, Patience::Endless, vm)
    }

    /// Gives back one acquisition; the last one lets others have the lock.
    #[method(name = "__exit__", signature = "($self, /, *exc_info)")]
    fn exit(this: &Ref<RLock>, _args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// Returns whether the running thread has the lock.
    #[method(signature = "($self, /)")]
    fn _is_owned(this: &Ref<RLock>, vm: &mut Vm) -> bool {
        this.is_owned(vm.thread_identity())
    }

    /// Returns how often the running thread has acquired the lock.
    #[method(signature = "($self, /)")]
    fn _recursion_count(this: &Ref<RLock>, vm: &mut Vm) -> usize {
        if this.is_owned(vm.thread_identity()) {
            this.count.get()
        } else {
            0
        }
    }

    /// Releases the lock wholly, and returns what _acquire_restore needs.
    #[method(signature = "($self, /)")]
    fn _release_save(this: &Ref<RLock>, vm: &mut Vm) -> PyResult {
        this.check_owned(vm)?;
        let (count, owner) = (this.count.get(), this.owner.get());
        this.set_count(0);
        let items = vec![vm.new_int(count as i64), vm.new_int(owner as i64)];
        Ok(Tuple::new(items, vm).into_value())
    }

    /// Acquires the lock as often as it was before _release_save.
    #[method(signature = "($self, state, /)")]
    fn _acquire_restore(this: &Ref<RLock>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        let items = state.downcast::<Tuple>().map(|state| state.as_slice());
        let Some([count, _owner]) = items else {
            let found = state.type_name(vm);
            return Err(vm.type_error(format!(
                "_acquire_restore() argument 1 must be 2-item tuple, not {found}"
            )));
        };
        let count = usize::from_argument(count, vm)?;
        this.take(count, Patience::Endless, vm).map(drop)
    }

    /// Makes the lock as new, in the child of a fork.
    #[method(signature = "($self, /)")]
    fn _at_fork_reinit(this: &Ref<RLock>) {
        this.count.set(0);
        this.owner.set(0);
        this.waiting.forget();
    }
}
