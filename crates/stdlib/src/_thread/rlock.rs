//! `RLock`: a lock that its owner can acquire again.

use std::cell::Cell;

use rpy_macros::methods;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{Args, Payload, PyResult, Ref, Value, Vm};

use super::get_ident;
use super::lock::waiting_time;
use crate::support::payload;

/// A lock that one thread owns, any number of times.
pub(super) struct RLock {
    /// How often the owner has acquired the lock.
    count: Cell<usize>,
    owner: Cell<usize>,
}

payload!(RLock, "_thread.RLock", holds [], clears []);

pub(super) const RLOCK: TypeSpec = TypeSpec {
    signature: "",
    name: "_thread.RLock",
    doc: "A lock that the thread which has it can acquire again.",
    payload: RLock::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::WEAKREF),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[RLock::MEMBERS],
};

fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    let payload = RLock {
        count: Cell::new(0),
        owner: Cell::new(0),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let lock: &Ref<RLock> = expect(this);
    let state = if lock.count.get() > 0 {
        "locked"
    } else {
        "unlocked"
    };
    let text = format!(
        "<{state} {} object owner={} count={} at {:#x}>",
        this.type_name(vm),
        lock.owner.get(),
        lock.count.get(),
        this.bits()
    );
    Ok(vm.new_str(&text))
}

impl RLock {
    /// Acquires the lock, which no other thread can have.
    fn take(&self) {
        self.owner.set(get_ident());
        self.count.set(self.count.get() + 1);
    }

    fn give_back(&self, vm: &mut Vm) -> PyResult<()> {
        let Some(count) = self.count.get().checked_sub(1) else {
            return Err(vm.runtime_error("cannot release un-acquired lock"));
        };
        self.count.set(count);
        if count == 0 {
            self.owner.set(0);
        }
        Ok(())
    }
}

#[methods]
impl RLock {
    /// Acquires the lock, and returns whether that succeeded.
    #[method(signature = "($self, /, blocking=True, timeout=-1)")]
    fn acquire(
        this: &Ref<RLock>,
        blocking: Option<bool>,
        timeout: Option<f64>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        waiting_time(blocking, timeout, vm)?;
        this.take();
        Ok(true)
    }

    /// Releases the lock.
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
    fn enter(this: &Ref<RLock>) -> bool {
        this.take();
        true
    }

    /// Releases the lock.
    #[method(name = "__exit__", signature = "($self, /, *exc_info)")]
    fn exit(this: &Ref<RLock>, _args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        this.give_back(vm)
    }

    /// Returns whether this thread has the lock.
    #[method(signature = "($self, /)")]
    fn _is_owned(this: &Ref<RLock>) -> bool {
        this.count.get() > 0 && this.owner.get() == get_ident()
    }

    /// Returns how often this thread has acquired the lock.
    #[method(signature = "($self, /)")]
    fn _recursion_count(this: &Ref<RLock>) -> usize {
        this.count.get()
    }

    /// Releases the lock whole, and returns its state.
    #[method(signature = "($self, /)")]
    fn _release_save(this: &Ref<RLock>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let (count, owner) = (this.count.replace(0), this.owner.replace(0));
        if count == 0 {
            return Err(vm.runtime_error("cannot release un-acquired lock"));
        }
        let parts = [Value::from_usize(count), Value::from_usize(owner)];
        Ok(Tuple::from_array(parts, vm))
    }

    /// Acquires the lock and restores its state.
    #[method(signature = "($self, state, /)")]
    fn _acquire_restore(this: &Ref<RLock>, state: &Ref<Tuple>, vm: &mut Vm) -> PyResult<()> {
        let parts: Vec<_> = state.as_slice().iter().map(Value::as_small_int).collect();
        let [Some(count), Some(owner)] = parts[..] else {
            return Err(vm.type_error("an RLock is restored from what _release_save returned"));
        };
        this.count.set(count.max(0) as usize);
        this.owner.set(owner.max(0) as usize);
        Ok(())
    }

    /// Makes the lock as new, in the child of a fork.
    #[method(signature = "($self, /)")]
    fn _at_fork_reinit(this: &Ref<RLock>) {
        this.count.set(0);
        this.owner.set(0);
    }
}
