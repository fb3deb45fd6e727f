//! `frame`: a look at a function's execution.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#frame-objects>

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::generator::{Generator, State};
use crate::eval::cursor::Cursor;
use crate::eval::generators;
use crate::frame::current::caller_of;
use crate::frame::layout;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A frame object. It looks at a frame of the value stack while that is active, and has its locals
/// afterwards.
#[derive(Payload)]
pub struct Frame {
    pub(crate) function: Ref<Function>,
    pub(crate) code: Ref<Code>,
    /// The frame on the value stack; null when it has been left.
    pub(crate) fp: Cell<*mut u64>,
    /// Word index of the instruction last seen.
    pub(crate) offset: Cell<usize>,
    /// Locals of a frame that has been left.
    pub(crate) locals: HeapCell<Vec<Value>>,
    /// `f_back`, or None; "unbound" while the frame is active.
    pub(crate) back: HeapCell<Value>,
    /// The generator whose frame it is, which owns this object; null for other frames, and when the
    /// generator has finished.
    pub(crate) generator: Cell<*const Object<Generator>>,
    /// `f_trace`, or None.
    pub(crate) trace: HeapCell<Value>,
    /// Names that were set in `f_locals` and are no variables.
    pub(crate) extra: HeapCell<Option<Ref<Dict>>>,
    /// `f_trace_lines`
    pub(crate) trace_lines: Cell<bool>,
    /// `f_trace_opcodes`
    pub(crate) trace_opcodes: Cell<bool>,
}

#[native_class(
    name = "frame",
    registry = frame,
    flags(disallow_instantiation),
    undocumented,
    methods(Frame::MEMBERS),
)]
impl Frame {
    #[slot]
    fn repr(this: &Ref<Frame>, vm: &mut Vm) -> PyResult {
        vm.update_frame_offset(this);
        let address = this.as_value().bits();
        let line = match this.line() {
            0 => "None".to_owned(),
            line => line.to_string(),
        };
        let (filename, name) = {
            let code = this.code().source();
            (code.filename.to_string(), code.name.to_string())
        };
        let filename = vm
            .new_str(&filename)
            .repr(vm)?
            .to_string_lossy()
            .into_owned();
        Ok(vm.new_str(&format!(
            "<frame at {address:#x}, file {filename}, line {line}, code {name}>"
        )))
    }
}

impl Frame {
    /// `f_lineno`
    pub fn line(&self) -> u32 {
        self.line_at(self.offset.get())
    }

    /// The line of an instruction of the frame's code.
    pub(crate) fn line_at(&self, offset: usize) -> u32 {
        self.code.source().locations.get(offset).line
    }

    /// `f_code`
    pub fn code(&self) -> &Ref<Code> {
        &self.code
    }
}

impl Vm {
    /// The frame object of the running frame.
    pub(crate) fn frame_object(&mut self, cursor: &Cursor) -> Value {
        let fp = cursor.fp;
        if cursor.flags() & layout::GENERATOR != 0 {
            let generator = generators::running(cursor);
            let frame = self.frame_of_generator(&generator);
            if let Some(frame) = frame.downcast::<Frame>() {
                frame.offset.set(cursor.offset());
            }
            return frame;
        }
        if cursor.flags() & layout::OBSERVED != 0
            && let Some((_, frame)) = self.thread.observed.iter().rev().find(|(at, _)| *at == fp)
        {
            let frame = frame.clone();
            if let Some(frame) = frame.downcast::<Frame>() {
                frame.offset.set(cursor.offset());
            }
            return frame;
        }
        let payload = Frame {
            function: cursor.function().clone(),
            code: cursor.code().clone(),
            fp: Cell::new(fp),
            offset: Cell::new(cursor.offset()),
            locals: HeapCell::new(Vec::new()),
            back: HeapCell::new(Value::UNBOUND),
            generator: Cell::new(std::ptr::null()),
            trace: HeapCell::new(Value::NONE),
            extra: HeapCell::new(None),
            trace_lines: Cell::new(true),
            trace_opcodes: Cell::new(false),
        };
        let class = &self.types.frame;
        let frame = heap::new_object(self.heap(), class, class.root_shape(), payload, 0);
        // SAFETY: the flags word lies in the frame.
        unsafe { *fp.sub(layout::FLAGS) |= layout::OBSERVED };
        self.thread.observed.push((fp, frame.to_value()));
        frame.into_value()
    }

