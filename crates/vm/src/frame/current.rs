//! The running frame as native functions see it: `globals()`, `locals()`, `sys._getframe()`.

use std::collections::HashSet;
use std::ptr::NonNull;

use rpy_bytecode::{CodeFlags, LocalKind};

use crate::builtins::cell::Cell;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::frame::Frame;
use crate::builtins::frame_locals::FrameLocals;
use crate::builtins::function::foreign_builtins::ForeignBuiltins;
use crate::builtins::generator::{Generator, State};
use crate::eval::cursor::Cursor;
use crate::frame::layout;
use crate::object::payload::Visitor;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The cells of a class that are no variables of comprehensions.
const CLASS_CELLS: [&str; 3] = ["__class__", "__classdict__", "__conditional_annotations__"];

/// The active frames of a thread, the running one first.
pub(crate) struct ActiveFrames<'vm> {
    next: Option<Cursor>,
    /// Frames further out that have entered the loop again, the innermost last.
    entered: &'vm [(*mut u64, *const u32)],
}

impl Iterator for ActiveFrames<'_> {
    type Item = Cursor;

    fn next(&mut self) -> Option<Cursor> {
        let cursor = self.next.take()?;
        self.next = caller_of(&cursor, &mut self.entered);
        Some(cursor)
    }
}

/// The frame that called a frame; `None` for the outermost. Takes the frames that have entered the loop
/// again off `entered` as it gets to them: what a frame that native code runs for is at, its callee does
/// not know.
pub(crate) fn caller_of(
    cursor: &Cursor,
    entered: &mut &[(*mut u64, *const u32)],
) -> Option<Cursor> {
    // SAFETY: the header of a frame lies below its `fp`; the outermost frame's caller is null.
    let (fp, next) = unsafe {
        (
            *cursor.fp.sub(layout::CALLER) as *mut u64,
            *cursor.fp.sub(layout::RETURN) as *const u32,
        )
    };
    if fp.is_null() {
        return None;
    }
    let mut at = next.wrapping_sub(1);
    if cursor.flags() & layout::ENTRY != 0
        && let Some(index) = entered.iter().rposition(|(known, _)| *known == fp)
    {
        at = entered[index].1;
        *entered = &entered[..index];
    }
    Some(Cursor {
        at,
        next: at.wrapping_add(1),
        sp: cursor.fp,
        fp,
    })
}

/// The generator whose frame it is, unless that has finished.
fn generator_of_frame(frame: &Frame) -> Option<Ref<Generator>> {
    let generator = NonNull::new(frame.generator.get().cast_mut())?;
    // SAFETY: a generator that is freed or finishes takes its address out of its frame object; ours
    // is counted here.
    unsafe {
        generator.as_ref().header.increment();
        Some(Ref::from_raw(generator))
    }
}

