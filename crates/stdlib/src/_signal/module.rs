//! The functions and constants of `_signal`.

pub use _signal::MODULE;

/// Signals of the operating system: handlers, timers, masks.
#[rpy_macros::native_module(name = "_signal")]
mod _signal {
    use crate::waiting::Seconds;
    use std::io;
    use std::time::Duration;

    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

    use crate::_signal::handlers::{self, Disposition, NSIG};
    use crate::_signal::numbers::{check_number, from_set, to_set};
    use crate::_signal::state::{DEFAULT, IGNORE, State};
    use crate::_signal::system::{self, SignalInfo, SignalSet, Timer};

    /// What sigwaitinfo and sigtimedwait tell of a signal.
    #[struct_sequence(name = "signal.struct_siginfo")]
    struct struct_siginfo {
        /// the signal
        si_signo: i32,
        /// why it was sent
        si_code: i32,
        /// a number of errno, or zero
        si_errno: i32,
        /// the process that sent it
        si_pid: i32,
        /// whom that process belongs to
        si_uid: u32,
        /// how a child ended: by exit or by signal
        si_status: i32,
        /// what SIGPOLL tells of
        si_band: i64,
    }

    impl From<SignalInfo> for struct_siginfo {
        fn from(info: SignalInfo) -> struct_siginfo {
            struct_siginfo {
                si_signo: info.number,
                si_code: info.code,
                si_errno: info.errno,
                si_pid: info.process,
                si_uid: info.user,
                si_status: info.status,
                si_band: info.band,
            }
        }
    }

    /// A timer was asked for that there is not, or a time that cannot be.
    #[exception(name = "signal.ItimerError", base = OSError)]
    struct ItimerError;

    fn system_error(error: &io::Error, vm: &mut Vm) -> Raised {
        vm.io_error(error, None)
    }

    fn is_main(state: &State, vm: &Vm) -> bool {
        state.has_signals.get() && vm.is_main_thread()
    }

    /// Does nothing but raise KeyboardInterrupt: what SIGINT does unless the program says otherwise.
    #[function(signature = "(signalnum, frame, /)")]
    fn default_int_handler(_signalnum: i32, _frame: &Value, vm: &mut Vm) -> PyResult<()> {
        let class = vm.types.exceptions.keyboard_interrupt.clone();
        Err(Raised::new(vm.new_exception(&class, Vec::new())))
    }

    /// Sets what is done when a signal comes, and returns what was done before: SIG_IGN, SIG_DFL or
    /// a function that is called with the number and the running frame.
    #[function(signature = "(signalnum, handler, /)")]
    fn signal(signalnum: i32, handler: &Value, vm: &mut Vm) -> PyResult {
        let state = State::of(vm);
        if !is_main(&state, vm) {
            return Err(vm.value_error("signal only works in main thread of the main interpreter"));
        }
        let number = check_number(signalnum.into(), vm)?;
        let is = |constant, vm: &mut Vm| match handler.as_small_int() {
            Some(number) => PyResult::Ok(number == i64::from(constant)),
            None if handler.is_callable(vm) => Ok(false),
            None => handler.equals(&Value::from_i32(constant), vm),
        };
        let (disposition, handler) = if is(IGNORE, vm)? {
            (Disposition::Ignore, Value::from_i32(IGNORE))
        } else if is(DEFAULT, vm)? {
            (Disposition::Default, Value::from_i32(DEFAULT))
        } else if handler.is_callable(vm) {
            (Disposition::Handle, handler.clone())
        } else {
            return Err(vm.type_error(
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
            ));
        };
        vm.check_signals()?;
        handlers::set_disposition(number, disposition).map_err(|error| system_error(&error, vm))?;
        Ok(state.replace(number, handler))
    }

    /// Returns what is done when a signal comes; None if that is not known.
    #[function(signature = "(signalnum, /)")]
    fn getsignal(signalnum: i32, vm: &mut Vm) -> PyResult {
        let number = check_number(signalnum.into(), vm)?;
        Ok(State::of(vm).handler(number))
    }

