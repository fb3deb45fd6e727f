//! Setting `f_lineno`: a trace function sends the running frame elsewhere.

use crate::builtins::frame::Frame;
use crate::eval::cursor::Cursor;
use crate::function::convert::FromArgument;
use crate::instrument::Event;
use crate::instrument::stacks::{Kind, Stack, explain, is_compatible, line_starts, stacks};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Where a frame is to go on, and what is to be taken off its stack before, the top first.
pub(crate) struct Jump {
    fp: *mut u64,
    /// Word index.
    target: usize,
    line: u32,
    dropped: Vec<Kind>,
}

impl Jump {
    /// The line of the frame at `fp`, if that is the one that jumps.
    pub(crate) fn line_of(&self, fp: *mut u64) -> Option<u32> {
        (self.fp == fp).then_some(self.line)
    }
}

impl Vm {
    /// Carries out the jump that the trace function of the running frame has asked for, if it has.
    pub(crate) fn take_jump(&mut self, cursor: &mut Cursor) -> bool {
        let Some(jump) = self.thread.trace.jump.take() else {
            return false;
        };
        if jump.fp != cursor.fp {
            return false;
        }
        for kind in &jump.dropped {
            let value = cursor.pop();
            if *kind == Kind::Handled {
                // The handler is left without its end: what was handled before is so again.
                drop(std::mem::replace(&mut self.thread.handled, value));
            }
        }
        let entry = cursor.code().entry.get().cast_const();
        cursor.next = entry.wrapping_add(jump.target);
        self.thread.trace.enter_line(cursor.fp, jump.line);
        true
    }

    /// Sets `f_lineno`.
    ///
    /// Errors: `ValueError` where the frame cannot go on at that line, or is not at a line event.
    pub(crate) fn set_frame_line(&mut self, frame: &Ref<Frame>, value: &Value) -> PyResult<()> {
        let is_int = self.class_of(value).is(&self.types.int);
        if !is_int {
            return Err(self.value_error("lineno must be an integer"));
        }
        self.check_jump_event()?;
        if frame.trace.get(self).is_none() {
            return Err(self.value_error("f_lineno can only be set by a trace function"));
        }
        let line = i64::from(i32::from_argument(value, self)?);
        let Some(cursor) = self.cursor_of_frame(frame) else {
            return Err(self.value_error("can only jump from a 'line' trace event"));
        };
        let code = frame.code.clone();
        let source = code.source();
        if line < i64::from(source.first_line) {
            let message = format!("line {line} comes before the current code block");
            return Err(self.value_error(message));
        }
        let starts = line_starts(source);
        let first = starts
            .iter()
            .map(|(_, start)| *start)
            .filter(|start| i64::from(*start) >= line)
            .min();
        let Some(line) = first else {
            let message = format!("line {line} comes after the current code block");
            return Err(self.value_error(message));
        };
        let stacks = stacks(source);
        let from = stacks.get(cursor.offset()).and_then(Option::as_ref);
        let mut best: Option<(usize, &Stack)> = None;
        let mut reason = None;
        for (index, _) in starts.iter().filter(|(_, start)| *start == line) {
            let to = stacks.get(*index).and_then(Option::as_ref);
            match (from, to) {
                (Some(from), Some(to)) if is_compatible(from, to) => {
                    if best.is_none_or(|(_, known)| to.len() > known.len()) {
                        best = Some((*index, to));
                    }
                }
                (None, _) => reason = reason.or(Some("can't jump from unreachable code")),
                _ => reason = reason.or(Some(explain(to))),
            }
        }
        let (Some((target, to)), Some(from)) = (best, from) else {
            return Err(self.value_error(reason.unwrap_or("cannot find the line")));
        };
        self.bind_unbound_locals(frame)?;
        let dropped = from[to.len()..].iter().rev().copied().collect();
        self.thread.trace.jump = Some(Jump {
            fp: cursor.fp,
            target,
            line,
            dropped,
        });
        Ok(())
    }

    /// Raises if the event that is being sent is none from which a frame may jump.
    fn check_jump_event(&mut self) -> PyResult<()> {
        let message = match self.thread.trace.event {
            Some(Event::Line) => return Ok(()),
            None => "f_lineno can only be set in a trace function",
            Some(Event::PyStart | Event::PyResume) => {
                "can't jump from the 'call' trace event of a new frame"
            }
            Some(Event::Call | Event::CReturn) => "can't jump during a call",
            Some(_) => "can only jump from a 'line' trace event",
        };
        Err(self.value_error(message))
    }

    /// Binds the locals that have no value: code behind the jump may take it that they have one.
    fn bind_unbound_locals(&mut self, frame: &Ref<Frame>) -> PyResult<()> {
        let unbound = self.unbound_locals(frame);
        if unbound.is_empty() {
            return Ok(());
        }
        let plural = if unbound.len() == 1 { "" } else { "s" };
        let message = format!("assigning None to {} unbound local{plural}", unbound.len());
        let category = self.types.exceptions.runtime_warning.clone();
        self.warn(&category, &message)?;
        for index in unbound {
            drop(self.set_frame_slot(frame, index, Value::NONE));
        }
        Ok(())
    }
}
