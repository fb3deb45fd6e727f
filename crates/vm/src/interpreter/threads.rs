//! The threads of an interpreter.
//!
//! What the eval loop knows of the running thread lies in `Vm::thread`, where its handlers reach it
//! without a detour. Each thread owns a second place, its slot: when it gives the lock back, the two
//! change their contents, and again when it has taken the lock. So the slot of a thread that does not
//! run holds its state, and that of the running one a state of no thread.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::eval::ThreadState;
use crate::interpreter::Shared;
use crate::interpreter::binding::Claim;
use crate::interpreter::wait::Parker;
use crate::object::value::Value;
use crate::vm::Vm;

/// Bytes of Rust stack of a new thread, unless `_thread.stack_size` says otherwise. They are memory
/// only as far as they are used.
const THREAD_STACK: usize = 16 << 20;

/// The least that a thread gets.
const MIN_STACK: usize = 1 << 20;

/// What a new thread runs. It may hold values: it waits inside the interpreter.
type Start = Box<dyn FnOnce(&mut Vm)>;

/// What is done at the end of a thread, inside the interpreter.
pub(crate) type AtEnd = Box<dyn FnOnce(&mut Vm)>;

/// The threads of an interpreter.
pub(crate) struct Threads {
    pub(crate) slots: Vec<Slot>,
    /// Threads that were started and have not taken the lock yet, by their numbers.
    starting: HashMap<u64, Start>,
    last_number: u64,
    /// The identity of the main thread.
    main: Option<usize>,
    /// `_thread.stack_size()`, zero for the default.
    stack_size: usize,
}

/// An attached thread.
pub(crate) struct Slot {
    pub(crate) number: u64,
    pub(crate) identity: usize,
    /// From a box. The state of the thread, unless it runs.
    pub(crate) state: NonNull<ThreadState>,
}

impl Threads {
    pub(crate) fn new(main: Option<usize>) -> Threads {
        Threads {
            slots: Vec::new(),
            starting: HashMap::new(),
            last_number: 0,
            main,
            stack_size: 0,
        }
    }

    fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        for slot in self.slots.drain(..) {
            // SAFETY: the slots come from boxes and are used through this list only.
            drop(unsafe { Box::from_raw(slot.state.as_ptr()) });
        }
    }
}

/// Which OS thread a thread is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity {
    /// What `_thread.get_ident` gives: `pthread_self`.
    number: usize,
    /// Bytes of Rust stack, if that is known.
    stack: Option<usize>,
}

impl Identity {
    /// The calling thread.
    pub(crate) fn of_caller() -> Identity {
        // SAFETY: the function has no preconditions.
        let number = unsafe { libc::pthread_self() } as usize;
        Identity {
            number,
            stack: None,
        }
    }
}

/// That the calling thread is inside an interpreter and has its lock. Ends when dropped.
pub(crate) struct Attached {
    shared: Arc<Shared>,
    /// Values are dropped by the thread that has the lock.
    vm: NonNull<Vm>,
}

impl Attached {
    /// Takes the lock and gives the thread a state of its own.
    pub(crate) fn new(shared: &Arc<Shared>, identity: Identity) -> Attached {
        shared.lock.acquire();
        // SAFETY: the lock was taken just now.
        let vm = unsafe { shared.vm() };
        vm.attach_thread(identity);
        Attached {
            shared: shared.clone(),
            vm: NonNull::from(vm),
        }
    }

    /// The machine.
    pub(crate) fn vm(&mut self) -> &mut Vm {
        // SAFETY: this thread has the lock, and gives it up only where the reference is borrowed.
        unsafe { self.vm.as_mut() }
    }

    #[cfg(test)]
    pub(crate) fn vm_ref(&self) -> &Vm {
        // SAFETY: as for `vm`.
        unsafe { self.vm.as_ref() }
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        if self.shared.vm.load(Ordering::Acquire).is_null() {
            // The thread has ended the interpreter.
            return;
        }
        self.vm().detach_thread();
        self.shared.lock.release();
    }
}

/// The end of an interpreter, by a thread that is not inside.
pub(super) fn end(shared: &Arc<Shared>) {
    let attached = Attached::new(shared, Identity::of_caller());
    end_inside(shared);
    drop(attached);
}

/// The end of an interpreter that the thread is inside of.
pub(super) fn end_inside(shared: &Arc<Shared>) {
    // From here on, other threads get no further than to ask for the lock.
    shared.lock.close();
    let vm = shared.vm.swap(std::ptr::null_mut(), Ordering::AcqRel);
    debug_assert!(!vm.is_null());
    // SAFETY: it came from a box, and nobody else will use it: this thread has the lock for good.
    drop(unsafe { Box::from_raw(vm) });
}

