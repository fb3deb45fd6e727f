//! What the new process does until the program runs in it.
//!
//! Without a function of Python it shares the memory of its parent, which waits until the program
//! runs: it has a stack of its own, allocates nothing, takes no lock, and has no handlers of signals.
//! With one it is a copy.

use std::ffi::{CString, c_char, c_int, c_void};
use std::io::{Error, Result};
use std::ptr;

use rpy_vm::Vm;

/// The ends of a pipe; -1 for none.
#[derive(Clone, Copy)]
pub(super) struct Stream {
    pub(super) child: c_int,
    pub(super) parent: c_int,
}

/// A list of C strings that ends with a null.
struct Strings {
    pointers: Vec<*const c_char>,
    _texts: Vec<CString>,
}

impl Strings {
    fn new(texts: Vec<CString>) -> Strings {
        let mut pointers: Vec<_> = texts.iter().map(|text| text.as_ptr()).collect();
        pointers.push(ptr::null());
        Strings {
            pointers,
            _texts: texts,
        }
    }
}

/// All that the new process needs to know, made before there is one.
pub(super) struct Plan {
    programs: Strings,
    arguments: Strings,
    environment: Option<Strings>,
    pub(super) close_others: bool,
    /// Descriptors that stay open, in ascending order.
    pub(super) kept: Vec<c_int>,
    pub(super) directory: Option<CString>,
    /// Standard input, output, errors.
    pub(super) streams: [Stream; 3],
    /// Where errors are told.
    pub(super) report: Stream,
    pub(super) restore_signals: bool,
    pub(super) new_session: bool,
    /// -1 for none.
    pub(super) process_group: c_int,
    pub(super) groups: Option<Vec<u32>>,
    pub(super) group: Option<u32>,
    pub(super) user: Option<u32>,
    /// The mask of new files; -1 for that of the parent.
    pub(super) mask: c_int,
}

impl Plan {
    /// Tries these programs, one after the other, with arguments and environment.
    pub(super) fn new(
        programs: Vec<CString>,
        arguments: Vec<CString>,
        environment: Option<Vec<CString>>,
    ) -> Plan {
        const NONE: Stream = Stream {
            child: -1,
            parent: -1,
        };
        Plan {
            programs: Strings::new(programs),
            arguments: Strings::new(arguments),
            environment: environment.map(Strings::new),
            close_others: false,
            kept: Vec::new(),
            directory: None,
            streams: [NONE; 3],
            report: NONE,
            restore_signals: false,
            new_session: false,
            process_group: -1,
            groups: None,
            group: None,
            user: None,
            mask: -1,
        }
    }
}

impl Plan {
    /// Starts the program.
    pub(super) fn start(&self, vm: &mut Vm) -> Result<i32> {
        if self.groups.is_none() && self.group.is_none() && self.user.is_none() {
            return start_sharing(self, vm);
        }
        // The C library changes users and groups of all threads that it knows: in shared memory
        // those of the parent.
        // SAFETY: the copy calls only what may be called between fork and exec.
        match unsafe { libc::fork() } {
            -1 => Err(Error::last_os_error()),
            0 => execute(self, None, || true),
            pid => Ok(pid),
        }
    }
}

/// Bytes of the stack of the new process.
const STACK: usize = 64 << 10;

/// Starts the program in a process that shares the memory of this one until then.
///
/// The lock is held: the environment may be that of this process.
fn start_sharing(plan: &Plan, _vm: &mut Vm) -> Result<i32> {
    let mut stack = vec![0_u128; STACK / 16];
    // SAFETY: the process that `clone` makes runs on the stack, of which `top` is the aligned end,
    // and this thread waits until it has started a program or ended, so that the stack, the plan and
    // `errno` are its own for that time. All signals are blocked: no handler runs in it.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        let mut before: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
        let shared = Shared {
            plan,
            signals: before,
        };
        let top = stack.as_mut_ptr_range().end.cast::<c_void>();
        let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD;
        let argument = (&raw const shared).cast_mut().cast();
        let pid = libc::clone(begin, top, flags, argument);
        let error = Error::last_os_error();
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, ptr::null_mut());
        if pid < 0 { Err(error) } else { Ok(pid) }
    }
}

