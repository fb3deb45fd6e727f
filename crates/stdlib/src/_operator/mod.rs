//! `_operator`: the operators as functions.
//! Reference: <https://docs.python.org/3.14/library/operator.html>

mod digest;
mod getters;

pub use _operator::MODULE;
pub(crate) use digest::compare as compare_digest;

/// Operators as functions.
#[rpy_macros::native_module(
    name = "_operator",
    classes(getters::ItemGetter, getters::AttrGetter, getters::MethodCaller)
)]
mod _operator {
    use std::ops::ControlFlow;

    use rpy_bytecode::{BinaryOperator, CompareOperator};
    use rpy_vm::{Args, PyResult, Value, Vm};

    use super::{digest, getters};

    /// Returns a + b.
    #[function(signature = "(a, b, /)")]
    fn add(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::Add, vm)
    }

    /// Returns a - b.
    #[function(signature = "(a, b, /)")]
    fn sub(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::Subtract, vm)
    }

    /// Returns a * b.
    #[function(signature = "(a, b, /)")]
    fn mul(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::Multiply, vm)
    }

    /// Returns a @ b.
    #[function(signature = "(a, b, /)")]
    fn matmul(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::MatrixMultiply, vm)
    }

    /// Returns a / b.
    #[function(signature = "(a, b, /)")]
    fn truediv(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::TrueDivide, vm)
    }

    /// Returns a // b.
    #[function(signature = "(a, b, /)")]
    fn floordiv(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::FloorDivide, vm)
    }

    /// Returns a % b.
    #[function(name = "mod", signature = "(a, b, /)")]
    fn mod_(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::Remainder, vm)
    }

    /// Returns a << b.
    #[function(signature = "(a, b, /)")]
    fn lshift(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::LeftShift, vm)
    }

    /// Returns a >> b.
    #[function(signature = "(a, b, /)")]
    fn rshift(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::RightShift, vm)
    }

    /// Returns a & b.
    #[function(name = "and_", signature = "(a, b, /)")]
    fn and_(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::And, vm)
    }

    /// Returns a | b.
    #[function(name = "or_", signature = "(a, b, /)")]
    fn or_(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::Or, vm)
    }

    /// Returns a ^ b.
    #[function(signature = "(a, b, /)")]
    fn xor(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::Xor, vm)
    }

    /// Returns a ** b.
    #[function(signature = "(a, b, /)")]
    fn pow(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::Power, vm)
    }

    /// Returns what a becomes by a += b.
    #[function(signature = "(a, b, /)")]
    fn iadd(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceAdd, vm)
    }

    /// Returns what a becomes by a -= b.
    #[function(signature = "(a, b, /)")]
    fn isub(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceSubtract, vm)
    }

    /// Returns what a becomes by a *= b.
    #[function(signature = "(a, b, /)")]
    fn imul(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceMultiply, vm)
    }

    /// Returns what a becomes by a @= b.
    #[function(signature = "(a, b, /)")]
    fn imatmul(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceMatrixMultiply, vm)
    }

    /// Returns what a becomes by a /= b.
    #[function(signature = "(a, b, /)")]
    fn itruediv(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceTrueDivide, vm)
    }

    /// Returns what a becomes by a //= b.
    #[function(signature = "(a, b, /)")]
    fn ifloordiv(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceFloorDivide, vm)
    }

    /// Returns what a becomes by a %= b.
    #[function(signature = "(a, b, /)")]
    fn imod(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceRemainder, vm)
    }

    /// Returns what a becomes by a <<= b.
    #[function(signature = "(a, b, /)")]
    fn ilshift(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceLeftShift, vm)
    }

    /// Returns what a becomes by a >>= b.
    #[function(signature = "(a, b, /)")]
    fn irshift(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceRightShift, vm)
    }

    /// Returns what a becomes by a &= b.
    #[function(signature = "(a, b, /)")]
    fn iand(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceAnd, vm)
    }

    /// Returns what a becomes by a |= b.
    #[function(signature = "(a, b, /)")]
    fn ior(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceOr, vm)
    }

    /// Returns what a becomes by a ^= b.
    #[function(signature = "(a, b, /)")]
    fn ixor(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplaceXor, vm)
    }

    /// Returns what a becomes by a **= b.
    #[function(signature = "(a, b, /)")]
    fn ipow(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.binary(b, BinaryOperator::InplacePower, vm)
    }

    /// Returns a < b.
    #[function(signature = "(a, b, /)")]
    fn lt(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.compare(b, CompareOperator::Less, vm)
    }

    /// Returns a <= b.
    #[function(signature = "(a, b, /)")]
    fn le(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.compare(b, CompareOperator::LessEqual, vm)
    }

    /// Returns a == b.
    #[function(signature = "(a, b, /)")]
    fn eq(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.compare(b, CompareOperator::Equal, vm)
    }

    /// Returns a != b.
    #[function(signature = "(a, b, /)")]
    fn ne(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.compare(b, CompareOperator::NotEqual, vm)
    }

    /// Returns a >= b.
    #[function(signature = "(a, b, /)")]
    fn ge(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.compare(b, CompareOperator::GreaterEqual, vm)
    }

    /// Returns a > b.
    #[function(signature = "(a, b, /)")]
    fn gt(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.compare(b, CompareOperator::Greater, vm)
    }

    /// Returns -a.
    #[function(signature = "(a, /)")]
    fn neg(a: &Value, vm: &mut Vm) -> PyResult {
        a.negative(vm)
    }

    /// Returns +a.
    #[function(signature = "(a, /)")]
    fn pos(a: &Value, vm: &mut Vm) -> PyResult {
        a.positive(vm)
    }

    /// Returns ~a.
    #[function(signature = "(a, /)")]
    fn inv(a: &Value, vm: &mut Vm) -> PyResult {
        a.invert(vm)
    }

    /// Returns ~a.
    #[function(signature = "(a, /)")]
    fn invert(a: &Value, vm: &mut Vm) -> PyResult {
        a.invert(vm)
    }

    /// Returns abs(a).
    #[function(signature = "(a, /)")]
    fn abs(a: &Value, vm: &mut Vm) -> PyResult {
        a.absolute(vm)
    }

    /// Returns a.__index__().
    #[function(signature = "(a, /)")]
    fn index(a: &Value, vm: &mut Vm) -> PyResult {
        a.index(vm)
    }

    /// Returns not a.
    #[function(signature = "(a, /)")]
    fn not_(a: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(!a.is_true(vm)?)
    }

    /// Returns bool(a).
    #[function(signature = "(a, /)")]
    fn truth(a: &Value, vm: &mut Vm) -> PyResult<bool> {
        a.is_true(vm)
    }

    /// Returns a is b.
    #[function(signature = "(a, b, /)")]
    fn is_(a: &Value, b: &Value) -> bool {
        a.is(b)
    }

    /// Returns a is not b.
    #[function(signature = "(a, b, /)")]
    fn is_not(a: &Value, b: &Value) -> bool {
        !a.is(b)
    }

    /// Returns a is None.
    #[function(signature = "(a, /)")]
    fn is_none(a: &Value) -> bool {
        a.is_none()
    }

    /// Returns a is not None.
    #[function(signature = "(a, /)")]
    fn is_not_none(a: &Value) -> bool {
        !a.is_none()
    }

    /// Returns what b in a gives: the container comes first.
    #[function(signature = "(a, b, /)")]
    fn contains(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<bool> {
        a.contains(b, vm)
    }

    /// Returns a[b].
    #[function(signature = "(a, b, /)")]
    fn getitem(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        a.subscript(b, vm)
    }

    /// Sets a[b] to c.
    #[function(signature = "(a, b, c, /)")]
    fn setitem(a: &Value, b: &Value, c: Value, vm: &mut Vm) -> PyResult<()> {
        a.set_subscript(b, c, vm)
    }

    /// Deletes a[b].
    #[function(signature = "(a, b, /)")]
    fn delitem(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<()> {
        a.delete_subscript(b, vm)
    }

    fn concatenate(a: &Value, b: &Value, op: BinaryOperator, vm: &mut Vm) -> PyResult {
        let slots = a.class(vm).slots(vm);
        let in_place = slots.inplace_concat.filter(|_| op.is_inplace());
        if let Some(concat) = in_place.or(slots.concat) {
            return concat(a, b, vm);
        }
        if a.is_sequence(vm) && b.is_sequence(vm) {
            return a.binary(b, op, vm);
        }
        let name = a.type_name(vm);
        Err(vm.type_error(format!("'{name}' object can't be concatenated")))
    }

    /// Returns a + b; both must be sequences.
    #[function(signature = "(a, b, /)")]
    fn concat(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        concatenate(a, b, BinaryOperator::Add, vm)
    }

    /// Returns what a becomes by a += b; both must be sequences.
    #[function(signature = "(a, b, /)")]
    fn iconcat(a: &Value, b: &Value, vm: &mut Vm) -> PyResult {
        concatenate(a, b, BinaryOperator::InplaceAdd, vm)
    }

    /// Returns how many items of a are, or equal, b.
    #[function(name = "countOf", signature = "(a, b, /)")]
    fn count_of(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<i64> {
        let mut count = 0;
        let _ = vm.iterate(a, |item, vm| {
            count += i64::from(item.equals(b, vm)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }

    /// Returns the index of the first item of a that is, or equals, b.
    #[function(name = "indexOf", signature = "(a, b, /)")]
    fn index_of(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<i64> {
        let mut index = 0;
        let found = vm.iterate(a, |item, vm| {
            if item.equals(b, vm)? {
                return Ok(ControlFlow::Break(()));
            }
            index += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        if found.is_break() {
            Ok(index)
        } else {
            Err(vm.value_error("sequence.index(x): x not in sequence"))
        }
    }

    /// Returns an estimate of the number of items of an object.
    #[function(signature = "(obj, default=0, /)")]
    fn length_hint(obj: &Value, default: Option<isize>, vm: &mut Vm) -> PyResult {
        let default = default.unwrap_or(0);
        // A default may be negative; a hint may not.
        match obj.length_hint(usize::MAX, vm)? {
            usize::MAX => Ok(vm.new_int(default as i64)),
            hint => Ok(vm.new_int(hint as i64)),
        }
    }

    /// Calls obj with the other arguments, and returns what it returns.
    #[function(signature = "(obj, /, *args, **kwargs)")]
    fn call(args: Args<'_>, vm: &mut Vm) -> PyResult {
        match args.split_first() {
            Some((function, args)) => function.call(args, vm),
            None => Err(vm.type_error("call expected at least 1 argument, got 0")),
        }
    }

    /// Compares two digests in a time that does not depend on where they differ.
    #[function(signature = "(a, b, /)")]
    fn _compare_digest(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<bool> {
        digest::compare(a, b, vm)
    }
}
