//! `Cursor`: the running frame as slow paths see it.
//!
//! Its methods are safe to call because only verified code runs: operands are in range, and the
//! operand stack is as deep as the opcode's row says.

use rpy_bytecode::{Instruction, Opcode};

use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::eval::operation::Regs;
use crate::frame::layout;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// The running frame: the instruction, where to go on, the operand stack and the locals.
pub(crate) struct Cursor {
    /// The instruction.
    pub(crate) at: *const u32,
    /// Where control goes on.
    pub(crate) next: *const u32,
    pub(crate) sp: *mut u64,
    pub(crate) fp: *mut u64,
}

impl Cursor {
    /// A cursor for the instruction at `regs.pc`, which is `words` long.
    ///
    /// # Safety
    ///
    /// The registers are those of a frame that runs verified code.
    pub(crate) unsafe fn new(regs: Regs, words: usize) -> Cursor {
        Cursor {
            at: regs.pc,
            // SAFETY: the instruction has that many words.
            next: unsafe { regs.pc.add(words) },
            sp: regs.sp,
            fp: regs.fp,
        }
    }

    /// A cursor between two instructions.
    pub(crate) fn between(regs: Regs) -> Cursor {
        Cursor {
            at: regs.pc.wrapping_sub(1),
            next: regs.pc,
            sp: regs.sp,
            fp: regs.fp,
        }
    }

    /// The registers to go on with.
    pub(crate) fn registers(&self) -> Regs {
        Regs {
            pc: self.next,
            sp: self.sp,
            fp: self.fp,
        }
    }

    pub(super) fn word(&self) -> u32 {
        // SAFETY: `at` points to an instruction.
        unsafe { *self.at }
    }

    /// Operand `n`.
    pub(crate) fn n(&self) -> usize {
        Instruction(self.word()).n() as usize
    }

    /// Operand `n`, signed.
    pub(crate) fn signed_n(&self) -> i32 {
        self.word() as i32 >> 8
    }

    /// Operand field `a`.
    pub(crate) fn a(&self) -> usize {
        (self.word() >> 8 & 0xff) as usize
    }

    /// Operand field `b`.
    pub(crate) fn b(&self) -> usize {
        (self.word() >> 16 & 0xff) as usize
    }

    /// Operand field `c`.
    pub(crate) fn c(&self) -> u8 {
        (self.word() >> 24) as u8
    }

    /// Operand field `bc`.
    pub(crate) fn bc(&self) -> usize {
        (self.word() >> 16) as usize
    }

    /// Replaces operand field `c` of the running copy.
    pub(crate) fn set_c(&mut self, c: u8) {
        // SAFETY: the running copy is this interpreter's own; no reference into it is held.
        unsafe { *self.at.cast_mut().cast::<u8>().add(3) = c }
    }

    /// Number of the opcode that the running copy has here.
    pub(crate) fn opcode(&self) -> u8 {
        self.word() as u8
    }

    /// Replaces the opcode of the running copy by a form of the same layout.
    pub(crate) fn rewrite(&mut self, opcode: rpy_bytecode::Opcode) {
        // SAFETY: as for `set_c`.
        unsafe { *self.at.cast_mut().cast::<u8>() = opcode.byte() }
    }

    /// Word `index` of the inline cache.
    pub(crate) fn cache(&self, index: usize) -> u32 {
        // SAFETY: the cache lies behind the instruction.
        unsafe { *self.at.add(1 + index) }
    }

    /// Sets word `index` of the inline cache.
    pub(crate) fn set_cache(&mut self, index: usize, word: u32) {
        // SAFETY: as for `set_c`.
        unsafe { *self.at.cast_mut().add(1 + index) = word }
    }

    /// Sets words `index` and `index + 1` of the inline cache.
    pub(crate) fn set_cache64(&mut self, index: usize, word: u64) {
        self.set_cache(index, word as u32);
        self.set_cache(index + 1, (word >> 32) as u32);
    }

    /// Pushes a value. Python code must not run between this and the end of the operation, as
    /// its frames would lie over the value.
    pub(crate) fn push(&mut self, value: Value) {
        // SAFETY: the verifier checked that the stack has room.
        unsafe {
            *self.sp = value.into_bits();
            self.sp = self.sp.add(1);
        }
    }

    /// Pops a value.
    pub(crate) fn pop(&mut self) -> Value {
        // SAFETY: the verifier checked the depth; the word owns its reference.
        unsafe {
            self.sp = self.sp.sub(1);
            Value::from_bits(*self.sp)
        }
    }

