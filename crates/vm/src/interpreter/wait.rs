//! Waiting: one way for all that blocks until another thread, a clock or a signal ends it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::host::Host;
use crate::result::PyResult;
use crate::vm::Vm;

/// Where a thread waits. It has one.
pub struct Parker {
    woken: Mutex<bool>,
    changed: Condvar,
    /// Waits for the main thread, so that signals end it.
    host: Option<Arc<dyn Host>>,
}

impl Parker {
    pub(crate) fn new(host: Option<Arc<dyn Host>>) -> Arc<Parker> {
        Arc::new(Parker {
            woken: Mutex::new(false),
            changed: Condvar::new(),
            host: host.filter(|host| host.can_wait()),
        })
    }

    /// Waits until the thread is woken, the time is over, or, in the main thread, a signal comes.
    /// Being woken before counts. May return earlier.
    fn park(&self, timeout: Option<Duration>) {
        if let Some(host) = &self.host {
            return host.wait(timeout);
        }
        let woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        let asleep = |woken: &mut bool| !*woken;
        let mut woken = match timeout {
            None => {
                let wait = self.changed.wait_while(woken, asleep);
                wait.unwrap_or_else(PoisonError::into_inner)
            }
            Some(timeout) => {
                let wait = self.changed.wait_timeout_while(woken, timeout, asleep);
                wait.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        *woken = false;
    }

    /// Wakes the thread.
    fn wake(&self) {
        if let Some(host) = &self.host {
            return host.wake();
        }
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }
}

/// Threads that wait for something, the first to come first. What they wait for is guarded by the
/// interpreter's lock, so it needs no atomics.
#[derive(Default)]
pub struct WaitQueue {
    waiting: RefCell<VecDeque<Arc<Parker>>>,
}

impl WaitQueue {
    /// A queue without threads.
    pub fn new() -> WaitQueue {
        WaitQueue::default()
    }

    /// Wakes the thread that has waited for longest.
    pub fn wake_one(&self) {
        let first = self.waiting.borrow_mut().pop_front();
        if let Some(first) = first {
            first.wake();
        }
    }

    /// Wakes all threads.
    pub fn wake_all(&self) {
        for parker in self.waiting.take() {
            parker.wake();
        }
    }

    /// Forgets the threads that wait, in the child of a fork, where they are not.
    pub fn forget(&self) {
        drop(self.waiting.take());
    }

    fn remove(&self, parker: &Arc<Parker>) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        let position = waiting.iter().position(|it| Arc::ptr_eq(it, parker));
        position.is_some_and(|position| waiting.remove(position).is_some())
    }
}

impl Vm {
    /// Waits until `done` says so, which is asked at once and whenever the thread is woken through
    /// the queue. `false` if the time was over before.
    ///
    /// Errors: what the handlers of signals raise, in the main thread.
    pub fn wait_until(
        &mut self,
        queue: &WaitQueue,
        deadline: Option<Instant>,
        mut done: impl FnMut(&mut Vm) -> bool,
    ) -> PyResult<bool> {
        loop {
            if done(self) {
                return Ok(true);
            }
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Ok(false);
            }
            let parker = self.parker();
            queue.waiting.borrow_mut().push_back(parker.clone());
            let handled = self.park(deadline);
            // Who was woken and does not go on wakes the next.
            if !queue.remove(&parker)
                && (handled.is_err() || deadline.is_some_and(|it| it <= Instant::now()))
            {
                if handled.is_ok() && done(self) {
                    return Ok(true);
                }
                queue.wake_one();
            }
            handled?;
        }
    }

    /// Waits until a moment, for ever without one. Signals are handled meanwhile (PEP 475).
    ///
    /// Errors: what the handlers of signals raise, in the main thread.
    pub fn sleep_until(&mut self, deadline: Option<Instant>) -> PyResult<()> {
        self.check_signals()?;
        while deadline.is_none_or(|deadline| deadline > Instant::now()) {
            self.park(deadline)?;
        }
        Ok(())
    }

    /// Waits until woken, a signal, or the deadline; may return earlier.
    pub(crate) fn park(&mut self, deadline: Option<Instant>) -> PyResult<()> {
        let parker = self.parker();
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        self.allow_threads(|| parker.park(left));
        self.check_signals()
    }

    fn parker(&self) -> Arc<Parker> {
        self.thread.parker.clone().expect("a thread is attached")
    }
}
