//! What a `generator` holds: the frame of its function while it is suspended.

use std::cell::Cell;

use rpy_bytecode::CodeFlags;

use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
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

/// A generator or coroutine.
pub struct Generator {
    pub(crate) state: Cell<State>,
    /// Instruction to go on with.
    pub(crate) resume: Cell<*const u32>,
    pub(crate) function: Ref<Function>,
    pub(crate) code: Ref<Code>,
    /// Locals and operand stack while suspended.
    pub(crate) words: HeapCell<Vec<Value>>,
    /// The exception that the generator was handling when it yielded, or None.
    pub(crate) handled: HeapCell<Value>,
    /// `__name__`; "unbound" while it is the function's.
    pub(crate) name: HeapCell<Value>,
    /// `__qualname__`; "unbound" while it is the function's.
    pub(crate) qualname: HeapCell<Value>,
}

impl Payload for Generator {
    const NAME: &'static str = "generator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.function.as_value());
        visit(self.code.as_value());
        // SAFETY: the collector runs alone; nobody holds a reference into the cells.
        unsafe {
            (*self.words.as_ptr()).iter().for_each(&mut *visit);
            visit(&*self.handled.as_ptr());
            visit(&*self.name.as_ptr());
            visit(&*self.qualname.as_ptr());
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        self.state.set(State::Finished);
        // SAFETY: as in `traverse`.
        garbage.append(unsafe { &mut *self.words.as_ptr() });
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.generator
    }
}

impl Generator {
    /// Makes a generator that has not started. Its frame is filled in by the eval loop.
    pub(crate) fn new(function: Ref<Function>, code: Ref<Code>, vm: &mut Vm) -> Ref<Generator> {
        let coroutine = code.source().flags.contains(CodeFlags::COROUTINE);
        let payload = Generator {
            state: Cell::new(State::Created),
            resume: Cell::new(std::ptr::null()),
            name: HeapCell::new(Value::UNBOUND),
            qualname: HeapCell::new(Value::UNBOUND),
            function,
            code,
            words: HeapCell::new(Vec::new()),
            handled: HeapCell::new(Value::NONE),
        };
        let class = if coroutine {
            &vm.types.coroutine
        } else {
            &vm.types.generator
        };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
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
