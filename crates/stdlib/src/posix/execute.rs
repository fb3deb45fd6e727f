//! Starting programs: in place of this one, or in a process of their own.

use std::ffi::CString;

use rpy_vm::builtins::list::List;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Value, Vm};

use super::path::{PathArgument, call, failed, fs_text};
use super::schedule::priority_of;
use super::system::{self, FileAction, Spawn, Strings};
use crate::_interpreters::{self, Config};

/// The items of a tuple or list; `None` if it is neither.
fn items_of(value: &Value, vm: &Vm) -> Option<Vec<Value>> {
    match value.downcast::<Tuple>() {
        Some(tuple) => Some(tuple.as_slice().to_vec()),
        None => Some(value.downcast::<List>()?.items(vm).clone()),
    }
}

/// The arguments of a program. Messages begin with `function` and speak of `name`.
fn arguments_of(value: &Value, function: &str, name: &str, vm: &mut Vm) -> PyResult<Strings> {
    let Some(items) = items_of(value, vm) else {
        return Err(vm.type_error(format!("{function} {name} must be a tuple or list")));
    };
    if items.is_empty() {
        return Err(vm.value_error(format!("{function} {name} must not be empty")));
    }
    let mut texts = Vec::with_capacity(items.len());
    for item in &items {
        texts.push(fs_text(item, vm)?);
    }
    if texts[0].is_empty() {
        let message = format!("{function} {name} first element cannot be empty");
        return Err(vm.value_error(message));
    }
    Ok(Strings::new(texts))
}

/// The environment of a program, from a mapping.
fn environment_of(mapping: &Value, vm: &mut Vm) -> PyResult<Strings> {
    let mut lists = Vec::new();
    for name in ["keys", "values"] {
        let method = vm.intern(name);
        let list = mapping.call_method(&method, &[], vm)?;
        let list = vm.collect(&list)?;
        lists.push(list);
    }
    let mut texts = Vec::new();
    for (key, value) in lists[0].iter().zip(&lists[1]) {
        let (key, value) = (fs_text(key, vm)?, fs_text(value, vm)?);
        if key.is_empty() || key.as_bytes()[1..].contains(&b'=') || key.as_bytes() == b"=" {
            return Err(vm.value_error("illegal environment variable name"));
        }
        let text = [key.as_bytes(), b"=", value.as_bytes()].concat();
        texts.push(CString::new(text).expect("the parts are C strings"));
    }
    Ok(Strings::new(texts))
}

fn is_mapping(value: &Value, vm: &Vm) -> bool {
    value.class(vm).slots(vm).subscript.is_some()
}

/// Signals, as an iterable of numbers.
fn signals_of(value: &Value, vm: &mut Vm) -> PyResult<Vec<i32>> {
    let mut numbers = Vec::new();
    for number in vm.collect(value)? {
        let number = i64::from_argument(&number, vm)?;
        if !(1..=64).contains(&number) {
            let message = format!("signal number {number} out of range [1; 64]");
            return Err(vm.value_error(message));
        }
        numbers.push(number as i32);
    }
    Ok(numbers)
}

