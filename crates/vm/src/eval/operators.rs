//! Unary and binary operators on numbers, with a store to a local that follows folded in.

use rpy_bytecode::opcode::OperatorFamily;
use rpy_bytecode::operator::BINARY_OPERATOR_MASK;
use rpy_bytecode::{BinaryOperator, Opcode};

use crate::builtins::str::Str;
use crate::eval::cursor::Cursor;
use crate::eval::locals::constant;
use crate::eval::operation::{Operation, Outcome, Regs, keep_branch, next_releasing, operation};
use crate::eval::special_methods::{Method, binary_method};
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Where an operator finds its operands: on the stack, in locals, constants or the instruction.
pub(crate) trait Operands {
    /// Operands on the stack.
    const POPS: usize;
    /// Whether the left operand is on the stack.
    const LEFT_OWNED: bool;
    /// Whether the right operand is on the stack.
    const RIGHT_OWNED: bool;
    /// Whether the right operand is a small int in the instruction.
    const RIGHT_IS_INT: bool = false;
    /// Whether one form serves all operators on ints.
    const MIXED: bool = false;

    /// The operands as words, borrowed.
    ///
    /// # Safety
    ///
    /// The registers are those of a frame at an instruction of this form.
    unsafe fn read(regs: &Regs) -> (u64, u64);

    /// The operands as values; takes those on the stack off it.
    fn take(cursor: &mut Cursor) -> (Value, Value);
}

pub(crate) const fn int_word(int: usize) -> u64 {
    (int as u64) << 2 | 1
}

macro_rules! operands {
    ($($(#[$doc:meta])* $name:ident { pops $pops:literal, owned $left:literal $right:literal,
        $(int $int:literal,)? $(mixed $mixed:literal,)? read |$regs:ident| $read:expr, take |$cursor:ident| $take:expr })*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Operands for $name {
            const POPS: usize = $pops;
            const LEFT_OWNED: bool = $left;
            const RIGHT_OWNED: bool = $right;
            $(const RIGHT_IS_INT: bool = $int;)?
            $(const MIXED: bool = $mixed;)?
            #[inline(always)]
            unsafe fn read($regs: &Regs) -> (u64, u64) {
                // SAFETY: the verifier checked operands and depth.
                unsafe { $read }
            }
            fn take($cursor: &mut Cursor) -> (Value, Value) {
                $take
            }
        }
    )*};
}

operands! {
    /// Both on the stack.
    SS { pops 2, owned true true, read |regs| (regs.peek(2), regs.peek(1)),
        take |cursor| { let right = cursor.pop(); (cursor.pop(), right) } }
    /// Both in locals.
    LL { pops 0, owned false false, read |regs| (regs.local(regs.a()), regs.local(regs.b())),
        take |cursor| (cursor.local(cursor.a()).clone(), cursor.local(cursor.b()).clone()) }
    /// A local and a constant.
    LC { pops 0, owned false false, mixed true, read |regs| (regs.local(regs.a()), constant(regs, regs.b())),
        take |cursor| (cursor.local(cursor.a()).clone(), cursor.constant(cursor.b()).clone()) }
    /// A local and a small int.
    LI { pops 0, owned false false, int true,
        read |regs| (regs.local(regs.a()), int_word(regs.b())),
        take |cursor| (cursor.local(cursor.a()).clone(), Value::from_usize(cursor.b())) }
    /// The stack and a local.
    SL { pops 1, owned true false, read |regs| (regs.peek(1), regs.local(regs.b())),
        take |cursor| (cursor.pop(), cursor.local(cursor.b()).clone()) }
    /// The stack and a constant.
    SC { pops 1, owned true false, mixed true, read |regs| (regs.peek(1), constant(regs, regs.b())),
        take |cursor| (cursor.pop(), cursor.constant(cursor.b()).clone()) }
    /// The stack and a small int.
    SI { pops 1, owned true false, int true, read |regs| (regs.peek(1), int_word(regs.b())),
        take |cursor| (cursor.pop(), Value::from_usize(cursor.b())) }
    /// A local and the stack.
    LS { pops 1, owned false true, read |regs| (regs.local(regs.a()), regs.peek(1)),
        take |cursor| { let right = cursor.pop(); (cursor.local(cursor.a()).clone(), right) } }
}

/// Whether a word is an int without a heap object.
#[inline(always)]
pub(crate) const fn is_small_int(word: u64) -> bool {
    word & 3 == 1
}

/// Whether a word is a float without a heap object.
#[inline(always)]
pub(crate) const fn is_float(word: u64) -> bool {
    word & 2 != 0
}

/// The float in such a word.
#[inline(always)]
pub(crate) const fn float_of(word: u64) -> f64 {
    f64::from_bits(word.wrapping_sub(3).rotate_right(4))
}

