//! The lock of an interpreter: who has it may touch the interpreter's objects.
//!
//! A thread that waits asks the one that has the lock to let go after the switch interval. That one
//! then waits in turn until another has taken the lock, so that a busy thread cannot take it back at
//! once. While one thread runs, nobody asks: there is no clock that ticks.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use std::time::Duration;

use crate::breaker::Breaker;

/// Microseconds that a thread runs while others wait (`sys.getswitchinterval`).
const SWITCH_INTERVAL: u64 = 5000;

/// The lock.
pub(crate) struct InterpreterLock {
    state: Mutex<State>,
    /// The lock was given back, or closed.
    free: Condvar,
    /// The lock was taken, or closed.
    taken: Condvar,
    /// Microseconds.
    interval: AtomicU64,
    breaker: Breaker,
}

#[derive(Default)]
struct State {
    held: bool,
    /// The thread that brings the interpreter to its end: nobody else gets the lock any more. It
    /// may still give it up and take it back, around what blocks.
    closed_by: Option<ThreadId>,
    /// Threads that wait for the lock.
    waiting: usize,
    /// Threads that wait for another to take the lock.
    yielding: usize,
    /// How often the lock was taken.
    taken: u64,
}

impl InterpreterLock {
    /// A lock that is free.
    pub(crate) fn new(breaker: Breaker) -> InterpreterLock {
        InterpreterLock {
            state: Mutex::default(),
            free: Condvar::new(),
            taken: Condvar::new(),
            interval: AtomicU64::new(SWITCH_INTERVAL),
            breaker,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics with it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The switch interval.
    pub(crate) fn interval(&self) -> Duration {
        Duration::from_micros(self.interval.load(Ordering::Relaxed))
    }

    /// Sets the switch interval; at least a microsecond.
    pub(crate) fn set_interval(&self, interval: Duration) {
        let micros = u64::try_from(interval.as_micros()).unwrap_or(u64::MAX);
        self.interval.store(micros.max(1), Ordering::Relaxed);
    }

    /// Takes the lock. Never returns if the interpreter comes to its end.
    pub(crate) fn acquire(&self) {
        let mut state = self.state();
        state.waiting += 1;
        while state.held && state.closed_by.is_none() {
            let seen = state.taken;
            let wait = self.free.wait_timeout(state, self.interval());
            let (guard, timeout) = wait.unwrap_or_else(PoisonError::into_inner);
            state = guard;
            if timeout.timed_out() && state.held && state.taken == seen {
                self.breaker.request_switch();
            }
        }
        state.waiting -= 1;
        if state
            .closed_by
            .is_some_and(|closer| closer != std::thread::current().id())
        {
            drop(state);
            stop();
        }
        self.take(state);
    }

    fn take(&self, mut state: MutexGuard<'_, State>) {
        state.held = true;
        state.taken = state.taken.wrapping_add(1);
        // Who asked for the lock and has not got it asks again.
        self.breaker.take_switch();
        if state.yielding > 0 {
            self.taken.notify_all();
        }
    }

    /// Gives the lock back.
    pub(crate) fn release(&self) {
        let mut state = self.state();
        debug_assert!(state.held);
        state.held = false;
        if state.waiting > 0 {
            self.free.notify_one();
        }
    }

    /// Gives the lock back and returns once another thread has taken it, if one waits.
    pub(crate) fn hand_over(&self) {
        let mut state = self.state();
        debug_assert!(state.held);
        state.held = false;
        let seen = state.taken;
        self.free.notify_one();
        state.yielding += 1;
        while state.waiting > 0 && state.taken == seen && state.closed_by.is_none() {
            let wait = self.taken.wait(state);
            state = wait.unwrap_or_else(PoisonError::into_inner);
        }
        state.yielding -= 1;
    }

    /// Stops every other thread at its next attempt to take the lock, for good. The caller has it.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        debug_assert!(state.held);
        state.closed_by = Some(std::thread::current().id());
        self.free.notify_all();
        self.taken.notify_all();
    }

    /// Whether [`InterpreterLock::close`] was called.
    pub(crate) fn is_closed(&self) -> bool {
        self.state().closed_by.is_some()
    }

    /// Calls what forks while no other thread is about to change the lock. In the child, nobody
    /// waits any more; the one thread there has the lock.
    pub(crate) fn around_fork<R>(&self, fork: impl FnOnce() -> R, is_child: fn(&R) -> bool) -> R {
        let mut state = self.state();
        debug_assert!(state.held);
        let result = fork();
        if is_child(&result) {
            state.waiting = 0;
            state.yielding = 0;
        }
        result
    }
}

/// Ends a thread without running anything any more, as its interpreter is gone: what lies on its
/// stack refers to objects that it may not touch.
fn stop() -> ! {
    loop {
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn who_waits_asks_the_holder_to_switch() {
        let breaker = Breaker::default();
        let lock = Arc::new(InterpreterLock::new(breaker.clone()));
        lock.set_interval(Duration::from_millis(1));
        lock.acquire();
        let taken = Arc::new(AtomicBool::new(false));
        let other = std::thread::spawn({
            let (lock, taken) = (lock.clone(), taken.clone());
            move || {
                lock.acquire();
                taken.store(true, Ordering::SeqCst);
                lock.release();
            }
        });
        while !breaker.is_set() {
            std::thread::yield_now();
        }
        assert!(!taken.load(Ordering::SeqCst));
        assert!(breaker.take_switch());
        lock.hand_over();
        lock.acquire();
        assert!(taken.load(Ordering::SeqCst), "the other was first");
        lock.release();
        other.join().unwrap();
    }

    #[test]
    fn nobody_asks_while_nobody_waits() {
        let breaker = Breaker::default();
        let lock = InterpreterLock::new(breaker.clone());
        lock.set_interval(Duration::from_micros(1));
        lock.acquire();
        std::thread::sleep(Duration::from_millis(5));
        assert!(!breaker.is_set());
        lock.hand_over();
        lock.acquire();
        lock.release();
    }
}
