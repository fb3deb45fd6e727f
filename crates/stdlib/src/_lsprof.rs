//! `_lsprof`: the profiler behind `cProfile`. It counts and times calls that `sys.monitoring` tells it of.
//! Reference: <https://docs.python.org/3.14/library/profile.html#profile.Profile>

use std::cell::Cell;
use std::collections::HashMap;
use std::time::Instant;

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::native_function::{MethodDescriptor, NativeFunction};
use rpy_vm::builtins::type_::Type;
use rpy_vm::instrument::Event;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// The tool that profilers are, `sys.monitoring.PROFILER_ID`.
const TOOL: usize = 2;

/// The events of Python functions, and the methods that they call.
const CALLBACKS: [(Event, &str); 8] = [
    (Event::PyStart, "_pystart_callback"),
    (Event::PyResume, "_pystart_callback"),
    (Event::PyThrow, "_pystart_callback"),
    (Event::PyReturn, "_pyreturn_callback"),
    (Event::PyYield, "_pyreturn_callback"),
    (Event::PyUnwind, "_pyreturn_callback"),
    (Event::Call, "_ccall_callback"),
    (Event::CReturn, "_creturn_callback"),
];

/// Times of what is called, in all or by one caller.
#[derive(Clone, Copy, Default)]
struct Times {
    /// Seconds, or what the timer of the program counts, with all that is called, of the outermost calls.
    total: f64,
    /// Without what is called.
    inline: f64,
    calls: u64,
    recursive: u64,
    /// How many of these calls are going on.
    level: u64,
}

impl Times {
    /// Notes the end of a call.
    fn end(&mut self, total: f64, inline: f64) {
        self.level -= 1;
        if self.level == 0 {
            self.total += total;
        } else {
            self.recursive += 1;
        }
        self.inline += inline;
        self.calls += 1;
    }
}

/// What is known of a code object or native function.
#[derive(Traverse)]
struct Entry {
    /// The code, or the text that shows a native function.
    shown: Value,
    /// What the entry is found by is kept alive.
    key: Value,
    #[payload(skip)]
    times: Times,
    /// By the place of the entry of what was called.
    #[payload(skip)]
    called: HashMap<usize, Times>,
}

/// A call that is going on.
struct Context {
    entry: usize,
    start: f64,
    /// Time of what it has called.
    inner: f64,
}

/// What a profiler knows.
#[derive(Default, Traverse)]
struct Record {
    entries: Vec<Entry>,
    #[payload(skip)]
    places: HashMap<u64, usize>,
    #[payload(skip)]
    stack: Vec<Context>,
}

/// Counts and times calls while it is enabled.
#[derive(Payload)]
pub(crate) struct Profiler {
    timer: HeapCell<Value>,
    /// What a unit of the timer is; zero for that of floats, and of the clock.
    unit: Cell<f64>,
    record: HeapCell<Record>,
    #[payload(skip)]
    origin: Instant,
    subcalls: Cell<bool>,
    builtins: Cell<bool>,
    enabled: Cell<bool>,
}

impl Profiler {
    /// The time now, in seconds or units of the timer.
    fn now(&self, vm: &mut Vm) -> PyResult<f64> {
        let timer = self.timer.cloned(vm);
        if timer.is_none() {
            return Ok(self.origin.elapsed().as_secs_f64());
        }
        let time = timer.call_positional(&[], vm)?;
        let time: f64 = rpy_vm::function::convert::FromArgument::from_argument(&time, vm)?;
        Ok(match self.unit.get() {
            0.0 => time,
            unit => time * unit,
        })
    }

    /// A call of what `key` stands for begins.
    fn enter(
        &self,
        key: u64,
        called: &Value,
        shown: impl FnOnce(&mut Vm) -> PyResult,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let known = self.record.get(vm).places.get(&key).copied();
        let entry = match known {
            Some(entry) => entry,
            None => {
                let shown = shown(vm)?;
                let record = self.record.get_mut(vm);
                let place = record.entries.len();
                record.entries.push(Entry {
                    shown,
                    key: called.clone(),
                    times: Times::default(),
                    called: HashMap::new(),
                });
                record.places.insert(key, place);
                place
            }
        };
        let start = self.now(vm)?;
        let subcalls = self.subcalls.get();
        let record = self.record.get_mut(vm);
        record.entries[entry].times.level += 1;
        if let Some(caller) = record.stack.last().map(|context| context.entry)
            && subcalls
        {
            record.entries[caller]
                .called
                .entry(entry)
                .or_default()
                .level += 1;
        }
        let inner = 0.0;
        record.stack.push(Context {
            entry,
            start,
            inner,
        });
        Ok(())
    }

    /// The call that `key` stands for ends; what began before the profiler did is none of its business.
    fn leave(&self, key: u64, vm: &mut Vm) -> PyResult<()> {
        let end = self.now(vm)?;
        let record = self.record.get_mut(vm);
        let entry = record.places.get(&key).copied();
        if entry.is_some() && record.stack.last().map(|context| context.entry) == entry {
            record.end(end);
        }
        Ok(())
    }