    /// The value `depth` deep (1 is the top).
    pub(crate) fn peek(&self, depth: usize) -> &Value {
        // SAFETY: the verifier checked the depth; a `Value` is a transparent word.
        unsafe { &*self.sp.sub(depth).cast::<Value>() }
    }

    /// Replaces the value `depth` deep and returns the old one.
    pub(crate) fn replace(&mut self, depth: usize, value: Value) -> Value {
        // SAFETY: as for `peek`.
        unsafe { std::mem::replace(&mut *self.sp.sub(depth).cast::<Value>(), value) }
    }

    /// The `count` topmost values, the deepest first.
    pub(crate) fn top(&self, count: usize) -> &[Value] {
        // SAFETY: as for `peek`.
        unsafe { std::slice::from_raw_parts(self.sp.sub(count).cast::<Value>(), count) }
    }

    /// Pops the `count` topmost values, the deepest first.
    pub(crate) fn pop_many(&mut self, count: usize) -> Vec<Value> {
        let mut values = Vec::with_capacity(count);
        // SAFETY: the verifier checked the depth; the words are moved into the vector.
        unsafe {
            self.sp = self.sp.sub(count);
            std::ptr::copy_nonoverlapping(self.sp.cast::<Value>(), values.as_mut_ptr(), count);
            values.set_len(count);
        }
        values
    }

    /// Drops the `count` topmost values.
    pub(crate) fn drop_many(&mut self, count: usize) {
        for _ in 0..count {
            drop(self.pop());
        }
    }

    /// The local of this number.
    pub(crate) fn local(&self, index: usize) -> &Value {
        // SAFETY: the verifier checked the index; a `Value` is a transparent word.
        unsafe { &*self.fp.add(index).cast::<Value>() }
    }

    /// Replaces a local and returns the old value.
    pub(crate) fn set_local(&mut self, index: usize, value: Value) -> Value {
        // SAFETY: as for `local`.
        unsafe { std::mem::replace(&mut *self.fp.add(index).cast::<Value>(), value) }
    }

    /// The local that the next instruction stores the top of the stack in, if it does.
    pub(crate) fn stored_next(&self) -> Option<usize> {
        // SAFETY: verified code does not end behind an operator.
        let word = unsafe { *self.next };
        if word & 0xff == Opcode::StoreFast as u32 {
            Some((word >> 8) as usize)
        } else if word & 0xff == Opcode::StoreFastLoadFast as u32 {
            Some((word >> 8 & 0xff) as usize)
        } else {
            None
        }
    }

    /// The running code.
    pub(crate) fn code(&self) -> &Ref<Code> {
        // SAFETY: the callee keeps the code alive, and `Ref` is a transparent pointer.
        unsafe { &*self.fp.sub(layout::CODE).cast::<Ref<Code>>() }
    }

    /// The running function.
    pub(crate) fn function(&self) -> &Ref<Function> {
        // SAFETY: the callee word of a frame is a function.
        unsafe { &*self.fp.sub(layout::CALLEE).cast::<Ref<Function>>() }
    }

    /// The flags word.
    pub(crate) fn flags(&self) -> u64 {
        // SAFETY: the word lies in the frame.
        unsafe { *self.fp.sub(layout::FLAGS) }
    }

    /// Constant `index`.
    pub(crate) fn constant(&self, index: usize) -> &Value {
        // SAFETY: the verifier checked the index.
        unsafe { &*self.code().constant(index) }
    }

    /// Name `index`.
    pub(crate) fn name(&self, index: usize) -> Ref<Str> {
        self.code().name(index).clone()
    }

    /// Takes the jump of this instruction.
    pub(crate) fn jump(&mut self) {
        // SAFETY: the verifier checked the target.
        self.next = unsafe { self.next.byte_offset(self.signed_n() as isize) };
    }

    /// Index of the instruction in its code, in words.
    pub(crate) fn offset(&self) -> usize {
        let entry = self.code().entry.get().cast_const();
        (self.at as usize).wrapping_sub(entry as usize) / size_of::<u32>()
    }

    /// Names an instruction of the frame that runs now, where the one that was carried out has entered or
    /// left a frame: that in front of the next.
    pub(crate) fn stay_in_frame(&mut self) {
        let length = self.code().source().instructions.len();
        if self.offset() >= length {
            self.at = self.next.wrapping_sub(1);
        }
        if self.offset() >= length {
            self.at = self.next;
        }
    }

    /// Lets Python code run from here: its frames lie above the operand stack as it is now.
    pub(crate) fn sync(&self, vm: &mut Vm) {
        vm.thread.stack_top = self.sp;
    }
}
