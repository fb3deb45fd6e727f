//! What a generator, coroutine or asynchronous generator holds: the frame of its function while it is
//! suspended.

use std::cell::{Cell, OnceCell};

use rpy_bytecode::{CodeFlags, Instruction, Intrinsic1, Opcode};

use crate::builtins::code::{Code, GeneratorKind};
use crate::builtins::frame::Frame;
use crate::builtins::function::Function;
use crate::builtins::type_::Type;
use crate::eval::unwind::find_handler;
use crate::object::Garbage;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Where a generator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Not started.
    Created,
    /// At a `yield`.
    Suspended,
    /// On the value stack.
    Running,
    /// Returned or raised.
    Finished,
}

/// A generator, coroutine or asynchronous generator. Room for its whole frame lies behind it.
#[repr(C)]
pub struct Generator {
    pub(crate) state: Cell<State>,
    /// It has been queued to be closed because nothing refers to it; that happens once.
    finalized: Cell<bool>,
    /// Locals and operands of the suspended frame, which lie behind the generator.
    pub(crate) count: Cell<u32>,
    /// Instruction to go on with.
    pub(crate) resume: Cell<*const u32>,
    pub(crate) function: Ref<Function>,
    pub(crate) code: Ref<Code>,
    /// The exception that the generator was handling when it yielded, or None. While it runs, the
    /// one that its caller handles.
    pub(crate) handled: HeapCell<Value>,
    /// While it runs, the generator that was running when it was resumed, or null.
    pub(crate) outer: Cell<*const Object<Generator>>,
    details: OnceCell<Box<Details>>,
}

/// What few generators have, or are asked for.
pub(crate) struct Details {
    /// `__name__`; "unbound" while it is the function's.
    pub(crate) name: HeapCell<Value>,
    /// `__qualname__`; "unbound" while it is the function's.
    pub(crate) qualname: HeapCell<Value>,
    /// The frame object, or None. It points back without a count.
    pub(crate) frame: HeapCell<Value>,
    /// `cr_origin` of a coroutine; what an asynchronous generator is handed to when it is dropped
    /// (`sys.set_asyncgen_hooks`). None for none.
    pub(crate) origin: HeapCell<Value>,
    /// The address of the awaitable that steps an asynchronous generator, or zero.
    pub(crate) stepped_by: Cell<usize>,
    /// The hooks have been asked.
    pub(crate) is_hooked: Cell<bool>,
    /// `aclose()` has been begun.
    pub(crate) is_closed: Cell<bool>,
}

impl Details {
    const fn new() -> Details {
        Details {
            name: HeapCell::new(Value::UNBOUND),
            qualname: HeapCell::new(Value::UNBOUND),
            frame: HeapCell::new(Value::NONE),
            origin: HeapCell::new(Value::NONE),
            stepped_by: Cell::new(0),
            is_hooked: Cell::new(false),
            is_closed: Cell::new(false),
        }
    }

    fn cells(&self) -> [&HeapCell<Value>; 4] {
        [&self.name, &self.qualname, &self.frame, &self.origin]
    }
}

impl Payload for Generator {
    const NAME: &'static str = "generator";

    const HAS_TAIL: bool = true;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.function.as_value());
        visit(self.code.as_value());
        // SAFETY: the collector runs alone; nobody holds a reference into the cells.
        unsafe {
            self.words().iter().for_each(&mut *visit);
            visit(&*self.handled.as_ptr());
            if let Some(details) = self.details.get() {
                for cell in details.cells() {
                    visit(&*cell.as_ptr());
                }
            }
        }
    }

    fn clear(&self, garbage: &mut Garbage) {
        self.state.set(State::Finished);
        // SAFETY: as in `traverse`; the words are moved out.
        unsafe {
            if let Some(details) = self.details.get() {
                let frame = std::mem::replace(&mut *details.frame.as_ptr(), Value::NONE);
                if let Some(frame) = frame.downcast::<Frame>() {
                    frame.generator.set(std::ptr::null());
                }
                garbage.push(frame);
                garbage.push(std::mem::replace(
                    &mut *details.origin.as_ptr(),
                    Value::NONE,
                ));
            }
            let words = self.words();
            garbage.reserve(words.len());
            garbage.extend(words.iter().map(|word| std::ptr::read(word)));
        }
        self.count.set(0);
    }

    fn tail_size(&self) -> usize {
        Generator::frame_size(&self.code)
    }

    unsafe fn drop_tail(object: *mut Object<Generator>) {
        // SAFETY: the words lie behind the object, which is about to be freed.
        unsafe {
            (*object).payload.detach_frame();
            let length = (*object).payload.count.get() as usize;
            let words = object.add(1).cast::<Value>();
            std::ptr::drop_in_place(std::ptr::slice_from_raw_parts_mut(words, length));
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.generator
    }
}

