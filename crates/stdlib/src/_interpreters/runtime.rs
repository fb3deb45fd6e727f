//! The interpreters of a program, and what they share.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rpy_vm::builtins::int::IntView;
use rpy_vm::function::native::ModuleState;
use rpy_vm::object::buffer::PinnedMemory;
use rpy_vm::{Interpreter, PyResult, Value, Vm};

use super::InterpreterNotFoundError;
use super::config::Config;
use crate::_interpchannels::Channels;
use crate::_interpqueues::Queues;

/// What makes an interpreter one of the program: that it was the first, or that it was asked for.
pub(super) mod whence {
    pub(in super::super) const UNKNOWN: i64 = 0;
    pub(in super::super) const RUNTIME: i64 = 1;
    pub(in super::super) const LEGACY_CAPI: i64 = 2;
    pub(in super::super) const CAPI: i64 = 3;
    pub(in super::super) const XI: i64 = 4;
    pub(in super::super) const STDLIB: i64 = 5;
}

/// What the interpreters of a program share. No value is in it.
pub(crate) struct Runtime {
    /// The identity of the program's main thread.
    pub(super) main_thread: usize,
    interpreters: Mutex<Interpreters>,
    queues: Mutex<Queues>,
    /// References to queues that were given up while the queues may have been in use.
    released: Mutex<Vec<i64>>,
    channels: Mutex<Channels>,
}

struct Interpreters {
    next: i64,
    entries: BTreeMap<i64, Arc<Entry>>,
}

/// An interpreter.
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(super) whence: i64,
    pub(crate) config: Config,
    /// `None` of the first interpreter, which the host has, and when it has ended.
    interpreter: Mutex<Option<Arc<Interpreter>>>,
    /// Whether a program runs in its `__main__`.
    running: AtomicBool,
    references: Mutex<References>,
    lending: Mutex<Lending>,
}

/// Memory of an interpreter that others look at ([`Own::lent`]).
#[derive(Default)]
struct Lending {
    /// How much of it there is.
    count: usize,
    /// What was given back and is not released yet.
    returned: Vec<u64>,
    /// Whether the interpreter has ended.
    ended: bool,
}

#[derive(Default)]
struct References {
    count: i64,
    /// Whether the interpreter goes with the last one.
    required: bool,
}

/// What one interpreter knows.
pub(crate) struct Own {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) entry: Arc<Entry>,
    /// Memory that other interpreters look at, by number.
    pub(super) lent: HashMap<u64, PinnedMemory>,
    pub(super) last_lent: u64,
    /// Class of queues, and of the errors that they are empty and full.
    pub(crate) queue_types: Option<[Value; 3]>,
    /// What the file of another interpreter's `__main__` has defined here, and its name.
    pub(super) fake_main: Option<(String, Value)>,
    /// Classes of the ends of channels: sending, receiving.
    pub(crate) end_types: Option<[Value; 2]>,
}

impl ModuleState for Own {
    /// That of a first interpreter: others are given theirs when they are made.
    fn new(vm: &mut Vm) -> Own {
        let entry = Arc::new(Entry::new(0, whence::RUNTIME, Config::MAIN, None));
        entry.running.store(true, Ordering::SeqCst);
        let runtime = Runtime {
            main_thread: vm.main_thread_identity(),
            interpreters: Mutex::new(Interpreters {
                next: 1,
                entries: BTreeMap::from([(0, entry.clone())]),
            }),
            queues: Mutex::default(),
            released: Mutex::default(),
            channels: Mutex::default(),
        };
        Own::of(Arc::new(runtime), entry)
    }
}

