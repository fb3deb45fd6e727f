//! Processes: making and waiting for them, who they are, when they run.

use std::ffi::{CStr, CString, c_char};
use std::io::{Error, Result};

use super::filled;

calls! {
    nice_step(increment: i32) libc::nice(increment);
    set_priority(which: i32, who: i32, priority: i32)
        libc::setpriority(which as _, who as libc::id_t, priority);
    seteuid(user: u32) libc::seteuid(user);
    setegid(group: u32) libc::setegid(group);
    setreuid(real: u32, effective: u32) libc::setreuid(real, effective);
    setregid(real: u32, effective: u32) libc::setregid(real, effective);
    setresuid(real: u32, effective: u32, saved: u32) libc::setresuid(real, effective, saved);
    setresgid(real: u32, effective: u32, saved: u32) libc::setresgid(real, effective, saved);
    setgroups(groups: &[u32]) libc::setgroups(groups.len(), groups.as_ptr());
    initgroups(name: &CStr, group: u32) libc::initgroups(name.as_ptr(), group);
    priority_max(policy: i32) libc::sched_get_priority_max(policy);
    priority_min(policy: i32) libc::sched_get_priority_min(policy);
    scheduler(pid: i32) libc::sched_getscheduler(pid);
    chroot(path: &CStr) libc::chroot(path.as_ptr());
    setns(fd: i32, kind: i32) libc::setns(fd, kind);
    unshare(flags: i32) libc::unshare(flags);
    pidfd_open(pid: i32, flags: u32) libc::syscall(libc::SYS_pidfd_open, pid, flags);
}

/// Makes a copy of the process; zero in the copy.
pub(in crate::posix) fn fork() -> Result<i32> {
    // SAFETY: the caller, `Vm::around_fork`, sees to what a copy with one thread needs.
    match unsafe { libc::fork() } {
        -1 => Err(Error::last_os_error()),
        pid => Ok(pid),
    }
}

/// As [`fork`], with a terminal of its own for the copy: the number of the process, and the
/// descriptor of the terminal's other end.
pub(in crate::posix) fn forkpty() -> Result<(i32, i32)> {
    let mut end = -1;
    let (none, size) = (std::ptr::null_mut(), std::ptr::null_mut());
    // SAFETY: as `fork`; the descriptor has room, and null stands for what is not wanted.
    match unsafe { libc::forkpty(&raw mut end, none, size, std::ptr::null_mut()) } {
        -1 => Err(Error::last_os_error()),
        pid => Ok((pid, end)),
    }
}

/// Strings in a list that ends with a null, as programs get their arguments.
pub(in crate::posix) struct Strings {
    pointers: Vec<*const c_char>,
    /// What the pointers point to.
    _texts: Vec<CString>,
}

// SAFETY: the pointers are into strings that the struct owns and does not change.
unsafe impl Send for Strings {}
// SAFETY: as above.
unsafe impl Sync for Strings {}

impl Strings {
    /// A list of these.
    pub(in crate::posix) fn new(texts: Vec<CString>) -> Strings {
        let mut pointers: Vec<_> = texts.iter().map(|text| text.as_ptr()).collect();
        pointers.push(std::ptr::null());
        Strings {
            pointers,
            _texts: texts,
        }
    }
}

unsafe extern "C" {
    static environ: *const *const c_char;
}

/// Replaces the program of the process; returns only if that fails.
pub(in crate::posix) fn execute(
    path: &CStr,
    fd: Option<i32>,
    arguments: &Strings,
    environment: Option<&Strings>,
) -> Error {
    let arguments = arguments.pointers.as_ptr();
    // SAFETY: path and lists are C strings, and lists end with a null. The caller holds the
    // interpreter's lock, under which alone the environment is changed.
    unsafe {
        let environment = match environment {
            Some(list) => list.pointers.as_ptr(),
            None => environ,
        };
        match fd {
            Some(fd) => libc::fexecve(fd, arguments, environment),
            None => libc::execve(path.as_ptr(), arguments, environment),
        };
    }
    Error::last_os_error()
}

/// What a new process does with descriptors before its program begins.
pub(in crate::posix) enum FileAction {
    Open(i32, CString, i32, u32),
    Close(i32),
    Duplicate(i32, i32),
    CloseFrom(i32),
}