struct Shared<'a> {
    plan: &'a Plan,
    signals: libc::sigset_t,
}

/// Where the new process begins.
extern "C" fn begin(shared: *mut c_void) -> c_int {
    // SAFETY: `start_sharing` gives a pointer to this struct, which lives as long as it waits.
    let shared = unsafe { &*shared.cast::<Shared<'_>>() };
    execute(shared.plan, Some(&shared.signals), || true)
}

/// Makes a copy of this process; zero in the copy.
pub(super) fn fork(vm: &mut Vm) -> Result<i32> {
    vm.around_fork(
        // SAFETY: `around_fork` sees to what a copy with one thread needs.
        || match unsafe { libc::fork() } {
            -1 => Err(Error::last_os_error()),
            pid => Ok(pid),
        },
        |result| matches!(result, Ok(0)),
    )
}

/// Does all in a copy of the process; `function` says whether it has succeeded.
pub(super) fn run(plan: &Plan, function: impl FnOnce() -> bool) -> ! {
    execute(plan, None, function)
}

unsafe extern "C" {
    static environ: *const *const c_char;
}

fn errno() -> c_int {
    // SAFETY: the thread's own variable is always there.
    unsafe { *libc::__errno_location() }
}

/// Does what the plan says, and ends the process if the program cannot be started.
fn execute(plan: &Plan, signals: Option<&libc::sigset_t>, function: impl FnOnce() -> bool) -> ! {
    let (message, number) = match prepare(plan, signals) {
        Err(message) => (message, errno()),
        Ok(()) if !function() => (&b"Exception occurred in preexec_fn."[..], 0),
        Ok(()) => (&b""[..], start_program(plan)),
    };
    tell(plan.report.child, number, message);
    // SAFETY: the process ends at once.
    unsafe { libc::_exit(255) }
}

/// What stands for an error before the program is started.
const BEFORE: &[u8] = b"noexec";

/// Everything up to the function of Python. On failure, what is told with the number of the error.
fn prepare(
    plan: &Plan,
    signals: Option<&libc::sigset_t>,
) -> std::result::Result<(), &'static [u8]> {
    let check = |result: c_int| {
        if result == -1 {
            Err(BEFORE)
        } else {
            Ok(result)
        }
    };
    // SAFETY: all arguments are numbers, or C strings and lists of the plan that end with a zero;
    // the functions may be called between fork and exec.
    unsafe {
        for &fd in &plan.kept {
            // The stream for errors stays among those that end with the program.
            if fd != plan.report.child {
                set_inherited(fd);
            }
        }
        let [input, output, errors] = plan.streams;
        for fd in [
            input.parent,
            output.parent,
            errors.parent,
            plan.report.parent,
        ] {
            if fd != -1 {
                check(libc::close(fd))?;
            }
        }
        // A standard descriptor may be one of those that are copied: it is put out of the way.
        let mut output = output.child;
        if output == 0 {
            output = check(libc::fcntl(output, libc::F_DUPFD_CLOEXEC, 0))?;
        }
        let mut errors = errors.child;
        while errors == 0 || errors == 1 {
            errors = check(libc::fcntl(errors, libc::F_DUPFD_CLOEXEC, 0))?;
        }
        for (fd, number) in [(input.child, 0), (output, 1), (errors, 2)] {
            if fd == number {
                check(set_inherited(fd))?;
            } else if fd != -1 {
                check(libc::dup2(fd, number))?;
            }
        }
        if let Some(directory) = &plan.directory
            && libc::chdir(directory.as_ptr()) == -1
        {
            return Err(b"noexec:chdir");
        }
        if plan.mask >= 0 {
            libc::umask(plan.mask as libc::mode_t);
        }
        if plan.restore_signals {
            for number in [libc::SIGPIPE, libc::SIGXFSZ] {
                libc::signal(number, libc::SIG_DFL);
            }
        }
        if let Some(signals) = signals {
            forget_handlers();
            libc::pthread_sigmask(libc::SIG_SETMASK, signals, ptr::null_mut());
        }
        if plan.new_session {
            check(libc::setsid())?;
        }
        if plan.process_group >= 0 {
            check(libc::setpgid(0, plan.process_group))?;
        }
        if let Some(groups) = &plan.groups {
            check(libc::setgroups(groups.len(), groups.as_ptr()))?;
        }
        if let Some(group) = plan.group {
            check(libc::setregid(group, group))?;
        }
        if let Some(user) = plan.user {
            check(libc::setreuid(user, user))?;
        }
    }
    Ok(())
}

