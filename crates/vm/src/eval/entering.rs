//! What the fast paths of calls do to enter a Python function's frame.
//!
//! All of them ask [`has_room`] once, and write only then.

use rpy_bytecode::Opcode;

use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::builtins::tuple::Tuple;
use crate::eval::operation::{Outcome, Regs, header, is_object, keep_branch, retain};
use crate::eval::profile;
use crate::frame::layout::{self, HEADER};
use crate::object::reference::Object;
use crate::object::shape::ShapeId;
use crate::object::value::UNBOUND;
use crate::vm::Vm;

/// Words of a call with its inline cache.
pub(super) const WORDS: usize = Opcode::Call.words() as usize;
const _: () = assert!(Opcode::CallMethod.words() as usize == WORDS);

/// Enters a Python function from an instruction of `INSTRUCTION` words, if [`has_room`]: header at
/// `base - 5`, arguments up to `sp`.
///
/// # Safety
///
/// As for `Operation::fast`; the arguments are exactly the parameters of the code, which is linked.
#[inline(always)]
pub(super) unsafe fn enter(
    regs: Regs,
    base: *mut u64,
    code: *const Object<Code>,
    flags: u64,
    vm: *mut Vm,
) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        if !has_room(base, vm) {
            return Outcome::Slow;
        }
        keep_branch();
        enter_at_once::<WORDS>(regs, base, code, flags, vm)
    }
}

/// As [`enter`], where [`has_room`] has been asked: another thread can change its answer at any time,
/// so that it must not be asked again once something has been written.
///
/// # Safety
///
/// As for `enter`.
#[inline(always)]
pub(super) unsafe fn enter_at_once<const INSTRUCTION: usize>(
    mut regs: Regs,
    base: *mut u64,
    code: *const Object<Code>,
    flags: u64,
    vm: *mut Vm,
) -> Outcome {
    // SAFETY: there is room for the frame.
    unsafe {
        let payload = &(*code).payload;
        (*vm).thread.depth -= 1;
        *base.sub(layout::RETURN) = regs.pc.add(INSTRUCTION) as u64;
        *base.sub(layout::CALLER) = regs.fp as u64;
        *base.sub(layout::CODE) = code as u64;
        *base.sub(layout::FLAGS) = flags;
        let operands = regs.sp.add(payload.further_locals as usize);
        let mut local = regs.sp;
        while local != operands {
            keep_branch();
            *local = UNBOUND;
            local = local.add(1);
        }
        regs.fp = base;
        regs.sp = operands;
        regs.pc = payload.start.get();
        Outcome::Next(regs)
    }
}

/// Whether a frame may be entered at `base` without a look at the eval breaker and the limits: that of
/// code that is ready fits into what is free above the limit of the value stack, which is null if
/// something waits for an instruction boundary.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn has_room(base: *mut u64, vm: *mut Vm) -> bool {
    // SAFETY: the VM is the running one.
    unsafe { base < (*vm).breaker.call_limit() && (*vm).thread.depth > 0 }
}

/// The function of a word and its code, if it is a function.
///
/// # Safety
///
/// As for `Operation::fast`; `callee` is a live word.
#[inline(always)]
pub(super) unsafe fn function_code(
    callee: u64,
) -> Option<(*const Object<Function>, *const Object<Code>)> {
    if !is_object(callee) {
        return None;
    }
    // SAFETY: an object with the shape of functions is one.
    unsafe {
        if (*header(callee)).shape() != ShapeId::FUNCTION {
            return None;
        }
        let function = header(callee).cast::<Object<Function>>();
        let code = (*(*function).payload.code.as_ptr()).as_ptr().as_ptr();
        Some((function, code))
    }
}

/// The code of a word, if it is a function that can be entered with `count` positional arguments
/// without binding them.
///
/// # Safety
///
/// As for `Operation::fast`; `callee` is a live word.
#[inline(always)]
pub(super) unsafe fn ready_code(callee: u64, count: usize) -> Option<*const Object<Code>> {
    // SAFETY: as promised by the caller.
    unsafe {
        let (_, code) = function_code(callee)?;
        ((*code).payload.ready_arguments.get() == count as u32).then_some(code)
    }
}

/// The defaults of the last `missing` parameters; null if the function has not so many.
///
/// # Safety
///
/// As for `Operation::fast`; the function is live.
#[inline(always)]
pub(super) unsafe fn last_defaults(
    function: *const Object<Function>,
    missing: usize,
) -> *const u64 {
    // SAFETY: the word is a live value; an object with the shape of tuples is one.
    unsafe {
        let defaults = (*(*function).payload.defaults.as_ptr()).bits();
        if !is_object(defaults) || (*header(defaults)).shape() != ShapeId::TUPLE {
            return std::ptr::null();
        }
        let tuple = header(defaults).cast::<Object<Tuple>>();
        let length = (*tuple).payload.length();
        if length < missing {
            return std::ptr::null();
        }
        // The items lie behind the payload.
        tuple.add(1).cast::<u64>().add(length - missing)
    }
}

/// Pushes `count` words from `from` on, each a reference more.
///
/// # Safety
///
/// They are live values, and there is room for them.
#[inline(always)]
pub(super) unsafe fn push_words(regs: &mut Regs, mut from: *const u64, count: usize) {
    // SAFETY: as promised by the caller.
    unsafe {
        let end = from.add(count);
        while from != end {
            keep_branch();
            retain(*from);
            regs.push(*from);
            from = from.add(1);
        }
    }
}

/// Enters the function at `base - 5` with the arguments up to `sp` and its defaults.
///
/// # Safety
///
/// As for `Operation::fast`, at a call of [`WORDS`] words with `count` arguments.
#[inline(always)]
pub(super) unsafe fn enter_with_defaults(
    mut regs: Regs,
    base: *mut u64,
    count: usize,
    vm: *mut Vm,
) -> Outcome {
    // SAFETY: room is looked for before anything is written.
    unsafe {
        let Some((function, code)) = function_code(*base.sub(HEADER)) else {
            return Outcome::Slow;
        };
        let missing = ((*code).payload.ready_arguments.get() as usize).wrapping_sub(count);
        if is_new_callee(&regs, code) || !has_room(base, vm) {
            return Outcome::Slow;
        }
        let defaults = last_defaults(function, missing);
        if defaults.is_null() {
            return Outcome::Slow;
        }
        push_words(&mut regs, defaults, missing);
        enter_at_once::<WORDS>(regs, base, code, 0, vm)
    }
}

/// Whether a call site is to note that it calls this code: as long as it has seen one callee.
///
/// # Safety
///
/// As for `Operation::fast`, at a call of a Python function; `code` is live.
#[inline(always)]
pub(super) unsafe fn is_new_callee(regs: &Regs, code: *const Object<Code>) -> bool {
    // SAFETY: as promised by the caller; the cache lies behind the instruction.
    unsafe {
        let known = regs.cache(0);
        known != (*code).payload.number && known != profile::MANY
    }
}
