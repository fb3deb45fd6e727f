//! The named methods of `dict`.

use std::ops::ControlFlow;

use rpy_macros::methods;

use crate::builtins::dict::Dict;
use crate::builtins::dict::iter::{DictIterator, EntryPart, new_pair};
use crate::builtins::dict::merge::copy_of;
use crate::builtins::dict::views::DictView;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl Dict {
    /// Returns the value of a key, or the default if the key is missing.
    #[method(signature = "($self, key, default=None, /)")]
    fn get(
        this: &Ref<Dict>,
        key: &Value,
        default: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<Option<Value>> {
        Ok(this.get_item(key, vm)?.or(default))
    }

    /// Returns the value of a key; if the key is missing, sets it to the default first.
    #[method(signature = "($self, key, default=None, /)")]
    fn setdefault(
        this: &Ref<Dict>,
        key: &Value,
        default: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<Value> {
        let hash = Dict::hash_key(key, vm)?;
        if let Some(position) = this.find(key, hash, vm)? {
            return Ok(this.table(vm).value_at(position).clone());
        }
        let value = default.unwrap_or(Value::NONE);
        this.insert_new(key.clone(), hash, value.clone(), vm);
        Ok(value)
    }

    /// Removes a key and returns its value.
    ///
    /// If the key is missing, returns the default if there is one, and raises KeyError otherwise.
    #[method(signature = "($self, key, default=<unrepresentable>, /)")]
    fn pop(this: &Ref<Dict>, key: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult<Value> {
        let removed = if this.length(vm) == 0 {
            None
        } else {
            this.remove_item(key, vm)?
        };
        match removed.or(default) {
            Some(value) => Ok(value),
            None => Err(vm.key_error(key.clone())),
        }
    }

    /// Removes the item that was added last and returns it as a pair.
    ///
    /// Raises KeyError if there is none.
    #[method(signature = "($self, /)")]
    fn popitem(this: &Ref<Dict>, vm: &mut Vm) -> PyResult<Value> {
        let Some((key, value)) = this.pop_entry(true, vm) else {
            let message = vm.new_str("popitem(): dictionary is empty");
            return Err(vm.key_error(message));
        };
        Ok(new_pair(key, value, vm))
    }

    /// Returns a set-like view of the keys.
    #[method(signature = "($self, /)")]
    fn keys(this: &Ref<Dict>, vm: &mut Vm) -> Ref<DictView> {
        DictView::new(this.clone(), EntryPart::Key, vm)
    }

    /// Returns a set-like view of the items, as pairs.
    #[method(signature = "($self, /)")]
    fn items(this: &Ref<Dict>, vm: &mut Vm) -> Ref<DictView> {
        DictView::new(this.clone(), EntryPart::Item, vm)
    }

    /// Returns a view of the values.
    #[method(signature = "($self, /)")]
    fn values(this: &Ref<Dict>, vm: &mut Vm) -> Ref<DictView> {
        DictView::new(this.clone(), EntryPart::Value, vm)
    }

    /// Adds the items of a mapping or of an iterable of pairs, then those given by keyword; they
    /// replace the values of keys that are present.
    #[method(signature = "($self, /, *args, **kwargs)", hidden)]
    fn update(this: &Ref<Dict>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        this.update_from_arguments("update", args, vm)
    }

    /// Makes a dict whose keys are the items of an iterable, all with the same value.
    #[class_method(signature = "($type, iterable, value=None, /)")]
    fn fromkeys(
        class: &Ref<Type>,
        iterable: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<Value> {
        let value = value.unwrap_or(Value::NONE);
        let result = class.as_value().call_positional(&[], vm)?;
        let exact = match result.downcast::<Dict>() {
            Some(dict) if dict.class().is(&vm.types.dict) => Some(dict),
            _ => None,
        };
        let _ = vm.iterate(iterable, |key, vm| {
            match exact {
                Some(dict) => dict.set_item(key, value.clone(), vm)?,
                None => result.set_subscript(&key, value.clone(), vm)?,
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(result)
    }

    /// Removes all items.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Dict>, vm: &mut Vm) {
        this.clear_items(vm);
    }

    /// Returns a shallow copy.
    #[method(signature = "($self, /)", name = "copy")]
    fn copy_method(this: &Ref<Dict>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        copy_of(this.as_value(), vm)
    }

    /// Returns a backward iterator over the keys.
    #[method(signature = "($self, /)")]
    fn __reversed__(this: &Ref<Dict>, vm: &mut Vm) -> Ref<DictIterator> {
        DictIterator::new(this.clone(), EntryPart::Key, true, vm)
    }

    /// Returns how many bytes the dict takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Dict>, vm: &mut Vm) -> usize {
        this.size_of(vm)
    }
}