    /// Returns a description of a signal; None if there is none.
    #[function(signature = "(signalnum, /)")]
    fn strsignal(signalnum: i32, vm: &mut Vm) -> PyResult<Option<String>> {
        let number = check_number(signalnum.into(), vm)?;
        Ok(system::describe(number))
    }

    /// Returns the set of the signals there are.
    #[function(signature = "()")]
    fn valid_signals(vm: &mut Vm) -> PyResult {
        // The system keeps some for itself, which its full set has not.
        from_set(&SignalSet::full(), vm)
    }

    /// Sends a signal to the calling thread.
    #[function(signature = "(signalnum, /)")]
    fn raise_signal(signalnum: i32, vm: &mut Vm) -> PyResult<()> {
        system::raise(signalnum).map_err(|error| system_error(&error, vm))?;
        vm.check_signals()
    }

    /// Sends a signal to a thread of this process.
    #[function(signature = "(thread_id, signalnum, /)")]
    fn pthread_kill(thread_id: usize, signalnum: i32, vm: &mut Vm) -> PyResult<()> {
        vm.audit("signal.pthread_kill", |_| {
            [Value::from_usize(thread_id), Value::from_i32(signalnum)]
        })?;
        if !vm.thread_identities().contains(&thread_id) {
            let error = io::Error::from_raw_os_error(libc::ESRCH);
            return Err(system_error(&error, vm));
        }
        // SAFETY: a thread takes itself off the list before it ends, for which it needs the
        // interpreter's lock.
        let sent = unsafe { system::send_to_thread(thread_id, signalnum) };
        sent.map_err(|error| system_error(&error, vm))?;
        vm.check_signals()
    }

    /// Sends a signal to the process that a file descriptor refers to.
    #[function(signature = "(pidfd, signalnum, siginfo=None, flags=0, /)")]
    fn pidfd_send_signal(
        pidfd: i32,
        signalnum: i32,
        siginfo: &Value,
        flags: i32,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if !siginfo.is_none() {
            return Err(vm.type_error("siginfo must be None"));
        }
        system::send_to_pidfd(pidfd, signalnum, flags as u32)
            .map_err(|error| system_error(&error, vm))
    }

    /// Waits until a signal comes that is handled.
    #[function(signature = "()")]
    fn pause(vm: &mut Vm) -> PyResult<()> {
        let state = State::of(vm);
        if !is_main(&state, vm) {
            vm.allow_threads(system::pause);
            return vm.check_signals();
        }
        let before = handlers::count();
        vm.wait_until(&state.pausing, None, |_| handlers::count() != before)?;
        vm.check_signals()
    }

    /// Asks for SIGALRM after a number of seconds, zero for never. Returns the seconds that were
    /// left until the last one asked for.
    #[function(signature = "(seconds, /)")]
    fn alarm(seconds: i32) -> u32 {
        system::alarm(seconds as u32)
    }

    fn to_duration(seconds: f64, vm: &mut Vm) -> PyResult<Duration> {
        if seconds < 0.0 {
            let error = io::Error::from_raw_os_error(libc::EINVAL);
            return Err(timer_error(&error, vm));
        }
        match Duration::try_from_secs_f64(seconds) {
            // A time that is not zero does not become zero.
            Ok(time) if seconds > 0.0 => Ok(time.max(Duration::from_micros(1))),
            Ok(time) => Ok(time),
            Err(_) => Err(vm.overflow_error("timestamp out of range for platform time_t")),
        }
    }

    fn timer_error(error: &io::Error, vm: &mut Vm) -> Raised {
        let text = error.to_string();
        let message = text.split(" (os error").next().unwrap_or(&text);
        let errno = Value::from_i32(error.raw_os_error().unwrap_or(0));
        let message = vm.new_str(message);
        let class = vm.native_class::<ItimerError>().to_value();
        let exception = match class.call_positional(&[errno, message], vm) {
            Ok(exception) => exception.downcast_into(),
            Err(raised) => return raised,
        };
        match exception {
            Ok(exception) => Raised::new(exception),
            Err(_) => system_error(error, vm),
        }
    }

    fn timer_tuple(timer: Timer, vm: &mut Vm) -> Value {
        let items = [timer.value, timer.interval].map(|time| vm.new_float(time.as_secs_f64()));
        Tuple::new(items.into(), vm).into_value()
    }