/// The value of a float or int without a heap object as a float.
#[inline(always)]
pub(super) const fn number(word: u64) -> Option<f64> {
    if is_float(word) {
        Some(float_of(word))
    } else if is_small_int(word) {
        Some((word as i64 >> 2) as f64)
    } else {
        None
    }
}

/// Puts the result of an operator where it goes: into the local that a `STORE_FAST` behind the
/// instruction names, or on the stack. `pc` is behind the instruction, operands are popped.
///
/// # Safety
///
/// As for `Operation::fast`; the result owns its reference.
#[inline(always)]
pub(crate) unsafe fn deliver(mut regs: Regs, result: u64) -> Outcome {
    // SAFETY: `pc` points to an instruction.
    unsafe {
        let word = regs.word();
        if word as u8 == Opcode::StoreFast.byte() {
            let old = std::ptr::replace(regs.fp.add((word >> 8) as usize), result);
            return next_releasing(regs.advance(1), old);
        }
        regs.push(result);
        Outcome::Next(regs)
    }
}

/// Arithmetic on tagged ints: the sum, difference or product as a word, or `None` on overflow.
#[inline(always)]
fn int_arithmetic<const OPERATOR: u8>(left: u64, right: u64) -> Option<u64> {
    let (a, b) = (left as i64, right as i64);
    let result = match OPERATOR {
        0 => (a - 1).checked_add(b),
        1 => a.checked_sub(b - 1),
        _ => (a - 1).checked_mul(b >> 2).map(|product| product | 1),
    };
    result.map(|word| word as u64)
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn int_op<O: Operands, const OPERATOR: u8>(mut regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        if !is_small_int(left) || !(O::RIGHT_IS_INT || is_small_int(right)) {
            return Outcome::Slow;
        }
        let Some(result) = int_arithmetic::<OPERATOR>(left, right) else {
            return Outcome::Slow;
        };
        regs.sp = regs.sp.sub(O::POPS);
        deliver(regs.advance(1), result)
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn float_op<O: Operands, const OPERATOR: u8>(mut regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        let (a, b) = if left & right & 2 != 0 {
            (float_of(left), float_of(right))
        } else {
            // An int beside a float counts as the nearest float.
            match (number(left), number(right)) {
                (Some(a), Some(b)) if (left | right) & 2 != 0 => (a, b),
                _ => return Outcome::Slow,
            }
        };
        let result = match OPERATOR {
            0 => a + b,
            1 => a - b,
            2 => a * b,
            _ => {
                if b == 0.0 {
                    return Outcome::Slow;
                }
                a / b
            }
        };
        if O::POPS == 0 {
            return deliver_float(regs.advance(1), result);
        }
        let Some(word) = float_word(result) else {
            return Outcome::Slow;
        };
        regs.sp = regs.sp.sub(O::POPS);
        deliver(regs.advance(1), word)
    }
}

/// Delivers the result of a float operator. If the next instruction applies another operator to it
/// and a local, that is carried out too, without going through memory.
///
/// # Safety
///
/// As for `deliver`. Nothing has been changed so far, so that the slow path may still be taken.
#[inline(always)]
unsafe fn deliver_float(regs: Regs, result: f64) -> Outcome {
    const ADD_SL: u8 = Opcode::AddFloatSL.byte();
    const SUB_SL: u8 = Opcode::SubFloatSL.byte();
    const MUL_SL: u8 = Opcode::MulFloatSL.byte();
    const ADD_LS: u8 = Opcode::AddFloatLS.byte();
    const SUB_LS: u8 = Opcode::SubFloatLS.byte();
    const MUL_LS: u8 = Opcode::MulFloatLS.byte();
    // SAFETY: `pc` points to an instruction, whose locals exist.
    unsafe {
        let opcode = regs.word() as u8;
        let other = match opcode {
            ADD_SL | SUB_SL | MUL_SL => regs.local(regs.b()),
            ADD_LS | SUB_LS | MUL_LS => regs.local(regs.a()),
            _ => 0,
        };
        if is_float(other) {
            let other = float_of(other);
            let combined = match opcode {
                ADD_SL | ADD_LS => result + other,
                MUL_SL | MUL_LS => result * other,
                SUB_SL => result - other,
                _ => other - result,
            };
            if let Some(word) = float_word(combined) {
                return deliver(regs.advance(1), word);
            }
        }
        match float_word(result) {
            Some(word) => deliver(regs, word),
            None => Outcome::Slow,
        }
    }
}

/// The word of a float, if it needs no heap object.
#[inline(always)]
fn float_word(value: f64) -> Option<u64> {
    Value::small_float(value).map(Value::into_bits)
}

/// Compares an operator with one after the other. Without the barrier, LLVM would make a jump table
/// of a chain of such comparisons, whose jump is predicted worse.
#[inline(always)]
fn one_of(number: u8) -> impl Fn(BinaryOperator) -> bool {
    move |operator| {
        keep_branch();
        number == operator as u8
    }
}

/// An operator on numbers of which one is a float.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn float_int_op<O: Operands>(mut regs: Regs, a: f64, b: f64) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let is = one_of(regs.c() & 15);
        let result = if is(BinaryOperator::Multiply) {
            a * b
        } else if is(BinaryOperator::Add) {
            a + b
        } else if is(BinaryOperator::Subtract) {
            a - b
        } else if is(BinaryOperator::TrueDivide) && b != 0.0 {
            a / b
        } else {
            return Outcome::Slow;
        };
        let Some(word) = float_word(result) else {
            return Outcome::Slow;
        };
        regs.sp = regs.sp.sub(O::POPS);
        deliver(regs.advance(1), word)
    }
}