/// Takes the lock back when dropped, however the code in between ends.
struct Outside<'a> {
    shared: &'a Shared,
    slot: NonNull<ThreadState>,
}

impl Drop for Outside<'_> {
    fn drop(&mut self) {
        self.shared.lock.acquire();
        // SAFETY: the lock was taken just now; `allow_threads`, whose reference it is, waits.
        unsafe { self.shared.vm() }.exchange(self.slot);
    }
}

impl Vm {
    /// Runs `f`, which may block, while other threads use the interpreter.
    ///
    /// What `f` takes along and gives back can be sent to other threads, and so is no value of this
    /// interpreter and refers to none.
    pub fn allow_threads<R: Send>(&mut self, f: impl FnOnce() -> R + Send) -> R {
        let slot = self.thread.slot.expect("a thread is attached");
        let shared = self.shared.clone();
        self.exchange(slot);
        shared.lock.release();
        let outside = Outside {
            shared: &shared,
            slot,
        };
        let result = f();
        drop(outside);
        result
    }

    /// Lets a thread run that waits for the lock.
    pub(crate) fn switch_threads(&mut self) {
        if !self.breaker.take_switch() {
            return;
        }
        let slot = self.thread.slot.expect("a thread is attached");
        let shared = self.shared.clone();
        self.exchange(slot);
        shared.lock.hand_over();
        drop(Outside {
            shared: &shared,
            slot,
        });
    }

    /// Changes the contents of `self.thread` and a slot: the state of the running thread goes into
    /// its slot, or comes from there.
    pub(super) fn exchange(&mut self, mut slot: NonNull<ThreadState>) {
        // SAFETY: slots live as long as their threads are attached; who has the lock may use them.
        std::mem::swap(&mut self.thread, unsafe { slot.as_mut() });
        self.breaker.arm(self.thread.limit, self.thread.is_main);
    }

    /// Gives the calling thread a state; no thread runs.
    fn attach_thread(&mut self, identity: Identity) {
        let main = *self.threads.main.get_or_insert(identity.number);
        let number = self.threads.next_number();
        let slot = NonNull::from(Box::leak(Box::new(ThreadState::idle())));
        self.threads.slots.push(Slot {
            number,
            identity: identity.number,
            state: slot,
        });
        let is_main = main == identity.number;
        let mut state = ThreadState::new(is_main);
        state.number = number;
        state.identity = identity.number;
        state.recursion_limit = self.recursion_limit;
        state.depth = self.recursion_limit;
        state.slot = Some(slot);
        state.parker = Some(Parker::new(is_main.then(|| self.host().clone())));
        if let Some(stack) = identity.stack {
            state.set_native_stack(stack);
        }
        self.thread = state;
        self.breaker.arm(self.thread.limit, is_main);
    }

    /// Takes the calling thread's state away.
    fn detach_thread(&mut self) {
        for end in std::mem::take(&mut self.thread.at_end) {
            end(self);
        }
        let number = self.thread.number;
        drop(std::mem::replace(&mut self.thread, ThreadState::idle()));
        let position = self.threads.slots.iter().position(|it| it.number == number);
        if let Some(position) = position {
            let slot = self.threads.slots.swap_remove(position);
            // SAFETY: it came from a box, and was taken off the list.
            drop(unsafe { Box::from_raw(slot.state.as_ptr()) });
        }
    }

    /// Starts a thread that runs `run` inside the interpreter, and gives its identity. `name` is
    /// for the system's tools.
    ///
    /// Errors: the system has no more threads to give.
    pub fn start_thread(
        &mut self,
        name: Option<&str>,
        run: impl FnOnce(&mut Vm) + 'static,
    ) -> std::io::Result<usize> {
        use std::os::unix::thread::JoinHandleExt;
        let number = self.threads.next_number();
        self.threads.starting.insert(number, Box::new(run));
        let shared = self.shared.clone();
        let stack = match self.threads.stack_size {
            0 => THREAD_STACK,
            // The reserve for native code comes on top.
            size => size.max(MIN_STACK),
        };
        let mut builder = std::thread::Builder::new().stack_size(stack);
        if let Some(name) = name {
            builder = builder.name(name.replace('\0', ""));
        }
        match builder.spawn(move || run_thread(&shared, number, stack)) {
            Ok(handle) => Ok(handle.as_pthread_t() as usize),
            Err(error) => {
                self.threads.starting.remove(&number);
                Err(error)
            }
        }
    }

    /// Registers what is done at the end of the running thread, inside the interpreter. It must not
    /// run Python code.
    pub fn at_thread_end(&mut self, end: impl FnOnce(&mut Vm) + 'static) {
        self.thread.at_end.push(Box::new(end));
    }

    /// A number of the running thread, which no other thread of the interpreter ever has.
    pub fn thread_number(&self) -> u64 {
        self.thread.number
    }

