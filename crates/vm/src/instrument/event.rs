//! The events of `sys.monitoring`.
//! Reference: <https://docs.python.org/3.14/library/sys.monitoring.html#monitoring-events>

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident $text:literal,)*) => {
        /// What a tool can be told of. The number is the bit of the event in a set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Event { $($(#[$doc])* $name,)* }

        impl Event {
            /// All events, in the order of their bits.
            pub const ALL: &'static [Event] = &[$(Event::$name,)*];

            /// What `sys.monitoring.events` calls it.
            pub const fn name(self) -> &'static str {
                match self { $(Event::$name => $text,)* }
            }
        }
    };
}

events! {
    /// A Python function begins.
    PyStart "PY_START",
    /// A generator or coroutine goes on.
    PyResume "PY_RESUME",
    /// A Python function is about to return.
    PyReturn "PY_RETURN",
    /// A Python function is about to yield.
    PyYield "PY_YIELD",
    /// Something is about to be called.
    Call "CALL",
    /// An instruction of another line is about to run.
    Line "LINE",
    /// An instruction is about to run.
    Instruction "INSTRUCTION",
    /// An unconditional jump.
    Jump "JUMP",
    /// A conditional branch that goes left.
    BranchLeft "BRANCH_LEFT",
    /// A conditional branch that goes right.
    BranchRight "BRANCH_RIGHT",
    /// The end of an iterator that is told without an exception.
    StopIteration "STOP_ITERATION",
    /// An exception was raised.
    Raise "RAISE",
    /// An exception has found its handler.
    ExceptionHandled "EXCEPTION_HANDLED",
    /// An exception leaves a Python function.
    PyUnwind "PY_UNWIND",
    /// An exception is thrown into a generator or coroutine.
    PyThrow "PY_THROW",
    /// An exception was raised again, at the end of a block that cleans up.
    Reraise "RERAISE",
    /// A native callable has returned.
    CReturn "C_RETURN",
    /// A native callable has raised.
    CRaise "C_RAISE",
    /// Either branch: the old name of the two.
    Branch "BRANCH",
}

impl Event {
    /// How many there are.
    pub const COUNT: usize = Event::ALL.len();

    /// The event with this number.
    pub fn of_number(number: usize) -> Option<Event> {
        Event::ALL.get(number).copied()
    }

    /// Whether it can be set for one code object, and disabled at one instruction.
    pub const fn is_local(self) -> bool {
        (self as u8) < Event::Raise as u8
    }

    /// The set of this event alone.
    pub const fn set(self) -> EventSet {
        1 << self as u8
    }
}

/// A set of events: a bit for each.
pub type EventSet = u32;
