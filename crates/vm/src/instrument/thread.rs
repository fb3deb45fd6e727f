//! What a thread knows of being traced.

use crate::instrument::{Event, Jump};
use crate::object::value::Value;

/// The part of a thread's state that instrumentation needs.
pub(crate) struct ThreadTrace {
    /// How many callbacks are running: meanwhile no events are sent.
    pub(crate) depth: u32,
    /// The event that is being sent.
    pub(crate) event: Option<Event>,
    /// What `sys.settrace` has set, or None.
    pub(crate) function: Value,
    /// What `sys.setprofile` has set, or None. A native profiler keeps its object here.
    pub(crate) profile: Value,
    /// The line that each traced frame was at last, the innermost frame last.
    lines: Vec<(*mut u64, u32)>,
    /// Where the running frame is to go on because a trace function has set `f_lineno`.
    pub(crate) jump: Option<Jump>,
}

impl ThreadTrace {
    /// The state of a thread that nobody traces.
    pub(crate) const fn new() -> ThreadTrace {
        ThreadTrace {
            depth: 0,
            event: None,
            function: Value::NONE,
            profile: Value::NONE,
            lines: Vec::new(),
            jump: None,
        }
    }

    /// Notes the line of the frame at `fp`, and tells whether it is another than before.
    pub(crate) fn enter_line(&mut self, fp: *mut u64, line: u32) -> bool {
        while self.lines.last().is_some_and(|(above, _)| *above > fp) {
            self.lines.pop();
        }
        match self.lines.last_mut() {
            Some((known, last)) if *known == fp => std::mem::replace(last, line) != line,
            _ => {
                self.lines.push((fp, line));
                true
            }
        }
    }

    /// Forgets what is known of the frame at `fp`, which begins: another frame was there.
    pub(crate) fn forget_line(&mut self, fp: *mut u64) {
        while self.lines.last().is_some_and(|(above, _)| *above >= fp) {
            self.lines.pop();
        }
    }
}
