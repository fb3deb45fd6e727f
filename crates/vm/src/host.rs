//! `Host`: what the virtual machine asks of the program that it is part of.

use std::sync::Arc;
use std::time::Duration;

use crate::interpreter::Interpreter;
use crate::result::PyResult;
use crate::vm::Vm;

/// What lies outside of an interpreter: the terminal, source texts, waiting.
///
/// The virtual machine reads no file and writes to no stream but through this (modules are found
/// and read by `rpy-loader`). Every method does nothing unless the host says otherwise. They may be
/// called by any thread of the interpreter.
pub trait Host: Send + Sync + 'static {
    /// A line of a source text, counted from one, without its end; for tracebacks.
    fn source_line(&self, filename: &str, line: u32) -> Option<String> {
        let _ = (filename, line);
        None
    }

    /// Texts that are no files, as `-c` and the prompt have them, by their names.
    fn texts(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Takes a report for which there is no stream: of an exception that was ignored, or if
    /// `sys.stderr` is missing or fails.
    fn report(&self, text: &str) {
        let _ = text;
    }

    /// Whether messages about imports are wanted (`-v`).
    fn wants_import_messages(&self) -> bool {
        false
    }

    /// Takes a message about an import, one line.
    fn import_message(&self, message: &str) {
        let _ = message;
    }

    /// Whether the host waits for the main thread, so that signals end its waits.
    fn can_wait(&self) -> bool {
        false
    }

    /// Waits for this time, or until [`Host::wake`] is called or a signal comes, as far as they have
    /// not ended a wait before. May return earlier. Called by the main thread.
    fn wait(&self, timeout: Option<Duration>) {
        let _ = timeout;
    }

    /// Wakes the main thread.
    fn wake(&self) {}

    /// Makes another interpreter for the same program, if the host wants programs to have several. The
    /// identity is that of the program's main thread.
    fn make_interpreter(self: Arc<Self>, main_thread: usize) -> Option<Interpreter> {
        let _ = main_thread;
        None
    }

    /// Makes an interpreter that [`Host::make_interpreter`] has made ready to run programs. It has been
    /// entered for that.
    fn set_up_interpreter(&self, vm: &mut Vm) -> PyResult<()> {
        let _ = vm;
        Ok(())
    }

    /// Called in the child of a fork.
    fn after_fork_in_child(&self) {}
}

/// A host with nothing outside: for tests, and for programs that need no more.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHost;

impl Host for NoHost {}
