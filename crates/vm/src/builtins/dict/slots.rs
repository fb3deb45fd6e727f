//! The protocol of `dict`.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::dict::Dict;
use crate::builtins::dict::iter::{DictIterator, EntryPart};
use crate::builtins::str::StrBuilder;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The slots of `dict`.
pub(crate) const SLOTS: Slots = Slots {
    repr: Some(repr),
    compare: Some(compare),
    iter: Some(iter),
    init: Some(init),
    new: Some(new),
    length: Some(length),
    subscript: Some(subscript),
    set_subscript: Some(set_subscript),
    contains: Some(contains),
    ..Slots::EMPTY
}
.with_binary(BinaryOperator::Or, or)
.with_inplace(BinaryOperator::Or, inplace_or);

/// The dict that a slot was called with.
#[inline(always)]
fn dict_of(value: &Value) -> &Ref<Dict> {
    value
        .downcast()
        .expect("the slots of a dict are called with one")
}

fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    Ok(Ref::with_class(Dict::empty(), class, vm).into_value())
}

fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    dict_of(this).update_from_arguments("dict", args, vm)
}

fn length(this: &Value, vm: &mut Vm) -> PyResult<usize> {
    Ok(dict_of(this).length(vm))
}

fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    let dict = dict_of(this).clone();
    Ok(DictIterator::new(dict, EntryPart::Key, false, vm).into_value())
}

fn contains(this: &Value, key: &Value, vm: &mut Vm) -> PyResult<bool> {
    dict_of(this).contains_key(key, vm)
}

fn subscript(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    let dict = dict_of(this);
    match dict.get_item(key, vm)? {
        Some(value) => Ok(value),
        None => missing(this, key, vm),
    }
}

/// What a subscription gives for a key that is missing: in a subclass, what `__missing__` says.
#[cold]
fn missing(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    if !this.class(vm).is(&vm.types.dict) {
        let name = vm.names.__missing__.clone();
        if let Some(method) = this.lookup_special(&name, vm)? {
            return method.call_positional(std::slice::from_ref(key), vm);
        }
    }
    Err(vm.key_error(key.clone()))
}

fn set_subscript(this: &Value, key: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let dict = dict_of(this);
    match value {
        Some(value) => dict.set_item(key.clone(), value, vm),
        None => match dict.remove_item(key, vm)? {
            Some(_) => Ok(()),
            None => Err(vm.key_error(key.clone())),
        },
    }
}

fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let (Some(dict), Some(_)) = (left.downcast::<Dict>(), right.downcast::<Dict>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let result = dict.copy(vm);
    result.update_from(right, vm)?;
    Ok(result.into_value())
}

fn inplace_or(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    dict_of(this).update_from(other, vm)?;
    Ok(this.clone())
}

fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let wanted = match op {
        CompareOperator::Equal => true,
        CompareOperator::NotEqual => false,
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    let (Some(this), Some(other)) = (this.downcast::<Dict>(), other.downcast::<Dict>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let equal = vm.with_recursion(" in comparison", |vm| this.equals(other, vm))?;
    Ok(Value::bool(equal == wanted))
}

impl Dict {
    /// Whether both have equal values under equal keys.
    fn equals(&self, other: &Dict, vm: &mut Vm) -> PyResult<bool> {
        if self.length(vm) != other.length(vm) {
            return Ok(false);
        }
        let mut next = 0;
        while let Some(position) = self.table(vm).next_live(next) {
            next = position + 1;
            let entry = self.table(vm).entry(position).clone();
            let Some(position) = other.find(&entry.key, entry.hash, vm)? else {
                return Ok(false);
            };
            let value = other.table(vm).value_at(position).clone();
            if !value.equals(&entry.value, vm)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let dict = dict_of(this);
    if dict.length(vm) == 0 {
        return Ok(vm.new_str("{}"));
    }
    if !vm.repr_enter(this) {
        return Ok(vm.new_str("{...}"));
    }
    let mut text = StrBuilder::new();
    text.push_str("{");
    let result = push_items(&mut text, dict, vm);
    vm.repr_leave(this);
    result?;
    text.push_str("}");
    Ok(text.finish(vm).into_value())
}

/// Writes `key: value` for each item, with commas between.
fn push_items(text: &mut StrBuilder, dict: &Dict, vm: &mut Vm) -> PyResult<()> {
    let mut position = 0;
    while let Some((next, key, value)) = dict.next_entry(position, vm) {
        if position != 0 {
            text.push_str(", ");
        }
        position = next;
        text.push_text(&*key.repr(vm)?);
        text.push_str(": ");
        text.push_text(&*value.repr(vm)?);
    }
    Ok(())
}