    /// Sets a timer that sends a signal after a number of seconds, and then every interval. Returns
    /// what it was: delay and interval.
    #[function(signature = "(which, seconds, interval=0.0, /)")]
    fn setitimer(which: i32, seconds: f64, interval: f64, vm: &mut Vm) -> PyResult {
        let timer = Timer {
            value: to_duration(seconds, vm)?,
            interval: to_duration(interval, vm)?,
        };
        match system::set_timer(which, timer) {
            Ok(old) => Ok(timer_tuple(old, vm)),
            Err(error) => Err(timer_error(&error, vm)),
        }
    }

    /// Returns a timer's delay and interval.
    #[function(signature = "(which, /)")]
    fn getitimer(which: i32, vm: &mut Vm) -> PyResult {
        match system::get_timer(which) {
            Ok(timer) => Ok(timer_tuple(timer, vm)),
            Err(error) => Err(timer_error(&error, vm)),
        }
    }

    /// Sets whether a signal ends the system call that it interrupts.
    #[function(signature = "(signalnum, flag, /)")]
    fn siginterrupt(signalnum: i32, flag: i32, vm: &mut Vm) -> PyResult<()> {
        let number = check_number(signalnum.into(), vm)?;
        handlers::set_restart(number, flag == 0).map_err(|error| system_error(&error, vm))
    }

    /// Sets a file descriptor that the numbers of signals are written to as they come, as bytes;
    /// -1 for none. Returns the one before.
    #[function(signature = "(fd, /, *, warn_on_full_buffer=True)")]
    fn set_wakeup_fd(fd: i32, warn_on_full_buffer: bool, vm: &mut Vm) -> PyResult<i32> {
        let state = State::of(vm);
        if !is_main(&state, vm) {
            return Err(
                vm.value_error("set_wakeup_fd only works in main thread of the main interpreter")
            );
        }
        if fd != -1 {
            match system::is_blocking(fd) {
                Ok(false) => {}
                Ok(true) => {
                    return Err(vm.value_error(format!("the fd {fd} must be in non-blocking mode")));
                }
                Err(error) => return Err(system_error(&error, vm)),
            }
        }
        Ok(handlers::set_wakeup_fd(fd, warn_on_full_buffer))
    }

    /// Changes the set of signals that do not come to the calling thread, and returns what it was.
    #[function(signature = "(how, mask, /)")]
    fn pthread_sigmask(how: i32, mask: &Value, vm: &mut Vm) -> PyResult {
        let set = to_set(mask, vm)?;
        let old = system::change_mask(how, &set).map_err(|error| system_error(&error, vm))?;
        vm.check_signals()?;
        from_set(&old, vm)
    }

    /// Returns the set of the signals that have come and are blocked.
    #[function(signature = "()")]
    fn sigpending(vm: &mut Vm) -> PyResult {
        let set = system::pending().map_err(|error| system_error(&error, vm))?;
        from_set(&set, vm)
    }

    /// Waits until a signal of the set has come, and returns its number.
    #[function(signature = "(sigset, /)")]
    fn sigwait(sigset: &Value, vm: &mut Vm) -> PyResult<i32> {
        let set = to_set(sigset, vm)?;
        let waited = vm.allow_threads(|| system::wait(&set));
        waited.map_err(|error| system_error(&error, vm))
    }

