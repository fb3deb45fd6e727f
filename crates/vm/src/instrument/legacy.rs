//! `sys.settrace` and `sys.setprofile`, as tools.
//! Reference: <https://docs.python.org/3.14/library/sys.html#sys.settrace>

use crate::builtins::exceptions::BaseException;
use crate::builtins::frame::Frame;
use crate::builtins::native_function::{MethodDescriptor, NativeFunction};
use crate::builtins::tuple::Tuple;
use crate::eval::cursor::Cursor;
use crate::instrument::tools::{PROFILE, TRACE};
use crate::instrument::{Event, EventSet};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What a trace function is told of.
const TRACED: EventSet = Event::PyStart.set()
    | Event::PyResume.set()
    | Event::PyThrow.set()
    | Event::PyReturn.set()
    | Event::PyYield.set()
    | Event::PyUnwind.set()
    | Event::Raise.set()
    | Event::StopIteration.set()
    | Event::Line.set();

/// What a profile function is told of.
const PROFILED: EventSet = Event::PyStart.set()
    | Event::PyResume.set()
    | Event::PyThrow.set()
    | Event::PyReturn.set()
    | Event::PyYield.set()
    | Event::PyUnwind.set()
    | Event::Call.set();

/// Sends an event to the thread's trace function.
pub(super) fn trace(event: Event, cursor: &Cursor, args: &[Value], vm: &mut Vm) -> PyResult<()> {
    let function = vm.thread.trace.function.clone();
    if function.is_none() {
        return Ok(());
    }
    let first = args.first().cloned().unwrap_or(Value::NONE);
    match event {
        Event::PyStart | Event::PyResume | Event::PyThrow => {
            let frame = vm.frame_object(cursor);
            call(&function, &frame, "call", Value::NONE, event, vm)
        }
        Event::PyReturn | Event::PyYield => local(cursor, "return", first, event, vm),
        Event::PyUnwind => local(cursor, "return", Value::NONE, event, vm),
        // An end without a value is no exception here.
        Event::StopIteration if is_bare_stop(&first, vm) => Ok(()),
        Event::Raise | Event::StopIteration => {
            let class = vm.class_of(&first).to_value();
            let traceback = match first.downcast::<BaseException>() {
                Some(exception) => exception.traceback.cloned(vm),
                None => Value::NONE,
            };
            let arg = Tuple::new(vec![class, first, traceback], vm).into_value();
            local(cursor, "exception", arg, event, vm)
        }
        Event::Line => {
            let is_wanted = |frame: &Frame| frame.trace_lines.get();
            local_if(cursor, "line", Value::NONE, event, is_wanted, vm)
        }
        Event::Instruction => {
            let is_wanted = |frame: &Frame| frame.trace_opcodes.get();
            local_if(cursor, "opcode", Value::NONE, event, is_wanted, vm)
        }
        _ => Ok(()),
    }
}

/// Whether it is a StopIteration without a value.
fn is_bare_stop(exception: &Value, vm: &mut Vm) -> bool {
    let name = vm.names.value.clone();
    let value = exception.get_attribute(&name, vm);
    value.is_ok_and(|value| value.is_none())
}

/// Calls the frame's own trace function, if it has one.
fn local(cursor: &Cursor, what: &str, arg: Value, event: Event, vm: &mut Vm) -> PyResult<()> {
    local_if(cursor, what, arg, event, |_| true, vm)
}

fn local_if(
    cursor: &Cursor,
    what: &str,
    arg: Value,
    event: Event,
    is_wanted: impl FnOnce(&Frame) -> bool,
    vm: &mut Vm,
) -> PyResult<()> {
    let Some(object) = vm.known_frame_object(cursor) else {
        return Ok(());
    };
    let Some(frame) = object.downcast::<Frame>() else {
        return Ok(());
    };
    let function = frame.trace.cloned(vm);
    if function.is_none() || !is_wanted(frame) {
        return Ok(());
    }
    call(&function, &object, what, arg, event, vm)
}

/// Calls a trace function; what it gives is the frame's own from then on. One that fails is no
/// longer called.
fn call(
    function: &Value,
    frame: &Value,
    what: &str,
    arg: Value,
    event: Event,
    vm: &mut Vm,
) -> PyResult<()> {
    let what = vm.intern(what).into_value();
    let args = [frame.clone(), what, arg];
    let result = vm.while_sending(event, |vm| function.call_positional(&args, vm));
    let trace = frame.downcast::<Frame>().map(|frame| &frame.trace);
    match result {
        Ok(result) => {
            if let Some(trace) = trace
                && !result.is_none()
            {
                drop(trace.replace(result, vm));
            }
            Ok(())
        }
        Err(raised) => {
            vm.set_trace(Value::NONE);
            if let Some(trace) = trace {
                drop(trace.replace(Value::NONE, vm));
            }
            Err(raised)
        }
    }
}

