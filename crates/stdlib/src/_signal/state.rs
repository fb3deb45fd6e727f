//! What the program wants done when a signal comes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rpy_vm::function::native::ModuleState;
use rpy_vm::{PyResult, Value, Vm, WaitQueue};

use crate::faulthandler::Registered;

use super::handlers::{self, Disposition, NSIG};

/// `SIG_DFL`
pub(super) const DEFAULT: i32 = 0;
/// `SIG_IGN`
pub(super) const IGNORE: i32 = 1;

/// What an interpreter knows of signals.
#[derive(Default)]
pub(crate) struct State {
    /// Whether it has the signals of the process.
    pub(super) has_signals: Cell<bool>,
    /// By number: `SIG_DFL`, `SIG_IGN`, a callable, None for what is not known; "unbound" stands
    /// for `default_int_handler`, as long as the module has not been imported.
    handlers: RefCell<Vec<Value>>,
    /// Threads in `pause`.
    pub(super) pausing: WaitQueue,
}

/// The state of an interpreter, shared with the functions that wait.
struct Kept(Rc<State>);

impl ModuleState for Kept {
    fn new(_vm: &mut Vm) -> Kept {
        Kept(Rc::default())
    }
}

impl State {
    /// The state of an interpreter.
    pub(super) fn of(vm: &mut Vm) -> Rc<State> {
        let state = vm.module_state::<Kept>().0.clone();
        if state.handlers.borrow().is_empty() {
            *state.handlers.borrow_mut() = (0..NSIG as i32)
                .map(|number| match handlers::disposition(number) {
                    Ok(Disposition::Default) => Value::from_i32(DEFAULT),
                    Ok(Disposition::Ignore) => Value::from_i32(IGNORE),
                    _ => Value::NONE,
                })
                .collect();
        }
        state
    }

    /// What is to be done for a signal.
    pub(super) fn handler(&self, number: i32) -> Value {
        let handlers = self.handlers.borrow();
        handlers
            .get(number as usize)
            .cloned()
            .unwrap_or(Value::NONE)
    }

    /// Sets what is to be done, and gives what was.
    pub(super) fn replace(&self, number: i32, handler: Value) -> Value {
        std::mem::replace(&mut self.handlers.borrow_mut()[number as usize], handler)
    }
}

/// Gives the signals to an interpreter. `SIGINT` raises `KeyboardInterrupt` if it is at its default.
pub(super) fn start(vm: &mut Vm) {
    let state = State::of(vm);
    state.has_signals.set(true);
    let default = Value::from_i32(DEFAULT);
    if state.handler(libc::SIGINT).is(&default) {
        state.replace(libc::SIGINT, Value::UNBOUND);
    }
    for number in [libc::SIGPIPE, libc::SIGXFSZ] {
        state.replace(number, Value::from_i32(IGNORE));
    }
    for number in [libc::SIGSEGV, libc::SIGBUS] {
        if state.handler(number).is_none() {
            state.replace(number, Value::from_i32(DEFAULT));
        }
    }
    vm.on_signals(handle);
}

/// Does what is to be done for the signals that have come; in the main thread.
fn handle(vm: &mut Vm) -> PyResult<()> {
    if let Some(error) = handlers::take_wakeup_error() {
        let error = std::io::Error::from_raw_os_error(error);
        let raised = vm.io_error(&error, None);
        let text = vm.format_exception(raised.exception());
        let doing = "Exception ignored when trying to write to the signal wakeup fd:";
        vm.host().report(&format!("{doing}\n{text}"));
    }
    let state = State::of(vm);
    while let Some(number) = handlers::take() {
        if let Err(raised) = handle_one(number, &state, vm) {
            if handlers::any() {
                vm.breaker().signal();
            }
            return Err(raised);
        }
    }
    Ok(())
}

fn handle_one(number: i32, state: &State, vm: &mut Vm) -> PyResult<()> {
    let handler = state.handler(number);
    match crate::faulthandler::signal_came(number, vm) {
        Registered::No => {}
        Registered::Alone => return Ok(()),
        // What was there before goes on: a handler of the program, or the system.
        Registered::Chained if handler.is_unbound() || handler.is_callable(vm) => {}
        Registered::Chained => {
            if handler.as_small_int() == Some(i64::from(DEFAULT)) {
                super::die_by(number);
            }
            return Ok(());
        }
    }
    if handler.is_unbound() {
        let class = vm.types.exceptions.keyboard_interrupt.clone();
        return Err(rpy_vm::Raised::new(vm.new_exception(&class, Vec::new())));
    }
    if !handler.is_callable(vm) {
        // The program has changed its mind since the signal came.
        let raised = vm.os_error(format!("Signal {number} ignored due to race condition"));
        let text = vm.format_exception(raised.exception());
        vm.host()
            .report(&format!("Exception ignored in: None\n{text}"));
        return Ok(());
    }
    let frame = vm.frame_at(0).unwrap_or(Value::NONE);
    handler
        .call_positional(&[Value::from_i32(number), frame], vm)
        .map(drop)
}

/// Behaves as if a signal had come, unless it is ignored or at its default.
pub(crate) fn simulate(number: i32, vm: &mut Vm) {
    let state = State::of(vm);
    let handler = state.handler(number);
    if !state.has_signals.get() || handler.is_unbound() || handler.is_callable(vm) {
        if state.has_signals.get() {
            handlers::simulate(number);
        } else {
            vm.breaker().signal();
        }
    }
}