/// How `posix_spawn` starts a program.
#[derive(Default)]
pub(in crate::posix) struct Spawn {
    /// Whether the program is searched for in `PATH`.
    pub(in crate::posix) search: bool,
    pub(in crate::posix) actions: Vec<FileAction>,
    pub(in crate::posix) group: Option<i32>,
    pub(in crate::posix) reset_ids: bool,
    pub(in crate::posix) new_session: bool,
    /// Signals that are blocked.
    pub(in crate::posix) mask: Option<Vec<i32>>,
    /// Signals that get their defaults.
    pub(in crate::posix) defaults: Option<Vec<i32>>,
    /// Policy and priority.
    pub(in crate::posix) scheduler: Option<(Option<i32>, i32)>,
}

/// Attributes and actions of a start, given back to the system when dropped.
struct Prepared {
    attributes: libc::posix_spawnattr_t,
    actions: libc::posix_spawn_file_actions_t,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // SAFETY: both were initialised in `Prepared::new`.
        unsafe {
            libc::posix_spawnattr_destroy(&raw mut self.attributes);
            libc::posix_spawn_file_actions_destroy(&raw mut self.actions);
        }
    }
}

fn check(number: i32) -> Result<()> {
    match number {
        0 => Ok(()),
        number => Err(Error::from_raw_os_error(number)),
    }
}

/// A set of signals, of which all numbers are valid.
fn signal_set(numbers: &[i32]) -> libc::sigset_t {
    // SAFETY: all zero is a value of the struct, which the call then makes an empty set.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        for &number in numbers {
            libc::sigaddset(&raw mut set, number);
        }
        set
    }
}

unsafe extern "C" {
    // Since version 2.34 of the C library; libc does not declare it for all systems.
    fn posix_spawn_file_actions_addclosefrom_np(
        actions: *mut libc::posix_spawn_file_actions_t,
        from: i32,
    ) -> i32;
}

impl Prepared {
    fn new(spawn: &Spawn) -> Result<Prepared> {
        // SAFETY: all zero is a value of these structs, which are initialised at once; what is
        // added are numbers, C strings, and structs that the calls copy.
        unsafe {
            let mut prepared = Prepared {
                attributes: std::mem::zeroed(),
                actions: std::mem::zeroed(),
            };
            libc::posix_spawnattr_init(&raw mut prepared.attributes);
            libc::posix_spawn_file_actions_init(&raw mut prepared.actions);
            let actions = &raw mut prepared.actions;
            for action in &spawn.actions {
                check(match action {
                    FileAction::Open(fd, path, flags, mode) => {
                        libc::posix_spawn_file_actions_addopen(
                            actions,
                            *fd,
                            path.as_ptr(),
                            *flags,
                            *mode,
                        )
                    }
                    FileAction::Close(fd) => libc::posix_spawn_file_actions_addclose(actions, *fd),
                    FileAction::Duplicate(fd, to) => {
                        libc::posix_spawn_file_actions_adddup2(actions, *fd, *to)
                    }
                    FileAction::CloseFrom(fd) => {
                        posix_spawn_file_actions_addclosefrom_np(actions, *fd)
                    }
                })?;
            }
            let attributes = &raw mut prepared.attributes;
            let mut flags = 0;
            if let Some(group) = spawn.group {
                flags |= libc::POSIX_SPAWN_SETPGROUP;
                check(libc::posix_spawnattr_setpgroup(attributes, group))?;
            }
            if spawn.reset_ids {
                flags |= libc::POSIX_SPAWN_RESETIDS;
            }
            if spawn.new_session {
                const POSIX_SPAWN_SETSID: i32 = 0x80;
                flags |= POSIX_SPAWN_SETSID;
            }
            if let Some(mask) = &spawn.mask {
                flags |= libc::POSIX_SPAWN_SETSIGMASK;
                let set = signal_set(mask);
                check(libc::posix_spawnattr_setsigmask(attributes, &raw const set))?;
            }
            if let Some(defaults) = &spawn.defaults {
                flags |= libc::POSIX_SPAWN_SETSIGDEF;
                let set = signal_set(defaults);
                check(libc::posix_spawnattr_setsigdefault(
                    attributes,
                    &raw const set,
                ))?;
            }
            if let Some((policy, priority)) = spawn.scheduler {
                if let Some(policy) = policy {
                    flags |= libc::POSIX_SPAWN_SETSCHEDULER;
                    check(libc::posix_spawnattr_setschedpolicy(attributes, policy))?;
                }
                flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
                let param = libc::sched_param {
                    sched_priority: priority,
                };
                check(libc::posix_spawnattr_setschedparam(
                    attributes,
                    &raw const param,
                ))?;
            }
            check(libc::posix_spawnattr_setflags(attributes, flags as i16))?;
            Ok(prepared)
        }
    }
}

