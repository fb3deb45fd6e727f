//! What an opcode's implementation consists of, and the registers it works on.

use rpy_bytecode::Opcode;

use crate::eval::cursor::Cursor;
use crate::frame::layout::HEADER;
use crate::object::header::Header;
use crate::object::value::UNBOUND;
use crate::result::PyResult;
use crate::vm::Vm;

/// The registers of the eval loop: next instruction, top of the value stack, locals.
///
/// Fast paths work on words rather than on `Value`s, so that no drop code lands in them.
#[derive(Clone, Copy)]
pub(crate) struct Regs {
    pub(crate) pc: *const u32,
    pub(crate) sp: *mut u64,
    pub(crate) fp: *mut u64,
}

/// What a fast path has come to. All variants vanish when it is inlined into its handler.
pub(crate) enum Outcome {
    /// Go on at these registers.
    Next(Regs),
    /// The guard failed: nothing has been changed, run the slow path.
    Slow,
    /// Go on, but first free the object of this word, whose count has become zero.
    Free(Regs, u64),
    /// As `Free`, for up to two words; zero stands for none.
    Free2(Regs, u64, u64),
}

/// The implementation of an opcode.
pub(crate) trait Operation {
    /// The opcode.
    const OPCODE: Opcode;

    /// Words of the instruction with its inline cache.
    const WORDS: usize = Self::OPCODE.words() as usize;

    /// The path that is taken nearly always. It calls nothing and changes nothing before it is
    /// sure to succeed. `regs.pc` is the instruction itself.
    ///
    /// # Safety
    ///
    /// The registers are those of a frame that runs verified code, at an instruction of this
    /// opcode.
    #[inline(always)]
    unsafe fn fast(regs: Regs, vm: *mut Vm) -> Outcome {
        let _ = (regs, vm);
        Outcome::Slow
    }

    /// Whether there is a [`Operation::second`] path.
    const HAS_SECOND: bool = false;

    /// Whether the second path may have something to do: a question that takes no call.
    ///
    /// # Safety
    ///
    /// As for [`Operation::fast`].
    #[inline(always)]
    unsafe fn takes_second(regs: Regs) -> bool {
        let _ = regs;
        Self::HAS_SECOND
    }

    /// What is tried where the fast path gives up, under the same rules. It has a handler of its own, so that
    /// the fast path need not save registers for it.
    ///
    /// # Safety
    ///
    /// As for [`Operation::fast`].
    #[inline(always)]
    unsafe fn second(regs: Regs, vm: *mut Vm) -> Outcome {
        let _ = (regs, vm);
        Outcome::Slow
    }

    /// The whole semantics. The cursor stands behind the instruction.
    fn slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()>;
}

impl Regs {
    /// The instruction word.
    ///
    /// # Safety
    ///
    /// `pc` points to an instruction. So for all functions here.
    #[inline(always)]
    pub(crate) unsafe fn word(&self) -> u32 {
        // SAFETY: `pc` points to an instruction.
        unsafe { *self.pc }
    }

    /// Operand `n`.
    #[inline(always)]
    pub(crate) unsafe fn n(&self) -> usize {
        // SAFETY: `pc` points to an instruction.
        unsafe { (*self.pc >> 8) as usize }
    }

    /// Operand field `a`.
    #[inline(always)]
    pub(crate) unsafe fn a(&self) -> usize {
        // SAFETY: a byte of the instruction word.
        unsafe { *self.pc.cast::<u8>().add(1) as usize }
    }

    /// Operand field `b`.
    #[inline(always)]
    pub(crate) unsafe fn b(&self) -> usize {
        // SAFETY: a byte of the instruction word.
        unsafe { *self.pc.cast::<u8>().add(2) as usize }
    }

    /// Operand field `c`.
    #[inline(always)]
    pub(crate) unsafe fn c(&self) -> u8 {
        // SAFETY: a byte of the instruction word.
        unsafe { *self.pc.cast::<u8>().add(3) }
    }

