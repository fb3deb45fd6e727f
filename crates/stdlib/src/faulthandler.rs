//! `faulthandler`: tells where threads are, now, after some time, or that a signal ends the process.
//! Reference: <https://docs.python.org/3.14/library/faulthandler.html>

mod system;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Value, Vm, WaitQueue};

use crate::_signal;
use crate::_signal::handlers::{self, Disposition};
use faulthandler::State;

/// The most frames of a thread that are written.
const MOST_FRAMES: usize = 100;

/// The descriptor of the argument `file`: of `sys.stderr`, a number, or an object with `fileno`; and
/// the object, which stays open as long as it is kept.
fn target_of(file: Option<&Value>, vm: &mut Vm) -> PyResult<(i32, Value)> {
    let file = match file {
        Some(file) if !file.is_none() => file.clone(),
        _ => {
            let name = vm.intern("stderr");
            match vm.sys_attribute(&name) {
                None => return Err(vm.runtime_error("unable to get sys.stderr")),
                Some(file) if file.is_none() => return Err(vm.runtime_error("sys.stderr is None")),
                Some(file) => file,
            }
        }
    };
    let int = vm.types.int.clone();
    if file.class(vm).clone().is_subclass_of(&int, vm) {
        let fd = i32::from_argument(&file, vm)?;
        if fd < 0 {
            return Err(vm.value_error("file is not a valid file descriptor"));
        }
        return Ok((fd, Value::NONE));
    }
    let (fileno, flush) = (vm.intern("fileno"), vm.intern("flush"));
    let number = file.call_method(&fileno, &[], vm)?;
    let fd = match number.as_small_int().map(i32::try_from) {
        Some(Ok(fd @ 0..)) => fd,
        _ => return Err(vm.runtime_error("file.fileno() is not a valid file descriptor")),
    };
    // What the file has not written yet stands before; that this fails does not matter.
    let _ = file.call_method(&flush, &[], vm);
    Ok((fd, file))
}

/// A signal with which the program asks where it is.
struct Registration {
    fd: i32,
    /// Keeps the file open.
    _file: Value,
    all_threads: bool,
    chain: bool,
    /// Whether the signal was handled before.
    was_handled: Disposition,
}

/// What `faulthandler` has to do with a signal that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registered {
    /// Nothing.
    No,
    /// It alone was asked for it.
    Alone,
    /// What was asked for before is to be done as well.
    Chained,
}

/// Writes where the program is if a signal is registered for that.
pub(crate) fn signal_came(number: i32, vm: &mut Vm) -> Registered {
    let Some(registered) = vm.module_state::<State>().registered.get(&number) else {
        return Registered::No;
    };
    let (fd, all_threads, chain) = (registered.fd, registered.all_threads, registered.chain);
    system::put_threads(fd, "", vm.thread_identity(), all_threads, vm);
    match chain {
        true => Registered::Chained,
        false => Registered::Alone,
    }
}

/// Tells of fatal signals from now on, on the standard error stream (`-X faulthandler`).
pub fn enable_at_start(vm: &mut Vm) {
    const STANDARD_ERROR: i32 = 2;
    system::set_target(STANDARD_ERROR);
    system::set_shown(Some(vm), true, true);
    if let Ok(before) = system::install() {
        vm.module_state::<State>().enabled = Some((before, Value::NONE));
    }
}

/// A thread that writes where the others are when some time is over.
struct Watch {
    cancelled: Cell<bool>,
    waiting: WaitQueue,
}

impl Watch {
    fn cancel(&self) {
        self.cancelled.set(true);
        self.waiting.wake_all();
    }
}

