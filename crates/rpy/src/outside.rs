//! What the interpreter asks of the command line: source lines, messages, waiting.

use std::os::fd::BorrowedFd;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rpy_loader::SourceLines;
use rpy_vm::{Host, Interpreter, Limits, PyResult, Vm};

use crate::environment::Environment;
use crate::host;
use crate::interrupt::Waiter;
use crate::limits;
use crate::messages;
use crate::options::Invocation;

/// The command line as the host of an interpreter.
pub(crate) struct CommandLine {
    lines: Mutex<SourceLines>,
    waiter: Waiter,
    verbose: bool,
    /// The directory under which the library inside the binary shows itself.
    library: OnceLock<String>,
    /// What the program was started with.
    start: OnceLock<Start>,
}

/// What all interpreters of a program are made with.
struct Start {
    invocation: Invocation,
    environment: Environment,
    limits: Limits,
}

impl CommandLine {
    /// Makes the host. `verbose` is `-v`.
    pub(crate) fn new(verbose: bool) -> CommandLine {
        CommandLine {
            lines: Mutex::default(),
            waiter: Waiter::new(),
            verbose,
            library: OnceLock::new(),
            start: OnceLock::new(),
        }
    }

    /// Gives the signals of the process to the interpreter.
    pub(crate) fn start_signals(&self, vm: &mut Vm) {
        self.waiter.start_signals(vm);
    }

    /// Tells under which directory the library inside the binary shows itself.
    pub(crate) fn set_library(&self, library: &str) {
        // It is told once.
        let _ = self.library.set(library.to_owned());
    }

    /// Tells what the program was started with.
    pub(crate) fn set_start(
        &self,
        invocation: &Invocation,
        environment: &Environment,
        limits: Limits,
    ) {
        // It is told once.
        let _ = self.start.set(Start {
            invocation: invocation.clone(),
            environment: environment.clone(),
            limits,
        });
    }

    /// Waits until there is something to read, or a signal has come; gives whether it is the former.
    pub(crate) fn wait_for(&self, file: BorrowedFd<'_>) -> bool {
        self.waiter.wait_for(file)
    }

    /// Keeps a text that is no file under its name, for tracebacks.
    pub(crate) fn remember(&self, name: &str, text: &str) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.remember(name, text);
    }
}

impl Host for CommandLine {
    fn source_line(&self, filename: &str, line: u32) -> Option<String> {
        let frozen = filename
            .strip_prefix("<frozen ")
            .and_then(|rest| rest.strip_suffix('>'));
        let in_library = || {
            let library = self.library.get()?;
            let path = filename.strip_prefix(library.as_str())?.strip_prefix('/')?;
            let stem = path.strip_suffix(".py")?;
            Some(
                stem.strip_suffix("/__init__")
                    .unwrap_or(stem)
                    .replace('/', "."),
            )
        };
        let module = frozen.map(str::to_owned).or_else(in_library);
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(module) = module
            && !lines.remembers(filename)
        {
            let source = rpy_stdlib::frozen().get(&module)?.source()?;
            lines.remember(filename, &String::from_utf8_lossy(&source));
        }
        lines.line(filename, line)
    }

    fn texts(&self) -> Vec<(String, String)> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = lines.texts().filter(|(name, _)| name.starts_with('<'));
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
        texts.collect()
    }

    fn report(&self, text: &str) {
        messages::error(format_args!("{}", text.trim_end_matches('\n')));
    }

    fn wants_import_messages(&self) -> bool {
        self.verbose
    }

    fn import_message(&self, message: &str) {
        messages::error(format_args!("{message}"));
    }

    fn can_wait(&self) -> bool {
        self.waiter.can_wait()
    }

    fn wait(&self, timeout: Option<Duration>) {
        self.waiter.wait(timeout);
    }

    fn wake(&self) {
        self.waiter.wake();
    }

    fn make_interpreter(self: Arc<Self>, main_thread: usize) -> Option<Interpreter> {
        let start = self.start.get()?;
        let outside = self.clone();
        Some(host::interpreter(
            &start.environment,
            outside,
            Some(main_thread),
        ))
    }

    fn set_up_interpreter(&self, vm: &mut Vm) -> PyResult<()> {
        let Some(start) = self.start.get() else {
            return Ok(());
        };
        host::set_up(&start.invocation, &start.environment, vm)?;
        limits::set(start.limits, vm);
        host::main_module(vm);
        Ok(())
    }

    fn after_fork_in_child(&self) {
        self.waiter.after_fork();
    }
}
