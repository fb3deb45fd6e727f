//! Jumps.

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::eval::cursor::Cursor;
use crate::eval::operation::{
    Outcome, Regs, header, is_object, keep_branch, next_releasing, operation, release,
};
use crate::object::reference::Object;
use crate::object::shape::ShapeId;
use crate::object::value::{FALSE, NONE, TRUE, Value};
use crate::result::PyResult;
use crate::vm::Vm;

/// Whether a word is `False`, `None` or the int 0. Other values may be false, too.
#[inline(always)]
const fn is_false(word: u64) -> bool {
    const ZERO: u64 = 1;
    word == FALSE || word == ZERO || word == NONE
}

/// Whether a word is `True` or an int other than 0. Other values may be true, too.
#[inline(always)]
const fn is_true(word: u64) -> bool {
    const ZERO: u64 = 1;
    word == TRUE || (word & 3 == 1 && word != ZERO)
}

/// Whether it is plain to see that a word is as true as `truth`.
#[inline(always)]
const fn is_plainly(truth: bool, word: u64) -> bool {
    if truth { is_true(word) } else { is_false(word) }
}

/// What a conditional jump that is taken does with the value it looked at. One that is not taken
/// drops it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operand {
    Drop,
    Keep,
}

/// Jumps if the top value is as true as `truth`. That and `operand` are constants once this is
/// inlined.
///
/// # Safety
///
/// As for `Operation::fast`, at a jump with one operand.
#[inline(always)]
unsafe fn jump_if(truth: bool, operand: Operand, mut regs: Regs) -> Outcome {
    // SAFETY: the verifier checked the stack and the target.
    unsafe {
        let (value, word) = (regs.peek(1), regs.word());
        if is_plainly(truth, value) {
            if operand == Operand::Drop {
                regs.sp = regs.sp.sub(1);
            }
            keep_branch();
            return Outcome::Next(regs.advance(1).jump(word));
        }
        if !is_plainly(!truth, value) {
            let Some(found) = truth_of_object(value) else {
                return Outcome::Slow;
            };
            if found == truth {
                let next = regs.advance(1).jump(word);
                return match operand {
                    Operand::Drop => next_releasing(popped(next), value),
                    Operand::Keep => Outcome::Next(next),
                };
            }
            return next_releasing(popped(regs.advance(1)), value);
        }
        regs.sp = regs.sp.sub(1);
        Outcome::Next(regs.advance(1))
    }
}

/// The registers with the top value taken off the stack.
///
/// # Safety
///
/// There is one, and its reference is given up elsewhere.
#[inline(always)]
unsafe fn popped(mut regs: Regs) -> Regs {
    // SAFETY: as promised by the caller.
    regs.sp = unsafe { regs.sp.sub(1) };
    regs
}

/// The truth of an object, if that is its length's, or its class says nothing about it.
///
/// # Safety
///
/// The word is live.
#[inline(always)]
unsafe fn truth_of_object(word: u64) -> Option<bool> {
    if !is_object(word) {
        return None;
    }
    // SAFETY: objects with the shapes of these classes are their instances.
    unsafe {
        let object = header(word);
        Some(match (*object).shape() {
            ShapeId::LIST => !(*(*object.cast::<Object<List>>()).payload.items_ptr()).is_empty(),
            ShapeId::TUPLE => (*object.cast::<Object<Tuple>>()).payload.length() != 0,
            ShapeId::STR => (*object.cast::<Object<Str>>()).payload.byte_length() != 0,
            ShapeId::DICT => (*(*object.cast::<Object<Dict>>()).payload.table_ptr()).len() != 0,
            _ => {
                let slots = &*(*object).class().slots.as_ptr();
                if slots.bool.is_some() || slots.length.is_some() {
                    return None;
                }
                true
            }
        })
    }
}

/// As [`jump_if`], for all values.
fn jump_if_slow(truth: bool, operand: Operand, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let value = match operand {
        Operand::Drop => cursor.pop(),
        Operand::Keep => cursor.peek(1).clone(),
    };
    if value.is_true(vm)? == truth {
        cursor.jump();
    } else if operand == Operand::Keep {
        drop(cursor.pop());
    }
    Ok(())
}