/// What is to be done with descriptors.
fn actions_of(value: &Value, vm: &mut Vm) -> PyResult<Vec<FileAction>> {
    if value.class(vm).slots(vm).subscript.is_none() {
        return Err(vm.type_error("file_actions must be a sequence or None"));
    }
    let mut actions = Vec::new();
    for action in vm.collect(value)? {
        let items = action.downcast::<Tuple>().map(|it| it.as_slice().to_vec());
        let Some([kind, rest @ ..]) = items.as_deref() else {
            let message = "Each file_actions element must be a non-empty tuple";
            return Err(vm.type_error(message));
        };
        actions.push(match (i64::from_argument(kind, vm)?, rest) {
            (0, [fd, path, flags, mode]) => FileAction::Open(
                i32::from_argument(fd, vm)?,
                fs_text(path, vm)?,
                i32::from_argument(flags, vm)?,
                u32::from_argument(mode, vm)?,
            ),
            (0, _) => {
                let message = "A open file_action tuple must have 5 elements";
                return Err(vm.type_error(message));
            }
            (1, [fd]) => FileAction::Close(i32::from_argument(fd, vm)?),
            (1, _) => {
                let message = "A close file_action tuple must have 2 elements";
                return Err(vm.type_error(message));
            }
            (2, [fd, to]) => {
                FileAction::Duplicate(i32::from_argument(fd, vm)?, i32::from_argument(to, vm)?)
            }
            (2, _) => {
                let message = "A dup2 file_action tuple must have 3 elements";
                return Err(vm.type_error(message));
            }
            (3, [fd]) => FileAction::CloseFrom(i32::from_argument(fd, vm)?),
            (3, _) => {
                let message = "A closefrom file_action tuple must have 2 elements";
                return Err(vm.type_error(message));
            }
            _ => return Err(vm.type_error("Unknown file_actions identifier")),
        });
    }
    Ok(actions)
}

/// The arguments of `posix_spawn` that are given by keyword.
struct Options<'a> {
    file_actions: Option<&'a Value>,
    setpgroup: Option<i32>,
    resetids: bool,
    setsid: bool,
    setsigmask: Option<&'a Value>,
    setsigdef: Option<&'a Value>,
    scheduler: Option<&'a Value>,
}