    /// Waits until a signal of the set has come, and returns what is known of it.
    #[function(signature = "(sigset, /)")]
    fn sigwaitinfo(sigset: &Value, vm: &mut Vm) -> PyResult<struct_siginfo> {
        let set = to_set(sigset, vm)?;
        loop {
            match vm.allow_threads(|| system::wait_for_info(&set, None)) {
                Ok(info) => return Ok(info.into()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => vm.check_signals()?,
                Err(error) => return Err(system_error(&error, vm)),
            }
        }
    }

    /// As sigwaitinfo, for at most a number of seconds: then returns None.
    #[function(signature = "(sigset, timeout, /)")]
    fn sigtimedwait(
        sigset: &Value,
        timeout: Seconds,
        vm: &mut Vm,
    ) -> PyResult<Option<struct_siginfo>> {
        let Seconds(timeout) = timeout;
        let set = to_set(sigset, vm)?;
        if timeout < 0.0 {
            return Err(vm.value_error("timeout must be non-negative"));
        }
        let Ok(timeout) = Duration::try_from_secs_f64(timeout) else {
            return Err(vm.overflow_error("timestamp out of range for platform time_t"));
        };
        let start = std::time::Instant::now();
        loop {
            let left = timeout.saturating_sub(start.elapsed());
            match vm.allow_threads(|| system::wait_for_info(&set, Some(left))) {
                Ok(info) => return Ok(Some(info.into())),
                Err(error) if error.raw_os_error() == Some(libc::EAGAIN) => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => vm.check_signals()?,
                Err(error) => return Err(system_error(&error, vm)),
            }
        }
    }

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("NSIG", NSIG as i64),
        ("SIG_DFL", DEFAULT as i64),
        ("SIG_IGN", IGNORE as i64),
        ("SIG_BLOCK", libc::SIG_BLOCK as i64),
        ("SIG_UNBLOCK", libc::SIG_UNBLOCK as i64),
        ("SIG_SETMASK", libc::SIG_SETMASK as i64),
        ("SIGHUP", libc::SIGHUP as i64),
        ("SIGINT", libc::SIGINT as i64),
        ("SIGQUIT", libc::SIGQUIT as i64),
        ("SIGILL", libc::SIGILL as i64),
        ("SIGTRAP", libc::SIGTRAP as i64),
        ("SIGIOT", libc::SIGIOT as i64),
        ("SIGABRT", libc::SIGABRT as i64),
        ("SIGFPE", libc::SIGFPE as i64),
        ("SIGKILL", libc::SIGKILL as i64),
        ("SIGBUS", libc::SIGBUS as i64),
        ("SIGSEGV", libc::SIGSEGV as i64),
        ("SIGSYS", libc::SIGSYS as i64),
        ("SIGPIPE", libc::SIGPIPE as i64),
        ("SIGALRM", libc::SIGALRM as i64),
        ("SIGTERM", libc::SIGTERM as i64),
        ("SIGUSR1", libc::SIGUSR1 as i64),
        ("SIGUSR2", libc::SIGUSR2 as i64),
        ("SIGCLD", libc::SIGCHLD as i64),
        ("SIGCHLD", libc::SIGCHLD as i64),
        ("SIGPWR", libc::SIGPWR as i64),
        ("SIGIO", libc::SIGIO as i64),
        ("SIGURG", libc::SIGURG as i64),
        ("SIGWINCH", libc::SIGWINCH as i64),
        ("SIGPOLL", libc::SIGPOLL as i64),
        ("SIGSTOP", libc::SIGSTOP as i64),
        ("SIGTSTP", libc::SIGTSTP as i64),
        ("SIGCONT", libc::SIGCONT as i64),
        ("SIGTTIN", libc::SIGTTIN as i64),
        ("SIGTTOU", libc::SIGTTOU as i64),
        ("SIGVTALRM", libc::SIGVTALRM as i64),
        ("SIGPROF", libc::SIGPROF as i64),
        ("SIGXCPU", libc::SIGXCPU as i64),
        ("SIGXFSZ", libc::SIGXFSZ as i64),
        ("SIGSTKFLT", libc::SIGSTKFLT as i64),
        ("ITIMER_REAL", libc::ITIMER_REAL as i64),
        ("ITIMER_VIRTUAL", libc::ITIMER_VIRTUAL as i64),
        ("ITIMER_PROF", libc::ITIMER_PROF as i64),
    ];

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let (lowest, highest) = system::realtime();
        module.add("SIGRTMIN", Value::from_i32(lowest), vm);
        module.add("SIGRTMAX", Value::from_i32(highest), vm);
        let state = State::of(vm);
        let name = vm.intern("default_int_handler");
        let handler = module.dict().get_str(&name, vm).cloned();
        if let Some(handler) = handler
            && state.handler(libc::SIGINT).is_unbound()
        {
            state.replace(libc::SIGINT, handler);
        }
        Ok(())
    }
}
