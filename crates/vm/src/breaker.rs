//! The eval breaker: makes the eval loop stop between two instructions.
//!
//! The loop looks at it on slow paths, where it goes back, and when it enters a function. It is set
//! by the heap, when finalisers or a collection wait, by a thread that has waited long enough for
//! the interpreter's lock, and by signal handlers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

/// A breaker; clones share one state. Setting it is safe in a signal handler and in other threads.
#[derive(Clone, Default)]
pub struct Breaker {
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// What is asked for.
    requests: AtomicUsize,
    /// What a call compares the value stack with: the limit of the running thread, or null if the
    /// loop is to stop, so that the one comparison does for both.
    call_limit: AtomicPtr<u64>,
    /// A signal has come that the main thread has not handled yet.
    signalled: AtomicBool,
    /// Calls of Python functions are counted: they always take the slow path.
    counts_calls: AtomicBool,
    /// Calls of Python functions are traced: likewise.
    traces_calls: AtomicBool,
}

/// Finalisers or a collection wait.
const PENDING: usize = 1;
/// A signal has come.
const SIGNAL: usize = 2;
/// Another thread waits for the interpreter's lock.
const SWITCH: usize = 4;
/// A limit of time was reached.
const TIME: usize = 8;
/// With `PENDING`: memory is short, so that native loops are to look, too.
const URGENT: usize = 16;

impl Breaker {
    /// Says that a signal has come.
    pub fn signal(&self) {
        self.state.signalled.store(true, Ordering::SeqCst);
        self.stop(SIGNAL);
    }

    /// Stops calls, too.
    fn stop(&self, request: usize) {
        self.state.requests.fetch_or(request, Ordering::SeqCst);
        let null = std::ptr::null_mut();
        self.state.call_limit.store(null, Ordering::SeqCst);
    }

    /// Asks for the loop's attention: finalisers or a collection wait.
    pub(crate) fn request(&self) {
        self.state.requests.fetch_or(PENDING, Ordering::Relaxed);
    }

    /// As `request`, and asks native loops to look soon.
    pub(crate) fn request_urgently(&self) {
        let both = PENDING | URGENT;
        self.state.requests.fetch_or(both, Ordering::Relaxed);
    }

    /// Says that a limit of time was reached.
    pub(crate) fn time_is_up(&self) {
        self.stop(TIME);
    }

    /// Resets what [`Breaker::time_is_up`] said, and tells whether it was said.
    pub(crate) fn take_time(&self) -> bool {
        self.take(TIME)
    }

    /// Says whether calls are counted; takes effect when a thread is armed.
    pub(crate) fn count_calls(&self, on: bool) {
        self.state.counts_calls.store(on, Ordering::SeqCst);
    }

    /// Says whether calls are traced; takes effect when a thread is armed.
    pub(crate) fn trace_calls(&self, on: bool) {
        self.state.traces_calls.store(on, Ordering::SeqCst);
    }

    /// Whether there is something that native functions which take long must not put off: they then
    /// call [`Vm::poll`](crate::Vm::poll).
    #[inline(always)]
    pub fn is_urgent(&self) -> bool {
        self.state.requests.load(Ordering::Relaxed) & (SIGNAL | TIME | URGENT) != 0
    }

    /// Resets the urgency; what was asked for stays.
    pub(crate) fn take_urgency(&self) {
        self.state.requests.fetch_and(!URGENT, Ordering::Relaxed);
    }

    /// Asks the running thread to let others run.
    pub(crate) fn request_switch(&self) {
        self.stop(SWITCH);
    }

    /// Whether the loop is to stop.
    #[inline(always)]
    pub(crate) fn is_set(&self) -> bool {
        self.state.requests.load(Ordering::Relaxed) != 0
    }

    /// Where frames must not start: the limit of the value stack, or null.
    #[inline(always)]
    pub(crate) fn call_limit(&self) -> *mut u64 {
        self.state.call_limit.load(Ordering::Relaxed)
    }

    /// Resets what the heap has asked for.
    pub(crate) fn take_requests(&self) {
        let both = PENDING | URGENT;
        self.state.requests.fetch_and(!both, Ordering::Relaxed);
    }

    /// Resets a request to switch and says whether there was one.
    pub(crate) fn take_switch(&self) -> bool {
        self.take(SWITCH)
    }

    fn take(&self, request: usize) -> bool {
        // The common case writes nothing.
        self.state.requests.load(Ordering::SeqCst) & request != 0
            && self.state.requests.fetch_and(!request, Ordering::SeqCst) & request != 0
    }

    /// Resets a signal and says whether there was one; for the main thread.
    pub(crate) fn take_signal(&self) -> bool {
        self.take(SIGNAL);
        self.state.signalled.load(Ordering::SeqCst)
            && self.state.signalled.swap(false, Ordering::SeqCst)
    }

    /// Leaves a signal to the main thread: this one stops no more because of it.
    pub(crate) fn pass_signal_on(&self) {
        self.take(SIGNAL);
    }

    /// Goes on with a thread whose value stack has this limit.
    pub(crate) fn arm(&self, limit: *mut u64, is_main: bool) {
        self.state.call_limit.store(limit, Ordering::SeqCst);
        if is_main && self.state.signalled.load(Ordering::SeqCst) {
            self.stop(SIGNAL);
        } else if self.state.counts_calls.load(Ordering::SeqCst)
            || self.state.traces_calls.load(Ordering::SeqCst)
            || self.state.requests.load(Ordering::SeqCst) & (SIGNAL | SWITCH | TIME) != 0
        {
            // It was asked for while the limit was being set.
            let null = std::ptr::null_mut();
            self.state.call_limit.store(null, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_signals_are_kept_apart() {
        let breaker = Breaker::default();
        assert!(!breaker.is_set());
        breaker.request();
        breaker.clone().signal();
        breaker.take_requests();
        assert!(breaker.is_set());
        assert!(breaker.take_signal());
        assert!(!breaker.take_signal());
        assert!(!breaker.is_set());
    }

    #[test]
    fn a_signal_waits_for_the_main_thread() {
        let breaker = Breaker::default();
        let mut word = 0;
        let limit = &raw mut word;
        breaker.arm(limit, false);
        assert_eq!(breaker.call_limit(), limit);
        breaker.signal();
        assert!(breaker.call_limit().is_null());
        breaker.pass_signal_on();
        breaker.arm(limit, false);
        assert!(!breaker.is_set());
        assert_eq!(breaker.call_limit(), limit);
        breaker.arm(limit, true);
        assert!(breaker.is_set() && breaker.call_limit().is_null());
        assert!(breaker.take_signal());
    }

    #[test]
    fn calls_stop_until_a_switch_is_taken() {
        let breaker = Breaker::default();
        let mut word = 0;
        let limit = &raw mut word;
        breaker.request_switch();
        breaker.arm(limit, true);
        assert!(breaker.call_limit().is_null());
        assert!(breaker.take_switch() && !breaker.take_switch());
        breaker.arm(limit, true);
        assert_eq!(breaker.call_limit(), limit);
    }
}