/// Any other operator on small ints.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
pub(super) unsafe fn other_int_op<O: Operands>(mut regs: Regs) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        if !is_small_int(left) || !(O::RIGHT_IS_INT || is_small_int(right)) {
            if O::RIGHT_IS_INT && is_float(left) {
                return float_int_op::<O>(regs, float_of(left), (right as i64 >> 2) as f64);
            }
            return Outcome::Slow;
        }
        let (a, b) = (left as i64 >> 2, right as i64 >> 2);
        let is = one_of(regs.c() & 15);
        let result = if is(BinaryOperator::And) {
            a & b
        } else if O::MIXED && is(BinaryOperator::Add) {
            a + b
        } else if O::MIXED && is(BinaryOperator::Subtract) {
            a - b
        } else if O::MIXED && is(BinaryOperator::Multiply) {
            let Some(product) = a.checked_mul(b) else {
                return Outcome::Slow;
            };
            product
        } else if is(BinaryOperator::Remainder) {
            if b <= 0 {
                return Outcome::Slow;
            }
            a.rem_euclid(b)
        } else if is(BinaryOperator::FloorDivide) {
            if b <= 0 {
                return Outcome::Slow;
            }
            a.div_euclid(b)
        } else if is(BinaryOperator::RightShift) {
            if b < 0 {
                return Outcome::Slow;
            }
            a >> b.min(63)
        } else if is(BinaryOperator::Or) {
            a | b
        } else if is(BinaryOperator::Xor) {
            a ^ b
        } else if is(BinaryOperator::LeftShift) {
            if !(0..=61).contains(&b) || a >> (61 - b) != a >> 63 {
                return Outcome::Slow;
            }
            a << b
        } else if is(BinaryOperator::TrueDivide) {
            // Quotients of ints that are exact as floats are correctly rounded.
            const EXACT: i64 = 1 << 53;
            if b == 0 || a.abs() > EXACT || b.abs() > EXACT {
                return Outcome::Slow;
            }
            let Some(quotient) = Value::small_float(a as f64 / b as f64) else {
                return Outcome::Slow;
            };
            regs.sp = regs.sp.sub(O::POPS);
            return deliver(regs.advance(1), quotient.into_bits());
        } else {
            return Outcome::Slow;
        };
        let Some(result) = Value::small_int(result) else {
            return Outcome::Slow;
        };
        regs.sp = regs.sp.sub(O::POPS);
        deliver(regs.advance(1), result.into_bits())
    }
}

/// Times that a site may be specialized before it stays generic.
pub(super) const MAX_FAILURES: u8 = 7;

/// Whether a value is a float or int without a heap object.
fn is_number(value: &Value) -> bool {
    value.is_small_float() || value.is_small_int()
}

/// The specialized form of `B` for an operator on small ints.
fn int_form<B: Operation>(plain: BinaryOperator) -> Option<Opcode> {
    let family = match plain {
        BinaryOperator::Add => OperatorFamily::AddInt,
        BinaryOperator::Subtract => OperatorFamily::SubInt,
        BinaryOperator::Multiply => OperatorFamily::MulInt,
        _ => OperatorFamily::OtherInt,
    };
    let form = B::OPCODE.specialized_form(family);
    form.or_else(|| B::OPCODE.specialized_form(OperatorFamily::OtherInt))
}

/// The specialized form of `B` for an operator on floats, or on floats and ints.
fn float_form<O: Operands, B: Operation>(plain: BinaryOperator) -> Option<Opcode> {
    let family = match plain {
        BinaryOperator::Add => Some(OperatorFamily::AddFloat),
        BinaryOperator::Subtract => Some(OperatorFamily::SubFloat),
        BinaryOperator::Multiply => Some(OperatorFamily::MulFloat),
        BinaryOperator::TrueDivide => Some(OperatorFamily::DivFloat),
        _ => None,
    };
    let form = family.and_then(|family| B::OPCODE.specialized_form(family));
    form.or_else(|| {
        // This one looks for a float beside its int.
        let other = B::OPCODE.specialized_form(OperatorFamily::OtherInt);
        other.filter(|_| O::RIGHT_IS_INT)
    })
}

