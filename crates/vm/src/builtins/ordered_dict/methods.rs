//! The named methods of `OrderedDict`.

use std::ops::ControlFlow;

use rpy_macros::methods;

use crate::builtins::dict::iter::new_pair;
use crate::builtins::dict::{Dict, DictView, EntryPart};
use crate::builtins::ordered_dict::iter::{OrderedIterator, new_view};
use crate::builtins::ordered_dict::value::{OrderedDict, changed, is_exact, set_hashed};
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl OrderedDict {
    /// Makes an ordered dict whose keys are the items of an iterable, all with the same value.
    #[class_method(signature = "($type, /, iterable, value=None)")]
    fn fromkeys(class: &Ref<Type>, iterable: &Value, value: Value, vm: &mut Vm) -> PyResult<Value> {
        let result = class.as_value().call_positional(&[], vm)?;
        let _ = vm.iterate(iterable, |key, vm| {
            result.set_subscript(&key, value.clone(), vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(result)
    }

    /// Returns how many bytes the ordered dict takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Dict>, vm: &mut Vm) -> usize {
        this.size_of(vm) + size_of::<Value>()
    }

    /// Returns what copy and pickle make the object again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Dict>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__getstate__.clone();
        let state = this.as_value().call_method(&name, &[], vm)?;
        let name = vm.names.items.clone();
        let items = this.as_value().call_method(&name, &[], vm)?.iter(vm)?;
        let class = this.class().to_value();
        let args = Tuple::new(Vec::new(), vm).into_value();
        Ok(Tuple::from_array([class, args, state, Value::NONE, items], vm).into_value())
    }

    /// Returns the value of a key; if the key is missing, sets it to the default first.
    #[method(signature = "($self, /, key, default=None)")]
    fn setdefault(this: &Ref<Dict>, key: &Value, default: Value, vm: &mut Vm) -> PyResult<Value> {
        if is_exact(this, vm) {
            let hash = Dict::hash_key(key, vm)?;
            if let Some(value) = this.get_hashed(key, hash, vm)? {
                return Ok(value);
            }
            set_hashed(this, key, hash, default.clone(), vm)?;
            return Ok(default);
        }
        let this = this.as_value();
        if this.contains(key, vm)? {
            return this.subscript(key, vm);
        }
        this.set_subscript(key, default.clone(), vm)?;
        Ok(default)
    }

    /// Removes a key and returns its value.
    ///
    /// If the key is missing, returns the default if there is one, and raises KeyError otherwise.
    #[method(signature = "($self, /, key, default=<unrepresentable>)")]
    fn pop(this: &Ref<Dict>, key: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult<Value> {
        let hash = key.hash(vm)? as u64;
        if let Some(value) = this.remove_hashed(key, hash, vm)? {
            changed(this, vm);
            return Ok(value);
        }
        default.ok_or_else(|| vm.key_error(key.clone()))
    }

    /// Removes the last item, or the first, and returns it as a pair.
    ///
    /// Raises KeyError if there is none.
    #[method(signature = "($self, /, last=True)")]
    fn popitem(this: &Ref<Dict>, last: bool, vm: &mut Vm) -> PyResult<Value> {
        let Some((key, value)) = this.pop_entry(last, vm) else {
            let message = vm.new_str("dictionary is empty");
            return Err(vm.key_error(message));
        };
        changed(this, vm);
        Ok(new_pair(key, value, vm))
    }

    /// Returns a set-like view of the keys.
    #[method(signature = "($self, /)")]
    fn keys(this: &Ref<Dict>, vm: &mut Vm) -> Ref<DictView> {
        new_view(this, EntryPart::Key, vm)
    }

    /// Returns a view of the values.
    #[method(signature = "($self, /)")]
    fn values(this: &Ref<Dict>, vm: &mut Vm) -> Ref<DictView> {
        new_view(this, EntryPart::Value, vm)
    }

    /// Returns a set-like view of the items, as pairs.
    #[method(signature = "($self, /)")]
    fn items(this: &Ref<Dict>, vm: &mut Vm) -> Ref<DictView> {
        new_view(this, EntryPart::Item, vm)
    }

    /// Adds the items of a mapping or of an iterable of pairs, then those given by keyword; they
    /// replace the values of keys that are present.
    #[method(signature = "($self, /, *args, **kwargs)", hidden)]
    fn update(this: &Ref<Dict>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        super::fill::fill(this.as_value(), args, vm)
    }

    /// Removes all items.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Dict>, vm: &mut Vm) {
        this.clear_items(vm);
        changed(this, vm);
    }

    /// Returns a shallow copy.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<Dict>, vm: &mut Vm) -> PyResult<Value> {
        if is_exact(this, vm) {
            return Ok(this.copy_with_class(this.class(), vm).into_value());
        }
        let copy = this.class().as_value().call_positional(&[], vm)?;
        let mut position = 0;
        while let Some((next, key, _)) = this.next_entry(position, vm) {
            position = next;
            let value = this.as_value().subscript(&key, vm)?;
            copy.set_subscript(&key, value, vm)?;
        }
        Ok(copy)
    }

    /// Returns a backward iterator over the keys.
    #[method(signature = "($self, /)")]
    fn __reversed__(this: &Ref<Dict>, vm: &mut Vm) -> Ref<OrderedIterator> {
        OrderedIterator::new(this.clone(), EntryPart::Key, true, vm)
    }

    /// Moves a key to the end, or to the beginning.
    ///
    /// Raises KeyError if it is missing.
    #[method(signature = "($self, /, key, last=True)")]
    fn move_to_end(this: &Ref<Dict>, key: &Value, last: bool, vm: &mut Vm) -> PyResult<()> {
        let hash = key.hash(vm)? as u64;
        match this.move_key(key, hash, last, vm)? {
            Some(true) => changed(this, vm),
            Some(false) => {}
            None => return Err(vm.key_error(key.clone())),
        }
        Ok(())
    }
}
