//! `_ThreadHandle`: a thread, from the outside.

use std::cell::Cell;
use std::time::{Duration, Instant};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm, WaitQueue};

/// How far a thread has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No thread was started for the handle.
    NotStarted,
    /// The thread has not ended.
    Running,
    /// The thread has ended.
    Done,
}

/// A thread, from the outside.
#[derive(Payload)]
pub(super) struct ThreadHandle {
    /// `pthread_self` of the thread; zero before it is started.
    identity: Cell<usize>,
    #[payload(skip)]
    state: Cell<State>,
    /// Threads that wait for the end.
    #[payload(skip)]
    ended: WaitQueue,
}

impl ThreadHandle {
    /// A handle for which no thread was started.
    pub(super) fn new(vm: &mut Vm) -> Ref<ThreadHandle> {
        ThreadHandle::with_state(0, State::NotStarted, vm)
    }

    /// The handle of a thread that runs.
    pub(super) fn running(identity: usize, vm: &mut Vm) -> Ref<ThreadHandle> {
        ThreadHandle::with_state(identity, State::Running, vm)
    }

    fn with_state(identity: usize, state: State, vm: &mut Vm) -> Ref<ThreadHandle> {
        let handle = ThreadHandle {
            identity: Cell::new(identity),
            state: Cell::new(state),
            ended: WaitQueue::new(),
        };
        Ref::new(handle, vm)
    }

    /// The identity of the thread; zero before it is started.
    pub(super) fn identity(&self) -> usize {
        self.identity.get()
    }

    /// How far the thread has come.
    pub(super) fn state(&self) -> State {
        self.state.get()
    }

    /// Notes that the thread was started.
    pub(super) fn start(&self, identity: usize) {
        self.identity.set(identity);
        self.state.set(State::Running);
    }

    /// Notes that the thread has ended, or could not be started, and wakes those that wait for it.
    pub(super) fn end(&self) {
        self.state.set(State::Done);
        self.ended.wake_all();
    }

    /// Notes that the thread could not be started.
    pub(super) fn not_started(&self) {
        self.identity.set(0);
        self.state.set(State::NotStarted);
    }

    /// Waits for the end of the thread; `false` if the time was over before.
    pub(super) fn wait(&self, deadline: Option<Instant>, vm: &mut Vm) -> PyResult<bool> {
        match self.state.get() {
            State::NotStarted => return Err(vm.runtime_error("thread not started")),
            State::Done => return Ok(true),
            State::Running => {}
        }
        if self.identity.get() == vm.thread_identity() {
            return Err(vm.runtime_error("Cannot join current thread"));
        }
        vm.wait_until(&self.ended, deadline, |_| self.state.get() == State::Done)
    }
}

#[native_class(name = "_thread._ThreadHandle", flags(weakref))]
impl ThreadHandle {
    #[new(signature = "()", hidden)]
    fn make(_class: &Ref<Type>, vm: &mut Vm) -> Ref<ThreadHandle> {
        ThreadHandle::new(vm)
    }

    #[slot]
    fn repr(this: &Ref<ThreadHandle>) -> String {
        let identity = this.identity.get();
        format!("<_thread._ThreadHandle object: ident={identity}>")
    }

    /// The number of the thread.
    #[getter]
    fn ident(this: &Ref<ThreadHandle>) -> usize {
        this.identity.get()
    }

    /// Returns whether the thread has ended.
    #[method(signature = "($self, /)")]
    fn is_done(this: &Ref<ThreadHandle>) -> bool {
        this.state.get() == State::Done
    }

    /// Notes that the thread has ended.
    #[method(signature = "($self, /)")]
    fn _set_done(this: &Ref<ThreadHandle>, vm: &mut Vm) -> PyResult<()> {
        if this.state.get() == State::NotStarted {
            return Err(vm.runtime_error("thread not started"));
        }
        this.end();
        Ok(())
    }

    /// Waits until the thread has ended, or for a number of seconds.
    #[method(signature = "($self, timeout=None, /)")]
    fn join(this: &Ref<ThreadHandle>, timeout: &Value, vm: &mut Vm) -> PyResult<()> {
        let deadline = match timeout {
            timeout if timeout.is_none() => None,
            timeout => {
                let is_number = timeout.is_index(vm) || timeout.class(vm).slots(vm).float.is_some();
                if !is_number {
                    let found = timeout.type_name(vm);
                    return Err(vm.type_error(format!(
                        "'{found}' object cannot be interpreted as an integer or float"
                    )));
                }
                let seconds = f64::from_argument(timeout, vm)?;
                // What is negative stands for ever.
                let time = (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds));
                match time.transpose() {
                    Ok(time) => time.and_then(|time| Instant::now().checked_add(time)),
                    Err(_) => {
                        return Err(vm.overflow_error("timestamp out of range for C PyTime_t"));
                    }
                }
            }
        };
        if vm.is_finalizing() && !ThreadHandle::is_done(this) {
            // The thread is stopped for good.
            let class = vm.types.exceptions.python_finalization_error.clone();
            return Err(vm.raise(&class, "cannot join thread at interpreter shutdown"));
        }
        this.wait(deadline, vm).map(drop)
    }
}