fn set_inherited(fd: c_int) -> c_int {
    // SAFETY: numbers only.
    unsafe {
        match libc::fcntl(fd, libc::F_GETFD) {
            -1 => -1,
            flags => libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC),
        }
    }
}

/// Gives signals that are handled their defaults: the handlers are the parent's.
///
/// # Safety
///
/// All signals are blocked.
unsafe fn forget_handlers() {
    // SAFETY: all zero is a value of the struct, and stands for the default; signals that cannot be
    // asked for are refused.
    unsafe {
        for number in 1..=64 {
            let mut action: libc::sigaction = std::mem::zeroed();
            if libc::sigaction(number, ptr::null(), &raw mut action) != 0
                || matches!(action.sa_sigaction, libc::SIG_DFL | libc::SIG_IGN)
            {
                continue;
            }
            action = std::mem::zeroed();
            libc::sigaction(number, &raw const action, ptr::null_mut());
        }
    }
}

/// Closes the other descriptors and tries the programs. Returns the number of an error: that of the
/// first which is not that the program is missing.
fn start_program(plan: &Plan) -> c_int {
    if plan.close_others {
        close_others(&plan.kept);
    }
    let mut found = 0;
    // SAFETY: paths and lists are C strings, and lists end with a null.
    unsafe {
        let arguments = plan.arguments.pointers.as_ptr();
        let environment = match &plan.environment {
            Some(environment) => environment.pointers.as_ptr(),
            None => environ,
        };
        for &program in plan.programs.pointers.iter().take_while(|it| !it.is_null()) {
            libc::execve(program, arguments, environment);
            let number = errno();
            if number != libc::ENOENT && number != libc::ENOTDIR && found == 0 {
                found = number;
            }
        }
    }
    if found == 0 { errno() } else { found }
}

/// Closes all descriptors above the standard ones that are not kept.
fn close_others(kept: &[c_int]) {
    let mut first = 3;
    for &fd in kept {
        if fd >= first {
            if fd > first {
                close_range(first, fd - 1);
            }
            first = fd + 1;
        }
    }
    close_range(first, c_int::MAX);
}

fn close_range(first: c_int, last: c_int) {
    // SAFETY: numbers only; the process runs a single thread.
    unsafe {
        if libc::syscall(libc::SYS_close_range, first, last, 0) == 0 {
            return;
        }
        let open = match libc::sysconf(libc::_SC_OPEN_MAX) {
            -1 => 256,
            limit => c_int::try_from(limit).unwrap_or(c_int::MAX),
        };
        for fd in first..=last.min(open - 1) {
            libc::close(fd);
        }
    }
}

/// Tells the parent of an error: class, number in hexadecimal, message.
fn tell(fd: c_int, number: c_int, message: &[u8]) {
    let mut text = [0_u8; 64];
    let mut length = 0;
    let mut add = |bytes: &[u8]| {
        text[length..length + bytes.len()].copy_from_slice(bytes);
        length += bytes.len();
    };
    if number == 0 {
        add(b"SubprocessError:0:");
    } else {
        add(b"OSError:");
        let digits = (0..8)
            .rev()
            .map(|place| (number as u32 >> (4 * place)) & 15);
        for digit in digits.skip_while(|&digit| digit == 0) {
            add(&[b"0123456789abcdef"[digit as usize]]);
        }
        add(b":");
    }
    add(message);
    // SAFETY: so many bytes are in the array.
    unsafe { libc::write(fd, text.as_ptr().cast(), length) };
}
