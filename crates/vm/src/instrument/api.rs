//! What `sys.monitoring` asks of the interpreter.

use crate::builtins::code::Code;
use crate::instrument::tools::TRACE;
use crate::instrument::{CodeEvents, Event, EventSet};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

impl Vm {
    /// Says what the marks `DISABLE` and `MISSING` are.
    pub fn set_monitoring_marks(&mut self, disable: Value, missing: Value) {
        let instruments = &mut self.instruments;
        (instruments.disable, instruments.missing) = (disable, missing);
    }

    /// The name of a tool, a number below six; `None` if nobody uses it.
    pub fn tool_name(&self, tool: usize) -> Option<Value> {
        self.instruments.tools[tool].name.clone()
    }

    /// Gives a tool a name, or takes it away.
    pub fn set_tool_name(&mut self, tool: usize, name: Option<Value>) {
        let old = std::mem::replace(&mut self.instruments.tools[tool].name, name);
        drop(old);
    }

    /// Takes all events and callbacks of a tool away.
    pub fn clear_tool(&mut self, tool: usize) {
        let known = &mut self.instruments.tools[tool];
        known.generation += 1;
        known.local_codes = 0;
        let none = [const { Value::NONE }; Event::COUNT];
        let callbacks = std::mem::replace(&mut known.callbacks, none);
        self.set_tool_events(tool, 0);
        self.events_changed();
        drop(callbacks);
    }

    /// The events of a tool in all code.
    pub fn tool_events(&self, tool: usize) -> EventSet {
        self.instruments.tools[tool].events
    }

    /// Sets the events of a tool in all code.
    pub fn set_tool_events(&mut self, tool: usize, events: EventSet) {
        let old = std::mem::replace(&mut self.instruments.tools[tool].events, events);
        if old != events {
            self.events_changed();
        }
    }

    /// The events of a tool in one code object.
    pub fn local_tool_events(&self, tool: usize, code: &Ref<Code>) -> EventSet {
        let generation = self.instruments.tools[tool].generation;
        let events = code.events.get();
        events.map_or(0, |events| events.local(tool, generation))
    }

    /// Sets the events of a tool in one code object.
    pub fn set_local_tool_events(&mut self, tool: usize, code: &Ref<Code>, events: EventSet) {
        let generation = self.instruments.tools[tool].generation;
        let known = code.events.get_or_init(|| Box::new(CodeEvents::new()));
        let old = known.set_local(tool, generation, events);
        if old == events {
            return;
        }
        let count = &mut self.instruments.tools[tool].local_codes;
        match (old, events) {
            (0, _) => *count += 1,
            (_, 0) => *count = count.saturating_sub(1),
            _ => {}
        }
        self.events_changed();
        self.update_marks(code);
    }

    /// Lets the trace function be told of every instruction of a code object, or not.
    pub(crate) fn trace_instructions(&mut self, code: &Ref<Code>, on: bool) {
        let events = if on { Event::Instruction.set() } else { 0 };
        self.set_local_tool_events(TRACE, code, events);
    }

    /// Registers what a tool calls at an event, or None; gives what it called before.
    pub fn set_tool_callback(&mut self, tool: usize, event: Event, callback: Value) -> Value {
        let callbacks = &mut self.instruments.tools[tool].callbacks;
        std::mem::replace(&mut callbacks[event as usize], callback)
    }

    /// Enables all that callbacks have disabled.
    pub fn restart_events(&mut self) {
        self.instruments.restarts = self.instruments.restarts.wrapping_add(1);
        self.events_changed();
    }

    /// Lets the eval loop run traced, or as usual.
    fn events_changed(&mut self) {
        let was_active = self.instruments.is_active();
        self.instruments.changed();
        let is_active = self.instruments.is_active();
        if was_active == is_active {
            return;
        }
        self.breaker.trace_calls(is_active);
        self.breaker.arm(self.thread.limit, self.thread.is_main);
        self.handlers = crate::eval::handler_table(is_active);
    }
}
