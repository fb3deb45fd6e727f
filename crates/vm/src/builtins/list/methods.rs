//! The methods of `list`.

use rpy_macros::methods;

use crate::builtins::list::value::drop_items;
use crate::builtins::list::{List, ListReverseIterator};
use crate::builtins::sequence;
use crate::builtins::slice::SliceIndex;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl List {
    /// Adds one object at the end.
    #[method(signature = "($self, object, /)")]
    fn append(this: &Ref<List>, object: Value, vm: &mut Vm) {
        this.push(object, vm);
    }

    /// Removes all items.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<List>, vm: &mut Vm) {
        drop_items(&mut this.replace(Vec::new(), vm));
    }

    /// Returns a list of the same items.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<List>, vm: &mut Vm) -> PyResult<Ref<List>> {
        let mut items = vm.new_buffer(this.length(vm))?;
        Value::extend_by_clones(&mut items, this.items(vm));
        Ok(List::new(items, vm))
    }

    /// Returns how many items equal the value.
    #[method(signature = "($self, value, /)")]
    fn count(this: &Ref<List>, value: &Value, vm: &mut Vm) -> PyResult<usize> {
        let mut count = 0;
        let mut start = 0;
        while let Some(index) = this.find(value, start, usize::MAX, vm)? {
            count += 1;
            start = index + 1;
        }
        Ok(count)
    }

    /// Appends the items of an iterable.
    #[method(name = "extend", signature = "($self, iterable, /)")]
    fn extend_method(this: &Ref<List>, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        this.extend(iterable, vm)
    }

    /// Returns the index of the first item that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: &Ref<List>,
        value: &Value,
        start: Option<SliceIndex>,
        stop: Option<SliceIndex>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let length = this.length(vm);
        let start = start.map_or(0, |index| sequence::clamp_position(index.0, length));
        let stop = stop.map_or(usize::MAX, |index| {
            sequence::clamp_position(index.0, length)
        });
        match this.find(value, start, stop, vm)? {
            Some(index) => Ok(index),
            None => Err(vm.value_error("list.index(x): x not in list")),
        }
    }

    /// Inserts an object in front of the item at the index.
    #[method(signature = "($self, index, object, /)")]
    fn insert(this: &Ref<List>, index: isize, object: Value, vm: &mut Vm) {
        let length = this.length(vm);
        let position = sequence::clamp_position(index, length).min(length);
        // Makes room, if there is memory for it.
        this.push(object, vm);
        if let Some(moved) = this.items_mut_in_place(vm).get_mut(position..=length) {
            moved.rotate_right(1);
        }
    }

    /// Removes the item at the index, the last one by default, and returns it.
    ///
    /// Raises IndexError if the list is empty or the index is out of range.
    #[method(signature = "($self, index=-1, /)")]
    fn pop(this: &Ref<List>, index: Option<isize>, vm: &mut Vm) -> PyResult {
        let items = this.items_mut_in_place(vm);
        if items.is_empty() {
            return Err(vm.index_error("pop from empty list"));
        }
        match sequence::position(index.unwrap_or(-1), items.len()) {
            Some(index) => {
                let item = items.remove(index);
                shrink(this, vm);
                Ok(item)
            }
            None => Err(vm.index_error("pop index out of range")),
        }
    }

    /// Removes the first item that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, value, /)")]
    fn remove(this: &Ref<List>, value: &Value, vm: &mut Vm) -> PyResult<()> {
        match this.find(value, 0, usize::MAX, vm)? {
            Some(index) => {
                let items = this.items_mut_in_place(vm);
                // Comparing may have shortened the list.
                if index < items.len() {
                    drop(items.remove(index));
                }
                Ok(())
            }
            None => Err(vm.value_error("list.remove(x): x not in list")),
        }
    }

    /// Reverses the order of the items.
    #[method(signature = "($self, /)")]
    fn reverse(this: &Ref<List>, vm: &mut Vm) {
        this.items_mut_in_place(vm).reverse();
    }

    /// Sorts the items in ascending order, by what the key function gives for each.
    ///
    /// The sort is stable. The list looks empty while it is sorted.
    #[method(name = "sort", signature = "($self, /, *, key=None, reverse=False)")]
    fn sort_method(
        this: &Ref<List>,
        key: Option<Value>,
        reverse: Option<bool>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let key = key.filter(|key| !key.is_none());
        this.sort(key.as_ref(), reverse.unwrap_or(false), vm)
    }

    /// Returns an iterator from the last item to the first.
    #[method(name = "__reversed__", signature = "($self, /)")]
    fn reversed(this: &Ref<List>, vm: &mut Vm) -> Ref<ListReverseIterator> {
        ListReverseIterator::new(this.clone(), vm)
    }

    /// Returns how many bytes the list takes.
    #[method(name = "__sizeof__", signature = "($self, /)")]
    fn size_of(this: &Ref<List>, vm: &mut Vm) -> usize {
        let items = this.items(vm);
        size_of::<crate::object::Object<List>>() + items.capacity() * size_of::<Value>()
    }
}

/// Gives memory back that a list which was much longer does not need.
#[inline(always)]
pub(super) fn shrink(list: &List, vm: &mut Vm) {
    let items = list.items(vm);
    if items.capacity() > 64 && items.len() < items.capacity() / 4 {
        shrink_slow(list, vm);
    }
}

#[cold]
fn shrink_slow(list: &List, vm: &mut Vm) {
    let mut items = list.items_mut(vm);
    let length = items.len();
    items.shrink_to(length * 2);
}
