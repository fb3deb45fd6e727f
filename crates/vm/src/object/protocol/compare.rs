//! Rich comparison and hashing.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#object.__lt__>

use rpy_bytecode::CompareOperator;

use crate::builtins::dict::key::{simple_equals, simple_hash};
use crate::builtins::dict::table::is_exact_str;
use crate::builtins::str::{Str, compare_bytes};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `self op other`. Where neither operand knows how, `==` and `!=` compare identities and the
    /// rest raises `TypeError`.
    pub fn compare(&self, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        if let (Some(a), Some(b)) = (self.as_small_int(), other.as_small_int()) {
            return Ok(Value::bool(op.holds(Some(a.cmp(&b)))));
        }
        if let (Some(a), Some(b)) = (self.as_small_float(), other.as_small_float()) {
            return Ok(Value::bool(op.holds(a.partial_cmp(&b))));
        }
        if is_exact_str(self)
            && is_exact_str(other)
            && let (Some(a), Some(b)) = (self.downcast::<Str>(), other.downcast::<Str>())
        {
            return Ok(Value::bool(compare_bytes(a.as_bytes(), b.as_bytes(), op)));
        }
        let result = vm.with_recursion(" in comparison", |vm| self.compare_slots(other, op, vm))?;
        self.compare_at_last(other, result, op, vm)
    }

    /// As [`Value::compare`], where the left operand has been asked first and knows no answer.
    pub(crate) fn compare_declined(
        &self,
        other: &Value,
        op: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        let result = match other.class(vm).slots(vm).compare {
            Some(slot) => {
                vm.with_recursion(" in comparison", |vm| slot(other, self, op.swapped(), vm))?
            }
            None => Value::NOT_IMPLEMENTED,
        };
        self.compare_at_last(other, result, op, vm)
    }

    /// What a comparison gives after the operands have been asked.
    fn compare_at_last(
        &self,
        other: &Value,
        result: Value,
        op: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        if !result.is_not_implemented() {
            return Ok(result);
        }
        match op {
            CompareOperator::Equal => Ok(Value::bool(self.is(other))),
            CompareOperator::NotEqual => Ok(Value::bool(!self.is(other))),
            _ => {
                let (left, right) = (self.type_name(vm), other.type_name(vm));
                Err(vm.type_error(format!(
                    "'{}' not supported between instances of '{left}' and '{right}'",
                    op.text()
                )))
            }
        }
    }

    /// Asks both operands' classes, the right one first if it is a subclass of the left one.
    fn compare_slots(&self, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let (left, right) = (self.class(vm), other.class(vm));
        let left_slot = left.slots(vm).compare;
        let right_slot = right.slots(vm).compare;
        let right_first = !left.is(right) && right.is_subclass_of(left, vm);
        if right_first && let Some(slot) = right_slot {
            let result = slot(other, self, op.swapped(), vm)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        if let Some(slot) = left_slot {
            let result = slot(self, other, op, vm)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        if !right_first && let Some(slot) = right_slot {
            return slot(other, self, op.swapped(), vm);
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    /// The truth value of `self op other`.
    pub fn compare_bool(&self, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult<bool> {
        self.compare(other, op, vm)?.is_true(vm)
    }

    /// `self is other or self == other`, as containers compare their items.
    pub fn equals(&self, other: &Value, vm: &mut Vm) -> PyResult<bool> {
        if let Some(equal) = simple_equals(self, other) {
            return Ok(equal);
        }
        self.compare_bool(other, CompareOperator::Equal, vm)
    }

    /// `hash(self)`
    pub fn hash(&self, vm: &mut Vm) -> PyResult<i64> {
        if let Some(hash) = simple_hash(self, vm) {
            return Ok(hash as i64);
        }
        match self.class(vm).slots(vm).hash {
            Some(slot) => Ok(match vm.with_recursion("", |vm| slot(self, vm))? {
                // -1 is an error in CPython's C API, so no object has it as its hash.
                -1 => -2,
                hash => hash,
            }),
            None => {
                let name = self.type_name(vm);
                Err(vm.type_error(format!("unhashable type: '{name}'")))
            }
        }
    }
}