/// A time as `datetime.timedelta` shows it.
fn shown_time(nanoseconds: i64) -> String {
    let (seconds, micros) = (nanoseconds / 1_000_000_000, nanoseconds / 1000 % 1_000_000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let time = format!("{hours}:{minutes:02}:{:02}", seconds % 60);
    match micros {
        0 => time,
        micros => format!("{time}.{micros:06}"),
    }
}

/// Tells where threads are.
#[rpy_macros::native_module(name = "faulthandler")]
pub mod faulthandler {
    use super::*;
    use crate::waiting;

    /// What is switched on.
    #[state]
    #[derive(Default)]
    pub(in super::super) struct State {
        /// What fatal signals did before, and the file that is written to.
        pub(super) enabled: Option<(system::Before, Value)>,
        watch: Option<Rc<Watch>>,
        /// Signals that ask where the program is.
        pub(super) registered: BTreeMap<i32, Registration>,
    }

    /// Writes where this thread is, or all.
    #[function(
        signature = "(file=<unrepresentable>, all_threads=True)",
        text = "($module, /, file=sys.stderr, all_threads=True)"
    )]
    fn dump_traceback(file: Option<&Value>, all_threads: bool, vm: &mut Vm) -> PyResult<()> {
        let (fd, _file) = target_of(file, vm)?;
        system::put_threads(fd, "", vm.thread_identity(), all_threads, vm);
        Ok(())
    }

    /// Writes the stack of native functions, which is not known.
    #[function(
        signature = "(file=<unrepresentable>)",
        text = "($module, /, file=sys.stderr)"
    )]
    fn dump_c_stack(file: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let (fd, _file) = target_of(file, vm)?;
        system::write(fd, system::NO_C_STACK.as_bytes());
        Ok(())
    }

    /// Tells of fatal signals from now on.
    #[function(
        signature = "(file=<unrepresentable>, all_threads=True, c_stack=True)",
        text = "($module, /, file=sys.stderr, all_threads=True)"
    )]
    fn enable(file: Option<&Value>, all_threads: bool, c_stack: bool, vm: &mut Vm) -> PyResult<()> {
        let (fd, file) = target_of(file, vm)?;
        system::set_target(fd);
        system::set_shown(Some(vm), all_threads, c_stack);
        if let Some((_, kept)) = &mut vm.module_state::<State>().enabled {
            *kept = file;
            return Ok(());
        }
        match system::install() {
            Ok(before) => vm.module_state::<State>().enabled = Some((before, file)),
            Err(error) => return Err(vm.io_error(&error, None)),
        }
        Ok(())
    }

    /// Writes where this thread is, or all, whenever a signal comes; with chain, what the signal did
    /// before is done as well. It is done between two instructions of the main thread.
    #[function(
        signature = "(signum, file=<unrepresentable>, all_threads=True, chain=False)",
        text = "($module, /, signum, file=sys.stderr, all_threads=True, chain=False)"
    )]
    fn register(
        signum: i32,
        file: Option<&Value>,
        all_threads: bool,
        chain: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        check_signal(signum, vm)?;
        let (fd, file) = target_of(file, vm)?;
        let known = vm.module_state::<State>().registered.get(&signum);
        let was_handled = match known {
            Some(known) => known.was_handled,
            None => match handlers::disposition(signum) {
                Ok(disposition) => disposition,
                Err(error) => return Err(vm.io_error(&error, None)),
            },
        };
        if let Err(error) = handlers::set_disposition(signum, Disposition::Handle) {
            return Err(vm.io_error(&error, None));
        }
        let registration = Registration {
            fd,
            _file: file,
            all_threads,
            chain,
            was_handled,
        };
        let replaced = vm
            .module_state::<State>()
            .registered
            .insert(signum, registration);
        drop(replaced);
        Ok(())
    }

    /// Lets a signal do what it did before register(); returns whether it was registered.
    #[function(signature = "(signum, /)")]
    fn unregister(signum: i32, vm: &mut Vm) -> PyResult<bool> {
        check_signal(signum, vm)?;
        let Some(registration) = vm.module_state::<State>().registered.remove(&signum) else {
            return Ok(false);
        };
        match handlers::set_disposition(signum, registration.was_handled) {
            Ok(()) => Ok(true),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Refuses what is no signal, and those that enable() is for.
    fn check_signal(number: i32, vm: &mut Vm) -> PyResult<()> {
        if system::is_fatal(number) {
            let message = format!("signal {number} cannot be registered, use enable() instead");
            return Err(vm.runtime_error(message));
        }
        if !(1..handlers::NSIG as i32).contains(&number) {
            return Err(vm.value_error("signal number out of range"));
        }
        Ok(())
    }

    /// Tells of fatal signals no more; returns whether it did.
    #[function(signature = "()")]
    fn disable(vm: &mut Vm) -> bool {
        match vm.module_state::<State>().enabled.take() {
            Some((before, _)) => {
                drop(before);
                true
            }
            None => false,
        }
    }

    /// Returns whether fatal signals are told of.
    #[function(signature = "()")]
    fn is_enabled(vm: &mut Vm) -> bool {
        vm.module_state::<State>().enabled.is_some()
    }

    /// Writes where all threads are when so many seconds are over, again and again if that is
    /// wanted, or ends the process then.
    #[function(
        signature = "(timeout, repeat=False, file=<unrepresentable>, exit=False)",
        text = "($module, /, timeout, repeat=False, file=sys.stderr, exit=False)"
    )]
    fn dump_traceback_later(
        timeout: &Value,
        repeat: bool,
        file: Option<&Value>,
        exit: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let time = match waiting::nanoseconds(timeout, 1_000_000_000, vm)? {
            None => {
                let given = timeout.type_name(vm);
                let message =
                    format!("'{given}' object cannot be interpreted as an integer or float");
                return Err(vm.type_error(message));
            }
            Some(..=0) => return Err(vm.value_error("timeout must be greater than 0")),
            Some(time) => time,
        };
        let (fd, file) = target_of(file, vm)?;
        let watch = Rc::new(Watch {
            cancelled: Cell::new(false),
            waiting: WaitQueue::new(),
        });
        cancel_dump_traceback_later(vm);
        vm.module_state::<State>().watch = Some(watch.clone());
        let run = move |vm: &mut Vm| {
            let _file = file;
            loop {
                let deadline = waiting::deadline(time);
                let cancelled = |_: &mut Vm| watch.cancelled.get();
                if !matches!(
                    vm.wait_until(&watch.waiting, deadline, cancelled),
                    Ok(false)
                ) {
                    return;
                }
                let heading = format!("Timeout ({})!\n", shown_time(time));
                // This thread has no frames: it shows the others.
                system::put_threads(fd, &heading, 0, true, vm);
                if exit {
                    system::exit(1);
                }
                if !repeat {
                    return;
                }
            }
        };
        match vm.start_thread(Some("faulthandler"), run) {
            Ok(_) => Ok(()),
            Err(_) => Err(vm.runtime_error("unable to start watchdog thread")),
        }
    }

    /// Ends the process as access to memory that it does not have would.
    #[function(signature = "(release_gil=False, /)")]
    fn _sigsegv(release_gil: bool) {
        let _ = release_gil;
        _signal::raise(libc::SIGSEGV);
    }

    /// Ends the process as reading from address zero would.
    #[function(signature = "()")]
    fn _read_null() {
        _signal::raise(libc::SIGSEGV);
    }

    /// Ends the process as the system's abort() does.
    #[function(signature = "()")]
    fn _sigabrt() {
        _signal::raise(libc::SIGABRT);
    }

    /// Ends the process as wrong arithmetic would.
    #[function(signature = "()")]
    fn _sigfpe() {
        _signal::raise(libc::SIGFPE);
    }

    /// Takes back what dump_traceback_later() was told.
    #[function(signature = "()")]
    fn cancel_dump_traceback_later(vm: &mut Vm) {
        if let Some(watch) = vm.module_state::<State>().watch.take() {
            watch.cancel();
        }
    }
}
