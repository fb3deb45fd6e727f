//! This process and others, the environment, the machine.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use rpy_macros::struct_sequence;
use rpy_vm::{PyResult, Value, Vm};

use super::constants::constants::SYSCONF;
use super::ids::{Group, User};
use super::limits::setting;
use super::path::{call, failed, fs_text, text_of};
use super::system;

/// What the system says of itself.
#[struct_sequence(name = "posix.uname_result")]
pub(super) struct UnameResult {
    /// The system.
    pub(super) sysname: String,
    /// The machine's name in the network.
    pub(super) nodename: String,
    /// The release.
    pub(super) release: String,
    /// The version.
    pub(super) version: String,
    /// The kind of machine.
    pub(super) machine: String,
}

/// Times of processes, in seconds.
#[struct_sequence(name = "posix.times_result")]
pub(super) struct TimesResult {
    /// In this process.
    pub(super) user: f64,
    /// In the system for this process.
    pub(super) system: f64,
    /// In its children.
    pub(super) children_user: f64,
    /// In the system for its children.
    pub(super) children_system: f64,
    /// Since a fixed time in the past.
    pub(super) elapsed: f64,
}

/// Size of a terminal.
#[struct_sequence(name = "os.terminal_size")]
pub(super) struct TerminalSize {
    /// Width in characters.
    pub(super) columns: i32,
    /// Height in characters.
    pub(super) lines: i32,
}

fn random(size: i64, flags: u32, vm: &mut Vm) -> PyResult {
    let Ok(size) = usize::try_from(size) else {
        return Err(vm.value_error("negative argument not allowed"));
    };
    let mut bytes = vm.new_buffer(size)?;
    bytes.resize(size, 0);
    fill(&mut bytes, flags, vm)?;
    Ok(vm.new_bytes(&bytes))
}

/// Random bytes that are asked for at once.
const MOST_RANDOM: usize = 1 << 20;

/// As many random bytes come at once, if there are any.
const ALWAYS_WHOLE: usize = 256;

/// Fills a buffer with random bytes of the system.
pub(crate) fn fill_random(bytes: &mut [u8], vm: &mut Vm) -> PyResult<()> {
    fill(bytes, 0, vm)
}

fn fill(bytes: &mut [u8], flags: u32, vm: &mut Vm) -> PyResult<()> {
    let mut filled = 0;
    if bytes.len() <= ALWAYS_WHOLE && flags == 0 {
        // It takes less time than letting others run meanwhile.
        filled = system::getrandom(bytes, libc::GRND_NONBLOCK).unwrap_or(0);
    }
    while filled < bytes.len() {
        vm.poll()?;
        filled += call(&[], vm, || {
            system::getrandom(
                bytes[filled..]
                    .chunks_mut(MOST_RANDOM)
                    .next()
                    .unwrap_or_default(),
                flags,
            )
        })?;
    }
    Ok(())
}

