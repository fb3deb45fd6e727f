//! The eval breaker: makes the eval loop stop between two instructions.
//!
//! The loop looks at it on slow paths and where it goes back. It is set by the heap, when finalisers
//! or a collection wait, and from outside, to interrupt a program.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A breaker; clones share one state. Setting it is safe in a signal handler and in other threads.
#[derive(Clone, Default)]
pub struct Breaker {
    state: Arc<AtomicUsize>,
}

/// Finalisers or a collection wait.
const PENDING: usize = 1;

impl Breaker {
    /// The state that interrupts: `KeyboardInterrupt` is raised at the next instruction.
    pub const INTERRUPT: usize = 2;

    /// Interrupts the program.
    pub fn interrupt(&self) {
        self.state.fetch_or(Breaker::INTERRUPT, Ordering::Relaxed);
    }

    /// The state, for a signal handler that stores [`Breaker::INTERRUPT`] in it.
    pub fn state(&self) -> Arc<AtomicUsize> {
        self.state.clone()
    }

    /// Asks for the loop's attention.
    pub(crate) fn request(&self) {
        self.state.fetch_or(PENDING, Ordering::Relaxed);
    }

    /// Whether the loop is to stop.
    #[inline(always)]
    pub(crate) fn is_set(&self) -> bool {
        self.state.load(Ordering::Relaxed) != 0
    }

    /// Resets all but an interrupt.
    pub(crate) fn take_requests(&self) {
        self.state.fetch_and(Breaker::INTERRUPT, Ordering::Relaxed);
    }

    /// Resets an interrupt and says whether there was one.
    pub(crate) fn take_interrupt(&self) -> bool {
        let old = self.state.fetch_and(!Breaker::INTERRUPT, Ordering::Relaxed);
        old & Breaker::INTERRUPT != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_interrupts_are_kept_apart() {
        let breaker = Breaker::default();
        assert!(!breaker.is_set());
        breaker.request();
        breaker.clone().interrupt();
        breaker.take_requests();
        assert!(breaker.is_set());
        assert!(breaker.take_interrupt());
        assert!(!breaker.take_interrupt());
        assert!(!breaker.is_set());
    }

    #[test]
    fn a_stored_state_interrupts_and_loses_no_wakeup() {
        let breaker = Breaker::default();
        breaker.request();
        breaker.state().store(Breaker::INTERRUPT, Ordering::Relaxed);
        assert!(breaker.is_set());
        assert!(breaker.take_interrupt());
    }
}
