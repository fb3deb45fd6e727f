//! Starting threads, and waiting for them at the end.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::native::ModuleState;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::handle::{State, ThreadHandle};
use super::hook;
use crate::_interpreters::{self, Config};

/// What an interpreter knows of the threads that were started.
#[derive(Default)]
pub(super) struct Started {
    /// Those that have not ended.
    count: usize,
    /// Those that the program waits for at its end.
    awaited: Vec<Ref<ThreadHandle>>,
}

impl ModuleState for Started {
    fn new(_vm: &mut Vm) -> Started {
        Started::default()
    }
}

/// Threads that were started and have not ended.
pub(super) fn count(vm: &mut Vm) -> usize {
    vm.module_state::<Started>().count
}

/// Starts a thread that calls a function. Exceptions are reported.
///
/// Errors: `RuntimeError` if the system has no more threads to give, `PythonFinalizationError` if
/// the program has ended.
pub(super) fn start(
    function: &Value,
    args: &[Value],
    keywords: Option<&Ref<Dict>>,
    handle: &Ref<ThreadHandle>,
    daemon: bool,
    vm: &mut Vm,
) -> PyResult<usize> {
    if vm.is_finalizing() {
        let class = vm.types.exceptions.python_finalization_error.clone();
        return Err(vm.raise(&class, "can't create new thread at interpreter shutdown"));
    }
    if !_interpreters::allows(Config::allows_threads, vm) {
        let message = "thread is not supported for isolated subinterpreters";
        return Err(vm.runtime_error(message));
    }
    if daemon && !_interpreters::allows(Config::allows_daemon_threads, vm) {
        let message = "daemon thread is not supported for isolated subinterpreters";
        return Err(vm.runtime_error(message));
    }
    let mut values = args.to_vec();
    let mut names = Vec::new();
    for (name, value) in keywords.map_or_else(Vec::new, |dict| dict.items_vec(vm)) {
        if name.downcast::<Str>().is_none() {
            return Err(vm.type_error("keywords must be strings"));
        }
        names.push(name);
        values.push(value);
    }
    vm.module_state::<Started>().count += 1;
    let (function, own) = (function.clone(), handle.clone());
    let run = move |vm: &mut Vm| {
        // Whatever happens, who waits for the end is told.
        let handle = own.clone();
        vm.at_thread_end(move |vm| {
            let started = vm.module_state::<Started>();
            started.count -= 1;
            started.awaited.retain(|it| !it.is(&handle));
            handle.end();
        });
        let result = function.call(Args::new(&values, &names), vm);
        drop((values, names));
        if let Err(raised) = result
            && !hook::is_silent(&raised, vm)
        {
            let text = function.repr(vm);
            let text = text.map(|text| text.to_string_lossy().into_owned());
            let text = text.unwrap_or_else(|_| "<object repr() failed>".to_owned());
            let message = format!("Exception ignored in thread started by {text}:");
            vm.report_unraisable(&message, &raised);
        }
    };
    match vm.start_thread(None, run) {
        Ok(identity) => {
            handle.start(identity);
            if !daemon {
                let started = vm.module_state::<Started>();
                started.awaited.push(handle.clone());
            }
            Ok(identity)
        }
        Err(_) => {
            vm.module_state::<Started>().count -= 1;
            handle.not_started();
            Err(vm.runtime_error("can't start new thread"))
        }
    }
}

/// `start_new_thread`
pub(super) fn start_new(
    function: &Value,
    args: &Value,
    keywords: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<usize> {
    if !function.is_callable(vm) {
        return Err(vm.type_error("first arg must be callable"));
    }
    let Some(args) = args.downcast::<Tuple>() else {
        return Err(vm.type_error("2nd arg must be a tuple"));
    };
    let keywords = match keywords.map(Value::downcast::<Dict>) {
        None => None,
        Some(Some(keywords)) => Some(keywords),
        Some(None) => return Err(vm.type_error("optional 3rd arg must be a dictionary")),
    };
    let handle = ThreadHandle::new(vm);
    vm.audit("_thread.start_new_thread", |_| {
        let keywords = keywords.map_or(Value::NONE, |it| it.to_value());
        [function.clone(), args.to_value(), keywords]
    })?;
    start(function, args.as_slice(), keywords, &handle, true, vm)
}

/// `start_joinable_thread`
pub(super) fn start_joinable(
    function: &Value,
    handle: Option<&Value>,
    daemon: bool,
    vm: &mut Vm,
) -> PyResult<Ref<ThreadHandle>> {
    if !function.is_callable(vm) {
        return Err(vm.type_error("thread function must be callable"));
    }
    let shown = handle.cloned().unwrap_or(Value::NONE);
    let handle = match handle.filter(|handle| !handle.is_none()) {
        None => ThreadHandle::new(vm),
        Some(handle) => match handle.downcast::<ThreadHandle>() {
            Some(handle) => handle.clone(),
            None => return Err(vm.type_error("'handle' must be a _ThreadHandle")),
        },
    };
    if handle.state() != State::NotStarted {
        return Err(vm.runtime_error("thread already started"));
    }
    vm.audit("_thread.start_joinable_thread", |_| {
        [function.clone(), Value::from_i32(i32::from(daemon)), shown]
    })?;
    start(function, &[], None, &handle, daemon, vm)?;
    Ok(handle)
}

/// Waits for the threads that must end before the program does.
///
/// Errors: what the handlers of signals raise.
pub fn join_threads(vm: &mut Vm) -> PyResult<()> {
    loop {
        let own = vm.thread_identity();
        let awaited = vm.module_state::<Started>().awaited.iter();
        let mut others = awaited.filter(|it| it.identity() != own);
        match others.next().cloned() {
            Some(handle) => handle.wait(None, vm)?,
            None => return Ok(()),
        };
    }
}