#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod process {
    use super::*;

    /// Returns the path of the working directory.
    #[function(signature = "()")]
    fn getcwd(vm: &mut Vm) -> PyResult {
        use std::os::unix::ffi::OsStrExt;
        match std::env::current_dir() {
            Ok(path) => Ok(text_of(path.as_os_str().as_bytes(), vm)),
            Err(error) => Err(failed(&error, &[], vm)),
        }
    }

    /// Returns the path of the working directory as bytes.
    #[function(signature = "()")]
    fn getcwdb(vm: &mut Vm) -> PyResult {
        use std::os::unix::ffi::OsStrExt;
        match std::env::current_dir() {
            Ok(path) => Ok(vm.new_bytes(path.as_os_str().as_bytes())),
            Err(error) => Err(failed(&error, &[], vm)),
        }
    }

    /// Returns the number of this process.
    #[function(signature = "()")]
    fn getpid() -> i64 {
        i64::from(std::process::id())
    }

    /// Returns the number of the process that started this one.
    #[function(signature = "()")]
    fn getppid() -> i64 {
        system::ids()[0]
    }

    /// Returns the user.
    #[function(signature = "()")]
    fn getuid() -> i64 {
        system::ids()[1]
    }

    /// Returns the effective user.
    #[function(signature = "()")]
    fn geteuid() -> i64 {
        system::ids()[2]
    }

    /// Returns the group.
    #[function(signature = "()")]
    fn getgid() -> i64 {
        system::ids()[3]
    }

    /// Returns the effective group.
    #[function(signature = "()")]
    fn getegid() -> i64 {
        system::ids()[4]
    }

    /// Returns the process group.
    #[function(signature = "()")]
    fn getpgrp() -> i64 {
        system::ids()[5]
    }

    /// Returns the group of a process.
    #[function(signature = "(pid)")]
    fn getpgid(pid: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::getpgid(pid))
    }

    /// Puts a process into a group.
    #[function(signature = "(pid, pgrp, /)")]
    fn setpgid(pid: i32, pgrp: i32, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setpgid(pid, pgrp))?;
        Ok(())
    }

    /// Returns the session of a process.
    #[function(signature = "(pid, /)")]
    fn getsid(pid: i32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::getsid(pid))
    }

    /// Begins a session.
    #[function(signature = "()")]
    fn setsid(vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, system::setsid)?;
        Ok(())
    }

    /// Changes the user.
    #[function(signature = "(uid, /)")]
    fn setuid(uid: User, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setuid(uid.0))?;
        Ok(())
    }

    /// Changes the group.
    #[function(signature = "(gid, /)")]
    fn setgid(gid: Group, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setgid(gid.0))?;
        Ok(())
    }

    /// Sends a signal to a process.
    #[function(signature = "(pid, signal, /)")]
    fn kill(pid: i32, signal: i32, vm: &mut Vm) -> PyResult<()> {
        vm.audit("os.kill", |_| [pid, signal].map(Value::from_i32))?;
        call(&[], vm, move || system::kill(pid, signal))?;
        vm.check_signals()
    }

    /// Sends a signal to a group of processes.
    #[function(signature = "(pgid, signal, /)")]
    fn killpg(pgid: i32, signal: i32, vm: &mut Vm) -> PyResult<()> {
        vm.audit("os.killpg", |_| [pgid, signal].map(Value::from_i32))?;
        call(&[], vm, move || system::killpg(pgid, signal))?;
        vm.check_signals()
    }

    /// Waits for a child process and returns its number and exit status.
    #[function(signature = "(pid, options, /)")]
    fn waitpid(pid: i32, options: i32, vm: &mut Vm) -> PyResult<(i32, i32)> {
        call(&[], vm, move || system::waitpid(pid, options))
    }

    /// Waits for any child process and returns its number and exit status.
    #[function(signature = "()")]
    fn wait(vm: &mut Vm) -> PyResult<(i32, i32)> {
        call(&[], vm, || system::waitpid(-1, 0))
    }

    /// Whether the process of this status has dumped its memory.
    #[function(signature = "(status, /)")]
    fn WCOREDUMP(status: i32) -> bool {
        libc::WCOREDUMP(status)
    }

    /// Whether the process of this status was continued.
    #[function(signature = "(status)")]
    fn WIFCONTINUED(status: i32) -> bool {
        libc::WIFCONTINUED(status)
    }

    /// Whether the process of this status was stopped.
    #[function(signature = "(status)")]
    fn WIFSTOPPED(status: i32) -> bool {
        libc::WIFSTOPPED(status)
    }

    /// Whether the process of this status was ended by a signal.
    #[function(signature = "(status)")]
    fn WIFSIGNALED(status: i32) -> bool {
        libc::WIFSIGNALED(status)
    }

    /// Whether the process of this status has ended itself.
    #[function(signature = "(status)")]
    fn WIFEXITED(status: i32) -> bool {
        libc::WIFEXITED(status)
    }

    /// The exit code of the process of this status.
    #[function(signature = "(status)")]
    fn WEXITSTATUS(status: i32) -> i32 {
        libc::WEXITSTATUS(status)
    }

    /// The signal that has ended the process of this status.
    #[function(signature = "(status)")]
    fn WTERMSIG(status: i32) -> i32 {
        libc::WTERMSIG(status)
    }

    /// The signal that has stopped the process of this status.
    #[function(signature = "(status)")]
    fn WSTOPSIG(status: i32) -> i32 {
        libc::WSTOPSIG(status)
    }

    /// Returns the exit code of a status, or the number of the signal, negated.
    #[function(signature = "(status)")]
    fn waitstatus_to_exitcode(status: i32, vm: &mut Vm) -> PyResult<i32> {
        if libc::WIFEXITED(status) {
            Ok(libc::WEXITSTATUS(status))
        } else if libc::WIFSIGNALED(status) {
            Ok(-libc::WTERMSIG(status))
        } else if libc::WIFSTOPPED(status) {
            let signal = libc::WSTOPSIG(status);
            Err(vm.value_error(format!("process stopped by delivery of signal {signal}")))
        } else {
            Err(vm.value_error(format!("invalid wait status: {status}")))
        }
    }

    /// Runs a command in a shell and returns its exit status.
    #[function(signature = "(command)")]
    fn system(command: &Value, vm: &mut Vm) -> PyResult<i32> {
        use std::os::unix::ffi::OsStringExt;
        let command = fs_text(command, vm)?.into_bytes();
        vm.audit("os.system", |vm| [vm.new_bytes(&command)])?;
        let command = std::ffi::OsString::from_vec(command);
        let status =
            vm.allow_threads(move || Command::new("/bin/sh").arg("-c").arg(command).status());
        match status {
            Ok(status) => Ok(status.into_raw()),
            Err(error) => Err(failed(&error, &[], vm)),
        }
    }

    /// Ends the process at once, without any handlers.
    #[function(signature = "(status)")]
    fn _exit(status: i32) {
        system::exit(status)
    }

    /// Ends the process as by an error.
    #[function(signature = "()")]
    fn abort() {
        std::process::abort()
    }

    /// Changes a variable of the environment for child processes.
    #[function(signature = "(name, value, /)")]
    fn putenv(name: &Value, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let name = fs_text(name, vm)?;
        let value = fs_text(value, vm)?;
        if name.as_bytes().contains(&b'=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        vm.audit("os.putenv", |vm| {
            [&name, &value].map(|text| vm.new_bytes(text.as_bytes()))
        })?;
        match system::set_environment(&name, Some(&value)) {
            Ok(()) => Ok(()),
            Err(error) => Err(failed(&error, &[], vm)),
        }
    }

    /// Removes a variable of the environment for child processes.
    #[function(signature = "(name, /)")]
    fn unsetenv(name: &Value, vm: &mut Vm) -> PyResult<()> {
        let name = fs_text(name, vm)?;
        vm.audit("os.unsetenv", |vm| [vm.new_bytes(name.as_bytes())])?;
        match system::set_environment(&name, None) {
            Ok(()) => Ok(()),
            Err(error) => Err(failed(&error, &[], vm)),
        }
    }

    /// Sets the permissions that new files do not get, and returns the former ones.
    #[function(signature = "(mask, /)")]
    fn umask(mask: i32) -> u32 {
        system::umask(mask as u32)
    }

    /// Returns the text of an error number.
    #[function(signature = "(code, /)")]
    fn strerror(code: i32) -> String {
        system::error_text(code)
    }

    /// Returns the number of processors, or None if it is not known.
    #[function(signature = "()")]
    fn cpu_count(vm: &mut Vm) -> Option<i64> {
        let wanted = crate::sys::cpu_count_setting(vm);
        if wanted > 0 {
            return Some(i64::from(wanted));
        }
        system::sysconf(libc::_SC_NPROCESSORS_ONLN).ok().flatten()
    }

    /// Returns what the system says of itself.
    #[function(signature = "()")]
    fn uname(vm: &mut Vm) -> PyResult<UnameResult> {
        let [sysname, nodename, release, version, machine] = call(&[], vm, system::uname)?;
        Ok(UnameResult {
            sysname,
            nodename,
            release,
            version,
            machine,
        })
    }

    /// Returns the times of this process and its children.
    #[function(signature = "()")]
    fn times(vm: &mut Vm) -> PyResult<TimesResult> {
        let (times, elapsed) = call(&[], vm, || {
            let (times, elapsed) = system::times()?;
            let parts = [
                times.tms_utime,
                times.tms_stime,
                times.tms_cutime,
                times.tms_cstime,
            ];
            Ok((parts, elapsed))
        })?;
        let ticks = system::sysconf(libc::_SC_CLK_TCK).ok().flatten();
        let ticks = ticks.unwrap_or(100) as f64;
        let [user, system, children_user, children_system] = times.map(|it| it as f64 / ticks);
        Ok(TimesResult {
            user,
            system,
            children_user,
            children_system,
            elapsed: elapsed as f64 / ticks,
        })
    }

    /// Returns the load of the machine over 1, 5 and 15 minutes.
    #[function(signature = "()")]
    fn getloadavg(vm: &mut Vm) -> PyResult<(f64, f64, f64)> {
        match system::load_average() {
            Some([one, five, fifteen]) => Ok((one, five, fifteen)),
            None => Err(vm.os_error("Load averages are unobtainable")),
        }
    }

    /// Returns bytes that nobody can foretell.
    #[function(signature = "(size, /)")]
    fn urandom(size: i64, vm: &mut Vm) -> PyResult {
        random(size, 0, vm)
    }

    /// Returns bytes that nobody can foretell.
    #[function(signature = "(size, flags=0)")]
    fn getrandom(size: i64, flags: i32, vm: &mut Vm) -> PyResult {
        if size < 0 {
            let error = std::io::Error::from_raw_os_error(libc::EINVAL);
            return Err(failed(&error, &[], vm));
        }
        random(size, flags as u32, vm)
    }

    /// Returns the size of the terminal that a descriptor belongs to.
    #[function(signature = "(fd=1, /)")]
    fn get_terminal_size(fd: i32, vm: &mut Vm) -> PyResult<TerminalSize> {
        let (columns, lines) = call(&[], vm, move || system::terminal_size(fd))?;
        Ok(TerminalSize {
            columns: i32::from(columns),
            lines: i32::from(lines),
        })
    }

    /// Returns a limit of the system, by name or number; -1 if there is none.
    #[function(signature = "(name, /)")]
    fn sysconf(name: &Value, vm: &mut Vm) -> PyResult<i64> {
        let number = setting(name, SYSCONF, vm)?;
        let value = call(&[], vm, move || system::sysconf(number))?;
        Ok(value.unwrap_or(-1))
    }

    /// Lets other threads and processes run.
    #[function(signature = "()")]
    fn sched_yield(vm: &mut Vm) {
        vm.allow_threads(std::thread::yield_now);
    }
}
