//! `_ThreadHandle`, and `_local`, whose attributes each thread has its own of.

use std::cell::Cell;

use rpy_macros::methods;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{Args, Payload, PyResult, Ref, Value, Vm};

use crate::support::payload;

/// A thread, from the outside.
pub(super) struct ThreadHandle {
    ident: i64,
    done: Cell<bool>,
}

payload!(ThreadHandle, "_thread._ThreadHandle", holds [], clears []);

pub(super) const THREAD_HANDLE: TypeSpec = TypeSpec {
    signature: "",
    name: "_thread._ThreadHandle",
    doc: "A thread, from the outside.",
    payload: ThreadHandle::INFO,
    flags: TypeFlags::WEAKREF,
    slots: Slots {
        new: Some(new_handle),
        ..Slots::EMPTY
    },
    members: &[ThreadHandle::MEMBERS],
};

fn new_handle(_class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    Ok(ThreadHandle::new(0, vm).into_value())
}

impl ThreadHandle {
    /// Makes a handle of the thread with this number.
    pub(super) fn new(ident: i64, vm: &mut Vm) -> Ref<ThreadHandle> {
        let done = Cell::new(false);
        Ref::new(ThreadHandle { ident, done }, vm)
    }
}

#[methods]
impl ThreadHandle {
    /// The number of the thread.
    #[getter]
    fn ident(this: &Ref<ThreadHandle>) -> i64 {
        this.ident
    }

    /// Returns whether the thread has ended.
    #[method(signature = "($self, /)")]
    fn is_done(this: &Ref<ThreadHandle>) -> bool {
        this.done.get()
    }

    /// Notes that the thread has ended.
    #[method(signature = "($self, /)")]
    fn _set_done(this: &Ref<ThreadHandle>) {
        this.done.set(true);
    }

    /// Waits until the thread has ended.
    #[method(signature = "($self, timeout=None, /)")]
    fn join(this: &Ref<ThreadHandle>, timeout: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        if this.done.get() || timeout.is_some_and(|timeout| !timeout.is_none()) {
            return Ok(());
        }
        Err(vm.runtime_error("Cannot join current thread"))
    }
}

/// Attributes of a thread's own: with one thread, attributes like any others.
pub(super) struct Local;

payload!(Local, "_thread._local", holds [], clears []);

pub(super) const LOCAL: TypeSpec = TypeSpec {
    signature: "",
    name: "_thread._local",
    doc: "An object whose attributes each thread has its own of.",
    payload: Local::INFO,
    flags: TypeFlags::BASE
        .union(TypeFlags::DICT)
        .union(TypeFlags::WEAKREF),
    slots: Slots {
        new: Some(new_local),
        ..Slots::EMPTY
    },
    members: &[],
};

fn new_local(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if !args.is_empty() && class.is(vm.native_type::<Local>()) {
        return Err(vm.type_error("Initialization arguments are not supported"));
    }
    Ok(Ref::with_class(Local, class, vm).into_value())
}