    /// Operand field `bc`.
    #[inline(always)]
    pub(crate) unsafe fn bc(&self) -> usize {
        // SAFETY: a half-word of the instruction word.
        unsafe { *self.pc.cast::<u16>().add(1) as usize }
    }

    /// Word `index` of the inline cache.
    #[inline(always)]
    pub(crate) unsafe fn cache(&self, index: usize) -> u32 {
        // SAFETY: the cache lies behind the instruction.
        unsafe { *self.pc.add(1 + index) }
    }

    /// Words `index` and `index + 1` of the inline cache.
    #[inline(always)]
    pub(crate) unsafe fn cache64(&self, index: usize) -> u64 {
        // SAFETY: the cache lies behind the instruction.
        unsafe { self.pc.add(1 + index).cast::<u64>().read_unaligned() }
    }

    /// The local of this number.
    #[inline(always)]
    pub(crate) unsafe fn local(&self, index: usize) -> u64 {
        // SAFETY: the verifier checked the index.
        unsafe { *self.fp.add(index) }
    }

    /// The word `depth` below the top (1 is the top).
    #[inline(always)]
    pub(crate) unsafe fn peek(&self, depth: usize) -> u64 {
        // SAFETY: the verifier checked the depth.
        unsafe { *self.sp.sub(depth) }
    }

    /// Pushes a word that owns its reference.
    #[inline(always)]
    pub(crate) unsafe fn push(&mut self, word: u64) {
        // SAFETY: the verifier checked that the stack has room.
        unsafe {
            *self.sp = word;
            self.sp = self.sp.add(1);
        }
    }

    /// Pushes a callee and the words behind it.
    #[inline(always)]
    pub(crate) unsafe fn push_callee(&mut self, callee: u64) {
        // SAFETY: the verifier checked that the stack has room.
        unsafe {
            *self.sp = callee;
            for index in 1..HEADER {
                *self.sp.add(index) = UNBOUND;
            }
            self.sp = self.sp.add(HEADER);
        }
    }

    /// Goes on behind the instruction, which is `words` long.
    #[inline(always)]
    pub(crate) unsafe fn advance(mut self, words: usize) -> Regs {
        // SAFETY: the verifier checked that control does not run off the end.
        self.pc = unsafe { self.pc.add(words) };
        self
    }

    /// The target of a jump whose offset is in the instruction word `word`, counted from `pc`.
    #[inline(always)]
    pub(crate) unsafe fn jump(mut self, word: u32) -> Regs {
        // SAFETY: the verifier checked the target.
        self.pc = unsafe { self.pc.byte_offset((word as i32 >> 8) as isize) };
        self
    }
}

/// Whether a word is a pointer to an object.
#[inline(always)]
pub(crate) const fn is_object(word: u64) -> bool {
    word & 7 == 0
}

/// The header of the object that a word points to.
#[inline(always)]
pub(crate) fn header(word: u64) -> *mut Header {
    std::ptr::with_exposed_provenance_mut(word as usize)
}

/// Counts a reference more, if the word is an object's.
///
/// # Safety
///
/// The word is a live value.
#[inline(always)]
pub(crate) unsafe fn retain(word: u64) {
    if is_object(word) {
        // SAFETY: the caller promises a live value.
        unsafe { (*header(word)).increment() }
    }
}

/// Counts a reference less, if the word is an object's, and says whether it was the last.
///
/// # Safety
///
/// The word is a live value, and the caller gives one reference up.
#[inline(always)]
pub(crate) unsafe fn release(word: u64) -> bool {
    // SAFETY: the caller promises a live value.
    is_object(word) && unsafe { (*header(word)).decrement() }
}

/// Gives up one reference and goes on.
///
/// # Safety
///
/// As for `release`.
#[inline(always)]
pub(crate) unsafe fn next_releasing(regs: Regs, word: u64) -> Outcome {
    // SAFETY: as promised by the caller.
    if unsafe { release(word) } {
        Outcome::Free(regs, word)
    } else {
        Outcome::Next(regs)
    }
}