/// Jumps if the top value is `None`, or, unless `jumps`, if it is not. Drops it.
///
/// # Safety
///
/// As for [`jump_if`].
#[inline(always)]
unsafe fn jump_if_none(jumps: bool, mut regs: Regs) -> Outcome {
    // SAFETY: as in `jump_if`; the reference on the stack is given up.
    unsafe {
        let (value, word) = (regs.peek(1), regs.word());
        regs.sp = regs.sp.sub(1);
        let regs = regs.advance(1);
        if value == NONE {
            keep_branch();
            return Outcome::Next(if jumps { regs.jump(word) } else { regs });
        }
        next_releasing(if jumps { regs } else { regs.jump(word) }, value)
    }
}

operation!(
/// `JUMP` (`--`)
Jump,
fast |regs, vm| {
    let word = regs.word();
    if (word as i32) < 0 && Vm::burn(vm) {
        return Outcome::Slow;
    }
    Outcome::Next(regs.advance(1).jump(word))
},
slow |cursor, _vm| {
    cursor.jump();
    Ok(())
});

operation!(
/// `POP_JUMP_IF_FALSE` (`value --`)
PopJumpIfFalse,
fast |regs, _vm| jump_if(false, Operand::Drop, regs),
slow |cursor, vm| jump_if_slow(false, Operand::Drop, cursor, vm));

operation!(
/// `POP_JUMP_IF_TRUE` (`value --`)
PopJumpIfTrue,
fast |regs, _vm| jump_if(true, Operand::Drop, regs),
slow |cursor, vm| jump_if_slow(true, Operand::Drop, cursor, vm));

operation!(
/// `POP_JUMP_IF_NOT_NONE` (`value --`)
PopJumpIfNotNone,
fast |regs, _vm| jump_if_none(false, regs),
slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
/// `POP_JUMP_IF_NONE` (`value --`)
PopJumpIfNone,
fast |regs, _vm| jump_if_none(true, regs),
slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
/// `JUMP_IF_FALSE_OR_POP` (`value --` or `value -- value`)
JumpIfFalseOrPop,
fast |regs, _vm| jump_if(false, Operand::Keep, regs),
slow |cursor, vm| jump_if_slow(false, Operand::Keep, cursor, vm));

operation!(
/// `JUMP_IF_TRUE_OR_POP` (`value --` or `value -- value`)
JumpIfTrueOrPop,
fast |regs, _vm| jump_if(true, Operand::Keep, regs),
slow |cursor, vm| jump_if_slow(true, Operand::Keep, cursor, vm));

operation!(
/// `UNARY_NOT` (`value -- negation`)
UnaryNot,
fast |regs, _vm| {
    let value = regs.peek(1);
    if value != TRUE && value != FALSE {
        let Some(truth) = truth_of_object(value) else { return Outcome::Slow };
        *regs.sp.sub(1) = if truth { FALSE } else { TRUE };
        return next_releasing(regs.advance(1), value);
    }
    *regs.sp.sub(1) = value ^ TRUE ^ FALSE;
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = cursor.pop();
    let truth = value.is_true(vm)?;
    cursor.push(Value::bool(!truth));
    Ok(())
});

operation!(
/// `TO_BOOL` (`value -- truth`)
ToBool,
fast |regs, _vm| {
    let value = regs.peek(1);
    if value != TRUE && value != FALSE {
        let Some(truth) = truth_of_object(value) else { return Outcome::Slow };
        *regs.sp.sub(1) = if truth { TRUE } else { FALSE };
        return next_releasing(regs.advance(1), value);
    }
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = cursor.pop();
    let truth = value.is_true(vm)?;
    cursor.push(Value::bool(truth));
    Ok(())
});

operation!(
/// `IS_OP` (`left, right -- truth`), with a conditional jump that follows folded in.
IsOp,
fast |regs, _vm| {
    let (left, right) = (regs.peek(2), regs.peek(1));
    // Dropping an operand never changes the other's identity, but it may have to be freed.
    if (is_object(left) && (*crate::eval::operation::header(left)).refcount() == 1)
        || (is_object(right) && (*crate::eval::operation::header(right)).refcount() == 1)
    {
        return Outcome::Slow;
    }
    let truth = (left == right) != (regs.n() != 0);
    release(left);
    release(right);
    regs.sp = regs.sp.sub(2);
    Outcome::Next(crate::eval::comparisons::conclude(regs.advance(1), truth))
},
slow |cursor, _vm| {
    let right = cursor.pop();
    let left = cursor.pop();
    let truth = left.is(&right) != (cursor.n() != 0);
    cursor.push(Value::bool(truth));
    Ok(())
});