impl Generator {
    /// Bytes that the frame of this code takes.
    #[inline(always)]
    pub(crate) fn frame_size(code: &Code) -> usize {
        code.frame_words as usize * size_of::<Value>()
    }

    /// The payload of a generator that has not started.
    #[inline(always)]
    pub(crate) fn created(function: Ref<Function>, code: Ref<Code>) -> Generator {
        Generator {
            state: Cell::new(State::Created),
            finalized: Cell::new(false),
            count: Cell::new(0),
            resume: Cell::new(std::ptr::null()),
            details: OnceCell::new(),
            function,
            code,
            handled: HeapCell::new(Value::NONE),
            outer: Cell::new(std::ptr::null()),
        }
    }

    /// Makes a generator that has not started. Its frame is filled in by the eval loop.
    pub(crate) fn new(function: Ref<Function>, code: Ref<Code>, vm: &mut Vm) -> Ref<Generator> {
        let size = Generator::frame_size(&code);
        let class = match code.kind {
            GeneratorKind::Coroutine => &vm.types.coroutine,
            GeneratorKind::AsyncGenerator => &vm.types.async_generator,
            GeneratorKind::Generator | GeneratorKind::None => &vm.types.generator,
        };
        let payload = Generator::created(function, code);
        heap::new_object(vm.heap(), class, class.root_shape(), payload, size)
    }

    /// Where the first word of a suspended frame lies.
    #[inline(always)]
    pub(crate) fn frame(&self) -> *mut u64 {
        std::ptr::from_ref(self).wrapping_add(1).cast_mut().cast()
    }

    /// Locals and operands of the suspended frame.
    ///
    /// # Safety
    ///
    /// The generator is not resumed while the slice is in use.
    unsafe fn words(&self) -> &[Value] {
        // SAFETY: a generator has its frame behind it, and `count` words of it are in use.
        unsafe { std::slice::from_raw_parts(self.frame().cast(), self.count.get() as usize) }
    }

    /// The top of the operand stack of a suspended generator.
    pub(crate) fn top(&self) -> Option<Value> {
        // SAFETY: nothing runs before the value is cloned.
        unsafe { self.words().last().cloned() }
    }

    /// What few generators have; made when first needed.
    pub(crate) fn details(&self) -> &Details {
        self.details.get_or_init(|| Box::new(Details::new()))
    }

    /// What few generators have, if this one does.
    #[inline(always)]
    pub(crate) fn existing_details(&self) -> Option<&Details> {
        self.details.get().map(|details| &**details)
    }

    /// Drops the frame of a generator that never runs again.
    pub(crate) fn abandon(&self) {
        self.detach_frame();
        let mut garbage = Garbage::default();
        self.clear(&mut garbage);
    }

    /// Separates the frame object from a generator that never runs again: it takes the locals, if
    /// anybody else refers to it.
    fn detach_frame(&self) {
        let Some(details) = self.details.get() else {
            return;
        };
        // SAFETY: nobody holds a reference into the cells, and nothing runs here but the drop of
        // values that have been moved out. The words behind the locals stay.
        unsafe {
            let frame = std::mem::replace(&mut *details.frame.as_ptr(), Value::NONE);
            let Some(frame) = frame.downcast::<Frame>() else {
                return;
            };
            frame.generator.set(std::ptr::null());
            *frame.back.as_ptr() = Value::NONE;
            frame.offset.set(self.offset());
            if frame.header().refcount() > 1 {
                *frame.locals.as_ptr() = self.locals();
            }
        }
    }

    /// Whether the generator must be finalised before it is freed; that happens once. From then on it
    /// counts as finalised. See [`Generator::finalize`].
    #[inline(always)]
    pub(crate) fn begin_finalizing(&self) -> bool {
        self.state.get() != State::Finished
            && !self.finalized.get()
            && self.needs_finalizing()
            && !self.finalized.replace(true)
    }