fn start(
    function: &str,
    [path, argv, env]: [&Value; 3],
    options: Options<'_>,
    vm: &mut Vm,
) -> PyResult<i32> {
    let path = PathArgument::new(path, function, "path", false, vm)?;
    let arguments = arguments_of(argv, &format!("{function}:"), "argv", vm)?;
    if !env.is_none() && !is_mapping(env, vm) {
        let message = format!("{function}: environment must be a mapping object or None");
        return Err(vm.type_error(message));
    }
    let environment = match env.is_none() {
        true => None,
        false => Some(environment_of(env, vm)?),
    };
    let mut how = Spawn {
        search: function == "posix_spawnp",
        group: options.setpgroup,
        reset_ids: options.resetids,
        new_session: options.setsid,
        ..Spawn::default()
    };
    if let Some(actions) = options.file_actions
        && !actions.is_none()
    {
        how.actions = actions_of(actions, vm)?;
    }
    if let Some(mask) = options.setsigmask {
        how.mask = Some(signals_of(mask, vm)?);
    }
    if let Some(defaults) = options.setsigdef {
        how.defaults = Some(signals_of(defaults, vm)?);
    }
    if let Some(scheduler) = options.scheduler {
        let items = scheduler
            .downcast::<Tuple>()
            .map(|it| it.as_slice().to_vec());
        how.scheduler = match items.as_deref() {
            None => {
                let message = format!("{function}: scheduler must be a tuple or None");
                return Err(vm.type_error(message));
            }
            Some([policy, param]) => {
                let policy = match policy.is_none() {
                    true => None,
                    false => Some(i32::from_argument(policy, vm)?),
                };
                Some((policy, priority_of(param, vm)?))
            }
            Some(_) => return Err(vm.type_error("A scheduler tuple must have two elements")),
        };
    }
    vm.audit("os.posix_spawn", |_| {
        [path.value.clone(), argv.clone(), env.clone()]
    })?;
    let text = path.c_str();
    // With the lock: the environment of the process may be read.
    match system::spawn(text, &arguments, environment.as_ref(), &how) {
        Ok(pid) => Ok(pid),
        Err(error) => Err(failed(&error, &[&path.value], vm)),
    }
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod execute {
    use super::*;

    /// Raises `RuntimeError` in an interpreter that may not replace the program.
    fn check_allowed(vm: &mut Vm) -> PyResult<()> {
        match _interpreters::allows(Config::allows_exec, vm) {
            true => Ok(()),
            false => Err(vm.runtime_error("exec not supported for isolated subinterpreters")),
        }
    }

    /// Replaces the program of this process.
    #[function(signature = "(path, argv, /)")]
    fn execv(path: &Value, argv: &Value, vm: &mut Vm) -> PyResult<()> {
        check_allowed(vm)?;
        let path = PathArgument::new(path, "execv", "path", false, vm)?;
        let arguments = arguments_of(argv, "execv()", "arg 2", vm)?;
        vm.audit("os.exec", |_| {
            [path.value.clone(), argv.clone(), Value::NONE]
        })?;
        let error = system::execute(path.c_str(), None, &arguments, None);
        Err(failed(&error, &[], vm))
    }

    /// Replaces the program of this process, with an environment.
    #[function(signature = "(path, argv, env)")]
    fn execve(path: &Value, argv: &Value, env: &Value, vm: &mut Vm) -> PyResult<()> {
        check_allowed(vm)?;
        let path = PathArgument::new(path, "execve", "path", true, vm)?;
        let arguments = arguments_of(argv, "execve:", "argv", vm)?;
        if !is_mapping(env, vm) {
            return Err(vm.type_error("execve: environment must be a mapping object"));
        }
        let environment = environment_of(env, vm)?;
        vm.audit("os.exec", |_| {
            [path.value.clone(), argv.clone(), env.clone()]
        })?;
        let error = system::execute(path.c_str(), path.fd, &arguments, Some(&environment));
        Err(failed(&error, &[&path.value], vm))
    }

    /// Starts a program in a process of its own, and returns its number.
    #[allow(clippy::too_many_arguments, reason = "Python's function has as many")]
    #[function(
        signature = "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)"
    )]
    fn posix_spawn(
        path: &Value,
        argv: &Value,
        env: &Value,
        file_actions: Option<&Value>,
        setpgroup: Option<i32>,
        resetids: bool,
        setsid: bool,
        setsigmask: Option<&Value>,
        setsigdef: Option<&Value>,
        scheduler: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<i32> {
        let options = Options {
            file_actions,
            setpgroup,
            resetids,
            setsid,
            setsigmask,
            setsigdef,
            scheduler,
        };
        start("posix_spawn", [path, argv, env], options, vm)
    }

    /// Starts a program, which is searched for in PATH, in a process of its own, and returns its
    /// number.
    #[allow(clippy::too_many_arguments, reason = "Python's function has as many")]
    #[function(
        signature = "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)"
    )]
    fn posix_spawnp(
        path: &Value,
        argv: &Value,
        env: &Value,
        file_actions: Option<&Value>,
        setpgroup: Option<i32>,
        resetids: bool,
        setsid: bool,
        setsigmask: Option<&Value>,
        setsigdef: Option<&Value>,
        scheduler: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<i32> {
        let options = Options {
            file_actions,
            setpgroup,
            resetids,
            setsid,
            setsigmask,
            setsigdef,
            scheduler,
        };
        start("posix_spawnp", [path, argv, env], options, vm)
    }

    /// Makes another directory the root for this process.
    #[function(signature = "(path)")]
    fn chroot(path: &Value, vm: &mut Vm) -> PyResult<()> {
        let path = PathArgument::new(path, "chroot", "path", false, vm)?;
        let text = path.c_str();
        call(&[&path.value], vm, || system::chroot(text)).map(drop)
    }

    /// Moves this thread into the namespaces of a descriptor.
    #[function(signature = "(fd, nstype=0)")]
    fn setns(fd: crate::descriptor::Descriptor, nstype: i32, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setns(fd.0, nstype)).map(drop)
    }

    /// Parts this process from what it shares with others.
    #[function(signature = "(flags)")]
    fn unshare(flags: i32, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::unshare(flags)).map(drop)
    }

    /// Returns a descriptor that stands for a process.
    #[function(signature = "(pid, flags=0)")]
    fn pidfd_open(pid: i32, flags: u32, vm: &mut Vm) -> PyResult<i64> {
        call(&[], vm, move || system::pidfd_open(pid, flags))
    }
}