    /// The identity of the running thread, which no other thread has at the same time.
    pub fn thread_identity(&self) -> usize {
        self.thread.identity
    }

    /// Whether the main thread runs.
    pub fn is_main_thread(&self) -> bool {
        self.thread.is_main
    }

    /// The identity of the main thread.
    pub fn main_thread_identity(&self) -> usize {
        self.threads.main.unwrap_or(0)
    }

    /// The identities of the threads inside the interpreter.
    pub fn thread_identities(&self) -> Vec<usize> {
        self.threads.slots.iter().map(|it| it.identity).collect()
    }

    /// Calls `look` with every thread's identity as if that were the running one. It must not run
    /// Python code.
    pub(crate) fn for_each_thread(&mut self, mut look: impl FnMut(usize, &mut Vm)) {
        let own = self.thread.number;
        for index in 0..self.threads.slots.len() {
            let (number, identity, mut slot) = {
                let slot = &self.threads.slots[index];
                (slot.number, slot.identity, slot.state)
            };
            if number == own {
                look(identity, self);
                continue;
            }
            // SAFETY: the slot lives as long as it is on the list, and this thread has the lock.
            std::mem::swap(&mut self.thread, unsafe { slot.as_mut() });
            look(identity, self);
            // SAFETY: as before.
            std::mem::swap(&mut self.thread, unsafe { slot.as_mut() });
        }
    }

    /// The topmost frame of every thread (`sys._current_frames`).
    pub fn current_frames(&mut self) -> Vec<(usize, Value)> {
        let mut frames = Vec::new();
        self.for_each_thread(|identity, vm| {
            if let Some(frame) = vm.frame_at(0) {
                frames.push((identity, frame));
            }
        });
        frames
    }

    /// What every thread handles (`sys._current_exceptions`).
    pub fn current_exceptions(&mut self) -> Vec<(usize, Value)> {
        let mut exceptions = Vec::new();
        self.for_each_thread(|identity, vm| exceptions.push((identity, vm.handled_exception())));
        exceptions
    }

    /// How long a thread runs while others wait (`sys.getswitchinterval`).
    pub fn switch_interval(&self) -> Duration {
        self.shared.lock.interval()
    }

    /// Sets how long a thread runs while others wait.
    pub fn set_switch_interval(&mut self, interval: Duration) {
        self.shared.lock.set_interval(interval);
    }

    /// Bytes of Rust stack that new threads get; zero for the default.
    pub fn thread_stack_size(&self) -> usize {
        self.threads.stack_size
    }

    /// Sets how many bytes of Rust stack new threads get; zero for the default.
    pub fn set_thread_stack_size(&mut self, size: usize) {
        self.threads.stack_size = size;
    }

    /// Whether the program has ended ([`Vm::stop_other_threads`]).
    pub fn is_finalizing(&self) -> bool {
        self.shared.lock.is_closed()
    }

    /// Stops all other threads at their next attempt to run, for good: the program has ended.
    pub fn stop_other_threads(&mut self) {
        self.shared.lock.close();
    }

    /// Calls what forks, and then, in the child, makes the running thread the only one. What the
    /// others had on their stacks is never given up there. `is_child` looks at what `fork` gave.
    pub fn around_fork<R>(&mut self, fork: impl FnOnce() -> R, is_child: fn(&R) -> bool) -> R {
        let shared = self.shared.clone();
        let result = shared.lock.around_fork(fork, is_child);
        if is_child(&result) {
            self.after_fork_in_child();
        }
        result
    }

    fn after_fork_in_child(&mut self) {
        let own = self.thread.number;
        self.threads.starting.clear();
        self.threads.slots.retain(|slot| slot.number == own);
        self.threads.main = Some(self.thread.identity);
        self.thread.is_main = true;
        self.host().after_fork_in_child();
        let host = Some(self.host().clone());
        self.thread.parker = Some(Parker::new(host));
        self.breaker.arm(self.thread.limit, true);
    }
}

/// What a new OS thread does.
fn run_thread(shared: &Arc<Shared>, number: u64, stack: usize) {
    let Ok(_claim) = Claim::new(&shared.fate) else {
        return;
    };
    let identity = Identity {
        stack: Some(stack),
        ..Identity::of_caller()
    };
    let mut attached = Attached::new(shared, identity);
    let vm = attached.vm();
    let Some(run) = vm.threads.starting.remove(&number) else {
        return;
    };
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(vm))) {
        report_panic(panic, attached.vm());
    }
}

fn report_panic(panic: Box<dyn Any + Send>, vm: &mut Vm) {
    let raised = crate::eval::unwind::panicked(panic, vm);
    vm.unraisable("running", raised, &Value::NONE);
}
