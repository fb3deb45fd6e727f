//! The protocol of `dict`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::dict::Dict;
use crate::builtins::dict::iter::{DictIterator, EntryPart};
use crate::builtins::dict::merge::copy_of;
use crate::builtins::str::StrBuilder;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A mapping in insertion order; of the items of a mapping, of an iterable of pairs, and of
/// keyword arguments, where they are given.
#[native_class(
    name = "dict",
    registry = dict,
    flags(base, mapping, match_self),
    generic,
    methods(Dict::MEMBERS)
)]
impl Dict {
    #[slot]
    fn repr(this: &Ref<Dict>, vm: &mut Vm) -> PyResult {
        if this.length(vm) == 0 {
            return Ok(vm.new_str("{}"));
        }
        if !vm.repr_enter(this.as_value()) {
            return Ok(vm.new_str("{...}"));
        }
        let mut text = StrBuilder::new();
        text.push_str("{");
        let result = push_items(&mut text, this, vm);
        vm.repr_leave(this.as_value());
        result?;
        text.push_str("}");
        Ok(text.finish(vm).into_value())
    }

    #[slot]
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

    #[slot]
    fn iter(this: &Ref<Dict>, vm: &mut Vm) -> PyResult {
        let dict = this.clone();
        Ok(DictIterator::new(dict, EntryPart::Key, false, vm).into_value())
    }

    #[init]
    fn init(this: &Ref<Dict>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        this.update_from_arguments("dict", args, vm)
    }

    #[new]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(Ref::with_class(Dict::empty(), class, vm).into_value())
    }

    #[slot(length)]
    fn length_slot(this: &Ref<Dict>, vm: &mut Vm) -> PyResult<usize> {
        Ok(this.length(vm))
    }

    /// Returns the value of a key.
    #[method(signature = "($self, key, /)")]
    fn __getitem__(this: &Ref<Dict>, key: &Value, vm: &mut Vm) -> PyResult {
        Dict::subscript(this, key, vm)
    }

    #[slot]
    fn subscript(this: &Ref<Dict>, key: &Value, vm: &mut Vm) -> PyResult {
        match this.get_item(key, vm)? {
            Some(value) => Ok(value),
            None => missing(this.as_value(), key, vm),
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<Dict>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        match value {
            Some(value) => this.set_item(key.clone(), value, vm),
            None => match this.remove_item(key, vm)? {
                Some(_) => Ok(()),
                None => Err(vm.key_error(key.clone())),
            },
        }
    }

    /// Tells whether the dict has a key.
    #[method(signature = "($self, key, /)")]
    fn __contains__(this: &Ref<Dict>, key: &Value, vm: &mut Vm) -> PyResult<bool> {
        this.contains_key(key, vm)
    }

    #[slot]
    fn contains(this: &Ref<Dict>, key: &Value, vm: &mut Vm) -> PyResult<bool> {
        this.contains_key(key, vm)
    }

    #[slot]
    fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        if !left.has_payload::<Dict>() || !right.has_payload::<Dict>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let result = copy_of(left, vm)?;
        result.update_from(right, vm)?;
        Ok(result.into_value())
    }

    #[slot]
    fn inplace_or(this: &Ref<Dict>, other: &Value, vm: &mut Vm) -> PyResult {
        this.update_from(other, vm)?;
        Ok(this.to_value())
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