/// Starts a program, and gives the number of its process.
pub(in crate::posix) fn spawn(
    path: &CStr,
    arguments: &Strings,
    environment: Option<&Strings>,
    how: &Spawn,
) -> Result<i32> {
    let prepared = Prepared::new(how)?;
    let mut pid = 0;
    // SAFETY: as `execute`; attributes and actions are initialised. The lists are not changed: that
    // the function takes them as mutable is for the sake of old programs.
    let result = unsafe {
        let environment = match environment {
            Some(list) => list.pointers.as_ptr(),
            None => environ,
        };
        let start = if how.search {
            libc::posix_spawnp
        } else {
            libc::posix_spawn
        };
        start(
            &raw mut pid,
            path.as_ptr(),
            &raw const prepared.actions,
            &raw const prepared.attributes,
            arguments.pointers.as_ptr().cast(),
            environment.cast(),
        )
    };
    check(result).map(|()| pid)
}

/// Waits for a child; gives its number, its status, and what it has used.
pub(in crate::posix) fn wait4(pid: i32, options: i32) -> Result<(i32, i32, libc::rusage)> {
    let (mut status, mut result) = (0, 0);
    let usage = filled(|usage: *mut libc::rusage| {
        // SAFETY: without a child the call does not fill the usage, so it is filled before; the
        // status has room.
        unsafe {
            usage.write(std::mem::zeroed());
            result = libc::wait4(pid, &raw mut status, options, usage);
        }
        result
    })?;
    Ok((result, status, usage))
}