    /// Whether there is something to do before the generator is freed: it is suspended in a block that
    /// cleans up; it is a coroutine that nobody awaited; it is an asynchronous generator that
    /// somebody wants to be handed.
    #[inline(never)]
    fn needs_finalizing(&self) -> bool {
        match self.state.get() {
            State::Created if self.code.kind == GeneratorKind::Coroutine => true,
            State::Suspended if self.has_cleanup() => true,
            State::Created | State::Suspended => self.has_finalizer(),
            State::Running | State::Finished => false,
        }
    }

    /// Whether an asynchronous generator is handed to somebody when it is dropped.
    fn has_finalizer(&self) -> bool {
        self.code.kind == GeneratorKind::AsyncGenerator
            && self.details.get().is_some_and(|details| {
                // SAFETY: nobody writes to the cell here.
                !details.is_closed.get() && !unsafe { &*details.origin.as_ptr() }.is_none()
            })
    }

    /// Whether [`Generator::begin_finalizing`] has been true.
    pub(crate) fn is_finalized(&self) -> bool {
        self.finalized.get()
    }

    /// Whether an exception that is raised where the generator is suspended finds a handler of the
    /// program's. The compiler puts one of its own around every generator's body: see
    /// [`Intrinsic1::StopIterationError`].
    #[inline(never)]
    pub(crate) fn has_cleanup(&self) -> bool {
        const OWN: Instruction = Instruction::new(
            Opcode::CallIntrinsic1,
            Intrinsic1::StopIterationError as u32,
        );
        let instructions = &self.code.source().instructions;
        find_handler(&self.code, self.offset())
            .is_some_and(|handler| instructions[handler.target as usize] != OWN)
    }

    /// Word index of the instruction at which a generator that does not run has stopped: the one
    /// before that to go on with.
    pub(crate) fn offset(&self) -> usize {
        let resume = self.resume.get() as usize - self.code.entry.get() as usize;
        (resume / size_of::<u32>()).saturating_sub(1)
    }

    /// The locals of a generator that does not run; none if it has finished.
    pub(crate) fn locals(&self) -> Vec<Value> {
        let count = self.code.local_count as usize;
        // SAFETY: nothing runs before the values are cloned.
        let words = unsafe { self.words() };
        words.iter().take(count).cloned().collect()
    }

    /// A local of a generator that does not run; "unbound" if it has finished.
    pub(crate) fn local(&self, index: usize) -> Value {
        // SAFETY: nothing runs before the value is cloned.
        let words = unsafe { self.words() };
        words.get(index).cloned().unwrap_or(Value::UNBOUND)
    }

    /// Replaces a local of a generator that does not run, and gives the old.
    pub(crate) fn set_local(&self, index: usize, value: Value) -> Value {
        if index >= self.count.get() as usize {
            return value;
        }
        // SAFETY: so many words of the frame are in use; no reference into them is held.
        unsafe { std::mem::replace(&mut *self.frame().add(index).cast::<Value>(), value) }
    }

    /// What messages call it.
    pub(crate) fn kind_name(&self) -> &'static str {
        self.code.kind.text()
    }

    /// Whether `await` takes the generator as it is: it is a coroutine, or was made one by
    /// `types.coroutine`.
    pub(crate) fn is_awaitable(&self) -> bool {
        match self.code.kind {
            GeneratorKind::Coroutine => true,
            GeneratorKind::AsyncGenerator => false,
            GeneratorKind::Generator | GeneratorKind::None => {
                let flags = self.code.head().flags;
                flags.contains(CodeFlags::ITERABLE_COROUTINE)
            }
        }
    }

    /// Whether the generator is suspended in a `yield from` or `await`. It goes on behind a
    /// `YIELD_VALUE` then, whose operand tells.
    pub(crate) fn is_delegating(&self) -> bool {
        const DELEGATING: Instruction = Instruction::new(Opcode::YieldValue, 1);
        let instructions = &self.code.source().instructions;
        self.state.get() == State::Suspended && instructions.get(self.offset()) == Some(&DELEGATING)
    }

    /// The iterator that a suspended `yield from` or `await` delegates to.
    pub(crate) fn delegate(&self) -> Option<Value> {
        if self.is_delegating() {
            self.top()
        } else {
            None
        }
    }

    /// Runs `f`, which steps, closes or throws into what the generator delegates to: meanwhile it
    /// counts as running.
    pub(crate) fn while_delegating<T>(
        &self,
        f: impl FnOnce(&mut Vm) -> PyResult<T>,
        vm: &mut Vm,
    ) -> PyResult<T> {
        let state = self.state.replace(State::Running);
        let result = f(vm);
        self.state.set(state);
        result
    }
}
