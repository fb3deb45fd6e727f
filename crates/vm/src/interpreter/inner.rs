//! Interpreters inside of one another: a thread that leaves one for a while and runs in another.
//!
//! [`Interpreter::enter`] keeps a thread with one interpreter, as nothing else would keep a program of
//! Rust from carrying values over in a thread-local variable. A program of Python that runs code in
//! another of its interpreters does so in the same OS thread, which waits there as it waits for the system.

use std::sync::Arc;

use super::binding::Claim;
use super::threads::{self, Attached, Identity};
use super::{Interpreter, Shared};
use crate::vm::Vm;

impl Vm {
    /// Runs `f` in another interpreter, as a thread of that one. Other threads of this one run meanwhile.
    ///
    /// # Safety
    ///
    /// `f`, and what it calls, leaves no value in a thread-local variable, and uses none from there.
    pub unsafe fn run_in<R: Send>(
        &mut self,
        other: &Interpreter,
        f: impl FnOnce(&mut Vm) -> R + Send,
    ) -> R {
        let shared = &other.shared;
        let native_limit = self.thread.native_limit();
        self.allow_threads(|| {
            let _claim = Claim::inner(&shared.fate);
            f(attach(shared, native_limit).vm())
        })
    }

    /// Runs `last` in another interpreter, as [`Vm::run_in`] does, and ends it then. From when `last` has
    /// closed the interpreter ([`Vm::stop_other_threads`]) no other thread runs in it.
    ///
    /// # Safety
    ///
    /// As for [`Vm::run_in`]. No buffer of the other interpreter is used outside of it.
    pub unsafe fn end_other(&mut self, other: Interpreter, last: impl FnOnce(&mut Vm) + Send) {
        let shared = &other.shared;
        let native_limit = self.thread.native_limit();
        self.allow_threads(|| {
            let _claim = Claim::inner(&shared.fate);
            let mut attached = attach(shared, native_limit);
            last(attached.vm());
            threads::end_inside(shared);
        });
    }
}

/// Lets the calling thread into an interpreter, with what is left of its Rust stack.
fn attach(shared: &Arc<Shared>, native_limit: usize) -> Attached {
    let mut attached = Attached::new(shared, Identity::of_caller());
    attached.vm().thread.set_native_limit(native_limit);
    attached
}

#[cfg(test)]
mod tests {
    use crate::interpreter::{Config, Interpreter};

    #[test]
    fn a_thread_leaves_one_interpreter_for_another_and_comes_back() {
        let (one, other) = (
            Interpreter::new(Config::default()),
            Interpreter::new(Config {
                main_thread: Some(7),
                ..Config::default()
            }),
        );
        let entered = one.enter(|vm| {
            let own = vm.new_str("own");
            // SAFETY: there are no thread-local variables.
            let (length, main) = unsafe {
                vm.run_in(&other, |vm| {
                    assert!(!vm.is_main_thread());
                    (vm.intern("their").length(), vm.main_thread_identity())
                })
            };
            assert_eq!((length, main), (5, 7));
            // SAFETY: as before; the interpreter has no buffers.
            unsafe { vm.end_other(other, |vm| vm.stop_other_threads()) };
            assert!(vm.is_main_thread());
            own.str(vm).unwrap().length()
        });
        assert_eq!(entered, Ok(3));
    }
}
