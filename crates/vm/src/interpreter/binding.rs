//! Which interpreter an OS thread may enter.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What has become of an interpreter: zero while it is there.
#[derive(Debug, Default)]
pub(crate) struct Fate(AtomicU8);

const GONE: u8 = 1;
const LEFT_VALUES: u8 = 2;

impl Fate {
    /// Notes that the interpreter is gone; `clean` if no value of it is left anywhere.
    pub(crate) fn end(&self, clean: bool) {
        let fate = if clean { GONE } else { LEFT_VALUES };
        self.0.store(fate, Ordering::SeqCst);
    }

    fn is_clean(&self) -> bool {
        self.0.load(Ordering::SeqCst) == GONE
    }
}

/// Why an interpreter was not entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnterError {
    /// The thread is inside an interpreter already, this one or another.
    Nested,
    /// The thread has been in another interpreter, whose values it may still have.
    Bound,
}

impl std::fmt::Display for EnterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            EnterError::Nested => "the thread is inside an interpreter already",
            EnterError::Bound => "the thread may have values of another interpreter",
        })
    }
}

impl std::error::Error for EnterError {}

struct Bound {
    fate: Arc<Fate>,
    inside: bool,
}

thread_local! {
    /// The interpreter that the thread has been in.
    static BOUND: RefCell<Option<Bound>> = const { RefCell::new(None) };
}

/// That the thread is inside an interpreter; ends when dropped.
pub(crate) struct Claim {
    /// What the thread was inside of before.
    outer: Option<Bound>,
    /// Belongs to its thread.
    not_send: PhantomData<*mut ()>,
}

impl Claim {
    /// Lets the thread into an interpreter.
    pub(crate) fn new(fate: &Arc<Fate>) -> Result<Claim, EnterError> {
        BOUND.with_borrow_mut(|bound| {
            if let Some(bound) = bound {
                if bound.inside {
                    return Err(EnterError::Nested);
                }
                if !Arc::ptr_eq(&bound.fate, fate) && !bound.fate.is_clean() {
                    return Err(EnterError::Bound);
                }
            }
            *bound = Some(Bound {
                fate: fate.clone(),
                inside: true,
            });
            Ok(Claim {
                outer: None,
                not_send: PhantomData,
            })
        })
    }

    /// Lets the thread into another interpreter while it is outside of its own, until dropped.
    pub(super) fn inner(fate: &Arc<Fate>) -> Claim {
        let inner = Bound {
            fate: fate.clone(),
            inside: true,
        };
        Claim {
            outer: BOUND.with_borrow_mut(|bound| bound.replace(inner)),
            not_send: PhantomData,
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // At the end of a thread there is nothing left to note.
        let _ = BOUND.try_with(|bound| {
            let mut bound = bound.borrow_mut();
            if let Some(outer) = self.outer.take() {
                *bound = Some(outer);
                return;
            }
            if let Some(bound) = &mut *bound {
                bound.inside = false;
            }
            if bound.as_ref().is_some_and(|bound| bound.fate.is_clean()) {
                *bound = None;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_in_one_interpreter_and_stays_with_it() {
        std::thread::spawn(|| {
            let (one, other) = (Arc::<Fate>::default(), Arc::<Fate>::default());
            let claim = Claim::new(&one).unwrap();
            assert_eq!(Claim::new(&one).err(), Some(EnterError::Nested));
            assert_eq!(Claim::new(&other).err(), Some(EnterError::Nested));
            drop(claim);
            drop(Claim::new(&one).unwrap());
            assert_eq!(Claim::new(&other).err(), Some(EnterError::Bound));
            one.end(true);
            drop(Claim::new(&other).unwrap());
            other.end(false);
            assert_eq!(Claim::new(&one).err(), Some(EnterError::Bound));
        })
        .join()
        .unwrap();
    }
}