/// The semantics of all forms of `BINARY_OP`; specializes.
#[inline(always)]
pub(super) fn binary_slow<O: Operands, B: Operation>(
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    let (left, right) = O::take(cursor);
    let c = cursor.c();
    let operator = BinaryOperator::from_number(u32::from(c & BINARY_OPERATOR_MASK))
        .expect("the verifier checked the operator");
    let form = if operator == BinaryOperator::Subscript {
        let sequence = left.as_object().is_some_and(|header| {
            matches!(
                header.shape(),
                ShapeId::LIST | ShapeId::TUPLE | ShapeId::STR | ShapeId::BYTES
            )
        });
        if sequence && right.is_small_int() {
            B::OPCODE.specialized_form(OperatorFamily::SubscrSequence)
        } else {
            None
        }
    } else if left.is_small_int() && right.is_small_int() {
        int_form::<B>(operator.plain())
    } else if is_number(&left) && is_number(&right) {
        float_form::<O, B>(operator.plain())
    } else {
        None
    };
    let failures = c >> 5;
    match form {
        Some(form) if failures < MAX_FAILURES => {
            cursor.set_c(c + 0x20);
            cursor.rewrite(form);
        }
        _ => cursor.rewrite(B::OPCODE),
    }
    let is_str = |value: &Value| {
        let header = value.as_object();
        header.is_some_and(|header| header.shape() == ShapeId::STR)
    };
    if operator.plain() == BinaryOperator::Add && is_str(&left) && is_str(&right) {
        let sum = add_strs(cursor, left, &right, vm);
        cursor.push(sum);
        return Ok(());
    }
    if operator.plain() == BinaryOperator::Power
        && let (Some(base), Some(exponent)) = (left.as_small_float(), right.as_small_float())
    {
        let result = crate::builtins::float::power(base, exponent, vm)?;
        cursor.push(result);
        return Ok(());
    }
    if let Some(method) = binary_method(&left, &right, operator, vm) {
        let args = match method.is_reflected() {
            true => [right, left],
            false => [left, right],
        };
        return enter_method::<O>(method, args, cursor, vm);
    }
    let result = left.binary(&right, operator, vm)?;
    cursor.push(result);
    Ok(())
}

/// Enters a special method above the operands, which are put back where they were.
pub(super) fn enter_method<O: Operands>(
    method: Method,
    args: [Value; 2],
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    let [left, right] = match method.is_reflected() {
        true => [&args[1], &args[0]],
        false => [&args[0], &args[1]],
    };
    if O::LEFT_OWNED {
        cursor.push(left.clone());
    }
    if O::RIGHT_OWNED {
        cursor.push(right.clone());
    }
    method.enter(&args, O::POPS, cursor, vm)
}

/// `left + right` for strs. Where the next instruction stores the sum in the local that `left`
/// comes from, the local is emptied first: then `left` may be the only reference, and grows.
fn add_strs(cursor: &mut Cursor, left: Value, right: &Value, vm: &mut Vm) -> Value {
    let left = left.downcast_into::<Str>().expect("the caller has looked");
    let right = right.downcast::<Str>().expect("the caller has looked");
    if let Some(local) = cursor.stored_next()
        && left.is_value(cursor.local(local))
    {
        drop(cursor.set_local(local, Value::UNBOUND));
    }
    Str::append_in_place(left, right, vm).into_value()
}

operation!(
    /// `UNARY_NEGATIVE` (`value -- result`)
    UnaryNegative,
    fast |regs, _vm| {
        let word = regs.peek(1);
        if is_small_int(word) {
            let Some(result) = Value::small_int(-(word as i64 >> 2)) else { return Outcome::Slow };
            *regs.sp.sub(1) = result.into_bits();
        } else if is_float(word) {
            let Some(result) = Value::small_float(-float_of(word)) else { return Outcome::Slow };
            *regs.sp.sub(1) = result.into_bits();
        } else {
            return Outcome::Slow;
        }
        Outcome::Next(regs.advance(1))
    },
    slow |cursor, vm| unary(cursor, vm, Value::negative));
operation!(
    /// `UNARY_POSITIVE` (`value -- result`)
    UnaryPositive, slow_only |cursor, vm| unary(cursor, vm, Value::positive));
operation!(
    /// `UNARY_INVERT` (`value -- result`)
    UnaryInvert, slow_only |cursor, vm| unary(cursor, vm, Value::invert));

fn unary(
    cursor: &mut Cursor,
    vm: &mut Vm,
    apply: impl Fn(&Value, &mut Vm) -> PyResult,
) -> PyResult<()> {
    let value = cursor.pop();
    let result = apply(&value, vm)?;
    cursor.push(result);
    Ok(())
}
