//! What a `generator` holds: the frame of its function while it is suspended.

use std::cell::Cell;

use rpy_bytecode::{CodeFlags, Instruction, Intrinsic1, Opcode};

use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::builtins::type_::Type;
use crate::eval::unwind::find_handler;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
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

/// A generator or coroutine. Room for its whole frame lies behind it.
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
    /// `__name__`; "unbound" while it is the function's.
    pub(crate) name: HeapCell<Value>,
    /// `__qualname__`; "unbound" while it is the function's.
    pub(crate) qualname: HeapCell<Value>,
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
            visit(&*self.name.as_ptr());
            visit(&*self.qualname.as_ptr());
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        self.state.set(State::Finished);
        // SAFETY: as in `traverse`; the words are moved out.
        unsafe {
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
            name: HeapCell::new(Value::UNBOUND),
            qualname: HeapCell::new(Value::UNBOUND),
            function,
            code,
            handled: HeapCell::new(Value::NONE),
            outer: Cell::new(std::ptr::null()),
        }
    }

    /// Makes a generator that has not started. Its frame is filled in by the eval loop.
    pub(crate) fn new(function: Ref<Function>, code: Ref<Code>, vm: &mut Vm) -> Ref<Generator> {
        let coroutine = code.source().flags.contains(CodeFlags::COROUTINE);
        let size = Generator::frame_size(&code);
        let payload = Generator::created(function, code);
        let class = if coroutine {
            &vm.types.coroutine
        } else {
            &vm.types.generator
        };
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

    /// Drops the frame of a generator that never runs again.
    pub(crate) fn abandon(&self) {
        let mut garbage = Vec::new();
        self.clear(&mut garbage);
    }

    /// Whether the generator must be closed before it is freed: the first time it is suspended in a
    /// block that cleans up. From then on it counts as finalised.
    #[inline(always)]
    pub(crate) fn begin_finalizing(&self) -> bool {
        self.state.get() == State::Suspended
            && !self.finalized.get()
            && self.has_cleanup()
            && !self.finalized.replace(true)
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

    /// What messages call it.
    pub(crate) fn kind_name(&self) -> &'static str {
        let flags = self.code.source().flags;
        if flags.contains(CodeFlags::COROUTINE) {
            "coroutine"
        } else if flags.contains(CodeFlags::ASYNC_GENERATOR) {
            "async generator"
        } else {
            "generator"
        }
    }
}