impl Own {
    pub(super) fn of(runtime: Arc<Runtime>, entry: Arc<Entry>) -> Own {
        Own {
            runtime,
            entry,
            lent: HashMap::new(),
            last_lent: 0,
            queue_types: None,
            end_types: None,
            fake_main: None,
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the running interpreter knows. Memory that was given back is released.
pub(crate) fn own(vm: &mut Vm) -> &mut Own {
    let own = vm.module_state::<Own>();
    let returned = std::mem::take(&mut locked(&own.entry.lending).returned);
    for number in returned {
        own.lent.remove(&number);
    }
    own
}

/// What the interpreters share.
pub(crate) fn runtime(vm: &mut Vm) -> Arc<Runtime> {
    own(vm).runtime.clone()
}

/// The number of the running interpreter.
pub(crate) fn current(vm: &mut Vm) -> i64 {
    own(vm).entry.id
}

/// Whether the running interpreter is the first of the program.
pub(crate) fn is_main(vm: &mut Vm) -> bool {
    current(vm) == 0
}

/// Whether the running interpreter may do something.
pub(crate) fn allows(what: fn(&Config) -> bool, vm: &mut Vm) -> bool {
    what(&own(vm).entry.config)
}

/// Forgets the other interpreters, in the child of a fork, where they do not run. Their memory stays.
pub(crate) fn forget_others(vm: &mut Vm) {
    let first = Own::new(vm);
    let own = vm.module_state::<Own>();
    let before = std::mem::replace(own, first);
    own.queue_types = before.queue_types;
    own.end_types = before.end_types;
    // Whoever used them may have held the mutexes.
    std::mem::forget(before.runtime);
}

impl Runtime {
    /// The queues. Nothing that is done with them runs Python code or waits.
    pub(crate) fn queues(&self) -> MutexGuard<'_, Queues> {
        let mut queues = locked(&self.queues);
        loop {
            let released = std::mem::take(&mut *locked(&self.released));
            if released.is_empty() {
                return queues;
            }
            for id in released {
                // One that was destroyed has no references any more.
                let _ = queues.release(id);
            }
        }
    }

    /// Gives up a reference to a queue when the queues are used next.
    pub(crate) fn release_queue_later(&self, id: i64) {
        locked(&self.released).push(id);
    }

    /// The channels, likewise.
    pub(crate) fn channels(&self) -> MutexGuard<'_, Channels> {
        locked(&self.channels)
    }

    /// A number for a new interpreter.
    pub(super) fn next_id(&self) -> i64 {
        let mut interpreters = locked(&self.interpreters);
        let id = interpreters.next;
        interpreters.next += 1;
        id
    }

    pub(super) fn insert(&self, entry: Arc<Entry>) {
        locked(&self.interpreters).entries.insert(entry.id, entry);
    }

    /// Forgets an interpreter that has ended, and what it has put into queues and channels.
    pub(super) fn remove(&self, id: i64) {
        locked(&self.interpreters).entries.remove(&id);
        self.queues().clear_interpreter(id);
        self.channels().clear_interpreter(id);
    }

    /// All interpreters, the first one first.
    pub(super) fn all(&self) -> Vec<Arc<Entry>> {
        let interpreters = locked(&self.interpreters);
        interpreters.entries.values().cloned().collect()
    }

    fn get(&self, id: i64) -> Option<Arc<Entry>> {
        locked(&self.interpreters).entries.get(&id).cloned()
    }
}

impl Entry {
    pub(super) fn new(
        id: i64,
        whence: i64,
        config: Config,
        interpreter: Option<Interpreter>,
    ) -> Entry {
        Entry {
            id,
            whence,
            config,
            interpreter: Mutex::new(interpreter.map(Arc::new)),
            running: AtomicBool::new(false),
            references: Mutex::default(),
            lending: Mutex::default(),
        }
    }

    /// Whether a program runs in its `__main__`.
    pub(super) fn is_running(&self) -> bool {
        self.running.load(Ordering::SeqCst)
    }

    /// Notes that a program runs, until dropped; `None` if one does.
    pub(super) fn start(&self) -> Option<Running<'_>> {
        let start = self
            .running
            .compare_exchange(false, true, Ordering::SeqCst, Ordering::SeqCst);
        start.ok().map(|_| Running(self))
    }

    /// Notes that memory is lent; `false` if the interpreter has ended.
    pub(super) fn lend(&self) -> bool {
        let mut lending = locked(&self.lending);
        if !lending.ended {
            lending.count += 1;
        }
        !lending.ended
    }

    /// Notes that nobody looks at memory any more.
    pub(super) fn give_back(&self, number: u64) {
        let mut lending = locked(&self.lending);
        lending.count -= 1;
        lending.returned.push(number);
    }

    /// Ends lending. Whether nothing is lent.
    pub(super) fn stop_lending(&self) -> bool {
        let mut lending = locked(&self.lending);
        lending.ended = true;
        lending.count == 0
    }

    pub(super) fn interpreter(&self) -> Option<Arc<Interpreter>> {
        locked(&self.interpreter).clone()
    }

    /// Takes the interpreter away, to end it.
    pub(super) fn take_interpreter(&self) -> Option<Arc<Interpreter>> {
        locked(&self.interpreter).take()
    }

    /// Counts a reference.
    pub(super) fn add_reference(&self) {
        locked(&self.references).count += 1;
    }

    /// The interpreter goes with the last reference.
    pub(super) fn require_references(&self) {
        locked(&self.references).required = true;
    }

    /// Gives a reference up. Whether the interpreter goes with it.
    pub(super) fn drop_reference(&self) -> bool {
        let mut references = locked(&self.references);
        // As in CPython, one that was never counted may be given up: the count is negative then.
        references.count -= 1;
        references.count == 0 && references.required
    }
}

/// That a program runs in an interpreter.
pub(super) struct Running<'a>(&'a Entry);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.store(false, Ordering::SeqCst);
    }
}

/// The number that a value is, as that of an interpreter, a queue or a channel.
///
/// Raises `TypeError` if it is none, `ValueError` if it is negative, `OverflowError` if it is large.
pub(crate) fn number_of(value: &Value, what: &str, vm: &mut Vm) -> PyResult<i64> {
    if !value.is_index(vm) {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!("{what} ID must be an int, got {given}")));
    }
    let index = value.index(vm)?;
    match index.as_int().and_then(IntView::as_i64) {
        None => Err(vm.overflow_error("int too big to convert")),
        Some(..0) => {
            let text = value.repr(vm)?.to_string_lossy().into_owned();
            let message = format!("{what} ID must be a non-negative int, got {text}");
            Err(vm.value_error(message))
        }
        Some(number) => Ok(number),
    }
}

/// The interpreter of a number.
///
/// Raises what [`number_of`] does, and `InterpreterNotFoundError` if there is none.
pub(super) fn find(id: &Value, vm: &mut Vm) -> PyResult<Arc<Entry>> {
    let id = number_of(id, "interpreter", vm)?;
    let entry = runtime(vm).get(id);
    entry.ok_or_else(|| {
        vm.native_error::<InterpreterNotFoundError>(format!("unrecognized interpreter ID {id}"))
    })
}