/// Sends an event to the thread's profile function.
pub(super) fn profile(event: Event, cursor: &Cursor, args: &[Value], vm: &mut Vm) -> PyResult<()> {
    let function = vm.thread.trace.profile.clone();
    if function.is_none() {
        return Ok(());
    }
    let first = args.first().cloned().unwrap_or(Value::NONE);
    let (what, arg) = match event {
        Event::PyStart | Event::PyResume | Event::PyThrow => ("call", Value::NONE),
        Event::PyReturn | Event::PyYield => ("return", first),
        Event::PyUnwind => ("return", Value::NONE),
        Event::Call | Event::CReturn | Event::CRaise => {
            let what = match event {
                Event::Call => "c_call",
                Event::CReturn => "c_return",
                _ => "c_exception",
            };
            let Some(callee) = native_callee(&first, args.get(1), vm)? else {
                return Ok(());
            };
            (what, callee)
        }
        _ => return Ok(()),
    };
    let frame = vm.frame_object(cursor);
    let what = vm.intern(what).into_value();
    let args = [frame, what, arg];
    match vm.while_sending(event, |vm| function.call_positional(&args, vm)) {
        Ok(_) => Ok(()),
        Err(raised) => {
            vm.set_profile(Value::NONE);
            Err(raised)
        }
    }
}

/// What a profile function is shown of a callee that is a native function: methods are bound to their
/// object. `None` for other callees.
fn native_callee(callee: &Value, first: Option<&Value>, vm: &mut Vm) -> PyResult<Option<Value>> {
    if callee.has_payload::<NativeFunction>() {
        return Ok(Some(callee.clone()));
    }
    let receiver = first.filter(|first| !first.is(&vm.instruments.missing));
    match (callee.has_payload::<MethodDescriptor>(), receiver) {
        (true, Some(receiver)) => {
            let class = vm.class_of(receiver).to_value();
            let get = vm.intern("__get__");
            let args = [receiver.clone(), class];
            let bound = callee.call_method(&get, &args, vm);
            bound.map(Some)
        }
        _ => Ok(None),
    }
}

impl Vm {
    /// Sets what traces this thread (`sys.settrace`); None for nothing.
    pub fn set_trace(&mut self, function: Value) {
        let old = std::mem::replace(&mut self.thread.trace.function, function);
        self.update_legacy_tools();
        drop(old);
    }

    /// Sets what profiles this thread (`sys.setprofile`); None for nothing.
    pub fn set_profile(&mut self, function: Value) {
        let old = std::mem::replace(&mut self.thread.trace.profile, function);
        self.update_legacy_tools();
        drop(old);
    }

    /// As [`Vm::set_trace`], for all threads.
    pub fn set_trace_of_all_threads(&mut self, function: &Value) {
        let mut old = Vec::new();
        self.for_each_thread(|_, vm| {
            let trace = &mut vm.thread.trace.function;
            old.push(std::mem::replace(trace, function.clone()));
        });
        self.update_legacy_tools();
    }

    /// As [`Vm::set_profile`], for all threads.
    pub fn set_profile_of_all_threads(&mut self, function: &Value) {
        let mut old = Vec::new();
        self.for_each_thread(|_, vm| {
            let profile = &mut vm.thread.trace.profile;
            old.push(std::mem::replace(profile, function.clone()));
        });
        self.update_legacy_tools();
    }

    /// What [`Vm::set_trace`] has set.
    pub fn trace_function(&self) -> Value {
        self.thread.trace.function.clone()
    }

    /// What [`Vm::set_profile`] has set.
    pub fn profile_function(&self) -> Value {
        self.thread.trace.profile.clone()
    }

    /// Runs `f` as if no callback were running: what it calls is traced (`sys.call_tracing`).
    pub fn call_traced<T>(&mut self, f: impl FnOnce(&mut Vm) -> T) -> T {
        let outer = (self.thread.trace.depth, self.thread.trace.event);
        (self.thread.trace.depth, self.thread.trace.event) = (0, None);
        let result = f(self);
        (self.thread.trace.depth, self.thread.trace.event) = outer;
        result
    }

    /// Gives the two tools events as long as some thread has a function for them.
    fn update_legacy_tools(&mut self) {
        let (mut traced, mut profiled) = (false, false);
        self.for_each_thread(|_, vm| {
            traced |= !vm.thread.trace.function.is_none();
            profiled |= !vm.thread.trace.profile.is_none();
        });
        self.set_tool_events(TRACE, if traced { TRACED } else { 0 });
        self.set_tool_events(PROFILE, if profiled { PROFILED } else { 0 });
    }
}