impl Vm {
    /// The active frames, the running one first.
    pub(crate) fn active_frames(&self) -> ActiveFrames<'_> {
        let thread = &self.thread;
        ActiveFrames {
            next: (!thread.fp.is_null()).then_some(Cursor {
                at: thread.at,
                next: thread.at.wrapping_add(1),
                sp: thread.stack_top,
                fp: thread.fp,
            }),
            entered: &thread.entered,
        }
    }

    /// The frame `depth` calls above the running one, which is number 0; `None` past the outermost.
    pub(crate) fn cursor_at(&self, depth: usize) -> Option<Cursor> {
        self.active_frames().nth(depth)
    }

    /// Shows the function and the locals of every active frame.
    pub(crate) fn visit_frames(&self, visit: &mut Visitor<'_>) {
        for cursor in self.active_frames() {
            visit(cursor.function().as_value());
            let count = cursor.code().local_count as usize;
            (0..count).for_each(|index| visit(cursor.local(index)));
        }
    }

    /// The frame object `depth` calls above the running Python function; `None` past the
    /// outermost.
    pub fn frame_at(&mut self, depth: usize) -> Option<Value> {
        let cursor = self.cursor_at(depth)?;
        Some(self.frame_object(&cursor))
    }

    /// Code and line of the frame `depth` calls above the running one.
    pub(crate) fn code_at(&self, depth: usize) -> Option<(Ref<Code>, u32)> {
        let cursor = self.cursor_at(depth)?;
        let source = cursor.code().source();
        // Between two instructions the first of a function is not preceded by one.
        let offset = cursor.offset();
        let offset = if offset < source.instructions.len() {
            offset
        } else {
            0
        };
        Some((cursor.code().clone(), source.locations.get(offset).line))
    }

    /// The global variables of the running Python function; those of `builtins` without one.
    pub fn current_globals(&self) -> Ref<Dict> {
        match self.cursor_at(0) {
            Some(cursor) => cursor.function().globals().clone(),
            None => self.builtins.clone(),
        }
    }

    /// The builtins of the running Python function; those of the interpreter without one.
    pub(crate) fn current_builtins(&self) -> Ref<Dict> {
        match self.cursor_at(0) {
            Some(cursor) => cursor.function().builtins.clone(),
            None => self.builtins.clone(),
        }
    }

    /// The flags of the running Python function's code; none without one.
    pub fn current_code_flags(&self) -> CodeFlags {
        match self.cursor_at(0) {
            Some(cursor) => cursor.function().code(self).head().flags,
            None => CodeFlags::empty(),
        }
    }

    /// The local variables of the running Python function: its namespace if it has one, else a
    /// new dict (PEP 667). The global variables without a running function.
    pub fn current_locals(&mut self) -> Value {
        let Some(cursor) = self.cursor_at(0) else {
            return self.builtins.to_value();
        };
        self.locals_of(&cursor)
    }

    /// The local variables of an active frame.
    fn locals_of(&mut self, cursor: &Cursor) -> Value {
        let code = cursor.code().clone();
        let count = code.local_count as usize;
        if code.head().flags.contains(CodeFlags::OPTIMIZED)
            && let Some(frame) = self.known_frame_object(cursor)
            && let Some(frame) = frame.downcast::<Frame>()
            && frame.extra.get(self).is_some()
            && let Ok(variables) = self.frame_variables(frame)
        {
            return variables.into_value();
        }
        let values: Vec<Value> = (0..count)
            .map(|index| cursor.local(index).clone())
            .collect();
        self.name_locals(&code, &values)
    }

    /// The variables of the comprehensions that run inlined in the code of a module or class, by name;
    /// `None` if none does.
    fn comprehension_variables(&mut self, code: &Ref<Code>, values: &[Value]) -> Option<Value> {
        let mut found: Option<Ref<Dict>> = None;
        let locals = code.source().locals.iter().zip(values).skip(1);
        for (local, value) in locals {
            let name = &*local.name;
            let is_cell = local.kind.contains(LocalKind::CELL) && !CLASS_CELLS.contains(&name);
            let is_variable = is_cell || local.kind.contains(LocalKind::LOCAL);
            if !is_variable || name.starts_with('.') {
                continue;
            }
            let value = match value.downcast::<Cell>().filter(|_| is_cell) {
                Some(cell) => cell.content.cloned(self),
                None => value.clone(),
            };
            if !value.is_unbound() {
                let name = self.intern(name);
                let dict = match &found {
                    Some(dict) => dict.clone(),
                    None => Dict::new(self),
                };
                dict.set_str(&name, value, self);
                found = Some(dict);
            }
        }
        found.map(Ref::into_value)
    }

    /// A dict of local variables with their names, or the namespace in slot 0: that of a module or class in
    /// which no comprehension runs.
    fn name_locals(&mut self, code: &Ref<Code>, values: &[Value]) -> Value {
        if !code.head().flags.contains(CodeFlags::OPTIMIZED) {
            return match self.comprehension_variables(code, values) {
                Some(variables) => variables,
                None => values.first().cloned().unwrap_or(Value::NONE),
            };
        }
        let locals = Dict::new(self);
        for index in code.shown_slots() {
            let local = &code.source().locals[index];
            let (name, kind) = (&local.name, local.kind);
            let Some(mut value) = values.get(index).cloned() else {
                continue;
            };
            if kind.intersects(LocalKind::CELL | LocalKind::FREE)
                && let Some(cell) = value.downcast::<Cell>()
            {
                let content = cell.content.cloned(self);
                value = content;
            }
            if !value.is_unbound() {
                let name = self.intern(name);
                locals.set_str(&name, value, self);
            }
        }
        locals.into_value()
    }

    /// How many calls above the running one a frame is; `None` if it is not active: then nothing
    /// is read through its pointer.
    fn depth_of(&self, frame: &Frame) -> Option<(usize, Cursor)> {
        let (fp, generator) = (frame.fp.get(), frame.generator.get());
        if fp.is_null() && generator.is_null() {
            return None;
        }
        let is_it = |cursor: &Cursor| {
            if generator.is_null() {
                return cursor.fp == fp;
            }
            let flags = cursor.flags();
            flags & layout::GENERATOR != 0 && flags & !layout::FLAG_BITS == generator as u64
        };
        let mut frames = self.active_frames().enumerate();
        frames.find(|(_, cursor)| is_it(cursor))
    }

    /// The running frame that a frame object looks at; `None` if it is not active.
    pub(crate) fn cursor_of_frame(&self, frame: &Frame) -> Option<Cursor> {
        self.depth_of(frame).map(|(_, cursor)| cursor)
    }

    /// Looks at a frame that runs in this thread, or waits in another; `None` if it is not active.
    fn in_any_thread<T>(
        &mut self,
        frame: &Ref<Frame>,
        mut look: impl FnMut(Cursor) -> T,
    ) -> Option<T> {
        if let Some((_, cursor)) = self.depth_of(frame) {
            return Some(look(cursor));
        }
        let mut found = None;
        self.for_each_thread(|_, vm| {
            if found.is_none()
                && let Some((_, cursor)) = vm.depth_of(frame)
            {
                found = Some(look(cursor));
            }
        });
        found
    }

    /// What lies in a local slot of a frame, active or not: a cell where the variable has one, "unbound"
    /// where it has no value.
    pub(crate) fn frame_slot(&mut self, frame: &Ref<Frame>, index: usize) -> Value {
        let found = self.in_any_thread(frame, |cursor| cursor.local(index).clone());
        if let Some(value) = found {
            return value;
        }
        if let Some(generator) = generator_of_frame(frame) {
            return generator.local(index);
        }
        let known = frame.locals.get(self).get(index);
        known.cloned().unwrap_or(Value::UNBOUND)
    }

    /// Replaces what lies in a local slot of a frame, active or not; gives the old.
    pub(crate) fn set_frame_slot(
        &mut self,
        frame: &Ref<Frame>,
        index: usize,
        value: Value,
    ) -> Value {
        let mut value = Some(value);
        let found = self.in_any_thread(frame, |mut cursor| {
            let value = value.take().unwrap_or(Value::UNBOUND);
            cursor.set_local(index, value)
        });
        if let Some(old) = found {
            return old;
        }
        let value = value.unwrap_or(Value::UNBOUND);
        if let Some(generator) = generator_of_frame(frame) {
            return generator.set_local(index, value);
        }
        match frame.locals.get_mut(self).get_mut(index) {
            Some(slot) => std::mem::replace(slot, value),
            None => value,
        }
    }

    /// The slots of a frame's local variables that have no value.
    pub(crate) fn unbound_locals(&mut self, frame: &Ref<Frame>) -> Vec<usize> {
        let count = frame.code.local_count as usize;
        let mut unbound = Vec::new();
        for index in 0..count {
            if self.frame_slot(frame, index).is_unbound() {
                unbound.push(index);
            }
        }
        unbound
    }

    /// `f_locals`
    pub(crate) fn frame_locals(&mut self, frame: &Ref<Frame>) -> Value {
        if frame.code.head().flags.contains(CodeFlags::OPTIMIZED) {
            return FrameLocals::new(frame, self).into_value();
        }
        match self.depth_of(frame) {
            // While a comprehension runs, its variables are what is shown.
            Some((_, cursor)) => match self.locals_of(&cursor) {
                locals if locals.is(cursor.local(0)) => locals,
                _ => FrameLocals::new(frame, self).into_value(),
            },
            None => {
                let values = match generator_of_frame(frame) {
                    Some(generator) => generator.locals(),
                    None => frame.locals.get(self).clone(),
                };
                self.name_locals(&frame.code, &values)
            }
        }
    }

    /// `f_generator`
    pub(crate) fn owner_of_frame(&mut self, frame: &Ref<Frame>) -> Value {
        generator_of_frame(frame).map_or(Value::NONE, Ref::into_value)
    }

    /// Notes where an active frame is, or that of a generator.
    pub(crate) fn update_frame_offset(&mut self, frame: &Ref<Frame>) {
        match self.in_any_thread(frame, |cursor| cursor) {
            Some(cursor) => {
                if cursor.offset() < cursor.code().source().instructions.len() {
                    frame.offset.set(cursor.offset());
                }
            }
            None => {
                if let Some(generator) = generator_of_frame(frame) {
                    frame.offset.set(generator.offset());
                }
            }
        }
    }

    /// `frame.clear()`: drops the locals of a frame that does not run, and the whole frame of a
    /// generator that has not started.
    ///
    /// Raises `RuntimeError` if the frame runs or will go on.
    pub(crate) fn clear_frame(&mut self, frame: &Ref<Frame>) -> PyResult<()> {
        if self.depth_of(frame).is_some() {
            return Err(self.runtime_error("cannot clear an executing frame"));
        }
        if let Some(generator) = generator_of_frame(frame) {
            match generator.state.get() {
                State::Created => {
                    Generator::finalize(&generator, self);
                    generator.abandon();
                }
                State::Suspended => {
                    return Err(self.runtime_error("cannot clear a suspended frame"));
                }
                State::Running => {
                    return Err(self.runtime_error("cannot clear an executing frame"));
                }
                State::Finished => {}
            }
        }
        drop(frame.locals.replace(Vec::new(), self));
        Ok(())
    }

    /// The frame that called an active frame.
    pub(crate) fn caller_of_frame(&mut self, frame: &Ref<Frame>) -> Option<Value> {
        if let Some((depth, _)) = self.depth_of(frame) {
            return self.frame_at(depth + 1);
        }
        // It may be the frame of another thread, which waits.
        let mut caller = None;
        self.for_each_thread(|_, vm| {
            if caller.is_none()
                && let Some((depth, _)) = vm.depth_of(frame)
            {
                caller = vm.frame_at(depth + 1);
            }
        });
        caller
    }

    /// Keeps code that a function has given up as long as a frame runs it: frames hold the function
    /// only.
    pub(crate) fn retire_code(&mut self, code: Ref<Code>) {
        /// From so many on it is looked whether they are still needed, whenever they have doubled.
        const MANY: usize = 64;
        self.retired_code.push(code);
        let count = self.retired_code.len();
        if count < MANY || !count.is_power_of_two() {
            return;
        }
        let mut running = HashSet::new();
        self.for_each_thread(|_, vm| {
            running.extend(vm.active_frames().map(|cursor| cursor.code().as_ptr()));
        });
        self.retired_code
            .retain(|code| running.contains(&code.as_ptr()));
    }

    /// What `super()` stands for in the running method: its `__class__` and its first argument.
    ///
    /// Raises `RuntimeError` outside a method.
    pub(crate) fn implicit_super_arguments(&mut self) -> PyResult<(Value, Value)> {
        let Some(cursor) = self.cursor_at(0) else {
            return Err(self.runtime_error("super(): no current frame"));
        };
        let code = cursor.code().clone();
        if code.source().argument_count == 0 {
            return Err(self.runtime_error("super(): no arguments"));
        }
        let mut object = cursor.local(0).clone();
        let mut class = None;
        for (index, (name, kind)) in code.local_kinds().enumerate() {
            if index == 0
                && kind.contains(LocalKind::CELL)
                && let Some(cell) = object.downcast::<Cell>()
            {
                let content = cell.content.cloned(self);
                object = content;
            }
            if name == "__class__" && kind.contains(LocalKind::FREE) {
                class = cursor.local(index).downcast::<Cell>().cloned();
            }
        }
        if object.is_unbound() {
            return Err(self.runtime_error("super(): arg[0] deleted"));
        }
        let Some(class) = class else {
            return Err(self.runtime_error("super(): __class__ cell not found"));
        };
        let class = class.content.cloned(self);
        if class.is_unbound() {
            return Err(self.runtime_error("super(): empty __class__ cell"));
        }
        Ok((class, object))
    }

    /// How many Python calls are active.
    pub fn recursion_depth(&self) -> i32 {
        self.thread.recursion_limit - self.thread.depth
    }

    /// The exception that is being handled, or None.
    pub fn handled_exception(&self) -> Value {
        self.thread.topmost_handled()
    }

    /// Runs `code` with the builtins of its globals, as `exec` and `eval` do.
    pub fn exec_code(
        &mut self,
        code: std::sync::Arc<rpy_bytecode::CodeObject>,
        globals: &Ref<Dict>,
        locals: Value,
    ) -> PyResult {
        self.add_builtins(globals);
        self.run_code(code, globals, locals)
    }

    /// Adds `__builtins__` to globals that have none.
    pub(crate) fn add_builtins(&mut self, globals: &Ref<Dict>) {
        let name = self.names.__builtins__.clone();
        if globals.get_str(&name, self).is_none() {
            let builtins = ForeignBuiltins::shown(&self.current_builtins(), self);
            globals.set_str(&name, builtins, self);
        }
    }
}
