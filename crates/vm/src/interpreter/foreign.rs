//! Foreign code that may call back: functions of C that are given functions of the program.
//!
//! What a thread has left to run foreign code is noted for the thread. A callback finds there how to get
//! back: it takes the lock and the thread's own state, or uses the interpreter that the caller kept. A
//! thread that the foreign code has started gets a state for as long as the callback runs.

use std::cell::RefCell;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use super::threads::{Attached, Identity};
use super::{Claim, EnterError, Shared};
use crate::eval::ThreadState;
use crate::vm::Vm;

/// How a callback gets back to what the thread has left.
#[derive(Clone, Copy)]
enum Way {
    /// The lock was given back; the state of the thread is in its slot.
    Outside(NonNull<ThreadState>),
    /// The lock was kept.
    Inside(NonNull<Vm>),
}

/// A call of foreign code.
struct Call {
    shared: *const Shared,
    way: Way,
    /// Whether a callback of it runs.
    entered: bool,
}

thread_local! {
    /// The calls of foreign code that the thread is in, the innermost last.
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
}

/// Takes a call off the thread's list when dropped.
struct Noted;

impl Noted {
    fn new(shared: &Arc<Shared>, way: Way) -> Noted {
        CALLS.with_borrow_mut(|calls| {
            calls.push(Call {
                shared: Arc::as_ptr(shared),
                way,
                entered: false,
            });
        });
        Noted
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        CALLS.with_borrow_mut(|calls| calls.pop());
    }
}

/// Notes that a callback of the innermost call runs, until dropped.
struct Entered;

impl Drop for Entered {
    fn drop(&mut self) {
        CALLS.with_borrow_mut(|calls| {
            if let Some(call) = calls.last_mut() {
                call.entered = false;
            }
        });
    }
}

/// Gives the lock back when a callback is done, however it ends.
struct Inner<'a> {
    shared: &'a Shared,
    slot: NonNull<ThreadState>,
}

impl Drop for Inner<'_> {
    fn drop(&mut self) {
        // SAFETY: the callback had the lock, and its reference is gone.
        unsafe { self.shared.vm() }.exchange(self.slot);
        self.shared.lock.release();
    }
}

/// The way into an interpreter for callbacks, from any thread.
#[derive(Clone)]
pub struct Door {
    shared: Weak<Shared>,
}

impl Door {
    /// Runs `f` inside the interpreter: in the middle of [`Vm::run_foreign`] as the thread that called
    /// it, elsewhere as a thread of its own.
    ///
    /// Errors: the interpreter is gone, or the thread is inside of one.
    pub fn enter<R>(&self, f: impl FnOnce(&mut Vm) -> R) -> Result<R, EnterError> {
        let shared = self.shared.upgrade().ok_or(EnterError::Bound)?;
        if shared.vm.load(Ordering::Acquire).is_null() {
            return Err(EnterError::Bound);
        }
        let way = CALLS.with_borrow_mut(|calls| {
            let call = calls.last_mut()?;
            if call.entered || call.shared != Arc::as_ptr(&shared) {
                return None;
            }
            call.entered = true;
            Some(call.way)
        });
        let Some(way) = way else {
            let _claim = Claim::new(&shared.fate)?;
            let mut attached = Attached::new(&shared, Identity::of_caller());
            return Ok(f(attached.vm()));
        };
        let _entered = Entered;
        match way {
            Way::Inside(mut vm) => {
                // SAFETY: `run_foreign`, whose reference it is, waits for the foreign code, which waits
                // for this; the lock was kept.
                Ok(f(unsafe { vm.as_mut() }))
            }
            Way::Outside(slot) => {
                shared.lock.acquire();
                // SAFETY: the lock was taken just now, and `run_foreign` waits.
                unsafe { shared.vm() }.exchange(slot);
                let inner = Inner {
                    shared: &shared,
                    slot,
                };
                // SAFETY: as before; the reference ends before `inner` is dropped.
                let result = f(unsafe { shared.vm() });
                drop(inner);
                Ok(result)
            }
        }
    }
}

impl Vm {
    /// The way back in for callbacks.
    pub fn door(&self) -> Door {
        Door {
            shared: Arc::downgrade(&self.shared),
        }
    }

    /// Runs foreign code, which may come back by [`Door::enter`]. Other threads run meanwhile, unless
    /// the lock is kept.
    pub fn run_foreign<R: Send>(&mut self, keep_lock: bool, f: impl FnOnce() -> R + Send) -> R {
        let shared = self.shared.clone();
        if keep_lock {
            let _noted = Noted::new(&shared, Way::Inside(NonNull::from(self)));
            return f();
        }
        let slot = self.thread.slot.expect("a thread is attached");
        let _noted = Noted::new(&shared, Way::Outside(slot));
        self.allow_threads(f)
    }
}

#[cfg(test)]
mod tests {
    use crate::interpreter::{Config, Interpreter};

    #[test]
    fn a_callback_runs_as_the_thread_that_waits_for_it() {
        let interpreter = Interpreter::new(Config::default());
        let entered = interpreter.enter(|vm| {
            let (door, number) = (vm.door(), vm.thread_number());
            for keep_lock in [false, true] {
                let inner = vm.run_foreign(keep_lock, || {
                    door.enter(|vm| {
                        let deeper = vm.door();
                        vm.run_foreign(false, || deeper.enter(|vm| vm.thread_number()))
                    })
                });
                assert_eq!(inner, Ok(Ok(number)));
            }
            let other = vm.run_foreign(false, || {
                let thread = std::thread::scope(|scope| {
                    let thread = scope.spawn(|| door.enter(|vm| vm.thread_number()));
                    thread.join().unwrap()
                });
                thread.unwrap()
            });
            assert_ne!(other, number);
            assert_eq!(vm.thread_number(), number);
            door
        });
        let door = entered.unwrap();
        drop(interpreter);
        assert!(door.enter(|_| ()).is_err());
    }
}
