//! Operators of two operands.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#object.__add__>

use rpy_bytecode::BinaryOperator;

use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::slot_table::ask_right;
use crate::object::slots::{BinarySlot, Slots};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `self op other` for every operator, in-place forms and subscription included.
    ///
    /// An in-place form gives the new value of its target.
    pub fn binary(&self, other: &Value, op: BinaryOperator, vm: &mut Vm) -> PyResult {
        if op == BinaryOperator::Subscript {
            return self.subscript(other, vm);
        }
        let plain = op.plain();
        if op.is_inplace() {
            let class = self.class(vm);
            let slots = class.slots(vm);
            if let Some(slot) = slots.inplace[plain as usize] {
                let result = slot(self, other, vm)?;
                if !result.is_not_implemented() {
                    return Ok(result);
                }
            } else if plain == BinaryOperator::Add
                && class.is_heap_type()
                && let Some(slot) = slots.inplace_concat
            {
                // What a subclass inherits as `__iadd__` is that of numbers as well.
                return slot(self, other, vm);
            }
        }
        self.binary_plain(other, op, vm)
    }

    /// As [`Value::binary`], where the method for the in-place form has been asked.
    pub(crate) fn binary_plain(&self, other: &Value, op: BinaryOperator, vm: &mut Vm) -> PyResult {
        let plain = op.plain();
        let result = self.binary_slots(other, |slots| slots.binary[plain as usize], vm)?;
        self.binary_at_last(other, result, op, vm)
    }

    /// As [`Value::binary`], where the left operand, an instance of a class written in Python, has been asked
    /// and knows no answer. `ask` says whether the right one is still to be asked.
    pub(crate) fn binary_declined(
        &self,
        other: &Value,
        op: BinaryOperator,
        ask: bool,
        vm: &mut Vm,
    ) -> PyResult {
        let plain = op.plain();
        let mut result = Value::NOT_IMPLEMENTED;
        if ask && !self.class(vm).is(other.class(vm)) {
            if let Some(answer) = ask_right(self, other, plain, vm)? {
                result = answer;
            } else if let Some(slot) = other.class(vm).slots(vm).binary[plain as usize] {
                result = slot(self, other, vm)?;
            }
        }
        self.binary_at_last(other, result, op, vm)
    }

    /// What a binary operator gives after the operands have been asked as numbers.
    fn binary_at_last(
        &self,
        other: &Value,
        result: Value,
        op: BinaryOperator,
        vm: &mut Vm,
    ) -> PyResult {
        if !result.is_not_implemented() {
            return Ok(result);
        }
        if let Some(result) = self.sequence_operator(other, op, vm)? {
            return Ok(result);
        }
        Err(self.unsupported_operands(other, operator_text(op), vm))
    }

    /// `divmod(self, other)`
    pub fn divmod(&self, other: &Value, vm: &mut Vm) -> PyResult {
        let result = self.binary_slots(other, |slots| slots.divmod, vm)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
        Err(self.unsupported_operands(other, "divmod()", vm))
    }

    /// `pow(self, exponent, modulus)`; without a modulus (None) this is `**`.
    pub fn power(&self, exponent: &Value, modulus: &Value, vm: &mut Vm) -> PyResult {
        if modulus.is_none() {
            return self.binary(exponent, BinaryOperator::Power, vm);
        }
        // The classes of all three operands are asked, each function once; the exponent's comes
        // first if its class is a subclass of the base's.
        let (base_class, exponent_class) = (self.class(vm), exponent.class(vm));
        let mut classes = [base_class, exponent_class, modulus.class(vm)];
        if !base_class.is(exponent_class) && exponent_class.is_subclass_of(base_class, vm) {
            classes.swap(0, 1);
        }
        let slots = classes.map(|class| class.slots(vm).power_modulo);
        for (position, slot) in slots.iter().enumerate() {
            let Some(slot) = slot else { continue };
            let known =
                |other: &Option<_>| other.is_some_and(|other| std::ptr::fn_addr_eq(other, *slot));
            if slots[..position].iter().any(known) {
                continue;
            }
            let result = slot(self, exponent, modulus, vm)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        let names = [self, exponent, modulus].map(|value| value.type_name(vm));
        Err(vm.type_error(format!(
            "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
            names[0], names[1], names[2]
        )))
    }

    /// Asks the operands' classes: the left one first, unless the right one is a subclass of it.
    fn binary_slots(
        &self,
        other: &Value,
        slot: impl Fn(&Slots) -> Option<BinarySlot>,
        vm: &mut Vm,
    ) -> PyResult {
        let (left, right) = (self.class(vm), other.class(vm));
        let left_slot = slot(left.slots(vm));
        let mut right_slot = None;
        let mut right_first = false;
        if !left.is(right) {
            right_slot = slot(right.slots(vm));
            // The same function serves both operands: asking once is enough.
            if let (Some(a), Some(b)) = (left_slot, right_slot)
                && std::ptr::fn_addr_eq(a, b)
            {
                right_slot = None;
            }
            right_first = right_slot.is_some() && right.is_subclass_of(left, vm);
        }
        let order = if right_first {
            [right_slot, left_slot]
        } else {
            [left_slot, right_slot]
        };
        for slot in order.into_iter().flatten() {
            let result = slot(self, other, vm)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    /// `+` and `*` of sequences, which come after the numbers' operators.
    fn sequence_operator(
        &self,
        other: &Value,
        op: BinaryOperator,
        vm: &mut Vm,
    ) -> PyResult<Option<Value>> {
        let slots = self.class(vm).slots(vm);
        match op.plain() {
            BinaryOperator::Add => {
                let slot = match slots.inplace_concat {
                    Some(slot) if op.is_inplace() => Some(slot),
                    _ => slots.concat,
                };
                slot.map(|slot| slot(self, other, vm)).transpose()
            }
            BinaryOperator::Multiply => {
                let slot = match slots.inplace_repeat {
                    Some(slot) if op.is_inplace() => Some(slot),
                    _ => slots.repeat,
                };
                if let Some(slot) = slot {
                    return repeat(slot, self, other, vm).map(Some);
                }
                // In place, the right operand counts if the left is no sequence of any kind.
                let is_counted =
                    !op.is_inplace() || !has_sequence_slots(&self.class(vm).clone(), vm);
                match other.class(vm).slots(vm).repeat.filter(|_| is_counted) {
                    Some(slot) => repeat(slot, other, self, vm).map(Some),
                    None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    #[cold]
    fn unsupported_operands(
        &self,
        other: &Value,
        operator: &str,
        vm: &mut Vm,
    ) -> crate::result::Raised {
        let (left, right) = (self.type_name(vm), other.type_name(vm));
        vm.type_error(format!(
            "unsupported operand type(s) for {operator}: '{left}' and '{right}'"
        ))
    }
}

/// Whether a class has the protocol of sequences, be it in part: all classes made in Python have.
fn has_sequence_slots(class: &Ref<Type>, vm: &Vm) -> bool {
    let slots = class.slots(vm);
    class.is_heap_type()
        || slots.length.is_some()
        || slots.contains.is_some()
        || slots.concat.is_some()
}

/// The operator as messages write it.
fn operator_text(op: BinaryOperator) -> &'static str {
    match op {
        BinaryOperator::Power => "** or pow()",
        op => op.text(),
    }
}

fn repeat(slot: BinarySlot, sequence: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    if !count.is_index(vm) {
        let name = count.type_name(vm);
        return Err(vm.type_error(format!(
            "can't multiply sequence by non-int of type '{name}'"
        )));
    }
    let count = count.index(vm)?;
    slot(sequence, &count, vm)
}
