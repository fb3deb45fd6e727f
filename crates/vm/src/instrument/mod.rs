//! Instrumentation: `sys.monitoring` (PEP 669), and `sys.settrace` and `sys.setprofile`, which are two
//! tools of it. See docs/instrumentation.md and docs/adr/0018-tracing-by-dispatch-table.md.
//!
//! [`Instruments`] is what an interpreter knows of its tools, [`CodeEvents`] what a code object does,
//! [`ThreadTrace`] what a thread does. The eval loop sends events from `eval/traced.rs` and
//! `eval/unwind.rs`.

mod api;
mod code_events;
mod event;
mod jump;
mod legacy;
mod marks;
mod send;
mod stacks;
mod thread;
mod tools;

pub(crate) use code_events::CodeEvents;
pub use event::{Event, EventSet};
pub(crate) use jump::Jump;
pub(crate) use marks::{ENTRY, EVENT, INSTRUCTION, LINE, NOTE, SLOW, branches, is_branch};
pub(crate) use send::shown;
pub(crate) use thread::ThreadTrace;
pub(crate) use tools::Instruments;
