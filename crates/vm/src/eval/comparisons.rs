//! Comparisons, with a conditional jump that follows folded in.

use rpy_bytecode::opcode::OperatorFamily;
use rpy_bytecode::operator::COMPARE_OPERATOR_MASK;
use rpy_bytecode::{CompareOperator, Opcode};

use crate::builtins::str::Str;
use crate::eval::cursor::Cursor;
use crate::eval::generic::contains_op;
use crate::eval::operation::{Operation, Outcome, Regs, header, is_object, operation, release};
use crate::eval::operators::{Operands, enter_method, float_of, is_float, is_small_int};
use crate::eval::special_methods::{
    compare_method, contains_method, enter_contains, may_have_methods,
};
use crate::object::shape::ShapeId;
use crate::object::value::{FALSE, TRUE, Value};
use crate::result::PyResult;
use crate::vm::Vm;

/// Ends an operation with a truth value: takes the conditional jump at `regs.pc`, if there is
/// one, else pushes the value.
///
/// # Safety
///
/// As for `Operation::fast`, with the operands popped and `pc` behind the instruction.
#[inline(always)]
pub(crate) unsafe fn conclude(mut regs: Regs, truth: bool) -> Regs {
    const FALSE_JUMP: u32 = Opcode::PopJumpIfFalse as u32;
    // SAFETY: `pc` points to an instruction.
    unsafe {
        let word = regs.word();
        if word & 0xfe == FALSE_JUMP {
            regs = regs.advance(1);
            if (word & 1 != 0) == truth {
                crate::eval::operation::keep_branch();
                regs = regs.jump(word);
            }
        } else {
            regs.push(FALSE + (u64::from(truth) << 3));
        }
        regs
    }
}
const _: () = assert!(TRUE == FALSE + 8);
const _: () = assert!(Opcode::PopJumpIfFalse.byte() & 1 == 0);
const _: () = assert!(Opcode::PopJumpIfTrue.byte() == Opcode::PopJumpIfFalse.byte() + 1);

/// Whether an operator that is true of the outcomes in `mask` holds for two floats.
#[inline(always)]
pub(super) fn holds(mask: u8, left: f64, right: f64) -> bool {
    let unordered = left.is_nan() | right.is_nan();
    let index = if unordered {
        3
    } else {
        u8::from(left > right) + u8::from(left >= right)
    };
    mask >> index & 1 != 0
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn compare_int<O: Operands>(mut regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        if !is_small_int(left) || !(O::RIGHT_IS_INT || is_small_int(right)) {
            return Outcome::Slow;
        }
        let (a, b) = (left as i64, right as i64);
        let index = u8::from(a >= b) + u8::from(a > b);
        let truth = regs.c() >> index & 1 != 0;
        regs.sp = regs.sp.sub(O::POPS);
        Outcome::Next(conclude(regs.advance(1), truth))
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn compare_float<O: Operands>(mut regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        if !is_float(left) || !is_float(right) {
            return Outcome::Slow;
        }
        let truth = holds(regs.c(), float_of(left), float_of(right));
        regs.sp = regs.sp.sub(O::POPS);
        Outcome::Next(conclude(regs.advance(1), truth))
    }
}

/// Whether two slices of the same length are equal. A loop of our own, as a fast path calls nothing.
#[inline(always)]
pub(super) fn equal_bytes(left: &[u8], right: &[u8]) -> bool {
    for (a, b) in left.iter().zip(right) {
        crate::eval::operation::keep_branch();
        if a != b {
            return false;
        }
    }
    true
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn compare_str<O: Operands>(mut regs: Regs) -> Outcome {
    // SAFETY: exact strings have the shape of `str`.
    unsafe {
        let (left, right) = O::read(&regs);
        if !is_object(left) || !is_object(right) {
            return Outcome::Slow;
        }
        let (left_header, right_header) = (&*header(left), &*header(right));
        if left_header.shape() != ShapeId::STR || right_header.shape() != ShapeId::STR {
            return Outcome::Slow;
        }
        let equal = if left == right {
            true
        } else {
            let (a, b) = (
                &*(&raw const left).cast::<crate::object::reference::Ref<Str>>(),
                &*(&raw const right).cast::<crate::object::reference::Ref<Str>>(),
            );
            a.byte_length() == b.byte_length() && equal_bytes(a.as_bytes(), b.as_bytes())
        };
        // The operands on the stack are given up; freeing is for the slow path.
        if (O::LEFT_OWNED && left_header.refcount() == 1)
            || (O::RIGHT_OWNED && right_header.refcount() == 1)
        {
            return Outcome::Slow;
        }
        let truth = regs.c() >> u8::from(equal) & 1 != 0;
        if O::LEFT_OWNED {
            release(left);
        }
        if O::RIGHT_OWNED {
            release(right);
        }
        regs.sp = regs.sp.sub(O::POPS);
        Outcome::Next(conclude(regs.advance(1), truth))
    }
}

/// Times that a site may be specialized before it stays generic.
pub(super) const EXHAUSTED: u8 = 15;

/// The semantics of all forms of `COMPARE_OP`; specializes.
pub(super) fn compare_slow<O: Operands, B: Operation>(
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    let (left, right) = O::take(cursor);
    let c = cursor.c();
    let operator = CompareOperator::from_number(u32::from(c & COMPARE_OPERATOR_MASK))
        .expect("the verifier checked the operator");
    let equality = matches!(operator, CompareOperator::Equal | CompareOperator::NotEqual);
    let is_str = |value: &Value| {
        value
            .as_object()
            .is_some_and(|header| header.shape() == ShapeId::STR)
    };
    let family = if left.is_small_int() && right.is_small_int() {
        Some(OperatorFamily::CompareInt)
    } else if left.is_small_float() && right.is_small_float() {
        Some(OperatorFamily::CompareFloat)
    } else if equality && is_str(&left) && is_str(&right) {
        Some(OperatorFamily::CompareStr)
    } else {
        None
    };
    let form = family.and_then(|family| B::OPCODE.specialized_form(family));
    // The upper bits of the operator byte count how often the site changed its mind.
    match form {
        Some(form) if c >> 4 < EXHAUSTED => {
            cursor.set_c(c + 0x10);
            cursor.rewrite(form);
        }
        _ => cursor.rewrite(B::OPCODE),
    }
    if let Some(method) = compare_method(&left, &right, operator, vm) {
        return enter_method::<O>(method, [left, right], cursor, vm);
    }
    let result = left.compare(&right, operator, vm)?;
    cursor.push(result);
    Ok(())
}

operation!(
/// `CONTAINS_OP` (`item, container -- truth`)
ContainsOp,
fast |regs, vm| contains_op(regs, vm),
second if |regs| may_have_methods(regs.peek(1)),
|regs, vm| enter_contains(regs, vm),
slow |cursor, vm| {
    let inverts = cursor.n() != 0;
    if let Some(method) = contains_method(cursor.peek(1), inverts, vm) {
        let args = [cursor.peek(1).clone(), cursor.peek(2).clone()];
        return method.enter(&args, 2, cursor, vm);
    }
    let container = cursor.pop();
    let item = cursor.pop();
    let found = container.contains(&item, vm)?;
    cursor.push(Value::bool(found != inverts));
    Ok(())
});
