//! What the module remembers: which loop and task each thread is in, tasks of other classes, names and
//! functions that are often needed.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::set::Set;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::ModuleState;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

/// Names of attributes and parameters.
pub(super) struct Names {
    pub(super) add_done_callback: Ref<Str>,
    pub(super) blocking: Ref<Str>,
    pub(super) call_soon: Ref<Str>,
    pub(super) cancel: Ref<Str>,
    pub(super) context: Value,
    pub(super) get_debug: Ref<Str>,
    pub(super) get_loop: Ref<Str>,
    pub(super) msg: Value,
    pub(super) result: Ref<Str>,
}

/// What a thread runs.
#[derive(Default)]
pub(super) struct Running {
    pub(super) event_loop: Option<Value>,
    pub(super) task: Option<Value>,
}

/// The state of the module.
pub(super) struct State {
    names: Rc<Names>,
    /// The number of the thread that `running` belongs to.
    thread: u64,
    running: Running,
    /// What other threads run, by number.
    others: HashMap<u64, Running>,
    /// The process that all this is said of.
    process: u32,
    /// Number of the task that was made last, for its name.
    pub(super) tasks_made: u64,
    /// How many instances of `Task` all_tasks() knows of.
    pub(super) registered: Rc<Cell<usize>>,
    /// A `WeakSet` of tasks that are no instances of `Task`.
    pub(super) foreign_tasks: Option<Value>,
    /// Tasks that are in their first step, which nobody has waited with.
    pub(super) eager_tasks: Ref<Set>,
    /// What is taken from modules that are written in Python.
    imported: HashMap<(&'static str, &'static str), Value>,
}

impl ModuleState for State {
    fn new(vm: &mut Vm) -> State {
        let names = Names {
            add_done_callback: vm.intern("add_done_callback"),
            blocking: vm.intern("_asyncio_future_blocking"),
            call_soon: vm.intern("call_soon"),
            cancel: vm.intern("cancel"),
            context: vm.intern("context").into_value(),
            get_debug: vm.intern("get_debug"),
            get_loop: vm.intern("get_loop"),
            msg: vm.intern("msg").into_value(),
            result: vm.intern("result"),
        };
        State {
            names: Rc::new(names),
            thread: vm.thread_number(),
            running: Running::default(),
            others: HashMap::new(),
            process: std::process::id(),
            tasks_made: 0,
            registered: Rc::new(Cell::new(0)),
            foreign_tasks: None,
            eager_tasks: Set::new(vm),
            imported: HashMap::new(),
        }
    }
}

impl State {
    /// Forgets what threads run, if this is a copy of the process in which they did.
    pub(super) fn forget_after_fork(&mut self) {
        let process = std::process::id();
        if self.process != process {
            self.process = process;
            self.running = Running::default();
            self.others.clear();
        }
    }

    /// The task that is current in another thread that runs this loop.
    pub(super) fn task_elsewhere(&self, event_loop: &Value) -> Option<Value> {
        let runs_it = |running: &&Running| {
            let other = running.event_loop.as_ref();
            other.is_some_and(|other| other.is(event_loop))
        };
        self.others.values().find(runs_it)?.task.clone()
    }
}

/// The names.
pub(super) fn names(vm: &mut Vm) -> Rc<Names> {
    vm.module_state::<State>().names.clone()
}

/// What the running thread runs.
pub(super) fn running(vm: &mut Vm) -> &mut Running {
    let thread = vm.thread_number();
    let state = vm.module_state::<State>();
    if state.thread != thread {
        let next = state.others.remove(&thread).unwrap_or_default();
        let before = std::mem::replace(&mut state.running, next);
        if before.event_loop.is_some() || before.task.is_some() {
            state.others.insert(state.thread, before);
        }
        state.thread = thread;
    }
    &mut state.running
}

/// What a module that is written in Python calls `name`.
pub(super) fn imported(module: &'static str, name: &'static str, vm: &mut Vm) -> PyResult {
    let known = vm.module_state::<State>().imported.get(&(module, name));
    if let Some(known) = known {
        return Ok(known.clone());
    }
    let (module_name, attribute) = (vm.intern(module), vm.intern(name));
    let found = vm
        .import_name(&module_name)?
        .get_attribute(&attribute, vm)?;
    let state = vm.module_state::<State>();
    state.imported.insert((module, name), found.clone());
    Ok(found)
}

/// Raises an exception of a class of `asyncio.exceptions`.
#[cold]
pub(super) fn error(class: &'static str, message: &str, vm: &mut Vm) -> Raised {
    let class = match imported("asyncio.exceptions", class, vm) {
        Ok(class) => class,
        Err(raised) => return raised,
    };
    let message = vm.new_str(message);
    match class.call_positional(&[message], vm) {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

/// Whether an exception says that something was cancelled.
pub(super) fn is_cancellation(exception: &Ref<BaseException>, vm: &mut Vm) -> PyResult<bool> {
    let class = imported("asyncio.exceptions", "CancelledError", vm)?;
    let class = class.downcast::<Type>();
    Ok(class.is_some_and(|class| exception.class().is_subclass_of(class, vm)))
}

/// How an object shows itself in a message.
pub(super) fn shown(object: &Value, vm: &mut Vm) -> PyResult<String> {
    Ok(object.repr(vm)?.to_string_lossy().into_owned())
}
