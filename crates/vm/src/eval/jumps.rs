//! Jumps.

use crate::eval::operation::{Outcome, is_object, keep_branch, operation, release};
use crate::object::value::{FALSE, NONE, TRUE, Value};

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

operation!(
/// `JUMP` (`--`)
Jump,
fast |regs, vm| {
    let word = regs.word();
    if (word as i32) < 0 && (*vm).attention() {
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
fast |regs, _vm| {
    let (value, word) = (regs.peek(1), regs.word());
    if is_false(value) {
        regs.sp = regs.sp.sub(1);
        keep_branch();
        return Outcome::Next(regs.advance(1).jump(word));
    }
    if !is_true(value) {
        return Outcome::Slow;
    }
    regs.sp = regs.sp.sub(1);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = cursor.pop();
    if !value.is_true(vm)? {
        cursor.jump();
    }
    Ok(())
});

operation!(
/// `POP_JUMP_IF_TRUE` (`value --`)
PopJumpIfTrue,
fast |regs, _vm| {
    let (value, word) = (regs.peek(1), regs.word());
    if is_true(value) {
        regs.sp = regs.sp.sub(1);
        keep_branch();
        return Outcome::Next(regs.advance(1).jump(word));
    }
    if !is_false(value) {
        return Outcome::Slow;
    }
    regs.sp = regs.sp.sub(1);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = cursor.pop();
    if value.is_true(vm)? {
        cursor.jump();
    }
    Ok(())
});

operation!(
    /// `POP_JUMP_IF_NOT_NONE` (`value --`)
    PopJumpIfNotNone,
    fast |regs, _vm| {
        let (value, word) = (regs.peek(1), regs.word());
        regs.sp = regs.sp.sub(1);
        if value == NONE {
            keep_branch();
            return Outcome::Next(regs.advance(1));
        }
        let regs = regs.advance(1).jump(word);
        if release(value) { Outcome::Free(regs, value) } else { Outcome::Next(regs) }
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `POP_JUMP_IF_NONE` (`value --`)
    PopJumpIfNone,
    fast |regs, _vm| {
        let (value, word) = (regs.peek(1), regs.word());
        regs.sp = regs.sp.sub(1);
        if value == NONE {
            keep_branch();
            return Outcome::Next(regs.advance(1).jump(word));
        }
        let regs = regs.advance(1);
        if release(value) { Outcome::Free(regs, value) } else { Outcome::Next(regs) }
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
/// `JUMP_IF_FALSE_OR_POP` (`value --` or `value -- value`)
JumpIfFalseOrPop,
fast |regs, _vm| {
    let (value, word) = (regs.peek(1), regs.word());
    if is_false(value) {
        keep_branch();
        return Outcome::Next(regs.advance(1).jump(word));
    }
    if !is_true(value) {
        return Outcome::Slow;
    }
    regs.sp = regs.sp.sub(1);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    if cursor.peek(1).clone().is_true(vm)? {
        drop(cursor.pop());
    } else {
        cursor.jump();
    }
    Ok(())
});

operation!(
/// `JUMP_IF_TRUE_OR_POP` (`value --` or `value -- value`)
JumpIfTrueOrPop,
fast |regs, _vm| {
    let (value, word) = (regs.peek(1), regs.word());
    if is_true(value) {
        keep_branch();
        return Outcome::Next(regs.advance(1).jump(word));
    }
    if !is_false(value) {
        return Outcome::Slow;
    }
    regs.sp = regs.sp.sub(1);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    if cursor.peek(1).clone().is_true(vm)? {
        cursor.jump();
    } else {
        drop(cursor.pop());
    }
    Ok(())
});

operation!(
/// `UNARY_NOT` (`value -- negation`)
UnaryNot,
fast |regs, _vm| {
    let value = regs.peek(1);
    if value != TRUE && value != FALSE {
        return Outcome::Slow;
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
        return Outcome::Slow;
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