    /// What a native function is known by: where its definition lies, which all methods that are bound
    /// from it share.
    fn key_of_native(callee: &Value) -> Option<u64> {
        let definition = match callee.downcast::<NativeFunction>() {
            Some(function) => function.definition(),
            None => callee.downcast::<MethodDescriptor>()?.definition(),
        };
        Some(std::ptr::from_ref(definition) as u64)
    }

    fn require_disabled(&self, vm: &mut Vm) -> PyResult<()> {
        if self.enabled.get() {
            return Err(vm.runtime_error("cannot change the settings of an active profiler"));
        }
        Ok(())
    }
}

impl Record {
    /// Ends the innermost call.
    fn end(&mut self, now: f64) {
        let Some(context) = self.stack.pop() else {
            return;
        };
        let total = now - context.start;
        let inline = total - context.inner;
        self.entries[context.entry].times.end(total, inline);
        if let Some(caller) = self.stack.last_mut() {
            caller.inner += total;
            if let Some(times) = self.entries[caller.entry].called.get_mut(&context.entry)
                && times.level > 0
            {
                times.end(total, inline);
            }
        }
    }
}

/// A profiler that counts and times calls, for `cProfile`.
#[rpy_macros::native_module(name = "_lsprof", classes(Profiler))]
pub mod _lsprof {
    use super::*;

    /// An entry of what `getstats` returns.
    #[struct_sequence]
    pub(crate) struct profiler_entry {
        /// what was called: a code object, or the name of a native function
        pub(crate) code: Value,
        /// the number of calls
        pub(crate) callcount: u64,
        /// the number of calls from within another one of the same
        pub(crate) reccallcount: u64,
        /// time between call and return
        pub(crate) totaltime: f64,
        /// the same without what it called in turn
        pub(crate) inlinetime: f64,
        /// a list of profiler_subentry, what it called; or None
        pub(crate) calls: Value,
    }

    /// An entry of the calls of an entry.
    #[struct_sequence]
    pub(crate) struct profiler_subentry {
        /// what was called from there: a code object, or the name of a native function
        pub(crate) code: Value,
        /// the number of calls from there
        pub(crate) callcount: u64,
        /// those of them within another one of the same
        pub(crate) reccallcount: u64,
        /// time of these calls
        pub(crate) totaltime: f64,
        /// time of these calls without what they called in turn
        pub(crate) inlinetime: f64,
    }
}

#[native_class(name = "_lsprof.Profiler", flags(base))]
impl Profiler {
    #[new(signature = "(timer=None, timeunit=0.0, subcalls=True, builtins=True)")]
    fn new(
        class: &Ref<Type>,
        timer: Value,
        timeunit: f64,
        subcalls: bool,
        builtins: bool,
        vm: &mut Vm,
    ) -> Ref<Profiler> {
        let profiler = Profiler {
            timer: HeapCell::new(timer),
            unit: Cell::new(timeunit),
            record: HeapCell::new(Record::default()),
            origin: Instant::now(),
            subcalls: Cell::new(subcalls),
            builtins: Cell::new(builtins),
            enabled: Cell::new(false),
        };
        Ref::with_class(profiler, class, vm)
    }

    #[init(signature = "(timer=None, timeunit=0.0, subcalls=True, builtins=True)")]
    fn init(
        this: &Ref<Profiler>,
        timer: Value,
        timeunit: f64,
        subcalls: bool,
        builtins: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.require_disabled(vm)?;
        drop(this.timer.replace(timer, vm));
        this.unit.set(timeunit);
        this.subcalls.set(subcalls);
        this.builtins.set(builtins);
        Ok(())
    }

    /// Begins to watch calls.
    #[method(signature = "($self, /, subcalls=True, builtins=True)")]
    fn enable(this: &Ref<Profiler>, subcalls: bool, builtins: bool, vm: &mut Vm) -> PyResult<()> {
        if vm.tool_name(TOOL).is_some() {
            return Err(vm.value_error("tool 2 is already in use"));
        }
        this.subcalls.set(subcalls);
        this.builtins.set(builtins);
        let name = vm.new_str("cProfile");
        vm.set_tool_name(TOOL, Some(name));
        let mut events = 0;
        for (event, method) in CALLBACKS {
            let is_of_calls = matches!(event, Event::Call | Event::CReturn);
            if is_of_calls && !builtins {
                continue;
            }
            let method = vm.intern(method);
            let callback = this.as_value().get_attribute(&method, vm)?;
            if event == Event::CReturn {
                drop(vm.set_tool_callback(TOOL, Event::CRaise, callback.clone()));
            } else {
                events |= event.set();
            }
            drop(vm.set_tool_callback(TOOL, event, callback));
        }
        this.enabled.set(true);
        vm.set_tool_events(TOOL, events);
        Ok(())
    }