/// Waits for a change of a child: number, user, signal, status, code; `None` if there was none.
pub(in crate::posix) fn waitid(kind: i32, id: u32, options: i32) -> Result<Option<[i64; 5]>> {
    let info = filled(|info: *mut libc::siginfo_t| {
        // SAFETY: all zero is a value of the struct, which has room.
        unsafe {
            info.write(std::mem::zeroed());
            libc::waitid(kind as _, id, info, options)
        }
    })?;
    // SAFETY: for this call these fields are the ones that have a meaning.
    let (pid, user, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    if pid == 0 {
        return Ok(None);
    }
    let (signal, code) = (i64::from(info.si_signo), i64::from(info.si_code));
    let user = i64::from(user);
    Ok(Some([
        i64::from(pid),
        user,
        signal,
        i64::from(status),
        code,
    ]))
}

/// A priority. Any number, so that only `errno` tells of errors.
pub(in crate::posix) fn priority(which: i32, who: i32) -> Result<i32> {
    // SAFETY: `errno` belongs to this thread, and the system checks numbers.
    let (priority, number) = unsafe {
        *libc::__errno_location() = 0;
        let priority = libc::getpriority(which as _, who as libc::id_t);
        (priority, *libc::__errno_location())
    };
    match (priority, number) {
        (-1, number) if number != 0 => Err(Error::from_raw_os_error(number)),
        _ => Ok(priority),
    }
}

/// Adds to the niceness of this process, and gives the new one.
pub(in crate::posix) fn nice(increment: i32) -> Result<i32> {
    // SAFETY: `errno` belongs to this thread.
    unsafe { *libc::__errno_location() = 0 };
    match nice_step(increment) {
        Ok(value) => Ok(value as i32),
        Err(error) if error.raw_os_error() == Some(0) => Ok(-1),
        Err(error) => Err(error),
    }
}

/// Real, effective and saved user.
pub(in crate::posix) fn users() -> Result<[u32; 3]> {
    let mut ids = [0; 3];
    let [real, effective, saved] = &mut ids;
    // SAFETY: the three have room.
    match unsafe { libc::getresuid(real, effective, saved) } {
        0 => Ok(ids),
        _ => Err(Error::last_os_error()),
    }
}

/// Real, effective and saved group.
pub(in crate::posix) fn main_groups() -> Result<[u32; 3]> {
    let mut ids = [0; 3];
    let [real, effective, saved] = &mut ids;
    // SAFETY: the three have room.
    match unsafe { libc::getresgid(real, effective, saved) } {
        0 => Ok(ids),
        _ => Err(Error::last_os_error()),
    }
}

/// The groups that the process is in.
pub(in crate::posix) fn groups() -> Result<Vec<u32>> {
    loop {
        // SAFETY: with no room the call counts only.
        let count = unsafe { libc::getgroups(0, std::ptr::null_mut()) };
        let Ok(count) = usize::try_from(count) else {
            return Err(Error::last_os_error());
        };
        let mut groups = vec![0; count];
        // SAFETY: the list gives its own length.
        let filled = unsafe { libc::getgroups(count as i32, groups.as_mut_ptr()) };
        match usize::try_from(filled) {
            Ok(filled) => {
                groups.truncate(filled);
                return Ok(groups);
            }
            // More groups than a moment ago.
            Err(_) if Error::last_os_error().raw_os_error() == Some(libc::EINVAL) => {}
            Err(_) => return Err(Error::last_os_error()),
        }
    }
}

/// The groups that a user is in.
pub(in crate::posix) fn groups_of(user: &CStr, group: u32) -> Vec<u32> {
    let mut groups = vec![0; 64];
    loop {
        let mut count = groups.len() as i32;
        let (list, count_pointer) = (groups.as_mut_ptr(), &raw mut count);
        // SAFETY: the name is a C string, and the list gives its own length.
        let result = unsafe { libc::getgrouplist(user.as_ptr(), group, list, count_pointer) };
        let count = usize::try_from(count).unwrap_or(0);
        if result >= 0 || count <= groups.len() {
            groups.truncate(count);
            return groups;
        }
        groups.resize(count, 0);
    }
}

/// The priority that a process runs with.
pub(in crate::posix) fn scheduling(pid: i32) -> Result<i32> {
    // SAFETY: the struct has room.
    let param = filled(|param| unsafe { libc::sched_getparam(pid, param) })?;
    Ok(param.sched_priority)
}

/// Sets the priority that a process runs with, and the policy if one is given.
pub(in crate::posix) fn set_scheduling(pid: i32, policy: Option<i32>, priority: i32) -> Result<()> {
    let param = libc::sched_param {
        sched_priority: priority,
    };
    // SAFETY: the struct is initialised.
    let result = unsafe {
        match policy {
            Some(policy) => libc::sched_setscheduler(pid, policy, &raw const param),
            None => libc::sched_setparam(pid, &raw const param),
        }
    };
    if result == -1 {
        return Err(Error::last_os_error());
    }
    Ok(())
}

/// The time that a process runs before the next one has its turn.
pub(in crate::posix) fn turn(pid: i32) -> Result<f64> {
    // SAFETY: the struct has room.
    let time = filled(|time| unsafe { libc::sched_rr_get_interval(pid, time) })?;
    Ok(time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64)
}

/// Words of a set of processors: a bit for each.
const WORD: usize = usize::BITS as usize;

/// The processors that a process may run on.
pub(in crate::posix) fn affinity(pid: i32) -> Result<Vec<usize>> {
    let mut words = vec![0_usize; 16];
    loop {
        let size = words.len() * size_of::<usize>();
        // SAFETY: the set gives its own size.
        let result = unsafe { libc::sched_getaffinity(pid, size, words.as_mut_ptr().cast()) };
        if result == 0 {
            break;
        }
        let error = Error::last_os_error();
        if error.raw_os_error() != Some(libc::EINVAL) || words.len() > 1 << 16 {
            return Err(error);
        }
        words.resize(words.len() * 2, 0);
    }
    let bits = 0..words.len() * WORD;
    Ok(bits
        .filter(|it| words[it / WORD] >> (it % WORD) & 1 == 1)
        .collect())
}

/// Sets the processors that a process may run on.
pub(in crate::posix) fn set_affinity(pid: i32, processors: &[usize]) -> Result<()> {
    let highest = processors.iter().max().copied().unwrap_or(0);
    let mut words = vec![0_usize; (highest / WORD + 1).max(16)];
    for processor in processors {
        words[processor / WORD] |= 1 << (processor % WORD);
    }
    let size = words.len() * size_of::<usize>();
    // SAFETY: the set gives its own size.
    match unsafe { libc::sched_setaffinity(pid, size, words.as_ptr().cast()) } {
        0 => Ok(()),
        _ => Err(Error::last_os_error()),
    }
}

unsafe extern "C" {
    // Not declared by libc for this system.
    fn getlogin_r(name: *mut c_char, length: usize) -> i32;
}

/// The name of the user of the controlling terminal.
pub(in crate::posix) fn login() -> Result<Vec<u8>> {
    let mut name = [0_u8; 256];
    // SAFETY: the buffer gives its own length, and the call ends the text with a zero byte.
    match unsafe { getlogin_r(name.as_mut_ptr().cast(), name.len()) } {
        0 => {
            let length = name.iter().position(|&byte| byte == 0);
            Ok(name[..length.unwrap_or(name.len())].to_vec())
        }
        number => Err(Error::from_raw_os_error(number)),
    }
}