    /// The frame object of the running frame, if there is one already.
    pub(crate) fn known_frame_object(&mut self, cursor: &Cursor) -> Option<Value> {
        let flags = cursor.flags();
        let is_known = if flags & layout::GENERATOR != 0 {
            let generator = generators::running(cursor);
            let details = generator.existing_details();
            details.is_some_and(|details| !details.frame.get(self).is_none())
        } else {
            flags & layout::OBSERVED != 0
        };
        is_known.then(|| self.frame_object(cursor))
    }

    /// The frame object of a generator, or None if that has finished.
    pub(crate) fn generator_frame(&mut self, generator: &Ref<Generator>) -> Value {
        if generator.state.get() == State::Finished {
            return Value::NONE;
        }
        self.frame_of_generator(generator)
    }

    /// The frame object of a generator that has not finished: always the same one.
    fn frame_of_generator(&mut self, generator: &Ref<Generator>) -> Value {
        let frame = &generator.details().frame;
        if !frame.get(self).is_none() {
            return frame.cloned(self);
        }
        let payload = Frame {
            function: generator.function.clone(),
            code: generator.code.clone(),
            fp: Cell::new(std::ptr::null_mut()),
            offset: Cell::new(generator.offset()),
            locals: HeapCell::new(Vec::new()),
            back: HeapCell::new(Value::UNBOUND),
            generator: Cell::new(generator.as_ptr().as_ptr()),
            trace: HeapCell::new(Value::NONE),
            extra: HeapCell::new(None),
            trace_lines: Cell::new(true),
            trace_opcodes: Cell::new(false),
        };
        let class = &self.types.frame;
        let object = heap::new_object(self.heap(), class, class.root_shape(), payload, 0);
        drop(frame.replace(object.to_value(), self));
        object.into_value()
    }

    /// Separates the frame object from a frame that is about to be left: it takes the locals.
    pub(crate) fn detach_frame_object(&mut self, cursor: &mut Cursor) {
        let fp = cursor.fp;
        // SAFETY: the flags word lies in the frame.
        unsafe { *fp.sub(layout::FLAGS) &= !layout::OBSERVED };
        let Some(position) = self.thread.observed.iter().rposition(|(at, _)| *at == fp) else {
            return;
        };
        let (_, frame) = self.thread.observed.remove(position);
        self.detach(&frame, cursor);
    }

    /// As [`Vm::detach_frame_object`], for the frame of a generator that is about to finish.
    pub(crate) fn detach_generator_frame(
        &mut self,
        generator: &Ref<Generator>,
        cursor: &mut Cursor,
    ) {
        if let Some(details) = generator.existing_details() {
            let frame = details.frame.replace(Value::NONE, self);
            self.detach(&frame, cursor);
        }
    }

    fn detach(&mut self, frame: &Value, cursor: &mut Cursor) {
        let fp = cursor.fp;
        let Some(frame) = frame.downcast::<Frame>() else {
            return;
        };
        frame.fp.set(std::ptr::null_mut());
        frame.generator.set(std::ptr::null());
        if frame.header().refcount() == 1 {
            return;
        }
        frame.offset.set(cursor.offset());
        let count = cursor.code().local_count as usize;
        let count = count.min((cursor.sp as usize - fp as usize) / 8);
        let locals: Vec<Value> = (0..count)
            .map(|index| cursor.set_local(index, Value::UNBOUND))
            .collect();
        frame.locals.replace(locals, self);
        let entered = std::mem::take(&mut self.thread.entered);
        let below = caller_of(cursor, &mut entered.as_slice());
        self.thread.entered = entered;
        // Whoever resumed a generator last has nothing to do with it any more.
        let back = match below {
            Some(below) if cursor.flags() & layout::GENERATOR == 0 => self.frame_object(&below),
            _ => Value::NONE,
        };
        frame.back.replace(back, self);
    }
}