    /// Stops watching calls; what was counted stays.
    #[method(signature = "($self, /)")]
    fn disable(this: &Ref<Profiler>, vm: &mut Vm) -> PyResult<()> {
        if this.enabled.replace(false) {
            vm.clear_tool(TOOL);
            vm.set_tool_name(TOOL, None);
        }
        let now = this.now(vm)?;
        let record = this.record.get_mut(vm);
        while !record.stack.is_empty() {
            record.end(now);
        }
        Ok(())
    }

    /// Forgets what was counted.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Profiler>, vm: &mut Vm) {
        drop(this.record.replace(Record::default(), vm));
    }

    /// Returns a list of profiler_entry, one for each function that was called.
    #[method(signature = "($self, /)")]
    fn getstats(this: &Ref<Profiler>, vm: &mut Vm) -> PyResult {
        let record = this.record.get(vm);
        let shown = |place: usize| record.entries[place].shown.clone();
        type Callees = Vec<(Value, Times)>;
        let rows: Vec<(Value, Times, Callees)> = (record.entries.iter())
            .filter(|entry| entry.times.calls > 0)
            .map(|entry| {
                let called = entry.called.iter();
                let called = called.filter(|(_, times)| times.calls > 0);
                let called = called
                    .map(|(place, times)| (shown(*place), *times))
                    .collect();
                (entry.shown.clone(), entry.times, called)
            })
            .collect();
        let mut entries = Vec::new();
        for (code, times, called) in rows {
            let mut calls = Vec::new();
            for (code, times) in called {
                let entry = _lsprof::profiler_subentry {
                    code,
                    callcount: times.calls,
                    reccallcount: times.recursive,
                    totaltime: times.total,
                    inlinetime: times.inline,
                };
                calls.push(rpy_vm::function::convert::IntoResult::into_result(
                    entry, vm,
                )?);
            }
            let calls = match calls.is_empty() {
                true => Value::NONE,
                false => vm.new_list(calls),
            };
            let entry = _lsprof::profiler_entry {
                code,
                callcount: times.calls,
                reccallcount: times.recursive,
                totaltime: times.total,
                inlinetime: times.inline,
                calls,
            };
            entries.push(rpy_vm::function::convert::IntoResult::into_result(
                entry, vm,
            )?);
        }
        Ok(vm.new_list(entries))
    }

    #[method(signature = "($self, *args)")]
    fn _pystart_callback(this: &Ref<Profiler>, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        match args.first().filter(|code| code.has_payload::<Code>()) {
            Some(code) => this.enter(code.bits(), code, |_| Ok(code.clone()), vm),
            None => Ok(()),
        }
    }

    #[method(signature = "($self, *args)")]
    fn _pyreturn_callback(this: &Ref<Profiler>, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        match args.first() {
            Some(code) => this.leave(code.bits(), vm),
            None => Ok(()),
        }
    }

    #[method(signature = "($self, *args)")]
    fn _ccall_callback(this: &Ref<Profiler>, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        let Some(callee) = args.get(2) else {
            return Ok(());
        };
        match Profiler::key_of_native(callee) {
            Some(key) => this.enter(key, callee, |vm| shown_native(callee, vm), vm),
            None => Ok(()),
        }
    }

    #[method(signature = "($self, *args)")]
    fn _creturn_callback(this: &Ref<Profiler>, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        match args.get(2).and_then(Profiler::key_of_native) {
            Some(key) => this.leave(key, vm),
            None => Ok(()),
        }
    }
}

/// The text that stands for a native function.
fn shown_native(callee: &Value, vm: &mut Vm) -> PyResult {
    if callee.has_payload::<MethodDescriptor>() {
        return callee.repr(vm).map(Ref::into_value);
    }
    let (module, name) = (vm.intern("__module__"), vm.intern("__name__"));
    let module = callee.get_attribute_optional(&module, vm)?;
    let name = callee.get_attribute(&name, vm)?.str(vm)?;
    let name = name.to_string_lossy().into_owned();
    let module = match module.filter(|module| !module.is_none()) {
        Some(module) => module.str(vm)?.to_string_lossy().into_owned(),
        None => String::new(),
    };
    let text = match module.as_str() {
        "" => {
            // A bound method is shown as that which it was bound from.
            let receiver = callee
                .downcast::<NativeFunction>()
                .and_then(|it| it.receiver());
            let class = receiver.map(|it| vm.class_of(it).clone());
            let attribute = vm.intern(&name);
            match class.and_then(|it| it.lookup(&attribute, vm).cloned()) {
                Some(found) => found.repr(vm)?.to_string_lossy().into_owned(),
                None => format!("<built-in method {name}>"),
            }
        }
        module => format!("<built-in method {module}.{name}>"),
    };
    Ok(vm.new_str(&text))
}