/// Gives up two references and goes on.
///
/// # Safety
///
/// As for `release`.
#[inline(always)]
pub(crate) unsafe fn next_releasing2(regs: Regs, first: u64, second: u64) -> Outcome {
    // SAFETY: as promised by the caller.
    let (free_first, free_second) = unsafe { (release(first), release(second)) };
    if free_first | free_second {
        let keep = |free: bool, word: u64| if free { word } else { 0 };
        Outcome::Free2(regs, keep(free_first, first), keep(free_second, second))
    } else {
        Outcome::Next(regs)
    }
}

/// Moves the words from `from` up to `end` to `to`, and gives the place behind the last. A few words
/// at a time: a call of the library's function would cost more, and a fast path calls nothing.
///
/// # Safety
///
/// As for `std::ptr::copy_nonoverlapping`.
#[inline(always)]
pub(crate) unsafe fn move_words(
    mut from: *const u64,
    end: *const u64,
    mut to: *mut u64,
) -> *mut u64 {
    while from != end {
        keep_branch();
        // SAFETY: as promised by the caller.
        unsafe {
            *to = *from;
            to = to.add(1);
            from = from.add(1);
        }
    }
    to
}

/// Keeps LLVM from turning a branch that changes `pc` into a conditional move, which would make
/// the next dispatch wait for the condition, and a loop of few turns into vector code.
#[inline(always)]
pub(crate) fn keep_branch() {
    // SAFETY: an empty instruction sequence changes nothing.
    unsafe { std::arch::asm!("", options(nomem, nostack, preserves_flags)) }
}

/// Declares an operation that has no fast path.
macro_rules! operation {
    ($(#[$doc:meta])* $name:ident, slow_only |$cursor:ident, $vm:ident| $body:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;
        impl $crate::eval::operation::Operation for $name {
            const OPCODE: rpy_bytecode::Opcode = rpy_bytecode::Opcode::$name;
            fn slow(
                $cursor: &mut $crate::eval::cursor::Cursor,
                $vm: &mut $crate::vm::Vm,
            ) -> $crate::result::PyResult<()> {
                $body
            }
        }
    };
    ($(#[$doc:meta])* $name:ident, fast |$regs:ident, $fast_vm:ident| $fast:expr,
        $(second $(if |$if_regs:ident| $if:expr,)?
            |$second_regs:ident, $second_vm:ident| $second:expr,)?
        slow |$cursor:ident, $vm:ident| $body:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;
        impl $crate::eval::operation::Operation for $name {
            const OPCODE: rpy_bytecode::Opcode = rpy_bytecode::Opcode::$name;
            #[inline(always)]
            unsafe fn fast(
                #[allow(unused_mut, reason = "some operations only read the registers")]
                mut $regs: $crate::eval::operation::Regs,
                $fast_vm: *mut $crate::vm::Vm,
            ) -> $crate::eval::operation::Outcome {
                let _ = $fast_vm;
                // SAFETY: the registers are a frame's at an instruction of this opcode, in
                // verified code: operands are in range and the stack is as deep as the row says.
                unsafe { $fast }
            }
            $(
                const HAS_SECOND: bool = true;

                $(
                    #[inline(always)]
                    unsafe fn takes_second($if_regs: $crate::eval::operation::Regs) -> bool {
                        // SAFETY: as above.
                        unsafe { $if }
                    }
                )?

                #[inline(always)]
                unsafe fn second(
                    $second_regs: $crate::eval::operation::Regs,
                    $second_vm: *mut $crate::vm::Vm,
                ) -> $crate::eval::operation::Outcome {
                    // SAFETY: as above.
                    unsafe { $second }
                }
            )?
            fn slow(
                $cursor: &mut $crate::eval::cursor::Cursor,
                $vm: &mut $crate::vm::Vm,
            ) -> $crate::result::PyResult<()> {
                $body
            }
        }
    };
}
pub(crate) use operation;
