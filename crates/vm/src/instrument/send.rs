//! Telling tools of events.

use crate::builtins::code::Code;
use crate::eval::cursor::Cursor;
use crate::instrument::tools::{PROFILE, TRACE};
use crate::instrument::{Event, legacy};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Bytes of a code word: offsets that programs see count bytes.
const WORD: usize = size_of::<u32>();

/// An offset in words as programs see it.
pub(crate) fn shown(offset: usize) -> Value {
    Value::from_usize(offset * WORD)
}

impl Vm {
    /// Tells all tools that want to know of an event at word `offset` of the running code. `args` are
    /// those that callbacks get behind code and offset; of `LINE` there are none.
    ///
    /// Errors: what a callback raises.
    pub(crate) fn send_event(
        &mut self,
        event: Event,
        cursor: &Cursor,
        offset: usize,
        args: &[Value],
    ) -> PyResult<()> {
        if self.thread.trace.depth > 0 {
            return Ok(());
        }
        let code = cursor.code().clone();
        let listeners = self.instruments.listeners(event, &code, offset);
        self.send_to(listeners, event, &code, cursor, offset, args)
    }

    /// Tells the trace function, and no other tool, of the line on which a function begins.
    pub(crate) fn send_entry_line(
        &mut self,
        cursor: &Cursor,
        offset: usize,
        args: &[Value],
    ) -> PyResult<()> {
        let code = cursor.code().clone();
        let listeners = self.instruments.listeners(Event::Line, &code, offset) & (1 << TRACE);
        self.send_to(listeners, Event::Line, &code, cursor, offset, args)
    }

    fn send_to(
        &mut self,
        mut listeners: u8,
        event: Event,
        code: &Ref<Code>,
        cursor: &Cursor,
        offset: usize,
        args: &[Value],
    ) -> PyResult<()> {
        if listeners == 0 {
            return Ok(());
        }
        self.thread.enter_slow(cursor);
        while listeners != 0 {
            let tool = 7 - listeners.leading_zeros() as usize;
            listeners &= !(1 << tool);
            match tool {
                TRACE => legacy::trace(event, cursor, args, self)?,
                PROFILE => legacy::profile(event, cursor, args, self)?,
                _ => self.call_tool(tool, event, code, offset, args)?,
            }
        }
        Ok(())
    }

    /// Tells that a generator has ended, with a value, for a loop or a delegation.
    #[cold]
    pub(crate) fn send_stop_iteration(
        &mut self,
        value: Value,
        cursor: &Cursor,
        offset: usize,
    ) -> PyResult<()> {
        if self
            .instruments
            .listeners(Event::StopIteration, cursor.code(), offset)
            == 0
        {
            return Ok(());
        }
        let exception = self.stop_iteration(value).into_exception();
        self.send_event(
            Event::StopIteration,
            cursor,
            offset,
            &[exception.to_value()],
        )
    }

    /// Whether somebody wants to know which way a branch goes.
    pub(crate) fn is_branch_watched(&self, cursor: &Cursor, offset: usize) -> bool {
        [Event::BranchLeft, Event::BranchRight]
            .iter()
            .any(|event| self.instruments.listeners(*event, cursor.code(), offset) != 0)
    }

    /// `sys.monitoring.MISSING`
    pub(crate) fn missing_argument(&self) -> Value {
        self.instruments.missing.clone()
    }

    /// Tells the trace function of the line anew that a jump back stays on. True if it has set where
    /// to go on.
    pub(crate) fn turn_line(
        &mut self,
        cursor: &mut Cursor,
        offset: usize,
        target: usize,
    ) -> PyResult<bool> {
        let code = cursor.code().clone();
        let line_of = |vm: &Vm, at: usize| vm.mark_at(&code, at).map_or(0, |(_, line)| line);
        let line = line_of(self, offset);
        let events = self.instruments.events_in(TRACE, &code);
        if events & Event::Line.set() == 0 || line == 0 || line != line_of(self, target) {
            return Ok(false);
        }
        self.thread.enter_slow(cursor);
        legacy::trace(Event::Line, cursor, &[], self)?;
        Ok(self.take_jump(cursor))
    }

    /// Calls what a tool has registered for an event.
    fn call_tool(
        &mut self,
        tool: usize,
        event: Event,
        code: &Ref<Code>,
        offset: usize,
        args: &[Value],
    ) -> PyResult<()> {
        let callbacks = &self.instruments.tools[tool].callbacks;
        let mut slot = event;
        if matches!(event, Event::BranchLeft | Event::BranchRight)
            && callbacks[event as usize].is_none()
        {
            slot = Event::Branch;
        }
        let callback = callbacks[slot as usize].clone();
        if callback.is_none() {
            return Ok(());
        }
        let place = match event {
            Event::Line => match args.first() {
                Some(line) => line.clone(),
                None => Value::NONE,
            },
            _ => shown(offset),
        };
        let mut all = vec![code.to_value(), place];
        if event != Event::Line {
            all.extend_from_slice(args);
        }
        let result = self.while_sending(event, |vm| callback.call_positional(&all, vm))?;
        if !result.is(&self.instruments.disable) {
            return Ok(());
        }
        if !event.is_local() {
            let callbacks = &mut self.instruments.tools[tool].callbacks;
            let callback = std::mem::replace(&mut callbacks[slot as usize], Value::NONE);
            drop(callback);
            let message = format!("Cannot disable {} events. Callback removed.", event.name());
            return Err(self.value_error(message));
        }
        if let Some(events) = code.events.get() {
            events.disable(event, offset, tool, self.instruments.restarts);
            self.update_mark(code, offset);
        }
        Ok(())
    }

    /// Runs a callback: meanwhile no events are sent.
    pub(super) fn while_sending<T>(&mut self, event: Event, f: impl FnOnce(&mut Vm) -> T) -> T {
        let outer = self.thread.trace.event.replace(event);
        self.thread.trace.depth += 1;
        let result = f(self);
        self.thread.trace.depth -= 1;
        self.thread.trace.event = outer;
        result
    }
}
