//! The tools of an interpreter: their events and callbacks.

use crate::builtins::code::Code;
use crate::instrument::{Event, EventSet};
use crate::object::value::Value;

/// The six tools that programs can have, and those of `sys.setprofile` and `sys.settrace`.
pub(crate) const ALL_TOOLS: usize = 8;
/// The tool of `sys.setprofile` and of native profilers.
pub(crate) const PROFILE: usize = 6;
/// The tool of `sys.settrace`.
pub(crate) const TRACE: usize = 7;

/// A tool.
pub(super) struct Tool {
    /// What it is called; `None` if nobody uses it.
    pub(super) name: Option<Value>,
    /// Its events in all code.
    pub(super) events: EventSet,
    /// What each event calls, or None.
    pub(super) callbacks: [Value; Event::COUNT],
    /// Which generation of the tool this is: local events of others do not count.
    pub(super) generation: u32,
    /// Code objects that have local events of this generation.
    pub(super) local_codes: usize,
}

impl Tool {
    const fn new() -> Tool {
        Tool {
            name: None,
            events: 0,
            callbacks: [const { Value::NONE }; Event::COUNT],
            generation: 0,
            local_codes: 0,
        }
    }
}

/// What an interpreter knows of its tools.
pub(crate) struct Instruments {
    /// Some tool has events: the eval loop runs traced.
    pub(super) active: bool,
    /// Some tool asks for one of the events that exceptions cause.
    pub(super) of_exceptions: bool,
    /// Changes whenever the marks of code may be out of date.
    pub(super) version: u32,
    /// How often `restart_events` was called: what was disabled before is no longer.
    pub(super) restarts: u32,
    pub(super) tools: [Tool; ALL_TOOLS],
    /// `sys.monitoring.DISABLE` and `MISSING`, once the module was made.
    pub(super) disable: Value,
    pub(super) missing: Value,
}

/// The events that exceptions cause.
const OF_EXCEPTIONS: EventSet = Event::Raise.set()
    | Event::Reraise.set()
    | Event::ExceptionHandled.set()
    | Event::PyUnwind.set()
    | Event::PyThrow.set();

impl Instruments {
    /// No tools.
    pub(crate) const fn new() -> Instruments {
        Instruments {
            active: false,
            of_exceptions: false,
            version: 1,
            restarts: 0,
            tools: [const { Tool::new() }; ALL_TOOLS],
            disable: Value::UNBOUND,
            missing: Value::UNBOUND,
        }
    }

    /// Whether some tool has events.
    #[inline(always)]
    pub(crate) fn is_active(&self) -> bool {
        self.active
    }

    /// Whether some tool has events that exceptions cause.
    pub(crate) fn watches_exceptions(&self) -> bool {
        self.of_exceptions
    }

    /// Whether some tool is told of exceptions that leave functions.
    pub(crate) fn watches_unwinding(&self) -> bool {
        let unwinding = Event::PyUnwind.set();
        self.of_exceptions && self.tools.iter().any(|tool| tool.events & unwinding != 0)
    }

    /// The version that marks must have.
    #[inline(always)]
    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// Notes that sets of events have changed.
    pub(super) fn changed(&mut self) {
        // A version that comes again after four thousand millions of changes does not count.
        self.version = self.version.wrapping_add(1).max(1);
        let has_events = |tool: &Tool| tool.events != 0 || tool.local_codes != 0;
        self.active = self.tools.iter().any(has_events);
        let all = self.tools.iter().fold(0, |all, tool| all | tool.events);
        self.of_exceptions = all & OF_EXCEPTIONS != 0;
    }

    /// The events of a tool in a code object.
    pub(super) fn events_in(&self, tool: usize, code: &Code) -> EventSet {
        let known = &self.tools[tool];
        let local = match code.events.get() {
            Some(events) => events.local(tool, known.generation),
            None => 0,
        };
        with_results_of_calls(known.events | local)
    }

    /// The tools, a bit each, that want to be told of an event at an instruction.
    pub(super) fn listeners(&self, event: Event, code: &Code, offset: usize) -> u8 {
        let mut listeners = 0;
        for tool in 0..ALL_TOOLS {
            if self.events_in(tool, code) & event.set() != 0 {
                listeners |= 1 << tool;
            }
        }
        match code.events.get() {
            Some(events) if listeners != 0 && event.is_local() => {
                listeners & !events.disabled(event, offset, self.restarts)
            }
            _ => listeners,
        }
    }
}

/// Who is told of calls is told of their results.
const fn with_results_of_calls(set: EventSet) -> EventSet {
    if set & Event::Call.set() != 0 {
        set | Event::CReturn.set() | Event::CRaise.set()
    } else {
        set
    }
}
