//! Dispatch: a table of handlers, each ending in a tail call to the next.
//!
//! LLVM turns the calls at the end of a handler into jumps in optimised builds. Builds with debug
//! assertions use a loop over the same operations. See docs/adr/0004-tail-calls.md.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rpy_bytecode::Opcode;
#[cfg(not(debug_assertions))]
use rpy_bytecode::opcode::EXTENDED;

use crate::eval::cursor::Cursor;
use crate::eval::operation::{Operation, Outcome, Regs};
use crate::eval::operations;
use crate::eval::traced;
use crate::object::heap;
use crate::vm::Vm;

/// Opcode number of the word that ends a run; it is not in the table.
const HALT: u8 = 0;

/// The instruction that ends a run of the eval loop.
pub(crate) static HALT_CODE: [u32; 2] = [HALT as u32; 2];

/// Runs until a `HALT`.
///
/// # Safety
///
/// The registers are those of a frame with verified code.
#[inline(never)]
pub(crate) unsafe fn run(pc: *const u32, sp: *mut u64, fp: *mut u64, vm: &mut Vm) {
    // Three words, as a struct would go through memory.
    let regs = Regs { pc, sp, fp };
    #[cfg(not(debug_assertions))]
    // SAFETY: as promised by the caller.
    unsafe {
        tail::start(regs, vm);
    }
    #[cfg(debug_assertions)]
    // SAFETY: as promised by the caller.
    unsafe {
        match_loop::run(regs, vm);
    }
}

/// Runs the slow path of `O` and leaves the registers to go on with in the VM.
///
/// # Safety
///
/// The registers are those of a frame at an instruction of `O`.
#[inline(never)]
unsafe extern "C" fn run_slow<O: Operation>(
    pc: *const u32,
    sp: *mut u64,
    fp: *mut u64,
    vm: *mut Vm,
) {
    // SAFETY: the handler gave its registers, and holds no other reference to the VM.
    let vm = unsafe { &mut *vm };
    // SAFETY: as above.
    let mut cursor = unsafe { Cursor::new(Regs { pc, sp, fp }, O::WORDS) };
    vm.thread.enter_slow(&cursor);
    if vm.thread.fuel < 0 {
        crate::eval::profile::sample(&cursor, vm);
    }
    let result = catch_unwind(AssertUnwindSafe(|| O::slow(&mut cursor, vm)));
    match result {
        Ok(Ok(())) => {}
        Ok(Err(raised)) => crate::eval::unwind::unwind(raised, &mut cursor, vm),
        Err(panic) => {
            let raised = crate::eval::unwind::panicked(panic, vm);
            crate::eval::unwind::unwind(raised, &mut cursor, vm);
        }
    }
    if vm.attention() {
        crate::eval::run::attend(&mut cursor, vm);
    }
    vm.thread.saved = registers_by_word(&cursor);
}

/// The registers to go on with, read word by word: they were written so just now, and one wide load
/// would have to wait until the stores have reached the cache.
#[inline(always)]
pub(crate) fn registers_by_word(cursor: &Cursor) -> Regs {
    // SAFETY: reads of initialised fields.
    unsafe {
        Regs {
            pc: std::ptr::read_volatile(&raw const cursor.next),
            sp: std::ptr::read_volatile(&raw const cursor.sp),
            fp: std::ptr::read_volatile(&raw const cursor.fp),
        }
    }
}

/// Does what waits for an instruction boundary, and leaves the registers to go on with in the VM.
///
/// # Safety
///
/// The registers are a frame's, between two instructions.
#[cold]
#[inline(never)]
unsafe extern "C" fn run_attend(pc: *const u32, sp: *mut u64, fp: *mut u64, vm: *mut Vm) {
    // SAFETY: the handler holds no other reference to the VM.
    let vm = unsafe { &mut *vm };
    let mut cursor = Cursor::between(Regs { pc, sp, fp });
    vm.thread.enter_slow(&cursor);
    crate::eval::run::attend(&mut cursor, vm);
    vm.thread.saved = cursor.registers();
}

/// What carries out one instruction and leaves the registers to go on with in the VM.
type Runner = unsafe extern "C" fn(*const u32, *mut u64, *mut u64, *mut Vm);

