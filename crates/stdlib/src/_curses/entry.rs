//! Who may call the library when.
//!
//! The library has no locks. Calls are made with the interpreter's lock, one after another. Those that take
//! time go without that lock, and are the only ones then: others wait until they have come back.

use std::rc::Rc;

use rpy_vm::builtins::weakref::WeakReference;
use rpy_vm::{PyResult, Raised, Ref, Vm, WaitQueue};

use super::Error;
use super::library::{self, Curses, ERR};

/// What the library has been told so far.
#[derive(Default)]
pub(crate) struct State {
    /// Whether this interpreter has the library.
    pub(super) has_library: bool,
    /// Whether `initscr()` has been called.
    pub(super) is_initialised: bool,
    /// Whether the terminal is known, by `setupterm()` or `initscr()`.
    pub(super) knows_terminal: bool,
    /// Whether `start_color()` has been called.
    pub(super) has_colors: bool,
    /// Whether keys are read as they are, by `raw()`.
    pub(super) is_raw: bool,
    /// Whether keys are read one by one: 1 by `cbreak()`, more by `halfdelay()`.
    pub(super) cbreak: u8,
    /// Who waits for the library.
    pub(super) waiting: Rc<WaitQueue>,
    /// The panels, by their addresses.
    pub(super) panels: Vec<(usize, Ref<WeakReference>)>,
}

impl rpy_vm::function::native::ModuleState for State {
    fn new(_vm: &mut Vm) -> State {
        State::default()
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // What has been begun stays with the terminal.
        if self.has_library
            && !self.is_initialised
            && let Ok(curses) = library::library()
        {
            curses.leave();
        }
    }
}

/// Takes the library for the interpreter.
///
/// Raises `ImportError` if there is none, or another interpreter has it.
pub(super) fn take(vm: &mut Vm) -> PyResult<&'static Curses> {
    let curses = match library::library() {
        Ok(curses) => curses,
        Err(why) => return Err(vm.import_error(format!("curses needs ncurses: {why}"))),
    };
    if !vm.module_state::<State>().has_library {
        if !curses.take() {
            let message = "module '_curses' can only be loaded once per process";
            return Err(vm.import_error(message));
        }
        vm.module_state::<State>().has_library = true;
    }
    Ok(curses)
}

/// Waits until no other thread is in the library.
///
/// Errors: what the handlers of signals raise, and `error` if the module has not been imported.
pub(super) fn enter(vm: &mut Vm) -> PyResult<&'static Curses> {
    let curses = match library::library() {
        Ok(curses) if vm.module_state::<State>().has_library => curses,
        _ => return Err(must_call("initscr", vm)),
    };
    if curses.is_busy() {
        let waiting = vm.module_state::<State>().waiting.clone();
        vm.wait_until(&waiting, None, |_| !curses.is_busy())?;
    }
    Ok(curses)
}

/// As [`enter`], after `initscr()`.
///
/// Raises `error` before it.
pub(super) fn initialised(vm: &mut Vm) -> PyResult<&'static Curses> {
    if !vm.module_state::<State>().is_initialised {
        return Err(must_call("initscr", vm));
    }
    enter(vm)
}

/// As [`enter`], after `start_color()`.
///
/// Raises `error` before it.
pub(super) fn coloured(vm: &mut Vm) -> PyResult<&'static Curses> {
    let curses = initialised(vm)?;
    if !vm.module_state::<State>().has_colors {
        return Err(must_call("start_color", vm));
    }
    Ok(curses)
}

/// As [`enter`], when the terminal is known.
///
/// Raises `error` before that.
pub(super) fn with_terminal(vm: &mut Vm) -> PyResult<&'static Curses> {
    if !vm.module_state::<State>().knows_terminal {
        return Err(must_call("setupterm", vm));
    }
    enter(vm)
}

fn must_call(name: &str, vm: &mut Vm) -> Raised {
    vm.native_error::<Error>(format!("must call {name}() first"))
}

/// Makes a call that may take time, without the interpreter's lock.
pub(super) fn slowly<T: Send>(
    call: impl FnOnce(&'static Curses) -> T + Send,
    vm: &mut Vm,
) -> PyResult<T> {
    let curses = enter(vm)?;
    curses.set_busy(true);
    let result = vm.allow_threads(|| call(curses));
    curses.set_busy(false);
    vm.module_state::<State>().waiting.wake_all();
    Ok(result)
}

/// Raises `error` if a function of this name has failed.
pub(super) fn check(result: i32, name: &str, vm: &mut Vm) -> PyResult<()> {
    match result {
        ERR => Err(failed(name, vm)),
        _ => Ok(()),
    }
}

/// `error`, for a function of this name.
pub(super) fn failed(name: &str, vm: &mut Vm) -> Raised {
    vm.native_error::<Error>(format!("{name}() returned ERR"))
}

/// `error`, where the library gives nothing.
pub(super) fn gave_nothing(vm: &mut Vm) -> Raised {
    vm.native_error::<Error>("curses function returned NULL")
}