/// Carries out an instruction of `O` and no other, as fast paths may.
///
/// # Safety
///
/// The registers are those of a frame at an instruction of `O`.
unsafe extern "C" fn run_unfolded<O: Operation>(
    pc: *const u32,
    sp: *mut u64,
    fp: *mut u64,
    vm: *mut Vm,
) {
    if !traced::is_simple(O::OPCODE) {
        // SAFETY: the registers are handed on.
        return unsafe { run_slow::<O>(pc, sp, fp, vm) };
    }
    // SAFETY: as promised by the caller; words that are freed have a count of zero.
    unsafe {
        let (regs, words) = match O::fast(Regs { pc, sp, fp }, vm) {
            Outcome::Next(regs) => (regs, [0, 0]),
            Outcome::Free(regs, word) => (regs, [word, 0]),
            Outcome::Free2(regs, first, second) => (regs, [first, second]),
            Outcome::Slow => return run_slow::<O>(pc, sp, fp, vm),
        };
        for word in words.into_iter().filter(|word| *word != 0) {
            heap::deallocate(crate::eval::operation::header(word));
        }
        (*vm).thread.saved = regs;
        if (*vm).attention() {
            run_attend(regs.pc, regs.sp, regs.fp, vm);
        }
    }
}

macro_rules! define_unfolded {
    ([$n:ident]
        primary { $($(#[$doc:meta])* $name:ident = $variant:ident($kind:ident) { $($row:tt)* })* }
        extended { $($(#[$xdoc:meta])* $xname:ident = $xvariant:ident($xkind:ident) { $($xrow:tt)* })* }
        forms { $($(#[$fdoc:meta])* $fname:ident = $fvariant:ident $shape:ident { $($form:tt)* })* }
        families { $($family:ident)* }) => {
        /// What carries out the instruction with this word and no other.
        pub(super) fn unfolded(word: u32) -> Runner {
            match Opcode::of_word(word) {
                $(Some(Opcode::$variant) => run_unfolded::<operations::$variant>,)*
                $(Some(Opcode::$fvariant) => run_unfolded::<operations::$fvariant>,)*
                $(Some(Opcode::$xvariant) => run_unfolded::<operations::$xvariant>,)*
                None => unreachable!("the verifier lets no unknown opcode pass"),
            }
        }
    };
}
rpy_bytecode::for_each_opcode!(define_unfolded);

/// The handlers by opcode number. An interpreter keeps them in itself: then a dispatch needs no
/// register, and no instruction, for the address of the table.
#[cfg(not(debug_assertions))]
pub(crate) use tail::Table;

/// Builds with debug assertions have no table.
#[cfg(debug_assertions)]
pub(crate) type Table = [(); 0];

/// The table for an interpreter whose programs are traced, or not.
pub(crate) fn handler_table(is_traced: bool) -> Table {
    #[cfg(not(debug_assertions))]
    return tail::table_for(is_traced);
    #[cfg(debug_assertions)]
    {
        // The loop looks for itself.
        let _ = is_traced;
        []
    }
}

#[cfg(not(debug_assertions))]
mod tail {
    use super::*;

    /// A handler; the arguments are the registers of the eval loop and stay in machine registers.
    type Handler = unsafe extern "C" fn(*const u32, *mut u64, *mut u64, *mut Vm);

    /// The handlers by opcode number.
    pub(crate) struct Table {
        first: [Handler; 256],
        /// Those of the second page, which [`extended`] goes on to.
        second: [Handler; 256],
    }

    impl Default for Table {
        fn default() -> Table {
            table()
        }
    }

    macro_rules! define_table {
        ([$n:ident]
            primary { $($(#[$doc:meta])* $name:ident = $variant:ident($kind:ident) { $($row:tt)* })* }
            extended { $($(#[$xdoc:meta])* $xname:ident = $xvariant:ident($xkind:ident) { $($xrow:tt)* })* }
            forms { $($(#[$fdoc:meta])* $fname:ident = $fvariant:ident $shape:ident { $($form:tt)* })* }
            families { $($family:ident)* }) => {
            const fn table() -> Table {
                let (mut first, mut second): ([Handler; 256], [Handler; 256]) =
                    ([bad; 256], [bad; 256]);
                first[HALT as usize] = halt;
                first[EXTENDED as usize] = extended;
                $(first[Opcode::$variant.byte() as usize] = handler::<operations::$variant>;)*
                $(first[Opcode::$fvariant.byte() as usize] = handler::<operations::$fvariant>;)*
                $(second[Opcode::$xvariant as usize & 0xff] = handler::<operations::$xvariant>;)*
                Table { first, second }
            }
        };
    }
    rpy_bytecode::for_each_opcode!(define_table);

    /// The handlers of a program that nobody traces.
    static PLAIN: Table = table();

    /// The table for a program that is traced, or not.
    pub(super) fn table_for(is_traced: bool) -> Table {
        let mut all = table();
        if is_traced {
            all.first = [traced_handler; 256];
            all.first[HALT as usize] = halt;
        }
        all
    }

    /// Handler of all instructions while some tool has events.
    unsafe extern "C" fn traced_handler(pc: *const u32, sp: *mut u64, fp: *mut u64, vm: *mut Vm) {
        // SAFETY: the registers are those of a frame at an instruction, and are handed on.
        unsafe {
            if !traced::is_plain(pc, fp, vm) {
                return traced_slow_handler(pc, sp, fp, vm);
            }
            let handler = PLAIN.first[*pc.cast::<u8>() as usize];
            handler(pc, sp, fp, vm)
        }
    }

    #[cold]
    #[inline(never)]
    unsafe extern "C" fn traced_slow_handler(
        pc: *const u32,
        sp: *mut u64,
        fp: *mut u64,
        vm: *mut Vm,
    ) {
        // SAFETY: the registers are handed on.
        unsafe {
            traced::run_traced(pc, sp, fp, vm);
            next((*vm).thread.saved, vm)
        }
    }

    /// Runs the instruction at the registers' `pc` and all that follow it.
    ///
    /// # Safety
    ///
    /// The registers are those of a frame with verified code.
    #[inline(always)]
    pub(super) unsafe fn start(regs: Regs, vm: *mut Vm) {
        // SAFETY: as promised by the caller.
        unsafe { next(regs, vm) }
    }

    /// Goes on with the instruction at `pc`.
    #[inline(always)]
    unsafe fn next(regs: Regs, vm: *mut Vm) {
        // SAFETY: `pc` points to an instruction; the table has an entry for every byte.
        unsafe {
            let handler = (*vm).handlers.first[*regs.pc.cast::<u8>() as usize];
            handler(regs.pc, regs.sp, regs.fp, vm)
        }
    }

    /// Goes on with the handler of an instruction of the second page.
    unsafe extern "C" fn extended(pc: *const u32, sp: *mut u64, fp: *mut u64, vm: *mut Vm) {
        // SAFETY: `pc` points to an instruction; the table has an entry for every byte.
        unsafe {
            let handler = (*vm).handlers.second[*pc.cast::<u8>().add(1) as usize];
            handler(pc, sp, fp, vm)
        }
    }

    unsafe extern "C" fn halt(_: *const u32, _: *mut u64, _: *mut u64, _: *mut Vm) {}

    unsafe extern "C" fn bad(_: *const u32, _: *mut u64, _: *mut u64, _: *mut Vm) {
        unreachable!("the verifier lets no unknown opcode pass")
    }

    unsafe extern "C" fn handler<O: Operation>(
        pc: *const u32,
        sp: *mut u64,
        fp: *mut u64,
        vm: *mut Vm,
    ) {
        // SAFETY: handlers are entered with the registers of a frame at their opcode.
        unsafe {
            match O::fast(Regs { pc, sp, fp }, vm) {
                Outcome::Next(regs) => next(regs, vm),
                Outcome::Slow if O::HAS_SECOND && O::takes_second(Regs { pc, sp, fp }) => {
                    second_handler::<O>(pc, sp, fp, vm);
                }
                Outcome::Slow => slow_handler::<O>(pc, sp, fp, vm),
                Outcome::Free(regs, word) => free_handler(regs.pc, regs.sp, regs.fp, vm, word),
                Outcome::Free2(regs, first, second) => {
                    free2_handler(regs.pc, regs.sp, regs.fp, vm, first, second);
                }
            }
        }
    }

    /// Tries the second path of an operation.
    #[inline(never)]
    unsafe extern "C" fn second_handler<O: Operation>(
        pc: *const u32,
        sp: *mut u64,
        fp: *mut u64,
        vm: *mut Vm,
    ) {
        // SAFETY: as for `handler`.
        unsafe {
            match O::second(Regs { pc, sp, fp }, vm) {
                Outcome::Next(regs) => next(regs, vm),
                Outcome::Slow => slow_handler::<O>(pc, sp, fp, vm),
                Outcome::Free(regs, word) => free_handler(regs.pc, regs.sp, regs.fp, vm, word),
                Outcome::Free2(regs, first, second) => {
                    free2_handler(regs.pc, regs.sp, regs.fp, vm, first, second);
                }
            }
        }
    }

    /// Cold, so that the fast path of a handler is laid out without taken branches.
    #[cold]
    #[inline(never)]
    unsafe extern "C" fn slow_handler<O: Operation>(
        pc: *const u32,
        sp: *mut u64,
        fp: *mut u64,
        vm: *mut Vm,
    ) {
        // SAFETY: the registers are handed on.
        unsafe {
            run_slow::<O>(pc, sp, fp, vm);
            next((*vm).thread.saved, vm)
        }
    }

    /// Frees the object of `word`. Freeing runs no Python code: finalisers wait.
    #[cold]
    #[inline(never)]
    unsafe extern "C" fn free_handler(
        pc: *const u32,
        sp: *mut u64,
        fp: *mut u64,
        vm: *mut Vm,
        word: u64,
    ) {
        // SAFETY: the registers are handed on; the word is an object with a count of zero.
        unsafe {
            heap::deallocate(crate::eval::operation::header(word));
            if (*vm).attention() {
                return attend_handler(pc, sp, fp, vm);
            }
            next(Regs { pc, sp, fp }, vm)
        }
    }

    /// As `free_handler`, for up to two words; zero stands for none.
    #[cold]
    #[inline(never)]
    unsafe extern "C" fn free2_handler(
        pc: *const u32,
        sp: *mut u64,
        fp: *mut u64,
        vm: *mut Vm,
        first: u64,
        second: u64,
    ) {
        // SAFETY: as for `free_handler`.
        unsafe {
            if first != 0 {
                heap::deallocate(crate::eval::operation::header(first));
            }
            if second != 0 {
                heap::deallocate(crate::eval::operation::header(second));
            }
            if (*vm).attention() {
                return attend_handler(pc, sp, fp, vm);
            }
            next(Regs { pc, sp, fp }, vm)
        }
    }

    #[cold]
    #[inline(never)]
    unsafe extern "C" fn attend_handler(pc: *const u32, sp: *mut u64, fp: *mut u64, vm: *mut Vm) {
        // SAFETY: the registers are handed on.
        unsafe {
            run_attend(pc, sp, fp, vm);
            next((*vm).thread.saved, vm)
        }
    }
}

#[cfg(debug_assertions)]
mod match_loop {
    use super::*;

    macro_rules! define_loop {
        ([$n:ident]
            primary { $($(#[$doc:meta])* $name:ident = $variant:ident($kind:ident) { $($row:tt)* })* }
            extended { $($(#[$xdoc:meta])* $xname:ident = $xvariant:ident($xkind:ident) { $($xrow:tt)* })* }
            forms { $($(#[$fdoc:meta])* $fname:ident = $fvariant:ident $shape:ident { $($form:tt)* })* }
            families { $($family:ident)* }) => {
            /// Runs until a `HALT`.
            pub(super) unsafe fn run(mut regs: Regs, vm: &mut Vm) {
                loop {
                    // SAFETY: `pc` points to an instruction.
                    let word = unsafe { *regs.pc };
                    if word as u8 == HALT {
                        return;
                    }
                    // SAFETY: the registers are a frame's at an instruction.
                    if vm.instruments.is_active() && !unsafe { traced::is_plain(regs.pc, regs.fp, vm) } {
                        // SAFETY: as above.
                        unsafe { traced::run_traced(regs.pc, regs.sp, regs.fp, vm) };
                        regs = vm.thread.saved;
                        continue;
                    }
                    regs = match Opcode::of_word(word) {
                        // SAFETY: the registers are a frame's at this opcode.
                        $(Some(Opcode::$variant) => unsafe { step::<operations::$variant>(regs, vm) },)*
                        // SAFETY: as above.
                        $(Some(Opcode::$fvariant) => unsafe { step::<operations::$fvariant>(regs, vm) },)*
                        // SAFETY: as above.
                        $(Some(Opcode::$xvariant) => unsafe { step::<operations::$xvariant>(regs, vm) },)*
                        None => unreachable!("the verifier lets no unknown opcode pass"),
                    }
                }
            }
        };
    }
    rpy_bytecode::for_each_opcode!(define_loop);

    unsafe fn step<O: Operation>(regs: Regs, vm: &mut Vm) -> Regs {
        // SAFETY: as promised by the caller.
        unsafe {
            vm.set_on_fast_path(true);
            let mut outcome = O::fast(regs, vm);
            if O::HAS_SECOND && matches!(outcome, Outcome::Slow) && O::takes_second(regs) {
                outcome = O::second(regs, vm);
            }
            vm.set_on_fast_path(false);
            match outcome {
                Outcome::Next(regs) => return regs,
                Outcome::Slow => run_slow::<O>(regs.pc, regs.sp, regs.fp, vm),
                Outcome::Free(regs, word) => free(regs, [word, 0], vm),
                Outcome::Free2(regs, first, second) => free(regs, [first, second], vm),
            }
            vm.thread.saved
        }
    }

    /// Frees the objects of words that are not zero.
    unsafe fn free(regs: Regs, words: [u64; 2], vm: &mut Vm) {
        // SAFETY: the words are objects with a count of zero.
        unsafe {
            for word in words {
                if word != 0 {
                    heap::deallocate(crate::eval::operation::header(word));
                }
            }
            vm.thread.saved = regs;
            if vm.attention() {
                run_attend(regs.pc, regs.sp, regs.fp, vm);
            }
        }
    }
}
